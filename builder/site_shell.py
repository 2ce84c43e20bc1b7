"""The frame of the theme around a page: rendered once for all pages that have the same one, then filled in.

Nothing here changes a character: a page comes out as MkDocs and the theme would make it one by one.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from copy import copy
from html import escape
from typing import Any, cast

import jinja2
from markdown.extensions.toc import nest_toc_tokens
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import get_toc

from builder.pages import Page

_SLOT = re.compile("\ue000([^\ue001]+)\ue001")
"""Where the frame leaves room for a value; both signs are of no script."""

OF_THE_THEME = ("main.html", "404.html")
"""Templates that are the theme's page; others have none of what is mended."""

_CONTENT = "<h1"
"""Placeholder for the page's content. It must contain `<h1`, or the theme inserts a title of its own."""


class Made(MkDocsPage):
    """A page of ours among those of MkDocs: its HTML is there, no Markdown has to be read.

    `name` is what the navigation calls it, None where it is not in the navigation.
    """

    def __init__(self, made: Page, name: str | None, file: File, config: MkDocsConfig) -> None:
        super().__init__(name, file, config)
        self.made = made
        self.frame: tuple[object, ...] | None = None
        """Pages with the same value have the same frame; None: one of its own."""
        folder = posixpath.dirname(self.url.rstrip("/"))
        if (
            folder and name is None and not made.toc
        ):  # the pages at the root are few, and each its own
            # The navigation is where it is for every page as deep, but for those in one of its folders.
            tops = {uri.partition("/")[0] for item in config.nav or () for uri in item.values()}
            near = folder if folder.partition("/")[0] in tops else folder.count("/")
            of = folder.partition("/")[0]  # the picture beside a link is that of its policy
            self.frame = (near, of, bool(made.ld), made.computes)

    def read_source(self, config: MkDocsConfig) -> None:
        """Take the front matter over; the theme writes title and description into attributes as they are."""
        meta = self.made.meta
        self.meta = {**meta, **{key: escape(meta[key]) for key in ("title", "description")}}
        self.markdown = ""

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Take the HTML over, with the headings of the table of contents."""
        self.content = self.made.html
        self.toc = get_toc(
            nest_toc_tokens(
                [
                    {
                        "level": each.level,
                        "id": each.anchor,
                        "name": escape(each.words, quote=False),
                    }
                    for each in (self.made.headings if self.made.toc else ())
                    if each.level > 1
                ]
            )
        )


def template_class(mend: Callable[[str], str]) -> type[jinja2.Template]:
    """Templates that fill in what others have rendered before; `mend` is done to each frame once."""

    class Framed(jinja2.Template):
        def render(self, *args: Any, **kwargs: Any) -> str:
            context: dict[str, Any] = dict(*args, **kwargs)
            page = context.get("page")
            if not isinstance(page, Made) or page.frame is None:
                html = super().render(context)
                return mend(html) if self.name in OF_THE_THEME else html
            frames = cast(dict[object, list[str]], self.__dict__.setdefault("frames", {}))
            values = _values(page, context["elsewhere"])
            key = (page.frame, frozenset(values))
            if key not in frames:
                html = super().render(context | _stand_in(page, values))
                frames[key] = _SLOT.split(mend(html))
            fixed, names = frames[key][::2], frames[key][1::2]
            filled = (each + values[name] for each, name in zip(fixed, names, strict=False))
            return "".join([*filled, fixed[-1]])

    return Framed


def _values(page: Made, elsewhere: str) -> dict[str, str]:
    """What the pages of one frame differ in."""
    assert page.content is not None
    values = {_CONTENT: page.content, "elsewhere": elsewhere}
    values |= {key: page.meta[key] for key in ("title", "description", "ld") if page.meta[key]}
    return values | ({"canonical_url": page.canonical_url} if page.canonical_url else {})


def _stand_in(page: Made, values: Mapping[str, str]) -> dict[str, Any]:
    """The same page with a slot for each value."""
    slots = {name: f"\ue000{name}\ue001" for name in values}
    blank = copy(page)
    blank.content, blank.canonical_url = slots[_CONTENT], slots.get("canonical_url")
    blank.meta = {**page.meta, **{key: slots[key] for key in page.meta if key in slots}}
    return {"page": blank, "elsewhere": slots["elsewhere"]}
