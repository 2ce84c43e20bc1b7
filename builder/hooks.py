"""The hooks MkDocs calls during a build: they supply pages, labels and assets, patch the theme.

The language is the theme's; the content of the pages is made in `builder.pages`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, cast
from urllib.parse import urljoin

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as MkDocsPage

from builder import clock, pages, previews, search, turns, ui_text
from builder.site_shell import Made, template_class
from calculator.i18n import Lang
from calculator.page import quick_words, shell
from calculator.page.compare import ComparedNeed
from calculator.page.html import join_html, tag
from calculator.parameters import PREVIEWED

# Our own, by the name used in pages and templates; each is served under a name with its hash.
STYLES = (
    "assets/stylesheets/site.css",
    search.STYLE,
    "assets/stylesheets/calculator.css",
    "assets/stylesheets/take.css",
    "assets/stylesheets/charts.css",
    "assets/stylesheets/embed.css",
)
SCRIPTS = (  # each after those it imports
    "assets/javascripts/day.js",
    "assets/javascripts/site.js",
    "assets/javascripts/network.js",
    "assets/javascripts/shared-engine.js",
    "assets/javascripts/intent.js",
    "assets/javascripts/offline.js",
    "assets/javascripts/engine.js",
    "assets/javascripts/take-out.js",
    "assets/javascripts/status.js",
    "assets/javascripts/undo.js",
    "assets/javascripts/curve-point.js",
    "assets/javascripts/curve.js",
    "assets/javascripts/ladder.js",
    "assets/javascripts/steps.js",
    "assets/javascripts/quick-entry.js",
    "assets/javascripts/kept.js",
    "assets/javascripts/calculator.js",
    "assets/javascripts/take-qr.js",
    "assets/javascripts/take-picture.js",
    "assets/javascripts/shared-link.js",
    "assets/javascripts/scenarios.js",
    "assets/javascripts/take.js",
    "assets/javascripts/batch.js",
    "assets/javascripts/table.js",
    "assets/javascripts/embed.js",
    search.SHIM,
    search.WORKER,
)
MORPH = "node_modules/idiomorph/dist/idiomorph.min.js"
QR = "node_modules/uqr/dist/index.mjs"
SHARED = "assets/"
"""The folder of the assets both languages use; it is part of the Chinese site."""


class ThemeError(ValueError):
    """The theme no longer contains the markup that has to be patched."""


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Set names, navigation and interface labels in the language of this build."""
    lang = _lang(config)
    config.site_name = ui_text.SITE_NAME(lang)
    config.site_description = ui_text.SITE_DESCRIPTION(lang)
    config.copyright = ui_text.DISCLAIMER(lang)
    edition: pages.Edition = config.extra["edition"]
    config.nav = [{name(lang): edition.held(uri)} for uri, name in ui_text.NAV]
    if lang == "en" and config.site_url:
        config.site_url = urljoin(config.site_url, "en/")
    for scheme, name in zip(config.theme["palette"], ui_text.SCHEMES, strict=True):
        scheme["toggle"]["name"] = name(lang)
    config.extra["as_of"] = previewed = clock.as_of()
    config.extra["preview"] = ui_text.PREVIEW.fill(day=previewed or "")(lang)
    today = pages.day(date.fromisoformat(edition.today))
    said = ui_text.AS_OF.fill(day=today)(lang)
    as_of = tag("span", said, data_today=ui_text.AS_OF(lang))
    config.copyright = join_html([config.copyright, "" if lang == "zh" else " ", as_of])
    config.extra["words"] = {key: text(lang) for key, text in ui_text.THEME.items()}
    assets = _assets(_root(config))
    config.extra["asset"] = {name: served for name, (served, _) in assets.items()}
    config.extra_css = [config.extra["asset"][name] for name in STYLES[:2]]
    theme, plain = config.theme, config.theme.get_env

    def get_env() -> jinja2.Environment:
        env = plain()
        env.loader = Templates(theme.dirs)
        return env

    theme.get_env = get_env  # type: ignore[method-assign]
    return config


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


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add our pages; keep the shared assets in the Chinese site only."""
    root, lang = _root(config), _lang(config)
    edition: pages.Edition = config.extra["edition"]
    names = {edition.held(uri): name(lang) for uri, name in ui_text.NAV}
    needs = [ComparedNeed(theme.name, tuple(theme.measures)) for theme in edition.editorial.themes]
    simple = search.simplified(quick_words.characters())

    def made(edition: pages.Edition) -> Iterator[pages.Page]:
        day = PREVIEWED.set(edition.today)
        try:
            yield from pages.of_edition(replace(edition, lang=lang), shell(lang, needs, simple))
        finally:
            PREVIEWED.reset(day)

    then = {each.today: {page.uri: page for page in made(each)} for each in config.extra["later"]}
    for page in list(made(edition)):
        page = turns.following(page, {day: later[page.uri] for day, later in then.items()})
        level = InclusionLevel.INCLUDED if page.uri in names else InclusionLevel.NOT_IN_NAV
        file = File.generated(config, page.uri, content="", inclusion=level)
        Made(page, names.get(page.uri), file, config)
        files.append(file)
    if lang == "zh":
        for name, (served, content) in _assets(root).items():
            if source := files.get_file_from_path(name):
                files.remove(source)
            files.append(File.generated(config, served, content=content))
    else:
        for file in [file for file in files if file.src_uri.startswith(SHARED)]:
            files.remove(file)
    return files


def on_env(env: jinja2.Environment, config: MkDocsConfig, files: Files) -> jinja2.Environment:
    """Give templates the labels, the shared assets and the page in the other language."""
    env.globals["site"] = {
        "other": {"zh": "en", "en": "zh"}[_lang(config)],
        "other_language": ui_text.OTHER_LANGUAGE(_lang(config)),
        "read_in_other": ui_text.READ_IN_OTHER(_lang(config)),
        "html_lang": ui_text.HTML_LANG.to_dict(),
        "text_size": ui_text.TEXT_SIZE(_lang(config)),
        "text_size_sign": ui_text.TEXT_SIZE_SIGN(_lang(config)),
        "sizes": ui_text.TEXT_SIZES(_lang(config)),
        "footer": [(name(_lang(config)), uri) for uri, name in ui_text.FOOTER],
        "not_found": {
            lang: {
                "title": ui_text.NOT_FOUND(lang),
                "body": ui_text.NOT_FOUND_BODY(lang),
                "home": ui_text.NOT_FOUND_HOME(lang),
                "measures": ui_text.NOT_FOUND_MEASURES(lang),
            }
            for lang in ("zh", "en")
        },
        "theme_styles": _theme_styles(config),
        "languages": ["zh", "en"] if _lang(config) == "zh" else ["en", "zh"],
    }
    compiled = _root(config) / ".cache" / "templates"
    compiled.mkdir(parents=True, exist_ok=True)
    env.bytecode_cache = jinja2.FileSystemBytecodeCache(str(compiled))
    plain = env.filters["url"]

    @jinja2.pass_context
    def url(context: jinja2.runtime.Context, value: str) -> str:
        if _lang(config) == "en" and value.startswith(SHARED):
            return cast(str, config.extra["scope"]) + value
        return cast(str, plain(context, value))

    env.filters["url"] = url
    env.template_class = template_class(lambda html: _mended(html, config))
    # The theme would index every page for its own search; our index is made by `search.build`.
    theirs = [plugin for name, plugin in config.plugins.items() if name.endswith("search")]
    asked = config.plugins.events["page_context"]
    asked[:] = [event for event in asked if getattr(event, "__self__", None) not in theirs]
    return env


def on_page_context(
    context: dict[str, Any], page: MkDocsPage, config: MkDocsConfig, nav: object
) -> dict[str, Any]:
    """Set the preview picture and the engine's address; without SITE_URL, no canonical URL."""
    if "SITE_URL" not in os.environ:
        page.canonical_url = None
    context = _with_places(context, page.url, config)
    picture = previews.place(_root(config), page.url, _lang(config))
    up = "" if _lang(config) == "zh" else "../"
    context["preview"] = urljoin(str(config.site_url), up + picture)
    if worker := config.extra.get("worker"):
        engine = f' data-engine="{config.extra["scope"]}{worker}"'
        page.content = (page.content or "").replace(' data-engine=""', engine)
    return context


