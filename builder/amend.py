"""Take an amended text into the project as a new version; prolong or repeal a text; undo these.

The new version has its own ids; the old one stays unchanged, dated and computable. Clauses are
matched by their words. Whatever is taken over keeps its state (confirmed, translated), so that the
check reports what the amendment has changed, and nothing else.
"""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path

from builder import texts
from builder.check.confirmed import CONFIRMED, confirmation, confirmation_file, confirmations
from builder.diff.words import likeness
from builder.importing.write import confirmed_rows
from builder.texts import MARKS, TextError
from builder.writing import together
from calculator.i18n import LANGS, Lang, Text

OTHER_DAYS = ("repealed", "prolonged")
"""Changes of a text's last day by another document, the later one first."""

ALIKE = 0.6
"""The similarity from which two passages count as versions of one."""


@dataclass(frozen=True, slots=True)
class Amended:
    """The new version: its folder, and which clause goes back to which, by id, in the order of the text."""

    folder: Path
    history: Mapping[str, str]
    added: tuple[str, ...]
    repealed: tuple[str, ...]


def amend(root: Path, old: str, text: Path, since: date) -> Amended:
    """Add the text in the folder `text` (as `import` leaves it) to the project as a new version.

    It is in force from the day `since`. Either all of it is written, or nothing. Raises TextError
    if a text cannot be read, if there is no policy `old`, if that has a later version, if the new
    version exists, and if `since` is not after the first day of `old`.
    """
    policies = root / "docs" / "policies"
    folder, earlier = policies / text.name, policies / old
    before = texts.load(earlier, texts.policy_in(_module(root, old)))
    now = texts.load(text, texts.policy_in(text / "rules.py"))
    _follows(root, before, since, folder)
    history = _history(before, now)
    added = tuple(c.measure_id for c in now.clauses if c.measure_id not in history)
    kept = set(history.values())
    repealed = tuple(c.measure_id for c in before.clauses if c.measure_id not in kept)
    new_ids = {was: name for name, was in history.items()}
    files: dict[Path, str | None] = {
        folder / "zh.md": (text / "zh.md").read_bytes().decode(),
        folder / "en.md": _english(earlier, text),
        folder / "policy.toml": _about(earlier, text, before, now, history, since),
        folder / CONFIRMED: _renamed(_confirmed(earlier / CONFIRMED, now, history), new_ids),
        folder / "coverage.toml": _coverage(earlier / "coverage.toml", now),
    }
    for name in ("summaries.toml", "examples.toml"):
        content = _tables(earlier / name, repealed)
        content = re.sub(r'^date = ".*"', f'date = "{since}"', content, flags=re.MULTILINE)
        files[folder / name] = _renamed(content, new_ids)
    files |= _rules(root, before, now, new_ids, repealed, since)
    files |= _cases(root / "tests" / "cases" / "worked.json", new_ids, since.isoformat())
    files |= _confirmations(root, new_ids)
    together(root, files)
    return Amended(folder, history, added, repealed)


def _follows(root: Path, before: texts.PolicyText, since: date, folder: Path) -> None:
    """Check that the version is new and starts after the one before it. Raises TextError if not."""
    if folder.exists():
        said = "docs/policies/{id} 已经有了", "docs/policies/{id} already exists"
        raise TextError(Text(*said).fill(id=folder.name))
    _last_of_its_line(root, before.id)
    if before.valid_from and since <= before.valid_from:
        said = (
            "--from 应晚于 {old} 的起始日 {day}",
            "--from must be later than {day}, the first day of {old}",
        )
        raise TextError(Text(*said).fill(old=before.id, day=before.valid_from.isoformat()))


def _last_of_its_line(root: Path, policy: str) -> None:
    """Raise TextError if another version amends this one."""
    for file in sorted((root / "docs" / "policies").glob("*/policy.toml")):
        module = _module(root, file.parent.name)
        if module.is_file() and f'amends="{policy}"' in module.read_text(encoding="utf-8"):
            said = (
                "{old} 已由 {later} 修订；从 {later} 着手",
                "{old} has already been amended by {later}: start from {later}",
            )
            raise TextError(Text(*said).fill(old=policy, later=file.parent.name))


# Changing the last day.


