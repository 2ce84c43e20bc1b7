"""All measures as one table, filtered and sorted by script; and the calculator's page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from builder import ui_text
from builder.editorial import Need
from builder.pages import html
from builder.pages.amounts import amount, sortable
from builder.pages.formatting import any_in_force, city, states_amount
from builder.pages.home import opens
from builder.pages.html import body, e, soon, status_badge, top
from builder.pages.measure import department
from builder.pages.model import CALCULATOR, MEASURES, ClauseAndRule, Edition, Page, href
from calculator.i18n import Lang, Text, capital, join_texts
from calculator.measure import KINDS
from calculator.page.html import Child, Html, tag
from calculator.profile import PLACES
from calculator.shared_facts import TITLES as TITLE_NAMES
from calculator.shared_facts import Title

FILTER = Text("筛选和排序", "Filter and sort")
ALL = Text("全部", "All")
NEED = Text("需要", "Need")
TITLE = Text("持有的称号", "Title held")
DEPARTMENT = Text("部门", "Department")
COMPUTABLE = Text("能否算出金额", "Amount")
COMPUTED = Text("条文写明金额或算法", "Stated or computed from the text")
NOT_COMPUTED = Text("条文没有写明", "Not stated in the text")
ORDER = Text("次序", "Order")
BY_TEXT = Text("原文次序", "As in the texts")
BY_AMOUNT = Text("金额从高到低", "Largest amount first")
RESET = Text("清除筛选", "Clear")
SHOWN = Text("显示 {shown} 条，共 {all} 条", "{shown} of {all} measures shown")
FAILED = Text(
    "筛选和排序没有起作用：浏览器出错了。下面是全部措施，可以照常阅读和打开。",
    "Filtering and sorting failed in this browser. Every measure is listed below, to be read and opened "
    "as usual.",
)
NONE = Text("没有同时符合这些条件的措施。", "No measure fits all of these.")


def calculator(edition: Edition, form: Html) -> Page:
    """Return the calculator's page; `form` is its form and first answer as HTML."""
    lang = edition.lang
    held = any_in_force(edition)
    heading = ui_text.CALCULATOR_TITLE if held else ui_text.CALCULATOR_TITLE_ENDED
    return Page(
        CALCULATOR,
        ui_text.CALCULATOR_TITLE(lang),
        ui_text.CALCULATOR_DESCRIPTION(lang),
        body(top(heading(lang)), tag("div", form)),
    )


def table(edition: Edition) -> Page:
    """Return the page with every measure in a row, in the order of the texts."""
    lang = edition.lang
    columns = (
        ui_text.MEASURE,
        ui_text.CITY,
        ui_text.WHAT,
        ui_text.HOW_MUCH,
        ui_text.WHO_DECIDES,
        ui_text.STATUS,
    )
    met = edition.editorial.needs_met()
    rows = [
        _row(edition, entry, columns, met.get(entry.measure.id, ())) for entry in edition.entries
    ]
    counts = Counter(city(entry.policy) for entry in edition.entries)
    of_city = [ui_text.MEASURES_OF_CITY.fill(city=each, n=str(n)) for each, n in counts.items()]
    lead = ui_text.MEASURES_LEAD.fill(counts=Text("，", ", ").join(of_city))(lang)
    return Page(
        MEASURES,
        ui_text.MEASURES_TITLE(lang),
        lead,
        body(
            top(ui_text.MEASURES_TITLE(lang)),
            tag("p", e(lead)),
            _filters(edition),
            html.table("measures", [name(lang) for name in columns], rows),
            tag("p", NONE(lang), class_="none", hidden=True),
        ),
    )


def _row(
    edition: Edition, entry: ClauseAndRule, columns: tuple[Text, ...], needs: tuple[Need, ...]
) -> Html:
    lang, measure, policy = edition.lang, entry.measure, entry.policy
    # Joined into one line; the measure's own page lists them.
    agencies = join_texts(measure.agencies)(lang)
    cells = (
        e(city(policy)(lang)),
        e(KINDS[measure.kind](lang)),
        tag("span", e(amount(entry)(lang)), soon(entry, edition.today, lang)),
        e(agencies),
        status_badge(policy, edition.today, lang, short=True),
    )
    summary = edition.editorial.summaries[measure.id].words(lang)
    title = tag(
        "th",
        tag("a", e(measure.title(lang)), href=href(MEASURES, entry.uri)),
        tag("span", measure.id, class_="id"),
        tag("span", e(summary), class_="say"),
        scope="row",
    )
    rest = [
        tag("td", cell, data_name=name(lang)) for name, cell in zip(columns[1:], cells, strict=True)
    ]
    # Values for the filters; the status can expire, so it is read from the badge.
    titles = [each.value for each in Title if opens(each, entry)]
    departments = dict.fromkeys(department(policy, each) for each in measure.agencies)
    return tag(
        "tr",
        title,
        rest,
        data_city=policy.place.id,
        data_need=" ".join(need.id for need in needs),
        data_kind=measure.kind.value,
        data_title=" ".join(titles),
        data_department=" ".join(departments),
        data_amount="stated" if states_amount(entry) else "elsewhere",
        data_yuan=str(sortable(entry)),
    )


def _filters(edition: Edition) -> Html:
    """Return the filters, hidden until the script that runs them has loaded."""
    lang, every = edition.lang, edition.entries
    kinds = dict.fromkeys(entry.measure.kind for entry in every)
    departments: dict[Text, dict[str, str]] = {}
    for entry in every:
        group = departments.setdefault(city(entry.policy), {})
        group |= {department(entry.policy, a): a(lang) for a in entry.measure.agencies}
    grouped = [
        tag("optgroup", _options(group.items()), label=name(lang))
        for name, group in departments.items()
    ]
    cities = _options((place.id, place.full_name(lang)) for place in PLACES)
    titles = _options((t.value, capital(TITLE_NAMES[t](lang))) for t in Title)
    needs = _options((need.id, need.name(lang)) for need in edition.editorial.needs)
    stated = _options([("stated", COMPUTED(lang)), ("elsewhere", NOT_COMPUTED(lang))])
    chosen = (
        _select(lang, "city", ui_text.CITY, cities),
        _select(lang, "need", NEED, needs),
        _select(lang, "title", TITLE, titles),
        _select(lang, "kind", ui_text.WHAT, _options((k.value, KINDS[k](lang)) for k in kinds)),
        _select(lang, "department", DEPARTMENT, grouped),
        _select(lang, "amount", COMPUTABLE, stated),
        _select(
            lang, "status", ui_text.STATUS, _options([("in-force", ui_text.IN_FORCE_SHORT(lang))])
        ),
        _select(lang, "sort", ORDER, _options([("amount", BY_AMOUNT(lang))]), BY_TEXT),
    )
    return tag(
        "form",
        tag(
            "button",
            FILTER(lang),
            type="button",
            class_="fold",
            aria_expanded="false",
            aria_controls="facets",
        ),
        tag("div", chosen, class_="chosen", id="facets"),
        tag("button", RESET(lang), type="reset", class_="md-button"),
        tag("p", role="status"),
        class_="facets",
        hidden=True,
        aria_label=FILTER(lang),
        data_shown=SHOWN(lang),
        data_failed=FAILED(lang),
    )


def _select(lang: Lang, name: str, label: Text, options: Child, first: Text = ALL) -> Html:
    every = tag("option", first(lang), value="")
    return tag("label", label(lang), tag("select", every, options, name=name))


def _options(choices: Iterable[tuple[str, str]]) -> list[Html]:
    return [tag("option", e(name), value=value) for value, name in choices]
