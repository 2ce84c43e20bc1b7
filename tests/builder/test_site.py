"""The finished folder: two languages with the same addresses, whole, self-contained, repeatable."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import brotli
import jinja2
import pytest

from benchmarks.site import corpus
from builder import clock, links, llms_txt, opendata, pages, site, site_shell, texts, ui_text
from builder.check import IssueKind
from calculator.i18n import LANGS
from calculator.page import urls
from calculator.policies import MEASURES, POLICIES

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
ENGINE = 12_000_000
"""Bytes of Python for the browser, about."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both languages and the data, without Python for the browser."""
    out = tmp_path_factory.mktemp("pages") / "site"
    site.build(ROOT, out, engine=False)
    return out


def in_a_frame(place: str) -> bool:
    """Whether the page is for a frame: it has nothing of the theme around it."""
    return place.removeprefix("en/") == "embed/index.html"


def html_of(built: Path) -> Iterator[tuple[str, str]]:
    for file in sorted(built.rglob("*.html")):
        yield file.relative_to(built).as_posix(), file.read_text(encoding="utf-8")


def test_both_languages_have_the_same_addresses(built: Path) -> None:
    every = {place for place, _ in html_of(built)}
    english = {place.removeprefix("en/") for place in every if place.startswith("en/")}
    assert english == {place for place in every if not place.startswith("en/")}
    for policy in POLICIES:
        for measure in policy.measures:
            assert f"{policy.id}/{measure.id}/index.html" in english


def test_every_page_says_its_language_and_has_one_heading_and_a_description(built: Path) -> None:
    for place, html in html_of(built):
        lang = "en" if place.startswith("en/") else "zh-Hans"
        assert f'<html lang="{lang}"' in html, place
        shown = re.sub("(?s)<template.*?</template>", "", html)  # what a later day says
        assert shown.count("<h1") == 1, place
        assert re.search(r'<meta name="description" content="[^"]{20,}', html), place
        assert '<link rel="alternate"' not in html, place
        if in_a_frame(place):
            continue
        assert 'role="dialog" aria-label="' in html, place
        today = ui_text.AS_OF.fill(day=pages.day(date.fromisoformat(clock.today())))
        assert html.count(today.en if lang == "en" else today.zh) == 1, place


def test_a_page_is_light_or_dark_before_anything_of_it_is_drawn(built: Path) -> None:
    """Else it flashes: a body is drawn in the light colours before a script that stands in it runs."""
    for place, html in html_of(built):
        head = html.partition("</head>")[0]
        assert html.count("function dress(") == head.count("function dress(") == 1, place
        assert '<meta name="color-scheme" content="light dark">' in head, place


def test_the_switcher_leads_to_the_same_page(built: Path) -> None:
    for place, html in html_of(built):
        if place.endswith("404.html") or in_a_frame(place):
            continue
        link = re.search(r'<a class="language" href="([^"]+)"', html)
        assert link, place
        target = (built / place).parent / link[1]
        other = place.removeprefix("en/") if place.startswith("en/") else f"en/{place}"
        assert (target / "index.html").resolve() == (built / other).resolve(), place


def test_no_page_asks_another_host(built: Path) -> None:
    for place, html in html_of(built):
        asked = re.findall(r'<(?!a\b)\w+[^>]*\s(?:src|href)="(https?:[^"]+)"', html)
        assert not asked, place


def test_scripts_of_ours_are_files_with_hashes(built: Path) -> None:
    home = (built / "en/calculator/index.html").read_text(encoding="utf-8")
    own = re.findall(r'<script type="module" src="([^"]+)"', home)
    assert [re.sub(r"-[0-9a-f]{12}", "", Path(name).name) for name in own] == [
        "site.js",
        "offline.js",
        "curve.js",
        "ladder.js",
        "calculator.js",
        "scenarios.js",
        "take.js",
        "search.js",
    ]
    script = (built / "en/calculator" / own[4]).resolve().read_text(encoding="utf-8")
    imported = re.search(r'from "\./(idiomorph-[0-9a-f]{12}\.js)"', script)
    assert imported
    assert (built / "assets/javascripts" / imported[1]).is_file()


def test_the_languages_share_their_assets(built: Path) -> None:
    assert not (built / "en/assets").exists()
    assert (built / "en/search/search_index.json").is_file()


def test_sources_stay_out(built: Path) -> None:
    places = {path.relative_to(built).as_posix() for path in built.rglob("*")}
    assert not {place for place in places if place.startswith(("policies", "overrides"))}
    assert "assets/javascripts/calculator.js" not in places


def test_the_sitemap_pairs_the_languages(built: Path) -> None:
    sitemap = (built / "sitemap.xml").read_text(encoding="utf-8")
    pages = [
        place
        for place, _ in html_of(built)
        if not (place.endswith("404.html") or in_a_frame(place))
    ]
    assert sitemap.count("<loc>") == len(pages)
    assert sitemap.count('hreflang="zh-Hans"') == sitemap.count('hreflang="en"') == len(pages)
    assert not (built / "en/sitemap.xml").exists()


