"""The template and what comes back of it: what it offers is understood, and its sheets belong together."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import range_boundaries

from calculator.fields import ListOf
from calculator.i18n import LANGS, Lang
from calculator.number_parser import Scale
from calculator.profile import FACTS
from calculator.tables import batch, columns
from calculator.tables.batch import Refused
from calculator.tables.sheet import CHOICES, Row, SheetLine, to_csv
from calculator.tables.template import csv_template, template
from calculator.tables.workbook_writer import write_workbook

LISTS = [name for name, fact in FACTS.items() if isinstance(fact.kind, ListOf)]


def book(lang: Lang = "zh") -> Any:
    return openpyxl.load_workbook(io.BytesIO(write_workbook(template(lang))))


def saved(made: Any) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def fill(sheet: Any, row: int, **values: object) -> None:
    """Fill in a row by the beginnings of the titles of its columns."""
    head = [str(cell.value) for cell in sheet[1]]
    for title, value in values.items():
        (at,) = [n for n, each in enumerate(head, 1) if each.startswith(title)]
        sheet.cell(row, at, value)


def firms(data: bytes) -> list[columns.Firm]:
    table = batch.opened(data)
    return [columns.read_firms(table.columns, line) for line in table.lines]


@pytest.mark.parametrize("lang", LANGS)
def test_each_word_that_is_offered_is_understood(lang: Lang) -> None:
    made = book(lang)
    offered = 0
    for sheet in made.worksheets[:-2]:
        for rule in sheet.data_validations.dataValidation:
            assert rule.prompt
            assert rule.showErrorMessage is not True  # other names are understood as well
            if rule.type != "list":
                continue
            left, _, _, _ = range_boundaries(str(rule.sqref))
            title = str(sheet.cell(1, left).value)
            (column,) = (
                columns.columns([title])[0]
                if sheet is made.worksheets[0]
                else (columns.entry_column(columns.list_of_sheet(sheet.title) or "", title),)
            )
            assert column, title
            for word in words_of(made, rule.formula1):
                read = columns.read_firms([column], SheetLine(2, [word]))
                assert not read.problems, (title, word)
                offered += 1
    assert offered > 50


def words_of(made: Any, formula: str) -> Sequence[str]:
    """The words of a rule for cells: its own, or those of the hidden sheet."""
    if formula.startswith('"'):
        return formula.strip('"').split(",")
    name, place = formula.replace("$", "").split("!")
    assert name.strip("'") == CHOICES
    assert made[CHOICES].sheet_state == "hidden"
    return [str(cell.value) for row in made[CHOICES][place] for cell in row]


@pytest.mark.parametrize("lang", LANGS)
def test_the_example_is_no_enterprise_and_each_of_its_cells_can_be_read(lang: Lang) -> None:
    sheet = template(lang)[0]
    (example,) = list(sheet.rows)
    found, refused = columns.columns(sheet.head)
    assert not refused
    for n, cell in enumerate(example):
        line = SheetLine(2, [""] * n + [str(cell)])
        assert not columns.read_firms(found, line).problems, (sheet.head[n], cell)
    made = book(lang)
    made.worksheets[0].cell(3, 1, "甲")
    table = batch.opened(saved(made))
    assert [line.number for line in table.lines] == [3]
    assert any("2（" in each.zh for each in table.account)


@pytest.mark.parametrize("lang", LANGS)
def test_the_rules_below_the_csv_are_no_enterprises_and_say_how_lists_go(lang: Lang) -> None:
    made = csv_template(lang)
    assert any("JSON" in str(row[0]) for row in made.rows)
    width = len(made.head)
    rows: list[Row] = [*made.rows, ["甲", *[""] * (width - 1)]]
    table = batch.opened(to_csv(replace(made, rows=rows)).encode())
    assert [line.cells[0] for line in table.lines] == ["甲"]
    (left,) = [each for each in table.account if "甲" not in each.zh and "2（" in each.zh]
    assert left.zh.count("（") >= len(rows) - 1


@pytest.mark.parametrize("lang", LANGS)
def test_amounts_count_in_the_unit_that_the_form_has(lang: Lang) -> None:
    for sheet in template(lang)[:-1]:
        found, _ = columns.columns(list(sheet.head))
        for title, column in zip(sheet.head, found, strict=True):
            if column and column.named:
                assert column.unit is Scale.WAN, title


@pytest.mark.parametrize("lang", LANGS)
def test_every_list_has_its_sheet_and_its_name_leads_back(lang: Lang) -> None:
    names = [sheet.name for sheet in template(lang)[1:-1]]
    assert [columns.list_of_sheet(name) for name in names] == LISTS
    assert all(len(name) <= 31 for name in names)


def two_firms() -> Any:
    made = book()
    fill(made.worksheets[0], 3, 企业名称="甲公司", 登记注册的城市="厦门")
    fill(made.worksheets[0], 4, 企业名称="乙公司", 登记注册的城市="厦门")
    return made


def test_the_loans_of_a_sheet_are_those_of_their_firm() -> None:
    made = two_firms()
    loans = made[columns.sheet_of_list("pledge_loans", "zh")]
    for row, (name, wan, days) in enumerate(
        (("甲公司", 100, 30), ("乙公司", 5, 1), (" 甲公司", "200万", 60)), 2
    ):
        fill(loans, row, 企业名称=name, 贷款本金=wan, 计息天数=days)
    first, second = firms(saved(made))
    assert first.profile["pledge_loans"] == [
        {"principal": "1000000", "days": 30}, {"principal": "2000000", "days": 60}
    ]  # fmt: skip
    assert second.profile["pledge_loans"] == [{"principal": "50000", "days": 1}]
    (told,) = [each.zh for each in batch.opened(saved(made)).account if "明细" in each.zh]
    assert loans.title in told


def test_loans_of_the_row_and_of_the_sheet_are_one_list() -> None:
    made = two_firms()
    title = columns.heading("pledge_loans", "zh", 0, "principal")
    fill(made.worksheets[0], 3, **{title: 7})
    loans = made[columns.sheet_of_list("pledge_loans", "zh")]
    fill(loans, 2, 企业名称="甲公司", 贷款本金=8)
    assert firms(saved(made))[0].profile["pledge_loans"] == [
        {"principal": "70000"}, {"principal": "80000"}
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "twice", "why"),
    [("丙公司", False, "不在名单里"), (None, False, "不在名单里"), ("甲公司", True, "两家同名")],
)
def test_an_entry_that_is_nobodys_is_never_lost(name: str | None, twice: bool, why: str) -> None:
    made = two_firms()
    if twice:
        made.worksheets[0].cell(4, 1, "甲公司")
    fill(made[columns.sheet_of_list("pledge_loans", "zh")], 2, 企业名称=name, 贷款本金=8)
    with pytest.raises(Refused) as found:
        batch.opened(saved(made))
    (line,) = found.value.lines
    assert why in line.zh
    assert "第 2 行" in line.zh


def test_a_column_of_the_sheet_that_nobody_knows_is_asked_about() -> None:
    made = two_firms()
    loans = made[columns.sheet_of_list("pledge_loans", "zh")]
    fill(loans, 2, 企业名称="甲公司", 贷款本金=8)
    loans.cell(1, 20, "经办人")
    with pytest.raises(Refused) as found:
        batch.opened(saved(made))
    assert found.value.unknown == ("经办人",)
    assert batch.opened(saved(made), without=("经办人",)).lines


def test_what_cannot_be_read_in_the_sheet_is_a_problem_of_its_firm() -> None:
    made = two_firms()
    fill(made[columns.sheet_of_list("pledge_loans", "zh")], 2, 企业名称="甲公司", 贷款本金="=1+1")
    first, second = firms(saved(made))
    assert "还没有算出结果" in first.problems[0].zh
    assert not second.problems


def test_a_name_merged_over_its_loans_is_that_of_each() -> None:
    made = two_firms()
    loans = made[columns.sheet_of_list("pledge_loans", "zh")]
    fill(loans, 2, 企业名称="甲公司", 贷款本金=8)
    fill(loans, 3, 贷款本金=9)
    loans.merge_cells("A2:A3")
    assert len(firms(saved(made))[0].profile["pledge_loans"]) == 2  # type: ignore[arg-type]


def test_more_entries_than_a_firm_may_have_are_refused() -> None:
    made = two_firms()
    loans = made[columns.sheet_of_list("pledge_loans", "zh")]
    for row in range(2, columns.MOST_ITEMS + 3):
        fill(loans, row, 企业名称="甲公司", 贷款本金=8)
    with pytest.raises(Refused, match="more than"):
        batch.opened(saved(made))