def end(root: Path, policy: str, last: date, by: Text) -> str:
    """Change the last day of a text as the document `by` orders; return "prolonged" or "repealed".

    Raises TextError if there is no such text; if it is a draft, or already repealed or amended; and
    if the day is its present last day or is before its first.
    """
    module = _module(root, policy)
    about = texts.policy_in(module)
    _last_of_its_line(root, policy)
    now = about.last_day
    if about.draft or about.repealed or str(last) == now or str(last) < about.first_day:
        said = (
            "{id} 的最后一天是 {day}，不能改为 {last}",
            "the last day of {id} is {day}; it cannot be changed to {last}",
        )
        raise TextError(Text(*said).fill(id=policy, day=now, last=str(last)))
    done = "prolonged" if str(last) > now else "repealed"
    set_ = f'{done}=("{last}", Text({_quoted(by.zh)}, {_quoted(by.en)}))'
    content = _without_day(module.read_text(encoding="utf-8"), done)
    written = re.sub(r"\n\)(?=\n*\Z)", lambda _: f"\n    {set_},\n)", content)
    together(root, {module: written})
    return done


def _without_day(content: str, name: str) -> str:
    """Return the rules without another document's change of the last day."""
    return re.sub(rf"\n    {name}=\(.*\),(?=\n)", "", content)


# Undoing.


@dataclass(frozen=True, slots=True)
class Undone:
    """The text whose last change was undone; for a version, the folder where its files are kept."""

    policy: str
    kept: Path | None


def undo(root: Path, policy: str) -> Undone:
    """Undo the last change to a text: its repeal, its prolongation, or the version as a whole.

    A version is removed from the project together with later edits: its files go to `imported/`,
    its measures leave the lists, and its worked cases go back to the version before. Either all of
    it is done, or nothing. Raises TextError if there is no such text, nothing to undo, or a later
    version.
    """
    module = _module(root, policy)
    rules = texts.policy_in(module)
    for name in OTHER_DAYS:
        if getattr(rules, name):
            together(root, {module: _without_day(module.read_text(encoding="utf-8"), name)})
            return Undone(policy, None)
    if rules.amends is None:
        said = (
            "{id} 不是修订版，没有可撤销的",
            "{id} does not amend another text: there is nothing to undo",
        )
        raise TextError(Text(*said).fill(id=policy))
    _last_of_its_line(root, policy)
    folder = root / "docs" / "policies" / policy
    about = texts.load(folder, rules)
    ids = tuple(clause.measure_id for clause in about.clauses)
    places = (root / "imported" / f"{policy}.{n}" for n in count(1))
    kept = next(place for place in places if not place.exists())
    files: dict[Path, str | None] = {}
    for file in (*sorted(each for each in folder.iterdir() if each.is_file()), module):
        files[kept / file.name] = file.read_bytes().decode()
        files[file] = None
    for each in confirmations(root):
        if {policy, *ids} & set(each.finding.split("/")[1:2]):
            files[root / each.where.partition(":")[0]] = None
    files |= _cases_back(root / "tests" / "cases" / "worked.json", about)
    together(root, files)
    return Undone(policy, kept)


def _cases_back(file: Path, about: texts.PolicyText) -> dict[Path, str]:
    """Return the worked cases of a version for the one before it, without those of added clauses."""
    names = {clause.measure_id: about.history.get(clause.measure_id) for clause in about.clauses}
    lines = []
    for line in file.read_text(encoding="utf-8").splitlines():
        case = json.loads(line.rstrip(",")) if line.startswith("{") else None
        if case and case["measure"] in names:
            if not (was := names[case["measure"]]):
                continue
            line = line.replace(f'"measure": "{case["measure"]}"', f'"measure": "{was}"')
        lines.append(line)
    return {file: "\n".join([*lines, ""])}


# Matching clauses.


def _history(before: texts.PolicyText, now: texts.PolicyText) -> dict[str, str]:
    """Return the earlier clause of each clause: one with the same words first, then the most similar."""
    left = {clause.measure_id: clause.whole.zh for clause in before.clauses}
    found: dict[str, str] = {}
    for least in (1.0, ALIKE):
        for clause in now.clauses:
            if clause.measure_id not in found and (best := _best(clause.whole.zh, left, least)):
                found[clause.measure_id] = best
                del left[best]
    return {c.measure_id: found[c.measure_id] for c in now.clauses if c.measure_id in found}


