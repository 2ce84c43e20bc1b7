"""Where in a file the enterprises are, and that whatever is none of them is told."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from calculator.tables import batch, columns
from calculator.tables.batch import FirmTable, Refused
from calculator.tables.read_file import read_file

LOAN = "知识产权质押贷款"
HEAD = ["企业名称", "城市", "称号", "数字化改造实际投入（元）"]
FIRMS = [["甲", "厦门", "小巨人", "2600000"], ["乙", "福州", "无", "300"]]


def as_csv(*rows: Sequence[object]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def book(
    *sheets: tuple[str, Sequence[Sequence[object]]], change: Callable[[Any], None] = id
) -> bytes:
    """A workbook with these sheets; `change` may do more to it."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets:
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    change(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def firms(table: FirmTable) -> list[columns.Firm]:
    return [columns.read_firms(table.columns, line) for line in table.lines]


def told(table: FirmTable) -> str:
    assert all(line.zh != line.en for line in table.account)
    return "\n".join(line.zh for line in table.account)


def refused(data: bytes, **choice: Any) -> Refused:
    with pytest.raises(Refused) as found:
        batch.opened(data, **choice)
    return found.value


# The line of titles

ABOVE: list[tuple[str, list[list[object]]]] = [
    ("a headline", [["2025年企业情况汇总表"]]),
    ("a headline and a unit", [["汇总表"], ["单位：元", "", "填报日期：2025年6月"]]),
    ("a headline with a blank row", [["汇总表"], [], []]),
    ("who reports", [["填报单位：厦门市某局"], ["联系人：张三", "电话：123"]]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "above"), ABOVE)
def test_titles_are_found_below_what_stands_above(name: str, above: list[list[object]]) -> None:
    for data in (as_csv(*above, HEAD, *FIRMS), book(("表", [*above, HEAD, *FIRMS]))):
        table = batch.opened(data)
        assert [firm.name for firm in firms(table)] == ["甲", "乙"]
        assert f"列名在第 {len(above) + 1} 行" in told(table)
        assert f"企业在第 {len(above) + 2}–{len(above) + 3} 行，共 2 家" in told(table)
        assert "列名上方没有读" in told(table)
        assert str(above[0][0]) in told(table)


def test_a_plain_table_has_one_line_to_tell() -> None:
    assert (
        told(batch.opened(as_csv(HEAD, *FIRMS)))
        == "表格：列名在第 1 行，企业在第 2–3 行，共 2 家。"
    )


def test_where_excel_says_how_a_csv_is_parted() -> None:
    text = "sep=;\r\n" + "\r\n".join(";".join(row) for row in (HEAD, *FIRMS))
    assert "列名在第 1 行" in told(batch.opened(text.encode()))


def two_levels(made: Any) -> None:
    sheet = made.active
    for letter in "AB":
        sheet.merge_cells(f"{letter}1:{letter}2")
    sheet.merge_cells("C1:D1")


@pytest.mark.parametrize(
    "group", [LOAN, "质押贷款", f"{LOAN}1", "Loans on pledged intellectual property"]
)
def test_titles_on_two_levels_are_read_together(group: str) -> None:
    titles = [["企业名称", "城市", group, None], [None, None, "贷款本金（万元）", "利率"]]
    rows = [*titles, ["甲", "厦门", 500, "4.35%"]]
    for data in (
        book(("表", rows), change=two_levels),
        as_csv(*[[c or "" for c in row] for row in rows]),
    ):
        table = batch.opened(data)
        (firm,) = firms(table)
        assert firm.profile["pledge_loans"] == [{"principal": "5000000", "rate_pct": "4.35"}]
        assert "列名在第 1–2 行" in told(table)


def test_a_group_that_stands_twice_is_two_entries() -> None:
    rows = [
        ["企业名称", LOAN, "", LOAN, ""],
        ["", "贷款本金（元）", "计息天数", "贷款本金（元）", "计息天数"],
        ["甲", "1000000", "30", "2000000", "60"],
    ]
    (firm,) = firms(batch.opened(as_csv(*rows)))
    assert firm.profile["pledge_loans"] == [
        {"principal": "1000000", "days": 30}, {"principal": "2000000", "days": 60}
    ]  # fmt: skip


def test_columns_that_are_grouped_in_words_only_are_read_by_their_own_titles() -> None:
    rows = [["基本情况", "", "投入情况", ""], HEAD, *FIRMS]
    assert [firm.name for firm in firms(batch.opened(as_csv(*rows)))] == ["甲", "乙"]


# The unit above the titles


@pytest.mark.parametrize(
    ("said", "title", "yuan"),
    [
        ("单位：万元", "数字化改造实际投入", "2600000"), ("（金额单位：人民币万元）", "数字化改造实际投入", "2600000"),
        ("单位:元", "数字化改造实际投入", "260"), ("单位：万元", "数字化改造实际投入（万元）", "2600000"),
        ("填报单位：元洪公司", "数字化改造实际投入", "260"), ("2025年", "数字化改造实际投入", "260"),
        ("Unit: RMB 10,000", "digital_spend", "2600000"),
    ],
)  # fmt: skip
def test_a_unit_above_the_titles_counts_for_titles_without_one(
    said: str, title: str, yuan: str
) -> None:
    table = batch.opened(as_csv([said], ["企业名称", "城市", title], ["甲", "厦门", "260"]))
    (firm,) = firms(table)
    assert firm.profile["digital_spend"] == yuan
    assert ("没写单位的金额" in told(table)) == (yuan != "260" or "单位:元" in said)


@pytest.mark.parametrize(
    ("said", "why"),
    [("单位：千元", "只认元和万元"), ("单位：亿元", "只认元和万元"), ("单位：万元", "改成一致")],
)
def test_a_unit_that_cannot_be_is_refused(said: str, why: str) -> None:
    (line,) = refused(as_csv([said], HEAD, *FIRMS)).lines
    assert why in line.zh


# Rows that are no enterprise

BELOW: list[tuple[list[object], bool]] = [
    (["合计", "", "", "2600300"], True), (["合 计", "", "", "2600300"], True), (["总计：", "", "", "1"], True),
    (["", "小计（2家）", "", "1"], True), (["Total", "", "", "1"], True),
    (["填表人：张三", "审核人：李四"], True), (["注：以上为初步数"], True), (["备注：含税"], True),
    (["※ 单位负责人签字"], True), (HEAD, True), (["示例：厦门某公司", "厦门", "小巨人", "1"], True),
    (["合计信息科技公司", "厦门", "无", "1"], False), (["丙", "厦门", "无", "1"], False),
    (["注册公司", "厦门", "无", ""], False), (["示例科技有限公司", "厦门", "无", ""], False),
]  # fmt: skip


@pytest.mark.parametrize(("row", "left"), BELOW)
def test_what_is_no_enterprise_is_told_by_its_row(row: list[object], left: bool) -> None:
    for data in (as_csv(HEAD, *FIRMS, row), book(("表", [HEAD, *FIRMS, row]))):
        table = batch.opened(data)
        assert len(table.lines) == (2 if left else 3)
        first = next(str(cell) for cell in row if cell)
        assert (f"没当作企业的行：4（{first}" in told(table)) == left


# What is not seen


def hide(made: Any) -> None:
    made.active.row_dimensions[3].hidden = True
    made.active.column_dimensions["C"].hidden = True


def test_what_is_hidden_is_read_and_told_or_left_out() -> None:
    data = book(("表", [HEAD, *FIRMS, ["丙", "厦门", "无", "1"]]), change=hide)
    table = batch.opened(data)
    assert len(table.lines) == 3
    assert "隐藏或筛选掉的行也算了：3。" in told(table)
    assert "隐藏的列也读了：称号。" in told(table)
    without = batch.opened(data, unseen=False)
    assert [line.number for line in without.lines] == [2, 4]
    assert "隐藏或筛选掉的 1 行没有算。" in told(without)


# Sheets


def test_the_sheet_with_the_enterprises_is_found_and_the_others_are_told() -> None:
    data = book(("说明", [["填表说明"], ["请如实填写"]]), ("名单", [HEAD, *FIRMS]), ("空", []))
    table = batch.opened(data)
    assert told(table).startswith("工作表“名单”：")
    assert "没有读的工作表：说明。" in told(table)


def test_where_two_sheets_could_be_meant_it_is_asked() -> None:
    data = book(("2024年", [HEAD, FIRMS[0]]), ("2025年", [HEAD, *FIRMS]))
    asked = refused(data)
    assert asked.sheets == ("2024年", "2025年")
    table = batch.opened(data, sheet="2025年")
    assert len(table.lines) == 2
    assert "没有读的工作表：2024年。" in told(table)
    assert refused(data, sheet="2026年").sheets == ("2024年", "2025年")


def test_an_empty_template_beside_the_list_is_not_asked_about() -> None:
    data = book(
        ("模板", [HEAD]), ("名单", [HEAD, *FIRMS]), ("通讯录", [["企业名称", "电话"], ["甲", "1"]])
    )
    assert told(batch.opened(data)).startswith("工作表“名单”：")


def test_a_hidden_sheet_is_not_read_behind_ones_back() -> None:
    def change(made: Any) -> None:
        made["名单"].sheet_state = "hidden"

    (line,) = refused(book(("封面", [["汇总"]]), ("名单", [HEAD, *FIRMS]), change=change)).lines
    assert "隐藏的工作表“名单”" in line.zh


# Columns


def test_unknown_columns_are_listed_once_and_numbers_of_rows_are_passed_over() -> None:
    data = as_csv(["序号", *HEAD, "备注", "联系人"], [1, *FIRMS[0], "x", "y"])
    asked = refused(data)
    assert asked.unknown == ("备注", "联系人")
    table = batch.opened(data, without=asked.unknown)
    assert "略过的列：#序号、#备注、#联系人。" in told(table)


# Merged cells


def merged(ref: str) -> Callable[[Any], None]:
    return lambda made: made.active.merge_cells(ref)


@pytest.mark.parametrize("first", [0, 1])
def test_numbers_of_rows_under_no_title_are_passed_over_and_told(first: int) -> None:
    """As pandas writes its index."""
    rows = [[str(n), *firm] for n, firm in enumerate(FIRMS, first)]
    table = batch.opened(as_csv(["", *HEAD], *rows))
    assert "略过的列：A（1、2、3…）" in told(table)
    assert [firm.problems for firm in firms(table)] == [[], []]


@pytest.mark.parametrize("cells", [("1", "3"), ("5", "6"), ("1", ""), ("1", "1")])
def test_other_figures_under_no_title_are_not_numbers_of_rows(cells: Sequence[str]) -> None:
    rows = [[cell, *firm] for cell, firm in zip(cells, FIRMS, strict=True)]
    assert firms(batch.opened(as_csv(["", *HEAD], *rows)))[0].problems


def test_what_one_cell_says_of_several_rows_holds_for_each() -> None:
    rows = [HEAD, ["甲", "厦门", "小巨人", 1], ["乙", None, None, 2], ["丙", None, None, 3]]
    read = firms(batch.opened(book(("表", rows), change=merged("B2:B4"))))
    assert [firm.profile["city"] for firm in read] == ["xiamen"] * 3
    assert not any(firm.problems for firm in read)


@pytest.mark.parametrize(
    ("ref", "rows", "why"),
    [
        ("D2:D3", 2, "不知道怎样分给各行"),
        ("A2:A3", 2, "不知道怎样分给各行"),
        ("C2:D2", 1, "不知道填的是哪一列"),
    ],
)
def test_an_amount_for_several_rows_or_columns_is_nobodys(ref: str, rows: int, why: str) -> None:
    read = firms(batch.opened(book(("表", [HEAD, *FIRMS]), change=merged(ref))))
    assert sum(any(why in problem.zh for problem in firm.problems) for firm in read) == rows


def test_titles_that_run_downwards_are_told_and_no_row_is_taken_for_an_enterprise() -> None:
    down = list(zip(HEAD, *FIRMS, strict=True))
    assert "转置" in refused(as_csv(*down)).lines[0].zh
    assert not refused(as_csv(*down)).unknown
    assert len(batch.opened(as_csv(HEAD, *FIRMS, *[[each, "厦门"] for each in HEAD[1:]])).lines) > 2


# Against openpyxl

DECIMALS = {"0": 0, "0.00": 2, "#,##0.0": 1, "#,##0.00": 2, "0.000": 3}
CELLS = st.one_of(
    st.tuples(st.integers(-(10**9), 10**10), st.sampled_from(["General", *DECIMALS])),
    st.tuples(st.decimals(0, 10**9, places=4), st.sampled_from([*DECIMALS])),
    st.tuples(st.dates(date(1901, 1, 1), date(2199, 1, 1)), st.sampled_from(["yyyy-mm-dd", "yyyy/m/d", "d-mmm-yy"])),
    st.tuples(st.booleans(), st.just("General")),
    st.tuples(st.text(st.sampled_from("甲乙a1 ,.%=元"), min_size=1, max_size=6), st.just("General")),
    st.tuples(st.none(), st.just("General")),
)  # fmt: skip


def shown(cell: Any) -> str:
    """What a cell shows, from what openpyxl says of it: its value and its number format."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, str):
        return value
    if cell.number_format == "General":
        return str(value)
    step = Decimal(1).scaleb(-DECIMALS[cell.number_format])
    rounded = Decimal(repr(value)).quantize(step, ROUND_HALF_UP)
    return f"{rounded.normalize():f}" if rounded else "0"


@settings(max_examples=40)
@given(
    st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=2, max_size=5),
    st.sampled_from(["", "A1:A2", "B1:C1", "A1:B2"]),
)
def test_any_workbook_reads_as_openpyxl_says_it_shows(
    rows: list[list[tuple[object, str]]], ref: str
) -> None:
    made = openpyxl.Workbook()
    for n, row in enumerate(rows, 1):
        for m, (value, form) in enumerate(row, 1):
            cell = made.active.cell(n, m)
            cell.value, cell.data_type = (
                (value, "s") if isinstance(value, str) else (value, cell.data_type)
            )
            if not isinstance(value, str):
                cell.value = value
            cell.number_format = form
    if ref:
        made.active.merge_cells(ref)
    out = io.BytesIO()
    made.save(out)
    sheet = openpyxl.load_workbook(out).active
    (found,) = read_file(out.getvalue())
    lines = {line.number: line for line in found.lines}
    covered = {
        place for area in sheet.merged_cells.ranges for cells in area.rows for place in cells
    }
    for n in range(1, len(rows) + 1):
        for m in range(1, 4):
            if (n, m) in covered:
                continue
            cells = lines[n].cells if n in lines else []
            text = cells[m - 1] if m <= len(cells) else ""
            expected = shown(sheet.cell(n, m))
            assert text.strip() == expected.strip(), (
                n,
                get_column_letter(m),
                sheet.cell(n, m).value,
            )
    if ref == "A1:A2" and (top := shown(sheet["A1"]).strip()) and 2 in lines:
        assert lines[2].cells[0].strip() == top
