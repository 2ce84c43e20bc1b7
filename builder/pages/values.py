"""Values of the law and of the texts in words: days, amounts, what holds on a day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from functools import cache

from builder import lifecycle, texts, words
from builder.pages.shelf import Edition, Entry
from calculator.catalogue import formula
from calculator.measure import Basis
from calculator.profile import CITIES
from calculator.text import Text, grouped, join
from calculator.wording import Figure, QuotationError, Unit, figure

SHORT = 24
"""A formula of no more signs than this is told where there is room for an amount only."""


def day(when: date) -> Text:
    """2026年12月31日 / 31 December 2026."""
    months = "January February March April May June July August September October November December"
    month = months.split()[when.month - 1]
    return Text(f"{when.year}年{when.month}月{when.day}日", f"{when.day} {month} {when.year}")


def money(value: int | Fraction) -> Text:
    """An amount of the law: 1000万元 / RMB 10 million (1000万元)."""
    zh, scaled = _scaled(value, ((10**8, "亿元"), (10**4, "万元"), (1, "元")))
    en, _ = _scaled(value, ((10**9, " billion"), (10**6, " million"), (1, "")))
    return Text(zh.replace(",", ""), f"RMB {en}" + (f" ({zh.replace(',', '')})" if scaled else ""))


def _scaled(value: int | Fraction, scales: tuple[tuple[int, str], ...]) -> tuple[str, bool]:
    """In the largest scale that needs at most two decimals, and whether it is not the last."""
    for scale, name in scales[:-1]:
        if value >= scale and (scaled := Fraction(value, scale)) * 100 % 1 == 0:
            return grouped(scaled) + name, True
    return grouped(value) + scales[-1][1], False


@cache
def amount(entry: Entry) -> Text:
    """How much a measure gives at most, before anything is known of the applicant."""
    outcome, parts = entry.outcome, list[Text]()
    if outcome.amount is not None:
        high = outcome.amount.high
        if high is None:
            parts.append(_by_formula(entry))
        elif outcome.amount.known and not outcome.ceiling:
            parts.append(money(high))
        else:
            parts.append(words.UP_TO.fill(amount=money(high)))
    limits = [
        words.LIMIT_FOR_USE.fill(use=_USES[each.use], amount=money(each.limit.high))
        if each.use
        else money(each.limit.high)
        for each in outcome.credit
        if each.limit.high is not None
    ]
    if limits:
        parts.append(words.LIMIT.fill(amount=join(limits)))
    if parts:
        first, *more = (p.en for p in parts)
        en = "; ".join([first, *(each[:1].lower() + each[1:] for each in more)])
        return Text("；".join(p.zh for p in parts), en)
    return words.NO_MONEY if outcome.basis is Basis.SERVICE else words.ELSEWHERE


def amounts(edition: Edition) -> Mapping[str, tuple[Text, int | None]]:
    """Of every measure with a page: the amount in words, and in yuan where the whole of it is stated."""
    shelves = (*edition.shelves, *edition.other)
    return {
        entry.measure.id: (amount(entry), _whole_sum(entry))
        for shelf in shelves
        for entry in shelf.entries
    }


def _whole_sum(entry: Entry) -> int | None:
    given = entry.outcome.amount
    return None if given is None or given.high is None else int(given.high)


def _by_formula(entry: Entry) -> Text:
    """Where the whole is open: what is stated of it, by what that is counted, or how it is worked out."""
    stated = tuple(_stated(entry))
    if len(stated) == 1:
        ((quoted, read),) = stated
        each = _counted_by(entry.clause.whole.zh, quoted)
        said = words.EACH if read.low == read.high else words.UP_TO_EACH
        if each and read.high is not None:
            return said.fill(each=each, amount=money(read.high))
    if stated:
        caps = [money(read.high) for _, read in stated if read.high is not None]
        return words.BY_FORMULA_UP_TO.fill(amount=join(caps))
    told = formula(entry.measure)
    if told is None or entry.outcome.credit or len(told.zh) > SHORT:
        return words.BY_FORMULA
    en = re.sub("× [A-Z](?=[a-z])", lambda label: label[0].lower(), told.en.rpartition(": ")[2])
    short = Text(told.zh.rpartition("：")[2], en)  # of each entry, not of all
    return words.UP_TO.fill(amount=short) if entry.outcome.ceiling else short


def _stated(entry: Entry) -> Iterator[tuple[str, Figure]]:
    """The amounts of money that the quoted words set, of a year or of a case; not those of a loan."""
    for quotation in entry.quotations:
        if quotation.role == "amount" and not entry.outcome.credit:
            try:
                read = figure(quotation.words)
            except QuotationError:
                continue
            if read.unit is Unit.YUAN and read.high is not None and read.low in (None, read.high):
                yield quotation.words, read


def _counted_by(clause: str, quoted: str) -> Text | None:
    """What the clause says before an amount, in the same breath, of what it is counted by."""
    before, found, _ = clause.partition(quoted)
    breath = re.split("[，。；（]", before)[-1] + found
    return next((said for word, said in words.COUNTED_BY if word in breath), None)


_USES = {
    "fixed_asset": Text("固定资产贷款", "fixed-asset loans"),
    "rnd": Text("研发贷款", "R&D loans"),
}


def status(policy: texts.Policy, today: str) -> tuple[str, Text, Text]:
    """The status of a text on a day: a word for the style sheet, and it in short and in full."""
    if lifecycle.over(policy, today):
        if policy.replaced and policy.ends < policy.valid_to:
            since = day(policy.replaced.on)
            return "expired", words.REPLACED_SHORT, words.REPLACED.fill(since=since)
        full = words.EXPIRED if policy.status == "in_force" else words.DRAFT_EXPIRED
        return "expired", words.EXPIRED_SHORT, full.fill(to=day(policy.ends))
    if policy.status == "draft":
        return "draft", words.DRAFT_SHORT, words.DRAFT
    if policy.valid_from and today < policy.valid_from.isoformat():
        return "later", words.NOT_YET_SHORT, words.NOT_YET.fill(since=day(policy.valid_from))
    return "in-force", words.IN_FORCE_SHORT, words.IN_FORCE.fill(to=day(policy.ends))


def days_left(policy: texts.Policy, today: str) -> int:
    """How many days of validity remain, the last one included; 0 when it is over."""
    return max((policy.ends - date.fromisoformat(today)).days + 1, 0)


def validity(policy: texts.Policy) -> Text:
    """From when to when a text holds."""
    if policy.valid_from is None:
        return words.ONLY_TO.fill(to=day(policy.ends))
    return words.FROM_TO.fill(since=day(policy.valid_from), to=day(policy.ends))


def city(policy: texts.Policy) -> Text:
    """厦门 / Xiamen."""
    return next(name for code, name in CITIES.items() if code.value == policy.city)


def sortable(entry: Entry) -> int:
    """Yuan by which measures are sorted: the most of cash, 0 for a formula or a loan, -1 for none."""
    amount = entry.outcome.amount
    if amount is not None:
        stated = [read.high for _, read in _stated(entry) if read.high is not None]
        return int(max(stated, default=0) if amount.high is None else amount.high)
    return 0 if entry.outcome.credit else -1
