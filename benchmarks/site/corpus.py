"""Synthetic projects with many texts: copies of the Xiamen text beside the two real ones.

Each copy has numbers of its own. Only the files that grow are written; the rest of the project is
linked. The rules of a copy are those of the original under the copy's ids.
"""

from __future__ import annotations

import dataclasses
import re
import shutil
from pathlib import Path

from calculator.measure import Policy as Rules

ORIGINAL = "xiamen-2024"
MEASURES = 40
"""In each copy."""

LINKED = (
    "builder", "node_modules", "calculator", "mkdocs.yml", "mkdocs.en.yml", "package.json", "pyproject.toml",
)  # fmt: skip


def write(root: Path, out: Path, copies: int) -> None:
    """Write the project at `root` to `out`, with `copies` copies of the text."""
    out.mkdir(parents=True)
    for name in LINKED:
        (out / name).symlink_to(root / name)
    shutil.copytree(root / "docs", out / "docs")
    source = out / "docs/policies" / ORIGINAL
    themes = out / "docs/themes.toml"
    grown = themes.read_text(encoding="utf-8")
    for n in range(1, copies + 1):
        folder = source.with_name(f"{ORIGINAL}-{n}")
        folder.mkdir()
        for file in source.iterdir():
            words = file.read_text(encoding="utf-8")
            if file.suffix == ".toml":
                words = _renamed(words, n)
            (folder / file.name).write_text(words, encoding="utf-8")
    numbers = range(1, copies + 1)
    grown = re.sub(
        r'"(xm)(-\d+)"', lambda m: ", ".join([m[0], *(f'"xm{n}{m[2]}"' for n in numbers)]), grown
    )
    themes.write_text(grown, encoding="utf-8")


def _renamed(words: str, n: int) -> str:
    return re.sub(r"\bxm\b", f"xm{n}", words)


def rules(original: Rules, copies: int) -> tuple[Rules, ...]:
    """Return the rules of the copies."""
    return tuple(
        dataclasses.replace(
            original,
            id=f"{ORIGINAL}-{n}",
            measures=tuple(
                dataclasses.replace(each, id=each.id.replace("xm-", f"xm{n}-"))
                for each in original.measures
            ),
        )
        for n in range(1, copies + 1)
    )
