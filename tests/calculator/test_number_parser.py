"""What people type and paste: the truth table row by row, then properties that hold for any text."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from fractions import Fraction
from functools import partial

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from calculator.fields import COUNT, MONEY, PERCENT, PERMILLE, YEAR, Number, is_day
from calculator.fields import FieldProblem as ProfileProblem
from calculator.i18n import Text
from calculator.number_parser import (
    Counter,
    NotUnderstood,
    Scale,
    Understood,
    count,
    date,
    money,
    percent,
    permille,
    year,
)
from calculator.quantity import Given

Reader = Callable[[str, Text], Understood[int] | Understood[str] | NotUnderstood | None]

LABEL = Text("营业收入", "Revenue")
WAN, YI = 10**6, 10**10  # in fen


def fen(text: str, unit: Scale = Scale.WAN) -> int:
    read = money(text, unit, LABEL)
    assert isinstance(read, Understood), read
    return read.value


def taken(number: Number, fact: str | int) -> Fraction:
    """What the profile makes of the fact, as the person wrote it."""
    problems: list[ProfileProblem] = []
    quantity = number.read(fact, Given("x", LABEL), problems)
    assert not problems
    assert quantity.low is not None
    return quantity.low * number.per


def problem(read: object) -> str:
    assert isinstance(read, NotUnderstood), read
    return read.code


@pytest.mark.parametrize(
    ("text", "wan"),
    [
        ("500", 500), ("５００", 500), ("500.", 500), (" 500 ", 500), ("\u202a500\u202c", 500),
        ("\ufeff500\u200b\n", 500), ("\xa0500\u2009", 500), ("\u3000500", 500), ("+500", 500),
        ("1,200", 1200), ("1，200", 1200), ("１，２００．５", "1200.5"), ("500 000", 500000),
        ("1\u202f200", 1200), ("1,0000", 10000), ("1,2000,0000元", 12000), ("1, 200", 1200),
        ("1,234,567.89元", "123.456789"),
        ("500万", 500), ("500万元", 500), ("500萬", 500), ("500 万 元", 500), ("500w", 500),
        ("0.5亿", 5000), ("1.2 亿元", 12000), ("3百万", 300), ("5千万元", 5000), ("800千元", 80),
        ("1.5億圓", 15000), ("3个亿", 30000), ("1万亿", 10**8), ("十万元", 10), ("2百亿", 2000000),
        ("￥1,200,000.00", 120), ("¥ 1,200,000.00", 120), ("1200000元", 120), ("1200000圆", 120),
        ("CNY 1,200,000", 120), ("120万元人民币", 120),
        ("1200000元人民币", 120), ("RMB 1.2 million", 120), ("500k", 50), ("3m", 300), ("1.5bn", 150000),
        ("100万人民币", 100), ("500块钱", "0.05"),
        ("人民币120万元整", 120),
        ("12。5", "12.5"), ("12｡5", "12.5"), ("12．5", "12.5"), (".5", "0.5"), ("0", 0), ("-0", 0),
        ("1.2E+06", 1200000), ("1e3", 1000), ("0.000001", "0.000001"),
        ("一百万", 100), ("壹佰万元整", 100), ("三千五百万", 3500), ("两百万", 200), ("十二万五千", "12.5"),
        ("一点五亿", 15000), ("一点零五亿", 10500), ("十二点五万", "12.5"), ("兩億", 20000),
        ("人民币（大写）壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分", "123.456789"),
        ("壹佰元零伍分", "0.010005"), ("叁万零伍元正", "3.0005"), ("二百零三万", 203), ("⼀百万", 100),
        ("1亿2000万", 12000), ("1亿2千万元", 12000), ("12万5千", "12.5"), ("3千5百万", 3500),
        ("1亿零5", "10000.0005"), ("1亿2,345万6,789元", "12345.6789"), ("一万亿元", 10**8),
        ("五", 5), ("五百元", "0.05"), ("〇", 0),
    ],
)  # fmt: skip
def test_money_in_a_field_of_wan(text: str, wan: int | str) -> None:
    assert fen(text) == Fraction(wan) * WAN


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("500", 500), ("1,200.50", "1200.5"), ("50万", 500000), ("三百五十", 350), ("5千", 5000),
        ("0.01", "0.01"), ("1.200", "1.2"), ("1000000000000", 10**12), ("12元5角", "12.5"),
    ],
)  # fmt: skip
def test_money_in_a_field_of_yuan(text: str, yuan: int | str) -> None:
    assert fen(text, Scale.YUAN) == Fraction(yuan) * 100


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        ("comma", "1,2|12,34|1,2万|1,20,000|1 2|12 34|1,200,00|0,500|1,200 300|1、200|500,"),
        ("inexact", "约500|500+|10-20|10~20|10～20|≥500|500左右|500以上|近千万|十几万|三五百万|"
                    "七八万|一两百万|500多万|10至20|about 500|500\t600|500\n600|5三万|10—20|±5|--5|¥-5-|-￥-5"),
        ("foreign", "$500|500 USD|USD|HK$500|500美元|500港币|€5|500欧元|￡5|£5|500日圆"),
        ("unit", "5%|５％|7‰|200人|12天|百分之五%|千分之7‰"),
        ("number", "abc|1.2.3|万|元|￥|-|三万五|1亿5000|一亿二|5²|①|½|٥|万万|5OO|1e999|=500|#REF!|"
                   "12.5元5角|1.5亿2000万|0x10|1_000|nan|inf|Ⅴ|一百五|-(5)|100万5角|1亿20000万|"
                   "3万12345|十2点|" + "9" * 70),
        ("negative", "-5|－5|−5|–5|(5)|（1,200.00）|-￥500|￥-500|负五百万|-0.01"),
        ("range", "99999999999999|100000001|1.0001万亿|1000000000000.01元"),
        ("places", "0.0000001|0.001元|1.234567890123万元|1,200.005元"),
        ("which_unit", "5千|五千|三百五十|800千"),
    ],
)  # fmt: skip
def test_money_refused(code: str, texts: str) -> None:
    found = {text: problem(money(text, Scale.WAN, LABEL)) for text in texts.split("|")}
    assert found == dict.fromkeys(found, code)


@pytest.mark.parametrize("read", [percent, permille, count, year, date])
@pytest.mark.parametrize("text", ["", " ", "\u3000", "\u200b", "\n", "\ufeff \u202c"])
def test_nothing_entered_is_unknown(read: Reader, text: str) -> None:
    assert read(text, LABEL) is None
    assert money(text, Scale.WAN, LABEL) is None


def test_a_loss_where_the_field_allows_one() -> None:
    for text in ("-300", "－300万", "（300万元）", "负三百万"):
        read = money(text, Scale.WAN, LABEL, loss=True)
        assert isinstance(read, Understood)
        assert (read.value, read.fact) == (-300 * WAN, "-3000000")
        assert read.echo == Text("= -300 万元（-3,000,000 元）", "= RMB -3,000,000")
    assert problem(money("-100000001", Scale.WAN, LABEL, loss=True)) == "range"


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("5000", "= 5,000 万元（50,000,000 元）", "= RMB 50,000,000"),
        ("1.2亿", "= 1.2 亿元（120,000,000 元）", "= RMB 120,000,000"),
        ("12345", "= 12,345 万元（123,450,000 元）", "= RMB 123,450,000"),
        ("1,234,567.89元", "= 1,234,567.89 元（约 123.46 万元）", "= RMB 1,234,567.89"),
        ("500元", "= 500 元", "= RMB 500"),
        ("1,000,000.5元", "= 1,000,000.50 元（约 100 万元）", "= RMB 1,000,000.50"),
        ("1万亿", "= 1 万亿元（1,000,000,000,000 元）", "= RMB 1,000,000,000,000"),
        ("0", "= 0 元", "= RMB 0"),
    ],
)
def test_money_is_echoed(text: str, zh: str, en: str) -> None:
    read = money(text, Scale.WAN, LABEL)
    assert isinstance(read, Understood)
    assert read.echo == Text(zh, en)


@pytest.mark.parametrize(
    ("text", "unit", "code", "offer", "replacement", "meant"),
    [
        ("5000000", Scale.WAN, "large", "改为 500 万元", "500万元", 500 * WAN),
        ("1.2E+06", Scale.WAN, "large", "改为 120 万元", "120万元", 120 * WAN),
        ("￥1,200,000.00", Scale.WAN, "yuan_sign", "改为 1,200,000 万元", "1200000万元", 120 * YI),
        ("500元", Scale.WAN, "yuan_sign", "改为 500 万元", "500万元", 500 * WAN),
        ("1.2E+03", Scale.WAN, "spreadsheet", "改为 1,200 万元", "1200万元", 1200 * WAN),
        ("1.2E+06", Scale.YUAN, "spreadsheet", "改为 1,200,000 元", "1200000元", 120 * WAN),
    ],
)
def test_money_in_doubt(
    text: str, unit: Scale, code: str, offer: str, replacement: str, meant: int
) -> None:
    read = money(text, unit, LABEL)
    assert isinstance(read, Understood)
    assert read.doubt
    assert (read.doubt.code, read.doubt.offer.zh) == (code, offer)
    assert read.doubt.replacement == replacement
    again = money(replacement, unit, LABEL)
    assert isinstance(again, Understood)
    assert (again.value, again.doubt) == (meant, None)


def test_the_large_figure_is_named_in_both_languages() -> None:
    read = money("5000000", Scale.WAN, LABEL)
    assert isinstance(read, Understood)
    assert read.value == 500 * YI
    assert read.doubt
    assert read.doubt.text == Text(
        "这是 500 亿元。若单位是元，应为 500 万元",
        "This is RMB 50,000,000,000. Counted in yuan it would be RMB 5,000,000 (500万元)",
    )


@pytest.mark.parametrize(
    "text", ["999999", "5000000万元", "500亿", "￥200,000,000", "120万元", "0元"]
)
def test_no_doubt_below_100_yi_or_with_the_unit_written(text: str) -> None:
    read = money(text, Scale.WAN, LABEL)
    assert isinstance(read, Understood)
    assert read.doubt is None


@pytest.mark.parametrize(
    ("read", "text", "value", "replacement"),
    [
        (percent, "5%", 50000, None), (percent, "５％", 50000, None), (percent, "3.45", 34500, None),
        (percent, "百分之三点四五", 34500, None), (percent, "5 percent", 50000, None),
        (percent, "100", 10**6, None), (percent, "0", 0, None), (percent, "0.0001%", 1, None),
        (percent, "0.05%", 500, None), (percent, "0.5", 5000, None), (percent, "3。45", 34500, None),
        (percent, "0.05", 500, "5%"), (percent, "0.0345", 345, "3.45%"), (percent, "5‰", 5000, "5%"),
        (permille, "7‰", 70000, None), (permille, "7", 70000, None), (permille, "千分之七", 70000, None),
        (permille, "1000", 10**7, None), (permille, "0.7‰", 7000, None),
        (permille, "0.7%", 70000, "0.7‰"), (permille, "0.7", 7000, "7‰"), (permille, "0.007", 70, "7‰"),
    ],
)  # fmt: skip
def test_rates(read: Reader, text: str, value: int, replacement: str | None) -> None:
    got = read(text, LABEL)
    assert isinstance(got, Understood)
    assert got.value == value
    assert (got.doubt.replacement if got.doubt else None) == replacement
    if replacement:
        again = read(replacement, LABEL)
        assert isinstance(again, Understood)
        assert again.doubt is None


@pytest.mark.parametrize(
    ("read", "text", "code"),
    [
        (percent, "100.0001", "range"), (percent, "3.45001", "places"), (percent, "-5%", "negative"),
        (percent, "5万", "unit"), (percent, "5元", "unit"), (percent, "3-5%", "inexact"),
        (percent, "1,2%", "comma"), (percent, "abc", "number"), (percent, "百分之五%", "number"),
        (percent, "5%%", "number"), (percent, "3.4.5", "number"), (percent, "5E-02", "inexact"),
        (permille, "1001", "range"), (permille, "100.1%", "range"), (permille, "0.00001", "places"),
        (count, "200.5", "places"), (count, "-5", "negative"), (count, "约200", "inexact"),
        (count, "200余人", "inexact"), (count, "5%", "unit"), (count, "5万元", "unit"),
        (count, "1,2", "comma"), (count, "abc", "number"), (count, "七八人", "inexact"),
        (year, "24", "number"), (year, "1999", "range"), (year, "2101", "range"),
        (year, "2,024", "number"), (year, "2024-2025", "number"), (year, "2024年3月", "number"),
        (date, "2025-02-29", "no_such_day"), (date, "2025-13-01", "no_such_day"),
        (date, "2025年十三月1日", "no_such_day"), (date, "3/1/2025", "number"), (date, "45717", "number"),
        (date, "2025年3月", "number"), (date, "2025-3/1", "number"), (date, "25-03-01", "number"),
        (date, "2025-03-01 09:30", "number"), (date, "2025-00-10", "no_such_day"),
    ],
)  # fmt: skip
def test_other_fields_refuse(read: Reader, text: str, code: str) -> None:
    assert problem(read(text, LABEL)) == code


@pytest.mark.parametrize(
    ("text", "counter", "value"),
    [
        ("200人", Counter.ANY, 200), ("２００", Counter.ANY, 200), ("30家", Counter.ANY, 30),
        ("12 天", Counter.DAYS, 12), ("12天", Counter.ANY, 12), ("200.0", Counter.ANY, 200),
        ("1,200人次", Counter.ANY, 1200), ("两百人", Counter.ANY, 200), ("1.2万人", Counter.ANY, 12000),
        ("十二", Counter.ANY, 12), ("365 days", Counter.DAYS, 365), ("0", Counter.ANY, 0),
        ("20间", Counter.ANY, 20), ("300亩", Counter.MU, 300), ("三百亩", Counter.MU, 300),
        ("300 mu", Counter.MU, 300),
        ("1,000平方米", Counter.SQUARE_METRES, 1000), ("500 m²", Counter.SQUARE_METRES, 500),
        ("1.5万千瓦时", Counter.KILOWATT_HOURS, 15000), ("500kWh", Counter.KILOWATT_HOURS, 500),
        ("20吨", Counter.TONNES, 20),
    ],
)  # fmt: skip
def test_counts(text: str, counter: Counter, value: int) -> None:
    read = count(text, LABEL, counter)
    assert isinstance(read, Understood)
    assert (read.value, read.fact) == (value, value)


def test_a_count_of_something_else_is_refused() -> None:
    assert problem(count("12天", LABEL, Counter.MONTHS)) == "unit"
    assert problem(count("30家", LABEL, Counter.DAYS)) == "unit"


@pytest.mark.parametrize(
    "text", ["2024", "２０２４", "2024年", "2024 年度", "二〇二四年", "二零二四"]
)
def test_years(text: str) -> None:
    read = year(text, LABEL)
    assert isinstance(read, Understood)
    assert read.fact == 2024
    assert read.echo == Text("= 2024年", "= 2024")


@pytest.mark.parametrize(
    "text",
    [
        "2025-03-01", "2025/3/1", "2025.3.1", "2025年3月1日", "２０２５－０３－０１", "2025。3。1",
        "2025 年 3 月 1 日", "2025年3月1号", "20250301", "二〇二五年三月一日", "2025–03–01",
        "2025年3⽉1⽇", "2025/3/1 0:00", "2025-03-01 00:00:00", "2025-03-01T00:00:00",
    ],
)  # fmt: skip
def test_dates(text: str) -> None:
    read = date(text, LABEL)
    assert isinstance(read, Understood)
    assert read.value == "2025-03-01"
    assert read.echo == Text("= 2025年3月1日", "= 1 Mar 2025")


def test_a_leap_day_and_the_twelfth_month() -> None:
    assert date("2024-02-29", LABEL) == date("二〇二四年二月二十九日", LABEL)
    read = date("2024年十二月三十一日", LABEL)
    assert isinstance(read, Understood)
    assert read.value == "2024-12-31"


# Properties

AMOUNTS = st.integers(0, 10**14)


def _han(n: int) -> str:
    """A whole number below 10^13 in formal Chinese numerals, written on its own terms."""
    digits, units = "零壹贰叁肆伍陆柒捌玖", ["", "拾", "佰", "仟"]

    def section(k: int) -> str:
        out = ""
        for i, d in enumerate(f"{k:04}"):
            if d != "0":
                out += digits[int(d)] + units[3 - i]
            elif out and not out.endswith("零"):
                out += "零"
        return out.rstrip("零")

    yi, wan, rest = n // 10**8, n // 10**4 % 10**4, n % 10**4
    out = section(yi) + "亿" if yi else ""
    if wan:
        out += ("零" if yi and wan < 1000 else "") + section(wan) + "万"
    if rest:
        out += ("零" if (wan or yi) and (rest < 1000 or not wan) else "") + section(rest)
    return out or "零"


@given(AMOUNTS)
def test_any_amount_survives_every_style(value: int) -> None:
    yuan, cents = divmod(value, 100)
    tail = f".{cents:02}"
    wan = f"{value // WAN}.{value % WAN:06}"
    yi = f"{value // YI}.{value % YI:010}"
    written = [
        f"{yuan}{tail}元", f"￥{yuan:,}{tail}", f"{yuan:,}{tail} 元", f"CNY {yuan}{tail}",
        f"{yuan:,}".replace(",", " ") + f"{tail}元", f"{yuan:,}".replace(",", "，") + f"．{cents:02}元",
        f"{wan}万", f"{wan}万元", f"{wan}", f"{yi}亿", f"{yi} 亿元".replace(".", "。"),
        f"\u202a{wan}\u202c", "".join(chr(ord(c) + 0xFEE0) for c in wan),
    ]  # fmt: skip
    for text in written:
        assert fen(text) == value, text
    assert fen(f"{yuan}{tail}", Scale.YUAN) == value
    groups = re.sub(r"(?<=\d)(?=(?:\d{4})+$)", ",", str(yuan))
    assert fen(f"{groups}{tail}元") == value, groups


@given(st.integers(0, 10**12 - 1), st.integers(0, 99))
def test_any_formal_amount_is_read_back(yuan: int, cents: int) -> None:
    jiao, unit = divmod(cents, 10)
    digits = "零壹贰叁肆伍陆柒捌玖"
    tail = (f"{digits[jiao]}角" if jiao else "") + (
        ("零" if not jiao else "") + f"{digits[unit]}分" if unit else ""
    )
    assert fen(f"人民币{_han(yuan)}元{tail or '整'}") == yuan * 100 + cents


@given(AMOUNTS, st.sampled_from(Scale))
def test_the_fact_is_the_value_as_a_profile_takes_it(value: int, unit: Scale) -> None:
    read = money(f"{value // 100}.{value % 100:02}元", unit, LABEL)
    assert isinstance(read, Understood)
    assert taken(MONEY, read.fact) == Fraction(value, 100)
    assert fen(str(read.fact), Scale.YUAN) == value
    # The echo says the same amount, to the fen.
    assert Fraction(read.echo.en.removeprefix("= RMB ").replace(",", "")) == Fraction(value, 100)


@given(st.integers(0, 10**6), st.integers(0, 10**7))
def test_any_rate_is_read_back(pct: int, mille: int) -> None:
    for read, value, number, sign in (
        (percent, pct, PERCENT, "%"), (permille, mille, PERMILLE, "‰"),
    ):  # fmt: skip
        text = f"{value // 10**4}.{value % 10**4:04}"
        for style in (text, text + sign, text + " " + sign):
            got = read(style, LABEL)
            assert isinstance(got, Understood)
            assert got.value == value
            assert taken(number, got.fact) == Fraction(value, 10**4)


@given(st.dates())
def test_any_day_is_read_back(day: datetime.date) -> None:
    iso = day.isoformat()
    y, m, d = iso[:4], day.month, day.day
    for text in (iso, f"{y}/{m}/{d}", f"{y}.{m}.{d}", f"{y}年{m}月{d}日", iso.replace("-", "")):
        got = date(text, LABEL)
        assert isinstance(got, Understood), text
        assert got.value == iso


PIECES = st.sampled_from(
    [
        *"01259,，.。-+()万亿千百十零一二三五元￥%‰约点角分整年月日人家天wk负$~ \t\u200b\xa0",
        "000",
        "E+06",
        "百分之",
        "人民币",
        "million",
    ]
)
TEXTS = st.text() | st.lists(PIECES, max_size=9).map("".join)
# What a text has to carry for a number to be understood in it.
FIGURE = re.compile(
    r"[0-9０-９〇○零一二三四五六七八九十两兩壹贰貳叁參参肆伍陆陸柒捌玖拾⼀⼆⼋⼗〡-〩〸-〺]"
)


@given(TEXTS)
@example("9" * 5000)
@example("1e99999999")
@example("\ud800")
@example("(" * 60)
@example("1000万亿")
@example("1,111" * 12 + "x")
def test_any_text_is_a_number_within_limits_a_sentence_or_nothing(text: str) -> None:
    reads: list[Understood[int] | Understood[str] | NotUnderstood | None]
    reads = [money(text, unit, LABEL) for unit in Scale]
    reads += [read(text, LABEL) for read in (percent, permille, count, year)]
    limits = [MONEY, MONEY, PERCENT, PERMILLE, COUNT, YEAR]
    for got, number in zip(reads, limits, strict=True):
        if isinstance(got, Understood):
            assert taken(number, got.fact) >= 0
            assert FIGURE.search(text)
            assert type(got.value) is int
    day = date(text, LABEL)
    assert not isinstance(day, Understood) or is_day(day.value)
    for got in [*reads, day]:
        if isinstance(got, NotUnderstood):
            assert got.text.zh.startswith(LABEL.zh)
            assert got.text.en.startswith(LABEL.en)
            _well_worded(got.text)
        elif got and got.doubt:
            _well_worded(got.doubt.text)
            _well_worded(got.doubt.offer)


def _well_worded(text: Text) -> None:
    assert not re.search(r"请|抱歉|非法|无效|错误", text.zh)
    assert not re.search(r"please|sorry|invalid|illegal|wrong", text.en, re.IGNORECASE)
    assert not re.search(r"[\[{}\]]", text.zh + text.en)
    assert not re.search(r"[，。：；（）“”？]", text.en)
    assert not re.search(r"[一-鿿][,:;?]|[,:;?][一-鿿]", text.zh)


def _money(unit: Scale, text: str, label: Text) -> Understood[int] | NotUnderstood | None:
    return money(text, unit, label)


@given(TEXTS, st.sampled_from(Scale))
@example("0.05", Scale.WAN)
@example("123456789.5", Scale.WAN)
@example("12345678.91", Scale.WAN)
@example("0.3E+00", Scale.YUAN)
def test_an_offer_is_read_back_without_a_doubt(text: str, unit: Scale) -> None:
    readers: list[Reader] = [partial(_money, unit), percent, permille]
    for read in readers:
        got = read(text, LABEL)
        if isinstance(got, Understood) and got.doubt:
            again = read(got.doubt.replacement, LABEL)
            assert isinstance(again, Understood)
            assert again.doubt is None


@given(AMOUNTS.map(lambda n: f"{n}"), st.sampled_from([*"约近超≥><~$€", "abc", "不到"]))
def test_a_word_that_blurs_the_number_never_yields_one(figure: str, word: str) -> None:
    for text in (word + figure, word + figure + "万元"):
        assert isinstance(money(text, Scale.WAN, LABEL), NotUnderstood)


@given(st.integers(1, 999), st.integers(0, 99999))
def test_groups_of_neither_three_nor_four_are_refused(head: int, tail: int) -> None:
    for width in (1, 2, 5):
        text = f"{head},{tail:0{width}}"
        if len(text.split(",")[1]) == width:
            assert problem(money(text, Scale.YUAN, LABEL)) == "comma"
