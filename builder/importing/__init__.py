"""Import an official text as a policy's folder: read, structure, propose, write; nothing is invented."""

from __future__ import annotations

import fnmatch
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from builder import texts
from builder.environment import Trouble
from builder.importing import propose, write
from builder.importing.place import initials, place_in
from builder.importing.read import ReadDocument, read_document
from builder.importing.structure import TITLE_DUE, Noted, Structure, issuer, mark, structure
from builder.texts import TextError
from calculator.i18n import Text
from calculator.places import Place
from calculator.policies import POLICIES

_DRAFT = re.compile("征求意见稿|送审稿|草案")


@dataclass(frozen=True, slots=True)
class Imported:
    """The folder written and what is still missing; a `problem` keeps the site from reading it."""

    folder: Path
    draft: write.Draft
    unknown: tuple[tuple[str, str], ...]
    problem: Text | None


def prefixes(docs: Path) -> dict[str, str]:
    """Return the id prefix of each stored policy."""
    found = sorted((docs / "policies").glob("*/policy.toml"))
    return {f.parent.name: tomllib.loads(f.read_text(encoding="utf-8"))["prefix"] for f in found}


def last_defect(docs: Path) -> int:
    """Return the number of the last flaw noted in any text; all texts share one numbering."""
    found = (docs / "policies").glob("*/policy.toml")
    tables = [tomllib.loads(file.read_text(encoding="utf-8")) for file in found]
    return max((row["no"] for table in tables for row in table.get("defects", [])), default=0)


def import_text(
    file: Path,
    to: Path,
    name: str | None = None,
    taken: Mapping[str, str] | None = None,
    *,
    split: Sequence[str] = (),
    defects: int = 0,
) -> Imported:
    """Write the folder of `file` below `to`.

    `name` overrides the policy's id. `taken` are the prefixes of the existing policies; a new one
    gets a prefix of its own, so that no measure's id occurs twice. `split` are the clauses to split
    as the report proposes, as ids or patterns (lh-*). `defects` is the number of flaws noted in
    other texts.

    Raises `Trouble` if the file cannot be read, contains no numbered text, or the folder exists.
    """
    source = read_document(file)
    draft = drafted(source, name, taken or {}, split, defects)
    folder = to / draft.id
    if folder.exists():
        raise Trouble(f"{folder} 已存在，先移走它，或用 --as 另取编号。",
                      f"{folder} already exists: move it away, or choose another id with --as.", code=1)  # fmt: skip
    folder.mkdir(parents=True)
    coverage, unknown = write.covered(draft)
    files = {
        "zh.md": draft.structure.stored,
        "en.md": write.stub(draft.structure, draft.parts),
        "policy.toml": write.about(draft),
        "summaries.toml": write.summaries(draft),
        "examples.toml": write.examples(draft),
        "coverage.toml": coverage,
        "confirmed.toml": write.confirmed_rows(
            clause.measure_id for clause in draft.policy.clauses
        ),
        "rules.py": write.rules(draft),
        "report.md": write.report(draft, file.name, unknown),
    }
    if draft.structure.attachments:
        files["attachments.md"] = "\n\n".join(draft.structure.attachments) + "\n"
    for each, content in files.items():
        (folder / each).write_text(content, encoding="utf-8")
    problem = _wanting(draft)
    try:
        texts.load(folder, write.unread(draft.title))
    except TextError as error:
        problem = problem or error.said
    return Imported(folder, draft, unknown, problem)


def _wanting(draft: write.Draft) -> Text | None:
    """Return what the rules need and the text did not provide, or None."""
    said = [
        Text(
            "rules.py 的 Place 待填：没有认出是哪里的文件",
            "the Place is missing in rules.py: the text's province, city or district was not recognized",
        )
        if not draft.place
        else None,
        Text(
            "rules.py 的 valid_to 待填：没有认出截止日期",
            "valid_to is missing in rules.py: no last day was recognized",
        )
        if not draft.dates.valid_to
        else None,
    ]
    missing = [each for each in said if each]
    return Text("；", "; ").join(missing) if missing else None


