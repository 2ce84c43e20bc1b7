"""A result taken away: what the link, the texts, the tables, the dates and the report hold."""

from __future__ import annotations

import csv
import io
import json
import re
from base64 import b64decode
from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import calculator
from calculator import parameters, sentences, share_link
from calculator.assessment import Answer
from calculator.i18n import LANGS, Lang
from calculator.page import EXAMPLE, respond
from calculator.policies import POLICIES, xiamen_2024
from calculator.profile import FACTS
from calculator.report import report
from calculator.summary import summarize
from calculator.tables import ics
from calculator.typed import profile_of, typed
from calculator.version import rules_version
from tests.calculator.firms import found
from tests.calculator.surfaces import words

ADDRESS = "https://site.example/calculator/"
SECRETS = {"300", "500", "4.35", "365", "2025"}  # the figures of the example


def take(
    what: str,
    entries: Iterable[tuple[str, str]] = EXAMPLE,
    lang: Lang = "zh",
    *,
    numbers: bool = False,
) -> dict[str, Any]:
    message = {"op": "take", "what": what, "lang": lang, "entries": list(entries)}
    answer: dict[str, Any] = json.loads(
        respond(json.dumps(message | {"address": ADDRESS, "numbers": numbers}))
    )
    return answer


def opened(fragment: str, lang: Lang = "zh") -> dict[str, Any]:
    message = {"op": "open", "lang": lang, "fragment": fragment}
    answer: dict[str, Any] = json.loads(respond(json.dumps(message)))
    return answer


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(parameters, "today", lambda: "2025-07-01")
    return "2025-07-01"


# The link


def test_a_link_without_figures_gives_none_away() -> None:
    address, _, fragment = take("link")["text"].partition("#")
    assert address == ADDRESS
    pairs = dict(pair.split("=") for pair in fragment.split("&"))
    assert list(pairs) == sorted(pairs)
    assert not SECRETS & set(pairs.values())
    assert pairs["titles"] == "little_giant"
    assert pairs["p"] == rules_version()
    assert pairs["d"] == "2025-07-01"


def test_a_link_with_figures_opens_the_same_result() -> None:
    fragment = take("link", numbers=True)["text"].partition("#")[2]
    assert {pair.partition("=")[2] for pair in fragment.split("&")} >= SECRETS
    answer = opened(fragment)
    assert answer["notices"] == []
    message = {"op": "update", "lang": "zh", "entries": EXAMPLE, "action": None}
    assert answer["results"] == json.loads(respond(json.dumps(message)))["results"]


def test_nothing_entered_is_the_bare_address() -> None:
    assert take("link", [])["text"] == ADDRESS


@pytest.mark.parametrize("lang", LANGS)
def test_what_a_link_brings_that_is_unknown_is_named(lang: Lang) -> None:
    answer = opened("city=xiamen&__proto__=1&%3Cb%3E=2&constructor.prototype=3", lang)
    (notice,) = answer["notices"]
    assert "__proto__" in notice
    assert "3" in notice
    assert "proto" not in answer["fragment"]


@pytest.mark.parametrize("lang", LANGS)
def test_an_answer_in_a_link_that_is_none_of_those_offered_is_named(lang: Lang) -> None:
    answer = opened("city=paris&titles=giant&titles=little_giant&first_srdi_title=maybe"
                    "&pledge_loans.0.collateral=house&pledge_loans.0.principal=abc", lang)  # fmt: skip
    (notice,) = answer["notices"]
    for named in ("city=paris", "titles=giant", "first_srdi_title=maybe", "collateral=house"):
        assert named in notice
    assert "principal" not in notice  # it stands in its field, with its problem
    assert "paris" not in answer["fragment"]
    assert answer["profile"] == {"titles": ["little_giant"], "pledge_loans": [{}]}


@pytest.mark.parametrize("lang", LANGS)
def test_a_link_of_other_rules_or_another_day_says_so(lang: Lang) -> None:
    old, day = opened("city=xiamen&p=2024.1&d=2025-01-02", lang)["notices"]
    assert "2024.1" in old
    assert rules_version() in old
    assert "2025-01-02" in day
    assert "2025-07-01" in day
    assert opened("city=xiamen&date=2025-06-30&d=2025-01-02", lang)["notices"] == []


def test_a_link_of_the_same_rules_says_nothing_whenever_they_were_released() -> None:
    day, _, rules = rules_version().rpartition("-")
    released = f"2024.1.1-{rules.removeprefix('dev.')}"
    assert opened(f"city=xiamen&p={released}", "zh")["notices"] == []
    (other,) = opened(f"city=xiamen&p={day}-00000000", "zh")["notices"]
    assert "00000000" in other


