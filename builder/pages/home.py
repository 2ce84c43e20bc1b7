"""The home page: what is here and for whom, and every way in."""

from __future__ import annotations

from builder import ui_text
from builder.pages.amounts import amount
from builder.pages.formatting import any_in_force, city, status
from builder.pages.html import body, bullets, days_badge, e, filled, standing, status_badge, top
from builder.pages.measure import telephone
from builder.pages.model import (
    CALCULATOR,
    CALENDAR,
    COMPARE,
    DATA,
    DEPARTMENTS,
    GLOSSARY,
    MEASURES,
    READING,
    TITLES,
    ClauseAndRule,
    Edition,
    Page,
    PageHeading,
    Shelf,
    href,
)
from calculator import sentences
from calculator.i18n import Lang, Text, brief, capital
from calculator.ladder import Rung, in_general
from calculator.measure import StandingKind
from calculator.page.html import Html, join_html, tag
from calculator.page.ladder_chart import how_often, ladder_of, note
from calculator.shared_facts import TITLES as TITLE_NAMES
from calculator.shared_facts import Title

WAYS = Text("其他入口", "More ways in")
WAYS_IN: tuple[tuple[str, Text, Text], ...] = (
    (
        COMPARE,
        Text("各市对照", "Cities side by side"),
        Text("同一类支持，各市有什么", "The same need, and what each city offers"),
    ),
    (
        TITLES,
        Text("称号一览", "Titles and measures"),
        Text("每个称号能用哪些措施，一张表看全", "Which title opens which measure, in one table"),
    ),
    (
        DEPARTMENTS,
        Text("部门", "Departments"),
        Text("每个部门管哪些措施", "Who is in charge of what"),
    ),
    (CALENDAR, Text("日期", "Dates"), Text("何时起，何时止", "What begins and ends when")),
    (
        GLOSSARY,
        Text("术语", "Glossary"),
        Text("条文里的说法是什么意思", "What the words of the texts mean"),
    ),
    (
        READING,
        Text("怎样读条文", "How the text is read"),
        Text(
            "逐句说明哪些参与计算，哪些不参与",
            "Sentence by sentence: what is computed, and what is not",
        ),
    ),
    (
        DATA,
        Text("开放数据", "Open data"),
        Text("全部措施和原文，可以下载", "Every measure and both texts, to download"),
    ),
)


CONTACTS = Text("；", "; ")


def home(edition: Edition) -> Page:
    """Return the home page of a language."""
    lang, here, every = edition.lang, "index.md", edition.entries
    lead = ui_text.HOME_LEAD(lang).format(count=len(every))
    front = _front(edition)
    ways_in = (
        (CALCULATOR, ui_text.HOME_CALCULATE, "md-button md-button--primary"),
        (MEASURES, ui_text.HOME_BROWSE, "md-button"),
    )
    calculate, browse = (
        tag("a", said(lang), class_=kind, href=href(here, to)) for to, said, kind in ways_in
    )
    hero = tag(
        "div",
        _number(edition, *front) if front else None,
        tag("p", e(lead), class_="hero__lead"),
        tag("p", calculate, " ", browse, class_="hero__actions"),
        class_="hero",
    )
    by_title = [
        _drawer(
            edition,
            here,
            capital(TITLE_NAMES[title](lang)),
            "",
            [entry for entry in every if opens(title, entry)],
        )
        for title in Title
    ]
    met = edition.editorial.needs_met()
    by_need = [
        _drawer(edition, here, need.name(lang), need.note(lang), found)
        for need in edition.editorial.needs
        if (found := [each for each in every if need in met.get(each.measure.id, ())])
    ]
    ways = [
        tag(
            "li",
            tag("a", e(name(lang)), href=href(here, target)),
            tag("span", e(note(lang)), class_="note"),
        )
        for target, name, note in WAYS_IN
    ]
    return Page(
        here,
        ui_text.HOME_TITLE(lang),
        ui_text.SITE_DESCRIPTION(lang),
        body(
            top((ui_text.HOME_TITLE if any_in_force(edition) else ui_text.HOME_TITLE_ENDED)(lang)),
            _none_in_force(edition),
            hero,
            *(_ladder(edition, front[0]) if front else ()),
            PageHeading(2, ui_text.BY_CITY(lang), "by-city"),
            tag("ul", [_card(edition, here, each) for each in edition.shelves], class_="cards"),
            PageHeading(2, ui_text.BY_NEED(lang), "by-need"),
            tag("div", by_need, class_="drawers"),
            PageHeading(2, ui_text.BY_TITLE(lang), "by-title"),
            tag("div", by_title, class_="drawers"),
            PageHeading(2, WAYS(lang), "ways"),
            tag("ul", ways, class_="ways"),
        ),
    )


