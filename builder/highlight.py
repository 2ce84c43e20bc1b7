"""Official words as HTML: verbatim, with quoted, flawed and explained passages marked."""

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
    """Words to be marked do not occur in the text."""


class Link(NamedTuple):
    """A link from a term to its explanation: CSS class, address and the term's id."""

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
    """Return `text` as HTML with `quoted` words in <mark> and `flawed` words in span.sic.

    `terms` maps words to links; each link is used once, at the first place clear of the edges of
    marks and of document titles. `note(n)` is inserted after the first occurrence of the n-th
    quotation. Passages may overlap.

    Raises MarkError for quoted or flawed words that do not occur in the text.
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
    """Return the `terms` (keyed by spelling) that occur in `text`, each with its spelling there.

    Words inside a longer term or a document's title do not count.
    """
    return {term: words for term, (_, words) in _placed(text, terms, set()).items()}


def _placed(text: str, terms: Mapping[str, T], edges: set[int]) -> dict[T, tuple[range, str]]:
    """Return where to link each term, and its spelling there: not in another term or a title."""
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
    """Compile words into a pattern: whole Latin words, any quotation marks, optional plural."""
    plain = re.sub('[“”"]', '[“”"]', re.escape(words))
    latin = words.isascii() and words[0].isalnum()
    return re.compile(rf"\b{plain}s?\b" if latin else plain, re.IGNORECASE)


def _ranges(text: str, passages: Iterable[str]) -> list[range]:
    """Return where the passages occur; ranges that touch or overlap are joined."""
    found: list[range] = []
    for passage in passages:
        at = text.find(passage) if passage else -1
        if at < 0:
            raise MarkError(f"「{passage}」 does not occur in 「{text[:24]}…」")
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
    """Return the cuts that lie in one of the ranges; both are sorted."""
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
