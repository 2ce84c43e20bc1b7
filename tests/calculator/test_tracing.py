"""A rule leaves all that it does in its graph, and cannot branch unseen."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import calculator
from calculator.catalogue import outline
from calculator.i18n import Text
from calculator.measure import Kind, Measure, Outcome, Reading, exactly, require, service, up_to
from calculator.phrases import Unit
from calculator.policies import POLICIES
from calculator.profile import read_profile
from calculator.quantity import (
    Op,
    Quantity,
    Truth,
    TruthOp,
    Work,
    every_full,
    exceeds,
    growth,
    in_nth_year,
    in_stages,
    in_years,
    law,
    law_range,
    meets,
    one_of,
    or_more,
    sliced,
    within,
)
from calculator.tracing import Untraceable, applicant, trace

ANY: Any = applicant()
RULES = [(m, r) for policy in POLICIES for m in policy.measures for r in m.readings]


def made(rule: Callable[[Any, str], Outcome]) -> Measure:
    return Measure("made-1", Text("一", "one"), Kind.AWARD, rule, ())


def read_by(rule: Callable[[Any], object]) -> Outcome:
    """What a rule leaves that does this before it says it is a service."""

    def whole(firm: Any, reading: str) -> Outcome:
        rule(firm)
        return service()

    measure = made(whole)
    return trace(measure, measure.readings[0])


@pytest.mark.parametrize(
    ("measure", "reading"), RULES, ids=lambda x: getattr(x, "id", None) or x.code
)
def test_every_rule_can_be_traced_under_every_reading(measure: Measure, reading: Reading) -> None:
    assert trace(measure, reading).basis is outline(measure, reading).basis


@pytest.mark.parametrize(
    "look",
    [
        lambda firm: firm.digital_spend.low,
        lambda firm: firm.digital_spend.high,
        lambda firm: firm.digital_spend.known,
        lambda firm: (firm.digital_spend + law("最高30万元奖励")).low,
        lambda firm: law("最高30万元奖励").low,
        lambda firm: meets(firm.digital_spend, "30万元以上").value,
        lambda firm: meets(firm.digital_spend, "30万元以上").gap,
        lambda firm: (~firm.joint_lab_qualified).value,
        lambda firm: firm.city.value,
        lambda firm: firm.date.value,
        lambda firm: firm.titles.value,
        lambda firm: firm.pledge_loans.entries,
        lambda firm: firm.pledge_loans.known,
        lambda firm: firm.pledge_loans.total(lambda loan: loan.principal).high,
        lambda firm: firm.pledge_loans.some(lambda loan: loan.collateral.is_one_of("patent")).value,
        lambda firm: firm.pledge_loans.how_many(lambda loan: Truth(loan.year.low > 2024)),
    ],
)  # fmt: skip
def test_a_rule_that_looks_at_a_value_is_refused(look: Callable[[Any], object]) -> None:
    with pytest.raises(Untraceable, match="a rule must not read"):
        read_by(look)


def test_values_can_be_read_again_after_a_rule_was_traced_or_refused() -> None:
    read_by(lambda firm: firm.digital_spend + firm.digital_spend)
    with pytest.raises(Untraceable):
        read_by(lambda firm: firm.date.value)
    assert law("最高30万元奖励").low == 300_000
    assert ANY.date.value is None
    assert ANY.pledge_loans.known is False


VALUES = {"low", "high", "known", "value", "gap", "entries"}


@pytest.mark.parametrize(
    "module",
    sorted((Path(calculator.__file__).parent / "policies").glob("*_*.py")),
    ids=lambda module: module.stem,
)
def test_no_policy_names_a_value(module: Path) -> None:
    tree = ast.parse(module.read_text("utf-8"))
    read = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    assert [f"line {node.lineno}: .{node.attr}" for node in read if node.attr in VALUES] == []


def op(number: Quantity) -> Op:
    assert isinstance(number.origin, Work)
    return number.origin.op


SPEND, LEVEL, LOANS = ANY.digital_spend, ANY.digital_level_after, ANY.pledge_loans
OK, YEARS = ANY.joint_lab_qualified, ANY.flexible_talent_agreement_years


@pytest.mark.parametrize(
    ("number", "operation"),
    [
        (or_more(SPEND), Op.OR_MORE),
        (within(SPEND, "100～500万元"), Op.WITHIN),
        (within(SPEND, "100万元以上"), Op.WHEN),
        (one_of((OK, SPEND), (~OK, law("最高30万元奖励"))), Op.EITHER),
        (sliced(SPEND, ("不超过100万元", law("10%")), ("100万元以上", law("5%"))), Op.ADD),
        (every_full(SPEND, "每满100万元"), Op.FULL),
        (growth(SPEND, ANY.joint_lab_equipment), Op.OVER),
        (in_stages(SPEND, (OK, law("50%"))), Op.ADD),
        (law_range("5%—20%").of(SPEND).high, Op.TIMES),
        (SPEND.less(SPEND), Op.LESS),
        (LOANS.total(lambda loan: loan.principal), Op.EACH),
        (LOANS.how_many(lambda loan: loan.collateral.is_one_of("patent")), Op.COUNT),
        (LOANS.total_by_year(lambda a: a.principal, lambda s: s, lambda a: a.year), Op.EACH_YEAR),
    ],
)  # fmt: skip
def test_a_number_keeps_its_operation(number: Quantity, operation: Op) -> None:
    assert op(number) is operation


@pytest.mark.parametrize(
    ("truth", "test", "line"),
    [
        (OK, TruthOp.STATED, None),
        (~OK, TruthOp.NOT, None),
        (OK & ~OK, TruthOp.ALL, None),
        (OK | ~OK, TruthOp.ANY, None),
        (exceeds(SPEND, SPEND), TruthOp.EXCEEDS, None),
        (ANY.city.is_one_of("xiamen"), TruthOp.ONE_OF, ("xiamen",)),
        (ANY.titles.include("srdi_sme"), TruthOp.INCLUDES, ("srdi_sme",)),
        (ANY.date.since("自2025年起"), TruthOp.FROM_DAY, "2025-01-01"),
        (ANY.date.from_day("2025-03-01"), TruthOp.FROM_DAY, "2025-03-01"),
        (ANY.srdi_title_date.not_after(ANY.date), TruthOp.NOT_AFTER, "date"),
        (LOANS.some(lambda loan: loan.collateral.is_one_of("patent")), TruthOp.SOME, None),
    ],
)
def test_a_condition_keeps_its_operation(truth: Truth, test: TruthOp, line: object) -> None:
    assert (truth.op, truth.line) == (test, line)


@pytest.mark.parametrize(
    ("truth", "low", "high", "unit"),
    [
        (meets(LEVEL, "二级以上"), 2, None, Unit.LEVEL),
        (meets(SPEND, "不满30万元"), None, 300_000, Unit.YUAN),
        (in_nth_year(YEARS, "前2年"), 1, 2, Unit.YEAR),
        (in_years(LOANS.entries[0].year, "2024-09-11", "2026-12-31"), 2024, 2026, Unit.CALENDAR_YEAR),
    ],
)  # fmt: skip
def test_a_threshold_keeps_its_line(truth: Truth, low: Any, high: Any, unit: Unit) -> None:
    assert truth.op is TruthOp.LINE
    assert (truth.line.low, truth.line.high, truth.line.unit) == (low, high, unit)  # type: ignore[union-attr]


def test_words_put_otherwise_give_their_figure_while_the_rule_is_traced_and_not_after() -> None:
    def rule(firm: Any, reading: str) -> Outcome:
        reached = require("r", "达到", "reached", meets(firm.digital_spend, "投入100万元以上"))
        return up_to(law("最高30万元奖励"), reached)

    measure = made(rule)
    drafted = {"最高30万元奖励": "最高50万元奖励", "投入100万元以上": "投入超过80万元"}
    outcome = trace(measure, measure.readings[0], drafted)
    assert outcome.amount is not None
    assert outcome.amount.low == 500_000
    (reached,) = outcome.conditions
    assert reached.truth.line.low == 800_000  # type: ignore[union-attr]
    assert reached.truth.line.low_included is False  # type: ignore[union-attr]
    now = trace(measure, measure.readings[0])
    assert now.amount is not None
    assert now.amount.low == law("最高30万元奖励").low == 300_000


def test_an_unknown_number_or_more_still_names_the_fact() -> None:
    given = read_profile({"digital_spend": 5}).digital_spend
    assert [each.path for each in or_more(given).unsettled()] == ["digital_spend"]
    assert exactly(or_more(given)).amount is not None
