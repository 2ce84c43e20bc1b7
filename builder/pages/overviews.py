"""The measures by title, by department and by need: three tables of the same entries."""

from __future__ import annotations

from collections.abc import Iterator

from builder import ui_text
from builder.pages import diagrams
from builder.pages.amounts import amount
from builder.pages.formatting import city
from builder.pages.html import (
    body,
    bullets,
    crumbs,
    days_badge,
    e,
    scroll,
    spaced,
    standing,
    status_badge,
    top,
)
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
from calculator.i18n import Lang, Text, capital
from calculator.i18n import join_texts as listed
from calculator.page.compare import NOT_IN_THE_TEXT
from calculator.page.html import Html, join_html, tag
from calculator.page.ladder_chart import ladder_of, note
from calculator.shared_facts import APPLICANTS, Applicant, Title
from calculator.shared_facts import TITLES as TITLE_NAMES

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

COMPARE_TITLE = Text("各市对照", "Cities side by side")
COMPARE_LEAD = Text(
    "同一类需要，本站收录的文件里各市有什么措施。",
    "The same need, and what the texts held here have for each city.",
)
COMPARE_DRAFT = Text(
    "{city}一栏依据征求意见稿。", " The {city} column follows a draft for comment."
)
NEED = Text("需要", "Need")


def titles(edition: Edition) -> Page:
    """Return the page of titles: titles across, measures down, and the ladder they form."""
    lang = edition.lang
    head = tag(
        "tr",
        tag("th", ui_text.MEASURE(lang), scope="col"),
        [tag("th", e(capital(TITLE_NAMES[t](lang))), scope="col") for t in Title],
        tag("th", FOR_OTHERS(lang), scope="col"),
    )
    groups = [
        tag(
            "tbody",
            tag(
                "tr",
                tag(
                    "th",
                    e(city(shelf.policy)(lang)),
                    " ",
                    status_badge(shelf.policy, edition.today, lang),
                    scope="rowgroup",
                    colspan=str(len(Title) + 2),
                ),
            ),
            [_title_row(lang, entry) for entry in shelf.entries],
        )
        for shelf in edition.shelves
    ]
    matrix = tag("table", tag("thead", head), groups, class_="matrix")
    return Page(
        TITLES,
        TITLES_TITLE(lang),
        TITLES_LEAD(lang),
        body(
            crumbs(lang, TITLES, [(ui_text.HOME(lang), "index.md")]),
            top(TITLES_TITLE(lang)),
            tag("p", e(TITLES_LEAD(lang))),
            PageHeading(2, LADDER(lang), "ladder"),
            tag("p", e(LADDER_SAYS(lang))),
            *_ladders(edition),
            PageHeading(2, MATRIX(lang), "matrix"),
            join_html(
                [
                    tag("p", MORE_RIGHT(lang), class_="more-right"),
                    scroll(MATRIX(lang), matrix, class_="scroll scroll--more"),
                ]
            ),
        ),
    )


def _ladders(edition: Edition) -> Iterator[PageHeading | str]:
    """Yield what each step of the ladder opens, text by text."""
    lang = edition.lang
    for shelf in edition.shelves:
        policy = shelf.policy
        yield PageHeading(3, city(policy)(lang), f"ladder-{policy.id}")
        badges = status_badge(policy, edition.today, lang), days_badge(policy, edition.today, lang)
        yield tag("p", [[each, " "] for each in badges], e(policy.title(lang)), class_="badges")
        yield ladder_of(shelf.rules, lang)
    yield tag("p", e(note(lang)), class_="fine")


def _title_row(lang: Lang, entry: ClauseAndRule) -> Html:
    who, others = (
        entry.measure.who,
        [a for a in entry.measure.applicants if a is not Applicant.ENTERPRISE],
    )
    enterprise = Applicant.ENTERPRISE in entry.measure.applicants
    cells = []
    for title in Title:
        if who and title in who.titles:
            cells.append(tag("td", tag("span", "●"), " ", WRITTEN(lang), class_="yes"))
        elif who and title in who.inferred:
            cells.append(tag("td", tag("span", "○"), " ", ui_text.INFERRED(lang), class_="maybe"))
        elif who is None and enterprise:
            cells.append(tag("td", UNNAMED(lang), class_="any"))
        else:
            silent = NOT_NAMED if who else NOT_OPEN
            cells.append(tag("td", tag("span", silent(lang), class_="visually-hidden")))
    named = e(listed([APPLICANTS[a] for a in others])(lang)) if others else None
    name = tag("a", e(entry.measure.title(lang)), href=href(TITLES, entry.uri))
    return tag("tr", tag("th", name, scope="row"), cells, tag("td", named))


