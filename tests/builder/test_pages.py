"""The pages as a pure function: complete, verbatim, the same in both languages."""

from __future__ import annotations

import dataclasses
import re
from datetime import date
from fractions import Fraction
from html import unescape
from pathlib import Path

import pytest

from builder import pages, texts, words
from builder.marks import MarkError, annotate
from calculator.catalogue import quotations
from calculator.policies import POLICIES
from calculator.text import LANGS, Lang, Text

ROOT = Path(__file__).resolve().parents[2]
TEXTS = texts.load_all(ROOT / "docs")
TODAY = "2025-06-30"
PAGES: dict[Lang, dict[str, pages.Page]] = {
    lang: {page.uri: page for page in pages.pages(lang, TEXTS, POLICIES, TODAY, "<form></form>")}
    for lang in LANGS
}
CLAUSES = [(policy, clause) for policy in TEXTS for clause in policy.clauses]


def plain(html: str) -> str:
    """What is read: no tags, no white space."""
    return re.sub(r"\s", "", unescape(re.sub(r"<[^>]+>", "", html)))


# Marks.


def test_marks_every_occurrence() -> None:
    assert annotate("奖50%再奖50%", ["50%"]) == "奖<mark>50%</mark>再奖<mark>50%</mark>"


def test_joins_marks_that_overlap_or_touch() -> None:
    assert (
        annotate("最高50万元奖励", ["最高50万", "50万元", "奖励"]) == "<mark>最高50万元奖励</mark>"
    )


def test_marks_and_flaws_may_cross() -> None:
    assert annotate("甲乙丙", ["甲乙"], ["乙丙"]) == (
        '<mark>甲</mark><mark><span class="sic">乙</span></mark><span class="sic">丙</span>'
    )


def test_words_stay_verbatim_and_harmless() -> None:
    text = 'a < b & "c" <script>'
    assert annotate(text, ["< b"]) == 'a <mark>&lt; b</mark> &amp; "c" &lt;script&gt;'
    assert annotate("") == ""


@pytest.mark.parametrize("passage", ["60万元", ""])
def test_words_that_are_not_there_cannot_be_marked(passage: str) -> None:
    with pytest.raises(MarkError, match="does not stand in"):
        annotate("最高50万元", [passage])


# Values in words.


@pytest.mark.parametrize(
    ("yuan", "zh", "en"),
    [
        (500, "500元", "RMB 500"),
        (50_000, "5万元", "RMB 50,000 (5万元)"),
        (300_000, "30万元", "RMB 300,000 (30万元)"),
        (1_000_000, "100万元", "RMB 1 million (100万元)"),
        (10_000_000, "1000万元", "RMB 10 million (1000万元)"),
        (1_250_000, "125万元", "RMB 1.25 million (125万元)"),
        (100_000_000, "1亿元", "RMB 100 million (1亿元)"),
        (1_000_000_000, "10亿元", "RMB 1 billion (10亿元)"),
        (1_234_567, "1234567元", "RMB 1,234,567"),
    ],
)
def test_amounts_in_both_languages(yuan: int, zh: str, en: str) -> None:
    assert pages.money(Fraction(yuan)) == Text(zh, en)


@pytest.mark.parametrize(
    ("today", "kind"),
    [
        ("2024-09-10", "later"),
        ("2024-09-11", "in-force"),
        ("2026-12-31", "in-force"),
        ("2027-01-01", "expired"),
    ],
)
def test_status_on_the_days_around_validity(today: str, kind: str) -> None:
    xiamen, fuzhou = TEXTS
    assert pages.status(xiamen, today)[0] == kind
    assert pages.status(fuzhou, today)[0] == "draft"


def test_days_in_words() -> None:
    assert pages.day(date(2026, 12, 31)) == Text("2026年12月31日", "31 December 2026")


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("index.md", "measures.md", "measures/"),
        ("measures.md", "index.md", "../"),
        ("index.md", "index.md", "./"),
        ("xiamen-2024/xm-2.md", "xiamen-2024/xm-3.md", "../xm-3/"),
        ("xiamen-2024/xm-2.md", "xiamen-2024/index.md", "../"),
        ("xiamen-2024/index.md", "calculator.md", "../calculator/"),
    ],
)
def test_relative_addresses(source: str, target: str, expected: str) -> None:
    assert pages.href(source, target) == expected


# The pages.


def test_both_languages_have_the_same_pages() -> None:
    assert PAGES["zh"].keys() == PAGES["en"].keys()
    assert len(PAGES["zh"]) == 3 + len(TEXTS) + len(CLAUSES)


@pytest.mark.parametrize("lang", LANGS)
def test_every_page_has_its_own_description(lang: Lang) -> None:
    said = [page.description for page in PAGES[lang].values()]
    assert all(20 <= len(each) <= 330 for each in said)
    assert len(set(said)) == len(said)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("policy", "clause"), CLAUSES, ids=lambda each: getattr(each, "measure_id", "")
)
def test_a_measure_shows_its_clause_whole_in_both_languages(
    lang: Lang, policy: texts.Policy, clause: texts.Clause
) -> None:
    page = PAGES[lang][f"{policy.id}/{clause.measure_id}.md"].markdown
    columns = dict(re.findall(r'<blockquote lang="([^"]+)"><p>(.+?)</p></blockquote>', page))
    for each, html in columns.items():
        own: Lang = "zh" if each == "zh-Hans" else "en"
        assert plain(html) == plain(clause.number(own) + clause.whole(own).replace("<", "&lt;"))
    assert list(columns) == (["zh-Hans", "en"] if lang == "zh" else ["en", "zh-Hans"])


