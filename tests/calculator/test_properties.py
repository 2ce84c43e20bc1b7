"""What holds for every profile, known in full or in part."""

from __future__ import annotations

import copy
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

import calculator
from tests.calculator import by_hand
from tests.calculator.firms import (
    FIRST_MEASURES,
    Found,
    Profile,
    assessed,
    found,
    fuzhou,
    of_first,
    xiamen,
    yuan,
)
from tests.calculator.strategies import (
    INSIDE,
    PROPERTIES,
    all_but_one,
    full_profiles,
    partly,
    profiles,
)


def _is_day(described: dict[str, Any]) -> bool:
    schema = described["anyOf"][0] if "anyOf" in described else described
    return schema.get("format") == "date"


MANY = settings(max_examples=80)
FEW = settings(max_examples=40)


def both(profile: Profile) -> list[Found]:
    """The results in both cities, of which each alone leaves half of the measures out."""
    return [
        m for city in ("xiamen", "fuzhou") for m in assessed(profile | {"city": city})["measures"]
    ]


@MANY
@given(full_profiles() | full_profiles(**INSIDE), st.sampled_from(["xiamen", "fuzhou"]))
def test_status_and_amount_are_those_worked_out_by_hand(firm: Profile, city: str) -> None:
    firm = firm | {"city": city}
    for result in of_first(firm)["measures"]:
        measure = result["id"]
        assert result["status"] == by_hand.status(measure, firm), measure
        if result["status"] != "eligible" or measure not in by_hand.AMOUNTS:
            assert result["amount"] is None, measure
            continue
        expected = yuan(by_hand.AMOUNTS[measure](firm))
        kind, low = ("ceiling", "0.00") if measure in by_hand.CEILINGS else ("exact", expected)
        assert result["amount"] == {"kind": kind, "min": low, "max": expected}, measure


@pytest.mark.slow
@MANY
@given(full_profiles(**INSIDE))
def test_a_measure_pays_each_kind_of_applicant_it_names_and_no_other(firm: Profile) -> None:
    for who in ("cluster_operator", "training_provider", "event_organizer", "county_unit"):
        for result in both(firm | {"applicant": who}):
            open_to = by_hand.APPLICANTS.get(result["id"], {"enterprise"})
            paid = result["status"] not in {"ineligible", "not_for_applicant", "not_in_force"}
            assert who in open_to or not paid, result["id"]


CAPS: dict[str, int] = {
    "xm-2": 300_000_00, "xm-3": 1_000_000_00, "xm-7": 10_000_000_00, "xm-15": 2_000_000_00,
    "xm-17": 250_000_00, "xm-34": 100_000_00, "xm-39": 300_000_00, "fz-1-1-c": 100_000_00,
    "fz-9-1": 300_000_00,
}  # fmt: skip
"""Caps for an enterprise, in fen; the others hold for each year, project or event."""
YEARS = {2024, 2025, 2026}
"""The years whose costs count."""


def cap(measure: str, firm: Profile) -> int | None:
    match measure:
        case "xm-5":
            return 499_999_99 * len(firm["equipment_projects"])
        case "xm-13":
            return 300_000_00 * len({loan["year"] for loan in firm["pledge_loans"]} & YEARS)
        case "xm-14":
            return 1_000_000_00 * len(firm["standards"])
        case "xm-18":
            return 300_000_00 * len({fee["year"] for fee in firm["consulting_fees"]} & YEARS)
        case "fz-2-1":
            return 50_000_00 * len(firm["matchmaking_events"])
    return CAPS.get(measure)


@MANY
@given(full_profiles(**INSIDE))
def test_no_cap_is_exceeded_and_no_amount_is_negative_or_finer_than_the_fen(firm: Profile) -> None:
    for result in both(firm):
        if amount := result["amount"]:
            low, high = (Decimal(amount[end]) for end in ("min", "max"))
            assert amount["min"] == f"{low:.2f}"
            assert amount["max"] == f"{high:.2f}"
            assert 0 <= low <= high
            assert (amount["kind"] == "exact") == (result["id"] not in by_hand.CEILINGS)
            assert low == (high if amount["kind"] == "exact" else 0)
            limit = cap(result["id"], firm)
            assert limit is None or high * 100 <= limit, result["id"]


def _pairs() -> st.SearchStrategy[tuple[Profile, Profile]]:
    """A profile and what is known of it in part."""
    whole = full_profiles() | full_profiles(**INSIDE)
    pairs = whole.flatmap(lambda full: st.tuples(st.just(full), partly(full) | all_but_one(full)))
    return pairs.map(lambda pair: (_possible(*pair), pair[1]))


TITLE_DAYS = {n for n, each in PROPERTIES.items() if n != "date" and _is_day(each)}


