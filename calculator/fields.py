"""The kinds of facts: how each is read, checked and described, and the values rules use."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import Field, dataclass, field, fields, replace
from enum import Enum
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any, ClassVar, Generic, NamedTuple, Protocol, TypeVar

from calculator.i18n import Lang, Text, join_texts, plain
from calculator.measured import measured
from calculator.parameters import PublishedFigure
from calculator.phrases import SIGNS, Unit, figure
from calculator.quantity import (
    Exact,
    Given,
    Op,
    Quantity,
    Truth,
    TruthOp,
    Work,
    any_of,
    day_gap,
    how_many,
    total,
    when,
)

E = TypeVar("E", bound="Entry")

_ONE_OF, _INCLUDES, _FROM_DAY = TruthOp.ONE_OF, TruthOp.INCLUDES, TruthOp.FROM_DAY


class Choice(NamedTuple):
    """One of a few words, or unknown."""

    value: str | None
    given: Given

    def is_one_of(self, *words: str) -> Truth:
        value = None if self.value is None else self.value in words
        return Truth(value, (self.given,), "", None, (), _ONE_OF, words)


class Day(NamedTuple):
    """A calendar day in Asia/Shanghai, `YYYY-MM-DD`, or unknown."""

    value: str | None
    given: Given

    def since(self, words: str) -> Truth:
        """Check for a day in or after the year the words name: 自2025年起 includes 2025-01-01."""
        first = figure(words).low
        if first is None:
            raise ValueError(f"「{words}」 names no first year")
        return self.from_day(f"{first}-01-01", words)

    def from_day(self, first: str, words: str = "") -> Truth:
        """Check for a day on or after `first` (YYYY-MM-DD)."""
        if self.value is None:
            return Truth(None, (self.given,), words, None, (), _FROM_DAY, first)
        gap = day_gap(first, self.value, self.given.label) if self.value < first else None
        return Truth(gap is None, (self.given,), words, gap, (), _FROM_DAY, first)

    def not_after(self, last: Day) -> Truth:
        """Check that the day is not after the day of the rules; an unknown one passes."""
        gap = None
        if self.value is not None and last.value is not None and self.value > last.value:
            gap = day_gap(last.value, self.value, self.given.label)
        line = last.given.path
        return Truth(gap is None, (self.given,), "", gap, (), TruthOp.NOT_AFTER, line)


class Words(NamedTuple):
    """A set of words (titles, clusters), or unknown."""

    value: frozenset[str] | None
    given: Given

    def include(self, *words: str) -> Truth:
        """Check whether any of `words` is in the set."""
        value = None if self.value is None else not self.value.isdisjoint(words)
        return Truth(value, (self.given,), "", None, (), _INCLUDES, words)


@dataclass(frozen=True, slots=True)
class Items(Generic[E]):
    """A list of loans, projects or policies; if unknown, `entries` holds one unknown entry."""

    known: bool
    entries: tuple[E, ...]
    given: Given

    def some(self, holds: Callable[[E], Truth]) -> Truth:
        """Check whether `holds` is true of any entry."""
        each = any_of(holds(entry) for entry in self.entries)
        if self.known or each.value is False:
            return each
        return Truth(None, (self.given, each), asks=(self.given,), op=TruthOp.SOME)

    def telling(self, which: Callable[[E], Truth], said: Text) -> Iterator[Text]:
        """Yield a remark on each of several entries for which a test holds."""
        for n, entry in enumerate(self.entries if len(self.entries) > 1 else (), 1):
            if which(entry).value:
                yield Text(f"第 {n} 项{said.zh}。", f"No. {n} {said.en}.")

    def how_many(self, hold: Callable[[E], Truth]) -> Quantity:
        """Count the entries for which `hold` is true."""
        return how_many([hold(entry) for entry in self.entries], all_seen=self.known)

    def total(self, amount: Callable[[E], Quantity], unit: Unit = Unit.YUAN) -> Quantity:
        """Return the sum over all entries."""
        return self._sum([amount(entry) for entry in self.entries], unit)

    def total_by_year(
        self,
        amount: Callable[[E], Quantity],
        capped: Callable[[Quantity], Quantity],
        year: Callable[[E], Quantity],
    ) -> Quantity:
        """Return the sum, over the years, of each year's sum limited by `capped`.

        An entry of unknown year may belong to any year: it counts as a year of its own, from zero,
        unless it is the only one.
        """
        years: dict[Exact, list[int]] = {}
        loose: list[Quantity] = []
        parts, marks = [amount(entry) for entry in self.entries], numbered(len(self.entries))
        for n, entry in enumerate(self.entries):
            of = year(entry)
            if of.known or (self.known and len(self.entries) == 1):
                years.setdefault(of.low if of.known else 0, []).append(n)
            else:
                loose.append(when(Truth(None, tuple(of.unsettled())), capped(parts[n])))
        sums = [
            capped(total([parts[n] for n in years[y]], marks=tuple([marks[n] for n in years[y]])))
            for y in sorted(years)
        ]
        return self._sum(sums + loose, Unit.YUAN, (*map(in_year, sorted(years)), *marks))

    def _sum(self, parts: list[Quantity], unit: Unit, marks: tuple[Text, ...] = ()) -> Quantity:
        if len(parts) == 1 and not marks:
            (added,) = parts
        else:
            added = total(parts, unit, marks or numbered(len(parts)))
        if self.known or added.high == 0:
            return added
        return Quantity(0, None, unit, Work(Op.EACH, (added,)))


@cache
def numbered(count: int) -> tuple[Text, ...]:
    """Return the labels that distinguish entries: their numbers, or "" for a single one."""
    if count == 1:
        return (Text("", ""),)
    return tuple(Text(f"（第 {n} 项）", f" (no. {n})") for n in range(1, count + 1))


@cache
def in_year(year: Exact) -> Text:
    """Return the label of a year's sum; empty if the year is unknown (0)."""
    return Text(f"（{year} 年）", f" ({year})") if year else Text("", "")


