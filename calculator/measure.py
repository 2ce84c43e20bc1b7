"""The parts of a measure: who may claim it, its conditions, what it grants and its readings.

A rule is a function of the profile and the code of a reading. It returns an `Outcome`, built by
the verbs of the law: `exactly`, `up_to`, `between`, `borrow_up_to`, `elsewhere` and `service`; one
that nobody has confirmed returns `not_yet_read`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import Enum
from typing import Any, NamedTuple

from calculator.fields import Items
from calculator.i18n import Text, inside_quotes, join_texts, pair
from calculator.overlaps import Caution, HighestOnly, Overlap
from calculator.phrases import Unit
from calculator.places import Place
from calculator.quantity import (
    AwardOfAnother,
    ConditionOfAnother,
    Quantity,
    Range,
    Truth,
    TruthOp,
    UnitError,
    all_of,
    in_years,
    when,
)
from calculator.shared_facts import TITLES, Applicant, Profile, Title


def either_words(truth: Truth, yes: Text, no: Text) -> Text:
    """Return the words for a condition that holds, or for one that does not; both while unknown."""
    if truth.value is None:
        return Text(" 或 ", " or ").join([yes, no])
    return yes if truth.value else no


class Basis(Enum):
    """The source of an amount."""

    FIXED = "fixed"
    FORMULA = "formula"
    ELSEWHERE = "elsewhere"
    SERVICE = "service"
    CREDIT = "credit"
    NOT_READ = "not_read"


class Kind(Enum):
    """The kind of support that a measure gives."""

    AWARD = "award"
    GRANT = "grant"
    INTEREST = "interest"
    SAVING = "saving"
    COST = "cost"
    CREDIT = "credit"
    EQUITY = "equity"
    SERVICE = "service"
    SPACE = "space"
    TALENT = "talent"
    PROCUREMENT = "procurement"


KINDS = {
    Kind.AWARD: Text("奖励", "Award"),
    Kind.GRANT: Text("资助", "Grant"),
    Kind.INTEREST: Text("贴息", "Interest subsidy"),
    Kind.SAVING: Text("少付利息", "Interest saved"),
    Kind.COST: Text("费用补助", "Cost subsidy"),
    Kind.CREDIT: Text("融资额度", "Financing limit"),
    Kind.EQUITY: Text("股权投资与上市", "Equity and listing"),
    Kind.SERVICE: Text("服务", "Service"),
    Kind.SPACE: Text("用地与场地", "Land and premises"),
    Kind.TALENT: Text("人才", "Talent"),
    Kind.PROCUREMENT: Text("政府采购", "Public procurement"),
}


class Frequency(Enum):
    """The frequency with which a measure pays."""

    ONCE = "once"
    EACH_TIME = "each_time"
    YEARLY = "yearly"
    STAGED = "staged"


FREQUENCIES = {
    Frequency.ONCE: Text("一次性", "once"),
    Frequency.EACH_TIME: Text("每次", "each time"),
    Frequency.YEARLY: Text("每年", "yearly"),
    Frequency.STAGED: Text("分年", "over several years"),
}


class Paid(NamedTuple):
    """The frequency with which a measure pays, and the words of the clause that state it."""

    frequency: Frequency
    words: str


class Document(NamedTuple):
    """A document: its title, and its number and date of issue (YYYY-MM-DD) if they are known."""

    title: Text
    number: Text | None = None
    issued: str | None = None


class Who(NamedTuple):
    """The titles that open a measure; `inferred` ones follow from the text but are not written."""

    titles: tuple[Title, ...]
    words: str
    inferred: tuple[Title, ...] = ()

    def held_by(self, firm: Profile, also: tuple[Title, ...] = ()) -> Truth:
        """Check whether a title that opens the measure, or one of `also`, is held."""
        return firm.titles.include(*self.titles, *self.inferred, *also)

    def label(self, also: tuple[Title, ...] = ()) -> Text:
        """Return the condition in words."""
        named = [TITLES[title] for title in self.titles]
        inferred = (*self.inferred, *also)
        named += [TITLES[title] + Text("（推定）", " (inferred)") for title in inferred]
        one = Text("持有有效期内的称号：{names}", "Holding the title in force: {names}")
        any_ = Text(
            "持有有效期内的下列称号之一：{names}", "Holding one of these titles in force: {names}"
        )
        return (any_ if len(named) > 1 else one).fill(names=join_texts(named))


class Condition(NamedTuple):
    """A condition of the clause; `quote` is empty for city, date and applicant.

    One about a person (`of_person`), not the enterprise, refuses if it fails, but leaves the
    measure settled while it is unknown.
    """

    id: str
    label: Text
    truth: Truth
    quote: str = ""
    of_person: bool = False


def require(
    name: str, zh: str, en: str, truth: Truth, quote: str = "", *, of_person: bool = False
) -> Condition:
    """Return a condition; its quotation is that of its threshold unless one is given."""
    words = quote or next(iter(truth.quotes), "")
    return Condition(name, pair(zh, en), truth, words, of_person)


class Credit(NamedTuple):
    """A borrowing limit in yuan, for one use or, if None, for any."""

    use: str | None
    limit: Quantity
    label: Text | None = None


class Outcome(NamedTuple):
    """The outcome of a clause for one profile under one reading.

    `says` is the support in words; `remarks` are about the entries; `where` are the words with
    which the clause leaves the amount to another document, empty if it is silent. `at_least` is the
    lower end of a range of which `amount` is the upper end.
    """

    basis: Basis
    conditions: tuple[Condition, ...] = ()
    amount: Quantity | None = None
    ceiling: bool = False
    credit: tuple[Credit, ...] = ()
    other_policy: Condition | None = None
    says: Text | None = None
    remarks: tuple[Text, ...] = ()
    where: str = ""
    at_least: Quantity | None = None


def exactly(
    amount: Quantity,
    *conditions: Condition,
    other_policy: Condition | None = None,
    credit: tuple[Credit, ...] = (),
    remarks: Iterable[Text] = (),
) -> Outcome:
    """Return the outcome of a text that fixes the amount."""
    return Outcome(
        _basis(amount), conditions, amount.to_the_fen(), False, credit, other_policy,
        remarks=tuple(remarks),
    )  # fmt: skip


def up_to(
    amount: Quantity,
    *conditions: Condition,
    other_policy: Condition | None = None,
    remarks: Iterable[Text] = (),
) -> Outcome:
    """Return the outcome of a text that states a maximum (最高, 不超过); the department decides."""
    return Outcome(
        _basis(amount), conditions, amount.to_the_fen(), True, (), other_policy,
        remarks=tuple(remarks),
    )  # fmt: skip


def between(amount: Range, *conditions: Condition, remarks: Iterable[Text] = ()) -> Outcome:
    """Return the outcome of a range (5%—20%, 10万元—100万元); the department decides within it."""
    least = amount.low.to_the_fen()
    most = amount.high.called("幅度上限", "Upper end of the range")
    return up_to(most, *conditions, remarks=remarks)._replace(at_least=least)


def not_yet_read() -> Outcome:
    """Return the outcome of a clause without a rule as yet, which is in no total."""
    return Outcome(Basis.NOT_READ)


def _basis(amount: Quantity) -> Basis:
    if amount.unit is not Unit.YUAN:
        raise UnitError(f"an amount is in yuan, this is in {amount.unit.value}: {amount}")
    return Basis.FORMULA if next(amount.facts(), None) else Basis.FIXED


def borrow_up_to(*credit: Credit, conditions: tuple[Condition, ...] = ()) -> Outcome:
    """Return the outcome of a borrowing limit, which is never money received."""
    return Outcome(Basis.CREDIT, conditions, credit=credit)


def elsewhere(
    *conditions: Condition, where: str = "", says: Text | None = None, remarks: Iterable[Text] = ()
) -> Outcome:
    """Return the outcome if the amount is in another document or (no `where`) not stated."""
    return Outcome(Basis.ELSEWHERE, conditions, says=says, remarks=tuple(remarks), where=where)


def service(*conditions: Condition, says: Text | None = None) -> Outcome:
    """Return the outcome of a clause that states no money."""
    return Outcome(Basis.SERVICE, conditions, says=says)


Rule = Callable[[Any, Any], Outcome]
"""A function of the facts of its policy and a reading's code, a `Literal` if it distinguishes them."""


