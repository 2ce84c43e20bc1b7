"""The fifteen clauses of Xiamen in OpenFisca: sums in yuan, rates in % or ‰ as entered.

OpenFisca has one kind of member and groups of them: the n-th member of an enterprise carries the
n-th entry of each of its lists. A variable of OpenFisca is named for what it is, in lower case.
"""
# ruff: noqa: N801, N805

from __future__ import annotations

import numpy
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import DateUnit
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

START = "2024-01-01"
YEARS = (2024, 2025, 2026)

Entry = build_entity("entry", "entries", "An entry of each list", is_person=True)
Enterprise = build_entity(
    "enterprise",
    "enterprises",
    "An enterprise",
    roles=[{"key": "member", "plural": "members", "label": "Entries"}],
)


class Applicant(Enum):
    enterprise = "enterprise"
    cluster_operator = "cluster operator"
    training_provider = "training provider"


class Use(Enum):
    fixed_asset = "fixed assets"
    rnd = "research and development"


class Collateral(Enum):
    other = "other"
    patent = "patent"
    trademark = "trademark"
    copyright = "copyright"


class Kind(Enum):
    local = "local"
    international = "international"
    national = "national"
    industry = "industry"
    association = "association"


class Role(Enum):
    participant = "participant"
    main_drafter = "main drafter"


class Place(Enum):
    overseas = "overseas"
    mainland = "mainland"
    hk_mo_tw = "Hong Kong, Macao, Taiwan"


class Insured(Enum):
    export = "export"
    domestic = "domestic"


FIGURES = {
    "xm_2": {"cap": 300_000},
    "xm_3": {"each": 500_000},
    "xm_4": {
        "own_cost": 2,
        "fixed_asset": 500_000_000,
        "fixed_asset_giant": 1_000_000_000,
        "rnd": 50_000_000,
        "rnd_giant": 100_000_000,
    },
    "xm_5": {"least": 1_000_000, "below": 5_000_000, "share": 10},
    "xm_7": {"share": 10, "cap": 10_000_000},
    "xm_13": {"share": 60, "days": 365, "cap": 300_000},
    "xm_14": {"each": 1_000_000},
    "xm_15": {"cap": 2_000_000},
    "xm_17": {"share": 30, "level": 2, "cap": 250_000},
    "xm_18": {"share": 50, "cap": 300_000},
    "xm_19": {"a_day": 500},
    "xm_29": {"cap": 20_000_000},
    "xm_34": {"cap": 100_000},
    "xm_39": {"rate": 7, "share": 40, "cap": 300_000},
}


def down(yuan):
    """Round down to the fen, tolerating the noise of binary fractions."""
    return numpy.floor(yuan * 100 + 1e-5) / 100


def fact(name, kind, entity, default=None):
    """Declare an input variable for a year."""
    about = {
        "value_type": kind,
        "entity": entity,
        "definition_period": DateUnit.YEAR,
        "label": name,
    }
    if issubclass(kind, Enum):
        about |= {"value_type": Enum, "possible_values": kind, "default_value": default}
    return type(name, (Variable,), about)


ENTERPRISE = {
    bool: """srdi_sme reserve little_giant key_little_giant first_little_giant_title
        joint_lab_qualified national_cluster training_qualified first_claim""",
    int: "digital_level",
    float: """reserve_award_received joint_lab_equipment joint_lab_fiscal_money lpr
        cluster_fund_received digital_spend digital_subsidy_received financing_requested""",
}
ENTRY = {
    int: "tech_loan_days pledge_days pledge_year fee_year training_persons",
    float: """tech_loan_principal tech_loan_rate project_investment pledge_principal pledge_rate
        fee_amount rent_amount policy_premium policy_rate""",
}
FACTS = [
    fact("applicant", Applicant, Enterprise, Applicant.enterprise),
    fact("tech_loan_use", Use, Entry, Use.fixed_asset),
    fact("pledge_collateral", Collateral, Entry, Collateral.other),
    fact("standard_kind", Kind, Entry, Kind.local),
    fact("standard_role", Role, Entry, Role.participant),
    fact("rent_place", Place, Entry, Place.overseas),
    fact("policy_kind", Insured, Entry, Insured.export),
    *(fact(name, kind, Enterprise) for kind, names in ENTERPRISE.items() for name in names.split()),
    *(fact(name, kind, Entry) for kind, names in ENTRY.items() for name in names.split()),
]


