"""Many enterprises at once: a table with one row each is assessed and becomes a table of results.

No row is lost: one that cannot be read appears in the result with its problems.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from calculator import parameters, sentences
from calculator.assessment import Answer, Assessment, Result, Status, assess_here
from calculator.call_list import Settles, call_list, question, settled_by_answers
from calculator.fields import ProfileError
from calculator.i18n import LANGS, Lang, Text, capital, join_texts
from calculator.measure import Kind
from calculator.overlaps import Worth
from calculator.profile import CITIES, FACTS
from calculator.quantity import Exact, Given
from calculator.summary import summarize
from calculator.tables import columns, find_table, list_sheets
from calculator.tables.batch_workbook import HEAD, sheets
from calculator.tables.columns import Column, heading
from calculator.tables.export import amount_cells, words_of, working_of
from calculator.tables.find_table import FoundTable
from calculator.tables.read_file import read_file
from calculator.tables.sheet import (
    MOST_ROWS,
    MOST_ROWS_ON_PAGE,
    WORKBOOK,
    Cell,
    CellRemark,
    Money,
    Row,
    Sheet,
    SheetLine,
    Unreadable,
    Worksheet,
    to_csv,
)
from calculator.tables.template import csv_template, own_sheets, template

_ASSESSED, _NOT_ASSESSED = Text("已计算", "assessed"), Text("没有计算", "not assessed")
_WITH_SUM = Text("{title} {sum}", "{title} {sum}")
_SEMICOLON = Text("；", "; ")
_BAD_ROW = Text("第 {n} 行{name}：{why}", "Row {n}{name}: {why}")
_CALLED = Text("（{name}）", " ({name})")
DOUBTFUL = Text(
    "{n} 行有提示，写在结果的最后一列：{rows}。",
    "Rows with doubts ({n}), explained in the last column of the result: {rows}.",
)
CONTRADICTORY = Text(
    "{n} 行自相矛盾（日期晚于规则日期，或部分大于整体）：{rows}。",
    "Contradictory rows ({n}), with a date after that of the rules or a part above its whole: {rows}.",
)
WITHOUT_CITY = Text("{n} 行没有城市：{rows}。", "Rows without a city ({n}): {rows}.")
_NO_ROWS = Text(
    "“{sheet}”里只有列名，没有企业：从列名的下一行起，每行一家",
    "{sheet} has column titles but no enterprises: enter one per row below the titles",
)
_NO_TITLES = Text(
    "在{sheet}的前 {n} 行里没有找到列名：要有一行写着“企业名称”“登记注册的城市”等，可以从模板开始",
    "No column titles in the first {n} rows of {sheet}: one row must contain “Enterprise”, “City of "
    "registration” and so on; you can start from the template",
)
_FEW_TITLES = 2
_DOWNWARDS = Text(
    "列名竖着写在第一列：复制整张表，选择性粘贴时勾选“转置”，一行一家企业，再选",
    "The titles are in the first column: copy the table, paste it with “Transpose”, so that each row is "
    "an enterprise, and choose it again",
)
_EMPTY = Text("表格是空的", "The table is empty")
_HIDDEN_SHEET = Text(
    "企业名单在隐藏的工作表“{name}”里：取消隐藏以后再选",
    "The enterprises are in the hidden sheet “{name}”: unhide it and choose the file again",
)
_NO_SUCH_SHEET = Text("没有工作表“{name}”", "There is no sheet “{name}”")
_WHICH_SHEET = Text(
    "有 {n} 张工作表都像企业名单：{names}", "{n} sheets look like lists of enterprises: {names}"
)
_SHEET, _FILE = Text("工作表“{name}”", "Sheet “{name}”"), Text("表格", "the table")


@dataclass(frozen=True)
class FirmTable:
    """A table ready to be assessed: its titles, columns, rows and skipped titles.

    `account` lists what was read and what was not, one line each.
    """

    head: tuple[str, ...]
    columns: tuple[Column | None, ...]
    lines: tuple[SheetLine, ...]
    passed: tuple[str, ...]
    account: tuple[Text, ...] = ()


class Refused(ValueError):
    """A file from which nothing can be assessed; `lines` are the reasons.

    It could be assessed without the columns `unknown`, or with one of the `sheets` chosen.
    """

    def __init__(
        self, lines: Sequence[Text], unknown: Sequence[str] = (), sheets: Sequence[str] = ()
    ) -> None:
        super().__init__("\n".join(line.en for line in lines))
        self.lines = tuple(lines)
        self.unknown = tuple(unknown)
        self.sheets = tuple(sheets)


def opened(
    data: bytes, without: Collection[str] = (), sheet: str | None = None, *, unseen: bool = True
) -> FirmTable:
    """Return the table in a file: XLSX, or CSV in UTF-8, UTF-16 or GB18030.

    Columns whose titles are in `without` are skipped. `sheet` is the name of the sheet to read, if
    several qualify. With `unseen`, hidden and filtered-out rows count too. Raises Refused if there
    is no such table.
    """
    try:
        sheets = read_file(data)
    except Unreadable as error:
        raise Refused([error.text]) from error
    found = list_sheets.joined(_chosen(sheets, without, sheet), sheets, without)
    if found.refused:
        raise Refused(found.refused)
    if found.unknown:
        could_go = found.recognized > 0
        unknown = [each.title for each in found.unknown] if could_go else []
        raise Refused([each.why for each in found.unknown], unknown)
    lines = tuple(line for line in found.lines if unseen or not line.hidden)
    if not lines:
        raise Refused([_NO_ROWS.fill(sheet=_named(found.sheet))])
    account = tuple(_account(found, sheets, lines))
    return FirmTable(found.head, found.columns, lines, found.passed, account)


def _chosen(sheets: Sequence[Worksheet], without: Collection[str], name: str | None) -> FoundTable:
    """Choose the table to read. Raises Refused if none or several qualify."""
    tables = find_table.find_tables(sheets, without)
    if name is not None:
        named = [each for each in tables if each.sheet.name == name]
        if not named:
            raise Refused([_NO_SUCH_SHEET.fill(name=name)], sheets=[t.sheet.name for t in tables])
        return named[0]
    most = max((each.recognized for each in tables), default=0)
    if most < _FEW_TITLES < find_table.known_downwards(sheets):
        raise Refused([_DOWNWARDS])
    likely = [each for each in tables if each.recognized * 2 >= most]
    seen = [each for each in likely if each.sheet.seen]
    filled = [each for each in seen if each.lines]
    if len(filled or seen) == 1:
        return (filled or seen)[0]
    if filled or seen:
        names = [each.sheet.name for each in filled or seen]
        listed = join_texts([Text(each, each) for each in names])
        raise Refused([_WHICH_SHEET.fill(n=str(len(names)), names=listed)], sheets=names)
    if likely:
        raise Refused([_HIDDEN_SHEET.fill(name=likely[0].sheet.name)])
    near = find_table.nearest(sheets, without)
    if near is None:
        raise Refused([_EMPTY])
    sought = _NO_TITLES.fill(sheet=_named(near.sheet), n=str(find_table.SEARCHED))
    raise Refused([*(each.why for each in near.unknown[:_MOST_TOLD]), sought])


def _named(sheet: Worksheet) -> Text:
    return _SHEET.fill(name=sheet.name) if sheet.name else _FILE


# --- what was read ---------------------------------------------------------------------------------

_READ = Text(
    "{sheet}：列名在第 {titles} 行，企业在第 {rows} 行，共 {n} 家。",
    "{sheet}: column titles in row {titles}, enterprises in rows {rows}, {n} in all.",
)
_ABOVE = Text("列名上方没有读：{cells}。", "Above the titles, not read: {cells}.")
_UNIT = Text(
    "列名里没写单位的金额，按上方写的“{unit}”。",
    "Amounts without a unit in their title are in “{unit}”, as stated above the titles.",
)
_LEFT_OUT = Text("没当作企业的行：{rows}。", "Rows that are not enterprises: {rows}.")
_LEFT_ROW = Text("{n}（{text}）", "{n} ({text})")
_UNSEEN = Text(
    "隐藏或筛选掉的行也算了：{rows}。", "Hidden and filtered-out rows were included: {rows}."
)
_UNSEEN_OUT = Text(
    "隐藏或筛选掉的 {n} 行没有算。", "Hidden or filtered-out rows that were left out: {n}."
)
_UNSEEN_COLUMNS = Text("隐藏的列也读了：{titles}。", "Hidden columns were read, too: {titles}.")
_LISTS = Text(
    "另外读了各家的明细：{names}。",
    "The sheets with several entries of each were read as well: {names}.",
)
_OTHER_SHEETS = Text("没有读的工作表：{names}。", "Sheets that were not read: {names}.")
_PASSED = Text("略过的列：{titles}。", "Skipped columns: {titles}.")
_MOST_TOLD = 12
"""The most rows, cells or titles listed in a line of the account."""


def _account(
    found: FoundTable, sheets: Sequence[Worksheet], lines: Sequence[SheetLine]
) -> Iterator[Text]:
    """Yield what was read of a file, and what was not."""
    yield _READ.fill(
        sheet=_named(found.sheet) if found.sheet.name else Text("表格", "The table"),
        titles="–".join(map(str, found.title_rows)),
        rows="–".join(dict.fromkeys(str(each.number) for each in (lines[0], lines[-1]))),
        n=str(len(lines)),
    )
    if found.unit:
        yield _UNIT.fill(unit=found.unit)
    if found.above:
        yield _ABOVE.fill(cells=_some([Text(each[:40], each[:40]) for each in found.above]))
    if found.left_out:
        rows = [_LEFT_ROW.fill(n=str(each.number), text=each.text) for each in found.left_out]
        yield _LEFT_OUT.fill(rows=_some(rows))
    if hidden := [_plain(str(line.number)) for line in lines if line.hidden]:
        yield _UNSEEN.fill(rows=_some(hidden))
    elif n := sum(line.hidden for line in found.lines):
        yield _UNSEEN_OUT.fill(n=str(n))
    unseen = [
        _plain(each.title)
        for n, each in enumerate(found.columns)
        if each and each.title and n in found.sheet.hidden_columns
    ]
    if unseen:
        yield _UNSEEN_COLUMNS.fill(titles=_some(unseen))
    if found.passed:
        yield _PASSED.fill(titles=_some([*map(_plain, found.passed)]))
    if found.lists:
        yield _LISTS.fill(names=_some([*map(_plain, found.lists)]))
    known = {found.sheet.name, *found.lists, *own_sheets()}
    if others := [_plain(each.name) for each in sheets if each.name not in known and each.lines]:
        yield _OTHER_SHEETS.fill(names=_some(others))


def _plain(words: str) -> Text:
    return Text(words, words)


def _some(words: Sequence[Text]) -> Text:
    more = [Text("…", "…")] if len(words) > _MOST_TOLD else []
    return join_texts([*words[:_MOST_TOLD], *more])


class Listed(NamedTuple):
    """An enterprise in the call list.

    It has its number, name and profile, its totals in yuan, the most that may be added, and what
    answers to questions would settle.
    """

    number: int
    name: str
    profile: Mapping[str, object]
    fixed: Exact
    at_most: Exact
    open: Exact
    settles: Sequence[Settles]


@dataclass(frozen=True)
class Done:
    """A processed row: its line in the enterprises table and its lines in the measures table.

    `problem` is set if the row could not be read. The row may also lack its city, contradict itself
    or be doubtful for another reason.
    """

    row: Row
    measures: tuple[Row, ...]
    problem: Text | None
    doubtful: bool = False
    without_city: bool = False
    contradictory: bool = False
    listed: Listed | None = None

    @property
    def number(self) -> int:
        """The number of the row in the file."""
        assert isinstance(self.row[0], int)
        return self.row[0]


def assessed(table: FirmTable, lang: Lang) -> Iterator[Done]:
    """Assess each row of the table, in order."""
    for line in table.lines:
        yield _done(table.columns, line, lang)


def notes(noted: Mapping[str, Sequence[int]], lang: Lang) -> list[str]:
    """Return in words what `noted` returns."""
    return [
        text.fill(n=str(len(rows)), rows=_some([_plain(str(n)) for n in rows]))(lang)
        for text, rows in zip((DOUBTFUL, CONTRADICTORY, WITHOUT_CITY), noted.values(), strict=True)
        if rows
    ]


def noted(done: Sequence[Done]) -> dict[str, list[int]]:
    """Return the numbers of rows with remarks, by kind of remark."""
    return {
        "doubtful": [each.number for each in done if each.doubtful],
        "contradictory": [each.number for each in done if each.contradictory],
        "without-city": [each.number for each in done if each.without_city],
    }


def _done(found: Sequence[Column | None], line: SheetLine, lang: Lang) -> Done:
    read = columns.read_firms(found, line)
    problems = list(read.problems)
    if not problems:
        try:
            return _granted(line.number, read, assess_here(read.profile), lang)
        except ProfileError as error:
            problems = [Text(p.line("zh"), p.line("en")) for p in error.problems]
    why = _SEMICOLON.join(problems)
    name = _CALLED.fill(name=read.name) if read.name else Text("", "")
    row = (line.number, read.name, _NOT_ASSESSED(lang), *[None] * (len(HEAD) - 4), why(lang))
    return Done(row, (), _BAD_ROW.fill(n=str(line.number), name=name, why=why))


def _granted(number: int, read: columns.Firm, assessment: Assessment, lang: Lang) -> Done:
    totals = assessment.totals
    granted = [r for r in assessment.results if r.status is Status.ELIGIBLE]
    money = [r for r in granted if not r.without_amount]
    doubts = [*read.doubts, *(each.said for each in assessment.contradictions)]
    fits = [r for r in granted if r.answer is not Answer.GOVERNMENT_TASK]
    said = [sentences.standing_in_words(policy, assessment.date) for policy in assessment.policies]
    open_ = [r for r in assessment.results if r.status is Status.UNDETERMINED]
    missing = dict.fromkeys(_column(given) for result in open_ for given in result.missing)
    settles = settled_by_answers(read.profile, assessment.results)
    hangs, first = summarize(assessment).open, settles[0] if settles else None
    row = (
        number,
        read.name,
        _ASSESSED(lang),
        CITIES[assessment.city](lang) if assessment.city else None,
        assessment.date,
        _SEMICOLON.join(said)(lang),
        Money(totals.certain),
        Money(totals.at_most),
        Money(totals.interest_saving),
        Money(totals.credit),
        len(fits),
        len(open_),
        _SEMICOLON.join(map(_with_sum, money))(lang),
        join_texts(missing)(lang),
        Money(hangs),
        capital(question(first.fact)(lang)) if first else None,
        Money(first.most) if first else None,
        _SEMICOLON.join(
            [
                *doubts,
                *(remark for result in granted for remark in result.remarks),
                *map(sentences.left_out, totals.excluded),
            ]
        )(lang),
    )
    worths = assessment.worths
    measures = tuple(
        _measure(number, read.name, r, worths.get(r.measure.id), lang) for r in (*money, *open_)
    )
    without_city = assessment.city is None
    listed = Listed(number, read.name, read.profile, totals.certain, totals.at_most, hangs, settles)
    contradictory = bool(assessment.contradictions)
    doubtful = len(doubts) > without_city + len(assessment.contradictions)
    return Done(row, measures, None, doubtful, without_city, contradictory, listed)


def _column(given: Given) -> Text:
    """Return a missing fact by its column title, or a list without entries by its own label."""
    name, *rest = given.path.split("/")
    if len(rest) == 2 and rest[0].isdecimal():
        zh, en = (heading(name, lang, int(rest[0]), rest[1]) for lang in LANGS)
        return Text(zh, en)
    return FACTS[name].label


def _with_sum(result: Result) -> Text:
    headline = sentences.headline(result.finding)
    title = result.measure.title
    return _WITH_SUM.fill(title=title, sum=headline) if headline else title


def _measure(number: int, name: str, result: Result, worth: Worth | None, lang: Lang) -> Row:
    kind, low, high = amount_cells(result)
    counts = worth if result.measure.kind is not Kind.SAVING else None
    return (
        number,
        name,
        result.measure.id,
        result.measure.title(lang),
        sentences.state(result)(lang),
        kind(lang) if kind else None,
        low,
        high,
        Money(counts.certain) if counts else None,
        Money(counts.at_most) if counts else None,
        sentences.reason(result)(lang),
        working_of(result, lang) or None,
        words_of(result),
    )


# --- messages --------------------------------------------------------------------------------------

_RESULT = Text("专精特新批量测算-{date}.xlsx", "srdi-batch-{date}.xlsx")
_TEMPLATE = Text("专精特新批量测算模板.{kind}", "srdi-batch-template.{kind}")


_TOO_MANY_HERE = Text(
    f"有 {{n}} 行，网页上最多 {MOST_ROWS_ON_PAGE:,} 行：分成几张表，或用本页下方的命令（最多 {MOST_ROWS:,} 行）",
    f"It has {{n}} rows; on this page {MOST_ROWS_ON_PAGE:,} at most: divide the table, or use the "
    f"command below (up to {MOST_ROWS:,} rows)",
)
_NO_WAYS: dict[str, object] = {"unknown": (), "sheets": ()}


def answer_batch(message: Mapping[str, Any], lang: Lang) -> dict[str, object]:
    """Answer a message `{"op": "batch", "what", …}` of the page for many enterprises.

    `what` is one of:

    `template`, with `kind` (xlsx or csv): returns a file, `{"name", "type", "text" or "base64"}`.

    `open`, with a file as `base64`, titles of columns to read `without`, the name of the `sheet`,
    and whether `unseen` rows count: returns `{"head", "lines", "account", "unseen"}`, or
    `{"refused": [reason, …], "unknown": [title, …], "sheets": [name, …]}`; it could be assessed
    without these titles, or with one of these sheets.

    `rows`, with `head` and some of the `lines`: returns what `assess_lines` does.

    `workbook`, with all `rows`, `measures` and `firms` and the address of the `site`: returns a file.
    """
    match message["what"]:
        case "template":
            kind = "csv" if message["kind"] == "csv" else "xlsx"
            name = _TEMPLATE.fill(kind=kind)(lang)
            if kind == "csv":
                text = "\ufeff" + to_csv(csv_template(lang))
                return {"name": name, "type": "text/csv;charset=utf-8", "text": text}
            return _workbook(name, template(lang))
        case "open":
            try:
                table = opened(
                    b64decode(message["base64"]),
                    message.get("without", ()),
                    message.get("sheet"),
                    unseen=message.get("unseen", True),
                )
            except Refused as refused:
                why = [line(lang) for line in refused.lines]
                return {"refused": why, "unknown": refused.unknown, "sheets": refused.sheets}
            if len(table.lines) > MOST_ROWS_ON_PAGE:
                return {
                    "refused": [_TOO_MANY_HERE.fill(n=f"{len(table.lines):,}")(lang)]
                } | _NO_WAYS
            account = [line(lang) for line in table.account]
            unseen = sum(line.hidden for line in table.lines)
            return {"head": table.head, "lines": table.lines, "account": account, "unseen": unseen}
        case "rows":
            lines = [_line(*line) for line in message["lines"]]
            return assess_lines(message["head"], lines, lang)
        case _:
            rows, measures = ([from_json(r) for r in message[k]] for k in ("rows", "measures"))
            calls = call_list([listed(each).settles for each in message["firms"]])
            name = _RESULT.fill(date=parameters.today())(lang)
            return _workbook(name, sheets(rows, measures, calls, lang, str(message["site"])))


def assess_lines(head: Sequence[str], lines: Iterable[SheetLine], lang: Lang) -> dict[str, Any]:
    """Assess some of the rows of a table, and return what is to be kept of them as JSON.

    That is `{"rows", "measures", "problems", "noted", "firms"}`: rows for the workbook, `firms` for
    the call list; `noted` has row numbers, `{"doubtful", "contradictory", "without-city"}`.
    """
    found, _ = columns.columns(head)
    done = [_done(found, line, lang) for line in lines]
    return {
        "rows": [_as_json(each.row) for each in done],
        "measures": [_as_json(row) for each in done for row in each.measures],
        "problems": [each.problem(lang) for each in done if each.problem],
        "noted": noted(done),
        "firms": [as_json(each.listed) for each in done if each.listed],
    }


def as_json(each: Listed) -> list[object]:
    """Return an enterprise as data that the page keeps and sends back later."""
    sums = [str(Fraction(n)) for n in (each.fixed, each.at_most, each.open)]
    settles = [[s.fact, *(str(Fraction(n)) for n in s[1:])] for s in each.settles]
    return [each.number, each.name, each.profile, *sums, settles]


def listed(sent: Sequence[Any]) -> Listed:
    """Rebuild an enterprise from the data that the page sends back."""
    number, name, profile, *sums, settles = sent
    fixed, at_most, open_ = map(Fraction, sums)
    known = [Settles(fact, *map(Fraction, worth)) for fact, *worth in settles if fact in FACTS]
    return Listed(number, name, profile, fixed, at_most, open_, known)


def _line(number: int, cells: list[str], remarks: Any = (), hidden: bool = False) -> SheetLine:
    """Rebuild a row that was sent to the page."""
    return SheetLine(number, cells, [CellRemark(*each) for each in remarks], hidden)


def _workbook(name: str, made: Sequence[Sheet]) -> dict[str, object]:
    from calculator.tables.workbook_writer import write_workbook

    return {"name": name, "type": WORKBOOK, "base64": b64encode(write_workbook(made)).decode()}


def _as_json(row: Row) -> list[object]:
    return [[str(cell.yuan)] if isinstance(cell, Money) else cell for cell in row]


def from_json(cells: Sequence[Any]) -> list[Cell]:
    """Rebuild a row of the workbook."""
    return [Money(Fraction(cell[0])) if isinstance(cell, list) else cell for cell in cells]
