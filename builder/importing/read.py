"""Read a file as the lines it prints: Word, old Word through LibreOffice, text, HTML and PDF.

Nothing is corrected here. What a program prints without storing it (the numbers of an automatic
list) is included; what is not part of the text (page numbers, struck-out revisions) is left out.
Both are noted.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from builder.environment import Trouble
from builder.texts import NUMERALS
from calculator.i18n import Text

CHINESE = {value: numeral for numeral, value in NUMERALS["zh"].items()}

LABELS = {
    "title": ("标题", "名称", "ArticleTitle"),
    "number": ("发文字号", "文号", "文件编号"),
    "issuer": ("发文机关", "发布机构", "制发机关", "发文单位"),
    "issued": ("成文日期", "印发日期", "发文日期"),
    "published": ("发布日期", "公开日期", "发布时间", "PubDate"),
    "source": ("来源", "信息来源", "ContentSource"),
    "in_force": ("有效性", "效力状态"),
    "valid_from": ("生效日期", "实施日期", "施行日期"),
    "valid_to": ("失效日期", "废止日期", "有效期至"),
    "index": ("索引号", "统一编号", "信息索引号"),
}
"""The particulars that authorities' pages give of a document, with the labels they use."""

AUTOMATIC = Text(
    "编号由软件自动生成，已按其显示写入文中", "automatic numbers are written out as displayed"
)
REVISED = Text(
    "文件带有修订痕迹：已计入插入的字，未计入删除的字",
    "the file has tracked changes: insertions are included, deletions are left out",
)
FOOTNOTES = Text(
    "文件有脚注，不在正文，另列",
    "the file has footnotes, which are not part of the body: listed separately",
)
BOXES = Text(
    "文件有文本框，不在正文，另列",
    "the file has text boxes, which are not part of the body: listed separately",
)
RUNNING = Text(
    "文件有页眉或页脚，不在正文，另列",
    "the file has page headers or footers, which are not part of the body: listed separately",
)
TABLES = Text(
    "文件有表格，每行写成一行，各格以“ | ”分开",
    "the file has tables: each row is one line, with its cells separated by “ | ”",
)
HEADS = Text(
    "每页重复的页眉、页脚已略去：{words}", "lines repeated on every page are left out: {words}"
)
LEFT_OUT = Text(
    "网页上的“{words}”不是正文，已略去",
    "“{words}” on the page is not part of the text and is left out",
)
MENUS = Text(
    "网页上正文以外另有 {count} 行短语（栏目名称等），已略去",
    "{count} short lines of the page outside the text (menus and so on) are left out",
)
WRAPPED = Text("整行断开的段落已接回", "paragraphs broken at line ends are joined again")
PAGES = Text("页码已略去", "page numbers are left out")
HIDDEN = Text(
    "网页里有看不见的文字，没有取入，另列",
    "the page has hidden text, which is not included: listed separately",
)
SCANNED = Text("第 {page} 页没有文字，可能是扫描件", "page {page} has no text: it may be a scan")


@dataclass(slots=True)
class ReadDocument:
    """The lines that a file prints, and what surrounds the text.

    `about` has keys of LABELS. `notes` describe what reading involved. `beside` is content outside
    the body; `left_out` belongs to the page (its number, menus) or was struck out. Both are listed,
    so that nothing is lost.
    """

    lines: list[str] = field(default_factory=list)
    about: dict[str, str] = field(default_factory=dict)
    notes: list[Text] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def note(self, said: Text) -> None:
        """Add a note unless it is already there."""
        if said not in self.notes:
            self.notes.append(said)


def read_document(file: Path) -> ReadDocument:
    """Return the lines of a file. Raises `Trouble` if it cannot be read."""
    reader = READERS.get(file.suffix.lower())
    if reader is None:
        known = " ".join(READERS)
        raise Trouble(
            f"不认识 {file.name}：可读 {known}。",
            f"{file.name} is not of a known type: {known} can be read.",
            code=2,
        )
    if not file.is_file():
        raise Trouble(f"没有 {file} 这个文件。", f"There is no file {file}.", code=2)
    if file.stat().st_size > LARGEST:
        raise _too_large(file)
    try:
        source = reader(file)
    except (RecursionError, MemoryError):
        raise _too_large(file) from None
    if sum(map(len, source.lines)) > LONGEST:
        raise _too_large(file)
    if reader is not _html:
        _take_particulars(source)
    return source


