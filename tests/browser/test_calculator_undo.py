"""What is cleared, replaced or removed can be had back exactly, until something is typed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from calculator.i18n import Lang
from calculator.page import SAYINGS
from calculator.page.form import _CLEAR
from calculator.shared_facts import TITLES, Title
from tests.browser.conftest import SIZES
from tests.browser.desk import ROOTS, Desk
from tests.browser.test_calculator import HELD

pytestmark = pytest.mark.browser

EQUIPMENT = "equipment_projects.0.investment"
FIRM = (
    "#city=xiamen&date=2025-06-30&titles=little_giant&first_little_giant_title=true"
    f"&little_giant_title_date=2025-05-20&{EQUIPMENT}=%E7%BA%A6500"  # 约500, which cannot be read
    "&pledge_loans.0.principal=500&pledge_loans.0.rate_pct=4.35&pledge_loans.0.days=365"
    "&pledge_loans.0.year=2025&pledge_loans.0.collateral=patent"
    "&pledge_loans.1.principal=100&pledge_loans.1.collateral=trademark&pledge_loans.2.principal=7"
)

STATE = """() => {
  const form = document.getElementById("questions");
  return {
    entries: [...new FormData(form)].filter(([, text]) => text),
    open: [...form.querySelectorAll("details[open]")].map((each) => each.id),
    problems: [...form.querySelectorAll(".problem")].map((each) => each.textContent),
    results: document.getElementById("results").innerText,
    scenarios: sessionStorage.getItem("scenarios"),
    compared: document.querySelector("#comparison")?.innerText,
  };
}"""


SCREENS: dict[Lang, str] = {"en": "phone", "zh": "desktop"}
"""The longer words on the narrower screen, and the other way round."""


@pytest.fixture
def desk(page: Page, lang: Lang) -> Desk:
    """The calculator in each language, on one of the screens, not yet opened."""
    page.set_viewport_size(SIZES[SCREENS[lang]])
    return Desk(page, lang)


def entries(desk: Desk) -> dict[str, str]:
    return dict(desk.page.evaluate(STATE)["entries"])


def filled(desk: Desk) -> Any:
    """A firm with three loans and an entry that cannot be read, and a scenario; the state of it all."""
    desk.start(FIRM)
    expect(desk.amount("xm-3")).to_be_visible()
    desk.page.locator("[data-scenario=keep]").click()
    expect(desk.page.locator("#comparison table")).to_be_visible()
    desk.page.locator("[data-turn=all]:visible").evaluate_all("all => all.forEach(e => e.click())")
    expect(desk.status).not_to_be_empty()
    return desk.page.evaluate(STATE)


def undo(desk: Desk, what: str, *, key: str | None = None) -> None:
    """The line says what happened, in sight and aloud, and takes it back."""
    line = desk.page.locator("#undo")
    undone = SAYINGS["undo"](desk.lang)
    expect(line).to_have_text(f"{SAYINGS[what](desk.lang)} · {undone}")
    expect(line).to_be_in_viewport(ratio=1)
    heard = desk.page.locator("#calculator > [role=status].visually-hidden")
    expect(heard).to_have_text(SAYINGS[f"{what}-heard"](desk.lang))
    button = line.get_by_role("button", name=undone)
    if key:
        button.focus()
        desk.page.keyboard.press(key)
    else:
        button.click()
    expect(line).to_have_count(0)
    expect(heard).to_have_text(SAYINGS["undone"](desk.lang))


def as_before(desk: Desk, before: Any) -> None:
    """All is again as it was, and so it stays when Python has answered."""
    desk.page.wait_for_function(
        f"(before) => JSON.stringify(({STATE})()) === JSON.stringify(before)", arg=before
    )
    desk.page.wait_for_timeout(500)
    assert desk.page.evaluate(STATE) == before


def pressed(desk: Desk, selector: str) -> None:
    expect(desk.page.locator(selector)).to_be_focused()


@pytest.mark.parametrize("size", SIZES)
def test_everything_cleared_comes_back(desk: Desk, size: str) -> None:
    desk.page.set_viewport_size(SIZES[size])
    before = filled(desk)
    desk.button("clear").click()
    expect(desk.box(EQUIPMENT)).to_have_value("")
    expect(desk.box("pledge_loans.1.principal")).to_have_count(0)
    kept = desk.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "xiamen" not in kept
    undo(desk, "cleared")
    pressed(desk, "#questions [data-action=clear]")
    as_before(desk, before)
    desk.address_holds("city=xiamen", "pledge_loans.2.principal=7")
    desk.page.reload()
    desk.ready()
    expect(desk.box("pledge_loans.2.principal")).to_have_value("7")


def test_what_was_said_of_a_link_goes_and_comes_back_with_its_entries(desk: Desk) -> None:
    desk.start(f"{FIRM}&p=2020.1&nonsense=1")
    expect(desk.amount("xm-3")).to_be_visible()
    notices = desk.page.locator("#notices").inner_text()
    assert notices
    before = desk.page.evaluate(STATE)
    assert desk.page.get_by_role("button", name=_CLEAR(desk.lang)).count() == 1
    desk.button("clear").click()
    expect(desk.page.locator("#notices")).to_be_empty()
    expect(desk.box("pledge_loans.1.principal")).to_have_count(0)
    undo(desk, "cleared", key="Enter")
    pressed(desk, "#questions [data-action=clear]")
    as_before(desk, before)
    assert desk.page.locator("#notices").inner_text() == notices


def test_what_the_example_replaced_comes_back(desk: Desk) -> None:
    before = filled(desk)
    example = desk.button("example")
    expect(example).to_have_text({"zh": "填入示例", "en": "Fill in the example"}[desk.lang])
    example.click()
    expect(desk.box(EQUIPMENT)).to_have_value("300")
    undo(desk, "filled")
    pressed(desk, "#questions [data-action=example]")
    as_before(desk, before)


def test_a_removed_row_comes_back(desk: Desk) -> None:
    before = filled(desk)
    desk.button("remove:pledge_loans.0").click()
    expect(desk.box("pledge_loans.2.principal")).to_have_count(0)
    expect(desk.box("pledge_loans.0.principal")).to_have_value("100")
    pressed(desk, '[data-action="remove:pledge_loans.0"]')
    # From where one is, the keyboard comes to it after the rows.
    for _ in range(30):
        desk.page.keyboard.press("Tab")
        if desk.page.evaluate("document.activeElement.closest('#undo') !== null"):
            break
    desk.page.keyboard.press("Enter")
    pressed(desk, '[data-action="remove:pledge_loans.0"]')
    as_before(desk, before)
    desk.button("remove:pledge_loans.2").click()  # the last
    expect(desk.box("pledge_loans.2.principal")).to_have_count(0)
    undo(desk, "removed")
    as_before(desk, before)


def test_a_removed_scenario_comes_back_and_the_oldest_that_had_to_go(desk: Desk) -> None:
    filled(desk)
    keep, table = (
        desk.page.locator("[data-scenario=keep]"),
        desk.page.locator("#comparison thead th"),
    )
    for n in (3, 4):
        keep.click()
        expect(table).to_have_count(n)
    expect(desk.page.locator("#undo")).to_have_count(0)
    before = desk.page.evaluate(STATE)
    desk.page.locator("[data-scenario='drop:1']").click()
    expect(table).to_have_count(3)
    undo(desk, "removed")
    expect(table).to_have_count(4)
    pressed(desk, "[data-scenario='drop:1']")
    as_before(desk, before)
    desk.type("date", "2025-07-01")
    expect(desk.page.locator("#results .asof")).to_contain_text("2025-07-01")
    keep.click()
    expect(desk.page.locator("#undo")).to_be_visible()
    desk.page.wait_for_function("() => sessionStorage.scenarios.includes('2025-07-01')")
    undo(desk, "replaced")
    assert desk.page.evaluate("sessionStorage.scenarios") == before["scenarios"]


@pytest.mark.parametrize("action", ["clear", "example", "remove:pledge_loans.1"])
def test_it_is_offered_until_something_is_typed(desk: Desk, action: str) -> None:
    filled(desk)
    desk.button(action).click()
    line = desk.page.locator("#undo")
    expect(line).to_be_visible()
    expect(desk.box("pledge_loans.2.principal")).to_have_count(0)
    top = desk.box("date").evaluate("box => box.getBoundingClientRect().top + scrollY")
    desk.type("date", "2025-07-02")
    expect(line).to_have_count(0)
    assert desk.box("date").evaluate("box => box.getBoundingClientRect().top + scrollY") == top


def test_another_link_or_another_button_ends_the_offer(desk: Desk) -> None:
    filled(desk)
    line = desk.page.locator("#undo")
    desk.button("remove:pledge_loans.1").click()
    expect(line).to_be_visible()
    desk.button("add:pledge_loans").click()
    expect(line).to_have_count(0)
    desk.button("clear").click()
    expect(line).to_be_visible()
    desk.page.evaluate("location.hash = 'city=fuzhou'")
    expect(line).to_have_count(0)
    expect(desk.box("city-fuzhou")).to_be_checked()


@pytest.mark.parametrize("lang", ["zh"])
@pytest.mark.parametrize("action", ["clear", "example", "remove:pledge_loans.0"])
def test_an_answer_that_comes_after_the_undoing_does_no_harm(desk: Desk, action: str) -> None:
    desk.page.add_init_script(HELD)
    before = filled(desk)
    desk.page.evaluate("holding = true")
    desk.button(action).click()
    desk.page.locator("#undo button").click()
    desk.page.evaluate("letGo()")
    as_before(desk, before)


LATE = "**/engine/python-*.zip"


def held_back(desk: Desk) -> Callable[[], None]:
    """Python does not come before this is called."""
    routes: list[Route] = []
    desk.page.context.route(LATE, lambda route: routes.append(route))

    def let_go() -> None:
        for route in routes:
            route.continue_()
        desk.page.context.unroute(LATE)

    return let_go


@pytest.mark.pyodide
def test_before_python_is_there_it_is_done_and_undone_at_once(desk: Desk) -> None:
    let_go = held_back(desk)
    desk.open()
    desk.choose("titles", TITLES[Title.LITTLE_GIANT])
    desk.unfold("loans")
    desk.type("pledge_loans.0.principal", "500")
    before = entries(desk)

    desk.button("clear").click()
    assert "titles" not in entries(desk)
    undo(desk, "cleared")
    assert entries(desk) == before

    desk.button("example").click()
    assert entries(desk)[EQUIPMENT] == "300"
    desk.address_holds("city=xiamen", f"{EQUIPMENT}=300")
    undo(desk, "filled")
    assert entries(desk) == before

    desk.unfold("loans")
    desk.button("remove:pledge_loans.0").click()
    assert "pledge_loans.0.principal" not in entries(desk)
    undo(desk, "removed")
    assert entries(desk) == before

    desk.button("example").click()
    let_go()
    desk.totals_are("1,000,000", "1,390,000")
    expect(desk.page.locator("#undo")).to_be_visible()
    undo(desk, "filled")
    expect(desk.box("titles-little_giant")).to_be_checked()
    expect(desk.box("city-xiamen")).not_to_be_checked()
    expect(desk.box("pledge_loans.0.principal")).to_have_value("500")


@pytest.mark.pyodide
def test_what_is_typed_after_clearing_stays_when_python_comes(desk: Desk) -> None:
    let_go = held_back(desk)
    desk.open("#city=fuzhou&date=2025-06-30")
    desk.button("clear").click()
    desk.choose("titles", TITLES[Title.LITTLE_GIANT])
    let_go()
    desk.ready()
    expect(desk.page.locator("#results .asof")).not_to_contain_text("2025-06-30")
    desk.page.wait_for_timeout(500)
    assert entries(desk) == {"titles": "little_giant", **_usual(desk)}


WORKERS = """
window.workers = [];
window.Worker = class extends Worker { constructor(...given) { super(...given); workers.push(this); } };
window.stopPython = () => workers[workers.length - 1].dispatchEvent(
  new MessageEvent("message", { data: { type: "failed", reason: "python" } }));
