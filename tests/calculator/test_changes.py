"""What one change would do is what the rules say once the change is made, and no smaller one does it."""

from __future__ import annotations

import copy
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given, settings

import calculator
from calculator.changes import Change, changes
from calculator.text import plain
from tests.calculator.firms import Profile, found, fuzhou, xiamen
from tests.calculator.strategies import INSIDE, full_profiles

FEN = Fraction(1, 100)


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


def before(change: Change) -> Decimal:
    amount = change.result.to_dict()["amount"]
    return Decimal(amount["max"]) if amount else Decimal(0)


@settings(max_examples=60)
@given(full_profiles(**INSIDE))
def test_a_change_gives_what_it_says_and_a_smaller_one_less(firm: Profile) -> None:
    listed = changes(calculator.assess(firm))
    assert [c.gain for c in listed] == sorted((c.gain for c in listed), reverse=True)
    for change in listed:
        unit = FEN if change.unit.value == "yuan" else Fraction(1)
        reached = made(firm, change, change.after)
        assert reached is not None
        assert Fraction(reached - before(change)) == change.gain
        short = made(firm, change, change.after - unit)
        if change.opens:
            assert change.result.status.value == "ineligible"
            assert short is None
        else:
            assert change.after > change.before
            assert short is None or short < reached
            more = made(firm, change, change.after * 3)
            assert more is None or more <= reached


def test_a_failed_threshold_is_met_exactly() -> None:
    change = suggested(xiamen("srdi_sme", equipment_projects=[{"investment": "999999.99"}]))["xm-5"]
    assert (change.given.path, change.opens) == ("equipment_projects/0/investment", True)
    assert change.before == Fraction("999999.99")
    assert change.after == 10**6
    assert change.gain == 10**5
    gate = suggested(fuzhou("srdi_sme", renovation_projects=[{"investment_ex_vat": 1}]))["fz-3-1"]
    assert gate.after == 3_000_000
    assert gate.gain == 0
    assert gate.opens


def test_spending_is_raised_to_where_the_cap_is_reached_and_not_beyond() -> None:
    retrofit = {"digital_level_after": 2, "digital_spend": 500_000, "digital_subsidy_received": 0}
    change = suggested(xiamen("little_giant", **retrofit))["xm-17"]
    assert change.after == Fraction("833333.34")
    assert change.gain == 100_000
    assert "xm-17" not in suggested(xiamen("little_giant", **retrofit | {"digital_spend": 900_000}))


def test_nothing_is_suggested_that_would_leave_the_band_or_is_not_the_firms_to_decide() -> None:
    assert "xm-5" not in suggested(
        xiamen("srdi_sme", equipment_projects=[{"investment": 3_000_000}])
    )
    assert suggested(xiamen()) == {}
    assert "fz-1-1-c" not in suggested(
        fuzhou("srdi_sme", first_srdi_title=True, industry_and_it_enterprise=True, srdi_title_date="2024-12-31")
    )  # fmt: skip
