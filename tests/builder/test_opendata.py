"""The open data and the editors' files: complete, consistent with the texts, readable by others."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree

import pytest

from builder import editorial, opendata, pages, texts
from builder.texts import TextError
from calculator.i18n import LANGS
from calculator.policies import POLICIES
from calculator.version import rules_version

ROOT = Path(__file__).resolve().parents[2]
TEXTS = texts.load_all(ROOT / "docs")
ADDED = editorial.load(ROOT / "docs", TEXTS)
EDITION = pages.Edition("zh", pages.match(TEXTS, POLICIES), "2025-06-30", ADDED)
DAYS, AMOUNTS = pages.days(EDITION), pages.amounts(EDITION)
IDS = [clause.measure_id for policy in TEXTS for clause in policy.clauses]
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """All files, for a host that is known."""
    home = "https://example.org/srdi/"
    today = "2025-06-30"
    standings = {policy.id: policy.standing(today) for policy in POLICIES}
    opendata.write(tmp_path, ROOT / "docs", TEXTS, ADDED, AMOUNTS, DAYS, standings, today, home)
    return tmp_path


def test_every_file_the_page_names_is_written_and_no_other(written: Path) -> None:
    found = {path.relative_to(written).as_posix() for path in written.rglob("*") if path.is_file()}
    assert found == {path for path, _ in opendata.files(TEXTS)}


def test_the_list_of_files_gives_version_day_and_checksums(written: Path) -> None:
    told = json.loads((written / opendata.PACKAGE).read_text(encoding="utf-8"))
    assert (told["version"], told["created"][:10]) == (rules_version(), "2025-06-30")
    others = {path for path, _ in opendata.files(TEXTS)} - {opendata.PACKAGE}
    assert {each["path"] for each in told["resources"]} == others
    assert len({each["name"] for each in told["resources"]}) == len(others)
    for each in told["resources"]:
        content = (written / each["path"]).read_bytes()
        assert each["hash"] == f"sha256:{sha256(content).hexdigest()}"
        assert each["bytes"] == len(content)
        official = each["path"].endswith(".zh.txt")  # no copyright in texts of the law
        assert each["licenses"] == [{"name": "other-pd" if official else "MIT"}]


def test_the_table_has_a_row_for_every_measure_in_both_languages(written: Path) -> None:
    told = (written / opendata.TABLE).read_text(encoding="utf-8")
    assert told.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(told[1:], newline="")))
    assert [row["id"] for row in rows] == IDS
    assert all(row["summary_zh"] and row["summary_en"] and row["payer"] for row in rows)
    assert all(row["title_zh"] and row["title_en"] and row["agencies_en"] for row in rows)
    assert len({row["rules_version"] for row in rows}) == 1
    told = {row["id"]: (row["amount_yuan"], row["amount_zh"]) for row in rows}
    assert told["xm-3"] == ("1000000", "100万元")
    assert told["xm-18"] == ("", "最高为实际发生费用的50%，每年不超过30万元")
    assert told["xm-19"] == ("", "每人每天最高500元")
    assert told["xm-6"] == ("", "条文没有写金额")


def test_the_catalogue_carries_the_words(written: Path) -> None:
    catalogue = json.loads((written / opendata.CATALOGUE).read_text(encoding="utf-8"))
    words = {clause.measure_id: clause.whole for policy in TEXTS for clause in policy.clauses}
    assert {each["id"]: each["text"] for each in catalogue} == {
        name: whole.to_dict() for name, whole in words.items()
    }


def test_whole_texts_are_the_stored_ones(written: Path) -> None:
    for policy in TEXTS:
        for lang in LANGS:
            stored = ROOT / "docs/policies" / policy.id / f"{lang}.md"
            assert (written / opendata.text_file(policy, lang)).read_bytes() == stored.read_bytes()


def test_the_texts_are_akoma_ntoso_that_says_what_they_are_on_the_day(written: Path) -> None:
    for policy, rules in zip(TEXTS, POLICIES, strict=True):
        for lang in LANGS:
            told = ElementTree.parse(written / opendata.law_file(policy, lang))
            assert told.getroot().tag.endswith("}akomaNtoso")
            (now,) = told.iter("{urn:srdi-policies:about}standing")
            kind = rules.standing("2025-06-30").kind.value
            assert (now.text, now.get("on")) == (kind, "2025-06-30")
            if policy.amends:  # its clauses keep the names of those they go back to
                continue
            parts = {each.get("wId") for each in told.iter()}
            assert {clause.measure_id for clause in policy.clauses} <= parts


@pytest.mark.parametrize("lang", LANGS)
def test_the_feed_is_atom(written: Path, lang: str) -> None:
    feed = ElementTree.fromstring((written / opendata.FEEDS[lang]).read_text(encoding="utf-8"))
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == len(ADDED.news)
    for each in (feed, *entries):
        assert all(each.findtext(f"{ATOM}{tag}") for tag in ("id", "title", "updated"))
    links = [link.get("href", "") for link in feed.iter(f"{ATOM}link")]
    assert all(link.startswith("https://example.org/srdi/") for link in links)
    assert len({each.findtext(f"{ATOM}id") for each in entries}) == len(entries)


@pytest.mark.parametrize("lang", LANGS)
def test_the_calendar_is_icalendar(written: Path, lang: str) -> None:
    raw = (written / opendata.DATES[lang]).read_bytes()
    lines = raw.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert raw.count(b"BEGIN:VEVENT") == len(DAYS)
    assert b"DTSTART;VALUE=DATE:20261231" in raw


# The editors' files.


def figures(said: str) -> set[str]:
    """Amounts, rates and counts, as Chinese writes them."""
    return set(re.findall(r"\d+(?:\.\d+)?(?:万元|亿元|元|%|‰)", said))


@pytest.mark.parametrize("measure", IDS)
def test_the_figures_of_a_summary_are_those_of_its_clause(measure: str) -> None:
    clause = next(c for p in TEXTS for c in p.clauses if c.measure_id == measure)
    said, words = ADDED.summaries[measure].words, clause.whole.zh
    ranges = {f"{low}万元" for low in re.findall(r"(\d+)～\d+万元", words)}
    assert figures(said.zh) <= figures(words) | ranges
    assert figures(said.en) - ranges == figures(said.zh) - ranges
    assert set(re.findall(r"\d{4}年", said.zh)) <= set(re.findall(r"\d{4}年", words))


def test_a_term_is_rendered_as_the_translation_renders_it() -> None:
    """Where a linked term stands in a clause, one of its English writings stands in the English."""
    missing = []
    for term in (each for each in ADDED.terms if each.linked):
        clauses = [c for p in TEXTS for c in p.clauses if any(z in c.whole.zh for z in term.zh)]
        english, *writings = (
            re.sub('[“”"]', "", said).lower()
            for said in (" ".join(c.whole.en for c in clauses), *term.en)
        )
        if clauses and not any(w in english for w in writings):
            missing.append(term.id)
    assert not missing


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """A copy of what the editors write, to be spoilt."""
    shutil.copytree(ROOT / "docs/policies", tmp_path / "policies")
    for file in (ROOT / "docs").glob("*.toml"):
        shutil.copy(file, tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "policies/xiamen-2024/summaries.toml",
            "[xm-7]",
            "[xm-77]",
            "xm-7 is missing; it must be a table",
        ),
        (
            "policies/xiamen-2024/summaries.toml",
            'payer = "fund"',
            'payer = "us"',
            "payer must be one of",
        ),
        (
            "policies/xiamen-2024/summaries.toml",
            "inferred = ",
            "infered = ",
            "unknown key: infered",
        ),
        ("policies/xiamen-2024/examples.toml", "[[xm-7]]", "[[xm-77]]", "unknown key: xm-77"),
        ("glossary.toml", "note = {", "nota = {", "note is missing; it must be a table"),
        (
            "policies/xiamen-2024/summaries.toml",
            '"pipeline"',
            '"fame"',
            "theme that is not here: fame",
        ),
        ("themes.toml", 'needs = ["title"]', 'needs = ["fame"]', "there is no need fame"),
        ("themes.toml", 'needs = ["land"]', 'needs = ["talent"]', "no theme meets the need land"),
        ("dates.toml", "on = 2024-07-10", 'on = "soon"', "on must be a date"),
        ("changes.toml", "[[change]]", "[[changed]]", "unknown key: changed"),
        ("changes.toml", "words = {", "words = ", "changes.toml"),
    ],
)
def test_what_is_amiss_is_told_with_its_place(
    docs: Path, file: str, old: str, new: str, said: str
) -> None:
    path = docs / file
    spoilt = path.read_text(encoding="utf-8").replace(old, new, 1)
    path.write_text(spoilt, encoding="utf-8")
    with pytest.raises(TextError, match=said):
        editorial.load(docs, TEXTS)
    path.unlink()
    with pytest.raises(TextError, match="is missing"):
        editorial.load(docs, TEXTS)
