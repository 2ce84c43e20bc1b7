"""The check names what a change has left behind, and nothing else; what is confirmed stays silent."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import build_site
from builder import site
from builder.check import ERRORS, Checked, Issue, IssueKind, check, cross_refs, figures
from builder.check.confirmed import NotConfirmed, confirm, named
from builder.check.readings import unread
from builder.check.report import lang_of_locale, lines
from builder.check.sources import nearest
from builder.environment import Trouble
from builder.importing.write import confirmed_rows
from calculator import parameters
from calculator.i18n import LANGS, Text
from calculator.measure import Measure, Outcome, Reading, Who, service
from calculator.measure import Policy as Rules
from calculator.parameters import LPR_1Y
from calculator.policies import MEASURES, POLICIES
from calculator.shared_facts import Profile, Title

ROOT = Path(__file__).resolve().parents[2]
DAY = "2026-01-20"
"""A day on which nothing is about to end and every dated figure is fresh enough."""

Edit = Callable[..., dict[str, Issue]]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of what the check reads."""
    for folder in ("docs", "calculator/policies", "tests/cases", "tests/search"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "calculator/parameters.toml", tmp_path / "calculator")
    return tmp_path


@pytest.fixture
def edit(root: Path) -> Edit:
    """What the check says of this change and did not say before, by name."""

    before: set[str] = set()  # the first test below sees to that

    def edited(file: str, old: str, new: str, *, follow: bool = True) -> dict[str, Issue]:
        path = root / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old} is due once in {file}"
        path.write_text(text.replace(old, new), encoding="utf-8")
        checked = check(root, POLICIES, DAY, follow=follow)
        found = {each.name: each for each in checked.findings}
        added = {name: each for name, each in found.items() if name not in before}
        before.update(found)
        return added

    return edited


ZH, EN = "docs/policies/xiamen-2024/zh.md", "docs/policies/xiamen-2024/en.md"


def test_what_is_committed_has_no_findings_but_those_of_the_calendar() -> None:
    checked = check(ROOT, POLICIES, DAY)
    assert checked.findings == ()
    assert not checked.failed
    assert checked.measures == len(MEASURES)
    assert checked.quotations > checked.measures
    assert {confirmation.by for _, confirmation in checked.confirmed} == {"编者 / the editors"}


def test_a_raised_award_is_told_with_all_it_touches_and_nothing_more(edit: Edit) -> None:
    found = edit(ZH, "一次性50万元奖励", "一次性60万元奖励")
    assert set(found) == {
        "rule-unconfirmed/xm-3",
        "lost-quotation/xm-3/分别给予一次性50万元奖励",
        "stale-translation/xm-3",
        "figures-differ/xm-3",
        "unused-figure/xm-3/60万元",
        "says-otherwise/xm-3/RMB 500000",
    }
    lost = found["lost-quotation/xm-3/分别给予一次性50万元奖励"]
    assert "分别给予一次性60万元奖励" in lost.todo.zh
    assert lost.where == f"calculator/policies/xiamen_2024.py:{_line('分别给予一次性50万元奖励')}"
    differ = found["figures-differ/xm-3"].words
    assert differ.zh.endswith("中文是 600,000 元，英文是 500,000 元")
    assert differ.en.endswith("the Chinese has RMB 600,000, the English RMB 500,000")
    assert found["rule-unconfirmed/xm-3"].where == f"{ZH}:{_line('（3）对首次', ZH)}"


def _line(words: str, file: str = "calculator/policies/xiamen_2024.py") -> int:
    text = (ROOT / file).read_text(encoding="utf-8")
    return text[: text.index(words)].count("\n") + 1


def _declaring(measure: str, readings: tuple[Reading, ...]) -> tuple[Rules, ...]:
    """The rules, of which one measure declares further readings."""
    return tuple(
        replace(
            policy,
            measures=tuple(
                replace(each, readings=(*each.readings, *readings)) if each.id == measure else each
                for each in policy.measures
            ),
        )
        for policy in POLICIES
    )


@pytest.mark.slow
def test_a_reading_that_changes_nothing_is_an_error() -> None:
    label = Text("“企业一年享受贴息总额最高30万元”按计息年度", "By the year of accrual")
    for code in ("AY", "D"):  # one that the rule does not know, one that is declared already
        (found,) = check(ROOT, _declaring("xm-13", (Reading(code, label),)), DAY).errors
        assert found.name == f"reading-without-effect/xm-13/{code}"
        assert found.where.startswith("calculator/policies/xiamen_2024.py")
        assert code in found.words.zh
        assert code in found.words.en
    wider = Reading("AY", label, also=(Title.INNOVATIVE_SME,))
    assert not check(ROOT, _declaring("xm-13", (wider,)), DAY).errors, "that is not for the rule"


def served(firm: Profile, reading: str) -> Outcome:
    return service()


def _rule_of(measure: Measure, rule: Callable[[Profile, str], Outcome]) -> Measure:
    two = (Reading("A", Text("甲", "a")), Reading("B", Text("乙", "b")))
    return replace(measure, rule=rule, readings=two)


def test_however_a_rule_asks_for_a_reading_it_is_heard() -> None:
    def by_match(firm: Profile, reading: str) -> Outcome:
        match reading:
            case "A" | "B":
                return served(firm, reading)
        return served(firm, "")

    def where_all_is_known(firm: Profile, reading: str) -> Outcome:
        known = firm.pledge_loans.known and any(
            loan.year.known for loan in firm.pledge_loans.entries
        )
        return served(firm, "1" if known and reading == "B" else "")

    asking: tuple[Callable[[Profile, str], Outcome], ...] = (
        by_match,
        where_all_is_known,
        lambda firm, reading: served(firm, "1" if reading == "B" else ""),
        lambda firm, reading: served(firm, "1" if reading != "B" else ""),
        lambda firm, reading: served(firm, "1" if reading in ("X", "B") else ""),
        lambda firm, reading: served(firm, {"B": "1"}.get(reading, "")),
        lambda firm, reading: served(firm, "1" if reading == "A" else ""),
    )
    measure = POLICIES[0].measures[0]
    for rule in asking:
        assert not [*unread(_rule_of(measure, rule))]
    deaf: tuple[Callable[[Profile, str], Outcome], ...] = (
        served,
        lambda firm, reading: served(firm, "1" if reading == "C" else ""),
    )
    for rule in deaf:
        assert [each.code for each in unread(_rule_of(measure, rule))] == ["B"]


