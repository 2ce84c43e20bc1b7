"""Tables: CSV that runs nothing, and workbooks that another library reads as they were meant."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculator.tables import number_format, workbook_writer
from calculator.tables.read_file import read_file
from calculator.tables.sheet import (
    MOST_ROWS,
    CellRemark,
    Chart,
    Hyperlink,
    Money,
    Row,
    Sheet,
    SheetLine,
    Strong,
    Unreadable,
    decoded,
    from_csv,
    to_csv,
)
from calculator.tables.workbook_reader import read_workbook
from calculator.tables.workbook_writer import write_workbook

HOSTILE = [
    "=1+1",
    "+1",
    "-1+2",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "  =1",
    "＝1",
    '=HYPERLINK("http://x")',
]
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cn"]), max_size=40)


def one(*rows: Row) -> Sheet:
    return Sheet("结果", ["企业", "金额"], rows, [20, 10])


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_runs_as_a_formula(text: str) -> None:
    cell = from_csv(to_csv(one([text, None])))[1].cells[0]
    assert cell == f"'{text}"
    found = opened(write_workbook([one([text, None])])).active["A2"]
    assert found.data_type == "s"
    assert found.value.replace("\r", "\n") == text.replace("\r", "\n")


@pytest.mark.parametrize(
    "text", ["厦门", "a=b", "1,200", "<b>", "x@y", "“引号”", 'say "so"', "两\n行"]
)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert from_csv(to_csv(one([text, 1])))[1].cells == [text, "1"]
    assert lines(write_workbook([one([text, 1])]))[1].cells == [text, "1"]


@given(st.integers(-(10**16), 10**16))
def test_money_is_exact_to_the_fen(fen: int) -> None:
    value = Fraction(fen, 100)
    assert Fraction(from_csv(to_csv(one(["a", Money(value)])))[1].cells[1]) == value
    cell = opened(write_workbook([one(["a", Money(value)])])).active["B2"]
    assert Fraction(Decimal(str(cell.value))) == value
    if cell.data_type == "n":
        assert cell.number_format == "#,##0.00"
    else:
        assert abs(fen) >= 10**15  # more digits than a spreadsheet keeps


@given(st.lists(st.tuples(TEXTS, st.integers(0, 10**9)), min_size=1, max_size=5))
def test_what_is_written_is_read(rows: list[tuple[str, int]]) -> None:
    found = lines(write_workbook([one(*rows)]))[1:]
    assert [line.cells for line in found] == [[t if t.strip() else "", str(n)] for t, n in rows]


def test_a_way_out_is_a_link_and_never_runs() -> None:
    way = Hyperlink("=第3条", 'https://site.example/a/?x=1&y="2"')
    found = opened(write_workbook([one([way, None]), one([way, 1])])).worksheets
    for cell in (each["A2"] for each in found):
        assert cell.data_type == "s"
        assert cell.value == "=第3条"
        assert cell.hyperlink.target == way.address
    assert from_csv(to_csv(one([way])))[1].cells == ["'=第3条"]


def test_what_stands_alone_on_a_page_has_its_whole_width_and_height() -> None:
    long = "很长的一句话" * 20
    page = Sheet(
        "一页", ["企业"], [(long,), (Strong("答案", large=True),), ("a", 1)], [20, 10], page=True
    )
    found = opened(write_workbook([page])).active
    assert sorted(map(str, found.merged_cells.ranges)) == ["A1:B1", "A2:B2", "A3:B3"]
    assert found.row_dimensions[2].height >= 15 * len(long) * 2 / 30
    assert found["A3"].font.sz > found["A1"].font.sz
    assert found.freeze_panes is None


def test_rows_beyond_the_limit_of_a_sheet_go_on_in_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_writer, "_MOST_LINES", 4)
    found = opened(write_workbook([one(*([f"甲{n}", n] for n in range(7))), one(["乙", 1])]))
    assert found.sheetnames == ["结果", "结果 2", "结果 3", "结果1"]
    told = [[cell.value for (cell,) in each["A1:A4"]] for each in found.worksheets]
    assert told[0] == ["企业", "甲0", "甲1", "甲2"]
    assert told[1] == ["企业", "甲3", "甲4", "甲5"]
    assert told[2] == ["企业", "甲6", None, None]


def test_no_sheet_has_more_links_than_excel_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_writer, "_MOST_LINKS", 2)
    found = opened(
        write_workbook([one(*([Hyperlink(f"第{n}条", "https://a/")] for n in range(4)))])
    ).active
    assert [bool(found[f"A{n}"].hyperlink) for n in range(2, 6)] == [True, True, False, False]
    assert found["A5"].value == "第3条"


def test_rows_are_read_once_and_need_not_be_in_memory() -> None:
    rows: Iterator[Row] = ([f"甲{n}", n] for n in range(3))
    assert lines(write_workbook([one(*[]), Sheet("二", ["企业", "数"], rows, [9, 9])])) == [
        SheetLine(1, ["企业", "金额"])
    ]
    with pytest.raises(StopIteration):
        next(rows)


def test_a_chart_shows_the_rows_it_names_with_their_axes() -> None:
    bars = Chart("金额", 0, (1, 2), 3, 4)
    sheet = Sheet("总览", ["说明"], [("措施", "写明", "上限"), ("甲", Money(1), Money(2)), ("乙", Money(3), None)],
                  [20, 9, 9], page=True, charts=[bars])  # fmt: skip
    data = write_workbook([sheet])
    (found,) = opened(data).active._charts
    assert [each.val.numRef.f for each in found.series] == ["'总览'!$B$3:$B$4", "'总览'!$C$3:$C$4"]
    assert {each.cat.numRef.f for each in found.series} == {"'总览'!$A$3:$A$4"}
    assert [each.tx.strRef.f for each in found.series] == ["'总览'!B2", "'总览'!C2"]
    assert not found.x_axis.delete
    assert not found.y_axis.delete
    assert found.anchor._from.row >= 5


def test_nothing_is_computed_on_opening_so_that_closing_asks_nothing() -> None:
    assert not opened(write_workbook([one(["a", 1])])).calculation.fullCalcOnLoad


def test_the_same_sheets_are_the_same_bytes() -> None:
    assert write_workbook([one(["a", 1])]) == write_workbook([one(["a", 1])])


def lines(data: bytes) -> list[SheetLine]:
    """The rows of the first sheet."""
    return list(read_workbook(data)[0].lines)


def saved(fill: Callable[[Any], None], **settings: Any) -> bytes:
    book = openpyxl.Workbook()
    for name, value in settings.items():
        setattr(book, name, value)
    fill(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def cell(value: Any, form: str = "General", **settings: Any) -> str:
    """How a value that another program stored is read."""

    def fill(book: Any) -> None:
        book.active["B3"] = value
        book.active["B3"].number_format = form

    (line,) = lines(saved(fill, **settings))
    assert line.number == 3
    assert line.cells[0] == ""
    return line.cells[1]


def rewritten(part: str, change: Callable[[str], str]) -> bytes:
    """A good workbook with one of its parts changed."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(write_workbook([one(["a", 1])]))) as old,
        zipfile.ZipFile(out, "w") as new,
    ):
        for name in old.namelist():
            text = old.read(name).decode()
            new.writestr(name, change(text) if name == part else text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (0.1 + 0.2, "General", "0.3"), (1234567.89, "#,##0.00", "1234567.89"), (1e12, "General", "1000000000000"),
        (-0.5, "General", "-0.5"), (1e-7, "General", "0.0000001"), (0, "General", "0"),
        (0.0435, "0.00%", "4.35%"), (0.6, "0%", "60%"), (0.07, "0.0%;-0.0%", "7%"),
        (True, "General", "TRUE"), (False, "General", "FALSE"), ("文字", "@", "文字"), ("007", "@", "007"),
        ("260", '@"万元"', "260万元"), ("260", '0;-0;0;@ "万元"', "260万元"), ("文字", '0"元"', "文字"),
        ("文字", '_(* #,##0_);_(* (#,##0);_(* "-"??_);_(@_)', "文字"), ("文字", "yyyy-mm-dd;@", "文字"),
        (date(2025, 3, 1), "yyyy-mm-dd", "2025-03-01"), (date(2024, 2, 29), "yyyy年m月d日", "2024-02-29"),
        (date(2025, 3, 1), "m/d/yy", "2025-03-01"),
        (45717.3541666667, "yyyy-mm-dd h:mm", "2025-03-01 08:30"),
        (260, '0"万元"', "260万元"), (260, r"0.00\万", "260万"), (260.5, '#,##0.0 "千元"', "260.5千元"),
        (400000, '"$"#,##0.00', "$400000"), (400000, "[$€-407] #,##0", "€400000"), (5, "[$HK$-C04]0", "HK$5"),
        (400000, "[$￥-804]#,##0.00", "￥400000"), (5, '"¥"#,##0;-"¥"#,##0', "¥5"), (5, "[$CNY] 0", "CNY5"),
        (-5, '"¥"#,##0;[Red]-"¥"#,##0', "¥-5"), (2.6, '0.0"亿"', "2.6亿"), (260000, '#,##0,"千元"', "260千元"),
        (26e6, '0.0,,"million"', "26million"), (26e6, '0,.0,"K"', "26K"), (7, "0.0‰", "7‰"), (5, '0"%"', "5%"),
        (5, r"0\%", "5%"),
        (30, '0"家"', "30家"), (2025, "0年", "2025年"),
        (260000, r'0\.0,"万元"', "26万元"), (2600000, '0!.0,"万"', "260万"),
        (2025, "0!年", "2025年"), (5, "Standard", "5"),
        (5, "G/通用格式", "5"),
        (5, 'G/通用格式"元"', "5元"), (5, "#,##0_d", "5"), (5, "0*d", "5"), (5, "[Red]0;[蓝色]-0", "5"),
        (-5, "0_);(0)", "-5"),
        (5, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "5"),
        (0, '_(* #,##0_);_(* (#,##0);_(* "-"??_);_(@_)', "0"),
        (0, '0;-0;"-"', "0"), (0, '0;-0;"无"', "无"), (12000, '[>=10000]0"万";0"元"', "12000万"),
        (5, '[>=10000]0"万";0"元"', "5元"),
        (1, '[=1]"是";[=0]"否";0', "是"), (0, '[=1]"是";[=0]"否";0', "否"), (-3, '[<0]"亏损"0;0', "亏损-3"),
        (0.5, "# ?/?", "0.5"),
        (1200000, "0.0E+00", "1200000"), (260, "[DBNum2][$-804]General", "260"), (0.05, '"约"0%', "约5%"),
        (5, "0;0;0;@", "5"),
        (date(2025, 3, 1), '[$-F800]dddd", "mmmm d, yyyy', "2025-03-01"),
        (date(2025, 3, 1), r"yyyy\-mm\-dd;@", "2025-03-01"),
        (45717, "General", "45717"), (45717, '[$-804]"日"0', "日45717"),
    ],
)  # fmt: skip
def test_a_cell_reads_as_it_shows(value: Any, form: str, text: str) -> None:
    assert cell(value, form) == text


