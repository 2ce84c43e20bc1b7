"""One sentence fills in the form: read as one types, confirmed in chips, entered, undone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from calculator.i18n import Text
from calculator.page.quick_chips import _FILL, _LEFT, _NOTHING
from tests.browser.desk import Desk

pytestmark = pytest.mark.browser

SENTENCE = Text(
    "厦门小巨人，首次，2025年5月，去年设备320万，专利质押贷款800万利率4.1%一年，营收2亿",
    "Xiamen little giant, first time, May 2025, equipment 3.2m last year, patent pledge loan 8m at 4.1% "
    "for a year, turnover 20m",
)
LEFT = Text("营收2亿", "turnover 20m")
DATE = "little_giant_title_date"
LOAN = {
    "principal": Text("800万", "8m"),
    "rate_pct": Text("4.1%", "4.1%"),
    "days": Text("365", "365"),
}


def chip(desk: Desk, name: str) -> str:
    return f'#quick-chips [data-entry="{name}"]'


def say(desk: Desk, sentence: str) -> None:
    desk.page.locator("#quick-text").fill(sentence)


def test_a_sentence_becomes_entries_and_is_taken_back(sized_desk: Desk) -> None:
    desk, page, lang = sized_desk, sized_desk.page, sized_desk.lang
    desk.start()
    say(desk, SENTENCE(lang))
    expect(page.locator(chip(desk, "city"))).to_have_value("xiamen")
    expect(page.locator("#quick .left")).to_have_text(_LEFT(lang) + LEFT(lang))
    expect(page.locator("#quick-said")).to_contain_text(LEFT(lang))
    expect(desk.box("city-xiamen")).not_to_be_checked()  # nothing is entered unseen

    day = page.locator(chip(desk, DATE))
    assert (day.get_attribute("min"), day.get_attribute("max")) == ("2025-05-01", "2025-05-31")
    day.fill("2025-05-20")
    page.locator(chip(desk, "equipment_projects.0.investment")).fill("330万")
    page.get_by_role("button", name=_FILL(lang)).click()

    expect(desk.box("city-xiamen")).to_be_checked()
    expect(desk.box("titles-little_giant")).to_be_checked()
    expect(desk.box("first_little_giant_title-true")).to_be_checked()
    expect(desk.box(DATE)).to_have_value("2025-05-20")
    expect(desk.box("equipment_projects.0.investment")).to_have_value("330万")
    for key, text in LOAN.items():
        expect(desk.box(f"pledge_loans.0.{key}")).to_have_value(text(lang))
    expect(desk.box("pledge_loans.0.collateral")).to_have_value("patent")
    expect(page.locator("#quick-text")).to_have_value(LEFT(lang))  # what was not understood stays
    expect(desk.amount("xm-3")).to_be_visible()

    page.locator("#undo button").click()
    expect(desk.box("city-xiamen")).not_to_be_checked()
    expect(page.locator("#quick-text")).to_have_value(SENTENCE(lang))
    expect(page.locator(chip(desk, "equipment_projects.0.investment"))).to_have_value("330万")
    page.get_by_role("button", name=_FILL(lang)).click()
    expect(desk.box("city-xiamen")).to_be_checked()


def test_what_is_open_or_refused_is_not_entered_and_stays_in_the_line(desk: Desk) -> None:
    page, lang = desk.page, desk.lang
    desk.start()
    said = Text(
        "厦门，首次，去年设备$3m，咨询费40万",
        "Xiamen, first time, equipment $3m last year, consulting fee 400k",
    )
    say(desk, said(lang))
    expect(page.locator(chip(desk, "consulting_fees.0.amount"))).to_be_visible()
    page.get_by_role("button", name=_FILL(lang)).click()
    expect(desk.box("city-xiamen")).to_be_checked()
    rest = {"zh": "首次，去年设备$3m", "en": "first time, equipment $3m last year"}
    expect(page.locator("#quick-text")).to_have_value(rest[lang])
    expect(desk.box("first_little_giant_title-true")).not_to_be_checked()

    say(desk, {"zh": "首次", "en": "first time"}[lang])
    page.locator("#quick-chips input[type=radio]").first.check()
    page.get_by_role("button", name=_FILL(lang)).click()
    desk.address_holds("first_little_giant_title=true", "city=xiamen")


def test_a_removed_chip_stays_removed_while_one_goes_on_typing(desk: Desk) -> None:
    page = desk.page
    desk.start()
    say(desk, "厦门小巨人")
    titles = page.locator(chip(desk, "titles"))
    expect(titles).to_be_visible()
    whole = page.locator("#quick .chip", has=page.locator('[data-entry="titles"]'))
    whole.locator("[data-quick=drop]").click()
    expect(titles).to_have_count(0)
    say(desk, "厦门小巨人 咨询费40万")
    expect(page.locator(chip(desk, "consulting_fees.0.amount"))).to_be_visible()
    expect(titles).to_have_count(0)


@pytest.mark.parametrize("lang", ["zh"])
def test_enter_reads_and_then_fills_in_but_not_where_it_ends_a_composition(desk: Desk) -> None:
    page = desk.page
    desk.start()
    say(desk, "福州专精特新")
    expect(page.locator(chip(desk, "city"))).to_have_value("fuzhou")
    page.locator("#quick-text").focus()
    page.evaluate(
        """() => document.activeElement.dispatchEvent(new KeyboardEvent("keydown",
          { key: "Enter", code: "Enter", bubbles: true, cancelable: true, keyCode: 229 }))"""
    )
    page.wait_for_timeout(300)
    expect(desk.box("city-fuzhou")).not_to_be_checked()
    page.keyboard.press("Enter")
    expect(desk.box("city-fuzhou")).to_be_checked()
    expect(page.locator("#quick-text")).to_have_value("")
    say(desk, "营收2亿")
    expect(page.locator("#quick .hint").filter(has_text=_NOTHING("zh"))).to_be_visible()


@pytest.mark.parametrize("lang", ["en"])
def test_before_python_is_ready_it_says_so_and_reads_then(desk: Desk) -> None:
    desk.open()
    say(desk, "Xiamen")
    expect(desk.page.locator(chip(desk, "city"))).to_have_value("xiamen")
