"""Parse what a person types or pastes into a field as an exact value, or refuse it.

Each reader returns what was understood, a problem that names the field and says what is accepted,
or None if nothing was entered: empty is unknown, never zero. Whatever is not surely one number is
refused; a suspicious number is kept unchanged, with a doubt and a suggested replacement.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from typing import Generic, Literal, NamedTuple, TypeVar

from calculator.fields import COUNT, MONEY, PERCENT, PERMILLE, TOO_LONG, YEAR, Number, is_day
from calculator.i18n import Text, grouped, plain
from calculator.i18n import yuan as _yuan

V = TypeVar("V", int, str)
Code = Literal["long",
    "number", "comma", "inexact", "negative", "foreign", "range", "places", "unit", "which_unit",
    "no_such_day",
]  # fmt: skip
Suspicion = Literal["large", "yuan_sign", "spreadsheet", "fraction", "other_sign"]


class Scale(Enum):
    """The unit of a bare number in a money field, in yuan."""

    YUAN = 1
    WAN = 10_000


class Counter(Enum):
    """The unit that a field counts: the measure word to echo in Chinese, and the words accepted."""

    ANY = (
        "",
        "人次?|[名位家户个天日台件间项次场套辆]|people|persons?|enterprises?|company|companies|firms?|banks?|days?",
    )
    DAYS = ("天", "[天日]|days?")
    YEARS = ("年", "年|years?")
    MONTHS = ("个月", "个?月|months?")
    LEVEL = ("级", "级")
    MU = ("亩", "亩|mu")
    SQUARE_METRES = ("平方米", "平方米|平米|㎡|m²|m2|square met(?:re|er)s?")
    KILOWATT_HOURS = ("千瓦时", "千瓦时|度|kwh")
    TONNES = ("吨", "吨|tonnes?|tons?|t")


@dataclass(frozen=True)
class Doubt:
    """The reason why a figure may not be what was meant, and the `replacement` to `offer`."""

    code: Suspicion
    text: Text
    offer: Text
    replacement: str


@dataclass(frozen=True)
class Understood(Generic[V]):
    """An exact value, the `fact` for the profile, and the line that echoes it.

    `value` is in fen for money and in ten-thousandths of 1% or 1‰ for rates; a date is YYYY-MM-DD.
    """

    value: V
    fact: str | int
    echo: Text
    doubt: Doubt | None = None


@dataclass(frozen=True)
class NotUnderstood:
    """The reason why a text is refused, in a sentence that begins with the field's label."""

    code: Code
    text: Text


LARGE = 10**10
"""The yuan from which a bare figure in a 万元 field may have been meant in yuan."""


def money(
    text: str, unit: Scale, label: Text, *, loss: bool = False, large: int = LARGE
) -> Understood[int] | NotUnderstood | None:
    """Parse an amount in fen. 万, 亿, 元 and ¥ override the field's unit; `loss` allows a minus."""
    if not (clean := _clean(text)):
        return None
    match = _MONEY_TEXT.fullmatch(re.sub(r"^\((.*)\)$", r"-\1", _figures(clean)))
    read = _amount(match["body"]) if match else None
    if match is None or read is None or (match["sign"] and match["minus"]):
        return _refusal(clean, label, _MONEY[unit])
    bare = not (read.scaled or match["mark"] or match["yuan"])
    if bare and read.style == "words" and read.value and unit is Scale.WAN:
        return _problem("which_unit", label, _MONEY[unit])
    yuan = read.value * (unit.value if bare else 1)
    if cents := int(f"{match['jiao'] or 0}{match['fen'] or 0}"):
        if not match["yuan"] or yuan.denominator != 1:
            return _refusal(clean, label, _MONEY[unit])
        yuan += Fraction(cents, 100)
    if match["minus"] or match["sign"] in ("-", "负"):
        yuan = -yuan
    if fault := _fault(abs(yuan) if loss else yuan, MONEY):
        return _problem(fault, label, _MONEY[unit])
    doubt = _money_doubt(yuan, read, bare, unit, large)
    return Understood(int(yuan * 100), plain(yuan), _money_echo(yuan), doubt)


def percent(text: str, label: Text) -> Understood[int] | NotUnderstood | None:
    """Parse a percentage, in ten-thousandths of 1%; bare, with % or as 百分之五."""
    return _rate(text, label, _PERCENT, "%")


def permille(text: str, label: Text) -> Understood[int] | NotUnderstood | None:
    """Parse a rate per mille, in ten-thousandths of 1‰; bare, with ‰ or as 千分之七."""
    return _rate(text, label, _PERMILLE, "‰")