LARGEST, UNPACKED, LONGEST = 50 * 2**20, 200 * 2**20, 2_000_000
"""Limits far above any text: bytes of a file, bytes unpacked, and characters."""


def _too_large(file: Path) -> Trouble:
    return Trouble(
        f"{file.name} 太大，不像一份文件；只保留正文再试。",
        f"{file.name} is too large for a document: try again with its main text only.",
        code=1,
    )


def _take_particulars(source: ReadDocument) -> None:
    """Move lines above the text that give its number or date (文号：… 发布日期：…) to `about`."""
    first = next((n for n, line in enumerate(source.lines) if _OPENS.match(line.strip())), 0)
    particulars = [line for line in source.lines[:first] if _is_particular(line.strip())]
    for line in particulars:
        _note_particulars(source, line)
    source.lines = [
        line for n, line in enumerate(source.lines) if n >= first or line not in particulars
    ]
    source.beside += [line.strip() for line in particulars]


# Plain text.


def decoded(content: bytes, declared: str | None = None) -> str:
    """Decode a text in any encoding used for official texts. Raises ValueError if none fits."""
    marks = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
    marked = next((name for mark, name in marks.items() if content.startswith(mark)), None)
    # GB 18030 includes the older GB 2312 and GBK, whichever of them a file declares.
    said = "gb18030" if declared and declared.lower().startswith("gb") else declared
    for encoding in (marked, said, "utf-8", "gb18030"):
        try:
            return content.decode(encoding) if encoding else content.decode("ascii")
        except (UnicodeDecodeError, LookupError):
            continue
    raise ValueError("neither UTF-8 nor GB 18030")


def _decoded(file: Path, content: bytes, declared: str | None = None) -> str:
    try:
        return decoded(content, declared)
    except ValueError:
        raise Trouble(
            f"{file.name} 既不是 UTF-8 也不是 GB 18030。",
            f"{file.name} is neither UTF-8 nor GB 18030.",
            code=1,
        ) from None


def _txt(file: Path) -> ReadDocument:
    source = ReadDocument()
    printed = _decoded(file, file.read_bytes()).splitlines()
    widest = max(map(_width, printed), default=0)
    above = ""
    for line in printed:
        if _FOOT.fullmatch(line.strip()):
            source.note(PAGES)
            source.left_out.append(line.strip())
            continue
        if source.lines and (_goes_on(above, line, widest) or _is_cut(above, line)):
            source.lines[-1] += line.strip()
            source.note(WRAPPED)
        else:
            source.lines.append(line)
        above = line
    source.lines = [line for line in source.lines if line.strip()]
    return source


_FOOT = re.compile(r"[-—–]+ ?\d+ ?[-—–]+|第 ?\d+ ?页(?:[,，/ ]*共 ?\d+ ?页)?|\f")


def _is_cut(above: str, line: str) -> bool:
    """Check whether a line break splits a figure: 不超过300万 and 元 on the next line."""
    return bool(
        re.search(r"\d[百千万亿]{0,2}$", above.rstrip())
        and re.match(r"(?:[百千]?[万亿]?元|[%％‰])", line)
    )


def _width(line: str) -> int:
    """Return the printed width of a line; a Chinese character counts as two."""
    return sum(1 + (unicodedata.east_asian_width(sign) in "WFA") for sign in line.rstrip())


_OPENS = re.compile(
    r"[\s\u3000]|[（(]?[一二三四五六七八九十\d]+[）)、.．]|第 ?[一二三四五六七八九十百\d]+ ?[章节条節條]|附件"
)


def _goes_on(above: str, line: str, widest: int) -> bool:
    """Check whether a line continues the one above: that is full, ends in mid-sentence, and no mark follows.

    If some line of the text is wider than a page, every paragraph is one line, and none continues.
    """
    full = 40 <= widest - 8 <= _width(above) and widest <= PAGE
    unfinished = above.rstrip()[-1:] not in set("。；：！？）)》”|")
    said = len(above.strip()) >= 20  # not aligned to the right, as a signature is
    apart = _OPENS.match(line) or re.search(r"[〔\[]\d{4}[〕\]]\s*\d+号$", line.strip())
    return full and unfinished and said and bool(line) and not apart


