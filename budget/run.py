"""A program of rules run over columns, exactly: in int64 where it fits, else in whole numbers of any size.

Every number is a numerator over a denominator known beforehand, and the greatest numerator possible is
tracked, so that nothing can wrap unseen. Rows in which a product would not fit, or in which a fen could
hang on the remainder of a division by a column, are named `doubtful`; `exact` runs the same program
over these alone in Python's own integers and fractions. No float decides anything but which these are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import gcd, lcm
from typing import Any, NamedTuple

import numpy as np

from budget.columns import UNKNOWN, Array, Columns, Entries, Years, denominator
from budget.program import Asked, Leaf, Program, Step
from calculator.fields import Number
from calculator.i18n import Text
from calculator.phrases import Figure
from calculator.quantity import Given, Op, TruthOp
from calculator.tracing import ENTRY, kind_at

FITS = 2**62
"""No numerator of an int64 may be greater: a sum of two of these still fits."""
FINE = 2**24
"""A quotient is cut to whole parts of so many."""
FEN = 100


class Num(NamedTuple):
    """Numbers from `low` to `high` (the same object if all are known), as numerators.

    `boundless` are those without an upper end. `level` is "" for enterprises, a list's name for its
    entries, that and "#" for its years, None for a single figure. `most` bounds all numerators. The
    true numerator is up to `slack` above the one that stands there.
    """

    level: str | None
    low: Any
    high: Any
    boundless: Any
    denominator: int
    most: int
    slack: int = 0

    @property
    def known(self) -> bool:
        return self.low is self.high


class Tri(NamedTuple):
    """Conditions: where they hold, and where they fail (None: wherever they do not hold)."""

    level: str | None
    holds: Any
    fails: Any

    @property
    def failing(self) -> Any:
        return ~self.holds if self.fails is None else self.fails


@dataclass(frozen=True)
class Found:
    """The results of a measure: where it is open or closed, and its amount from `low` to `high`, in fen.

    `certain` is what the text fixes of it. Where `boundless` there is no upper end. What is neither
    eligible nor closed is undetermined.
    """

    eligible: Array
    closed: Array
    certain: Array
    low: Array
    high: Array
    boundless: Array


def run(program: Program, columns: Columns, keep: Mapping[str, Array] | None = None) -> Run:
    """Run the program in int64; without the entries of lists that `keep` masks out."""
    return Run(program, columns, keep or {}, np.dtype(np.int64))


def exact(program: Program, columns: Columns, keep: Mapping[str, Array] | None = None) -> Run:
    """Run the program in Python's integers and fractions, for rows that do not fit int64."""
    return Run(program, columns, keep or {}, np.dtype(object))


