"""An amended text as a new version beside the old one: what has not changed is taken over.

The new version has ids of its own, the old one stays as it is, dated and computable. Clauses are
matched by their words; what is taken over keeps the state it had (confirmed, translated), so that
the check names what the amendment has changed, and nothing else.
"""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from builder import texts
from builder.check.confirmed import CONFIRMED, FILE
from builder.diff.words import likeness
from builder.texts import MARKS, TextError
from calculator.text import LANGS, Lang, Text

ALIKE = 0.6
"""From so much likeness on, two passages are versions of one."""


@dataclass(frozen=True, slots=True)
class Amended:
    """The new version: its folder, and by id which clause goes back to which, in the order of the text."""

    folder: Path
    history: Mapping[str, str]
    added: tuple[str, ...]
    repealed: tuple[str, ...]


def amend(root: Path, old: str, text: Path, since: date) -> Amended:
    """Put the text in the folder `text` (as `import` leaves it) into the project as a new version.

    The version holds from the day `since`. Raises TextError where a text cannot be read, where there
    is no policy `old`, or where the new one is there already.
    """
    before, now = texts.load(root / "docs" / "policies" / old), texts.load(text)
    folder = root / "docs" / "policies" / now.id
    if folder.exists():
        said = "docs/policies/{id} 已经有了", "docs/policies/{id} is there already"
        raise TextError(Text(*said).fill(id=now.id))
    history = _history(before, now)
    added = tuple(c.measure_id for c in now.clauses if c.measure_id not in history)
    kept = set(history.values())
    repealed = tuple(c.measure_id for c in before.clauses if c.measure_id not in kept)
    folder.mkdir()
    (folder / "zh.md").write_bytes((text / "zh.md").read_bytes())
    earlier = root / "docs" / "policies" / old
    _write(folder / "en.md", _english(earlier, text))
    new_ids = {was: name for name, was in history.items()}
    _write(folder / "policy.toml", _about(earlier, text, now, history, since))
    _write(folder / CONFIRMED, _renamed(_rows(earlier / CONFIRMED, repealed), new_ids))
    _write(folder / "coverage.toml", _coverage(earlier / "coverage.toml", now))
    for name in ("summaries.toml", "examples.toml"):
        content = _tables(earlier / name, repealed)
        content = re.sub(r'^date = ".*"', f'date = "{since}"', content, flags=re.MULTILINE)
        _write(folder / name, _renamed(content, new_ids))
    _rules(root, old, now.id, new_ids, repealed, since)
    themes = root / "docs" / "themes.toml"
    _write(themes, _beside(themes.read_text(encoding="utf-8"), new_ids))
    _overlaps(root / "calculator" / "stacking.py", new_ids)
    _cases(root / "tests" / "cases" / "worked.json", new_ids, since.isoformat())
    confirmations = root / FILE
    _write(confirmations, _confirmations(confirmations.read_text(encoding="utf-8"), new_ids))
    return Amended(folder, history, added, repealed)


# What goes back to what.


def _history(before: texts.Policy, now: texts.Policy) -> dict[str, str]:
    """Each clause with the one it goes back to: the same words first, then the most alike."""
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


# The words.


def _english(earlier: Path, text: Path) -> str:
    """The English of every paragraph that is there already, under the number it has now."""
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
    """The number at the head of a paragraph, and the rest."""
    for patterns in MARKS.values():
        if found := re.match(patterns[lang], paragraph):
            return found[0], paragraph[found.end() :]
    return "", paragraph


# What is known about the text, and what the editors have added.


