"""The pages as a pure function: complete, verbatim, the same in both languages."""

from __future__ import annotations

import dataclasses
import importlib
import json
import pkgutil
import re
import shutil
from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from html import unescape
from html.parser import HTMLParser
from itertools import islice
from pathlib import Path
from typing import cast
from urllib.parse import unquote

import pytest

from builder import editorial, opendata, pages, texts, ui_text
from builder.highlight import Link, MarkError, annotate, standing
from builder.pages.figure_alignment import figures
from builder.pages.measure import gives, measure_pages
from builder.pages.overviews import NOT_NAMED, NOT_OPEN
from builder.toml_reader import TextError
from calculator import assess, sentences
from calculator.catalogue import conditions, formula, outline, quotations
from calculator.i18n import LANGS, Lang, Text, grouped
from calculator.measure import Basis
from calculator.measure import Policy as Rules
from calculator.page.html import Html, tag
from calculator.phrases import Unit, figure
from calculator.policies import OVERLAPS
from calculator.profile import PLACES, read_profile
from calculator.quantity import Op, Quantity, Quote, Work
from calculator.share_link import fragment_of
from calculator.shared_facts import Applicant, Title
from calculator.typed import profile_of, typed
from calculator.version import rules_version
from tests.first import EDITORIAL as ADDED
from tests.first import MEASURES as MEASURES_
from tests.first import RULES as POLICIES
from tests.first import TEXTS

ROOT = Path(__file__).resolve().parents[2]
TODAY = "2025-06-30"
PAGES: dict[Lang, dict[str, pages.Page]] = {
    lang: {
        page.uri: page
        for page in pages.pages(lang, TEXTS, POLICIES, ADDED, TODAY, Html("<form></form>"))
    }
    for lang in LANGS
}
ON_PAGES = [shelf.policy for shelf in pages.match(TEXTS, POLICIES)]
CLAUSES = [(policy, clause) for policy in ON_PAGES for clause in policy.clauses]


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
    assert annotate(text, ["< b"]) == "a <mark>&lt; b</mark> &amp; &quot;c&quot; &lt;script&gt;"
    assert annotate("") == ""


@pytest.mark.parametrize("passage", ["60万元", ""])
def test_words_that_are_not_there_cannot_be_marked(passage: str) -> None:
    with pytest.raises(MarkError, match="does not occur in"):
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
    ("today", "kind", "of_the_draft"),
    [
        ("2024-09-10", "later", "draft"),
        ("2024-09-11", "in-force", "draft"),
        ("2026-12-31", "in-force", "draft"),
        ("2027-01-01", "expired", "draft"),
    ],
)
def test_status_on_the_days_around_validity(today: str, kind: str, of_the_draft: str) -> None:
    xiamen, fuzhou = TEXTS
    assert pages.status(xiamen, today)[0] == kind
    assert pages.status(fuzhou, today)[0] == of_the_draft


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
    assert len(PAGES["zh"]) == 13 + len(TEXTS) + len(CLAUSES)


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
    lang: Lang, policy: texts.PolicyText, clause: texts.Clause
) -> None:
    page = PAGES[lang][f"{policy.id}/{clause.measure_id}.md"].html
    columns = dict(re.findall(r'<blockquote lang="([^"]+)"><p>(.+?)</p></blockquote>', page))
    for each, html in columns.items():
        own: Lang = "zh" if each == "zh-Hans" else "en"
        assert plain(html) == plain(clause.number(own) + clause.whole(own).replace("<", "&lt;"))
    assert list(columns) == (["zh-Hans", "en"] if lang == "zh" else ["en", "zh-Hans"])


def test_the_words_a_rule_relies_on_are_marked() -> None:
    for rules in POLICIES:
        for measure in rules.measures:
            page = PAGES["zh"][f"{rules.id}/{measure.id}.md"].html
            clause = page[page.index("<blockquote") :]
            marked = plain("".join(re.findall(r"<mark>(.+?)</mark>", clause)))
            for quotation in quotations(measure):
                if quotation.role != "title":
                    assert plain(quotation.words) in marked, measure.id


@pytest.mark.parametrize("lang", LANGS)
def test_the_translation_marks_the_figures_of_the_same_words(lang: Lang) -> None:
    whole = {policy.id: PAGES["en"][f"{policy.id}/index.md"].html for policy in TEXTS}
    seen = 0
    for policy, clause in CLAUSES:
        rules = next(each for each in POLICIES if each.id == policy.id)
        measure = next(each for each in rules.measures if each.id == clause.measure_id)
        page = PAGES[lang][f"{policy.id}/{measure.id}.md"].html
        translation = re.findall(r'<blockquote lang="en">.+?</blockquote>', page)[0]
        for quotation in quotations(measure):
            if quotation.words not in clause.whole.zh or not re.search(
                r"\d|[一二三四]级", quotation.words
            ):
                continue
            (figure,) = figures(quotation.words, clause.whole.en)
            assert f"<mark>{figure}</mark>" in translation, (measure.id, figure)
            assert f"<mark>{figure}</mark>" in whole[policy.id], (measure.id, figure)
            words_of = re.escape(quotation.words)
            note = re.search(rf'id="why-(\d+)" value="\d+"><q[^>]*>{words_of}</q>', page)
            assert note, (measure.id, quotation.words)
            after = translation.split(f"<mark>{figure}</mark>")[1]
            assert f'href="#why-{note[1]}"' in after.split("<mark>")[0], (measure.id, figure)
            seen += 1
    assert seen > 40