def other_years(
    items: Items[Any], first: str, last: str, counts: Callable[[Any], Truth] | None = None
) -> Iterator[Text]:
    """Yield remarks on entries outside the years from one day to another (YYYY-MM-DD).

    Also on what is unclear about entries of the first year. Entries that do not count anyway are
    skipped.
    """
    years = f"{first[:4]} 至 {last[:4]}", f"{first[:4]}–{last[:4]}"
    begun = False
    for n, entry in enumerate(items.entries, 1):
        if counts and counts(entry).value is False:
            continue
        year: Quantity = entry.year
        if in_years(year, first, last).value is False:
            yield Text(
                f"第 {n} 项是 {year.low} 年的，不在 {years[0]} 年之内，没有计入。",
                f"No. {n} is of {year.low}, outside {years[1]}, and is not counted.",
            )
        begun |= year.known and year.low == int(first[:4])
    if begun:
        yield Text(
            f"措施自 {first} 起施行；{first[:4]} 年在此之前发生的是否计入，条文没有写明。",
            f"The measures begin on {first}; whether what arose earlier in {first[:4]} counts, the "
            "text does not say.",
        )


class Judged(NamedTuple):
    """A further requirement in the `words` of the clause, judged by a department."""

    words: str
    said: Text


def judged(words: str, en: str) -> Judged:
    """Return a condition, in the words of the clause, that no fact answers."""
    return Judged(
        words,
        Text(
            f"条文另要求“{inside_quotes(words)}”，由主管部门认定。",
            f"The clause also asks that {en} (“{inside_quotes(words)}”); the department judges whether that is so.",
        ),
    )


