"""The facts that several policies use, and how titles and applicants are called.

A fact that one policy alone uses stands in that policy's module, in a class derived from `Profile`;
the type of a rule's parameter says which facts it may read. A fact that is not given is unknown, never
zero. Profiles and entries are never compared or printed, so methods for that, a tenth of the import
time, are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

from calculator.fields import (
    LEVEL,
    MONEY,
    CalendarDay,
    Choice,
    Day,
    OneOf,
    Reference,
    Section,
    SomeOf,
    Words,
    YesNo,
    fact,
)
from calculator.i18n import Text
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


def same_item(section: Section = Section.WHO) -> Any:
    """Return the field for the number that marks the same loan or purchase in two places."""
    return fact(
        Reference(),
        "重复项编号",
        "Same-item number",
        Text(
            "同一笔贷款或采购填在两处的，填相同的编号",
            "Only for a loan or purchase entered in two places: the same number in both",
        ),
        section=section,
    )


LOAN_NAMES = "贷款、本金、贷款金额、借款、银行贷款、loan、bank loan"
EQUIPMENT_NAMES = (
    "设备投入、设备、设备投资、买设备、购置设备、采购设备、设备采购、设备购置、设备款、新设备、机器、生产线、"
    "产线、技改、技术改造、机床、equipment、machinery、machine、technical renovation、production line、"
    "new equipment"
)
"""Names people use for what is borrowed or bought, in whatever list a policy asks for it."""

_CLUSTERS = {
    "national": Text("国家级", "national level"),
    "provincial": Text("省级", "provincial level"),
}
DISTRICT = Text("登记注册的区（县、市）", "District or county of registration")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Profile:
    """An applicant: the facts that are known, and the day of the rules.

    The cities to choose from are those that have a policy. Where a district has one, the district is
    a fact too.
    """

    city: Choice = fact(OneOf({}), "登记注册的城市", "City of registration", section=Section.WHO)
    district: ClassVar[Choice] = Choice(None, Given("district", DISTRICT))
    applicant: Choice = fact(
        OneOf({a.value: APPLICANTS[a] for a in Applicant}),
        "以什么身份申请",
        "Applying as",
        section=Section.WHO,
        default=Applicant.ENTERPRISE.value,
    )
    date: Day = fact(
        CalendarDay(),
        "按哪一天的规则计算",
        "Rules as of",
        Text("不填则为今天（北京时间）", "Left empty: today in Beijing time"),
        section=Section.WHO,
    )
    titles: Words = fact(
        SomeOf({t.value: TITLES[t] for t in Title}),
        "有效期内的称号",
        "Titles in force",
        Text(
            "可多选；一个也没有则选“以上都没有”，不确定就都不选",
            "Tick all that apply, or “none of these”; tick nothing if not sure",
        ),
        section=Section.TITLES,
    )
    first_little_giant_title: Truth = fact(
        YesNo(),
        "“小巨人”称号是首次获得",
        "First time holding the little-giant title",
        Text("复核通过不算首次", "A renewal is not a first time"),
        section=Section.TITLES,
    )
    little_giant_title_date: Day = fact(
        CalendarDay(),
        "首次获得“小巨人”称号的日期",
        "Day on which the little-giant title was first obtained",
        Text(
            "以公布名单的日期为准；复核通过不算首次",
            "The day on which the list was published; a renewal is not a first time",
        ),
        section=Section.TITLES,
        follows="first_little_giant_title",
    )
    first_srdi_title: Truth = fact(
        YesNo(),
        "专精特新中小企业称号是首次认定",
        "First recognition as an SRDI SME",
        section=Section.TITLES,
    )
    srdi_title_date: Day = fact(
        CalendarDay(),
        "专精特新中小企业认定日期",
        "Date of recognition as an SRDI SME",
        section=Section.TITLES,
        follows="first_srdi_title",
    )
    clusters_recognised: Words = fact(
        SomeOf(_CLUSTERS),
        "获评的中小企业特色产业集群",
        "SME specialty industry clusters recognized",
        section=Section.ORGANISERS,
    )
    digital_spend: Quantity = fact(
        MONEY,
        "数字化改造实际投入",
        "Actual spending on the digital retrofit",
        Text(
            "软件、网关、路由等必要的数据采集传输设备",
            "Software, gateways, routers and other equipment needed to collect and send data",
        ),
        section=Section.DIGITAL,
        ref="digital_ref",
        short=("数字化", "digital retrofit"),
        doubted_from=5 * 10**7,
    )
    digital_level_before: Quantity = fact(
        LEVEL, "改造前数字化水平等级", "Digital level before", section=Section.DIGITAL
    )
    digital_level_after: Quantity = fact(
        LEVEL, "改造后数字化水平等级", "Digital level after", section=Section.DIGITAL, yours=True
    )
    digital_ref: str | None = same_item(Section.DIGITAL)
