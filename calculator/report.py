"""The assessment as a plain-text report, in one language at a time."""

from __future__ import annotations

from collections.abc import Iterator

from calculator import sentences
from calculator.assessment import DRAFT, Assessment, Result, Status
from calculator.fields import NONE, entry_label
from calculator.i18n import Lang, Text, join_texts, yuan
from calculator.measure import Condition, versions_on
from calculator.overlaps import Excluded
from calculator.policies import POLICIES
from calculator.profile_words import facts_in_words
from calculator.shared_facts import Profile
from calculator.what_if import changes
from calculator.working import Step

_SAID = Text("{label}：{said}", "{label}: {said}")
_HEADING = Text("== {name}", "== {name}")
_COUNTED = Text("{name}（{n}）", "{name} ({n})")
_PART_OF = Text("-- {name}（{n}）", "-- {name} ({n})")
_ENTERED = Text("填写的情况", "What was entered")
_PART = Text("{label} {said}", "{label}: {said}")
_SUMS = Text("合计", "Totals")
_CONTRADICTS = Text("填写的内容不一致", "What was entered contradicts itself")
_MET = {True: "✓", False: "✗", None: "?"}
_IN_COMMON = ("city", "in_force", "applicant")
_COMMON_MET = Text(
    "以下各项：登记注册的城市、规则日期、申请主体和称号都相符。✓ 表示满足，? 表示未填写。",
    "For all of these, city of registration, date, kind of applicant and title are as required. "
    "✓ means met, ? not entered.",
)
_TOGETHER = Text("{why}共 {n} 项：", "{why} {n} measures:")
_ASK = Text("（{who}）", " ({who})")
_ORDER = (
    Status.ELIGIBLE,
    Status.OTHER_POLICY,
    Status.UNDETERMINED,
    Status.NOT_READ,
    Status.NOT_FOR_APPLICANT,
    Status.NOT_IN_FORCE,
    Status.INELIGIBLE,
)


def report(assessment: Assessment, lang: Lang) -> str:
    """Return the report in `lang`, lines separated by newlines, without a final one."""
    return "\n".join(_lines(assessment, lang))


def _lines(assessment: Assessment, lang: Lang) -> Iterator[str]:
    yield sentences.TITLE(lang)
    yield sentences.rules(assessment.date)(lang)
    for said in sentences.standings(assessment):
        yield said(lang)
    for each in assessment.contradictions:
        yield _SAID.fill(label=_CONTRADICTS, said=each.said)(lang)
    yield from _section(_ENTERED, lang)
    for label, said in known_facts(assessment.firm):
        yield _SAID.fill(label=label, said=said)(lang)
    yield from _section(_SUMS, lang)
    yield from _sums(assessment, lang)
    if best := changes(assessment):
        yield from _section(sentences.CHANGES, lang)
        for change in best:
            yield sentences.changed(change)(lang)
    of_day = {policy.id for policy in versions_on(POLICIES, assessment.date)}
    for status in _ORDER:
        if listed := [
            r for r in assessment.results if r.status is status and r.policy.id in of_day
        ]:
            name = _COUNTED.fill(name=sentences.STATUSES[status], n=str(len(listed)))
            yield from _section(name, lang)
            if status is Status.ELIGIBLE:
                yield from _granted(listed, assessment.totals.excluded, lang)
            else:
                yield from _listed(listed, lang)
    yield ""
    yield sentences.DISCLAIMER(lang)
    yield sentences.LIMITS(lang)
    for note in dict.fromkeys(note for policy in assessment.policies for note in policy.notes):
        yield note(lang)


def _section(name: Text, lang: Lang) -> Iterator[str]:
    yield ""
    yield _HEADING.fill(name=name)(lang)


def _sums(assessment: Assessment, lang: Lang) -> Iterator[str]:
    totals = assessment.totals
    for label, sum_ in sentences.sums_in_words(assessment):
        yield _SAID.fill(label=label, said=yuan(sum_))(lang)
    for label, count in sentences.counts(totals):
        yield _SAID.fill(label=label, said=Text(f"{count} 项", str(count)))(lang)
    for each in totals.excluded:
        yield sentences.left_out(each)(lang)


