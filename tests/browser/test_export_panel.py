"""Taking a result away from the page: what arrives outside it is opened and read."""

from __future__ import annotations

import csv
import io
import json
import re
from base64 import b64decode
from pathlib import Path

import openpyxl
import pytest
import zxingcpp
from playwright.sync_api import Browser, Locator, Route, expect

from calculator import parameters
from calculator.i18n import Lang
from calculator.page.export_panel import SAYINGS
from calculator.policies import POLICIES
from calculator.profile import CITIES
from calculator.version import rules_version
from tests.browser.desk import Desk

pytestmark = pytest.mark.browser

PRINCIPAL = "pledge_loans.0.principal"
FIRM = (
    "#city=xiamen&date=2025-06-30&titles=little_giant&first_little_giant_title=true&little_giant_title_date=2025-05-20"
    "&equipment_projects.0.investment=300&joint_lab_ref=%3Db1%3Ci%3E"
)


@pytest.fixture
def filled(desk: Desk) -> Desk:
    """The calculator with an enterprise entered and its result shown."""
    desk.start(FIRM)
    desk.totals_are("1,000,000", "1,300,000")
    return desk


def button(desk: Desk, what: str) -> Locator:
    return desk.page.locator(f'#take button[data-take="{what}"]')


def says(desk: Desk, key: str, **parts: str) -> None:
    expect(desk.page.locator("#take-said")).to_have_text(SAYINGS[key].fill(**parts)(desk.lang))


def saved(desk: Desk, what: str, folder: Path) -> Path:
    """The file that a button saves, under the name it comes with."""
    with desk.page.expect_download() as coming:
        button(desk, what).click()
    path = folder / coming.value.suggested_filename
    coming.value.save_as(path)
    says(desk, "saved", name=path.name)
    return path


def copied(desk: Desk, what: str) -> str:
    desk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button(desk, what).click()
    says(desk, "copied")
    text: str = desk.page.evaluate("navigator.clipboard.readText()")
    return text


@pytest.mark.pyodide
def test_each_file_that_is_saved_can_be_read(filled: Desk, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(saved(filled, "xlsx", tmp_path))
    _, sums, results, entries, _ = book.worksheets
    rows = {row[0].value: row for row in results.iter_rows(min_row=2)}
    assert rows["xm-3"][5].value == 1_000_000
    assert rows["xm-5"][5].value == 300_000
    assert sums["B3"].value == 1_300_000
    assert "=b1<i>" in [row[1] for row in entries.iter_rows(values_only=True)]
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)

    table = saved(filled, "csv", tmp_path).read_text("utf-8-sig")
    assert [row[5] for row in csv.reader(io.StringIO(table)) if row[0] == "xm-5"] == ["300000.00"]
    data = json.loads(saved(filled, "json", tmp_path).read_text("utf-8"))
    assert data["profile"]["equipment_projects"] == [{"investment": "3000000"}]
    assert data["assessment"]["totals"]["at_most"] == "1300000.00"
    cases = json.loads(copied(filled, "case"))
    (case,) = (case for case in cases if case["measure"] == "xm-5")
    assert case["expect"]["amount"] == {"kind": "ceiling", "min": "0.00", "max": "300000.00"}
    the_days_to_come(filled, tmp_path)


def the_days_to_come(filled: Desk, tmp_path: Path) -> None:
    """Until the last policy has run out; from then on it is said that there is none."""
    runs_out = max(policy.valid_to for policy in POLICIES if policy.place.id == "xiamen")
    if runs_out < parameters.today():
        button(filled, "ics").click()
        says(filled, "no-dates")
        return
    text = saved(filled, "ics", tmp_path).read_bytes().decode()
    assert f"DTSTART;VALUE=DATE:{runs_out.replace('-', '')}\r\n" in text
    assert text.count("\n") == text.count("\r\n")


