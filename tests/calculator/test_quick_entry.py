"""One sentence becomes entries of the form: what is due for each of a judged list, and what always holds."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder import search
from calculator.fact_names import CALLED
from calculator.fields import ListOf, OneOf, SomeOf, facts_of
from calculator.i18n import LANGS, Lang
from calculator.page import respond
from calculator.page.quick_chips import with_sentence
from calculator.page.quick_entry import Understanding, read_sentence
from calculator.page.quick_words import PieceKind, characters, fold, pieces, vocabulary
from calculator.profile import FACTS
from calculator.typed import Typed, profile_of, typed
from tests.calculator.test_page import Page, well_formed

TODAY = "2026-11-29"
CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "cases/sentences.json").read_text("utf-8")
)
SIMPLE = search.simplified(characters())
PAIRS = dict(zip(SIMPLE[::2], SIMPLE[1::2], strict=True))


def found(sentence: str, known: Typed | None = None) -> Understanding:
    return read_sentence(sentence, PAIRS, known or typed(()), TODAY)


def asks(of: Understanding) -> list[list[str]]:
    """What is asked: between which fields, or which field is to be completed."""
    asked = []
    for chip in of.chips:
        if chip.choices:
            asked.append(sorted({name for choice in chip.choices for name, _ in choice}))
        elif chip.within or not all(text for _, text in chip.entries):
            asked.append([name for name, _ in chip.entries])
    return asked


def test_the_list_is_worth_its_name() -> None:
    assert len(CASES) >= 60
    assert len({case["said"] for case in CASES}) == len(CASES)
    assert sum(bool(case["left"]) for case in CASES) >= 15
    english = [case for case in CASES if not re.search("[\u4e00-\u9fff]", case["said"])]
    assert len(english) >= 15


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["said"])
def test_what_is_due_for_each_sentence(case: dict[str, Any]) -> None:
    read_ = found(case["said"])
    assert [list(pair) for pair in read_.entries] == case["enters"]
    assert asks(read_) == case["asks"]
    assert list(read_.left) == case["left"]


def test_what_is_entered_is_what_a_form_takes() -> None:
    """Every entry has a field, and what is not refused there becomes part of the profile."""
    for case in CASES:
        form = typed((name, text) for name, text in case["enters"])
        assert form.unknown == [], case["said"]
        if case["enters"]:
            assert profile_of(form) or form.notes, case["said"]


@pytest.mark.parametrize(
    ("denied", "affirmed"),
    [
        ("不是首次", "首次"), ("没有贷款", "贷款"), ("not the first time", "first time"),
        ("no equipment", "equipment"), ("首次：否", "首次"), ("未获首次认定", "首次认定"),
    ],
)  # fmt: skip
def test_a_denial_never_becomes_its_opposite(denied: str, affirmed: str) -> None:
    for sentence in (f"厦门小巨人，{denied}", f"Xiamen little giant, {denied}", denied):
        for name, text in found(sentence).entries:
            yes_or_list = text in ("true", "none", "false") and name not in ("city", "titles")
            assert not yes_or_list or text in ("false", "none"), sentence
    assert "true" in dict(found(f"厦门小巨人，{affirmed}").entries).values() or found(affirmed).left


def test_the_form_decides_what_the_sentence_leaves_open() -> None:
    assert asks(found("首次")) == [["first_little_giant_title", "first_srdi_title"]]
    form = typed([("titles", "srdi_sme"), ("city", "fuzhou")])
    assert found("首次", form).entries == (("first_srdi_title", "true"),)
    fuzhou = found("设备320万", form)
    assert fuzhou.entries == (("renovation_projects.0.investment_ex_vat", "320万"),)


WORDS = st.sampled_from(
    [
        *vocabulary(), "320万", "4.1%", "一年", "2025年", "2025年5月", "去年", "$3m", "不是", "没有", "no", "not",
        "吗", "？", "，", "；", "和", "明年", "3项", "约", "800", "营收", "x", "(", "）", "\n", "👍", "１２",
    ]
)  # fmt: skip


@given(st.lists(WORDS, max_size=14), st.sampled_from(["", " ", "，"]))
def test_no_sentence_is_too_odd_and_no_figure_is_lost(words: list[str], between: str) -> None:
    sentence = between.join(words)
    read_ = found(sentence)
    form = typed(read_.entries)
    assert form.unknown == []
    profile_of(form)
    folded = fold(sentence, PAIRS)
    told = " ".join([*(chip.said for chip in read_.chips), *read_.left])
    for piece in pieces(folded, 2026):
        if piece.kind in (
            PieceKind.FIGURE,
            PieceKind.STRANGE,
            PieceKind.NOT,
            PieceKind.OPEN,
            PieceKind.WHEN,
        ):
            assert folded.said(piece.start, piece.end) in told


def test_traditional_characters_read_the_same() -> None:
    one = found("廈門專精特新，數字化改造投入八十萬元，諮詢費四十萬，標準：參與行業標準")
    other = found("厦门专精特新，数字化改造投入八十万元，咨询费四十万，标准：参与行业标准")
    assert [name for name, _ in one.entries] == [name for name, _ in other.entries]
    assert len(one.entries) >= 5
    assert profile_of(typed(one.entries)) == profile_of(typed(other.entries))


def test_every_name_is_of_a_fact_or_a_choice() -> None:
    for of in CALLED:
        path, _, word = of.partition("=")
        name, _, key = path.partition(".")
        kind = FACTS[name].kind
        if key:
            assert isinstance(kind, ListOf), of
            kind = facts_of(kind.entry)[key].kind
        if word:
            assert isinstance(kind, (OneOf, SomeOf)), of
            assert word in kind.words, of


def test_each_choice_of_one_fact_has_its_own_names() -> None:
    known = list(CALLED.items())
    for n, (of, names) in enumerate(known):
        for other, others in known[n + 1 :]:
            if "=" in of and of.partition("=")[0] == other.partition("=")[0]:
                assert not set(names) & set(others), (of, other)


# --- the message


def answer(text: str, lang: Lang = "zh", entries: object = ()) -> dict[str, Any]:
    message = {"op": "quick", "lang": lang, "text": text, "simple": SIMPLE, "entries": entries}
    told: dict[str, Any] = json.loads(respond(json.dumps(message)))
    assert told.keys() == {"chips", "left", "said", "entries"}
    return told


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["said"])
def test_the_chips_are_whole_and_named(case: dict[str, Any], lang: Lang) -> None:
    told = answer(case["said"], lang)
    page = Page(f"<main>{told['chips']}</main>")
    well_formed(page)
    held = {e.attributes["data-entry"]: e for e in page.elements if e.attributes.get("data-entry")}
    for name, _ in case["enters"]:
        assert name in held
    for element in page.elements:
        if element.name == "button":
            assert element.text.strip()
        if element.attributes.get("data-quick") == "drop":
            assert element.attributes["aria-label"]
    if case["left"]:
        assert all(words in told["said"] for words in case["left"])


def test_a_sentence_cannot_bring_markup_with_it() -> None:
    assert "<b onclick" not in answer('厦门<b onclick="x">小巨人</b>')["chips"]


def test_a_refused_amount_says_why_in_its_chip() -> None:
    assert "折算成人民币" in answer("厦门，去年设备$3m")["chips"]
    assert "确定的数" in answer("厦门，去年设备约300万")["chips"]


# --- into the form


def test_entries_of_a_list_come_after_those_that_are_there() -> None:
    before = [("pledge_loans.0.principal", "500"), ("pledge_loans.1.principal", ""), ("city", "")]
    fragment = "city=xiamen&pledge_loans.0.principal=800%E4%B8%87&pledge_loans.0.rate_pct=4.1%25"
    after = with_sentence(before, fragment)
    assert ("pledge_loans.0.principal", "500") in after
    assert ("pledge_loans.1.principal", "800万") in after
    assert ("pledge_loans.1.rate_pct", "4.1%") in after
    assert [pair for pair in after if pair[0] == "city"] == [("city", "xiamen")]


def test_entries_with_a_gap_between_them_close_up() -> None:
    after = with_sentence(
        [], "pledge_loans.2.principal=5&pledge_loans.4.principal=6&standards.1.kind=local"
    )
    assert [name for name, _ in after] == [
        "pledge_loans.0.principal", "pledge_loans.1.principal", "standards.0.kind",
    ]  # fmt: skip


def test_titles_add_up_and_none_of_them_gives_way() -> None:
    assert with_sentence([("titles", "none")], "titles=srdi_sme") == [("titles", "srdi_sme")]
    both = with_sentence([("titles", "srdi_sme")], "titles=little_giant&titles=srdi_sme")
    assert sorted(text for _, text in both) == ["little_giant", "srdi_sme"]
    assert with_sentence([("titles", "srdi_sme")], "titles=none") == [("titles", "none")]
    loans = with_sentence([("pledge_loans", "none")], "pledge_loans.0.principal=5")
    assert loans == [("pledge_loans.0.principal", "5")]