def summary(done: Imported) -> Iterable[Text]:
    """Yield the few lines to print; the rest is in report.md."""
    draft = done.draft
    clauses, idle = len(draft.printed.clauses), len(draft.no_measure)
    said = Text("{folder}：{clauses} 条", "{folder}: {clauses} clauses")
    if idle:
        said += Text("，其中 {idle} 条不像措施", ", {idle} of which do not seem to be measures")
    yield said.fill(folder=str(done.folder), clauses=str(clauses), idle=str(idle))
    if done.problem:
        yield Text("还读不进网站：{why}", "the site cannot read it yet: {why}").fill(
            why=done.problem
        )
    yield Text(
        "没有认出的和要确认的，都在 {file}：{flaws} 处疑点，{unknown} 句没有归类。",
        "{file} lists what was not recognized and what needs to be confirmed: {flaws} flaws, "
        "{unknown} sentences without a status.",
    ).fill(
        file=str(done.folder / "report.md"),
        flaws=str(len(draft.flaws)),
        unknown=str(len(done.unknown)),
    )


def drafted(
    source: ReadDocument,
    name: str | None,
    taken: Mapping[str, str],
    split: Sequence[str] = (),
    defects: int = 0,
) -> write.Draft:
    """Extract everything that the words of a source state.

    Raises `Trouble` if they are not a numbered text.
    """
    text = structure(source)
    around = [block[0] for block in text.blocks[1:3] if not mark(block[0])]
    place = place_in(
        text.title, *around, *text.above, source.about.get("issuer") or issuer(text) or ""
    )
    title, kind = _named(text)
    is_draft = _DRAFT.search(f"{text.stage or ''} {text.title}") is not None
    whole = "\n".join([*text.above, text.stored])
    days = propose.dates(whole, source.about.get("issued"))
    if days.issued is None:
        days = propose.dates(whole, source.about.get("published"))
    number = source.about.get("number") or text.number
    name = name or _id(place.id if place else "policy", days, number, draft=is_draft)
    prefix = taken.get(name) or _free(_stem(place), set(taken.values()))
    try:
        text, printed = _readable(source, text, prefix)
        idle = tuple(c.measure_id for c in printed.clauses if propose.is_no_measure(c))
        idle = idle if len(idle) < len(printed.clauses) else ()
        found = {
            clause.measure_id: pieces
            for clause in printed.clauses
            if clause.measure_id not in idle and len(pieces := _pieces(text, clause)) > 1
        }
        parts = {
            clause: pieces
            for clause, pieces in found.items()
            if text.form is None or any(fnmatch.fnmatchcase(clause, each) for each in split)
        }
        policy = write.probe(text, prefix, parts, idle)
    except TextError as error:
        raise _unreadable(text, error) from None
    if not policy.clauses or not any(mark(block[0]) for block in text.blocks):
        said = text.problems[0] if text.problems else Text("没有条款", "there are no clauses")
        raise Trouble(f"读不出条款：{said.zh}", f"the clauses cannot be read: {said.en}", code=1)
    return write.Draft(
        id=name,
        prefix=prefix,
        place=place,
        title=title,
        kind=kind,
        draft=is_draft,
        number=number,
        issuer=source.about.get("issuer") or issuer(text),
        dates=days,
        structure=text,
        source=source,
        policy=policy,
        parts=parts,
        proposed={clause: pieces for clause, pieces in found.items() if clause not in parts},
        no_measure=idle,
        printed=printed,
        flaws=tuple(_flaws(text, policy)),
        first_defect=defects + 1,
        problems=(*text.problems, *((NO_TITLE,) if text.title == TITLE_DUE else ())),
    )


NO_TITLE = Text(
    f"标题没有认出：zh.md 第一行写作“{TITLE_DUE}”",
    f"The title was not recognized: the first line of zh.md is {TITLE_DUE} (to be filled in)",
)


def _readable(
    source: ReadDocument, text: Structure, prefix: str
) -> tuple[Structure, texts.PolicyText]:
    """Return the text as the site reads it, with its apparent numbering or another consistent one.

    Raises the TextError of the apparent numbering if there is none.
    """
    try:
        return text, write.probe(text, prefix, {})
    except TextError as error:
        for form in texts.FORMS:
            other = structure(source, form)
            try:
                policy = write.probe(other, prefix, {})
            except TextError:
                continue
            if policy.clauses:
                why = error.said
                other.problems.append(OTHERWISE.fill(as_=text.form or "（1）", form=form, why=why))
                return other, policy
        raise error from None


