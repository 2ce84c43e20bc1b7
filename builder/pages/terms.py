"""Terms of the glossary where they stand in a text: a link there, and the meaning in the same page."""

from __future__ import annotations

from collections.abc import Iterable

from builder import words
from builder.editorial import Term
from builder.pages.html import e, prose
from builder.pages.shelf import GLOSSARY, Edition, href
from calculator.text import Lang, Text

TERMS = Text("条文中的术语", "Terms in the text")
GLOSSARY_LINK = Text("查看术语表", "See the glossary")


def terms_in(edition: Edition, said: Text) -> list[Term]:
    """The terms that stand in the Chinese, in the order of the glossary."""
    stands = said.zh.__contains__
    return [term for term in edition.editorial.terms if term.linked and any(map(stands, term.zh))]


def links(here: str, terms: Iterable[Term], lang: Lang) -> dict[str, str]:
    """For `annotate`: each writing of the terms in a language, and the opening tag of its link."""
    return {
        each: f'<a class="term" href="{href(here, GLOSSARY, term.id)}" data-term="{term.id}">'
        for term in terms
        for each in (term.zh if lang == "zh" else term.en)
    }


def explained(lang: Lang, terms: Iterable[Term]) -> str:
    """What the terms mean, from where the page's script takes it to a term that is asked for."""
    rows = "".join(
        f'<div id="term-{term.id}"><dt>{_pair(term, lang)}</dt><dd>{prose(term.note, lang)}</dd></div>'
        for term in terms
    )
    return (
        f'<details class="terms"><summary data-more="{GLOSSARY_LINK(lang)}">{TERMS(lang)}</summary>'
        f"<dl>{rows}</dl></details>"
    )


def _pair(term: Term, lang: Lang) -> str:
    zh = f'<span lang="{words.HTML_LANG.zh}">{e(term.zh[0])}</span>'
    en = f'<span lang="en">{e(term.en[0])}</span>'
    return f"{zh} {en}" if lang == "zh" else f"{en} {zh}"
