"""The pictures of a result, and scenarios beside each other."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk

pytestmark = pytest.mark.browser

EQUIPMENT = "equipment_projects.0.investment"
FIRM = (
    "#city=xiamen&date=2025-06-30&titles=little_giant&first_little_giant_title=true"
    "&little_giant_title_date=2025-05-20"
)


@pytest.mark.pyodide
def test_the_curve_follows_what_is_typed(sized_desk: Desk) -> None:
    desk, page = sized_desk, sized_desk.page
    desk.start(f"{FIRM}&{EQUIPMENT}=300&consulting_fees.0.amount=20&consulting_fees.0.year=2025")
    page.locator("#curve > summary").click()
    figure = page.locator("#curve-figure")
    expect(figure.locator(".plot title")).to_contain_text("3,000,000")
    figure.locator("details > summary").click()
    turns = figure.locator("tbody th")
    expect(turns.first).to_be_visible()
    told = turns.all_text_contents()
    assert any("1,000,000" in each for each in told), told
    assert any("5,000,000" in each for each in told), told
    desk.type(EQUIPMENT, "400")
    figure.scroll_into_view_if_needed()  # out of sight it is not drawn anew
    expect(figure.locator(".plot title")).to_contain_text("4,000,000")
    expect(page.locator("#lines details.card")).to_have_count(3)


@pytest.mark.pyodide
def test_scenarios_are_kept_compared_opened_and_cleared(sized_desk: Desk) -> None:
    desk, page = sized_desk, sized_desk.page
    desk.start(f"{FIRM}&{EQUIPMENT}=300")
    desk.totals_are("1,000,000", "1,300,000")
    page.locator("[data-scenario=keep]").click()
    table = page.locator("#comparison table")
    expect(table.locator("thead th")).to_have_count(2)
    desk.type(EQUIPMENT, "400")
    amounts = table.locator("tr:has(a[href*=xm-5]) + tr .figure")
    expect(amounts).to_have_text([desk.up_to("400,000"), desk.up_to("300,000")])
    desk.address_holds(f"{EQUIPMENT}=400")

    page.reload()
    expect(amounts).to_have_text([desk.up_to("400,000"), desk.up_to("300,000")])
    page.locator("[data-scenario='open:0']").click()
    desk.totals_are("1,000,000", "1,300,000")
    expect(desk.box(EQUIPMENT)).to_have_value("300")

    page.locator("#both-cities").check()
    expect(page.locator("#comparison table")).to_have_count(2)
    page.locator("[data-scenario='drop:0']").click()
    expect(page.locator("#comparison table")).to_have_count(1)
    page.locator("#both-cities").uncheck()
    page.locator("[data-scenario=keep]").click()
    expect(table).to_be_visible()
    desk.button("clear").click()
    expect(table).to_have_count(0)
    assert page.evaluate("sessionStorage.getItem('scenarios')") is None