YES_NO = {"true": Text("是", "yes"), "false": Text("否", "no")}
"""The answers to a yes-or-no question, as they are typed and as they read."""
NONE = Text("没有", "none")
"""The answer that a list or a set of words is empty."""
NONE_IN_A_CELL = Text("无", "none")
"""The same answer as a table has it."""


class FieldKind(Protocol):
    """A kind of fact: how it is read from JSON and from typed text, checked, described and said."""

    @property
    def words(self) -> Mapping[str, Text]:
        """The options of a choice, as they are typed and as they read; empty for other kinds."""
        return {}

    @property
    def facts(self) -> Mapping[str, Fact]:
        """The facts of an entry of a list, by key; a list of bare numbers has one, of key ""."""
        return {}

    @property
    def columns(self) -> Mapping[str, Fact]:
        """The facts of an entry that have names of their own; none in a list of bare numbers."""
        return {}

    @property
    def in_a_cell(self) -> tuple[Text, Text]:
        """What a cell of a table may hold, and an example; those of a list are in its `columns`."""
        raise TypeError(f"{self!r} has no cell of its own")

    def read(self, raw: object, given: Given, problems: list[FieldProblem]) -> Any:
        """Return the typed value; append a problem if `raw` is not acceptable."""

    def unknown(self, given: Given) -> Any:
        """Return the value if nothing is known."""

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""

    def offers(self, text: str) -> bool:
        """Check whether a text can be typed: any text, or one of the options of a choice."""
        return not self.words or text in ("", *self.words)

    def of_words(self, chosen: Sequence[str]) -> object:
        """Return the JSON value of the options chosen, or None if none was."""
        return next((word for word in chosen if word in self.words), None)

    def of_rows(self, rows: Sequence[Mapping[str, object]]) -> object:
        """Return the JSON value of a list with these entries, or None if nothing is known of it."""
        return None

    def in_words(self, value: Any) -> Text | None:
        """Return a value in words, or None if it is unknown or only assumed."""
        return None

    def entries(self, name: str, value: Any) -> Iterator[tuple[str, str]]:
        """Yield the form fields, as (name, text), that give the fact `name` this JSON value."""
        yield name, str(value)

    def canonical(self, value: Any) -> Any:
        """Return the JSON value in which equal values are written alike."""
        return value


