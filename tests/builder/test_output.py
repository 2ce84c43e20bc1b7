"""A site goes into a folder of its own, and never over what somebody has made or keeps."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import build_site
from builder import output
from builder.environment import Trouble
from builder.site import Report
from tests import project

ROOT = Path(__file__).resolve().parents[2]
SEVERAL = ("docs/policies", ".git", "calculator")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of empty files, whose build is a page; the working folder is in it."""
    folder = tmp_path / "above/project"
    for name in SEVERAL:
        (folder / name).mkdir(parents=True)
        (folder / name / "kept").write_text(name, encoding="utf-8")
    (tmp_path / "above/thesis.docx").write_text("years of work", encoding="utf-8")
    monkeypatch.setattr(build_site, "ROOT", folder)
    monkeypatch.chdir(folder)

    def write(_: Path, out: Path) -> Report:
        (out / "a").mkdir(parents=True)
        (out / "index.html").write_text("built", encoding="utf-8")
        return Report(pages=1, files=1, bytes=5, seconds=0.0, warnings=())

    monkeypatch.setattr("builder.site.build", write)
    return folder


def everything(folder: Path) -> dict[Path, str | None]:
    return {
        path: path.read_text(encoding="utf-8") if path.is_file() else None
        for path in folder.rglob("*")
    }


def run(*words: str) -> int:
    args = build_site.parse([*words])
    status: int = args.run(args)
    return status


COMMANDS = {
    "build": lambda out: ["build", "--out", out],
    "release": lambda out: ["release", "1.0.0", "--zh", "一句。", "--en", "One.", "--to", out],
    "restore": lambda out: ["release", "1.0.0", "--restore", "--to", out],
}


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
@pytest.mark.parametrize(
    "out", [".", "..", "../..", "/", "docs", "docs/new", "docs/policies", ".git", "../project/docs"]
)
@pytest.mark.parametrize("through", ["itself", "a link"])
def test_the_project_what_is_above_it_and_its_sources_are_refused(
    root: Path, words: Callable[[str], list[str]], out: str, through: str
) -> None:
    if through == "a link":
        (root / "link").symlink_to((root / out).resolve(), target_is_directory=True)
        out = "link"
    before = everything(root.parents[1])
    with pytest.raises(
        Trouble, match="the project, a folder above it or one of its source folders"
    ) as told:
        run(*words(out))
    assert told.value.code == 2
    assert "\n" not in str(told.value)
    assert everything(root.parents[1]) == before


def test_what_no_build_has_made_is_refused_and_named(root: Path) -> None:
    outs = [root / name for name in ("kept", "a file", "releases/site", "site", ".cache/preview")]
    for out in outs:
        out.mkdir(parents=True)
        (out / "thesis.docx").write_text("years of work", encoding="utf-8")
    (root / "link").symlink_to(root / "kept", target_is_directory=True)
    before = everything(root)
    told = [
        ["build", "--out", "kept"],
        ["build", "--out", "link"],
        ["build", "--out", "kept/thesis.docx"],
        ["build"],
        ["serve"],
        ["preview"],
        COMMANDS["release"]("releases"),
        COMMANDS["restore"]("releases"),
    ]
    for words in told:
        with pytest.raises(
            Trouble, match=r"contains files that no build has made \(thesis.docx\)"
        ) as said:
            run(*words)
        assert said.value.code == 2
    assert everything(root) == before


def test_an_empty_folder_a_new_one_and_a_former_build_are_written_to(root: Path) -> None:
    (root / "empty").mkdir()
    for out in ("empty", "new", "deep/down/new", "../beside", "site", ".cache/preview"):
        assert run("build", "--out", out) == 0
        assert (root / out / "index.html").read_text(encoding="utf-8") == "built"
        (root / out / "index.html").write_text("old", encoding="utf-8")
        (root / out / "Thumbs.db").touch()
        assert run("build", "--out", out) == 0
        names = {path.name for path in (root / out).iterdir()}
        assert names == {"a", "index.html", output.MARK}
        assert (root / out / "index.html").read_text(encoding="utf-8") == "built"
    assert {path.name for path in root.iterdir()} >= {"docs", "calculator", ".git"}


