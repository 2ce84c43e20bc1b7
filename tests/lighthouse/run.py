"""What Lighthouse says of the finished site on a phone: the pages people come to, in both languages.

    python -m tests.lighthouse.run [FOLDER]

Accessibility, best practices and search engines have to be at 100, performance at 98 or more. Times
vary with what else the machine does, so a page has three tries; all else is the same every time. The
folder is a finished site, by default one built for the purpose. Lighthouse itself is installed here.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from builder import chromium, release, serve, site
from builder.node import node, npm

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PAGES = ("", "measures/", "xiamen-2024/xm-13/", "calculator/")
LANGUAGES = ("", "en/")
DUE = {"accessibility": 1, "best-practices": 1, "seo": 1, "performance": 0.98}
TRIES = 3


def main(folder: Path | None) -> int:
    """Audit each page; 1 where one falls short."""
    install()
    with tempfile.TemporaryDirectory() as temporary:
        served = Path(temporary) / "site"
        if folder:
            shutil.copytree(folder, served)
        else:
            site.build(ROOT, served)
        release.compress(served, ROOT / release.CACHE)  # as a host sends it
        with chromium.driver() as playwright:
            browser = chromium.find_or_install(playwright).path
        with serve.running(served) as home:
            short = [
                line
                for lang in LANGUAGES
                for place in PAGES
                for line in audited(home, lang + place, browser)
            ]
    return int(bool(short))


def install() -> None:
    """Have the packages of package-lock.json."""
    kept, lock = HERE / "node_modules/.package-lock.json", HERE / "package-lock.json"
    if not kept.is_file() or kept.stat().st_mtime < lock.stat().st_mtime:
        quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
        subprocess.run([*npm(), "ci", *quiet], cwd=HERE, check=True)


def audited(home: str, place: str, browser: str | None) -> list[str]:
    """Print what a page scores, and return a line for each reason why that is not enough."""
    short: list[str] = []
    for _ in range(TRIES):
        found = lighthouse(home + place, browser)
        scores = {name: each["score"] for name, each in found["categories"].items()}
        print(f"/{place}", *(f"{name} {scores[name]:.2f}" for name in DUE), flush=True)
        short = [
            line for name, due in DUE.items() if scores[name] < due for line in reasons(found, name)
        ]
        if all(scores[name] >= due for name, due in DUE.items() if name != "performance"):
            if not short:
                break
        else:
            break
    print(*short, sep="\n", end="\n" if short else "")
    return short


def lighthouse(address: str, browser: str | None) -> dict[str, Any]:
    """The report on one address, with the settings for phones that Lighthouse has by default."""
    flags = [*chromium.FLAGS, "--headless=new", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    command = [
        str(node()),
        str(HERE / "node_modules/lighthouse/cli/index.js"),
        address,
        "--quiet",
        "--output=json",
        f"--only-categories={','.join(DUE)}",
        f"--chrome-flags={' '.join(flag.replace(' ', chr(92) + ' ') for flag in flags)}",
    ]
    environment = os.environ | ({"CHROME_PATH": browser} if browser else {})
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=environment)
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def reasons(report: dict[str, Any], category: str) -> list[str]:
    """What is less than perfect in a category, a line each."""
    counted = [ref["id"] for ref in report["categories"][category]["auditRefs"] if ref["weight"]]
    return [
        f"  {category}: {audit['title']}: {audit.get('displayValue', audit['score'])}"
        for audit in (report["audits"][name] for name in counted)
        if audit["score"] is not None and audit["score"] < 1
    ]


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else None))
