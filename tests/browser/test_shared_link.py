"""A link that somebody else has sent opens on its result; one's own entries are kept beside it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from calculator import share_link
from calculator.i18n import Lang
from calculator.page import SAYINGS
from calculator.typed import typed
from tests.browser.conftest import SIZES
from tests.browser.desk import ROOTS, YES, Desk
from tests.browser.test_calculator import HELD

pytestmark = pytest.mark.browser

EQUIPMENT = "equipment_projects.0.investment"
ENTRIES = [
    ("city", "xiamen"), ("date", "2025-06-30"), ("titles", "little_giant"), (EQUIPMENT, "320"),
    ("first_little_giant_title", "true"), ("little_giant_title_date", "2025-05-20"),
]  # fmt: skip
SENT = "#" + share_link.write_fragment(typed(ENTRIES), day="2025-07-01")
OWN = "#city=fuzhou&date=2025-06-30&titles=srdi_sme"


@pytest.fixture(params=SIZES)
def desk(request: pytest.FixtureRequest, page: Page, lang: Lang) -> Desk:
    """The calculator in each language on each screen, not yet opened."""
    page.set_viewport_size(SIZES[request.param])
    return Desk(page, lang)


def banner(desk: Desk) -> Locator:
    return desk.page.locator("#shared")


def button(desk: Desk, what: str) -> Locator:
    return banner(desk).locator(f"button[data-shared={what}]")


def computed(desk: Desk) -> None:
    expect(desk.card("xm-3")).to_be_attached()
    expect(desk.page.locator("#results .asof")).to_contain_text("2025-06-30")


def entered(desk: Desk) -> str:
    """Something of one's own, typed and computed; the fragment of it."""
    desk.start(OWN)
    expect(desk.page.locator("#results .asof")).to_contain_text("2025-06-30")
    desk.choose("first_srdi_title", YES)
    desk.page.wait_for_function(
        "() => /first_srdi_title=true&p=/.test(sessionStorage['own-entries'])"
        " && location.hash === `#${sessionStorage['own-entries']}`"
    )
    return desk.fragment


def held(desk: Desk) -> str | None:
    found: str | None = desk.page.evaluate("sessionStorage.getItem('own-entries')")
    return found


def test_it_opens_on_the_result_and_says_where_it_is_from(desk: Desk) -> None:
    desk.start(SENT)
    computed(desk)
    expect(banner(desk)).to_be_in_viewport(ratio=1)
    expect(desk.page.locator("#results-title")).to_be_in_viewport(ratio=1)
    words = {"zh": "下面是链接里的结果。", "en": "Below is the result that came with the link."}
    expect(banner(desk)).to_contain_text(words[desk.lang])
    expect(button(desk, "restore")).to_be_hidden()
    assert held(desk) is None, "somebody else's entries are not kept as one's own"
    desk.page.reload()
    computed(desk)
    expect(banner(desk)).to_be_visible()


@pytest.mark.pyodide
def test_before_python_is_there_one_waits_at_the_place_of_the_result(desk: Desk) -> None:
    desk.page.context.route("**/engine/python-*.zip", lambda route: None)
    desk.open(SENT)
    expect(banner(desk)).to_be_in_viewport(ratio=1)
    expect(desk.page.locator("#results")).to_be_hidden()


@pytest.mark.pyodide
def test_where_python_does_not_come_the_example_is_not_said_to_be_of_the_link(
    desk: Desk, problems: list[str]
) -> None:
    desk.page.context.route("**/engine/python-*.zip", lambda route: route.abort())
    desk.open(SENT)
    desk.says("failed-network")
    expect(banner(desk)).to_be_hidden()
    problems.clear()


def test_made_ones_own_it_is_gone_and_leads_to_the_form(desk: Desk) -> None:
    desk.start(SENT)
    computed(desk)
    button(desk, "adopt").click()
    expect(banner(desk)).to_be_hidden()
    expect(desk.page.locator("#step-1 > h2")).to_be_focused()
    expect(desk.page.locator("#step-1 > h2")).to_be_in_viewport()
    expect(desk.page.locator("#undo")).to_have_count(0)
    desk.page.reload()
    computed(desk)
    expect(banner(desk)).to_be_hidden()
    expect(desk.box(EQUIPMENT)).to_have_value("320")


