"""Which way the packages of the calculator may import each other."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import calculator

PACKAGE = Path(calculator.__file__).parent
RANK = {"policies": 1, "": 1, "tables": 2, "assistant": 2, "page": 3}
"""A package imports those of its own rank and below: `page → tables → engine`, `policies → engine`."""
COMMAND_LINE = PACKAGE / "__main__.py"
"""Stands above all of them: it runs each when asked to."""
MODULES = sorted(module for module in PACKAGE.rglob("*.py") if module != COMMAND_LINE)


def room(module: Path) -> str:
    """Return the package below `calculator` that a file stands in, empty for the engine."""
    inner = module.relative_to(PACKAGE).parts
    return inner[0] if len(inner) > 1 else ""


def imported(module: Path) -> Iterator[str]:
    """Yield the package below `calculator` of each import, those inside functions too."""
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: say the whole name of what is imported"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            first, *rest = name.split(".")
            if first == PACKAGE.name:
                yield rest[0] if rest and rest[0] in RANK else ""
            else:
                assert first not in {"budget", "builder", "tests", "benchmarks"}, (
                    f"{module} imports {first}"
                )


@pytest.mark.parametrize(
    "module", MODULES, ids=lambda module: module.relative_to(PACKAGE).as_posix()
)
def test_a_module_imports_only_from_its_own_rank_and_below(module: Path) -> None:
    assert room(module) in RANK, f"{module} stands in a package this test does not know"
    for package in imported(module):
        assert RANK[package] <= RANK[room(module)], f"{module} imports calculator.{package}"


BUDGET = sorted((PACKAGE.parent / "budget").glob("*.py"))


@pytest.mark.parametrize("module", BUDGET, ids=lambda module: module.name)
def test_the_budget_rests_on_the_engine_and_not_on_the_site(module: Path) -> None:
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        name = node.module if isinstance(node, ast.ImportFrom) else None
        names = [name or ""] if name else [a.name for a in getattr(node, "names", ())]
        for each in names if isinstance(node, ast.Import | ast.ImportFrom) else ():
            first, *rest = each.split(".")
            assert first not in {"builder", "tests", "benchmarks"}, f"{module.name} imports {each}"
            assert rest[:1] != ["assistant"], f"{module.name} imports {each}"
