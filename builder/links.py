"""Whether everything a finished site points at is there: pages, anchors, styles, scripts, images."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

# The theme and our pages write every attribute in double quotes, and no > in one.
_TAG = re.compile(r'<(\w+)\b[^>]* (?:id|href|src|data-engine)="[^>]*>')
_ATTRIBUTE = re.compile(r'\s(id|href|src|data-engine)="([^"]*)"')


@dataclass(frozen=True, slots=True)
class _Page:
    anchors: frozenset[str]
    links: frozenset[tuple[str, str]]
    """(element, address as written)."""


def problems(site: Path, home: str) -> Iterator[str]:
    """One line for each address that leads nowhere, or that makes a browser ask another host.

    `home` is the address at which the site will be served, ending in a slash.
    """
    pages = {file.relative_to(site).as_posix(): _read(file) for file in site.rglob("*.html")}
    trouble = cache(lambda folder, address: _trouble(site, home, pages, folder, address))
    for place, page in sorted(pages.items()):
        lost = posixpath.basename(place) == "404.html"
        for element, address in sorted(page.links):
            if address.startswith("#") and address[1:] in page.anchors:
                continue
            if lost and not address.startswith(("/", "#", "mailto:")):
                why: str | None = "is relative, in a page that is served at every address"
            else:
                why = trouble(*_climbed(place, address))
            if why and not (why is ELSEWHERE and element == "a"):
                yield f"{place}: {address}: {why}"


ELSEWHERE = "is on another host"
"""Nothing is wrong with a link to it; but nothing is fetched from there."""


def _read(file: Path) -> _Page:
    anchors, links = set(), set()
    for tag in _TAG.finditer(file.read_text(encoding="utf-8")):
        for name, value in _ATTRIBUTE.findall(tag[0]):
            if name == "id":
                anchors.add(value)
            else:
                links.add((tag[1], unescape(value)))
    return _Page(frozenset(anchors), frozenset(links))


def _climbed(place: str, address: str) -> tuple[str, str]:
    """The page and the address with every ../ taken: what many pages point at is looked at once."""
    if not address.startswith("../"):
        return place, address
    folder = posixpath.dirname(place)
    while folder and address.startswith("../"):
        folder, address = posixpath.dirname(folder), address[3:]
    return f"{folder}/" if folder else "", address


def _trouble(
    site: Path, home: str, pages: dict[str, _Page], place: str, address: str
) -> str | None:
    parts = urlsplit(urljoin(home + place, address))
    if parts.scheme not in {"http", "https"}:
        return None
    root = urlsplit(home)
    if parts.netloc != root.netloc:
        return ELSEWHERE
    if not parts.path.startswith(root.path):
        return "is outside the site"
    path = unquote(parts.path.removeprefix(root.path))
    target = path + "index.html" if not path or path.endswith("/") else path
    if target not in pages and not (site / target).is_file():
        return "is not there"
    anchor = unquote(parts.fragment)
    is_place = anchor and "=" not in anchor  # name=value pairs are what a page opens with
    if is_place and target in pages and anchor not in pages[target].anchors:
        return "there is no such place in the page"
    return None
