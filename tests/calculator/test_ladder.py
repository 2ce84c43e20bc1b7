"""The ladder of titles: each step is an assessment, and what it opens is what the one below lacks."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings

from calculator import assess, page
from calculator.assessment import Status
from calculator.i18n import LANGS, Lang, capital
from calculator.ladder import PASSING, Rung, in_general, ladder
from calculator.measure import Policy
from calculator.page.amounts_by_title import at_a_glance
from calculator.page.ladder_chart import ladder_of, ladder_place, short_title
from calculator.policies import POLICIES
from calculator.policies.xiamen_2024 import LOAN_USES
from calculator.profile import CITIES
from calculator.shared_facts import Title
from tests.calculator.firms import xiamen
from tests.calculator.strategies import INSIDE, full_profiles
from tests.calculator.test_page import Page, chinese, english, spaced, well_formed

each_lang = pytest.mark.parametrize("lang", LANGS)
each_policy = pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.id)


def steps(**firm: Any) -> dict[Title, Rung]:
    titles = firm.pop("titles", [])
    return {step.title: step for step in ladder(assess(xiamen(*titles) | firm))}


def test_what_each_title_of_xiamen_adds() -> None:
    general = {s.title: s for s in in_general(next(p for p in POLICIES if not p.draft))}
    assert [*general] == [*Title]
    giant, key = general[Title.LITTLE_GIANT], general[Title.KEY_LITTLE_GIANT]
    assert (giant.certain, giant.at_most) == (1_000_000, 1_000_000)
    assert general[Title.LITTLE_GIANT_RESERVE].certain == 0
    assert general[Title.LITTLE_GIANT_RESERVE].at_most == 300_000
    limits = {o.result.measure.id: o.limits for o in giant.opens if o.limits}
    assert limits == {
        "xm-4": {
            LOAN_USES["fixed_asset"]: (500_000_000, 1_000_000_000),
            LOAN_USES["rnd"]: (50_000_000, 100_000_000),
        }
    }
    assert [o.result.measure.id for o in key.opens] == ["xm-23"]
    says = [o.result.finding.outcome.says for step in (giant, key) for o in step.opens
            if o.result.measure.id == "xm-23" and o.result.finding.outcome]  # fmt: skip
    assert ["C 类" in says[0].zh, "B 类" in says[1].zh] == [True, True]  # type: ignore[union-attr]
    assert [r.measure.id for r in giant.closes] == ["xm-2"]


@settings(max_examples=25, deadline=None)
@given(full_profiles(**INSIDE))
def test_a_step_is_the_assessment_with_the_titles_it_stands_for(firm: dict[str, Any]) -> None:
    for step in ladder(assess(firm)):
        below = [t for t in Title if [*Title].index(t) <= [*Title].index(step.title)]
        named = [s.title for s in ladder(assess(firm))]
        held = [t for t in below if t in named and (t not in PASSING or t is step.title)]
        whole = assess(firm | {"titles": [t.value for t in held]})
        assert step.assessment.totals.at_most == whole.totals.at_most
        assert step.assessment.totals.certain == whole.totals.certain
        status = {r.measure.id: r.status for r in whole.results}
        assert {r.measure.id: r.status for r in step.assessment.results}.items() <= status.items()


@settings(max_examples=25, deadline=None)
@given(full_profiles(**INSIDE))
def test_what_opens_was_closed_or_gave_less_on_the_step_below(firm: dict[str, Any]) -> None:
    last = None
    for step in ladder(assess(firm)):
        if last:
            was = {r.measure.id: r for r in last.assessment.results}
            opened = {o.result.measure.id for o in step.opens}
            for result in step.assessment.results:
                before = was[result.measure.id]
                if result.amount and result.measure.id not in opened:
                    assert before.amount is not None
                    assert result.amount.high <= before.amount.high
            assert all(
                o.result.status in (Status.ELIGIBLE, Status.UNDETERMINED) for o in step.opens
            )
            lost = sum(r.amount.high for r in step.closes if r.amount)
            gained = step.assessment.totals.at_most - last.assessment.totals.at_most
            assert step.at_most == gained + lost
        last = step


def test_ones_own_step_is_the_highest_that_is_held() -> None:
    found = steps(titles=["srdi_sme", "innovative_sme"])
    assert [title for title, step in found.items() if step.yours] == [Title.SRDI_SME]
    assert [title for title, step in found.items() if step.held] == [
        Title.INNOVATIVE_SME, Title.SRDI_SME,
    ]  # fmt: skip
    assert not any(step.yours for step in steps().values())


@each_policy
def test_a_text_has_steps_for_the_titles_it_names(policy: Policy) -> None:
    named = {
        title
        for measure in policy.measures
        if measure.who
        for title in (*measure.who.titles, *measure.who.inferred)
    }
    assert {step.title for step in in_general(policy)} == named


@each_lang
@each_policy
def test_the_staircase_is_a_list_that_says_all(policy: Policy, lang: Lang) -> None:
    markup = ladder_of(policy, lang)
    shown = Page(markup)
    well_formed(shown)
    {"en": english, "zh": chinese}[lang](shown)
    titles = [e.text for e in shown.elements if e.attributes.get("class") == "title"]
    assert titles == [capital(short_title(s.title)(lang)) for s in in_general(policy)]
    for gain in (e.text for e in shown.elements if e.attributes.get("class") == "gain"):
        assert policy.draft is ({"zh": "征求意见稿", "en": "draft"}[lang] in gain)


@each_lang
def test_with_ones_own_facts_it_marks_the_step_and_says_what_the_next_asks(lang: Lang) -> None:
    firm = xiamen("srdi_sme") | {"first_srdi_title": True}
    request = {"op": "ladder", "lang": lang, "profile": firm}
    markup = json.loads(page.respond(json.dumps(request)))["ladder"]
    shown = Page(markup)
    well_formed(shown)
    {"en": english, "zh": chinese}[lang](shown)
    kinds = [e.attributes.get("class") for e in shown.elements if e.name == "li"]
    assert [k for k in kinds if k] == ["yours held", "next"]
    giant = xiamen("little_giant_reserve")
    request["profile"] = giant
    markup = json.loads(page.respond(json.dumps(request)))["ladder"]
    assert "首次获得专精特新“小巨人”称号" in markup.partition('class="next"')[2]


def test_there_is_none_without_a_city_after_the_last_day_or_for_other_applicants() -> None:
    assert ladder_place(assess(xiamen("srdi_sme")), "zh")
    assert ladder_place(assess(xiamen() | {"applicant": "cluster_operator"}), "zh") is None
    assert ladder_place(assess({"titles": ["srdi_sme"]}), "zh") is None
    assert ladder_place(assess(xiamen("srdi_sme") | {"date": "2031-01-01"}), "zh") is None


@each_lang
def test_without_computing_each_city_has_its_ladder(lang: Lang) -> None:
    shown = Page(at_a_glance(lang))
    well_formed(shown)
    heads = [e.text for e in shown.elements if e.name == "h3"]
    assert set(heads) == {name(lang) for name in CITIES.values()}
    sum_ = {"zh": "+100 万元，一次性", "en": "+RMB 1 million, once"}[lang]
    assert sum_ in spaced(at_a_glance(lang))