def test_words_that_are_gone_have_no_nearest(edit: Edit) -> None:
    found = edit(ZH, "，按照绩效考核结果给予最高30万元奖励", "")
    lost = found["lost-quotation/xm-2/最高30万元奖励"]
    assert "原文里没有相近的字样" in lost.todo.zh
    assert "nothing in the text is similar" in lost.todo.en


def test_a_changed_word_no_rule_rests_on_asks_for_the_rule_and_the_english(edit: Edit) -> None:
    found = edit(ZH, "支持龙头企业联合专精特新企业", "支持龙头企业联手专精特新企业")
    assert set(found) == {"rule-unconfirmed/xm-8", "stale-translation/xm-8"}


def test_a_changed_paragraph_outside_the_clauses_leaves_its_translation_behind(edit: Edit) -> None:
    found = edit(ZH, "二、工作目标", "二、主要目标")
    assert set(found) == {"stale-translation/xiamen-2024"}


def test_a_changed_english_figure_is_told(edit: Edit) -> None:
    found = edit(EN, "a subsidy not exceeding 10% of", "a subsidy not exceeding 12% of")
    assert set(found) == {"figures-differ/xm-5"}
    assert "中文是 10%，英文是 12%" in found["figures-differ/xm-5"].words.zh


@pytest.mark.slow
def test_english_around_the_clauses_and_beside_them_is_compared_too(edit: Edit) -> None:
    """The day that ends the period, a summary, a label of a rule, the Chinese kept in brackets."""
    (day,) = edit(EN, "31 December 2026", "30 December 2026", follow=False).values()
    assert day.name == "figures-differ/xiamen-2024/四-2"
    assert day.where == f"{EN}:{_line('31 December 2026', EN)}"
    (gloss,) = edit(
        EN, "RMB 300,000 (30万元) is granted", "RMB 300,000 (40万元) is granted", follow=False
    ).values()
    assert gloss.words.zh.endswith("英文有 400,000 元，中文没有")
    file = "docs/policies/xiamen-2024/summaries.toml"
    (summary,) = edit(
        file,
        "one-off award of RMB 500,000 (50万元)",
        "one-off award of RMB 550,000 (50万元)",
        follow=False,
    ).values()
    assert summary.words.en.endswith("the English has RMB 550,000, the Chinese does not")
    assert summary.where == f"{file}:{_line('one-off award of RMB 500,000', file)}"
    (term,) = edit(EN, "new quality productive forces (", "new-type productivity (").values()
    assert (term.kind, term.place) == (IssueKind.OTHER_TERM, "xiamen-2024")
    (head,) = edit(EN, "I. Background and Basis", "I. 背景依据", follow=False).values()
    assert head.name == "no-translation/xiamen-2024"


def test_clauses_that_begin_alike_are_told_apart_by_their_lines(edit: Edit) -> None:
    (found,) = edit(
        EN, "financing cost is 2% per year", "financing cost is 3% per year", follow=False
    ).values()
    assert found.where == f"{EN}:{_line('financing cost is 2%', EN)}"


def test_a_sentence_is_not_told_again_whose_quotation_is_lost(edit: Edit) -> None:
    found = edit(
        "docs/policies/xiamen-2024/zh.md", "最高30万元奖励", "最高300000元奖励", follow=False
    )
    assert {name.partition("/")[0] for name in found} == {
        "rule-unconfirmed", "lost-quotation", "unused-figure", "stale-translation",
    }  # fmt: skip
    assert "最接近的是「最高300000元奖励」" in found["lost-quotation/xm-2/最高30万元奖励"].todo.zh


def test_a_file_saved_by_notepad_is_read_and_one_in_gbk_is_told(root: Path) -> None:
    text = (root / ZH).read_text(encoding="utf-8")
    (root / ZH).write_text(text, encoding="utf-8-sig")
    assert check(root, POLICIES, DAY, follow=False).findings == ()
    (root / ZH).write_text(text, encoding="gb18030")
    (found,) = check(root, POLICIES, DAY, follow=False).errors
    assert found.words.zh.endswith("xiamen-2024/zh.md：不是 UTF-8 编码，另存为 UTF-8")


def test_a_note_on_a_flaw_that_is_gone_is_told_at_its_line(edit: Edit) -> None:
    about = "docs/policies/xiamen-2024/policy.toml"
    found = edit(ZH, "500万元（含）以上", "500万元(含)以上", follow=False)["unreadable/xiamen-2024"]
    assert found.words.zh.endswith("疑点 17 引用的字不在 xm-5 中")
    assert found.where == f"{about}:{_line('no = 17', about)}"


@pytest.mark.slow
def test_a_clause_that_is_not_translated_is_told_once(root: Path, edit: Edit) -> None:
    lines_ = (root / EN).read_text(encoding="utf-8").splitlines()
    english = next(line for line in lines_ if line.startswith("(8) "))
    (found,) = edit(EN, english, "(8) Not yet translated.").values()
    assert (found.name, found.where) == ("no-translation/xm-8", f"{EN}:{_line('(8) ', EN)}")
    (ninth,) = edit(EN, lines_[lines_.index(english) + 2], "(9) Not yet translated.").values()
    assert (ninth.name, ninth.where) == ("no-translation/xm-9", f"{EN}:{_line('(9) ', EN)}")


def test_a_term_rendered_otherwise_is_told(edit: Edit) -> None:
    found = edit(EN, "pilot-scale testing platforms", "trial production sites")
    assert set(found) == {"other-term/xm-8/pilot-platform"}
    assert "中试平台" in found["other-term/xm-8/pilot-platform"].words.en


# What rules, policy.toml and pages name.


