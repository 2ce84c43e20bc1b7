"""Profiles at random, fond of the values on which the law turns and of facts left out.

Each answer has the shape of the contract and breaks none of its promises. The profiles follow from
a seed, so that a failure can be had again: its number is in the message. More of them:

    python -m tests.calculator.test_fuzz 1000000
    python -m tests.calculator.test_fuzz 500000 1000000
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import pytest

import calculator
from tests.calculator.by_hand import CEILINGS, ELSEWHERE, FUZHOU, OF_A_PERSON, XIAMEN
from tests.calculator.firms import Found, Profile

PROFILES = 20_000
SEED = 20_240_911
_PART = 10_000
PROPERTIES: dict[str, dict[str, Any]] = calculator.schema()["properties"]
ALL = (*XIAMEN, *FUZHOU)

# --- profiles ------------------------------------------------------------------------------------

_WAN = 1_000_000  # fen in 1万元
_LINES = tuple(
    line * _WAN
    for line in (0, 5, 10, 15, 20, 25, 30, 50, 60, 75, 100, 113, 200, 300, 339, 500, 565, 1000, 2000,
                 5000, 10_000, 50_000, 100_000, 100_000_000)
)  # fmt: skip
_TITLES: tuple[list[str], ...] = (
    [], ["innovative_sme"], ["srdi_sme"], ["little_giant"], ["key_little_giant"],
    ["srdi_sme", "little_giant_reserve"], ["innovative_sme", "srdi_sme"], ["srdi_sme", "little_giant"],
)  # fmt: skip
_DATES = ("2023-12-31", "2024-01-01", "2024-08-13", "2024-08-14", "2024-09-10", "2024-09-11",
          "2024-10-20", "2024-10-21", "2024-12-31", "2025-01-01", "2025-05-19", "2025-05-20", "2025-06-30",
          "2025-07-01", "2026-12-31", "2027-01-01")  # fmt: skip
_INSIDE = ("2024-09-11", "2025-06-30", "2026-12-31")
_AROUND = {
    "percent": (0, 19_999, 20_000, 20_001, 30_000, 31_000, 31_001, 43_500, 60_000, 1_000_000),
    "permille": (0, 1, 50_000, 69_999, 70_000, 70_001, 100_000, 10_000_000),
    "count": (0, 1, 4, 5, 6, 29, 30, 31, 1000),
    "day": (0, 1, 180, 359, 360, 361, 364, 365, 366, 1000),
    "calendar_year": (2018, 2023, 2024, 2025, 2025, 2026, 2027),
    "year": (0, 99, 100, 101, 300),
    "month": (0, 1, 2, 3, 12),
    "level": (0, 1, 2, 3, 4),
}
_PLACES = {"percent": 4, "permille": 4, "year": 2}


def profiles(count: int, seed: int = SEED) -> Iterator[Profile]:
    """The first `count` profiles of the seed; each depends on its own number alone."""
    return (numbered(n, seed) for n in range(count))


def numbered(n: int, seed: int = SEED) -> Profile:
    """One profile of the seed."""
    return profile(Random(f"{seed}-{n}"))


def profile(random: Random, *, known: bool = False) -> Profile:
    """A profile: some of its facts left out, or most of them; none where all are to be `known`."""
    left_out = 0.0 if known else random.choice((0.0, 0.1, 0.4, 0.7, 0.85))
    firm: Profile = {"city": random.choice(("xiamen", "fuzhou"))}
    if not known and random.random() < 0.05:
        firm.pop("city")
    firm["date"] = random.choice(_INSIDE if random.random() < 0.8 else _DATES)
    for name, described in PROPERTIES.items():
        if name in ("city", "date") or random.random() < left_out:
            continue
        if name == "applicant":
            if random.random() < 0.75:
                continue  # absent means an enterprise, to whom most measures speak
        elif name == "titles":
            firm[name] = random.choice(_TITLES)
            continue
        firm[name] = _value(name, described, random, known)
    return firm


def _value(name: str, described: dict[str, Any], random: Random, known: bool) -> Any:
    schema = described["anyOf"][0] if "anyOf" in described else described
    if unit := described.get("x-unit"):
        return _number(unit, random)
    if name.endswith("ref"):
        return random.choice("甲甲乙")
    if "enum" in schema:
        return random.choice(schema["enum"])
    if schema.get("format") == "date":
        return random.choice(_DATES)
    if schema["type"] == "boolean":
        return random.random() < 0.7
    items = schema["items"]
    length = random.choice((0, 1, 1, 2))
    if "enum" in items:
        return random.sample(items["enum"], min(length, len(items["enum"])))
    if items["type"] == "integer":
        return [_number("count", random) for _ in range(length)]
    return [_entry(items["properties"], random, known) for _ in range(length)]


def _entry(properties: dict[str, Any], random: Random, known: bool) -> Profile:
    left_out = 0.0 if known else random.choice((0.0, 0.0, 0.2))
    kept = (n for n in properties if random.random() >= (0.4 if n == "ref" else left_out))
    return {name: _value(name, properties[name], random, known) for name in kept}


def _number(unit: str, random: Random) -> Any:
    if unit == "yuan":
        near = random.choice(_LINES) + random.choice((-1, 0, 0, 1, 33))
        fen = near if random.random() < 0.7 else random.randrange(10 ** random.randrange(1, 15))
        fen = min(max(fen, 0), 10**14)
        return fen // 100 if fen % 100 == 0 and random.random() < 0.5 else _decimal(fen, 2)
    value = random.choice(_AROUND.get(unit, _AROUND["count"]))
    return _decimal(value, _PLACES[unit]) if unit in _PLACES else value


def _decimal(value: int, places: int) -> str:
    digits = str(value).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}"


# --- promises ------------------------------------------------------------------------------------

_STATUSES = {
    "ineligible", "not_in_force", "not_for_applicant", "other_policy", "undetermined", "eligible",
}  # fmt: skip
_ANSWERS = {"fits", "judged", "government_task"}
_YUAN = re.compile(r"\d+\.\d\d")
_KEYS = {
    "id", "policy", "status", "amount", "basis", "credit", "reading", "alternatives", "conditions",
    "steps", "missing", "assumptions", "potential_max", "standing", "answer", "remarks",
}  # fmt: skip
_CAPS = {
    "xm-2": 30, "xm-3": 100, "xm-7": 1000, "xm-15": 200, "xm-17": 25, "xm-34": 10, "xm-39": 30,
    "fz-1-1-c": 10, "fz-9-1": 30,
}  # fmt: skip
"""What no enterprise can get more of, under the default reading, in 万元."""


def money(text: object) -> Decimal:
    assert isinstance(text, str)
    assert _YUAN.fullmatch(text), text
    return Decimal(text)


def keeps_its_promises(answer: Found, firm: Profile) -> None:
    """Raises AssertionError where the answer to the profile breaks the contract."""
    measures, totals = answer["measures"], answer["totals"]
    assert [m["id"] for m in measures] == list(ALL)
    assert (answer["date"], answer["city"]) == (firm["date"], firm.get("city"))
    for result in measures:
        _result(result, firm)
    _totals(totals, measures)


def _result(result: Found, firm: Profile) -> None:
    name, status, amount = result["id"], result["status"], result["amount"]
    assert result.keys() >= _KEYS
    assert status in _STATUSES
    if firm.get("city") and name not in (XIAMEN if firm["city"] == "xiamen" else FUZHOU):
        assert status == "ineligible"
        assert result["conditions"][0]["id"] == "city"
        assert result["conditions"][0]["met"] is False
    _conditions(result)
    open_ = status == "undetermined"
    assert bool(result["missing"]) == bool(result["missing_paths"]) == open_
    assert {path.split("/")[1] for path in result["missing_paths"]} == set(result["missing"])
    assert len(set(result["missing"])) == len(result["missing"])
    for fact in result["missing"]:
        assert firm.get(fact) is None or isinstance(firm[fact], list), fact
    if amount is not None:
        _amount(result, amount)
    states_money = result["basis"] in ("fixed", "formula")
    assert (amount is not None) == (status == "eligible" and states_money)
    assert (result["answer"] in _ANSWERS) == (status == "eligible")
    assert result["standing"]["kind"] == _standing(name, firm["date"])
    if status == "eligible":
        assert (name in ELSEWHERE) == (result["basis"] == "elsewhere")
        assert (result["basis"] == "credit") == (name == "xm-29")
    assert bool(result["credit"]) == (status == "eligible" and name in ("xm-4", "xm-29"))
    for credit in result["credit"]:
        assert 0 <= money(credit["limit"]) <= (2000 if name == "xm-29" else 100_000) * 10_000
    for other in result["alternatives"]:
        assert other["status"] in _STATUSES
        assert other["reading"] != result["reading"]
        assert other["amount"] is None or money(other["amount"]["max"]) > 0
    for step in result["steps"]:
        assert step["formula"]["zh"]
        assert step["formula"]["en"]
        assert step["label"].keys() == {"zh", "en"}


def _standing(measure: str, date: str) -> str:
    """What the text of a measure is on a day."""
    if measure in FUZHOU:
        return "draft"
    if date < "2024-09-11":
        return "not_yet"
    return "ended" if date > "2026-12-31" else "in_force"


def _place(number: str) -> Decimal:
    """Where a number, or a day among the days, stands."""
    return Decimal(date.fromisoformat(number).toordinal() if number.count("-") == 2 else number)


def _conditions(result: Found) -> None:
    conditions = result["conditions"]
    asked = [c for c in conditions if result["id"] not in OF_A_PERSON or c["met"] is not None]
    met = [c["met"] for c in asked]
    for condition in conditions:
        assert condition["met"] in (True, False, None)
        assert condition["label"]["zh"]
        assert condition["label"]["en"]
        assert condition["gap"] is None or condition["met"] is False
        if gap := condition["gap"]:
            assert Decimal(gap["short"]) == abs(_place(gap["needed"]) - _place(gap["given"])) > 0
    if result["status"] in ("ineligible", "not_in_force", "not_for_applicant"):
        assert False in met
    if result["status"] in ("eligible", "other_policy"):
        assert all(met)
    if result["status"] == "undetermined":
        assert False not in met


def _amount(result: Found, amount: dict[str, str]) -> None:
    name, low, high = result["id"], money(amount["min"]), money(amount["max"])
    assert amount["kind"] == ("ceiling" if name in CEILINGS else "exact")
    assert low == (0 if name in CEILINGS else high)
    if name in _CAPS:
        assert high <= _CAPS[name] * 10_000
    if result["potential_max"] is not None:
        assert high <= money(result["potential_max"])
    assert result["steps"], "a number comes with its working"


def _totals(totals: Found, measures: list[Found]) -> None:
    paid = [m["amount"] for m in measures if m["amount"] and m["id"] != "xm-4"]
    certain = sum(money(a["min"]) for a in paid if a["kind"] == "exact")
    at_most = sum(money(a["max"]) for a in paid)
    saved = sum(money(m["amount"]["max"]) for m in measures if m["amount"] and m["id"] == "xm-4")
    shown = {
        name: money(totals[name]) for name in ("certain", "at_most", "interest_saving", "credit")
    }
    limits = [money(c["limit"]) for m in measures for c in m["credit"]]
    assert shown["credit"] == max(limits, default=0)
    # What is left out of one measure is what the other keeps, so sums only shrink, by what is told.
    for name, whole in (("certain", certain), ("at_most", at_most), ("interest_saving", saved)):
        assert shown[name] <= whole
        assert totals["excluded"] or shown[name] == whole
    cost = sum(money(each["cost"]) for each in totals["excluded"])
    assert at_most + saved - shown["at_most"] - shown["interest_saving"] == cost
    assert shown["certain"] <= shown["at_most"]
    by_status = {m["id"]: m["status"] for m in measures}
    eligible = [m for m in measures if m["status"] == "eligible"]
    assert totals["undetermined"] == [
        n for n, status in by_status.items() if status == "undetermined"
    ]
    assert totals["elsewhere"] == [m["id"] for m in eligible if m["basis"] == "elsewhere"]
    bare = [m for m in eligible if not m["amount"] and not m["credit"]]
    assert {a: ids for a, ids in totals["answers"].items() if ids} == {
        answer: [m["id"] for m in bare if m["answer"] == answer]
        for answer in {m["answer"] for m in bare}
    }
    assert totals["services"] == sum(m["answer"] != "government_task" for m in bare)
    assert set(totals["standing"]) == {m["standing"]["kind"] for m in eligible if m not in bare}
    for each in totals["excluded"]:
        assert by_status[each["measure"]] == by_status[each["kept_by"]] == "eligible"


# --- runs ----------------------------------------------------------------------------------------


def run(numbers: Iterable[int], seed: int = SEED) -> Counter[str]:
    """How often each status was given; the first broken promise is raised with its number."""
    seen: Counter[str] = Counter()
    for n in numbers:
        firm = numbered(n, seed)
        try:
            answer = calculator.assess(firm).to_dict()
            keeps_its_promises(answer, firm)
        except Exception as error:
            raise AssertionError(f"seed {seed}, profile {n}: {json.dumps(firm)}") from error
        seen.update(m["status"] for m in answer["measures"])
        seen["excluded"] += bool(answer["totals"]["excluded"])
        seen["paid"] += any(m["amount"] for m in answer["measures"])
    return seen


@pytest.mark.slow
def test_random_profiles_break_no_promise() -> None:
    seen = run(range(PROFILES))
    # The profiles reach what they are meant to reach.
    assert min(seen[status] for status in _STATUSES) > PROFILES // 50
    assert seen["paid"] > PROFILES // 5
    assert seen["excluded"] > PROFILES // 200


def test_a_profile_can_be_had_again_by_its_number() -> None:
    *_, last = profiles(5)
    assert last == numbered(4)


def main(first: int, end: int) -> None:
    """Run the profiles numbered from `first` up to `end`; print, in parts, what they reached."""
    began = time.perf_counter()
    seen: Counter[str] = Counter()
    for start in range(first, end, _PART):
        stop = min(start + _PART, end)
        seen += run(range(start, stop))
        seconds = time.perf_counter() - began
        print(f"seed {SEED}, profiles {first} to {stop - 1}: {seconds:.0f} s, no promise broken")
        print(json.dumps(dict(sorted(seen.items()))), flush=True)


if __name__ == "__main__":
    limits = [int(each) for each in sys.argv[1:]] or [PROFILES]
    main(*(0, *limits)[-2:])
