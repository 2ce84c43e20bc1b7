"""The calculator in the frame of another site, where no other page may be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import FrameLocator, Page, expect

import calculator
from builder import serve
from calculator.i18n import Lang
from calculator.profile import CITIES
from calculator.shared_facts import Title
from tests.browser.desk import ROOTS

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.browser

PRESET = "city=xiamen&date=2025-06-30&titles=little_giant"
FIRST = {"zh": "是", "en": "Yes"}
SUM = {"zh": "100 万元", "en": "RMB 1 million"}


Framed = Callable[..., FrameLocator]


@pytest.fixture
def park(tmp_path: Path) -> Iterator[str]:
    """The address of another site."""
    with serve.running(tmp_path) as url:
        yield url


@pytest.fixture
def problems(park: str) -> list[str]:
    """The park's own page is on another host."""

    class Noted(list[str]):
        def append(self, problem: str, /) -> None:
            if problem != f"request to another host: {park}":
                super().append(problem)

    return Noted()


@pytest.fixture
def framed(page: Page, site_url: str, park: str, tmp_path: Path) -> Framed:
    """Opens the park's page with an address of the site in a frame of so many pixels."""

    def frame(address: str, width: int = 700) -> FrameLocator:
        shown = (
            f'<iframe title="x" width="{width}" height="760" src="{site_url}{address}"></iframe>'
        )
        html = f'<!doctype html><link rel="icon" href="data:,">{shown}'
        (tmp_path / "index.html").write_text(html, encoding="utf-8")
        page.goto(park)
        return page.frame_locator("iframe")

    return frame


def test_the_calculator_answers_in_the_frame_of_another_site(
    page: Page, framed: Framed, lang: Lang, site_url: str
) -> None:
    """City and title are preset; an answer follows; the whole calculator goes on with the entries.
    That nothing is asked of any other host, `context` sees to."""
    frame = framed(f"{ROOTS[lang]}embed/#{PRESET}")
    expect(frame.locator('[id="f-titles-little_giant"]')).to_be_checked()
    expect(frame.locator('[id="f-city-xiamen"]')).to_be_checked()
    question = frame.locator("#next")
    expect(question).to_have_attribute("data-fact", "first_little_giant_title")
    question.get_by_label(FIRST[lang], exact=True).check()
    expect(frame.locator("#next")).to_have_attribute("data-fact", "little_giant_title_date")
    frame.locator("#next input").first.fill("2025-05-20")
    frame.locator("#next [type=submit]").click()
    expect(frame.locator("#results .large")).to_contain_text(SUM[lang])
    whole = frame.locator("#whole")
    with page.context.expect_page() as opened:
        whole.click()
    expect(opened.value.locator("#results .large")).to_contain_text(SUM[lang])
    assert opened.value.url.startswith(f"{site_url}{ROOTS[lang]}calculator/#")
    with page.context.expect_page() as opened:
        frame.locator('a[href$="xm-3/"]').first.evaluate("way => way.click()")
    expect(opened.value.locator("h1")).to_be_visible()
    expect(frame.locator("#results .large")).to_contain_text(SUM[lang])  # the frame stays


@pytest.mark.parametrize("width", [320, 700, 1200])
def test_the_frame_scrolls_in_one_direction_only(
    page: Page, framed: Framed, lang: Lang, width: int
) -> None:
    page.set_viewport_size({"width": 1300, "height": 900})
    frame = framed(f"{ROOTS[lang]}embed/#{PRESET}", width)
    expect(frame.locator("#next")).to_be_visible()
    root = frame.locator("html")
    assert root.evaluate("each => each.scrollWidth <= each.clientWidth")
    assert not frame.locator("header, nav, footer, .md-search").count()


@pytest.mark.parametrize("place", ["", "calculator/", "measures/", "xiamen-2024/xm-5/", "404.html"])
def test_no_other_page_can_be_framed(
    page: Page, framed: Framed, lang: Lang, place: str, problems: list[str]
) -> None:
    frame = framed(f"{ROOTS[lang]}{place}")
    page.wait_for_load_state()
    expect(frame.locator("body")).to_be_attached()
    assert not frame.locator(".md-main").count()
    assert any("frame-ancestors" in each for each in problems)
    problems.clear()  # the console says so


