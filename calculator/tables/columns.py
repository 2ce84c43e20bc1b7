"""The columns of a table of enterprises: their titles, what their cells may hold, how these are read.

A list is spread over numbered columns (知识产权质押贷款1：贷款本金（元）), or is JSON in a single
column. Internal names count items from 0, as in a profile; labels count from 1, as people do.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from calculator.fact_names import CALLED
from calculator.fields import (
    COUNT,
    EMPTY_LIST,
    MONEY,
    NONE_IN_A_CELL,
    SECTIONS,
    CalendarDay,
    Counts,
    Fact,
    Number,
    OneOf,
    Reference,
    SomeOf,
    YesNo,
)
from calculator.i18n import LANGS, Lang, Text, join_texts
from calculator.number_parser import NotUnderstood, Scale, Understood
from calculator.policies import OVERLAPS
from calculator.profile import FACTS
from calculator.tables.sheet import CellRemark, SheetLine
from calculator.typed import understand

NAME = Text("企业名称", "Enterprise")
"""The only column that is not a fact: it is copied to the result."""
MOST_ITEMS = 50
_ALSO = {
    "企业": "name", "名称": "name", "公司名称": "name", "company": "name", "name": "name",
    "无": "none", "没有": "none", "以上都没有": "none", "noneofthese": "none", "[]": "none",
    "是": "true", "有": "true", "yes": "true", "y": "true", "1": "true", "是的": "true", "对": "true",
    "否": "false", "no": "false", "n": "false", "0": "false", "不是": "false", "没": "false",
    **dict.fromkeys("√✓✔☑", "true"), **dict.fromkeys("×✗✘✕☒", "false"),
}  # fmt: skip
_SHORT = {"城市": "city", "日期": "date", "规则日期": "date", "rulesasof": "date", "称号": "titles"}
_FORMERLY = (("同一笔标记", "重复项编号"), ("same-itemmark", "same-itemnumber"))
"""Terms in the titles of older templates, and the current ones."""
_MARKED = {use.fact for overlap in OVERLAPS for use in (overlap.first, overlap.second)}
_AMOUNT = {"金额", "amount"}
"""Titles for the amount of an entry that has only one."""
_UNITS = {
    "": Scale.YUAN, "元": Scale.YUAN, "人民币元": Scale.YUAN, "yuan": Scale.YUAN,
    "rmb": Scale.YUAN, "cny": Scale.YUAN, "rmbyuan": Scale.YUAN, "万元": Scale.WAN,
    "10000yuan": Scale.WAN, "rmb10000": Scale.WAN, "万元rmb10000": Scale.WAN,
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """The content of a column: a fact, one fact of a list item (`place` from 0), or the name.

    For money, `unit` is the unit of a bare number; `named` means that the title states it.
    """

    title: str
    fact: str
    place: int | None = None
    key: str = ""
    unit: Scale = Scale.YUAN
    named: bool = False


UNTITLED = Column("", "")
"""A column without a title, whose cells must be empty."""


@dataclass(frozen=True)
class Refusal:
    """A column that cannot be read: its title, and why.

    With `can_go`, the table can be read without the column.
    """

    title: str
    why: Text
    can_go: bool = False


_UNKNOWN = Text("“{title}”：没有这一列", "“{title}” is not a known column")
_NEAR = Text("，是不是“{near}”？", "; did you mean “{near}”? ")
_STOP = Text("。", ". ")
_PASS = Text(
    "改名、删除，或在列名前加 # 略过。",
    "Rename it, delete it, or put # before its name to skip it.",
)
_TWICE = Text("“{title}”：这一列有两次", "“{title}” occurs twice")
_NO_HEAD = Text("第一行没有列名", "The first row has no column names")


def heading(name: str, lang: Lang, place: int | None = None, key: str = "") -> str:
    """Return the title of a column, with the unit if it is money."""
    fact = fact_of(name, key)
    label = _called(name)
    if place is not None:
        numbered = Text("{list}{n}：{label}", "{list} {n}: {label}")
        label = numbered.fill(list=label, n=str(place + 1), label=fact.label)
    return (label + _WAN if fact.kind is MONEY else label)(lang)


_WAN = Text("（万元）", " (万元, RMB 10,000)")
"""The unit of amounts in titles, as in the form."""


def entry_heading(name: str, lang: Lang, key: str) -> str:
    """Return the title of a column in the sheet of one list, which need not name the list."""
    fact = fact_of(name, key)
    return (fact.label + _WAN if fact.kind is MONEY else fact.label)(lang)


def sheet_of_list(name: str, lang: Lang) -> str:
    """Return the unique sheet name of a list; a number distinguishes names that are cut off."""
    lists = [each for each, fact in FACTS.items() if fact.kind.columns]
    same = [each for each in lists[: lists.index(name)] if _cut(each, lang) == _cut(name, lang)]
    number = f" {len(same) + 1}" if same else ""
    return _cut(name, lang)[: LONGEST_SHEET_NAME - len(number)].rstrip() + number


def _cut(name: str, lang: Lang) -> str:
    """Return a list's label as a sheet name: without forbidden characters, and cut to the limit."""
    return re.sub(r"[\[\]:*?/\\]", " ", FACTS[name].label(lang))[:LONGEST_SHEET_NAME].strip()


