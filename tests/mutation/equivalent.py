"""The mutants that change nothing anyone could notice, each with the reason."""

EQUIVALENT: dict[str, str] = {
    "xiamen_2024 xm_5: over & ~inside → ~inside": (
        "where nothing is inside the band and nothing above it, the condition of the band refuses "
        "before the other policy is looked at"
    )
}
