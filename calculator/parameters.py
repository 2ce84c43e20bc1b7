"""Dated figures the law names but does not print (LPR, provincial awards), with sources.

They are in parameters.toml. A figure holds from its day until the next one; after `checked` the last
one is an assumption, and every use of it says so. None is known before the first day.
"""

from __future__ import annotations

import os
import time
from contextvars import ContextVar
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from calculator.i18n import Text, plain, yuan
from calculator.parameter_table import TABLE, UNITS
from calculator.phrases import Unit
from calculator.quantity import Quantity, Tabled

AS_OF = "AS_OF"
"""The environment variable that sets the day (YYYY-MM-DD) of a preview."""

PREVIEWED: ContextVar[str] = ContextVar(AS_OF, default="")
"""The same for a single request: several pages may share one Python."""


class DatedFigure(NamedTuple):
    """A figure from `since` on (YYYY-MM-DD), as published at `source`."""

    since: str
    value: Fraction
    source: str


@dataclass(frozen=True)
class Series:
    """A figure through time, oldest first.

    `checked` is the last day on which the newest row was confirmed, `checked_source` where. If
    `second_hand`, the source is the authority said to have announced it.
    """

    rows: tuple[DatedFigure, ...]
    checked: str
    checked_source: str
    second_hand: bool = False
    least: Fraction = Fraction(0)
    most: Fraction = Fraction(10**12)
    """A value outside these is a slip of whoever entered it."""
    announced_on: int = 0
    """The day of each month on which a new value may be announced; 0: on no day that is known."""
    name: Text = Text("", "")

    def due(self, today: str) -> bool:
        """Check whether a newer value may have been announced by a day (YYYY-MM-DD) since it was checked."""
        if today <= self.checked:
            return False
        if not self.announced_on:
            return True
        year, month, day = map(int, self.checked.split("-"))
        months = year * 12 + month - 1 + (day >= self.announced_on)
        return today >= f"{months // 12:04}-{months % 12 + 1:02}-{self.announced_on:02}"

    def shown(self, value: Fraction) -> str:
        """Return a value as the table states it: a ratio as a percentage."""
        return f"{plain(value * 100)}%" if self.most <= 1 else plain(value)

    def on(self, date: str) -> DatedFigure | None:
        """Return the row in effect on a day (YYYY-MM-DD), or None before the first."""
        holding = [row for row in self.rows if row.since <= date]
        return holding[-1] if holding else None


class PublishedFigure(NamedTuple):
    """A figure for a day, a sentence naming its origin, and the source's address."""

    value: Fraction
    said: Text
    source: str


def _series(figure: str, name: Text, least: str, most: str, announced_on: int = 0) -> Series:
    """Return a figure of the table; percentages become ratios, and so do its least and most."""
    given, unit = TABLE[figure], UNITS[figure]
    scale = 100 if unit == "percent" else 1

    def value(said: str) -> Fraction:
        return Fraction(said) / scale

    return Series(
        tuple(DatedFigure(r["since"], value(r[unit]), r["source"]) for r in given["row"]),
        given["checked"],
        given["checked_source"],
        given["second_hand"],
        value(least),
        value(most),
        announced_on,
        name,
    )


LPR_1Y = _series("lpr_1y", Text("一年期 LPR", "the one-year LPR"), "0.5", "10", announced_on=20)
"""The one-year loan prime rate, as a ratio a year."""

PROVINCIAL_AWARD = _series(
    "provincial_award",
    Text("省级“小巨人”奖励", "the provincial award for little giants"),
    "10000",
    "10000000",
)
"""Fujian's award for a newly recognized little giant, in yuan: for reference, never assumed."""

SERIES = {"lpr_1y": LPR_1Y, "provincial_award": PROVINCIAL_AWARD}
"""Every figure, by its name in the table."""


def lpr_1y_on(date: str) -> PublishedFigure | None:
    """Return the rate on a day, with its origin, or None before the first known day."""
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
    """Return the rate of December of a calendar year.

    Unknown if the year is, or before the first row.
    """
    found = lpr_1y_on(f"{year.low}-12-31") if year.known else None
    given = Tabled("lpr_1y_pct", _IN_DECEMBER, found.said if found else None)
    given.by, given.found = year, _of_december
    if found is None:
        return Quantity(0, 1, Unit.RATIO, given, 100)
    return Quantity(found.value, found.value, Unit.RATIO, given, 100)


def _of_december(year: int) -> Fraction | None:
    found = lpr_1y_on(f"{year}-12-31")
    return found and found.value


def provincial_award_on(date: str) -> PublishedFigure | None:
    """Return the published provincial award for a day of recognition, in yuan.

    Only a suggestion for `provincial_little_giant_award`; no rule reads it. None before the first
    known day.
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
    """Return the day being previewed, or today in Asia/Shanghai (UTC+8 all year), as YYYY-MM-DD."""
    previewed = PREVIEWED.get() or os.environ.get(AS_OF)
    return previewed or time.strftime("%Y-%m-%d", time.gmtime(time.time() + 8 * 3600))
