"""The sums of a job, part by part of a file: whole numbers that only add up, so that any split gives the same.

A part is a row group of the Parquet file. Its sums can be kept, so that a run that was broken off goes
on where it was, and made on any machine that can read the file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from budget.columns import UNKNOWN, Array, Columns, Problem, Unreadable
from budget.draws import Drawn
from budget.population import ROW_GROUP
from budget.program import Asked, Program
from budget.totals import Counted, Rows, counted, evaluated, paths
from budget.variants import Variant, programs
from calculator.i18n import Text
from calculator.measure import Kind
from calculator.policies import OVERLAPS
from calculator.profile import FACTS
from calculator.version import rules_version

pa.set_memory_pool(pa.system_memory_pool())  # the default one keeps twice as much for later

ALL = ""
"""Every measure that is cash, or every group."""
GROUPS = ("title", "year", "city", "applicant")
"""What an enterprise can be grouped by besides a column of its own."""
PLACES = 6
"""The decimals a weight may have."""


@dataclass(frozen=True)
class Job:
    """What to compute: a file, the variants (the first is compared with), and how to sum it.

    `measures` are those to compute, all if empty. `by` are groups, `weight` a column that says how
    many enterprises a row stands for. `today` is the day of rows without a date.
    """

    file: str
    variants: tuple[Variant, ...]
    today: str
    measures: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    weight: str = ""
    drawn: tuple[Drawn, ...] = ()
    draws: int = 0
    seed: int = 0

    @property
    def scale(self) -> int:
        """What sums are to be divided by: weights are in millionths."""
        return 10**PLACES if self.weight else 1

    @property
    def digest(self) -> str:
        """A digest of what is computed, with which rules and from which file."""
        versions = (file_digest(each.version) for each in self.variants if each.version)
        known = (rules_version(), file_digest(self.file), repr(self), *versions)
        return hashlib.sha256("\0".join(known).encode()).hexdigest()[:16]


@lru_cache(maxsize=4)
def file_digest(file: str) -> str:
    """Return the SHA-256 of a file."""
    with Path(file).open("rb") as read:
        return hashlib.file_digest(read, "sha256").hexdigest()


class Cell(NamedTuple):
    """The sums of a measure over a group: weights, and money in fen times weight.

    `recipients` have an amount, `undetermined` lack a fact that decides, `boundless` among them have
    no upper end. `largest` is the largest amount of a single enterprise.
    """

    recipients: int = 0
    undetermined: int = 0
    boundless: int = 0
    certain: int = 0
    amount: int = 0
    at_most: int = 0
    largest: int = 0

    def plus(self, other: Cell) -> Cell:
        both = Cell(*(a + b for a, b in zip(self, other, strict=True)))
        return both._replace(largest=max(self.largest, other.largest))


class Moved(NamedTuple):
    """Who gains and who loses by a variant, in weights, and how much, in fen times weight."""

    gain: int = 0
    lose: int = 0
    same: int = 0
    gained: int = 0
    lost: int = 0

    def plus(self, other: Moved) -> Moved:
        return Moved(*(a + b for a, b in zip(self, other, strict=True)))


Key = tuple[int, str, str]
"""Variant, measure and group."""
Spread = tuple[Array, Array]
"""Every amount of a recipient, in fen, and how many have it."""


@dataclass
class Sums:
    """The sums of some rows."""

    rows: int = 0
    weight: int = 0
    exact: int = 0
    """How many rows needed integers of any size."""
    cells: dict[Key, Cell] = field(default_factory=dict)
    moved: dict[tuple[int, str], Moved] = field(default_factory=dict)
    draws: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    """What the text fixes and the whole amount, in fen times weight, of a variant in a draw."""
    spread: dict[Key, Spread] = field(default_factory=dict)
    """The amounts of recipients, by group if there are groups; of a measure that a variant does not
    change anywhere only those under the text in force."""

    @classmethod
    def of(cls, parts: Iterable[Sums]) -> Sums:
        """Return the sums of several parts together; their order does not matter."""
        made, spreads = cls(), dict[Key, list[Spread]]()
        for part in parts:
            made.rows, made.weight = made.rows + part.rows, made.weight + part.weight
            made.exact += part.exact
            for key, cell in part.cells.items():
                made.cells[key] = made.cells.get(key, Cell()).plus(cell)
            for at, moved in part.moved.items():
                made.moved[at] = made.moved.get(at, Moved()).plus(moved)
            for which, (certain, amount) in part.draws.items():
                before = made.draws.get(which, (0, 0))
                made.draws[which] = before[0] + certain, before[1] + amount
            for key, spread in part.spread.items():
                spreads.setdefault(key, []).append(spread)
        for key, listed in spreads.items():
            made.spread[key] = _joined(listed)
        return made

    def median(self, key: Key) -> int | None:
        """Return the amount, in fen, that half of the recipients reach; None without recipients."""
        amounts, weights = self._amounts(key)
        if not len(amounts) or not weights.sum():
            return None
        reached = np.cumsum(weights)
        return int(amounts[np.searchsorted(2 * reached, reached[-1])])

    def _amounts(self, key: Key) -> Spread:
        """Return the amounts of the recipients: of all groups together, those of each."""
        variant, measure, group = key
        names = {g for _, m, g in self.spread if m == measure and g}
        if group == ALL and names:
            return _joined([self._amounts((variant, measure, name)) for name in sorted(names)])
        found = self.spread.get(key) or self.spread.get((0, measure, group))
        return found or (np.zeros(0, np.int64), np.zeros(0, np.int64))

    @property
    def digest(self) -> str:
        """A digest of all sums: equal for equal sums, however they were made."""
        return hashlib.sha256(json.dumps(self.to_json(), sort_keys=True).encode()).hexdigest()[:16]

    def to_json(self) -> dict[str, Any]:
        """Return the sums as JSON-ready data."""
        return {
            "rows": self.rows,
            "weight": self.weight,
            "exact": self.exact,
            "cells": sorted([*key, *cell] for key, cell in self.cells.items()),
            "moved": sorted([*at, *moved] for at, moved in self.moved.items()),
            "draws": sorted([*which, *sums] for which, sums in self.draws.items()),
            "spread": sorted(
                [*key, amounts.tolist(), weights.tolist()]
                for key, (amounts, weights) in self.spread.items()
            ),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Sums:
        """Return sums as `to_json` gave them."""
        return cls(
            data["rows"],
            data["weight"],
            data["exact"],
            {(v, m, g): Cell(*cell) for v, m, g, *cell in data["cells"]},
            {(v, g): Moved(*moved) for v, g, *moved in data["moved"]},
            {(v, d): (certain, amount) for v, d, certain, amount in data["draws"]},
            {
                (v, m, g): (np.array(amounts, np.int64), np.array(weights, np.int64))
                for v, m, g, amounts, weights in data["spread"]
            },
        )


def _joined(listed: Iterable[Spread]) -> Spread:
    amounts, weights = (np.concatenate(each) for each in zip(*listed, strict=True))
    return _distinct(amounts, weights)


def _distinct(amounts: Array, weights: Array) -> Spread:
    if not len(amounts):
        return amounts, weights
    order = np.argsort(amounts, kind="stable")
    amounts, weights = amounts[order], weights[order]
    begins = np.append(True, amounts[1:] != amounts[:-1]).nonzero()[0]
    return amounts[begins], np.add.reduceat(weights, begins)


class Plan(NamedTuple):
    """The variants of one day, and the program that computes them together."""

    day: str
    program: Program
    asked: Mapping[int, Mapping[str, Asked]]


@lru_cache(maxsize=4)
def plans(job: Job) -> tuple[tuple[Plan, ...], tuple[Text, ...]]:
    """Return how the variants are computed, and what cannot be."""
    made: list[Plan] = []
    left_out: dict[Text, None] = {}
    for day in dict.fromkeys(variant.date for variant in job.variants):
        there = [n for n, variant in enumerate(job.variants) if variant.date == day]
        program, asked, missing = programs([job.variants[n] for n in there], job.measures)
        made.append(Plan(day, program, dict(zip(there, asked, strict=True))))
        left_out |= dict.fromkeys(missing)
    return tuple(made), tuple(left_out)


def parts(job: Job) -> range:
    """Return the numbers of the parts of the file."""
    return range(pq.ParquetFile(job.file).num_row_groups)


def batches(job: Job, part: int) -> Iterator[tuple[int, pa.RecordBatch]]:
    """Yield the rows of a part, so many at a time as fit a cache, each with the number of its first."""
    file = pq.ParquetFile(job.file)
    first = sum(file.metadata.row_group(n).num_rows for n in range(part))
    for batch in file.iter_batches(ROW_GROUP, [part], needed(job, file.schema_arrow.names)):
        yield first, batch
        first += batch.num_rows


def needed(job: Job, there: Iterable[str]) -> list[str]:
    """Return the columns of a file that a job reads."""
    names = {job.weight, *job.by, "titles", "date"}
    for plan in plans(job)[0]:
        names |= {path.partition("/")[0] for path in paths(plan.program)}
    return [name for name in there if name in names]


def of_part(job: Job, part: int) -> Sums:
    """Return the sums of a part of the file. Raises Unreadable with row numbers of the file."""
    made: list[Sums] = []
    for first, batch in batches(job, part):
        try:
            made.append(of_batch(job, batch, first))
        except Unreadable as error:
            raise Unreadable(
                tuple(each._replace(row=each.row + first) for each in error.problems)
            ) from error
    return Sums.of(made)


def of_batch(job: Job, batch: pa.RecordBatch, first: int = 0) -> Sums:
    """Return the sums of some rows, of which the first is number `first` of the file."""
    weights = _weights(batch, job.weight)
    groups = grouped(job, batch)
    made = Sums(batch.num_rows, int(weights.sum()))
    tables: dict[int, dict[str, Counted]] = {}
    kinds: dict[str, Kind] = {}
    for plan in plans(job)[0]:
        rows = Rows(batch, job.today, first, day=plan.day)
        tables |= _tables(plan, rows, made)
        kinds |= {n: a.measure.kind for asked in plan.asked.values() for n, a in asked.items()}
    seen: dict[str, list[tuple[Counted, Measured]]] = {}
    changed = _changed(job)
    for n, table in sorted(tables.items()):
        for name, each in [*table.items(), (ALL, _cash(table, kinds, batch.num_rows))]:
            known = next((m for old, m in seen.get(name, []) if _same(old, each)), None)
            measured = known or list(_cells(each, weights, groups))
            if known is None:
                seen.setdefault(name, []).append((each, measured))
            for group, cell, spread in measured:
                made.cells[n, name, group] = cell
                if bool(group) == bool(job.by) and (name in changed or not n):
                    made.spread[n, name, group] = spread
    before = _money(tables[0], batch.num_rows)
    for n, table in tables.items():
        if n:
            made.moved |= _moved(n, before, _money(table, batch.num_rows), weights, groups)
    for draw in range(1, job.draws + 1):
        for plan in plans(job)[0]:
            rows = Rows(batch, job.today, first, job.drawn, job.seed, draw, plan.day)
            for n, table in _tables(plan, rows, Sums()).items():
                cash = _cash(table, kinds, batch.num_rows)
                made.draws[n, draw] = _sum(cash.certain, weights), _sum(cash.amount, weights)
    return made


@lru_cache(maxsize=4)
def _changed(job: Job) -> frozenset[str]:
    """Return the measures that a variant computes otherwise, those that share objects with them, and all."""
    tables = {n: asked for plan in plans(job)[0] for n, asked in plan.asked.items()}
    dates = {variant.date for variant in job.variants}
    base = tables[0]
    names = {
        name
        for asked in tables.values()
        for name in base.keys() | asked.keys()
        if len(dates) > 1 or asked.get(name) != base.get(name)
    }
    shared = [{o.first.measure, o.second.measure} for o in OVERLAPS]
    shared += [{*g.measures} for v in job.variants for p in v.policies for g in p.highest_only]
    for _ in shared:
        names |= {name for each in shared if each & names for name in each}
    return frozenset({ALL, *names})


Measured = list[tuple[str, Cell, Spread]]
"""Of each group its sums, and every amount with how many have it."""


def _tables(plan: Plan, rows: Rows, made: Sums) -> dict[int, dict[str, Counted]]:
    columns: Columns = rows.read(paths(plan.program))
    found, exact = evaluated(plan.program, rows, columns)
    made.exact += exact
    return {n: counted(asked, found, rows, columns) for n, asked in plan.asked.items()}


def _same(a: Counted, b: Counted) -> bool:
    return all(
        np.array_equal(x, y) for x, y in zip(vars(a).values(), vars(b).values(), strict=True)
    )


def _cash(table: Mapping[str, Counted], kinds: Mapping[str, Kind], rows: int) -> Counted:
    """Return the sums of all measures that give money: not of those that only save interest."""
    none, zero = np.zeros(rows, bool), np.zeros(rows, np.int64)
    there = [each for name, each in table.items() if kinds[name] is not Kind.SAVING]
    return Counted(
        np.logical_or.reduce([each.eligible for each in there] or [none]),
        np.logical_or.reduce([each.undetermined for each in there] or [none]),
        sum((each.certain for each in there), zero),
        sum((each.amount for each in there), zero),
        sum((each.at_most for each in there), zero),
        np.logical_or.reduce([each.boundless for each in there] or [none]),
    )


def _money(table: Mapping[str, Counted], rows: int) -> Array:
    """Return what each enterprise has of all measures, interest saved included."""
    return sum((each.amount for each in table.values()), np.zeros(rows, np.int64))


def _cells(
    each: Counted, weights: Array, groups: Mapping[str, Array]
) -> Iterator[tuple[str, Cell, Spread]]:
    for group, there in groups.items():
        amount, many = each.amount[there], weights[there]
        paid = amount > 0
        cell = Cell(
            int(many[paid].sum()),
            int(many[each.undetermined[there]].sum()),
            int(many[each.boundless[there]].sum()),
            _sum(each.certain[there], many),
            _sum(amount, many),
            _sum(each.at_most[there], many),
            int(amount.max(initial=0)),
        )
        spread = amount[paid], many[paid]
        yield group, cell, _distinct(*spread)


def _sum(amounts: Array, weights: Array) -> int:
    """Return the sum of amounts times weights, in integers of any size where int64 does not hold it."""
    most = int(amounts.max(initial=0)) * int(weights.max(initial=0)) * max(len(amounts), 1)
    if most < 2**63:
        return int((amounts * weights).sum())
    return int((amounts.astype(object) * weights).sum())


def _moved(
    n: int, before: Array, after: Array, weights: Array, groups: Mapping[str, Array]
) -> dict[tuple[int, str], Moved]:
    more, less = np.maximum(after - before, 0), np.maximum(before - after, 0)
    return {
        (n, group): Moved(
            int(weights[there][more[there] > 0].sum()),
            int(weights[there][less[there] > 0].sum()),
            int(weights[there][(more[there] == 0) & (less[there] == 0)].sum()),
            _sum(more[there], weights[there]),
            _sum(less[there], weights[there]),
        )
        for group, there in groups.items()
    }


def _weights(batch: pa.RecordBatch, name: str) -> Array:
    """Return the weights, in millionths if there are any. Raises Unreadable if one is no number from 0."""
    if not name:
        return np.ones(batch.num_rows, np.int64)
    at = batch.schema.get_field_index(name)
    said = Text(
        f"权数必须是不小于 0 的数，最多 {PLACES} 位小数",
        f"a weight must be a number ≥ 0, at most {PLACES} decimals",
    )
    if at < 0:
        raise Unreadable([Problem(0, name, said)])
    column = batch.column(at)
    try:
        cells = column.cast(pa.decimal128(18, PLACES))
    except pa.ArrowException as error:
        raise Unreadable([Problem(0, name, said)]) from error
    if cells.null_count:
        raise Unreadable([Problem(int(np.asarray(cells.is_null()).argmax()), name, said)])
    words = np.frombuffer(cells.buffers()[1], np.int64)
    weights = words[2 * cells.offset : 2 * (cells.offset + len(cells)) : 2]
    if len(weights) and weights.min() < 0:
        raise Unreadable([Problem(int(weights.argmin()), name, said)])
    return np.ascontiguousarray(weights)


SEPARATOR = " | "


def grouped(job: Job, batch: pa.RecordBatch) -> dict[str, Array]:
    """Return the rows of each group, and those of all together."""
    made: dict[str, Array] = {ALL: np.arange(batch.num_rows)}
    if job.by:
        labels = [_labels(job, batch, name) for name in job.by]
        joined = labels[0]
        for more in labels[1:]:
            joined = np.char.add(np.char.add(joined, SEPARATOR), more)
        names, which = np.unique(joined, return_inverse=True)
        order = np.argsort(which, kind="stable")
        ends = np.cumsum(np.bincount(which, minlength=len(names)))
        made |= dict(zip(names.tolist(), np.split(order, ends[:-1]), strict=True))
    return made


def _labels(job: Job, batch: pa.RecordBatch, name: str) -> Array:
    """Return the group of each row by the codes of a fact, or as a column of the file has it."""
    if name == "title":
        titles = list(FACTS["titles"].kind.words)
        held = Rows(batch, job.today).read(["titles"]).codes["titles"].astype(np.int64)
        highest = np.full(batch.num_rows, "none", "U24")
        for n, title in enumerate(titles):
            highest[(held >> n) & 1 == 1] = title
        highest[held == UNKNOWN] = "unknown"
        return highest
    at = batch.schema.get_field_index("date" if name == "year" else name)
    if at < 0:
        return np.full(batch.num_rows, job.today[:4] if name == "year" else "unknown")
    cells = batch.column(at).cast(pa.string()).fill_null("unknown")
    words = np.asarray(cells.to_pylist(), "U")
    return words.astype("U4") if name == "year" else words