def test_a_clause_page_is_light(built: Path) -> None:
    """Compressed: the page, the styles and scripts of ours that it asks for, and what those import."""
    size = cache(lambda file: len(brotli.compress(file.read_bytes())))
    for place, html in html_of(built):
        if re.search(r"/(xm|fz)-[^/]+/index.html$", place):
            asked = re.findall(r'(?:href|src)="([^"]+-[0-9a-f]{12}\.(?:css|js))"', html)
            files = {built / place, *((built / place).parent / each for each in asked)}
            assert len(asked) >= (7 if 'id="calculator"' in html else 5), place
            while more := {each for file in files for each in imports(file.resolve())} - files:
                files |= more
            assert sum(size(file) for file in files) < 60_000, place


@cache
def imports(file: Path) -> frozenset[Path]:
    """The modules that a script imports at once."""
    if file.suffix != ".js":
        return frozenset()
    names = re.findall(r'from "(\./[^"]+)"', file.read_text(encoding="utf-8"))
    return frozenset((file.parent / name).resolve() for name in names)


def test_a_clause_page_tells_machines_what_it_is(built: Path) -> None:
    html = (built / "en/xiamen-2024/xm-13/index.html").read_text(encoding="utf-8")
    told = re.findall(r'<script type="application/ld\+json">(.+?)</script>', html)
    assert [node["@type"] for node in json.loads(told[0])["@graph"]] == [
        "Legislation",
        "GovernmentService",
    ]


def test_open_data_has_every_measure_with_its_words(built: Path) -> None:
    catalogue = json.loads((built / "data/catalogue.json").read_text(encoding="utf-8"))
    assert [each["id"] for each in catalogue] == [m.id for p in POLICIES for m in p.measures]
    assert all(each["text"]["zh"] and each["text"]["en"] for each in catalogue)
    schema = json.loads((built / "data/facts.schema.json").read_text(encoding="utf-8"))
    assert schema["$schema"].startswith("https://json-schema.org/")


def test_every_link_for_programs_leads_somewhere(built: Path) -> None:
    """In the copy of every page, and in the lists of them."""
    files = [*built.rglob("index.md"), *built.rglob(llms_txt.LIST), *built.rglob(llms_txt.WHOLE)]
    assert len(files) > len(list(built.rglob("index.html"))) - 2
    for file in files:
        text = re.sub(r"```.*?```|`[^`]*`", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        for link in re.findall(r"\]\(([^)\s]+)\)", text):
            path = link.partition("#")[0].partition("?")[0]
            if ":" not in path:
                there = file.parent / path
                assert (there / "index.html" if path.endswith("/") else there).is_file(), (
                    file,
                    link,
                )


def test_what_is_for_programs_adds_little_to_the_site(built: Path) -> None:
    """At most a tenth of all else, the engine included, which this site was built without."""
    size = {path: path.stat().st_size for path in built.rglob("*") if path.is_file()}
    laws = {
        built / opendata.law_file(policy, lang)
        for policy in texts.load_all(ROOT / "docs")
        for lang in LANGS
    }
    lists = {*built.rglob(llms_txt.LIST), *built.rglob(llms_txt.WHOLE)}
    added = sum(n for path, n in size.items() if path.suffix == ".md" or path in laws | lists)
    assert 0 < added <= (sum(size.values()) + ENGINE) / 11


def test_two_builds_are_the_same(built: Path, tmp_path: Path) -> None:
    site.build(ROOT, tmp_path / "again", engine=False)
    files = [path.relative_to(built) for path in built.rglob("*") if path.is_file()]
    differing = [
        name.as_posix()
        for name in files
        if (built / name).read_bytes() != (tmp_path / "again" / name).read_bytes()
    ]
    assert files
    assert not differing


def test_a_page_in_a_shared_frame_is_the_page_the_theme_makes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def one_by_one(mend: Callable[[str], str]) -> type[jinja2.Template]:
        class Plain(jinja2.Template):
            def render(self, *args: Any, **kwargs: Any) -> str:
                html = super().render(*args, **kwargs)
                return mend(html) if self.name in ("main.html", "404.html") else html

        return Plain

    # With a text that is not in the navigation beside those that are.
    project, rules = tmp_path / "project", corpus.rules(POLICIES[0], 1)
    corpus.write(ROOT, project, 1)
    monkeypatch.setattr(site, "POLICIES", POLICIES + rules)
    for measure in rules[0].measures:
        monkeypatch.setitem(MEASURES, measure.id, measure)
        monkeypatch.setitem(urls.POLICY_OF, measure.id, rules[0])
    monkeypatch.setenv("SITE_URL", "https://example.org/srdi/")
    site.build(project, tmp_path / "framed", engine=False)
    monkeypatch.setattr(site_shell, "template_class", one_by_one)
    site.build(project, tmp_path / "plain", engine=False)
    framed, plain = (dict(html_of(tmp_path / name)) for name in ("framed", "plain"))
    assert f"en/{rules[0].id}/{rules[0].measures[0].id}/index.html" in framed
    assert framed.keys() == plain.keys()
    assert not [place for place, html in framed.items() if html != plain[place]]


def test_below_a_path_of_a_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITE_URL", "https://example.org/srdi/")
    site.build(ROOT, tmp_path / "site", engine=False)
    lost = (tmp_path / "site/en/404.html").read_text(encoding="utf-8")
    assert 'href="/srdi/en/measures/"' in lost
    assert 'href="/srdi/en/../measures/"' in lost
    page = (tmp_path / "site/en/measures/index.html").read_text(encoding="utf-8")
    assert '<link rel="canonical" href="https://example.org/srdi/en/measures/">' in page
    card = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]+)"', page))
    assert card["url"] == "https://example.org/srdi/en/measures/"
    assert card["image"] == "https://example.org/srdi/assets/images/previews/site-en.png"
    assert (tmp_path / "site" / card["image"].removeprefix("https://example.org/srdi/")).is_file()
    xiamen, fuzhou = (
        sum(len(policy.measures) for policy in POLICIES if policy.place.id == city)
        for city in ("xiamen", "fuzhou")
    )
    assert (card["title"], card["description"]) == (
        ui_text.MEASURES_TITLE.en,
        f"{xiamen} in Xiamen, {fuzhou} in Fuzhou, in the order of the texts.",
    )


