"""The page of one measure: what it gives, its words in both languages, and how they are read."""

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
from builder.pages.examples import Worked, fragment, profile_in_words, work
from builder.pages.figure_alignment import figures
from builder.pages.formatting import city, day, days_left, status, validity
from builder.pages.html import (
    badge,
    body,
    both,
    bullets,
    crumbs,
    e,
    facts,
    prose,
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
from calculator.i18n import Lang, Text, capital, grouped, join_texts, yuan
from calculator.measure import KINDS, Basis, Measure
from calculator.overlaps import KEPT, OVERLAPS
from calculator.page import clause_shell
from calculator.page.clause_widget import boxed
from calculator.phrases import Figure, QuotationError, Unit, figure
from calculator.policies import MEASURES as RULES
from calculator.profile import APPLICANTS, TITLES, Applicant
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
"""What a figure of an amount is, by its unit."""
OUTSIDE = Text("（见本文件其他部分）", " (elsewhere in the text)")
BETWEEN = Text("{low}至{high}", "{low} to {high}")
AT_MOST = Text("不超过 {value}", "at most {value}")
AT_LEAST = Text("不低于 {value}", "{value} or more")
COUNTED = {
    Unit.YEAR: Text("{n} 年", "{n} years"),
    Unit.MONTH: Text("{n} 个月", "{n} months"),
    Unit.COUNT: Text("{n} 家", "{n}"),
    Unit.LEVEL: Text("{n} 级", "level {n}"),
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
    """A page for every measure, in the order of the texts."""
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
            f'<p class="badges">{badge("city", city(policy)(lang))} '
            f"{badge('kind', KINDS[measure.kind](lang))} {status_badge(policy, edition.today, lang)}</p>",
            f'<p class="summary">{prose(summary, lang)}</p>',
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


def _superseded(lang: Lang, policy: texts.PolicyText) -> str:
    if policy.superseded_by is None:
        return ""
    said = ui_text.SUPERSEDED.fill(by=policy.superseded_by)
    return f'<div class="warning"><p>{prose(said, lang)}</p></div>'


def ending(edition: Edition, policy: texts.PolicyText) -> str:
    """Return the banner of a text that is about to end or has; site.js updates it to the visitor's day."""
    lang, left, kind = edition.lang, days_left(policy, edition.today), status(policy, edition.today)
    if policy.status != "in_force" or (policy.replaced and kind[0] == "expired"):
        return ""
    soon, over = (
        ui_text.ENDS_SOON.fill(days="{days}", to=day(policy.ends)),
        ui_text.ENDED.fill(to=day(policy.ends)),
    )
    said = soon(lang).format(days=left) if left else over(lang)
    return (
        f'<div class="warning ends" data-within="{sentences.SOON}"{"" if left <= sentences.SOON else " hidden"}>'
        f'<p data-until="{policy.ends.isoformat()}" data-say="{soon(lang)}" data-over="{over(lang)}">'
        f"{said}</p></div>"
    )


# At a glance.


def _rows(edition: Edition, entry: ClauseAndRule) -> Iterator[tuple[Text, str]]:
    lang, measure, policy = edition.lang, entry.measure, entry.policy
    yield whom(entry), _who(lang, measure)
    yield ui_text.HOW_MUCH, _how_much(lang, entry)
    yield WHO_PAYS, _payer(edition, measure)
    yield (
        ui_text.WHO_DECIDES,
        bullets(
            f'<a href="{href(entry.uri, DEPARTMENTS, department(policy, agency))}">'
            f"{e(agency(lang))}</a>{_original(agency, lang)}"
            for agency in measure.agencies
        ),
    )
    yield ASK, telephone(policy.contact(lang)) if policy.contact else ""
    yield ui_text.VALIDITY, e(validity(policy)(lang)) + _left(edition, policy)
    cited = [
        both(document.title, lang) + (f" {both(document.number, lang)}" if document.number else "")
        for document in measure.cited
    ]
    yield ui_text.CITED, bullets(cited) if cited else ""
    yield (
        ui_text.SOURCE,
        f'<a href="{href(entry.uri, f"{policy.id}/index.md", measure.id)}">'
        f"{e(policy.short_title(lang))} {e(entry.clause.number(lang))}</a>",
    )


def department(policy: texts.PolicyText, agency: Text) -> str:
    """Where a department stands in the directory."""
    return f"{policy.city}-{slug(agency.en.removeprefix(f'{city(policy).en} '))}"


def _original(name: Text, lang: Lang) -> str:
    return (
        ""
        if lang == "zh"
        else f' <span lang="{ui_text.HTML_LANG.zh}" class="zh">{e(name.zh)}</span>'
    )


_TELEPHONE = re.compile(r"0(\d{2,3})-(\d{7,8})")


def telephone(said: str) -> str:
    """Words with a number that can be called."""
    return _TELEPHONE.sub(
        lambda found: f'<a href="tel:+86-{found[1]}-{found[2]}">{found[0]}</a>', e(said)
    )


def _who(lang: Lang, measure: Measure) -> str:
    said = ""
    if measure.government_task:
        said += f"<p>{e(sentences.ANSWERS[Answer.GOVERNMENT_TASK](lang))}</p>"
    if measure.addressed:
        said += f"<p>{e(capital(measure.addressed(lang)))}</p>"
    if measure.applicants != (Applicant.ENTERPRISE,):
        applicants = join_texts([APPLICANTS[each] for each in measure.applicants])
        said += f"<p>{e(capital(applicants(lang)))}</p>"
    if measure.who is None:
        return said or f"<p>{e(ui_text.ANY_TITLE(lang))}</p>"
    items = [e(capital(TITLES[title](lang))) for title in measure.who.titles]
    items += [
        f'{e(capital(TITLES[title](lang)))} <span class="inferred">{ui_text.INFERRED(lang)}</span>'
        for title in measure.who.inferred
    ]
    note = f'<p class="fine">{e(ui_text.INFERRED_NOTE(lang))}</p>' if measure.who.inferred else ""
    return said + bullets(items) + note


def _how_much(lang: Lang, entry: ClauseAndRule) -> str:
    said = f'<p class="amount">{prose(amount(entry), lang)}</p>'
    if beside := remark(entry):
        said += f'<p class="fine">{e(beside(lang))}</p>'
    return said


def _payer(edition: Edition, measure: Measure) -> str:
    lang, summary = edition.lang, edition.editorial.summaries[measure.id]
    if summary.payer == "none":
        return ""
    said = e(capital(PAYERS[summary.payer](lang)))
    if summary.inferred:
        said += (
            f' <span class="inferred">{ui_text.INFERRED(lang)}</span>'
            f'<p class="fine">{e(PAYER_INFERRED(lang))}</p>'
        )
    return said


def _left(edition: Edition, policy: texts.PolicyText) -> str:
    """How many days are left, on the day of the build; the page's script counts on from there."""
    lang, left = edition.lang, days_left(policy, edition.today)
    if status(policy, edition.today)[0] != "in-force":
        return ""
    return (
        f' <span class="left" data-until="{policy.ends.isoformat()}" '
        f'data-say="{ui_text.DAYS_LEFT(lang)}">{ui_text.DAYS_LEFT(lang).format(days=left)}</span>'
    )


def _way_in(lang: Lang, entry: ClauseAndRule) -> str:
    if entry.measure.government_task:
        return ""
    to = "#calculate" if boxed(entry.measure.id) else href(entry.uri, CALCULATOR)
    said = ui_text.CALCULATE_THIS(lang)
    return f'<p><a class="md-button md-button--primary" href="{to}">{said}</a></p>'


def _box(lang: Lang, measure: Measure) -> Iterator[PageHeading | str]:
    """The clause's own calculator, where it states an amount."""
    if boxed(measure.id):
        yield PageHeading(2, ui_text.CALCULATE_CLAUSE(lang), "calculate")
        yield clause_shell(measure, lang)


# The clause.


def _clause(edition: Edition, entry: ClauseAndRule) -> Iterator[PageHeading | str]:
    """Both languages, that of the page first; they stand side by side where there is room."""
    lang, clause = edition.lang, entry.clause
    defects = [d for d in entry.policy.defects if d.at == clause.measure_id]
    # Who may apply is sometimes said outside the clause; all else must stand in it.
    roles = _roles(entry)
    title = [whom(entry)]
    inside = [q for q, names in roles.items() if names != title or q in clause.whole.zh]
    inside.sort(key=clause.whole.zh.find)
    numbers = {quoted: n for n, quoted in enumerate(inside, start=1)}
    terms = terms_in(edition, entry.policy, clause.whole)
    told = {said: n for quoted, n in numbers.items() for said in figures(quoted, clause.whole.en)}

    def why(n: int) -> str:
        return (
            f'<a class="why" href="#why-{n}" data-n="{n}" '
            f'aria-label="{NOTE(lang).format(n=n)}"></a>'
        )

    zh = annotate(
        clause.whole.zh,
        inside,
        [d.quote for d in defects if d.quote],
        terms=links(entry.uri, terms, "zh"),
        note=why,
    )
    en = annotate(
        clause.whole.en,
        told,
        terms=links(entry.uri, terms, "en"),
        note=lambda n: why(list(told.values())[n - 1]),
    )
    columns: dict[Lang, str] = {
        "zh": _column(lang, "zh", ui_text.ORIGINAL, clause.number, zh),
        "en": _column(lang, "en", ui_text.TRANSLATION, clause.number, en),
    }
    order: tuple[Lang, Lang] = ("zh", "en") if lang == "zh" else ("en", "zh")
    yield (
        f'<div class="parallel">{_sides(lang, order)}'
        f"{''.join(columns[each] for each in order)}</div>"
    )
    notes = f'<p class="fine">{e(ui_text.PREVAILS(lang))}</p>'
    if clause.translation_stale:
        notes += f'<p class="stale"><strong>{e(ui_text.STALE(lang))}</strong></p>'
    yield f"<div>{notes}</div>"
    if defects:
        items = bullets(defect_note(lang, defect) for defect in defects)
        yield (
            f'<aside class="defects" aria-label="{ui_text.NOTES_ON_SOURCE(lang)}">'
            f"<p><b>{ui_text.NOTES_ON_SOURCE(lang)}</b></p>{items}</aside>"
        )
    if roles:
        yield _why(lang, entry.measure, roles, numbers)
    if listed := linked(terms, zh + en):
        yield explained(lang, listed)
    yield _cite(lang, entry)


def _sides(lang: Lang, order: tuple[Lang, Lang]) -> str:
    """On a phone one language is shown at a time; without it, or in old browsers, both."""
    names = {"zh": ui_text.CHINESE, "en": ui_text.ENGLISH}
    choices = "".join(
        f'<label><input type="radio" name="side" value="{each}"{" checked" if n == 0 else ""}> '
        f"{names[each](lang)}</label>"
        for n, each in enumerate(order)
    )
    return f'<fieldset class="sides"><legend>{SHOW(lang)}</legend>{choices}</fieldset>'


def _column(page: Lang, lang: Lang, name: Text, number: Text, said: str) -> str:
    return (
        f'<div class="column column--{lang}"><p class="column__name">{e(name(page))}</p>'
        f'<blockquote lang="{ui_text.HTML_LANG(lang)}"><p><b class="number">{e(number(lang))}</b> '
        f"{said}</p></blockquote></div>"
    )


def _roles(entry: ClauseAndRule) -> dict[str, list[Text]]:
    """What each quotation is for, in the order in which the rule reads them."""
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
            case _ if names:  # a condition or threshold already, on which the amount depends
                continue
            case _:
                name = LIMIT if quotation.words in limits else _of_amount(quotation.words)
        if name not in names:
            names.append(name)
    return roles


def _of_amount(quoted: str) -> Text:
    """What a figure that goes into the amount is: a sum, a rate, a period."""
    try:
        return FIGURES.get(figure(quoted).unit, THRESHOLD)
    except QuotationError:
        return FIGURES[Unit.YUAN]


def _why(
    lang: Lang, measure: Measure, roles: dict[str, list[Text]], numbers: dict[str, int]
) -> str:
    asked: dict[str, Text] = {}
    for reading in measure.readings:  # the default first: of two explanations its own stands
        for condition in conditions(outline(measure, reading)):
            asked.setdefault(condition.quote, condition.label)
    rows = []
    for quoted in sorted(roles, key=lambda each: numbers.get(each, len(roles) + 1)):
        n, names = numbers.get(quoted), roles[quoted]
        said = join_texts(names)(lang)
        detail = asked.get(quoted) or _read(quoted)
        colon = "：" if lang == "zh" else ": "
        told = f"{said}{colon}{detail(lang)}" if detail else said
        outside = "" if n else OUTSIDE(lang)
        rows.append(
            f"<li{_numbered(n)}>"
            f'<q lang="{ui_text.HTML_LANG.zh}">{e(quoted)}</q> <span>{e(told)}{outside}</span></li>'
        )
    return (
        f'<details class="why-marked" open><summary>{WHY_MARKED(lang)}</summary>'
        f"<ol>{''.join(rows)}</ol></details>"
    )


def _numbered(n: int | None) -> str:
    return f' id="why-{n}" value="{n}"' if n else ' class="outside"'


def _read(quoted: str) -> Text | None:
    """The figure in the words, as the calculator reads it."""
    try:
        read = figure(quoted)
    except QuotationError:
        return None
    if read.unit is Unit.YUAN:
        return _bounds(read, yuan)
    if read.unit is Unit.RATIO:
        sign = {100: "%", 1000: "‰"}[read.per]
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


def defect_note(lang: Lang, defect: texts.Defect) -> str:
    """A flaw of the source: its words, and what is to be said about them."""
    quote = (
        f'<span class="sic" lang="{ui_text.HTML_LANG.zh}">{e(defect.quote)}</span> '
        if defect.quote
        else ""
    )
    return f"{quote}{prose(defect.note, lang)}"


def _cite(lang: Lang, entry: ClauseAndRule) -> str:
    """《标题》（种类，文号，年份）第…条; what the text does not have is left out.

    An item （1） is one of the part it stands in; a letter is not the text's own.
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
    listed = Text("，".join(each.zh for each in known), ", ".join(each.en for each in known))
    said = CITATION.fill(title=policy.title, known=listed, number=number)(lang)
    return (
        f'<p class="cite"><b>{CITE(lang)}</b> <span>{e(said)}</span> '
        f'<button type="button" class="copy" hidden data-copy="{e(said)}" '
        f'data-seen="{SEEN(lang)}" data-done="{COPIED(lang)}">{COPY(lang)}</button>'
        '<span role="status" class="visually-hidden"></span></p>'
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
        yield f'<p class="formula"><b>{IN_WORDS(lang)}</b> {prose(words_of, lang)}</p>'
        if entry.outcome.amount:
            yield (
                f'<div class="scroll" tabindex="0" role="region" aria-label="{SYMBOLS(lang)}">'
                f"{in_symbols(entry.outcome.amount, lang)}</div>"
            )
    if examples:
        yield PageHeading(3, EXAMPLES(lang), "examples")
        cards = "".join(_example(lang, entry.uri, each) for each in examples)
        yield f'<div class="examples">{cards}</div>'
        yield f'<p class="fine">{EXAMPLES_NOTE(lang)}</p>'


def _example(lang: Lang, here: str, worked: Worked) -> str:
    result = worked.result
    given = "".join(
        f"<li>{e(phrase(lang))}</li>" for phrase in profile_in_words(worked.example.profile)
    )
    working = "".join(_step(step, lang) for step in result.steps)
    why = sentences.reason(result)(lang) if result.status is not Status.ELIGIBLE else ""
    assumed = "".join(
        f'<p class="fine">{e(sentences.assumed(given.label, given.assumed)(lang))}</p>'
        for given in result.assumptions
    )
    target = f"{href(here, CALCULATOR)}#{fragment(worked.example.profile)}"
    return (
        f'<section class="example"><h4>{prose(worked.example.case, lang)}</h4>'
        f'<ul class="given">{given}</ul>'
        f'<p class="amount">{e(gives(result.finding)(lang))}</p>'
        + (f"<p>{e(why)}</p>" if why else "")
        + (f'<ol class="steps">{working}</ol>' if working else "")
        + f'{assumed}<p class="fine"><a href="{e(target)}">{TRY(lang)}</a></p></section>'
    )


def _step(step: Step, lang: Lang) -> str:
    working, remark = sentences.working(step)
    return f"<li><span>{e(step.label(lang))}</span> <code>{e(working)}</code>{e(remark(lang))}</li>"


def gives(finding: ReadingResult) -> Text:
    """What a finding comes to: an amount, or the status it has."""
    return sentences.headline(finding) or sentences.STATUSES[finding.status]


# Readings, other measures, notes.


def _readings(lang: Lang, measure: Measure, examples: list[Worked]) -> Iterator[PageHeading | str]:
    if len(measure.readings) < 2:
        return
    yield PageHeading(2, ui_text.READINGS(lang), "readings")
    yield f"<p>{e(ui_text.READINGS_INTRO(lang).format(count=len(measure.readings)))}</p>"
    cases = "".join(f'<th scope="col">{prose(w.example.case, lang)}</th>' for w in examples)
    rows = []
    for n, reading in enumerate(measure.readings):
        found = [(w.result.finding, *w.result.others)[n] for w in examples]
        used = f" {badge('used', ui_text.DEFAULT(lang))}" if n == 0 else ""
        cells = "".join(f'<td class="num">{e(gives(each)(lang))}</td>' for each in found)
        rows.append(f'<tr><th scope="row">{e(reading.label(lang))}{used}</th>{cells}</tr>')
    yield (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{ui_text.READINGS(lang)}">'
        f'<table class="by-reading"><thead><tr><th scope="col">{ui_text.READINGS(lang)}</th>{cases}</tr>'
        f"</thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _combining(lang: Lang, here: str, measure: Measure) -> Iterator[PageHeading | str]:
    said = []
    for overlap in OVERLAPS:
        pair = (overlap.first.measure, overlap.second.measure)
        if measure.id in pair:
            other = RULES[pair[1 - pair.index(measure.id)]]
            policy = here.partition("/")[0]
            link = f'<a href="{href(here, f"{policy}/{other.id}.md")}">{e(other.title(lang))}</a>'
            said.append(
                NOT_TWICE(lang).format(other=link, why=e(overlap.why(lang)), kept=e(KEPT(lang)))
            )
    said.append(e(OTHERWISE(lang)))
    said.append(f'<a href="{href(here, COMPARE)}">{e(OTHER_CITY(lang))}</a>')
    yield PageHeading(2, COMBINING(lang), "combining")
    yield bullets(said)


def _notes(lang: Lang, measure: Measure) -> Iterator[PageHeading | str]:
    said = [prose(note, lang) for note in measure.remarks]
    only = measure.readings[0] if len(measure.readings) == 1 else None
    if only and only.label.en != "As written":
        said.insert(
            0, f"{ONE_READING(lang)}{'：' if lang == 'zh' else ': '}{prose(only.label, lang)}"
        )
    if said:
        yield PageHeading(2, ui_text.OTHER_NOTES(lang), "notes")
        yield bullets(said)


def _steps(lang: Lang, here: str, before: ClauseAndRule | None, after: ClauseAndRule | None) -> str:
    links = "".join(
        f'<a rel="{rel}" href="{href(here, entry.uri)}"><span>{e(name(lang))}</span>'
        f"{e(entry.measure.title(lang))}</a>"
        for rel, name, entry in (("prev", ui_text.PREVIOUS, before), ("next", ui_text.NEXT, after))
        if entry
    )
    return f'<nav class="steps" aria-label="{ui_text.STEPS(lang)}">{links}</nav>'
