"""The engine in the built site: light enough, and the same Python as on this side."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest

from builder import engine
from calculator.page import respond

BUDGET = 3_000_000  # bytes of a first visit, brotli, the worker included
BUDGET_GZIP = 4_000_000  # the same where this machine has no brotli to measure with

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def folder(built_site: Path) -> Path:
    """Where the site has its engine."""
    found = {path.parent for path in built_site.glob("**/python-*.zip")}
    assert len(found) == 1, f"one engine is expected in {built_site}, there are {len(found)}"
    return found.pop()


def brotli(path: Path) -> int | None:
    """The size of a file as a server would send it; None where nothing here can tell."""
    if find_spec("brotli"):
        from brotli import compress

        return len(compress(path.read_bytes(), quality=11, lgwin=24))
    if command := shutil.which("brotli"):
        told = subprocess.run(
            [command, "--quality=11", "--lgwin=24", "-c", path], capture_output=True, check=True
        )
        return len(told.stdout)
    return None


def test_a_first_visit_stays_in_its_budget(folder: Path) -> None:
    manifest = engine.read(folder)
    names = [*(file.name for file in manifest.files), manifest.worker]
    sizes = {name: brotli(folder / name) for name in names}
    budget = BUDGET
    if None in sizes.values():
        sizes = {name: len(gzip.compress((folder / name).read_bytes())) for name in names}
        budget = BUDGET_GZIP
    total = sum(size or 0 for size in sizes.values())
    told = "\n".join(f"{size:>9,} {name}" for name, size in sizes.items())
    print(f"{told}\n{total:>9,} in all, of {budget:,}")
    assert all(sizes.values()), told
    assert total <= budget, told


@pytest.mark.parametrize("place", ["calculator", "en/calculator", "xiamen-2024/xm-3"])
def test_a_page_that_computes_names_the_modules_it_needs(built_site: Path, place: str) -> None:
    """So that they come at once, and not one after the other."""
    html = (built_site / place / "index.html").read_text("utf-8")
    named = re.findall(r'<link rel="modulepreload" href="([^"]+)"', html)
    served = {each.rpartition("/")[2] for each in named}
    scripts = built_site / "assets/javascripts"
    (start,) = scripts.glob("calculator-*.js")
    needed, left = set[str](), [start]
    for each in left:
        found = set(re.findall(r'^import .*"\./([^"]+)"', each.read_text("utf-8"), re.MULTILINE))
        left += [scripts / name for name in found - needed]
        needed |= found
    assert served == needed
    assert len(named) == len(served) > 3


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_asked_has_the_answer_it_has_here(folder: Path, lang: str) -> None:
    typed = [["city", "xiamen"], ["reserve_award_received", "２０万"], ["date", "\ud83d"]]
    asked = [
        {"op": "update", "lang": lang, "entries": typed, "action": None},
        {"op": "update", "lang": lang, "entries": [], "action": "example"},
        {"op": "update", "lang": lang, "entries": typed, "action": "add:pledge_loans"},
        {"op": "open", "lang": lang, "fragment": ""},
        {"op": "open", "lang": lang, "fragment": "#%zz=<b>&__proto__=1"},
    ]
    requests = [json.dumps(each) for each in asked]
    assert engine.answer_in_pyodide(folder, requests) == [respond(each) for each in requests]


def test_what_is_no_message_has_no_answer(folder: Path) -> None:
    with pytest.raises(engine.EngineError, match=r"JSONDecodeError[^$]*no answer \(python\)"):
        engine.answer_in_pyodide(folder, ["<b>"])
