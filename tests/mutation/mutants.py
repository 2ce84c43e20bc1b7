"""Small wrong changes to the rules and to the reading of words, one at a time, in memory.

A mutant replaces one node of the syntax tree: a comparison, bound or Boolean is inverted, a figure
or a word changed, a branch of a reading, a condition, a title or an agency removed. Words that only
people read (labels, notes, errors) are left alone, because they decide nothing.
"""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from calculator import phrases
from calculator.measure import Kind
from calculator.shared_facts import Applicant, Title

ROOT = Path(__file__).resolve().parents[2]
SOURCES = (
    "calculator/policies/xiamen_2024.py",
    "calculator/policies/fuzhou_2024_draft.py",
    "calculator/phrases.py",
)

Step = tuple[str, int | None]
"""A field of a node and, where the field is a list, the place in it."""


@dataclass(frozen=True)
class Mutant:
    """One change in statement number `statement` of a source, at the node that `path` leads to.

    `name` says where and what, without line numbers, so that lists of mutants stay valid.
    """

    source: str
    statement: int
    path: tuple[Step, ...]
    node: ast.AST
    name: str

    def applied(self, tree: ast.Module) -> ast.stmt:
        """Return the statement with the change."""
        whole = ast.Module(body=[copy.deepcopy(tree.body[self.statement])], type_ignores=[])
        *way, last = (("body", 0), *self.path)
        parent: ast.AST = whole
        for step in way:
            parent = _child(parent, step)
        if last[1] is None:
            setattr(parent, last[0], self.node)
        else:
            getattr(parent, last[0])[last[1]] = self.node
        statement: ast.stmt = ast.fix_missing_locations(whole).body[0]
        return statement


def _child(parent: ast.AST, step: Step) -> ast.AST:
    value = getattr(parent, step[0])
    child: ast.AST = value if step[1] is None else value[step[1]]
    return child


def tree_of(source: str) -> ast.Module:
    """Return the syntax tree of a source of the project."""
    return ast.parse((ROOT / source).read_text("utf-8"))


def mutants(source: str) -> tuple[Mutant, ...]:
    """Return every mutant of a source, in line order; no two have the same name."""
    found: list[Mutant] = []
    names: dict[str, int] = {}
    for number, statement in enumerate(tree_of(source).body):
        if _only_read(statement) or ("/policies/" in source and _of_facts(statement)):
            continue
        where = f"{Path(source).stem} {defined_by(statement)}"
        for path, node in _decisive(statement, ()):
            for change in _changes(node, path):
                said = f"{where}: {_shown(node)} → {_shown(change)}"
                names[said] = names.get(said, 0) + 1
                nth = f" ({names[said]})" if names[said] > 1 else ""
                found.append(Mutant(source, number, path, change, said + nth))
    return tuple(found)


def _of_facts(statement: ast.stmt) -> bool:
    """Check whether a statement says how facts are asked, which tests of the form look at."""
    match statement:
        case ast.ClassDef(body=body):
            fields = (each.value for each in body if isinstance(each, ast.AnnAssign) and each.value)
            return any(_called(value) in ("fact", "same_item") for value in fields)
        case ast.Assign(targets=[ast.Name(id="NAMES")]):
            return True
        case ast.Assign(value=ast.Dict(values=values)):
            return all(_called(value) == "Text" for value in values)
    return False


def defined_by(statement: ast.stmt) -> str:
    """Return the name that a top-level statement defines; "" for imports and docstrings."""
    match statement:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return name
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            return name
    return ""


def _shown(node: ast.AST) -> str:
    match node:
        case ast.match_case():
            shown = f"case {ast.unparse(node.pattern)}" + (" never" if node.guard else "")
        case ast.If():
            shown = f"if {ast.unparse(node.test)}"
        case _:
            shown = re.sub(r"\s+", " ", ast.unparse(node))
    return shown if len(shown) <= 90 else f"{shown[:60]} … {shown[-25:]}"


# --- what decides --------------------------------------------------------------------------------

_TEXT_ONLY = {"Text", "called", "Document", "Place"}
_VISIBLE_ARGS = {
    "require": range(3), "reading": range(1, 9), "in_time": range(2), "judged": range(1, 2),
}  # fmt: skip
_VISIBLE_KEYWORDS = {"notes", "title", "addressed"} | {"facts", "names", "overlaps", "cautions"}
"""What people read, and what is compiled once for all policies."""
_ENUMS = {"Unit", "_Side"}