OTHERWISE = Text(
    "按“{as_}”为条读不通（{why}），改按“{form}”为条，请核对",
    "the text cannot be read with {as_} as the mark of a clause ({why}); it was read with {form}: check it",
)


def _pieces(text: Structure, clause: texts.Clause) -> tuple[str, ...]:
    """Return the awards into which a clause can be split."""
    if text.form is None:
        return propose.parts(clause.text.zh) if clause.number.zh.startswith("第") else ()
    return propose.awards(clause.text.zh)


def _unreadable(text: Structure, error: TextError) -> Trouble:
    """Return the error for a line that cannot be read, quoting it, since the user knows no zh.md."""
    lines = text.stored.splitlines()
    found = re.search(r", line (\d+)", error.said.en)
    at = lines[int(found[1]) - 1][:24] if found and int(found[1]) <= len(lines) else text.title
    zh, en = error.said.zh.partition("：")[2], error.said.en.partition(": ")[2]
    return Trouble(
        f"读不出条款：「{at}…」{zh}。核对来源是否缺行、错号。",
        f"the clauses cannot be read: at 「{at}…」 {en}. Check whether the source lacks a line or has a wrong number.",
        code=1,
    )


def _stem(place: Place | None) -> str:
    """Return the prefix of the first policy of a place, or the first letters of its name."""
    if place is None:
        return "new"
    ids = (
        measure.id for policy in POLICIES if policy.place == place for measure in policy.measures
    )
    return next(ids, initials(place)).partition("-")[0]


def _free(stem: str, taken: set[str]) -> str:
    """Return an unused prefix: xm, or else xm2, xm3 and so on."""
    return next(p for n in count(1) if (p := f"{stem}{n}" if n > 1 else stem) not in taken)


def _named(text: Structure) -> tuple[str, str]:
    """Return the name of the measures as in the title, and the kind of document."""
    stage = (text.stage or "").strip("（）()")
    kind = stage if _DRAFT.search(stage) else ""
    inner = re.fullmatch(r".*?《(.+)》(.{0,8})", text.title) or re.fullmatch(
        r".*关于(?:印发|发布|公布|转发)(.+)的(通知|公告)", text.title
    )
    if inner:
        if drafted := re.fullmatch(r"(.+?)[（(]([^（）()]*(?:稿|草案))[）)]", inner[1]):
            return drafted[1], drafted[2]
        return inner[1], kind or inner[2].removeprefix("的") or "文件"
    ends = re.search(
        "(若干措施|管理办法|实施细则|实施意见|操作规程|[\u4e00-\u9fff]{2})$", text.title
    )
    return text.title, kind or (ends[1] if ends and text.title != TITLE_DUE else "文件")


def _id(city: str, days: propose.Dates, number: str | None, *, draft: bool) -> str:
    year = re.search(r"〔(\d{4})〕", number or "")
    first = (
        year[1] if year else next((str(d.year) for d in (days.issued, days.valid_from) if d), None)
    )
    return "-".join(filter(None, (city, first, "draft" if draft else None)))


def _flaws(text: Structure, policy: texts.PolicyText) -> Iterable[Noted]:
    """Yield the flaws noted in reading and those in the wording, each at a place that the site knows."""
    places = list(_places(policy))
    for noted in text.noted:
        start = noted.at[:12]
        at = next((at for at, words in places if start in words or words[:12] in noted.at), None)
        yield noted if noted.at == "title" else noted._replace(at=at or "closing")
    yield from propose.flaws(places)


def _places(policy: texts.PolicyText) -> Iterable[tuple[str, str]]:
    for block in policy.blocks:
        if isinstance(block, texts.Passage):
            yield from ((clause.measure_id, clause.whole.zh) for clause in block.clauses)
        elif isinstance(block, texts.Paragraph):
            yield block.place, block.text.zh
