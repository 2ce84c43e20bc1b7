"""Where a script of the page fails: what is said is true, and the rest works. The search: test_search.py."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from builder import ui_text
from builder.pages import table
from builder.pages.batch import SAYINGS as BATCH
from calculator.i18n import Lang
from calculator.page import SAYINGS
from calculator.page.export_panel import SAYINGS as TAKE
from tests.browser.conftest import SIZES
from tests.browser.desk import ROOTS, Desk

pytestmark = pytest.mark.browser

THROW = "() => { throw new TypeError('x.at is not a function'); }"


def breaks(page: Page, script: str) -> None:
    """Run what makes the page throw; THROW stands for %s in it."""
    page.evaluate(f"() => {{ {script.replace('%s', THROW)}; }}")


FIRM = "#city=xiamen&date=2025-06-30&titles=little_giant&equipment_projects.0.investment=300"
FIRMS = "企业名称,城市\n甲,厦门\n乙,火星\n".encode()


class Provoked(list[str]):
    """Leaves out the failures that a test asks for."""

    def append(self, problem: str, /) -> None:
        if not ("x.at is not a function" in problem or "no such" in problem):
            super().append(problem)


@pytest.fixture
def problems() -> list[str]:
    return Provoked()


@pytest.mark.parametrize(
    ("broken", "field", "option"),
    [
        ("document.querySelector('tbody').append", "sort", 1),
        ("document.querySelectorAll('tbody tr')[3].querySelector", "status", 1),
    ],
)
def test_a_table_that_cannot_be_filtered_or_sorted_says_so_and_is_whole(
    page: Page, lang: Lang, broken: str, field: str, option: int
) -> None:
    page.goto(f"{ROOTS[lang]}measures/")
    said = page.locator("form.facets [role=status]")
    page.locator("select[name=city]").select_option("xiamen")
    before = said.inner_text()
    breaks(page, f"{broken} = %s")
    page.locator(f"select[name={field}]").select_option(index=option)
    expect(said).to_have_text(table.FAILED(lang))
    assert page.locator("tbody tr").count() == page.locator("tbody tr:visible").count()
    page.locator(f"select[name={field}]").select_option(index=0)  # what does not fail works
    expect(said).to_have_text(before)


@pytest.mark.parametrize(
    ("what", "lang"), [("csv", "zh"), ("print", "en"), ("qr", "zh"), ("link", "en")]
)
def test_what_is_not_made_is_said_and_the_result_stays(desk: Desk, what: str) -> None:
    page = desk.page
    desk.start(FIRM)
    broken = {"print": "window.print", "qr": "document.createElementNS"}
    breaks(page, f"{broken.get(what, 'URL.createObjectURL')} = %s")
    if what == "link":  # neither way to the clipboard
        breaks(page, "delete window.ClipboardItem; document.execCommand = %s")
    page.locator(f'#take button[data-take="{what}"]').click()
    expect(page.locator("#take-said")).to_have_text(TAKE["failed"](desk.lang))
    expect(desk.amount("xm-5")).to_have_text(desk.up_to("300,000"))


def firm_chosen(page: Page) -> None:
    page.locator("#batch-file").set_input_files(
        {"name": "a.csv", "mimeType": "text/csv", "buffer": FIRMS}
    )


FAULTS = {
    "failed": "HTMLProgressElement.prototype.__defineSetter__('max', %s)",
    "not-listed": (
        "document.querySelector('#batch-bad ul').replaceChildren = (...all) => all.length && (%s)()"
    ),
    "not-saved": "URL.createObjectURL = %s",
    "no-template": "URL.createObjectURL = %s",
    "unreadable": (
        "FileReader.prototype.readAsDataURL = function () {"
        " const value = new DOMException('x.at is not a function', 'NotReadableError');"
        " Object.defineProperty(this, 'error', { value }); this.onerror(); }"
    ),
}


@pytest.mark.parametrize(
    ("fault", "lang"), list(zip(FAULTS, ("zh", "en", "zh", "en", "zh"), strict=True))
)
def test_a_batch_that_fails_says_what_there_is(page: Page, lang: Lang, fault: str) -> None:
    page.goto(f"{ROOTS[lang]}batch/")
    said, done = page.locator("#batch-said"), BATCH["done"].fill(total="2", bad="1")
    breaks(page, FAULTS[fault])
    if fault == "no-template":
        page.locator('[data-batch="template-csv"]').click()
    else:
        firm_chosen(page)
    if fault == "not-saved":
        expect(said).to_have_text(done(lang), timeout=60_000)
        page.locator('[data-batch="save"]').click()
    expect(said).to_have_text(BATCH[fault](lang), timeout=60_000)
    expect(page.locator('[data-batch="save"]')).to_be_visible(
        visible=fault in {"not-listed", "not-saved"}
    )
    page.reload()
    firm_chosen(page)
    expect(said).to_have_text(done(lang), timeout=60_000)


@pytest.mark.parametrize("lang", ["zh"])
def test_a_result_that_cannot_be_shown_is_not_left_standing_for_the_newest(desk: Desk) -> None:
    page = desk.page
    desk.start(FIRM)
    breaks(page, "document.getElementById('results').isEqualNode = %s")
    desk.type("equipment_projects.0.investment", "400")
    desk.says("failed-page")
    desk.status.get_by_role("button", name=SAYINGS["reload"](desk.lang)).click()
    desk.ready()
    expect(desk.amount("xm-5")).to_have_text(desk.up_to("400,000"))


@pytest.mark.parametrize("lang", ["en"])
def test_a_part_that_fails_is_said_and_the_rest_computes(desk: Desk) -> None:
    page = desk.page
    desk.start(FIRM)
    breaks(page, "document.getElementById('ladder-drawn').__defineSetter__('innerHTML', %s)")
    page.locator("#ladder > summary").click()
    desk.says("unanswered")
    desk.type("equipment_projects.0.investment", "400")
    expect(desk.amount("xm-5")).to_have_text(desk.up_to("400,000"))


@pytest.mark.parametrize("lang", ["zh"])
def test_one_answer_that_python_does_not_give_is_said(desk: Desk) -> None:
    """Of a part of the page that leaves it to the line of the state to say so."""
    page = desk.page
    desk.start(FIRM)
    page.evaluate(
        """() => {
          JSON.stringify = ((write) => (value, ...rest) =>
            write(value?.op === "ladder" ? { ...value, op: "no such" } : value, ...rest))(JSON.stringify);
        }"""
    )
    page.locator("#ladder > summary").click()
    desk.says("unanswered")
    desk.type("equipment_projects.0.investment", "400")
    expect(desk.amount("xm-5")).to_have_text(desk.up_to("400,000"))
    desk.says("ready")


def test_a_browser_below_the_oldest_is_told_which_it_is_and_what_works(
    page: Page, lang: Lang
) -> None:
    page.add_init_script("delete Element.prototype.replaceChildren; delete WebAssembly.Tag;")
    page.goto(f"{ROOTS[lang]}measures/")
    version = page.evaluate("document.documentElement.dataset.browser")
    assert version.startswith("Chrome ")
    banner = page.get_by_role("status").filter(has_text=version)
    expect(banner).to_have_text(ui_text.THEME["browser_old"].fill(browser=version)(lang))
    expect(page.locator("tbody tr").first).to_be_visible()


def without(route: Route) -> None:
    route.fulfill(status=404, content_type="text/html", body="<p>404")


def unread(route: Route) -> None:
    route.fulfill(content_type="text/javascript", body="class { // x.at is not a function")


@pytest.mark.parametrize(("lang", "tamper"), [("zh", without), ("en", unread)])
def test_a_script_that_does_not_come_or_cannot_be_read_is_told_of(
    page: Page, problems: list[str], lang: Lang, tamper: Callable[[Route], None]
) -> None:
    """And nothing waits for it: every step of the form is there, also on a phone."""
    page.set_viewport_size(SIZES["phone"])
    page.context.route("**/assets/javascripts/calculator-*.js", tamper)
    page.goto(f"{ROOTS[lang]}calculator/")
    told = ui_text.THEME["script_missing"](lang)
    expect(page.get_by_role("status").filter(has_text=told).first).to_be_visible()
    expect(page.locator("#engine")).to_contain_text(told)
    steps = page.locator(".step")
    expect(page.locator(".step:visible")).to_have_count(steps.count())
    problems.clear()  # the browser reports what failed
