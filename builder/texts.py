"""The official texts: each policy's words in both languages, split by their own numbering.

A policy is a folder of three files. `zh.md` is the text as issued, one paragraph per block, with
blank lines between blocks; `en.md` is its translation, block for block; `policy.toml` has what is
known about the text. What the rules depend on (city, title, days) is in their `Policy`. Headings
are numbered 一、（一） 1. and clauses （1） (I. (I) 1. (1) in English). In a text without numbered
clauses, such as one of articles, every paragraph that ends with its responsible units is a clause,
and `policy.toml` may split it into lettered parts.

For texts numbered otherwise, `clauses` in `policy.toml` names the mark that opens a clause (FORMS),
and `headings` the marks above it if they are unusual. A clause may then have several paragraphs,
each a line of its block, and a heading with its own words and no clause below it is a clause.
Clauses that grant nothing (responsibilities, validity) are listed in `no_measure`: they are
printed, but have no rule.
"""

from __future__ import annotations

import hashlib
import re
import runpy
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import groupby, pairwise, zip_longest
from pathlib import Path
from typing import Literal, NamedTuple

from builder.toml_reader import Table, content, name, place_in_words
from builder.toml_reader import TextError as TextError  # raised when a text cannot be read
from calculator.i18n import LANGS, Lang, Text
from calculator.measure import Document, Policy
from calculator.phrases import spelt
from calculator.places import Place
from calculator.policies import POLICIES

Status = Literal["in_force", "draft"]


@dataclass(frozen=True, slots=True)
class TitleLine:
    """A line above the text: its title, or a bracketed stage such as （征求意见稿）."""

    text: Text


@dataclass(frozen=True, slots=True)
class Heading:
    """A numbered heading of level 1 to 3; `run_in` if its text continues on the same line."""

    level: int
    number: Text
    text: Text
    run_in: bool
    place: str

    @property
    def line(self) -> Text:
        """The heading as printed, number and words."""
        return Text(self.number.zh + self.text.zh, f"{self.number.en} {self.text.en}")

    @property
    def bare(self) -> Text:
        """The number as it is cited, without the punctuation after it."""
        return _bare(self.number)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph that grants nothing by itself: preamble, aim, note or closing provision.

    `place` is the number of its section (一), `preamble` above the first, `closing` below the last.
    """

    text: Text
    place: str


@dataclass(frozen=True, slots=True)
class Clause:
    """The words of one measure, verbatim, without their number.

    `number` is the printed one, or article and paragraph; `path` the headings above; `agencies` the
    bracketed line of responsible units at the end, if there is one.
    """

    measure_id: str
    number: Text
    path: tuple[Heading, ...]
    text: Text
    agencies: Text | None
    translation_stale: bool

    @property
    def whole(self) -> Text:
        """The words including the line of responsible units, if there is one."""
        return _spaced(self.text, self.agencies) if self.agencies else self.text

    @property
    def fingerprint(self) -> str:
        """A hash that changes with any character of the Chinese."""
        return fingerprint(self.whole.zh)


@dataclass(frozen=True, slots=True)
class Passage:
    """A printed paragraph of clauses: one clause, or the lettered parts it is split into.

    `number` is printed before the first clause, `agencies` after the last.
    """

    number: Text | None
    clauses: tuple[Clause, ...]
    agencies: Text | None


Block = TitleLine | Heading | Paragraph | Passage


@dataclass(frozen=True, slots=True)
class Defect:
    """A flaw of the Chinese text, printed unchanged and with a note beside it.

    `no` numbers the flaws across all texts. `at` is a measure, the number of a section, `title`,
    `preamble` or `closing`; `quote` is the flawed words, None if only white space is concerned.
    """

    no: int
    at: str
    quote: str | None
    note: Text


class OtherDay(NamedTuple):
    """A last day other than the one the text states, and the title of the document that sets it."""

    to: date
    by: Text


class Replaced(NamedTuple):
    """The later version (id `by`) that replaces a text from the day `on`, and its `history`."""

    by: str
    on: date
    history: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PolicyText:
    """A whole text: its metadata, and its blocks in order.

    `title` is the name of the measures; the first block is the title of the text itself. Place,
    title, status, days, contact, and what it amends or is superseded by come from its `Policy`.
    """

    id: str
    place: Place
    title: Text
    short_title: Text
    issuer: Text
    number: Text
    kind: Text
    status: Status
    issued: date | None
    valid_from: date | None
    valid_to: date
    superseded_by: Document | None
    contact: Text | None
    notes: tuple[Text, ...]
    defects: tuple[Defect, ...]
    blocks: tuple[Block, ...]
    translation_stale: bool
    """Whether the words outside the clauses have changed since they were translated."""
    explains: bool = False
    """Whether it explains the measures; then the text it explains is the one in force."""
    amends: str | None = None
    """The id of the earlier version that this one replaces from its first day."""
    history: Mapping[str, str] = field(default_factory=dict)
    """The measure of the earlier version that each measure continues; an added one has none."""
    replaced: Replaced | None = None
    prolonged: OtherDay | None = None
    repealed: OtherDay | None = None

    @property
    def until(self) -> date:
        """The last day of its validity: the one it states, unless another document sets another."""
        other = self.repealed or self.prolonged
        return other.to if other else self.valid_to

    @property
    def ends(self) -> date:
        """The last day on which this version is in force."""
        if self.replaced is None:
            return self.until
        return min(self.until, self.replaced.on - timedelta(days=1))

    @property
    def succeeded(self) -> bool:
        """Whether a later version is in force from the day after it ends."""
        return self.replaced is not None and self.ends + timedelta(days=1) == self.replaced.on

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The words of every measure, in the order of the text."""
        return tuple(c for b in self.blocks if isinstance(b, Passage) for c in b.clauses)


