"""The results as HTML: the answer first, then what is behind it, refused measures folded."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from calculator import sentences
from calculator.assessment import Assessment, Result, Status
from calculator.i18n import Lang, Text
from calculator.i18n import join_texts as listed
from calculator.measure import Measure
from calculator.page import panel
from calculator.page.banners import other_days
from calculator.page.cards import broken_card, card, prose, row
from calculator.page.curve_chart import chooser
from calculator.page.form import View
from calculator.page.html import Html, tag
from calculator.page.ladder_chart import ladder_place
from calculator.page.money_calendar import TITLE, money_calendar
from calculator.summary import Summary, summarize
from calculator.version import rules_version
from calculator.what_if import changes

YOURS = Text("测算结果", "Your result")
_WAITING = Text("信息不足（{n}）", "More information needed ({n})")
_ELSEWHERE = Text("适用其他政策（{n}）", "Another policy applies ({n})")
_REFUSED = Text("不符合或不适用（{n}）", "Not met or not applicable ({n})")
_AS_OF = Text("按 {date} 的规则", "Rules as of {date}")
_VERSION = Text("规则版本 {version}。", "Version of the rules: {version}.")
_AWAY = Text(
    "没有列出其他城市的措施：{cities}。", "Measures of other cities are not listed: {cities}."
)


def results_html(
    assessment: Assessment,
    lang: Lang,
    title: Text = YOURS,
    broken: tuple[Measure, ...] = (),
    standings: Iterable[Html] = (),
    view: View | None = None,
    skipped: Collection[str] = (),
) -> Html:
    """Return the answer, then each measure, with refused ones folded.

    `broken` are the measures that could not be computed; a notice says that the sums lack them.
    `standings` replace the texts' standing on the day of the rules. With a `view` of the form the
    next question can be answered here; those `skipped` come last.
    """
    summary = summarize(assessment)
    shown = standings or [prose(said, lang) for said in sentences.standings_in_short(assessment)]
    here = assessment.here
    bare = [r for r in here if r.without_amount]
    away = dict.fromkeys(
        r.policy.place.full_name for r in assessment.results if not assessment.concerns(r.policy)
    )

    def of(*statuses: Status) -> list[Result]:
        return [r for r in here if r.status in statuses]

    return tag(
        "section",
        tag("h2", title(lang), id="results-title", tabindex="-1"),
        tag("p", _AS_OF.fill(date=assessment.date)(lang), class_="asof"),
        [tag("p", said, class_="standing") for said in shown],
        [tag("p", each.said(lang), class_="contradiction") for each in assessment.contradictions],
        tag("p", sentences.INCOMPLETE.fill(n=str(len(broken)))(lang), class_="incomplete")
        if broken
        else None,
        panel.answer(assessment, summary, lang),
        other_days(assessment, lang),
        panel.lines(assessment, summary, lang),
        panel.next_question(summary, view, skipped) if view else None,
        panel.answered(view.form, lang) if view else None,
        panel.beside(assessment, summary, lang),
        [broken_card(measure, lang) for measure in broken],
        [
            _group(
                f"group-{answer.value}",
                Text("{name}（{n}）", "{name} ({n})").fill(name=name, n="{n}"),
                [row(r, lang, None, heading="h4") for r in bare if r.answer is answer],
                lang,
            )
            for answer, name in sentences.WITHOUT_AMOUNT.items()
        ],
        _group(
            "group-undetermined",
            _WAITING,
            [panel.waiting(r, lang) for r in of(Status.UNDETERMINED)],
            lang,
        ),
        _group(
            "group-other_policy",
            _ELSEWHERE,
            [card(r, lang) for r in of(Status.OTHER_POLICY)],
            lang,
            opened=True,
        ),
        _group(
            "group-ineligible",
            _REFUSED,
            [
                card(r, lang)
                for r in of(
                    Status.NOT_READ,
                    Status.INELIGIBLE,
                    Status.NOT_IN_FORCE,
                    Status.NOT_FOR_APPLICANT,
                )
            ],
            lang,
        ),
        None if broken else _changes(assessment, lang),
        _calendar(assessment, summary, lang),
        chooser(assessment, lang),
        ladder_place(assessment, lang),
        tag("p", _AWAY.fill(cities=listed(away))(lang), class_="away") if away else None,
        [
            tag("p", sentences.ENQUIRIES.fill(contact=contact)(lang), class_="contact")
            for contact in dict.fromkeys(policy.contact for policy in assessment.policies)
            if contact
        ],
        tag("p", _VERSION.fill(version=rules_version())(lang), class_="fine"),
        tag("p", sentences.DISCLAIMER(lang), class_="fine"),
        tag("p", sentences.LIMITS(lang), class_="fine"),
        id="results",
        aria_labelledby="results-title",
    )


def _calendar(assessment: Assessment, summary: Summary, lang: Lang) -> Html | None:
    drawn = money_calendar(assessment, summary, lang)
    title = tag("summary", tag("h3", TITLE(lang)))
    return tag("details", title, drawn, id="calendar", class_="group") if drawn else None


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
    name: str, label: Text, cards: list[Html], lang: Lang, *, opened: bool = False
) -> Html | None:
    if not cards:
        return None
    return tag(
        "details",
        tag("summary", tag("h3", label.fill(n=str(len(cards)))(lang))),
        cards,
        class_="group",
        id=name,
        open=opened,
    )
