"""One name for one thing, over the whole of what is shipped and what builds it."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import calculator
from tests.project import ROOT

MODULES = [
    *(ROOT / "calculator").rglob("*.py"),
    *(ROOT / "builder").rglob("*.py"),
    ROOT / "build_site.py",
]


@cache
def tree(module: Path) -> ast.Module:
    return ast.parse(module.read_text("utf-8"))


def test_no_two_classes_have_the_same_name() -> None:
    where: dict[str, list[str]] = defaultdict(list)
    for module in MODULES:
        if (
            module.parent.name == "policies"
        ):  # each has its `Facts`, a version those of the one before
            continue
        for node in tree(module).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                where[node.name].append(module.relative_to(ROOT).as_posix())
    assert {name: places for name, places in where.items() if len(places) > 1} == {}


def test_no_public_function_hides_a_module() -> None:
    modules = {path.stem for path in Path(calculator.__file__).parent.iterdir()}
    assert not modules & set(calculator.__all__)


def paths(module: Path) -> Iterator[tuple[str, ...]]:
    """Yield the written parts of each path that a module puts together and that ends in a script."""
    for node in ast.walk(tree(module)):
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


QUESTIONS = {"How", "What", "When", "Where", "Whether", "Which", "Who", "Whom", "Whose", "Why"}
NO_VERBS = QUESTIONS | {
    *("A", "All", "An", "And", "Any", "As", "At", "Each", "Every", "For", "From", "Here", "If"),
    *("In", "Is", "It", "No", "None", "Nothing", "Of", "On", "One", "Only", "So", "That", "The"),
    *("There", "These", "This", "Those", "To", "With", "Without"),
}
Described = ast.Module | ast.ClassDef | ast.FunctionDef


def summaries() -> Iterator[tuple[Described, str, str]]:
    """Yield what has a docstring, its place, and the docstring's first line."""
    for module in MODULES:
        for node in ast.walk(tree(module)):
            if isinstance(node, Described) and (words := ast.get_docstring(node)):
                name = getattr(node, "name", "<module>")
                yield node, f"{module.relative_to(ROOT)}: {name}", words.splitlines()[0]


def is_property(node: ast.FunctionDef) -> bool:
    return any("property" in ast.unparse(each) for each in node.decorator_list)


def test_a_docstring_begins_with_what_a_function_does_or_with_what_a_class_is() -> None:
    """Ruff (D401) knows the mood of verbs, but lets "Whether …", "How …" and plain nouns pass."""
    for node, place, summary in summaries():
        first = re.match(r"\w*", summary)[0]  # type: ignore[index]
        if isinstance(node, ast.FunctionDef) and not is_property(node):
            assert re.fullmatch("[A-Z][a-z]*([a-rt-z]|ss)(?<!ing)", first), f"{place}: {summary}"
            assert first not in NO_VERBS, f"{place}: {summary}"
        elif not isinstance(node, ast.FunctionDef):
            assert first not in QUESTIONS, f"{place}: {summary}"
