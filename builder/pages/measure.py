"""The page of one measure: what it gives, its words in both languages, and how it is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise

from builder import texts, ui_text
from builder.editorial import PAYERS
from builder.highlight import annotate
from builder.pages import feedback, history, json_ld, practice
from builder.pages.amounts import amount, remark, whom
from builder.pages.examples import Worked, profile_in_words, work
from builder.pages.figure_alignment import figures
from builder.pages.formatting import city, day, days_left, in_full, status, validity
from builder.pages.html import (
    badge,
    body,
    both,
    bullets,
    copy_button,
    crumbs,
    e,
    facts,
    filled,
    prose,
    scroll,
    slug,
    status_badge,
)
from builder.pages.model import (
    CALCULATOR,
    COMPARE,
    DEPARTMENTS,
    ClauseAndRule,
    Edition,
    Page,
    PageHeading,
    href,
)
from builder.pages.symbols import in_symbols
from builder.pages.terms import explained, linked, links, terms_in
from calculator import sentences
from calculator.assessment import Answer, ReadingResult, Status
from calculator.catalogue import conditions, formula, outline
from calculator.i18n import Lang, Text, capital, grouped, yuan
from calculator.i18n import join_texts as listed
from calculator.measure import KINDS, Basis, Measure
from calculator.overlaps import KEPT
from calculator.page import clause_shell
from calculator.page.clause_widget import boxed
from calculator.page.html import Child, Html, join_html, tag
from calculator.phrases import NAMES, SIGNS, Figure, QuotationError, Unit, figure
from calculator.policies import MEASURES as RULES
from calculator.policies import OVERLAPS
from calculator.share_link import fragment_of
from calculator.shared_facts import APPLICANTS, TITLES, Applicant
from calculator.working import Step

WHO_PAYS = Text("谁付款", "Who pays")
PAYER_INFERRED = Text(
    "条文没有写明付款方，由上下文得出。", "The clause does not name the payer; it is inferred."
)
ASK = Text("咨询", "Enquiries")
SHOW = Text("显示", "Show")
WHY_MARKED = Text("标出的文字起什么作用", "What the highlighted words do")
NOTE = Text("标注 {n}", "note {n}")
CONDITION = Text("条件", "Condition")
THRESHOLD = Text("门槛", "Threshold")
LIMIT = Text("额度", "Limit")
FIGURES = {
    Unit.YUAN: Text("金额", "Amount"),
    Unit.RATIO: Text("比例", "Rate"),
    Unit.YEAR: Text("期限", "Period"),
    Unit.MONTH: Text("期限", "Period"),
}
"""Labels of the figures in an amount, by unit."""
OUTSIDE = Text("（见本文件其他部分）", " (elsewhere in the text)")
BETWEEN = Text("{low}至{high}", "{low} to {high}")
AT_MOST = Text("不超过 {value}", "at most {value}")
AT_LEAST = Text("不低于 {value}", "{value} or more")
COUNTED = {
    Unit.YEAR: Text("{n} 年", "{n} years"),
    Unit.MONTH: Text("{n} 个月", "{n} months"),
    Unit.COUNT: Text("{n} 家", "{n}"),
    Unit.LEVEL: Text("{n} 级", "level {n}"),
    Unit.DAY: Text("{n} 天", "{n} days"),
    **{unit: Text(f"{{n}} {name.zh}", f"{{n}} {name.en}") for unit, name in NAMES.items()},
}
CITE = Text("引用本条", "Cite this clause")
COPY = Text("复制出处", "Copy the citation")
COPIED = Text("已复制", "Copied")
SEEN = Text("（查阅于{day}）", " (accessed {day})")
CITATION = Text("《{title}》（{known}）{number}", "{title} ({known}), {number}")
NUMBERED = Text("{above}第{number}项", "{above}item {number}")
PART_ABOVE = Text("第{number}部分", "part {number}, ")
LETTERED = Text("{number}（本站分段）", "{number} (this site’s division)")
YEAR = Text("{year}年", "{year}")
WORKING = Text("怎样算", "How it is worked out")
IN_WORDS = Text("算式", "Formula")
SYMBOLS = Text("用符号写的算式", "The formula in symbols")
EXAMPLES = Text("算例", "Worked examples")
EXAMPLES_NOTE = Text(
    "由计算器按条文算出，假定其余条件都满足。",
    "Computed by the calculator from the words of the clause; all other conditions are taken as met.",
)
TRY = Text("在计算器中打开", "Open in the calculator")
ONE_READING = Text("读法", "Reading")
COMBINING = Text("与其他措施", "With other measures")
NOT_TWICE = Text("与{other}：{why}，{kept}。", "With {other}: {why}; {kept}.")
OTHERWISE = Text(
    "文件没有写各项支持能否叠加。计算器按对象区分：不同的贷款、设备和费用分别计算，同一对象只计一次。",
    "The text does not say whether measures may be added. The calculator goes by the object: different "
    "loans, equipment and costs are counted each, the same object once.",
)
OTHER_CITY = Text("另一个城市有什么", "What the other city has")


def measure_pages(edition: Edition) -> Iterator[Page]:
    """Yield a page for every measure, in the order of the texts."""
    for shelf in (*edition.shelves, *edition.other):
        around = (None, *shelf.entries, None)
        for (before, entry), (_, after) in pairwise(pairwise(around)):
            if entry:
                yield _page(edition, entry, before, after)


def _page(
    edition: Edition,
    entry: ClauseAndRule,
    before: ClauseAndRule | None,
    after: ClauseAndRule | None,
) -> Page:
    lang, here, measure, policy = edition.lang, entry.uri, entry.measure, entry.policy
    summary = edition.editorial.summaries[measure.id].words
    examples = [work(entry, each) for each in edition.editorial.examples[measure.id]]
    trail = [(ui_text.HOME(lang), "index.md"), (policy.short_title(lang), f"{policy.id}/index.md")]
    title = measure.title(lang)
    return Page(
        here,
        title,
        f"{city(policy)(lang)}{'，' if lang == 'zh' else ', '}{title}"
        f"{'：' if lang == 'zh' else ': '}{summary(lang)}",
        body(
            crumbs(lang, here, trail),
            PageHeading(1, title, measure.id),
            tag(
                "p",
                badge("city", e(city(policy)(lang))),
                " ",
                badge("kind", e(KINDS[measure.kind](lang))),
                " ",
                status_badge(policy, edition.today, lang),
                class_="badges",
            ),
            tag("p", prose(summary, lang), class_="summary"),
            _superseded(lang, policy),
            ending(edition, policy),
            history.notice(edition, entry),
            PageHeading(2, ui_text.FACTS(lang), "facts"),
            facts((name(lang), value) for name, value in _rows(edition, entry) if value),
            _way_in(lang, entry),
            PageHeading(2, ui_text.THE_TEXT(lang), "text"),
            *_clause(edition, entry),
            *_box(lang, measure),
            *_working(lang, entry, examples),
            *_readings(lang, measure, examples),
            *practice.of_clause(edition, entry),
            *_combining(lang, here, measure),
            *_notes(lang, measure),
            *history.of_clause(edition, entry),
            feedback.report(edition, entry),
            _steps(lang, here, before, after),
        ),
        ld=json_ld.measure(lang, entry, summary, edition.today),
    )


def _superseded(lang: Lang, policy: texts.PolicyText) -> Html:
    if policy.superseded_by is None:
        return Html()
    said = ui_text.SUPERSEDED.fill(by=in_full(policy.superseded_by))
    return tag("div", tag("p", prose(said, lang)), class_="warning")


def ending(edition: Edition, policy: texts.PolicyText) -> Html:
    """Return the banner of a text that is about to end or has ended; day.js counts the days."""
    lang, left, kind = edition.lang, days_left(policy, edition.today), status(policy, edition.today)
    if policy.status != "in_force":
        return Html()
    replaced = policy.replaced if policy.succeeded else None
    if kind[0] == "later" or (replaced and not left):  # what is in force instead stands above it
        return tag("div", class_="warning ends", hidden=True)
    to, since = day(policy.ends), day(replaced.on) if replaced else ""
    soon = ui_text.SUCCEEDED_SOON if replaced else ui_text.ENDS_SOON
    say = soon.fill(days="{days}", to=to, since=since)(lang)
    today = ui_text.SUCCEEDED_TODAY if replaced else ui_text.ENDS_TODAY
    last = today.fill(since=since)(lang)
    over = (kind[2] if policy.repealed else ui_text.ENDED.fill(to=to))(lang)
    return tag(
        "div",
        tag(
            "p",
            e((last if left == 1 else say.format(days=left)) if left else over),
            data_until=policy.ends.isoformat() if left else None,
            data_say=say if left else None,
            data_last=last if left else None,
        ),
        class_="warning ends",
        data_within=str(sentences.SOON),
        hidden=left > sentences.SOON,
    )


# At a glance.


def _rows(edition: Edition, entry: ClauseAndRule) -> Iterator[tuple[Text, Html]]:
    lang, measure, policy = edition.lang, entry.measure, entry.policy
    yield whom(entry), _who(lang, measure)
    yield ui_text.HOW_MUCH, _how_much(lang, entry)
    yield WHO_PAYS, _payer(edition, measure)
    yield (
        ui_text.WHO_DECIDES,
        bullets(
            [
                tag(
                    "a",
                    e(agency(lang)),
                    href=href(entry.uri, DEPARTMENTS, department(policy, agency)),
                ),
                _original(agency, lang),
            ]
            for agency in measure.agencies
        ),
    )
    yield ASK, telephone(policy.contact(lang)) if policy.contact else Html()
    yield ui_text.VALIDITY, join_html([e(validity(policy)(lang)), _left(edition, policy)])
    cited = [
        [
            both(document.title, lang),
            [" ", both(document.number, lang)] if document.number else None,
        ]
        for document in measure.cited
    ]
    yield ui_text.CITED, bullets(cited) if cited else Html()
    yield (
        ui_text.SOURCE,
        tag(
            "a",
            e(f"{policy.short_title(lang)} {entry.clause.number(lang)}"),
            href=href(entry.uri, f"{policy.id}/index.md", measure.id),
        ),
    )


def department(policy: texts.PolicyText, agency: Text) -> str:
    """Return the anchor of a department in the directory."""
    return f"{policy.place.id}-{slug(agency.en.removeprefix(f'{city(policy).en} '))}"


def _original(name: Text, lang: Lang) -> Child:
    if lang == "zh":
        return None
    return [" ", tag("span", e(name.zh), lang=ui_text.HTML_LANG.zh, class_="zh")]


_TELEPHONE = re.compile(r"(0\d{2,3}-\d{7,8})")


def telephone(said: str) -> Html:
    """Return words with each telephone number linked."""
    parts = _TELEPHONE.split(said)
    return join_html(
        tag("a", part, href=f"tel:+86-{part[1:]}") if n % 2 else e(part)
        for n, part in enumerate(parts)
    )


def _who(lang: Lang, measure: Measure) -> Html:
    said = []
    if measure.government_task:
        said.append(sentences.ANSWERS[Answer.GOVERNMENT_TASK](lang))
    if measure.addressed:
        said.append(capital(measure.addressed(lang)))
    if measure.applicants != (Applicant.ENTERPRISE,):
        said.append(capital(listed([APPLICANTS[each] for each in measure.applicants])(lang)))
    if measure.who is None:
        said = said or [ui_text.ANY_TITLE(lang)]
        return join_html(tag("p", e(each)) for each in said)
    titles: list[Child] = [e(capital(TITLES[title](lang))) for title in measure.who.titles]
    titles += [
        [e(capital(TITLES[title](lang))), " ", _inferred(lang)] for title in measure.who.inferred
    ]
    note = tag("p", e(ui_text.INFERRED_NOTE(lang)), class_="fine") if measure.who.inferred else None
    return join_html([[tag("p", e(each)) for each in said], bullets(titles), note])


def _inferred(lang: Lang) -> Html:
    return tag("span", ui_text.INFERRED(lang), class_="inferred")


def _how_much(lang: Lang, entry: ClauseAndRule) -> Html:
    beside = remark(entry)
    return join_html(
        [
            tag("p", prose(amount(entry), lang), class_="amount"),
            tag("p", e(beside(lang)), class_="fine") if beside else None,
        ]
    )


def _payer(edition: Edition, measure: Measure) -> Html:
    lang, summary = edition.lang, edition.editorial.summaries[measure.id]
    if summary.payer == "none":
        return Html()
    said = e(capital(PAYERS[summary.payer](lang)))
    if not summary.inferred:
        return said
    return join_html([said, " ", _inferred(lang), tag("p", e(PAYER_INFERRED(lang)), class_="fine")])


def _left(edition: Edition, policy: texts.PolicyText) -> Child:
    """Return the days left on the day of the build; site.js counts on from there."""
    if status(policy, edition.today)[0] != "in-force":
        return None
    left, until = days_left(policy, edition.today), policy.ends.isoformat()
    say, last = ui_text.DAYS_LEFT(edition.lang), ui_text.LAST_DAY(edition.lang)
    said = last if left == 1 else say.format(days=left)
    counted = tag("span", said, class_="left", data_until=until, data_say=say, data_last=last)
    return [" ", counted]


def _way_in(lang: Lang, entry: ClauseAndRule) -> Html:
    if entry.measure.government_task:
        return Html()
    to = "#calculate" if boxed(entry.measure.id) else href(entry.uri, CALCULATOR)
    way = tag("a", ui_text.CALCULATE_THIS(lang), class_="md-button md-button--primary", href=to)
    return tag("p", way)


def _box(lang: Lang, measure: Measure) -> Iterator[PageHeading | str]:
    """Yield the clause's own calculator, if it states an amount."""
    if boxed(measure.id):
        yield PageHeading(2, ui_text.CALCULATE_CLAUSE(lang), "calculate")
        yield clause_shell(measure, lang)


