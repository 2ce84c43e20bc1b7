"""The totals as a function of one amount: straight lines between exact corners and steps.

Every point is an assessment. Candidates come from the law (its figures, and each cap divided by
each rate); a stretch between two points that is not straight is narrowed down to the fen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from enum import Enum
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from calculator.assessment import Assessment, Result, Status, find
from calculator.catalogue import conditions, quotations
from calculator.phrases import QuotationError, Unit, figure
from calculator.policies import OVERLAPS
from calculator.quantity import Exact, Given
from calculator.what_if import value_at, with_value

_MOST = 10**14  # fen
_ROUNDED = Fraction(5, 100)  # yuan by which rounding down may bend a straight line
_PROBES = 8
_AROUND = 1000  # fen by which rounding down may shift a corner computed from slopes


class Sums(NamedTuple):
    """Three sums in yuan: fixed by the texts, including ceilings, and interest saved."""

    certain: Fraction
    at_most: Fraction
    saved: Fraction

    @classmethod
    def of(cls, assessment: Assessment) -> Sums:
        """Return the three sums of an assessment."""
        totals = assessment.totals
        return cls(*map(Fraction, (totals.certain, totals.at_most, totals.interest_saving)))

    def plus(self, other: Sums, times: Exact = 1) -> Sums:
        """Return these sums plus `times` the other."""
        return Sums(*(a + b * times for a, b in zip(self, other, strict=True)))

    def apart(self, other: Sums) -> Fraction:
        """Return the largest difference between two sums of a kind."""
        return max(abs(a - b) for a, b in zip(self, other, strict=True))


class Turning(Enum):
    """The change of a measure at a corner."""

    OPENS = "opens"
    CLOSES = "closes"
    HANDED_OVER = "handed_over"
    CAPPED = "capped"
    GROWS = "grows"
    BENDS = "bends"
    STEPS = "steps"
    TAKES_OVER = "takes_over"


class Turn(NamedTuple):
    """A measure at a corner, what happens to it there, and its step in yuan."""

    result: Result
    turning: Turning
    step: Exact


class Corner(NamedTuple):
    """A value of the fact in yuan, the sums just below and at it, and the measures that turn.

    The two sums differ at a step.
    """

    value: Exact
    below: Sums
    at: Sums
    turns: tuple[Turn, ...] = ()


class Curve(NamedTuple):
    """The corners from 0 on, between which the sums are linear, and the current point."""

    given: Given
    corners: tuple[Corner, ...]
    here: Corner

    @property
    def swings(self) -> Sums:
        """The range of each sum over the curve."""
        seen = [sums for corner in self.corners for sums in (corner.below, corner.at)]
        return Sums(*(max(each) - min(each) for each in zip(*seen, strict=True)))

    @property
    def swing(self) -> Fraction:
        """The range of the sum that varies most."""
        return max(self.swings)


def movable(assessment: Assessment) -> tuple[Given, ...]:
    """Return the known amounts that a total may depend on, in the order of the texts."""
    found = (given for result in assessment.results for given in _facts(result))
    return tuple(given for given in dict.fromkeys(found) if _is_amount(assessment, given))


def _is_amount(assessment: Assessment, given: Given) -> bool:
    number = value_at(assessment.firm, given.path)
    return number is not None and number.unit is Unit.YUAN and not given.assumed


def _facts(result: Result) -> Iterator[Given]:
    outcome = result.finding.outcome
    if outcome and outcome.amount:
        yield from outcome.amount.facts()
        for condition in conditions(outcome):
            yield from condition.truth.facts


def curve(assessment: Assessment, given: Given) -> Curve:
    """Return the totals as the amount at `given` varies. Raises KeyError if there is none."""
    number = value_at(assessment.firm, given.path)
    if number is None:
        raise KeyError(given.path)
    touched = _touched(assessment, given)
    moving = _moving(assessment, touched)
    still = Sums.of(assessment).plus(Sums.of(moving), -1)

    @cache
    def at(fen: int) -> Assessment:
        return _with(moving, given, fen)

    @cache
    def sums(fen: int) -> Sums:
        return still.plus(Sums.of(at(fen)))

    here = int(number.low * 100)
    looked = sorted(_telling(assessment, touched) | {here} - {0})
    end = min(max(max(looked, default=0) * 5 // 4, here * 10, 100), _MOST)
    places = sorted({0, end, *(p for at in looked for p in _around(sums, at) if p < end)})
    found = [0]
    for a, b in pairwise(places):
        found += [*_corners(sums, a, b), b]
    *corners, _ = _joined(sums, found)
    # Up to ten times the current amount, so that nearby corners stay legible.
    near = [corner for corner in corners if corner.value * 10 <= here] or corners
    last = min(max(here * 2, int(near[-1].value * 125)), end)
    shown = [corner for corner in near if corner.value * 100 < last]
    drawn = (*shown, _point(sums, last))
    return Curve(given, tuple(_turned(drawn, at)), _point(sums, here))


def sums_at(assessment: Assessment, given: Given, fen: int) -> Sums:
    """Return the totals with another amount, in fen, at `given`."""
    moving = _moving(assessment, _touched(assessment, given))
    still = Sums.of(assessment).plus(Sums.of(moving), -1)
    return still.plus(Sums.of(_with(moving, given, fen)))


def weight(assessment: Assessment, given: Given) -> Fraction:
    """Return how much the totals change without the amount, a quick measure of its importance."""
    return Sums.of(assessment).apart(sums_at(assessment, given, 0))


def _touched(assessment: Assessment, given: Given) -> set[str]:
    return {r.measure.id for r in assessment.results if given in _facts(r)}


def _moving(assessment: Assessment, touched: set[str]) -> Assessment:
    """Return the part of an assessment that can change.

    That is the measures touched, and those that may give way to them or take from them,
    transitively.
    """
    names = set(touched)
    for _ in OVERLAPS:
        for first, second in ((o.first.measure, o.second.measure) for o in OVERLAPS):
            if {first, second} & names:
                names |= {first, second}
    return Assessment(
        assessment.firm, tuple(r for r in assessment.results if r.measure.id in names)
    )


def _with(moving: Assessment, given: Given, fen: int) -> Assessment:
    """Return the assessment with another amount at `given`."""
    firm = with_value(moving.firm, given.path, Fraction(fen, 100))
    found = (
        replace(r, finding=find(r.policy, r.measure, firm, r.measure.readings[0]))
        for r in moving.results
    )
    return Assessment(firm, tuple(found))


def _turned(corners: tuple[Corner, ...], at: Callable[[int], Assessment]) -> Iterator[Corner]:
    """Yield the corners, each except the two ends with the measures that turn there."""
    yield corners[0]
    for last, corner, following in zip(corners, corners[1:], corners[2:], strict=False):
        x, end = int(corner.value * 100), int(following.value * 100)
        way = ((int(last.value * 100) + x) // 2, x - 1, x, end - (following.below != following.at))
        yield corner._replace(turns=tuple(_turns(way, [at(fen) for fen in way])))
    yield corners[-1]


def _turns(way: tuple[int, ...], seen: list[Assessment]) -> Iterator[Turn]:
    """Yield the measures that turn at a place.

    `way` has four values in fen: half-way from the corner before, a fen below the place, the place,
    and the end of the stretch after it; `seen` has the assessments there.
    """
    _, below, here, after = seen
    taken = _kept(after) - _kept(below)
    for n, result in enumerate(here.results):
        value = [_counted(each, n) for each in seen]
        step = value[2] - value[1]
        turning = _bend(way, value)
        if result.status is not below.results[n].status and (value[1] or value[2]):
            turning = _BECOMES.get(result.status, Turning.CLOSES)
        elif any(result.measure.id in pair[:2] for pair in taken):
            gains = any(result.measure.id == kept_by for _, kept_by, _ in taken)
            turning = Turning.TAKES_OVER if gains else None
        elif abs(step) > _ROUNDED:
            turning = Turning.STEPS
        if turning:
            yield Turn(result, turning, step)


_BECOMES = {Status.ELIGIBLE: Turning.OPENS, Status.OTHER_POLICY: Turning.HANDED_OVER}


def _kept(assessment: Assessment) -> set[tuple[str, str, str]]:
    """Return which measure gives way to which, and over what."""
    return {(each.measure, each.kept_by, each.ref) for each in assessment.totals.excluded}


def _counted(assessment: Assessment, n: int) -> Fraction:
    """Return what a measure adds to the totals: its amount less what another measure keeps."""
    result = assessment.results[n]
    left_out = (e.cost for e in assessment.totals.excluded if e.measure == result.measure.id)
    return Fraction(result.amount.high - sum(left_out)) if result.amount else Fraction(0)


def _bend(way: tuple[int, ...], value: list[Fraction]) -> Turning | None:
    """Return how a measure's slope changes at a corner without a step, or None."""
    climbed, climbs = value[1] - value[0], value[3] - value[2]
    share = Fraction(way[3] - way[2], max(way[1] - way[0], 1))
    if abs(climbed * share - climbs) <= _ROUNDED * (1 + share):
        return None
    if abs(climbs) <= _ROUNDED:
        return Turning.CAPPED
    return Turning.GROWS if abs(climbed) <= _ROUNDED else Turning.BENDS


