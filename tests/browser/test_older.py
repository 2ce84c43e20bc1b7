"""One tour through the site in Chromiums that people still have; what cannot be had is skipped by name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright

from calculator.i18n import Lang
from calculator.page.browsers import COMPUTING
from tests.browser import older
from tests.browser.desk import ROOTS
from tests.browser.host import Host, hosting
from tests.browser.tour import CLAUSE, FIRM, Visitor, computes, goes_offline, reads

pytestmark = [pytest.mark.browser, pytest.mark.pyodide]


def refuses(visitor: Visitor, root: str, lang: Lang, host: Host) -> None:
    """What is said of a browser that cannot compute, on each page that does; nothing is downloaded for it."""
    host.asked.clear()
    for place in ("calculator/", CLAUSE, "batch/"):
        visitor.go(f"{root}{place}")
        if place == CLAUSE:
            visitor.run("document.querySelector('#questions input').focus()")
        if place == "batch/":
            visitor.click("[data-batch=template-csv]")
        visitor.until(
            "given.every((words) => document.querySelector('#engine').textContent.includes(words))",
            visitor.run("document.documentElement.dataset.browser"),
            COMPUTING.words(lang),
        )
    assert not [each for each in host.asked if each.startswith("/engine/")]
    visitor.go(
        f"{root}calculator/{FIRM}"
    )  # the entries and the amounts by title are there all the same
    visitor.until("document.querySelector('#f-city-xiamen').checked")
    visitor.until("document.querySelector('#glance').open")


def is_a_phone(page: Page, visitor: Visitor, root: str) -> None:
    """Step by step, one language of a clause at a time, and a ring on what has the focus."""
    page.set_viewport_size({"width": 360, "height": 700})
    visitor.go(f"{root}calculator/")
    steps = "[...document.querySelectorAll('.step')].filter((each) => each.offsetHeight).map(({ id }) => id)"
    visitor.until(f"{steps}.join() === 'step-1'")
    visitor.click("#step-1 .turn button:last-child")
    visitor.until(f"{steps}.join() === 'step-2'")
    visitor.run("document.querySelector('#step-2 .choice input').focus()")
    page.keyboard.press("ArrowRight")
    ring = "(each) => getComputedStyle(each).outlineStyle"
    visitor.until(
        f"[document.activeElement, document.activeElement.parentElement].map({ring}).some((it) => it !== 'none')"
    )
    visitor.go(f"{root}{CLAUSE}")
    shown = "['zh', 'en'].filter((each) => document.querySelector(`.column--${each}`).offsetHeight).join()"
    first = visitor.run(shown)
    visitor.click(".sides label:last-of-type span")
    visitor.until(f"{shown}.length === 2 && {shown} !== given[0]", first)
    visitor.click("button.menu")
    visitor.until("document.activeElement.closest('.md-sidebar--primary')")
    page.keyboard.press("Escape")
    visitor.until("document.activeElement.matches('button.menu')")
    page.set_viewport_size({"width": 1280, "height": 900})


@pytest.fixture
def host(built_site: Path) -> Iterator[Host]:
    with hosting(built_site) as running:
        yield running


@pytest.mark.parametrize(("version", "lang"), [("92", "zh"), ("103", "en"), ("109", "zh")])
def test_a_tour_with_an_older_chromium(
    playwright: Playwright, host: Host, built_site: Path, version: str, lang: Lang
) -> None:
    errors: list[str] = []
    try:
        with older.opened(playwright, version) as visitor:
            visitor.page.on("pageerror", lambda error: errors.append(str(error)))
            root = host.url + ROOTS[lang]
            reads(visitor, root, lang)
            if version == "92":
                refuses(visitor, root, lang, host)
            else:
                computes(visitor, root, lang)
            is_a_phone(visitor.page, visitor, root)
            if version == "109":  # the last of Windows 7
                goes_offline(visitor, host, built_site, root)
    except older.CannotBeHad as error:
        pytest.skip(f"NOT RUN in Chromium {version}: {error}")
    assert not errors