LONGEST_SHEET_NAME = 31


def list_of_sheet(called: str) -> str | None:
    """Return the list whose entries a sheet of this name holds; None if none or several match."""
    plain = folded(called)
    lists = [name for name, fact in FACTS.items() if fact.kind.columns]
    for names in (_names_of_sheet, _other_names):
        found = [name for name in lists if plain in map(folded, names(name))]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _names_of_sheet(name: str) -> Iterable[str]:
    label = FACTS[name].label
    return (label.zh, label.en, *(sheet_of_list(name, lang) for lang in LANGS))


def _other_names(name: str) -> Iterable[str]:
    return CALLED.get(name, ())


def _called(name: str) -> Text:
    """Return the label of a fact; that of a mark includes what it marks, since there are several."""
    fact = FACTS[name]
    if not isinstance(fact.kind, Reference):
        return fact.label
    return Text("{of}：{label}", "{of}: {label}").fill(of=SECTIONS[fact.section], label=fact.label)


def fact_of(name: str, key: str = "") -> Fact:
    """Return the fact in a column: one of the profile or, with a key, one of a list item."""
    fact = FACTS[name]
    return fact.kind.columns[key] if key else fact


def template() -> list[tuple[str, int | None, str]]:
    """Return the columns of the template: every fact, and one item of each list.

    A mark is included only if the same loan or purchase may occur in two lists.
    """
    places: list[tuple[str, int | None, str]] = []
    for name, fact in FACTS.items():
        marked = name in _MARKED
        keys = [
            k for k, f in fact.kind.columns.items() if marked or not isinstance(f.kind, Reference)
        ]
        places += [(name, 0, key) for key in keys] or [(name, None, "")]
    return places


def columns(head: Sequence[str]) -> tuple[list[Column | None], list[Refusal]]:
    """Return the content of each column (None if skipped), and the columns that are refused.

    A column is skipped if its title begins with #.
    """
    found: list[Column | None] = []
    refused: list[Refusal] = []
    for title in head:
        shown = " ".join(title.split())[:200]
        column = UNTITLED if not shown else None if _is_skipped(shown) else _column(shown)
        if column is None and not _is_skipped(shown):
            refused.append(Refusal(shown, unknown(shown), can_go=True))
        seen = [(each.fact, each.place, each.key) for each in found if each and each.title]
        if column and column.title and (column.fact, column.place, column.key) in seen:
            refused.append(Refusal(shown, _TWICE.fill(title=shown)))
        found.append(column)
    if not refused and not any(each and each.title for each in found):
        refused.append(Refusal("", _NO_HEAD))
    return found, refused


def recognized(head: Sequence[str]) -> int:
    """Return how many of these titles name a column that can be read."""
    titles = (" ".join(title.split())[:200] for title in head)
    return sum(bool(title and not _is_skipped(title) and _column(title)) for title in titles)


def _is_skipped(title: str) -> bool:
    return title.startswith(("#", "＃"))


def _column(title: str) -> Column | None:
    """Return the content of a column with this title, or None if it is not known."""
    plain = folded(title)
    for before, now in _FORMERLY:
        plain = plain.replace(before, now)
    if is_name(title):
        return Column(title, "")
    bracketed = re.fullmatch(r"(.+)\(([^()]*)\)", plain)
    for name, unit in ((plain, ""), bracketed.groups() if bracketed else ("", "")):
        match = re.fullmatch(r"(\D+)([0-9]{1,3})(\D+)", name)
        place = _known().get(name)
        number = None
        if place is None and match:
            place = _known().get(f"{match[1]}#{match[3]}")
            number = int(match[2]) - (0 if match[1].endswith(".") else 1)
        if place is None or (number is not None and not 0 <= number < MOST_ITEMS):
            continue
        fact, key = place
        if fact_of(fact, key).kind is MONEY and unit not in _UNITS:
            break
        number = 0 if key and number is None else number
        named = bool(unit) and unit in _UNITS
        return Column(title, fact, number, key, _UNITS.get(unit, Scale.YUAN), named)
    return _grouped(title)


