"""The place that a text is for: one that the site knows, or a new one named in the title or issuer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from builder.search import spelled
from calculator.i18n import Text
from calculator.places import PROVINCES, Level, Place
from calculator.profile import PLACES

_NAME = "[\u4e00-\u9fff]{2,5}?"
_NAMED = re.compile(
    rf"(?:(?P<province>{'|'.join(p.name.zh for p in PROVINCES.values())})(?:省|[\u4e00-\u9fff]{{0,4}}自治区)?)?"
    rf"(?:(?P<city>{_NAME})市)?(?:(?P<county>{_NAME})(?P<kind>[区县市]))?"
)
_BEFORE = re.compile(
    r"^(?:中共|中国共产党|关于(?:印发|发布|公布|修订|转发)?|[《“「\s])+|^.{2,24}?关于(?:印发|发布|公布|修订|转发)《?"
)
_NO_NAME = re.compile(
    "支持|促进|关于|推动|加快|鼓励|进一步|开发|高新|示范|保税|自贸|园|新$|各|企业|措施"
)
"""What stands before 区 or 市 without being a name, such as 支持园区."""


_IN_NAMES = {
    "厦": "xia", "长": "chang", "重": "chong", "六": "lu", "蚌": "beng", "莘": "xin", "单": "shan",
    "浚": "xun", "泌": "bi", "番": "pan",
}  # fmt: skip
"""How characters sound in the names of places, where that is not their commonest sound."""


def place_in(*heads: str) -> Place | None:
    """Return the place that the title, or else the words around it, name; the first is the title."""
    named = [place for words in heads for place in _named(words)]
    if named:
        first = named[0]
        if first.level is Level.CITY and first.within is None:  # 湖里区 alone: of which city?
            return next((p for p in named[1:] if p.name == first.name and p.within), first)
        return first
    for words in heads:
        for place in PLACES:
            if place.name.zh in words:
                return place
    return None


def _named(words: str) -> Iterator[Place]:
    for start in dict.fromkeys((words, _BEFORE.sub("", words))):
        found = _NAMED.match(start)
        if found and (place := _place(**found.groupdict())):
            yield place


def _place(
    province: str | None, city: str | None, county: str | None, kind: str | None
) -> Place | None:
    if _NO_NAME.search(city or ""):
        return None
    if _NO_NAME.search(county or ""):
        county = None
    above = next((p for p in PROVINCES.values() if p.name.zh == province), None)
    if city is None and county is None:
        return _known(above) if above else None
    of = _known(_new(city, above)) if city else None
    if county is None:
        return of
    if of is None:
        return _known(_new(county, above))
    return _known(_new(county, of, Level.DISTRICT))


def _new(zh: str, within: Place | None, level: Level = Level.CITY) -> Place:
    name = "".join(map(_sound, zh))
    return Place(name, Text(zh, name.capitalize()), within, level)


def _known(place: Place) -> Place:
    """Return the place as a policy declares it, if one does."""
    for each in PLACES:
        for known in (each, each.city):
            same = known and (known.name.zh, known.level) == (place.name.zh, place.level)
            if known and same and None in (known.within, place.within):
                return known
            if known and same and known.within == place.within:
                return known
    return place


def initials(place: Place) -> str:
    """Return the first letters of a place's name, for the ids of its measures: qz for 泉州."""
    return "".join(_sound(character)[:1] for character in place.name.zh)


def _sound(character: str) -> str:
    return _IN_NAMES.get(character) or spelled(character)


def declaration(place: Place) -> str:
    """Return the Python expression that declares a place."""
    if place.id in PROVINCES:
        return f'PROVINCES["{place.id}"]'
    en = json.dumps(place.name.en, ensure_ascii=False)
    parts = [f'"{place.id}"', f'Text("{place.name.zh}", {en})']
    if place.within:
        parts.append(declaration(place.within))
    if place.level is Level.DISTRICT:
        parts.append("Level.DISTRICT")
    if place.also:
        parts.append(f"also=({', '.join(json.dumps(n, ensure_ascii=False) for n in place.also)},)")
    return f"Place({', '.join(parts)})"
