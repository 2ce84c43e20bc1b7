"""The answer in short: its lines add up, what is open bounds what may come, the next question leads on."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculator.assessment import Status, assess
from calculator.measure import Frequency
from calculator.policies import POLICIES
from calculator.sentences import hangs, headline_figure, parts
from calculator.summary import Summary, summarize
from tests.calculator.firms import Profile
from tests.calculator.strategies import INSIDE, full_profiles, partly, profiles

CLERK: Profile = {"city": "xiamen", "date": "2025-06-30", "titles": ["little_giant"]}
CITIES = st.sampled_from([policy.place.id for policy in POLICIES])


def summary_of(profile: Profile) -> Summary:
    return summarize(assess(profile))


@settings(max_examples=80)
@given(profiles(), CITIES)
def test_the_lines_add_up_to_the_sum_and_come_by_money(firm: Profile, city: str) -> None:
    assessment = assess(firm | {"city": city})
    summary = summarize(assessment)
    assert sum(line.at_most for line in summary.lines) == assessment.totals.at_most
    assert sum(line.fixed for line in summary.lines) == assessment.totals.certain
    assert sum(line.at_most for line in summary.savings) == assessment.totals.interest_saving
    amounts = [line.at_most for line in summary.lines]
    assert amounts == sorted(amounts, reverse=True)


@settings(max_examples=60)
@given(full_profiles(**INSIDE), CITIES, st.data())
def test_what_is_open_is_never_less_than_what_comes(
    firm: Profile, city: str, data: st.DataObject
) -> None:
    """What an answer adds was within what was said to be open, unless that had no limit."""
    whole = firm | {"city": city}
    known = data.draw(partly(whole)) | {"city": city}
    before, after = summary_of(known), assess(whole)
    if not before.boundless:
        waited = {r.measure.id for r in assess(known).here if r.status is Status.UNDETERMINED}
        came = sum(
            (
                Fraction(r.amount.high)
                for r in after.here
                if r.measure.id in waited and r.amount and r.measure.kind.value != "saving"
            ),
            Fraction(0),
        )
        assert came <= before.open


def test_the_clerk_is_asked_at_once_what_the_million_hangs_on() -> None:
    """After city and title the sum is open, and the first question is that of the fixed million."""
    assessment = assess(CLERK)
    summary = summarize(assessment)
    assert not summary.at_most
    first = summary.questions[0]
    assert (first.fact, first.fixed) == ("first_little_giant_title", 1_000_000)
    assert hangs(first).zh == "关系到条文写明的 100 万元"
    assert headline_figure(assessment, summary).zh.startswith("还不能确定")
    then = summary_of(CLERK | {"first_little_giant_title": True}).questions[0]
    assert then.fact == "little_giant_title_date"


def test_an_answer_leads_to_another_question_until_none_is_left() -> None:
    """No question is asked twice: each answer “unknown to nobody” takes its own off the list."""
    answers = {"first_little_giant_title": False, "joint_lab_qualified": False}
    profile, asked = dict(CLERK), set[str]()
    while questions := summary_of(profile).questions:
        question = questions[0]
        assert question.path not in asked, question.path
        asked.add(question.path)
        profile[question.fact] = answers.get(question.fact, _nothing(question.fact))
    assert len(asked) > 5


def _nothing(fact: str) -> object:
    lists = {"equipment_projects", "pledge_loans", "tech_fund_loans", "standards"}
    lists |= {"consulting_fees", "venue_rents", "credit_insurance_policies", "training_attendance"}
    return [] if fact in lists else 0


@pytest.mark.parametrize("lang", ["zh", "en"])
@settings(max_examples=60)
@given(profiles(), CITIES)
def test_the_large_line_is_never_a_lone_nought(lang: str, firm: Profile, city: str) -> None:
    assessment = assess(firm | {"city": city})
    summary = summarize(assessment)
    said = headline_figure(assessment, summary)("zh" if lang == "zh" else "en")
    assert not {" 0 元", "RMB 0"} & {said[-4:], said[-5:]}
    if summary.at_most:
        assert any(char.isdigit() for char in said)


def test_the_large_line_of_a_draft_says_so() -> None:
    firm = {
        "city": "fuzhou", "date": "2025-06-30", "titles": ["srdi_sme"], "first_srdi_title": True,
        "srdi_title_date": "2025-03-01", "industry_and_it_enterprise": True,
    }  # fmt: skip
    assessment = assess(firm)
    said = headline_figure(assessment, summarize(assessment))
    assert said.zh == "按征求意见稿 10 万元"
    assert said.en == "By the draft: RMB 100,000"


def test_the_parts_tell_what_is_fixed_what_is_capped_and_what_may_come() -> None:
    firm = CLERK | {
        "first_little_giant_title": True,
        "little_giant_title_date": "2025-05-20",
        "equipment_projects": [{"investment": 3_200_000}],
    }
    assessment = assess(firm)
    summary = summarize(assessment)
    assert headline_figure(assessment, summary).zh == "最多 132 万元"
    assert headline_figure(assessment, summary).en == "Up to RMB 1.32 million"
    assert [said.zh for _, said in parts(summary)] == ["条文写明 100 万元", "上限内 32 万元"]
    assert [line.frequency for line in summary.lines] == [Frequency.ONCE, Frequency.YEARLY]
