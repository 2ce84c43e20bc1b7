"""Write Excel workbooks with openpyxl: numbers digit for digit, and no text that runs as a formula.

openpyxl writes everything but the rows. It makes several objects of each cell, turns numbers into
floats and guesses the types of texts; in a browser that takes longer than assessing the enterprises.
"""

from __future__ import annotations

import io
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from datetime import datetime
from itertools import chain, islice, repeat
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink as CellLink
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.pagebreak import Break
from openpyxl.writer.excel import ExcelWriter

from calculator.i18n import plain
from calculator.tables.number_format import DIGITS
from calculator.tables.sheet import (
    CHOICES,
    MOST_ROWS,
    RUNS,
    Cell,
    Chart,
    Hint,
    Hyperlink,
    Money,
    Row,
    Sheet,
    Strong,
)

_MADE = datetime(2000, 1, 1)  # noqa: DTZ001 the same bytes for the same sheets
_STAMP = (1980, 1, 1, 0, 0, 0)
_CANNOT_STAND = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONGEST_TEXT = 32_767  # the limit of a spreadsheet cell, in characters
_LONGEST_NAME = 31  # the limit of the name of a sheet, in characters
_MOST_LINES = 1_048_576  # the limit of a sheet
_MOST_LINKS = 65_530  # the limit of a sheet in Excel, which otherwise offers to repair the file
_LINE, _MOST_HIGH, _NO_WIDTH = 15, 27, 10**6  # points; lines, the limit of a row; characters
_MARGIN = 0.45  # inches
_PAGE_HEIGHT, _ROW_HEIGHT = 20.0, 0.53  # centimetres: of a page at its usual scale, and of a row
_COLOUR, _LIGHT = "0F5457", "9CC5C6"
_TOP = Alignment(vertical="top")
_WRAPPED = Alignment(vertical="top", wrap_text=True)


def _font(size: int = 11, **settings: Any) -> Font:
    """Return the font of the workbook's theme, which has one for each script."""
    return Font(name="Calibri", family=2, scheme="minor", size=size, **settings)


_STYLES: dict[str, dict[str, Any]] = {
    "text": {"alignment": _WRAPPED},
    "formula": {"alignment": _WRAPPED, "quotePrefix": True},
    "head": {"alignment": _WRAPPED, "font": _font(bold=True)},
    "figures": {
        "alignment": Alignment(vertical="top", horizontal="right", wrap_text=True),
        "font": _font(bold=True),
    },
    "money": {"alignment": _TOP, "number_format": "#,##0.00"},
    "integer": {"alignment": _TOP, "number_format": "0"},
    "link": {"alignment": _WRAPPED, "font": _font(underline="single", color=_COLOUR)},
    "large": {"alignment": _TOP, "font": _font(22, bold=True, color=_COLOUR)},
}


def write_workbook(sheets: Iterable[Sheet]) -> bytes:
    """Return a workbook, identical bytes for identical sheets. Text is never a formula."""
    out = io.BytesIO()
    save_workbook(sheets, out)
    return out.getvalue()


def save_workbook(sheets: Iterable[Sheet], out: IO[bytes]) -> None:
    """Write a workbook to a file. However many rows there are, few are in memory."""
    book = Workbook(write_only=True)
    book.properties.created = book.properties.modified = _MADE
    book.calculation.fullCalcOnLoad = False  # or Excel asks on closing whether to save
    lists = _Lists()
    with ExitStack() as files:
        pages = [page for sheet in sheets for page in _pages(book, sheet, lists, files)]
        if lists.rows:
            pages += _pages(book, Sheet(CHOICES, (), lists.rows, ()), lists, files)
            book.worksheets[-1].sheet_state = "hidden"
        rows = {f"xl/worksheets/sheet{n}.xml": page.rows for n, page in enumerate(pages, 1)}
        ExcelWriter(book, _Package(out, rows)).save()


class _Package(zipfile.ZipFile):
    """An archive whose parts all have the same fixed date, and its sheets the rows in these files."""

    def __init__(self, out: IO[bytes], rows: Mapping[str, IO[bytes]]) -> None:
        super().__init__(out, "w", zipfile.ZIP_DEFLATED)
        self.rows = rows

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        with open(filename, "rb") as part:  # noqa: PTH123 a temporary file of openpyxl
            before, _empty, after = re.split(
                rb"(<sheetData ?/>|<sheetData></sheetData>)", part.read()
            )
        with super().open(self._info(arcname), "w") as whole, self.rows[arcname] as rows:
            whole.write(before + b"<sheetData>")
            rows.seek(0)
            shutil.copyfileobj(rows, whole)
            whole.write(b"</sheetData>" + after)

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        name = getattr(zinfo_or_arcname, "filename", zinfo_or_arcname)
        super().writestr(self._info(name), data)

    def _info(self, name: str) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(name, _STAMP)
        info.compress_type = zipfile.ZIP_DEFLATED
        return info


