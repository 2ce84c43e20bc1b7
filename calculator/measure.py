"""What a measure is: who may claim it, what its clause asks and grants, and how it can be read.

A rule is a function of the profile and the code of a reading. It returns an `Outcome`, built by
the five verbs of the law: `exactly`, `up_to`, `borrow_up_to`, `elsewhere` and `service`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum
from typing import NamedTuple

from calculator.profile import TITLES, Applicant, City, Profile, Title
from calculator.quantity import Quantity, Truth
from calculator.text import Text, join, pair


class Basis(Enum):
    """Where the amount comes from."""

    FIXED = "fixed"
    FORMULA = "formula"
    ELSEWHERE = "elsewhere"
    SERVICE = "service"
    CREDIT = "credit"


class Kind(Enum):
    """What a measure gives."""

    AWARD = "award"
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


class Document(NamedTuple):
    """A document the clause cites: its title and its number, if it has one."""

    title: Text
    number: Text | None = None


class Who(NamedTuple):
    """The titles that open a measure. `inferred` ones follow from the text but are not written in it."""

    titles: tuple[Title, ...]
    words: str
    inferred: tuple[Title, ...] = ()

    def held_by(self, firm: Profile) -> Truth:
        return firm.titles.include(*self.titles, *self.inferred)

    @property
    def label(self) -> Text:
        named = [TITLES[title] for title in self.titles]
        named += [TITLES[title] + Text("（推定）", " (inferred)") for title in self.inferred]
        one = Text("持有有效期内的称号：{names}", "Holding the title in force: {names}")
        any_ = Text(
            "持有有效期内的下列称号之一：{names}", "Holding one of these titles in force: {names}"
        )
        return (any_ if len(named) > 1 else one).fill(names=join(named))


class Condition(NamedTuple):
    """Something the clause asks for. `quote` is the words that ask; empty for city, date and applicant.

    One that is asked of a `person`, not of the enterprise, refuses when it fails but does not keep
    the measure open while it is unknown.
    """

    id: str
    label: Text
    truth: Truth
    quote: str = ""
    of_person: bool = False


def require(
    name: str, zh: str, en: str, truth: Truth, quote: str = "", *, of_person: bool = False
) -> Condition:
    """A condition in plain words; the quotation of its threshold unless another is given."""
    words = quote or next(iter(truth.quotes), "")
    return Condition(name, pair(zh, en), truth, words, of_person)


class Credit(NamedTuple):
    """A borrowing limit, in yuan, for a use or (None) for any."""

    use: str | None
    limit: Quantity


class Outcome(NamedTuple):
    """What a clause says for one profile under one reading."""

    basis: Basis
    conditions: tuple[Condition, ...] = ()
    amount: Quantity | None = None
    ceiling: bool = False
    credit: tuple[Credit, ...] = ()
    other_policy: Condition | None = None
    says: Text | None = None


def exactly(
    amount: Quantity,
    *conditions: Condition,
    other_policy: Condition | None = None,
    credit: tuple[Credit, ...] = (),
) -> Outcome:
    """The text fixes the amount."""
    return Outcome(_basis(amount), conditions, amount.to_the_fen(), False, credit, other_policy)


def up_to(
    amount: Quantity, *conditions: Condition, other_policy: Condition | None = None
) -> Outcome:
    """The text gives only a maximum (最高, 不超过); the department decides."""
    return Outcome(_basis(amount), conditions, amount.to_the_fen(), True, (), other_policy)


def _basis(amount: Quantity) -> Basis:
    return Basis.FORMULA if next(amount.facts(), None) else Basis.FIXED


def borrow_up_to(*credit: Credit, conditions: tuple[Condition, ...] = ()) -> Outcome:
    """A borrowing limit: never money received."""
    return Outcome(Basis.CREDIT, conditions, credit=credit)


def elsewhere(*conditions: Condition, says: Text | None = None) -> Outcome:
    """One may apply; the amount is in another document."""
    return Outcome(Basis.ELSEWHERE, conditions, says=says)


def service(*conditions: Condition, says: Text | None = None) -> Outcome:
    """No money."""
    return Outcome(Basis.SERVICE, conditions, says=says)


Rule = Callable[[Profile, str], Outcome]


def judged(words: str, en: str) -> Text:
    """A note: what the clause asks besides, in its `words`, that no fact answers and a department judges."""
    return Text(
        f"条文另要求“{words}”，由主管部门认定。",
        f"The clause also asks that {en}; the department judges whether that is so.",
    )


def unnamed(words: str) -> Text:
    """A note: that the clause asks for conditions in these `words` without saying which."""
    return Text(
        f"条文写有“{words}”，没有写是哪些条件，以主管部门的规定为准。",
        "The clause speaks of conditions without naming them; the department sets them.",
    )


def served(firm: Profile, reading: str) -> Outcome:
    """A clause that offers a service and asks for no more than its title."""
    return service()


def granted_elsewhere(firm: Profile, reading: str) -> Outcome:
    """A clause that points to another document for the amount and asks for no more than its title."""
    return elsewhere()


class Reading(NamedTuple):
    """One way to read the sentence. `any_title`: under it no title is asked for."""

    code: str
    label: Text
    any_title: bool = False


def reading(code: str, zh: str, en: str, *, any_title: bool = False) -> Reading:
    """A reading and how it would put the sentence."""
    return Reading(code, Text(zh, en), any_title)


@dataclass(frozen=True, eq=False)
class Measure:
    """One thing a policy grants. The first reading is the default. Each is only equal to itself."""

    id: str
    title: Text
    kind: Kind
    rule: Rule
    agencies: tuple[Text, ...]
    who: Who | None = None
    applicants: tuple[Applicant, ...] = (Applicant.ENTERPRISE,)
    readings: tuple[Reading, ...] = (Reading("A", Text("按字面", "As written")),)
    cited: tuple[Document, ...] = ()
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True, eq=False)
class Policy:
    """A city's measures, in the order of the text. `valid_from` None: the text names no first day.

    `contact` is whom the text says to ask. One that `amends` another takes its place from its own
    first day on.
    """

    id: str
    city: City
    title: Text
    valid_from: str | None
    valid_to: str
    draft: bool
    measures: tuple[Measure, ...]
    notes: tuple[Text, ...] = ()
    contact: Text | None = None
    amends: str | None = None


def in_succession(*policies: Policy) -> tuple[Policy, ...]:
    """The same, each version until the day before the one that amends it begins."""
    begins = {p.amends: p.valid_from for p in policies if p.amends and p.valid_from}
    return tuple(_until(policy, begins.get(policy.id)) for policy in policies)


def _until(policy: Policy, later: str | None) -> Policy:
    if later is None or later <= (policy.valid_from or ""):
        return policy
    return replace(policy, valid_to=min(policy.valid_to, _day_before(later)))


def _day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()
