"""Scenarios side by side: entries that differ, totals, and the amounts clause by clause."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from calculator import sentences, share_link
from calculator.assessment import Assessment, Result, Status, assess_all, assess_one
from calculator.fields import Choice, Day, Entry, Items, OneOf, SomeOf, Words, YesNo, facts_of
from calculator.i18n import Lang, Text, brief, capital, yuan
from calculator.measured import measured
from calculator.page.form import published
from calculator.page.html import Child, Html, tag
from calculator.page.urls import link as way
from calculator.phrases import Unit
from calculator.policies import MEASURES
from calculator.profile import CITIES, FACTS, registration
from calculator.quantity import Exact, Quantity, Truth
from calculator.report import known_facts
from calculator.share_link import Entries, Scenario
from calculator.shared_facts import Profile
from calculator.typed import profile_of, typed

TITLE = Text("比较方案", "Compare scenarios")
KEEP = Text("把现在的填写留作方案", "Keep what is entered as a scenario")
CITIES_TOO = Text("同一家企业，各市对照", "The same enterprise in each city")
NOTE = Text(
    f"最多留 {share_link.SCENARIOS} 个，存在这个浏览器标签页里，关掉就没有了。带数字的链接和 Excel 表格会带上它们。",
    f"Up to {share_link.SCENARIOS}, kept in this browser tab and gone when it is closed. Links with figures "
    "and the Excel file take them along.",
)
TOO_LONG = Text(
    f"加上这些方案，链接会超过 {share_link.LONGEST:,} 个字符，所以链接不带方案；Excel 表格里有。",
    f"With these scenarios a link would be longer than {share_link.LONGEST:,} characters, so it leaves them "
    "out; the Excel file has them.",
)
AGAINST = Text("＋、－ 是与“{now}”相比。", "+ and − are against “{now}”.")
_NOW, _SCENARIO = Text("现在", "Now"), Text("方案 {n}", "Scenario {n}")
_NAME_OF = Text("方案 {n} 的名称", "Name of scenario {n}")
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
_SHORT = Text("还差 {n} 项：", "{n} still needed: ")
_IN_CITY = Text("改选{city}后填", "choose {city} and answer")
_GIVES = Text("按 {value} 计，得 {sum}", "{value} gives {sum}")
_AT_MOST = Text("按条文{sum}", "by the text {sum}")
_COMMA = Text("、", ", ")


class Cell(NamedTuple):
    """A cell of the comparison, with its yuan, if known, for comparing."""

    said: Text
    value: Exact | None = None


class ComparisonRow(NamedTuple):
    """A row of the table: a label or a measure's id, and a cell for each scenario."""

    label: Text | str
    cells: tuple[Cell, ...]

    @property
    def same(self) -> bool:
        """Whether all cells are the same."""
        return len({cell.said for cell in self.cells}) == 1

    @property
    def title(self) -> Text:
        return MEASURES[self.label].title if isinstance(self.label, str) else self.label

    def against(self, n: int) -> Exact:
        """Return by how much a cell exceeds the first; 0 if either is unknown."""
        first, value = self.cells[0].value, self.cells[n].value
        return 0 if first is None or value is None else value - first


class Group(NamedTuple):
    """A group of rows under a heading."""

    name: Text
    rows: tuple[ComparisonRow, ...]


class ComparedScenario(NamedTuple):
    """A scenario: its name, profile and assessment, and its number if it is a kept one."""

    name: Text
    profile: Mapping[str, object]
    assessment: Assessment
    kept: int | None = None


CityRows = list[tuple[Text, list[Child]]]


class ComparedNeed(NamedTuple):
    """A row of the comparison of cities: a need, and the measures that meet it."""

    name: Text
    measures: tuple[str, ...]


def needs(sent: Any) -> tuple[ComparedNeed, ...]:
    """Read the needs sent by the page, `[[zh, en, [id, …]], …]`; unknown measures are skipped."""
    return tuple(
        ComparedNeed(Text(str(zh), str(en)), tuple(name for name in names if name in MEASURES))
        for zh, en, names in sent
    )


