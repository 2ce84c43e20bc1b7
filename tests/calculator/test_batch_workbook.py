"""The workbook of many enterprises: its overview adds up, and every amount has its working and its words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from calculator.__main__ import main
from calculator.call_list import call_list, question
from calculator.i18n import LANGS, Lang, capital, grouped
from calculator.tables import batch, parallel
from calculator.tables.batch import FirmTable
from calculator.tables.batch_workbook import AT_MOST, FIXED, HEAD, MEASURE_HEAD, sheets
from calculator.tables.sheet import Hyperlink, Money, Row, Sheet, Strong
from tests.calculator.test_batch import spread, table

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "cases/worked.json").read_text("utf-8")
)
SITE = "https://site.example/"


def cases_as_table(last: int | None = None) -> bytes:
    rows = [spread(case["profile"]) for case in CASES[:last]]
    head = list(dict.fromkeys(name for row in rows for name in row))
    return table(
        ["企业名称", *head],
        *([f"甲{n}", *(row.get(h, "") for h in head)] for n, row in enumerate(rows)),
    )


@pytest.fixture(scope="module")
def done() -> list[batch.Done]:
    return list(batch.assessed(batch.opened(cases_as_table()), "zh"))


def made(done: list[batch.Done], lang: Lang = "zh") -> list[Sheet]:
    calls = call_list([each.listed.settles for each in done if each.listed])
    measures = [row for each in done for row in each.measures]
    return sheets([each.row for each in done], measures, calls, lang, SITE)


def below(sheet: Sheet, title: str) -> Iterator[Row]:
    """The rows of the table of an overview whose first title is this."""
    rows = iter([list(row) for row in sheet.rows])
    for row in rows:
        if row and isinstance(row[0], Strong) and row[0].text == title:
            break
    for row in rows:
        if not row:
            return
        yield row


def yuan(cell: object) -> Fraction:
    assert isinstance(cell, Money)
    return Fraction(cell.yuan)


def test_what_the_measures_add_up_to_is_what_the_enterprises_do(done: list[batch.Done]) -> None:
    overview = made(done)[0]
    rows = list(below(overview, "各项措施"))
    assert len(rows) > 5
    fixed, capped, whole = (sum(yuan(row[n]) for row in rows) for n in (1, 2, 3))
    assert fixed == sum(yuan(each.row[HEAD.index(FIXED)]) for each in done)
    assert whole == sum(yuan(each.row[HEAD.index(AT_MOST)]) for each in done) == fixed + capped
    assert [yuan(row[3]) for row in rows] == sorted((yuan(row[3]) for row in rows), reverse=True)
    for row in rows:
        assert isinstance(row[0], Hyperlink)
        assert row[0].address.startswith(SITE)
        assert row[4] <= len(done)  # type: ignore[operator]


def test_the_largest_enterprises_come_first(done: list[batch.Done]) -> None:
    found = [yuan(row[3]) for row in below(made(done)[0], "金额最高的企业")]
    every = sorted((yuan(each.row[HEAD.index(AT_MOST)]) for each in done), reverse=True)
    assert found == every[: len(found)]
    assert len(found) > 5


@pytest.mark.parametrize("lang", LANGS)
def test_a_chart_draws_the_rows_of_its_table(done: list[batch.Done], lang: Lang) -> None:
    overview = made(done, lang)[0]
    lines: list[Row] = [overview.head, *overview.rows]
    assert len(overview.charts) == 2
    for chart in overview.charts:
        head, first, last = (lines[n - 1] for n in (chart.first - 1, chart.first, chart.last))
        assert all(isinstance(cell, Strong) for cell in head)
        assert isinstance(head[0], Strong)
        assert chart.title.startswith(head[0].text)
        for row in (first, last):
            assert {type(row[n]) for n in chart.values} == {Money}
        assert len(lines) == chart.last or not lines[chart.last]


def test_what_to_ask_first_over_all_is_what_the_call_list_says(done: list[batch.Done]) -> None:
    calls = call_list([each.listed.settles for each in done if each.listed])
    found = list(below(made(done)[0], "先问什么"))
    assert [row[0] for row in found] == [
        capital(question(each.fact)("zh")) for each in calls[: len(found)]
    ]
    assert [(yuan(row[1]), row[3]) for row in found] == [
        (Fraction(each.most), len(each.asked)) for each in calls[: len(found)]
    ]


def test_every_amount_has_its_working_and_the_words_it_rests_on(done: list[batch.Done]) -> None:
    at = {title.zh: n for n, title in enumerate(MEASURE_HEAD)}
    rows = [row for each in done for row in each.measures]
    amounts = [row for row in rows if isinstance(row[at["最高（元）"]], Money)]
    assert len(amounts) > 20
    for row in amounts:
        high = yuan(row[at["最高（元）"]])
        assert grouped(high, 2).removesuffix(".00") in str(row[at["算法"]]), row
        assert "「" in str(row[at["依据的原文"]])
    assert all(row[at["依据的原文"]] is not None for row in rows)


def test_the_number_of_a_measure_leads_to_its_clause(done: list[batch.Done]) -> None:
    rows = list(made(done)[2].rows)
    links = [row[2] for row in rows]
    assert all(
        isinstance(link, Hyperlink) and link.address.endswith(f"/{link.text}/") for link in links
    )


def test_without_an_address_there_are_no_links(done: list[batch.Done]) -> None:
    calls = call_list([])
    made = sheets([done[0].row], done[0].measures, calls, "zh")
    assert not [
        cell for sheet in made for row in sheet.rows for cell in row if isinstance(cell, Hyperlink)
    ]


# On the command line


def in_parts(found: FirmTable, processes: int) -> tuple[Any, ...]:
    with ExitStack() as files:
        told: list[int] = []
        done = parallel.assess_table(found, "zh", processes, files, told.append)
        rows, measures = [list(each) for each in (done.rows, done.measures)]
        assert [list(each) for each in (done.rows, done.measures)] == [rows, measures]  # again
        return rows, measures, done.problems, done.noted, done.calls, told[-1]


def test_in_parts_a_table_has_the_result_it_has_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "AT_ONCE", 3)
    found = batch.opened(cases_as_table(10))
    rows, measures, problems, noted, calls, last = in_parts(found, 1)
    whole = list(batch.assessed(found, "zh"))
    assert rows == [list(each.row) for each in whole]
    assert measures == [list(row) for each in whole for row in each.measures]
    assert calls == call_list([each.listed.settles for each in whole if each.listed])
    assert (problems, noted, last) == ([], batch.noted(whole), len(found.lines))


@pytest.mark.slow
def test_on_several_processors_a_table_has_the_same_result(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "AT_ONCE", 2)
    monkeypatch.setattr(parallel, "FEW", 0)
    found = batch.opened(cases_as_table(12))
    assert in_parts(found, 2) == in_parts(found, 1)


def given(folder: Path) -> tuple[str, Path]:
    source = folder / "in.csv"
    source.write_bytes(cases_as_table(3))
    return str(source), folder / "out.csv"


@pytest.mark.parametrize(
    ("happens", "code", "said"),
    [
        (KeyboardInterrupt(), 130, "Cancelled; no file was made"),
        (BrokenExecutor(), 2, "The system stopped one of the processes"),
        (OSError(28, "No space left on device"), 2, "No space left on device"),
    ],
)
def test_what_is_interrupted_says_so_and_leaves_no_file(
    happens: BaseException,
    code: int,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def interrupted(*_: object) -> None:
        raise happens

    monkeypatch.setattr(parallel, "assess_table", interrupted)
    source, out = given(tmp_path)
    assert main(["batch", source, str(out), "--lang", "en"]) == code
    told = capsys.readouterr()
    assert told.out == ""
    assert said in told.err
    assert len(told.err.splitlines()) == 1
    assert not out.exists()


def test_a_terminal_is_told_how_far_it_is_and_a_file_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source, out = given(tmp_path)
    monkeypatch.setattr(parallel, "AT_ONCE", 1)
    for terminal, said in ((False, ""), (True, "1 / 3\r2 / 3\r3 / 3\n")):
        monkeypatch.setattr("sys.stderr.isatty", lambda terminal=terminal: terminal)
        assert main(["batch", source, str(out)]) == 0
        assert capsys.readouterr().err == said


@pytest.mark.parametrize(("lang", "folder"), [("zh", ""), ("en", "en/")])
def test_the_clauses_are_linked_to_the_site_that_is_given(
    tmp_path: Path, lang: str, folder: str
) -> None:
    source, _ = given(tmp_path)
    out = tmp_path / "out.xlsx"
    assert main(["batch", source, str(out), "--lang", lang, "--site", SITE.rstrip("/")]) == 0
    cell = openpyxl.load_workbook(out).worksheets[2]["C2"]
    assert re.fullmatch(rf"{SITE}{folder}[a-z0-9-]+/{cell.value}/", cell.hyperlink.target)
