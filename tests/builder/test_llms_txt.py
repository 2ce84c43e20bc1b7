"""The pages as Markdown and the lists of them: from the pages, with what each text is in front."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import calculator
from builder import editorial, llms_txt, offline, pages, texts
from builder.pages.html import e
from calculator.i18n import LANGS
from calculator.page.clause_widget import boxed
from calculator.page.html import Html, tag
from calculator.policies import POLICIES

ROOT = Path(__file__).resolve().parents[2]
TEXTS = texts.load_all(ROOT / "docs")
TODAY = "2026-06-30"
HOME = "https://example.org/srdi/"
LISTED, OTHER = pages.of_day(pages.match(TEXTS, POLICIES), TODAY)
EDITION = pages.Edition("zh", LISTED, TODAY, editorial.load(ROOT / "docs", TEXTS), OTHER)
LINK = re.compile(r"\]\(([^)\s]+)\)")
"""An address in Markdown."""


def links(text: str) -> list[str]:
    """Every address in a copy, but those of program text."""
    return LINK.findall(re.sub(r"```.*?```|`[^`]*`", "", text, flags=re.DOTALL))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages without their frame, and what is made of them."""
    out = tmp_path_factory.mktemp("site")
    for lang in LANGS:
        for page in pages.pages(lang, TEXTS, POLICIES, EDITION.editorial, TODAY, Html("form")):
            folder = out / ("" if lang == "zh" else lang) / pages.url(page.uri)
            folder.mkdir(parents=True, exist_ok=True)
            article = tag("article", Html(page.html), id="" if page.template else "content")
            head = tag("meta", name="description", content=page.description)
            (folder / "index.html").write_text(head + article, encoding="utf-8")
        handbook = out / ("" if lang == "zh" else lang) / "handbook"
        handbook.mkdir()
        meta = tag("meta", name="description", content="…")
        (handbook / "index.html").write_text(
            meta + tag("article", tag("h1", e("How to")), id="content"), encoding="utf-8"
        )
    llms_txt.write(out, EDITION, None)
    return out


def head_of(copy: str) -> dict[str, object]:
    assert copy.startswith("---\n")
    lines = copy.split("---\n")[1].splitlines()
    return {key: json.loads(value) for key, _, value in (line.partition(": ") for line in lines)}


def test_every_page_has_a_copy_but_that_for_a_frame(written: Path) -> None:
    html = {path.parent for path in written.rglob("index.html") if "embed" not in path.parts}
    assert {path.parent for path in written.rglob("index.md")} == html


@pytest.mark.parametrize("lang", LANGS)
def test_a_measure_has_its_words_and_what_its_text_is_in_front(written: Path, lang: str) -> None:
    top = written if lang == "zh" else written / lang
    for shelf in LISTED:
        for entry in shelf.entries:
            copy = (top / pages.url(entry.uri) / "index.md").read_text(encoding="utf-8")
            head = head_of(copy)
            assert head["as_of"] == TODAY
            assert head["rules_version"] == calculator.rules_version()
            assert head["texts"] == [
                {
                    "id": shelf.policy.id,
                    "title": shelf.policy.title("zh" if lang == "zh" else "en"),
                    "standing": shelf.rules.standing(TODAY).kind.value,
                    "said": pages.status(shelf.policy, TODAY)[2]("zh" if lang == "zh" else "en"),
                }
            ]
            quoted = copy.replace("> ", "").replace("\n", "")
            for words in (entry.clause.whole.zh, entry.clause.whole.en):
                assert words.replace("\n", "") in quoted
            assert "<" not in re.sub(r"\\<|`[^`]*`", "", copy), "an element came through"


def test_a_page_about_several_texts_says_what_each_of_them_is(written: Path) -> None:
    told = head_of((written / "measures/index.md").read_text(encoding="utf-8"))["texts"]
    assert isinstance(told, list)
    assert [each["id"] for each in told] == [shelf.policy.id for shelf in LISTED]


@pytest.mark.parametrize("lang", LANGS)
def test_the_list_leads_to_every_copy_once_and_says_what_each_text_is(
    written: Path, lang: str
) -> None:
    top = written if lang == "zh" else written / lang
    told = (top / llms_txt.LIST).read_text(encoding="utf-8")
    listed = [top / link for link in links(told) if link.endswith("index.md")]
    english = written / "en"
    due = {
        path for path in top.rglob("index.md") if lang == "en" or not path.is_relative_to(english)
    }
    assert set(listed) == due
    assert len(listed) == len(due)
    assert told.startswith("# ")
    assert told.index("\n## Optional\n") < told.index("handbook/index.md")
    for shelf in LISTED:
        assert pages.status(shelf.policy, TODAY)[2]("zh" if lang == "zh" else "en") in told


@pytest.mark.parametrize("lang", LANGS)
def test_one_file_holds_the_texts_and_the_measures(written: Path, lang: str) -> None:
    top = written if lang == "zh" else written / lang
    told = (top / llms_txt.WHOLE).read_text(encoding="utf-8")
    for shelf in LISTED:
        for place in (f"{shelf.policy.id}/", *(pages.url(each.uri) for each in shelf.entries)):
            copy = (top / place / "index.md").read_text(encoding="utf-8")
            assert LINK.sub("](…)", copy) in LINK.sub("](…)", told)
    for link in links(told):
        path = link.partition("#")[0]
        if path.endswith(".md"):
            assert (top / path).is_file(), link


def test_none_of_it_is_stored_for_use_without_a_network(written: Path) -> None:
    kept = [place for group in offline.listed(written).values() for place in group]
    assert kept
    assert not [place for place in kept if place.endswith((".md", ".txt", ".xml", ".ipynb"))]


def test_with_a_known_host_addresses_are_whole(written: Path) -> None:
    llms_txt.write(written, EDITION, HOME)
    for top, home in ((written, HOME), (written / "en", f"{HOME}en/")):
        told = links((top / llms_txt.LIST).read_text(encoding="utf-8"))
        assert told
        assert all(link.startswith(HOME) for link in told)
        copy = (top / "measures/index.md").read_text(encoding="utf-8")
        assert head_of(copy)["url"] == f"{home}measures/"
    llms_txt.write(written, EDITION, None)


@pytest.mark.parametrize(
    ("to", "due"),
    [
        ("../xm-2/", "../xm-2/index.md"),
        ("../../departments/#a-b", "../../departments/index.md"),
        ("../", "../index.md"),
        ("../../", "../../index.md"),
        ("../../calculator/#city=xiamen", "../../calculator/#city=xiamen"),
        ("../../data/measures.csv", "../../data/measures.csv"),
        ("../../nowhere/", "../../nowhere/"),
        ("#text", ""),
        ("https://example.org/a/", "https://example.org/a/"),
        ("tel:+86-1", "tel:+86-1"),
    ],
)
def test_a_link_leads_to_the_copy_where_there_is_one(to: str, due: str) -> None:
    known = {"", "p/", "p/xm-1/", "p/xm-2/", "departments/", "calculator/"}
    assert llms_txt.address(to, "p/xm-1/", known) == due


def test_the_form_of_a_clause_is_a_link_to_the_page(written: Path) -> None:
    entry = next(each for each in EDITION.entries if boxed(each.measure.id))
    copy = (written / pages.url(entry.uri) / "index.md").read_text(encoding="utf-8")
    assert "](./index.html#calculator)" in copy