def test_what_was_entered_before_in_the_tab_comes_back(desk: Desk) -> None:
    """From another document, so that it is not only in the memory of the page."""
    own = entered(desk)
    desk.page.goto("about:blank")
    desk.start(SENT)
    computed(desk)
    expect(button(desk, "restore")).to_be_visible()
    assert held(desk) == own
    button(desk, "restore").click()
    expect(desk.box("city-fuzhou")).to_be_checked()
    expect(banner(desk)).to_be_hidden()
    desk.address_holds("first_srdi_title=true")
    desk.page.go_back()
    expect(desk.box("city-xiamen")).to_be_checked()
    expect(banner(desk)).to_be_visible()


def test_a_link_opened_in_the_open_page_and_made_ones_own_can_be_taken_back(desk: Desk) -> None:
    own = entered(desk)
    desk.page.evaluate("fragment => { location.hash = fragment; }", SENT)
    computed(desk)
    expect(desk.page.locator("#results-title")).to_be_in_viewport()
    button(desk, "adopt").click()
    expect(banner(desk)).to_be_hidden()
    assert held(desk) != own
    undo = desk.page.locator("#undo")
    expect(undo).to_contain_text(SAYINGS["adopted"](desk.lang))
    undo.get_by_role("button").click()
    expect(banner(desk)).to_be_visible()
    assert held(desk) == own
    button(desk, "restore").click()
    expect(desk.box("city-fuzhou")).to_be_checked()


def test_changed_it_is_ones_own_and_the_one_before_is_kept_through_a_reload(desk: Desk) -> None:
    entered(desk)
    desk.page.goto("about:blank")
    desk.start(SENT)
    computed(desk)
    desk.unfold("equipment")
    desk.type(EQUIPMENT, "330")
    desk.address_holds(f"{EQUIPMENT}=330")
    for _ in range(2):
        expect(button(desk, "adopt")).to_be_hidden()
        expect(button(desk, "restore")).to_be_visible()
        desk.page.reload()
        computed(desk)
        expect(desk.box(EQUIPMENT)).to_have_value("330")
    button(desk, "restore").click()
    expect(desk.box("city-fuzhou")).to_be_checked()


def test_ones_own_entries_are_never_said_to_be_of_a_link(desk: Desk) -> None:
    """Reload, the other language and back, back from another page, a scenario, a clause's box."""
    page = desk.page
    entered(desk)

    def is_own() -> None:
        expect(desk.box("city-fuzhou")).to_be_checked()
        expect(desk.page.locator("#results .asof")).to_contain_text("2025-06-30")
        expect(banner(desk)).to_be_hidden()

    page.reload()
    is_own()
    for other in ("en", "zh") if desk.lang == "zh" else ("zh", "en"):
        page.locator(f"a[data-same-page][hreflang^={other}]").first.click()
        page.wait_for_url(f"**/{ROOTS[other]}calculator/#*")
        is_own()
    page.goto(f"{ROOTS[desk.lang]}measures/")
    page.go_back()
    is_own()
    page.locator("[data-scenario=keep]").click()
    desk.type("date", "2025-06-29")
    expect(page.locator("#results .asof")).to_contain_text("2025-06-29")
    page.locator("[data-scenario='open:0']").click()
    is_own()
    page.goto(
        f"{ROOTS[desk.lang]}fuzhou-2024-draft/fz-1-1-c/#titles=srdi_sme&first_srdi_title=true"
    )
    page.locator("#results .on a").click()
    expect(desk.box("city-fuzhou")).to_be_checked()
    desk.ready()
    expect(banner(desk)).to_be_hidden()
    expect(page.locator("#step-1 > h2")).to_be_in_viewport()


def test_cleared_nothing_of_it_is_left_and_undone_it_is_there(desk: Desk) -> None:
    desk.start(SENT)
    computed(desk)
    button(desk, "adopt").click()
    assert "xiamen" in (held(desk) or "")
    desk.button("clear").click()
    assert held(desk) is None
    desk.page.locator("#undo button").click()
    expect(desk.box("city-xiamen")).to_be_checked()
    assert "xiamen" in (held(desk) or "")


def test_an_answer_that_comes_after_clearing_is_not_kept(desk: Desk) -> None:
    desk.page.add_init_script(HELD)
    desk.start(OWN)
    desk.page.evaluate("holding = true")
    desk.type("date", "2025-06-29")
    desk.button("clear").click()
    desk.page.evaluate("letGo()")
    expect(desk.box("city-fuzhou")).not_to_be_checked()
    desk.page.wait_for_timeout(500)
    assert held(desk) is None
