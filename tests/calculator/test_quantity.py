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
    exceeds,
    how_many,
    law,
    least,
    meets,
    most,
    or_more,
    portion_within,
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


# Units.


@pytest.mark.parametrize(
    "mix",
    [
        lambda: YUAN + PERCENT,
        lambda: YUAN.less(law("30家以上")),
        lambda: YUAN * YUAN,
        lambda: YUAN * law("二级以上"),
        lambda: YUAN / law("不超过1年"),
        lambda: PERCENT / YUAN,
        lambda: least(YUAN, PERCENT),
        lambda: most(YUAN, PERCENT),
        lambda: total([YUAN, PERCENT]),
        lambda: total([law("30家以上")]),
        lambda: either(Truth(None), YUAN, PERCENT),
        lambda: portion_within(PERMILLE, YUAN),
        lambda: exceeds(YUAN, PERCENT),
        lambda: meets(YUAN, "30家以上"),
        lambda: law("1年以内") * YUAN,
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
    ):
        assert number.unit is unit
        assert number.low == number.high == value


def test_nothing_is_divided_by_zero_or_by_what_is_unknown() -> None:
    for divisor in (fact(0, 0), fact(1, 2)):
        with pytest.raises(ZeroDivisionError):
            YUAN / divisor


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
        [Truth(v, n, n) for v, n in zip(values, needs, strict=True)], all_seen=all_seen
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
