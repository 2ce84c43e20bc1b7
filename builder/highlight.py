"""Official words as HTML: verbatim, with the passages that something is said about marked in place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from itertools import pairwise
from typing import NamedTuple, TypeVar

from calculator.page.html import ESCAPES, Child, Html, join_html, tag

T = TypeVar("T")
_TITLE = re.compile("《[^》]*》")


class MarkError(ValueError):
    """Words that are to be marked do not stand in the text."""


class Link(NamedTuple):
    """A link from words to the place that explains them: its class, its address and the term's id."""

    kind: str
    href: str
    term: str


def annotate(
    text: str,
    quoted: Iterable[str] = (),
    flawed: Iterable[str] = (),
    *,
    terms: Mapping[str, Link] | None = None,
    note: Callable[[int], Html] | None = None,
) -> Html:
    """`text` as HTML: every occurrence of `quoted` words in <mark>, of `flawed` ones in span.sic.

    `terms` gives the link for words that are explained elsewhere: each link is used
    once, where its words first stand clear of the edges of marks and of titles of documents.
    `note(n)` is put after the n-th quotation, where it first stands. Overlaps are allowed.

    Raises MarkError for quoted or flawed words that the text lacks.
    """
    listed = tuple(quoted)
    marked, sic = _ranges(text, listed), _ranges(text, flawed)
    notes: dict[int, list[Html]] = {}
    for n, words in enumerate(listed if note else (), start=1):
        if note:
            notes.setdefault(text.index(words) + len(words), []).append(note(n))
    edges = {0, len(text), *notes, *(edge for r in (*marked, *sic) for edge in (r.start, r.stop))}
    placed = _placed(text, terms or {}, edges).items()
    links = {at.start: (at.stop, link) for link, (at, _) in placed}
    cuts = sorted({*edges, *links, *(stop for stop, _ in links.values())})
    in_marked, in_sic = _inside(marked, cuts), _inside(sic, cuts)
    out: list[Child] = []
    for a, b in pairwise(cuts):
        words = Html(text[a:b].translate(ESCAPES))
        if a in links:
            link = links[a][1]
            words = tag("a", words, class_=link.kind, href=link.href, data_term=link.term)
        out.append(_wrapped(words, a in in_marked, a in in_sic))
        out.append(notes.get(b))
    return join_html(out)


def standing(text: str, terms: Mapping[str, T]) -> dict[T, str]:
    """Each of the `terms`, given by the ways they are written, that stands in `text`, and as what.

    Words inside a longer term do not count, nor those inside the title of a document.
    """
    return {term: words for term, (_, words) in _placed(text, terms, set()).items()}


def _placed(text: str, terms: Mapping[str, T], edges: set[int]) -> dict[T, tuple[range, str]]:
    """Where to link each term, and how it is written there: once, not within another or a title."""
    titles = [range(*title.span()) for title in _TITLE.finditer(text)]
    taken: list[tuple[range, T | None]] = [(title, None) for title in titles]
    placed: dict[T, tuple[range, str]] = {}
    for words, term in sorted(terms.items(), key=lambda each: -len(each[0])):
        for found in pattern(words).finditer(text):
            here = range(*found.span())
            if any(here.start < r.stop and r.start < here.stop and of != term for r, of in taken):
                continue
            taken.append((here, term))
            if term not in placed and not any(here.start < edge < here.stop for edge in edges):
                placed[term] = here, words
    return placed


@cache
def pattern(words: str) -> re.Pattern[str]:
    """Latin words as whole words, either kind of quotation mark, and a plural where there is one."""
    plain = re.sub('[“”"]', '[“”"]', re.escape(words))
    latin = words.isascii() and words[0].isalnum()
    return re.compile(rf"\b{plain}s?\b" if latin else plain, re.IGNORECASE)


def _ranges(text: str, passages: Iterable[str]) -> list[range]:
    """Where the passages stand, those that touch or overlap joined."""
    found: list[range] = []
    for passage in passages:
        at = text.find(passage) if passage else -1
        if at < 0:
            raise MarkError(f"「{passage}」 does not stand in 「{text[:24]}…」")
        while at >= 0:
            found.append(range(at, at + len(passage)))
            at = text.find(passage, at + 1)
    joined: list[range] = []
    for each in sorted(found, key=lambda r: r.start):
        if joined and each.start <= joined[-1].stop:
            joined[-1] = range(joined[-1].start, max(joined[-1].stop, each.stop))
        else:
            joined.append(each)
    return joined


def _inside(ranges: list[range], cuts: list[int]) -> set[int]:
    """Which of the cuts, in their order, lie in one of the ranges, in theirs."""
    found, at = set(), 0
    for r in ranges:
        while cuts[at] < r.start:
            at += 1
        while cuts[at] < r.stop:
            found.add(cuts[at])
            at += 1
    return found


def _wrapped(words: Html, marked: bool, sic: bool) -> Html:
    words = tag("span", words, class_="sic") if sic else words
    return tag("mark", words) if marked else words