def unnamed(words: str) -> Judged:
    """Return conditions that the clause mentions in these words without naming them."""
    return Judged(
        words,
        Text(
            f"条文写有“{inside_quotes(words)}”，没有写是哪些条件，以主管部门的规定为准。",
            f"The clause speaks of conditions (“{inside_quotes(words)}”) without naming them; the department sets "
            "them.",
        ),
    )


def limited(words: str) -> Judged:
    """Return a quota, ranking or total in the words of the clause: not all who qualify get it."""
    return Judged(
        words,
        Text(
            f"条文写有“{inside_quotes(words)}”：名额或资金有限，符合条件也要由主管部门择优确定。",
            f"The clause says “{inside_quotes(words)}”: places or funds are limited, and the department "
            "chooses among those who qualify.",
        ),
    )


class Reading(NamedTuple):
    """One way to read the sentence.

    It may require no title (`any_title`), accept further ones (`also`), or be for other
    `applicants`.
    """

    code: str
    label: Text
    any_title: bool = False
    also: tuple[Title, ...] = ()
    applicants: tuple[Applicant, ...] = ()

    @property
    def of_the_applicant(self) -> bool:
        """Whether it concerns who may apply rather than what the rule computes."""
        return self.any_title or bool(self.also or self.applicants)


def reading(
    code: str,
    zh: str,
    en: str,
    *,
    any_title: bool = False,
    also: tuple[Title, ...] = (),
    applicants: tuple[Applicant, ...] = (),
) -> Reading:
    """Return a reading with its paraphrase of the sentence."""
    return Reading(code, Text(zh, en), any_title, also, applicants)


AS_WRITTEN = (Reading("A", Text("按字面", "As written")),)
"""The only reading of an unambiguous clause."""


