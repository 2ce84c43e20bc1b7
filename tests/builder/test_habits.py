"""What guards the repository: workflows, forms, owners and hooks name what is there, and pin what they fetch."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
ON = True
"""`on` is a word to YAML 1.1, and means True."""


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_pinned_by_commit_with_their_version_beside_it(path: Path) -> None:
    used = re.findall(r"uses: (.+)", path.read_text(encoding="utf-8"))
    assert used
    for said in used:
        if said.startswith("./"):
            assert (ROOT / said).is_file(), said
        else:
            assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", said), said


def test_an_action_has_one_commit_everywhere() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in WORKFLOWS)
    pins = set(re.findall(r"uses: ([\w-]+/[\w-]+)@(.+)", text))
    assert len(pins) == len({name for name, _ in pins})


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_may_only_read_unless_a_job_says_more(path: Path) -> None:
    assert read(path)["permissions"] == {"contents": "read"}


def test_every_push_and_pull_request_is_tested_on_the_pythons_and_systems() -> None:
    flow = read(GITHUB / "workflows/ci.yml")
    assert flow[ON] == {"push": {"branches": ["**"]}, "pull_request": None}
    fast = flow["jobs"]["fast"]
    matrix = fast["strategy"]["matrix"]
    oldest = re.search(
        r'requires-python = ">=(.+?)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    )
    assert oldest
    assert matrix["python"] == [oldest[1], "3.12", "3.13"]
    assert {system.split("-")[0] for system in matrix["system"]} == {"ubuntu", "windows", "macos"}
    commands = [step["run"] for step in fast["steps"] if "run" in step]
    assert [command.removeprefix("python build_site.py ") for command in commands] == [
        "check",
        "test --fast",
        "build",
    ]
    assert flow["jobs"]["whole"] == {"uses": "./.github/workflows/whole.yml"}


def test_the_whole_run_is_the_one_that_can_be_run_by_hand() -> None:
    steps = read(GITHUB / "workflows/whole.yml")["jobs"]["test"]["steps"]
    assert [step["run"] for step in steps if "run" in step] == [".ci/run"]
    assert (ROOT / ".ci/run").stat().st_mode & 0o111
