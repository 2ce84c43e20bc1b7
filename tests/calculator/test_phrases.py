"""The words around a figure say how much, of what, and whether the line itself is inside."""

from __future__ import annotations

import doctest
import pickle
import re
from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.texts import load_all
from calculator import phrases
from calculator.catalogue import quotations
from calculator.i18n import Text
from calculator.measure import Measure
from calculator.phrases import Figure, QuotationError, Unit, day, figure, nth_years, step
from calculator.policies import MEASURES

CLAUSES = {
    clause.measure_id: clause.whole.zh
    for policy in load_all(Path(__file__).parents[2] / "docs")
    for clause in policy.clauses
}


# What the words admit of the numbers below the figure, at it and above it (Civil Code, art. 1259).
AT_LEAST, MORE = (False, True, True), (False, False, True)
AT_MOST, LESS = (True, True, False), (True, False, False)
EQUAL = (False, True, False)
SIDES = {
    AT_LEAST: (
        "达30家以上 30家及以上 500万元（含）以上 500万元(含本数)以上 500万元以上（含） 二级以上 二级及其以上 "
        "不少于2个月 不低于30% 不小于5家 不短于1年 不得低于30% 不得少于5家 自2025年起 30万元起 达30家 "
        "达到300万元 达到300万元(含税)以上 达到300万元（不含税）以上 满6个月 满1年以上 至少5家 最低5万元 "
        "最少5家 最短1年 下限为5% 达到人民币300万元 达到：30家 300万元人民币以上 30家或以上 费率\xa07‰\xa0以上"
    ),
    MORE: (
        "超过30万元 超30万元 突破10亿元 高于3% 大于3% 多于5家 逾5家 30万元以外 300万元以上（不含） "
        "300万元（不含）以上 300万元以上（不包含本数） 达到300万元以上（不含） 超过（含税）30万元 "
        "300万元以上（不包括） 二级以上（不含本级） 1年以上（不含本年）"
    ),
    AT_MOST: (
        "不超过30万元 不超30万元 未超过30万元 不得超过30万元 不得高于3% 不高于3% 不大于3% 不多于5家 "
        "不突破30万元 未突破30万元 最高30万元 最高不超过30万元 最长不超过1年 最高可达30万元 最高可30万元 "
        "最多5家 最大5% 至多5家 最高奖励30万元 最高给予一次性30万元 上限为30万元 “最高”30万元 30万元封顶 "
        "30万元为限 30万元为上限 30万元以下 30万元及以下 7‰以内 7‰之内 500万元（含）以下 不超过（含）30万元 "
        "不超过（不含税）30万元 单张保单保险费率7‰以内部分的保费 "
        "不超过\xa030万元 非公企业最高30万元"
    ),
    LESS: (
        "不满30万元 未满1年 不足5家 不到5家 未达到30万元 未达30万元 低于二级 小于5% 少于5家 短于1年 "
        "500万元以下（不含） 500万元（不含）以下 最高（不含）30万元"
    ),
    EQUAL: "一次性5万元 2%/年 共5家 提高至10亿元 同比增长10% 期限为1年 研发支出500万元 5家上市企业 按10% 10%的补助",
}  # fmt: skip


@pytest.mark.parametrize(
    ("words", "side"),
    [(each, side) for side, listed in SIDES.items() for each in listed.split(" ")],
)
def test_which_side_of_the_line_counts(words: str, side: tuple[bool, bool, bool]) -> None:
    read = figure(f"对其{words}的")
    step = Fraction(1, 1000)
    assert tuple(read.admits(read.value + by) for by in (-step, Fraction(0), step)) == side


DIRECTED_BEFORE = (
    "约 近 仅 只 才 足 至 到 逾越 超越 跨过 高达 多达 长达 可达 能达到 不达到 没有达到 没有超过 不得突破 未高于 "
    "不再低于 每满 每达到 满足 够 不够 接近 将近 大约 起步 前 后 近几 上 下 内 余 不高 不限于 介于 处于 早于 晚于 "
    "不晚于 最迟 最早 不早于 最 第 每 未 不 非 无 过 以上 以下 以内 左右 上下 及 超出 不超出 多出 高出 低至 少至 没达到"
)
DIRECTED_AFTER = (
    "左右 上下 内 外 开外 多 余 来 前 后 之前 之后 以前 以后 止 为止 起止 至 到 不到 不等 不含 含 （含） （不含） "
    "以上左右 以上不等 为下限 保底 企业以上 企业以内 资金以下 期以上 （以上） 及 或 或更多 及更高 半 过 超 之多 "
    "9月 9月11日 底前 末前"
)


