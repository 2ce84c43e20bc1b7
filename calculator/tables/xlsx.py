"""Excel workbooks, written and read: the part of the format that a table of facts needs.

Figures stay decimals on both ways: they are written digit for digit, and read at the fifteen digits
that a spreadsheet shows, never through a float.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from functools import cache
from typing import NamedTuple
from xml.parsers import expat

from calculator.i18n import Text, plain
from calculator.tables.sheet import (
    MOST_COLUMNS,
    TOO_MANY,
    Cell,
    Fault,
    Hyperlink,
    Money,
    Sheet,
    SheetLine,
    Strong,
    Unreadable,
    checked,
)

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DIGITS = 15
"""What a spreadsheet keeps of a number."""

# --- writing ---------------------------------------------------------------------------------------

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TEXT, _HEAD, _MONEY, _INTEGER, _LINK, _LARGE = range(6)
_STYLES = (
    f'{_DECLARED}<styleSheet xmlns="{_MAIN}"><fonts count="4"><font><sz val="11"/></font>'
    '<font><b/><sz val="11"/></font><font><u/><sz val="11"/><color rgb="FF0F5457"/></font>'
    '<font><b/><sz val="22"/><color rgb="FF0F5457"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/>'
    '</fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/>'
    '</borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="6">'
    '<xf applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>'
    '<xf fontId="1" applyFont="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>'
    '<xf numFmtId="4" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top"/></xf>'
    '<xf numFmtId="1" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top"/></xf>'
    '<xf fontId="2" applyFont="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>'
    '<xf fontId="3" applyFont="1" applyAlignment="1"><alignment vertical="top"/></xf>'
    '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0"/></cellStyles></styleSheet>'
)
_CANNOT_STAND = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"})
_STAMP = (1980, 1, 1, 0, 0, 0)


def write_workbook(sheets: Sequence[Sheet]) -> bytes:
    """A workbook, the same bytes for the same sheets. Text is never a formula."""
    count = range(1, len(sheets) + 1)
    listed = "".join(
        f'<sheet name="{_escaped(sheet.name[:31])}" sheetId="{n}" r:id="r{n}"/>'
        for n, sheet in zip(count, sheets, strict=True)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + _override("workbook", "sheet.main")
        + _override("styles", "styles")
        + "".join(_override(f"worksheets/sheet{n}", "worksheet") for n in count)
        + "</Types>",
        "_rels/.rels": _relations([("r1", "officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(
            [(f"r{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in count]
            + [("r0", "styles", "styles.xml")]
        ),
        "xl/styles.xml": _STYLES,
    }
    for n, sheet in zip(count, sheets, strict=True):
        parts[f"xl/worksheets/sheet{n}.xml"] = _sheet(sheet)
        if links := [address for _, address in _links(sheet)]:
            parts[f"xl/worksheets/_rels/sheet{n}.xml.rels"] = _relations(
                (f"r{k}", "hyperlink", address) for k, address in enumerate(links)
            )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            whole = part if part.startswith("<?xml") else _DECLARED + part
            archive.writestr(zipfile.ZipInfo(name, _STAMP), whole.encode(), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _override(part: str, kind: str) -> str:
    kind = f"application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"
    return f'<Override PartName="/xl/{part}.xml" ContentType="{kind}"/>'


def _relations(found: Iterable[tuple[str, str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="{_escaped(target)}"'
        + (' TargetMode="External"/>' if kind == "hyperlink" else "/>")
        for name, kind, target in found
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def _sheet(sheet: Sheet) -> str:
    widths = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>'
        for n, width in enumerate(sheet.widths, 1)
    )
    rows = [_row(sheet, sheet.head, _HEAD), *(_row(sheet, row, _TEXT) for row in sheet.rows)]
    frozen = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    links = "".join(
        f'<hyperlink ref="{place}" r:id="r{k}"/>' for k, (place, _) in enumerate(_links(sheet))
    )
    alone = [n for n, row in enumerate((sheet.head, *sheet.rows), 1) if _alone(sheet, row)]
    last = _letters(len(sheet.widths) - 1)
    merged = "".join(f'<mergeCell ref="A{n}:{last}{n}"/>' for n in alone)
    return (
        f'<worksheet xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView workbookViewId="0">{"" if sheet.page else frozen}</sheetView>'
        f"</sheetViews><cols>{widths}</cols><sheetData>{''.join(rows)}</sheetData>"
        + (f"<mergeCells>{merged}</mergeCells>" if merged else "")
        + (f"<hyperlinks>{links}</hyperlinks>" if links else "")
        + '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/></worksheet>'
    )


def _alone(sheet: Sheet, row: Sequence[Cell]) -> bool:
    """Whether the row has one cell, which is to have the width of the page."""
    return sheet.page and len(row) == 1 and len(sheet.widths) > 1


def _links(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """Where in the sheet a cell leads to an address, and to which."""
    for n, row in enumerate(sheet.rows, 2):
        for at, cell in enumerate(row):
            if isinstance(cell, Hyperlink):
                yield f"{_letters(at)}{n}", cell.address


def _letters(at: int) -> str:
    """The name of a column, counted from 0: A, Z, AA."""
    return (_letters(at // 26 - 1) if at >= 26 else "") + chr(ord("A") + at % 26)


def _row(sheet: Sheet, cells: Sequence[Cell], style: int) -> str:
    written = "".join([_cell(cell, style) for cell in cells])
    if not _alone(sheet, cells):
        return f"<row>{written}</row>"
    # Spreadsheets do not find the height of merged cells themselves.
    text = _words(cells[0])
    lines = -(-sum(2 if ord(char) > 0x2E7F else 1 for char in text) // sum(sheet.widths)) or 1
    height = 30 if cells[0] == Strong(text, large=True) else 15 * lines
    return f'<row ht="{height}" customHeight="1">{written}</row>'


def _words(cell: Cell) -> str:
    return cell.text if isinstance(cell, (Strong, Hyperlink)) else str(cell)


def _cell(cell: Cell, style: int) -> str:
    match cell:
        case None:
            return "<c/>"
        case Money(value):
            digits, style = plain(value, 2), _MONEY
        case int():
            digits, style = str(cell), _INTEGER
        case Strong(text, large):
            return _written(text, _LARGE if large else _HEAD)
        case Hyperlink(text, _):
            return _written(text, _LINK)
        case _:
            return _written(cell, style)
    if len(digits.replace(".", "").strip("-0")) > DIGITS:
        return _written(digits, _TEXT)  # a spreadsheet would change the number
    return f'<c s="{style}"><v>{digits}</v></c>'


def _written(text: str, style: int) -> str:
    return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{_escaped(text)}</t></is></c>'


def _escaped(text: str) -> str:
    return _CANNOT_STAND.sub("\ufffd", text).translate(_ESCAPES)


# --- reading ---------------------------------------------------------------------------------------

MOST_BYTES = 20_000_000
_MOST_UNPACKED = 100_000_000  # of one part; a zip bomb says less than it holds
_NO_WORKBOOK = Text(
    "这不是 .xlsx 工作簿：用 Excel 或 WPS 另存为 .xlsx 或 .csv",
    "This is not an .xlsx workbook: save it as .xlsx or .csv from Excel or WPS",
)
_OLD = Text(
    "这是旧版 .xls 或加了密码的文件：去掉密码，另存为 .xlsx 或 .csv",
    "This is an old .xls file or one with a password: remove the password and save it as .xlsx or .csv",
)
_DAMAGED = Text("工作簿已损坏，读不出来", "The workbook is damaged and cannot be read")
_NUMBER = re.compile(r"-?[0-9.]{1,40}(?:[eE][+-]?[0-9]{1,3})?")
_BUILT_IN = {
    **dict.fromkeys((*range(14, 18), *range(27, 37), *range(50, 59)), "yyyy-mm-dd"),
    **dict.fromkeys((*range(18, 22), 45, 46, 47), "h:mm"), 22: "yyyy-mm-dd h:mm", 9: "0%", 10: "0.00%",
    # The currency of these is that of the country of the program, which the file does not name.
    **dict.fromkeys((5, 6, 7, 8, 42, 44), '0"¤"0'),
}  # fmt: skip
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|[_*].|\[\$(?P<currency>[^\]-]*)[^\]]*\]'
    r"|\[(?P<condition>[<>=]+ *-?[0-9.]+)\]|\[(?P<elapsed>[hms]+)\]|\[[^\]]*\]"
    r"|(?P<digits>(?:General|Standard|G/通用格式|常规|@)|[0#?.]+(?:,*[0#?.]+)*(?:E[+-][0#?]+)?),*"
    r"|(?P<date>AM/PM|A/P|上午/下午|[ymdhsegb]+)|(?P<end>;)|(?P<sign>.)",
    re.IGNORECASE | re.DOTALL,
)
_NEUTRAL = re.compile(
    r"[\s+()（）:/-]"
)  # signs of accounting, fractions and times, which name no unit
_IN_THOUSANDS = re.compile(
    r"[千万亿]|(?<![a-z])(?:k|m|mn|b|bn|thousand|million|billion)(?![a-z])", re.IGNORECASE
)


def read_workbook(data: bytes) -> list[SheetLine]:
    """The rows of the first visible sheet that have something in them, each cell as it reads there.

    A figure is a plain decimal with the unit, the currency or the sign of percent that its format
    shows beside it; a day is YYYY-MM-DD.
    Raises Unreadable for what is no workbook, is damaged or too large.
    """
    if data[:4] == b"\xd0\xcf\x11\xe0":
        raise Unreadable(_OLD)
    if len(data) > MOST_BYTES:
        raise Unreadable(TOO_MANY)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return list(_lines(archive))
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError) as error:
        raise Unreadable(_NO_WORKBOOK) from error
    except (expat.ExpatError, zlib.error, EOFError, IndexError, ValueError) as error:
        raise error if isinstance(error, Unreadable) else Unreadable(_DAMAGED) from error


class _Book(NamedTuple):
    """What cells refer to: texts, how numbers are shown, and the first day of the calendar."""

    strings: list[str]
    shown: list[str]
    since_1904: bool


def _lines(archive: zipfile.ZipFile) -> Iterator[SheetLine]:
    since_1904, sheets = False, list[str]()

    def workbook(name: str, given: dict[str, str]) -> None:
        nonlocal since_1904
        if name == "workbookPr":
            since_1904 = given.get("date1904") in ("1", "true")
        if name == "sheet" and given.get("state", "visible") == "visible":
            sheets.append(given["id"])

    _parse(archive, "xl/workbook.xml", workbook)
    targets: dict[str, str] = {}
    _parse(
        archive,
        "xl/_rels/workbook.xml.rels",
        lambda name, given: (
            targets.update({given["Id"]: given["Target"]}) if name == "Relationship" else None
        ),
    )
    place = targets[sheets[0]] if sheets else ""
    place = place.removeprefix("/") if place.startswith("/") else f"xl/{place}"
    book = _Book(list(_strings(archive)), list(_formats(archive)), since_1904)
    return _read_sheet(archive, place, book)


def _read_sheet(archive: zipfile.ZipFile, place: str, book: _Book) -> Iterator[SheetLine]:
    lines: list[SheetLine] = []
    row: dict[int, str] = {}
    unread: list[tuple[int, Fault]] = []
    number = column = 0
    given: dict[str, str] = {}
    words: list[str] = []
    formula = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal number, column, given, formula
        if name == "row":
            row.clear()
            unread.clear()
            number, column = int(attributes.get("r", number + 1)), 0
        elif name == "c":
            given, column = attributes, _column(attributes.get("r", ""), column + 1)
            words.clear()
            formula = False

    def end(name: str, text: str) -> None:
        nonlocal formula
        if name in ("v", "t"):
            words.append(text)
        elif name == "f":
            formula = True
        elif name == "c":
            value = "".join(words)
            # Only a formula whose result is a text may have an empty one.
            waits = formula and not value and given.get("t") != "str"
            shown = None if waits else _shown(value, given, book)
            if shown is None or shown.strip():
                if column > MOST_COLUMNS:
                    raise Unreadable(TOO_MANY)
                row[column] = shown or ""
            if shown is None:
                unread.append((column - 1, "formula" if waits else "format"))
        elif name == "row" and row:
            cells = [row.get(n, "") for n in range(1, max(row) + 1)]
            lines.append(SheetLine(number, checked(cells, len(lines)), tuple(unread)))

    _parse(archive, place, start, end)
    yield from lines


def _strings(archive: zipfile.ZipFile) -> Iterator[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return
    found: list[str] = []
    words: list[str] = []

    def end(name: str, text: str) -> None:
        if name == "t":
            words.append(text)
        elif name == "si":
            found.append("".join(words))
            words.clear()

    _parse(archive, "xl/sharedStrings.xml", lambda name, given: None, end)
    yield from found


def _formats(archive: zipfile.ZipFile) -> Iterator[str]:
    """For each style of cell the code of its number format, empty where it shows numbers plainly."""
    if "xl/styles.xml" not in archive.namelist():
        return
    own: dict[str, str] = {}
    used: list[str] = []
    in_cells = False

    def start(name: str, given: dict[str, str]) -> None:
        nonlocal in_cells
        if name == "numFmt":
            own[given["numFmtId"]] = given["formatCode"]
        elif name == "cellXfs":
            in_cells = True
        elif name == "xf" and in_cells:
            used.append(given.get("numFmtId", "0"))

    def end(name: str, text: str) -> None:
        nonlocal in_cells
        in_cells = in_cells and name != "cellXfs"

    _parse(archive, "xl/styles.xml", start, end)
    yield from (own.get(name, _BUILT_IN.get(int(name), "")) for name in used)


def _shown(value: str, given: dict[str, str], book: _Book) -> str | None:
    """What the cell shows; None where that is not the number it keeps."""
    style = int(given.get("s", 0))
    code = book.shown[style] if style < len(book.shown) else ""
    match given.get("t", "n"):
        case "s":
            return _worded(book.strings[int(value)], code) if value else ""
        case "b":
            return "TRUE" if value == "1" else "FALSE"
        case "d":
            return value.removesuffix("T00:00:00")
        case "n" if value:
            return _figure(value, code, book.since_1904)
        case "e":
            return value
        case _:
            return _worded(value, code)


def _worded(text: str, code: str) -> str | None:
    """A text as its format shows it: the fourth part, or one with @, is for texts."""
    sections = _sections(code)
    if not text.strip() or not (len(sections) > 3 or "@" in code):
        return text
    shown = sections[3] if len(sections) > 3 else sections[-1]
    before, after = (_NEUTRAL.sub("", beside) for beside in (shown.before, shown.after))
    return f"{before}{text}{after}" if shown.digits else None


def _figure(value: str, code: str, since_1904: bool) -> str | None:
    if not _NUMBER.fullmatch(value):
        raise Unreadable(_DAMAGED)
    number = _rounded(Fraction(value))
    shown = _section(_sections(code), number)
    if shown is None or shown.parted:
        return None
    if shown.day:
        if number < 61:  # before March 1900 spreadsheets do not agree
            return None
        days, rest = divmod(number + (1462 if since_1904 else 0), 1)
        minutes = int(rest * 1440)
        return _day(int(days)) + (f" {minutes // 60:02}:{minutes % 60:02}" if rest else "")
    if number > 0 and "-" in shown.before:
        return None
    if not shown.digits:
        return "0" if not number and "-" in shown.before else _NEUTRAL.sub("", shown.before) or None
    before, after = (_NEUTRAL.sub("", beside) for beside in (shown.before, shown.after))
    if shown.thousands and not _IN_THOUSANDS.search(before + after):
        return None
    size = Fraction(100**shown.percents, 1000**shown.thousands)
    return f"{before}{plain(number * size)}{after}"


class _Section(NamedTuple):
    """How a part of a number format shows the numbers that it is for.

    `before` and `after`: what stands beside the digits; `parted`: it also stands between them.
    `percents` and `thousands`: how often the number is shown 100 times as large, and 1,000 times as small.
    """

    condition: str = ""
    before: str = ""
    after: str = ""
    digits: bool = False
    parted: bool = False
    percents: int = 0
    thousands: int = 0
    day: bool = False


@cache
def _sections(code: str) -> tuple[_Section, ...]:
    """The parts of a number format: of numbers above 0, below 0 and 0, unless conditions say which."""
    found = [_Section()]
    for token in _TOKEN.finditer(code or "General"):
        one = found[-1]
        beside = next((t for t in token.group("quoted", "escaped", "currency", "sign") if t), "")
        one = one._replace(percents=one.percents + (token["sign"] == "%"))
        if token["end"]:
            found.append(_Section())
        elif token["condition"]:
            found[-1] = one._replace(condition=token["condition"].replace(" ", ""))
        elif token["date"]:
            found[-1] = one._replace(day=True)
        elif token["elapsed"]:  # hours beyond a day are no number and no day
            found[-1] = one._replace(parted=True)
        elif token["digits"] and not one.day:
            parted = one.parted or bool(one.digits and _NEUTRAL.sub("", one.after))
            thousands = one.thousands + len("".join(re.findall(r",+(?=\.|$)", token[0])))
            found[-1] = one._replace(digits=True, parted=parted, thousands=thousands)
        elif one.digits:
            found[-1] = one._replace(after=one.after + beside)
        else:
            found[-1] = one._replace(before=one.before + beside)
    return tuple(found)


def _section(sections: tuple[_Section, ...], number: Fraction) -> _Section | None:
    """The part that shows `number`, None where none does."""
    numeric = sections[:3]
    if any(each.condition for each in numeric):
        return next((each for each in numeric if _holds(each.condition, number)), None)
    place = 1 if number < 0 else 2 if number == 0 else 0
    return numeric[place] if place < len(numeric) else numeric[0] if numeric else None


def _holds(condition: str, number: Fraction) -> bool:
    sign = condition.rstrip("0123456789.-")
    limit = Fraction(condition[len(sign) :] or 0)
    ways = {"<": -1, "=": 0, ">": 1}
    beside = (number > limit) - (number < limit)
    return not sign or any(beside == ways[each] for each in sign)


def _rounded(number: Fraction) -> Fraction:
    """The number at the fifteen digits a spreadsheet shows: 0.10000000000000001 is 0.1."""
    if not number:
        return number
    size = len(str(abs(number.numerator))) - len(str(number.denominator))
    step = Fraction(10) ** (size - DIGITS)
    while abs(number) / step >= 10**DIGITS:
        step *= 10
    return round(number / step) * step


def _day(serial: int) -> str:
    """The day that a spreadsheet counts as `serial`, as YYYY-MM-DD (Howard Hinnant's algorithm)."""
    shifted = serial + 693_899  # days since 0000-03-01
    era, of_era = divmod(shifted, 146_097)
    year = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    month = (5 * of_year + 2) // 153
    day = of_year - (153 * month + 2) // 5 + 1
    month, year = (month + 3, year) if month < 10 else (month - 9, year + 1)
    return f"{year + era * 400:04}-{month:02}-{day:02}"


def _column(place: str, otherwise: int) -> int:
    """The column of a cell: A1 is in 1, AA7 in 27; the next one where it does not say."""
    number = 0
    for letter in place.rstrip("0123456789"):
        number = number * 26 + ord(letter) - 64
    return number or otherwise


def _parse(
    archive: zipfile.ZipFile,
    name: str,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str, str], None] = lambda name, text: None,
) -> None:
    """Walk a part of the workbook, whatever prefix its names have. `end` is given an element's own text;
    how a word is pronounced (rPh) is passed over."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    words: list[str] = []
    passed = False

    def open_(name: str, attributes: dict[str, str]) -> None:
        nonlocal passed
        words.clear()
        local = name.rpartition(" ")[2]
        passed = passed or local == "rPh"
        start(local, {key.rpartition(" ")[2]: value for key, value in attributes.items()})

    def close(name: str) -> None:
        nonlocal passed
        local = name.rpartition(" ")[2]
        if not passed:
            end(local, "".join(words))
        passed = passed and local != "rPh"
        words.clear()

    def refuse(*_: object) -> None:
        raise Unreadable(_DAMAGED)  # a workbook declares no document type, hence no entities

    parser.StartElementHandler, parser.EndElementHandler = open_, close
    parser.CharacterDataHandler = words.append
    parser.StartDoctypeDeclHandler = refuse
    unpacked = 0
    with archive.open(name) as part:
        while block := part.read(1 << 16):
            unpacked += len(block)
            if unpacked > _MOST_UNPACKED:
                raise Unreadable(TOO_MANY)
            parser.Parse(block, False)
    parser.Parse(b"", True)