def _best(words: str, options: Mapping[str, str], least: float) -> str | None:
    if least == 1:
        return next((name for name, each in options.items() if each == words), None)
    alike = {name: likeness(each, words) for name, each in options.items()}
    best = max(alike, key=lambda name: alike[name], default=None)
    return best if best is not None and alike[best] >= least else None


# Wording.


def _english(earlier: Path, text: Path) -> str:
    """Return the existing English of every paragraph under its new number."""
    zh, en = (_paragraphs(earlier / f"{lang}.md") for lang in LANGS)
    bodies = {str(n): _unmarked(each, "zh")[1] for n, each in enumerate(zh)}
    new = list(zip(_paragraphs(text / "zh.md"), _paragraphs(text / "en.md"), strict=True))
    taken: dict[int, str] = {}
    for least in (1.0, ALIKE):
        for n, (chinese, _) in enumerate(new):
            if n not in taken and (best := _best(_unmarked(chinese, "zh")[1], bodies, least)):
                taken[n] = best
                del bodies[best]
    paragraphs = []
    for n, (_, stub) in enumerate(new):
        mark, _ = _unmarked(stub, "en")
        paragraphs.append(mark + _unmarked(en[int(taken[n])], "en")[1] if n in taken else stub)
    return "\n\n".join(paragraphs) + "\n"


def _paragraphs(file: Path) -> list[str]:
    return re.split(r"\n\s*\n", file.read_text(encoding="utf-8").strip())


def _unmarked(paragraph: str, lang: Lang) -> tuple[str, str]:
    """Return the number that opens a paragraph, and the rest."""
    for patterns in MARKS.values():
        if found := re.match(patterns[lang], paragraph):
            return found[0], paragraph[found.end() :]
    return "", paragraph


# Metadata and the editors' additions.


def _about(
    earlier: Path,
    text: Path,
    before: texts.PolicyText,
    now: texts.PolicyText,
    history: Mapping[str, str],
    since: date,
) -> str:
    """Return the old version's policy.toml with the new dates, ids and state of the translation."""
    given = (text / "policy.toml").read_text(encoding="utf-8")
    prefix = tomllib.loads(given)["prefix"]
    new_ids = {was: name for name, was in history.items()}
    content = (earlier / "policy.toml").read_text(encoding="utf-8")
    head, _, translation = content.partition("[translation]\n")
    made_from = {
        key: row["text"] if isinstance(row, dict) else row
        for key, row in tomllib.loads(translation).items()
    }
    rows = [
        f'{c.measure_id} = "{made_from.get(history.get(c.measure_id, ""), "")}"'
        for c in now.clauses
    ]
    parts = _parts(content, given, history)
    numbered = re.findall(rf"^{_NUMBERING}$", given, re.MULTILINE)
    for old in (r"\[history\]\n(?:.+\n)*", _NUMBERING):
        head = re.sub(rf"^(?:#.*\n)*{old}\n?", "", head, flags=re.MULTILINE)
    head = re.sub(r"(?:^#.*\n)+\Z", "", _PART.sub("", head), flags=re.MULTILINE)
    head = _without_lost_flaws(head, before, now, new_ids)
    final = now.status != before.status
    if final or before.superseded_by:  # such notes are about the old text's kind
        notes = rf"^\[\[notes\]\]\n(?:.+\n)*?.*{re.escape(before.kind.zh)}(?:.*\n)(?:.+\n)*\n?"
        head = re.sub(notes, "", head, flags=re.MULTILINE)
    if final:
        for name in ("issuer", "number", "kind"):
            table = re.compile(rf"^\[{name}\]\n(?:.+\n)+", re.MULTILINE)
            (own,) = table.findall(given)
            head = table.sub(own.replace("\\", r"\\"), head)
    first = "\n".join([f'prefix = "{prefix}"', *numbered])
    head = re.sub(r"^prefix = .*$", first, head, flags=re.MULTILINE)
    head = re.sub(r"^issued = .*$", f"issued = {since}", head, flags=re.MULTILINE)
    for lang, said, was, draft in (
        ("zh", f"（{since.year}年修订）", r"（\d{4}年修订）", "（[^（）]*稿）"),
        ("en", f" (amended {since.year})", r" \(amended \d{4}\)", r" \([^()]*draft[^()]*\)"),
    ):
        gone = f"(?:{draft})?" if final else ""
        head = re.sub(
            rf'(\[short_title\](?:\n.*)*?\n{lang} = ".*?){gone}(?:{was})?"$', rf'\g<1>{said}"',
            head, count=1, flags=re.MULTILINE,
        )  # fmt: skip
    return (
        f"{_renamed(head, new_ids).rstrip()}\n\n{parts}"
        "# The clause of the earlier version that each clause goes back to.\n[history]\n"
        + "".join(f'{name} = "{was}"\n' for name, was in history.items())
        + "\n# The Chinese that each translation was made from.\n[translation]\n"
        + "\n\n".join([*rows, f'other = "{made_from["other"]}"\n'])
    )