# The clause.


def _clause(edition: Edition, entry: ClauseAndRule) -> Iterator[PageHeading | str]:
    """Yield the clause in both languages, that of the page first, with its notes and terms."""
    lang, clause = edition.lang, entry.clause
    defects = [d for d in entry.policy.defects if d.at == clause.measure_id]
    # Who may apply is sometimes stated outside the clause; all else must be in it.
    roles = _roles(entry)
    title = [whom(entry)]
    inside = [q for q, names in roles.items() if names != title or q in clause.whole.zh]
    inside.sort(key=clause.whole.zh.find)
    numbers = {quoted: n for n, quoted in enumerate(inside, start=1)}
    terms = terms_in(edition, entry.policy, clause.whole)
    translated = {
        said: n for quoted, n in numbers.items() for said in figures(quoted, clause.whole.en)
    }

    def why(n: int) -> Html:
        name = NOTE(lang).format(n=n)
        return tag("a", class_="why", href=f"#why-{n}", data_n=str(n), aria_label=name)

    zh = annotate(
        clause.whole.zh,
        inside,
        [d.quote for d in defects if d.quote],
        terms=links(entry.uri, terms, "zh"),
        note=why,
    )
    en = annotate(
        clause.whole.en,
        translated,
        terms=links(entry.uri, terms, "en"),
        note=lambda n: why(list(translated.values())[n - 1]),
    )
    columns: dict[Lang, Html] = {
        "zh": _column(lang, "zh", ui_text.ORIGINAL, clause.number, zh),
        "en": _column(lang, "en", ui_text.TRANSLATION, clause.number, en),
    }
    order: tuple[Lang, Lang] = ("zh", "en") if lang == "zh" else ("en", "zh")
    sides = [columns[each] for each in order]
    yield tag("div", _sides(lang, order), sides, class_="parallel", data_side=order[0])
    stale = tag("p", tag("strong", e(ui_text.STALE(lang))), class_="stale")
    yield tag(
        "div",
        tag("p", e(ui_text.PREVAILS(lang)), class_="fine"),
        stale if clause.translation_stale else None,
    )
    if defects:
        yield tag(
            "aside",
            tag("p", tag("b", ui_text.NOTES_ON_SOURCE(lang))),
            bullets(defect_note(lang, defect) for defect in defects),
            class_="defects",
            aria_label=ui_text.NOTES_ON_SOURCE(lang),
        )
    if roles:
        yield _why(lang, entry.measure, roles, numbers)
    if explain := linked(terms, zh + en):
        yield explained(lang, explain)
    yield _cite(lang, entry)


