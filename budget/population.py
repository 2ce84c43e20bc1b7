"""The files that the budget reads: their columns, made from profiles, and an invented population."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from budget.columns import Array
from calculator.fields import (
    CalendarDay,
    Counts,
    Fact,
    FieldKind,
    ListOf,
    Number,
    Reference,
    SomeOf,
    YesNo,
)
from calculator.i18n import plain
from calculator.phrases import Unit
from calculator.profile import FACTS

ROW_GROUP = 16_384
"""The rows of a part of a file: what a processor's cache holds, and what is repeated if a run breaks off."""


INVENTED = b"invented"
"""The key in a file's metadata that says its enterprises are invented, and from which seed."""


def arrow_type(kind: FieldKind) -> pa.DataType:
    """Return the type of the column of a fact."""
    match kind:
        case Number() if kind.places:
            return pa.decimal128(18, kind.places)
        case Number():
            return pa.int64()
        case YesNo():
            return pa.bool_()
        case CalendarDay():
            return pa.date32()
        case SomeOf():
            return pa.list_(pa.string())
        case Counts():
            return pa.list_(pa.int64())
        case ListOf():
            inner = [pa.field(name, arrow_type(each.kind)) for name, each in kind.facts.items()]
            return pa.list_(pa.struct(inner))
        case _:
            return pa.string()


def schema() -> pa.Schema:
    """Return the columns of a file that holds every fact."""
    return pa.schema([pa.field(name, arrow_type(fact.kind)) for name, fact in FACTS.items()])


def from_profiles(profiles: Iterable[Mapping[str, object]]) -> pa.RecordBatch:
    """Return profiles (JSON data that the calculator accepts) as a part of a file."""
    rows = [
        {name: _cell(fact.kind, profile.get(name)) for name, fact in FACTS.items()}
        for profile in profiles
    ]
    return pa.RecordBatch.from_pylist(rows, schema())


def _cell(kind: FieldKind, raw: Any) -> Any:
    if raw is None:
        return None
    match kind:
        case Number() if kind.places:
            if isinstance(raw, Fraction):
                raw = plain(raw)
            return Decimal(raw if isinstance(raw, str) else repr(raw))
        case CalendarDay():
            return date.fromisoformat(raw)
        case ListOf():
            return [
                {name: _cell(each.kind, entry.get(name)) for name, each in kind.facts.items()}
                for entry in raw
            ]
        case _:
            return raw


# --- an invented population ------------------------------------------------------------------------

_FIGURES = np.array([0, 10, 25, 30, 60, 100, 200, 500, 2000], np.int64) * 1_000_000
"""Amounts at which texts like to turn, in fen."""
_DAY = "2025-06-30"
_FROM = np.datetime64("2023-07-01")
_LARGEST = 2_000_000 * 100
_RATES = {100: (1, 6), 1000: (2, 12)}
"""Usual rates, in percent a year and per mille."""


def invented(rows: int, seed: int, first: int = 0) -> pa.RecordBatch:
    """Return enterprises that nobody has, of whom every fact is known.

    Sizes are unequal, lists have up to three entries, and one amount in four stands at a round figure
    or a fen beside it. The same rows for the same seed and `first`, the number of the first.
    """
    draw = _Draw(np.random.default_rng([seed, first]), rows)
    made = {name: draw.fact(name, fact) for name, fact in FACTS.items()}
    fields = [pa.field(name, column.type) for name, column in made.items() if column is not None]
    arrays = [column for column in made.values() if column is not None]
    return pa.RecordBatch.from_arrays(
        arrays, schema=pa.schema(fields, {INVENTED: f"seed {seed}".encode()})
    )


