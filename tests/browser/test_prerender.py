"""The calculator by a press where the pointer has rested: the page and Python were ready before it.

In a Chromium that is left alone, as the way in which other tests hold theirs keeps it from preparing a page.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import pytest
from playwright.sync_api import Page, Playwright, expect

from builder import chromium
from calculator.i18n import LANGS, Lang
from tests.browser.desk import ROOTS, Desk
from tests.browser.host import Host, hosting
from tests.browser.unattended import Browser, browser

pytestmark = [pytest.mark.browser, pytest.mark.pyodide]

CLAUSE = "xiamen-2024/xm-3/"
WAYS = {"": "article a[href$='calculator/']", CLAUSE: "article a[href*='calculator/#']"}
"""Where one comes from, and the link there."""

PLACE = """(() => {
  const link = document.querySelector("%s");
  link.scrollIntoView({ block: "center", behavior: "instant" });
  const { x, y, width, height } = link.getClientRects()[0];
  return [x + width / 2, y + height / 2];
})()"""
LOADED = "document.readyState === 'complete' && location.href.startsWith('http')"
HEAR = "document.addEventListener('engine:ready', () => { window.heard = true })"
HEAR_RESULT = """document.addEventListener("calculator:result", ({ detail }) => {
  window.entries = detail.fragment;
})"""
READY = "performance.getEntriesByName('engine:ready')[0]"
ANSWERED = f"""/calculator.$/.test(location.pathname) && {READY}
  && !document.querySelector('#calculator[data-opening]') && !document.prerendering"""
SHOWN_LATER = "performance.getEntriesByType('navigation')[0].activationStart > 0"
RESTED_SECONDS = 3
FRUGAL = "Object.defineProperty(Navigator.prototype, 'connection', { get: () => ({ %s }) })"


@dataclass
class Visitor:
    """Somebody before a page with a link to the calculator."""

    browser: Browser
    host: Host
    session: str = ""

    def opens(self, lang: Lang, place: str) -> None:
        """Go to a page, and look at its link."""
        self.session = self.browser.page()
        self.browser.send("Page.navigate", self.session, url=self.host.url + ROOTS[lang] + place)
        self.browser.until(self.session, LOADED)
        self.browser.evaluate(self.session, HEAR)
        self.finds(WAYS[place])

    def finds(self, link: str) -> None:
        """See where the link is."""
        self.x, self.y = self.browser.evaluate(self.session, PLACE % link)

    def rests(self) -> None:
        """Lay the pointer on the link, until Python runs and the page is there."""
        self.browser.pointer(self.session, "mouseMoved", self.x, self.y)
        self.browser.until(self.session, "window.heard", 90)
        end = time.monotonic() + RESTED_SECONDS
        while time.monotonic() < end or not self.browser.prepared:
            time.sleep(0.1)
            self.browser.evaluate(self.session, "0")
            assert time.monotonic() < end + 60, "no page is prepared"

    def presses(self) -> float:
        """Press the link; the milliseconds until the page has answered what the link brought."""
        begun = time.monotonic()
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            self.browser.pointer(self.session, kind, self.x, self.y)
        end = begun + 90
        while time.monotonic() < end:
            try:
                self.session = self.browser.page()
                if self.browser.evaluate(self.session, ANSWERED):
                    return (time.monotonic() - begun) * 1000
            except (RuntimeError, IndexError):  # between two pages there is none
                time.sleep(0.01)
        raise AssertionError("no answer")

    def sees(self, expression: str) -> object:
        """What the page in front has."""
        return self.browser.evaluate(self.session, expression)

    def engines(self) -> list[str]:
        """What runs of the engine, of the page alone and shared."""
        kinds = ("worker", "shared_worker")
        return [
            kind for kind in kinds for url in self.browser.running(kind) if "/engine/worker-" in url
        ]


@pytest.fixture
def visitor(playwright: Playwright, built_site: Path) -> Iterator[Visitor]:
    program = chromium.find_or_install(playwright).path
    with hosting(built_site) as host, browser(str(program)) as opened:
        yield Visitor(opened, host)


@pytest.mark.parametrize(("lang", "place"), [*zip(LANGS, WAYS, strict=True)])
def test_after_a_rest_a_press_finds_page_and_python_ready(
    visitor: Visitor, lang: Lang, place: str
) -> None:
    visitor.opens(lang, place)
    assert not visitor.engines()
    visitor.rests()
    assert visitor.engines() == ["shared_worker"]
    asked = [each for each in visitor.host.asked if each.startswith("/engine/")]
    visitor.presses()
    assert visitor.sees(SHOWN_LATER)
    assert visitor.sees(f"{READY}.detail") == "shared"
    assert visitor.engines() == ["shared_worker"]
    assert [each for each in visitor.host.asked if each.startswith("/engine/")] == asked
    visitor.sees(HEAR_RESULT)
    visitor.sees("document.querySelector('#f-city-fuzhou').click()")
    visitor.browser.until(visitor.session, "window.entries?.includes('city=fuzhou')")


def test_a_press_at_once_starts_python_once(visitor: Visitor) -> None:
    """It begins with the press, before the page is there, and that one goes on with it."""
    visitor.opens("zh", "")
    visitor.presses()
    assert visitor.sees(f"{READY}.detail") == "shared"
    assert visitor.engines() == ["shared_worker"]


@pytest.mark.parametrize("connection", ["saveData: true", "effectiveType: '3g'"])
def test_nothing_is_ahead_of_a_press_where_data_are_dear(visitor: Visitor, connection: str) -> None:
    session = visitor.browser.page()
    visitor.browser.send("Page.enable", session)
    visitor.browser.send(
        "Page.addScriptToEvaluateOnNewDocument", session, source=FRUGAL % connection
    )
    visitor.opens("zh", "")
    visitor.browser.pointer(visitor.session, "mouseMoved", visitor.x, visitor.y)
    time.sleep(RESTED_SECONDS)
    visitor.sees("0")
    assert not visitor.browser.prepared
    assert not visitor.engines()
    assert not [each for each in visitor.host.asked if "engine/" in each or "calculator/" in each]


def test_a_page_that_is_only_ready_does_nothing_yet(visitor: Visitor) -> None:
    """Nor does it miss what is chosen meanwhile: dark, and larger."""
    visitor.opens("en", CLAUSE)
    visitor.rests()
    [ahead, *_] = visitor.browser.prepared
    seen = visitor.browser.evaluate(
        ahead, f"[document.prerendering, location.pathname, Boolean({READY}), history.state]"
    )
    assert seen == [True, "/en/calculator/", False, None]
    visitor.sees("document.querySelector('button.scheme:not([hidden])').click()")
    visitor.sees("document.querySelector('button.scheme:not([hidden])').click()")
    visitor.sees("document.querySelector('button.text-size').click()")
    visitor.finds(WAYS[CLAUSE])
    visitor.presses()
    assert visitor.sees(SHOWN_LATER)
    looks = "[document.body.dataset.mdColorScheme, document.documentElement.dataset.zoom]"
    assert visitor.sees(looks) == ["slate", "1"]


FAILS = {
    "as it starts": 'port2.postMessage({ type: "failed", reason: "memory" });',
    "when it is asked": """port2.postMessage({ type: "ready", ms: 1 });
      port2.onmessage = () => port2.postMessage({ type: "failed", reason: "python" });""",
    "to load": 'setTimeout(() => this.dispatchEvent(new Event("error")));',
}
FAILING = """sessionStorage.setItem("engine", "1");
window.SharedWorker = class extends EventTarget {
  constructor() {
    super();
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    %s
  }
};"""


@pytest.mark.parametrize("way", FAILS.values(), ids=FAILS)
def test_where_the_shared_engine_fails_the_page_has_its_own(page: Page, way: str) -> None:
    page.add_init_script(FAILING % way)
    desk = Desk(page, "zh")
    desk.start("#city=xiamen&titles=little_giant")
    expect(page.locator("#results .asof")).to_be_visible()
    assert page.evaluate("performance.getEntriesByName('engine:ready').at(-1).detail") == "own"
    assert page.evaluate("sessionStorage.getItem('engine')") is None


@pytest.mark.alone
@pytest.mark.parametrize("place", WAYS)
def test_the_answer_is_there_soon_after_the_press(
    playwright: Playwright, built_site: Path, place: str
) -> None:
    program, taken = chromium.find_or_install(playwright).path, []
    for _ in range(3):
        with hosting(built_site) as host, browser(str(program)) as opened:
            visitor = Visitor(opened, host)
            visitor.opens("zh", place)
            visitor.rests()
            taken.append(visitor.presses())
    assert median(taken) <= 300, taken
