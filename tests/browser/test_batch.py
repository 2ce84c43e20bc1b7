"""Many enterprises in the browser: a table is chosen, assessed in the worker, and saved as a workbook."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Locator, Page, Playwright, expect

import calculator
from builder import chromium
from builder.pages.batch import FILE, SAYINGS
from calculator import sentences
from calculator.i18n import Lang, Text, join_texts
from calculator.policies import POLICIES
from calculator.tables import batch as many
from calculator.tables import columns
from calculator.tables.columns import heading
from calculator.tables.sheet import Sheet
from calculator.tables.template import template
from calculator.tables.workbook_writer import write_workbook
from tests.browser.desk import ROOTS
from tests.browser.test_pages import NARROW, too_wide, violations
from tests.browser.test_print import flattened, on_paper

pytestmark = pytest.mark.browser

HEAD = ["企业名称", "城市", "称号", "“小巨人”称号是首次获得", "上年度设备投入（万元）"]
HEAD[4] = heading("equipment_projects", "zh", 0, "investment").replace("（元）", "（万元）")


def table(rows: Iterable[Sequence[object]], *more: str) -> bytes:
    """A table with the columns of HEAD and those of `more` facts."""
    text = io.StringIO()
    csv.writer(text).writerows([[*HEAD, *(heading(name, "zh") for name in more)], *rows])
    return text.getvalue().encode("gb18030")


def worked(trace: bytes) -> float:
    """Seconds of processor time of the worker, which other work of the machine changes little."""
    events = json.loads(trace)["traceEvents"]
    threads = {
        (each["pid"], each["tid"]): each["args"]["name"]
        for each in events
        if each.get("name") == "thread_name"
    }
    tasks = (
        each.get("tdur", 0)
        for each in events
        if each.get("name") == "ThreadControllerImpl::RunTask"
        and threads.get((each["pid"], each["tid"])) == "DedicatedWorker thread"
    )
    return sum(tasks) / 1e6


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One that compiles as a visitor's does: here it is told how long computing takes."""
    path = chromium.find_or_install(playwright).path
    launched = playwright.chromium.launch(executable_path=path, args=chromium.FLAGS)
    yield launched
    launched.close()


@pytest.fixture
def batch(page: Page, lang: Lang) -> Page:
    page.goto(f"{ROOTS[lang]}batch/")
    return page


def choose(page: Page, name: str, data: bytes) -> None:
    page.locator("#batch-file").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    )


def said(page: Page) -> Locator:
    return page.locator("#batch-said")


def says(page: Page, lang: Lang, key: str, **parts: str) -> None:
    expect(said(page)).to_have_text(SAYINGS[key].fill(**parts)(lang), timeout=60_000)


def button(page: Page, what: str) -> Locator:
    return page.locator(f'#batch [data-batch="{what}"]')


def saved(page: Page, what: str, folder: Path) -> Path:
    with page.expect_download() as coming:
        button(page, what).click()
    path = folder / coming.value.suggested_filename
    coming.value.save_as(path)
    return path


def test_a_table_comes_back_with_every_row(batch: Page, lang: Lang, tmp_path: Path) -> None:
    rows = [
        ["=甲", "厦门", "小巨人", "是", "300", "2025-05-20", "2025-06-30"],
        ["<b>乙", "巴黎", "", "", "", "", "2025-06-30"],
        ["丙", "福州", "无", "", "", "", "2025-06-30"],
    ]
    choose(batch, "firms.csv", table(rows, "little_giant_title_date", "date"))
    says(batch, lang, "done", total="3", bad="1")
    expect(batch.locator("#batch-bad li")).to_have_count(1)
    expect(batch.locator("#batch-bad li")).to_contain_text("<b>乙")
    book = openpyxl.load_workbook(saved(batch, "save", tmp_path))
    found = list(book.worksheets[1].iter_rows(min_row=2, values_only=True))
    assert [row[1] for row in found] == ["=甲", "<b>乙", "丙"]
    stands = {p.place.id: sentences.standing_in_words(p, "2025-06-30")(lang) for p in POLICIES}
    assert found[0][5] == stands["xiamen"]
    assert found[2][5] == stands["fuzhou"]
    assert found[0][6:8] == (1_000_000, 1_300_000)
    assert found[1][5:8] == (None, None, None)
    assert found[1][-1] in batch.locator("#batch-bad li").inner_text()
    assert book.worksheets[1]["B2"].data_type == "s"
    expect(button(batch, "cancel")).to_be_hidden()
    batch.emulate_media(reduced_motion="reduce")
    batch.set_viewport_size({"width": NARROW, "height": 640})
    assert not violations(batch)
    assert not too_wide(batch)


