"""Random Xiamen profiles for the benchmark: seeded, every fact known, at most three entries per list.

Amounts are ordinary for an enterprise of this size; one in four equals a figure of the text or is
one fen off it.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

Profile = dict[str, Any]

MOST_ENTRIES = 3
YEARS = (2024, 2025, 2026)
FIGURES = (0, 100_000, 250_000, 300_000, 600_000, 1_000_000, 2_000_000, 5_000_000, 20_000_000)
"""Yuan at which a clause of the fifteen turns, or half or double of it."""
TITLES = (
    ["srdi_sme"],
    ["srdi_sme", "little_giant_reserve"],
    ["little_giant"],
    ["key_little_giant"],
    ["innovative_sme"],
)


def profiles(count: int, seed: int) -> list[Profile]:
    """Return `count` profiles as JSON data, the same ones for the same seed."""
    draw = Random(seed)
    return [_profile(draw) for _ in range(count)]


def _profile(draw: Random) -> Profile:
    def money(most: int) -> str:
        if draw.random() < 0.25:
            fen = max(draw.choice(FIGURES) * 100 + draw.choice((-1, 0, 1)), 0)
        else:
            fen = draw.randrange(most * 100)
        return f"{fen // 100}.{fen % 100:02}"

    def rate(least: float, most: float) -> str:
        return f"{draw.uniform(least, most):.{draw.choice((2, 2, 4))}f}"

    def some(entry: Callable[[], Any]) -> list[Any]:
        return [entry() for _ in range(draw.randint(0, MOST_ENTRIES))]

    def yes() -> bool:
        return draw.random() < 0.75

    return {
        "city": "xiamen",
        "date": "2025-06-30",
        "applicant": draw.choice(["enterprise"] * 8 + ["cluster_operator", "training_provider"]),
        "titles": draw.choice(TITLES),
        "first_little_giant_title": yes(),
        "little_giant_title_date": "2025-05-20",
        "reserve_award_received": money(300_000),
        "tech_fund_loans": some(
            lambda: {
                "use": draw.choice(["fixed_asset", "rnd"]),
                "principal": money(200_000_000),
                "financing_rate_pct": rate(1.5, 6),
                "days": draw.randint(1, 400),
            }
        ),
        "equipment_projects": some(lambda: {"investment": money(6_000_000)}),
        "joint_lab_qualified": yes(),
        "joint_lab_equipment": money(20_000_000),
        "joint_lab_fiscal_money": money(2_000_000),
        "pledge_loans": some(
            lambda: {
                "principal": money(10_000_000),
                "rate_pct": rate(2, 6),
                "days": draw.randint(1, 400),
                "year": draw.choice(YEARS),
                "collateral": draw.choice(["patent", "trademark", "copyright", "other"]),
            }
        ),
        "lpr_1y_pct": draw.choice(["3.35", "3.1", "3"]),
        "standards": some(
            lambda: {
                "kind": draw.choice(["international", "national", "industry", "association"]),
                "role": draw.choice(["main_drafter", "participant"]),
            }
        ),
        "clusters_recognised": draw.choice([[], ["national"], ["provincial"]]),
        "cluster_fund_received": money(2_000_000),
        "digital_spend": money(2_000_000),
        "digital_level_after": draw.randint(0, 4),
        "digital_subsidy_received": money(250_000),
        "consulting_fees": some(lambda: {"year": draw.choice(YEARS), "amount": money(900_000)}),
        "training_course_qualified": yes(),
        "training_attendance": some(lambda: draw.randint(0, 200)),
        "financing_requested": money(40_000_000),
        "venue_rents": some(
            lambda: {
                "year": draw.choice(YEARS),
                "amount": money(90_000),
                "place": draw.choice(["mainland", "mainland", "hk_mo_tw", "overseas"]),
            }
        ),
        "overseas_exhibition_first_claim": yes(),
        "credit_insurance_policies": some(
            lambda: {
                "premium_paid": money(500_000),
                "rate_permille": rate(2, 12),
                "insured_amount": money(90_000_000),
                "year": draw.choice(YEARS),
                "kind": draw.choice(["domestic", "domestic", "export"]),
            }
        ),
    }
