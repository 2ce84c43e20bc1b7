"""The editors' additions to the texts: summaries, examples, terms, themes, dates, news.

Every file is read completely: an unknown key, a measure without a summary or with two, or a
duplicate term or theme is an error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from builder import coverage, texts
from builder.diff import Difference, render
from builder.toml_reader import Table, TextError
from calculator.fields import ProfileError
from calculator.i18n import Text
from calculator.profile import read_profile

PAYERS = {
    "city": Text("市级财政", "the city"),
    "district": Text("区级财政（或管委会）", "the district or zone committee"),
    "city-district": Text("市级、区级财政各付一份", "the city and the district, one award each"),
    "province-city": Text("省市资金", "provincial and city money"),
    "county": Text("县（市）区", "the county, city or district"),
    "fund": Text("基金或金融机构", "a fund or a lender"),
    "elsewhere": Text("见其他文件", "see another document"),
    "none": Text("不涉及付款", "no payment"),
}
"""Who pays for a measure."""


@dataclass(frozen=True, slots=True)
class PlainSummary:
    """A measure in one plain sentence, and the themes it stands under.

    `payer` is a key of PAYERS; it is `inferred` if no text states it.
    """

    words: Text
    themes: tuple[str, ...]
    payer: str
    inferred: bool


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A profile as given to the calculator, and the case it illustrates."""

    case: Text
    profile: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Published:
    """A fact published elsewhere that bears on how a measure is read, with the day it was seen.

    `supports` and `refutes` are codes of the measure's readings. Unless `official`, it is
    second-hand.
    """

    words: Text
    sources: tuple[str, ...]
    seen: date
    official: bool
    supports: tuple[str, ...]
    refutes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A glossary term: its anchor `id`, and its spellings `zh` and `en`, the preferred one first.

    `linked` terms are explained where they occur in a clause; words of everyday law appear only in
    the glossary.
    """

    id: str
    zh: tuple[str, ...]
    en: tuple[str, ...]
    note: Text
    linked: bool


@dataclass(frozen=True, slots=True)
class Need:
    """A need of a visitor: an entry on the home page and a filter of the table."""

    id: str
    name: Text
    note: Text


@dataclass(frozen=True, slots=True)
class Theme:
    """A row of the comparison: measures of any city with one purpose, and the needs they meet."""

    id: str
    needs: tuple[str, ...]
    name: Text
    measures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """An event on a day; `source` says where it is written."""

    on: date
    words: Text
    source: Text


@dataclass(frozen=True, slots=True)
class News:
    """A change of the site that a reader can see."""

    on: date
    words: Text


@dataclass(frozen=True, slots=True)
class Editorial:
    """All editorial data: summaries and examples by measure id, coverage by policy id.

    `published` is keyed by measure id, or by policy id for what concerns a text as a whole.
    """

    summaries: Mapping[str, PlainSummary]
    examples: Mapping[str, tuple[Example, ...]]
    terms: tuple[Term, ...]
    needs: tuple[Need, ...]
    themes: tuple[Theme, ...]
    dates: tuple[CalendarEntry, ...]
    news: tuple[News, ...]
    coverage: Mapping[str, tuple[coverage.Covered, ...]]
    differences: Mapping[str, Difference]
    """Comparisons of two versions, by the name of their page."""
    published: Mapping[str, tuple[Published, ...]]

    def needs_met(self) -> Mapping[str, tuple[Need, ...]]:
        """Return the needs that each measure meets, in the order of the needs."""
        met: dict[str, set[str]] = {}
        for theme in self.themes:
            for measure in theme.measures:
                met.setdefault(measure, set()).update(theme.needs)
        return {
            measure: tuple(need for need in self.needs if need.id in ids)
            for measure, ids in met.items()
        }


def load(docs: Path, policies: Iterable[texts.PolicyText]) -> Editorial:
    """Read the editorial data of these policies under `docs`. Raises TextError at the first flaw."""
    policies = tuple(policies)
    summaries: dict[str, PlainSummary] = {}
    examples: dict[str, tuple[Example, ...]] = {}
    published: dict[str, tuple[Published, ...]] = {}
    for policy in policies:
        folder = docs / "policies" / policy.id
        ids = [clause.measure_id for clause in policy.clauses]
        summaries |= _summaries(folder / "summaries.toml", ids)
        examples |= _examples(folder / "examples.toml", ids)
        published |= _published(folder / "published.toml", policy.id, ids)
    return Editorial(
        summaries,
        examples,
        terms(docs),
        *_themes(docs / "themes.toml", summaries),
        tuple(sorted(_each(docs / "dates.toml", "date", _dated), key=lambda d: d.on)),
        tuple(_each(docs / "changes.toml", "change", _news)),
        {policy.id: coverage.coverage(policy, docs) for policy in policies},
        dict(_differences(docs / "differences")),
        published,
    )


def _differences(folder: Path) -> Iterator[tuple[str, Difference]]:
    """Yield the comparisons that `build_site.py diff --page` has written."""
    for file in sorted(folder.glob("*.json")):
        try:
            yield file.stem, render.load(file.read_text(encoding="utf-8"))
        except (ValueError, KeyError, TypeError) as error:
            words = Text(
                "不是 diff --page 写出的样子：{why}",
                "not in the format that diff --page writes: {why}",
            )
            raise TextError.at(f"{folder.name}/{file.name}", words.fill(why=repr(error))) from None


def terms(docs: Path) -> tuple[Term, ...]:
    """Read the glossary under `docs`. Raises TextError if it cannot be read."""
    return tuple(_each(docs / "glossary.toml", "term", _term))


T = TypeVar("T")


def _each(file: Path, key: str, read: Callable[[Table], T]) -> Iterator[T]:
    """Read each row of a file that consists of one list."""
    whole = Table.read(file)
    rows = whole.rows(key)
    whole.finish()
    return (_whole(row, read) for row in rows)


def _whole(row: Table, read: Callable[[Table], T]) -> T:
    made = read(row)
    row.finish()
    return made


def _summaries(file: Path, ids: list[str]) -> dict[str, PlainSummary]:
    whole = Table.read(file)
    found = {measure: _whole(whole.table(measure), _summary) for measure in ids}
    whole.finish()
    return found


def _summary(row: Table) -> PlainSummary:
    themes = row.words("themes")
    payer, inferred = row.choice("payer", tuple(PAYERS)), row.flag("inferred", default=False)
    return PlainSummary(row.only_pair(), themes, payer, inferred)


def _examples(file: Path, ids: list[str]) -> dict[str, tuple[Example, ...]]:
    """Read the examples by measure; place and `date` at the top go into every profile."""
    whole = Table.read(file)
    shared = {key: whole.word(key) for key in ("city", "date")}
    if district := whole.word_or_none("district"):
        shared["district"] = district

    def example(row: Table) -> Example:
        case, profile = row.pair("case"), shared | row.values("profile")
        try:
            read_profile(profile)
        except ProfileError as error:
            words = Text("；", "; ").join(
                Text(problem.line("zh"), problem.line("en")) for problem in error.problems
            )
            raise TextError.at(row.at, words) from None
        return Example(case, profile)

    found = {measure: tuple(_whole(row, example) for row in whole.rows(measure)) for measure in ids}
    whole.finish()
    return found


def _published(file: Path, whole: str, ids: list[str]) -> dict[str, tuple[Published, ...]]:
    """Read the published facts by measure, or by `whole` without one. The file may be absent."""
    found: dict[str, list[Published]] = {}
    if not file.exists():
        return {}
    table = Table.read(file)
    rows = table.rows("published")
    table.finish()
    for row in rows:
        measure = row.word_or_none("measure")
        if measure is not None and measure not in ids:
            words = Text("没有 {id} 这样的措施", "there is no measure {id}")
            raise TextError.at(row.at, words.fill(id=measure))
        found.setdefault(measure or whole, []).append(_whole(row, _fact))
    return {place: tuple(facts) for place, facts in found.items()}


def _fact(row: Table) -> Published:
    sources = row.words("sources")
    if strange := [each for each in sources if not each.startswith(("http://", "https://"))]:
        words = Text("sources 应为网址，不是 {given}", "sources must be web addresses, not {given}")
        raise TextError.at(row.at, words.fill(given=", ".join(strange)))
    supports, refutes = row.words_or_none("supports"), row.words_or_none("refutes")
    seen, official = row.day("seen"), row.flag("official", default=False)
    return Published(row.only_pair(), sources, seen, official, supports, refutes)


def _term(row: Table) -> Term:
    return Term(
        row.word("id"),
        row.words("zh"),
        row.words("en"),
        row.pair("note"),
        row.flag("linked", default=True),
    )


def _themes(
    file: Path, known: Mapping[str, PlainSummary]
) -> tuple[tuple[Need, ...], tuple[Theme, ...]]:
    """Read the needs and the themes. Raises TextError if a need has no theme, or a theme is unknown."""
    whole = Table.read(file)
    needs = tuple(_whole(row, _need) for row in whole.rows("need"))
    ids = {need.id for need in needs}
    named = {theme: measure for measure, each in known.items() for theme in each.themes}

    def theme(row: Table) -> Theme:
        name = row.word("id")
        measures = tuple(measure for measure, each in known.items() if name in each.themes)
        made = Theme(name, row.words("needs"), row.pair("name"), measures)
        if strangers := set(made.needs) - ids:
            words = Text("没有 {ids} 这样的需要", "there is no need {ids}")
            raise TextError.at(row.at, words.fill(ids=", ".join(sorted(strangers))))
        return made

    themes = tuple(_whole(row, theme) for row in whole.rows("theme"))
    whole.finish()
    if strangers := named.keys() - {each.id for each in themes}:
        words = Text(
            "{measure} 所列的主题 {ids} 不在 themes.toml",
            "{measure} names a theme that is not here: {ids}",
        )
        first = min(strangers)
        raise TextError.at(file.name, words.fill(measure=named[first], ids=first))
    if unmet := ids - {need for each in themes for need in each.needs}:
        words = Text("没有主题对应需要 {ids}", "no theme meets the need {ids}")
        raise TextError.at(file.name, words.fill(ids=", ".join(sorted(unmet))))
    return needs, themes


def _need(row: Table) -> Need:
    return Need(row.word("id"), row.pair("name"), row.pair("note"))


def _dated(row: Table) -> CalendarEntry:
    return CalendarEntry(row.day("on"), row.pair("words"), row.pair("source"))


def _news(row: Table) -> News:
    return News(row.day("on"), row.pair("words"))
