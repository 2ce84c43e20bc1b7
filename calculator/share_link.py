"""The form in the address: what was typed as the fragment of a URL, and back.

`name=text` pairs, sorted, percent-encoded; `p` is the version of the rules the link was made with,
`d` the day it was made. `s1`, `s2` … are scenarios, each as the pairs that differ from the entries
(`name=` for an entry it lacks), `n1`, `n2` … their names. No fragment is ever sent to a server.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from calculator.fields import Counts, Fact, Number, Reference, is_day, pointer
from calculator.i18n import Text, join_texts
from calculator.profile import FACTS
from calculator.typed import KEY, Typed, typed
from calculator.version import rules_version

VERSION, DAY = "p", "d"
SCENARIOS = 3
"""The maximum number of scenarios."""
LONGEST = 8_000
"""Characters of a link with scenarios that chat and mail programs still accept as one link."""
LONGEST_NAME = 40
_SCENARIO = re.compile(f"([sn])([1-{SCENARIOS}])")
_MOST_PAIRS = 5000
_NAMED = 5  # unknown names shown in a notice

_OTHER_RULES = Text(
    "这个链接按版本 {then} 的规则生成，现在按版本 {now} 计算，金额可能不同。",
    "This link was made under rules version {then}; version {now} is used now, so amounts may differ.",
)
_OTHER_DAY = Text(
    "这个链接生成于 {then}，没有指定日期；现在按 {now} 的规则计算。",
    "This link was made on {then} and names no date; the rules of {now} are used now.",
)
_DROPPED = Text(
    "链接里有 {n} 项本页没有，已略去：{names}。",
    "Unknown here and left out of what the link holds ({n}): {names}.",
)


Entries = list[tuple[str, str]]


class Scenario(NamedTuple):
    """Entries kept for comparison, and their name; if "" a description is shown instead."""

    entries: Entries
    name: str = ""


class SharedLink(NamedTuple):
    """The content of a fragment: entries, rules version, day, and scenarios.

    Version and day are those the link was made with, "" if not given.
    """

    entries: Entries
    version: str
    day: str
    scenarios: tuple[Scenario, ...] = ()


def read_fragment(fragment: str) -> SharedLink:
    """Read a fragment, with or without its #; links without a version are accepted."""
    pairs = _pairs(fragment.lstrip("#"))
    marks = {name: text[:LONGEST_NAME] for name, text in pairs if name in (VERSION, DAY)}
    beside = {name: text for name, text in pairs if _SCENARIO.fullmatch(name)}
    entries = [pair for pair in pairs if pair[0] not in marks and pair[0] not in beside]
    scenarios = tuple(
        Scenario(_changed(entries, _pairs(beside[name])), named(beside.get(f"n{name[1:]}", "")))
        for name in sorted(beside)
        if name.startswith("s")
    )
    return SharedLink(entries, marks.get(VERSION, ""), marks.get(DAY, ""), scenarios)


def _pairs(fragment: str) -> Entries:
    parts = [pair.partition("=") for pair in fragment.split("&")[:_MOST_PAIRS] if pair]
    return [(name, _unquoted(text)) for name, _, text in parts]


def kept(sent: Iterable[Sequence[str]]) -> list[Scenario]:
    """Return the scenarios sent by the page as `[[fragment, name], …]`."""
    return [
        Scenario(read_fragment(str(fragment)).entries, named(str(name))) for fragment, name in sent
    ]


def named(name: str) -> str:
    """Return a scenario's name as it is stored: on one line, and shortened."""
    return "".join(c for c in " ".join(name.split()) if c.isprintable())[:LONGEST_NAME]


def _changed(entries: Entries, other: Entries) -> Entries:
    """Return the entries with a scenario's differences applied."""
    names = {name for name, _ in other}
    return [pair for pair in entries if pair[0] not in names] + [pair for pair in other if pair[1]]


def _other(form: Typed, scenario: Typed) -> Entries:
    """Return a scenario's differences from the form, with an empty entry for what it lacks."""

    def texts(of: Typed, name: str) -> list[str]:
        return [text for text in of.texts.get(name, []) if text]

    names = sorted(form.texts.keys() | scenario.texts.keys())
    other = [name for name in names if texts(form, name) != texts(scenario, name)]
    return [(name, text) for name in other for text in texts(scenario, name) or [""]]


