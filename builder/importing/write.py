"""Write a policy's folder from a structured text: what the site reads, and what is left to decide.

The Chinese is stored verbatim; the English, the summaries and the rules are stubs that say so. What
the text does not state is left out and listed in report.md.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from builder import coverage, texts
from builder.importing import propose
from builder.importing.place import declaration
from builder.importing.read import ReadDocument
from builder.importing.structure import Noted, Structure, mark
from builder.texts import MARKS, ROMAN, Clause, numeral_value
from calculator.i18n import Text
from calculator.measure import Policy
from calculator.phrases import Unit
from calculator.places import PROVINCES, Place
from calculator.profile import registration

STUB = "Not yet translated"
UNKNOWN = Text("没有认出，待查", "Not recognized, to be looked up")


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything known about a text before it is written.

    `policy` is the text as the site reads it; `printed` is the same before it is split, including
    the clauses that grant nothing.
    """

    id: str
    prefix: str
    place: Place | None
    title: str
    kind: str
    draft: bool
    number: str | None
    issuer: str | None
    dates: propose.Dates
    structure: Structure
    source: ReadDocument
    policy: texts.PolicyText
    parts: dict[str, tuple[str, ...]]
    proposed: dict[str, tuple[str, ...]]
    no_measure: tuple[str, ...]
    printed: texts.PolicyText
    flaws: tuple[Noted, ...]
    first_defect: int
    problems: tuple[Text, ...]

    @property
    def bodies(self) -> frozenset[str]:
        """All bodies that clauses name."""
        return frozenset(n for c in self.policy.clauses for n in propose.agencies(c.whole.zh))

    @property
    def bodies_in_order(self) -> tuple[str, ...]:
        """All bodies by their full names, in the order of the text."""
        return tuple(dict.fromkeys(n for c in self.policy.clauses for n in self.agencies(c)))

    @property
    def cited(self) -> tuple[propose.Cited, ...]:
        """All documents that clauses cite, in the order of the text."""
        found = (each for c in self.policy.clauses for each in propose.cited(c.text.zh))
        return tuple(dict.fromkeys(found))

    def agencies(self, clause: Clause) -> tuple[str, ...]:
        """Return the full names of the bodies responsible for a clause."""
        return propose.completed(propose.agencies(clause.whole.zh), self.bodies)


# English placeholders: the same blocks with the same marks.


def stub(structure: Structure, parts: dict[str, tuple[str, ...]]) -> str:
    """Return en.md in the shape of zh.md; `parts` are the split paragraphs, by their first id."""
    form = structure.numbered
    split = {"".join(each): len(each) for each in parts.values()}
    return "\n\n".join(_stub_of(block, form, split) for block in structure.blocks) + "\n"


def _stub_of(block: list[str], form: texts.Form, split: dict[str, int]) -> str:
    words, opening = "\n".join(block), ""
    for name in (*form.headings, form.clause):
        if found := re.match(MARKS[name]["zh"], words):
            opening, words = _english(name, found[1]), words[found.end() :]
            break
    if (
        opening and name != form.clause and "\n" not in words
    ):  # a heading; the text after its first full stop is a separate line
        _, stop, words = words.partition("。")
        opening += f"{STUB}{stop and '.'}{words and ' '}"
    if not words:
        return opening
    units = re.fullmatch(r"(?s)(.+?)([（(](?:责任单位|責任單位)[：:].+[）)])", words)
    count = split.get(units[1] if units else words, 1)
    parts = [f"{STUB}: part {_letter(n)}." for n in range(count)] if count > 1 else [f"{STUB}."]
    lines = [" ".join(parts), *[f"{STUB}."] * (len(block) - 1)]
    return (
        opening + "\n".join(lines) + (" (Responsible units: not yet translated)" if units else "")
    )


def _english(mark: str, numeral: str) -> str:
    value = numeral_value(numeral) or 0
    shown = {
        "第一章": f"Chapter {value}.", "第一节": f"Section {value}.", "第一条": f"Article {value}.",
        "一、": f"{ROMAN.get(value, value)}.", "（一）": f"({ROMAN.get(value, value)})",
        "1.": f"{value}.", "（1）": f"({value})",
    }  # fmt: skip
    return f"{shown[mark]} "


def _letter(n: int) -> str:
    return chr(ord("a") + n)


# What is known about the text.


