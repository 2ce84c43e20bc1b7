"""The tools for assistants: answers from the rules and the texts, within limits, with a way on."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

import calculator
from builder import texts
from builder.package_data import law_texts
from calculator import __main__ as command
from calculator.assistant import tools
from calculator.assistant.tools import LawText, ToolRefused, Tools, canonical
from calculator.policies import POLICIES
from calculator.profile import CITIES, FACTS

ROOT = Path(__file__).resolve().parents[2]
STORED = law_texts(ROOT / "docs")
TOOLS = Tools({policy: LawText.of(stored) for policy, stored in STORED.items()})
WORDS = {c.measure_id: c.whole for p in texts.load_all(ROOT / "docs") for c in p.clauses}
DAY = "2026-06-30"
FIRM: dict[str, Any] = {
    "city": "xiamen",
    "date": DAY,
    "titles": ["srdi_sme"],
    "equipment_projects": [{"investment": 3_000_000}],
    "pledge_loans": [
        {
            "principal": 5_000_000,
            "rate_pct": 4.35,
            "days": 365,
            "year": 2025,
            "collateral": "patent",
        }
    ],
}


def by_id(answer: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["id"]: each for each in answer["measures"]}


def test_an_answer_carries_the_version_the_day_and_an_id() -> None:
    for answer in (
        TOOLS.search_measures(date=DAY),
        TOOLS.get_measure("xm-13", DAY),
        TOOLS.assess(FIRM),
        TOOLS.compare_places(FIRM),
    ):
        assert answer["rules_version"] == calculator.rules_version()
        assert answer["date"] == DAY
        assert len(answer["id"]) == 16
    assert TOOLS.profile_schema()["date"] == tools.parameters.today()


def test_an_assessment_is_that_of_the_package_with_words_of_the_texts() -> None:
    answer, due = TOOLS.assess(FIRM), calculator.assess(FIRM)
    assert answer["totals"] == due.totals.to_dict()
    amounts = {r.measure.id: r.finding.amount_dict() for r in due.here if r.amount}
    assert {
        name: each.get("amount") for name, each in by_id(answer).items() if "amount" in each
    } == amounts
    for name, each in by_id(answer).items():
        for quote in each.get("quotes", []):
            assert any(quote in WORDS[other].zh for other in (name, *WORDS)), quote
    statuses = {r.measure.id: r.status.value for r in due.here}
    told = {name: each["status"] for name, each in by_id(answer).items()}
    others = {name: status for status, names in answer["others"].items() for name in names}
    assert told | others | dict.fromkeys(answer["more"], "") == statuses


def test_the_same_case_has_the_same_id_however_it_is_written() -> None:
    written = json.loads(
        '{"titles": ["srdi_sme"], "applicant": "enterprise", "city": "xiamen", "date": "2026-06-30",'
        ' "lpr_1y_pct": null, "equipment_projects": [{"investment": "3000000.00"}], "pledge_loans":'
        ' [{"year": 2025, "collateral": "patent", "days": 365, "principal": 5e6, "rate_pct": "4.350"}]}'
    )
    assert TOOLS.assess(written)["id"] == TOOLS.assess(FIRM)["id"]
    others = [
        FIRM | {"city": "fuzhou"},
        FIRM | {"titles": []},
        FIRM | {"reserve_award_received": 0},
    ]
    assert TOOLS.assess(FIRM)["id"] not in {TOOLS.assess(each)["id"] for each in others}
    assert canonical(FACTS, FIRM | {"titles": ["little_giant", "srdi_sme"]}) == canonical(
        FACTS, FIRM | {"titles": ["srdi_sme", "little_giant"]}
    )


def test_the_next_question_is_the_one_on_which_most_hangs_and_can_be_answered() -> None:
    answer = TOOLS.assess({"city": "xiamen", "date": DAY})
    first, others = answer["next_question"], answer["missing"]
    assert first["path"] == "/titles"
    assert "srdi_sme" in json.dumps(first["accepts"])
    assert set(first["measures"]) <= set(by_id(answer)) | set(answer["more"])
    assert len(others) < tools.MOST_QUESTIONS
    answered = TOOLS.assess({"city": "xiamen", "date": DAY, "titles": ["srdi_sme"]})
    assert answered["next_question"]["path"] != first["path"]
    asked = [each["path"] for each in (answered["next_question"], *answered["missing"])]
    assert len(set(asked)) == len(asked)


def test_a_measure_asked_for_is_told_in_full() -> None:
    (full,) = TOOLS.assess(FIRM, measures=["fz-1-1-b"])["in_full"]
    assert full["status"] == "ineligible"
    assert full["text"] == WORDS["fz-1-1-b"].to_dict()
    assert full["conditions"][0]["met"] is False
    assert TOOLS.assess(FIRM)["in_full"] == []


@pytest.mark.parametrize("measure", list(WORDS))
def test_every_measure_comes_with_its_words_and_the_standing_of_its_text(measure: str) -> None:
    answer = TOOLS.get_measure(measure, DAY)
    assert answer["text"] == WORDS[measure].to_dict()
    (policy,) = (each for each in POLICIES if each.id == answer["measure"]["policy"])
    assert {k: answer["standing"][k] for k in ("kind", "by", "until")} == policy.standing(
        DAY
    ).to_dict()
    assert answer["standing"]["said"]["zh"]


def test_a_text_is_what_it_is_on_the_day_that_is_asked_for() -> None:
    policy = next(each for each in POLICIES if not each.draft)
    name = policy.measures[0].id
    kinds = [
        TOOLS.get_measure(name, day)["standing"]["kind"]
        for day in ("2000-01-01", DAY, "2099-01-01")
    ]
    late = policy.standing("2099-01-01").kind.value
    assert kinds == ["not_yet", policy.standing(DAY).kind.value, late]


@pytest.mark.parametrize(
    ("query", "due"),
    [
        ("知识产权质押", "xm-13"),
        ("pledge loans", "xm-13"),
        ("境外参展", "xm-36"),
        ("信用保险", "xm-39"),
        ("job titles for engineers", "xm-26"),
        ("产融对接活动", "fz-2-1"),
    ],
)
def test_a_search_finds_the_measure(query: str, due: str) -> None:
    found = [each["id"] for each in TOOLS.search_measures(query)["found"]]
    assert due in found[:3]


def test_an_empty_search_lists_every_measure_of_a_city_once() -> None:
    for city in CITIES:
        answer = TOOLS.search_measures(city=city)
        listed = [each["id"] for each in answer["found"]] + answer["more"]
        assert listed == [m.id for p in POLICIES if p.place.id == city for m in p.measures]
        assert len(answer["found"]) <= tools.MOST_FOUND
        assert all(each["text"] == WORDS[each["id"]].zh for each in answer["found"])


def test_a_schema_is_of_the_facts_that_measures_ask_for() -> None:
    whole = TOOLS.profile_schema()["schema"]["properties"]
    assert whole.keys() == calculator.schema()["properties"].keys()
    some = TOOLS.profile_schema(["xm-13"])["schema"]["properties"]
    assert some.keys() == {"city", "date", "applicant", "titles", "pledge_loans", "lpr_1y_pct"}
    said = json.dumps(TOOLS.profile_schema(["xm-13"], "en"), ensure_ascii=False)
    assert "Loan principal" in said
    assert "贷款本金" not in said


def test_places_are_compared_for_the_same_enterprise() -> None:
    answer = TOOLS.compare_places(FIRM)
    assert [each["city"] for each in answer["places"]] == [*CITIES]
    for each in answer["places"]:
        due = calculator.assess(FIRM | {"city": each["city"]})
        assert each["totals"] == due.totals.to_dict()
    assert answer["id"] == TOOLS.compare_places({**FIRM, "city": "fuzhou"})["id"]


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda: TOOLS.get_measure("xm-133", lang="en"), "xm-13.*search_measures"),
        (lambda: TOOLS.get_measure("xm-13", "June", "en"), "2025-06-30"),
        (lambda: TOOLS.search_measures("zzzz", lang="en"), "No measure contains these words. Try"),
        (lambda: TOOLS.search_measures(city="beijing", lang="en"), "xiamen, fuzhou"),
        (
            lambda: TOOLS.assess({"city": "beijing"}, lang="en"),
            "/city: must be one of.*\n.*profile_schema",
        ),
        (lambda: TOOLS.assess({"foo": 1}, lang="zh"), "没有这一项"),
        (lambda: TOOLS.assess({}, measures=["xm-1"] * 9, lang="en"), "at most 5"),
        (lambda: TOOLS.assess({}, measures=["xm-0"], lang="en"), "no measure xm-0"),
        (lambda: TOOLS.profile_schema(["xm-0"], "en"), "no measure xm-0"),
        (lambda: TOOLS.assess({"digital_ref": "x" * 30_000}, lang="en"), "too long.*batch"),
        (lambda: TOOLS.compare_places({"foo": 1}, lang="en"), "not a known fact"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_the_way_on(ask: Any, said: str) -> None:
    with pytest.raises(ToolRefused, match=said):
        ask()


def test_without_the_sdk_the_command_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setitem(sys.modules, "mcp", None)
    monkeypatch.delitem(sys.modules, "calculator.assistant.server", raising=False)
    assert command.main(["mcp"]) == command.MISSING
    told = capfdbinary.readouterr()
    assert told.out == b""
    assert told.err.endswith(b'pip install "calculator[mcp]"\n')


def test_answers_are_bounded() -> None:
    """An assistant reads them whole: a few dozen kilobytes at most."""
    everything = [
        TOOLS.assess(FIRM, measures=list(WORDS)[:5]),
        TOOLS.search_measures(),
        TOOLS.profile_schema(),
    ]
    everything += [TOOLS.assess({"date": DAY}), TOOLS.compare_places({"date": DAY})]
    for answer in everything:
        assert len(json.dumps(answer, ensure_ascii=False).encode()) < 60_000