# --- what was entered ------------------------------------------------------------------------------


def known_facts(firm: Profile) -> Iterator[tuple[Text, Text]]:
    """Yield each known fact, as its label and its value in words."""
    for known in facts_in_words(firm):
        parts = [_PART.fill(label=p.label, said=p.said or NONE) for p in known.parts]
        label = entry_label(known.label, known.n) if known.n else known.label
        yield label, known.said or Text("；", "; ").join(parts)


# --- the measures ----------------------------------------------------------------------------------


def _granted(results: list[Result], excluded: tuple[Excluded, ...], lang: Lang) -> Iterator[str]:
    """Yield the measures with a figure, with conditions and working, then the others briefly."""
    yield _COMMON_MET(lang)
    paid = [result for result in results if not result.without_amount]
    for result in paid:
        yield _title(result, lang)
        yield f"    {sentences.state(result)(lang)}"
        yield f"    {sentences.reason(result)(lang)}"
        for remark in (*result.remarks, *sentences.gave_way(result, excluded)):
            yield f"    {remark(lang)}"
        yield from _conditions(result, _IN_COMMON, lang)
        quoted: set[str] = set()
        for step in result.steps:
            yield f"    {_step(step, quoted, lang)}"
        for given in result.assumptions:
            yield "    * " + sentences.assumed(given.label, given.assumed)(lang)
        for said in (*sentences.otherwise(result), *result.measure.remarks):
            yield f"    - {said(lang)}"
        for doubt in sentences.cautions(result):
            yield f"    - {_SAID.fill(label=sentences.BESIDE, said=doubt)(lang)}"
    for answer, name in sentences.WITHOUT_AMOUNT.items():
        if bare := [result for result in results if result not in paid and result.answer is answer]:
            yield _PART_OF.fill(name=name, n=str(len(bare)))(lang)
            yield from _listed(bare, lang)


def _listed(results: list[Result], lang: Lang) -> Iterator[str]:
    """Yield the measures with their reasons; a shared reason is given once, before them."""
    sharing: dict[Text, list[Result]] = {}
    for result in results:
        sharing.setdefault(sentences.reason(result), []).append(result)
    for why, those in sharing.items():
        if len(those) > 1:
            yield _TOGETHER.fill(n=str(len(those)), why=why)(lang)
        for result in those:
            open_ = result.status is Status.ELIGIBLE
            yield _title(result, lang) + (
                _ASK.fill(who=join_texts(result.measure.agencies))(lang) if open_ else ""
            )
            if len(those) == 1:
                yield f"    {why(lang)}"
            for remark in result.remarks:
                yield f"    {remark(lang)}"
            if open_:
                yield from _conditions(result, (*_IN_COMMON, "title"), lang)
                for note in result.measure.remarks:
                    yield f"    - {note(lang)}"


def _title(result: Result, lang: Lang) -> str:
    headline = sentences.headline(result.finding)
    shown = Text("：{sum}", ": {sum}").fill(sum=headline)(lang) if headline else ""
    return f"{result.measure.id}  {result.measure.title(lang)}{shown}"


def _conditions(result: Result, known: tuple[str, ...], lang: Lang) -> Iterator[str]:
    """Yield the conditions not in `known`, each with the words that require it."""
    for condition in result.finding.conditions:
        if condition.id not in (*known, DRAFT):
            words = "".join(f"「{quote}」" for quote in _words(condition))
            yield f"    {_MET[condition.truth.value]} {condition.label(lang)}{words}"


def _words(condition: Condition) -> tuple[str, ...]:
    return condition.truth.quotes or ((condition.quote,) if condition.quote else ())


def _step(step: Step, quoted: set[str], lang: Lang) -> str:
    """Return the formula with its numbers, and the quotations not yet shown."""
    working, remark = sentences.working(step)
    words = "".join(f"「{quote}」" for quote in step.quotes if quote not in quoted)
    quoted.update(step.quotes)
    return f"{step.label(lang)} = {working}{remark(lang)}{words}"
