"""The statuses of each measure, and which of several comes first."""

from __future__ import annotations

from typing import Any

import pytest

import calculator
from calculator.policies import MEASURES
from calculator.profile import read_profile
from tests.calculator import by_hand
from tests.calculator.firms import FIRST_MEASURES, Profile, assessed, found

ALL = (*by_hand.XIAMEN, *by_hand.FUZHOU)
FACTS: dict[str, dict[str, Any]] = {
    "xm-3": {"first_little_giant_title": True, "little_giant_title_date": "2024-09-11"},
    "xm-4": {"tech_fund_loans": [
        {"use": "rnd", "principal": 1000, "financing_rate_pct": 3, "days": 365}]},
    "xm-5": {"equipment_projects": [{"investment": 1_000_000}]},
    "xm-7": {"joint_lab_qualified": True, "joint_lab_equipment": 1000},
    "xm-13": {"pledge_loans": [
        {"principal": 1000, "rate_pct": 3, "days": 365, "year": 2025, "collateral": "patent"}]},
    "xm-14": {"standards": [{"kind": "national", "role": "main_drafter"}]},
    "xm-15": {"clusters_recognised": ["national"]},
    "xm-17": {"digital_level_after": 2, "digital_spend": 1000},
    "xm-18": {"consulting_fees": [{"year": 2025, "amount": 1000}]},
    "xm-19": {"training_course_qualified": True, "training_attendance": [1]},
    "xm-27": {"flexible_talent_agreement_years": 1, "flexible_talent_months_a_year": 2},
    "xm-29": {"financing_requested": 1000},
    "xm-34": {"venue_rents": [{"year": 2025, "amount": 1000, "place": "mainland"}]},
    "xm-36": {"overseas_exhibition_first_claim": True},
    "xm-39": {"credit_insurance_policies": [
        {"premium_paid": 1000, "rate_permille": 5, "year": 2025, "kind": "domestic"}]},
    "fz-1-1-b": {"first_little_giant_title": True, "provincial_little_giant_award": 1000},
    "fz-1-1-c": {"first_srdi_title": True, "industry_and_it_enterprise": True,
                 "srdi_title_date": "2025-01-01"},
    "fz-2-1": {"matchmaking_events": [{"enterprises": 30, "banks": 5}]},
    "fz-3-1": {"renovation_projects": [{"investment_ex_vat": 3_000_000}]},
    "fz-4-1": {"digital_level_after": 2},
    "fz-6-1-c": {"group_exhibition_manufacturers": 5},
    "fz-9-1": {"clusters_recognised": ["provincial"]},
}  # fmt: skip
"""The least that opens a measure, beside city, applicant and title."""
FAILING: dict[str, dict[str, Any]] = {
    "xm-3": {"first_little_giant_title": False},
    "xm-5": {"equipment_projects": []},
    "xm-7": {"joint_lab_qualified": False},
    "xm-13": {"pledge_loans": []},
    "xm-14": {"standards": []},
    "xm-15": {"clusters_recognised": ["provincial"]},
    "xm-17": {"digital_level_after": 1},
    "xm-18": {"consulting_fees": []},
    "xm-19": {"training_course_qualified": False},
    "xm-27": {"flexible_talent_months_a_year": 1},
    "xm-34": {"venue_rents": []},
    "xm-36": {"overseas_exhibition_first_claim": False},
    "xm-39": {"credit_insurance_policies": []},
    "fz-1-1-b": {"first_little_giant_title": False},
    "fz-1-1-c": {"first_srdi_title": False},
    "fz-2-1": {"matchmaking_events": []},
    "fz-3-1": {"renovation_projects": []},
    "fz-4-1": {"digital_level_after": 0},
    "fz-6-1-c": {"group_exhibition_manufacturers": 0},
    "fz-9-1": {"clusters_recognised": []},
}
"""A stated condition that fails."""
EVERY_TITLE = (
    "innovative_sme",
    "srdi_sme",
    "little_giant_reserve",
    "little_giant",
    "key_little_giant",
)
OTHER_CITY = {"xiamen": "fuzhou", "fuzhou": "xiamen"}

each_measure = pytest.mark.parametrize("measure", ALL)


def opened(measure: str) -> Profile:
    """A profile for which the measure is open."""
    wanted = by_hand.titles(measure)
    return {
        "city": "xiamen" if measure in by_hand.XIAMEN else "fuzhou",
        "date": "2025-06-30",
        "applicant": min(by_hand.APPLICANTS.get(measure, {"enterprise"})),
        "titles": [max(wanted)] if wanted else [],
        **FACTS.get(measure, {}),
    }


def test_the_measures_stand_in_the_order_of_the_texts() -> None:
    for listed in (assessed({})["measures"], calculator.measures()):
        assert [m["id"] for m in listed if m["id"] in FIRST_MEASURES] == list(ALL)


