"""The cases that would notice a wrong rule: the project's own tests, called one by one in this process.

They come from the test modules below, with their parameters, and from the measures worked out by
hand for random, fully known profiles. Each knows which measures it examines, so that a mutant is
only shown to cases that it can fail; and `found`, which assesses every measure in the tests, here
assesses only the one asked for.
"""

from __future__ import annotations

import importlib
import itertools
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache, partial
from random import Random
from types import ModuleType
from typing import Any

import pytest

import calculator
from calculator import assessment, policies
from calculator.measure import Measure, Policy
from tests.calculator import (
    by_hand,
    test_boundaries,
    test_catalogue,
    test_corners,
    test_phrases,
    test_quotations,
    test_readings,
    test_statuses,
    test_worked_cases,
)
from tests.calculator.firms import Found, Profile, yuan
from tests.calculator.test_fuzz import profile

MODULES: tuple[ModuleType, ...] = (
    test_phrases, test_worked_cases, test_readings, test_corners, test_boundaries, test_catalogue,
    test_statuses, test_quotations,
)  # fmt: skip
"""Where the cases are from."""
WORDS = "words"
"""What the tests of the reading of words examine, which no rule changes."""
PROFILES_BY_HAND = 120
"""How many random profiles each measure is worked out for by hand."""


@dataclass(frozen=True)
class Case:
    """A call that raises if something is wrong; it may examine any measure if `measures` is None."""

    name: str
    call: Callable[[], object]
    measures: frozenset[str] | None

    def sees(self, changed: frozenset[str]) -> bool:
        return self.measures is None or not self.measures.isdisjoint(changed)


def found(firm: Profile, measure: str) -> Found:
    """Return what the assessment says of one measure, without assessing the others."""
    _LOOKED_AT.add(measure)
    whole: tuple[Policy, ...] = vars(assessment)["POLICIES"]
    alone = tuple(
        replace(policy, measures=(each,))
        for policy in whole
        for each in policy.measures
        if each.id == measure
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assessment, "POLICIES", alone)
        (result,) = calculator.assess(firm).to_dict()["measures"]
    return dict(result)


_LOOKED_AT: set[str] = set()


@contextmanager
def looking_up_one_measure() -> Iterator[None]:
    """Make the test modules use `found` from here."""
    with pytest.MonkeyPatch.context() as patch:
        for module in MODULES:
            if hasattr(module, "found"):
                patch.setattr(module, "found", found)
        yield


@contextmanager
def rules(mutated: tuple[Policy, ...]) -> Iterator[None]:
    """Make everything that reads the rules read these."""
    measures: dict[str, Measure] = {m.id: m for policy in mutated for m in policy.measures}
    # The package has a function of this name in front of the module.
    catalogue = importlib.import_module("calculator.catalogue")
    with pytest.MonkeyPatch.context() as patch:
        for module in (assessment, catalogue, policies, test_quotations):
            patch.setattr(module, "POLICIES", mutated)
        for module in (policies, test_quotations, test_catalogue, test_boundaries, test_statuses):
            patch.setattr(module, "MEASURES", measures)
        yield


@cache
def cases() -> tuple[Case, ...]:
    """Return every case, each of which passes with the rules as they are."""
    with looking_up_one_measure():
        return tuple(_seen(name, call, about) for name, call, about in _calls())


def _seen(name: str, call: Callable[[], object], about: frozenset[str]) -> Case:
    _LOOKED_AT.clear()
    call()
    measures = about | frozenset(_LOOKED_AT)
    return Case(name, call, measures or None)


def _calls() -> Iterator[tuple[str, Callable[[], object], frozenset[str]]]:
    """Yield single values first, then many values worked out by hand, then the words they come from."""
    *values, words = MODULES
    yield from itertools.chain.from_iterable(map(_tests, values))
    for measure in by_hand.XIAMEN + by_hand.FUZHOU:
        yield f"by hand {measure}", partial(_agrees_with_hand, measure), frozenset([measure])
    yield from _tests(words)


def _tests(module: ModuleType) -> Iterator[tuple[str, Callable[[], object], frozenset[str]]]:
    for name, function in vars(module).items():
        if not name.startswith("test_") or not _plain(function):
            continue
        for values in _parameters(function):
            about = frozenset(
                str(value)
                for key, value in values.items()
                if key in ("measure", "name") and value in policies.MEASURES
            )
            about |= {WORDS} if module is test_phrases else frozenset()
            shown = ", ".join(str(value)[:40] for value in values.values())
            yield f"{name}[{shown}]", partial(function, **values), about


def _plain(function: Any) -> bool:
    """Check that a test takes its parameters from marks only: no fixtures, no drawn examples."""
    if getattr(function, "is_hypothesis_test", False):
        return False
    asked = set(function.__code__.co_varnames[: function.__code__.co_argcount])
    given = {name for values in itertools.islice(_parameters(function), 1) for name in values}
    return asked == given


def _parameters(function: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the arguments of each call, from the parametrize marks of a test."""
    marks = [m for m in getattr(function, "pytestmark", []) if m.name == "parametrize"]
    axes: list[list[dict[str, Any]]] = []
    for mark in marks:
        names, rows = mark.args[:2]
        listed = [n.strip() for n in names.split(",")] if isinstance(names, str) else list(names)
        axes.append(
            [dict(zip(listed, row if len(listed) > 1 else (row,), strict=True)) for row in rows]
        )
    for combination in itertools.product(*axes):
        yield {name: value for part in combination for name, value in part.items()}


# --- worked out by hand --------------------------------------------------------------------------


@cache
def _worked_out(measure: str) -> tuple[tuple[Profile, str, str | None], ...]:
    """Return profiles, mostly eligible for the measure, with status and highest amount."""
    wanted = by_hand.titles(measure)
    worked = []
    for n in range(PROFILES_BY_HAND):
        random = Random(f"{measure}-{n}")
        firm = profile(random, known=True)
        if random.random() < 0.9:
            firm["date"] = "2025-06-30"
        firm["city"] = "xiamen" if measure in by_hand.XIAMEN else "fuzhou"
        firm["applicant"] = random.choice(sorted(by_hand.APPLICANTS.get(measure, {"enterprise"})))
        if wanted and random.random() < 0.8:
            firm["titles"] = [random.choice(sorted(wanted))]
        status = by_hand.status(measure, firm)
        amount = by_hand.AMOUNTS.get(measure) if status == "eligible" else None
        worked.append((firm, status, yuan(amount(firm)) if amount else None))
    return tuple(worked)


def _agrees_with_hand(measure: str) -> None:
    for firm, status, amount in _worked_out(measure):
        result = found(firm, measure)
        assert result["status"] == status
        assert (result["amount"] and result["amount"]["max"]) == amount
