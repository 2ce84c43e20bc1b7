"""Numbers that keep their origin, and their bounds while unknown.

A `Quantity` is an exact number with a unit and an origin: the law (a quotation), the person (a
fact), a stated convention, a dated parameter, or the working (an operation on other quantities). An
unknown number is an interval from `low` to `high`, with `high` None if nothing limits it. Nothing
here is ever negative: the only subtraction, `less`, stops at zero.

A `Truth` is true, false or unknown, and knows the facts that would settle it. It keeps what was
tested as a number keeps its working, so that a rule run once leaves all it does (`tracing.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from calculator.i18n import Text, pair, places, plain
from calculator.phrases import Figure, QuotationError, Unit, figure, nth_years, step

Exact = int | Fraction
"""An exact number. Whole ones are ints, which are many times faster; `/` is never used."""

ZERO, ONE, FEN = 0, 1, Fraction(1, 100)

Stake = tuple[bool, Exact]
"""The money at stake on a fact: (False, yuan) or `BOUNDLESS`, which compares greater."""

BOUNDLESS: Stake = (True, 0)


class UnitError(TypeError):
    """Two units that cannot be combined, such as yuan plus percent."""


class Op(Enum):
    """The operation of a working, as a formula prints it."""

    ADD = "+"
    LESS = "−"
    TIMES = "×"
    OVER = "÷"
    LEAST = "min"
    MOST = "max"
    EITHER = "either"
    COUNT = "count"
    PORTION = "portion"
    WHEN = "when"
    WITHIN = "within"
    OR_MORE = "or more"
    FEN = "fen"
    EACH = "each"
    OF_A_YEAR = "of a year"
    EACH_YEAR = "each year"
    FULL = "full"


class TruthOp(Enum):
    """The operation of a condition; its operands are in `Truth.of`, its line in `Truth.line`."""

    STATED = "a question answered with yes or no"
    ALL = "and"
    ANY = "or"
    NOT = "not"
    LINE = "a number on the right side of a `Figure`"
    EXCEEDS = "a number greater than another"
    ONE_OF = "a choice among words"
    INCLUDES = "a set that has one of the words"
    FROM_DAY = "a day not before that of the line"
    NOT_AFTER = "a day not after another, or unknown"
    SOME = "an entry of a list"


_ALL, _ANY, _NOT, _LINE, _EXCEEDS = (
    TruthOp.ALL,
    TruthOp.ANY,
    TruthOp.NOT,
    TruthOp.LINE,
    TruthOp.EXCEEDS,
)
# Members of an enumeration take long to reach in Python 3.11.


class Quote(NamedTuple):
    """An origin in the law: words of the clause."""

    words: str


class Given(NamedTuple):
    """An origin in the profile: a fact's path (`pledge_loans/0/days`) and its name.

    `assumed` explains a value taken for granted because the profile lacks it.
    """

    path: str
    label: Text
    assumed: Text | None = None

    @property
    def fact(self) -> str:
        return self.path.partition("/")[0]


class Tabled(Given):
    """A fact that a dated table answers for a year; equal to any other of the same name.

    `by` is the year, and `found` returns the figure for one, or None if the table has none.
    """

    by: Quantity
    found: Callable[[int], Exact | None]


class Convention(NamedTuple):
    """An origin outside law and facts, and the reason why the figure is used."""

    reason: Text


class Work(NamedTuple):
    """An operation and its operands; `truth` is the condition of `WHEN`, `marks` label parts."""

    op: Op
    args: tuple[Quantity, ...]
    truth: Truth | None = None
    marks: tuple[Text, ...] = ()


Origin = Quote | Given | Convention | Work


class Quantity:
    """An exact number from `low` to `high` (equal if known), its unit and its origin."""

    __slots__ = ("high", "low", "name", "origin", "per", "unit")

    def __init__(
        self,
        low: Exact,
        high: Exact | None,
        unit: Unit,
        origin: Origin,
        per: int = 1,
        name: Text | None = None,
    ) -> None:
        self.low = low
        self.high = high
        self.unit = unit
        self.origin = origin
        self.per = per
        self.name = name

    def __repr__(self) -> str:
        """Return value or bounds, unit and origin, for debugging a rule."""
        bounds = f"{self.low}" if self.known else f"{self.low} to {self.high or 'no limit'}"
        made = self.origin.op.name if isinstance(self.origin, Work) else type(self.origin).__name__
        return f"Quantity({bounds} {self.unit.value.upper()}, {made})"

    @property
    def known(self) -> bool:
        return self.low is self.high or self.low == self.high

    def called(self, zh: str, en: str) -> Quantity:
        """Return the same quantity as a named step of the explanation."""
        return Quantity(self.low, self.high, self.unit, self.origin, self.per, pair(zh, en))

    def __add__(self, other: Quantity) -> Quantity:
        return total((self, other), self.unit)

    def __mul__(self, other: Quantity) -> Quantity:
        unit = _product(self.unit, other.unit)
        low: Exact = self.low * other.low
        high: Exact | None = low
        if self.low is not self.high or other.low is not other.high:
            if self.high is None or other.high is None:
                high = ZERO if ZERO in (self.high, other.high) else None
            else:
                high = self.high * other.high
        return Quantity(low, high, unit, Work(Op.TIMES, (self, other)))

    def __truediv__(self, other: Quantity) -> Quantity:
        """Return the ratio of two numbers, or an amount per unit.

        Unknown if the divisor may be zero.
        """
        unit = _quotient(self.unit, other.unit)
        low: Exact = Fraction(self.low, other.high) if other.high else ZERO
        high: Exact | None = None
        if self.high is not None and other.low:
            high = Fraction(self.high, other.low)
        if self.low is self.high and other.low is other.high and high is not None:
            low = high
        return Quantity(low, high, unit, Work(Op.OVER, (self, other)))

    def less(self, other: Quantity) -> Quantity:
        """Subtract `other`, stopping at zero."""
        unit = _same(self, other)
        low = ZERO if other.high is None else max(self.low - other.high, ZERO)
        high = None if self.high is None else max(self.high - other.low, ZERO)
        return Quantity(low, low if low == high else high, unit, Work(Op.LESS, (self, other)))

    def to_the_fen(self) -> Quantity:
        """Round down to the fen: never above what 最高 and 不超过 allow."""
        if isinstance(self.origin, Work) and self.origin.op is Op.FEN:
            return self
        low = _floor(self.low)
        high: Exact | None = low
        if self.low is not self.high:
            high = None if self.high is None else _floor(self.high)
        return Quantity(low, high, self.unit, Work(Op.FEN, (self,)))

    def facts(self) -> Iterator[Given]:
        """Yield every fact this number depends on."""
        if isinstance(self.origin, Work):
            if self.origin.truth is not None:
                yield from self.origin.truth.facts
            for arg in self.origin.args:
                yield from arg.facts()
        elif isinstance(self.origin, Given):
            yield self.origin

    def quotes(self) -> Iterator[str]:
        """Yield every quotation this number depends on."""
        if isinstance(self.origin, Work):
            if self.origin.truth is not None:
                yield from self.origin.truth.quotes
            for arg in self.origin.args:
                yield from arg.quotes()
        elif isinstance(self.origin, Quote):
            yield self.origin.words

    def unsettled(self) -> Iterator[Given]:
        """Yield the facts that keep this number from being known."""
        return (given for given, _ in self.stakes())

    def stakes(self, within: Stake = BOUNDLESS) -> Iterator[tuple[Given, Stake]]:
        """Yield these facts, each with the money at stake in the narrowest sum it is part of."""
        if self.known:
            return
        if self.unit is Unit.YUAN and self.high is not None:
            within = min(within, (False, self.high - self.low))
        if isinstance(self.origin, Work):
            if self.origin.truth is not None:
                for given in self.origin.truth.needs:
                    yield given, within
            for arg in self.origin.args:
                yield from arg.stakes(within)
            if self.origin.op is Op.OVER and self.origin.args[1].high == 0:
                # A division by a given zero: only another figure would settle it.
                yield from ((given, within) for given in self.origin.args[1].facts())
            elif self.origin.op is Op.OR_MORE:
                yield from ((given, within) for given in self.origin.args[0].facts())
        elif isinstance(self.origin, Given):
            yield self.origin, within


def _same(a: Quantity, b: Quantity) -> Unit:
    if a.unit is not b.unit:
        raise UnitError(f"{a.unit.value} with {b.unit.value}")
    return a.unit


_PLACES = frozenset({"level", "calendar_year", "calendar_day"})
"""Units that are a place on a scale: they have shares, but no multiples."""
_LONGER = (Unit.YEAR.times(Unit.MONTH), Unit.YEAR.times(Unit.DAY), Unit.MONTH.times(Unit.DAY))


@cache
def _product(a: Unit, b: Unit) -> Unit:
    """Return the unit of a product.

    A number of things, or of years, times money is money; a number of years times the days of a
    year is days.
    """
    unit = a.times(b)
    powers = dict(unit.powers)
    if unit.is_money:
        powers = {k: n for k, n in powers.items() if not (k in ("count", "year") and n > 0)}
    elif unit in _LONGER:
        powers.pop("year" if "year" in powers else "month")
    return _sound(Unit(powers), a, b, "times")


@cache
def _quotient(a: Unit, b: Unit) -> Unit:
    return _sound(a.over(b), a, b, "divided by")


def _sound(unit: Unit, a: Unit, b: Unit, verb: str) -> Unit:
    """Return the unit if the law could use it. Raises UnitError otherwise."""
    powers = dict(unit.powers)
    odd = powers.get("yuan", 0) < 0 or any(abs(n) > 1 for n in powers.values())
    if odd or (len(powers) > 1 and not _PLACES.isdisjoint(powers)):
        raise UnitError(f"{a.value} {verb} {b.value}")
    return unit


def _floor(value: Exact) -> Exact:
    return (
        value
        if isinstance(value, int)
        else Fraction(value.numerator * 100 // value.denominator, 100)
    )


@cache
def law(words: str) -> Quantity:
    """Read the figure in words of the clause. Raises QuotationError if there is not exactly one."""
    read = figure(words)
    return Quantity(read.value, read.value, read.unit, Quote(words), read.per)


class Range(NamedTuple):
    """Two numbers between which a department decides: 5%—20%."""

    low: Quantity
    high: Quantity

    def of(self, amount: Quantity) -> Range:
        """Return both ends times an amount."""
        return Range(self.low * amount, self.high * amount)


@cache
def law_range(words: str) -> Range:
    """Read the range in words of the clause. Raises QuotationError if there is none."""
    read = figure(words)
    if read.low is None or read.high is None or read.low == read.high:
        raise QuotationError(f"「{words}」 must contain a range, as in 5%—20%")
    quote = Quote(words)
    return Range(
        Quantity(read.low, read.low, read.unit, quote, read.per),
        Quantity(read.high, read.high, read.unit, quote, read.per),
    )


@cache
def convention(value: Exact, unit: Unit, reason: Text, per: int = 1) -> Quantity:
    """Return a figure that the text does not give, with the reason for it."""
    exact = value if per == 1 else Fraction(value, per)
    return Quantity(exact, exact, unit, Convention(reason), per)


def least(*args: Quantity) -> Quantity:
    """Return the smallest: an amount and its caps."""
    low = min(a.low for a in args)
    high: Exact | None = low
    if not _all_known(args):
        highs = [a.high for a in args if a.high is not None]
        high = min(highs) if highs else None
    return Quantity(low, low if low == high else high, _one_unit(args), Work(Op.LEAST, args))


def most(*args: Quantity) -> Quantity:
    """Return the largest: one award replacing another."""
    low = max(a.low for a in args)
    high: Exact | None = low
    if not _all_known(args):
        highs = [a.high for a in args if a.high is not None]
        high = max(highs) if len(highs) == len(args) else None
    return Quantity(low, low if low == high else high, _one_unit(args), Work(Op.MOST, args))


def _all_known(args: tuple[Quantity, ...]) -> bool:
    return all(a.low is a.high for a in args)


def _one_unit(args: tuple[Quantity, ...]) -> Unit:
    for other in args[1:]:
        _same(args[0], other)
    return args[0].unit


def portion_within(limit: Quantity, rate: Quantity) -> Quantity:
    """Return the part of `rate` within `limit`, as a ratio: limit ÷ rate, at most 1."""
    _same(limit, rate)
    low = high = _portion(limit.low, rate.low)
    if rate.low is not rate.high:
        low = _portion(limit.low, rate.high) if rate.high is not None else ZERO
    return Quantity(low, high, Unit.RATIO, Work(Op.PORTION, (limit, rate)))


def _portion(limit: Exact, rate: Exact) -> Exact:
    return ONE if rate <= limit else Fraction(limit, rate)


def when(truth: Truth, amount: Quantity) -> Quantity:
    """Return `amount` if `truth` holds, 0 if it does not, and anything between if unknown."""
    if truth.value is True:
        return amount
    high = ZERO if truth.value is False else amount.high
    return Quantity(ZERO, high, amount.unit, Work(Op.WHEN, (amount,), truth))


def either(truth: Truth, yes: Quantity, no: Quantity) -> Quantity:
    """Return `yes` if `truth` holds, `no` if it does not, and anything between if unknown."""
    if truth.value is not None:
        return yes if truth.value else no
    high = None if yes.high is None or no.high is None else max(yes.high, no.high)
    return Quantity(min(yes.low, no.low), high, _same(yes, no), Work(Op.EITHER, (yes, no), truth))


def one_of(*cases: tuple[Truth, Quantity]) -> Quantity:
    """Return the amount of the first case that holds, or 0: never a sum of several.

    For one of several boards, levels or classes, and for tiers that set the rate of the whole:
    `one_of((meets(paid, "1000万元及以上"), law("80%")), (meets(paid, "500万元以上"), law("70%")))`.
    """
    *first, (truth, amount) = cases
    found = when(truth, amount)
    for truth, amount in reversed(first):
        found = either(truth, amount, found)
    return found


def sliced(value: Quantity, *tiers: tuple[str, Quantity]) -> Quantity:
    """Sum what each part of a number gives at the rate of its own tier.

    A tier is the words for its band (不超过100万元, 100万元以上至500万元) and its rate.
    """
    parts = []
    for words, rate in tiers:
        line = figure(words)
        part = value
        if line.high is not None:
            part = least(part, Quantity(line.high, line.high, line.unit, Quote(words)))
        if line.low:
            part = part.less(Quantity(line.low, line.low, line.unit, Quote(words)))
        parts.append(rate * part)
    return total(parts, parts[0].unit)


def every_full(value: Quantity, words: str) -> Quantity:
    """Count the full steps in a number, ignoring the rest: 每满100万元, 每增100万元."""
    line = step(words)
    size = Quantity(line.value, line.value, line.unit, Quote(words), line.per)
    _same(value, size)
    low: Exact = value.low // line.value
    high: Exact | None = low
    if value.low is not value.high:
        high = None if value.high is None else value.high // line.value
    return Quantity(low, high, Unit.COUNT, Work(Op.FULL, (value, size)))


def growth(now: Quantity, before: Quantity) -> Quantity:
    """Return the share by which a number has grown over the one before; 0 if it has not."""
    grown = now.less(before) / before
    return Quantity(grown.low, grown.high, grown.unit, grown.origin, 100)


def in_stages(amount: Quantity, *stages: tuple[Truth, Quantity]) -> Quantity:
    """Return what is paid of an amount for the stages reached, each with its share of it."""
    return total([when(reached, share * amount) for reached, share in stages], amount.unit)


def how_many(truths: Iterable[Truth], *, all_seen: bool = True) -> Quantity:
    """Count those that hold. Without `all_seen` there may be more than those listed."""
    listed = tuple(truths)
    low = sum(t.value is True for t in listed)
    high = low + sum(t.value is None for t in listed)
    bound = high if all_seen or not high else None
    each = Truth(None if low != bound else True, listed)
    return Quantity(low, bound, Unit.COUNT, Work(Op.COUNT, (), each))


def or_more(amount: Quantity) -> Quantity:
    """Return a number that is at least `amount`, without an upper bound."""
    return Quantity(amount.low, None, amount.unit, Work(Op.OR_MORE, (amount,)), amount.per)


def exceeds(value: Quantity, other: Quantity) -> Truth:
    """Check whether `value` is greater than `other`."""
    _same(value, other)
    found = None
    if other.high is not None and value.low > other.high:
        found = True
    elif value.high is not None and value.high <= other.low:
        found = False
    return Truth(found, (value, other), "", None, (), _EXCEEDS)


def within(amount: Quantity, words: str) -> Quantity:
    """Return `amount` if the words admit it, else 0."""
    inside = meets(amount, words)
    counted = when(inside, amount)
    top = None if counted.known else figure(words).high
    if top is None:
        return counted
    high = top if counted.high is None else min(counted.high, top)
    return Quantity(counted.low, high, amount.unit, Work(Op.WITHIN, (amount,), inside))


def total(
    parts: Iterable[Quantity], unit: Unit = Unit.YUAN, marks: tuple[Text, ...] = ()
) -> Quantity:
    """Return the sum; zero without parts."""
    args = tuple(parts)
    low: Exact = ZERO
    high: Exact | None = ZERO
    for arg in args:
        if arg.unit is not unit:
            raise UnitError(f"{unit.value} with {arg.unit.value}")
        low += arg.low
        high = None if high is None or arg.high is None else high + arg.high
    work = Work(Op.ADD, args, None, marks)
    return Quantity(low, low if low == high else high, unit, work)


class Truth:
    """True, false or unknown (None), what it was found from, and the `words` that ask for it.

    `asks` are the facts that would settle it, if not all of those it was found from. `op` is the
    operation, `line` what it tests against: a `Figure`, words or a day.
    """

    __slots__ = ("asks", "gap", "line", "of", "op", "value", "words")

    def __init__(
        self,
        value: bool | None,
        of: tuple[Given | Quantity | Truth, ...] = (),
        words: str = "",
        gap: Shortfall | None = None,
        asks: tuple[Given, ...] = (),
        op: TruthOp = TruthOp.STATED,
        line: Line = None,
    ) -> None:
        self.op = op
        self.line = line
        self.value = value
        self.of = of
        self.words = words
        self.gap = gap if value is False else None
        self.asks = asks

    def __repr__(self) -> str:
        """Return the value, the words that ask for it and the facts that would settle it."""
        needs = ", ".join(given.path for given in self.needs)
        said = [str(self.value), self.words and f"「{self.words}」", needs and f"needs {needs}"]
        return f"Truth({', '.join(filter(None, said))})"

    @property
    def facts(self) -> tuple[Given, ...]:
        """Every fact it was found from."""
        return tuple(dict.fromkeys(self._facts()))

    def _facts(self) -> Iterator[Given]:
        for each in self.of:
            if isinstance(each, Given):
                yield each
            else:
                yield from each._facts() if isinstance(each, Truth) else each.facts()

    @property
    def needs(self) -> tuple[Given, ...]:
        """The facts that would settle it if it is unknown."""
        return tuple(dict.fromkeys(self._needs()))

    def _needs(self) -> Iterator[Given]:
        if self.value is not None:
            return
        for each in self.asks or self.of:
            if isinstance(each, Given):
                yield each
            else:
                yield from each._needs() if isinstance(each, Truth) else each.unsettled()

    @property
    def quotes(self) -> tuple[str, ...]:
        """The words of the law that ask for it, including those of its parts."""
        return tuple(dict.fromkeys(self._quotes()))

    def _quotes(self) -> Iterator[str]:
        if self.words:
            yield self.words
        for each in self.of:
            if isinstance(each, Truth):
                yield from each._quotes()

    def __bool__(self) -> bool:
        raise TypeError("a Truth may be unknown: combine it with &, | and ~, or look at .value")

    def __and__(self, other: Truth) -> Truth:
        return all_of((self, other))

    def __or__(self, other: Truth) -> Truth:
        return any_of((self, other))

    def __invert__(self) -> Truth:
        return Truth(None if self.value is None else not self.value, (self,), "", None, (), _NOT)


Line = Figure | tuple[str, ...] | str | None
"""What a condition tests against."""


class Shortfall(NamedTuple):
    """The distance of a failed threshold, in the threshold's unit; `of` names the fact."""

    needed: Exact
    given: Exact
    unit: Unit
    per: int
    of: Text | None = None

    @property
    def short(self) -> Exact:
        return max(self.needed, self.given) - min(self.needed, self.given)

    def to_dict(self) -> dict[str, str]:
        def show(value: Exact) -> str:
            exact = value * self.per
            return plain(exact, places(exact))

        if self.unit is Unit.CALENDAR_DAY:
            needed, given, unit = calendar(self.needed), calendar(self.given), Unit.DAY.value
        else:
            needed, given, unit = show(self.needed), show(self.given), self.unit.value
        return {
            "needed": needed,
            "given": given,
            "short": show(self.short),
            "unit": {100: "percent", 1000: "permille", 10_000: "permyriad"}.get(self.per, unit),
        }


