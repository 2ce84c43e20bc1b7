"""Every page of the site as a pure function of the texts and the measures.

A page is Markdown: its headings are Markdown's, so that the theme knows them; what stands between
them is HTML, because official words are not Markdown and must not be read as such.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from html import escape

from builder import texts, words
from builder.marks import annotate
from calculator.catalogue import outline, quotations
from calculator.measure import KINDS, Basis, Kind, Measure, Outcome
from calculator.measure import Policy as Rules
from calculator.profile import APPLICANTS, CITIES, TITLES, Applicant, Title
from calculator.text import Lang, Text, grouped, join
from calculator.wording import QuotationError, Unit, figure

CALCULATOR = "calculator.md"
MEASURES = "measures.md"


class PageError(ValueError):
    """The texts and the measures do not belong together."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page: where it stands among the sources, what it is called and what it says.

    `meta` is the theme's front matter; `toc` shows the table of contents, `found` puts the page
    into the search index.
    """

    uri: str
    title: str
    description: str
    markdown: str
    toc: bool = False
    found: bool = True

    @property
    def meta(self) -> Mapping[str, object]:
        hide = ["navigation"] if self.toc else ["navigation", "toc"]
        return {
            "title": self.title,
            "description": self.description,
            "hide": hide,
            "search": {"exclude": not self.found},
        }


@dataclass(frozen=True, slots=True)
class Entry:
    """A measure with its words, and what its rule says of an applicant of whom nothing is known."""

    measure: Measure
    clause: texts.Clause
    policy: texts.Policy
    outcome: Outcome = field(repr=False)

    @property
    def uri(self) -> str:
        return f"{self.policy.id}/{self.measure.id}.md"


@dataclass(frozen=True, slots=True)
class Shelf:
    """A text and its measures, in the order of the text."""

    policy: texts.Policy
    entries: tuple[Entry, ...]


def pages(
    lang: Lang, policies: Iterable[texts.Policy], rules: Iterable[Rules], today: str, form: str
) -> Iterator[Page]:
    """The pages of one language.

    `today` (YYYY-MM-DD) is the day on which the status is given, `form` the calculator as HTML.

    Raises PageError where a measure has no words or words have no measure, and MarkError where
    a rule quotes words that its clause lacks.
    """
    shelves = match(policies, rules)
    yield _home(lang, shelves, today)
    yield _calculator(lang, form)
    yield _table(lang, shelves, today)
    for shelf in shelves:
        yield _whole_text(lang, shelf.policy, today)
        around = (None, *shelf.entries, None)
        for before, entry, after in zip(around, shelf.entries, around[2:], strict=False):
            yield _measure(lang, entry, before, after, today)


def match(policies: Iterable[texts.Policy], rules: Iterable[Rules]) -> tuple[Shelf, ...]:
    """Each text with its measures, in the order of the text; PageError where one has no other."""
    coded = {policy.id: policy for policy in rules}
    shelves: list[Shelf] = []
    for policy in policies:
        if policy.id not in coded:
            raise PageError(f"{policy.id}: the text has no measures")
        measures = {measure.id: measure for measure in coded.pop(policy.id).measures}
        clauses = {clause.measure_id: clause for clause in policy.clauses}
        if alone := measures.keys() ^ clauses.keys():
            raise PageError(f"{policy.id}: words or measure missing for {', '.join(sorted(alone))}")
        entries = (
            Entry(measures[name], clause, policy, outline(measures[name]))
            for name, clause in clauses.items()
        )
        shelves.append(Shelf(policy, tuple(entries)))
    if coded:
        raise PageError(f"measures without a text: {', '.join(coded)}")
    return tuple(shelves)


# Places.


def url(uri: str) -> str:
    """Where a source page ends up, below the root of its language: a folder, or "" for the root."""
    stem = uri.removesuffix(".md")
    return "" if stem == "index" else stem.removesuffix("/index") + "/"


def href(source: str, target: str, anchor: str = "") -> str:
    """The relative address of one page from another, both as source pages."""
    path = posixpath.relpath("/" + url(target), "/" + url(source)) + "/"
    return path + (f"#{anchor}" if anchor else "")


# Small HTML.


def _e(words: str) -> str:
    return escape(words, quote=False)


def _in(lang: Lang, text: Text, page: Lang, tag: str = "span") -> str:
    """Words of one language on a page of perhaps the other."""
    marked = "" if lang == page else f' lang="{words.HTML_LANG(lang)}"'
    return f"<{tag}{marked}>{_e(text(lang))}</{tag}>"


def _both(text: Text, page: Lang) -> str:
    """A name on the Chinese page; on the English one, with the Chinese it stands for."""
    if page == "zh":
        return _e(text.zh)
    return f'{_e(text.en)} <span lang="{words.HTML_LANG.zh}" class="zh">{_e(text.zh)}</span>'


def _badge(kind: str, text: str) -> str:
    return f'<span class="badge badge--{kind}">{_e(text)}</span>'


def _list(items: Iterable[str]) -> str:
    rows = [f"<li>{item}</li>" for item in items]
    return f"<ul>{''.join(rows)}</ul>"


def _facts(rows: Iterable[tuple[str, str]]) -> str:
    cells = "".join(f"<div><dt>{_e(name)}</dt><dd>{value}</dd></div>" for name, value in rows)
    return f'<dl class="facts">{cells}</dl>'


def _crumbs(lang: Lang, source: str, trail: Iterable[tuple[str, str]]) -> str:
    items = "".join(f'<li><a href="{href(source, to)}">{_e(name)}</a></li>' for name, to in trail)
    return f'<nav class="crumbs" data-search-exclude="1" aria-label="{words.YOU_ARE_HERE(lang)}"><ol>{items}</ol></nav>'


def _capital(words: str) -> str:
    """With a capital where a line begins; Chinese has none."""
    return re.sub(r"[^\W\d_]", lambda first: first[0].upper(), words, count=1)


_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|])")


def _heading(level: int, text: str, anchor: str) -> str:
    words = _MARKUP.sub(r"\\\1", text)
    return f"{'#' * level} {words} {{ #{anchor} }}"


def _page(*blocks: str) -> str:
    return "\n\n".join(block for block in blocks if block) + "\n"


# Words for values.


def day(when: date) -> Text:
    """2026年12月31日 / 31 December 2026."""
    months = "January February March April May June July August September October November December"
    month = months.split()[when.month - 1]
    return Text(f"{when.year}年{when.month}月{when.day}日", f"{when.day} {month} {when.year}")


def money(value: Fraction) -> Text:
    """An amount of the law: 1000万元 / RMB 10 million (1000万元)."""
    zh, scaled = _scaled(value, ((10**8, "亿元"), (10**4, "万元"), (1, "元")))
    en, _ = _scaled(value, ((10**9, " billion"), (10**6, " million"), (1, "")))
    return Text(zh.replace(",", ""), f"RMB {en}" + (f" ({zh.replace(',', '')})" if scaled else ""))


def _scaled(value: Fraction, scales: tuple[tuple[int, str], ...]) -> tuple[str, bool]:
    """In the largest scale that needs at most two decimals, and whether it is not the last."""
    for scale, name in scales[:-1]:
        if value >= scale and (value * 100 / scale).denominator == 1:
            return grouped(value / scale) + name, True
    return grouped(value) + scales[-1][1], False


def amount(entry: Entry) -> Text:
    """How much a measure gives at most, before anything is known of the applicant."""
    outcome, parts = entry.outcome, list[Text]()
    if outcome.amount is not None:
        high = outcome.amount.high
        if high is None:
            caps = join([money(cap) for cap in _caps(entry.measure)])
            parts.append(words.BY_FORMULA_UP_TO.fill(amount=caps) if caps.zh else words.BY_FORMULA)
        elif outcome.amount.known and not outcome.ceiling:
            parts.append(money(high))
        else:
            parts.append(words.UP_TO.fill(amount=money(high)))
    limits = [
        words.LIMIT_FOR_USE.fill(use=_USES[each.use], amount=money(each.limit.high))
        if each.use
        else money(each.limit.high)
        for each in outcome.credit
        if each.limit.high is not None
    ]
    if limits:
        parts.append(words.LIMIT.fill(amount=join(limits)))
    if parts:
        return Text("；".join(p.zh for p in parts), "; ".join(p.en for p in parts))
    return words.NO_MONEY if outcome.basis is Basis.SERVICE else words.ELSEWHERE


def _caps(measure: Measure) -> Iterator[Fraction]:
    """The amounts that the quoted words set as a limit, of a year or of a case."""
    for quotation in quotations(measure):
        if quotation.role == "amount":
            try:
                read = figure(quotation.words)
            except QuotationError:
                continue
            if read.unit is Unit.YUAN and read.low is None and read.high is not None:
                yield read.high


_USES = {
    "fixed_asset": Text("固定资产贷款", "fixed-asset loans"),
    "rnd": Text("研发贷款", "R&D loans"),
}


def status(policy: texts.Policy, today: str) -> tuple[str, Text, Text]:
    """The status of a text on a day: a word for the style sheet, and it in short and in full."""
    if policy.status == "draft":
        return "draft", words.DRAFT_SHORT, words.DRAFT
    if policy.valid_from and today < policy.valid_from.isoformat():
        return "later", words.NOT_YET_SHORT, words.NOT_YET.fill(since=day(policy.valid_from))
    if today > policy.valid_to.isoformat():
        return "expired", words.EXPIRED_SHORT, words.EXPIRED.fill(to=day(policy.valid_to))
    return "in-force", words.IN_FORCE_SHORT, words.IN_FORCE.fill(to=day(policy.valid_to))


def validity(policy: texts.Policy) -> Text:
    """From when to when a text holds."""
    if policy.valid_from is None:
        return words.ONLY_TO.fill(to=day(policy.valid_to))
    return words.FROM_TO.fill(since=day(policy.valid_from), to=day(policy.valid_to))


def city(policy: texts.Policy) -> Text:
    """厦门 / Xiamen."""
    return next(name for code, name in CITIES.items() if code.value == policy.city)


# Home.


def _home(lang: Lang, shelves: tuple[Shelf, ...], today: str) -> Page:
    here = "index.md"
    every = [entry for shelf in shelves for entry in shelf.entries]
    lead = words.HOME_LEAD(lang).format(count=len(every))
    hero = (
        f'<div class="hero"><p class="hero__lead">{_e(lead)}</p>'
        f'<p class="hero__actions">'
        f'<a class="md-button md-button--primary" href="{href(here, CALCULATOR)}">'
        f"{words.HOME_CALCULATE(lang)}</a> "
        f'<a class="md-button" href="{href(here, MEASURES)}">{words.HOME_BROWSE(lang)}</a></p>'
        f'<p class="hero__note">{_e(words.HOME_PRIVATE(lang))}'
        f"{'' if lang == 'zh' else ' '}{_e(words.HOME_SRDI(lang))}</p></div>"
    )
    cities = "".join(
        f'<li class="card"><h3><a href="{href(here, f"{shelf.policy.id}/index.md")}">'
        f"{_e(city(shelf.policy)(lang))}</a></h3>"
        f"<p>{_e(shelf.policy.title(lang))}</p>"
        f"<p>{_badge(status(shelf.policy, today)[0], status(shelf.policy, today)[2](lang))}"
        f" {_count(len(shelf.entries), lang)}</p></li>"
        for shelf in shelves
    )
    by_title = "".join(
        _drawer(
            lang, here, _capital(TITLES[title](lang)), "", [e for e in every if _opens(title, e)]
        )
        for title in Title
    )
    by_need = "".join(
        _drawer(lang, here, KINDS[kind](lang), words.NEEDS[kind](lang), found)
        for kind in Kind
        if (found := [entry for entry in every if entry.measure.kind is kind])
    )
    return Page(
        here,
        words.HOME_TITLE(lang),
        words.SITE_DESCRIPTION(lang),
        _page(
            f"# {words.HOME_TITLE(lang)}",
            hero,
            _heading(2, words.BY_CITY(lang), "by-city"),
            f'<ul class="cards">{cities}</ul>',
            _heading(2, words.BY_NEED(lang), "by-need"),
            f'<div class="drawers">{by_need}</div>',
            _heading(2, words.BY_TITLE(lang), "by-title"),
            f'<div class="drawers">{by_title}</div>',
        ),
        found=False,
    )


def _opens(title: Title, entry: Entry) -> bool:
    who = entry.measure.who
    return who is not None and title in (*who.titles, *who.inferred)


def _count(count: int, lang: Lang) -> str:
    noun = words.COUNT_MEASURES if lang == "zh" or count != 1 else words.COUNT_MEASURE
    return f'<span class="count">{noun(lang).format(count=count)}</span>'


def _drawer(lang: Lang, here: str, name: str, note: str, entries: list[Entry]) -> str:
    items = _list(
        f'<a href="{href(here, entry.uri)}">{_e(entry.measure.title(lang))}</a>'
        f'<span class="where">{_e(city(entry.policy)(lang))}</span>'
        f'<span class="amount">{_e(amount(entry)(lang))}</span>'
        for entry in entries
    )
    said = f'<span class="note">{_e(note)}</span>' if note else ""
    return (
        f"<details><summary><strong>{_e(name)}</strong>{said}{_count(len(entries), lang)}"
        f"</summary>{items}</details>"
    )


# The calculator: its form and first answer come from the package.


def _calculator(lang: Lang, form: str) -> Page:
    return Page(
        CALCULATOR,
        words.CALCULATOR_TITLE(lang),
        words.CALCULATOR_DESCRIPTION(lang),
        _page(f"# {words.CALCULATOR_TITLE(lang)}", f"<div>{form}</div>"),
        found=False,
    )


# All measures.


def _table(lang: Lang, shelves: tuple[Shelf, ...], today: str) -> Page:
    columns = (
        words.MEASURE,
        words.CITY,
        words.WHAT,
        words.HOW_MUCH,
        words.WHO_DECIDES,
        words.STATUS,
    )
    head = "".join(f'<th scope="col">{_e(name(lang))}</th>' for name in columns)
    rows = "".join(
        _row(lang, entry, columns, today) for shelf in shelves for entry in shelf.entries
    )
    counts = {shelf.policy.city: len(shelf.entries) for shelf in shelves}
    lead = words.MEASURES_LEAD(lang).format(**counts)
    return Page(
        MEASURES,
        words.MEASURES_TITLE(lang),
        lead,
        _page(
            f"# {words.MEASURES_TITLE(lang)}",
            f"<p>{_e(lead)}</p>",
            f'<table class="measures"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>',
        ),
        found=False,
    )


def _row(lang: Lang, entry: Entry, columns: tuple[Text, ...], today: str) -> str:
    kind, short, _ = status(entry.policy, today)
    # The agencies are many and their English names long: the table separates, the page explains.
    agencies = join(entry.measure.agencies)(lang)
    cells = (
        _e(city(entry.policy)(lang)),
        _e(KINDS[entry.measure.kind](lang)),
        _e(amount(entry)(lang)),
        _e(agencies),
        _badge(kind, short(lang)),
    )
    title = (
        f'<th scope="row"><a href="{href(MEASURES, entry.uri)}">{_e(entry.measure.title(lang))}</a>'
        f'<span class="id">{entry.measure.id}</span></th>'
    )
    rest = "".join(
        f'<td data-name="{_e(name(lang))}">{cell}</td>'
        for name, cell in zip(columns[1:], cells, strict=True)
    )
    return f"<tr>{title}{rest}</tr>"


# The whole text of a policy.


def _whole_text(lang: Lang, policy: texts.Policy, today: str) -> Page:
    here = f"{policy.id}/index.md"
    title, *stages = [b.text(lang) for b in policy.blocks if isinstance(b, texts.Title)]
    kind, _, full = status(policy, today)
    about = [
        (words.STATUS, _badge(kind, full(lang))),
        (words.DOCUMENT_KIND, _e(policy.kind(lang))),
        (words.NUMBER, _e(policy.number(lang))),
        (words.ISSUER, _e(policy.issuer(lang))),
        (words.ISSUED, _e(day(policy.issued)(lang)) if policy.issued else ""),
        (words.VALIDITY, _e(validity(policy)(lang))),
        (words.SUPERSEDED_BY, _e(policy.superseded_by(lang)) if policy.superseded_by else ""),
        (words.CONTACT, _e(policy.contact(lang)) if policy.contact else ""),
    ]
    notes = [_e(note(lang)) for note in policy.notes]
    defects = [
        f"<b>{_e(_place(policy, defect.at)(lang))}</b> {_defect(lang, defect)}"
        for defect in policy.defects
    ]
    return Page(
        here,
        policy.short_title(lang),
        f"{policy.title(lang)}{'：' if lang == 'zh' else ': '}{full(lang)}",
        _page(
            _crumbs(lang, here, [(words.HOME(lang), "index.md")]),
            f"# {title}",
            *(f'<p class="stage">{_e(stage)}</p>' for stage in stages),
            _facts((name(lang), value) for name, value in about if value),
            _prevails(lang, policy.translation_stale),
            *_blocks(lang, here, policy),
            _heading(2, words.EDITORS_NOTES(lang), "notes"),
            _list(notes),
            _heading(2, words.NOTES_ON_SOURCE(lang), "source-notes"),
            f'<div class="defects">{_list(defects)}</div>',
        ),
        toc=True,
        found=False,
    )


def _blocks(lang: Lang, here: str, policy: texts.Policy) -> Iterator[str]:
    anchors: list[str] = []
    for block in policy.blocks:
        match block:
            case texts.Heading():
                anchors = [*anchors[: block.level - 1], _slug(block.number.en)]
                yield _heading(block.level + 1, block.line(lang), "-".join(["s", *anchors]))
            case texts.Paragraph():
                yield f"<p>{_e(block.text(lang))}</p>"
            case texts.Passage():
                number = f'<b class="number">{_e(block.number(lang))}</b> ' if block.number else ""
                parts = "".join(_part(lang, here, policy, clause) for clause in block.clauses)
                agencies = (
                    f' <span class="agencies">{_e(block.agencies(lang))}</span>'
                    if block.agencies
                    else ""
                )
                yield f'<div class="passage"><p>{number}{parts}{agencies}</p></div>'


def _part(lang: Lang, here: str, policy: texts.Policy, clause: texts.Clause) -> str:
    target = href(here, f"{policy.id}/{clause.measure_id}.md")
    return (
        f'<span class="part" id="{clause.measure_id}">{_e(clause.text(lang))} '
        f'<a class="to-measure" href="{target}" aria-label="{words.MEASURE_PAGE(lang)} '
        f'{clause.measure_id}">{clause.measure_id}</a></span> '
    )


def _slug(number: str) -> str:
    return re.sub(r"\W+", "", number).lower()


def _place(policy: texts.Policy, at: str) -> Text:
    """Where a defect stands, in words."""
    fixed = {
        "title": words.PLACE_TITLE,
        "preamble": words.PLACE_PREAMBLE,
        "closing": words.PLACE_CLOSING,
    }
    if at in fixed:
        return fixed[at]
    for clause in policy.clauses:
        if clause.measure_id == at:
            return clause.number
    heading = next(b for b in policy.blocks if isinstance(b, texts.Heading) and b.place == at)
    return words.PLACE_SECTION.fill(place=Text(at, heading.number.en.rstrip(".")))


def _defect(lang: Lang, defect: texts.Defect) -> str:
    quote = (
        f'<span class="sic" lang="{words.HTML_LANG.zh}">{_e(defect.quote)}</span> '
        if defect.quote
        else ""
    )
    return f"{quote}{_e(defect.note(lang))}"


def _prevails(lang: Lang, stale: bool) -> str:
    said = [words.PREVAILS] if lang == "en" else []
    said += [words.STALE] if stale else []
    return f'<p class="prevails">{" ".join(_e(s(lang)) for s in said)}</p>' if said else ""


# One measure.


def _measure(
    lang: Lang, entry: Entry, before: Entry | None, after: Entry | None, today: str
) -> Page:
    here, measure, policy = entry.uri, entry.measure, entry.policy
    kind, _, full = status(policy, today)
    separator = "，" if lang == "zh" else ", "
    description = (
        f"{city(policy)(lang)}{separator}{measure.title(lang)}{separator}"
        f"{amount(entry)(lang)}{'。' if lang == 'zh' else '. '}"
        f"{_shortened(entry.clause.text(lang), 70 if lang == 'zh' else 110)}"
    )
    return Page(
        here,
        measure.title(lang),
        description,
        _page(
            _crumbs(
                lang,
                here,
                [
                    (words.HOME(lang), "index.md"),
                    (policy.short_title(lang), f"{policy.id}/index.md"),
                ],
            ),
            _heading(1, measure.title(lang), measure.id),
            f'<p class="badges">{_badge("city", city(policy)(lang))} '
            f"{_badge('kind', KINDS[measure.kind](lang))} {_badge(kind, full(lang))}</p>",
            _superseded(lang, policy),
            _heading(2, words.FACTS(lang), "facts"),
            _facts((name(lang), value) for name, value in _rows(lang, entry) if value),
            f'<p><a class="md-button md-button--primary" href="{href(here, CALCULATOR)}">'
            f"{words.CALCULATE_THIS(lang)}</a></p>",
            _heading(2, words.THE_TEXT(lang), "text"),
            _parallel(lang, entry),
            *_readings(lang, measure),
            *_notes(lang, measure),
            _steps(lang, here, before, after),
        ),
    )


def _shortened(text: str, length: int) -> str:
    return text if len(text) <= length else text[:length].rstrip() + "…"


def _superseded(lang: Lang, policy: texts.Policy) -> str:
    if policy.superseded_by is None:
        return ""
    said = words.SUPERSEDED.fill(by=policy.superseded_by)(lang)
    return f'<div class="warning"><p>{_e(said)}</p></div>'


def _rows(lang: Lang, entry: Entry) -> Iterator[tuple[Text, str]]:
    measure, policy = entry.measure, entry.policy
    yield words.WHO, _who(lang, measure)
    yield words.HOW_MUCH, _how_much(lang, entry)
    yield words.WHO_DECIDES, _list(_both(agency, lang) for agency in measure.agencies)
    yield words.VALIDITY, _e(validity(policy)(lang))
    cited = [
        _both(document.title, lang)
        + (f" {_both(document.number, lang)}" if document.number else "")
        for document in measure.cited
    ]
    yield words.CITED, _list(cited) if cited else ""
    yield (
        words.SOURCE,
        f'<a href="{href(entry.uri, f"{policy.id}/index.md", measure.id)}">'
        f"{_e(policy.short_title(lang))} {_e(entry.clause.number(lang))}</a>",
    )


def _who(lang: Lang, measure: Measure) -> str:
    said = ""
    if measure.applicants != (Applicant.ENTERPRISE,):
        applicants = join([APPLICANTS[each] for each in measure.applicants])
        said = f"<p>{_e(_capital(applicants(lang)))}</p>"
    if measure.who is None:
        return said or f"<p>{_e(words.ANY_TITLE(lang))}</p>"
    items = [_e(_capital(TITLES[title](lang))) for title in measure.who.titles]
    items += [
        f'{_e(_capital(TITLES[title](lang)))} <span class="inferred">{words.INFERRED(lang)}</span>'
        for title in measure.who.inferred
    ]
    note = f'<p class="fine">{_e(words.INFERRED_NOTE(lang))}</p>' if measure.who.inferred else ""
    return said + _list(items) + note


def _how_much(lang: Lang, entry: Entry) -> str:
    outcome = entry.outcome
    said = f'<p class="amount">{_e(amount(entry)(lang))}</p>'
    if quotes := [q.words for q in quotations(entry.measure) if q.role == "amount"]:
        items = "".join(f"<q>{_e(quote)}</q>" for quote in quotes)
        said += (
            f'<p class="fine">{_e(words.QUOTED(lang))} '
            f'<span class="quotes" lang="{words.HTML_LANG.zh}">{items}</span></p>'
        )
    if outcome.says:
        said += f'<p class="fine">{_e(outcome.says(lang))}</p>'
    return said


def _parallel(lang: Lang, entry: Entry) -> str:
    """Both languages, that of the page first; they stand side by side where there is room."""
    clause, policy = entry.clause, entry.policy
    defects = [d for d in policy.defects if d.at == clause.measure_id]
    # Who may apply is sometimes said outside the clause; all else must stand in it.
    quoted = [
        q.words
        for q in quotations(entry.measure)
        if q.role != "title" or q.words in clause.whole.zh
    ]
    zh = annotate(clause.whole.zh, quoted, [d.quote for d in defects if d.quote])
    columns: dict[Lang, str] = {
        "zh": _column(lang, "zh", words.ORIGINAL, clause.number, zh),
        "en": _column(lang, "en", words.TRANSLATION, clause.number, _e(clause.whole.en)),
    }
    order: tuple[Lang, Lang] = ("zh", "en") if lang == "zh" else ("en", "zh")
    notes = f'<p class="fine">{_e(words.PREVAILS(lang))}</p>'
    if clause.translation_stale:
        notes += f'<p class="fine stale">{_e(words.STALE(lang))}</p>'
    if quoted:
        sample, rest = words.MARKED_SAMPLE(lang), words.MARKED(lang)
        notes += f'<p class="fine"><mark>{_e(sample)}</mark>{_e(rest)}</p>'
    if defects:
        items = _list(_defect(lang, defect) for defect in defects)
        notes += (
            f'<aside class="defects" aria-label="{words.NOTES_ON_SOURCE(lang)}">'
            f"<p><b>{words.NOTES_ON_SOURCE(lang)}</b></p>{items}</aside>"
        )
    return (
        f'<div class="parallel">{"".join(columns[each] for each in order)}</div><div>{notes}</div>'
    )


def _column(page: Lang, lang: Lang, name: Text, number: Text, body: str) -> str:
    return (
        f'<div class="column column--{lang}"><p class="column__name">{_e(name(page))}</p>'
        f'<blockquote lang="{words.HTML_LANG(lang)}"><p><b class="number">{_e(number(lang))}</b> '
        f"{body}</p></blockquote></div>"
    )


def _readings(lang: Lang, measure: Measure) -> Iterator[str]:
    if len(measure.readings) < 2:
        return
    yield _heading(2, words.READINGS(lang), "readings")
    yield f"<p>{_e(words.READINGS_INTRO(lang).format(count=len(measure.readings)))}</p>"
    items = "".join(
        f"<div><dt>{_e(words.READING(lang).format(code=reading.code))}"
        f"{_badge('used', words.DEFAULT(lang)) if n == 0 else ''}</dt>"
        f"<dd>{_e(reading.label(lang))}</dd></div>"
        for n, reading in enumerate(measure.readings)
    )
    yield f'<dl class="facts readings">{items}</dl>'


def _notes(lang: Lang, measure: Measure) -> Iterator[str]:
    if measure.notes:
        yield _heading(2, words.OTHER_NOTES(lang), "notes")
        yield _list(_e(note(lang)) for note in measure.notes)


def _steps(lang: Lang, here: str, before: Entry | None, after: Entry | None) -> str:
    links = "".join(
        f'<a rel="{rel}" href="{href(here, entry.uri)}"><span>{_e(name(lang))}</span>'
        f"{_e(entry.measure.title(lang))}</a>"
        for rel, name, entry in (("prev", words.PREVIOUS, before), ("next", words.NEXT, after))
        if entry
    )
    return (
        f'<nav class="steps" data-search-exclude="1" aria-label="{words.STEPS(lang)}">{links}</nav>'
    )