@pytest.mark.parametrize(
    "fragment", ["city=xiamen&titles=little_giant", "#city=xiamen&titles=little_giant"]
)
def test_a_link_from_before_versions_still_works(fragment: str) -> None:
    answer = opened(fragment)
    assert answer["notices"] == []
    assert answer["profile"] == {"city": "xiamen", "titles": ["little_giant"]}


@pytest.mark.parametrize("d", ["<b>", "2025-13-01", "", "%00", "9" * 5000])
def test_a_day_that_is_none_is_passed_over(d: str) -> None:
    assert opened(f"city=xiamen&d={d}")["notices"] == []


def test_a_version_that_is_none_cannot_take_over_the_page() -> None:
    (notice,) = opened("p=" + "%3Cscript%3E" * 5000)["notices"]
    assert len(notice) < 100


@given(
    st.dictionaries(
        st.sampled_from([*FACTS, "pledge_loans.0.ref"]),
        st.text(st.characters(codec="utf-8"), min_size=1),
    )
)
def test_a_link_brings_back_what_was_typed(texts: dict[str, str]) -> None:
    form = typed(texts.items())
    again = typed(share_link.read_fragment(share_link.write_fragment(form)).entries)
    assert (again.texts, again.lengths, again.unknown) == (form.texts, form.lengths, [])


def test_every_money_rate_and_count_is_a_figure() -> None:
    kept = {name for name in FACTS if not share_link._is_number(name)}
    assert {"city", "date", "titles", "first_srdi_title", "srdi_title_date"} <= kept
    assert not {"digital_spend", "lpr_1y_pct", "training_attendance", "joint_lab_ref"} & kept
    assert share_link._is_number("pledge_loans.0.principal")
    assert not share_link._is_number("pledge_loans.0.collateral")


# The texts


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("numbers", [False, True])
def test_a_short_text_has_the_answer_in_eight_lines(lang: Lang, numbers: bool) -> None:
    lines = take("summary", lang=lang, numbers=numbers)["text"].split("\n")
    assert len(lines) <= 8
    assert "2025-06-30" in lines[0]
    assert rules_version() in lines[0]
    assert "2026-12-31" in lines[1]  # the standing, with the last day
    assert large(lang) in lines[2]
    policy = next(policy for policy in POLICIES if policy.id == "xiamen-2024")
    of = {measure.id: measure for measure in policy.measures}
    for line, measure in zip(lines[3:5], ("xm-3", "xm-5"), strict=True):
        assert of[measure].title(lang) in line
        assert all(agency(lang) in line for agency in of[measure].agencies)
    address = lines[-1].rpartition(" ")[2]
    assert address.startswith(ADDRESS + "#")
    assert ("principal=" in address) is numbers
    without = {"zh": "不带填写的金额", "en": "leaves out the amounts"}[lang]
    assert (without in lines[-1]) is not numbers


def large(lang: Lang) -> str:
    """The answer of the example, in the words of the panel."""
    assessment = calculator.assess(profile_of(typed(EXAMPLE)))
    said = sentences.headline_figure(assessment, summarize(assessment))(lang)
    assert {"zh": "139 万元", "en": "RMB 1.39 million"}[lang] in said
    return said


BRIEF = {"zh": re.compile(r"([\d,.]+) (亿|万|)元"), "en": re.compile(r"RMB ([\d,.]+)( million|)")}
SCALES = {"": 1, "万": 10**4, "亿": 10**8, " million": 10**6}


def amounts(said: str, lang: Lang) -> list[Fraction]:
    return [Fraction(n.replace(",", "")) * SCALES[of] for n, of in BRIEF[lang].findall(said)]


@pytest.mark.parametrize("lang", LANGS)
def test_the_lines_of_the_short_text_add_up_to_its_sum(lang: Lang) -> None:
    """Interest saved is named, and is no part of it."""
    lent = [("tech_fund_loans.0.use", "rnd"), ("tech_fund_loans.0.principal", "1000")]
    lent += [("tech_fund_loans.0.financing_rate_pct", "3"), ("tech_fund_loans.0.days", "365")]
    spent = [
        ("digital_spend", "80"),
        ("digital_level_after", "2"),
        ("consulting_fees.0.year", "2025"),
    ]
    firm = [*EXAMPLE, *lent, *spent, ("consulting_fees.0.amount", "40")]
    lines = take("summary", firm, lang)["text"].split("\n")
    assert len(lines) == 8
    (sum_, *_) = amounts(lines[2], lang)
    titles = [r.measure.title(lang) for r in calculator.assess(profile_of(typed(firm))).results]
    named = [each for line in lines[3:5] for each in amounts(without(line, titles), lang)]
    (together, *others) = amounts(without(lines[5], titles), lang)
    assert together == sum(others)
    assert sum(named) + together == sum_
    saved = {"zh": "不计入合计", "en": "not in the sum"}[lang]
    assert saved in lines[6]
    assert saved not in "".join(lines[:6])


