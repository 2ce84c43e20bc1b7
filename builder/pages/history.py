"""The history of a clause: where it comes from, what became of it, and the pages of the versions."""

from __future__ import annotations

from collections.abc import Iterator

from builder import texts, ui_text
from builder.diff.words import ComparedWords, pieces
from builder.pages.formatting import day
from builder.pages.html import e, filled
from builder.pages.model import ClauseAndRule, Edition, PageHeading, href
from calculator.i18n import Lang, Text
from calculator.page.html import Child, Html, join_html, tag

TITLE = Text("沿革", "History")
ADDED = Text("{since}起的版本新增的一条。", "Added by the version that holds from {since}.")
SAME = Text("自{since}起；文字与{earlier}相同。", "From {since}, in the words of the {earlier}.")
CHANGED = Text("自{since}起；与{earlier}相比：", "From {since}; against the {earlier}:")
NOW = Text("{since}起执行{later}。", "From {since} the {later} holds.")
REPEALED = Text("{since}起的版本删去了这一条。", "Repealed by the version that holds from {since}.")
EARLIER = Text("取代{earlier}", "Takes the place of the {earlier}")
LATER = Text("{since}起由{later}取代", "Replaced by the {later} from {since}")


def of_clause(edition: Edition, entry: ClauseAndRule) -> Iterator[PageHeading | str]:
    """Yield the section that compares a clause with the earlier version and links the later."""
    lang, policy = edition.lang, entry.policy
    if policy.amends or policy.replaced:
        yield PageHeading(2, TITLE(lang), "history")
        yield tag("div", _earlier(edition, entry), _later(edition, entry), class_="change")


def notice(edition: Edition, entry: ClauseAndRule) -> Html:
    """Return the notice at the head of a replaced clause's page: what is in force now."""
    replaced = entry.policy.replaced
    if replaced is None:
        return Html()
    if replaced.on.isoformat() > edition.today:
        return tag("div", class_="warning", hidden=True)
    return tag("div", _later(edition, entry), class_="warning")


def _earlier(edition: Edition, entry: ClauseAndRule) -> Iterator[Html]:
    lang, policy = edition.lang, entry.policy
    if policy.amends is None or policy.valid_from is None:
        return
    since = day(policy.valid_from)
    was = _entry(edition, policy.history.get(entry.measure.id))
    if was is None:
        yield tag("p", e(ADDED.fill(since=since)(lang)))
        return
    found = pieces(was.clause.whole.zh, entry.clause.whole.zh)
    same = all(piece.same for piece in found)
    said = SAME if same else CHANGED
    link = _link(lang, entry.uri, was)
    yield tag("p", filled(said(lang), since=e(since(lang)), earlier=link))
    if not same:
        yield tag("p", marked(found), lang=ui_text.HTML_LANG.zh)


def _later(edition: Edition, entry: ClauseAndRule) -> Iterator[Html]:
    lang, replaced = edition.lang, entry.policy.replaced
    if replaced is None:
        return
    since = day(replaced.on)
    name = next((new for new, was in replaced.history.items() if was == entry.measure.id), None)
    now = _entry(edition, name)
    if now is None:
        yield tag("p", e(REPEALED.fill(since=since)(lang)))
    else:
        link = _link(lang, entry.uri, now)
        yield tag("p", filled(NOW(lang), since=e(since(lang)), later=link))


def of_text(edition: Edition, policy: texts.PolicyText) -> Iterator[tuple[Text, Html]]:
    """Yield the other versions of a text, each as a link."""
    lang, here = edition.lang, f"{policy.id}/index.md"
    known = {s.policy.id: s.policy for s in (*edition.shelves, *edition.other)}
    if earlier := known.get(policy.amends or ""):
        yield TITLE, filled(EARLIER(lang), earlier=_way(lang, here, earlier))
    if policy.replaced and (later := known.get(policy.replaced.by)):
        since = e(day(policy.replaced.on)(lang))
        yield TITLE, filled(LATER(lang), since=since, later=_way(lang, here, later))


def _way(lang: Lang, here: str, policy: texts.PolicyText) -> Html:
    return tag("a", e(policy.short_title(lang)), href=href(here, f"{policy.id}/index.md"))


def marked(found: tuple[ComparedWords, ...]) -> Html:
    """Return two versions in one, with removed words in <del> and added words in <ins>."""

    def one(piece: ComparedWords) -> Child:
        if piece.same:
            return e(piece.old)
        gone = tag("del", e(piece.old)) if piece.old else None
        return [gone, tag("ins", e(piece.new)) if piece.new else None]

    return join_html(map(one, found))


def _entry(edition: Edition, name: str | None) -> ClauseAndRule | None:
    every = (entry for shelf in (*edition.shelves, *edition.other) for entry in shelf.entries)
    return next((entry for entry in every if entry.measure.id == name), None)


def _link(lang: Lang, here: str, entry: ClauseAndRule) -> Html:
    space = "" if lang == "zh" else " "
    words_ = f"{entry.policy.short_title(lang)}{space}{entry.clause.number(lang)}"
    return tag("a", e(words_), href=href(here, entry.uri))
