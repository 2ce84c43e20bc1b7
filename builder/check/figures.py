"""Figures in sentences of either language, in one normal form, so that they can be compared.

A figure is "RMB 600000", "3%", "5‰" or a plain number; amounts are in yuan.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from builder.texts import NUMERALS
from calculator.i18n import Text, plain, yuan
from calculator.phrases import QuotationError, Unit, figure

_SCALES = {"": 1, "百": 100, "千": 1000, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8}
_ENGLISH_SCALES = {"": 1, "million": 10**6, "billion": 10**9}
_MONTHS = "January February March April May June July August September October November December"
_NUMERALS = {
    "1": ("一", "one|first"), "2": ("二两双", "two|both|second"), "3": ("三", "three|third"),
    "4": ("四", "four|fourth"), "5": ("五", "five|fifth"), "6": ("六", "six|sixth"),
    "7": ("七", "seven"), "8": ("八", "eight"), "9": ("九", "nine"), "10": ("十", "ten"),
    "20": ("二十", "twenty|twentieth"),
}  # fmt: skip
"""Small numbers, which either language may write as words."""

_CHINESE = re.compile(
    r"(?P<from>[\d.]+)(?P<low>[百千万亿]*)[～~](?P<to>[\d.]+)(?P<span>[百千万亿]*)元"
    r"|(?P<money>\d[\d.,]*)(?P<scale>[百千万亿]*)元"
    r"|(?P<rate>\d[\d.]*)(?P<per>[%‰])|(?P<number>\d+)"
    r"|(?P<spelt>[一两二三四五六七八九十]+)(?P<myriads>[百千]?[万亿])元"
    r"|(?P<of>[百千])分之(?P<share>[一二三四五六七八九十]+)"
)
_ENGLISH = re.compile(
    r"RMB (?P<from>\d[\d.,]*)(?:–| to (?!RMB))(?P<to>\d[\d.,]*) (?P<span>million|billion)"
    r"|RMB (?P<money>\d[\d.,]*\b)(?: (?P<scale>million|billion))?"
    r"|(?P<rate>\d[\d.]*)(?P<per>%|‰| per mille)|(?P<number>\d+)"
    rf"|(?P<month>\b(?:{'|'.join(_MONTHS.split())})\b)"
)
# A number of two or more written as a word before a unit: 三家, 十二个月; 一家 is mostly "a".
_SPELT = re.compile(
    r"(?<![第百千万\d一二三四五六七八九十])([两二三四五六七八九]|[二三四五六七八九]?十[一二三四五六七八九]?)"
    r"(?:个月|个工作日|工作日|[年月日天周家次倍人名项户场批件])"
)
# Chinese kept in brackets in the English, possibly with other words.
_GLOSS = re.compile(r"\([^()]*[\u3400-\u9fff‰][^()]*\)")


def differences(zh: str, en: str) -> tuple[tuple[str, str], ...]:
    """Return pairs of figures that differ: ("RMB 600000", "RMB 500000"), "" if absent in one."""
    ours, theirs = _chinese(zh), _english(en)
    written_out = _GLOSS.sub("", en).lower()
    missing = [
        each
        for each in (ours - theirs).elements()
        if each not in _NUMERALS or not re.search(rf"\b({_NUMERALS[each][1]})\b", written_out)
    ]
    added = [
        each
        for each in (theirs - ours).elements()
        if not (each in _NUMERALS and any(sign in zh for sign in _NUMERALS[each][0]))
        and each not in _spelt(zh)
    ]
    numbers = {each: count for each, count in theirs.items() if each.isdigit()}
    for spelt in _SPELT.finditer(zh):
        value = str(NUMERALS["zh"][spelt[1].replace("两", "二")])
        words = _NUMERALS.get(value, ("", "(?!)"))[1]
        if value not in numbers and not re.search(rf"\b({words})\b", written_out):
            missing.append(value)
    # Chinese in brackets in the English must be that of the text.
    glossed = (each for gloss in _GLOSS.findall(en) for each in _chinese(gloss))
    added += [each for each in glossed if each not in ours and each not in added]
    if all(each.isdigit() for each in (*missing, *added)):
        ours_on, theirs_on = _days(zh), _days(en)
        moved = sorted(ours_on - theirs_on), sorted(theirs_on - ours_on)
        missing, added = moved if all(moved) else (missing, added)  # report a date as a whole
    pairs = max(len(missing), len(added))
    return tuple(
        zip(
            missing + [""] * (pairs - len(missing)),
            added + [""] * (pairs - len(added)),
            strict=True,
        )
    )


def _spelt(zh: str) -> set[str]:
    """Return the numbers that Chinese words spell, such as that of 第十一条."""
    spelt = re.findall("[一二三四五六七八九十]{2,}", zh)
    return {str(NUMERALS["zh"][each]) for each in spelt if each in NUMERALS["zh"]}


def _days(words: str) -> set[str]:
    """Return the dates written in either language, as YYYY-MM-DD."""
    chinese = re.findall(r"(\d{4})年(\d{1,2})月(\d{1,2})日", words)
    english = re.findall(rf"(\d{{1,2}}) ({'|'.join(_MONTHS.split())}) (\d{{4}})", words)
    months = {month: n for n, month in enumerate(_MONTHS.split(), start=1)}
    found = [*chinese, *((year, months[month], day) for day, month, year in english)]
    return {f"{year}-{int(month):02}-{int(day):02}" for year, month, day in found}


def shown(figure: str) -> Text:
    """Return a figure for display: "RMB 600000" becomes 600,000 元."""
    kind, _, value = figure.partition(" ")
    return yuan(Fraction(value)) if kind == "RMB" else Text(figure, figure)


def foreign(said: str, clause: str) -> tuple[str, ...]:
    """Return the sums and rates in a Chinese sentence that its clause does not contain."""
    known = _chinese(clause)
    found = _chinese(said)
    return tuple(
        each for each in found if each not in known and (each.startswith("RMB") or each[-1] in "%‰")
    )


def foreign_english(en: str, zh: str) -> tuple[str, ...]:
    """Return the sums and rates in an English sentence that its Chinese does not contain."""
    known = _chinese(zh)
    glossed = (each for gloss in _GLOSS.findall(en) for each in _chinese(gloss))
    return tuple(
        each
        for each in dict.fromkeys([*_english(en), *glossed])
        if each not in known and (each.startswith("RMB") or each[-1] in "%‰")
    )


def left_out(said: Text, quoted: tuple[str, ...]) -> tuple[str, ...]:
    """Return the rates, or else the caps, that a sentence omits though the quotations have both.

    A sentence that states neither omits nothing.
    """
    rates, caps = _limits(quoted)
    zh, en = _chinese(said.zh), _english(said.en)
    if not (rates and caps) or not any(each in zh for each in (*rates, *caps)):
        return ()
    lacking = tuple(each for each in rates if each not in zh or each not in en)
    return lacking if any(each in zh and each in en for each in caps) else (*lacking, *caps)


def _limits(quoted: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """Return the rates and the monetary caps in quoted words, each once."""
    rates, caps = dict[str, None](), dict[str, None]()
    for words in quoted:
        try:
            read = figure(words)
        except QuotationError:
            continue
        if read.unit is Unit.RATIO:
            rates |= dict.fromkeys(_chinese(words))
        elif read.unit.is_money and read.low is None:
            caps |= dict.fromkeys(_chinese(words))
    return list(rates), list(caps)


def _chinese(words: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for each in _CHINESE.finditer(_plain(words)):
        if each["from"]:
            low = each["low"] or each["span"]
            found[_money(each["from"], _SCALES.get(low, 1))] += 1
            found[_money(each["to"], _SCALES.get(each["span"], 1))] += 1
        elif each["money"]:
            found[_money(each["money"], _SCALES.get(each["scale"], 1))] += 1
        elif each["rate"]:
            found[each["rate"] + each["per"]] += 1
        elif each["spelt"] and each["spelt"] in _COUNTS:
            found[_money(str(_COUNTS[each["spelt"]]), _SCALES[each["myriads"]])] += 1
        elif each["share"] in _COUNTS:
            found[f"{_COUNTS[each['share']]}{'%' if each['of'] == '百' else '‰'}"] += 1
        elif each["number"]:
            found[str(int(each["number"]))] += 1
    return found


_COUNTS = NUMERALS["zh"] | {"两": 2}
_WIDE = str.maketrans("０１２３４５６７８９．％～", "0123456789.%~")


def _plain(words: str) -> str:
    """Replace full-width digits and signs; drop blanks between a digit and its unit."""
    return re.sub(r"(?<=\d)[ \xa0]+(?=[百千万亿元%‰])", "", words.translate(_WIDE))


def _english(words: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for each in _ENGLISH.finditer(_GLOSS.sub("", words)):
        if each["from"]:
            for end in ("from", "to"):
                found[_money(each[end], _ENGLISH_SCALES[each["span"]])] += 1
        elif each["money"]:
            found[_money(each["money"], _ENGLISH_SCALES[each["scale"] or ""])] += 1
        elif each["rate"]:
            found[each["rate"] + each["per"].replace(" per mille", "‰")] += 1
        elif each["month"]:
            found[str(_MONTHS.split().index(each["month"]) + 1)] += 1
        else:
            found[str(int(each["number"]))] += 1
    return found


def _money(digits: str, scale: int) -> str:
    return f"RMB {plain(Fraction(digits.replace(',', '').rstrip('.')) * scale)}"


_COUNTED = re.compile(
    r"\d[\d.]*[ \xa0]?[百千万亿]*(?:[～~]\d[\d.]*[百千万亿]*)?"
    r"(?:元|[%％]|‰|个月|个百分点|年期?|月|日|天|家|级|件|次|项|名|人次?|户|场|批|倍|平方米|亩)"
    r"|[一二三四五六七八九十]+(?=级)"
    r"|[一两二三四五六七八九十]+[百千]?[万亿]元|[百千]分之[一二三四五六七八九十]+"
    rf"|{_SPELT.pattern}"
)
# Numbers in a cited document's title and number do not count.
_CITED = re.compile(r"《[^》]*》|（[^（）]*〔\d{4}〕[^（）]*）|[^，。；（）]*〔\d{4}〕\d+号")


def unused(words: str, quoted: tuple[str, ...]) -> Iterator[str]:
    """Yield figures with a unit that are in none of the quotations and in no cited document."""
    covered = [
        range(at.start(), at.end()) for each in quoted for at in re.finditer(re.escape(each), words)
    ] + [range(at.start(), at.end()) for at in _CITED.finditer(words)]
    for found in _COUNTED.finditer(words):
        if not any(span.start <= found.start() < span.stop for span in covered):
            yield found[0]