@pytest.mark.parametrize("word", DIRECTED_BEFORE.split())
def test_a_word_of_direction_that_is_not_known_is_never_read_as_equal(word: str) -> None:
    with pytest.raises(QuotationError, match=f"[{word}]"):
        figure(f"产值{word}30万元的")


@pytest.mark.parametrize("word", DIRECTED_AFTER.split())
def test_nor_is_one_behind_the_figure(word: str) -> None:
    with pytest.raises(QuotationError):
        figure(f"给予2025年{word}")


@pytest.mark.parametrize("part", ["，", "。", "；", "的，"])
def test_a_word_in_another_breath_is_not_at_the_figure(part: str) -> None:
    assert figure(f"给予30%{part}企业以上").value == Fraction(3, 10)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("产值逾越30万元的", "「值逾越」 at 「30万元」"), ("2025年之后的奖励", "「之后的」 at 「2025年」"),
    ],
)  # fmt: skip
def test_the_refusal_names_the_word_and_its_figure(words: str, named: str) -> None:
    with pytest.raises(QuotationError, match=named):
        figure(words)


def _figures(measure: Measure) -> Iterator[tuple[str, Figure]]:
    for quotation in quotations(measure):
        with suppress(QuotationError):
            yield quotation.words, figure(quotation.words)


QUOTED = [(m.id, words, read) for m in MEASURES.values() for words, read in _figures(m)]
APART = re.compile(r"[，。；：、\n]|[\d.]+[百千万亿]*[元%‰家年级]?|[一二三四]级")


@pytest.mark.parametrize(("name", "words", "read"), QUOTED)
def test_no_quotation_is_cut_off_from_its_direction(name: str, words: str, read: Figure) -> None:
    """Quoted with what stands beside it in the clause, the figure reads the same."""
    before, _, after = CLAUSES[name].partition(words)
    assert figure(APART.split(before)[-1][-6:] + words + APART.split(after)[0][:6]) == read


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
    for words in (
        "投入100～500万元",
        "投入100万～500万元",
        "投入100~500万元",
        "投入100-500 万元",
        "投入100-500万元（含）",
    ):
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
    ["", "按规定给予奖励", "30", "30万", "最高30万元或20万元", "30家以上、5家以上", "一次性奖励", "数十万元",
     "三四十万元", "1,000元", "1，000元", "2万5千元", "三94‰", "百5成", "1.2.3万元", "30个工作日", "百万元",
     "不超过30万元以上", "最高2级以上", "500万元（含）以上（不含）", "100～500万元以上", "100～500万元（不含）"],
)  # fmt: skip
def test_what_is_not_one_figure_is_refused(words: str) -> None:
    with pytest.raises(QuotationError):
        figure(words)


# A range of two figures, each with its own side: below, at and above either end.
BANDS = {
    (False, True, True, True, True, False): "100万元以上500万元以下 100万元以上、500万元以下 100万元及以上至500万元 "
    "100万元（含）至500万元（含） 不低于100万元不超过500万元 100万元至500万元 100万元—500万元",
    (False, True, True, True, False, False): "100万元以上不足500万元 100万元（含）至500万元（不含） "
    "100万元以上低于500万元",
    (False, False, True, True, True, False): "超过100万元不超过500万元 100万元以上（不含）至500万元 "
    "100万元（不含）至500万元",
}  # fmt: skip


@pytest.mark.parametrize(
    ("words", "inside"),
    [(each, inside) for inside, listed in BANDS.items() for each in listed.split(" ")],
)
def test_a_range_between_two_figures(words: str, inside: tuple[bool, ...]) -> None:
    read, fen = figure(f"投资额{words}的"), Fraction(1, 100)
    ends = (10**6, 5 * 10**6)
    assert tuple(read.admits(end + by) for end in ends for by in (-fen, Fraction(0), fen)) == inside


@pytest.mark.parametrize(
    "words", ["3个月至1年", "5%至10万元", "500万元以上至100万元", "超过100万元超过500万元"]
)
def test_ends_that_make_no_range_are_refused(words: str) -> None:
    with pytest.raises(QuotationError):
        figure(words)


YUAN_PER = Unit.YUAN.over


