"""Scenarios side by side, and the same enterprise in both cities."""

from __future__ import annotations

import json

import pytest

from calculator import page
from calculator.page import link
from calculator.page.form import typed
from calculator.text import LANGS, Lang
from tests.calculator.test_page import FIRM, Element, Entries, Page, chinese, english, well_formed

MORE: Entries = [(k, "400" if k == "equipment_projects.0.investment" else v) for k, v in FIRM]


NEEDS = [
    ["首次称号", "A first title", ["xm-3", "fz-1-1-b"]],
    ["设备", "Equipment", ["xm-5", "gone-1"]],
    ["借款", "Loans", ["fz-2-1"]],
]
"""Rows as the page sends them; a page that was built earlier may name a measure that is gone."""


def table(now: Entries, kept: list[Entries], lang: Lang = "zh", *, cities: bool = False) -> Page:
    fragments = [link.write(typed(entries)) for entries in kept]
    request = {"op": "compare", "lang": lang, "entries": now, "kept": fragments}
    if cities:
        request["needs"] = NEEDS
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
    assert row(shown, "条文写明的金额") == [
        "1,000,000 元（7 项还差信息）",
        "1,000,000 元（7 项还差信息）",
        "1,000,000 元（7 项还差信息）",
    ]
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


def within(shown: Page, name: str) -> list[list[str]]:
    """The words of each cell of the row of a need, in their order."""

    def words(element: Element) -> list[str]:
        return [element.text, *(word for child in element.children for word in words(child))]

    rows = [
        e for e in shown.elements if e.name == "tr" and e.children and e.children[0].text == name
    ]
    return [
        [word for word in words(cell) if word.strip()]
        for each in rows
        for cell in each.children[1:]
    ]


def test_the_same_enterprise_in_each_city_need_by_need(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AS_OF", "2025-06-30")
    shown = table(FIRM, [], cities=True)
    assert [e.text for e in shown.elements if e.attributes.get("scope") == "col"] == [
        "厦门",
        "福州",
    ]
    here, there = within(shown, "首次称号")
    assert here == ["：1,000,000 元", "首次“小巨人”奖励"]
    offered = "按 1,000,000 元 计，得 500,000 元"
    assert there == [f"：还差 1 项：省级“小巨人”奖励金额；{offered}", "国家“小巨人”市级配套"]
    here, there = within(shown, "设备")
    assert here == ["：最高 300,000 元", "设备投入100～500万元技改补助"]
    assert there == ["本站收录的文件没有写"]
    assert within(shown, "借款") == [], "for which no city has a figure"
    assert row(shown, "条文写明的金额") == [
        "1,000,000 元（7 项还差信息）",
        "还不能确定（3 项还差信息）",
    ]
    in_force, draft = row(shown, "文本状态")
    assert in_force == "现行有效，至 2026-12-31"
    assert draft == "征求意见稿，没有施行，已被榕政办规〔2024〕21号取代"


def test_nothing_is_only_nothing_where_no_more_is_needed() -> None:
    nothing: Entries = [("city", "xiamen"), ("date", "2025-06-30"), ("titles", "none")]
    shown = table(nothing, [], cities=True)
    assert row(shown, "条文写明的金额") == ["0 元", "还不能确定（1 项还差信息）"]


@pytest.mark.parametrize("lang", LANGS)
def test_it_is_whole_and_in_its_language(lang: Lang) -> None:
    shown = table(FIRM, [MORE, [("city", "fuzhou")], [("date", "<b>")]], lang, cities=True)
    well_formed(shown)
    {"en": english, "zh": chinese}[lang](shown)
