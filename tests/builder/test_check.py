"""The check names what a change has left behind, and nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from builder.check import NOT_FOUND, STALE, Finding, check
from builder.texts import TextError
from calculator.policies import POLICIES

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "docs" / "policies", tmp_path / "policies")
    return tmp_path


def edit(docs: Path, old: str, new: str) -> list[Finding]:
    """What the check says of this change."""
    before = check(docs, POLICIES).findings
    file = docs / "policies/xiamen-2024/zh.md"
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old} is due once in the text"
    file.write_text(text.replace(old, new), encoding="utf-8")
    return [found for found in check(docs, POLICIES).findings if found not in before]


def test_what_is_committed_has_no_findings() -> None:
    checked = check(ROOT / "docs", POLICIES)
    assert checked.findings == ()
    assert not checked.failed
    assert checked.measures == 58
    assert checked.quotations > checked.measures


def test_a_raised_award_is_told_with_the_quotation_it_breaks(docs: Path) -> None:
    found = edit(docs, "一次性50万元奖励", "一次性60万元奖励")
    assert {finding.place for finding in found} == {"xm-3"}
    assert STALE in [finding.words for finding in found]
    errors = [finding.words.zh for finding in found if finding.error]
    assert errors
    assert all("50万元" in words for words in errors)
    assert check(docs, POLICIES).failed


def test_a_word_no_rule_rests_on_leaves_only_the_translation_behind(docs: Path) -> None:
    found = edit(docs, "支持龙头企业联合专精特新企业", "支持龙头企业联手专精特新企业")
    assert found == [Finding("xm-8", STALE, error=False)]


def test_a_text_that_cannot_be_read_is_said_so(docs: Path) -> None:
    with pytest.raises(TextError):
        edit(docs, "（13）", "（14）")


def test_a_finding_is_in_both_languages() -> None:
    words = NOT_FOUND.fill(words="最高")
    assert (words.zh.count("最高"), words.en.count("最高")) == (1, 1)
