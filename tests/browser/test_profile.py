"""A test finds the browser as new, whatever the one before it did."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser.profile import Profile

pytestmark = pytest.mark.browser

STATE = """() => [
  location.href, innerWidth, innerHeight, document.cookie, localStorage.length, sessionStorage.length,
  ...["print", "(prefers-color-scheme: dark)", "(prefers-reduced-motion: reduce)",
    "(forced-colors: active)", "(prefers-contrast: more)"].map((each) => matchMedia(each).matches),
  document.querySelectorAll(":hover").length, "left" in globalThis, window.name, Date.now() > 1.7e12,
  navigator.onLine, navigator.hardwareConcurrency, alert(),
]"""
PLACE = "about/"


def stores(page: Page) -> None:
    page.evaluate(
        "localStorage.a = sessionStorage.a = 'x'; document.cookie = 'a=x'; left = 1; window.name = 'x'"
    )
    page.evaluate("addEventListener('pagehide', () => { sessionStorage.b = localStorage.b = 'x' })")


def sets(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 500})
    page.emulate_media(
        media="print", color_scheme="dark", reduced_motion="reduce", forced_colors="active",
        contrast="more",
    )  # fmt: skip
    page.context.grant_permissions(["clipboard-read"])
    page.mouse.move(100, 100)


def opens(page: Page) -> None:
    page.context.new_page()


def opens_by_itself(page: Page) -> None:
    with page.expect_popup():
        page.evaluate("open('./')")


def scripts(page: Page) -> None:
    page.add_init_script("globalThis.left = 1")
    page.context.add_init_script("globalThis.left = 1")


def exposes(page: Page) -> None:
    page.expose_function("left", lambda: None)


def stops_the_clock(page: Page) -> None:
    page.clock.set_fixed_time("2001-01-01")


def refuses(page: Page) -> None:
    page.context.route("**/*", lambda route: route.abort())
    page.route("**/*", lambda route: route.abort())


def holds(page: Page) -> None:
    page.context.route(re.compile(r"\.js"), lambda route: None)  # and never answers it
    page.goto(PLACE, wait_until="commit")


def answers(page: Page) -> None:
    def answer(route: Route) -> None:
        script = "globalThis.left = 1" if ".js" in route.request.url else ""
        route.fulfill(response=route.fetch(), body=script)

    page.context.route(re.compile(r"/assets/"), answer)
    page.goto(PLACE)
    assert page.evaluate("left") == 1


def goes_offline(page: Page) -> None:
    page.context.set_offline(True)


def listens(page: Page) -> None:
    page.on("dialog", lambda dialog: None)  # and never answers it
    page.context.on("request", lambda request: None)


def inspects(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setHardwareConcurrencyOverride", {"hardwareConcurrency": 77})


def keeps(page: Page) -> None:
    page.evaluate("caches.open('a')")


def closes(page: Page) -> None:
    page.close()


def leaves(page: Page) -> None:
    page.goto("about:blank")


HANDED_ON = (
    stores, sets, leaves, opens, opens_by_itself, scripts, refuses, holds, answers, goes_offline, listens,
    inspects,
)  # fmt: skip
ENDED = (stops_the_clock, exposes, keeps, closes)


@pytest.mark.parametrize("does", [*HANDED_ON, *ENDED], ids=lambda each: each.__name__)
def test_what_a_test_does_is_not_met_by_the_next(
    browser: Browser, quick_url: str, does: Callable[[Page], None]
) -> None:
    profile = Profile(browser, quick_url)
    profile.page.goto(PLACE)
    before = profile.page.evaluate(STATE)
    does(profile.page)
    handed_on = profile.renew()
    assert handed_on is (does in HANDED_ON)
    if handed_on:
        profile.problems = []
        profile.page.goto(PLACE)
        assert profile.page.evaluate(STATE) == before
        asked = "navigator.permissions.query({ name: 'clipboard-read' }).then(({ state }) => state)"
        assert profile.page.evaluate(asked) != "granted"
        assert not profile.problems
        profile.context.close()
