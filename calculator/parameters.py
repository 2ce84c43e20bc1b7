"""Dated figures the law names but does not print (the LPR, provincial awards), with their sources.

A figure holds from its day until the next one; after `checked` the last one is only assumed, and
every use of it says so. None is known before the first day.
"""

from __future__ import annotations

import os
import time
from contextvars import ContextVar
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from calculator.i18n import Text, plain, yuan
from calculator.phrases import Unit
from calculator.quantity import Given, Quantity

AS_OF = "AS_OF"
"""The environment's variable that sets the day (YYYY-MM-DD) for a preview."""

PREVIEWED: ContextVar[str] = ContextVar(AS_OF, default="")
"""The same for one message of a page alone: several pages may ask the same Python."""


class DatedFigure(NamedTuple):
    """A figure from `since` on (YYYY-MM-DD), as published at `source`."""

    since: str
    value: Fraction
    source: str


@dataclass(frozen=True)
class Series:
    """A figure through time, oldest first.

    `checked` is the last day on which the newest row was seen to hold, `checked_source` where,
    or, `second_hand`, who is said to have announced it.
    """

    rows: tuple[DatedFigure, ...]
    checked: str
    checked_source: str
    second_hand: bool = False

    def on(self, date: str) -> DatedFigure | None:
        """The row in effect on a day (YYYY-MM-DD); None before the first."""
        holding = [row for row in self.rows if row.since <= date]
        return holding[-1] if holding else None


class PublishedFigure(NamedTuple):
    """A figure for a day, a sentence that says where it is from, and the address of its source."""

    value: Fraction
    said: Text
    source: str


LPR_1Y = Series(
    (
        DatedFigure(
            "2024-07-22",
            Fraction("0.0335"),
            "https://thedailyfactum.com/article/china-central-bank-cuts-interest-rates",
        ),
        DatedFigure(
            "2024-10-21",
            Fraction("0.0310"),
            "https://republicbiz.com/economy/banking/"
            "china-cuts-benchmark-loan-prime-rates-by-25-bps",
        ),
        DatedFigure(
            "2025-05-20",
            Fraction("0.0300"),
            "https://www.anews.com.tr/economy/2025/05/20/"
            "china-cuts-interest-rates-for-1st-time-in-7-months",
        ),
    ),
    # 3.00 % as quoted second-hand from announcements of the People's Bank of China for March 2026 and
    # 2026-04-20 (its own page 2026041714492978015), 06-22, 07-20 and 08-20; nothing reliable since.
    checked="2026-08-20",
    checked_source="http://www.pbc.gov.cn/",
    second_hand=True,
)
"""The one-year loan prime rate, as a ratio a year."""

PROVINCIAL_AWARD = Series(
    (
        DatedFigure(
            # The day of the province's reply: it cites a rule of that year, not the day of the rule.
            "2022-08-31",
            Fraction(500_000),
            "http://gxt.fujian.gov.cn/zmhd/cjwt/qt/202208/t20220831_5984719.htm",
        ),
        DatedFigure(
            # The day of the provincial measures (section 三 of the Xiamen text).
            "2024-07-10",
            Fraction(1_000_000),
            "https://fdi.swt.fujian.gov.cn/en/show-21616.html",
        ),
    ),
    # The summary bears no day; on this one the Xiamen text, which cites the measures, was issued.
    checked="2024-09-11",
    checked_source="https://fdi.swt.fujian.gov.cn/en/show-21616.html",
)
"""What Fujian gives a newly recognized little giant, in yuan: for reference, never assumed."""


def lpr_1y_on(date: str) -> PublishedFigure | None:
    """The rate on a day and a sentence that says where it is from; None before the first known day."""
    row = LPR_1Y.on(date)
    if row is None:
        return None
    rate = f"{plain(row.value * 100, 2)}%"
    said = Text(
        f"按 {row.since} 起的一年期 LPR {rate} 计算",
        f"the one-year LPR of {rate} in effect from {row.since} is used",
    )
    return PublishedFigure(row.value, said + _unchecked(LPR_1Y, date), row.source)


_IN_DECEMBER = Text("付息年份 12 月的一年期 LPR", "One-year LPR of December of the year of payment")


def lpr_in_december(year: Quantity) -> Quantity:
    """The rate of December of a calendar year; unknown for a year that is, or before the first row."""
    found = lpr_1y_on(f"{year.low}-12-31") if year.known else None
    given = Given("lpr_1y_pct", _IN_DECEMBER, found.said if found else None)
    if found is None:
        return Quantity(0, 1, Unit.RATIO, given, 100)
    return Quantity(found.value, found.value, Unit.RATIO, given, 100)


def provincial_award_on(date: str) -> PublishedFigure | None:
    """The provincial little-giant award as published for a day of recognition, in yuan.

    A suggestion a person may take over into `provincial_little_giant_award`: no rule reads it. None
    before the first known day.
    """
    row = PROVINCIAL_AWARD.on(date)
    if row is None:
        return None
    said = Text(
        "公开资料：{since} 起，省级对新认定的“小巨人”企业一次性奖励 {sum}；以实际获得的金额为准",
        "Published: from {since} the province gives newly recognized little giants a one-off "
        "{sum}; the amount actually granted counts",
    ).fill(since=row.since, sum=yuan(row.value))
    return PublishedFigure(row.value, said + _unchecked(PROVINCIAL_AWARD, date), row.source)


def _unchecked(series: Series, date: str) -> Text:
    if date <= series.checked:
        return Text("", "")
    if series.second_hand:
        return Text(
            f"；{series.checked} 之前见于转载，之后是否变动未核对",
            f"; until {series.checked} as quoted second-hand, whether it has changed since was not "
            "checked",
        )
    return Text(
        f"；{series.checked} 之后是否变动未核对",
        f"; whether it has changed since {series.checked} was not checked",
    )


def today() -> str:
    """The calendar day in Asia/Shanghai, which keeps UTC+8 all year, or the one being previewed."""
    previewed = PREVIEWED.get() or os.environ.get(AS_OF)
    return previewed or time.strftime("%Y-%m-%d", time.gmtime(time.time() + 8 * 3600))