def _sides(lang: Lang, order: tuple[Lang, Lang]) -> Html:
    """Return the buttons that choose the language shown on a phone; without script both show."""
    names = {"zh": ui_text.CHINESE, "en": ui_text.ENGLISH}
    choices = [
        tag(
            "label",
            tag("input", type="radio", name="side", value=each, checked=n == 0),
            tag("span", names[each](lang)),
        )
        for n, each in enumerate(order)
    ]
    return tag("fieldset", tag("legend", SHOW(lang)), choices, class_="sides")


def _column(page: Lang, lang: Lang, name: Text, number: Text, said: Html) -> Html:
    return tag(
        "div",
        tag("p", e(name(page)), class_="column__name"),
        tag(
            "blockquote",
            tag("p", tag("b", e(number(lang)), class_="number"), " ", said),
            lang=ui_text.HTML_LANG(lang),
        ),
        class_=f"column column--{lang}",
    )


def _roles(entry: ClauseAndRule) -> dict[str, list[Text]]:
    """Return what each quotation is for, in the order in which the rule reads them."""
    measure = entry.measure
    outcomes = [outline(measure, reading) for reading in measure.readings]
    asked = {condition.quote for outcome in outcomes for condition in conditions(outcome)}
    limits = {quote for each in outcomes for one in each.credit for quote in one.limit.quotes()}
    roles: dict[str, list[Text]] = {}
    for quotation in entry.quotations:
        names = roles.setdefault(quotation.words, [])
        match quotation.role:
            case "title":
                name = whom(entry)
            case "condition":
                name = CONDITION if quotation.words in asked else THRESHOLD
            case "elsewhere":
                name = ui_text.ELSEWHERE
            case _ if names:  # already a condition or threshold the amount depends on
                continue
            case _:
                name = LIMIT if quotation.words in limits else _of_amount(quotation.words)
        if name not in names:
            names.append(name)
    return roles