def panel(lang: Lang, needs: Iterable[ComparedNeed]) -> Html:
    """Return the section for keeping scenarios; the page's script shows it beside a result."""
    sent = [(need.name.zh, need.name.en, need.measures) for need in needs]
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
                    data_needs=json.dumps(sent, ensure_ascii=False, separators=(",", ":")),
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


def scenarios(now: Entries, kept: Sequence[Scenario], lang: Lang) -> Html:
    """Return the table of the current entries and the kept scenarios, one column each."""
    kept = kept[: share_link.SCENARIOS]
    columns = beside(now, kept)
    if len(columns) == 1:
        return Html("")
    bodies = [_body(group, columns, lang) for group in groups(columns)]
    carried = share_link.carries(typed(now), kept)
    return tag(
        "div",
        tag("ol", [_kept(column, kept, lang) for column in columns[1:]], class_="kept"),
        None if carried else tag("p", TOO_LONG(lang), class_="fine"),
        tag(
            "table",
            tag("caption", TITLE(lang), class_="visually-hidden"),
            tag("thead", tag("tr", [tag("th", each.name(lang), scope="col") for each in columns])),
            bodies,
            class_=f"compared of-{len(columns)}",
        ),
        tag("p", AGAINST.fill(now=_NOW)(lang), class_="fine"),
    )


def beside(now: Entries, kept: Sequence[Scenario]) -> list[ComparedScenario]:
    """Return the current entries and the kept ones; those without a name get one."""
    columns = [_column(_NOW, now)]
    columns += [_column(_NOW, each.entries, n) for n, each in enumerate(kept)]
    names = _names(columns, [each.name for each in kept])
    return [column._replace(name=name) for column, name in zip(columns, names, strict=True)]


def groups(columns: list[ComparedScenario]) -> list[Group]:
    """Return what differs between the scenarios and what they come to."""
    found = [
        Group(_TOTALS, tuple(_sums(columns))),
        Group(_ENTERED, tuple(_inputs(columns))),
        Group(_CLAUSES, tuple(_clauses(columns))),
    ]
    return [group for group in found if group.rows]


def signed(value: Exact) -> Text:
    """Return a difference in yuan with its sign, or "" for zero."""
    if not value:
        return Text("", "")
    sign = Text("＋", "+") if value > 0 else Text("－", "−")
    return sign + yuan(value if value > 0 else -value)


def _kept(column: ComparedScenario, kept: Sequence[Scenario], lang: Lang) -> Html:
    """Return a kept scenario as a list item: its editable name, and its buttons."""
    assert column.kept is not None
    n = str(column.kept)
    name = tag(
        "input",
        type="text",
        value=column.name(lang),
        data_proposed=None if kept[column.kept].name else column.name(lang),
        data_scenario=f"name:{n}",
        maxlength=str(share_link.LONGEST_NAME),
        autocomplete="off",
    )
    label = _NAME_OF.fill(n=str(column.kept + 1))(lang)
    named = tag("label", tag("span", label, class_="visually-hidden"), name)
    return tag("li", named, _button(f"open:{n}", _OPEN, lang), _button(f"drop:{n}", _DROP, lang))


def _body(group: Group, columns: list[ComparedScenario], lang: Lang) -> Html:
    heading = tag("th", group.name(lang), scope="rowgroup", colspan=str(len(columns)))
    return tag(
        "tbody",
        tag("tr", heading),
        [_rows(row, columns, lang) for row in group.rows],
        class_="words" if group.name is _ENTERED else None,
    )


def _rows(row: ComparisonRow, columns: list[ComparedScenario], lang: Lang) -> list[Html]:
    """Return a row as two: the label across the table, then the cells, so that all fit."""
    label = way(MEASURES[row.label], lang) if isinstance(row.label, str) else row.label(lang)
    quiet = " same" if row.same else ""
    if row.same:
        cells = [tag("td", row.cells[0].said(lang), colspan=str(len(columns)))]
    else:
        pairs = zip(columns, row.cells, strict=True)
        cells = [
            tag(
                "td",
                tag("span", column.name(lang), class_="whose"),
                " ",
                tag("span", cell.said(lang), class_="figure"),
                [" ", tag("span", signed(row.against(n))(lang), class_="against")]
                if row.against(n)
                else None,
            )
            for n, (column, cell) in enumerate(pairs)
        ]
    spanned = tag("th", label, scope="rowgroup", colspan=str(len(columns)))
    return [tag("tr", spanned, class_=f"label{quiet}"), tag("tr", cells, class_=f"cells{quiet}")]


