"""The result on paper: a page for the decision-maker, each measure's working, the entries."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from calculator import parameters, sentences
from calculator.answers import entered
from calculator.assessment import DRAFT, Result, Status
from calculator.i18n import Lang, Text, brief, capital, yuan
from calculator.i18n import join_texts as listed
from calculator.measure import Condition
from calculator.overlaps import Excluded
from calculator.page.html import Child, Html, in_english, join_html, tag
from calculator.page.money_calendar import money_calendar
from calculator.page.urls import link
from calculator.tables.director_page import (
    COLUMNS,
    MADE,
    NEXT,
    TOTAL,
    DirectorPage,
    MoneyRow,
    director_page,
    opens,
)
from calculator.tables.export import Taken, remarks, sum_rows
from calculator.working import Step

_STOP = Text("。", ". ")
APPENDIX = Text("附：算法和填写内容", "Appendix: the working and the entries")
_PRINTED_FROM = Text("由此打印：{address}", "Printed from: {address}")
_TOTALS, _ENTRIES = Text("合计", "Totals"), Text("填写内容", "What was entered")
_GRANTED = Text("已知条件相符（{n}）", "Known conditions fit ({n})")
_BARE = Text("{name}（{n}）", "{name} ({n})")
_OTHERS: tuple[tuple[Text, tuple[Status, ...]], ...] = (
    (Text("信息不足（{n}）", "More information needed ({n})"), (Status.UNDETERMINED,)),
    (Text("适用其他政策（{n}）", "Another policy applies ({n})"), (Status.OTHER_POLICY,)),
    (
        Text("不符合或不适用（{n}）", "Not met or not applicable ({n})"),
        (Status.INELIGIBLE, Status.NOT_IN_FORCE, Status.NOT_FOR_APPLICANT),
    ),
    (Text("尚无人工解读（{n}）", "Not yet read by a person ({n})"), (Status.NOT_READ,)),
)
_NO_ENTRIES = Text("没有填写任何内容。", "Nothing was entered.")
_NO_AMOUNT = Text("没有可计算的金额。", "No amount can be computed.")
_WHO = Text("责任单位：{names}", "Departments: {names}")
_CITED = Text("引用的文件：{names}", "Documents cited: {names}")
_TO_KNOW = Text("说明", "Notes")
_MET = {
    True: Text("满足", "met"),
    False: Text("不满足", "not met"),
    None: Text("未知", "not known"),
}


def report_html(taken: Taken, *, numbers: bool = False) -> Html:
    """Return the printed report: one page for the decision-maker, then working and entries.

    The script draws the QR code of the link, which includes the figures entered if `numbers`.
    """
    page = director_html(taken, numbers=numbers)
    return _report([page, _appendix(taken)], taken.lang)


def pages_html(pages: Iterable[str], lang: Lang) -> Html:
    """Return the pages of several enterprises as one report; each begins on a new sheet."""
    return _report([Html(page) for page in pages], lang)


def _report(parts: list[Html], lang: Lang) -> Html:
    return tag("article", parts, id="report", lang="zh-Hans" if lang == "zh" else "en")


# --- the page for the decision-maker ---------------------------------------------------------------


def director_html(taken: Taken, *, numbers: bool = False, name: str = "") -> Html:
    """Return the page for whoever decides, headed by the name of the enterprise if it has one."""
    lang, page = taken.lang, director_page(taken.assessment)
    made = MADE.fill(rules=sentences.rules(taken.assessment.date), today=parameters.today())
    return tag(
        "section",
        tag("p", sentences.TITLE(lang), class_="kicker"),
        tag("h1", name or page.who(lang)),
        tag("p", page.who(lang), class_="who") if name else None,
        tag("p", f"{made(lang)}{_STOP(lang)}{sentences.DISCLAIMER(lang)}", class_="fine"),
        [tag("p", _prose(said, lang), class_="standing") for said in page.standings],
        [tag("p", said(lang), class_="contradiction") for said in page.contradictions],
        tag("p", page.large(lang), class_="large"),
        _bar(page),
        _key(page, lang),
        _table(page, lang) if page.rows or page.savings else None,
        [tag("p", _prose(each, lang)) for each in (page.limited, page.bare) if each],
        tag(
            "div",
            _list(sentences.still_open(page.summary), page.missing, lang),
            _list(NEXT, page.steps, lang),
            _code(taken, numbers=numbers),
            class_="after",
        ),
        money_calendar(taken.assessment, page.summary, lang),
        class_="director",
    )


_LONG, _HIGH = 680, 16


def _bar(page: DirectorPage) -> Html | None:
    """Return the bar of the sum: solid for what texts fix, hatched for what is within ceilings."""
    summary = page.summary
    if not summary.at_most:
        return None
    fixed = float(summary.fixed / Fraction(summary.at_most)) * _LONG
    lines = "".join(f"M{x} {_HIGH}l{_HIGH} -{_HIGH}" for x in range(-_HIGH, _LONG, 6))
    hatch = tag("path", d=lines, class_="hatch")
    return tag(
        "svg",
        _box(0, fixed, class_="fixed"),
        # An inner picture shows nothing beyond its edges.
        tag("svg", hatch, x=f"{fixed:.1f}", width=f"{_LONG - fixed:.1f}", height=str(_HIGH)),
        _box(0, _LONG, class_="outline"),
        viewBox=f"-1 -1 {_LONG + 2} {_HIGH + 2}",
        class_="sum",
        aria_hidden="true",
    )


def _box(x: float, width: float, **attributes: str) -> Html:
    return tag("rect", x=f"{x:.1f}", width=f"{width:.1f}", height=str(_HIGH), **attributes)


def _key(page: DirectorPage, lang: Lang) -> Html | None:
    """Return the legend of the bar."""
    items = [
        tag("li", _swatch(name), Text(said.zh, capital(said.en))(lang)) for name, said in page.parts
    ]
    return tag("ul", items, class_="parts") if items else None


def _swatch(name: str) -> Html:
    lines = "M0 5L5 0M0 10L10 0M0 15L15 0M2 18L18 2M7 18L18 7M12 18L18 12"
    filled = tag("rect", width="18", height="18", class_="fixed")
    box = tag("rect", width="18", height="18", class_="outline")
    drawn = filled if name == "fixed" else tag("path", d=lines, class_="hatch")
    return tag("svg", drawn, box, viewBox="-1 -1 20 20", class_="sum", aria_hidden="true")


def _table(page: DirectorPage, lang: Lang) -> Html:
    head = tag("tr", [tag("th", name(lang), scope="col") for name in COLUMNS])
    rows = [_row(row, lang) for row in page.rows]
    if len(page.rows) > 1:
        total = [tag("th", TOTAL(lang), scope="row"), tag("td", brief(page.summary.at_most)(lang))]
        rows.append(tag("tr", total, tag("td", colspan="4"), class_="total"))
    rows += [_row(row, lang) for row in page.savings]
    return tag("table", tag("thead", head), tag("tbody", rows), class_="measures-paid")


def _row(row: MoneyRow, lang: Lang) -> Html:
    remark = [tag("br"), tag("small", row.remark(lang))] if row.remark else None
    return tag(
        "tr",
        tag("th", link(row.result.measure, lang), scope="row"),
        tag("td", brief(row.sum)(lang), remark, class_="figure"),
        tag("td", row.kind(lang)),
        tag("td", row.often(lang)),
        tag("td", row.agencies(lang)),
        tag("td", _quoted(row.words)),
    )


def _list(label: Text, lines: Iterable[Text], lang: Lang) -> Html | None:
    items = [tag("li", _prose(Text(line.zh, capital(line.en)), lang)) for line in lines]
    return tag("section", tag("h2", label(lang)), tag("ol", items)) if items else None


def _code(taken: Taken, *, numbers: bool) -> Html:
    """Return the place of the QR code, drawn by the script, and what its link contains."""
    said = opens(taken, numbers=numbers)(taken.lang)
    return tag(
        "figure",
        tag("figcaption", said),
        data_qr=taken.address_with(numbers=numbers),
        class_="code",
    )


# --- the working and the entries -------------------------------------------------------------------


def _appendix(taken: Taken) -> Html:
    lang, totals = taken.lang, taken.assessment.totals
    granted = [result for result in taken.here if result.status is Status.ELIGIBLE]
    worths = taken.assessment.worths
    money = sorted(
        (result for result in granted if not result.without_amount),
        key=lambda result: -(worth.at_most if (worth := worths.get(result.measure.id)) else 0),
    )
    sums = [
        (label(lang), yuan(value)(lang)) for label, value in sum_rows(taken.assessment) if value
    ]
    return tag(
        "section",
        tag("h1", APPENDIX(lang)),
        tag("h2", _TOTALS(lang)),
        _pairs(sums) if sums else tag("p", _NO_AMOUNT(lang)),
        [tag("p", sentences.left_out(each)(lang)) for each in totals.excluded],
        _heading(_GRANTED, money, lang) if money else None,
        [_measure(result, totals.excluded, lang) for result in money],
        [
            _without_amount(
                _BARE.fill(name=name, n="{n}"),
                [r for r in granted if r.without_amount and r.answer is answer],
                lang,
            )
            for answer, name in sentences.WITHOUT_AMOUNT.items()
        ],
        [_listing(label, statuses, taken) for label, statuses in _OTHERS],
        tag("h2", _ENTRIES(lang)),
        _entries(taken),
        tag("h2", _TO_KNOW(lang)),
        [tag("p", _prose(text, lang), class_="fine") for text in remarks(taken.assessment)],
        tag("p", _PRINTED_FROM.fill(address=taken.address)(lang), class_="fine"),
        class_="appendix",
    )


def _without_amount(label: Text, results: list[Result], lang: Lang) -> Child:
    """Return the measures without an amount, one line each: title, reason, departments."""
    if not results:
        return None
    who = [_WHO.fill(names=listed(result.measure.agencies))(lang) for result in results]
    lines = [
        tag(
            "li",
            tag("b", _title(result, lang)),
            " ",
            _prose(sentences.reason(result), lang),
            " ",
            said,
        )
        for result, said in zip(results, who, strict=True)
    ]
    return [_heading(label, results, lang), tag("ul", lines)]


def _pairs(rows: Iterable[tuple[str, str]]) -> Html:
    return tag("dl", [tag("div", tag("dt", name), tag("dd", value)) for name, value in rows])


def _entries(taken: Taken) -> Html:
    rows = [
        tag("tr", tag("th", each.question(taken.lang), scope="row"),
            [tag("td", text(taken.lang)) for text in each[2:4]])
        for each in entered(taken.form)
    ]  # fmt: skip
    return tag("table", tag("tbody", rows)) if rows else tag("p", _NO_ENTRIES(taken.lang))


def _heading(label: Text, results: list[Result], lang: Lang) -> Html:
    return tag("h2", label.fill(n=str(len(results)))(lang))


def _listing(label: Text, statuses: tuple[Status, ...], taken: Taken) -> Child:
    results = [result for result in taken.here if result.status in statuses]
    if not results:
        return None
    lines = [
        tag("li", tag("b", _title(result, taken.lang)), " ", sentences.reason(result)(taken.lang))
        for result in results
    ]
    return [_heading(label, results, taken.lang), tag("ul", lines)]


def _title(result: Result, lang: Lang) -> str:
    return f"{result.measure.id} {result.measure.title(lang)}"


def _measure(result: Result, excluded: tuple[Excluded, ...], lang: Lang) -> Html:
    """Return a granted measure: amount, reason, and conditions and steps with quotations."""
    measure, headline = result.measure, sentences.headline(result.finding)
    cited = listed([each.title for each in measure.cited])
    return tag(
        "section",
        tag("h3", _title(result, lang)),
        tag("p", headline(lang), class_="amount") if headline else None,
        tag("p", sentences.state(result)(lang)),
        tag("p", _prose(sentences.reason(result), lang)),
        [tag("p", said(lang)) for said in (*result.remarks, *sentences.gave_way(result, excluded))],
        tag("ul", [_condition(condition, lang) for condition in result.finding.conditions]),
        tag("ol", [_step(step, lang) for step in result.steps]) if result.steps else None,
        [tag("p", sentences.assumed(g.label, g.assumed)(lang)) for g in result.assumptions],
        [tag("p", text(lang)) for text in sentences.otherwise(result)],
        [tag("p", _prose(note, lang)) for note in measure.remarks],
        tag("p", _WHO.fill(names=listed(measure.agencies))(lang)),
        tag("p", _CITED.fill(names=cited)(lang)) if measure.cited else None,
    )


def _condition(condition: Condition, lang: Lang) -> Html:
    met = Text("（{met}）", " ({met})").fill(met=_MET[condition.truth.value])
    if condition.id == DRAFT and condition.truth.value:
        met = Text("", "")
    return tag("li", (condition.label + met)(lang), _quoted([condition.quote]))


def _step(step: Step, lang: Lang) -> Html:
    working, remark = sentences.working(step)
    return tag("li", f"{step.label(lang)} = {working}{remark(lang)}", _quoted(step.quotes))


def _quoted(quotes: Iterable[str]) -> list[Html]:
    return [tag("q", quote, lang="zh-Hans") for quote in quotes if quote]


def _prose(text: Text, lang: Lang) -> Html:
    return in_english(text.en) if lang == "en" else join_html([text.zh])