def load_all(docs: Path, rules: Iterable[Policy] = POLICIES) -> tuple[PolicyText, ...]:
    """Return every policy under `docs`/policies, by city and then by id.

    Raises TextError for the first text that cannot be read, and for one without rules.
    """
    coded = {policy.id: policy for policy in rules}
    folders = sorted(p.parent for p in (docs / "policies").glob("*/policy.toml"))
    return in_succession(in_order(load(folder, _rules_for(folder, coded)) for folder in folders))


def _rules_for(folder: Path, coded: Mapping[str, Policy]) -> Policy:
    if folder.name not in coded:
        raise without_rules(folder.name)
    return coded[folder.name]


def policy_in(file: Path) -> Policy:
    """Return the policy that a module of rules declares. Raises TextError if it declares none."""
    at = f"{file.parent.name}/{file.name}"
    try:
        policy = runpy.run_path(str(file)).get("POLICY")
    except Exception as error:  # a module may raise anything
        said = Text("运行不了：{why}", "cannot be run: {why}").fill(why=str(error))
        raise TextError.at(at, said) from None
    if not isinstance(policy, Policy):
        raise TextError.at(at, Text("没有 POLICY", "there is no POLICY"))
    return policy


def without_rules(policy: str) -> TextError:
    """Return the error about a text without a module in `calculator/policies`."""
    said = (
        "{id} 还没有规则：规则写在 calculator/policies/{module}.py",
        "{id} has no rules: they go into calculator/policies/{module}.py",
    )
    return TextError(Text(*said).fill(id=policy, module=policy.replace("-", "_")))


def in_order(policies: Iterable[PolicyText]) -> tuple[PolicyText, ...]:
    """Return the same policies by place, in the order of their rules, and then by id."""
    places = [*dict.fromkeys(policy.place for policy in POLICIES)]
    return tuple(sorted(policies, key=lambda p: (places.index(p.place), p.id)))


def in_succession(policies: Iterable[PolicyText]) -> tuple[PolicyText, ...]:
    """Return the policies, with `replaced` set on those that a later version amends."""
    listed = tuple(policies)
    later = {
        policy.amends: Replaced(policy.id, policy.valid_from, policy.history)
        for policy in listed
        if policy.amends and policy.valid_from
    }
    return tuple(replace(policy, replaced=later.get(policy.id)) for policy in listed)