PAGE = 120
"""More than the width of any page, in Latin letters."""


# Word.

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHINESE = {"chineseCounting", "chineseCountingThousand", "ideographDigital", "japaneseCounting",
            "taiwaneseCountingThousand"}  # fmt: skip


def _docx(file: Path) -> ReadDocument:
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from lxml.etree import XMLSyntaxError

    try:
        with zipfile.ZipFile(file) as package:
            if sum(part.file_size for part in package.infolist()) > UNPACKED:
                raise _too_large(file)
        document = docx.Document(str(file))
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile, XMLSyntaxError):
        raise Trouble(
            f"{file.name} 不是 Word 文件。", f"{file.name} is not a Word file.", code=1
        ) from None
    source = ReadDocument()
    numbers = _Numbers(document)
    for block in _blocks(document.element.body):
        if block.tag == f"{_W}tbl":
            source.note(TABLES)
            source.lines += [" | ".join(row).rstrip(" |") for row in _rows(block)]
            continue
        words = _words(block)
        if words.strip() and (number := numbers.of(block)):
            source.note(AUTOMATIC)
            words = number + words.lstrip()
        source.lines += [line for line in words.split("\n") if line.strip()]
    for tags, said in (
        (("ins", "del", "moveFrom", "moveTo"), REVISED),
        (("footnoteReference", "endnoteReference"), FOOTNOTES),
        (("txbxContent",), BOXES),
    ):
        if next(document.element.body.iter(*[_W + tag for tag in tags]), None) is not None:
            source.note(said)
    source.beside = list(dict.fromkeys(_beside(document, source)))
    source.left_out += _struck_out(document.element.body)
    return source


def _struck_out(body: Any) -> Iterator[str]:
    """Yield the words that tracked changes have deleted."""
    for gone in body.iter(f"{_W}del", f"{_W}moveFrom"):
        words = "".join(part.text or "" for part in gone.iter(f"{_W}delText", f"{_W}t"))
        if words.strip():
            yield words


def _beside(document: Any, source: ReadDocument) -> Iterator[str]:
    """Yield the content of text boxes, footnotes, page headers and footers."""
    from docx.oxml import parse_xml

    for box in document.element.body.iter(f"{_W}txbxContent"):
        yield from _paragraphs(box, source)
    for rel in document.part.rels.values():
        kind = rel.reltype.rpartition("/")[2]
        if rel.is_external or kind not in {"footnotes", "endnotes", "header", "footer"}:
            continue
        said = list(_paragraphs(parse_xml(rel.target_part.blob), source))
        if said and kind in {"header", "footer"}:
            source.note(RUNNING)
        yield from said


def _paragraphs(part: Any, source: ReadDocument) -> Iterator[str]:
    """Yield the non-empty paragraphs of a part, except page numbers."""
    for paragraph in part.iter(f"{_W}p"):
        if _PAGE_NUMBER.fullmatch(line := _words(paragraph).strip()):
            source.left_out.append(line)
        elif line:
            yield line


def _blocks(parent: Any) -> Iterator[Any]:
    """Yield paragraphs and tables in order, including those in content controls and revisions."""
    for child in parent:
        if child.tag in {f"{_W}p", f"{_W}tbl"}:
            yield child
        elif child.tag in {
            f"{_W}sdt",
            f"{_W}sdtContent",
            f"{_W}ins",
            f"{_W}moveTo",
            f"{_W}smartTag",
        }:
            yield from _blocks(child)


def _rows(table: Any) -> Iterator[list[str]]:
    for row in table.iter(f"{_W}tr"):
        cells = (" ".join(_words(p).strip() for p in _blocks(cell)) for cell in row.iter(f"{_W}tc"))
        yield [cell.strip() for cell in cells]


def _words(parent: Any) -> str:
    """Return the words of a paragraph as printed, without deleted and floating text."""
    found = []
    for child in parent:
        if child.tag in {f"{_W}t", f"{_W}noBreakHyphen"}:
            found.append(child.text or "")
        elif child.tag == f"{_W}tab":
            found.append(" ")
        elif child.tag in {f"{_W}br", f"{_W}cr"}:
            found.append("\n")
        elif isinstance(child.tag, str) and child.tag not in {
            f"{_W}del",
            f"{_W}moveFrom",
            f"{_W}pPr",
            f"{_W}txbxContent",
        }:
            found.append("" if child.tag.endswith("}Fallback") else _words(child))
    return "".join(found)


