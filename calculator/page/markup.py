"""HTML that cannot be broken by what a person types: every plain string is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable

VOID = frozenset({"input", "br", "hr"})
_ESCAPES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;", "\0": "\ufffd"}
)


class Html(str):
    """A piece of finished markup."""

    __slots__ = ()


Child = str | Iterable["Child"] | None


def tag(name: str, /, *children: Child, **attributes: str | bool | None) -> Html:
    """An element. `class_` is class, other underscores are hyphens; None and False leave one out."""
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}"
        + ("" if value is True else f'="{value.translate(_ESCAPES)}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if name in VOID:
        return Html(f"<{name}{written}>")
    return Html(f"<{name}{written}>{join(children)}</{name}>")


def join(children: Iterable[Child]) -> Html:
    """The children one after the other; plain strings escaped, None left out."""
    return Html("".join(_write(child) for child in children))


def _write(child: Child) -> str:
    if child is None:
        return ""
    if isinstance(child, Html):
        return child
    return bound(child.translate(_ESCAPES)) if isinstance(child, str) else join(child)


_FIGURE = re.compile("(?<=[0-9]) (?=[元万亿项天级])|(?<=RMB) (?=[0-9])")


def bound(text: str) -> str:
    """The text with each figure on one line with its unit: no line ends between 300 and 万元."""
    return _FIGURE.sub("\xa0", text) if " " in text else text


_HAN = re.compile(r"[\u2e80-\u9fff〔（《][\u2e80-\u9fff0-9〔〕（）《》“”，。；：]*")


def in_english(text: str) -> Html:
    """English text, its Chinese words marked as such for a voice that reads them."""
    parts, last = [], 0
    for match in _HAN.finditer(text):
        parts += [text[last : match.start()], tag("span", match[0], lang="zh-Hans")]
        last = match.end()
    return join([*parts, text[last:]])