_NUMBERING = "(?:clauses|headings|no_measure) = .*"
_PART = re.compile(r"^\[\[parts\]\]\n(?:.+\n)+\n?", re.MULTILINE)


def _parts(old: str, new: str, history: Mapping[str, str]) -> str:
    """Return the new text's splits of paragraphs, with the English openings of the old ones."""
    opened = {
        f"{row['paragraph']}-{row['letter']}": row["opening"]["en"]
        for row in tomllib.loads(old).get("parts", ())
    }
    blocks = []
    for block, row in zip(_PART.findall(new), tomllib.loads(new).get("parts", ()), strict=True):
        was = history.get(f"{row['paragraph']}-{row['letter']}", "")
        opening = json.dumps(opened.get(was, row["opening"]["en"]), ensure_ascii=False)
        head, _, _ = block.partition("opening.en = ")
        blocks.append(f"{head}opening.en = {opening}\n\n")
    return "".join(blocks)


def _without_lost_flaws(
    head: str, before: texts.PolicyText, now: texts.PolicyText, new_ids: Mapping[str, str]
) -> str:
    """Remove notes on flaws whose place is gone or no longer has the flaw."""
    words, clauses = texts.places(now), {clause.measure_id for clause in before.clauses}

    def still(block: str) -> bool:
        flaws = re.findall(r'at = "([^"]+)"(?:, quote = "((?:[^"\\]|\\.)*)")?', block)
        return all(
            place in words and json.loads(f'"{quote}"') in words[place].zh
            for at, quote in flaws
            for place in [new_ids.get(at, "") if at in clauses else at]
        )

    blocks = re.split(r"(?=^\[)", head, flags=re.MULTILINE)
    return "".join(each for each in blocks if not each.startswith("[[defects]]") or still(each))


def _coverage(file: Path, now: texts.PolicyText) -> str:
    """Return the sentences that still exist, each with its status."""
    whole = "\n".join([texts.words_around(now.blocks), *(c.whole.zh for c in now.clauses)])
    lines = []
    for line in file.read_text(encoding="utf-8").splitlines():
        sentence = re.fullmatch(r'  ("(?:[^"\\]|\\.)*"),', line)
        if not sentence or json.loads(sentence[1]) in whole:
            lines.append(line)
    return "\n".join([*lines, ""])


def _confirmed(file: Path, now: texts.PolicyText, history: Mapping[str, str]) -> str:
    """Return the new version's clauses as confirmed as those they go back to."""
    lines = (line.partition(" = ") for line in file.read_text(encoding="utf-8").splitlines())
    rows = {name: row for name, sign, row in lines if sign}
    known = {name: f"{name} = {rows[was]}" for name, was in history.items() if was in rows}
    return confirmed_rows((clause.measure_id for clause in now.clauses), known)


