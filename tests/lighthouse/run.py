"""What Lighthouse says of the finished site on a phone: the pages people come to, in both languages.

    python -m tests.lighthouse.run [FOLDER]

Accessibility, best practices and search engines have to be at 100, performance at 98 or more. Times
vary with what else the machine does, so a page has a few tries; all else is the same every time. The
folder is a finished site, by default one built for the purpose. Lighthouse itself is installed here.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from builder import chromium, serve, site
from builder.node import node, npm

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PAGES = ("", "measures/", "xiamen-2024/xm-13/", "calculator/")
LANGUAGES = ("", "en/")
DUE = {"accessibility": 1, "best-practices": 1, "seo": 1, "performance": 0.98}
TRIES = 8
SENT_SMALLER = {".html", ".css", ".js", ".json", ".svg"}
"""What a host compresses at the least; what Python itself needs is not asked for by a mere visit."""


def main(folder: Path | None) -> int:
    """Audit each page in each language; 1 where one falls short."""
    places = [language + place for language in LANGUAGES for place in PAGES]
    if folder:
        return int(bool(audit(folder, places)))
    with tempfile.TemporaryDirectory() as temporary:
        built = Path(temporary) / "site"
        site.build(ROOT, built)
        return int(bool(audit(built, places)))


def audit(folder: Path, places: list[str]) -> list[str]:
    """What falls short on these pages of a finished site, a line each; their scores are printed."""
    install()
    with tempfile.TemporaryDirectory() as temporary:
        served = Path(temporary) / "site"
        shutil.copytree(folder, served)
        compress(served)
        with serve.running(served) as home, phone() as lighthouse:
            return [line for place in places for line in audited(lighthouse, home, place)]


def install() -> None:
    """Have the packages of package-lock.json."""
    kept, lock = HERE / "node_modules/.package-lock.json", HERE / "package-lock.json"
    if not kept.is_file() or kept.stat().st_mtime < lock.stat().st_mtime:
        quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
        subprocess.run([*npm(), "ci", *quiet], cwd=HERE, check=True)


def compress(folder: Path) -> None:
    """As a host sends it that compresses on the way; a release has smaller files yet."""
    for path in folder.rglob("*"):
        if path.suffix in SENT_SMALLER and path.is_file() and site.ENGINE not in path.parts:
            small = gzip.compress(path.read_bytes(), compresslevel=6, mtime=0)
            path.with_name(f"{path.name}.gz").write_bytes(small)


class Phone:
    """Lighthouse with a Chromium that stays open; its settings are those it has for phones."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def __call__(self, address: str, categories: str) -> dict[str, Any]:
        """The report on one address."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{address} {categories}\n")
        self._process.stdin.flush()
        report: dict[str, Any] = json.loads(self._process.stdout.readline())
        return report


@contextmanager
def phone() -> Iterator[Phone]:
    """Lighthouse, ready to be asked."""
    with chromium.driver() as playwright:
        browser = chromium.find_or_install(playwright).path
    flags = [*chromium.FLAGS, "--headless=new", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    command = [str(node()), str(HERE / "audit.mjs"), browser or "", *flags]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    ) as process:
        yield Phone(process)


def audited(lighthouse: Callable[[str, str], dict[str, Any]], home: str, place: str) -> list[str]:
    """Print what a page scores, and return a line for each reason why that is not enough."""
    asked, short = list(DUE), list[str]()
    for _ in range(TRIES):
        found = lighthouse(home + place, ",".join(asked))
        # Without a score where the visit itself failed: that try is lost.
        scores = {name: found["categories"][name]["score"] for name in asked}
        told = [f"{name} {score}" for name, score in scores.items()]
        print(f"/{place}", *told, f"(speed of this machine: {found['speed']})", flush=True)
        missed = [name for name in asked if (scores[name] or 0) < DUE[name]]
        short = [f"/{place}: {line}" for name in missed for line in reasons(found, name)]
        if not missed or any(scores[name] for name in missed if name != "performance"):
            break
        asked = missed
    print(*short, sep="\n", end="\n" if short else "")
    return short


def reasons(report: dict[str, Any], category: str) -> list[str]:
    """What is less than perfect in a category, a line each."""
    counted = [ref["id"] for ref in report["categories"][category]["auditRefs"] if ref["weight"]]
    return [f"{category}: {report['categories'][category]['score']}"] + [
        f"{category}: {audit['title']}: {audit.get('displayValue', audit['score'])}"
        for audit in (report["audits"][name] for name in counted)
        if audit["score"] is not None and audit["score"] < 1
    ]


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else None))