class giant(Variable):
    value_type = bool
    entity = Enterprise
    definition_period = DateUnit.YEAR

    def formula(firm, period):
        return firm("little_giant", period) + firm("key_little_giant", period)


class srdi(Variable):
    value_type = bool
    entity = Enterprise
    definition_period = DateUnit.YEAR

    def formula(firm, period):
        titled = firm("srdi_sme", period) + firm("reserve", period) + firm("giant", period)
        return titled * (firm("applicant", period) == Applicant.enterprise)


class xm_2(Variable):
    value_type = float
    entity = Enterprise
    definition_period = DateUnit.YEAR

    def formula(firm, period, parameters):
        open_to = (firm("applicant", period) == Applicant.enterprise) * firm("reserve", period)
        left = parameters(period).xm_2.cap - firm("reserve_award_received", period)
        return open_to * numpy.maximum(left, 0)


class xm_3(Variable):
    value_type = float
    entity = Enterprise
    definition_period = DateUnit.YEAR

    def formula(firm, period, parameters):
        open_to = (firm("applicant", period) == Applicant.enterprise) * firm("giant", period)
        return open_to * firm("first_little_giant_title", period) * 2 * parameters(period).xm_3.each


class tech_loan_saving(Variable):
    value_type = float
    entity = Entry
    definition_period = DateUnit.YEAR

    def formula(entry, period, parameters):
        p = parameters(period).xm_4
        giant = entry.enterprise("giant", period)
        limit = numpy.where(
            entry("tech_loan_use", period) == Use.rnd,
            numpy.where(giant, p.rnd_giant, p.rnd),
            numpy.where(giant, p.fixed_asset_giant, p.fixed_asset),
        )
        counted = numpy.minimum(entry("tech_loan_principal", period), limit)
        saved = numpy.maximum(entry("tech_loan_rate", period) - p.own_cost, 0) / 100
        return counted * saved * entry("tech_loan_days", period) / 365


class xm_4(Variable):
    value_type = float
    entity = Enterprise
    definition_period = DateUnit.YEAR

    def formula(firm, period):
        saved = firm.sum(firm.members("tech_loan_saving", period))
        return firm("srdi", period) * down(saved)


class project_subsidy(Variable):
    value_type = float
    entity = Entry
    definition_period = DateUnit.YEAR

    def formula(entry, period, parameters):
        p = parameters(period).xm_5
        spent = entry("project_investment", period)
        return (spent >= p.least) * (spent < p.below) * down(spent * p.share / 100)


class xm_5(Variable):
    value_type = float
    entity = Enterprise
    definition_period = DateUnit.YEAR

    def formula(firm, period):
        return firm("srdi", period) * firm.sum(firm.members("project_subsidy", period))


class xm_7(Variable):
    value_type = float
    entity = Enterprise
    definition_period = DateUnit.YEAR

    def formula(firm, period, parameters):
        p = parameters(period).xm_7
        own = firm("joint_lab_equipment", period) - firm("joint_lab_fiscal_money", period)
        subsidy = down(numpy.maximum(own, 0) * p.share / 100)
        open_to = firm("srdi", period) * firm("joint_lab_qualified", period)
        return open_to * numpy.minimum(subsidy, p.cap)


class pledge_interest(Variable):
    value_type = float
    entity = Entry
    definition_period = DateUnit.YEAR

    def formula(entry, period, parameters):
        p = parameters(period).xm_13
        pledged = entry("pledge_collateral", period)
        rate = numpy.minimum(entry("pledge_rate", period), entry.enterprise("lpr", period)) / 100
        days = numpy.minimum(entry("pledge_days", period), p.days)
        interest = entry("pledge_principal", period) * rate * days / 365
        return ((pledged == Collateral.patent) + (pledged == Collateral.trademark)) * interest


class xm_13(Variable):
    value_type = float
    entity = Enterprise
    definition_period = DateUnit.YEAR

    def formula(firm, period, parameters):
        p = parameters(period).xm_13
        interest = firm.members("pledge_interest", period)
        year = firm.members("pledge_year", period)
        paid = sum(
            numpy.minimum(down(firm.sum(interest * (year == each)) * p.share / 100), p.cap)
            for each in YEARS
        )
        return firm("srdi", period) * paid


class xm_14(Variable):
    value_type = float
    entity = Enterprise
    definition_period = DateUnit.YEAR

    def formula(firm, period, parameters):
        kind = firm.members("standard_kind", period)
        led = firm.members("standard_role", period) == Role.main_drafter
        named = (kind == Kind.international) + (kind == Kind.national) + (kind == Kind.industry)
        return firm("srdi", period) * firm.sum(led * named) * parameters(period).xm_14.each