class _Draw:
    """Columns of so many rows, drawn at random."""

    def __init__(self, draw: np.random.Generator, rows: int) -> None:
        self.draw, self.rows = draw, rows
        self.size = draw.choice(np.array([1, 3, 10], np.int64), rows, p=[0.6, 0.3, 0.1])

    def fact(self, name: str, fact: Fact) -> pa.Array | None:
        """Return the column of a fact; None for marks, for what is on file and what is taken as 0."""
        if name == "date":
            return pa.array(np.full(self.rows, _DAY, "datetime64[D]"))
        if fact.default:
            return pa.array(np.full(self.rows, fact.default))
        if fact.zero or fact.on_file or isinstance(fact.kind, Reference):
            return None
        return self._column(fact.kind, np.arange(self.rows))

    def _column(self, kind: FieldKind, owner: Array) -> pa.Array:
        """Return a value for each thing, by the row that owns it."""
        draw, n = self.draw, len(owner)
        match kind:
            case Number():
                return self._number(kind, owner)
            case YesNo():
                return pa.array(draw.random(n) < 0.7)
            case CalendarDay():
                days = (np.datetime64(_DAY) - _FROM).astype(np.int64)
                return pa.array(_FROM + draw.integers(0, days + 1, n))
            case SomeOf():
                words = np.array([*kind.words, ""])
                chosen = draw.choice(words, n)
                flat = pa.array(chosen[chosen != ""], pa.string())
                ends = np.concatenate(([0], np.cumsum(chosen != ""))).astype(np.int32)
                return pa.ListArray.from_arrays(pa.array(ends), flat)
            case Counts() | ListOf():
                return self._list(kind, owner)
            case _:
                return pa.array(draw.choice(list(kind.words), n))

    def _number(self, kind: Number, owner: Array) -> pa.Array:
        draw, n = self.draw, len(owner)
        if kind.unit is Unit.YUAN:
            usual = draw.integers(0, _LARGEST, n) * self.size[owner]
            beside = np.maximum(draw.choice(_FIGURES, n) + draw.integers(-1, 2, n), 0)
            return _decimals(np.where(draw.random(n) < 0.25, beside, usual), kind.places)
        if kind.unit is Unit.CALENDAR_YEAR:
            year = int(_DAY[:4])
            return pa.array(draw.integers(year - 1, year + 2, n))
        scale = 10**kind.places
        if kind.unit is Unit.RATIO:
            least, most = _RATES.get(kind.per, (0, 1))
            rates = draw.integers(least * scale, most * scale + 1, n)
            rates = np.where(draw.random(n) < 0.7, rates * 100 // scale * scale // 100, rates)
            return _decimals(rates, kind.places)
        most = 400 if kind.most is None else kind.most
        numbers = draw.integers(kind.least * scale, most * scale + 1, n)
        return _decimals(numbers, kind.places) if kind.places else pa.array(numbers)

    def _list(self, kind: FieldKind, owner: Array) -> pa.Array:
        """Return lists of up to three entries; half of the enterprises have any."""
        n = len(owner)
        counts = np.where(self.draw.random(n) < 0.5, self.draw.integers(1, 4, n), 0)
        ends = pa.array(np.concatenate(([0], np.cumsum(counts))).astype(np.int32))
        inside = np.repeat(owner, counts)
        columns = {
            name: self._column(each.kind, inside)
            for name, each in kind.facts.items()
            if not isinstance(each.kind, Reference)
        }
        if list(columns) == [""]:
            return pa.ListArray.from_arrays(ends, columns[""])
        inner = pa.StructArray.from_arrays(list(columns.values()), list(columns))
        return pa.ListArray.from_arrays(ends, inner)


def _decimals(values: Array, places: int) -> pa.Array:
    """Return whole numbers as decimals of so many places, without a detour over floats."""
    words = np.zeros((len(values), 2), np.int64)
    words[:, 0] = values
    return pa.Array.from_buffers(
        pa.decimal128(18, places), len(values), [None, pa.py_buffer(words.tobytes())]
    )


def write(path: Path, batches: Iterator[pa.RecordBatch], empty: pa.Schema | None = None) -> int:
    """Write a Parquet file whose row groups are parts of a run; return the number of rows."""
    first = next(batches, None)
    columns = first.schema if first is not None else empty or schema()
    rows = 0
    with pq.ParquetWriter(path, columns, compression="zstd") as file:
        while first is not None:
            file.write_batch(first, row_group_size=ROW_GROUP)
            rows += first.num_rows
            first = next(batches, None)
    return rows


def sample(path: Path, rows: int, seed: int) -> int:
    """Write an invented population."""
    starts = range(0, rows, ROW_GROUP)
    return write(path, (invented(min(ROW_GROUP, rows - first), seed, first) for first in starts))
