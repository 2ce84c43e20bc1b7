"""The command line as a user sees it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
OF_OTHERS = "ignore::EncodingWarning:openpyxl.worksheet._writer"
"""openpyxl opens a temporary file without an encoding; only the tests ask to be told."""


class Run(NamedTuple):
    """The exit status of a command, and what it wrote."""

    code: int
    out: str
    err: str


def run(*arguments: str, text: str | bytes = "", encoding: str = "utf-8") -> Run:
    """Run `python -m calculator …` with `text` on standard input and a console of `encoding`."""
    done = subprocess.run(
        [sys.executable, "-m", "calculator", *arguments],
        input=text.encode() if isinstance(text, str) else text,
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONWARNINGS": OF_OTHERS},
        check=False,
    )
    return Run(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))