def test_what_is_sent_opens_for_somebody_else(
    filled: Desk, browser: Browser, site_url: str
) -> None:
    """A link without the figures or with them, the same as a code to scan, and a short text."""
    text = copied(filled, "summary")
    assert {"zh": "130 万元", "en": "RMB 1.3 million"}[filled.lang] in text
    assert "investment" not in text
    assert CITIES["xiamen"](filled.lang) in text
    for numbers in (False, True):
        filled.page.locator("#take-numbers").set_checked(numbers)
        expect(filled.page.locator("#take-shown")).to_be_empty()
        link = copied(filled, "link")
        assert f"p={rules_version()}" in link
        assert ("investment=300" in link) is numbers
        button(filled, "qr").click()
        says(filled, "qr-shown")
        code = filled.page.get_by_role("img", name=SAYINGS["qr-alt"](filled.lang))
        assert scanned(code) == filled.page.locator("#take-shown a").get_attribute("href") == link
        with browser.new_context(base_url=site_url) as context:
            theirs = Desk(context.new_page(), filled.lang)
            theirs.page.goto(link)
            theirs.totals_are("1,000,000", "1,300,000" if numbers else None)
            expect(theirs.box("titles-little_giant")).to_be_checked()
            investment = theirs.box("equipment_projects.0.investment")
            expect(investment).to_have_value("300" if numbers else "")
            expect(theirs.page.locator("#notices")).to_be_empty()


@pytest.mark.parametrize("lang", ["zh"])
def test_an_old_browser_copies_in_its_old_way_or_shows_the_text(filled: Desk) -> None:
    filled.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    filled.page.evaluate("window.ClipboardItem = undefined")
    assert "130 万元" in copied(filled, "summary")

    filled.page.evaluate("delete Navigator.prototype.clipboard")
    filled.page.evaluate("document.execCommand = () => false")
    button(filled, "summary").click()
    says(filled, "copy-by-hand")
    box = filled.page.locator("#take-shown textarea")
    expect(box).to_be_focused()
    chosen = box.evaluate("box => box.value.slice(box.selectionStart, box.selectionEnd)")
    assert "130 万元" in chosen
    filled.choose("city", CITIES["fuzhou"])
    expect(box).to_have_count(0)  # it was of another result


