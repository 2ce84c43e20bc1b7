"""The tests notice wrong rules; `python -m tests.mutation.hunt` says which test noticed how many."""

from __future__ import annotations

import ast

import pytest

from tests.mutation.equivalent import EQUIVALENT, UNNOTICED
from tests.mutation.hunt import every_mutant, hunt
from tests.mutation.mutants import SOURCES, mutants, tree_of


@pytest.mark.slow
def test_every_mutant_is_noticed_but_those_that_change_nothing() -> None:
    every = [mutant for mutant in every_mutant() if mutant.name not in UNNOTICED]
    survivors, _ = hunt(every)
    assert {mutant.name for mutant in survivors} == EQUIVALENT.keys()
    assert len(every) > 1_000


def test_what_is_left_to_test_is_listed_and_nothing_else() -> None:
    """Those that `python -m tests.mutation.hunt` finds noticed are to be taken out of the list."""
    assert not UNNOTICED - {mutant.name for mutant in every_mutant()}


@pytest.mark.slow
def test_every_mutant_has_its_own_name_and_differs_from_what_it_changes() -> None:
    every = every_mutant()
    assert len({mutant.name for mutant in every}) == len(every)
    for source in SOURCES:
        tree = tree_of(source)
        for mutant in mutants(source):
            original = ast.unparse(tree.body[mutant.statement])
            assert ast.unparse(mutant.applied(tree)) != original, mutant.name


def test_each_kind_of_change_is_made() -> None:
    names = "\n".join(mutant.name for mutant in every_mutant())
    for change in (
        "xm_13: least → most", "xm_17: exceeds(", "fz_3_1: '300万元以上' → '301万元以上'",
        "little_giants: Title.LITTLE_GIANT → Title.KEY_LITTLE_GIANT", "xm_8: (SCIENCE, BIIT) → (SCIENCE,)",
        "srdi: (Title.LITTLE_GIANT_RESERVE,) → ()", "xm_13: case 'C' → case 'C' never",
        "phrases Figure: value < self.high → value <= self.high", "YEAR_365: 365 → 366",
        "xm_27: service(require(", "xm_7: True → False", "fz_1_1_c: reading == 'Z' → reading != 'Z'",
    ):  # fmt: skip
        assert change in names, change
