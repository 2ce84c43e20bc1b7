"""The line for a sentence, and the chips that show what was understood, to be confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from calculator import number_parser, parameters, share_link
from calculator.fields import MONEY, Counts, Fact, Number, Reference, SomeOf, is_day
from calculator.i18n import Lang, Text, capital
from calculator.page.form import answers, unit_of
from calculator.page.html import Html, join_html, tag
from calculator.page.quick_entry import Chip, Entry, Understanding, read_sentence
from calculator.profile import FACTS
from calculator.typed import KEY, Typed, profile_of, typed

TITLE = Text("一句话填表", "Fill in by one sentence")
EXAMPLE = Text(
    "厦门小巨人，首次，2025年5月，去年设备320万，专利质押贷款800万利率4.1%一年",
    "Xiamen little giant, first time, May 2025, equipment 3.2m last year, patent pledge loan 8m at 4.1% "
    "for a year",
)
_LIKE = Text("如：厦门小巨人，去年设备320万", "Xiamen little giant, equipment 3.2m")
_FILL = Text("填入表中", "Fill in the form")
_DROP = Text("去掉：{what}", "Remove: {what}")
_LEFT = Text("没有看懂：", "Not understood: ")
_WHICH = Text("“{said}”是指", "“{said}” means")
_DAY_DUE = Text("“{said}”是哪一天？", "“{said}”: on which day?")
_NUMBER_DUE = Text("“{said}”是多少天？", "“{said}”: how many days?")
_NOTHING = Text("没有读出能填的内容。", "Nothing was found that can be filled in.")
_SAID = Text("读出 {n} 项", "Found: {n}")
_SAID_OPEN = Text("，{n} 项待定", ", to be decided: {n}")
_SAID_LEFT = Text("；没有看懂：{left}", "; not understood: {left}")
_COUNT = Text("人数", "Persons")
_NONE = Text("无", "None")


def line(lang: Lang, simple: str) -> Html:
    """Return the line for a static page; `simple` pairs traditional with simplified characters."""
    return tag(
        "form",
        tag("label", TITLE(lang), for_="quick-text"),
        tag("textarea", "", id="quick-text", rows="1", placeholder=_LIKE(lang),
            autocomplete="off", spellcheck="false", enterkeyhint="done"),
        tag("div", id="quick-chips"),
        tag("p", id="quick-said", role="status", class_="visually-hidden"),
        id="quick",
        aria_label=TITLE(lang),
        data_simple=simple,
        novalidate=True,
    )  # fmt: skip


def answer_sentence(
    text: str, simple: str, entries: Iterable[Entry], lang: Lang
) -> dict[str, object]:
    """Read a sentence beside the form's entries: `{"chips", "left", "said", "entries"}`."""
    pairs = dict(zip(simple[::2], simple[1::2], strict=False))
    found = read_sentence(text, pairs, typed(entries), parameters.today())
    return {
        "chips": chips_html(found, lang),
        "left": list(found.left),
        "said": _announcement(found, lang) if text.strip() else "",
        "entries": [list(pair) for pair in found.entries],
    }


def chips_html(found: Understanding, lang: Lang) -> Html:
    """Return the chips, grouped by list entry, what was not understood, and the button."""
    form = typed(pair for chip in found.chips for pair in chip.entries)
    profile_of(form)
    groups: dict[str, list[Html]] = {}
    for n, chip in enumerate(found.chips):
        name = chip.entries[0][0] if chip.entries else ""
        match = KEY.match(name)
        group = f"{match[1]}.{match[2]}" if match and match[2] is not None else f"#{n}"
        groups.setdefault(group, []).append(
            _question(chip, n, lang) if chip.choices else _chip(chip, form, lang)
        )
    several = [group.partition(".")[0] for group in groups]
    drawn = [
        _entry(group, inside, lang, several.count(group.partition(".")[0]) > 1)
        if _is_framed(group)
        else join_html(inside)
        for group, inside in groups.items()
    ]
    left = "；".join(found.left) if lang == "zh" else "; ".join(found.left)
    return join_html(
        [
            tag("div", drawn, class_="chips") if drawn else None,
            tag("p", tag("b", _LEFT(lang)), left, class_="left") if found.left else None,
            tag("p", _NOTHING(lang), class_="hint") if found.left and not drawn else None,
            tag("p", tag("button", _FILL(lang), type="button", data_quick="fill"), class_="row")
            if drawn
            else None,
        ]
    )