def scanned(code: Locator) -> str:
    """What a scanner reads off the drawing."""
    size = int((code.get_attribute("viewBox") or "").split()[-1])
    path = code.locator("path").get_attribute("d") or ""
    dark = {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", path)}
    scale = 4
    pixels = bytearray()
    for y in range(size * scale):
        pixels += bytes(0 if (x // scale, y // scale) in dark else 255 for x in range(size * scale))
    image = memoryview(bytes(pixels)).cast("B", (size * scale, size * scale))
    (found,) = zxingcpp.read_barcodes(image)
    return str(found.text)


PIXELS = """async (image) => {
  await image.decode();
  const [width, height] = [image.naturalWidth, image.naturalHeight];
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const ink = canvas.getContext("2d");
  ink.drawImage(image, 0, 0);
  const data = ink.getImageData(0, 0, canvas.width, canvas.height).data;
  let grey = "";
  for (let at = 0; at < data.length; at += 4) grey += String.fromCharCode(data[at + 1]);
  return btoa(grey);
}"""


@pytest.mark.parametrize("numbers", [False, True])
def test_the_picture_says_the_sum_and_its_code_opens_the_result(
    filled: Desk, tmp_path: Path, numbers: bool
) -> None:
    page = filled.page
    page.locator("#take-numbers").set_checked(numbers)
    link = copied(filled, "link")
    assert ("investment=300" in link) is numbers
    button(filled, "picture").click()
    says(filled, "picture-shown")
    image = page.locator("#take-shown img")
    told = image.get_attribute("alt") or ""
    assert {"zh": "130 万元", "en": "RMB 1.3 million"}[filled.lang] in told
    assert "2026-12-31" in told
    assert image.evaluate("each => [each.naturalWidth, each.naturalHeight]") == [1080, 1440]
    grey = memoryview(b64decode(image.evaluate(PIXELS))).cast("B", (1440, 1080))
    (found,) = zxingcpp.read_barcodes(grey)
    assert str(found.text) == link
    with page.expect_download() as coming:
        page.get_by_role("button", name=SAYINGS["save-picture"](filled.lang)).click()
    coming.value.save_as(tmp_path / "picture.png")
    assert coming.value.suggested_filename.endswith("2025-06-30.png")
    assert (tmp_path / "picture.png").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    filled.type("equipment_projects.0.investment", "200")
    expect(image).to_have_count(0)  # it was of another result


@pytest.mark.parametrize("lang", ["zh"])
def test_the_picture_is_handed_on_where_the_browser_does_that(filled: Desk) -> None:
    share = filled.page.get_by_role(
        "button", name=SAYINGS["share-picture"](filled.lang), exact=True
    )
    filled.page.evaluate("() => { navigator.canShare = () => false }")
    button(filled, "picture").click()
    says(filled, "picture-shown")
    expect(share).to_have_count(0)
    filled.page.evaluate(
        "() => { navigator.canShare = () => true;"
        " navigator.share = async ({files}) => { window.shared = [files[0].name, files[0].type] } }"
    )
    button(filled, "picture").click()
    share.click()
    name, kind = filled.page.evaluate("window.shared")
    assert name.endswith("2025-06-30.png")
    assert kind == "image/png"


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
@pytest.mark.parametrize("lang", ["zh"])
def test_what_a_button_says_and_shows_stands_where_it_was_pressed(
    filled: Desk, size: tuple[int, int]
) -> None:
    page = filled.page
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    said = page.locator("#take-said")
    for what in ("summary", "case", "qr", "xlsx"):
        button(filled, what).click()
        expect(said).not_to_be_empty()
        expect(said).to_be_in_viewport(ratio=1)
        near = button(filled, what).bounding_box(), said.bounding_box()
        assert near[0]
        assert near[1]
        assert 0 < near[1]["y"] - near[0]["y"] < 150
        if what == "qr":
            expect(page.locator("#take-shown svg")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("lang", ["en"])
def test_too_much_for_a_code_is_said(filled: Desk) -> None:
    filled.page.locator("#take-numbers").check()
    filled.page.evaluate(
        "const box = document.querySelector('[name=joint_lab_ref]'); box.value = '长'.repeat(3000)"
    )
    button(filled, "qr").click()
    says(filled, "qr-too-long")


@pytest.mark.parametrize("lang", ["en"])
def test_a_code_that_fails_is_not_called_too_long(filled: Desk, problems: list[str]) -> None:
    def broken(route: Route) -> None:
        response = route.fetch()
        drawn = response.text().replace("const rows =", "throw new TypeError('x'); const rows =")
        assert drawn != response.text()
        route.fulfill(response=response, body=drawn)

    filled.page.context.route(re.compile("/take-qr-"), broken)
    button(filled, "qr").click()
    says(filled, "failed")
    (provoked,) = problems
    assert "TypeError: x" in provoked
    problems.clear()


@pytest.mark.parametrize("lang", ["zh"])
def test_one_tap_clears_everything(filled: Desk) -> None:
    filled.address_holds("city=xiamen")
    filled.button("clear").click()
    expect(filled.box("city-xiamen")).not_to_be_checked()
    expect(filled.page).to_have_url(re.compile(r"/calculator/$"))
    filled.page.reload()
    filled.ready()
    expect(filled.box("city-xiamen")).not_to_be_checked()
    kept = filled.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "xiamen" not in kept


@pytest.mark.parametrize("lang", ["en"])
def test_what_a_link_brings_that_is_unknown_is_said(desk: Desk) -> None:
    desk.start("#city=xiamen&p=2020.1&%3Cb%3Ex=1&__proto__.y=2")
    notices = desk.page.locator("#notices p")
    expect(notices).to_have_count(2)
    expect(notices.nth(0)).to_contain_text("2020.1")
    expect(notices.nth(1)).to_contain_text("__proto__.y")


@pytest.mark.parametrize("lang", ["zh"])
def test_in_wechat_nothing_is_offered_that_does_not_work(
    browser: Browser, site_url: str, lang: Lang
) -> None:
    agent = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/116 MicroMessenger/8.0.40"
    with browser.new_context(base_url=site_url, user_agent=agent) as context:
        desk = Desk(context.new_page(), lang)
        desk.start(FIRM)
        expect(desk.page.get_by_text(SAYINGS["in-wechat"](lang))).to_be_visible()
        for what in ("xlsx", "csv", "json", "ics", "print"):
            expect(button(desk, what)).to_have_count(0)
        expect(button(desk, "summary")).to_be_visible()
        expect(button(desk, "qr")).to_be_visible()


@pytest.mark.parametrize("lang", ["en"])
def test_a_failure_is_said(filled: Desk, problems: list[str]) -> None:
    filled.page.context.route("**/take-qr-*.js", lambda route: route.abort())
    button(filled, "qr").click()
    says(filled, "failed")
    problems.clear()
