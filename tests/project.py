"""A copy of the project to work in."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def copy(root: Path) -> None:
    """Make one in the folder `root`, ready to run its commands."""
    sources(root)
    furnish(root)


def sources(root: Path) -> None:
    """What git knows, and new files that it does not ignore."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=True, encoding="utf-8",
    ).stdout  # fmt: skip
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, root / name)


def furnish(root: Path) -> None:
    """What git does not know: the environment, the Node packages and what is built."""
    for name in (".venv", "node_modules"):
        (root / name).symlink_to((ROOT / name).resolve())
    if (ROOT / ".cache").is_dir():
        shutil.copytree(ROOT / ".cache", root / ".cache")
