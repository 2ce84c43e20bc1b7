"""HTML elements shared by the pages, such as badges, lists, tables and buttons."""

from __future__ import annotations

import re
from collections.abc import Iterable

from builder import texts, ui_text
from builder.pages.formatting import days_left, states_amount, status
from builder.pages.model import ClauseAndRule, PageHeading, href
from calculator.i18n import Lang, Text
from calculator.page.html import ESCAPES, Child, Html, in_english, join_html, tag
from calculator.sentences import SOON


def e(words: str) -> Html:
    """Return plain words as HTML, for text and for an attribute alike."""
    return Html(words.translate(ESCAPES))


def prose(text: Text, lang: Lang) -> Html:
    """Return a sentence as HTML; in English it may cite Chinese words."""
    return in_english(text.en) if lang == "en" else e(text.zh)


def both(text: Text, page: Lang) -> Html:
    """Return a name on the Chinese page; on the English one, with the Chinese it stands for."""
    if page == "zh":
        return e(text.zh)
    return join_html(
        [e(text.en), " ", tag("span", e(text.zh), lang=ui_text.HTML_LANG.zh, class_="zh")]
    )


def badge(kind: str, *said: Child) -> Html:
    return tag("span", *said, class_=f"badge badge--{kind}")


def status_badge(policy: texts.PolicyText, today: str, lang: Lang, *, short: bool = False) -> Html:
    """Return the badge of a text's status on the day."""
    kind, brief, full = status(policy, today)
    return badge(kind, e((brief if short else full)(lang)))


def standing(entry: ClauseAndRule, today: str, lang: Lang) -> Html:
    """Return the badge beside an amount of a text that is not in force or about to end."""
    if status(entry.policy, today)[0] == "in-force":
        return soon(entry, today, lang)
    return join_html([" ", status_badge(entry.policy, today, lang, short=True)])


def soon(entry: ClauseAndRule, today: str, lang: Lang) -> Html:
    """Return the days left beside an amount of a text in force."""
    left = days_badge(entry.policy, today, lang) if states_amount(entry) else None
    return join_html([" ", left] if left else [])


def days_badge(policy: texts.PolicyText, today: str, lang: Lang) -> Html:
    """Return the days a text in force has left; hidden while many, updated by site.js."""
    if status(policy, today)[0] != "in-force":
        return Html()
    left, say, last = days_left(policy, today), ui_text.VALID_FOR(lang), ui_text.LAST_DAY(lang)
    return tag(
        "span",
        tag(
            "span",
            e(last if left == 1 else say.format(days=left)),
            data_until=policy.ends.isoformat(),
            data_say=say,
            data_last=last,
            data_over=ui_text.EXPIRED_SHORT(lang),
        ),
        class_="badge badge--soon ends",
        data_within=str(SOON),
        hidden=left > SOON,
    )


def bullets(items: Iterable[Child]) -> Html:
    return tag("ul", [tag("li", item) for item in items])


def spaced(parts: Iterable[Html]) -> Html:
    """Return the parts joined by spaces."""
    return Html(" ".join(parts))


def facts(rows: Iterable[tuple[str, Child]]) -> Html:
    cells = [tag("div", tag("dt", e(name)), tag("dd", value)) for name, value in rows]
    return tag("dl", cells, class_="facts")


def table(class_: str, names: Iterable[str], rows: Child) -> Html:
    """Return a table whose first row names its columns."""
    head = tag("tr", [tag("th", e(name), scope="col") for name in names])
    return tag("table", tag("thead", head), tag("tbody", rows), class_=class_)


def scroll(name: str, *inside: Child, class_: str = "scroll") -> Html:
    """Return a scrolling region, reachable by keyboard, for content wider than the page."""
    return tag("div", *inside, class_=class_, tabindex="0", role="region", aria_label=name)


def filled(sentence: str, **links: Html) -> Html:
    """Return a sentence as HTML, with an element in place of each name in braces."""
    parts = _SLOT.split(sentence)
    return join_html([links[part] if n % 2 else e(part) for n, part in enumerate(parts)])


_SLOT = re.compile(r"\{(\w+)\}")


def copy_button(copied: str, what: str, seen: str, done: str) -> Html:
    """Return the button, hidden without script, that copies `copied` with the day `seen`."""
    return join_html(
        [
            tag(
                "button",
                what,
                type="button",
                class_="copy",
                hidden=True,
                data_copy=copied,
                data_seen=seen,
                data_done=done,
            ),
            tag("span", role="status", class_="visually-hidden"),
        ]
    )


def crumbs(lang: Lang, source: str, trail: Iterable[tuple[str, str]]) -> Html:
    items = [tag("li", tag("a", e(name), href=href(source, to))) for name, to in trail]
    return tag("nav", tag("ol", items), class_="crumbs", aria_label=ui_text.YOU_ARE_HERE(lang))


def top(words: str) -> PageHeading:
    """Return the heading of the page."""
    return PageHeading(1, words, "top")


def body(*blocks: PageHeading | str) -> tuple[PageHeading | str, ...]:
    """Return the blocks that are not empty."""
    return tuple(block for block in blocks if block)


def slug(name: str) -> str:
    """Return Latin words as an anchor."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
