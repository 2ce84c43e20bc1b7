"""The table parameters.toml as Python reads it, strictly: whatever is missing, unknown or amiss is named.

A site's engine has no files: its build puts a module in the place of this one that states the table.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from calculator.i18n import Text

FILE = "parameters.toml"

Table = Mapping[str, Mapping[str, Any]]
"""Each figure by name as in the file; days are text (YYYY-MM-DD), and so are numbers."""

Kind = tuple[type, ...]

_DAY, _NUMBER, _WORDS, _FLAG = (date,), (int, Decimal), (str,), (bool,)
_SAID: dict[Kind, Text] = {
    _DAY: Text("日期，如 2026-08-20", "a date such as 2026-08-20"),
    _NUMBER: Text("数，如 3.00，不加引号和百分号", "a number such as 3.00, without quotes or %"),
    _WORDS: Text("引号里的文字", "text in quotes"),
    _FLAG: Text("true 或 false", "true or false"),
}
_OF_A_FIGURE = {"second_hand": _FLAG, "checked": _DAY, "checked_source": _WORDS}
UNITS = {"lpr_1y": "percent", "provincial_award": "yuan"}
"""The figures there are, and the unit in which the table states each."""


class TableError(ValueError):
    """A mistake in the file: `said` names the line, the key and what is accepted."""

    def __init__(self, line: object, words: Text) -> None:
        self.said = Text(f"calculator/{FILE}:{line}：", f"calculator/{FILE}:{line}: ") + words
        super().__init__(self.said.en)


def read(content: str) -> Table:
    """Return what the content of the file states.

    Raises TableError if it is not TOML, and for whatever is missing, unknown or of another kind.
    """
    try:
        table = tomllib.loads(content, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        zh = "没有这一天，日期要写成 2026-08-20 的样子"
        if "date" not in str(error):
            zh = "写法有误，看引号、方括号和等号是否成对，有没有重复"
        raise TableError(found[1] if found else "-", Text(zh, str(error))) from None
    for name in table.keys() - UNITS.keys():
        raise _unknown(_line(content, f"[{name}]"), name)
    for name in UNITS.keys() - table.keys():
        raise _absent(1, f"[{name}]")
    return {name: _figure(content, name, table[name]) for name in UNITS}


def _figure(content: str, name: str, given: Any) -> dict[str, Any]:
    at, heading = _line(content, f"[{name}]"), f"[[{name}.row]]"
    rows = given.pop("row", None) if isinstance(given, dict) else None
    if not (rows and isinstance(rows, list) and all(isinstance(row, dict) for row in rows)):
        raise _absent(at, heading)
    of_a_row = {"since": _DAY, UNITS[name]: _NUMBER, "source": _WORDS}
    read_ = []
    head = 0
    for row in rows:
        head = _line(content, heading, head + 1)
        read_.append(_values(content, head, row, of_a_row))
    return _values(content, at, given, _OF_A_FIGURE) | {"row": read_}


def _values(
    content: str, at: int, given: Mapping[str, Any], expected: Mapping[str, Kind]
) -> dict[str, Any]:
    """Return the values below the heading in line `at`, if their keys and kinds are those expected."""
    for key in given.keys() - expected.keys():
        raise _unknown(_line(content, key, at), key)
    for key, kind in expected.items():
        if key not in given:
            raise _absent(at, key)
        finite = not isinstance(given[key], Decimal) or given[key].is_finite()
        if type(given[key]) not in kind or not finite:
            words = Text("{key} 应为{due}", "{key} must be {due}").fill(key=key, due=_SAID[kind])
            raise TableError(_line(content, key, at), words)
    return {key: given[key] if kind is _FLAG else str(given[key]) for key, kind in expected.items()}


def _numbered(content: str) -> Iterable[tuple[int, str]]:
    return enumerate(content.splitlines(), start=1)


def _line(content: str, begins: str, after: int = 1) -> int:
    """Return the first line from `after` on that begins with these words."""
    found = (n for n, line in _numbered(content) if n >= after and line.strip().startswith(begins))
    return next(found, after)


def _unknown(line: int, key: str) -> TableError:
    return TableError(line, Text(f"不认识“{key}”，看是否写错", f"unknown: {key}"))


def _absent(line: int, key: str) -> TableError:
    return TableError(line, Text(f"缺少 {key}", f"{key} is missing"))


TABLE = read(Path(__file__).with_name(FILE).read_text(encoding="utf-8-sig"))