def test_a_department_that_is_another_now_is_an_error_and_the_new_one_is_not_listed(
    edit: Edit,
) -> None:
    found = edit(
        ZH,
        "企业一年享受贴息总额最高30万元。由市市场监管局按规定组织实施",
        "企业一年享受贴息总额最高30万元。由市知识产权局按规定组织实施",
        follow=False,
    )
    assert set(found) == {
        "rule-unconfirmed/xm-13",
        "stale-translation/xm-13",
        "not-named/xm-13/市市场监管局",
        "unlisted/xm-13/市知识产权局",
        "unclassified-sentence/xm-13/由市知识产权局按规定组织实施。",
    }
    lost = found["not-named/xm-13/市市场监管局"]
    assert lost.kind in ERRORS
    assert lost.words.en == "the text does not name the responsible body 「市市场监管局」"
    rules = "calculator/policies/xiamen_2024.py"
    assert lost.where == f"{rules}:{_line('AMR = Text', rules)}"


def test_a_bureau_without_its_city_is_named_in_a_list_and_not_behind_another_word(
    edit: Edit,
) -> None:
    """由市财政局联合工信局 names 市工信局, as it stands; 区财政局 is not 市财政局."""
    found = edit(ZH, "由市财政局联合市委金融办", "由区财政局联合市委金融办", follow=False)
    assert {name for name in found if name.startswith(("not-named", "unlisted"))} == {
        "not-named/xm-29/市财政局",
        "unlisted/xm-29/区财政局",
    }


def test_a_document_that_is_another_now_is_told_by_number_and_by_title(edit: Edit) -> None:
    told = ("not-named", "unlisted", "other-name")
    found = edit(ZH, "（厦工信规〔2023〕5号）", "（厦工信规〔2025〕5号）", follow=False)
    assert {name for name in found if name.startswith(told)} == {
        "not-named/xm-18/厦工信规〔2023〕5号",
        "unlisted/xm-18/厦工信规〔2025〕5号",
    }
    assert "最接近的是「厦工信规〔2025〕5号" in found["not-named/xm-18/厦工信规〔2023〕5号"].todo.zh
    title = "《厦门市高层次人才评价认定标准（2024年版）》"
    again = edit(ZH, title, title.replace("2024", "2026"), follow=False)
    assert {name for name in again if name.startswith(told)} == {
        f"not-named/xm-23/{title}",
        f"unlisted/xm-23/{title.replace('2024', '2026')}",
    }


def test_a_document_has_one_english_title_that_of_the_translation(edit: Edit) -> None:
    (found,) = edit(
        EN, "the Circular of the Xiamen Municipal Bureau of Industry and Information Technology on",
        "the Notice of the Xiamen Municipal Bureau of Industry and Information Technology on",
        follow=False,
    ).values()  # fmt: skip
    cited = "《厦门市工业和信息化局关于印发厦门市优质中小企业梯度培育管理实施细则的通知》"
    assert found.name == f"other-name/xm-1/{cited}"
    preamble = "docs/policies/fuzhou-2024-draft/en.md"
    (around,) = edit(
        preamble, "the Circular of Eight", "the Notice of Eight", follow=False
    ).values()
    assert around.name == "other-name/fuzhou-2024-draft/闽工信规〔2023〕11号"
    (bureau,) = edit(
        preamble, "the Municipal Housing Administration Bureau", "the Municipal Housing Bureau",
        follow=False,
    ).values()  # fmt: skip
    assert (bureau.name, bureau.kind in ERRORS) == ("other-name/fz-10-1/市房管局", False)


def test_two_rules_give_a_document_one_english_title(root: Path) -> None:
    cited = next(m for p in POLICIES for m in p.measures if m.id == "xm-26").cited[0]
    other = cited._replace(title=replace(cited.title, en="Notice on the Action Plan"))
    names = {each.name for each in check(root, _with("xm-27", cited=(other,)), DAY).findings}
    assert "other-name/xiamen-2024/闽工信规〔2023〕11号" in names


def _with(measure: str, **changes: Any) -> tuple[Rules, ...]:
    """The rules with one of them changed."""
    return tuple(
        replace(
            policy,
            measures=tuple(
                replace(m, **changes) if m.id == measure else m for m in policy.measures
            ),
        )
        for policy in POLICIES
    )


def test_a_title_the_clause_does_not_name_is_inferred(root: Path) -> None:
    """Section 七 of Xiamen's text says what an SRDI enterprise is; nothing in Fuzhou's text does."""
    who = Who((Title.LITTLE_GIANT,), "符合条件的共建联合实验室")
    found = check(root, _with("xm-7", who=who), DAY, follow=False).errors
    assert [each.name for each in found] == ["not-named/xm-7/titles"]
    assert "专精特新“小巨人”企业" in found[0].words.zh
    for measure, told in (("xm-6", 0), ("fz-4-1", 1)):
        named = Who((Title.KEY_LITTLE_GIANT,), "专精特新企业")
        assert len(check(root, _with(measure, who=named), DAY, follow=False).errors) == told


def test_whom_the_rules_say_to_ask_and_their_title_stand_in_the_text(
    root: Path, edit: Edit
) -> None:
    moved = edit(ZH, "0592-2896792", "0592-2896793", follow=False)
    assert {each.name for each in moved.values() if each.kind is IssueKind.NOT_NAMED} == {
        "not-named/xiamen-2024/0592-2896792"
    }
    renamed = tuple(
        replace(p, title=replace(p.title, en=p.title.en.replace(" Municipality", "")))
        for p in POLICIES
    )
    wrong = {each.name for each in check(root, renamed, DAY, follow=False).errors}
    assert {f"unreadable/{policy.id}" for policy in POLICIES} <= wrong


def test_a_text_without_rules_is_told_where_they_go(root: Path) -> None:
    first, *rest = POLICIES
    errors = check(root, tuple(rest), DAY, follow=False).errors
    (found,) = (each for each in errors if each.place == first.id)
    assert found.kind is IssueKind.UNREADABLE
    assert f"calculator/policies/{first.id.replace('-', '_')}.py" in found.words.zh


