"""TOML read key by key: what is due is said with its place, and a key nobody reads is an error."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from calculator.text import Text


class TextError(ValueError):
    """A text that cannot be read: the message names the file, the place and what was expected."""


class Table:
    """A table; `at` names its file and its place there. What is amiss raises TextError."""

    def __init__(self, at: str, values: Mapping[str, Any]) -> None:
        self.at = at
        self._rest = dict(values)

    @classmethod
    def read(cls, file: Path) -> Table:
        """The whole of a file."""
        try:
            return cls(name(file), tomllib.loads(content(file)))
        except tomllib.TOMLDecodeError as error:
            raise TextError(f"{name(file)}: {error}") from None

    def word(self, key: str) -> str:
        return self.word_or_none(key) or self._fail(key, "text")

    def word_or_none(self, key: str) -> str | None:
        value = self._rest.pop(key, None)
        return value if value is None or isinstance(value, str) else self._fail(key, "text")

    def words(self, key: str) -> tuple[str, ...]:
        """A list of one word or more."""
        value = self._rest.pop(key, None)
        if not (value and isinstance(value, list) and all(isinstance(each, str) for each in value)):
            self._fail(key, "a list of texts")
        return tuple(value)

    def choice(self, key: str, options: tuple[str, ...]) -> str:
        value = self.word(key)
        return value if value in options else self._fail(key, f"one of {', '.join(options)}")

    def choice_or_none(self, key: str, options: tuple[str, ...]) -> str | None:
        return self.choice(key, options) if key in self._rest else None

    def count(self, key: str) -> int:
        value = self._rest.pop(key, None)
        return value if isinstance(value, int) else self._fail(key, "a whole number")

    def flag(self, key: str, *, default: bool) -> bool:
        value = self._rest.pop(key, default)
        return value if isinstance(value, bool) else self._fail(key, "true or false")

    def day(self, key: str) -> date:
        return self.day_or_none(key) or self._fail(key, "a date")

    def day_or_none(self, key: str) -> date | None:
        value = self._rest.pop(key, None)
        return value if value is None or type(value) is date else self._fail(key, "a date")

    def pair(self, key: str) -> Text:
        return self.table(key).only_pair()

    def pair_or_none(self, key: str) -> Text | None:
        return self.pair(key) if key in self._rest else None

    def only_pair(self) -> Text:
        pair = Text(self.word("zh"), self.word("en"))
        self.finish()
        return pair

    def table(self, key: str) -> Table:
        return Table(f"{self.at}, {key}", self.values(key))

    def table_or_none(self, key: str) -> Table | None:
        return self.table(key) if key in self._rest else None

    def values(self, key: str) -> dict[str, Any]:
        """A table as it stands, for whoever reads it otherwise."""
        value = self._rest.pop(key, None)
        return value if isinstance(value, dict) else self._fail(key, "a table")

    def rows(self, key: str) -> list[Table]:
        rows = self._rest.pop(key, [])
        if not (isinstance(rows, list) and all(isinstance(row, dict) for row in rows)):
            self._fail(key, "a list of tables")
        return [Table(f"{self.at}, {key} {n}", row) for n, row in enumerate(rows, start=1)]

    def finish(self) -> None:
        """Nothing is left unread."""
        if self._rest:
            raise TextError(f"{self.at}: {', '.join(self._rest)} is not known here")

    def _fail(self, key: str, due: str) -> NoReturn:
        raise TextError(f"{self.at}: {due} is due at {key}")


def content(file: Path) -> str:
    """What stands in a file; TextError where there is none."""
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise TextError(f"{name(file)} is missing") from None


def name(file: Path) -> str:
    """A file as messages name it: with the folder it is in."""
    return f"{file.parent.name}/{file.name}"
