"""Who may claim, who decides and what is cited: every measure against a table typed from the texts."""

from __future__ import annotations

import pytest

from calculator.catalogue import quotations
from calculator.measure import Measure
from calculator.policies import MEASURES
from tests.calculator.firms import FIRST_MEASURES

SRDI = "srdi_sme little_giant key_little_giant"
"""The three titles of section 七; the reserve is one of them by （1）, which no clause says again."""

XIAMEN = {
    # measure: titles as written / titles inferred; agencies in the order of the text; documents cited
    "xm-1": ("", "", "市工信局 各区政府 火炬管委会", "厦工信规〔2023〕2号"),
    "xm-2": ("little_giant_reserve", "", "市工信局", ""),
    "xm-3": ("little_giant", "key_little_giant", "市工信局 各区政府 火炬管委会", ""),
    "xm-4": (SRDI, "little_giant_reserve", "市工信局", "厦财规〔2024〕2号"),
    "xm-5": (SRDI, "little_giant_reserve", "各区政府 火炬管委会", "现行工业固投补助政策"),
    "xm-6": (SRDI, "little_giant_reserve", "市科技局", ""),
    "xm-7": ("", f"{SRDI} little_giant_reserve", "市科技局", ""),
    "xm-8": (SRDI, "little_giant_reserve", "市科技局 市工信局", ""),
    "xm-9": (SRDI, "little_giant_reserve", "市工信局 市科技局", ""),
    "xm-10": (SRDI, "little_giant_reserve", "市工信局 市科技局", ""),
    "xm-11": (SRDI, "little_giant_reserve", "市市场监管局 市工信局", ""),
    "xm-12": (SRDI, "little_giant_reserve", "市市场监管局 市工信局", ""),
    "xm-13": (SRDI, "little_giant_reserve", "市市场监管局", ""),
    "xm-14": (SRDI, "little_giant_reserve", "市市场监管局", ""),
    "xm-15": ("", "", "市工信局", ""),
    "xm-16": (SRDI, "little_giant_reserve", "市工信局", ""),
    "xm-17": ("little_giant_reserve little_giant", "key_little_giant", "市工信局", ""),
    "xm-18": (SRDI, "little_giant_reserve", "市工信局", "厦工信规〔2023〕5号"),
    "xm-19": ("", "", "市工信局", "厦工信规〔2024〕2号"),
    "xm-20": ("innovative_sme", "", "各区政府 火炬管委会", ""),
    "xm-21": ("srdi_sme", "little_giant_reserve", "各区政府 火炬管委会", ""),
    "xm-22": ("little_giant", "key_little_giant", "市资源规划局 市工信局", ""),
    "xm-23": ("little_giant key_little_giant", "", "市委人才办 市工信局 市教育局",
              "《厦门市高层次人才评价认定标准（2024年版）》"),
    "xm-24": (SRDI, "little_giant_reserve", "市工信局", ""),
    "xm-25": (SRDI, "little_giant_reserve", "市工信局", "闽政办〔2024〕23号"),
    "xm-26": (SRDI, "little_giant_reserve", "市人社局 市工信局", "闽工信规〔2023〕11号"),
    "xm-27": (SRDI, "little_giant_reserve", "市委人才办 市人社局 市工信局", "闽政办〔2024〕23号"),
    "xm-28": (SRDI, "little_giant_reserve", "市财政局 市工信局", ""),
    "xm-29": (SRDI, "little_giant_reserve", "市财政局 市委金融办", "厦府规〔2024〕2号"),
    "xm-30": (SRDI, "little_giant_reserve", "市财政局 厦门证监局 厦门金融监管局", ""),
    "xm-31": (SRDI, "innovative_sme little_giant_reserve", "市委金融办 厦门证监局 市财政局 市工信局", ""),
    "xm-32": ("", "", "市工信局", ""),
    "xm-33": (SRDI, "little_giant_reserve", "市工信局", "工信部相关规定"),
    "xm-34": (SRDI, "little_giant_reserve", "市工信局", ""),
    "xm-35": ("little_giant", "key_little_giant", "市工信局", ""),
    "xm-36": ("srdi_sme little_giant_reserve little_giant", "key_little_giant", "市商务局 市工信局", ""),
    "xm-37": (SRDI, "little_giant_reserve", "市商务局 市工信局", ""),
    "xm-38": (SRDI, "little_giant_reserve", "厦门海关 市工信局", ""),
    "xm-39": (SRDI, "little_giant_reserve", "市工信局 厦门金融监管局", ""),
    "xm-40": (SRDI, "little_giant_reserve", "市财政局", "闽政办〔2024〕23号"),
}  # fmt: skip
ALL_OF_ARTICLE_1 = "各县（市）区人民政府 高新区管委会 市工信局 市财政局"
FUZHOU = {
    "fz-1-1-a": ("", "", ALL_OF_ARTICLE_1, ""),
    "fz-1-1-b": ("little_giant", "key_little_giant", ALL_OF_ARTICLE_1, ""),
    "fz-1-1-c": ("srdi_sme", "", ALL_OF_ARTICLE_1, ""),
    "fz-1-1-d": ("innovative_sme", SRDI, ALL_OF_ARTICLE_1, ""),
    "fz-2-1": ("", "", "市工信局 市财政局", ""),
    "fz-2-2": ("", SRDI, "市金融监管局 市财政局", "“榕腾计划”"),
    "fz-3-1": ("srdi_sme", "little_giant key_little_giant", "市工信局 市财政局", ""),
    "fz-3-2": ("", SRDI, "市工信局 市科技局 市财政局", ""),
    "fz-3-3": ("", SRDI, "市工信局 市财政局", ""),
    "fz-4-1": ("", SRDI, "市工信局 市财政局", ""),
    "fz-5-1": ("", SRDI, "市市场监管局 市财政局", ""),
    "fz-6-1-a": ("", SRDI, "市商务局 市工信局 市财政局", ""),
    "fz-6-1-b": ("", "", "市商务局 市工信局 市财政局", ""),
    "fz-6-1-c": ("", "", "市商务局 市工信局 市财政局", ""),
    "fz-7-1": ("", SRDI, "市人社局 市工信局", ""),
    "fz-8-1": ("", "", "市工信局 市财政局", ""),
    "fz-9-1": ("", "", "市工信局 市财政局", "“榕升计划”"),
    "fz-10-1": ("", SRDI, "各县（市）区人民政府 高新区管委会 市自然资源和规划局 市工信局 市城乡建设局 "
                "市房管局 市教育局 市卫健委 各工业园区管委会", ""),
}  # fmt: skip
TABLE = XIAMEN | FUZHOU
OTHERS = {
    "xm-15": "cluster_operator", "xm-19": "training_provider", "fz-2-1": "event_organizer",
    "fz-6-1-b": "event_organizer", "fz-6-1-c": "enterprise event_organizer", "fz-9-1": "county_unit",
}  # fmt: skip
"""The measures that are not, or not only, for enterprises."""
KINDS = {
    "award": "xm-2 xm-3 fz-1-1-b fz-1-1-c fz-1-1-d fz-2-1 fz-3-3 fz-6-1-b fz-9-1",
    "grant": "xm-14 xm-15",
    "interest": "xm-13",
    "saving": "xm-4",
    "cost": "xm-5 xm-7 xm-10 xm-17 xm-18 xm-19 xm-34 xm-36 xm-39 fz-3-1 fz-3-2 fz-4-1 fz-5-1 "
    "fz-6-1-a fz-6-1-c",
    "credit": "xm-29",
    "equity": "xm-28 xm-30 xm-31 fz-2-2",
    "space": "xm-20 xm-21 xm-22 fz-10-1",
    "talent": "xm-23 xm-24 xm-25 xm-26 xm-27 fz-7-1",
    "procurement": "xm-40",
}
"""What each measure gives; a service where it is not listed."""

