"""The assessment of a profile: each measure with its status, amount, reason and quotations.

The same object everywhere: page, print, command line and files are made from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from functools import cache, cached_property
from typing import Any, NamedTuple

from calculator import working
from calculator.catalogue import outline
from calculator.contradictions import Contradiction, contradictions
from calculator.fields import ProfileError
from calculator.i18n import Text, plain, with_article
from calculator.measure import (
    Basis,
    Condition,
    Kind,
    Measure,
    Outcome,
    Policy,
    Reading,
    Standing,
    StandingKind,
    versions_on,
)
from calculator.overlaps import Excluded, Worth, keep_highest, settle
from calculator.policies import OVERLAPS, POLICIES
from calculator.profile import read_profile, registered_in
from calculator.quantity import BOUNDLESS, Exact, Given, Quantity, Stake, Truth
from calculator.shared_facts import APPLICANTS, Applicant, Profile
from calculator.version import rules_version


class Status(Enum):
    """The result for a measure; the first that applies."""

    INELIGIBLE = "ineligible"
    NOT_IN_FORCE = "not_in_force"
    NOT_FOR_APPLICANT = "not_for_applicant"
    NOT_READ = "not_read"
    OTHER_POLICY = "other_policy"
    UNDETERMINED = "undetermined"
    ELIGIBLE = "eligible"


class Answer(Enum):
    """The degree to which an eligible measure is settled."""

    FITS = "fits"
    JUDGED = "judged"
    GOVERNMENT_TASK = "government_task"


class Amount(NamedTuple):
    """An amount in yuan, to the fen: `exact` (low = high), or a `ceiling` from 0 or a minimum."""

    low: Exact
    """The least that is given, in yuan, as an exact integer or fraction."""
    high: Exact
    """The most that is given."""

    @property
    def exact(self) -> bool:
        """Whether the text fixes the amount."""
        return self.low == self.high

    def to_dict(self, *, ceiling: bool) -> dict[str, str]:
        """Return the amount as JSON-ready data; `ceiling` if the text only limits it."""
        kind = "ceiling" if ceiling else "exact"
        return {"kind": kind, "min": plain(self.low, 2), "max": plain(self.high, 2)}


class ReadingResult(NamedTuple):
    """The result of a measure under one reading; `conditions` are in test order."""

    reading: Reading
    status: Status
    conditions: tuple[Condition, ...]
    outcome: Outcome | None

    @property
    def amount(self) -> Amount | None:
        """The money, if the measure is open and the text states an amount."""
        if self.status is not Status.ELIGIBLE or not self.outcome or not self.outcome.amount:
            return None
        return _money(self.outcome, self.outcome.amount)

    @property
    def ceiling(self) -> bool:
        return bool(self.outcome and self.outcome.ceiling)

    def amount_dict(self) -> dict[str, str] | None:
        return self.amount.to_dict(ceiling=self.ceiling) if self.amount else None

    @property
    def gives_nothing(self) -> bool:
        return not self.amount or not self.amount.high


@dataclass(frozen=True)
class Result:
    """The result of a measure for one profile: its default reading, and the others."""

    policy: Policy
    measure: Measure
    finding: ReadingResult
    others: tuple[ReadingResult, ...]
    potential_max: Exact | None
    date: str

    @property
    def standing(self) -> Standing:
        """The legal standing of the text on the day of the rules."""
        return self.policy.standing(self.date)

    @property
    def status(self) -> Status:
        return self.finding.status

    @property
    def amount(self) -> Amount | None:
        return self.finding.amount

    @property
    def basis(self) -> Basis:
        """The source of the amount, the same for every profile."""
        return outline(self.measure).basis

    @property
    def answer(self) -> Answer | None:
        """The degree to which an eligible measure is settled; None for any other.

        A department judges the rest if the clause asks for more than the profile states, including
        about a person.
        """
        if self.status is not Status.ELIGIBLE:
            return None
        if self.measure.government_task:
            return Answer.GOVERNMENT_TASK
        open_ = any(c.truth.value is None for c in self.finding.conditions)
        return Answer.JUDGED if self.measure.judged or open_ else Answer.FITS

    @property
    def without_amount(self) -> bool:
        """Whether the measure is open and its text states neither amount nor limit."""
        outcome = self.finding.outcome
        return bool(
            self.status is Status.ELIGIBLE and outcome and not (outcome.amount or outcome.credit)
        )

    @property
    def remarks(self) -> tuple[Text, ...]:
        """The rule's remarks on what was entered."""
        return self.finding.outcome.remarks if self.finding.outcome else ()

    @property
    def failed(self) -> tuple[Condition, ...]:
        """The conditions that are not met."""
        return tuple(c for c in self.finding.conditions if c.truth.value is False)

    @cached_property
    def missing(self) -> tuple[Given, ...]:
        """The facts that would settle an undetermined measure, each once.

        The fact with the most money at stake comes first; equal ones are in the order of the
        clause.
        """
        if self.status is not Status.UNDETERMINED:
            return ()
        hangs: dict[Given, Stake] = {}
        for given, stake in self._missing():
            hangs[given] = max(hangs.get(given, stake), stake)
        return tuple(sorted(hangs, key=hangs.__getitem__, reverse=True))

    def _missing(self) -> Iterable[tuple[Given, Stake]]:
        outcome = self.finding.outcome
        numbers = _numbers(outcome) if outcome else []
        highs = [number.high for number in numbers if number.high is not None]
        everything = (False, sum(highs)) if numbers and len(highs) == len(numbers) else BOUNDLESS
        gone = outcome and outcome.other_policy
        for condition in (*self.finding.conditions, *([gone] if gone else ())):
            for given in condition.truth.needs:
                yield given, everything
        for number in numbers:
            yield from number.stakes()

    @property
    def assumptions(self) -> tuple[Given, ...]:
        """The facts that the amount takes for granted."""
        outcome = self.finding.outcome
        if not outcome or self.status not in (Status.ELIGIBLE, Status.UNDETERMINED):
            return ()
        used = (given for number in _numbers(outcome) for given in number.facts())
        return tuple(dict.fromkeys(given for given in used if given.assumed))

    @property
    def steps(self) -> tuple[working.Step, ...]:
        """The working, if there is a known number to work out."""
        outcome = self.finding.outcome
        if not outcome or self.status is not Status.ELIGIBLE:
            return ()
        label = working.LIMIT if outcome.basis is Basis.CREDIT else working.AMOUNT
        return tuple(step for number in _numbers(outcome) for step in working.steps(number, label))

    def to_dict(self) -> dict[str, Any]:
        """Return the measure as JSON-ready data, as published."""
        outcome = self.finding.outcome
        eligible = self.status is Status.ELIGIBLE
        potential = self.potential_max
        return {
            "id": self.measure.id,
            "policy": self.policy.id,
            "standing": self.standing.to_dict(),
            "status": self.status.value,
            "answer": self.answer.value if self.answer else None,
            "amount": self.finding.amount_dict(),
            "basis": self.basis.value,
            "credit": [
                {"use": credit.use, "limit": plain(credit.limit.low, 2)}
                for credit in (outcome.credit if outcome and eligible else ())
            ],
            "reading": self.finding.reading.code,
            "alternatives": [
                {
                    "reading": other.reading.code,
                    "label": other.reading.label.to_dict(),
                    "status": other.status.value,
                    "amount": None if other.gives_nothing else other.amount_dict(),
                }
                for other in self.others
            ],
            "conditions": [_condition_dict(c) for c in self.finding.conditions],
            "steps": [step.to_dict(self.measure.id) for step in self.steps],
            "missing": list(dict.fromkeys(given.fact for given in self.missing)),
            "missing_paths": ["/" + given.path for given in self.missing],
            "assumptions": [_assumption_dict(given) for given in self.assumptions],
            "potential_max": None if potential is None else plain(potential, 2),
            "remarks": [said.to_dict() for said in self.remarks],
            "notes": [note.to_dict() for note in (*self.measure.remarks, *self.policy.notes)],
        }


