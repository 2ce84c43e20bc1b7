"""How the totals move with one amount: straight lines, and the exact corners and steps between them.

Every point is an assessment. Where to look is read from the law (its figures, and a cap divided by
a rate); what is found between two points that is not straight is narrowed down to the fen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from calculator.assessment import Assessment, Result, find
from calculator.catalogue import conditions, quotations
from calculator.changes import value_at, with_value
from calculator.quantity import Exact, Given
from calculator.wording import QuotationError, Unit, figure

_MOST = 10**14  # fen
_ROUNDED = Fraction(5, 100)  # yuan by which sums that are rounded down may leave a straight line
_PROBES = 8
_AROUND = 1000  # fen by which rounding down may shift what is reckoned from slopes


class Sums(NamedTuple):
    """The two sums of cash, in yuan."""

    certain: Fraction
    at_most: Fraction

    def apart(self, other: Sums) -> Fraction:
        """By how much the one that differs more differs."""
        return max(abs(self.certain - other.certain), abs(self.at_most - other.at_most))


class Corner(NamedTuple):
    """A value of the fact, in yuan; the sums just below it and at it, which differ at a step."""

    value: Exact
    below: Sums
    at: Sums


class Curve(NamedTuple):
    """The corners from 0 on, between which the sums run straight, and where one is now."""

    given: Given
    corners: tuple[Corner, ...]
    here: Corner


def movable(assessment: Assessment) -> tuple[Given, ...]:
    """The known amounts on which a total may depend, in the order of the texts."""
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
    """The totals as the amount at `given` moves. KeyError where the profile has none there."""
    number = value_at(assessment.firm, given.path)
    if number is None:
        raise KeyError(given.path)
    touched = {r.measure.id for r in assessment.results if given in _facts(r)}

    @cache
    def sums(fen: int) -> Sums:
        firm = with_value(assessment.firm, given.path, Fraction(fen, 100))
        totals = Assessment(
            firm,
            tuple(
                replace(r, finding=find(r.policy, r.measure, firm, r.measure.readings[0]))
                if r.measure.id in touched
                else r
                for r in assessment.results
            ),
        ).totals
        return Sums(Fraction(totals.certain), Fraction(totals.at_most))

    here = int(number.low * 100)
    looked = sorted(_telling(assessment, touched) | {here} - {0})
    end = min(max(max(looked, default=0) * 5 // 4, here * 10, 100), _MOST)
    places = sorted({0, end, *(p for at in looked for p in _around(sums, at) if p < end)})
    found = [0]
    for a, b in pairwise(places):
        found += [*_corners(sums, a, b), b]
    *corners, _ = _joined(sums, found)
    # As far as ten times where one is, and a little on, so that what is near can be seen.
    near = [corner for corner in corners if corner.value * 10 <= here] or corners
    last = min(max(here * 2, int(near[-1].value * 125)), end)
    shown = [corner for corner in near if corner.value * 100 < last]
    return Curve(given, (*shown, _point(sums, last)), _point(sums, here))


def _point(sums: Callable[[int], Sums], fen: int) -> Corner:
    return Corner(Fraction(fen, 100), sums(fen), sums(fen))


def _around(sums: Callable[[int], Sums], at: int) -> Iterator[int]:
    """The place itself, and the fen before or after it where a step lies between them."""
    yield at
    for beside in (at - 1, at + 1):
        if sums(at).apart(sums(beside)) > 1:
            yield beside


def _telling(assessment: Assessment, touched: set[str]) -> set[int]:
    """Amounts in fen where the law may turn: its figures, and each of them divided by each rate."""
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
                if read.unit is Unit.YUAN:
                    amounts += values
                elif read.unit is Unit.RATIO:
                    rates += values
            found |= {int(a * 100) for a in amounts}
            found |= {-int(-Fraction(a) * 100 // r) for a in amounts for r in rates}
    return {fen for fen in found if 0 < fen < _MOST}


def _corners(sums: Callable[[int], Sums], a: int, b: int) -> Iterator[int]:
    """What lies between `a` and `b`, in order, where the way from one to the other is not straight."""
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
    """Where the straight line through two points is at `x`."""
    share = Fraction(x - a, b - a)
    return Sums(
        at_a.certain + (at_b.certain - at_a.certain) * share,
        at_a.at_most + (at_b.at_most - at_a.at_most) * share,
    )


def _knee(sums: Callable[[int], Sums], a: int, b: int) -> int | None:
    """The one corner between two straight stretches, to the fen; None if it is not as simple."""
    part = max((b - a) // _PROBES, 1)
    if not (_straight(sums, a, a + part) and _straight(sums, b - part, b)):
        return None
    for n in (0, 1):
        rise = (sums(a + part)[n] - sums(a)[n]) / part
        fall = (sums(b)[n] - sums(b - part)[n]) / part
        if rise != fall:
            x = a + int((sums(b)[n] - sums(a)[n] - fall * (b - a)) / Fraction(rise - fall))
            for at in _likely(sums, a, b, x) if a < x < b else ():
                if a < at < b and _straight(sums, a, at) and _straight(sums, at, b):
                    return at
    return None


def _likely(sums: Callable[[int], Sums], a: int, b: int, x: int) -> Iterator[int]:
    """Where a corner found near `x` may be exactly: where a flat stretch begins, a round amount, `x`."""
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
    """The corners that matter; two a fen apart are a step."""
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
