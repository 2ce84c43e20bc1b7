"""福州市支持专精特新中小企业高质量发展的若干措施（征求意见稿）: the articles, in text order.

A draft for comment, superseded by 榕政办规〔2024〕21号, whose text is not here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from calculator.fields import COUNT, MONEY, Items, ListOf, Section, YesNo, fact
from calculator.i18n import Text
from calculator.measure import (
    Document,
    Frequency,
    Kind,
    Outcome,
    Paid,
    Policy,
    Who,
    declared,
    elsewhere,
    exactly,
    judged,
    measure,
    reading,
    require,
    service,
    unnamed,
    up_to,
)
from calculator.parameters import provincial_award_on
from calculator.phrases import day
from calculator.places import PROVINCES, Place
from calculator.quantity import Quantity, Truth, law, meets, most, or_more, total, when
from calculator.shared_facts import EQUIPMENT_NAMES, Applicant, Profile, Title, same_item

# --- who decides ---------------------------------------------------------------------------------

COUNTIES = Text(
    "各县（市）区人民政府", "People’s Governments of counties, county-level cities and districts",
)
HIGH_TECH = Text("高新区管委会", "Administrative Committee of Fuzhou High-tech Zone")
BIIT = Text("市工信局", "Fuzhou Municipal Bureau of Industry and Information Technology")
FINANCE = Text("市财政局", "Fuzhou Municipal Bureau of Finance")
FINANCIAL = Text("市金融监管局", "Fuzhou Municipal Local Financial Regulation Bureau")
SCIENCE = Text("市科技局", "Fuzhou Municipal Bureau of Science and Technology")
AMR = Text("市市场监管局", "Fuzhou Municipal Administration for Market Regulation")
COMMERCE = Text("市商务局", "Fuzhou Municipal Bureau of Commerce")
HRSS = Text("市人社局", "Fuzhou Municipal Bureau of Human Resources and Social Security")
NRP = Text("市自然资源和规划局", "Fuzhou Municipal Bureau of Natural Resources and Planning")
CONSTRUCTION = Text("市城乡建设局", "Fuzhou Municipal Urban and Rural Construction Bureau")
HOUSING = Text("市房管局", "Fuzhou Municipal Housing Administration Bureau")
EDUCATION = Text("市教育局", "Fuzhou Municipal Education Bureau")
HEALTH = Text("市卫健委", "Fuzhou Municipal Health Commission")
PARKS = Text("各工业园区管委会", "administrative committees of the industrial parks")

# --- documents cited -----------------------------------------------------------------------------

RONGTENG = Document(Text("“榕腾计划”", "“Rongteng Plan”"))
RONGSHENG = Document(Text("“榕升计划”", "“Rongsheng Plan”"))

# --- facts that only these measures use -----------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class MatchmakingEvent:
    """A matchmaking event between enterprises and banks."""

    enterprises: Quantity = fact(COUNT, "参会企业数", "Enterprises attending", yours=True)
    banks: Quantity = fact(COUNT, "参会银行机构数", "Banking institutions attending", yours=True)
    ref: str | None = same_item()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RenovationProject:
    """A technical-renovation project: investment of the year net of VAT, in yuan."""

    investment_ex_vat: Quantity = fact(
        MONEY, "年度设备和信息化投资额（不含增值税）",
        "Equipment and IT investment of the year (net of VAT)",
    )
    ref: str | None = same_item()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Facts(Profile):
    """The facts of an applicant that these measures use."""

    industry_and_it_enterprise: Truth = fact(
        YesNo(), "属于工信企业", "Industry-and-IT-sector enterprise",
        Text(
            "文件没有定义“工信企业”，以工信部门认定为准",
            "The draft does not define the term; the industry and IT bureau decides",
        ),
        section=Section.TITLES,
    )
    provincial_little_giant_award: Quantity = fact(
        MONEY, "省级“小巨人”奖励金额", "Provincial little-giant award",
        Text(
            "文件没有写省级奖励的数额，填实际获得的金额",
            "The draft does not state the provincial award: give the amount granted",
        ),
        section=Section.TITLES, short=("省级奖励", "provincial award"),
        doubted_from=5 * 10**7, published=provincial_award_on,
    )
    matchmaking_events: Items[MatchmakingEvent] = fact(
        ListOf(MatchmakingEvent), "产融对接活动", "Matchmaking events with banks",
        section=Section.ORGANISERS,
    )
    renovation_projects: Items[RenovationProject] = fact(
        ListOf(RenovationProject), "技改项目（不含税投资额）",
        "Technical-renovation projects (net of VAT)", section=Section.EQUIPMENT, short=("技改", "renovation"),
    )
    group_exhibition_manufacturers: Quantity = fact(
        COUNT, "组织参展的制造业企业数", "Manufacturers brought to the fair",
        section=Section.MARKETS, yours=True,
    )


NAMES = {
    "industry_and_it_enterprise": "工信企业、industry and IT enterprise",
    "provincial_little_giant_award": "省级奖励、省里奖励、省奖励、省级小巨人奖励、省级奖补、省里奖了、"
    "provincial award、provincial reward",
    "renovation_projects": "技改项目、技术改造项目、renovation project",
    "renovation_projects.investment_ex_vat": EQUIPMENT_NAMES + "、"
    "技改投资、技改投入、信息化投资、不含税、不含增值税、net of VAT、excluding VAT、ex VAT",
    "matchmaking_events": "产融对接、银企对接、对接会、对接活动、matchmaking event、matchmaking",
    "matchmaking_events.enterprises": "参会企业、企业参会、attending enterprises",
    "matchmaking_events.banks": "参会银行、银行参会、attending banks",
    "group_exhibition_manufacturers": "组织参展、组团参展、抱团参展、manufacturers brought",
}  # fmt: skip
"""Other names people use for these facts, as in `fact_names`."""

# --- who may claim -------------------------------------------------------------------------------


def srdi(words: str = "专精特新企业") -> Who:
    """Return the three SRDI titles, all inferred: the draft does not define SRDI enterprises."""
    return Who((), words, inferred=(Title.SRDI_SME, Title.LITTLE_GIANT, Title.KEY_LITTLE_GIANT))


FINAL_DAY = "2024-08-14"
FINAL = Document(
    Text(
        "《福州市支持专精特新中小企业高质量发展若干措施》",
        "Several Measures of Fuzhou Municipality to Support the High-Quality Development of SRDI SMEs",
    ),
    Text("榕政办规〔2024〕21号", "Rong Zheng Ban Gui [2024] No. 21"),
    FINAL_DAY,
)


# --- the articles --------------------------------------------------------------------------------


@measure(
    Text("梯度培育体系", "Tiered cultivation system"), Kind.SERVICE,
    agencies=(COUNTIES, HIGH_TECH, BIIT, FINANCE), government_task=True,
)
def fz_1_1_a(firm: Facts, reading: str) -> Outcome:
    return service()


@measure(
    Text("国家“小巨人”市级配套", "City match for national little giants"), Kind.AWARD,
    agencies=(COUNTIES, HIGH_TECH, BIIT, FINANCE),
    who=Who((Title.LITTLE_GIANT,), "国家专精特新“小巨人”企业", inferred=(Title.KEY_LITTLE_GIANT,)),
    readings=(
        reading("G", "按省级实际给予的奖励计", "Half of the award the province actually granted"),
        reading(
            "R", f"只计正式文件（{FINAL_DAY}）以后认定的",
            f"Only for recognition since the final text, {FINAL_DAY}",
        ),
    ),
    notes=(
        Text(
            "第二行不是对这句话的另一种读法，而是从何时起适用的问题：草案没有写明。",
            "The second row is not another way to read the words but a question of when they apply "
            "from, which the draft does not say.",
        ),
        Text(
            "省级奖励的数额不在本文件中。据福建省公开的英文摘要，新认定“小巨人”一次性 100 万元。",
            "The provincial award is not stated here. An English summary published by Fujian "
            "gives a one-off RMB 1 million (100万元) for newly recognized little giants.",
        ),
    ),
)
def fz_1_1_b(firm: Facts, reading: Literal["G", "R"]) -> Outcome:
    recognized = firm.little_giant_title_date
    conditions = [
        require(
            "first_title", "首次被认定为国家专精特新“小巨人”企业",
            "First recognized as a national little giant",
            firm.first_little_giant_title & recognized.not_after(firm.date),
            "首次被认定为国家专精特新“小巨人”企业",
        )
    ]
    if reading == "R":
        conditions.append(
            require(
                "final_text", f"认定日期不早于正式文件的日期 {FINAL_DAY}",
                f"Recognized no earlier than the day of the final text, {FINAL_DAY}",
                recognized.from_day(FINAL_DAY),
            )
        )
    return exactly(law("市级配套奖励50%") * firm.provincial_little_giant_award, *conditions)


@measure(
    Text("省级专精特新奖励", "Award for provincial SRDI SMEs"), Kind.AWARD,
    agencies=(COUNTIES, HIGH_TECH, BIIT, FINANCE), who=Who((Title.SRDI_SME,), "省级“专精特新”中小企业"),
    readings=(
        reading("Q", "2025 年及以后认定的", "Recognized in 2025 or later"),
        reading("Z", "2025 年起开始发放", "Paid from 2025 on, whenever recognized"),
    ),
    paid=Paid(Frequency.ONCE, "每家给予一次性"),
)
def fz_1_1_c(firm: Facts, reading: Literal["Q", "Z"]) -> Outcome:
    words = "自2025年起"
    if reading == "Z":
        from_2025 = require(
            "from_2025", "自 2025 年起发放", "Paid from 2025 on", firm.date.since(words)
        )
    else:
        from_2025 = require(
            "from_2025", "自 2025 年起认定", "Recognized from 2025 on",
            firm.srdi_title_date.since(words),
        )
    return exactly(
        law("给予一次性10万元的奖励"),
        require(
            "first_title", "首次被认定为省级专精特新中小企业",
            "First recognized as a provincial SRDI SME",
            firm.first_srdi_title & firm.srdi_title_date.not_after(firm.date),
            "首次被认定为省级“专精特新”中小企业",
        ),
        require(
            "industry_and_it", "属于工信企业", "An industry-and-IT-sector enterprise",
            firm.industry_and_it_enterprise, "工信企业",
        ),
        from_2025,
    )


@measure(
    Text("县（市）区配套奖励", "County match encouraged"), Kind.AWARD,
    agencies=(COUNTIES, HIGH_TECH, BIIT, FINANCE), who=Who(
        (Title.INNOVATIVE_SME,), "对专精特新企业配套奖励，对创新型中小企业给予适当奖励",
        inferred=(Title.SRDI_SME, Title.LITTLE_GIANT, Title.KEY_LITTLE_GIANT),
    ),
)
def fz_1_1_d(firm: Facts, reading: str) -> Outcome:
    return elsewhere(
        says=Text(
            "条文只是“鼓励”各县（市）区给予奖励；给不给、给多少，由各县（市）区决定",
            "The counties, county-level cities and districts are only encouraged to give an award; "
            "whether and how much is theirs to decide",
        )
    )


@measure(
    Text("产融对接活动奖励", "Award for matchmaking events"), Kind.AWARD, agencies=(BIIT, FINANCE),
    applicants=(Applicant.EVENT_ORGANIZER,),
    readings=(
        reading("I", "银行按机构计", "Banks counted as institutions"),
        reading("O", "银行按网点计", "Banks counted as outlets"),
    ),
    notes=(
        Text(
            "条文鼓励的是“市级和各县（市）区有关单位”组织活动；企业或协会牵头能否获得奖励，文中未写明。",
            "The draft encourages units of the city and its counties and districts to organize events; it "
            "does not say whether an enterprise or association that leads one can have the award.",
        ),
    ),
    paid=Paid(Frequency.EACH_TIME, "每场次给予牵头组织单位一次性奖励"),
)
def fz_2_1(firm: Facts, reading: Literal["I", "O"]) -> Outcome:
    def large(event: MatchmakingEvent) -> Truth:
        # There are at least as many outlets as institutions they belong to.
        banks = or_more(event.banks) if reading == "O" else event.banks
        return meets(event.enterprises, "参会企业达30家以上") & meets(
            banks, "银行金融机构达5家以上"
        )

    return exactly(
        law("一次性奖励5万元") * firm.matchmaking_events.how_many(large),
        require(
            "large_event", "有一场活动参会企业达 30 家以上、银行机构达 5 家以上",
            "An event with 30 or more enterprises and 5 or more banking institutions",
            firm.matchmaking_events.some(large),
        ),
    )


@measure(
    Text("支持上市", "Support for listing"), Kind.EQUITY, agencies=(FINANCIAL, FINANCE), who=srdi(),
    judged=(
        judged(
            "符合产业政策、具有发展潜力",
            "the enterprise conforms to industrial policy and has potential to grow",
        ),
    ),
    cited=(RONGTENG,),
)
def fz_2_2(firm: Facts, reading: str) -> Outcome:
    return elsewhere(where="按照我市“榕腾计划”政策分阶段给予资金奖补")


@measure(
    Text("技术改造", "Technical renovation"), Kind.COST, agencies=(BIIT, FINANCE), who=Who(
        (Title.SRDI_SME,), "省级以上“专精特新”中小企业",
        inferred=(Title.LITTLE_GIANT, Title.KEY_LITTLE_GIANT),
    ),
    readings=(
        reading("P", "按技改项目计", "By project"),
        reading("E", "按企业全部项目合计", "By the enterprise’s projects added up"),
    ),
    judged=(judged("符合产业政策", "the enterprise conforms to industrial policy"),),
)
def fz_3_1(firm: Facts, reading: Literal["P", "E"]) -> Outcome:
    words, projects = "300万元以上", firm.renovation_projects
    if reading == "E":
        reached = meets(projects.total(lambda p: p.investment_ex_vat), words)
    else:
        reached = projects.some(lambda p: meets(p.investment_ex_vat, words))
    return elsewhere(
        require(
            "investment", "年度设备和信息化建设投资额（不含增值税）300 万元以上",
            "Equipment and IT investment of the year, net of VAT, of RMB 3 million or more",
            reached,
        ),
        where="可纳入市技改投资补助的支持范围",
    )


@measure(
    Text("产学研协同", "Industry–university–research collaboration"), Kind.COST,
    agencies=(BIIT, SCIENCE, FINANCE), who=srdi(),
)
def fz_3_2(firm: Facts, reading: str) -> Outcome:
    return elsewhere()


@measure(Text("研发投入", "R&D spending"), Kind.AWARD, agencies=(BIIT, FINANCE), who=srdi())
def fz_3_3(firm: Facts, reading: str) -> Outcome:
    return elsewhere()


@measure(
    Text("智改数转", "Smart upgrading and digital transformation"), Kind.COST, agencies=(BIIT, FINANCE),
    who=srdi(),
)
def fz_4_1(firm: Facts, reading: str) -> Outcome:
    return elsewhere(
        require(
            "level", "数字化水平等级达到二级及以上（只对二级补助）",
            "Digital level 2 or above (for the level-2 subsidy alone)",
            meets(firm.digital_level_after, "数字化水平等级达到二级及以上"),
        ),
        where="按照规定予以补助",
        remarks=(
            Text(
                "条文另对数字化转型优秀企业、智能制造示范工厂和优秀场景给予奖励，不要求二级；这里没有判断。",
                "The article also awards excellent enterprises, demonstration factories and excellent "
                "scenarios, without asking for level 2; these are not judged here.",
            ),
        ),
    )


@measure(
    Text("知识产权", "Intellectual property"), Kind.COST, agencies=(AMR, FINANCE), who=srdi(),
    judged=(unnamed("符合条件"),),
)
def fz_5_1(firm: Facts, reading: str) -> Outcome:
    return elsewhere(where="并按规定予以补助")


@measure(
    Text("展会补助", "Exhibition subsidy"), Kind.COST, agencies=(COMMERCE, BIIT, FINANCE), who=srdi(),
)
def fz_6_1_a(firm: Facts, reading: str) -> Outcome:
    return elsewhere(where="并按照规定予以补助")


@measure(
    Text("“手拉手”促销", "“Hand-in-hand” promotion"), Kind.AWARD, agencies=(COMMERCE, BIIT, FINANCE),
    applicants=(Applicant.EVENT_ORGANIZER,), judged=(unnamed("符合条件"),),
)
def fz_6_1_b(firm: Facts, reading: str) -> Outcome:
    return elsewhere(where="按照规定予以牵头组织奖励")


@measure(
    Text("抱团参展", "Group exhibiting"), Kind.COST, agencies=(COMMERCE, BIIT, FINANCE),
    applicants=(Applicant.ENTERPRISE, Applicant.EVENT_ORGANIZER),
    judged=(
        judged(
            "全国性、区域性的大型专业展会",
            "the fair is a large trade fair of national or regional scope",
        ),
    ),
)
def fz_6_1_c(firm: Facts, reading: str) -> Outcome:
    return elsewhere(
        require(
            "manufacturers", "组织 5 家以上制造业企业参展",
            "5 or more manufacturers brought to the fair",
            meets(firm.group_exhibition_manufacturers, "组织5家以上的制造业企业"),
        ),
        where="按规定予以抱团参展企业及牵头单位补助",
    )


@measure(
    Text("人才引育", "Talent"), Kind.TALENT, agencies=(HRSS, BIIT), who=srdi(),
    judged=(unnamed("符合条件的人才"),),
)
def fz_7_1(firm: Facts, reading: str) -> Outcome:
    return elsewhere()


@measure(
    Text("精准服务", "Targeted services"), Kind.SERVICE, agencies=(BIIT, FINANCE), government_task=True,
)
def fz_8_1(firm: Facts, reading: str) -> Outcome:
    return service()


@measure(
    Text("培育链条与集群激励", "Cultivation chain and cluster incentive"), Kind.AWARD, agencies=(BIIT, FINANCE),
    applicants=(Applicant.COUNTY_UNIT,), cited=(RONGSHENG,),
    readings=(
        reading("U", "升级只取较高一级", "Promotion replaces: the higher level only"),
        reading("S", "两级分别给予", "Both levels, each on its own"),
    ),
    notes=(
        Text(
            "“成功申报创建……的单位”是县（市）区政府还是申报单位，文中未写明。",
            "The draft does not say whether the award is for the county or district government or for the "
            "body that applied.",
        ),
    ),
)
def fz_9_1(firm: Facts, reading: Literal["U", "S"]) -> Outcome:
    won = firm.clusters_recognised
    national = when(won.include("national"), law("不超过30万元"))
    provincial = when(won.include("provincial"), law("15万元的正向激励奖励"))
    return up_to(
        total([national, provincial]) if reading == "S" else most(national, provincial),
        require(
            "cluster", "成功申报创建国家级或省级集群", "A national or provincial cluster created",
            won.include("national", "provincial"), "成功申报创建国家级、省级中小企业产业特色集群",
        ),
    )


@measure(
    Text("要素保障", "Land, plant and shared facilities"), Kind.SPACE,
    agencies=(COUNTIES, HIGH_TECH, NRP, BIIT, CONSTRUCTION, HOUSING, EDUCATION, HEALTH, PARKS), who=srdi(),
)
def fz_10_1(firm: Facts, reading: str) -> Outcome:
    return service()

POLICY = Policy(
    "fuzhou-2024-draft",
    Place("fuzhou", Text("福州", "Fuzhou"), PROVINCES["fujian"], also=("榕城", "Foochow")),
    Text(
        "福州市支持专精特新中小企业高质量发展的若干措施",
        "Several Measures of Fuzhou Municipality to Support the High-Quality Development of SRDI "
        "SMEs",
    ),
    stage=Text("征求意见稿", "Draft for Comment"),
    valid_from=None, valid_to=day("本措施的有效期截止至2026年12月31日"), draft=True,
    drafted="2024-01-01", superseded_by=FINAL,
    measures=declared(globals()),
    facts=Facts,
    names=NAMES,
    notes=(
        Text(
            "本结果依据征求意见稿；正式文件为榕政办规〔2024〕21号（2024-08-14），其内容不在此处。",
            "This rests on a draft for comment, superseded by Rong Zheng Ban Gui [2024] No. 21 "
            "(榕政办规〔2024〕21号, 2024-08-14), whose text is not here.",
        ),
    ),
)
