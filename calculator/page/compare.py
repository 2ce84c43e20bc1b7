"""Scenarios side by side: what was entered differently, the totals, the amounts clause by clause."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from calculator import sentences
from calculator.assessment import Assessment, Result, Status, assess_all, assess_one
from calculator.page import link
from calculator.page.form import profile_of, published, typed
from calculator.page.markup import Child, Html, tag
from calculator.page.places import link as way
from calculator.policies import MEASURES
from calculator.profile import CITIES, FACTS, City
from calculator.quantity import Exact
from calculator.report import entered
from calculator.text import Lang, Text, join, yuan

Rows = Iterator[tuple[Text | str, list[Text] | list[Child]]]

MOST = 3
TITLE = Text("比较方案", "Compare scenarios")
KEEP = Text("把现在的填写留作方案", "Keep what is entered as a scenario")
CITIES_TOO = Text("同一家企业，各市对照", "The same enterprise in each city")
NOTE = Text(
    "最多留 3 个，只存在这个浏览器标签页里，关掉就没有了。",
    "Up to 3, kept in this browser tab alone and gone when it is closed.",
)
_NOW, _SCENARIO = Text("现在", "Now"), Text("方案 {n}", "Scenario {n}")
_OPEN, _DROP = Text("打开", "Open"), Text("删除", "Remove")
_ENTERED = Text("填写的不同", "Entered differently")
_TOTALS, _CLAUSES = Text("合计", "Totals"), Text("各条", "By clause")
_STANDING, _CLAUSE = Text("文本状态", "Standing of the text"), Text("需要", "Need")
_NONE = Text("—", "—")
_ALONE = Text(
    "各市要填的项目不同，没有填的写明还差什么。",
    "Each city asks for other things; what was not entered is named as still needed.",
)
NOT_IN_THE_TEXT = Text("本站收录的文件没有写", "Not in the text held here")
_OPEN_COUNT = Text("{n} 项还差信息", "more needed for {n}")
_CANNOT_TELL = Text("还不能确定", "Cannot be told yet")
_SHORT = Text("还差 {n} 项：{labels}", "{n} still needed: {labels}")
_GIVES = Text("；按 {value} 计，得 {sum}", "; {value} gives {sum}")
_AT_MOST = Text("；按条文{sum}", "; by the text {sum}")


class Column(NamedTuple):
    """A scenario: what it is called, what was entered, what that comes to, and (for a kept one) which
    one it is."""

    name: Text
    profile: Mapping[str, object]
    assessment: Assessment
    kept: int | None = None


class Need(NamedTuple):
    """A row of the comparison of cities: what one may need, and the measures that meet it."""

    name: Text
    measures: tuple[str, ...]


def needs(told: Any) -> tuple[Need, ...]:
    """The needs as the page sends them: `[[zh, en, [id, …]], …]`; a measure of an older page is left."""
    return tuple(
        Need(Text(str(zh), str(en)), tuple(name for name in names if name in MEASURES))
        for zh, en, names in told
    )


def panel(lang: Lang, needs: Iterable[Need]) -> Html:
    """The part of the page where scenarios are kept; its script shows it once there is a result."""
    told = [(need.name.zh, need.name.en, need.measures) for need in needs]
    return tag(
        "section",
        tag("h2", TITLE(lang)),
        tag(
            "p",
            _button("keep", KEEP, lang),
            tag(
                "label",
                tag(
                    "input",
                    type="checkbox",
                    id="both-cities",
                    data_needs=json.dumps(told, ensure_ascii=False, separators=(",", ":")),
                ),
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
    columns = [_column(_NOW, now)]
    for n, fragment in enumerate(kept[:MOST]):
        entries = link.read(fragment).entries
        columns.append(_column(_SCENARIO.fill(n=str(n + 1)), entries, n))
    if len(columns) == 1:
        return Html("")
    groups = [
        (_ENTERED, _inputs(columns)),
        (_TOTALS, _sums(columns)),
        (_CLAUSES, _clauses(columns)),
    ]
    return _table(columns, groups, TITLE, lang)


def cities(now: list[tuple[str, str]], needs: Iterable[Need], lang: Lang) -> Html:
    """The same entries in each city, need by need."""
    others = [pair for pair in now if pair[0] != "city"]
    columns = [_column(CITIES[city], [*others, ("city", city.value)]) for city in City]
    groups = [(_TOTALS, _sums(columns)), (_CLAUSE, _needs(columns, needs, lang))]
    return tag(
        "div",
        tag("p", _ALONE(lang), class_="fine"),
        _table(columns, groups, CITIES_TOO, lang),
        id="cities",
    )


def _needs(columns: list[Column], needs: Iterable[Need], lang: Lang) -> Rows:
    """Each need for which a city has, or may have, a figure for the enterprise."""
    for need in needs:
        found = [
            [r for r in column.assessment.here if r.measure.id in need.measures]
            for column in columns
        ]
        if any(_has_figure(result) for results in found for result in results):
            yield (
                need.name,
                [
                    _offers(column, results, lang)
                    for column, results in zip(columns, found, strict=True)
                ],
            )


def _has_figure(result: Result) -> bool:
    if result.status is Status.UNDETERMINED:
        return result.potential_max != 0
    return sentences.headline(result.finding) is not None


def _offers(column: Column, results: list[Result], lang: Lang) -> Child:
    if not results:
        return NOT_IN_THE_TEXT(lang)
    shown = [
        tag("li", way(r.measure, lang), Text("：", ": ")(lang), _gives(column, r)(lang))
        for r in results
    ]
    return tag("ul", shown)


def _gives(column: Column, result: Result) -> Text:
    """What a measure gives, or what is still needed and what hangs on it."""
    if result.status is not Status.UNDETERMINED:
        return sentences.headline(result.finding) or sentences.state(result)
    missing = list(dict.fromkeys(given.fact for given in result.missing))
    labels = join([FACTS[name].label for name in missing])
    said = _SHORT.fill(n=str(len(missing)), labels=labels)
    if len(missing) == 1 and (known := published(missing[0], column.profile)):
        tried = {**column.profile, missing[0]: known.value}
        sum_ = sentences.headline(assess_one(tried, result.policy, result.measure).finding)
        if sum_:
            return said + _GIVES.fill(value=yuan(known.value), sum=sum_)
    if result.potential_max:
        said += _AT_MOST.fill(sum=sentences.up_to(result.potential_max))
    return said


def _column(name: Text, entries: list[tuple[str, str]], kept: int | None = None) -> Column:
    usual = {name: fact.default for name, fact in FACTS.items() if fact.default}
    profile = usual | profile_of(typed(entries))
    return Column(name, profile, assess_all(profile)[0], kept)


def _table(columns: list[Column], groups: list[tuple[Text, Rows]], name: Text, lang: Lang) -> Html:
    head = [tag("th", _head(column, lang), scope="col") for column in columns]
    bodies = [
        tag(
            "tbody",
            tag("tr", tag("th", group(lang), scope="rowgroup", colspan=str(len(columns) + 1))),
            [
                tag(
                    "tr",
                    tag("th", _label(label, lang), scope="row"),
                    [tag("td", cell(lang) if isinstance(cell, Text) else cell) for cell in cells],
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


def _inputs(columns: list[Column]) -> Rows:
    """The facts that are not the same in all."""
    each = [dict(entered(column.assessment.firm)) for column in columns]
    for label in dict.fromkeys(label for facts in each for label in facts):
        cells = [facts.get(label, _NONE) for facts in each]
        if len(set(cells)) > 1:
            yield label, cells


def _sums(columns: list[Column]) -> Rows:
    each = [column.assessment for column in columns]
    totals = [assessment.totals for assessment in each]
    yield _STANDING, [_standing(assessment) for assessment in each]
    yield sentences.FIXED, [_sum(a, a.totals.certain) for a in each]
    yield sentences.AT_MOST, [_sum(a, a.totals.at_most) for a in each]
    if any(t.interest_saving for t in totals):
        yield sentences.SAVING, [_known(a, yuan(a.totals.interest_saving)) for a in each]
    if any(t.credit for t in totals):
        yield sentences.CREDIT, [_known(a, yuan(a.totals.credit)) for a in each]
    for row in zip(*map(sentences.counts, totals), strict=True):
        counted = [Text(f"{count} 项", str(count)) for _, count in row]
        yield row[0][0], [_known(a, told) for a, told in zip(each, counted, strict=True)]


def _standing(assessment: Assessment) -> Text:
    return Text("；", "; ").join(
        sentences.standing(policy, assessment.date) for policy in assessment.policies
    )


def _known(assessment: Assessment, told: Text) -> Text:
    """What is told of a day that a text covers; of another there is nothing to tell."""
    return told if assessment.computable else _NONE


def _sum(assessment: Assessment, sum_: Exact) -> Text:
    """A sum, and for how many measures more is needed; nothing is only nothing where none is open."""
    totals = assessment.totals
    if not totals.undetermined:
        return _known(assessment, yuan(sum_))
    told = yuan(sum_) if sum_ else _CANNOT_TELL
    count = _OPEN_COUNT.fill(n=str(len(totals.undetermined)))
    return Text("{told}（{count}）", "{told} ({count})").fill(told=told, count=count)


def _clauses(columns: list[Column]) -> Rows:
    """The measures that give an amount in any of them."""
    each = [{r.measure.id: r for r in column.assessment.here} for column in columns]
    broken = [_broken(column.assessment) for column in columns]
    for name in MEASURES:
        found = [results.get(name) for results in each]
        if any(r and sentences.headline(r.finding) for r in found):
            yield (name, [_cell(r, name in lost) for r, lost in zip(found, broken, strict=True)])


def _broken(assessment: Assessment) -> set[str]:
    """The measures that could not be computed."""
    return MEASURES.keys() - {result.measure.id for result in assessment.results}


def _cell(result: Result | None, broken: bool) -> Text:
    if result is None:
        return sentences.BROKEN if broken else _NONE
    return sentences.headline(result.finding) or sentences.state(result)