FIGURES = {
    "xm-2": "最高30万元奖励",
    "xm-3": "分别给予一次性50万元奖励",
    "xm-4": "企业固定融资成本为2%/年 固定资产投资贷款额度上限从5亿元 提高至10亿元 研发创新贷款上限从5000万元 "
    "提高至1亿元",
    "xm-5": "上年度设备投入100～500万元 不超过设备投入10% 上年度设备投入500万元（含）以上",
    "xm-7": "按照新增研发设备（含软件)非财政资金投入的10%给予补助 最高1000万元",
    "xm-13": "比例最高60% 单笔贷款补贴期限最长不超过1年 企业一年享受贴息总额最高30万元",
    "xm-14": "给予最高100万元资助",
    "xm-15": "最高200万元资金支持",
    "xm-17": "按其数字化改造实际投入资金最高30%给予补助 单家企业最高25万元",
    "xm-18": "给予最高50%的补助 每家企业每年补助最高30万元",
    "xm-19": "每天每人次最高500元",
    "xm-29": "提供最高2000万元的融资支持",
    "xm-34": "不超过10万元的场租补贴",
    "xm-39": "单张保单保险费率7‰以内部分的保费 按企业实缴保险费用40%给予补贴 单家企业最高30万元",
    "fz-1-1-b": "市级配套奖励50%",
    "fz-1-1-c": "给予一次性10万元的奖励",
    "fz-2-1": "参会企业达30家以上 银行金融机构达5家以上 一次性奖励5万元",
    "fz-9-1": "不超过30万元 15万元的正向激励奖励",
}
"""The words that each amount rests on; no other measure states one."""