class _Lists:
    """The words to choose from that a rule for cells cannot hold, each list a row of a hidden sheet."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, ...]] = []

    def formula(self, choices: tuple[str, ...]) -> str:
        """Return what a rule for cells says of where its words are."""
        within = ",".join(choices)
        if len(within) <= _LONGEST_RULE and not any(set(each) & set(',"') for each in choices):
            return f'"{within}"'
        if choices not in self.rows:
            self.rows.append(choices)
        n = self.rows.index(choices) + 1
        return f"'{CHOICES}'!$A${n}:${get_column_letter(len(choices))}${n}"


_LONGEST_RULE = 255  # characters, of words to choose from
_LONGEST_HINT = 255


# --- sheets ----------------------------------------------------------------------------------------


class _Page:
    """A sheet of the file: openpyxl's, and the XML of its rows in a file of its own."""

    def __init__(self, page: Any, sheet: Sheet, rows: IO[bytes]) -> None:
        self.page, self.sheet, self.rows = page, sheet, rows
        self.count = 0
        self.widest = sum(sheet.widths)
        self.styles = {name: _style_of(page, each) for name, each in _STYLES.items()}
        self.letters = [get_column_letter(n) for n in range(1, len(sheet.widths) + 1)]

    def append(self, row: Row) -> None:
        """Write a row, with the links in it."""
        self.count += 1
        sheet, n = self.sheet, self.count
        while len(self.letters) < len(row):
            self.letters.append(get_column_letter(len(self.letters) + 1))
        lines = max(map(_lines, row, chain(sheet.widths, repeat(_NO_WIDTH))), default=1)
        height = f' ht="{min(lines, _MOST_HIGH) * _LINE}"' if lines > 1 else ""
        if sheet.page and len(row) == 1 and len(sheet.widths) > 1:
            self.page.merged_cells.add(f"A{n}:{self.letters[len(sheet.widths) - 1]}{n}")
            high = 2 if row[0] == Strong(_text(row[0]), large=True) else _lines(row[0], self.widest)
            height = f' ht="{high * _LINE}" customHeight="1"'
        plainly = "head" if n == 1 and sheet.head else "text"
        cells = [
            self._cell(f"{letter}{n}", value, plainly)
            for letter, value in zip(self.letters, row, strict=False)
            if value is not None
        ]
        self.rows.write(f'<row r="{n}"{height}>{"".join(cells)}</row>'.encode())

    def _cell(self, place: str, value: Cell, plainly: str) -> str:
        style, kind, content = _content(value, plainly)
        if isinstance(value, Hyperlink) and len(self.page._hyperlinks) < _MOST_LINKS:
            self.page._hyperlinks.append(CellLink(ref=place, target=value.address))
        if kind == "n":
            return f'<c r="{place}" s="{self.styles[style]}"><v>{content}</v></c>'
        kept = ' xml:space="preserve"' if content != content.strip() else ""
        shown = content.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        shown = shown.replace("\r", "&#13;")
        return f'<c r="{place}" s="{self.styles[style]}" t="inlineStr"><is><t{kept}>{shown}</t></is></c>'


def _pages(book: Any, sheet: Sheet, lists: _Lists, files: ExitStack) -> Iterator[_Page]:
    """Write a sheet; one with more rows than a spreadsheet allows goes on in another."""
    rows = iter(sheet.rows)
    for nth in range(1, _MOST_LINES):
        following = next(rows, None)
        if following is None and nth > 1:
            return
        rest = () if following is None else chain([following], islice(rows, _MOST_LINES - 2))
        file = files.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 the stack closes it
        page = _prepared(book, sheet, lists, f" {nth}" if nth > 1 else "")
        yield _written(_Page(page, sheet, file), rest)


def _prepared(book: Any, sheet: Sheet, lists: _Lists, nth: str) -> Any:
    """Return a sheet with everything that stands before its rows in the file."""
    page = book.create_sheet(_cleaned(sheet.name)[: _LONGEST_NAME - len(nth)] + nth)
    for n, width in enumerate(sheet.widths, 1):
        page.column_dimensions[get_column_letter(n)].width = width
    if sheet.head and not sheet.page:
        page.freeze_panes = f"{get_column_letter(sheet.frozen + 1)}2"
        page.print_title_rows = "1:1"
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.page_margins = PageMargins(*[_MARGIN] * 4, header=0.2, footer=0.2)
    for hint in sheet.hints:
        page.data_validations.append(_rule(hint, lists))
    page._get_writer()  # begins the part, so that links can be added
    return page


