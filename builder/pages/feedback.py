"""Notes for reporting a problem to the maintainers, ready to send, of three kinds."""

from __future__ import annotations

from urllib.parse import quote

from builder.pages.html import copy_button, e
from builder.pages.model import ClauseAndRule, Edition
from calculator.i18n import Text
from calculator.page.html import Html, tag
from calculator.version import rules_version

TITLE = Text("内容有误？", "Something wrong?")
HOW = Text(
    "复制一种说明，补上您看到的情况，发到 {address}。说明里写好了条款、页面地址、日期和规则版本。",
    "Copy one of these notes, add what you saw, and send it to {address}. It names the clause, the page, "
    "the day and the version of the rules.",
)
KINDS = (
    Text("文字、译文或解读有误", "The text, its translation or the reading is wrong"),
    Text("与其他计算结果不同", "It differs from another calculation"),
    Text("与主管部门认定的不同", "It differs from what the authority granted"),
)
COPY, COPIED, SEEN, MAIL = (
    Text("复制说明", "Copy the note"),
    Text("已复制", "Copied"),
    Text("查看于", "seen on"),
    Text("发邮件", "Send an email"),
)
_NOTE = Text(
    "【{kind}】{id} {title}，规则版本 {version}。",
    "[{kind}] {id} {title}, rules version {version}.",
)


def report(edition: Edition, entry: ClauseAndRule) -> Html:
    """Return the notes for a clause, to copy or mail; empty if the site has no address."""
    lang, items = edition.lang, list[Html]()
    if not edition.feedback:
        return Html()
    for kind in KINDS:
        note = _NOTE.fill(
            kind=kind, id=entry.measure.id, title=entry.measure.title, version=rules_version()
        )(lang)
        address = f"mailto:{edition.feedback}?subject={quote(note)}"
        items.append(
            tag(
                "li",
                e(kind(lang)),
                " ",
                copy_button(note, COPY(lang), SEEN(lang), COPIED(lang)),
                " ",
                tag("a", MAIL(lang), href=address),
            )
        )
    return tag(
        "details",
        tag("summary", TITLE(lang)),
        tag("p", e(HOW(lang).format(address=edition.feedback))),
        tag("ul", items),
        class_="feedback",
    )