def _about(
    earlier: Path, text: Path, now: texts.Policy, history: Mapping[str, str], since: date
) -> str:
    """policy.toml of the old version, with the days, the ids and the state of the translation."""
    prefix = tomllib.loads((text / "policy.toml").read_text(encoding="utf-8"))["prefix"]
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
    parts = _parts(content, (text / "policy.toml").read_text(encoding="utf-8"), history)
    head = _PART.sub("", head)
    head = _without_lost_flaws(head, {c.measure_id: c.whole.zh for c in now.clauses}, new_ids)
    head = re.sub(
        r"^prefix = .*$",
        f'prefix = "{prefix}"\namends = "{earlier.name}"',
        head,
        flags=re.MULTILINE,
    )
    if "\nvalid_from = " not in head:  # a draft; without a first day the versions would not follow
        head = head.replace("\nvalid_to = ", f"\nvalid_from = {since}\nvalid_to = ", 1)
    for key in ("issued", "valid_from"):
        head = re.sub(rf"^{key} = .*$", f"{key} = {since}", head, flags=re.MULTILINE)
    for lang, said in (("zh", f"（{since.year}年修订）"), ("en", f" (amended {since.year})")):
        head = re.sub(
            rf'(\[short_title\](?:\n.*)*?\n{lang} = ".*)"', rf'\g<1>{said}"', head, count=1
        )
    return (
        f"{_renamed(head, new_ids).rstrip()}\n\n{parts}"
        "# The clause of the earlier version that each clause goes back to.\n[history]\n"
        + "".join(f'{name} = "{was}"\n' for name, was in history.items())
        + "\n# The Chinese that each translation was made from.\n[translation]\n"
        + "\n".join([*rows, f'other = "{made_from["other"]}"', ""])
    )


_PART = re.compile(r"^\[\[parts\]\]\n(?:.+\n)+\n?", re.MULTILINE)


def _parts(old: str, new: str, history: Mapping[str, str]) -> str:
    """How the new text splits its paragraphs, in English by what each part opened with before."""
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


def _without_lost_flaws(head: str, words: Mapping[str, str], new_ids: Mapping[str, str]) -> str:
    """Notes on flaws of clauses that are repealed, or that no longer have the flaw, are left out."""
    blocks = re.split(r"(?=^\[\[defects\]\]$)", head, flags=re.MULTILINE)
    kept = []
    for block in blocks:
        places = re.findall(r'at = "([^"]+)"(?:, quote = "((?:[^"\\]|\\.)*)")?', block)
        clauses = [(at, json.loads(f'"{quote}"')) for at, quote in places if re.search(r"-\d", at)]
        if all(quote in words.get(new_ids.get(at, ""), "\n") for at, quote in clauses):
            kept.append(block)
    return "".join(kept)


def _coverage(file: Path, now: texts.Policy) -> str:
    """The sentences that are still there, each under its status."""
    whole = "\n".join([texts.words_around(now.blocks), *(c.whole.zh for c in now.clauses)])
    lines = []
    for line in file.read_text(encoding="utf-8").splitlines():
        sentence = re.fullmatch(r'  ("(?:[^"\\]|\\.)*"),', line)
        if not sentence or json.loads(sentence[1]) in whole:
            lines.append(line)
    return "\n".join([*lines, ""])


def _rows(file: Path, gone: tuple[str, ...]) -> str:
    lines = file.read_text(encoding="utf-8").splitlines()
    return "\n".join([line for line in lines if line.partition(" = ")[0] not in gone] + [""])


