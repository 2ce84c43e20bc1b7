"""The result on paper: date, rules version, what was entered, each measure with its working and words."""

from __future__ import annotations

from collections.abc import Iterable

from calculator import sentences
from calculator.assessment import DRAFT, Result, Status
from calculator.explain import Step
from calculator.files.taken import Taken, entered, remarks, sums
from calculator.measure import Condition
from calculator.page.markup import Child, Html, in_english, join, tag
from calculator.stacking import Excluded
from calculator.text import Lang, Text, yuan
from calculator.text import join as listed

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


def report_html(taken: Taken) -> Html:
    """The whole report, as an element for a page that shows it on paper only."""
    lang, totals = taken.lang, taken.assessment.totals
    granted = [result for result in taken.here if result.status is Status.ELIGIBLE]
    money = [result for result in granted if not result.without_amount]
    told = [(label(lang), yuan(value)(lang)) for label, value in sums(taken.assessment) if value]
    return tag(
        "article",
        tag("h1", sentences.TITLE(lang)),
        tag("p", taken.rules),
        [
            tag("p", _prose(said, lang), class_="standing")
            for said in sentences.standings(taken.assessment)
        ],
        tag("p", sentences.DISCLAIMER(lang), class_="fine"),
        tag("h2", _TOTALS(lang)),
        _pairs(told) if told else tag("p", _NO_AMOUNT(lang)),
        [tag("p", sentences.left_out(each)(lang)) for each in totals.excluded],
        tag("h2", _ENTRIES(lang)),
        _entries(taken),
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
        tag("h2", _TO_KNOW(lang)),
        [tag("p", _prose(text, lang), class_="fine") for text in remarks(taken.assessment)],
        tag("p", _PRINTED_FROM.fill(address=taken.address)(lang), class_="fine"),
        id="report",
        lang="zh-Hans" if lang == "zh" else "en",
    )


def _without_amount(label: Text, results: list[Result], lang: Lang) -> Child:
    """What states no amount, a line each: title, reason and departments are all there is to say."""
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
            [tag("td", text(taken.lang)) for text in each[1:]])
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
    """A granted measure: the figure, the reason, each condition and step with the words it rests on."""
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
    return in_english(text.en) if lang == "en" else join([text.zh])
