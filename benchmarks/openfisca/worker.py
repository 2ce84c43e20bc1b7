"""Answer the benchmark with OpenFisca; `benchmarks/run.py` describes the messages.

With `--double` its float variables hold 64 bits instead of 32; as the package offers no such
option, a table inside it is changed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from itertools import chain
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy
from openfisca_core.indexed_enums import Enum
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.variables.config import VALUE_TYPES

if "--double" in sys.argv:
    VALUE_TYPES[float]["dtype"] = numpy.float64

from xiamen import FACTS, system

PERIOD = "2025"
ENTRIES = 3
MEASURES = [f"xm_{n}" for n in (2, 3, 4, 5, 7, 13, 14, 15, 17, 18, 19, 29, 34, 36, 39)]
SYSTEM = system()
VARIABLES = {fact.__name__: SYSTEM.get_variable(fact.__name__) for fact in FACTS}

Profile = dict[str, Any]
Columns = dict[str, Any]

ENTERPRISE: dict[str, Callable[[Profile], Any]] = {
    "applicant": lambda p: p["applicant"],
    "srdi_sme": lambda p: "srdi_sme" in p["titles"],
    "reserve": lambda p: "little_giant_reserve" in p["titles"],
    "little_giant": lambda p: "little_giant" in p["titles"],
    "key_little_giant": lambda p: "key_little_giant" in p["titles"],
    "first_little_giant_title": lambda p: p["first_little_giant_title"],
    "reserve_award_received": lambda p: float(p["reserve_award_received"]),
    "joint_lab_qualified": lambda p: p["joint_lab_qualified"],
    "joint_lab_equipment": lambda p: float(p["joint_lab_equipment"]),
    "joint_lab_fiscal_money": lambda p: float(p["joint_lab_fiscal_money"]),
    "lpr": lambda p: float(p["lpr_1y_pct"]),
    "national_cluster": lambda p: "national" in p["clusters_recognised"],
    "cluster_fund_received": lambda p: float(p["cluster_fund_received"]),
    "digital_spend": lambda p: float(p["digital_spend"]),
    "digital_level": lambda p: p["digital_level_after"],
    "digital_subsidy_received": lambda p: float(p["digital_subsidy_received"]),
    "training_qualified": lambda p: p["training_course_qualified"],
    "financing_requested": lambda p: float(p["financing_requested"]),
    "first_claim": lambda p: p["overseas_exhibition_first_claim"],
}
ENTRY: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "tech_loan_use": ("tech_fund_loans", lambda e: e["use"]),
    "tech_loan_principal": ("tech_fund_loans", lambda e: float(e["principal"])),
    "tech_loan_rate": ("tech_fund_loans", lambda e: float(e["financing_rate_pct"])),
    "tech_loan_days": ("tech_fund_loans", lambda e: e["days"]),
    "project_investment": ("equipment_projects", lambda e: float(e["investment"])),
    "pledge_principal": ("pledge_loans", lambda e: float(e["principal"])),
    "pledge_rate": ("pledge_loans", lambda e: float(e["rate_pct"])),
    "pledge_days": ("pledge_loans", lambda e: e["days"]),
    "pledge_year": ("pledge_loans", lambda e: e["year"]),
    "pledge_collateral": ("pledge_loans", lambda e: e["collateral"]),
    "standard_kind": ("standards", lambda e: e["kind"]),
    "standard_role": ("standards", lambda e: e["role"]),
    "fee_year": ("consulting_fees", lambda e: e["year"]),
    "fee_amount": ("consulting_fees", lambda e: float(e["amount"])),
    "training_persons": ("training_attendance", lambda e: e),
    "rent_amount": ("venue_rents", lambda e: float(e["amount"])),
    "rent_place": ("venue_rents", lambda e: e["place"]),
    "policy_premium": ("credit_insurance_policies", lambda e: float(e["premium_paid"])),
    "policy_rate": ("credit_insurance_policies", lambda e: float(e["rate_permille"])),
    "policy_kind": ("credit_insurance_policies", lambda e: e["kind"]),
}


def columns(profiles: list[Profile]) -> Columns:
    """Return the inputs as arrays of OpenFisca's types; a list that is empty for all is left out."""
    given: Columns = {name: [read(p) for p in profiles] for name, read in ENTERPRISE.items()}
    for name, (fact, read) in ENTRY.items():
        if any(p[fact] for p in profiles):
            given[name] = list(chain.from_iterable(_padded(p[fact], read, name) for p in profiles))
    return {name: _array(name, values) for name, values in given.items()}


def _padded(entries: list[Any], read: Callable[[Any], Any], name: str) -> list[Any]:
    default = VARIABLES[name].default_value
    missing = getattr(default, "name", default)
    return [read(e) for e in entries] + [missing] * (ENTRIES - len(entries))


def _array(name: str, values: list[Any]) -> Any:
    variable = VARIABLES[name]
    if variable.value_type is Enum:
        return variable.possible_values.encode(numpy.array(values))
    return numpy.array(values, dtype=variable.dtype)


def empty(count: int) -> Simulation:
    """Return a simulation of `count` enterprises of which nothing is known.

    It is built anew each time: in a clone of a simulation the members of a group are still the
    original's.
    """
    builder = SimulationBuilder()
    builder.create_entities(SYSTEM)
    builder.declare_person_entity("entry", range(count * ENTRIES))
    enterprises = builder.declare_entity("enterprise", range(count))
    owners = numpy.repeat(numpy.arange(count), ENTRIES)
    builder.join_with_persons(enterprises, owners, numpy.zeros(len(owners), dtype=int))
    return builder.build(SYSTEM)


def calculate(simulation: Simulation, given: Columns) -> list[Any]:
    """Return the fifteen results, one array each."""
    for name, values in given.items():
        simulation.set_input(name, PERIOD, values)
    return [simulation.calculate(measure, PERIOD) for measure in MEASURES]


def main() -> None:
    profiles: list[Profile] = json.loads(Path(sys.argv[1]).read_text("utf-8"))

    def single(count: int, *, trace: bool) -> float:
        asked = [columns([profile]) for profile in profiles[:count]]
        start = perf_counter()
        for given in asked:
            simulation = empty(1)
            simulation.trace = trace
            calculate(simulation, given)
            if trace:
                simulation.tracer.computation_log.lines()
        return perf_counter() - start

    def vectorised(count: int) -> float:
        given = columns(profiles[:count])
        start = perf_counter()
        calculate(empty(count), given)
        return perf_counter() - start

    def results(count: int) -> list[list[float]]:
        found = calculate(empty(count), columns(profiles[:count]))
        return numpy.array(found, dtype=float).T.tolist()  # type: ignore[no-any-return]

    def results_one_by_one(count: int) -> list[list[float]]:
        return [
            [float(each[0]) for each in calculate(empty(1), columns([profile]))]
            for profile in profiles[:count]
        ]

    tasks: dict[str, Callable[[int], Any]] = {
        "single": lambda count: single(count, trace=False),
        "explained": lambda count: single(count, trace=True),
        "vectorised": vectorised,
        "results": results,
        "results one by one": results_one_by_one,
    }
    for line in sys.stdin:
        task, count = json.loads(line)
        print(json.dumps(tasks[task](count)), flush=True)


main()
