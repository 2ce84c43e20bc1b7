"""The calculator on a clause's page: one measure, its own questions and its result."""

from __future__ import annotations

from collections.abc import Iterable

from calculator.assessment import Result, assess_one
from calculator.catalogue import facts_needed, outline
from calculator.i18n import Lang, Text
from calculator.measure import Basis, Measure
from calculator.page.cards import verdict
from calculator.page.form import View, form_of
from calculator.page.html import Child, Html, tag
from calculator.page.urls import POLICY_OF
from calculator.parameters import today
from calculator.policies import MEASURES
from calculator.profile import registration
from calculator.shared_facts import Applicant
from calculator.typed import Typed, profile_of

_STATED = (Basis.FIXED, Basis.FORMULA, Basis.CREDIT)
_ON = Text("在完整计算器中继续", "Go on in the full calculator")
_LATE = Text("这里按最后一天 {date} 的规则计算。", "Computed here for its last day, {date}.")


def boxed(name: object) -> Measure | None:
    """Return the measure with this id if its clause states an amount to compute, else None."""
    measure = MEASURES.get(str(name))
    return measure if measure and outline(measure).basis in _STATED else None


def own(measure: Measure, entries: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the entries that the clause asks for."""
    needed = facts_needed(measure)
    return [pair for pair in entries if pair[0].partition(".")[0] in needed]


def given(measure: Measure) -> list[tuple[str, str]]:
    """Return the entries that the clause itself implies: city, applicant, a day in force."""
    policy, first = POLICY_OF[measure.id], measure.applicants[0]
    entries = [*registration(policy.place).items()]
    if first is not Applicant.ENTERPRISE:
        entries.append(("applicant", first.value))
    return entries + [("date", policy.last_day)] * _late(measure)


def _late(measure: Measure) -> bool:
    return today() > POLICY_OF[measure.id].last_day


def found(measure: Measure, form: Typed) -> Result:
    """Return the measure's result for what was typed."""
    profile = profile_of(form) | dict(given(measure))
    return assess_one(profile, POLICY_OF[measure.id], measure)


def form_html(measure: Measure, form: Typed, lang: Lang) -> Html:
    """Return the clause's questions."""
    return form_of(View(form, lang, dict.fromkeys(facts_needed(measure), ()), marks=False))


def results_html(result: Result, lang: Lang, full: str, stands: Child) -> Html:
    """Return the result.

    `full` is the fragment for continuing in the full calculator, `stands` the text's standing.
    """
    late = _LATE.fill(date=POLICY_OF[result.measure.id].last_day)
    return tag(
        "section",
        tag("p", stands, class_="standing"),
        tag("p", late(lang), class_="asof") if _late(result.measure) else None,
        verdict(result, lang),
        tag("p", tag("a", _ON(lang), href=f"../../calculator/#{full}"), class_="on"),
        id="results",
    )