def without(line: str, titles: Iterable[str]) -> str:
    """The line without the titles of measures, some of which name amounts."""
    for title in titles:
        line = line.replace(title, "")
    return line


def test_a_test_case_says_what_the_assessment_says() -> None:
    cases = json.loads(take("case")["text"])
    assert {case["measure"] for case in cases} > {"xm-3", "xm-5", "xm-13"}
    for case in cases:
        assert case.keys() == {"id", "measure", "profile", "expect", "note"}
        result = found(case["profile"], case["measure"])
        assert result["status"] == case["expect"]["status"]
        assert result["amount"] == case["expect"].get("amount")
        assert result["status"] != "undetermined"


def test_the_data_can_be_computed_again() -> None:
    data = json.loads(take("json")["text"])
    assert calculator.assess(data["profile"]).to_dict() == data["assessment"]


def test_data_without_a_day_keep_the_day_of_the_result() -> None:
    data = json.loads(take("json", [("city", "fuzhou")])["text"])
    assert data["profile"]["date"] == data["assessment"]["date"]


# The tables


@pytest.mark.parametrize("lang", LANGS)
def test_the_csv_has_every_measure_of_the_city(lang: Lang) -> None:
    made = take("csv", lang=lang)
    assert made["name"].endswith("2025-06-30.csv")
    assert made["text"][0] == "\ufeff"
    head, *rows = csv.reader(io.StringIO(made["text"][1:]))
    assert {len(row) for row in rows} == {len(head)}
    assert [row[0] for row in rows[:3]] == ["xm-3", "xm-5", "xm-13"]  # by money
    assert {row[0] for row in rows} == {measure.id for measure in xiamen_2024.POLICY.measures}
    given = {row[0]: (row[4], row[5]) for row in rows}
    assert given["xm-3"] == ("1000000.00", "1000000.00")
    assert given["xm-13"] == ("0.00", "90000.00")
    assert given["xm-7"] == ("", "")  # unknown is not zero


@pytest.mark.parametrize("lang", LANGS)
def test_the_workbook_has_results_sums_entries_and_notes(lang: Lang) -> None:
    book = openpyxl.load_workbook(io.BytesIO(b64decode(take("xlsx", lang=lang)["base64"])))
    _, sums, results, entries, notes = book.worksheets
    rows = {row[0].value: row for row in results.iter_rows(min_row=2)}
    assert rows["xm-5"][5].value == 300_000
    assert rows["xm-5"][5].number_format == "#,##0.00"
    assert rows["xm-7"][5].value is None
    figures = [row[1].value for row in sums.iter_rows(min_row=2)]
    assert figures[:2] == [1_000_000, 1_390_000]
    answers = list(entries.iter_rows(min_row=2, values_only=True))
    assert len(answers) == len(EXAMPLE)
    (principal,) = (row for row in answers if row[1] == "500")
    assert "5,000,000" in principal[2]
    assert rules_version() in notes["A2"].value


@pytest.mark.parametrize("lang", LANGS)
def test_a_measure_in_the_workbook_has_its_working_and_leads_to_its_clause(lang: Lang) -> None:
    book = openpyxl.load_workbook(io.BytesIO(b64decode(take("xlsx", lang=lang)["base64"])))
    sheet = book[{"zh": "结果", "en": "Results"}[lang]]
    head = [cell.value for cell in sheet[1]]
    high, working = (
        head.index(name)
        for name in {"zh": ("最高（元）", "算法"), "en": ("At most (RMB)", "Working")}[lang]
    )
    rows = list(sheet.iter_rows(min_row=2))
    assert sum(bool(row[working].value) for row in rows) >= 3
    for row in rows:
        assert row[0].hyperlink.target.endswith(f"/{row[0].value}/")
        if row[working].value:
            assert f"{row[high].value:,.2f}".removesuffix(".00") in row[working].value
    assert (sheet.freeze_panes, bool(sheet.auto_filter.ref)) == ("C2", True)


