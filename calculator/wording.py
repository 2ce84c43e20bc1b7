"""What the words around a figure say: how much, of what, and on which side of the line.

One place decides that 以上, 以下, 以内, 不超过, 最高 and （含） include the figure while 超过 and
不满 do not (Civil Code, art. 1259).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from functools import cache


class Unit(Enum):
    """What a number counts. Sums and comparisons keep to one unit."""

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
    """The quoted words do not carry the one figure that was asked of them."""


@dataclass(frozen=True)
class Figure:
    """A figure as the law words it; `low` or `high` is None where the words leave that side open.

    >>> figure("500万元（含）以上").low
    Fraction(5000000, 1)
    """

    low: int | Fraction | None
    high: int | Fraction | None
    low_included: bool
    high_included: bool
    unit: Unit
    per: int = 1

    @property
    def value(self) -> int | Fraction:
        """The one figure; QuotationError for a range, which has two."""
        if self.low is not None and self.high is not None and self.low != self.high:
            raise QuotationError("a range has two figures")
        value = self.high if self.low is None else self.low
        if value is None:
            raise QuotationError("no figure")
        return value

    def admits(self, value: int | Fraction) -> bool:
        """Whether `value`, in this unit, is on the right side of the line."""
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
_PHRASE = re.compile(
    r"(?P<before>不超过|不少于|不低于|不高于|最高|最长|最多|超过|低于|不满|不足)?[ \xa0]?"
    r"(?<![\d.,，十百千万亿])(?P<a>\d+(?:\.\d+)?|(?<!十)[一二三四](?=级))[ \xa0]?(?P<a_scale>[百千万亿]?)"
    r"(?:[～~—–-](?P<b>\d+(?:\.\d+)?)[ \xa0]?(?P<b_scale>[百千万亿]?))?"
    r"(?P<unit>元|[%％]|‰|家|个月|年|级)"
    r"(?P<after>(?:（含）)?(?:及?以上|起)|(?:（含）)?(?:以下|以内)|以外)?"
)


class _Side(Enum):
    """On which side of the figure the words allow a number to lie."""

    AT_MOST = "≤"
    AT_LEAST = "≥"
    MORE = ">"
    LESS = "<"


_BEFORE = {
    "不超过": _Side.AT_MOST, "不高于": _Side.AT_MOST, "最高": _Side.AT_MOST, "最长": _Side.AT_MOST,
    "最多": _Side.AT_MOST, "不少于": _Side.AT_LEAST, "不低于": _Side.AT_LEAST, "超过": _Side.MORE,
    "低于": _Side.LESS, "不满": _Side.LESS, "不足": _Side.LESS,
}  # fmt: skip
_AFTER = {
    "以上": _Side.AT_LEAST, "及以上": _Side.AT_LEAST, "起": _Side.AT_LEAST,
    "以下": _Side.AT_MOST, "以内": _Side.AT_MOST, "以外": _Side.MORE,
}  # fmt: skip


@cache
def figure(words: str) -> Figure:
    """The figure in `words`; QuotationError unless there is exactly one (a range a～b counts as one)."""
    found = list(_PHRASE.finditer(words))
    if len(found) != 1:
        raise QuotationError(f"「{words}」 holds {len(found)} figures, expected 1")
    match = found[0]
    unit, per = _UNITS[match["unit"]]
    if match["b"]:
        a_scale = match["a_scale"] or match["b_scale"]
        return Figure(
            _number(match["a"], a_scale, per),
            _number(match["b"], match["b_scale"], per),
            True,
            True,
            unit,
            per,
        )
    value = _number(match["a"], match["a_scale"], per)
    if unit is Unit.YEAR and value >= 1000:
        unit = Unit.CALENDAR_YEAR
    before, after = match["before"] or "", (match["after"] or "").removeprefix("（含）")
    sides = {_BEFORE.get(before), _AFTER.get(after)} - {None}
    if len(sides) > 1:
        raise QuotationError(f"「{words}」 contradicts itself")
    side = sides.pop() if sides else None
    low = value if side in (None, _Side.AT_LEAST, _Side.MORE) else None
    high = value if side in (None, _Side.AT_MOST, _Side.LESS) else None
    return Figure(low, high, side is not _Side.MORE, side is not _Side.LESS, unit, per)


def _number(digits: str, scale: str, per: int) -> int | Fraction:
    value = Fraction(_LEVELS.get(digits, digits)) * _SCALE[scale] / per
    return value.numerator if value.denominator == 1 else value


_DATE = re.compile(r"(\d{4}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?日")


@cache
def day(words: str) -> str:
    """The calendar day in `words`, as YYYY-MM-DD; QuotationError unless there is exactly one."""
    found = _DATE.findall(words)
    if len(found) != 1:
        raise QuotationError(f"「{words}」 holds {len(found)} dates, expected 1")
    year, month, date = found[0]
    return f"{year}-{int(month):02}-{int(date):02}"