def on_template_context(
    context: dict[str, Any], template_name: str, config: MkDocsConfig
) -> dict[str, Any]:
    """Set the addresses that the 404 page needs; it has no place of its own."""
    return _with_places(context, "", config)


def _mended(html: str, config: MkDocsConfig) -> str:
    """Patch a page of the theme: name its search, use our worker, add a skip target, make it valid.

    Raises ThemeError if the theme's markup is not what is expected.
    """
    found = 'data-md-component="search" role="dialog"'
    if html.count(found) != 1:
        raise ThemeError(f"a page of the theme must contain {found} once: see what replaces it")
    html = html.replace(found, f'{found} aria-label="{ui_text.THEME["search"](_lang(config))}"')
    skip = re.compile(r'(<div data-md-component="skip">).*?(</div>)', re.DOTALL)
    link = tag("a", ui_text.THEME["action.skip"](_lang(config)), href="#content", class_="md-skip")
    html, skips = skip.subn(rf"\1{link}\2", html)
    html = _dressed_first(html)
    article = '<article class="md-content__inner'
    if skips != 1 or html.count(article) != 1:
        raise ThemeError("a page of the theme must have one skip link and one article to skip to")
    html = html.replace(article, f'<article id="content" tabindex="-1"{article[8:]}')
    # HTML does not allow autocomplete on checkboxes.
    html = re.sub(r'(<input class="md-toggle"[^>]*?) autocomplete="off"', r"\1", html)
    # On a phone the table of contents also appears in the menu; each needs a name of its own.
    contents = (
        f'<nav class="md-nav md-nav--secondary" aria-label="{ui_text.THEME["toc"](_lang(config))}'
    )
    if html.count(contents) > 1:
        html = html.replace(contents, contents + ui_text.IN_THE_MENU(_lang(config)), 1)
    return search.own_worker(html, config.extra["asset"][search.WORKER])


