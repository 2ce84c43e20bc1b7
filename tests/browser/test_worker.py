"""The worker that most tests have in place of the site's says what that one says."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Route, expect

from builder import engine
from calculator.i18n import LANGS
from tests.browser.desk import Desk
from tests.browser.test_failures import WORKER, worker_with

pytestmark = pytest.mark.browser

SAID = """([place, calls]) => new Promise((done) => {
  const worker = new Worker(place, { type: "module" }), said = [];
  worker.addEventListener("message", ({ data }) => {
    said.push(data);
    if (said.filter(({ type }) => type === "answer").length === calls.length) done(said);
  });
  for (const [id, call] of calls.entries()) worker.postMessage({ id, call });
})"""
SHARED = """async ([place, calls]) => {
  const join = () => new Promise((ready) => {
    const { port } = new SharedWorker(place, { type: "module" }), said = [];
    port.onmessage = ({ data }) => {
      said.push(data);
      if (data.type === "ready") ready({ port, said });
    };
  });
  const [one, other] = [await join(), await join()];
  const before = other.said.length; // of one that comes when all is ready
  one.port.postMessage({ id: 0, call: calls[0] });
  for (const [id, call] of calls.entries()) other.port.postMessage({ id, call });
  const answers = () => other.said.filter(({ type }) => type === "answer");
  while (answers().length < calls.length) await new Promise((resolve) => setTimeout(resolve, 20));
  return [before, answers(), one.said.filter(({ type }) => type === "answer")];
}"""
FIRM = [["city", "xiamen"], ["titles", "little_giant"], ["reserve_award_received", "２０万"]]
FRAGMENT = "#p=2020.1&<b>=1"
OPEN: list[dict[str, Any]] = [
    {"op": "open", "lang": lang, "fragment": FRAGMENT, "entries": FIRM} for lang in LANGS
]
CALLS = [
    *map(json.dumps, OPEN),
    "<b>",
    json.dumps({"op": "no such thing"}),
    json.dumps({"op": "update", "lang": "zh", "entries": [["date", "\ud83d"]]}),
    json.dumps({"op": "batch", "lang": "en", "what": "template", "kind": "csv"}),
    json.dumps(OPEN[0] | {"today": "2031-01-01"}),
]
REFUSED = (2, 3)
KINDS = ["published_url", "quick_url"]


@pytest.fixture
def addresses(request: pytest.FixtureRequest) -> list[str]:
    """The site with its own worker, and with the other."""
    return [request.getfixturevalue(each) for each in KINDS]


def test_it_says_the_same(browser: Browser, built_site: Path, addresses: list[str]) -> None:
    """That it is ready, and every answer and refusal; the console hears why."""
    place = f"engine/{engine.read_manifest(built_site / 'engine').worker}"
    answers = []
    for address in addresses:
        with browser.new_context(service_workers="block") as context:
            page, heard = context.new_page(), console(context)
            page.goto(f"{address}about/")
            said = page.evaluate(SAID, [address + place, CALLS])
            while len(heard) < len(REFUSED):
                page.wait_for_timeout(20)
        begun = [each for each in said if each["type"] != "answer"]
        assert [each["type"] for each in begun[-2:]] == ["progress", "ready"]
        assert begun[-2]["stage"] == "start"
        assert begun[-2]["loaded"] == begun[-2]["total"]
        said = [each for each in said if each["type"] == "answer"]
        # What needs the archive of workbooks is answered once that is there, after what comes next.
        answers.append(sorted(said, key=lambda each: int(each["id"])))
        assert ["JSONDecodeError" in heard[0], "KeyError" in heard[1]] == [True, True], heard
    assert answers[0] == answers[1]
    assert [each["id"] for each in answers[0] if not each["ok"]] == list(REFUSED)


def test_shared_it_answers_whoever_asked(
    browser: Browser, built_site: Path, addresses: list[str]
) -> None:
    """As one's own does, and the day of one page is not that of another."""
    place = f"engine/{engine.read_manifest(built_site / 'engine').worker}"
    calls = [CALLS[-1], CALLS[0]]
    answers = []
    for address in addresses:
        with browser.new_context(service_workers="block") as context:
            page = context.new_page()
            page.goto(f"{address}about/")
            own = page.evaluate(SAID, [address + place, calls])
            before, said, first = page.evaluate(SHARED, [address + place, calls])
        assert said == [each for each in own if each["type"] == "answer"]
        assert first == said[:1]
        assert said[0]["text"] != said[1]["text"]
        answers.append((before, said))
    assert answers[0] == answers[1]


@pytest.mark.parametrize("kind", KINDS)
def test_its_day_is_that_of_its_own_clock(
    browser: Browser, kind: str, request: pytest.FixtureRequest
) -> None:
    """An hour into the new year in Beijing; what a preview says goes before it, and for itself alone."""
    new_year = "Date.now = () => Date.parse('2031-01-01T00:59:00+08:00');\n"
    url: str = request.getfixturevalue(kind)
    with browser.new_context(base_url=url, service_workers="block") as context:
        context.route(WORKER, worker_with(before=new_year))
        for previewed in (None, "2030-07-01", None):
            desk, day = Desk(context.new_page(), "en"), previewed or "2031-01-01"
            if previewed:
                desk.page.route("**/calculator/", preview_of(previewed))
            desk.start("#city=xiamen")
            expect(desk.page.locator("#results .asof")).to_contain_text(day)


def console(context: BrowserContext) -> list[str]:
    """The errors that the console will have told."""
    heard: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error":
            heard.append(message.text)

    context.on("console", hear)
    return heard


def preview_of(day: str) -> Callable[[Route], None]:
    """Make the page that of a preview of this day."""

    def previewed(route: Route) -> None:
        body = route.fetch().text()
        meta = f'<head><meta name="as-of" content="{day}">'
        assert body.count("<head>") == 1
        route.fulfill(body=body.replace("<head>", meta), content_type="text/html")

    return previewed
