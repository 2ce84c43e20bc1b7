"""The answer on one screen: one sum with its bar, a line per measure, the next question.

Drawn from a summary; the cards behind the lines are in `cards`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from fractions import Fraction

from calculator import sentences
from calculator.answers import entered
from calculator.assessment import Assessment, Result
from calculator.i18n import Lang, Text, yuan
from calculator.measure import FREQUENCIES
from calculator.page.cards import row
from calculator.page.form import View, question_html
from calculator.page.html import Child, Html, tag
from calculator.quantity import Exact
from calculator.summary import Question, Summary, SummaryLine
from calculator.typed import Typed

_LONGEST = 6
"""The number of lines shown at once; the others are folded."""
_OTHERS = Text("其余 {n} 项", "{n} more")
_NEXT = Text("下一个问题", "Next question")
_SKIP = Text("跳过", "Skip")
_SAVED = Text("另可少付利息", "Interest saved besides")
_LIMIT = Text("融资额度（不是补贴）", "Borrowing limit (not a subsidy)")
_WAITING = Text("最高 {sum}", "up to {sum}")
_NO_LIMIT = Text("按公式", "by formula")
_ANSWERED = Text("已填写 {n} 项", "Your answers: {n}")
_CHANGE = Text("修改", "Change")


def answer(assessment: Assessment, summary: Summary, lang: Lang) -> list[Child]:
    """Return the headline, the bar under it, and the parts of the sum."""
    return [
        tag(
            "p",
            sentences.headline_figure(assessment, summary)(lang),
            class_="large",
            id="sum",
            tabindex="-1",
        ),
        sum_bar(summary.fixed, summary.at_most),
        [
            tag("p", said(lang), class_=f"part-of-sum {name}")
            for name, said in sentences.parts(summary)
        ],
    ]


def lines(assessment: Assessment, summary: Summary, lang: Lang) -> Html | None:
    """Return a line for each measure that gives money, the largest first."""
    if not summary.lines:
        return None
    excluded = assessment.totals.excluded
    longest = summary.lines[0].at_most
    drawn = [_line(line, longest, assessment, lang) for line in summary.lines]
    rest = drawn[_LONGEST:]
    more = tag("details", tag("summary", _OTHERS.fill(n=str(len(rest)))(lang)), rest, class_="more")
    left_out = [tag("p", sentences.left_out(e)(lang), class_="left-out") for e in excluded]
    return tag(
        "div", drawn[:_LONGEST], more if rest else None, left_out, class_="lines", id="lines"
    )


def beside(assessment: Assessment, summary: Summary, lang: Lang) -> list[Child]:
    """Return what is not money to receive: interest saved and loan limits, one line each."""
    excluded = assessment.totals.excluded
    saved = [
        row(line.result, lang, yuan(line.at_most), _SAVED, excluded=excluded)
        for line in summary.savings
    ]
    limits = [
        row(result, lang, sentences.limit(result), _LIMIT)
        for result in summary.limits
        if result not in [line.result for line in (*summary.lines, *summary.savings)]
    ]
    return [saved, limits]


def waiting(result: Result, lang: Lang) -> Html:
    """Return the line of a measure that waits for answers: the most it could come to."""
    most = result.potential_max
    figure = sentences.at_most(most) if most else None
    return row(result, lang, figure, heading="h4")


def next_question(summary: Summary, view: View, skipped: Collection[str] = ()) -> Html | None:
    """Return the question with most at stake, to answer here, and a list of the others.

    Those `skipped` come last.
    """
    if not summary.questions:
        return None
    first, *others = sorted(summary.questions, key=lambda each: each.path in skipped)
    lang = view.lang
    skip = tag("button", _SKIP(lang), type="button", class_="quiet", data_skip=first.path)
    return tag(
        "form",
        tag(
            "div",
            tag("h3", _NEXT(lang), tabindex="-1", id="next-title"),
            tag("span", sentences.hangs(first)(lang), class_="hangs"),
            skip if others else None,
            class_="head",
        ),
        question_html(view, first.path),
        _missing(summary, others, lang) if others else None,
        id="next",
        novalidate=True,
        autocomplete="off",
        data_fact=first.path,
    )


def _missing(summary: Summary, questions: Sequence[Question], lang: Lang) -> Html:
    listed = [
        tag(
            "li",
            tag("a", sentences.label_at(q.path)(lang), href=f"#{_place(q)}", data_goto=True),
            " ",
            tag("span", sentences.hangs(q)(lang), class_="hangs"),
        )
        for q in questions
    ]
    return tag(
        "details",
        tag("summary", sentences.still_open(summary)(lang)),
        tag("ul", listed),
        class_="missing",
    )


def answered(form: Typed, lang: Lang) -> Html | None:
    """Return what was entered, each answer with the way to change it."""
    listed = [
        tag(
            "li",
            each.question(lang),
            " ",
            tag("strong", each.understood(lang))
            if each.read
            else tag(
                "strong", each.given(lang), lang=None if each.chosen else ""
            ),  # words of one's own
            " ",
            tag(
                "a",
                _CHANGE(lang),
                tag("span", f" {each.question(lang)}", class_="visually-hidden"),
                href=f"#{_field(each.field)}",
                data_goto=True,
            ),
        )
        for each in entered(form)
    ]
    if not listed:
        return None
    summary = tag("summary", _ANSWERED.fill(n=str(len(listed)))(lang))
    return tag("details", summary, tag("ul", listed), class_="missing answered")


def _place(question: Question) -> str:
    return _field(question.path.replace("/", "."))


def _field(name: str) -> str:
    """Return the anchor of a field of the form, or of a question as a whole."""
    return f"f-{name}" if "." in name else f"q-{name}"


def _line(line: SummaryLine, longest: Exact, assessment: Assessment, lang: Lang) -> Html:
    ceiling = line.fixed != line.at_most
    figure = sentences.at_most(line.at_most) if ceiling else yuan(line.at_most)
    often = FREQUENCIES[line.frequency] if line.frequency else None
    return row(
        line.result, lang, figure, often, _bar(line, longest), excluded=assessment.totals.excluded
    )


# --- bars: solid for what the text fixes, hatched for what lies within a ceiling --------------------


def sum_bar(fixed: Exact, at_most: Exact) -> Html | None:
    """Return a sum as a bar: what the texts fix of it, and what lies within ceilings."""
    if not at_most:
        return None
    hatch = tag(
        "pattern",
        tag("rect", width="7", height="7", class_="ceiling"),
        tag("path", d="M-2,2 l4,-4 M0,7 l7,-7 M5,9 l4,-4", class_="stripe"),
        id="hatch",
        width="7",
        height="7",
        patternUnits="userSpaceOnUse",
    )
    drawn = _parts(fixed, at_most, at_most)
    return tag("svg", tag("defs", hatch), drawn, class_="bar whole", aria_hidden="true")


def _bar(line: SummaryLine, longest: Exact) -> Html:
    drawn = _parts(line.fixed, line.at_most, longest)
    return tag("svg", drawn, class_="bar", aria_hidden="true")


def _parts(fixed: Exact, at_most: Exact, whole: Exact) -> list[Html]:
    solid, end = _share(fixed, whole), _share(at_most, whole)
    drawn = []
    if fixed:
        drawn.append(tag("rect", width=f"{solid}%", height="100%", class_="fixed"))
    if end > solid:
        width = f"{end - solid:.2f}%"
        drawn.append(tag("rect", x=f"{solid}%", width=width, height="100%", fill="url(#hatch)"))
    return drawn


def _share(part: Exact, whole: Exact) -> float:
    """Return a share in percent, for drawing."""
    return round(float(Fraction(part) / (whole or 1) * 100), 2)
