"""Read a file by its content: an Excel workbook, a CSV, or something that cannot be read as a table.

File names are ignored: web pages are often saved as .xls, and PDF files renamed to .xlsx.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Literal

from calculator.i18n import Text
from calculator.tables.sheet import TOO_MANY, Unreadable, Worksheet, decoded, from_csv

MOST_BYTES = 20_000_000
"""The largest file that is read."""
Kind = Literal["workbook", "text"]

_SAVE_AS = Text(
    "用 Excel 或 WPS 打开，另存为 .xlsx 或 .csv",
    "open it in Excel or WPS and save it as .xlsx or .csv",
)
_IS = Text(
    "这个文件是{what}，不是 .xlsx 工作簿：{do}", "This file is {what}, not an .xlsx workbook: {do}"
)
_EMPTY = Text("这个文件是空的", "This file is empty")
_LOCKED = Text(
    "这个工作簿加了打开密码：在 Excel 或 WPS 里去掉密码，再保存",
    "This workbook needs a password to open: remove the password in Excel or WPS and save it",
)
_CUT_OFF = Text(
    "这个 .xlsx 文件不完整，可能没有下载完：重新下载或复制一次",
    "This .xlsx file is incomplete, perhaps not fully downloaded: download or copy it again",
)
_TABLE = Text(
    "从表里复制数据，存成 .xlsx 或 .csv",
    "copy its table into a spreadsheet and save that as .xlsx or .csv",
)
_OUT_OF = Text("先解压，再选里面的表格", "unpack it and choose the table inside")

_BEGINS: tuple[tuple[bytes, Text, Text], ...] = (
    (b"%PDF", Text(" PDF 文件", "a PDF"), _TABLE),
    (b"\x89PNG", Text("图片", "a picture"), _TABLE),
    (b"\xff\xd8\xff", Text("图片", "a picture"), _TABLE),
    (b"GIF8", Text("图片", "a picture"), _TABLE),
    (b"Rar!", Text(" RAR 压缩包", "a RAR archive"), _OUT_OF),
    (b"7z\xbc\xaf", Text(" 7z 压缩包", "a 7z archive"), _OUT_OF),
    (b"\x1f\x8b", Text(" gzip 压缩包", "a gzip archive"), _OUT_OF),
    (b"{\\rtf", Text(" RTF 文档", "an RTF document"), _TABLE),
    (b"ID;P", Text(" SYLK 表格（.slk）", "a SYLK spreadsheet (.slk)"), _SAVE_AS),
    (b"TABLE\r\n0,1", Text(" DIF 表格（.dif）", "a DIF spreadsheet (.dif)"), _SAVE_AS),
    (b"TABLE\n0,1", Text(" DIF 表格（.dif）", "a DIF spreadsheet (.dif)"), _SAVE_AS),
    (b"SQLite format 3", Text("数据库", "a database"), _TABLE),
    (b"\x09\x08\x10\x00", Text("旧版 .xls 工作簿", "an old .xls workbook"), _SAVE_AS),
    (b"\x09\x00", Text("旧版 .xls 工作簿", "an old .xls workbook"), _SAVE_AS),
)
"""The first bytes of files that are not tables."""
_OLD = Text("旧版 .xls 工作簿（或 .et）", "an old .xls (or .et) workbook")
_WORD_97 = Text("旧版 Word 文档（.doc）", "an old Word document (.doc)")
_MARKUP: tuple[tuple[bytes, Text], ...] = (
    (rb"urn:schemas-microsoft-com:office:spreadsheet", Text(" XML 表格（2003）", "an XML Spreadsheet (2003)")),
    (rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|meta|div|style|script)\b",
     Text("网页（HTML），只是存成了表格的名字", "a web page (HTML) saved with the file name of a spreadsheet")),
    (rb"^\s*mime-version:", Text("网页档案（MHT）", "a web archive (MHT)")),
    (rb"^\s*<\?xml\b", Text(" XML 文件", "an XML file")),
)  # fmt: skip
_PARTS: tuple[tuple[str, Text, Text], ...] = (
    ("xl/workbook.bin", Text("二进制工作簿（.xlsb）", "a binary workbook (.xlsb)"), _SAVE_AS),
    ("word/", Text(" Word 文档", "a Word document"), _TABLE),
    ("ppt/", Text(" PowerPoint 演示文稿", "a PowerPoint presentation"), _TABLE),
    ("Index/Document.iwa", Text(" Numbers 表格", "a Numbers spreadsheet"),
     Text("在 Numbers 里选“导出为 Excel”", "export it to Excel from Numbers")),
    ("content.xml", Text(" OpenDocument 表格（.ods）", "an OpenDocument spreadsheet (.ods)"), _SAVE_AS),
)  # fmt: skip
_ZIP = Text("压缩包", "a zip archive")
_OLE, _PK = b"\xd0\xcf\x11\xe0", b"PK"
_HEAD = 4096  # the number of bytes that identify a text file


def read_file(data: bytes) -> list[Worksheet]:
    """Return the sheets of a workbook, or the single sheet of a CSV file.

    Raises Unreadable, which says what the file is and what to do, if it is neither.
    """
    if len(data) > MOST_BYTES:
        raise Unreadable(TOO_MANY)
    if kind_of(data) == "text":
        return [Worksheet("", from_csv(decoded(data)))]
    from calculator.tables.workbook_reader import (
        read_workbook,
    )  # openpyxl is loaded only when needed

    return read_workbook(data)


def kind_of(data: bytes) -> Kind:
    """Return whether a file is a workbook or a text that may be a table.

    Raises Unreadable, which names the kind of file, for anything else.
    """
    if not data.strip():
        raise Unreadable(_EMPTY)
    if data.startswith(_OLE):
        raise Unreadable(_of_ole(data))
    if data.startswith(_PK):
        return _of_zip(data)
    for begin, what, do in _BEGINS:
        if data.startswith(begin):
            raise Unreadable(_IS.fill(what=what, do=do))
    head = data[:_HEAD].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")  # byte order marks
    for pattern, what in _MARKUP:
        if re.search(pattern, head, re.IGNORECASE | re.DOTALL):
            raise Unreadable(_IS.fill(what=what, do=_SAVE_AS))
    return "text"


def _of_ole(data: bytes) -> Text:
    """Return the message on an OLE container, which its stream names identify."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return _LOCKED
    word = "WordDocument".encode("utf-16-le") in data
    return _IS.fill(what=_WORD_97 if word else _OLD, do=_SAVE_AS)


def _of_zip(data: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            locked = any(each.flag_bits & 1 for each in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Unreadable(_CUT_OFF) from error
    for part, what, do in _PARTS:
        if any(name == part or (part.endswith("/") and name.startswith(part)) for name in names):
            raise Unreadable(_IS.fill(what=what, do=do))
    if locked:
        raise Unreadable(_LOCKED)
    if not any(
        name.replace("\\", "/").lstrip("/").casefold() == "[content_types].xml" for name in names
    ):
        raise Unreadable(_IS.fill(what=_ZIP, do=_OUT_OF))
    return "workbook"
