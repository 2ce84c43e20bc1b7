"""Rows pasted from a spreadsheet into a field of a list, which become its entries.

Titles identify the columns, in any order. Without titles the cells do: words match a choice, other
columns follow from the field that was pasted into. Doubts and refusals are shown at the fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from calculator import number_parser
from calculator.fields import MONEY, OneOf, Reference
from calculator.i18n import Text, join_texts
from calculator.page.quick_chips import next_entry
from calculator.profile import FACTS
from calculator.tables.columns import Column, chosen, entry_column, fact_of
from calculator.tables.sheet import SheetLine, Unreadable, from_csv
from calculator.typed import KEY, MOST_ENTRIES, typed, understand

_COLUMNS = Text("没有填入的列：{titles}。", "Columns that were not filled in: {titles}.")
_NTH = Text("第 {n} 列", "no. {n}")
_CELL = Text(
    "粘贴的第 {row} 行，“{cell}”没有认出，“{label}”留空。",
    "Pasted row {row}: “{cell}” was not recognized, so “{label}” is left empty.",
)
_MORE = Text(
    "一张表最多填 {most} 项，后面 {n} 行没有填入。",
    "A list takes at most {most} entries; the last {n} rows were not filled in.",
)

Entries = list[tuple[str, str]]
Row = dict[str, str]


def paste(entries: Entries, field: str, text: str) -> tuple[Entries, list[Text]]:
    """Add pasted rows to the entries of a form; return also messages on what was not read.

    `field` is the name of the field that was pasted into, `list.place.fact`.
    """
    match = KEY.match(field)
    kind = FACTS[match[1]].kind if match and match[1] in FACTS else None
    try:
        lines = from_csv(text, "\t")
    except Unreadable as unreadable:
        return entries, [unreadable.text]
    if match is None or kind is None or not kind.facts or not lines:
        return entries, []
    said: list[Text] = []
    if not kind.columns:
        rows = [{"": line.cells[0].strip()} for line in lines if re.search("[0-9]", line.cells[0])]
    else:
        titles = [" ".join(title.split()) for title in lines[0].cells]
        columns = _once([entry_column(match[1], title) for title in titles])
        if any(columns):
            lines = lines[1:]
        else:
            columns = list(_by_cells(match[1], match[3] or "", lines))
            titles = []
        rows = [_row(columns, line, said) for line in lines]
        if lost := list(_lost(columns, titles, lines)):
            said.append(_COLUMNS.fill(titles=join_texts(lost)))
    return _added(entries, match[1], [row for row in rows if row], said), said


def _once(columns: Sequence[Column | None]) -> list[Column | None]:
    """Keep only the first column of each fact."""
    seen: set[str] = set()
    kept: list[Column | None] = []
    for column in columns:
        kept.append(column if column and column.key not in seen else None)
        seen |= {column.key} if column else set()
    return kept


def _cells(lines: Sequence[SheetLine], n: int) -> list[str]:
    cells = (line.cells[n].strip() for line in lines if n < len(line.cells))
    return [cell for cell in cells if cell]


def _by_cells(name: str, key: str, lines: Sequence[SheetLine]) -> Iterator[Column | None]:
    """Yield the fact of each untitled column: a matching choice, or the next readable fact."""
    columns = FACTS[name].kind.columns
    keys = [key for key, fact in columns.items() if not isinstance(fact.kind, Reference)]
    at = keys.index(key) if key in keys else 0
    free = keys[at:] + keys[:at]
    for n in range(max(len(line.cells) for line in lines)):
        cells = _cells(lines, n)
        found = next((k for k in free if _reads(Column("", name, 0, k), cells)), None)
        if found:
            free.remove(found)
        yield Column("", name, 0, found, number_parser.Scale.WAN) if found else None


def _reads(column: Column, cells: Sequence[str]) -> bool:
    """Check whether a fact can read most of these cells; the field may refuse a few."""
    fact = fact_of(column.fact, column.key)
    if isinstance(fact.kind, OneOf):
        read = [bool(chosen(column, cell)) for cell in cells]
    else:
        notes = [understand(cell, fact.kind, fact.label) for cell in cells]
        read = [isinstance(note, number_parser.Understood) for note in notes]
    return 2 * sum(read) > len(read)


def _row(columns: Sequence[Column | None], line: SheetLine, said: list[Text]) -> Row:
    """Return one entry as field values."""
    row: Row = {}
    for column, cell in zip(columns, line.cells, strict=False):
        text = cell.strip()
        if column is None or not text:
            continue
        fact = fact_of(column.fact, column.key)
        if isinstance(fact.kind, OneOf):
            if word := chosen(column, text):
                row[column.key] = word
            else:
                problem = _CELL.fill(row=str(line.number), cell=text[:40], label=fact.label)
                said.append(problem)
        elif fact.kind is MONEY and column.unit is number_parser.Scale.YUAN and _is_bare(text):
            row[column.key] = f"{text}元"
        else:
            row[column.key] = text
    return row


def _is_bare(text: str) -> bool:
    return re.fullmatch(r"[0-9.,\s]+", text) is not None


def _lost(
    columns: Sequence[Column | None], titles: Sequence[str], lines: Sequence[SheetLine]
) -> Iterator[Text]:
    """Yield the non-empty columns that match no fact, by title or number."""
    for n, column in enumerate(columns):
        if column is None and _cells(lines, n):
            title = titles[n] if n < len(titles) else ""
            yield Text(title, title) if title else _NTH.fill(n=str(n + 1))


def _added(entries: Entries, name: str, rows: Sequence[Row], said: list[Text]) -> Entries:
    """Return the entries with the rows added after the last entry that has any text."""
    first = next_entry(typed(entries), name)
    taken = rows[: MOST_ENTRIES - first]
    if len(taken) < len(rows):
        said.append(_MORE.fill(most=str(MOST_ENTRIES), n=str(len(rows) - len(taken))))
    if not taken:
        return entries
    kept = [
        (each, text) for each, text in entries if each != name and not _is_after(each, name, first)
    ]
    for n, row in enumerate(taken, first):
        kept += [(f"{name}.{n}.{key}".rstrip("."), text) for key, text in row.items()]
    return kept


def _is_after(field: str, name: str, first: int) -> bool:
    match = KEY.match(field)
    return bool(match and match[1] == name and match[2] and int(match[2]) >= first)