def _other_day(set_: tuple[str, Text] | None) -> OtherDay | None:
    return OtherDay(date.fromisoformat(set_[0]), set_[1]) if set_ else None


def load(folder: Path, rules: Policy) -> PolicyText:
    """Return the policy in `folder`, whose rules are `rules`.

    Raises TextError if a file, a number or a part is wrong.
    """
    about = Table.read(folder / "policy.toml")
    form = _form(about)
    idle = list(about.words_or_none("no_measure"))
    parts = _parts(about.rows("parts"))
    translated = about.table_or_none("translation")
    found = list(_blocks(_pair_up(folder, form), about.word("prefix"), form))
    ids = Counter(block.measure_id for block in found if isinstance(block, _Found))
    if twice := next((each for each, times in ids.items() if times > 1), None):
        same = Text("有两条都是 {id}：编号重了", "two clauses are {id}: their numbers are the same")
        raise TextError.at(about.at, same.fill(id=twice))
    for key, listed in (("[[parts]]", [*parts]), ("no_measure", idle)):
        if lost := ", ".join(each for each in listed if each not in ids):
            said = "{key} 所列的 {lost} 不在原文中", "{key} lists {lost}, which is not in the text"
            raise TextError.at(about.at, Text(*said).fill(key=key, lost=lost))
    blocks = tuple(
        block
        if not isinstance(block, _Found)
        else _provision(block)
        if block.measure_id in idle
        else _passage(block, parts.get(block.measure_id, []), translated)
        for block in found
    )
    policy = PolicyText(
        id=folder.name,
        place=rules.place,
        title=rules.title,
        short_title=about.pair("short_title"),
        issuer=about.pair("issuer"),
        number=about.pair("number"),
        kind=about.pair("kind"),
        status="draft" if rules.draft else "in_force",
        issued=about.day_or_none("issued"),
        valid_from=_day(rules, "valid_from") if rules.valid_from else None,
        valid_to=_day(rules, "valid_to"),
        superseded_by=rules.superseded_by,
        prolonged=_other_day(rules.prolonged),
        repealed=_other_day(rules.repealed),
        contact=rules.contact,
        notes=tuple(row.only_pair() for row in about.rows("notes")),
        defects=tuple(d for row in about.rows("defects") for d in _defects(row)),
        blocks=blocks,
        translation_stale=_stale(translated, "other", words_around(blocks)),
        explains=about.flag("explains", default=False),
        amends=rules.amends,
        history=_history(about.table_or_none("history"), blocks),
    )
    if translated:
        translated.finish()
    about.finish()
    _check(policy, about.at)
    return policy


def _day(rules: Policy, key: Literal["valid_from", "valid_to"]) -> date:
    """Return a date of the rules. Raises TextError if it is not one."""
    written: str = getattr(rules, key)
    try:
        return date.fromisoformat(written)
    except ValueError:
        said = Text(
            "{key} 应为日期，如 2026-12-31；写的是“{written}”",
            "{key} must be a day such as 2026-12-31; it is “{written}”",
        )
        raise TextError.at(rules.id, said.fill(key=key, written=written)) from None


def fingerprint(words: str) -> str:
    """Return sixteen hexadecimal digits that change with any character of `words`."""
    return hashlib.sha256(words.encode()).hexdigest()[:16]


# Reading one language: numbered lines.


class _Line(NamedTuple):
    """A paragraph of one file: its mark, as printed and as level and value, and its words."""

    at: str
    level: int
    value: int
    mark: str
    words: str
    run_in: bool = False
    whole: bool = False
    """Whether a heading has paragraphs in its own block, which makes it a clause."""

    @property
    def shape(self) -> tuple[int, int, bool, bool]:
        return self.level, self.value, self.run_in, self.whole


_CLAUSE = 4
_DIGITS = ("", "一", "二", "三", "四", "五", "六", "七", "八", "九")
_NUMERAL = f"([{''.join(_DIGITS)}十]+)"
_NUMBER = rf"([{''.join(_DIGITS)}十百零〇]+|\d+)"


