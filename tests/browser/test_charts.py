"""The curve whose point is moved, and the ladder of the titles, as a person has them before them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from calculator.profile import TITLES, Title
from calculator.text import Text, capital
from tests.browser.desk import Desk

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
    page.keyboard.press("End")
    assert heard(desk) == {"value": "625000000", "sums": ["100000000", "110000000", "0"]}
    expect(figure.locator(".crossing")).to_contain_text(desk.yuan("500,000"))
    expect(desk.box(EQUIPMENT)).to_have_value("300")
    desk.totals_are("1,000,000", "1,400,000")
    expect(figure.locator("[data-move=enter]")).to_have_count(0)  # last year's cost is as it is
    figure.locator("[data-move=back]").click()
    expect(slider).to_be_focused()
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
    expect(yours.locator(".gain")).to_contain_text(Text("30万元", "RMB 300,000")(desk.lang))
    expect(page.locator("#ladder li.next")).to_have_count(1)
    desk.type(EQUIPMENT, "400")
    expect(yours.locator(".gain")).to_contain_text(Text("40万元", "RMB 400,000")(desk.lang))
    width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert width <= 0
