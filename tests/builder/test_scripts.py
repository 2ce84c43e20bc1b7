"""What the site's own scripts say of their types in `@ts-check` comments is checked, by TypeScript,
and that they use nothing that browsers of some years ago have not."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

from builder import search
from builder.node import node

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
CONFIGS = {name: ROOT / f"tests/scripts/{name}.json" for name in ("page", "worker", "search")}
SCRIPTS = {path.resolve() for path in (ROOT / "docs/assets").rglob("*.js")}


def tsc(*arguments: str) -> str:
    """What TypeScript says."""
    command = [str(node()), str(ROOT / "node_modules/typescript/bin/tsc"), *arguments]
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, encoding="utf-8")
    return done.stdout


@pytest.mark.parametrize("name", CONFIGS)
def test_the_types_hold(name: str) -> None:
    said = tsc("--project", str(CONFIGS[name]), "--listFiles").splitlines()
    read = {Path(line).resolve() for line in said if not line.startswith(" ") and "(" not in line}
    assert not [line for line in said if ": error TS" in line]
    own = {path for path in read if path in SCRIPTS}
    assert own
    for path in own:
        assert path.read_text("utf-8").startswith("// @ts-check\n"), path


def test_no_script_is_left_out() -> None:
    listed: set[Path] = set()
    for path in CONFIGS.values():
        for pattern in json.loads(path.read_text("utf-8"))["include"]:
            listed |= {found.resolve() for found in path.parent.glob(pattern)}
    assert listed == SCRIPTS


def test_a_wrong_type_is_told(tmp_path: Path) -> None:
    config = json.loads(CONFIGS["page"].read_text("utf-8"))
    config["compilerOptions"]["lib"] = ["es5"]
    config["include"] = ["wrong.js"]
    (tmp_path / "tsconfig.json").write_text(json.dumps(config), "utf-8")
    (tmp_path / "wrong.js").write_text("/** @type {number} */ var n = 'one';\n", "utf-8")
    assert "error TS2322" in tsc("--project", str(tmp_path))


NEWER = ROOT / "tests/scripts/newer.mjs"
LIBRARIES = ("idiomorph/dist/idiomorph.js", "uqr/dist/index.mjs")


def newer(*scripts: Path) -> list[str]:
    """What of these, configurations or scripts, is newer than the browsers they are to run in."""
    command = [str(node()), str(NEWER), *map(str, scripts)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8")
    return done.stdout.splitlines()


def test_nothing_is_newer_than_the_browsers(tmp_path: Path) -> None:
    inline = []
    for page in (ROOT / "docs/overrides").rglob("*.html"):
        for n, script in enumerate(
            re.findall(r"<script>(.*?)</script>", page.read_text("utf-8"), re.S)
        ):
            inline.append(tmp_path / f"{page.stem}-{n}.js")
            inline[-1].write_text(script, "utf-8")
    assert inline
    engine = tmp_path / "engine.js"
    engine.write_text(search.engine(ROOT), "utf-8")
    libraries = [ROOT / "node_modules" / name for name in LIBRARIES]
    assert all(each.is_file() for each in libraries)
    assert newer(*CONFIGS.values(), engine, *inline, *libraries) == []


NEWER_WORDS = {
    "/** @type {any} */ let all; all.toSorted();": ".toSorted",
    "new URLSearchParams('').size;": "URLSearchParams.size",
    "structuredClone({});": "structuredClone",
    "window.structuredClone({});": "structuredClone",
    "URL.canParse('');": "URL.canParse",
    "document.querySelectorAll('article :is(h2, h3)');": ":is(",
    "document.body.closest(`a:has(b)`);": ":has(",
    "/(?<=a)b/.test('');": "(?<=",
    "/a/v.test('');": "/a/v",
    "class One { static { One.name; } }": "static {}",
    "await 1; export {};": "await outside a function",
    "new Map().size; [].concat(); ({ at() {} }).at();": "",
}


def written(folder: Path, scripts: Iterable[str], config: Path) -> dict[str, str]:
    """The scripts in files of a folder, with the settings of `config`; by the names of the files."""
    told = json.loads(config.read_text("utf-8"))
    if "extends" in told:
        told["extends"] = str((config.parent / told["extends"]).resolve())
    named = {f"{n}.js": script for n, script in enumerate(scripts)}
    for name, script in named.items():
        (folder / name).write_text(script, "utf-8")
    told["include"] = list(named)
    (folder / "tsconfig.json").write_text(json.dumps(told), "utf-8")
    return named


def by_script(named: dict[str, str], said: Iterable[str]) -> dict[str, list[str]]:
    """What is said of each script, found by the name of its file."""
    said = list(said)
    return {
        script: [line for line in said if re.search(rf"(^|/){name}\b", line)]
        for name, script in named.items()
    }


def test_what_is_newer_is_named(tmp_path: Path) -> None:
    named = written(tmp_path, NEWER_WORDS, CONFIGS["page"])
    found = by_script(named, newer(tmp_path / "tsconfig.json"))
    assert {script: len(lines) for script, lines in found.items()} == {
        script: int(bool(word)) for script, word in NEWER_WORDS.items()
    }
    for script, word in NEWER_WORDS.items():
        assert not word or word in found[script][0]


LATER_LANGUAGE = (
    "[1].at(0);", "'a'.at(0);", "[1].toSorted();", "[1].findLast(Boolean);", "Object.hasOwn({}, 'a');",
    "Object.groupBy([1], String);",
)  # fmt: skip


@pytest.mark.parametrize("name", CONFIGS)
def test_the_language_is_that_of_2021(tmp_path: Path, name: str) -> None:
    named = written(tmp_path, (*LATER_LANGUAGE, "[1].map(String);"), CONFIGS[name])
    said = by_script(named, tsc("--project", str(tmp_path)).splitlines())
    wrong = {script for script, lines in said.items() if any("error TS" in each for each in lines)}
    assert wrong == set(LATER_LANGUAGE)