def _none_in_force(edition: Edition) -> Html:
    """Return the notice for a day on which no text is in force; hidden while one is."""
    lang, policies = edition.lang, [shelf.policy for shelf in edition.shelves]
    stands = [status(policy, edition.today) for policy in policies]
    if any_in_force(edition):
        return tag("div", class_="warning", hidden=True)
    each = [
        ui_text.OF_A_TEXT.fill(title=policy.short_title, status=full)(lang)
        for policy, (_, _, full) in zip(policies, stands, strict=True)
    ]
    asked = dict.fromkeys(
        policy.contact(lang)
        for policy in policies
        if policy.status == "in_force" and policy.contact
    )
    compute = tag("a", ui_text.COMPUTED(lang), href=href("index.md", CALCULATOR))
    follows = ui_text.WHAT_FOLLOWS(lang).format(contact=CONTACTS(lang).join(asked))
    return tag(
        "div",
        tag("p", tag("strong", ui_text.NONE_IN_FORCE(lang))),
        bullets(map(e, each)),
        tag("p", filled(ui_text.STILL_HERE(lang), compute=compute)),
        tag("p", telephone(follows)) if asked else None,
        class_="warning",
    )


def _card(edition: Edition, here: str, shelf: Shelf) -> Html:
    """Return the card of a city's text: its status on the day and its number of measures."""
    lang, policy = edition.lang, shelf.policy
    return tag(
        "li",
        tag("h3", tag("a", e(city(policy)(lang)), href=href(here, f"{policy.id}/index.md"))),
        tag("p", e(policy.title(lang))),
        tag("p", status_badge(policy, edition.today, lang), " ", _count(len(shelf.entries), lang)),
        class_="card",
    )


def _front(edition: Edition) -> tuple[Shelf, Rung] | None:
    """Return the text and ladder step with the largest fixed sum, of texts in force if any are."""
    in_force = [s for s in edition.shelves if status(s.policy, edition.today)[0] == "in-force"]
    steps = [
        (shelf, step) for shelf in in_force or edition.shelves for step in in_general(shelf.rules)
    ]
    return max(steps, key=lambda each: each[1].certain, default=None)


def _number(edition: Edition, shelf: Shelf, step: Rung) -> Html:
    """Return the largest sum that a title brings, its measure, and the text's status."""
    lang = edition.lang
    if not step.certain:
        return tag("p", _standing(edition, shelf))
    opening = max(step.opens, key=lambda each: each.result.amount.high if each.result.amount else 0)
    entry = next(e for e in shelf.entries if e.measure is opening.result.measure)
    often = how_often(opening.result)
    ended = status(shelf.policy, edition.today)[0] == "expired"
    by = [sentences.BY_A_TEXT[StandingKind.ENDED](lang)] if ended else []
    where = " · ".join([*by, city(shelf.policy)(lang), *([often(lang)] if often else [])])
    return tag(
        "p",
        tag("strong", brief(step.certain)(lang)),
        " ",
        tag(
            "span",
            tag("a", e(entry.measure.title(lang)), href=href("index.md", entry.uri)),
            tag("span", e(where), class_="where"),
            _standing(edition, shelf),
        ),
        class_="hero__number",
    )


def _standing(edition: Edition, shelf: Shelf) -> Html:
    """Return the badges for a text's status on the day and its days left."""
    badge = status_badge(shelf.policy, edition.today, edition.lang)
    return join_html([badge, " ", days_badge(shelf.policy, edition.today, edition.lang)])


def _ladder(edition: Edition, shelf: Shelf) -> tuple[PageHeading | str, ...]:
    """Return the section with the ladder of one text and a link to all."""
    lang = edition.lang
    ladders = tag("a", ui_text.HOME_LADDERS(lang), href=href("index.md", TITLES))
    private = Text("", " ").join([ui_text.HOME_PRIVATE, ui_text.HOME_SRDI])(lang)
    return (
        PageHeading(2, ui_text.HOME_LADDER.fill(city=city(shelf.policy))(lang), "ladder"),
        tag("p", _standing(edition, shelf), class_="fine"),
        ladder_of(shelf.rules, lang, short=True, root=""),
        join_html(
            [
                tag("p", e(note(lang)), " ", ladders, class_="fine"),
                tag("p", e(private), class_="fine"),
            ]
        ),
    )


def opens(title: Title, entry: ClauseAndRule) -> bool:
    """Check whether a measure names the title, in writing or by inference."""
    who = entry.measure.who
    return who is not None and title in (*who.titles, *who.inferred)


def _count(count: int, lang: Lang) -> Html:
    noun = ui_text.COUNT_MEASURES if lang == "zh" or count != 1 else ui_text.COUNT_MEASURE
    return tag("span", e(noun(lang).format(count=count)), class_="count")


def _drawer(
    edition: Edition, here: str, name: str, note: str, entries: list[ClauseAndRule]
) -> Html:
    lang = edition.lang
    items = bullets(
        [
            tag("a", e(entry.measure.title(lang)), href=href(here, entry.uri)),
            tag("span", e(city(entry.policy)(lang)), class_="where"),
            tag(
                "span",
                e(amount(entry)(lang)),
                standing(entry, edition.today, lang),
                class_="amount",
            ),
        ]
        for entry in entries
    )
    said = tag("span", e(note), class_="note") if note else None
    summary = tag("summary", tag("strong", e(name)), said, _count(len(entries), lang))
    return tag("details", summary, items)