@pytest.mark.parametrize(
    ("value", "form"),
    [
        (260000, "#,##0,"), (260000, "0.0,"), (260000, '#,##0,"元"'), (260000, '#,##0,"RMB"'),
        (5, '0"万"0'), (400000, '"$"#,##0_);("$"#,##0)'),
        (5, ";;;"), ("文字", ";;;"), (0, "0;-0;"), (-5, "0;"), (5, "[<0]0;[=0]0"), (5, "-0"),
        (5, "yyyy-mm-dd"), (0.5, "h:mm"), (61.5, "[h]:mm"), (45717, "[mm]"),
    ],
)  # fmt: skip
def test_a_cell_that_shows_another_number_is_not_read(value: Any, form: str) -> None:
    def fill(book: Any) -> None:
        book.active["B2"] = value
        book.active["B2"].number_format = form

    assert lines(saved(fill)) == [SheetLine(2, ["", ""], (CellRemark(1, "format"),))]


@pytest.mark.parametrize(
    ("cell", "line"),
    [
        ("<c><f>1+1</f></c>", SheetLine(1, [""], (CellRemark(0, "formula"),))),
        ("<c><f>1+1</f><v/></c>", SheetLine(1, [""], (CellRemark(0, "formula"),))),
        (
            '<c><f t="shared" si="0"/></c><c><v>1</v></c>',
            SheetLine(1, ["", "1"], (CellRemark(0, "formula"),)),
        ),
        (
            '<c r="C1" t="n"><f>1+1</f><v></v></c>',
            SheetLine(1, ["", "", ""], (CellRemark(2, "formula"),)),
        ),
        ("<c><f>1+1</f><v>2</v></c>", SheetLine(1, ["2"])),
        ('<c t="str"><f>""</f><v></v></c><c><v>1</v></c>', SheetLine(1, ["", "1"])),
        ('<c t="e"><f>1/0</f><v>#DIV/0!</v></c>', SheetLine(1, ["#DIV/0!"])),
        ("<c/><c><v>1</v></c>", SheetLine(1, ["", "1"])),
    ],
)
def test_a_formula_without_its_result_is_not_empty(cell: str, line: SheetLine) -> None:
    whole = f'<worksheet xmlns="{MAIN}"><sheetData><row>{cell}</row></sheetData></worksheet>'
    assert lines(rewritten(SHEET, lambda _: whole)) == [line]


