"""Each place that reaches into MkDocs or the theme: what it relies on is there, or the build stops.

Where a test fails after an update, its name and its message say what has moved and what to do.
"""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import jinja2
import pytest
from mkdocs.commands import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure import pages as mkdocs_pages
from mkdocs.theme import Theme

from builder import site_shell
from builder.site_shell import ThemeError

ROOT = Path(__file__).parents[2]
PUBLISHED = {"builder/hooks.py", "builder/site.py"}
"""Modules that use what MkDocs publishes: its events, its configuration and its command."""
WORKER = "assets/search/worker-1.js"
PAGE = (
    "<!doctype html><head></head><body dir=ltr>\n<script>function dress(root) {}</script>\n"
    '<div data-md-component="skip"><a href="#h1">Skip</a></div>'
    '<label class="md-header__button md-icon" for="__drawer"><svg viewBox="0 0 1 1"/></label>'
    '<div class="md-search" data-md-component="search" role="dialog"><form class="md-search__form">'
    '</form><div class="md-search__scrollwrap" tabindex="0"></div></div>'
    '<article class="md-content__inner md-typeset"><h1>1</h1></article>'
    '<script>{"search": "../assets/javascripts/workers/search.a7633da7.min.js"}</script></body>'
)


@pytest.fixture(scope="module")
def config() -> MkDocsConfig:
    return load_config(str(ROOT / "mkdocs.yml"))


def test_no_other_module_reaches_into_mkdocs() -> None:
    for file in sorted((ROOT / "builder").rglob("*.py")):
        name = file.relative_to(ROOT).as_posix()
        if name == "builder/site_shell.py" or name in PUBLISHED:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            modules = (
                [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else []
            )
            reaching = [each for each in modules if each.split(".")[0] in ("mkdocs", "material")]
            assert not reaching, f"{name} imports {reaching}: that belongs in builder/site_shell.py"


def test_mkdocs_asks_the_theme_for_its_environment(config: MkDocsConfig) -> None:
    """`pass_over_icons` replaces the method that `mkdocs build` calls once, before `on_env`."""
    assert "get_env()" in inspect.getsource(build), "see where MkDocs makes the environment now"
    theme = Theme(name="material")
    site_shell.pass_over_icons(theme)
    env = theme.get_env()
    assert isinstance(env.loader, site_shell.Templates)
    listed = env.list_templates()
    assert "main.html" in listed
    assert not [name for name in listed if name.startswith(".icons")]


def test_the_theme_indexes_pages_at_one_event(config: MkDocsConfig) -> None:
    asked = config.plugins.events["page_context"]
    before = list(asked)
    site_shell.silence_search(config.plugins)
    assert len(asked) == len(before) - 1
    with pytest.raises(ThemeError, match="see where it does, and drop it there"):
        site_shell.silence_search(config.plugins)
    asked[:] = before


def test_mkdocs_renders_pages_with_the_class_of_the_environment() -> None:
    """`frame` sets `template_class`, which Jinja documents; MkDocs renders by `template.render`."""
    env = jinja2.Environment(loader=jinja2.DictLoader({"main.html": "a", "other.html": "a"}))
    site_shell.frame(env, str.upper)
    assert env.get_template("main.html").render() == "A"
    assert env.get_template("other.html").render() == "a", "only the theme's own pages are patched"
    assert "template.render(context)" in inspect.getsource(build), (
        "MkDocs renders pages otherwise now: see that the frames are still filled in"
    )


def test_shared_assets_lead_to_the_root_of_the_site() -> None:
    env = jinja2.Environment()
    env.filters["url"] = jinja2.pass_context(lambda context, value: f"here/{value}")
    site_shell.share_assets(env, lambda: "../root/")
    written = env.from_string("{{ 'assets/a.css' | url }} {{ 'about/' | url }}").render()
    assert written == "../root/assets/a.css here/about/"


def test_mkdocs_reads_and_renders_a_page_by_two_methods() -> None:
    """`Made` overrides both, as its HTML is ready."""
    for method in ("read_source", "render"):
        assert callable(getattr(mkdocs_pages.Page, method, None)), (
            f"MkDocs' Page has no {method}: see how a page gets its content, title and contents now"
        )
        parameters = [*inspect.signature(getattr(mkdocs_pages.Page, method)).parameters]
        assert parameters == [*inspect.signature(getattr(site_shell.Made, method)).parameters]
    source = inspect.getsource(build)
    assert "page.read_source(config)" in source
    assert "page.render(config, files)" in source


def test_a_page_of_the_theme_is_patched() -> None:
    page = site_shell.patched(PAGE, "en", WORKER)
    assert 'role="dialog" aria-label="Search"' in page
    assert '<a href="#content" class="md-skip">' in page
    assert 'type="button" class="md-header__button md-icon menu" aria-label="Menu"' in page
    assert '<form class="md-search__form" aria-label="Search"' in page
    assert 'tabindex="0" role="region" aria-label="Search results"' in page
    assert page.count("<svg aria-hidden") == page.count("<svg") == 2
    assert '<article id="content" tabindex="-1" class="md-content__inner' in page
    assert page.index("function dress") < page.index("</head>")
    assert WORKER in page


@pytest.mark.parametrize(
    ("gone", "told"),
    [
        ('role="dialog"', "name the search"),
        ('<div data-md-component="skip"><a href="#h1">Skip</a></div>', "one skip link"),
        ('<article class="md-content__inner', "one article"),
        ("function dress(root) {}", "the script for light and dark"),
        (' for="__drawer"', "one label that opens the menu"),
        ("md-search__form", "one search form"),
        ("md-search__scrollwrap", "one frame of results"),
        ("/workers/search.a7633da7.min.js", "see how it starts its search"),
    ],
)
def test_a_theme_that_has_changed_stops_the_build_and_says_what_to_look_at(
    gone: str, told: str
) -> None:
    assert PAGE.count(gone) == 1
    with pytest.raises(ThemeError) as stopped:
        site_shell.patched(PAGE.replace(gone, ""), "en", WORKER)
    assert told in str(stopped.value)
    assert stopped.value.said.zh != stopped.value.said.en


def test_the_theme_has_two_stylesheets(config: MkDocsConfig, tmp_path: Path) -> None:
    assert len(site_shell.theme_styles(config.theme.dirs)) == 2
    with pytest.raises(ThemeError, match="must have the stylesheets main and palette, not -"):
        site_shell.theme_styles([str(tmp_path)])
