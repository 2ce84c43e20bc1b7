"""What cannot all be true is told, at its place, and nothing is told of what can."""

from __future__ import annotations

from typing import Any

import pytest

from calculator import assess
from calculator.contradictions import contradictions
from calculator.fields import ListOf, Number, facts_of
from calculator.i18n import LANGS, Lang
from calculator.phrases import Unit
from calculator.profile import FACTS, read_profile
from tests.calculator.firms import DAY, Profile, assessed, found, fuzhou, xiamen
from tests.calculator.surfaces import entries_of, surfaces
from tests.calculator.test_worked_cases import CASES

TITLE_DAYS = ("little_giant_title_date", "srdi_title_date")
LISTS = {
    name: fact.kind.entry
    for name, fact in FACTS.items()
    if isinstance(fact.kind, ListOf) and "year" in facts_of(fact.kind.entry)
}
PARTS = {name: fact.part_of for name, fact in FACTS.items() if fact.part_of}


def told(firm: Profile) -> list[tuple[str, str]]:
    """Where something is told, and what in Chinese."""
    return [(each.fact, each.said.zh) for each in contradictions(read_profile(firm))]


@pytest.mark.parametrize("name", TITLE_DAYS)
@pytest.mark.parametrize(
    ("day", "late"), [("2025-06-29", False), (DAY, False), ("2025-07-01", True)]
)
def test_a_title_is_not_obtained_after_the_day_of_the_rules(
    name: str, day: str, late: bool
) -> None:
    said = f"{FACTS[name].label.zh} {day} 晚于规则日期 {DAY}"
    assert told(xiamen(**{name: day})) == ([(name, said)] if late else [])
    assert told(fuzhou(**{name: day})) == ([(name, said)] if late else [])


@pytest.mark.parametrize(("name", "whole"), PARTS.items())
@pytest.mark.parametrize(
    ("part", "of", "said"),
    [
        ("999.99", "1000", False), ("1000", "1000", False), ("1000.01", "1000", True),
        ("1", "0", True), ("0", "0", False), (None, "0", False), ("1", None, False), (None, None, False),
    ],
)  # fmt: skip
def test_a_part_is_not_larger_than_its_whole(
    name: str, whole: str, part: str | None, of: str | None, said: bool
) -> None:
    found_ = told(xiamen(**{name: part, whole: of}))
    assert [fact for fact, _ in found_] == ([name] if said else [])
    for _, words in found_:
        assert FACTS[name].label.zh in words
        assert FACTS[whole].label.zh in words


def test_there_is_a_part_of_a_whole() -> None:
    assert "joint_lab_fiscal_money" in PARTS
    for name, whole in PARTS.items():
        for kind in (FACTS[name].kind, FACTS[whole].kind):
            assert isinstance(kind, Number)
            assert kind.unit is Unit.YUAN


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    ("year", "early", "late"),
    [(2023, True, False), (2024, False, False), (2025, False, False), (2026, False, True), (None, False, False)],
)  # fmt: skip
def test_a_year_is_not_before_the_title_nor_after_the_day_of_the_rules(
    name: str, year: int | None, early: bool, late: bool
) -> None:
    entries = [{"year": 2025}, {"year": year}]
    firm = xiamen("srdi_sme", srdi_title_date="2024-12-31", **{name: entries})
    found_ = told(firm)
    assert [fact for fact, _ in found_] == [name] * (early or late)
    for _, words in found_:
        assert f"（第 2 项）{facts_of(LISTS[name])['year'].label.zh} {year} " in words
        assert ("早于" in words, "晚于" in words) == (early, late)
    untitled = {key: value for key, value in firm.items() if key != "srdi_title_date"}
    assert [fact for fact, _ in told(untitled)] == [name] * late


def test_all_are_told_in_the_order_of_the_form() -> None:
    firm = xiamen(
        credit_insurance_policies=[{"year": 2030}], joint_lab_equipment=1, joint_lab_fiscal_money=2,
        srdi_title_date="2025-12-31", little_giant_title_date="2026-01-01",
        pledge_loans=[{"year": 2001}, {"year": 2027}],
    )  # fmt: skip
    facts = [fact for fact, _ in told(firm)]
    assert facts == sorted(facts, key=list(FACTS).index)
    assert set(facts) == {
        *TITLE_DAYS, "joint_lab_fiscal_money", "pledge_loans", "credit_insurance_policies",
    }  # fmt: skip
    # Both years of the loans are wrong: one before the title and one, like the policy's, to come.
    assert facts.count("pledge_loans") == 2
    assert facts.count("credit_insurance_policies") == 1


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_nothing_is_told_of_a_worked_case_that_does_not_say_so(case: dict[str, Any]) -> None:
    profile = case["profile"]
    late = any(profile.get(name) and profile[name] > profile["date"] for name in TITLE_DAYS)
    years = [each["year"] for name in LISTS for each in profile.get(name) or () if each.get("year")]
    late |= any(str(year) > profile["date"][:4] for year in years)
    fiscal = float(profile.get("joint_lab_fiscal_money") or 0)
    larger = fiscal > float(profile.get("joint_lab_equipment") or fiscal)
    assert bool(told(profile)) == (late or larger)


def test_it_is_told_and_computed_all_the_same() -> None:
    firm = xiamen(
        "srdi_sme", joint_lab_qualified=True, joint_lab_equipment=10, joint_lab_fiscal_money=20
    )
    (each,) = assessed(firm)["contradictions"]
    assert each["fact"] == "joint_lab_fiscal_money"
    assert each["text"].keys() == {"zh", "en"}
    result = found(firm, "xm-7")
    assert (result["status"], result["amount"]["max"]) == ("eligible", "0.00")
    assert assessed(xiamen("srdi_sme"))["contradictions"] == []


@pytest.mark.parametrize("lang", LANGS)
def test_it_is_told_wherever_the_result_is(lang: Lang) -> None:
    firm = xiamen("srdi_sme", joint_lab_equipment=10, joint_lab_fiscal_money=20)
    (each,) = assess(firm).contradictions
    shown = surfaces(entries_of(firm), lang)
    for name in ("page", "report", "print", "batch", "sheet of notes"):
        assert each.said(lang) in shown[name], name