@pytest.mark.parametrize(
    ("quoted", "english", "found"),
    [
        ("最高30万元", "up to RMB 300,000 (30万元)", ["RMB 300,000 (30万元)"]),
        ("最高30万元", "up to RMB 300,000", []),
        ("给予50%", "50% of 150%", ["50%"]),
        ("给予50%", "50% of 50%", []),  # which of the two, nobody can tell
        ("1年以上", "11 years, or 1 year", ["1 year"]),
        ("不超过7‰", "within 7 per mille (7‰)", ["7 per mille (7‰)"]),
    ],
)
def test_a_figure_is_found_in_the_translation_where_it_stands_once(
    quoted: str, english: str, found: list[str]
) -> None:
    assert list(figures(quoted, english)) == found


def test_flaws_of_the_source_are_noted_beside_the_clause() -> None:
    for policy, clause in CLAUSES:
        page = PAGES["en"][f"{policy.id}/{clause.measure_id}.md"].html
        for defect in policy.defects:
            if defect.at == clause.measure_id:
                assert plain(defect.note.en) in plain(page)


@pytest.mark.parametrize("lang", LANGS)
def test_the_whole_text_stands_in_its_page(lang: Lang) -> None:
    for policy in TEXTS:
        page = plain(PAGES[lang][f"{policy.id}/index.md"].html)
        for block in policy.blocks:
            match block:
                case texts.Heading():
                    assert plain(block.line(lang)) in page
                case texts.Passage():
                    assert all(plain(clause.text(lang)) in page for clause in block.clauses)
                case _:
                    assert plain(block.text(lang)) in page


def test_the_whole_text_marks_what_is_relied_on_and_explains_each_term_once() -> None:
    for rules in POLICIES:
        page = PAGES["zh"][f"{rules.id}/index.md"].html
        marked = plain("".join(re.findall(r"<mark>(.+?)</mark>", page)))
        for measure in rules.measures:
            for quotation in quotations(measure):
                if quotation.role == "amount":
                    assert plain(quotation.words) in marked, measure.id
        for lang in LANGS:
            page = PAGES[lang][f"{rules.id}/index.md"].html
            links = re.findall(r'data-term="([^"]+)"', page)
            assert len(links) > 15
            assert len(set(links)) == len(links)
            assert set(links) == set(re.findall(r'id="term-([^"]+)"', page))


def test_previous_and_next_pass_through_every_measure_of_a_text() -> None:
    for policy in TEXTS:
        here, seen = policy.clauses[0].measure_id, []
        while True:
            seen.append(here)
            page = PAGES["zh"][f"{policy.id}/{here}.md"].html
            onward = re.search(r'<a rel="next" href="\.\./([^/]+)/"', page)
            if onward is None:
                break
            here = onward[1]
        assert seen == [clause.measure_id for clause in policy.clauses]


def test_inferred_titles_are_said_to_be() -> None:
    for lang in LANGS:
        assert ui_text.INFERRED_NOTE(lang) in PAGES[lang]["xiamen-2024/xm-17.md"].html
        assert ui_text.INFERRED_NOTE(lang) not in PAGES[lang]["xiamen-2024/xm-2.md"].html


@pytest.mark.parametrize("lang", LANGS)
def test_an_interpretation_is_not_said_to_be_in_force_but_what_it_explains(lang: Lang) -> None:
    assert any(policy.explains for policy in TEXTS)
    for policy in TEXTS:
        page = PAGES[lang][f"{policy.id}/index.md"].html
        names = re.findall(r"<dt>(.+?)</dt>", page)
        assert (ui_text.STATUS_EXPLAINED(lang) in names) is policy.explains
        assert (ui_text.STATUS(lang) in names) is not policy.explains
        assert (ui_text.ISSUED(lang) in names) is (
            policy.issued is not None and not policy.explains
        )
        assert policy.explains is (policy.kind.zh == "政策解读")


def test_a_draft_says_what_superseded_it() -> None:
    """In the words of the results, where the number is that of the rules."""
    for rules in POLICIES:
        for lang in LANGS if rules.draft else ():
            page = PAGES[lang][f"{rules.id}/{rules.measures[0].id}.md"].html
            assert f">{sentences.standing_in_words(rules, TODAY)(lang)}</span>" in page
            assert rules.superseded_by is None or rules.superseded_by.title(lang) in page
    for lang in LANGS:
        assert "榕政办规〔2024〕21号" in PAGES[lang]["fuzhou-2024-draft/fz-2-1.md"].html


# A measure's page: why words are marked, what the working gives, how to cite.


def page_of(lang: Lang, measure: str) -> str:
    policy = next(policy.id for policy, clause in CLAUSES if clause.measure_id == measure)
    return PAGES[lang][f"{policy}/{measure}.md"].html


LINK = '<a class="term" href="./#{0}" data-term="{0}">'


def link(term: str) -> Link:
    return Link("term", f"./#{term}", term)


def test_notes_stand_after_the_words_they_are_on_and_terms_keep_clear_of_marks() -> None:
    marked = annotate(
        "企业可获贴息，最高50万元贴息",
        ["最高50万元"],
        terms={"贴息": link("t"), "50万元贴息": link("u")},
        note=lambda n: tag("i", str(n)),
    )
    assert marked == f"企业可获{LINK.format('t')}贴息</a>，<mark>最高50万元</mark><i>1</i>贴息"


def test_english_terms_are_whole_words_in_any_case_and_either_quotation_mark() -> None:
    said = annotate(
        'A "little giant" awards Awards', terms={"“little giant”": link("g"), "award": link("a")}
    )
    giant = f"{LINK.format('g')}&quot;little giant&quot;</a>"
    assert said == f"A {giant} {LINK.format('a')}awards</a> Awards"


@pytest.mark.parametrize("lang", LANGS)
def test_every_quotation_is_explained_beside_the_clause(lang: Lang) -> None:
    for rules in POLICIES:
        for measure in rules.measures:
            page = page_of(lang, measure.id)
            for quotation in quotations(measure):
                assert f"{pages.html.e(quotation.words)}</q>" in page, (measure.id, quotation.words)
            for n in re.findall(r'href="#why-(\d+)"', page):
                assert f'id="why-{n}" value="{n}"' in page


