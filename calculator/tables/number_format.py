"""Number formats as spreadsheets apply them: what a cell shows of the value it stores.

openpyxl reads the code of a format but does not interpret it. Numbers come out as plain decimals
with the unit, currency or percent sign that their format shows, dates as YYYY-MM-DD; grouping,
alignment, colours and number systems do not change what is read. Arithmetic is exact. Source:
ECMA-376 part 1, 18.8.30 and 18.8.31.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from openpyxl.styles.numbers import BUILTIN_FORMATS

from calculator.i18n import plain

DIGITS = 15
"""The number of digits that a spreadsheet keeps."""
_GENERAL_DIGITS = 11
"""With more digits before the point than this, General shows six and an exponent."""

BUILT_IN: dict[int, str] = BUILTIN_FORMATS | {
    14: "yyyy/m/d", 22: "yyyy/m/d h:mm",
    # Their currency is that of the program's locale, which the file does not name.
    **dict.fromkeys((5, 6, 7, 8, 42, 44), '0"¤"0'),
    # As in China; in other locales these are different date formats.
    **dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"'),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), 'm"月"d"日"'), 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"',
    **dict.fromkeys((34, 35, 55, 56), "h:mm:ss AM/PM"),
}  # fmt: skip
"""The formats that files refer to by number only."""


class Shown(NamedTuple):
    """The text that a cell shows; `text` is None if it cannot be determined or must not be read.

    `held` is the stored number if it has more digits than are shown.
    """

    text: str | None
    held: str = ""


def show_text(text: str, code: str) -> Shown:
    """Return a text as its format shows it, which is by the fourth section or one with @."""
    sections = _sections(code)
    if not text.strip() or not (len(sections) > 3 or "@" in code):
        return Shown(text)
    section = sections[3] if len(sections) > 3 else sections[-1]
    beside = (_unsigned(section.before), _unsigned(section.after))
    return Shown(text.join(beside) if section.digits else None)


def show_number(number: Fraction, code: str, since_1904: bool = False) -> Shown:
    """Return a number, or a date given by its serial number, as its format shows it."""
    number = _rounded(number)
    section = _chosen(_sections(code), number)
    if section is None or section.parted:
        return Shown(None)
    if section.dates:
        return Shown(_show_date(number, section.dates, since_1904))
    if number > 0 and any(sign in section.before + section.after for sign in "-("):
        return Shown(None)  # a minus sign on a positive number
    before, after = _unsigned(section.before), _unsigned(section.after)
    if not section.digits:
        return Shown("0" if not number and "-" in section.before else before or None)
    if section.thousands and not _IN_THOUSANDS.search(before + after):
        return Shown(None)
    value = number * Fraction(100**section.percents, 1000**section.thousands)
    value /= Fraction(10**section.shifted)
    shown = _show_digits(value, section)
    if shown is None:
        return Shown(None)
    held = "" if shown == value else f"{before}{plain(value)}{after}"
    return Shown(f"{before}{plain(shown)}{after}", held)


def day_of(serial: int) -> str:
    """Return the date of a spreadsheet's serial number as YYYY-MM-DD (Howard Hinnant's algorithm)."""
    shifted = serial + 693_899  # days since 0000-03-01
    era, of_era = divmod(shifted, 146_097)
    year = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    month = (5 * of_year + 2) // 153
    day = of_year - (153 * month + 2) // 5 + 1
    month, year = (month + 3, year) if month < 10 else (month - 9, year + 1)
    return f"{year + era * 400:04}-{month:02}-{day:02}"


# --- sections --------------------------------------------------------------------------------------

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|[_*].|\[\$(?P<currency>[^\]-]*)[^\]]*\]'
    r"|\[(?P<condition>[<>=]+ *-?[0-9.]+)\]|\[(?P<elapsed>[hms]+)\]|\[[^\]]*\]"
    r"|(?P<general>General|Standard|G/通用格式|常规|@),*"
    r"|(?P<digits>[0#?]+(?:,+[0#?]+)*(?P<point>\.[0#?]*)?|\.[0#?]+)(?P<exponent>E[+-][0#?]+)?(?P<scaled>,*)"
    r"|(?P<date>AM/PM|A/P|上午/下午|y+|m+|d+|h+|s+|e+|g+|b+)|(?P<end>;)|(?P<sign>.)",
    re.IGNORECASE | re.DOTALL,
)
_NEUTRAL = re.compile(r"[\s+()（）:/-]")
"""Characters of accounting formats, fractions and times, which are not units."""
_IN_THOUSANDS = re.compile(
    r"[千万亿]|(?<![a-z])(?:k|m|mn|b|bn|thousand|million|billion)(?![a-z])", re.IGNORECASE
)
_JAPANESE = re.compile(r"\[\$[^\]]*-(?:[0-9A-F]*)411\]", re.IGNORECASE)


class _Section(NamedTuple):
    """One part of a number format, which shows the numbers it applies to.

    `before` and `after` are the literals around the digits. `parted` means that there are also
    literals between digits, or that the format shows something that is not read. `decimals` is None
    for as many as the number has. `shifted` counts the digits after a literal point, as in
    0!.0,"万". `percents` and `thousands` count how often the shown number is multiplied by 100 and
    divided by 1,000. `dates` are the letters that stand for parts of a date or time.
    """

    condition: str = ""
    before: str = ""
    after: str = ""
    digits: bool = False
    parted: bool = False
    decimals: int | None = None
    exponent: bool = False
    fraction: int = 0
    shifted: int = 0
    percents: int = 0
    thousands: int = 0
    dates: tuple[str, ...] = ()


@cache
def _sections(code: str) -> tuple[_Section, ...]:
    """Parse a number format into its parts: for positive, negative and zero, unless they state conditions."""
    japanese = bool(_JAPANESE.search(code))
    found = [_Section()]
    for token in _TOKEN.finditer(code or "General"):
        one = found[-1]
        beside = next((t for t in token.group("quoted", "escaped", "currency", "sign") if t), "")
        if token["end"]:
            found.append(_Section())
        elif token["condition"]:
            found[-1] = one._replace(condition=token["condition"].replace(" ", ""))
        elif token["elapsed"]:  # elapsed hours are neither a number nor a date
            found[-1] = one._replace(parted=True)
        elif token["date"]:
            letter = token["date"].lower()
            era = letter[0] in "gb" or (letter[0] == "e" and japanese)
            found[-1] = one._replace(dates=(*one.dates, letter), parted=one.parted or era)
        elif token["general"] or token["digits"]:
            found[-1] = one if one.dates else _with_digits(one, token)
        else:
            one = one._replace(percents=one.percents + (token["sign"] == "%"))
            side = "after" if one.digits else "before"
            found[-1] = one._replace(**{side: getattr(one, side) + beside})
    return tuple(found)


def _with_digits(one: _Section, token: re.Match[str]) -> _Section:
    """Return the section with another run of digit placeholders."""
    if token["general"]:
        return one._replace(digits=True, parted=one.parted or one.digits)
    places = len(re.findall("[0#?]", token["digits"]))
    point = token["point"] or ("." if token["digits"].startswith(".") else "")
    decimals = len(re.findall("[0#?]", token["digits"].rpartition(".")[2])) if point else 0
    one = one._replace(thousands=one.thousands + len(token["scaled"]))
    if not one.digits:
        return one._replace(digits=True, decimals=decimals, exponent=bool(token["exponent"]))
    if one.after.strip() == "/" and not point:
        return one._replace(after="", fraction=places)
    if one.after == "." and not point:
        return one._replace(after="", shifted=one.shifted + places)
    blank = not one.after.strip() and not one.decimals  # the space in a fraction: # ?/?
    return one._replace(after="", parted=one.parted or not blank)


def _chosen(sections: tuple[_Section, ...], number: Fraction) -> _Section | None:
    """Return the part that shows `number`, or None if none does."""
    numeric = sections[:3]
    if any(each.condition for each in numeric):
        return next((each for each in numeric if _holds(each.condition, number)), None)
    place = 1 if number < 0 else 2 if number == 0 else 0
    return numeric[place] if place < len(numeric) else numeric[0]


def _holds(condition: str, number: Fraction) -> bool:
    sign = condition.rstrip("0123456789.-")
    limit = Fraction(condition[len(sign) :] or 0)
    ways = {"<": -1, "=": 0, ">": 1}
    beside = (number > limit) - (number < limit)
    return not sign or any(beside == ways[each] for each in sign)


# --- numbers and days ------------------------------------------------------------------------------


def _show_digits(value: Fraction, section: _Section) -> Fraction | None:
    """Return the number that the digits show, or None if they only approximate it."""
    if section.fraction:
        near = value.limit_denominator(10**section.fraction - 1)
        return value if near == value else None
    if section.decimals is None:
        rough = abs(value) >= 10**_GENERAL_DIGITS and _significant(value, 6) != value
        return None if rough else value
    if section.exponent:
        near = _significant(value, section.decimals + 1)
        return value if near == value else None
    return _half_up(value, Fraction(1, 10 ** (section.decimals + section.shifted)))


def _significant(value: Fraction, digits: int) -> Fraction:
    """Round the number to this many significant digits."""
    if not value:
        return value
    size = len(str(abs(value.numerator))) - len(str(value.denominator))
    step = Fraction(10) ** (size - digits)
    while abs(value) / step >= 10**digits:
        step *= 10
    return _half_up(value, step)


def _half_up(value: Fraction, step: Fraction) -> Fraction:
    """Round to the nearest multiple of `step`, halves away from zero, as spreadsheets do."""
    times, rest = divmod(abs(value), step)
    rounded = (times + (rest * 2 >= step)) * step
    return -rounded if value < 0 else rounded


def _rounded(number: Fraction) -> Fraction:
    """Round to the fifteen digits that a spreadsheet shows: 0.10000000000000001 becomes 0.1."""
    return _significant(number, DIGITS)


def _show_date(number: Fraction, letters: tuple[str, ...], since_1904: bool) -> str | None:
    """Return the parts of a date and time that the format shows, largest first."""
    if number < (0 if since_1904 else 61):  # spreadsheets disagree before March 1900
        return None
    days, rest = divmod(number + (1462 if since_1904 else 0), 1)
    if days > 2_958_465:  # after the year 9999
        return None
    year, month, day = day_of(int(days)).rsplit("-", 2)
    parts = []
    for at, letter in enumerate(letters):
        beside = (
            letters[at - 1][0] if at else "",
            letters[at + 1][0] if at + 1 < len(letters) else "",
        )
        minutes = letter[0] == "m" and (beside[0] == "h" or beside[1] == "s")
        parts.append("M" if minutes else letter[0] if letter[0] != "d" or len(letter) < 3 else "w")
    shown = [each for each, known in ((year, "y" in parts or "e" in parts), (month, "m" in parts),
                                      (day, "d" in parts)) if known]  # fmt: skip
    seconds = int(rest * 86_400 + Fraction(1, 2))
    time = f"{seconds // 3600:02}:{seconds // 60 % 60:02}"
    timed = "h" in parts and bool(seconds or not shown)
    return " ".join(["-".join(shown)] * bool(shown) + [time] * timed) or None


def _unsigned(words: str) -> str:
    return _NEUTRAL.sub("", words)
