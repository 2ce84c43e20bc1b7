"""The whole text of a policy as one page, with its official structure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from builder import opendata, texts, ui_text
from builder.highlight import annotate
from builder.pages import history, json_ld, practice
from builder.pages.figure_alignment import figures
from builder.pages.formatting import day, in_full, status, validity
from builder.pages.html import body, bullets, crumbs, e, facts, prose, status_badge, top
from builder.pages.measure import defect_note, ending, telephone
from builder.pages.model import Edition, Page, PageHeading, Shelf, at_root, href
from builder.pages.terms import WrittenTerm, explained, linked, links, terms_in
from calculator.i18n import Lang, Text
from calculator.page.html import Child, Html, join_html, tag

LEGEND = Text(
    "底色标出的是计算器依据的文字；带点线的是术语，选中可看意思。",
    "Words with a dotted line are terms: select one to see what it means. Highlighted are the figures "
    "that the calculator relies on; in the Chinese, all the words it relies on.",
)
LISTED = Text("、", ", ")


def whole_text(edition: Edition, shelf: Shelf) -> Page:
    """Return the page of a text from first line to last, each clause linked to its page."""
    lang, today, policy = edition.lang, edition.today, shelf.policy
    here = f"{policy.id}/index.md"
    title, *stages = [b.text(lang) for b in policy.blocks if isinstance(b, texts.TitleLine)]
    _, _, full = status(policy, today)
    of_status, of_day = (
        (ui_text.STATUS_EXPLAINED, ui_text.ISSUED_EXPLAINED)
        if policy.explains
        else (ui_text.STATUS, ui_text.ISSUED)
    )
    about = [
        (of_status, status_badge(policy, today, lang)),
        (ui_text.DOCUMENT_KIND, e(policy.kind(lang))),
        (ui_text.NUMBER, e(policy.number(lang))),
        (ui_text.ISSUER, e(policy.issuer(lang))),
        (of_day, e(day(policy.issued)(lang)) if policy.issued else ""),
        (ui_text.VALIDITY, e(validity(policy)(lang))),
        *(
            (name, prose(ui_text.LAST_DAY_BY.fill(to=day(other.to), by=other.by), lang))
            for name, other in (
                (ui_text.PROLONGED_BY, policy.prolonged),
                (ui_text.REPEALED_BY, policy.repealed),
            )
            if other
        ),
        (
            ui_text.SUPERSEDED_BY,
            prose(in_full(policy.superseded_by), lang) if policy.superseded_by else "",
        ),
        *history.of_text(edition, policy),
        (ui_text.CONTACT, telephone(policy.contact(lang)) if policy.contact else ""),
        (ui_text.PUBLISHED_FACTS, practice.of_text(edition, policy.id)),
        (ui_text.PLAIN_TEXT, _plain(lang, here, policy)),
    ]
    notes = [prose(note, lang) for note in policy.notes]
    defects = [
        [tag("b", e(_place(policy, defect.at)(lang))), " ", defect_note(lang, defect)]
        for defect in policy.defects
    ]
    return Page(
        here,
        policy.short_title(lang),
        f"{policy.title(lang)}{'：' if lang == 'zh' else ': '}{full(lang)}",
        body(
            crumbs(lang, here, [(ui_text.HOME(lang), "index.md")]),
            top(title),
            *(tag("p", e(stage), class_="stage") for stage in stages),
            ending(edition, policy),
            facts((name(lang), value) for name, value in about if value),
            _prevails(lang, policy.translation_stale),
            tag("p", e(LEGEND(lang)), class_="fine"),
            *_blocks(edition, here, shelf),
            PageHeading(2, ui_text.EDITORS_NOTES(lang), "notes"),
            bullets(notes),
            PageHeading(2, ui_text.NOTES_ON_SOURCE(lang), "source-notes"),
            tag("div", bullets(defects), class_="defects"),
        ),
        toc=True,
        ld=json_ld.graph(json_ld.legislation(lang, policy, today)),
    )


def _blocks(edition: Edition, here: str, shelf: Shelf) -> Iterator[PageHeading | str]:
    lang, anchors, known = edition.lang, list[str](), list[WrittenTerm]()
    for block in shelf.policy.blocks:
        match block:
            case texts.Heading():
                anchors = [*anchors[: block.level - 1], slug(block.number.en)]
                yield PageHeading(block.level + 1, block.line(lang), "-".join(["s", *anchors]))
            case texts.Paragraph():
                yield tag("p", e(block.text(lang)))
            case texts.Passage():
                number = tag("b", e(block.number(lang)), class_="number") if block.number else None
                said = tag(
                    "p",
                    [number, " "] if number else None,
                    [_part(edition, here, shelf, each, known) for each in block.clauses],
                    _agencies(block.agencies(lang)) if block.agencies else None,
                )
                yield tag("div", said, class_="passage")
    if known:
        yield explained(lang, known)


def _agencies(said: str) -> list[Child]:
    return [" ", tag("span", e(said), class_="agencies")]


def _part(
    edition: Edition, here: str, shelf: Shelf, clause: texts.Clause, known: list[WrittenTerm]
) -> Html:
    """Return a clause with its quotations marked; terms are linked at their first occurrence."""
    lang, said = edition.lang, clause.text(edition.lang)
    entry = next(each for each in shelf.entries if each.clause is clause)
    inside = [q.words for q in entry.quotations if q.words in clause.text.zh]
    quoted = inside if lang == "zh" else [f for q in inside for f in figures(q, said)]
    seen = {each.term for each in known}
    new = [each for each in terms_in(edition, shelf.policy, clause.text) if each.term not in seen]
    marked = annotate(said, quoted, terms=links(here, new, lang))
    known += linked(new, marked)
    way = tag(
        "a",
        clause.measure_id,
        class_="to-measure",
        href=href(here, entry.uri),
        aria_label=f"{ui_text.MEASURE_PAGE(lang)} {clause.measure_id}",
    )
    return join_html([tag("span", marked, " ", way, class_="part", id=clause.measure_id), " "])


def _plain(lang: Lang, here: str, policy: texts.PolicyText) -> Html:
    """Return links to the text as plain text files."""
    both: tuple[tuple[Lang, Text], ...] = (("zh", ui_text.CHINESE), ("en", ui_text.ENGLISH))
    zh, en = (
        tag("a", e(name(lang)), href=at_root(lang, here, opendata.text_file(policy, each)))
        for each, name in both
    )
    return join_html([zh, LISTED(lang), en])


def slug(number: str) -> str:
    """Return the part of an anchor that a heading's number gives: "VI." gives "vi"."""
    return re.sub(r"\W+", "", number).lower()


def _place(policy: texts.PolicyText, at: str) -> Text:
    """Return the place of a defect in words."""
    fixed = {
        "title": ui_text.PLACE_TITLE,
        "preamble": ui_text.PLACE_PREAMBLE,
        "closing": ui_text.PLACE_CLOSING,
    }
    if at in fixed:
        return fixed[at]
    for clause in policy.clauses:
        if clause.measure_id == at:
            return clause.number
    heading = next(b for b in policy.blocks if isinstance(b, texts.Heading) and b.place == at)
    return ui_text.PLACE_SECTION.fill(place=Text(at, heading.number.en.rstrip(".")))


def _prevails(lang: Lang, stale: bool) -> Html:
    said = [ui_text.PREVAILS(lang)] if lang == "en" else []
    said += [ui_text.STALE(lang)] if stale else []
    return tag("p", e(" ".join(said)), class_="prevails") if said else Html()
