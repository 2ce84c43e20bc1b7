"""The home page: what is here for whom, in ten seconds, and every other way in."""

from __future__ import annotations

from builder import ui_text
from builder.pages.amounts import amount
from builder.pages.formatting import city, status
from builder.pages.html import body, bullets, days_badge, e, standing, status_badge, top
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
from calculator.i18n import Lang, Text, brief, capital
from calculator.ladder import Rung, in_general
from calculator.page.html import bound
from calculator.page.ladder_chart import how_often, ladder_of, note
from calculator.profile import TITLES as TITLE_NAMES
from calculator.profile import Title

WAYS = Text("其他入口", "More ways in")
WAYS_IN: tuple[tuple[str, Text, Text], ...] = (
    (
        COMPARE,
        Text("两市对照", "Two cities side by side"),
        Text("同一类支持，厦门和福州各有什么", "The same need, and what each city offers"),
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


def home(edition: Edition) -> Page:
    """The first page of a language."""
    lang, here, every = edition.lang, "index.md", edition.entries
    lead = ui_text.HOME_LEAD(lang).format(count=len(every))
    front = _front(edition)
    hero = (
        f'<div class="hero">{_number(edition, *front) if front else ""}<p class="hero__lead">{e(lead)}</p>'
        f'<p class="hero__actions">'
        f'<a class="md-button md-button--primary" href="{href(here, CALCULATOR)}">'
        f"{ui_text.HOME_CALCULATE(lang)}</a> "
        f'<a class="md-button" href="{href(here, MEASURES)}">{ui_text.HOME_BROWSE(lang)}</a></p></div>'
    )
    cities = "".join(
        f'<li class="card"><h3><a href="{href(here, f"{shelf.policy.id}/index.md")}">'
        f"{e(city(shelf.policy)(lang))}</a></h3>"
        f"<p>{e(shelf.policy.title(lang))}</p>"
        f"<p>{status_badge(shelf.policy, edition.today, lang)}"
        f" {_count(len(shelf.entries), lang)}</p></li>"
        for shelf in edition.shelves
    )
    by_title = "".join(
        _drawer(
            edition,
            here,
            capital(TITLE_NAMES[title](lang)),
            "",
            [entry for entry in every if opens(title, entry)],
        )
        for title in Title
    )
    met = edition.editorial.needs_met()
    by_need = "".join(
        _drawer(edition, here, need.name(lang), need.note(lang), found)
        for need in edition.editorial.needs
        if (found := [each for each in every if need in met.get(each.measure.id, ())])
    )
    ways = "".join(
        f'<li><a href="{href(here, target)}">{e(name(lang))}</a>'
        f'<span class="note">{e(note(lang))}</span></li>'
        for target, name, note in WAYS_IN
    )
    return Page(
        here,
        ui_text.HOME_TITLE(lang),
        ui_text.SITE_DESCRIPTION(lang),
        body(
            top(ui_text.HOME_TITLE(lang)),
            hero,
            *(_ladder(edition, front[0]) if front else ()),
            PageHeading(2, ui_text.BY_CITY(lang), "by-city"),
            f'<ul class="cards">{cities}</ul>',
            PageHeading(2, ui_text.BY_NEED(lang), "by-need"),
            f'<div class="drawers">{by_need}</div>',
            PageHeading(2, ui_text.BY_TITLE(lang), "by-title"),
            f'<div class="drawers">{by_title}</div>',
            PageHeading(2, WAYS(lang), "ways"),
            f'<ul class="ways">{ways}</ul>',
        ),
    )


def _front(edition: Edition) -> tuple[Shelf, Rung] | None:
    """The text, and the step on its ladder, with the largest sum that is fixed; of texts in force,
    where there are any."""
    in_force = [s for s in edition.shelves if status(s.policy, edition.today)[0] == "in-force"]
    steps = [
        (shelf, step) for shelf in in_force or edition.shelves for step in in_general(shelf.rules)
    ]
    return max(steps, key=lambda each: each[1].certain, default=None)


def _number(edition: Edition, shelf: Shelf, step: Rung) -> str:
    """The largest sum that a title brings, for what, and what the text is."""
    lang = edition.lang
    if not step.certain:
        return f"<p>{_standing(edition, shelf)}</p>"
    opening = max(step.opens, key=lambda each: each.result.amount.high if each.result.amount else 0)
    entry = next(e for e in shelf.entries if e.measure is opening.result.measure)
    often = how_often(opening.result)
    where = " · ".join([city(shelf.policy)(lang), *([often(lang)] if often else [])])
    return (
        f'<p class="hero__number"><strong>{e(bound(brief(step.certain)(lang)))}</strong> '
        f'<span><a href="{href("index.md", entry.uri)}">{e(entry.measure.title(lang))}</a>'
        f'<span class="where">{e(where)}</span>{_standing(edition, shelf)}</span></p>'
    )


def _standing(edition: Edition, shelf: Shelf) -> str:
    """What a text is on the day, and how long still."""
    badge = status_badge(shelf.policy, edition.today, edition.lang)
    return f"{badge} {days_badge(shelf.policy, edition.today, edition.lang)}"


def _ladder(edition: Edition, shelf: Shelf) -> tuple[PageHeading | str, ...]:
    """The ladder of one text, and the way to all."""
    lang = edition.lang
    return (
        PageHeading(2, ui_text.HOME_LADDER.fill(city=city(shelf.policy))(lang), "ladder"),
        f'<p class="fine">{_standing(edition, shelf)}</p>',
        ladder_of(shelf.rules, lang, short=True, root=""),
        f'<p class="fine">{e(note(lang))} <a href="{href("index.md", TITLES)}">'
        f"{ui_text.HOME_LADDERS(lang)}</a></p>"
        f'<p class="fine">{e(ui_text.HOME_PRIVATE(lang))}'
        f"{'' if lang == 'zh' else ' '}{e(ui_text.HOME_SRDI(lang))}</p>",
    )


def opens(title: Title, entry: ClauseAndRule) -> bool:
    """Whether the title is one of those a measure asks for, written or inferred."""
    who = entry.measure.who
    return who is not None and title in (*who.titles, *who.inferred)


def _count(count: int, lang: Lang) -> str:
    noun = ui_text.COUNT_MEASURES if lang == "zh" or count != 1 else ui_text.COUNT_MEASURE
    return f'<span class="count">{noun(lang).format(count=count)}</span>'


def _drawer(edition: Edition, here: str, name: str, note: str, entries: list[ClauseAndRule]) -> str:
    lang = edition.lang
    items = bullets(
        f'<a href="{href(here, entry.uri)}">{e(entry.measure.title(lang))}</a>'
        f'<span class="where">{e(city(entry.policy)(lang))}</span>'
        f'<span class="amount">{e(amount(entry)(lang))}{standing(entry, edition.today, lang)}</span>'
        for entry in entries
    )
    said = f'<span class="note">{e(note)}</span>' if note else ""
    return (
        f"<details><summary><strong>{e(name)}</strong>{said}{_count(len(entries), lang)}"
        f"</summary>{items}</details>"
    )
