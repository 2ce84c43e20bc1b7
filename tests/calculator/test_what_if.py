"""What one change would do is what the rules say once the change is made, and no smaller one does it."""

from __future__ import annotations

import copy
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given, settings

import calculator
from calculator.fields import ListOf, Number, facts_of
from calculator.i18n import plain
from calculator.phrases import Unit
from calculator.profile import FACTS
from calculator.what_if import Change, changes
from tests.calculator.firms import Profile, found, fuzhou, xiamen
from tests.calculator.strategies import INSIDE, full_profiles


def suggested(firm: Profile) -> dict[str, Change]:
    """The changes by measure, in their order."""
    return {change.result.measure.id: change for change in changes(calculator.assess(firm))}


def made(firm: Profile, change: Change, value: Fraction) -> Decimal | None:
    """The amount of the measure with the fact at `value`: None where it is closed, else yuan or 0."""
    after = copy.deepcopy(firm)
    *above, last = change.given.path.split("/")
    place: Any = after
    for key in above:
        place = place[int(key)] if isinstance(place, list) else place[key]
    place[last] = int(value) if value.denominator == 1 else plain(value)
    result = found(after, change.result.measure.id)
    if result["status"] != "eligible":
        return None
    return Decimal(result["amount"]["max"]) if result["amount"] else Decimal(0)


@settings(max_examples=60)
@given(full_profiles(**INSIDE))
def test_a_change_gives_what_it_says_and_a_smaller_one_less(firm: Profile) -> None:
    listed = changes(calculator.assess(firm))
    assert [c.gain for c in listed] == sorted((c.gain for c in listed), reverse=True)
    for change in listed:
        assert change.unit is not Unit.YUAN, "a cost already incurred is not for changing"
        assert change.result.status.value == "ineligible"
        assert made(firm, change, Fraction(change.before)) is None
        reached = made(firm, change, Fraction(change.after))
        assert reached is not None
        assert Fraction(reached) == change.gain
        assert change.after > change.before
        assert made(firm, change, Fraction(change.after - 1)) is None


def test_a_failed_threshold_is_met_exactly() -> None:
    few = {"matchmaking_events": [{"enterprises": 30, "banks": 5}, {"enterprises": 29, "banks": 5}]}
    event = {"matchmaking_events": few["matchmaking_events"][1:]}
    change = suggested(fuzhou(applicant="event_organizer", **event))["fz-2-1"]
    assert change.given.path == "matchmaking_events/0/enterprises"
    assert (change.before, change.after, change.gain) == (29, 30, 50_000)
    assert not change.ceiling
    assert suggested(fuzhou(applicant="event_organizer", **few)) == {}, "it is open as it is"
    retrofit = {"digital_level_after": 1, "digital_spend": 500_000}
    level = suggested(xiamen("little_giant", **retrofit))["xm-17"]
    assert (level.before, level.after, level.gain, level.ceiling) == (1, 2, 150_000, True)
    gate = suggested(fuzhou("srdi_sme", group_exhibition_manufacturers=4))["fz-6-1-c"]
    assert (gate.before, gate.after, gate.gain) == (4, 5, 0)


def test_no_cost_already_incurred_is_to_be_raised() -> None:
    spent = {
        "equipment_projects": [{"investment": "999999.99"}], "digital_level_after": 2,
        "digital_spend": 500_000, "consulting_fees": [{"year": 2025, "amount": 1000}],
        "venue_rents": [{"year": 2025, "amount": 1000, "place": "mainland"}],
        "joint_lab_qualified": True, "joint_lab_equipment": 1000,
    }  # fmt: skip
    assert suggested(xiamen("little_giant", **spent)) == {}
    below = {"renovation_projects": [{"investment_ex_vat": "2999999.99"}]}
    assert suggested(fuzhou("srdi_sme", **below)) == {}
    entries = [facts_of(f.kind.entry) for f in FACTS.values() if isinstance(f.kind, ListOf)]
    for facts in (FACTS, *entries):
        for name, fact in facts.items():
            unit = fact.kind.unit if isinstance(fact.kind, Number) else None
            assert not (fact.yours and unit is Unit.YUAN), name


def test_nothing_is_suggested_that_would_leave_the_band_or_is_not_the_firms_to_decide() -> None:
    assert "xm-5" not in suggested(
        xiamen("srdi_sme", equipment_projects=[{"investment": 3_000_000}])
    )
    assert suggested(xiamen()) == {}
    assert "fz-1-1-c" not in suggested(
        fuzhou("srdi_sme", first_srdi_title=True, industry_and_it_enterprise=True, srdi_title_date="2024-12-31")
    )  # fmt: skip
