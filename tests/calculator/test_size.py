"""The calculator stays readable: a rule fits on a screen, and the engine stays small."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

CALCULATOR = Path(__file__).resolve().parents[2] / "calculator"
SCREEN = 45
"""Lines that a screen shows beside the words of a clause."""
STATEMENTS = 2_600
"""What profile, working, totals and report may take, whatever the number of policies.

page/ and files/ are made from them, and a policy brings rules of its own. It was 2,285 before the
days of titles, the years of costs and the standing of a text: 250 more for standing and versions
(measure 72, assessment 36), for their words (sentences 66, report 18), for what contradicts itself
(52) and for years and dated rates (facts, quantity and parameters 32), and 33 fewer for changes;
36 for the bounds that wording refuses to guess, 25 for amounts as the law writes them, which the
build had, and for the days a text has left.
"""


def _documented(node: ast.AST) -> ast.stmt | None:
    """The docstring, which is no statement to follow."""
    if not isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)):
        return None
    first = node.body[0] if node.body else None
    return first if ast.get_docstring(node) is not None else None


def statements(file: Path) -> int:
    """How many statements a file has, at any depth, docstrings not counted."""
    nodes = list(ast.walk(ast.parse(file.read_bytes())))
    docstrings = {id(each) for each in map(_documented, nodes) if each}
    return sum(isinstance(node, ast.stmt) and id(node) not in docstrings for node in nodes)


def rules() -> Iterator[ast.FunctionDef]:
    for file in sorted((CALCULATOR / "policies").glob("*.py")):
        body = ast.parse(file.read_bytes()).body
        yield from (each for each in body if isinstance(each, ast.FunctionDef))


@pytest.mark.parametrize("rule", [*rules()], ids=lambda rule: rule.name)
def test_a_rule_fits_on_a_screen(rule: ast.FunctionDef) -> None:
    assert rule.end_lineno
    assert rule.end_lineno - rule.lineno < SCREEN


def test_the_engine_stays_small() -> None:
    beside = {CALCULATOR / name for name in ("page", "files", "policies")}
    engine = [file for file in CALCULATOR.rglob("*.py") if file.parent not in beside]
    assert {"assessment.py", "measure.py", "sentences.py"} <= {file.name for file in engine}
    assert sum(map(statements, engine)) <= STATEMENTS
