"""A result in the forms in which it can be taken away: tables, data and dates."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NamedTuple

from calculator import parameters, sentences, share_link
from calculator.answers import entered
from calculator.assessment import Assessment, Result, Status
from calculator.i18n import Lang, Text, join_texts
from calculator.measure import FREQUENCIES, Kind
from calculator.profile import CITIES
from calculator.quantity import Exact
from calculator.tables import ics
from calculator.tables.sheet import Hyperlink, Money, Row, Sheet
from calculator.typed import Typed
from calculator.version import rules_version

# --- the result and its name -----------------------------------------------------------------------

_FILE = Text("专精特新测算-{city}-{date}", "srdi-{city}-{date}")
_ALL_CITIES = Text("各市", "all-cities")


class Taken(NamedTuple):
    """A result to take away: the form as typed, its assessment, and the page's address."""

    form: Typed
    profile: dict[str, object]
    assessment: Assessment
    lang: Lang
    address: str
    scenarios: tuple[share_link.Scenario, ...] = ()

    @property
    def here(self) -> list[Result]:
        """The measures of the enterprise's city, or of all cities if none was named."""
        return list(self.assessment.here)

    @property
    def name(self) -> str:
        city = self.assessment.city
        place = CITIES[city] if city else _ALL_CITIES
        name = _FILE.fill(city=place, date=self.assessment.date)(self.lang)
        return name if self.lang == "zh" else name.lower()

    @property
    def rules(self) -> str:
        return sentences.rules(self.assessment.date)(self.lang)

    @property
    def site(self) -> str:
        """The site's address in this language; the calculator is in one of its folders."""
        return self.address.partition("?")[0].rpartition("/")[0].rpartition("/")[0] + "/"

    def address_with(self, *, numbers: bool, scenarios: bool = False) -> str:
        """Return the address that opens this form, with or without its figures and scenarios."""
        beside = self.scenarios if scenarios else ()
        fragment = share_link.write_fragment(
            self.form, numbers=numbers, day=parameters.today(), scenarios=beside
        )
        return f"{self.address}#{fragment}" if fragment else self.address


# --- sums ------------------------------------------------------------------------------------------


def sum_rows(assessment: Assessment) -> tuple[tuple[Text, Exact], ...]:
    """Return the named sums, which are never added together; 0 if there is nothing to show."""
    totals = assessment.totals
    return tuple(
        (name, 0 if name is sentences.AT_MOST and sum_ == totals.certain else sum_)
        for name, sum_ in sentences.sums_in_words(assessment)
    )


# --- tables ----------------------------------------------------------------------------------------

_HEAD = (
    Text("编号", "No."), Text("措施", "Measure"), Text("结果", "Outcome"),
    Text("金额性质", "Kind of amount"), Text("最低（元）", "At least (RMB)"),
    Text("最高（元）", "At most (RMB)"), Text("理由", "Reason"), Text("条件满足", "Conditions met"),
    Text("条件总数", "Conditions in all"), Text("责任单位", "Departments"), Text("算法", "Working"),
    Text("依据的原文", "Words of the Chinese text"), Text("政策", "Policy"),
    Text("文本状态", "Standing of the text"),
    Text("规则日期", "Rules as of"), Text("规则版本", "Rules version"),
)  # fmt: skip
_WIDTHS = (9, 20, 11, 11, 15, 15, 30, 8, 8, 18, 32, 36, 18, 16, 11, 10)
_EXACT = Text("条文给出的金额", "Fixed by the text")
_CEILING = Text("上限", "Ceiling")
_SAVED = Text("少付的利息", "Interest saved")
_LIMIT = Text("融资额度", "Borrowing limit")
_RESULTS, _SUMS = Text("结果", "Results"), Text("合计", "Totals")
_ENTERED, _NOTES = Text("填写内容", "Entries"), Text("说明", "Notes")
_ITEM, _FIGURE, _COUNT = (
    Text("项目", "Item"),
    Text("金额（元）", "Amount (RMB)"),
    Text("项数", "Number"),
)
_QUESTION, _GIVEN = Text("问题", "Question"), Text("填写", "As entered")
_UNDERSTOOD, _NOTE = Text("理解为", "Understood as"), Text("说明", "Note")