GOVERNMENT = "xm-1 xm-9 xm-16 xm-20 xm-21 xm-24 xm-32 fz-1-1-a fz-8-1"
"""The measures that are for an authority to do."""
JUDGED = {
    "xm-10": "按条件享受",
    "xm-12": "符合产业领域",
    "xm-17": "符合条件",
    "xm-23": "符合条件的人才子女",
    "xm-26": "具有突出技术创新能力、取得原创性科技成果以及作出重大贡献",
    "xm-28": "符合条件",
    "xm-29": "符合授信条件",
    "xm-30": "关键产业链上创新能力强",
    "xm-31": "符合条件",
    "xm-40": "功能、质量等指标能够满足政府采购需求",
    "fz-2-2": "符合产业政策、具有发展潜力",
    "fz-3-1": "符合产业政策",
    "fz-5-1": "符合条件",
    "fz-6-1-b": "符合条件",
    "fz-6-1-c": "全国性、区域性的大型专业展会",
    "fz-7-1": "符合条件的人才",
}
"""What a clause asks besides, which no fact answers."""
ELSEWHERE = {
    "xm-10": "申报我市创新引领工程相关项目",
    "xm-36": "按规定给予补助",
    "fz-2-2": "按照我市“榕腾计划”政策分阶段给予资金奖补",
    "fz-3-1": "可纳入市技改投资补助的支持范围",
    "fz-4-1": "按照规定予以补助",
    "fz-5-1": "并按规定予以补助",
    "fz-6-1-a": "并按照规定予以补助",
    "fz-6-1-b": "按照规定予以牵头组织奖励",
    "fz-6-1-c": "按规定予以抱团参展企业及牵头单位补助",
}
"""The words with which a clause leaves its amount to another document."""

each_measure = pytest.mark.parametrize("name", TABLE)


def listed(name: str) -> Measure:
    """The measure as the rules have it."""
    return MEASURES[name]


def test_the_table_has_every_measure_in_the_order_of_the_texts() -> None:
    assert list(TABLE) == list(FIRST_MEASURES)


@each_measure
def test_who_may_claim_as_written_and_as_inferred(name: str) -> None:
    written, inferred, _, _ = TABLE[name]
    who = listed(name).who
    assert [title.value for title in who.titles] == written.split() if who else not written
    assert [title.value for title in who.inferred] == inferred.split() if who else not inferred


@each_measure
def test_who_decides_in_the_order_of_the_text(name: str) -> None:
    assert [agency.zh for agency in listed(name).agencies] == TABLE[name][2].split()


@each_measure
def test_what_is_cited(name: str) -> None:
    cited = [d.number.zh if d.number else d.title.zh for d in listed(name).cited]
    assert cited == TABLE[name][3].split()


@each_measure
def test_for_which_applicant(name: str) -> None:
    expected = OTHERS.get(name, "enterprise").split()
    assert [applicant.value for applicant in listed(name).applicants] == expected


@each_measure
def test_what_kind_of_measure_it_is(name: str) -> None:
    kinds = [kind for kind, names in KINDS.items() if name in names.split()]
    assert [listed(name).kind.value] == (kinds or ["service"])


@each_measure
def test_the_words_each_amount_rests_on(name: str) -> None:
    words = {q.words for q in quotations(listed(name)) if q.role == "amount"}
    assert words == set(FIGURES.get(name, "").split())


@each_measure
def test_what_an_authority_does_and_what_a_department_judges(name: str) -> None:
    assert listed(name).government_task == (name in GOVERNMENT.split())
    words = [JUDGED[name]] if name in JUDGED else []
    assert [each.words for each in listed(name).judged] == words


@each_measure
def test_the_words_that_leave_an_amount_to_another_document(name: str) -> None:
    words = {q.words for q in quotations(listed(name)) if q.role == "elsewhere"}
    assert words == ({ELSEWHERE[name]} if name in ELSEWHERE else set())


def test_an_agency_and_a_document_have_one_english_name_each_in_a_city() -> None:
    for table in (XIAMEN, FUZHOU):
        named = {(a.zh, a.en) for name in table for a in listed(name).agencies}
        assert len({zh for zh, _ in named}) == len({en for _, en in named}) == len(named)
    # A branch of the national regulator and a bureau of the city are not the same body.
    national = next(a for a in listed("xm-30").agencies if a.zh == "厦门金融监管局")
    municipal = next(a for a in listed("fz-2-2").agencies if a.zh == "市金融监管局")
    assert "National" in national.en
    assert "National" not in municipal.en


PAID = {
    "xm-3": ("once", "分别给予一次性"),
    "xm-5": ("yearly", "按年度给予"),
    "xm-13": ("yearly", "企业一年享受贴息总额"),
    "xm-15": ("staged", "分3年给予"),
    "xm-18": ("yearly", "每家企业每年补助"),
    "fz-1-1-c": ("once", "每家给予一次性"),
    "fz-2-1": ("each_time", "每场次给予牵头组织单位一次性奖励"),
}
"""How often a measure pays, where its clause says so, and the words."""


@each_measure
def test_how_often_it_pays(name: str) -> None:
    paid = listed(name).paid
    assert (paid and (paid.frequency.value, paid.words)) == PAID.get(name)