def _tables(file: Path, gone: tuple[str, ...]) -> str:
    blocks = re.split(r"(?=^\[)", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    heads = tuple(f"{bracket}{name}]" for name in gone for bracket in ("[", "[["))
    return "".join(block for block in blocks if not block.startswith(heads))


def _confirmations(root: Path, new_ids: Mapping[str, str]) -> dict[Path, str]:
    """Copy the confirmations of a clause to its new version."""
    files = {}
    for each in confirmations(root):
        finding, reason = _renamed(each.finding, new_ids), _renamed(each.reason, new_ids)
        if finding != each.finding:
            file = confirmation_file(root, finding)
            files[file] = confirmation(finding, each.by, each.on.isoformat(), reason)
    return files


# The rules.


def _rules(
    root: Path,
    before: texts.PolicyText,
    now: texts.PolicyText,
    new_ids: Mapping[str, str],
    repealed: tuple[str, ...],
    since: date,
) -> dict[Path, str]:
    """Return the old version's rules under the new ids, without those of repealed clauses."""
    folder = root / "calculator" / "policies"
    was, name = (policy.id.replace("-", "_") for policy in (before, now))
    content = _cut((folder / f"{was}.py").read_text(encoding="utf-8"), repealed)
    for other in OTHER_DAYS:
        content = _without_day(content, other)
    content = _policy(content, before, now, since)
    return {folder / f"{name}.py": _renamed(content, new_ids)}


def _module(root: Path, policy: str) -> Path:
    return root / "calculator" / "policies" / f"{policy.replace('-', '_')}.py"


def _place(edit: tuple[ast.expr, str]) -> tuple[int, int]:
    return edit[0].lineno, edit[0].col_offset


def _policy(content: str, before: texts.PolicyText, now: texts.PolicyText, since: date) -> str:
    """Return the rules with the attributes of their policy updated."""
    call = next(
        node.value
        for node in ast.parse(content).body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        if any(isinstance(target, ast.Name) and target.id == "POLICY" for target in node.targets)
    )
    edits: dict[ast.expr, str] = {call.args[0]: f'"{now.id}"'}
    for keyword in call.keywords:
        value = keyword.value
        match keyword.arg:
            case "valid_from":  # a person has to quote the words that state it
                edits[value] = f'"{since}"'
            case "amends":
                edits[value] = f'"{before.id}"'
            case "draft" if now.status != before.status:
                edits[value] = str(now.status == "draft")
            case "drafted" if now.status != before.status:
                edits[value] = '""'
            case "stage" if now.status != before.status:
                edits[value] = "None"
            case "superseded_by" if before.superseded_by:
                edits[value] = "None"
            case "notes" if before.superseded_by:  # they are about what replaced the old text
                edits[value] = "()"
    title = call.args[-1]
    words = ast.get_source_segment(content, title) or ""
    if now.status != before.status:
        words = (
            f"Text(\n        {_quoted(now.title.zh)},\n        {_quoted(before.title.en)},\n    )"
        )
    if not any(keyword.arg == "amends" for keyword in call.keywords):
        words += f',\n    amends="{before.id}"'
    edits[title] = words
    lines = content.encode().splitlines(keepends=True)  # columns are counted in bytes
    for node, new in sorted(edits.items(), key=_place, reverse=True):
        last, end = (node.end_lineno or 0) - 1, node.end_col_offset
        kept = lines[node.lineno - 1][: node.col_offset], lines[last][end:]
        lines[node.lineno - 1 : last + 1] = [new.encode().join(kept)]
    return b"".join(lines).decode()


def _cut(content: str, repealed: tuple[str, ...]) -> str:
    """Return the module without these measures."""
    names = {_rule_name(name) for name in repealed}
    lines = content.splitlines(keepends=True)
    for node in reversed(ast.parse(content).body):
        if isinstance(node, ast.FunctionDef) and node.name in names and node.end_lineno:
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            del lines[first - 1 : node.end_lineno]
    return re.sub(r"\n{4,}", "\n\n\n", "".join(lines))


def _cases(file: Path, new_ids: Mapping[str, str], since: str) -> dict[Path, str]:
    """Assign the worked cases dated in the new version, one per line, to its measures.

    A case that expects the old version not to be in force on such a day is still right, and stays.
    """
    lines = []
    for line in file.read_text(encoding="utf-8").splitlines():
        case = json.loads(line.rstrip(",")) if line.startswith("{") else None
        ended = case and case["expect"].get("status") == "not_in_force"
        if (
            case
            and not ended
            and case["measure"] in new_ids
            and case["profile"].get("date", "") >= since
        ):
            was = f'"measure": "{case["measure"]}"'
            line = line.replace(was, f'"measure": "{new_ids[case["measure"]]}"')
        lines.append(line)
    return {file: "\n".join([*lines, ""])}


# Names.


def _quoted(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)


def _rule_name(measure: str) -> str:
    """Return the name of a measure's rule: xm_3 for xm-3."""
    return measure.replace("-", "_")


def _renamed(content: str, new_ids: Mapping[str, str]) -> str:
    """Replace every measure's id by the new one, in either spelling."""
    names = {**new_ids, **{_rule_name(was): _rule_name(now) for was, now in new_ids.items()}}
    pattern = "|".join(sorted(map(re.escape, names), key=len, reverse=True)) or "(?!)"
    return re.sub(rf"(?<![\w-])(?:{pattern})(?![\w-])", lambda found: names[found[0]], content)