def _numbers(outcome: Outcome) -> list[Quantity]:
    numbers = [outcome.amount] if outcome.amount else []
    return numbers + [c.limit for c in outcome.credit if outcome.basis is Basis.CREDIT]


def _condition_dict(condition: Condition) -> dict[str, Any]:
    gap = condition.truth.gap
    return {
        "id": condition.id,
        "met": condition.truth.value,
        "label": condition.label.to_dict(),
        "quote": condition.quote,
        "gap": gap.to_dict() if gap else None,
    }


def _assumption_dict(given: Given) -> dict[str, Any]:
    said = given.assumed or Text("", "")
    return {"fact": given.fact, "label": given.label.to_dict(), "text": said.to_dict()}


@dataclass(frozen=True)
class Totals:
    """Three separate sums in yuan, and the measures that are in none of them.

    `certain` is what the texts fix; `standing` lists the legal standing of the texts that the sums
    rest on. `credit` is the largest borrowing limit, since limits are not added. `answers` lists
    the open measures that state no amount, by how far they are settled.
    """

    standing: tuple[StandingKind, ...]
    certain: Exact
    at_most: Exact
    interest_saving: Exact
    credit: Exact
    answers: Mapping[Answer, tuple[str, ...]]
    elsewhere: tuple[str, ...]
    undetermined: tuple[str, ...]
    excluded: tuple[Excluded, ...]

    @property
    def services(self) -> int:
        """The number of measures without an amount that the applicant can turn to."""
        return len(self.answers[Answer.FITS]) + len(self.answers[Answer.JUDGED])

    def to_dict(self) -> dict[str, Any]:
        return {
            "standing": [kind.value for kind in self.standing],
            "certain": plain(self.certain, 2),
            "at_most": plain(self.at_most, 2),
            "interest_saving": plain(self.interest_saving, 2),
            "credit": plain(self.credit, 2),
            "services": self.services,
            "answers": {answer.value: list(names) for answer, names in self.answers.items()},
            "elsewhere": list(self.elsewhere),
            "undetermined": list(self.undetermined),
            "excluded": [
                {
                    "measure": each.measure,
                    "kept_by": each.kept_by,
                    "ref": each.ref,
                    "why": each.why.to_dict(),
                    "cost": plain(each.cost, 2),
                }
                for each in self.excluded
            ],
        }


