"""Everything that touches MkDocs' internals, or the markup and files of its theme, Material.

No other module does; `builder.hooks` only uses their plugin interface. Each place explains itself;
if the theme has changed, the build stops with a ThemeError that says what to look at, and
`tests/builder/test_site_shell.py` has a test of each.

Pages with the same frame share one rendering of it, filled in for each; the result is character for
character what MkDocs and the theme would produce page by page.
"""

from __future__ import annotations

import posixpath
import re
import shutil
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from html import escape
from pathlib import Path
from typing import Any, cast

import jinja2
from markdown.extensions.toc import nest_toc_tokens
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import PluginCollection
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import get_toc
from mkdocs.theme import Theme

from builder import ui_text
from builder.assets import SHARED
from builder.pages import Page
from builder.toml_reader import TextError
from calculator.i18n import Lang, Text
from calculator.page.html import Html, tag

_SLOT = re.compile("\ue000([^\ue001]+)\ue001")
"""Placeholder for a value in a frame, between two private-use characters."""

OF_THE_THEME = ("main.html", "404.html")
"""Templates that render a page of the theme; only these are patched."""

_CONTENT = "<h1"
"""Placeholder for the page's content. It must contain `<h1`, or the theme inserts a title of its own."""

UNUSED = (
    *("assets/javascripts/lunr", "assets/javascripts/workers"),
    *("assets/_mkdocstrings.css", "en/assets"),
)
"""Files of the theme's own search, which ours replaces, and mkdocstrings' styles: no page loads them."""

SEAM = re.compile(r"assets/javascripts/workers/search\.[0-9a-f]{8}\.min\.js")
"""The theme's search worker, as its pages name it."""


class ThemeError(TextError):
    """The theme differs from what a patch expects; the message says what to look at."""


# MkDocs.


class Templates(jinja2.FileSystemLoader):
    """A loader that ignores the theme's 14,000 icons, which MkDocs would visit one by one."""

    def list_templates(self) -> list[str]:
        found = set[str]()
        for folder in map(Path, self.searchpath):
            for top in folder.iterdir():
                if not top.name.startswith("."):
                    below = top.rglob("*") if top.is_dir() else (top,)
                    found |= {
                        file.relative_to(folder).as_posix() for file in below if file.is_file()
                    }
        return sorted(found)


def pass_over_icons(theme: Theme) -> None:
    """Make MkDocs skip the theme's 14,000 icons when it lists templates, which takes a second."""
    plain = theme.get_env

    def get_env() -> jinja2.Environment:
        env = plain()
        env.loader = Templates(theme.dirs)
        return env

    theme.get_env = get_env  # type: ignore[method-assign]


def silence_search(plugins: PluginCollection) -> None:
    """Keep the theme from indexing each page for its own search, because `search.build` does."""
    theirs = [plugin for name, plugin in plugins.items() if name.endswith("search")]
    asked = plugins.events["page_context"]
    kept = [event for event in asked if getattr(event, "__self__", None) not in theirs]
    if not theirs or len(kept) == len(asked):
        raise ThemeError(
            Text(
                "主题的搜索插件不再在 page_context 事件里建索引：看它在哪里建，在那里去掉",
                "the theme's search plugin no longer indexes at the event page_context: see where it "
                "does, and drop it there",
            )
        )
    asked[:] = kept


def share_assets(env: jinja2.Environment, scope: Callable[[], str] | None) -> None:
    """Make addresses of shared assets lead to the site's root `scope`, if that is another one."""
    plain = env.filters["url"]

    @jinja2.pass_context
    def url(context: jinja2.runtime.Context, value: str) -> str:
        if scope and value.startswith(SHARED):
            return scope() + value
        return cast(str, plain(context, value))

    env.filters["url"] = url


def frame(env: jinja2.Environment, mend: Callable[[str], str]) -> None:
    """Render each frame once, and pass the theme's pages through `mend`."""
    env.template_class = template_class(mend)


# The theme's pages and files.


