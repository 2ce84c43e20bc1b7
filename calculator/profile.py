"""The profile: every fact a person can give, as typed attributes a rule reads by name.

A fact that is not given is unknown, never zero. The few facts marked `zero` are taken as 0 if
absent, and the result says so. Facts are in the order in which the form asks them. Profiles and
entries are never compared or printed, so methods for that, a tenth of the import time, are left
out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from calculator import parameters
from calculator.fields import (
    COUNT,
    DAYS,
    LEVEL,
    MONEY,
    MONTHS,
    PERCENT,
    PERMILLE,
    YEAR,
    YEARS,
    Attendance,
    CalendarDay,
    Choice,
    Counts,
    Day,
    Fact,
    FieldProblem,
    Items,
    ListOf,
    OneOf,
    ProfileError,
    Reference,
    Section,
    SomeOf,
    Words,
    YesNo,
    fact,
    facts_of,
    facts_schema,
    read_values,
)
from calculator.i18n import Text
from calculator.phrases import Unit
from calculator.quantity import Given, Quantity, Truth


class Title(StrEnum):
    """A title in force, lowest first."""

    INNOVATIVE_SME = "innovative_sme"
    SRDI_SME = "srdi_sme"
    LITTLE_GIANT_RESERVE = "little_giant_reserve"
    LITTLE_GIANT = "little_giant"
    KEY_LITTLE_GIANT = "key_little_giant"


class Applicant(StrEnum):
    """The kind of applicant: most measures pay enterprises, a few pay others."""

    ENTERPRISE = "enterprise"
    CLUSTER_OPERATOR = "cluster_operator"
    TRAINING_PROVIDER = "training_provider"
    EVENT_ORGANIZER = "event_organizer"
    COUNTY_UNIT = "county_unit"


class City(StrEnum):
    """The city of registration."""

    XIAMEN = "xiamen"
    FUZHOU = "fuzhou"


TITLES = {
    Title.INNOVATIVE_SME: Text("创新型中小企业", "innovative SME"),
    Title.SRDI_SME: Text("专精特新中小企业", "SRDI SME"),
    Title.LITTLE_GIANT_RESERVE: Text("专精特新“小巨人”后备企业", "little-giant reserve enterprise"),
    Title.LITTLE_GIANT: Text("专精特新“小巨人”企业", "“little giant” enterprise"),
    Title.KEY_LITTLE_GIANT: Text("专精特新重点“小巨人”企业", "key “little giant” enterprise"),
}
APPLICANTS = {
    Applicant.ENTERPRISE: Text("企业", "enterprise"),
    Applicant.CLUSTER_OPERATOR: Text("集群运营单位", "cluster operator"),
    Applicant.TRAINING_PROVIDER: Text("培训举办单位", "training provider"),
    Applicant.EVENT_ORGANIZER: Text("活动牵头组织单位", "lead organizer of an event"),
    Applicant.COUNTY_UNIT: Text("县（市）区有关单位", "unit of a county, city or district"),
}
CITIES = {City.XIAMEN: Text("厦门", "Xiamen"), City.FUZHOU: Text("福州", "Fuzhou")}


def _ref(section: Section = Section.WHO) -> Any:
    return fact(
        Reference(),
        "重复项编号",
        "Same-item number",
        Text("同一笔贷款或采购填在两处的，填相同的编号",
             "Only for a loan or purchase entered in two places: the same number in both"),
        section=section,
    )


LOAN_USES = {
    "fixed_asset": Text("固定资产投资", "fixed-asset investment"),
    "rnd": Text("研发创新", "R&D and innovation"),
}
_COLLATERAL = {
    "patent": Text("专利", "patent"),
    "trademark": Text("商标", "trademark"),
    "copyright": Text("著作权", "copyright"),
    "other": Text("其他", "other"),
}
_STANDARD_KINDS = {
    "international": Text("国际标准", "international standard"),
    "national": Text("国家标准", "national standard"),
    "industry": Text("行业标准", "industry standard"),
    "association": Text("团体标准", "association standard"),
    "local": Text("地方标准", "local standard"),
    "enterprise": Text("企业标准", "enterprise standard"),
}
_ROLES = {
    "main_drafter": Text("主要起草单位", "main drafting unit"),
    "participant": Text("参与单位", "participant"),
}
_CLUSTERS = {
    "national": Text("国家级", "national level"),
    "provincial": Text("省级", "provincial level"),
}
_PLACES = {
    "mainland": Text("境内", "mainland China"),
    "hk_mo_tw": Text("港澳台地区", "Hong Kong, Macao or Taiwan"),
    "overseas": Text("国外", "overseas"),
}
_INSURANCE = {
    "domestic": Text("国内贸易信用保险", "domestic trade credit insurance"),
    "export": Text("出口信用保险", "export credit insurance"),
}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TechFundLoan:
    """A loan from the Technology Innovation Fund: yuan, percent a year, days."""

    use: Choice = fact(OneOf(LOAN_USES), "用途", "Use")
    principal: Quantity = fact(MONEY, "贷款本金", "Loan principal")
    financing_rate_pct: Quantity = fact(
        PERCENT, "融资总成本（%/年）", "Total financing cost (% a year)",
    )
    days: Quantity = fact(DAYS, "计息天数", "Days of interest")
    ref: str | None = _ref()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class EquipmentProject:
    """A technical-renovation project: equipment bought last year, in yuan."""

    investment: Quantity = fact(
        MONEY, "上年度设备投入", "Equipment investment last year",
    )
    ref: str | None = _ref()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PledgeLoan:
    """A loan on pledged intellectual property: yuan, percent a year, days, year of payment."""

    principal: Quantity = fact(MONEY, "贷款本金", "Loan principal")
    rate_pct: Quantity = fact(PERCENT, "贷款利率（%/年）", "Interest rate (% a year)")
    days: Quantity = fact(DAYS, "计息天数", "Days of interest")
    year: Quantity = fact(YEAR, "付息年份", "Year of payment")
    collateral: Choice = fact(OneOf(_COLLATERAL), "质押物", "What is pledged")
    ref: str | None = _ref()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Standard:
    """A standard the enterprise took part in drafting."""

    kind: Choice = fact(OneOf(_STANDARD_KINDS), "标准类型", "Kind of standard")
    role: Choice = fact(OneOf(_ROLES), "角色", "Role")
    ref: str | None = _ref()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ConsultingFee:
    """A fee for management consulting, in yuan."""

    year: Quantity = fact(YEAR, "年份", "Year")
    amount: Quantity = fact(MONEY, "实际发生费用", "Fee actually incurred")
    ref: str | None = _ref()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class VenueRent:
    """Rent of a venue for a market event, in yuan."""

    year: Quantity = fact(YEAR, "年份", "Year")
    amount: Quantity = fact(MONEY, "场租", "Venue rent")
    place: Choice = fact(OneOf(_PLACES), "地点", "Place")
    ref: str | None = _ref()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class InsurancePolicy:
    """A trade credit insurance policy: premium and insured amount in yuan, rate in per mille."""

    premium_paid: Quantity = fact(MONEY, "实缴保费", "Premium actually paid")
    rate_permille: Quantity = fact(
        PERMILLE, "保险费率（‰）", "Premium rate (‰)",
        Text("保单上写明的费率", "The rate printed on the policy"),
    )
    insured_amount: Quantity = fact(MONEY, "投保金额", "Insured amount")
    year: Quantity = fact(YEAR, "年份", "Year")
    kind: Choice = fact(OneOf(_INSURANCE), "险种", "Kind of insurance")
    ref: str | None = _ref()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class MatchmakingEvent:
    """A matchmaking event between enterprises and banks."""

    enterprises: Quantity = fact(COUNT, "参会企业数", "Enterprises attending", yours=True)
    banks: Quantity = fact(COUNT, "参会银行机构数", "Banking institutions attending", yours=True)
    ref: str | None = _ref()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RenovationProject:
    """A technical-renovation project: investment of the year net of VAT, in yuan."""

    investment_ex_vat: Quantity = fact(
        MONEY, "年度设备和信息化投资额（不含增值税）",
        "Equipment and IT investment of the year (net of VAT)",
    )
    ref: str | None = _ref()


_WHO, _TITLES, _RECEIVED = Section.WHO, Section.TITLES, Section.RECEIVED


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Profile:
    """Everything known about one applicant, and the day of the rules."""

    city: Choice = fact(
        OneOf({c.value: CITIES[c] for c in City}), "登记注册的城市", "City of registration",
        section=_WHO,
    )
    applicant: Choice = fact(
        OneOf({a.value: APPLICANTS[a] for a in Applicant}), "以什么身份申请", "Applying as",
        section=_WHO, default=Applicant.ENTERPRISE.value,
    )
    date: Day = fact(
        CalendarDay(), "按哪一天的规则计算", "Rules as of",
        Text("不填则为今天（北京时间）", "Left empty: today in Beijing time"), section=_WHO,
    )
    titles: Words = fact(
        SomeOf({t.value: TITLES[t] for t in Title}), "有效期内的称号", "Titles in force",
        Text("可多选；一个也没有则选“以上都没有”，不确定就都不选",
             "Tick all that apply, or “none of these”; tick nothing if not sure"),
        section=_TITLES,
    )
    first_little_giant_title: Truth = fact(
        YesNo(), "“小巨人”称号是首次获得", "First time holding the little-giant title",
        Text("复核通过不算首次", "A renewal is not a first time"), section=_TITLES,
    )
    little_giant_title_date: Day = fact(
        CalendarDay(), "首次获得“小巨人”称号的日期", "Day on which the little-giant title was first obtained",
        Text("以公布名单的日期为准；复核通过不算首次",
             "The day on which the list was published; a renewal is not a first time"),
        section=_TITLES, follows="first_little_giant_title",
    )
    first_srdi_title: Truth = fact(
        YesNo(), "专精特新中小企业称号是首次认定", "First recognition as an SRDI SME",
        section=_TITLES,
    )
    srdi_title_date: Day = fact(
        CalendarDay(), "专精特新中小企业认定日期", "Date of recognition as an SRDI SME",
        section=_TITLES, follows="first_srdi_title",
    )
    industry_and_it_enterprise: Truth = fact(
        YesNo(), "属于工信企业", "Industry-and-IT-sector enterprise",
        Text(
            "文件没有定义“工信企业”，以工信部门认定为准",
            "The draft does not define the term; the industry and IT bureau decides",
        ),
        section=_TITLES,
    )
    tech_fund_loans: Items[TechFundLoan] = fact(
        ListOf(TechFundLoan), "技术创新基金贷款", "Technology Innovation Fund loans",
        section=Section.LOANS,
    )
    equipment_projects: Items[EquipmentProject] = fact(
        ListOf(EquipmentProject), "技术改造项目（上年度设备投入）",
        "Technical-renovation projects (last year’s equipment)", section=Section.EQUIPMENT,
    )
    joint_lab_qualified: Truth = fact(
        YesNo(), "共建联合实验室符合条件", "The joint laboratory meets the conditions",
        section=Section.RESEARCH,
    )
    joint_lab_equipment: Quantity = fact(
        MONEY, "联合实验室新增研发设备（含软件）投入",
        "New R&D equipment and software of the joint lab", section=Section.RESEARCH,
    )
    joint_lab_fiscal_money: Quantity = fact(
        MONEY, "其中财政资金", "Fiscal money in it", zero=True, section=Section.RESEARCH,
        part_of="joint_lab_equipment",
    )
    joint_lab_ref: str | None = _ref(section=Section.RESEARCH)
    pledge_loans: Items[PledgeLoan] = fact(
        ListOf(PledgeLoan), "知识产权质押贷款", "Loans on pledged intellectual property",
        section=Section.LOANS,
    )
    lpr_1y_pct: Quantity = fact(
        PERCENT, "一年期贷款市场报价利率（%）", "One-year loan prime rate (%)",
        Text("不填则用内置的最近一期数值", "Left empty, the latest figure on file is used"),
        section=Section.LOANS,
    )
    standards: Items[Standard] = fact(
        ListOf(Standard), "参与制定的标准", "Standards drafted", section=Section.STANDARDS,
    )
    clusters_recognised: Words = fact(
        SomeOf(_CLUSTERS), "获评的中小企业特色产业集群",
        "SME specialty industry clusters recognized", section=Section.ORGANISERS,
    )
    digital_spend: Quantity = fact(
        MONEY, "数字化改造实际投入", "Actual spending on the digital retrofit",
        Text(
            "软件、网关、路由等必要的数据采集传输设备",
            "Software, gateways, routers and other equipment needed to collect and send data",
        ),
        section=Section.DIGITAL,
    )
    digital_level_before: Quantity = fact(
        LEVEL, "改造前数字化水平等级", "Digital level before", section=Section.DIGITAL,
    )
    digital_level_after: Quantity = fact(
        LEVEL, "改造后数字化水平等级", "Digital level after", section=Section.DIGITAL, yours=True,
    )
    digital_ref: str | None = _ref(section=Section.DIGITAL)
    consulting_fees: Items[ConsultingFee] = fact(
        ListOf(ConsultingFee), "管理咨询费用", "Management-consulting fees",
        section=Section.STANDARDS,
    )
    training_course_qualified: Truth = fact(
        YesNo(), "培训课程符合条件", "The training course meets the conditions",
        section=Section.ORGANISERS,
    )
    training_attendance: Items[Attendance] = fact(
        Counts(), "每天全天到课人数", "Persons on each full day",
        Text("只计专精特新企业的参训人员", "Only people from SRDI enterprises count"),
        section=Section.ORGANISERS,
    )
    financing_requested: Quantity = fact(
        MONEY, "申请融资金额", "Financing requested", section=Section.LOANS,
    )
    venue_rents: Items[VenueRent] = fact(
        ListOf(VenueRent), "市场活动场租", "Venue rents", section=Section.MARKETS,
    )
    overseas_exhibition_first_claim: Truth = fact(
        YesNo(), "首年申请境外参展补助", "First year of claiming for overseas exhibitions",
        section=Section.MARKETS,
    )
    credit_insurance_policies: Items[InsurancePolicy] = fact(
        ListOf(InsurancePolicy), "贸易信用保险保单", "Trade credit insurance policies",
        section=Section.MARKETS,
    )
    provincial_little_giant_award: Quantity = fact(
        MONEY, "省级“小巨人”奖励金额", "Provincial little-giant award",
        Text(
            "文件没有写省级奖励的数额，填实际获得的金额",
            "The draft does not state the provincial award: give the amount granted",
        ),
        section=Section.TITLES,
    )
    matchmaking_events: Items[MatchmakingEvent] = fact(
        ListOf(MatchmakingEvent), "产融对接活动", "Matchmaking events with banks",
        section=Section.ORGANISERS,
    )
    renovation_projects: Items[RenovationProject] = fact(
        ListOf(RenovationProject), "技改项目（不含税投资额）",
        "Technical-renovation projects (net of VAT)", section=Section.EQUIPMENT,
    )
    group_exhibition_manufacturers: Quantity = fact(
        COUNT, "组织参展的制造业企业数", "Manufacturers brought to the fair",
        section=Section.MARKETS, yours=True,
    )
    flexible_talent_agreement_years: Quantity = fact(
        YEARS, "柔性引进人才的工作协议年限", "Years of the agreement with flexibly engaged talent",
        section=Section.TALENT,
    )
    flexible_talent_months_a_year: Quantity = fact(
        MONTHS, "该人才每年在厦门工作的月数", "Months a year this person works in Xiamen",
        section=Section.TALENT,
    )
    reserve_award_received: Quantity = fact(
        MONEY, "已获得的后备企业奖励", "Reserve award already received", zero=True,
        section=_RECEIVED,
    )
    cluster_fund_received: Quantity = fact(
        MONEY, "已获得的集群资金", "Cluster funds already received", zero=True, section=_RECEIVED,
    )
    digital_subsidy_received: Quantity = fact(
        MONEY, "已获得的数字化改造补助", "Digital-retrofit subsidy already received", zero=True,
        section=_RECEIVED,
    )


FACTS: Mapping[str, Fact] = facts_of(Profile)
"""Every fact of the profile, in the order of the form."""


def read_profile(raw: object, *, assume: bool = True) -> Profile:
    """Read a profile. Raises ProfileError listing every problem. The date defaults to today.

    Without `assume`, facts usually taken for granted stay unknown, which shows what they could
    change.
    """
    if not isinstance(raw, Mapping):
        raise ProfileError([FieldProblem("/", Text("必须是对象", "must be an object"))])
    problems: list[FieldProblem] = []
    values = read_values(Profile, raw, "", problems)
    if problems:
        raise ProfileError(problems)
    if values["date"].value is None:
        values["date"] = Day(parameters.today(), values["date"].given)
    if assume:
        values |= {name: nothing for name, nothing in _NOTHING_YET.items() if raw.get(name) is None}
        rate = None if values["lpr_1y_pct"].known else parameters.lpr_1y_on(values["date"].value)
        if rate:
            given = Given("lpr_1y_pct", FACTS["lpr_1y_pct"].label, rate[1])
            values["lpr_1y_pct"] = Quantity(rate[0], rate[0], Unit.RATIO, given, 100)
    return Profile(**values)


_NOTHING_YET = {
    name: Quantity(0, 0, Unit.YUAN, Given(name, each.label, Text("未填，按 0 计算", "not given, taken as 0")))
    for name, each in FACTS.items()
    if each.zero
}
"""Assumed if the profile does not say: nothing received so far."""


@cache
def unknown_profile() -> Profile:
    """Return the profile of an applicant about whom nothing is known."""
    return read_profile({}, assume=False)


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the profile.

    Examples:
        >>> import calculator
        >>> described = calculator.schema()["properties"]["digital_spend"]
        >>> described["title"], described["x-unit"]
        ('Actual spending on the digital retrofit', 'yuan')
    """
    schema = facts_schema(Profile)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Profile",
        "x-label": {"zh": "申请主体", "en": "Applicant"},
    } | schema