def test_a_marked_figure_is_named_for_what_it_is() -> None:
    """Only a sum is an amount, in all or per something.

    A share is a rate, a loan has a limit, a line to be reached is none of them.
    """
    sums = {Unit.YUAN: "金额", Unit.RATIO: "比例", Unit.YEAR: "期限", Unit.MONTH: "期限"}
    for rules in POLICIES:
        for measure in rules.measures:
            outcomes = [outline(measure, reading) for reading in measure.readings]
            limits = {q for o in outcomes for credit in o.credit for q in credit.limit.quotes()}
            asked = {q for o in outcomes for c in conditions(o) for q in (c.quote, *c.truth.quotes)}
            page = unescape(page_of("zh", measure.id))
            for quotation in quotations(measure):
                if quotation.role != "amount":
                    continue
                told = page.split(f">{quotation.words}</q> <span>")[1].split("</span>")[0]
                if quotation.words in asked:
                    expected = ("条件", "门槛")
                elif quotation.words in limits:
                    expected = ("额度",)
                else:
                    unit = figure(quotation.words).unit
                    expected = ("金额" if unit.is_money else sums.get(unit, "门槛"),)
                assert told.startswith(expected), (measure.id, quotation.words, told)


@pytest.mark.parametrize("lang", LANGS)
def test_of_two_explanations_of_a_quotation_the_page_shows_that_of_the_default_reading(
    lang: Lang,
) -> None:
    seen = 0
    for rules in POLICIES:
        for measure in rules.measures:
            asked: dict[str, list[Text]] = {}
            for reading in measure.readings:
                for condition in conditions(outline(measure, reading)):
                    asked.setdefault(condition.quote, []).append(condition.label)
            page = unescape(page_of(lang, measure.id))
            for quoted, (label, *others) in asked.items():
                if not quoted or all(other == label for other in others):
                    continue
                told = page.split(f">{quoted}</q>")[1].split("</li>")[0]
                assert label(lang) in told, measure.id
                assert not [other for other in others if other != label and other(lang) in told]
                seen += 1
    assert seen


@pytest.mark.parametrize("lang", LANGS)
def test_every_term_that_is_explained_is_underlined_in_the_clause_as_it_is_written_there(
    lang: Lang,
) -> None:
    for policy, clause in CLAUSES:
        page = page_of(lang, clause.measure_id)
        underlined = set(re.findall(r'data-term="([^"]+)"', page))
        listed = re.findall(r'<div id="term-([^"]+)"><dt>(.+?)</dt><dd>(.+?)</dd>', page)
        assert underlined == {term for term, _, _ in listed}, clause.measure_id
        for term, name, meaning in listed:
            (written,) = re.findall(r'<span lang="zh-Hans">(.+?)</span>', name)
            outside = re.sub("《.+?》", "", clause.whole.zh)
            assert written in outside, (clause.measure_id, term)
            places = [place for place in PLACES if place.name(lang) in meaning]
            assert not places or policy.place in places, (clause.measure_id, term)


def test_a_term_is_not_found_within_a_longer_one_nor_in_a_title() -> None:
    terms = {"后备企业": "reserve", "上市后备企业": "listing", "专精特新": "srdi"}
    assert standing("申请上市后备企业，又称上市后备企业", terms) == {"listing": "上市后备企业"}
    assert standing("上市后备企业和后备企业", terms) == {
        "listing": "上市后备企业",
        "reserve": "后备企业",
    }
    assert standing("参照《关于专精特新的通知》", terms) == {}
    assert annotate("见《贴息办法》贴息", terms={"贴息": link("a")}) == (
        f"见《贴息办法》{LINK.format('a')}贴息</a>"
    )


def test_an_example_shows_the_amount_the_calculator_gives() -> None:
    for measure, examples in ADDED.examples.items():
        for example in examples:
            result = next(r for r in assess(example.profile).results if r.measure.id == measure)
            for lang in LANGS:
                page = page_of(lang, measure)
                assert f'<p class="amount">{pages.html.e(gives(result.finding)(lang))}</p>' in page
                for finding in (result.finding, *result.others):
                    assert gives(finding)(lang) in unescape(page)


def in_full(words: str) -> str:
    """RMB 2.5 million as 2,500,000."""
    scales = {"million": 10**6, "billion": 10**9}
    return re.sub(
        r"([\d.]+) (million|billion)",
        lambda found: grouped(Fraction(found[1]) * scales[found[2]]),
        words,
    )


@pytest.mark.parametrize("lang", LANGS)
def test_a_formula_stands_in_words_and_in_symbols_that_are_all_explained(lang: Lang) -> None:
    for rules in POLICIES:
        for measure in rules.measures:
            outcome, page = outline(measure), page_of(lang, measure.id)
            if outcome.basis is not Basis.FORMULA or not outcome.amount:
                assert "<math" not in page
                continue
            told = re.search(r'<div class="symbols">(.+?)<dl>(.+?)</dl>', page)
            assert told, measure.id
            used = re.findall(r"<msub>.+?</msub>|<mi>(?!min|max).+?</mi>", told[1])
            given = re.findall(r"<dt><math>(.+?)</math></dt><dd>.+?</dd>", told[2])
            assert set(given) == set(used), measure.id
            words_of = formula(measure)
            assert words_of
            figures = set(re.findall(r"<mn>(.+?)</mn>", re.sub(r"<msub>.+?</msub>", "", told[1])))
            assert figures - {"0", "1"} <= set(re.findall(r"[\d,.]*\d[%‰]?", in_full(words_of.en)))


def test_the_symbols_of_a_formula_say_what_the_rule_computes() -> None:
    page = page_of("zh", "xm-13")
    told = re.findall(r'<math display="block">(.+?)</math>', page)
    lines = [re.sub(r"<[^>]+>", "", each.replace("</mrow><mrow>", "/")) for each in told]
    assert lines == ["A=∑S", "S=min(∑S2,300,000)", "S2=x×60%×min(y,z)×min(u,365)/365"]