def _chinese(n: int) -> str:
    tens, ones = divmod(n, 10)
    return (f"{_DIGITS[tens]}十".removeprefix("一") if tens else "") + _DIGITS[ones]


def _roman(n: int) -> str:
    tens, ones = divmod(n, 10)
    return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]


NUMERALS: dict[Lang, dict[str, int]] = {
    "zh": {_chinese(n): n for n in range(1, 100)},
    "en": {_roman(n): n for n in range(1, 40)},
}
"""The values of the numerals in headings, by language."""
ROMAN = {value: numeral for numeral, value in NUMERALS["en"].items()}
"""The numerals of English headings."""
MARKS: dict[str, dict[Lang, str]] = {
    "第一章": {"zh": rf"第{_NUMBER}章[^\S\n]*", "en": r"Chapter (\d+)\. "},
    "第一节": {"zh": rf"第{_NUMBER}[节節][^\S\n]*", "en": r"Section (\d+)\. "},
    "第一条": {"zh": rf"第{_NUMBER}[条條][^\S\n]*", "en": r"Article (\d+)\. "},
    "一、": {"zh": rf"{_NUMERAL}[、.．]", "en": r"([IVX]+)\. "},
    "（一）": {"zh": rf"[（(]{_NUMERAL}[）)]", "en": r"\(([IVX]+)\) "},
    "1.": {"zh": r"(\d+)[.．、](?!\d)", "en": r"(\d+)\. "},
    "（1）": {"zh": r"[（(](\d+)[）)]", "en": r"\((\d+)\) "},
}
"""The marks that may open a line, each kind by its first mark, with their patterns."""


def numeral_value(numeral: str, lang: Lang = "zh") -> int | None:
    """Return the value of a mark's numeral: 3 for 三, 3 or (in English) III; None for others."""
    if numeral.isdigit():
        return int(numeral)
    return NUMERALS[lang].get(numeral) or (spelt(numeral) if "百" in numeral else None)


class Form(NamedTuple):
    """A numbering scheme: the marks of the headings, outermost first, and that of the clauses."""

    headings: tuple[str, ...]
    clause: str

    def patterns(self, lang: Lang) -> Iterator[tuple[int, str]]:
        """Yield (level, pattern) for every mark."""
        yield from ((n, MARKS[mark][lang]) for n, mark in enumerate(self.headings, start=1))
        yield _CLAUSE, MARKS[self.clause][lang]


FORMS = {
    form.clause: form
    for form in (
        Form(("第一章", "第一节"), "第一条"),
        Form((), "一、"),
        Form(("一、",), "（一）"),
        Form(("一、", "（一）"), "1."),
        Form(("一、", "（一）", "1."), "（1）"),
    )
}
"""The numbering schemes, by the mark that opens a clause."""


def _form(about: Table) -> Form | None:
    """Return the form that policy.toml names; None if clauses are （1） or end with their units."""
    headings = about.words_or_none("headings")
    named = about.choice_or_none("clauses", tuple(FORMS))
    for mark in headings:
        if named is None or mark not in MARKS or mark == named or len(headings) >= _CLAUSE:
            said = Text(
                "headings 应列出 clauses 以外的至多三种编号，取自 {all}",
                "headings must list up to three marks other than that of clauses, from {all}",
            )
            raise TextError.at(about.at, said.fill(all=" ".join(MARKS)))
    return Form(headings or FORMS[named].headings, named) if named else None


# A heading ends at its first full stop, if it has one; the rest of the line is its text.
_STOP: dict[Lang, str] = {"zh": "。", "en": ". "}
_AGENCIES: dict[Lang, str] = {
    "zh": r"(?s)(.+?)([（(](?:责任单位|責任單位)[：:].+[）)])",
    "en": r"(?s)(.+?) (\(Responsible units: .+\))",
}


