"""What the pages are made of: the texts paired with their measures, and places among the sources."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from builder import texts
from builder.editorial import Editorial
from calculator.catalogue import outline
from calculator.measure import Measure, Outcome
from calculator.measure import Policy as Rules
from calculator.text import Lang

CALCULATOR = "calculator.md"
MEASURES = "measures.md"
TITLES = "titles.md"
COMPARE = "compare.md"
DEPARTMENTS = "departments.md"
GLOSSARY = "glossary.md"
READING = "reading.md"
CALENDAR = "calendar.md"
NEWS = "changes.md"
DATA = "data.md"


class PageError(ValueError):
    """The texts and the measures do not belong together."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page: where it stands among the sources, what it is called and what it says.

    `meta` is the theme's front matter; `toc` shows the table of contents, `found` puts the page
    into the search index, `ld` is JSON-LD that describes it.
    """

    uri: str
    title: str
    description: str
    markdown: str
    toc: bool = False
    found: bool = True
    ld: str = ""

    @property
    def meta(self) -> Mapping[str, object]:
        hide = ["navigation"] if self.toc else ["navigation", "toc"]
        return {
            "title": self.title,
            "description": self.description,
            "hide": hide,
            "search": {"exclude": not self.found},
            "ld": self.ld,
        }


@dataclass(frozen=True, slots=True)
class Entry:
    """A measure with its words, and what its rule says of an applicant of whom nothing is known."""

    measure: Measure
    clause: texts.Clause
    policy: texts.Policy
    rules: Rules = field(repr=False)
    outcome: Outcome = field(repr=False)

    @property
    def uri(self) -> str:
        return f"{self.policy.id}/{self.measure.id}.md"


@dataclass(frozen=True, slots=True)
class Shelf:
    """A text and its measures, in the order of the text."""

    policy: texts.Policy
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """One language of the site: its texts on a day (YYYY-MM-DD), and what the editors add."""

    lang: Lang
    shelves: tuple[Shelf, ...]
    today: str
    editorial: Editorial

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every measure, in the order of the texts."""
        return tuple(entry for shelf in self.shelves for entry in shelf.entries)


def match(policies: Iterable[texts.Policy], rules: Iterable[Rules]) -> tuple[Shelf, ...]:
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
            Entry(measures[name], clause, policy, rules_of, outline(measures[name]))
            for name, clause in clauses.items()
        )
        shelves.append(Shelf(policy, tuple(entries)))
    if coded:
        raise PageError(f"measures without a text: {', '.join(coded)}")
    return tuple(shelves)


def url(uri: str) -> str:
    """Where a source page ends up, below the root of its language: a folder, or "" for the root."""
    stem = uri.removesuffix(".md")
    return "" if stem == "index" else stem.removesuffix("/index") + "/"


def href(source: str, target: str, anchor: str = "") -> str:
    """The relative address of one page from another, both as source pages."""
    path = posixpath.relpath("/" + url(target), "/" + url(source)) + "/"
    return path + (f"#{anchor}" if anchor else "")
