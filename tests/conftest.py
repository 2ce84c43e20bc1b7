"""Shared by all tests: the site built once, served by our own server, and a Chromium to view it."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

import build_site
from builder import chromium, serve
from tests.browser import worker
from tests.browser.profile import Profile
from tests.browser.shell import headless_shell

ROOT = Path(__file__).resolve().parent.parent
BROWSER = pytest.StashKey[str]()
"""Which browser was used, for the summary."""


BASELINE = "--js-flags=--liftoff-only"
"""Chromium's quick compiler for WebAssembly and not the slow one after it: Python starts in half the
processor time, then computes more slowly. What looks at compiled code has a browser of its own."""

BUILT = "1768867200"
"""When the site of the tests is built: 2026-01-20, within the validity of both texts."""


LONG = (
    "tests/browser/test_offline.py",
    "tests/builder/test_handbook.py",
    "tests/browser/test_search.py",
    "tests/browser/test_pages.py",
    "tests/browser/test_failures.py",
    "tests/browser/test_standing.py",
    "tests/calculator/test_fuzz.py",
    "tests/browser/test_security.py",
    "tests/browser/test_calculator_access.py",
    "tests/browser/test_shared_link.py",
    "tests/builder/test_chinese_windows.py",
    "tests/builder/test_site.py",
    "tests/browser/test_calculator_undo.py",
    "tests/browser/test_workflow.py",
    "tests/builder/test_check.py",
    "tests/browser/test_calculator.py",
    "tests/mutation/test_mutation.py",
    "tests/builder/test_engine.py",
    "tests/builder/test_life.py",
)
"""The modules that take half a minute of a processor or more, the longest first: begun last, one would
keep a test process busy after the others have ended."""


BUILT_ONCE = {"built_site", "playwright"}
"""Fixtures that take long: tests with one of them are slow without saying so."""

STARTS = {
    "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.startfile", "os.system",
    "subprocess.Popen",
}  # fmt: skip
"""What Python tells of when a process is to be started."""

watched = pytest.StashKey[list[pytest.Item]]()
"""The test that must not start a process, while it runs."""


def pytest_configure(config: pytest.Config) -> None:
    """Make a test fail if it starts a process in any way and is not marked as slow."""
    running = config.stash[watched] = []

    def heard(event: str, told: tuple[object, ...]) -> None:
        if running and event in STARTS:
            pytest.fail(f"{running[0].nodeid} starts a process: mark it `slow`. {event}{told}")

    sys.addaudithook(heard)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Watch a fast test, its fixtures included."""
    running = item.config.stash[watched]
    if not any(item.get_closest_marker(name) for name in build_site.SLOW):
        running.append(item)
    try:
        return (yield)
    finally:
        running.clear()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the long modules first; mark what needs the site or a browser as slow."""
    for item in items:
        if BUILT_ONCE.intersection(getattr(item, "fixturenames", ())):
            item.add_marker("slow")
    first = {ROOT / name: n for n, name in enumerate(LONG)}
    items.sort(key=lambda item: first.get(item.path, len(LONG)))


def pytest_collection_finish() -> None:
    """Exclude what is loaded by now from garbage collection: it stays to the end."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Collect what a test process reports."""
    if words := getattr(node, "workeroutput", {}).get("browser"):
        node.config.stash[BROWSER] = words


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print which browser was used."""
    if words := config.stash.get(BROWSER, None):
        terminalreporter.write_line(words)


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a temporary folder common to all test processes of this run."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def built_site(shared_folder: Path) -> Path:
    """Return the whole site, built once per run, or the finished one that SITE_DIR names.

    `build_site.py test` runs pytest twice, and names the folder that both share.
    """
    if finished := os.environ.get("SITE_DIR"):
        folder = (ROOT / finished).resolve()
        assert (folder / "index.html").is_file(), f"SITE_DIR: there is no site in {folder}"
        return folder
    from builder.site import build

    shared = Path(os.environ.get("SITE_KEPT", shared_folder))
    folder, done = shared / "site", shared / "site.done"
    with FileLock(shared / "site.lock"), pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", BUILT)
        if not done.exists():
            build(ROOT, folder)
            done.touch()
    return folder


@pytest.fixture(scope="session")
def compressed_engine(built_site: Path, shared_folder: Path) -> Path:
    """Return a copy of the site's engine with compressed copies, as in a release, made once per run.

    The slow part, brotli on the WebAssembly, is cached where `build_site.py release` looks for it.
    """
    from builder import release

    folder, done = shared_folder / "compressed-engine", shared_folder / "compressed-engine.done"
    with FileLock(shared_folder / "compressed-engine.lock"):
        if not done.exists():
            shutil.copytree(built_site / "engine", folder)
            release.compress(folder, ROOT / release.CACHE)
            done.touch()
    return folder


@pytest.fixture(scope="session")
def published_url(built_site: Path) -> Iterator[str]:
    """Yield the address of the built site as it is, ending in a slash."""
    with serve.running(built_site) as url:
        yield url


@pytest.fixture(scope="session")
def quick_url(built_site: Path) -> Iterator[str]:
    """Yield the same with a worker that uses this machine's Python."""
    with worker.running(built_site) as url:
        yield url