@dataclass(frozen=True)
class Assessment:
    """The results of every measure of every policy for one profile, in text order."""

    firm: Profile
    """The profile as it was read."""
    results: tuple[Result, ...]
    """The result of every measure, in the order of the texts."""

    @property
    def date(self) -> str:
        """The day of the rules, YYYY-MM-DD."""
        return self.firm.date.value or ""

    @property
    def city(self) -> str | None:
        """The city of the applicant, None if unknown."""
        return self.firm.city.value

    @cached_property
    def contradictions(self) -> tuple[Contradiction, ...]:
        """Entered facts that cannot all be true."""
        return contradictions(self.firm)

    @property
    def here(self) -> tuple[Result, ...]:
        """The results of the applicant's place, in the versions that apply on the day.

        Without a place, those of every place.
        """
        versions = versions_on(POLICIES, self.date)
        return tuple(
            result
            for result in self.results
            if result.policy in versions and self.concerns(result.policy)
        )

    def concerns(self, policy: Policy) -> bool:
        """Check whether a policy applies where the applicant is registered, or may do so."""
        return registered_in(self.firm, policy.place).value is not False

    @property
    def policies(self) -> tuple[Policy, ...]:
        """The policies of the results in `here`."""
        return tuple(dict.fromkeys(result.policy for result in self.here))

    @property
    def computable(self) -> bool:
        """Whether any of these texts can be computed for the day of the rules."""
        return any(policy.holds_on(self.date) for policy in self.policies)

    @cached_property
    def _settled(self) -> tuple[Mapping[str, Worth], tuple[Excluded, ...]]:
        granted = {r.measure.id: r for r in self.results if r.status is Status.ELIGIBLE}
        gave_way, excluded = settle(
            self.firm, granted, OVERLAPS, lambda name, firm: _worth(granted[name].measure, firm)
        )
        worths = {
            name: _worth(result.measure, gave_way.get(name, self.firm))
            for name, result in granted.items()
            if result.amount
        }
        policies = dict.fromkeys(result.policy for result in granted.values())
        groups = (group for policy in policies for group in policy.highest_only)
        kept, lower = keep_highest(worths, groups)
        return kept, (*excluded, *lower)

    @property
    def worths(self) -> Mapping[str, Worth]:
        """What each measure that gives money counts in the sums, by id; each object once."""
        return self._settled[0]

    @cached_property
    def totals(self) -> Totals:
        """The sums: what the texts fix, with ceilings, interest saved, borrowing limits."""
        granted = {r.measure.id: r for r in self.results if r.status is Status.ELIGIBLE}
        worths, excluded = self._settled
        cash = [w for name, w in worths.items() if granted[name].measure.kind is not Kind.SAVING]
        saved = [w for name, w in worths.items() if granted[name].measure.kind is Kind.SAVING]
        limits = [
            c for r in granted.values() if r.finding.outcome for c in r.finding.outcome.credit
        ]
        zero = Fraction(0)
        counted = [r for r in granted.values() if not r.without_amount]
        kinds = dict.fromkeys(r.standing.kind for r in counted)
        bare = [r for r in granted.values() if r.without_amount]
        return Totals(
            standing=tuple(kinds),
            certain=sum((worth.certain for worth in cash), zero),
            at_most=sum((worth.at_most for worth in cash), zero),
            interest_saving=sum((worth.certain for worth in saved), zero),
            credit=max((credit.limit.low for credit in limits), default=zero),
            answers={
                answer: tuple(r.measure.id for r in bare if r.answer is answer) for answer in Answer
            },
            elsewhere=tuple(name for name, r in granted.items() if r.basis is Basis.ELSEWHERE),
            undetermined=tuple(
                r.measure.id for r in self.results if r.status is Status.UNDETERMINED
            ),
            excluded=excluded,
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the assessment as JSON-ready data, as published.

        Examples:
            >>> import calculator
            >>> answer = calculator.assess({"city": "xiamen", "date": "2026-06-30"}).to_dict()
            >>> sorted(answer)
            ['city', 'contradictions', 'date', 'measures', 'rules_version', 'totals']
        """
        return {
            "date": self.date,
            "city": self.city,
            "rules_version": rules_version(),
            "measures": [result.to_dict() for result in self.results],
            "totals": self.totals.to_dict(),
            "contradictions": [each.to_dict() for each in self.contradictions],
        }


def _worth(measure: Measure, firm: Profile) -> Worth:
    outcome = measure.rule(firm, measure.readings[0].code)
    value = outcome.amount.low if outcome.amount else Fraction(0)
    return Worth(Fraction(_fixed(outcome)), value)


def assess(profile: object) -> Assessment:
    """Assess a profile (a JSON object as Python data).

    Amounts are in yuan, exact to the fen. Raises ProfileError listing every value that cannot be
    read.

    Examples:
        >>> import calculator
        >>> firm = {
        ...     "city": "xiamen",
        ...     "date": "2026-06-30",
        ...     "titles": ["srdi_sme"],
        ...     "equipment_projects": [{"investment": 3_000_000}],
        ... }
        >>> answer = calculator.assess(firm).to_dict()
        >>> (upgrade,) = [each for each in answer["measures"] if each["id"] == "xm-5"]
        >>> upgrade["status"], upgrade["amount"]
        ('eligible', {'kind': 'ceiling', 'min': '0.00', 'max': '300000.00'})
        >>> upgrade["steps"][0]["quotes"][0]["text"]
        '不超过设备投入10%'

        What is not given is unknown, never zero:

        >>> answer = calculator.assess({"city": "xiamen", "date": "2026-06-30"}).to_dict()
        >>> [each["missing"] for each in answer["measures"] if each["id"] == "xm-5"]
        [['titles', 'equipment_projects']]
    """
    firm = read_profile(profile)
    free = cache(lambda: read_profile(profile, assume=False))
    return Assessment(
        firm,
        tuple(
            _assess(policy, measure, firm, free)
            for policy in POLICIES
            for measure in policy.measures
        ),
    )


def assess_here(profile: object) -> Assessment:
    """Assess the measures of the city alone, under their default readings: for many enterprises.

    Without a city, those of every city. Raises ProfileError as `assess` does.
    """
    firm = read_profile(profile)
    free = cache(lambda: read_profile(profile, assume=False))
    return Assessment(
        firm,
        tuple(
            _assess_default(policy, measure, firm, free)
            for policy in POLICIES
            if registered_in(firm, policy.place).value is not False
            for measure in policy.measures
        ),
    )


def assess_default(profile: object, policy: Policy, measure: Measure) -> Result:
    """Assess a single measure under its default reading. Raises ProfileError as `assess` does."""
    free = cache(lambda: read_profile(profile, assume=False))
    return _assess_default(policy, measure, read_profile(profile), free)


def assess_one(profile: object, policy: Policy, measure: Measure) -> Result:
    """Assess a single measure of a policy. Raises ProfileError as `assess` does."""
    free = cache(lambda: read_profile(profile, assume=False))
    return _assess(policy, measure, read_profile(profile), free)


def assess_all(profile: object) -> tuple[Assessment, tuple[Measure, ...]]:
    """Return the assessment and the measures whose rule failed. Raises ProfileError as `assess`."""
    try:
        return assess(profile), ()
    except ProfileError:
        raise
    except Exception:  # a faulty rule may raise anything
        return _one_by_one(profile)


def _one_by_one(profile: object) -> tuple[Assessment, tuple[Measure, ...]]:
    results: list[Result] = []
    broken: list[Measure] = []
    for policy in POLICIES:
        for measure in policy.measures:
            try:
                results.append(assess_one(profile, policy, measure))
            except Exception:
                broken.append(measure)
    return Assessment(read_profile(profile), tuple(results)), tuple(broken)


def amounts(profile: object) -> dict[str, Amount | None]:
    """Return only the money of each measure whose text states an amount, by measure id.

    Under the default reading; None if it gives none or cannot be determined. Raises ProfileError as
    `assess` does.

    Examples:
        >>> import calculator
        >>> firm = {
        ...     "city": "xiamen",
        ...     "date": "2026-06-30",
        ...     "titles": ["srdi_sme"],
        ...     "equipment_projects": [{"investment": 3_000_000}],
        ... }
        >>> amounts = calculator.amounts(firm)
        >>> int(amounts["xm-5"].high), amounts["xm-5"].exact
        (300000, False)
        >>> print(amounts["xm-13"])
        None
    """
    firm = read_profile(profile)
    applicant = firm.applicant.value or Applicant.ENTERPRISE
    found: dict[str, Amount | None] = {}
    for policy, measure in _stating_amounts():
        here = registered_in(firm, policy.place).value and policy.holds_on(firm.date.value or "")
        opens = here and applicant in measure.applicants
        found[measure.id] = _amount(measure, firm) if opens else None
    return found


def _amount(measure: Measure, firm: Profile) -> Amount | None:
    reading = measure.readings[0]
    if measure.who and not reading.any_title and not measure.who.held_by(firm, reading.also).value:
        return None
    outcome = measure.rule(firm, reading.code)
    gone = outcome.other_policy is not None and outcome.other_policy.truth.value is not False
    if gone or not all(condition.truth.value for condition in outcome.conditions):
        return None
    value = outcome.amount
    return _money(outcome, value) if value and value.known else None


def _money(outcome: Outcome, value: Quantity) -> Amount:
    return Amount(_fixed(outcome), value.low)


def _fixed(outcome: Outcome) -> Exact:
    """Return what the text fixes of the amount: all of it, the lower end of a range, or nothing."""
    if outcome.at_least:
        return outcome.at_least.low
    return 0 if outcome.ceiling or not outcome.amount else outcome.amount.low


@cache
def _stating_amounts() -> tuple[tuple[Policy, Measure], ...]:
    return tuple(
        (policy, measure)
        for policy in POLICIES
        for measure in policy.measures
        if outline(measure).amount
    )


def _assess(policy: Policy, measure: Measure, firm: Profile, free: Callable[[], Profile]) -> Result:
    default, *others = measure.readings
    finding = find(policy, measure, firm, default)
    return Result(
        policy,
        measure,
        finding,
        tuple(find(policy, measure, firm, reading) for reading in others),
        _potential(measure, finding, free),
        firm.date.value or "",
    )


def _assess_default(
    policy: Policy, measure: Measure, firm: Profile, free: Callable[[], Profile]
) -> Result:
    finding = find(policy, measure, firm, measure.readings[0])
    potential = _potential(measure, finding, free)
    return Result(policy, measure, finding, (), potential, firm.date.value or "")


def find(policy: Policy, measure: Measure, firm: Profile, reading: Reading) -> ReadingResult:
    """Return the result of one measure under one reading."""
    gate = _gate(policy, measure, reading)
    there = registered_in(firm, policy.place)
    in_city = Condition("city", gate.city, there)
    if there.value is False:
        return ReadingResult(reading, Status.INELIGIBLE, (in_city,), None)
    held_on = Truth(policy.holds_on(firm.date.value or ""))
    in_force = Condition(DRAFT if policy.draft else "in_force", gate.validity, held_on)
    wanted = Condition("applicant", gate.applicant, _applies(measure, reading, firm))
    titled: tuple[Condition, ...] = ()
    if measure.who and not reading.any_title:
        held = measure.who.held_by(firm, reading.also)
        titled = (Condition("title", gate.title, held, measure.who.words),)
    outcome = measure.rule(firm, reading.code)
    conditions = (in_city, in_force, wanted, *titled, *outcome.conditions)
    return ReadingResult(
        reading, _status(in_force, wanted, conditions, outcome), conditions, outcome
    )


class Gate(NamedTuple):
    """The labels of the tests that every measure begins with."""

    city: Text
    validity: Text
    applicant: Text
    title: Text


@cache
def _gate(policy: Policy, measure: Measure, reading: Reading) -> Gate:
    return Gate(
        _city_label(policy),
        validity_label(policy),
        _applicant_label(reading.applicants or measure.applicants),
        measure.who.label(reading.also) if measure.who else Text("", ""),
    )


def _status(
    in_force: Condition, wanted: Condition, conditions: tuple[Condition, ...], outcome: Outcome
) -> Status:
    values = [c.truth.value for c in conditions if not (c.of_person and c.truth.value is None)]
    gone = outcome.other_policy.truth.value if outcome.other_policy else False
    if in_force.truth.value is False:
        return Status.NOT_IN_FORCE
    if wanted.truth.value is False:
        return Status.NOT_FOR_APPLICANT
    if False in values:
        return Status.INELIGIBLE
    if outcome.basis is Basis.NOT_READ:
        return Status.NOT_READ
    if gone and None not in values:
        return Status.OTHER_POLICY
    if None in values or gone is None or not all(number.known for number in _numbers(outcome)):
        return Status.UNDETERMINED
    return Status.ELIGIBLE


def _potential(
    measure: Measure, finding: ReadingResult, free: Callable[[], Profile]
) -> Exact | None:
    """Return the most that any completion of the unknown facts could give.

    None if the text sets no limit.
    """
    outcome = finding.outcome
    if finding.status is Status.OTHER_POLICY or (outcome and outcome.amount is None):
        return None
    if finding.status not in (Status.ELIGIBLE, Status.UNDETERMINED) or outcome is None:
        return 0
    if outcome.amount and any(given.assumed for given in outcome.amount.facts()):
        outcome = measure.rule(free(), finding.reading.code)
    return outcome.amount.high if outcome.amount else None


def _city_label(policy: Policy) -> Text:
    place = policy.place.full_name
    return Text(f"在{place.zh}登记注册", f"Registered in {place.en}")


DRAFT = "draft"
"""The id of the validity condition of a draft, which is never in force."""


def validity_label(policy: Policy) -> Text:
    """Return a policy's validity in words; for a draft, what it states."""
    first, last = policy.first_day, policy.last_day
    if policy.draft:
        return Text(
            f"征求意见稿，没有施行；草案写明有效期至 {last}",
            f"Draft, not in force; the draft states validity until {last}",
        )
    return Text(f"有效期 {first} 至 {last}", f"In force from {first} to {last}")


def _applicant_label(applicants: Iterable[Applicant]) -> Text:
    names = [APPLICANTS[applicant] for applicant in applicants]
    one_of = Text("或", " or ").join(Text(name.zh, with_article(name.en)) for name in names)
    return Text(f"以{one_of.zh}的身份申请", f"Applying as {one_of.en}")


def _applies(measure: Measure, reading: Reading, firm: Profile) -> Truth:
    applicants = reading.applicants or measure.applicants
    if firm.applicant.value is None:
        return Truth(Applicant.ENTERPRISE in applicants)
    return firm.applicant.is_one_of(*applicants)
