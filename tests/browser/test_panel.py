"""The panel answers in one screen, and its next question is answered where it stands."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from calculator.i18n import Text
from tests.browser.desk import Desk

pytestmark = pytest.mark.browser

CLERK = "#city=xiamen&date=2025-06-30&titles=little_giant"
FULL = (
    f"{CLERK}&first_little_giant_title=true&little_giant_title_date=2025-05-20"
    "&equipment_projects.0.investment=320&digital_spend=80&digital_level_after=2"
    "&consulting_fees.0.year=2025&consulting_fees.0.amount=40"
    "&tech_fund_loans.0.use=fixed_asset&tech_fund_loans.0.principal=2000"
    "&tech_fund_loans.0.financing_rate_pct=3&tech_fund_loans.0.days=365"
)
SCREENS = {"desktop": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
ENTER = Text("填入", "Enter")
SKIP = Text("跳过", "Skip")


def next_is(page: Page, fact: str) -> None:
    expect(page.locator("#next")).to_have_attribute("data-fact", fact)


@pytest.mark.parametrize("size", SCREENS)
def test_the_answer_and_the_next_question_are_in_one_screen(desk: Desk, size: str) -> None:
    """Standing, sum, bar, six lines and the question with its answers, without scrolling in between."""
    page = desk.page
    page.set_viewport_size({"width": SCREENS[size]["width"], "height": SCREENS[size]["height"]})
    desk.start(FULL)
    desk.totals_are("1,000,000", "1,760,000")
    page.locator("#results").evaluate("each => each.scrollIntoView()")
    boxes = [
        page.locator(each).bounding_box()
        for each in (
            "#results .standing",
            "#sum",
            "#results .bar.whole",
            "#lines",
            "#next .choices",
        )
    ]
    tops = [box["y"] for box in boxes if box]
    assert len(tops) == len(boxes)
    assert tops == sorted(tops)
    bar = page.locator("#engine").bounding_box() if size == "phone" else None
    bottom = bar["y"] if bar else SCREENS[size]["height"]
    last = boxes[-1]
    assert last
    assert tops[0] >= 0
    assert last["y"] + last["height"] <= bottom


def test_the_sum_is_the_largest_figure_and_the_lines_come_by_money(sized_desk: Desk) -> None:
    desk, page = sized_desk, sized_desk.page
    desk.start(FULL)
    desk.totals_are("1,000,000", "1,760,000")
    sizes = page.evaluate(
        "[...document.querySelectorAll('#results *')].filter(each => each.children.length === 0)"
        ".map(each => [each.id === 'sum', parseFloat(getComputedStyle(each).fontSize)])"
    )
    largest = max(size for _, size in sizes)
    assert [is_sum for is_sum, size in sizes if size == largest] == [True]
    widths = page.locator("#lines .bar").evaluate_all(
        "bars => bars.map(bar => Math.max(...[...bar.children].map(each => each.getBoundingClientRect().right)))"
    )
    assert widths == sorted(widths, reverse=True)
    # A limit of a loan and interest saved are below, each in a line of its own.
    saved = desk.card("xm-4").bounding_box()
    lines = page.locator("#lines").bounding_box()
    assert saved
    assert lines
    assert saved["y"] >= lines["y"] + lines["height"]


def test_a_line_unfolds_into_its_card_in_place(sized_desk: Desk) -> None:
    desk = sized_desk
    desk.start(FULL)
    body = desk.card("xm-3").locator(".body")
    expect(body).to_be_hidden()
    desk.card("xm-3").locator("summary").first.click()
    expect(body.locator("q").first).to_have_text("分别给予一次性50万元奖励")
    expect(body.locator(".onward a")).to_have_count(1)
    desk.type("digital_spend", "40")
    desk.totals_are("1,000,000", "1,640,000")
    expect(body).to_be_visible()  # still open, though everything was computed anew


def test_the_next_question_is_answered_in_the_panel(sized_desk: Desk) -> None:
    """A choice counts at once, a day waits for the button; the form has both, and what follows is asked."""
    desk, page, lang = sized_desk, sized_desk.page, sized_desk.lang
    desk.start(CLERK)
    expect(desk.sum).to_contain_text(Text("还不能确定", "Not known yet")(lang))
    next_is(page, "first_little_giant_title")
    page.locator("#next").get_by_label(Text("是", "Yes")(lang), exact=True).click()
    next_is(page, "little_giant_title_date")
    expect(page.locator("#next-title")).to_be_focused()
    expect(page.locator("#questions [name=first_little_giant_title][value=true]")).to_be_checked()
    page.locator("#next input[type=text]").fill("2025-05-20")
    page.keyboard.press("Enter")
    desk.totals_are("1,000,000")
    expect(desk.box("little_giant_title_date")).to_have_value("2025-05-20")
    expect(page.locator("#next")).not_to_have_attribute("data-fact", "little_giant_title_date")
    desk.address_holds("first_little_giant_title=true", "little_giant_title_date=2025-05-20")


def test_what_cannot_be_read_in_the_panel_stays_with_its_reason(desk: Desk) -> None:
    page, lang = desk.page, desk.lang
    desk.start(f"{CLERK}&first_little_giant_title=true")
    next_is(page, "little_giant_title_date")
    page.locator("#next input[type=text]").fill("2025-13-01")
    page.locator("#next").get_by_role("button", name=ENTER(lang), exact=True).click()
    expect(page.locator("#next .problem")).to_be_visible()
    expect(page.locator("#next input[type=text]")).to_have_value("2025-13-01")
    next_is(page, "little_giant_title_date")


def test_what_one_has_begun_to_answer_stays_while_the_form_is_filled_in(desk: Desk) -> None:
    page = desk.page
    desk.start(f"{CLERK}&first_little_giant_title=true")
    page.locator("#next input[type=text]").fill("2025-05")
    desk.unfold("equipment")
    desk.type("equipment_projects.0.investment", "300")
    expect(desk.amount("xm-5")).to_have_text(desk.up_to("300,000"))
    expect(page.locator("#next input[type=text]")).to_have_value("2025-05")


def test_a_question_that_is_skipped_comes_last_and_a_list_can_be_begun(desk: Desk) -> None:
    page, lang = desk.page, desk.lang
    desk.start(f"{CLERK}&first_little_giant_title=false&joint_lab_qualified=false")
    seen: list[str] = []
    for _ in range(20):
        fact = page.locator("#next").get_attribute("data-fact") or ""
        if fact == "equipment_projects":
            break
        assert fact not in seen
        seen.append(fact)
        page.locator("#next").get_by_role("button", name=SKIP(lang), exact=True).click()
        expect(page.locator("#next")).not_to_have_attribute("data-fact", fact)
    next_is(page, "equipment_projects")
    page.locator("#next input[type=text]").fill("300")
    page.locator("#next").get_by_role("button", name=ENTER(lang), exact=True).click()
    expect(desk.amount("xm-5")).to_have_text(desk.up_to("300,000"))
    expect(desk.box("equipment_projects.0.investment")).to_have_value("300")


@pytest.mark.parametrize("lang", ["zh"])
def test_the_example_asks_nothing(desk: Desk) -> None:
    """What is in the page before anything is entered is somebody else's result."""
    desk.open()
    expect(desk.sum).to_be_visible()
    expect(desk.page.locator("#next")).to_have_count(0)
