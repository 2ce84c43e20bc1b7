"""Python in the browser and Python here: the same profiles, the same JSON, character by character."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import calculator
from builder import engine
from calculator.fields import ListOf, facts_of
from calculator.i18n import LANGS
from calculator.page import respond
from calculator.phrases import Unit
from calculator.profile import FACTS

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "cases/worked.json").read_text("utf-8")
)
PROFILES = [case["profile"] for case in CASES[:50]]

# The page asks for HTML alone, so a copy of the worker gets another door: the package's own answer.
PAGE = '.pyimport("calculator.page").respond'
ANSWER = """
import json
import calculator
def answer(profile):
    return json.dumps(calculator.assess(json.loads(profile)).to_dict(), ensure_ascii=False)
answer
"""

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def folder(built_site: Path) -> Path:
    """Where the site has its engine."""
    (found,) = built_site.glob("**/python-*.zip")
    return found.parent


def test_the_profiles_are_fifty_and_of_many_kinds() -> None:
    assert len(PROFILES) == 50
    assert len({case["measure"] for case in CASES[:50]}) >= 6


def test_the_same_assessments(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "engine"
    shutil.copytree(folder, copy)
    worker = copy / engine.read_manifest(copy).worker
    source = worker.read_text("utf-8")
    assert source.count(PAGE) == 1
    worker.write_text(source.replace(PAGE, f".runPython({json.dumps(ANSWER)})"), "utf-8")

    answers = engine.answer_in_pyodide(copy, [json.dumps(profile) for profile in PROFILES])
    here = [calculator.assess(profile).to_dict() for profile in PROFILES]
    assert answers == [json.dumps(each, ensure_ascii=False) for each in here]


def test_the_same_pages(folder: Path) -> None:
    asked = [
        {"op": "update", "lang": lang, "entries": list(entries(profile)), "action": None}
        for profile in PROFILES
        for lang in LANGS
    ]
    requests = [json.dumps(each) for each in asked]
    assert engine.answer_in_pyodide(folder, requests) == [respond(each) for each in requests]


def entries(profile: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The profile as one would type it into the form."""
    for name, value in profile.items():
        kind = FACTS[name].kind
        if isinstance(kind, ListOf):
            facts = facts_of(kind.entry)
            for i, row in enumerate(value):
                for key, each in row.items():
                    yield f"{name}.{i}.{key}", text(facts[key].kind, each)
        elif isinstance(value, list):
            words = value or ["none"]
            listed = all(isinstance(each, int) for each in words)
            for i, each in enumerate(words):
                yield (f"{name}.{i}" if listed else name), str(each)
        else:
            yield name, text(kind, value)


def text(kind: object, value: object) -> str:
    """A value as typed; money says that it is in yuan."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value}元" if getattr(kind, "unit", None) is Unit.YUAN else str(value)


def test_what_is_typed_is_the_profile() -> None:
    from calculator.typed import profile_of, typed

    for profile in PROFILES:
        read = profile_of(typed(entries(profile)))
        assert calculator.assess(read).to_dict() == calculator.assess(profile).to_dict()
