"""A measure's result as a card: the reason, the words of the law, the working, whom to ask."""

from __future__ import annotations

from collections.abc import Iterable

from calculator import sentences
from calculator.assessment import DRAFT, Answer, Result, Status
from calculator.i18n import Lang, Text, capital
from calculator.measure import Condition, Judged, Measure
from calculator.overlaps import Excluded
from calculator.page.html import Child, Html, in_english, join_html, tag
from calculator.page.urls import POLICY_OF, link
from calculator.profile import FACTS
from calculator.quantity import Given
from calculator.sentences import label_at
from calculator.working import Step


def prose(text: Text, lang: Lang) -> Html:
    """Return a sentence that may cite Chinese words."""
    return in_english(text.en) if lang == "en" else join_html([text.zh])


_CLAUSE = Text("看条文", "Read the clause")
_ANSWER = Text("去答：{question}", "Answer: {question}")


def row(
    result: Result,
    lang: Lang,
    figure: Text | None,
    often: Text | None = None,
    bar: Html | None = None,
    *,
    heading: str = "h3",
    excluded: Iterable[Excluded] = (),
) -> Html:
    """Return a measure as one line (amount, frequency, bar) that unfolds into its card.

    `excluded` is what the sums leave out; the card mentions what concerns this measure.
    """
    waits = result.status is Status.UNDETERMINED
    return tag(
        "details",
        tag(
            "summary",
            tag(
                heading,
                result.measure.title(lang),
                [" ", tag("span", often(lang), class_="often")] if often else None,
                class_="name",
            ),
            tag("span", figure(lang), class_=f"figure{' potential' if waits else ''}")
            if figure
            else None,
            bar,
        ),
        tag(
            "div",
            tag("p", sentences.state(result)(lang), class_="state"),
            _body(result, lang, excluded),
            class_="body",
        ),
        class_=f"card {result.status.value}",
        id=f"r-{result.measure.id}",
    )


def card(result: Result, lang: Lang) -> Html:
    """Return a measure's whole card, unfolded."""
    return tag(
        "article",
        tag("p", sentences.state(result)(lang), class_="state"),
        tag("h4", result.measure.title(lang)),
        _body(result, lang),
        class_=f"card {result.status.value}",
        id=f"r-{result.measure.id}",
    )


def broken_card(measure: Measure, lang: Lang) -> Html:
    """Return the card of a measure that could not be computed: its clause, and whom to ask."""
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
    """Return the card of a measure on its own page."""
    headline = sentences.headline(result.finding)
    return tag(
        "article",
        tag("p", sentences.state(result)(lang), class_="state"),
        tag("p", headline(lang), class_="amount") if headline else None,
        _body(result, lang, own_page=True),
        class_=f"card {result.status.value}",
    )


def _body(
    result: Result, lang: Lang, excluded: Iterable[Excluded] = (), *, own_page: bool = False
) -> list[Child]:
    """Return reason, quotations and link; conditions and working are folded."""
    quotes = dict.fromkeys(c.quote for c in (result.failed or result.finding.conditions) if c.quote)
    words = [quote for step in result.steps for quote in step.quotes] or list(quotes)
    said = [*result.remarks, *(each.said for each in _judged(result))]
    said += sentences.gave_way(result, excluded)
    return [
        tag("p", prose(sentences.reason(result), lang), class_="reason"),
        [tag("p", prose(each, lang), class_="remark") for each in said],
        tag("p", [tag("q", each, lang="zh-Hans") for each in dict.fromkeys(words)], class_="words")
        if words
        else None,
        _on(result, lang, own_page=own_page),
        _details(result, lang),
    ]


def _on(result: Result, lang: Lang, *, own_page: bool) -> Html | None:
    """Return the link to the next open question of a measure, or else to its clause."""
    missing = {given.fact for given in result.missing}
    asked = (g for g in result.missing if FACTS[g.fact].follows not in missing)
    if first := next(asked, None):
        place, label = _place(first)
        words = _ANSWER.fill(question=label)(lang)
        return tag("p", tag("a", words, href=f"#{place}", data_goto=True), class_="onward")
    return None if own_page else tag("p", link(result.measure, lang, _CLAUSE), class_="onward")


def _place(given: Given) -> tuple[str, Text]:
    name, *rest = given.path.split("/")
    if len(rest) == 2 and rest[0].isdecimal():
        return f"f-{'.'.join([name, *rest])}", label_at(given.path)
    return f"q-{name}", FACTS[name].label


_OPEN = (Status.ELIGIBLE, Status.UNDETERMINED, Status.OTHER_POLICY)


def _details(result: Result, lang: Lang) -> Html | None:
    if result.status not in (*_OPEN, Status.INELIGIBLE):
        return None
    judged = () if _judged(result) else [each.said for each in result.measure.judged]
    notes = (*judged, *result.measure.notes, *result.policy.notes)
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
        _next(result, lang),
        id=f"d-{result.measure.id}",
    )


def _judged(result: Result) -> tuple[Judged, ...]:
    return result.measure.judged if result.answer is Answer.JUDGED else ()


def _next(result: Result, lang: Lang) -> Html | None:
    """Return whom to ask, the documents the text names, and what may not be counted twice."""
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
