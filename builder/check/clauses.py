"""Check each clause: its rule, figures, sentences and translation against the words."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import date

from builder import coverage, editorial, texts
from builder.check import figures, named
from builder.check.confirmed import confirmed_texts
from builder.check.findings import Issue, IssueKind
from builder.check.readings import unread
from builder.check.sources import Both, PolicySource, Sources, nearest, place, place_told
from builder.highlight import pattern
from builder.importing import propose
from builder.importing.write import STUB
from builder.toml_reader import content, missing
from calculator.catalogue import conditions, outline, quotations
from calculator.i18n import Text, join_texts
from calculator.measure import Measure
from calculator.sentences import SOON

Terms = tuple[tuple[str, editorial.Term], ...]
"""Every spelling of each term with the term, longest first."""

_HAN = re.compile(r"[\u3400-\u9fff]")


def findings(everything: Sources, today: str) -> Iterator[Issue]:
    """Yield the findings policy by policy: the text as a whole, then its clauses in order."""
    terms = _terms(everything)
    for source in everything.policies:
        if source.text is None:
            error = source.error or missing(f"{source.folder.name}/policy.toml").said
            yield Issue.of(IssueKind.UNREADABLE, source.id, _where(source, error.en), error=error)
            continue
        yield from _whole(source, source.text, today)
        yield from _around(source, source.text, terms)
        yield from named.of_policy(source, source.text)
        held, summaries = confirmed_texts(source.folder), _summaries(source)
        for each in source.pairs:
            yield from _pairing(source, each)
            if each.clause:
                yield from _rule(source, each, each.clause, held)
                yield from _figures(source, each, each.clause)
                yield from _about(source, each, each.clause, summaries)
                yield from _translation(source, each.clause, terms)
            if each.clause and each.measure:
                yield from named.of_clause(source, source.text, each.clause, each.measure)
        yield from _sentences(source, source.text)


def _where(source: PolicySource, error: str) -> str:
    """Return the file:line that an error about a text names: 「xiamen-2024/zh.md, line 9: …」."""
    found = re.match(r"[\w.-]+/([\w.]+\w)", error)
    if not found:
        return source.folder.relative_to(source.root).as_posix()
    return place_told(source.root, source.folder / found[1], error)


def _whole(source: PolicySource, text: texts.PolicyText, today: str) -> Iterator[Issue]:
    issues = tuple(_validity(source, text))
    doubtful = any(each.name.endswith("/valid_to") for each in issues)
    if text.replaced is None and not doubtful:
        yield from _end(source, text, today)
    yield from issues


def _end(source: PolicySource, text: texts.PolicyText, today: str) -> Iterator[Issue]:
    """Report the end of a text without a later version if it is near or past; drafts have none."""
    if text.status == "draft" or text.repealed:
        return
    left = (text.until - date.fromisoformat(today)).days + 1
    last = text.until.isoformat()
    at = place(source.root, source.module, "valid_to")
    if left < 1:
        yield Issue.of(IssueKind.ENDED, source.id, at, last, to=last)
    elif left <= SOON:
        yield Issue.of(IssueKind.ENDS, source.id, at, last, days=str(left), to=last)


_FIRST, _LAST = Text("第一天", "first day"), Text("最后一天", "last day")


def _validity(source: PolicySource, text: texts.PolicyText) -> Iterator[Issue]:
    """Check that the days of the policy, and the words its rules read days from, stand in the text."""
    whole = "\n".join([texts.words_around(text.blocks), *(c.whole.zh for c in text.clauses)])
    for words, line in source.days:
        if words not in whole:
            where = f"{source.module.relative_to(source.root).as_posix()}:{line}"
            yield Issue.of(
                IssueKind.LOST_QUOTATION,
                source.id,
                where,
                words,
                words=words,
                near=_near(words, whole),
            )
    read = propose.dates(whole, text.issued.isoformat() if text.issued else None)
    for key, name, stated, says in (
        ("valid_from", _FIRST, text.valid_from, read.valid_from),
        ("valid_to", _LAST, text.valid_to, read.valid_to),
    ):
        where = place(source.root, source.module, key)
        # What follows from the text is in it: 有效期3年, 自发布之日起.
        in_text = stated and f"{stated.year}年{stated.month}月{stated.day}日" in whole
        if stated and says != stated and not in_text:
            said = Text("{name} {day} 不在原文中", "the {name}, {day}, is not in the text")
            words_ = said.fill(name=name, day=stated.isoformat())
            kind = IssueKind.VALIDITY_DIFFERS if says else IssueKind.NOT_STATED
            yield Issue.of(kind, source.id, where, key, words=words_)


_NEAR = Text(
    "最接近的是「{near}」；引文改成原文的字样",
    "most similar is 「{near}」: quote the text as it is",
)
_NOTHING_NEAR = Text(
    "原文里没有相近的字样，这一句可能已经删去：对照原文改规则",
    "nothing in the text is similar; the sentence may be gone: correct the rule to match the text",
)


def _near(words: str, text: str) -> Text:
    """Return what to do about lost words: the most similar passage, if there is one."""
    near = nearest(words, text)
    return _NEAR.fill(near=near) if near else _NOTHING_NEAR


def _pairing(source: PolicySource, each: Both) -> Iterator[Issue]:
    file = source.module.relative_to(source.root).as_posix()
    if each.clause and not each.measure:
        words = each.clause.text.zh[:20]
        at = source.at_text(each.clause.text.zh)
        yield Issue.of(IssueKind.NO_RULE, each.id, at, words=words, file=file)
    elif each.measure and not each.clause:
        yield Issue.of(IssueKind.NO_CLAUSE, each.id, source.at_rule(each.id), file=file)


def _rule(
    source: PolicySource, each: Both, clause: texts.Clause, held: dict[str, str]
) -> Iterator[Issue]:
    if each.measure is None:
        return
    if held.get(each.id) != clause.fingerprint:
        said = _CHANGED if each.id in held else _NEVER
        yield Issue.of(IssueKind.UNCONFIRMED, each.id, source.at_text(clause.text.zh), words=said)
    for words in _lost(each, clause):
        at, near = source.at_rule(words), _near(words, clause.whole.zh)
        yield Issue.of(IssueKind.LOST_QUOTATION, each.id, at, words, words=words, near=near)
    for reading in unread(each.measure):
        at = source.at_rule(reading.label.zh)
        yield Issue.of(IssueKind.UNREAD, each.id, at, reading.code, words=reading.code)


_CHANGED = Text(
    "原文在上次核对规则之后改过", "the text has changed since its rule was last confirmed"
)
_NEVER = Text("规则还没有对照原文核对过", "the rule has never been confirmed against the text")


def _lost(each: Both, clause: texts.Clause) -> tuple[str, ...]:
    """Return the rule's quotations that its clause lacks."""
    quoted = dict.fromkeys(q.words for q in quotations(each.measure)) if each.measure else ()
    return tuple(words for words in quoted if words not in clause.whole.zh)


