"""What a rule may return beside a fixed sum and a ceiling, on an invented measure."""

from __future__ import annotations

from typing import Any

import pytest

from calculator import sentences
from calculator.assessment import Assessment, Result, Status, assess_one
from calculator.catalogue import formula, outline
from calculator.i18n import Text
from calculator.measure import (
    HighestOnly,
    Kind,
    Outcome,
    Policy,
    Rule,
    between,
    exactly,
    limited,
    measure,
    not_yet_read,
    up_to,
)
from calculator.policies import POLICIES
from calculator.profile import read_profile, registration
from calculator.quantity import (
    UnitError,
    every_full,
    growth,
    in_stages,
    law,
    law_range,
    meets,
    one_of,
    sliced,
)
from calculator.shared_facts import Profile
from tests.calculator.test_formulas import evaluate

DAY = "2025-06-30"
PLACE = POLICIES[0].place


def given(rule: Rule, **facts: Any) -> Result:
    """The result of an invented measure with this rule for an enterprise with these facts."""
    declared = measure(Text("一项", "One"), Kind.AWARD, agencies=(Text("市局", "Bureau"),))(rule)
    title = Text("虚构措施", "Invented measures")
    policy = Policy("invented", PLACE, title, "2025-01-01", "2025-12-31", False, (declared,))
    return assess_one({**registration(PLACE), "date": DAY, **facts}, policy, declared)


def band(firm: Profile, reading: str) -> Outcome:
    return between(law_range("按投入的5%—20%给予").of(firm.digital_spend))


def test_a_range_is_fixed_up_to_its_lower_end_and_open_up_to_its_upper_one() -> None:
    result = given(band, digital_spend=1_000_000)
    assert result.to_dict()["amount"] == {"kind": "ceiling", "min": "50000.00", "max": "200000.00"}
    assert sentences.headline(result.finding) == Text(
        "50,000 至 200,000 元", "RMB 50,000 to RMB 200,000"
    )
    assert "幅度" in sentences.reason(result).zh
    assert [step.label.zh for step in result.steps] == ["幅度上限"]
    assert given(band).status is Status.UNDETERMINED


def test_what_nobody_has_read_has_a_status_of_its_own_and_no_amount() -> None:
    result = given(lambda firm, reading: not_yet_read())
    assert (result.status, result.amount, result.answer) == (Status.NOT_READ, None, None)
    assert result.to_dict()["potential_max"] is None
    assert "尚无人工解读" in sentences.reason(result).zh
    assert given(lambda firm, reading: not_yet_read(), city="fuzhou").status is Status.INELIGIBLE


@pytest.mark.parametrize("words", ["200元/亩", "每间2000元", "100亩", "30%"])
def test_an_amount_that_is_no_sum_of_yuan_is_refused(words: str) -> None:
    for verb in (exactly, up_to):
        with pytest.raises(UnitError, match="an amount is in yuan"):
            verb(law(words))


def tiered(firm: Profile, reading: str) -> Outcome:
    spent = firm.digital_spend
    rate = one_of(
        (meets(spent, "500万元及以上"), law("20%")), (meets(spent, "100万元及以上"), law("10%"))
    )
    return up_to(rate * spent)


def stepped(firm: Profile, reading: str) -> Outcome:
    more = firm.digital_spend.less(firm.joint_lab_equipment)
    return exactly(every_full(more, "每增100万元") * law("奖励500元"))


def sliced_up(firm: Profile, reading: str) -> Outcome:
    return exactly(
        sliced(firm.digital_spend, ("不超过100万元", law("10%")), ("100万元以上", law("5%")))
    )


def staged(firm: Profile, reading: str) -> Outcome:
    award = law("奖励300万元").called("奖励总额", "The whole award")
    return exactly(in_stages(award, (firm.joint_lab_qualified, law("30%"))))


