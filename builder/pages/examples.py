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
    facts_of,
)
from calculator.i18n import Text, join_texts, plain, yuan
from calculator.phrases import SIGNS, Unit
from calculator.profile import FACTS, Applicant, read_profile

_ASIDE = {"city", "date"}
_BETWEEN = Text("，", ", ")
_YES, _NO = Text("是", "yes"), Text("否", "no")


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
        phrase
        for name, fact in FACTS.items()
        if name in profile and name not in _ASIDE and profile[name] != Applicant.ENTERPRISE.value
        for phrase in _fact(fact, profile[name])
    )


def _fact(fact: Fact, value: Any) -> Iterator[Text]:
    kind = fact.kind
    if isinstance(kind, ListOf):
        for row in value:
            parts = [
                _named(f, row[name]) for name, f in facts_of(kind.entry).items() if name in row
            ]
            yield Text("{label}：{parts}", "{label}: {parts}").fill(
                label=fact.label, parts=_BETWEEN.join(parts)
            )
    elif isinstance(kind, Counts):
        listed = join_texts([Text(str(n), str(n)) for n in value])
        yield Text("{label}：{n}", "{label}: {n}").fill(label=fact.label, n=listed)
    else:
        yield _named(fact, value)


_UNIT_IN_LABEL = re.compile(r"[（(\s]+[（(]?[%‰][^）)]*[）)]")


def _named(fact: Fact, value: Any) -> Text:
    label = Text(*(_UNIT_IN_LABEL.sub("", fact.label(lang)) for lang in ("zh", "en")))
    return Text("{label} {value}", "{label} {value}").fill(label=label, value=_value(fact, value))


def _value(fact: Fact, value: Any) -> Text:
    match fact.kind:
        case Number() as kind:
            return _number(kind, Fraction(value))
        case YesNo():
            return _YES if value else _NO
        case OneOf(words):
            return words[value]
        case SomeOf(words):
            return join_texts([words[each] for each in value])
    return Text(str(value), str(value))


def _number(kind: Number, value: Fraction) -> Text:
    if kind.unit is Unit.YUAN:
        return yuan(value)
    figure = plain(value) + SIGNS.get(kind.per, "")
    return {
        Unit.DAY: Text(f"{figure} 天", f"{figure} days"),
        Unit.LEVEL: Text(f"{figure} 级", f"level {figure}"),
        Unit.CALENDAR_YEAR: Text(f"{figure} 年", figure),
    }.get(kind.unit, Text(figure, figure))


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