def count(
    text: str, label: Text, counter: Counter = Counter.ANY, number: Number = COUNT
) -> Understood[int] | NotUnderstood | None:
    """Parse a count within the range of `number`, with or without a word of `counter`.

    `value` counts units of the last decimal place that `number` allows.
    """
    if not (clean := _clean(text)):
        return None
    shown, words = counter.value
    field = (_MEASURED if number.places else _COUNT)._replace(number=number)
    match = re.fullmatch(rf"([+-]?)(.+?)(?:{words})?", _figures(clean))
    read = _amount(match[2]) if match else None
    if match is None or read is None or read.style == "spreadsheet":
        return _refusal(clean, label, field)
    value = -read.value if match[1] == "-" else read.value
    if fault := _fault(value, number):
        return _problem(fault, label, field)
    fact = int(value) if value.denominator == 1 else plain(value)
    echo = f"= {grouped(value)}"
    return Understood(int(value * 10**number.places), fact, Text(f"{echo} {shown}".rstrip(), echo))


def year(text: str, label: Text) -> Understood[int] | NotUnderstood | None:
    """Parse a calendar year of four digits."""
    if not (clean := _clean(text)):
        return None
    match = re.fullmatch(r"([0-9]{4})(?:年度?)?", clean.translate(_DIGITS).replace("零", "0"))
    if match is None:
        return _problem("number", label, _YEAR)
    value = int(match[1])
    if fault := _fault(Fraction(value), YEAR):
        return _problem(fault, label, _YEAR)
    return Understood(value, value, Text(f"= {value}年", f"= {value}"))


def date(text: str, label: Text) -> Understood[str] | NotUnderstood | None:
    """Parse a calendar day, year first, as YYYY-MM-DD."""
    if not (clean := _clean(text)):
        return None
    match = _DAY_TEXT.fullmatch(clean.translate(_DIGITS))
    if match is None:
        return _problem("number", label, _DATE)
    y, *rest = (part for part in match.group("y", "ma", "da", "mb", "db", "mc", "dc") if part)
    month, day = (int(n.value) if (n := _number(part)) else 0 for part in rest)
    iso = f"{y.replace('零', '0')}-{month:02}-{day:02}"
    if not is_day(iso):
        return _problem("no_such_day", label, _DATE)
    zh = f"= {int(iso[:4])}年{month}月{day}日"
    return Understood(iso, iso, Text(zh, f"= {day} {_MONTHS[month - 1]} {int(iso[:4])}"))


# From characters to numbers

