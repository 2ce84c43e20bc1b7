"""One name for one thing, over the whole of what is shipped and what builds it."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

import calculator
from tests.project import ROOT

MODULES = [
    *(ROOT / "calculator").rglob("*.py"),
    *(ROOT / "builder").rglob("*.py"),
    ROOT / "build_site.py",
]


def test_no_two_classes_have_the_same_name() -> None:
    where: dict[str, list[str]] = defaultdict(list)
    for module in MODULES:
        for node in ast.parse(module.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                where[node.name].append(module.relative_to(ROOT).as_posix())
    assert {name: places for name, places in where.items() if len(places) > 1} == {}


def test_no_public_function_hides_a_module() -> None:
    modules = {path.stem for path in Path(calculator.__file__).parent.iterdir()}
    assert not modules & set(calculator.__all__)
