"""A visitor who comes after the end of validity, to a site that was built before it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.desk import stop_clock

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("now", "held"), [("2027-01-01", "xiamen-2024"), ("2027-02-01", "new")])
def test_the_navigation_bar_leads_to_the_version_of_the_day(
    page: Page, now: str, held: str
) -> None:
    """A page as the build writes it where a version to come is stored."""
    succession = '<head><meta name="succession" content="xiamen-2024/ new/ 2027-02-01">'

    def answer(route: Route) -> None:
        got = route.fetch()
        route.fulfill(response=got, body=got.text().replace("<head>", succession, 1))

    stop_clock(page, f"{now}T12:00:00+08:00")
    page.route("**/xiamen-2024/xm-3/", answer)
    page.goto("xiamen-2024/xm-3/")
    tab = page.locator(".md-tabs__link", has_text="厦门")
    assert tab.evaluate("link => link.href").endswith(f"/{held}/")
    page.unroute("**/xiamen-2024/xm-3/")


@pytest.mark.parametrize(
    ("now", "over"), [("2026-12-31T23:59:00+08:00", False), ("2027-01-01T00:01:00+08:00", True)]
)
def test_badges_and_dates_follow_the_day_of_the_visit(page: Page, now: str, over: bool) -> None:
    stop_clock(page, now)
    page.goto("measures/")
    expired, drafts = page.locator("tbody .badge--expired"), page.locator("tbody .badge--draft")
    ever_in_force = page.locator("tbody tr").count() - drafts.count()
    expect(expired).to_have_count(ever_in_force if over else 0)
    expect(drafts.first).to_have_text("征求意见稿，已被取代")
    if over:
        expect(expired.first).to_have_text("已期满")
    page.goto("en/xiamen-2024/xm-3/")
    said = "Expired on 31 December 2026" if over else "In force until 31 December 2026"
    expect(page.locator(".badges .badge").last).to_have_text(said)
    page.goto("calendar/")
    expect(page.locator("tr.ahead")).to_have_count(0 if over else 2)