def test_a_page_that_calls_a_policy_by_another_title_is_told(edit: Edit) -> None:
    found = edit(
        "docs/en/about.md",
        "Several Measures of Xiamen Municipality to",
        "Several Measures of Xiamen to",
        follow=False,
    )
    (english,) = found.values()
    assert english.where.startswith("docs/en/about.md:")
    assert english.kind is IssueKind.TITLES_DIFFER
    (chinese,) = edit(
        "docs/about.md",
        "企业高质量发展的若干措施》的官方",
        "企业高质量发展若干措施》的官方",
        follow=False,
    ).values()
    assert chinese.name == "titles-differ/docs/about.md/厦门市支持专精特新企业高质量发展若干措施"


def test_a_summary_that_gives_a_ceiling_without_its_rate_is_told(edit: Edit) -> None:
    file = "docs/policies/xiamen-2024/summaries.toml"
    found = edit(file, "最高补助实际投入的30%，单家最高25万元", "单家最高25万元", follow=False)
    assert {name.partition("/")[0] for name in found} == {"figures-differ", "rate-left-out"}
    left = found["rate-left-out/xm-17/summary"]
    assert "没有写 30%" in left.words.zh
    assert left.where == f"{file}:{_line('[xm-17]', file) + 1}"


def test_a_sentence_without_a_status_is_an_error_and_so_is_one_too_many(edit: Edit) -> None:
    found = edit(ZH, "由市科技局联合市工信局按规定组织实施。", "由市科技局牵头组织实施。")
    assert {"unclassified-sentence/xm-8/由市科技局牵头组织实施。"} < set(found)
    lost = next(each for each in found.values() if each.kind is IssueKind.LOST_SENTENCE)
    assert lost.where.startswith("docs/policies/xiamen-2024/coverage.toml:")


def test_a_moved_last_day_of_the_text_is_told_of_the_rules(edit: Edit) -> None:
    found = edit(ZH, "自发布之日起开始实施至2026年12月31日", "自发布之日起开始实施至2027年12月31日")
    lost = found["lost-quotation/xiamen-2024/自发布之日起开始实施至2026年12月31日"]
    assert "2027年12月31日" in lost.todo.zh
    assert found["validity-differs/xiamen-2024/valid_to"].kind in ERRORS


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("自发布之日起实施，有效期至2027年6月30日", IssueKind.VALIDITY_DIFFERS),
        ("自2024年9月11日起实施，有效期3年", IssueKind.VALIDITY_DIFFERS),
        ("自发布之日起实施", IssueKind.NOT_STATED),
        ("自 2024 年 9 月 11 日起实施，至 2026 年 12 月 31 日止", None),
    ],
)
def test_a_last_day_may_follow_from_the_text_and_need_not_stand_in_it(
    root: Path, words: str, kind: IssueKind | None
) -> None:
    file = root / ZH
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("自发布之日起开始实施至2026年12月31日", words), encoding="utf-8")
    found = check(root, POLICIES, DAY, follow=False).findings
    told = [each.kind for each in found if each.name == f"{each.kind.value}/xiamen-2024/valid_to"]
    assert told == ([kind] if kind else [])


def test_the_end_of_validity_is_told_60_days_before_and_after() -> None:
    def told(today: str) -> set[str]:
        return {
            each.kind.value
            for each in check(ROOT, POLICIES, today, follow=False).findings
            if "-2024" in each.place
        }

    replaced = POLICIES[0].successor is not None  # what follows is in the project
    assert told("2026-11-01") == set()
    assert told("2026-11-02") == told("2026-12-31") == (set() if replaced else {"validity-ends"})
    assert told("2027-01-01") == (set() if replaced else {"validity-ended"})


def test_a_dated_figure_past_its_last_known_day_is_told() -> None:
    def told(today: str) -> list[str]:
        return [each.name for each in check(ROOT, POLICIES, today, follow=False).findings]

    name = f"parameter-unchecked/lpr_1y/{LPR_1Y.checked}"
    month = date.fromisoformat(LPR_1Y.checked).replace(day=LPR_1Y.announced_on) + timedelta(days=31)
    due = month.replace(day=LPR_1Y.announced_on)
    assert name not in told(LPR_1Y.checked)
    assert name not in told((due - timedelta(days=1)).isoformat()), "nothing new can be known"
    assert name in told(due.isoformat())


@pytest.mark.parametrize(
    ("checked", "today", "due"),
    [
        ("2026-08-20", "2026-09-19", False),
        ("2026-08-20", "2026-09-20", True),
        ("2026-08-19", "2026-08-19", False),
        ("2026-08-19", "2026-08-20", True),
        ("2026-12-21", "2027-01-19", False),
        ("2026-12-21", "2027-01-20", True),
    ],
)
def test_a_monthly_figure_is_due_on_its_day_of_the_month(
    checked: str, today: str, due: bool
) -> None:
    assert replace(LPR_1Y, checked=checked).due(today) == due


ROW = LPR_1Y.rows[-1]


@pytest.mark.parametrize(
    ("change", "zh", "en"),
    [
        ({"checked": "2099-11-20"}, "核对日期 2099-11-20", "in the future"),
        ({"checked": "2024-01-01"}, "核对日期 2024-01-01", "before its last row"),
        ({"rows": LPR_1Y.rows[::-1]}, "日期没有按先后排列", "is out of order"),
        ({"rows": (ROW._replace(since="2099-05-20"),)}, "日期在今天以后", "is in the future"),
        (
            {"rows": (ROW._replace(value=Fraction(3)),)},
            "300% 太小或太大",
            "300% is too low or too high",
        ),
        ({"rows": (ROW._replace(source="the bank"),)}, "没有写出处", "no source address"),
    ],
)
def test_a_dated_figure_that_cannot_be_right_is_an_error(
    monkeypatch: pytest.MonkeyPatch, change: dict[str, Any], zh: str, en: str
) -> None:
    monkeypatch.setattr(parameters, "SERIES", {"lpr_1y": replace(LPR_1Y, **change)})
    found = list(cross_refs._parameters(ROOT, "2026-11-29"))
    assert {each.kind for each in found} == {IssueKind.PARAMETER}
    assert IssueKind.PARAMETER in ERRORS
    assert any(zh in each.words.zh and en in each.words.en for each in found)