@pytest.mark.parametrize("lang", LANGS)
def test_the_first_sheet_is_the_page_for_a_director(lang: Lang) -> None:
    """Landscape, one page wide, each measure leading to its clause, and the sum with what it is."""
    first = openpyxl.load_workbook(io.BytesIO(b64decode(take("xlsx", lang=lang)["base64"])))
    for sheet in first:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    page = first.worksheets[0]
    said = [row[0] for row in page.iter_rows(values_only=True)]
    assert large(lang) in said
    assert any("2026-12-31" in str(each) for each in said[:4])
    ways = {c.hyperlink.target: c.row for row in page for c in row if c.hyperlink}
    paid = {
        name: ways[f"https://site.example/xiamen-2024/{name}/"]
        for name in ("xm-3", "xm-5", "xm-13")
    }
    assert [page.cell(row, 2).value for row in paid.values()] == [1_000_000, 300_000, 90_000]
    assert page.cell(max(paid.values()) + 1, 2).value == 1_390_000
    assert page.cell(paid["xm-3"], 2).number_format == "#,##0.00"
    (link,) = [way for way in ways if way.startswith(ADDRESS)]
    assert "principal" not in link


@pytest.mark.parametrize("lang", LANGS)
def test_services_are_counted_alike_everywhere(lang: Lang) -> None:
    """By the command line, in the workbook and on the first page."""
    totals = calculator.assess(profile_of(typed(EXAMPLE))).totals
    counted = {name(lang): count for name, count in sentences.counts(totals)}
    services = totals.to_dict()["services"]
    told = report(calculator.assess(profile_of(typed(EXAMPLE))), lang)
    book = openpyxl.load_workbook(io.BytesIO(b64decode(take("xlsx", lang=lang)["base64"])))
    sums = {row[0]: row[2] for row in book.worksheets[1].iter_rows(values_only=True)}
    for name, count in counted.items():
        assert re.search(rf"{re.escape(name)}(：|: ){count}\b", told)
        assert sums[name] == count
    judged = (Answer.FITS, Answer.JUDGED)
    assert services == sum(counted[sentences.WITHOUT_AMOUNT[answer](lang)] for answer in judged)
    bare = {
        "zh": f"另有 {services} 项支持没有写明金额",
        "en": f"without a stated amount: {services}",
    }
    assert bare[lang] in take("print", lang=lang)["html"].replace("\xa0", " ")


def test_what_a_person_typed_never_runs() -> None:
    typed_in = [
        ("city", "xiamen"),
        ("pledge_loans.0.ref", "=cmd|' /C calc'!A0"),
        ("digital_spend", "=1+1"),
    ]
    book = openpyxl.load_workbook(io.BytesIO(b64decode(take("xlsx", typed_in)["base64"])))
    for sheet in book:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)
    assert any("=cmd" in str(row[1]) for row in book.worksheets[3].iter_rows(values_only=True))


# The picture


@pytest.mark.parametrize("lang", LANGS)
def test_the_lines_of_the_picture_add_up(lang: Lang) -> None:
    spent = [
        ("digital_spend", "80"),
        ("digital_level_after", "2"),
        ("consulting_fees.0.year", "2025"),
    ]
    firm = [*EXAMPLE, *spent, ("consulting_fees.0.amount", "40")]
    picture = take("picture", firm, lang)
    assert len(picture["lines"]) == 4
    (sum_,) = amounts(picture["large"], lang)
    assert sum(sum(amounts(each, lang)) for _, each in picture["lines"]) == sum_
    assert picture["solid"] == float(Fraction(1_000_000) / sum_)
    assert "2026-12-31" in "".join(picture["standings"])
    assert "principal" not in picture["link"]
    assert picture["name"].endswith("2025-06-30.png")


@pytest.mark.parametrize("lang", LANGS)
def test_a_picture_without_a_sum_has_the_questions_and_no_bar(lang: Lang) -> None:
    picture = take("picture", [("city", "xiamen"), ("titles", "little_giant")], lang)
    assert picture["solid"] is None
    assert picture["lines"] == []
    assert len(picture["missing"]) == 3


# The dates