def test_the_words_a_rule_relies_on_are_marked() -> None:
    for rules in POLICIES:
        for measure in rules.measures:
            page = PAGES["zh"][f"{rules.id}/{measure.id}.md"].markdown
            clause = page[page.index("<blockquote") :]
            marked = plain("".join(re.findall(r"<mark>(.+?)</mark>", clause)))
            for quotation in quotations(measure):
                if quotation.role != "title":
                    assert plain(quotation.words) in marked, measure.id


def test_flaws_of_the_source_are_noted_beside_the_clause() -> None:
    for policy, clause in CLAUSES:
        page = PAGES["en"][f"{policy.id}/{clause.measure_id}.md"].markdown
        for defect in policy.defects:
            if defect.at == clause.measure_id:
                assert pages._e(defect.note.en) in page


@pytest.mark.parametrize("lang", LANGS)
def test_the_whole_text_stands_in_its_page(lang: Lang) -> None:
    for policy in TEXTS:
        page = plain(PAGES[lang][f"{policy.id}/index.md"].markdown.replace("\\", ""))
        for block in policy.blocks:
            match block:
                case texts.Heading():
                    assert plain(block.line(lang)) in page
                case texts.Passage():
                    assert all(plain(clause.text(lang)) in page for clause in block.clauses)
                case _:
                    assert plain(block.text(lang)) in page


def test_previous_and_next_pass_through_every_measure_of_a_text() -> None:
    for policy in TEXTS:
        here, seen = policy.clauses[0].measure_id, []
        while True:
            seen.append(here)
            page = PAGES["zh"][f"{policy.id}/{here}.md"].markdown
            onward = re.search(r'<a rel="next" href="\.\./([^/]+)/"', page)
            if onward is None:
                break
            here = onward[1]
        assert seen == [clause.measure_id for clause in policy.clauses]


def test_inferred_titles_are_said_to_be() -> None:
    assert "推定" in PAGES["zh"]["xiamen-2024/xm-17.md"].markdown
    assert "inferred" in PAGES["en"]["xiamen-2024/xm-17.md"].markdown
    assert "推定" not in PAGES["zh"]["xiamen-2024/xm-2.md"].markdown


def test_a_draft_says_what_superseded_it() -> None:
    for lang in LANGS:
        assert "榕政办规〔2024〕21号" in PAGES[lang]["fuzhou-2024-draft/fz-2-1.md"].markdown


# What does not fit together is refused.


def rebuilt(*rules: pages.Rules) -> list[pages.Page]:
    return list(pages.pages("zh", TEXTS, rules, TODAY, ""))


def test_words_without_a_measure_are_refused() -> None:
    xiamen, fuzhou = POLICIES
    less = dataclasses.replace(xiamen, measures=xiamen.measures[:-1])
    with pytest.raises(pages.PageError, match="xiamen-2024: words or measure missing for xm-40"):
        rebuilt(less, fuzhou)


def test_a_text_without_measures_and_measures_without_a_text_are_refused() -> None:
    with pytest.raises(pages.PageError, match="fuzhou-2024-draft: the text has no measures"):
        rebuilt(POLICIES[0])
    with pytest.raises(pages.PageError, match="measures without a text: nowhere-2020"):
        rebuilt(*POLICIES, dataclasses.replace(POLICIES[0], id="nowhere-2020"))


def test_a_rule_whose_quotation_left_the_clause_is_refused() -> None:
    xiamen, fuzhou = POLICIES
    by_id = {measure.id: measure for measure in xiamen.measures}
    wrong = tuple(
        dataclasses.replace(measure, rule=by_id["xm-3"].rule) if measure.id == "xm-2" else measure
        for measure in xiamen.measures
    )
    with pytest.raises(MarkError):
        rebuilt(dataclasses.replace(xiamen, measures=wrong), fuzhou)


# The words of the site.


def pairs() -> list[Text]:
    found: list[Text] = []
    for value in vars(words).values():
        if isinstance(value, Text):
            found.append(value)
        elif isinstance(value, dict):
            found += [each for each in value.values() if isinstance(each, Text)]
    return found + [name for _, name in words.NAV]


@pytest.mark.parametrize("pair", pairs(), ids=lambda pair: pair.en[:30])
def test_each_language_keeps_to_its_punctuation(pair: Text) -> None:
    if pair is not words.HTML_LANG and pair is not words.OTHER_LANGUAGE:
        assert pair.zh.strip(), pair
        assert pair.en.strip(), pair
        assert not re.search(r"[,;:?!()]", pair.zh), pair.zh
        assert not re.search(r"[，。；：？！（）、]", pair.en), pair.en
        assert set(re.findall(r"\{\w+\}", pair.zh)) == set(re.findall(r"\{\w+\}", pair.en))
