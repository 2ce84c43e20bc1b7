"""A calendar of the months in which the money of a result may be applied for.

The texts state a last day but no application window; the time before it is hatched: some day of it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from calculator import sentences
from calculator.assessment import Assessment
from calculator.i18n import Lang, Text, yuan
from calculator.measure import FREQUENCIES, Frequency, StandingKind
from calculator.page.html import Html, tag
from calculator.summary import Summary, SummaryLine

_MONTHS = (12, 24)
_TICKS = 3
_OPEN = frozenset({StandingKind.IN_FORCE, StandingKind.NOT_YET})
_CAPTION = Text(
    "斜线：申报时间未公布。粗线：文本有效期的最后一天。",
    "Hatched: no application window is published. Thick line: the last day of the text.",
)
TITLE = Text("什么时候", "When")
_MEASURE, _WHEN = Text("措施", "Measure"), Text("时间", "Time")
_OFTEN = Text("{sum}，{often}", "{sum}, {often}")
_ONE = Text(
    "{since} 至 {until}，申报时间未公布", "{since} to {until}, application window not published"
)


def money_calendar(assessment: Assessment, summary: Summary, lang: Lang) -> Html | None:
    """Return the picture, or None if no text in force, or to come, gives money."""
    lines = [
        line for line in (*summary.lines, *summary.savings) if line.result.standing.kind in _OPEN
    ]
    if not lines:
        return None
    since = datetime.date.fromisoformat(assessment.date)
    last = max(line.result.standing.until for line in lines)
    scale = _Scale(since.replace(day=1), _span(since, datetime.date.fromisoformat(last)))
    head = tag(
        "tr",
        tag("th", _MEASURE(lang), scope="col"),
        tag("th", tag("span", _WHEN(lang), class_="visually-hidden"), _axis(scale), scope="col"),
    )
    rows = [_row(line, since, scale, lang) for line in lines]
    return tag(
        "figure",
        tag("table", tag("thead", head), tag("tbody", rows)),
        tag("figcaption", _CAPTION(lang)),
        class_="calendar",
    )


class _Scale:
    """A scale of months, with days as shares of the width in percent."""

    def __init__(self, first: datetime.date, months: int) -> None:
        self.first, self.months = first, months
        self.days = (_later(first, months) - first).days

    def at(self, day: datetime.date) -> str:
        share = (day - self.first).days / self.days
        return f"{min(max(share, 0), 1) * 100:.2f}%"


def _span(since: datetime.date, last: datetime.date) -> int:
    """Return a year in months, or two years if the last day is further off."""
    short, long = _MONTHS
    return short if last < _later(since.replace(day=1), short) else long


def _later(first: datetime.date, months: int) -> datetime.date:
    """Return the first day of the month this many months later."""
    year, month = divmod(first.month - 1 + months, 12)
    return datetime.date(first.year + year, month + 1, 1)


def _axis(scale: _Scale) -> Html:
    """Return the month in which each third of the time begins."""
    ticks = [_later(scale.first, scale.months * n // _TICKS) for n in range(_TICKS)]
    labels = [tag("text", f"{day:%Y-%m}", x=scale.at(day), y="11") for day in ticks]
    return tag("svg", labels, class_="when", aria_hidden="true")


def _row(line: SummaryLine, since: datetime.date, scale: _Scale, lang: Lang) -> Html:
    result = line.result
    begins = max(since, datetime.date.fromisoformat(result.policy.first_day))
    ends = datetime.date.fromisoformat(result.standing.until)
    said = yuan(line.fixed) if line.fixed == line.at_most else sentences.at_most(line.at_most)
    if line.frequency:
        said = _OFTEN.fill(sum=said, often=FREQUENCIES[line.frequency])
    bands = [
        tag("line", x1=scale.at(start), x2=scale.at(end), y1="8", y2="8", class_="open")
        for start, end in _bands(begins, ends, yearly=line.frequency is Frequency.YEARLY)
    ]
    after = ends + datetime.timedelta(1)
    stop = tag("line", x1=scale.at(after), x2=scale.at(after), y1="0", y2="16", class_="last")
    spoken = _ONE.fill(since=begins.isoformat(), until=ends.isoformat())(lang)
    return tag(
        "tr",
        tag("th", result.measure.title(lang), tag("small", said(lang)), scope="row"),
        tag(
            "td",
            tag("svg", bands, stop, class_="when", aria_hidden="true"),
            tag("span", spoken, class_="visually-hidden"),
        ),
    )


def _bands(
    begins: datetime.date, ends: datetime.date, *, yearly: bool
) -> Iterator[tuple[datetime.date, datetime.date]]:
    """Yield the time to the last day, as one piece or by calendar year; ends are exclusive."""
    while begins <= ends:
        until = min(ends, datetime.date(begins.year, 12, 31)) if yearly else ends
        yield begins, until + datetime.timedelta(1)
        begins = until + datetime.timedelta(1)
