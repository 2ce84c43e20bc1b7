"""Whole-day events as an iCalendar file (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from calculator.fields import is_day


class Event(NamedTuple):
    """An event on a day (YYYY-MM-DD).

    `uid` is permanent, so that a newer file replaces the event. `ahead` is the number of days
    before it on which to remind, 0 for no reminder.
    """

    uid: str
    on: str
    title: str
    text: str
    ahead: int = 0


def calendar(events: Iterable[Event], stamp: str = "") -> str:
    """Return the file: CRLF line ends, lines of at most 75 bytes.

    `stamp` is the day (YYYY-MM-DD) on which it is made, by default that of each event, so that the
    file changes only when its events do.
    """
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
    """Return the following day."""
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
    """Yield a line in pieces of at most 75 bytes, all but the first after a space, characters kept whole."""
    piece = ""
    for char in line:
        if len((piece + char).encode()) > 75:
            yield piece
            piece = " "
        piece += char
    yield piece
