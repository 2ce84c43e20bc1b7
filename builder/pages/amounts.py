"""The amount of a measure in a few words, before anything is known about the applicant.

The words are derived from the rule's graph. If a title, or something else the applicant may hold,
decides the amount, the rule is evaluated once for each and every case is listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cache

from builder import ui_text
from builder.pages.formatting import money
from builder.pages.model import ClauseAndRule, Edition
from calculator.fields import SomeOf
from calculator.i18n import Text, capital, grouped, join_texts, within_sentence
from calculator.measure import Basis, Credit, Outcome
from calculator.phrases import Figure, QuotationError, Unit, figure
from calculator.profile import FACTS, read_profile
from calculator.quantity import Given, Op, Quantity, Quote, Work

Case = tuple[Text, Outcome]
"""The applicant's titles, and the rule's outcome for them."""


@cache
def amount(entry: ClauseAndRule) -> Text:
    """Return the maximum a measure gives, in words, for each case the text distinguishes."""
    cases = tuple(_cases(entry))
    parts: list[Text] = []
    if entry.outcome.amount is not None:
        parts.append(_by_case([(of, _money(entry, outcome)) for of, outcome in cases]))
    if entry.outcome.credit:
        limits = [(of, _limits(outcome.credit)) for of, outcome in cases]
        limit = ui_text.LIMIT if _alike(limits) else ui_text.LIMITS
        parts.append(limit.fill(amount=_by_case(limits)))
    if not parts:
        remarks = [(of, outcome.says or unstated(entry)) for of, outcome in cases]
        parts.append(unstated(entry) if _alike(remarks) else _by_case(remarks))
    first, *more = parts
    said = Text("；", "; ").join([first, *map(within_sentence, more)])
    return Text(said.zh, capital(said.en))


def remark(entry: ClauseAndRule) -> Text | None:
    """Return what the rule states besides the amount, if it is the same in every case."""
    said = {outcome.says for _, outcome in _cases(entry)} - {unstated(entry)}
    return said.pop() if len(said) == 1 else None


def unstated(entry: ClauseAndRule) -> Text:
    """Return the words for a measure whose clause states no amount."""
    if entry.outcome.basis is Basis.SERVICE:
        return entry.outcome.says or ui_text.NO_AMOUNT
    if entry.outcome.basis is Basis.NOT_READ:
        return ui_text.NOT_READ
    return ui_text.ELSEWHERE if entry.outcome.where else ui_text.NOT_STATED


def whom(entry: ClauseAndRule) -> Text:
    """Return the heading for a measure's recipients; one does not apply for a service."""
    return ui_text.FOR_WHOM if entry.outcome.basis is Basis.SERVICE else ui_text.WHO


def amounts(edition: Edition) -> Mapping[str, tuple[Text, int | None]]:
    """Return each measure's amount in words, and in yuan if stated as one sum, by measure id."""
    shelves = (*edition.shelves, *edition.other)
    return {
        entry.measure.id: (amount(entry), _whole_sum(entry))
        for shelf in shelves
        for entry in shelf.entries
    }


def _whole_sum(entry: ClauseAndRule) -> int | None:
    given = entry.outcome.amount
    return None if given is None or given.high is None else int(given.high)


def sortable(entry: ClauseAndRule) -> int:
    """Return the yuan to sort by: the maximum in cash, 0 for a formula or loan, -1 for none."""
    amount = entry.outcome.amount
    if amount is None:
        return 0 if entry.outcome.credit else -1
    stated = [read.high for _, read in _stated(entry.outcome) if read.high is not None]
    return int(max(stated, default=0) if amount.high is None else amount.high)


# Distinguishing cases.


