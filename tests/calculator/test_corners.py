"""Corners that a wrong rule could hide in while every other test passes; found by the mutants."""

from __future__ import annotations

import pytest

from calculator.phrases import QuotationError, Unit, day, figure
from tests.calculator.firms import found, fuzhou, highest, read_as


@pytest.mark.parametrize("reading", ["U", "S"])
def test_a_national_cluster_alone_is_not_paid_as_a_provincial_one_too(reading: str) -> None:
    firm = fuzhou(applicant="county_unit", clusters_recognised=["national"])
    assert highest(read_as(found(firm, "fz-9-1"), reading)) == "300000.00"


def test_a_year_of_four_digits_is_a_calendar_year() -> None:
    assert figure("自1000年起").unit is Unit.CALENDAR_YEAR
    assert figure("999年以上").unit is Unit.YEAR


def test_a_date_is_written_to_its_end() -> None:
    with pytest.raises(QuotationError):
        day("2024年9月11号")
