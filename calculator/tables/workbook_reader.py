"""Read Excel workbooks with openpyxl, each cell as it is displayed.

openpyxl handles the package, its parts, strings, rows and merged cells. Three things it cannot do
are done here: it turns numbers into floats, so the digits are taken from the file and formatted by
`number_format`; it rejects a whole workbook because of a font, filter or colour that it does not
know, so it is only given the parts that hold values; and it does not know the namespaces of Strict
OOXML.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from fractions import Fraction
from typing import IO, Any, Literal, NamedTuple

from openpyxl.cell.text import Text as RichText
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils import coordinate_to_tuple, range_boundaries
from openpyxl.worksheet import _reader
from openpyxl.xml.constants import ARC_STYLE, SHEET_MAIN_NS
from openpyxl.xml.functions import fromstring, iterparse

from calculator.i18n import Text
from calculator.tables.number_format import BUILT_IN, Shown, show_number, show_text
from calculator.tables.sheet import (
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    TOO_MANY,
    CellRemark,
    Remark,
    SheetLine,
    Unreadable,
    Worksheet,
)

_MOST_UNPACKED = 100_000_000
"""The largest part in bytes; a zip bomb declares less than it contains."""
_DAMAGED = Text(
    "工作簿已损坏，读不出来：用 Excel 或 WPS 打开，另存为 .xlsx",
    "The workbook is damaged and cannot be read: open it in Excel or WPS and save it as .xlsx",
)
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
_NUMBER = re.compile(r"-?(?:[0-9]{1,40}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})(?:[eE][+-]?[0-9]{1,3})?")
_TRUE = ("1", "true")
_NO_RESULT = "0"
"""What programs write that compute no formulas, and leave that to whoever opens the file."""
_SPREADSHEET_DAYS = datetime(1899, 12, 30)  # noqa: DTZ001 the calendar of a file has no zone


def read_workbook(data: bytes) -> list[Worksheet]:
    """Return the sheets of a workbook in their order, hidden ones included.

    Raises Unreadable if it is not a workbook, is damaged or too large.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl warns about is not needed here
            return list(_sheets(data))
    except (Unreadable, MemoryError):
        raise
    except Exception as error:  # openpyxl and expat raise all kinds of errors on a damaged file
        raise Unreadable(_DAMAGED) from error


class _Package(zipfile.ZipFile):
    """The parts of a workbook, limited in size and in the namespaces that openpyxl knows."""

    def open(
        self,
        name: str | zipfile.ZipInfo,
        mode: Literal["r", "w"] = "r",
        pwd: bytes | None = None,
        *,
        force_zip64: bool = False,
    ) -> IO[bytes]:
        with super().open(name, mode, pwd, force_zip64=force_zip64) as part:
            content = part.read(_MOST_UNPACKED + 1)
        if len(content) > _MOST_UNPACKED:
            raise Unreadable(TOO_MANY)
        if (
            b"<!DOCTYPE" in content
        ):  # a genuine workbook declares no document type; this rules out entities
            raise Unreadable(_DAMAGED)
        if b"purl.oclc.org" in content:
            content = _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/", content)
        return io.BytesIO(content)


def _sheets(data: bytes) -> Iterator[Worksheet]:
    reader = ExcelReader(io.BytesIO(data), data_only=True, keep_links=False)
    reader.archive = _Package(io.BytesIO(data))
    reader.read_manifest()
    reader.read_strings()
    reader.read_workbook()
    since_1904 = reader.wb.epoch.year == 1904
    recalculated = _is_recalculated(reader)
    codes = _codes(reader.archive)
    for place, (sheet, relation) in enumerate(reader.parser.find_sheets()):
        if "worksheet" not in relation.Type:
            continue  # a chart or a dialog sheet
        with reader.archive.open(relation.target) as part:
            rows = _Rows(part, reader.shared_strings, codes, since_1904, recalculated)
            lines, cut = rows.read_lines()
        yield Worksheet(
            sheet.name,
            lines,
            sheet.state == "visible",
            place == (reader.wb._active_sheet_index or 0),
            frozenset(rows.hidden_columns),
            cut,
        )