class _Numbers:
    """The numbers that Word prints before paragraphs without storing them."""

    def __init__(self, document: Any) -> None:
        self._styles = {style.style_id: style.element for style in document.styles}
        self._levels: dict[tuple[str, str], tuple[str, str, int]] = {}
        self._lists: dict[str, str] = {}
        self._counts: dict[tuple[str, int], int] = {}
        if not any(rel.reltype.endswith("/numbering") for rel in document.part.rels.values()):
            return
        numbering = document.part.numbering_part.element
        for each in numbering.iter(f"{_W}abstractNum"):
            for level in each.iter(f"{_W}lvl"):
                start = _value(level, "start") or "1"
                place = (each.get(f"{_W}abstractNumId"), level.get(f"{_W}ilvl"))
                shown = _value(level, "lvlText") or ""
                self._levels[place] = (_value(level, "numFmt") or "decimal", shown, int(start))
        for each in numbering.iter(f"{_W}num"):
            self._lists[each.get(f"{_W}numId")] = _value(each, "abstractNumId") or ""

    def of(self, paragraph: Any) -> str:
        """Return the number before a paragraph, or "". Must be called in document order."""
        number, level = self._list(paragraph)
        abstract = self._lists.get(number or "")
        if abstract is None or (abstract, level) not in self._levels:
            return ""
        depth = int(level)
        _, shown, start = self._levels[abstract, level]
        self._counts[abstract, depth] = self._counts.get((abstract, depth), start - 1) + 1
        for deeper in [key for key in self._counts if key[0] == abstract and key[1] > depth]:
            del self._counts[deeper]
        return re.sub(r"%(\d)", lambda found: self._shown(abstract, int(found[1]) - 1), shown)

    def _shown(self, abstract: str, depth: int) -> str:
        kind, _, start = self._levels[abstract, str(depth)]
        count = self._counts.get((abstract, depth), start)
        return CHINESE.get(count, str(count)) if kind in _CHINESE else str(count)

    def _list(self, paragraph: Any) -> tuple[str | None, str]:
        """Return the list and level of a paragraph, its own or from its style."""
        own = paragraph.find(f"{_W}pPr")
        while own is not None:
            if (found := own.find(f"{_W}numPr")) is not None:
                return _value(found, "numId"), _value(found, "ilvl") or "0"
            named = _value(own, "pStyle") or _value(own.getparent(), "basedOn")
            style = self._styles.get(named or "")
            own = style.find(f"{_W}pPr") if style is not None else None
        return None, "0"


def _value(element: Any, name: str) -> str | None:
    found = element.find(_W + name)
    return None if found is None else str(found.get(f"{_W}val"))


def _doc(file: Path) -> ReadDocument:
    """Read an old Word file through LibreOffice."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise Trouble(
            f"读 {file.name} 需要 LibreOffice；也可以先在 Word 或 WPS 中另存为 .docx。",
            f"Reading {file.name} needs LibreOffice; or save it as .docx in Word or WPS first.",
        )
    with tempfile.TemporaryDirectory() as folder:
        command = [program, "--headless", "--convert-to", "docx", "--outdir", folder, str(file)]
        subprocess.run(command, capture_output=True, check=False)
        made = Path(folder) / f"{file.stem}.docx"
        if not made.is_file():
            raise Trouble(
                f"LibreOffice 没能打开 {file.name}。",
                f"LibreOffice could not open {file.name}.",
                code=1,
            )
        return _docx(made)


# HTML.

_DROPPED = {
    "script", "style", "noscript", "template", "header", "footer", "nav", "aside", "form", "button",
    "select", "iframe",
}  # fmt: skip
_BLOCKS = {
    "address", "article", "blockquote", "body", "center", "dd", "div", "dl", "dt", "h1", "h2", "h3",
    "h4", "h5", "h6", "li", "main", "ol", "p", "section", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "ul",
}  # fmt: skip
_CHROME = re.compile(
    r"【?(?:分享到?|打印本页|打印|关闭窗口|关闭|上一[篇条]|下一[篇条]|扫一扫|浏览[次量]|阅读[次量]|责任编辑|返回顶部)(?:[：:】\s]|$)"
)
"""Lines that authorities' pages put around a text."""
_HAN = re.compile(r"[\u3007\u3400-\u9fff]")


