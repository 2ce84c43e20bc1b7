"""Read the words around a figure: how much, of what, and on which side of the threshold.

One place decides that 以上, 以下, 以内, 不超过, 最高 and （含） include the figure while 超过, 以外,
不满 and （不含） do not (Civil Code, art. 1259), and which other words of direction are understood.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import ClassVar, NamedTuple

from calculator.i18n import Text


class Unit:
    """The unit of a number: base units and their exponents, so that yuan per mu times mu is yuan.

    Sums and comparisons need equal units. Units with the same exponents are the same object.
    """

    __slots__ = ("powers",)
    powers: tuple[tuple[str, int], ...]
    _made: ClassVar[dict[tuple[tuple[str, int], ...], Unit]] = {}

    RATIO: ClassVar[Unit]
    YUAN: ClassVar[Unit]
    DOLLAR: ClassVar[Unit]
    COUNT: ClassVar[Unit]
    DAY: ClassVar[Unit]
    MONTH: ClassVar[Unit]
    YEAR: ClassVar[Unit]
    MU: ClassVar[Unit]
    SQUARE_METRE: ClassVar[Unit]
    CUBIC_METRE: ClassVar[Unit]
    KILOMETRE: ClassVar[Unit]
    KILOWATT_HOUR: ClassVar[Unit]
    TONNE: ClassVar[Unit]
    LEVEL: ClassVar[Unit]
    CALENDAR_YEAR: ClassVar[Unit]
    CALENDAR_DAY: ClassVar[Unit]

    def __new__(cls, powers: Mapping[str, int]) -> Unit:
        """Return the one unit with these exponents."""
        key = tuple(sorted((base, power) for base, power in powers.items() if power))
        if key not in cls._made:
            cls._made[key] = super().__new__(cls)
            cls._made[key].powers = key
        return cls._made[key]

    def __reduce__(self) -> tuple[type[Unit], tuple[dict[str, int]]]:
        return Unit, (dict(self.powers),)

    def __repr__(self) -> str:
        return f"Unit({self.value})"

    @property
    def value(self) -> str:
        """The unit as written in data: yuan, ratio, yuan/mu, yuan/count/day."""
        above = "*".join(base for base, power in self.powers for _ in range(power))
        below = "".join(f"/{base}" for base, power in self.powers for _ in range(-power))
        return (above or "1") + below if self.powers else "ratio"

    @property
    def is_money(self) -> bool:
        """Whether it is yuan, or yuan per something."""
        return ("yuan", 1) in self.powers

    @property
    def is_rate(self) -> bool:
        """Whether it is per something: 200 yuan per mu is not a sum of 200 yuan."""
        return any(power < 0 for _, power in self.powers)

    def over(self, other: Unit) -> Unit:
        """Return the unit of a number of this unit divided by one of the other."""
        powers = dict(self.powers)
        for base, power in other.powers:
            powers[base] = powers.get(base, 0) - power
        return Unit(powers)

    def times(self, other: Unit) -> Unit:
        """Return the unit of a number of this unit multiplied by one of the other."""
        powers = dict(self.powers)
        for base, power in other.powers:
            powers[base] = powers.get(base, 0) + power
        return Unit(powers)


Unit.RATIO = Unit({})
for _base in ("yuan", "dollar", "count", "day", "month", "year", "mu", "square_metre", "cubic_metre",
              "kilometre", "kilowatt_hour", "tonne", "level", "calendar_year", "calendar_day"):  # fmt: skip
    setattr(Unit, _base.upper(), Unit({_base: 1}))


SIGNS = {100: "%", 1000: "‰", 10_000: "‱"}
"""The signs of shares, by what they are counted in."""
NAMES = {
    Unit.DOLLAR: Text("美元", "US dollars"),
    Unit.MU: Text("亩", "mu"),
    Unit.SQUARE_METRE: Text("平方米", "m²"),
    Unit.CUBIC_METRE: Text("立方米", "m³"),
    Unit.KILOMETRE: Text("公里", "km"),
    Unit.KILOWATT_HOUR: Text("千瓦时", "kWh"),
    Unit.TONNE: Text("吨", "tonnes"),
}
"""The words after a figure, for units that are written with it."""


class QuotationError(ValueError):
    """Quoted words without exactly one figure, or with an unknown word of direction."""


@dataclass(frozen=True)
class Figure:
    """A figure as the law words it; `low` or `high` is None if the words leave that side open.

    `each` are the words for the units an amount is paid by: 亩, 人/天.

    >>> figure("500万元（含）以上").low
    5000000
    """

    low: int | Fraction | None
    high: int | Fraction | None
    low_included: bool
    high_included: bool
    unit: Unit
    per: int = 1
    each: str = ""

    @property
    def each_in_words(self) -> Text:
        """The words after an amount per something: /亩, a mu."""
        named = [word for word in self.each.split("/") if word]
        en = "".join(f" a {_ONE[word]}" if word in _ONE else " each" for word in named)
        return Text("".join(f"/{word}" for word in named), en)

    @property
    def value(self) -> int | Fraction:
        """The one figure. Raises QuotationError for a range, which has two."""
        if self.low is not None and self.high is not None and self.low != self.high:
            raise QuotationError("a range has two figures")
        value = self.high if self.low is None else self.low
        if value is None:
            raise QuotationError("no figure")
        return value

    def admits(self, value: int | Fraction) -> bool:
        """Check whether `value`, in this unit, is on the right side of the line."""
        return self.above_low(value) and self.below_high(value)

    def above_low(self, value: int | Fraction) -> bool:
        return self.low is None or value > self.low or (value == self.low and self.low_included)

    def below_high(self, value: int | Fraction) -> bool:
        return self.high is None or value < self.high or (value == self.high and self.high_included)


# Numbers and units.


class _Counts(NamedTuple):
    """The meaning of a unit's word: `times` of the unit, printed in `per`."""

    unit: Unit
    per: int = 1
    times: int = 1


