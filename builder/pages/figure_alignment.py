"""Align the figures of a quotation with its translation, so that both languages mark them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from builder.texts import NUMERALS

_SCALED = r"RMB [\d,.]+(?: million| billion)?"
_KINDS: tuple[tuple[str, str], ...] = (
    (r"\d[\d.]*(?:～\d[\d.]*)?[万亿]?元", rf"(?:{_SCALED} to )?{_SCALED} \({{words}}\)"),
    (r"\d[\d.]*%", "{words}"),
    (r"\d[\d.]*‰", r"{number} per mille \({words}\)"),
    (r"\d{4}年", "from {number}"),
    (r"\d{1,3}年", "{number} years?"),
    (r"\d+个月", "{number} months?"),
    (r"\d+家", r"{number} (?:[a-z]+ ){{0,2}}or more"),
    (r"[一二三四]级", "level {number}"),
)
"""The pattern of a Chinese figure, and that of its translation; `words` is the Chinese figure."""


def figures(quoted: str, english: str) -> Iterator[str]:
    """Yield the translation's words for each figure of a quotation that occur exactly once."""
    for chinese, pattern in _KINDS:
        for found in re.finditer(chinese, quoted):
            number = re.match(r"[\d.]+|.", found[0])
            assert number
            value = str(NUMERALS["zh"].get(number[0], number[0]))
            expected = pattern.format(words=re.escape(found[0]), number=re.escape(value))
            places = list(re.finditer(rf"(?<![\d,.]){expected}(?!\w)", english))
            if len(places) == 1:
                yield places[0][0]
