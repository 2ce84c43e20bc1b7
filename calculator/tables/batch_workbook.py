"""The workbook of many enterprises: an overview, the enterprises, their measures, the words of the law.

What is in the rows is written by `calculator.tables.batch`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from heapq import nlargest
from typing import NamedTuple

from calculator import parameters, sentences
from calculator.call_list import Call, question
from calculator.catalogue import quotations
from calculator.i18n import Lang, Text, brief, capital
from calculator.policies import POLICIES
from calculator.quantity import Exact
from calculator.tables.columns import NAME
from calculator.tables.sheet import Chart, Hyperlink, Money, Row, Sheet, Strong

_NUMBER = Text("行", "Row")
FIXED = Text("条文写明的金额（元）", "Fixed by the text (RMB)")
AT_MOST = Text("含上限合计最高（元）", "With ceilings, at most (RMB)")
SAVED = Text("可少付的利息（元）", "Interest saved (RMB)")
_STANDING = Text("文本状态", "Standing of the text")
REMARKS = Text("问题和提示", "Problems and doubts")
HEAD = (
    _NUMBER, NAME, Text("状态", "State"), Text("城市", "City"), Text("规则日期", "Rules as of"),
    _STANDING, FIXED, AT_MOST, SAVED,
    Text("单项融资额度最高（元）", "Largest borrowing limit (RMB)"),
    Text("已知条件相符的措施数", "Measures whose known conditions fit"),
    Text("信息不足的措施数", "Measures needing more information"),
    Text("有金额的措施", "Measures with a figure"), Text("还差的信息", "Still needed"),
    Text("还可能增加（元）", "May be added (RMB)"), Text("先问什么", "What to ask first"),
    Text("这一题最多问清（元）", "Its answer settles up to (RMB)"), REMARKS,
)  # fmt: skip
"""The titles of a row for each enterprise."""
_WIDTHS = (6, 20, 9, 7, 11, 18, 15, 15, 15, 17, 8, 8, 30, 44, 15, 18, 15, 36)
_MEASURE = Text("措施", "Measure")
_COUNTS_FIXED = Text("计入合计：条文写明（元）", "In the sum: fixed by the text (RMB)")
_COUNTS = Text("计入合计：最高（元）", "In the sum: at most (RMB)")
MEASURE_HEAD = (
    _NUMBER, NAME, Text("编号", "No."), _MEASURE, Text("结果", "Outcome"),
    Text("金额性质", "Kind of amount"), Text("最低（元）", "At least (RMB)"),
    Text("最高（元）", "At most (RMB)"), _COUNTS_FIXED, _COUNTS, Text("理由", "Reason"),
    Text("算法", "Working"), Text("依据的原文", "Words of the Chinese text"),
)  # fmt: skip
"""The titles of a row for each measure of an enterprise."""
_MEASURE_WIDTHS = (6, 20, 9, 20, 11, 11, 15, 15, 15, 15, 30, 32, 36)
_LAW_HEAD = (Text("编号", "No."), _MEASURE, Text("条文原文", "Words of the text"))
_LAW_WIDTHS = (10, 28, 90)
_TITLE = Text("批量测算结果", "Assessment of many enterprises")
_SHEETS = (
    Text("总览", "Overview"), Text("企业", "Enterprises"), Text("措施", "Measures"),
    Text("条文", "Clauses"), Text("说明", "Notes"),
)  # fmt: skip
_NOTE = Text("说明", "Note")
_FROZEN = 2  # the columns that say which enterprise a row is about


def sheets(
    rows: Iterable[Row], measures: Iterable[Row], calls: Sequence[Call], lang: Lang, site: str = ""
) -> list[Sheet]:
    """Return the result as sheets; the rows are gone through several times.

    `site`: the address of the pages in this language, to which the clauses are linked.
    """
    names = [name(lang) for name in _SHEETS]
    heads = [[text(lang) for text in each] for each in (HEAD, MEASURE_HEAD, _LAW_HEAD)]
    said = (sentences.rules(parameters.today()), sentences.LIMITS, sentences.DISCLAIMER)
    linked = (_linked(row, site) for row in measures)
    counted = _counted(measures)
    return [
        _overview(rows, counted, calls, lang, site),
        Sheet(names[1], heads[0], rows, _WIDTHS, filtered=True, frozen=_FROZEN),
        Sheet(names[2], heads[1], linked, _MEASURE_WIDTHS, filtered=True, frozen=_FROZEN),
        Sheet(names[3], heads[2], list(_law(counted, lang, site)), _LAW_WIDTHS, filtered=True),
        Sheet(names[4], [_NOTE(lang)], [(text(lang),) for text in said], (110,)),
    ]


# --- the first page --------------------------------------------------------------------------------

_LARGE = Text("{n} 家企业，按条文最多 {sum}", "{n} enterprises: at most {sum} by the texts")
_COUNTED = (
    Text("已计算的企业", "Enterprises assessed"),
    Text("没有计算的企业", "Enterprises not assessed"),
    Text("有提示的企业", "Enterprises with a remark or a doubt"),
)
_BY_MEASURE = Text("各项措施", "By measure")
_BY_FIRM = Text("金额最高的企业", "Enterprises with the largest sums")
_FIXED_PART = Text("条文写明（元）", "Fixed by the text (RMB)")
_CAPPED_PART = Text("上限内（元）", "Within ceilings (RMB)")
_SUM = Text("合计（元）", "Sum (RMB)")
_YUAN = Text("（元）", " (RMB)")
_FIRMS = Text("企业数", "Enterprises")
_FIRST = Text("先问什么", "What to ask first")
_SETTLES, _ON_AVERAGE = (
    Text("最多问清（元）", "Settles up to (RMB)"),
    Text("平均问清（元）", "On average (RMB)"),
)
_PAGE_WIDTHS = (52, 20, 20, 20, 12)
_MOST_FIRMS, _MOST_CALLS = 10, 5


class _Counted(NamedTuple):
    """A measure over all enterprises: how many have it in their sums, and what it adds to these."""

    firms: int = 0
    fixed: Exact = 0
    at_most: Exact = 0


class _Sums(NamedTuple):
    """The sums of an enterprise, to be compared by the largest first."""

    at_most: Exact
    number: int
    name: str
    fixed: Exact


def _counted(measures: Iterable[Row]) -> dict[str, _Counted]:
    """Return what each measure that occurs adds to the sums, by its id."""
    fixed, at_most = MEASURE_HEAD.index(_COUNTS_FIXED), MEASURE_HEAD.index(_COUNTS)
    found: dict[str, _Counted] = {}
    for row in measures:
        before = found.setdefault(str(row[2]), _Counted())
        low, high = row[fixed], row[at_most]
        if isinstance(low, Money) and isinstance(high, Money):
            found[str(row[2])] = _Counted(
                before.firms + 1, before.fixed + low.yuan, before.at_most + high.yuan
            )
    return found


def _overview(
    rows: Iterable[Row], counted: dict[str, _Counted], calls: Sequence[Call], lang: Lang, site: str
) -> Sheet:
    """Return the first page: the sums, what they come from, and what to ask first."""
    summed = [HEAD.index(each) for each in (FIXED, AT_MOST, SAVED)]
    sums: list[Exact] = [Fraction(0)] * len(summed)
    assessed = refused = remarked = 0
    firms: list[_Sums] = []
    standings: dict[str, None] = {}
    for row in rows:
        cells = [row[n] for n in summed]
        if not all(isinstance(cell, Money) for cell in cells):
            refused += 1
            continue
        assessed += 1
        remarked += bool(row[-1])
        standings |= {str(each): None for each in (row[HEAD.index(_STANDING)],) if each}
        fixed, at_most, saved = (cell.yuan for cell in cells if isinstance(cell, Money))
        sums = [sums[0] + fixed, sums[1] + at_most, sums[2] + saved]
        number = int(str(row[0]))
        firms = nlargest(
            _MOST_FIRMS, [*firms, _Sums(at_most, -number, str(row[1] or f"({number})"), fixed)]
        )
    told: list[Row] = [
        (Strong(_LARGE.fill(n=str(assessed), sum=brief(sums[1]))(lang), large=True),),
        *((HEAD[n](lang), Money(each)) for n, each in zip(summed, sums, strict=True)),
        *((t(lang), n) for t, n in zip(_COUNTED, (assessed, refused, remarked), strict=True)),
        *((standing,) for standing in standings),
        (sentences.rules(parameters.today())(lang),),
        (sentences.LIMITS(lang),),
    ]
    charts = []
    for title, table in (
        (_BY_MEASURE, _by_measure(counted, lang, site)),
        (_BY_FIRM, _by_firm(firms)),
    ):
        if table:
            parts = (title, _FIXED_PART, _CAPPED_PART, _SUM, _FIRMS)[: len(table[0])]
            told += [(), _heads(parts, lang), *table]
            first = len(told) - len(table) + 2  # below the title of the sheet
            charts.append(Chart((title + _YUAN)(lang), 0, (1, 2), first, len(told) + 1))
    if calls:
        heads = (_FIRST, _SETTLES, _ON_AVERAGE, _FIRMS)
        told += [(), _heads(heads, lang)]
        told += [_asked(call, lang) for call in calls[:_MOST_CALLS]]
    return Sheet(_SHEETS[0](lang), [_TITLE(lang)], told, _PAGE_WIDTHS, page=True, charts=charts)


def _heads(names: Sequence[Text], lang: Lang) -> Row:
    """Return the titles of a table in the page, all but the first over figures."""
    return [Strong(name(lang), figures=n > 0) for n, name in enumerate(names)]


def _by_measure(counted: dict[str, _Counted], lang: Lang, site: str) -> list[Row]:
    """Return a row for each measure that adds to the sums, the largest first."""
    found = [
        (counted[measure.id], _link(measure.title(lang), policy.id, measure.id, site))
        for policy in POLICIES
        for measure in policy.measures
        if measure.id in counted and counted[measure.id].at_most
    ]
    return [
        (title, *_parts(each.fixed, each.at_most), each.firms)
        for each, title in sorted(found, key=lambda pair: -pair[0].at_most)
    ]


def _by_firm(firms: Iterable[_Sums]) -> list[Row]:
    return [(each.name, *_parts(each.fixed, each.at_most)) for each in firms if each.at_most]


def _parts(fixed: Exact, at_most: Exact) -> tuple[Money, Money, Money]:
    """Return what texts fix, what is within ceilings, and the sum."""
    return Money(fixed), Money(at_most - fixed), Money(at_most)


def _asked(call: Call, lang: Lang) -> Row:
    mean = Money(int(call.mean))  # it is only an expectation
    return capital(question(call.fact)(lang)), Money(call.most), mean, len(call.asked)


# --- the clauses -----------------------------------------------------------------------------------

_POLICY_OF = {measure.id: policy for policy in POLICIES for measure in policy.measures}


def _link(text: str, policy: str, measure: str, site: str) -> Hyperlink | str:
    """Return text that links to a clause, if the address of the site is known."""
    return Hyperlink(text, f"{site}{policy}/{measure}/") if site else text


def _linked(row: Row, site: str) -> Row:
    """Return the row of a measure with its number linked to the clause."""
    name = str(row[2])
    return (*row[:2], _link(name, _POLICY_OF[name].id, name, site), *row[3:])


def _law(occurring: Iterable[str], lang: Lang, site: str) -> Iterator[Row]:
    """Yield each measure that occurs, with a link to its clause and the words that its rule rests on."""
    for policy in POLICIES:
        for measure in policy.measures:
            if measure.id in occurring:
                words = "\n".join(dict.fromkeys(each.words for each in quotations(measure)))
                yield _link(measure.id, policy.id, measure.id, site), measure.title(lang), words
