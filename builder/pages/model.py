"""The model the pages are made from: the texts paired with their measures."""

from __future__ import annotations

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
from calculator.places import Place

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
"""The calculator for a frame on another site; it has a template of its own."""


class PageError(ValueError):
    """Texts and measures do not match."""


@dataclass(frozen=True, slots=True)
class PageHeading:
    """A heading in plain words, and its anchor."""

    level: int
    words: str
    anchor: str

    @property
    def html(self) -> Html:
        return tag(f"h{self.level}", Html(self.words.translate(ESCAPES)), id=self.anchor)


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its source path, title, description and blocks.

    `blocks` are headings and, between them, HTML. `toc` shows the table of contents, `ld` is the
    page's JSON-LD, `template` a template in docs/overrides instead of the theme's page. `written` is
    the HTML of the blocks with what it turns into on later days.
    """

    uri: str
    title: str
    description: str
    blocks: tuple[PageHeading | str, ...]
    toc: bool = False
    ld: str = ""
    template: str = ""
    written: str = ""

    @property
    def headings(self) -> tuple[PageHeading, ...]:
        return tuple(each for each in self.blocks if isinstance(each, PageHeading))

    @property
    def html(self) -> str:
        return self.written or "\n".join(
            each.html if isinstance(each, PageHeading) else each for each in self.blocks
        )

    @property
    def computes(self) -> bool:
        """Whether the page has the calculator or a clause's own."""
        return any(isinstance(each, str) and 'id="calculator"' in each for each in self.blocks)

    @property
    def meta(self) -> Mapping[str, Any]:
        """The theme's front matter; the theme's own search index is kept empty."""
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
    """A measure with its clause, its outcome for an unknown applicant, and its quotations."""

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
        """The policy's rules in the calculator."""
        return self.entries[0].rules


@dataclass(frozen=True, slots=True)
class Edition:
    """One language of the site: its texts on a day (YYYY-MM-DD) and the editorial data."""

    lang: Lang
    shelves: tuple[Shelf, ...]
    today: str
    editorial: Editorial
    other: tuple[Shelf, ...] = ()
    """Versions not in force on the day: each has its pages but is in no list."""
    feedback: str = ""
    """The mail address for readers' notes, or ""."""

    @property
    def entries(self) -> tuple[ClauseAndRule, ...]:
        """Every measure, in the order of the texts."""
        return tuple(entry for shelf in self.shelves for entry in shelf.entries)

    def held(self, uri: str) -> str:
        """Return the page of the version in force, given that of an earlier version."""
        name, slash, rest = uri.partition("/")
        for shelf in self.other:
            later = shelf.policy.replaced
            if shelf.policy.id == name and later and later.on.isoformat() <= self.today:
                return self.held(later.by + slash + rest)
        return uri

    @property
    def places(self) -> Mapping[Place, tuple[Shelf, ...]]:
        """The texts of each place, in their order."""
        every = dict.fromkeys(shelf.policy.place for shelf in self.shelves)
        return {
            place: tuple(shelf for shelf in self.shelves if shelf.policy.place == place)
            for place in every
        }


def match(policies: Iterable[texts.PolicyText], rules: Iterable[Rules]) -> tuple[Shelf, ...]:
    """Match each text with its measures, in text order. Raises PageError if one is unmatched."""
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
    """Split the versions into those to list on a day (YYYY-MM-DD) and the others."""
    listed: list[Shelf] = []
    other: list[Shelf] = []
    for shelf in shelves:
        policy = shelf.policy
        replaced = policy.replaced and policy.replaced.on.isoformat() <= today
        to_come = policy.amends and policy.valid_from and today < policy.valid_from.isoformat()
        (other if replaced or to_come else listed).append(shelf)
    return tuple(listed), tuple(other)


def url(uri: str) -> str:
    """Return the address of a source page below its language's root; "" is the root itself."""
    stem = uri.removesuffix(".md")
    return "" if stem == "index" else stem.removesuffix("/index") + "/"


def href(source: str, target: str, anchor: str = "") -> str:
    """Return the relative address of one page from another, both given as source pages."""
    path = _path(url(source), url(target))
    return f"{path}#{anchor}" if anchor else path


@lru_cache(1024)
def _path(source: str, target: str) -> str:
    """Return the relative path between two addresses; cached, since pages repeat them."""
    here, there = source.split("/")[:-1], target.split("/")[:-1]
    shared = 0
    while shared < min(len(here), len(there)) and here[shared] == there[shared]:
        shared += 1
    up, down = len(here) - shared, there[shared:]
    return "../" * up + "".join(f"{folder}/" for folder in down) or "./"


def at_root(lang: Lang, source: str, path: str) -> str:
    """Return the relative address of a file at the root of the site, which is the Chinese one."""
    return href(source, "index.md") + ("" if lang == "zh" else "../") + path
