"""The project as the check reads it: texts, rules and data, and where in its files words stand."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property
from pathlib import Path

from builder import texts
from calculator.measure import Measure
from calculator.measure import Policy as Rules
from calculator.text import Lang, Text


@dataclass(frozen=True)
class Both:
    """A clause with its rule, of the same id; one of them may be missing."""

    id: str
    clause: texts.Clause | None
    measure: Measure | None


@dataclass(frozen=True)
class Source:
    """A policy: its folder, its text (None where it cannot be read) and its rules, if it has any."""

    root: Path
    id: str
    text: texts.Policy | None
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
        """Every string of the rules with its line; what is broken over lines is one string."""
        if not self.module.is_file():
            return ()
        tree = ast.parse(self.module.read_text(encoding="utf-8"), str(self.module))
        return tuple(
            (node.value, node.lineno)
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        )

    @cached_property
    def days(self) -> tuple[tuple[str, int], ...]:
        """The words from which the rules read a day, with their lines: day("…2026年12月31日")."""
        if not self.module.is_file():
            return ()
        tree = ast.parse(self.module.read_text(encoding="utf-8"), str(self.module))
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
        """Clauses with their rules, in the order of the text, then the rules without a clause."""
        clauses = {c.measure_id: c for c in self.text.clauses} if self.text else {}
        measures = {m.id: m for m in self.rules.measures} if self.rules else {}
        return tuple(
            Both(name, clauses.get(name), measures.get(name)) for name in {**clauses, **measures}
        )

    def at_text(self, words: str, lang: Lang = "zh") -> str:
        """Where words of the text stand; its file where they do not."""
        return place(self.root, self.folder / f"{lang}.md", words[:16])

    def at_rule(self, words: str) -> str:
        """Where a string of the rules stands; their file where none is such."""
        name = self.module.relative_to(self.root).as_posix()
        return next((f"{name}:{line}" for each, line in self.literals if each == words), name)


@dataclass(frozen=True)
class Sources:
    """The project at `root`: every policy of the texts, then those that are rules alone."""

    root: Path
    policies: tuple[Source, ...]

    @property
    def measures(self) -> frozenset[str]:
        """The ids of all measures that have a clause or a rule."""
        return frozenset(each.id for source in self.policies for each in source.pairs)

    @property
    def readable(self) -> bool:
        """Whether every text can be read and pairs up with its rules."""
        return all(
            source.text
            and source.rules
            and all(each.clause and each.measure for each in source.pairs)
            for source in self.policies
        )


def sources(root: Path, rules: tuple[Rules, ...]) -> Sources:
    """The texts under `root` with their rules."""
    coded = {policy.id: policy for policy in rules}
    found = []
    for about in sorted((root / "docs" / "policies").glob("*/policy.toml")):
        name, text, error = about.parent.name, None, None
        try:
            text = texts.load(about.parent)
        except texts.TextError as trouble:
            error = trouble.said
        found.append(Source(root, name, text, coded.pop(name, None), error))
    read = {text.id: text for text in texts.in_succession(s.text for s in found if s.text)}
    found = [replace(source, text=read.get(source.id)) for source in found]
    order = [policy.id for policy in rules]
    found.sort(key=lambda source: order.index(source.id) if source.id in order else len(order))
    return Sources(root, (*found, *(Source(root, name, None, coded[name]) for name in coded)))


def place(root: Path, file: Path, words: str) -> str:
    """`file:line` of the first line with these words, `file` where there is none."""
    name = file.relative_to(root).as_posix()
    if not file.is_file() or not words:
        return name
    before, found, _ = file.read_text(encoding="utf-8").partition(words)
    return f"{name}:{before.count(chr(10)) + 1}" if found else name


def nearest(words: str, text: str) -> str:
    """The passage of `text` most like `words`, in a sentence, up to two characters longer or shorter.

    Empty where none has half of them in common.
    """
    pairs = {words[n : n + 2] for n in range(len(words) - 1)}
    sentences = re.split(r"(?<=[。；\n])", text)
    likely = sorted(sentences, key=lambda each: -sum(pair in each for pair in pairs))[:3]
    best, most = "", 0.5
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(words)
    for passage in (each for sentence in likely for each in _passages(sentence, len(words))):
        matcher.set_seq1(passage)
        if matcher.real_quick_ratio() > most and matcher.quick_ratio() > most:
            ratio = matcher.ratio()
            if ratio > most:
                best, most = passage, ratio
    return best


def _passages(sentence: str, length: int) -> Iterator[str]:
    for size in range(max(length - 2, 1), length + 3):
        for start in range(max(len(sentence) - size, 0) + 1):
            yield sentence[start : start + size]
