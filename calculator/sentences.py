"""The sentences about a result, shared by the page, the report and the exported files."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterable, Iterator

from calculator import parameters
from calculator.assessment import (
    Answer,
    Assessment,
    ReadingResult,
    Result,
    Status,
    Totals,
    validity_label,
)
from calculator.fields import entry_label
from calculator.i18n import Text, brief, grouped, inside_quotes, join_texts, within_sentence, yuan
from calculator.measure import Basis, Condition, Credit, Document, Policy, Standing, StandingKind
from calculator.measured import measured, plural
from calculator.overlaps import KEPT, Excluded
from calculator.phrases import Unit
from calculator.policies import CAUTIONS, MEASURES, OVERLAPS
from calculator.profile import FACTS
from calculator.quantity import Exact, Given, Shortfall, calendar
from calculator.summary import Question, Summary
from calculator.version import rules_version
from calculator.what_if import Change
from calculator.working import Step

TITLE = Text("专精特新支持措施测算", "SRDI support measures: assessment")
_RULES = Text("规则日期 {date}，版本 {version}", "Rules as of {date}, version {version}")
_ROUNDED_DOWN = Text("（舍去不足一分的部分）", " (rounded down to the fen)")
_OUTSIDE = Text("（0 为不在条文范围内的部分）", " (0: what the clause does not cover)")
NOT_READ = Text("尚无人工解读，见原文", "Not yet read by a person; see the text")
STATUSES = {
    Status.ELIGIBLE: Text("已知条件相符", "Known conditions fit"),
    Status.UNDETERMINED: Text("信息不足", "More information needed"),
    Status.OTHER_POLICY: Text("适用其他政策", "Another policy applies"),
    Status.INELIGIBLE: Text("不符合条件", "Conditions not met"),
    Status.NOT_IN_FORCE: Text("不在有效期内", "Not in force on this date"),
    Status.NOT_FOR_APPLICANT: Text("面向其他申请主体", "For another kind of applicant"),
    Status.NOT_READ: NOT_READ,
}
ANSWERS = {
    Answer.FITS: STATUSES[Status.ELIGIBLE],
    Answer.JUDGED: Text(
        "已知条件相符，其余由部门认定", "Known conditions fit; a department judges the rest"
    ),
    Answer.GOVERNMENT_TASK: Text(
        "政府工作事项，不需要申请", "A task of the government; nothing to apply for"
    ),
}
WITHOUT_AMOUNT = {
    Answer.FITS: Text("没有写金额、已知条件相符的", "No amount stated, known conditions fit"),
    Answer.JUDGED: Text(
        "没有写金额、另有条件由部门认定的", "No amount stated, a department judges the rest"
    ),
    Answer.GOVERNMENT_TASK: Text("政府工作事项", "Tasks of the government"),
}
"""Labels of open measures without an amount, by how far they are settled."""
_BY_DRAFT = Text("按征求意见稿：{state}", "By the draft: {state}")
FIXED = Text("条文写明的金额", "Fixed by the text")
"""The label of the fixed sum if texts of different standing are shown together."""
CERTAIN = Text("可确定金额", "Amounts the text fixes")
_BY_THE_DRAFT = Text("按征求意见稿测算的金额", "Amounts by the draft")
_BY_A_TEXT_NOT_IN_FORCE = Text(
    "按未在施行的文本测算的金额", "Amounts by a text that is not in force"
)
AT_MOST = Text("含上限合计最高", "With ceilings, at most")
SAVING = Text("可少付的利息", "Interest saved")
CREDIT = Text("单项融资额度最高（不是补贴）", "Largest borrowing limit (not a subsidy)")
DISCLAIMER = Text(
    "这是我们对条文的解读，不是主管部门的决定，也不是申报。以部门审核和年度预算为准；中文原文为准。",
    "This is our reading of the text, neither a decision of any authority nor an application. "
    "The departments’ review and the yearly budget decide; the Chinese text prevails.",
)
LIMITS = Text(
    "文件没有写明预算限额、申报时间、信用审查和纳税地要求，这里都未计入。",
    "Budget limits, application windows, credit checks and tax-registration rules are not in the "
    "texts and are not taken into account.",
)


def rules(date: str) -> Text:
    """Return the day of the rules and their version in words."""
    return _RULES.fill(date=date, version=rules_version())


# --- the standing of a text on the day -------------------------------------------------------------

SOON = 60
"""The number of days left from which they are shown."""
DAYS_LEFT = Text("还剩 {days} 天", "{days} days left")
VALID_FOR = Text("有效期还剩 {days} 天", "{days} days left")
LAST_DAY = Text("最后一天", "Last day")
"""The same on the last day."""
ENDED = Text("已期满", "Expired")
SUPERSEDED_DRAFT = Text(
    "征求意见稿，没有施行，已被{by}取代", "Draft, not in force; superseded by {by}"
)
STANDINGS = {
    StandingKind.IN_FORCE: Text("现行有效，至 {until}", "In force until {until}"),
    StandingKind.NOT_YET: Text("尚未施行，自 {since} 起", "Not yet in force: from {since}"),
    StandingKind.ENDED: Text("已于 {until} 期满", "Expired on {until}"),
    StandingKind.DRAFT: Text("征求意见稿，没有施行", "Draft, not in force"),
    StandingKind.SUPERSEDED: Text("已被{by}取代", "Superseded by {by}"),
}
REPEALED = Text("已由{by}废止，施行到 {until}", "Repealed by {by}; in force until {until}")
_AND_LEFT = Text("，还剩 {days}", ", {days} left")


def standing_in_words(policy: Policy, date: str, *, whole: bool = False) -> Text:
    """Return a text's standing on a day (YYYY-MM-DD), with the days left if few.

    Its replacement is named by its number, or with `whole` by title and number.
    """
    now = _now(policy, date)
    said = STANDINGS[now.kind]
    if now.kind is StandingKind.DRAFT and now.by:
        said = SUPERSEDED_DRAFT
    elif now.kind is StandingKind.ENDED and now.by:
        said = REPEALED
    words = said.fill(by=name_of(now.by, whole=whole), until=now.until, since=policy.first_day)
    left = days_left(now, date)
    if left is None:
        return words
    return words + _AND_LEFT.fill(days=plural(left, "天", "day"))


def _now(policy: Policy, date: str) -> Standing:
    """Return a text's standing on a day; if it was in force then and has ended since, today's."""
    today = parameters.today()
    then = policy.standing(date)
    over = then.kind is StandingKind.IN_FORCE and policy.last_day < today
    return policy.standing(today) if over else then


def validity(policy: Policy) -> Text:
    """Return a text's standing in words that are true on any day."""
    return standing_in_words(policy, policy.first_day) if policy.draft else validity_label(policy)