@pytest.mark.parametrize(
    ("words", "value", "unit", "per"),
    [
        ("一万元", 10_000, Unit.YUAN, 1), ("二十万元", 200_000, Unit.YUAN, 1), ("两百万元", 2 * 10**6, Unit.YUAN, 1),
        ("一千零五十万元", 10_500_000, Unit.YUAN, 1), ("一亿五千万元", 150_000_000, Unit.YUAN, 1),
        ("1千万元", 10**7, Unit.YUAN, 1), ("三成", Fraction(3, 10), Unit.RATIO, 100),
        ("万分之五", Fraction(5, 10**4), Unit.RATIO, 10**4), ("百分之五十", Fraction(1, 2), Unit.RATIO, 100),
        ("千分之三", Fraction(3, 1000), Unit.RATIO, 1000), ("一个百分点", Fraction(1, 100), Unit.RATIO, 100),
        ("2个百分点", Fraction(1, 50), Unit.RATIO, 100), ("1.5倍", Fraction(3, 2), Unit.RATIO, 1),
        ("半年", Fraction(1, 2), Unit.YEAR, 1), ("三年", 3, Unit.YEAR, 1), ("十二个月", 12, Unit.MONTH, 1),
        ("100亩", 100, Unit.MU, 1), ("2公顷", 30, Unit.MU, 1), ("500平方米", 500, Unit.SQUARE_METRE, 1),
        ("20人", 20, Unit.COUNT, 1), ("20人次", 20, Unit.COUNT, 1), ("3台", 3, Unit.COUNT, 1),
        ("3件", 3, Unit.COUNT, 1),
        ("3户", 3, Unit.COUNT, 1), ("100千瓦时", 100, Unit.KILOWATT_HOUR, 1), ("90天", 90, Unit.DAY, 1),
        ("100万美元", 10**6, Unit.DOLLAR, 1),
        ("200元/亩", 200, YUAN_PER(Unit.MU), 1), ("5元/人/天", 5, YUAN_PER(Unit.COUNT).over(Unit.DAY), 1),
        ("5元/人·夜", 5, YUAN_PER(Unit.COUNT).over(Unit.DAY), 1), ("每间2000元", 2000, YUAN_PER(Unit.COUNT), 1),
        ("每亩给予一次性200元", 200, YUAN_PER(Unit.MU), 1),
        ("0.3元/千瓦时", Fraction(3, 10), YUAN_PER(Unit.KILOWATT_HOUR), 1),
        ("每月500元", 500, YUAN_PER(Unit.MONTH), 1), ("亩均税收10万元", 10**5, YUAN_PER(Unit.MU), 1),
        ("每家企业每年最高30万元", 300_000, Unit.YUAN, 1), ("30万元/年", 300_000, Unit.YUAN, 1),
        ("2%/年", Fraction(1, 50), Unit.RATIO, 100),
    ],
)  # fmt: skip
def test_numerals_and_units(words: str, value: Fraction, unit: Unit, per: int) -> None:
    read = figure(words)
    assert (read.value, read.unit, read.per) == (value, unit, per)


@pytest.mark.parametrize("words", ["5元/公顷", "2%/月", "5元/把"])
def test_what_a_sum_is_paid_by_is_never_passed_over(words: str) -> None:
    with pytest.raises(QuotationError, match="/"):
        figure(words)


def test_a_sum_per_something_says_so() -> None:
    assert figure("给予企业200元/亩奖励").each_in_words == Text("/亩", " a mu")
    assert figure("5元/人/夜").each_in_words == Text("/人/夜", " a person a night")
    assert figure("最高30万元").each_in_words == Text("", "")


STEPS = (
    "每 每新增 每新增加 每增 每增长 每增加 每提高 每满 每达 每达到 每超 每超过 每完成 每实现 每投入"
)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        *((f"营业收入{every}100万元", 10**6) for every in STEPS.split()),
        ("每新增1亿元", 10**8), ("每100亩", 100), ("每增加一个百分点", Fraction(1, 100)),
    ],
)  # fmt: skip
def test_every_full_step(words: str, value: Fraction) -> None:
    assert step(words).value == value


@pytest.mark.parametrize(
    "words", ["100万元", "每满100万元以上", "每人每满100万元", "每满100万元奖励500元", "每满0元"]
)
def test_what_is_no_step_is_refused(words: str) -> None:
    with pytest.raises(QuotationError):
        step(words)


