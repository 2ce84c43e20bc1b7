"""Read what a person typed into a profile: from the form, a link, a scenario or a table.

Texts stay as typed; unreadable ones are left unknown with their problem noted. The number parser
reads a single figure; this module knows which fact it belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from calculator import number_parser
from calculator.fields import EMPTY_LIST, CalendarDay, Fact, FieldKind, Number, Reference
from calculator.i18n import Text
from calculator.number_parser import LARGE, Counter, NotUnderstood, Scale, Understood
from calculator.phrases import Unit
from calculator.profile import FACTS

KEY = re.compile(r"([a-z0-9_]+)(?:\.([0-9]{1,3})(?:\.([a-z_]+))?)?\Z")
MOST_ENTRIES = 200


@dataclass
class Typed:
    """The form as typed: raw texts by field name, and how they were understood."""

    texts: dict[str, list[str]]
    lengths: dict[str, int]
    notes: dict[str, Understood[Any] | NotUnderstood] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)

    def first(self, name: str) -> str:
        """Return the text of a field, or ""."""
        return next(iter(self.texts.get(name, [])), "")

    def filled(self, place: str) -> bool:
        """Check whether anything was typed under names that begin with `place`."""
        return any(
            name.startswith(place) and any(text.strip() for text in texts)
            for name, texts in self.texts.items()
        )


def typed(entries: Iterable[tuple[str, str]]) -> Typed:
    """Group entries by name, setting aside unknown names and choices that are not offered."""
    form = Typed({}, {})
    for name, text in entries:
        match = KEY.match(name)
        kind = FACTS[match[1]].kind if match and match[1] in FACTS else None
        if match is None or kind is None or not _addresses(kind, match[2], match[3]):
            form.unknown.append(name)
            continue
        if match[2]:
            kind = kind.facts[match[3] or ""].kind
        if not (kind.facts or kind.offers(text)):
            form.unknown.append(f"{name}={text}")
            continue
        form.texts.setdefault(name, []).append(text)
        if match[2]:
            form.lengths[match[1]] = max(form.lengths.get(match[1], 0), int(match[2]) + 1)
    return form


def _addresses(kind: FieldKind, index: str | None, key: str | None) -> bool:
    """Check whether a field has a part of this name: the entry `index` of a list, and its fact `key`."""
    if not kind.facts or index is None:
        return index is None and key is None
    return int(index) < MOST_ENTRIES and (key or "") in kind.facts


def profile_of(form: Typed) -> dict[str, object]:
    """Return the profile given by the texts; unreadable values stay unknown, with a note."""
    profile: dict[str, object] = {}
    for name, fact in FACTS.items():
        value = _value(form, name, fact)
        if value is not None:
            profile[name] = value
    return profile


def _value(form: Typed, name: str, fact: Fact) -> object:
    if not fact.kind.facts:
        return _read(form, name, fact)
    if form.first(name) == EMPTY_LIST:
        return []
    places = [f"{name}.{i}" for i in range(form.lengths.get(name, 0))]
    # A row with any text stays, even if none of it could be read.
    return fact.kind.of_rows([_row(form, p, fact.kind.facts) for p in places if _begun(form, p)])


def _begun(form: Typed, place: str) -> bool:
    """Check whether anything was typed in an entry: its number alone, or its facts."""
    return bool(form.first(place).strip()) or form.filled(f"{place}.")


def _row(form: Typed, place: str, facts: Mapping[str, Fact]) -> dict[str, object]:
    read = {key: _read(form, f"{place}.{key}".rstrip("."), fact) for key, fact in facts.items()}
    return {key: value for key, value in read.items() if value is not None}


def _read(form: Typed, name: str, fact: Fact) -> object:
    text, kind = form.first(name), fact.kind
    if kind.words:
        return kind.of_words(form.texts.get(name, []))
    if isinstance(kind, Reference):
        words = " ".join(text.split())
        return "".join(c for c in words if c.isprintable())[:80] or None
    note = understand(text, kind, fact.label, large=doubtful_from(name))
    if note is not None:
        form.notes[name] = note
    return note.fact if isinstance(note, Understood) else None


_COUNTERS = {
    Unit.DAY: Counter.DAYS,
    Unit.YEAR: Counter.YEARS,
    Unit.MONTH: Counter.MONTHS,
    Unit.LEVEL: Counter.LEVEL,
    Unit.MU: Counter.MU,
    Unit.SQUARE_METRE: Counter.SQUARE_METRES,
    Unit.KILOWATT_HOUR: Counter.KILOWATT_HOURS,
    Unit.TONNE: Counter.TONNES,
}


def doubtful_from(name: str) -> int:
    """Return the yuan from which a bare figure in a field is doubted."""
    fact, *rest = name.split(".")
    keys = [key for key in rest if not key.isdecimal()]
    return (FACTS[fact].kind.facts[keys[0]] if keys else FACTS[fact]).doubted_from


def understand(
    text: str, kind: object, label: Text, money: Scale = Scale.WAN, large: int = LARGE
) -> Understood[Any] | NotUnderstood | None:
    """Parse a number or a day as typed.

    `money` is the unit of a bare amount, `large` the yuan from which it is doubted.
    """
    if isinstance(kind, CalendarDay):
        return number_parser.date(text, label)
    assert isinstance(kind, Number)
    match kind.unit:
        case Unit.YUAN:
            return number_parser.money(text, money, label, large=large)
        case Unit.RATIO if kind.per == 1000:
            return number_parser.permille(text, label)
        case Unit.RATIO:
            return number_parser.percent(text, label)
        case Unit.CALENDAR_YEAR:
            return number_parser.year(text, label)
        case unit:
            return number_parser.count(text, label, _COUNTERS.get(unit, Counter.ANY), kind)
