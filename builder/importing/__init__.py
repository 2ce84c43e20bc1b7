"""A new official text becomes a policy's folder: read, structured, proposed, written, never invented."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from builder import texts
from builder.environment import Trouble
from builder.importing import propose, write
from builder.importing.read import Source, read
from builder.importing.structure import Noted, Structure, structure
from builder.texts import TextError
from calculator.profile import CITIES
from calculator.text import Text

PREFIXES = {"xiamen": "xm", "fuzhou": "fz"}
"""What the ids of a city's measures begin with."""


_DRAFT = re.compile("征求意见|送审|草案")


@dataclass(frozen=True, slots=True)
class Imported:
    """What was written, and what is still amiss: `problem` keeps the site from reading the folder."""

    folder: Path
    draft: write.Draft
    unknown: tuple[tuple[str, str], ...]
    problem: str | None


def import_text(file: Path, to: Path, name: str | None = None) -> Imported:
    """Write the folder of `file` below `to`. `name`: the policy's id, where it is to be another one.

    Raises `Trouble` where the file cannot be read, holds no numbered text, or the folder exists.
    """
    source = read(file)
    draft = drafted(source, name)
    folder = to / draft.id
    if folder.exists():
        raise Trouble(f"{folder} 已存在，先移走它，或用 --as 另取编号。",
                      f"{folder} exists: move it away, or choose another id with --as.", code=1)  # fmt: skip
    folder.mkdir(parents=True)
    coverage, unknown = write.covered(draft)
    files = {
        "zh.md": draft.structure.stored,
        "en.md": write.stub(draft.structure, draft.parts),
        "policy.toml": write.about(draft),
        "summaries.toml": write.summaries(draft),
        "examples.toml": write.examples(draft),
        "coverage.toml": coverage,
        "rules.py": write.rules(draft),
        "report.md": write.report(draft, file.name, unknown),
    }
    if draft.structure.attachments:
        files["attachments.md"] = "\n\n".join(draft.structure.attachments) + "\n"
    for each, content in files.items():
        (folder / each).write_text(content, encoding="utf-8")
    try:
        texts.load(folder)
        problem = None
    except TextError as error:
        problem = str(error)
    return Imported(folder, draft, unknown, problem)


def summary(done: Imported) -> Iterable[Text]:
    """What to tell the person at the keyboard, in a few lines; the rest is in report.md."""
    draft = done.draft
    count = str(len(draft.policy.clauses))
    yield Text("{folder}：{count} 条", "{folder}: {count} clauses").fill(
        folder=str(done.folder), count=count
    )
    if done.problem:
        yield Text("还读不进网站：{why}", "the site cannot read it yet: {why}").fill(
            why=done.problem
        )
    yield Text(
        "没有认出的和要确认的，都在 {file}：{flaws} 处疑点，{unknown} 句没有归类。",
        "What was not recognised and what is to be confirmed is in {file}: {flaws} flaws, "
        "{unknown} sentences without a status.",
    ).fill(
        file=str(done.folder / "report.md"),
        flaws=str(len(draft.flaws)),
        unknown=str(len(done.unknown)),
    )


def drafted(source: Source, name: str | None = None) -> write.Draft:
    """All that the words of a source say. Raises `Trouble` where they are no numbered text."""
    text = structure(source)
    city, prefix = _city(text.title)
    try:
        whole = write.probe(text, prefix, {})
        parts = {
            clause.measure_id: split
            for clause in whole.clauses
            if text.form is None and clause.number.zh.startswith("第")
            and len(split := propose.parts(clause.text.zh)) > 1
        }  # fmt: skip
        policy = write.probe(text, prefix, parts)
    except TextError as error:
        raise Trouble(f"读不出条款：{error}", f"no clauses can be read: {error}", code=1) from None
    if text.problems or not policy.clauses:
        said = text.problems[0] if text.problems else Text("没有条款", "there are no clauses")
        raise Trouble(f"读不出条款：{said.zh}", f"no clauses can be read: {said.en}", code=1)
    title, kind = _named(text)
    about = source.about
    days = propose.dates(text.stored, about.get("issued"))
    number = about.get("number") or text.number
    is_draft = _DRAFT.search(text.stage or "") is not None
    return write.Draft(
        id=name or _id(city or "policy", days, number, draft=is_draft),
        prefix=prefix,
        city=city,
        title=title,
        kind=kind,
        draft=is_draft,
        number=number,
        issuer=about.get("issuer"),
        dates=days,
        structure=text,
        source=source,
        policy=policy,
        parts=parts,
        flaws=tuple(_flaws(text, policy)),
        problems=(),
    )


def _city(title: str) -> tuple[str | None, str]:
    """(the city of the title, what ids begin with)."""
    for city, name in CITIES.items():
        if name.zh in title:
            return city.value, PREFIXES[city.value]
    return None, "new"


def _named(text: Structure) -> tuple[str, str]:
    """(the name of the measures as it stands in the title, the kind of document)."""
    stage = (text.stage or "").strip("（）()")
    kind = stage if _DRAFT.search(stage) else ""
    inner = re.fullmatch(r".*?《(.+)》(.*)", text.title)
    if inner:
        return inner[1], kind or inner[2].removeprefix("的") or "文件"
    ends = re.search("(若干措施|管理办法|实施细则|[\u4e00-\u9fff]{2})$", text.title)
    return text.title, kind or (ends[1] if ends else "文件")


def _id(city: str, days: propose.Dates, number: str | None, *, draft: bool) -> str:
    year = re.search(r"〔(\d{4})〕", number or "")
    first = (
        year[1] if year else next((str(d.year) for d in (days.issued, days.valid_from) if d), None)
    )
    return "-".join(filter(None, (city, first, "draft" if draft else None)))


def _flaws(text: Structure, policy: texts.Policy) -> Iterable[Noted]:
    """What reading noted and what the words show, each at a place the site knows."""
    places = list(_places(policy))
    for noted in text.noted:
        start = noted.at[:12]
        at = next((at for at, words in places if start in words or words[:12] in noted.at), None)
        yield noted if noted.at == "title" else noted._replace(at=at or "closing")
    yield from propose.flaws(places)


def _places(policy: texts.Policy) -> Iterable[tuple[str, str]]:
    for block in policy.blocks:
        if isinstance(block, texts.Passage):
            yield from ((clause.measure_id, clause.whole.zh) for clause in block.clauses)
        elif isinstance(block, texts.Paragraph):
            yield block.place, block.text.zh
