"""Compare two versions: what their words change, and what that changes in money, for whom.

Each side is run by its own code in its own process. The money is every worked case, every example
of the site and a panel of enterprises under both versions, exactly as the calculator computes it.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

from builder import toml_reader
from builder.diff.revisions import DiffError, Side, side
from builder.texts import NUMERALS, ROMAN
from builder.toml_reader import TextError
from calculator.i18n import Text

__all__ = ["Changed", "DiffError", "Difference", "Grant", "Moved", "compare", "side"]

PANEL = Path("docs/panel.toml")


@dataclass(frozen=True, slots=True)
class Changed:
    """A clause or other passage that was added (no `old`), repealed (no `new`) or changed.

    `place` is its id in the new version, or in the old one if repealed.
    """

    place: str
    was: str
    name: Text
    old: Text | None
    new: Text | None


@dataclass(frozen=True, slots=True)
class Grant:
    """The support a measure gives: its status, minimum and maximum in yuan, and limits of loans."""

    status: str
    low: Fraction | None
    high: Fraction | None
    credit: tuple[Fraction, ...]

    @property
    def ceiling(self) -> bool:
        """Whether the text states only a maximum."""
        return self.low != self.high


@dataclass(frozen=True, slots=True)
class Moved:
    """A measure whose result changes for somebody; None for a version without it."""

    who: Text
    measure: str
    title: Text
    before: Grant | None
    after: Grant | None

    @property
    def change(self) -> Fraction:
        """The change of the maximum in yuan; negative if the new version gives less."""
        return _most(self.after) - _most(self.before)

    @property
    def limits(self) -> Fraction:
        """The change of the borrowing limits in yuan."""
        return _limits(self.after) - _limits(self.before)


def _most(standing: Grant | None) -> Fraction:
    return (standing and standing.high) or Fraction(0)


def _limits(standing: Grant | None) -> Fraction:
    return sum(standing.credit, Fraction(0)) if standing else Fraction(0)


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that differs between two versions, and how many cases were compared."""

    old: str
    new: str
    words: tuple[Changed, ...]
    cases: tuple[Moved, ...]
    panel: tuple[Moved, ...]
    cases_seen: int
    panel_seen: int


def compare(project: Path, old: Side, new: Side) -> Difference:
    """Return what the new side changes against the old one.

    Cases and panel are those of `project`. Raises DiffError if a side cannot be run, and TextError
    if the panel cannot be read.
    """
    cases, firms = tuple(_cases(project)), panel(project)
    profiles = {each.name: each.profile for each in (*cases, *firms)}
    days = _days(old, new)
    before, after = (
        each.told({name: _on(day, profile) for name, profile in profiles.items()})
        for each, day in zip((old, new), days, strict=True)
    )
    pairs = tuple(_pairs(before, after, old.policy, new.policy))
    return Difference(
        old.name,
        new.name,
        (*_clauses(before, after, pairs), *_around(before, after, old.policy, new.policy)),
        tuple(
            moved
            for case in cases
            for moved in _moved(case, before, after, (p for p in pairs if case.measure in p))
        ),
        tuple(moved for firm in firms for moved in _moved(firm, before, after, pairs)),
        len(cases),
        len(firms),
    )


# The profiles to compare.


@dataclass(frozen=True, slots=True)
class Asked:
    """A profile to assess; `measure` is the one it is a case of, None for a whole enterprise."""

    name: str
    who: Text
    measure: str | None
    profile: Mapping[str, Any]


def panel(project: Path) -> tuple[Asked, ...]:
    """Read the representative enterprises of docs/panel.toml. Raises TextError if unreadable."""
    found = []
    for row in _toml(project / PANEL).get("enterprise", []):
        if row.keys() != {"id", "who", "profile"} or row["who"].keys() != {"zh", "en"}:
            said = Text(
                "每家应有 id、who（zh、en）、profile，不多不少",
                "an enterprise has id, who (zh, en) and profile, and nothing else",
            )
            raise TextError.at(str(PANEL), said)
        found.append(Asked(row["id"], Text(**row["who"]), None, row["profile"]))
    return tuple(found)


def _cases(project: Path) -> Iterator[Asked]:
    """Yield the worked cases of the tests, then the examples shown on the site.

    An amended version repeats examples of the earlier one; each is yielded once.
    """
    worked = project / "tests" / "cases" / "worked.json"
    for case in json.loads(worked.read_text(encoding="utf-8")) if worked.is_file() else ():
        who = Text(f"算例 {case['id']}", f"case {case['id']}")
        yield Asked(case["id"], who, case["measure"], case["profile"])
    asked = set()
    for file in sorted((project / "docs" / "policies").glob("*/examples.toml")):
        table, history = _toml(file), _toml(file.with_name("policy.toml")).get("history", {})
        shared = {key: table.pop(key) for key in ("city", "date")}
        for measure, rows in table.items():
            for n, row in enumerate(rows, start=1):
                profile_key = json.dumps([row["case"], row["profile"]], default=str)
                asked.add((measure, profile_key))
                if (history.get(measure), profile_key) in asked:
                    continue
                who = Text("{case}（{n}）", "{case} ({n})").fill(
                    case=Text(**row["case"]), n=measure
                )
                yield Asked(f"{measure}, {n}", who, measure, shared | row["profile"])


def _toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(toml_reader.content(file))
    except tomllib.TOMLDecodeError as error:
        raise toml_reader.not_toml(toml_reader.name(file), error) from None


