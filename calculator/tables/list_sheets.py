"""Join the sheets of lists, with one loan, course or project per row, to the table of enterprises.

Rows are matched by the enterprise's name. Each entry becomes numbered columns of its enterprise, as
if it had been filled in there.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from calculator.i18n import Text, join_texts
from calculator.profile import FACTS
from calculator.tables import columns
from calculator.tables.columns import Refusal, entry_column
from calculator.tables.find_table import SEARCHED, FoundTable
from calculator.tables.sheet import CellRemark, SheetLine, Worksheet

_NO_FIRM = Text(
    "工作表“{sheet}”第 {rows} 行的企业不在名单里，或名单里有两家同名：改成一致",
    "The enterprises in rows {rows} of sheet “{sheet}” are not in the list, or are in it twice: correct the names",
)
_TOO_OFTEN = Text(
    "工作表“{sheet}”里“{name}”超过 {n} 笔", "“{name}” has more than {n} entries in sheet “{sheet}”"
)


def joined(table: FoundTable, sheets: Sequence[Worksheet], without: Collection[str]) -> FoundTable:
    """Return the table with the entries of every visible sheet that has the name of a list."""
    for sheet in sheets:
        name = columns.list_of_sheet(sheet.name)
        if name and sheet.seen and sheet is not table.sheet:
            table = _with_list(table, sheet, name, without)
    return table


def _with_list(
    table: FoundTable, sheet: Worksheet, name: str, without: Collection[str]
) -> FoundTable:
    at = next((n for n, line in enumerate(sheet.lines[:SEARCHED]) if _titles(line, name)), None)
    if at is None or not sheet.lines[at + 1 :]:
        return table
    head = [cell.strip() for cell in sheet.lines[at].cells]
    of_firm = next(n for n, title in enumerate(head) if columns.is_name(title))
    kept = [n for n, title in enumerate(head) if entry_column(name, title)]
    unknown = [
        title
        for n, title in enumerate(head)
        if title and n not in (of_firm, *kept) and title not in without and title[0] not in "#＃"
    ]
    entries, lost = _by_firm(table, sheet.lines[at + 1 :], of_firm)
    most = max(map(len, entries.values()), default=0)
    taken = [c.place for c in table.columns if c and c.fact == name and c.place is not None]
    first = max(taken, default=-1) + 1
    label = FACTS[name].label.zh
    problems = [_NO_FIRM.fill(sheet=sheet.name, rows=_rows(lost))] if lost else []
    if first + most > columns.MOST_ITEMS:
        firm = max(entries, key=lambda each: len(entries[each]))
        said = _TOO_OFTEN.fill(sheet=sheet.name, name=firm, n=str(columns.MOST_ITEMS))
        return replace(table, refused=(*table.refused, *problems, said))
    titles = [f"{label}{first + n + 1}：{head[k]}" for n in range(most) for k in kept]
    more, refused = columns.columns(titles) if titles else ([], [])
    asked = [Refusal(each, columns.unknown(each), can_go=True) for each in unknown]
    return replace(
        table,
        head=(*table.head, *titles),
        columns=(*table.columns, *more),
        lines=tuple(_filled(line, table, entries, kept) for line in table.lines),
        unknown=(*table.unknown, *asked),
        refused=(*table.refused, *problems, *(each.why for each in refused)),
        lists=(*table.lists, sheet.name),
    )


def _titles(line: SheetLine, name: str) -> bool:
    """Check whether a row contains the titles of a list: the enterprise and a fact of its entries."""
    titles = [cell.strip() for cell in line.cells if cell.strip()]
    return any(map(columns.is_name, titles)) and any(entry_column(name, each) for each in titles)


def _named(table: FoundTable, line: SheetLine) -> str:
    """Return the name of an enterprise in the form in which names are compared."""
    at = next(
        (n for n, each in enumerate(table.columns) if each and each.title and not each.fact), None
    )
    return columns.folded(line.cells[at]) if at is not None and at < len(line.cells) else ""


def _by_firm(
    table: FoundTable, lines: Sequence[SheetLine], of_firm: int
) -> tuple[dict[str, list[SheetLine]], list[int]]:
    """Group the entries by enterprise; return them and the row numbers without an enterprise."""
    names = [_named(table, line) for line in table.lines]
    entries: dict[str, list[SheetLine]] = {}
    lost: list[int] = []
    for line in lines:
        name = columns.folded(line.cells[of_firm]) if of_firm < len(line.cells) else ""
        if names.count(name) == 1 and name:
            entries.setdefault(name, []).append(line)
        else:
            lost.append(line.number)
    return entries, lost


def _filled(
    line: SheetLine, table: FoundTable, entries: dict[str, list[SheetLine]], kept: Sequence[int]
) -> SheetLine:
    """Return the row of an enterprise with its entries appended."""
    own = entries.get(_named(table, line), [])
    if not own:
        return line
    width = len(table.head)
    if len(line.cells) > width:  # cells without a title are in the way, and are reported anyway
        return line
    cells = [*line.cells, *[""] * (width - len(line.cells))]
    remarks = list(line.remarks)
    for entry in own:
        for n in kept:
            remarks += [
                CellRemark(len(cells), each.kind, each.detail)
                for each in entry.remarks
                if each.column == n
            ]
            cells.append(entry.cells[n] if n < len(entry.cells) else "")
    return line._replace(cells=cells, remarks=tuple(remarks))


def _rows(numbers: Sequence[int]) -> Text:
    return join_texts([Text(str(n), str(n)) for n in numbers[:12]])
