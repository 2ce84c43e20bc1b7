"""Find the table of enterprises in a file: its sheet, its title row, its rows, and what is not part of it.

People put a heading above the column titles, group titles over columns, cover sheets before the
table, and totals and signatures below it. The user is told about every row that is not an
enterprise, and is asked which sheet to use if several qualify.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from calculator.fields import MONEY
from calculator.i18n import Text
from calculator.number_parser import Scale
from calculator.tables import columns
from calculator.tables.columns import Column, Refusal, fact_of
from calculator.tables.sheet import MOST_ROWS, TOO_MANY, SheetLine, Worksheet

SEARCHED = 20
"""The number of non-empty rows of a sheet in which its titles are searched for."""
_SURE = 2
"""The number of known titles from which a row counts as the title row, wherever it is."""
Left = Literal["total", "remark", "example", "titles"]
"""Kinds of rows below the titles that are not enterprises."""


@dataclass(frozen=True)
class LeftOut:
    """A row that is not an enterprise: its number, its kind, and how it begins."""

    number: int
    kind: Left
    text: str


@dataclass(frozen=True)
class FoundTable:
    """A table of enterprises as found in a sheet.

    `title_rows` are the numbers of the title row, or of two, groups first. `above` are the cells
    over them, and `unit` what these say about amounts. `unknown` are the unrecognized columns,
    `passed` the skipped. `lists` are the sheets whose entries were joined to the rows.
    """

    sheet: Worksheet
    title_rows: tuple[int, ...]
    head: tuple[str, ...]
    columns: tuple[Column | None, ...]
    lines: tuple[SheetLine, ...]
    left_out: tuple[LeftOut, ...]
    above: tuple[str, ...]
    unit: str
    unknown: tuple[Refusal, ...]
    passed: tuple[str, ...]
    refused: tuple[Text, ...]
    lists: tuple[str, ...] = ()

    @property
    def recognized(self) -> int:
        """The number of columns recognized by their titles."""
        return sum(bool(each and each.title) for each in self.columns)


_UNIT_ABOVE = re.compile(
    r"(?:单位|unit)\s*[:：]?\s*(?:人民币)?\s*((?:亿|百万|千|万)?美?元(?![一-鿿])|rmb[ 0-9,]*)",
    re.IGNORECASE,
)
_SCALES: Mapping[str, Scale] = {
    "元": Scale.YUAN,
    "rmb": Scale.YUAN,
    "万元": Scale.WAN,
    "rmb10000": Scale.WAN,
}
_OTHER_UNIT = Text(
    "列名上方写着“{unit}”：金额只认元和万元，改写以后再选",
    "The unit stated above the titles is “{unit}”: amounts can be in yuan or 10,000 yuan (万元); change it "
    "and choose the file again",
)
_TWO_UNITS = Text(
    "列名上方写着“{unit}”，列名“{title}”里的单位却不同：改成一致",
    "The unit stated above the titles is “{unit}”, but “{title}” names another one: make them agree",
)
_TOTAL = re.compile(
    r"(?:本页|本月|本年|全部|各项)?(?:合计|总计|小计|共计|累计|总和)(?:\(.*\))?|(?:grand)?total|subtotal|sum",
    re.IGNORECASE,
)
_SIGNED = re.compile(r"[^:：]{1,12}[:：]")
_NOTE = re.compile(
    r"(?:注|备注|说明|填表说明|填报说明|提示|note|remark)s?[:：.、 ]|[※*＊]|[(（]盖章|以上|特此",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(
    r"(?:示例|例|样例|example)[:：）)\]】]|[(（\[【](?:示例|例|样例|example)", re.IGNORECASE
)
_ORDINAL = frozenset(("序号", "序", "编号", "no", "no.", "#", "行号"))
"""Titles of columns that number the rows; they are skipped, as with #."""


def find_tables(sheets: Sequence[Worksheet], without: Collection[str] = ()) -> list[FoundTable]:
    """Return the table of enterprises of each sheet that has one, in order.

    Columns whose titles are in `without` are skipped.
    """
    found = [_find(sheet, without) for sheet in sheets]
    return [each for each in found if each and each.recognized]


def nearest(sheets: Sequence[Worksheet], without: Collection[str] = ()) -> FoundTable | None:
    """Return the likeliest table if no sheet has a known title, so that messages can refer to it."""
    found = [each for sheet in sheets if sheet.seen and (each := _find(sheet, without))]
    return max(found, key=lambda each: len(each.unknown), default=None)


def known_downwards(sheets: Sequence[Worksheet]) -> int:
    """Return how many known titles there are in the first column of a sheet, at most."""
    firsts = [[line.cells[0] for line in sheet.lines[:SEARCHED]] for sheet in sheets if sheet.seen]
    return max(map(columns.recognized, firsts), default=0)


def _find(sheet: Worksheet, without: Collection[str]) -> FoundTable | None:
    """Return the table whose title row has the most known titles; the first if several do."""
    best: tuple[int, int] | None = None
    heads: list[tuple[int, int, list[str]]] = []
    for at, line in enumerate(sheet.lines[:SEARCHED]):
        for rows, head in ((1, line.cells), (2, _two_levels(sheet.lines, at))):
            if head and (known := columns.recognized(head)):
                heads.append((known, rows, head))
                if best is None or (known, -rows) > (heads[best[0]][0], -heads[best[0]][1]):
                    best = len(heads) - 1, at
    if best is None or heads[best[0]][0] < _SURE:
        # A single known word may occur anywhere; then only the first row, or the fullest one, counts as titles.
        at = 0 if best == (0, 0) else _fullest(sheet.lines)
        return _table(sheet, at, 1, list(sheet.lines[at].cells), without) if sheet.lines else None
    place, at = best
    return _table(sheet, at, heads[place][1], heads[place][2], without)


