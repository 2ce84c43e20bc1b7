"""The benchmark's tables: medians and shares of what was measured, and the same in the handbook."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from benchmarks.engine import run
from calculator.i18n import LANGS

CELL = re.compile(r"^[\d,]+(?: \(\d\.\d\d\))?$")


def cells(markdown: str, begins: str) -> list[list[str]]:
    """The figures of each row that begins so, and has any."""
    rows = [line.split("|") for line in markdown.splitlines() if line.startswith(begins)]
    found = [[each.strip() for each in row if CELL.match(each.strip())] for row in rows]
    return [row for row in found if row]


def rounds(*factors: float) -> list[list[dict[str, Any]]]:
    """A round for each factor, in which stock takes 1000 ms of it, bare a half, the page 0.6."""
    parts = {"stock": 1000, "bare": 500, "page": 600}
    return [
        [
            {"load": factor, "day": "2026-01-20"},
            *({"way": way, "longest": ms} for way, ms in parts.items()),
            *(
                {"network": net.name, "way": way, "visit": visit, "ms": ms * factor, "bytes": 3e6}
                for net in run.NETWORKS
                for way, ms in parts.items()
                for visit in run.VISITS
            ),
        ]
        for factor in factors
    ]


def test_the_tables_hold_medians_and_shares(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "RAW", tmp_path / "results.json")
    monkeypatch.setattr(run, "RESULTS", tmp_path / "results.md")
    monkeypatch.setattr(run, "HANDBOOK", {lang: tmp_path / f"{lang}.md" for lang in LANGS})
    for path in run.HANDBOOK.values():
        path.write_text(
            "before\n<!-- engine: measured -->\nold\n<!-- engine: end -->\nafter\n",
            encoding="utf-8",
        )
    run.write(rounds(1, 9, 2), "1.0")
    found = run.RESULTS.read_text("utf-8")
    assert "medians of 3 rounds" in found
    assert "1.0, 9.0, 2.0" in found
    assert cells(found, "| our engine on a page") == [["1,000 (0.50)"] * 3] * 3 + [["500"]]
    assert "| unthrottled | page | 600 to 5,400 |" in found
    for path in run.HANDBOOK.values():
        page = path.read_text("utf-8")
        assert page.startswith("before\n")
        assert page.endswith("after\n")
        assert "old" not in page
        assert page.count("| 2,000 | 1,000 (0.50) | 1,200 (0.60) |") == 9


@pytest.mark.parametrize("lang", LANGS)
def test_the_handbook_shows_what_was_measured(lang: str) -> None:
    measured = run.RESULTS.read_text("utf-8")
    by_network = measured.split("\n## ")[1 : 1 + len(run.NETWORKS)]
    shown = run.HANDBOOK[lang].read_text("utf-8")
    wanted = [row for part in by_network for row in zip(*cells(part, "| "), strict=True)]
    names = tuple(f"| {name(lang)} |" for name in run.SAID.values())
    assert [tuple(row) for begins in names for row in cells(shown, begins)] == wanted
    assert len(wanted) == 9
