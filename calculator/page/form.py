"""The form of the calculator's page: a question for each fact a measure still asks for.

What is typed into it is read by `calculator.typed`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from calculator import number_parser, parameters
from calculator.assessment import DRAFT, Assessment
from calculator.catalogue import facts_needed
from calculator.fields import (
    EMPTY_LIST,
    SECTIONS,
    Fact,
    FieldKind,
    Number,
    OneOf,
    Reference,
    Section,
    SomeOf,
    YesNo,
)
from calculator.i18n import Lang, Text, capital, plain, yuan
from calculator.measure import Measure
from calculator.page.html import Html, tag
from calculator.page.urls import link
from calculator.phrases import NAMES, SIGNS, Unit
from calculator.places import Level
from calculator.policies import OVERLAPS
from calculator.profile import FACTS
from calculator.quantity import Truth
from calculator.sentences import label_at
from calculator.typed import Typed, profile_of

# --- texts -----------------------------------------------------------------------------------------

_ALWAYS_OPEN = (Section.WHO, Section.TITLES)
STEPS: tuple[tuple[Text, tuple[Section, ...]], ...] = (
    (Text("申请主体和称号", "Applicant and titles"), (Section.WHO, Section.TITLES)),
    (
        Text("投入和融资", "Spending and financing"),
        (Section.EQUIPMENT, Section.RESEARCH, Section.DIGITAL, Section.LOANS),
    ),
    (
        Text("标准、市场、人才和活动", "Standards, markets, people, events"),
        (Section.STANDARDS, Section.MARKETS, Section.TALENT, Section.ORGANISERS),
    ),
    (Text("已经获得的支持", "Support already received"), (Section.RECEIVED,)),
)
"""Shown one at a time on a narrow screen, one below the other on a wide one."""
_NOTHING = Text(
    "按已填的内容，这里没有要问的。", "Given the answers so far, nothing is asked here."
)
_BACK, _ON = Text("上一步", "Back"), Text("下一步", "Next")
_ALL = Text("一页显示全部", "Show all on one page")
_STEPWISE = Text("分步填写", "One step at a time")
_RESULT = Text("核对并看结果", "Check and see the result")
_PROBLEMS = Text("有 {n} 处要改", "To correct: {n}")
_NOT_SURE = Text("不确定", "Not sure")
_NONE_OF_THESE = Text("以上都没有", "None of these")
_ADD, _REMOVE, _COPY = (
    Text("再加一项", "Add another"),
    Text("删除", "Remove"),
    Text("复制一份", "Duplicate"),
)
_ITEM = Text("第 {n} 项", "No. {n}")
_NONE = Text("无", "None")
_WHY = Text("为什么问", "Why we ask")
_USE_EXAMPLE = Text("填入示例", "Fill in the example")
_CLEAR = Text("全部清空", "Clear everything")
_MORE = Text("更多：按哪一天的规则计算", "More: the day whose rules count")
_LATER = ("date",)
"""Facts that hardly anyone changes: folded, at the end of their step."""
_FOLDED_FROM = 4
"""The number of entries from which complete ones are folded into a line."""

# --- the form --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class View:
    """The data for drawing a field: the form as typed, the language, and which measures ask.

    `marks` is whether to ask for the reference of a loan or purchase that may be in two lists.
    `ids` is a prefix for the ids of a field that appears a second time on the page.
    """

    form: Typed
    lang: Lang
    asked: Mapping[str, tuple[Measure, ...]]
    marks: bool = True
    ids: str = ""

    def has(self, name: str, word: str) -> bool:
        return word in self.form.texts.get(name, [])


_GATES = frozenset({"city", "in_force", DRAFT, "applicant", "title"})


def asked(assessment: Assessment, entered: Collection[str] = ()) -> dict[str, tuple[Measure, ...]]:
    """Return the facts that measures still depend on, with those measures.

    A measure ruled out by city, date or applicant asks for nothing, one ruled out by title for the
    title only; one refused for another reason asks only for the facts it was refused for, and for
    those already `entered`, so that answers stay visible.
    """
    reasons: dict[str, list[Measure]] = {}
    for result in assessment.results:
        if gates := {c.id for c in result.failed} & _GATES:
            if gates == {"title"}:  # another title might open it
                reasons.setdefault("titles", []).append(result.measure)
            continue
        names: Iterable[str] = facts_needed(result.measure)
        if result.policy.place.level is Level.DISTRICT and assessment.city:
            reasons.setdefault("district", []).append(result.measure)
        if result.failed:
            decisive = {given.fact for c in result.failed for given in c.truth.facts} | {"titles"}
            names = [name for name in names if name in decisive or name in entered]
        for name in names:
            reasons.setdefault(name, []).append(result.measure)
    for name, fact in FACTS.items():
        if fact.follows and name not in entered:
            answer: Truth = getattr(assessment.firm, fact.follows)
            if answer.value is not True:
                reasons.pop(name, None)
    reasons |= {ref: reasons[name] for name in [*reasons] if (ref := FACTS[name].ref)}
    reasons |= {name: [] for name in ("city", "date", "applicant")}
    return {name: tuple(measures) for name, measures in reasons.items()}


NAME = Text("填写企业情况", "Facts of the enterprise")


def form_html(view: View) -> Html:
    """Return the form in profile order; questions no longer asked keep their entries hidden."""
    asking = [n for n, (_, sections) in enumerate(STEPS, 1) if any(_asked_in(view, sections))]
    steps = [_step(view, n, asking) for n in range(1, len(STEPS) + 1)]
    unasked = [name for name in FACTS if name not in view.asked]
    hidden = [_kept(view, name) for name in unasked]
    actions = tag(
        "p",
        tag("button", _RESULT(view.lang), type="submit"),
        _button(view, "example", _USE_EXAMPLE),
        _button(view, "clear", _CLEAR),
        class_="actions",
    )
    whole = tag(
        "p",
        [
            tag("button", words(view.lang), type="button", class_="quiet", data_turn=turn)
            for turn, words in (("all", _ALL), ("1", _STEPWISE))
        ],
        class_="whole",
    )
    return tag(
        "form",
        _summary(view),
        steps,
        hidden,
        actions,
        whole,
        id="questions",
        aria_label=NAME(view.lang),
        novalidate=True,
        autocomplete="off",
    )


def _summary(view: View) -> Html | None:
    """Return the list of unreadable entries with links; shown when the form is submitted."""
    problems = {
        name: note
        for name, note in view.form.notes.items()
        if isinstance(note, number_parser.NotUnderstood)
    }
    listed = [
        tag("li", tag("a", problem.text(view.lang), href=f"#f-{name}", data_goto=True))
        for name, problem in problems.items()
        if name.partition(".")[0] in view.asked
    ]
    if not listed:
        return None
    title = tag("h2", _PROBLEMS.fill(n=str(len(listed)))(view.lang))
    return tag("div", title, tag("ul", listed), id="problems", tabindex="-1")


def _asked_in(view: View, sections: Iterable[Section]) -> Iterator[dict[str, Fact]]:
    """Yield the questions of each section that has any."""
    for section in sections:
        facts = {k: f for k, f in FACTS.items() if f.section is section and k in view.asked}
        if facts:
            yield facts


def _step(view: View, n: int, asking: list[int]) -> Html:
    """Return a step with buttons to the previous and next steps that ask something."""
    title, sections = STEPS[n - 1]
    parts = [_section(view, facts, alone=len(sections) == 1) for facts in _asked_in(view, sections)]
    if any(set(_LATER) & set(facts) for facts in _asked_in(view, sections)):
        parts.append(_more(view))
    before, after = [k for k in asking if k < n], [k for k in asking if k > n]
    turns = [(to, words) for to, words in ((before[-1:], _BACK), (after[:1], _ON)) if to]
    place = f"{asking.index(n) + 1}/{len(asking)} " if n in asking else ""
    kind = "step" + ("" if parts else " idle") + ("" if after else " last")
    return tag(
        "section",
        tag("h2", tag("span", place, class_="nth"), title(view.lang), tabindex="-1"),
        parts or tag("p", _NOTHING(view.lang), class_="hint"),
        tag(
            "p",
            [
                tag("button", words(view.lang), type="button", data_turn=str(to[0]))
                for to, words in turns
            ],
            class_="turn",
        ),
        class_=kind,
        id=f"step-{n}",
    )


def _more(view: View) -> Html:
    """Return the questions that few have to answer, folded."""
    fields = [_question(view, name, FACTS[name]) for name in _LATER if name in view.asked]
    filled = any(view.form.first(name) for name in _LATER)
    return tag(
        "details",
        tag("summary", tag("h3", _MORE(view.lang))),
        fields,
        class_="part",
        id="part-more",
        open=filled,
    )


def form_of(view: View) -> Html:
    """Return only the questions that are asked, one after the other."""
    fields = [_question(view, name, fact) for name, fact in FACTS.items() if name in view.asked]
    return tag(
        "form",
        fields,
        id="questions",
        aria_label=NAME(view.lang),
        novalidate=True,
        autocomplete="off",
    )


_ENTER = Text("填入", "Enter")


def question_html(view: View, path: str) -> Html:
    """Return a single question, by the path of its fact (`pledge_loans/0/days`).

    For a list without entries it asks for the first entry, or that there is none. A single choice
    applies at once; typed text waits for the button.
    """
    name, *rest = path.split("/")
    fact, alone = FACTS[name], replace(view, ids="next-", marks=False)
    if rest:
        leaf = replace(fact.kind.facts[rest[1] if rest[1:] else ""], label=label_at(path))
        question = _control(alone, ".".join([name, *rest]), leaf)
    elif fact.kind.facts:
        question = _first_entry(alone, name, fact)
    else:
        question = _control(alone, name, fact)
    at_once = isinstance(fact.kind, (YesNo, OneOf))
    enter = None if at_once else tag("button", _ENTER(view.lang), type="submit")
    return tag(
        "div", question, tag("p", enter, class_="row") if enter else None, data_at_once=at_once
    )


def _first_entry(view: View, name: str, fact: Fact) -> Html:
    fields = _row_fields(view, f"{name}.0", fact.kind)
    return tag(
        "fieldset",
        tag("legend", fact.label(view.lang)),
        _none(view, name),
        tag("div", [_control(view, key, each) for key, each in fields], class_="entry"),
        class_="field list",
        id=f"{view.ids}q-{name}",
    )


def _kept(view: View, start: str) -> list[Html]:
    """Return what was typed under names with this prefix, as hidden inputs."""
    return [
        tag("input", type="hidden", name=name, value=text)
        for name, texts in view.form.texts.items()
        for text in texts
        if text
        and (name == start or name.startswith(start if start.endswith(".") else start + "."))
    ]


def _section(view: View, facts: dict[str, Fact], *, alone: bool) -> Html:
    section = next(iter(facts.values())).section
    fields = [_question(view, k, fact) for k, fact in facts.items() if k not in _LATER]
    title = SECTIONS[section](view.lang)
    if section is Section.WHO or alone:
        return tag("div", fields, class_="part", id=f"part-{section.value}")
    if section in _ALWAYS_OPEN:
        return tag("div", tag("h3", title), fields, class_="part", id=f"part-{section.value}")
    filled = any(name.partition(".")[0] in facts for name, t in view.form.texts.items() if any(t))
    return tag(
        "details",
        tag("summary", tag("h3", title)),
        fields,
        class_="part",
        id=f"part-{section.value}",
        open=filled,
    )


def _question(view: View, name: str, fact: Fact) -> Html:
    if fact.kind.facts:
        return _list(view, name, fact, [_row_fields(view, f"{name}.{{i}}", fact.kind)])
    return _control(view, name, fact, _why(view, name))


_MARKED = {use.fact for overlap in OVERLAPS for use in (overlap.first, overlap.second)}
"""The lists that may contain the same loan or purchase; only these ask for a reference."""


def _row_fields(view: View, prefix: str, kind: FieldKind) -> tuple[tuple[str, Fact], ...]:
    marked = view.marks and prefix.partition(".")[0] in _MARKED
    return tuple(
        (f"{prefix}.{key}".rstrip("."), fact)
        for key, fact in kind.facts.items()
        if marked or not isinstance(fact.kind, Reference)
    )


def _list(view: View, name: str, fact: Fact, fields: list[tuple[tuple[str, Fact], ...]]) -> Html:
    lang = view.lang
    none = view.form.first(name) == EMPTY_LIST
    count = max(view.form.lengths.get(name, 0), 1)
    rows = [_entry(view, name, i, fields[0], folds=count >= _FOLDED_FROM) for i in range(count)]
    return tag(
        "fieldset",
        tag("legend", fact.label(lang)),
        _why(view, name),
        _none(view, name),
        _kept(view, f"{name}.") if none else [*rows, _button(view, f"add:{name}", _ADD)],
        class_="field list",
        id=f"{view.ids}q-{name}",
    )


def _none(view: View, name: str) -> Html:
    """Return the checkbox for a list without entries."""
    box = tag(
        "input",
        type="checkbox",
        name=name,
        value=EMPTY_LIST,
        checked=view.form.first(name) == EMPTY_LIST,
        id=f"{view.ids}f-{name}-none",
    )
    return tag("label", box, " " + _NONE(view.lang), class_="choice")


def _entry(
    view: View, name: str, i: int, fields: tuple[tuple[str, Fact], ...], *, folds: bool
) -> Html:
    """Return an entry of a list; if it `folds` and is complete, only its line is open."""
    lang = view.lang
    named = [(key.format(i=i), fact) for key, fact in fields]
    nth = _ITEM.fill(n=str(i + 1))(lang)
    summary = [_shown_value(view, key, fact) for key, fact in named if view.form.first(key).strip()]
    missing = [
        fact
        for key, fact in named
        if not view.form.first(key) and not isinstance(fact.kind, Reference)
    ]
    doubted = [note for key, _ in named if (note := view.form.notes.get(key)) and _is_doubted(note)]
    return tag(
        "fieldset",
        tag("legend", nth, class_="visually-hidden"),
        tag(
            "details",
            tag(
                "summary", nth, tag("span", " · ".join(summary), class_="told") if summary else None
            ),
            tag("div", [_control(view, key, fact) for key, fact in named], class_="fields"),
            tag(
                "p",
                _button(view, f"copy:{name}.{i}", _COPY),
                _button(view, f"remove:{name}.{i}", _REMOVE),
                class_="row",
            ),
            class_="fold",
            open=not folds or bool(missing or doubted),
        ),
        class_="entry",
        id=f"entry-{name}-{i}",
    )


def _shown_value(view: View, name: str, fact: Fact) -> str:
    """Return a value as shown in the line of its entry."""
    text, note = view.form.first(name), view.form.notes.get(name)
    if word := answers(fact.kind).get(text):
        return capital(word(view.lang))
    if isinstance(note, number_parser.Understood):
        return note.echo(view.lang).removeprefix("= ").partition("（")[0].partition(" (")[0]
    return text


def _is_doubted(note: number_parser.Understood[Any] | number_parser.NotUnderstood) -> bool:
    return isinstance(note, number_parser.NotUnderstood) or note.doubt is not None


def _button(view: View, action: str, label: Text) -> Html:
    return tag("button", label(view.lang), type="button", data_action=action, class_="quiet")


def _control(view: View, name: str, fact: Fact, why: Html | None = None) -> Html:
    kind, words = fact.kind, answers(fact.kind)
    if not words:
        return _text(view, name, fact, why)
    if isinstance(kind, SomeOf):
        return _choices(view, name, fact, words, "checkbox", why)
    if isinstance(kind, Number):
        return _select(view, name, fact, {"": _NOT_SURE} | words)
    words |= {} if fact.default else {"": _NOT_SURE}
    if "." in name:
        return _select(view, name, fact, words)
    return _choices(view, name, fact, words, "radio", why)


def answers(kind: FieldKind) -> dict[str, Text]:
    """Return the options of a choice: value and label; empty for any other field."""
    if isinstance(kind, Number) and kind.unit is Unit.LEVEL:
        return {str(n): _level(n) for n in range((kind.most or 0) + 1)}
    words = {word: Text(label.zh, capital(label.en)) for word, label in kind.words.items()}
    return words | ({EMPTY_LIST: _NONE_OF_THESE} if isinstance(kind, SomeOf) else {})


def _level(n: int) -> Text:
    return Text(f"{n} 级", f"Level {n}") if n else Text("未达一级", "Below level 1")


def _choices(
    view: View, name: str, fact: Fact, words: Mapping[str, Text], type_: str, why: Html | None
) -> Html:
    options = [
        tag(
            "label",
            tag(
                "input",
                type=type_,
                name=name,
                value=word,
                id=f"{view.ids}f-{name}-{word or 'unknown'}",
                checked=view.has(name, word)
                or (word == fact.default and not any(view.form.texts.get(name, []))),
            ),
            " " + capital(label(view.lang)),
            class_="choice",
        )
        for word, label in words.items()
    ]
    return tag(
        "fieldset",
        tag("legend", fact.label(view.lang)),
        _hint(view, name, fact),
        why,
        tag("div", options, class_="choices"),
        class_="field",
        id=f"{view.ids}q-{name}",
        aria_describedby=f"{view.ids}h-{name}" if fact.hint else None,
    )


def _select(view: View, name: str, fact: Fact, words: Mapping[str, Text]) -> Html:
    options = [
        tag("option", capital(label(view.lang)), value=word, selected=view.form.first(name) == word)
        for word, label in words.items()
    ]
    return tag(
        "div",
        tag("label", fact.label(view.lang), for_=f"{view.ids}f-{name}"),
        _hint(view, name, fact),
        tag("select", options, name=name, id=f"{view.ids}f-{name}"),
        class_="field",
        id=f"{view.ids}q-{name}",
    )


def _text(view: View, name: str, fact: Fact, why: Html | None) -> Html:
    lang, kind = view.lang, fact.kind
    unit = unit_of(kind)
    note = view.form.notes.get(name)
    bad = isinstance(note, number_parser.NotUnderstood)
    described = [f"{view.ids}n-{name}"] if note else []
    if fact.hint:
        described.append(f"{view.ids}h-{name}")
    box = tag(
        "input",
        type="text",
        inputmode="decimal" if isinstance(kind, Number) else None,
        enterkeyhint="next",
        name=name,
        id=f"{view.ids}f-{name}",
        value=view.form.first(name),
        aria_invalid="true" if bad else None,
        aria_describedby=" ".join(described) or None,
    )
    return tag(
        "div",
        tag("label", _labelled(fact.label, unit)(lang), for_=f"{view.ids}f-{name}"),
        _hint(view, name, fact),
        why,
        tag(
            "div",
            box,
            tag("span", unit(lang), class_="unit", aria_hidden="true") if unit else None,
            class_="box",
        ),
        _note(note, f"{view.ids}n-{name}", name, lang),
        _published(view, name),
        class_="field",
        id=f"{view.ids}q-{name}",
    )


_TAKE_OVER = Text("填入 {sum}", "Enter {sum}")
_SOURCE = Text("来源", "Source")


def published(name: str, profile: Mapping[str, object]) -> parameters.PublishedFigure | None:
    """Return the figure published for a fact, for the day of recognition or of the rules."""
    figure = FACTS[name].published if name in FACTS else None
    if figure is None:
        return None
    day = profile.get("little_giant_title_date") or profile.get("date") or parameters.today()
    return figure(str(day))


def _published(view: View, name: str) -> Html | None:
    """Return a published figure for an empty field: its source, and a button to enter it."""
    if name not in FACTS or not FACTS[name].published or view.form.first(name):
        return None
    found = published(name, profile_of(view.form))
    if found is None:
        return None
    lang = view.lang
    return tag(
        "p",
        (found.said + Text("。", "."))(lang),
        " ",
        tag("a", _SOURCE(lang), href=found.source, rel="external noreferrer"),
        " ",
        tag(
            "button",
            _TAKE_OVER.fill(sum=yuan(found.value))(lang),
            type="button",
            class_="quiet",
            data_action=f"set:{name}={plain(found.value / 10_000)}",
        ),
        class_="hint",
    )


def _labelled(label: Text, unit: Text | None) -> Text:
    """Return the label with its unit, which screen readers do not read beside the box."""
    if unit is None or unit.zh in label.zh:
        return label
    said = Text(unit.zh, "万元, RMB 10,000") if unit.zh == "万元" else unit
    if label.zh.endswith("）"):
        return Text(f"{label.zh[:-1]}，{said.zh}）", f"{label.en[:-1]}, {said.en})")
    return Text("{label}（{unit}）", "{label} ({unit})").fill(label=label, unit=said)


_UNITS = {
    Unit.YUAN: Text("万元", "万元"),
    Unit.DAY: Text("天", "days"),
    Unit.YEAR: Text("年", "years"),
    Unit.MONTH: Text("月", "months"),
}


def unit_of(kind: object) -> Text | None:
    """Return the unit of a bare figure in a field, as shown behind the box."""
    if not isinstance(kind, Number):
        return None
    if kind.per != 1:
        sign = SIGNS[kind.per]
        return Text(sign, sign)
    return _UNITS.get(kind.unit) or NAMES.get(kind.unit)


def _hint(view: View, name: str, fact: Fact) -> Html | None:
    return (
        tag("p", fact.hint(view.lang), class_="hint", id=f"{view.ids}h-{name}")
        if fact.hint
        else None
    )


def _note(
    note: number_parser.Understood[Any] | number_parser.NotUnderstood | None,
    place: str,
    name: str,
    lang: Lang,
) -> Html | None:
    if note is None:
        return None
    if isinstance(note, number_parser.NotUnderstood):
        return tag("p", note.text(lang), class_="problem", id=place)
    doubt = note.doubt
    offer = (
        tag(
            "span",
            " " + doubt.text(lang) + " ",
            tag(
                "button",
                doubt.offer(lang),
                type="button",
                class_="quiet",
                data_action=f"set:{name}={doubt.replacement}",
            ),
            class_="doubt",
        )
        if doubt
        else None
    )
    return tag("p", note.echo(lang), offer, class_="echo", id=place)


def _why(view: View, name: str) -> Html | None:
    measures = view.asked.get(name, ())
    if not measures:
        return None
    links = [tag("li", link(measure, view.lang)) for measure in measures[:12]]
    more = len(measures) - len(links)
    rest = tag("li", Text(f"另有 {more} 条", f"and {more} more")(view.lang)) if more > 0 else None
    return tag(
        "details",
        tag(
            "summary",
            tag("span", class_="mark", aria_hidden="true"),
            tag("span", _WHY(view.lang), class_="visually-hidden"),
            title=_WHY(view.lang),
        ),
        tag("ul", links, rest),
        class_="why",
        id=f"{view.ids}why-{name}",
    )