def is_known(title: str) -> bool:
    """Check whether a column with this title can be read."""
    return _column(title) is not None


def is_name(title: str) -> bool:
    """Check whether a column with this title contains the names of enterprises."""
    plain = folded(title)
    return _ALSO.get(plain) == "name" or plain in (folded(NAME.zh), folded(NAME.en))


def entry_column(name: str, title: str) -> Column | None:
    """Return the content of a column in a list's own table; the title may omit the list's name."""
    whole = _column(title)
    if whole and whole.fact == name and whole.key:
        return whole
    plain = folded(title)
    bracketed = re.fullmatch(r"(.+)\(([^()]*)\)", plain)
    facts = FACTS[name].kind.columns
    amounts = [key for key, fact in facts.items() if fact.kind is MONEY]
    for called, unit in ((plain, ""), bracketed.groups() if bracketed else ("", "")):
        for key, fact in facts.items():
            names = (key, fact.label.zh, fact.label.en, *CALLED.get(f"{name}.{key}", ()))
            known = {folded(each) for each in names} | {folded(_bare(fact.label.zh))}
            known |= _AMOUNT if [key] == amounts else set()
            money = fact.kind is MONEY
            if called in known and (not money or unit in _UNITS):
                scale = _UNITS[unit] if money and unit else Scale.WAN
                return Column(title, name, 0, key, scale, money and bool(unit))
    return None


def _grouped(title: str) -> Column | None:
    """Return the content of a column titled with a list and one of its facts, as in 质押贷款2：本金."""
    match = re.fullmatch(r"([^:：]+?)\s*([0-9]{0,3})\s*[:：]\s*([^:：]+)", title)
    if match is None or (match[2] and not 0 < int(match[2]) <= MOST_ITEMS):
        return None
    called = folded(match[1])
    for name, fact in FACTS.items():
        names = (fact.label.zh, fact.label.en, *CALLED.get(name, ()))
        if fact.kind.columns and called in map(folded, names):
            column = entry_column(name, match[3])
            if column:
                unit = column.unit if column.named else Scale.YUAN
                return Column(title, name, int(match[2] or 1) - 1, column.key, unit, column.named)
    return None


def _bare(label: str) -> str:
    """Remove the unit in brackets from a label."""
    return re.sub(r"（[^（）]*）$", "", label)


def chosen(column: Column, text: str) -> str | None:
    """Return the option that a cell names, by any of its names; None if it names none."""
    kind = fact_of(column.fact, column.key).kind
    return None if isinstance(kind, SomeOf) else _word(text, kind.words, column)


@cache
def _known() -> Mapping[str, tuple[str, str]]:
    """Map every folded column title, with # for an item's number, to a fact and a key."""
    known: dict[str, tuple[str, str]] = {short: (name, "") for short, name in _SHORT.items()}
    for name, fact in FACTS.items():
        for called in (name, _called(name).zh, _called(name).en):
            known[folded(called)] = (name, "")
            for key, each in fact.kind.columns.items():
                if called == name:
                    known[f"{name}.#.{key}"] = (name, key)
                for label in (each.label.zh, each.label.en):
                    known[f"{folded(called)}#{folded(label)}"] = (name, key)
                    known[f"{folded(called)}{folded(label)}"] = (name, key)
    return known


def unknown(title: str) -> Text:
    """Return why a column is not known, with what may have been meant."""
    from difflib import get_close_matches  # only on this path: it is slow to import

    plain = re.sub(r"[0-9]+", "#", re.sub(r"\([^()]*\)$", "", folded(title)))
    near = get_close_matches(plain, _known(), 1, 0.7)
    said = _UNKNOWN.fill(title=title)
    if near:
        name, key = _known()[near[0]]
        place = 0 if key else None
        meant = Text(*(heading(name, lang, place, key) for lang in LANGS))
        return said + _NEAR.fill(near=meant) + _PASS
    return said + _STOP + _PASS


