"""What the site's own scripts say of their types in `@ts-check` comments is checked, by TypeScript."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from builder.node import node

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
