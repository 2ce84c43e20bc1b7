"""The same loan or item counts once in the totals, in the best lawful way; nothing else changes."""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import calculator
from calculator.report import report
from calculator.sentences import cautions
from tests.calculator import by_hand
from tests.calculator.firms import FIRST_MEASURES, Profile, assessed, found, xiamen, yuan

LISTS = {"xm-4": "tech_fund_loans", "xm-13": "pledge_loans", "xm-5": "equipment_projects"}
REFS = {"xm-7": ("joint_lab_ref", "joint_lab_equipment"), "xm-17": ("digital_ref", "digital_spend")}
SAME_MONEY: dict[str, Profile] = {
    "xm-4": {"use": "rnd", "principal": 1_000_000, "financing_rate_pct": 3, "days": 365},
    "xm-13": {"principal": 1_000_000, "rate_pct": 3, "days": 365, "year": 2025, "collateral": "patent"},
    "xm-5": {"investment": 3_000_000},
}  # fmt: skip
LAB: Profile = {"joint_lab_qualified": True, "joint_lab_equipment": 3_000_000}
RETROFIT: Profile = {"digital_level_after": 2, "digital_spend": 3_000_000}


def excluded(firm: Profile) -> list[tuple[str, str, str, str]]:
    entries = assessed(firm)["totals"]["excluded"]
    assert all(e["why"]["zh"] and e["why"]["en"] for e in entries)
    return [(e["measure"], e["kept_by"], e["ref"], e["cost"]) for e in entries]


def sums(firm: Profile) -> tuple[str, str, str]:
    totals = assessed(firm)["totals"]
    return totals["certain"], totals["at_most"], totals["interest_saving"]


def test_without_marks_everything_is_added() -> None:
    firm = xiamen("little_giant", equipment_projects=[{"investment": 3_000_000}], **LAB, **RETROFIT)
    assert excluded(firm) == []
    assert sums(firm) == ("300000.00", "850000.00", "0.00")


def test_marks_that_differ_are_added() -> None:
    projects = [{"investment": 3_000_000, "ref": "A"}]
    firm = xiamen("little_giant", equipment_projects=projects, **LAB, joint_lab_ref="B")
    assert excluded(firm) == []
    assert sums(firm)[1] == "600000.00"


def test_what_is_certain_is_kept_of_one_piece_of_equipment() -> None:
    projects = [{"investment": 3_000_000, "ref": "A"}, {"investment": 1_000_000}]
    firm = xiamen("little_giant", equipment_projects=projects, **LAB, joint_lab_ref="A")
    assert excluded(firm) == [("xm-5", "xm-7", "A", "300000.00")]
    assert sums(firm) == ("300000.00", "400000.00", "0.00")
    assert found(firm, "xm-5")["amount"]["max"] == "400000.00", "the measure itself is as before"


@pytest.mark.parametrize(
    ("spent", "bought", "loser", "kept", "cost"),
    [
        (3_000_000, 3_000_000, "xm-17", "xm-5", "250000.00"),
        (600_000, 1_500_000, "xm-5", "xm-17", "150000.00"),
        (500_000, 1_500_000, "xm-17", "xm-5", "150000.00"),
    ],
)
def test_of_two_ceilings_on_one_item_the_higher_is_kept(
    spent: int, bought: int, loser: str, kept: str, cost: str
) -> None:
    projects = [{"investment": bought, "ref": "A"}]
    more = RETROFIT | {"digital_spend": spent}
    firm = xiamen("little_giant", equipment_projects=projects, **more, digital_ref="A")
    assert excluded(firm) == [(loser, kept, "A", cost)]


def test_the_interest_of_one_loan_is_subsidised_once() -> None:
    loans = {LISTS[m]: [SAME_MONEY[m] | {"ref": "L"}, SAME_MONEY[m]] for m in ("xm-4", "xm-13")}
    firm = xiamen("srdi_sme", lpr_1y_pct=3, **loans)
    assert len(excluded(firm)) == 1
    separate = xiamen(
        "srdi_sme", lpr_1y_pct=3, **{LISTS[m]: [SAME_MONEY[m]] for m in ("xm-4", "xm-13")}
    )
    both = sum(Decimal(each) for each in sums(separate)[1:])
    left = sum(Decimal(each) for each in sums(firm)[1:])
    assert both < left < 2 * both