def _cases(entry: ClauseAndRule) -> Iterator[Case]:
    """Evaluate the rule with each option that decides, highest first, or once with none."""
    code, who = entry.measure.readings[0].code, entry.measure.who
    facts = [given.fact for number in _numbers(entry.outcome) for given in number.facts()]
    for name in dict.fromkeys(["titles", *facts] if who else facts):
        kind = FACTS[name].kind
        if not isinstance(kind, SomeOf):
            continue
        options = (*who.titles, *who.inferred) if who and name == "titles" else tuple(kind.words)
        order = [option for option in reversed(tuple(kind.words)) if option in options]
        cases = [
            (
                kind.words[option],
                entry.measure.rule(read_profile({name: [option]}, assume=False), code),
            )
            for option in (order if name == "titles" else options)
        ]
        if len({_distinguishing(outcome) for _, outcome in cases}) > 1:
            yield from cases
            return
    yield ui_text.OTHERS, entry.outcome


def _numbers(outcome: Outcome) -> Iterator[Quantity]:
    if outcome.amount is not None:
        yield outcome.amount
    yield from (credit.limit for credit in outcome.credit)


def _distinguishing(outcome: Outcome) -> tuple[object, ...]:
    """Return the parts of an outcome that distinguish cases."""
    return outcome.says, *((number.low, number.high) for number in _numbers(outcome))


def _alike(cases: list[tuple[Text, Text]]) -> bool:
    return len({said for _, said in cases}) == 1


def _by_case(cases: list[tuple[Text, Text]]) -> Text:
    """Return the common words, or those of each case; a last case of several is "others"."""
    if _alike(cases):
        return cases[0][1]
    groups: dict[Text, list[Text]] = {}
    for of, said in cases:
        groups.setdefault(said, []).append(of)
    last = next(reversed(groups))
    lines = [
        ui_text.OF_CASE.fill(
            of=ui_text.OTHERS if said is last and len(of) > 1 else join_texts(map(_short, of)),
            amount=within_sentence(said),
        )
        for said, of in groups.items()
    ]
    return Text("；", "; ").join(lines)


def _short(title: Text) -> Text:
    """Return a title without its system's name, beside others of the system: 重点“小巨人”企业."""
    return Text(re.sub("^专精特新(?=“|重点)", "", title.zh), title.en)


# Describing one case.


def _money(entry: ClauseAndRule, outcome: Outcome) -> Text:
    given = outcome.amount
    assert given is not None
    stated = tuple(_stated(outcome))
    counted = [(read, *_cap(entry, quoted, read)) for quoted, read in stated]
    # 200元/亩 is no cap; what is counted by a word of its own (每人每天) says so itself.
    per_unit = [of for read, each, of in counted if read.unit.is_rate and each == _WHOLE]
    caps = [(each, of) for read, each, of in counted if not (read.unit.is_rate and each == _WHOLE)]
    if shares := [_share(rate, of, up_to=outcome.ceiling) for rate, of in _rates(given)]:
        cap = ui_text.NO_MORE_THAN if outcome.ceiling else ui_text.AT_MOST
        shares += [cap.fill(each=each, amount=of) for each, of in caps]
        return Text("，", ", ").join(shares)
    if per_unit:
        said = (
            ui_text.UP_TO if outcome.ceiling else ui_text.EACH.fill(each=_WHOLE, amount="{amount}")
        )
        shares = [said.fill(amount=join_texts(per_unit))]
        shares += [ui_text.AT_MOST.fill(each=each, amount=of) for each, of in caps]
        return Text("，", ", ").join(shares)
    if given.high is not None:
        exact = given.known and not outcome.ceiling
        return money(given.high) if exact else ui_text.UP_TO.fill(amount=money(given.high))
    if len(caps) == 1 and (each := caps[0][0]) != _WHOLE:
        ((_, read),) = stated
        said = ui_text.EACH if read.low == read.high else ui_text.UP_TO_EACH
        return said.fill(each=each, amount=caps[0][1])
    if caps:
        return ui_text.BY_FORMULA_UP_TO.fill(amount=join_texts(of for _, of in caps))
    return ui_text.BY_FORMULA


_WHOLE = Text("", "")


def _cap(entry: ClauseAndRule, quoted: str, read: Figure) -> tuple[Text, Text]:
    """Return the unit a stated amount is counted by, and the amount."""
    assert read.high is not None
    if counted := _counted_by(entry.clause.whole.zh, quoted):
        return counted, money(read.high)
    return _WHOLE, money(read.high) + read.each_in_words