_DRESS = re.compile(r"<script>\s*function dress\(.*?</script>\n?", re.DOTALL)


def _dressed_first(html: str) -> str:
    """Move the script that sets light or dark to the start of the body, before first paint."""
    scripts = _DRESS.findall(html)
    if len(scripts) != 1:
        raise ThemeError("a page of the theme must contain partials/javascripts/palette.html once")
    html = html.replace(scripts[0], "", 1)
    return re.sub(r"<body[^>]*>\n?", lambda body: body[0] + scripts[0], html, count=1)


def _with_places(context: dict[str, Any], place: str, config: MkDocsConfig) -> dict[str, Any]:
    """Add the page's address in the other language and the site's root to the context."""
    own = context["base_url"].rstrip("/") + "/"
    root = own if _lang(config) == "zh" else f"{own}../"
    context["elsewhere"] = (
        root + ("en/" if _lang(config) == "zh" else "") + place.removeprefix("./")
    )
    context["scope_own"] = own
    config.extra["scope"] = root
    return context


def _lang(config: MkDocsConfig) -> Lang:
    return cast(Lang, config.theme["language"])


def _theme_styles(config: MkDocsConfig) -> list[str]:
    """Return the theme's own stylesheets, whose names change with its version."""
    folders = [Path(folder) / "assets/stylesheets" for folder in config.theme.dirs]
    found = [
        file.name
        for name in ("main", "palette")
        for folder in folders
        for file in folder.glob(f"{name}.*.min.css")
    ]
    if len(found) != 2:
        raise ThemeError(f"the theme must have one main and one palette stylesheet, not {found}")
    return [f"assets/stylesheets/{name}" for name in found]


def _root(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path).parent


def _assets(root: Path) -> dict[str, tuple[str, str]]:
    """Map each asset's name to (name with hash, content); imports use the names with hashes."""
    assets: dict[str, tuple[str, str]] = {}
    library = (root / MORPH).read_text(
        encoding="utf-8"
    )  # the script: its module version is not minified
    morph = _hashed("assets/javascripts/idiomorph.js", f"{library}\nexport {{ Idiomorph }};\n")
    assets["idiomorph"] = morph
    qr = _hashed("assets/javascripts/uqr.js", (root / QR).read_text(encoding="utf-8"))
    assets["uqr"] = qr
    for name in (*STYLES, *SCRIPTS):
        content = (root / "docs" / name).read_text(encoding="utf-8")
        content = content.replace('from "idiomorph"', f'from "./{Path(morph[0]).name}"')
        content = content.replace('from "uqr"', f'from "./{Path(qr[0]).name}"')
        for other, (served, _) in assets.items():
            content = content.replace(f'"./{Path(other).name}"', f'"./{Path(served).name}"')
        assets[name] = _hashed(name, content)
    return assets


def _hashed(name: str, content: str) -> tuple[str, str]:
    stem, dot, ending = name.rpartition(".")
    return f"{stem}-{sha256(content.encode()).hexdigest()[:12]}{dot}{ending}", content