@pytest.mark.parametrize("lang", LANGS)
def test_the_last_day_is_a_whole_day_of_the_calendar(lang: Lang) -> None:
    text = take("ics", lang=lang)["text"]
    assert text.endswith("END:VCALENDAR\r\n")
    lines = text.split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    unfolded = text.replace("\r\n ", "")
    assert "\n" not in unfolded.replace("\r\n", "")
    events = unfolded.split("BEGIN:VEVENT")[1:]
    assert len(events) == 1
    assert "DTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\n" in events[0]
    assert re.search(r"DTSTAMP:\d{8}T\d{6}Z\r\n", events[0])
    assert {"zh": "申报窗口未公布", "en": "not published"}[lang] in events[0]
    money = {"zh": "首次“小巨人”奖励 1\\,000\\,000 元 一次性", "en": "award RMB 1\\,000\\,000 once"}
    assert money[lang] in events[0]


def test_the_same_day_has_the_same_name_in_every_file() -> None:
    names = {re.findall("UID:(.+)\r", take("ics", lang=lang)["text"])[0] for lang in LANGS}
    assert names == {"xiamen-2024-last-day@srdi-policies"}


def test_before_the_first_day_both_days_are_to_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parameters, "today", lambda: "2024-09-01")
    text = take("ics", [("city", "xiamen"), ("date", "2024-09-01")])["text"]
    assert re.findall(r"DTSTART;VALUE=DATE:(\d+)", text) == ["20240911", "20261231"]


def test_after_the_last_day_there_is_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    last = date.fromisoformat(max(policy.last_day for policy in POLICIES))
    after = (last + timedelta(days=1)).isoformat()
    assert take("ics", [("date", after)]) == {}
    monkeypatch.setattr(parameters, "today", lambda: after)
    assert take("ics") == {}


@pytest.mark.parametrize(
    ("day", "next_"),
    [
        ("2026-12-31", "2027-01-01"), ("2024-02-28", "2024-02-29"), ("2024-02-29", "2024-03-01"),
        ("2100-02-28", "2100-03-01"), ("2025-04-30", "2025-05-01"), ("2025-01-09", "2025-01-10"),
    ],
)  # fmt: skip
def test_the_day_after(day: str, next_: str) -> None:
    assert ics.next_day(day) == next_


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300))
def test_any_title_is_folded_without_loss(title: str) -> None:
    text = ics.calendar([ics.Event("u", "2025-01-01", title, "")], "2025-01-01")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    (line,) = re.findall("SUMMARY:(.*)\r\nDESCRIPTION", text.replace("\r\n ", ""))
    assert re.sub(r"\\(.)", r"\1", line) == title


# The report


@pytest.mark.parametrize("lang", LANGS)
def test_the_report_has_what_a_director_asks_for(lang: Lang) -> None:
    html = take("print", lang=lang)["html"]
    assert html.startswith('<article id="report"')
    first, appendix = words(html.replace('<section class="appendix"', "\0<section")).split("\0")
    for said in (
        "2025-06-30",
        rules_version(),
        {"zh": "139 万元", "en": "RMB 1.39 million"}[lang],
        "2026-12-31",
        "分别给予一次性50万元奖励",
    ):
        assert said in first
    for said in ("1,390,000", "5,000,000", "分别给予一次性50万元奖励", ADDRESS):
        assert said in appendix
    assert "pledge_loans" not in first + appendix  # no name of the program's
    policy = next(policy for policy in POLICIES if policy.id == "xiamen-2024")
    for measure in policy.measures:
        assert f"{measure.id} " in appendix


@pytest.mark.parametrize("numbers", [False, True])
def test_the_code_on_paper_carries_figures_only_where_they_are_allowed(numbers: bool) -> None:
    html = take("print", numbers=numbers)["html"]
    link = html.partition('data-qr="')[2].partition('"')[0]
    assert ("principal=500" in link) is numbers
    assert ("不带填写的金额" in html) is not numbers


@pytest.mark.parametrize(
    ("entries", "fixed"),
    [(EXAMPLE, Fraction(100, 139)), ([*EXAMPLE, ("first_little_giant_title", "false")], 0)],
)
def test_the_bar_is_solid_for_what_the_text_fixes(
    entries: list[tuple[str, str]], fixed: Fraction
) -> None:
    firm = dict(entries)
    html = take("print", firm.items())["html"]
    solid, whole = (
        float(re.findall(rf'width="([0-9.]+)" height="16"{name}', html)[0])
        for name in (' class="fixed"', ' class="outline"')
    )
    assert abs(solid / whole - float(fixed)) < 0.001


def test_the_report_shows_a_text_and_never_runs_it() -> None:
    html = take("print", [("pledge_loans.0.ref", "<img src=x onerror=alert(1)>")])["html"]
    assert "<img" not in html
    assert "&lt;img" in html