@dataclass(frozen=True, eq=False)
class Measure:
    """One thing a policy grants, compared by identity; the first reading is the default.

    `addressed` names whom the clause addresses if not the holders of the titles. `paid` is how
    often it pays, None if the clause does not say. A `government_task` is for an authority to do;
    there is nothing to apply for.
    """

    id: str
    title: Text
    kind: Kind
    rule: Rule
    agencies: tuple[Text, ...]
    who: Who | None = None
    applicants: tuple[Applicant, ...] = (Applicant.ENTERPRISE,)
    readings: tuple[Reading, ...] = AS_WRITTEN
    cited: tuple[Document, ...] = ()
    notes: tuple[Text, ...] = ()
    judged: tuple[Judged, ...] = ()
    addressed: Text | None = None
    government_task: bool = False
    paid: Paid | None = None

    @property
    def remarks(self) -> tuple[Text, ...]:
        """All remarks beside the result: what a department judges, then the notes."""
        return (*(each.said for each in self.judged), *self.notes)


def measure(
    title: Text,
    kind: Kind,
    *,
    agencies: tuple[Text, ...],
    who: Who | None = None,
    applicants: tuple[Applicant, ...] = (Applicant.ENTERPRISE,),
    readings: tuple[Reading, ...] = AS_WRITTEN,
    cited: tuple[Document, ...] = (),
    notes: tuple[Text, ...] = (),
    judged: tuple[Judged, ...] = (),
    addressed: Text | None = None,
    government_task: bool = False,
    paid: Paid | None = None,
) -> Callable[[Rule], Measure]:
    """Declare a measure above its rule, whose name is the id: `def xm_2` is the rule of xm-2."""

    def declare(rule: Rule) -> Measure:
        return Measure(
            rule.__name__.replace("_", "-"), title, kind, rule, agencies, who, applicants, readings,
            cited, notes, judged, addressed, government_task, paid,
        )  # fmt: skip

    return declare


def entitled(to: Measure, firm: Profile) -> Truth:
    """Check the title and the conditions of another measure, such as one that is matched."""
    held = [to.who.held_by(firm)] if to.who else []
    outcome = to.rule(firm, to.readings[0].code)
    truth = all_of([*held, *(each.truth for each in outcome.conditions)])
    return ConditionOfAnother(truth.value, (truth,), op=TruthOp.ALL)


def granted(by: Measure, firm: Profile) -> Quantity:
    """Return what another measure grants, to match or to deduct it; 0 to who is not entitled to it.

    Raises ValueError if its text states no amount.
    """
    amount = by.rule(firm, by.readings[0].code).amount
    if amount is None:
        raise ValueError(f"{by.id} states no amount")
    award = when(entitled(by, firm), amount)
    return AwardOfAnother(award.low, award.high, award.unit, award.origin, award.per, by.title)


def declared(module: Mapping[str, object]) -> tuple[Measure, ...]:
    """Return the measures declared in a module's namespace, in order; not those it imports."""
    return tuple(
        each
        for each in module.values()
        if isinstance(each, Measure) and each.rule.__module__ == module["__name__"]
    )


class StandingKind(Enum):
    """The legal standing of a text on a day."""

    IN_FORCE = "in_force"
    NOT_YET = "not_yet"
    ENDED = "ended"
    DRAFT = "draft"
    SUPERSEDED = "superseded"


class Standing(NamedTuple):
    """The legal standing of a text on a day, its replacement, and its last day (YYYY-MM-DD)."""

    kind: StandingKind
    by: Document | None
    until: str

    def to_dict(self) -> dict[str, Any]:
        by = self.by and {
            "title": self.by.title.to_dict(),
            "number": self.by.number.zh if self.by.number else None,
        }
        return {"kind": self.kind.value, "by": by, "until": self.until}