def _announcement(found: Understanding, lang: Lang) -> str:
    """Return the sentence for screen readers."""
    open_ = sum(
        bool(c.choices or c.within or not all(t for _, t in c.entries)) for c in found.chips
    )
    said = _SAID.fill(n=str(len(found.chips)))
    if open_:
        said += _SAID_OPEN.fill(n=str(open_))
    if found.left:
        said += _SAID_LEFT.fill(left=Text("；".join(found.left), "; ".join(found.left)))
    return (said + Text("。", "."))(lang)


def _is_framed(group: str) -> bool:
    """Check whether chips need the name of their list; a list of one fact does not."""
    name = group.partition(".")[0]
    columns = FACTS[name].kind.columns if name in FACTS else {}
    return sum(not isinstance(fact.kind, Reference) for fact in columns.values()) > 1


def _entry(group: str, chips: Sequence[Html], lang: Lang, several: bool) -> Html:
    name, _, index = group.partition(".")
    title = FACTS[name].label(lang) + (f" {int(index) + 1}" if several else "")
    return tag("fieldset", tag("legend", title), tag("div", chips, class_="chips"), class_="group")


def _fact(name: str) -> Fact:
    fact = share_link.fact_at(name)
    assert fact
    return fact


def _label(name: str) -> Text:
    fact = _fact(name)
    return _COUNT if isinstance(fact.kind, Counts) and "." in name else fact.label


def _shown(name: str, text: str) -> Text:
    """Return a value as the form shows it."""
    kind = _fact(name).kind
    if text == "none":
        return answers(kind).get(text, _NONE)
    return answers(kind).get(text) or Text(text, text)


def _chip(chip: Chip, form: Typed, lang: Lang) -> Html:
    (name, text), *_ = chip.entries
    fact, label = _fact(name), _label(name)
    words = {word: each for word, each in answers(fact.kind).items() if word}
    note = form.notes.get(name)
    incomplete = chip.within or not text
    asks = (_DAY_DUE if chip.within else _NUMBER_DUE).fill(said=chip.said)
    common: Mapping[str, Any] = {"data_entry": name, "data_said": chip.said}
    if fact.kind.columns or (isinstance(fact.kind, SomeOf) and text == "none"):
        box = tag(
            "span", tag("input", type="hidden", value=text, **common), _shown(name, text)(lang)
        )
    elif words:
        options = [
            tag("option", capital(each(lang)), value=word, selected=word == text)
            for word, each in words.items()
        ]
        box = tag("select", options, **common)
    elif chip.within:
        first, last = _bounds(chip.within)
        box = tag("input", type="date", value="", min=first, max=last, **common)
    else:
        number = isinstance(fact.kind, (Number, Counts))
        box = tag("input", type="text", inputmode="decimal" if number and not text else None,
                  value=text, size=str(max(2, min(_width(text), 24))),
                  aria_invalid="true" if isinstance(note, number_parser.NotUnderstood) else None, **common)  # fmt: skip
    unit = unit_of(fact.kind) if not words and text.isdecimal() else None
    what = Text("{label} {value}", "{label} {value}").fill(label=label, value=_shown(name, text))
    return tag(
        "div",
        tag("label", tag("span", label(lang), class_="name"), box, unit(lang) if unit else None),
        tag("button", "×", type="button", class_="off", data_quick="drop",
            aria_label=_DROP.fill(what=what)(lang)),
        tag("p", asks(lang), class_="ask") if incomplete else _note(note, fact, lang),
        class_="chip due" if incomplete or isinstance(note, number_parser.NotUnderstood) else "chip",
    )  # fmt: skip