def _html(file: Path) -> ReadDocument:
    import lxml.html
    from lxml.etree import ParserError

    content = file.read_bytes()
    declared = re.search(rb"charset\s*=\s*[\"']?([\w-]+)", content[:4096])
    words = _decoded(file, content, declared[1].decode() if declared else None)
    try:
        page = lxml.html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", words))
    except (ParserError, ValueError):
        raise Trouble(
            f"{file.name} 里没有网页内容。", f"{file.name} contains no web page.", code=1
        ) from None
    source = ReadDocument()
    _about_page(source, page)
    hidden = list(_drop(page, source))
    article = _article(page)
    lines = list(_html_lines(article, source))
    source.lines = [line for line in lines if not (_is_particular(line) or _CHROME.match(line))]
    for line in lines:
        if _CHROME.match(line):
            source.note(LEFT_OUT.fill(words=line[:20]))
            source.left_out.append(line)
    source.beside = [line for line in lines if _is_particular(line)]
    source.beside += [*_around(page, article, source), *hidden]
    if (title := source.about.get("title")) and not _contains_title(title, source.lines[:4]):
        source.lines.insert(0, title)
    return source


def _drop(page: Any, source: ReadDocument) -> Iterator[str]:
    """Remove what is not text, and hidden elements; yield the words of the latter."""
    for dropped in list(page.iter(*_DROPPED, "title")):
        if dropped.tag not in {"script", "style", "template"}:
            source.left_out += [words] if (words := _flat(dropped)) else []
        dropped.drop_tree()
    for each in list(page.iter()):
        unseen = _UNSEEN.search(each.get("style") or "") or each.get("hidden") is not None
        if isinstance(each.tag, str) and unseen and each.getparent() is not None:
            if words := _flat(each):
                source.note(HIDDEN)
                yield words
            each.drop_tree()


_UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:[a-z%]*)\s*(?:;|$)|opacity\s*:\s*0\s*(?:;|$)",
    re.IGNORECASE,
)


def _flat(element: Any) -> str:
    return " ".join(element.text_content().split())


def _about_page(source: ReadDocument, page: Any) -> None:
    """Collect what the page states about its document: in <meta>, h1, tables and lists."""
    for meta in page.iter("meta"):
        _note_particular(source, meta.get("name") or "", meta.get("content") or "")
    for row in page.iter("tr"):
        cells = [cell.text_content().strip() for cell in row if cell.tag in {"td", "th"}]
        for label, value in zip(cells[::2], cells[1::2], strict=False):
            _note_particular(source, label, value)
    for item in page.iter("li", "p", "span", "div"):
        words = item.text_content().strip()
        if len(words) < 160 and _is_particular(words):
            _note_particulars(source, words)
    for heading in page.iter("h1"):
        _note_particular(source, "标题", " ".join(heading.text_content().split()))


def _note_particulars(source: ReadDocument, line: str) -> None:
    """Collect the particulars in a line such as 文号：… 发布日期：…."""
    names = "|".join(name for names in LABELS.values() for name in names)
    found = list(
        re.finditer(
            rf"(?:^|(?<=[\s\u3000|｜]))[【\[]?({names}|[\u4e00-\u9fff]{{2,6}})[】\]]?\s*[：:]", line
        )
    )
    for each, after in zip(found, [*found[1:], None], strict=True):
        value = line[each.end() : after.start() if after else None]
        _note_particular(source, each[1], value.strip(" \u3000|｜"))


def _note_particular(source: ReadDocument, label: str, value: str) -> None:
    name = re.sub(r"[\s\u3000：:【】\[\]]", "", label)
    key = next((key for key, names in LABELS.items() if name in names), None)
    if key and value.strip():
        source.about.setdefault(key, value.strip())


