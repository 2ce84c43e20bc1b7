"""The words of a text as patterns know them: simplified characters and full-width signs."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_TRADITIONAL = Path(__file__).resolve().parents[1] / "data" / "traditional.txt"


@cache
def _alike() -> dict[int, str]:
    """Return what traditional characters and half-width signs are written like elsewhere."""
    rows = (line.strip() for line in _TRADITIONAL.read_text(encoding="utf-8").splitlines())
    table = {ord(sign): row[0] for row in rows if row[:1] != "#" for sign in row[1:]}
    return table | dict(zip(map(ord, "():;"), "（）：；", strict=True))


def plain(words: str) -> str:
    """Return the words sign for sign as patterns know them: for finding, not for quoting."""
    return re.sub(r"(?<!\d),|,(?!\d)", "，", words.translate(_alike()))
