"""A number with its unit in words: 1,000,000 元, 3.1%, 2 级, 1 day."""

from __future__ import annotations

from calculator.i18n import Text, grouped, places, plain, yuan
from calculator.phrases import NAMES, SIGNS, Unit
from calculator.quantity import Exact


def plural(value: Exact, zh: str, en: str) -> Text:
    """Return a count with its noun, in English singular or plural."""
    figure = grouped(value)
    return Text(f"{figure} {zh}", f"{figure} {en}" if value == 1 else f"{figure} {en}s")


def measured(value: Exact, unit: Unit, per: int) -> Text:
    """Return a number with its unit."""
    if unit is Unit.YUAN:
        return yuan(value)
    if unit is Unit.CALENDAR_YEAR:
        return Text(plain(value), plain(value))
    figure = grouped(value * per, places(value * per))
    if per != 1:
        return Text(figure + SIGNS[per], figure + SIGNS[per])
    if name := NAMES.get(unit):
        return Text(f"{figure} {name.zh}", f"{figure} {name.en}")
    match unit:
        case Unit.LEVEL:
            return Text(f"{figure} 级", f"level {figure}")
        case Unit.DAY:
            return plural(value, "天", "day")
        case Unit.MONTH:
            return plural(value, "个月", "month")
        case Unit.YEAR:
            return plural(value, "年", "year")
        case _:
            return Text(figure, figure)