# --- names of scenarios ----------------------------------------------------------------------------

_BRACKETS = re.compile(r"（[^（）]*）| \([^()]*\)")
_FILLER = re.compile(r"^专精特新(?=“)|[“”]|(?<!中小)企业$| enterprise$")
"""Words of a title that a name can omit."""
_ASIDE = re.compile(r"date$|^first_")
"""Facts that say least about whom a scenario concerns."""
_WITHOUT = Text("无{label}", "no {label}")
_PARTS = 3
_NUMBERED = Text("{name} {n}", "{name} {n}")


def _names(columns: list[ComparedScenario], given: Sequence[str]) -> list[Text]:
    """Return the given names, or else what differs from the current entries, or who it is."""
    now, *others = [dict(_in_short(column.assessment.firm)) for column in columns]
    names = [_NOW]
    for n, (own, each) in enumerate(zip(given, others, strict=True), 1):
        if own:
            names.append(Text(own, own))
            continue
        parts = [said for key, said in each.items() if now.get(key) != said]
        parts = parts or [_WITHOUT.fill(label=_label(key)) for key in now if key not in each]
        parts = parts or [said for key, said in each.items() if not _ASIDE.search(key)]
        name = Text(" · ", " · ").join(parts[:_PARTS]) if parts else _SCENARIO.fill(n=str(n))
        name = Text(name.zh, capital(name.en))
        names.append(_NUMBERED.fill(name=name, n=str(n)) if name in names else name)
    return names


def _label(name: str) -> Text:
    """Return a short label of a fact: one or two words, or else its label without brackets."""
    label = FACTS[name].label
    bare = Text(_BRACKETS.sub("", label.zh), _BRACKETS.sub("", label.en))
    return FACTS[name].short or bare


def _in_short(firm: Profile) -> Iterator[tuple[str, Text]]:
    """Yield each known fact in as few words as distinguish it."""
    for name, fact in FACTS.items():
        value, label = getattr(firm, name), _label(name)
        said: Text | None = None
        match value:
            case Choice(value=str(word)) if isinstance(fact.kind, OneOf) and word != fact.default:
                said = fact.kind.words[word]
            case Words(value=frozenset(held)) if isinstance(fact.kind, SomeOf) and held:
                last = fact.kind.words[[word for word in fact.kind.words if word in held][-1]]
                said = Text(_FILLER.sub("", last.zh), _FILLER.sub("", last.en))
            case Truth(value=True) if isinstance(fact.kind, YesNo):
                said = label
            case Day(value=str(day)) if name != "date" or not value.given.assumed:
                said = Text(day, day)
            case Quantity() if value.known and not getattr(value.origin, "assumed", None):
                amount = brief(value.low) if value.unit is Unit.YUAN else None
                amount = amount or measured(value.low, value.unit, value.per)
                said = Text("{label} {amount}", "{label} {amount}").fill(label=label, amount=amount)
            case Items() if value.known and (sum_ := sum(map(_money, value.entries))):
                said = Text("{label} {sum}", "{label} {sum}").fill(label=label, sum=brief(sum_))
        if said:
            yield name, said


def _money(entry: Entry) -> Exact:
    """Return the first amount of an entry."""
    for name in facts_of(type(entry)):
        value = getattr(entry, name)
        if isinstance(value, Quantity) and value.unit is Unit.YUAN and value.known:
            return value.low
    return 0


# --- the same enterprise in each city --------------------------------------------------------------


