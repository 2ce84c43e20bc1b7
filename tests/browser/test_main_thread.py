"""What the calculator's page asks of the browser's main thread while it opens."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import SIZES

pytestmark = [pytest.mark.browser, pytest.mark.pyodide]

TRACED = ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline", "__metadata"]
FILLED = (
    "calculator/#city=xiamen&titles=little_giant&first_little_giant_title=true"
    "&little_giant_title_date=2025-05-20&date=2025-06-30"
)
SEEN = "[...document.querySelectorAll('body *')].filter((each) => each.checkVisibility()).length"
FOLDED = "getComputedStyle(document.querySelector('#part-loans'), '::details-content').display"


def test_the_page_is_styled_and_laid_out_about_once(page: Page) -> None:
    """Nor is what is folded laid out for the browser's own look at the form; later it is there to find.

    Where its scripts change what all of it depends on, it is styled seven times over as it opens.
    """
    page.set_viewport_size(SIZES["desktop"])
    page.route("**/engine/**", lambda _: None)  # an answer would be drawn too, sooner or later
    browser = page.context.browser
    assert browser
    browser.start_tracing(page=page, categories=TRACED)
    page.goto(FILLED)
    page.locator("#calculator[data-loaded]").wait_for()
    events: list[dict[str, Any]] = json.loads(browser.stop_tracing())["traceEvents"]
    threads = {
        (each["pid"], each["tid"]): each["args"]["name"]
        for each in events
        if each.get("name") == "thread_name"
    }
    events = [
        each
        for each in events
        if threads.get((each["pid"], each["tid"])) == "CrRendererMain" and each.get("ph") == "X"
    ]
    styled = sum(
        each["args"].get("elementCount", 0) for each in events if each["name"] == "UpdateLayoutTree"
    )
    seen = page.evaluate(SEEN)
    assert seen > 300
    assert styled < 4 * seen

    opened = [
        each
        for each in events
        if each["name"] == "EventDispatch" and each["args"]["data"]["type"] == "DOMContentLoaded"
    ]
    opening = max(opened, key=lambda each: each["dur"])  # the others are of pictures
    [task] = [
        each
        for each in events
        if each["name"] == "ThreadControllerImpl::RunTask" and _within(opening, each)
    ]
    forced = [each for each in events if each["name"] == "Layout" and _within(each, task)]
    assert len(forced) <= 4
    assert page.evaluate(FOLDED) != "none"


def _within(inner: dict[str, Any], outer: dict[str, Any]) -> bool:
    return bool(outer["ts"] <= inner["ts"] < outer["ts"] + outer["dur"])
