"""The measures by title, by department and by need: three tables over the same entries."""

from __future__ import annotations

from collections.abc import Iterator

from builder import ui_text
from builder.pages import diagrams
from builder.pages.amounts import amount
from builder.pages.formatting import city
from builder.pages.html import body, bullets, crumbs, days_badge, e, standing, status_badge, top
from builder.pages.measure import department, telephone
from builder.pages.model import (
    COMPARE,
    DEPARTMENTS,
    MEASURES,
    TITLES,
    ClauseAndRule,
    Edition,
    Page,
    PageError,
    PageHeading,
    href,
)
from calculator.i18n import Lang, Text, capital, join_texts
from calculator.page.compare import NOT_IN_THE_TEXT
from calculator.page.ladder_chart import ladder_of, note
from calculator.profile import APPLICANTS, Applicant, Title
from calculator.profile import TITLES as TITLE_NAMES

TITLES_TITLE = Text("称号一览", "Titles and measures")
TITLES_LEAD = Text(
    "每个称号能用哪些措施。“推定”指条文没有写明、由上下文得出。",
    "Which title opens which measure. “Inferred” titles are not written in the clause; they follow from the text.",
)
LADDER = Text("每升一级，多出什么", "What each title adds")
LADDER_SAYS = Text(
    "从低到高：创新型中小企业，还不属于专精特新企业；专精特新中小企业，省级认定；“小巨人”企业，国家级称号；"
    "重点“小巨人”企业，中央财政重点支持。厦门另从专精特新中小企业中选出“小巨人”后备企业，这不是国家称号。",
    "From low to high: innovative SMEs, not yet SRDI enterprises; SRDI SMEs, a provincial title; little "
    "giants, a national one; key little giants, backed by central funds. Xiamen also picks little-giant "
    "reserve enterprises from its SRDI SMEs, which is no national title.",
)
MORE_RIGHT = Text(
    "表格可以左右滑动，右边还有", "The table scrolls sideways: there is more to the right"
)
MATRIX = Text("称号与措施", "Titles and measures")
WRITTEN = Text("写明", "written")
NOT_NAMED = Text("条文没有写到", "not named in the clause")
NOT_OPEN = Text("不面向企业", "not for enterprises")
UNNAMED = Text("不限称号", "any title")
FOR_OTHERS = Text("其他主体", "Others")

DEPARTMENTS_TITLE = Text("部门", "Departments")
DEPARTMENTS_LEAD = Text(
    "条文写明的责任单位，以及各自负责的措施。",
    "The departments that the texts name, and the measures each is in charge of.",
)
CONTACT_NOTE = Text("文件写明的联系方式：", "The contact given in the text: ")
AS_TABLE = Text("列表查看这 {count} 条", "These {count} in the table")
PAYS = Text("谁付什么", "Who pays what")
PAYS_NOTE = Text(
    "按措施条数统计；多数付款方条文没有写明，由上下文推定。",
    "By number of measures; most payers are not named in the clauses and are inferred.",
)

COMPARE_TITLE = Text("两市对照", "Two cities side by side")
COMPARE_LEAD = Text(
    "同一类需要，本站收录的文件里两市各有什么措施。福州一栏依据征求意见稿。",
    "The same need, and what the texts held here have for each city. The Fuzhou column follows a draft "
    "for comment.",
)
NEED = Text("需要", "Need")


def titles(edition: Edition) -> Page:
    """Titles across, measures down, and the ladder they form."""
    lang = edition.lang
    head = "".join(f'<th scope="col">{e(capital(TITLE_NAMES[t](lang)))}</th>' for t in Title)
    groups = "".join(
        f'<tbody><tr><th scope="rowgroup" colspan="{len(Title) + 2}">{e(city(shelf.policy)(lang))} '
        f"{status_badge(shelf.policy, edition.today, lang)}</th></tr>"
        f"{''.join(_title_row(lang, entry) for entry in shelf.entries)}</tbody>"
        for shelf in edition.shelves
    )
    return Page(
        TITLES,
        TITLES_TITLE(lang),
        TITLES_LEAD(lang),
        body(
            crumbs(lang, TITLES, [(ui_text.HOME(lang), "index.md")]),
            top(TITLES_TITLE(lang)),
            f"<p>{e(TITLES_LEAD(lang))}</p>",
            PageHeading(2, LADDER(lang), "ladder"),
            f"<p>{e(LADDER_SAYS(lang))}</p>",
            *_ladders(edition),
            PageHeading(2, MATRIX(lang), "matrix"),
            f'<p class="more-right">{MORE_RIGHT(lang)}</p>'
            f'<div class="scroll scroll--more" tabindex="0" role="region" aria-label="{MATRIX(lang)}">'
            f'<table class="matrix"><thead><tr><th scope="col">{ui_text.MEASURE(lang)}</th>{head}'
            f'<th scope="col">{FOR_OTHERS(lang)}</th></tr></thead>{groups}</table></div>',
        ),
    )


def _ladders(edition: Edition) -> Iterator[PageHeading | str]:
    """What each step opens, text by text."""
    lang = edition.lang
    for shelf in edition.shelves:
        policy = shelf.policy
        yield PageHeading(3, city(policy)(lang), f"ladder-{policy.id}")
        badges = status_badge(policy, edition.today, lang), days_badge(policy, edition.today, lang)
        yield f'<p class="badges">{" ".join(badges)} {e(policy.title(lang))}</p>'
        yield ladder_of(shelf.rules, lang)
    yield f'<p class="fine">{e(note(lang))}</p>'