def days_left(now: Standing, date: str) -> int | None:
    """Return how many days a text in force has left, both ends included, if they are few."""
    if now.kind is not StandingKind.IN_FORCE:
        return None
    until, today = map(datetime.date.fromisoformat, (now.until, date))
    left = (until - today).days + 1
    return left if left <= SOON else None


def name_of(document: Document | None, *, whole: bool = False) -> Text:
    """Return a document's number, or with `whole` its title and number; "" for None."""
    if document is None:
        return Text("", "")
    if document.number and not whole:
        return document.number
    title = Text("《{title}》", "{title}").fill(
        title=Text(document.title.zh.strip("《》"), document.title.en)
    )
    return (
        title + Text(f"（{document.number.zh}）", f" ({document.number.en})")
        if document.number
        else title
    )


def standings(assessment: Assessment) -> Iterator[Text]:
    """Yield the title and the standing on the day of each text behind the results."""
    for policy in assessment.policies:
        yield Text("《{title}》：{standing}。", "{title}: {standing}.").fill(
            title=policy.full_title, standing=standing_in_words(policy, assessment.date, whole=True)
        )


def standings_in_short(assessment: Assessment) -> Iterator[Text]:
    """Yield one line per text, named by its place if that has only one."""
    places = [policy.place for policy in assessment.policies]
    for policy in assessment.policies:
        named = policy.place.full_name
        if places.count(policy.place) > 1:
            named = Text("《{title}》", "{title}").fill(title=policy.full_title)
        yield Text("{named}：{standing}。", "{named}: {standing}.").fill(
            named=named, standing=standing_in_words(policy, assessment.date)
        )


def pressing(policies: Iterable[Policy], date: str) -> Iterator[Text]:
    """Yield the standing of each text not in force on a day (YYYY-MM-DD), or not for long."""
    for policy in policies:
        now = _now(policy, date)
        if now.kind is not StandingKind.IN_FORCE or days_left(now, date) is not None:
            yield standing_in_words(policy, date)


