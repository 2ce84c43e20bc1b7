"""Each way to read a sentence, against the figures of the domain analysis."""

from __future__ import annotations

from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest

import calculator
from calculator.policies import MEASURES
from tests.calculator.firms import FIRST_MEASURES, Profile, found, fuzhou, highest, read_as, xiamen

READINGS = {
    "xm-2": "L Y", "xm-3": "E W", "xm-4": "A B", "xm-5": "P E N", "xm-7": "T N",
    "xm-13": "A B C A360 D", "xm-14": "P E", "xm-15": "T", "xm-17": "L Y I", "xm-19": "F G",
    "xm-20": "A U", "xm-21": "A U", "xm-34": "L Y", "xm-36": "E", "xm-39": "A A2 AY B",
    "fz-1-1-b": "G R", "fz-1-1-c": "Q Z", "fz-2-1": "I O", "fz-3-1": "P E", "fz-9-1": "U S",
}  # fmt: skip
"""The readings of domain.md 6 that are coded, the default first; the rejected ones are not."""


def pledged(rate: str, **more: Any) -> Profile:
    loan = {
        "principal": 5_000_000,
        "rate_pct": rate,
        "days": 365,
        "year": 2025,
        "collateral": "patent",
    }
    return xiamen("srdi_sme", lpr_1y_pct="3.1", pledge_loans=[loan | more])


def insured(*policies: tuple[int, str, int, int]) -> Profile:
    return xiamen("srdi_sme", credit_insurance_policies=[
        {"premium_paid": paid, "rate_permille": rate, "insured_amount": sum_, "year": year,
         "kind": "domestic"} for paid, rate, sum_, year in policies
    ])  # fmt: skip


def bought(*sums: str) -> Profile:
    return xiamen("srdi_sme", equipment_projects=[{"investment": each} for each in sums])


def tech_loan(days: int) -> Profile:
    loan = {"use": "rnd", "principal": 10_000_000, "financing_rate_pct": "3.1", "days": days}
    return xiamen("little_giant", tech_fund_loans=[loan])


LAB = {"joint_lab_qualified": True, "joint_lab_equipment": 20_000_000}
DIGITAL = {"digital_spend": 10**6, "digital_level_after": 2, "digital_subsidy_received": 200_000}
RENTS = {
    "venue_rents": [{"year": y, "amount": 80_000, "place": "mainland"} for y in (2025, 2025, 2026)]
}
STANDARD = {"kind": "national", "role": "main_drafter"}
GIANT = {"first_little_giant_title": True, "provincial_little_giant_award": 1_000_000}


def recognised(day: str, **more: Any) -> Profile:
    return fuzhou("little_giant", **GIANT, little_giant_title_date=day, **more)


def obtained(day: str) -> Profile:
    return xiamen("little_giant", first_little_giant_title=True, little_giant_title_date=day)


RECOGNISED = {"first_srdi_title": True, "industry_and_it_enterprise": True}
EVENT = {"enterprises": 30, "banks": 4}
TWO_RATES = insured((100_000, "5", 20_000_000, 2025), (100_000, "10", 10_000_000, 2025))
TWO_YEARS = insured((600_000, "5", 120_000_000, 2025), (600_000, "5", 120_000_000, 2026))


def test_the_readings_are_those_of_the_analysis_with_its_defaults() -> None:
    listed = {e["id"]: [r["code"] for r in e["readings"]] for e in calculator.measures()}
    for measure in FIRST_MEASURES:
        codes = listed[measure]
        assert codes == READINGS.get(measure, "A").split(), measure


