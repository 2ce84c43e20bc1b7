"""Measure how the build time grows with the corpus, on synthetic ones, and write `results.md`.

    python -m benchmarks.site.run

Every build runs in its own process; it makes both languages, the open data and the search, and
checks every link. The calculator's engine is left out, because its size does not depend on the
corpus.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, process_time

ROOT = Path(__file__).parents[2]
SIZES = (1000, 2000, 5000)
"""Synthetic measures, beside the real ones."""


def build_once(size: int, folder: Path) -> dict[str, float]:
    """Build a corpus in this process, its rules installed before the builder reads them."""
    from benchmarks.site import corpus
    from calculator import policies

    copies = size // corpus.MEASURES
    corpus.write(ROOT, folder / "project", copies)
    policies.POLICIES += corpus.rules(policies.POLICIES[0], copies)
    policies.MEASURES |= {m.id: m for policy in policies.POLICIES for m in policy.measures}
    from builder import site

    start, start_cpu = perf_counter(), process_time()
    report = site.build(folder / "project", folder / "site", engine=False)
    return {
        "pages": report.pages,
        "bytes": report.bytes,
        "seconds": perf_counter() - start,
        "cpu": process_time() - start_cpu,
    }


def main() -> None:
    """Build each size, and a warm-up, in turn."""
    found = {size: _measured(size) for size in (0, *SIZES)}
    told = report(found)
    (Path(__file__).parent / "results.md").write_text(told, encoding="utf-8")
    print(told)


def _measured(size: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "benchmarks.site.run", str(size), folder]
        done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE)
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def report(found: dict[int, dict[str, float]]) -> str:
    """Return the table of what each page costs beyond the build of the real site."""
    base = found[0]
    rows = []
    for size, each in found.items():
        more = each["pages"] - base["pages"]
        cost = f"{(each['cpu'] - base['cpu']) / more * 1000:.2f}" if more else ""
        rows.append(
            f"| {size:,} | {each['pages']:,.0f} | {each['bytes'] / 1e6:.0f} | "
            f"{each['seconds']:.1f} | {each['cpu']:.1f} | {cost} |\n"
        )
    load = os.getloadavg()[0]
    return (
        "# Growth of the build\n\n"
        f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {os.cpu_count()} cores, "
        f"load {load:.1f}. One process builds both languages, the open data and the search, and checks "
        "every link; the engine is left out.\n\n"
        "| synthetic measures | pages, both languages | MB | seconds | CPU seconds | ms of CPU a page "
        "beyond the real site |\n|---:|---:|---:|---:|---:|---:|\n" + "".join(rows)
    )


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(build_once(int(sys.argv[1]), Path(sys.argv[2]))))
    else:
        main()
