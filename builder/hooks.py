"""The hooks MkDocs calls during a build: they supply pages, labels and assets.

The language is the theme's; the content of the pages is made in `builder.pages`, and what reaches
into MkDocs or the theme is in `builder.site_shell`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, cast
from urllib.parse import urljoin

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as MkDocsPage

from builder import clock, pages, previews, search, site_shell, turns, ui_text
from builder.assets import SHARED, STYLES, assets
from calculator.i18n import Lang
from calculator.page import quick_words, shell
from calculator.page.compare import ComparedNeed
from calculator.page.html import join_html, tag
from calculator.parameters import PREVIEWED


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Set names, navigation and interface labels in the language of this build."""
    lang = _lang(config)
    config.site_name = ui_text.SITE_NAME(lang)
    config.site_description = ui_text.SITE_DESCRIPTION(lang)
    config.copyright = ui_text.DISCLAIMER(lang)
    edition: pages.Edition = config.extra["edition"]
    config.nav = [{name(lang): uri} for uri, name in pages.navigation(edition)]
    config.extra["successions"] = pages.successions(edition, config.extra["later"])
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
    config.extra["asset"] = {name: to for name, (to, _) in assets(_root(config)).items()}
    config.extra_css = [config.extra["asset"][name] for name in STYLES[:2]]
    site_shell.pass_over_icons(config.theme)
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add our pages; keep the shared assets in the Chinese site only."""
    root, lang = _root(config), _lang(config)
    edition: pages.Edition = config.extra["edition"]
    names = {uri: name(lang) for uri, name in pages.navigation(edition)}
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
        site_shell.Made(page, names.get(page.uri), file, config)
        files.append(file)
    if lang == "zh":
        for name, (served, content) in assets(root).items():
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
        "theme_styles": site_shell.theme_styles(config.theme.dirs),
        "languages": ["zh", "en"] if _lang(config) == "zh" else ["en", "zh"],
    }
    compiled = _root(config) / ".cache" / "templates"
    compiled.mkdir(parents=True, exist_ok=True)
    env.bytecode_cache = jinja2.FileSystemBytecodeCache(str(compiled))

    def scope() -> str:
        return cast(str, config.extra["scope"])

    site_shell.share_assets(env, scope if _lang(config) == "en" else None)
    worker = config.extra["asset"][search.WORKER]
    site_shell.frame(env, lambda html: site_shell.patched(html, _lang(config), worker))
    site_shell.silence_search(config.plugins)
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
    """Set the addresses that the 404 page needs; it has no address itself."""
    return _with_places(context, "", config)


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


def _root(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path).parent
