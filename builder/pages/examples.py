"""Worked examples: a profile in words, its result, and the link that opens it in the form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any
from urllib.parse import quote

from builder.editorial import Example
from builder.pages.model import ClauseAndRule
from calculator.assessment import Result, find
from calculator.fields import (
    CalendarDay,
    Counts,
    Fact,
    ListOf,
    Number,
    OneOf,
    SomeOf,
    YesNo,
    entry_label,
    facts_of,
)
from calculator.i18n import LANGS, Text, plain
from calculator.phrases import Unit
from calculator.profile import FACTS, Applicant, read_profile
from calculator.profile_words import FactInWords, facts_in_words

_ASIDE = {"city", "date"}
_BETWEEN = Text("，", ", ")


@dataclass(frozen=True, slots=True)
class Worked:
    """An example and its result, the same as the calculator's for these facts."""

    example: Example
    result: Result


@cache
def work(entry: ClauseAndRule, example: Example) -> Worked:
    """Compute an example of one measure. Raises ProfileError for facts the calculator cannot read."""
    firm = read_profile(example.profile)
    first, *others = (
        find(entry.rules, entry.measure, firm, reading) for reading in entry.measure.readings
    )
    day = firm.date.value or ""
    return Worked(example, Result(entry.rules, entry.measure, first, tuple(others), None, day))


def profile_in_words(profile: Mapping[str, Any]) -> tuple[Text, ...]:
    """Return the facts of a profile except city and date, one phrase each."""
    return tuple(
        _phrase(known)
        for known in facts_in_words(read_profile(profile))
        if known.name in profile and known.name not in _ASIDE
        if profile[known.name] != Applicant.ENTERPRISE.value
    )


_UNIT_IN_LABEL = re.compile(r"[（(\s]+[（(]?[%‰][^）)]*[）)]")


def _phrase(known: FactInWords) -> Text:
    label = entry_label(known.label, known.n) if known.of > 1 else known.label
    label = Text(*(_UNIT_IN_LABEL.sub("", label(lang)) for lang in LANGS))
    if known.said:
        return Text("{label} {said}", "{label} {said}").fill(label=label, said=known.said)
    parts = _BETWEEN.join(map(_phrase, known.parts))
    return Text("{label}：{parts}", "{label}: {parts}").fill(label=label, parts=parts)


def fragment(profile: Mapping[str, Any]) -> str:
    """Return the URL fragment with which the calculator opens the example."""
    pairs = (pair for name, value in profile.items() for pair in entries(name, FACTS[name], value))
    return "&".join(f"{name}={quote(text, safe='-_.~')}" for name, text in sorted(pairs))


def entries(name: str, fact: Fact, value: Any) -> Iterator[tuple[str, str]]:
    """Yield the form fields, as (name, value), that give a fact this value."""
    match fact.kind:
        case ListOf(entry):
            for n, row in enumerate(value):
                for key, each in facts_of(entry).items():
                    if key in row:
                        yield from entries(f"{name}.{n}.{key}", each, row[key])
        case Counts():
            yield from ((f"{name}.{n}", str(each)) for n, each in enumerate(value))
        case SomeOf():
            yield from ((name, each) for each in value)
        case YesNo():
            yield name, "true" if value else "false"
        case Number(unit=Unit.YUAN):
            yield name, plain(Fraction(value) / 10_000)
        case OneOf() | Number() | CalendarDay():
            yield name, str(value)
