"""The mutants that change nothing anyone could notice, each with the reason."""

from pathlib import Path

EQUIVALENT: dict[str, str] = {
    "xiamen_2024 xm_5: over & ~inside → ~inside": (
        "where nothing is inside the band and nothing above it, the condition of the band refuses "
        "before the other policy is looked at"
    )
}

UNNOTICED = frozenset(
    Path(__file__).with_name("unnoticed.txt").read_text(encoding="utf-8").splitlines()
)
"""Mutants of the reading of words that no case notices yet: what is left to test. None is added here."""
