"""The engine in the built site: light enough, and the same Python as on this side."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from builder import engine
from calculator.page import respond

BUDGET = 3_000_000  # bytes of a first visit, brotli as a release has it, the worker included
BUDGET_OF_WORKBOOKS = 290_000  # bytes, fetched when a workbook is dropped or taken

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def folder(built_site: Path) -> Path:
    """Where the site has its engine."""
    found = {path.parent for path in built_site.glob("**/python-*.zip")}
    assert len(found) == 1, f"one engine is expected in {built_site}, there are {len(found)}"
    return found.pop()


def test_a_first_visit_stays_in_its_budget(compressed_engine: Path) -> None:
    manifest = engine.read_manifest(compressed_engine)
    names = [*(file.name for file in manifest.files), manifest.worker]
    sizes = {name: (compressed_engine / f"{name}.br").stat().st_size for name in names}
    total = sum(sizes.values())
    told = "\n".join(f"{size:>9,} {name}" for name, size in sizes.items())
    print(f"{told}\n{total:>9,} in all, of {BUDGET:,}")
    assert all(sizes.values()), told
    assert total <= BUDGET, told


def test_what_workbooks_need_is_light(compressed_engine: Path) -> None:
    later = engine.read_manifest(compressed_engine).later
    assert 0 < (compressed_engine / f"{later.name}.br").stat().st_size <= BUDGET_OF_WORKBOOKS


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
    # Where there is a line for a sentence, what reads it is needed too.
    if 'id="quick"' in html:
        (quick,) = scripts.glob("quick-entry-*.js")
        needed.add(quick.name)
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
