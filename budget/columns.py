"""Facts of many enterprises as whole numbers, read from Arrow: what a program of rules runs over.

A number is an int64 over a denominator that its kind fixes (money is in fen). A choice is the place of
its word among the options, a set has a bit for each, a day is its proleptic ordinal; -1 is unknown.
The entries of all lists lie one after another; a list of which nothing is known has one unknown entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from calculator.fields import (
    CalendarDay,
    FieldKind,
    FieldProblem,
    Number,
    OneOf,
    Reference,
    SomeOf,
    YesNo,
)
from calculator.i18n import Text
from calculator.parameters import PublishedFigure
from calculator.profile import FACTS
from calculator.quantity import Given
from calculator.tracing import ENTRY, kind_at

Array = np.ndarray[Any, Any]
UNKNOWN = -1
EPOCH = date(1970, 1, 1).toordinal()
MOST_PROBLEMS = 20
"""After so many unreadable cells of a part of a file the others are not looked for."""


class Problem(NamedTuple):
    """A cell that cannot be read: its row (from 0), the path of the fact, what would be accepted."""

    row: int
    path: str
    message: Text


class Unreadable(Exception):
    """Cells that cannot be read."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)  # so that it comes whole from another process


class Numbers(NamedTuple):
    """Numerators, where they are unknown (None: nowhere), their common denominator, and the greatest."""

    values: Array
    unknown: Array | None
    denominator: int
    most: int


@dataclass(frozen=True)
class Entries:
    """Which entries belong to whom: those of row i are from `offsets[i]` up to `offsets[i + 1]`.

    `known` is None if every list is.
    """

    offsets: Array
    known: Array | None
    years: Years | None = None

    @cached_property
    def owner(self) -> Array:
        """The row of each entry."""
        return np.repeat(np.arange(len(self.offsets) - 1), np.diff(self.offsets))

    @cached_property
    def longest(self) -> int:
        """The greatest number of entries of a row, at least 1."""
        return int(np.diff(self.offsets).max(initial=1))


@dataclass(frozen=True)
class Years:
    """The entries by year: year k has those from `offsets[k]`, row i the years from `rows[i]`.

    An entry of unknown year is `loose`, a year of its own, unless it is the only one of a known list.
    """

    offsets: Array
    rows: Array
    loose: Array | None

    @cached_property
    def owner(self) -> Array:
        """The row of each year."""
        return np.repeat(np.arange(len(self.rows) - 1), np.diff(self.rows))


@dataclass
class Columns:
    """The facts of `rows` enterprises, by path."""

    rows: int
    numbers: dict[str, Numbers] = field(default_factory=dict)
    codes: dict[str, Array] = field(default_factory=dict)
    lists: dict[str, Entries] = field(default_factory=dict)
    marks: dict[str, Array] = field(default_factory=dict)
    """The marks of the same loan or purchase in several lists: codes, the same for the same text."""


def denominator(kind: Number) -> int:
    """Return what a number of this kind is a whole number of parts of."""
    return int(10**kind.places) * kind.per


def read(batch: pa.RecordBatch, facts: Iterable[str], today: str, day: str = "") -> Columns:
    """Read the columns of some facts (by path); a column that is not there is unknown.

    Rows without a date are of `today`, and if `day` is given all rows are of that (YYYY-MM-DD).
    Raises Unreadable.
    """
    columns = Columns(batch.num_rows)
    problems: list[Problem] = []
    inner: dict[str, list[str]] = {}
    for path in sorted({*facts, "date"}, key=lambda path: path != "date"):
        name, _, of_entry = path.partition(ENTRY + "/")
        if of_entry:
            inner.setdefault(name, []).append(of_entry)
        else:
            column = _column(batch, name)
            if name == "date" and day:
                column = pa.nulls(batch.num_rows)
            _read(columns, name, FACTS[name].kind, _assumed(name, column, day or today), problems)
    for name in columns.numbers if not problems else ():
        if on_file := FACTS[name].on_file:
            _fill(columns, name, on_file)
    for name, asked in inner.items():
        _read_list(columns, name, asked, _column(batch, name), problems)
    if problems:
        raise Unreadable(problems)
    _number_marks(columns)
    return columns