@pytest.fixture
def site_url(request: pytest.FixtureRequest) -> str:
    """Return the address of the built site; its worker answers from here, except in tests marked `pyodide`.

    Marked are tests of how Python arrives, fails, is cached or is stopped, of its speed, and one
    walk through each part of the page. Whatever else a page shows depends on what `respond`
    answers, which tests/engine compares, and on the worker's messages, which test_worker.py
    compares.
    """
    as_it_is = request.node.get_closest_marker("pyodide")
    url: str = request.getfixturevalue("published_url" if as_it_is else "quick_url")
    return url


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Yield Playwright itself."""
    with chromium.driver() as started:
        yield started


@pytest.fixture(scope="session")
def browser(
    playwright: Playwright, shared_folder: Path, pytestconfig: pytest.Config
) -> Iterator[Browser]:
    """Yield a Chromium that reaches only this machine; if none can be had, the test fails."""
    with FileLock(shared_folder / "chromium.lock"):
        found = headless_shell(chromium.find_or_install(playwright), ROOT / ".cache/browser")
    words = f"{found.words.zh} / {found.words.en}"
    pytestconfig.stash[BROWSER] = words
    if isinstance(handed_over := getattr(pytestconfig, "workeroutput", None), dict):
        handed_over["browser"] = words
    flags = [*chromium.FLAGS, BASELINE]
    launched = playwright.chromium.launch(executable_path=found.path, args=flags)
    yield launched
    launched.close()


@pytest.fixture
def problems() -> list[str]:
    """Return what has gone wrong in the page; a test that provokes an error removes it from the list."""
    return []


@pytest.fixture(scope="session")
def profiles() -> dict[tuple[Browser, str], Profile]:
    """Return the profiles to hand on, by browser and site."""
    return {}


@pytest.fixture
def profile(
    browser: Browser,
    site_url: str,
    problems: list[str],
    profiles: dict[tuple[Browser, str], Profile],
) -> Iterator[Profile]:
    """Yield a clean profile; fails the test on console errors, page errors and foreign requests."""
    given = profiles.pop((browser, site_url), None) or Profile(browser, site_url)
    given.problems = problems
    yield given
    if given.renew():
        profiles[browser, site_url] = given
    assert not problems, "\n".join(problems)


@pytest.fixture
def context(profile: Profile) -> BrowserContext:
    """Return the context of a clean profile."""
    return profile.context


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """Return a page of that profile; `page.goto("calculator/")` is relative to the site."""
    return context.pages[0] if context.pages else context.new_page()
