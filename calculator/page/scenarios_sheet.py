"""The kept scenarios as a sheet of the exported workbook."""

from __future__ import annotations

from calculator.i18n import Lang, Text, yuan
from calculator.page import compare
from calculator.tables.export import Taken
from calculator.tables.sheet import Cell, Money, Row, Sheet

_NAME = Text("方案", "Scenarios")
_PART, _ITEM = Text("部分", "Part"), Text("项目", "Item")
_ABOVE = Text("{name} 比{now}多（元）", "{name} above {now} (RMB)")


def scenarios_sheet(taken: Taken) -> list[Sheet]:
    """Return the comparison of scenarios with the current entries, if there are any."""
    if not taken.scenarios:
        return []
    lang = taken.lang
    entries = [(name, text) for name, texts in taken.form.texts.items() for text in texts]
    columns = compare.beside(entries, taken.scenarios)
    first, *others = [column.name for column in columns]
    rows = [_row(group.name, row, lang) for group in compare.groups(columns) for row in group.rows]
    head = [_PART, _ITEM, first, *others]
    head += [_ABOVE.fill(name=name, now=first) for name in others]
    widths = (14, 40, *[24] * (len(head) - 2))
    return [Sheet(_NAME(lang), [each(lang) for each in head], rows, widths)]


def _row(part: Text, row: compare.ComparisonRow, lang: Lang) -> Row:
    cells = [_cell(cell, lang) for cell in row.cells]
    above = [Money(row.against(n)) if row.against(n) else None for n in range(1, len(cells))]
    return (part(lang), row.title(lang), *cells, *above)


def _cell(cell: compare.Cell, lang: Lang) -> Cell:
    """Return a number to calculate with, if the cell's words say nothing else."""
    value = cell.value
    return Money(value) if value is not None and cell.said == yuan(value) else cell.said(lang)
