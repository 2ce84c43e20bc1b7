"""The two sides of a comparison: a commit, a folder with the project, or one of its policies."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from builder.toml_reader import TextError
from calculator.i18n import Text

WORKER = Path(__file__).with_name("worker.py")
PARTS = ("builder", "calculator", "docs", "tests/cases")
"""The parts of a commit that are unpacked."""


NOTHING = Text("不是提交、文件夹或政策", "not a commit, a folder or a policy")


class DiffError(TextError):
    """A version that does not exist or cannot be run."""


@dataclass(frozen=True, slots=True)
class Side:
    """A version of the project in a folder, or only one `policy` of it."""

    name: str
    root: Path
    policy: str | None = None

    def told(self, profiles: Mapping[str, object]) -> dict[str, Any]:
        """Return its words, and its results for each profile (see worker.py). Raises DiffError."""
        command = [sys.executable, "-I", str(WORKER), str(self.root)]
        done = subprocess.run(
            command, input=json.dumps(profiles).encode(), capture_output=True, check=False
        )
        if done.returncode:
            last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
            said = Text("运行不了：{why}", "cannot be run: {why}").fill(why="".join(last))
            raise DiffError.at(self.name, said)
        told: dict[str, Any] = json.loads(done.stdout)
        return told


@contextmanager
def side(project: Path, name: str) -> Iterator[Side]:
    """Open the version that `name` means in the project: a policy's id, a folder or a commit.

    Raises DiffError if it is none of these.
    """
    if (project / "docs" / "policies" / name / "policy.toml").is_file():
        yield Side(name, project, name)
    elif (Path(name) / "docs" / "policies").is_dir():
        yield Side(name, Path(name).resolve())
    else:
        with tempfile.TemporaryDirectory() as folder:
            _unpack(project, name, Path(folder))
            yield Side(name, Path(folder))


def _unpack(project: Path, commit: str, folder: Path) -> None:
    def git(*words: str) -> bytes:
        done = subprocess.run(["git", "-C", str(project), *words], capture_output=True, check=False)
        if done.returncode:
            said = done.stderr.decode(errors="replace").strip()
            raise DiffError.at(commit, Text(said, said) if said else NOTHING)
        return done.stdout

    git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{commit}^{{commit}}")
    listed = git("ls-tree", "--name-only", commit, "--", *PARTS).decode().split()
    archive = git("archive", "--format=tar", commit, "--", *listed)
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        tar.extractall(folder, filter="data")
