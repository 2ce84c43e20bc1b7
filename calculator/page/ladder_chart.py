"""The ladder of titles as a staircase: an ordered list that the style sheet draws as steps.

The list is both picture and text: each step says, in words and with links, what it opens.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from calculator import sentences
from calculator.assessment import Assessment, Result, Status
from calculator.i18n import Lang, Text, brief, capital
from calculator.i18n import join_texts as listed
from calculator.ladder import Opening, Rung, in_general, ladder
from calculator.measure import FREQUENCIES, Kind, Policy
from calculator.page.html import Child, Html, join_html, tag
from calculator.page.urls import link
from calculator.shared_facts import TITLES, Applicant, Title

_HEADING = Text("再上一级，会多出什么", "What the next title would open")
_ASSUMED = Text(
    "按高一级称号同时持有以下各级推算；后备企业取得“小巨人”称号后不再算后备。",
    "Worked out as if the lower titles were held too; a reserve enterprise that becomes a little "
    "giant is no longer one.",
)
_BY_ENTRIES = Text(
    "同样的情况，在每个称号下各算一次。", "The same entries, assessed once at each title."
)
_PLUS = Text("+{sum}", "+{sum}")
_PLUS_UP_TO = Text("最高 +{sum}", "up to +{sum}")
_UP_TO = Text("最高 {sum}", "up to {sum}")
_OF_A_DRAFT = Text("（征求意见稿）", " (draft)")
_YOURS = Text("现在", "Now")
_NEXT = Text("再上一级", "Next")
_DEPENDS = Text("按公式计算", "by formula")
_SEVERAL = Text("{n} 项按公式计算", "{n} by formula")
_LARGEST = Text("{said}，单项最高 {sum}", "{said}, up to {sum} each")
_BARE = Text("{n} 项没有写金额的支持", "{n} without an amount in the text")
_LIMIT = Text("{use}上限 {now}", "{use}: limit {now}")
_RAISED = Text("{use}上限 {before} → {now}", "{use}: limit {before} → {now}")
_LOAN = Text("{use}贷款", "Loans for {use}")
_FINANCING = Text("单项融资", "Financing of one project")
_NO_SUBSIDY = Text("（不是补贴）", " (not a subsidy)")
_CLOSES = Text("不再适用：{names}", "No longer: {names}")
_NOTHING_NEW = Text("没有另外的金额", "No further amount")
_ASKS = Text("条文要求", "The text asks")
_ASKS_MORE = Text("条文还要求", "The text also asks")
_NAMED = Text("{name}：{said}", "{name}: {said}")
_COMMA = Text("，", ", ")


def ladder_place(assessment: Assessment, lang: Lang) -> Html | None:
    """Return the place of the ladder, drawn when opened, or None if there is none."""
    enterprise = assessment.firm.applicant.value in (None, Applicant.ENTERPRISE)
    if not (assessment.city and assessment.computable and enterprise):
        return None
    return tag(
        "details",
        tag("summary", tag("h3", _HEADING(lang))),
        tag("div", id="ladder-drawn"),
        id="ladder",
        class_="group",
    )


def ladder_html(assessment: Assessment, lang: Lang) -> Html:
    """Return the ladder for the applicant's facts: the current step, and the next one's asks."""
    standings = [
        tag("p", said(lang), class_="standing")
        for said in sentences.pressing(assessment.policies, assessment.date)
    ]
    steps = ladder(assessment)
    above = next((n + 1 for n, step in enumerate(steps) if step.yours), None)
    asks = [
        _asks(step, lang, _ASKS_MORE, met=False) if n == above else None
        for n, step in enumerate(steps)
    ]
    notes = tag("p", (_BY_ENTRIES + Text("", " ") + _ASSUMED)(lang), class_="fine")
    return join_html([standings, _staircase(steps, lang, asks), notes])


def ladder_of(policy: Policy, lang: Lang, *, short: bool = False, root: str = "../") -> Html:
    """Return the ladder of a text for a typical enterprise; `short` omits the conditions."""
    steps = in_general(policy)
    asks = [None if short else _asks(step, lang, _ASKS, met=True) for step in steps]
    return _staircase(steps, lang, asks, 3 if short else None, root)


def note(lang: Lang) -> str:
    """Return the sentence on what the ladder assumes."""
    return _ASSUMED(lang)


def _staircase(
    steps: tuple[Rung, ...],
    lang: Lang,
    asks: list[Html | None],
    most_lines: int | None = None,
    root: str = "../",
) -> Html:
    """Return the steps, lowest first, each with what its clauses require."""
    varied = _varied(steps)
    above = next((n + 1 for n, step in enumerate(steps) if step.yours), None)
    rows = []
    for n, step in enumerate(steps):
        mark = _YOURS if step.yours else _NEXT if n == above else None
        lines = [*_lines(step, lang, varied, root)][:most_lines]
        kinds = {"yours": step.yours, "held": step.held, "next": n == above}
        rows.append(
            tag(
                "li",
                tag("p", mark(lang), class_="mark") if mark else None,
                tag("p", capital(short_title(step.title)(lang)), class_="title"),
                tag(
                    "p", _headline(step)(lang), class_="gain" if step.at_most else "gain gain--none"
                ),
                tag("ul", [tag("li", line) for line in lines]) if lines else None,
                asks[n],
                class_=" ".join(kind for kind, holds in kinds.items() if holds) or None,
            )
        )
    return tag("ol", rows, class_=f"ladder ladder--{len(steps)}")


def short_title(title: Title) -> Text:
    """Return a title without its system's name, beside others of the system: 重点“小巨人”企业."""
    name = TITLES[title]
    return Text(re.sub("^专精特新(?=“|重点)", "", name.zh), name.en)