def departments(edition: Edition) -> Page:
    """Return the page of every department in the texts with its measures."""
    lang = edition.lang
    return Page(
        DEPARTMENTS,
        DEPARTMENTS_TITLE(lang),
        DEPARTMENTS_LEAD(lang),
        body(
            crumbs(lang, DEPARTMENTS, [(ui_text.HOME(lang), "index.md")]),
            top(DEPARTMENTS_TITLE(lang)),
            tag("p", e(DEPARTMENTS_LEAD(lang))),
            *_directory(edition),
            PageHeading(2, PAYS(lang), "pays"),
            tag("p", e(PAYS_NOTE(lang))),
            diagrams.payers(edition),
        ),
        toc=True,
    )


def _directory(edition: Edition) -> Iterator[PageHeading | str]:
    lang = edition.lang
    for place, shelves in edition.places.items():
        policy = shelves[0].policy
        yield PageHeading(2, city(policy)(lang), place.id)
        badges = dict.fromkeys(status_badge(s.policy, edition.today, lang) for s in shelves)
        yield tag("p", spaced(badges), class_="badges")
        for contact in dict.fromkeys(s.policy.contact for s in shelves if s.policy.contact):
            yield tag("p", CONTACT_NOTE(lang), telephone(contact(lang)))
        found: dict[Text, list[ClauseAndRule]] = {}
        for entry in (entry for shelf in shelves for entry in shelf.entries):
            for agency in entry.measure.agencies:
                found.setdefault(agency, []).append(entry)
        for agency, entries in found.items():
            anchor, other = department(policy, agency), agency("en" if lang == "zh" else "zh")
            other_lang = ui_text.HTML_LANG("en" if lang == "zh" else "zh")
            yield PageHeading(3, agency(lang), anchor)
            yield tag("p", e(other), class_="fine", lang=other_lang)
            links = bullets(
                tag("a", e(each.measure.title(lang)), href=href(DEPARTMENTS, each.uri))
                for each in entries
            )
            yield tag("div", links, class_="inline-list")
            if len(entries) > 1:
                rows = f"{href(DEPARTMENTS, MEASURES)}?department={anchor}"
                said = e(AS_TABLE(lang).format(count=len(entries)))
                yield tag("p", tag("a", said, href=rows), class_="fine")


def compare(edition: Edition) -> Page:
    """Return the comparison: needs down, cities across. Raises PageError for a measure in none."""
    lang = edition.lang
    by_id = {entry.measure.id: entry for entry in edition.entries}
    themed = {name for theme in edition.editorial.themes for name in theme.measures}
    if homeless := by_id.keys() - themed:
        raise PageError(f"no theme has {', '.join(sorted(homeless))}")
    cities = tuple(edition.places.items())
    head = [
        tag(
            "th",
            e(city(shelves[0].policy)(lang)),
            " ",
            spaced(dict.fromkeys(status_badge(s.policy, edition.today, lang) for s in shelves)),
            scope="col",
        )
        for _, shelves in cities
    ]
    rows = []
    for theme in edition.editorial.themes:
        offered = [by_id[name] for name in theme.measures if name in by_id]
        cells = [
            tag(
                "td",
                _offers(edition, [each for each in offered if each.policy.place == place]),
                data_name=city(shelves[0].policy)(lang),
            )
            for place, shelves in cities
        ]
        rows.append(tag("tr", tag("th", e(theme.name(lang)), scope="row"), cells, id=theme.id))
    lead = COMPARE_LEAD
    for shelf in edition.shelves:
        if shelf.policy.status == "draft":
            lead += COMPARE_DRAFT.fill(city=city(shelf.policy))
    return Page(
        COMPARE,
        COMPARE_TITLE(lang),
        lead(lang),
        body(
            crumbs(lang, COMPARE, [(ui_text.HOME(lang), "index.md")]),
            top(COMPARE_TITLE(lang)),
            tag("p", e(lead(lang))),
            tag(
                "table",
                tag("thead", tag("tr", tag("th", NEED(lang), scope="col"), head)),
                tag("tbody", rows),
                class_="compare",
            ),
        ),
    )


def _offers(edition: Edition, entries: list[ClauseAndRule]) -> Html:
    lang = edition.lang
    if not entries:
        return tag("span", NOT_IN_THE_TEXT(lang), class_="not-held")
    return bullets(
        [
            tag("a", e(entry.measure.title(lang)), href=href(COMPARE, entry.uri)),
            tag(
                "span",
                e(amount(entry)(lang)),
                standing(entry, edition.today, lang),
                class_="amount",
            ),
        ]
        for entry in entries
    )