@dataclass(frozen=True, eq=False)
class Policy:
    """A text, and its measures in the order of the text.

    `title` is the name of the measures, `stage` the words in brackets after it, such as 征求意见稿.
    The days `valid_from` and `valid_to` are those the text states; `valid_from` is None if it
    states none. A draft is computed from the day `drafted` on. `contact` is whom the text says to
    ask. A version that `amends` another replaces it from its own first day on; the other then has
    it as `successor`. `superseded_by` is a replacement that is not among the policies. Another
    document may have `prolonged` or `repealed` the text: the new last day, and that document's
    title. `facts` are what its measures ask of an applicant, `names` other names people use for those
    that it alone asks (see `fact_names`). `overlaps` are measures that may not both be claimed for one
    object, `cautions` what is said of those whose combination the texts leave open, `highest_only`
    those of which only the highest is granted (就高不重复).
    """

    id: str
    place: Place
    title: Text
    valid_from: str | None
    valid_to: str
    draft: bool
    measures: tuple[Measure, ...]
    stage: Text | None = None
    notes: tuple[Text, ...] = ()
    contact: Text | None = None
    amends: str | None = None
    drafted: str = ""
    superseded_by: Document | None = None
    prolonged: tuple[str, Text] | None = None
    repealed: tuple[str, Text] | None = None
    facts: type[Profile] = Profile
    names: Mapping[str, str] = field(default_factory=dict)
    overlaps: tuple[Overlap, ...] = ()
    cautions: tuple[Caution, ...] = ()
    highest_only: tuple[HighestOnly, ...] = ()
    successor: Policy | None = None

    @property
    def full_title(self) -> Text:
        """The title with its stage, as the text bears it."""
        if self.stage is None:
            return self.title
        return self.title + Text("（{stage}）", " ({stage})").fill(stage=self.stage)

    @property
    def first_day(self) -> str:
        """The first day that can be computed, YYYY-MM-DD; "" without a limit."""
        return self.valid_from or self.drafted

    @property
    def last_day(self) -> str:
        """The last day of validity, YYYY-MM-DD.

        That is the stated day, the one that another document sets, or the day before its successor.
        """
        other = self.repealed or self.prolonged
        last = other[0] if other else self.valid_to
        if self.successor is None:
            return last
        return min(last, _day_before(self.successor.first_day))

    def holds_on(self, date: str) -> bool:
        """Check whether it is in force on a day (YYYY-MM-DD)."""
        return self.first_day <= date <= self.last_day

    def nearest_day(self, date: str) -> str:
        """Return the day (YYYY-MM-DD) that can be computed and is nearest to this one."""
        return min(max(date, self.first_day), self.last_day)

    def standing(self, date: str) -> Standing:
        """Return the legal standing on a day (YYYY-MM-DD); a draft is never in force."""
        if self.draft:
            return Standing(StandingKind.DRAFT, self.superseded_by, self.last_day)
        if self.successor and date >= self.successor.first_day:
            by = Document(self.successor.full_title)
            return Standing(StandingKind.SUPERSEDED, by, self.last_day)
        if date < self.first_day:
            return Standing(StandingKind.NOT_YET, None, self.last_day)
        if date <= self.last_day:
            return Standing(StandingKind.IN_FORCE, None, self.last_day)
        repealing = Document(self.repealed[1]) if self.repealed else None
        return Standing(StandingKind.ENDED, repealing, self.last_day)


def in_succession(*policies: Policy) -> tuple[Policy, ...]:
    """Return the same policies, each with the version that amends it as its successor."""
    amending = {policy.amends: policy for policy in policies if policy.amends}
    return tuple(_before(policy, amending.get(policy.id)) for policy in policies)


def _before(policy: Policy, later: Policy | None) -> Policy:
    if later is None or later.first_day <= policy.first_day:
        return policy
    return replace(policy, successor=later)


def versions_on(policies: Iterable[Policy], date: str) -> tuple[Policy, ...]:
    """Return the version of each policy in force on a day (YYYY-MM-DD), or the nearest."""
    listed = tuple(policies)
    amending = {policy.amends: policy for policy in listed if policy.amends}
    return tuple(policy for policy in listed if _is_nearest(policy, amending.get(policy.id), date))


def _is_nearest(policy: Policy, later: Policy | None, date: str) -> bool:
    """Check that a version has begun or is the first, and the next has not begun."""
    begun = policy.amends is None or date >= policy.first_day
    return begun and (later is None or date < later.first_day)


def _day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()