Days = tuple[date, date] | None
"""The first and last day to assess a version on; None to keep each profile's own day."""


def _days(old: Side, new: Side) -> tuple[Days, Days]:
    """Return the days for two versions of a policy: each while in force, the old until the new."""
    before, after = _validity(old), _validity(new)
    if before and after and before[0] < after[0] <= before[1]:
        before = (before[0], after[0] - timedelta(days=1))
    return before, after


def _validity(each: Side) -> Days:
    if each.policy is None:
        return None
    (policy,) = (known for known in each.told({})["policies"] if known["id"] == each.policy)
    first = date.fromisoformat(policy["valid_from"]) if policy["valid_from"] else date.min
    return first, date.fromisoformat(policy["valid_to"])


def _on(days: Days, profile: Mapping[str, Any]) -> dict[str, Any]:
    """Return the profile with its day moved into the version's days."""
    if days is None:
        return dict(profile)
    first, last = days
    own = date.fromisoformat(profile["date"]) if "date" in profile else last
    return {**profile, "date": min(max(own, first), last).isoformat()}


# Matching the measures of the two versions.

Pair = tuple[str | None, str | None]
"""A measure's id in the old and in the new version; None if that version lacks it."""


def _pairs(
    before: dict[str, Any], after: dict[str, Any], old: str | None, new: str | None
) -> Iterator[Pair]:
    """Yield the pairs in the order of the new version, then the measures only the old one has."""
    history = {name: was for policy in after["policies"] for name, was in policy["history"].items()}
    olds = [name for name in _ids(before) if old in (None, before["policy_of"].get(name))]
    taken: set[str] = set()
    for name in _ids(after):
        if new not in (None, after["policy_of"].get(name)):
            continue
        was = history.get(name) if old and new and old != new else name
        found = was if was in olds else None
        taken |= {found} if found else set()
        yield found, name
    yield from ((name, None) for name in olds if name not in taken)


def _ids(dump: dict[str, Any]) -> list[str]:
    return [clause["id"] for policy in dump["policies"] for clause in policy["clauses"]]


# Words.


def _clauses(
    before: dict[str, Any], after: dict[str, Any], pairs: Iterable[Pair]
) -> Iterator[Changed]:
    olds, news = (
        {c["id"]: c for policy in version["policies"] for c in policy["clauses"]}
        for version in (before, after)
    )
    for was, name in pairs:
        old, new = olds[was] if was else None, news[name] if name else None
        if old and new and old["words"] == new["words"]:
            continue
        version, shown = (after, new) if new else (before, old)
        if shown is None:
            continue
        number, title = Text(**shown["number"]), version["titles"].get(shown["id"])
        named = Text(" ", " ").join([number, *([Text(**title)] if title else [])])
        yield Changed(shown["id"], was or "", named, _text(old), _text(new))


def _around(
    before: dict[str, Any], after: dict[str, Any], old: str | None, new: str | None
) -> Iterator[Changed]:
    """Yield the changed passages outside the clauses of policies that both versions have."""
    olds = {policy["id"]: policy for policy in before["policies"]}
    for policy in after["policies"]:
        if new not in (None, policy["id"]) or (old or policy["id"]) not in olds:
            continue
        was = {each["id"]: each for each in olds[old or policy["id"]]["around"]}
        for each in policy["around"]:
            earlier = was.pop(each["id"], None)
            if earlier is None or earlier["words"] != each["words"]:
                yield _passage(policy, each["id"], earlier, each)
        for place, earlier in was.items():
            yield _passage(policy, place, earlier, None)


_PLACES = {
    "title": Text("标题", "title"),
    "preamble": Text("开头", "opening words"),
    "closing": Text("结尾", "closing words"),
}


def _passage(
    policy: dict[str, Any], place: str, old: dict[str, Any] | None, new: dict[str, Any] | None
) -> Changed:
    numeral = ROMAN.get(NUMERALS["zh"].get(place, 0))
    said = _PLACES.get(place, Text(place, f"section {numeral}" if numeral else place))
    name = Text(**policy["title"]) + Text("，", ", ") + said
    return Changed(f"{policy['id']}/{place}", "", name, _text(old), _text(new))


def _text(found: dict[str, Any] | None) -> Text | None:
    return Text(**found["words"]) if found else None


# Money.


def _moved(
    asked: Asked, before: dict[str, Any], after: dict[str, Any], pairs: Iterable[Pair]
) -> Iterator[Moved]:
    """Yield the measures whose result changes for a profile."""
    for was, name in pairs:
        old = _standing(before["given"][asked.name], was)
        new = _standing(after["given"][asked.name], name)
        if old == new or not (_gives(old) or _gives(new)):
            continue
        titles = after["titles"] if name in after["titles"] else before["titles"]
        title = Text(**titles[name or was])
        yield Moved(asked.who, name or was or "", title, old, new)


def _standing(given: dict[str, Any], measure: str | None) -> Grant | None:
    found = given["measures"].get(measure)
    if found is None:
        return None
    amount = found["amount"] or {"min": None, "max": None}
    low, high = (Fraction(amount[key]) if amount[key] else None for key in ("min", "max"))
    credit = tuple(Fraction(each["limit"]) for each in found["credit"])
    return Grant(found["status"], low, high, credit)


def _gives(standing: Grant | None) -> bool:
    """Check whether a version opens the measure at all."""
    return standing is not None and standing.status in ("eligible", "undetermined", "other_policy")
