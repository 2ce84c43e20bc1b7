"""The sums over columns are those of the assessment, each object counted once."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from benchmarks.profiles import profiles as ordinary
from budget import population, totals
from budget.program import Program
from budget.totals import Counted
from budget.variants import Variant
from calculator.assessment import assess_here
from calculator.measure import Kind
from calculator.overlaps import HighestOnly, Worth, keep_highest
from tests.calculator.test_fuzz import numbered

TODAY = "2026-06-30"
SHARED = ("tech_fund_loans", "pledge_loans", "equipment_projects")


def counted(profiles: list[dict[str, Any]]) -> tuple[dict[str, Counted], dict[str, Kind]]:
    asked = {each.measure.id: each for each in Variant().asked()}
    program = Program()
    for each in asked.values():
        program.add(each)
    batch = population.from_profiles(profiles)
    rows = totals.Rows(batch, TODAY)
    read = rows.read(totals.paths(program))
    found, _ = totals.evaluated(program, rows, read)
    kinds = {name: each.measure.kind for name, each in asked.items()}
    return totals.counted(asked, found, rows, read), kinds


def sums(profiles: list[dict[str, Any]]) -> list[tuple[int, int, int]]:
    """Certain, at most and interest saved of each profile, in fen."""
    made, kinds = counted(profiles)
    zero = np.zeros(len(profiles), np.int64)
    cash = [each for name, each in made.items() if kinds[name] is not Kind.SAVING]
    saved = [each for name, each in made.items() if kinds[name] is Kind.SAVING]
    columns_ = (
        sum((each.certain for each in cash), zero),
        sum((each.amount for each in cash), zero),
        sum((each.certain for each in saved), zero),
    )
    return list(zip(*(each.tolist() for each in columns_), strict=True))


def wanted(profile: dict[str, Any]) -> tuple[tuple[int, int, int], bool]:
    found = assess_here(profile).totals
    three = (found.certain, found.at_most, found.interest_saving)
    return tuple(int(each * 100) for each in three), bool(found.excluded)  # type: ignore[return-value]


def marked(count: int, seed: int) -> list[dict[str, Any]]:
    """Ordinary enterprises, many of which enter a loan or a purchase in two places."""
    draw = random.Random(seed)
    made = ordinary(count, seed)
    for firm in made:
        for entry in (entry for name in SHARED for entry in firm[name]):
            if draw.random() < 0.5:
                entry["ref"] = draw.choice("abc")
        for name in ("joint_lab_ref", "digital_ref"):
            if draw.random() < 0.5:
                firm[name] = draw.choice("abc")
        firm["applicant"] = "enterprise"
        firm["titles"] = draw.choice([["little_giant"], ["srdi_sme", "little_giant_reserve"]])
    return made


@pytest.mark.parametrize(
    ("profiles", "least"),
    [(marked(350, 5), 50), ([numbered(n, 7) for n in range(350)], 1)],
    ids=["marked", "at random"],
)
def test_the_sums_count_each_object_once(profiles: list[dict[str, Any]], least: int) -> None:
    want = [wanted(profile) for profile in profiles]
    assert sums(profiles) == [three for three, _ in want]
    assert sum(excluded for _, excluded in want) > least, "no object is in two places"


def test_of_a_group_only_the_highest_is_left() -> None:
    draw = np.random.default_rng(3)
    names = ("a", "b", "c")

    def amounts() -> Counted:
        amount = draw.integers(0, 4, 300)
        certain = np.where(draw.random(300) < 0.5, amount, 0)
        yes, none = np.ones(300, bool), np.zeros(300, bool)
        return Counted(yes, none, certain, amount, amount.copy(), none)

    made = {name: amounts() for name in names}
    before = {name: replace(each) for name, each in made.items()}
    group = HighestOnly(names, "就高不重复")
    totals._keep_highest(made, group)
    for row in range(300):
        worths = {
            n: Worth(int(each.certain[row]), int(each.amount[row])) for n, each in before.items()
        }
        left, _ = keep_highest(worths, [group])
        assert {n: (int(e.certain[row]), int(e.amount[row])) for n, e in made.items()} == left
