"""Sensitivity of a result: which single fact, still open to the enterprise, would change it.

Found by running the rules again, never from a table: a failed threshold is met. Titles, dates and
costs already incurred cannot be changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from calculator.assessment import Assessment, Result, Status, find
from calculator.fields import Fact, Items
from calculator.phrases import Unit
from calculator.profile import FACTS
from calculator.quantity import Exact, Given, Quantity
from calculator.shared_facts import Profile

ZERO = 0


@dataclass(frozen=True)
class Change:
    """A move of the fact at `given` from `before` to `after` that opens a measure.

    `gain` is in yuan, 0 if the measure states no amount.
    """

    result: Result
    given: Given
    unit: Unit
    before: Exact
    after: Exact
    gain: Exact
    ceiling: bool


def changes(assessment: Assessment) -> tuple[Change, ...]:
    """Return the nearest single change for each measure, the largest gain first."""
    found = (_nearest(result, assessment.firm) for result in assessment.results)
    listed = [change for change in found if change]
    return tuple(sorted(listed, key=lambda c: (-c.gain, c.after - c.before)))


def _nearest(result: Result, firm: Profile) -> Change | None:
    """Return the change with the largest gain; of equal gains the smallest step."""
    return max(_options(result, firm), key=lambda o: (o.gain, o.before - o.after), default=None)


def _options(result: Result, firm: Profile) -> Iterator[Change]:
    if result.status is Status.INELIGIBLE and len(result.failed) == 1:
        truth = result.failed[0].truth
        if truth.gap:
            for given in truth.facts:
                number = value_at(firm, given.path)
                if number and number.low == truth.gap.given and is_yours(given):
                    yield from _moved(result, firm, given, number, truth.gap.needed)


def _moved(
    result: Result, firm: Profile, given: Given, number: Quantity, after: Exact
) -> Iterator[Change]:
    moved = with_value(firm, given.path, after)
    finding = find(result.policy, result.measure, moved, result.measure.readings[0])
    if finding.status is Status.ELIGIBLE:
        gain = finding.amount.high if finding.amount else ZERO
        yield Change(result, given, number.unit, number.low, after, gain, finding.ceiling)


def is_yours(given: Given) -> bool:
    """Check whether the enterprise decides this fact."""
    fact = _fact_at(given.path)
    return bool(fact and fact.yours)


def may_choose(firm: Profile, given: Given) -> bool:
    """Check whether an amount can still be decided.

    The enterprise decides it, or it is in an entry of the year of the rules or a later one; a cost
    already incurred cannot be changed.
    """
    name, *rest = given.path.split("/")
    year = value_at(firm, "/".join([name, rest[0], "year"])) if rest else None
    return is_yours(given) or bool(
        year and firm.date.value and year.low >= int(firm.date.value[:4])
    )


def _fact_at(path: str) -> Fact | None:
    name, *rest = path.split("/")
    return FACTS[name].kind.facts.get(rest[1]) if len(rest) == 2 else FACTS[name]


def value_at(firm: Profile, path: str) -> Quantity | None:
    """Return the known number at a path of the profile, or None."""
    name, *rest = path.split("/")
    value: Any = getattr(firm, name)
    if len(rest) == 2 and isinstance(value, Items) and rest[0].isdecimal():
        value = getattr(value.entries[int(rest[0])], rest[1], None)
    return value if isinstance(value, Quantity) and value.known else None


def with_value(firm: Profile, path: str, value: Exact) -> Profile:
    """Return the profile with another number at a path. Raises KeyError if there is none."""
    old = value_at(firm, path)
    if old is None:
        raise KeyError(path)
    name, *rest = path.split("/")
    number: Any = Quantity(value, value, old.unit, old.origin, old.per)
    if rest:
        items: Any = getattr(firm, name)
        index = int(rest[0])
        entry = replace(items.entries[index], **{rest[1]: number})
        entries = (*items.entries[:index], entry, *items.entries[index + 1 :])
        number = replace(items, entries=entries)
    return replace(firm, **{name: number})
