"""The columns give what the calculator gives, for profiles at random: statuses, ranges and readings."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import calculator
from benchmarks.profiles import profiles as ordinary
from budget import columns, population
from budget.program import Asked, Program
from budget.run import Found, exact, run
from calculator.assessment import Status, _fixed, find
from calculator.catalogue import outline
from calculator.measure import Measure
from calculator.policies import POLICIES
from calculator.profile import read_profile
from tests.budget.made import EXACT, QUICK
from tests.calculator.test_fuzz import numbered

TODAY = "2026-06-30"
SEED = 1


@cache
def program() -> Program:
    """Every measure that states an amount, under every reading."""
    made = Program()
    for policy in POLICIES:
        for measure in policy.measures:
            for reading in measure.readings:
                if outline(measure, reading).amount:
                    made.add(Asked(policy, measure, reading))
    return made


def made(*measures: Measure) -> Program:
    """Made measures, as if they were of the first policy."""
    program = Program()
    for measure in measures:
        program.add(Asked(POLICIES[0], measure, measure.readings[0]))
    return program


def batch(profiles: list[dict[str, Any]]) -> pa.RecordBatch:
    return population.from_profiles(profiles)


class Answers:
    """The results of a run, and those of the rows it left to the exact one."""

    def __init__(self, program: Program, part: pa.RecordBatch) -> None:
        first = run(program, columns.read(part, program.facts, TODAY))
        self.doubtful = first.doubtful.nonzero()[0]
        left = part.take(pa.array(self.doubtful))
        again = exact(program, columns.read(left, program.facts, TODAY))
        assert not again.doubtful.any()
        self.program = program
        self._found = [
            {asked: each.found(asked) for asked in program.outputs} for each in (first, again)
        ]
        self._again = {int(row): n for n, row in enumerate(self.doubtful)}

    def amounts(self, asked: Asked) -> list[tuple[int, int] | None]:
        """What the text fixes and the amount, in fen, of each row; None unless it is eligible."""
        first, again = (each[asked] for each in self._found)
        merged = []
        for name in ("eligible", "certain", "low"):
            column = getattr(first, name).copy()
            column[self.doubtful] = getattr(again, name)
            merged.append(column.tolist())
        return [(c, low) if e else None for e, c, low in zip(*merged, strict=True)]

    def at(self, asked: Asked, row: int) -> tuple[Found, int]:
        again = row in self._again
        return self._found[again][asked], self._again.get(row, row)


def differences(profiles: list[dict[str, Any]], answers: Answers) -> Iterator[str]:
    """Yield where the columns and the calculator differ."""
    for row, profile in enumerate(profiles):
        firm = read_profile({"date": TODAY} | profile)
        for asked in answers.program.outputs:
            wanted = find(asked.policy, asked.measure, firm, asked.reading)
            found, at = answers.at(asked, row)
            state = (
                "eligible"
                if found.eligible[at]
                else "closed"
                if found.closed[at]
                else "undetermined"
            )
            status = wanted.status.value
            if wanted.status not in (Status.ELIGIBLE, Status.UNDETERMINED):
                status = "closed"
            said = f"{asked.measure.id} {asked.reading.code} row {row}: {status} {state}"
            if status != state:
                yield said
            elif status != "closed" and wanted.outcome and (amount := wanted.outcome.amount):
                high = None if found.boundless[at] else int(found.high[at])
                want = amount.low * 100, None if amount.high is None else amount.high * 100
                if want != (int(found.low[at]), high):
                    yield f"{said} {want} {int(found.low[at]), high}"
                fixed = _fixed(wanted.outcome) * 100
                if status == "eligible" and int(found.certain[at]) != fixed:
                    yield f"{said} certain {int(found.certain[at])}"


def test_facts_at_random_some_unknown_under_every_reading() -> None:
    profiles = [numbered(n, SEED) for n in range(250)]
    answers = Answers(program(), batch(profiles))
    assert list(differences(profiles, answers)) == []
    assert 0 < len(answers.doubtful) < len(profiles) / 5


def test_ordinary_enterprises_of_which_all_is_known_under_every_reading() -> None:
    profiles = ordinary(60, 3)
    answers = Answers(program(), batch(profiles))
    assert list(differences(profiles, answers)) == []
    assert len(answers.doubtful) == 0


def test_operations_that_no_rule_of_a_policy_uses() -> None:
    profiles = [numbered(n, SEED + 3) for n in range(600)]
    for measures, share in ((QUICK, 5), (EXACT, 1)):
        answers = Answers(made(*measures), batch(profiles))
        assert list(differences(profiles, answers)) == []
        assert len(answers.doubtful) <= len(profiles) / share
    assert len(answers.doubtful) == len(profiles), "a division by a column takes the exact run"


def test_a_line_between_two_whole_numbers_is_held_against_fractions() -> None:
    """Growth by 19.99 %, 20 %, 37 %, 100 % and more, and over nothing."""
    spends = ("0", "100", "119.99", "120", "137", "200", "500")
    profiles = [
        {"city": "xiamen", "date": "2025-06-30", "digital_spend": spend, "joint_lab_equipment": lab}
        for spend in spends
        for lab in ("100", "0")
    ]
    answers = Answers(made(*EXACT), batch(profiles))
    assert list(differences(profiles, answers)) == []


PARTS, EACH = 4, 5000
DEFAULT = [asked for asked in program().outputs if asked.reading is asked.measure.readings[0]]


@pytest.mark.parametrize("part", range(PARTS))
def test_the_amounts_of_twenty_thousand_profiles(part: int) -> None:
    profiles = [numbered(n, SEED + 1) for n in range(part * EACH, (part + 1) * EACH)]
    answers = Answers(program(), batch(profiles))
    got = {asked.measure.id: answers.amounts(asked) for asked in DEFAULT}
    different = []
    for row, profile in enumerate(profiles):
        for name, amount in calculator.amounts(profile).items():
            want = amount and (amount.low * 100, amount.high * 100)
            if got[name][row] != want:
                different.append((name, row, want, got[name][row]))
    assert different == []
    assert len(answers.doubtful) < len(profiles) / 5


def test_the_exact_run_gives_what_the_quick_one_gives() -> None:
    part = batch([numbered(n, SEED + 2) for n in range(2000)])
    read = columns.read(part, program().facts, TODAY)
    quick, slow = run(program(), read), exact(program(), read)
    sure = ~quick.doubtful
    assert 0 < sure.sum() < len(sure)
    for asked in program().outputs:
        for one, other in zip(
            vars(quick.found(asked)).values(), vars(slow.found(asked)).values(), strict=True
        ):
            assert np.array_equal(one[sure], other[sure]), asked.measure.id
    assert not slow.doubtful.any()
