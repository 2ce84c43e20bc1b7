"""Official words as HTML: verbatim, with the passages that something is said about marked in place."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from itertools import pairwise


class MarkError(ValueError):
    """Words that are to be marked do not stand in the text."""


def annotate(text: str, quoted: Iterable[str] = (), flawed: Iterable[str] = ()) -> str:
    """`text` as HTML: every occurrence of `quoted` words in <mark>, of `flawed` ones in span.sic.

    Overlaps are allowed. Raises MarkError for words that the text lacks.
    """
    marked, sic = _ranges(text, quoted), _ranges(text, flawed)
    cuts = sorted({0, len(text), *(edge for r in (*marked, *sic) for edge in (r.start, r.stop))})
    return "".join(
        _wrapped(
            escape(text[a:b], quote=False), any(a in r for r in marked), any(a in r for r in sic)
        )
        for a, b in pairwise(cuts)
    )


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


def _wrapped(words: str, marked: bool, sic: bool) -> str:
    words = f'<span class="sic">{words}</span>' if sic else words
    return f"<mark>{words}</mark>" if marked else words