_COUNTED = (
    "家次 家 人次 人 名 台 件 户 项 次 场 间 套 辆 张 座 款 篇 株 头 只 架 艘 个 床位 标准箱 展位"
)
"""Measure words for things that are counted one by one."""
_UNITS: dict[str, _Counts] = {
    "元": _Counts(Unit.YUAN), "美元": _Counts(Unit.DOLLAR),
    "%": _Counts(Unit.RATIO, 100), "％": _Counts(Unit.RATIO, 100), "‰": _Counts(Unit.RATIO, 1000),
    "个百分点": _Counts(Unit.RATIO, 100), "倍": _Counts(Unit.RATIO),
    "天": _Counts(Unit.DAY), "日": _Counts(Unit.DAY), "夜": _Counts(Unit.DAY),
    "个月": _Counts(Unit.MONTH), "年": _Counts(Unit.YEAR), "级": _Counts(Unit.LEVEL),
    "亩": _Counts(Unit.MU), "公顷": _Counts(Unit.MU, times=15),
    "平方米": _Counts(Unit.SQUARE_METRE), "平米": _Counts(Unit.SQUARE_METRE),
    "㎡": _Counts(Unit.SQUARE_METRE), "立方米": _Counts(Unit.CUBIC_METRE),
    "公里": _Counts(Unit.KILOMETRE), "千米": _Counts(Unit.KILOMETRE),
    "千瓦时": _Counts(Unit.KILOWATT_HOUR), "度": _Counts(Unit.KILOWATT_HOUR), "吨": _Counts(Unit.TONNE),
    **{word: _Counts(Unit.COUNT) for word in _COUNTED.split()},
}  # fmt: skip
_NO_RATE = frozenset(
    ("元", "美元", "%", "％", "‰", "个百分点", "倍", "级", "年", "个月", "度", "家", "公顷")
)
_PAID_BY = {word: counts for word, counts in _UNITS.items() if word not in _NO_RATE} | {
    "月": _Counts(Unit.MONTH),
    "晚": _Counts(Unit.DAY),
}
"""The units by which an amount may be paid, as in 元/亩 and 每人; not years, since budgets are yearly."""
_ONE = {
    "亩": "mu", "平方米": "square metre", "平米": "square metre", "㎡": "square metre",
    "立方米": "cubic metre", "公里": "kilometre", "千米": "kilometre", "千瓦时": "kWh", "吨": "tonne",
    "天": "day", "日": "day", "夜": "night", "晚": "night", "月": "month", "人": "person", "名": "person",
    "人次": "person-time", "台": "unit", "户": "household", "间": "room", "辆": "vehicle", "场": "event",
}  # fmt: skip
"""English names of some of these."""

