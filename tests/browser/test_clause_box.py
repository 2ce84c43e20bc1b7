"""The box on a clause's page: Python comes when it is wanted, and what was entered goes along."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from calculator.i18n import Text
from tests.browser.desk import ROOTS, Desk

pytestmark = pytest.mark.browser

EQUIPMENT = "equipment_projects.0.investment"
MORE = Text("信息不足", "More information needed")
ON = Text("在完整计算器中继续", "Go on in the full calculator")
SRDI = Text("专精特新中小企业", "SRDI SME")


@pytest.mark.pyodide
def test_a_clause_is_computed_where_it_stands_and_handed_over(sized_desk: Desk) -> None:
    desk, page = sized_desk, sized_desk.page
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.goto(f"{ROOTS[desk.lang]}xiamen-2024/xm-5/#calculate")
    expect(page.locator("#results .state")).to_have_text(MORE(desk.lang))
    page.wait_for_load_state("networkidle")
    assert not [url for url in fetched if "/engine/" in url], "Python comes when it is wanted"

    desk.choose("titles", SRDI)
    desk.type(EQUIPMENT, "３００")
    expect(page.locator("#results .amount")).to_have_text(desk.up_to("300,000"))
    expect(desk.note(EQUIPMENT)).to_contain_text("3,000,000")
    desk.address_holds(f"{EQUIPMENT}=３００", "titles=srdi_sme")
    assert [url for url in fetched if "/engine/" in url]

    page.reload()
    expect(page.locator("#results .amount")).to_have_text(desk.up_to("300,000"))
    expect(desk.box(EQUIPMENT)).to_have_value("３００")

    page.get_by_role("link", name=ON(desk.lang)).click()
    expect(page).to_have_url(re.compile(r"/calculator/#"))
    expect(desk.amount("xm-5")).to_have_text(desk.up_to("300,000"))
    expect(desk.box(EQUIPMENT)).to_have_value("３００")
    expect(desk.box("city-xiamen")).to_be_checked()
    page.go_back()
    expect(page.locator("#results .amount")).to_have_text(desk.up_to("300,000"))


def test_a_clause_without_an_amount_has_no_box(desk: Desk) -> None:
    desk.page.goto(f"{ROOTS[desk.lang]}xiamen-2024/xm-6/")
    expect(desk.page.locator("#calculator")).to_have_count(0)
    assert not desk.page.locator("script[src*=calculator]").count()