def test_every_measure_that_states_an_amount_has_two_examples() -> None:
    for rules in POLICIES:
        for measure in rules.measures:
            outcome = outline(measure)
            if outcome.amount or outcome.credit:
                assert len(ADDED.examples[measure.id]) >= 2, measure.id


def test_an_example_opens_in_the_form_as_it_was_computed() -> None:
    for examples in ADDED.examples.values():
        for example in examples:
            pairs = [pair.split("=") for pair in fragment_of(example.profile).split("&")]
            form = typed((name, unquote(text)) for name, text in pairs)
            assert not form.unknown
            again = assess(profile_of(form))
            assert again.to_dict() == assess(example.profile).to_dict()


@pytest.mark.parametrize("lang", LANGS)
def test_overlaps_are_told_on_both_sides(lang: Lang) -> None:
    for overlap in OVERLAPS:
        if not {overlap.first.measure, overlap.second.measure} <= MEASURES_:
            continue  # of a later version
        for here, other in ((overlap.first, overlap.second), (overlap.second, overlap.first)):
            page = page_of(lang, here.measure)
            assert f'href="../{other.measure}/"' in page
            assert overlap.why(lang) in unescape(page)


def test_machines_are_told_what_a_page_is() -> None:
    for policy, clause in CLAUSES:
        told = json.loads(PAGES["en"][f"{policy.id}/{clause.measure_id}.md"].ld)
        law, service = told["@graph"]
        assert law["@type"] == "Legislation"
        assert law["text"] == clause.whole.en
        assert service["@type"] == "GovernmentService"
        assert service["description"] == ADDED.summaries[clause.measure_id].words.en
        assert "<" not in PAGES["en"][f"{policy.id}/{clause.measure_id}.md"].ld


THING = {"@type", "name", "description"}
VOCABULARY = {
    "Legislation": THING
    | {"inLanguage", "isPartOf", "legislationDate", "legislationIdentifier", "legislationType"}
    | {"legislationJurisdiction", "legislationLegalForce", "temporalCoverage", "text"},
    "GovernmentService": THING | {"areaServed", "provider", "serviceType"},
    "GovernmentOrganization": THING,
    "City": THING,
}
"""The properties of schema.org that the pages use, by type."""


def nodes(told: object) -> Iterator[dict[str, object]]:
    if isinstance(told, dict):
        node = cast(dict[str, object], told)
        yield node
        for each in node.values():
            yield from nodes(each)
    elif isinstance(told, list):
        for each in cast(list[object], told):
            yield from nodes(each)


@pytest.mark.parametrize("lang", LANGS)
def test_what_machines_are_told_is_in_the_vocabulary(lang: Lang) -> None:
    told = [json.loads(page.ld) for page in PAGES[lang].values() if page.ld]
    assert len(told) == len(TEXTS) + len(CLAUSES)
    for each in told:
        assert each["@context"] == "https://schema.org"
        for node in nodes(each["@graph"]):
            assert node.keys() <= VOCABULARY[str(node["@type"])], node
            assert all(node.values()), node
            force = str(node.get("legislationLegalForce", "https://schema.org/InForce"))
            assert force in {"https://schema.org/InForce", "https://schema.org/NotInForce"}


def test_a_stale_translation_is_told_on_the_page() -> None:
    xiamen, fuzhou = TEXTS
    passage = next(b for b in xiamen.blocks if isinstance(b, texts.Passage))
    stale = dataclasses.replace(passage.clauses[0], translation_stale=True)
    blocks = tuple(
        dataclasses.replace(b, clauses=(stale,)) if b is passage else b for b in xiamen.blocks
    )
    changed = dataclasses.replace(xiamen, blocks=blocks)
    for lang in LANGS:
        made = pages.pages(lang, (changed, fuzhou), POLICIES, ADDED, TODAY, "")
        told = {page.uri: ui_text.STALE(lang) in page.html for page in made}
        assert [uri for uri, said in told.items() if said] == [f"{xiamen.id}/{stale.measure_id}.md"]


# The ways in.


@pytest.mark.parametrize("lang", LANGS)
def test_a_row_of_the_table_says_what_the_filters_ask(lang: Lang) -> None:
    page = PAGES[lang]["measures.md"].html
    rows = re.findall(r"<tr data-city.+?</tr>", page)
    assert len(rows) == len(CLAUSES)
    for name in ("city", "need", "title", "kind", "department", "amount"):
        select = re.search(rf'<select name="{name}">(.+?)</select>', page)
        assert select
        offered = set(re.findall(r'value="([^"]+)"', select[1]))
        held = [found for row in rows for found in re.findall(rf' data-{name}="([^"]*)"', row)]
        used = {value for each in held for value in each.split()}
        assert used == offered, name


def test_every_measure_stands_in_each_way_in() -> None:
    for place in ("titles.md", "departments.md", "compare.md", "measures.md"):
        page = PAGES["zh"][place].html
        for policy, clause in CLAUSES:
            assert f"{policy.id}/{clause.measure_id}/" in page, (place, clause.measure_id)


@pytest.mark.parametrize(
    ("lang", "held"), [("zh", "本站收录的文件没有写"), ("en", "Not in the text held here")]
)
def test_a_need_that_a_text_does_not_mention_is_told_of_the_text_not_of_the_city(
    lang: Lang, held: str
) -> None:
    page = PAGES[lang]["compare.md"].html
    for theme in ADDED.themes:
        row = re.search(rf'<tr id="{theme.id}">.+?</tr>', page)
        assert row
        for n, cell in enumerate(re.findall(r"<td.+?</td>", row[0])):
            offered = any(m.startswith(("xm-", "fz-")[n]) for m in theme.measures)
            assert (held in cell) is not offered


