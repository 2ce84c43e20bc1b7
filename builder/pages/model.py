"""The model the pages are made from: the texts paired with their measures, with source locations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from builder import texts
from builder.editorial import Editorial
from calculator.catalogue import Quotation, outline, quotations
from calculator.i18n import Lang
from calculator.measure import Measure, Outcome
from calculator.measure import Policy as Rules
from calculator.page.html import ESCAPES, Html, tag

CALCULATOR = "calculator.md"
BATCH = "batch.md"
MEASURES = "measures.md"
TITLES = "titles.md"
COMPARE = "compare.md"
DEPARTMENTS = "departments.md"
GLOSSARY = "glossary.md"
READING = "reading.md"
CALENDAR = "calendar.md"
NEWS = "changes.md"
DATA = "data.md"
EMBED = "embed.md"
"""The calculator for the frame of another site; it has a template of its own."""


class PageError(ValueError):
    """The texts and the measures do not belong together."""


_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|])")


@dataclass(frozen=True, slots=True)
class PageHeading:
    """A heading in plain words, and its place in the page."""

    level: int
    words: str
    anchor: str

    @property
    def html(self) -> Html:
        return tag(f"h{self.level}", Html(self.words.translate(ESCAPES)), id=self.anchor)

    @property
    def markdown(self) -> str:
        words = _MARKUP.sub(r"\\\1", self.words)
        return f"{'#' * self.level} {words} {{ #{self.anchor} }}"


@dataclass(frozen=True, slots=True)
class Page:
    """A page: where it stands among the sources, what it is called and what it says.

    `blocks` are headings and, between them, HTML. `toc` shows the table of contents, `ld` is JSON-LD
    that describes the page. `template` is one of docs/overrides in the place of the theme's page.
    """

    uri: str
    title: str
    description: str
    blocks: tuple[PageHeading | str, ...]
    toc: bool = False
    ld: str = ""
    template: str = ""

    @property
    def headings(self) -> tuple[PageHeading, ...]:
        return tuple(each for each in self.blocks if isinstance(each, PageHeading))

    @property
    def html(self) -> str:
        return "\n".join(
            each.html if isinstance(each, PageHeading) else each for each in self.blocks
        )

    @property
    def markdown(self) -> str:
        """The page for a generator that reads Markdown; it comes to the same HTML."""
        said = (each.markdown if isinstance(each, PageHeading) else each for each in self.blocks)
        return "\n\n".join(said) + "\n"

    @property
    def computes(self) -> bool:
        """Whether the calculator, or the box of a clause, is on it."""
        return any(isinstance(each, str) and 'id="calculator"' in each for each in self.blocks)

    @property
    def meta(self) -> Mapping[str, Any]:
        """The theme's front matter. Its own search index is not used, and kept empty."""
        return {
            "title": self.title,
            "description": self.description,
            "hide": ["navigation"] if self.toc else ["navigation", "toc"],
            "search": {"exclude": True},
            "ld": self.ld,
            "computes": self.computes,
        } | ({"template": self.template} if self.template else {})


@dataclass(frozen=True, slots=True, eq=False)
class ClauseAndRule:
    """A measure with its words, what its rule says of an applicant of whom nothing is known, and
    the words it rests on."""

    measure: Measure
    clause: texts.Clause
    policy: texts.PolicyText
    rules: Rules = field(repr=False)
    outcome: Outcome = field(repr=False)
    quotations: tuple[Quotation, ...] = field(repr=False)

    @property
    def uri(self) -> str:
        return f"{self.policy.id}/{self.measure.id}.md"


@dataclass(frozen=True, slots=True)
class Shelf:
    """A text and its measures, in the order of the text."""

    policy: texts.PolicyText
    entries: tuple[ClauseAndRule, ...]

    @property
    def rules(self) -> Rules:
        """The measures of the text as the calculator has them."""
        return self.entries[0].rules