class FieldProblem(NamedTuple):
    """A problem with one value: its place (a JSON pointer) and what would be accepted."""

    path: str
    """The place of the value, as a JSON pointer."""
    message: Text
    """What would be accepted, in both languages."""

    def line(self, lang: Lang) -> str:
        """Return the problem as one line: /pledge_loans/0/days: must be an integer ≥ 0."""
        return f"{self.path}: {self.message(lang)}"


class ProfileError(ValueError):
    """A profile that cannot be read; `problems` has an entry for each value.

    Examples:
        >>> import calculator
        >>> try:
        ...     calculator.assess({"city": "beijing", "digital_spend": -1})
        ... except calculator.ProfileError as error:
        ...     for problem in error.problems:
        ...         print(problem.line("en"))
        /city: must be one of xiamen, fuzhou
        /digital_spend: must be a number from 0 to 1000000000000, at most 2 decimals
    """

    problems: tuple[FieldProblem, ...]
    """Every value that cannot be read."""

    def __init__(self, problems: list[FieldProblem]) -> None:
        super().__init__("\n".join(problem.line("en") for problem in problems))
        self.problems = tuple(problems)


_DECIMAL = re.compile(r"([0-9]{1,40})(?:\.([0-9]{1,40}))?\Z")
_TENS = tuple(10**places for places in range(41))
TOO_LONG = 10**15


@dataclass(frozen=True)
class Number(FieldKind):
    """A number from `least` to `most`, with at most `places` decimals, counted in `unit` ÷ `per`."""

    unit: Unit
    places: int
    least: int = 0
    most: int | None = None
    per: int = 1

    def read(self, raw: object, given: Given, problems: list[FieldProblem]) -> Quantity:
        value = self._exact(raw)
        if value is None:
            problems.append(FieldProblem("/" + given.path, self.accepted))
            return self.unknown(given)
        if self.most is None and value >= TOO_LONG:
            message = Text("最多 15 位数字", "must have at most 15 digits")
            problems.append(FieldProblem("/" + given.path, message))
        return Quantity(value, value, self.unit, given, self.per)

    def unknown(self, given: Given) -> Quantity:
        # The range of a count or rate bounds its value; that of money only limits what can be entered.
        bounded = self.most is not None and self.unit is not Unit.YUAN
        high = Fraction(self.most or 0, self.per) if bounded else None
        return Quantity(
            self.least and Fraction(self.least, self.per), high, self.unit, given, self.per
        )

    def _exact(self, raw: object) -> Exact | None:
        """Return the number divided by `per`, or None if it is not acceptable."""
        if type(raw) is int:
            top, bottom = raw, 1
        elif isinstance(raw, str) and self.places:
            match = _DECIMAL.match(raw)
            if not match:
                return None
            whole, decimals = match.groups("")
            if len(decimals) > self.places:
                return None
            top, bottom = int(whole + decimals), _TENS[len(decimals)]
        elif isinstance(raw, (float, Fraction)):
            try:
                value = Fraction(repr(raw) if isinstance(raw, float) else raw)
            except (ValueError, OverflowError):  # NaN and infinities
                return None
            top, bottom = value.as_integer_ratio()
            if _TENS[self.places] % bottom:
                return None
        else:
            return None
        if top < self.least * bottom or (self.most is not None and top > self.most * bottom):
            return None
        bottom *= self.per
        return Fraction(top, bottom) if top % bottom else top // bottom

    @property
    def accepted(self) -> Text:
        """What is accepted, as the end of a sentence."""
        noun = Text("数", "a number") if self.places else Text("整数", "an integer")
        if self.most is None:
            size = Text(f"必须是不小于 {self.least} 的", f" ≥ {self.least}")
        else:
            size = Text(
                f"必须是 {self.least} 到 {self.most} 的", f" from {self.least} to {self.most}"
            )
        tail = Text(f"，最多 {self.places} 位小数", f", at most {self.places} decimals")
        return Text(
            size.zh + noun.zh + (tail.zh if self.places else ""),
            f"must be {noun.en}{size.en}" + (tail.en if self.places else ""),
        )

    def schema(self) -> dict[str, Any]:
        bounds = {"minimum": self.least} | ({} if self.most is None else {"maximum": self.most})
        if not self.places:
            return {"type": "integer", **bounds}
        text = {"type": "string", "pattern": rf"^[0-9]+(\.[0-9]{{1,{self.places}}})?$"}
        return {"anyOf": [{"type": "number", **bounds}, text]}

    @property
    def in_a_cell(self) -> tuple[Text, Text]:
        said, example = Text("整数", "a whole number"), _EXAMPLES.get(self.unit, "12")
        if self.unit is Unit.YUAN:
            said = Text(
                "金额，按列名里的单位；也可以写 300万、3000000元",
                "an amount in the unit of the title; also as in 300万 or 3000000元",
            )
        elif self.unit is Unit.RATIO:
            sign = SIGNS[self.per]
            said = Text(f"{sign}，带不带符号都可以", f"in {sign}, with or without the sign")
            example = f"3.5{sign}"
        return said, _as_written(example)

    def entries(self, name: str, value: Any) -> Iterator[tuple[str, str]]:
        yield name, plain(Fraction(value) / 10_000) if self.unit is Unit.YUAN else str(value)

    def canonical(self, value: Any) -> str:
        return str(Fraction(str(value)))

    def in_words(self, value: Quantity) -> Text | None:
        assumed = isinstance(value.origin, Given) and value.origin.assumed
        if not value.known or assumed:
            return None
        return measured(value.low, value.unit, value.per)