@each_measure
def test_it_is_eligible_and_says_on_what_basis(measure: str) -> None:
    result = found(opened(measure), measure)
    assert result["status"] == "eligible"
    assert all(c["met"] for c in result["conditions"])
    if measure in by_hand.AMOUNTS:
        assert result["basis"] == ("fixed" if measure in {"xm-3", "fz-1-1-c"} else "formula")
        assert result["amount"]["kind"] == ("ceiling" if measure in by_hand.CEILINGS else "exact")
        assert result["steps"]
    else:
        assert result["amount"] is None
        assert bool(result["steps"]) == (measure == "xm-29")
        expected = "elsewhere" if measure in by_hand.ELSEWHERE else "service"
        assert result["basis"] == ("credit" if measure == "xm-29" else expected)


@each_measure
def test_the_other_city_is_refused_before_anything_else(measure: str) -> None:
    firm = opened(measure)
    firm |= {"city": OTHER_CITY[firm["city"]], "date": "2030-01-01", "applicant": "county_unit"}
    result = found(firm, measure)
    assert result["status"] == "ineligible"
    assert result["conditions"][0] | {"label": None} == {
        "id": "city", "met": False, "label": None, "quote": "", "gap": None,
    }  # fmt: skip
    assert result["potential_max"] in (None, "0.00")


@each_measure
def test_after_the_last_day_it_is_not_in_force_whoever_asks(measure: str) -> None:
    late = opened(measure) | {"date": "2027-01-01"}
    assert found(late, measure)["status"] == "not_in_force"
    worse: list[Profile] = [{"applicant": "county_unit"}, {"titles": []}, FAILING.get(measure, {})]
    for more in worse:
        assert found(late | more, measure)["status"] == "not_in_force"


@each_measure
def test_it_is_for_the_applicants_it_names_with_or_without_the_title(measure: str) -> None:
    firm = opened(measure)
    for who in (
        "enterprise",
        "cluster_operator",
        "training_provider",
        "event_organizer",
        "county_unit",
    ):
        named = who in by_hand.APPLICANTS.get(measure, {"enterprise"})
        expected = "eligible" if named else "not_for_applicant"
        assert found(firm | {"applicant": who}, measure)["status"] == expected
        if not named:
            assert found(firm | {"applicant": who, "titles": []}, measure)["status"] == expected
    silent = {key: value for key, value in firm.items() if key != "applicant"}
    default = found(firm | {"applicant": "enterprise"}, measure)
    assert found(silent, measure)["status"] == default["status"]


def test_the_basis_is_that_of_the_measure_whatever_was_entered() -> None:
    stated = {each["id"]: each["basis"] for each in calculator.measures()}
    nothing: Profile = {
        name: []
        for facts in FACTS.values()
        for name, value in facts.items()
        if isinstance(value, list)
    }
    for who in ("enterprise", "training_provider", "county_unit"):
        for firm in (nothing, {"clusters_recognised": ["national"]}):
            answer = assessed(firm | {"city": "fuzhou", "applicant": who, "titles": ["srdi_sme"]})
            assert {m["id"]: m["basis"] for m in answer["measures"]} == stated
            answer = assessed(firm | {"city": "xiamen", "applicant": who, "titles": ["srdi_sme"]})
            assert {m["id"]: m["basis"] for m in answer["measures"]} == stated


@each_measure
def test_each_title_opens_it_or_not(measure: str) -> None:
    wanted = by_hand.titles(measure)
    firm = opened(measure)
    for title in EVERY_TITLE:
        expected = "eligible" if wanted is None or title in wanted else "ineligible"
        assert found(firm | {"titles": [title]}, measure)["status"] == expected, title
    none = "eligible" if wanted is None else "ineligible"
    assert found(firm | {"titles": []}, measure)["status"] == none
    unknown = found(firm | {"titles": None}, measure)
    assert unknown["status"] == ("eligible" if wanted is None else "undetermined")
    assert unknown["missing"] == ([] if wanted is None else ["titles"])


@pytest.mark.parametrize("measure", FAILING)
def test_a_failed_condition_refuses_it_whatever_else_is_unknown(measure: str) -> None:
    firm = opened(measure)
    bare = {key: firm[key] for key in ("city", "date", "applicant", "titles")}
    for profile in (
        firm | FAILING[measure],
        bare | FAILING[measure],
        bare | FAILING[measure] | {"city": None},
    ):
        result = found(profile, measure)
        assert result["status"] == "ineligible"
        assert result["missing"] == []
        failed = [c for c in result["conditions"] if c["met"] is False]
        assert failed
        assert all(c["label"]["zh"] and c["label"]["en"] for c in failed)


@pytest.mark.parametrize("measure", sorted(FACTS.keys() - by_hand.OF_A_PERSON))
def test_each_fact_it_needs_leaves_it_open_while_unknown(measure: str) -> None:
    firm = opened(measure)
    for fact in FACTS[measure]:
        result = found({key: value for key, value in firm.items() if key != fact}, measure)
        assert result["status"] == "undetermined"
        assert result["missing"] == [fact]
        assert result["amount"] is None
        assert result["credit"] == []
        assert result["steps"] == []


