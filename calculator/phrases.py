"""Read the words around a figure: how much, of what, and on which side of the threshold.

One place decides that 以上, 以下, 以内, 不超过, 最高 and （含） include the figure while 超过, 以外,
不满 and （不含） do not (Civil Code, art. 1259), and which other words of direction are understood.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from functools import cache


class Unit(Enum):
    """What a number counts; sums and comparisons need the same unit."""

    RATIO = "ratio"
    YUAN = "yuan"
    DAY = "day"
    COUNT = "count"
    LEVEL = "level"
    YEAR = "year"
    MONTH = "month"
    CALENDAR_YEAR = "calendar_year"
    CALENDAR_DAY = "calendar_day"


class QuotationError(ValueError):
    """Quoted words without exactly one figure, or with an unknown word of direction."""


@dataclass(frozen=True)
class Figure:
    """A figure as the law words it; `low` or `high` is None if the words leave that side open.

    >>> figure("500万元（含）以上").low
    5000000
    """

    low: int | Fraction | None
    high: int | Fraction | None
    low_included: bool
    high_included: bool
    unit: Unit
    per: int = 1

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


_SCALE = {"": 1, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_UNITS: dict[str, tuple[Unit, int]] = {
    "元": (Unit.YUAN, 1),
    "%": (Unit.RATIO, 100),
    "％": (Unit.RATIO, 100),
    "‰": (Unit.RATIO, 1000),
    "家": (Unit.COUNT, 1),
    "个月": (Unit.MONTH, 1),
    "年": (Unit.YEAR, 1),
    "级": (Unit.LEVEL, 1),
}
_LEVELS = {"一": "1", "二": "2", "三": "3", "四": "4"}
_CORE = re.compile(
    r"(?<![\d.,，十百千万亿])(?P<a>\d+(?:\.\d+)?|(?<!十)[一二三四](?=级))[ \xa0]?(?P<a_scale>[百千万亿]?)"
    r"(?:[～~—–-](?P<b>\d+(?:\.\d+)?)[ \xa0]?(?P<b_scale>[百千万亿]?))?"
    r"(?P<unit>元|[%％]|‰|家|个月|年|级)"
)


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


@cache
def figure(words: str) -> Figure:
    """Read the figure in `words`; a range a～b counts as one.

    Raises QuotationError unless there is exactly one figure. An unknown word of direction at it is
    refused too, since it would be read as “equal”.

    >>> figure("突破30万元").admits(300_000)
    False
    """
    found = list(_CORE.finditer(words))
    if len(found) != 1:
        raise QuotationError(f"「{words}」 holds {len(found)} figures, expected 1")
    match = found[0]
    unit, per = _UNITS[match["unit"]]
    side = _side(words, match)
    value = _number(match["a"], match["a_scale"] or match["b_scale"] or "", per)
    if unit is Unit.YEAR and value >= 1000:
        unit = Unit.CALENDAR_YEAR
    if match["b"]:
        return Figure(value, _number(match["b"], match["b_scale"], per), True, True, unit, per)
    low = value if side in (None, _Side.AT_LEAST, _Side.MORE) else None
    high = value if side in (None, _Side.AT_MOST, _Side.LESS) else None
    return Figure(low, high, side is not _Side.MORE, side is not _Side.LESS, unit, per)


def _side(words: str, core: re.Match[str]) -> _Side | None:
    """Return the side that the words at the figure give it, or None for neither.

    Raises QuotationError if one of the words is unknown or two of them disagree.
    """
    before, read = _stripped(words[: core.start()], _LAST)
    after, behind = _stripped(words[core.end() :], _FIRST)
    sides = {(_BEFORE | _AFTER)[match["word"]] for match in read + behind if match["word"]} - {None}
    insides = [match["inside"] for match in read + behind if match["inside"]]
    without = {each.startswith("不") for each in insides if _INCLUSION.fullmatch(each)}
    far = _FAR.search("，".join([re.split("[，。；：、（(“]", after)[0], *insides]))
    unknown = far[0] if far else ""
    if before[-1:] in _AT_ITS_LEFT or (sides and _NEGATED.search(before)):
        unknown = before[-3:]
    elif after[:1] in _AT_ITS_RIGHT or after[:1].isdigit():
        unknown = after[:3]
    if unknown:
        raise QuotationError(
            f"「{words}」: phrases.py does not know 「{unknown}」 at 「{core[0]}」"
        )
    side = sides.pop() if sides else None
    # A range has no direction; （含） and （不含） only say whether 以上 or 以下 includes the figure.
    fits = side is None and True not in without if core["b"] else not without or side in _WITHOUT
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


def _number(digits: str, scale: str, per: int) -> int | Fraction:
    value = Fraction(_LEVELS.get(digits, digits)) * _SCALE[scale] / per
    return value.numerator if value.denominator == 1 else value


_DATE = re.compile(r"(\d{4}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?日")


@cache
def day(words: str) -> str:
    """Read the day in `words`, as YYYY-MM-DD. Raises QuotationError unless there is exactly one."""
    found = _DATE.findall(words)
    if len(found) != 1:
        raise QuotationError(f"「{words}」 holds {len(found)} dates, expected 1")
    year, month, date = found[0]
    return f"{year}-{int(month):02}-{int(date):02}"
