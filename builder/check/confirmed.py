"""Confirmations by people: rules read against their texts, and warnings left as they are.

`confirmed.toml` beside a text has, for each measure, the fingerprint of the Chinese as it stood
when its rule was last read against it; `[translation]` in `policy.toml` has the same for the
English. Who confirms them says by that: it has been read and holds; a reason may be added. Both have
a row for each clause from the beginning and blank lines between, so that git merges those of two people.
`docs/confirmations/` has the other warnings, a file each, so that git merges those of two people. Each
has a name and a day, the others a reason too.
"""

from __future__ import annotations

import fnmatch
import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from builder.check.findings import ERRORS, Issue, IssueKind
from builder.check.sources import Sources, place
from builder.texts import TextError, fingerprint, words_around
from builder.toml_reader import content, name, not_toml
from builder.writing import together
from calculator.i18n import Text

FOLDER = Path("docs/confirmations")
CONFIRMED = "confirmed.toml"


class NotConfirmed(TextError):
    """A finding that cannot be confirmed; the message says why."""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A warning, by its name, that `by` reviewed on a day and accepts for a `reason`."""

    finding: str
    by: str
    on: date
    reason: str
    where: str


def confirmations(root: Path) -> tuple[Confirmation, ...]:
    """Return every confirmation of the project at `root`.

    Raises TextError if one lacks the finding, the name, the day or the reason.
    """
    found = []
    for file in sorted((root / FOLDER).glob("*.toml")):
        row = _read(file)
        words = {key: row.pop(key, "") for key in ("finding", "by", "reason")}
        on = row.pop("on", None)
        if (
            row
            or not isinstance(on, date)
            or not all(isinstance(w, str) and w for w in words.values())
        ):
            said = Text(
                "应有 finding、by、on（日期）、reason 四项，不多不少",
                "an entry has finding, by, on (a date) and reason, and nothing else",
            )
            raise TextError.at(name(file), said)
        where = place(root, file, "finding = ")
        found.append(Confirmation(words["finding"], words["by"], on, words["reason"], where))
    return tuple(found)


def confirmed_texts(folder: Path) -> dict[str, str]:
    """Return the fingerprint of each clause when its rule was last read against it."""
    file = folder / CONFIRMED
    rows = _read(file).items() if file.is_file() else ()
    return {name: row["text"] for name, row in rows if row["text"]}


def signature(by: str) -> str:
    """Return who confirms, stripped. Raises NotConfirmed if empty or more than one line."""
    if len(by.strip().splitlines()) != 1:
        said = Text("--by 要写明谁确认，写在一行里", "--by must say who confirms, on one line")
        raise NotConfirmed(said)
    return by.strip()


def named(findings: Sequence[Issue], names: Sequence[str]) -> list[Issue]:
    """Return the findings with these names, or with names that match a pattern (*), in the order given.

    Raises NotConfirmed for a name or pattern that the check does not report.
    """
    chosen: dict[str, Issue] = {}
    for asked in names:
        found = {
            each.name: each
            for each in findings
            if each.name == asked or fnmatch.fnmatchcase(each.name, asked)
        }
        if not found:
            said = Text("check 没有报告 {name}", "check does not report {name}")
            raise NotConfirmed(said.fill(name=asked))
        chosen |= found
    return list(chosen.values())


def confirm(
    everything: Sources, findings: Sequence[Issue], by: str, on: str, reason: str
) -> list[Path]:
    """Record that warnings were reviewed on a day (YYYY-MM-DD); return the changed files.

    All are recorded, or none. Raises NotConfirmed for an error, and if the name or a required
    reason is missing.
    """
    by, reason = signature(by), reason.strip()
    written: dict[Path, str] = {}
    files = [_noted(everything, each, by, on, reason, written) for each in findings]
    together(everything.root, written)
    return files


def confirmation_file(root: Path, finding: str) -> Path:
    """Return the file that confirms a warning, named after it, with a hash for forbidden characters."""
    plain = re.sub(r"[^a-z0-9.-]+", "-", finding.lower()).strip("-.")[:60].rstrip("-.")
    return root / FOLDER / f"{plain}-{fingerprint(finding)[:6]}.toml"


def confirmation(finding: str, by: str, on: str, reason: str) -> str:
    """Return what such a file says."""
    said = {"finding": finding, "by": by, "on": on, "reason": reason}
    rows = (f"{key} = {each if key == 'on' else _quoted(each)}" for key, each in said.items())
    return "\n".join([*rows, ""])


def _noted(
    everything: Sources, finding: Issue, by: str, on: str, reason: str, written: dict[Path, str]
) -> Path:
    """Add a confirmation to the pending contents in `written`; return the file it belongs to."""
    if finding.kind in ERRORS or finding.kind is IssueKind.NOTHING_TO_CONFIRM:
        said = Text("要改正，不能确认", "must be corrected, not confirmed")
        raise NotConfirmed.at(finding.name, said)
    source = next(
        (s for s in everything.policies if finding.place in {s.id, *(p.id for p in s.pairs)}), None
    )
    if (
        source
        and source.text
        and finding.kind in (IssueKind.UNCONFIRMED, IssueKind.STALE_TRANSLATION)
    ):
        clauses = {clause.measure_id: clause.fingerprint for clause in source.text.clauses}
        around = fingerprint(words_around(source.text.blocks))
        key = finding.place if finding.place in clauses else "other"
        words = _quoted(clauses.get(key, around))
        why = f", reason = {_quoted(reason)}" if reason else ""
        row = f"{key} = {{ text = {words}, on = {on}, by = {_quoted(by)}{why} }}"
        translated = finding.kind is IssueKind.STALE_TRANSLATION
        file = source.folder / ("policy.toml" if translated else CONFIRMED)
        written[file] = _put(_now(file, written), key, row, "[translation]\n" if translated else "")
        return file
    if not reason:
        said = Text("缺少 --reason", "--reason is required")
        raise NotConfirmed.at(finding.name, said)
    file = confirmation_file(everything.root, finding.name)
    written[file] = confirmation(finding.name, by, on, reason)
    return file


def _now(file: Path, written: Mapping[Path, str]) -> str:
    """Return the content of a file, including what is still to be written."""
    return written.get(file) or (file.read_text(encoding="utf-8") if file.is_file() else "")


def _put(before: str, key: str, row: str, section: str) -> str:
    """Replace the row with its key, or append it; within a section if one is given."""
    above, head, rows = before.partition(section) if section else ("", "", before)
    after, count = re.subn(rf"^{re.escape(key)} = .*$", lambda _: row, rows, flags=re.MULTILINE)
    if not count:
        after = f"{rows.rstrip()}\n\n{row}\n".lstrip()
    return above + head + after


def _quoted(words: str) -> str:
    """Return words as a TOML string; JSON strings are valid TOML."""
    return json.dumps(words, ensure_ascii=False)


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(content(file))
    except tomllib.TOMLDecodeError as error:
        raise not_toml(name(file), error) from None
