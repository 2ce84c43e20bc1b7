"""The results as HTML: totals of four kinds, then a card for each measure."""

from __future__ import annotations

from calculator import sentences
from calculator.assessment import RULES_VERSION, Assessment, Result, Status
from calculator.changes import changes
from calculator.explain import Step
from calculator.measure import Condition, Measure
from calculator.page.markup import Child, Html, in_english, join, tag
from calculator.page.picture import bars, chooser, named
from calculator.page.places import POLICY_OF, link
from calculator.profile import FACTS
from calculator.quantity import Given
from calculator.stacking import REF_OF
from calculator.text import Lang, Text, yuan

_YOURS = Text("你的结果", "Your result")
_GROUPS: tuple[tuple[tuple[Status, ...], Text, bool], ...] = (
    ((Status.UNDETERMINED,), Text("信息不足", "More information needed"), False),
    ((Status.OTHER_POLICY,), Text("适用其他政策", "Another policy applies"), True),
    (
        (Status.INELIGIBLE, Status.NOT_IN_FORCE, Status.NOT_FOR_APPLICANT),
        Text("不符合或不适用", "Not met or not applicable"),
        False,
    ),
)


def results_html(
    assessment: Assessment, lang: Lang, title: Text = _YOURS, broken: tuple[Measure, ...] = ()
) -> Html:
    """Totals of four kinds, then a card for each measure, refused ones folded away.

    `broken` are the measures that could not be computed: the totals lack them and say so.
    """
    here = [r for r in assessment.results if not _elsewhere(r)]
    granted = [r for r in here if r.status is Status.ELIGIBLE]
    paid = [r for r in granted if sentences.headline(r.finding)]
    other = [r for r in granted if r not in paid]
    groups = [
        _group(statuses, label, [r for r in here if r.status in statuses], lang, opened)
        for statuses, label, opened in _GROUPS
    ]
    away = len(assessment.results) - len(here)
    return tag(
        "section",
        tag("h2", title(lang), id="results-title", tabindex="-1"),
        tag(
            "p",
            Text(
                "按 {date} 的规则，版本 {version}。", "Rules as of {date}, version {version}."
            ).fill(date=assessment.date, version=RULES_VERSION)(lang),
            class_="asof",
        ),
        [
            tag("p", sentences.not_in_force(policy, assessment.date)(lang), class_="incomplete")
            for policy in dict.fromkeys(r.policy for r in here)
            if all(r.status is Status.NOT_IN_FORCE for r in here if r.policy is policy)
        ],
        tag("p", sentences.INCOMPLETE.fill(n=str(len(broken)))(lang), class_="incomplete")
        if broken
        else None,
        _totals(assessment, lang),
        [
            tag("p", sentences.left_out(e)(lang), class_="left-out")
            for e in assessment.totals.excluded
        ],
        [_broken(measure, lang) for measure in broken],
        None if broken else _changes(assessment, lang),
        [_card(result, lang, "h3") for result in paid],
        bars(assessment, lang),
        chooser(assessment, lang),
        _group((Status.ELIGIBLE,), sentences.SERVICES, other, lang, False),
        groups,
        tag(
            "p",
            Text(
                f"另一城市的 {away} 项措施未列出。",
                f"{away} measures of the other city are not listed.",
            )(lang),
            class_="away",
        )
        if away
        else None,
        [
            tag("p", sentences.ENQUIRIES.fill(contact=contact)(lang), class_="contact")
            for contact in dict.fromkeys(r.policy.contact for r in here)
            if contact
        ],
        tag("p", sentences.DISCLAIMER(lang), class_="fine"),
        tag("p", sentences.LIMITS(lang), class_="fine"),
        id="results",
        aria_labelledby="results-title",
    )


def prose(text: Text, lang: Lang) -> Html:
    """A sentence that may cite Chinese words."""
    return in_english(text.en) if lang == "en" else join([text.zh])


def _elsewhere(result: Result) -> bool:
    return any(condition.id == "city" for condition in result.failed)


def _totals(assessment: Assessment, lang: Lang) -> Html:
    totals = assessment.totals
    rows: list[tuple[Text, Text]] = [(sentences.CERTAIN, yuan(totals.certain))]
    if totals.at_most > totals.certain:
        rows.append((sentences.AT_MOST, yuan(totals.at_most)))
    if totals.interest_saving:
        rows.append((sentences.SAVING, yuan(totals.interest_saving)))
    if totals.credit:
        rows.append((sentences.CREDIT, yuan(totals.credit)))
    if count := totals.services + len(totals.elsewhere):
        rows.append((sentences.SERVICES, Text(f"{count} 项", str(count))))
    return tag(
        "dl",
        [tag("div", tag("dt", name(lang)), tag("dd", value(lang))) for name, value in rows],
        class_="totals",
    )


def _changes(assessment: Assessment, lang: Lang) -> Html | None:
    best = changes(assessment)[:3]
    if not best:
        return None
    return tag(
        "section",
        tag("h3", sentences.CHANGES(lang)),
        tag("ul", [tag("li", sentences.changed(change)(lang)) for change in best]),
        class_="changes",
    )


def _group(
    statuses: tuple[Status, ...], label: Text, results: list[Result], lang: Lang, opened: bool
) -> Html | None:
    if not results:
        return None
    counted = Text("{label}（{n}）", "{label} ({n})").fill(label=label, n=str(len(results)))
    return tag(
        "details",
        tag("summary", tag("h3", counted(lang))),
        [_card(result, lang) for result in results],
        class_="group",
        id=f"group-{statuses[0].value}",
        open=opened,
    )


