"""Measures that may not both be claimed for the same loan or the same purchase.

Neither text allows subsidies to be added, nor forbids it. Silence is not permission, so one object
counts once: if two measures claim the same `ref`, the one that gives more for certain keeps it, or
else the one with the higher ceiling.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any, NamedTuple

from calculator.fields import Items, facts_of
from calculator.i18n import Text
from calculator.quantity import Exact, Quantity
from calculator.shared_facts import Profile


class Use(NamedTuple):
    """A measure and the fact that lists its objects."""

    measure: str
    fact: str


class Overlap(NamedTuple):
    """Two measures that may not both count one object, in the order of the law, and why."""

    first: Use
    second: Use
    why: Text


class Caution(NamedTuple):
    """A caveat on measures whose combination the texts leave open; both are still counted."""

    measures: tuple[str, ...]
    said: Text


KEPT = Text("同一笔支出只计入金额较高的一条", "the same outlay counts once, where it gives more")
"""The rule for which of two overlapping measures counts the object."""


class HighestOnly(NamedTuple):
    """Measures (by id) of which only the one that gives most is granted, in the `words` of the text."""

    measures: tuple[str, ...]
    words: str


class Excluded(NamedTuple):
    """An object left out of a measure because another keeps it, and the cost of that in yuan.

    `ref` is empty if the measures are not granted together at all.
    """

    measure: str
    kept_by: str
    ref: str
    why: Text
    cost: Exact


class Worth(NamedTuple):
    """The amount that a measure gives: the certain part, and the whole including ceilings."""

    certain: Exact
    at_most: Exact

    def less(self, other: Worth) -> tuple[Exact, Exact]:
        return self.certain - other.certain, self.at_most - other.at_most


def settle(
    firm: Profile,
    granted: Iterable[str],
    overlaps: Iterable[Overlap],
    worth: Callable[[str, Profile], Worth],
) -> tuple[Mapping[str, Profile], tuple[Excluded, ...]]:
    """Return the profile of each granted measure that gives way, without the excluded objects.

    For each object, the measure that would lose less gives way (the later one if equal). This is
    the best lawful set, since a loan's saving or a project's subsidy does not depend on the others.
    """
    profiles = dict.fromkeys(granted, firm)
    excluded: list[Excluded] = []
    for overlap in overlaps:
        first, second = overlap.first, overlap.second
        if first.measure not in profiles or second.measure not in profiles:
            continue
        for ref in sorted(refs(profiles[first.measure], first.fact)):
            if ref not in refs(profiles[second.measure], second.fact):
                continue
            ways = []
            for keeps, gives in ((first, second), (second, first)):
                before = profiles[gives.measure]
                after = without(before, gives.fact, ref)
                loss = worth(gives.measure, before).less(worth(gives.measure, after))
                ways.append((loss, keeps, gives, after))
            loss, keeps, gives, after = min(ways, key=lambda way: way[0])
            profiles[gives.measure] = after
            excluded.append(Excluded(gives.measure, keeps.measure, ref, overlap.why, loss[1]))
    return {m: p for m, p in profiles.items() if p is not firm}, tuple(excluded)


def keep_highest(
    worths: Mapping[str, Worth], groups: Iterable[HighestOnly]
) -> tuple[Mapping[str, Worth], tuple[Excluded, ...]]:
    """Return what each measure counts, where only the highest of a group is granted.

    A higher certain amount comes before a higher ceiling; among equals the first in the text
    counts.
    """
    left = dict(worths)
    excluded: list[Excluded] = []
    for group in groups:
        there = [name for name in group.measures if name in left and left[name].at_most]
        if not there:
            continue
        kept = max(there, key=left.__getitem__)
        why = Text(f"条文写有“{group.words}”", f"the text says “{group.words}”")
        for name in there:
            if name != kept:
                excluded.append(Excluded(name, kept, "", why, left[name].at_most))
                left[name] = Worth(Fraction(0), Fraction(0))
    return left, tuple(excluded)


def refs(firm: Profile, fact: str) -> frozenset[str]:
    """Return the `ref`s of the objects that a fact lists."""
    value: Any = getattr(firm, fact)
    if isinstance(value, Items):
        return frozenset(entry.ref for entry in value.entries if entry.ref)
    ref = getattr(firm, facts_of(type(firm))[fact].ref)
    return frozenset([ref] if ref and value.high != 0 else [])


def without(firm: Profile, fact: str, ref: str) -> Profile:
    """Return the profile without this object under this fact."""
    value: Any = getattr(firm, fact)
    if isinstance(value, Items):
        kept: Any = replace(value, entries=tuple(e for e in value.entries if e.ref != ref))
    else:
        kept = Quantity(Fraction(0), Fraction(0), value.unit, value.origin, value.per)
    changed: dict[str, Any] = {fact: kept}
    return replace(firm, **changed)
