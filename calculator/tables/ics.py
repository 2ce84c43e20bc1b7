"""Whole days as an iCalendar file (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from calculator.fields import is_day


class Event(NamedTuple):
    """A day (YYYY-MM-DD) worth knowing. `uid` names it for ever, so that a newer file replaces it;
    `ahead`: days before it on which to be reminded, 0 for none."""

    uid: str
    on: str
    title: str
    text: str
    ahead: int = 0


def calendar(events: Iterable[Event], stamp: str = "") -> str:
    """The file: CRLF, lines of at most 75 bytes. `stamp`: the day (YYYY-MM-DD) it is made, by default
    each event's own, so that the file changes only when its events do."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//SRDI policies//calculator//EN"]
    for event in events:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{event.uid}",
            f"DTSTAMP:{_compact(stamp or event.on)}T000000Z",
            f"DTSTART;VALUE=DATE:{_compact(event.on)}",
            f"DTEND;VALUE=DATE:{_compact(next_day(event.on))}",
            *_folded(f"SUMMARY:{_escaped(event.title)}"),
            *_folded(f"DESCRIPTION:{_escaped(event.text)}"),
            "TRANSP:TRANSPARENT",
        ]
        if event.ahead:
            lines += ["BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:-P{event.ahead}D"]
            lines += [*_folded(f"DESCRIPTION:{_escaped(event.title)}"), "END:VALARM"]
        lines.append("END:VEVENT")
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def next_day(day: str) -> str:
    """The day after."""
    year, month, date = map(int, day.split("-"))
    later = f"{year:04}-{month:02}-{date + 1:02}"
    return later if is_day(later) else f"{year + month // 12:04}-{month % 12 + 1:02}-01"


def _compact(day: str) -> str:
    return day.replace("-", "")


def _escaped(said: str) -> str:
    for char in "\\,;":
        said = said.replace(char, f"\\{char}")
    return said.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """A line in pieces of at most 75 bytes, the later ones after a blank, no character cut in two."""
    piece = ""
    for char in line:
        if len((piece + char).encode()) > 75:
            yield piece
            piece = " "
        piece += char
    yield piece