def test_a_measure_that_is_not_open_takes_nothing_from_the_other() -> None:
    projects = [{"investment": 3_000_000, "ref": "A"}]
    for closed in ({"joint_lab_qualified": False}, {"joint_lab_equipment": None}):
        firm = xiamen(
            "little_giant", equipment_projects=projects, **LAB | closed, joint_lab_ref="A"
        )
        assert excluded(firm) == []
        assert sums(firm)[1] == "300000.00"


def test_what_meets_in_one_object_but_is_no_overlap_is_added_and_told() -> None:
    firm = xiamen(
        "little_giant",
        tech_fund_loans=[SAME_MONEY["xm-4"] | {"ref": "A"}],
        equipment_projects=[SAME_MONEY["xm-5"] | {"ref": "A"}],
    )
    assert excluded(firm) == []
    assert sums(firm)[1:] == ("300000.00", "10000.00")
    said = {r.measure.id: cautions(r) for r in calculator.assess(firm).results if cautions(r)}
    assert [each for each in said if each in FIRST_MEASURES] == [
        "xm-3",
        "xm-4",
        "xm-5",
        "xm-16",
        "xm-17",
        "xm-18",
    ]
    assert said["xm-4"] == said["xm-5"]
    written = report(calculator.assess(firm), "zh")
    assert written.count("    - 与其他支持的关系：同一设备的贷款贴息和设备补助分别计算") == 2


@st.composite
def marked(draw: st.DrawFn) -> Profile:
    """A little giant whose loans and purchases share marks."""
    ref = st.sampled_from(["A", "B"])
    money = st.integers(0, 3 * 10**9).map(yuan)
    rate, days = st.sampled_from(["1", "2", "2.5", "3", "4.35"]), st.integers(0, 400)
    firm: dict[str, Any] = {
        "tech_fund_loans": st.lists(st.fixed_dictionaries({
            "use": st.sampled_from(["rnd", "fixed_asset"]), "principal": money,
            "financing_rate_pct": rate, "days": days, "ref": ref}), max_size=2, unique_by=lambda x: x["ref"]),
        "pledge_loans": st.lists(st.fixed_dictionaries({
            "principal": money, "rate_pct": rate, "days": days, "year": st.integers(2024, 2025),
            "collateral": st.just("patent"), "ref": ref}), max_size=3),
        "equipment_projects": st.lists(st.fixed_dictionaries({
            "investment": st.integers(0, 6 * 10**8).map(yuan), "ref": ref}), max_size=3),
        "joint_lab_equipment": money, "joint_lab_ref": ref, "digital_spend": money, "digital_ref": ref,
    }  # fmt: skip
    known = {"joint_lab_qualified": True, "digital_level_after": 2, "lpr_1y_pct": "3.1"}
    nothing = {"joint_lab_fiscal_money": "0", "digital_subsidy_received": "0"}
    return xiamen("little_giant", **draw(st.fixed_dictionaries(firm)), **known, **nothing)


def without(firm: Profile, measure: str, ref: str) -> Profile:
    if measure in LISTS:
        name = LISTS[measure]
        return firm | {name: [each for each in firm[name] if each["ref"] != ref]}
    mark, spent = REFS[measure]
    return firm | {spent: "0"} if firm[mark] == ref else firm


PAIRS = (("xm-4", "xm-13"), ("xm-5", "xm-7"), ("xm-5", "xm-17"))


def best(firm: Profile) -> tuple[int, int]:
    """The most that is certain, then the most at all, over every way to count each object once."""
    choices = [(pair, ref) for pair in PAIRS for ref in "AB"]
    measures = ("xm-4", "xm-13", "xm-5", "xm-7", "xm-17")
    found: set[tuple[int, int]] = set()
    for gives in product((0, 1), repeat=len(choices)):
        left = dict.fromkeys(measures, firm)
        for (pair, ref), loser in zip(choices, gives, strict=True):
            left[pair[loser]] = without(left[pair[loser]], pair[loser], ref)
        fen = {m: by_hand.AMOUNTS[m](left[m]) for m in measures}
        certain = sum(value for m, value in fen.items() if m not in by_hand.CEILINGS)
        found.add((certain, sum(fen.values())))
    return max(found)


@settings(max_examples=80)
@given(marked())
def test_the_totals_are_those_of_the_best_lawful_way(firm: Profile) -> None:
    certain, at_most, saving = (int(Decimal(each) * 100) for each in sums(firm))
    assert (certain + saving, at_most + saving) == best(firm)
