"""Files are written together or not at all, whichever step a process is ended at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from builder import writing

BEFORE = {"a.toml": "old a", "b/c.toml": "old c", "gone/d.toml": "old d"}
AFTER = {"a.toml": "new a", "b/c.toml": "new c", "new/deep/e.toml": "new e"}
STEPS = ("write_text", "write_bytes", "replace", "mkdir", "unlink", "rmdir")
"""What writing does to the disk, a step at a time."""


class Killed(BaseException):
    """Stands for a process that is ended: nothing of it runs any more."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, content in BEFORE.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path


def write(root: Path) -> None:
    files: dict[Path, str | None] = {root / name: content for name, content in AFTER.items()}
    writing.together(root, files | {root / "gone/d.toml": None})


def held(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for path in root.rglob("*")
        if path.is_file()
    }


def folders(root: Path) -> set[str]:
    return {path.name for path in root.rglob("*") if path.is_dir()} - {".cache"}


def stop(monkeypatch: pytest.MonkeyPatch, at: int, error: BaseException) -> None:
    """Have the step of that number fail, and, where the process is ended, every step after it."""
    count = 0
    really: dict[str, Callable[..., Any]] = {name: getattr(Path, name) for name in STEPS}

    def step(name: str) -> Callable[..., Any]:
        def run(path: Path, *args: Any, **more: Any) -> Any:
            nonlocal count
            count += 1
            if count == at or (count > at and isinstance(error, Killed)):
                raise error
            return really[name](path, *args, **more)

        return run

    for name in STEPS:
        monkeypatch.setattr(Path, name, step(name))


def test_all_is_written(root: Path) -> None:
    write(root)
    assert held(root) == AFTER
    assert folders(root) == {"b", "new", "deep"}


@pytest.mark.parametrize("at", range(1, 40))
@pytest.mark.parametrize("killed", [True, False])
def test_wherever_it_stops_all_or_nothing_is_there(
    root: Path, monkeypatch: pytest.MonkeyPatch, at: int, killed: bool
) -> None:
    """Killed: the next run makes up for it. A full disk: it is made up for at once."""
    error = Killed() if killed else OSError("full")
    with monkeypatch.context() as patch:
        stop(patch, at, error)
        try:
            write(root)
        except (Killed, OSError):
            stopped = True
        else:
            stopped = False
    assert stopped or at > 15, "it has more steps than that"
    if killed:
        writing.finish(root)
    assert held(root) in ((AFTER,) if not stopped else (AFTER, BEFORE) if killed else (BEFORE,))
    if held(root) == BEFORE:
        assert folders(root) == {"b", "gone"}
    else:
        assert folders(root) - {"gone"} == {"b", "new", "deep"}  # one that is empty may stay