def rests_on(assessment: Assessment) -> Iterator[StandingKind]:
    """Yield the standing, as of today, of the texts that the sums rest on."""
    now = {
        policy.standing(assessment.date).kind: _now(policy, assessment.date).kind
        for policy in assessment.policies
    }
    return (now.get(kind, kind) for kind in assessment.totals.standing)


def certain(assessment: Assessment) -> Text:
    """Return the label of the fixed sum: certain only if all its texts are in force."""
    rests = set(rests_on(assessment))
    kinds = rests or {_now(policy, assessment.date).kind for policy in assessment.policies}
    if not rests and len(kinds) > 1:  # no city, and no sum yet
        return FIXED
    if kinds == {StandingKind.IN_FORCE}:
        return CERTAIN
    return _BY_THE_DRAFT if StandingKind.DRAFT in kinds else _BY_A_TEXT_NOT_IN_FORCE


def sums_in_words(assessment: Assessment) -> tuple[tuple[Text, Exact], ...]:
    """Return the separate sums, each with its label."""
    totals = assessment.totals
    return (
        (certain(assessment), totals.certain),
        (AT_MOST, totals.at_most),
        (SAVING, totals.interest_saving),
        (CREDIT, totals.credit),
    )


_OF_ENTRY = Text("{entry}：{label}", "{entry}: {label}")
_SUM = {
    True: Text("可确定 {sum}", "{sum}, fixed by the text"),
    False: Text("最多 {sum}", "Up to {sum}"),
}
_SUM_BY = {
    True: Text("{by} {sum}", "{by}: {sum}"),
    False: Text("{by}最多 {sum}", "{by}: up to {sum}"),
}
BY_A_TEXT = {
    StandingKind.DRAFT: Text("按征求意见稿", "By the draft"),
    StandingKind.NOT_YET: Text("按尚未施行的文本", "By a text not yet in force"),
    StandingKind.ENDED: Text("按已期满的文本", "By a text that has ended"),
    StandingKind.SUPERSEDED: Text("按已被取代的文本", "By a superseded text"),
}
_BY_IT = Text("{by}{told}", "{by}: {told}")
_NOT_YET_TOLD = {
    False: Text("还不能确定，最多可到 {sum}", "Not known yet; up to {sum}"),
    True: Text("还不能确定，可能超过 {sum}", "Not known yet; could exceed {sum}"),
}
_OPEN_WITHOUT_SUM = Text("还不能确定，先回答下面的问题", "Not known yet: answer the next question")
_ONLY_SERVICES = Text("{n} 项支持，都没有写明金额", "Support without a stated amount: {n}")
_NOTHING_FITS = Text("按所填内容，没有相符的措施", "No measure fits what was entered")
_NO_TEXT = Text("这一天没有可以计算的文件", "No text can be computed for this day")
_FIXED_PART = Text("条文写明 {sum}", "{sum} fixed by the text")
_CAPPED_PART = Text("上限内 {sum}", "{sum} within ceilings")
_STILL_OPEN = Text("还差 {n} 个问题", "Questions still open: {n}")
_MORE = {
    False: Text("，最多再多 {sum}", ", up to {sum} more"),
    True: Text("，可能再多 {sum} 以上", ", could add over {sum}"),
}


def headline_figure(assessment: Assessment, summary: Summary) -> Text:
    """Return the answer in one line: the sum and its kind, or why there is none yet.

    It is never a lone 0.
    """
    if not assessment.computable:
        return _NO_TEXT
    totals = assessment.totals
    if summary.at_most:
        only_fixed = not summary.within_caps
        by = next((BY_A_TEXT[kind] for kind in rests_on(assessment) if kind in BY_A_TEXT), None)
        said = _SUM_BY[only_fixed].fill(by=by, sum="{sum}") if by else _SUM[only_fixed]
        return said.fill(sum=brief(summary.at_most))
    if summary.open:
        kinds = {_now(policy, assessment.date).kind for policy in assessment.policies}
        by = BY_A_TEXT.get(kinds.pop()) if len(kinds) == 1 else None
        told = _NOT_YET_TOLD[summary.boundless].fill(sum=brief(summary.open))
        return _BY_IT.fill(by=by, told=within_sentence(told)) if by else told
    if summary.questions:
        return _OPEN_WITHOUT_SUM
    open_ = sum(map(len, totals.answers.values()))
    return _ONLY_SERVICES.fill(n=str(open_)) if open_ else _NOTHING_FITS


