"""Tables to be saved, as rows of cells or as CSV, and tables as read from a file."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from calculator.i18n import Text, plain
from calculator.quantity import Exact

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
"""The media type of an .xlsx file."""
MOST_ROWS = 20_000
MOST_ROWS_ON_PAGE = 5_000
"""The most rows that the page assesses; a browser has less memory."""
MOST_COLUMNS = 400
LONGEST_CELL = 5_000  # characters


class Money(NamedTuple):
    """An amount in yuan, which a spreadsheet can calculate with, to the fen."""

    yuan: Exact


class Strong(NamedTuple):
    """Emphasised text: a heading, over figures if `figures`, or the main figure if `large`."""

    text: str
    large: bool = False
    figures: bool = False


class Hyperlink(NamedTuple):
    """Text that links to an address."""

    text: str
    address: str


Cell = str | int | Money | Strong | Hyperlink | None
Row = Sequence[Cell]


CHOICES = "choices"
"""The hidden sheet of the words to choose from that do not fit into a rule for cells."""


class Hint(NamedTuple):
    """A hint for a column (counted from 0): what it may hold, and the words to choose from."""

    column: int
    said: str
    choices: tuple[str, ...] = ()


class Chart(NamedTuple):
    """Stacked bars of the rows `first` to `last`, numbered as in the file, of a sheet.

    The labels are in the column `labels`, the values in the columns `values`, all counted from 0;
    the row above `first` contains the names of the values.
    """

    title: str
    labels: int
    values: Sequence[int]
    first: int
    last: int


@dataclass(frozen=True)
class Sheet:
    """A table with a header; `widths` are those of its columns, in characters.

    A `page` is to be read and printed as a whole: landscape, on one page's width, and what stands
    alone in a row has the whole width. In any other sheet the header and the first `frozen` columns
    stay in view. One that is `filtered` has buttons to filter it, and one to be filled in `hints` at
    its columns. The `charts` are below the rows. The rows are read once.
    """

    name: str
    head: Sequence[str]
    rows: Iterable[Row]
    widths: Sequence[int]
    page: bool = False
    filtered: bool = False
    frozen: int = 0
    hints: Sequence[Hint] = ()
    charts: Sequence[Chart] = ()


Remark = Literal["formula", "recalculated", "format", "rounded", "merged", "spanned", "broken"]
"""Remarks on a cell as read: its formula has no result ("formula"), or one that is only computed when
the file is opened, perhaps not the one read ("recalculated"); its number format shows a different
number from the one stored, or none ("format"); it stores more digits than it shows ("rounded"); it is
merged over several rows, each of which gets its text ("merged"); it is covered by a cell to its left
("spanned"); it contains a character that could not be decoded ("broken")."""


class CellRemark(NamedTuple):
    """A remark on the cell in a `column`, counted from 0; `detail` is the stored number or the merged rows."""

    column: int
    kind: Remark
    detail: str = ""


class SheetLine(NamedTuple):
    """A row as read: its number in the file (from 1), its cells as text, and remarks on them.

    `hidden` means that it does not show when the file is opened.
    """

    number: int
    cells: list[str]
    remarks: Sequence[CellRemark] = ()
    hidden: bool = False


@dataclass(frozen=True)
class Worksheet:
    """A sheet as read: its non-empty rows. `name` is empty for a CSV file.

    `seen` means that it is not hidden; `active`, that the workbook opens with it; `hidden_columns`
    are counted from 0; `cut` means that it has more rows or columns than can be read.
    """

    name: str
    lines: Sequence[SheetLine]
    seen: bool = True
    active: bool = True
    hidden_columns: frozenset[int] = frozenset()
    cut: bool = False


class Unreadable(ValueError):
    """A file that is not a table; `text` says why and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


TOO_MANY = Text(
    f"表格太大：最多 {MOST_ROWS:,} 行（网页上 {MOST_ROWS_ON_PAGE:,} 行）、{MOST_COLUMNS} 列，"
    f"每格最多 {LONGEST_CELL:,} 个字",
    f"The table is too large: at most {MOST_ROWS:,} rows ({MOST_ROWS_ON_PAGE:,} on the page), "
    f"{MOST_COLUMNS} columns and {LONGEST_CELL:,} characters per cell",
)
RUNS = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")  # the beginning of a formula
_BROKEN = "\ufffd"
"""Replaces what could not be decoded."""
_NOT_TEXT = Text(
    "这不是文本表格：用 Excel 或 WPS 另存为 .xlsx 或 .csv",
    "This is not a text table: save it as .xlsx or .csv from Excel or WPS",
)
_OPEN_QUOTE = Text(
    "引号没有配对，表格读不完",
    "A quotation mark is never closed, so the end of the table cannot be found",
)


def to_csv(sheet: Sheet) -> str:
    """Return the table as CSV with CRLF; text that would run as a formula gets a leading apostrophe."""
    content = io.StringIO()
    writer = csv.writer(content, lineterminator="\r\n")
    writer.writerow(map(_written, sheet.head))
    writer.writerows([_written(cell) for cell in row] for row in sheet.rows)
    return content.getvalue()


def _written(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case Money(value):
            return plain(value, 2)
        case int():
            return str(cell)
        case Strong(text) | Hyperlink(text):
            return _written(text)
        case _:
            return f"'{cell}" if RUNS.match(cell) else cell


def decoded(data: bytes) -> str:
    """Decode a file as spreadsheets save it: UTF-8, UTF-16 with its mark, else GB18030 (Excel in China).

    A few damaged bytes become U+FFFD. Raises Unreadable if it is not text.
    """
    marked = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    for encoding in (marked, "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            text = data.decode(encoding, "replace")
        if text.count(_BROKEN) * 20 <= sum(char > "\x7f" for char in text):
            return text
    raise Unreadable(_NOT_TEXT)


def from_csv(text: str, parted_by: str = ",;\t") -> list[SheetLine]:
    """Return the non-empty rows of a CSV, separated by comma, semicolon or tab.

    A first line such as `sep=;`, which Excel writes, names the separator. Raises Unreadable if it
    is not a table or too large.
    """
    text = text.removeprefix("\ufeff")
    if "\0" in text:
        raise Unreadable(_NOT_TEXT)
    hint = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)
    text = text[hint.end() :] if hint else text
    parted = [re.sub(r'"[^"]*"', "", line) for line in text[:LONGEST_CELL].splitlines()]
    head = next((line for line in parted if any(sign in line for sign in parted_by)), "")
    delimiter = hint[1] if hint else max(parted_by, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines: list[SheetLine] = []
    try:
        for number, cells in enumerate(reader, 1):  # numbered as a spreadsheet does
            if any(cell.strip() for cell in cells):
                broken = (CellRemark(n, "broken") for n, c in enumerate(cells) if _BROKEN in c)
                lines.append(SheetLine(number, checked(cells, len(lines)), tuple(broken)))
    except csv.Error as error:
        raise Unreadable(TOO_MANY if "limit" in str(error) else _OPEN_QUOTE) from error
    return lines


def checked(cells: list[str], rows: int) -> list[str]:
    """Return the cells of a row that follows `rows` others. Raises Unreadable if that is too much."""
    if rows > MOST_ROWS or len(cells) > MOST_COLUMNS or any(len(c) > LONGEST_CELL for c in cells):
        raise Unreadable(TOO_MANY)
    return cells
