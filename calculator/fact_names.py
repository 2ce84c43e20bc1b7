"""Other names people use for the facts and their choices, in both languages.

Read by the sentence that fills in the form, by cells of an enterprise table and by the search,
whose idea of the same first name also gets the others. Traditional characters, plurals, hyphens and
quotation marks need no entry. One name may belong to several facts: the context then decides.
"""

from __future__ import annotations

from collections.abc import Mapping

_FIRST = (
    "首次、第一次、首度、头一次、初次、新认定、首次获得、首次获评、首次认定、首次评上、初次认定、新评上、"
    "刚评上、刚获评、first time、for the first time、first recognition、first recognized、first recognised、"
    "first obtained、newly recognized、newly recognised"
)
_RECOGNISED = (
    "认定时间、认定日期、获得时间、获评时间、评上、获评、获得、认定、公布、公示、拿到、通过、获批、入选、"
    "obtained、recognized、recognised、awarded、certified、since"
)
_EQUIPMENT = (
    "设备投入、设备、设备投资、买设备、购置设备、采购设备、设备采购、设备购置、设备款、新设备、机器、生产线、"
    "产线、技改、技术改造、机床、equipment、machinery、machine、technical renovation、production line、"
    "new equipment"
)
_LOAN = "贷款、本金、贷款金额、借款、银行贷款、loan、bank loan"

_NAMES = {
    "city=xiamen": "厦门、厦门市、福建省厦门市、福建厦门、鹭岛、Amoy",
    "city=fuzhou": "福州、福州市、福建省福州市、福建福州、榕城、Foochow",
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
    "industry_and_it_enterprise": "工信企业、industry and IT enterprise",
    "provincial_little_giant_award": "省级奖励、省里奖励、省奖励、省级小巨人奖励、省级奖补、省里奖了、"
    "provincial award、provincial reward",
    "equipment_projects": "技改项目、技术改造项目、renovation project",
    "equipment_projects.investment": _EQUIPMENT,
    "renovation_projects": "技改项目、技术改造项目、renovation project",
    "renovation_projects.investment_ex_vat": _EQUIPMENT + "、"
    "技改投资、技改投入、信息化投资、不含税、不含增值税、net of VAT、excluding VAT、ex VAT",
    "joint_lab_qualified": "联合实验室符合条件、联合实验室达标、joint lab qualifies",
    "joint_lab_equipment": "联合实验室、联合实验室设备、实验室设备、研发设备、共建实验室、joint lab、"
    "joint laboratory、lab equipment、R&D equipment",
    "joint_lab_fiscal_money": "财政资金、fiscal money",
    "tech_fund_loans": "技术创新基金、技创基金、技术创新基金贷款、技创基金贷款、创新基金、创新基金贷款、"
    "基金贷款、Technology Innovation Fund、innovation fund、innovation fund loan、fund loan",
    "tech_fund_loans.principal": _LOAN,
    "tech_fund_loans.financing_rate_pct": "融资总成本、融资成本、综合成本、利率、年利率、年化、financing cost、"
    "interest rate、interest、rate",
    "tech_fund_loans.use=fixed_asset": "固定资产、固投、fixed assets、fixed asset",
    "tech_fund_loans.use=rnd": "研发、R&D",
    "pledge_loans": "知识产权质押、知产质押、知识产权贷款、知识产权质押融资、质押贷款、质押融资、质押、"
    "IP loan、IP-backed loan、IP pledge、pledge loan、pledged loan、pledge、pledged",
    "pledge_loans.principal": _LOAN,
    "pledge_loans.rate_pct": "利率、年利率、年化、贷款利率、利息、interest rate、interest、rate",
    "pledge_loans.year": "付息、interest paid in",
    "pledge_loans.collateral=patent": "专利、专利权、发明专利、patent right",
    "pledge_loans.collateral=trademark": "商标、商标权、trade mark、trademark right",
    "pledge_loans.collateral=copyright": "著作权、版权、软著、软件著作权",
    "lpr_1y_pct": "贷款市场报价利率、LPR、一年期LPR、loan prime rate、1-year LPR、one-year LPR",
    "financing_requested": "申请融资、融资需求、融资金额、融资、想贷款、需要贷款、想融资、financing、"
    "financing needed、financing need、want to borrow、need to borrow",
    "digital_spend": "数字化投入、数字化改造、数字化转型、数字化、数改、智改数转、信息化改造、"
    "digital retrofit、digital transformation、digitalization、digitalisation、digital upgrade、digital",
    "digital_level_before": "改造前、数字化水平、数字化等级、before the retrofit、digital level",
    "digital_level_after": "改造后、数字化水平、数字化等级、达到、升到、提升到、after the retrofit、"
    "digital level",
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
    "clusters_recognised": "特色产业集群、中小企业特色产业集群、产业集群、specialty industry cluster、"
    "industry cluster",
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
    "matchmaking_events": "产融对接、银企对接、对接会、对接活动、matchmaking event、matchmaking",
    "matchmaking_events.enterprises": "参会企业、企业参会、attending enterprises",
    "matchmaking_events.banks": "参会银行、银行参会、attending banks",
    "group_exhibition_manufacturers": "组织参展、组团参展、抱团参展、manufacturers brought",
    "flexible_talent_agreement_years": "工作协议、柔性引进、柔性引才",
    "flexible_talent_months_a_year": "每年在厦门工作、每年在厦工作、每年在厦门、months a year in Xiamen",
    "reserve_award_received": "后备企业奖励、后备奖励、reserve award",
}  # fmt: skip
CALLED: Mapping[str, tuple[str, ...]] = {
    of: tuple(names.split("、")) for of, names in _NAMES.items()
}
"""Names, the usual first, by `fact`, by `list.fact` for an entry's fact, or by `fact=word`."""