def test_no_page_says_that_a_city_offers_nothing() -> None:
    for page in PAGES["zh"].values():
        assert not re.search("没有这类措施|服务，不发放资金", page.html), page.uri
    for page in PAGES["en"].values():
        assert not re.search("(?i)not offered|service, no money", page.html), page.uri


@pytest.mark.parametrize("lang", LANGS)
def test_a_title_that_a_clause_does_not_name_is_not_said_to_be_refused(lang: Lang) -> None:
    page = PAGES[lang]["titles.md"].html.partition('id="matrix"')[2]
    for rules in POLICIES:
        for measure in rules.measures:
            row = page.split(f"{rules.id}/{measure.id}/")[1].split("</tr>")[0]
            named = (*measure.who.titles, *measure.who.inferred) if measure.who else tuple(Title)
            if Applicant.ENTERPRISE in measure.applicants or measure.who:
                assert row.count(NOT_NAMED(lang)) == len(Title) - len(named), measure.id
                assert NOT_OPEN(lang) not in row, measure.id
            else:
                assert row.count(NOT_OPEN(lang)) == len(Title), measure.id


@pytest.mark.parametrize("lang", LANGS)
def test_the_home_page_leads_from_each_need_to_what_meets_it(lang: Lang) -> None:
    page = unescape(PAGES[lang]["index.md"].html)
    met = ADDED.needs_met()
    drawers = page[page.index("by-need") : page.index("by-title")].split("<details>")[1:]
    assert len(drawers) == len(ADDED.needs)
    for need, drawer in zip(ADDED.needs, drawers, strict=True):
        assert need.name(lang) in drawer
        assert need.note(lang) in drawer
        listed = re.findall(r'href="[^"]+/([^/"]+)/"', drawer)
        assert listed == [c.measure_id for _, c in CLAUSES if need in met[c.measure_id]]
    equipment = {name for name, needs in met.items() if "equipment" in [n.id for n in needs]}
    assert equipment == {"xm-5", "fz-3-1"}


@pytest.mark.parametrize(
    ("measure", "zh", "en"),
    [
        ("xm-3", "100万元", "RMB 1 million (100万元)"),
        ("xm-5", "最高为上年度设备投入的10%", "Up to 10% of the equipment investment last year"),
        (
            "xm-13",
            "比例最高60%，每年不超过30万元",
            "A rate of up to 60%, no more than RMB 300,000 (30万元) a year",
        ),
        ("xm-14", "每个项目最高100万元", "Up to RMB 1 million (100万元) per project"),
        ("xm-19", "每人每天最高500元", "Up to RMB 500 per person per day"),
        ("fz-1-1-b", "省级“小巨人”奖励金额的50%", "50% of the provincial little-giant award"),
        ("fz-2-1", "每场5万元", "RMB 50,000 (5万元) per event"),
    ],
)
def test_an_amount_says_what_it_is_counted_by(measure: str, zh: str, en: str) -> None:
    assert amount_of(measure) == Text(zh, en)


def amount_of(measure: str) -> Text:
    shelves = pages.match(TEXTS, POLICIES)
    entry = next(e for shelf in shelves for e in shelf.entries if e.measure.id == measure)
    return pages.amount(entry)


def test_an_amount_says_both_the_rate_and_the_cap() -> None:
    """Of every number of the law that a rule multiplies by, and every sum that it sets, none is missing."""
    seen = 0
    for rules in POLICIES:
        for measure in rules.measures:
            given, said = outline(measure).amount, amount_of(measure.id)
            rates = [rate for rate in multiplied(given) if rate.per == 100] if given else []
            for rate in rates:
                for lang in LANGS:
                    assert f"{rate.low * 100}%" in said(lang), measure.id
            for quoted in dict.fromkeys(given.quotes()) if given and rates else ():
                read = figure(quoted)
                if read.unit is Unit.YUAN and read.low is None and read.high is not None:
                    assert pages.money(read.high).zh in said.zh, measure.id
                    assert pages.money(read.high).en in said.en, measure.id
                    seen += 1
    assert seen > 4


def multiplied(number: Quantity) -> Iterator[Quantity]:
    """The ratios of the law by which a working multiplies."""
    if isinstance(number.origin, Work):
        for each in number.origin.args:
            by_the_law = isinstance(each.origin, Quote) and each.unit is Unit.RATIO
            if number.origin.op is Op.TIMES and by_the_law:
                yield each
            yield from multiplied(each)


@pytest.mark.parametrize(
    ("measure", "cases"),
    [
        (
            "xm-4",
            [
                Text("“小巨人”企业：固定资产贷款10亿元、研发贷款1亿元", "RMB 1 billion (10亿元)"),
                Text(
                    "其他：固定资产贷款5亿元、研发贷款5000万元（推定）",
                    "others: RMB 500 million (5亿元) for fixed-asset loans, RMB 50 million (5000万元) "
                    "for R&D loans (inferred)",
                ),
            ],
        ),
        (
            "xm-23",
            [
                Text(
                    "重点“小巨人”企业：核心技术高管按规定纳入 B 类",
                    "Key “little giant” enterprise: class B",
                ),
                Text(
                    "；“小巨人”企业：核心技术高管按规定纳入 C 类",
                    "; “little giant” enterprise: class C",
                ),
            ],
        ),
        (
            "fz-9-1",
            [
                Text("国家级：最高30万元", "National level: up to RMB 300,000 (30万元)"),
                Text("省级：最高15万元", "provincial level: up to RMB 150,000 (15万元)"),
            ],
        ),
    ],
)
def test_an_amount_that_a_title_decides_is_told_for_each(measure: str, cases: list[Text]) -> None:
    said = amount_of(measure)
    for each in cases:
        for lang in LANGS:
            assert each(lang) in said(lang)


