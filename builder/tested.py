"""A record of the commits that have passed the tests, for `release`."""

from __future__ import annotations

from pathlib import Path

FILE = Path(".cache/tested.txt")


def record(root: Path, commit: str) -> None:
    """Record that a commit has passed."""
    if not passed(root, commit):
        (root / FILE).parent.mkdir(exist_ok=True)
        with (root / FILE).open("a", encoding="utf-8", newline="\n") as file:
            file.write(f"{commit}\n")


def passed(root: Path, commit: str) -> bool:
    """Check whether a commit has passed."""
    file = root / FILE
    return file.is_file() and commit in file.read_text(encoding="utf-8").split("\n")
