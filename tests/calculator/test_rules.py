"""The rules stay readable: each fits on a screen."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

POLICIES = Path(__file__).resolve().parents[2] / "calculator/policies"
SCREEN = 45
"""Lines that a screen shows beside the words of a clause."""


def rules() -> Iterator[ast.FunctionDef]:
    for file in sorted(POLICIES.glob("*.py")):
        body = ast.parse(file.read_bytes()).body
        yield from (each for each in body if isinstance(each, ast.FunctionDef))


@pytest.mark.parametrize("rule", [*rules()], ids=lambda rule: rule.name)
def test_a_rule_fits_on_a_screen(rule: ast.FunctionDef) -> None:
    assert rule.end_lineno
    assert rule.end_lineno - rule.lineno < SCREEN