def _lines(file: Path, lang: Lang, form: Form | None) -> list[_Line]:
    """Read the lines of a file; `form` is how it is numbered if clauses may have several lines."""
    numbered = form or FORMS["（1）"]
    opens = re.compile("|".join(dict(form.patterns(lang)).values())) if form else None
    rows = enumerate(content(file).splitlines(), start=1)
    lines: list[_Line] = []
    for blank, group in groupby(rows, key=lambda row: not row[1].strip()):
        if not blank:
            block = list(group)
            kept = opens is not None and opens.match(block[0][1].strip())
            joint = "\n" if kept else "" if lang == "zh" else " "
            words = joint.join(row.strip() for _, row in block)
            lines += _marked(f"{name(file)}, line {block[0][0]}", words, lang, numbered)
    if not lines:
        raise TextError.at(name(file), Text("文件是空的", "the file is empty"))
    _check_order(lines, free=form is not None)
    return lines


def _marked(at: str, words: str, lang: Lang, form: Form) -> Iterator[_Line]:
    """Yield a line with its mark parsed; a heading and the text after it are two lines."""
    for level, pattern in form.patterns(lang):
        if not (found := re.match(pattern, words)):
            continue
        numeral, rest = found[1], words[found.end() :]
        mark = found[0] if lang == "zh" else found[0].strip()  # the blank after 第一章 is printed
        value = numeral_value(numeral, lang)
        if value is None:
            said = "{mark} 读不成编号", "{mark} cannot be read as a number"
            raise TextError.at(at, Text(*said).fill(mark=mark))
        if level == _CLAUSE or "\n" in rest:
            yield _Line(at, level, value, mark, rest, whole=level != _CLAUSE)
            return
        head, stop, text = rest.partition(_STOP[lang])
        yield _Line(at, level, value, mark, head + stop.strip(), run_in=bool(text))
        if text:
            yield _Line(at, 0, 0, "", text)
        return
    yield _Line(at, 0, 0, "", words)


def _check_order(lines: list[_Line], *, free: bool) -> None:
    """Check that every level counts 1, 2, 3 …; only （一） starts again under each 一、.

    In a `free` text any level may start again, or go on, under the next heading above it.
    Raises TextError at the first number out of order.
    """
    series: dict[tuple[int, int], list[_Line]] = {}
    runs: Counter[int] = Counter()
    below: set[int] = set()  # levels that a heading has stood above since their last number
    for line in lines:
        if not line.level:
            continue
        under_first = not free and line.level == 2
        if line.level in below and (under_first or (free and line.value == 1)):
            runs[line.level] += 1
        series.setdefault((line.level, runs[line.level]), []).append(line)
        above = line.level
        below = (below - {above}) | (
            set(range(above + 1, _CLAUSE + 1)) if free or above == 1 else set()
        )
    for marks in series.values():
        values = {line.value for line in marks}
        for due, line in enumerate(marks, start=1):
            if line.value != due:
                why = (
                    Text("这个编号已经用过", "this number is already used")
                    if line.value < due
                    else Text("编号的顺序不对", "the numbers are out of order")
                    if due in values
                    else Text("缺了一个编号", "a number is missing")
                )
                said = (
                    "此处是 {mark}，应是第 {due} 个：{why}",
                    "found {mark} where number {due} was expected: {why}",
                )
                raise TextError.at(line.at, Text(*said).fill(mark=line.mark, due=str(due), why=why))


def _begins_again(lines: Iterable[_Line] | Iterable[_Pair], level: int) -> bool:
    return sum(line.level == level and line.value == 1 for line in lines) > 1


# Pairing the two languages.


class _Pair(NamedTuple):
    """The same line in both files."""

    at: Text
    level: int
    value: int
    mark: Text
    words: Text
    agencies: Text | None
    run_in: bool
    whole: bool


def _pair_up(folder: Path, form: Form | None) -> list[_Pair]:
    zh, en = (_lines(folder / f"{lang}.md", lang, form) for lang in LANGS)
    for a, b in zip_longest(zh, en):
        if a is None or b is None or a.shape != b.shape:
            said = Text(
                "从这里起中英文对不上：{here}，对着 {there}。两边的段落和编号要一一对应；中文 {zh} 段，英文 {en} 段",
                "{here} is paired with {there}: both languages must have the same paragraphs with the "
                "same numbers; paragraphs in Chinese: {zh}, in English: {en}",
            )
            here, there = (
                _where(line) if line else _END.fill(file=f"{folder.name}/{lang}.md")
                for line, lang in ((a, "zh"), (b, "en"))
            )
            counts = {"zh": str(len(zh)), "en": str(len(en))}
            raise TextError(said.fill(here=here, there=there, **counts))
    pairs = [_paired(a, b) for a, b in zip(zh, en, strict=True)]
    return list(_clauses_above(pairs)) if form else pairs


