"""临溪市支持专精特新企业若干措施 (2025): the articles, in the order of the text. An invented text."""

from __future__ import annotations

from dataclasses import dataclass

from calculator.fields import (
    COUNT,
    MONEY,
    YEAR,
    Choice,
    Items,
    ListOf,
    Number,
    OneOf,
    Section,
    YesNo,
    fact,
)
from calculator.i18n import Text
from calculator.measure import (
    Frequency,
    Kind,
    Outcome,
    Paid,
    Policy,
    Who,
    between,
    declared,
    exactly,
    measure,
    require,
)
from calculator.overlaps import HighestOnly
from calculator.phrases import Unit
from calculator.places import PROVINCES, Place
from calculator.quantity import (
    Quantity,
    Truth,
    every_full,
    growth,
    law,
    law_range,
    least,
    meets,
    one_of,
    sliced,
)
from calculator.shared_facts import Profile, Title

PLACE = Place("linxi", Text("临溪", "Linxi"), PROVINCES["fujian"])

BIIT = Text("市工信局", "Linxi Municipal Bureau of Industry and Information Technology")
FINANCE = Text("市财政局", "Linxi Municipal Bureau of Finance")
STATISTICS = Text("市统计局", "Linxi Municipal Bureau of Statistics")
RESOURCES = Text("市资源局", "Linxi Municipal Bureau of Natural Resources")
HRSS = Text("市人社局", "Linxi Municipal Bureau of Human Resources and Social Security")
AMR = Text("市市场监管局", "Linxi Municipal Administration for Market Regulation")

CENTRES = {
    "national": Text("国家级", "national level"),
    "provincial": Text("省级", "provincial level"),
    "none": Text("都不是", "neither"),
}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LineOfEquipment:
    """A purchase of equipment, in yuan."""

    paid: Quantity = fact(MONEY, "设备投资额", "Equipment investment")
    bought_in: Quantity = fact(YEAR, "购置年份", "Year of purchase")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Facts(Profile):
    """The facts of an applicant that these measures use."""

    technology_centre: Choice = fact(
        OneOf(CENTRES), "企业技术中心", "Enterprise technology centre", section=Section.RESEARCH,
    )
    sales: Quantity = fact(MONEY, "本年度营业收入", "Revenue this year", section=Section.TITLES)
    sales_before: Quantity = fact(MONEY, "上年度营业收入", "Revenue last year", section=Section.TITLES)
    industrial_land: Quantity = fact(
        Number(Unit.MU, places=2), "租用工业用地面积（亩）", "Industrial land rented (mu)",
        section=Section.EQUIPMENT,
    )
    masters_hired: Quantity = fact(
        COUNT, "新引进的硕士研究生人数", "Master’s graduates newly hired", section=Section.TALENT,
        yours=True,
    )
    lines_of_equipment: Items[LineOfEquipment] = fact(
        ListOf(LineOfEquipment), "设备投资", "Equipment bought", section=Section.EQUIPMENT,
        short=("设备", "equipment"),
    )
    led_national_standard: Truth = fact(
        YesNo(), "主导制定国家标准", "Led the drafting of a national standard",
        section=Section.STANDARDS,
    )


NAMES = {
    "sales": "营收、营业收入、销售额、revenue、sales",
    "industrial_land": "工业用地、租地、industrial land",
}
GIANT = Who((Title.LITTLE_GIANT,), "专精特新“小巨人”称号", inferred=(Title.KEY_LITTLE_GIANT,))


@measure(
    Text("首次“小巨人”奖励", "Award for a first little-giant title"), Kind.AWARD,
    agencies=(BIIT, FINANCE), who=GIANT,
    paid=Paid(Frequency.STAGED, "分三年按50%、30%、20%的比例拨付"),
)
def lx_2(firm: Facts, reading: str) -> Outcome:
    return exactly(
        law("给予一次性60万元奖励"),
        require(
            "first_title", "首次获得“小巨人”称号", "Little-giant title for the first time",
            firm.first_little_giant_title, "首次获得专精特新“小巨人”称号",
        ),
    )


@measure(
    Text("企业技术中心奖励", "Award for an enterprise technology centre"), Kind.AWARD,
    agencies=(BIIT,),
)
def lx_3(firm: Facts, reading: str) -> Outcome:
    national = firm.technology_centre.is_one_of("national")
    provincial = firm.technology_centre.is_one_of("provincial")
    return exactly(
        one_of((national, law("给予80万元")), (provincial, law("30万元奖励"))),
        require(
            "centre", "获评国家级或省级企业技术中心", "National or provincial technology centre",
            national | provincial, "获评国家级、省级企业技术中心",
        ),
    )


@measure(
    Text("营业收入增长奖励", "Award for growth of revenue"), Kind.AWARD,
    agencies=(BIIT, STATISTICS),
)
def lx_4(firm: Facts, reading: str) -> Outcome:
    more = firm.sales.less(firm.sales_before)
    return exactly(
        least(every_full(more, "每增加100万元") * law("奖励5000元"), law("最高50万元")),
        require(
            "growth", "营业收入增长率达到20%", "Revenue grown by 20% or more",
            meets(growth(firm.sales, firm.sales_before), "增长率达到20%以上"),
        ),
    )


@measure(
    Text("工业用地租金补助", "Subsidy for rented industrial land"), Kind.COST,
    agencies=(RESOURCES,), paid=Paid(Frequency.YEARLY, "每年按2000元/亩给予补助"),
)
def lx_5(firm: Facts, reading: str) -> Outcome:
    return exactly(least(law("2000元/亩") * firm.industrial_land, law("最高20万元")))


@measure(
    Text("引进硕士补助", "Subsidy for hiring master’s graduates"), Kind.COST, agencies=(HRSS,),
)
def lx_6(firm: Facts, reading: str) -> Outcome:
    return exactly(least(law("按每人1万元给予补助") * firm.masters_hired, law("最高10万元")))


@measure(Text("设备投资补助", "Subsidy for equipment"), Kind.COST, agencies=(BIIT,))
def lx_7(firm: Facts, reading: str) -> Outcome:
    spent = firm.lines_of_equipment.total(lambda line: line.paid)
    return exactly(
        least(
            sliced(
                spent,
                ("500万元（含）以下的部分", law("按5%")),
                ("500万元以上的部分", law("按8%给予补助")),
            ),
            law("最高100万元"),
        )
    )


@measure(Text("制定国家标准奖励", "Award for a national standard"), Kind.AWARD, agencies=(AMR,))
def lx_8(firm: Facts, reading: str) -> Outcome:
    return between(
        law_range("给予10万元—30万元奖励"),
        require(
            "led", "主导制定国家标准", "Led the drafting of a national standard",
            firm.led_national_standard, "主导制定国家标准",
        ),
    )


POLICY = Policy(
    "linxi-2025", PLACE,
    Text(
        "临溪市支持专精特新企业若干措施",
        "Several Measures of Linxi Municipality to Support SRDI Enterprises",
    ),
    valid_from="2025-01-01", valid_to="2027-12-31", draft=False,
    measures=declared(globals()),
    facts=Facts,
    names=NAMES,
    highest_only=(HighestOnly(("lx-2", "lx-3"), "按就高不重复原则给予奖励"),),
)
