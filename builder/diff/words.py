"""Compare two sentences word by word: a Han character, a figure or a Latin word at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

# A figure is compared as a whole, with scale and unit: 50万元 to 60万元, not 5 to 6.
_WORD = re.compile(
    r"\d[\d.,]*\d?[百千万亿]*(?:元|%|‰|个月|年|月|日|家|级)?|[A-Za-z]+(?:['’-][A-Za-z]+)*|\s+|."
    , re.DOTALL,
)  # fmt: skip
_ISLAND = 2
"""Common characters between two changes, up to which they are shown as one."""


class ComparedWords(NamedTuple):
    """A passage: the `same` in both versions, or `old` replaced by `new`; one may be empty."""

    old: str
    new: str

    @property
    def same(self) -> bool:
        return self.old == self.new


def pieces(old: str, new: str) -> tuple[ComparedWords, ...]:
    """Split two sentences into passages; joined, their sides are the old and the new words."""
    joined: list[ComparedWords] = []
    found = list(_opcodes(_WORD.findall(old), _WORD.findall(new)))
    for n, piece in enumerate(found):
        island = piece.same and 0 < n < len(found) - 1 and len(piece.old.strip()) <= _ISLAND
        changed = not piece.same or island
        if joined and changed and not joined[-1].same:
            joined[-1] = ComparedWords(joined[-1].old + piece.old, joined[-1].new + piece.new)
        else:
            joined.append(piece)
    return tuple(joined)


def _opcodes(old: list[str], new: list[str]) -> Iterator[ComparedWords]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for _, a, b, c, d in matcher.get_opcodes():
        yield ComparedWords("".join(old[a:b]), "".join(new[c:d]))


def likeness(old: str, new: str) -> float:
    """Return how similar two texts are, from 0 to 1."""
    return SequenceMatcher(None, old, new, autojunk=False).ratio()
