"""Strict TOML reading: a missing key is reported with its place, an unread key is an error."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, NoReturn, Self

from calculator.i18n import Text


class TextError(ValueError):
    """A text or data file that cannot be read: `said` names the file, place and expected value."""

    def __init__(self, said: Text) -> None:
        super().__init__(said.en)
        self.said = said

    @classmethod
    def at(cls, place: str, words: Text) -> Self:
        """Return the error for a place such as 「xiamen-2024/zh.md, line 9」, in both languages."""
        return cls(place_in_words(place) + Text("：", ": ") + words)


def place_in_words(place: str) -> Text:
    """Return a place in a file in both languages: "a.toml, term 2" is 「a.toml 第 2 个 term」."""
    zh = re.sub(r", line (\d+)", r" 第 \1 行", place)
    return Text(re.sub(r", ([\w.-]+) (\d+)(?=,|$)", r" 第 \2 个 \1", zh).replace(", ", " "), place)


def not_toml(place: str, error: tomllib.TOMLDecodeError) -> TextError:
    """Return the error for a syntax error in TOML, with a Chinese message beside Python's own."""
    found = re.search(r"at line (\d+), column (\d+)", str(error))
    where = f"第 {found[1]} 行第 {found[2]} 列" if found else "文件末尾"
    wrong = "没有这一天，或日期没有写成 2026-08-20 的样子"
    if "date" not in str(error):
        wrong = "写法有误，看引号、方括号和等号是否成对"
    words = Text(f"{where}{wrong}", str(error))
    return TextError.at(place, words)


class Table:
    """A TOML table; `at` names its file and position. Readers raise TextError on a bad value."""

    def __init__(self, at: str, values: Mapping[str, Any]) -> None:
        self.at = at
        self._given = frozenset(values)
        self._rest = dict(values)

    @classmethod
    def read(cls, file: Path) -> Table:
        """Read a whole file."""
        try:
            return cls(name(file), tomllib.loads(content(file)))
        except tomllib.TOMLDecodeError as error:
            raise not_toml(name(file), error) from None

    def word(self, key: str) -> str:
        return self.word_or_none(key) or self._fail(key, WORDS)

    def word_or_none(self, key: str) -> str | None:
        value = self._rest.pop(key, None)
        return value if value is None or isinstance(value, str) else self._fail(key, WORDS)

    def words(self, key: str) -> tuple[str, ...]:
        """Return a list of one or more strings."""
        value = self._rest.pop(key, None)
        if not (value and isinstance(value, list) and all(isinstance(each, str) for each in value)):
            self._fail(key, Text("用方括号列出的文字", "a list of strings"))
        return tuple(value)

    def words_or_none(self, key: str) -> tuple[str, ...]:
        """Return a list of strings, or an empty tuple if the key is missing."""
        return self.words(key) if key in self._rest else ()

    def choice(self, key: str, options: tuple[str, ...]) -> str:
        value = self.word(key)
        if value in options:
            return value
        listed = ", ".join(options)
        return self._fail(key, Text(f"{listed} 之一", f"one of {listed}"))

    def choice_or_none(self, key: str, options: tuple[str, ...]) -> str | None:
        return self.choice(key, options) if key in self._rest else None

    def count(self, key: str) -> int:
        value = self._rest.pop(key, None)
        number = Text("整数", "a whole number")
        return value if isinstance(value, int) else self._fail(key, number)

    def flag(self, key: str, *, default: bool) -> bool:
        value = self._rest.pop(key, default)
        either = Text("true 或 false", "true or false")
        return value if isinstance(value, bool) else self._fail(key, either)

    def day(self, key: str) -> date:
        return self.day_or_none(key) or self._fail(key, DAY)

    def day_or_none(self, key: str) -> date | None:
        value = self._rest.pop(key, None)
        return value if value is None or type(value) is date else self._fail(key, DAY)

    def pair(self, key: str) -> Text:
        return self.table(key).only_pair()

    def only_pair(self) -> Text:
        pair = Text(self.word("zh"), self.word("en"))
        self.finish()
        return pair

    def table(self, key: str) -> Table:
        return Table(f"{self.at}, {key}", self.values(key))

    def has_table(self, key: str) -> bool:
        return isinstance(self._rest.get(key), dict)

    def table_or_none(self, key: str) -> Table | None:
        return self.table(key) if key in self._rest else None

    def values(self, key: str) -> dict[str, Any]:
        """Return a table as a plain dict, marking all its keys as read."""
        value = self._rest.pop(key, None)
        table = Text("一组“名称 = 值”", "a table")
        return value if isinstance(value, dict) else self._fail(key, table)

    def rows(self, key: str) -> list[Table]:
        rows = self._rest.pop(key, [])
        if not (isinstance(rows, list) and all(isinstance(row, dict) for row in rows)):
            self._fail(key, Text("若干段 [[…]]", "a list of tables"))
        return [Table(f"{self.at}, {key} {n}", row) for n, row in enumerate(rows, start=1)]

    def finish(self) -> None:
        """Raise TextError if a key has not been read."""
        if self._rest:
            rest = ", ".join(self._rest)
            words = Text(f"不认识“{rest}”，看是否写错", f"unknown key: {rest}")
            raise TextError.at(self.at, words)

    def _fail(self, key: str, due: Text) -> NoReturn:
        wrong = Text("{key} 应为{due}", "{key} must be {due}")
        absent = Text("缺少 {key}，应为{due}", "{key} is missing; it must be {due}")
        words = wrong if key in self._given else absent
        raise TextError.at(self.at, words.fill(key=key, due=due))


WORDS, DAY = Text("文字", "text"), Text("日期", "a date")


def content(file: Path) -> str:
    """Return the content of a file, without the byte order mark some editors add.

    Raises TextError if the file is missing, not in UTF-8, or has the markers of a merge conflict.
    """
    try:
        found = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise missing(name(file)) from None
    except UnicodeDecodeError:
        said = Text("不是 UTF-8 编码，另存为 UTF-8", "not in UTF-8: save it as UTF-8")
        raise TextError.at(name(file), said) from None
    if conflict := _CONFLICT.search(found):
        line = found.count("\n", 0, conflict.start()) + 1
        said = Text(
            "git 的合并冲突没有处理完：两边选一边，删去标记",
            "an unresolved git merge conflict: keep one side and delete the markers",
        )
        raise TextError.at(f"{name(file)}, line {line}", said)
    return found


_CONFLICT = re.compile(r"^(?:<<<<<<<|>>>>>>>)(?: |$)", re.MULTILINE)


def missing(file: str) -> TextError:
    """Return the error for a missing file."""
    return TextError(Text(f"缺少 {file}", f"{file} is missing"))


def name(file: Path) -> str:
    """Return how messages name a file: with the folder it is in."""
    return f"{file.parent.name}/{file.name}"
