"""Check that everything a finished site points at exists: pages, anchors, styles, scripts, images."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

# The theme and our pages quote every attribute with ", and text has none after a =.
_ATTRIBUTE = re.compile(r' (id|href|src|data-engine)="([^"]*)"')
_WHOLE = re.compile(r"[a-z][a-z0-9+.-]*:|//")
_PLAIN = re.compile(r"(?:[\w-]+/)*(?:[\w-][\w.-]*)?")
"""A plain path below a folder, which needs no resolving."""


@dataclass(frozen=True, slots=True)
class _Page:
    """A page's anchors, its links, and those of them that a browser loads by itself."""

    anchors: frozenset[str]
    links: frozenset[str]
    asked: frozenset[str]


def problems(site: Path, home: str) -> Iterator[str]:
    """Yield one line for each broken address and each resource loaded from another host.

    `home` is the address at which the site will be served, ending in a slash.
    """
    pages = {file.relative_to(site).as_posix(): _read(file) for file in site.rglob("*.html")}
    target = cache(lambda folder, path: _target(site, home, pages, folder, path))
    for place, page in sorted(pages.items()):
        folder = posixpath.dirname(place)
        above = posixpath.dirname(folder)
        lost = posixpath.basename(place) == "404.html"
        for address in sorted(page.links):
            path, _, fragment = address.partition("#")
            why: str | None = None
            there = place
            if lost and not address.startswith(("/", "#", "mailto:")):
                why = "is relative, in a page that is served at every address"
            elif folder and path.startswith("../"):
                why, there = target(above, path[3:])  # shared by many pages of a folder
            elif path:
                why, there = target("" if _WHOLE.match(path) else folder, path)
            if why is ELSEWHERE and address not in page.asked:
                continue
            if why is None and there in pages and _misses(pages[there], fragment):
                why = "the page has no such anchor"
            if why:
                yield f"{place}: {address}: {why}"


ELSEWHERE = "is on another host"
"""Allowed for a link, not for anything a browser loads."""


def _read(file: Path) -> _Page:
    html = file.read_text(encoding="utf-8").replace("\n", " ")
    anchors, links, asked = set(), set(), set()
    for name, value in _ATTRIBUTE.findall(html):
        if name == "id":
            anchors.add(value)
        else:
            address = unescape(value)
            links.add(address)
            if name != "href":
                asked.add(address)
    if any("//" in address for address in links):
        others = (tag for tag in html.split("<") if not tag.startswith("a ") and " href=" in tag)
        asked |= {unescape(value) for tag in others for _, value in _ATTRIBUTE.findall(tag)}
    return _Page(frozenset(anchors), frozenset(links), frozenset(asked))


def _target(
    site: Path, home: str, pages: Mapping[str, _Page], folder: str, path: str
) -> tuple[str | None, str]:
    """Return what is wrong with an address in a page of `folder`, and its file below `site`."""
    while folder and path.startswith("../"):
        folder, path = posixpath.dirname(folder), path[3:]
    if _PLAIN.fullmatch(path):
        return _there(site, pages, posixpath.join(folder, path))
    parts = urlsplit(urljoin(f"{home}{folder}/" if folder else home, path))
    if parts.scheme not in {"http", "https"}:
        return None, ""
    root = urlsplit(home)
    if parts.netloc != root.netloc:
        return ELSEWHERE, ""
    if not parts.path.startswith(root.path):
        return "is outside the site", ""
    return _there(site, pages, unquote(parts.path.removeprefix(root.path)))


def _there(site: Path, pages: Mapping[str, _Page], there: str) -> tuple[str | None, str]:
    if not there or there.endswith("/"):
        there += "index.html"
    known = there in pages or (site / there).is_file()
    return (None, there) if known else ("does not exist", there)


def _misses(page: _Page, fragment: str) -> bool:
    """Check whether a page lacks the anchor; name=value pairs are parameters, not anchors."""
    if not fragment or fragment in page.anchors:
        return False
    anchor = unquote(fragment)
    return "=" not in anchor and anchor not in page.anchors