def _figures(source: PolicySource, each: Both, clause: texts.Clause) -> Iterator[Issue]:
    if each.measure is None:
        return
    paid = [each.measure.paid.words] if each.measure.paid else []
    quoted = (*(q.words for q in quotations(each.measure)), *paid)
    for figure in dict.fromkeys(figures.unused(clause.text.zh, quoted)):
        at = source.at_text(clause.text.zh)
        yield Issue.of(IssueKind.UNUSED_FIGURE, each.id, at, figure, words=figure)


def _summaries(source: PolicySource) -> dict[str, Text]:
    """Return the summary of each measure that has one."""
    file = source.folder / "summaries.toml"
    try:
        rows = tomllib.loads(content(file))
    except (texts.TextError, tomllib.TOMLDecodeError):
        return {}  # reported with the other unreadable files
    return {
        name: Text(str(row.get("zh", "")), str(row.get("en", "")))
        for name, row in rows.items()
        if isinstance(row, dict)
    }


def _about(
    source: PolicySource, each: Both, clause: texts.Clause, summaries: dict[str, Text]
) -> Iterator[Issue]:
    """Report sums and rates in what the site says of a clause that the clause lacks.

    Covers both languages of its summary, title, readings, conditions and notes.
    """
    summary = summaries.get(each.id, Text("", ""))
    said = [summary]
    if each.measure:
        measure = each.measure
        said += [c.label for r in measure.readings for c in conditions(outline(measure, r))]
        said += [measure.title, *(r.label for r in measure.readings), *measure.notes]

    def at(words: str) -> str:
        file = source.folder / "summaries.toml"
        return (
            place(source.root, file, words)
            if words in summary.to_dict().values()
            else source.at_rule(words)
        )

    foreign: dict[str, list[str]] = {}
    for words in dict.fromkeys(label.zh for label in said):
        for figure in figures.foreign(words, clause.whole.zh):
            foreign.setdefault(figure, []).append(words)
    for label in dict.fromkeys(said):
        for figure in figures.foreign_english(label.en, label.zh):
            shown = _SIDES[False, True].fill(en=figures.shown(figure))
            yield Issue.of(IssueKind.FIGURES_DIFFER, each.id, at(label.en), label.zh, words=shown)
    if each.measure:
        yield from left_out(each.measure, "summary", summary, at(summary.zh))
    for figure, sayings in foreign.items():
        words, where = "」「".join(sayings), at(sayings[0])
        yield Issue.of(
            IssueKind.SAYS_OTHERWISE,
            each.id,
            where,
            figure,
            words=words,
            figure=figures.shown(figure),
        )


def left_out(measure: Measure, detail: str, said: Text, where: str) -> Iterator[Issue]:
    """Report a rate or cap missing from words about an amount whose rule quotes both."""
    quoted = tuple(q.words for q in quotations(measure) if q.role == "amount")
    if left := figures.left_out(said, quoted):
        shown = join_texts(map(figures.shown, left))
        yield Issue.of(IssueKind.RATE_LEFT_OUT, measure.id, where, detail, words=said, left=shown)


