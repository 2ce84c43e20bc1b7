"""The box of a clause: just its questions, its result, and a way on that brings what was entered."""

from __future__ import annotations

import json

import pytest

from calculator import assess, page, share_link
from calculator.catalogue import facts_needed
from calculator.i18n import LANGS, Lang
from calculator.measure import Measure
from calculator.page.clause_widget import boxed, given
from calculator.parameters import AS_OF
from calculator.typed import profile_of, typed
from tests.calculator.firms import FIRST_MEASURES
from tests.calculator.test_page import Page, chinese, english, opened, well_formed

BOXED = [measure for name in FIRST_MEASURES if (measure := boxed(name))]
each_measure = pytest.mark.parametrize("measure", BOXED, ids=[m.id for m in BOXED])


def ask(
    measure: str, entries: list[tuple[str, str]], lang: Lang = "zh", action: str = ""
) -> dict[str, str]:
    message = {
        "op": "update",
        "lang": lang,
        "measure": measure,
        "entries": entries,
        "action": action,
    }
    answer: dict[str, str] = json.loads(page.respond(json.dumps(message)))
    return answer


def test_a_clause_that_states_an_amount_has_a_box() -> None:
    assert {m.id for m in BOXED} == {
        *(f"xm-{n}" for n in (2, 3, 4, 5, 7, 13, 14, 15, 17, 18, 19, 29, 34, 39)),
        "fz-1-1-b", "fz-1-1-c", "fz-2-1", "fz-9-1",
    }  # fmt: skip
    assert boxed("xm-1") is None
    assert boxed("nope") is None


@each_measure
@pytest.mark.parametrize("lang", LANGS)
def test_it_asks_what_the_clause_needs_and_nothing_else(measure: Measure, lang: Lang) -> None:
    built = Page(page.clause_shell(measure, lang))
    well_formed(built)
    {"en": english, "zh": chinese}[lang](built)
    names = {(e.attributes.get("name") or "").partition(".")[0] for e in built.elements}
    assert names - {""} == set(facts_needed(measure))
    assert not [e for e in built.elements if (e.attributes.get("name") or "").endswith(".ref")]


@each_measure
def test_before_anything_is_said_it_says_what_is_missing(measure: Measure) -> None:
    result = next(r for r in assess(dict(given(measure))).results if r.measure is measure)
    shown = page.clause_shell(measure, "zh")
    assert "信息不足" in shown
    assert result.missing
    for missing in result.missing:
        assert missing.label.zh in shown


def test_it_answers_as_the_whole_calculator_does_and_hands_over_what_was_entered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(AS_OF, "2025-06-30")
    entries = [("titles", "srdi_sme"), ("equipment_projects.0.investment", "300"),
               ("city", "fuzhou"), ("digital_spend", "9")]  # fmt: skip
    answer = ask("xm-5", entries)
    assert "最高 300,000\xa0元" in answer["results"]
    assert answer["said"] == "最高 300,000 元。"
    assert answer["fragment"] == share_link.write_fragment(typed(entries[:2]))
    (href,) = [e.attributes["href"] for e in Page(answer["results"]).elements
               if e.name == "a" and "calculator" in (e.attributes["href"] or "")]  # fmt: skip
    assert href is not None
    place, _, fragment = href.partition("#")
    assert place == "../../calculator/"
    whole = opened(fragment)
    assert profile_of(typed(entries[:2])) | {"city": "xiamen"} == whole["profile"]
    assert "最高 300,000\xa0元" in whole["results"]


def test_its_buttons_work() -> None:
    row = ("equipment_projects.0.investment", "3000000")
    answer = ask("xm-5", [row], action="set:equipment_projects.0.investment=300万元")
    assert answer["profile"]["equipment_projects"] == [{"investment": "3000000"}]  # type: ignore[index]
    assert (
        "equipment_projects.1.investment"
        in ask("xm-5", [row], action="add:equipment_projects")["form"]
    )


def test_after_its_last_day_a_text_is_computed_for_that_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    entries = [("titles", "little_giant"), ("first_little_giant_title", "true"),
               ("little_giant_title_date", "2025-05-20")]  # fmt: skip
    monkeypatch.setattr("calculator.page.clause_widget.today", lambda: "2026-12-31")
    assert "按最后一天" not in ask("xm-3", entries)["results"].partition("<details")[0]
    monkeypatch.setattr("calculator.page.clause_widget.today", lambda: "2027-01-01")
    late = ask("xm-3", entries)["results"]
    assert "按最后一天 2026-12-31 的规则计算" in late
    assert "1,000,000\xa0元" in late
    assert "date=2026-12-31" in late