_EXAMPLES = {Unit.YUAN: "300", Unit.CALENDAR_YEAR: "2025", Unit.DAY: "365", Unit.LEVEL: "2"}


def _as_written(example: str) -> Text:
    return Text(example, example)


@dataclass(frozen=True)
class YesNo(FieldKind):
    """True or false."""

    @property
    def in_a_cell(self) -> tuple[Text, Text]:
        return join_texts([*self.words.values()]), self.words["false"]

    def entries(self, name: str, value: Any) -> Iterator[tuple[str, str]]:
        yield name, "true" if value else "false"

    @property
    def words(self) -> Mapping[str, Text]:
        return YES_NO

    def read(self, raw: object, given: Given, problems: list[FieldProblem]) -> Truth:
        if isinstance(raw, bool):
            return Truth(raw, (given,))
        problems.append(
            FieldProblem("/" + given.path, Text("必须是 true 或 false", "must be true or false"))
        )
        return self.unknown(given)

    def unknown(self, given: Given) -> Truth:
        return Truth(None, (given,))

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}

    def of_words(self, chosen: Sequence[str]) -> bool | None:
        return {"true": True, "false": False}.get(next(iter(chosen), ""))

    def in_words(self, value: Truth) -> Text | None:
        return None if value.value is None else YES_NO[str(value.value).lower()]


def _one_of(words: Iterable[str]) -> Text:
    listed = tuple(words)
    return Text(f"必须是以下之一：{'、'.join(listed)}", f"must be one of {', '.join(listed)}")


@dataclass(frozen=True)
class OneOf(FieldKind):
    """One of `options`."""

    options: Mapping[str, Text]

    @property
    def words(self) -> Mapping[str, Text]:
        return self.options

    def read(self, raw: object, given: Given, problems: list[FieldProblem]) -> Choice:
        if isinstance(raw, str) and raw in self.words:
            return Choice(raw, given)
        problems.append(FieldProblem("/" + given.path, _one_of(tuple(self.words))))
        return self.unknown(given)

    def unknown(self, given: Given) -> Choice:
        return Choice(None, given)

    def schema(self) -> dict[str, Any]:
        return {"enum": list(self.words), "x-labels": _labels(self.words)}

    @property
    def in_a_cell(self) -> tuple[Text, Text]:
        words = [*self.words.values()]
        return join_texts(words), words[0]

    def in_words(self, value: Choice) -> Text | None:
        return self.words[value.value] if value.value else None


MOST_ENTRIES = 10_000
"""The maximum length of a list: more than any enterprise has, and still fast."""


