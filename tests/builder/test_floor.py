"""What is served is for browsers of some years ago: functions, styles, and syntax where none is lowered."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import material
import pytest

from builder import assets, offline, search
from builder.lower import LowerError, lowered
from builder.node import node
from calculator.page.browsers import COMPUTING, READING, Oldest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs/assets"
NEWER = json.loads((ROOT / "tests/scripts/newer.json").read_text("utf-8"))
LATER = [name.rpartition(".")[2] for name in NEWER["platform"]] + NEWER["language"]
AMBIGUOUS = {"size", "bytes", "json", "at", "any", "parse", "timeout"}
"""Names that older things have too: test_scripts.py tells them apart by types."""

WORDS = re.compile(rf"\b(?:{'|'.join(sorted(set(LATER) - AMBIGUOUS))})\b")
SYNTAX = re.compile(r"\?\?=|\|\|=|&&=|\bstatic\s*\{|[^\w.]#[a-z]\w*\s*[=(;]|\b\d+_\d|\bwith\s*\{")
"""What came after 2020: it is lowered in all scripts but those that are served as they are."""

YOUNG = re.compile(r"=>|\b(?:const|let|class|async)\b|`|\.\.\.|\?\.|\?\?|\bof\b")
"""What came after 2009."""

TOLD = DOCS / "javascripts/browser-support.js"
AS_IT_IS = {ROOT / offline.SOURCE}
"""Scripts that are not lowered."""


def code(script: str) -> str:
    """A script without its comments, and with strings and patterns empty."""
    parts = (
        r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|"
        r"(?<=[(,=:\[!&|?])\s*/(?:\\.|\[[^\]]*\]|[^/\\\n])+/[a-z]*"
    )
    return re.sub(parts, '""', script, flags=re.DOTALL)


def inline() -> Iterator[str]:
    """The scripts that templates contain."""
    for page in (ROOT / "docs/overrides").rglob("*.html"):
        yield from re.findall(r"<script>(.*?)</script>", page.read_text("utf-8"), re.DOTALL)


OWN = sorted(DOCS.rglob("*.js"))


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_no_script_calls_what_came_later(path: Path) -> None:
    script = code(path.read_text("utf-8"))
    assert not WORDS.findall(script)
    if path in AS_IT_IS:
        assert not SYNTAX.findall(script)


def test_every_script_is_lowered_or_needs_no_lowering() -> None:
    """The search's engine is one script, and Python's worker is part of the engine; both are lowered."""
    parts = {search.ASSETS + f"/engine/{part}.js" for part in search.PARTS}
    known = {ROOT / "docs" / name for name in (*assets.SCRIPTS, *parts)} | AS_IT_IS
    assert set(OWN) - known == {DOCS / "engine-worker.js"}
    scripts = list(inline())
    assert scripts
    for script in scripts:
        assert not SYNTAX.findall(code(script))
        assert not WORDS.findall(code(script))


def test_the_script_that_tells_of_the_browser_can_be_read_by_any() -> None:
    assert not YOUNG.findall(code(TOLD.read_text("utf-8")))


def test_it_asks_for_what_the_oldest_browsers_have() -> None:
    assert '"replaceChildren" in Element.prototype' in TOLD.read_text("utf-8")
    script = (DOCS / "javascripts/network.js").read_text("utf-8")
    assert '"Tag" in WebAssembly' in script
    assert f"Number(firefox) >= {COMPUTING.firefox}" in script


def test_the_theme_is_no_younger() -> None:
    (bundle,) = (Path(material.__file__).parent / "templates/assets/javascripts").glob(
        "bundle.*.js"
    )
    assert not SYNTAX.findall(code(bundle.read_text("utf-8")))


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ("a ??= 1;", True),
        ("class A { static { } }", True),
        ("class A { #b = 1; }", True),
        ("const n = 1_000;", True),
        ('a("??="); // b ||= c', False),
        ("a ?? b; a?.b; f(/a??=/);", False),
    ],
)
def test_newer_syntax_is_seen(script: str, found: bool) -> None:
    assert bool(SYNTAX.search(code(script))) is found


# Styles.

Rule = tuple[tuple[str, ...], str, str]
"""The conditions a rule is within, its selectors, its declarations."""


def rules(css: str) -> Iterator[Rule]:
    """Every rule of a style sheet."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    within: list[str] = []
    at = 0
    for mark in re.finditer(r"[{}]", css):
        words, at = css[at : mark.start()].strip(), mark.end()
        if mark[0] == "{":
            within.append(words)
        elif not within[-1].startswith("@"):
            yield tuple(within[:-1]), within.pop(), words
        else:
            within.pop()