def _written(written: _Page, rows: Iterable[Row]) -> _Page:
    """Write the rows, and what depends on how many there are."""
    page, sheet = written.page, written.sheet
    for row in chain([sheet.head] if sheet.head else [], rows):
        written.append(row)
    if sheet.filtered and written.count > 1:
        page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.head))}{written.count}"
    at, left = written.count + 2, 0.0
    for chart in sheet.charts:
        drawn = _drawn(chart, page)
        if drawn.height > left:
            page.row_breaks.append(Break(id=at - 1))  # a chart is not cut in two
            left = _PAGE_HEIGHT
        left -= drawn.height + 1
        page.add_chart(drawn, f"A{at}")
        at += round((drawn.height + 1) / _ROW_HEIGHT)
    return written


def _drawn(chart: Chart, page: Any) -> Any:
    """Return stacked horizontal bars, the first row on top."""
    bars = BarChart()
    bars.type, bars.grouping, bars.overlap, bars.gapWidth = "bar", "stacked", 100, 40
    bars.title, bars.legend.position = chart.title, "b"
    for column in chart.values:
        values = Reference(page, column + 1, chart.first - 1, column + 1, chart.last)
        bars.add_data(values, titles_from_data=True)
    bars.set_categories(
        Reference(page, chart.labels + 1, chart.first, chart.labels + 1, chart.last)
    )
    for series, colour in zip(bars.series, (_COLOUR, _LIGHT), strict=False):
        series.graphicalProperties.solidFill = colour
    bars.x_axis.scaling.orientation = "maxMin"
    bars.x_axis.delete = bars.y_axis.delete = False  # otherwise recent versions of Excel hide them
    bars.y_axis.numFmt, bars.y_axis.majorGridlines = "#,##0", None
    bars.width, bars.height = 26, 3.5 + 0.7 * (chart.last - chart.first + 1)
    return bars


def _rule(hint: Hint, lists: _Lists) -> Any:
    """Return the hint for the cells of a column and the options they offer; other input is allowed, too."""
    letter = get_column_letter(hint.column + 1)
    return DataValidation(
        type="list" if hint.choices else None,
        formula1=lists.formula(hint.choices) if hint.choices else None,
        allow_blank=True,
        showInputMessage=True,
        showErrorMessage=False,
        prompt=_cleaned(hint.said)[:_LONGEST_HINT],
        sqref=f"{letter}2:{letter}{MOST_ROWS + 1}",
    )


def _style_of(page: Any, settings: dict[str, Any]) -> int:
    """Return the number of the cell style with these settings."""
    cell = WriteOnlyCell(page)
    for name, value in settings.items():
        if name == "quotePrefix":
            cell._style.quotePrefix = value
        else:
            setattr(cell, name, value)
    style: int = cell.style_id
    return style


# --- cells -----------------------------------------------------------------------------------------


def _content(value: Cell, plainly: str) -> tuple[str, str, str]:
    """Return the style, type and content of a cell: a number keeps its digits, text stays text."""
    match value:
        case str():
            text = _cleaned(value)
            return "formula" if plainly == "text" and RUNS.match(text) else plainly, "s", text
        case Money(yuan):
            style, digits = "money", plain(yuan, 2)
        case int():
            style, digits = "integer", str(value)
        case Strong(text, large, figures):
            style = "large" if large else "figures" if figures else "head"
            return style, "s", _cleaned(text)
        case Hyperlink(text):
            return "link", "s", _cleaned(text)
        case None:
            return plainly, "s", ""
    if len(digits.replace(".", "").strip("-0")) > DIGITS:
        return "text", "s", digits  # as a number, a spreadsheet would change it
    return style, "n", digits


def _cleaned(text: str) -> str:
    return _CANNOT_STAND.sub("\ufffd", text)[:_LONGEST_TEXT]


def _lines(cell: Cell, width: int) -> int:
    """Return how many lines a text takes in a column; many programs do not find out by themselves."""
    text = _text(cell)
    if len(text) * 2 <= width and "\n" not in text:
        return 1
    # A Chinese character is twice as wide as a Latin one, and has three bytes instead of one.
    wide = ((len(line) + len(line.encode("utf-8", "replace"))) // 2 for line in text.split("\n"))
    return sum(-(-each // width) or 1 for each in wide)


def _text(cell: Cell) -> str:
    match cell:
        case str():
            return cell
        case Strong(text) | Hyperlink(text):
            return text
        case _:
            return ""