def _number_marks(columns: Columns) -> None:
    """Replace marks by numbers, those of all lists together, in the order of their text; no mark is 0."""
    texts = np.unique(np.concatenate([*columns.marks.values(), np.array([""], object)]))
    for path, marks in columns.marks.items():
        columns.marks[path] = np.searchsorted(texts, marks)


def _column(batch: pa.RecordBatch, name: str) -> pa.Array:
    at = batch.schema.get_field_index(name)
    if at < 0:
        return pa.nulls(batch.num_rows)
    column = batch.column(at)
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column


def _assumed(name: str, column: pa.Array, today: str) -> pa.Array:
    """Put what is taken for granted where a fact is not given, as `read_profile` does."""
    fact = FACTS[name]
    value: object = today if name == "date" else 0 if fact.zero else fact.default or None
    if value is None or not column.null_count:
        return column
    if pa.types.is_null(column.type):
        return pa.array([value] * len(column))
    if pa.types.is_date(column.type):
        value = date.fromisoformat(str(value))
    elif pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        value = str(value)
    elif pa.types.is_decimal(column.type):
        value = Decimal(str(value))
    return column.fill_null(pa.scalar(value, column.type))


def _fill(columns: Columns, name: str, on_file: Callable[[str], PublishedFigure | None]) -> None:
    """Put the figure on file, of the day of the rules, where none is given."""
    numbers, days = columns.numbers[name], columns.codes["date"]
    if numbers.unknown is None:
        return
    values, unknown = numbers.values.copy(), numbers.unknown.copy()
    for day in np.unique(days[numbers.unknown]).tolist():
        if figure := on_file(date.fromordinal(day).isoformat()):
            there = numbers.unknown & (days == day)
            scaled = figure.value * numbers.denominator
            assert scaled.denominator == 1, figure
            values[there], unknown[there] = scaled.numerator, False
    left = unknown if unknown.any() else None
    most = int(values.max(initial=0))
    columns.numbers[name] = Numbers(values, left, numbers.denominator, most)


def _read_list(
    columns: Columns, name: str, asked: list[str], column: pa.Array, problems: list[Problem]
) -> None:
    if not pa.types.is_null(column.type) and not _is_list(column.type):
        problems.append(Problem(0, name, Text("必须是列表", "must be a list")))
        return
    known, counts, flat, at = _entries(column)
    columns.lists[name] = entries = Entries(
        np.concatenate(([0], np.cumsum(counts))), None if known.all() else known
    )
    found: list[Problem] = []
    for inner in asked:
        field_ = _field(flat, inner)
        cells = field_ if at is None else field_.take(pa.array(at, mask=at < 0))
        path = f"{name}{ENTRY}/{inner}"
        _read(columns, path, kind_at(path), cells, found)
    problems += [each._replace(row=int(entries.owner[each.row])) for each in found]
    if "year" in asked and not found:
        _by_year(columns, name)


def _is_list(kind: pa.DataType) -> bool:
    return bool(pa.types.is_list(kind) or pa.types.is_large_list(kind))


def _entries(column: pa.Array) -> tuple[Array, Array, pa.Array, Array | None]:
    """Return which lists are known, how long each is, the entries, and where to take each from.

    A list that is not known has one entry, from nowhere (-1); without such lists the last is None.
    """
    if pa.types.is_null(column.type):
        ones = np.ones(len(column), np.int64)
        return ones == 0, ones, pa.nulls(len(column)), None
    known = np.asarray(column.is_valid())
    flat = column.flatten()
    counts = np.diff(np.asarray(column.offsets)).astype(np.int64)
    if known.all():
        return known, counts, flat, None
    counts[~known] = 0
    full = np.where(known, counts, 1)
    owner = np.repeat(np.arange(len(full)), full)
    at = np.arange(len(owner)) - np.concatenate(([0], np.cumsum(~known)))[owner]
    at[~known[owner]] = -1
    return known, full, flat, at