def folded(text: str) -> str:
    """Return the same spelling for titles and words that look alike."""
    same = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\s“”\"'‘’「」《》:,、·]", "", same)


# --- cells -----------------------------------------------------------------------------------------

_NOT_JSON = Text("“{title}”需要是 JSON 列表，或“无”", "“{title}” must be a JSON list, or “none”")
_ONE_OF = Text("“{title}”需要是其中之一：{words}", "“{title}” must be one of: {words}")
_SOME_OF = Text(
    "“{title}”里的“{word}”不认得；可以是：{words}，用分号隔开",
    "“{word}” in “{title}” is not recognized; use any of these, separated by semicolons: {words}",
)
_BOTH_WAYS = Text(
    "“{title}”和编号的列同时填写：只用一种",
    "“{title}” and its numbered columns are both filled in: use only one of them",
)
_UNREAD: Mapping[str, Text] = {
    "formula": Text(
        "“{title}”：公式还没有算出结果，在 Excel 里打开并保存",
        "“{title}”: the formula has no result yet; open the file in Excel and save it",
    ),
    "format": Text(
        "“{title}”：显示的和存的不是同一个数，把数字格式改成“常规”，核对以后再选",
        "“{title}”: the number format shows a different number from the one stored; set it to General "
        "and check the number",
    ),
    "spanned": Text(
        "“{title}”：和左边的格子合并了，不知道填的是哪一列：取消合并",
        "“{title}” is merged with the cell to its left, so its column is unclear: unmerge them",
    ),
    "broken": Text(
        "“{title}”：有读不出的字，文件的编码损坏：重新导出，或存成 .xlsx",
        "“{title}” contains an unreadable character, because the file’s encoding is damaged: export it "
        "again, or save it as .xlsx",
    ),
}
_MERGED = Text(
    "“{title}”：第 {rows} 行合并成了一格，不知道怎样分给各行：取消合并，各行分别填写",
    "“{title}” is one merged cell for rows {rows}, so the value of each is unclear: unmerge it and fill "
    "in each row",
)
_HELD = Text(
    "“{title}”：显示为 {shown}，存的是 {held}，按显示的计算",
    "“{title}” shows {shown} but contains {held}; the number shown was used",
)
_RECALCULATED = Text(
    "“{title}”：公式的结果 {shown} 是生成文件的程序写的，打开时会重新计算：在 Excel 里打开、核对并保存",
    "“{title}”: the result {shown} of the formula was written by the program that made the file, and is "
    "computed again when it is opened: open it in Excel, check and save it",
)
_HELD_ROUGHLY = Text(
    "“{title}”：显示为 {shown}，存的是 {held}：让格子显示全部小数，核对以后再选",
    "“{title}” shows {shown} but contains {held}: make the cell show all decimals, and check it",
)
_ERROR = Text(
    "“{title}”：公式出错（{cell}），在 Excel 里改正",
    "“{title}”: the formula has an error ({cell}); correct it in Excel",
)
_ERRORS = re.compile(
    r"#(N/A|(DIV/0|REF|NUM|VALUE|NULL|SPILL|CALC)!|NAME\?|GETTING_DATA)", re.IGNORECASE
)
_BEYOND = Text(
    "这一行比列名多 {n} 格：去掉数里的逗号，或补上列名",
    "This row has {n} more than there are column titles: remove the commas in numbers, or add titles",
)
_NO_TITLE = Text(
    "{letters} 列没有列名：补上列名，或在列名处写 # 略过",
    "Column {letters} has no title: add one, or put # there to skip the column",
)
_ONE_OR_TWO = Text(
    "“{title}”里的“{part}”可能是一个数，也可能是两天：几天之间用“；”或“、”隔开，一个数里不加逗号和空格",
    "“{part}” in “{title}” may be one number or two days: separate days by semicolons, and write a "
    "number without commas or spaces",
)
_WHICH_UNIT = Text(
    "“{title}”的单位是万元，格子里是“{cell}”：写明元还是万元",
    "“{title}” is in units of RMB 10,000, but the cell says “{cell}”: add 元 or 万元",
)
_NOTHING = frozenset(
    (
        *"/\\-—–―",
        "--",
        "——",
        "//",
        "n/a",
        "na",
        "nan",
        "null",
        "<na>",
        "nat",
        "不详",
        "未知",
        "待定",
        "不清楚",
        "unknown",
    )
)
_BLANK = Text(
    "“{cell}”读作不知道，不是 0：{titles}", "“{cell}” is read as not known, not as 0: {titles}"
)
_NO_CITY = Text(
    "没有城市，不知道适用哪个城市的措施", "There is no city, so it is unknown whose measures apply"
)