@pytest.mark.parametrize(
    ("words", "after", "first", "last"),
    [("前2年", 0, 1, 2), ("前两年", 0, 1, 2), ("后3年", 2, 3, 5), ("第一年", 0, 1, 1), ("第2年", 0, 2, 2),
     ("第三年至第五年", 0, 3, 5), ("第3至5年", 0, 3, 5)],
)  # fmt: skip
def test_years_of_a_support(words: str, after: int, first: int, last: int) -> None:
    read = nth_years(words, after)
    assert [read.admits(year) for year in (first - 1, first, last, last + 1)] == [
        False,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("words", "after"), [("后3年", 0), ("前2年", 2), ("2年", 0), ("前2年、后3年", 2)]
)
def test_years_that_are_not_told_are_refused(words: str, after: int) -> None:
    with pytest.raises(QuotationError):
        nth_years(words, after)


SIGNS = [
    *"一二三十百千万亿零两半〇0123456789.%‰元亩人家个年月日天级成倍每满第前后",
    *"以上下内至到—（）不含及超最高达足，、/ \xa0",
    "分之", "万元", "平方米", "个百分点", "不超过", "以上", "及以上", "每增", "元/亩", "人次", "千瓦时",
]  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(SIGNS), max_size=9).map("".join))
def test_whatever_is_quoted_is_read_or_refused_with_the_words(words: str) -> None:
    for read in (figure, step, nth_years, day):
        with suppress(QuotationError):
            read(words)


def test_units_are_one_object_each_and_survive_a_copy() -> None:
    rate = Unit.YUAN.over(Unit.MU)
    assert rate.times(Unit.MU) is Unit.YUAN
    assert pickle.loads(pickle.dumps(rate)) is rate
    assert (rate.value, Unit.RATIO.value, Unit.RATIO.over(Unit.MU).value) == (
        "yuan/mu",
        "ratio",
        "1/mu",
    )
    assert rate.is_rate
    assert not Unit.YUAN.is_rate


def test_a_figure_without_sides_has_no_value() -> None:
    with pytest.raises(QuotationError):
        _ = Figure(None, None, True, True, Unit.YUAN).value


def test_the_examples_hold() -> None:
    assert doctest.testmod(phrases, raise_on_error=True).attempted


def test_no_word_behind_a_figure_begins_another() -> None:
    """The first that fits is taken, not the longest."""
    words = phrases._AFTER
    assert not [(a, b) for a in words for b in words if a != b and b.startswith(a)]


def test_a_day() -> None:
    assert day("于2024年9月11日印发实施") == "2024-09-11"
    assert day("至2026年12月31日") == "2026-12-31"
    assert day("自 2025 年 3 月 1 日起") == "2025-03-01"
    for words in ("2024年9月", "9月11日", "2024年9月11日至2026年12月31日", ""):
        with pytest.raises(QuotationError):
            day(words)


def test_a_day_that_no_calendar_has_is_an_error() -> None:
    for words in ("至2026年12月32日", "至2026年2月29日", "至2026年13月1日"):
        with pytest.raises(QuotationError, match="no calendar"):
            day(words)


@pytest.mark.parametrize(
    ("word", "unit", "number"),
    [
        ("个百分点", Unit.RATIO, Fraction(3, 100)), ("倍", Unit.RATIO, 3), ("夜", Unit.DAY, 3), ("日", Unit.DAY, 3),
        ("亩", Unit.MU, 3), ("公顷", Unit.MU, 45), ("平方米", Unit.SQUARE_METRE, 3), ("平米", Unit.SQUARE_METRE, 3),
        ("㎡", Unit.SQUARE_METRE, 3), ("立方米", Unit.CUBIC_METRE, 3), ("公里", Unit.KILOMETRE, 3),
        ("千米", Unit.KILOMETRE, 3), ("千瓦时", Unit.KILOWATT_HOUR, 3), ("度", Unit.KILOWATT_HOUR, 3),
        ("吨", Unit.TONNE, 3), ("美元", Unit.DOLLAR, 3),
    ],
)  # fmt: skip
def test_three_of_each_unit(word: str, unit: Unit, number: int | Fraction) -> None:
    read = figure(f"3{word}")
    assert (read.value, read.unit) == (number, unit)


@pytest.mark.parametrize(
    ("word", "en"),
    [
        ("美元", "US dollars"), ("亩", "mu"), ("平方米", "m²"), ("立方米", "m³"), ("公里", "km"), ("千瓦时", "kWh"),
        ("吨", "tonnes"),
    ],
)  # fmt: skip
def test_a_unit_that_is_written_out_has_its_words_in_both_languages(word: str, en: str) -> None:
    assert phrases.NAMES[figure(f"3{word}").unit] == Text(word, en)


