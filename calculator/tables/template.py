"""The template for batch assessment: a sheet of enterprises, one sheet per list, and instructions.

It follows the facts of the policies; none is named here.
"""

from __future__ import annotations

from dataclasses import replace

from calculator.i18n import LANGS, Lang, Text
from calculator.profile import FACTS
from calculator.tables import columns
from calculator.tables.columns import NAME, entry_heading, fact_of, heading
from calculator.tables.sheet import CHOICES, Hint, Row, Sheet

_COLUMN, _MAY_HOLD, _EXAMPLE = (
    Text("列", "Column"),
    Text("可以填什么", "What it may hold"),
    Text("例", "Example"),
)
_TO_FILL, _HELP = Text("填写", "To fill in"), Text("填写说明", "How to fill in")
_RULES = (
    Text("一行一家企业。空着表示不知道，不是 0；不用的列可以删掉，次序可以改。",
         "One row per enterprise. Empty means unknown, not 0; columns may be deleted and reordered."),
    Text("以“示例”开头的一行不读。", "The row that begins with “Example” is ignored."),
    Text("金额按列名里写的单位；格子里也可以写 300万、3000000元。",
         "Amounts are in the unit given in the title; a cell may also say 300万 or 3000000元."),
    Text("同一类有几笔时，写在那一类的工作表里，一行一笔，企业名称与“填写”里的一致；"
         "也可以复制那几列，把列名里的 1 改成 2、3……",
         "Enter several of a kind in the sheet of that kind, one per row, with the same name of the "
         "enterprise; or copy the columns and change the 1 in their titles to 2, 3 …"),
    Text("也可以用一列放 JSON 列表，列名不带编号，例如“知识产权质押贷款”；写“无”表示一笔也没有。",
         "Or use one column with a JSON list and no number in its title, such as “Loans on pledged "
         "intellectual property”; “none” means that there are none."),
    Text("列名前加 # 的列不读。中英文列名都可以。",
         "A column whose title begins with # is ignored. Titles may be in Chinese or English."),
)  # fmt: skip
_IN_CSV = (
    Text("一类有几笔时，复制那一类的几列，把列名里的 1 改成 2、3……；或用一列放 JSON 列表，列名不带编号；"
         "也可以改用 XLSX 模板，每一类有一张工作表，一行一笔。",
         "For several of a kind copy the columns of that kind and change the 1 in their titles to 2, 3 …; "
         "or use one column with a JSON list and no number in its title; or use the XLSX template, which "
         "has a sheet for each kind with one entry per row."),
    Text("以“示例”“说明”开头的行不读。", "Rows that begin with “Example” or “Note” are ignored."),
)  # fmt: skip
_RULES_IN_CSV = (_RULES[0], _RULES[2], *_IN_CSV)
_NOTE = Text("说明：{rule}", "Note: {rule}")
_ANY_NAME = Text("任意文字，原样带到结果里", "any text; it is copied to the result")
_AN_EXAMPLE = Text("示例：某某科技有限公司", "Example: Some Technology Ltd")
_WIDE, _NARROW = 28, 18


def own_sheets() -> frozenset[str]:
    """Return the names of the sheets that only explain how to fill in the others."""
    return frozenset((*(_HELP(lang) for lang in LANGS), CHOICES))


def csv_template(lang: Lang) -> Sheet:
    """Return the table to fill in as CSV, which has no further sheets: the rules are below it.

    They begin with the word for notes, so that they are no enterprises.
    """
    table = template(lang)[0]
    rules = [(_NOTE.fill(rule=rule)(lang),) for rule in _RULES_IN_CSV]
    return replace(table, rows=[*table.rows, *rules])


def template(lang: Lang) -> list[Sheet]:
    """Return the table to fill in, a sheet for each list, and instructions."""
    places = columns.template()
    head = [NAME(lang), *(heading(name, lang, place, key) for name, place, key in places)]
    rows: list[Row] = [(NAME(lang), _ANY_NAME(lang), _AN_EXAMPLE(lang))]
    example: list[str] = [_AN_EXAMPLE(lang)]
    hints: list[Hint] = [Hint(0, _ANY_NAME(lang))]
    for n, (name, _, key) in enumerate(places, 1):
        said, shown = (text(lang) for text in fact_of(name, key).kind.in_a_cell)
        rows.append((head[n], said, shown))
        example.append(shown)
        hints.append(Hint(n, said, _choices(name, key, lang)))
    rows += [(rule(lang), None, None) for rule in _RULES]
    widths = [_WIDE, *[_NARROW] * len(places)]
    titles = [text(lang) for text in (_COLUMN, _MAY_HOLD, _EXAMPLE)]
    return [
        Sheet(_TO_FILL(lang), head, [example], widths, hints=hints),
        *(_list_sheet(name, lang) for name, fact in FACTS.items() if fact.kind.columns),
        Sheet(_HELP(lang), titles, rows, (60, 60, 24)),
    ]


def _list_sheet(name: str, lang: Lang) -> Sheet:
    """Return the sheet of a list: one entry per row, with the name of its enterprise."""
    keys = [key for each, _, key in columns.template() if each == name]
    head, hints = [NAME(lang)], [Hint(0, _ANY_NAME(lang))]
    for n, key in enumerate(keys, 1):
        head.append(entry_heading(name, lang, key))
        said, _ = fact_of(name, key).kind.in_a_cell
        hints.append(Hint(n, said(lang), _choices(name, key, lang)))
    widths = [_WIDE, *[_NARROW] * len(keys)]
    return Sheet(columns.sheet_of_list(name, lang), head, (), widths, hints=hints)


def _choices(name: str, key: str, lang: Lang) -> tuple[str, ...]:
    """Return the options for a column, () if it has none."""
    return tuple(word(lang) for word in fact_of(name, key).kind.words.values())
