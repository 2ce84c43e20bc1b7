"""Random profiles drawn from the schema of facts, biased towards the values on which the law turns."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

import calculator
from tests.calculator.by_hand import APPLICANTS
from tests.calculator.firms import Profile

DATES = ("2023-12-31", "2024-01-01", "2024-09-10", "2024-09-11", "2024-12-31", "2025-01-01", "2025-06-30",
         "2026-12-31", "2027-01-01")  # fmt: skip
TITLE_DATES = ("2018-12-01", "2024-08-13", "2024-08-14", "2024-09-10", "2024-09-11", "2024-09-12",
               "2024-12-31", "2025-01-01", "2025-06-30", "2025-07-01", "2026-12-31", "2027-01-01")  # fmt: skip
"""Days of titles: around the lines of the law, and around the days of the rules above."""
_MONEY = (
    "0", "0.01", "1", "49999.99", "100000", "100000.01", "250000", "299999.99", "300000", "600000.03",
    "833333.33", "833333.34", "999999.99", "1000000", "2000000", "2999999.99", "3000000", "4999999.99",
    "5000000", "5000000.01", "5649999.99", "5650000", "50000000.01", "100000000", "100000100",
    "1000000000.01", "1000000000000",
)  # fmt: skip
_TURNS: dict[str, st.SearchStrategy[Any]] = {
    "yuan": st.sampled_from(_MONEY)
    | st.integers(0, 10**10).map(lambda fen: f"{fen // 100}.{fen % 100:02}")
    | st.integers(0, 10**7),
    "percent": st.sampled_from(["0", "1.9999", "2", "2.0001", "2.5", "3", "3.1", "3.1001", "4.35", "6"])
    | st.integers(0, 10**6).map(lambda n: f"{n // 10**4}.{n % 10**4:04}"),
    "permille": st.sampled_from(["0", "0.0001", "5", "6.9999", "7", "7.0001", "10", "1000"])
    | st.integers(0, 10**7).map(lambda n: f"{n // 10**4}.{n % 10**4:04}"),
    "count": st.sampled_from([0, 1, 4, 5, 6, 29, 30, 31]) | st.integers(0, 10**4),
    "day": st.sampled_from([0, 1, 180, 364, 365, 366]) | st.integers(0, 2000),
    "calendar_year": st.sampled_from([2018, 2023, 2024, 2025, 2025, 2026, 2027]),
    "year": st.sampled_from(["0", "0.99", "1", "1.01", "3"]),
    "month": st.integers(0, 12),
    "level": st.integers(0, 4),
}  # fmt: skip
PROPERTIES: dict[str, dict[str, Any]] = calculator.schema()["properties"]
REFS = {name for name in PROPERTIES if name.endswith("_ref")} | {"ref"}
DEFAULTED = {"date", "applicant"}
"""Facts that are taken for something where absent, so that leaving them out is saying something."""


def _value(name: str, described: dict[str, Any]) -> st.SearchStrategy[Any]:
    schema = described["anyOf"][0] if "anyOf" in described else described
    if name == "date":
        return st.sampled_from(DATES)
    if schema.get("format") == "date":
        return st.sampled_from(TITLE_DATES)
    if name in REFS:
        return st.sampled_from(["甲", "B-1"])
    if unit := described.get("x-unit"):
        return _TURNS.get(unit, _TURNS["count"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema["type"] == "boolean":
        return st.booleans()
    items = schema["items"]
    if "enum" in items:
        return st.lists(st.sampled_from(items["enum"]), unique=True, max_size=3)
    if items["type"] == "integer":
        return st.lists(_TURNS["count"], max_size=3)
    return st.lists(_entry(items["properties"]), max_size=3)


def _entry(properties: dict[str, Any]) -> st.SearchStrategy[Profile]:
    return st.fixed_dictionaries(
        {name: _value(name, each) for name, each in properties.items() if name not in REFS}
    )


def full_profiles(**fixed: st.SearchStrategy[Any]) -> st.SearchStrategy[Profile]:
    """Draw profiles in which every fact is known, including those of list entries."""
    drawn = {name: _value(name, each) for name, each in PROPERTIES.items() if name not in REFS}
    return st.fixed_dictionaries(drawn | fixed)


INSIDE = {
    "date": st.sampled_from(["2024-09-11", "2025-06-30", "2026-12-31"]),
    "titles": st.sampled_from([["srdi_sme"], ["little_giant"], ["srdi_sme", "little_giant_reserve"],
                               ["key_little_giant"], ["innovative_sme", "srdi_sme"]]),
    "first_little_giant_title": st.sampled_from([True, True, False]),
    "little_giant_title_date": st.sampled_from(["2024-09-10", "2024-09-11", "2024-09-11", "2025-06-30"]),
    "joint_lab_qualified": st.sampled_from([True, True, False]),
    "training_course_qualified": st.sampled_from([True, True, False]),
    "applicant": st.sampled_from(["enterprise"] * 5 + sorted(
        {who for open_to in APPLICANTS.values() for who in open_to})),
}  # fmt: skip
"""Facts that leave most measures open, so that amounts are looked at rather than refusals."""


@st.composite
def partly(draw: st.DrawFn, full: Profile) -> Profile:
    """Drop some facts of a profile, some of them inside list entries."""
    kept: Profile = {}
    for name, value in full.items():
        if name not in DEFAULTED and draw(st.integers(0, 3)) == 0:
            continue
        if isinstance(value, list) and value and isinstance(value[0], dict):
            value = [{k: v for k, v in e.items() if draw(st.integers(0, 3))} for e in value]
        kept[name] = value
    return kept


@st.composite
def all_but_one(draw: st.DrawFn, full: Profile) -> Profile:
    """Drop one fact of a profile, preferably one inside a list entry."""
    inside = [
        (name, i, key)
        for name, value in full.items()
        if isinstance(value, list)
        for i, each in enumerate(value)
        if isinstance(each, dict)
        for key in each
    ]
    if not inside:
        name = draw(st.sampled_from(sorted(full.keys() - DEFAULTED)))
        return {key: value for key, value in full.items() if key != name}
    name, place, forgotten = draw(st.sampled_from(inside))
    rows = [
        {k: v for k, v in row.items() if (i, k) != (place, forgotten)}
        for i, row in enumerate(full[name])
    ]
    return full | {name: rows}


def profiles() -> st.SearchStrategy[Profile]:
    """Draw any profiles: complete, empty or with facts dropped."""
    whole = full_profiles() | full_profiles(**INSIDE)
    return whole | whole.flatmap(partly) | whole.flatmap(all_but_one)