def _entries(raw: object, given: Given, problems: list[FieldProblem]) -> list[Any] | None:
    """Return the entries of a list, or None if it is not a list or too long."""
    if not isinstance(raw, list):
        message = Text("必须是列表", "must be a list")
    elif len(raw) > MOST_ENTRIES:
        message = Text(f"最多 {MOST_ENTRIES} 项", f"must have at most {MOST_ENTRIES} entries")
    else:
        return raw
    problems.append(FieldProblem("/" + given.path, message))
    return None


EMPTY_LIST = "none"
"""The value of a list or a choice whose answer is "none"."""


@dataclass(frozen=True)
class SomeOf(FieldKind):
    """Any of `options`, each at most once."""

    options: Mapping[str, Text]

    @property
    def words(self) -> Mapping[str, Text]:
        return self.options

    def read(self, raw: object, given: Given, problems: list[FieldProblem]) -> Words:
        listed = _entries(raw, given, problems)
        if listed is None:
            return self.unknown(given)
        seen: set[str] = set()
        for i, word in enumerate(listed):
            if not isinstance(word, str) or word not in self.words:
                problems.append(FieldProblem(f"/{given.path}/{i}", _one_of(tuple(self.words))))
            elif word in seen:
                problems.append(
                    FieldProblem(f"/{given.path}/{i}", Text("重复", "must not be repeated"))
                )
            else:
                seen.add(word)
        return Words(frozenset(seen), given)

    def unknown(self, given: Given) -> Words:
        return Words(None, given)

    def schema(self) -> dict[str, Any]:
        items = {"enum": list(self.words), "x-labels": _labels(self.words)}
        return {"type": "array", "uniqueItems": True, "items": items}

    @property
    def in_a_cell(self) -> tuple[Text, Text]:
        some = Text("可多选，用分号隔开：", "one or more, separated by semicolons: ")
        words = [*self.words.values()]
        return some + join_texts([*words, NONE_IN_A_CELL]), words[0]

    def entries(self, name: str, value: Any) -> Iterator[tuple[str, str]]:
        yield from ((name, each) for each in value or [EMPTY_LIST])

    def canonical(self, value: Any) -> list[str]:
        return sorted(value)

    def offers(self, text: str) -> bool:
        return text in ("", EMPTY_LIST, *self.words)

    def of_words(self, chosen: Sequence[str]) -> list[str] | None:
        words = [word for word in dict.fromkeys(chosen) if word in self.words]
        return words or ([] if EMPTY_LIST in chosen else None)

    def in_words(self, value: Words) -> Text | None:
        held = value.value
        if held is None:
            return None
        return (
            join_texts([label for word, label in self.words.items() if word in held])
            if held
            else NONE
        )


_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})\Z")
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_day(raw: object) -> bool:
    """Check whether `raw` is a calendar day written YYYY-MM-DD."""
    match = _DAY.match(raw) if isinstance(raw, str) else None
    if not match:
        return False
    year, month, day = map(int, match.groups())
    if not (year and 1 <= month <= 12):
        return False
    leap = month == 2 and (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))
    return 1 <= day <= _MONTH_DAYS[month - 1] + leap


@dataclass(frozen=True)
class CalendarDay(FieldKind):
    """A calendar day, `YYYY-MM-DD`."""

    def read(self, raw: object, given: Given, problems: list[FieldProblem]) -> Day:
        if isinstance(raw, str) and is_day(raw):
            return Day(raw, given)
        message = Text("必须是日期，写作 2025-06-30", "must be a date written 2025-06-30")
        problems.append(FieldProblem("/" + given.path, message))
        return self.unknown(given)

    def unknown(self, given: Given) -> Day:
        return Day(None, given)

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}

    @property
    def in_a_cell(self) -> tuple[Text, Text]:
        return Text("日期，年在前", "a date, year first"), _as_written("2025-06-30")

    def in_words(self, value: Day) -> Text | None:
        return Text(value.value, value.value) if value.value else None


