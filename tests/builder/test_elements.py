"""Tags are made by `markup.tag` alone, so that no name can break a page, a feed or what machines read."""

from __future__ import annotations

import ast
import json
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from builder import editorial, opendata, pages, texts
from calculator.i18n import LANGS, Lang, Text
from calculator.page.html import VOID, Html
from calculator.policies import POLICIES

ROOT = Path(__file__).resolve().parents[2]
MARKUP = re.compile(r'(?<!\?)(?<!\?P)</?[a-zA-Z][\w:-]*|<[!?][a-z]|(?:^|[\s(])[a-z][a-z-]*="')
ALLOWED = {
    "builder/amend.py": "writes an argument of Python",
    "builder/hooks.py": "names the engine in a page that is ready",
    "builder/site_shell.py": "finds and mends the theme's own tags; the name of a slot",
    "builder/pages/model.py": "looks for the calculator in a page",
    "builder/pages/terms.py": "looks for links in a clause",
    "builder/search.py": "reads pages",
    "builder/security.py": "reads pages",
    "calculator/page/html.py": "makes the tags",
    "calculator/number_parser.py": "the kinds of a Unicode decomposition",
    "calculator/tables/columns.py": "a word for no answer, as pandas writes it",
    "calculator/tables/workbook_writer.py": "writes the rows of a sheet, whose texts it escapes",
}
"""What holds signs of markup in strings, and why it may."""


def strings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The strings of a module that are not docstrings, with their lines; what is filled in reads x."""
    passed = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = [each.value if isinstance(each, ast.Constant) else "x" for each in node.values]
            passed |= {id(each) for each in node.values}
            yield node.lineno, "".join(map(str, parts))
        elif (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in passed
        ):
            yield node.lineno, node.value


def found(source: str) -> list[str]:
    return [
        f"{line}: {said[:60]}" for line, said in strings(ast.parse(source)) if MARKUP.search(said)
    ]


def test_no_string_makes_a_tag_or_an_attribute() -> None:
    modules = [*(ROOT / "builder").rglob("*.py"), *(ROOT / "calculator").rglob("*.py")]
    marked = {
        path.relative_to(ROOT).as_posix(): lines
        for path in modules
        if (lines := found(path.read_text(encoding="utf-8")))
    }
    assert marked.keys() == ALLOWED.keys(), {
        name: lines for name, lines in marked.items() if name not in ALLOWED
    }


@pytest.mark.parametrize(
    "made", ["f'<p>{said}'", "'</p>'", "said + ' class=\"a\"'", "f'<{name}>'", "'<!doctype html>'"]
)
def test_the_search_finds_what_makes_markup(made: str) -> None:
    assert found(f"page = {made}")


AWKWARD = Text("甲\"乙'丙<b>丁&戊\n己", "One\"two'three<b>four&five\nsix")


class Read(HTMLParser):
    """Reads a page as a browser would, and asks that every tag closes the one it should."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.values: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag != "b" or "b" not in self.open
        assert all(re.fullmatch(r"[a-z][a-z0-9-]*", name) for name, _ in attrs), attrs
        self.values += [value for _, value in attrs if value]
        if tag not in VOID:
            self.open.append(tag)

    def handle_data(self, data: str) -> None:
        self.values.append(data)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def awkward() -> tuple[texts.PolicyText, ...]:
    """The texts, each with a title that holds every sign that means something in markup."""
    return tuple(
        replace(each, title=AWKWARD, short_title=AWKWARD) for each in texts.load_all(ROOT / "docs")
    )


@pytest.mark.parametrize("lang", LANGS)
def test_a_title_with_every_sign_passes_through_every_page(
    lang: Lang, awkward: tuple[texts.PolicyText, ...]
) -> None:
    added = editorial.load(ROOT / "docs", awkward)
    rules = [
        replace(policy, measures=tuple(replace(each, title=AWKWARD) for each in policy.measures))
        for policy in POLICIES
    ]
    whole, kinds = AWKWARD(lang), set()
    for page in pages.pages(lang, awkward, rules, added, "2025-06-30", Html("<form></form>")):
        reader = Read()
        reader.feed(page.html)
        reader.close()
        assert not reader.open, page.uri
        if any(whole in value for value in reader.values):
            kinds.add(page.uri.partition("/")[0])
        if page.ld:
            assert whole in {node["name"] for node in json.loads(page.ld)["@graph"]}
            assert "<" not in page.ld
    assert {"index.md", "measures.md", "departments.md", *(each.id for each in awkward)} <= kinds


@pytest.mark.parametrize("lang", LANGS)
def test_news_with_every_sign_passes_through_the_feed(
    lang: Lang, awkward: tuple[texts.PolicyText, ...]
) -> None:
    added = editorial.load(ROOT / "docs", awkward)
    news = tuple(replace(each, words=AWKWARD) for each in added.news)
    feed = opendata.feed(lang, replace(added, news=news), 'https://example.org/"&/')
    told = ElementTree.fromstring(feed.encode())
    atom = "{http://www.w3.org/2005/Atom}"
    assert {each.text for each in told.iter(f"{atom}content")} == {AWKWARD(lang)}
    assert AWKWARD(lang) in {each.text for each in told.iter(f"{atom}title")}
    assert all('"&/' in each.attrib["href"] for each in told.iter(f"{atom}link"))
