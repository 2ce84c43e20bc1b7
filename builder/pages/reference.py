"""Reference pages: glossary, how the texts are read, dates, changes, open data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import islice

from builder import akoma_ntoso, coverage, opendata, ui_text
from builder.editorial import CalendarEntry, Term
from builder.pages import differences
from builder.pages.formatting import city, day
from builder.pages.html import body, bullets, crumbs, e, filled, prose, spaced, standing, table, top
from builder.pages.model import (
    CALENDAR,
    DATA,
    GLOSSARY,
    NEWS,
    READING,
    ClauseAndRule,
    Edition,
    Page,
    PageHeading,
    Shelf,
    at_root,
    href,
)
from calculator import parameters
from calculator.i18n import Lang, Text, plain
from calculator.page.html import Child, Html, tag
from calculator.version import rules_version

GLOSSARY_TITLE = Text("术语", "Glossary")
GLOSSARY_LEAD = Text(
    "条文里的说法、英文译法和意思，共 {count} 条。条文里带点线的词都在这里。",
    "{count} terms of the texts: how they are rendered and what they mean. Words with a dotted line "
    "in a clause lead here.",
)
TERM, RENDERING, MEANING = Text("中文", "English"), Text("英文", "Chinese"), Text("意思", "Meaning")
FOUND_AT_MOST = 8
"""The number of clauses listed with a term."""
ALSO = Text("又作", "also")
FOUND_IN = Text("见于", "Found in")

READING_TITLE = Text("怎样读条文", "How the text is read")
READING_LEAD = Text(
    "每一句话在计算里起什么作用，有几种读法的句子采用哪一种，哪些不在计算之内。",
    "What each sentence does in the calculation, which reading is used where there are several, and "
    "what is left out.",
)
BY_SENTENCE = Text("逐句", "Sentence by sentence")
SENTENCES_OF = Text("{city}：{count} 句", "{city}: {count} sentences")
SENTENCE_COUNT = Text("{status}：{count} 句", "{status}: {count}")
SEVERAL = Text("有几种读法的句子", "Sentences with several readings")
USED = Text("采用的读法", "The reading used")
OTHERS = Text("其他读法", "Other readings")
LIMITS = Text("不在计算之内", "What is not computed")
LIMIT_LIST = (
    Text(
        "年度预算、申报时间、信用审查、纳税地：文件都没有写。",
        "The year’s budget, application windows, credit checks and place of tax registration: no text has them.",
    ),
    Text(
        "由部门评审、择优或打分决定的数额：只给上限。",
        "Amounts that a review, a ranking or a score decides: only the ceiling is given.",
    ),
    Text(
        "写在其他文件里的数额：只判断是否可以申请。",
        "Amounts set in other documents: only whether one may apply is tested.",
    ),
    Text(
        "能否叠加：文件没有写。同一笔贷款、同一台设备只计一次。",
        "Whether measures may be added: the texts do not say. One loan or one machine counts once.",
    ),
)
LIMIT_OF_DRAFT = Text(
    "{city}正式文件的内容：本站只有征求意见稿。",
    "The final {city} text: only the draft for comment is here.",
)

CALENDAR_TITLE = Text("日期", "Dates")
CALENDAR_LEAD = Text(
    "各份文件的印发和起止日期，以及利率变动的日子，从早到晚。",
    "The days of issue, validity and rates, in order.",
)
ON, WHAT, WHERE = Text("日期", "Date"), Text("事项", "What"), Text("出处", "Source")
ISSUED = Text("《{title}》印发", "{title} is issued")
FIRST_DAY = Text("《{title}》有效期第一天", "First day of validity of {title}")
LAST_DAY = Text("《{title}》有效期最后一天", "Last day of validity of {title}")
RATE = Text(
    "一年期贷款市场报价利率（LPR）为 {rate}", "The one-year loan prime rate (LPR) is {rate}"
)
RATE_SOURCE = Text("公开报道", "Press reports")
ADD = Text("把日期加入日历（ics）", "Add these dates to a calendar (ics)")

NEWS_LEAD = Text(
    "读者看得到的改动，新的在前；也可以用 Atom 订阅。",
    "What has changed for readers, newest first.",
)
FEED = Text("订阅更新（Atom）", "Subscribe (Atom)")

DATA_TITLE = Text("开放数据", "Open data")
DATA_LEAD = Text(
    "本站的全部措施、原文和译文，可以直接下载和再利用。",
    "All data of this site, free to download and use again.",
)
FILE, CONTENT = Text("文件", "File"), Text("内容", "Content")
VERSION = Text("版本", "Version")
VERSION_SAID = Text(
    "规则版本 {version}。规则、引文或利率一有改动，版本号就变。",
    "Rules version {version}. It changes with every rule, quotation or rate.",
)
LICENCE = Text("许可", "Licence")
LICENCE_SAID = Text(
    "官方文件不受著作权限制（《中华人民共和国著作权法》第五条）。英译、摘要、规则和其他数据按 MIT 许可使用。",
    "The official texts are free of copyright (Article 5 of the Copyright Law of the People’s "
    "Republic of China). The translation, summaries, rules and other data are under the MIT licence.",
)
NOTE_ON_DATA = Text(
    "文件用 UTF-8 编码，金额以元计。表格的 amount_yuan 一栏是条文写明的定额或总上限，按次、按年计或没有写明的留空。",
    "Files are in UTF-8, amounts in yuan. In the table, amount_yuan is the fixed sum or the overall "
    "ceiling of the clause, empty where it is counted by case or by year, or not stated.",
)

PROGRAMS = Text("供程序读取", "For programs")
PROGRAMS_SAID = Text(
    "每一页旁边都有 Markdown 版 index.md，开头写明日期和条文在那一天的状态。{listed} 列出全部，{whole} "
    "是全部条文和措施合成的一份。",
    "Every page has a Markdown version beside it, index.md, which begins with the date and the legal "
    "standing of its text. {listed} lists them all; {whole} holds all texts and measures.",
)
PYTHON_SAID = Text(
    "在自己的程序里计算，见{reference}。", "To compute in your own program, see the {reference}."
)
PYTHON_NAME = Text("Python 参考", "Python reference")
LAW_SAID = Text(
    "XML 文件按 Akoma Ntoso 3.0 编写：每条措施的 wId 就是它的编号，规则引用的每段原文也有自己的 wId"
    "（编号加引文 SHA-256 的前 {digits} 位），改版后文字不变，wId 就不变。",
    "The XML files are in Akoma Ntoso 3.0. The wId of a measure is its id. Every passage that a rule "
    "quotes has a wId too, made of that id and the first {digits} digits of the SHA-256 of the words; it "
    "stays the same in later versions as long as the words do.",
)


def glossary(edition: Edition) -> Page:
    """Return the glossary: every term with translation, meaning and clauses it occurs in."""
    lang, terms = edition.lang, edition.editorial.terms
    lead = GLOSSARY_LEAD(lang).format(count=len(terms))
    head = [name(lang) for name in (TERM, RENDERING, MEANING)]
    said = [(entry, entry.clause.whole.zh) for entry in edition.entries]
    rows = [_term(edition, term, said) for term in terms]
    return Page(
        GLOSSARY,
        GLOSSARY_TITLE(lang),
        lead,
        body(
            crumbs(lang, GLOSSARY, [(ui_text.HOME(lang), "index.md")]),
            top(GLOSSARY_TITLE(lang)),
            tag("p", e(lead)),
            table("glossary", head, rows),
        ),
    )


def _term(edition: Edition, term: Term, said: list[tuple[ClauseAndRule, str]]) -> Html:
    lang = edition.lang
    own, other = ("zh", "en") if lang == "zh" else ("en", "zh")
    cells = [_writings(term, each, lang, own) for each in (own, other)]
    standing = (entry for entry, words in said if any(each in words for each in term.zh))
    where = None
    if term.linked and (found := list(islice(standing, FOUND_AT_MOST))):
        links = spaced(
            tag("a", entry.measure.id, href=href(GLOSSARY, entry.uri)) for entry in found
        )
        where = tag("span", FOUND_IN(lang), " ", links, class_="where")
    return tag("tr", cells, tag("td", prose(term.note, lang), " ", where), id=term.id)


def _writings(term: Term, each: str, page: Lang, own: str) -> Html:
    first, *rest = term.zh if each == "zh" else term.en
    of = ui_text.HTML_LANG.zh if each == "zh" else ui_text.HTML_LANG.en
    marked = of if each != page else None
    between = "、" if each == "zh" else ", "
    others = tag("span", e(between.join(rest)), lang=marked)
    also = tag("span", ALSO(page), " ", others, class_="also") if rest else None
    return tag(
        "th" if each == own else "td",
        tag("span", e(first), lang=marked),
        also,
        scope="row" if each == own else None,
    )


def reading(edition: Edition) -> Page:
    """Return the page on reading: the status of every sentence, readings, what is left out."""
    lang = edition.lang
    drafts = [
        LIMIT_OF_DRAFT.fill(city=city(shelf.policy))
        for shelf in edition.shelves
        if shelf.policy.superseded_by
    ]
    return Page(
        READING,
        READING_TITLE(lang),
        READING_LEAD(lang),
        body(
            crumbs(lang, READING, [(ui_text.HOME(lang), "index.md")]),
            top(READING_TITLE(lang)),
            tag("p", e(READING_LEAD(lang))),
            PageHeading(2, BY_SENTENCE(lang), "sentences"),
            *(block for shelf in edition.shelves for block in _sentences(edition, shelf)),
            PageHeading(2, SEVERAL(lang), "readings"),
            _readings(edition),
            PageHeading(2, LIMITS(lang), "limits"),
            bullets(e(each(lang)) for each in (*LIMIT_LIST, *drafts)),
        ),
        toc=True,
    )


def _sentences(edition: Edition, shelf: Shelf) -> Iterator[PageHeading | str]:
    lang, policy = edition.lang, shelf.policy
    covered = edition.editorial.coverage[policy.id]
    counts = Counter(each.status for each in covered)
    heading = SENTENCES_OF.fill(city=city(policy), count=str(len(covered)))
    yield PageHeading(3, heading(lang), f"sentences-{policy.id}")
    for status, name in coverage.STATUSES.items():
        if not counts[status]:
            continue
        items = [tag("li", _sentence(each, policy.id)) for each in covered if each.status is status]
        title = SENTENCE_COUNT.fill(status=name, count=str(counts[status]))
        said = tag("ul", items, lang=ui_text.HTML_LANG.zh)
        yield tag("details", tag("summary", e(title(lang))), said, class_="sentences")


def _sentence(covered: coverage.Covered, policy: str) -> Child:
    if covered.measure is None:
        return e(covered.sentence)
    to = href(READING, f"{policy}/{covered.measure}.md")
    return [e(covered.sentence), " ", tag("a", covered.measure, href=to)]


def _readings(edition: Edition) -> Html:
    lang = edition.lang
    rows = [
        tag(
            "tr",
            tag(
                "th",
                tag("a", e(entry.measure.title(lang)), href=href(READING, entry.uri, "readings")),
                standing(entry, edition.today, lang),
                scope="row",
            ),
            tag("td", e(first.label(lang)), data_name=USED(lang)),
            tag("td", bullets(e(other.label(lang)) for other in others), data_name=OTHERS(lang)),
        )
        for entry in edition.entries
        for first, *others in [entry.measure.readings]
        if others
    ]
    return table("compare", [name(lang) for name in (ui_text.MEASURE, USED, OTHERS)], rows)


def days(edition: Edition) -> list[CalendarEntry]:
    """Return every dated entry in order: those of the texts, the rates and the editors."""
    found = list(edition.editorial.dates)
    for shelf in (*edition.shelves, *edition.other):
        policy, title, source = shelf.policy, shelf.policy.title, shelf.policy.short_title
        if policy.issued:
            found.append(CalendarEntry(policy.issued, ISSUED.fill(title=title), source))
        if policy.valid_from and policy.valid_from != policy.issued:
            found.append(CalendarEntry(policy.valid_from, FIRST_DAY.fill(title=title), source))
        found.append(CalendarEntry(policy.ends, LAST_DAY.fill(title=title), source))
    for row in parameters.LPR_1Y.rows:
        said = RATE.fill(rate=f"{plain(row.value * 100, 2)}%")
        found.append(CalendarEntry(date.fromisoformat(row.since), said, RATE_SOURCE))
    return sorted(found, key=lambda each: each.on)


def calendar(edition: Edition) -> Page:
    """Return the page of dates as a table."""
    lang = edition.lang
    rows = [
        tag(
            "tr",
            tag("th", _time(each.on, lang), scope="row"),
            tag("td", prose(each.words, lang), data_name=WHAT(lang)),
            tag("td", prose(each.source, lang), data_name=WHERE(lang)),
            class_="past" if each.on.isoformat() < edition.today else "ahead",
        )
        for each in days(edition)
    ]
    head = [name(lang) for name in (ON, WHAT, WHERE)]
    return Page(
        CALENDAR,
        CALENDAR_TITLE(lang),
        CALENDAR_LEAD(lang),
        body(
            crumbs(lang, CALENDAR, [(ui_text.HOME(lang), "index.md")]),
            top(CALENDAR_TITLE(lang)),
            tag("p", e(CALENDAR_LEAD(lang))),
            table("compare", head, rows),
            tag("p", tag("a", ADD(lang), href=at_root(lang, CALENDAR, opendata.DATES[lang]))),
        ),
    )


def _time(on: date, lang: Lang) -> Html:
    return tag("time", day(on)(lang), datetime=on.isoformat())


def news(edition: Edition) -> Page:
    """Return the page of changes, newest first."""
    lang = edition.lang
    items = [
        tag("div", tag("dt", _time(each.on, lang)), tag("dd", prose(each.words, lang)))
        for each in edition.editorial.news
    ]
    return Page(
        NEWS,
        ui_text.NEWS_TITLE(lang),
        NEWS_LEAD(lang),
        body(
            crumbs(lang, NEWS, [(ui_text.HOME(lang), "index.md")]),
            top(ui_text.NEWS_TITLE(lang)),
            tag("p", e(NEWS_LEAD(lang))),
            tag("dl", items, class_="facts dated"),
            differences.listed(edition),
            tag("p", tag("a", FEED(lang), href=at_root(lang, NEWS, opendata.FEEDS[lang]))),
        ),
    )


LISTS = {"listed": "llms.txt", "whole": "llms-full.txt"}
"""The lists for programs, at the root of each language."""


def _own(path: str) -> Html:
    """Return a link to a file at the root of the language, from the page of open data."""
    return tag("a", path, href=href(DATA, "index.md") + path)


def _python(lang: Lang) -> Html:
    return tag("a", PYTHON_NAME(lang), href=href(DATA, "python.md"))


def data(edition: Edition) -> Page:
    """Return the page of open data: the files, their version and licence."""
    lang = edition.lang
    every = (shelf.policy for shelf in (*edition.shelves, *edition.other))
    rows = [
        tag(
            "tr",
            tag("th", tag("a", path, href=at_root(lang, DATA, path)), scope="row"),
            tag("td", prose(said, lang)),
        )
        for path, said in opendata.files(every)
    ]
    head = [name(lang) for name in (FILE, CONTENT)]
    return Page(
        DATA,
        DATA_TITLE(lang),
        DATA_LEAD(lang),
        body(
            crumbs(lang, DATA, [(ui_text.HOME(lang), "index.md")]),
            top(DATA_TITLE(lang)),
            tag("p", e(DATA_LEAD(lang))),
            table("files", head, rows),
            tag("p", e(NOTE_ON_DATA(lang))),
            PageHeading(2, PROGRAMS(lang), "programs"),
            tag("p", filled(PROGRAMS_SAID(lang), **{k: _own(v) for k, v in LISTS.items()})),
            tag("p", e(LAW_SAID(lang).format(digits=akoma_ntoso.DIGITS))),
            tag("p", filled(PYTHON_SAID(lang), reference=_python(lang))),
            PageHeading(2, VERSION(lang), "version"),
            tag("p", e(VERSION_SAID(lang).format(version=rules_version()))),
            PageHeading(2, LICENCE(lang), "licence"),
            tag("p", e(LICENCE_SAID(lang))),
        ),
    )
