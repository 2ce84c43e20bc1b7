"""The rules as a list of steps, each step once, whichever measure, reading or variant asks for it.

A step names its operation and the steps it takes its operands from. The operations are those that
numbers and conditions keep (`Op`, `TruthOp`) with a few of their own (`Leaf`).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from calculator.measure import Condition, Measure, Outcome, Policy, Reading
from calculator.phrases import Figure
from calculator.profile import registered_in
from calculator.quantity import Exact, Given, Op, Quantity, Tabled, Truth, TruthOp, Work
from calculator.tracing import applicant, trace


class Leaf(Enum):
    """What begins a graph, and what a product is brought to."""

    CONSTANT = "a figure"
    FACT = "a number that was given"
    TABLED = "a figure of a dated table"
    ALWAYS = "a condition settled beforehand"
    SCALE = "a number times a figure"
    PORTION_OF = "a number times the portion of a rate within a limit"
    UNLESS_FALSE = "a condition that is met while unknown"


class Step(NamedTuple):
    """An operation, the steps of its operands, and what else it needs."""

    op: Op | TruthOp | Leaf
    args: tuple[int, ...] = ()
    line: Hashable = None


class Output(NamedTuple):
    """The steps in which a measure's result stands.

    `conditions` are all but the handover to another policy, `gone`. `certain` is what the text fixes
    of the amount, None if nothing.
    """

    conditions: int
    gone: int
    amount: int
    certain: int | None


@dataclass(frozen=True)
class Asked:
    """A measure under a reading, with words of its clause put otherwise."""

    policy: Policy
    measure: Measure
    reading: Reading
    put_otherwise: tuple[tuple[str, str], ...] = ()


class Program:
    """Steps in an order in which each can be taken after its operands."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.outputs: dict[Asked, Output] = {}
        self._at: dict[Step, int] = {}
        self._numbers: dict[int, tuple[int, Quantity]] = {}
        self._truths: dict[int, tuple[int, Truth]] = {}

    def add(self, asked: Asked) -> Output:
        """Add a measure and return where its result stands.

        Raises Untraceable if its rule cannot be traced, ValueError if it states no amount.
        """
        if asked not in self.outputs:
            vars(self).pop("used", None)
            outcome = trace(asked.measure, asked.reading, dict(asked.put_otherwise))
            self.outputs[asked] = self._output(asked, outcome)
        return self.outputs[asked]

    def _output(self, asked: Asked, outcome: Outcome) -> Output:
        if outcome.amount is None:
            raise ValueError(f"{asked.measure.id} states no amount")
        gone = outcome.other_policy
        tests = [*self._gate(asked), *map(self._condition, outcome.conditions)]
        amount = self.number(outcome.amount)
        certain = amount if not outcome.ceiling else None
        if outcome.at_least:
            certain = self.number(outcome.at_least)
        return Output(
            self._put(TruthOp.ALL, *tests),
            self.truth(gone.truth) if gone else self._put(Leaf.ALWAYS, line=False),
            amount,
            certain,
        )

    def _gate(self, asked: Asked) -> Iterable[int]:
        """Return the conditions that every measure begins with: place, day, applicant, title."""
        policy, measure, reading, firm = asked.policy, asked.measure, asked.reading, applicant()
        yield self.truth(registered_in(firm, policy.place))
        after = (date.fromisoformat(policy.last_day) + timedelta(days=1)).isoformat()
        yield self.truth(firm.date.from_day(policy.first_day or "0001-01-01"))
        yield self.truth(~firm.date.from_day(after))
        yield self.truth(firm.applicant.is_one_of(*(reading.applicants or measure.applicants)))
        if measure.who and not reading.any_title:
            yield self.truth(measure.who.held_by(firm, reading.also))

    def _condition(self, condition: Condition) -> int:
        found = self.truth(condition.truth)
        return self._put(Leaf.UNLESS_FALSE, found) if condition.of_person else found

    def _put(self, op: Op | TruthOp | Leaf, *args: int, line: Hashable = None) -> int:
        step = Step(op, args, line)
        if step not in self._at:
            self._at[step] = len(self.steps)
            self.steps.append(step)
        return self._at[step]

    def number(self, number: Quantity) -> int:
        """Return the step of a number."""
        if id(number) not in self._numbers:  # kept with its step, so that no other gets its id
            self._numbers[id(number)] = self._number(number), number
        return self._numbers[id(number)][0]

    def _number(self, number: Quantity) -> int:
        origin = number.origin
        if number.known and next(number.facts(), None) is None:
            return self._constant(number.low)
        if isinstance(origin, Tabled):
            return self._put(Leaf.TABLED, self.number(origin.by), line=(origin.path, origin.found))
        if isinstance(origin, Given):
            return self._put(Leaf.FACT, line=origin.path)
        if not isinstance(origin, Work):
            raise TypeError(f"{number!r} is neither known nor a fact")
        args = [self.number(arg) for arg in origin.args]
        truth = origin.truth
        match origin.op:
            case Op.TIMES:
                return self._times(args)
            case Op.OVER if (divisor := self._value(args[1])) is not None and divisor:
                return self._times([args[0], self._constant(1 / Fraction(divisor))])
            case Op.WHEN | Op.EITHER if truth is not None:
                return self._put(origin.op, self.truth(truth), *args)
            case Op.WITHIN if truth is not None and isinstance(truth.line, Figure):
                return self._put(Op.WITHIN, self.truth(truth), *args, line=truth.line.high)
            case Op.COUNT if truth is not None:
                (given, each) = truth.of
                assert isinstance(given, Given)
                assert isinstance(each, Truth)
                return self._put(Op.COUNT, self.truth(each), line=given.path)
            case Op.EACH | Op.OF_A_YEAR | Op.EACH_YEAR if truth is not None:
                (given,) = truth.of
                assert isinstance(given, Given)
                return self._put(origin.op, *args, line=given.path)
            case _:
                return self._put(origin.op, *args)

    def _times(self, args: list[int]) -> int:
        """Return the product, its figures together and last, so that numerators stay small."""
        by, rest = Fraction(1), []
        for arg in args:
            step = self.steps[arg]
            if (value := self._value(arg)) is not None:
                by *= value
            elif step.op is Leaf.SCALE:
                by *= self._scale(step)
                rest.append(step.args[0])
            else:
                rest.append(arg)
        if not rest or not by:
            return self._constant(by)
        product = rest[0]
        for other in rest[1:]:
            product = self._product(product, other)
        return product if by == 1 else self._put(Leaf.SCALE, product, line=by)

    def _product(self, a: int, b: int) -> int:
        for number, portion in ((a, b), (b, a)):
            step = self.steps[portion]
            if step.op is Op.PORTION:
                return self._put(Leaf.PORTION_OF, number, *step.args)
        return self._put(Op.TIMES, a, b)

    def _scale(self, step: Step) -> Fraction:
        assert isinstance(step.line, Fraction)
        return step.line

    def _constant(self, value: Exact) -> int:
        return self._put(Leaf.CONSTANT, line=Fraction(value))

    def _value(self, at: int) -> Fraction | None:
        """Return the figure that a step is, or None."""
        step = self.steps[at]
        return self._scale(step) if step.op is Leaf.CONSTANT else None

    def truth(self, truth: Truth) -> int:
        """Return the step of a condition."""
        if id(truth) not in self._truths:
            self._truths[id(truth)] = self._truth(truth), truth
        return self._truths[id(truth)][0]

    def _truth(self, truth: Truth) -> int:
        if not truth.of:
            return self._put(Leaf.ALWAYS, line=truth.value)
        if truth.op is TruthOp.SOME:
            given, each = truth.of
            assert isinstance(given, Given)
            return self._put(TruthOp.SOME, self._operand(each), line=given.path)
        return self._put(truth.op, *map(self._operand, truth.of), line=truth.line)

    def _operand(self, operand: Given | Quantity | Truth) -> int:
        if isinstance(operand, Truth):
            return self.truth(operand)
        if isinstance(operand, Quantity):
            return self.number(operand)
        return self._put(Leaf.FACT, line=operand.path)

    @cached_property
    def used(self) -> tuple[bool, ...]:
        """Whether a result rests on each step; an operand that is part of another step may not."""
        used = [False] * len(self.steps)
        for output in self.outputs.values():
            for at in (output.conditions, output.gone, output.amount, output.certain):
                if at is not None:
                    used[at] = True
        for at in reversed(range(len(self.steps))):
            for arg in self.steps[at].args if used[at] else ():
                used[arg] = True
        return tuple(used)

    @property
    def facts(self) -> frozenset[str]:
        """The paths of the facts that the steps ask for."""
        steps = [step for step, used in zip(self.steps, self.used, strict=True) if used]
        asked = {str(step.line) for step in steps if step.op is Leaf.FACT}
        days = {str(step.line) for step in steps if step.op is TruthOp.NOT_AFTER}
        return frozenset(asked | days)

    @property
    def lists(self) -> frozenset[str]:
        """The names of the lists that the steps go through."""
        return frozenset(str(step.line) for step in self.steps if step.op in OVER_ENTRIES)


OVER_ENTRIES = frozenset({Op.COUNT, Op.EACH, Op.OF_A_YEAR, Op.EACH_YEAR, TruthOp.SOME})
"""The operations that gather the entries of the list named in their line."""
