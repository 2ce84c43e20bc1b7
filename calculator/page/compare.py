"""Scenarios side by side: what was entered differently, the totals, the amounts clause by clause."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from calculator import sentences
from calculator.assessment import Assessment, Result, assess_all
from calculator.page import link
from calculator.page.form import profile_of, typed
from calculator.page.markup import Html, tag
from calculator.page.places import link as way
from calculator.policies import MEASURES
from calculator.profile import CITIES, FACTS, City
from calculator.report import entered
from calculator.text import Lang, Text, yuan

MOST = 3
TITLE = Text("比较方案", "Compare scenarios")
KEEP = Text("把现在的填写留作方案", "Keep what is entered as a scenario")
CITIES_TOO = Text("同一家企业，两市对照", "The same enterprise in both cities")
NOTE = Text(
    "最多留 3 个，只存在这个浏览器标签页里，关掉就没有了。",
    "Up to 3, kept in this browser tab alone and gone when it is closed.",
)
_NOW, _SCENARIO = Text("现在", "Now"), Text("方案 {n}", "Scenario {n}")
_OPEN, _DROP = Text("打开", "Open"), Text("删除", "Remove")
_ENTERED = Text("填写的不同", "Entered differently")
_TOTALS, _CLAUSES = Text("合计", "Totals"), Text("各条", "By clause")
_NONE = Text("—", "—")
_ALONE = Text(
    "另一城市问的事实不同，没有填的会显示“信息不足”。",
    "The other city asks for other facts; what was not entered shows as more information needed.",
)


class Column(NamedTuple):
    """A scenario: what it is called, what it comes to, and (for a kept one) which one it is."""

    name: Text
    assessment: Assessment
    kept: int | None = None


def panel(lang: Lang) -> Html:
    """The part of the page where scenarios are kept; its script shows it once there is a result."""
    return tag(
        "section",
        tag("h2", TITLE(lang)),
        tag(
            "p",
            _button("keep", KEEP, lang),
            tag(
                "label",
                tag("input", type="checkbox", id="both-cities"),
                " " + CITIES_TOO(lang),
                class_="choice",
            ),
            class_="row",
        ),
        tag("p", NOTE(lang), class_="fine"),
        tag("div", id="comparison"),
        id="scenarios",
        hidden=True,
    )


def _button(action: str, words: Text, lang: Lang) -> Html:
    return tag("button", words(lang), type="button", class_="quiet", data_scenario=action)


def scenarios(now: list[tuple[str, str]], kept: list[str], lang: Lang) -> Html:
    """The entries now and the fragments of those kept, each a column."""
    columns = [Column(_NOW, _assess(now))]
    for n, fragment in enumerate(kept[:MOST]):
        entries = link.read(fragment).entries
        columns.append(Column(_SCENARIO.fill(n=str(n + 1)), _assess(entries), n))
    return _table(columns, TITLE, lang) if len(columns) > 1 else Html("")


def both_cities(now: list[tuple[str, str]], lang: Lang) -> Html:
    """The same entries in each city."""
    others = [pair for pair in now if pair[0] != "city"]
    columns = [Column(CITIES[city], _assess([*others, ("city", city.value)])) for city in City]
    return tag("div", tag("p", _ALONE(lang), class_="fine"), _table(columns, CITIES_TOO, lang))


def _assess(entries: list[tuple[str, str]]) -> Assessment:
    usual = {name: fact.default for name, fact in FACTS.items() if fact.default}
    return assess_all(usual | profile_of(typed(entries)))[0]


def _table(columns: list[Column], name: Text, lang: Lang) -> Html:
    head = [tag("th", _head(column, lang), scope="col") for column in columns]
    groups = [
        (_ENTERED, _inputs(columns)),
        (_TOTALS, _sums(columns)),
        (_CLAUSES, _clauses(columns)),
    ]
    bodies = [
        tag(
            "tbody",
            tag("tr", tag("th", group(lang), scope="rowgroup", colspan=str(len(columns) + 1))),
            [
                tag(
                    "tr",
                    tag("th", _label(label, lang), scope="row"),
                    [tag("td", c(lang)) for c in cells],
                )
                for label, cells in rows
            ],
        )
        for group, found in groups
        if (rows := list(found))
    ]
    return tag(
        "div",
        tag("table", tag("thead", tag("tr", tag("td"), head)), bodies, class_="compared"),
        class_="scroll",
        tabindex="0",
        role="region",
        aria_label=name(lang),
    )


def _head(column: Column, lang: Lang) -> list[Html | str]:
    if column.kept is None:
        return [column.name(lang)]
    n = str(column.kept)
    return [column.name(lang), _button(f"open:{n}", _OPEN, lang), _button(f"drop:{n}", _DROP, lang)]


def _label(label: Text | str, lang: Lang) -> Html | str:
    return way(MEASURES[label], lang) if isinstance(label, str) else label(lang)


Rows = Iterator[tuple[Text | str, list[Text]]]


def _inputs(columns: list[Column]) -> Rows:
    """The facts that are not the same in all."""
    each = [dict(entered(column.assessment.firm)) for column in columns]
    for label in dict.fromkeys(label for facts in each for label in facts):
        cells = [facts.get(label, _NONE) for facts in each]
        if len(set(cells)) > 1:
            yield label, cells


def _sums(columns: list[Column]) -> Rows:
    totals = [column.assessment.totals for column in columns]
    yield sentences.CERTAIN, [yuan(t.certain) for t in totals]
    yield sentences.AT_MOST, [yuan(t.at_most) for t in totals]
    if any(t.interest_saving for t in totals):
        yield sentences.SAVING, [yuan(t.interest_saving) for t in totals]
    if any(t.credit for t in totals):
        yield sentences.CREDIT, [yuan(t.credit) for t in totals]
    services = [t.services + len(t.elsewhere) for t in totals]
    yield sentences.SERVICES, [Text(f"{n} 项", str(n)) for n in services]


def _clauses(columns: list[Column]) -> Rows:
    """The measures that give an amount in any of them."""
    each = [{r.measure.id: r for r in column.assessment.results} for column in columns]
    for name in MEASURES:
        found = [results.get(name) for results in each]
        if any(r and sentences.headline(r.finding) for r in found):
            yield name, [_cell(r) for r in found]


def _cell(result: Result | None) -> Text:
    if result is None:
        return sentences.BROKEN
    return sentences.headline(result.finding) or sentences.STATUSES[result.status]
