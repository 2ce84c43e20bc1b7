"""Coverage of a text: the status of each of its sentences for the calculator.

A sentence from which a rule quotes an amount is "computed"; one from which it quotes a condition,
or who may claim, is a "condition": both follow from the rules. Every other sentence is listed
verbatim in `coverage.toml` beside the text, under its status; once the sentence changes, the entry
no longer matches and is reported. Headings and titles are recognized by their form.

A sentence ends at 。 or ； outside brackets.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from builder.texts import Heading, Paragraph, PolicyText, TextError, TitleLine
from builder.toml_reader import content, not_toml
from calculator.catalogue import outline, quotations
from calculator.i18n import Text
from calculator.measure import Basis
from calculator.policies import MEASURES


class SentenceStatus(Enum):
    """The role of a sentence in the calculation."""

    COMPUTED = "computed"
    CONDITION = "condition"
    ELSEWHERE = "elsewhere"
    DISCRETION = "discretion"
    PROCEDURE = "procedure"
    DEFINITION = "definition"
    TARGET = "target"
    BACKGROUND = "background"
    VALIDITY = "validity"
    CONTACT = "contact"
    HEADING = "heading"
    UNREAD = "unread"


STATUSES = {
    SentenceStatus.COMPUTED: Text("用于计算金额", "Used to compute the amount"),
    SentenceStatus.CONDITION: Text("用于判断条件", "Used to test the conditions"),
    SentenceStatus.ELSEWHERE: Text("金额由其他文件规定", "Amount set in another document"),
    SentenceStatus.DISCRETION: Text("由主管部门决定如何落实", "Left to the authority to carry out"),
    SentenceStatus.PROCEDURE: Text("办理与分工", "Procedure and responsibility"),
    SentenceStatus.DEFINITION: Text("定义", "Definition"),
    SentenceStatus.TARGET: Text("目标", "Target"),
    SentenceStatus.BACKGROUND: Text("背景", "Background"),
    SentenceStatus.VALIDITY: Text("效力与期限", "Effect and validity"),
    SentenceStatus.CONTACT: Text("联系方式", "Contact"),
    SentenceStatus.HEADING: Text("标题", "Heading"),
    SentenceStatus.UNREAD: Text("尚无人工解读", "Not yet read by a person"),
}
"""The names of the statuses, in the order in which a page lists them."""

DERIVED = frozenset({SentenceStatus.COMPUTED, SentenceStatus.CONDITION, SentenceStatus.UNREAD})
"""The statuses that follow from the rules and cannot be given in coverage.toml."""

UNCLASSIFIED = Text("这一句没有归类：「{words}」", "a sentence without a status: 「{words}」")
ABSENT = Text(
    "coverage.toml 归类的句子不在原文中：「{words}」",
    "coverage.toml lists a sentence that is not in the text: 「{words}」",
)
NEEDLESS = Text(
    "规则已引用这一句，coverage.toml 不必归类：「{words}」",
    "a rule already quotes this sentence; remove it from coverage.toml: 「{words}」",
)


@dataclass(frozen=True, slots=True)
class Covered:
    """A sentence, verbatim, with its status; `measure` is None if it has none or several."""

    sentence: str
    status: SentenceStatus
    measure: str | None


@dataclass(frozen=True, slots=True)
class Unclassified:
    """A problem with one sentence: `place` is its measure, or else its policy.

    `why` is one of the messages above.
    """

    place: str
    why: Text
    sentence: str

    @property
    def words(self) -> Text:
        return self.why.fill(words=self.sentence)


def coverage(policy: PolicyText, docs: Path) -> tuple[Covered, ...]:
    """Return every sentence of the Chinese text of `policy` under `docs`, in order.

    Raises TextError if a sentence has no status or coverage.toml does not fit the text.
    """
    covered, problems = _classify(policy, docs)
    if problems:
        raise TextError.at(f"{policy.id}, {problems[0].place}", problems[0].words)
    return covered


def gaps(policy: PolicyText, docs: Path) -> tuple[Unclassified, ...]:
    """Return every sentence without a status and every entry of coverage.toml without a sentence.

    Raises TextError if coverage.toml cannot be read.
    """
    return _classify(policy, docs)[1]


def sentences(text: str) -> tuple[str, ...]:
    """Split a paragraph into sentences; joined again they are the paragraph.

    In a clause of several lines each line break also ends a sentence and stays at its end.
    """
    found: list[str] = []
    start = depth = 0
    for at, sign in enumerate(text):
        depth = 0 if sign == "\n" else depth + (sign in _OPENING) - (sign in _CLOSING)
        if sign == "\n" and at == start and found:
            found[-1] += sign
            start = at + 1
        elif sign == "\n" or (sign in _STOPS and not depth):
            found.append(text[start : at + 1])
            start = at + 1
    return (*found, text[start:]) if text[start:] else tuple(found)


_OPENING, _CLOSING, _STOPS = frozenset("（(《“‘"), frozenset("）)》”’"), frozenset("。；")


def _classify(
    policy: PolicyText, docs: Path
) -> tuple[tuple[Covered, ...], tuple[Unclassified, ...]]:
    typed = _typed(docs / "policies" / policy.id / "coverage.toml")
    covered: list[Covered] = []
    problems: list[Unclassified] = []
    unused = dict(typed)
    for words, form, measure in _printed(policy):
        place, listed = measure or policy.id, typed.get(words)
        unused.pop(words, None)
        roles = _roles(words, measure)
        known = form or next((status for role, status in _RESTS_ON.items() if role in roles), None)
        if known and listed:
            problems.append(Unclassified(place, NEEDLESS, words))
        # A mere mention of who may claim is the weakest sign, so coverage.toml overrides it.
        status = known or listed or (SentenceStatus.UNREAD if _is_unread(measure) else None)
        if status is None and "title" in roles:
            status = SentenceStatus.CONDITION
        if status:
            covered.append(Covered(words, status, measure))
        else:
            problems.append(Unclassified(place, UNCLASSIFIED, words))
    problems += [Unclassified(policy.id, ABSENT, words) for words in unused]
    return tuple(covered), tuple(problems)


_RESTS_ON = {"amount": SentenceStatus.COMPUTED, "condition": SentenceStatus.CONDITION}


def _is_unread(measure: str | None) -> bool:
    """Check whether nobody has turned the clause of a measure into a rule yet."""
    return measure in MEASURES and outline(MEASURES[measure]).basis is Basis.NOT_READ


def _roles(words: str, measure: str | None) -> frozenset[str]:
    """Return what the rule of the measure quotes this sentence for."""
    if measure not in MEASURES:
        return frozenset()
    return frozenset(q.role for q in quotations(MEASURES[measure]) if q.words in words)


def _printed(policy: PolicyText) -> Iterator[tuple[str, SentenceStatus | None, str | None]]:
    """Yield each sentence in printed order, with the status of its form and its measure."""
    for block in policy.blocks:
        match block:
            case TitleLine():
                yield block.text.zh, SentenceStatus.HEADING, None
            case Heading():
                yield block.line.zh, SentenceStatus.HEADING, None
            case Paragraph():
                for words in sentences(block.text.zh):
                    yield words.rstrip("\n"), None, None
            case _:
                for clause in block.clauses:
                    for words in sentences(clause.text.zh):
                        yield words.rstrip("\n"), None, clause.measure_id
                if block.agencies:
                    alone = block.clauses[0].measure_id if len(block.clauses) == 1 else None
                    yield block.agencies.zh, None, alone


def _typed(file: Path) -> dict[str, SentenceStatus]:
    """Read coverage.toml into a mapping from sentence to status."""
    name = f"{file.parent.name}/{file.name}"
    try:
        tables = tomllib.loads(content(file))
    except tomllib.TOMLDecodeError as error:
        raise not_toml(name, error) from None
    typeable = {status.value: status for status in SentenceStatus if status not in DERIVED}
    typed: dict[str, SentenceStatus] = {}
    for key, listed in tables.items():
        if key not in typeable:
            said = Text("{key} 应为 {all} 之一", "{key} must be one of {all}")
            raise TextError.at(name, said.fill(key=key, all=", ".join(typeable)))
        if not (isinstance(listed, list) and all(isinstance(each, str) for each in listed)):
            said = Text("{key} 应为用方括号列出的句子", "{key} must be a list of sentences")
            raise TextError.at(name, said.fill(key=key))
        for words in listed:
            if words in typed:
                said = Text("同一句写了两次：{words}", "this sentence is listed twice: {words}")
                raise TextError.at(name, said.fill(words=words))
            typed[words] = typeable[key]
    return typed