def test_what_differs_by_title_is_told_for_every_title_that_opens_a_measure() -> None:
    """No key fact speaks for one title what the rule says of another only."""
    for rules in POLICIES:
        for measure in rules.measures:
            who = measure.who
            code = measure.readings[0].code
            for title in (*who.titles, *who.inferred) if who else ():
                found = measure.rule(read_profile({"titles": [title]}, assume=False), code)
                for each in found.credit:
                    if each.limit.high is not None:
                        assert pages.money(each.limit.high).zh in amount_of(measure.id).zh
                others = {
                    measure.rule(read_profile({"titles": [other]}, assume=False), code).says
                    for other in Title
                }
                if found.says and len(others) > 1:
                    assert found.says.zh in amount_of(measure.id).zh


def test_a_clause_that_states_no_amount_says_so_and_points_elsewhere_only_where_it_does() -> None:
    assert amount_of("xm-6") == ui_text.NO_AMOUNT
    invests = Text("股权投资，数额由基金决定", "Equity investment; the fund decides how much")
    assert amount_of("xm-28") == amount_of("xm-30") == invests
    assert amount_of("xm-31") == ui_text.NO_AMOUNT
    for measure in ("fz-1-1-d", "fz-3-2", "fz-3-3"):
        assert amount_of(measure) == ui_text.NOT_STATED
    for measure in ("xm-36", "fz-2-2", "fz-4-1"):
        assert amount_of(measure) == ui_text.ELSEWHERE


@pytest.mark.parametrize(
    ("today", "hidden", "said"),
    [
        ("2026-11-01", True, "In force for 61 more days,"),
        ("2026-11-02", False, "In force for 60 more days,"),
        ("2026-12-31", False, "Today is the last day in force;"),
        ("2027-01-01", False, "ended on 31 December 2026"),
    ],
)
def test_a_text_that_is_about_to_end_says_so(today: str, hidden: bool, said: str) -> None:
    made = {p.uri: p.html for p in pages.pages("en", TEXTS, POLICIES, ADDED, today, "")}
    for place in ("xiamen-2024/index.md", "xiamen-2024/xm-6.md"):
        notice = re.search(r'<div class="warning ends"[^>]*>.+?</div>', made[place])
        assert notice, place
        assert said in notice[0]
        assert (" hidden>" in notice[0]) is hidden
    assert "warning ends" not in made["fuzhou-2024-draft/fz-2-1.md"]  # it has a final text


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    "today", ["2024-09-10", "2025-06-30", "2026-11-01", "2026-11-02", "2026-12-31", "2027-01-01"]
)
def test_beside_every_amount_stands_whether_its_text_is_in_force_and_for_how_long(
    lang: Lang, today: str
) -> None:
    made = {p.uri: p.html for p in pages.pages(lang, TEXTS, POLICIES, ADDED, today, "")}
    policies = {c.measure_id: policy for policy, c in CLAUSES}
    measures = {measure.id: measure for rules in POLICIES for measure in rules.measures}
    lists = {
        "index.md": r"<li><a [^>]*/([\w-]+)/\">(?:(?!</li>).)+</li>",
        "compare.md": r"<li><a [^>]*/([\w-]+)/\">(?:(?!</li>).)+</li>",
        "measures.md": r"<tr data-city[^>]*><th scope=\"row\"><a [^>]*/([\w-]+)/\">(?:(?!</tr>).)+</tr>",
    }
    # The steps of the ladder stand together under the standing of their text.
    made["index.md"], ladders = re.subn(
        r'<ol class="ladder.*?</ol>', "", made["index.md"], flags=re.DOTALL
    )
    assert ladders == 1
    for place, pattern in lists.items():
        rows = [row for row in re.finditer(pattern, made[place]) if row[1] in policies]
        assert {row[1] for row in rows} == policies.keys(), place
        for row in rows:
            policy = policies[row[1]]
            kind, short, _ = pages.status(policy, today)
            if kind != "in-force":
                assert f'<span class="badge badge--{kind}"' in row[0], (place, row[1])
                assert f">{short(lang)}</span>" in row[0], (place, row[1])
                continue
            if outline(measures[row[1]]).basis in (Basis.SERVICE, Basis.ELSEWHERE):
                assert "badge--soon" not in row[0]  # there is no amount
                continue
            left = (policy.ends - date.fromisoformat(today)).days + 1
            mark = re.search(
                r'<span class="badge badge--soon ends"[^>]*><span [^>]*>(.+?)</span></span>', row[0]
            )
            assert mark, (place, row[1])
            assert (" hidden>" in mark[0]) is (left > 60)
            assert f'data-until="{policy.ends.isoformat()}"' in mark[0]
            last = ui_text.LAST_DAY(lang)
            assert mark[1] == (last if left == 1 else ui_text.VALID_FOR(lang).format(days=left))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("today", ["2025-06-30", "2026-12-31", "2027-01-01"])
def test_the_home_page_has_a_number_with_what_its_text_is(lang: Lang, today: str) -> None:
    made = {p.uri: p.html for p in pages.pages(lang, TEXTS, POLICIES, ADDED, today, "")}
    number = re.search(r'<p class="hero__number">.*?</p>', made["index.md"])
    assert number
    sum_ = {"zh": "100\xa0万元", "en": "RMB\xa01 million"}[lang]
    assert f"<strong>{sum_}</strong>" in number[0]
    (policy,) = [p for p, c in CLAUSES if f'href="{p.id}/{c.measure_id}/"' in number[0]]
    assert pages.html.status_badge(policy, today, lang) in number[0]
    days = pages.html.days_badge(policy, today, lang)
    assert days in number[0]
    assert bool(days) is (today <= "2026-12-31")
    buttons = made["index.md"].index('class="hero__actions"')
    assert number.start() < buttons < made["index.md"].index('<ol class="ladder')


