"""Scenarios side by side, and the same enterprise in both cities."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import zip_longest

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculator import assess, page, share_link
from calculator.i18n import LANGS, Lang
from calculator.page import compare
from calculator.page.scenarios_sheet import scenarios_sheet
from calculator.share_link import Scenario
from calculator.tables.export import Taken
from calculator.tables.sheet import Money
from calculator.typed import profile_of, typed
from tests.calculator.test_page import (
    FIRM,
    Element,
    Entries,
    Page,
    chinese,
    english,
    opened,
    well_formed,
)

MORE: Entries = [(k, "400" if k == "equipment_projects.0.investment" else v) for k, v in FIRM]


NEEDS = [
    ["首次称号", "A first title", ["xm-3", "fz-1-1-b"]],
    ["设备", "Equipment", ["xm-5", "gone-1"]],
    ["借款", "Loans", ["fz-2-1"]],
]
"""Rows as the page sends them; a page that was built earlier may name a measure that is gone."""


def table(
    now: Entries, kept: list[Entries], lang: Lang = "zh", *, cities: bool = False, names: str = ""
) -> Page:
    told = list(
        zip_longest(
            [share_link.write_fragment(typed(entries)) for entries in kept], names, fillvalue=""
        )
    )
    request = {"op": "compare", "lang": lang, "entries": now, "kept": told}
    if cities:
        request["needs"] = NEEDS
    return Page(f"<main>{json.loads(page.respond(json.dumps(request)))['table']}</main>")


def read(element: Element) -> str:
    """All that is read of an element, in a row."""
    return "|".join(word.strip() for word in _words(element) if word.strip())


def _words(element: Element) -> Iterator[str]:
    yield element.text
    for child in element.children:
        yield from _words(child)


def cells(shown: Page, label: str) -> list[str]:
    """What stands below a label, a cell for each scenario, or one for all."""
    rows = [e for e in shown.elements if e.name == "tr"]
    at = next(n for n, each in enumerate(rows) if read(each) == label)
    return [read(cell) for cell in rows[at + 1].children]


def row(shown: Page, label: str) -> list[str]:
    """The cells of the row that begins with this."""
    each = next(e for e in shown.elements if e.name == "tr" and read(e).split("|")[0] == label)
    return [read(cell) for cell in each.children[1:]]


def test_scenarios_stand_beside_what_is_entered_now_with_what_is_more_or_less() -> None:
    less = [pair for pair in FIRM if "equipment" not in pair[0]]
    shown = table(FIRM, [MORE, less])
    heads = [read(e) for e in shown.elements if e.attributes.get("scope") == "col"]
    assert heads == ["现在", "设备 1,000 万元", "无设备"]
    assert cells(shown, "设备投入100～500万元技改补助") == [
        "现在|最高 300,000 元", "设备 1,000 万元|最高 400,000 元|＋100,000 元", "无设备|信息不足",
    ]  # fmt: skip
    assert cells(shown, "条文写明的金额")[0] == "现在|1,000,000 元（7 项还差信息）"
    assert cells(shown, "含上限合计最高")[1].endswith("|＋100,000 元")
    assert cells(shown, "技术改造项目（上年度设备投入）第 1 项") == [
        "现在|上年度设备投入 3,000,000 元", "设备 1,000 万元|上年度设备投入 4,000,000 元", "无设备|—",
    ]  # fmt: skip
    assert cells(shown, "首次“小巨人”奖励") == ["1,000,000 元"], "the same in all is told once"
    told = [e.text for e in shown.elements]
    assert "登记注册的城市" not in told, "what is the same in all is not told"
    buttons = [e.attributes["data-scenario"] for e in shown.elements if e.name == "button"]
    assert buttons == ["open:0", "drop:0", "open:1", "drop:1"]


def test_what_is_refused_is_nothing_and_what_is_not_known_is_not() -> None:
    without = [(k, "none" if k == "titles" else v) for k, v in FIRM]
    unknown = [pair for pair in FIRM if pair[0] != "first_little_giant_title"]
    award = cells(table(FIRM, [without, unknown]), "首次“小巨人”奖励")
    assert award[1].endswith("|不符合条件|－1,000,000 元")
    assert award[2].endswith("|信息不足")


def test_a_scenario_has_the_name_it_is_given_or_one_of_what_differs() -> None:
    shown = table(FIRM, [MORE, MORE, FIRM], names="甲")
    names = [e for e in shown.elements if e.name == "input"]
    assert [e.attributes["value"] for e in names] == [
        "甲", "设备 1,000 万元", "厦门 · 小巨人 · 设备 900 万元",
    ]  # fmt: skip
    assert [e.attributes.get("data-proposed") is None for e in names] == [True, False, False]
    twice = [e.attributes["value"] for e in table(FIRM, [MORE, MORE]).elements if e.name == "input"]
    assert len(set(twice)) == 2


def test_one_more_than_three_is_not_shown_and_none_gives_no_table() -> None:
    shown = table(FIRM, [MORE] * (share_link.SCENARIOS + 1))
    columns = [e for e in shown.elements if e.attributes.get("scope") == "col"]
    assert len(columns) == share_link.SCENARIOS + 1
    assert not table(FIRM, []).elements[1:]


# In a link and a workbook.


def test_a_link_takes_scenarios_along_by_what_differs() -> None:
    kept = [
        Scenario(MORE),
        Scenario([*FIRM[1:], ("digital_ref", "甲&乙=%")], "若 &p=1 # 改"),
        Scenario(FIRM),
    ]
    written = share_link.write_fragment(typed(FIRM), day="2025-06-30", scenarios=kept)
    assert written.startswith(share_link.write_fragment(typed(FIRM), day="2025-06-30"))
    assert "s1=equipment_projects.0.investment%3D400" in written.split("&")
    found = share_link.read_fragment(written)
    assert share_link.write_fragment(typed(found.entries)) == share_link.write_fragment(typed(FIRM))
    assert [each.name for each in found.scenarios] == ["", "若 &p=1 # 改", ""]
    for one, other in zip(found.scenarios, kept, strict=True):
        assert share_link.write_fragment(typed(one.entries)) == share_link.write_fragment(
            typed(other.entries)
        )
    answer = opened(written)
    assert answer["scenarios"] == [
        [share_link.write_fragment(typed(each.entries)), each.name] for each in kept
    ]
    assert answer["fragment"] == share_link.write_fragment(typed(FIRM)), (
        "the address of the page stays as it was"
    )


@settings(max_examples=60)
@given(st.data())
def test_any_scenarios_come_back_from_a_link(data: st.DataObject) -> None:
    some = st.sampled_from([*FIRM, *MORE, ("titles", "srdi_sme"), ("titles", "key_little_giant"),
                            ("date", "我"), ("pledge_loans.0.ref", "a%26=&")])  # fmt: skip
    now, *kept = (data.draw(st.lists(some, min_size=1, unique=True)) for _ in range(4))
    written = share_link.write_fragment(typed(now), scenarios=[Scenario(each) for each in kept])
    found = share_link.read_fragment(written)
    assert [share_link.write_fragment(typed(each.entries)) for each in found.scenarios] == [
        share_link.write_fragment(typed(each)) for each in kept
    ]


def test_a_link_without_scenarios_or_without_figures_has_none_of_them() -> None:
    assert share_link.write_fragment(typed(FIRM), scenarios=[]) == share_link.write_fragment(
        typed(FIRM)
    )
    bare = share_link.write_fragment(typed(FIRM), numbers=False)
    assert share_link.write_fragment(typed(FIRM), numbers=False, scenarios=[Scenario(MORE)]) == bare
    assert share_link.read_fragment(bare).scenarios == ()
    assert "scenarios" not in opened(bare)


def test_scenarios_that_make_a_link_too_long_stay_out_and_that_is_said() -> None:
    loans = [(f"pledge_loans.{n}.ref", "质押" * 20) for n in range(60)]
    assert share_link.carries(typed(FIRM), [Scenario(MORE)])
    assert not share_link.carries(typed(FIRM), [Scenario([*FIRM, *loans])])
    assert share_link.write_fragment(
        typed(FIRM), scenarios=[Scenario([*FIRM, *loans])]
    ) == share_link.write_fragment(typed(FIRM))
    said = compare.TOO_LONG.zh
    assert said in [e.text for e in table(FIRM, [[*FIRM, *loans]]).elements]
    assert said not in [e.text for e in table(FIRM, [MORE]).elements]


@pytest.mark.parametrize(
    "fragment", ["s1=%3D%26%3D&n1=%00", "s9=a", "s1", "s1=city%3Drome&n1=" + "x" * 999]
)
def test_a_link_that_is_damaged_does_no_harm(fragment: str) -> None:
    found = share_link.read_fragment(f"city=xiamen&{fragment}")
    assert ("city", "xiamen") in found.entries
    assert all(len(each.name) <= share_link.LONGEST_NAME for each in found.scenarios)
    well_formed(table(FIRM, [each.entries for each in found.scenarios]))


def test_the_workbook_has_a_sheet_of_scenarios_where_there_are_any() -> None:
    form = typed(FIRM)
    taken = Taken(form, profile_of(form), assess(profile_of(form)), "zh", "")
    assert scenarios_sheet(taken) == []
    (sheet,) = scenarios_sheet(taken._replace(scenarios=(Scenario(MORE, "多"), Scenario(FIRM))))
    rows = {row[1]: row for row in sheet.rows}
    assert sheet.head[2:4] == ["现在", "多"]
    assert len({len(row) for row in [sheet.head, *sheet.rows]}) == 1
    assert rows["设备投入100～500万元技改补助"][2:4] == ("最高 300,000 元", "最高 400,000 元")
    assert rows["设备投入100～500万元技改补助"][5:] == (Money(100_000), None)
    assert rows["首次“小巨人”奖励"][2] == Money(1_000_000)


# Both cities.


def within(shown: Page, name: str) -> list[list[str]]:
    """The words of each cell of the row of a need, in their order."""

    rows = [
        e for e in shown.elements if e.name == "tr" and e.children and e.children[0].text == name
    ]
    return [
        [word for word in _words(cell) if word.strip()]
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
    assert there == [f"：{offered}；还差 1 项：", "国家“小巨人”市级配套", "省级“小巨人”奖励金额"]
    (way,) = [e for e in shown.elements if e.text == there[-1]]
    assert way.attributes["data-action"] == "set:city=fuzhou"
    assert way.attributes["data-then"] == "q-provincial_little_giant_award"
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
