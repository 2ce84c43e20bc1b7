"""厦门市支持专精特新企业高质量发展的若干措施 (2024): the clauses, in the order of the text.

Every figure below is read from its quotation; every quotation is checked against the stored clause.
Which reading is the default, and why, is in the labels of the readings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from calculator.fields import (
    DAYS,
    MONEY,
    MONTHS,
    PERCENT,
    PERMILLE,
    YEAR,
    YEARS,
    Attendance,
    Choice,
    Counts,
    Items,
    ListOf,
    OneOf,
    Section,
    YesNo,
    fact,
)
from calculator.i18n import Text
from calculator.measure import (
    Condition,
    Credit,
    Document,
    Frequency,
    Judged,
    Kind,
    Outcome,
    Paid,
    Policy,
    Who,
    borrow_up_to,
    declared,
    either_words,
    elsewhere,
    exactly,
    judged,
    measure,
    other_years,
    reading,
    require,
    service,
    unnamed,
    up_to,
)
from calculator.overlaps import Caution, Overlap, Use
from calculator.parameters import lpr_1y_on, lpr_in_december
from calculator.phrases import Unit, day
from calculator.places import PROVINCES, Place
from calculator.quantity import (
    Quantity,
    Truth,
    convention,
    either,
    exceeds,
    in_years,
    law,
    least,
    meets,
    portion_within,
    when,
    within,
)
from calculator.shared_facts import (
    EQUIPMENT_NAMES,
    LOAN_NAMES,
    Applicant,
    Profile,
    Title,
    same_item,
)

# --- who decides ---------------------------------------------------------------------------------

BIIT = Text("市工信局", "Xiamen Municipal Bureau of Industry and Information Technology")
FINANCE = Text("市财政局", "Xiamen Municipal Bureau of Finance")
SCIENCE = Text("市科技局", "Xiamen Municipal Bureau of Science and Technology")
AMR = Text("市市场监管局", "Xiamen Municipal Administration for Market Regulation")
NRP = Text("市资源规划局", "Xiamen Municipal Bureau of Natural Resources and Planning")
TALENT = Text("市委人才办", "Talent Work Office of the CPC Xiamen Municipal Committee")
EDUCATION = Text("市教育局", "Xiamen Municipal Education Bureau")
HRSS = Text("市人社局", "Xiamen Municipal Bureau of Human Resources and Social Security")
FINANCIAL = Text(
    "市委金融办", "Office of the Financial Commission of the CPC Xiamen Municipal Committee",
)
CSRC = Text("厦门证监局", "Xiamen Bureau of the China Securities Regulatory Commission")
NFRA = Text("厦门金融监管局", "Xiamen Bureau of the National Financial Regulatory Administration")
COMMERCE = Text("市商务局", "Xiamen Municipal Bureau of Commerce")
CUSTOMS = Text("厦门海关", "Xiamen Customs")
DISTRICTS = Text("各区政府", "District People’s Governments")
TORCH = Text(
    "火炬管委会",
    "Administrative Committee of Xiamen Torch Development Zone for High Technology Industries",
)

# --- documents cited -----------------------------------------------------------------------------

PROVINCE_2024_23 = Document(
    Text(
        "《福建省人民政府办公厅关于印发福建省进一步支持专精特新中小企业发展的若干措施的通知》",
        "Circular of the General Office of the Fujian Provincial People’s Government on Issuing "
        "the Several Measures of Fujian Province to Further Support the Development of SRDI SMEs",
    ),
    Text("闽政办〔2024〕23号", "Min Zheng Ban [2024] No. 23"),
)
PROVINCE_2023_11 = Document(
    Text(
        "《福建省工信厅等八部门关于印发福建省培育专精特新中小企业促进高质量发展行动计划（2024-202"
        "6年）的通知》",
        "Circular of Eight Departments Including the Fujian Provincial Department of Industry and "
        "Information Technology on Issuing the Action Plan of Fujian Province for Cultivating "
        "SRDI SMEs and Promoting High-Quality Development (2024–2026)",
    ),
    Text("闽工信规〔2023〕11号", "Min Gong Xin Gui [2023] No. 11"),
)
CULTIVATION_RULES = Document(
    Text(
        "《厦门市工业和信息化局关于印发厦门市优质中小企业梯度培育管理实施细则的通知》",
        "Circular of the Xiamen Municipal Bureau of Industry and Information Technology on Issuing "
        "the Implementing Rules of Xiamen Municipality for the Administration of the Tiered "
        "Cultivation of High-Quality SMEs",
    ),
    Text("厦工信规〔2023〕2号", "Xia Gong Xin Gui [2023] No. 2"),
)
_FISCAL_TOOLS = Text(
    "《厦门市财政局关于印发升级“财政政策+金融工具”支持科技创新和产业转型升级若干意见的通知》",
    "Circular of the Xiamen Municipal Bureau of Finance on Issuing the Several Opinions on "
    "Upgrading “Fiscal Policy + Financial Tools” to Support Scientific and Technological "
    "Innovation and Industrial Transformation and Upgrading",
)
FISCAL_TOOLS_CAI = Document(_FISCAL_TOOLS, Text("厦财规〔2024〕2号", "Xia Cai Gui [2024] No. 2"))
FISCAL_TOOLS_FU = Document(_FISCAL_TOOLS, Text("厦府规〔2024〕2号", "Xia Fu Gui [2024] No. 2"))
SME_FUND_RULES = Document(
    Text(
        "《厦门市工业和信息化局  "
        "厦门市财政局关于印发厦门市中小企业发展专项资金使用管理办法的通知》",
        "Circular of the Xiamen Municipal Bureau of Industry and Information Technology and the "
        "Xiamen Municipal Bureau of Finance on Issuing the Measures of Xiamen Municipality for the "
        "Administration and Use of the Special Fund for the Development of SMEs",
    ),
    Text("厦工信规〔2023〕5号", "Xia Gong Xin Gui [2023] No. 5"),
)
IT_INTEGRATION = Document(
    Text(
        "《厦门市工业和信息化局  "
        "厦门市财政局关于印发厦门市加快新一代信息技术与制造业融合发展若干措施的通知》",
        "Circular of the Xiamen Municipal Bureau of Industry and Information Technology and the "
        "Xiamen Municipal Bureau of Finance on Issuing the Several Measures of Xiamen Municipality "
        "to Accelerate the Integrated Development of New-Generation Information Technology and "
        "Manufacturing",
    ),
    Text("厦工信规〔2024〕2号", "Xia Gong Xin Gui [2024] No. 2"),
)
FIXED_ASSET_SUBSIDY = Document(
    Text(
        "现行工业固投补助政策", "current policy on the industrial fixed-asset investment subsidy"
    ),
)
TALENT_STANDARDS = Document(
    Text(
        "《厦门市高层次人才评价认定标准（2024年版）》",
        "Standards of Xiamen Municipality for the Evaluation and Recognition of High-Level Talent "
        "(2024 Edition)",
    ),
)
MIIT_RULES = Document(
    Text(
        "工信部相关规定", "relevant rules of the Ministry of Industry and Information Technology"
    ),
)

FUND_INVESTS = Text("股权投资，数额由基金决定", "Equity investment; the fund decides how much")

# --- facts that only these measures use -----------------------------------------------------------

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
    principal: Quantity = fact(MONEY, "贷款本金", "Loan principal", doubted_from=10**9)
    financing_rate_pct: Quantity = fact(
        PERCENT, "融资总成本（%/年）", "Total financing cost (% a year)",
    )
    days: Quantity = fact(DAYS, "计息天数", "Days of interest")
    ref: str | None = same_item()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class EquipmentProject:
    """A technical-renovation project: equipment bought last year, in yuan."""

    investment: Quantity = fact(
        MONEY, "上年度设备投入", "Equipment investment last year",
    )
    ref: str | None = same_item()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PledgeLoan:
    """A loan on pledged intellectual property: yuan, percent a year, days, year of payment."""

    principal: Quantity = fact(MONEY, "贷款本金", "Loan principal")
    rate_pct: Quantity = fact(PERCENT, "贷款利率（%/年）", "Interest rate (% a year)")
    days: Quantity = fact(DAYS, "计息天数", "Days of interest")
    year: Quantity = fact(YEAR, "付息年份", "Year of payment")
    collateral: Choice = fact(OneOf(_COLLATERAL), "质押物", "What is pledged")
    ref: str | None = same_item()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Standard:
    """A standard the enterprise took part in drafting."""

    kind: Choice = fact(OneOf(_STANDARD_KINDS), "标准类型", "Kind of standard")
    role: Choice = fact(OneOf(_ROLES), "角色", "Role")
    ref: str | None = same_item()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ConsultingFee:
    """A fee for management consulting, in yuan."""

    year: Quantity = fact(YEAR, "年份", "Year")
    amount: Quantity = fact(MONEY, "实际发生费用", "Fee actually incurred", doubted_from=5 * 10**7)
    ref: str | None = same_item()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class VenueRent:
    """Rent of a venue for a market event, in yuan."""

    year: Quantity = fact(YEAR, "年份", "Year")
    amount: Quantity = fact(MONEY, "场租", "Venue rent", doubted_from=5 * 10**7)
    place: Choice = fact(OneOf(_PLACES), "地点", "Place")
    ref: str | None = same_item()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class InsurancePolicy:
    """A trade credit insurance policy: premium and insured amount in yuan, rate in per mille."""

    premium_paid: Quantity = fact(
        MONEY, "实缴保费", "Premium actually paid", doubted_from=5 * 10**7,
    )
    rate_permille: Quantity = fact(
        PERMILLE, "保险费率（‰）", "Premium rate (‰)",
        Text("保单上写明的费率", "The rate printed on the policy"),
    )
    insured_amount: Quantity = fact(MONEY, "投保金额", "Insured amount")
    year: Quantity = fact(YEAR, "年份", "Year")
    kind: Choice = fact(OneOf(_INSURANCE), "险种", "Kind of insurance")
    ref: str | None = same_item()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Facts(Profile):
    """The facts of an applicant that these measures use."""

    tech_fund_loans: Items[TechFundLoan] = fact(
        ListOf(TechFundLoan), "技术创新基金贷款", "Technology Innovation Fund loans",
        section=Section.LOANS, short=("基金贷款", "fund loans"),
    )
    equipment_projects: Items[EquipmentProject] = fact(
        ListOf(EquipmentProject), "技术改造项目（上年度设备投入）",
        "Technical-renovation projects (last year’s equipment)", section=Section.EQUIPMENT, short=("设备", "equipment"),
    )
    joint_lab_qualified: Truth = fact(
        YesNo(), "共建联合实验室符合条件", "The joint laboratory meets the conditions",
        section=Section.RESEARCH,
    )
    joint_lab_equipment: Quantity = fact(
        MONEY, "联合实验室新增研发设备（含软件）投入",
        "New R&D equipment and software of the joint lab", section=Section.RESEARCH,
        short=("实验室", "laboratory"), ref="joint_lab_ref",
    )
    joint_lab_fiscal_money: Quantity = fact(
        MONEY, "其中财政资金", "Fiscal money in it", zero=True, section=Section.RESEARCH,
        part_of="joint_lab_equipment",
    )
    joint_lab_ref: str | None = same_item(section=Section.RESEARCH)
    pledge_loans: Items[PledgeLoan] = fact(
        ListOf(PledgeLoan), "知识产权质押贷款", "Loans on pledged intellectual property",
        section=Section.LOANS, short=("质押贷款", "pledge loans"),
    )
    lpr_1y_pct: Quantity = fact(
        PERCENT, "一年期贷款市场报价利率（%）", "One-year loan prime rate (%)",
        Text("不填则用内置的最近一期数值", "Left empty, the latest figure on file is used"),
        section=Section.LOANS, on_file=lpr_1y_on,
    )
    standards: Items[Standard] = fact(
        ListOf(Standard), "参与制定的标准", "Standards drafted", section=Section.STANDARDS,
    )
    consulting_fees: Items[ConsultingFee] = fact(
        ListOf(ConsultingFee), "管理咨询费用", "Management-consulting fees",
        section=Section.STANDARDS, short=("咨询", "consulting"),
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
        MONEY, "申请融资金额", "Financing requested", section=Section.LOANS, short=("融资", "financing"),
    )
    venue_rents: Items[VenueRent] = fact(
        ListOf(VenueRent), "市场活动场租", "Venue rents", section=Section.MARKETS, short=("场租", "venues"),
    )
    overseas_exhibition_first_claim: Truth = fact(
        YesNo(), "首年申请境外参展补助", "First year of claiming for overseas exhibitions",
        section=Section.MARKETS,
    )
    credit_insurance_policies: Items[InsurancePolicy] = fact(
        ListOf(InsurancePolicy), "贸易信用保险保单", "Trade credit insurance policies",
        section=Section.MARKETS, short=("信保", "credit insurance"),
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
        section=Section.RECEIVED, doubted_from=5 * 10**7,
    )
    cluster_fund_received: Quantity = fact(
        MONEY, "已获得的集群资金", "Cluster funds already received", zero=True, section=Section.RECEIVED,
    )
    digital_subsidy_received: Quantity = fact(
        MONEY, "已获得的数字化改造补助", "Digital-retrofit subsidy already received", zero=True,
        section=Section.RECEIVED, doubted_from=5 * 10**7,
    )


NAMES = {
    "equipment_projects": "技改项目、技术改造项目、renovation project",
    "equipment_projects.investment": EQUIPMENT_NAMES,
    "joint_lab_qualified": "联合实验室符合条件、联合实验室达标、joint lab qualifies",
    "joint_lab_equipment": "联合实验室、联合实验室设备、实验室设备、研发设备、共建实验室、joint lab、"
    "joint laboratory、lab equipment、R&D equipment",
    "joint_lab_fiscal_money": "财政资金、fiscal money",
    "tech_fund_loans": "技术创新基金、技创基金、技术创新基金贷款、技创基金贷款、创新基金、创新基金贷款、"
    "基金贷款、Technology Innovation Fund、innovation fund、innovation fund loan、fund loan",
    "tech_fund_loans.principal": LOAN_NAMES,
    "tech_fund_loans.financing_rate_pct": "融资总成本、融资成本、综合成本、利率、年利率、年化、financing cost、"
    "interest rate、interest、rate",
    "tech_fund_loans.use=fixed_asset": "固定资产、固投、fixed assets、fixed asset",
    "tech_fund_loans.use=rnd": "研发、R&D",
    "pledge_loans": "知识产权质押、知产质押、知识产权贷款、知识产权质押融资、质押贷款、质押融资、质押、"
    "IP loan、IP-backed loan、IP pledge、pledge loan、pledged loan、pledge、pledged",
    "pledge_loans.principal": LOAN_NAMES,
    "pledge_loans.rate_pct": "利率、年利率、年化、贷款利率、利息、interest rate、interest、rate",
    "pledge_loans.year": "付息、interest paid in",
    "pledge_loans.collateral=patent": "专利、专利权、发明专利、patent right",
    "pledge_loans.collateral=trademark": "商标、商标权、trade mark、trademark right",
    "pledge_loans.collateral=copyright": "著作权、版权、软著、软件著作权",
    "lpr_1y_pct": "贷款市场报价利率、LPR、一年期LPR、loan prime rate、1-year LPR、one-year LPR",
    "financing_requested": "申请融资、融资需求、融资金额、融资、想贷款、需要贷款、想融资、financing、"
    "financing needed、financing need、want to borrow、need to borrow",
    "digital_subsidy_received": "数字化改造补助、数字化补助、数字化补贴、digital subsidy",
    "standards": "标准制定、制定标准、起草标准、标准、standard",
    "standards.kind=international": "国际标准、ISO标准",
    "standards.kind=national": "国家标准、国标",
    "standards.kind=industry": "行业标准、行标",
    "standards.kind=association": "团体标准、团标、group standard",
    "standards.kind=local": "地方标准、地标",
    "standards.kind=enterprise": "企业标准、企标",
    "standards.role=main_drafter": "主要起草单位、主要起草、主导制定、主导起草、牵头制定、牵头起草、"
    "第一起草单位、主导、main drafter、lead drafter、led the drafting、leading drafter",
    "standards.role=participant": "参与单位、参与制定、参与起草、参与修订、参与、took part in drafting、"
    "co-drafter、participated",
    "cluster_fund_received": "集群资金、cluster funds",
    "consulting_fees": "管理咨询、管理咨询费、咨询费、咨询费用、咨询服务费、咨询、management consulting、"
    "consulting fee、consulting、consultancy、consultant",
    "training_attendance": "到课人数、到课、培训人数、培训、attendance",
    "venue_rents": "场租、场租费、场地费、场地租金、会场租金、展会场租、推介会场租、venue rent、venue hire、"
    "hall rent",
    "venue_rents.place=mainland": "境内、国内、in China、mainland",
    "venue_rents.place=hk_mo_tw": "港澳台、香港、澳门、台湾、Hong Kong、Macao、Taiwan",
    "venue_rents.place=overseas": "国外、境外、海外、abroad",
    "overseas_exhibition_first_claim": "首年申请境外参展、首次申请境外参展、第一年申请境外参展、"
    "first overseas exhibition claim",
    "credit_insurance_policies": "信用保险、信保、贸易信用保险、贸易险、trade credit insurance、"
    "credit insurance",
    "credit_insurance_policies.premium_paid": "保费、保险费、premium、premium paid",
    "credit_insurance_policies.rate_permille": "保险费率、费率、premium rate、rate",
    "credit_insurance_policies.insured_amount": "投保金额、保额、保险金额、insured amount、sum insured",
    "credit_insurance_policies.kind=domestic": "国内贸易信用保险、国内信用保险、国内信保、内贸险、国内、"
    "domestic",
    "credit_insurance_policies.kind=export": "出口信用保险、出口信保、出口、export",
    "flexible_talent_agreement_years": "工作协议、柔性引进、柔性引才",
    "flexible_talent_months_a_year": "每年在厦门工作、每年在厦工作、每年在厦门、months a year in Xiamen",
    "reserve_award_received": "后备企业奖励、后备奖励、reserve award",
}  # fmt: skip
"""Other names people use for these facts, as in `fact_names`."""

# --- who may claim -------------------------------------------------------------------------------

_SRDI = (Title.SRDI_SME, Title.LITTLE_GIANT, Title.KEY_LITTLE_GIANT)


def srdi(words: str = "专精特新企业") -> Who:
    """Return the titles of section 七, and as inferred the reserve, which （1） picks from SRDI SMEs."""
    return Who(_SRDI, words, inferred=(Title.LITTLE_GIANT_RESERVE,))


def little_giants(words: str) -> Who:
    """Return little giants, with key little giants (inferred), chosen from them."""
    return Who((Title.LITTLE_GIANT,), words, inferred=(Title.KEY_LITTLE_GIANT,))


# --- when they hold ------------------------------------------------------------------------------

FIRST_DAY = day("于2024年9月11日印发实施")
LAST_DAY = day("自发布之日起开始实施至2026年12月31日")


def of_these_years(entry: Any) -> Truth:
    """Check whether a cost is of the years of the measures; a year counts as a whole."""
    return in_years(entry.year, FIRST_DAY, LAST_DAY)


def in_time(zh: str, en: str, truth: Truth, quote: str) -> Condition:
    """Return the condition that there is a cost of these years, named `zh` and `en`."""
    first, last = FIRST_DAY[:4], LAST_DAY[:4]
    return require(
        "years", f"{zh}在 {first} 至 {last} 年之内", f"{en} between {first} and {last}", truth, quote,
    )


def other_costs(
    items: Items[Any], counts: Callable[[Any], Truth] | None = None
) -> Iterator[Text]:
    """Yield remarks on entries of other years that would otherwise count."""
    return other_years(items, FIRST_DAY, LAST_DAY, counts)


# --- conventions the text leaves open ------------------------------------------------------------

YEAR_365 = convention(365, Unit.DAY, Text("一年按 365 天计", "a year counted as 365 days"))
YEAR_360 = convention(360, Unit.DAY, Text("一年按 360 天计", "a year counted as 360 days"))
ONE = convention(1, Unit.RATIO, Text("原价", "the price itself"))
VAT_13 = convention(13, Unit.RATIO, Text("增值税率 13%", "VAT at 13%"), per=100)

# --- the clauses ---------------------------------------------------------------------------------


@measure(
    Text("构建梯度培育体系", "Tiered cultivation system"), Kind.SERVICE, agencies=(BIIT, DISTRICTS, TORCH),
    cited=(CULTIVATION_RULES,), government_task=True,
)
def xm_1(firm: Facts, reading: str) -> Outcome:
    return service()


@measure(
    Text("后备企业绩效奖励", "Performance award for little-giant reserve enterprises"), Kind.AWARD,
    agencies=(BIIT,), who=Who((Title.LITTLE_GIANT_RESERVE,), "支持专精特新“小巨人”后备企业创新发展"),
    readings=(
        reading(
            "L", "30 万元是累计上限：文中没有“每年”",
            "RMB 300,000 in all: the text does not say “a year”",
        ),
        reading("Y", "30 万元是每年上限", "RMB 300,000 a year"),
    ),
    notes=(
        Text(
            "金额按绩效考核结果确定，考核办法在实施细则中。",
            "The amount follows a performance assessment; its method is in the implementing rules.",
        ),
    ),
)
def xm_2(firm: Facts, reading: Literal["L", "Y"]) -> Outcome:
    award = law("最高30万元奖励")
    return up_to(award if reading == "Y" else award.less(firm.reserve_award_received))


@measure(
    Text("首次“小巨人”奖励", "First-time little-giant award"), Kind.AWARD, agencies=(BIIT, DISTRICTS, TORCH),
    who=little_giants("首次获得专精特新“小巨人”称号的企业"),
    readings=(
        reading(
            "E", "市、区各 50 万元，只给措施施行以后首次获得称号的",
            "RMB 500,000 each from city and district, for titles first obtained since the measures "
            "took effect",
        ),
        reading("W", "何时首次获得称号都算", "Whenever the title was first obtained"),
    ),
    notes=(
        Text(
            "条文没有写明首次获得称号的起算时间；一般来说，新的规定不适用于施行以前的事。",
            "The clause does not say from when a first title counts; a new rule as a rule does not "
            "reach back.",
        ),
        Text(
            "市级和区级分别兑现，时间可能不同。",
            "City and district pay separately, possibly at different times.",
        ),
    ),
    paid=Paid(Frequency.ONCE, "分别给予一次性"),
)
def xm_3(firm: Facts, reading: Literal["E", "W"]) -> Outcome:
    # 分别 means "each": the city pays one award, the district another.
    each, words = law("分别给予一次性50万元奖励"), "首次获得专精特新“小巨人”称号"
    obtained = firm.little_giant_title_date
    conditions = [
        require(
            "first_title", "首次获得“小巨人”称号", "First time holding the little-giant title",
            firm.first_little_giant_title & obtained.not_after(firm.date), words,
        )
    ]
    if reading != "W":
        conditions.append(
            require(
                "obtained", f"在措施施行（{FIRST_DAY}）以后获得",
                f"Obtained since the measures took effect ({FIRST_DAY})",
                obtained.from_day(FIRST_DAY), words,
            )
        )
    return exactly(
        each.called("市级奖励", "Award from the city")
        + each.called("区级奖励", "Award from the district"),
        *conditions,
    )


@measure(
    Text("技术创新基金贴息贷款", "Technology Innovation Fund loans"), Kind.SAVING, agencies=(BIIT,), who=srdi(),
    cited=(FISCAL_TOOLS_CAI,),
    readings=(
        reading("A", "利息按实际天数除以 365 计", "Interest by actual days over 365"),
        reading("B", "利息按实际天数除以 360 计", "Interest by actual days over 360"),
    ),
    notes=(
        Text(
            "贴息是少付的利息，不是发给企业的现金。",
            "The subsidy is interest not charged, not cash paid to the enterprise.",
        ),
        Text(
            "非“小巨人”企业的额度由“从5亿元提高至”“从5000万元提高至”推出。",
            "Limits for enterprises that are not little giants are inferred from “raised from”.",
        ),
        Text(
            "各笔贷款分别与上限比较；上限按项目还是按企业计，文中未写明。",
            "Each loan is held against the limit by itself; the text does not say whether the limit is "
            "for a project or for the enterprise.",
        ),
    ),
)
def xm_4(firm: Facts, reading: Literal["A", "B"]) -> Outcome:
    giant = firm.titles.include(Title.LITTLE_GIANT, Title.KEY_LITTLE_GIANT)
    own_cost = law("企业固定融资成本为2%/年")
    fixed_asset = either(giant, law("提高至10亿元"), law("固定资产投资贷款额度上限从5亿元"))
    rnd = either(giant, law("提高至1亿元"), law("研发创新贷款上限从5000万元"))
    year = YEAR_360 if reading == "B" else YEAR_365

    def saved(loan: TechFundLoan) -> Quantity:
        limit = either(loan.use.is_one_of("fixed_asset"), fixed_asset, rnd)
        rate = loan.financing_rate_pct.less(own_cost)
        interest = least(loan.principal, limit) * rate * (loan.days / year)
        return interest.called("财政贴息", "Interest paid by the budget")

    return exactly(
        firm.tech_fund_loans.total(saved),
        credit=(
            Credit("fixed_asset", fixed_asset, LOAN_USES["fixed_asset"]),
            Credit("rnd", rnd, LOAN_USES["rnd"]),
        ),
    )


@measure(
    Text("设备投入100～500万元技改补助", "Equipment-upgrade subsidy, RMB 1–5 million"), Kind.COST,
    agencies=(DISTRICTS, TORCH), who=srdi(), cited=(FIXED_ASSET_SUBSIDY,),
    readings=(
        reading(
            "P", "按项目计：“100～500万元”修饰技术改造项目",
            "By project: the range qualifies the renovation project",
        ),
        reading("E", "按企业全部项目合计", "By the enterprise’s projects added up"),
        reading("N", "按不含增值税的投入计（税率 13%）", "Net of VAT (at 13%)"),
    ),
    notes=(Text("补助比例在 10% 以内由各区确定。", "Each district sets the rate, within 10%."),),
    paid=Paid(Frequency.YEARLY, "按年度给予"),
)
def xm_5(firm: Facts, reading: Literal["P", "E", "N"]) -> Outcome:
    def spent(project: EquipmentProject) -> Quantity:
        return project.investment / (ONE + VAT_13) if reading == "N" else project.investment

    projects = firm.equipment_projects
    band, above = "上年度设备投入100～500万元", "上年度设备投入500万元（含）以上"

    def handed_over(spending: Quantity) -> Truth:
        return meets(spending, above)

    def subsidized(spending: Quantity) -> Quantity:
        counted = when(~handed_over(spending), within(spending, band))
        subsidy = law("不超过设备投入10%") * counted
        return subsidy.to_the_fen().called("一个项目的补助", "Subsidy for a project")

    if reading == "E":
        spending = projects.total(spent)
        amount, reached = subsidized(spending), meets(spending, band) | handed_over(spending)
        gone = handed_over(spending)
    else:
        amount = projects.total(lambda project: subsidized(spent(project)))
        inside = projects.some(lambda p: meets(spent(p), band) & ~handed_over(spent(p)))
        over = projects.some(lambda p: handed_over(spent(p)))
        reached, gone = inside | over, over & ~inside
    return up_to(
        amount,
        require(
            "investment", "上年度设备投入达到 100 万元",
            "Equipment investment last year of RMB 1 million or more", reached, band,
        ),
        other_policy=require(
            "above_band", "设备投入 500 万元（含）以上，按现行工业固投补助政策执行",
            "At RMB 5 million or more the industrial fixed-asset investment subsidy applies "
            "instead",
            gone, above,
        ),
        remarks=() if reading == "E" else projects.telling(
            lambda project: handed_over(spent(project)),
            Text(
                "适用现行工业固投补助政策，这里不计",
                "falls under the industrial fixed-asset investment subsidy and is not counted here",
            ),
        ),
    )


@measure(Text("联合组建研发机构", "Joint R&D institutions"), Kind.SERVICE, agencies=(SCIENCE,), who=srdi())
def xm_6(firm: Facts, reading: str) -> Outcome:
    return service()


@measure(
    Text("联合实验室设备补助", "Joint-laboratory equipment subsidy"), Kind.COST, agencies=(SCIENCE,),
    who=Who((), "符合条件的共建联合实验室", inferred=(*_SRDI, Title.LITTLE_GIANT_RESERVE)),
    readings=(
        reading(
            "T", "牵头企业须为专精特新企业：措施整体面向专精特新企业",
            "The lead firm must be an SRDI enterprise, as the measures address them",
        ),
        reading("N", "条文未限定称号", "The clause names no title", any_title=True),
    ),
    notes=(
        Text(
            "上限按每个联合实验室一次计；文中未写明。",
            "The cap is taken once per laboratory; the text does not say.",
        ),
    ),
)
def xm_7(firm: Facts, reading: Literal["T", "N"]) -> Outcome:
    own_money = firm.joint_lab_equipment.less(firm.joint_lab_fiscal_money)
    subsidy = law("按照新增研发设备（含软件)非财政资金投入的10%给予补助") * own_money
    return exactly(
        least(subsidy, law("最高1000万元")),
        require(
            "qualified", "共建联合实验室符合条件", "The joint laboratory meets the conditions",
            firm.joint_lab_qualified, "符合条件的共建联合实验室",
        ),
    )


@measure(
    Text("共建中试平台", "Joint pilot-scale testing platforms"), Kind.SERVICE, agencies=(SCIENCE, BIIT),
    who=srdi(),
    addressed=Text(
        "龙头企业，联合专精特新企业共建", "leading enterprises, jointly with SRDI enterprises",
    ),
)
def xm_8(firm: Facts, reading: str) -> Outcome:
    return service()


@measure(
    Text("产学研供需对接", "Industry–university–research matching"), Kind.SERVICE, agencies=(BIIT, SCIENCE),
    who=srdi(), government_task=True,
)
def xm_9(firm: Facts, reading: str) -> Outcome:
    return service()


@measure(
    Text("申报创新引领工程", "Access to the Innovation-Leading Programme"), Kind.COST, agencies=(BIIT, SCIENCE),
    who=srdi(), judged=(unnamed("按条件享受"),),
)
def xm_10(firm: Facts, reading: str) -> Outcome:
    return elsewhere(where="申报我市创新引领工程相关项目")


@measure(
    Text("知识产权一站式服务", "One-stop IP services"), Kind.SERVICE, agencies=(AMR, BIIT), who=srdi(),
    addressed=Text(
        "知识产权公共服务机构，面向专精特新企业提供服务",
        "public IP service institutions, for SRDI enterprises",
    ),
)
def xm_11(firm: Facts, reading: str) -> Outcome:
    return service()


@measure(
    Text("专利预审额度保障", "Reserved quota for patent pre-examination"), Kind.SERVICE, agencies=(AMR, BIIT),
    who=srdi(), judged=(judged("符合产业领域", "the enterprise is in one of the industries covered"),),
)
def xm_12(firm: Facts, reading: str) -> Outcome:
    return service()


@measure(
    Text("知识产权质押贴息", "IP-pledge loan interest subsidy"), Kind.INTEREST, agencies=(AMR,), who=srdi(),
    readings=(
        reading(
            "A", "贷款利率超过 LPR 的部分不计，再按 60% 补贴",
            "Interest up to the LPR counts; 60% of it is subsidized",
        ),
        reading(
            "B", "补贴利率为贷款利率的 60%，以 LPR 为限",
            "The subsidy rate is 60% of the loan rate, capped at the LPR",
        ),
        reading("C", "贷款利率超过 LPR 的不予补贴", "Loans above the LPR get nothing"),
        reading("A360", "同默认，按 360 天计息", "As the default, with a year of 360 days"),
        reading(
            "D", "LPR 取付息年份 12 月的数值", "The LPR of December of the year of payment",
        ),
    ),
    notes=(
        Text(
            "“最高60%”是上限，实际比例由主管部门确定。",
            "“Up to 60%” is a maximum; the department sets the rate.",
        ),
        Text(
            "条文没有写以哪一天的 LPR 为准；这里默认取规则日期当天的数值。公开报道的 2023 年做法是还清贷款"
            "后申请，取还款年份 12 月的数值。",
            "The clause does not say which day’s LPR counts; by default that of the day of the rules "
            "is used. As reported in 2023, one applied once the loan was repaid, and the LPR was that "
            "of December of the year of repayment.",
        ),
    ),
    paid=Paid(Frequency.YEARLY, "企业一年享受贴息总额"),
)
def xm_13(firm: Facts, reading: Literal["A", "B", "C", "A360", "D"]) -> Outcome:
    share = law("比例最高60%")
    longest = law("单笔贷款补贴期限最长不超过1年") * YEAR_365
    cap = law("企业一年享受贴息总额最高30万元")
    year = YEAR_360 if reading == "A360" else YEAR_365

    def pledged(loan: PledgeLoan) -> Truth:
        return loan.collateral.is_one_of("patent", "trademark")

    def subsidy(loan: PledgeLoan) -> Quantity:
        lpr = lpr_in_december(loan.year) if reading == "D" else firm.lpr_1y_pct
        match reading:
            case "B":
                rate = least(share * loan.rate_pct, lpr)
            case "C":
                rate = when(~exceeds(loan.rate_pct, lpr), share * loan.rate_pct)
            case _:
                rate = share * least(loan.rate_pct, lpr)
        interest = loan.principal * rate * (least(loan.days, longest) / year)
        counted = when(pledged(loan) & of_these_years(loan), interest)
        return counted.called("单笔贴息", "Subsidy for the loan")

    return up_to(
        firm.pledge_loans.total_by_year(
            subsidy,
            capped=lambda interest: (
                least(interest, cap).to_the_fen().called("年度贴息", "Subsidy of a year")
            ),
            year=lambda loan: loan.year,
        ),
        require(
            "pledge", "以专利或商标质押贷款", "A loan on pledged patents or trademarks",
            firm.pledge_loans.some(pledged), "利用专利、商标进行质押融资",
        ),
        in_time(
            "其付息", "Interest on it paid",
            firm.pledge_loans.some(lambda loan: pledged(loan) & of_these_years(loan)),
            "利用专利、商标进行质押融资",
        ),
        remarks=other_costs(firm.pledge_loans, pledged),
    )


@measure(
    Text("标准制定资助", "Grant for drafting standards"), Kind.GRANT, agencies=(AMR,), who=srdi(),
    readings=(
        reading("P", "每个标准项目最高 100 万元", "Up to RMB 1 million for each standard project"),
        reading("E", "每家企业最高 100 万元", "Up to RMB 1 million for each enterprise"),
    ),
    notes=(
        Text(
            "《厦门市标准化战略专项资金管理办法》（2025-09-30）对标准另有资助，金额不同；两者以哪个为准，没有写明。",
            "The Measures of Xiamen for the Special Fund for Standardization (2025-09-30) have other "
            "figures for standards; which of the two prevails is not said.",
        ),
    ),
)
def xm_14(firm: Facts, reading: Literal["P", "E"]) -> Outcome:
    def led(standard: Standard) -> Truth:
        return standard.role.is_one_of("main_drafter") & standard.kind.is_one_of(
            "international", "national", "industry"
        )

    grant = law("给予最高100万元资助")
    return up_to(
        grant if reading == "E" else grant * firm.standards.how_many(led),
        require(
            "main_drafter", "作为主要起草单位制定国际、国家或行业标准",
            "Main drafting unit of an international, national or industry standard",
            firm.standards.some(led), "作为主要起草单位制定的国际标准、国家标准、行业标准项目",
        ),
    )


@measure(
    Text("特色产业集群运营资金", "Cluster-operation fund"), Kind.GRANT, agencies=(BIIT,),
    applicants=(Applicant.CLUSTER_OPERATOR,),
    readings=(reading("T", "三年合计最高 200 万元", "Up to RMB 2 million over three years"),),
    notes=(
        Text(
            "文中没有写三年各给多少，不能平均分。",
            "The text does not say how much in which of the three years; equal parts would be a guess.",
        ),
    ),
    paid=Paid(Frequency.STAGED, "分3年给予"),
)
def xm_15(firm: Facts, reading: Literal["T"]) -> Outcome:
    return up_to(
        law("最高200万元资金支持").less(firm.cluster_fund_received),
        require(
            "national_cluster", "获评国家级中小企业特色产业集群",
            "Recognized as a national SME specialty industry cluster",
            firm.clusters_recognised.include("national"), "获评国家级中小企业特色产业集群",
        ),
    )


@measure(
    Text("政府购买培育服务", "Government-purchased services"), Kind.SERVICE, agencies=(BIIT,), who=srdi(),
    government_task=True,
)
def xm_16(firm: Facts, reading: str) -> Outcome:
    return service()


@measure(
    Text("数字化改造补助", "Digital-retrofit subsidy"), Kind.COST, agencies=(BIIT,), who=Who(
        (Title.LITTLE_GIANT_RESERVE, Title.LITTLE_GIANT),
        "专精特新“小巨人”后备企业、专精特新“小巨人”企业", inferred=(Title.KEY_LITTLE_GIANT,),
    ),
    readings=(
        reading(
            "L", "25 万元是累计上限：文中没有“每年”",
            "RMB 250,000 in all: the text does not say “a year”",
        ),
        reading("Y", "25 万元是每年上限", "RMB 250,000 a year"),
        reading("I", "改造后等级须高于改造前", "The level must rise"),
    ),
    judged=(unnamed("符合条件"),),
)
def xm_17(firm: Facts, reading: Literal["L", "Y", "I"]) -> Outcome:
    cap = law("单家企业最高25万元")
    left = cap if reading == "Y" else cap.less(firm.digital_subsidy_received)
    conditions = [
        require(
            "level", "改造后数字化水平达到二级以上", "Digital level 2 or above after the retrofit",
            meets(firm.digital_level_after, "改造后数字化水平达到二级以上"),
        )
    ]
    if reading == "I":
        conditions.append(
            require(
                "level_rises", "改造后等级高于改造前", "A higher digital level after than before",
                exceeds(firm.digital_level_after, firm.digital_level_before),
                "改造后数字化水平达到二级以上",
            )
        )
    return up_to(
        least(law("按其数字化改造实际投入资金最高30%给予补助") * firm.digital_spend, left),
        *conditions,
    )


@measure(
    Text("管理咨询补助", "Management-consulting subsidy"), Kind.COST, agencies=(BIIT,), who=srdi(),
    cited=(SME_FUND_RULES,), paid=Paid(Frequency.YEARLY, "每家企业每年补助"),
)
def xm_18(firm: Facts, reading: str) -> Outcome:
    share, cap = law("给予最高50%的补助"), law("每家企业每年补助最高30万元")
    fees = firm.consulting_fees
    return up_to(
        fees.total_by_year(
            lambda fee: when(of_these_years(fee), fee.amount),
            capped=lambda fees: (
                least(share * fees, cap).to_the_fen().called("年度补助", "Subsidy of a year")
            ),
            year=lambda fee: fee.year,
        ),
        in_time(
            "费用", "Fees incurred",
            fees.some(of_these_years), "按企业为获得该项服务实际发生费用总额",
        ),
        remarks=other_costs(fees),
    )


@measure(
    Text("数字化技能培训补贴", "Digital-skills training subsidy"), Kind.COST, agencies=(BIIT,),
    applicants=(Applicant.TRAINING_PROVIDER,), cited=(IT_INTEGRATION,),
    readings=(
        reading(
            "F", "发给培训举办单位，只计全天到课", "Paid to the training provider; full days only",
        ),
        reading(
            "G", "发给参训的专精特新企业", "Paid to the SRDI enterprises whose staff attend",
            applicants=(Applicant.ENTERPRISE,),
        ),
    ),
    notes=(
        Text(
            "条文没有写补贴发给谁；默认按培训举办单位推定。",
            "The clause does not say who is paid; by default the training provider is inferred.",
        ),
        Text(
            "半天怎样折算、是否以实际费用为限，条文未写，在实施办法中；这里只计全天到课的人次。",
            "How half days count, and whether the actual cost is a limit, is left to other rules; "
            "only persons on full days are counted here.",
        ),
    ),
)
def xm_19(firm: Facts, reading: str) -> Outcome:
    persons = firm.training_attendance.total(lambda each: each.persons, Unit.COUNT)
    return up_to(
        law("每天每人次最高500元") * persons,
        require(
            "qualified", "培训课程符合条件", "The training course meets the conditions",
            firm.training_course_qualified, "符合条件的培训课程",
        ),
    )


@measure(
    Text("国有经营场地", "Public business premises"), Kind.SPACE, agencies=(DISTRICTS, TORCH),
    who=Who((Title.INNOVATIVE_SME,), "为创新型中小企业提供适宜的经营场地"),
    readings=(
        reading("A", "只面向创新型中小企业", "For innovative SMEs alone"),
        reading(
            "U", "更高称号的企业也是创新型中小企业，同样适用",
            "Enterprises with higher titles are innovative SMEs too",
            also=(*_SRDI, Title.LITTLE_GIANT_RESERVE),
        ),
    ),
    government_task=True,
)
def xm_20(firm: Facts, reading: str) -> Outcome:
    return service()


@measure(
    Text("通用厂房", "General-purpose plant"), Kind.SPACE, agencies=(DISTRICTS, TORCH),
    who=Who((Title.SRDI_SME,), "用于保障专精特新中小企业发展", inferred=(Title.LITTLE_GIANT_RESERVE,)),
    readings=(
        reading("A", "只面向专精特新中小企业", "For SRDI SMEs alone"),
        reading(
            "U", "“小巨人”企业也是专精特新中小企业，同样适用",
            "Little giants are SRDI SMEs too",
            also=(Title.LITTLE_GIANT, Title.KEY_LITTLE_GIANT),
        ),
    ),
    government_task=True,
)
def xm_21(firm: Facts, reading: str) -> Outcome:
    return service()


@measure(
    Text("“小巨人”企业用地", "Land for little giants"), Kind.SPACE, agencies=(NRP, BIIT),
    who=little_giants("专精特新“小巨人”企业的用地需求"),
)
def xm_22(firm: Facts, reading: str) -> Outcome:
    return service()


@measure(
    Text("核心技术高管人才认定", "Talent status for core technical executives"), Kind.TALENT,
    agencies=(TALENT, BIIT, EDUCATION), who=Who(
        (Title.LITTLE_GIANT, Title.KEY_LITTLE_GIANT),
        "专精特新重点“小巨人”、专精特新“小巨人”企业的核心技术高管",
    ),
    cited=(TALENT_STANDARDS,), judged=(unnamed("符合条件的人才子女"),),
)
def xm_23(firm: Facts, reading: str) -> Outcome:
    level = either_words(
        firm.titles.include(Title.KEY_LITTLE_GIANT), Text("B", "B"), Text("C", "C")
    )
    return service(
        says=Text(
            "核心技术高管按规定纳入 {level} 类高层次人才认定范畴",
            "Class {level} of high-level talent for core technical executives, under the rules",
        ).fill(level=level)
    )


@measure(
    Text("政府购买人才服务", "Government-purchased talent services"), Kind.TALENT, agencies=(BIIT,), who=srdi(),
    government_task=True,
)
def xm_24(firm: Facts, reading: str) -> Outcome:
    return service()


@measure(
    Text("经营管理人才培训", "Training for managers"), Kind.TALENT, agencies=(BIIT,), who=srdi(),
    cited=(PROVINCE_2024_23,),
)
def xm_25(firm: Facts, reading: str) -> Outcome:
    return service()


@measure(
    Text("高级职称直接申报", "Direct application for senior titles"), Kind.TALENT, agencies=(HRSS, BIIT),
    who=srdi(), cited=(PROVINCE_2023_11,),
    judged=(
        judged(
            "具有突出技术创新能力、取得原创性科技成果以及作出重大贡献",
            "the engineer has outstanding ability to innovate, original results and a major contribution",
        ),
    ),
    notes=(
        Text(
            "涉及公共安全、人身健康的专业除外。",
            "Specialities that concern public safety or human health are excepted.",
        ),
    ),
)
def xm_26(firm: Facts, reading: str) -> Outcome:
    return service()


@measure(
    Text("柔性引进人才申报职称", "Titles for flexibly engaged talent"), Kind.TALENT,
    agencies=(TALENT, HRSS, BIIT), who=srdi(), cited=(PROVINCE_2024_23,),
)
def xm_27(firm: Facts, reading: str) -> Outcome:
    return service(
        require(
            "agreement", "与企业签订 1 年以上工作协议", "A work agreement of 1 year or more",
            meets(firm.flexible_talent_agreement_years, "签订1年以上工作协议"), of_person=True,
        ),
        require(
            "months", "每年累计在厦门工作不少于 2 个月", "At least 2 months’ work a year in Xiamen",
            meets(firm.flexible_talent_months_a_year, "每年累计在我市工作不少于2个月"),
            of_person=True,
        ),
    )


@measure(
    Text("产业引导基金支持", "Guidance-fund support"), Kind.EQUITY, agencies=(FINANCE, BIIT), who=srdi(),
    judged=(unnamed("符合条件"),),
)
def xm_28(firm: Facts, reading: str) -> Outcome:
    return service(says=FUND_INVESTS)


@measure(
    Text("专项增信子基金", "Credit-enhancement sub-fund"), Kind.CREDIT, agencies=(FINANCE, FINANCIAL),
    who=srdi(), cited=(FISCAL_TOOLS_FU,),
    judged=(
        Judged(
            "符合授信条件",
            Text(
                "条文另要求“符合授信条件”，由金融机构决定。",
                "The clause also asks that the enterprise qualifies for credit (“符合授信条件”); the "
                "lender decides.",
            ),
        ),
    ),
    notes=(
        Text(
            "增信服务费“暂免收”，以后是否恢复，条文没有写明。",
            "The credit-enhancement fee is waived “for now”; whether it returns is not said.",
        ),
        Text(
            "条文第一句面向金融机构：为专精特新企业定制金融服务方案。",
            "The first sentence addresses financial institutions: they are encouraged to tailor "
            "services to SRDI enterprises.",
        ),
    ),
)
def xm_29(firm: Facts, reading: str) -> Outcome:
    return borrow_up_to(
        Credit(None, least(firm.financing_requested, law("提供最高2000万元的融资支持")))
    )


@measure(
    Text("先进制造业基金和科创风投基金", "Manufacturing and venture funds"), Kind.EQUITY,
    agencies=(FINANCE, CSRC, NFRA), who=srdi(),
    judged=(
        judged(
            "关键产业链上创新能力强",
            "the enterprise is in a key industrial chain and strong in innovation",
        ),
    ),
)
def xm_30(firm: Facts, reading: str) -> Outcome:
    return service(says=FUND_INVESTS)


@measure(
    Text("上市挂牌培育", "Preparation for listing"), Kind.EQUITY, agencies=(FINANCIAL, CSRC, FINANCE, BIIT),
    who=Who(
        _SRDI, "优质中小企业", inferred=(Title.INNOVATIVE_SME, Title.LITTLE_GIANT_RESERVE),
    ),
    judged=(unnamed("符合条件"),),
)
def xm_31(firm: Facts, reading: str) -> Outcome:
    return service()


@measure(
    Text("委托专项研究", "Commissioned research"), Kind.SERVICE, agencies=(BIIT,), government_task=True,
)
def xm_32(firm: Facts, reading: str) -> Outcome:
    return service()


@measure(
    Text("发榜揭榜对接", "Open-challenge matching"), Kind.SERVICE, agencies=(BIIT,), who=srdi(),
    cited=(MIIT_RULES,),
)
def xm_33(firm: Facts, reading: str) -> Outcome:
    return service()


@measure(
    Text("国内市场活动场租补贴", "Venue-rent subsidy"), Kind.COST, agencies=(BIIT,), who=srdi(),
    readings=(
        reading(
            "L", "10 万元是累计上限：文中没有“每年”",
            "RMB 100,000 in all: the text does not say “a year”",
        ),
        reading("Y", "10 万元是每年上限", "RMB 100,000 a year"),
    ),
    notes=(
        Text(
            "这里只计境内（不含港澳台地区）的活动；“国内各地”是否包括港澳台地区，条文没有写明。",
            "Only events in the mainland of China are counted here; whether “国内各地” includes Hong "
            "Kong, Macao and Taiwan, the clause does not say.",
        ),
        Text(
            "条文没有写补贴比例；场租不到 10 万元的，也不等于全额补贴。",
            "The clause names no rate: a rent below RMB 100,000 is not thereby subsidized in full.",
        ),
        Text(
            "活动须由企业自己举办，还是参加也算，条文没有写明。",
            "Whether the enterprise must hold the event itself or may take part in one, the clause "
            "does not say.",
        ),
    ),
)
def xm_34(firm: Facts, reading: Literal["L", "Y"]) -> Outcome:
    cap = law("不超过10万元的场租补贴")

    def mainland(rent: VenueRent) -> Truth:
        return rent.place.is_one_of("mainland")

    def paid(rent: VenueRent) -> Quantity:
        return when(mainland(rent) & of_these_years(rent), rent.amount)

    rents = firm.venue_rents
    if reading == "Y":
        amount = rents.total_by_year(paid, lambda sum_: least(sum_, cap), lambda rent: rent.year)
    else:
        amount = least(rents.total(paid), cap)
    return up_to(
        amount,
        require(
            "mainland_event", "在国内各地举办的市场活动", "A market event within the country",
            rents.some(mainland),
            "在国内各地举办的产品推介会、新品发布会、订货会、经销商大会等开拓市场活动",
        ),
        in_time(
            "其场租", "Rent for it paid",
            rents.some(lambda rent: mainland(rent) & of_these_years(rent)),
            "在国内各地举办的产品推介会、新品发布会、订货会、经销商大会等开拓市场活动",
        ),
        remarks=other_costs(rents, mainland),
    )


@measure(
    Text("重点场所展示", "Display at transport hubs"), Kind.SERVICE, agencies=(BIIT,),
    who=little_giants("支持专精特新“小巨人”企业在机场、高铁、地铁、公交等重点场所"),
)
def xm_35(firm: Facts, reading: str) -> Outcome:
    return service()


@measure(
    Text("境外参展补助", "Overseas exhibition support"), Kind.COST, agencies=(COMMERCE, BIIT), who=Who(
        (Title.SRDI_SME, Title.LITTLE_GIANT_RESERVE, Title.LITTLE_GIANT),
        "将专精特新“小巨人”企业、专精特新“小巨人”后备企业以及首年申请补助的其他专精特新企业",
        inferred=(Title.KEY_LITTLE_GIANT,),
    ),
    readings=(
        reading(
            "E", "“首年”指第一次申请的那一年", "“First year” means the first year ever of claiming",
        ),
    ),
)
def xm_36(firm: Facts, reading: str) -> Outcome:
    named = firm.titles.include(
        Title.LITTLE_GIANT, Title.KEY_LITTLE_GIANT, Title.LITTLE_GIANT_RESERVE
    )
    return elsewhere(
        require(
            "named_or_first_claim", "“小巨人”企业、后备企业，或首年申请补助的其他专精特新企业",
            "A little giant, a reserve enterprise, or another SRDI enterprise in its first year "
            "of claiming",
            named | firm.overseas_exhibition_first_claim,
            "将专精特新“小巨人”企业、专精特新“小巨人”后备企业以及首年申请补助的其他专精特新企业",
        ),
        where="按规定给予补助",
    )


@measure(
    Text("APEC商务旅行卡", "APEC Business Travel Card"), Kind.SERVICE, agencies=(COMMERCE, BIIT), who=srdi(),
)
def xm_37(firm: Facts, reading: str) -> Outcome:
    return service()


@measure(
    Text("AEO认证", "Authorized Economic Operator"), Kind.SERVICE, agencies=(CUSTOMS, BIIT), who=srdi(),
)
def xm_38(firm: Facts, reading: str) -> Outcome:
    return service()


@measure(
    Text("国内贸易信用保险补贴", "Domestic trade credit insurance subsidy"), Kind.COST, agencies=(BIIT, NFRA),
    who=srdi(),
    readings=(
        reading(
            "A", "每张保单只计费率 7‰ 以内部分的保费；30 万元是累计上限：文中没有“每年”",
            "For each policy, the premium within a rate of 7‰ counts; RMB 300,000 in all: the text "
            "does not say “a year”",
        ),
        reading("A2", "实缴保费先抵 7‰ 以内部分", "Premium paid fills the 7‰ part first"),
        reading("AY", "30 万元是每年上限", "RMB 300,000 a year"),
        reading("B", "费率超过 7‰ 的保单不予补贴", "Policies above 7‰ get nothing"),
    ),
)
def xm_39(firm: Facts, reading: Literal["A", "A2", "AY", "B"]) -> Outcome:
    share, cap = law("按企业实缴保险费用40%给予补贴"), law("单家企业最高30万元")
    band = "单张保单保险费率7‰以内部分的保费"

    def domestic(policy: InsurancePolicy) -> Truth:
        return policy.kind.is_one_of("domestic")

    def premium(policy: InsurancePolicy) -> Quantity:
        match reading:
            case "A2":
                counted = least(policy.premium_paid, policy.insured_amount * law(band))
            case "B":
                counted = when(meets(policy.rate_permille, band), policy.premium_paid)
            case _:
                counted = policy.premium_paid * portion_within(law(band), policy.rate_permille)
        return when(domestic(policy) & of_these_years(policy), counted).called(
            "费率 7‰ 以内部分的保费", "Premium within the 7‰ rate"
        )

    policies = firm.credit_insurance_policies
    if reading == "AY":
        amount = policies.total_by_year(
            premium,
            capped=lambda premiums: (
                least(share * premiums, cap)
                .to_the_fen()
                .called("年度补贴", "Subsidy of a year")
            ),
            year=lambda policy: policy.year,
        )
    else:
        amount = least(share * policies.total(premium), cap)
    return exactly(
        amount,
        require(
            "insured", "参与国内贸易信用保险", "Domestic trade credit insurance taken out",
            policies.some(domestic), "参与国内贸易信用保险的专精特新企业",
        ),
        in_time(
            "其保费", "Premium for it paid",
            policies.some(lambda policy: domestic(policy) & of_these_years(policy)),
            "企业实缴保险费用",
        ),
        remarks=other_costs(policies, domestic),
    )


@measure(
    Text("首购订购与首台（套）", "First purchase and first-set equipment"), Kind.PROCUREMENT,
    agencies=(FINANCE,), who=srdi(), cited=(PROVINCE_2024_23,),
    judged=(
        judged(
            "功能、质量等指标能够满足政府采购需求",
            "function, quality and the like meet the needs of the purchase",
        ),
    ),
)
def xm_40(firm: Facts, reading: str) -> Outcome:
    return service()


POLICY = Policy(
    "xiamen-2024",
    Place("xiamen", Text("厦门", "Xiamen"), PROVINCES["fujian"], also=("鹭岛", "Amoy")),
    Text(
        "厦门市支持专精特新企业高质量发展的若干措施",
        "Several Measures of Xiamen Municipality to Support the High-Quality Development of SRDI "
        "Enterprises",
    ),
    valid_from=FIRST_DAY, valid_to=LAST_DAY, draft=False,
    measures=declared(globals()),
    facts=Facts,
    names=NAMES,
    overlaps=(
        Overlap(
            Use("xm-4", "tech_fund_loans"),
            Use("xm-13", "pledge_loans"),
            Text("同一笔贷款的利息只贴一次", "interest on one loan is subsidized once"),
        ),
        Overlap(
            Use("xm-5", "equipment_projects"),
            Use("xm-7", "joint_lab_equipment"),
            Text("同一台研发设备只补一次", "one piece of R&D equipment is subsidized once"),
        ),
        Overlap(
            Use("xm-5", "equipment_projects"),
            Use("xm-17", "digital_spend"),
            Text("同一项软件或网关只补一次", "one item of software or gateway is subsidized once"),
        ),
    ),
    cautions=(
        Caution(
            ("xm-3",),
            Text(
                "省级对“小巨人”企业的奖励能否由厦门企业享受，文件没有写明，这里不计",
                "the texts do not say whether Xiamen enterprises can have the province’s award for little "
                "giants; it is not counted",
            ),
        ),
        Caution(
            ("xm-4", "xm-5"),
            Text(
                "同一设备的贷款贴息和设备补助分别计算：一项对利息，一项对价款；能否都享受，文件没有写明",
                "interest saved and equipment subsidy for the same equipment are both counted, one being "
                "for interest, the other for the price; the texts do not say whether one may have both",
            ),
        ),
        Caution(
            ("xm-16", "xm-18"),
            Text(
                "政府出资购买的服务不是企业自己的费用，不能作为管理咨询费用填写",
                "services bought by the government are no cost of the enterprise and no consulting fees",
            ),
        ),
        Caution(
            ("xm-17",),
            Text(
                "同一改造已有国家试点城市补助的，能否再享受，文件没有写明",
                "the texts do not say whether a retrofit that has national pilot-city money may have this too",
            ),
        ),
    ),
    contact=Text(
        "市工信局中小企业处，电话 0592-2896792",
        "SME Division, Municipal Bureau of Industry and Information Technology, "
        "telephone 0592-2896792",
    ),
)