def _varied(steps: Iterable[Rung]) -> frozenset[str]:
    """Return the measures whose words differ from step to step."""
    said: dict[str, set[Text]] = {}
    for opening in (o for step in steps for o in step.opens):
        outcome = opening.result.finding.outcome
        if outcome and outcome.says:
            said.setdefault(opening.result.measure.id, set()).add(outcome.says)
    return frozenset(name for name, each in said.items() if len(each) > 1)


def _headline(step: Rung) -> Text:
    """Return what a step adds to the totals, or what it consists of."""
    paid = [o.result for o in step.opens if _pays(o)]
    if not step.at_most:
        return _dependent(step) or _NOTHING_NEW
    sum_ = _PLUS if step.certain == step.at_most else _PLUS_UP_TO
    said = sum_.fill(sum=brief(step.at_most))
    often = {how_often(result) for result in paid}
    if len(often) == 1 and (each := often.pop()):
        said = Text("{said}，{often}", "{said}, {often}").fill(said=said, often=each)
    return said + _OF_A_DRAFT if any(r.policy.draft for r in paid) else said


def how_often(result: Result) -> Text | None:
    """Return whether an amount is paid once or every year, if the clause says so."""
    paid = result.measure.paid
    return FREQUENCIES[paid.frequency] if paid else None


def _pays(opening: Opening) -> bool:
    """Check whether a measure gives a known sum of cash more than on the step below."""
    result = opening.result
    return bool(result.amount and opening.gain and result.measure.kind is not Kind.SAVING)


def _depends(opening: Opening) -> bool:
    """Check whether a measure gives money whose amount depends on unknown facts."""
    outcome = opening.result.finding.outcome
    return bool(opening.result.status is Status.UNDETERMINED and outcome and outcome.amount) and (
        opening.below is None or bool(opening.gain)
    )


def _dependent(step: Rung) -> Text | None:
    """Return how many measures depend on unknown facts, and the most one of them can give."""
    open_ = [o for o in step.opens if _depends(o)]
    if not open_:
        return None
    if len(open_) == 1:
        return Text(_DEPENDS.zh, capital(_DEPENDS.en))
    said = _SEVERAL.fill(n=str(len(open_)))
    gains = [o.gain for o in open_ if o.gain and o.result.measure.kind is not Kind.SAVING]
    return _LARGEST.fill(said=said, sum=brief(max(gains))) if gains else said


def _lines(step: Rung, lang: Lang, varied: frozenset[str], root: str) -> Iterator[Child]:
    """Yield what opens, the most certain first."""
    for opening in sorted(filter(_pays, step.opens), key=lambda o: -(o.gain or 0)):
        result = opening.result
        sum_ = brief(opening.gain or 0)
        said = _UP_TO.fill(sum=sum_) if result.finding.ceiling else sum_
        often = how_often(result)
        said = _COMMA.join([said, often]) if often else said
        yield _line(result, said + _OF_A_DRAFT if result.policy.draft else said, lang, root)
    for opening in step.opens:
        for use, (before, now) in opening.limits.items():
            name = _LOAN.fill(use=use) if use else _FINANCING
            if now is not None:
                template = _RAISED if before is not None else _LIMIT
                yield (
                    template.fill(use=name, before=brief(before or 0), now=brief(now)) + _NO_SUBSIDY
                )(lang)
        outcome = opening.result.finding.outcome
        if opening.result.measure.id in varied and outcome and outcome.says:
            yield _line(opening.result, outcome.says, lang, root)
    open_ = [o for o in step.opens if _depends(o)]
    if len(open_) == 1:
        (only,) = open_
        parts = [_UP_TO.fill(sum=brief(only.gain)), _DEPENDS] if only.gain else [_DEPENDS]
        yield _line(only.result, _COMMA.join(parts), lang, root)
    elif step.at_most and (several := _dependent(step)):
        yield several(lang)
    bare = [o for o in step.opens if o.below is None and _is_bare(o.result)]
    if bare:
        yield _BARE.fill(n=str(len(bare)))(lang)
    if step.closes:
        yield _CLOSES.fill(names=listed(r.measure.title for r in step.closes))(lang)


def _is_bare(result: Result) -> bool:
    outcome = result.finding.outcome
    return bool(outcome and not outcome.amount and not outcome.credit)


def _line(result: Result, said: Text, lang: Lang, root: str) -> list[Child]:
    name, rest = _NAMED.fill(name="\0", said=said)(lang).split("\0")
    return [name, link(result.measure, lang, root=root), rest]


def _asks(step: Rung, lang: Lang, heading: Text, *, met: bool) -> Html | None:
    """Return the conditions of the clauses that bring the step's money; `met` includes met ones."""
    asked = [
        condition
        for opening in step.opens
        if opening.gain
        and (outcome := opening.result.finding.outcome)
        and (opening.result.status is Status.ELIGIBLE or not met)
        for condition in outcome.conditions
        if met or condition.truth.value is not True
    ]
    rows = [
        tag("li", each.label(lang), " ", tag("q", each.quote, lang="zh-Hans"))
        for each in dict.fromkeys(asked)
    ]
    return tag("div", tag("p", heading(lang)), tag("ul", rows), class_="asks") if rows else None
