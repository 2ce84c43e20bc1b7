"""Turn the lines of a document into a text that the site can store: title, numbered blocks, surroundings.

The text itself decides: by the marks that open its lines, the position of sentences, and the
responsible units it names. A line that fits nothing is kept in place and reported.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from builder.importing.plain import plain
from builder.importing.read import ReadDocument
from builder.texts import FORMS, MARKS, Form
from calculator.i18n import Text

KINDS = (
    "若干措施", "措施", "管理办法", "办法", "实施细则", "细则", "意见", "方案", "通知", "规定", "政策解读",
    "解读", "公告", "通告", "指南", "指引", "条例", "规则", "规程", "规范", "政策", "计划", "规划", "标准",
    "决定", "目录", "清单", "纲要", "制度", "十条", "条",
)  # fmt: skip
"""The endings of document titles."""

BOOKMARK = re.compile(r"\[bookmark: [^\]]*\]")
INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff]")
_STAGE = re.compile(r"[（(][^（）()]*(?:稿|草案|试行|暂行|修订)[^（）()]*[）)]")
_BEGINS = re.compile(
    r"《|(?:\d{4}年)?(?:关于|中共|国务院|国家|[\u4e00-\u9fff]{1,7}?[省市县區区部委州盟旗])"
)
_SENTENCE = re.compile("[。；;：:，,]")
_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,12}[〔\[【（(]\d{4}[〕\]】）)]\s*(?:第\s*)?\d+\s*号")
_DATE_LINE = re.compile(
    r"(?:\d{4}|[〇○零一二三四五六七八九]{4})\s*年\s*[\d一二三四五六七八九十]+\s*月\s*[\d一二三四五六七八九十]+\s*日"
)
_ATTACHED = re.compile(
    r"附：.{1,40}|附\s*[件表录]\s*[\d一二三四五六七八九十]*(?:\s*[：:].*|[\s\u3000]+[^。；，]{1,40})?"
    r"|.{0,40}(?:起草|编制|制定|修订)说明|.{0,40}政策解读"
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
    """A remark on the text: the place (a measure, title, preamble, closing, a section), the words, the remark."""

    at: str
    quote: str | None
    said: Text


@dataclass(slots=True)
class Structure:
    """A text in blocks, and what surrounds it.

    `form` is the mark that opens a clause (a key of FORMS), or None if clauses are （1） or
    paragraphs that end with their responsible units. `headings` are the marks above it.
    """

    title: str
    stage: str | None
    blocks: list[list[str]]
    form: str | None
    headings: tuple[str, ...] = ()
    number: str | None = None
    above: list[str] = field(default_factory=list)
    attachments: list[str] = field(default_factory=list)
    noted: list[Noted] = field(default_factory=list)
    problems: list[Text] = field(default_factory=list)

    @property
    def numbered(self) -> Form:
        """The form of its numbering."""
        form = FORMS[self.form or "（1）"]
        return Form(self.headings, form.clause) if self.form else form

    @property
    def stored(self) -> str:
        """The text as stored in zh.md."""
        return "\n\n".join("\n".join(block) for block in self.blocks) + "\n"


def mark(line: str) -> tuple[str, int] | None:
    """Return the mark that opens a line, as named in MARKS, and its length; None without one."""
    for name, patterns in MARKS.items():
        if found := re.match(patterns["zh"], line):
            return name, found.end()
    return None


def structure(source: ReadDocument, form: str | None = None) -> Structure:
    """Structure the text in `source`. Nothing is lost: the rest is in `above` or `attachments`.

    `form` overrides the mark that seems to open a clause.
    """
    noted: list[Noted] = []
    lines = _clean(source.lines, noted)
    above, title, stage, rest = _title(lines, noted)
    body, attachments = _attachments(rest)
    said = [plain(line) for line in body]
    form = form or _form(said)
    headings = _headings(said, form) if form else ()
    text = Structure(
        title or TITLE_DUE, stage, [[title or TITLE_DUE]], form, headings,
        above=above, attachments=attachments, noted=noted,
    )  # fmt: skip
    text.blocks += [[stage]] if stage else []
    text.blocks += _blocks(body, text.numbered if form else None)
    heads = [*above, *rest[:2]]
    text.number = next(
        (found[0] for line in heads if (found := _NUMBER.fullmatch(line.strip("（）() ")))), None
    )
    if not any(mark(block[0]) for block in text.blocks):
        text.problems.append(
            Text(
                "没有认出编号：没有一、（一）1.（1）或第一条",
                "no numbering was recognized: neither 一、（一）1.（1） nor 第一条",
            )
        )
    return text


TITLE_DUE = "标题待补"
"""The placeholder for a title that the source lacks."""


def issuer(text: Structure) -> str | None:
    """Return the signatory: the body above the last date on a line of its own, or another mention.

    The others are the letterhead and the title.
    """
    lines = [*text.above, *(line for block in text.blocks for line in block)]
    for n in reversed(range(1, len(lines))):
        if _DATE_LINE.fullmatch(lines[n]) and _BODY.fullmatch(plain(lines[n - 1])):
            return lines[n - 1]
    printed = (line.rsplit(maxsplit=1)[0] for line in lines if re.search(r"\s\S+日印发$", line))
    if sent := next((each for each in printed if _BODY.fullmatch(plain(each))), None):
        return sent
    heads = [line.removesuffix("文件") for line in text.above if line.endswith("文件")]
    heads += [each.strip() for each in re.findall("^(.+?)[关關][于於]", text.title)]
    return next((head for head in heads if _BODY.fullmatch(plain(head))), None)


def _clean(lines: list[str], noted: list[Noted]) -> list[str]:
    """Remove what software left between words, and spaces at line ends."""
    kept: list[str] = []
    laid_out = sum(bool(_BROKEN.search(line)) for line in lines) * 5 >= max(len(lines), 15)
    if laid_out:
        noted.append(Noted("title", None, SPACED))
    for line in lines:
        bare = INVISIBLE.sub("", BOOKMARK.sub("", line))
        words = _IN_MARK.sub(lambda found: re.sub(r"[ \u3000\xa0]", "", found[0]), bare.strip())
        if laid_out and (len(words) > 24 or _SENTENCE.search(words)):
            after = found[1] if (found := mark(words)) else 0
            words = re.sub("[ \u3000\xa0]{2,}$", " ", words[:after]) + _GAP.sub("", words[after:])
        if not words:
            continue
        if BOOKMARK.search(line):
            noted.append(Noted(words, None, BOOKMARKED))
        if re.search(r"[^\s\u3000][ \u3000]+$", bare.rstrip("\r\n")) and not laid_out:
            noted.append(Noted(words, None, TRAILING))
        if kept and (alone := mark(kept[-1])) and alone[1] == len(kept[-1]) and not mark(words):
            kept[-1] += f"　{words}" if kept[-1].startswith("第") else words
        else:
            kept.append(words)
    return kept


_B = "[ \u3000\xa0]"
_NUMERAL = "[一二三四五六七八九十百]"
_IN_MARK = re.compile(
    rf"^(?:第{_B}*(?:(?:\d{_B}?)+|{_NUMERAL}+{_B}*)[条條章节節]|(?:{_NUMERAL}|\d)+{_B}+[、.．]"
    rf"|[（(]{_B}*(?:{_NUMERAL}|\d)+{_B}*[）)])"
)
"""A mark with spaces in it."""
_BROKEN = re.compile(r"[\u4e00-\u9fff，、；] (?=[\u4e00-\u9fff，。])")
_GAP = re.compile(
    rf"(?<=[\u4e00-\u9fff，、；。：（）《》“”,;)]){_B}+(?=[\u4e00-\u9fff（《“，、；。\d])"
    rf"|(?<=\d){_B}+(?=[\d\u4e00-\u9fff])"
)
"""Spaces within a sentence, which the conversion of a printed page leaves at line ends."""
SPACED = Text(
    "来源文件句中有排版留下的空格，已略去，字不变。",
    "The source has spaces within sentences, left by its layout; they are left out, and nothing else is "
    "changed.",
)
BOOKMARKED = Text(
    "来源文件此段开头有文字处理软件留下的书签标记，不是正文，已略去。",
    "In the source file this paragraph begins with a bookmark left by a word processor, which is not part of "
    "the text and is left out.",
)
TRAILING = Text(
    "来源文件此段末尾多一空格。", "In the source file a space follows the end of this paragraph."
)
BROKEN = Text(
    "来源文件的标题在“{words}”之后断行，这里接为一行。",
    "In the source file the title is broken after “{words}”; here it is one line.",
)


def _title(
    lines: list[str], noted: list[Noted]
) -> tuple[list[str], str | None, str | None, list[str]]:
    """Return the lines above the title, the title in one line, its stage, and the lines below it."""
    first = next((n for n, line in enumerate(lines) if mark(line)), len(lines))
    heads = {
        n
        for n, line in enumerate(lines)
        if line.endswith(("文件", "：", ":"))
        or _NUMBER.fullmatch(line)
        or _DATE_LINE.fullmatch(line)
    }
    for start in range(first):
        for end in range(start + 1, min(start + 4, first) + 1):
            if heads & set(range(start, end)):
                break
            joined = "".join(lines[start:end])
            name, stage = _staged(joined)
            simple = plain(name)
            whole = simple.endswith(KINDS) or (simple.startswith("《") and "》" in simple)
            if not (whole and _BEGINS.match(simple)) or _SENTENCE.search(_QUOTED.sub("", simple)):
                continue
            if end - start > 1:
                said = BROKEN.fill(words=lines[start][-6:])
                noted.append(Noted("title", None, said))
            follows = lines[end:]
            if stage is None and follows and _STAGE.fullmatch(follows[0]):
                stage, follows = follows[0], follows[1:]
            return lines[:start], name, stage, follows
    return [], None, None, lines


_QUOTED = re.compile("《.*》|[（(][^（）()]*[）)]")


def _staged(line: str) -> tuple[str, str | None]:
    found = re.fullmatch(rf"(.+?)({_STAGE.pattern})", line)
    return (found[1], found[2]) if found else (line, None)


def _attachments(lines: list[str]) -> tuple[list[str], list[str]]:
    """Separate the text from its attachments, which begin with the first line 附件 after the clauses.

    The signature stays with the text.
    """
    marked = [n for n, line in enumerate(lines) if mark(line)]
    said = [plain(line) for line in lines]
    begin = next(
        (
            n
            for n, line in enumerate(said)
            if marked and n > marked[0] and _ATTACHED.fullmatch(line)
        ),
        None,
    )
    if begin is None:
        return lines, []
    end = begin + 1
    while (
        end < len(lines)
        and not _ATTACHED.fullmatch(said[end])
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
    while below < len(lines) and _CLOSES.match(said[below]):
        below += 1
    signature = slice(names + 1, below)
    return lines[:begin] + lines[signature], lines[begin : names + 1] + lines[below:]


def _form(lines: list[str]) -> str | None:
    """Return the mark that opens a clause; None for the two forms that are the default."""
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
    chosen = next((name for name in ("一、", "（一）", "1.") if _bodied(lines, marks, name)), None)
    while (
        chosen and (inner := _BENEATH.get(chosen)) and _awards_beneath(lines, marks, chosen, inner)
    ):
        chosen = inner
    return chosen


_BENEATH = {"一、": "（一）", "（一）": "1.", "1.": "（1）"}
_AWARD = re.compile(
    r"(?:奖|補|补|资助|資助|贴息).{0,24}\d|\d ?[万萬亿億]?(?:元|[%％]).{0,8}(?:奖|獎|补|補|资助|贴息)"
)


def _awards_beneath(lines: list[str], marks: list[str | None], outer: str, inner: str) -> bool:
    """Check whether headings precede marks of the next level, most of which grant something."""
    below: list[str] = []
    for n, found in enumerate(marks[:-1]):
        if found != outer or marks[n + 1] != inner or re.search("[。；：，]", lines[n]):
            continue
        end = next((k for k in range(n + 1, len(marks)) if marks[k] == outer), len(marks))
        below += [lines[k] for k in range(n + 1, end) if marks[k]]
    return bool(below) and 2 * sum(bool(_AWARD.search(line)) for line in below) >= len(below)


def _headings(lines: list[str], form: str) -> tuple[str, ...]:
    """Return the marks of headings: those that always directly precede a clause or such a mark."""
    marks = [found[0] if (found := mark(line)) else None for line in lines]
    usual = FORMS[form].headings
    present = [name for name in MARKS if name in marks and name != form]
    if form != "第一条":
        outer = [name for name in present if name in ("第一章", "第一节")]
        return (*outer, *usual)[: len(outer) + len(usual)][-3:] if outer else usual
    above = {form}
    for name in reversed(present):
        at = [n for n, found in enumerate(marks) if found == name]
        short = name == "一、" and not any(re.search("[，。；]", lines[n]) for n in at)
        if (
            name in usual
            or short
            or all(marks[n + 1 : n + 2] and marks[n + 1] in above for n in at)
        ):
            above.add(name)
    kept = tuple(name for name in present if name in above)
    return kept if set(kept) - set(usual) else usual


def _bodied(lines: list[str], marks: list[str | None], name: str | None) -> bool:
    """Check whether at least half of the lines with a mark are more than headings."""
    with_body = [_has_body(lines, marks, n) for n, found in enumerate(marks) if found == name]
    return bool(name and with_body) and 2 * sum(with_body) >= len(with_body)


def _has_body(lines: list[str], marks: list[str | None], n: int) -> bool:
    """Check whether a marked line contains a sentence, not only a heading."""
    head, stop, rest = lines[n].partition("。")
    follows = n + 1 < len(lines) and marks[n + 1] is None and not _DATE_LINE.fullmatch(lines[n + 1])
    grants = re.search(r"，.*\d", head) or _AWARD.search(head)
    return bool(stop and (rest or len(head) > 20 or grants)) or len(head) > 40 or follows


def _blocks(lines: list[str], form: Form | None) -> list[list[str]]:
    """Return the blocks of zh.md: one per line, except for clauses and headings of several paragraphs."""
    order = (*form.headings, form.clause) if form else ()
    opening = set(order)
    last = max((n for n, line in enumerate(lines) if _opens(line, opening)), default=-1)
    blocks: list[list[str]] = []
    inside = closed = False
    for n, line in enumerate(lines):
        found = mark(line)
        closed = closed or (
            n > last and (bool(_CLOSES.match(plain(line))) or _is_signature(lines, n))
        )
        opens = found is not None and found[0] in opening
        if form and inside and not closed and not opens:
            blocks[-1].append(line)
            continue
        blocks.append([line])
        inside = opens and found is not None and not _has_beneath(lines, n, found[0], order)
    return blocks


def _has_beneath(lines: list[str], n: int, name: str, order: tuple[str, ...]) -> bool:
    """Check whether the next marked line is on a deeper level than this one."""
    depth = {mark_: level for level, mark_ in enumerate(order)}
    marks = (found[0] for line in lines[n + 1 :] if (found := mark(line)) and found[0] in depth)
    return depth[next(marks, order[0])] > depth[name]


def _opens(line: str, opening: set[str]) -> bool:
    found = mark(line)
    return found is not None and found[0] in opening


def _is_signature(lines: list[str], n: int) -> bool:
    """Check whether a line is the date, or a short line without a stop above it."""
    if _DATE_LINE.fullmatch(lines[n]):
        return True
    short = len(lines[n]) < 40 and not re.search("[。；：]", lines[n])
    return short and any(_DATE_LINE.fullmatch(line) for line in lines[n + 1 : n + 4])