def test_without_a_known_host_no_page_claims_one(built: Path) -> None:
    assert not [place for place, html in html_of(built) if 'rel="canonical"' in html]


def test_a_corpus_grows_by_its_pages_alone(built: Path, tmp_path: Path) -> None:
    """The benchmark of growth builds: forty measures and their text more, in both languages."""
    command = [sys.executable, "-m", "benchmarks.site.run", "40", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE)
    assert json.loads(done.stdout)["pages"] == len(dict(html_of(built))) + 2 * (40 + 1)


# What is wrong stops the build.


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project whose pages may be spoilt."""
    for name in ("builder", "node_modules"):
        (tmp_path / name).symlink_to(ROOT / name)
    for name in ("mkdocs.yml", "mkdocs.en.yml"):
        shutil.copy(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    return tmp_path


@pytest.mark.parametrize(
    "wrong",
    [
        {"[x](nowhere.md)": "nowhere.md"},
        {"[x](measures.md#nowhere)": "#nowhere"},
        {
            '<a href="../nowhere/">x</a>': "about/index.html: ../nowhere/: does not exist",
            '<a href="#nowhere">x</a>': "the page has no such anchor",
            '<img src="https://example.org/x.png" alt="">': "is on another host",
        },
    ],
    ids=["page", "place", "addresses"],
)
def test_a_link_that_leads_nowhere_stops_the_build(project: Path, wrong: dict[str, str]) -> None:
    """Each is a line of the error, whose lines are the reasons to stop."""
    with (project / "docs/about.md").open("a", encoding="utf-8") as about:
        about.writelines(f"\n{words}\n" for words in wrong)
    with pytest.raises(site.SiteError) as stopped:
        site.build(project, project / "site", engine=False)
    lines = str(stopped.value).splitlines()
    assert len(lines) == len(wrong)
    for said in wrong.values():
        assert any(said in line for line in lines), said


def test_a_translation_left_behind_is_told_by_the_build_and_on_its_page(project: Path) -> None:
    about = project / "docs/policies/xiamen-2024/policy.toml"
    made_from = re.sub(
        r'^xm-6 = ".+"', 'xm-6 = "0000000000000000"', about.read_text("utf-8"), flags=re.M
    )
    about.write_text(made_from, encoding="utf-8")
    report = site.build(project, project / "site", engine=False)
    (stale,) = (each for each in report.warnings if each.kind is IssueKind.STALE_TRANSLATION)
    assert stale.place == "xm-6"
    pages = dict(html_of(project / "site"))
    marked = [place for place, html in pages.items() if ui_text.STALE.en in html]
    assert marked == ["en/xiamen-2024/xm-6/index.html"]


def test_links_are_seen_through(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "index.html").write_text(
        '<a href="a/#here">1</a> <a href="a/#gone">2</a> <a href="b/">3</a> '
        '<a href="mailto:x@example.org">4</a> <a href="https://example.org/">5</a> '
        '<script src="https://example.org/x.js"></script> <a href="../up/">6</a>',
        encoding="utf-8",
    )
    (tmp_path / "a/index.html").write_text('<p id="here"><a href="/">up</a></p>', encoding="utf-8")
    (tmp_path / "404.html").write_text('<a href="/a/">1</a> <a href="a/">2</a>', encoding="utf-8")
    assert sorted(links.problems(tmp_path, "http://site/")) == [
        "404.html: a/: is relative, in a page that is served at every address",
        "index.html: ../up/: does not exist",
        "index.html: a/#gone: the page has no such anchor",
        "index.html: b/: does not exist",
        "index.html: https://example.org/x.js: is on another host",
    ]