def parts(summary: Summary) -> Iterator[tuple[str, Text]]:
    """Yield the parts of a sum that includes ceilings: "fixed" by the text, and "capped"."""
    if summary.fixed and summary.within_caps:
        yield "fixed", _FIXED_PART.fill(sum=brief(summary.fixed))
    if summary.within_caps:
        yield "capped", _CAPPED_PART.fill(sum=brief(summary.within_caps))


def limit(result: Result) -> Text:
    """Return the largest borrowing limit of a measure."""
    outcome = result.finding.outcome
    limits = [credit.limit.low for credit in outcome.credit] if outcome else []
    return at_most(max(limits, default=0))


def label_at(path: str) -> Text:
    """Return the label of a fact's path (`pledge_loans/0/days`), with its entry."""
    name, *rest = path.split("/")
    if not rest or rest[0] == "*":  # no entry was begun
        return FACTS[name].label
    entry = entry_label(FACTS[name].label, int(rest[0]) + 1)
    if len(rest) == 1:
        return entry
    return _OF_ENTRY.fill(entry=entry, label=FACTS[name].kind.facts[rest[1]].label)


def still_open(summary: Summary) -> Text:
    """Return how many questions are open, and how much the answers could add to the sum."""
    said = _STILL_OPEN.fill(n=str(len(summary.questions)))
    more = _MORE[summary.boundless].fill(sum=brief(summary.open))
    return said + more if summary.at_most and summary.open else said


_HANGS_FIXED = Text("关系到条文写明的 {sum}", "{sum} fixed by the text hangs on it")
_HANGS = Text("关系到最高 {sum}", "up to {sum} hangs on it")
_HANGS_BOUNDLESS = Text("关系到金额不封顶的措施", "a measure without a ceiling hangs on it")
_HANGS_MEASURES = Text("关系到 {n} 条措施", "measures that hang on it: {n}")


def hangs(question: Question) -> Text:
    """Return what depends on an answer: fixed money, money up to a sum, or measures."""
    if question.fixed and question.fixed == question.at_most:
        return _HANGS_FIXED.fill(sum=brief(question.fixed))
    if question.at_most:
        return _HANGS.fill(sum=brief(question.at_most))
    if question.boundless:
        return _HANGS_BOUNDLESS
    return _HANGS_MEASURES.fill(n=str(len(question.results)))


def counts(totals: Totals) -> tuple[tuple[Text, int], ...]:
    """Return the number of open measures without an amount, by kind, with its label."""
    return tuple((name, len(totals.answers[answer])) for answer, name in WITHOUT_AMOUNT.items())


def state(result: Result) -> Text:
    """Return what became of a measure; for a draft's measure, that it is by the draft."""
    words = ANSWERS[result.answer] if result.answer else STATUSES[result.status]
    return (
        _BY_DRAFT.fill(state=within_sentence(words))
        if result.answer and result.policy.draft
        else words
    )


# --- the results -----------------------------------------------------------------------------------


def working(step: Step) -> tuple[str, Text]:
    """Return the formula with its numbers and value, and the remarks on them."""
    said = _ROUNDED_DOWN if step.rounded else Text("", "")
    # A formula that is a bare number is its own value.
    shown = f"{step.formula} = {grouped(step.value, 2)}" if " " in step.formula else step.formula
    return shown, said + _OUTSIDE if step.outside else said


def headline(finding: ReadingResult) -> Text | None:
    """Return the one number of a finding: 1,000,000 元, or 最高 300,000 元 for a ceiling."""
    outcome, amount = finding.outcome, finding.amount
    if amount:
        if amount.low and not amount.exact:
            said = Text("{low} 至 {high}", "{low} to {high}")
            return said.fill(
                low=Text(yuan(amount.low).zh.removesuffix(" 元"), yuan(amount.low).en),
                high=yuan(amount.high),
            )
        return at_most(amount.high) if finding.ceiling and amount.high else yuan(amount.high)
    if outcome and finding.status is Status.ELIGIBLE and outcome.basis is Basis.CREDIT:
        return at_most(max(credit.limit.low for credit in outcome.credit))
    return None


