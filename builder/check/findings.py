"""The kinds of issues the check reports: a stable name, the message, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from calculator.i18n import Text


class IssueKind(Enum):
    """A kind of finding; its value is the first part of the finding's name."""

    UNREADABLE = "unreadable"
    NO_RULE = "clause-without-rule"
    NO_CLAUSE = "rule-without-clause"
    LOST_QUOTATION = "lost-quotation"
    UNCLASSIFIED = "unclassified-sentence"
    LOST_SENTENCE = "lost-sentence"
    NOT_NAMED = "not-named"
    UNREAD = "reading-without-effect"
    VALIDITY_DIFFERS = "validity-differs"
    POINTS_NOWHERE = "points-nowhere"
    BROKEN_LINK = "broken-link"
    NOT_STATED = "validity-not-stated"
    UNCONFIRMED = "rule-unconfirmed"
    UNUSED_FIGURE = "unused-figure"
    FIGURES_DIFFER = "figures-differ"
    SAYS_OTHERWISE = "says-otherwise"
    STALE_TRANSLATION = "stale-translation"
    NO_TRANSLATION = "no-translation"
    OTHER_TERM = "other-term"
    OTHER_NAME = "other-name"
    UNLISTED = "unlisted"
    TITLES_DIFFER = "titles-differ"
    RATE_LEFT_OUT = "rate-left-out"
    CASE_DIFFERS = "case-differs"
    ENDS = "validity-ends"
    ENDED = "validity-ended"
    UNCHECKED = "parameter-unchecked"
    PARAMETER = "parameter-wrong"
    ALIAS_NOWHERE = "alias-nowhere"
    NOTHING_TO_CONFIRM = "nothing-to-confirm"


ERRORS = frozenset(
    {
        IssueKind.UNREADABLE,
        IssueKind.NO_RULE,
        IssueKind.NO_CLAUSE,
        IssueKind.LOST_QUOTATION,
        IssueKind.UNCLASSIFIED,
        IssueKind.LOST_SENTENCE,
        IssueKind.NOT_NAMED,
        IssueKind.UNREAD,
        IssueKind.VALIDITY_DIFFERS,
        IssueKind.POINTS_NOWHERE,
        IssueKind.BROKEN_LINK,
        IssueKind.PARAMETER,
    }
)
"""Kinds with which the site would say something untrue, or cannot be made."""


class _Said(NamedTuple):
    words: Text
    todo: Text


