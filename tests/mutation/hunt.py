"""Hunt mutants: each must be noticed by a case, except those known to change nothing.

`python -m tests.mutation.hunt` hunts every mutant, `python -m tests.mutation.hunt xm_13` those
whose name contains a word.
"""

from __future__ import annotations

import ast
import importlib
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from types import ModuleType
from typing import Any

import pytest

from calculator import phrases, quantity
from calculator.measure import Policy
from calculator.policies import POLICIES
from tests.mutation import oracle
from tests.mutation.equivalent import EQUIVALENT, UNNOTICED
from tests.mutation.mutants import SOURCES, Mutant, defined_by, mutants, tree_of

WORDING = "calculator/phrases.py"


def hunt(hunted: Iterable[Mutant]) -> tuple[list[Mutant], Counter[str]]:
    """Return the mutants that no case notices, and how many each case noticed, by its name."""
    survivors: list[Mutant] = []
    killers: Counter[str] = Counter()
    order = {case: n for n, case in enumerate(oracle.cases())}
    last: dict[oracle.Case, int] = {}
    with oracle.looking_up_one_measure():
        for n, mutant in enumerate(hunted):
            # A case that noticed a mutant is likely to notice the next one of the same rule.
            queue = sorted(order, key=lambda case: (-last.get(case, -1), order[case]))
            killer = noticed_by(mutant, queue)
            if killer is None:
                survivors.append(mutant)
            elif isinstance(killer, oracle.Case):
                last[killer] = n
                killers[killer.name.partition("[")[0]] += 1
            else:
                killers[killer] += 1
    return survivors, killers


def noticed_by(mutant: Mutant, queue: list[oracle.Case]) -> oracle.Case | str | None:
    """Return the first case that fails, or what stopped the mutant from loading; None if nothing did."""
    try:
        installed = _reworded(mutant) if mutant.source == WORDING else _ruled(mutant)
        with installed as changed:
            for case in queue:
                if case.sees(changed) and _fails(case):
                    return case
    except _Unloadable:
        return "cannot be loaded"
    return None


class _Unloadable(Exception):
    """The mutant breaks the module before any case runs."""


def _fails(case: oracle.Case) -> bool:
    try:
        case.call()
    except (Exception, pytest.fail.Exception):
        return True
    return False


# --- a mutant of the rules -----------------------------------------------------------------------


@cache
def _tree(source: str) -> ast.Module:
    return tree_of(source)


@cache
def _module(source: str) -> ModuleType:
    return importlib.import_module(source.removesuffix(".py").replace("/", "."))


@cache
def _uses(source: str) -> tuple[frozenset[str], ...]:
    """Return the names that each top-level statement reads."""
    return tuple(
        frozenset(node.id for node in ast.walk(statement) if isinstance(node, ast.Name))
        for statement in _tree(source).body
    )


def _rerun(mutant: Mutant) -> dict[str, Any]:
    """Return the module's names after the change and everything that depends on it."""
    tree, uses = _tree(mutant.source), _uses(mutant.source)
    body = [mutant.applied(tree)]
    changed = {defined_by(body[0])}
    for statement, used in zip(
        tree.body[mutant.statement + 1 :], uses[mutant.statement + 1 :], strict=True
    ):
        collects = "declared" in used  # every measure, whatever it is called
        if (collects or not used.isdisjoint(changed)) and not isinstance(statement, ast.Expr):
            body.append(statement)
            changed.add(defined_by(statement))
    names = dict(vars(_module(mutant.source)))
    try:
        exec(compile(ast.Module(body=body, type_ignores=[]), mutant.source, "exec"), names)
    except Exception as error:
        raise _Unloadable from error
    return names


@contextmanager
def _ruled(mutant: Mutant) -> Iterator[frozenset[str]]:
    """Replace a policy by the mutated one; yields the measures that may differ."""
    names = _rerun(mutant)
    mutated: Policy = names["POLICY"]
    (own,) = (policy for policy in POLICIES if policy is _module(mutant.source).POLICY)
    rest = replace(mutated, measures=own.measures)
    if vars(rest) != vars(own) or [m.id for m in mutated.measures] != [m.id for m in own.measures]:
        changed = frozenset(m.id for m in (*own.measures, *mutated.measures))
    else:
        pairs = zip(own.measures, mutated.measures, strict=True)
        changed = frozenset(a.id for a, b in pairs if a is not b)
    with oracle.rules(tuple(mutated if policy is own else policy for policy in POLICIES)):
        yield changed


# --- a mutant of the reading of words ------------------------------------------------------------


_PARTS = {"__init__", "admits", "above_low", "below_high", "each_in_words", "value"}
"""The parts of a class that may be changed in the one that others hold."""


@contextmanager
def _reworded(mutant: Mutant) -> Iterator[frozenset[str]]:
    """Make the change inside the module, whose functions others hold; every measure may differ."""
    names = _rerun(mutant)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in names.items():
            before = vars(phrases).get(name)
            if before is value or name.startswith("__"):
                continue
            if isinstance(value, type):
                for part in _PARTS & vars(value).keys():
                    patch.setattr(before, part, vars(value)[part])
            elif callable(value):
                patch.setattr(_plain(before), "__code__", _plain(value).__code__)
            else:
                patch.setattr(phrases, name, value)
        _forget()
        yield frozenset([oracle.WORDS, *(m.id for policy in POLICIES for m in policy.measures)])
    _forget()


def _plain(function: Any) -> Any:
    return getattr(function, "__wrapped__", function)


def _forget() -> None:
    """Empty the caches of what was read from words."""
    for cached in (phrases.figure, phrases.step, phrases.nth_years, phrases.day, quantity.law):
        cached.cache_clear()


# --- the whole -----------------------------------------------------------------------------------


def every_mutant() -> list[Mutant]:
    """Return all mutants, source by source."""
    return [mutant for source in SOURCES for mutant in mutants(source)]


def main(word: str = "") -> int:
    """Hunt the mutants whose name contains the word; returns 1 if one survives that should not."""
    began = time.perf_counter()
    hunted = [mutant for mutant in every_mutant() if word in mutant.name]
    survivors, killers = hunt(hunted)
    survived = {mutant.name for mutant in survivors}
    noticed = {mutant.name for mutant in hunted} - survived
    for name in sorted(survived - EQUIVALENT.keys()):
        print(f"not noticed{' yet' if name in UNNOTICED else ''}: {name}")
    for name in sorted(noticed & UNNOTICED):
        print(f"noticed, though listed as not noticed yet: {name}")
    for name in sorted(noticed & EQUIVALENT.keys()):
        print(f"noticed, though listed as changing nothing: {name}")
    for name, count in killers.most_common():
        print(f"{count:6} {name}")
    seconds = time.perf_counter() - began
    listed = len(survived & EQUIVALENT.keys())
    left = survived & UNNOTICED
    print(
        f"{len(hunted)} mutants: {len(noticed)} noticed, {listed} change nothing, "
        f"{len(left)} are left to test, {seconds:.0f} s"
    )
    known = EQUIVALENT.keys() | UNNOTICED
    return int(bool(survived ^ (known & (survived | noticed))))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