def at_most(value: Exact) -> Text:
    """Return a maximum in words: 最高 300,000 元 / up to RMB 300,000."""
    return Text("最高 {sum}", "up to {sum}").fill(sum=yuan(value))


def reason(result: Result) -> Text:
    """Return why a measure has its status, in one sentence."""
    match result.status:
        case Status.ELIGIBLE:
            return _granted(result)
        case Status.UNDETERMINED:
            return _open(result)
        case Status.OTHER_POLICY:
            outcome = result.finding.outcome
            assert outcome
            assert outcome.other_policy
            return Text("{why}。", "{why}.").fill(why=outcome.other_policy.label)
        case Status.NOT_READ:
            return STATUSES[Status.NOT_READ] + Text("。", ".")
        case _:
            return _refusal(result)


def _granted(result: Result) -> Text:
    outcome = result.finding.outcome
    assert outcome
    decides = join_texts(result.measure.agencies)
    match outcome.basis:
        case Basis.FIXED | Basis.FORMULA if result.policy.draft:
            return Text(
                "按征求意见稿测算：{standing}。", "Worked out by a draft: {standing}."
            ).fill(standing=within_sentence(standing_in_words(result.policy, result.date)))
        case Basis.FIXED | Basis.FORMULA if outcome.at_least:
            return Text(
                "条文给出一个幅度，实际金额由主管部门在其中确定。责任单位：{decides}。",
                "The text gives a range; the department decides the amount within it. Responsible: {decides}.",
            ).fill(decides=decides)
        case Basis.FIXED | Basis.FORMULA if outcome.ceiling:
            return Text(
                "条文只给出上限，实际金额由主管部门确定。责任单位：{decides}。",
                "The text gives only a ceiling; the department decides the amount. Responsible: {decides}.",
            ).fill(decides=decides)
        case Basis.FIXED | Basis.FORMULA:
            fixed = Text(
                "金额按条文计算，以主管部门审核为准。责任单位：{decides}。",
                "The text fixes the amount, subject to the department’s review. Responsible: {decides}.",
            ).fill(decides=decides)
            return fixed + _limits(outcome.credit) if outcome.credit else fixed
        case Basis.ELSEWHERE if outcome.says:
            return Text("{says}。", "{says}.").fill(says=outcome.says)
        case Basis.ELSEWHERE if outcome.where:
            return Text(
                "数额见其他文件：条文写的是“{where}”。",
                "The amount is in another document: the clause says “{where}”.",
            ).fill(where=inside_quotes(outcome.where))
        case Basis.ELSEWHERE:
            return Text("条文没有写数额。", "The clause states no amount.")
        case Basis.CREDIT:
            return Text(
                "这是可以申请的融资额度，不是补贴；由金融机构审批。",
                "A borrowing limit, not a subsidy; the lender decides.",
            )
        case Basis.SERVICE if outcome.says:
            return Text("{says}。", "{says}.").fill(says=outcome.says)
        case Basis.SERVICE:
            return Text("条文没有写金额。", "The clause states no amount.")
        case Basis.NOT_READ:
            return STATUSES[Status.NOT_READ] + Text("。", ".")


def _limits(credit: tuple[Credit, ...]) -> Text:
    """Return the borrowing limits that come with an amount."""
    each = [
        Text("{use} {limit}", "{use} {limit}").fill(use=c.label, limit=yuan(c.limit.low))
        for c in credit
        if c.label
    ]
    return Text("贷款额度上限：{each}。", " Limits of the loans: {each}.").fill(
        each=join_texts(each)
    )


def _open(result: Result) -> Text:
    labels = [FACTS[name].label for name in dict.fromkeys(given.fact for given in result.missing)]
    needed = Text("还需填写 {count} 项：{labels}。", "Still needed ({count}): {labels}.").fill(
        count=str(len(labels)), labels=Text("、", "; ").join(labels)
    )
    if result.potential_max:
        return needed + Text("按条文{sum}。", " By the text, {sum}.").fill(
            sum=at_most(result.potential_max)
        )
    return needed


_OUT_OF_DATE = Text(
    "规则日期不在有效期内（{when}）。", "The date is outside the period of validity ({when})."
)


