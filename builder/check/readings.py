"""Check that a rule uses each reading its measure declares."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from calculator.measure import Measure, Reading
from calculator.profile import read_profile, schema
from calculator.shared_facts import Profile


def unread(measure: Measure) -> Iterator[Reading]:
    """Yield the readings that change nothing: the rule treats them like an earlier one.

    Readings about who may apply are exempt; they are not for the rule.
    """
    before: list[frozenset[tuple[object, bool]]] = []
    for reading in measure.readings:
        code = _Code(reading.code)
        for firm in _firms():
            measure.rule(firm, code)
        asked = frozenset(code.asked)
        if asked in before and not reading.of_the_applicant:
            yield reading
        before.append(asked)


class _Code(str):
    """A reading's code that records each comparison (also by `match` and `in`) and its result."""

    def __init__(self, code: str) -> None:
        self.asked: set[tuple[object, bool]] = set()

    def __eq__(self, other: object) -> bool:
        same = str.__eq__(self, other) is True
        self.asked.add((other, same))
        return same

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = str.__hash__


@cache
def _firms() -> tuple[Profile, ...]:
    """Return profiles that exercise a rule: one with nothing known, the others with everything."""
    facts = schema()["properties"]
    known = ({name: _value(each, n) for name, each in facts.items()} for n in range(_KNOWN))
    return tuple(read_profile(each) for each in ({}, *known))


_KNOWN = 4


def _value(described: dict[str, Any], n: int) -> Any:
    """Return the `n`-th possible value of a fact described by JSON Schema."""
    kinds = described.get("anyOf")
    if kinds:
        return _value(kinds[0], n)
    if "enum" in described:
        return described["enum"][n % len(described["enum"])]
    match described["type"]:
        case "boolean":
            return n % 2 == 0
        case "array":
            return [_value(described["items"], n)] if n else []
        case "object":
            return {name: _value(each, n) for name, each in described["properties"].items()}
        case "string":
            return _DAY if described.get("format") == "date" else str(n)
        case _:
            return described.get("minimum", 0) + n


_DAY = "2025-06-30"