_SAID = {
    IssueKind.UNREADABLE: _Said(
        Text("读不出来：{error}", "cannot be read: {error}"),
        Text("按这一行改好文件，再核对一次", "correct the file as described, then check again"),
    ),
    IssueKind.NO_RULE: _Said(
        Text("这一条还没有规则：「{words}…」", "this clause has no rule yet: 「{words}…」"),
        Text("在 {file} 里写一条 {place}", "write the rule {place} in {file}"),
    ),
    IssueKind.NO_CLAUSE: _Said(
        Text("规则还在，原文里已没有这一条", "the clause of this rule is no longer in the text"),
        Text("从 {file} 里去掉 {place}", "remove {place} from {file}"),
    ),
    IssueKind.LOST_QUOTATION: _Said(
        Text(
            "规则引用的「{words}」不在原文中",
            "the rule quotes 「{words}」, which is not in the text",
        ),
        Text("{near}", "{near}"),
    ),
    IssueKind.UNCLASSIFIED: _Said(
        Text("这一句没有归类：「{words}」", "a sentence without a status: 「{words}」"),
        Text("由规则引用，或写进 {file}", "quote it in the rule, or list it in {file}"),
    ),
    IssueKind.LOST_SENTENCE: _Said(
        Text("{file} 多了这一句：「{words}」", "{file} should not list this sentence: 「{words}」"),
        Text(
            "原文已没有这一句，或规则已经引用；从 {file} 删去",
            "the text no longer has it, or a rule quotes it: remove it from {file}",
        ),
    ),
    IssueKind.UNREAD: _Said(
        Text(
            "读法 {words} 什么也不改变：规则没有一处用到它",
            "reading {words} changes nothing: the rule never uses it",
        ),
        Text(
            "在规则里把它算出来，或从 {place} 去掉这一读法",
            "use it in the rule, or remove the reading from {place}",
        ),
    ),
    IssueKind.VALIDITY_DIFFERS: _Said(
        Text("{words}", "{words}"),
        Text(
            "把规则 POLICY 里的日期改成原文的",
            "give the POLICY of the rules the day that the text states",
        ),
    ),
    IssueKind.NOT_STATED: _Said(
        Text("{words}", "{words}"),
        Text(
            "查这一天的出处；有出处则确认，理由写明出处",
            "find the source of the date; if there is one, confirm and name it",
        ),
    ),
    IssueKind.POINTS_NOWHERE: _Said(
        Text("指向不存在的「{words}」", "refers to 「{words}」, which does not exist"),
        Text("改成现有的名称，或删去这一行", "use an existing name, or delete the line"),
    ),
    IssueKind.BROKEN_LINK: _Said(
        Text("链接无效：{words}", "broken link: {words}"),
        Text("改成现有的地址", "use an existing address"),
    ),
    IssueKind.UNCONFIRMED: _Said(
        Text("{words}", "{words}"),
        Text(
            "对照原文看规则；无误则 build_site.py confirm {name} --by 姓名",
            "compare the rule with the text; if it is right, build_site.py confirm {name} --by NAME",
        ),
    ),
    IssueKind.UNUSED_FIGURE: _Said(
        Text("没有规则用到「{words}」", "no rule uses 「{words}」"),
        Text(
            "写进规则；与计算无关则确认并说明理由",
            "use it in the rule, or confirm with the reason why it plays no part",
        ),
    ),
    IssueKind.FIGURES_DIFFER: _Said(
        Text("中英文数字不一致：{words}", "the figures of the two languages differ: {words}"),
        Text("照中文改英文里的数字", "change the English figure to match the Chinese"),
    ),
    IssueKind.SAYS_OTHERWISE: _Said(
        Text(
            "「{words}」里的 {figure} 不在条文中",
            "「{words}」 states {figure}, which is not in the clause",
        ),
        Text("照条文改；出处另有则确认", "follow the clause; confirm if it comes from elsewhere"),
    ),
    IssueKind.STALE_TRANSLATION: _Said(
        Text("原文已改，译文未跟上", "the Chinese has changed since it was translated"),
        Text(
            "改 {file}；译文已对则 build_site.py confirm {name} --by 姓名",
            "revise {file}; if the English is right, build_site.py confirm {name} --by NAME",
        ),
    ),
    IssueKind.NO_TRANSLATION: _Said(
        Text("还没有英文", "there is no English yet"),
        Text("在 {file} 里译出这一条", "translate it in {file}"),
    ),
    IssueKind.OTHER_TERM: _Said(
        Text("术语「{term}」没有译作 {words}", "「{term}」 is not translated as {words}"),
        Text(
            "改用术语表的译法，或在 glossary.toml 补上这一译法",
            "use the glossary’s translation, or add this one to glossary.toml",
        ),
    ),
    IssueKind.NOT_NAMED: _Said(
        Text("原文没有写{what}「{words}」", "the text does not name the {what} 「{words}」"),
        Text("{todo}", "{todo}"),
    ),
    IssueKind.OTHER_NAME: _Said(
        Text(
            "「{words}」在规则里叫“{english}”，译文不这样写{also}",
            "「{words}」 is “{english}” in the rule, but not in the translation{also}",
        ),
        Text("以 en.md 的译名为准，照它改", "en.md is authoritative: use its name"),
    ),
    IssueKind.UNLISTED: _Said(
        Text("规则没有列出{what}「{words}」", "the rule does not list the {what} 「{words}」"),
        Text("补进规则；不该列的确认", "add it to the rule; confirm if it does not belong there"),
    ),
    IssueKind.TITLES_DIFFER: _Said(
        Text("应为“{ours}”，写的是“{other}”", "expected “{ours}”, found “{other}”"),
        Text(
            "以规则的 POLICY 为准，照它改",
            "the POLICY of the rules is authoritative: use its wording",
        ),
    ),
    IssueKind.RATE_LEFT_OUT: _Said(
        Text(
            "「{words}」没有写 {left}，条文写了",
            "「{words}」 leaves out {left}, which the clause states",
        ),
        Text("金额连同比例和上限一起写", "state the rate and the cap together, as the clause does"),
    ),
    IssueKind.CASE_DIFFERS: _Said(
        Text("算例与规则不符：{words}", "a worked case differs from the rule: {words}"),
        Text("看清是算例过时，还是规则写错", "find out which is wrong, the case or the rule"),
    ),
    IssueKind.ENDS: _Said(
        Text("有效期还剩 {days} 天，到 {to} 为止", "in force for {days} more days, until {to}"),
        Text("查有无续期或新文件", "look for a renewal or a successor"),
    ),
    IssueKind.ENDED: _Said(
        Text("有效期已于 {to} 结束", "validity ended on {to}"),
        Text("查有无新文件；没有则确认", "look for a successor; confirm if there is none"),
    ),
    IssueKind.UNCHECKED: _Said(
        Text("{words}：最后核对于 {checked}", "{words}: last checked on {checked}"),
        Text(
            "查最新数值：变了补一段，没有变改 checked",
            "look up the latest figure: add a row, or update `checked` if it has not changed",
        ),
    ),
    IssueKind.PARAMETER: _Said(
        Text("{words}", "{words}"),
        Text("改成公布的数值和日期", "enter the value and the day as they were announced"),
    ),
    IssueKind.ALIAS_NOWHERE: _Said(
        Text(
            "「{words}」一行的词都不在条文里", "no text contains any word of the line 「{words}」"
        ),
        Text("改成条文的说法，或删去这一行", "use a word from the texts, or delete the line"),
    ),
    IssueKind.NOTHING_TO_CONFIRM: _Said(
        Text("这条确认已没有对象", "this confirmation no longer confirms anything"),
        Text("删去这一段", "delete the entry"),
    ),
}


@dataclass(frozen=True, slots=True)
class Issue:
    """A finding. `place` is a measure's or a policy's id, or a file.

    `name` is stable from run to run, `where` is file:line, `words` is the message and `todo` what
    to do about it.
    """

    kind: IssueKind
    place: str
    name: str
    where: str
    words: Text
    todo: Text

    @classmethod
    def of(
        cls, kind: IssueKind, place: str, where: str, detail: str = "", /, **parts: Text | str
    ) -> Issue:
        """Return a finding with its kind's message; `detail` distinguishes several at one place."""
        name = "/".join(part for part in (kind.value, place, detail) if part)
        parts |= {"name": name, "place": place}
        said = _SAID[kind]
        return cls(kind, place, name, where, said.words.fill(**parts), said.todo.fill(**parts))
