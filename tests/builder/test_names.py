"""One name for one thing, over the whole of what is shipped and what builds it."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
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


def paths(module: Path) -> Iterator[tuple[str, ...]]:
    """Yield the written parts of each path that a module puts together and that ends in a script."""
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        parts: list[str] = []
        while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            if not isinstance(node.right, ast.Constant) or not isinstance(node.right.value, str):
                break
            parts.insert(0, node.right.value)
            node = node.left
        if parts and parts[-1].endswith(".py"):
            yield tuple(parts)


WRITTEN = {("__init__.py",), ("rules.py",)}
"""Of a folder that is named elsewhere, and of one that an import writes."""


def test_a_script_that_a_path_names_is_there() -> None:
    named = [(module, parts) for module in MODULES for parts in paths(module)]
    assert named, "no path to a script is found any more: mend what looks for them"
    for module, parts in named:
        near = [ROOT.joinpath(*parts), module.parent.joinpath(*parts)]
        known = any(path.is_file() for path in near) or parts in WRITTEN
        assert known, f"{module.relative_to(ROOT)} names {'/'.join(parts)}, which is not there"
