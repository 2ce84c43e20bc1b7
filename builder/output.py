"""Check where a finished site may be written: only to a folder of its own, never over other files.

Standard library only, since this is checked before anything is built.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from builder.environment import Trouble

MARK = "built.txt"
"""The file in every finished site that lists its top level, so that anything else is noticed."""
SOURCES = frozenset(
    {
        *(".ci", ".git", ".github", ".venv", ".vscode", "benchmarks", "budget", "builder"),
        *("calculator", "changelog.d", "docs", "node_modules", "requirements", "tests"),
    }
)
"""The folders of the project into which nothing may be built."""
LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
"""Files that file managers create when a folder is opened."""
HELD = "in-use"
"""Locked in the folder of a running build; if nobody has the lock, the build was killed."""
LONGEST = 3600
"""The age in seconds from which a folder without that file counts as left by a killed build."""
SAID = "此处由 build_site.py 生成，下次生成时整个换掉 / made by build_site.py, replaced whole by its next run"


def place(out: Path, root: Path) -> Path:
    """Resolve `out`, and check that the project at `root` may write to it.

    Raises `Trouble` if it is the project, a folder above it, among its sources, or a mount point.
    """
    found, project = out.resolve(), root.resolve()
    above = any(_same(found, each) for each in (project, *project.parents))
    inside = ((each, project / name) for each in (found, *found.parents) for name in SOURCES)
    if above or any(_same(*pair) for pair in inside):
        raise Trouble(
            f"{found} 是本项目、它的上级或它的源文件，不能写到那里，什么也没有动；另选一个文件夹。",
            f"{found} is the project, a folder above it or one of its source folders; nothing was changed. "
            "Choose another folder.",
            code=2,
        )
    if found.is_mount():
        raise Trouble(
            f"{found} 是挂载点，不能整个换掉，什么也没有动；写到它里面的一个文件夹。",
            f"{found} is a mount point and cannot be replaced; nothing was changed. Choose a folder in it.",
            code=2,
        )
    return found


def claim(out: Path, root: Path) -> Path:
    """Resolve `out`, and check that a finished site may replace it.

    Raises `Trouble` as `place` does, and if it is anything but an empty folder or an earlier build.
    """
    found = place(out, root)
    if others := _others(found):
        listed = "、".join(others[:3]), ", ".join(others[:3])
        raise Trouble(
            f"{found} 里有不是生成出来的东西（{listed[0]}），什么也没有动；另选一个文件夹，或先移走它们"
            "（整个是以前生成的网站，就把它删去）。",
            f"{found} contains files that no build has made ({listed[1]}); nothing was changed. Choose "
            "another folder, or move them away (delete a site built by an earlier version).",
            code=2,
        )
    return found


def mark(site: Path) -> None:
    """Record in a finished site what it contains."""
    names = sorted({path.name for path in site.iterdir()} - {MARK})
    (site / MARK).write_text("\n".join([SAID, *names, ""]), encoding="utf-8", newline="\n")


def aside(out: Path) -> tuple[Path, Callable[[], object]]:
    """Make a folder beside `out` to build in; return it, and a function that removes it.

    Folders that killed builds have left there are removed, too.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    for left in out.parent.glob(f"{out.name}.*"):
        if _left_behind(left):
            shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{out.name}.", dir=out.parent))
    held = (folder / HELD).open("wb")
    _hold(held)

    def clear() -> None:
        held.close()
        shutil.rmtree(folder, ignore_errors=True)

    return folder, clear


def _left_behind(folder: Path) -> bool:
    """Check whether a build made this folder and ended without removing it."""
    names = {path.name for path in folder.iterdir()} if folder.is_dir() else {""}
    if not names <= {HELD, "next", "old"}:
        return False
    if HELD not in names:
        return time.time() - folder.stat().st_mtime > LONGEST
    try:
        with (folder / HELD).open("r+b") as file:
            return _hold(file)
    except OSError:
        return False


def _hold(file: BinaryIO) -> bool:
    """Lock an open file until it is closed or this process ends; return False if another process has it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _same(one: Path, other: Path) -> bool:
    """Check whether both are the same folder, however they are spelt."""
    return one == other or (one.exists() and other.exists() and one.samefile(other))


def _others(folder: Path) -> list[str]:
    """Return the names in a folder that no build has made."""
    if not folder.is_dir():
        return [folder.name] if folder.exists() else []
    names, file = {path.name for path in folder.iterdir()} - LITTER, folder / MARK
    lines = file.read_text(encoding="utf-8").split("\n") if file.is_file() else [""]
    built = {MARK, *lines[1:]} if lines[0] == SAID else set()
    return sorted(names - built)
