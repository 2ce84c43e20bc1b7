"""The words around a figure say how much, of what, and whether the line itself is inside."""

from __future__ import annotations

from fractions import Fraction

import pytest

from calculator.wording import Figure, QuotationError, Unit, day, figure

HALF = Fraction(1, 2)


@pytest.mark.parametrize(
    ("words", "value", "below", "at", "above"),
    [
        ("达30家以上", 30, False, True, True), ("30家及以上", 30, False, True, True),
        ("500万元（含）以上", 5_000_000, False, True, True), ("二级以上", 2, False, True, True),
        ("不少于2个月", 2, False, True, True), ("不低于30%", Fraction(3, 10), False, True, True),
        ("自2025年起", 2025, False, True, True), ("超过30万元", 300_000, False, False, True),
        ("30万元以外", 300_000, False, False, True), ("不超过30万元", 300_000, True, True, False),
        ("最高30万元", 300_000, True, True, False), ("最长1年", 1, True, True, False),
        ("最多5家", 5, True, True, False), ("不高于3%", Fraction(3, 100), True, True, False),
        ("30万元以下", 300_000, True, True, False), ("7‰以内", Fraction(7, 1000), True, True, False),
        ("500万元（含）以下", 5_000_000, True, True, False), ("不满30万元", 300_000, True, False, False),
        ("不足5家", 5, True, False, False), ("低于二级", 2, True, False, False),
        ("一次性5万元", 50_000, False, True, False), ("2%/年", Fraction(2, 100), False, True, False),
    ],
)  # fmt: skip
def test_which_side_of_the_line_counts(
    words: str, value: Fraction, below: bool, at: bool, above: bool
) -> None:
    read = figure(f"给予{words}的")
    assert read.value == value
    step = Fraction(1, 1000)
    assert [read.admits(value + by) for by in (-step, Fraction(0), step)] == [below, at, above]


@pytest.mark.parametrize(
    ("words", "value", "unit", "per"),
    [
        ("500元", 500, Unit.YUAN, 1), ("5百元", 500, Unit.YUAN, 1), ("5千元", 5_000, Unit.YUAN, 1),
        ("5万元", 50_000, Unit.YUAN, 1), ("10亿元", 10**9, Unit.YUAN, 1), ("0.5亿元", 5 * 10**7, Unit.YUAN, 1),
        ("60%", Fraction(3, 5), Unit.RATIO, 100), ("3.5%", Fraction(7, 200), Unit.RATIO, 100),
        ("7‰", Fraction(7, 1000), Unit.RATIO, 1000), ("30家", 30, Unit.COUNT, 1),
        ("2个月", 2, Unit.MONTH, 1), ("1年", 1, Unit.YEAR, 1), ("2025年", 2025, Unit.CALENDAR_YEAR, 1),
        ("10 万元", 100_000, Unit.YUAN, 1), ("３０％", Fraction(3, 10), Unit.RATIO, 100),
        ("一级", 1, Unit.LEVEL, 1), ("二级", 2, Unit.LEVEL, 1), ("三级", 3, Unit.LEVEL, 1), ("四级", 4, Unit.LEVEL, 1),
    ],
)  # fmt: skip
def test_how_much_of_what(words: str, value: Fraction, unit: Unit, per: int) -> None:
    read = figure(words)
    assert (read.value, read.unit, read.per) == (value, unit, per)


def test_a_range_has_two_ends_both_inside_and_no_single_value() -> None:
    for words in ("投入100～500万元", "投入100万～500万元", "投入100~500万元", "投入100-500 万元"):
        read = figure(words)
        assert read == Figure(Fraction(10**6), Fraction(5 * 10**6), True, True, Unit.YUAN)
        fen = Fraction(1, 100)
        ends = (10**6 - fen, Fraction(10**6), Fraction(5 * 10**6), 5 * 10**6 + fen)
        assert [read.admits(each) for each in ends] == [False, True, True, False]
        with pytest.raises(QuotationError):
            _ = read.value
    assert figure("5000万～1亿元").low == 5 * 10**7


@pytest.mark.parametrize(
    "words",
    ["", "按规定给予奖励", "30", "30万", "最高30万元或20万元", "30家以上、5家以上", "一年期", "三十万元",
     "1,000元", "1，000元", "2万5千元", "1.2.3万元", "十二级", "不超过30万元以上", "最高2级以上"],
)  # fmt: skip
def test_what_is_not_one_figure_is_refused(words: str) -> None:
    with pytest.raises(QuotationError):
        figure(words)


def test_a_figure_without_sides_has_no_value() -> None:
    with pytest.raises(QuotationError):
        _ = Figure(None, None, True, True, Unit.YUAN).value


def test_a_day() -> None:
    assert day("于2024年9月11日印发实施") == "2024-09-11"
    assert day("至2026年12月31日") == "2026-12-31"
    assert day("自 2025 年 3 月 1 日起") == "2025-03-01"
    for words in ("2024年9月", "9月11日", "2024年9月11日至2026年12月31日", ""):
        with pytest.raises(QuotationError):
            day(words)