def _field(flat: pa.Array, name: str) -> pa.Array:
    if not pa.types.is_struct(flat.type):
        return flat
    at = flat.type.get_field_index(name)
    if at < 0:
        return pa.nulls(len(flat))
    values = pc.struct_field(flat, [at])
    return values.dictionary_decode() if pa.types.is_dictionary(values.type) else values


def _by_year(columns: Columns, name: str) -> None:
    """Bring the entries into the order of row and year, and note where each year begins."""
    entries, years = columns.lists[name], columns.numbers[f"{name}{ENTRY}/year"]
    owner, key, loose = entries.owner, years.values, None
    if years.unknown is not None:
        lone = np.diff(entries.offsets)[owner] == 1
        if entries.known is not None:
            lone &= entries.known[owner]
        loose = years.unknown & ~lone
        own = 10_000 + np.arange(len(key))
        key = np.where(loose, own, np.where(years.unknown, 0, key))
    same = owner[1:] == owner[:-1]
    if (same & (key[1:] < key[:-1])).any():
        order = np.lexsort((key, owner))
        key, loose = key[order], None if loose is None else loose[order]
        _reorder(columns, name + ENTRY + "/", order)
    first = np.ones(len(key), bool)
    first[1:] = ~same | (key[1:] != key[:-1])
    begins = first.nonzero()[0]
    rows = np.searchsorted(begins, entries.offsets)
    grouped = Years(np.append(begins, len(key)), rows, None if loose is None else loose[begins])
    columns.lists[name] = Entries(entries.offsets, entries.known, grouped)


def _reorder(columns: Columns, prefix: str, order: Array) -> None:
    for path, old in columns.numbers.items():
        if path.startswith(prefix):
            unknown = None if old.unknown is None else old.unknown[order]
            columns.numbers[path] = old._replace(values=old.values[order], unknown=unknown)
    for codes in (columns.codes, columns.marks):
        for path, column in codes.items():
            if path.startswith(prefix):
                codes[path] = column[order]


def _read(
    columns: Columns, path: str, kind: FieldKind, cells: pa.Array, problems: list[Problem]
) -> None:
    """Read one column into place; problems are collected."""
    try:
        match kind:
            case Number():
                columns.numbers[path] = _numbers(kind, cells)
            case Reference():
                columns.marks[path] = _marks(cells)
            case _:
                columns.codes[path] = _codes(kind, cells)
    except (pa.ArrowException, ValueError, OverflowError):
        found = list(_slowly(path, kind, cells))
        if not found:
            message = Text(
                f"这一列的类型 {cells.type} 读不懂", f"a column of type {cells.type} cannot be read"
            )
            found = [Problem(0, path, message)]
        problems += found[: MOST_PROBLEMS - len(problems)]


def _numbers(kind: Number, cells: pa.Array) -> Numbers:
    """Return the numerators. Raises ValueError or ArrowInvalid if a number is not acceptable."""
    unknown = np.asarray(cells.is_null()) if cells.null_count else None
    if pa.types.is_null(cells.type):
        return Numbers(np.zeros(len(cells), np.int64), unknown, denominator(kind), 0)
    if pa.types.is_floating(cells.type):
        values = _of_floats(np.asarray(cells.fill_null(0)), kind.places)
    elif pa.types.is_integer(cells.type):
        values = np.asarray(cells.fill_null(0).cast(pa.int64()))
        if len(values) and values.max() > 10**15:
            raise ValueError("too many digits")
        values = values * 10**kind.places
    else:
        values = _of_decimals(cells.cast(pa.decimal128(18, kind.places)).fill_null(0))
    scale = 10**kind.places
    most = 10**15 - 1 if kind.most is None else kind.most * scale
    given = values if unknown is None else values[~unknown]
    if len(given) and (given.min() < kind.least * scale or given.max() > most):
        raise ValueError(kind.accepted)
    return Numbers(values, unknown, denominator(kind), int(values.max(initial=0)))


