"""The profile: every fact a person can give, those of all policies together, as a rule reads them.

The facts are in the order in which the form asks them. The few marked `zero` are taken as 0 if absent,
those `on_file` as the figure known for the day; the result says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field, make_dataclass, replace
from functools import cache
from typing import Any, cast

from calculator import parameters
from calculator.fields import (
    Day,
    Fact,
    FieldProblem,
    Number,
    OneOf,
    ProfileError,
    Section,
    facts_of,
    facts_schema,
    read_values,
    same_fact,
)
from calculator.i18n import Text
from calculator.measure import Policy
from calculator.phrases import Unit
from calculator.places import Level, Place
from calculator.policies import POLICIES
from calculator.quantity import Given, Quantity, Truth
from calculator.shared_facts import DISTRICT, Profile

PLACES: tuple[Place, ...] = tuple(dict.fromkeys(policy.place for policy in POLICIES))
"""Every place with a policy, in the order of the policies."""
CITIES: Mapping[str, Text] = {
    place.city.id: place.city.name for place in PLACES if place.city is not None
} | {
    place.id: Text("{province}其他城市", "elsewhere in {province}").fill(province=place.name)
    for place in PLACES
    if place.level is Level.PROVINCE
}
"""The cities to choose from, by id: those of the policies, and the rest of a province that has one."""
_ELSEWHERE = "other"
_DISTRICTS: Mapping[str, Text] = {
    place.id: place.full_name for place in PLACES if place.level is Level.DISTRICT
}


def _all_facts(policies: Iterable[Policy]) -> dict[str, Fact]:
    """Return the facts of all policies in the order of the form.

    Raises ValueError if two policies describe a fact of one name differently.
    """
    facts = dict(facts_of(Profile))
    facts["city"] = replace(facts["city"], kind=OneOf(CITIES))
    if _DISTRICTS:
        options = {**_DISTRICTS, _ELSEWHERE: Text("其他区（县、市）", "another one")}
        facts["district"] = Fact(OneOf(options), DISTRICT, section=Section.WHO)
    for policy in policies:
        for name, each in facts_of(policy.facts).items():
            if name == "city":
                continue
            if not same_fact(facts.setdefault(name, each), each):
                raise ValueError(
                    f"{policy.id}: the fact {name} is described differently elsewhere: "
                    "a fact of several policies belongs into calculator/shared_facts.py"
                )
    order = list(Section)
    return dict(sorted(facts.items(), key=lambda each: order.index(each[1].section)))


FACTS: Mapping[str, Fact] = _all_facts(POLICIES)
"""Every fact of the profile, in the order of the form."""

_Whole = cast(
    type[Profile],
    make_dataclass(
        "Profile",
        [(name, Any, field(metadata={"fact": each})) for name, each in FACTS.items()],
        namespace={} if _DISTRICTS else {"district": Profile.district},
        frozen=True, slots=True, eq=False, repr=False,
    ),
)  # fmt: skip


def registered_in(firm: Profile, place: Place) -> Truth:
    """Check that an applicant is registered in a place."""
    there = firm.city.is_one_of(*_cities_of(place))
    return there & firm.district.is_one_of(place.id) if place.level is Level.DISTRICT else there


@cache
def _cities_of(place: Place) -> tuple[str, ...]:
    return tuple(city for city in CITIES if may_apply(place, city))


def may_apply(place: Place, city: str | None) -> bool:
    """Check whether the policies of a place concern applicants in a city, or some of them."""
    if place.level is not Level.PROVINCE:
        return city in (None, (place.city or place).id)
    inside = (each.city.id for each in PLACES if each.city and each.lies_in(place))
    return city in (None, place.id, *inside)


def registration(place: Place) -> dict[str, str]:
    """Return the facts of an applicant registered in a place."""
    district = {"district": place.id} if place.level is Level.DISTRICT else {}
    return {"city": (place.city or place).id, **district}


def read_profile(raw: object, *, assume: bool = True) -> Profile:
    """Read a profile. Raises ProfileError listing every problem. The date defaults to today.

    Without `assume`, facts usually taken for granted stay unknown, which shows what they could
    change.
    """
    if not isinstance(raw, Mapping):
        raise ProfileError([FieldProblem("/", Text("必须是对象", "must be an object"))])
    problems: list[FieldProblem] = []
    values = read_values(_Whole, raw, "", problems)
    if problems:
        raise ProfileError(problems)
    if values["date"].value is None:
        values["date"] = Day(parameters.today(), values["date"].given)
    if assume:
        values |= {name: nothing for name, nothing in _NOTHING_YET.items() if raw.get(name) is None}
        for name, (each, on_file) in _ON_FILE.items():
            figure = None if values[name].known else on_file(values["date"].value)
            if figure and isinstance(each.kind, Number):
                given = Given(name, each.label, figure.said)
                of = each.kind.unit, given, each.kind.per
                values[name] = Quantity(figure.value, figure.value, *of)
    return _Whole(**values)


_NOTHING_YET = {
    name: Quantity(
        0, 0, Unit.YUAN, Given(name, each.label, Text("未填，按 0 计算", "not given, taken as 0"))
    )
    for name, each in FACTS.items()
    if each.zero
}
"""Assumed if the profile does not say: nothing received so far."""
_ON_FILE = {name: (each, each.on_file) for name, each in FACTS.items() if each.on_file}


@cache
def unknown_profile() -> Profile:
    """Return the profile of an applicant about whom nothing is known."""
    return read_profile({}, assume=False)


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the profile.

    Examples:
        >>> import calculator
        >>> described = calculator.schema()["properties"]["digital_spend"]
        >>> described["title"], described["x-unit"]
        ('Actual spending on the digital retrofit', 'yuan')
    """
    schema = facts_schema(_Whole)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Profile",
        "x-label": {"zh": "申请主体", "en": "Applicant"},
    } | schema
