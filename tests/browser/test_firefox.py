"""The calculator and the search in Firefox: another engine for pages, scripts and WebAssembly."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from calculator.i18n import LANGS
from calculator.page import SAYINGS
from tests.browser.firefox import Firefox, opened
from tests.browser.host import hosting
from tests.browser.tour import computes, reads

pytestmark = [pytest.mark.browser, pytest.mark.pyodide]

STOPPED = (
    "addEventListener('securitypolicyviolation', (e) => (window.stopped ??= []).push(e.blockedURI))"
)


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    with opened(tmp_path_factory.mktemp("firefox")) as browser:
        yield browser


def ready(firefox: Firefox, words: str) -> None:
    firefox.until("document.querySelector('#engine')?.textContent.includes(given[0])", words)


@pytest.mark.parametrize("lang", LANGS)
def test_the_calculator_computes(firefox: Firefox, site_url: str, lang: str) -> None:
    root = "" if lang == "zh" else "en/"
    firefox.go(f"{site_url}{root}calculator/")
    firefox.run(STOPPED)
    ready(firefox, SAYINGS["ready"](lang))
    for box in ("city-xiamen", "titles-little_giant", "first_little_giant_title-true"):
        firefox.click(f"label:has(#f-{box})")
    firefox.until("document.querySelector('[id=f-little_giant_title_date]')")
    firefox.type("[id=f-little_giant_title_date]", "2025-05-20")
    firefox.until("document.querySelector('#results').textContent.includes('1,000,000')")
    firefox.until("location.hash.includes('titles=little_giant')")
    assert firefox.run("window.stopped ?? []") == []
    firefox.run("history.go(0)")
    firefox.until("document.querySelector('#f-titles-little_giant')?.checked")


def test_a_tour(firefox: Firefox, site_url: str) -> None:
    reads(firefox, site_url, "zh")
    computes(firefox, f"{site_url}en/", "en")


HOLDS = """(async () => {
  for (const name of await caches.keys()) {
    const kept = (await (await caches.open(name)).keys()).map(({ url }) => url);
    if (kept.some((url) => url.endsWith(".wasm")) && kept.length > 150) return true;
  }
})()"""


def test_what_was_visited_is_there_without_a_network(firefox: Firefox, built_site: Path) -> None:
    with hosting(built_site) as host:
        firefox.go(f"{host.url}calculator/")
        ready(firefox, SAYINGS["ready"]("zh"))
        firefox.until(HOLDS)
        assert firefox.run("navigator.serviceWorker.controller !== null")
        host.leave()
        firefox.go(f"{host.url}measures/")
        assert firefox.run("document.querySelectorAll('h1').length")
        firefox.go(f"{host.url}calculator/")
        ready(firefox, SAYINGS["ready"]("zh"))
        firefox.click("label:has(#f-city-xiamen)")
        firefox.until("location.hash.includes('city=xiamen')")
