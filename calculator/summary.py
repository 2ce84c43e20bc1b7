"""The answer in short: one sum, a line per measure that gives money, and what to ask next.

Neither page wording nor HTML: page, print, copied text, workbook and share picture are made from
it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from calculator.assessment import Assessment, Result, Status
from calculator.measure import Basis, Frequency, Kind, Policy
from calculator.profile import FACTS
from calculator.quantity import Exact

_NOT_CASH = frozenset({Kind.SAVING, Kind.CREDIT})


class SummaryLine(NamedTuple):
    """A measure that gives money, and what it counts in the sums, in yuan."""

    result: Result
    fixed: Exact
    at_most: Exact

    @property
    def frequency(self) -> Frequency | None:
        """How often it pays; None if the clause does not say."""
        return self.result.measure.paid.frequency if self.result.measure.paid else None


class Question(NamedTuple):
    """An unknown fact and the money that depends on it.

    `path` is its place in the profile (`pledge_loans/0/days`). `fixed` is the part fixed by texts,
    `at_most` all of it, in yuan; measures without an upper limit (`boundless`) are in neither.
    """

    path: str
    results: tuple[Result, ...]
    fixed: Exact
    at_most: Exact
    boundless: bool

    @property
    def fact(self) -> str:
        return self.path.partition("/")[0]


@dataclass(frozen=True)
class Summary:
    """The answer for one profile; sums in yuan, as in the totals.

    `open` is the most that may be added to `at_most` once everything is known, `boundless` whether
    some measure has no upper limit. Without a city, `open` is that of the city with the most.
    """

    fixed: Exact
    at_most: Exact
    lines: tuple[SummaryLine, ...]
    savings: tuple[SummaryLine, ...]
    limits: tuple[Result, ...]
    open: Exact
    boundless: bool
    questions: tuple[Question, ...]

    @property
    def within_caps(self) -> Exact:
        """The part of the sum that lies within ceilings and is decided by a department."""
        return self.at_most - self.fixed


def summarize(assessment: Assessment) -> Summary:
    """Return the summary of an assessment: lines by amount, questions by what is at stake."""
    granted = [r for r in assessment.here if r.status is Status.ELIGIBLE]
    worths = assessment.worths
    lines = sorted(
        (
            SummaryLine(result, worth.certain, worth.at_most)
            for result in granted
            if (worth := worths.get(result.measure.id)) and result.amount
        ),
        key=lambda line: -line.at_most,
    )
    waiting = [r for r in assessment.here if r.status is Status.UNDETERMINED]
    totals = assessment.totals
    return Summary(
        fixed=totals.certain,
        at_most=totals.at_most,
        lines=tuple(line for line in lines if line.result.measure.kind is not Kind.SAVING),
        savings=tuple(line for line in lines if line.result.measure.kind is Kind.SAVING),
        limits=tuple(r for r in granted if r.finding.outcome and r.finding.outcome.credit),
        open=_most(waiting),
        boundless=any(_is_boundless(r) for r in waiting),
        questions=tuple(_questions(assessment, waiting)),
    )


def _questions(assessment: Assessment, waiting: Iterable[Result]) -> Iterator[Question]:
    """Yield the missing facts: by fixed money, then by the most possible, then in text order."""
    asked: dict[str, list[Result]] = {}
    for result in waiting:
        for path in dict.fromkeys(asked_about(result)):
            asked.setdefault(path, []).append(result)
    found = [
        Question(
            path,
            tuple(results),
            _most(r for r in results if r.basis is Basis.FIXED),
            _most(results),
            any(_is_boundless(r) for r in results),
        )
        for path, results in asked.items()
    ]
    yield from sorted(found, key=lambda q: (q.fixed, q.at_most, q.boundless), reverse=True)


def asked_about(result: Result) -> Iterator[str]:
    """Yield what to ask for a measure; a follow-up question waits for the one it follows."""
    missing = {given.fact for given in result.missing}
    for given in result.missing:
        in_any_entry = "/*/" in given.path  # the whole list is asked for instead
        if FACTS[given.fact].follows not in missing and not in_any_entry:
            yield given.path


def _is_boundless(result: Result) -> bool:
    return is_cash(result) and result.potential_max is None


def is_cash(result: Result) -> bool:
    """Check whether the clause states money; loan limits and interest saved do not count."""
    stated = result.basis in (Basis.FIXED, Basis.FORMULA)
    return stated and result.measure.kind not in _NOT_CASH


def _most(results: Iterable[Result]) -> Exact:
    """Return the most that measures may give together, within the text that gives most."""
    sums: dict[Policy, Exact] = {}
    for result in results:
        if is_cash(result):
            most = result.potential_max or Fraction(0)
            sums[result.policy] = sums.get(result.policy, Fraction(0)) + most
    return max(sums.values(), default=Fraction(0))
