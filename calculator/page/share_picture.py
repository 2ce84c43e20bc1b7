"""The texts and figures of the picture for a chat; the page's script draws it."""

from __future__ import annotations

from collections.abc import Iterator

from calculator import parameters, sentences
from calculator.i18n import Text, capital
from calculator.tables.director_page import (
    CEILING,
    MADE,
    DirectorPage,
    director_page,
    opens,
    short_amount,
)
from calculator.tables.export import Taken

_SHOWN = 3  # number of measures with a line of their own
_MORE = Text("另 {n} 项", "{n} more")
_BINDING = Text(
    "以部门审核和年度预算为准。", "The departments’ review and the yearly budget decide."
)


def share_picture(taken: Taken, *, numbers: bool) -> dict[str, object]:
    """Return the texts of the picture, the solid share of its bar, and its code's link."""
    assessment, page = taken.assessment, director_page(taken.assessment)
    rules = sentences.rules(assessment.date)
    said = {
        "kicker": sentences.TITLE,
        "who": page.who,
        "large": page.large,
        "open": sentences.still_open(page.summary) if page.missing else Text("", ""),
        "made": MADE.fill(rules=rules, today=parameters.today()),
        "binding": _BINDING,
        "opens": opens(taken, numbers=numbers),
    }

    def written(text: Text) -> str:
        return capital(text(taken.lang))

    return {name: written(text) for name, text in said.items()} | {
        "name": f"{taken.name}.png",
        "link": taken.address_with(numbers=numbers),
        "standings": [written(each) for each in sentences.standings_in_short(assessment)],
        "solid": _solid(page),
        "parts": [[name, written(text)] for name, text in page.parts],
        "lines": [[written(title), written(sum_)] for title, sum_ in _lines(page)],
        "missing": [] if page.rows else [written(each) for each in page.missing],
    }


def _solid(page: DirectorPage) -> float | None:
    """Return the share of the sum that texts fix, for drawing; None without a sum."""
    summary = page.summary
    return float(summary.fixed / summary.at_most) if summary.at_most else None


def _lines(page: DirectorPage) -> Iterator[tuple[Text, Text]]:
    """Yield the measures with most money, then the sum of the others; they add up to the total."""
    for row in page.rows[:_SHOWN]:
        yield row.result.measure.title, row.figure
    if rest := page.rows[_SHOWN:]:
        ceiling = any(row.kind is CEILING for row in rest)
        sum_ = sum(row.sum for row in rest)
        yield _MORE.fill(n=str(len(rest))), short_amount(sum_, ceiling=ceiling)