def calendar(day: Exact) -> str:
    """Return the day with this proleptic Gregorian ordinal, as YYYY-MM-DD."""
    return date.fromordinal(int(day)).isoformat()


def day_gap(needed: str, given: str, of: Text) -> Shortfall:
    """Return the distance of the day `given` from the one `needed`; `of` names the fact."""
    first, day = date.fromisoformat(needed).toordinal(), date.fromisoformat(given).toordinal()
    return Shortfall(first, day, Unit.CALENDAR_DAY, 1, of)


def all_of(truths: Iterable[Truth]) -> Truth:
    """Return true if all hold, false if any fails, else unknown."""
    return _combine(tuple(truths), decisive=False)


def any_of(truths: Iterable[Truth]) -> Truth:
    """Return true if any holds, false if all fail (or there are none), else unknown."""
    return _combine(tuple(truths), decisive=True)


def _combine(truths: tuple[Truth, ...], *, decisive: bool) -> Truth:
    if len(truths) == 1:
        return truths[0]
    value: bool | None = not decisive
    failed = 0
    gaps: list[Shortfall] = []
    for truth in truths:
        if truth.value is None:
            value = decisive if value is decisive else None
        elif truth.value is decisive:
            value = decisive
        failed += truth.value is False
        if truth.gap:
            gaps.append(truth.gap)
    # Of alternatives report the nearest gap; of several failed requirements none alone suffices.
    gap = min(gaps, key=_by_size) if gaps and (decisive or failed == 1) else None
    return Truth(value, truths, "", gap, (), _ANY if decisive else _ALL)


