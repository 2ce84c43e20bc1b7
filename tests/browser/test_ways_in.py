"""The table that filters, the two languages on a phone, terms, citations, size of text, days left."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from calculator.measure import StandingKind
from calculator.policies import MEASURES, POLICIES
from calculator.sentences import ENDED, LAST_DAY
from tests.browser.conftest import SIZES
from tests.browser.desk import ROOTS, stop_clock

pytestmark = pytest.mark.browser

CLAUSE = "xiamen-2024/xm-13/"
ROWS = "table.measures tbody tr:visible"


def of_city(city: str) -> int:
    """How many measures a city has."""
    return sum(len(policy.measures) for policy in POLICIES if policy.place.id == city)


@pytest.fixture(params=ROOTS.values(), ids=list(ROOTS))
def root(request: pytest.FixtureRequest) -> str:
    """The language, as the beginning of an address."""
    found: str = request.param
    return found


def test_the_table_filters_sorts_and_keeps_it_in_the_address(page: Page, root: str) -> None:
    page.goto(f"{root}measures/")
    expect(page.locator(ROWS)).to_have_count(len(MEASURES))
    page.locator("select[name=city]").select_option("xiamen")
    expect(page.locator(ROWS)).to_have_count(of_city("xiamen"))
    page.locator("select[name=title]").select_option("little_giant_reserve")
    page.locator("select[name=amount]").select_option("stated")
    page.locator("select[name=sort]").select_option("amount")
    shown = page.locator(ROWS)
    yuan = [int(row.get_attribute("data-yuan") or "") for row in shown.all()]
    assert 1 < len(yuan) < of_city("xiamen")
    assert yuan == sorted(yuan, reverse=True)
    expect(page.locator(".facets [role=status]")).to_contain_text(str(len(yuan)))
    state = "?city=xiamen&title=little_giant_reserve&amount=stated&sort=amount"
    assert page.url.endswith(state)
    page.goto(f"{root}measures/?need=equipment")
    equipment = page.locator("table.measures tbody tr[data-need~=equipment]").count()
    assert 0 < equipment < len(MEASURES)
    expect(shown).to_have_count(equipment)
    page.goto(f"{root}measures/{state}")
    expect(shown).to_have_count(len(yuan))
    page.locator(".facets [type=reset]").click()
    expect(shown).to_have_count(len(MEASURES))
    assert "?" not in page.url


def test_an_address_with_values_that_do_not_exist_shows_all(page: Page, root: str) -> None:
    page.goto(f"{root}measures/?city=atlantis&kind=%3Cscript%3E")
    expect(page.locator(ROWS)).to_have_count(len(MEASURES))


def test_filters_that_nothing_fits_say_so(page: Page, root: str) -> None:
    page.goto(f"{root}measures/?city=fuzhou&kind=procurement")
    expect(page.locator("p.none")).to_be_visible()


def test_the_other_language_keeps_the_filters(page: Page) -> None:
    page.goto("measures/?city=fuzhou")
    page.locator("a[data-same-page]").click()
    expect(page.locator(ROWS)).to_have_count(of_city("fuzhou"))
    assert "/en/measures/?city=fuzhou" in page.url


def test_on_a_phone_one_language_at_a_time(page: Page, root: str) -> None:
    page.set_viewport_size(SIZES["phone"])
    page.goto(f"{root}{CLAUSE}#text")
    zh, en = page.locator(".column--zh"), page.locator(".column--en")
    own, other = (en, zh) if root else (zh, en)
    expect(own).to_be_visible()
    expect(other).to_be_hidden()
    before = page.evaluate("scrollY")
    page.locator(f".sides input[value={'zh' if root else 'en'}]").focus()
    page.keyboard.press("Space")
    expect(other).to_be_visible()
    expect(own).to_be_hidden()
    assert page.evaluate("scrollY") == before
    page.set_viewport_size(SIZES["desktop"])
    expect(zh).to_be_visible()
    expect(en).to_be_visible()


def test_a_term_is_explained_by_pointer_and_by_keyboard(page: Page, root: str) -> None:
    page.goto(f"{root}{CLAUSE}")
    term = page.locator(f".column--{'en' if root else 'zh'} a.term").first
    term.click()
    bubble = page.locator(".bubble")
    expect(bubble).to_be_visible()
    expect(term).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(bubble).to_have_count(0)
    expect(term).to_be_focused()
    page.keyboard.press("Enter")
    expect(bubble).to_be_visible()
    page.locator("h1").click()
    expect(bubble).to_have_count(0)


def test_the_citation_is_copied_with_address_and_day(
    page: Page, context: BrowserContext, root: str
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{root}{CLAUSE}?from=somewhere#text")
    page.locator(".cite button.copy").click()
    expect(page.locator(".cite [role=status]")).not_to_be_empty()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert re.search(rf"/{root}{CLAUSE}(（查阅于| \(accessed )\d{{4}}-\d\d-\d\d[）)]$", copied)
    assert "13" in copied


def test_larger_text_stays_larger(page: Page, root: str) -> None:
    page.goto(f"{root}{CLAUSE}")
    size = "parseFloat(getComputedStyle(document.querySelector('.summary')).fontSize)"
    before = page.evaluate(size)
    page.locator("button.text-size").click()
    assert page.evaluate(size) > before * 1.1
    page.reload()
    page.locator("button.text-size:not([hidden])").wait_for()  # the script has run
    assert page.evaluate(size) > before * 1.1
    page.locator("button.text-size").click()
    page.locator("button.text-size").click()
    assert page.evaluate(size) == before


def test_the_page_is_light_or_dark_as_chosen_or_else_as_the_system(page: Page, root: str) -> None:
    worn = "[document.body.dataset.mdColorScheme, getComputedStyle(document.documentElement).colorScheme]"
    light, dark = ["default", "light"], ["slate", "dark"]

    def is_worn(due: list[str]) -> None:  # a change of the system is told at the next frame
        page.wait_for_function(f"due => JSON.stringify({worn}) === JSON.stringify(due)", arg=due)

    page.emulate_media(color_scheme="dark")
    page.goto(f"{root}{CLAUSE}")
    button = page.locator("button.scheme:not([hidden])")
    expect(button).to_have_count(1)
    is_worn(dark)
    page.emulate_media(color_scheme="light")
    is_worn(light)
    names = set[str | None]()
    for due in (light, dark, light):  # light and dark as chosen, then as the system again
        names.add(button.get_attribute("aria-label"))
        button.focus()
        page.keyboard.press("Enter")
        is_worn(due)
        expect(button).to_be_focused()
    assert len(names) == 3
    button.click()
    page.emulate_media(color_scheme="dark")
    page.reload()
    expect(button).to_have_count(1)
    is_worn(light)  # what was chosen stays


def test_light_and_dark_do_without_storage(page: Page) -> None:
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('closed') } })"
    )
    page.emulate_media(color_scheme="dark")
    page.goto(CLAUSE)
    button = page.locator("button.scheme:not([hidden])")
    expect(button).to_have_count(1)
    assert page.evaluate("document.body.dataset.mdColorScheme") == "slate"
    button.click()
    assert page.evaluate("document.body.dataset.mdColorScheme") == "default"
    expect(page.locator("button.text-size")).to_be_visible()


def test_past_its_last_day_a_measure_is_said_to_have_run_out(page: Page, root: str) -> None:
    stop_clock(page, "2027-01-01T00:30:00+08:00")
    page.goto(f"{root}{CLAUSE}")
    expect(page.locator(".badge--expired")).to_be_visible()
    expect(page.locator(".warning.ends")).to_contain_text("2026")
    box = page.locator("#results .ends")
    expect(box).to_have_text(ENDED("en" if root else "zh"))
    expect(page.locator(".left")).to_have_count(0)
    stop_clock(page, "2026-12-31T23:30:00+08:00")
    page.reload()
    expect(page.locator(".badge--in-force")).to_be_visible()
    last = LAST_DAY("en" if root else "zh")
    expect(page.locator(".left")).to_have_text(last)
    expect(page.locator(".warning.ends")).to_have_text(re.compile(last, re.IGNORECASE))
    stop_clock(page, "2026-03-01T12:00:00+08:00")
    page.reload()
    expect(page.locator(".warning.ends")).to_be_hidden()
    expect(box).to_be_hidden()
    page.goto(f"{root}measures/?status=in-force")
    in_force = [p for p in POLICIES if p.standing("2026-03-01").kind is StandingKind.IN_FORCE]
    expect(page.locator(ROWS)).to_have_count(sum(len(policy.measures) for policy in in_force))
    stop_clock(page, "2027-01-01T00:30:00+08:00")
    page.reload()
    expect(page.locator(ROWS)).to_have_count(0)


def test_switching_language_keeps_the_place_one_reads_at(page: Page) -> None:
    page.goto("xiamen-2024/")
    page.locator("#xm-20").scroll_into_view_if_needed()
    page.evaluate("document.getElementById('xm-20').scrollIntoView({block: 'center'})")
    page.locator("a[data-same-page]").click()
    expect(page).to_have_url(re.compile(r"/en/xiamen-2024/#(xm-20|s-)"))


def test_without_a_script_no_dead_control_is_shown(
    browser: Browser, site_url: str, root: str
) -> None:
    """The table is whole, and terms lead to the glossary."""
    quiet = browser.new_context(base_url=site_url, java_script_enabled=False)
    page = quiet.new_page()
    page.goto(f"{root}measures/")
    expect(page.locator(ROWS)).to_have_count(len(MEASURES))
    expect(page.locator("form.facets")).to_be_hidden()
    page.goto(f"{root}{CLAUSE}")
    page.set_viewport_size(SIZES["phone"])
    for control in (".cite button.copy", "button.text-size", ".sides", "button.menu"):
        expect(page.locator(control)).to_be_hidden()
    expect(page.locator("label.md-header__button[for=__drawer]")).to_be_visible()
    for column in page.locator(".column").all():
        expect(column).to_be_visible()
    page.locator(".column--zh a.term").first.click()
    expect(page).to_have_url(re.compile(r"/glossary/#[a-z-]+$"))
    quiet.close()


@pytest.mark.parametrize("place", ["", "compare/", "measures/"])
def test_near_the_end_the_days_left_stand_beside_every_amount(
    page: Page, root: str, place: str
) -> None:
    marks = page.locator(".badge--soon")
    stop_clock(page, "2026-03-01T12:00:00+08:00")
    page.goto(f"{root}{place}")
    every = marks.count()
    assert every > 10
    assert marks.evaluate_all("each => each.every((mark) => mark.hidden)")
    for day, said in (("2026-11-02", "60"), ("2026-12-31", LAST_DAY("en" if root else "zh"))):
        stop_clock(page, f"{day}T23:30:00+08:00")
        page.reload()
        assert marks.evaluate_all(
            "(each, said) => each.every((mark) => !mark.hidden && mark.textContent.includes(said))",
            said,
        )
    stop_clock(page, "2027-01-01T00:30:00+08:00")
    page.reload()
    assert set(marks.all_text_contents()) <= {"已期满", "Expired"}
