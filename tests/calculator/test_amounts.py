"""The quick way to the money says the same as the whole assessment."""

from __future__ import annotations

import pytest

import calculator
from tests.calculator.test_fuzz import profiles


@pytest.mark.slow
def test_amounts_are_those_of_the_assessment() -> None:
    for firm in profiles(3_000):
        quick = calculator.amounts(firm)
        whole = {result.measure.id: result.amount for result in calculator.assess(firm).results}
        assert quick == {name: whole[name] for name in quick}, firm
        assert not any(amount for name, amount in whole.items() if name not in quick), firm
