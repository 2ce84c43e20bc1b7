"""The server as an assistant meets it: the package installed, the official client, five questions of a firm."""

from __future__ import annotations

import inspect
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import calculator
from builder import texts
from builder.environment import Trouble, ensure_mcp
from calculator.assistant.tools import Tools
from calculator.i18n import LANGS

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
TEXTS = texts.load_all(ROOT / "docs")
WORDS = {c.measure_id: c.whole for policy in TEXTS for c in policy.clauses}
DAY = "2026-06-30"
LOAN = {"principal": 5000000, "rate_pct": 4.35, "days": 365, "year": 2025, "collateral": "patent"}
FIRM = {"city": "xiamen", "date": DAY, "titles": ["srdi_sme"], "pledge_loans": [LOAN]}

QUESTIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "我们用专利质押贷款，有补贴吗？": (
        "search_measures",
        {"query": "专利质押贷款补贴", "date": DAY},
    ),
    "能补多少，依据哪句话？": ("assess", {"profile": FIRM, "measures": ["xm-13"]}),
    "还要告诉你什么？": ("assess", {"profile": {"city": "xiamen", "date": DAY}}),
    "2027年3月还能申请吗？": ("get_measure", {"measure": "xm-13", "date": "2027-03-01"}),
    "搬到福州会更好吗？": ("compare_places", {"profile": FIRM}),
}
REFUSED = ("assess", {"profile": FIRM | {"pledge_loan": []}, "lang": "en"})


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as `pip install .` leaves it, from a copy of what it is made of."""
    source = tmp_path_factory.mktemp("source")
    for name in ("calculator", "builder", "docs/policies"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, source / name, ignore=ignored)
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    to = tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "--target", str(to), str(source)], check=True, cwd=source)
    return to


GUARD = """
import os, sys
def heard(event, told):
    if event in ("socket.connect", "socket.bind", "socket.getaddrinfo"):
        os.write(2, f"NETWORK {event} {told}".encode())
    elif event == "open" and isinstance(told[0], str) and set(told[1] or "r") & set("wax+"):
        os.write(2, f"WRITTEN {told}".encode())
sys.addaudithook(heard)
"""
"""Runs before anything else in the client and in the server, and tells of what neither may do."""


@pytest.fixture(scope="module")
def told(installed: Path) -> dict[str, Any]:
    """All that is asked, in one run of the client and one of the server."""
    try:
        sdk = ensure_mcp(ROOT)
    except Trouble as trouble:
        pytest.fail(f"the SDK cannot be installed: {trouble}")
    asked = {
        "server": [sys.executable, "-m", "calculator", "mcp"],
        "calls": [*QUESTIONS.values(), QUESTIONS["能补多少，依据哪句话？"], REFUSED],
        "read": [f"policy://{policy.id}/{lang}" for policy in TEXTS for lang in LANGS],
    }
    (installed / "sitecustomize.py").write_text(GUARD, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("mcp_client.py"))],
        input=json.dumps(asked),
        capture_output=True,
        encoding="utf-8",
        cwd=installed,  # not the checkout: what is installed answers
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(installed), str(sdk)]),
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    for unwanted in ("Traceback", "NETWORK", "WRITTEN"):
        assert unwanted not in done.stderr, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def test_the_installed_package_has_its_types_and_its_texts(installed: Path) -> None:
    assert (installed / "calculator/py.typed").is_file()
    assert (installed / "calculator/texts.json").is_file()
    assert not (installed / "builder").exists()


def test_every_tool_is_offered_with_what_it_does(told: dict[str, Any]) -> None:
    own = {
        n: inspect.getdoc(f)
        for n, f in vars(Tools).items()
        if inspect.isfunction(f) and n[0] != "_"
    }
    assert told["tools"] == own
    assert told["version"] == calculator.rules_version()


def test_the_texts_are_resources(told: dict[str, Any]) -> None:
    stored = [
        (ROOT / "docs/policies" / policy.id / f"{lang}.md").read_text(encoding="utf-8")
        for policy in TEXTS
        for lang in LANGS
    ]
    assert told["read"] == stored
    assert len(told["resources"]) == len(stored)


def test_five_questions_of_a_firm_are_answered_in_the_words_of_the_texts(
    told: dict[str, Any],
) -> None:
    assert [refused for refused, _ in told["answers"][:5]] == [False] * 5
    found, amount, more, later, places = (answer for _, answer in told["answers"][:5])

    assert found["found"][0]["id"] == "xm-13"
    assert found["found"][0]["text"] == WORDS["xm-13"].zh

    due = calculator.assess(FIRM)
    assert amount["totals"] == due.totals.to_dict()
    (loan,) = (each for each in amount["measures"] if each["id"] == "xm-13")
    assert loan["amount"] == {"kind": "ceiling", "min": "0.00", "max": "90000.00"}
    assert "比例最高60%" in loan["quotes"]
    assert all(quote in WORDS["xm-13"].zh for quote in loan["quotes"])
    (full,) = amount["in_full"]
    for step in full["steps"]:
        for quote in step["quotes"]:
            assert quote["text"] in WORDS[quote["measure"]].zh

    assert more["next_question"]["path"] == "/titles"
    assert more["next_question"]["measures"]

    assert later["standing"]["kind"] == "ended"
    assert later["text"] == WORDS["xm-13"].to_dict()

    cities = {each["city"]: each for each in places["places"]}
    assert cities["xiamen"]["totals"] == due.totals.to_dict()
    assert {text["kind"] for text in cities["fuzhou"]["texts"]} == {"draft"}
    assert "榕政办规〔2024〕21号" in cities["fuzhou"]["texts"][0]["said"]["zh"]


def test_the_same_case_has_the_same_answer_and_a_mistake_is_told(told: dict[str, Any]) -> None:
    assert told["answers"][5] == told["answers"][1]
    refused, said = told["answers"][6]
    assert refused
    assert "/pledge_loan: is not a known fact; did you mean pledge_loans?" in said
    assert "profile_schema" in said