def _possible(full: Profile, part: Profile) -> Profile:
    """The profile, in which no day that the part does not know comes after the day of the rules.

    Nobody can have obtained a title then; where it is entered all the same, it stays.
    """
    late = {day for day in TITLE_DAYS - part.keys() if full[day] > full["date"]}
    return full | dict.fromkeys(late, full["date"])


@MANY
@given(_pairs(), st.sampled_from(["xiamen", "fuzhou"]))
def test_what_is_known_of_a_part_holds_for_the_whole(
    pair: tuple[Profile, Profile], city: str
) -> None:
    full, part = pair[0] | {"city": city}, pair[1] | {"city": city}
    whole = {m["id"]: m for m in assessed(full)["measures"]}
    for known in assessed(part)["measures"]:
        settled = whole[known["id"]]
        if known["status"] in {"ineligible", "other_policy", "not_in_force", "not_for_applicant"}:
            assert settled["status"] == known["status"], known["id"]
        if known["potential_max"] is not None and settled["amount"]:
            top = Decimal(known["potential_max"])
            assert Decimal(settled["amount"]["max"]) <= top, known["id"]
        settled_for_good = known["id"] not in by_hand.OF_A_PERSON and not known["assumptions"]
        if known["status"] == "eligible" and settled_for_good:
            assert settled["status"] == "eligible", known["id"]
            assert settled["amount"] == known["amount"], known["id"]
            assert settled["credit"] == known["credit"], known["id"]
        for before, after in zip(known["conditions"], settled["conditions"], strict=False):
            assert before["met"] is None or before["met"] == after["met"], known["id"]


@pytest.mark.slow
@MANY
@given(_pairs(), st.data())
def test_answering_what_is_missing_settles_every_measure(
    pair: tuple[Profile, Profile], data: st.DataObject
) -> None:
    full, part = pair
    answered = copy.deepcopy(part)
    for _ in range(len(full)):
        open_ = [m for m in assessed(answered)["measures"] if m["status"] == "undetermined"]
        missing = {fact for m in open_ for fact in m["missing"]}
        if not missing:
            break
        fact = data.draw(st.sampled_from(sorted(missing)))
        assert answered.get(fact) != full[fact], f"{fact} is asked for again"
        answered[fact] = full[fact]
    for result in assessed(answered)["measures"]:
        assert result["status"] != "undetermined", result["id"]


@MANY
@given(profiles())
@example({})
@example(xiamen())
def test_a_measure_lacks_facts_where_it_is_undetermined_and_only_there(firm: Profile) -> None:
    for result in assessed(firm)["measures"]:
        open_ = result["status"] == "undetermined"
        assert bool(result["missing"]) == open_, result["id"]
        assert bool(result["missing_paths"]) == open_, result["id"]
        assert len(set(result["missing"])) == len(result["missing"])
        for path in result["missing_paths"]:
            assert path.split("/")[1] in result["missing"]


LOANS = st.lists(
    st.tuples(st.integers(100_000, 5_000_000), st.integers(90, 365)), min_size=2, max_size=3
)


@pytest.mark.slow
@MANY
@given(LOANS)
def test_the_fact_on_which_most_money_hangs_is_asked_first(loans: list[tuple[int, int]]) -> None:
    silent = xiamen("srdi_sme") | {
        "lpr_1y_pct": "3.1",
        "pledge_loans": [
            {"principal": principal, "days": days, "year": 2024 + i, "collateral": "patent"}
            for i, (principal, days) in enumerate(loans)
        ],
    }

    def swing(i: int) -> Decimal:
        """How far the answer for loan `i` alone moves the most that could be given."""
        ends = []
        for rate in (0, 100):
            firm = copy.deepcopy(silent)
            firm["pledge_loans"][i]["rate_pct"] = rate
            ends.append(Decimal(found(firm, "xm-13")["potential_max"]))
        return ends[1] - ends[0]

    asked = [int(p.split("/")[2]) for p in found(silent, "xm-13")["missing_paths"]]
    assert sorted(asked) == list(range(len(loans)))
    swings = [swing(i) for i in asked]
    assert swings == sorted(swings, reverse=True)
    untitled = found(silent | {"titles": None}, "xm-13")
    assert untitled["missing"] == ["titles", "pledge_loans"]


@FEW
@given(profiles(), st.randoms(use_true_random=False))
def test_the_answer_is_json_and_the_same_again_in_any_order_of_keys(
    firm: Profile, random: Any
) -> None:
    answer = assessed(firm)
    names = list(firm)
    random.shuffle(names)
    shuffled = {name: firm[name] for name in names} | {
        name: [dict(reversed(each.items())) if isinstance(each, dict) else each for each in value]
        for name, value in firm.items()
        if isinstance(value, list)
    }
    again = json.loads(json.dumps(assessed(json.loads(json.dumps(shuffled))), ensure_ascii=False))
    assert again == answer
    assert firm == json.loads(json.dumps(firm)), "the profile was changed"


