"""The plain report says what the assessment says, in one language at a time."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import escape

import pytest

import calculator
from calculator.i18n import LANGS, Lang
from calculator.measure import versions_on
from calculator.page.print_view import report_html
from calculator.page.results import results_html
from calculator.policies import POLICIES
from calculator.report import report
from calculator.sentences import STATUSES, WITHOUT_AMOUNT, left_out
from calculator.tables.export import Taken
from calculator.typed import typed
from tests.calculator.firms import DAY, Profile, assessed, ends, found, fuzhou, xiamen

AFTER = (date.fromisoformat(ends("xiamen")[1]) + timedelta(days=1)).isoformat()
FIRMS = {
    "xiamen": xiamen(
        "little_giant",
        first_little_giant_title=True,
        little_giant_title_date="2025-05-20",
        equipment_projects=[{"investment": 3_000_000, "ref": "A"}, {"investment": "999999.99"}],
        digital_level_after=2,
        digital_spend="833333.33",
        digital_ref="A",
        pledge_loans=[
            {"principal": 5_000_000, "rate_pct": "4.35", "days": 180, "year": 2025, "collateral": "patent"}
        ],
        tech_fund_loans=[
            {"use": "rnd", "principal": 10**7, "financing_rate_pct": "3.1", "days": 365}
        ],
        financing_requested=10**6,
    ),
    "above": xiamen("srdi_sme", equipment_projects=[{"investment": 5_000_000}]),
    "fuzhou": fuzhou(
        "srdi_sme",
        first_srdi_title=False,
        renovation_projects=[{"investment_ex_vat": 1}],
        digital_level_after=1,
    ),
    "late": xiamen("srdi_sme") | {"date": AFTER},
    "nobody": {"date": DAY},
}  # fmt: skip

each_firm = pytest.mark.parametrize("firm", FIRMS.values(), ids=FIRMS)
each_lang = pytest.mark.parametrize("lang", LANGS)


@each_firm
@each_lang
def test_every_measure_has_its_place_under_its_status(firm: Profile, lang: Lang) -> None:
    written, answer = report(calculator.assess(firm), lang), assessed(firm)
    of_day = {m.id for policy in versions_on(POLICIES, firm["date"]) for m in policy.measures}
    measures = [m for m in answer["measures"] if m["id"] in of_day]
    for status, label in STATUSES.items():
        count = sum(m["status"] == status.value for m in measures)
        heading = {"zh": f"== {label.zh}（{count}）\n", "en": f"== {label.en} ({count})\n"}[lang]
        assert (heading in written) == bool(count)
    for measure in measures:
        assert len(re.findall(rf"^{measure['id']}  \S", written, re.MULTILINE)) == 1
    assert answer["date"] in written
    assert answer["rules_version"] in written


def test_the_sums_are_those_of_the_assessment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AS_OF", DAY)
    written = report(calculator.assess(FIRMS["xiamen"]), "zh")
    for words in (
        "可确定金额：1,000,000 元", "可少付的利息：110,000 元", "首次“小巨人”奖励：1,000,000 元",
        "数字化改造补助：最高 249,999.99 元", "（舍去不足一分的部分）", "同一项软件或网关只补一次",
        "设备投入100～500万元技改补助：最高 300,000 元", "833,333.33",
    ):  # fmt: skip
        assert words in written, words
    english = report(calculator.assess(FIRMS["xiamen"]), "en")
    assert "up to RMB 249,999.99" in english
    assert "(rounded down to the fen)" in english


def test_what_was_entered_stands_at_its_head_and_nothing_else() -> None:
    written = report(calculator.assess(FIRMS["xiamen"]), "zh")
    head = written.split("\n\n")[1].splitlines()
    assert head == [
        "== 填写的情况",
        "登记注册的城市：厦门",
        f"按哪一天的规则计算：{DAY}",
        "有效期内的称号：专精特新“小巨人”企业",
        "“小巨人”称号是首次获得：是",
        "首次获得“小巨人”称号的日期：2025-05-20",
        "技术改造项目（上年度设备投入）第 1 项：上年度设备投入 3,000,000 元；重复项编号 A",
        "技术改造项目（上年度设备投入）第 2 项：上年度设备投入 999,999.99 元",
        "技术创新基金贷款第 1 项：用途 研发创新；贷款本金 10,000,000 元；融资总成本（%/年） 3.1%；计息天数 365 天",
        "知识产权质押贷款第 1 项：贷款本金 5,000,000 元；贷款利率（%/年） 4.35%；计息天数 180 天；"
        "付息年份 2025；质押物 专利",
        "申请融资金额：1,000,000 元",
        "数字化改造实际投入：833,333.33 元",
        "改造后数字化水平等级：2 级",
        "重复项编号：A",
    ]
    english = report(calculator.assess(xiamen(standards=[]) | {"first_srdi_title": False}), "en")
    assert "Titles in force: none\n" in english
    assert "First recognition as an SRDI SME: no\n" in english
    assert "Standards drafted: none\n" in english


def test_those_with_a_figure_come_first_and_another_citys_are_only_named() -> None:
    written = report(calculator.assess(FIRMS["xiamen"]), "zh")
    granted = written.split("== 已知条件相符")[1].split("\n\n")[0]
    paid, *bare = re.split(r"^-- ", granted, flags=re.MULTILINE)
    names = re.findall(r"^((?:xm|fz)-\S+)  (.*)", paid, re.MULTILINE)
    assert names
    assert all("：" in name for _, name in names)
    totals = calculator.assess(FIRMS["xiamen"]).totals
    assert len(bare) == len(WITHOUT_AMOUNT)
    for part, (answer, label) in zip(bare, WITHOUT_AMOUNT.items(), strict=True):
        listed = re.findall(r"^((?:xm|fz)-\S+)  (.*)", part, re.MULTILINE)
        assert part.startswith(f"{label.zh}（{len(listed)}）\n")
        assert sorted(name for name, _ in listed) == sorted(totals.answers[answer])
        assert not any("：" in name for _, name in listed)
    assert written.count("未满足：在福州登记注册") == 1


def test_each_step_says_of_what_it_is_and_none_is_told_twice() -> None:
    loan = {"principal": 10**6, "rate_pct": 3, "days": 365, "collateral": "patent"}
    firm = FIRMS["xiamen"] | {
        "lpr_1y_pct": 3,
        "pledge_loans": [
            loan | {"year": 2025},
            loan | {"year": 2024},
            loan | {"year": 2025, "collateral": "other"},
        ],
    }
    zh, en = (report(calculator.assess(firm), lang) for lang in LANGS)
    for line in (
        "    市级奖励 = 500,000「分别给予一次性50万元奖励」",
        "    区级奖励 = 500,000",
        "    一个项目的补助（第 2 项） = 10% × 0 = 0.00（0 为不在条文范围内的部分）「上年度设备投入100～500万元」",
        "    单笔贴息（第 3 项） = 0（0 为不在条文范围内的部分）",
        "    年度贴息（2025 年） = min(18,000 + 0, 300,000) = 18,000.00",
        "    年度贴息（2024 年） = min(18,000, 300,000) = 18,000.00「企业一年享受贴息总额最高30万元」",
        "    额度 = min(1,000,000, 20,000,000) = 1,000,000.00「提供最高2000万元的融资支持」",
    ):  # fmt: skip
        assert line in zh.splitlines(), line
    assert zh.count("× (3.1% − 2%) × 365 ÷ 365 = 110,000.00") == 1
    assert "    Subsidy of a year (2025) = min(18,000 + 0, 300,000) = 18,000.00" in en.splitlines()
    assert "（推定）" in zh
    assert "(inferred)" in en


def test_a_figure_comes_with_its_limits_its_other_readings_and_what_to_know() -> None:
    written = report(calculator.assess(FIRMS["xiamen"]), "zh")
    for line in (
        "    金额按条文计算，以主管部门审核为准。责任单位：市工信局。"
        "贷款额度上限：固定资产投资 1,000,000,000 元、研发创新 100,000,000 元。",
        "    - 另一种读法（利息按实际天数除以 360 计）：111,527.77 元",
        "    - 贴息是少付的利息，不是发给企业的现金。",
        "条文没有写金额。共 9 项：",
        "xm-6  联合组建研发机构（市科技局）",
    ):
        assert line in written.splitlines(), line


def test_a_refusal_says_what_is_required_what_is_given_and_how_far_off() -> None:
    firm = xiamen(
        "little_giant", digital_level_after=1, flexible_talent_agreement_years="0.5",
        flexible_talent_months_a_year=1, equipment_projects=[{"investment": "999999.99"}],
    )  # fmt: skip
    zh, en = (report(calculator.assess(firm), lang).splitlines() for lang in LANGS)
    for line in (
        "    未满足：改造后数字化水平达到二级以上（现为 1 级，还差 1 级）。",
        "    未满足：与企业签订 1 年以上工作协议（现为 0.5 年，还差 0.5 年）；"
        "每年累计在厦门工作不少于 2 个月（现为 1 个月，还差 1 个月）。",
        "    未满足：上年度设备投入达到 100 万元（现为 999,999.99 元，还差 0.01 元）。",
    ):
        assert line in zh, line
    assert not [line for line in zh if "增至" in line], "no cost already incurred is to be raised"
    for line in (
        "    Not met: digital level 2 or above after the retrofit (now level 1, 1 level short).",
        "    Not met: a work agreement of 1 year or more (now 0.5 years, 0.5 years short); "
        "at least 2 months’ work a year in Xiamen (now 1 month, 1 month short).",
        "Not met: registered in Fuzhou. 18 measures:",
    ):
        assert line in en, line
    few = fuzhou(
        "srdi_sme", group_exhibition_manufacturers=4, first_srdi_title=True,
        industry_and_it_enterprise=True, srdi_title_date="2024-12-31",
    )  # fmt: skip
    told = report(calculator.assess(few), "zh").splitlines()
    assert "    未满足：组织 5 家以上制造业企业参展（现为 4 家，还差 1 家）。" in told
    assert (
        "    未满足：自 2025 年起认定（专精特新中小企业认定日期 2024-12-31，早于 2025-01-01）。"
        in told
    )
    assert "组织参展的制造业企业数由 4 家增至 5 家，即达到《抱团参展》的门槛。" in told
    late = report(calculator.assess(FIRMS["late"]), "zh").splitlines()
    of_the_city = max(
        (policy for policy in POLICIES if policy.place.id == "xiamen"), key=lambda p: p.last_day
    )
    days = f"{of_the_city.first_day} 至 {of_the_city.last_day}"
    assert f"规则日期不在有效期内（{days}）。共 {len(of_the_city.measures)} 项：" in late


def test_fuzhou_says_that_it_rests_on_a_draft_and_xiamen_does_not() -> None:
    assert "征求意见稿；正式文件为榕政办规〔2024〕21号" in report(
        calculator.assess(FIRMS["fuzhou"]), "zh"
    )
    assert "征求意见稿" not in report(calculator.assess(FIRMS["xiamen"]), "zh")


@each_firm
def test_each_language_is_itself(firm: Profile) -> None:
    quoted = r"「[^」]*」|“[^”]*”|[\d.,]*[百千万亿]+元|榕政办规〔2024〕21号"
    english = re.sub(quoted, "", report(calculator.assess(firm), "en"))
    assert not re.search(r"[\u3400-\u9fff，。：；（）、]", english)
    chinese = re.sub(r"「[^」]*」", "", report(calculator.assess(firm), "zh"))
    assert not re.search(r"[\u3400-\u9fff][,:;?!()]|[,:;?!()][\u3400-\u9fff]", chinese)
    for line in (*english.splitlines(), *chinese.splitlines()):
        assert "{" not in line
        assert "None" not in line
        assert not re.search("“[^”]*“", line), "quotation marks within quotation marks are single"


def test_a_refusal_names_the_number_that_falls_short_and_the_applicants_it_is_for() -> None:
    firm = fuzhou(matchmaking_events=[{"enterprises": 30, "banks": 4}]) | {"titles": []}
    organiser = calculator.assess(firm | {"applicant": "event_organizer"})
    assert "（参会银行机构数现为 4 家，还差 1 家）。" in report(organiser, "zh")
    assert "(banking institutions attending: now 4, 1 short)." in report(organiser, "en")
    county = calculator.assess(firm | {"applicant": "county_unit"})
    assert "    未满足：以企业或活动牵头组织单位的身份申请。" in report(county, "zh")
    english = report(county, "en")
    assert "    Not met: applying as an enterprise or a lead organizer of an event." in english


def test_what_a_county_is_only_encouraged_to_give_is_not_said_to_be_open() -> None:
    written = report(calculator.assess(fuzhou("innovative_sme")), "zh")
    told = written.split("fz-1-1-d  ")[1].splitlines()[1]
    assert told == "    条文只是“鼓励”各县（市）区给予奖励；给不给、给多少，由各县（市）区决定。"


def test_what_the_clause_asks_besides_stands_with_what_it_offers() -> None:
    written = report(calculator.assess(xiamen("srdi_sme")), "zh")
    assert "    - 条文另要求“符合产业领域”，由主管部门认定。" in written
    assert "    - 条文写有“符合条件”，没有写是哪些条件，以主管部门的规定为准。" in written


def test_a_day_that_is_too_early_is_told_with_how_early_it_is() -> None:
    known = {"first_srdi_title": True, "industry_and_it_enterprise": True}
    firm = fuzhou("srdi_sme", **known, srdi_title_date="2024-12-30")
    condition = found(firm, "fz-1-1-c")["conditions"][-1]
    assert condition["gap"] == {
        "needed": "2025-01-01", "given": "2024-12-30", "short": "2", "unit": "day",
    }  # fmt: skip
    zh, en = (report(calculator.assess(firm), lang) for lang in LANGS)
    assert (
        "    未满足：自 2025 年起认定（专精特新中小企业认定日期 2024-12-30，早于 2025-01-01）。"
        in zh
    )
    shown = "Date of recognition as an SRDI SME: 2024-12-30, before 2025-01-01"
    assert f"    Not met: recognized from 2025 on ({shown})." in en


def test_a_day_that_is_still_to_come_is_told_with_the_day_of_the_rules() -> None:
    title = {"first_little_giant_title": True, "little_giant_title_date": "2025-07-01"}
    firm = xiamen("little_giant", **title)
    zh, en = (report(calculator.assess(firm), lang) for lang in LANGS)
    shown = "首次获得“小巨人”称号的日期 2025-07-01，晚于 2025-06-30"
    assert f"    未满足：首次获得“小巨人”称号（{shown}）。" in zh
    assert (
        "Day on which the little-giant title was first obtained: 2025-07-01, after 2025-06-30" in en
    )


@pytest.mark.parametrize("lang", LANGS)
def test_what_another_measure_keeps_is_told_in_the_sum_and_under_the_one_that_gave_way(
    lang: Lang,
) -> None:
    assessment = calculator.assess(FIRMS["xiamen"])
    (kept,) = assessment.totals.excluded
    said = left_out(kept)(lang)
    lines = report(assessment, lang).splitlines()
    assert lines.count(said) == lines.count(f"    {said}") == 1
    title = next(n for n, line in enumerate(lines) if line.startswith(f"{kept.measure}  "))
    after = next(n for n in range(title + 1, len(lines)) if not lines[n].startswith("    "))
    assert f"    {said}" in lines[title:after]
    form, address = typed([]), "https://example.org/calculator/"
    printed = report_html(Taken(form, FIRMS["xiamen"], assessment, lang, address))
    shown = results_html(assessment, lang)
    # Figures stay whole. On paper it stands among the notes at the end as well.
    counted = [html.replace("\xa0", " ").count(escape(said)) for html in (shown, printed)]
    assert counted == [2, 3]
