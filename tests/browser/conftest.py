"""The languages and screens in which the built site is looked at."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from calculator.text import LANGS, Lang
from tests.browser.desk import Desk

SIZES: dict[str, ViewportSize] = {
    "phone": {"width": 390, "height": 844},
    "desktop": {"width": 1280, "height": 900},
}

expect.set_options(timeout=20_000)  # the engine starts in a second or two, on a busy machine later


@pytest.fixture(params=LANGS)
def lang(request: pytest.FixtureRequest) -> Lang:
    found: Lang = request.param
    return found


@pytest.fixture
def desk(page: Page, lang: Lang) -> Desk:
    """The calculator on a desktop, not yet opened."""
    page.set_viewport_size(SIZES["desktop"])
    return Desk(page, lang)


@pytest.fixture(params=SIZES)
def sized_desk(request: pytest.FixtureRequest, desk: Desk) -> Desk:
    """The calculator on a phone and on a desktop, not yet opened."""
    desk.page.set_viewport_size(SIZES[request.param])
    return desk
