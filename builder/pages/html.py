"""Small pieces of HTML, and of the Markdown around them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from html import escape

from builder import texts, ui_text
from builder.pages.formatting import days_left, states_amount, status
from builder.pages.model import ClauseAndRule, PageHeading, href
from calculator.i18n import Lang, Text
from calculator.page.html import in_english
from calculator.sentences import SOON


def e(words: str) -> str:
    """Plain words as HTML; few of them have a sign to escape."""
    return escape(words, quote=False) if _SIGN.search(words) else words


_SIGN = re.compile("[&<>]")


def prose(text: Text, lang: Lang) -> str:
    """A sentence that may cite Chinese words in English."""
    return in_english(text.en) if lang == "en" else e(text.zh)


def both(text: Text, page: Lang) -> str:
    """A name on the Chinese page; on the English one, with the Chinese it stands for."""
    if page == "zh":
        return e(text.zh)
    return f'{e(text.en)} <span lang="{ui_text.HTML_LANG.zh}" class="zh">{e(text.zh)}</span>'


def badge(kind: str, text: str) -> str:
    return f'<span class="badge badge--{kind}">{e(text)}</span>'


def status_badge(policy: texts.PolicyText, today: str, lang: Lang, *, short: bool = False) -> str:
    """The status of a text on the day of the build; when it runs out the page's script says so."""
    kind, brief, full = status(policy, today)
    _, over_brief, over = status(policy, (policy.ends + timedelta(days=1)).isoformat())
    said, later = (brief, over_brief) if short else (full, over)
    runs = f' data-until="{policy.ends.isoformat()}" data-over="{e(later(lang))}"'
    changes = kind in ("in-force", "draft") and over != full
    return f'<span class="badge badge--{kind}"{runs if changes else ""}>{e(said(lang))}</span>'


def standing(entry: ClauseAndRule, today: str, lang: Lang) -> str:
    """What stands beside an amount of a text that is not in force, or is about to end."""
    if status(entry.policy, today)[0] == "in-force":
        return soon(entry, today, lang)
    return f" {status_badge(entry.policy, today, lang, short=True)}"


def soon(entry: ClauseAndRule, today: str, lang: Lang) -> str:
    """The days left for an amount of a text in force."""
    left = days_badge(entry.policy, today, lang) if states_amount(entry) else ""
    return f" {left}" if left else ""


def days_badge(policy: texts.PolicyText, today: str, lang: Lang) -> str:
    """The days that a text in force has left; hidden while they are many, and counted on by the script."""
    if status(policy, today)[0] != "in-force":
        return ""
    left, say = days_left(policy, today), ui_text.VALID_FOR(lang)
    return (
        f'<span class="badge badge--soon ends" data-within="{SOON}"'
        f'{"" if left <= SOON else " hidden"}><span data-until="{policy.ends.isoformat()}" '
        f'data-say="{say}" data-over="{ui_text.EXPIRED_SHORT(lang)}">{say.format(days=left)}</span></span>'
    )


def bullets(items: Iterable[str]) -> str:
    rows = [f"<li>{item}</li>" for item in items]
    return f"<ul>{''.join(rows)}</ul>"


def facts(rows: Iterable[tuple[str, str]]) -> str:
    cells = "".join(f"<div><dt>{e(name)}</dt><dd>{value}</dd></div>" for name, value in rows)
    return f'<dl class="facts">{cells}</dl>'


def crumbs(lang: Lang, source: str, trail: Iterable[tuple[str, str]]) -> str:
    items = "".join(f'<li><a href="{href(source, to)}">{e(name)}</a></li>' for name, to in trail)
    return f'<nav class="crumbs" aria-label="{ui_text.YOU_ARE_HERE(lang)}"><ol>{items}</ol></nav>'


def top(words: str) -> PageHeading:
    """The heading of the page."""
    return PageHeading(1, words, "top")


def body(*blocks: PageHeading | str) -> tuple[PageHeading | str, ...]:
    """The blocks that say something."""
    return tuple(block for block in blocks if block)


def slug(name: str) -> str:
    """Latin words as an anchor."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
