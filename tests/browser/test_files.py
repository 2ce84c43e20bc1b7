"""The finished folder, without a browser: the same pages in both languages, and no loose end."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

import calculator
from builder import texts
from builder.node import node
from calculator.policies import POLICIES

ROOT = Path(__file__).parents[2]
HOST = "http://site/"
LOADED = {"link", "script", "img", "iframe", "source", "video", "audio", "object", "use", "image"}
REFERENCES = {"href", "src", "data", "poster", "action", "data-engine"}


@dataclass
class Read(HTMLParser):
    """A page's anchors, and its references as (element, attribute, address)."""

    anchors: set[str] = field(default_factory=set)
    references: list[tuple[str, str, str]] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    apart: int = 0
    """How many templates are open: what is in them is not in the page until a script puts it there."""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.apart += tag == "template"
        for name, value in attrs:
            if name == "id" and value:
                if self.apart:  # takes the place of what bears it now
                    continue
                if value in self.anchors:
                    self.twice.append(value)
                self.anchors.add(value)
            elif name in REFERENCES and value is not None:
                self.references.append((tag, name, value))
            elif name == "srcset" and value:
                self.references += [(tag, name, each.split()[0]) for each in value.split(",")]

    def handle_endtag(self, tag: str) -> None:
        self.apart -= tag == "template"


@cache
def read(path: Path) -> Read:
    page = Read()
    page.feed(path.read_text("utf-8"))
    return page


@pytest.fixture(scope="session")
def pages(built_site: Path) -> dict[str, Read]:
    """Every page by its place below the site."""
    return {p.relative_to(built_site).as_posix(): read(p) for p in built_site.rglob("*.html")}


def test_both_languages_have_the_same_pages(pages: dict[str, Read]) -> None:
    english = {place.removeprefix("en/") for place in pages if place.startswith("en/")}
    chinese = {place for place in pages if not place.startswith("en/")}
    assert english == chinese
    measures = {f"{each['policy']}/{each['id']}/index.html" for each in calculator.measures()}
    names = (
        "about accessibility batch calculator calendar changes compare data departments "
        "embed glossary measures privacy python reading titles"
    )
    named = [*names.split(), *(policy.id for policy in POLICIES)]
    others = {"index.html", "404.html"} | {f"{name}/index.html" for name in named}
    handbook = {place for place in chinese if place.startswith("handbook/")}
    assert len(handbook) >= len(list((ROOT / "docs/handbook").glob("*.md"))) > 1
    assert chinese == measures | others | handbook


def test_every_address_leads_somewhere(built_site: Path, pages: dict[str, Read]) -> None:
    problems, internal = [], 0
    for place, page in pages.items():
        for tag, _, address in page.references:
            parts = urlsplit(urljoin(HOST + place, address))
            if parts.scheme in {"mailto", "tel", "data"}:
                continue
            if tag == "a" and parts.scheme == "tel":
                continue
            if parts.netloc != "site" or parts.scheme != "http":
                if tag in LOADED or tag == "form" or parts.scheme not in {"http", "https"}:
                    problems.append(f"{place}: <{tag}> reaches {address}")
                continue
            internal += 1
            path = unquote(parts.path).lstrip("/")
            target = path + "index.html" if not path or path.endswith("/") else path
            if not (built_site / target).is_file():
                problems.append(f"{place}: {address} is not there")
            elif "=" in parts.fragment:
                continue  # what the calculator opens with, not a place
            elif target in pages and unquote(parts.fragment) not in {"", *pages[target].anchors}:
                problems.append(f"{place}: {address} has no such place")
    assert internal > 4000
    assert not problems, "\n".join(sorted(problems)[:50])


def test_every_page_names_its_icon(pages: dict[str, Read]) -> None:
    """Or browsers ask for /favicon.ico, which is not there."""
    icon = re.compile(r"/favicon\.(svg|png)$")
    lacking = [
        place
        for place, page in pages.items()
        if not any(tag == "link" and icon.search(address) for tag, _, address in page.references)
    ]
    assert not lacking


def test_an_anchor_is_in_a_page_once(pages: dict[str, Read]) -> None:
    assert not [f"{place}: {page.twice}" for place, page in pages.items() if page.twice]


def validated(folder: Path) -> list[str]:
    """What html-validate says about the pages of a folder; last, how many it has read."""
    command = [str(node()), str(ROOT / "tests/html/validate.mjs"), str(folder)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8")
    return done.stdout.splitlines()


def test_every_page_is_valid_html(built_site: Path, pages: dict[str, Read]) -> None:
    *found, last = validated(built_site)
    assert not found, "\n".join(found[:30])
    assert last == f"{len(pages)} pages"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ("<span><div></div></span>", "element-permitted-content"),
        ('<b id="a"></b><i id="a"></i>', "no-dup-id"),
        ("<p>R&D, A & B</p>", "unrecognized-char-ref"),
        ('<input type="checkbox" autocomplete="off" aria-label="x">', "valid-autocomplete"),
    ],
)
def test_html_that_is_not_valid_is_told(tmp_path: Path, wrong: str, rule: str) -> None:
    page = (
        f'<!doctype html><html lang="en"><head><title>x</title></head><body>{wrong}</body></html>'
    )
    (tmp_path / "index.html").write_text(page, encoding="utf-8")
    assert rule in "".join(validated(tmp_path))


def test_styles_and_own_scripts_name_no_other_host(built_site: Path) -> None:
    for path in built_site.glob("assets/**/*.css"):
        text = path.read_text("utf-8")
        assert "url(http" not in text, path
        assert "url(//" not in text, path
        assert "@import" not in text, path


def test_json_files_can_be_read(built_site: Path) -> None:
    found = list(built_site.rglob("*.json"))
    assert len(found) >= 5
    for path in found:
        json.loads(path.read_text("utf-8"))


def test_the_open_data_is_the_catalogue(built_site: Path) -> None:
    published = json.loads((built_site / "data/catalogue.json").read_text("utf-8"))
    words = {
        clause.measure_id: clause.whole
        for policy in texts.load_all(ROOT / "docs")
        for clause in policy.clauses
    }
    texts_of = {each["id"]: each.pop("text") for each in published}
    elsewhere = {each["id"]: each.pop("published") for each in published}
    assert published == json.loads(json.dumps(calculator.measures()))
    told = [
        row
        for file in (ROOT / "docs/policies").glob("*/published.toml")
        for row in tomllib.loads(file.read_text(encoding="utf-8"))["published"]
        if "measure" in row
    ]
    assert told
    assert sum(map(len, elsewhere.values())) == len(told)
    for row in told:
        assert (row["zh"], row["en"]) in [
            (each["zh"], each["en"]) for each in elsewhere[row["measure"]]
        ]
    assert texts_of == {name: {"zh": text.zh, "en": text.en} for name, text in words.items()}
    schema = json.loads((built_site / "data/facts.schema.json").read_text("utf-8"))
    assert schema == json.loads(json.dumps(calculator.schema()))
