"""The rules quote the stored clauses, all of them, and every figure of money that a clause states."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings

import calculator
from builder.texts import Clause, PolicyText, load_all
from calculator.catalogue import facts_needed, outline, quotations
from calculator.phrases import day, figure
from calculator.policies import MEASURES, POLICIES
from calculator.profile import FACTS
from calculator.working import general_formula
from tests.calculator.firms import FIRST, FIRST_MEASURES, assessed
from tests.calculator.strategies import profiles

TEXTS: tuple[PolicyText, ...] = load_all(Path(__file__).parents[2] / "docs")
CLAUSES: dict[str, Clause] = {c.measure_id: c for policy in TEXTS for c in policy.clauses}
MONEY = re.compile(r"[\d.～]+[百千万亿]*元")
MONETARY = [
    name for name, measure in MEASURES.items() if outline(measure).amount or outline(measure).credit
]

each_measure = pytest.mark.parametrize("name", MEASURES)


def test_texts_and_rules_hold_the_same_measures_in_the_same_order() -> None:
    assert list(CLAUSES) == list(MEASURES)
    assert [t.id for t in TEXTS] == [p.id for p in POLICIES]
    for text, rules in zip(TEXTS, POLICIES, strict=True):
        assert [c.measure_id for c in text.clauses] == [m.id for m in rules.measures]


def test_every_period_of_validity_is_in_the_text() -> None:
    words = {
        "xiamen-2024": ("于2024年9月11日印发实施", "自发布之日起开始实施至2026年12月31日"),
        "fuzhou-2024-draft": (None, "本措施的有效期截止至2026年12月31日"),
    }
    for text, rules in zip(TEXTS, POLICIES, strict=True):
        if rules not in FIRST:
            continue  # each has words of its own, which it is checked for
        stored = "\n".join(str(block) for block in text.blocks)
        first, last = words[rules.id]
        assert rules.valid_from == (day(first) if first else None)
        assert rules.valid_to == day(last)
        assert all(each in stored for each in (first, last) if each)


@each_measure
def test_every_quotation_is_a_verbatim_piece_of_its_clause(name: str) -> None:
    whole = CLAUSES[name].whole.zh
    for quotation in quotations(MEASURES[name]):
        assert quotation.words in whole
        assert len(quotation.words) > 2
    assert MEASURES[name].who is None or any(q.role == "title" for q in quotations(MEASURES[name]))


@pytest.mark.parametrize("name", MONETARY)
def test_every_figure_of_money_in_the_clause_is_quoted(name: str) -> None:
    quoted = " ".join(q.words for q in quotations(MEASURES[name]))
    figures = MONEY.findall(CLAUSES[name].text.zh)
    assert figures or name == "fz-1-1-b"
    for each in figures:
        assert each in quoted, each


def test_a_clause_with_a_figure_of_money_has_an_amount_or_a_condition_on_it() -> None:
    stating = {name for name, clause in CLAUSES.items() if MONEY.search(clause.text.zh)}
    assert stating == (set(MONETARY) - {"fz-1-1-b"}) | {"fz-3-1"}


@pytest.mark.parametrize("name", MONETARY)
def test_the_figures_of_an_amount_are_read_from_its_quotations(name: str) -> None:
    words = [q.words for q in quotations(MEASURES[name]) if q.role == "amount"]
    assert words
    for each in words:
        assert figure(each).high or figure(each).low
    amount = outline(MEASURES[name]).amount
    assert amount is None or {general_formula(amount).zh, general_formula(amount).en}.isdisjoint(
        {""}
    )


@each_measure
def test_what_it_asks_besides_is_noted_in_the_words_of_the_clause(name: str) -> None:
    whole = CLAUSES[name].text.zh
    judged, remarks = MEASURES[name].judged, MEASURES[name].remarks
    for each in judged:
        assert each.words in whole
        assert each.said in remarks
        assert all(f"“{each.words}”" in said for said in each.said.to_dict().values())
    # A clause that speaks of conditions either has a fact for them or says that it names none.
    asked = {"xm-7", "xm-19", "xm-29"}
    if re.search(r"符合(?:条件|产业)", whole) and name in FIRST_MEASURES and name not in asked:
        assert any(each.words.startswith("符合") for each in judged)


@each_measure
def test_the_facts_it_asks_for_are_facts_of_the_profile(name: str) -> None:
    needed = facts_needed(MEASURES[name])
    assert set(needed) <= set(FACTS)
    assert "titles" in needed or MEASURES[name].who is None


def test_every_fact_is_asked_for_by_a_measure() -> None:
    asked = {fact for measure in MEASURES.values() for fact in facts_needed(measure)}
    about = {"city", "date", "applicant"} | ({"district"} & set(FACTS))
    assert set(FACTS) - asked == about | {fact.ref for fact in FACTS.values() if fact.ref}


@settings(max_examples=60)
@given(profiles())
def test_every_quote_of_a_result_is_a_verbatim_piece_of_its_clause(firm: dict[str, object]) -> None:
    for city in ("xiamen", "fuzhou"):
        for result in assessed(firm | {"city": city})["measures"]:
            whole = CLAUSES[result["id"]].whole.zh
            for condition in result["conditions"]:
                assert condition["quote"] in whole
            for step in result["steps"]:
                for quote in step["quotes"]:
                    assert quote["text"] in CLAUSES[quote["measure"]].whole.zh
                    assert quote["text"] in whole
            if result["amount"] and result["amount"]["max"] != "0.00":
                assert any(step["quotes"] for step in result["steps"])


def test_the_catalogue_quotes_what_the_rules_quote() -> None:
    for entry in calculator.measures():
        assert entry["quotations"] == list(
            dict.fromkeys(q.words for q in quotations(MEASURES[entry["id"]]))
        )
