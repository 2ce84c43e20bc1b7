"""A page for each of many enterprises: headed by its name, with the answer that its row has."""

from __future__ import annotations

import re
from base64 import b64encode
from typing import Any

import pytest

from calculator.i18n import LANGS, Lang
from calculator.page.one_pagers import MOST_PAGES
from tests.calculator.surfaces import words
from tests.calculator.test_batch import ask, table

SITE = "https://site.example/"
HEAD = ["企业", "城市", "规则日期", "称号", "上年度设备投入（万元）"]
FIRMS = [
    ["甲<b>", "厦门", "2025-06-30", "专精特新", "260"],
    ["", "厦门", "2025-06-30", "专精特新", "300"],
    ["丙", "", "2025-06-30", "", ""],
]
HEAD[4] = "技术改造项目（上年度设备投入）1：上年度设备投入（万元）"


@pytest.fixture(scope="module")
def firms() -> list[Any]:
    opened = ask("open", base64=b64encode(table(HEAD, *FIRMS)).decode())
    found: list[Any] = ask("rows", head=opened["head"], lines=opened["lines"])["firms"]
    return found


def pages(firms: list[Any], lang: Lang) -> list[str]:
    made: list[str] = ask("pages", lang, firms=firms, site=SITE)["pages"]
    return made


@pytest.mark.parametrize(
    ("lang", "sums"), [("zh", ("26 万元", "30 万元")), ("en", ("RMB 260,000", "RMB 300,000"))]
)
def test_each_page_has_the_name_and_the_sum_of_its_row(
    firms: list[Any], lang: Lang, sums: tuple[str, str]
) -> None:
    first, second, third = pages(firms, lang)
    assert "<h1>甲&lt;b&gt;</h1>" in first
    assert {"zh": "<h1>第 3 行</h1>", "en": "<h1>Row 3</h1>"}[lang] in second
    assert "<h1>丙</h1>" in third
    for page, sum_ in zip((first, second), sums, strict=True):
        large = re.search('class="large">([^<]*)<', page)
        assert large
        assert sum_ in words(large[1])


@pytest.mark.parametrize("lang", LANGS)
def test_the_code_of_a_page_opens_its_enterprise_without_the_amounts(
    firms: list[Any], lang: Lang
) -> None:
    link = re.search(r'data-qr="([^"]*)"', pages(firms, lang)[0])
    assert link
    assert link[1].startswith(f"{SITE}calculator/#")
    assert "city=xiamen" in link[1]
    assert "260" not in link[1]


def test_the_pages_are_one_document_in_which_nothing_has_the_name_of_another(
    firms: list[Any],
) -> None:
    made = pages(firms, "zh")
    whole = ask("pages", pages=made)
    assert whole["html"].count("<article") == 1
    assert [whole["html"].find(page) > 0 for page in made] == [True] * 3
    names = re.findall(r'\bid="([^"]*)"', whole["html"])
    assert names == ["report"]
    assert whole["title"].startswith("专精特新")


def test_a_browser_is_not_asked_for_more_than_it_can_print() -> None:
    assert 100 <= MOST_PAGES <= 1000
