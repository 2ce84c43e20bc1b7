"""The worked cases: status, amount, basis and limit, under the reading each case names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.calculator.firms import found, read_as

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "cases/worked.json").read_text("utf-8")
)


def test_every_case_expects_something_and_has_its_own_name() -> None:
    assert len({case["id"] for case in CASES}) == len(CASES) >= 100
    assert {key for case in CASES for key in case["expect"]} == {
        "status", "amount", "basis", "credit_limit",
    }  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['id']}-{case['measure']}")
def test_worked_case(case: dict[str, Any]) -> None:
    result = found(case["profile"], case["measure"])
    read = read_as(result, str(case.get("reading", result["reading"])))
    expected = case["expect"]
    assert read["status"] == expected["status"]
    if "amount" in expected:
        assert read["amount"] == expected["amount"]
    if "basis" in expected:
        assert result["basis"] == expected["basis"]
        assert result["amount"] is None
    if "credit_limit" in expected:
        uses = {loan["use"] for loan in case["profile"].get("tech_fund_loans", [])} or {None}
        limits = [c["limit"] for c in result["credit"] if c["use"] in uses]
        assert limits == [expected["credit_limit"]]
    if expected["status"] != "eligible":
        assert read["amount"] is None
