"""Places: a province, the cities in it, the districts and counties in a city.

A policy declares the place it is for. A text of a province applies in its cities, one of a city in its
districts.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from calculator.i18n import Text


class Level(Enum):
    """The level of a place."""

    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"


@dataclass(frozen=True, slots=True)
class Place:
    """A place, such as 厦门 / Xiamen, without 市 or 区; `also` are other names people use for it.

    A county with a policy of its own that no city's policy covers is declared at the level of a city.
    """

    id: str
    name: Text
    within: Place | None = None
    level: Level = Level.CITY
    also: tuple[str, ...] = ()

    @property
    def city(self) -> Place | None:
        """The city that it is or lies in; None for a province."""
        if self.level is Level.DISTRICT and self.within:
            return self.within.city
        return self if self.level is Level.CITY else None

    @property
    def path(self) -> tuple[str, ...]:
        """The ids of the places it lies in, the largest first, and its own."""
        return (*(self.within.path if self.within else ()), self.id)

    @property
    def full_name(self) -> Text:
        """The name of a district after that of its city; of any other place, its name."""
        if self.level is not Level.DISTRICT or self.within is None:
            return self.name
        return Text("{city}{district}", "{district}, {city}").fill(
            city=self.within.name, district=self.name
        )

    @property
    def called(self) -> tuple[str, ...]:
        """Every name people use for it, the usual first: 厦门、厦门市、福建厦门、…."""
        zh = self.name.zh
        named = [zh, *(zh + kind for kind in _KINDS[self.level] if not zh.endswith(kind))]
        if self.within:
            named += [above + each for above in self.within.called for each in named]
        return (*dict.fromkeys(named), *self.also)

    def lies_in(self, other: Place) -> bool:
        """Check whether it is the other place, or lies in it."""
        return self == other or (self.within is not None and self.within.lies_in(other))


_KINDS = {Level.PROVINCE: ("省",), Level.CITY: ("市", "县"), Level.DISTRICT: ("区", "县", "市")}


def _province(name: str, zh: str, en: str) -> Place:
    return Place(name, Text(zh, en), level=Level.PROVINCE)


PROVINCES = {
    place.id: place
    for place in (
        _province("hebei", "河北", "Hebei"),
        _province("shanxi", "山西", "Shanxi"),
        _province("inner-mongolia", "内蒙古", "Inner Mongolia"),
        _province("liaoning", "辽宁", "Liaoning"),
        _province("jilin", "吉林", "Jilin"),
        _province("heilongjiang", "黑龙江", "Heilongjiang"),
        _province("jiangsu", "江苏", "Jiangsu"),
        _province("zhejiang", "浙江", "Zhejiang"),
        _province("anhui", "安徽", "Anhui"),
        _province("fujian", "福建", "Fujian"),
        _province("jiangxi", "江西", "Jiangxi"),
        _province("shandong", "山东", "Shandong"),
        _province("henan", "河南", "Henan"),
        _province("hubei", "湖北", "Hubei"),
        _province("hunan", "湖南", "Hunan"),
        _province("guangdong", "广东", "Guangdong"),
        _province("guangxi", "广西", "Guangxi"),
        _province("hainan", "海南", "Hainan"),
        _province("sichuan", "四川", "Sichuan"),
        _province("guizhou", "贵州", "Guizhou"),
        _province("yunnan", "云南", "Yunnan"),
        _province("xizang", "西藏", "Xizang"),
        _province("shaanxi", "陕西", "Shaanxi"),
        _province("gansu", "甘肃", "Gansu"),
        _province("qinghai", "青海", "Qinghai"),
        _province("ningxia", "宁夏", "Ningxia"),
        _province("xinjiang", "新疆", "Xinjiang"),
    )
}
"""The provinces and autonomous regions by id, in the order of their national codes (GB/T 2260)."""
