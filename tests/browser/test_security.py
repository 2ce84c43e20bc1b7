"""No page reports that its policy stopped something, and none asks another host."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from calculator.i18n import Lang
from calculator.shared_facts import Title
from tests.browser.desk import Desk

pytestmark = pytest.mark.browser

WATCH = """
globalThis.stopped = [];
document.addEventListener("securitypolicyviolation", (event) =>
  stopped.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));
"""
REPORTS = "globalThis.stopped"
FIRST_REPORT = """new Promise((resolve) => {
  if (stopped.length) resolve(stopped[0]);
  document.addEventListener("securitypolicyviolation", () => resolve(stopped[0]));
  setTimeout(() => resolve("nothing within 20 s"), 20_000);
})"""


@pytest.fixture
def problems() -> list[str]:
    """The page of a missing address comes with status 404, which the console notes."""

    class Noted(list[str]):
        def append(self, problem: str, /) -> None:
            if "status of 404" not in problem:
                super().append(problem)

    return Noted()


@pytest.fixture
def watched(page: Page) -> Page:
    page.add_init_script(WATCH)
    return page


@pytest.mark.pyodide
@pytest.mark.parametrize("half", ["", "en/"])
def test_no_page_is_stopped_by_its_policy(watched: Page, built_site: Path, half: str) -> None:
    """Page and header both say the policy here; other hosts, console errors fail in `context`."""
    places = sorted(
        each.relative_to(built_site).as_posix().removesuffix("index.html")
        for each in (built_site / half).rglob("*.html")
    )
    reports = {}
    for place in places if half else [each for each in places if not each.startswith("en/")]:
        watched.goto(place)
        if stopped := watched.evaluate(REPORTS):
            reports[place] = stopped
    assert len(places) > 70
    assert not reports, json.dumps(reports, indent=1)


@pytest.mark.pyodide
def test_the_calculator_and_the_search_work_under_the_policy(watched: Page, lang: Lang) -> None:
    desk = Desk(watched, lang)
    desk.start(
        "#city=xiamen&titles=little_giant&first_little_giant_title=true&little_giant_title_date=2025-05-20&date=2025-06-30"
    )
    desk.totals_are("1,000,000")
    watched.locator("input.md-search__input").fill("xm-13")
    watched.locator(".md-search-result__link").first.wait_for()
    assert watched.evaluate(REPORTS) == []


@pytest.mark.pyodide
@pytest.mark.parametrize(
    ("attempt", "report"),
    [
        # Some releases look at a handler when it is written, others when it is to run.
        ("document.body.insertAdjacentHTML('beforeend', '<p onclick=\"1\">');"
         "document.body.lastChild.click()", "script-src-attr"),
        ("document.body.append(Object.assign(document.createElement('script'), {text: '1'}))", "script-src-elem"),
        ("fetch('https://example.org/').catch(() => 0)", "connect-src"),
        ("document.body.append(Object.assign(document.createElement('iframe'), {src: '.'}))", "frame-src"),
        ("setTimeout(() => { try { eval('1') } catch {} })", "script-src"),
        ("try { new WebAssembly.Module(new Uint8Array([0,97,115,109,1,0,0,0])) } catch {}", "script-src"),
    ],
)  # fmt: skip
def test_what_is_not_foreseen_is_stopped(
    watched: Page, problems: list[str], attempt: str, report: str
) -> None:
    watched.goto("about/")
    watched.evaluate(attempt)
    assert watched.evaluate(FIRST_REPORT).startswith(report)
    problems.clear()  # the console says it too: it was asked for here


def test_a_page_cannot_be_framed(page: Page, problems: list[str], site_url: str) -> None:
    page.route("**/frame", lambda route: route.fulfill(
        content_type="text/html", body=f"<iframe src='{site_url}calculator/'></iframe>"))  # fmt: skip
    page.goto("frame")
    assert not page.frames[1].locator("#calculator").count()
    problems.clear()


HOSTILE = {
    "markup": "city=<img src=x onerror=alert(1)>&digital_spend=<script>alert(1)</script>"
    '&equipment_projects.0.investment="><svg onload=alert(1)>',
    "prototype": "__proto__.polluted=1&constructor.prototype.polluted=1&__proto__=1&toString=1"
    "&equipment_projects.__proto__.polluted=1&equipment_projects.constructor=1",
    "a megabyte": "digital_spend=" + "9" * 1_000_000,
    "broken": "%&=%zz&&&=1&city=%ff%fe&\u0000=1&equipment_projects.999999999999.investment=1",
}


@pytest.mark.parametrize("fragment", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_address_is_only_text(watched: Page, lang: Lang, fragment: str) -> None:
    desk = Desk(watched, lang)
    desk.start(f"#{fragment}&titles=little_giant")
    expect(desk.box("titles-little_giant")).to_be_checked()
    assert watched.evaluate(REPORTS) == []
    assert watched.evaluate("({}).polluted === undefined")
    assert not watched.locator("#calculator :is(img, script, iframe, [onload], [onerror])").count()
    desk.is_enterprise("xiamen", Title.LITTLE_GIANT)
    desk.is_first_time()
    expect(desk.card("xm-3")).to_contain_text("1,000,000")
