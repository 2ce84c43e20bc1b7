"""Scenarios side by side, and the same enterprise in both cities."""

from __future__ import annotations

import json

import pytest

from calculator import page
from calculator.page import link
from calculator.page.form import typed
from calculator.text import LANGS, Lang
from tests.calculator.test_page import FIRM, Entries, Page, chinese, english, well_formed

MORE: Entries = [(k, "400" if k == "equipment_projects.0.investment" else v) for k, v in FIRM]


def table(now: Entries, kept: list[Entries], lang: Lang = "zh", *, cities: bool = False) -> Page:
    fragments = [link.write(typed(entries)) for entries in kept]
    request = {"op": "compare", "lang": lang, "entries": now, "kept": fragments, "cities": cities}
    return Page(f"<main>{json.loads(page.respond(json.dumps(request)))['table']}</main>")


def row(shown: Page, label: str) -> list[str]:
    """The cells of the row that begins with this."""
    for each in (e for e in shown.elements if e.name == "tr"):
        head = each.children[0]
        if label in (head.text, *(child.text for child in head.children)):
            return [cell.text for cell in each.children[1:]]
    raise AssertionError(label)


def test_scenarios_stand_beside_what_is_entered_now() -> None:
    shown = table(FIRM, [MORE, FIRM])
    assert row(shown, "设备投入100～500万元技改补助") == [
        "最高 300,000 元",
        "最高 400,000 元",
        "最高 300,000 元",
    ]
    assert row(shown, "可确定金额") == ["1,000,000 元"] * 3
    assert row(shown, "技术改造项目（上年度设备投入）第 1 项") == [
        "上年度设备投入 3,000,000 元", "上年度设备投入 4,000,000 元", "上年度设备投入 3,000,000 元",
    ]  # fmt: skip
    told = [e.text for e in shown.elements]
    assert "登记注册的城市" not in told, "what is the same in all is not told"
    buttons = [e.attributes["data-scenario"] for e in shown.elements if e.name == "button"]
    assert buttons == ["open:0", "drop:0", "open:1", "drop:1"]


def test_one_more_than_three_is_not_shown_and_none_gives_no_table() -> None:
    assert (
        len([e for e in table(FIRM, [MORE] * 4).elements if e.attributes.get("scope") == "col"])
        == 4
    )
    assert not table(FIRM, []).elements[1:]


def test_the_same_enterprise_in_both_cities() -> None:
    shown = table(FIRM, [], cities=True)
    assert [e.text for e in shown.elements if e.attributes.get("scope") == "col"] == [
        "厦门",
        "福州",
    ]
    assert row(shown, "首次“小巨人”奖励") == ["1,000,000 元", "不符合条件"]
    assert row(shown, "可确定金额")[1] == "0 元"


@pytest.mark.parametrize("lang", LANGS)
def test_it_is_whole_and_in_its_language(lang: Lang) -> None:
    shown = table(FIRM, [MORE, [("city", "fuzhou")], [("date", "<b>")]], lang, cities=True)
    well_formed(shown)
    {"en": english, "zh": chinese}[lang](shown)