def _is_recalculated(reader: ExcelReader) -> bool:
    """Check whether Excel computes every formula on opening, and shows the results of that.

    openpyxl takes it for granted where the file does not say so.
    """
    root = fromstring(reader.archive.read(reader.parser.workbook_part_name))
    settings = root.find(_tag("calcPr"))
    return settings is not None and settings.get("fullCalcOnLoad") in _TRUE


def _codes(archive: zipfile.ZipFile) -> list[str]:
    """Return the number format code of each cell style."""
    if ARC_STYLE not in archive.namelist():
        return []
    root = fromstring(archive.read(ARC_STYLE))
    own = {each.get("numFmtId"): each.get("formatCode", "") for each in root.iter(_tag("numFmt"))}
    styles = root.find(_tag("cellXfs"))
    used = [each.get("numFmtId", "0") for each in styles] if styles is not None else []
    return [own.get(name, BUILT_IN.get(int(name), "General")) for name in used]


def _tag(name: str) -> str:
    return f"{{{SHEET_MAIN_NS}}}{name}"


_TEXT = _tag("t")


class _Cell(NamedTuple):
    """The text that a cell shows, and a remark on it."""

    text: str
    kind: Remark | None = None
    detail: str = ""


class _Rows(_reader.WorkSheetParser):  # type: ignore[misc]
    """openpyxl's parser of a sheet, keeping the file's digits and skipping what is not needed."""

    def __init__(
        self,
        part: IO[bytes],
        strings: Sequence[str],
        codes: Sequence[str],
        since_1904: bool,
        recalculated: bool,
    ) -> None:
        super().__init__(part, strings, data_only=True)
        self.codes, self.since_1904, self.recalculated = codes, since_1904, recalculated
        self.merged: list[tuple[int, int, int, int]] = []
        self.hidden_columns: set[int] = set()

    def read_lines(self) -> tuple[list[SheetLine], bool]:
        """Return the non-empty rows, and whether there are more than can be read."""
        lines: list[SheetLine] = []
        cut = False
        for _, element in iterparse(self.source):
            if element.tag == _reader.ROW_TAG:
                line = self._line(element)
                element.clear()
                if line and (len(lines) > MOST_ROWS or len(line.cells) > MOST_COLUMNS):
                    cut = True
                    break
                lines += [line] if line else []
            elif element.tag == _reader.MERGE_TAG:
                self.merged = [range_boundaries(each.get("ref")) for each in element]
            elif element.tag == _reader.COL_TAG and _unseen(element, "width"):
                last = min(int(element.get("max")), MOST_COLUMNS)
                self.hidden_columns.update(range(int(element.get("min")) - 1, last))
        return _with_merged(lines, self.merged), cut

    def _line(self, row: Any) -> SheetLine | None:
        number, found = self.parse_row(row)
        shown = {column: each for column, each in found if each.kind or each.text.strip()}
        if not shown:
            return None
        cells = [shown[n].text if n in shown else "" for n in range(1, max(shown) + 1)]
        if any(len(cell) > LONGEST_CELL for cell in cells):
            raise Unreadable(TOO_MANY)
        remarks = tuple(
            CellRemark(n - 1, each.kind, each.detail) for n, each in shown.items() if each.kind
        )
        return SheetLine(number, cells, remarks, _unseen(row, "ht"))

    def parse_cell(self, element: Any) -> tuple[int, _Cell]:
        """Return the column of a cell, counted from 1, and what it shows."""
        if place := element.get("r"):
            self.col_counter = coordinate_to_tuple(place)[1]
        else:
            self.col_counter += 1
        return self.col_counter, self._cell(element)

    def _cell(self, element: Any) -> _Cell:
        kind, value = element.get("t", "n"), element.findtext(_reader.VALUE_TAG) or ""
        computed = element.find(_reader.FORMULA_TAG) is not None
        # Only a formula whose result is text may have an empty one.
        if computed and not value and kind != "str":
            return _Cell("", "formula")
        if computed and self.recalculated and value == _NO_RESULT:
            return _Cell("", "formula")
        style = int(element.get("s", 0))
        code = self.codes[style] if style < len(self.codes) else "General"
        match kind:
            case "s" if value:
                shown = show_text(_unescaped(self.shared_strings[int(value)]), code)
            case "inlineStr":
                shown = show_text(_unescaped(_inline(element)), code)
            case "b":
                shown = Shown("TRUE" if value.strip() in _TRUE else "FALSE")
            case "d":
                shown = _show_iso(value.strip(), code)
            case "n" if _NUMBER.fullmatch(value.strip()):
                shown = show_number(Fraction(value.strip()), code, self.since_1904)
            case "e":
                shown = Shown(value)
            case _:
                shown = show_text(_unescaped(value), code)
        if shown.text is None:
            return _Cell("", "format")
        if shown.held:
            return _Cell(shown.text, "rounded", shown.held)
        unsure = computed and self.recalculated and shown.text.strip()
        return _Cell(shown.text, "recalculated" if unsure else None)