def _fullest(lines: Sequence[SheetLine]) -> int:
    """Return the index of the row with the most filled cells among those searched for titles."""
    filled = [sum(bool(cell.strip()) for cell in line.cells) for line in lines[:SEARCHED]]
    return filled.index(max(filled)) if filled else 0


def _two_levels(lines: Sequence[SheetLine], at: int) -> list[str] | None:
    """Return titles joined from two rows, each prefixed with the group above it.

    Returns None if the row has no groups.
    """
    if at + 1 >= len(lines) or lines[at + 1].number != lines[at].number + 1:
        return None
    upper, lower = lines[at], lines[at + 1]
    spanned = {each.column for each in upper.remarks if each.kind == "spanned"}
    width = max(len(upper.cells), len(lower.cells), max(spanned, default=0) + 1)
    over, under = (list(each.cells) + [""] * (width - len(each.cells)) for each in (upper, lower))
    head: list[str] = []
    seen: Counter[str] = Counter()
    group = ""
    for n in range(width):
        above, below = over[n].strip(), under[n].strip()
        if above:
            group = above
        if not below or above == below:
            head.append(above or below)
            continue
        if not group or not (above or n in spanned or not spanned):
            head.append(below)
            continue
        seen[f"{group}{below}"] += 1
        nth = seen[f"{group}{below}"]
        whole = f"{group}{nth if nth > 1 else ''}：{below}"
        head.append(below if columns.is_known(below) and not columns.is_known(whole) else whole)
    return head if seen else None


def _table(
    sheet: Worksheet, at: int, rows: int, head: list[str], without: Collection[str]
) -> FoundTable:
    titles = [f"#{each}" if each in without or _folded(each) in _ORDINAL else each for each in head]
    found, refusals = columns.columns(titles)
    above = [cell.strip() for line in sheet.lines[:at] for cell in line.cells if cell.strip()]
    unit, scale, refused = _unit_of(found, above)
    if scale is Scale.WAN:
        titles = [
            f"{title}（万元）" if each and _is_money(each) and not each.named else title
            for title, each in zip(titles, found, strict=True)
        ]
        found, refusals = columns.columns(titles)
    lines, left_out = _parted(sheet.lines[at + rows :], head, found)
    passed = [
        t for t, each in zip(titles, found, strict=True) if t.startswith(("#", "＃")) and not each
    ]
    if found[0] is columns.UNTITLED and _numbers_rows(lines):
        found[0], passed = None, [f"{columns.letters(0)}（1、2、3…）", *passed]
    return FoundTable(
        sheet,
        tuple(line.number for line in sheet.lines[at : at + rows]),
        tuple(titles),
        tuple(found),
        tuple(lines),
        tuple(left_out),
        tuple(above),
        unit,
        tuple(each for each in refusals if each.can_go),
        tuple(passed),
        (*([TOO_MANY] if sheet.cut else []), *refused, *(r.why for r in refusals if not r.can_go)),
    )


def _numbers_rows(lines: Sequence[SheetLine]) -> bool:
    """Check whether the first column numbers the rows from 0 or 1, as programs do without a title."""
    cells = [line.cells[0].strip() for line in lines]
    return len(cells) > 1 and any(
        cells == [str(n) for n in range(first, first + len(cells))] for first in (0, 1)
    )


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


def _unit_of(
    found: Sequence[Column | None], above: Sequence[str]
) -> tuple[str, Scale | None, list[Text]]:
    """Return the wording and the unit of amounts stated above the titles, and any errors in it."""
    match = next((m for cell in above if (m := _UNIT_ABOVE.search(cell))), None)
    money = [each for each in found if each and _is_money(each)]
    if match is None or not money:
        return "", None, []
    said = match[0].strip()
    scale = _SCALES.get(re.sub(r"[\s,]", "", match[1]).casefold())
    if scale is None:
        return said, None, [_OTHER_UNIT.fill(unit=said)]
    other = [each for each in money if each.named and each.unit is not scale]
    return said, scale, [_TWO_UNITS.fill(unit=said, title=other[0].title)] if other else []


def _is_money(column: Column) -> bool:
    return bool(column.fact) and fact_of(column.fact, column.key).kind is MONEY


def _parted(
    lines: Sequence[SheetLine], head: Sequence[str], found: Sequence[Column | None]
) -> tuple[list[SheetLine], list[LeftOut]]:
    """Separate the rows of enterprises from other rows."""
    kept: list[SheetLine] = []
    left: list[LeftOut] = []
    name = next((n for n, each in enumerate(found) if each and each.title and not each.fact), None)
    same = [cell.strip() for cell in head]
    for line in lines[: MOST_ROWS + 1]:
        if kind := _other(line, same, name):
            first = next(cell for cell in line.cells if cell.strip())
            left.append(LeftOut(line.number, kind, " ".join(first.split())[:40]))
        else:
            kept.append(line)
    return kept, left


def _other(line: SheetLine, head: Sequence[str], name: int | None) -> Left | None:
    """Return what a row below the titles is if it is not an enterprise, or None if it is."""
    cells = [cell.strip() for cell in line.cells]
    filled = [cell for cell in cells if cell]
    if not filled:
        return None
    if len(filled) > 1 and filled == [cell for cell in head if cell]:
        return "titles"
    first = cells[name] if name is not None and name < len(cells) and cells[name] else filled[0]
    if _EXAMPLE.match(first):
        return "example"
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", first)).rstrip(":")
    if _TOTAL.fullmatch(plain):
        return "total"
    if all(_SIGNED.match(cell) for cell in filled) or (len(filled) == 1 and _NOTE.match(filled[0])):
        return "remark"
    return None
