"""Lower scripts at build time to syntax that the oldest browsers of the site can read, with esbuild.

The sources stay as they are. What esbuild does not add are functions: tests/builder/test_floor.py
holds that none is used which these browsers lack.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from builder.node import node
from calculator.page.browsers import Oldest

HERE = Path(__file__).parent
ESBUILD = Path("node_modules/esbuild/package.json")
CACHE = Path(".cache/lowered")
KEPT = 12  # answers in the cache, the newest
LONGEST_SECONDS = 120

# esbuild counts these as missing where a browser had a fault in a rare case, which no script here has.
SUPPORTED = {"destructuring": True, "optional-chain": True}


class LowerError(Exception):
    """A script cannot be lowered; the message is esbuild's."""


def lowered(
    root: Path, scripts: Mapping[str, str], oldest: Oldest, *, minify: bool = False
) -> dict[str, str]:
    """Return the scripts, by the same names, in syntax that the `oldest` browsers can read.

    Answers are kept in the project's cache. Raises LowerError for a script that cannot be lowered, and
    NodeMissing if Node is needed and absent.
    """
    options = {
        "loader": "js",
        "charset": "utf8",
        "legalComments": "inline",
        "minify": minify,
        "supported": SUPPORTED,
        "target": [f"chrome{oldest.chrome}", f"safari{oldest.safari}", f"firefox{oldest.firefox}"],
    }
    asked = json.dumps({name: [script, options] for name, script in scripts.items()})
    version = json.loads((root / ESBUILD).read_text(encoding="utf-8"))["version"]
    key = sha256("\n".join((version, asked)).encode()).hexdigest()
    kept = root / CACHE / f"{key}.json"
    if not kept.exists():
        _keep(kept, _esbuild(root, asked))
    answer: dict[str, str] = json.loads(kept.read_text(encoding="utf-8"))
    return answer


def _esbuild(root: Path, asked: str) -> str:
    done = subprocess.run(
        [node(), HERE / "lower.mjs", root],
        input=asked,
        capture_output=True,
        encoding="utf-8",
        timeout=LONGEST_SECONDS,
        check=False,
    )
    if done.returncode:
        raise LowerError(done.stderr.strip())
    return done.stdout


def _keep(path: Path, answer: str) -> None:
    """Write an answer whole, and drop the oldest ones."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{sha256(answer.encode()).hexdigest()[:8]}")
    part.write_text(answer, encoding="utf-8")
    part.replace(path)
    found = sorted(path.parent.glob("*.json"), key=lambda each: each.stat().st_mtime)
    for old in found[:-KEPT]:
        old.unlink(missing_ok=True)
