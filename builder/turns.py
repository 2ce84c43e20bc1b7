"""Pages that keep up with the date: each carries what it will say from later days on.

A page is a function of the day. It is made for the day of the build and for each later day on which
a text begins, ends or is replaced. Elements that will differ are marked `data-later`; their
replacements are in a `<template data-later data-since>` at the end of the page, from where day.js
puts them in place. What changes daily, such as the days left, is computed by that script.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from html.parser import HTMLParser

from builder import texts
from builder.pages import Page
from calculator.page.html import VOID, Html, tag

WHOLE = frozenset({"svg", "select", "script", "template", "form"})
"""Elements that are only replaced as a whole."""

EVERYTHING = "page"
"""The name of the page itself, which is replaced as a whole if its sections will differ."""


def days(policies: Iterable[texts.PolicyText], today: str) -> list[str]:
    """Return the days after `today` (YYYY-MM-DD) on which a text begins, ends or is replaced."""
    turns = set[date]()
    for policy in policies:
        turns.add(policy.ends + timedelta(days=1))
        if policy.valid_from:
            turns.add(policy.valid_from)
        if policy.replaced:
            turns.add(policy.replaced.on)
    return sorted(day.isoformat() for day in turns if day.isoformat() > today)


def following(page: Page, later: Mapping[str, Page]) -> Page:
    """Return the page with what it will say from later days on, given the page for each (`later`)."""
    html, before = page.html, page.html
    root = _parsed(html)
    marks = dict[int, dict[str, str]]()  # the end of an element's name → day → replacement
    turned = list[str]()
    for since, then in later.items():
        if then.html == before:
            continue
        before = then.html
        turned.append(since)
        for place, content in _differences(root, _parsed(then.html)):
            marks.setdefault(place, {})[since] = content
    if not turned:
        return page
    names = dict[tuple[tuple[str, str], ...], str]()
    for place in sorted(marks, reverse=True):
        key = tuple(marks[place].items())
        name = EVERYTHING if place == 0 else names.setdefault(key, str(len(names) + 1))
        if place:
            html = f"{html[:place]} data-later={name}{html[place:]}"
    templates = [
        tag("template", Html(content), data_later=name, data_since=since)
        for key, name in (*names.items(), (tuple(marks.get(0, {}).items()), EVERYTHING))
        for since, content in key
    ]
    days_ = tag("div", templates, class_="turns", hidden=True, data_days=" ".join(turned))
    return replace(page, written=f"{html}\n{days_}")


def _differences(was: Element, now: Element) -> Iterator[tuple[int, str]]:
    """Yield the places of elements that differ, with their replacements; 0 is the whole page."""
    if not _alike(was, now):
        yield 0, now.source
        return
    for old, new in zip(was.inside, now.inside, strict=True):
        for each, words in _exchanged(old, new):
            yield each.named, words


@dataclass(slots=True)
class Element:
    """An element by its positions in the source: `named` and `opened` are the ends of its name and tag."""

    source: str
    name: str
    start: int
    named: int
    opened: int
    end: int = 0
    inside: list[Element] = field(default_factory=list)

    @property
    def whole(self) -> str:
        return self.source[self.start : self.end]

    @property
    def own(self) -> list[str]:
        """The tag, and the words between the elements inside."""
        parts, at = [self.source[self.start : self.opened]], self.opened
        for each in self.inside:
            parts.append(self.source[at : each.start])
            at = each.end
        return [*parts, self.source[at : self.end]]


def _alike(one: Element, other: Element) -> bool:
    """Check whether two elements differ only within corresponding elements inside."""
    return len(one.inside) == len(other.inside) and one.own == other.own


def _exchanged(old: Element, new: Element) -> Iterator[tuple[Element, str]]:
    if old.whole == new.whole:
        return
    if old.name in WHOLE or not _alike(old, new):
        yield old, new.whole
        return
    for one, other in zip(old.inside, new.inside, strict=True):
        yield from _exchanged(one, other)


def _parsed(source: str) -> Element:
    """Return an element that contains the whole source."""
    parser = _Parser(source)
    parser.feed(source)
    parser.close()
    (root,) = parser.open
    root.end = len(source)
    return root


class _Parser(HTMLParser):
    """A parser that finds the positions of elements, in HTML that closes all it opens."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=False)
        self.source = source
        self.lines = [0]
        for line in source.split("\n"):
            self.lines.append(self.lines[-1] + len(line) + 1)
        self.open = [Element(source, "", 0, 0, 0)]

    @property
    def at(self) -> int:
        line, column = self.getpos()
        return self.lines[line - 1] + column

    def handle_starttag(self, name: str, attrs: list[tuple[str, str | None]]) -> None:
        start = self.at
        opened = start + len(self.get_starttag_text() or "")
        found = Element(self.source, name, start, start + 1 + len(name), opened, opened)
        self.open[-1].inside.append(found)
        if name not in VOID | {"img"} and not self.source[:opened].endswith("/>"):
            self.open.append(found)

    def handle_startendtag(self, name: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(name, attrs)

    def handle_endtag(self, name: str) -> None:
        if self.open[-1].name == name:
            self.open.pop().end = self.source.index(">", self.at) + 1