def test_the_dated_figures_there_are_can_be_right() -> None:
    assert not [
        each
        for each in cross_refs._parameters(ROOT, "2026-11-29")
        if each.kind is IssueKind.PARAMETER
    ]


def test_a_clause_and_a_rule_without_each_other_are_told_and_the_rest_goes_on(
    root: Path, edit: Edit
) -> None:
    (root / ZH).write_text(
        (root / ZH).read_text("utf-8").replace("\n\n六、", "\n\n（41）支持企业节能改造。\n\n六、"),
        "utf-8",
    )
    (root / EN).write_text(
        (root / EN)
        .read_text("utf-8")
        .replace("\n\nVI. ", "\n\n(41) Energy saving is supported.\n\nVI. "),
        "utf-8",
    )
    about = root / "docs/policies/xiamen-2024/policy.toml"
    about.write_text(about.read_text("utf-8") + 'xm-41 = "0000000000000000"\n', "utf-8")
    names = {each.name for each in check(root, POLICIES, DAY).findings}
    assert names == {
        "clause-without-rule/xm-41",
        "stale-translation/xm-41",
        "unclassified-sentence/xm-41/支持企业节能改造。",
    }
    shorter = tuple(
        policy
        if policy.id != "xiamen-2024"
        else type(policy)(**{**vars(policy), "measures": policy.measures[1:]})
        for policy in POLICIES
    )
    assert "clause-without-rule/xm-1" in {each.name for each in check(root, shorter, DAY).findings}


def test_a_text_that_cannot_be_read_is_a_finding_at_its_line(root: Path, edit: Edit) -> None:
    found = edit(ZH, "（13）", "（14）")
    (only,) = found.values()  # and nothing is said of what hangs on it
    assert (only.kind, only.place) == (IssueKind.UNREADABLE, "xiamen-2024")
    assert only.where == f"{ZH}:{_line('（13）', ZH)}"
    assert only.words.zh.endswith("zh.md 第 61 行：此处是 （14），应是第 13 个：缺了一个编号")
    again = edit("docs/policies/xiamen-2024/policy.toml", "issued = ", "issued == ")
    assert not again, "the same finding"
    (now,) = check(root, POLICIES, DAY).errors
    assert now.where == "docs/policies/xiamen-2024/policy.toml:5"
    assert "第 5 行第 9 列写法有误" in now.words.zh


def test_an_alias_that_no_text_knows_is_told(edit: Edit) -> None:
    found = edit(
        "docs/search/aliases.toml", "[same]\n", '[same]\n"量子补助" = ["quantum allowance"]\n'
    )
    assert set(found) == {"alias-nowhere/aliases/量子补助"}


def test_a_case_or_a_query_that_points_at_nothing_and_a_case_that_no_longer_holds_are_told(
    root: Path,
) -> None:
    cases, queries = root / "tests/cases/worked.json", root / "tests/search/queries.json"
    worked = json.loads(cases.read_text("utf-8"))
    worked[0]["measure"] = "xm-99"
    changed = next(case for case in worked if (case["expect"].get("amount") or {}).get("max"))
    changed["expect"]["amount"]["max"] = "0.01"
    cases.write_text(json.dumps(worked, ensure_ascii=False), "utf-8")
    asked = json.loads(queries.read_text("utf-8"))
    asked[0]["relevant"].append("fz-99")
    queries.write_text(json.dumps(asked, ensure_ascii=False), "utf-8")
    names = {each.name for each in check(root, POLICIES, DAY).findings}
    assert names == {
        f"points-nowhere/xm-99/{worked[0]['id']}",
        f"case-differs/{changed['measure']}/{changed['id']}",
        "points-nowhere/queries.json/fz-99",
    }


def test_a_link_that_leads_nowhere_is_told_at_its_line(edit: Edit) -> None:
    found = edit("docs/about.md", "(xiamen-2024/index.md)", "(xiamen-2023/index.md)")
    assert {each.where.rpartition(":")[0] for each in found.values()} == {"docs/about.md"}
    assert set(found) == {"broken-link/about.md/xiamen-2023/index.md"}


def test_a_picture_and_a_link_by_reference_are_links_too(edit: Edit) -> None:
    end = (ROOT / "docs/about.md").read_text(encoding="utf-8").rstrip("\n").splitlines()[-1]
    found = edit("docs/about.md", end, f"{end}\n\n![x](assets/none.png) [y][r]\n\n[r]: nothing.md")
    assert set(found) == {"broken-link/about.md/assets/none.png", "broken-link/about.md/nothing.md"}


@pytest.mark.slow
def test_words_that_lead_to_a_page_or_an_idea_that_is_not_there_are_told_at_their_line(
    edit: Edit,
) -> None:
    aliases = "docs/search/aliases.toml"
    (page,) = edit(aliases, '"xiamen-2024/#s-viii" =', '"xiamen-2024/#s-xx" =').values()
    assert (page.kind, page.words.zh) == (
        IssueKind.POINTS_NOWHERE,
        "指向不存在的「xiamen-2024/#s-xx」",
    )
    assert page.where == f"{aliases}:{_line('xiamen-2024/#s-viii', aliases)}"
    led = _line('"展会" = ["场租"]', aliases)
    (idea,) = edit(aliases, '"展会" = ["场租"]', '"展会" = ["没有这个"]').values()
    assert "“展会”指向“没有这个”，[same] 里没有" in idea.words.zh
    assert idea.where == f"{aliases}:{led}"


def test_data_that_does_not_fit_is_told_by_its_file(edit: Edit) -> None:
    found = edit("docs/policies/xiamen-2024/summaries.toml", "[xm-3]", "[xm-333]")
    (only,) = found.values()
    file = "docs/policies/xiamen-2024/summaries.toml"
    assert (only.kind, only.where) == (IssueKind.UNREADABLE, f"{file}:{_line('[xm-3]', file)}")
    assert only.words.zh.endswith("缺少 xm-3，应为一组“名称 = 值”")


