"""Worked examples: a profile in words, its result, and the link that opens it in the form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from builder.editorial import Example
from builder.pages.model import ClauseAndRule
from calculator.assessment import Result, find
from calculator.fields import entry_label
from calculator.i18n import LANGS, Text
from calculator.profile import read_profile
from calculator.profile_words import FactInWords, facts_in_words
from calculator.shared_facts import Applicant

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
