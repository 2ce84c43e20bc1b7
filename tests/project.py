"""A copy of the project to work in, and what of the system it takes."""

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


def unpacked(folder: Path, *packages: str) -> None:
    """Unpack Debian's packages, checked by apt against its signed lists, and install nothing."""
    folder.mkdir(exist_ok=True)

    def apt(*words: str) -> subprocess.CompletedProcess[str]:
        command = ["apt-get", "-qq", *words]
        return subprocess.run(
            command, cwd=folder, capture_output=True, encoding="utf-8", check=False
        )

    got = apt("download", *packages)
    if got.returncode:  # a fresh system has no package lists, an old one has stale ones
        apt("update")
        got = apt("download", *packages)
    assert got.returncode == 0, got.stderr
    for package in folder.glob("*.deb"):
        subprocess.run(["dpkg", "--extract", str(package), str(folder)], check=True)