@dataclass
class Firm:
    """An enterprise as read: its name, its profile, problems and doubts."""

    name: str
    profile: dict[str, object]
    problems: list[Text]
    doubts: list[Text]


def read_firms(found: Sequence[Column | None], line: SheetLine) -> Firm:
    """Read the profile in a row. Empty means unknown, never zero; an unreadable cell is a problem."""
    row = Firm("", {}, [], [])
    items: dict[str, dict[int, dict[str, object]]] = {}
    blank: dict[str, list[Text]] = {}
    remarks: dict[int, list[CellRemark]] = {}
    for remark in line.remarks:
        remarks.setdefault(remark.column, []).append(remark)
    filled = [n for n, cell in enumerate(line.cells) if cell.strip()]
    noted = (
        each.column for each in line.remarks if each.kind != "spanned" or each.column < len(found)
    )
    filled = sorted({*filled, *noted})
    if (beyond := max(filled, default=0) + 1 - len(found)) > 0:
        cells = Text(str(beyond), "1 cell" if beyond == 1 else f"{beyond} cells")
        row.problems.append(_BEYOND.fill(n=cells))
    for n in filled:
        column = found[n] if n < len(found) else None
        if column is None:
            continue
        text = line.cells[n].strip() if n < len(line.cells) else ""
        if problem := _unread(column, n, text, remarks.get(n, ())):
            row.problems.append(problem)
            continue
        if not text:
            continue
        row.doubts += _held(column, text, remarks.get(n, ()))
        if not column.fact:
            row.name = " ".join(text.split())
        elif _says_nothing(column, text):
            blank.setdefault(text, []).append(_plainly(column.title))
        elif column.place is not None:
            value = _value(column, text, row)
            items.setdefault(column.fact, {}).setdefault(column.place, {})[column.key] = value
        else:
            row.profile[column.fact] = _value(column, text, row)
    row.doubts += [
        _BLANK.fill(cell=text, titles=join_texts(titles)) for text, titles in blank.items()
    ]
    for name, numbered in items.items():
        if name in row.profile:
            title = next(c.title for c in found if c and c.fact == name and c.place is None)
            row.problems.append(_BOTH_WAYS.fill(title=title))
        row.profile[name] = [numbered[place] for place in sorted(numbered)]
    if "city" not in row.profile:
        row.doubts.append(_NO_CITY)
    return row