def cities(now: list[tuple[str, str]], needs: Iterable[ComparedNeed], lang: Lang) -> Html:
    """Return the same entries in each city, need by need."""
    others = [pair for pair in now if pair[0] not in ("city", "district")]
    columns = [_column(name, [*others, ("city", city)]) for city, name in CITIES.items()]
    own = dict(now).get("city")
    sums: CityRows = [
        (row.title, [_beside(row, n, lang) for n in range(len(columns))]) for row in _sums(columns)
    ]
    bodies = [(_TOTALS, sums), (_CLAUSE, list(_needs(columns, needs, own, lang)))]
    head = [tag("th", column.name(lang), scope="col") for column in columns]
    return tag(
        "div",
        tag("p", _ALONE(lang), " ", AGAINST.fill(now=columns[0].name)(lang), class_="fine"),
        tag(
            "div",
            tag(
                "table",
                tag("thead", tag("tr", tag("td"), head)),
                [_of_cities(name, rows, len(columns), lang) for name, rows in bodies if rows],
                class_="compared",
            ),
            class_="scroll",
            tabindex="0",
            role="region",
            aria_label=CITIES_TOO(lang),
        ),
        id="cities",
    )


def _beside(row: ComparisonRow, n: int, lang: Lang) -> Child:
    """Return a cell's content, and by how much it exceeds the first."""
    against = (
        tag("span", signed(row.against(n))(lang), class_="against") if row.against(n) else None
    )
    return [row.cells[n].said(lang), " " if against else None, against]


def _of_cities(name: Text, rows: CityRows, columns: int, lang: Lang) -> Html:
    heading = tag("th", name(lang), scope="rowgroup", colspan=str(columns + 1))
    return tag(
        "tbody",
        tag("tr", heading),
        [
            tag("tr", tag("th", label(lang), scope="row"), [tag("td", cell) for cell in cells])
            for label, cells in rows
        ],
    )


def _needs(
    columns: list[ComparedScenario], needs: Iterable[ComparedNeed], own: str | None, lang: Lang
) -> Iterator[tuple[Text, list[Child]]]:
    """Yield each need for which a city has, or may have, an amount for the enterprise."""
    for need in needs:
        found = [
            [r for r in column.assessment.here if r.measure.id in need.measures]
            for column in columns
        ]
        if any(_has_figure(result) for results in found for result in results):
            yield (
                need.name,
                [
                    _offers(column, results, own, lang)
                    for column, results in zip(columns, found, strict=True)
                ],
            )


def _has_figure(result: Result) -> bool:
    if result.status is Status.UNDETERMINED:
        return result.potential_max != 0
    return sentences.headline(result.finding) is not None


def _offers(column: ComparedScenario, results: list[Result], own: str | None, lang: Lang) -> Child:
    if not results:
        return NOT_IN_THE_TEXT(lang)
    shown = [
        tag("li", way(r.measure, lang), Text("：", ": ")(lang), _gives(column, r, own, lang))
        for r in results
    ]
    return tag("ul", shown)


def _gives(column: ComparedScenario, result: Result, own: str | None, lang: Lang) -> Child:
    """Return what a measure gives, or links to the missing facts and what depends on them."""
    if result.status is not Status.UNDETERMINED:
        return (sentences.headline(result.finding) or sentences.state(result))(lang)
    missing = list(dict.fromkeys(given.fact for given in result.missing))
    ways = [
        [
            _COMMA(lang) if n else None,
            _way_to(name, registration(result.policy.place)["city"], own, lang),
        ]
        for n, name in enumerate(missing)
    ]
    said = [_hangs(column, result, missing), _SHORT.fill(n=str(len(missing)))]
    return [Text("；", "; ").join(filter(None, said))(lang), ways]


def _hangs(column: ComparedScenario, result: Result, missing: list[str]) -> Text | None:
    """Return the amount with the published value of the one missing fact, or the maximum."""
    if len(missing) == 1 and (known := published(missing[0], column.profile)):
        tried = {**column.profile, missing[0]: known.value}
        sum_ = sentences.headline(assess_one(tried, result.policy, result.measure).finding)
        if sum_:
            return _GIVES.fill(value=yuan(known.value), sum=sum_)
    return (
        _AT_MOST.fill(sum=sentences.at_most(result.potential_max)) if result.potential_max else None
    )


def _way_to(name: str, city: str, own: str | None, lang: Lang) -> Html:
    """Return the link to a question; for another city, a button that selects it first."""
    label, place = FACTS[name].label, f"q-{name}"
    if own == city:
        return tag("a", label(lang), href=f"#{place}", data_goto=True)
    return tag(
        "button",
        label(lang),
        type="button",
        class_="way",
        title=_IN_CITY.fill(city=CITIES[city])(lang),
        data_action=f"set:city={city}",
        data_then=place,
    )


