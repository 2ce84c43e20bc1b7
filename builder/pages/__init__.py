"""The pages of the site, each a pure function of texts, measures and editorial data.

A page is Markdown in its headings, so that the theme knows them, and HTML between them, because
official words are not Markdown and must not be read as such. Each module makes one kind of page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from builder import texts, ui_text
from builder.editorial import Editorial
from builder.pages import differences, overviews, reference, table
from builder.pages.amounts import amount, amounts
from builder.pages.batch import batch
from builder.pages.embed import embed
from builder.pages.formatting import city, day, money, status, validity
from builder.pages.full_text import whole_text
from builder.pages.home import home
from builder.pages.measure import measure_pages
from builder.pages.model import (
    CALCULATOR,
    MEASURES,
    ClauseAndRule,
    Edition,
    Page,
    PageError,
    Shelf,
    href,
    match,
    of_day,
    url,
)
from builder.pages.reference import days
from calculator.i18n import Lang, Text
from calculator.measure import Policy as Rules
from calculator.page.html import Html

__all__ = [
    "CALCULATOR",
    "MEASURES",
    "ClauseAndRule",
    "Edition",
    "Page",
    "PageError",
    "Shelf",
    "amount",
    "amounts",
    "city",
    "day",
    "days",
    "href",
    "match",
    "money",
    "navigation",
    "of_day",
    "of_edition",
    "pages",
    "status",
    "successions",
    "url",
    "validity",
]


def navigation(edition: Edition) -> tuple[tuple[str, Text], ...]:
    """Return the navigation bar: the source of each page and its label; one for each text."""
    of_texts = (
        (f"{shelf.policy.id}/index.md", ui_text.NAV_OF_TEXT.fill(city=city(shelf.policy)))
        for shelf in edition.shelves
    )
    return (*ui_text.NAV_FIRST, *of_texts, *ui_text.NAV_LAST)


def successions(edition: Edition, later: Iterable[Edition]) -> tuple[str, ...]:
    """Return which address in the navigation bar gives way to which, from which day: "old/ new/ day"."""
    found = []
    held = {uri: uri for uri, _ in navigation(edition)}
    for then in later:
        for uri, was in held.items():
            if (now := then.held(uri)) != was:
                found.append(f"{url(was)} {url(now)} {then.today}")
                held[uri] = now
    return tuple(found)


def pages(
    lang: Lang,
    policies: Iterable[texts.PolicyText],
    rules: Iterable[Rules],
    editorial: Editorial,
    today: str,
    form: Html,
) -> Iterator[Page]:
    """Yield the pages of one language.

    `today` (YYYY-MM-DD) is the day for which the status is given, `form` the calculator as HTML.

    Raises PageError if texts and measures do not match or a measure has no theme, and MarkError if
    a rule quotes words that its clause lacks.
    """
    listed, other = of_day(match(policies, rules), today)
    return of_edition(Edition(lang, listed, today, editorial, other), form)


def of_edition(edition: Edition, form: Html) -> Iterator[Page]:
    """Yield the pages of one language from data already read; raises what `pages` raises."""
    yield home(edition)
    yield table.calculator(edition, form)
    yield batch(edition.lang)
    yield embed(edition.lang)
    yield table.table(edition)
    yield overviews.titles(edition)
    yield overviews.departments(edition)
    yield overviews.compare(edition)
    yield reference.glossary(edition)
    yield reference.reading(edition)
    yield reference.calendar(edition)
    yield reference.news(edition)
    yield reference.data(edition)
    for name, difference in edition.editorial.differences.items():
        yield differences.page(edition, name, difference)
    for shelf in (*edition.shelves, *edition.other):
        yield whole_text(edition, shelf)
    yield from measure_pages(edition)
