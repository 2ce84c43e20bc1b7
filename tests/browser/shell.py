"""Chromium's headless shell, where it can be had: the same engine for a quarter less processor time.

Debian builds both from the same source, in packages of their own; the shell is unpacked, not
installed. Having no windows, it draws no toolbars around the page. Tests that launch a browser of
their own use the installed one.
"""

from __future__ import annotations

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from builder.chromium import Browser
from calculator.i18n import Text

INSTALLED, LIBRARY = Path("/usr/bin/chromium"), Path("/usr/lib/chromium")
PACKAGE = "chromium-headless-shell"
QUICKLY = ["-o", "Acquire::http::Timeout=10", "-o", "Acquire::Retries=0"]
"""Options for apt: without a network, give up soon and use the installed browser."""


def headless_shell(found: Browser, folder: Path) -> Browser:
    """Return the headless shell of the same version as Debian's Chromium, unpacked in `folder`.

    Returns `found` where that is another browser, or where the shell cannot be had or does not start.
    """
    if found.path != INSTALLED:
        return found
    try:
        version = _output("dpkg-query", "--show", "--showformat=${Version}", INSTALLED.name)
        program = _unpacked(folder, version)
        _output(str(program), "--no-sandbox", "--dump-dom", "about:blank")
    except (OSError, subprocess.SubprocessError):
        return found
    return Browser(program, Text("同一版本，没有窗口", "headless shell of the same version"))


def _unpacked(folder: Path, version: str) -> Path:
    """Return the path of the program; raises SubprocessError where the package cannot be had."""
    home = folder / f"{PACKAGE}-{version}"
    program = home / "usr/lib/chromium" / PACKAGE
    if not program.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder) as part:
            _output("apt-get", "-qq", *QUICKLY, "download", f"{PACKAGE}={version}", at=part)
            (package,) = Path(part).glob("*.deb")
            unpacked = Path(part) / "unpacked"
            _output("dpkg", "--extract", str(package), str(unpacked))
            unpacked.rename(home)
        for shared in LIBRARY.iterdir():  # what both have in common is in another package
            beside = program.with_name(shared.name)
            if not beside.exists():
                beside.symlink_to(shared)
    return program


def _output(*command: str, at: str | None = None) -> str:
    """Return what a command prints; raises SubprocessError where it fails or takes minutes."""
    return subprocess.run(
        command, cwd=at, capture_output=True, check=True, encoding="utf-8", timeout=180
    ).stdout
