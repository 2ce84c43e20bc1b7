"""All measures as one table: plain without a script, filtered and sorted with one; the calculator's page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from builder import ui_text
from builder.editorial import Need
from builder.pages.amounts import amount, sortable
from builder.pages.formatting import city, states_amount
from builder.pages.home import opens
from builder.pages.html import body, e, soon, status_badge, top
from builder.pages.measure import department
from builder.pages.model import CALCULATOR, MEASURES, ClauseAndRule, Edition, Page, href
from calculator.i18n import Lang, Text, capital, join_texts
from calculator.measure import KINDS
from calculator.profile import CITIES, Title
from calculator.profile import TITLES as TITLE_NAMES

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
NONE = Text("没有同时符合这些条件的措施。", "No measure fits all of these.")


def calculator(lang: Lang, form: str) -> Page:
    """The calculator: its form and first answer come from the package."""
    return Page(
        CALCULATOR,
        ui_text.CALCULATOR_TITLE(lang),
        ui_text.CALCULATOR_DESCRIPTION(lang),
        body(top(ui_text.CALCULATOR_TITLE(lang)), f"<div>{form}</div>"),
    )


def table(edition: Edition) -> Page:
    """Every measure in a row, in the order of the texts."""
    lang = edition.lang
    columns = (
        ui_text.MEASURE,
        ui_text.CITY,
        ui_text.WHAT,
        ui_text.HOW_MUCH,
        ui_text.WHO_DECIDES,
        ui_text.STATUS,
    )
    head = "".join(f'<th scope="col">{e(name(lang))}</th>' for name in columns)
    met = edition.editorial.needs_met()
    rows = "".join(
        _row(edition, entry, columns, met.get(entry.measure.id, ())) for entry in edition.entries
    )
    counts = Counter[str](entry.policy.city for entry in edition.entries)
    lead = ui_text.MEASURES_LEAD(lang).format(**counts)
    return Page(
        MEASURES,
        ui_text.MEASURES_TITLE(lang),
        lead,
        body(
            top(ui_text.MEASURES_TITLE(lang)),
            f"<p>{e(lead)}</p>",
            _filters(edition),
            f'<table class="measures"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>',
            f'<p class="none" hidden>{NONE(lang)}</p>',
        ),
    )


def _row(
    edition: Edition, entry: ClauseAndRule, columns: tuple[Text, ...], needs: tuple[Need, ...]
) -> str:
    lang, measure, policy = edition.lang, entry.measure, entry.policy
    # The agencies are many and their English names long: the table separates, the page explains.
    agencies = join_texts(measure.agencies)(lang)
    cells = (
        e(city(policy)(lang)),
        e(KINDS[measure.kind](lang)),
        f"<span>{e(amount(entry)(lang))}{soon(entry, edition.today, lang)}</span>",
        e(agencies),
        status_badge(policy, edition.today, lang, short=True),
    )
    summary = edition.editorial.summaries[measure.id].words(lang)
    title = (
        f'<th scope="row"><a href="{href(MEASURES, entry.uri)}">{e(measure.title(lang))}</a>'
        f'<span class="id">{measure.id}</span><span class="say">{e(summary)}</span></th>'
    )
    rest = "".join(
        f'<td data-name="{e(name(lang))}">{cell}</td>'
        for name, cell in zip(columns[1:], cells, strict=True)
    )
    return f"<tr{''.join(_data(entry, needs))}>{title}{rest}</tr>"


def _data(entry: ClauseAndRule, needs: tuple[Need, ...]) -> Iterator[str]:
    """What the filters ask of a row; its status may run out, and is read from its badge."""
    titles = [title.value for title in Title if opens(title, entry)]
    departments = dict.fromkeys(department(entry.policy, a) for a in entry.measure.agencies)
    yield f' data-city="{entry.policy.city}"'
    yield f' data-need="{" ".join(need.id for need in needs)}"'
    yield f' data-kind="{entry.measure.kind.value}"'
    yield f' data-title="{" ".join(titles)}"'
    yield f' data-department="{" ".join(departments)}"'
    yield f' data-amount="{"stated" if states_amount(entry) else "elsewhere"}"'
    yield f' data-yuan="{sortable(entry)}"'


def _filters(edition: Edition) -> str:
    """Hidden until the script that makes them work is there."""
    lang, every = edition.lang, edition.entries
    kinds = dict.fromkeys(entry.measure.kind for entry in every)
    departments: dict[Text, dict[str, str]] = {}
    for entry in every:
        group = departments.setdefault(city(entry.policy), {})
        group |= {department(entry.policy, a): a(lang) for a in entry.measure.agencies}
    grouped = "".join(
        f'<optgroup label="{e(name(lang))}">{_options(group.items())}</optgroup>'
        for name, group in departments.items()
    )
    cities = _options((c.value, name(lang)) for c, name in CITIES.items())
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
    return (
        f'<form class="facets" hidden aria-label="{FILTER(lang)}" data-shown="{SHOWN(lang)}">'
        f'<button type="button" class="fold" aria-expanded="false" aria-controls="facets">'
        f'{FILTER(lang)}</button><div class="chosen" id="facets">{"".join(chosen)}</div>'
        f'<button type="reset" class="md-button">{RESET(lang)}</button>'
        '<p role="status"></p></form>'
    )


def _select(lang: Lang, name: str, label: Text, options: str, first: Text = ALL) -> str:
    return (
        f'<label>{label(lang)}<select name="{name}"><option value="">{first(lang)}</option>'
        f"{options}</select></label>"
    )


def _options(choices: Iterable[tuple[str, str]]) -> str:
    return "".join(f'<option value="{value}">{e(name)}</option>' for value, name in choices)
