"""The answers that a person entered: for each the question, the text as typed, and how it was understood."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from calculator import sentences, share_link
from calculator.fields import EMPTY_LIST, NONE
from calculator.i18n import Text, capital, join_texts
from calculator.number_parser import NotUnderstood, Understood
from calculator.profile import FACTS
from calculator.typed import Typed

_NOT_READ = Text("无法识别：{why}", "not understood: {why}")


class Entered(NamedTuple):
    """An answer: its field, the question, the text as typed, and how it was understood, or why not."""

    field: str
    question: Text
    given: Text
    understood: Text
    read: bool
    """Whether it was typed and understood."""
    chosen: bool
    """Whether it is one of the options of a choice."""


def entered(form: Typed) -> Iterator[Entered]:
    """Yield every answer, in the order of the form; the one that absence stands for is none."""
    listed = [
        (name, texts)
        for name, texts in form.texts.items()
        if any(t.strip() for t in texts) and texts != [_default(name)]
    ]
    for name, texts in sorted(listed, key=lambda each: _place(each[0])):
        note = form.notes.get(name)
        understood = Text("", "")
        if isinstance(note, Understood):
            understood = Text(note.echo.zh.removeprefix("= "), note.echo.en.removeprefix("= "))
        elif isinstance(note, NotUnderstood):
            understood = _NOT_READ.fill(why=note.text)
        given = join_texts([_answer(name, text) for text in texts])
        yield Entered(
            name, question(name), given, understood, isinstance(note, Understood), _is_choice(name)
        )


def _place(name: str) -> tuple[int, int, int]:
    """Return the place of a field in the form: fact, entry and fact of the entry."""
    fact, index, key = (*name.split(".", 2), "", "")[:3]
    keys = [*FACTS[fact].kind.facts]
    return [*FACTS].index(fact), int(index or -1), keys.index(key) if key else 0


def question(name: str) -> Text:
    """Return the label of a field, including its list and number."""
    return sentences.label_at(name.replace(".", "/"))


def _is_choice(name: str) -> bool:
    fact = share_link.fact_at(name)
    return bool(fact and fact.kind.words)


def _default(name: str) -> str:
    fact = share_link.fact_at(name)
    return fact.default if fact else ""


def _answer(name: str, text: str) -> Text:
    fact = share_link.fact_at(name)
    words = {**fact.kind.words, EMPTY_LIST: NONE} if fact else {}
    said = words.get(text, Text(text, text))
    return Text(said.zh, capital(said.en))
