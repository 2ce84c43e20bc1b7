"""The project as the check reads it: texts, rules and data, and where words are in its files."""

from __future__ import annotations

import ast
import re
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property
from pathlib import Path

from builder import texts
from builder.toml_reader import content
from calculator.i18n import LANGS, Lang, Text
from calculator.measure import Measure
from calculator.measure import Policy as Rules


@dataclass(frozen=True)
class Both:
    """A clause and its rule, with the same id; one of them may be missing."""

    id: str
    clause: texts.Clause | None
    measure: Measure | None


@dataclass(frozen=True)
class PolicySource:
    """A policy: its folder, its text (None if unreadable) and its rules, if it has any."""

    root: Path
    id: str
    text: texts.PolicyText | None
    rules: Rules | None
    error: Text | None = None

    @property
    def folder(self) -> Path:
        return self.root / "docs" / "policies" / self.id

    @property
    def module(self) -> Path:
        """The file of the rules: calculator/policies/xiamen_2024.py for xiamen-2024."""
        return self.root / "calculator" / "policies" / f"{self.id.replace('-', '_')}.py"

    @cached_property
    def literals(self) -> tuple[tuple[str, int], ...]:
        """Every string literal of the rules with its line; adjacent parts are one."""
        if not self.module.is_file():
            return ()
        tree = ast.parse(self.module.read_bytes(), str(self.module))
        return tuple(
            (node.value, node.lineno)
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        )

    @cached_property
    def days(self) -> tuple[tuple[str, int], ...]:
        """The words from which the rules read a day, with lines: day("…2026年12月31日")."""
        if not self.module.is_file():
            return ()
        tree = ast.parse(self.module.read_bytes(), str(self.module))
        return tuple(
            (node.args[0].value, node.lineno)
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "day"
            and isinstance(node.args[0], ast.Constant)
            and isinstance(node.args[0].value, str)
        )

    @property
    def pairs(self) -> tuple[Both, ...]:
        """Clauses with their rules in text order, then the rules without a clause."""
        clauses = {c.measure_id: c for c in self.text.clauses} if self.text else {}
        measures = {m.id: m for m in self.rules.measures} if self.rules else {}
        return tuple(
            Both(name, clauses.get(name), measures.get(name)) for name in {**clauses, **measures}
        )

    def at_text(self, words: str, lang: Lang = "zh") -> str:
        """Return file:line of words of the text, or the file if they are not in it.

        Many paragraphs begin alike, so the longest match decides.
        """
        file, line = self.folder / f"{lang}.md", words.partition("\n")[0]
        found = [place(self.root, file, line[:length]) for length in (None, 48, 16)]
        return max(found, key=lambda each: ":" in each)

    def at_english(self, words: Text) -> str:
        """Return file:line of the English paired with these words' paragraph."""
        found = re.search(r":(\d+)$", self.at_text(words.zh))
        starts = [_starts(self.folder / f"{lang}.md") for lang in LANGS]
        n = bisect(starts[0], int(found[1])) if found else 0
        if not n or n > len(starts[1]):
            return self.at_text(words.en, "en")
        return f"{(self.folder / 'en.md').relative_to(self.root).as_posix()}:{starts[1][n - 1]}"

    def at_rule(self, words: str) -> str:
        """Return file:line of a string of the rules, or the file if it is not in them."""
        name = self.module.relative_to(self.root).as_posix()
        return next((f"{name}:{line}" for each, line in self.literals if each == words), name)


@dataclass(frozen=True)
class Sources:
    """The project at `root`: every policy with a text, then those with rules only."""

    root: Path
    policies: tuple[PolicySource, ...]

    @property
    def measures(self) -> frozenset[str]:
        """The ids of all measures that have a clause or a rule."""
        return frozenset(each.id for source in self.policies for each in source.pairs)

    @property
    def readable(self) -> bool:
        """Whether every text is readable and matches its rules clause by clause."""
        return all(
            source.text
            and source.rules
            and all(each.clause and each.measure for each in source.pairs)
            for source in self.policies
        )


def sources(root: Path, rules: tuple[Rules, ...]) -> Sources:
    """Read the texts under `root` and match them with their rules."""
    coded = {policy.id: policy for policy in rules}
    found = []
    for about in sorted((root / "docs" / "policies").glob("*/policy.toml")):
        name, text, error = about.parent.name, None, None
        policy = coded.pop(name, None)
        try:
            if policy is None:
                raise texts.without_rules(name)
            text = texts.load(about.parent, policy)
        except texts.TextError as trouble:
            error = trouble.said
        found.append(PolicySource(root, name, text, policy, error))
    read = {text.id: text for text in texts.in_succession(s.text for s in found if s.text)}
    found = [replace(source, text=read.get(source.id)) for source in found]
    order = [policy.id for policy in rules]
    found.sort(key=lambda source: order.index(source.id) if source.id in order else len(order))
    return Sources(root, (*found, *(PolicySource(root, name, None, coded[name]) for name in coded)))


def _starts(file: Path) -> list[int]:
    """Return the line numbers at which the paragraphs of a text begin."""
    lines = ["", *content(file).splitlines()]
    return [n for n in range(1, len(lines)) if lines[n].strip() and not lines[n - 1].strip()]


def place(root: Path, file: Path, words: str) -> str:
    """Return `file:line` of the first line with these words, or `file` if there is none."""
    name = file.relative_to(root).as_posix()
    if not file.is_file() or not words:
        return name
    before, found, _ = file.read_text(encoding="utf-8", errors="replace").partition(words)
    return f"{name}:{before.count(chr(10)) + 1}" if found else name


def place_told(root: Path, file: Path, error: str) -> str:
    """Return the file:line that an English error message is about, as precisely as it says."""
    if found := re.search(r"(?:, |at )line (\d+)", error):
        return f"{file.relative_to(root).as_posix()}:{found[1]}"
    said = error.rpartition(f"{file.name}")[2]
    if found := re.search(r"defect (\d+)", said):
        return place(root, file, f"no = {found[1]}\n")
    written = file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
    fact = re.search(r": /(\w+): ", said)  # shared by all examples of the file
    if fact and re.search(f"^{fact[1]} = ", written, re.MULTILINE):
        return place(root, file, f"{fact[1]} = ")
    names = re.findall(r"[\w-]*[-_\d\u4e00-\u9fff][\w-]*", said)  # not an English word
    known = [name for name in names if name in written]
    return place(root, file, min(known, key=written.count, default=""))


def nearest(words: str, text: str) -> str:
    """Return the passage of a sentence of `text` most similar to `words`, of about its length.

    Full-width characters equal ordinary ones. Empty if nothing is at least half alike.
    """
    words = _narrow(words)
    pairs = {words[n : n + 2] for n in range(len(words) - 1)}
    sentences = re.split(r"(?<=[。；\n])", text)
    likely = sorted(sentences, key=lambda each: -sum(pair in _narrow(each) for pair in pairs))[:3]
    best, most = "", 0.5
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(words)
    for passage in (each for sentence in likely for each in _passages(sentence, len(words))):
        matcher.set_seq1(_narrow(passage))
        if matcher.real_quick_ratio() > most and matcher.quick_ratio() > most:
            ratio = matcher.ratio()
            if ratio > most:
                best, most = passage, ratio
    return best


def _narrow(words: str) -> str:
    """Replace full-width characters by ordinary ones, one for one."""
    return "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in words)


def _passages(sentence: str, length: int) -> Iterator[str]:
    for size in range(max(length - 2, 1), length + 5):
        for start in range(max(len(sentence) - size, 0) + 1):
            yield sentence[start : start + size]