def test_rows_that_lack_their_city_or_a_title_are_told(batch: Page, lang: Lang) -> None:
    rows = [
        ["甲", "厦门", "小巨人", "是", "300"],
        ["乙", "", "", "", ""],
        ["丙", "厦门", "", "", "2", "600", "000"],
        ["丁", "", "", "", "5"],
    ]
    choose(batch, "firms.csv", table(rows))
    says(batch, lang, "done", total="4", bad="1")
    expect(batch.locator("#batch-bad li")).to_contain_text({"zh": "多 2 格", "en": "2 cells"}[lang])
    rows_told = join_texts([Text("3", "3"), Text("5", "5")])
    told = SAYINGS["without-city"].fill(n="2", rows=rows_told)
    expect(batch.locator("#batch-bad > p").first).to_have_text(told(lang))


def test_a_table_goes_on_without_the_columns_that_nobody_knows(batch: Page, lang: Lang) -> None:
    """Every agency has a column of remarks: it is named, and the table assessed without it in one press."""
    head, row = table([["甲", "厦门", "小巨人", "是", "300"]]).decode("gb18030").splitlines()
    data = f"{head},备注\n{row},老客户\n".encode()
    choose(batch, "firms.csv", data)
    says(batch, lang, "unknown")
    expect(batch.locator("#batch-bad li")).to_contain_text("备注")
    batch.get_by_role("button", name=SAYINGS["without"](lang)).click()
    says(batch, lang, "done", total="1", bad="0")
    expect(batch.locator("#batch-read li").last).to_contain_text("#备注")
    expect(batch.locator('[data-batch="ways"] button')).to_have_count(0)


def test_it_is_asked_which_sheet_is_meant_and_hidden_rows_can_be_left_out(
    batch: Page, lang: Lang
) -> None:
    book = openpyxl.Workbook()
    last = book.create_sheet("2025")
    for sheet in book.worksheets:
        sheet.append(HEAD)
        sheet.append(["甲", "厦门", "小巨人", "是", "300"])
    last.append(["乙", "厦门", "小巨人", "是", "300"])
    last.row_dimensions[3].hidden = True
    data = io.BytesIO()
    book.save(data)
    choose(batch, "years.xlsx", data.getvalue())
    says(batch, lang, "which-sheet")
    batch.get_by_role("button", name="2025").click()
    says(batch, lang, "done", total="2", bad="0")
    expect(batch.locator("#batch-read li").first).to_contain_text("2025")
    button(batch, "seen").click()
    says(batch, lang, "done", total="1", bad="0")
    expect(button(batch, "seen")).to_be_hidden()


@pytest.mark.parametrize("lang", ["zh"])
def test_the_result_says_whom_to_ask_first_and_leads_to_each(batch: Page, lang: Lang) -> None:
    rows = [[name, "厦门", "小巨人", first, money] for name, first, money in
            (("甲", "是", "300"), ("乙", "", "200"), ("丙", "", ""))]  # fmt: skip
    choose(batch, "firms.csv", table(rows, "date"))
    says(batch, lang, "done", total="3", bad="0")
    listed = batch.locator("#batch-list")
    expect(listed.locator(".large")).to_contain_text("3 家企业")
    expect(listed.locator("ol.calls li").first).to_contain_text("最多问清")
    names = listed.locator("tbody th")
    listed.locator('[data-sort="most"]').click()
    expect(names).to_have_text(["甲", "乙", "丙"])
    listed.locator('[data-sort="most"]').click()
    expect(names).to_have_text(["丙", "乙", "甲"])
    listed.locator("input").fill("乙")
    expect(names.locator("visible=true")).to_have_text(["乙"])
    assert not violations(batch)
    listed.get_by_role("link", name="乙").click()
    expect(batch).to_have_url(re.compile(r"/calculator/#.*city=xiamen"))


