"""The calculator in the browser: filled as a person would, read as a person would."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from calculator import sentences
from calculator.assessment import Status
from calculator.i18n import Lang, brief
from calculator.page import SAYINGS
from calculator.profile import CITIES
from calculator.shared_facts import Title
from tests.browser.conftest import SIZES
from tests.browser.desk import ROOTS, Desk

pytestmark = pytest.mark.browser

EQUIPMENT = "equipment_projects.0.investment"
PRINCIPAL = "pledge_loans.0.principal"
PROVINCIAL = "provincial_little_giant_award"
FIRM = "#city=xiamen&date=2025-06-30&titles=little_giant"


@pytest.mark.parametrize("size", SIZES)
def test_the_example_is_answered_without_scripts(
    browser: Browser, site_url: str, lang: Lang, size: str
) -> None:
    with browser.new_context(
        base_url=site_url, java_script_enabled=False, viewport=SIZES[size]
    ) as context:
        desk = Desk(context.new_page(), lang)
        desk.open()
        desk.totals_are("1,000,000", "1,390,000")
        expect(desk.amount("xm-3")).to_have_text(desk.yuan("1,000,000"))
        expect(desk.opened("xm-13").locator("q").first).to_be_visible()
        expect(desk.box("city-xiamen")).to_be_visible()
        expect(desk.status).to_be_visible()
        expect(desk.status).not_to_contain_text(SAYINGS["start"](lang))
        desk.opened("xm-3").get_by_role("link").first.click()
        expect(desk.page).to_have_url(re.compile(r"/xiamen-2024/xm-3/$"))


@pytest.mark.pyodide
def test_an_enterprise_fills_the_form(sized_desk: Desk) -> None:
    desk, page = sized_desk, sized_desk.page
    desk.start()
    desk.is_enterprise("xiamen", Title.LITTLE_GIANT)
    desk.is_first_time()
    desk.totals_are("1,000,000")

    desk.unfold("equipment")
    desk.type(EQUIPMENT, "300万")
    expect(desk.note(EQUIPMENT)).to_contain_text("3,000,000")
    expect(desk.amount("xm-5")).to_have_text(desk.up_to("300,000"))

    desk.unfold("loans")
    desk.loan(0, "５００", "4.35")
    expect(desk.note(PRINCIPAL)).to_contain_text("5,000,000")
    expect(desk.amount("xm-13")).to_have_text(desk.up_to("90,000"))  # 60% of 3.0%, the LPR
    desk.totals_are("1,000,000", "1,390,000")

    desk.button("add:pledge_loans").click()
    desk.loan(1, "100万元", "2.5")
    expect(desk.amount("xm-13")).to_have_text(desk.up_to("105,000"))
    desk.totals_are("1,000,000", "1,405,000")
    heard = page.locator("#engine .visually-hidden")
    expect(heard).to_contain_text(brief(1_405_000)(desk.lang))

    desk.button("remove:pledge_loans.0").click()
    expect(desk.box("pledge_loans.1.principal")).to_have_count(0)
    expect(desk.box(PRINCIPAL)).to_have_value("100万元")
    expect(desk.amount("xm-13")).to_have_text(desk.up_to("15,000"))
    assert page.evaluate("document.activeElement?.tagName") == "BUTTON"

    card = desk.opened("xm-3")
    expect(card.locator(".state")).to_have_text(sentences.STATUSES[Status.ELIGIBLE](desk.lang))
    expect(card.locator(".reason")).not_to_be_empty()
    quotation = card.locator("q").first
    expect(quotation).to_have_text("分别给予一次性50万元奖励")
    expect(quotation).to_have_attribute("lang", "zh-Hans")
    card.locator(".onward a").click()
    expect(page).to_have_url(re.compile(r"/xiamen-2024/xm-3/$"))
    expect(page.locator("blockquote:lang(zh-Hans)")).to_contain_text("分别给予一次性50万元奖励")
    page.go_back()
    desk.totals_are("1,000,000", "1,315,000")


def test_another_city(sized_desk: Desk) -> None:
    desk = sized_desk
    desk.start(
        f"{FIRM}&first_little_giant_title=true&little_giant_title_date=2025-05-20&{EQUIPMENT}=300"
    )
    desk.totals_are("1,000,000", "1,300,000")
    desk.choose("city", CITIES["fuzhou"])
    expect(desk.card("xm-3")).to_have_count(0)
    expect(desk.box(EQUIPMENT)).to_be_hidden()
    desk.type(PROVINCIAL, "５０万")
    expect(desk.amount("fz-1-1-b")).to_have_text(desk.yuan("250,000"))
    desk.totals_are("250,000", draft=True)
    desk.choose("city", CITIES["xiamen"])
    expect(desk.box(EQUIPMENT)).to_have_value("300")
    desk.totals_are("1,000,000", "1,300,000")


@pytest.mark.parametrize("lang", ["zh"])
def test_results_follow_each_key_and_nothing_is_moved(desk: Desk) -> None:
    page = desk.page
    desk.start(FIRM)
    desk.unfold("equipment")
    page.locator("#why-titles > summary").click()
    page.locator("#group-undetermined > summary").click()
    box = desk.box(EQUIPMENT)
    box.click()
    page.keyboard.type("30")
    expect(desk.amount("xm-5")).to_have_count(0)
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    scrolled = page.evaluate("scrollY")
    page.keyboard.type("9")  # 3|0 → 39|0
    expect(desk.amount("xm-5")).to_have_text(desk.up_to("390,000"))
    expect(box).to_be_focused()
    assert box.evaluate("box => [box.value, box.selectionStart, box.selectionEnd]") == ["390", 2, 2]
    assert page.evaluate("scrollY") == scrolled
    desk.opened("xm-5").locator("#d-xm-5 > summary").click()
    box.click()
    page.keyboard.press("End")
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    page.keyboard.type("00")
    expect(desk.amount("xm-5")).to_have_text(desk.up_to("300,000"))
    for opened in ("#why-titles", "#group-undetermined", "#part-equipment", "#r-xm-5", "#d-xm-5"):
        expect(page.locator(opened)).to_have_attribute("open", "")

    page.locator("#why-titles > summary").click()
    page.locator("#part-equipment > summary").click()
    desk.type("date", "2025-06-29")
    expect(page.locator("#results .asof")).to_contain_text("2025-06-29")
    for closed in ("#why-titles", "#part-equipment"):
        assert page.locator(closed).get_attribute("open") is None


HELD = """
const post = Worker.prototype.postMessage, held = (window.held = []);
Worker.prototype.postMessage = function (...given) {
  window.holding ? held.push(() => post.apply(this, given)) : post.apply(this, given);
};
window.letGo = () => { window.holding = false; for (const send of held.splice(0)) send(); };
"""


@pytest.mark.parametrize("lang", ["en"])
def test_what_is_typed_while_an_answer_is_due_stays(desk: Desk) -> None:
    page = desk.page
    page.add_init_script(HELD)
    desk.start(f"{FIRM}&{EQUIPMENT}=3")
    page.evaluate("holding = true")
    desk.button("add:equipment_projects").click()
    box = desk.box(EQUIPMENT)
    box.click()
    page.keyboard.press("End")
    page.keyboard.type("00")
    page.keyboard.press("ArrowLeft")
    page.evaluate("letGo()")
    expect(desk.box("equipment_projects.1.investment")).to_be_visible()
    assert box.evaluate("box => [box.value, box.selectionStart]") == ["300", 2]
    expect(box).to_be_focused()
    expect(desk.amount("xm-5")).to_have_text(desk.up_to("300,000"))


@pytest.mark.parametrize("lang", ["en"])
def test_what_is_ticked_while_an_answer_is_due_stays(desk: Desk) -> None:
    page = desk.page
    page.add_init_script(HELD)
    desk.start(f"{FIRM}&{EQUIPMENT}=3")
    page.evaluate("holding = true")
    desk.button("add:equipment_projects").click()
    for title in ("srdi_sme", "innovative_sme"):
        desk.box(f"titles-{title}").check()
    page.evaluate("letGo()")
    expect(desk.box("equipment_projects.1.investment")).to_be_visible()
    for title in ("srdi_sme", "innovative_sme"):
        expect(desk.box(f"titles-{title}")).to_be_checked()
        desk.address_holds(f"titles={title}")


@pytest.mark.parametrize("lang", ["en"])
def test_what_cannot_be_read_stays_with_its_problem(desk: Desk) -> None:
    desk.start(FIRM)
    desk.unfold("equipment")
    desk.type(EQUIPMENT, "约500")
    problem = desk.note(EQUIPMENT)
    expect(problem).to_have_class("problem")
    expect(desk.box(EQUIPMENT)).to_have_attribute("aria-invalid", "true")
    described = desk.box(EQUIPMENT).get_attribute("aria-describedby") or ""
    assert f"n-{EQUIPMENT}" in described.split()
    desk.type("date", "2025-13-45")
    expect(desk.note("date")).to_have_class("problem")
    desk.address_holds(f"{EQUIPMENT}=约500", "date=2025-13-45")
    desk.page.reload()
    desk.ready()
    for name, text in ((EQUIPMENT, "约500"), ("date", "2025-13-45")):
        expect(desk.note(name)).to_have_class("problem")
        expect(desk.box(name)).to_have_value(text)
    desk.type(EQUIPMENT, "499")
    desk.type("date", "2025-06-30")
    expect(desk.page.locator("#questions .problem")).to_have_count(0)
    expect(desk.amount("xm-5")).to_have_text(desk.up_to("499,000"))


@pytest.mark.parametrize("lang", ["zh"])
def test_a_doubtful_figure_is_kept_until_one_says_otherwise(desk: Desk) -> None:
    desk.start(FIRM)
    desk.unfold("equipment")
    desk.type(EQUIPMENT, "3000000")
    expect(desk.box(EQUIPMENT)).to_have_value("3000000")
    desk.note(EQUIPMENT).get_by_role("button").click()
    expect(desk.box(EQUIPMENT)).to_have_value("300万元")
    expect(desk.amount("xm-5")).to_have_text(desk.up_to("300,000"))

    # Pasted from a table, with marks that cannot be seen.
    pasted = "\u202a￥2,000,000.00\u202c"
    desk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.page.evaluate("text => navigator.clipboard.writeText(text)", pasted)
    desk.box(EQUIPMENT).click()
    desk.page.keyboard.press("ControlOrMeta+A")
    desk.page.keyboard.press("ControlOrMeta+V")
    expect(desk.amount("xm-5")).to_have_text(desk.up_to("200,000"))
    expect(desk.box(EQUIPMENT)).to_have_value(pasted)
    expect(desk.note(EQUIPMENT)).to_contain_text("2,000,000")


@pytest.mark.parametrize("lang", ["zh"])
def test_rows_come_back_when_there_are_some_after_all(desk: Desk) -> None:
    desk.start(f"{FIRM}&{PRINCIPAL}=500")
    desk.box("pledge_loans-none").check()
    expect(desk.box(PRINCIPAL)).to_be_hidden()
    desk.box("pledge_loans-none").uncheck()
    expect(desk.box(PRINCIPAL)).to_have_value("500")


@pytest.mark.parametrize("lang", ["zh"])
def test_the_address_is_the_state(desk: Desk, browser: Browser, site_url: str) -> None:
    page = desk.page
    desk.start()
    desk.button("example").click()
    desk.totals_are("1,000,000", "1,390,000")
    desk.address_holds("city=xiamen", f"{EQUIPMENT}=300", f"{PRINCIPAL}=500")
    address = page.url

    page.reload()
    desk.totals_are("1,000,000", "1,390,000")
    expect(desk.box(PRINCIPAL)).to_have_value("500")
    expect(desk.box(PRINCIPAL)).to_be_visible()
    assert page.url == address

    with browser.new_context(base_url=site_url) as fresh:
        there = Desk(fresh.new_page(), desk.lang)
        there.page.goto(address)
        there.totals_are("1,000,000", "1,390,000")
        expect(there.box("titles-little_giant")).to_be_checked()
        expect(there.box("pledge_loans.0.collateral")).to_have_value("patent")

    page.locator("a[data-same-page]").click()
    other = Desk(page, "en" if desk.lang == "zh" else "zh")
    expect(page).to_have_url(re.compile(rf"127\.0\.0\.1:\d+/{other.path}#"))
    other.totals_are("1,000,000", "1,390,000")
    expect(other.box(EQUIPMENT)).to_have_value("300")
    page.locator("a[data-same-page]").click()
    desk.totals_are("1,000,000", "1,390,000")
    assert page.url == address

    desk.button("clear").click()
    expect(page).to_have_url(re.compile(r"/calculator/$"))
    expect(desk.box(EQUIPMENT)).to_have_value("")
    expect(desk.box("titles-little_giant")).not_to_be_checked()
    page.reload()
    desk.ready()
    expect(desk.box("titles-little_giant")).not_to_be_checked()


@pytest.mark.parametrize("lang", ["zh"])
def test_another_address_is_followed_though_an_answer_is_written_over_it(desk: Desk) -> None:
    """Browsers tell of it a moment later, and by then the page may have written its own."""
    desk.start(FIRM)
    desk.page.evaluate("location.hash = 'city=fuzhou'; history.replaceState(null, '', '#city=x')")
    expect(desk.box("city-fuzhou")).to_be_checked()
    desk.address_holds("city=fuzhou")


@pytest.mark.parametrize("lang", ["zh"])
def test_markup_is_text(desk: Desk) -> None:
    page, dialogs = desk.page, list[str]()

    def dismiss(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismiss)
    evil = "<img src=x onerror=alert(1)>\"'&amp;"
    desk.start(
        f"{FIRM}&{EQUIPMENT}=300&joint_lab_qualified=true&joint_lab_equipment=300"
        f"&joint_lab_fiscal_money=0&joint_lab_ref={evil.replace('&', '%26')}"
    )
    desk.type("equipment_projects.0.ref", evil)
    expect(page.locator("#lines > .left-out")).to_contain_text(evil)
    expect(page.locator("#lines .body").filter(has_text=evil)).to_have_count(1)
    desk.type(EQUIPMENT, "<b>5</b>")
    expect(desk.note(EQUIPMENT)).to_have_class("problem")
    expect(desk.box(EQUIPMENT)).to_have_value("<b>5</b>")
    expect(desk.box("equipment_projects.0.ref")).to_have_value(evil)
    expect(page.locator("#calculator :is(img, b, script)")).to_have_count(0)
    page.reload()
    expect(desk.box("equipment_projects.0.ref")).to_have_value(evil)
    expect(page.locator("#calculator :is(img, b, script)")).to_have_count(0)
    assert not dialogs


@pytest.mark.pyodide
@pytest.mark.parametrize("lang", ["en"])
def test_nothing_leaves_the_browser(desk: Desk) -> None:
    page, context = desk.page, desk.page.context
    asked: list[tuple[str, str]] = []
    context.on("request", lambda request: asked.append((request.method, request.url)))
    desk.start(FIRM)
    desk.unfold("equipment")
    desk.type(EQUIPMENT, "271.82")
    expect(desk.amount("xm-5")).to_have_text(desk.up_to("271,820"))
    assert len(asked) > 10, "the requests of a visit are seen"
    assert {method for method, _ in asked} == {"GET"}
    # The fragment of the page's own address stays in the browser.
    assert not [url for _, url in asked if "271.82" in url.partition("#")[0]]

    # Nothing is to be had from now on; Chromium looks for the icon when the address changes.
    before = len(asked)
    context.route("**/*", lambda route: route.fulfill(status=204))
    desk.type(EQUIPMENT, "314.15")
    expect(desk.amount("xm-5")).to_have_text(desk.up_to("314,150"))
    assert not [url for _, url in asked[before:] if "favicon" not in url]

    assert context.cookies() == []
    kept = page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
    assert kept == ["own-entries"]  # one's own, in this tab, as the page on privacy says
    assert not page.evaluate("indexedDB.databases().then(found => found.length)")


def test_the_keyboard_is_enough(desk: Desk) -> None:
    page = desk.page
    desk.start()
    tab_to(page, "f-city-unknown")
    page.keyboard.press("ArrowDown")  # round to the first
    expect(desk.box("city-xiamen")).to_be_checked()
    expect(desk.box("city-xiamen")).to_be_focused()
    tab_to(page, "f-titles-little_giant")
    page.keyboard.press("Space")
    tab_to(page, "f-first_little_giant_title-unknown")
    page.keyboard.press("ArrowDown")
    expect(desk.box("little_giant_title_date")).to_be_visible()
    expect(desk.amount("xm-3")).to_have_count(0)
    tab_to(page, "f-little_giant_title_date")
    page.keyboard.type("2025-05-20")
    tab_to(page, "part-more")
    page.keyboard.press("Enter")
    tab_to(page, "f-date")
    page.keyboard.type("2025-06-30")
    page.keyboard.press("Enter")
    expect(page.locator("#results .asof")).to_contain_text("2025-06-30")
    expect(desk.amount("xm-3")).to_have_text(desk.yuan("1,000,000"))
    assert page.url.partition("?")[2] == ""


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until the element with this id has the focus, or the summary of what is folded."""
    passed = []
    for _ in range(60):
        page.keyboard.press("Tab")
        at = page.evaluate(
            "(at => at?.id || at?.closest('summary')?.parentElement.id || at?.outerHTML)(document.activeElement)"
        )
        if at == wanted:
            return
        passed.append(at)
    raise AssertionError(f"{wanted} is not reached by Tab: {passed}")