def notices(link: SharedLink, form: Typed, today: str) -> Iterator[Text]:
    """Yield notices for the reader of a link: other rules, another day, unknown names."""
    if link.version and _rules(link.version) != _rules(rules_version()):
        yield _OTHER_RULES.fill(then=_shown(link.version), now=rules_version())
    if is_day(link.day) and link.day != today and not form.first("date"):
        yield _OTHER_DAY.fill(then=link.day, now=today)
    if form.unknown:
        names = list(dict.fromkeys(map(_shown, form.unknown)))
        listed = join_texts([Text(name, name) for name in names[:_NAMED]])
        more = Text("等", " …") if len(names) > _NAMED else Text("", "")
        yield _DROPPED.fill(n=str(len(names)), names=listed + more)


def _rules(version: str) -> str:
    """Return the hash in a version, which is the same for the same rules in every release."""
    return version.rpartition("-")[2].removeprefix("dev.")


def write_fragment(
    form: Typed,
    *,
    numbers: bool = True,
    day: str = "",
    within: bool = False,
    scenarios: Sequence[Scenario] = (),
) -> str:
    """Return the fragment of a form; "" if nothing was entered.

    Without `numbers` amounts, rates, counts and references are omitted, and only who one is, dates,
    titles and choices are included. `day` is the day the link is made. A link `within` the site has
    no version, which distinguishes it from one received from somebody else. `scenarios` are
    included with the numbers unless the link would get too long.
    """
    pairs = [
        (name, text)
        for name, texts in form.texts.items()
        if numbers or not _is_number(name)
        for text in texts
        if text
    ]
    if not pairs:
        return ""
    pairs += [] if within else [(VERSION, rules_version())]
    pairs += [(DAY, day)] if day else []
    written = joined(sorted(pairs))
    beside = joined(_beside(form, scenarios)) if numbers else ""
    return "&".join(filter(None, [written, beside if _fits(written, beside) else ""]))


def fragment_of(profile: Mapping[str, Any]) -> str:
    """Return the fragment with which the calculator opens a profile, within the site."""
    pairs = (
        pair for name, value in profile.items() for pair in FACTS[name].kind.entries(name, value)
    )
    return joined(sorted(pairs))


def carries(form: Typed, scenarios: Sequence[Scenario]) -> bool:
    """Check whether a link is short enough to include the scenarios."""
    return _fits(write_fragment(form), joined(_beside(form, scenarios)))


def _fits(written: str, beside: str) -> bool:
    return len(written) + len(beside) <= LONGEST


def _beside(form: Typed, scenarios: Iterable[Scenario]) -> Iterator[tuple[str, str]]:
    for n, scenario in enumerate(scenarios, 1):
        yield f"s{n}", joined(_other(form, typed(scenario.entries)))
        if scenario.name:
            yield f"n{n}", scenario.name


def joined(pairs: Iterable[tuple[str, str]]) -> str:
    """Return entries as a fragment."""
    return "&".join(f"{name}={_quoted(text)}" for name, text in pairs)


def _is_number(name: str) -> bool:
    fact = fact_at(name)
    return fact is None or isinstance(fact.kind, (Number, Counts, Reference))


def fact_at(name: str) -> Fact | None:
    """Return the fact of a form field, or None for an unknown name."""
    match = KEY.match(name)
    fact = FACTS.get(match[1]) if match else None
    if match and fact and match[2]:
        return fact.kind.facts.get(match[3] or "")
    return fact


def _shown(name: str) -> str:
    return pointer(name[:40])


_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~")


def _quoted(text: str) -> str:
    data = text.encode("utf-8", "replace")
    return "".join(chr(byte) if byte in _PLAIN else f"%{byte:02X}" for byte in data)


def _unquoted(text: str) -> str:
    def byte(match: re.Match[bytes]) -> bytes:
        return bytes([int(match[1], 16)])

    data = re.sub(rb"%([0-9A-Fa-f]{2})", byte, text.encode("utf-8", "replace"))
    return data.decode("utf-8", "replace")
