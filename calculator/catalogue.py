"""Every measure as data: what it gives, who may claim it, the facts and quotations it uses.

Facts and quotations are not listed by hand: they result from running each rule, under each of its
readings, for an applicant about whom nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from calculator.i18n import Text
from calculator.measure import Basis, Condition, Measure, Outcome, Policy, Reading
from calculator.policies import POLICIES
from calculator.profile import unknown_profile
from calculator.quantity import Given
from calculator.working import general_formula


@cache
def outline(measure: Measure, reading: Reading | None = None) -> Outcome:
    """Return a rule's outcome before anything is known, by default under the default reading."""
    return measure.rule(unknown_profile(), (reading or measure.readings[0]).code)


class Quotation(NamedTuple):
    """Words that a measure relies on, and their role.

    The role is `title`, `condition`, `amount`, or `elsewhere` if they refer to another document for
    the amount.
    """

    words: str
    role: str


@cache
def quotations(measure: Measure) -> tuple[Quotation, ...]:
    """Return every quotation of the measure, under any reading, each once."""
    return tuple(dict.fromkeys(_quotations(measure)))


def _quotations(measure: Measure) -> Iterator[Quotation]:
    if measure.who:
        yield Quotation(measure.who.words, "title")
    for reading in measure.readings:
        outcome = outline(measure, reading)
        for condition in conditions(outcome):
            for words in (condition.quote, *condition.truth.quotes):
                if words:
                    yield Quotation(words, "condition")
        for number in _numbers(outcome):
            for words in number.quotes():
                yield Quotation(words, "amount")
        if outcome.where:
            yield Quotation(outcome.where, "elsewhere")
    for each in measure.judged:
        yield Quotation(each.words, "condition")


def conditions(outcome: Outcome) -> tuple[Condition, ...]:
    """Return the clause's own conditions, including the handover to another policy."""
    return outcome.conditions + ((outcome.other_policy,) if outcome.other_policy else ())


@cache
def facts_needed(measure: Measure) -> tuple[str, ...]:
    """Return the names of the facts a measure uses, each once, in the rule's order."""
    names: dict[str, None] = {"titles": None} if measure.who else {}
    for reading in measure.readings:
        outcome = outline(measure, reading)
        given: list[Given] = [g for c in conditions(outcome) for g in c.truth.facts]
        given += [g for number in _numbers(outcome) for g in number.facts()]
        names |= dict.fromkeys(each.fact for each in given)
    names.pop("date", None)
    return tuple(names)


def _numbers(outcome: Outcome) -> tuple[Any, ...]:
    amount = (outcome.amount,) if outcome.amount else ()
    return (*amount, *(credit.limit for credit in outcome.credit))


def formula(measure: Measure) -> Text | None:
    """Return the amount in words under the default reading, or None if the clause states none."""
    amount = outline(measure).amount
    return general_formula(amount) if amount else None


def measures() -> list[dict[str, Any]]:
    """Return every measure of every policy as JSON-ready data, in the order of the texts.

    Examples:
        >>> import calculator
        >>> measure = next(each for each in calculator.measures() if each["id"] == "xm-3")
        >>> measure["title"]["zh"], measure["basis"], measure["who"]["titles"]
        ('首次“小巨人”奖励', 'fixed', ['little_giant'])
    """
    return [_entry(policy, measure) for policy in POLICIES for measure in policy.measures]


def _entry(policy: Policy, measure: Measure) -> dict[str, Any]:
    outcome, who, words = outline(measure), measure.who, formula(measure)
    stated = outcome.basis in (Basis.FIXED, Basis.FORMULA)
    return {
        "id": measure.id,
        "policy": policy.id,
        "title": measure.title.to_dict(),
        "kind": measure.kind.value,
        "basis": outcome.basis.value,
        "amount_kind": ("ceiling" if outcome.ceiling else "exact") if stated else None,
        "formula": words.to_dict() if words else None,
        "agencies": [agency.to_dict() for agency in measure.agencies],
        "applicants": [applicant.value for applicant in measure.applicants],
        "who": {
            "titles": [title.value for title in who.titles],
            "inferred": [title.value for title in who.inferred],
            "quote": who.words,
        }
        if who
        else None,
        "facts": list(facts_needed(measure)),
        "cited": [
            {
                "title": document.title.to_dict(),
                "number": document.number.to_dict() if document.number else None,
            }
            for document in measure.cited
        ],
        "validity": {"from": policy.valid_from, "to": policy.last_day, "draft": policy.draft},
        "readings": [{"code": r.code, "label": r.label.to_dict()} for r in measure.readings],
        "quotations": list(dict.fromkeys(q.words for q in quotations(measure))),
        "paid": {"frequency": measure.paid.frequency.value, "quote": measure.paid.words}
        if measure.paid
        else None,
        "government_task": measure.government_task,
        "addressed": measure.addressed.to_dict() if measure.addressed else None,
        "notes": [note.to_dict() for note in (*measure.remarks, *policy.notes)],
    }