def _limits(credit: tuple[Credit, ...]) -> Text:
    """Return the borrowing limits by use; one given only as the earlier limit is inferred."""
    said, inferred = [], False
    for each in credit:
        if each.limit.high is not None:
            sum_ = money(each.limit.high)
            use = ui_text.CREDIT_USES.get(each.use or "")
            said.append(ui_text.LIMIT_FOR_USE.fill(use=use, amount=sum_) if use else sum_)
            inferred |= any(_RAISED_FROM.search(quoted) for quoted in each.limit.quotes())
    return join_texts(said) + (ui_text.LIMIT_INFERRED if inferred else _WHOLE)


_RAISED_FROM = re.compile(r"从[\d.]+[百千万亿]*元$")


def _rates(number: Quantity) -> Iterator[tuple[Quantity, Quantity]]:
    """Yield each percentage from the law in the working, with what it is a percentage of."""
    if isinstance(number.origin, Work):
        args = number.origin.args
        if number.origin.op is Op.TIMES:
            for rate, of in (args, args[::-1]):
                shared = isinstance(rate.origin, Quote) and rate.unit is Unit.RATIO
                if shared and rate.per == 100 and next(of.facts(), None):
                    yield rate, of
        for arg in args:
            yield from _rates(arg)


def _share(rate: Quantity, of: Quantity, *, up_to: bool) -> Text:
    percent = f"{grouped(rate.low * rate.per)}%"
    if isinstance(rate.origin, Quote) and (low := _lower_end(rate.origin.words)) is not None:
        percent, up_to = f"{grouped(low * rate.per)}%—{percent}", False
    if of.unit is Unit.YUAN and (base := _base(of)):
        return (ui_text.UP_TO_SHARE if up_to else ui_text.SHARE).fill(base=base, rate=percent)
    return (ui_text.UP_TO_RATE if up_to else ui_text.RATE).fill(rate=percent)


def _lower_end(words: str) -> Fraction | None:
    """Return the lower end of a range, or None if the words contain a single figure."""
    read = figure(words)
    both = read.low is not None and read.high is not None and read.low != read.high
    return Fraction(read.low or 0) if both else None


def _base(number: Quantity) -> Text | None:
    """Return the base of a percentage in words, or None if that takes a formula."""
    if number.name:
        return within_sentence(number.name)
    match number.origin:
        case Given(label=label):
            return within_sentence(label)
        case (
            Work(op=Op.EACH | Op.FEN | Op.WHEN | Op.WITHIN, args=(of,))
            | Work(op=Op.ADD, args=(of,))
        ):
            return _base(of)
        case Work(op=Op.LESS, args=(whole, part)):
            all_, off = _base(whole), _base(part)
            return ui_text.LESS.fill(whole=all_, part=off) if all_ and off else None
    return None


def _stated(outcome: Outcome) -> Iterator[tuple[str, Figure]]:
    """Yield the sums that the quotations set, per year or per case, except those of a loan."""
    if outcome.amount is None or outcome.credit:
        return
    for quoted in dict.fromkeys(_sums(outcome.amount)):
        try:
            read = figure(quoted)
        except QuotationError:
            continue
        if read.unit.is_money and read.high is not None and read.low in (None, read.high):
            yield quoted, read


def _sums(number: Quantity) -> Iterator[str]:
    """Yield the words of the sums that make or cap an amount; of what a share is taken, none."""
    if isinstance(number.origin, Quote):
        yield number.origin.words
    elif isinstance(number.origin, Work):
        args = number.origin.args
        share = any(arg.unit is Unit.RATIO and next(arg.quotes(), None) for arg in args)
        if not (number.origin.op is Op.TIMES and share):
            for arg in args:
                yield from _sums(arg)


def _counted_by(clause: str, quoted: str) -> Text | None:
    """Return the unit that the clause names in the same phrase before an amount, or None."""
    before, found, _ = clause.partition(quoted)
    breath = re.split("[，。；（]", before)[-1] + found
    return next((said for word, said in ui_text.COUNTED_BY if word in breath), None)