def _clauses_above(pairs: list[_Pair]) -> Iterator[_Pair]:
    """Yield the lines, each heading that stands alone joined with its text as one clause."""
    n = 0
    while n < len(pairs):
        pair = pairs[n]
        after = next((p.level for p in pairs[n + 1 :] if p.level), 0)
        bare = 0 < pair.level < _CLAUSE and after <= pair.level
        if bare and pair.run_in:
            text = pairs[n + 1]
            words = _spaced(pair.words, text.words)
            yield pair._replace(words=words, agencies=text.agencies, run_in=False, whole=True)
            n += 1
        elif bare and pair.words.zh.endswith(_STOP["zh"]):
            yield pair._replace(whole=True)
        else:
            yield pair
        n += 1


_END = Text("{file} 末尾", "the end of {file}")


def _where(line: _Line) -> Text:
    begins = line.mark.strip() or f"{line.words[:20]}…"
    return place_in_words(line.at) + Text(f"（{begins}）", f" ({begins})")


def _paired(a: _Line, b: _Line) -> _Pair:
    words, agencies = Text(a.words, b.words), None
    zh, en = (re.fullmatch(_AGENCIES[lang], words(lang)) for lang in LANGS)
    if zh and en:
        words, agencies = Text(zh[1].rstrip(), en[1].rstrip()), Text(zh[2], en[2])
    elif zh or en:
        said = Text(
            "{here} 和 {there}：只有一边以责任单位结尾；中文应为（责任单位：…），英文应为 (Responsible units: …)",
            "{here} and {there}: only one of them ends with its responsible units, which are "
            "（责任单位：…） in Chinese and (Responsible units: …) in English",
        )
        raise TextError(said.fill(here=place_in_words(a.at), there=place_in_words(b.at)))
    return _Pair(
        Text(a.at, b.at), a.level, a.value, Text(a.mark, b.mark), words, agencies, a.run_in, a.whole
    )


# Turning lines into clauses.


class _Found(NamedTuple):
    """A printed paragraph that contains a clause."""

    measure_id: str
    number: Text
    path: tuple[Heading, ...]
    pair: _Pair


class _Part(NamedTuple):
    letter: str
    opening: Text


def _blocks(
    pairs: list[_Pair], prefix: str, form: Form | None
) -> Iterator[TitleLine | Heading | Paragraph | _Found]:
    numbered = any(pair.level == _CLAUSE for pair in pairs)
    again = form is not None and (
        _begins_again(pairs, _CLAUSE) or (numbered and any(pair.whole for pair in pairs))
    )
    first = next((n for n, pair in enumerate(pairs) if pair.level), len(pairs))
    last = max((n for n, pair in enumerate(pairs) if pair.level or pair.agencies), default=0)
    lengths = _article_lengths(pairs)
    path: tuple[Heading, ...] = ()
    values: tuple[int, ...] = ()
    article = paragraph = 0
    for n, pair in enumerate(pairs):
        if pair.level == _CLAUSE or pair.whole:
            kept = sum(above.level < pair.level for above in path)
            path, values = path[:kept], values[:kept]
            under = again or (pair.whole and len(values) > 0)
            numbers = (*values, pair.value) if under else (pair.value,)
            number = _under(path, pair.mark) if under else _bare(pair.mark)
            yield _Found("-".join([prefix, *map(str, numbers)]), number, path, pair)
        elif pair.level:
            if pair.level == 1:
                article, paragraph = pair.value, 0
            kept = sum(above.level < pair.level for above in path)
            path, values = path[:kept], (*values[:kept], pair.value)
            place = path[0].place if path else pair.mark.zh.strip().rstrip("、.．")
            path += (Heading(pair.level, pair.mark, pair.words, pair.run_in, place),)
            yield path[-1]
        elif n < first:
            stage = n == 1 and pair.words.zh[0] + pair.words.zh[-1] == "（）"
            yield TitleLine(pair.words) if n == 0 or stage else Paragraph(pair.words, "preamble")
        elif form and n > last:
            yield Paragraph(pair.words, "closing")
        elif numbered:
            if pairs[n - 1].level == _CLAUSE:
                said = (
                    "一条只有一段；这里应有编号",
                    "a clause is a single paragraph, so this one must have a number",
                )
                raise TextError.at(pair.at.zh, Text(*said))
            yield Paragraph(pair.words, path[0].place)
        elif pair.agencies:
            paragraph += 1
            number = _article(article, paragraph if lengths[article] > 1 else None)
            yield _Found(f"{prefix}-{article}-{paragraph}", number, path, pair)
        elif n > last:
            yield Paragraph(pair.words, "closing")
        else:
            said = "段末应有（责任单位：…）", "the paragraph must end with （责任单位：…）"
            raise TextError.at(pair.at.zh, Text(*said))