def test_what_is_put_into_a_former_build_is_not_lost(root: Path) -> None:
    assert run("build", "--out", "site") == 0
    (root / "site/thesis.docx").write_text("years of work", encoding="utf-8")
    with pytest.raises(Trouble, match=r"thesis\.docx.*a site built by an earlier version"):
        run("build", "--out", "site")
    assert (root / "site/thesis.docx").read_text(encoding="utf-8") == "years of work"
    (root / "site/thesis.docx").unlink()
    (root / "site" / output.MARK).unlink()  # as before there was a mark
    with pytest.raises(Trouble, match="delete a site built by"):
        run("build", "--out", "site")


def test_a_mark_of_somebody_else_is_none(root: Path) -> None:
    (root / "kept").mkdir()
    (root / "kept" / output.MARK).write_text("mine\nthesis.docx\n", encoding="utf-8")
    with pytest.raises(Trouble, match="contains files that no build has made"):
        run("build", "--out", "kept")


def left(root: Path, name: str, *names: str) -> Path:
    folder = root / name
    for each in names:
        (folder / each).mkdir(parents=True)
        (folder / each / "index.html").write_text("half", encoding="utf-8")
    return folder


def test_what_killed_builds_left_is_cleared_away_and_nothing_else(root: Path) -> None:
    """Nobody holds it any more; a build that goes on beside this one does."""
    killed = left(root, "site.abcdefgh", "next", "old")
    (killed / output.HELD).touch()
    old = left(root, "site.ijklmnop", "next")
    os.utime(old, (time.time() - output.LONGEST - 1,) * 2)
    kept = [left(root, "site.new", "next"), left(root, "site.bak", "next", "mine")]
    other, clear = output.aside(root / "site")
    assert run("build", "--out", "site") == 0
    assert not killed.exists()
    assert not old.exists()
    for folder in (*kept, other):
        assert folder.is_dir()
    clear()
    assert sorted(path.name for path in root.glob("site*")) == ["site", "site.bak", "site.new"]


@pytest.mark.slow
def test_a_build_that_is_killed_leaves_the_site_and_what_it_made_goes_with_the_next(
    root: Path,
) -> None:
    assert run("build") == 0
    code = (
        "import sys, time; sys.path.insert(0, sys.argv[1]); from pathlib import Path; "
        "from builder import output; made = output.aside(Path(sys.argv[2])); "
        "print(made[0], flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(ROOT), str(root / "site")],
        stdout=subprocess.PIPE, encoding="utf-8",
    ) as process:  # fmt: skip
        assert process.stdout
        folder = Path(process.stdout.readline().strip())
        assert run("build") == 0
        assert folder.is_dir(), "a build that goes on is left alone"
        process.kill()
    assert run("build") == 0
    assert not folder.exists()
    assert (root / "site/index.html").is_file()


def test_a_mount_point_is_refused_as_it_cannot_be_replaced(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    volume = root / "volume"
    volume.mkdir()
    monkeypatch.setattr(Path, "is_mount", lambda path: path == volume)
    with pytest.raises(Trouble, match="is a mount point and cannot be replaced") as told:
        run("build", "--out", "volume")
    assert told.value.code == 2
    assert run("build", "--out", "volume/site") == 0


@pytest.mark.slow
def test_every_folder_of_the_project_is_a_source() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, encoding="utf-8"
    ).stdout
    folders = {name.partition("/")[0] for name in listed.split("\0") if "/" in name}
    assert folders <= output.SOURCES


@pytest.mark.slow
def test_the_command_refuses_in_a_line(tmp_path: Path) -> None:
    root = tmp_path / "project"
    project.sources(root)
    (root / ".venv").symlink_to((ROOT / ".venv").resolve())
    (root / "node_modules").symlink_to((ROOT / "node_modules").resolve())
    before = everything(root / "docs/policies")
    done = subprocess.run(
        [sys.executable, "build_site.py", "build", "--out", "docs"],
        cwd=root, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert everything(root / "docs/policies") == before
