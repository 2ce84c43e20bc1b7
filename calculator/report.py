"""The assessment as plain text, one language at a time: what one could hand to a director."""

from __future__ import annotations

from collections.abc import Iterator

from calculator import sentences
from calculator.assessment import RULES_VERSION, Assessment, Result, Status
from calculator.changes import changes
from calculator.explain import Step
from calculator.text import Lang, Text, grouped, yuan

_MET = {True: Text("✓", "✓"), False: Text("✗", "✗"), None: Text("?", "?")}
_ORDER = (
    Status.ELIGIBLE,
    Status.OTHER_POLICY,
    Status.UNDETERMINED,
    Status.NOT_FOR_APPLICANT,
    Status.NOT_IN_FORCE,
    Status.INELIGIBLE,
)


def report(assessment: Assessment, lang: Lang) -> str:
    """The report in `lang`, lines parted by newlines, without a closing one."""
    return "\n".join(_lines(assessment, lang))


def _lines(assessment: Assessment, lang: Lang) -> Iterator[str]:
    totals = assessment.totals
    title = Text("专精特新支持措施测算", "SRDI support measures: assessment")
    version = Text("规则日期 {date}，版本 {version}", "Rules as of {date}, version {version}")
    yield title(lang)
    yield version.fill(date=assessment.date, version=RULES_VERSION)(lang)
    yield ""
    for label, value in (
        (sentences.CERTAIN, totals.certain),
        (sentences.AT_MOST, totals.at_most),
        (sentences.SAVING, totals.interest_saving),
        (sentences.CREDIT, totals.credit),
    ):
        yield Text("{label}：{sum}", "{label}: {sum}").fill(label=label, sum=yuan(value))(lang)
    yield Text("{label}：{n} 项", "{label}: {n}").fill(
        label=sentences.SERVICES, n=str(totals.services)
    )(lang)
    for each in totals.excluded:
        yield sentences.left_out(each)(lang)
    if best := changes(assessment):
        yield ""
        yield f"== {sentences.CHANGES(lang)}"
        for change in best:
            yield sentences.changed(change)(lang)
    for status in _ORDER:
        listed = [r for r in assessment.results if r.status is status]
        if listed:
            heading = Text("== {status}（{n}）", "== {status} ({n})")
            yield ""
            yield heading.fill(status=sentences.STATUSES[status], n=str(len(listed)))(lang)
            for result in listed:
                yield from _result(result, lang)
    yield ""
    yield sentences.DISCLAIMER(lang)
    yield sentences.LIMITS(lang)


def _result(result: Result, lang: Lang) -> Iterator[str]:
    headline = sentences.headline(result.finding)
    shown = Text("：{sum}", ": {sum}").fill(sum=headline)(lang) if headline else ""
    yield f"{result.measure.id}  {result.measure.title(lang)}{shown}"
    yield f"    {sentences.reason(result)(lang)}"
    if result.status is not Status.ELIGIBLE:
        return
    for condition in result.finding.conditions:
        words = f"「{condition.quote}」" if condition.quote else ""
        yield f"    {_MET[condition.truth.value](lang)} {condition.label(lang)}{words}"
    for step in result.steps:
        yield f"    {_step(step, lang)}"
    for given in result.assumptions:
        yield "    * " + sentences.assumed(given.label, given.assumed)(lang)


def _step(step: Step, lang: Lang) -> str:
    down = (
        Text("（舍去不足一分的部分）", " (rounded down to the fen)")(lang) if step.rounded else ""
    )
    words = "".join(f"「{quote}」" for quote in step.quotes)
    return f"{step.label(lang)} = {step.formula} = {grouped(step.value, 2)}{down}{words}"