def _of_amount(quoted: str) -> Text:
    """Return the label of a figure in an amount: a sum, a rate or a period."""
    try:
        unit = figure(quoted).unit
        return FIGURES[Unit.YUAN] if unit.is_money else FIGURES.get(unit, THRESHOLD)
    except QuotationError:
        return FIGURES[Unit.YUAN]


def _why(
    lang: Lang, measure: Measure, roles: dict[str, list[Text]], numbers: dict[str, int]
) -> Html:
    asked: dict[str, Text] = {}
    for reading in measure.readings:  # the default first: its explanation wins
        for condition in conditions(outline(measure, reading)):
            asked.setdefault(condition.quote, condition.label)
    rows = []
    for quoted in sorted(roles, key=lambda each: numbers.get(each, len(roles) + 1)):
        n, names = numbers.get(quoted), roles[quoted]
        said = listed(names)(lang)
        detail = asked.get(quoted) or _read(quoted)
        colon = "：" if lang == "zh" else ": "
        explanation = f"{said}{colon}{detail(lang)}" if detail else said
        outside = "" if n else OUTSIDE(lang)
        rows.append(
            tag(
                "li",
                tag("q", e(quoted), lang=ui_text.HTML_LANG.zh),
                " ",
                tag("span", e(explanation + outside)),
                id=f"why-{n}" if n else None,
                value=str(n) if n else None,
                class_=None if n else "outside",
            )
        )
    summary = tag("summary", WHY_MARKED(lang))
    return tag("details", summary, tag("ol", rows), class_="why-marked", open=True)


