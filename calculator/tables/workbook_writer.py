"""Write Excel workbooks with openpyxl: numbers digit for digit, and no text that runs as a formula."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.writer.excel import ExcelWriter

from calculator.i18n import plain
from calculator.tables.number_format import DIGITS
from calculator.tables.sheet import (
    CHOICES,
    MOST_ROWS,
    RUNS,
    Cell,
    Hint,
    Hyperlink,
    Money,
    Sheet,
    Strong,
)

_MADE = datetime(2000, 1, 1)  # noqa: DTZ001 the same bytes for the same sheets
_STAMP = (1980, 1, 1, 0, 0, 0)
_CANNOT_STAND = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONGEST_TEXT = 32_767  # the limit of a spreadsheet cell, in characters
_COLOUR = "FF0F5457"
_TOP = Alignment(vertical="top")
_WRAPPED = Alignment(vertical="top", wrap_text=True)
_STYLES: dict[str, dict[str, Any]] = {
    "text": {"alignment": _WRAPPED},
    "formula": {"alignment": _WRAPPED, "quotePrefix": True},
    "head": {"alignment": _WRAPPED, "font": Font(bold=True, size=11)},
    "money": {"alignment": _TOP, "number_format": "#,##0.00"},
    "integer": {"alignment": _TOP, "number_format": "0"},
    "link": {"alignment": _WRAPPED, "font": Font(underline="single", size=11, color=_COLOUR)},
    "large": {"alignment": _TOP, "font": Font(bold=True, size=22, color=_COLOUR)},
}


def write_workbook(sheets: Sequence[Sheet]) -> bytes:
    """Return a workbook, identical bytes for identical sheets. Text is never a formula."""
    book = Workbook(write_only=True)
    book.properties.created = book.properties.modified = _MADE
    lists = _Lists()
    for sheet in sheets:
        _write_sheet(book, sheet, lists)
    lists.write(book)
    packed = io.BytesIO()
    ExcelWriter(book, _Package(packed, "w", zipfile.ZIP_DEFLATED)).save()
    return packed.getvalue()


class _Package(zipfile.ZipFile):
    """An archive whose parts all have the same fixed date."""

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        with open(filename, "rb") as part:  # noqa: PTH123 a temporary file of openpyxl
            self.writestr(arcname, part.read())

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        name = getattr(zinfo_or_arcname, "filename", zinfo_or_arcname)
        super().writestr(zipfile.ZipInfo(name, _STAMP), data, zipfile.ZIP_DEFLATED)


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

    def write(self, book: Any) -> None:
        if self.rows:
            page = book.create_sheet(CHOICES)
            page.sheet_state = "hidden"
            for row in self.rows:
                page.append(list(row))


_LONGEST_RULE = 255  # characters, of words to choose from
_LONGEST_HINT = 255


def _write_sheet(book: Any, sheet: Sheet, lists: _Lists) -> None:
    page = book.create_sheet(_cleaned(sheet.name)[:31])
    for n, width in enumerate(sheet.widths, 1):
        page.column_dimensions[get_column_letter(n)].width = width
    page.freeze_panes = None if sheet.page else "A2"
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    if not sheet.page:
        page.print_title_rows = "1:1"
    if sheet.filtered and sheet.rows:
        page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.head))}{len(sheet.rows) + 1}"
    for hint in sheet.hints:
        page.data_validations.append(_rule(hint, lists))
    styles = {name: _styled(page, each) for name, each in _STYLES.items()}
    rows = [sheet.head, *sheet.rows]
    for n, row in enumerate(rows, 1):
        if sheet.page and len(row) == 1 and len(sheet.widths) > 1:
            page.merged_cells.add(f"A{n}:{get_column_letter(len(sheet.widths))}{n}")
            page.row_dimensions[n].height = _height(row[0], sum(sheet.widths))
        page.append(_cells(page, row, styles, "head" if n == 1 else "text"))


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


def _styled(page: Any, settings: dict[str, Any]) -> Any:
    """Return a cell style with these settings, for use in other cells."""
    cell = WriteOnlyCell(page)
    for name, value in settings.items():
        if name == "quotePrefix":
            cell._style.quotePrefix = value
        else:
            setattr(cell, name, value)
    return cell._style


def _cells(page: Any, row: Sequence[Cell], styles: dict[str, Any], plainly: str) -> Iterator[Any]:
    """Yield a row for openpyxl, bypassing its type guessing: a number keeps its digits, text stays text."""
    for value in row:
        if value is None:
            yield None
            continue
        style, kind, content = _content(value, plainly)
        cell = WriteOnlyCell(page)
        if isinstance(value, Hyperlink):
            cell.hyperlink = value.address
        cell._style, cell.data_type, cell._value = styles[style], kind, content
        yield cell


def _content(value: Cell, plainly: str) -> tuple[str, str, str]:
    """Return the style, type and content of a cell."""
    match value:
        case Money(yuan):
            style, digits = "money", plain(yuan, 2)
        case int():
            style, digits = "integer", str(value)
        case Strong(text, large):
            return "large" if large else "head", "s", _cleaned(text)
        case Hyperlink(text, _):
            return "link", "s", _cleaned(text)
        case _:
            text = _cleaned(str(value))
            return "formula" if plainly == "text" and RUNS.match(text) else plainly, "s", text
    if len(digits.replace(".", "").strip("-0")) > DIGITS:
        return "text", "s", digits  # as a number, a spreadsheet would change it
    return style, "n", digits


def _cleaned(text: str) -> str:
    return _CANNOT_STAND.sub("\ufffd", text)[:_LONGEST_TEXT]


def _height(cell: Cell, width: int) -> int:
    """Return the height of a row whose one cell spans the full width; spreadsheets do not compute it."""
    text = cell.text if isinstance(cell, (Strong, Hyperlink)) else str(cell)
    lines = -(-sum(2 if ord(char) > 0x2E7F else 1 for char in text) // width) or 1
    return 30 if cell == Strong(text, large=True) else 15 * lines
