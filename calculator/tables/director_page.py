"""The result for a decision-maker, short enough for one page: total, measures, next steps.

The print view, workbook, copied text and share picture all show this content, each in its own form.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from calculator import parameters, sentences
from calculator.assessment import Assessment, Result
from calculator.i18n import Text, brief, capital, join_texts
from calculator.measure import FREQUENCIES, Kind, Policy, StandingKind
from calculator.profile import CITIES
from calculator.quantity import Exact
from calculator.shared_facts import TITLES, Title
from calculator.summary import Question, Summary, SummaryLine, summarize
from calculator.tables.export import Taken
from calculator.tables.sheet import Hyperlink, Money, Row, Sheet, Strong

FEW = 3
"""The most questions, and the most next steps, that are shown."""

_APART = Text(" · ", " · ")
_NO_CITY = Text("没有选城市", "No city chosen")
_NO_TITLE = Text("没有称号", "no title")

FIXED, CEILING = Text("条文写明", "fixed by the text"), Text("上限", "ceiling")
_FIXED_IN_PART = Text("写明 {fixed}，其余为上限", "{fixed} fixed, the rest a ceiling")
_UP_TO = Text("最高 {sum}", "up to {sum}")
NOT_IN_THE_SUM = Text("少付的利息，不计入合计", "interest saved, not in the sum")
_NOT_STATED = Text("条文没有写", "not stated")
_COUNTED_ONCE = Text("已减去重复计算的 {cost}", "{cost} counted under another measure")

_SAVED = Text(
    "另可少付利息 {sum}：{titles}，不计入合计", "Interest saved, not in the sum, {sum}: {titles}"
)
_LIMITED = Text(
    "融资额度最高 {sum}：{titles}，不是补贴，不计入合计",
    "Borrowing limit up to {sum}, no subsidy and not in the sum: {titles}",
)
_BARE = Text("另有 {n} 项支持没有写明金额", "Support without a stated amount: {n}")

_HANGS = Text("{question}：{hangs}", "{question}: {hangs}")

_ASK = Text(
    "向{agencies}了解申报时间和材料：{titles}", "Ask when and how to apply for {titles}: {agencies}"
)
_UNTIL = Text(
    "文本有效期到 {until}；申报时间没有写，以主管部门的通知为准",
    "The text holds until {until}; it names no application window: watch the departments’ notices",
)
_SINCE = Text(
    "文本自 {since} 起施行，在此之前不能申报", "The text takes effect on {since}, not before"
)
_ENDED = Text(
    "文本已于 {until} 期满：能否再申报，问主管部门",
    "The text expired on {until}: ask the department whether one may still apply",
)
_FINAL = Text(
    "先对照{by}：这里按被取代的文本测算", "Check {by} first: a text that it replaced is used here"
)
_DRAFT = Text(
    "文本是征求意见稿：等正式文件公布", "The text is a draft: wait for the final document"
)

COLUMNS = (
    Text("措施", "Measure"),
    Text("金额", "Amount"),
    Text("写明或上限", "Fixed or ceiling"),
    Text("一次或每年", "How often"),
    Text("找谁", "Whom to ask"),
    Text("条文原文", "Words of the text"),
)
_WIDTHS = (30, 16, 16, 12, 36, 60)
TOTAL = Text("合计", "Sum")
NEXT = Text("下一步", "Next steps")
MADE = Text("{rules}；制表 {today}", "{rules}; made on {today}")
_OPENS = Text("打开这份测算", "Opens this assessment")
_OPENS_WITHOUT_FIGURES = Text(
    "打开这份测算，不带填写的金额", "Opens this assessment, without the amounts entered"
)
_LONGEST_LINK = 2_000  # the limit of spreadsheets, in characters
_SHEET = Text("一页总览", "On one page")


class MoneyRow(NamedTuple):
    """A row of the table: a measure that pays or saves money."""

    result: Result
    sum: Exact
    kind: Text
    often: Text
    words: tuple[str, ...]
    remark: Text | None

    @property
    def agencies(self) -> Text:
        return join_texts(self.result.measure.agencies)

    @property
    def figure(self) -> Text:
        """The amount, marked as a ceiling if all of it is one."""
        return short_amount(self.sum, ceiling=self.kind is CEILING)


def short_amount(sum_: Exact, *, ceiling: bool) -> Text:
    """Return an amount such as 32 万元, or 最高 32 万元 if it is a ceiling."""
    return _UP_TO.fill(sum=brief(sum_)) if ceiling else brief(sum_)


@dataclass(frozen=True)
class DirectorPage:
    """The content of the page from top to bottom; no total includes `saved`, `limited` and `bare`."""

    who: Text
    standings: tuple[Text, ...]
    contradictions: tuple[Text, ...]
    large: Text
    parts: tuple[tuple[str, Text], ...]
    summary: Summary
    rows: tuple[MoneyRow, ...]
    savings: tuple[MoneyRow, ...]
    saved: Text | None
    limited: Text | None
    bare: Text | None
    missing: tuple[Text, ...]
    steps: tuple[Text, ...]

    @property
    def beside(self) -> tuple[Text, ...]:
        """What is left out of the total."""
        return tuple(said for said in (self.saved, self.limited, self.bare) if said)


def director_page(assessment: Assessment) -> DirectorPage:
    """Return the page for an assessment."""
    summary, totals = summarize(assessment), assessment.totals
    costs: dict[str, Exact] = {}
    for each in totals.excluded:
        costs[each.measure] = costs.get(each.measure, 0) + each.cost
    return DirectorPage(
        who=_who(assessment),
        standings=tuple(sentences.standings(assessment)),
        contradictions=tuple(each.said for each in assessment.contradictions),
        large=sentences.headline_figure(assessment, summary),
        parts=tuple(sentences.parts(summary)),
        summary=summary,
        rows=tuple(_paid(line, costs) for line in summary.lines),
        savings=tuple(_paid(line, costs) for line in summary.savings),
        saved=_apart(_SAVED, totals.interest_saving, (each.result for each in summary.savings)),
        limited=_apart(_LIMITED, totals.credit, summary.limits),
        bare=_BARE.fill(n=str(totals.services)) if summary.at_most and totals.services else None,
        missing=tuple(_missing(summary.questions[:FEW])),
        steps=tuple(_steps(assessment, summary)),
    )


def _who(assessment: Assessment) -> Text:
    """Return the city and titles as far as they are known."""
    city, titles = assessment.city, assessment.firm.titles.value
    said = [CITIES[city] if city else _NO_CITY]
    if titles is not None:
        held = [TITLES[title] for title in Title if title.value in titles]
        said.append(join_texts(held) if held else _NO_TITLE)
    return _APART.join(said)


def _paid(line: SummaryLine, costs: dict[str, Exact]) -> MoneyRow:
    result = line.result
    if result.measure.kind is Kind.SAVING:
        kind = NOT_IN_THE_SUM
    elif line.fixed and line.fixed < line.at_most:
        kind = _FIXED_IN_PART.fill(fixed=brief(line.fixed))
    else:
        kind = FIXED if line.fixed else CEILING
    quotes = [quote for step in result.steps for quote in step.quotes]
    cost = costs.get(result.measure.id)
    return MoneyRow(
        result,
        line.at_most,
        kind,
        FREQUENCIES[line.frequency] if line.frequency else _NOT_STATED,
        tuple(dict.fromkeys(quotes)),
        _COUNTED_ONCE.fill(cost=brief(cost)) if cost else None,
    )


def _apart(said: Text, sum_: Exact, results: Iterable[Result]) -> Text | None:
    """Return a separate sum with the measures that it comes from, or None if it is zero."""
    titles = join_texts([result.measure.title for result in results])
    return said.fill(sum=brief(sum_), titles=titles) if sum_ else None


def _missing(questions: Iterable[Question]) -> Iterator[Text]:
    for each in questions:
        yield _HANGS.fill(question=sentences.label_at(each.path), hangs=sentences.hangs(each))


def _steps(assessment: Assessment, summary: Summary) -> Iterator[Text]:
    """Yield which departments to ask, most money first, then a step for each text."""
    paying = (*summary.lines, *summary.savings)
    policies = tuple(dict.fromkeys(line.result.policy for line in paying)) or assessment.policies
    about_texts = [_of_text(policy, assessment.date) for policy in policies]
    asked = [
        _ASK.fill(
            agencies=join_texts(agencies),
            titles=join_texts([line.result.measure.title for line in of]),
        )
        for agencies, of in _asked(paying)
    ]
    if not asked:
        asked = [
            sentences.ENQUIRIES.fill(contact=contact)
            for contact in dict.fromkeys(policy.contact for policy in policies if policy.contact)
        ]
    yield from asked[: FEW - len(about_texts)]
    yield from about_texts


def _asked(paying: Iterable[SummaryLine]) -> list[tuple[list[Text], tuple[SummaryLine, ...]]]:
    """Return the departments with their measures, most money first.

    Departments with the same measures are grouped together.
    """
    of: dict[Text, list[SummaryLine]] = {}
    for line in paying:
        for agency in line.result.measure.agencies:
            of.setdefault(agency, []).append(line)
    together: dict[tuple[SummaryLine, ...], list[Text]] = {}
    for agency, lines in of.items():
        together.setdefault(tuple(lines), []).append(agency)
    found = [(agencies, lines) for lines, agencies in together.items()]
    return sorted(found, key=lambda each: -sum(line.at_most for line in each[1]))


def _of_text(policy: Policy, date: str) -> Text:
    """Return what to do in view of the standing of a text."""
    now = policy.standing(date)
    said = {
        StandingKind.IN_FORCE: _UNTIL,
        StandingKind.NOT_YET: _SINCE,
        StandingKind.ENDED: _ENDED,
        StandingKind.DRAFT: _FINAL if now.by else _DRAFT,
        StandingKind.SUPERSEDED: _FINAL,
    }[now.kind]
    return said.fill(until=now.until, since=policy.first_day, by=sentences.name_of(now.by))


# --- the first sheet of the workbook ---------------------------------------------------------------


def director_sheet(taken: Taken, *, numbers: bool = False) -> Sheet:
    """Return the page as a sheet to print, with links to the clauses and to the assessment."""
    lang, page = taken.lang, director_page(taken.assessment)
    made = MADE.fill(rules=sentences.rules(taken.assessment.date), today=parameters.today())
    rows: list[Row] = [(made(lang),)]
    rows += [(Strong(said(lang)),) for said in (*page.standings, *page.contradictions)]
    rows.append((Strong(page.large(lang), large=True),))
    rows += [(capital(said(lang)),) for _, said in page.parts]
    if page.rows or page.savings:
        rows += [(), [Strong(name(lang)) for name in COLUMNS]]
        rows += [_cells(row, taken) for row in page.rows]
        rows.append((Strong(TOTAL(lang)), Money(page.summary.at_most)))
        rows += [_cells(row, taken) for row in page.savings]
    rows += [(said(lang),) for said in (page.limited, page.bare) if said]
    missing = sentences.still_open(page.summary)
    for label, lines in ((missing, page.missing), (NEXT, page.steps)):
        if lines:
            rows += [(), (Strong(label(lang)),)]
            rows += [(f"{n}. {capital(line(lang))}",) for n, line in enumerate(lines, 1)]
    link = taken.address_with(numbers=numbers)
    rows += [(), (sentences.DISCLAIMER(lang),)]
    if len(link) <= _LONGEST_LINK:
        rows.append((Hyperlink(opens(taken, numbers=numbers)(lang), link),))
    return Sheet(_SHEET(lang), [page.who(lang)], rows, _WIDTHS, page=True)


def opens(taken: Taken, *, numbers: bool) -> Text:
    """Return what the link opens, and whether it leaves out the amounts."""
    whole = taken.address_with(numbers=True) == taken.address_with(numbers=numbers)
    return _OPENS if whole else _OPENS_WITHOUT_FIGURES


def _cells(row: MoneyRow, taken: Taken) -> Row:
    lang = taken.lang
    result = row.result
    remarks = [Text("（", " (") + row.remark + Text("）", ")")] if row.remark else []
    return (
        Hyperlink(
            result.measure.title(lang), f"{taken.site}{result.policy.id}/{result.measure.id}/"
        ),
        Money(row.sum),
        Text("", "").join([row.kind, *remarks])(lang),
        row.often(lang),
        row.agencies(lang),
        "".join(f"「{each}」" for each in row.words),
    )