def _inline(element: Any) -> str:
    child = element.find(_reader.INLINE_STRING)
    if child is None:
        return ""
    if len(child) == 1 and child[0].tag == _TEXT:
        return child[0].text or ""
    return str(RichText.from_tree(child).content)  # without phonetic guides


def _unescaped(text: str) -> str:
    """Decode the escaped line ends that some programs write."""
    return text.replace("_x000D_", "").replace("_x000A_", "\n") if "_x000" in text else text


def _show_iso(value: str, code: str) -> Shown:
    """Return a date or time in ISO 8601, which Strict OOXML and some libraries write, as displayed."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return Shown(value)
    if moment.tzinfo and moment.time() != time():
        return Shown(None)  # the date depends on the time zone of the reader
    since = moment.replace(tzinfo=None) - _SPREADSHEET_DAYS
    serial = since.days + Fraction(since.seconds, 86_400)
    dated = (
        code if re.search("[ymdhse]", code, re.IGNORECASE) and code != "General" else "yyyy-m-d h:m"
    )
    return show_number(serial, dated)


def _unseen(element: Any, size: str) -> bool:
    """Check whether a row or column is hidden, filtered out or of zero size."""
    return element.get("hidden") in _TRUE or element.get(size) in ("0", "0.0")


def _with_merged(
    lines: Sequence[SheetLine], merged: Sequence[tuple[int, int, int, int]]
) -> list[SheetLine]:
    """Copy the text of each cell merged over several rows into each of these rows."""
    if not merged:
        return list(lines)
    by_number = {line.number: line for line in lines}
    for left, top, right, bottom in merged:
        first = by_number.get(top)
        at, last = left - 1, min(right, MOST_COLUMNS) - 1
        text = first.cells[at] if first and at < len(first.cells) else ""
        if not text.strip():
            continue
        own = [each for each in first.remarks if each.column == at] if first else []
        detail = f"{top}–{bottom}"
        down = [CellRemark(at, "merged", detail)] if bottom > top else []
        across = [CellRemark(n, "spanned") for n in range(at + 1, last + 1)]
        for number in range(top, min(bottom, top + MOST_ROWS) + 1):
            if line := by_number.get(number):
                cells = line.cells + [""] * (at + 1 - len(line.cells))
                cells[at] = text
                cells[at + 1 : last + 1] = [""] * len(cells[at + 1 : last + 1])
                kept = [each for each in line.remarks if not at <= each.column <= last]
                by_number[number] = line._replace(
                    cells=cells, remarks=(*kept, *own, *down, *across)
                )
    return list(by_number.values())