@dataclass(frozen=True)
class Reference(FieldKind):
    """A short label that marks the same loan or purchase in several lists."""

    def read(self, raw: object, given: Given, problems: list[FieldProblem]) -> str | None:
        if isinstance(raw, str) and 0 < len(raw) <= 80 and raw.isprintable():
            return raw
        message = Text("必须是 1 到 80 个字的文字", "must be text of 1 to 80 characters")
        problems.append(FieldProblem("/" + given.path, message))
        return None

    def unknown(self, given: Given) -> str | None:
        return None

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "minLength": 1, "maxLength": 80}

    @property
    def in_a_cell(self) -> tuple[Text, Text]:
        return Text("任意文字", "any text"), _as_written("A1")

    def in_words(self, value: str | None) -> Text | None:
        return Text(value, value) if value else None


@dataclass(frozen=True)
class ListOf(FieldKind, Generic[E]):
    """A list of entries, each an object with the facts of `entry`."""

    entry: type[E]

    @property
    def facts(self) -> Mapping[str, Fact]:
        return facts_of(self.entry)

    @property
    def columns(self) -> Mapping[str, Fact]:
        return self.facts

    def entries(self, name: str, value: Any) -> Iterator[tuple[str, str]]:
        for n, row in enumerate(value):
            for key, each in self.facts.items():
                if row.get(key) is not None:
                    yield from each.kind.entries(f"{name}.{n}.{key}", row[key])
        if not value:
            yield name, EMPTY_LIST

    def canonical(self, value: Any) -> list[dict[str, Any]]:
        return [canonical(self.facts, each) for each in value]

    def read(self, raw: object, given: Given, problems: list[FieldProblem]) -> Items[E]:
        listed = _entries(raw, given, problems)
        if listed is None:
            return self.unknown(given)
        entries = []
        for i, each in enumerate(listed):
            path = f"{given.path}/{i}"
            if isinstance(each, dict):
                entries.append(read_facts(self.entry, each, path + "/", problems))
            else:
                problems.append(FieldProblem("/" + path, Text("必须是对象", "must be an object")))
        return Items(True, tuple(entries), given)

    def unknown(self, given: Given) -> Items[E]:
        return Items(False, (read_facts(self.entry, {}, given.path + "/*/", []),), given)

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "maxItems": MOST_ENTRIES, "items": facts_schema(self.entry)}

    def of_rows(self, rows: Sequence[Mapping[str, object]]) -> object:
        return list(rows) or None


def _labels(words: Mapping[str, Text]) -> dict[str, dict[str, str]]:
    return {word: label.to_dict() for word, label in words.items()}


MONEY = Number(Unit.YUAN, places=2, most=10**12)
PERCENT = Number(Unit.RATIO, places=4, most=100, per=100)
PERMILLE = Number(Unit.RATIO, places=4, most=1000, per=1000)
COUNT = Number(Unit.COUNT, places=0)
DAYS = Number(Unit.DAY, places=0)
YEAR = Number(Unit.CALENDAR_YEAR, places=0, least=2000, most=2100)
YEARS = Number(Unit.YEAR, places=2, most=100)
MONTHS = Number(Unit.MONTH, places=0, most=12)
LEVEL = Number(Unit.LEVEL, places=0, most=4)


class Section(Enum):
    """The parts of the form, in the order in which they are asked."""

    WHO = "who"
    TITLES = "titles"
    EQUIPMENT = "equipment"
    RESEARCH = "research"
    LOANS = "loans"
    DIGITAL = "digital"
    STANDARDS = "standards"
    MARKETS = "markets"
    TALENT = "talent"
    ORGANISERS = "organizers"
    RECEIVED = "received"


SECTIONS = {
    Section.WHO: Text("申请主体", "Who applies"),
    Section.TITLES: Text("称号", "Titles"),
    Section.EQUIPMENT: Text("设备与技术改造", "Equipment and technical renovation"),
    Section.RESEARCH: Text("联合实验室", "Joint laboratory"),
    Section.LOANS: Text("贷款与融资", "Loans and financing"),
    Section.DIGITAL: Text("数字化改造", "Digital retrofit"),
    Section.STANDARDS: Text("标准与管理咨询", "Standards and consulting"),
    Section.MARKETS: Text("开拓市场", "Reaching markets"),
    Section.TALENT: Text("人才", "Talent"),
    Section.ORGANISERS: Text("集群、培训与活动", "Clusters, training and events"),
    Section.RECEIVED: Text("已经获得的支持", "Support already received"),
}
"""The names of the sections, in the form and in an enterprise table."""