def about(draft: Draft) -> str:
    """Return policy.toml."""
    rows = [
        "# What is known about the text in zh.md. The file is read completely: an unknown key is an error.",
        "",
        f"prefix = {_quoted(draft.prefix)}",
        *_numbering(draft.structure, draft.no_measure),
        f"issued = {draft.dates.issued}" if draft.dates.issued else "# issued =  # not recognized",
        *_pair("short_title", draft.title),
        *_pair("issuer", draft.issuer or UNKNOWN.zh, None if draft.issuer else UNKNOWN.en),
        *_pair("number", draft.number or UNKNOWN.zh, None if draft.number else UNKNOWN.en),
        *_pair("kind", draft.kind),
        *_notes(),
        *_parts(draft.parts),
        *_defects(draft.flaws, draft.first_defect),
        "",
        "# The Chinese that each translation was made from; `other` is the words outside the clauses.",
        "# When a clause has been translated, delete its line: the build prints the new one.",
        "[translation]",
        *(f'{clause.measure_id} = "untranslated"\n' for clause in draft.policy.clauses),
        'other = "untranslated"',
    ]
    return "\n".join(rows) + "\n"


_CONFIRMED = """\
# The Chinese of each clause, as a fingerprint, as it stood on the day its rule was last read against
# it. When a clause changes, `build_site.py check` says so until its rule has been read again and
# `build_site.py confirm` has written the new line."""


def confirmed_rows(clauses: Iterable[str], known: Mapping[str, str] | None = None) -> str:
    """Return confirmed.toml for the clauses in order, with the rows that are `known`."""
    rows = ((known or {}).get(each, f'{each} = {{ text = "" }}') for each in clauses)
    return "\n\n".join([_CONFIRMED, *rows]) + "\n"


def _numbering(structure: Structure, idle: Sequence[str]) -> Iterator[str]:
    """Yield the numbering of the text if it is unusual, and the clauses that are not measures."""
    if structure.form:
        yield f"clauses = {_quoted(structure.form)}"
        if structure.headings != texts.FORMS[structure.form].headings:
            yield f"headings = {_quoted(structure.headings)}"
    if idle:
        yield "# These do not seem to grant anything; remove those that do."
        yield f"no_measure = {_quoted(idle)}"


def _quoted(words: str | Sequence[str]) -> str:
    """Return a TOML string, whose escapes include those of JSON."""
    return json.dumps(words, ensure_ascii=False)


def _pair(name: str, zh: str, en: str | None = None) -> Iterator[str]:
    yield from ("", f"[{name}]", f"zh = {_quoted(zh)}", f"en = {_quoted(en or STUB)}")


def _notes() -> Iterator[str]:
    yield from ("", "[[notes]]", 'zh = "原文照录，不作改动；文字上的疑点另行注明。"')
    yield 'en = "The Chinese is reproduced without change; doubtful wording is noted beside it."'


def _parts(parts: dict[str, tuple[str, ...]]) -> Iterator[str]:
    for paragraph, split in parts.items():
        whole = "".join(split)
        for n, part in enumerate(split):
            opening = next(part[:k] for k in range(6, len(part) + 1) if whole.count(part[:k]) == 1)
            yield from (
                "",
                "[[parts]]",
                f"paragraph = {_quoted(paragraph)}",
                f'letter = "{_letter(n)}"',
            )
            yield f"opening.zh = {_quoted(opening)}"
            yield f'opening.en = "{STUB}: part {_letter(n)}"'


def _defects(flaws: Sequence[Noted], first: int) -> Iterator[str]:
    grouped: dict[Text, list[Noted]] = {}
    for flaw in flaws:
        grouped.setdefault(flaw.said, []).append(flaw)
    for number, (said, listed) in enumerate(grouped.items(), start=first):
        yield from ("", "[[defects]]", f"no = {number}", "where = [")
        for flaw in dict.fromkeys(listed):
            quote = f", quote = {_quoted(flaw.quote)}" if flaw.quote else ""
            yield f"  {{ at = {_quoted(flaw.at)}{quote} }},"
        yield from ("]", f"note.zh = {_quoted(said.zh)}", f"note.en = {_quoted(said.en)}")


def summaries(draft: Draft) -> str:
    """Return summaries.toml: one row per measure, to be written."""
    rows = [
        "# Each measure in one plain sentence, the themes it stands under (themes.toml), and who pays: city,",
        "# district, city-district, province-city, county, fund, elsewhere or none; `inferred` if the text",
        "# does not say so.",
    ]
    for clause in draft.policy.clauses:
        rows += ["", f"[{clause.measure_id}]", f"zh = {_quoted(heading(clause))}", f'en = "{STUB}"']
        rows += [f"themes = [{_quoted(_theme(clause))}]", 'payer = "none"', "inferred = true"]
    return "\n".join(rows) + "\n"


