"""Glossary terms where they occur in a text: a link there, and the meaning on the same page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from builder import texts, ui_text
from builder.editorial import Term
from builder.highlight import Link, standing
from builder.pages.html import e, prose
from builder.pages.model import GLOSSARY, Edition, href
from calculator.i18n import Lang, Text
from calculator.page.html import Html, join_html, tag
from calculator.profile import PLACES

TERMS = Text("条文中的术语", "Terms in the text")
GLOSSARY_LINK = Text("查看术语表", "See the glossary")


@dataclass(frozen=True, slots=True)
class WrittenTerm:
    """A term in the spelling in which it occurs in a text."""

    term: Term
    written: Text


def terms_in(edition: Edition, policy: texts.PolicyText, said: Text) -> list[WrittenTerm]:
    """Return the terms that occur in the Chinese, in glossary order.

    A term explained for another city only is left out.
    """
    listed = {
        term.id: term
        for term in edition.editorial.terms
        if term.linked and not _of_another_city(term, policy)
    }
    found = standing(said.zh, {each: term.id for term in listed.values() for each in term.zh})
    return [
        WrittenTerm(term, _written(term, found[name]))
        for name, term in listed.items()
        if name in found
    ]


def _of_another_city(term: Term, policy: texts.PolicyText) -> bool:
    """Check whether the glossary explains a term for other cities than the text's."""
    named = [place for place in PLACES if place.name.zh in term.note.zh]
    return bool(named) and policy.place not in named


def _written(term: Term, zh: str) -> Text:
    """Return the Chinese spelling found and the English one at the same place in the list."""
    at = term.zh.index(zh)
    return Text(zh, term.en[at] if at < len(term.en) else term.en[0])


def links(here: str, terms: Iterable[WrittenTerm], lang: Lang) -> dict[str, Link]:
    """Return the links for `annotate`: each spelling of the terms in a language and its link."""
    return {
        each: Link("term", href(here, GLOSSARY, term.id), term.id)
        for term in (standing.term for standing in terms)
        for each in (term.zh if lang == "zh" else term.en)
    }


def linked(terms: Iterable[WrittenTerm], html: str) -> list[WrittenTerm]:
    """Return the terms that are links in `html`."""
    return [each for each in terms if f'data-term="{each.term.id}"' in html]


def explained(lang: Lang, terms: Iterable[WrittenTerm]) -> Html:
    """Return the meanings of the terms; site.js shows one when its link is chosen."""
    rows = [
        tag(
            "div",
            tag("dt", _pair(each.written, lang)),
            tag("dd", prose(each.term.note, lang)),
            id=f"term-{each.term.id}",
        )
        for each in terms
    ]
    summary = tag("summary", TERMS(lang), data_more=GLOSSARY_LINK(lang))
    return tag("details", summary, tag("dl", rows), class_="terms")


def _pair(written: Text, lang: Lang) -> Html:
    zh = tag("span", e(written.zh), lang=ui_text.HTML_LANG.zh)
    en = tag("span", e(written.en), lang="en")
    return join_html([zh, " ", en] if lang == "zh" else [en, " ", zh])