def grown(firm: Profile, reading: str) -> Outcome:
    more = growth(firm.digital_spend, firm.joint_lab_equipment)
    return exactly(one_of((meets(more, "增速达到10%以上"), law("10%") * firm.digital_spend)))


@pytest.mark.parametrize(
    ("rule", "facts", "amount", "said"),
    [
        (tiered, {"digital_spend": 4_999_999}, "499999.90", "（20%或10%）"),
        (tiered, {"digital_spend": 5_000_000}, "1000000.00", "（20%或10%）"),
        (stepped, {"digital_spend": 3_999_999, "joint_lab_equipment": 1_000_000}, "1000.00", "每满100万元的份数"),
        (sliced_up, {"digital_spend": 1_000_001}, "100000.05", "不超过100万元"),
        (staged, {"joint_lab_qualified": True}, "900000.00", "30%"),
        (staged, {"joint_lab_qualified": False}, "0.00", "30%"),
        (grown, {"digital_spend": 110, "joint_lab_equipment": 100}, "11.00", "10%"),
        (grown, {"digital_spend": "109.99", "joint_lab_equipment": 100}, "0.00", "10%"),
    ],
)  # fmt: skip
def test_each_way_is_worked_out_in_steps_that_give_its_amount(
    rule: Rule, facts: dict[str, Any], amount: str, said: str
) -> None:
    result = given(rule, **facts)
    assert result.to_dict()["amount"]["max"] == amount
    last = result.steps[-1]
    assert evaluate(last.formula) == last.value
    told = formula(result.measure)
    assert told
    assert said in told.zh


def test_the_most_of_one_of_several_is_the_largest_of_them() -> None:
    def board(firm: Profile, reading: str) -> Outcome:
        listed = firm.clusters_recognised
        return exactly(
            one_of(
                (listed.include("national"), law("奖励300万元")),
                (listed.include("provincial"), law("奖励200万元")),
            )
        )

    result = given(board)
    assert result.potential_max == 3_000_000
    assert outline(result.measure).amount


@pytest.mark.parametrize(
    ("first", "second", "kept", "certain", "at_most"),
    [
        (20, 10, "first", 20, 20), (10, 20, "second", 20, 20), (20, 20, "first", 20, 20), (0, 10, "second", 10, 10),
    ],
)  # fmt: skip
def test_of_measures_that_are_not_granted_together_the_higher_counts(
    monkeypatch: pytest.MonkeyPatch, first: int, second: int, kept: str, certain: int, at_most: int
) -> None:
    def of_first(firm: Profile, reading: str) -> Outcome:
        return exactly(firm.digital_spend)

    def of_second(firm: Profile, reading: str) -> Outcome:
        return exactly(firm.joint_lab_equipment)

    declare = measure(Text("一项", "One"), Kind.AWARD, agencies=(Text("市局", "Bureau"),))
    measures = tuple(declare(rule) for rule in (of_first, of_second))
    policy = Policy(
        "invented", PLACE, Text("虚构措施", "Invented"), "2025-01-01", "2025-12-31",
        draft=False, measures=measures,
        highest_only=(HighestOnly(tuple(m.id for m in measures), "按就高不重复原则办理"),),
    )  # fmt: skip
    given_ = {
        **registration(PLACE),
        "date": DAY,
        "digital_spend": first,
        "joint_lab_equipment": second,
    }
    results = tuple(assess_one(given_, policy, each) for each in measures)
    totals = Assessment(read_profile(given_), results).totals
    assert (totals.certain, totals.at_most) == (certain, at_most)
    monkeypatch.setattr(sentences, "MEASURES", {each.id: each for each in measures})
    for each in totals.excluded:
        assert each.kept_by == f"of-{kept}"
        assert "就高不重复" in sentences.left_out(each).zh
    assert len(totals.excluded) == (1 if first and second else 0)


def test_a_quota_is_told_in_the_words_of_the_clause() -> None:
    note = limited("每年不超过10家")
    assert "每年不超过10家" in note.said.zh
    assert "择优" in note.said.zh