def test_an_example_that_cannot_be_computed_is_told_by_its_file(edit: Edit) -> None:
    above = 'city = "xiamen"\ndate = "'
    found = edit("docs/policies/xiamen-2024/examples.toml", above, above + "the ")
    (only,) = found.values()
    file = "docs/policies/xiamen-2024/examples.toml"
    assert (only.kind, only.where) == (IssueKind.UNREADABLE, f"{file}:{_line('date = ', file)}")
    assert "必须是日期" in only.words.zh
    assert "must be a date" in only.words.en


@pytest.mark.parametrize(
    ("code", "line", "zh", "en"),
    [
        ("a = (", 1, "括号没有配对", "unmatched brackets"),
        (
            "\nlaw(“50万元”)",
            2,
            '“ 是中文标点，代码里写 "',
            '“ is Chinese punctuation; code needs "',
        ),
        ("a = b，c", 1, "， 是中文标点，代码里写 ,", "， is Chinese punctuation; code needs ,"),
        ("if a:\n        b\n\tc", 3, "混用了制表符", "no tabs"),
        ("if a\n    b", 1, "行末缺冒号", "a colon is missing"),
        ("a = 'b", 1, "引号没有配对", "unmatched quotation marks"),
        ("a =\u3000b", 1, "全角空格", "a full-width or invisible character"),
        ("\nBIIIT", 2, "没有这个名称，看是否拼错", "there is no such name"),
        ("1 / 0", 1, "除数是零", "division by zero"),
        ("a b", 1, "这一行 Python 读不懂", "Python cannot read this line"),
        ("int('x')", 1, "运行到这一行时出错", "this line failed when it ran"),
    ],
)
@pytest.mark.parametrize(
    "file", ["calculator/policies/xiamen_2024.py", "calculator/fields.py", "builder/pages/home.py"]
)
def test_a_slip_of_python_is_told_in_a_line_with_its_place_and_what_is_meant(
    file: str, code: str, line: int, zh: str, en: str
) -> None:
    with pytest.raises((SyntaxError, NameError, ArithmeticError, ValueError)) as wrong:
        exec(compile(code, str(ROOT / file), "exec"), {})
    told = build_site.of_a_file(wrong.value)
    assert told
    assert told.zh.startswith(f"代码写法有误，{file}:{line}：")
    assert zh in told.zh
    assert en in told.en
    assert "\n" not in told.lines


def test_a_conflict_in_the_code_is_told_as_such() -> None:
    at = str(ROOT / "builder/pages/home.py"), 2, 1, "<<<<<<< HEAD\n"
    told = build_site.of_a_file(SyntaxError("invalid syntax", at))
    assert told
    assert "builder/pages/home.py:2：git 的合并冲突没有处理完" in told.zh
    assert "an unresolved git merge conflict" in told.en


def test_trouble_elsewhere_is_no_slip_of_the_rules() -> None:
    with pytest.raises(ZeroDivisionError) as other:
        1 / 0  # noqa: B018
    assert build_site.of_a_file(other.value) is None


