"""Made rules that use what the rules of the policies do not, or not in every way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from calculator.i18n import Text
from calculator.measure import AS_WRITTEN, Kind, Measure, Outcome, between, exactly, require, up_to
from calculator.quantity import (
    Quantity,
    either,
    every_full,
    exceeds,
    growth,
    in_nth_year,
    in_stages,
    law,
    law_range,
    least,
    meets,
    most,
    one_of,
    or_more,
    portion_within,
    sliced,
    total,
    within,
)

CAP = "最高1000万元"


def _grown(firm: Any) -> Outcome:
    return up_to(
        least(
            growth(firm.digital_spend, firm.joint_lab_equipment) * law("最高30万元奖励"), law(CAP)
        )
    )


def _grown_enough(firm: Any) -> Outcome:
    """A line between the whole numbers, which the exact run meets as fractions."""
    grown = meets(growth(firm.digital_spend, firm.joint_lab_equipment), "增长率达到20%以上")
    return exactly(law("奖励1万元"), require("grown", "增长", "Grown", grown))


def _steps(firm: Any) -> Outcome:
    return exactly(
        every_full(least(firm.digital_spend, law(CAP)), "每满100万元") * law("奖励1万元")
    )


def _tiers(firm: Any) -> Outcome:
    spend = firm.digital_spend
    tiers = (
        ("不超过100万元", law("10%")),
        ("100万元以上至500万元", law("5%")),
        ("500万元以上", law("1%")),
    )
    return exactly(least(sliced(spend, *tiers), law(CAP)))


def _first_that_holds(firm: Any) -> Outcome:
    spend = firm.digital_spend
    large, larger = meets(spend, "500万元以上"), meets(spend, "1000万元及以上")
    return exactly(one_of((larger, law("一次性50万元奖励")), (large, law("一次性30万元奖励"))))


def _stages(firm: Any) -> Outcome:
    half = firm.joint_lab_qualified, law("50%")
    return up_to(
        in_stages(
            law("最高100万元奖励"), half, (meets(firm.digital_spend, "100万元以上"), law("30%"))
        )
    )


def _range(firm: Any) -> Outcome:
    return between(law_range("5%—20%").of(least(firm.digital_spend, law(CAP))))


def _less(firm: Any) -> Outcome:
    counted = least(firm.joint_lab_equipment, law("最高300万元"))
    return up_to(
        law(CAP).less(counted) + least(firm.digital_spend.less(firm.joint_lab_equipment), law(CAP))
    )


def _inside(firm: Any) -> Outcome:
    return up_to(within(least(firm.digital_spend, law(CAP)), "100～500万元"))


def _either(firm: Any) -> Outcome:
    small_or_large = either(firm.joint_lab_qualified, law("最高10万元"), law("最高30万元奖励"))
    return up_to(
        least(
            either(firm.joint_lab_qualified, firm.digital_spend, firm.joint_lab_equipment),
            small_or_large,
        )
    )


def _by_year(firm: Any) -> Outcome:
    loans = firm.pledge_loans
    return up_to(
        loans.total_by_year(lambda a: a.principal, lambda s: least(s, law(CAP)), lambda a: a.year)
    )


def _all_loans(firm: Any) -> Outcome:
    loans = firm.pledge_loans
    count = loans.how_many(lambda loan: meets(loan.days, "0天以上"))
    return exactly(law("奖励1万元") * count)


def _no_loan(firm: Any) -> Outcome:
    loans = firm.pledge_loans
    return exactly(law("奖励1万元") * loans.how_many(lambda loan: ~meets(loan.days, "0天以上")))


def _any_loan(firm: Any) -> Outcome:
    loans = firm.pledge_loans
    any_ = require("any", "有贷款", "A loan", loans.some(lambda loan: meets(loan.days, "0天以上")))
    return exactly(law("奖励1万元"), any_)


def _portions(firm: Any) -> Outcome:
    def part(policy: Any) -> Quantity:
        return law("奖励1万元") * portion_within(law("费率7‰以内"), policy.rate_permille)

    return exactly(firm.credit_insurance_policies.total(part))


def _compared(firm: Any) -> Outcome:
    spend, lab = firm.digital_spend, firm.joint_lab_equipment
    more = require("more", "大于", "greater", exceeds(spend, lab) | ~exceeds(lab, spend))
    return up_to(least(most(spend, lab), or_more(spend), law(CAP)), more)


def _of_a_person(firm: Any) -> Outcome:
    years = in_nth_year(firm.flexible_talent_agreement_years, "前2年")
    asked = require("years", "前两年", "first two years", years, of_person=True)
    gone = require(
        "gone", "另有政策", "another policy", meets(firm.digital_level_after, "二级以上")
    )
    return up_to(
        total([law("最高10万元"), least(firm.digital_spend, law("最高30万元奖励"))]),
        asked,
        other_policy=gone,
    )


def _measure(rule: Callable[[Any], Outcome]) -> Measure:
    name = f"made{rule.__name__.replace('_', '-')}"
    return Measure(
        name, Text(name, name), Kind.AWARD, lambda firm, _: rule(firm), (), readings=AS_WRITTEN
    )


QUICK = tuple(
    map(
        _measure,
        (
            _steps, _tiers, _first_that_holds, _stages, _range, _less, _inside, _either, _by_year,
            _all_loans, _no_loan, _any_loan, _compared, _of_a_person,
        ),
    )
)  # fmt: skip
EXACT = (_measure(_grown), _measure(_grown_enough), _measure(_portions))
"""Those that divide by a column."""
