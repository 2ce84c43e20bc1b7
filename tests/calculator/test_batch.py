"""Many enterprises at once: columns found by any of their names, rows that are never lost."""

from __future__ import annotations

import csv
import io
import json
from base64 import b64decode, b64encode
from collections.abc import Sequence
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import calculator
from calculator.fields import ListOf
from calculator.i18n import LANGS, Lang
from calculator.number_parser import Scale
from calculator.page import respond
from calculator.profile import FACTS
from calculator.tables import batch, columns
from calculator.tables.columns import Column, heading
from calculator.tables.sheet import CellRemark, Money, SheetLine
from calculator.tables.template import template
from calculator.tables.workbook_reader import read_workbook
from tests.calculator.commands import run

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "cases/worked.json").read_text("utf-8")
)


def one(title: str) -> Column:
    """What a column of this title holds."""
    (found,), refused = columns.columns([title])
    assert not refused, refused
    assert found
    return found


def table(head: Sequence[str], *rows: Sequence[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([head, *rows])
    return text.getvalue().encode()


def assessed(head: Sequence[str], *rows: Sequence[str], lang: Lang = "zh") -> list[batch.Done]:
    return list(batch.assessed(batch.opened(table(head, *rows)), lang))


def refused(data: bytes) -> list[str]:
    with pytest.raises(batch.Refused) as found:
        batch.opened(data)
    assert all(line.zh for line in found.value.lines)
    return [line.en for line in found.value.lines]


# Columns


def test_a_table_can_go_on_without_columns_that_are_not_known_but_not_without_all() -> None:
    data = table(["企业名称", "城市", "备注", "#联系人"], ["甲", "厦门", "老客户", "张三"])
    with pytest.raises(batch.Refused) as found:
        batch.opened(data)
    assert found.value.unknown == ("备注",)
    again = batch.opened(data, without=("备注",))
    assert again.passed == ("#备注", "#联系人")
    (done,) = batch.assessed(again, "zh")
    assert not done.problem
    for head in (["备注", "联系人"], ["企业名称", "城市", "城市"]):  # nothing is known, or twice
        with pytest.raises(batch.Refused) as found:
            batch.opened(table(head, ["a"] * len(head)))
        assert not found.value.unknown


@pytest.mark.parametrize("lang", LANGS)
def test_every_column_of_the_template_is_found_again(lang: Lang) -> None:
    head = list(template(lang)[0].head)
    assert len(set(head)) == len(head)
    found, problems = columns.columns(head)
    assert not problems
    assert [(c.fact, c.place, c.key) for c in found if c][1:] == columns.template()


def test_the_template_has_every_fact() -> None:
    assert {name for name, _, _ in columns.template()} == set(FACTS)


@pytest.mark.parametrize(
    ("title", "fact", "place", "key", "unit"),
    [
        ("city", "city", None, "", Scale.YUAN), ("登记注册的城市", "city", None, "", Scale.YUAN),
        ("City of Registration ", "city", None, "", Scale.YUAN), ("称号", "titles", None, "", Scale.YUAN),
        ("数字化改造实际投入", "digital_spend", None, "", Scale.YUAN),
        ("数字化改造实际投入（万元）", "digital_spend", None, "", Scale.WAN),
        ("数字化改造实际投入(RMB 10,000)", "digital_spend", None, "", Scale.WAN),
        ("一年期贷款市场报价利率（％）", "lpr_1y_pct", None, "", Scale.YUAN),
        ("知识产权质押贷款2：贷款本金（元）", "pledge_loans", 1, "principal", Scale.YUAN),
        ("知识产权质押贷款 12:贷款本金(万元)", "pledge_loans", 11, "principal", Scale.WAN),
        ("pledge_loans.0.principal", "pledge_loans", 0, "principal", Scale.YUAN),
        ("Loans on pledged intellectual property 3: what is pledged", "pledge_loans", 2, "collateral", Scale.YUAN),
        ("知识产权质押贷款2：同一笔标记", "pledge_loans", 1, "ref", Scale.YUAN),
        ("Loans on pledged intellectual property 2: Same-item mark", "pledge_loans", 1, "ref", Scale.YUAN),
        ("联合实验室：同一笔标记", "joint_lab_ref", None, "", Scale.YUAN),
        ("Digital retrofit: Same-item mark", "digital_ref", None, "", Scale.YUAN),
        ("pledge_loans", "pledge_loans", None, "", Scale.YUAN),
        ("企业名称", "", None, "", Scale.YUAN), ("Company", "", None, "", Scale.YUAN),
    ],
)  # fmt: skip
def test_a_column_is_found_by(
    title: str, fact: str, place: int | None, key: str, unit: Scale
) -> None:
    found = one(title)
    assert (found.fact, found.place, found.key, found.unit) == (fact, place, key, unit)


@pytest.mark.parametrize(
    ("title", "near"),
    [
        ("citty", "City of registration"), ("登记注册城市", "City of registration"),
        ("pledge_loans.0.principle", "Loan principal"), ("数字化改造投入（万元）", "Actual spending"),
        ("数字化改造实际投入（美元）", "Actual spending"), ("__proto__", ""), ("constructor", ""), ("<b>", ""),
        ("知识产权质押贷款0：贷款本金", "Loan principal"), ("pledge_loans.50.principal", "Loan principal"),
        ("知识产权质押贷款999999999999：贷款本金", "Loan principal"), ("电话", ""), ("toString", ""),
    ],
)  # fmt: skip
def test_an_unknown_column_is_named_with_what_may_have_been_meant(title: str, near: str) -> None:
    line, sought = refused(table([title], ["1"]))
    assert "No column titles" in sought
    assert f"“{title}”" in line
    assert near in line
    assert ("did you mean" in line) == bool(near)


def test_a_column_can_be_passed_over_and_is_told() -> None:
    found = batch.opened(table(["city", "#电话", "", "＃备注"], ["厦门", "1", "2", "3"]))
    assert found.passed == ("#电话", "＃备注")


def test_a_column_stands_once() -> None:
    assert "twice" in refused(table(["city", "城市"], ["厦门", "厦门"]))[0]


# Cells


def profile(head: str, cell: str) -> dict[str, object]:
    row = columns.read_firms(*_read(head, cell))
    assert not row.problems, row.problems
    return row.profile


def _read(head: str, cell: str) -> tuple[list[Column | None], SheetLine]:
    return columns.columns([head])[0], SheetLine(2, [cell])


@pytest.mark.parametrize(
    ("head", "cell", "value"),
    [
        ("city", "厦门", "xiamen"), ("city", "Fuzhou", "fuzhou"), ("titles", "小巨人", ["little_giant"]),
        ("city", "福州市", "fuzhou"), ("titles", "SRDI; Little giant", ["srdi_sme", "little_giant"]),
        ("titles", "专精特新“小巨人”企业；专精特新中小企业", ["little_giant", "srdi_sme"]),
        ("titles", "little_giant;key_little_giant", ["little_giant", "key_little_giant"]), ("titles", "无", []),
        ("titles", "none", []), ("first_srdi_title", "是", True), ("first_srdi_title", "FALSE", False),
        ("first_srdi_title", "0", False), ("digital_spend", "3000000", "3000000"),
        ("digital_spend", "300万", "3000000"), ("数字化改造实际投入（万元）", "300", "3000000"),
        ("数字化改造实际投入（万元）", "3,000,000元", "3000000"), ("digital_spend", "￥1,234.56", "1234.56"),
        ("lpr_1y_pct", "3.1%", "3.1"), ("srdi_title_date", "2025/3/1", "2025-03-01"),
        ("training_attendance", "30;28；31", [30, 28, 31]),
        ("training_attendance", "1200、1300", [1200, 1300]), ("training_attendance", "30,28，31", [30, 28, 31]),
        ("training_attendance", "1200,1300", [1200, 1300]), ("training_attendance", "30 28 31", [30, 28, 31]),
        ("training_attendance", "30 人、28人", [30, 28]), ("数字化改造实际投入（万元）", "¥260万", "2600000"),
        ("数字化改造实际投入（万元）", "260 yuan", "260"), ("pledge_loans", "无", []),
        ("pledge_loans", '[{"principal": 5000000.01}]', [{"principal": "5000000.01"}]),
        ("pledge_loans.1.ref", " A  1\u200b ", [{"ref": "A 1"}]), ("digital_level_after", "2", 2),
        ("digital_spend", " ", None), ("digital_spend", "0", "0"),
    ],
)  # fmt: skip
def test_a_cell_is_read_as(head: str, cell: str, value: object) -> None:
    found = one(head).fact
    assert profile(head, cell) == ({} if value is None else {found: value})


@pytest.mark.parametrize(
    ("head", "cell", "words"),
    [
        ("city", "泉州", "厦门"), ("titles", "小巨人;大巨人", "大巨人"), ("first_srdi_title", "也许", "是"),
        ("digital_spend", "约300", "确定的数"), ("digital_spend", "1.2E+06", "核对"), ("digital_spend", "-5", "0"),
        ("digital_spend", "=1+1", "确定的数"), ("digital_spend", "#REF!", "公式出错"),
        ("pledge_loans.0.ref", "#n/a", "公式出错"),
        ("srdi_title_date", "2025-02-30", "日历"),
        ("pledge_loans", "{}", "JSON"), ("pledge_loans", "[" * 4000, "JSON"), ("pledge_loans", "5", "JSON"),
        ("training_attendance", "1,200", "1,200"), ("training_attendance", "30，28,150；31", "28,150"),
        ("training_attendance", "１，２００", "两天"), ("training_attendance", "30 200", "30 200"),
        ("training_attendance", "120, 130", "两天"), ("training_attendance", "1 200;5", "“；”或“、”"),
        ("数字化改造实际投入（万元）", "¥260", "写明元还是万元"), ("数字化改造实际投入（万元）", "RMB 260", "写明元"),
        ("training_attendance", "30;x", "整数"), ("digital_level_after", "9", "4"),
        ("pledge_loans", '[{"__proto__": 1}]', "__proto__"), ("pledge_loans", '[{"days": "NaN"}]', "days"),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_read_is_named(head: str, cell: str, words: str) -> None:
    (done,) = assessed(["企业名称", head], ["甲", cell])
    assert done.problem
    assert "第 2 行（甲）" in done.problem.zh
    assert words in done.problem.zh
    assert done.problem.en
    assert done.row[:2] == (2, "甲")
    assert done.row[-1] == done.problem.zh.partition("：")[2]
    assert not done.measures


def test_what_looks_wrong_is_computed_and_told() -> None:
    (done,) = assessed(["city", "lpr_1y_pct"], ["厦门", "0.031"])
    assert not done.problem
    assert "3.1%" in str(done.row[-1])


@pytest.mark.parametrize(
    ("head", "cells", "why"),
    [
        (["name", "城市", "digital_spend"], ["甲", "厦门", "2", "600", "000"], "多 2 格"),
        (["name", "城市"], ["甲", "厦门", "", "", "x", " "], "多 3 格"),
        (["name", "", "城市"], ["甲", "x", "厦门"], "B 列没有列名"),
        (["name", "城市", " ", ""], ["甲", "厦门", "", "x"], "D 列没有列名"),
        (["name", "城市", *[""] * 25], ["甲", "厦门", *[""] * 24, "x"], "AA 列没有列名"),
    ],
)
def test_a_cell_under_no_title_is_never_dropped(
    head: list[str], cells: list[str], why: str
) -> None:
    (done,) = assessed(head, cells)
    assert done.problem
    assert done.problem.zh.startswith(
        f"第 2 行（甲）：{'这一行比列名' if '格' in why else ''}{why}"
    )
    assert not done.measures


def test_what_holds_nothing_needs_no_title() -> None:
    head = ["name", "", "城市", "#备注", "", ""]
    (done,) = assessed(head, ["甲", " ", "厦门", "x", "", "", "", " "])
    assert not done.problem


def test_a_column_is_called_as_a_spreadsheet_calls_it() -> None:
    assert [columns.letters(n) for n in (0, 25, 26, 51, 52, 399)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "BA",
        "OJ",
    ]


@pytest.mark.parametrize(("head", "told"), [("城市", True), ("#城市", False)])
def test_a_cell_that_the_workbook_cannot_tell_is_a_problem_of_its_row(
    head: str, told: bool
) -> None:
    found, _ = columns.columns([head, "name"])
    for fault, why in (("formula", "还没有算出结果"), ("format", "数字格式")):
        row = columns.read_firms(found, SheetLine(2, ["", "甲"], [CellRemark(0, fault)]))
        assert [why in problem.zh for problem in row.problems] == [True] * told


ROWS = (["name", "city", "lpr_1y_pct"], ["甲", "厦门", ""], ["乙", "", ""], ["丙", "", "0.031"],
        ["丁", "厦门", "0.031"], ["戊", "巴黎", "0.031"])  # fmt: skip


def test_rows_without_a_city_and_doubtful_ones_are_counted_apart() -> None:
    done = assessed(*ROWS)
    assert [each.row[0] for each in done if each.without_city] == [3, 4]
    assert [each.row[0] for each in done if each.doubtful] == [4, 5]
    assert ["没有城市" in str(each.row[-1]) for each in done] == [False, True, True, False, False]
    assert batch.notes(batch.noted(done), "zh") == [
        "2 行有提示，写在结果的最后一列：4、5。", "2 行没有城市：3、4。"
    ]  # fmt: skip
    assert not batch.notes(batch.noted(done[:1]), "zh")


def test_a_list_in_two_ways_at_once_is_refused() -> None:
    (done,) = assessed(["pledge_loans", "pledge_loans.0.principal"], ["[]", "5"])
    assert done.problem
    assert "pledge_loans" in done.problem.en


def test_items_left_empty_do_not_count() -> None:
    head = ["equipment_projects.0.investment", "equipment_projects.1.investment"]
    found, _ = columns.columns(head)
    assert columns.read_firms(found, SheetLine(2, ["", "5"])).profile == {
        "equipment_projects": [{"investment": "5"}]
    }


def test_items_stand_in_the_order_of_their_numbers() -> None:
    found, _ = columns.columns(
        ["技改项目（不含税投资额）2：重复项编号", "renovation_projects.0.ref"]
    )
    assert columns.read_firms(found, SheetLine(2, ["b", "a"])).profile == {
        "renovation_projects": [{"ref": "a"}, {"ref": "b"}]
    }


# Rows


def spread(given: dict[str, Any]) -> dict[str, str]:
    """A profile as cells, lists over numbered columns where they have items."""
    cells: dict[str, str] = {}
    for name, value in given.items():
        if isinstance(value, list) and value and isinstance(FACTS[name].kind, ListOf):
            for place, item in enumerate(value):
                cells |= {in_yuan(heading(name, "zh", place, k)): cell(v) for k, v in item.items()}
        elif isinstance(value, list):
            cells[heading(name, "zh")] = ";".join(map(str, value)) or "无"
        else:
            cells[in_yuan(heading(name, "zh"))] = cell(value)
    return cells


def in_yuan(title: str) -> str:
    return title.replace("（万元）", "（元）")


def cell(value: object) -> str:
    return {True: "是", False: "否"}[value] if isinstance(value, bool) else str(value)


def test_the_worked_cases_in_one_table_have_the_answers_they_have_alone() -> None:
    rows = [spread(case["profile"]) for case in CASES]
    head = list(dict.fromkeys(name for row in rows for name in row))
    done = assessed(head, *[[row.get(name, "") for name in head] for row in rows])
    assert len(done) == len(CASES)
    for case, each in zip(CASES, done, strict=True):
        totals = calculator.assess(case["profile"]).totals
        assert not each.problem, each.problem
        assert each.row[6:10] == tuple(
            map(Money, (totals.certain, totals.at_most, totals.interest_saving, totals.credit))
        )
        assert each.row[11] == len(totals.undetermined)


def test_no_row_is_lost_and_the_bad_ones_are_told() -> None:
    rows = [["甲", "厦门", "小巨人"], ["", "", ""], ["乙", "巴黎", ""], ["丙", "福州", "无"]]
    done = assessed(["企业", "城市", "称号"], *rows)
    assert [each.row[0] for each in done] == [2, 4, 5]
    assert [bool(each.problem) for each in done] == [False, True, False]
    assert [each.row[1] for each in done] == ["甲", "乙", "丙"]


def test_what_is_missing_is_called_as_its_column() -> None:
    head = ["城市", "规则日期", "称号", "知识产权质押贷款1：贷款本金（元）"]
    (done,) = assessed(head, ["厦门", "2025-06-30", "小巨人", "100万"])
    missing = str(done.row[13]).split("、")
    assert "知识产权质押贷款1：计息天数" in missing
    assert "技术创新基金贷款" in missing  # nothing of these was entered
    assert not {"计息天数", "贷款本金", "用途", "年份"} & {*missing}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_file_as_excel_saves_it(encoding: str) -> None:
    text = "企业名称\t城市\n厦门𠮷公司\t厦门\n"
    (done,) = batch.assessed(batch.opened(text.encode(encoding)), "zh")
    assert done.row[1] == "厦门𠮷公司"
    assert done.row[3] == "厦门"


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff" * 50, b"\x00" * 50, b"PK\x03\x04", b"%PDF-1.7\x00", b"city\n", b"x" * 20_000_001],
)
def test_what_is_no_table_is_refused_in_a_line(data: bytes) -> None:
    (line,) = refused(data)
    assert 10 < len(line) < 200


@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_refused(data: bytes) -> None:
    with suppress(batch.Refused):
        list(batch.assessed(batch.opened(data), "en"))


@given(
    st.lists(st.text(max_size=12), min_size=1, max_size=8),
    st.lists(st.text(max_size=12), max_size=8),
)
def test_any_texts_are_titles_and_cells_or_told(head: list[str], cells: list[str]) -> None:
    found, _ = columns.columns(head)
    columns.read_firms(found, SheetLine(2, cells))


@given(
    st.sampled_from(columns.template()),
    st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=30),
)
def test_any_text_in_any_column_is_read_or_told(
    place: tuple[str, int | None, str], text: str
) -> None:
    name, number, key = place
    (done,) = assessed(["企业名称", heading(name, "en", number, key)], ["x", text])
    assert done.row[2] in ("已计算", "没有计算")


# Messages of the page


def ask(what: str, lang: Lang = "zh", **parts: object) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(
        respond(json.dumps({"op": "batch", "what": what, "lang": lang} | parts))
    )
    return answer


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_sends_rows_in_parts_and_gets_a_workbook(lang: Lang) -> None:
    data = table(["name", "city", "date", "titles", "first_little_giant_title", "little_giant_title_date"],
                 ["=1+1", "厦门", "2025-06-30", "小巨人", "是", "2025-05-20"], ["b", "x", "", "", "", ""],
                 ["c", "厦门", "", "", "", ""])  # fmt: skip
    opened = ask("open", lang, base64=b64encode(data).decode())
    assert len(opened["account"]) == 1  # nothing was passed over
    assert "2–4" in opened["account"][0]
    rows, measures, firms, problems = [], [], [], []
    for line in opened["lines"]:
        part = ask("rows", lang, head=opened["head"], lines=[line])
        rows += part["rows"]
        measures += part["measures"]
        firms += part["firms"]
        problems += part["problems"]
    assert len(rows) == 3
    assert len(problems) == 1
    site = "https://site.example/"
    made = ask("workbook", lang, rows=rows, measures=measures, firms=firms, site=site)
    book = openpyxl.load_workbook(io.BytesIO(b64decode(made["base64"])))
    overview, listed, grants, clauses, _ = book.worksheets
    found = list(listed.iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in found] == [2, 3, 4]
    assert found[0][1] == "=1+1"
    assert listed["B2"].data_type == "s"
    assert found[0][6] == 1_000_000
    assert found[1][6] is None
    assert any(row[2] == "xm-3" for row in grants.iter_rows(values_only=True))
    for sheet, frozen in ((listed, "C2"), (grants, "C2"), (clauses, "A2")):
        assert sheet.auto_filter.ref
        assert sheet.freeze_panes == frozen
    sums = [
        row[1] for row in overview.iter_rows(values_only=True) if isinstance(row[1], float | int)
    ]
    assert sums[:2] == [1_000_000, max(row[7] or 0 for row in found)]
    assert sums[3:6] == [2, 1, sum(bool(row[-1]) for row in found if row[6] is not None)]
    for column in (clauses["A"], grants["C"]):
        links = {cell.value: cell.hyperlink.target for cell in column if cell.hyperlink}
        assert links["xm-3"] == f"{site}xiamen-2024/xm-3/"
    assert all(row[2] for row in clauses.iter_rows(min_row=2, values_only=True))


def test_the_page_is_told_which_rows_are_doubtful() -> None:
    opened = ask("open", base64=b64encode(table(*ROWS)).decode())
    answer = ask("rows", head=opened["head"], lines=opened["lines"])
    assert answer["noted"] == {"doubtful": [4, 5], "contradictory": [], "without-city": [3, 4]}


def test_what_a_workbook_cannot_tell_goes_to_the_page_and_back() -> None:
    book = openpyxl.Workbook()
    for row in (["name", "city", "digital_spend"], ["甲", "厦门", "=130*2"]):
        book.active.append(row)
    data = io.BytesIO()
    book.save(data)
    opened = ask("open", base64=b64encode(data.getvalue()).decode())
    (problem,) = ask("rows", head=opened["head"], lines=opened["lines"])["problems"]
    assert problem == "第 2 行（甲）：“digital_spend”：公式还没有算出结果，在 Excel 里打开并保存"


def test_the_page_is_told_why_a_file_is_refused() -> None:
    assert "citty" in ask("open", base64=b64encode(b"citty\nx").decode())["refused"][0]


@pytest.mark.parametrize("lang", LANGS)
def test_the_template_is_handed_out_in_both_formats(lang: Lang) -> None:
    text = ask("template", lang, kind="csv")["text"]
    data = b64decode(ask("template", lang, kind="xlsx")["base64"])
    assert text[0] == "\ufeff"
    assert next(csv.reader(io.StringIO(text[1:]))) == read_workbook(data)[0].lines[0].cells


# The command line


@pytest.mark.slow
def test_the_command_writes_what_the_page_writes(tmp_path: Path) -> None:
    source, out = tmp_path / "in.csv", tmp_path / "out.xlsx"
    source.write_bytes(table(["企业", "城市", "称号", "数字化改造实际投入（万元）", "digital_level_after"],
                             ["甲", "厦门", "小巨人", "50", "2"]))  # fmt: skip
    done = run("batch", str(source), str(out))
    assert done == (0, f"{out}\n", "")
    found = next(openpyxl.load_workbook(out).worksheets[1].iter_rows(min_row=2, values_only=True))
    assert found[:4] == (2, "甲", "已计算", "厦门")
    assert Fraction(found[7]) == 150_000


@pytest.mark.slow
def test_the_command_tells_bad_rows_and_loses_none(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    done = run(
        "batch", "-", str(out), "--lang", "en", text="name,city\na,x\nb,厦门\n".encode("gb18030")
    )
    assert done.code == 2
    assert done.out == ""
    assert done.err.startswith("Row 2 (a): “city” must be one of")
    assert len(done.err.splitlines()) == 1
    assert [row[0] for row in csv.reader(io.StringIO(out.read_text("utf-8-sig")))] == [
        "Row",
        "2",
        "3",
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("batch", "-", "out.pdf", "--lang", "en"), "out.pdf: must end in .xlsx or .csv\n"),
        (("batch", "-", "out.pdf"), "out.pdf: 须以 .xlsx 或 .csv 结尾\n"),
        (("batch", "no-such.csv", "out.csv"), "no-such.csv"),
        (("batch", "same.csv", "same.csv", "--lang", "en"), "same.csv: must not be the same file as IN\n"),
        (("batch", "-", "/no/such/folder.csv"), "没有这个文件夹"),
        (("batch", "-", "out.csv", "--processes", "0"), "--processes"),
        (("template", "out", "--lang", "en"), "must end in"),
    ],
)  # fmt: skip
def test_the_command_says_what_it_cannot_do(arguments: tuple[str, ...], words: str) -> None:
    done = run(*arguments, text="city\n厦门\n")
    assert done.code == 2
    assert done.out == ""
    assert words in done.err
    assert "Traceback" not in done.err


@pytest.mark.slow
def test_the_command_names_the_rows_that_look_wrong(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    done = run("batch", "-", str(out), "--lang", "en", text="name,city\na,\nb,厦门\n")
    assert done == (0, f"{out}\n", "Rows without a city (1): 2.\n")


@pytest.mark.slow
def test_an_unknown_column_stops_the_command_and_nothing_is_written(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    done = run("batch", "-", str(out), text="citty\n厦门\n")
    assert done.code == 2
    assert "登记注册的城市" in done.err
    assert not out.exists()


@pytest.mark.slow
def test_the_template_of_the_command_can_be_filled_in(tmp_path: Path) -> None:
    out = tmp_path / "t.xlsx"
    assert run("template", str(out)).code == 0
    (line,) = refused(out.read_bytes())
    assert line.startswith("Sheet “填写” has column titles but no enterprises")


def test_a_table_too_long_for_a_browser_is_refused_before_the_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(batch, "MOST_ROWS_ON_PAGE", 2)
    data = table(["城市"], *[["厦门"]] * 3)
    answer = ask("open", "en", base64=b64encode(data).decode())
    assert answer["refused"][0].startswith("It has 3 rows")
    assert len(batch.opened(data).lines) == 3  # on the command line