def _of_floats(values: Array, places: int) -> Array:
    """Return floats that are the nearest to a decimal of so many places as whole numbers."""
    whole = np.rint(values * 10**places)
    if not np.isfinite(values).all() or (np.abs(whole) > 2**52).any():
        raise ValueError(values)
    if (whole / 10**places != values).any():
        raise ValueError(values)
    return np.asarray(whole, np.int64)


def _of_decimals(cells: pa.Array) -> Array:
    """Return the digits of decimals of at most 18 as whole numbers."""
    words = np.frombuffer(cells.buffers()[1], np.int64)
    return np.ascontiguousarray(words[2 * cells.offset : 2 * (cells.offset + len(cells)) : 2])


def _codes(kind: FieldKind, cells: pa.Array) -> Array:
    """Return the codes of a choice, a set, an answer or a day. Raises ValueError for an unknown word."""
    nothing = pa.types.is_null(cells.type)
    if nothing:
        return np.full(len(cells), UNKNOWN, np.int8)
    match kind:
        case YesNo():
            if not pa.types.is_boolean(cells.type):
                raise ValueError("not an answer")
            return np.asarray(cells.cast(pa.int8()).fill_null(UNKNOWN))
        case CalendarDay():
            if not pa.types.is_date32(cells.type):
                cells = cells.cast(pa.string()).cast(pa.date32())
            days = np.asarray(cells.cast(pa.int32()).fill_null(-EPOCH + UNKNOWN))
            return np.asarray(days + EPOCH)
        case OneOf():
            return _places(cells, kind)
        case SomeOf():
            known, counts, flat, _ = _entries(cells)
            if flat.null_count:
                raise ValueError("a set with an empty word")
            bits = 1 << _places(flat, kind).astype(np.int64)
            held = np.zeros(len(cells), np.int64)
            owner = np.repeat(np.arange(len(cells)), np.where(known, counts, 0))
            np.bitwise_or.at(held, owner, bits)
            held[~known] = UNKNOWN
            return held
        case _:
            raise ValueError(kind)


def _places(cells: pa.Array, kind: FieldKind) -> Array:
    """Return where each word stands among the options of the kind."""
    options = pa.array(list(kind.words), pa.string())
    found = pc.index_in(cells.cast(pa.string()), options)
    if found.null_count > cells.null_count:
        raise ValueError("a word that is no option")
    return np.asarray(found.fill_null(UNKNOWN)).astype(np.int8)


def _marks(cells: pa.Array) -> Array:
    """Return the text of each mark, empty for none. Raises ValueError if one is not acceptable."""
    if pa.types.is_null(cells.type) or cells.null_count == len(cells):
        return np.full(len(cells), "", object)
    coded = cells.cast(pa.string()).dictionary_encode()
    texts = coded.dictionary.to_pylist()
    if any(not text or len(text) > 80 or not text.isprintable() for text in texts):
        raise ValueError("a mark that cannot be one")
    spelt = np.array([*texts, ""], object)
    return np.asarray(spelt[np.asarray(coded.indices.fill_null(len(texts)))])


def _slowly(path: str, kind: FieldKind, cells: pa.Array) -> Iterator[Problem]:
    """Yield what is wrong, cell by cell, as the calculator says it."""
    given = Given(path, Text("", ""))
    for row, cell in enumerate(cells.to_pylist()):
        problems: list[FieldProblem] = []
        if cell is not None:
            kind.read(_as_json(cell), given, problems)
            for problem in problems:
                yield Problem(row, path, problem.message)


def _as_json(cell: Any) -> Any:
    """Return a cell as it would stand in a JSON profile."""
    if isinstance(cell, (bool, int, float, str, list)):
        return cell
    return cell.isoformat() if isinstance(cell, date) else str(cell)
