"""An error in the column engine does not go unseen: each of these makes some result differ."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from benchmarks.profiles import profiles as ordinary
from budget import columns
from budget import run as engine
from tests.budget.made import QUICK
from tests.budget.test_columns import TODAY, batch, made, program
from tests.calculator.test_fuzz import numbered

PROFILES: list[dict[str, Any]] = [*(numbered(n, 11) for n in range(2500)), *ordinary(500, 2)]
SOURCE = Path(engine.__file__).read_text("utf-8")
MUTANTS = (
    ("low = number.low // unit\n", "low = -(-number.low // unit)\n"),
    ("high = low if number.known else number.high // unit", "high = low"),
    ("nearer = np.minimum(high, each.high)", "nearer = np.maximum(high, each.high)"),
    ("low = _fold(np.minimum, [each.low for each in args])", "low = args[0].low"),
    ("low = np.maximum(a.low - b.high, 0)", "low = np.maximum(a.low - b.low, 0)"),
    ("high = low if a.known and b.known else np.maximum(a.high - b.low, 0)", "high = low"),
    ("boundless = boundless & ~zero", "boundless = boundless"),
    ("low = np.where(truth.holds, number.low, 0)", "low = number.low"),
    ("open_ = ~truth.failing\n", "open_ = truth.holds\n"),
    ("high = np.minimum(made.high, top.low)", "high = made.high"),
    ("low = np.where(open_, np.minimum(yes.low, no.low), low)", "low = low"),
    ("if years.loose is not None:  # perhaps", "if False:  # perhaps"),
    ("self._summed(spread, years.offsets, name", "self._summed(spread, years.offsets + 0, name + 0 * name"),
    ("boundless = ~entries.known & (high != 0)", "boundless = ~entries.known"),
    ("open_ = ~entries.known & ~nothing", "open_ = ~entries.known"),
    ("if included else at.numerator // at.denominator + 1", "if included else at.numerator // at.denominator"),
    ("found if entries.known is None else found & entries.known, none", "found, none"),
    ("lambda codes: (codes & bits) != 0", "lambda codes: (codes & bits) == bits"),
    ("lambda codes: codes >= first", "lambda codes: codes > first"),
    ("eligible = _full(met.holds & gone.failing & known, rows)", "eligible = _full(met.holds & gone.failing, rows)"),
    ("met.failing | (gone.holds & met.holds)", "met.failing | gone.holds"),
    ("great = np.asarray(a.high, float) * b.high > FITS / 2", "great = np.zeros(1, bool)"),
    ("parts * FINE + (top - parts * bottom) * FINE // bottom", "parts * FINE"),
    ("holds = _and_not(np.asarray(a.low > b.high, bool), b.boundless)", "holds = np.asarray(a.low >= b.high, bool)"),
    ("low[there] = high[there] = int(figure * bottom)", "low[there] = high[there] = int(figure * bottom) + 1"),
)  # fmt: skip
HARMLESS = {"self._summed(spread, years.offsets, name"}
"""Changes nothing: shows that what is noticed is the error, not the exchange itself."""


def mutated(old: str, new: str) -> ModuleType:
    assert SOURCE.count(old) == 1, old
    module = ModuleType("budget.run_mutated")
    sys.modules[module.__name__] = module  # where dataclasses look themselves up
    exec(compile(SOURCE.replace(old, new), engine.__file__, "exec"), vars(module))
    return module


PART = batch(PROFILES)
PROGRAMS = (program(), made(*QUICK))
READ = [columns.read(PART, each.facts, TODAY) for each in PROGRAMS]


def results(module: ModuleType) -> list[list[bytes]]:
    """Every result of the profiles that the quick run is sure of, and which those are."""
    made = []
    for each, read in zip(PROGRAMS, READ, strict=True):
        run = module.run(each, read)
        sure = ~run.doubtful
        made.append([sure.tobytes()])
        for asked in each.outputs:
            made[-1] += [column[sure].tobytes() for column in vars(run.found(asked)).values()]
    return made


SOUND = results(engine)


@pytest.mark.parametrize(("old", "new"), MUTANTS, ids=lambda words: words[:40])
def test_an_error_is_noticed(old: str, new: str) -> None:
    """The sound results are those of the calculator (test_columns), so that others are wrong."""
    try:
        found = results(mutated(old, new))
    except Exception:
        assert old not in HARMLESS
        return
    assert (found == SOUND) == (old in HARMLESS)
