"""Published practice on a clause: dated, with its source, beside the clause's readings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from builder import ui_text
from builder.editorial import Published
from builder.pages.formatting import day
from builder.pages.html import bullets, e, filled, prose
from builder.pages.model import ClauseAndRule, Edition, PageError, PageHeading
from calculator.i18n import Lang, Text
from calculator.measure import Reading
from calculator.page.html import Html, join_html, tag

INTRO = Text(
    "公开渠道见到的做法和规定，供理解条文参考，不代替条文；以主管部门的规定为准。",
    "Practice and rules published elsewhere. They help to read the clause and do not replace it; the "
    "departments decide.",
)
SUPPORTS = Text("相符的读法：{labels}。", "In line with the reading: {labels}.")
REFUTES = Text("不相符的读法：{labels}。", "Not in line with the reading: {labels}.")
LISTED = Text("；", "; ")
SOURCE = Text(
    "来源：{links}，{day}查阅，{standing}。", "Source: {links}, seen on {day}, {standing}."
)
OFFICIAL = Text("官方发布", "official")
SECOND_HAND = Text("转载，未核对原件", "second-hand, not checked against the original")


def of_clause(edition: Edition, entry: ClauseAndRule) -> Iterator[PageHeading | str]:
    """Yield a clause's section of published practice. Raises PageError for an unknown reading."""
    rows = edition.editorial.published.get(entry.measure.id, ())
    if rows:
        readings = {reading.code: reading for reading in entry.measure.readings}
        for row in rows:
            if strange := {*row.supports, *row.refutes} - readings.keys():
                raise PageError(f"{entry.measure.id} has no reading {', '.join(sorted(strange))}")
        yield PageHeading(2, ui_text.PUBLISHED(edition.lang), "published")
        yield tag("p", e(INTRO(edition.lang)))
        yield bullets(_published(edition.lang, row, readings.values()) for row in rows)


def of_text(edition: Edition, policy: str) -> Html:
    """Return what was published about a text as a whole, or ""."""
    rows = edition.editorial.published.get(policy, ())
    return bullets(_published(edition.lang, row) for row in rows) if rows else Html()


def _published(lang: Lang, row: Published, readings: Iterable[Reading] = ()) -> Html:
    by_code = {reading.code: reading.label for reading in readings}
    bearing = [
        said.fill(labels=LISTED.join(by_code[code] for code in codes))
        for said, codes in ((SUPPORTS, row.supports), (REFUTES, row.refutes))
        if codes
    ]
    links = [
        tag("a", urlsplit(each).netloc.removeprefix("www."), href=each) for each in row.sources
    ]
    between = "、" if lang == "zh" else ", "
    source = filled(
        SOURCE(lang),
        links=join_html([links[0], *([between, link] for link in links[1:])]),
        day=e(day(row.seen)(lang)),
        standing=e((OFFICIAL if row.official else SECOND_HAND)(lang)),
    )
    beside = [tag("p", prose(said, lang)) for said in bearing]
    return join_html([tag("p", prose(row.words, lang)), beside, tag("p", source, class_="fine")])
