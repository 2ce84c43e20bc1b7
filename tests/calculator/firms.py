"""Profiles in one line, and one measure of the answer."""

from __future__ import annotations

from typing import Any

import calculator
from calculator.policies import POLICIES
from tests.first import IDS

Profile = dict[str, Any]
Found = dict[str, Any]

DAY = "2025-06-30"
"""A day on which both cities' measures are in force."""

FIRST = tuple(policy for policy in POLICIES if policy.id in IDS)
"""The texts that most tests were written about; versions that amend them may follow."""
FIRST_MEASURES = {measure.id: measure for policy in FIRST for measure in policy.measures}


def xiamen(*titles: str, **facts: Any) -> Profile:
    """Return a Xiamen enterprise with these titles and facts."""
    return {"city": "xiamen", "date": DAY, "titles": list(titles), **facts}


def fuzhou(*titles: str, **facts: Any) -> Profile:
    """Return a Fuzhou enterprise with these titles and facts."""
    return {"city": "fuzhou", "date": DAY, "titles": list(titles), **facts}


def found(profile: Profile, measure: str) -> Found:
    """Return what the assessment says of one measure."""
    return next(m for m in assessed(profile)["measures"] if m["id"] == measure)


def of_first(profile: Profile) -> Found:
    """Return the assessment, of the measures only those of the first versions."""
    answer = assessed(profile)
    first = [m for m in answer["measures"] if m["id"] in FIRST_MEASURES]
    return answer | {"measures": first}


def ends(city: str) -> tuple[str, str]:
    """Return the first and the last day on which any version of a city's text holds."""
    held = [policy for policy in POLICIES if policy.place.id == city]
    return min(p.first_day for p in held), max(p.last_day for p in held)


def assessed(profile: Profile) -> Found:
    """Return the whole assessment as published JSON."""
    return calculator.assess(profile).to_dict()


def read_as(result: Found, reading: str) -> Found:
    """Return the result under a reading: the default, or one of the alternatives."""
    if result["reading"] == reading:
        return result
    return next(a for a in result["alternatives"] if a["reading"] == reading)


def highest(result: Found) -> str | None:
    """Return the amount at its maximum, or None if there is none."""
    return result["amount"]["max"] if result["amount"] else None


def yuan(fen: int) -> str:
    """Return fen as the assessment prints yuan."""
    return f"{fen // 100}.{fen % 100:02}"
