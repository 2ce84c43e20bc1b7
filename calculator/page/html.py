"""HTML that cannot be broken by what a person types: every plain string is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable

VOID = frozenset({"input", "br", "hr", "meta"})
DOCTYPE = "<!doctype html>"
XML = '<?xml version="1.0" encoding="UTF-8"?>'
ESCAPES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;", "\0": "\ufffd"}
)


class Html(str):
    """A piece of finished markup."""

    __slots__ = ()


Child = str | Iterable["Child"] | None


def tag(name: str, /, *children: Child, **attributes: str | bool | None) -> Html:
    """Return an element; `class_` is class, other underscores are hyphens, None and False omit."""
    written = name
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        written += " " + key.rstrip("_").replace("_", "-")
        if value is not True:
            written += f'="{value.translate(ESCAPES)}"'
    if name in VOID:
        return Html(f"<{written}>")
    return Html(f"<{written}>{_joined(children)}</{name}>")


def join_html(children: Iterable[Child]) -> Html:
    """Join children: plain strings are escaped, None is left out."""
    return Html(_joined(children))


def _joined(children: Iterable[Child]) -> str:
    found: list[str] = []
    for child in children:
        if isinstance(child, Html):
            found.append(child)
        elif isinstance(child, str):
            found.append(bound(child.translate(ESCAPES)))
        elif child is not None:
            found.append(_joined(child))
    return "".join(found)


_FIGURE = re.compile("(?<=[0-9]) (?=[元万亿项天级])|(?<=RMB) (?=[0-9])")


def bound(text: str) -> str:
    """Keep each figure and its unit on one line with no-break spaces: 300 万元."""
    return _FIGURE.sub("\xa0", text) if " " in text else text


_HAN = re.compile(r"[\u2e80-\u9fff〔（《][\u2e80-\u9fff0-9〔〕（）《》“”，。；：]*")


def in_english(text: str) -> Html:
    """Return English text with its Chinese words marked by language, for screen readers."""
    parts, last = [], 0
    for match in _HAN.finditer(text):
        parts += [text[last : match.start()], tag("span", match[0], lang="zh-Hans")]
        last = match.end()
    return join_html([*parts, text[last:]])