@pytest.mark.parametrize(
    ("measure", "firm", "amounts"),
    [
        ("xm-2", xiamen("little_giant_reserve", reserve_award_received=200_000),
         {"L": 100_000, "Y": 300_000}),
        ("xm-3", obtained("2024-09-11"), {"E": 1_000_000, "W": 1_000_000}),
        ("xm-3", obtained("2024-09-10"), {"E": None, "W": 1_000_000}),
        ("xm-3", obtained("2025-07-01"), {"E": None, "W": None}),
        ("xm-3", xiamen("little_giant", first_little_giant_title=True), {"E": None, "W": 1_000_000}),
        ("xm-4", tech_loan(365), {"A": 110_000, "B": "111527.77"}),
        ("xm-4", tech_loan(360), {"A": "108493.15", "B": 110_000}),
        ("xm-5", bought("600000", "600000"), {"P": None, "E": 120_000, "N": None}),
        ("xm-5", bought("3000000", "3000000"), {"P": 600_000, "E": None, "N": "530973.44"}),
        ("xm-5", bought("5500000"), {"P": None, "E": None, "N": "486725.66"}),
        ("xm-5", bought("1130000"), {"P": 113_000, "E": 113_000, "N": 100_000}),
        ("xm-5", bought("1129999.99"), {"P": "112999.99", "E": "112999.99", "N": None}),
        ("xm-5", bought("5650000"), {"N": None}),
        ("xm-5", bought("5649999.99"), {"N": "499999.99"}),
        ("xm-7", xiamen("srdi_sme", **LAB), {"T": 2_000_000, "N": 2_000_000}),
        ("xm-7", xiamen(**LAB), {"T": None, "N": 2_000_000}),
        ("xm-13", pledged("3.1"), {"A": 93_000, "B": 93_000, "C": 93_000, "D": 90_000}),
        ("xm-13", pledged("4.35"), {"A": 93_000, "B": 130_500, "C": None, "D": 90_000}),
        ("xm-13", pledged("6", year=2024), {"A": 93_000, "D": 93_000}),
        ("xm-13", pledged("2.5", year=2026), {"A": 75_000, "D": 75_000}),
        ("xm-13", pledged("6"), {"A": 93_000, "B": 155_000, "C": None}),
        ("xm-13", pledged("3.1001"), {"A": 93_000, "B": 93_003, "C": None}),
        ("xm-13", pledged("3", days=180), {"A": "44383.56", "A360": 45_000}),
        ("xm-13", pledged("3", days=360), {"A": "88767.12", "A360": 90_000}),
        ("xm-14", xiamen("srdi_sme", standards=[STANDARD] * 3), {"P": 3_000_000, "E": 1_000_000}),
        ("xm-17", xiamen("little_giant", **DIGITAL, digital_level_before=1),
         {"L": 50_000, "Y": 250_000, "I": 50_000}),
        ("xm-17", xiamen("little_giant", **DIGITAL, digital_level_before=2), {"L": 50_000, "I": None}),
        ("xm-34", xiamen("srdi_sme", **RENTS), {"L": 100_000, "Y": 180_000}),
        ("xm-39", insured((100_000, "10", 10_000_000, 2025)),
         {"A": 28_000, "A2": 28_000, "B": None, "AY": 28_000}),
        ("xm-39", insured((50_000, "10", 10_000_000, 2025)), {"A": 14_000, "A2": 20_000}),
        ("xm-39", insured((100_000, "7", 10_000_000, 2025)), {"A": 40_000, "A2": 28_000, "B": 40_000}),
        ("xm-39", TWO_RATES, {"A": 68_000, "B": 40_000}),
        ("xm-39", TWO_YEARS, {"A": 300_000, "AY": 480_000}),
        ("xm-39", insured((800_000, "5", 0, 2025), (800_000, "5", 0, 2025)), {"A": 300_000, "AY": 300_000}),
        ("fz-1-1-b", recognised("2024-08-13"), {"G": 500_000, "R": None}),
        ("fz-1-1-b", recognised("2024-08-14"), {"G": 500_000, "R": 500_000}),
        ("fz-1-1-b", recognised("2024-08-15"), {"G": 500_000, "R": 500_000}),
        ("fz-1-1-b", recognised("2020-01-01"), {"G": 500_000, "R": None}),
        ("fz-1-1-b", fuzhou("little_giant", **GIANT), {"G": 500_000, "R": None}),
        ("fz-1-1-b", recognised("2024-08-13") | {"date": "2024-08-13"}, {"G": 500_000, "R": None}),
        ("fz-1-1-b", recognised("2024-08-14") | {"date": "2024-08-13"}, {"G": None, "R": None}),
        ("fz-1-1-c", fuzhou("srdi_sme", **RECOGNISED, srdi_title_date="2024-12-31"),
         {"Q": None, "Z": 100_000}),
        ("fz-1-1-c", fuzhou("srdi_sme", **RECOGNISED, srdi_title_date="2024-06-30")
         | {"date": "2024-12-31"}, {"Q": None, "Z": None}),
        ("fz-2-1", fuzhou(applicant="event_organizer", matchmaking_events=[EVENT | {"banks": 5}]),
         {"I": 50_000, "O": 50_000}),
        ("fz-9-1", fuzhou(applicant="county_unit", clusters_recognised=["national", "provincial"]),
         {"U": 300_000, "S": 450_000}),
        ("fz-9-1", fuzhou(applicant="county_unit", clusters_recognised=["provincial"]),
         {"U": 150_000, "S": 150_000}),
    ],
)  # fmt: skip
def test_what_each_reading_gives(
    measure: str, firm: Profile, amounts: dict[str, int | str | None]
) -> None:
    result = found(firm, measure)
    for reading, expected in amounts.items():
        shown = f"{expected:.2f}" if isinstance(expected, int) else expected
        assert highest(read_as(result, reading)) == shown, reading


def test_a_case_can_leave_this_policy_under_one_reading_only() -> None:
    result = found(bought("5500000"), "xm-5")
    assert result["status"] == read_as(result, "E")["status"] == "other_policy"
    assert read_as(result, "N")["status"] == "eligible"
    assert read_as(found(bought("3000000", "3000000"), "xm-5"), "E")["status"] == "other_policy"


def test_the_gate_of_renovation_by_project_or_by_enterprise() -> None:
    firm = fuzhou("srdi_sme", renovation_projects=[{"investment_ex_vat": 1_500_000}] * 2)
    result = found(firm, "fz-3-1")
    assert (result["status"], read_as(result, "E")["status"]) == ("ineligible", "eligible")


