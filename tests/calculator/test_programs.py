"""Workbooks as programs write them, part by part: a cell has the value that is seen, or its row says why not."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import openpyxl
import pytest

from calculator.tables import batch, columns

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
STRICT = "http://purl.oclc.org/ooxml"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"


@dataclass(frozen=True)
class Book:
    """The parts of a workbook with one sheet, as one program or another writes them.

    `rows` is the XML of its rows, `formats` are the number formats of the styles 1, 2, …
    """

    rows: str
    formats: Sequence[str | int] = ()
    strings: Sequence[str] = ()
    since_1904: bool = False
    namespace: str = MAIN
    prefix: str = ""
    fonts: str = '<fonts count="1"><font><sz val="11"/></font></fonts>'
    before: str = ""
    after: str = ""
    calculation: str = ""
    parts: dict[str, str] = field(default_factory=dict)

    def packed(self) -> bytes:
        office = OFFICE if self.namespace == MAIN else f"{STRICT}/officeDocument/relationships"
        at = f"{self.prefix}:" if self.prefix else ""
        declared = f'xmlns:{self.prefix}="{self.namespace}"' if at else f'xmlns="{self.namespace}"'
        own = [(164 + n, each) for n, each in enumerate(self.formats) if isinstance(each, str)]
        listed = "".join(
            f'<numFmt numFmtId="{n}" formatCode={quoteattr(each)}/>' for n, each in own
        )
        ids = [each if isinstance(each, int) else 164 + n for n, each in enumerate(self.formats)]
        used = "".join(f'<xf numFmtId="{n}" xfId="0" applyNumberFormat="1"/>' for n in (0, *ids))
        kinds = "".join(
            f'<Override PartName="/xl/{part}.xml" ContentType="{KIND}.{kind}+xml"/>'
            for part, kind in (("workbook", "sheet.main"), ("worksheets/sheet1", "worksheet"),
                               ("styles", "styles"), ("sharedStrings", "sharedStrings"))
        )  # fmt: skip
        sheet = (
            f"<{at}worksheet {declared}>{self.before}<{at}sheetData>{self.rows}</{at}sheetData>"
            f"{self.after}</{at}worksheet>"
        )
        parts = {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType='
            f'"application/vnd.openxmlformats-package.relationships+xml"/>{kinds}</Types>',
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
            f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{self.namespace}" xmlns:r="{office}"><workbookPr '
            f'date1904="{int(self.since_1904)}"/><sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets>'
            f"{self.calculation}</workbook>",
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
            f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/styles.xml": f'<styleSheet xmlns="{self.namespace}"><numFmts>{listed}</numFmts>{self.fonts}'
            f'<cellXfs count="{len(ids) + 1}">{used}</cellXfs></styleSheet>',
            "xl/sharedStrings.xml": f'<sst xmlns="{self.namespace}">{"".join(self.strings)}</sst>',
            "xl/worksheets/sheet1.xml": sheet,
        }
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, part in (parts | self.parts).items():
                archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{part}')
        return out.getvalue()


def text(words: str) -> str:
    return f'<c t="inlineStr"><is><t>{escape(words)}</t></is></c>'


def row(*cells: str) -> str:
    return f"<row>{''.join(cells)}</row>"


def table(title: str, cell: str) -> str:
    """A table of one firm, with a column of that title and its cell."""
    return row(text("企业名称"), text("城市"), text(title)) + row(text("甲"), text("厦门"), cell)


def number(value: str, style: int = 1) -> str:
    return f'<c s="{style}"><v>{value}</v></c>'


def read(data: bytes) -> columns.Firm:
    found = batch.opened(data)
    (line,) = found.lines
    return columns.read_firms(found.columns, line)


SPEND, DAY, LPR, YEAR, COURSE, FIRST = (
    "数字化改造实际投入（元）", "srdi_title_date", "lpr_1y_pct", "pledge_loans.0.year", "training_attendance",
    "first_srdi_title",
)  # fmt: skip
FACT = {SPEND: "digital_spend", DAY: DAY, LPR: LPR, COURSE: COURSE, FIRST: FIRST}

# What a number of so many digits shows under a format: the fact that is read, or words of the refusal.
SHOWN: list[tuple[str, str, str | int, str, object]] = [
    # Excel, in China and elsewhere
    ("Excel", SPEND, "General", "2600000", "2600000"),
    ("Excel, a float's tail", SPEND, "General", "2600000.1000000001", "2600000.1"),
    ("Excel, an exponent", SPEND, "General", "2.6E6", "2600000"),
    ("Excel", SPEND, 3, "2600000", "2600000"),
    ("Excel", SPEND, 4, "2600000.5", "2600000.5"),
    ("Excel", SPEND, 40, "2600000", "2600000"),
    ("Excel, more decimals than shown", SPEND, 4, "2300884.955752212", "2300884.96"),
    ("Excel, more decimals than shown", SPEND, "#,##0.00_ ", "2300884.955752212", "2300884.96"),
    ("Excel, shown to the yuan", SPEND, "0", "1234567.89", "1234568"),
    ("Excel, half a fen", SPEND, "0.00", "0.125", "0.13"),
    ("Excel, currency of the program's country", SPEND, 7, "2600000", "a different number"),
    ("Excel, yuan", SPEND, "[$￥-804]#,##0.00", "2600000", "2600000"),
    ("Excel, yuan accounting", SPEND, '_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ ', "2600000", "2600000"),
    ("Excel, accounting nought", SPEND, '_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ ', "0", "0"),
    ("Excel, dollars", SPEND, '"$"#,##0', "400000", "convert"),
    ("Excel, dollars", SPEND, "[$$-409]#,##0.00", "400000", "convert"),
    ("Excel, euro", SPEND, "[$€-407] #,##0", "400000", "convert"),
    ("Excel, Hong Kong dollars", SPEND, "[$HK$-C04]#,##0", "400000", "convert"),
    ("Excel, 10,000 yuan in the format", SPEND, '0"万元"', "260", "2600000"),
    ("Excel, escaped unit", SPEND, r"0.00\万", "260", "2600000"),
    ("Excel, unit by !", SPEND, "0!万!元", "260", "2600000"),
    ("Excel, 100 million", SPEND, '0.00"亿元"', "0.026", "3000000"),
    ("Excel, scaled to 10,000", SPEND, '0!.0,"万元"', "2600000", "2600000"),
    ("Excel, scaled to 10,000", SPEND, r'0\.0,"万"', "2600000", "2600000"),
    ("Excel, scaled, unit beside", SPEND, '#,##0,"千元"', "2600000", "2600000"),
    ("Excel, scaled, no unit", SPEND, "#,##0,", "2600000", "a different number"),
    ("Excel, scaled, wrong unit", SPEND, '#,##0,"元"', "2600000", "a different number"),
    ("Excel, scaled twice", SPEND, "0.0,,", "2600000", "a different number"),
    ("Excel, hidden by its format", SPEND, ";;;", "2600000", "a different number"),
    ("Excel, a percentage", SPEND, "0%", "26000", "500000 or 50万"),
    ("Excel, a date by mistake", SPEND, "yyyy-mm-dd", "2600000", "500000 or 50万"),
    ("Excel, a year by mistake", SPEND, "0年", "2600000", "500000 or 50万"),
    ("Excel, negative in red brackets", SPEND, "#,##0_);[Red](#,##0)", "-5", "0"),
    ("Excel, a minus that is none", SPEND, "-0", "5", "a different number"),
    ("Excel, a condition", SPEND, '[>=10000]0.0,"千元";0"元"', "2600000", "2600000"),
    ("Excel, Chinese figures", SPEND, "[DBNum2][$-804]General", "2600000", "2600000"),
    ("Excel, scientific", SPEND, "0.00E+00", "2600000", "2600000"),
    ("Excel, scientific and rounded", SPEND, "0.0E+00", "2612345", "a different number"),
    ("Excel, a fraction", SPEND, "# ?/?", "0.3", "a different number"),
    ("Excel, short date", DAY, 14, "45717", "2025-03-01"),
    ("Excel, long date", DAY, 31, "45717", "2025-03-01"),
    ("Excel, date of the system", DAY, "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "45717", "2025-03-01"),
    ("Excel, Chinese date", DAY, 'yyyy"年"m"月"d"日";@', "45717", "2025-03-01"),
    ("Excel, Chinese numerals", DAY, '[DBNum1][$-804]yyyy"年"m"月"d"日"', "45717", "2025-03-01"),
    ("Excel, month only", DAY, 57, "45717", "a full date"),
    ("Excel, no year", DAY, 58, "45717", "a full date"),
    ("Excel, a day as a number", DAY, "General", "45717", "a full date"),
    ("Excel, Japanese era", DAY, "[$-411]ge.m.d", "45717", "a different number"),
    ("Excel, Buddhist era", DAY, "[$-D070000]d/mm/bbbb", "45717", "a different number"),
    ("Excel, before its calendar", DAY, 14, "30", "a different number"),
    ("Excel, percent", LPR, 10, "0.031", "3.1"),
    ("Excel, percent", LPR, "0.0%", "0.031", "3.1"),
    ("Excel, percent as a text", LPR, '0.00"%"', "3.1", "3.1"),
    ("Excel, a rate shown without its decimals", LPR, 9, "0.0435", "shows 4% but contains 4.35%"),
    ("Excel, thousands", COURSE, 3, "1200", [1200]),
    ("Excel, persons", COURSE, '0"人"', "30", [30]),
    ("Excel, half a person", COURSE, "0", "12.6", "contains 12.6"),
    ("Excel, year", YEAR, "0年", "2025", 2025),
    ("Excel, year of a date", YEAR, "yyyy", "45717", 2025),
    ("Excel, year of a date", YEAR, 'yyyy"年"', "45717", 2025),
    ("Excel, a year that is shown as another", YEAR, "yyyy", "2025", "year"),
    # Others
    ("WPS, General in Chinese", SPEND, "G/通用格式", "2600000", "2600000"),
    ("WPS, General with a unit", SPEND, 'G/通用格式"万元"', "260", "2600000"),
    ("WPS, accounting", SPEND, '_(* #,##0.00_);_(* (#,##0.00);_(* "-"??_);_(@_)', "2600000", "2600000"),
    ("LibreOffice, Standard", SPEND, "Standard", "2600000", "2600000"),
    ("LibreOffice, yuan", SPEND, "[$¥-804]#,##0.00;[RED]-[$¥-804]#,##0.00", "2600000", "2600000"),
    ("LibreOffice, Chinese date", DAY, "[$-804]yyyy\\年m\\月d\\日", "45717", "2025-03-01"),
    ("LibreOffice, a date with its weekday", DAY, 'dddd, ""d". "mmm\\ yyyy', "45717", "2025-03-01"),
    ("LibreOffice, persons", COURSE, "0\\人", "30", [30]),
    ("LibreOffice, scaled by a format it changed", SPEND, '0\\!.0,"万元"', "2600000", "a different number"),
    ("LibreOffice, yes", FIRST, '"TRUE";"TRUE";"FALSE"', "1", True),
    ("LibreOffice, no", FIRST, '"TRUE";"TRUE";"FALSE"', "0", False),
    ("LibreOffice, date", DAY, "YYYY\\-MM\\-DD", "45717", "2025-03-01"),
    ("pandas, a time stamp", DAY, "yyyy-mm-dd hh:mm:ss", "45717", "2025-03-01"),
    ("openpyxl, a time stamp with its hours", DAY, "yyyy-mm-dd h:mm:ss", "45717.3541666667", "a full date"),
    ("xlsxwriter", DAY, "dd/mm/yy", "45717", "2025-03-01"),
    ("Apache POI", DAY, "m/d/yy", "45717", "2025-03-01"),
    ("SheetJS", SPEND, "0.00", "2600000", "2600000"),
    ("Numbers", SPEND, "#,##0.00\\ \\¥", "2600000", "2600000"),
    ("Google", DAY, "m/d/yyyy", "45717", "2025-03-01"),
    ("1C", SPEND, "#,##0.00_-", "2600000", "2600000"),
]  # fmt: skip


def holds(firm: columns.Firm, title: str, expected: object) -> None:
    """A firm has the fact of a column, or a problem with these words of a refusal."""
    said = " ".join(each.en for each in firm.problems)
    if title == YEAR:
        fact: Any = next(iter(firm.profile.get("pledge_loans", [{}]))).get("year")  # type: ignore[call-overload]
    else:
        fact = firm.profile.get(FACT[title])
    if isinstance(expected, str) and re.search("[a-zA-Z]", expected):
        assert re.search(re.escape(expected), said, re.IGNORECASE), (said, fact)
    else:
        assert (fact, said) == (expected, "")


@pytest.mark.parametrize(
    ("title", "form", "value", "expected"),
    [pytest.param(*each[1:], id=f"{each[0]}: {each[2]}") for each in SHOWN],
)
def test_a_number_is_read_as_it_is_shown(
    title: str, form: str | int, value: str, expected: object
) -> None:
    firm = read(Book(table(title, number(value)), [form]).packed())
    if expected == "0" and value == "-5":
        assert firm.problems
        return
    holds(firm, title, expected)


def test_digits_that_are_not_shown_are_a_doubt() -> None:
    firm = read(Book(table(SPEND, number("2300884.955752212")), [4]).packed())
    (doubt,) = firm.doubts
    assert "2300884.96" in doubt.zh
    assert "2300884.95575221" in doubt.zh  # the fifteen digits of a spreadsheet


NOTE = '<rPh sb="0" eb="1"><t>ガ</t></rPh>'
CELLS: list[tuple[str, str, str, object]] = [
    ("Excel, a text that is a number", SPEND, text("2,600,000"), "2600000"),
    ("Excel, full-width digits", SPEND, text("２６０万"), "2600000"),
    ("Excel, no-break space", SPEND, text("2\u00a0600\u00a0000"), "2600000"),
    ("Excel, a mark before it", SPEND, text("￥2,600,000.00"), "2600000"),
    ("Excel, an estimate", SPEND, text("约260万"), "500000"),
    ("Excel, words for none", SPEND, text("#N/A"), "has an error"),
    ("Excel, a line end within", SPEND, text("2600000_x000D_"), "2600000"),
    ("Excel, formula with its result", SPEND, "<c><f>1300000*2</f><v>2600000</v></c>", "2600000"),
    ("Excel, shared formula", SPEND, '<c><f t="shared" si="0"/><v>2600000</v></c>', "2600000"),
    ("Excel, a formula's text", SPEND, '<c t="str"><f>A1</f><v>260万</v></c>', "2600000"),
    ("Excel, a formula that fails", SPEND, '<c t="e"><f>1/0</f><v>#DIV/0!</v></c>', "has an error"),
    ("Excel, a reference that is gone", SPEND, '<c t="e"><v>#REF!</v></c>', "has an error"),
    ("Excel, a truth in an amount", SPEND, '<c t="b"><v>1</v></c>', "500000"),
    ("Excel, rich text with its sound", SPEND,
     f'<c t="inlineStr"><is><r><t>26</t></r><r><t>0万</t></r>{NOTE}</is></c>', "2600000"),
    ("openpyxl, a formula without a result", SPEND, "<c><f>1300000*2</f></c>", "no result"),
    ("openpyxl, an empty result", SPEND, "<c><f>1300000*2</f><v/></c>", "no result"),
    ("Excel, a formula that gives nought", SPEND, "<c><f>1-1</f><v>0</v></c>", "0"),
    ("pandas, what is not known", SPEND, text("NaN"), None),
    ("a database, what is not known", DAY, text("NULL"), None),
    ("SheetJS, a text cell", SPEND, '<c t="str"><v>260万元</v></c>', "2600000"),
    ("SheetJS, a date", DAY, '<c t="d"><v>2025-03-01T00:00:00.000Z</v></c>', "2025-03-01"),
    ("SheetJS, midnight in China", DAY, '<c t="d"><v>2025-02-28T16:00:00.000Z</v></c>', "a different number"),
    ("Excel, Strict, a date", DAY, '<c t="d"><v>2025-03-01</v></c>', "2025-03-01"),
    ("Excel, Strict, milliseconds", DAY, '<c t="d"><v>2025-03-01T00:00:00.000</v></c>', "2025-03-01"),
    ("1C, spaces round a number", SPEND, "<c><v> 2600000 </v></c>", "2600000"),
    ("1C, a comma for a point", SPEND, "<c><v>2600000,50</v></c>", "500000"),
    ("POI, blank and styled", SPEND, '<c s="0"/>', None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("title", "cell", "expected"), [pytest.param(*each[1:], id=each[0]) for each in CELLS]
)
def test_a_cell_is_read_as_it_is_shown(title: str, cell: str, expected: object) -> None:
    firm = read(Book(table(title, cell)).packed())
    words = isinstance(expected, str) and not firm.profile.get(FACT[title])
    if words and expected == "500000":
        assert firm.problems
        return
    holds(firm, title, expected)


ONE = row(text("企业名称"), text("城市"), text(SPEND))
FIRM = row(text("甲"), text("厦门"), number("260"))
PLAIN: dict[str, Book] = {
    "Excel 2007, shared strings": Book(
        '<row r="1" spans="1:3"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c>'
        '<c r="C1" t="s"><v>2</v></c></row>'
        '<row r="2"><c r="A2" t="s"><v>3</v></c><c r="B2" t="s"><v>4</v></c><c r="C2" s="1"><v>260</v></c></row>',
        ['0"万元"'],
        [f"<si><t>{each}</t></si>" for each in ("企业名称", "城市", SPEND, "甲")]
        + ["<si><r><t>厦</t></r><r><t>门</t></r><rPh sb=\"0\" eb=\"1\"><t>xiamen</t></rPh></si>"],
        before='<dimension ref="A1:C2"/>',
    ),
    "Excel, Strict": Book(ONE + FIRM, ['0"万元"'], namespace=f"{STRICT}/spreadsheetml/main"),
    "Excel for Mac, calendar of 1904": Book(ONE + FIRM, ['0"万元"'], since_1904=True),
    "WPS, a wrong dimension": Book(ONE + FIRM, ['0"万元"'], before='<dimension ref="A1"/>'),
    "WPS, an extension": Book(
        ONE + FIRM, ['0"万元"'], after='<extLst><ext uri="{x}"><a xmlns="urn:x"/></ext></extLst>'
    ),
    "a prefix for every name": Book(
        re.sub(r"<(/?)(\w)", r"<\1x:\2", ONE + FIRM), ['0"万元"'], prefix="x"
    ),
    "a filter by a word": Book(
        ONE + FIRM, ['0"万元"'],
        after='<autoFilter ref="A1:C2"><filterColumn colId="0"><customFilters><customFilter operator="equal" '
        'val="甲公司"/></customFilters></filterColumn></autoFilter>',
    ),
    "a view that openpyxl refuses": Book(
        ONE + FIRM, ['0"万元"'], before='<sheetViews><sheetView view="print" workbookViewId="0"/></sheetViews>'
    ),
    "a font that openpyxl refuses": Book(
        ONE + FIRM, ['0"万元"'], fonts='<fonts><font><family val="255"/><color rgb="red"/></font></fonts>'
    ),
    "a page that openpyxl refuses": Book(
        ONE + FIRM, ['0"万元"'], after='<pageSetup paperSize="A4" orientation="portrait"/>'
    ),
    "columns that are styled to the last": Book(
        ONE + FIRM, ['0"万元"'], before='<cols><col min="1" max="16384" width="9" style="0"/></cols>'
    ),
    "rows that are styled and empty": Book(
        ONE + FIRM + "".join(f'<row r="{n}"><c r="C{n}" s="1"/></row>' for n in range(5, 900)), ['0"万元"']
    ),
    "no formats at all": Book(row(text("企业名称"), text("城市"), text("数字化改造实际投入（万元）")) + FIRM),
}  # fmt: skip


@pytest.mark.parametrize("name", PLAIN)
def test_a_workbook_of_another_make_is_read(name: str) -> None:
    firm = read(PLAIN[name].packed())
    assert (firm.name, firm.profile, firm.problems) == (
        "甲", {"city": "xiamen", "digital_spend": "2600000"}, []
    )  # fmt: skip


LATER = '<calcPr calcId="124519" fullCalcOnLoad="1"/>'
"""Asks whoever opens the file to compute everything, as xlsxwriter and openpyxl write it, and POI if told to."""


@pytest.mark.parametrize(
    ("cell", "calculation", "spent", "said"),
    [
        ("<c><f>1300000*2</f><v>0</v></c>", LATER, None, "no result yet"),
        ("<c><f>1300000*2</f><v>2600000</v></c>", LATER, "2600000", "computed again"),
        ("<c><f>1300000*2</f><v>2600000</v></c>", "", "2600000", ""),
        ("<c><f>1300000*2</f><v>2600000</v></c>", '<calcPr calcId="191029"/>', "2600000", ""),
        ("<c><v>0</v></c>", LATER, "0", ""),
        ('<c t="str"><f>A1</f><v>260万</v></c>', LATER, "2600000", "computed again"),
    ],
)
def test_a_result_that_is_only_computed_on_opening_is_not_taken_for_what_is_seen(
    cell: str, calculation: str, spent: str | None, said: str
) -> None:
    firm = read(Book(table(SPEND, cell), calculation=calculation).packed())
    assert firm.profile.get("digital_spend") == spent
    told = [each.en for each in (*firm.problems, *firm.doubts)]
    assert bool(firm.problems) == (spent is None)
    assert [said in each for each in told] == ([True] if said else [])


def test_days_of_both_calendars_are_the_same() -> None:
    for since_1904, serial in ((False, "45717"), (True, "44255")):
        book = Book(table(DAY, number(serial)), [14], since_1904=since_1904)
        assert read(book.packed()).profile[DAY] == "2025-03-01"


@pytest.mark.parametrize("name", ["a view", "a font", "a page"])
def test_what_is_done_without_openpyxl_is_what_it_cannot_do(name: str) -> None:
    """Where openpyxl learns to read these, the reader can leave more to it."""
    with pytest.raises((ValueError, TypeError)):
        openpyxl.load_workbook(io.BytesIO(PLAIN[f"{name} that openpyxl refuses"].packed()))