def _read(quoted: str) -> Text | None:
    """Return the figure in the words, as the calculator reads it, or None."""
    try:
        read = figure(quoted)
    except QuotationError:
        return None
    if read.unit.is_money:
        return _bounds(read, yuan) + read.each_in_words
    if read.unit is Unit.RATIO:
        sign = SIGNS[read.per]
        return _bounds(read, lambda value: Text(*[f"{grouped(value * read.per)}{sign}"] * 2))
    if read.unit in COUNTED:
        named = COUNTED[read.unit]
        return _bounds(read, lambda value: _counted(named, value))
    return None


def _counted(named: Text, value: Fraction) -> Text:
    said = named.fill(n=grouped(value))
    return Text(said.zh, said.en.removesuffix("s")) if value == 1 else said


def _bounds(read: Figure, said: Callable[[Fraction], Text]) -> Text:
    low, high = (None if side is None else said(Fraction(side)) for side in (read.low, read.high))
    match low, high:
        case Text(), Text() if low != high:
            return BETWEEN.fill(low=low, high=high)
        case None, Text():
            return AT_MOST.fill(value=high)
        case Text(), None:
            return AT_LEAST.fill(value=low)
    return said(Fraction(read.value))


def defect_note(lang: Lang, defect: texts.Defect) -> Html:
    """Return a flaw of the source: its words and the note on them."""
    note = prose(defect.note, lang)
    if not defect.quote:
        return note
    quote = tag("span", e(defect.quote), class_="sic", lang=ui_text.HTML_LANG.zh)
    return join_html([quote, " ", note])


