"""The languages and screens in which the built site is looked at."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from calculator.i18n import LANGS, Lang
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


PAIRS: dict[str, tuple[str, Lang]] = {"phone-zh": ("phone", "zh"), "desktop-en": ("desktop", "en")}


@pytest.fixture(params=PAIRS.values(), ids=PAIRS)
def sized_desk(request: pytest.FixtureRequest, page: Page) -> Desk:
    """The calculator on a phone in one language and on a desktop in the other, not yet opened."""
    size, lang = request.param
    page.set_viewport_size(SIZES[size])
    return Desk(page, lang)