@given(
    st.text(st.sampled_from('0#?,.;%"\\_*[]$€￥万元dyhmsE+-@ >=1'), max_size=14),
    st.integers(-9, 10**6),
)
def test_any_number_format_is_read_or_told(form: str, value: int) -> None:
    shown = number_format.show_number(Fraction(value), form)
    assert shown.text is None or isinstance(shown.text, str)


@given(st.dates(date(1901, 1, 1), date(2199, 12, 31)))
def test_every_day_is_that_day(day: date) -> None:
    serial = (day - date(1899, 12, 30)) // timedelta(days=1)
    assert number_format.day_of(serial) == day.isoformat()


def test_the_calendar_of_1904() -> None:
    assert (
        cell(date(2025, 3, 1), "yyyy-mm-dd", epoch=openpyxl.utils.datetime.CALENDAR_MAC_1904)
        == "2025-03-01"
    )


def test_which_sheets_are_seen() -> None:
    def fill(book: Any) -> None:
        book.active["A1"], book.active.sheet_state = "hidden", "hidden"
        book.create_sheet("b")["A1"] = "seen"
        book.active = 1

    hidden, seen = read_workbook(saved(fill))
    assert (hidden.seen, hidden.active, seen.seen, seen.active) == (False, False, True, True)
    assert seen.lines == [SheetLine(1, ["seen"])]


