"""A rule run once for an applicant that stands for all: the graph of everything it does.

The facts of that applicant record what a rule asks of them, and numbers and conditions keep their
operations anyway. What a rule computes for one enterprise can then be computed for many at once
(`budget/`), without a second copy of the rule. A rule that looked at a value could take a path
that its graph does not show, so values cannot be read while it is traced.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from typing import Any

from calculator.fields import Choice, Day, Fact, FieldKind, Items, Words, facts_of
from calculator.measure import Measure, Outcome, Reading
from calculator.phrases import PUT_OTHERWISE, Unit, figure, nth_years, step
from calculator.profile import FACTS, unknown_profile
from calculator.quantity import Given, Op, Quantity, Truth, TruthOp, Work, law, law_range
from calculator.shared_facts import Profile

ENTRY = "/*"
"""What stands in a path for the entries of a list: `pledge_loans/*/days`."""


class Untraceable(TypeError):
    """A rule that looks at a value, and so cannot be run for all enterprises at once."""


class AnyItems(Items[Any]):
    """All lists at once: what a rule does with an entry is asked of the one that stands for all."""

    __slots__ = ()

    def some(self, holds: Callable[[Any], Truth]) -> Truth:
        return Truth(None, (self.given, holds(self._entry)), op=TruthOp.SOME)

    def how_many(self, hold: Callable[[Any], Truth]) -> Quantity:
        return Quantity(0, None, Unit.COUNT, Work(Op.COUNT, (), self.some(hold)))

    def total(self, amount: Callable[[Any], Quantity], unit: Unit = Unit.YUAN) -> Quantity:
        return self._over(Op.EACH, unit, amount(self._entry))

    def total_by_year(
        self,
        amount: Callable[[Any], Quantity],
        capped: Callable[[Quantity], Quantity],
        year: Callable[[Any], Quantity],
    ) -> Quantity:
        of_a_year = self._over(Op.OF_A_YEAR, Unit.YUAN, amount(self._entry), year(self._entry))
        return self._over(Op.EACH_YEAR, Unit.YUAN, capped(of_a_year))

    @property
    def _entry(self) -> Any:
        (entry,) = self.entries
        return entry

    def _over(self, op: Op, unit: Unit, *args: Quantity) -> Quantity:
        return Quantity(0, None, unit, Work(op, args, Truth(None, (self.given,))))


@cache
def applicant() -> Profile:
    """Return the profile of the applicant that stands for all."""
    return replace(unknown_profile(), **_facts(FACTS, ""))


def _facts(facts: Mapping[str, Fact], prefix: str) -> dict[str, Any]:
    return {name: _any(each.kind, Given(prefix + name, each.label)) for name, each in facts.items()}


def _any(kind: FieldKind, given: Given) -> Any:
    unknown = kind.unknown(given)
    if not isinstance(unknown, Items):
        return unknown
    prefix = given.path + ENTRY + "/"
    entry = type(unknown.entries[0])
    return AnyItems(False, (entry(**_facts(facts_of(entry), prefix)),), given)


def kind_at(path: str) -> FieldKind:
    """Return the kind of the fact at a path, which may go through the entries of a list."""
    name, _, inner = path.partition(ENTRY + "/")
    kind = FACTS[name].kind
    if not inner:
        return kind
    facts = kind.facts
    return facts[inner].kind if inner in facts else facts[""].kind


def trace(
    measure: Measure, reading: Reading, put_otherwise: Mapping[str, str] | None = None
) -> Outcome:
    """Return what a rule does under a reading, with some words of the clause put otherwise.

    Raises Untraceable if the rule looks at a value, QuotationError if words cannot be read.
    """
    stands_for_all = applicant()  # made while values can still be read
    with _LOCK, _said(put_otherwise or {}), _unreadable():
        return measure.rule(stands_for_all, reading.code)


@contextmanager
def _said(put_otherwise: Mapping[str, str]) -> Iterator[None]:
    """Read figures from other words than those of the clause."""
    if not put_otherwise:
        yield
        return
    PUT_OTHERWISE.update(put_otherwise)
    try:
        _forget_figures()
        yield
    finally:
        PUT_OTHERWISE.clear()
        _forget_figures()


def _forget_figures() -> None:
    for read in (figure, step, nth_years, law, law_range):
        read.cache_clear()


_ENGINE = frozenset(
    f"calculator.{name}" for name in ("quantity", "fields", "measure", "parameters", "tracing")
)
"""The modules that compute: they may look, since what they do is in the graph."""

_VALUES: tuple[tuple[type, tuple[str, ...]], ...] = (
    (Quantity, ("low", "high", "known")),
    (Truth, ("value", "gap")),
    (Choice, ("value",)),
    (Day, ("value",)),
    (Words, ("value",)),
    (Items, ("known", "entries")),
)
_LOCK = threading.Lock()


class _Guarded:
    """An attribute that only the engine may read, in the thread that traces."""

    def __init__(self, name: str, inner: Any) -> None:
        self._name, self._inner, self._thread = name, inner, threading.get_ident()

    def __get__(self, holder: Any, of: type) -> Any:
        if holder is None:
            return self
        frame = sys._getframe(1)
        if threading.get_ident() == self._thread and frame.f_globals["__name__"] not in _ENGINE:
            at = f"{frame.f_globals['__name__']}, line {frame.f_lineno}"
            raise Untraceable(f"{at}: a rule must not read .{self._name}; combine what it has")
        return self._inner.__get__(holder, of)

    def __set__(self, holder: Any, value: Any) -> None:
        self._inner.__set__(holder, value)


@contextmanager
def _unreadable() -> Iterator[None]:
    """Guard the values of numbers, conditions and facts."""
    before = [(of, name, vars(of)[name]) for of, names in _VALUES for name in names]
    for of, name, inner in before:
        setattr(of, name, _Guarded(name, inner))
    try:
        yield
    finally:
        for of, name, inner in before:
            setattr(of, name, inner)