class xm_15(Variable):
    value_type = float
    entity = Enterprise
    definition_period = DateUnit.YEAR

    def formula(firm, period, parameters):
        operator = firm("applicant", period) == Applicant.cluster_operator
        left = parameters(period).xm_15.cap - firm("cluster_fund_received", period)
        return operator * firm("national_cluster", period) * numpy.maximum(left, 0)


class xm_17(Variable):
    value_type = float
    entity = Enterprise
    definition_period = DateUnit.YEAR

    def formula(firm, period, parameters):
        p = parameters(period).xm_17
        titled = firm("reserve", period) + firm("giant", period)
        open_to = titled * (firm("applicant", period) == Applicant.enterprise)
        reached = firm("digital_level", period) >= p.level
        left = numpy.maximum(p.cap - firm("digital_subsidy_received", period), 0)
        subsidy = down(firm("digital_spend", period) * p.share / 100)
        return open_to * reached * numpy.minimum(subsidy, left)


class xm_18(Variable):
    value_type = float
    entity = Enterprise
    definition_period = DateUnit.YEAR

    def formula(firm, period, parameters):
        p = parameters(period).xm_18
        amount = firm.members("fee_amount", period)
        year = firm.members("fee_year", period)
        paid = sum(
            numpy.minimum(down(firm.sum(amount * (year == each)) * p.share / 100), p.cap)
            for each in YEARS
        )
        return firm("srdi", period) * paid


class xm_19(Variable):
    value_type = float
    entity = Enterprise
    definition_period = DateUnit.YEAR

    def formula(firm, period, parameters):
        provider = firm("applicant", period) == Applicant.training_provider
        persons = firm.sum(firm.members("training_persons", period))
        open_to = provider * firm("training_qualified", period)
        return open_to * persons * parameters(period).xm_19.a_day


class xm_29(Variable):
    value_type = float
    entity = Enterprise
    definition_period = DateUnit.YEAR

    def formula(firm, period, parameters):
        asked = firm("financing_requested", period)
        return firm("srdi", period) * numpy.minimum(asked, parameters(period).xm_29.cap)


class xm_34(Variable):
    value_type = float
    entity = Enterprise
    definition_period = DateUnit.YEAR

    def formula(firm, period, parameters):
        mainland = firm.members("rent_place", period) == Place.mainland
        rents = firm.sum(firm.members("rent_amount", period) * mainland)
        return firm("srdi", period) * numpy.minimum(rents, parameters(period).xm_34.cap)


class xm_36(Variable):
    value_type = bool
    entity = Enterprise
    definition_period = DateUnit.YEAR

    def formula(firm, period):
        named = firm("reserve", period) + firm("giant", period) + firm("first_claim", period)
        return firm("srdi", period) * named


class premium_counted(Variable):
    value_type = float
    entity = Entry
    definition_period = DateUnit.YEAR

    def formula(entry, period, parameters):
        within = parameters(period).xm_39.rate
        rate = entry("policy_rate", period)
        domestic = entry("policy_kind", period) == Insured.domestic
        return domestic * entry("policy_premium", period) * within / numpy.maximum(rate, within)


class xm_39(Variable):
    value_type = float
    entity = Enterprise
    definition_period = DateUnit.YEAR

    def formula(firm, period, parameters):
        p = parameters(period).xm_39
        premiums = firm.sum(firm.members("premium_counted", period))
        return firm("srdi", period) * numpy.minimum(down(premiums * p.share / 100), p.cap)


RULES = (
    giant, srdi, xm_2, xm_3, tech_loan_saving, xm_4, project_subsidy, xm_5, xm_7, pledge_interest,
    xm_13, xm_14, xm_15, xm_17, xm_18, xm_19, xm_29, xm_34, xm_36, premium_counted, xm_39,
)  # fmt: skip


def system() -> TaxBenefitSystem:
    """Return the tax-benefit system: the facts, the figures and the formulas."""
    xiamen = TaxBenefitSystem([Entry, Enterprise])
    xiamen.add_variables(*FACTS, *RULES)
    xiamen.parameters = ParameterNode(
        data={
            measure: {
                name: {"values": {START: {"value": value}}} for name, value in figures.items()
            }
            for measure, figures in FIGURES.items()
        }
    )
    return xiamen
