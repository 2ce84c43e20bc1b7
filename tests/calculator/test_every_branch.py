"""The worked cases and the readings take every branch of every rule."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import calculator.policies

ROOT = Path(__file__).parents[2]
RULES = Path(calculator.policies.__file__).parent
CASES = ("tests/calculator/test_worked_cases.py", "tests/calculator/test_readings.py")


@pytest.mark.slow
def test_no_branch_of_a_rule_is_left_untried(tmp_path: Path) -> None:
    coverage = [sys.executable, "-m", "coverage"]
    data = f"--data-file={tmp_path / 'data'}"
    tried = [*coverage, "run", "--branch", f"--source={RULES}", data]
    subprocess.run(
        [*tried, "-m", "pytest", "-q", "-p", "no:cacheprovider", *CASES], cwd=ROOT, check=True
    )
    report = tmp_path / "report.json"
    subprocess.run([*coverage, "json", "-q", data, "-o", str(report)], cwd=ROOT, check=True)
    files = json.loads(report.read_text("utf-8"))["files"]
    assert len([name for name in files if not name.endswith("__init__.py")]) == 2
    for name, file in files.items():
        assert file["missing_lines"] == [], name
        assert file["missing_branches"] == [], name
        assert file["summary"]["num_branches"] or name.endswith("__init__.py"), name