def _decisive(node: ast.AST, path: tuple[Step, ...]) -> Iterator[tuple[tuple[Step, ...], ast.AST]]:
    """Yield the nodes that decide something, each with its path."""
    yield path, node
    called = _called(node)
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "ctx"):
            continue
        children = value if isinstance(value, list) else [value]
        for place, child in enumerate(children):
            if not isinstance(child, ast.AST) or _only_read(child):
                continue
            if name == "decorator_list" and _called(child) != "measure":
                continue
            if name == "args" and place in _VISIBLE_ARGS.get(called, ()):
                continue
            step = (name, place if isinstance(value, list) else None)
            yield from _decisive(child, (*path, step))


def _only_read(node: ast.AST) -> bool:
    match node:
        case ast.Import() | ast.ImportFrom() | ast.Raise():
            return True
        # They give a class, which the real rules use as well, its units.
        case ast.Assign(targets=[ast.Attribute()]):
            return True
        case ast.For(body=[ast.Expr(value=ast.Call(func=ast.Name(id="setattr")))]):
            return True
        case ast.Expr(value=ast.Constant()):
            return True
        case ast.keyword(arg=name) if name in _VISIBLE_KEYWORDS:
            return True
        case ast.ClassDef(name=name) if name in _ENUMS:
            return True
        case ast.ClassDef(bases=[ast.Name(id="ValueError")]):
            return True
    return _called(node) in _TEXT_ONLY


def _called(node: ast.AST) -> str:
    match node:
        case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(attr=name)):
            return name
    return ""


# --- what is changed -----------------------------------------------------------------------------

_TURNED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.In: (ast.NotIn,), ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,), ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE), ast.GtE: (ast.Gt, ast.Lt),
}  # fmt: skip
_INSTEAD = {
    "least": "most", "most": "least", "min": "max", "max": "min", "exactly": "up_to",
    "up_to": "exactly", "elsewhere": "service", "service": "elsewhere", "findall": "finditer", "YEAR_365": "YEAR_360",
    "YEAR_360": "YEAR_365",
}  # fmt: skip
_MEMBERS: dict[str, list[str]] = {
    enum.__name__: [member.name for member in enum]
    for enum in (Title, Applicant, Kind, phrases._Side)
}
_TRUTHS = {
    "meets", "is_one_of", "include", "some", "exceeds", "since", "from_day", "not_after", "in_years",
    "of_these_years",
}  # fmt: skip
_KEEPS_FIRST = {"within", "or_more"}
_KEEPS_OBJECT = {"less", "to_the_fen"}
_ONE_OF_MANY = {
    "include": 0, "is_one_of": 0, "least": 0, "most": 0, "elsewhere": 0, "service": 0, "exactly": 1,
    "up_to": 1,
}  # fmt: skip
"""Calls of which one argument can be taken out, and the first that can."""
_OPTIONS = {"cited", "inferred", "readings", "applicants", "credit", "other_policy", "of_person",
            "any_title", "also", "judged", "government_task", "who", "remarks", "where"}  # fmt: skip