_SIMPLE = str.maketrans(
    "萬億畝個間戶臺噸時級項輛張場頭隻滿達過於長補貼獎勵給為內後費兩無從單類條",
    "万亿亩个间户台吨时级项辆张场头只满达过于长补贴奖励给为内后费两无从单类条",
)
"""Traditional characters of the words that are read here."""

_SCALE = {"百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_SPELT = {sign: n for n, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1_000}


def _any(words: Mapping[str, object]) -> str:
    """Return a pattern for any of the words, longest first."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


_UNIT = rf"(?:{_any(_UNITS)})(?!性|(?<=个)(?:工作日|自然日|交易日|季度|小时|体|别))"
_NUMBER, _SCALED, _HAN = r"\d+(?:\.\d+)?", "[百千]?[万亿]?", "一二三四五六七八九两"
_IN_WORDS = rf"(?<![\d第数几多上近统同单唯十百千万亿{_HAN}])[{_HAN}十](?:[{_HAN}十百千万亿零〇]*)"
_CORE = re.compile(
    rf"(?<!\d[,，])(?<![\d.十百千万亿{_HAN}零〇点])"
    rf"(?P<a>{_NUMBER}|(?<!十)[一二三四](?=级))[ \xa0]?(?P<a_scale>{_SCALED})"
    rf"(?:(?P<a_unit>{_UNIT})?[ \xa0]?(?:[～~—–－-]{{1,2}}|至|到)[ \xa0]?"
    rf"(?P<b>{_NUMBER})[ \xa0]?(?P<b_scale>{_SCALED}))?[ \xa0]?(?P<unit>{_UNIT})"
    rf"|(?P<of>[百千万])分之(?P<share>{_NUMBER}|[{_HAN}十零〇]+)"
    rf"|(?P<tenths>{_IN_WORDS}|(?<![\d.十百千万亿{_HAN}]){_NUMBER})成(?![套果品立功交长本员型效为熟])"
    rf"|(?P<spelt>{_IN_WORDS})(?P<spelt_unit>元|美元|个百分点)"
)
"""A figure; one in Chinese numerals only if it is money or a share."""
_LOOSE = re.compile(rf"(?P<spelt>{_IN_WORDS}|(?<![年月一大过近多])半)(?P<spelt_unit>{_UNIT})")
"""Chinese numerals with any unit: a figure only if there is no other, since most (一家) are none."""


class _Side(Enum):
    """The side of the figure on which the words allow a number to lie."""

    AT_MOST = "≤"
    AT_LEAST = "≥"
    MORE = ">"
    LESS = "<"


_WITHOUT = {_Side.AT_LEAST: _Side.MORE, _Side.AT_MOST: _Side.LESS}


def _by_word(*rows: tuple[_Side | None, str]) -> dict[str, _Side | None]:
    return {word: side for side, words in rows for word in words.split()}


_BEFORE = _by_word(
    (_Side.AT_MOST, "最高 最长 最多 最大 至多 上限 最高可 最高达 最高可达 最多可 最多可达 "
                    "不超过 不超 不高于 不大于 不多于 不突破 不得超过 不得高于 未超过 未突破"),
    (_Side.AT_LEAST, "达到 达 满 至少 最低 最少 最短 下限 不低于 不少于 不小于 不短于 不得低于 不得少于"),
    (_Side.MORE, "超过 超 高于 大于 多于 突破 逾"),
    (_Side.LESS, "低于 小于 少于 短于 不满 未满 不足 不到 未达 未达到"),
    (None, "一次性 给予 奖励 补助 补贴 资助 支持 人民币 为 共 增长 提高 提高至 期限 支出"),
)  # fmt: skip
_AFTER = _by_word(
    (_Side.AT_LEAST, "以上 及以上 及其以上 或以上 起"),
    (_Side.AT_MOST, "以下 及以下 及其以下 或以下 以内 之内 封顶 为限 为上限"),
    (_Side.MORE, "以外"),
    (None, "人民币 上市 外资 外商"),
)  # fmt: skip
"""Words that may be next to a figure. Those without a side are skipped: 最高奖励30万元 is a ceiling."""
_AT_ITS_LEFT = frozenset(
    "不未非无超过逾越满足够届达到至及近约破高低大小多少长短早晚迟于起限上下左右内外出余几前后第仅只才最每半步可能"
)
_AT_ITS_RIGHT = frozenset("以之及或含不上下内外前后起止至到多余来几超过少半")
"""Characters that words of direction and extent consist of. Such words are few, unlike the nouns and
verbs next to a figure: if one of these is left there, a direction was not understood."""
_FAR = re.compile("以[上下内外]|之[内外]|左右|开外|封顶|保底|为[上下]?限|为止|[底末]前")
"""Words that give a figure a direction even after a noun: 30家企业以上, 5年期以上."""
_NEGATED = re.compile("[不没未非无].{0,2}$")
_BRACKET = r"[（(](?P<inside>[^（）()]*)[）)]"
_INCLUSION = re.compile(r"不?(?:包?含|包括)(?:本[数级年])?")


# At an end the first match is the longest; no word after a figure is a prefix of another.
_LAST = re.compile(rf"(?:(?P<word>{'|'.join(_BEFORE)})|{_BRACKET}|[ \xa0：:“”])$")
_FIRST = re.compile(rf"^(?:(?P<word>{'|'.join(_AFTER)})|{_BRACKET}|[ \xa0”])")
_SLASHED = re.compile(rf"[ \xa0]?[/／·•][ \xa0]?(?:每)?({_any(_PAID_BY)}|[^\d])")
_EACH = re.compile(rf"每(?:一|1)?({_any(_PAID_BY)})(?!企业|单位|公司|机构|申报|主体)|([亩人户])均")
_BREATH = re.compile("[，。；：、（(“]")
_SPANS = frozenset({"至", "到", "—", "——", "－", "-", "–", "~", "～"})
_JOINT = _SPANS | {"", "、", "，", "且", "并"}
"""The words that may join two figures to a range."""


class _Core(NamedTuple):
    """The number itself: its ends (equal unless it is a range), its unit, and its position."""

    start: int
    end: int
    low: int | Fraction
    high: int | Fraction
    unit: Unit
    per: int
    words: str


PUT_OTHERWISE: dict[str, str] = {}
"""Words of the clause, and those that a draft puts in their place while a rule is traced."""


@cache
def figure(words: str) -> Figure:
    """Read the figure in `words`; a range a～b counts as one.

    Raises QuotationError unless there is exactly one figure. An unknown word of direction at it is
    refused too, since it would be read as “equal”.

    >>> figure("突破30万元").admits(300_000)
    False
    >>> figure("100亩及以上至500亩").high
    500
    >>> figure("给予企业200元/亩奖励").unit
    Unit(yuan/mu)
    """
    words = PUT_OTHERWISE.get(words, words).translate(_SIMPLE)
    found = _cores(words)
    if len(found) == 2 and (band := _band(words, *found)):
        return band
    if len(found) != 1:
        raise QuotationError(f"「{words}」 holds {len(found)} figures, expected 1")
    (core,) = found
    unit, each, end = _paid_by(words, core)
    side = _side(words, core, words[: core.start], words[end:])
    if core.low != core.high:
        return Figure(core.low, core.high, True, True, unit, core.per, each)
    low = core.low if side in (None, _Side.AT_LEAST, _Side.MORE) else None
    high = core.low if side in (None, _Side.AT_MOST, _Side.LESS) else None
    return Figure(low, high, side is not _Side.MORE, side is not _Side.LESS, unit, core.per, each)


def _cores(words: str) -> list[_Core]:
    found = list(_CORE.finditer(words)) or list(_LOOSE.finditer(words))
    return [_core(words, match) for match in found]


def _core(words: str, match: re.Match[str]) -> _Core:
    got = match.groupdict()
    low: int | Fraction
    if got.get("a"):
        counts = _UNITS[got["unit"]]
        if got["a_unit"] and _UNITS[got["a_unit"]] != counts:
            raise QuotationError(f"「{words}」: 「{match[0]}」 has two units")
        shared = got["b_scale"] if not got["a_unit"] else None
        low = _exact(got["a"], got["a_scale"] or shared or "", counts)
        high = _exact(got["b"], got["b_scale"], counts) if got["b"] else low
    elif got.get("share"):
        counts = _Counts(Unit.RATIO, _SCALE[got["of"]])
        low = high = _exact(got["share"], "", counts)
    elif got.get("tenths"):
        counts = _Counts(Unit.RATIO, 100, 10)
        low = high = _exact(got["tenths"], "", counts)
    else:
        counts = _UNITS[got["spelt_unit"]]
        low = high = _exact(got["spelt"], "", counts)
    unit = counts.unit
    if unit is Unit.YEAR and low >= 1000:
        unit = Unit.CALENDAR_YEAR
    return _Core(match.start(), match.end(), low, high, unit, counts.per, match[0])


def _exact(digits: str, scale: str, counts: _Counts) -> int | Fraction:
    in_words = Fraction(1, 2) if digits == "半" else spelt(digits)
    number = Fraction(digits if in_words is None else in_words)
    for sign in scale:
        number *= _SCALE[sign]
    value = number * counts.times / counts.per
    return value.numerator if value.denominator == 1 else value


def spelt(numeral: str) -> int | None:
    """Return the value of a Chinese numeral, or None for digits.

    Raises QuotationError for an inexact one such as 三四十万.

    >>> spelt("二十万"), spelt("30")
    (200000, None)
    """
    if not set(numeral) <= {*_SPELT, *_TENS, "万", "亿"}:
        return None
    whole = part = digit = 0
    last = ""
    for sign in numeral:
        if sign in _SPELT:
            if last in _SPELT and last not in "零〇":
                raise QuotationError(f"「{numeral}」 is not an exact number")
            digit = _SPELT[sign]
        elif sign in _TENS:
            part, digit = part + (digit or (last in ("", "零", "万", "亿"))) * _TENS[sign], 0
        else:
            below = part + digit
            whole = (whole + below) * _SCALE[sign] if sign == "亿" else whole + below * _SCALE[sign]
            part = digit = 0
        last = sign
    return whole + part + digit


def _paid_by(words: str, core: _Core) -> tuple[Unit, str, int]:
    """Return the unit including what the sum is paid by, that in words, and where these end."""
    unit, end, named = core.unit, core.end, []
    while slashed := _SLASHED.match(words, end):
        end = slashed.end()
        named.append(slashed[1])
    if unknown := next((w for w in named if w not in _PAID_BY and w not in ("年", "家")), None):
        raise QuotationError(f"「{words}」: 「/{unknown}」 is not understood at 「{core.words}」")
    if unit is Unit.YUAN:
        breath = _BREATH.split(words[: core.start])[-1]
        named = [a or b for a, b in _EACH.findall(breath)] + named
        if "人次" in named:  # a person on a day
            named = [word for word in named if word != "天"]
        named = [word for word in named if word in _PAID_BY]
        for word in named:
            unit = unit.over(_PAID_BY[word].unit)
        return unit, "/".join(named), end
    if named not in ([], ["年"]):
        raise QuotationError(f"「{words}」: 「/{named[0]}」 is not understood at 「{core.words}」")
    return unit, "", core.end


def _band(words: str, low: _Core, high: _Core) -> Figure | None:
    """Return the range that two adjacent figures make (30万元以上100万元以下), or None."""
    rest, behind = _stripped(words[low.end : high.start], _FIRST)
    rest, ahead = _stripped(rest, _LAST)
    rest = rest.strip()
    if low.unit is not high.unit or low.low >= high.high or rest not in _JOINT:
        return None
    if not (behind or _worded(ahead)):
        return None
    spans = rest in _SPANS
    right, before = words[high.end :], words[high.start - _length(ahead) : high.start]
    # Between 至 and its two ends, （含） and （不含） need no 以上 and 以下 to say which end they are at.
    above = "以上" if spans and not _worded(behind) else ""
    below = "以下" if spans and not _worded(ahead + _stripped(right, _FIRST)[1]) else ""
    first = _side(
        words, low, words[: low.start], words[low.end : low.end + _length(behind)] + above
    )
    last = _side(words, high, before, below + right)
    if first not in (_Side.AT_LEAST, _Side.MORE) or last not in (_Side.AT_MOST, _Side.LESS):
        return None
    return Figure(
        low.low, high.high, first is not _Side.MORE, last is not _Side.LESS, low.unit, low.per
    )


def _worded(read: list[re.Match[str]]) -> bool:
    return any(match["word"] for match in read)


def _length(read: list[re.Match[str]]) -> int:
    return sum(match.end() - match.start() for match in read)


def _side(words: str, core: _Core, left: str, right: str) -> _Side | None:
    """Return the side that the words at the figure give it, or None for neither.

    Raises QuotationError if one of the words is unknown or two of them disagree.
    """
    before, read = _stripped(left, _LAST)
    after, behind = _stripped(right, _FIRST)
    sides = {(_BEFORE | _AFTER)[match["word"]] for match in read + behind if match["word"]} - {None}
    insides = [match["inside"] for match in read + behind if match["inside"]]
    without = {each.startswith("不") for each in insides if _INCLUSION.fullmatch(each)}
    far = _FAR.search("，".join([_BREATH.split(after)[0], *insides]))
    unknown = far[0] if far else ""
    if before[-1:] in _AT_ITS_LEFT or (sides and _NEGATED.search(before)):
        unknown = before[-3:]
    elif after[:1] in _AT_ITS_RIGHT or after[:1].isdigit():
        unknown = after[:3]
    if unknown:
        raise QuotationError(
            f"「{words}」: phrases.py does not know 「{unknown}」 at 「{core.words}」"
        )
    side = sides.pop() if sides else None
    # A range has no direction; （含） and （不含） say only whether 以上 or 以下 takes the figure in.
    range_ = core.low != core.high
    fits = side is None and True not in without if range_ else not without or side in _WITHOUT
    if sides or len(without) > 1 or not fits:
        raise QuotationError(f"「{words}」 contradicts itself")
    return _WITHOUT.get(side, side) if side and True in without else side


def _stripped(words: str, known: re.Pattern[str]) -> tuple[str, list[re.Match[str]]]:
    """Strip the known words at one end; return the rest and what was stripped."""
    read: list[re.Match[str]] = []
    while match := known.search(words):
        words = words[: match.start()] + words[match.end() :]
        read.append(match)
    return words, read


# Steps, and the years of a support.

_EVERY = re.compile(r"每(?:新增加?|增长|增加?|提高|满|达到?|超过?|完成|实现|投入)?")


@cache
def step(words: str) -> Figure:
    """Read the figure after 每 of which every full one counts: 每满100万元, 每增100万元.

    >>> step("营业收入每增100万元").value
    1000000
    """
    words = PUT_OTHERWISE.get(words, words).translate(_SIMPLE)
    found = list(_EVERY.finditer(words))
    if len(found) != 1:
        raise QuotationError(f"「{words}」 must contain one 每, as in 每满100万元")
    read = figure(words[found[0].end() :])
    if read.low is None or read.low != read.high or not read.low:
        raise QuotationError(f"「{words}」 must contain one figure without a direction")
    return read


_N = rf"(\d+|[{_HAN}十]+)"
_NTH = re.compile(rf"第{_N}年?(?:至|到|[～~—–-])第?{_N}个?年|第{_N}个?年")
_FIRST_OR_LAST = re.compile(rf"([前后]){_N}个?年")


@cache
def nth_years(words: str, after: int = 0) -> Figure:
    """Read which years of a support the words name; 后3年 are those `after` the first ones.

    >>> nth_years("前2年").high, nth_years("后3年", after=2).low
    (2, 3)
    """
    words = PUT_OTHERWISE.get(words, words).translate(_SIMPLE)
    nth, part = _NTH.findall(words), _FIRST_OR_LAST.findall(words)
    if len(nth) + len(part) != 1:
        raise QuotationError(f"「{words}」 must name years once, as in 第一年 or 前2年")
    if nth:
        first, last = (
            (_whole(each) for each in nth[0][:2] if each) if nth[0][0] else (_whole(nth[0][2]),) * 2
        )
    else:
        first = after + 1 if part[0][0] == "后" else 1
        last = first + _whole(part[0][1]) - 1
    if part and (part[0][0] == "后") != bool(after):
        raise QuotationError(f"「{words}」: 后 needs the number of years before it, 前 has none")
    return Figure(first, last, True, True, Unit.YEAR)


def _whole(numeral: str) -> int:
    in_words = spelt(numeral)
    return int(numeral) if in_words is None else in_words


_DATE = re.compile(r"(\d{4}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?日")


@cache
def day(words: str) -> str:
    """Read the day in `words`, as YYYY-MM-DD.

    Raises QuotationError unless there is exactly one, and the calendar has it.
    """
    found = _DATE.findall(words)
    if len(found) != 1:
        raise QuotationError(f"「{words}」 holds {len(found)} dates, expected 1")
    year, month, of_month = map(int, found[0])
    try:
        return date(year, month, of_month).isoformat()
    except ValueError:
        raise QuotationError(f"「{words}」 holds a day that no calendar has") from None
