"""A difference as lines for the terminal and as the JSON the site stores."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import groupby
from typing import Any

from builder.diff import Changed, Difference, Grant, Moved
from builder.diff.words import ComparedWords, pieces
from calculator.assessment import Status
from calculator.i18n import LANGS, Lang, Text, plain, yuan
from calculator.sentences import STATUSES

ABSENT = Text("没有这一条", "no such measure")
UP_TO = Text("最高 {amount}", "up to {amount}")
LIMIT = Text("额度 {amount}", "may borrow {amount}")
WORDS = Text("文字：{count} 处", "Changes to the words: {count}")
ADDED, REPEALED = Text("新增", "added"), Text("删去", "repealed")
WAS = Text("（原 {was}）", " (was {was})")
PANEL = Text(
    "金额，{all} 类申请人：{count} 处变化", "Money, {all} applicants; results that differ: {count}"
)
CASES = Text(
    "金额，{all} 个算例：{count} 处变化", "Money, {all} worked cases; results that differ: {count}"
)

SAME = Text("（译文未改）", "(the translation is the same)")

_KEPT = 18
"""Characters shown on each side of a change."""


def lines(difference: Difference, lang: Lang) -> Iterator[str]:
    """Yield the difference line by line: words as [-removed-]{+added+}, then the money."""
    yield f"{difference.old} → {difference.new}"
    yield ""
    yield WORDS.fill(count=str(len(difference.words)))(lang)
    for changed in difference.words:
        yield f"  {changed.place}  {heading(changed)(lang)}"
        for each in LANGS if lang == "en" else (lang,):
            found = passages(changed, each)
            same = all(piece.same for piece in found)
            yield f"    {SAME(lang) if same else ''.join(map(_marked, shortened(found)))}"
    groups = (
        (PANEL, difference.panel, difference.panel_seen),
        (CASES, difference.cases, difference.cases_seen),
    )
    for title, moved, seen in groups:
        yield ""
        yield title.fill(all=str(seen), count=str(len(moved)))(lang)
        for who, rows in groupby(moved, key=lambda each: each.who):
            yield f"  {who(lang)}"
            yield from (f"    {_row(row, lang)}" for row in rows)


def _row(row: Moved, lang: Lang) -> str:
    label = f"{row.measure}  {row.title(lang)}{'：' if lang == 'zh' else ': '}"
    change = gain(row)(lang)
    return f"{label}{standing(row.before)(lang)} → {standing(row.after)(lang)}" + (
        f"  {change}" if change else ""
    )


def heading(changed: Changed) -> Text:
    """Return the clause's name, marked if it is new, repealed or renumbered."""
    sort = ADDED if changed.old is None else REPEALED if changed.new is None else None
    if sort:
        return changed.name + Text(f"（{sort.zh}）", f" ({sort.en})")
    moved = changed.was and changed.was != changed.place
    return changed.name + (WAS.fill(was=changed.was) if moved else Text("", ""))


def passages(changed: Changed, lang: Lang) -> tuple[ComparedWords, ...]:
    """Compare a clause's old and new words in one language."""
    old, new = (each(lang) if each else "" for each in (changed.old, changed.new))
    return pieces(old, new)


def shortened(found: Iterable[ComparedWords]) -> Iterator[ComparedWords]:
    """Shorten unchanged passages to a few characters around the changes."""
    listed = tuple(found)
    for n, piece in enumerate(listed):
        if not piece.same or len(piece.old) <= 2 * _KEPT:
            yield piece
            continue
        before = "" if n == 0 else piece.old[:_KEPT]
        after = "" if n == len(listed) - 1 else piece.old[-_KEPT:]
        yield ComparedWords(f"{before}…{after}", f"{before}…{after}")


def _marked(piece: ComparedWords) -> str:
    if piece.same:
        return piece.old
    gone, come = (f"[-{piece.old}-]", f"{{+{piece.new}+}}")
    return (gone if piece.old else "") + (come if piece.new else "")


def standing(given: Grant | None) -> Text:
    """Return the result of a measure in words: an amount, a borrowing limit or a status."""
    if given is None:
        return ABSENT
    if given.high is not None:
        return UP_TO.fill(amount=yuan(given.high)) if given.ceiling else yuan(given.high)
    if given.credit:
        return LIMIT.fill(amount=yuan(sum(given.credit, Fraction(0))))
    return STATUSES[Status(given.status)]


def gain(row: Moved) -> Text:
    """Return the change in words, +200,000 元 / −RMB 200,000, or "" if no sum changes."""
    moved = row.change or row.limits
    if not moved:
        return Text("", "")
    said, sign = yuan(abs(moved)), "+" if moved > 0 else "−"
    return Text(sign + said.zh, sign + said.en)


# JSON.


def dump(difference: Difference) -> str:
    """Return the difference as JSON, amounts as strings in yuan."""
    content = {
        "old": difference.old,
        "new": difference.new,
        "words": [
            {
                "place": each.place,
                "was": each.was,
                "name": each.name.to_dict(),
                "old": each.old.to_dict() if each.old else None,
                "new": each.new.to_dict() if each.new else None,
            }
            for each in difference.words
        ],
        "cases": [_moved_dict(each) for each in difference.cases],
        "panel": [_moved_dict(each) for each in difference.panel],
        "cases_seen": difference.cases_seen,
        "panel_seen": difference.panel_seen,
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _moved_dict(moved: Moved) -> dict[str, Any]:
    return {
        "who": moved.who.to_dict(),
        "measure": moved.measure,
        "title": moved.title.to_dict(),
        "before": _standing_dict(moved.before),
        "after": _standing_dict(moved.after),
    }


def _standing_dict(given: Grant | None) -> dict[str, Any] | None:
    if given is None:
        return None
    low, high = (None if each is None else plain(each, 2) for each in (given.low, given.high))
    credit = [plain(each, 2) for each in given.credit]
    return {"status": given.status, "low": low, "high": high, "credit": credit}


def load(content: str) -> Difference:
    """Read what `dump` wrote. Raises ValueError, KeyError or TypeError for anything else."""
    data = json.loads(content)
    words = (
        row | {key: row[key] and Text(**row[key]) for key in ("name", "old", "new")}
        for row in data["words"]
    )
    return Difference(
        data["old"],
        data["new"],
        tuple(Changed(**row) for row in words),
        tuple(map(_moved_of, data["cases"])),
        tuple(map(_moved_of, data["panel"])),
        data["cases_seen"],
        data["panel_seen"],
    )


def _moved_of(row: dict[str, Any]) -> Moved:
    return Moved(
        Text(**row["who"]),
        row["measure"],
        Text(**row["title"]),
        _standing_of(row["before"]),
        _standing_of(row["after"]),
    )


def _standing_of(row: dict[str, Any] | None) -> Grant | None:
    if row is None:
        return None
    low, high = (None if row[key] is None else Fraction(row[key]) for key in ("low", "high"))
    return Grant(row["status"], low, high, tuple(map(Fraction, row["credit"])))


NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
"""A valid name of a comparison's page; it becomes part of the address."""
