"""Dated figures that the law names but does not print, each with its source and the day it was seen.

A figure holds from its day until the next one; after `checked` the last one is only assumed.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from fractions import Fraction

from calculator.text import Text, plain


@dataclass(frozen=True, slots=True)
class Dated:
    """A figure from `since` on (YYYY-MM-DD), as published at `source`."""

    since: str
    value: Fraction
    source: str


LPR_1Y = (
    Dated(
        "2024-07-22",
        Fraction("0.0335"),
        "https://thedailyfactum.com/article/china-central-bank-cuts-interest-rates",
    ),
    Dated(
        "2024-10-21",
        Fraction("0.0310"),
        "https://republicbiz.com/economy/banking/china-cuts-benchmark-loan-prime-rates-by-25-bps",
    ),
    Dated(
        "2025-05-20",
        Fraction("0.0300"),
        "https://www.anews.com.tr/economy/2025/05/20/china-cuts-interest-rates-for-1st-time-in-7-months",
    ),
)
"""The one-year loan prime rate, as a ratio a year."""

LPR_1Y_CHECKED = "2026-01-20"
"""The last day on which the newest figure was seen unchanged (http://en.people.cn/n3/2026/0120/)."""


def lpr_1y_on(date: str) -> tuple[Fraction, Text] | None:
    """The rate on a day and a sentence that says where it is from; None before the first known day."""
    holding = [row for row in LPR_1Y if row.since <= date]
    if not holding:
        return None
    row = holding[-1]
    rate = f"{plain(row.value * 100, 2)}%"
    said = Text(
        f"按 {row.since} 起的一年期 LPR {rate} 计算",
        f"the one-year LPR of {rate} in effect from {row.since} is used",
    )
    if date > LPR_1Y_CHECKED:
        said += Text(
            f"；{LPR_1Y_CHECKED} 之后是否变动未核对",
            f"; whether it has changed since {LPR_1Y_CHECKED} was not checked",
        )
    return row.value, said


def today() -> str:
    """The calendar day in Asia/Shanghai, which keeps UTC+8 all year."""
    return time.strftime("%Y-%m-%d", time.gmtime(time.time() + 8 * 3600))
