"""Every printed formula, put back into numbers by an evaluator of our own, gives the printed value."""

from __future__ import annotations

import json
import operator
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from tests.calculator.firms import Profile, assessed
from tests.calculator.strategies import INSIDE, full_profiles

OPERATIONS = {"+": operator.add, "−": operator.sub, "×": operator.mul, "÷": operator.truediv}


def evaluate(formula: str) -> Fraction:
    """The value of a formula of + − × ÷ min max floor, brackets, %, ‰ and thousands separators."""
    # A comma before a space parts the arguments of min and max; any other parts thousands.
    rest = [t for t in re.split(r"(min|max|floor|[+−×÷()]|, )|\s+", formula) if t][::-1]

    def atom() -> Fraction:
        token = rest.pop() if rest else ""
        if token in {"min", "max", "floor", "("}:
            assert token == "(" or rest.pop() == "("
            values = [chain("+−")]
            while token != "(" and rest and rest[-1] == ", ":
                rest.pop()
                values.append(chain("+−"))
            assert rest[-1:] == [")"], formula
            rest.pop()
            if token == "floor":
                return Fraction(values[0] // 1)
            return max(values) if token == "max" else min(values)
        assert re.fullmatch(r"(\d{1,3}(,\d{3})*|\d+)(\.\d+)?[%‰]?", token), formula
        per = {"%": 100, "‰": 1000}.get(token[-1], 1)
        return Fraction(token.rstrip("%‰").replace(",", "")) / per

    def chain(signs: str) -> Fraction:
        part = atom if signs == "×÷" else lambda: chain("×÷")
        value = part()
        while rest and rest[-1] in signs:
            sign, other = rest.pop(), part()
            value = OPERATIONS[sign](value, other)
        return value

    value = chain("+−")
    assert not rest, f"{rest[-1]} left over in {formula}"
    return value


def check(firm: Profile) -> int:
    """Every step of both cities' measures; the number of steps looked at."""
    steps = 0
    for city in ("xiamen", "fuzhou"):
        for result in assessed(firm | {"city": city})["measures"]:
            for step in result["steps"]:
                steps += 1
                assert step["formula"]["zh"] == step["formula"]["en"]
                value = evaluate(step["formula"]["zh"])
                assert step["value"] == printed(value), (result["id"], step)
                whole = (value * 100).denominator == 1
                assert step["rounding"] == (None if whole else "down"), (result["id"], step)
                assert step["unit"] == "yuan"
            if result["amount"]:
                assert result["steps"][-1]["value"] == result["amount"]["max"]
            elif result["steps"]:
                assert result["steps"][-1]["value"] == result["credit"][-1]["limit"]
    return steps


def printed(value: Fraction) -> str:
    fen = value.numerator * 100 // value.denominator
    return f"{fen // 100}.{fen % 100:02}"


CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "cases/worked.json").read_text("utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_the_steps_of_a_worked_case(case: dict[str, Any]) -> None:
    steps = check(case["profile"])
    assert steps or "amount" not in case["expect"] or "reading" in case


@pytest.mark.slow
@settings(max_examples=80)
@given(full_profiles(**INSIDE))
def test_the_steps_of_any_profile(firm: Profile) -> None:
    check(firm)


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("1,000 × 60%", "600"), ("2 + 3 × 4", "14"), ("(2 + 3) × 4", "20"), ("10 − 2 − 3", "5"),
        ("min(1,234,567, 100, 3 × 4)", "12"), ("max(2 − 5, 0)", "0"), ("8 ÷ 4 ÷ 2", "1"),
        ("7‰ × 1,000.50", "7.0035"), ("100 × min(1, 7‰ ÷ 10‰)", "70"), ("min(1,000, 2)", "2"),
    ],
)  # fmt: skip
def test_the_evaluator_itself(formula: str, value: str) -> None:
    assert evaluate(formula) == Fraction(value)


@pytest.mark.parametrize(
    "formula", ["1 +", "(1", "1)", "1,00", "1 2", "one", "min(1, 2", "", "÷ 2"]
)
def test_the_evaluator_refuses_what_is_no_formula(formula: str) -> None:
    with pytest.raises(AssertionError):
        evaluate(formula)