BOMB = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    f'<worksheet xmlns="{MAIN}"><sheetData><row><c t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>'
)


def ole(stream: str) -> bytes:
    """A file of the kind that old Office programs write, with a stream of that name."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + stream.encode("utf-16-le")


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"), (b" \r\n", "empty"),
        (b"<html><body><table><tr><td>a</table>", "web page"), (b"<table><tr><td>a</table>", "web page"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><!-- a --><!DOCTYPE html><html>', "web page"),
        ("<html>".encode("utf-16"), "web page"), (b"MIME-Version: 1.0\nContent-Type: multipart/related", "MHT"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook '
         b'xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "XML Spreadsheet"),
        (b'<?xml version="1.0"?><a/>', "an XML file"), (b"%PDF-1.7", "a PDF"), (b"\x89PNG\r\n", "a picture"),
        (b"\xff\xd8\xff\xe0", "a picture"), (b"Rar!\x1a", "RAR"), (b"7z\xbc\xaf\x27", "7z"), (b"{\\rtf1", "RTF"),
        (ole("Workbook"), "an old .xls"), (ole("EncryptedPackage"), "password"), (ole("WordDocument"), ".doc"),
        (zipped("word/document.xml", "[Content_Types].xml"), "a Word document"),
        (zipped("xl/workbook.bin", "[Content_Types].xml"), ".xlsb"), (zipped("content.xml"), ".ods"),
        (zipped("Index/Document.iwa"), "Numbers"), (zipped("a.xlsx"), "a zip archive"),
        (b"ID;PWXL;N;E\r\n", "SYLK"), (b"TABLE\r\n0,1\r\n", "DIF"),
        (b"PK\x03\x04 and then nothing", "incomplete"), (b"PK" + b"\0" * 20_000_001, "too large"),
        (b"\x00\x01\x02" * 50, "not a text table"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_is_no_table_is_called_what_it_is(data: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words) as found:
        read_file(data)
    assert found.value.text.zh != found.value.text.en


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (rewritten(SHEET, lambda _: BOMB), "damaged"), (rewritten(SHEET, lambda text: text[:-20]), "damaged"),
        (rewritten(SHEET, lambda text: text.replace('"><v>', '" t="s"><v>')), "damaged"),
        (rewritten(SHEET, lambda _: "<a>" + " " * 100_000_001 + "</a>"), "too large"),
        (rewritten(SHEET, lambda text: text.replace("<t>a", f"<t>{'a' * 5001}")), "too large"),
        (rewritten("xl/workbook.xml", lambda text: text.replace("rId1", "rId9")), "damaged"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_hostile_workbook_is_refused_in_a_sentence(data: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        read_file(data)


@pytest.mark.parametrize("value", ["1e999999999", "nan", "1,5", "1.2.3", "１"])
def test_a_figure_that_is_none_is_left_to_who_reads_the_column(value: str) -> None:
    found = lines(rewritten(SHEET, lambda text: text.replace("<v>1<", f"<v>{value}<")))
    assert found[1].cells == ["a", value]


def test_a_sheet_that_is_too_large_is_marked_and_no_other() -> None:
    wide = rewritten(SHEET, lambda text: text.replace('r="B2"', 'r="XFD2"'))
    assert read_workbook(wide)[0].cut
    many: list[Row] = [["a", 1]] * (MOST_ROWS + 1)
    small, large = read_workbook(write_workbook([one(["a", 1]), one(*many)]))
    assert (small.cut, large.cut) == (False, True)


GOOD = write_workbook([one(["a", Money(1)], ["b", 2])])


@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255))
def test_a_workbook_with_a_broken_byte_is_read_or_refused(place: int, byte: int) -> None:
    with suppress(Unreadable):
        lines(GOOD[:place] + bytes([byte]) + GOOD[place + 1 :])


@pytest.mark.parametrize("mark", ",;\t")
def test_a_table_parted_by(mark: str) -> None:
    text = f'\ufeffa{mark}"b,;\t{mark}"\r\n\r\n1{mark}2\n'
    assert from_csv(text) == [SheetLine(1, ["a", f"b,;\t{mark}"]), SheetLine(3, ["1", "2"])]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('a,b\n"1,2\n', "never closed"), ('a,b\n"1"2,3\n', "never closed"), ("a\0b", "not a text table"),
        ("a" * 5001, "too large"), ("a," * 401, "too large"), ("a\n" * (MOST_ROWS + 2), "too large"),
        ('"' + "a" * 200_000, "too large"),
    ],
    ids=lambda value: value[:8],
)  # fmt: skip
def test_a_csv_that_cannot_be_read(text: str, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        from_csv(text)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_spoilt_byte_is_told_at_its_cell_and_the_rest_is_read(encoding: str) -> None:
    good = ("企业名称,登记注册的城市\n" + "厦门某某公司,厦门\n" * 3).encode(encoding)
    spoilt = good.replace("厦门某".encode(encoding), b"\xff" + "门某".encode(encoding), 1)
    _, first, *others = from_csv(decoded(spoilt))
    assert [(each.column, each.kind) for each in first.remarks] == [(0, "broken")]
    assert [line.cells for line in others] == [["厦门某某公司", "厦门"]] * 2
    assert not any(line.remarks for line in others)


def test_a_text_that_has_the_sign_for_what_is_broken_is_no_other_encoding() -> None:
    assert from_csv(decoded("甲\ufffd,乙".encode()))[0].cells == ["甲\ufffd", "乙"]


def test_an_empty_csv_has_no_rows() -> None:
    assert from_csv("") == from_csv("\r\n ,\t\n") == []
