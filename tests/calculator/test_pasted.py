"""Rows pasted into a list become its entries, in any order of columns; nothing of them is lost unsaid."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest

from calculator.page import respond
from calculator.page.pasted import paste
from calculator.typed import MOST_ENTRIES, profile_of, typed

LOAN = "pledge_loans.0.principal"
Entries = list[tuple[str, str]]


def rows(text: str, field: str = LOAN, before: Entries | None = None) -> list[dict[str, Any]]:
    entries, _ = paste(before or [], field, text)
    found = profile_of(typed(entries))[field.partition(".")[0]]
    assert isinstance(found, list)
    return found


FIRST = {
    "principal": "8000000",
    "rate_pct": "4.1",
    "days": 365,
    "year": 2025,
    "collateral": "patent",
}


@pytest.mark.parametrize(
    "text",
    [
        "800\t4.1\t365\t2025\t专利\n",
        "800\t4.1%\t365\t2025\tpatent",
        "专利\t800万\t4.1%\t365天\t2025年\r\n",
        "贷款本金\t贷款利率\t计息天数\t付息年份\t质押物\n800\t4.1\t365\t2025\t专利",
        "利率\t质押物\t本金（元）\t付息年份\t计息天数\n4.1%\t专利权\t8,000,000\t2025\t365",
        "贷款本金（万元）\t年利率\t计息天数\t付息年份\t质押物\n800\t4.1%\t365\t2025\t发明专利",
        "Loan principal (RMB)\tInterest rate\tDays of interest\tYear of payment\tWhat is pledged\n"
        "8000000\t4.1%\t365\t2025\tPatent",
        "知识产权质押贷款1：贷款本金（元）\t知识产权质押贷款1：贷款利率（%/年）\t计息天数\t付息年份\t质押物\n"
        "8000000\t4.1\t365\t2025\t专利",
        "800\t365\t4.1\t2025\t专利",
    ],
)
def test_one_loan_in_every_dress(text: str) -> None:
    assert rows(text) == [FIRST]


def test_rows_come_after_the_entries_that_are_there() -> None:
    before = [(LOAN, "500"), ("pledge_loans.1.principal", ""), ("pledge_loans", "none")]
    assert [row["principal"] for row in rows("100\n200", before=before)] == [
        "5000000", "1000000", "2000000",
    ]  # fmt: skip
    assert rows("100\t4\n", "pledge_loans.0.rate_pct") == [{"rate_pct": "100", "days": 4}]


def test_a_figure_that_is_refused_stays_in_its_field_with_its_reason() -> None:
    entries, said = paste([], "equipment_projects.0.investment", "300\n约100\n200")
    form = typed(entries)
    assert not said
    assert len(profile_of(form)["equipment_projects"]) == 3  # type: ignore[arg-type]
    assert form.first("equipment_projects.1.investment") == "约100"
    assert "equipment_projects.1.investment" in form.notes


def test_what_is_not_taken_is_told() -> None:
    _, said = paste([], LOAN, "贷款本金\t银行\t质押物\n800\t建行\t房产\n500\t工行\t专利")
    assert [text.zh for text in said] == [
        "粘贴的第 2 行，“房产”没有认出，“质押物”留空。", "没有填入的列：银行。",
    ]  # fmt: skip
    _, said = paste([], LOAN, "800\t???\n500\t!!!")
    assert [text.zh for text in said] == ["没有填入的列：第 2 列。"]


def test_more_rows_than_a_list_takes_are_counted() -> None:
    entries, said = paste([], LOAN, "\n".join(str(n) for n in range(1, MOST_ENTRIES + 6)))
    assert len(entries) == MOST_ENTRIES
    assert " 5 " in said[0].zh
    full = [(f"pledge_loans.{n}.principal", "1") for n in range(MOST_ENTRIES)]
    entries, said = paste(full, LOAN, "5\n6")
    assert entries == full
    assert " 2 " in said[0].zh


def test_counts_and_choices() -> None:
    assert rows("30\n28\n\n31", "training_attendance.0") == [30, 28, 31]
    assert rows("国标\t主导制定\n行业标准\t参与制定", "standards.0.kind") == [
        {"kind": "national", "role": "main_drafter"}, {"kind": "industry", "role": "participant"},
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "\t", "\n\n", '"', "\0", "a\tb", "x" * 6000 + "\t1"])
def test_odd_text_changes_nothing_or_says_why(text: str) -> None:
    entries, said = paste([(LOAN, "5")], LOAN, text)
    assert (LOAN, "5") in entries
    assert profile_of(typed(entries))["pledge_loans"] == [{"principal": "50000"}]
    assert said or not text.strip()


def test_the_page_is_answered_with_the_rows_and_what_is_missing() -> None:
    message = {
        "op": "update", "lang": "en", "entries": [["city", "xiamen"]],
        "action": f"paste:{LOAN}=" + quote("800\t房产\n500\t专利\n400\t专利\n300\t专利"),
    }  # fmt: skip
    told = json.loads(respond(json.dumps(message)))
    assert len(told["profile"]["pledge_loans"]) == 4
    assert "“房产” was not recognized" in told["notices"][0]


@pytest.mark.parametrize(
    "action", ["paste:", "paste:x", "paste:city=1%092", "enter:", "enter:x=1&&="]
)
def test_a_broken_action_changes_nothing(action: str) -> None:
    message = {"op": "update", "lang": "zh", "entries": [["city", "xiamen"]], "action": action}
    told = json.loads(respond(json.dumps(message)))
    assert told["profile"] == {"city": "xiamen"}