_THEMES = {
    "用地|厂房|场地|租金": "space", "人才|职称|引才": "talent", "政府采购|首购": "procurement",
    "境外|出口|海外": "overseas-markets", "保险|保费": "credit-insurance", "展会|参展|市场": "domestic-markets",
    "集群": "clusters", "咨询": "consulting", "数字|智能|信息化": "digital", "标准": "standards",
    "质押": "ip-loans", "专利|知识产权|商标": "ip", "研发|实验室|创新平台|产学研": "research",
    "上市|挂牌": "listing", "股权|基金": "equity", "贷款|融资|担保|贴息": "credit",
    "设备|技改|技术改造|固定资产": "equipment", "称号|认定|小巨人|专精特新": "title-award",
}  # fmt: skip
"""Words of a clause, and the theme of docs/themes.toml that they propose."""


def _theme(clause: Clause) -> str:
    """Return the theme that the words of a clause propose."""
    words = clause.text.zh
    return next(
        (theme for pattern, theme in _THEMES.items() if re.search(pattern, words)), "services"
    )


def examples(draft: Draft) -> str:
    """Return examples.toml, without any examples."""
    day = draft.dates.valid_from or draft.dates.issued or draft.dates.valid_to
    return (
        "# Worked examples, as the calculator takes them; the place and the date apply to all of them.\n\n"
        f"{_registered(draft.place)}date = {_quoted(day.isoformat() if day else '')}\n"
    )


def _registered(place: Place | None) -> str:
    facts = registration(place) if place else {"city": ""}
    return "".join(f"{fact} = {_quoted(value)}\n" for fact, value in facts.items())


