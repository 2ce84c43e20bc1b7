"""The results as HTML: totals of four kinds, then a card for each measure."""

from __future__ import annotations

from collections.abc import Iterable

from calculator import sentences
from calculator.assessment import DRAFT, RULES_VERSION, Answer, Assessment, Result, Status
from calculator.changes import changes
from calculator.explain import Step
from calculator.measure import Condition, Judged, Measure
from calculator.page.markup import Child, Html, in_english, join, tag
from calculator.page.picture import bars, chooser, named
from calculator.page.places import POLICY_OF, link
from calculator.profile import CITIES, FACTS
from calculator.quantity import Given
from calculator.stacking import REF_OF
from calculator.text import Lang, Text, capital, yuan
from calculator.text import join as listed

_YOURS = Text("测算结果", "Your result")
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
    assessment: Assessment,
    lang: Lang,
    title: Text = _YOURS,
    broken: tuple[Measure, ...] = (),
    standings: Iterable[Html] = (),
) -> Html:
    """Totals of four kinds, then a card for each measure, refused ones folded away.

    `broken` are the measures that could not be computed: the totals lack them and say so.
    `standings` say what the texts are, where that of the day of the rules would not do.
    """
    told = standings or [prose(said, lang) for said in sentences.standings(assessment)]
    here = assessment.here
    paid = [r for r in here if r.status is Status.ELIGIBLE and not r.without_amount]
    bare = [r for r in here if r.without_amount]
    groups = [
        _group(
            f"group-{statuses[0].value}",
            label,
            [r for r in here if r.status in statuses],
            lang,
            opened=opened,
        )
        for statuses, label, opened in _GROUPS
    ]
    away = {r.policy.city for r in assessment.results} - {r.policy.city for r in here}
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
        [tag("p", said, class_="standing") for said in told],
        [tag("p", each.said(lang), class_="contradiction") for each in assessment.contradictions],
        [
            tag("p", sentences.not_in_force(policy, assessment.date)(lang), class_="incomplete")
            for policy in assessment.policies
            if not policy.holds_on(assessment.date)
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
        [_card(result, lang, "h3", assessment) for result in paid],
        bars(assessment, lang),
        chooser(assessment, lang),
        [
            _group(f"group-{answer.value}", name, [r for r in bare if r.answer is answer], lang)
            for answer, name in sentences.WITHOUT_AMOUNT.items()
        ],
        groups,
        tag(
            "p",
            _AWAY.fill(cities=listed(CITIES[city] for city in CITIES if city in away))(lang),
            class_="away",
        )
        if away
        else None,
        [
            tag("p", sentences.ENQUIRIES.fill(contact=contact)(lang), class_="contact")
            for contact in dict.fromkeys(policy.contact for policy in assessment.policies)
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


def _totals(assessment: Assessment, lang: Lang) -> Html | None:
    """The sums and counts; None on a day for which no text can be computed."""
    if not assessment.computable:
        return None
    totals = assessment.totals
    told = sentences.sums(assessment)
    rows = [(name, yuan(value)) for name, value in told[:1]]
    rows += [
        (name, yuan(value))
        for name, value in told[1:]
        if value and not (name is sentences.AT_MOST and value == totals.certain)
    ]
    rows += [
        (name, Text(f"{count} 项", str(count))) for name, count in sentences.counts(totals) if count
    ]
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
    name: str, label: Text, results: list[Result], lang: Lang, *, opened: bool = False
) -> Html | None:
    if not results:
        return None
    counted = Text("{label}（{n}）", "{label} ({n})").fill(label=label, n=str(len(results)))
    return tag(
        "details",
        tag("summary", tag("h3", counted(lang))),
        [_card(result, lang) for result in results],
        class_="group",
        id=name,
        open=opened,
    )


_IN_ENGLISH = Text("英译", "The clause in English")


def _card(
    result: Result, lang: Lang, heading: str = "h4", assessment: Assessment | None = None
) -> Html:
    """A measure; with the whole `assessment` also what it counts less because another keeps it."""
    excluded = assessment.totals.excluded if assessment else ()
    gave_way = [
        tag("p", said(lang), class_="left-out") for said in sentences.gave_way(result, excluded)
    ]
    return tag(
        "article",
        tag("p", sentences.state(result)(lang), class_="state"),
        tag(heading, link(result.measure, lang)),
        _body(result, lang),
        gave_way,
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
        tag("p", sentences.state(result)(lang), class_="state"),
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
        tag("p", prose(sentences.reason(result), lang), class_="reason"),
        [tag("p", said(lang), class_="remark") for said in result.remarks],
        [tag("p", prose(each.said, lang), class_="remark") for each in _judged(result)],
        _ways(result, lang),
        [tag("q", each, lang="zh-Hans") for each in dict.fromkeys(words)],
        _details(result, lang),
        _next(result, lang),
    ]


def _ways(result: Result, lang: Lang) -> Html | None:
    """The way to each question that is still open: to the field, in an item that was begun."""
    missing = {given.fact for given in result.missing}
    asked = [g for g in result.missing if FACTS[g.fact].follows not in missing]
    places = dict(map(_place, asked))
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
    told = () if _judged(result) else [each.said for each in result.measure.judged]
    notes = (*told, *result.measure.notes, *result.policy.notes)
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


def _judged(result: Result) -> tuple[Judged, ...]:
    return result.measure.judged if result.answer is Answer.JUDGED else ()


_OPEN = (Status.ELIGIBLE, Status.UNDETERMINED, Status.OTHER_POLICY)


def _next(result: Result, lang: Lang) -> Html | None:
    """Whom to ask, the documents the text names, what may not be counted twice."""
    if result.status not in _OPEN:
        return None
    rows = [(label, value) for label, value in sentences.next_steps(result) if value]
    listed = [
        tag("div", tag("dt", label(lang)), tag("dd", prose(_beginning(value), lang)))
        for label, value in rows
    ]
    return tag("dl", listed, class_="next")


_SIGNS = {
    True: Text("满足", "met"),
    False: Text("不满足", "not met"),
    None: Text("待填", "not known"),
}
_AWAY = Text(
    "没有列出其他城市的措施：{cities}。", "Measures of other cities are not listed: {cities}."
)
_STATED = Text("说明", "note")


def _beginning(value: Text) -> Text:
    return Text(value.zh, capital(value.en))


def _condition(condition: Condition, lang: Lang) -> Html:
    value = condition.truth.value
    sign = _STATED if condition.id == DRAFT and value else _SIGNS[value]
    return tag(
        "li",
        tag("span", sign(lang), class_="met"),
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
