"""Tables to hand over: rows of cells, and the same as CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from calculator.i18n import Text, plain
from calculator.quantity import Exact

MOST_ROWS = 10_000
MOST_COLUMNS = 400
LONGEST_CELL = 5_000  # characters


class Money(NamedTuple):
    """Yuan in a cell: a number to reckon with, to the fen."""

    yuan: Exact


class Strong(NamedTuple):
    """Text that stands out: a heading, or `large` the answer itself."""

    text: str
    large: bool = False


class Hyperlink(NamedTuple):
    """Text that leads to an address."""

    text: str
    address: str


Cell = str | int | Money | Strong | Hyperlink | None
Row = Sequence[Cell]


@dataclass(frozen=True)
class Sheet:
    """A table with a head; `widths` of its columns in characters.

    A `page` is to be read and printed as a whole: landscape, on one page's width, and what stands
    alone in a row has the whole width.
    """

    name: str
    head: Sequence[str]
    rows: Sequence[Row]
    widths: Sequence[int]
    page: bool = False


Fault = Literal["formula", "format"]
"""Why a cell has no text: its formula has no result, or its number format shows another number."""


class SheetLine(NamedTuple):
    """A row as read: its number in the file, counted from 1, its cells as text, and which of them
    (counted from 0) could not be read."""

    number: int
    cells: list[str]
    unread: Sequence[tuple[int, Fault]] = ()


class Unreadable(ValueError):
    """A file that is no table; `text` says why and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


TOO_MANY = Text(
    f"表格太大：最多 {MOST_ROWS:,} 行、{MOST_COLUMNS} 列，每格最多 {LONGEST_CELL:,} 个字",
    f"The table is too large: at most {MOST_ROWS:,} rows, {MOST_COLUMNS} columns and "
    f"{LONGEST_CELL:,} characters a cell",
)
_RUNS = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")  # how a formula may begin
_NOT_TEXT = Text(
    "这不是文本表格：用 Excel 或 WPS 另存为 .xlsx 或 .csv",
    "This is not a text table: save it as .xlsx or .csv from Excel or WPS",
)
_OPEN_QUOTE = Text(
    "引号没有配对，表格读不完", "A quotation mark is never closed, so the table has no end"
)


def to_csv(sheet: Sheet) -> str:
    """The table as CSV with CRLF. Text that a spreadsheet would run as a formula is kept text by a
    leading apostrophe."""
    told = io.StringIO()
    writer = csv.writer(told, lineterminator="\r\n")
    writer.writerow(map(_written, sheet.head))
    writer.writerows([_written(cell) for cell in row] for row in sheet.rows)
    return told.getvalue()


def _written(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case Money(value):
            return plain(value, 2)
        case int():
            return str(cell)
        case Strong(text, _) | Hyperlink(text, _):
            return _written(text)
        case _:
            return f"'{cell}" if _RUNS.match(cell) else cell


def decoded(data: bytes) -> str:
    """The text of a file as spreadsheets save it: UTF-8, UTF-16 with its mark, else GB18030 (Excel in China)."""
    marked = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    for encoding in (marked, "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(_NOT_TEXT)


def from_csv(text: str, parted_by: str = ",;\t") -> list[SheetLine]:
    """The rows of a CSV that have something in them, parted by comma, semicolon or tab.

    Raises Unreadable for what is no table or too large a one.
    """
    text = text.removeprefix("\ufeff")
    if "\0" in text:
        raise Unreadable(_NOT_TEXT)
    head = re.sub(r'"[^"]*"', "", text[:LONGEST_CELL].lstrip("\r\n").partition("\n")[0])
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=max(parted_by, key=head.count), strict=True
    )
    lines: list[SheetLine] = []
    try:
        for number, cells in enumerate(reader, 1):  # counted as a spreadsheet shows them
            if any(cell.strip() for cell in cells):
                lines.append(SheetLine(number, checked(cells, len(lines))))
    except csv.Error as error:
        raise Unreadable(TOO_MANY if "limit" in str(error) else _OPEN_QUOTE) from error
    return lines


def checked(cells: list[str], rows: int) -> list[str]:
    """The cells, with `rows` before them; Unreadable where that is too much."""
    if rows > MOST_ROWS or len(cells) > MOST_COLUMNS or any(len(c) > LONGEST_CELL for c in cells):
        raise Unreadable(TOO_MANY)
    return cells