@dataclass
class Run:
    """One pass over the columns; `doubtful` are the rows whose results do not count."""

    program: Program
    columns: Columns
    keep: Mapping[str, Array]
    kind: np.dtype[Any]
    doubtful: Array = field(init=False)

    def __post_init__(self) -> None:
        self.doubtful = np.zeros(self.columns.rows, bool)
        self.values: list[Any] = []
        with np.errstate(over="ignore"):  # what could wrap is masked out before
            for step, used in zip(self.program.steps, self.program.used, strict=True):
                self.values.append(_DO[step.op](self, step) if used else None)

    @property
    def whole(self) -> bool:
        """Whether numbers are of any size."""
        return self.kind.hasobject

    # results

    def found(self, asked: Asked) -> Found:
        """Return the results of a measure."""
        output = self.program.outputs[asked]
        rows = self.columns.rows
        amount: Num = self.values[output.amount]
        low, high, boundless = self._fen(amount)
        met, gone = self.values[output.conditions], self.values[output.gone]
        known = ~boundless & (low == high)
        eligible = _full(met.holds & gone.failing & known, rows)
        closed = _full(met.failing | (gone.holds & met.holds), rows)
        certain = np.zeros(rows, np.int64)
        if output.certain is not None:
            certain = self._fen(self.values[output.certain])[0]
        return Found(eligible, closed, certain, low, high, boundless)

    def _fen(self, amount: Num) -> tuple[Array, Array, Array]:
        assert FEN % amount.denominator == 0
        times = FEN // amount.denominator

        def fen(numerators: Any) -> Array:
            values = _full(numerators * times, self.columns.rows)
            if self.whole:  # what no int64 holds is no money: the row stays doubtful
                great = np.asarray(values > 2**63 - 1, bool)
                self.doubtful |= great
                values = np.where(great, 0, values)
            return values.astype(np.int64)

        low = fen(amount.low)
        boundless = _full(False if amount.boundless is None else amount.boundless, len(low))
        return low, low if amount.known else fen(amount.high), boundless

    # levels

    def _level(self, *values: Num | Tri) -> str | None:
        levels = {value.level for value in values} - {None}
        if len(levels) > 1:
            levels -= {""}
        if len(levels) > 1:
            raise TypeError(f"entries of several lists at once: {levels}")
        return levels.pop() if levels else None

    def _entries(self, level: str) -> Entries:
        return self.columns.lists[level.rstrip("#")]

    def _years(self, name: str) -> Years:
        years = self._entries(name).years
        assert years is not None, name
        return years

    def _owner(self, level: str) -> Array:
        return self._years(level).owner if level.endswith("#") else self._entries(level).owner

    def _at(self, values: Any, own: str | None, level: str | None) -> Any:
        """Return values of one level, for each thing of a lower one."""
        if own == level or own is None or not isinstance(values, np.ndarray):
            return values
        assert own == ""
        assert level
        return values[self._owner(level)]

    def _lift(self, number: Num, level: str | None) -> Num:
        low = self._at(number.low, number.level, level)
        high = low if number.known else self._at(number.high, number.level, level)
        boundless = self._at(number.boundless, number.level, level)
        return number._replace(level=level, low=low, high=high, boundless=boundless)

    def _size(self, level: str) -> int:
        return len(self._owner(level)) if level else self.columns.rows

    def _doubt(self, mask: Any, level: str | None) -> None:
        """Name the rows of these things as doubtful."""
        if level is None:
            self.doubtful |= bool(mask)
        elif level == "":
            self.doubtful |= mask
        else:
            self.doubtful[self._owner(level)[_full(mask, self._size(level))]] = True

    # numerators

    def _fit(self, number: Num, times: int) -> Num:
        """Return a number that can be multiplied; where it is too great, the row is doubtful."""
        if self.whole or number.most * times <= FITS:
            return number
        least = FITS // times
        great = np.asarray(number.high) > least
        self._doubt(great, number.level)
        low = np.where(great, 0, number.low)
        high = low if number.known else np.where(great, 0, number.high)
        return number._replace(low=low, high=high, most=least)

    def _scaled(self, number: Num, times: int) -> Num:
        if times == 1:
            return number
        fit = self._fit(number, times)
        low = fit.low * times
        high = low if fit.known else fit.high * times
        return fit._replace(low=low, high=high, most=fit.most * times, slack=fit.slack * times)

    def _alike(self, numbers: list[Num]) -> tuple[str | None, int, list[Num]]:
        """Return the numbers over one denominator and on one level."""
        level = self._level(*numbers)
        common = lcm(*(each.denominator for each in numbers))
        made = [
            self._lift(self._scaled(each, common // each.denominator), level) for each in numbers
        ]
        return level, common, made

    def _numbers(self, step: Step) -> list[Num]:
        return [self.values[arg] for arg in step.args]

    def _constant(self, step: Step) -> Num:
        figure = step.line
        assert isinstance(figure, Fraction)
        top = figure.numerator
        if top > FITS and not self.whole:
            self._doubt(True, None)
            top = 0
        return Num(None, top, top, None, figure.denominator, top)

    def _fact(self, step: Step) -> Num | str:
        """Return a number; of any other fact the path, which the condition asks for."""
        path = str(step.line)
        kind = kind_at(path)
        if not isinstance(kind, Number):
            return path
        level = _level_of(path)
        values, unknown, denominator, most = self.columns.numbers[path]
        values = values.astype(self.kind, copy=False)
        if unknown is None:
            return Num(level, values, values, None, denominator, most)
        nothing = kind.unknown(Given(path, Text("", "")))
        low = np.where(unknown, int(nothing.low * denominator), values)
        if nothing.high is None:
            return Num(level, low, low.copy(), unknown, denominator, most)
        top = int(nothing.high * denominator)
        return Num(level, low, np.where(unknown, top, values), None, denominator, max(most, top))

    def _tabled(self, step: Step) -> Num:
        (year,) = self._numbers(step)
        of: Any = step.line
        path, found = of
        kind = kind_at(path)
        assert isinstance(kind, Number)
        bottom = denominator(kind)
        unknown = np.zeros(len(year.low), bool) if year.known else year.low != year.high
        low, high = np.zeros(len(year.low), self.kind), np.full(len(year.low), bottom, self.kind)
        for each in np.unique(year.low[~unknown]).tolist():
            figure = found(each)
            if figure is not None:
                there = ~unknown & (year.low == each)
                low[there] = high[there] = int(figure * bottom)
        known = bool((low == high).all())
        return Num(year.level, low, low if known else high, None, bottom, bottom)

    def _scale(self, step: Step) -> Num:
        (number,) = self._numbers(step)
        by = step.line
        assert isinstance(by, Fraction)
        shared = gcd(by.numerator, number.denominator)
        scaled = self._scaled(number, by.numerator // shared)
        return scaled._replace(denominator=number.denominator // shared * by.denominator)

    def _times(self, step: Step) -> Num:
        a, b = self._numbers(step)
        level = self._level(a, b)
        a, b = self._lift(a, level), self._lift(b, level)
        if a.slack or b.slack:
            self._doubt(True, None)
        most = a.most * b.most
        if most > FITS and not self.whole:
            great = np.asarray(a.high, float) * b.high > FITS / 2
            self._doubt(great, level)
            low = np.where(great, 0, a.low)
            a = a._replace(low=low, high=low if a.known else np.where(great, 0, a.high))
            most = FITS
        low = a.low * b.low
        bottom = a.denominator * b.denominator
        if a.known and b.known:
            return Num(level, low, low, None, bottom, most)
        high = a.high * b.high
        boundless = _or(a.boundless, b.boundless)
        if boundless is not None:
            zero = _and_not(a.high == 0, a.boundless) | _and_not(b.high == 0, b.boundless)
            boundless = boundless & ~zero
            high = np.where(zero, 0, np.where(boundless, low, high))
        return Num(level, low, high, boundless, bottom, most)

    def _over(self, step: Step) -> Num:
        """Divide by a column: only in fractions, so that every row is doubtful in int64."""
        a, b = self._numbers(step)
        level = self._level(a, b)
        a, b = self._lift(a, level), self._lift(b, level)
        if not self.whole:
            self._doubt(True, None)
            zero = np.zeros(self._size(level or ""), self.kind)
            return Num(level, zero, zero, None, 1, 0)
        times = Fraction(b.denominator, a.denominator)
        low = _each(_ratio, a.low, b.high, _mask(b.boundless))
        high = _each(_ratio, a.high, b.low, False)
        boundless = _or(a.boundless, np.asarray(b.low) == 0)
        return Num(level, low * times, np.where(boundless, 0, high * times), boundless, 1, 0)

    def _portion(self, step: Step) -> Num:
        """Return the part of a rate within a limit, as a fraction."""
        limit, rate = self._numbers(step)
        level, _, (limit, rate) = self._alike([limit, rate])
        if not self.whole:
            self._doubt(True, None)
            zero = np.zeros(self._size(level or ""), self.kind)
            return Num(level, zero, zero, None, 1, 1)
        low = _each(_within, limit.low, rate.high, _mask(rate.boundless))
        return Num(level, low, _each(_within, limit.low, rate.low, False), None, 1, 1)

    def _portion_of(self, step: Step) -> Num:
        """Return a number times min(1, limit ÷ rate), in int64 cut to parts of `FINE`."""
        number, limit, rate = self._numbers(step)
        if self.whole:
            self.values += [self._portion(Step(Op.PORTION, step.args[1:]))]
            made = self._times(Step(Op.TIMES, (step.args[0], len(self.values) - 1)))
            self.values.pop()
            return made
        level, _, (limit, rate) = self._alike([limit, rate])
        level = self._level(number, rate)
        number, rate = self._lift(number, level), self._lift(rate, level)
        number = self._fit(number, max(int(np.max(limit.high)), FINE))
        if rate.most * FINE > FITS or not limit.known or number.slack:
            self._doubt(True, None)

        def times(numerators: Any, rates: Any) -> Any:
            bottom = np.maximum(rates, limit.low)
            top = numerators * limit.low
            parts = top // bottom
            return parts * FINE + (top - parts * bottom) * FINE // bottom

        low = times(number.low, rate.high)
        if rate.boundless is not None:
            low = np.where(rate.boundless, 0, low)
        high = low if number.known and rate.known else times(number.high, rate.low)
        bottom = number.denominator * FINE
        return Num(level, low, high, number.boundless, bottom, number.most * FINE, 1)

    def _add(self, step: Step) -> Num:
        level, bottom, args = self._alike(self._numbers(step))
        args = [self._fit(each, len(args)) for each in args]
        low = sum((each.low for each in args[1:]), args[0].low)
        known = all(each.known for each in args)
        high = low if known else sum((each.high for each in args[1:]), args[0].high)
        boundless = _or(*(each.boundless for each in args))
        most, slack = sum(each.most for each in args), sum(each.slack for each in args)
        return Num(level, low, high, boundless, bottom, most, slack)

    def _less(self, step: Step) -> Num:
        level, bottom, (a, b) = self._alike(self._numbers(step))
        if b.slack:
            self._doubt(True, None)
        low = np.maximum(a.low - b.high, 0)
        if b.boundless is not None:
            low = np.where(b.boundless, 0, low)
        high = low if a.known and b.known else np.maximum(a.high - b.low, 0)
        return Num(level, low, high, a.boundless, bottom, a.most, a.slack)

    def _least(self, step: Step) -> Num:
        level, bottom, args = self._alike(self._numbers(step))
        low = _fold(np.minimum, [each.low for each in args])
        slack = max(each.slack for each in args)
        bounded = [each.most for each in args if each.boundless is None]
        most = min(bounded) if bounded else max(each.most for each in args)
        if all(each.known for each in args):
            return Num(level, low, low, None, bottom, most, slack)
        high, boundless = args[0].high, args[0].boundless
        for each in args[1:]:
            nearer = np.minimum(high, each.high)
            if boundless is not None:
                nearer = np.where(boundless, each.high, nearer)
            if each.boundless is not None:
                nearer = np.where(each.boundless, high, nearer)
            high, boundless = nearer, _both(boundless, each.boundless)
        return Num(level, low, high, boundless, bottom, most, slack)

    def _most(self, step: Step) -> Num:
        level, bottom, args = self._alike(self._numbers(step))
        low = _fold(np.maximum, [each.low for each in args])
        most, slack = max(each.most for each in args), max(each.slack for each in args)
        if all(each.known for each in args):
            return Num(level, low, low, None, bottom, most, slack)
        high = _fold(np.maximum, [each.high for each in args])
        return Num(level, low, high, _or(*(each.boundless for each in args)), bottom, most, slack)

    def _when(self, step: Step) -> Num:
        truth: Tri = self.values[step.args[0]]
        number: Num = self.values[step.args[1]]
        level = self._level(truth, number)
        number, truth = self._lift(number, level), self._lift_truth(truth, level)
        low = np.where(truth.holds, number.low, 0)
        if number.known and truth.fails is None:
            return number._replace(low=low, high=low)
        open_ = ~truth.failing
        boundless = None if number.boundless is None else number.boundless & open_
        return number._replace(low=low, high=np.where(open_, number.high, 0), boundless=boundless)

    def _within(self, step: Step) -> Num:
        made = self._when(step)
        limit: Any = step.line
        if limit is None or made.known:
            return made
        top = self._constant(Step(Leaf.CONSTANT, line=Fraction(limit)))
        _, _, (made, top) = self._alike([made, top])
        high = np.minimum(made.high, top.low)
        if made.boundless is not None:
            high = np.where(made.boundless, top.low, high)
        return made._replace(high=high, boundless=None, most=max(made.most, top.most))

    def _or_more(self, step: Step) -> Num:
        (number,) = self._numbers(step)
        low = _full(number.low, self._size(number.level or "")).astype(self.kind)
        return number._replace(
            level=number.level or "", low=low, high=low.copy(), boundless=np.ones(len(low), bool)
        )

    def _either(self, step: Step) -> Num:
        truth: Tri = self.values[step.args[0]]
        _, bottom, (yes, no) = self._alike([self.values[arg] for arg in step.args[1:]])
        level = self._level(truth, yes, no)
        truth, yes, no = (
            self._lift_truth(truth, level),
            self._lift(yes, level),
            self._lift(no, level),
        )
        most, slack = max(yes.most, no.most), max(yes.slack, no.slack)
        low = np.where(truth.holds, yes.low, no.low)
        if truth.fails is None and yes.known and no.known:
            return Num(level, low, low, None, bottom, most, slack)
        open_ = ~truth.holds & ~truth.failing
        low = np.where(open_, np.minimum(yes.low, no.low), low)
        high = np.where(truth.holds, yes.high, no.high)
        high = np.where(open_, np.maximum(yes.high, no.high), high)
        boundless = None
        if yes.boundless is not None or no.boundless is not None:
            y, n = _mask(yes.boundless), _mask(no.boundless)
            boundless = np.where(truth.holds, y, np.where(open_, y | n, n))
        return Num(level, low, high, boundless, bottom, most, slack)

    def _fen_down(self, step: Step) -> Num:
        """Cut to whole fen; a row is doubtful where the slack could make one more."""
        (number,) = self._numbers(step)
        shared = gcd(FEN, number.denominator)
        number = self._scaled(number, FEN // shared)
        unit = number.denominator // shared
        if unit == 1 and not self.whole:
            return number._replace(denominator=FEN)
        low = number.low // unit
        high = low if number.known else number.high // unit
        if number.slack:
            for numerators in (number.low,) if number.known else (number.low, number.high):
                self._doubt(numerators % unit + number.slack >= unit, number.level)
        return number._replace(
            low=low, high=high, denominator=FEN, most=number.most // unit + 1, slack=0
        )

    def _full_steps(self, step: Step) -> Num:
        number, size = self._numbers(step)
        by = Fraction(int(size.low), size.denominator) * number.denominator
        scaled = self._scaled(number, by.denominator)
        if number.slack:
            self._doubt(True, None)
        low = scaled.low // by.numerator
        high = low if scaled.known else scaled.high // by.numerator
        return scaled._replace(low=low, high=high, denominator=1, most=scaled.most)

    # entries

    def _spread(self, number: Num, name: str) -> Num:
        """Return a number as an array over the entries kept of a list."""
        number = self._fit(self._lift(number, name), self._entries(name).longest)
        kept = self.keep.get(name)

        def spread(values: Any) -> Any:
            made = _full(values, self._size(name))
            return made if kept is None else np.where(kept, made, 0)

        low = spread(number.low)
        boundless = number.boundless
        if boundless is not None:
            boundless = spread(boundless).astype(bool)
        high = low if number.known else spread(number.high)
        return number._replace(level=name, low=low, high=high, boundless=boundless)

    def _summed(self, number: Num, offsets: Array, level: str, longest: int) -> Num:
        low = self._sums(number.low, offsets)
        high = low if number.known else self._sums(number.high, offsets)
        boundless = None if number.boundless is None else _any(number.boundless, offsets)
        most, slack = number.most * longest, number.slack * longest
        return Num(level, low, high, boundless, number.denominator, most, slack)

    def _sums(self, values: Array, offsets: Array) -> Array:
        sums = np.zeros(len(values) + 1, self.kind)
        np.cumsum(values, out=sums[1:])  # may wrap on the way and comes back
        ends = sums[offsets]
        return np.asarray(ends[1:] - ends[:-1])

    def _of_an_open_list(self, number: Num, entries: Entries) -> Num:
        """Return a sum over a list; of one that is not known, from 0 without an upper end."""
        if entries.known is None:
            return number
        nothing = _and_not(number.high == 0, number.boundless)
        if number.slack:  # nothing, or less than what is cut off
            self._doubt(~entries.known & nothing, "")
        open_ = ~entries.known & ~nothing
        low = np.where(open_, 0, number.low)
        boundless = _or(number.boundless, open_)
        return number._replace(low=low, high=np.where(open_, 0, number.high), boundless=boundless)

    def _each_entry(self, step: Step) -> Num:
        (number,), name = self._numbers(step), str(step.line)
        entries = self._entries(name)
        spread = self._spread(number, name)
        return self._of_an_open_list(
            self._summed(spread, entries.offsets, "", entries.longest), entries
        )

    def _of_a_year(self, step: Step) -> Num:
        number, name = self.values[step.args[0]], str(step.line)
        years = self._years(name)
        spread = self._spread(number, name)
        return self._summed(spread, years.offsets, name + "#", self._entries(name).longest)

    def _each_year(self, step: Step) -> Num:
        (number,), name = self._numbers(step), str(step.line)
        entries, years = self._entries(name), self._years(name)
        number = self._fit(self._lift(number, name + "#"), entries.longest)
        low = _full(number.low, self._size(name + "#")).astype(self.kind)
        high = low if number.known else _full(number.high, len(low)).astype(self.kind)
        if years.loose is not None:  # perhaps of a year that has others
            low = np.where(years.loose, 0, low)
        whole = number._replace(low=low, high=high)
        return self._of_an_open_list(self._summed(whole, years.rows, "", entries.longest), entries)

    def _count(self, step: Step) -> Num:
        truth, name = self.values[step.args[0]], str(step.line)
        entries = self._entries(name)
        held, failing = self._of_entries(truth, name)
        low = self._sums(held.astype(self.kind), entries.offsets)
        high, boundless = low, None
        if truth.fails is not None:
            high = self._sums((~failing).astype(self.kind), entries.offsets)
        if entries.known is not None:
            boundless = ~entries.known & (high != 0)
            high = high.copy()
        return Num("", low, high, boundless, 1, entries.longest)

    def _of_entries(self, truth: Tri, name: str) -> tuple[Array, Array]:
        """Return for the entries kept where a condition holds and where it fails."""
        truth = self._lift_truth(truth, name)
        size, kept = self._size(name), self.keep.get(name)
        holds, failing = _full(truth.holds, size), _full(truth.failing, size)
        return (holds, failing) if kept is None else (holds & kept, failing | ~kept)

    def _some(self, step: Step) -> Tri:
        truth, name = self.values[step.args[-1]], str(step.line)
        entries = self._entries(name)
        if truth.fails is None and entries.known is None:
            holds = _full(self._lift_truth(truth, name).holds, self._size(name))
            kept = self.keep.get(name)
            return Tri("", _any(holds if kept is None else holds & kept, entries.offsets), None)
        holds, failing = self._of_entries(truth, name)
        found = _any(holds, entries.offsets)
        none = ~_any(~failing, entries.offsets)
        return Tri("", found if entries.known is None else found & entries.known, none)

    # conditions

    def _lift_truth(self, truth: Tri, level: str | None) -> Tri:
        fails = None if truth.fails is None else self._at(truth.fails, truth.level, level)
        return Tri(level, self._at(truth.holds, truth.level, level), fails)

    def _coded(self, step: Step, holds: Callable[[Array], Array]) -> Tri:
        """Return a condition on a fact that has codes."""
        path = self.values[step.args[0]]
        codes = self.columns.codes[path]
        unknown = codes == UNKNOWN
        met = holds(codes) & ~unknown
        return Tri(_level_of(path), met, ~met & ~unknown if unknown.any() else None)

    def _stated(self, step: Step) -> Tri:
        return self._coded(step, lambda codes: codes == 1)

    def _one_of(self, step: Step) -> Tri:
        options = list(kind_at(self.values[step.args[0]]).words)
        chosen = [options.index(word) for word in _words(step)]
        return self._coded(step, lambda codes: _fold(np.logical_or, [codes == c for c in chosen]))

    def _includes(self, step: Step) -> Tri:
        options = list(kind_at(self.values[step.args[0]]).words)
        bits = sum(1 << options.index(word) for word in _words(step))
        return self._coded(step, lambda codes: (codes & bits) != 0)

    def _from_day(self, step: Step) -> Tri:
        first = date.fromisoformat(str(step.line)).toordinal()
        return self._coded(step, lambda codes: codes >= first)

    def _not_after(self, step: Step) -> Tri:
        day, last = (
            self.columns.codes[path] for path in (self.values[step.args[0]], str(step.line))
        )
        return Tri("", (day == UNKNOWN) | (last == UNKNOWN) | (day <= last), None)

    def _line(self, step: Step) -> Tri:
        (number,) = self._numbers(step)
        line = step.line
        assert isinstance(line, Figure)
        if number.slack:
            self._doubt(True, None)
        holds, fails = np.True_, np.False_
        if line.low is not None:
            at = Fraction(line.low) * number.denominator
            holds = self._reached(number.low, at, line.low_included)
            short = ~self._reached(number.high, at, line.low_included)
            fails = _and_not(short, number.boundless)
        if line.high is not None:
            at = Fraction(line.high) * number.denominator
            inside = ~self._reached(number.high, at, not line.high_included)
            holds = holds & _and_not(inside, number.boundless)
            fails = fails | self._reached(number.low, at, not line.high_included)
        known = number.known and number.boundless is None
        return Tri(
            number.level, np.asarray(holds, bool), None if known else np.asarray(fails, bool)
        )

    def _reached(self, numerators: Any, at: Fraction, included: bool) -> Any:
        """Check which numerators lie at a line or above it; in the exact run they may be fractions."""
        if not self.whole:
            return np.asarray(numerators >= _reaches(at, included), bool)
        return np.asarray(numerators >= at if included else numerators > at, bool)

    def _exceeds(self, step: Step) -> Tri:
        level, _, (a, b) = self._alike(self._numbers(step))
        if a.slack or b.slack:
            self._doubt(True, None)
        holds = _and_not(np.asarray(a.low > b.high, bool), b.boundless)
        if a.known and b.known:
            return Tri(level, holds, None)
        return Tri(level, holds, _and_not(np.asarray(a.high <= b.low, bool), a.boundless))

    def _always(self, step: Step) -> Tri:
        value = step.line
        if value is None:
            return Tri(None, np.False_, np.False_)
        return Tri(None, np.bool_(value), None)

    def _not(self, step: Step) -> Tri:
        truth: Tri = self.values[step.args[0]]
        if truth.fails is None:
            return Tri(truth.level, ~truth.holds, None)
        return Tri(truth.level, truth.fails, truth.holds)

    def _unless_false(self, step: Step) -> Tri:
        truth: Tri = self.values[step.args[0]]
        return Tri(truth.level, ~truth.failing, None)

    def _all(self, step: Step) -> Tri:
        return self._joined(step, np.logical_and, np.logical_or)

    def _any(self, step: Step) -> Tri:
        return self._joined(step, np.logical_or, np.logical_and)

    def _joined(self, step: Step, held: Any, failed: Any) -> Tri:
        truths = [self.values[arg] for arg in step.args]
        level = self._level(*truths)
        truths = [self._lift_truth(truth, level) for truth in truths]
        holds = _fold(held, [truth.holds for truth in truths])
        if all(truth.fails is None for truth in truths):
            return Tri(level, holds, None)
        return Tri(level, holds, _fold(failed, [truth.failing for truth in truths]))


def _words(step: Step) -> tuple[str, ...]:
    words: Any = step.line
    return tuple(map(str, words))


def _level_of(path: str) -> str:
    name, inside, _ = path.partition(ENTRY + "/")
    return name if inside else ""


def _full(values: Any, size: int) -> Array:
    return values if isinstance(values, np.ndarray) and values.ndim else np.full(size, values)


def _fold(join: Any, values: list[Any]) -> Any:
    made = values[0]
    for value in values[1:]:
        made = join(made, value)
    return made


def _any(mask: Array, offsets: Array) -> Array:
    counts = np.zeros(len(mask) + 1, np.int32)
    np.cumsum(mask.view(np.int8), out=counts[1:], dtype=np.int32)
    ends = counts[offsets]
    return np.asarray(ends[1:] != ends[:-1])


def _mask(mask: Any) -> Any:
    return np.False_ if mask is None or mask is False else mask


def _or(*masks: Any) -> Any:
    there = [mask for mask in masks if mask is not None]
    return _fold(np.logical_or, there) if there else None


def _both(a: Any, b: Any) -> Any:
    return None if a is None or b is None else a & b


def _and_not(mask: Any, but: Any) -> Any:
    return mask if but is None else mask & ~but


def _reaches(at: Fraction, included: bool) -> int:
    """Return the first whole numerator on or, if not `included`, beyond a figure."""
    return -(-at.numerator // at.denominator) if included else at.numerator // at.denominator + 1


def _each(do: Any, a: Any, b: Any, boundless: Any) -> Any:
    return np.frompyfunc(do, 3, 1)(a, b, boundless)


def _ratio(a: Any, b: Any, boundless: bool) -> Fraction:
    return Fraction(0) if boundless or not b else Fraction(a) / b


def _within(limit: Any, rate: Any, boundless: bool) -> Fraction:
    if boundless:
        return Fraction(0)
    return Fraction(1) if rate <= limit else Fraction(limit) / rate


_DO: Mapping[Op | TruthOp | Leaf, Callable[[Run, Step], Any]] = {
    Leaf.CONSTANT: Run._constant,
    Leaf.FACT: Run._fact,
    Leaf.TABLED: Run._tabled,
    Leaf.ALWAYS: Run._always,
    Leaf.SCALE: Run._scale,
    Leaf.PORTION_OF: Run._portion_of,
    Leaf.UNLESS_FALSE: Run._unless_false,
    Op.ADD: Run._add,
    Op.LESS: Run._less,
    Op.TIMES: Run._times,
    Op.OVER: Run._over,
    Op.LEAST: Run._least,
    Op.MOST: Run._most,
    Op.EITHER: Run._either,
    Op.COUNT: Run._count,
    Op.PORTION: Run._portion,
    Op.WHEN: Run._when,
    Op.WITHIN: Run._within,
    Op.OR_MORE: Run._or_more,
    Op.FEN: Run._fen_down,
    Op.EACH: Run._each_entry,
    Op.OF_A_YEAR: Run._of_a_year,
    Op.EACH_YEAR: Run._each_year,
    Op.FULL: Run._full_steps,
    TruthOp.STATED: Run._stated,
    TruthOp.ALL: Run._all,
    TruthOp.ANY: Run._any,
    TruthOp.NOT: Run._not,
    TruthOp.LINE: Run._line,
    TruthOp.EXCEEDS: Run._exceeds,
    TruthOp.ONE_OF: Run._one_of,
    TruthOp.INCLUDES: Run._includes,
    TruthOp.FROM_DAY: Run._from_day,
    TruthOp.NOT_AFTER: Run._not_after,
    TruthOp.SOME: Run._some,
}
