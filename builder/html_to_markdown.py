"""HTML of the site's own pages as Markdown (CommonMark with GitHub's tables).

Interactive and visual elements are left out: forms, buttons, drawings, navigation. Words of the law
(in a `blockquote` or a `q`) come out character for character, without links or emphasis.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

OMITTED = {
    *("button", "form", "fieldset", "input", "math", "nav", "progress", "script"),
    *("select", "style", "svg", "textarea"),
}
"""Elements without words that are read."""

OMITTED_CLASSES = {"headerlink", "symbols", "why"}
"""Classes of links to the place itself or to a note, and of formulas that stand in words beside."""

BADGE = "badges"
"""The class of a paragraph of short notes, one beside the other."""

BESIDE = {"badge", "inferred"}
"""Classes of a short note beside words."""

INLINE = {
    *("a", "abbr", "b", "br", "code", "em", "i", "kbd", "label", "mark", "q", "small", "span"),
    *("strong", "sub", "sup", "time"),
}
QUOTES = {"zh": ("「", "」"), "en": ("“", "”")}

_SPACE = re.compile(r"[ \t\n\r\f]+")  # full-width and no-break spaces are characters of the text
_BREAK = re.compile(r"[\t\n\r\f]")
_ESCAPED = re.compile(r"([\\`*<])")
_LANGUAGE = re.compile(r"language-(\w+)")
_LIST = re.compile(r"(-|\d+\.) ")
_HAN = re.compile(r"[\u3400-\u9fff]")

Address = Callable[[str], str]
"""Gives each link the address that it has in the copy, or "" to leave its words alone."""


def markdown(element: Any, address: Address) -> str:
    """Convert an lxml element to Markdown."""
    return "\n\n".join(_blocks(element, address)) + "\n"


def _blocks(element: Any, address: Address | None) -> Iterator[str]:
    """Yield the paragraphs, lists and tables of an element; loose words form a paragraph.

    Without `address` the content is words of the law, to which nothing is added.
    """
    loose: list[str] = [_words(element.text, address)]
    for child in _children(element):
        if child.tag in INLINE:
            loose.append(_inline(child, address))
        else:
            yield from _paragraph(loose, address)
            loose = []
            if not _is_omitted(child):
                yield from (block for block in _block(child, address) if block)
        loose.append(_words(child.tail, address))
    yield from _paragraph(loose, address)


def _paragraph(parts: list[str], address: Address | None) -> Iterator[str]:
    if words := _tidy("".join(parts), address):
        yield words


def _block(element: Any, address: Address | None) -> Iterator[str]:
    match element.tag:
        case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
            yield f"{'#' * int(element.tag[1])} {_line(element, address)}"
        case "p" if BADGE in element.get("class", ""):
            yield " · ".join(_line(each, address) for each in _children(element))
        case "p" | "figcaption":
            yield _line(element, address)
        case "summary":
            if words := _line(element, address):
                yield f"**{words}**"
        case "blockquote":
            quoted = "\n\n".join(_blocks(element, None))
            yield "\n".join(f"> {line}".rstrip() for line in quoted.splitlines())
        case "ul" | "ol":
            yield "\n".join(_items(element, address))
        case "dl":
            yield "\n".join(_defined(element, address))
        case "table":
            yield from _table(element, address)
        case "pre":
            found = _LANGUAGE.search(" ".join(each.get("class", "") for each in element.iter()))
            text = "".join(element.itertext()).strip("\n")
            yield f"```{found[1] if found else ''}\n{text}\n```"
        case "hr":
            yield "---"
        case _:
            yield from _blocks(element, address)


def _items(element: Any, address: Address | None) -> Iterator[str]:
    ordered = element.tag == "ol"
    for n, item in enumerate((each for each in _children(element) if each.tag == "li"), start=1):
        yield _item(f"{n}." if ordered else "-", list(_blocks(item, address)))


def _item(mark: str, blocks: list[str]) -> str:
    """Return a list item, with every block after the first indented."""
    indent = " " * (len(mark) + 1)
    apart = (block if _LIST.match(block) else f"\n{block}" for block in blocks[1:])
    lines = "\n".join([*blocks[:1], *apart]).splitlines() or [""]
    return "\n".join([f"{mark} {lines[0]}", *((indent + line).rstrip() for line in lines[1:])])


def _defined(element: Any, address: Address | None) -> Iterator[str]:
    """Yield a list item per term; a description of one paragraph goes on the same line."""
    for each in element.iter("dt", "dd"):
        if each.tag == "dt":
            term = _line(each, address)
        elif not _is_omitted(each):
            blocks = list(_blocks(each, address))
            if len(blocks) == 1 and "\n" not in blocks[0] and not _LIST.match(blocks[0]):
                yield f"- **{term}** {blocks[0]}"
            else:
                yield _item("-", [f"**{term}**", *blocks])


def _table(element: Any, address: Address | None) -> Iterator[str]:
    for caption in element.iter("caption"):
        yield _line(caption, address)
    rows = [
        [_cell(cell, address) for cell in row if cell.tag in ("th", "td")]
        for row in element.iter("tr")
        if not _is_omitted(row)
    ]
    width = max((len(row) for row in rows), default=0)
    if not width:
        return
    if not element.findall(".//thead"):
        rows.insert(0, [])
    lines = ["| " + " | ".join([*row, *[""] * (width - len(row))]) + " |" for row in rows]
    lines.insert(1, "|" + " --- |" * width)
    yield "\n".join(lines)


def _cell(element: Any, address: Address | None) -> str:
    blocks = _blocks(element, address)
    return "; ".join(" ".join(block.split("\n")) for block in blocks).replace("|", "\\|")


def _line(element: Any, address: Address | None) -> str:
    """Return the content of an element in one line."""
    parts = [_words(element.text, address)]
    for child in _children(element):
        parts += [_inline(child, address), _words(child.tail, address)]
    return _tidy("".join(parts), address)


def _inline(element: Any, address: Address | None) -> str:
    if _is_omitted(element):
        return ""
    if element.tag == "br":
        return "\n"
    if element.tag in ("code", "kbd"):
        return f"`{''.join(element.itertext())}`"
    inside = _line(element, None if element.tag == "q" else address)
    # A space at the edge of an element goes outside its Markdown marks.
    before = " " if (element.text or "")[:1].isspace() else ""
    match element.tag:
        case "a" if inside and address and (to := address(element.get("href", ""))):
            inside = f"[{inside}]({to})"
        case "b" | "strong" if inside and address:
            inside = f"**{inside}**"
        case "em" | "i" if inside and address:
            inside = f"*{inside}*"
        case "span" if inside and BESIDE & set(element.get("class", "").split()):
            inside = f"（{inside}）" if _HAN.search(inside) else f"({inside})"
        case "q":
            lang = "zh" if element.get("lang", "").startswith("zh") else "en"
            inside = inside.join(QUOTES[lang])
    return before + inside


def _children(element: Any) -> Iterator[Any]:
    return (
        child for child in element if isinstance(child.tag, str)
    )  # a comment has a different kind of tag


def _is_omitted(element: Any) -> bool:
    classes = set(element.get("class", "").split())
    hidden = "hidden" in element.attrib or element.get("aria-hidden") == "true"
    return hidden or element.tag in OMITTED or bool(classes & OMITTED_CLASSES)


def _words(text: str | None, address: Address | None) -> str:
    space = _SPACE if address else _BREAK  # spaces of the law are kept
    return _ESCAPED.sub(r"\\\1", space.sub(" ", text or ""))


def _tidy(text: str, address: Address | None) -> str:
    joined = re.sub(" {2,}", " ", text) if address else text
    return re.sub(r" *\n *", "  \n", joined).strip(" \n")