def _tables(file: Path, gone: tuple[str, ...]) -> str:
    blocks = re.split(r"(?=^\[)", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    heads = tuple(f"{bracket}{name}]" for name in gone for bracket in ("[", "[["))
    return "".join(block for block in blocks if not block.startswith(heads))


def _confirmations(content: str, new_ids: Mapping[str, str]) -> str:
    """What may stand in a clause may stand in its new version."""
    head, *blocks = re.split(r"(?=^\[\[confirm\]\]$)", content, flags=re.MULTILINE)
    copies = [_renamed(block, new_ids) for block in blocks]
    added = [copy for copy, block in zip(copies, blocks, strict=True) if copy != block]
    return "\n\n".join(block.strip() for block in (head, *blocks, *added)) + "\n"


# The rules.


def _rules(
    root: Path,
    old: str,
    new: str,
    new_ids: Mapping[str, str],
    repealed: tuple[str, ...],
    since: date,
) -> None:
    """The rules of the old version under the new ids, without those of repealed clauses."""
    folder = root / "calculator" / "policies"
    was, now = (name.replace("-", "_") for name in (old, new))
    content = _cut((folder / f"{was}.py").read_text(encoding="utf-8"), repealed)
    content = content.replace(f'"{old}", City', f'"{new}", City')
    content = content.replace("    valid_from=None,", f'    valid_from="{since}",')
    content = re.sub(
        r"^(    valid_from=)", f'    amends="{old}",\n\\1', content, flags=re.MULTILINE
    )
    _write(folder / f"{now}.py", _renamed(content, new_ids))
    listing = folder / "__init__.py"
    listed = listing.read_text(encoding="utf-8")
    listed = re.sub(rf"(import .*)\b{was}\b", rf"\1{was}, {now}", listed, count=1)
    _write(listing, listed.replace(f"{was}.POLICY", f"{was}.POLICY, {now}.POLICY"))


def _cut(content: str, repealed: tuple[str, ...]) -> str:
    """Without the measures, the functions of their rules and their places in the list."""
    names = {spelling for name in repealed for spelling in _spellings(name)}
    lines = content.splitlines(keepends=True)
    for node in reversed(ast.parse(content).body):
        if _defines(node) & names and node.end_lineno:
            del lines[node.lineno - 1 : node.end_lineno]
    content = "".join(lines)
    for name in names:
        content = re.sub(rf"\b{name},\s?", "", content)
    return re.sub(r"\n{4,}", "\n\n\n", content)


def _defines(node: ast.stmt) -> set[str]:
    if isinstance(node, ast.FunctionDef):
        return {node.name}
    if isinstance(node, ast.Assign):
        return {target.id for target in node.targets if isinstance(target, ast.Name)}
    return set()


def _overlaps(file: Path, new_ids: Mapping[str, str]) -> None:
    """What may not be claimed twice under the old version may not under the new one."""
    content = file.read_text(encoding="utf-8")
    for block in re.findall(r"^    Overlap\(\n.*?^    \),\n", content, re.DOTALL | re.MULTILINE):
        copy = _renamed(block, new_ids)
        if copy.count('Use("') == 2 and not any(f'"{was}"' in copy for was in new_ids):
            content = content.replace(block, block + copy)
    _write(file, content)


def _cases(file: Path, new_ids: Mapping[str, str], since: str) -> None:
    """Worked cases of the days of the new version, one a line, are cases of its measures."""
    lines = []
    for line in file.read_text(encoding="utf-8").splitlines():
        case = json.loads(line.rstrip(",")) if line.startswith("{") else None
        if case and case["measure"] in new_ids and case["profile"].get("date", "") >= since:
            was = f'"measure": "{case["measure"]}"'
            line = line.replace(was, f'"measure": "{new_ids[case["measure"]]}"')
        lines.append(line)
    _write(file, "\n".join([*lines, ""]))


# Names.


def _spellings(name: str) -> Iterator[str]:
    """A measure's id, its rule and its name in the rules: xm-3, xm_3, XM_3."""
    yield from (name, name.replace("-", "_"), name.replace("-", "_").upper())


def _renamed(content: str, new_ids: Mapping[str, str]) -> str:
    """Every measure by its new id, however it is spelt."""
    names = {
        old: new
        for was, name in new_ids.items()
        for old, new in zip(_spellings(was), _spellings(name), strict=True)
    }
    pattern = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    return re.sub(rf"(?<![\w-])(?:{pattern})(?![\w-])", lambda found: names[found[0]], content)


def _beside(content: str, new_ids: Mapping[str, str]) -> str:
    """In lists of measures the new id after the old one."""
    return re.sub(
        r'"([a-z0-9]+-[a-z0-9-]+)"',
        lambda found: f'{found[0]}, "{new_ids[found[1]]}"' if found[1] in new_ids else found[0],
        content,
    )


def _write(file: Path, content: str) -> None:
    file.write_text(content, encoding="utf-8", newline="\n")