def _around(page: Any, article: Any, source: ReadDocument) -> Iterator[str]:
    """Yield sentences and longer lines of the page outside the text; count the rest."""
    if article.getparent() is None or article.tag == "body" or page.find("body") is None:
        return
    article.drop_tree()
    short = 0
    for line in _html_lines(page.find("body"), ReadDocument()):
        if re.search("[。；]", line) or len(_HAN.findall(line)) >= 15 or _is_particular(line):
            yield line
        else:
            source.left_out.append(line)
            short += 1
    if short:
        source.note(MENUS.fill(count=str(short)))


def _is_particular(line: str) -> bool:
    """Check whether a line is a particular of the document, not part of the text."""
    cells = [cell.strip("：: ") for cell in re.split(r" \| |[：:]", line)]
    names = {name for names in LABELS.values() for name in names} | {
        "主题分类",
        "主题词",
        "阅读次数",
    }
    first = re.sub(r"[\s\u3000【】\[\]]", "", cells[0])
    return first in names and len(cells) > 1 and len(line) < 160


def _contains_title(title: str, lines: list[str]) -> bool:
    bare = re.sub(r"\s", "", title)
    return bare in re.sub(r"\s", "", "".join(lines))


def _article(page: Any) -> Any:
    """Return the innermost element with nearly all sentences in Chinese on the page."""
    here = page.find("body") if page.find("body") is not None else page
    whole = _weight(here)
    while True:
        inner = [child for child in here if isinstance(child.tag, str) and child.tag in _BLOCKS]
        best = max(inner, key=_weight, default=None)
        if (
            best is not None and best.tag == "table"
        ):  # a layout table has nearly everything in one cell
            best = max(best.iter("td"), key=_weight, default=None)
        if best is None or best.tag == "p" or _weight(best) < 0.8 * whole:
            return here
        here = best


def _weight(element: Any) -> int:
    return sum(
        len(_HAN.findall(words)) for words in element.itertext() if re.search("[。；]", words)
    )


def _html_lines(element: Any, source: ReadDocument) -> Iterator[str]:
    words: list[str] = []

    def flush() -> Iterator[str]:
        for line in "".join(words).split("\n"):
            shown = re.sub(r"[ \t\r\f\v]+", " ", line).strip(" ")
            if shown.strip():
                yield shown
        words.clear()

    words.append(_spaced(element.text))
    for n, child in enumerate(element, start=1):
        if not isinstance(child.tag, str):  # a comment
            pass
        elif child.tag == "br":
            words.append("\n")
        elif child.tag == "table":
            yield from flush()
            yield from _html_table(child, source)
        elif child.tag in _BLOCKS:
            yield from flush()
            own = list(_html_lines(child, source))
            if element.tag == "ol" and child.tag == "li" and own:
                source.note(AUTOMATIC)
                own[0] = f"{n}.{own[0]}"
            yield from own
        else:
            words.append(
                "\n".join(_html_lines(child, source)) if len(child) else _spaced(child.text)
            )
        words.append(_spaced(child.tail))
    yield from flush()


def _spaced(words: str | None) -> str:
    """Collapse white space as a browser does: a line break of the source is none on the page."""
    return re.sub(r"[ \t\r\n\f]*\n[ \t\r\n\f]*", "", words or "").replace("\xa0", " ")


def _html_table(table: Any, source: ReadDocument) -> Iterator[str]:
    rows = [[cell for cell in row if cell.tag in {"td", "th"}] for row in table.iter("tr")]
    held: dict[int, int] = {}  # the number of further rows that a cell above spans, by column
    if all(len(row) < 2 for row in rows):  # a layout table
        for row in rows:
            for cell in row:
                yield from _html_lines(cell, source)
        return
    source.note(TABLES)
    for row in rows:
        shown: list[str] = []
        for cell in row:
            _reached(held, shown)
            across, down = (_count(cell.get(name)) for name in ("colspan", "rowspan"))
            for column in range(len(shown), len(shown) + across):
                held[column] = down - 1
            shown += [" ".join(cell.text_content().split()), *[""] * (across - 1)]
        _reached(held, shown)
        yield " | ".join(shown).rstrip(" |") if any(shown) else ""


def _reached(held: dict[int, int], shown: list[str]) -> None:
    """Leave empty the columns that a cell from a row above extends into."""
    while held.get(len(shown), 0):
        held[len(shown)] -= 1
        shown.append("")


def _count(words: str | None) -> int:
    return int(words) if words and words.isdigit() and int(words) else 1