@dataclass(frozen=True)
class Fact:
    """The name of a fact, and how it is asked and read.

    `zero`: absent means 0, and the result says so. `default`: the word that absence stands for.
    `yours`: the enterprise can still decide it, such as a digital level or an event, not a cost
    already incurred. `part_of`: the fact it cannot exceed. `follows`: the question that must have
    been answered with yes before this one is asked. `ref`: the fact with the same-item number of a
    single purchase. `on_file`: returns the figure taken for a day if none is given. `published`:
    returns a figure published elsewhere, which the form offers for a day. `short`: its name in few
    words. `doubted_from`: the yuan from which a bare figure may have been meant in yuan; few loans or
    plants are larger than 100 million.
    """

    kind: FieldKind
    label: Text
    hint: Text | None = None
    zero: bool = False
    section: Section = Section.WHO
    default: str = ""
    yours: bool = False
    part_of: str = ""
    follows: str = ""
    ref: str = ""
    on_file: Callable[[str], PublishedFigure | None] | None = None
    published: Callable[[str], PublishedFigure | None] | None = None
    short: Text | None = None
    doubted_from: int = 10**8


def same_fact(one: Fact, other: Fact) -> bool:
    """Check whether two facts are described in the same way, the entries of a list included."""
    mine, yours = one.kind, other.kind
    if isinstance(mine, ListOf) and isinstance(yours, ListOf):
        if mine.facts.keys() != yours.facts.keys():
            return False
        if not all(same_fact(fact, yours.facts[key]) for key, fact in mine.facts.items()):
            return False
        return replace(one, kind=yours) == other
    return one == other


def fact(
    kind: FieldKind,
    zh: str,
    en: str,
    hint: Text | None = None,
    *,
    zero: bool = False,
    section: Section = Section.WHO,
    default: str = "",
    yours: bool = False,
    part_of: str = "",
    follows: str = "",
    ref: str = "",
    on_file: Callable[[str], PublishedFigure | None] | None = None,
    published: Callable[[str], PublishedFigure | None] | None = None,
    short: tuple[str, str] | None = None,
    doubted_from: int = 10**8,
) -> Any:
    """Return a field of a profile or an entry, with its two names."""
    described = Fact(
        kind, Text(zh, en), hint, zero, section, default, yours, part_of, follows, ref, on_file,
        published, Text(*short) if short else None, doubted_from,
    )  # fmt: skip
    return field(metadata={"fact": described})


