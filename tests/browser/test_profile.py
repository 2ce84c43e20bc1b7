"""A test finds the browser as new, whatever the one before it did."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.profile import Profile

pytestmark = pytest.mark.browser

STATE = """() => [
  location.href, innerWidth, innerHeight, document.cookie, localStorage.length, sessionStorage.length,
  ...["print", "(prefers-color-scheme: dark)", "(prefers-reduced-motion: reduce)",
    "(forced-colors: active)", "(prefers-contrast: more)"].map((each) => matchMedia(each).matches),
  document.querySelectorAll(":hover").length, "left" in globalThis, window.name, Date.now() > 1.7e12,
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


def stops_the_clock(page: Page) -> None:
    page.clock.set_fixed_time("2001-01-01")


def answers(page: Page) -> None:
    page.context.route("**/*", lambda route: route.abort())


def keeps(page: Page) -> None:
    page.evaluate("caches.open('a')")


def closes(page: Page) -> None:
    page.close()


def leaves(page: Page) -> None:
    page.goto("about:blank")


HANDED_ON = (stores, sets, leaves)
ENDED = (opens, opens_by_itself, scripts, stops_the_clock, answers, keeps, closes)


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