def _column(name: Text, entries: Entries, kept: int | None = None) -> ComparedScenario:
    usual = {name: fact.default for name, fact in FACTS.items() if fact.default}
    profile = usual | profile_of(typed(entries))
    return ComparedScenario(name, profile, assess_all(profile)[0], kept)


# --- the rows --------------------------------------------------------------------------------------


def _inputs(columns: list[ComparedScenario]) -> Iterator[ComparisonRow]:
    """Yield the facts that are not the same in all scenarios."""
    each = [dict(known_facts(column.assessment.firm)) for column in columns]
    for label in dict.fromkeys(label for facts in each for label in facts):
        row = ComparisonRow(label, tuple(Cell(facts.get(label, _NONE)) for facts in each))
        if not row.same:
            yield row


def _sums(columns: list[ComparedScenario]) -> Iterator[ComparisonRow]:
    each = [column.assessment for column in columns]
    totals = [assessment.totals for assessment in each]
    yield ComparisonRow(_STANDING, tuple(Cell(_standing(assessment)) for assessment in each))
    yield ComparisonRow(sentences.FIXED, tuple(_sum(a, a.totals.certain) for a in each))
    yield ComparisonRow(sentences.AT_MOST, tuple(_sum(a, a.totals.at_most) for a in each))
    if any(t.interest_saving for t in totals):
        yield ComparisonRow(
            sentences.SAVING, tuple(_known(a, a.totals.interest_saving) for a in each)
        )
    if any(t.credit for t in totals):
        yield ComparisonRow(sentences.CREDIT, tuple(_known(a, a.totals.credit) for a in each))
    for row in zip(*map(sentences.counts, totals), strict=True):
        counted = [Text(f"{count} 项", str(count)) for _, count in row]
        pairs = zip(each, counted, strict=True)
        yield ComparisonRow(
            row[0][0], tuple(Cell(said if a.computable else _NONE) for a, said in pairs)
        )


def _standing(assessment: Assessment) -> Text:
    return Text("；", "; ").join(
        sentences.standing_in_words(policy, assessment.date) for policy in assessment.policies
    )


def _known(assessment: Assessment, sum_: Exact) -> Cell:
    """Return a sum on a day that a text covers, and "—" on any other."""
    return Cell(yuan(sum_), sum_) if assessment.computable else Cell(_NONE)


def _sum(assessment: Assessment, sum_: Exact) -> Cell:
    """Return a sum, with the number of undetermined measures; 0 is shown only if there are none."""
    totals = assessment.totals
    if not totals.undetermined:
        return _known(assessment, sum_)
    told = yuan(sum_) if sum_ else _CANNOT_TELL
    count = _OPEN_COUNT.fill(n=str(len(totals.undetermined)))
    said = Text("{told}（{count}）", "{told} ({count})").fill(told=told, count=count)
    return Cell(said, sum_ or None)


def _clauses(columns: list[ComparedScenario]) -> Iterator[ComparisonRow]:
    """Yield the measures that give an amount in any scenario."""
    each = [{r.measure.id: r for r in column.assessment.here} for column in columns]
    broken = [_broken(column.assessment) for column in columns]
    for name in MEASURES:
        found = [results.get(name) for results in each]
        if any(r and sentences.headline(r.finding) for r in found):
            pairs = zip(found, broken, strict=True)
            yield ComparisonRow(name, tuple(_cell(r, name in lost) for r, lost in pairs))


def _broken(assessment: Assessment) -> set[str]:
    """Return the measures that could not be computed."""
    return MEASURES.keys() - {result.measure.id for result in assessment.results}


def _cell(result: Result | None, broken: bool) -> Cell:
    if result is None:
        return Cell(sentences.BROKEN if broken else _NONE)
    if headline := sentences.headline(result.finding):
        return Cell(headline, result.amount.high if result.amount else None)
    refused = result.status is Status.INELIGIBLE
    return Cell(sentences.state(result), 0 if refused else None)