def _bare(mark: Text) -> Text:
    """Return a mark as a number to cite, without blanks and punctuation."""
    return Text(mark.zh.strip().rstrip("、.．"), mark.en.strip().rstrip("."))


def _under(path: tuple[Heading, ...], mark: Text) -> Text:
    """Return a number that restarts under each heading with its headings' numbers: 二（一）."""
    zh = "".join(_bare(above.number).zh for above in path)
    en = " ".join(_bare(above.number).en for above in path)
    return Text(zh + _bare(mark).zh, f"{en} {_bare(mark).en}".strip())


def _article_lengths(pairs: list[_Pair]) -> Counter[int]:
    """Count the paragraphs with responsible units in each article."""
    lengths: Counter[int] = Counter()
    article = 0
    for pair in pairs:
        article = pair.value if pair.level == 1 else article
        lengths[article] += pair.agencies is not None
    return lengths


def _article(article: int, paragraph: int | None) -> Text:
    number = Text(f"第{_chinese(article)}条", f"Article {article}")
    if paragraph is None:
        return number
    return number + Text(f"第{_chinese(paragraph)}款", f", paragraph {paragraph}")


def _provision(found: _Found) -> Paragraph:
    """Return a clause that grants nothing as the paragraph it is printed as."""
    pair = found.pair
    words = Text(pair.mark.zh + pair.words.zh, f"{pair.mark.en} {pair.words.en}")
    words = _spaced(words, pair.agencies) if pair.agencies else words
    return Paragraph(words, found.path[0].place if found.path else "closing")


def _passage(found: _Found, parts: list[_Part], translated: Table | None) -> Passage:
    pair = found.pair
    printed = pair.mark if pair.level else None
    if not parts:
        clause = _clause(found.measure_id, found.number, found, pair.words, translated)
        return Passage(printed, (clause,), pair.agencies)
    texts = map(Text, *(_split(pair, parts, lang) for lang in LANGS))
    return Passage(
        printed,
        tuple(
            _clause(
                f"{found.measure_id}-{part.letter}",
                found.number + Text(f"（{part.letter}）", f" ({part.letter})"),
                found,
                text,
                translated,
            )
            for part, text in zip(parts, texts, strict=True)
        ),
        pair.agencies,
    )


def _clause(
    measure_id: str, number: Text, found: _Found, text: Text, translated: Table | None
) -> Clause:
    clause = Clause(measure_id, number, found.path, text, found.pair.agencies, False)
    stale = _stale(translated, measure_id, clause.whole.zh)
    return replace(clause, translation_stale=stale)