_SIDES = {
    (True, True): Text("中文是 {zh}，英文是 {en}", "the Chinese has {zh}, the English {en}"),
    (True, False): Text("中文有 {zh}，英文没有", "the Chinese has {zh}, the English does not"),
    (False, True): Text("英文有 {en}，中文没有", "the English has {en}, the Chinese does not"),
}
"""Messages by which of the two languages, Chinese and English, has the figure."""


def _translation(source: PolicySource, clause: texts.Clause, terms: Terms) -> Iterator[Issue]:
    name, words = clause.measure_id, clause.whole
    file = (source.folder / "en.md").relative_to(source.root).as_posix()

    def found(kind: IssueKind, detail: str = "", /, **parts: Text | str) -> Issue:
        return Issue.of(kind, name, source.at_english(clause.text), detail, **parts)

    if _untranslated(words.en):
        yield found(IssueKind.NO_TRANSLATION, file=file)
        return
    if clause.translation_stale:
        yield found(IssueKind.STALE_TRANSLATION, file=file)
    if said := _differing(words):
        yield found(IssueKind.FIGURES_DIFFER, words=said)
    for term, written in _rendered_otherwise(words, terms):
        yield found(IssueKind.OTHER_TERM, term.id, term=written, words=_renderings(term))


def _untranslated(english: str) -> bool:
    return STUB in english or len(_HAN.findall(english)) * 2 > len(english)


def _renderings(term: editorial.Term) -> Text:
    return Text("“{}”".format("”“".join(term.en)), '"{}"'.format('", "'.join(term.en)))


def _differing(words: Text) -> Text | None:
    """Return how the figures of the two languages differ, or None if they agree."""
    pairs = figures.differences(words.zh, words.en)
    messages = (
        _SIDES[bool(a), bool(b)].fill(zh=figures.shown(a), en=figures.shown(b)) for a, b in pairs
    )
    return Text("；", "; ").join(messages) if pairs else None


def _around(source: PolicySource, text: texts.PolicyText, terms: Terms) -> Iterator[Issue]:
    """Check the translation outside the clauses: title, headings, preamble, closing."""
    file = (source.folder / "en.md").relative_to(source.root).as_posix()
    blocks = [block for block in text.blocks if not isinstance(block, texts.Passage)]
    if stubs := [block.text for block in blocks if _untranslated(block.text.en)]:
        at = source.at_english(stubs[0])
        yield Issue.of(IssueKind.NO_TRANSLATION, source.id, at, file=file)
    elif text.translation_stale:
        yield Issue.of(IssueKind.STALE_TRANSLATION, source.id, file, file=file)
    count: Counter[str] = Counter()
    for block in blocks:
        here = "title" if isinstance(block, texts.TitleLine) else block.place
        count[here] += 1
        name = f"{here}-{count[here]}" if count[here] > 1 else here
        if _untranslated(block.text.en):
            continue
        at = source.at_english(block.text)
        if said := _differing(block.text):
            yield Issue.of(IssueKind.FIGURES_DIFFER, source.id, at, name, words=said)
        for term, written in _rendered_otherwise(block.text, terms):
            yield Issue.of(
                IssueKind.OTHER_TERM, source.id, at, f"{name}/{term.id}",
                term=written, words=_renderings(term),
            )  # fmt: skip


def _rendered_otherwise(words: Text, terms: Terms) -> Iterator[tuple[editorial.Term, str]]:
    """Yield the terms, longest first, whose renderings are missing in the English."""
    rest, seen = words.zh, set()
    for writing, term in terms:
        if writing not in rest:
            continue
        rest = rest.replace(writing, "\n")
        if term.id not in seen:
            seen.add(term.id)
            if not any(pattern(en).search(words.en) for en in term.en):
                yield term, writing


def _terms(everything: Sources) -> Terms:
    """Return the linked glossary terms; words of everyday law may be translated freely."""
    try:
        every = editorial.terms(everything.root / "docs")
    except texts.TextError:
        return ()  # reported with the other unreadable files
    writings = ((writing, term) for term in every if term.linked for writing in term.zh)
    return tuple(sorted(writings, key=lambda pair: -len(pair[0])))


def _sentences(source: PolicySource, text: texts.PolicyText) -> Iterator[Issue]:
    docs = source.root / "docs"
    listed = source.folder / "coverage.toml"
    file = listed.relative_to(source.root).as_posix()
    try:
        gaps = coverage.gaps(text, docs)
        meant = {
            (each.id, near)
            for each in source.pairs
            if each.clause
            for words in _lost(each, each.clause)
            if (near := nearest(words, each.clause.whole.zh))
        }
    except texts.TextError as error:
        where = _where(source, str(error))
        yield Issue.of(IssueKind.UNREADABLE, source.id, where, "coverage", error=error.said)
        return
    for gap in gaps:
        unclassified = gap.why is coverage.UNCLASSIFIED
        if unclassified and any(at == gap.place and near in gap.sentence for at, near in meant):
            continue  # quoted again once the lost quotation is fixed
        kind = IssueKind.UNCLASSIFIED if unclassified else IssueKind.LOST_SENTENCE
        at = (
            source.at_text(gap.sentence)
            if unclassified
            else place(source.root, listed, gap.sentence)
        )
        yield Issue.of(kind, gap.place, at, gap.sentence, words=gap.sentence, file=file)
