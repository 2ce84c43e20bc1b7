"""Banners above a result: a day without rules, entries that came with a link."""

from __future__ import annotations

from collections.abc import Mapping

from calculator import sentences
from calculator.assessment import Assessment, assess_all
from calculator.i18n import Lang, Text
from calculator.measure import Policy
from calculator.page.html import Html, tag

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
"""Button labels, by whether the text is a draft and whether the day is its last."""


def other_days(assessment: Assessment, lang: Lang) -> list[Html]:
    """Return a notice for each text without rules on the day, with buttons for days that have."""
    offered: set[str] = set()
    notices = []
    for policy in assessment.policies:
        if policy.holds_on(assessment.date):
            continue
        day = policy.nearest_day(assessment.date)
        if day not in offered:
            notices.append(tag("p", _button(policy, day, lang), class_="other-day"))
        offered.add(day)
        notices.append(
            tag("p", sentences.not_in_force(policy, assessment.date)(lang), class_="fine")
        )
    return notices


def _button(policy: Policy, day: str, lang: Lang) -> Html:
    words = _COMPUTE_ON[policy.draft, day == policy.last_day]
    return tag(
        "button",
        words.fill(day=day)(lang),
        type="button",
        data_action=f"set:date={day}",
        data_then="results-title",
    )


def as_on_its_days(assessment: Assessment, profile: Mapping[str, object]) -> Assessment:
    """Return the assessment with each text moved to the nearest day that has rules.

    The form is based on this, so that it asks what the button's day will ask.
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


_FROM_A_LINK = Text("下面是链接里的结果。", "Below is the result that came with the link.")
_KEPT = Text("这里原来填的还留着。", "What was entered here before is kept.")
_ADOPT = Text("改成我的", "Make it mine")
_RESTORE = Text("恢复原来填的", "Back to what was entered before")


def from_a_link(lang: Lang) -> Html:
    """Return the banner above a result received by link; the page's script shows it."""
    return tag(
        "section",
        tag(
            "p",
            tag("span", _FROM_A_LINK(lang), data_shared="came"),
            " ",
            tag("span", _KEPT(lang), data_shared="kept"),
        ),
        tag(
            "p",
            [
                tag("button", words(lang), type="button", data_shared=what)
                for what, words in (("adopt", _ADOPT), ("restore", _RESTORE))
            ],
            class_="row",
        ),
        id="shared",
        aria_label=_FROM_A_LINK(lang).rstrip("。."),
        hidden=True,
    )
