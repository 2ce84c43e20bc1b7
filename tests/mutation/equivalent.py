"""The mutants that change nothing anyone could notice, each with its reason."""

EQUIVALENT: dict[str, str] = {
    "xiamen_2024 xm_5: over & ~inside → ~inside": (
        "where nothing is inside the band and nothing above it, the condition of the band refuses "
        "before the other policy is looked at"
    ),
    "wording figure: '' → '?'": "the words before a figure are only looked up: '?' is not among them",
    "wording figure: '' → '?' (2)": "the same of the words after it",
    "wording _number: value.numerator if value.denominator == 1 else value → value": (
        "a whole number as a fraction is the same number, only slower"
    ),
    "wording _number: 1 → 0": "the same: no denominator is 0, so every number stays a fraction",
}
