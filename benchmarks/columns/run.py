"""Compare the budget's columns with OpenFisca's vectorised run, and write `results.md`.

    python -m benchmarks.columns.run

Both compute the clauses with money for the same enterprises, in turns, each in a process of its own.
Times are of the processor, so that other work on the machine disturbs them less; still, only ratios of
one run mean anything. OpenFisca's arrays and our columns are made before the clock starts.
"""

from __future__ import annotations

import json
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from benchmarks.profiles import profiles
from benchmarks.run import MONEY, ROOT, SEED, install_openfisca, load
from budget import population

HERE = Path(__file__).parent
KINDS = 20_000
"""Different enterprises; more rows are these again."""
SIZES = (20_000, 1_000_000)
ROUNDS = 5

Times = dict[str, list[float]]


def numbers(*command: str | Path) -> list[float]:
    """Run a command and return the numbers it prints last."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, encoding="utf-8")
    return [float(each) for each in done.stdout.splitlines()[-1].split()]


def measure(scratch: Path, python: Path, rows: int) -> Times:
    """Return what each round gave, by name."""
    ours: Times = {}
    file = scratch / f"{rows}.parquet"
    asked = (sys.executable, "-m", "benchmarks.columns.ours", file, ",".join(MONEY))
    others = (python, HERE / "openfisca.py", scratch / "profiles.json", str(rows))
    names = ("read", "made", "rules", "both", "measures", "exact", "memory")
    for _ in range(ROUNDS):
        for name, value in zip(names, numbers(*asked), strict=True):
            ours.setdefault(name, []).append(value)
        for name, value in zip(("openfisca", "clauses"), numbers(*others), strict=True):
            ours.setdefault(name, []).append(value)
    return ours


def report(found: dict[int, Times], before: str) -> str:
    """Return the page."""
    head = [
        "# Columns", "",
        "Written by `python -m benchmarks.columns.run`: processor seconds, medians of "
        f"{ROUNDS} rounds in turns, load average {before} before and {load()} after, "
        f"CPython {platform.python_version()}. A rate is measures times enterprises a second, in millions.",
        "", "| | " + " | ".join(f"{rows:,} enterprises" for rows in found) + " |",
        "|---|" + "--:|" * len(found),
    ]  # fmt: skip

    def row(name: str, cells: list[str]) -> str:
        return f"| {name} | " + " | ".join(cells) + " |"

    def rate(rows: int, count: float, seconds: float) -> str:
        return f"{rows * count / seconds / 1e6:.1f}"

    mid = {
        rows: {name: median(each) for name, each in times.items()} for rows, times in found.items()
    }
    lines = [
        row("Parquet to Arrow, s", [f"{m['read']:.3f}" for m in mid.values()]),
        row("Arrow to columns, s", [f"{m['made']:.3f}" for m in mid.values()]),
        row("rules, s", [f"{m['rules']:.3f}" for m in mid.values()]),
        row(
            "rules of two variants on columns used before, s",
            [f"{m['both']:.3f}" for m in mid.values()],
        ),
        row("rate", [rate(rows, m["measures"], m["rules"]) for rows, m in mid.items()]),
        row("rows computed again exactly", [f"{m['exact']:,.0f}" for m in mid.values()]),
        row("greatest memory, MB", [f"{m['memory']:.0f}" for m in mid.values()]),
        row("OpenFisca, s", [f"{m['openfisca']:.3f}" for m in mid.values()]),
        row(
            "OpenFisca, rate", [rate(rows, m["clauses"], m["openfisca"]) for rows, m in mid.items()]
        ),
        row(
            "times OpenFisca's rate",
            [
                f"{m['measures'] / m['rules'] / (m['clauses'] / m['openfisca']):.2f}"
                for m in mid.values()
            ],
        ),
    ]
    return "\n".join([*head, *lines, ""])


def main() -> None:
    """Measure and write the results."""
    python, before = install_openfisca(), load()
    firms = profiles(KINDS, SEED)
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        (scratch / "profiles.json").write_text(json.dumps(firms), encoding="utf-8")
        batch = population.from_profiles(firms)
        found = {}
        for rows in SIZES:
            population.write(scratch / f"{rows}.parquet", iter([batch] * (rows // KINDS)))
            found[rows] = measure(scratch, python, rows)
    (HERE / "results.md").write_text(report(found, before), encoding="utf-8")


if __name__ == "__main__":
    main()