@pytest.mark.parametrize("lang", ["zh"])
def test_each_enterprise_shown_has_a_page_of_one_printed_document(
    batch: Page, lang: Lang, tmp_path: Path
) -> None:
    rows = [[name, "厦门", "小巨人", "是", money] for name, money in
            (("甲公司", "300"), ("乙厂", "200"), ("丙公司", "400"))]  # fmt: skip
    choose(batch, "firms.csv", table(rows))
    says(batch, lang, "done", total="3", bad="0")
    batch.locator('#batch-list [data-sort="most"]').click()
    batch.locator("#batch-list input").fill("公司")
    batch.evaluate("() => { window.print = () => {} }")
    button(batch, "print").click()
    says(batch, lang, "pages-ready", total="2")
    pages = on_paper(batch, tmp_path)
    assert [name for text in pages for name in ("甲公司", "乙厂", "丙公司") if name in text] == [
        "丙公司", "甲公司",
    ]  # fmt: skip
    assert flattened(batch.locator("h1").first.inner_text()) not in "".join(pages)
    batch.evaluate("dispatchEvent(new Event('afterprint'))")
    assert "乙厂" in "".join(on_paper(batch, tmp_path))  # the page itself, as it was


@pytest.mark.pyodide
def test_the_template_is_filled_in_and_assessed(batch: Page, lang: Lang, tmp_path: Path) -> None:
    path = saved(batch, "template-xlsx", tmp_path)
    book = openpyxl.load_workbook(path)
    head = [cell.value for cell in book.active[1]]
    for name, value in ((heading("city", lang), "厦门"), (heading("titles", lang), "小巨人")):
        book.active.cell(3, head.index(name) + 1, value)  # below the example
    book.save(path)
    choose(batch, path.name, path.read_bytes())
    says(batch, lang, "done", total="1", bad="0")
    expect(batch.locator("#batch-bad")).to_be_hidden()
    expect(batch.locator("#batch-read")).to_contain_text(
        {"zh": "2（示例", "en": "2 (Example"}[lang]
    )


def bomb() -> bytes:
    """A workbook of a few kilobytes whose sheet unfolds to 120 MB."""
    good = zipfile.ZipFile(io.BytesIO(write_workbook([Sheet("a", ["city"], [], [])])))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in good.namelist():
            sheet = name.endswith("sheet1.xml")
            archive.writestr(
                name, b"<worksheet>" + b" " * 120_000_000 if sheet else good.read(name)
            )
    return out.getvalue()


HOSTILE = {
    "bomb.xlsx": (bomb, "5,000"),
    "page.csv": (lambda: b"a,<script>alert(1)</script>,__proto__\n1,2,3\n", "__proto__"),
    "typo.csv": (lambda: "登记注册城市\n厦门\n".encode(), "#"),
    "noise.xlsx": (lambda: b"PK\x03\x04" + bytes(range(256)) * 10, ".xlsx"),
    "old.xls": (lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 500, ".xls"),
    "empty.csv": (lambda: b"", ""),
}


def test_a_hostile_file_is_refused_in_a_line(batch: Page, lang: Lang) -> None:
    lines = batch.locator("#batch-bad li")
    for name, (data, words) in HOSTILE.items():
        choose(batch, name, data())
        says(batch, lang, "refused")
        expect(batch.locator("#batch-bad ul")).to_contain_text(words)
        assert batch.locator("#batch-bad script").count() == 0
        expect(button(batch, "save")).to_be_hidden()
        choose(batch, "good.csv", table([["甲", "厦门", "", "", ""]]))
        says(batch, lang, "done", total="1", bad="0")
        expect(lines).to_have_count(0)


