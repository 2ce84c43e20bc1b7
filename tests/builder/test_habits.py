"""What guards the repository: workflows, forms, owners and hooks name what is there, and pin what they fetch."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

import build_site

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


def test_what_is_published_keeps_the_files_of_what_was_published_before() -> None:
    """The machine that publishes is a fresh one: it has no release before."""
    steps = read(GITHUB / "workflows/pages.yml")["jobs"]["build"]["steps"]
    commands = [step for step in steps if "build_site.py release" in step.get("run", "")]
    assert commands
    for step in commands:
        assert step["run"].endswith(' --published "$SITE_URL"')
        assert step["env"]["SITE_URL"] == "${{ steps.pages.outputs.base_url }}/"


HAN, LATIN = re.compile(r"[\u3400-\u9fff]"), re.compile(r"[A-Za-z]{3}")
FORMS = [
    path for path in sorted((GITHUB / "ISSUE_TEMPLATE").glob("*.yml")) if path.stem != "config"
]


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_asks_in_both_languages(path: Path) -> None:
    form = read(path)
    said = [form["name"], form["description"], form["title"]]
    for part in form["body"]:
        of = part["attributes"]
        said += [of[key] for key in ("label", "value", "description") if key in of]
        said += of.get("options", [])
    assert [words for words in said if not (HAN.search(words) and LATIN.search(words))] == []
    ids = [part["id"] for part in form["body"] if part["type"] != "markdown"]
    assert len(ids) == len(set(ids))


def test_there_is_a_form_for_each_thing_that_readers_find() -> None:
    assert {path.stem for path in FORMS} == {"new-policy", "wrong-amount", "wrong-words"}


def test_rules_and_texts_have_owners_and_owned_places_exist() -> None:
    owned = {}
    for line in (GITHUB / "CODEOWNERS").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            place, *owners = line.split()
            owned[place] = owners
    for place in owned.keys() - {"*"}:
        assert (ROOT / place.lstrip("/")).exists(), place
    for place in ("/calculator/policies/", "/docs/policies/"):
        assert "@OWNER/law" in owned[place]


def test_hooks_run_commands_of_the_project_and_download_nothing() -> None:
    for repo in read(ROOT / ".pre-commit-config.yaml")["repos"]:
        assert repo["repo"] == "local"
        for hook in repo["hooks"]:
            assert hook["language"] == "system"
            program, script, *words = hook["entry"].split()
            assert (program, script) == ("python3", "build_site.py")
            assert build_site.parse(words)


def test_the_hook_of_the_tools_names_tests_that_are_there() -> None:
    tools = read(ROOT / ".pre-commit-config.yaml")["repos"][0]["hooks"][0]["entry"].split()
    module, chosen = tools[-3], tools[-1]
    assert f"def test_{chosen}" in (ROOT / module).read_text(encoding="utf-8")


def test_a_bot_looks_after_every_kind_of_lock() -> None:
    updates = read(GITHUB / "dependabot.yml")["updates"]
    assert {(each["package-ecosystem"], each["directory"]) for each in updates} == {
        ("github-actions", "/"),
        ("npm", "/"),
        ("pip", "/requirements"),
    }


@pytest.mark.slow
def test_settings_of_the_editor_are_shared_and_can_be_read() -> None:
    for name in ("settings.json", "extensions.json"):
        path = f".vscode/{name}"
        assert json.loads((ROOT / path).read_text(encoding="utf-8"))
        ignored = subprocess.run(["git", "check-ignore", "-q", path], cwd=ROOT, check=False)
        assert ignored.returncode == 1, path


def test_editors_leave_the_official_texts_as_they_are() -> None:
    lines = (ROOT / ".editorconfig").read_text(encoding="utf-8").splitlines()
    sections = [n for n, line in enumerate(lines) if line.startswith("[")]
    last = lines[sections[-1] :]
    assert last[0] == "[{docs/policies/*/zh.md,tests/sources/**}]"
    assert "trim_trailing_whitespace = unset" in last
    assert "insert_final_newline = unset" in last
