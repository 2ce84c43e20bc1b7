"""What an answer settles: the same as when it is put in and everything is assessed again."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import calculator
from calculator.assessment import Status, assess_here
from calculator.call_list import Settles, call_list, settled_by_answers
from calculator.fields import OneOf, YesNo
from calculator.profile import FACTS
from calculator.summary import is_cash

FEW = {
    name: [True, False] if isinstance(fact.kind, YesNo) else list(fact.kind.words)
    for name, fact in FACTS.items()
    if isinstance(fact.kind, (YesNo, OneOf))
}


GIANT = {"city": "xiamen", "date": "2025-06-30", "titles": ["little_giant"]}


def hanging(profile: dict[str, Any]) -> dict[str, Fraction]:
    """What may still come of each undetermined measure, by the whole assessment."""
    waiting = (r for r in calculator.assess(profile).results if r.status is Status.UNDETERMINED)
    return {r.measure.id: Fraction(r.potential_max or 0) for r in waiting if is_cash(r)}


def settled(profile: dict[str, Any]) -> list[Settles]:
    return settled_by_answers(profile, assess_here(profile).results)


PROFILES = st.fixed_dictionaries(
    {"city": st.sampled_from(FEW["city"]), "date": st.just("2025-06-30")},
    optional={
        name: st.sampled_from(words)
        for name, words in FEW.items()
        if name not in ("city", "applicant")
    }
    | {
        "titles": st.lists(
            st.sampled_from(sorted(FACTS["titles"].kind.words)), max_size=2, unique=True
        ),  # type: ignore[attr-defined]
        "srdi_title_date": st.sampled_from(["2024-01-01", "2025-03-01"]),
        "little_giant_title_date": st.sampled_from(["2024-01-01", "2025-03-01"]),
        "digital_spend": st.integers(0, 10**6).map(str),
    },
)


@settings(max_examples=25)
@given(PROFILES)
def test_each_answer_settles_what_it_settles_when_all_is_assessed_again(
    profile: dict[str, Any],
) -> None:
    before = hanging(profile)
    for each in settled(profile):
        assert each.least <= each.mean <= each.most
        if each.fact not in FEW:
            continue
        gains = [
            sum(before.values()) - sum(n for m, n in hanging(profile | {each.fact: answer}).items() if m in before)
            for answer in FEW[each.fact]
        ]  # fmt: skip
        assert (each.least, each.most) == (min(gains), max(gains))
        assert each.mean == sum(gains) / len(gains)


def test_an_answer_without_a_choice_settles_what_lacks_nothing_else() -> None:
    """A day decides the award for the first title, whatever it is."""
    profile = GIANT | {"first_little_giant_title": True}
    found = {each.fact: each for each in settled(profile)}["little_giant_title_date"]
    before = hanging(profile)
    for day in ("2020-01-01", "2024-09-11", "2025-06-30"):
        after = hanging(profile | {"little_giant_title_date": day})
        gone = sum(before.values()) - sum(n for measure, n in after.items() if measure in before)
        assert found.least == found.most == found.mean == gone > 0


def test_the_questions_over_many_come_by_what_is_learned_in_all() -> None:
    first = GIANT | {"little_giant_title_date": "2025-03-01"}
    nothing = first | {"first_little_giant_title": True}
    firms = [settled(each) for each in (nothing, first, first)]
    calls = call_list(firms)
    assert [call.mean for call in calls] == sorted((call.mean for call in calls), reverse=True)
    (ask,) = [call for call in calls if call.fact == "first_little_giant_title"]
    assert set(ask.asked) == {1, 2}
    one = next(each for each in firms[1] if each.fact == ask.fact)
    assert (ask.least, ask.most, ask.mean) == (2 * one.least, 2 * one.most, 2 * one.mean)
    by_hand = {
        fact: sum(each.mean for firm in firms for each in firm if each.fact == fact)
        for fact in {each.fact for firm in firms for each in firm}
    }
    assert {call.fact: call.mean for call in calls} == by_hand


@pytest.mark.parametrize("profile", [{}, {"city": "fuzhou"}, {"city": "xiamen", "titles": []}])
def test_nobody_is_asked_in_vain(profile: dict[str, Any]) -> None:
    assert all(each.most > 0 for each in settled(profile))


def test_an_assessment_of_the_city_alone_is_the_whole_one_of_that_city() -> None:
    profile = {"city": "xiamen", "titles": ["srdi_sme"], "digital_spend": "500000"}
    whole = {r.measure.id: r for r in calculator.assess(profile).results}
    for each in assess_here(profile).results:
        same = whole[each.measure.id]
        assert (each.status, each.amount) == (same.status, same.amount)
        assert each.potential_max == same.potential_max
