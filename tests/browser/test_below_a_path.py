"""The plain folder below a path, served by Python's own server, which adds and knows nothing."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from calculator.i18n import Lang
from calculator.shared_facts import Title
from tests.browser.desk import ROOTS, Desk

PATH = "policy"


@pytest.fixture(scope="session")
def site_url(built_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site at http://host/policy/."""
    root = tmp_path_factory.mktemp("host")
    (root / PATH).symlink_to(built_site)
    command = [
        sys.executable,
        "-u",
        "-m",
        "http.server",
        "0",
        "--bind",
        "127.0.0.1",
        "-d",
        str(root),
    ]
    env = os.environ | {"PYTHONIOENCODING": "utf-8"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8", env=env
    ) as server:
        assert server.stdout
        port = server.stdout.readline().split(" port ")[1].split()[0]
        yield f"http://127.0.0.1:{port}/{PATH}/"
        server.terminate()


def test_every_way_leads_on(page: Page, lang: Lang) -> None:
    """Home, the table, a clause and the other language: no request leaves the path."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(ROOTS[lang])
    page.goto(f"{ROOTS[lang]}measures/")
    page.locator('a[href*="xm-3/"]').first.click()
    expect(page).to_have_url(re.compile(f"/{PATH}/{ROOTS[lang]}xiamen-2024/xm-3/$"))
    other: Lang = "en" if lang == "zh" else "zh"
    page.locator("a.language").first.click()
    expect(page).to_have_url(re.compile(f"/{PATH}/{ROOTS[other]}xiamen-2024/xm-3/$"))
    assert len(asked) > 10
    assert [url for url in asked if f"/{PATH}/" not in url] == []


def test_the_calculator_computes(desk: Desk) -> None:
    desk.start()
    desk.is_enterprise("xiamen", Title.LITTLE_GIANT)
    desk.is_first_time()
    desk.totals_are("1,000,000")


def test_the_search_finds(page: Page, lang: Lang) -> None:
    page.goto(ROOTS[lang])
    page.locator("[data-md-component=search-query]").fill("xm-13")
    link = page.locator(".md-search-result__link").first
    expect(link).to_have_attribute("href", re.compile("xm-13"))
