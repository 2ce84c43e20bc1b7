"""What each measure counts for each enterprise, an object claimed under two measures counted once.

The same as `calculator.overlaps`, for all enterprises that share an object between two measures at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from budget import columns as facts
from budget.columns import Array, Columns, Problem, Unreadable
from budget.draws import Drawn, apply
from budget.program import Asked, Program
from budget.run import Found, exact, run
from calculator.i18n import Text
from calculator.overlaps import HighestOnly, Overlap, Use
from calculator.policies import OVERLAPS
from calculator.profile import FACTS
from calculator.tracing import ENTRY

_TOO_MUCH = Text(
    "算出的金额太大，核对这一行的数字", "gives an amount too large: check this row's figures"
)


@dataclass
class Counted:
    """What a measure counts, in fen, of each enterprise.

    `certain` and `amount` (0 unless eligible) are what the text fixes and the whole with ceilings;
    `at_most` adds what undetermined ones could have, as far as it is not `boundless`.
    """

    eligible: Array
    undetermined: Array
    certain: Array
    amount: Array
    at_most: Array
    boundless: Array


def paths(program: Program) -> frozenset[str]:
    """Return the facts to read: those of the steps and the marks of what two measures may claim."""
    asked = {each.measure.id for each in program.outputs}
    uses = [use for o in OVERLAPS for use in (o.first, o.second)]
    return program.facts | {_mark(use.fact) for use in uses if use.measure in asked}


def _mark(fact: str) -> str:
    return FACTS[fact].ref or f"{fact}{ENTRY}/ref"


@dataclass(frozen=True)
class Rows:
    """Some rows of a file, from number `first` on, with facts drawn if there are any `drawn`.

    Rows without a date are of `today`, all of them of `day` if that is given (YYYY-MM-DD).
    """

    batch: pa.RecordBatch
    today: str
    first: int = 0
    drawn: tuple[Drawn, ...] = ()
    seed: int = 0
    draw: int = 0
    day: str = ""

    def read(self, paths: Iterable[str], rows: Array | None = None) -> Columns:
        """Read the facts at these paths, of all rows or of some. Raises Unreadable."""
        batch = self.batch if rows is None else self.batch.take(pa.array(rows))
        if rows is None:
            rows = np.arange(batch.num_rows)
        columns = facts.read(batch, paths, self.today, self.day)
        if not self.drawn:
            return columns
        return apply(columns, self.drawn, self.seed, self.draw, rows + self.first)


def evaluated(program: Program, rows: Rows, columns: Columns) -> tuple[Mapping[Asked, Found], int]:
    """Return the results of every measure asked for, and how many rows needed the exact run.

    Raises Unreadable if a row gives an amount that no column holds.
    """
    first = run(program, columns)
    found = {asked: first.found(asked) for asked in program.outputs}
    doubtful = first.doubtful.nonzero()[0]
    if len(doubtful):
        again = exact(program, rows.read(program.facts, doubtful))
        for asked, whole in found.items():
            found[asked] = _merged(whole, doubtful, again.found(asked))
        if again.doubtful.any():
            lost = doubtful[again.doubtful].tolist()
            raise Unreadable(Problem(row, "", _TOO_MUCH) for row in lost)
    return found, len(doubtful)


def _merged(whole: Found, rows: Array, part: Found) -> Found:
    made = []
    for of_all, of_some in zip(vars(whole).values(), vars(part).values(), strict=True):
        column = of_all.copy()
        column[rows] = of_some
        made.append(column)
    return Found(*made)


def counted(
    asked: Mapping[str, Asked], found: Mapping[Asked, Found], rows: Rows, columns: Columns
) -> dict[str, Counted]:
    """Return what each measure counts under a variant, by id."""
    made = {name: _counted(found[each]) for name, each in asked.items()}
    shared = _shared(made, columns)
    if len(shared):
        _Settling(asked, made, rows, shared).settle()
    groups = dict.fromkeys(g for each in asked.values() for g in each.policy.highest_only)
    for group in groups:
        _keep_highest(made, group)
    return made


def _counted(found: Found) -> Counted:
    eligible, undetermined = found.eligible, ~found.eligible & ~found.closed
    amount = np.where(eligible, found.low, 0)
    most = np.where(undetermined & ~found.boundless, found.high, amount)
    certain = np.where(eligible, found.certain, 0)
    return Counted(eligible, undetermined, certain, amount, most, undetermined & found.boundless)


# --- one object counted once -----------------------------------------------------------------------

_WIDE = 1 << 32


def _shared(made: Mapping[str, Counted], columns: Columns) -> Array:
    """Return the rows in which two measures are open and claim an object in common."""
    rows = [np.zeros(0, np.int64)]
    for overlap in _overlaps(made):
        first, second = overlap.first, overlap.second
        common = np.intersect1d(_keys(columns, first.fact), _keys(columns, second.fact)) // _WIDE
        open_ = made[first.measure].eligible & made[second.measure].eligible
        rows.append(common[open_[common]])
    return np.unique(np.concatenate(rows))


def _overlaps(made: Mapping[str, Counted]) -> list[Overlap]:
    return [o for o in OVERLAPS if o.first.measure in made and o.second.measure in made]


def _keys(columns: Columns, fact: str, keep: Array | None = None) -> Array:
    """Return row and mark, as one number, of each object with a mark under a fact."""
    marks = columns.marks[_mark(fact)]
    if fact in columns.lists:
        owner, there = columns.lists[fact].owner, marks > 0
    else:
        numbers = columns.numbers[fact]
        there = numbers.values > 0
        there = (marks > 0) & (there if numbers.unknown is None else there | numbers.unknown)
        owner = np.arange(columns.rows)
    if keep is not None:
        there = there & keep
    return np.asarray(owner[there] * _WIDE + marks[there])


class _Settling:
    """The rows in which an object is claimed twice, and what each measure keeps of its objects."""

    def __init__(
        self, asked: Mapping[str, Asked], made: Mapping[str, Counted], rows: Rows, shared: Array
    ) -> None:
        self.asked, self.made, self.rows = asked, made, shared
        needed = Program()
        for overlap in _overlaps(made):
            for use in (overlap.first, overlap.second):
                needed.add(asked[use.measure])
        self.columns = rows.read(paths(needed), shared)
        self.keep: dict[str, Array] = {}

    def settle(self) -> None:
        """Put what is left to each measure in place of what it counted."""
        for overlap in _overlaps(self.made):
            self._settle(overlap)
        for overlap in _overlaps(self.made):
            for use in (overlap.first, overlap.second):
                if use.measure in self.keep:
                    self._put(use)

    def _settle(self, overlap: Overlap) -> None:
        """Leave out each object where that loses less; of equal losses the later measure gives way."""
        first, second = overlap.first, overlap.second
        open_ = self._open(first) & self._open(second)
        keys = np.intersect1d(self._marked(first), self._marked(second))  # by row, then by mark
        keys = keys[open_[keys // _WIDE]]
        if not len(keys):
            return
        rows = keys // _WIDE
        nth = np.arange(len(keys)) - np.searchsorted(rows, rows)
        for n in range(int(nth.max()) + 1):
            mark = np.zeros(len(self.rows), np.int64)
            mark[rows[nth == n]] = keys[nth == n] % _WIDE
            left = {use: self._without(use, mark) for use in (first, second)}
            loss = {}
            for use, keep in left.items():
                before, after = self._worth(use, self._kept(use)), self._worth(use, keep)
                loss[use] = before[0] - after[0], before[1] - after[1]
            (certain, most), (other, other_most) = loss[second], loss[first]
            later = (certain < other) | ((certain == other) & (most <= other_most))
            for use, gives in ((second, later), (first, ~later)):
                gives = gives & (mark > 0)
                self.keep[use.measure] = np.where(
                    gives[self._owner(use)], left[use], self._kept(use)
                )

    def _open(self, use: Use) -> Array:
        return np.asarray(self.made[use.measure].eligible[self.rows])

    def _owner(self, use: Use) -> Array:
        if use.fact in self.columns.lists:
            return self.columns.lists[use.fact].owner
        return np.arange(len(self.rows))

    def _kept(self, use: Use) -> Array:
        return self.keep.get(use.measure, np.ones(len(self._owner(use)), bool))

    def _marked(self, use: Use) -> Array:
        return _keys(self.columns, use.fact, self._kept(use))

    def _without(self, use: Use, mark: Array) -> Array:
        """Return what is kept without the object of this mark in each row."""
        marks = self.columns.marks[_mark(use.fact)]
        of_row = mark[self._owner(use)]
        return np.asarray(self._kept(use) & ((marks != of_row) | (of_row == 0)))

    def _worth(self, use: Use, keep: Array) -> tuple[Array, Array]:
        """Return the certain and the whole amount, whatever the conditions say by then."""
        alone = Program()
        alone.add(self.asked[use.measure])
        columns, masks = self.columns, {use.fact: keep}
        if use.fact not in columns.lists:
            old = columns.numbers[use.fact]
            unknown = None if old.unknown is None else old.unknown & keep
            numbers = {
                use.fact: old._replace(values=np.where(keep, old.values, 0), unknown=unknown)
            }
            columns, masks = replace(columns, numbers=columns.numbers | numbers), {}
        found = exact(alone, columns, masks).found(self.asked[use.measure])
        return found.certain, found.low

    def _put(self, use: Use) -> None:
        counts = self.made[use.measure]
        certain, amount = self._worth(use, self._kept(use))
        there = counts.eligible[self.rows]
        rows = self.rows[there]
        counts.certain[rows] = certain[there]
        counts.amount[rows] = counts.at_most[rows] = amount[there]


def _keep_highest(made: Mapping[str, Counted], group: HighestOnly) -> None:
    """Leave only the highest of a group; among equals the first in the text."""
    there = [made[name] for name in group.measures if name in made]
    if len(there) < 2:
        return
    best = there[0].certain.copy(), there[0].amount.copy()
    kept = np.zeros(len(best[0]), np.int64)
    for n, each in enumerate(there[1:], 1):
        more = (each.certain > best[0]) | ((each.certain == best[0]) & (each.amount > best[1]))
        kept = np.where(more, n, kept)
        best = np.where(more, each.certain, best[0]), np.where(more, each.amount, best[1])
    for n, each in enumerate(there):
        lost = kept != n
        each.at_most = np.where(lost & each.eligible, 0, each.at_most)
        each.certain = np.where(lost, 0, each.certain)
        each.amount = np.where(lost, 0, each.amount)
