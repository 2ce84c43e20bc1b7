"""Text in two languages, and figures as each language prints them.

A visible string is a `Text`: one language without the other cannot be built.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Literal

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in Chinese and in English."""

    zh: str
    en: str

    def __call__(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en

    def __add__(self, other: Text) -> Text:
        return Text(self.zh + other.zh, self.en + other.en)

    def join(self, parts: Iterable[Text]) -> Text:
        """Join the parts with this text between them."""
        listed = tuple(parts)
        return Text(self.zh.join(p.zh for p in listed), self.en.join(p.en for p in listed))

    def fill(self, **parts: Text | str) -> Text:
        """Replace the `{names}` in each language by the parts in that language."""
        return Text(
            self.zh.format(**{k: v.zh if isinstance(v, Text) else v for k, v in parts.items()}),
            self.en.format(**{k: v.en if isinstance(v, Text) else v for k, v in parts.items()}),
        )

    def to_dict(self) -> dict[str, str]:
        return {"zh": self.zh, "en": self.en}


@cache
def pair(zh: str, en: str) -> Text:
    """Return a cached Text, for words used in every evaluation."""
    return Text(zh, en)


def join_texts(parts: Iterable[Text]) -> Text:
    """Join an enumeration: 甲、乙 / A, B."""
    return Text("、", ", ").join(parts)


def and_list(parts: Iterable[Text]) -> Text:
    """Join an enumeration that is complete: 甲、乙 / A, B and C."""
    *first, last = parts
    if not first:
        return last
    said = join_texts(first)
    return Text(f"{said.zh}、{last.zh}", f"{said.en} and {last.en}")


def with_article(noun: str) -> str:
    """Put "a" or "an" before a noun, by its first letter; not right for every word."""
    return ("an " if noun[:1] in "aeio" else "a ") + noun


def inside_quotes(words: str) -> str:
    """Return words for use within quotation marks: their own become single ones."""
    return words.replace("“", "‘").replace("”", "’")


def capital(words: str) -> str:
    """Capitalize words at the start of a line, also after a quotation mark."""
    at = len(words) - len(words.lstrip("“"))
    return words[:at] + words[at : at + 1].upper() + words[at + 1 :]


def within_sentence(words: Text) -> Text:
    """Return words for use within a sentence: no initial capital, except RMB or R&D."""
    return Text(
        words.zh,
        words.en[:1].lower() + words.en[1:]
        if words.en[1:2].islower() or words.en[1:2] == " "
        else words.en,
    )


def plain(value: int | Fraction, places: int | None = None) -> str:
    """Format a decimal without separators, with exactly `places` digits, rounding down.

    Without `places` the value is printed in full; raises ValueError if it has no finite decimal
    expansion.
    """
    if places is None:
        places = _finite_places(value)
    scaled = value.numerator * 10**places // value.denominator
    sign, digits = ("-", str(-scaled)) if scaled < 0 else ("", str(scaled))
    if not places:
        return sign + digits
    digits = digits.rjust(places + 1, "0")
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


def places(value: int | Fraction) -> int:
    """Return how many decimals to print: all there are, or four if they never end."""
    try:
        return _finite_places(value)
    except ValueError:
        return 4


def grouped(value: int | Fraction, places: int | None = None) -> str:
    """Format as `plain`, with a comma at every thousand: 1,234,567.89."""
    whole, point, rest = plain(value, places).partition(".")
    return f"{int(whole):,}{point}{rest}" if whole != "-0" else f"-0{point}{rest}"


def _finite_places(value: int | Fraction) -> int:
    rest, places = value.denominator, 0
    while rest % 10 == 0:
        rest, places = rest // 10, places + 1
    twos = fives = 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        raise ValueError(f"{value} has no finite decimal expansion")
    return places + max(twos, fives)


def money(value: int | Fraction) -> Text:
    """Format an amount as the law does: 1000万元 / RMB 10 million."""
    zh = _scaled(value, ((10**8, "亿元"), (10**4, "万元"), (1, "元")), 2).replace(",", "")
    return Text(zh, "RMB " + _scaled(value, ((10**9, " billion"), (10**6, " million"), (1, "")), 3))


def brief(value: int | Fraction) -> Text:
    """Format an amount for a headline, exactly: 196.4 万元 / RMB 1.964 million."""
    zh = _scaled(value, ((10**8, " 亿元"), (10**4, " 万元"), (1, " 元")), 2)
    return Text(zh, money(value).en)


def _scaled(value: int | Fraction, scales: tuple[tuple[int, str], ...], places: int) -> str:
    """Format in the largest scale that needs no more than `places` decimals."""
    for scale, name in scales:
        scaled = Fraction(value, scale)
        if scaled >= 1 and 10**places % scaled.denominator == 0:
            return grouped(scaled) + name
    return grouped(value) + scales[-1][1]


def yuan(value: int | Fraction) -> Text:
    """Format yuan in full: 1,000,000 元 / RMB 1,000,000; fen are shown only if there are any."""
    figure = grouped(value, 0 if value.denominator == 1 else 2)
    return Text(f"{figure} 元", f"RMB {figure}")