"""


def test_where_python_stopped_it_is_done_and_undone_as_well(desk: Desk) -> None:
    desk.page.add_init_script(WORKERS)
    before = filled(desk)
    desk.page.evaluate("stopPython()")
    desk.says("failed-python")

    desk.button("clear").click()
    assert "titles" not in entries(desk)
    expect(desk.box("pledge_loans.1.principal")).to_have_count(0)
    expect(desk.page.locator("#comparison table")).to_have_count(0)
    undo(desk, "cleared")
    as_before(desk, before)

    desk.button("example").click()
    assert entries(desk)[EQUIPMENT] == "300"
    undo(desk, "filled")
    as_before(desk, before)

    desk.button("remove:pledge_loans.0").click()
    assert [entries(desk)[f"pledge_loans.{n}.principal"] for n in (0, 1)] == ["100", "7"]
    assert entries(desk)["pledge_loans.0.collateral"] == "trademark"
    expect(desk.box("pledge_loans.2.principal")).to_have_count(0)
    undo(desk, "removed")
    as_before(desk, before)

    desk.page.locator("[data-scenario='drop:0']").click()
    expect(desk.page.locator("#comparison table")).to_have_count(0)
    undo(desk, "removed")
    as_before(desk, before)

    desk.button("remove:pledge_loans.0").click()
    desk.status.get_by_role("button", name=SAYINGS["retry"](desk.lang)).click()
    expect(desk.box("pledge_loans.2.principal")).to_have_count(0)
    desk.address_holds("pledge_loans.0.principal=100", "pledge_loans.1.principal=7")
    assert "pledge_loans.2" not in desk.fragment


def test_a_row_removed_in_the_box_of_a_clause_comes_back(desk: Desk) -> None:
    page = desk.page
    page.goto(
        f"{ROOTS[desk.lang]}xiamen-2024/xm-13/"
        "#titles=little_giant&pledge_loans.0.principal=500&pledge_loans.1.principal=100"
    )
    expect(desk.box("pledge_loans.1.principal")).to_have_value("100")
    desk.button("remove:pledge_loans.0").click()
    expect(desk.box("pledge_loans.1.principal")).to_have_count(0)
    undo(desk, "removed")
    expect(desk.box("pledge_loans.0.principal")).to_have_value("500")
    expect(desk.box("pledge_loans.1.principal")).to_have_value("100")
    expect(page).to_have_url(re.compile(r"pledge_loans\.1\.principal=100"))


def _usual(desk: Desk) -> dict[str, str]:
    """What is chosen before anything is: the answers that facts have by themselves."""
    chosen = entries(desk)
    return {name: chosen[name] for name in chosen if name in {"applicant"}}
