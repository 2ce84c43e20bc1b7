"""The measures computed a second time, in whole fen, for fully known profiles.

Written from the clauses alone: no quotation, no fraction, nothing from the calculator. Amounts of
money are in fen, rates in ten-thousandths of 1% or 1‰.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path

from builder import texts
from tests.calculator.firms import Profile

TEXTS = {text.id: text for text in texts.load_all(Path(__file__).parents[2] / "docs")}
WAN = 1_000_000  # fen in 1万元

XIAMEN, FUZHOU = (
    tuple(clause.measure_id for clause in TEXTS[name].clauses)
    for name in ("xiamen-2024", "fuzhou-2024-draft")
)

_RESERVE = {"little_giant_reserve"}
_GIANTS = {"little_giant", "key_little_giant"}
_SRDI = {"srdi_sme"} | _RESERVE | _GIANTS
_NO_TITLE = {
    "xm-1", "xm-15", "xm-19", "xm-32", "fz-1-1-a", "fz-2-1", "fz-6-1-b", "fz-6-1-c", "fz-8-1", "fz-9-1",
}  # fmt: skip
_TITLES = {
    "xm-2": _RESERVE,
    "xm-3": _GIANTS,
    "xm-17": _RESERVE | _GIANTS,
    "xm-20": {"innovative_sme"},
    "xm-21": {"srdi_sme"} | _RESERVE,
    "xm-22": _GIANTS,
    "xm-23": _GIANTS,
    "xm-31": {"innovative_sme"} | _SRDI,
    "xm-35": _GIANTS,
    "fz-1-1-b": _GIANTS,
    "fz-1-1-c": {"srdi_sme"},
    "fz-1-1-d": {"innovative_sme", "srdi_sme"} | _GIANTS,
}
APPLICANTS = {
    "xm-15": {"cluster_operator"},
    "xm-19": {"training_provider"},
    "fz-2-1": {"event_organizer"},
    "fz-6-1-b": {"event_organizer"},
    "fz-6-1-c": {"enterprise", "event_organizer"},
    "fz-9-1": {"county_unit"},
}
CEILINGS = {"xm-2", "xm-5", "xm-13", "xm-14", "xm-15", "xm-17", "xm-18", "xm-19", "xm-34", "fz-9-1"}
"""The measures of which the text says no more than a maximum."""
ELSEWHERE = {
    "xm-10", "xm-36", "fz-1-1-d", "fz-2-2", "fz-3-1", "fz-3-2", "fz-3-3", "fz-4-1", "fz-5-1",
    "fz-6-1-a", "fz-6-1-b", "fz-6-1-c", "fz-7-1",
}  # fmt: skip
"""The measures whose amount is in another document."""

OF_A_PERSON = {"xm-27"}
"""The measures with conditions on a person: unknown, they leave the enterprise eligible."""


def titles(measure: str) -> set[str] | None:
    """Return the titles that open a measure; None if it requires none."""
    if measure in _NO_TITLE:
        return None
    return _TITLES.get(measure, _SRDI if measure in XIAMEN else _SRDI - _RESERVE)


def fen(money: object) -> int:
    """Convert yuan, as in a profile, to fen."""
    return int(Decimal(str(money)) * 100)


def rate(number: object) -> int:
    """Convert a rate, as in a profile, to ten-thousandths."""
    return int(Decimal(str(number)) * 10_000)


def status(measure: str, firm: Profile) -> str:
    """Return the status, in the order of precedence of the published statuses."""
    if firm["city"] != ("xiamen" if measure in XIAMEN else "fuzhou"):
        return "ineligible"
    first_day = "2024-09-11" if measure in XIAMEN else "2024-01-01"
    if not first_day <= firm["date"] <= "2026-12-31":
        return "not_in_force"
    if firm.get("applicant", "enterprise") not in APPLICANTS.get(measure, {"enterprise"}):
        return "not_for_applicant"
    wanted = titles(measure)
    if wanted is not None and wanted.isdisjoint(firm["titles"]):
        return "ineligible"
    if measure == "xm-5":
        spent = [fen(p["investment"]) for p in firm["equipment_projects"]]
        if any(100 * WAN <= each < 500 * WAN for each in spent):
            return "eligible"
        return "other_policy" if any(each >= 500 * WAN for each in spent) else "ineligible"
    asked = _ASKED.get(measure)
    return "eligible" if asked is None or asked(firm) else "ineligible"


def _in_time(entry: Profile) -> bool:
    """Check whether a cost falls in the years in which the Xiamen measures are in force."""
    return 2024 <= int(entry["year"]) <= 2026


def _pledged(loan: Profile) -> bool:
    return loan["collateral"] in {"patent", "trademark"}


def _drafted(firm: Profile) -> int:
    kinds = {"international", "national", "industry"}
    return sum(s["role"] == "main_drafter" and s["kind"] in kinds for s in firm["standards"])


def _large_events(firm: Profile) -> int:
    return sum(e["enterprises"] >= 30 and e["banks"] >= 5 for e in firm["matchmaking_events"])


_ASKED: dict[str, Callable[[Profile], bool]] = {
    "xm-3": lambda f: (
        f["first_little_giant_title"] and "2024-09-11" <= f["little_giant_title_date"] <= f["date"]
    ),
    "xm-7": lambda f: bool(f["joint_lab_qualified"]),
    "xm-13": lambda f: any(_pledged(loan) and _in_time(loan) for loan in f["pledge_loans"]),
    "xm-14": lambda f: _drafted(f) > 0,
    "xm-15": lambda f: "national" in f["clusters_recognised"],
    "xm-17": lambda f: bool(f["digital_level_after"] >= 2),
    "xm-18": lambda f: any(map(_in_time, f["consulting_fees"])),
    "xm-19": lambda f: bool(f["training_course_qualified"]),
    "xm-27": lambda f: (
        Decimal(f["flexible_talent_agreement_years"]) >= 1
        and f["flexible_talent_months_a_year"] >= 2
    ),
    "xm-34": lambda f: any(r["place"] == "mainland" and _in_time(r) for r in f["venue_rents"]),
    "xm-36": lambda f: (
        not (_RESERVE | _GIANTS).isdisjoint(f["titles"]) or f["overseas_exhibition_first_claim"]
    ),
    "xm-39": lambda f: any(
        p["kind"] == "domestic" and _in_time(p) for p in f["credit_insurance_policies"]
    ),
    "fz-1-1-b": lambda f: (
        f["first_little_giant_title"] and f["little_giant_title_date"] <= f["date"]
    ),
    "fz-1-1-c": lambda f: (
        f["first_srdi_title"]
        and f["industry_and_it_enterprise"]
        and "2025-01-01" <= f["srdi_title_date"] <= f["date"]
    ),
    "fz-2-1": lambda f: _large_events(f) > 0,
    "fz-3-1": lambda f: any(
        fen(p["investment_ex_vat"]) >= 300 * WAN for p in f["renovation_projects"]
    ),
    "fz-4-1": lambda f: bool(f["digital_level_after"] >= 2),
    "fz-6-1-c": lambda f: bool(f["group_exhibition_manufacturers"] >= 5),
    "fz-9-1": lambda f: bool(f["clusters_recognised"]),
}


def _by_year(entries: Iterable[tuple[int, int]], over: int, cap: int) -> int:
    years: defaultdict[int, int] = defaultdict(int)
    for year, share in entries:
        years[year] += share
    return sum(min(share // over, cap) for share in years.values())


def _tech_fund(firm: Profile) -> int:
    giant = not _GIANTS.isdisjoint(firm["titles"])
    limits = {"fixed_asset": (5 + 5 * giant) * 10_000 * WAN, "rnd": (5 + 5 * giant) * 1_000 * WAN}
    shares = (
        min(fen(loan["principal"]), limits[loan["use"]])
        * max(rate(loan["financing_rate_pct"]) - 20_000, 0)
        * loan["days"]
        for loan in firm["tech_fund_loans"]
    )
    return int(sum(shares)) // (1_000_000 * 365)


def _equipment(firm: Profile) -> int:
    spent = (fen(p["investment"]) for p in firm["equipment_projects"])
    return sum(each // 10 for each in spent if 100 * WAN <= each < 500 * WAN)


def _pledges(firm: Profile) -> int:
    lpr = rate(firm["lpr_1y_pct"])
    shares = (
        (
            loan["year"],
            60 * fen(loan["principal"]) * min(rate(loan["rate_pct"]), lpr) * min(loan["days"], 365),
        )
        for loan in firm["pledge_loans"]
        if _pledged(loan) and _in_time(loan)
    )
    return _by_year(shares, 100 * 1_000_000 * 365, 30 * WAN)


def _insured(firm: Profile) -> int:
    # Over a common denominator: the product of all rates above 7‰.
    over = 1
    for policy in firm["credit_insurance_policies"]:
        over *= max(rate(policy["rate_permille"]), 70_000)
    part = sum(
        fen(policy["premium_paid"]) * over * 70_000 // max(rate(policy["rate_permille"]), 70_000)
        for policy in firm["credit_insurance_policies"]
        if policy["kind"] == "domestic" and _in_time(policy)
    )
    return min(40 * part // (100 * over), 30 * WAN)


AMOUNTS: dict[str, Callable[[Profile], int]] = {
    "xm-2": lambda f: max(30 * WAN - fen(f["reserve_award_received"]), 0),
    "xm-3": lambda _: 50 * WAN + 50 * WAN,
    "xm-4": _tech_fund,
    "xm-5": _equipment,
    "xm-7": lambda f: min(
        max(fen(f["joint_lab_equipment"]) - fen(f["joint_lab_fiscal_money"]), 0) // 10, 1000 * WAN
    ),
    "xm-13": _pledges,
    "xm-14": lambda f: _drafted(f) * 100 * WAN,
    "xm-15": lambda f: max(200 * WAN - fen(f["cluster_fund_received"]), 0),
    "xm-17": lambda f: min(
        30 * fen(f["digital_spend"]) // 100, max(25 * WAN - fen(f["digital_subsidy_received"]), 0)
    ),
    "xm-18": lambda f: _by_year(
        ((fee["year"], fen(fee["amount"])) for fee in f["consulting_fees"] if _in_time(fee)),
        2,
        30 * WAN,
    ),
    "xm-19": lambda f: sum(f["training_attendance"]) * 500_00,
    "xm-34": lambda f: min(
        sum(fen(r["amount"]) for r in f["venue_rents"] if r["place"] == "mainland" and _in_time(r)),
        10 * WAN,
    ),
    "xm-39": _insured,
    "fz-1-1-b": lambda f: fen(f["provincial_little_giant_award"]) // 2,
    "fz-1-1-c": lambda _: 10 * WAN,
    "fz-2-1": lambda f: _large_events(f) * 5 * WAN,
    "fz-9-1": lambda f: (30 if "national" in f["clusters_recognised"] else 15) * WAN,
}
"""The amount in fen of an eligible measure, under its default reading; xm-4 saves, the others pay."""