@MANY
@given(profiles())
def test_the_totals_are_the_sums_of_the_measures(firm: Profile) -> None:
    answer = assessed(firm)
    measures, totals = answer["measures"], answer["totals"]
    first = [m["id"] for m in measures if m["id"] in FIRST_MEASURES]
    assert first == [*by_hand.XIAMEN, *by_hand.FUZHOU]
    assert totals["excluded"] == [], "nothing is marked as the same item"
    paid = [m for m in measures if m["amount"] and m["id"] != "xm-4"]
    certain = sum(Decimal(m["amount"]["min"]) for m in paid if m["amount"]["kind"] == "exact")
    assert Decimal(totals["certain"]) == certain
    assert Decimal(totals["at_most"]) == sum(Decimal(m["amount"]["max"]) for m in paid)
    saved = sum(Decimal(m["amount"]["max"]) for m in measures if m["amount"] and m["id"] == "xm-4")
    assert Decimal(totals["interest_saving"]) == saved
    limits = [Decimal(c["limit"]) for m in measures for c in m["credit"]]
    assert Decimal(totals["credit"]) == max(limits, default=0), "limits are not added"
    eligible = [m for m in measures if m["status"] == "eligible"]
    bare = [m for m in eligible if not m["amount"] and not m["credit"]]
    for kind in ("fits", "judged", "government_task"):
        assert totals["answers"][kind] == [m["id"] for m in bare if m["answer"] == kind]
    assert totals["services"] == sum(m["answer"] != "government_task" for m in bare)
    resting = {m["standing"]["kind"] for m in eligible if m not in bare}
    assert (set(totals["standing"]), len(totals["standing"])) == (resting, len(resting))
    assert totals["elsewhere"] == [m["id"] for m in eligible if m["basis"] == "elsewhere"]
    assert totals["undetermined"] == [m["id"] for m in measures if m["status"] == "undetermined"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(
        ["xiamen", "patent", "2025-02-29", "１２３", "1e5", "-1", "0.001", "9" * 4000, "NaN"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
NAMES = sorted(calculator.schema()["properties"])


def problems(raw: object) -> tuple[str, ...] | None:
    """The places of what cannot be read; None for a profile that can."""
    try:
        calculator.assess(raw)
    except calculator.ProfileError as error:
        refused = error.problems
    else:
        return None
    assert refused
    assert all(problem.message.zh and problem.message.en for problem in refused)
    return tuple(problem.path for problem in refused)


@MANY
@given(JSON | st.dictionaries(st.sampled_from(NAMES) | st.text(), JSON, max_size=4))
def test_any_json_is_answered_or_refused_with_its_places(raw: object) -> None:
    places = problems(raw)
    if isinstance(raw, dict):
        for place in places or ():
            assert place.isprintable()
            assert not all(map(str.isprintable, raw)) or any(
                place.startswith("/" + key.replace("~", "~0").replace("/", "~1")) for key in raw
            )
    else:
        assert places == ("/",)


@MANY
@given(st.sampled_from(NAMES), JSON, full_profiles())
def test_one_bad_fact_is_named_and_no_other(name: str, value: object, firm: Profile) -> None:
    places = problems(firm | {name: value})
    assume(places)
    for place in places or ():
        assert place.split("/")[1] == name


@FEW
@given(st.sampled_from(NAMES), profiles())
def test_null_is_the_same_as_absent(name: str, firm: Profile) -> None:
    without = {key: value for key, value in firm.items() if key != name}
    assert assessed(without | {name: None}) == assessed(without)


@FEW
@given(full_profiles(**INSIDE))
def test_a_cap_per_enterprise_shrinks_by_what_was_received(firm: Profile) -> None:
    nothing = dict.fromkeys(
        ("reserve_award_received", "cluster_fund_received", "digital_subsidy_received"), "0"
    )
    for profile, measure, fact, most in (
        (xiamen("little_giant_reserve"), "xm-2", "reserve_award_received", 300_000),
        (xiamen(applicant="cluster_operator", clusters_recognised=["national"]), "xm-15",
         "cluster_fund_received", 2_000_000),
        (xiamen("little_giant", digital_level_after=2, digital_spend=10**7), "xm-17",
         "digital_subsidy_received", 250_000),
    ):  # fmt: skip
        before = Decimal(str(firm[fact]))
        left = Decimal(found(profile | nothing | {fact: firm[fact]}, measure)["amount"]["max"])
        assert left == max(most - before, 0)


def test_nothing_known_leaves_every_measure_of_both_cities_open() -> None:
    answer = of_first({"date": "2025-06-30"})
    statuses = {m["id"]: m["status"] for m in answer["measures"]}
    assert set(statuses.values()) == {"undetermined", "not_for_applicant"}
    for city, profile in (("xm", xiamen()), ("fz", fuzhou())):
        for result in of_first({k: v for k, v in profile.items() if k != "titles"})["measures"]:
            assert (result["status"] == "ineligible") == (not result["id"].startswith(city))
