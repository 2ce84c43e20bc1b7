"""Read what a person typed into a profile: from the form, a link, a scenario or a table alike.

Texts stay as typed; what cannot be read is left unknown, with its problem noted. The number parser
reads a single figure, this module knows which fact it is for.
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
"""What a list or a choice holds where the answer is that there is none."""
PERSONS = Fact(COUNT, Text("人数", "Persons"))
"""Each entry of a fact that is a list of head counts."""


@dataclass
class Typed:
    """The form as typed: raw texts by field name, and what was understood of them."""

    texts: dict[str, list[str]]
    lengths: dict[str, int]
    notes: dict[str, Understood[Any] | NotUnderstood] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)

    def first(self, name: str) -> str:
        """The text of a field, empty where there is none."""
        return next(iter(self.texts.get(name, [])), "")

    def filled(self, place: str) -> bool:
        """Whether anything was typed under names that begin with `place`."""
        return any(
            name.startswith(place) and any(text.strip() for text in texts)
            for name, texts in self.texts.items()
        )


def typed(entries: Iterable[tuple[str, str]]) -> Typed:
    """The texts by name. Names that no fact has, and answers that none offers, are set aside."""
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
    """Whether a text can be entered: where one chooses, only what there is to choose."""
    if isinstance(kind, YesNo):
        return text in ("", "true", "false")
    if isinstance(kind, OneOf):
        return text in ("", *kind.words)
    if isinstance(kind, SomeOf):
        return text in ("", EMPTY_LIST, *kind.words)
    return True


def profile_of(form: Typed) -> dict[str, object]:
    """The profile the texts amount to. What cannot be read is left unknown, with its problem noted."""
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
        # A row with something in it stays, even if nothing of it could be read.
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
"""From so many yuan on a bare figure was perhaps meant in yuan: few loans or plants are as large."""
_LARGE_FEES = dict.fromkeys(
    ("consulting_fees.amount", "venue_rents.amount", "credit_insurance_policies.premium_paid",
     "digital_spend", "digital_subsidy_received", "reserve_award_received",
     "provincial_little_giant_award"),
    5 * 10**7,
) | {"tech_fund_loans.principal": 10**9}  # fmt: skip
"""Where it looks like that sooner, fees, awards, software; and the loans whose limit is higher."""


def doubtful_from(name: str) -> int:
    """From so many yuan on a bare figure in the field of that name is doubted."""
    return _LARGE_FEES.get(re.sub(r"\.[0-9]+", "", name), _LARGE)


def understand(
    text: str, kind: object, label: Text, money: Scale = Scale.WAN, large: int = LARGE
) -> Understood[Any] | NotUnderstood | None:
    """A number or a day as typed; `money` is what a bare amount counts, `large` what is doubted."""
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
