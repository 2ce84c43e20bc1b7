"""Where a clause comes from and what became of it: the versions of a text, each with its pages."""

from __future__ import annotations

from collections.abc import Iterator

from builder import texts, ui_text
from builder.diff.words import ComparedWords, pieces
from builder.pages.formatting import day
from builder.pages.html import e
from builder.pages.model import ClauseAndRule, Edition, PageHeading, href
from calculator.i18n import Lang, Text

TITLE = Text("沿革", "History")
ADDED = Text("{since}起的版本新增的一条。", "Added by the version that holds from {since}.")
SAME = Text("自{since}起；文字与{earlier}相同。", "From {since}, in the words of the {earlier}.")
CHANGED = Text("自{since}起；与{earlier}相比：", "From {since}; against the {earlier}:")
NOW = Text("{since}起执行{later}。", "From {since} the {later} holds.")
REPEALED = Text("{since}起的版本删去了这一条。", "Repealed by the version that holds from {since}.")
EARLIER = Text("取代{earlier}", "Takes the place of the {earlier}")
LATER = Text("{since}起由{later}取代", "Replaced by the {later} from {since}")

_SLOT = "\ue000"
"""Where a sentence has its link; of no script."""


def of_clause(edition: Edition, entry: ClauseAndRule) -> Iterator[PageHeading | str]:
    """The clause against that of the earlier version, and the way to the later one."""
    lang, policy = edition.lang, entry.policy
    if policy.amends or policy.replaced:
        yield PageHeading(2, TITLE(lang), "history")
        yield f'<div class="change">{"".join([*_earlier(edition, entry), *_later(edition, entry)])}</div>'


def notice(edition: Edition, entry: ClauseAndRule) -> str:
    """At the head of the page of a clause that no longer holds: what holds now."""
    replaced = entry.policy.replaced
    if replaced is None or replaced.on.isoformat() > edition.today:
        return ""
    return f'<div class="warning">{"".join(_later(edition, entry))}</div>'


def _earlier(edition: Edition, entry: ClauseAndRule) -> Iterator[str]:
    lang, policy = edition.lang, entry.policy
    if policy.amends is None or policy.valid_from is None:
        return
    since = day(policy.valid_from)
    was = _entry(edition, policy.history.get(entry.measure.id))
    if was is None:
        yield f"<p>{e(ADDED.fill(since=since)(lang))}</p>"
        return
    found = pieces(was.clause.whole.zh, entry.clause.whole.zh)
    same = all(piece.same for piece in found)
    link = _link(lang, entry.uri, was)
    yield f"<p>{e((SAME if same else CHANGED).fill(since=since, earlier=_SLOT)(lang)).replace(_SLOT, link)}</p>"
    if not same:
        yield f'<p lang="{ui_text.HTML_LANG.zh}">{marked(found)}</p>'


def _later(edition: Edition, entry: ClauseAndRule) -> Iterator[str]:
    lang, replaced = edition.lang, entry.policy.replaced
    if replaced is None:
        return
    since = day(replaced.on)
    name = next((new for new, was in replaced.history.items() if was == entry.measure.id), None)
    now = _entry(edition, name)
    if now is None:
        yield f"<p>{e(REPEALED.fill(since=since)(lang))}</p>"
    else:
        link = _link(lang, entry.uri, now)
        yield f"<p>{e(NOW.fill(since=since, later=_SLOT)(lang)).replace(_SLOT, link)}</p>"


def of_text(edition: Edition, policy: texts.PolicyText) -> Iterator[tuple[Text, str]]:
    """The other versions of a text, each with the way there."""
    lang, here = edition.lang, f"{policy.id}/index.md"
    known = {s.policy.id: s.policy for s in (*edition.shelves, *edition.other)}
    if earlier := known.get(policy.amends or ""):
        link = (
            f'<a href="{href(here, f"{earlier.id}/index.md")}">{e(earlier.short_title(lang))}</a>'
        )
        yield TITLE, e(EARLIER.fill(earlier=_SLOT)(lang)).replace(_SLOT, link)
    if policy.replaced and (later := known.get(policy.replaced.by)):
        link = f'<a href="{href(here, f"{later.id}/index.md")}">{e(later.short_title(lang))}</a>'
        said = LATER.fill(since=day(policy.replaced.on), later=_SLOT)
        yield TITLE, e(said(lang)).replace(_SLOT, link)


def marked(found: tuple[ComparedWords, ...]) -> str:
    """Both versions in one: what goes in del, what comes in ins."""

    def one(piece: ComparedWords) -> str:
        if piece.same:
            return e(piece.old)
        gone = f"<del>{e(piece.old)}</del>" if piece.old else ""
        return gone + (f"<ins>{e(piece.new)}</ins>" if piece.new else "")

    return "".join(map(one, found))


def _entry(edition: Edition, name: str | None) -> ClauseAndRule | None:
    every = (entry for shelf in (*edition.shelves, *edition.other) for entry in shelf.entries)
    return next((entry for entry in every if entry.measure.id == name), None)


def _link(lang: Lang, here: str, entry: ClauseAndRule) -> str:
    space = "" if lang == "zh" else " "
    words_ = f"{entry.policy.short_title(lang)}{space}{entry.clause.number(lang)}"
    return f'<a href="{href(here, entry.uri)}">{e(words_)}</a>'