@dataclass(frozen=True, slots=True)
class Edition:
    """One language of the site: its texts on a day (YYYY-MM-DD), and what the editors add."""

    lang: Lang
    shelves: tuple[Shelf, ...]
    today: str
    editorial: Editorial
    other: tuple[Shelf, ...] = ()
    """Versions that do not hold on the day: each has its pages, but stands in no list."""
    feedback: str = ""
    """The mail address that notes from readers go to; "" where there is none."""

    @property
    def entries(self) -> tuple[ClauseAndRule, ...]:
        """Every measure, in the order of the texts."""
        return tuple(entry for shelf in self.shelves for entry in shelf.entries)

    def held(self, uri: str) -> str:
        """The page of the version that holds, in the place of that of an earlier one."""
        name, slash, rest = uri.partition("/")
        for shelf in self.other:
            later = shelf.policy.replaced
            if shelf.policy.id == name and later and later.on.isoformat() <= self.today:
                return self.held(later.by + slash + rest)
        return uri

    @property
    def cities(self) -> Mapping[str, tuple[Shelf, ...]]:
        """The texts of each city, in their order."""
        every = dict.fromkeys(shelf.policy.city for shelf in self.shelves)
        return {
            city: tuple(shelf for shelf in self.shelves if shelf.policy.city == city)
            for city in every
        }


def match(policies: Iterable[texts.PolicyText], rules: Iterable[Rules]) -> tuple[Shelf, ...]:
    """Each text with its measures, in the order of the text; PageError where one has no other."""
    coded = {policy.id: policy for policy in rules}
    shelves: list[Shelf] = []
    for policy in policies:
        if policy.id not in coded:
            raise PageError(f"{policy.id}: the text has no measures")
        rules_of = coded.pop(policy.id)
        measures = {measure.id: measure for measure in rules_of.measures}
        clauses = {clause.measure_id: clause for clause in policy.clauses}
        if alone := measures.keys() ^ clauses.keys():
            raise PageError(f"{policy.id}: words or measure missing for {', '.join(sorted(alone))}")
        entries = (
            ClauseAndRule(
                measure, clauses[name], policy, rules_of, outline(measure), quotations(measure)
            )
            for name, measure in ((name, measures[name]) for name in clauses)
        )
        shelves.append(Shelf(policy, tuple(entries)))
    if coded:
        raise PageError(f"measures without a text: {', '.join(coded)}")
    return tuple(shelves)


def of_day(shelves: Iterable[Shelf], today: str) -> tuple[tuple[Shelf, ...], tuple[Shelf, ...]]:
    """The versions to list on a day (YYYY-MM-DD), one of each policy, and the others."""
    listed: list[Shelf] = []
    other: list[Shelf] = []
    for shelf in shelves:
        policy = shelf.policy
        replaced = policy.replaced and policy.replaced.on.isoformat() <= today
        to_come = policy.amends and policy.valid_from and today < policy.valid_from.isoformat()
        (other if replaced or to_come else listed).append(shelf)
    return tuple(listed), tuple(other)


def url(uri: str) -> str:
    """Where a source page ends up, below the root of its language: a folder, or "" for the root."""
    stem = uri.removesuffix(".md")
    return "" if stem == "index" else stem.removesuffix("/index") + "/"


def href(source: str, target: str, anchor: str = "") -> str:
    """The relative address of one page from another, both as source pages."""
    path = _path(url(source), url(target))
    return f"{path}#{anchor}" if anchor else path


@lru_cache(1024)
def _path(source: str, target: str) -> str:
    """From one address below the root to another; a page asks for the same ones again and again."""
    here, there = source.split("/")[:-1], target.split("/")[:-1]
    shared = 0
    while shared < min(len(here), len(there)) and here[shared] == there[shared]:
        shared += 1
    up, down = len(here) - shared, there[shared:]
    return "../" * up + "".join(f"{folder}/" for folder in down) or "./"


def at_root(lang: Lang, source: str, path: str) -> str:
    """The relative address of a file at the root of the site, which is the Chinese one."""
    return href(source, "index.md") + ("" if lang == "zh" else "../") + path