def test_another_policy_is_named_only_where_this_one_is_surely_open() -> None:
    firm = opened("xm-5") | {"equipment_projects": [{"investment": 5_000_000}]}
    assert found(firm, "xm-5")["status"] == "other_policy"
    for fact in ("city", "titles"):
        result = found(firm | {fact: None}, "xm-5")
        assert result["status"] == "undetermined"
        assert result["missing"] == [fact]
    unsure = firm | {"equipment_projects": [{"investment": 5_000_000}, {}]}
    assert found(unsure, "xm-5")["missing_paths"] == ["/equipment_projects/1/investment"]


@each_measure
def test_an_unknown_city_leaves_it_open(measure: str) -> None:
    result = found(opened(measure) | {"city": None}, measure)
    assert result["status"] == "undetermined"
    assert result["missing"] == ["city"]


@pytest.mark.parametrize(
    ("measure", "most"),
    [
        ("xm-2", "300000.00"), ("xm-3", "1000000.00"), ("xm-4", None), ("xm-5", None),
        ("xm-7", "10000000.00"), ("xm-13", None), ("xm-14", None), ("xm-15", "2000000.00"),
        ("xm-17", "250000.00"), ("xm-18", None), ("xm-19", None), ("xm-29", None),
        ("xm-34", "100000.00"), ("xm-39", "300000.00"), ("fz-1-1-b", None),
        ("fz-1-1-c", "100000.00"), ("fz-2-1", None), ("fz-3-1", None), ("fz-9-1", "300000.00"),
    ],
)  # fmt: skip
def test_the_most_it_could_give_is_the_limit_of_the_text_or_none(
    measure: str, most: str | None
) -> None:
    firm = {key: opened(measure)[key] for key in ("city", "date", "applicant", "titles")}
    assert found(firm, measure)["potential_max"] == most


def test_a_project_of_unknown_size_is_bounded_by_the_band() -> None:
    firm = opened("xm-5") | {"equipment_projects": [{"investment": 3_000_000}, {}]}
    assert found(firm, "xm-5")["potential_max"] == "800000.00"


def test_what_is_taken_for_granted_does_not_lower_the_most_it_could_give() -> None:
    loan = {
        "principal": 5_000_000,
        "rate_pct": 6,
        "days": 365,
        "year": 2025,
        "collateral": "patent",
    }
    firm = opened("xm-13") | {"pledge_loans": [loan]}
    assert found(firm, "xm-13")["amount"]["max"] == "90000.00"
    assert found(firm, "xm-13")["potential_max"] == "180000.00"
    assert found(firm | {"lpr_1y_pct": 3}, "xm-13")["potential_max"] == "90000.00"


def test_what_is_taken_for_granted_is_listed() -> None:
    for measure, fact in (("xm-2", "reserve_award_received"), ("xm-7", "joint_lab_fiscal_money"),
                          ("xm-15", "cluster_fund_received"), ("xm-17", "digital_subsidy_received"),
                          ("xm-13", "lpr_1y_pct")):  # fmt: skip
        result = found(opened(measure), measure)
        assert [a["fact"] for a in result["assumptions"]] == [fact]
        assert result["assumptions"][0]["text"]["zh"]
        assert result["assumptions"][0]["text"]["en"]
        assert found(opened(measure) | {fact: 0}, measure)["assumptions"] == []


def test_what_a_person_has_to_meet_does_not_hold_up_the_enterprise() -> None:
    firm = {key: opened("xm-27")[key] for key in ("city", "date", "titles")}
    result = found(firm, "xm-27")
    assert result["status"] == "eligible"
    assert [c["met"] for c in result["conditions"]][-2:] == [None, None]


def test_the_class_of_talent_follows_the_title() -> None:
    for title, letter in (("little_giant", "C"), ("key_little_giant", "B")):
        firm = opened("xm-23") | {"titles": [title]}
        result = next(r for r in calculator.assess(firm).results if r.measure.id == "xm-23")
        assert result.finding.outcome
        assert result.finding.outcome.says
        assert result.finding.outcome.says.en.count("Class ") == 1
        assert f"Class {letter} of" in result.finding.outcome.says.en
        assert f" {letter} 类" in result.finding.outcome.says.zh
    said = MEASURES["xm-23"].rule(read_profile({"titles": None}), "A").says
    assert said
    assert " B 或 C 类" in said.zh
    assert "Class B or C of" in said.en


@each_measure
def test_the_keys_are_those_of_the_contract(measure: str) -> None:
    result = found(opened(measure), measure)
    assert result.keys() >= {
        "id", "policy", "status", "amount", "basis", "credit", "reading", "alternatives",
        "conditions", "steps", "missing", "assumptions", "potential_max",
    }  # fmt: skip
    for condition in result["conditions"]:
        assert condition.keys() >= {"id", "met", "label", "quote", "gap"}
    for step in result["steps"]:
        assert step.keys() >= {"label", "formula", "value", "unit", "quotes"}
    assert [a["reading"] for a in result["alternatives"]] == [
        r["code"] for e in calculator.measures() if e["id"] == measure for r in e["readings"][1:]
    ]
    entry = next(e for e in calculator.measures() if e["id"] == measure)
    assert entry.keys() >= {
        "id", "policy", "title", "kind", "agencies", "who", "facts", "cited", "validity",
    }  # fmt: skip
    assert set(entry["facts"]) >= set(FACTS.get(measure, {}))