@pytest.mark.parametrize("lang", LANGS)
def test_no_heading_promises_support_while_no_text_is_in_force(lang: Lang) -> None:
    made = {
        today: {
            page.uri: page.html
            for page in islice(pages.pages(lang, TEXTS, POLICIES, ADDED, today, ""), 2)
        }
        for today in ("2026-12-31", "2027-01-01")
    }
    for uri, held, ended in (
        ("index.md", ui_text.HOME_TITLE, ui_text.HOME_TITLE_ENDED),
        ("calculator.md", ui_text.CALCULATOR_TITLE, ui_text.CALCULATOR_TITLE_ENDED),
    ):
        assert [
            bool(re.search(f"<h1[^>]*>{re.escape(held(lang))}", made[day][uri])) for day in made
        ] == [True, False]
        assert re.search(f"<h1[^>]*>{re.escape(ended(lang))}", made["2027-01-01"][uri])
        assert "{" not in ended(lang)


@pytest.mark.parametrize(("today", "left"), [("2026-12-30", 2), ("2026-12-31", 1)])
def test_the_last_day_is_called_so(today: str, left: int) -> None:
    """Where the page counts on by itself, too: the words are in `data-last`."""
    made = {page.uri: page.html for page in pages.pages("en", TEXTS, POLICIES, ADDED, today, "")}
    clause = made["xiamen-2024/xm-3.md"]
    assert ("Today is the last day in force" in re.sub('data-last="[^"]*"', "", clause)) == (
        left == 1
    )
    assert ("In force for 2 more days, until" in clause) == (left == 2)
    assert 'data-last="Last day"' in made["index.md"]
    assert (">Last day</span>" in made["index.md"]) == (left == 1)


@pytest.mark.parametrize("lang", LANGS)
def test_the_lists_of_measures_say_of_which_standing_each_text_is(lang: Lang) -> None:
    for place in ("titles.md", "departments.md"):
        for policy in ON_PAGES:
            assert pages.html.status_badge(policy, TODAY, lang) in PAGES[lang][place].html, place


def test_a_citation_names_text_year_and_clause() -> None:
    for lang, measure, cited in (
        (
            "zh",
            "xm-13",
            "《厦门市支持专精特新企业高质量发展的若干措施》（政策解读，2024年）第五部分第（13）项",
        ),
        ("zh", "fz-2-1", "《福州市支持专精特新中小企业高质量发展的若干措施》（征求意见稿）第二条"),
        ("zh", "fz-1-1-b", "（征求意见稿）第一条（b）（本站分段）"),
        ("en", "fz-1-1-b", "(Draft for comment), Article 1 (b) (this site’s division)"),
        ("en", "xm-13", "Enterprises (Policy interpretation, 2024), part V, item (13)"),
    ):
        page = page_of(cast(Lang, lang), measure)
        assert cited in page[page.index('data-copy="') :], measure


ROWS = [(place, row) for place, rows in ADDED.published.items() for row in rows]


@pytest.mark.parametrize("lang", LANGS)
def test_what_was_published_stands_beside_the_readings_with_its_source_and_day(lang: Lang) -> None:
    measures = {measure.id: measure for rules in POLICIES for measure in rules.measures}
    whole = {policy.id for policy in TEXTS}
    assert len(ROWS) > 8
    for place, row in ROWS:
        page = PAGES[lang][f"{place}/index.md"].html if place in whole else page_of(lang, place)
        assert row.words.zh
        assert row.words.en
        assert row.sources
        told = next(
            item for item in page.split("<li>") if pages.html.prose(row.words, lang) in item
        )
        assert all(f'href="{source}"' in told for source in row.sources), place
        assert pages.day(row.seen)(lang) in told
        second_hand = {"zh": "转载，未核对原件", "en": "second-hand"}[lang]
        assert (second_hand in told) is not row.official, place
        labels = {r.code: r.label for r in measures[place].readings} if place in measures else {}
        for code in (*row.supports, *row.refutes):
            assert pages.html.prose(labels[code], lang) in told, (place, code)


def test_what_was_published_cannot_speak_of_a_reading_that_there_is_not() -> None:
    place, row = next((place, row) for place, row in ROWS if row.supports)
    odd = dataclasses.replace(row, supports=("nowhere",))
    added = dataclasses.replace(ADDED, published={**ADDED.published, place: (odd,)})
    with pytest.raises(pages.PageError, match=f"{place} has no reading nowhere"):
        list(pages.pages("zh", TEXTS, POLICIES, added, TODAY, ""))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ('measure = "xx-9"', "没有 xx-9 这样的措施"),
        ('sources = ["lzxfs.cn"]', "sources 应为网址，不是 lzxfs.cn"),
        ("sources = []", "sources 应为用方括号列出的文字"),
        ("seen = 2026", "seen 应为日期"),
        ('en = ""', "en 应为文字"),
        ('reading = "A"', "不认识“reading”"),
    ],
)
def test_a_row_of_what_was_published_is_read_whole(tmp_path: Path, row: str, said: str) -> None:
    lines = {"zh": '"甲"', "en": '"A"', "sources": '["https://example.org/"]', "seen": "2026-11-28"}
    key, _, value = row.partition(" = ")
    listed = "\n".join(f"{name} = {given}" for name, given in (lines | {key: value}).items())
    docs = tmp_path / "docs"
    shutil.copytree(ROOT / "docs", docs, ignore=shutil.ignore_patterns("assets", "handbook"))
    (docs / "policies" / TEXTS[0].id / "published.toml").write_text(
        f"[[published]]\n{listed}\n", encoding="utf-8"
    )
    with pytest.raises(TextError) as refused:
        editorial.load(docs, TEXTS)
    assert said in refused.value.said.zh


def test_a_measure_without_a_need_is_refused() -> None:
    fewer = dataclasses.replace(ADDED, themes=ADDED.themes[1:])
    with pytest.raises(pages.PageError, match="no theme has"):
        list(pages.pages("zh", TEXTS, POLICIES, fewer, TODAY, ""))