def _point(sums: Callable[[int], Sums], fen: int) -> Corner:
    return Corner(Fraction(fen, 100), sums(fen), sums(fen))


def _around(sums: Callable[[int], Sums], at: int) -> Iterator[int]:
    """Yield the place, and the fen before or after it if there is a step between them."""
    yield at
    for beside in (at - 1, at + 1):
        if sums(at).apart(sums(beside)) > 1:
            yield beside


def _telling(assessment: Assessment, touched: set[str]) -> set[int]:
    """Return the fen at which the law may turn: its figures, and each divided by each rate."""
    found: set[int] = set()
    for result in assessment.results:
        if result.measure.id in touched:
            amounts: list[Exact] = []
            rates: list[Exact] = []
            for quotation in quotations(result.measure):
                try:
                    read = figure(quotation.words)
                except QuotationError:
                    continue
                values = [side for side in (read.low, read.high) if side]
                if read.unit.is_money:
                    amounts += values
                elif read.unit is Unit.RATIO:
                    rates += values
            found |= {int(a * 100) for a in amounts}
            found |= {-int(-Fraction(a) * 100 // r) for a in amounts for r in rates}
    return {fen for fen in found if 0 < fen < _MOST}


def _corners(sums: Callable[[int], Sums], a: int, b: int) -> Iterator[int]:
    """Yield the corners between `a` and `b` in order, if the way between them is not straight."""
    if b - a < 2 or _straight(sums, a, b):
        return
    knee = _knee(sums, a, b)
    if knee is not None:
        yield knee
        return
    middle = (a + b) // 2
    yield from _corners(sums, a, middle)
    yield middle
    yield from _corners(sums, middle, b)


def _straight(sums: Callable[[int], Sums], a: int, b: int) -> bool:
    between = (a + (b - a) * n // _PROBES for n in range(1, _PROBES))
    return all(_along(a, sums(a), b, sums(b), x).apart(sums(x)) <= _ROUNDED for x in between)


def _along(a: int, at_a: Sums, b: int, at_b: Sums, x: int) -> Sums:
    """Return the straight line through two points at `x`."""
    share = Fraction(x - a, b - a)
    return at_a.plus(at_b.plus(at_a, -1), share)


def _knee(sums: Callable[[int], Sums], a: int, b: int) -> int | None:
    """Return the one corner between two straight stretches, to the fen, or None."""
    part = max((b - a) // _PROBES, 1)
    if not (_straight(sums, a, a + part) and _straight(sums, b - part, b)):
        return None
    for n in range(len(Sums._fields)):
        rise = (sums(a + part)[n] - sums(a)[n]) / part
        fall = (sums(b)[n] - sums(b - part)[n]) / part
        if rise != fall:
            x = a + int((sums(b)[n] - sums(a)[n] - fall * (b - a)) / Fraction(rise - fall))
            for at in _likely(sums, a, b, x) if a < x < b else ():
                if a < at < b and _straight(sums, a, at) and _straight(sums, at, b):
                    return at
    return None


def _likely(sums: Callable[[int], Sums], a: int, b: int, x: int) -> Iterator[int]:
    """Yield candidates for the exact corner near `x`: start of a flat stretch, round amounts."""
    low, high = max(a, x - _AROUND), min(b, x + _AROUND)
    if sums(high) == sums(b) != sums(low):
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if sums(middle) == sums(b) else (middle, high)
        yield high
    for unit in (10**6, 10**4, 100):
        at = (x + unit // 2) // unit * unit
        if abs(at - x) <= _AROUND:
            yield at
    yield from (x, x + 1)


def _joined(sums: Callable[[int], Sums], places: list[int]) -> Iterator[Corner]:
    """Yield the corners that matter; two that are a fen apart become one step."""
    kept = [places[0]]
    for n, at in enumerate(places[1:-1], 1):
        after = places[n + 1]
        along = _along(kept[-1], sums(kept[-1]), after, sums(after), at)
        if along.apart(sums(at)) > _ROUNDED:
            kept.append(at)
    kept.append(places[-1])
    for before, at in zip([None, *kept], kept, strict=False):
        if before is not None and at - before == 1 and before:
            continue
        step = at + 1 if at + 1 in kept else at
        yield Corner(Fraction(step, 100), sums(at), sums(step))
