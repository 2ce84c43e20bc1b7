"""The lines of a document as a text the site can store: its title, its numbered blocks, what is around.

What the text says of itself decides: which marks open its lines, where sentences stand, where the
responsible units are named. A line that fits nothing is kept in its place and told.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from builder.importing.read import ReadDocument
from builder.texts import FORMS, MARKS
from calculator.i18n import Text

KINDS = (
    "若干措施", "措施", "管理办法", "办法", "实施细则", "细则", "意见", "方案", "通知", "规定", "政策解读",
    "解读", "公告", "指南", "指引", "条例", "规则", "政策", "计划", "标准", "决定", "目录",
)  # fmt: skip
"""What the name of a document ends in."""

BOOKMARK = re.compile(r"\[bookmark: [^\]]*\]")
INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff]")
_STAGE = re.compile(r"[（(][^（）()]*(?:稿|草案|试行|暂行|修订)[^（）()]*[）)]")
_BEGINS = re.compile(r"《|关于|[\u4e00-\u9fff]{1,6}?[省市县区]|国务院|国家")
_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,12}[〔\[【（(]\d{4}[〕\]】）)]\s*(?:第\s*)?\d+\s*号")
_DATE_LINE = re.compile(
    r"(?:\d{4}|[〇○零一二三四五六七八九]{4})\s*年\s*[\d一二三四五六七八九十]+\s*月\s*[\d一二三四五六七八九十]+\s*日"
)
_ATTACHED = re.compile(
    r"附\s*[件表]\s*[\d一二三四五六七八九十]*\s*(?:[：:].*)?|.{0,40}(?:起草|编制|制定|修订)说明|.{0,40}政策解读"
)
_UNITS = re.compile(r"[（(]责任单位：.+[）)]\s*$")
_POINTS = tuple("一二三四五六七八九十")
_RUN_IN = re.compile(r"[^。]+。(?![（(]责任单位)")
_CLOSES = re.compile(
    r"本(?:措施|办法|细则|意见|方案|通知|规定|政策|指南)[^。]{0,40}(?:施行|实施|有效期|解释)|（?此件|（?联系人|抄送|抄报|主送"
    r"|.{4,40}\d{4}年\d{1,2}月\d{1,2}日印发$"
)
_BODY = re.compile(r"[\u4e00-\u9fff（）、\s]{2,40}(?:局|委|办|厅|部|政府|委员会|办公室)")


class Noted(NamedTuple):
    """Something about the text: where (a measure, title, preamble, closing, a section), the words, what."""

    at: str
    quote: str | None
    said: Text


@dataclass(slots=True)
class Structure:
    """A text in blocks. `form` is the mark that opens a clause (a key of FORMS), None where clauses are
    （1） or paragraphs that close with their responsible units; the others are what is around the text.
    """

    title: str
    stage: str | None
    blocks: list[list[str]]
    form: str | None
    number: str | None = None
    above: list[str] = field(default_factory=list)
    attachments: list[str] = field(default_factory=list)
    noted: list[Noted] = field(default_factory=list)
    problems: list[Text] = field(default_factory=list)

    @property
    def stored(self) -> str:
        """The text as zh.md stores it."""
        return "\n\n".join("\n".join(block) for block in self.blocks) + "\n"


def mark(line: str) -> tuple[str, int] | None:
    """The mark a line opens with, as MARKS names it, and its length."""
    for name, patterns in MARKS.items():
        if found := re.match(patterns["zh"], line):
            return name, found.end()
    return None


def structure(source: ReadDocument) -> Structure:
    """The text in `source`. Nothing is dropped: what is no part of it is in `above` or `attachments`."""
    noted: list[Noted] = []
    lines = _clean(source.lines, noted)
    above, title, stage, rest = _title(lines, noted)
    body, attachments = _attachments(rest)
    form = _form(body)
    text = Structure(
        title, stage, [[title]], form, above=above, attachments=attachments, noted=noted
    )
    text.blocks += [[stage]] if stage else []
    text.blocks += _blocks(body, form)
    heads = [*above, *rest[:2]]
    text.number = next(
        (found[0] for line in heads if (found := _NUMBER.fullmatch(line.strip("（）() ")))), None
    )
    if not any(mark(block[0]) for block in text.blocks):
        text.problems.append(
            Text(
                "没有认出编号：没有一、（一）1.（1）或第一条",
                "no numbering was recognized: no 一、（一）1.（1）, no 第一条",
            )
        )
    return text


def issuer(text: Structure) -> str | None:
    """Who signed: the body right above the last date that stands alone, or the one on the head."""
    lines = [line for block in text.blocks for line in block]
    for n in reversed(range(1, len(lines))):
        if _DATE_LINE.fullmatch(lines[n]) and _BODY.fullmatch(lines[n - 1]):
            return lines[n - 1]
    printed = (line.rsplit(maxsplit=1)[0] for line in lines if re.search(r"\s\S+日印发$", line))
    if sent := next((each for each in printed if _BODY.fullmatch(each)), None):
        return sent
    heads = (line.removesuffix("文件") for line in text.above if line.endswith("文件"))
    return next((head for head in heads if _BODY.fullmatch(head)), None)


def _clean(lines: list[str], noted: list[Noted]) -> list[str]:
    """Without what a program left between the words; blanks at the ends of lines go with it."""
    kept = []
    for line in lines:
        bare = INVISIBLE.sub("", BOOKMARK.sub("", line))
        words = bare.strip()
        if not words:
            continue
        if BOOKMARK.search(line):
            noted.append(Noted(words, None, BOOKMARKED))
        if re.search(r"[^\s\u3000][ \u3000]+$", bare.rstrip("\r\n")):
            noted.append(Noted(words, None, TRAILING))
        kept.append(words)
    return kept


BOOKMARKED = Text(
    "来源文件此段开头有文字处理软件留下的书签标记，不是正文，已略去。",
    "In the source file this paragraph has a bookmark left by a word processor; it is not part of the "
    "text and is left out.",
)
TRAILING = Text(
    "来源文件此段末尾多一空格。", "In the source file a space follows the end of this paragraph."
)
BROKEN = Text(
    "来源文件的标题在“{words}”之后断行，这里接为一行。",
    "In the source file the title breaks into several lines, after “{words}”; here it is one.",
)


def _title(lines: list[str], noted: list[Noted]) -> tuple[list[str], str, str | None, list[str]]:
    """(what stands above, the title in one line, its stage, what follows)."""
    first = next((n for n, line in enumerate(lines) if mark(line)), len(lines))
    heads = {n for n, line in enumerate(lines) if line.endswith("文件") or _NUMBER.fullmatch(line)}
    for start in range(first):
        for end in range(start + 1, min(start + 4, first) + 1):
            if heads & set(range(start, end)):
                break
            joined = "".join(lines[start:end])
            name, stage = _staged(joined)
            whole = name.endswith(KINDS) or (name.startswith("《") and "》" in name)
            if not (whole and _BEGINS.match(name)) or re.search("[。；：]", name):
                continue
            if end - start > 1:
                said = BROKEN.fill(words=lines[start][-6:])
                noted.append(Noted("title", None, said))
            follows = lines[end:]
            if stage is None and follows and _STAGE.fullmatch(follows[0]):
                stage, follows = follows[0], follows[1:]
            return lines[:start], name, stage, follows
    return [], lines[0] if lines else "", None, lines[1:]


def _staged(line: str) -> tuple[str, str | None]:
    found = re.fullmatch(rf"(.+?)({_STAGE.pattern})", line)
    return (found[1], found[2]) if found else (line, None)


def _attachments(lines: list[str]) -> tuple[list[str], list[str]]:
    """The text, and what is attached to it: from the first line 附件 after the clauses, less the signature."""
    marked = [n for n, line in enumerate(lines) if mark(line)]
    begin = next(
        (
            n
            for n, line in enumerate(lines)
            if marked and n > marked[0] and _ATTACHED.fullmatch(line)
        ),
        None,
    )
    if begin is None:
        return lines, []
    end = begin + 1
    while (
        end < len(lines)
        and not _ATTACHED.fullmatch(lines[end])
        and not _DATE_LINE.fullmatch(lines[end])
    ):
        end += 1
    signed = end < len(lines) and _DATE_LINE.fullmatch(lines[end]) is not None
    names = end - 1
    while signed and names > begin and not re.match(r"\d", lines[names]) and len(lines[names]) < 40:
        names -= 1
    if not signed:
        return lines[:begin], lines[begin:]
    below = end + 1
    while below < len(lines) and _CLOSES.match(lines[below]):
        below += 1
    signature = slice(names + 1, below)
    return lines[:begin] + lines[signature], lines[begin : names + 1] + lines[below:]


def _form(lines: list[str]) -> str | None:
    """The mark that opens a clause; None for the two forms that need no saying."""
    marks = [found[0] if (found := mark(line)) else None for line in lines]
    count = Counter(marks)
    if count["第一条"] > 1:
        return "第一条"
    above = next((name for name in ("1.", "（一）", "一、") if count[name]), None)
    if count["（1）"] > 1 and not _bodied(lines, marks, above):
        firsts = sum(line.startswith(("（1）", "(1)")) for line in lines)
        parts = any(above == "（1）" and here is None for above, here in pairwise(marks))
        return "（1）" if firsts > 1 or parts else None
    closing = [name for name, line in zip(marks, lines, strict=True) if _UNITS.search(line)]
    if closing:
        common = Counter(closing).most_common(1)[0][0]
        run_in = all(
            _RUN_IN.match(line)
            for line in lines
            if line.startswith(_POINTS) and _UNITS.search(line)
        )
        return common if common in FORMS and not (common == "一、" and run_in) else None
    return next((name for name in ("一、", "（一）", "1.") if _bodied(lines, marks, name)), None)


def _bodied(lines: list[str], marks: list[str | None], name: str | None) -> bool:
    """Whether half of the lines with a mark, or more, are no headings."""
    with_body = [_has_body(lines, marks, n) for n, found in enumerate(marks) if found == name]
    return bool(name and with_body) and 2 * sum(with_body) >= len(with_body)


def _has_body(lines: list[str], marks: list[str | None], n: int) -> bool:
    """Whether a marked line says something and is not a heading alone."""
    head, stop, rest = lines[n].partition("。")
    follows = n + 1 < len(lines) and marks[n + 1] is None and not _DATE_LINE.fullmatch(lines[n + 1])
    grants = re.search(r"，.*\d", head)
    return bool(stop and (rest or len(head) > 20 or grants)) or len(head) > 40 or follows


def _blocks(lines: list[str], form: str | None) -> list[list[str]]:
    """Blocks of zh.md: one a line, but for a clause that has paragraphs."""
    opening = {*FORMS[form].headings, form} if form else set()
    last = max((n for n, line in enumerate(lines) if _opens(line, opening)), default=-1)
    blocks: list[list[str]] = []
    inside = closed = False
    for n, line in enumerate(lines):
        found = mark(line)
        closed = closed or (n > last and (bool(_CLOSES.match(line)) or _is_signature(lines, n)))
        if form and inside and not closed and not (found and found[0] in opening):
            blocks[-1].append(line)
            continue
        blocks.append([line])
        inside = bool(found) and found is not None and found[0] == form
    return blocks


def _opens(line: str, opening: set[str]) -> bool:
    found = mark(line)
    return found is not None and found[0] in opening


def _is_signature(lines: list[str], n: int) -> bool:
    """Whether a short line without a stop stands right above the date, or is the date."""
    if _DATE_LINE.fullmatch(lines[n]):
        return True
    short = len(lines[n]) < 40 and not re.search("[。；：]", lines[n])
    return short and any(_DATE_LINE.fullmatch(line) for line in lines[n + 1 : n + 4])