def _refusal(result: Result) -> Text:
    """Return the unmet conditions and their gaps; a wrong date or applicant decides alone."""
    if result.status is Status.NOT_IN_FORCE:
        return _OUT_OF_DATE.fill(when=_days(result.policy))
    failed = result.failed
    if result.status is Status.NOT_FOR_APPLICANT:
        failed = tuple(c for c in failed if c.id == "applicant")
    listed = Text("；", "; ").join(_lacking(condition) for condition in failed)
    return Text("未满足：{listed}。", "Not met: {listed}.").fill(listed=listed)


def _lacking(condition: Condition) -> Text:
    gap, label = condition.truth.gap, within_sentence(condition.label)
    if not gap:
        return label
    said, several = _gap(gap), len({given.label for given in condition.truth.facts}) > 1
    if gap.of and several and gap.unit is not Unit.CALENDAR_DAY:
        said = within_sentence(gap.of) + Text("", ": ") + said
    return label + Text("（{gap}）", " ({gap})").fill(gap=said)


def met(result: Result) -> Text:
    """Return how many conditions are met, not counting those about a person."""
    values = [c.truth.value for c in result.finding.conditions if not c.of_person]
    return Text(
        "条件满足 {n}/{m} 项，查看条件和算法", "{n} of {m} conditions met: conditions and working"
    ).fill(n=str(values.count(True)), m=str(len(values)))


_OTHERWISE = Text("另一种读法（{reading}）：{sum}", "Read otherwise ({reading}): {sum}")


def otherwise(result: Result) -> list[Text]:
    """Return what each other reading of the clause comes to."""
    return [
        _OTHERWISE.fill(reading=o.reading.label, sum=headline(o) or STATUSES[o.status])
        for o in result.others
    ]


BROKEN = Text("此条暂不能计算", "This clause cannot be computed for now")
INCOMPLETE = Text(
    "合计不完整：有 {n} 条暂不能计算。",
    "The totals are incomplete: {n} cannot be computed for now.",
)
_NOT_IN_FORCE = Text(
    "{date} 不在《{title}》可以计算的日期内（{days}）；填其中的日期可以计算。",
    "{date} is not among the days for which {title} can be computed ({days}); a day among them can.",
)
_COSTS = Text(
    "{year} 年发生的费用到期后能否再申报，文件没有写明。",
    " Whether costs of {year} may still be claimed after the last day, the text does not say.",
)


def not_in_force(policy: Policy, date: str) -> Text:
    """Return that a policy cannot be computed for a day, and the days for which it can."""
    said = _NOT_IN_FORCE.fill(date=date, title=policy.full_title, days=_days(policy))
    if policy.standing(date).kind is StandingKind.ENDED:
        said += _COSTS.fill(year=policy.last_day[:4])
    return said


def _days(policy: Policy) -> Text:
    return Text(
        f"{policy.first_day} 至 {policy.last_day}", f"{policy.first_day} to {policy.last_day}"
    )


ENQUIRIES = Text("政策咨询：{contact}。", "Enquiries about the policy: {contact}.")
ASK, NAMED, COMBINES, BESIDE = (
    Text("下一步", "Next"),
    Text("依据文件", "Documents named"),
    Text("不重复计", "Counted once"),
    Text("与其他支持的关系", "Alongside other support"),
)


def next_steps(result: Result) -> Iterator[tuple[Text, Text | None]]:
    """Yield whom to ask, the documents named, overlaps and doubts, each with its label."""
    measure = result.measure
    yield (
        ASK,
        Text("向{agencies}了解申报时间和材料", "Ask when and how to apply: {agencies}").fill(
            agencies=join_texts(measure.agencies)
        ),
    )
    named = [d.title + Text(" ", " ") + d.number if d.number else d.title for d in measure.cited]
    yield NAMED, Text("；", "; ").join(named) if named else None
    others = [
        Text("与《{other}》：{why}，{kept}", "with {other}: {why}; {kept}").fill(
            kept=KEPT, other=MEASURES[other.measure].title, why=overlap.why
        )
        for overlap in OVERLAPS
        for one, other in itertools.permutations((overlap.first, overlap.second))
        if one.measure == measure.id
    ]
    yield COMBINES, Text("；", "; ").join(others) if others else None
    doubts = cautions(result)
    yield BESIDE, Text("；", "; ").join(doubts) if doubts else None