@pytest.mark.parametrize(("of", "sign"), [("百", "%"), ("千", "‰"), ("万", "‱")])
def test_a_share_has_the_sign_of_what_it_is_counted_in(of: str, sign: str) -> None:
    assert phrases.SIGNS[figure(f"{of}分之五").per] == sign


PAID_BY = (
    "亩 mu,平方米 square metre,平米 square metre,㎡ square metre,立方米 cubic metre,公里 kilometre,"
    "千米 kilometre,千瓦时 kWh,吨 tonne,天 day,日 day,夜 night,晚 night,月 month,人 person,名 person,"
    "人次 person-time,台 unit,户 household,间 room,辆 vehicle,场 event"
)


@pytest.mark.parametrize(("word", "en"), [each.split(" ", 1) for each in PAID_BY.split(",")])
def test_what_an_amount_is_paid_by_is_said_in_both_languages(word: str, en: str) -> None:
    read = figure(f"200元/{word}")
    assert read.unit.is_rate
    assert read.each_in_words == Text(f"/{word}", f" a {en}")


def test_an_amount_may_be_paid_by_two_things_or_by_one_without_an_english_name() -> None:
    assert figure("5元/人/天").each_in_words == Text("/人/天", " a person a day")
    assert figure("5元/篇").each_in_words == Text("/篇", " each")
    assert figure("5元").each_in_words == Text("", "")
    assert figure("100元/晚").unit is Unit.YUAN.over(Unit.DAY)


@pytest.mark.parametrize("words", ["200元/每人", "每一人200元", "每人200元", "人均200元"])
def test_how_each_is_written(words: str) -> None:
    assert figure(words).unit is Unit.YUAN.over(Unit.COUNT)


@pytest.mark.parametrize("word", ["元", "美元", "%", "％", "‰", "倍", "级", "度", "公顷"])
def test_nothing_is_paid_by_a_share_or_by_money(word: str) -> None:
    with pytest.raises(QuotationError):
        figure(f"200元/{word}")


@pytest.mark.parametrize("word", ["年", "家"])
def test_an_amount_by_the_year_or_the_enterprise_is_a_sum(word: str) -> None:
    assert figure(f"200元/{word}").unit is Unit.YUAN


@pytest.mark.parametrize("word", ["工作日", "自然日", "交易日", "季度", "小时", "体", "别"])
def test_what_only_begins_like_a_measure_word_is_no_figure(word: str) -> None:
    with pytest.raises(QuotationError, match="holds 0 figures"):
        figure(f"3个{word}")
    assert figure(f"3件{word}").value == 3
    assert figure("3个项目").value == 3


@pytest.mark.parametrize("words", ["三万零5元", "三点5万元", "十二级之三四级"])
def test_the_end_of_a_numeral_is_not_read_for_the_whole(words: str) -> None:
    with pytest.raises(QuotationError):
        figure(words)


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("一百〇五", 105), ("一千零十五", 1015), ("三万十五", 30_015), ("一亿十万", 100_100_000), ("一万亿", 10**12),
        ("一万三千亿", 13 * 10**11), ("两千两百", 2200), ("二十〇", 20),
    ],
)  # fmt: skip
def test_a_numeral_is_read_whole(numeral: str, value: int) -> None:
    assert phrases.spelt(numeral) == value


@pytest.mark.parametrize("joint", [*"至到—－-–~～，、且并", "——"])
def test_two_figures_are_joined_to_a_range(joint: str) -> None:
    read = figure(f"30万元以上{joint}100万元以下")
    assert (read.low, read.high) == (300_000, 1_000_000)


def test_the_scale_of_the_second_figure_is_not_that_of_a_first_with_a_unit() -> None:
    read = figure("5000元至10万元")
    assert (read.low, read.high) == (5_000, 100_000)


@pytest.mark.parametrize(
    "words",
    [
        "30家以上、100万元以下", "30万元以上企业100万元以下", "30万元以上至30万元以下", "30万元以上，100万元",
        "30万元、100万元以下",
    ],
)  # fmt: skip
def test_two_figures_that_make_no_range_are_refused(words: str) -> None:
    with pytest.raises(QuotationError):
        figure(words)