def _says_nothing(column: Column, text: str) -> bool:
    """Check whether a cell contains one of the marks that people use for no entry."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    number = isinstance(fact_of(column.fact, column.key).kind, (Number, CalendarDay, Counts))
    return plain in _NOTHING or (number and plain in ("无", "没有", "none"))


def _plainly(words: str) -> Text:
    return Text(words, words)


def _unread(column: Column, n: int, text: str, remarks: Iterable[CellRemark]) -> Text | None:
    """Return why a cell cannot be read at all, or None if it can."""
    if not column.title:
        filled = text or any(each.kind != "spanned" for each in remarks)
        return _NO_TITLE.fill(letters=letters(n)) if filled else None
    kind = fact_of(column.fact, column.key).kind if column.fact else None
    for each in remarks:
        if each.kind == "merged" and not isinstance(kind, _SHARED):
            return _MERGED.fill(title=column.title, rows=each.detail)
        if each.kind == "rounded" and kind is not MONEY and not re.search(r"[0-9]\.[0-9]", text):
            return _HELD_ROUGHLY.fill(title=column.title, shown=text, held=each.detail)
        if each.kind in _UNREAD:
            return _UNREAD[each.kind].fill(title=column.title)
    return _ERROR.fill(title=column.title, cell=text) if _ERRORS.fullmatch(text) else None


_SHARED = (OneOf, SomeOf, YesNo, CalendarDay)
"""Facts that a merged cell can state for several rows; an amount might be their total."""


def _held(column: Column, text: str, remarks: Iterable[CellRemark]) -> list[Text]:
    """Return a doubt if a cell may have another value than it shows."""
    said = {"rounded": _HELD, "recalculated": _RECALCULATED}
    return [
        said[each.kind].fill(title=column.title, shown=text, held=each.detail)
        for each in remarks
        if each.kind in said
    ]


def letters(n: int) -> str:
    """Return a spreadsheet's name for column `n`, counted from 0: A is 0, AA is 26."""
    return (letters(n // 26 - 1) if n >= 26 else "") + chr(ord("A") + n % 26)


def _value(column: Column, text: str, row: Firm) -> object:
    """Return the value of a cell; if it has none, add a problem to the row and return None."""
    title, kind = Text(column.title, column.title), fact_of(column.fact, column.key).kind
    if isinstance(kind, SomeOf):
        return _some(kind, text, title, row, column)
    if kind.words:
        word = _word(text, kind.words, column)
        if word is None:
            row.problems.append(_ONE_OF.fill(title=title, words=join_texts([*kind.words.values()])))
        return kind.of_words([word] if word else [])
    if kind.columns:
        return _json(text, title, row)
    if isinstance(kind, Counts):
        return _counts(text, column, row)
    if isinstance(kind, Reference):
        return "".join(c for c in " ".join(text.split()) if c.isprintable())[:80]
    return _number(text, kind, column, row)


def _word(text: str, words: Mapping[str, Text], column: Column | None = None) -> str | None:
    plain = folded(text)
    of = f"{column.fact}.{column.key}".rstrip(".") if column else ""
    for word, label in words.items():
        names = (label.zh, label.en, *CALLED.get(f"{of}={word}", ()))
        called = {folded(name) for name in names}
        if plain == word or plain in called or plain.removesuffix("企业") in called:
            return word
        # A city followed by its district counts as the city: 厦门市思明区.
        if of == "city" and any(plain.startswith(folded(n)) for n in names if n.endswith("市")):
            return word
    also = _ALSO.get(plain)
    return also if also in words else None


def _parts(text: str) -> list[str]:
    return [part for part in re.split(r"[;；,，、|/\n]+", text) if part.strip()]


def _counts(text: str, column: Column, row: Firm) -> list[object] | None:
    """Return the number for each day; a comma or space before three digits is refused as ambiguous."""
    if _word(text, {EMPTY_LIST: NONE_IN_A_CELL}) == EMPTY_LIST:
        return []
    same = unicodedata.normalize("NFKC", text)
    if found := re.search(r"(?<![0-9])[0-9]{1,3}[, ]+[0-9]{3}(?![0-9])", same):
        row.problems.append(_ONE_OR_TWO.fill(title=column.title, part=found[0]))
        return None
    days = re.sub(r"(?<=[0-9])\s+(?=[0-9])", ";", same)
    return [_number(part, COUNT, column, row) for part in _parts(days)]


def _some(kind: SomeOf, text: str, title: Text, row: Firm, column: Column) -> list[str] | None:
    if _word(text, {EMPTY_LIST: NONE_IN_A_CELL}) == EMPTY_LIST:
        return []
    words: dict[str, None] = {}
    for part in _parts(text):
        word = _word(part, kind.words, column)
        if word is None:
            listed = join_texts([*kind.words.values(), NONE_IN_A_CELL])
            shown = Text(part.strip(), part.strip())
            row.problems.append(_SOME_OF.fill(title=title, word=shown, words=listed))
            return None
        words[word] = None
    return list(words)


def _json(text: str, title: Text, row: Firm) -> object:
    if _word(text, {EMPTY_LIST: NONE_IN_A_CELL}) == EMPTY_LIST:
        return []
    try:
        value: object = json.loads(text, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, list):
        row.problems.append(_NOT_JSON.fill(title=title))
        return None
    return value


def _number(text: str, kind: object, column: Column, row: Firm) -> object:
    title = Text(column.title, column.title)
    note = understand(text, kind, title, column.unit)
    if isinstance(note, NotUnderstood):
        row.problems.append(note.text)
    if not isinstance(note, Understood):
        return None
    if note.doubt and note.doubt.code == "yuan_sign":
        if not re.search("[元块]|yuan", text.casefold()):  # ¥260 in a column of 万元 is ambiguous
            row.problems.append(_WHICH_UNIT.fill(title=title, cell=text))
    elif note.doubt:
        said = Text("{title}：{why}", "{title}: {why}").fill(title=title, why=note.doubt.text)
        # Digits that a spreadsheet dropped are lost, so there is nothing to compute with.
        (row.problems if note.doubt.code == "spreadsheet" else row.doubts).append(said)
    return note.fact
