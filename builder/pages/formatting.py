"""Days, amounts and the status of a text in words, in both languages."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from builder import expiry, texts, ui_text
from builder.pages.model import ClauseAndRule, Edition
from calculator import i18n
from calculator.i18n import Text
from calculator.measure import Basis, Document, StandingKind
from calculator.sentences import STANDINGS, SUPERSEDED_DRAFT, name_of


def day(when: date) -> Text:
    """Return a date in words: 2026年12月31日 / 31 December 2026."""
    months = "January February March April May June July August September October November December"
    month = months.split()[when.month - 1]
    return Text(f"{when.year}年{when.month}月{when.day}日", f"{when.day} {month} {when.year}")


def money(value: int | Fraction) -> Text:
    """Return an amount of the law in words: 1000万元 / RMB 10 million (1000万元)."""
    law = i18n.money(value)
    written_short = law.zh[-2:] in ("万元", "亿元")
    return Text(law.zh, f"{law.en} ({law.zh})" if written_short else law.en)


def status(policy: texts.PolicyText, today: str) -> tuple[str, Text, Text]:
    """Return the status of a text on a day: its CSS class, and its short and long wording."""
    if policy.replaced and policy.replaced.on.isoformat() <= today:
        since = day(policy.replaced.on)
        return "expired", ui_text.REPLACED_SHORT, ui_text.REPLACED.fill(since=since)
    if policy.status == "draft":  # it never was in force, so that it cannot end
        if policy.superseded_by is None:
            return "draft", ui_text.DRAFT_SHORT, STANDINGS[StandingKind.DRAFT]
        said = SUPERSEDED_DRAFT.fill(by=name_of(policy.superseded_by))
        return "draft", ui_text.SUPERSEDED_DRAFT_SHORT, said
    if expiry.over(policy, today) and policy.repealed:
        return "expired", ui_text.REPEALED_SHORT, ui_text.REPEALED.fill(until=day(policy.ends))
    if expiry.over(policy, today):
        said = STANDINGS[StandingKind.ENDED].fill(until=day(policy.ends))
        return "expired", ui_text.EXPIRED_SHORT, said
    if policy.valid_from and today < policy.valid_from.isoformat():
        said = STANDINGS[StandingKind.NOT_YET].fill(since=day(policy.valid_from))
        return "later", ui_text.NOT_YET_SHORT, said
    said = STANDINGS[StandingKind.IN_FORCE].fill(until=day(policy.ends))
    return "in-force", ui_text.IN_FORCE_SHORT, said


def any_in_force(edition: Edition) -> bool:
    """Check whether any listed text is in force on the edition's day."""
    stands = (status(shelf.policy, edition.today) for shelf in edition.shelves)
    return any(kind == "in-force" for kind, _, _ in stands)


def in_full(document: Document) -> Text:
    """Return a document by its title, its number and the day of its issue."""
    zh, en = [], [document.title.en]
    if document.number:
        zh.append(document.number.zh)
        en.append(f"{document.number.en} ({document.number.zh})")
    if document.issued:
        issued = day(date.fromisoformat(document.issued))
        zh.append(issued.zh)
        en.append(issued.en)
    known = f"（{'，'.join(zh)}）" if zh else ""
    return Text(f"《{document.title.zh.strip('《》')}》{known}", ", ".join(en))


def days_left(policy: texts.PolicyText, today: str) -> int:
    """Return the days of validity that remain, including the last; 0 once it has ended."""
    return max((policy.ends - date.fromisoformat(today)).days + 1, 0)


def validity(policy: texts.PolicyText) -> Text:
    """Return the first and last day of a text in words."""
    if policy.valid_from is None:
        return ui_text.ONLY_TO.fill(to=day(policy.ends))
    return ui_text.FROM_TO.fill(since=day(policy.valid_from), to=day(policy.ends))


def states_amount(entry: ClauseAndRule) -> bool:
    """Check whether the clause states an amount, a formula or a limit."""
    return entry.outcome.basis in (Basis.FIXED, Basis.FORMULA, Basis.CREDIT)


def city(policy: texts.PolicyText) -> Text:
    """Return the name of a text's city: 厦门 / Xiamen."""
    return policy.place.full_name
