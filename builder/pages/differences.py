"""The page of a change: what the words say now, and what that changes in money, for whom."""

from __future__ import annotations

from collections.abc import Iterable

from builder import ui_text
from builder.diff import Changed, Difference, Moved
from builder.diff.render import SAME, gain, heading, passages, standing
from builder.pages.history import marked
from builder.pages.html import body, crumbs, e, table, top
from builder.pages.model import NEWS, Edition, Page, PageHeading, href
from calculator.i18n import Lang, Text
from calculator.page.html import Html, join_html, tag

TITLE = Text("修改对照：{name}", "What changed: {name}")
LEAD = Text(
    "条文改了 {words} 处；{panel} 类申请人和 {cases} 个算例，新旧两版各算一遍，{moved} 处结果不同。",
    "The text changes in {words} places. Computed under both versions, {panel} applicants and {cases} "
    "worked cases differ in {moved} results.",
)
IN_WORDS = Text("条文", "The text")
IN_MONEY = Text("金额", "Money")
BY_CASE = Text("算例", "Worked cases")
SAME_WORDS = Text("条文没有改动。", "The text is the same.")
SAME_MONEY = Text("没有一项结果不同。", "No result differs.")
WHO, BEFORE, AFTER = Text("申请人", "Applicant"), Text("原来", "Before"), Text("现在", "Now")
CHANGE = Text("增减", "Change")
ALL = Text("修改对照", "Changes side by side")
CHANGES = NEWS.removesuffix(".md")


def place(name: str) -> str:
    """Return the source path of the page of a comparison."""
    return f"{CHANGES}/{name}.md"


def listed(edition: Edition) -> Html:
    """Return links to all comparisons, for the page of changes."""
    lang, every = edition.lang, edition.editorial.differences
    items = [tag("li", tag("a", e(name), href=href(NEWS, place(name)))) for name in sorted(every)]
    return join_html([tag("p", ALL(lang)), tag("ul", items)] if items else [])


def page(edition: Edition, name: str, difference: Difference) -> Page:
    """Return the page of a comparison; clauses that have a page are linked."""
    lang, here = edition.lang, place(name)
    known = {entry.measure.id: entry.uri for entry in edition.entries}
    moved = (*difference.panel, *difference.cases)
    lead = LEAD.fill(
        words=str(len(difference.words)),
        panel=str(difference.panel_seen),
        cases=str(difference.cases_seen),
        moved=str(len(moved)),
    )
    title = TITLE.fill(name=name)(lang)
    return Page(
        here,
        title,
        lead(lang),
        body(
            crumbs(
                lang, here, [(ui_text.HOME(lang), "index.md"), (ui_text.NEWS_TITLE(lang), NEWS)]
            ),
            top(title),
            tag("p", e(lead(lang))),
            PageHeading(2, IN_WORDS(lang), "words"),
            *(_clause(lang, here, each, known) for each in difference.words),
            "" if difference.words else tag("p", SAME_WORDS(lang)),
            PageHeading(2, IN_MONEY(lang), "money"),
            _table(lang, here, difference.panel, known),
            PageHeading(2, BY_CASE(lang), "cases"),
            _table(lang, here, difference.cases, known),
        ),
    )


def _clause(lang: Lang, here: str, changed: Changed, known: dict[str, str]) -> Html:
    """Return both versions of a clause in one, in English with the Chinese that prevails."""
    name = _linked(here, heading(changed)(lang), known.get(changed.place))
    both: tuple[Lang, ...] = ("zh",) if lang == "zh" else ("en", "zh")
    texts = []
    for each in both:
        found = passages(changed, each)
        if all(piece.same for piece in found):
            texts.append(tag("p", e(SAME(lang))))
        else:
            texts.append(tag("p", marked(found), lang=ui_text.HTML_LANG(each)))
    return tag("div", tag("p", name, class_="change__where"), texts, class_="change")


def _table(lang: Lang, here: str, moved: Iterable[Moved], known: dict[str, str]) -> Html:
    names = (WHO, ui_text.MEASURE, BEFORE, AFTER, CHANGE)
    rows = [_row(lang, here, each, names, known) for each in moved]
    if not rows:
        return tag("p", SAME_MONEY(lang))
    return table("compare", [name(lang) for name in names], rows)


def _row(
    lang: Lang, here: str, moved: Moved, names: tuple[Text, ...], known: dict[str, str]
) -> Html:
    cells = (
        _linked(here, moved.title(lang), known.get(moved.measure)),
        e(standing(moved.before)(lang)),
        e(standing(moved.after)(lang)),
        e(gain(moved)(lang)),
    )
    rest = [
        tag("td", cell, data_name=name(lang)) for name, cell in zip(names[1:], cells, strict=True)
    ]
    return tag("tr", tag("th", e(moved.who(lang)), scope="row"), rest)


def _linked(here: str, name: str, uri: str | None) -> Html:
    return tag("a", e(name), href=href(here, uri)) if uri else e(name)
