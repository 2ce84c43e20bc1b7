"""What the page of a measure says of its amount, for ways of paying that the stored texts do not have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import pytest

from builder.pages.amounts import amount
from builder.pages.model import ClauseAndRule
from builder.texts import Clause
from calculator.catalogue import outline
from calculator.i18n import Text
from calculator.measure import (
    Kind,
    Measure,
    Outcome,
    Rule,
    between,
    exactly,
    measure,
    not_yet_read,
    up_to,
)
from calculator.quantity import in_stages, law, law_range, least, sliced


@dataclass(frozen=True, eq=False)
class Entry:
    """A clause and its rule, of which no more is known."""

    measure: Measure
    clause: Clause
    outcome: Outcome


def told(rule: Rule) -> str:
    declared = measure(Text("一项", "One"), Kind.AWARD, agencies=())(rule)
    nothing = Text("", "")
    clause = Clause("a-1", nothing, (), nothing, None, False)
    entry = Entry(declared, clause, outline(declared))
    return amount(cast("ClauseAndRule", cast(Any, entry))).zh


RULES: dict[str, Rule] = {
    "200元/亩": lambda firm, reading: exactly(
        law("200元/亩") * (firm.digital_spend / law("200元/亩"))
    ),
    "最高200元/亩": lambda firm, reading: up_to(
        law("200元/亩") * (firm.digital_spend / law("200元/亩"))
    ),
    "200元/亩，最高3万元": lambda firm, reading: exactly(
        least(law("200元/亩") * (firm.digital_spend / law("200元/亩")), law("最高3万元"))
    ),
    "比例10%，比例5%": lambda firm, reading: exactly(
        sliced(firm.digital_spend, ("不超过100万元", law("10%")), ("100万元以上", law("5%")))
    ),
    "最高300万元": lambda firm, reading: exactly(
        in_stages(
            law("总额300万元"),
            (firm.joint_lab_qualified, law("竣工30%")),
            (firm.training_course_qualified, law("投产70%")),
        )
    ),
    "数字化改造实际投入的5%—20%": lambda firm, reading: between(
        law_range("按投资的5%—20%给予奖励").of(firm.digital_spend)
    ),
    "尚无人工解读，见原文": lambda firm, reading: not_yet_read(),
}


@pytest.mark.parametrize("said", RULES)
def test_the_amount_is_said_as_the_text_gives_it(said: str) -> None:
    assert told(RULES[said]) == said
