"""The words the project itself writes: how it addresses its readers."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WRITTEN = sorted(
    file.relative_to(ROOT).as_posix()
    for folder in ("builder", "calculator", "docs")
    for ending in ("py", "js", "md", "toml", "html")
    for file in (ROOT / folder).rglob(f"*.{ending}")
    if file.name != "zh.md"
) + [file.name for file in sorted(ROOT.glob("*.md"))]
"""All but the official texts."""


def test_the_files_are_there() -> None:
    assert {"docs/about.md", "calculator/page/form.py", "docs/glossary.toml"} <= set(WRITTEN)


@pytest.mark.parametrize("name", WRITTEN)
def test_readers_are_addressed_in_one_way(name: str) -> None:
    """您, never 你; 你好 is a greeting with which readers may begin."""
    assert "你" not in (ROOT / name).read_text(encoding="utf-8").replace("你好", "")
