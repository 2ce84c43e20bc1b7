"""Rows of a spreadsheet pasted into a list: they are its entries, compact, and one press takes them back."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk

pytestmark = pytest.mark.browser

FIRM = "#city=xiamen&date=2025-06-30&titles=little_giant"
LOAN = "pledge_loans.0.principal"
ROWS = "\n".join(f"{100 + n}\t4.1%\t365\t2025\t专利" for n in range(20))
PASTE = """([id, text]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  return !document.getElementById(id).dispatchEvent(event);
}"""


def paste(desk: Desk, name: str, text: str) -> bool:
    """Paste into a field; whether the page took it for itself."""
    taken: bool = desk.page.evaluate(PASTE, [f"f-{name}", text])
    return taken


def test_twenty_loans_are_pasted_at_once_and_taken_back(sized_desk: Desk) -> None:
    desk, page = sized_desk, sized_desk.page
    desk.start(FIRM)
    desk.unfold("loans")
    assert not paste(desk, LOAN, "800")  # one cell is text like any other
    assert paste(desk, LOAN, ROWS)
    entries = page.locator("#q-pledge_loans .entry")
    expect(entries).to_have_count(20)
    expect(desk.box("pledge_loans.19.principal")).to_have_value("119")
    expect(desk.box("pledge_loans.7.collateral")).to_have_value("patent")
    # Each is a line that unfolds.
    line = page.locator("#entry-pledge_loans-7 summary")
    expect(line).to_contain_text({"zh": "107 万元", "en": "RMB 1,070,000"}[desk.lang])
    box = page.locator("#entry-pledge_loans-7").bounding_box()
    assert box is not None
    assert box["height"] < 70
    line.click()
    expect(desk.box("pledge_loans.7.rate_pct")).to_be_visible()
    desk.type("pledge_loans.7.rate_pct", "5%")
    expect(desk.box("pledge_loans.7.rate_pct")).to_be_visible()  # an answer does not fold it

    page.locator("[data-action='remove:pledge_loans.7']").click()
    expect(entries).to_have_count(19)
    page.locator("#undo button").click()
    expect(entries).to_have_count(20)


def test_one_undo_takes_all_pasted_rows_back(desk: Desk) -> None:
    page = desk.page
    desk.start(f"{FIRM}&{LOAN}=500")
    assert paste(desk, LOAN, ROWS)
    entries = page.locator("#q-pledge_loans .entry")
    expect(entries).to_have_count(21)
    page.locator("#undo button").click()
    expect(entries).to_have_count(1)
    expect(desk.box(LOAN)).to_have_value("500")


@pytest.mark.parametrize("lang", ["zh"])
def test_what_is_not_taken_and_what_is_doubted_is_said(desk: Desk) -> None:
    desk.start(FIRM)
    desk.unfold("loans")
    assert paste(desk, LOAN, "银行\t贷款本金\t贷款利率\n建行\t2000000\t0.041\n工行\t约300\t4.1")
    expect(desk.note("pledge_loans.0.rate_pct")).to_contain_text("4.1%")
    expect(desk.note("pledge_loans.0.principal").locator("button")).to_be_visible()
    expect(desk.note("pledge_loans.1.principal")).to_contain_text("确定的数")
    expect(desk.page.locator("#notices")).to_contain_text("银行")
