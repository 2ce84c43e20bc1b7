"""The value of answers: what each would settle for an enterprise, and whom of many to ask first.

The money that depends on unknown facts is the most that the undetermined measures could give. An
answer settles the part that no longer depends on any: it is granted, or it is lost. If a fact has
few possible answers, each is tried; any other settles the measures that lack nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache
from typing import NamedTuple

from calculator.assessment import Result, Status, assess_default
from calculator.catalogue import facts_needed
from calculator.fields import Counts, ListOf, OneOf, YesNo
from calculator.i18n import Text, within_sentence
from calculator.measure import Measure, Policy
from calculator.policies import POLICIES
from calculator.profile import FACTS
from calculator.quantity import Exact
from calculator.summary import asked_about, is_cash

_SHARED = ("city", "date", "applicant", "titles")
"""Facts that decide beside a measure's own."""


class Settles(NamedTuple):
    """The money that an answer about a fact settles for one enterprise, in yuan.

    It is given as least, most and mean. The mean weighs all answers equally; it is what one expects
    to learn about the money by asking.
    """

    fact: str
    least: Exact
    most: Exact
    mean: Exact


@dataclass(frozen=True)
class Call:
    """A question, and the enterprises to ask, those whose answers settle most first."""

    fact: str
    asked: tuple[int, ...]
    least: Exact
    most: Exact
    mean: Exact


_ANY = Text("有没有{label}", "any {label}")


def question(fact: str) -> Text:
    """Return the question about a fact, to be put into a sentence."""
    label, kind = FACTS[fact].label, FACTS[fact].kind
    if not isinstance(kind, (ListOf, Counts)):
        return label
    return _ANY.fill(label=within_sentence(label))


def settled_by_answers(profile: Mapping[str, object], results: Iterable[Result]) -> list[Settles]:
    """Return what each answer would settle of the undetermined results, most first."""
    waiting = [r for r in results if r.status is Status.UNDETERMINED and is_cash(r)]
    facts = dict.fromkeys(path.partition("/")[0] for r in waiting for path in asked_about(r))
    found = [_settles(fact, profile, waiting) for fact in facts]
    return sorted((each for each in found if each.most), key=lambda each: (-each.mean, -each.most))


def call_list(settled: Sequence[Sequence[Settles]]) -> list[Call]:
    """Return the questions to ask many enterprises, those that settle most in total first.

    `settled` is what the answers settle for each enterprise.
    """
    by_fact: dict[str, list[tuple[Settles, int]]] = {}
    for firm, found in enumerate(settled):
        for each in found:
            by_fact.setdefault(each.fact, []).append((each, firm))
    calls = []
    for fact, answers in by_fact.items():
        order = sorted(answers, key=lambda each: (-each[0].mean, -each[0].most, each[1]))
        least, most, mean = (
            sum((getattr(each, name) for each, _ in answers), Fraction(0))
            for name in ("least", "most", "mean")
        )
        calls.append(Call(fact, tuple(firm for _, firm in order), least, most, mean))
    return sorted(calls, key=lambda call: (-call.mean, -call.most))


def _settles(fact: str, profile: Mapping[str, object], waiting: Sequence[Result]) -> Settles:
    settled: list[Exact] = []
    for answer in _answers(fact):
        settled.append(sum(_difference(r, profile, fact, answer) for r in waiting))
    if not settled:
        alone = [r for r in waiting if {given.fact for given in r.missing} == {fact}]
        settled = [sum(r.potential_max or 0 for r in alone)]
    return Settles(fact, min(settled), max(settled), Fraction(sum(settled)) / len(settled))


def _answers(fact: str) -> Iterator[object]:
    """Yield every possible answer about a fact that has few."""
    kind = FACTS[fact].kind
    if isinstance(kind, YesNo):
        yield from (True, False)
    elif isinstance(kind, OneOf):
        yield from kind.words


def _difference(result: Result, profile: Mapping[str, object], fact: str, answer: object) -> Exact:
    """Return how much less money of a measure depends on unknown facts once this answer is known."""
    if fact not in {given.fact for given in result.missing}:
        return 0
    names = (*_SHARED, *facts_needed(result.measure))
    known = {name: profile[name] for name in names if profile.get(name) is not None}
    profile_json = json.dumps(known | {fact: answer}, sort_keys=True, default=str)
    return (result.potential_max or 0) - _hanging(result.measure.id, profile_json)


@cache
def _places() -> Mapping[str, tuple[Policy, Measure]]:
    return {m.id: (policy, m) for policy in POLICIES for m in policy.measures}


@lru_cache(maxsize=4096)
def _hanging(measure_id: str, known: str) -> Exact:
    """Return the most that a measure may still give if these facts (JSON) leave it undetermined, else 0."""
    result = assess_default(json.loads(known), *_places()[measure_id])
    return (result.potential_max or 0) if result.status is Status.UNDETERMINED else 0