LOOKS = {
    "body:has(#shared:not([hidden])) .md-top",  # the button would lie over the words
    "#comparison table:has(.cells) thead",  # what it says is beside each figure too
}
"""Rules that hide something, of which nothing is lost where `:has` is unknown."""

WITH_HAS = "@supports selector(:has("


def faults(css: str) -> list[str]:
    """What of a style sheet the oldest browsers would misread so that something is missing."""
    found = []
    for within, selectors, declarations in rules(css):
        conditions = " ".join(within)
        if "color-mix(" in declarations and "color-mix(" not in conditions:
            found.append(
                f"{selectors}: color-mix without @supports, which makes black or nothing of it"
            )
        if re.search(r"(^|[\s;])inset(-[a-z-]+)?:", declarations):
            found.append(f"{selectors}: inset; name the sides")
        if "scripting" in conditions or re.search(r"width\s*[<>]", conditions):
            found.append(f"{selectors}: {conditions}")
        if ":has(" not in selectors or WITH_HAS in conditions:
            continue
        if not all(":has(" in each for each in re.split(r",(?![^(]*\))", selectors)):
            found.append(f"{selectors}: the others are lost with the one that has :has")
        if re.search(r"display: none|outline", declarations) and selectors not in LOOKS:
            found.append(f"{selectors}: {declarations} needs :has")
    return found


@pytest.mark.parametrize("name", assets.STYLES)
def test_no_style_is_misread(name: str) -> None:
    assert not faults((ROOT / "docs" / name).read_text("utf-8"))


@pytest.mark.parametrize(
    ("css", "count"),
    [
        ("a { color: color-mix(in srgb, red, blue); }", 1),
        ("@supports (color: color-mix(in srgb, red, blue)) { a { --b: color-mix(in srgb, red, blue); } }", 0),
        ("@media (scripting: enabled) { a { color: red; } }", 1),
        ("@media (width < 40em) { a { color: red; } }", 1),
        ("a, b:has(c) { color: red; }", 1),
        ("a:is(b, c):has(d) { color: red; }", 0),
        ("b:has(c) { display: none; }", 1),
        ("@supports selector(:has(a)) { b:has(c) { outline: 0; } }", 0),
        ("a { color: red; inset: 0; }", 1),
        ("a { box-shadow: inset 0 0; }", 0),
    ],
)  # fmt: skip
def test_what_would_be_misread_is_seen(css: str, count: int) -> None:
    assert len(faults(css)) == count


STATIC = "class A { static { A.b = 1; } }\nexport { A };\n"


@pytest.mark.slow
def test_a_script_is_lowered_once_and_what_cannot_be_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    first = lowered(tmp_path, {"a": STATIC}, READING)
    assert "static {" not in first["a"]
    assert "export" in first["a"]
    assert "static {" in lowered(tmp_path, {"a": STATIC}, NOW)["a"]
    with pytest.raises(LowerError, match="Top-level await"):
        lowered(tmp_path, {"b": "await 1;"}, READING)
    monkeypatch.setenv("NODE", "/nowhere")
    node.cache_clear()
    assert lowered(tmp_path, {"a": STATIC}, READING) == first  # kept: Node is not needed
    monkeypatch.undo()
    node.cache_clear()


NOW = Oldest("999", "99", "999")


def test_nothing_that_is_served_needs_to_be_lowered(built_site: Path) -> None:
    """Written anew for the oldest browsers, every script is as written anew for the newest."""
    every = {
        path.relative_to(built_site).as_posix(): path.read_text("utf-8")
        for path in built_site.rglob("*.js")
    }
    engine = {name for name in every if name.startswith("engine/")}
    assert engine
    for names, oldest in ((engine, COMPUTING), (every.keys() - engine, READING)):
        scripts = {name: every[name] for name in sorted(names)}
        assert lowered(ROOT, scripts, oldest) == lowered(ROOT, scripts, NOW)