def _title_row(lang: Lang, entry: ClauseAndRule) -> str:
    who, others = (
        entry.measure.who,
        [a for a in entry.measure.applicants if a is not Applicant.ENTERPRISE],
    )
    enterprise = Applicant.ENTERPRISE in entry.measure.applicants
    cells = []
    for title in Title:
        if who and title in who.titles:
            cells.append(f'<td class="yes"><span>●</span> {WRITTEN(lang)}</td>')
        elif who and title in who.inferred:
            cells.append(f'<td class="maybe"><span>○</span> {ui_text.INFERRED(lang)}</td>')
        elif who is None and enterprise:
            cells.append(f'<td class="any">{UNNAMED(lang)}</td>')
        else:
            silent = NOT_NAMED if who else NOT_OPEN
            cells.append(f'<td><span class="visually-hidden">{silent(lang)}</span></td>')
    named = e(join_texts([APPLICANTS[a] for a in others])(lang)) if others else ""
    return (
        f'<tr><th scope="row"><a href="{href(TITLES, entry.uri)}">{e(entry.measure.title(lang))}</a>'
        f"</th>{''.join(cells)}<td>{named}</td></tr>"
    )


def departments(edition: Edition) -> Page:
    """Every department of both texts with its measures."""
    lang = edition.lang
    return Page(
        DEPARTMENTS,
        DEPARTMENTS_TITLE(lang),
        DEPARTMENTS_LEAD(lang),
        body(
            crumbs(lang, DEPARTMENTS, [(ui_text.HOME(lang), "index.md")]),
            top(DEPARTMENTS_TITLE(lang)),
            f"<p>{e(DEPARTMENTS_LEAD(lang))}</p>",
            *_directory(edition),
            PageHeading(2, PAYS(lang), "pays"),
            f"<p>{e(PAYS_NOTE(lang))}</p>",
            diagrams.payers(edition),
        ),
        toc=True,
    )


def _directory(edition: Edition) -> Iterator[PageHeading | str]:
    lang = edition.lang
    for place, shelves in edition.cities.items():
        policy = shelves[0].policy
        yield PageHeading(2, city(policy)(lang), place)
        badges = dict.fromkeys(status_badge(s.policy, edition.today, lang) for s in shelves)
        yield f'<p class="badges">{" ".join(badges)}</p>'
        for contact in dict.fromkeys(s.policy.contact for s in shelves if s.policy.contact):
            yield f"<p>{CONTACT_NOTE(lang)}{telephone(contact(lang))}</p>"
        found: dict[Text, list[ClauseAndRule]] = {}
        for entry in (entry for shelf in shelves for entry in shelf.entries):
            for agency in entry.measure.agencies:
                found.setdefault(agency, []).append(entry)
        for agency, entries in found.items():
            anchor, other = department(policy, agency), agency("en" if lang == "zh" else "zh")
            other_lang = ui_text.HTML_LANG("en" if lang == "zh" else "zh")
            yield PageHeading(3, agency(lang), anchor)
            yield f'<p class="fine" lang="{other_lang}">{e(other)}</p>'
            links = bullets(
                f'<a href="{href(DEPARTMENTS, each.uri)}">{e(each.measure.title(lang))}</a>'
                for each in entries
            )
            yield f'<div class="inline-list">{links}</div>'
            if len(entries) > 1:
                table = f"{href(DEPARTMENTS, MEASURES)}?department={anchor}"
                said = AS_TABLE(lang).format(count=len(entries))
                yield f'<p class="fine"><a href="{table}">{said}</a></p>'


def compare(edition: Edition) -> Page:
    """Needs down, cities across. PageError where a measure stands under no need."""
    lang = edition.lang
    by_id = {entry.measure.id: entry for entry in edition.entries}
    listed = {name for theme in edition.editorial.themes for name in theme.measures}
    if homeless := by_id.keys() - listed:
        raise PageError(f"no theme has {', '.join(sorted(homeless))}")
    cities = tuple(edition.cities.items())
    head = "".join(
        f'<th scope="col">{e(city(shelves[0].policy)(lang))} '
        + " ".join(dict.fromkeys(status_badge(s.policy, edition.today, lang) for s in shelves))
        + "</th>"
        for _, shelves in cities
    )
    rows = []
    for theme in edition.editorial.themes:
        offered = [by_id[name] for name in theme.measures if name in by_id]
        cells = "".join(
            f'<td data-name="{e(city(shelves[0].policy)(lang))}">'
            + _offers(edition, [each for each in offered if each.policy.city == place])
            + "</td>"
            for place, shelves in cities
        )
        rows.append(f'<tr id="{theme.id}"><th scope="row">{e(theme.name(lang))}</th>{cells}</tr>')
    return Page(
        COMPARE,
        COMPARE_TITLE(lang),
        COMPARE_LEAD(lang),
        body(
            crumbs(lang, COMPARE, [(ui_text.HOME(lang), "index.md")]),
            top(COMPARE_TITLE(lang)),
            f"<p>{e(COMPARE_LEAD(lang))}</p>",
            f'<table class="compare"><thead><tr><th scope="col">{NEED(lang)}</th>{head}</tr></thead>'
            f"<tbody>{''.join(rows)}</tbody></table>",
        ),
    )


def _offers(edition: Edition, entries: list[ClauseAndRule]) -> str:
    lang = edition.lang
    if not entries:
        return f'<span class="not-held">{NOT_IN_THE_TEXT(lang)}</span>'
    return bullets(
        f'<a href="{href(COMPARE, entry.uri)}">{e(entry.measure.title(lang))}</a>'
        f'<span class="amount">{e(amount(entry)(lang))}{standing(entry, edition.today, lang)}</span>'
        for entry in entries
    )
