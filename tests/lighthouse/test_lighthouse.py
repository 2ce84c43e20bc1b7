"""Lighthouse on a phone, with the machine to itself: each kind of page, the languages by turns."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import pytest

import build_site
from tests.lighthouse.run import DUE, PAGES, TRIES, audit, audited, reasons

PLACES = ["", "en/measures/", "xiamen-2024/xm-13/", "en/calculator/"]
"""`python -m tests.lighthouse.run` looks at each page in both languages."""


@pytest.mark.alone
def test_lighthouse_is_content(built_site: Path) -> None:
    assert [place.removeprefix("en/") for place in PLACES] == list(PAGES)
    assert not audit(built_site, PLACES)


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


@pytest.mark.parametrize("failing", [0, 1, None])
def test_all_tests_end_with_those_that_are_alone(
    monkeypatch: pytest.MonkeyPatch, failing: int | None
) -> None:
    ran: list[tuple[list[str], str]] = []

    def call(command: list[str], *, cwd: Path, env: dict[str, str]) -> int:
        ran.append((command[3:], env["SITE_KEPT"]))
        return int(len(ran) - 1 == failing)

    monkeypatch.setattr(build_site.subprocess, "call", call)
    status = build_site.run_test(argparse.Namespace(pytest=[]))
    assert status == (failing is not None)
    (most, site), (last, same) = ran
    assert (most[:2], last[:2]) == (["-m", "not alone"], ["-m", "alone"])
    assert "-n" not in last
    assert site == same
