"""What is said above a result that is not of today: a day outside the validity, and the way into it."""

from __future__ import annotations

from collections.abc import Mapping

from calculator import sentences
from calculator.assessment import Assessment, assess_all
from calculator.measure import Policy
from calculator.page.markup import Html, tag
from calculator.text import Lang, Text

_COMPUTE_ON = {
    (False, True): Text(
        "按有效期最后一天 {day} 计算", "Compute as of the last day in force, {day}"
    ),
    (False, False): Text("按施行第一天 {day} 计算", "Compute as of the first day in force, {day}"),
    (True, True): Text(
        "按草案写明的最后一天 {day} 计算", "Compute as of the last day that the draft states, {day}"
    ),
    (True, False): Text(
        "按可以计算的第一天 {day} 计算", "Compute as of the first day that can be computed, {day}"
    ),
}
"""The button, by whether the text is a draft and whether the day is its last."""


def other_days(assessment: Assessment, lang: Lang) -> list[Html]:
    """For each text that has no rules for the day: that it has none, and a button that takes one it has."""
    offered: set[str] = set()
    told = []
    for policy in assessment.policies:
        if policy.holds_on(assessment.date):
            continue
        day = policy.nearest_day(assessment.date)
        told.append(
            tag("p", sentences.not_in_force(policy, assessment.date)(lang), class_="incomplete")
        )
        if day not in offered:
            told.append(tag("p", _button(policy, day, lang), class_="other-day"))
        offered.add(day)
    return told


def _button(policy: Policy, day: str, lang: Lang) -> Html:
    words = _COMPUTE_ON[policy.draft, day == policy.valid_to]
    return tag(
        "button",
        words.fill(day=day)(lang),
        type="button",
        data_action=f"set:date={day}",
        data_then="results-title",
    )


def as_on_its_days(assessment: Assessment, profile: Mapping[str, object]) -> Assessment:
    """The same, each text without rules for the day assessed on the nearest day for which it has some.

    By this the form asks: its questions are those that the button's day will ask.
    """
    days = {
        policy: policy.nearest_day(assessment.date)
        for policy in assessment.policies
        if not policy.holds_on(assessment.date)
    }
    if not days:
        return assessment
    moved = {
        result.measure.id: result
        for day in set(days.values())
        for result in assess_all({**profile, "date": day})[0].results
        if days.get(result.policy) == day
    }
    results = tuple(moved.get(result.measure.id, result) for result in assessment.results)
    return Assessment(assessment.firm, results)