def patched(html: str, lang: Lang, worker: str) -> str:
    """Patch a page of the theme: names, a menu for the keyboard, our worker, a skip target, valid HTML.

    Raises ThemeError if the theme's markup is not what is expected.
    """
    found = 'data-md-component="search" role="dialog"'
    if html.count(found) != 1:
        said = Text(
            "主题的页面里“{found}”应有一处：看它改成了什么，给搜索框起名",
            "a page of the theme must contain {found} once: see what replaces it, and name the search",
        )
        raise ThemeError(said.fill(found=found))
    html = html.replace(found, f'{found} aria-label="{ui_text.THEME["search"](lang)}"')
    html = _named(html, lang)
    skip = re.compile(r'(<div data-md-component="skip">).*?(</div>)', re.DOTALL)
    link = tag("a", ui_text.THEME["action.skip"](lang), href="#content", class_="md-skip")
    html, skips = skip.subn(rf"\1{link}\2", html)
    html = _dressed_first(html)
    article = '<article class="md-content__inner'
    if skips != 1 or html.count(article) != 1:
        raise ThemeError(
            Text(
                "主题的页面里应有一个跳转链接和一个正文 article：看它们改成了什么",
                "a page of the theme must have one skip link and one article to skip to: see what they "
                "are now",
            )
        )
    html = html.replace(article, f'<article id="content" tabindex="-1"{article[8:]}')
    # HTML does not allow autocomplete on checkboxes.
    html = re.sub(r'(<input class="md-toggle"[^>]*?) autocomplete="off"', r"\1", html)
    # On a phone the table of contents also appears in the menu; each needs its own name.
    contents = f'<nav class="md-nav md-nav--secondary" aria-label="{ui_text.THEME["toc"](lang)}'
    if html.count(contents) > 1:
        html = html.replace(contents, contents + ui_text.IN_THE_MENU(lang), 1)
    return own_worker(html, worker)


_ICON = re.compile(r"<svg (?![^>]*(?:role|aria-)[^>]*>)")
_MENU = re.compile(
    r'(<label class="md-header__button md-icon" for="__drawer">)(.*?)</label>', re.DOTALL
)


def _named(html: str, lang: Lang) -> str:
    """Name what screen readers meet in the frame, hide icons from them, and add a button for the menu.

    The theme opens its menu by a label, which no key reaches; it stays for pages without scripts.
    """
    form, results = (
        '<form class="md-search__form"',
        '<div class="md-search__scrollwrap" tabindex="0"',
    )
    html, menus = _MENU.subn(lambda menu: _menu(menu[2], lang) + menu[0], html)
    if menus != 1 or html.count(form) != 1 or html.count(results) != 1:
        raise ThemeError(
            Text(
                "主题的页面里应有一个打开菜单的 label、一个搜索表单和一个结果框：看它们改成了什么",
                "a page of the theme must have one label that opens the menu, one search form and one frame "
                "of results: see what they are now",
            )
        )
    html = html.replace(form, f'{form} aria-label="{ui_text.THEME["search"](lang)}"')
    name = ui_text.THEME["search.results"](lang)
    html = html.replace(results, f'{results} role="region" aria-label="{name}"')
    return _ICON.sub('<svg aria-hidden="true" ', html)


def _menu(icon: str, lang: Lang) -> str:
    """Return the button of the menu; site.js makes it work."""
    return tag(
        "button",
        Html(icon),
        type="button",
        class_="md-header__button md-icon menu",
        aria_label=ui_text.THEME["menu"](lang),
        aria_expanded="false",
    )


_DRESS = re.compile(r"<script>\s*function dress\(.*?</script>\n?", re.DOTALL)


def _dressed_first(html: str) -> str:
    """Move the script that sets light or dark to the end of the head, before the body is painted."""
    scripts = _DRESS.findall(html)
    if len(scripts) != 1:
        raise ThemeError(
            Text(
                "主题的页面里应有一处 partials/javascripts/palette.html：看深浅色的脚本现在由哪里放入",
                "a page of the theme must contain partials/javascripts/palette.html once: see what puts "
                "the script for light and dark there now",
            )
        )
    return html.replace(scripts[0], "", 1).replace("</head>", f"{scripts[0]}</head>", 1)


