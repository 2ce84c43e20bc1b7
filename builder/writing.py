"""Write files together: all of them or none, whatever ends the process in between."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

JOURNAL = Path(".cache/writing.json")
"""The journal during writing: which files, and whether they are ready to be put in place."""


def together(root: Path, files: Mapping[Path, str | None]) -> None:
    """Write every file of the project at `root`, and delete those given as None; all of it or nothing.

    If one cannot be written, all are left as they were; if the process is killed, `finish`
    completes the work.
    """
    before = {file: file.read_bytes() if file.exists() else None for file in files}
    written = {file: content for file, content in files.items() if content is not None}
    above = {folder for file in written for folder in file.parents if not folder.exists()}
    folders = sorted(above, key=lambda folder: len(folder.parts))
    journal = {
        "written": [file.relative_to(root).as_posix() for file in written],
        "deleted": [file.relative_to(root).as_posix() for file in files.keys() - written.keys()],
        "folders": [folder.relative_to(root).as_posix() for folder in folders],
    }
    try:
        _note(root, journal | {"ready": False})
        for folder in folders:
            folder.mkdir()
        for file, content in written.items():
            _part(file).write_bytes(content.encode())
        _note(root, journal | {"ready": True})
        _settle(root, journal)
    except BaseException:
        for file, was in before.items():
            _part(file).unlink(missing_ok=True)
            if was is None:
                file.unlink(missing_ok=True)
            elif not file.exists() or file.read_bytes() != was:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(was)
        _remove_empty(folders)
        _part(root / JOURNAL).unlink(missing_ok=True)
        (root / JOURNAL).unlink(missing_ok=True)
        raise


def finish(root: Path) -> None:
    """Make up for a process that was killed while it wrote: what was ready is put in place, else none."""
    journal = root / JOURNAL
    _part(journal).unlink(missing_ok=True)
    if not journal.is_file():
        return
    listed = json.loads(journal.read_text(encoding="utf-8"))
    if listed["ready"]:
        _settle(root, listed)
        return
    for name in listed["written"]:
        _part(root / name).unlink(missing_ok=True)
    _remove_empty(root / name for name in listed["folders"])
    journal.unlink()


def _note(root: Path, listed: Mapping[str, object]) -> None:
    journal = root / JOURNAL
    journal.parent.mkdir(parents=True, exist_ok=True)
    _part(journal).write_text(json.dumps(listed), encoding="utf-8")
    _part(journal).replace(journal)


def _settle(root: Path, listed: Mapping[str, list[str]]) -> None:
    """Put finished files in place; can be repeated."""
    for name in listed["written"]:
        with suppress(FileNotFoundError):  # already in place
            _part(root / name).replace(root / name)
    for name in listed["deleted"]:
        (root / name).unlink(missing_ok=True)
    _remove_empty({(root / name).parent for name in listed["deleted"]})
    (root / JOURNAL).unlink()


def _part(file: Path) -> Path:
    return file.with_name(f"{file.name}.part")


def _remove_empty(folders: Iterable[Path]) -> None:
    """Remove folders, the deepest first, that hold nothing."""
    for folder in sorted(folders, key=lambda folder: -len(folder.parts)):
        with suppress(OSError):
            folder.rmdir()