def _split(pair: _Pair, parts: list[_Part], lang: Lang) -> list[str]:
    words, at = pair.words(lang), pair.at(lang)
    starts = []
    for part in parts:
        opening = part.opening(lang)
        if (times := words.count(opening)) != 1:
            said = Text(
                "{letter} 部分应以“{opening}”开头，这几个字在此处出现 {times} 次，应为一次",
                "part {letter} must begin with “{opening}”, which occurs {times} times here instead "
                "of once",
            )
            words_ = said.fill(letter=part.letter, opening=opening, times=str(times))
            raise TextError.at(at, words_)
        starts.append(words.index(opening))
    if starts[0] != 0 or starts != sorted(starts):
        letters = ", ".join(part.letter for part in parts)
        said = Text(
            "{letters} 各部分应按此顺序，从第一个字起",
            "parts {letters} must be in this order, starting with the first word",
        )
        raise TextError.at(at, said.fill(letters=letters))
    return [words[a:b].strip() for a, b in pairwise([*starts, len(words)])]


# Reading policy.toml.


def _parts(rows: list[Table]) -> dict[str, list[_Part]]:
    parts: dict[str, list[_Part]] = {}
    for row in rows:
        paragraph = row.word("paragraph")
        parts.setdefault(paragraph, []).append(_Part(row.word("letter"), row.pair("opening")))
        row.finish()
    return parts


def _defects(row: Table) -> Iterator[Defect]:
    no, note = row.count("no"), row.pair("note")
    for where in row.rows("where"):
        yield Defect(no, where.word("at"), where.word_or_none("quote"), note)
        where.finish()
    row.finish()


def _history(table: Table | None, blocks: tuple[Block, ...]) -> dict[str, str]:
    if table is None:
        return {}
    names = [c.measure_id for b in blocks if isinstance(b, Passage) for c in b.clauses]
    found = {name: was for name in names if (was := table.word_or_none(name))}
    table.finish()
    return found


def _stale(translated: Table | None, key: str, words: str) -> bool:
    if translated is None:  # nothing has been translated yet
        return True
    now = fingerprint(words)
    if translated.has_table(key):  # confirmed by somebody
        row = translated.table(key)
        made_from: str | None = row.word("text")
        row.day("on")
        row.word("by")
        row.word_or_none("reason")
        row.finish()
    else:
        made_from = translated.word_or_none(key)
    if made_from is None:
        said = (
            '缺少 {key} = "{now}"：译文所据的中文',
            '{key} = "{now}" is missing: the Chinese that the translation was made from',
        )
        raise TextError.at(translated.at, Text(*said).fill(key=key, now=now))
    return made_from != now


def words_around(blocks: tuple[Block, ...]) -> str:
    """Return the Chinese outside the clauses: titles, headings, paragraphs."""
    return "\n".join(
        block.line.zh if isinstance(block, Heading) else block.text.zh
        for block in blocks
        if not isinstance(block, Passage)
    )


def places(policy: PolicyText) -> dict[str, Text]:
    """Return the words of every place that a defect can name."""
    found = {clause.measure_id: clause.whole for clause in policy.clauses}
    for block in policy.blocks:
        if not isinstance(block, Passage):
            place = "title" if isinstance(block, TitleLine) else block.place
            words = block.line if isinstance(block, Heading) else block.text
            found[place] = found.get(place, Text("", "")) + words
    return found


def _check(policy: PolicyText, at: str) -> None:
    """Check the title against the text, and each defect's quotation against its place."""
    words = places(policy)
    for lang in LANGS:
        if policy.title(lang) not in words["title"](lang):
            said = (
                "规则里的标题“{title}”应与原文开头几行一致",
                "the title in the rules, “{title}”, must stand in the first lines of the text",
            )
            raise TextError.at(f"{policy.id}/{lang}.md", Text(*said).fill(title=policy.title(lang)))
    for defect in policy.defects:
        if defect.at not in words:
            said = (
                "疑点 {no} 所在的 {at} 不在原文中",
                "defect {no} is at {at}, which is not in the text",
            )
            raise TextError.at(at, Text(*said).fill(no=str(defect.no), at=defect.at))
        if (defect.quote or "") not in words[defect.at].zh:
            said = "疑点 {no} 引用的字不在 {at} 中", "defect {no} quotes words that are not in {at}"
            raise TextError.at(at, Text(*said).fill(no=str(defect.no), at=defect.at))


def _spaced(a: Text, b: Text) -> Text:
    return Text(a.zh + b.zh, f"{a.en} {b.en}")
