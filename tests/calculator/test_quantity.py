"""Numbers with units and origins: what is exact stays exact, what is unknown is bounded."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculator.i18n import Text
from calculator.phrases import QuotationError, Unit
from calculator.quantity import (
    Given,
    Quantity,
    Truth,
    UnitError,
    all_of,
    any_of,
    convention,
    either,
    every_full,
    exceeds,
    growth,
    how_many,
    in_nth_year,
    in_stages,
    law,
    law_range,
    least,
    meets,
    most,
    one_of,
    or_more,
    portion_within,
    sliced,
    total,
    when,
    within,
)

LABEL = Text("事实", "fact")
YUAN, PERCENT, PERMILLE = law("最高30万元"), law("最高60%"), law("7‰以内")


def fact(
    low: Fraction | int, high: Fraction | int | None, unit: Unit = Unit.YUAN, name: str = "a"
) -> Quantity:
    return Quantity(
        Fraction(low), None if high is None else Fraction(high), unit, Given(name, LABEL)
    )


# Intervals against every completion.

BOUND = st.integers(0, 12)


@st.composite
def interval(draw: st.DrawFn) -> Quantity:
    low, width = draw(BOUND), draw(st.integers(0, 5) | st.none())
    return fact(low, None if width is None else low + width)


def inside(number: Quantity) -> list[Fraction]:
    """Values the number may turn out to have; many, where nothing limits it."""
    top = math.floor(number.high) if number.high is not None else math.ceil(number.low) + 40
    return [Fraction(n) for n in range(math.ceil(number.low), top + 1)]


def bounds(result: Quantity, value: Fraction) -> None:
    assert result.low <= value
    assert result.high is None or value <= result.high


# Units.


@pytest.mark.parametrize(
    "mix",
    [
        lambda: YUAN + PERCENT,
        lambda: YUAN.less(law("30家以上")),
        lambda: YUAN * YUAN,
        lambda: YUAN * law("二级以上"),
        lambda: law("30家以上") / YUAN,
        lambda: PERCENT / YUAN,
        lambda: law("二级以上") * law("3台"),
        lambda: least(YUAN, PERCENT),
        lambda: most(YUAN, PERCENT),
        lambda: total([YUAN, PERCENT]),
        lambda: total([law("30家以上")]),
        lambda: either(Truth(None), YUAN, PERCENT),
        lambda: portion_within(PERMILLE, YUAN),
        lambda: exceeds(YUAN, PERCENT),
        lambda: meets(YUAN, "30家以上"),
        lambda: law("200元/亩") + YUAN,
        lambda: every_full(YUAN, "每满100亩"),
    ],
)
def test_units_that_do_not_go_together_are_refused(mix: object) -> None:
    assert callable(mix)
    with pytest.raises(UnitError):
        mix()


def test_units_that_go_together_give_the_unit_of_the_result() -> None:
    days = convention(365, Unit.DAY, LABEL)
    for number, unit, value in (
        (YUAN + YUAN, Unit.YUAN, 600_000),
        (YUAN * PERCENT, Unit.YUAN, 180_000),
        (PERCENT * YUAN, Unit.YUAN, 180_000),
        (law("每人次500元") * law("30家"), Unit.YUAN, 15_000),
        (law("30家") * law("每人次500元"), Unit.YUAN, 15_000),
        (law("不超过1年") * days, Unit.DAY, 365),
        (days / days, Unit.RATIO, 1),
        (YUAN / PERCENT, Unit.YUAN, 500_000),
        (PERMILLE / PERCENT, Unit.RATIO, Fraction(7, 600)),
        (law("200元/亩") * law("300亩"), Unit.YUAN, 60_000),
        (law("300亩") * law("200元/亩"), Unit.YUAN, 60_000),
        (law("每月500元") * law("6个月"), Unit.YUAN, 3_000),
        (law("5元/人/天") * law("20人") * days, Unit.YUAN, 36_500),
        (law("5元/人/天") * (law("20人") * days), Unit.YUAN, 36_500),
        (law("每间2000元") * law("12间"), Unit.YUAN, 24_000),
        (law("每年10万元") * law("3年"), Unit.YUAN, 300_000),
        (YUAN / law("300亩"), Unit.YUAN.over(Unit.MU), 1_000),
        (YUAN / law("30家以上"), Unit.YUAN.over(Unit.COUNT), 10_000),
    ):
        assert number.unit is unit
        assert number.low == number.high == value


def test_a_ratio_is_unknown_where_its_divisor_is_and_asks_for_it() -> None:
    for low, high, least_, most_ in (
        (1, 2, 150_000, 300_000), (0, 2, 150_000, None), (2, None, 0, 150_000), (0, 0, 0, None),
    ):  # fmt: skip
        found = YUAN / fact(low, high)
        assert (found.low, found.high, found.known) == (least_, most_, False)
        assert [given.path for given in found.unsettled()] == ["a"]
    assert (YUAN / fact(2, 2)).high == 150_000
    asked = meets(fact(0, 0) / fact(0, 0, name="b"), "10%以上")
    assert asked.value is None
    assert [given.path for given in asked.needs] == ["b"]


@given(interval(), interval())
def test_a_ratio_bounds_every_completion(a: Quantity, b: Quantity) -> None:
    ratio, grown = a / b, growth(a, b)
    for x, y in product(inside(a), inside(b)):
        if y:
            bounds(ratio, x / y)
            bounds(grown, max(x - y, Fraction(0)) / y)


@pytest.mark.parametrize(
    ("before", "now", "met"),
    [("100", "109.99", False), ("100", "110", True), ("100", "110.01", True), ("0", "110", None), (None, "110", None)],
)  # fmt: skip
def test_growth_over_last_year(before: str | None, now: str, met: bool | None) -> None:
    last = fact(0, None) if before is None else fact(Fraction(before), Fraction(before))
    this = fact(Fraction(now), Fraction(now))
    truth = meets(growth(this, last), "增速达到10%以上")
    assert truth.value is met
    if met is False:
        assert truth.gap
        assert truth.gap.to_dict()["unit"] == "percent"


def test_a_gap_without_an_end_is_told_to_four_places() -> None:
    gap = meets(growth(fact(4, 4), fact(3, 3)), "50%以上").gap
    assert gap
    assert (gap.to_dict()["given"], gap.to_dict()["short"]) == ("33.3333", "16.6666")


def test_one_of_several_is_never_their_sum() -> None:
    board = Given("board", LABEL)

    def award(main: bool | None, second: bool | None) -> Quantity:
        return one_of(
            (Truth(main, (board,)), law("300万元")), (Truth(second, (board,)), law("200万元"))
        )

    assert (award(None, None).low, award(None, None).high) == (0, 3_000_000)
    assert [award(*each).high for each in ((True, False), (False, True), (False, False), (True, True))] == [
        3_000_000, 2_000_000, 0, 3_000_000,
    ]  # fmt: skip
    assert [given.path for given in award(None, False).unsettled()] == ["board"]


TIERS = (
    ("1000万元及以上至2000万元", law("70%")),
    ("2000万元以上至5000万元", law("80%")),
    ("5000万元以上", law("90%")),
)


@pytest.mark.parametrize(
    ("paid", "rate"),
    [("9999999.99", 0), ("10000000", 70), ("20000000", 70), ("20000000.01", 80), ("50000000", 80), ("50000000.01", 90)],
)  # fmt: skip
def test_the_rate_of_a_tier_for_the_whole(paid: str, rate: int) -> None:
    value = fact(Fraction(paid), Fraction(paid))
    found = one_of(*((meets(value, words), rate_) for words, rate_ in TIERS))
    assert found.known
    assert found.low == Fraction(rate, 100)


def test_above_that_leaves_the_figure_out_where_the_text_says_so() -> None:
    for value, met, strict in ((499, False, False), (500, True, False), (501, True, True)):
        area = fact(value, value, Unit.MU)
        assert meets(area, "面积在500亩以上").value is met
        assert meets(area, "面积在500亩以上", strictly=True).value is strict


@pytest.mark.parametrize(
    ("value", "given"), [(50, 5), (100, 10), (101, Fraction(102, 10)), (600, 120)]
)
def test_each_slice_at_its_own_rate(value: int, given: Fraction) -> None:
    sum_ = sliced(
        fact(value, value), ("不超过100元", law("10%")), ("100元以上至500元", law("20%")), ("500元以上", law("30%")),
    )  # fmt: skip
    assert sum_.high == given
    assert sum_.unit is Unit.YUAN


@pytest.mark.parametrize(
    ("value", "steps"), [("999999.99", 0), ("1000000", 1), ("1999999.99", 1), ("2000000", 2)]
)
def test_every_full_step_counts_and_the_rest_does_not(value: str, steps: int) -> None:
    more = fact(Fraction(value), Fraction(value))
    award = every_full(more, "每增100万元") * law("奖励500元")
    assert (award.low, award.high, award.unit) == (500 * steps, 500 * steps, Unit.YUAN)


def test_steps_of_what_is_unknown_are_bounded() -> None:
    steps = every_full(fact(2_500_000, 4_100_000), "每增100万元")
    assert (steps.low, steps.high) == (2, 4)
    assert every_full(fact(0, None), "每增100万元").high is None


@pytest.mark.parametrize(
    ("year", "first", "last"),
    [(1, True, False), (2, True, False), (3, False, True), (5, False, True), (6, False, False)],
)
def test_the_years_of_a_support(year: int, first: bool, last: bool) -> None:
    of = fact(year, year, Unit.YEAR)
    assert in_nth_year(of, "前2年").value is first
    assert in_nth_year(of, "后3年", after=2).value is last
    assert in_nth_year(fact(1, 9, Unit.YEAR), "第一年").value is None


def test_a_range_has_two_ends_that_go_through_a_product() -> None:
    award = law_range("按固定资产投资的5%—20%给予").of(fact(10**7, 10**7))
    assert (award.low.high, award.high.high) == (500_000, 2_000_000)
    with pytest.raises(QuotationError):
        law_range("给予20%")


def test_what_is_paid_in_stages_is_paid_as_they_are_reached() -> None:
    award = law("300万元")
    for reached, paid in ((0, 0), (1, 900_000), (2, 1_800_000), (3, 3_000_000)):
        stages = [(Truth(n < reached), law(share)) for n, share in enumerate(("30%", "30%", "40%"))]
        assert in_stages(award, *stages).high == paid


def test_a_quotation_with_a_range_is_no_number() -> None:
    with pytest.raises(QuotationError):
        law("设备投入100～500万元")


def test_less_stops_at_zero() -> None:
    assert fact(3, 3).less(fact(5, 5)).high == 0
    assert fact(5, 5).less(fact(3, 3)).low == 2
    open_ = fact(5, 5).less(fact(0, None))
    assert open_.low == 0
    assert open_.high == 5


def test_the_fen_is_rounded_down_and_once() -> None:
    third = Quantity(Fraction(100, 3), Fraction(200, 3), Unit.YUAN, Given("a", LABEL))
    rounded = third.to_the_fen()
    assert (rounded.low, rounded.high) == (Fraction(3333, 100), Fraction(6666, 100))
    assert rounded.to_the_fen() is rounded
    assert fact(1, None).to_the_fen().high is None
    assert fact(Fraction(1, 100), Fraction(1, 100)).to_the_fen().low == Fraction(1, 100)


@given(interval(), interval())
def test_an_operation_bounds_every_completion(a: Quantity, b: Quantity) -> None:
    share = Quantity(b.low, b.high, Unit.RATIO, b.origin)
    added, left, times = a + b, a.less(b), a * share
    small, large = least(a, b), most(a, b)
    whole, summed = a.to_the_fen(), total([a, b])
    unknown, either_way = when(Truth(None), a), either(Truth(None), a, b)
    for x, y in product(inside(a), inside(b)):
        bounds(added, x + y)
        bounds(summed, x + y)
        bounds(left, max(x - y, Fraction(0)))
        bounds(times, x * y)
        bounds(small, min(x, y))
        bounds(large, max(x, y))
        bounds(whole, x)
        for value in (Fraction(0), x):
            bounds(unknown, value)
        for value in (x, y):
            bounds(either_way, value)
        bounds(or_more(a), x + 30)
        assert exceeds(a, b).value in (None, x > y)


@given(interval(), interval())
def test_a_bound_is_reached(a: Quantity, b: Quantity) -> None:
    pairs = list(product(inside(a), inside(b)))
    values = {
        a + b: [x + y for x, y in pairs],
        least(a, b): [min(pair) for pair in pairs],
        most(a, b): [max(pair) for pair in pairs],
        a.less(b): [max(x - y, Fraction(0)) for x, y in pairs],
    }
    for result, reached in values.items():
        assert result.low == min(reached)
        assert result.high is None or result.high == max(reached)
    assert ((a + b).high is None) == (None in (a.high, b.high))
    assert (least(a, b).high is None) == (a.high is b.high is None)


def test_a_sum_or_product_without_limit_has_none() -> None:
    open_, two = fact(1, None), fact(2, 2)
    assert (open_ + two).high is None
    assert total([open_, two]).high is None
    assert most(open_, two).high is None
    assert least(open_, two).high == 2
    assert (open_ * law("60%")).high is None
    nothing = Quantity(Fraction(0), Fraction(0), Unit.RATIO, Given("b", LABEL))
    assert (open_ * nothing).high == 0
    assert either(Truth(None), open_, two).high is None


@pytest.mark.parametrize(
    "words", ["30元以上", "30元以下", "超过30元", "不满30元", "30元", "20～30元"]
)
@given(low=st.integers(18, 32), width=st.integers(0, 6) | st.none())
def test_a_threshold_is_settled_only_where_every_completion_agrees(
    words: str, low: int, width: int | None
) -> None:
    from calculator.phrases import figure

    value = fact(low, None if width is None else low + width)
    answers = {figure(words).admits(x) for x in inside(value)}
    truth = meets(value, words)
    assert truth.value is None or {truth.value} == answers
    if value.known or answers == {False}:
        assert truth.value is not None
    counted = within(value, words)
    for x in inside(value):
        bounds(counted, x if figure(words).admits(x) else Fraction(0))
    assert [n.path for n in truth.needs] == ([] if truth.value is not None else ["a"])


def test_what_counts_within_a_band_is_at_most_its_top() -> None:
    assert within(fact(0, None), "20～30元").high == 30
    assert within(fact(0, 25), "20～30元").high == 25
    assert within(fact(40, 40), "20～30元").high == 0
    assert within(fact(0, None), "30元以上").high is None


@given(st.integers(0, 20), st.integers(0, 20) | st.none())
def test_the_portion_within_a_rate(low: int, width: int | None) -> None:
    high = None if width is None else Fraction(low + width, 1000)
    rate = Quantity(Fraction(low, 1000), high, Unit.RATIO, Given("a", LABEL))
    portion = portion_within(PERMILLE, rate)
    assert portion.unit is Unit.RATIO
    for n in range(low, low + (40 if width is None else width) + 1):
        bounds(portion, Fraction(1) if n <= 7 else Fraction(7, n))


# Truths.

VALUES = (True, False, None)


@pytest.mark.parametrize(("a", "b"), list(product(VALUES, VALUES)))
def test_truth_tables(a: bool | None, b: bool | None) -> None:
    def completions(value: bool | None) -> tuple[bool, ...]:
        return (True, False) if value is None else (value,)

    both = {x and y for x, y in product(completions(a), completions(b))}
    one = {x or y for x, y in product(completions(a), completions(b))}
    assert (Truth(a) & Truth(b)).value == (both.pop() if len(both) == 1 else None)
    assert (Truth(a) | Truth(b)).value == (one.pop() if len(one) == 1 else None)
    assert (~Truth(a)).value == (None if a is None else not a)


def test_all_and_any_of_none() -> None:
    assert all_of([]).value is True
    assert any_of([]).value is False


def test_a_truth_is_not_a_bool() -> None:
    with pytest.raises(TypeError):
        bool(Truth(True))


def test_a_settled_truth_needs_nothing_and_an_open_one_names_what_would_settle_it() -> None:
    a, b = Given("a", LABEL), Given("b", LABEL)
    open_, other = Truth(None, (a,)), Truth(None, (b,))
    assert (open_ & other).needs == (a, b)
    assert (open_ & Truth(False)).needs == ()
    assert (open_ | Truth(True)).needs == ()
    assert (open_ | Truth(False)).needs == (a,)
    assert Truth(True, (a,)).needs == ()


@given(st.lists(st.sampled_from(VALUES), max_size=5), st.booleans())
def test_counting(values: list[bool | None], all_seen: bool) -> None:
    needs = [(Given(str(i), LABEL),) for i in range(len(values))]
    counted = how_many(
        [Truth(v, n, asks=n) for v, n in zip(values, needs, strict=True)], all_seen=all_seen
    )
    assert counted.low == values.count(True)
    if all_seen:
        assert counted.high == values.count(True) + values.count(None)
    elif any(v is not False for v in values):
        assert counted.high is None
    named = {given.path for given in counted.unsettled()}
    if all_seen:
        assert named == {str(i) for i, v in enumerate(values) if v is None}


# Where a number came from.


def test_a_number_remembers_its_facts_and_quotations() -> None:
    paid, asked = fact(1, 1, name="paid"), fact(0, None, name="asked/0/sum")
    number = least(YUAN, law("比例60%") * (paid + asked)).to_the_fen()
    assert list(number.quotes()) == ["最高30万元", "比例60%"]
    assert [g.path for g in number.facts()] == ["paid", "asked/0/sum"]
    assert [g.fact for g in number.unsettled()] == ["asked"]
    assert not number.known
    assert list(least(YUAN, paid).unsettled()) == []


def test_a_gap_is_the_way_to_the_line_in_its_own_unit() -> None:
    for value, words, needed, short, unit in (
        (fact(29, 29, Unit.COUNT), "30家以上", "30", "1", "count"),
        (fact(Fraction(8, 1000), Fraction(8, 1000), Unit.RATIO), "7‰以内", "7", "1", "permille"),
        (fact(Fraction(1, 2), Fraction(1, 2), Unit.RATIO), "不低于60%", "60", "10", "percent"),
    ):
        gap = meets(value, words).gap
        assert gap
        assert gap.to_dict() | {"given": ""} == {
            "needed": needed, "given": "", "short": short, "unit": unit,
        }  # fmt: skip
    assert meets(fact(30, 30, Unit.COUNT), "30家以上").gap is None
    assert meets(fact(0, None, Unit.COUNT), "30家以上").gap is None


def test_a_debugger_shows_what_a_number_and_a_condition_are() -> None:
    spent = fact(0, None, Unit.YUAN)
    assert repr(law("最高30万元")) == "Quantity(300000 YUAN, Quote)"
    assert repr(spent).startswith("Quantity(0 to no limit YUAN, Given")
    assert repr(law("最高30万元") + spent) == "Quantity(300000 to no limit YUAN, ADD)"
    condition = meets(spent, "100万元以上")
    assert repr(condition).startswith("Truth(None, 「100万元以上」, needs ")
    assert repr(meets(law("200万元"), "100万元以上")) == "Truth(True, 「100万元以上」)"