def _changes(node: ast.AST, path: tuple[Step, ...]) -> Iterator[ast.AST]:
    """Yield what the node could wrongly be instead."""
    match node:
        case ast.Compare(ops=[op]):
            for other in _TURNED[type(op)]:
                yield _with(node, ops=[other()])
        case ast.BoolOp(op=op):
            yield _with(node, op=ast.Or() if isinstance(op, ast.And) else ast.And())
            yield from (_with(node, values=rest) for rest in _without_one(node.values, 0))
        case ast.UnaryOp(op=ast.Not() | ast.Invert()):
            yield node.operand
        case ast.BinOp():
            if isinstance(node.op, (ast.BitAnd, ast.BitOr)):
                turned = ast.BitOr() if isinstance(node.op, ast.BitAnd) else ast.BitAnd()
                yield _with(node, op=turned)
            elif isinstance(node.op, (ast.Mult, ast.Div)):
                yield _with(node, op=ast.Div() if isinstance(node.op, ast.Mult) else ast.Mult())
            yield from (node.left, node.right)
        case ast.IfExp():
            yield from (node.body, node.orelse)
        case ast.If():
            yield from (_with(node, test=ast.Constant(value=value)) for value in (True, False))
        case ast.match_case() if not isinstance(node.pattern, ast.MatchAs):
            yield _with(node, guard=ast.Constant(value=False))
        case ast.Expr(value=ast.Call()):
            yield ast.Pass()
        case ast.Call():
            yield from _other_calls(node)
        case ast.Name(id=name, ctx=ast.Load()) if name in _INSTEAD:
            yield _with(node, id=_INSTEAD[name])
        case ast.Attribute(value=ast.Name(id=enum), attr=attr) if enum in _MEMBERS:
            members = _MEMBERS[enum]
            yield _with(node, attr=members[(members.index(attr) + 1) % len(members)])
        case ast.Tuple(elts=elements, ctx=ast.Load()) | ast.List(elts=elements):
            if len(elements) > 1 or path[-1][0] != "slice":
                yield from (_with(node, elts=rest) for rest in _without_one(elements, 0))
        case ast.Set():
            yield from (_with(node, elts=rest) for rest in _without_one(node.elts, 0) if rest)
        case ast.Dict():
            pairs = list(zip(node.keys, node.values, strict=True))
            for n in range(len(pairs)):
                rest = pairs[:n] + pairs[n + 1 :]
                yield _with(
                    node, keys=[key for key, _ in rest], values=[value for _, value in rest]
                )
        case ast.Constant():
            in_place = path[-1][0] == "slice" or path[-2:-1] == (("slice", None),)
            yield from _other_constants(node.value, down=not in_place)


def _other_calls(call: ast.Call) -> Iterator[ast.AST]:
    name, args = _called(call), call.args
    if name in _TRUTHS:
        yield ast.UnaryOp(op=ast.Invert(), operand=call)
    if name in _KEEPS_FIRST:
        yield args[0]
    if name in _KEEPS_OBJECT and isinstance(call.func, ast.Attribute):
        yield call.func.value
    if name == "when":
        yield args[1]
    if name == "either":
        yield from (args[1], args[2], _with(call, args=[args[0], args[2], args[1]]))
    if name in ("exceeds", "portion_within"):
        yield _with(call, args=[args[1], args[0]])
    if (name in _ONE_OF_MANY and len(args) > 1) or name in ("elsewhere", "service"):
        yield from (_with(call, args=rest) for rest in _without_one(args, _ONE_OF_MANY[name]))
    for n, keyword in enumerate(call.keywords):
        if keyword.arg in _OPTIONS:
            yield _with(call, keywords=call.keywords[:n] + call.keywords[n + 1 :])


def _other_constants(value: object, *, down: bool) -> Iterator[ast.Constant]:
    others: list[int | str] = []
    match value:
        case bool():
            others = [not value]
        case int():
            others = [value + 1, value - 1] if down else [value + 1]
        case str():
            others = [*_other_words(value)]
    yield from (ast.Constant(value=other) for other in others)


_LEVELS = "一二三四"


def _other_words(words: str) -> Iterator[str]:
    """Yield variants: each figure one higher, a code changed, a word removed from a pattern."""
    if "(?" in words or "\\d" in words:
        for each in re.finditer("[一-鿿]+", words):
            yield words[: each.start()] + words[each.end() :]
        return
    for each in re.finditer(r"\d+", words):
        more = str(int(each[0]) + 1).zfill(len(each[0]))
        yield words[: each.start()] + more + words[each.end() :]
    for each in re.finditer("[一二三]级", words):
        up = _LEVELS[_LEVELS.index(each[0][0]) + 1]
        yield words[: each.start()] + up + words[each.start() + 1 :]
    if words.isascii() and not re.search(r"\d", words):
        yield words + "?"


def _without_one(items: list[ast.expr], first: int) -> Iterator[list[ast.expr]]:
    return (items[:n] + items[n + 1 :] for n in range(first, len(items)))


def _with(node: ast.AST, **fields: object) -> ast.AST:
    """Return a copy of the node with other fields."""
    return type(node)(**dict(ast.iter_fields(node)) | fields)