def own_worker(html: str, worker: str) -> str:
    """Return a page with our worker, an address below the root, in place of the theme's.

    Raises ThemeError unless the theme names its worker exactly once: the protocol of
    docs/assets/search/worker.js must then be compared with the theme's.
    """
    html, count = SEAM.subn(lambda _: worker, html)
    if count != 1:
        said = Text(
            "主题里搜索脚本的名称出现 {count} 次，应为一次（{pattern}）："
            "看它怎样启动搜索，消息 0 至 3 是否仍同 worker.js",
            "the theme names its search worker {count} times, not once as {pattern}: "
            "see how it starts its search, and whether messages 0 to 3 are still those of worker.js",
        )
        raise ThemeError(said.fill(count=str(count), pattern=SEAM.pattern))
    return html


def theme_styles(folders: Iterable[str]) -> list[str]:
    """Return the theme's own stylesheets, whose names change with its version."""
    places = [Path(folder) / "assets/stylesheets" for folder in folders]
    found = [
        file.name
        for name in ("main", "palette")
        for folder in places
        for file in folder.glob(f"{name}.*.min.css")
    ]
    if len(found) != 2:
        said = Text(
            "主题应有 main 和 palette 两个样式表，现有 {found}：看 404 和嵌入页该用哪些",
            "the theme must have the stylesheets main and palette, not {found}: see which the 404 page "
            "and the embedded page need",
        )
        raise ThemeError(said.fill(found=", ".join(found) or "-"))
    return [f"assets/stylesheets/{name}" for name in found]


def drop_unused(site: Path) -> None:
    """Delete the files of the theme and of mkdocstrings that no page loads."""
    for place in UNUSED:
        if (site / place).is_dir():
            shutil.rmtree(site / place)
        else:
            (site / place).unlink(missing_ok=True)
    for path in site.glob("assets/**/*.map"):  # for those who develop the theme
        path.unlink()


# Pages of ours in MkDocs' tree, and the frames they share.


class Made(MkDocsPage):
    """A page generated by us in MkDocs' page tree: its HTML is ready, there is no Markdown to read.

    `name` is its label in the navigation, None if it is not there.
    """

    def __init__(self, made: Page, name: str | None, file: File, config: MkDocsConfig) -> None:
        super().__init__(name, file, config)
        self.made = made
        self.frame: tuple[object, ...] | None = None
        """Pages with the same value share a frame; None means a frame of its own."""
        folder = posixpath.dirname(self.url.rstrip("/"))
        if folder and name is None and not made.toc:  # the pages at the root are few
            # Pages at the same depth share the navigation, except those in one of its folders.
            tops = {uri.partition("/")[0] for item in config.nav or () for uri in item.values()}
            near = folder if folder.partition("/")[0] in tops else folder.count("/")
            of = folder.partition("/")[0]  # the preview picture depends on the policy
            self.frame = (near, of, bool(made.ld), made.computes)

    def read_source(self, config: MkDocsConfig) -> None:
        """Copy the front matter; title and description are escaped for attributes."""
        meta = self.made.meta
        self.meta = {**meta, **{key: escape(meta[key]) for key in ("title", "description")}}
        self.markdown = ""  # MkDocs checks whether there is any

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Copy the HTML, and the headings for the table of contents."""
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
    """Return a template class that renders each frame once; `mend` is applied to frames."""

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
    """Return the values in which pages of the same frame differ."""
    assert page.content is not None
    values = {_CONTENT: page.content, "elsewhere": elsewhere}
    values |= {key: page.meta[key] for key in ("title", "description", "ld") if page.meta[key]}
    return values | ({"canonical_url": page.canonical_url} if page.canonical_url else {})


def _stand_in(page: Made, values: Mapping[str, str]) -> dict[str, Any]:
    """Return the context of the same page with a placeholder for each value."""
    slots = {name: f"\ue000{name}\ue001" for name in values}
    blank = copy(page)
    blank.content, blank.canonical_url = slots[_CONTENT], slots.get("canonical_url")
    blank.meta = {**page.meta, **{key: slots[key] for key in page.meta if key in slots}}
    return {"page": blank, "elsewhere": slots["elsewhere"]}
