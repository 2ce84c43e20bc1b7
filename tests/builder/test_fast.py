"""The tests that `build_site.py test --fast` runs are fast: they start no process and no browser."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

import build_site
from tests import conftest

ROOT = Path(__file__).resolve().parents[2]
PYTHON = sys.executable
STARTING: dict[str, Callable[[], object]] = {
    "subprocess": lambda: subprocess.run([PYTHON, "-V"], check=True),
    "os.system": lambda: os.system("true"),
    "os.execv": lambda: os.execv(PYTHON, [PYTHON, "-V"]),
}
if sys.platform != "win32":
    STARTING["os.posix_spawn"] = lambda: os.posix_spawn(PYTHON, [PYTHON, "-V"], {})
    STARTING["os.fork"] = lambda: os.fork()


@pytest.mark.parametrize("start", STARTING.values(), ids=STARTING)
def test_a_test_not_marked_as_slow_fails_where_it_starts_a_process(
    start: Callable[[], object],
) -> None:
    """This one is not marked."""
    with pytest.raises(pytest.fail.Exception, match="starts a process: mark it `slow`"):
        start()


@pytest.mark.slow
def test_one_that_is_marked_may_start_a_process() -> None:
    assert subprocess.run([PYTHON, "-V"], check=True, stdout=subprocess.DEVNULL).returncode == 0


@pytest.mark.parametrize(
    ("fixture", "added"), [("built_site", ["slow"]), ("playwright", ["slow"]), ("tmp_path", [])]
)
def test_what_needs_the_site_or_a_browser_is_slow(fixture: str, added: list[str]) -> None:
    marked: list[str] = []
    item = SimpleNamespace(fixturenames=[fixture], path=Path("x"), add_marker=marked.append)
    conftest.pytest_collection_modifyitems([item])  # type: ignore[list-item]
    assert marked == added


def test_what_one_process_has_compiled_serves_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where Python is told to write no bytecode: tests start hundreds of processes."""
    given: list[dict[str, str]] = []
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setattr(subprocess, "call", lambda _, env, **__: given.append(env) or 0)
    build_site.run_test(argparse.Namespace(fast=False, pytest=["-x"]))
    (env,) = given
    assert "PYTHONDONTWRITEBYTECODE" not in env


def test_a_fast_run_leaves_out_what_is_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[list[str]] = []
    monkeypatch.setattr(subprocess, "call", lambda words, **_: ran.append(words) or 5)
    monkeypatch.setattr("builder.environment.ensure_budget", lambda root: None)
    assert build_site.run_test(argparse.Namespace(fast=True, pytest=["-x"])) == 5
    ((_, *words),) = ran
    assert words[words.index("-m", 2) + 1] == "not (alone or browser or engine or slow)"
    assert words[-1] == "-x"
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    markers = settings["tool"]["pytest"]["ini_options"]["markers"]
    assert set(build_site.SLOW) <= {each.partition(":")[0] for each in markers}