def test_the_page_for_frames_is_no_page_to_find(page: Page, site_url: str) -> None:
    page.goto("embed/")
    expect(page.locator('meta[name="robots"]')).to_have_attribute("content", "noindex")
    assert "embed/" not in page.request.get(f"{site_url}sitemap.xml").text()
    assert "embed/" not in page.request.get(f"{site_url}search/search_index.json").text()


@pytest.mark.parametrize("handbook", ["docs/handbook", "docs/en/handbook"])
def test_the_page_around_learns_the_height_and_after_consent_the_totals(
    page: Page, park: str, site_url: str, tmp_path: Path, handbook: str
) -> None:
    """By the lines of the handbook, on another host: nothing is told before the reader agrees."""
    text = (ROOT / handbook / "publish.md").read_text(encoding="utf-8")
    (line,) = re.findall(r"<iframe .*</iframe>", text)
    (script,) = re.findall(r'<p id="sum">.*?</script>', text, re.DOTALL)
    heard = "<script>heard = []; addEventListener('message', e => heard.push(e.data))</script>"
    html = f'<!doctype html><link rel="icon" href="data:,">{heard}{line}{script}'
    html = html.replace("https://example.org/", site_url).replace("little_giant", "srdi_sme")
    (tmp_path / "index.html").write_text(html, "utf-8")
    page.goto(park)
    frame = page.frame_locator("iframe")
    expect(frame.locator("#next")).to_be_visible()
    request, total = frame.locator("#request"), page.locator("#sum")
    expect(request).to_contain_text(park.removeprefix("http://").rstrip("/"))
    assert page.locator("iframe").get_attribute("height") != "760", (
        "it is as tall as it needs to be"
    )
    assert {each["srdi"] for each in page.evaluate("heard")} == {"height"}
    request.get_by_role("button").first.click()
    expect(total).to_have_text(re.compile(r"\d+\.\d\d"))
    (told, *_) = (each for each in page.evaluate("heard") if each["srdi"] == "totals")
    assert told.keys() == {"srdi", "totals", "date", "city", "rules_version"}
    due = calculator.assess({"city": "xiamen", "date": told["date"], "titles": ["srdi_sme"]})
    assert told["totals"] == due.totals.to_dict()
    page.evaluate("heard.length = 0")
    frame.locator('[id="f-titles-little_giant"]').check()
    expect(total).to_have_text(re.compile(r"\d"))
    page.wait_for_function("heard.some(each => each.srdi === 'totals')")
    request.get_by_role("button").first.click()  # the only one left: stop
    expect(total).to_have_text("")
    expect(request).to_be_hidden()
    page.evaluate("frame.contentWindow.postMessage({srdi: 'totals'}, '*')")
    page.evaluate("heard.length = 0")
    frame.locator('[id="f-titles-little_giant"]').uncheck()
    expect(frame.locator("#next")).to_be_visible()
    assert "totals" not in {each["srdi"] for each in page.evaluate("heard")}
    expect(request).to_be_hidden()


@pytest.mark.parametrize("handbook", ["docs/handbook", "docs/en/handbook"])
def test_the_line_of_the_handbook_works(
    page: Page, park: str, site_url: str, tmp_path: Path, handbook: str
) -> None:
    """As it is copied, with one's own address in the place of the example's."""
    text = (ROOT / handbook / "publish.md").read_text(encoding="utf-8")
    (line,) = re.findall(r"<iframe .*</iframe>", text)
    html = f'<!doctype html><link rel="icon" href="data:,">{line}'
    (tmp_path / "index.html").write_text(html.replace("https://example.org/", site_url), "utf-8")
    page.goto(park)
    frame = page.frame_locator("iframe")
    expect(frame.locator("#next")).to_be_visible()
    expect(frame.locator('[id="f-city-xiamen"]')).to_be_checked()
    expect(frame.locator("#notices p")).to_have_count(0)
    for word in re.findall(r"`([a-z_]+)`", text.partition("{ #embed }")[2].partition("\n## ")[0]):
        assert word in {*CITIES, *Title}, word