def covered(draft: Draft) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return coverage.toml with the sentences recognized by form, and the others with their places."""
    listed: dict[str, list[str]] = {}
    unknown = []
    for place, sentence, provision in _sentences(draft.policy):
        known = propose.status(sentence)
        if known is None and provision:
            known = coverage.SentenceStatus.PROCEDURE
        if known is None:
            unknown.append((place, sentence))
        elif sentence not in (rows := listed.setdefault(known.value, [])):
            rows.append(sentence)
    rows = [
        "# The kinds of sentences that no rule quotes. The check names those that are not listed."
    ]
    for key, sentences in listed.items():
        rows += ["", f"{key} = [", *(f"  {_quoted(each)}," for each in sentences), "]"]
    if unknown:
        rows += ["", *UNKNOWN_SENTENCES, *(f"#   {_quoted(each)},  # {at}" for at, each in unknown)]
    return "\n".join(rows) + "\n", tuple(unknown)


UNKNOWN_SENTENCES = (
    "# Sentences not recognized by form: rules will quote most of them. The rest belongs in one of the lists",
    f"# {', '.join(s.value for s in coverage.SentenceStatus if s not in coverage.DERIVED)}.",
)


def _sentences(policy: texts.PolicyText) -> Iterator[tuple[str, str, bool]]:
    """Yield each sentence with its place, and whether it is of a clause that grants nothing."""
    for block in policy.blocks:
        if isinstance(block, texts.Paragraph):
            provision = mark(block.text.zh) is not None
            for words in coverage.sentences(block.text.zh):
                yield block.place, words.rstrip("\n"), provision
        elif isinstance(block, texts.Passage):
            for clause in block.clauses:
                for words in coverage.sentences(clause.text.zh):
                    yield clause.measure_id, words.rstrip("\n"), False
            if block.agencies:
                yield block.clauses[0].measure_id, block.agencies.zh, False


def heading(clause: Clause) -> str:
    """Return a provisional name for a clause: its heading, or its first words."""
    first = re.split(r"[。，；：\n]", clause.text.zh, maxsplit=1)[0]
    if clause.path and not clause.path[-1].run_in and len(first) > 20:
        return clause.path[-1].text.zh.rstrip("。")
    return first


# The measures.


def rules(draft: Draft) -> str:
    """Return the text of calculator/policies/<id>.py: every measure, with quotations to be confirmed."""
    bodies = {name: f"BODY_{n}" for n, name in enumerate(draft.bodies_in_order, start=1)}
    papers = {document: f"CITED_{n}" for n, document in enumerate(draft.cited, start=1)}
    out = [
        f'"""{draft.title}: a skeleton made from the text; every rule has to be confirmed."""',
        "",
        "from __future__ import annotations",
        "",
        "from calculator.i18n import Text",
        f"from calculator.measure import {'Document, ' if papers else ''}Kind, Outcome, Policy, declared, "
        "measure, not_yet_read",
        f"from calculator.places import {', '.join(_place_names(draft.place))}",
        "from calculator.shared_facts import Profile",
        "",
        "PLACE = "
        + (
            declaration(draft.place) if draft.place else 'Place("", Text("", ""))  # not recognized'
        ),
        "",
    ]
    out += [f"{name} = Text({_py(zh)}, {_py(STUB)})" for zh, name in bodies.items()]
    for document, name in papers.items():
        number = f", Text({_py(document.number)}, {_py(STUB)})" if document.number else ""
        out.append(f"{name} = Document(Text({_py(document.title)}, {_py(STUB)}){number})")
    for clause in draft.policy.clauses:
        out += ["", "", *_measure(draft, clause, bodies, papers)]
    dates = draft.dates
    since = f"{_py(str(dates.valid_from))}," if dates.valid_from else "None,  # not recognized"
    until = f"{_py(str(dates.valid_to))}," if dates.valid_to else '"",  # not recognized'
    stage = (draft.structure.stage or "").strip("（）()")
    out += [
        "", "", "POLICY = Policy(",
        f"    {_py(draft.id)}, PLACE,",
        f"    Text({_py(draft.title)}, {_py(STUB)}),",
        *([f"    stage=Text({_py(stage)}, {_py(STUB)}),"] if stage else []),
        f"    valid_from={since}", f"    valid_to={until}", f"    draft={draft.draft},",
        "    measures=declared(globals()),", ")",
    ]  # fmt: skip
    return "\n".join(out) + "\n"


def _place_names(place: Place | None) -> list[str]:
    """Return what a module imports to declare a place."""
    said = declaration(place) if place else "Place("
    return [name for name in ("PROVINCES", "Level", "Place") if re.search(rf"\b{name}\b", said)]


def _measure(
    draft: Draft, clause: Clause, bodies: dict[str, str], papers: dict[propose.Cited, str]
) -> Iterator[str]:
    chosen = _rule(clause)
    who = "".join(f"{bodies[each]}, " for each in draft.agencies(clause)).rstrip()
    docs = "".join(f"{papers[each]}, " for each in propose.cited(clause.text.zh)).rstrip()
    yield "@measure("
    yield f"    Text({_py(heading(clause))}, {_py(STUB)}), {_kind(clause)}, agencies=({who}),"
    if docs:
        yield f"    cited=({docs}),"
    yield ")"
    yield f"def {clause.measure_id.replace('-', '_')}(firm: Profile, reading: str) -> Outcome:"
    yield "    # To be confirmed: base or amount capped, inclusive, period, per what, first time, stacking."
    if found := propose.figures(clause.text.zh):
        yield f"    # Figures: {'、'.join(found)}"
    for quotation in propose.quotations(clause):
        yield f"    # To quote: {quotation.words}"
    for words in propose.limits(clause.text.zh):
        yield f"    # A limit of places or funds, for judged: limited({_py(words)})"
    if chosen:
        verb = "up_to" if chosen.ceiling else "exactly"
        yield f"    # Perhaps: {verb}(law({_py(chosen.words)}))"
    yield "    return not_yet_read()"


def _rule(clause: Clause) -> propose.ProposedQuotation | None:
    """Return the amount to quote if the clause states one and nothing else that a rule would need."""
    found = propose.quotations(clause)
    alone = len(found) == len(propose.figures(clause.text.zh)) == 1
    return found[0] if alone and found[0].unit is Unit.YUAN else None


_KINDS = {
    "贴息|利息": "INTEREST", "融资|贷款|授信": "CREDIT", "上市|挂牌|基金": "EQUITY", "奖励|奖补": "AWARD",
    "补助|补贴|资助": "COST", "人才|职称|培训": "TALENT", "用地|厂房|场地": "SPACE", "采购": "PROCUREMENT",
}  # fmt: skip


def _kind(clause: Clause) -> str:
    paid = re.search("奖励|补助|补贴|资助|贴息", clause.text.zh)
    for pattern, kind in _KINDS.items():
        if re.search(pattern, paid[0] if paid else clause.text.zh):
            return f"Kind.{kind}"
    return "Kind.SERVICE"


def _py(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)


# The report.


def report(draft: Draft, file: str, unknown: Sequence[tuple[str, str]]) -> str:
    """Return report.md: what was recognized, clause by clause, and what was not."""
    text, clauses = draft.structure, draft.policy.clauses
    without = [
        Text(f"{zh}没有认出", f"{en} was not recognized")
        for zh, en, found in (
            ("省、市或区（县）", "The province, city or district", draft.place),
            ("印发机关", "The issuer", draft.issuer),
            ("文号", "The number", draft.number),
            ("印发日期", "The date of issue", draft.dates.issued),
            ("起始日期", "The first day of validity", draft.dates.valid_from),
            ("截止日期", "The last day of validity", draft.dates.valid_to),
        )
        if not found
    ]
    nobody = [c.measure_id for c in clauses if not draft.agencies(c)]
    unread = [
        f"{c.measure_id}：{w}"
        for c in clauses
        for w in propose.figures(c.text.zh)
        if not propose.read_as(w)
    ]
    unruled = [c.measure_id for c in clauses if propose.quotations(c) and not _rule(c)]
    said = [
        f"# {draft.title}",
        "",
        f"{file} → {draft.id}，{len(clauses)} 条 / {len(clauses)} clauses",
        *_section(
            "没有认出 / Not recognized", [f"{p.zh} / {p.en}" for p in (*draft.problems, *without)]
        ),
        *_section("没有认出责任单位的条款 / Clauses without a responsible unit", nobody),
        *_section("计算器读不了的数字 / Figures the calculator cannot read", unread),
        *_section("有金额或比例、尚未成规则 / Amounts or rates without a rule yet", unruled),
        *_section(
            "没有归类的句子 / Sentences without a status", [f"{at}：{w}" for at, w in unknown]
        ),
        *_section("读取时 / Notes on reading", [f"{n.zh} / {n.en}" for n in draft.source.notes]),
        *_section("标题以上，未取入 / Above the title, not included", text.above),
        *_section("正文以外，未取入 / Outside the body, not included", draft.source.beside),
        *_section("已略去 / Left out", draft.source.left_out),
        *_section(
            "附件，另存 attachments.md / Attachments, in attachments.md", text.attachments[:1]
        ),
        *_section(
            "疑点 / Flaws",
            [f"{f.at}：{f.quote or ''} {f.said.zh} / {f.said.en}" for f in draft.flaws],
        ),
        *_section("拆分 / Split", [f"{p}：{len(s)}" for p, s in draft.parts.items()]),
        *_section(
            "可以拆分：一条有几项奖补，用 --split 加编号重新导入 / Several awards in one: import again with --split",
            [
                f"{p}（{len(s)}）：{' ‖ '.join(each.strip()[:24] for each in s)}"
                for p, s in draft.proposed.items()
            ],
        ),
        *_section(
            "不是措施，已写入 no_measure，请核对 / Not measures, listed in no_measure: check them",
            [
                f"{c.measure_id}：{c.text.zh[:40]}"
                for c in draft.printed.clauses
                if c.measure_id in draft.no_measure
            ],
        ),
        "",
        "## 逐条 / Clause by clause",
        "",
        "| | 编号 | 数字 / figures | 责任单位 / responsible units | 引用 / cited |",
        "|---|---|---|---|---|",
    ]
    for clause in clauses:
        figures = "；".join(
            f"{w}（{propose.read_as(w) or '?'}）" for w in propose.figures(clause.text.zh)
        )
        papers = "；".join(f"{d.title}{d.number or ''}" for d in propose.cited(clause.text.zh))
        who = "、".join(draft.agencies(clause))
        said.append(f"| {clause.measure_id} | {clause.number.zh} | {figures} | {who} | {papers} |")
    return "\n".join(said) + "\n"


def _section(title: str, rows: Sequence[str]) -> Iterator[str]:
    if rows:
        shown = (row.strip().replace("\n", " ⏎ ") for row in rows)
        yield from ("", f"## {title}", "", *(f"- {row}" for row in shown))


# Everything together.


def unread(title: str) -> Policy:
    """Return a policy of which only the title is known."""
    place, last = next(iter(PROVINCES.values())), date.max.isoformat()
    return Policy("unread", place, Text(title, STUB), None, last, draft=True, measures=())


def probe(
    structure: Structure, prefix: str, parts: dict[str, tuple[str, ...]], idle: Sequence[str] = ()
) -> texts.PolicyText:
    """Return the text as the site reads it, whatever is still unknown. Raises TextError if it cannot."""
    rows = [f"prefix = {_quoted(prefix)}", *_numbering(structure, idle)]
    for name in ("short_title", "issuer", "number", "kind"):
        rows += _pair(name, STUB)
    rows += _parts(parts)
    with tempfile.TemporaryDirectory() as folder:
        for name, content in (
            ("zh.md", structure.stored), ("en.md", stub(structure, parts)), ("policy.toml", "\n".join(rows)),
        ):  # fmt: skip
            (Path(folder) / name).write_text(content, encoding="utf-8")
        return texts.load(Path(folder), unread(structure.title))
