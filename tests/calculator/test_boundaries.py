"""One fen, one unit or one day below, at and above every line the law draws.

The line is read from the quotation, what is expected is written here in fen.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from calculator.phrases import day, figure
from calculator.policies import MEASURES
from calculator.profile import read_profile
from tests.calculator.firms import Found, Profile, found, fuzhou, highest, read_as, xiamen, yuan

WAN = 1_000_000  # fen in 1万元
LOAN = {"rate_pct": "3", "days": 365, "year": 2025, "collateral": "patent"}


def line(words: str) -> int:
    """The figure of the quotation: fen where it is money, else the number itself."""
    read = figure(words)
    money = "yuan" in dict(read.unit.powers)
    value = read.value * (100 if money else read.per)
    assert value.denominator == 1
    return int(value)


def check(profile: Profile, measure: str, expected: str | int) -> None:
    """The status (a word) or the highest amount (in fen)."""
    result = found(profile, measure)
    if isinstance(expected, str):
        assert result["status"] == expected
        assert result["amount"] is None
    else:
        assert result["status"] == "eligible"
        assert highest(result) == yuan(expected)


# What was received counts against a cap of a lifetime.


@pytest.mark.parametrize(("step", "left"), [(-1, 1), (0, 0), (1, 0)])
@pytest.mark.parametrize(
    ("measure", "words", "fact", "firm"),
    [
        ("xm-2", "最高30万元奖励", "reserve_award_received", xiamen("little_giant_reserve")),
        ("xm-15", "最高200万元资金支持", "cluster_fund_received",
         xiamen(applicant="cluster_operator", clusters_recognised=["national"])),
        ("xm-17", "单家企业最高25万元", "digital_subsidy_received",
         xiamen("little_giant", digital_level_after=2, digital_spend="10000000")),
    ],
)  # fmt: skip
def test_received(measure: str, words: str, fact: str, firm: Profile, step: int, left: int) -> None:
    check(firm | {fact: yuan(line(words) + step)}, measure, left)
    check(firm | {fact: "0"}, measure, line(words))


# Money that enters, and what comes out around the line.

Entry = Callable[[str], Profile]


def equipment(yuan_: str) -> Profile:
    return xiamen("srdi_sme", equipment_projects=[{"investment": yuan_}])


def laboratory(yuan_: str) -> Profile:
    return xiamen("srdi_sme", joint_lab_qualified=True, joint_lab_equipment=yuan_)


def pledge(yuan_: str) -> Profile:
    return xiamen("srdi_sme", lpr_1y_pct="3.1", pledge_loans=[LOAN | {"principal": yuan_}])


def retrofit(yuan_: str) -> Profile:
    return xiamen("little_giant", digital_level_after=2, digital_spend=yuan_)


def fees(yuan_: str) -> Profile:
    return xiamen("srdi_sme", consulting_fees=[{"year": 2025, "amount": yuan_}])


def rent(yuan_: str) -> Profile:
    rents = [{"year": 2025, "amount": yuan_, "place": "mainland"}]
    return xiamen("srdi_sme", venue_rents=rents)


def premium(yuan_: str) -> Profile:
    policy = {"premium_paid": yuan_, "rate_permille": "7", "year": 2025, "kind": "domestic"}
    return xiamen("srdi_sme", credit_insurance_policies=[policy])


def award(yuan_: str) -> Profile:
    given = {"first_little_giant_title": True, "provincial_little_giant_award": yuan_}
    return fuzhou("little_giant", **given)


def renovation(yuan_: str) -> Profile:
    return fuzhou("srdi_sme", renovation_projects=[{"investment_ex_vat": yuan_}])


@pytest.mark.parametrize(
    ("measure", "enter", "at", "below", "there", "above"),
    [
        ("xm-5", equipment, 100 * WAN, "ineligible", 10 * WAN, 10 * WAN),
        ("xm-5", equipment, line("上年度设备投入500万元（含）以上"), 50 * WAN - 1, "other_policy",
         "other_policy"),
        ("xm-7", laboratory, 10 * line("最高1000万元"), 1000 * WAN - 1, 1000 * WAN, 1000 * WAN),
        ("xm-7", laboratory, 10, 0, 1, 1),
        ("xm-13", pledge, line("企业一年享受贴息总额最高30万元") * 10**4 // (60 * 3) + 1,
         30 * WAN - 1, 30 * WAN, 30 * WAN),
        ("xm-17", retrofit, 83_333_334, 25 * WAN - 1, 25 * WAN, 25 * WAN),
        ("xm-18", fees, 2 * line("每家企业每年补助最高30万元"), 30 * WAN - 1, 30 * WAN, 30 * WAN),
        ("xm-34", rent, line("不超过10万元的场租补贴"), 10 * WAN - 1, 10 * WAN, 10 * WAN),
        ("xm-39", premium, line("单家企业最高30万元") * 100 // 40, 30 * WAN - 1, 30 * WAN, 30 * WAN),
        ("fz-1-1-b", award, 100 * WAN, 50 * WAN - 1, 50 * WAN, 50 * WAN),
        ("fz-1-1-b", award, 2, 0, 1, 1),
    ],
)  # fmt: skip
def test_money_around_a_line(
    measure: str, enter: Entry, at: int, below: str | int, there: str | int, above: str | int
) -> None:
    check(enter(yuan(at - 1)), measure, below)
    check(enter(yuan(at)), measure, there)
    check(enter(yuan(at + 1)), measure, above)


@pytest.mark.parametrize(
    ("measure", "enter", "words"),
    [
        ("xm-7", laboratory, "最高1000万元"),
        ("xm-13", pledge, "企业一年享受贴息总额最高30万元"),
        ("xm-17", retrofit, "单家企业最高25万元"),
        ("xm-18", fees, "每家企业每年补助最高30万元"),
        ("xm-34", rent, "不超过10万元的场租补贴"),
        ("xm-39", premium, "单家企业最高30万元"),
    ],
)
def test_far_above_its_line_a_cap_still_holds(measure: str, enter: Entry, words: str) -> None:
    for sum_ in ("200000000", "200000000.01", "1000000000000"):
        check(enter(sum_), measure, line(words))


def test_what_is_under_a_fen_is_dropped_once_for_each_period_of_a_cap() -> None:
    half = [{"year": year, "amount": "0.01"} for year in (2024, 2025, 2025, 2026)]
    check(xiamen("srdi_sme", consulting_fees=half), "xm-18", 1)
    loan = LOAN | {"principal": "0.50"}  # 0.9 fen a loan
    loans = [loan | {"year": year} for year in (2024, 2025, 2025)]
    check(xiamen("srdi_sme", lpr_1y_pct="3.1", pledge_loans=loans), "xm-13", 1)
    policy = {"premium_paid": "0.02", "rate_permille": 5, "kind": "domestic"}  # 0.8 fen a policy
    policies = [policy | {"year": year} for year in (2024, 2025)]
    result = found(xiamen("srdi_sme", credit_insurance_policies=policies), "xm-39")
    assert highest(result) == "0.01"
    assert highest(read_as(result, "AY")) is None


def test_the_band_of_the_equipment_subsidy_is_the_one_quoted() -> None:
    band = figure("上年度设备投入100～500万元")
    assert band.low == 1_000_000
    assert band.high == 5_000_000
    check(xiamen("srdi_sme", equipment_projects=[]), "xm-5", "ineligible")


def test_each_equipment_project_stands_by_itself() -> None:
    for sums, expected in (
        ((100 * WAN - 1, 100 * WAN), 10 * WAN),
        ((500 * WAN - 1, 500 * WAN - 1), 99_999_998),
        ((100 * WAN, 500 * WAN), 10 * WAN),
        ((100 * WAN - 1, 500 * WAN), "other_policy"),
        ((100 * WAN - 1, 100 * WAN - 1), "ineligible"),
    ):
        projects = [{"investment": yuan(each)} for each in sums]
        check(xiamen("srdi_sme", equipment_projects=projects), "xm-5", expected)


def test_a_project_that_another_policy_takes_over_is_named_beside_those_that_count() -> None:
    sums = ("1000000", "5000000", "6000000")
    firm = xiamen("srdi_sme", equipment_projects=[{"investment": each} for each in sums])
    said = [each["zh"][:6] for each in found(firm, "xm-5")["remarks"]]
    assert said == ["第 2 项适", "第 3 项适"]
    assert found(equipment("5000000"), "xm-5")["remarks"] == [], "it is the only one"
    outcome = MEASURES["xm-5"].rule(read_profile(firm), "E")
    assert outcome.remarks == (), "added up, none is apart"


def test_the_level_is_asked_for_one_of_several_subsidies_and_that_is_said() -> None:
    for level in (1, 2):
        firm = fuzhou("srdi_sme", digital_level_after=level)
        (said,) = found(firm, "fz-4-1")["remarks"]
        assert "不要求二级" in said["zh"]


@pytest.mark.parametrize(
    ("measure", "firm", "kind"),
    [
        ("xm-13", xiamen("srdi_sme", pledge_loans=[LOAN | {"principal": 1, "collateral": "other"}]), "pledge"),
        ("xm-34", xiamen("srdi_sme", venue_rents=[{"year": 2025, "amount": 1, "place": "overseas"}]),
         "mainland_event"),
        ("xm-39", xiamen("srdi_sme", credit_insurance_policies=[
            {"year": 2025, "premium_paid": 1, "rate_permille": 1, "kind": "export"}]), "insured"),
    ],
)  # fmt: skip
def test_of_another_kind_than_the_clause_pays_for_the_kind_is_what_is_told(
    measure: str, firm: Profile, kind: str
) -> None:
    failed = [c for c in found(firm, measure)["conditions"] if not c["met"]]
    assert [c["id"] for c in failed] == [kind, "years"]
    # There is none of the kind, so none of it in these years either; no year is too early or too late.
    assert failed[1]["label"]["zh"].startswith("其")
    assert " for it paid " in failed[1]["label"]["en"] or " on it paid " in failed[1]["label"]["en"]
    assert failed[1]["gap"] is None


def test_a_failed_threshold_says_how_far_it_is() -> None:
    result = found(equipment("999999.99"), "xm-5")
    assert result["conditions"][-1]["gap"] == {
        "needed": "1000000", "given": "999999.99", "short": "0.01", "unit": "yuan",
    }  # fmt: skip
    level = found(xiamen("little_giant", digital_level_after=1), "xm-17")
    assert level["conditions"][-1]["gap"]["short"] == "1"


def test_fiscal_money_in_the_laboratory_is_left_out() -> None:
    firm = xiamen("srdi_sme", joint_lab_qualified=True, joint_lab_equipment="1000")
    for fiscal, expected in (
        ("999.99", 0),
        ("999.90", 1),
        ("1000", 0),
        ("1000.01", 0),
        ("0", 100_00),
    ):
        check(firm | {"joint_lab_fiscal_money": fiscal}, "xm-7", expected)


# Loans.


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"rate_pct": "3.0999"}, 92_997_00),
        ({"rate_pct": "3.1"}, 93_000_00),
        ({"rate_pct": "3.1001"}, 93_000_00),
        ({"days": 364}, 89_753_42),
        ({"days": 365}, 90_000_00),
        ({"days": 366}, 90_000_00),
        ({"days": 0}, 0),
        ({"collateral": "trademark"}, 90_000_00),
        ({"collateral": "copyright"}, "ineligible"),
        ({"collateral": "other"}, "ineligible"),
    ],
)
def test_a_pledge_loan(change: Profile, expected: str | int) -> None:
    loan = LOAN | {"principal": 5_000_000} | change
    check(xiamen("srdi_sme", lpr_1y_pct="3.1", pledge_loans=[loan]), "xm-13", expected)


def test_the_yearly_cap_of_pledge_loans_holds_for_each_year_alone() -> None:
    loans = [LOAN | {"principal": 20_000_000, "year": year} for year in (2024, 2025, 2025)]
    check(xiamen("srdi_sme", lpr_1y_pct="3.1", pledge_loans=loans), "xm-13", 60 * WAN)
    other = LOAN | {"principal": 20_000_000, "collateral": "other"}
    loans = [LOAN | {"principal": 1_000_000}, other]
    check(xiamen("srdi_sme", lpr_1y_pct="3.1", pledge_loans=loans), "xm-13", 18_000_00)


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2024-10-20", 100_500_00),
        ("2024-10-21", 93_000_00),
        ("2025-05-19", 93_000_00),
        ("2025-05-20", 90_000_00),
        ("2026-12-31", 90_000_00),
    ],
)
def test_without_an_lpr_the_dated_one_is_used_and_listed(date: str, expected: int) -> None:
    loan = LOAN | {"principal": 5_000_000, "rate_pct": "6"}
    firm = xiamen("srdi_sme", pledge_loans=[loan]) | {"date": date}
    check(firm, "xm-13", expected)
    assert [a["fact"] for a in found(firm, "xm-13")["assumptions"]] == ["lpr_1y_pct"]
    assert found(firm | {"lpr_1y_pct": "3"}, "xm-13")["assumptions"] == []


@pytest.mark.parametrize(
    "title", ["srdi_sme", "little_giant_reserve", "little_giant", "key_little_giant"]
)
@pytest.mark.parametrize("use", ["fixed_asset", "rnd"])
def test_the_limit_of_technology_fund_loans(title: str, use: str) -> None:
    words = {
        ("rnd", False): "研发创新贷款上限从5000万元",
        ("rnd", True): "提高至1亿元",
        ("fixed_asset", False): "固定资产投资贷款额度上限从5亿元",
        ("fixed_asset", True): "提高至10亿元",
    }[use, title.endswith("little_giant")]
    limit = line(words)
    loan = {"use": use, "financing_rate_pct": "3", "days": 365}
    for principal in (limit - 100, limit, limit + 100):
        firm = xiamen(title, tech_fund_loans=[loan | {"principal": yuan(principal)}])
        check(firm, "xm-4", min(principal, limit) // 100)
        limits = {c["use"]: c["limit"] for c in found(firm, "xm-4")["credit"]}
        assert limits[use] == yuan(limit)
        assert len(limits) == 2


@pytest.mark.parametrize(
    ("rate", "expected"), [("1.9999", 0), ("2", 0), ("2.0001", 10_000_00 // 100)]
)
def test_the_enterprise_bears_two_percent_of_a_technology_fund_loan(
    rate: str, expected: int
) -> None:
    loan = {"use": "rnd", "principal": 100_000_000, "financing_rate_pct": rate, "days": 365}
    check(xiamen("little_giant", tech_fund_loans=[loan]), "xm-4", expected)


@pytest.mark.parametrize("step", [-1, 0, 1])
def test_credit_enhancement_lends_up_to_its_limit(step: int) -> None:
    limit = line("提供最高2000万元的融资支持")
    result = found(xiamen("srdi_sme", financing_requested=yuan(limit + step)), "xm-29")
    assert result["credit"] == [{"use": None, "limit": yuan(limit + min(step, 0))}]
    assert result["amount"] is None
    assert result["basis"] == "credit"


# Rates and levels.


@pytest.mark.parametrize(
    ("rate", "expected"),
    [("6.9999", 4_000_000), ("7", 4_000_000), ("7.0001", 3_999_942), ("10", 2_800_000), ("0", 4_000_000)],
)  # fmt: skip
def test_premium_counts_within_seven_per_mille(rate: str, expected: int) -> None:
    policy = {"premium_paid": 100_000, "rate_permille": rate, "year": 2025, "kind": "domestic"}
    check(xiamen("srdi_sme", credit_insurance_policies=[policy]), "xm-39", expected)


def test_export_credit_insurance_is_outside() -> None:
    export = {"premium_paid": 100_000, "rate_permille": 5, "year": 2025, "kind": "export"}
    check(xiamen("srdi_sme", credit_insurance_policies=[export]), "xm-39", "ineligible")
    both = [export, export | {"kind": "domestic"}]
    check(xiamen("srdi_sme", credit_insurance_policies=both), "xm-39", 4_000_000)


@pytest.mark.parametrize(("level", "status"), [(1, "ineligible"), (2, "eligible"), (3, "eligible")])
def test_digital_level(level: int, status: str) -> None:
    assert line("改造后数字化水平达到二级以上") == line("数字化水平等级达到二级及以上") == 2
    firm = xiamen("little_giant", digital_level_after=level, digital_spend=1)
    assert found(firm, "xm-17")["status"] == status
    assert found(fuzhou("srdi_sme", digital_level_after=level), "fz-4-1")["status"] == status


def test_standards_count_by_project_kind_and_role() -> None:
    kinds = ["international", "national", "industry", "association", "local", "enterprise"]
    led = [{"kind": kind, "role": "main_drafter"} for kind in kinds]
    check(xiamen("srdi_sme", standards=led), "xm-14", 3 * line("给予最高100万元资助"))
    for each in led:
        expected: str | int = 100 * WAN if each["kind"] in kinds[:3] else "ineligible"
        check(xiamen("srdi_sme", standards=[each]), "xm-14", expected)
        joined = each | {"role": "participant"}
        check(xiamen("srdi_sme", standards=[joined]), "xm-14", "ineligible")


def test_training_is_paid_by_person_and_day() -> None:
    firm = xiamen(applicant="training_provider", training_course_qualified=True)
    for days, persons in (([], 0), ([0], 0), ([1], 1), ([30, 29], 59)):
        expected = persons * line("每天每人次最高500元")
        check(firm | {"training_attendance": days}, "xm-19", expected)


def test_only_events_on_the_mainland_have_their_rent_subsidised() -> None:
    for place in ("mainland", "hk_mo_tw", "overseas"):
        expected: str | int = 5_000_00 if place == "mainland" else "ineligible"
        there = {"year": 2025, "amount": 5_000, "place": place}
        check(xiamen("srdi_sme", venue_rents=[there]), "xm-34", expected)


@pytest.mark.parametrize(
    ("years", "months", "status"),
    [("1", 2, "eligible"), ("0.99", 2, "ineligible"), ("1", 1, "ineligible"), ("1.01", 3, "eligible")],
)  # fmt: skip
def test_a_flexible_engagement_lasts_a_year_and_two_months_of_each(
    years: str, months: int, status: str
) -> None:
    assert (line("1年以上工作协议"), line("不少于2个月")) == (1, 2)
    firm = xiamen("srdi_sme", flexible_talent_agreement_years=years)
    result = found(firm | {"flexible_talent_months_a_year": months}, "xm-27")
    assert (result["status"], result["basis"]) == (status, "service")


# Fuzhou.


@pytest.mark.parametrize(
    ("enterprises", "banks", "expected"),
    [(29, 5, "ineligible"), (30, 4, "ineligible"), (30, 5, 5 * WAN), (31, 6, 5 * WAN)],
)
def test_a_matchmaking_event(enterprises: int, banks: int, expected: str | int) -> None:
    assert (line("参会企业达30家以上"), line("银行金融机构达5家以上")) == (30, 5)
    event = {"enterprises": enterprises, "banks": banks}
    check(fuzhou(applicant="event_organizer", matchmaking_events=[event]), "fz-2-1", expected)


def test_every_large_matchmaking_event_is_awarded() -> None:
    sizes = [(30, 5), (29, 5), (30, 4), (100, 50)]
    events = [{"enterprises": e, "banks": b} for e, b in sizes]
    firm = fuzhou(applicant="event_organizer", matchmaking_events=events)
    check(firm, "fz-2-1", 2 * line("一次性奖励5万元"))


@pytest.mark.parametrize(("step", "status"), [(-1, "ineligible"), (0, "eligible"), (1, "eligible")])
def test_renovation_opens_at_three_million_net_of_vat(step: int, status: str) -> None:
    result = found(renovation(yuan(line("300万元以上") + step)), "fz-3-1")
    assert result["status"] == status
    assert result["amount"] is None
    assert result["basis"] == "elsewhere"


@pytest.mark.parametrize(
    ("date", "expected"), [("2024-12-31", "ineligible"), ("2025-01-01", 10 * WAN), ("2026-12-31", 10 * WAN)]
)  # fmt: skip
def test_the_provincial_title_counts_from_2025(date: str, expected: str | int) -> None:
    firm = fuzhou("srdi_sme", first_srdi_title=True, industry_and_it_enterprise=True)
    check(firm | {"srdi_title_date": date, "date": "2026-12-31"}, "fz-1-1-c", expected)


FIRST = {"first_little_giant_title": True, "provincial_little_giant_award": 2}


@pytest.mark.parametrize(
    ("obtained", "expected"),
    [("2024-09-10", "ineligible"), ("2024-09-11", 100 * WAN), ("2024-09-12", 100 * WAN),
     ("2019-05-01", "ineligible")],
)  # fmt: skip
def test_a_first_title_counts_from_the_day_of_the_measures(
    obtained: str, expected: str | int
) -> None:
    assert day("于2024年9月11日印发实施") == "2024-09-11"
    firm = xiamen("little_giant", **FIRST, little_giant_title_date=obtained)
    check(firm, "xm-3", expected)
    failed = [c for c in found(firm, "xm-3")["conditions"] if not c["met"]]
    if isinstance(expected, str):
        assert [(c["id"], c["gap"]["needed"], c["gap"]["given"]) for c in failed] == [
            ("obtained", "2024-09-11", obtained)
        ]


@pytest.mark.parametrize(
    ("today", "met"), [("2025-05-19", False), ("2025-05-20", True), ("2025-05-21", True)]
)
def test_no_title_counts_before_it_was_obtained(today: str, met: bool) -> None:
    title = {"little_giant_title_date": "2025-05-20", "srdi_title_date": "2025-05-20"}
    known = {"first_srdi_title": True, "industry_and_it_enterprise": True}
    here = xiamen("little_giant", **FIRST, **title) | {"date": today}
    there = fuzhou("little_giant", "srdi_sme", **FIRST, **title, **known) | {"date": today}
    for firm, measure, amount in (
        (here, "xm-3", 100 * WAN),
        (there, "fz-1-1-b", 1_00),
        (there, "fz-1-1-c", 10 * WAN),
    ):
        check(firm, measure, amount if met else "ineligible")
        failed = [c for c in found(firm, measure)["conditions"] if not c["met"]]
        assert [(c["id"], c["gap"]["short"]) for c in failed] == (
            [] if met else [("first_title", "1")]
        )


def test_no_title_is_first_whatever_its_day() -> None:
    second = {"first_little_giant_title": False, "provincial_little_giant_award": 2}
    for obtained in (None, "2024-09-10", "2024-09-11", "2026-01-01"):
        title = {"little_giant_title_date": obtained}
        check(xiamen("little_giant", **second, **title), "xm-3", "ineligible")
        check(fuzhou("little_giant", **second, **title), "fz-1-1-b", "ineligible")


# Years.

COSTS: dict[str, tuple[str, Profile, int]] = {
    "xm-13": ("pledge_loans", LOAN | {"principal": 1_000_000}, 18_000_00),
    "xm-18": ("consulting_fees", {"amount": 1_000}, 500_00),
    "xm-34": ("venue_rents", {"amount": 1_000, "place": "mainland"}, 1_000_00),
    "xm-39": (
        "credit_insurance_policies",
        {
            "premium_paid": 1_000,
            "rate_permille": 7,
            "insured_amount": 1_000_000,
            "kind": "domestic",
        },
        400_00,
    ),
}
"""The measures that pay for the costs of a year: the list, a cost in it, and what it gives in fen."""
each_cost = pytest.mark.parametrize("measure", COSTS)


def spent(measure: str, *years: int | None) -> Profile:
    """A firm with one cost of each of these years."""
    name, entry, _ = COSTS[measure]
    firm = xiamen("srdi_sme", lpr_1y_pct="3") | {"date": "2026-12-31"}
    return firm | {name: [entry | {"year": year} for year in years]}


@each_cost
@pytest.mark.parametrize(
    ("year", "counts"),
    [(2018, False), (2023, False), (2024, True), (2025, True), (2026, True), (2027, False)],
)
def test_a_cost_counts_in_the_years_of_the_measures(measure: str, year: int, counts: bool) -> None:
    result = found(spent(measure, year), measure)
    check(spent(measure, year), measure, COSTS[measure][2] if counts else "ineligible")
    said = "".join(each["zh"] for each in result["remarks"])
    assert (f"第 1 项是 {year} 年的" in said) == (not counts)
    assert ("措施自 2024-09-11 起施行" in said) == (year == 2024)
    if not counts:
        (failed,) = [c for c in result["conditions"] if not c["met"]]
        needed = "2024" if year < 2024 else "2026"
        assert failed["id"] == "years"
        assert failed["label"]["zh"].endswith("在 2024 至 2026 年之内")
        assert failed["label"]["en"].endswith("between 2024 and 2026")
        assert (failed["gap"]["given"], failed["gap"]["needed"]) == (str(year), needed)
    others = [r for r in result["alternatives"] if (r["status"] == "eligible") != counts]
    assert not [r for r in others if r["reading"] != "C"], "no reading counts another year"


@each_cost
@pytest.mark.parametrize(
    ("years", "counted", "left_out"),
    [
        ((2023, 2025), 1, [1]), ((2024, 2027), 1, [2]), ((2025, 2018, 2026, 2027), 2, [2, 4]),
        ((2024, 2026), 2, []), ((2023, 2027), 0, [1, 2]),
    ],
)  # fmt: skip
def test_of_several_costs_those_of_other_years_are_named_and_left_out(
    measure: str, years: tuple[int, ...], counted: int, left_out: list[int]
) -> None:
    check(spent(measure, *years), measure, counted * COSTS[measure][2] if counted else "ineligible")
    said = found(spent(measure, *years), measure)["remarks"]
    named = [n for n in range(1, len(years) + 1) if any(f"第 {n} 项是 " in s["zh"] for s in said)]
    assert named == left_out
    assert named == [
        n for n in range(1, len(years) + 1) if any(f"No. {n} is of " in s["en"] for s in said)
    ]
    assert len(said) == len(left_out) + (2024 in years)


@each_cost
def test_a_cost_of_an_unknown_year_is_open_and_what_it_could_give_is_told(measure: str) -> None:
    name, _, amount = COSTS[measure]
    result = found(spent(measure, None), measure)
    assert (result["status"], result["missing_paths"]) == ("undetermined", [f"/{name}/0/year"])
    assert result["remarks"] == []
    assert Decimal(result["potential_max"]) * 100 >= amount
    mixed = found(spent(measure, 2025, None), measure)
    assert mixed["status"] == "undetermined"
    for year in (2018, 2023, 2024, 2025, 2026, 2027):
        whole = highest(found(spent(measure, 2025, year), measure))
        assert whole is not None
        assert Decimal(whole) <= Decimal(mixed["potential_max"])
    assert found(spent(measure, 2023, None), measure)["missing_paths"] == [f"/{name}/1/year"]
    assert found(spent(measure), measure)["status"] == "ineligible"


@pytest.mark.parametrize(("firms", "status"), [(4, "ineligible"), (5, "eligible"), (6, "eligible")])
def test_group_exhibiting_takes_five_manufacturers(firms: int, status: str) -> None:
    assert line("组织5家以上的制造业企业") == 5
    result = found(fuzhou(group_exhibition_manufacturers=firms), "fz-6-1-c")
    assert result["status"] == status


@pytest.mark.parametrize(
    ("clusters", "expected"),
    [
        ([], "ineligible"),
        (["provincial"], 15 * WAN),
        (["national"], 30 * WAN),
        (["provincial", "national"], 30 * WAN),
    ],
)
def test_clusters_of_a_county(clusters: list[str], expected: str | int) -> None:
    assert line("不超过30万元") == 30 * WAN
    assert line("15万元的正向激励奖励") == 15 * WAN
    check(fuzhou(applicant="county_unit", clusters_recognised=clusters), "fz-9-1", expected)


# Days.


@pytest.mark.parametrize(
    ("date", "xiamen_status", "fuzhou_status"),
    [
        ("2023-12-31", "not_in_force", "not_in_force"),
        ("2024-01-01", "not_in_force", "eligible"),
        ("2024-09-10", "not_in_force", "eligible"),
        ("2024-09-11", "eligible", "eligible"),
        ("2026-12-31", "eligible", "eligible"),
        ("2027-01-01", "not_in_force", "not_in_force"),
    ],
)
def test_first_and_last_day(date: str, xiamen_status: str, fuzhou_status: str) -> None:
    giant: dict[str, Any] = {"first_little_giant_title": True, "provincial_little_giant_award": 1}
    day = {"date": date, "little_giant_title_date": min(date, "2024-09-11")}
    here = found(xiamen("little_giant", **giant) | day, "xm-3")
    there = found(fuzhou("little_giant", **giant) | day, "fz-1-1-b")
    assert (here["status"], there["status"]) == (xiamen_status, fuzhou_status)
    for result, name in ((here, "in_force"), (there, "draft")):
        (validity,) = [c for c in result["conditions"] if c["id"] in ("in_force", "draft")]
        assert validity["id"] == name, "a draft is never in force"
        assert validity["met"] == (result["status"] == "eligible")


def test_without_a_date_the_rules_are_those_of_today(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = {"2024-09-10": 1725983999, "2024-09-11": 1725984000}  # midnight in Shanghai
    firm = {k: v for k, v in xiamen(applicant="enterprise").items() if k != "date"}
    for today, now in seconds.items():
        monkeypatch.setattr("time.time", lambda now=now: float(now))
        result: Found = found(firm, "xm-1")
        assert result["status"] == ("eligible" if today == "2024-09-11" else "not_in_force")
