"""The form as one fills it: step by step on a phone, all at once on a desktop, checked when handed in."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from calculator.page.form import STEPS
from calculator.shared_facts import Title
from tests.browser.conftest import SIZES
from tests.browser.desk import Desk
from tests.browser.test_calculator import HELD

pytestmark = pytest.mark.browser

EQUIPMENT = "equipment_projects.0.investment"
FIRM = (
    "#city=xiamen&date=2025-06-30&titles=little_giant&first_little_giant_title=true"
    "&little_giant_title_date=2025-05-20"
)


@pytest.fixture
def phone(desk: Desk) -> Desk:
    desk.page.set_viewport_size(SIZES["phone"])
    return desk


def shown(page: Page) -> list[str]:
    return [
        each.get_attribute("id") or "" for each in page.locator(".step").all() if each.is_visible()
    ]


def test_a_phone_shows_one_step_and_back_goes_one_back(phone: Desk) -> None:
    page = phone.page
    phone.start()
    assert shown(page) == ["step-1"]
    phone.box("titles-none").check()
    phone.is_enterprise("xiamen", Title.LITTLE_GIANT)
    expect(phone.box("titles-none")).not_to_be_checked()
    page.locator("#step-1 .turn button").last.click()
    assert shown(page) == ["step-2"]
    expect(page.locator("#step-2 > h2")).to_be_focused()
    expect(page).to_have_title(re.compile("^2/4 " + re.escape(STEPS[1][0](phone.lang))))
    phone.unfold("equipment")
    phone.type(EQUIPMENT, "300")
    expect(phone.note(EQUIPMENT)).to_contain_text("3,000,000")
    phone.address_holds(f"{EQUIPMENT}=300")

    page.go_back()
    expect(page.locator("#step-1")).to_be_visible()
    assert shown(page) == ["step-1"]
    expect(phone.box("titles-little_giant")).to_be_checked()
    phone.address_holds(f"{EQUIPMENT}=300", "titles=little_giant")
    page.go_forward()
    expect(phone.box(EQUIPMENT)).to_have_value("300")

    page.reload()
    phone.ready()
    assert shown(page) == ["step-2"]
    expect(phone.box(EQUIPMENT)).to_have_value("300")
    page.locator("a[data-same-page]").click()
    expect(page.locator("html")).not_to_have_attribute(
        "lang", "en" if phone.lang == "en" else "zh-Hans"
    )
    assert shown(page) == ["step-2"]


@pytest.mark.parametrize("lang", ["en"])
def test_turning_the_phone_and_showing_all_loses_nothing(phone: Desk) -> None:
    page = phone.page
    phone.start(f"{FIRM}&{EQUIPMENT}=300")
    page.set_viewport_size({"width": 1280, "height": 800})
    assert shown(page) == ["step-1", "step-2", "step-3", "step-4"]
    assert not page.locator(":is(.turn, .whole) button:visible").count()
    expect(page).not_to_have_title(re.compile("/4"))
    page.set_viewport_size(SIZES["phone"])
    assert shown(page) == ["step-1"]
    page.locator(".whole [data-turn=all]").click()
    assert len(shown(page)) == 4
    expect(phone.box(EQUIPMENT)).to_have_value("300")
    page.locator(".whole [data-turn='1']").click()
    assert shown(page) == ["step-1"]


@pytest.mark.pyodide
def test_handed_in_with_a_problem_it_leads_to_the_problem(sized_desk: Desk) -> None:
    desk, page = sized_desk, sized_desk.page
    page.add_init_script(HELD)
    desk.start(f"{FIRM}&{EQUIPMENT}=约300")
    summary = page.locator("#problems")
    expect(summary).to_be_hidden()
    page.locator("#questions button[type=submit]").click()
    expect(summary).to_be_focused()
    link = summary.get_by_role("link")
    expect(link).to_have_text(desk.note(EQUIPMENT).text_content() or "")
    link.click()
    expect(desk.box(EQUIPMENT)).to_be_focused()
    expect(desk.box(EQUIPMENT)).to_be_in_viewport()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("300")
    page.keyboard.press("Enter")
    expect(summary).to_have_count(0)
    expect(desk.box(EQUIPMENT)).not_to_be_focused()  # it goes on
    page.locator("#questions button[type=submit]").click()
    expect(page.locator("#results-title")).to_be_focused()
    expect(summary).to_have_count(0)
    expect(desk.amount("xm-5")).to_have_text(desk.up_to("300,000"))

    # An answer that was due before has no say in it.
    desk.turn_to(desk.box(EQUIPMENT))
    desk.box(EQUIPMENT).click()
    page.evaluate("() => { holding = true }")
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("约4")
    page.evaluate(
        "new Promise(done => setTimeout(function look() { held.length ? done() : setTimeout(look, 20) }))"
    )
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("400")
    page.evaluate("letGo()")
    expect(desk.amount("xm-5")).to_have_text(desk.up_to("400,000"))
    expect(desk.box(EQUIPMENT)).to_be_focused()


def test_a_card_leads_to_the_question_that_is_open(sized_desk: Desk) -> None:
    desk, page = sized_desk, sized_desk.page
    desk.start(FIRM)
    page.locator("#group-undetermined > summary").click()
    desk.card("xm-5").locator("summary").first.click()
    desk.card("xm-5").locator(".onward a").click()
    expect(desk.box("equipment_projects-none")).to_be_focused()
    assert "#q-" not in page.url


@pytest.mark.parametrize("lang", ["zh"])
def test_a_row_is_copied_and_a_question_goes_when_nothing_depends_on_it(desk: Desk) -> None:
    desk.start(f"{FIRM}&{EQUIPMENT}=300")
    desk.button("copy:equipment_projects.0").click()
    expect(desk.box("equipment_projects.1.investment")).to_have_value("300")
    expect(desk.box("equipment_projects.1.investment")).to_be_focused()
    expect(desk.amount("xm-5")).to_have_text(desk.up_to("600,000"))
    desk.button("add:equipment_projects").click()
    expect(desk.box("equipment_projects.2.investment")).to_be_focused()
    desk.button("remove:equipment_projects.2").click()
    expect(desk.button("add:equipment_projects")).to_be_focused()
    desk.button("remove:equipment_projects.0").click()
    expect(desk.button("remove:equipment_projects.0")).to_be_focused()
    expect(desk.amount("xm-5")).to_have_text(desk.up_to("300,000"))

    desk.unfold("research")
    expect(desk.page.locator("#q-joint_lab_equipment")).to_be_visible()
    page = desk.page
    page.locator("#f-joint_lab_qualified-false").check()
    expect(page.locator("#q-joint_lab_equipment")).to_have_count(0)
    expect(page.locator("#q-joint_lab_qualified")).to_be_visible()
    page.locator("#f-joint_lab_qualified-true").check()
    expect(page.locator("#q-joint_lab_equipment")).to_be_visible()


ENTER = """([keyCode, isComposing]) => document.activeElement.dispatchEvent(new KeyboardEvent("keydown",
  { key: "Enter", code: "Enter", bubbles: true, cancelable: true, keyCode, isComposing }))"""


def test_enter_goes_on_and_with_control_hands_in(desk: Desk) -> None:
    page = desk.page
    desk.start(FIRM)
    desk.unfold("loans")
    principal, rate = desk.box("pledge_loans.0.principal"), desk.box("pledge_loans.0.rate_pct")
    principal.click()
    page.keyboard.type("800")
    page.evaluate(ENTER, [229, False])  # Safari's, that ends a composition
    page.evaluate(ENTER, [13, True])
    expect(principal).to_be_focused()
    page.keyboard.press("Enter")
    expect(rate).to_be_focused()
    page.keyboard.press("ControlOrMeta+Enter")
    expect(page.locator("#results-title")).to_be_focused()
    # A question of which one chooses one of several counts as one.
    desk.box("city-xiamen").focus()
    page.keyboard.press("Enter")
    expect(desk.box("applicant-enterprise")).to_be_focused()


@pytest.mark.parametrize("width", [320, 390])
def test_the_first_question_is_seen_at_once(desk: Desk, width: int) -> None:
    page = desk.page
    page.set_viewport_size({"width": width, "height": 700})
    desk.open()
    box = page.locator("#q-city > legend").bounding_box()
    assert box is not None
    assert box["y"] < 300
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_the_day_of_the_rules_is_asked_of_the_few_who_want_it(sized_desk: Desk) -> None:
    desk = sized_desk
    desk.start()
    expect(desk.box("date")).to_be_hidden()
    desk.type("date", "2025-06-30")
    desk.address_holds("date=2025-06-30")
    desk.page.reload()
    desk.ready()
    expect(desk.box("date")).to_be_visible()


def test_a_step_that_asks_nothing_is_passed_over(phone: Desk) -> None:
    page = phone.page
    phone.start("#city=fuzhou&titles=srdi_sme&first_srdi_title=true&srdi_title_date=2025-03-01")
    seen = [page.locator("#step-1 .nth").inner_text()]
    for _ in STEPS:
        onward = page.locator(".step:visible .turn button").last
        if "last" in (page.locator(".step:visible").get_attribute("class") or ""):
            break
        onward.click()
        seen.append(page.locator(".step:visible .nth").inner_text())
        expect(page.locator(".step:visible .field").first).to_be_attached()
    assert len(seen) < len(STEPS)
    assert [place.strip() for place in seen] == [
        f"{n}/{len(seen)}" for n in range(1, len(seen) + 1)
    ]