def sheets(taken: Taken) -> list[Sheet]:
    """Return the result as tables: sums, measures, entries and notes."""
    lang, totals = taken.lang, taken.assessment.totals
    added: list[Row] = [
        (label(lang), Money(sum_), None)
        for label, sum_ in sentences.sums_in_words(taken.assessment)
    ]
    added += [(name(lang), None, count) for name, count in sentences.counts(totals)]
    added.append((sentences.STATUSES[Status.UNDETERMINED](lang), None, len(totals.undetermined)))
    answers = [tuple(text(lang) for text in each[1:4]) for each in entered(taken.form)]
    said = [taken.rules, *(text(lang) for text in remarks(taken.assessment))]
    asked = [text(lang) for text in (_QUESTION, _GIVEN, _UNDERSTOOD)]
    return [
        Sheet(_SUMS(lang), [text(lang) for text in (_ITEM, _FIGURE, _COUNT)], added, (36, 20, 10)),
        measures(taken),
        Sheet(_ENTERED(lang), asked, answers, (44, 30, 40)),
        Sheet(_NOTES(lang), [_NOTE(lang)], [(each,) for each in said], (110,)),
    ]


def measures(taken: Taken) -> Sheet:
    """Return the table of measures, those with the most money first."""
    worths = taken.assessment.worths

    def money(result: Result) -> Exact:
        worth = worths.get(result.measure.id)
        return -worth.at_most if worth else 0

    rows = [_measure(result, taken) for result in sorted(taken.here, key=money)]
    head = [text(taken.lang) for text in _HEAD]
    return Sheet(_RESULTS(taken.lang), head, rows, _WIDTHS, filtered=True, frozen=2)


def _measure(result: Result, taken: Taken) -> Row:
    lang, date = taken.lang, taken.assessment.date
    kind, low, high = amount_cells(result)
    conditions = result.finding.conditions
    return (
        Hyperlink(result.measure.id, f"{taken.site}{result.policy.id}/{result.measure.id}/"),
        result.measure.title(lang),
        sentences.state(result)(lang),
        kind(lang) if kind else None,
        low,
        high,
        sentences.reason(result)(lang),
        sum(condition.truth.value is True for condition in conditions),
        len(conditions),
        join_texts(result.measure.agencies)(lang),
        working_of(result, lang) or None,
        words_of(result),
        result.policy.full_title(lang),
        sentences.standing_in_words(result.policy, date)(lang),
        date,
        rules_version(),
    )


def words_of(result: Result) -> str:
    """Return the words of the text that the amount and the conditions rest on."""
    words = [quote for step in result.steps for quote in step.quotes]
    words += [each.quote for each in result.finding.conditions if each.quote]
    return "".join(f"「{each}」" for each in dict.fromkeys(words))


def working_of(result: Result, lang: Lang) -> str:
    """Return the working of the amount, a line for each step; nothing if there is none."""
    lines = []
    for step in result.steps:
        formula, remark = sentences.working(step)
        lines.append(f"{step.label(lang)} = {formula}{remark(lang)}")
    return "\n".join(lines)


def amount_cells(result: Result) -> tuple[Text | None, Money | None, Money | None]:
    """Return the kind, minimum and maximum of a measure's amount; None for each without one."""
    outcome, amount = result.finding.outcome, result.amount
    if amount:
        kind = _SAVED if result.measure.kind is Kind.SAVING else _EXACT
        return (_CEILING if result.finding.ceiling else kind), Money(amount.low), Money(amount.high)
    if outcome and outcome.credit and result.status is Status.ELIGIBLE:
        return _LIMIT, None, Money(max(credit.limit.low for credit in outcome.credit))
    return None, None, None


def remarks(assessment: Assessment) -> Iterator[Text]:
    """Yield remarks on the figures.

    They are the standing of the texts, contradictions, what was left out, what the texts do not
    say, and the disclaimer.
    """
    yield from sentences.standings(assessment)
    for found in assessment.contradictions:
        yield found.said
    for result in assessment.here:
        if result.status is Status.ELIGIBLE:
            yield from result.remarks
    for each in assessment.totals.excluded:
        yield sentences.left_out(each)
    yield sentences.LIMITS
    yield from dict.fromkeys(note for policy in assessment.policies for note in policy.notes)
    yield sentences.DISCLAIMER