def test_a_file_in_another_encoding_is_named_whoever_stumbles_on_it(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one saved in GBK while a build is running."""
    monkeypatch.setattr(build_site, "ROOT", root)
    with pytest.raises(UnicodeDecodeError) as wrong:
        "专精特新".encode("gbk").decode("utf-8")
    assert build_site.of_a_file(wrong.value) is None, "all files are in UTF-8"
    file = root / "docs/about.md"
    file.write_bytes("专精特新".encode("gbk"))
    told = build_site.of_a_file(wrong.value)
    assert told
    assert told.zh == "docs/about.md 不是 UTF-8 编码，另存为 UTF-8"


@pytest.mark.parametrize("file", [ZH, "docs/policies/xiamen-2024/policy.toml"])
def test_a_conflict_that_git_left_is_told_as_such_at_its_line(root: Path, file: str) -> None:
    path = root / file
    lines_ = path.read_text(encoding="utf-8").splitlines()
    sides = ["<<<<<<< HEAD", lines_[8], "=======", lines_[8], ">>>>>>> other"]
    path.write_text("\n".join([*lines_[:8], *sides, *lines_[9:]]), encoding="utf-8")
    (told,) = (
        each
        for each in check(root, POLICIES, DAY, follow=False).findings
        if each.kind is IssueKind.UNREADABLE
    )
    assert told.where == f"{file}:9"
    assert "合并冲突没有处理完" in told.words.zh
    assert "unresolved git merge conflict" in told.words.en


# Confirming.


def _confirmed(root: Path, checked: Checked, name: str, reason: str = "") -> Path:
    finding = next(each for each in checked.findings if each.name == name)
    (file,) = confirm(checked.sources, [finding], "王敏", "2026-01-20", reason)
    return file


@pytest.mark.slow
def test_a_rule_read_again_and_a_translation_revised_are_confirmed_by_the_words_they_rest_on(
    root: Path, edit: Edit
) -> None:
    edit(ZH, "支持龙头企业联合专精特新企业", "支持龙头企业联手专精特新企业")
    edit(ZH, "二、工作目标", "二、主要目标")
    checked = check(root, POLICIES, DAY)
    for finding in checked.findings:
        _confirmed(root, checked, finding.name, "只换了一个字")
    assert check(root, POLICIES, DAY).findings == ()
    kept = (root / "docs/policies/xiamen-2024/confirmed.toml").read_text("utf-8")
    assert kept.count("xm-8 = ") == 1
    translated = (root / "docs/policies/xiamen-2024/policy.toml").read_text("utf-8")
    for file in (kept, translated):
        (row,) = (line for line in file.splitlines() if line.startswith("xm-8 = "))
        assert row.endswith('on = 2026-01-20, by = "王敏", reason = "只换了一个字" }')
    edit(ZH, "支持龙头企业联手专精特新企业", "支持龙头企业携手专精特新企业")
    again = {finding.name for finding in check(root, POLICIES, DAY).findings}
    assert again == {"rule-unconfirmed/xm-8", "stale-translation/xm-8"}


@pytest.mark.slow
def test_a_warning_is_confirmed_with_name_day_and_reason_until_it_is_over(root: Path) -> None:
    soon = "2026-11-22"
    checked = check(root, POLICIES, soon)
    name = "validity-ends/xiamen-2024/2026-12-31"
    with pytest.raises(NotConfirmed):
        _confirmed(root, checked, name)
    file = _confirmed(root, checked, name, "已问过市工信局，暂无新文件")
    assert file.read_text("utf-8") == (
        f'finding = "{name}"\nby = "王敏"\non = 2026-01-20\nreason = "已问过市工信局，暂无新文件"\n'
    )
    assert name not in {each.name for each in check(root, POLICIES, soon).findings}
    (left,) = check(root, POLICIES, DAY).findings
    assert (left.name, left.where) == (
        f"nothing-to-confirm/{name}",
        f"{file.relative_to(root).as_posix()}:1",
    )


@pytest.mark.slow
def test_confirmations_of_neighbours_by_two_people_are_merged_by_git(
    root: Path, tmp_path: Path
) -> None:
    """Of stored texts and of one just imported, of which nothing is confirmed yet."""
    folder = root / "docs/policies/xiamen-2024"
    confirmed_, about = folder / "confirmed.toml", folder / "policy.toml"
    confirmed_.write_text(
        confirmed_rows(measure.id for measure in POLICIES[0].measures), encoding="utf-8"
    )
    translated = re.sub(r"(?m)^(xm-[34]) = .*", r'\1 = "untranslated"', about.read_text("utf-8"))
    about.write_text(translated, encoding="utf-8")
    before = {file: file.read_text(encoding="utf-8") for file in (confirmed_, about)}
    sides = []
    for clause, by in (("xm-3", "王敏"), ("xm-4", "李强")):
        for file, content in before.items():
            file.write_text(content, encoding="utf-8")
        checked = check(root, POLICIES, DAY, follow=False)
        for kind in ("rule-unconfirmed", "stale-translation"):
            finding = next(each for each in checked.findings if each.name == f"{kind}/{clause}")
            confirm(checked.sources, [finding], by, DAY, "")
        sides.append({file: file.read_text(encoding="utf-8") for file in before})
    for file, content in before.items():
        names = [tmp_path / each for each in ("ours", "base", "theirs")]
        for name, each in zip(names, (sides[0][file], content, sides[1][file]), strict=True):
            name.write_text(each, encoding="utf-8")
        command = ["git", "merge-file", "-p", *map(str, names)]
        merged = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
        assert merged.returncode == 0, merged.stdout
        file.write_text(merged.stdout, encoding="utf-8")
    left = {each.name for each in check(root, POLICIES, DAY, follow=False).findings}
    assert "rule-unconfirmed/xm-5" in left
    assert not {name for name in left if name.endswith(("/xm-3", "/xm-4"))}


@pytest.mark.slow
def test_an_error_cannot_be_confirmed(root: Path, edit: Edit) -> None:
    (name,) = edit("docs/about.md", "(xiamen-2024/index.md)", "(xiamen-2023/index.md)")
    with pytest.raises(NotConfirmed):
        _confirmed(root, check(root, POLICIES, DAY), name, "不要紧")
    (root / "docs/confirmations/links.toml").write_text(
        f'finding = "{name}"\nby = "王敏"\non = 2026-01-20\nreason = "不要紧"\n', "utf-8"
    )
    assert check(root, POLICIES, DAY).failed


def _told(root: Path) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in (root / "docs").rglob("*.toml")}


@pytest.mark.parametrize("by", ["", "  ", "\u3000", "\n", "王敏\n李强", "王敏\r李强"])
def test_nobody_cannot_confirm(root: Path, monkeypatch: pytest.MonkeyPatch, by: str) -> None:
    monkeypatch.setattr(build_site, "ROOT", root)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1796054400")
    before = _told(root)
    words = ["confirm", "validity-ends/xiamen-2024/2026-12-31", "--by", by, "--reason", "无"]
    with pytest.raises(Trouble, match="--by must say who confirms, on one line") as told:
        build_site.run_confirm(build_site.parse(words))
    assert told.value.code == 1
    assert "\n" not in str(told.value)
    assert _told(root) == before


def test_warnings_are_named_by_patterns_too(root: Path, edit: Edit) -> None:
    rule, english = edit(ZH, "支持龙头企业联合专精特新企业", "支持龙头企业联手专精特新企业")
    findings = check(root, POLICIES, DAY).findings
    assert {each.name for each in named(findings, ["*/xm-8"])} == {rule, english}
    assert [each.name for each in named(findings, [rule, "rule-*/xm-8"])] == [rule]
    with pytest.raises(NotConfirmed, match="does not report \\*/xm-99"):
        named(findings, [rule, "*/xm-99"])


@pytest.mark.slow
def test_several_are_confirmed_together_or_none_is(
    root: Path, edit: Edit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that lacks its reason keeps the others from being written, and so does a full disk."""
    monkeypatch.setattr(build_site, "ROOT", root)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1796054400")
    rule, english = edit(ZH, "支持龙头企业联合专精特新企业", "支持龙头企业联手专精特新企业")
    dated = ["validity-ends/xiamen-2024/2026-12-31", f"parameter-unchecked/lpr_1y/{LPR_1Y.checked}"]

    def run(*words: str) -> int:
        return build_site.run_confirm(build_site.parse(["confirm", *words, "--by", "王敏"]))

    before = _told(root)
    with pytest.raises(Trouble, match="--reason is required"):
        run(rule, english, dated[0])
    with pytest.raises(Trouble, match="check does not report nothing/of-the-kind"):
        run(rule, "nothing/of-the-kind")
    really = Path.write_bytes

    def full(path: Path, content: bytes) -> int:
        if path.name.startswith("parameter-unchecked-") and path.suffix == ".part":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        return really(path, content)

    with monkeypatch.context() as disk:
        disk.setattr(Path, "write_bytes", full)
        with pytest.raises(OSError, match="No space"):
            run(rule, english, *dated, "--reason", "已看过")
    assert _told(root) == before
    assert run(rule, english, *dated, dated[0], "--reason", "已看过") == 0
    left = {finding.name for finding in check(root, POLICIES, "2026-12-01").findings}
    assert not left & {rule, english, *dated}
    assert not list(root.rglob("*.part"))


# Where it is used.


def test_an_error_stops_the_build(root: Path, edit: Edit, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(ZH, "一次性50万元奖励", "一次性60万元奖励")
    with pytest.raises(site.SiteError, match="分别给予一次性50万元奖励"):
        site.build(root, root / "site", engine=False)
    assert not (root / "site").exists()


@pytest.mark.parametrize("lang", LANGS)
def test_the_report_is_in_one_language_by_clause_with_place_name_and_what_to_do(
    lang: str, edit: Edit, root: Path
) -> None:
    edit(ZH, "一次性50万元奖励", "一次性60万元奖励")
    told = list(lines(check(root, POLICIES, DAY), "zh" if lang == "zh" else "en"))
    heads = [line for line in told if line.endswith("  xm-3")]
    assert len(heads) == 1
    assert ("首次“小巨人”奖励" if lang == "zh" else "First-time little-giant award") in heads[0]
    assert sum(line.startswith("    → ") for line in told) == 6
    assert sum(line.startswith(("    docs/", "    calculator/")) for line in told) == 6
    assert ("错误：" if lang == "zh" else "error: ") in "\n".join(told)


@pytest.mark.slow
def test_the_command_fails_on_errors_and_strictly_on_warnings(
    monkeypatch: pytest.MonkeyPatch, root: Path, capsys: pytest.CaptureFixture[str], edit: Edit
) -> None:
    monkeypatch.setattr(build_site, "ROOT", root)

    def run(*args: str) -> int:
        parsed = build_site.parse(["check", "--lang", "en", *args])
        return int(build_site.run_check(parsed))

    assert run("--as-of", DAY) == run("--as-of", DAY, "--strict") == 0
    assert run("--as-of", "2026-12-31") == 0
    assert run("--as-of", "2026-12-31", "--strict") == 1
    edit(ZH, "一次性50万元奖励", "一次性60万元奖励")
    capsys.readouterr()
    assert run("--as-of", DAY) == 1
    assert "lost-quotation/xm-3" in capsys.readouterr().out


def test_the_language_is_that_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    for given, lang in (
        ("zh_CN.UTF-8", "zh"),
        ("en_GB.UTF-8", "en"),
        ("Chinese (Simplified)_China", "zh"),
    ):
        monkeypatch.setenv("LC_ALL", given)
        assert lang_of_locale() == lang


# Its parts.


@pytest.mark.parametrize(
    ("said", "left"),
    [
        (Text("投入的30%，最高25万元", "30%, up to RMB 250,000 (25万元)"), ()),
        (Text("最高25万元", "up to RMB 250,000 (25万元)"), ("30%",)),
        (Text("投入的30%，最高25万元", "up to RMB 250,000 (25万元)"), ("30%",)),
        (Text("最高投入的30%", "up to 30%"), ("RMB 250000",)),
        (Text("按规定补助", "subsidized under the rules"), ()),
    ],
)
def test_rate_and_ceiling_go_together(said: Text, left: tuple[str, ...]) -> None:
    quoted = ("实际投入资金最高30%给予补助", "单家企业最高25万元", "100～500万元")
    assert figures.left_out(said, quoted) == left
    assert figures.left_out(said, quoted[:1]) == ()


@pytest.mark.parametrize(
    ("zh", "en", "told"),
    [
        ("100～500万元的10%", "10% of RMB 1 million to RMB 5 million (100～500万元)", ()),
        ("单笔最长1年，二级", "at most one year, level 2", ()),
        ("30万元", "RMB 3 million (300万元)", (("RMB 300000", "RMB 3000000"),)),
        ("7‰", "7%", (("7‰", "7%"),)),
        ("2026年12月31日", "31 December 2026", ()),
        ("于2026年10月1日印发", "issued on 11 September 2024", (("2026-10-01", "2024-09-11"),)),
        ("5家以上", "banks", (("5", ""),)),
        ("三家以上、两年内", "at least three firms, within 2 years", ()),
        ("十二个月，一家企业", "a year, an enterprise", (("12", ""),)),
        ("３０ 万元，10％", "RMB 300,000 (30万元), 10%", ()),
        ("二十万元，百分之五十，千分之五", "RMB 200,000, 50%, 5‰", ()),
        ("最高二十万元", "up to RMB 20,000", (("RMB 200000", "RMB 20000"),)),
        ("30万元", "RMB 300,000 (40万元)", (("", "RMB 400000"),)),
        ("100～500万元", "RMB 1–5 million", ()),
    ],
)
def test_figures_are_compared_by_value(zh: str, en: str, told: tuple[tuple[str, str], ...]) -> None:
    assert figures.differences(zh, en) == told


def test_a_figure_is_used_where_quoted_words_hold_it_and_not_where_a_cited_document_does() -> None:
    words = "分3年给予最高200万元，参照《标准（2024年版）》（厦工信规〔2023〕5号）执行，单个项目5%，三家以上"
    assert list(figures.unused(words, ("最高200万元",))) == ["3年", "5%", "三家"]
    spelt = "每年不超过二十万元，按百分之五十，最高10 万元、30％"
    assert list(figures.unused(spelt, ())) == ["二十万元", "百分之五十", "10 万元", "30％"]


def test_the_nearest_words_are_those_most_alike() -> None:
    assert (
        nearest("一次性50万元奖励", "由市级、区级分别给予一次性60万元奖励。") == "一次性60万元奖励"
    )
    assert nearest("单家企业最高25万元", "按规定执行。单个企业最高25万元。") == "单个企业最高25万元"
    assert nearest("不超过设备投入10%", "给予不超过设备投入10％的补助") == "不超过设备投入10％"


def test_how_often_a_measure_pays_stands_in_its_clause(edit: Edit) -> None:
    """A clause that no longer says 一次性 is told."""
    found = edit(ZH, "分别给予一次性50万元奖励", "分别给予50万元奖励", follow=False)
    assert "not-named/xm-3/分别给予一次性" in found