@pytest.mark.parametrize("lang", ["zh"])
@pytest.mark.parametrize("after_ms", [0, 100, 500])
def test_a_reload_right_after_a_key_keeps_what_was_typed(desk: Desk, after_ms: int) -> None:
    page, name = desk.page, "equipment_projects.0.investment"
    desk.start("#city=xiamen")
    desk.unfold("equipment")
    desk.box(name).click()
    page.keyboard.type("260")
    page.wait_for_timeout(after_ms)
    page.reload()
    expect(desk.box(name)).to_have_value("260")
    desk.address_holds(f"{name}=260", "city=xiamen")
    assert page.evaluate("sessionStorage.getItem('reloading')") is None
    assert "260" not in page.evaluate("JSON.stringify({...localStorage})")

    # What was taken away stays away, and another visit brings nothing back.
    desk.ready()
    desk.button("clear").click()
    page.reload()
    expect(desk.box(name)).to_have_value("")
    desk.open()
    expect(desk.box(name)).to_have_value("")


@pytest.mark.parametrize("lang", ["zh"])
def test_without_storage_a_reload_still_works(desk: Desk) -> None:
    desk.page.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', { get() { throw new Error('closed') } })"
    )
    desk.start("#city=xiamen")
    desk.page.reload()
    expect(desk.box("city-xiamen")).to_be_checked()


def test_opened_from_disk_the_page_says_that_this_is_why(
    page: Page, lang: Lang, built_site: Path, problems: list[str]
) -> None:
    page.goto((built_site / ROOTS[lang] / "calculator/index.html").as_uri())
    status = page.locator("#engine")
    expect(status).to_contain_text("file://")
    expect(status.locator(".without-script")).to_be_hidden()
    assert problems  # of scripts that a browser does not take from disk
    problems.clear()
    page.goto(f"{ROOTS[lang]}calculator/")
    expect(status).not_to_contain_text("file://")
