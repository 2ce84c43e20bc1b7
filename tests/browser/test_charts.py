"""The curve whose point is moved, and the ladder of the titles, as a person has them before them."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from calculator.i18n import LANGS, Lang, Text, capital
from calculator.shared_facts import TITLES, Title
from tests.browser.conftest import SIZES
from tests.browser.desk import ROOTS, Desk, stop_clock

pytestmark = pytest.mark.browser

EQUIPMENT = "equipment_projects.0.investment"
FEES = "consulting_fees.0.amount"
FIRM = (
    "#city=xiamen&date=2025-06-30&titles=little_giant&first_little_giant_title=true"
    f"&little_giant_title_date=2025-05-20&{EQUIPMENT}=300&{FEES}=20&consulting_fees.0.year=2025"
)
HEARD = """
window.heard = [];
document.addEventListener("calculator:what-if", ({ detail }) => {
  heard.push(detail && { value: String(detail.value), sums: detail.sums.map(String) });
});
"""


def opened(desk: Desk) -> Locator:
    """The curve, open and drawn."""
    desk.page.add_init_script(HEARD)
    desk.start(FIRM)
    desk.page.locator("#curve > summary").click()
    figure = desk.page.locator("#curve-figure figure")
    expect(figure).to_be_visible()
    return figure


def heard(desk: Desk) -> Any:
    return desk.page.evaluate("heard.at(-1)")


def says(desk: Desk, figure: Locator, value: str) -> None:
    expect(figure.locator("output")).to_contain_text(desk.yuan(value))


def test_it_opens_on_what_swings_most_and_is_chosen_among_small_ones(sized_desk: Desk) -> None:
    desk = sized_desk
    figure = opened(desk)
    tiles = desk.page.locator("#curve-tiles button")
    expect(tiles).to_have_count(2)
    expect(tiles.first).to_have_attribute("data-curve", EQUIPMENT.replace(".", "/"))
    expect(tiles.first).to_have_attribute("aria-pressed", "true")
    says(desk, figure, "3,000,000")
    turned = figure.locator(".corners li")
    expect(turned).to_have_count(2)
    expect(turned.nth(1)).to_contain_text(desk.yuan("500,000"))
    tiles.nth(1).click()
    says(desk, figure, "200,000")
    expect(tiles.nth(1)).to_have_attribute("aria-pressed", "true")
    desk.type(EQUIPMENT, "400")
    says(desk, figure, "200,000")  # what was chosen stays
    tiles.first.click()
    says(desk, figure, "4,000,000")


def test_its_point_goes_by_keys_and_nothing_typed_changes(sized_desk: Desk) -> None:
    desk = sized_desk
    figure, page = opened(desk), desk.page
    slider = figure.get_by_role("slider")
    slider.focus()
    for key, value, most in (
        ("ArrowRight", "3,100,000", "1,410,000"), ("ArrowLeft", "3,000,000", "1,400,000"),
        ("PageUp", "4,000,000", "1,500,000"), ("End", "6,250,000", "1,100,000"),
        ("Home", "0", "1,100,000"), ("Escape", "3,000,000", "1,400,000"),
    ):  # fmt: skip
        page.keyboard.press(key)
        says(desk, figure, value)
        expect(figure.locator(".sums")).to_contain_text(desk.yuan(most))
        expect(slider).to_have_attribute(
            "aria-valuetext", re.compile(desk.yuan(most).replace(" ", r"\s"))
        )
    assert heard(desk) is None
    large = page.locator("#sum")
    expect(large).to_contain_text(Text("140 万元", "RMB 1.4 million")(desk.lang))
    page.keyboard.press("End")
    expect(large).to_contain_text(Text("110 万元", "RMB 1.1 million")(desk.lang))
    assert heard(desk) == {"value": "625000000", "sums": ["100000000", "110000000", "0"]}
    expect(figure.locator(".crossing")).to_contain_text(desk.yuan("500,000"))
    expect(desk.box(EQUIPMENT)).to_have_value("300")
    expect(large).to_have_attribute("data-what-if", "")
    expect(figure.locator("[data-move=enter]")).to_have_count(0)  # last year's cost is as it is
    figure.locator("[data-move=back]").click()
    expect(slider).to_be_focused()
    desk.totals_are("1,000,000", "1,400,000")
    expect(large).not_to_have_attribute("data-what-if", re.compile(""))
    assert heard(desk) is None


def test_its_point_is_dragged_and_stays_where_it_is_let_go(sized_desk: Desk) -> None:
    desk = sized_desk
    figure, page = opened(desk), desk.page
    slider = figure.get_by_role("slider")
    slider.scroll_into_view_if_needed()
    assert slider.evaluate("each => getComputedStyle(each).touchAction") == "pan-y"
    box = figure.locator("circle.most").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y - 5, steps=5)
    moved = heard(desk)
    assert int(moved["value"]) > 300_000_000
    assert int(moved["sums"][1]) == 110_000_000 + int(moved["value"]) // 10
    page.mouse.up()
    assert heard(desk) == moved
    far = figure.locator("circle.most").bounding_box()
    assert far
    assert abs(far["x"] - box["x"] - 30) < 6


def test_what_can_still_be_decided_is_entered_and_had_back(sized_desk: Desk) -> None:
    desk = sized_desk
    figure, page = opened(desk), desk.page
    page.locator("#curve-tiles button").nth(1).click()
    says(desk, figure, "200,000")
    figure.locator(".corners button").click()
    says(desk, figure, "600,000")
    figure.locator("[data-move=enter]").click()
    expect(desk.box(FEES)).to_have_value("60")
    desk.totals_are("1,000,000", "1,600,000")
    expect(figure.locator("output")).to_contain_text(Text("现在是", "Now")(desk.lang))
    page.locator("#undo button").click()
    expect(desk.box(FEES)).to_have_value("20")
    desk.totals_are("1,000,000", "1,400,000")


def test_where_the_point_rests_the_sums_are_exact_to_the_fen(desk: Desk) -> None:
    figure, page = opened(desk), desk.page
    page.locator("#curve-tiles button").nth(1).click()
    desk.type(FEES, "33.33333")
    says(desk, figure, "333,333.30")
    expect(figure.locator(".sums")).to_contain_text(desk.yuan("1,466,666.65"))
    figure.get_by_role("slider").focus()
    page.keyboard.press("ArrowRight")
    expect(figure.locator("output")).not_to_contain_text("333,333.30")
    value, most = int(heard(desk)["value"]), int(heard(desk)["sums"][1])
    assert most == 130_000_000 + value // 2


SRDI = "#city=xiamen&date=2025-06-30&titles=srdi_sme"


def test_the_ladder_shows_ones_own_step_and_follows_what_is_typed(sized_desk: Desk) -> None:
    desk, page = sized_desk, sized_desk.page
    desk.start(f"{SRDI}&{EQUIPMENT}=300")
    expect(page.locator("#ladder ol")).to_have_count(0)  # not before it is asked for
    page.locator("#ladder > summary").click()
    yours = page.locator("#ladder li.yours")
    expect(yours.locator(".title")).to_have_text(capital(TITLES[Title.SRDI_SME](desk.lang)))
    expect(yours.locator(".gain")).to_contain_text(Text("30\xa0万元", "RMB\xa0300,000")(desk.lang))
    expect(page.locator("#ladder li.next")).to_have_count(1)
    desk.type(EQUIPMENT, "400")
    expect(yours.locator(".gain")).to_contain_text(Text("40\xa0万元", "RMB\xa0400,000")(desk.lang))
    width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert width <= 0


def first_screen(page: Page, lang: Lang, size: str) -> None:
    page.set_viewport_size(SIZES[size])
    page.goto(ROOTS[lang])
    for seen in (
        ".hero__number strong",
        ".hero__number .badge--soon",
        "ol.ladder > li:first-child .title",
    ):
        expect(page.locator(seen)).to_be_in_viewport(ratio=1)
    for button in page.locator(".hero__actions a").all():
        expect(button).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_first_screen_has_a_number_a_picture_the_days_left_and_two_ways_in(
    page: Page, lang: Lang, size: str
) -> None:
    stop_clock(page, "2026-12-20T12:00:00+08:00")
    first_screen(page, lang, size)
    days = Text("有效期还剩 12 天", "12 days left")(lang)
    expect(page.locator(".hero__number .badge--soon")).to_have_text(days)
    tops = page.locator("ol.ladder > li").evaluate_all(
        "all => all.map(each => [each.getBoundingClientRect().left, each.getBoundingClientRect().top])"
    )
    assert all(a[0] < b[0] for a, b in pairwise(tops))
    if size == "desktop":
        assert all(a[1] > b[1] for a, b in pairwise(tops)), (
            "each step is higher than the one before"
        )
        expect(page.locator("ol.ladder > li:last-child .title")).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize("lang", LANGS)
def test_after_the_last_day_the_number_says_so(page: Page, lang: Lang) -> None:
    stop_clock(page, "2027-01-02T12:00:00+08:00")
    page.goto(ROOTS[lang])
    expect(page.locator(".hero__number .badge--expired")).to_contain_text("2026")


def test_without_a_script_the_picture_is_there(browser: Browser, site_url: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=site_url)
    shown = context.new_page()
    shown.goto("")
    expect(shown.locator("ol.ladder .gain").first).to_be_visible()
    context.close()


def test_on_a_phone_the_filters_are_folded_and_say_how_many_fit(page: Page) -> None:
    page.set_viewport_size(SIZES["phone"])
    page.goto("measures/")
    select, fold = page.locator("select[name=city]"), page.locator("button.fold")
    expect(select).to_be_hidden()
    expect(page.locator("table.measures tbody tr").first).to_be_in_viewport()
    fold.click()
    expect(fold).to_have_attribute("aria-expanded", "true")
    select.select_option("fuzhou")
    fold.click()
    expect(select).to_be_hidden()
    expect(page.locator(".facets [role=status]")).to_be_visible()
    page.set_viewport_size(SIZES["desktop"])
    expect(select).to_be_visible()
    expect(fold).to_be_hidden()


def test_on_a_phone_the_table_of_titles_says_that_there_is_more(page: Page) -> None:
    page.goto("titles/")
    expect(page.locator(".more-right")).to_be_hidden()
    page.set_viewport_size(SIZES["phone"])
    expect(page.locator(".more-right")).to_be_visible()


def test_a_finger_moves_the_point_sideways_and_scrolls_up_and_down(
    browser: Browser, site_url: str
) -> None:
    context = browser.new_context(base_url=site_url, viewport=SIZES["phone"], has_touch=True)
    page = context.new_page()
    desk = Desk(page, "en")
    figure = opened(desk)
    slider = figure.get_by_role("slider")
    slider.evaluate("each => each.scrollIntoView({ block: 'center' })")
    box = slider.bounding_box()
    assert box
    touch = context.new_cdp_session(page)

    def swipe(dx: int, dy: int) -> None:
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        touch.send(
            "Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]}
        )
        for n in range(1, 11):
            at = {"x": x + dx * n / 10, "y": y + dy * n / 10}
            touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [at]})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    scrolled = page.evaluate("scrollY")
    swipe(60, 0)
    expect(figure.locator("output")).to_contain_text("If it were")
    assert page.evaluate("scrollY") == scrolled
    page.keyboard.press("Escape")
    slider.focus()
    page.keyboard.press("Escape")
    expect(figure.locator("output")).to_contain_text("Now")
    swipe(0, -80)
    page.wait_for_timeout(300)
    assert page.evaluate("scrollY") > scrolled
    expect(figure.locator("output")).to_contain_text("Now")
    context.close()