def _note(
    note: number_parser.Understood[Any] | number_parser.NotUnderstood | None, fact: Fact, lang: Lang
) -> Html | None:
    """Return a problem or a doubt; for an amount also how it was read."""
    if isinstance(note, number_parser.NotUnderstood):
        return tag("p", note.text(lang), class_="problem")
    if note is None or not (note.doubt or fact.kind is MONEY):
        return None
    doubt = note.doubt
    said = tag("span", " " + doubt.text(lang), class_="doubt") if doubt else None
    return tag("p", note.echo(lang), said, class_="echo")


def _width(text: str) -> int:
    return sum(1 if char.isascii() else 2 for char in text)


def _bounds(within: str) -> tuple[str, str]:
    """Return the first and last day of a month or a year."""
    if len(within) == 4:
        return f"{within}-01-01", f"{within}-12-31"
    last = next(day for day in ("31", "30", "29", "28") if is_day(f"{within}-{day}"))
    return f"{within}-01", f"{within}-{last}"


def _question(chip: Chip, n: int, lang: Lang) -> Html:
    """Return a chip that asks which of several things is meant."""
    options = [
        tag(
            "label",
            tag("input", type="radio", name=f"quick-{n}", value=share_link.joined(choice)),
            " " + said(lang),
            class_="choice",
        )
        for choice, said in zip(chip.choices, _choices(chip.choices), strict=True)
    ]
    asks = _WHICH.fill(said=chip.said)(lang)
    return tag(
        "fieldset",
        tag("legend", asks),
        tag("div", options, class_="choices"),
        tag("button", "×", type="button", class_="off", data_quick="drop",
            aria_label=_DROP.fill(what=asks)(lang)),
        class_="chip due",
        data_said=chip.said,
    )  # fmt: skip


def _choices(choices: Sequence[Sequence[Entry]]) -> list[Text]:
    """Return the label of each choice: its list if that distinguishes them, else its entries."""
    lists = [_list_of(pairs) for pairs in choices]
    if all(lists) and len(set(lists)) == len(lists):
        return [FACTS[name].label for name in lists]
    values = [
        Text("、", ", ").join(
            Text("{label}：{value}", "{label}: {value}").fill(label=_label(n), value=_shown(n, t))
            for n, t in pairs
        )
        for pairs in choices
    ]
    if len(set(lists)) == 1:
        return values
    framed = [name if _is_framed(f"{name}.0") else "" for name in lists]
    named = (FACTS[name].label if name else Text("", "") for name in framed)
    return [Text(" · ", " · ").join([of, value]) if of.zh else value
            for of, value in zip(named, values, strict=True)]  # fmt: skip


def _list_of(pairs: Sequence[Entry]) -> str:
    match = KEY.match(pairs[0][0])
    return match[1] if match and match[2] is not None else ""


def with_sentence(before: list[Entry], fragment: str) -> list[Entry]:
    """Return the form's entries merged with those of a sentence.

    An answer replaces an earlier one; entries of a list are added after the existing ones.
    """
    found = share_link.read_fragment(fragment).entries
    form = typed(before)
    lists = {name.partition(".")[0] for name, _ in found}
    kept: list[Entry] = []
    for name, text in before:
        several = name in FACTS and isinstance(FACTS[name].kind, SomeOf)
        answered = name in lists and not several
        opposite = (name, "none") in found or (text == "none" and name in lists)
        if not (answered or opposite or (several and (name, text) in found)):
            kept.append((name, text))
    places: dict[tuple[str, str], int] = {}
    for name, text in found:
        match = KEY.match(name)
        if match and match[2] is not None:
            ahead = sum(of == match[1] for of, _ in places)
            n = places.setdefault((match[1], match[2]), next_entry(form, match[1]) + ahead)
            name = f"{match[1]}.{n}" + (f".{match[3]}" if match[3] else "")
            kept = [pair for pair in kept if pair[0] != name]
        kept.append((name, text))
    return kept


def next_entry(form: Typed, name: str) -> int:
    """Return the index after the last entry of a list that has any text."""
    length = form.lengths.get(name, 0)
    while length and not form.filled(f"{name}.{length - 1}"):
        length -= 1
    return length
