"""Copies of the project for tests to work in, and what they need from the system."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def copy(root: Path) -> None:
    """Copy the project to `root`, ready to run its commands."""
    sources(root)
    furnish(root)


def sources(root: Path) -> None:
    """Copy the files that git tracks, and new ones that it does not ignore."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=True, encoding="utf-8",
    ).stdout  # fmt: skip
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, root / name)


def furnish(root: Path) -> None:
    """Add what git does not track: the environment, the Node packages and build outputs."""
    for name in (".venv", "node_modules"):
        (root / name).symlink_to((ROOT / name).resolve())
    if (ROOT / ".cache").is_dir():
        not_needed = shutil.ignore_patterns("browser")
        shutil.copytree(ROOT / ".cache", root / ".cache", ignore=not_needed)


COMPRESS_LIGHTLY = """
import contextlib, functools
with contextlib.suppress(ImportError):
    import brotli
    brotli.compress = functools.partial(brotli.compress, quality=1)
"""
"""What Python is to do at its start where a release is made and nobody looks at its size."""


def compressing_lightly(folder: Path) -> dict[str, str]:
    """Return the environment in which commands compress quickly, with what that takes in `folder`."""
    (folder / "sitecustomize.py").write_text(COMPRESS_LIGHTLY, encoding="utf-8")
    return {"PYTHONPATH": str(folder)}


def unpacked(folder: Path, *packages: str) -> None:
    """Unpack Debian packages, verified by apt against its signed lists, without installing them."""
    folder.mkdir(exist_ok=True)

    def apt(*words: str) -> subprocess.CompletedProcess[str]:
        command = ["apt-get", "-qq", *words]
        return subprocess.run(
            command, cwd=folder, capture_output=True, encoding="utf-8", check=False
        )

    got = apt("download", *packages)
    if got.returncode:  # a fresh system has no package lists, and an old one's are stale
        apt("update")
        got = apt("download", *packages)
    assert got.returncode == 0, got.stderr
    for package in folder.glob("*.deb"):
        subprocess.run(["dpkg", "--extract", str(package), str(folder)], check=True)
