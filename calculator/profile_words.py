"""The known facts about an enterprise in words, one by one; each reader adds its own punctuation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import NamedTuple

from calculator.fields import NONE, Entry, Fact, Items, facts_of
from calculator.i18n import Text


class FactInWords(NamedTuple):
    """A known fact and its value; an entry of a list, the `n`-th `of` so many, has `parts` instead."""

    name: str
    label: Text
    said: Text | None
    parts: tuple[FactInWords, ...] = ()
    n: int = 0
    of: int = 0


def facts_in_words(holder: Entry) -> Iterator[FactInWords]:
    """Yield each known fact of a profile or an entry, in the order of the class."""
    facts = facts_of(type(holder))
    for field in fields(holder):
        yield from _in_words(field.name, facts[field.name], getattr(holder, field.name))


def _in_words(name: str, fact: Fact, value: object) -> Iterator[FactInWords]:
    if not isinstance(value, Items):
        if said := fact.kind.in_words(value):
            yield FactInWords(name, fact.label, said)
    elif value.known and not value.entries:
        yield FactInWords(name, fact.label, NONE)
    elif value.known:
        for n, entry in enumerate(value.entries, 1):
            parts = tuple(facts_in_words(entry))
            said = None if parts else NONE
            yield FactInWords(name, fact.label, said, parts, n, len(value.entries))
