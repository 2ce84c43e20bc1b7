"""Scenarios have names, what is more or less, and room; a link and a workbook take them along."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from calculator import share_link
from calculator.i18n import Lang
from calculator.policies import POLICIES
from calculator.profile import CITIES
from calculator.share_link import Scenario
from calculator.typed import typed
from tests.browser.desk import Desk
from tests.browser.test_export_panel import copied, saved

pytestmark = pytest.mark.browser

EQUIPMENT = "equipment_projects.0.investment"
ENTRIES = [
    ("city", "xiamen"), ("date", "2025-06-30"), ("titles", "little_giant"), (EQUIPMENT, "300"),
    ("first_little_giant_title", "true"), ("little_giant_title_date", "2025-05-20"),
]  # fmt: skip
FIRM = "#" + "&".join(f"{name}={text}" for name, text in ENTRIES)
WIDTHS = (320, 390, 768, 960, 1440)


def varied(name: str, text: str) -> list[tuple[str, str]]:
    return [(key, text if key == name else old) for key, old in ENTRIES]


KEPT = (
    Scenario(varied(EQUIPMENT, "400")),
    Scenario(varied("titles", "srdi_sme"), "如果没有评上“小巨人”，又该怎么办"),
    Scenario([*ENTRIES, ("digital_spend", "80"), ("digital_level_after", "2")]),
)
SENT = "#" + share_link.write_fragment(typed(ENTRIES), day="2025-07-01", scenarios=KEPT)


def name_of(desk: Desk, n: int) -> Locator:
    return desk.page.locator(f'[data-scenario="name:{n}"]')


def cells(desk: Desk, measure: str) -> Locator:
    return desk.page.locator(f"#comparison tr:has(a[href*='{measure}/']) + tr td")


def clipped(page: Page) -> list[str]:
    """What of the comparison lies beyond its panel, or is cut off within its own box."""
    found: list[str] = page.evaluate(
        """() => {
          const edge = document.querySelector("#comparison").getBoundingClientRect();
          const seen = [...document.querySelectorAll("#comparison *")].filter((e) => e.getClientRects().length);
          return seen.filter((each) => {
            const box = each.getBoundingClientRect();
            const hidden = each.closest(".visually-hidden");
            const cut = each.tagName !== "INPUT" && each.scrollWidth > each.clientWidth + 1 && each.clientWidth;
            return !hidden && (box.right > edge.right + 1 || box.left < edge.left - 1 || cut);
          }).map((each) => each.outerHTML.slice(0, 120));
        }"""
    )
    return found


def test_three_beside_now_have_room_on_every_width(desk: Desk) -> None:
    page = desk.page
    desk.start(SENT)
    expect(page.locator("#comparison .kept li")).to_have_count(3)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert not clipped(page), width
        right = page.evaluate("document.querySelector('#comparison').getBoundingClientRect().right")
        assert right <= width
        # Each figure is known by its name: in the head of its column, or beside it.
        names = page.locator("#comparison thead th:visible, #comparison .cells .whose:visible")
        expect(names.first).to_be_visible()
        ends = page.evaluate(
            """() => [...document.querySelectorAll("#comparison tbody:not(.words) .cells:not(.same)")].map((row) =>
              [...row.querySelectorAll("td")].every((cell) => {
                const figure = cell.querySelector(".figure"), range = document.createRange();
                range.selectNodeContents(figure);
                const style = getComputedStyle(cell), edge = cell.getBoundingClientRect().right;
                return edge - parseFloat(style.paddingRight) - range.getBoundingClientRect().right < 3;
              }))"""
        )
        assert ends, width
        assert all(ends), "figures end at the right, below one another"


def test_a_name_is_proposed_and_can_be_written_over(sized_desk: Desk) -> None:
    desk, page = sized_desk, sized_desk.page
    desk.start(FIRM)
    desk.totals_are("1,000,000", "1,300,000")
    page.locator("[data-scenario=keep]").click()
    expect(name_of(desk, 0)).to_be_visible()
    desk.type(EQUIPMENT, "400")
    proposed = {"zh": "设备 300 万元", "en": "Equipment RMB 3 million"}[desk.lang]
    expect(name_of(desk, 0)).to_have_value(proposed)
    difference = {"zh": "－100,000 元", "en": "−RMB 100,000"}[desk.lang]
    expect(cells(desk, "xm-5").nth(1).locator(".against")).to_have_text(difference)

    name_of(desk, 0).fill(" 少买一台 ")
    name_of(desk, 0).press("Enter")
    expect(page.locator("#comparison thead th").nth(1)).to_have_text("少买一台")
    expect(name_of(desk, 0)).to_be_focused()
    desk.type(EQUIPMENT, "450")
    expect(cells(desk, "xm-5").first.locator(".figure")).to_have_text(desk.up_to("450,000"))
    expect(name_of(desk, 0)).to_have_value("少买一台")
    page.reload()
    expect(name_of(desk, 0)).to_have_value("少买一台")
    name_of(desk, 0).fill("")
    name_of(desk, 0).press("Enter")
    expect(name_of(desk, 0)).to_have_value(proposed)


def test_what_is_the_same_is_told_once(desk: Desk) -> None:
    desk.start(SENT)
    award = cells(desk, "xm-5")
    expect(award).to_have_count(4)
    desk.page.locator("[data-scenario='drop:1']").click()
    expect(cells(desk, "xm-3")).to_have_count(1)
    expect(cells(desk, "xm-3")).to_have_attribute("colspan", "3")


@pytest.mark.pyodide
def test_a_link_and_the_workbook_take_them_along(
    sized_desk: Desk, browser: Browser, site_url: str, tmp_path: Path
) -> None:
    desk, page = sized_desk, sized_desk.page
    desk.start(FIRM)
    desk.totals_are("1,000,000", "1,300,000")
    page.locator("[data-scenario=keep]").click()
    name_of(desk, 0).fill("甲")
    name_of(desk, 0).press("Enter")
    expect(page.locator("#comparison thead th").nth(1)).to_have_text("甲")
    desk.type(EQUIPMENT, "400")
    expect(cells(desk, "xm-5").nth(1).locator(".against")).to_be_visible()
    book = openpyxl.load_workbook(saved(desk, "xlsx", tmp_path))
    sheet = book[{"zh": "方案", "en": "Scenarios"}[desk.lang]]
    assert [cell.value for cell in sheet[1]][3] == "甲"
    assert -100_000 in [row[-1].value for row in sheet.iter_rows()]

    page.locator("#take-numbers").uncheck()
    assert "s1=" not in copied(desk, "link")
    page.locator("#take-numbers").check()
    sent = copied(desk, "link")
    assert "s1=" in sent
    assert "s1=" not in page.url
    with browser.new_context(base_url=site_url) as context:
        theirs = Desk(context.new_page(), desk.lang)
        theirs.page.goto(sent)
        theirs.ready()
        expect(name_of(theirs, 0)).to_have_value("甲")
        expect(cells(theirs, "xm-5").nth(1).locator(".figure")).to_have_text(desk.up_to("300,000"))
        theirs.page.locator("[data-scenario='open:0']").click()
        expect(theirs.box(EQUIPMENT)).to_have_value("300")


def test_ones_own_wait_while_those_of_a_link_are_shown(desk: Desk) -> None:
    page = desk.page
    desk.start(FIRM)
    desk.totals_are("1,000,000", "1,300,000")
    page.locator("[data-scenario=keep]").click()
    name_of(desk, 0).fill("我的")
    name_of(desk, 0).press("Enter")
    expect(page.locator("#comparison thead th").nth(1)).to_have_text("我的")
    page.wait_for_function("() => sessionStorage['own-entries']")
    page.goto("about:blank")
    desk.start(SENT)
    expect(name_of(desk, 2)).to_be_visible()
    expect(name_of(desk, 1)).to_have_value(KEPT[1].name)
    page.locator("#shared button[data-shared=restore]").click()
    expect(name_of(desk, 0)).to_have_value("我的")
    expect(page.locator("#comparison .kept li")).to_have_count(1)
    expect(page.locator("#shared")).to_be_hidden()


@pytest.mark.parametrize("width", [390, 1280])
def test_what_a_city_still_needs_leads_to_its_question(page: Page, lang: Lang, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    desk = Desk(page, lang)
    desk.start(FIRM)
    desk.totals_are("1,000,000", "1,300,000")
    page.locator("#both-cities").check()
    page.locator("#cities button[data-then=q-provincial_little_giant_award]").click()
    expect(desk.box("city-fuzhou")).to_be_checked()
    award = desk.box("provincial_little_giant_award")
    expect(award).to_be_focused()
    expect(award).to_be_in_viewport()
    award.fill("100")
    expect(page.locator("#cities")).to_contain_text(desk.yuan("500,000"))
    page.locator("#cities a[data-goto][href='#q-renovation_projects']").first.click()
    expect(page.locator("#q-renovation_projects input:focus")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_a_day_after_the_last_one_offers_the_last_one(page: Page, lang: Lang, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    desk = Desk(page, lang)
    (policy,) = (each for each in POLICIES if each.place.id == "xiamen")
    desk.start(FIRM.replace("2025-06-30", "2031-03-01"))
    button = page.locator("#results .other-day button")
    expect(button).to_contain_text(policy.valid_to)
    expect(page.locator("#q-equipment_projects")).to_be_attached()
    button.click()
    expect(desk.box("date")).to_have_value(policy.valid_to)
    expect(page.locator("#results-title")).to_be_focused()
    expect(page.locator("#results .asof")).to_contain_text(policy.valid_to)
    expect(desk.amount("xm-5")).to_have_count(1)
    expect(button).to_have_count(0)
    assert CITIES["xiamen"](lang) in page.locator("#results .standing").inner_text()