_IN_ENGLISH = Text("英译", "The clause in English")


def _card(result: Result, lang: Lang, heading: str = "h4") -> Html:
    return tag(
        "article",
        tag("p", sentences.STATUSES[result.status](lang), class_="state"),
        tag(heading, link(result.measure, lang)),
        _body(result, lang),
        tag("p", link(result.measure, lang, _IN_ENGLISH, "#text"), class_="wording")
        if lang == "en"
        else None,
        class_=f"card {result.status.value}",
        id=f"r-{result.measure.id}",
    )


def _broken(measure: Measure, lang: Lang) -> Html:
    """A measure that could not be computed: its clause, and whom to ask."""
    contact = POLICY_OF[measure.id].contact
    asked = sentences.ENQUIRIES.fill(contact=contact)(lang) if contact else None
    return tag(
        "article",
        tag("p", sentences.BROKEN(lang), class_="state"),
        tag("h3", link(measure, lang)),
        tag("p", asked, class_="contact") if asked else None,
        class_="card broken",
        id=f"r-{measure.id}",
    )


def verdict(result: Result, lang: Lang) -> Html:
    """The card of a measure on its own page."""
    return tag(
        "article",
        tag("p", sentences.STATUSES[result.status](lang), class_="state"),
        _body(result, lang),
        class_=f"card {result.status.value}",
    )


def _body(result: Result, lang: Lang) -> list[Child]:
    """Amount, reason, conditions met, the words it rests on, the working, what to do next."""
    finding = result.finding
    headline = sentences.headline(finding)
    quotes = dict.fromkeys(c.quote for c in (result.failed or finding.conditions) if c.quote)
    words = [quote for step in result.steps for quote in step.quotes] or list(quotes)
    return [
        tag("p", headline(lang), class_="amount") if headline else None,
        tag("p", sentences.reason(result)(lang), class_="reason"),
        _ways(result, lang),
        [tag("q", each, lang="zh-Hans") for each in dict.fromkeys(words)],
        _details(result, lang),
        _next(result, lang),
    ]


def _ways(result: Result, lang: Lang) -> Html | None:
    """The way to each question that is still open: to the field, in an item that was begun."""
    places = dict(map(_place, result.missing))
    ways = [
        tag("li", tag("a", label(lang), href=f"#{place}", data_goto=True))
        for place, label in places.items()
        if place.removeprefix("q-") not in REF_OF.values()
    ]
    label = Text("要回答的问题", "Questions to answer")
    return tag("ul", ways, class_="ways", aria_label=label(lang)) if ways else None


def _place(given: Given) -> tuple[str, Text]:
    name, *rest = given.path.split("/")
    if len(rest) == 2 and rest[0].isdecimal():
        return f"f-{'.'.join([name, *rest])}", named(given)
    return f"q-{name}", FACTS[name].label


def _details(result: Result, lang: Lang) -> Html | None:
    if result.status not in (Status.ELIGIBLE, Status.UNDETERMINED, Status.INELIGIBLE):
        return None
    notes = (*result.measure.notes, *result.policy.notes)
    return tag(
        "details",
        tag("summary", sentences.met(result)(lang)),
        tag("ul", [_condition(c, lang) for c in result.finding.conditions], class_="conditions"),
        tag("ol", [_step(step, lang) for step in result.steps], class_="steps")
        if result.steps
        else None,
        [
            tag("p", sentences.assumed(given.label, given.assumed)(lang), class_="assumed")
            for given in result.assumptions
        ],
        _readings(result, lang),
        [tag("p", prose(note, lang), class_="note") for note in notes],
        id=f"d-{result.measure.id}",
    )


_OPEN = (Status.ELIGIBLE, Status.UNDETERMINED, Status.OTHER_POLICY)


def _next(result: Result, lang: Lang) -> Html | None:
    """Whom to ask, the documents the text names, what may not be counted twice."""
    if result.status not in _OPEN:
        return None
    rows = [(label, value) for label, value in sentences.next_steps(result) if value]
    listed = [
        tag("div", tag("dt", label(lang)), tag("dd", prose(value, lang))) for label, value in rows
    ]
    return tag("dl", listed, class_="next")


_SIGNS = {
    True: Text("满足", "met"),
    False: Text("不满足", "not met"),
    None: Text("待填", "not known"),
}


def _condition(condition: Condition, lang: Lang) -> Html:
    value = condition.truth.value
    return tag(
        "li",
        tag("span", _SIGNS[value](lang), class_="met"),
        " " + condition.label(lang),
        class_={True: "yes", False: "no", None: "open"}[value],
    )


def _step(step: Step, lang: Lang) -> Html:
    working, remark = sentences.working(step)
    return tag(
        "li", tag("span", step.label(lang), class_="what"), tag("code", working), remark(lang)
    )


def _readings(result: Result, lang: Lang) -> Html | None:
    if not result.others:
        return None
    rows = []
    for finding in (result.finding, *result.others):
        headline = sentences.headline(finding)
        value = headline or sentences.STATUSES[finding.status]
        rows.append(
            tag("tr", tag("th", finding.reading.label(lang), scope="row"), tag("td", value(lang)))
        )
    caption = Text(
        "这句话的几种读法（第一行为默认）", "Ways to read the sentence (the first is the default)"
    )
    return tag("table", tag("caption", caption(lang)), tag("tbody", rows), class_="readings")
