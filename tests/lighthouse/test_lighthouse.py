"""Lighthouse on a phone, with the machine to itself: each kind of page, the languages by turns."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import pytest

import build_site
from builder import environment
from tests.lighthouse.run import DUE, HERE, PAGES, TRIES, audit, audited, install, reasons

PLACES = ["", "en/measures/", "xiamen-2024/xm-13/", "en/calculator/"]
"""`python -m tests.lighthouse.run` looks at each page in both languages."""


@pytest.mark.alone
def test_lighthouse_is_content(built_site: Path) -> None:
    assert [place.removeprefix("en/") for place in PLACES] == list(PAGES)
    assert not audit(built_site, PLACES)


@pytest.mark.slow
def test_lighthouse_can_be_had_as_it_is_locked() -> None:
    """Beside the other tests, so that the one that has the machine to itself need not wait for it."""
    install()
    locked = json.loads((HERE / "package-lock.json").read_text("utf-8"))["packages"]
    here = json.loads((HERE / "node_modules/lighthouse/package.json").read_text("utf-8"))
    assert here["version"] == locked["node_modules/lighthouse"]["version"]


def test_what_a_page_falls_short_in_is_told() -> None:
    refs = [{"id": "a", "weight": 3}, {"id": "b", "weight": 0}, {"id": "c", "weight": 1}]
    audits = {
        "a": {"title": "Late", "score": 0.5, "displayValue": "4.2 s"},
        "b": {"title": "Idle", "score": 0},
        "c": {"title": "Still", "score": 1},
    }
    report = {"categories": {"performance": {"score": 0.9, "auditRefs": refs}}, "audits": audits}
    assert reasons(report, "performance") == ["performance: 0.9", "performance: Late: 4.2 s"]


@pytest.mark.parametrize(
    ("given", "visits", "short"),
    [
        ([{}], 1, False),
        ([{"performance": 0.9}, {"performance": None}, {"performance": 0.98}], 3, False),
        ([{"performance": 0.97}] * TRIES, TRIES, True),
        ([{"seo": 0.9}], 1, True),
        ([{"seo": None}, {}], 2, False),
    ],
)
def test_only_what_depends_on_time_is_tried_again(
    given: list[dict[str, float | None]], visits: int, short: bool
) -> None:
    asked: list[str] = []

    def lighthouse(address: str, categories: str) -> dict[str, Any]:
        scores = dict.fromkeys(DUE, 1.0) | given[len(asked)]
        asked.append(categories)
        told = {name: {"score": score, "auditRefs": []} for name, score in scores.items()}
        return {"categories": told, "audits": {}, "speed": 1000}

    assert bool(audited(lighthouse, "http://here/", "en/")) is short
    assert len(asked) == visits


@pytest.mark.parametrize(
    ("statuses", "due"),
    [
        ([0, 0], 0),  # all passed
        ([1, 0, 0], 0),  # what failed beside others passes by itself
        ([1, 1, 0], 1),
        ([2, 0], 2),  # interrupted: nothing to run again
        ([0, 1], 1),  # Lighthouse falls short
    ],
)
def test_what_failed_is_run_by_itself_and_what_measures_time_comes_last(
    monkeypatch: pytest.MonkeyPatch, statuses: list[int], due: int
) -> None:
    ran: list[tuple[list[str], str]] = []

    def call(command: list[str], *, cwd: Path, env: dict[str, str]) -> int:
        ran.append((command[3:], env["SITE_KEPT"]))
        return statuses[len(ran) - 1]

    monkeypatch.setattr(build_site.subprocess, "call", call)
    monkeypatch.setattr(build_site, "clean_commit", str)
    monkeypatch.setattr(environment, "ensure_budget", Path)
    assert build_site.run_test(argparse.Namespace(pytest=[], fast=False)) == due
    assert len(ran) == len(statuses)
    (first, site), *again, (last, same) = ran
    assert (first[:2], last[:2]) == (["-m", "not alone"], ["-m", "alone"])
    assert all("--last-failed" in words and "-n" not in words for words, _ in again)
    assert "-n" not in last
    assert site == same