class Entry(Protocol):
    """A dataclass whose fields were made by `fact`."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


def entry_label(label: Text, n: int) -> Text:
    """Return what the n-th entry of a list is called, counted from 1."""
    return Text("{list}第 {n} 项", "{list}, no. {n}").fill(list=label, n=str(n))


def facts_of(holder: type[Entry]) -> Mapping[str, Fact]:
    """Return the facts of a profile or an entry by name, in the order of the class."""
    if holder not in _FACTS_OF:
        _FACTS_OF[holder] = {f.name: f.metadata["fact"] for f in fields(holder)}
    return _FACTS_OF[holder]


_FACTS_OF: dict[type[Entry], Mapping[str, Fact]] = {}


PERSONS = Fact(COUNT, Text("人数", "Persons"))
"""The fact of each entry in a list of head counts."""


@dataclass(frozen=True)
class Attendance:
    """Persons on one full day of training."""

    persons: Quantity = fact(COUNT, "全天到课人数", "Persons on the full day")


@dataclass(frozen=True)
class Counts(FieldKind):
    """A list of integers ≥ 0."""

    @property
    def in_a_cell(self) -> tuple[Text, Text]:
        each = Text(
            "每天的人数，用分号隔开", "the number of people on each day, separated by semicolons"
        )
        return each, _as_written("30;28;31")

    def entries(self, name: str, value: Any) -> Iterator[tuple[str, str]]:
        yield from ((f"{name}.{n}", str(each)) for n, each in enumerate(value))

    @property
    def facts(self) -> Mapping[str, Fact]:
        return {"": PERSONS}

    def read(self, raw: object, given: Given, problems: list[FieldProblem]) -> Items[Attendance]:
        listed = _entries(raw, given, problems)
        if listed is None:
            return self.unknown(given)
        each = [
            COUNT.read(n, Given(f"{given.path}/{i}", given.label), problems)
            for i, n in enumerate(listed)
        ]
        return Items(True, tuple(Attendance(n) for n in each), given)

    def unknown(self, given: Given) -> Items[Attendance]:
        one = Attendance(COUNT.unknown(Given(given.path + "/*", given.label)))
        return Items(False, (one,), given)

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "maxItems": MOST_ENTRIES, "items": COUNT.schema()}

    def of_rows(self, rows: Sequence[Mapping[str, object]]) -> object:
        counts = [row.get("") for row in rows]
        return counts if counts and None not in counts else None


def read_facts(
    holder: type[E], raw: Mapping[str, object], prefix: str, problems: list[FieldProblem]
) -> E:
    """Read an entry from a JSON object; problems, including unknown keys, are collected."""
    return holder(**read_values(holder, raw, prefix, problems))


def read_values(
    holder: type[Entry], raw: Mapping[str, object], prefix: str, problems: list[FieldProblem]
) -> dict[str, Any]:
    """Read a JSON object as `read_facts` does, into values by name."""
    places, unknown = _places(holder, prefix)
    for key in raw:
        if key not in places:
            # After a hundred problems, searching for similar names would take minutes.
            near = _nearest(key, facts_of(holder)) if len(problems) < 100 else _NO_FACT
            problems.append(FieldProblem(f"/{prefix}{pointer(key)}", near))
    values = unknown.copy()
    for name, value in raw.items():
        if value is not None and name in places:
            kind, given = places[name]
            values[name] = kind.read(value, given, problems)
    return values


@lru_cache(maxsize=2000)
def _places(
    holder: type[Entry], prefix: str
) -> tuple[dict[str, tuple[FieldKind, Given]], dict[str, Any]]:
    """Return how and where each fact is read, and its value if nothing is known."""
    facts = facts_of(holder)
    places = {name: (each.kind, Given(prefix + name, each.label)) for name, each in facts.items()}
    return places, {name: kind.unknown(given) for name, (kind, given) in places.items()}


_NO_FACT = Text("没有这一项", "is not a known fact")


def _nearest(key: str, known: Mapping[str, Fact]) -> Text:
    """Return the message for an unknown fact, suggesting a similar one."""
    from difflib import get_close_matches  # only here: it is slow to import

    near = get_close_matches(key[:80], known, 1)
    return (
        _NO_FACT + Text(f"，是不是 {near[0]}？", f"; did you mean {near[0]}?") if near else _NO_FACT
    )


def pointer(key: str) -> str:
    """Return a key as a step of a JSON pointer, on one line and shortened."""
    shown = key if len(key) <= 80 else key[:80] + "…"
    shown = shown.replace("~", "~0").replace("/", "~1")
    return shown if shown.isprintable() else shown.encode("unicode_escape").decode("ascii")


def canonical(facts: Mapping[str, Fact], raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return a valid profile or entry in canonical form: 5e5, "500000.00" and 500000 become equal."""
    return {
        name: facts[name].kind.canonical(value)
        for name, value in sorted(raw.items())
        if value is not None and (value != facts[name].default or not facts[name].default)
    }


def facts_schema(holder: type[Entry]) -> dict[str, Any]:
    """Return the JSON Schema of a profile or an entry, with labels, help and units."""
    properties: dict[str, Any] = {}
    for name, each in facts_of(holder).items():
        described: dict[str, Any] = {"title": each.label.en, "x-label": each.label.to_dict()}
        if each.hint:
            described["x-help"] = each.hint.to_dict()
        if isinstance(each.kind, Number):
            described["x-unit"] = _unit_word(each.kind)
        if each.zero or each.default:
            described["default"] = each.default or 0
        properties[name] = described | _nullable(each.kind.schema())
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


def _unit_word(kind: Number) -> str:
    return {100: "percent", 1000: "permille"}.get(kind.per, kind.unit.value)