@pytest.mark.parametrize("lang", LANGS)
def test_every_term_is_in_the_glossary_and_every_link_to_one_leads_there(lang: Lang) -> None:
    places = re.findall(r'<tr id="([^"]+)">', PAGES[lang]["glossary.md"].html)
    assert len(places) == len(set(places)) == len(ADDED.terms) >= 120
    linked = {
        term
        for page in PAGES[lang].values()
        for term in re.findall(r'data-term="([^"]+)"', page.html)
    }
    assert len(linked) > 60
    assert linked <= set(places)


@pytest.mark.parametrize("lang", LANGS)
def test_every_sentence_of_the_texts_has_its_status_in_the_page(lang: Lang) -> None:
    page = plain(PAGES[lang]["reading.md"].html)
    for covered in (each for listed in ADDED.coverage.values() for each in listed):
        assert plain(covered.sentence) in page


@pytest.mark.parametrize("lang", LANGS)
def test_dates_come_in_order(lang: Lang) -> None:
    days = re.findall(r'datetime="([^"]+)"', PAGES[lang]["calendar.md"].html)
    assert days == sorted(days)
    assert {"2024-09-11", "2026-12-31"} <= set(days)


class Nesting(HTMLParser):
    """What a browser would have to mend: elements not closed, or where they may not stand."""

    VOID = frozenset({"br", "hr", "input", "img", "path", "rect"})
    NOT_IN = {  # noqa: RUF012
        "p": {"p", "span", "a", "b"},
        "div": {"p", "span", "a", "b"},
        "ul": {"p", "span", "a", "ul"},
        "a": {"a", "button"},
        "button": {"a", "button"},
    }

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.open and self.open[-1] in self.NOT_IN.get(tag, ()):
            self.wrong.append(f"<{tag}> in <{self.open[-1]}>")
        if len({name for name, _ in attrs}) != len(attrs):
            self.wrong.append(f"<{tag}> has an attribute twice")
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> closes nothing")


@pytest.mark.parametrize("lang", LANGS)
def test_what_is_written_needs_no_mending(lang: Lang) -> None:
    for page in PAGES[lang].values():
        seen = Nesting()
        seen.feed(page.html)
        assert [*seen.wrong, *seen.open] == [], page.uri
        assert len(seen.ids) == len(set(seen.ids)), page.uri


# What does not fit together is refused.


def rebuilt(*rules: Rules) -> list[pages.Page]:
    return list(pages.pages("zh", TEXTS, rules, ADDED, TODAY, ""))


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
    """Every pair that stands in a module of the site, or in what the editors add."""
    rooms = [
        importlib.import_module(f"builder.pages.{room.name}")
        for room in pkgutil.iter_modules(pages.__path__)
    ]
    found: dict[Text, None] = {}
    for place in (ui_text, editorial, opendata, *rooms, ADDED):
        found |= dict.fromkeys(_texts(ADDED if place is ADDED else tuple(vars(place).values())))
    return list(found)


def _texts(value: object) -> Iterator[Text]:
    if isinstance(value, Text):
        yield value
    elif isinstance(value, dict):
        yield from _texts(tuple(value.values()))
    elif isinstance(value, (tuple, list)):
        for each in cast(Iterable[object], value):
            yield from _texts(each)
    elif dataclasses.is_dataclass(value) and type(value).__module__ == editorial.__name__:
        for field in dataclasses.fields(value):
            yield from _texts(getattr(value, field.name))


NO_SENTENCES = (ui_text.HTML_LANG, ui_text.OTHER_LANGUAGE)
_QUOTED_CHINESE = re.compile(r"\([^()]*[\u4e00-\u9fff][^()]*\)|《[^》]*》|[\u4e00-\u9fff〔〕]+")


def test_each_language_keeps_to_its_punctuation() -> None:
    checked = [pair for pair in pairs() if pair not in NO_SENTENCES]
    assert len(checked) > 500
    for pair in checked:
        english = _QUOTED_CHINESE.sub("", pair.en)
        assert bool(pair.zh.strip()) == bool(pair.en.strip()), pair
        assert not re.search(
            r"(?<=[\u4e00-\u9fff])[,;:?!()]|[,;:?!(](?=[\u4e00-\u9fff])", pair.zh
        ), pair
        assert not re.search(r"[，。；：？！（）、]", english), pair
        assert not re.search(
            r"(?<![申邀])请(?![求专])|抱歉|可领|到账|\bplease\b|\bsorry\b",
            f"{pair.zh} {pair.en.lower()}",
        ), pair
        assert set(re.findall(r"\{\w+\}", pair.zh)) == set(re.findall(r"\{\w+\}", pair.en)), pair
        assert not re.search(r"\d ?(ten[- ]thousand|wan\b)", pair.en), pair


def test_the_calculator_names_the_contact_of_the_text() -> None:
    contacts = {policy.id: policy.contact for policy in TEXTS}
    assert contacts == {policy.id: policy.contact for policy in POLICIES}


@pytest.mark.parametrize("lang", LANGS)
def test_a_reader_can_tell_what_is_wrong_with_a_clause(lang: Lang) -> None:
    listed, other = pages.of_day(pages.match(TEXTS, POLICIES), TODAY)
    for address in ("", "srdi@example.org"):
        edition = pages.Edition(lang, listed, TODAY, ADDED, other, address)
        page = next(p for p in measure_pages(edition) if p.uri.endswith("/xm-5.md"))
        _, *box = page.html.split('class="feedback"')
        assert bool(box) is bool(address)  # without an address there is nobody to send a note to
        notes = [note for each in box for note in re.findall(r'data-copy="([^"]+)"', each)]
        assert len(notes) == (3 if address else 0)
        assert all("xm-5" in note and rules_version() in note for note in notes)
        assert page.html.count(f'href="mailto:{address}?subject=') == len(notes)
        assert all(address in each for each in box)
