"""Check names beside a text: agencies, titles, documents, contact; in rules and policy.toml.

The Chinese of each must occur in the words it belongs to; its English must be that of en.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

from builder import texts
from builder.check.findings import Issue, IssueKind
from builder.check.sources import PolicySource, Sources, nearest, place
from builder.importing import propose
from builder.importing.write import STUB
from calculator.i18n import Text
from calculator.measure import Document, Measure
from calculator.shared_facts import TITLES, Title

_AGENCY = Text("责任单位", "responsible body")
_DOCUMENT = Text("依据文件", "document")
_NUMBER = Text("文号", "number of a document")
_TITLE = Text("称号", "title")
_FREQUENCY = Text("多久一次", "how often it pays")
_CONTACT = Text("联系方式", "contact")
_HIGHEST = Text("就高的规定", "rule on the higher award")


def findings(everything: Sources) -> Iterator[Issue]:
    """Yield findings across texts: cited documents, and the policies' own titles."""
    known: dict[str, str] = {}
    for source, document in _documents(everything):
        key = document.number.zh if document.number else document.title.zh
        written = known.setdefault(key, document.title.en)
        if STUB not in (written, document.title.en) and written != document.title.en:
            at = source.at_rule(document.title.en)
            yield _otherwise(source.id, at, key, document.title.en, written)
    for source in everything.policies:
        if source.text:
            yield from _around(source, source.text, known)
    if all(
        source.text for source in everything.policies
    ):  # else the most similar title may be another's
        yield from _on_pages(everything)


def of_policy(source: PolicySource, text: texts.PolicyText) -> Iterator[Issue]:
    """Check that the text names the contact given in the rules."""
    rules = source.rules
    if rules is None:
        return
    whole = "\n".join([texts.words_around(text.blocks), *(c.whole.zh for c in text.clauses)])
    for part in re.split(r"[，；]", rules.contact.zh if rules.contact else ""):
        words = re.sub(r"^(?:联系)?电话[：: ]*", "", part)
        if words not in whole:
            yield _lost(source, source.id, _CONTACT, words, whole, part)

    for group in rules.highest_only:
        if group.words not in whole:
            yield _lost(source, source.id, _HIGHEST, group.words, whole)


def of_clause(
    source: PolicySource, text: texts.PolicyText, clause: texts.Clause, measure: Measure
) -> Iterator[Issue]:
    """Check that a rule lists exactly the bodies, titles and documents its clause names."""
    name, whole = clause.measure_id, clause.whole
    for agency in measure.agencies:
        if not _names(whole.zh, agency.zh):
            yield _lost(source, name, _AGENCY, agency.zh, whole.zh)
        elif not _in_english(agency.en, whole.en, of_city=True):
            yield _otherwise(name, source.at_rule(agency.en), agency.zh, agency.en)
    if measure.paid and measure.paid.words not in whole.zh:
        yield _lost(source, name, _FREQUENCY, measure.paid.words, whole.zh)
    for document in measure.cited:
        if document.title.zh not in whole.zh:
            yield _lost(source, name, _DOCUMENT, document.title.zh, whole.zh)
        elif not _in_english(document.title.en, whole.en):
            at = source.at_rule(document.title.en)
            yield _otherwise(name, at, document.title.zh, document.title.en)
        if document.number and f"（{document.number.zh}）" not in whole.zh:
            yield _lost(source, name, _NUMBER, document.number.zh, whole.zh)
        elif document.number and not _in_english(document.number.en, whole.en):
            at = source.at_rule(document.number.en)
            yield _otherwise(name, at, document.number.zh, document.number.en)
    if measure.who:
        named = _titles(whole.zh) | _titles(_defined(text, whole.zh))
        if lacking := [TITLES[title].zh for title in measure.who.titles if title not in named]:
            yield Issue.of(
                IssueKind.NOT_NAMED, name, source.at_rule(measure.who.words), "titles",
                what=_TITLE, words="」「".join(lacking), todo=_INFERRED,
            )  # fmt: skip
    for what, words in _unlisted(text, clause, measure):
        at = source.at_text(clause.text.zh)
        yield Issue.of(IssueKind.UNLISTED, name, at, words, what=what, words=words)


def _lost(
    source: PolicySource, name: str, what: Text, words: str, whole: str, written: str = ""
) -> Issue:
    """Return the finding for a name that is `written` in a rule but not in the text."""
    near = nearest(words, whole)
    todo = _NEAREST.fill(near=near) if near else _NONE
    at = source.at_rule(written or words)
    return Issue.of(IssueKind.NOT_NAMED, name, at, words, what=what, words=words, todo=todo)


_NEAREST = Text(
    "最接近的是「{near}」；规则照原文改", "most similar is 「{near}」: follow the text in the rule"
)
_NONE = Text(
    "原文里没有相近的字样：从规则里去掉", "nothing in the text is similar: remove it from the rule"
)
_INFERRED = Text(
    "本条没有点名，本文件也没有定义：列入 inferred",
    "the clause does not name it and the text does not define it: list it as inferred",
)


def _otherwise(name: str, at: str, zh: str, en: str, other: str = "") -> Issue:
    said = _ALSO.fill(other=other) if other else Text("", "")
    return Issue.of(IssueKind.OTHER_NAME, name, at, zh, words=zh, english=en, also=said)