def cautions(result: Result) -> list[Text]:
    """Return what the texts leave open about combining the measure with other support."""
    return [each.said for each in CAUTIONS if result.measure.id in each.measures]


def _gap(gap: Shortfall) -> Text:
    if gap.unit is Unit.CALENDAR_DAY:
        late = gap.given > gap.needed
        said = Text(
            "{of} {given}，晚于 {needed}" if late else "{of} {given}，早于 {needed}",
            "{of}: {given}, after {needed}" if late else "{of}: {given}, before {needed}",
        )
        return said.fill(
            of=gap.of or Text("", ""), given=calendar(gap.given), needed=calendar(gap.needed)
        )
    if gap.unit is Unit.CALENDAR_YEAR:
        return Text(f"现为 {gap.given} 年", f"now {gap.given}")
    short = _reached(gap.short, gap.unit, gap.per)
    if gap.unit is Unit.LEVEL:
        short = plural(gap.short, "级", "level")
    said = Text("现为 {given}，还差 {short}", "now {given}, {short} short")
    if gap.given > gap.needed:
        said = Text("现为 {given}，超出 {short}", "now {given}, {short} too much")
    return said.fill(given=_reached(gap.given, gap.unit, gap.per), short=short)


def _reached(value: Exact, unit: Unit, per: int = 1) -> Text:
    """Return a number compared with a threshold; counts are in 家."""
    return Text(f"{value} 家", f"{value}") if unit is Unit.COUNT else measured(value, unit, per)


def assumed(label: Text, said: Text | None) -> Text:
    """Return a fact taken for granted, and the assumed value."""
    return Text("{label}：{said}", "{label}: {said}").fill(label=label, said=said or Text("", ""))


def left_out(each: Excluded) -> Text:
    """Return what was not counted twice, which measure kept it, why and at what cost."""
    titles = {name: MEASURES[name].title for name in (each.measure, each.kept_by)}
    if not each.ref:
        said = Text(
            "《{out}》与《{kept}》只享受较高的一项，《{out}》的 {cost} 不计：{why}。",
            "Of {out} and {kept} only the higher is granted; {cost} under {out} is not counted: {why}.",
        )
        out, kept = titles[each.measure], titles[each.kept_by]
        return said.fill(out=out, kept=kept, cost=yuan(each.cost), why=each.why)
    if not each.cost:
        return Text(
            "“{ref}”只在《{kept}》中计算：{why}。", "“{ref}” is counted under {kept} only: {why}."
        ).fill(ref=each.ref, kept=titles[each.kept_by], why=each.why)
    return Text(
        "“{ref}”只在《{kept}》中计算，《{out}》少计 {cost}：{why}。",
        "“{ref}” is counted under {kept} only, {cost} less under {out}: {why}.",
    ).fill(
        ref=each.ref,
        kept=titles[each.kept_by],
        out=titles[each.measure],
        cost=yuan(each.cost),
        why=each.why,
    )


def gave_way(result: Result, excluded: Iterable[Excluded]) -> Iterator[Text]:
    """Yield what a measure counts less because another keeps it."""
    return (left_out(each) for each in excluded if each.measure == result.measure.id)


CHANGES = Text("改变一项会怎样", "What one change would do")


def changed(change: Change) -> Text:
    """Return a change of one fact, and its effect on the measure."""
    verb = (
        "升至" if change.unit is Unit.LEVEL else "增至" if change.after > change.before else "减至"
    )
    moved = Text("{label}由 {before}{verb} {after}，", "{label} from {before} to {after}: ").fill(
        label=change.given.label + _which(change.given),
        before=_reached(change.before, change.unit),
        verb=verb,
        after=_reached(change.after, change.unit),
    )
    done = Text("即达到《{measure}》的门槛", "the threshold of “{measure}” is reached")
    if change.gain:
        ceiling = Text("，上限 {sum}", ", up to {sum}")
        done += ceiling if change.ceiling else Text("，{sum}", ", {sum}")
    effect = done.fill(measure=change.result.measure.title, sum=yuan(change.gain))
    return moved + effect + Text("。", ".")


def _which(given: Given) -> Text:
    """Return which entry of a list a fact belongs to."""
    _, *rest = given.path.split("/")
    n = int(rest[0]) + 1 if len(rest) == 2 else 0
    return Text(f"（第 {n} 项）", f" (no. {n})") if n else Text("", "")