# --- data ------------------------------------------------------------------------------------------


def as_json(taken: Taken) -> str:
    """Return the profile, with its date so that it can be computed again, and its assessment as JSON."""
    assessment = taken.assessment.to_dict()
    return _json({"profile": _dated(taken), "assessment": assessment}, indent=1) + "\n"


def cases(taken: Taken) -> str:
    """Return the result as JSON test cases, one per line, for each measure of the city that is decided."""
    profile = _dated(taken)
    lines = [
        _json(
            {
                "id": f"{result.measure.id}-{taken.assessment.date}",
                "measure": result.measure.id,
                "profile": profile,
                "expect": {"status": result.status.value}
                | ({"amount": result.finding.amount_dict()} if result.amount else {}),
                "note": sentences.reason(result).en,
            }
        )
        for result in taken.here
        if result.status is not Status.UNDETERMINED
    ]
    return "[\n{}\n]\n".format(",\n".join(lines))


def _dated(taken: Taken) -> dict[str, object]:
    return taken.profile | {"date": taken.assessment.date}


def _json(data: object, indent: int | None = None) -> str:
    return json.dumps(data, ensure_ascii=False, indent=indent)


# --- dates -----------------------------------------------------------------------------------------

_AHEAD = 30  # days before the date on which to remind
_FIRST_DAY = Text("{title}：开始施行", "{title}: first day in force")
_LAST_DAY = Text("{title}：有效期最后一天", "{title}: last day in force")
_DRAFT_DAY = Text(
    "{title}：草案写明的有效期最后一天", "{title}: last day of the validity that the draft states"
)
_OPEN_TO_YOU = Text("已知条件相符的：{titles}。", "Known conditions fit: {titles}.")
_COUNT_OF = Text("{name} {n} 项。", "{name}: {n}.")
_LINE = Text("\n", "\n")
_WINDOW = Text(
    "申报窗口未公布：文件没有写申报时间，以主管部门的通知为准。",
    "Application windows are not published: the text names none; watch the departments’ notices.",
)


def dates(taken: Taken) -> list[ics.Event]:
    """Return the coming dates that the texts name, with the measures open until then."""
    found = []
    for policy in taken.assessment.policies:
        standing = sentences.standing_in_words(policy, taken.assessment.date)
        said = standing + Text("。\n", ".\n")
        said += _opened([result for result in taken.here if result.policy is policy])
        for name, on, title in (
            ("first-day", policy.valid_from, _FIRST_DAY),
            ("last-day", policy.last_day, _DRAFT_DAY if policy.draft else _LAST_DAY),
        ):
            if on and on >= max(taken.assessment.date, parameters.today()):
                event = title.fill(title=policy.full_title)(taken.lang)
                uid = f"{policy.id}-{name}@srdi-policies"
                found.append(ics.Event(uid, on, event, (said + _WINDOW)(taken.lang), _AHEAD))
    return found


def _with_sum(result: Result) -> Text:
    """Return a measure's title with its amount, and how often it pays if the clause says so."""
    paid = result.measure.paid
    parts = [said for said in (sentences.headline(result.finding),) if said]
    parts += [FREQUENCIES[paid.frequency]] if paid else []
    return Text(" ", " ").join([result.measure.title, *parts])


def _opened(results: list[Result]) -> Text:
    """Return the open measures: those with an amount by name, the others by count."""
    granted = [result for result in results if result.status is Status.ELIGIBLE]
    said = Text("", "")
    if money := [_with_sum(r) for r in granted if not r.without_amount]:
        said += _OPEN_TO_YOU.fill(titles=Text("；", "; ").join(money)) + _LINE
    for answer, name in sentences.WITHOUT_AMOUNT.items():
        if count := sum(r.without_amount and r.answer is answer for r in granted):
            said += _COUNT_OF.fill(name=name, n=str(count)) + _LINE
    return said