def _cite(lang: Lang, entry: ClauseAndRule) -> Html:
    """Return the citation 《标题》（种类，文号，年份）第…条, without what the text lacks.

    A number such as （1） is cited with its part; a letter is marked as this site's.
    """
    policy, number = entry.policy, entry.clause.number
    known = [policy.kind]
    if "〔" in policy.number.zh:
        known.append(policy.number)
    if policy.issued:
        known.append(YEAR.fill(year=str(policy.issued.year)))
    if number.zh.startswith("（"):
        above = [PART_ABOVE.fill(number=head.bare) for head in entry.clause.path[:1]]
        number = NUMBERED.fill(above=Text("", "").join(above), number=number)
    elif re.search(r"（[a-z]）$", number.zh):
        number = LETTERED.fill(number=number)
    commas = Text("，", ", ").join(known)
    said = CITATION.fill(title=policy.title, known=commas, number=number)(lang)
    return tag(
        "p",
        tag("b", CITE(lang)),
        " ",
        tag("span", e(said)),
        " ",
        copy_button(said, COPY(lang), SEEN(lang), COPIED(lang)),
        class_="cite",
    )


# The working.


def _working(
    lang: Lang, entry: ClauseAndRule, examples: list[Worked]
) -> Iterator[PageHeading | str]:
    words_of = formula(entry.measure) if entry.outcome.basis is Basis.FORMULA else None
    if not (words_of or examples):
        return
    yield PageHeading(2, WORKING(lang), "working")
    if words_of:
        yield tag("p", tag("b", IN_WORDS(lang)), " ", prose(words_of, lang), class_="formula")
        if entry.outcome.amount:
            yield scroll(SYMBOLS(lang), in_symbols(entry.outcome.amount, lang))
    if examples:
        yield PageHeading(3, EXAMPLES(lang), "examples")
        yield tag("div", [_example(lang, entry.uri, each) for each in examples], class_="examples")
        yield tag("p", EXAMPLES_NOTE(lang), class_="fine")


