"""The profile is the contract's: its names, kinds, limits and what is taken for granted."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import calculator
from calculator.fields import facts_of, is_day, same_fact
from calculator.measure import Policy
from calculator.policies import POLICIES

SCHEMA: dict[str, Any] = calculator.schema()
MONEY, PERCENT, PERMILLE = (10**12, 2), (100, 4), (1000, 4)
CONTRACT: dict[str, Any] = {
    "city": ["xiamen", "fuzhou"],
    "date": "date",
    "applicant": ["enterprise", "cluster_operator", "training_provider", "event_organizer", "county_unit"],
    "titles": [["innovative_sme", "srdi_sme", "little_giant_reserve", "little_giant", "key_little_giant"]],
    "first_little_giant_title": "boolean", "first_srdi_title": "boolean", "srdi_title_date": "date",
    "industry_and_it_enterprise": "boolean", "reserve_award_received": MONEY,
    "tech_fund_loans": {"use": ["fixed_asset", "rnd"], "principal": MONEY, "financing_rate_pct": PERCENT,
                        "days": "integer"},
    "equipment_projects": {"investment": MONEY},
    "joint_lab_qualified": "boolean", "joint_lab_equipment": MONEY, "joint_lab_fiscal_money": MONEY,
    "pledge_loans": {"principal": MONEY, "rate_pct": PERCENT, "days": "integer", "year": "integer",
                     "collateral": ["patent", "trademark", "copyright", "other"]},
    "lpr_1y_pct": PERCENT,
    "standards": {"kind": ["international", "national", "industry", "association", "local", "enterprise"],
                  "role": ["main_drafter", "participant"]},
    "clusters_recognised": [["national", "provincial"]], "cluster_fund_received": MONEY,
    "digital_spend": MONEY, "digital_level_after": "integer", "digital_subsidy_received": MONEY,
    "consulting_fees": {"year": "integer", "amount": MONEY},
    "training_course_qualified": "boolean", "training_attendance": "integers",
    "financing_requested": MONEY,
    "venue_rents": {"year": "integer", "amount": MONEY, "place": ["mainland", "hk_mo_tw", "overseas"]},
    "overseas_exhibition_first_claim": "boolean",
    "credit_insurance_policies": {"premium_paid": MONEY, "rate_permille": PERMILLE, "insured_amount": MONEY,
                                  "year": "integer", "kind": ["domestic", "export"]},
    "provincial_little_giant_award": MONEY,
    "matchmaking_events": {"enterprises": "integer", "banks": "integer"},
    "renovation_projects": {"investment_ex_vat": MONEY},
    "group_exhibition_manufacturers": "integer",
    "joint_lab_ref": "string", "digital_ref": "string",
}  # fmt: skip
ZERO = {
    "reserve_award_received",
    "joint_lab_fiscal_money",
    "cluster_fund_received",
    "digital_subsidy_received",
}


def check(name: str, described: dict[str, Any], expected: Any) -> None:
    kind, null = described["anyOf"]
    assert null == {"type": "null"}
    assert described["x-label"].keys() == {"zh", "en"}
    if isinstance(expected, dict):
        entry = kind["items"]
        assert entry["additionalProperties"] is False
        assert entry["properties"].keys() == {*expected, "ref"}, name
        for inner, each in expected.items():
            check(f"{name}/{inner}", entry["properties"][inner], each)
    elif isinstance(expected, tuple):
        most, places = expected
        number, text = kind["anyOf"]
        assert (number["minimum"], number["maximum"]) == (0, most)
        for written, accepted in (("1." + "5" * places, True), ("1." + "5" * (places + 1), False),
                                  ("-1", False), ("1e5", False), ("", False), ("1.", False)):  # fmt: skip
            assert bool(re.search(text["pattern"], written)) == accepted, written
    elif expected == "date":
        assert kind["format"] == "date"
    elif expected == "integers":
        assert kind["items"]["type"] == "integer"
    elif isinstance(expected, list):
        several = isinstance(expected[0], list)
        words = kind["items"] if several else kind
        assert words["enum"] == (expected[0] if several else expected), name
        assert all(label["zh"] and label["en"] for label in words["x-labels"].values())
    else:
        assert kind["type"] == expected, name


@pytest.mark.parametrize("name", CONTRACT)
def test_a_fact_is_the_one_of_the_contract(name: str) -> None:
    described = SCHEMA["properties"][name]
    check(name, described, CONTRACT[name])
    assumed = {"applicant": "enterprise"} | dict.fromkeys(ZERO, 0)
    assert described.get("default") == assumed.get(name)


def test_the_schema_is_of_2020_12_and_closed_and_holds_no_float() -> None:
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert SCHEMA["additionalProperties"] is False

    def refuse(literal: str) -> float:
        raise AssertionError(f"a float: {literal}")

    json.loads(json.dumps(SCHEMA), parse_float=refuse)


@given(st.from_regex(r"\A[0-9]{0,3}\.?[0-9]{0,6}\n?\Z") | st.text(max_size=6))
def test_a_decimal_string_is_taken_where_the_schema_takes_it(text: str) -> None:
    pattern = SCHEMA["properties"]["lpr_1y_pct"]["anyOf"][0]["anyOf"][1]["pattern"]
    try:
        calculator.assess({"lpr_1y_pct": text})
    except calculator.ProfileError:
        return
    assert re.search(pattern, text)
    assert "\n" not in text


@pytest.mark.parametrize(("day", "real"), [
    ("2024-02-29", True), ("2025-02-29", False), ("2000-02-29", True), ("2100-02-29", False),
    ("2025-04-30", True), ("2025-04-31", False), ("2025-12-31", True), ("2025-13-01", False),
    ("2025-00-01", False), ("2025-01-00", False), ("0000-01-01", False), ("2025-1-01", False),
    ("2025-01-01\n", False), ("２０２５-01-01", False),
])  # fmt: skip
def test_a_day_is_one_of_the_calendar(day: str, real: bool) -> None:
    assert is_day(day) == real


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.id)
def test_a_version_made_from_a_copy_of_the_rules_describes_the_same_facts(policy: Policy) -> None:
    """An amendment copies the module, and a fact of two policies must be described alike in both."""
    source = sys.modules[policy.facts.__module__].__file__
    assert source
    spec = importlib.util.spec_from_file_location("copied_rules", source)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["copied_rules"] = module  # dataclasses look their names up there
    try:
        spec.loader.exec_module(module)
        copied = facts_of(module.POLICY.facts)
    finally:
        del sys.modules["copied_rules"]
    here = facts_of(policy.facts)
    assert copied.keys() == here.keys()
    assert [name for name, each in here.items() if not same_fact(each, copied[name])] == []