def _by_size(gap: Shortfall) -> Exact:
    return gap.short


def in_years(year: Quantity, first: str, last: str) -> Truth:
    """Check whether a calendar year is among those from one day to another (YYYY-MM-DD)."""
    begins, ends = int(first[:4]), int(last[:4])
    line = _years(begins, ends)
    if year.known:
        needed = begins if year.low < begins else ends
        inside = begins <= year.low <= ends
        gap = None if inside else Shortfall(needed, year.low, Unit.CALENDAR_YEAR, 1)
        return Truth(inside, (year,), "", gap, (), _LINE, line)
    out = year.low > ends or (year.high is not None and year.high < begins)
    return Truth(False if out else None, (year,), "", None, (), _LINE, line)


@cache
def _years(first: int, last: int) -> Figure:
    return Figure(first, last, True, True, Unit.CALENDAR_YEAR)


def in_nth_year(year: Quantity, words: str, after: int = 0) -> Truth:
    """Check whether a year of support, counted from its first, is 第一年, in 前2年 or 后3年.

    `after` is how many years come before those of 后3年.
    """
    return _on_the_right_side(value=year, words=words, line=nth_years(words, after))


def meets(value: Quantity, words: str, *, strictly: bool = False) -> Truth:
    """Check whether `value` is on the right side of the line that the words draw.

    With `strictly` 以上 excludes the figure, as in a text that writes 及以上 to include it.
    """
    line = figure(words)
    if strictly:
        line = replace(line, low_included=False)
    return _on_the_right_side(value, words, line)


def _on_the_right_side(value: Quantity, words: str, line: Figure) -> Truth:
    if value.unit is not line.unit:
        raise UnitError(f"{value.unit.value} against 「{words}」")
    if value.known:
        met = line.admits(value.low)
        needed = line.low if not line.above_low(value.low) else line.high
        name = value.origin.label if isinstance(value.origin, Given) else None
        gap = (
            None
            if met or needed is None
            else Shortfall(needed, value.low, line.unit, line.per, name)
        )
        return Truth(met, (value,), words, gap, (), _LINE, line)
    low, high = value.low, value.high
    out = not line.below_high(low) or (high is not None and not line.above_low(high))
    inside = line.above_low(low) and (
        line.high is None or (high is not None and line.below_high(high))
    )
    holds = False if out else True if inside else None
    return Truth(holds, (value,), words, None, (), _LINE, line)


class AwardOfAnother(Quantity):
    """An amount that another measure grants; the words it rests on are those of that measure."""

    __slots__ = ()

    def quotes(self) -> Iterator[str]:
        return iter(())


class ConditionOfAnother(Truth):
    """A condition of another measure; the words that ask for it are those of that measure."""

    __slots__ = ()

    def _quotes(self) -> Iterator[str]:
        return iter(())
