"""What a change to a text or a rule has left behind, clause by clause."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from builder import coverage, texts
from builder.pages import match
from calculator.catalogue import quotations
from calculator.measure import Policy as Rules
from calculator.text import Text

NOT_FOUND = Text(
    "规则引用的「{words}」不在条款中", "the rule quotes 「{words}」, which its clause does not say"
)
STALE = Text("原文已改，译文未跟上", "the Chinese has changed since it was translated")
STALE_AROUND = Text(
    "条款以外的原文已改，译文未跟上",
    "the Chinese around the clauses has changed since it was translated",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at. `place` is a measure's or a policy's id; an error fails the check."""

    place: str
    words: Text
    error: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """How much was looked at, and what was found, in the order of the texts."""

    measures: int
    quotations: int
    findings: tuple[Finding, ...]

    @property
    def failed(self) -> bool:
        """Whether one of the findings is an error."""
        return any(finding.error for finding in self.findings)


def check(docs: Path, rules: tuple[Rules, ...]) -> Checked:
    """Every quotation against its clause, translation against its origin, sentence for its status.

    Raises TextError where a text cannot be read, PageError where texts and rules do not pair up.
    """
    shelves = match(texts.load_all(docs), rules)
    findings: list[Finding] = []
    count = measures = 0
    for shelf in shelves:
        if shelf.policy.translation_stale:
            findings.append(Finding(shelf.policy.id, STALE_AROUND, error=False))
        for entry in shelf.entries:
            quoted = tuple(dict.fromkeys(each.words for each in quotations(entry.measure)))
            measures, count = measures + 1, count + len(quoted)
            whole = entry.clause.whole.zh
            findings += [
                Finding(entry.measure.id, NOT_FOUND.fill(words=words), error=True)
                for words in quoted
                if words not in whole
            ]
            if entry.clause.translation_stale:
                findings.append(Finding(entry.measure.id, STALE, error=False))
        unclear = coverage.gaps(shelf.policy, docs)
        findings += [Finding(gap.place, gap.words, error=True) for gap in unclear]
    return Checked(measures, count, tuple(findings))
