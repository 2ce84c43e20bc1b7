"""What other programs may rely on: all of it documented in both languages, every example carried out."""

from __future__ import annotations

import ast
import doctest
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import calculator

ROOT = Path(__file__).resolve().parents[2]
PAGES = (ROOT / "docs/python.md", ROOT / "docs/en/python.md")
NAMED = re.compile(r"^::: (\S+)$", re.MULTILINE)
OWN = [each for each in calculator.__all__ if inspect.isclass(getattr(calculator, each))]


def members(name: str) -> Iterator[str]:
    """Yield the public names that a class itself defines."""
    return (each for each in vars(getattr(calculator, name)) if not each.startswith("_"))


def described(name: str) -> set[str]:
    """Return the attributes of a class that a string below them describes."""
    source = inspect.getsource(getattr(calculator, name))
    (found,) = ast.parse(source).body
    assert isinstance(found, ast.ClassDef)
    below = zip(found.body, found.body[1:], strict=False)
    return {
        each.target.id
        for each, after in below
        if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)
        if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_the_reference_has_what_is_public_and_nothing_else(page: Path) -> None:
    named = NAMED.findall(page.read_text(encoding="utf-8"))
    assert sorted(named) == sorted(f"calculator.{name}" for name in calculator.__all__)


def test_what_the_package_brings_in_is_what_it_offers() -> None:
    """No name without an underscore stands in the package that is not offered, but its modules."""
    tree = ast.parse((ROOT / "calculator/__init__.py").read_text(encoding="utf-8"))
    brought = {a.name for node in tree.body if isinstance(node, ast.ImportFrom) for a in node.names}
    assert brought == set(calculator.__all__)


@pytest.mark.parametrize("name", calculator.__all__)
def test_everything_public_is_described(name: str) -> None:
    told = inspect.getdoc(getattr(calculator, name))
    assert told
    assert told[0].isupper()
    assert told.partition("\n")[0].endswith((".", ":"))
    if name in OWN:
        own = getattr(calculator, name)
        fields = set(inspect.get_annotations(own)) - {"_"}
        assert {each for each in fields if not each.startswith("_")} == described(name)
        for member in set(members(name)) - fields:
            assert inspect.getdoc(inspect.getattr_static(own, member)), f"{name}.{member}"


@pytest.mark.parametrize("name", calculator.__all__)
def test_every_example_does_what_it_says(name: str) -> None:
    found = doctest.DocTestFinder().find(getattr(calculator, name), name)
    runner = doctest.DocTestRunner(verbose=False)
    for each in found:
        runner.run(each)
    assert runner.summarize(verbose=False).failed == 0
    if not inspect.isclass(getattr(calculator, name)):
        assert any(each.examples for each in found), "a function shows how it is called"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_the_examples_of_the_page_do_what_they_say(page: Path) -> None:
    told = page.read_text(encoding="utf-8")
    blocks = re.findall(r"^```pycon\n(.*?)^```$", told, re.MULTILINE | re.DOTALL)
    assert blocks
    test = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, page.name, str(page), 0)
    assert doctest.DocTestRunner(verbose=False).run(test).failed == 0
