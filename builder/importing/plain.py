"""Words normalized for patterns: simplified characters and full-width punctuation."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_TRADITIONAL = Path(__file__).resolve().parents[1] / "data" / "traditional.txt"


@cache
def _alike() -> dict[int, str]:
    """Map traditional characters and half-width punctuation to their usual forms."""
    rows = (line.strip() for line in _TRADITIONAL.read_text(encoding="utf-8").splitlines())
    table = {ord(sign): row[0] for row in rows if row[:1] != "#" for sign in row[1:]}
    return table | dict(zip(map(ord, "():;"), "（）：；", strict=True))


def plain(words: str) -> str:
    """Return the words normalized for searching, not for quoting; positions are kept."""
    return re.sub(r"(?<!\d),|,(?!\d)", "，", words.translate(_alike()))
