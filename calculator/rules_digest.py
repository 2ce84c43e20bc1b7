"""A hash of the rules, which changes with a rule, a quotation or a dated figure and with no words of ours.

Rules are the code that amounts are computed by: the module that assesses, what it imports, and so on,
and the table of dated figures. Code is hashed as Python reads it, without comments, docstrings and sentences (`Text`).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from hashlib import sha256
from pathlib import Path

from calculator.parameter_table import FILE, UNITS, read

ENTRY = "calculator.assessment"
NAMED = "version.py"
POLICIES = "policies/__init__.py"
DIGITS = 8


@cache
def version(package: Path) -> str:
    """Return the version of the rules of the package in a folder: day and hash."""
    released, known = re.findall(
        r'^(?:RELEASED|DIGEST) = "(.*)"$', (package / NAMED).read_text("utf-8"), re.MULTILINE
    )
    now = digest(package)
    return f"{released}-{'' if now == known else 'dev.'}{now}"


def digest(package: Path) -> str:
    """Return the hash of the rules of the package in a folder."""
    left, found = [ENTRY], dict[str, str]()
    while left:
        file = _file(package, left.pop())
        if file and file not in found and file != NAMED:
            tree = ast.parse((package / file).read_text(encoding="utf-8"))
            left += _imported(tree)
            if file == POLICIES:  # every module beside it is a policy
                left += (f"policies.{each.stem}" for each in (package / file).parent.glob("*_*.py"))
            found[file] = "\0".join(_meaning(tree))
    if (package / FILE).is_file():
        found[FILE] = "\0".join(_figures((package / FILE).read_text(encoding="utf-8-sig")))
    hashed = sha256("\0".join(part for file in sorted(found.items()) for part in file).encode())
    return hashed.hexdigest()[:DIGITS]


def _figures(content: str) -> Iterator[str]:
    """Yield each dated figure with its day; where it was published is no rule."""
    for name, figure in read(content).items():
        for row in figure["row"]:
            yield f"{name} {row['since']} {Fraction(row[UNITS[name]])}"


def _file(package: Path, module: str) -> str | None:
    """Return the file of a module, below the folder; None for what is no module of the package."""
    inner = module.replace(".", "/").removeprefix("calculator/")
    return next(
        (name for name in (f"{inner}.py", f"{inner}/__init__.py") if (package / name).is_file()),
        None,
    )


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def _meaning(node: object) -> Iterator[str]:
    """Yield what a piece of code says, alike in every version of Python."""
    if isinstance(node, list):
        for each in node:
            yield from _meaning(each)
        yield "]"
    elif not isinstance(node, ast.AST):
        yield repr(node)
    elif not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Text"):
        yield type(node).__name__
        for name in sorted(node._fields):
            value = getattr(node, name, None)
            if name == "body" and isinstance(value, list):
                value = [each for each in value if not _is_docstring(each)]
            if value is not None and value != []:
                yield name
                yield from _meaning(value)


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