def test_a_title_of_an_unknown_day_is_open_only_where_its_day_counts() -> None:
    first = {"first_little_giant_title": True}
    here, there = found(xiamen("little_giant", **first), "xm-3"), fuzhou("little_giant", **GIANT)
    assert (here["status"], read_as(here, "W")["status"]) == ("undetermined", "eligible")
    assert (here["missing"], here["potential_max"]) == (["little_giant_title_date"], "1000000.00")
    matched = found(there, "fz-1-1-b")
    assert (matched["status"], read_as(matched, "R")["status"]) == ("eligible", "undetermined")


@pytest.mark.parametrize("given", [None, "0.5", "6"])
@pytest.mark.parametrize(
    ("year", "amount"), [(2024, 93_000), (2025, 90_000), (2026, 90_000), (2023, None), (2027, None)]
)
def test_the_rate_of_december_is_that_of_the_year_whatever_rate_is_entered(
    year: int, amount: int | None, given: str | None
) -> None:
    december = read_as(found(pledged("6", year=year) | {"lpr_1y_pct": given}, "xm-13"), "D")
    assert december["status"] == ("eligible" if amount else "ineligible")
    assert highest(december) == (f"{amount:.2f}" if amount else None)


def test_the_rate_of_december_is_open_while_the_year_is() -> None:
    result = found(pledged("6", year=None), "xm-13")
    assert read_as(result, "D")["status"] == result["status"] == "undetermined"
    assert result["missing_paths"] == ["/pledge_loans/0/year"]


def test_the_training_provider_is_paid_or_the_enterprises_whose_staff_attend() -> None:
    course = {"training_course_qualified": True, "training_attendance": [2]}
    for applicant, provider, enterprise in (
        ("training_provider", "eligible", "not_for_applicant"),
        ("enterprise", "not_for_applicant", "eligible"),
        ("county_unit", "not_for_applicant", "not_for_applicant"),
    ):
        result = found(xiamen("srdi_sme", applicant=applicant, **course), "xm-19")
        assert (result["status"], read_as(result, "G")["status"]) == (provider, enterprise)


@pytest.mark.parametrize(
    ("measure", "title", "written", "wider"),
    [
        ("xm-20", "innovative_sme", "eligible", "eligible"),
        ("xm-20", "srdi_sme", "ineligible", "eligible"),
        ("xm-20", "little_giant_reserve", "ineligible", "eligible"),
        ("xm-20", "little_giant", "ineligible", "eligible"),
        ("xm-20", "key_little_giant", "ineligible", "eligible"),
        ("xm-21", "innovative_sme", "ineligible", "ineligible"),
        ("xm-21", "srdi_sme", "eligible", "eligible"),
        ("xm-21", "little_giant_reserve", "eligible", "eligible"),
        ("xm-21", "little_giant", "ineligible", "eligible"),
        ("xm-21", "key_little_giant", "ineligible", "eligible"),
    ],
)
def test_the_titles_above_pass_where_they_are_read_to_include_the_one_named(
    measure: str, title: str, written: str, wider: str
) -> None:
    result = found(xiamen(title), measure)
    assert (result["status"], read_as(result, "U")["status"]) == (written, wider)
    assert read_as(found(xiamen(), measure), "U")["status"] == "ineligible"


def test_outlets_are_at_least_as_many_as_banks() -> None:
    firm = fuzhou(applicant="event_organizer", matchmaking_events=[EVENT])
    result = found(firm, "fz-2-1")
    assert (result["status"], read_as(result, "O")["status"]) == ("ineligible", "undetermined")
    small = fuzhou(applicant="event_organizer", matchmaking_events=[EVENT | {"enterprises": 29}])
    assert read_as(found(small, "fz-2-1"), "O")["status"] == "ineligible"


def test_without_the_insured_amount_only_the_reading_that_needs_it_is_open() -> None:
    policy = {"premium_paid": 100_000, "rate_permille": 10, "year": 2025, "kind": "domestic"}
    result = found(xiamen("srdi_sme", credit_insurance_policies=[policy]), "xm-39")
    assert result["status"] == "eligible"
    assert result["missing"] == []
    assert read_as(result, "A2")["status"] == "undetermined"


@pytest.mark.parametrize("name", MEASURES)
def test_a_rule_that_tells_readings_apart_lists_those_of_its_measure(name: str) -> None:
    measure = MEASURES[name]
    listed = get_type_hints(measure.rule)["reading"]
    if any(not each.of_the_applicant for each in measure.readings[1:]):
        assert get_origin(listed) is Literal
    if get_origin(listed) is Literal:
        assert get_args(listed) == tuple(each.code for each in measure.readings)
    else:
        assert listed is str


@pytest.mark.parametrize("measure", MEASURES)
def test_every_reading_says_itself_in_both_languages(measure: str) -> None:
    for reading in MEASURES[measure].readings:
        assert reading.label.zh
        assert reading.label.en
