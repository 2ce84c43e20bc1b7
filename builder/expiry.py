"""Expiry: which policies have ended by a date, and the news items that follow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from builder import texts
from builder.editorial import Editorial, News
from calculator.i18n import Text

OVER = Text(
    "{title}的有效期到 {to} 为止，已经结束。条文仍可查看，有效期内的日期仍可计算。",
    "The validity of the {title} ended on {to}. The text can still be read, and days within its "
    "validity can still be computed.",
)


REPLACED = Text(
    "{title}施行到 {to}，此后执行修订后的版本。旧版仍可查看，当时的日期仍可计算。",
    "The {title} held until {to}; an amended version holds since. The earlier one can still be "
    "read, and its days can still be computed.",
)


REPEALED = Text(
    "{title}已由{by}废止，施行到 {to}。条文仍可查看，当时的日期仍可计算。",
    "The {title} was repealed by {by}; it was in force until {to}. The text can still be read, and its "
    "dates can still be computed.",
)


def told(editorial: Editorial, policies: Iterable[texts.PolicyText], today: str) -> Editorial:
    """Return `editorial` with a news item for each policy that has ended, newest first."""
    ended = (
        News(
            policy.ends + timedelta(days=1),
            _words(policy).fill(
                title=policy.short_title,
                to=policy.ends.isoformat(),
                by=policy.repealed.by if policy.repealed else "",
            ),
        )
        for policy in policies
        if over(policy, today) and (policy.succeeded or policy.status == "in_force")
    )
    news = sorted((*editorial.news, *ended), key=lambda each: each.on, reverse=True)
    return replace(editorial, news=tuple(news))


def _words(policy: texts.PolicyText) -> Text:
    if policy.succeeded:
        return REPLACED
    return REPEALED if policy.repealed else OVER


def over(policy: texts.PolicyText, today: str) -> bool:
    """Check whether the validity of a text has ended by a day (YYYY-MM-DD)."""
    return policy.ends < date.fromisoformat(today)
