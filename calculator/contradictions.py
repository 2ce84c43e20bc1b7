"""Contradictions within a profile: reported to the reader, never computed around.

They follow from what the facts mean; nothing here concerns a particular measure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import NamedTuple

from calculator.fields import Day, Items, facts_of
from calculator.i18n import Text, yuan
from calculator.profile import FACTS
from calculator.quantity import Quantity
from calculator.shared_facts import Profile


class Contradiction(NamedTuple):
    """Two entered facts that exclude each other; `fact` is the one to report it at."""

    fact: str
    said: Text

    def to_dict(self) -> dict[str, object]:
        return {"fact": self.fact, "text": self.said.to_dict()}


def contradictions(firm: Profile) -> tuple[Contradiction, ...]:
    """Return the facts that cannot all be true, in the order of the form."""
    found = (*_days_to_come(firm), *_parts_above_the_whole(firm), *_years(firm))
    order = list(FACTS)
    return tuple(sorted(found, key=lambda each: order.index(each.fact)))


def _days_to_come(firm: Profile) -> Iterator[Contradiction]:
    """Yield the days of recognition that are after the day of the rules."""
    today = firm.date.value or ""
    for name, fact in FACTS.items():
        day = getattr(firm, name)
        if isinstance(day, Day) and day.value and today and day.value > today:
            said = Text(
                "{label} {day} 晚于规则日期 {today}",
                "{label}, {day}, is after the day of the rules, {today}",
            )
            yield Contradiction(name, said.fill(label=fact.label, day=day.value, today=today))


def _parts_above_the_whole(firm: Profile) -> Iterator[Contradiction]:
    for name, fact in FACTS.items():
        if not fact.part_of:
            continue
        part: Quantity = getattr(firm, name)
        whole: Quantity = getattr(firm, fact.part_of)
        if part.known and whole.high is not None and part.low > whole.high:
            said = Text(
                "{part} {much}，大于{whole} {most}",
                "{part}, {much}, exceeds what it is part of: {whole}, {most}",
            )
            yield Contradiction(
                name,
                said.fill(
                    part=fact.label,
                    much=yuan(part.low),
                    whole=FACTS[fact.part_of].label,
                    most=yuan(whole.high),
                ),
            )


def _years(firm: Profile) -> Iterator[Contradiction]:
    """Yield entries of a year after the day of the rules or before the SRDI title was held."""
    today, titled = firm.date.value or "", firm.srdi_title_date.value or ""
    for field in fields(firm):
        items = getattr(firm, field.name)
        if not isinstance(items, Items) or not items.known:
            continue
        for n, entry in enumerate(items.entries, 1):
            year = getattr(entry, "year", None)
            if not isinstance(year, Quantity) or not year.known:
                continue
            label = facts_of(type(entry))["year"].label
            of = Text(f"（第 {n} 项）", f", no. {n}") + Text(
                "{label} {year} ", ": {label} {year} "
            ).fill(label=label, year=str(year.low))
            if today and year.low > int(today[:4]):
                late = Text("晚于规则日期 {today}", "is after the day of the rules, {today}")
                yield Contradiction(
                    field.name, FACTS[field.name].label + of + late.fill(today=today)
                )
            if titled and year.low < int(titled[:4]):
                early = Text("早于{title} {day}", "is before the {title}, {day}")
                said = early.fill(title=FACTS["srdi_title_date"].label, day=titled)
                yield Contradiction(field.name, FACTS[field.name].label + of + said)
