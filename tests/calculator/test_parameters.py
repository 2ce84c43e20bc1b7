"""Dated figures: in order, without gaps, each change on its day, and nothing silently prolonged."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculator import parameters
from calculator.fields import is_day
from calculator.parameter_table import FILE, TABLE, UNITS, TableError, read
from calculator.parameters import LPR_1Y, PROVINCIAL_AWARD, PublishedFigure, Series
from tests.calculator.firms import Profile, assessed, found, fuzhou, xiamen

Lookup = Callable[[str], PublishedFigure | None]
SERIES: tuple[tuple[Series, Lookup], ...] = (
    (LPR_1Y, parameters.lpr_1y_on),
    (PROVINCIAL_AWARD, parameters.provincial_award_on),
)
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31)).map(date.isoformat)
UNCHECKED = ("未核对", "was not checked")

each_series = pytest.mark.parametrize(("series", "on"), SERIES, ids=["lpr", "award"])


CONTENT = (Path(parameters.__file__).parent / FILE).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "at", "zh", "en"),
    [
        ("percent = 3.00", 'percent = "3.00%"', "percent", "percent 应为数", "must be a number"),
        ("percent = 3.00", "percent = nan", "percent", "percent 应为数", "must be a number"),
        ("percent = 3.00", "yuan = 3.00", "yuan", "不认识“yuan”", "unknown: yuan"),
        ("percent = 3.00", "percent = 3.00%", "percent", "写法有误", "line"),
        ("percent = 3.00", "percent = “3.00”", "percent", "写法有误", "line"),
        ("percent = 3.00\n", "", "[[lpr_1y.row]]", "缺少 percent", "percent is missing"),
        ("since = 2025-05-20", "since = 2025-02-30", "since", "没有这一天", "Invalid date"),
        ("since = 2025-05-20", "since = 2025-5-20", "since", "写法有误", "line"),
        ("since = 2025-05-20", 'since = "2025-05-20"', "since", "since 应为日期", "must be a date"),
        ("checked = 2026", "cheked = 2026", "cheked", "不认识“cheked”", "unknown: cheked"),
        ("second_hand = true", "second_hand = 1", "second_hand", "true 或 false", "true or false"),
        ("[lpr_1y]", "[lpr]", "[lpr]", "不认识“lpr”", "unknown: lpr"),
    ],
)
def test_a_mistake_in_the_table_is_told_at_its_line(
    old: str, new: str, at: str, zh: str, en: str
) -> None:
    """The last row of the rate is amiss, as a person who edits the table by hand would write it."""
    before, last, rest = CONTENT.rpartition(old)
    assert last, "the table has changed: change this test"
    content = before + new + rest
    if old == "[lpr_1y]":
        content = content.replace("[[lpr_1y", "[[lpr")
    with pytest.raises(TableError) as error:
        read(content)
    found = re.match(rf"calculator/{FILE}:(\d+)：", error.value.said.zh)
    assert found
    assert content.splitlines()[int(found[1]) - 1].startswith(at)
    assert zh in error.value.said.zh
    assert en in error.value.said.en


def test_a_figure_that_is_gone_is_missed_and_the_end_of_the_file_is_as_good_a_place_as_any() -> (
    None
):
    rate, award = CONTENT.split("[provincial_award]")
    with pytest.raises(TableError, match=r"\[provincial_award\] is missing"):
        read(rate)
    with pytest.raises(TableError, match=r"\[\[provincial_award.row\]\] is missing"):
        read(f"{rate}[provincial_award]{award.partition('[[')[0]}")
    row = '[[lpr_1y.row]]\nsince = 2030-01-21\npercent = 2.95\nsource = "https://example.org"\n'
    added = {"since": "2030-01-21", "percent": "2.95", "source": "https://example.org"}
    assert read(f"{CONTENT}\n{row}")["lpr_1y"]["row"] == [*TABLE["lpr_1y"]["row"], added]
    assert parameters.SERIES.keys() == UNITS.keys()


def shifted(day: str, by: int) -> str:
    return (date.fromisoformat(day) + timedelta(by)).isoformat()


@each_series
def test_rows_are_days_in_order_each_changing_the_figure_with_a_source(
    series: Series, on: Lookup
) -> None:
    days = [row.since for row in series.rows]
    assert all(map(is_day, [*days, series.checked]))
    assert days == sorted(set(days))
    assert series.checked >= days[-1]
    values = [row.value for row in series.rows]
    assert all(a != b for a, b in itertools.pairwise(values))
    for source in (*(row.source for row in series.rows), series.checked_source):
        assert source.startswith("http")


@each_series
def test_a_change_takes_effect_on_its_day_and_not_the_day_before(
    series: Series, on: Lookup
) -> None:
    before: Fraction | None = None
    for row in series.rows:
        found_ = {step: on(shifted(row.since, step)) for step in (-1, 0, 1)}
        assert (found_[-1].value if found_[-1] else None) == before
        for step in (0, 1):
            there = found_[step]
            assert there
            assert (there.value, there.source) == (row.value, row.source)
            assert row.since in there.said.zh
            assert row.since in there.said.en
        before = row.value


@each_series
@given(day=DAYS)
def test_every_day_from_the_first_on_has_the_figure_of_the_last_row_begun(
    series: Series, on: Lookup, day: str
) -> None:
    there = on(day)
    if day < series.rows[0].since:
        assert there is None
        return
    assert there
    begun = max((row for row in series.rows if row.since <= day), key=lambda row: row.since)
    assert (there.value, there.source) == (begun.value, begun.source)


@each_series
@given(day=DAYS)
def test_past_the_last_checked_day_and_only_there_the_sentence_says_so(
    series: Series, on: Lookup, day: str
) -> None:
    there = on(day)
    if there:
        late = day > series.checked
        assert [UNCHECKED[0] in there.said.zh, UNCHECKED[1] in there.said.en] == [late, late]
        assert not late or series.checked in there.said.zh


@each_series
def test_the_day_after_the_last_checked_one_already_says_so(series: Series, on: Lookup) -> None:
    for step, late in ((0, False), (1, True)):
        there = on(shifted(series.checked, step))
        assert there
        assert (UNCHECKED[0] in there.said.zh) == late


def test_the_figures_are_those_published() -> None:
    assert [(r.since, r.value) for r in LPR_1Y.rows[:3]] == [
        ("2024-07-22", Fraction(335, 10_000)), ("2024-10-21", Fraction(310, 10_000)),
        ("2025-05-20", Fraction(300, 10_000)),
    ]  # fmt: skip
    assert [r.value for r in PROVINCIAL_AWARD.rows[:2]] == [500_000, 1_000_000]
    suggested = parameters.provincial_award_on("2025-06-30")
    assert suggested
    assert "1,000,000 元" in suggested.said.zh
    assert "RMB 1,000,000" in suggested.said.en


def pledging(date: str) -> Profile:
    loan = {"principal": 10**6, "rate_pct": 6, "days": 365, "year": 2025, "collateral": "patent"}
    return xiamen("srdi_sme", pledge_loans=[loan]) | {"date": date}


def test_a_result_past_the_last_checked_day_lists_the_rate_as_unchecked() -> None:
    for day, late in ((LPR_1Y.checked, False), (shifted(LPR_1Y.checked, 1), True)):
        (assumption,) = found(pledging(day), "xm-13")["assumptions"]
        assert assumption["fact"] == "lpr_1y_pct"
        assert (UNCHECKED[0] in assumption["text"]["zh"]) == late
        assert (UNCHECKED[1] in assumption["text"]["en"]) == late
    assert found(pledging("2026-12-31") | {"lpr_1y_pct": 3}, "xm-13")["assumptions"] == []


def test_the_provincial_award_is_offered_and_never_assumed() -> None:
    for day in ("2024-01-01", "2024-07-10", "2025-06-30", "2026-12-31"):
        assert parameters.provincial_award_on(day)
        firm = fuzhou("little_giant", first_little_giant_title=True) | {"date": day}
        result = found(firm, "fz-1-1-b")
        assert result["status"] == "undetermined"
        assert result["missing"] == ["provincial_little_giant_award"]
        assert (result["amount"], result["potential_max"], result["assumptions"]) == (
            None,
            None,
            [],
        )
        assert "fz-1-1-b" in assessed(firm)["totals"]["undetermined"]
    taken = firm | {"provincial_little_giant_award": 1_000_000}
    assert found(taken, "fz-1-1-b")["amount"]["max"] == "500000.00"
