"""The curve of the totals: at every point the assessment itself, its corners where the law puts them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculator import assess, page
from calculator.curve import Curve, Turning, curve, movable, sums_at
from calculator.i18n import LANGS, Lang, plain
from calculator.what_if import may_choose
from tests.calculator.test_page import Page, chinese, english, well_formed

LITTLE_GIANT = {"city": "xiamen", "date": "2025-06-30", "titles": ["little_giant"],
                "first_little_giant_title": True, "little_giant_title_date": "2025-05-20"}  # fmt: skip
LOAN = {
    "principal": "5000000",
    "rate_pct": "4.35",
    "days": 365,
    "year": 2025,
    "collateral": "patent",
}
FIRM = LITTLE_GIANT | {
    "equipment_projects": [{"investment": "3000000", "ref": "A"}], "pledge_loans": [LOAN],
    "digital_spend": "400000", "digital_level_before": 1, "digital_level_after": 3, "digital_ref": "A",
    "consulting_fees": [{"year": 2025, "amount": "300000"}, {"year": 2025, "amount": "200000"}],
}  # fmt: skip


def drawn(profile: Mapping[str, Any], path: str) -> Curve:
    assessment = assess(profile)
    return curve(assessment, next(g for g in movable(assessment) if g.path == path))


def moved(profile: Mapping[str, Any], path: str, yuan: Fraction) -> tuple[Fraction, ...]:
    """The totals of the same profile with another amount, by a new assessment."""
    copy: Any = json.loads(json.dumps(profile))
    at = copy
    *way, last = [int(step) if step.isdecimal() else step for step in path.split("/")]
    for step in way:
        at = at[step]
    at[last] = plain(yuan)
    totals = assess(copy).totals
    return tuple(map(Fraction, (totals.certain, totals.at_most, totals.interest_saving)))


def turns(profile: Mapping[str, Any], path: str) -> list[tuple[str, str, Turning, str]]:
    """Of every corner: where it is, the measure that turns there, how, and the step."""
    return [
        (plain(corner.value, 2), turn.result.measure.id, turn.turning, plain(turn.step, 2))
        for corner in drawn(profile, path).corners
        for turn in corner.turns
    ]


def corners(profile: Mapping[str, Any], path: str) -> list[str]:
    return [plain(corner.value, 2) for corner in drawn(profile, path).corners]


def test_its_corners_are_where_the_law_puts_them() -> None:
    alone = LITTLE_GIANT | {"equipment_projects": [{"investment": "3000000"}]}
    found = drawn(alone, "equipment_projects/0/investment")
    assert [plain(c.value) for c in found.corners] == ["0", "1000000", "5000000", "6250000"]
    assert [(plain(c.below.at_most), plain(c.at.at_most)) for c in found.corners] == [
        ("1000000", "1000000"), ("1000000", "1100000"), ("1499999.99", "1000000"), ("1000000", "1000000"),
    ]  # fmt: skip
    assert found.here.value == 3_000_000
    assert found.here.at == (1_000_000, 1_300_000, 0)
    # At 60% the cap of 500,000 is reached at 833,333.34: a fen less gives a fen less.
    digital = LITTLE_GIANT | {
        "digital_spend": "400000",
        "digital_level_before": 1,
        "digital_level_after": 3,
    }
    assert "833333.34" in corners(digital, "digital_spend")
    assert corners(FIRM, "consulting_fees/1/amount")[:2] == ["0.00", "300000.00"]
    # 1.8% of a loan reaches the 300,000 of a year at no figure that the clause names.
    assert "16666666.67" in corners(FIRM, "pledge_loans/0/principal")
    fuzhou = {"city": "fuzhou", "date": "2025-06-30", "titles": ["little_giant"],
              "first_little_giant_title": True, "provincial_little_giant_award": "500000"}  # fmt: skip
    assert corners(fuzhou, "provincial_little_giant_award") == ["0.00", "1000000.00"]


@pytest.mark.parametrize("path", [given.path for given in movable(assess(FIRM))])
def test_every_point_of_it_is_an_assessment(path: str) -> None:
    found = drawn(FIRM, path)
    fen = Fraction(1, 100)
    for before, corner in zip(found.corners, found.corners[1:], strict=False):
        assert before.value < corner.value
        assert moved(FIRM, path, corner.value) == corner.at
        if corner.below != corner.at:
            assert moved(FIRM, path, corner.value - fen) == corner.below
        for share in (Fraction(1, 7), Fraction(1, 2), Fraction(6, 7)):
            value = (before.value + (corner.value - before.value) * share) // fen * fen
            part = (value - before.value) / (corner.value - before.value)
            for n, sum_ in enumerate(moved(FIRM, path, value)):
                along = before.at[n] + (corner.below[n] - before.at[n]) * part
                assert abs(along - sum_) <= Fraction(2, 100), (path, plain(value))


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from([given.path for given in movable(assess(FIRM))]),
    st.integers(0, 10**8),
    st.integers(1, 10**9),
)
def test_wherever_one_is_it_is_on_the_curve(path: str, seen: int, other: int) -> None:
    profile = json.loads(json.dumps(FIRM))
    profile["equipment_projects"][0]["investment"] = other
    found = drawn(profile, path)
    last = found.corners[-1].value
    value = Fraction(seen) if seen < last else last
    after = next(c for c in found.corners if c.value >= value)
    before = max((c for c in found.corners if c.value <= value), key=lambda c: c.value)
    sums = moved(profile, path, value)
    for n in range(3):
        width = (after.value - before.value) or 1  # at a corner: nothing to go along
        along = before.at[n] + (after.below[n] - before.at[n]) * (value - before.value) / width
        assert abs(along - sums[n]) <= Fraction(5, 100)


def test_what_is_unknown_or_no_amount_is_not_moved() -> None:
    paths = [given.path for given in movable(assess(FIRM))]
    assert paths == ["equipment_projects/0/investment", "pledge_loans/0/principal", "digital_spend",
                     "consulting_fees/0/amount", "consulting_fees/1/amount"]  # fmt: skip
    assert movable(assess({"city": "xiamen"})) == ()


def test_each_corner_names_the_measure_that_turns_and_what_becomes_of_it() -> None:
    alone = LITTLE_GIANT | {"equipment_projects": [{"investment": "3000000"}]}
    assert turns(alone, "equipment_projects/0/investment") == [
        ("1000000.00", "xm-5", Turning.OPENS, "100000.00"),
        ("5000000.00", "xm-5", Turning.HANDED_OVER, "-499999.99"),
    ]
    spent = LITTLE_GIANT | {"digital_spend": "400000", "digital_level_after": 3}
    ((at, measure, turning, _),) = turns(spent, "digital_spend")
    assert (at, measure, turning) == ("833333.34", "xm-17", Turning.CAPPED)
    # The same purchase counts as equipment as long as that gives more.
    shared = spent | {
        "digital_ref": "A",
        "equipment_projects": [{"investment": "1500000", "ref": "A"}],
    }
    assert [each[:3] for each in turns(shared, "digital_spend")] == [
        ("500000.00", "xm-17", Turning.TAKES_OVER), ("833333.34", "xm-17", Turning.CAPPED),
    ]  # fmt: skip


def test_interest_saved_moves_too_though_it_is_in_neither_total() -> None:
    loan = {"use": "fixed_asset", "principal": "20000000", "financing_rate_pct": "3", "days": 365}
    found = drawn(LITTLE_GIANT | {"tech_fund_loans": [loan]}, "tech_fund_loans/0/principal")
    assert found.swings[:2] == (0, 0)
    assert found.swing == found.corners[-1].at.saved > 0


@settings(max_examples=30, deadline=None)
@given(st.sampled_from([given.path for given in movable(assess(FIRM))]), st.integers(0, 10**9))
def test_the_sums_anywhere_are_those_of_an_assessment(path: str, fen: int) -> None:
    assessment = assess(FIRM)
    fact = next(g for g in movable(assessment) if g.path == path)
    assert sums_at(assessment, fact, fen) == moved(FIRM, path, Fraction(fen, 100))


def test_only_what_can_still_be_decided_is_offered_to_be_entered() -> None:
    def choices(**firm: Any) -> set[str]:
        assessment = assess(LITTLE_GIANT | firm)
        return {g.path for g in movable(assessment) if may_choose(assessment.firm, g)}

    fees = [{"year": year, "amount": "300000"} for year in (2024, 2025, 2026)]
    assert choices(consulting_fees=fees) == {"consulting_fees/1/amount", "consulting_fees/2/amount"}
    assert choices(equipment_projects=[{"investment": "3000000"}], digital_spend="400000",
                   digital_level_after=3) == set()  # fmt: skip
    assert choices(consulting_fees=[{"amount": "300000"}]) == set()


@pytest.mark.parametrize("lang", LANGS)
def test_it_is_drawn_and_told_in_a_table(lang: Lang) -> None:
    def answer(**more: str) -> dict[str, Any]:
        request = {"op": "curve", "lang": lang, "profile": FIRM, **more}
        found: dict[str, Any] = json.loads(page.respond(json.dumps(request)))
        return found

    fact = "equipment_projects/0/investment"
    assert set(answer()["facts"]) == {given.path for given in movable(assess(FIRM))}
    found = answer(fact=fact)
    assert int(found["swing"]) > 0
    for markup in (found["figure"], found["tile"]):
        shown = Page(markup)
        well_formed(shown)
        {"en": english, "zh": chinese}[lang](shown)
    shown = Page(found["figure"])
    drawing = next(e for e in shown.elements if e.attributes.get("role") == "img")
    titles = [e for e in shown.elements if e.name == "title"]
    assert drawing.attributes["aria-labelledby"] == titles[0].attributes["id"]
    told = " ".join(e.text for e in shown.elements if e.name in {"th", "td"})
    for words in ("1,000,000", "5,000,000"):
        assert words in told
    (slider,) = [e for e in shown.elements if e.attributes.get("role") == "slider"]
    assert slider.attributes["aria-valuenow"] == "3000000"
    (sums,) = [answer(fact=fact, at="400000000")["sums"]]
    assert sums == [str(int(each * 100)) for each in moved(FIRM, fact, Fraction(4_000_000))]
    assert answer(fact="nope") == answer(fact="first_little_giant_title") == {}


def test_what_nobody_may_raise_has_no_button_that_enters_it() -> None:
    for day, offered in (("2025-06-30", True), ("2026-06-30", False)):
        request = {
            "op": "curve",
            "profile": FIRM | {"date": day},
            "fact": "consulting_fees/0/amount",
        }
        figure = json.loads(page.respond(json.dumps(request)))["figure"]
        assert ('data-move="enter"' in figure) is offered
