"""The ladder of titles: the same facts assessed at each title, compared with the one below.

Assumed, since the texts do not say so: the holder of a title also holds those below it, each being
picked from the one before. Only the reserve ends with the little-giant title it leads to.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from calculator.assessment import Assessment, Result, Status, find
from calculator.fields import CalendarDay, Words, YesNo
from calculator.i18n import Text
from calculator.measure import Policy
from calculator.profile import FACTS, read_profile, registration
from calculator.quantity import Exact, Quantity
from calculator.shared_facts import Title

PASSING = frozenset({Title.LITTLE_GIANT_RESERVE})
"""Titles that end when the next one begins."""
_OPEN = (Status.ELIGIBLE, Status.UNDETERMINED)


class Opening(NamedTuple):
    """A measure that a step opens, or that gives more or something else than a step below."""

    result: Result
    below: Result | None

    @property
    def gain(self) -> Exact | None:
        """The additional yuan at most, compared with below; None without a limit in the text."""
        before = _worth(self.below) if self.below else 0
        now = _worth(self.result)
        return None if now is None or before is None else now - before

    @property
    def limits(self) -> dict[Text | None, tuple[Exact | None, Exact | None]]:
        """The changed borrowing limits by use, as (below, here); None where there was none."""
        before, now = _limits(self.below), _limits(self.result)
        return {use: (before.get(use), now[use]) for use in now if before.get(use) != now[use]}


@dataclass(frozen=True)
class Rung:
    """A title: whether it is held, or the highest held (`yours`), and what it opens and closes."""

    title: Title
    held: bool
    yours: bool
    assessment: Assessment
    opens: tuple[Opening, ...]
    closes: tuple[Result, ...]
    certain: Exact
    at_most: Exact
    """What the opened measures add to the totals, without subtracting closed ones."""


def ladder(assessment: Assessment) -> tuple[Rung, ...]:
    """Return a step for each title named in the texts of the applicant's city, lowest first."""
    return _steps(Assessment(assessment.firm, assessment.here))


def in_general(policy: Policy) -> tuple[Rung, ...]:
    """Return the steps for a typical enterprise of a policy's city.

    Every yes-or-no fact is yes, its titles date from the last day of the text, and nothing else is
    known.
    """
    day = policy.last_day
    known: dict[str, object] = {**registration(policy.place), "date": day, "titles": []}
    for name, fact in FACTS.items():
        if isinstance(fact.kind, (YesNo, CalendarDay)):
            known[name] = True if isinstance(fact.kind, YesNo) else day
    firm = read_profile(known)
    found = (
        Result(policy, each, find(policy, each, firm, each.readings[0]), (), None, day)
        for each in policy.measures
    )
    return _steps(Assessment(firm, tuple(found)))


def _steps(assessment: Assessment) -> tuple[Rung, ...]:
    held = assessment.firm.titles.value or frozenset()
    named = [title for title in Title if any(title in _titles(r) for r in assessment.results)]
    highest = next((title for title in reversed(Title) if title in held), None)
    below = _at(assessment, frozenset())
    steps: list[Rung] = []
    for n, title in enumerate(named):
        here = _at(assessment, _held(named[: n + 1]))
        closes = tuple(
            was
            for was, now in zip(below.results, here.results, strict=True)
            if was.status in _OPEN and now.status not in _OPEN
        )
        certain, at_most = (
            getattr(here.totals, name)
            - getattr(below.totals, name)
            + sum(r.amount.high for r in closes if r.amount and not (exact and r.finding.ceiling))
            for name, exact in (("certain", True), ("at_most", False))
        )
        opens = tuple(_opened(below, here))
        steps.append(
            Rung(title, title in held, title is highest, here, opens, closes, certain, at_most)
        )
        below = here
    return tuple(steps)


def _held(titles: list[Title]) -> frozenset[str]:
    """Return the titles held together with the last of these."""
    return frozenset(t.value for t in titles if t not in PASSING or t is titles[-1])


def _at(assessment: Assessment, titles: frozenset[str]) -> Assessment:
    """Return the assessment with other titles held."""
    firm = assessment.firm
    firm = replace(firm, titles=Words(titles, firm.titles.given))
    return Assessment(
        firm,
        tuple(
            replace(r, finding=find(r.policy, r.measure, firm, r.measure.readings[0]))
            for r in assessment.results
        ),
    )


def _titles(result: Result) -> tuple[Title, ...]:
    who = result.measure.who
    return (*who.titles, *who.inferred) if who else ()


def _opened(below: Assessment, here: Assessment) -> list[Opening]:
    listed = []
    for was, now in zip(below.results, here.results, strict=True):
        before = was if was.status in _OPEN else None
        opening = Opening(now, before)
        if now.status in _OPEN and (
            before is None or opening.gain or opening.limits or _says(was) != _says(now)
        ):
            listed.append(opening)
    return listed


def _worth(result: Result) -> Exact | None:
    """Return the known maximum of a measure."""
    amount = _amount(result)
    return amount.high if amount else 0


def _amount(result: Result) -> Quantity | None:
    return result.finding.outcome.amount if result.finding.outcome else None


def _limits(result: Result | None) -> dict[Text | None, Exact | None]:
    outcome = result.finding.outcome if result else None
    return {credit.label: credit.limit.high for credit in outcome.credit} if outcome else {}


def _says(result: Result) -> object:
    return result.finding.outcome and result.finding.outcome.says