def _example(lang: Lang, here: str, worked: Worked) -> Html:
    result = worked.result
    given = [tag("li", e(phrase(lang))) for phrase in profile_in_words(worked.example.profile)]
    steps = [_step(step, lang) for step in result.steps]
    why = sentences.reason(result)(lang) if result.status is not Status.ELIGIBLE else ""
    assumed = [
        tag("p", e(sentences.assumed(given.label, given.assumed)(lang)), class_="fine")
        for given in result.assumptions
    ]
    target = f"{href(here, CALCULATOR)}#{fragment_of(worked.example.profile)}"
    return tag(
        "section",
        tag("h4", prose(worked.example.case, lang)),
        tag("ul", given, class_="given"),
        tag("p", e(gives(result.finding)(lang)), class_="amount"),
        tag("p", e(why)) if why else None,
        tag("ol", steps, class_="steps") if steps else None,
        assumed,
        tag("p", tag("a", TRY(lang), href=target), class_="fine"),
        class_="example",
    )


def _step(step: Step, lang: Lang) -> Html:
    working, remark = sentences.working(step)
    return tag(
        "li", tag("span", e(step.label(lang))), " ", tag("code", e(working)), e(remark(lang))
    )


def gives(finding: ReadingResult) -> Text:
    """Return what a finding comes to in words: an amount, or its status."""
    return sentences.headline(finding) or sentences.STATUSES[finding.status]


# Readings, other measures, notes.


def _readings(lang: Lang, measure: Measure, examples: list[Worked]) -> Iterator[PageHeading | str]:
    if len(measure.readings) < 2:
        return
    yield PageHeading(2, ui_text.READINGS(lang), "readings")
    yield tag("p", e(ui_text.READINGS_INTRO(lang).format(count=len(measure.readings))))
    cases = [tag("th", prose(w.example.case, lang), scope="col") for w in examples]
    rows = []
    for n, reading in enumerate(measure.readings):
        found = [(w.result.finding, *w.result.others)[n] for w in examples]
        used = [" ", badge("used", e(ui_text.DEFAULT(lang)))] if n == 0 else None
        cells = [tag("td", e(gives(each)(lang)), class_="num") for each in found]
        rows.append(tag("tr", tag("th", e(reading.label(lang)), used, scope="row"), cells))
    head = tag("tr", tag("th", ui_text.READINGS(lang), scope="col"), cases)
    yield scroll(
        ui_text.READINGS(lang),
        tag("table", tag("thead", head), tag("tbody", rows), class_="by-reading"),
    )


def _combining(lang: Lang, here: str, measure: Measure) -> Iterator[PageHeading | str]:
    said = []
    for overlap in OVERLAPS:
        pair = (overlap.first.measure, overlap.second.measure)
        if measure.id in pair:
            other = RULES[pair[1 - pair.index(measure.id)]]
            policy = here.partition("/")[0]
            link = tag("a", e(other.title(lang)), href=href(here, f"{policy}/{other.id}.md"))
            why, kept = e(overlap.why(lang)), e(KEPT(lang))
            said.append(filled(NOT_TWICE(lang), other=link, why=why, kept=kept))
    said.append(e(OTHERWISE(lang)))
    said.append(tag("a", e(OTHER_CITY(lang)), href=href(here, COMPARE)))
    yield PageHeading(2, COMBINING(lang), "combining")
    yield bullets(said)


def _notes(lang: Lang, measure: Measure) -> Iterator[PageHeading | str]:
    said = [prose(note, lang) for note in measure.remarks]
    only = measure.readings[0] if len(measure.readings) == 1 else None
    if only and only.label.en != "As written":
        colon = "：" if lang == "zh" else ": "
        said.insert(0, join_html([ONE_READING(lang), colon, prose(only.label, lang)]))
    if said:
        yield PageHeading(2, ui_text.OTHER_NOTES(lang), "notes")
        yield bullets(said)


def _steps(
    lang: Lang, here: str, before: ClauseAndRule | None, after: ClauseAndRule | None
) -> Html:
    links = [
        tag(
            "a",
            tag("span", e(name(lang))),
            e(entry.measure.title(lang)),
            rel=rel,
            href=href(here, entry.uri),
        )
        for rel, name, entry in (("prev", ui_text.PREVIOUS, before), ("next", ui_text.NEXT, after))
        if entry
    ]
    return tag("nav", links, class_="steps", aria_label=ui_text.STEPS(lang))