# PDF.


@dataclass(frozen=True, slots=True)
class _Printed:
    """A line of a page; positions are in points from the left."""

    words: str
    left: float
    right: float
    size: float


def _pdf(file: Path) -> ReadDocument:
    import pypdfium2

    source = ReadDocument()
    try:
        document = pypdfium2.PdfDocument(str(file))
    except pypdfium2.PdfiumError:
        raise Trouble(
            f"{file.name} 不是可读的 PDF。", f"{file.name} is not a readable PDF.", code=1
        ) from None
    pages = [list(_printed(page.get_textpage())) for page in document]
    printed: list[_Printed] = []
    heads = _heads(pages)
    for number, lines in enumerate(pages, start=1):
        if not lines:
            source.note(SCANNED.fill(page=str(number)))
        kept = [line for line in lines if not _PAGE_NUMBER.fullmatch(line.words)]
        if len(kept) < len(lines):
            source.note(PAGES)
            source.left_out += [e.words for e in lines if _PAGE_NUMBER.fullmatch(e.words)]
        for end in (0, -1):
            while kept and (
                _alike(kept[end].words) in heads or _BROWSER.fullmatch(kept[end].words)
            ):
                words = kept.pop(end).words
                if _alike(words) not in map(_alike, source.left_out):
                    source.note(HEADS.fill(words=words))
                source.left_out.append(words)
        printed += kept
    source.lines = _joined(printed, source)
    return source


_PAGE_NUMBER = re.compile(
    r"[-—–\s·第]*\d+[-—–\s·页]*(?:(?:[/,，]\s*)?共?\s*\d+\s*页?)?|Page \d+( of \d+)?", re.IGNORECASE
)


def _heads(pages: list[list[_Printed]]) -> frozenset[str]:
    """Return the lines at the top or bottom of at least every second page, which are not text."""
    bare = [
        [_alike(p.words) for p in page if not _PAGE_NUMBER.fullmatch(p.words)] for page in pages
    ]
    ends = Counter(words for page in bare if page for words in {*page[:2], *page[-2:]})
    return frozenset(words for words, n in ends.items() if n > 1 and 2 * n >= len(pages) - 1)


_BROWSER = re.compile(
    r"\d{1,4}/\d{1,2}/\d{1,4},? \d{1,2}:\d{2}(?: ?[AP]M)?.*|(?:file|https?)://\S+(?: +\d+/\d+)?"
)
"""The header and footer lines that browsers print."""


def _alike(words: str) -> str:
    """Replace the page number in a line, the only difference between such lines."""
    return re.sub(r"\d+(?=\D*$)", "#", words)


def _printed(page: Any) -> Iterator[_Printed]:
    """Yield the lines of a page as displayed: the characters between breaks, and their positions."""
    at = 0
    for raw in re.split(r"(\r\n|\r|\n)", page.get_text_range()):
        words = raw.strip()
        if words:
            first, last = at + raw.index(words[0]), at + len(raw.rstrip()) - 1
            left, bottom, _, top = page.get_charbox(first, loose=True)
            yield _Printed(words, left, page.get_charbox(last, loose=True)[2], top - bottom)
        at += len(raw)


def _joined(lines: list[_Printed], source: ReadDocument) -> list[str]:
    """Join lines to paragraphs: a full line continues in one that starts at the left margin."""
    if not lines:
        return []
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    marked = [line.left > left + line.size for line in lines if _OPENS.match(line.words)]
    indented = 2 * sum(marked) > len(marked)
    joined: list[str] = []
    above: _Printed | None = None
    for line in lines:
        full = above is not None and above.right > right - 2 * above.size
        cut = above is not None and (
            _is_cut(above.words, line.words)
            or (indented and above.words[-1] not in "。；：！？" and not _OPENS.match(line.words))
        )
        if (full or cut) and line.left < left + line.size:
            joined[-1] += line.words
            source.note(WRAPPED)
        else:
            joined.append(line.words)
        above = line
    return joined


READERS: dict[str, Callable[[Path], ReadDocument]] = {
    ".docx": _docx,
    ".doc": _doc,
    ".txt": _txt,
    ".html": _html,
    ".htm": _html,
    ".pdf": _pdf,
}
"""The reader for each file name extension."""