@pytest.mark.parametrize("lang", ["zh"])
def test_a_file_is_chosen_by_our_own_words_or_dropped(batch: Page, lang: Lang) -> None:
    with batch.expect_file_chooser() as chooser:
        batch.get_by_text(FILE(lang), exact=True).click()
    good = {"name": "一.csv", "mimeType": "text/csv", "buffer": table([["甲", "厦门", "", "", ""]])}
    chooser.value.set_files(good)  # type: ignore[arg-type]
    expect(batch.locator("#batch-chosen")).to_have_text("一.csv")
    says(batch, lang, "done", total="1", bad="0")
    batch.evaluate("""() => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(["名称,不认得的列\\n甲,1\\n"], "二.csv"));
      document.getElementById("batch").dispatchEvent(new DragEvent("drop", { dataTransfer }));
    }""")
    expect(batch.locator("#batch-chosen")).to_have_text("二.csv")
    says(batch, lang, "unknown")


@pytest.mark.parametrize("lang", ["zh"])
def test_a_hundred_megabytes_are_not_even_read(batch: Page, lang: Lang, tmp_path: Path) -> None:
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(100_000_000)
    batch.locator("#batch-file").set_input_files(large)
    says(batch, lang, "too-large")


@pytest.mark.parametrize("lang", ["en"])
def test_it_can_be_cancelled_and_begun_again(batch: Page, lang: Lang) -> None:
    choose(batch, "many.csv", table([[f"企业{n}", "厦门", "小巨人", "是", n] for n in range(3000)]))
    expect(batch.locator("#batch-counted")).to_contain_text("3000")
    button(batch, "cancel").click()
    says(batch, lang, "cancelled")
    expect(batch.locator("#batch-progress")).to_be_hidden()
    choose(batch, "few.csv", table([["甲", "厦门", "", "", ""]]))
    says(batch, lang, "done", total="1", bad="0")
    expect(said(batch)).to_have_text(SAYINGS["done"].fill(total="1", bad="0")(lang))


TRACED = ["toplevel", "__metadata"]


def thousand(lang: Lang) -> bytes:
    """A thousand enterprises with every column of the template, half of its cells filled, as a workbook."""
    filled = template(lang)[0]
    (example,) = list(filled.rows)
    money = {n for n, title in enumerate(filled.head) if "万元" in title}
    rows = [
        [f"企业{n}", *(
            None if (n + at) % 2 else f"{100 + n * 0.4:.1f}" if at in money else cell
            for at, cell in enumerate(example[1:], 1)
        )]
        for n in range(1000)
    ]  # fmt: skip
    return write_workbook([Sheet("表", filled.head, rows, filled.widths)])


@pytest.mark.pyodide
@pytest.mark.parametrize("lang", ["zh"])
def test_a_thousand_rows(batch: Page, lang: Lang, browser: Browser, tmp_path: Path) -> None:
    """Of every column, with its own amounts, in 20 seconds; each gets what it gets alone."""
    data = thousand(lang)
    choose(batch, "one.csv", table([["甲", "厦门", "小巨人", "是", "300"]]))  # Python is there
    says(batch, lang, "done", total="1", bad="0")
    browser.start_tracing(page=batch, categories=TRACED)
    choose(batch, "thousand.xlsx", data)
    expect(said(batch)).to_have_text(
        SAYINGS["done"].fill(total="1000", bad="0")(lang), timeout=120_000
    )
    assert 1 < worked(browser.stop_tracing()) < 20
    book = openpyxl.load_workbook(saved(batch, "save", tmp_path), read_only=True)
    found = list(book.worksheets[1].iter_rows(min_row=2, values_only=True))
    opened = many.opened(data)
    assert len(found) == 1000
    for n in (0, 499, 999):
        profile = columns.read_firms(opened.columns, opened.lines[n]).profile
        assert found[n][7] == float(calculator.assess(profile).totals.at_most)
