"""What comes out on paper: by the button, by Ctrl+P, before Python is there, and from dark mode."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pypdf
import pytest
from filelock import FileLock
from playwright.sync_api import Page, expect

from builder.environment import ensure_import
from calculator.i18n import Lang
from calculator.page import print_view
from calculator.policies import POLICIES
from calculator.version import rules_version
from tests.browser.desk import ROOTS, Desk

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]

FULL = (
    "#city=xiamen&date=2025-06-30&titles=srdi_sme&titles=little_giant&first_little_giant_title=true"
    "&little_giant_title_date=2025-05-20&equipment_projects.0.investment=320&digital_spend=80"
    "&digital_level_after=2&consulting_fees.0.year=2025&consulting_fees.0.amount=40"
    "&pledge_loans.0.principal=800&pledge_loans.0.rate_pct=4.1&pledge_loans.0.days=365"
    "&pledge_loans.0.year=2025&pledge_loans.0.collateral=patent&tech_fund_loans.0.use=fixed_asset"
    "&tech_fund_loans.0.principal=2000&tech_fund_loans.0.financing_rate_pct=3&tech_fund_loans.0.days=365"
    "&venue_rents.0.year=2025&venue_rents.0.amount=6&venue_rents.0.place=mainland"
    "&joint_lab_ref=%3Db1%3Ci%3E"
)
SUM = {"zh": "196.4万元", "en": "RMB1.964million"}


def flattened(text: str) -> str:
    """Without spaces and line ends, and with the usual characters for those a PDF has (⽀ for 支)."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def on_paper(page: Page, folder: Path) -> list[str]:
    """The text of each page, as Ctrl+P gives it."""
    page.pdf(path=folder / "page.pdf", format="A4")
    return [flattened(p.extract_text()) for p in pypdf.PdfReader(folder / "page.pdf").pages]


def printable(desk: Desk) -> None:
    expect(desk.page.locator("#take")).to_have_attribute("data-printable", "")


def test_ctrl_p_prints_the_page_for_a_director(desk: Desk, tmp_path: Path) -> None:
    """At most three pages, the answer on the first, then the working and the entries."""
    desk.start(FULL)
    printable(desk)
    title = desk.page.title()
    pages = on_paper(desk.page, tmp_path)
    begins = flattened(print_view.APPENDIX(desk.lang))
    (appendix,) = [n for n, text in enumerate(pages) if text.startswith(begins)]
    assert 1 <= appendix <= 3
    assert len(pages) - appendix <= 8
    assert SUM[desk.lang] in pages[0]
    assert "2026-12-31" in pages[0]
    assert rules_version() in pages[0]
    assert "分别给予一次性50万元奖励" in pages[0]
    rest = "".join(pages[appendix:])
    policy = next(policy for policy in POLICIES if policy.id == "xiamen-2024")
    for words in ("1,964,000", "8,000,000", "=b1<i>", *(m.id for m in policy.measures)):
        assert words in rest, words
    site = flattened(desk.page.locator("h1").first.text_content() or "")
    assert site not in "".join(pages)
    assert desk.page.title() == title
    expect(desk.page.locator("#report")).to_have_count(0)


@pytest.mark.parametrize("lang", ["zh"])
def test_the_button_prints_the_same_without_waiting(desk: Desk, tmp_path: Path) -> None:
    desk.start(FULL)
    desk.page.evaluate(
        "() => { window.print = () => { dispatchEvent(new Event('beforeprint'));"
        " window.printed = [document.title, document.getElementById('report').innerText] } }"
    )
    desk.page.locator('#take [data-take="print"]').click()
    expect(desk.page.locator("#report")).to_be_attached()
    title, _ = desk.page.evaluate("window.printed")
    assert "2025-06-30" in title
    expect(desk.page.locator("#report")).to_be_hidden()
    expect(desk.page.locator("#report .code svg")).to_be_attached()


@pytest.mark.parametrize("lang", ["zh"])
def test_what_is_typed_after_a_report_is_on_the_next_one(desk: Desk, tmp_path: Path) -> None:
    desk.start(FULL)
    printable(desk)
    desk.type("venue_rents.0.amount", "4")
    expect(desk.page.locator("#take")).not_to_have_attribute("data-printable", "")
    printable(desk)
    assert "194.4万元" in on_paper(desk.page, tmp_path)[0]


def test_before_python_is_there_the_example_is_printed_without_the_questions(
    page: Page, lang: Lang, tmp_path: Path
) -> None:
    page.goto(f"{ROOTS[lang]}calculator/")
    pages = on_paper(page, tmp_path)
    assert flattened(page.locator("h1").first.inner_text()) in pages[0]
    assert {"zh": "139万元", "en": "RMB1.39million"}[lang] in pages[0]
    assert len(pages) <= 6
    page.emulate_media(media="print")
    expect(page.locator(".asking")).to_be_hidden()
    expect(page.locator("#results")).to_be_visible()


@pytest.mark.parametrize("place", ["calculator/", "xiamen-2024/xm-5/", "measures/"])
@pytest.mark.parametrize("background", [False, True])
def test_paper_is_the_same_from_dark_mode(
    page: Page, place: str, background: bool, tmp_path: Path, shared_folder: Path
) -> None:
    with FileLock(shared_folder / "import.lock"):
        ensure_import(ROOT)  # what reads files brings what draws them
    import pypdfium2

    drawn = {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.goto(place)
        page.pdf(path=tmp_path / f"{scheme}.pdf", print_background=background)
        with pypdfium2.PdfDocument(tmp_path / f"{scheme}.pdf") as file:
            drawn[scheme] = [bytes(sheet.render(scale=0.7).buffer) for sheet in file]
    assert drawn["dark"] == drawn["light"]


def test_on_paper_a_link_to_another_site_is_its_address(page: Page, tmp_path: Path) -> None:
    """Of the sources beside a text; a link within the site is not."""
    page.goto("xiamen-2024/")
    away = page.locator('.md-content a[href^="http"]:visible').first.get_attribute("href") or ""
    text = "".join(on_paper(page, tmp_path))
    assert flattened(f"({away})") in text
    assert "(../" not in text
