"""Read what a person typed into a profile: from the form, a link, a scenario or a table.

Texts stay as typed; unreadable ones are left unknown with their problem noted. The number parser
reads a single figure; this module knows which fact it belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from calculator import number_parser
from calculator.fields import (
    COUNT,
    CalendarDay,
    Counts,
    Entry,
    Fact,
    ListOf,
    Number,
    OneOf,
    Reference,
    SomeOf,
    YesNo,
    facts_of,
)
from calculator.i18n import Text
from calculator.number_parser import LARGE, Counter, NotUnderstood, Scale, Understood
from calculator.phrases import Unit
from calculator.profile import FACTS

KEY = re.compile(r"([a-z0-9_]+)(?:\.([0-9]{1,3})(?:\.([a-z_]+))?)?\Z")
MOST_ENTRIES = 200
EMPTY_LIST = "none"
"""The value of a list or a choice whose answer is "none"."""
PERSONS = Fact(COUNT, Text("人数", "Persons"))
"""The fact of each entry in a list of head counts."""


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
        if not _offered(_leaf(kind, match[3]), text):
            form.unknown.append(f"{name}={text}")
            continue
        form.texts.setdefault(name, []).append(text)
        if match[2]:
            form.lengths[match[1]] = max(form.lengths.get(match[1], 0), int(match[2]) + 1)
    return form


def _addresses(kind: object, index: str | None, key: str | None) -> bool:
    if isinstance(kind, ListOf):
        if index is None:
            return key is None
        return int(index) < MOST_ENTRIES and key in facts_of(kind.entry)
    if isinstance(kind, Counts):
        return key is None and (index is None or int(index) < MOST_ENTRIES)
    return index is None


def _leaf(kind: object, key: str | None) -> object:
    return facts_of(kind.entry)[key].kind if isinstance(kind, ListOf) and key else kind


def _offered(kind: object, text: str) -> bool:
    """Check whether a text can be entered in a field; a choice accepts only its options."""
    if isinstance(kind, YesNo):
        return text in ("", "true", "false")
    if isinstance(kind, OneOf):
        return text in ("", *kind.words)
    if isinstance(kind, SomeOf):
        return text in ("", EMPTY_LIST, *kind.words)
    return True


def profile_of(form: Typed) -> dict[str, object]:
    """Return the profile given by the texts; unreadable values stay unknown, with a note."""
    profile: dict[str, object] = {}
    for name, fact in FACTS.items():
        value = _value(form, name, fact)
        if value is not None:
            profile[name] = value
    return profile


def _value(form: Typed, name: str, fact: Fact) -> object:
    kind = fact.kind
    if isinstance(kind, ListOf):
        if form.first(name) == EMPTY_LIST:
            return []
        places = [f"{name}.{i}." for i in range(form.lengths.get(name, 0))]
        # A row with any text stays, even if none of it could be read.
        return [_row(form, place, kind.entry) for place in places if form.filled(place)] or None
    if isinstance(kind, Counts):
        places = [f"{name}.{i}" for i in range(form.lengths.get(name, 0))]
        counts = [_read(form, place, PERSONS) for place in places if form.filled(place)]
        return counts if counts and None not in counts else None
    if isinstance(kind, SomeOf):
        chosen = form.texts.get(name, [])
        words = [word for word in dict.fromkeys(chosen) if word in kind.words]
        return words or ([] if EMPTY_LIST in chosen else None)
    return _read(form, name, fact)


def _row(form: Typed, prefix: str, holder: type[Entry]) -> dict[str, object]:
    read = {key: _read(form, f"{prefix}{key}", fact) for key, fact in facts_of(holder).items()}
    return {key: value for key, value in read.items() if value is not None}


def _read(form: Typed, name: str, fact: Fact) -> object:
    text, kind = form.first(name), fact.kind
    if isinstance(kind, OneOf):
        return text if text in kind.words else None
    if isinstance(kind, YesNo):
        return {"true": True, "false": False}.get(text)
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
}


_LARGE = 10**8
"""The yuan from which a bare figure may have been meant in yuan: few loans or plants are larger."""
_LARGE_FEES = dict.fromkeys(
    ("consulting_fees.amount", "venue_rents.amount", "credit_insurance_policies.premium_paid",
     "digital_spend", "digital_subsidy_received", "reserve_award_received",
     "provincial_little_giant_award"),
    5 * 10**7,
) | {"tech_fund_loans.principal": 10**9}  # fmt: skip
"""Lower thresholds for fees, awards and software, and a higher one for fund loans."""


def doubtful_from(name: str) -> int:
    """Return the yuan from which a bare figure in a field is doubted."""
    return _LARGE_FEES.get(re.sub(r"\.[0-9]+", "", name), _LARGE)


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
