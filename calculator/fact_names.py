"""Other names people use for the facts and their choices, in both languages.

Read by the sentence that fills in the form, by cells of an enterprise table and by the search,
whose idea of the same first name also gets the others. Traditional characters, plurals, hyphens and
quotation marks need no entry. One name may belong to several facts: the context then decides.
"""

from __future__ import annotations

from collections.abc import Mapping

from calculator.places import Level
from calculator.policies import POLICIES
from calculator.profile import PLACES

_FIRST = (
    "首次、第一次、首度、头一次、初次、新认定、首次获得、首次获评、首次认定、首次评上、初次认定、新评上、"
    "刚评上、刚获评、first time、for the first time、first recognition、first recognized、first recognised、"
    "first obtained、newly recognized、newly recognised"
)
_RECOGNISED = (
    "认定时间、认定日期、获得时间、获评时间、评上、获评、获得、认定、公布、公示、拿到、通过、获批、入选、"
    "obtained、recognized、recognised、awarded、certified、since"
)
_NAMES = {
    "titles=innovative_sme": "创新型中小企业、创新型、创新型企业、innovation-driven SME、"
    "innovative small and medium-sized enterprise",
    "titles=srdi_sme": "专精特新企业、专精特新、省级专精特新、省专精特新、SRDI、SRDI enterprise、SRDI company",
    "titles=little_giant_reserve": "小巨人后备、小巨人后备企业、后备企业、后备小巨人、little-giant reserve、"
    "little giant candidate",
    "titles=little_giant": "小巨人、小巨人企业、专精特新小巨人、国家级专精特新小巨人、国家专精特新小巨人、"
    "国家小巨人、国家级小巨人、小巨人称号、little giant、little giant enterprise、national little giant",
    "titles=key_little_giant": "重点小巨人、重点小巨人企业、专精特新重点小巨人、国家级重点小巨人、"
    "key little giant、priority little giant",
    "date": "规则日期、按哪天算、计算、测算、规则计算、as of、rules as of",
    "titles": "称号、title",
    "first_little_giant_title": _FIRST,
    "little_giant_title_date": _RECOGNISED,
    "first_srdi_title": _FIRST,
    "srdi_title_date": _RECOGNISED,
    "digital_spend": "数字化投入、数字化改造、数字化转型、数字化、数改、智改数转、信息化改造、"
    "digital retrofit、digital transformation、digitalization、digitalisation、digital upgrade、digital",
    "digital_level_before": "改造前、数字化水平、数字化等级、before the retrofit、digital level",
    "digital_level_after": "改造后、数字化水平、数字化等级、达到、升到、提升到、after the retrofit、"
    "digital level",
    "clusters_recognised": "特色产业集群、中小企业特色产业集群、产业集群、specialty industry cluster、"
    "industry cluster",
}  # fmt: skip

CALLED: Mapping[str, tuple[str, ...]] = {
    **{f"city={place.city.id}": place.city.called for place in PLACES if place.city},
    **{f"district={each.id}": each.called for each in PLACES if each.level is Level.DISTRICT},
    **{
        of: tuple(names.split("、"))
        for called in (_NAMES, *(policy.names for policy in POLICIES))
        for of, names in called.items()
    },
}
"""Names, the usual first, by `fact`, by `list.fact` for an entry's fact, or by `fact=word`.

Those of a policy's own facts stand in its module.
"""
