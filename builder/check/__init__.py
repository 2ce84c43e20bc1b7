"""Check, clause by clause, what a change to a text or a rule has made stale, and what to do.

An error stops the build: the site would say something untrue, or could not be made. A warning is
for a person to review; once reviewed it is confirmed in data, with a name, a day and a reason. A
confirmation that no longer confirms anything is reported in turn.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from builder.check import clauses, cross_refs, named
from builder.check.confirmed import Confirmation, confirmations
from builder.check.findings import ERRORS, Issue, IssueKind
from builder.check.sources import Sources, sources
from calculator.catalogue import quotations
from calculator.measure import Policy as Rules

__all__ = ["ERRORS", "Checked", "Confirmation", "Issue", "IssueKind", "check"]


@dataclass(frozen=True, slots=True)
class Checked:
    """The result of a check: how much was checked, the findings in text order, the confirmed."""

    measures: int
    quotations: int
    findings: tuple[Issue, ...]
    confirmed: tuple[tuple[Issue, Confirmation], ...]
    sources: Sources = field(repr=False, compare=False)

    @property
    def errors(self) -> tuple[Issue, ...]:
        """The findings that stop the build."""
        return tuple(finding for finding in self.findings if finding.kind in ERRORS)

    @property
    def failed(self) -> bool:
        """Whether any finding is an error."""
        return bool(self.errors)


def check(root: Path, rules: tuple[Rules, ...], today: str, *, follow: bool = True) -> Checked:
    """Check the project at `root` with these rules, as it stands on a day (YYYY-MM-DD).

    With `follow`, worked cases are computed and pages are made to check their links; skip this if
    the site is about to be built. A file that cannot be read is a finding like any other. Raises
    TextError only if the file of confirmations cannot be read.
    """
    everything = sources(root, rules)
    found = [
        *clauses.findings(everything, today),
        *named.findings(everything),
        *cross_refs.findings(everything, today, follow=follow),
    ]
    signed = {each.finding: each for each in confirmations(root)}
    confirmed = tuple(
        (finding, signed.pop(finding.name))
        for finding in found
        if finding.kind not in ERRORS and finding.name in signed
    )
    done = {finding.name for finding, _ in confirmed}
    # If a text is unreadable or the check was partial, unused confirmations cannot be told.
    whole = follow and not any(finding.kind is IssueKind.UNREADABLE for finding in found)
    needless = (
        Issue.of(IssueKind.NOTHING_TO_CONFIRM, each.finding, each.where)
        for each in (signed.values() if whole else ())
    )
    measures = [measure for policy in rules for measure in policy.measures]
    return Checked(
        len(measures),
        sum(len({each.words for each in quotations(measure)}) for measure in measures),
        (*(finding for finding in found if finding.name not in done), *needless),
        confirmed,
        everything,
    )