_ALSO = Text("，另一处是“{other}”", ", and elsewhere “{other}”")


def _differs(name: str, at: str, detail: str, ours: str, other: str) -> Issue:
    return Issue.of(IssueKind.TITLES_DIFFER, name, at, detail, ours=ours or "—", other=other or "—")


def _names(words: str, body: str) -> bool:
    """Check whether a clause names a body outside the titles of documents it cites.

    In a list 市 may precede only the first: 市商务局、工信局.
    """
    own = re.sub("《[^》]*》", "", words)
    short = re.escape(body.removeprefix("市"))
    return body in own or re.search(rf"[、和与及同合]{short}", own) is not None


def _straight(words: str) -> str:
    return words.translate(_QUOTES)


_QUOTES = str.maketrans("“”‘’", "\"\"''")


def _in_english(name: str, words: str, *, of_city: bool = False) -> bool:
    """Check whether a name occurs in a translation; for `of_city` its city may be omitted."""
    name, words = _straight(name), _straight(words)
    if STUB in words or name in (STUB, ""):
        return True
    return name in words or (of_city and name.partition(" ")[2] in words)


def _titles(words: str) -> set[Title]:
    """Return the titles that words name, longest name first, with or without quotation marks."""
    rest, found = re.sub("[“”‘’]", "", words), set()
    for name, title in _NAMES:
        if name in rest:
            rest = rest.replace(name, "\n")
            found.add(title)
    return found


_NAMES = sorted(
    ((re.sub("[“”]|企业$", "", name.zh), title) for title, name in TITLES.items()),
    key=lambda pair: -len(pair[0]),
)


def _defined(text: texts.PolicyText, words: str) -> str:
    """Return what the text defines a collective name in these words to comprise, or ""."""
    for head, comprised in re.findall(
        r"([^。；\n]+?)[，,]?(?:包含|包括)([^。；\n]+)", texts.words_around(text.blocks)
    ):
        if head.rpartition("的")[2] in words:
            return str(comprised)
    return ""


def _unlisted(
    text: texts.PolicyText, clause: texts.Clause, measure: Measure
) -> Iterator[tuple[Text, str]]:
    """Yield the bodies, documents and numbers that a clause names and its rule does not."""
    everywhere = frozenset(a for c in text.clauses for a in propose.agencies(c.whole.zh))
    listed = {agency.zh for agency in measure.agencies}
    for body in propose.completed(propose.agencies(clause.whole.zh), everywhere):
        if body not in listed:
            yield _AGENCY, body
    cited = {document.title.zh for document in measure.cited}
    for each in propose.cited(clause.whole.zh):
        if each.title not in cited:
            yield _DOCUMENT, each.title
    numbers = {document.number.zh for document in measure.cited if document.number}
    for number in dict.fromkeys(
        re.findall(r"[（(]([^（）()]+〔\d{4}〕\d+号)[）)]", clause.whole.zh)
    ):
        if number not in numbers:
            yield _NUMBER, number


def _documents(everything: Sources) -> Iterator[tuple[PolicySource, Document]]:
    for source in everything.policies:
        for each in source.pairs:
            for document in each.measure.cited if each.measure else ():
                yield source, document


def _around(source: PolicySource, text: texts.PolicyText, known: dict[str, str]) -> Iterator[Issue]:
    """Check that a preamble uses the English title the rules give to a document it cites."""
    for block in text.blocks:
        if isinstance(block, texts.Paragraph):
            for key, title in known.items():
                if key in block.text.zh and not _in_english(title, block.text.en):
                    yield _otherwise(source.id, source.at_english(block.text), key, title)


# The policies' titles on pages.

_ALIKE = 0.85


def _on_pages(everything: Sources) -> Iterator[Issue]:
    """Report pages that call a policy by almost, but not exactly, its title."""
    held = [source.text for source in everything.policies if source.text]
    said = [text.title for text in held]
    said += [text.superseded_by.title for text in held if text.superseded_by]
    docs = everything.root / "docs"
    for file in sorted((*docs.rglob("*.md"), *docs.rglob("*.toml"))):
        if "policies" in file.relative_to(docs).parts:
            continue
        yield from _on_page(everything.root, file, held, said)


def _on_page(
    root: Path, file: Path, held: list[texts.PolicyText], said: list[Text]
) -> Iterator[Issue]:
    words = file.read_text(encoding="utf-8", errors="replace")
    name = file.relative_to(root).as_posix()
    for text in held:
        begins, ends = text.title.en.split()[:2], text.title.en.split()[-2:]
        english = rf"{' '.join(begins)}\b[^.\n|“”\"]{{0,200}}? {' '.join(ends)}\b"
        for lang, pattern in (("zh", r"(?<=《)[^《》\n]+(?=》)"), ("en", english)):
            title = text.title.to_dict()[lang]
            for written in dict.fromkeys(re.findall(pattern, words)):
                if any(written in each.to_dict()[lang] for each in said):
                    continue
                if SequenceMatcher(None, written, title, autojunk=False).ratio() > _ALIKE:
                    yield _differs(name, place(root, file, written), written, title, written)