_SAME = str.maketrans(
    "壹贰貳叁參参肆伍陆陸柒捌玖拾佰仟萬億圓圆點負两兩〇○號号。‐‑‒–—―−",
    "一二二三三三四五六六七八九十百千万亿元元点负二二零零日日.-------",
)
_HAN = "一二三四五六七八九"
_DIGITS = str.maketrans(_HAN, "123456789")
# 三五百万 means three to five million: adjacent digits count only after 点.
_LOOSE = rf"(?<![点零{_HAN}])[{_HAN}][0-9{_HAN}]|[0-9][{_HAN}]"
_WEIGHTS = {None: 1, "十": 10, "百": 100, "千": 1000}
_SCALES = {
    "": 1, "k": 10**3, "thousand": 10**3, "w": 10**4, "万": 10**4, "million": 10**6,
    "m": 10**6, "mn": 10**6, "bn": 10**9, "billion": 10**9,
    "亿": 10**8, "个亿": 10**8, "万亿": 10**12,
}  # fmt: skip
_PER = {"百": 100, "%": 100, "percent": 100, "pct": 100, "千": 1000, "‰": 1000, "permille": 1000}
_ARABIC = re.compile(
    r"((?=\.?[0-9])(?:[0-9]+|[1-9][0-9]{0,2}([, ])[0-9]{3}(?:\2[0-9]{3})*"
    r"|[1-9][0-9]{0,3}([, ])[0-9]{4}(?:\3[0-9]{4})*)?(?:\.[0-9]*)?(e[+-]?[0-9]{1,2})?)([十百千])?"
)
_SECTION = re.compile(
    r"零?(?:([1-9])千)?(?:零?([1-9])百)?(?:零?([1-9]?)十)?(?:(?:^|零|(?<=十))([1-9]))?(\.[0-9]+)?"
)
_SCALED = re.compile(f"(.+?)({'|'.join(_SCALES)})")
_MIXED = re.compile(r"(?:(.+?)亿)?(?:(.+?)万)?(.*)")
_MONEY_TEXT = re.compile(
    r"(?P<sign>[+-]|负)?(?P<mark>(?:人民币(?:\(?大写\)?)?:?|rmb|cny|¥)*)(?P<minus>-)?(?P<body>.+?)"
    r"(?P<yuan>(?:元|块钱?)(?:人民币)?|人民币|rmb|cny|yuan|¥)?(?:零?(?P<jiao>[1-9])角)?(?:零?(?P<fen>[1-9])分)?[整正]?\.?"
)
_RATE_TEXT = re.compile(r"(?:([百千])分之)?([+-]?)(.+?)(%|‰|percent|pct|permille)?")
_DAY_TEXT = re.compile(
    r"(?P<y>[0-9零]{4})(?:年(?P<ma>[0-9十]{1,3})月(?P<da>[0-9十]{1,3})日"
    r"|([-/.])(?P<mb>[0-9]{1,2})\4(?P<db>[0-9]{1,2})|(?P<mc>[0-9]{2})(?P<dc>[0-9]{2}))"
    r"(?:(?:[ t]|(?<=日))0?0:00(?::00)?)?\.?"  # a spreadsheet's midnight
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class _Number(NamedTuple):
    value: Fraction
    style: Literal["digits", "words", "spreadsheet"]
    scaled: bool = False


def _fold(char: str) -> str:
    # Not NFKC, which would read 5² as 52 and ① as 1.
    match unicodedata.decomposition(char).split():
        case ["<wide>" | "<narrow>" | "<small>" | "<compat>" | "<noBreak>", code]:
            return chr(int(code, 16)).translate(_SAME)
    return "" if unicodedata.category(char) == "Cf" else char.translate(_SAME)


@lru_cache(maxsize=32)  # the same text is tried as one kind of entry after the other
def _clean(text: str) -> str:
    """Normalize characters that look the same; keep spaces only between digits."""
    same = "".join(map(_fold, text)).strip().lower()
    return re.sub(r"(?<![0-9]) +| +(?![0-9])", "", same)


def _figures(clean: str) -> str:
    """Replace Chinese digits by 0 to 9; "" if they cannot be one number."""
    if len(clean) > 60 or re.search(_LOOSE, clean):
        return ""
    arabic = clean.translate(_DIGITS)
    return re.sub(r"点([零0-9]+)", lambda m: "." + m[1].replace("零", "0"), arabic)


def _number(text: str) -> _Number | None:
    """Parse a number below 万: 1,200.5, 1.2e+06, 5千, 3千5百, 十2.5 (Chinese digits replaced)."""
    if match := _ARABIC.fullmatch(text):
        figure, _, _, exponent, weight = match.groups()
        value = Fraction(re.sub("[, ]", "", figure)) * _WEIGHTS[weight]
        return _Number(value, "spreadsheet" if exponent else "words" if weight else "digits")
    if text and (match := _SECTION.fullmatch(text)):
        *digits, part = match.groups()
        pairs = zip(digits, (1000, 100, 10, 1), strict=True)
        whole = sum(int(digit or 1) * weight for digit, weight in pairs if digit is not None)
        return _Number(Fraction(f"{whole}{part or ''}"), "words")
    return None


def _amount(text: str) -> _Number | None:
    """Parse a number with or without a scale: 0.5亿, 5million, 12万5千, 1亿2000万."""
    if (match := _SCALED.fullmatch(text)) and (number := _number(match[1])):
        return _Number(number.value * _SCALES[match[2]], number.style, bool(match[2]))
    if not (match := _MIXED.fullmatch(text)):
        return None
    yi, wan, rest = match.groups()
    read = [_number(part) if part else _Number(Fraction(0), "digits") for part in (yi, wan, rest)]
    values = [part.value for part in read if part and part.value.denominator == 1]
    if len(values) < 3 or values[2] >= 10**4 or (yi and values[1] >= 10**4):
        return None
    # 三万五 means 35,000 and 1亿5000 often 1亿5000万: only an explicit gap (三万零五) is certain.
    if rest and rest[0] not in "0零" and (not wan or values[2] < 100):
        return None
    return _Number(values[0] * 10**8 + values[1] * 10**4 + values[2], "words", True)


def _rate(
    text: str, label: Text, field: _Field, sign: str
) -> Understood[int] | NotUnderstood | None:
    if not (clean := _clean(text)):
        return None
    match = _RATE_TEXT.fullmatch(_figures(clean))
    read = _number(match[3]) if match else None
    if not match or not read or read.style == "spreadsheet" or (match[1] and match[4]):
        return _refusal(clean, label, field)
    typed = -read.value if match[2] == "-" else read.value
    per, written = field.number.per, _PER.get(match[1] or match[4])
    value = typed * per / (written or per)
    if fault := _fault(value, field.number):
        return _problem(fault, label, field)
    doubt = _rate_doubt(typed, value, written, field.number, sign)
    return Understood(int(value * 10**4), plain(value), _both(f"= {grouped(value)}{sign}"), doubt)


def _fault(value: Fraction, number: Number) -> Code | None:
    if value < 0:
        return "negative"
    if value < number.least or (number.most is not None and value > number.most):
        return "range"
    if number.most is None and value >= TOO_LONG:
        return "long"
    return "places" if (value * 10**number.places).denominator != 1 else None


# Echoes and doubts about numbers that were understood


def _both(words: str) -> Text:
    return Text(words, words)


def _wan(value: Fraction) -> Text:
    wan = grouped(value / 10**4)
    return Text(f"{wan} 万元", f"{_yuan(value).en} ({wan}万元)")


def _short(value: Fraction) -> str | None:
    """Return the amount in 万亿元, 亿元 or 万元 if that needs no more than two decimals."""
    for name, size in (("万亿元", 10**12), ("亿元", 10**8), ("万元", 10**4)):
        if abs(value) >= size and (value / size * 100).denominator == 1:
            return f"{grouped(value / size)} {name}"
    return None


def _money_echo(value: Fraction) -> Text:
    full = _yuan(value)
    if short := _short(value):
        return Text(f"= {short}（{full.zh}）", f"= {full.en}")
    wan = Fraction(round(value / 100), 100)
    about = f"（约 {grouped(wan)} 万元）" if abs(value) >= 10**4 else ""
    return Text(f"= {full.zh}{about}", f"= {full.en}")


def _money_doubt(
    yuan: Fraction, read: _Number, bare: bool, unit: Scale, large: int
) -> Doubt | None:
    if unit is Scale.WAN and not read.scaled and read.style != "words" and yuan:
        if bare and abs(yuan) >= large and not _fault(abs(yuan / 10**4), MONEY):
            now = Text(_short(yuan) or _yuan(yuan).zh, _yuan(yuan).en)
            text = Text("这是 {now}。若单位是元，应为 {less}",
                        "This is {now}. Counted in yuan it would be {less}")  # fmt: skip
            text = text.fill(now=now, less=_wan(yuan / 10**4))
            return _doubt("large", text, _wan(yuan / 10**4), f"{plain(yuan / 10**8)}万元")
        if not bare and not _fault(abs(yuan * 10**4), MONEY):
            text = Text("带“¥”或“元”，按元理解", "Read in yuan because of the ¥ or 元")
            return _doubt("yuan_sign", text, _wan(yuan * 10**4), f"{plain(yuan)}万元")
    if read.style == "spreadsheet":
        text = Text("表格的科学计数（如 1.2E+06）可能省去了末尾的数字，核对原数",
                    "A spreadsheet's 1.2E+06 may leave out the last digits: check the original")  # fmt: skip
        if unit is Scale.WAN:
            return _doubt("spreadsheet", text, _wan(yuan), f"{plain(yuan / 10**4)}万元")
        return _doubt("spreadsheet", text, _yuan(yuan), f"{plain(yuan)}元")
    return None


def _rate_doubt(
    typed: Fraction, value: Fraction, written: int | None, number: Number, sign: str
) -> Doubt | None:
    figure = f"{grouped(value)}{sign}"
    if written and value != typed and not _fault(typed, number):
        text = _both(f"{grouped(typed)}{'%' if written == 100 else '‰'} = {figure}")
        return _doubt("other_sign", text, _both(f"{grouped(typed)}{sign}"), f"{plain(typed)}{sign}")
    # 0.05 is how a spreadsheet stores 5%; 0.7 in a ‰ field may be 0.7%.
    if not written and 0 < typed < (Fraction(1, 2) if number.per == 100 else 1):
        times = 10 if number.per == 1000 and typed >= Fraction(1, 10) else number.per
        meant = f"{plain(typed * times)}{sign}"
        text = Text(f"按 {figure} 理解，是 {meant} 吗？", f"Read as {figure}. Is it {meant}?")
        return _doubt("fraction", text, _both(meant), meant)
    return None


def _doubt(code: Suspicion, text: Text, shown: Text, replacement: str) -> Doubt:
    return Doubt(code, text, Text("改为 ", "Change to ") + shown, replacement)


# Messages for texts that are refused


class _Field(NamedTuple):
    """A kind of field: what it needs, an example, and signs that something else was meant."""

    need: Text
    like: Text
    number: Number
    other_units: str = r"(?!)"


def _or(one: str, other: str) -> Text:
    return Text(f"{one} 或 {other}", f"{one} or {other}")


_AMOUNT, _NOT_MONEY = Text("金额", "an amount of money"), r"[%‰人名家户天日年月]|percent|days?"
_NOT_A_RATE = r"[元万亿¥人名家户天日年月]|rmb|cny|yuan|days?"
_NOT_A_COUNT = r"[元¥%‰人名位家户个天日年月]|rmb|cny|yuan|people|persons?|days?"
_DATE_NEED = Text("年、月、日齐全的日期", "a full date, year first")
_MONEY = {
    Scale.YUAN: _Field(_AMOUNT, _or("500000", "50万"), MONEY, _NOT_MONEY),
    Scale.WAN: _Field(_AMOUNT, _or("5000", "0.5亿"), MONEY, _NOT_MONEY),
}
_PERCENT = _Field(Text("百分数", "a percentage"), _or("3.45", "3.45%"), PERCENT, _NOT_A_RATE)
_PERMILLE = _Field(Text("千分数", "a rate per mille"), _or("7", "7‰"), PERMILLE, _NOT_A_RATE)
_COUNT = _Field(Text("整数", "a whole number"), _both("200"), COUNT, _NOT_A_COUNT)
_MEASURED = _Field(Text("数", "a number"), _or("3", "1.5"), COUNT, _NOT_A_COUNT)
_YEAR = _Field(Text("四位数的年份", "a year of four digits"), _both("2025"), YEAR)
_DATE = _Field(_DATE_NEED, _or("2025-03-01", "2025年3月1日"), YEAR)
_NEEDS = Text("{label}需要是{need}，例如 {like}", "{label} must be {need}, like {like}")
_SENTENCES: dict[Code, Text] = {
    "long": Text("{label}最多 15 位数字", "{label} can have at most 15 digits"),
    "comma": Text(
        "{label}的逗号或空格位置不对：1,200 表示一千二百，小数用“.”，例如 1.2",
        "{label}: check the commas and spaces. 1,200 means one thousand two hundred; "
        'decimals take ".", like 1.2',
    ),
    "inexact": Text(
        "{label}填一个确定的数，例如 {like}；不确定时可先填估计数",
        "{label}: enter one number, like {like}; an estimate is fine",
    ),
    "negative": Text("{label}不能小于 0", "{label} must be 0 or more"),
    "foreign": Text(
        "{label}折算成人民币后填写，例如 {like}",
        "{label}: convert to RMB first, then enter it, like {like}",
    ),
    "which_unit": Text(
        "{label}要写明单位，例如 5千元 或 5千万元", "{label}: add the unit, like 5千元 or 5千万元"
    ),
    "no_such_day": Text("{label}：日历上没有这一天", "{label}: the calendar has no such day"),
}
_MONEY_SENTENCES: dict[Code, Text] = {
    "long": Text("{label}最多 15 位数字", "{label} can have at most 15 digits"),
    "range": Text(
        "{label}最多 1 万亿元，检查单位",
        "{label} can be at most RMB 1,000,000,000,000 (1万亿元): check the unit",
    ),
    "places": Text(
        "{label}：金额最多到分（0.01 元）",
        "{label}: amounts go down to the fen (RMB 0.01), no further",
    ),
}
_FOREIGN = r"[$€£₩円]|usd|hkd|eur|gbp|jpy|krw|twd|mop|dollar|美[元金]|[港欧日澳韩加新台][元币]|英镑"
_INEXACT = (
    r"[约近超余多几数~≈<>≥≤±?至到或]|左右|上下|以[上下内外]|不足|大概|估计|.-|.\+|[^\S ]"
    r"|about|around|approx|over|under|least|upto|than|between"
)


def _refusal(clean: str, label: Text, field: _Field) -> NotUnderstood:
    """Return the most likely reason why a text could not be read."""
    reasons: tuple[tuple[Code, str], ...] = (
        ("foreign", _FOREIGN), ("inexact", f"{_INEXACT}|{_LOOSE}"), ("unit", field.other_units),
        ("comma", r"[,、']|[0-9] +[0-9]"),
    )  # fmt: skip
    found = (code for code, pattern in reasons if re.search(pattern, clean))
    return _problem(next(found, "number"), label, field)


def _problem(code: Code, label: Text, field: _Field) -> NotUnderstood:
    special = _MONEY_SENTENCES if field.number is MONEY else {}
    sentence = special.get(code) or _SENTENCES.get(code, _NEEDS)
    if code in ("range", "places") and field.number is not MONEY:
        sentence = Text("{label}", "{label} ") + field.number.accepted
    return NotUnderstood(code, sentence.fill(label=label, need=field.need, like=field.like))
