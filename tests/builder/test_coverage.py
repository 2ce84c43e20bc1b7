"""Every sentence of both texts has a status, and loses it loudly."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from builder.coverage import (
    ABSENT,
    DERIVED,
    NEEDLESS,
    STATUSES,
    UNCLASSIFIED,
    Covered,
    SentenceStatus,
    coverage,
    gaps,
    sentences,
)
from builder.texts import PolicyText, TextError, load, load_all
from calculator.catalogue import outline, quotations
from calculator.measure import Basis, not_yet_read
from calculator.policies import MEASURES, POLICIES
from tests import first

DOCS = Path(__file__).resolve().parents[2] / "docs"
TEXTS = load_all(DOCS)
COVERED: dict[str, tuple[Covered, ...]] = {policy.id: coverage(policy, DOCS) for policy in TEXTS}
ALL = [covered for policy in COVERED.values() for covered in policy]

each_text = pytest.mark.parametrize("policy", TEXTS, ids=lambda policy: policy.id)


def read(folder: Path) -> PolicyText:
    return load(folder, next(rules for rules in POLICIES if rules.id == folder.name))


@each_text
def test_the_sentences_are_the_whole_text_in_its_order(policy: PolicyText) -> None:
    stored = (DOCS / "policies" / policy.id / "zh.md").read_text("utf-8")
    rest = re.sub(r"\s|（\d+）", "", stored)
    for covered in COVERED[policy.id]:
        words = re.sub(r"\s|（\d+）", "", covered.sentence)
        assert rest.startswith(words), covered.sentence
        rest = rest[len(words) :]
    assert rest == ""


def test_sentences_put_together_are_the_paragraph() -> None:
    for paragraph, parts in {
        "一。二；三": ("一。", "二；", "三"),
        "（一。二）三。": ("（一。二）三。",),
        "（含软件)非财政。二。": ("（含软件)非财政。", "二。"),
        "《一。》“二；”。": ("《一。》“二；”。",),
        "（一）甲\n（二）乙。\n丙": ("（一）甲\n", "（二）乙。\n", "丙"),
        "": (),
    }.items():
        assert sentences(paragraph) == parts
        assert "".join(parts) == paragraph


@each_text
def test_nothing_is_without_a_status(policy: PolicyText) -> None:
    assert gaps(policy, DOCS) == ()


def test_every_quotation_lies_in_a_sentence_of_its_measure_with_the_status_it_makes() -> None:
    for name, measure in MEASURES.items():
        own = [c for c in ALL if c.measure == name]
        for quotation in quotations(measure):
            holding = [c for c in own if quotation.words in c.sentence]
            assert holding, (name, quotation.words)
            if quotation.role == "amount":
                assert {c.status for c in holding} == {SentenceStatus.COMPUTED}
            if quotation.role == "condition":
                assert {c.status for c in holding} <= DERIVED
            if quotation.role == "title":
                assert {c.status for c in holding} & DERIVED, name


def test_a_measure_is_computed_from_a_sentence_if_and_only_if_it_states_a_figure() -> None:
    for name, measure in MEASURES.items():
        stated = outline(measure).basis in (Basis.FIXED, Basis.FORMULA, Basis.CREDIT)
        own = {c.status for c in ALL if c.measure == name}
        assert (SentenceStatus.COMPUTED in own) == stated, name


def test_what_stands_outside_the_clauses_has_no_measure_and_no_derived_status() -> None:
    places = {c.measure for c in ALL}
    assert places == {None, *MEASURES}
    assert not any(c.status in DERIVED for c in ALL if c.measure is None)


@pytest.mark.parametrize(
    ("opening", "status", "measure"),
    [
        ("为深入贯彻", SentenceStatus.BACKGROUND, None), ("力争到2026年", SentenceStatus.TARGET, None),
        ("专精特新企业户均研发占比", SentenceStatus.TARGET, None),
        ("本方案适用于厦门市", SentenceStatus.VALIDITY, None),
        ("本市现行政策与本措施不一致", SentenceStatus.VALIDITY, None),
        ("厦门市有效期内的专精特新企业", SentenceStatus.DEFINITION, None), ("联 系 人", SentenceStatus.CONTACT, None),
        ("（五）畅通融资渠道", SentenceStatus.HEADING, None), ("《厦门市支持", SentenceStatus.HEADING, None),
        ("将创新能力强", SentenceStatus.DEFINITION, "xm-1"),
        ("由市工信局根据按规定", SentenceStatus.PROCEDURE, "xm-34"),
        ("对首次获得专精特新", SentenceStatus.COMPUTED, "xm-3"),
        ("支持专精特新企业赴境外", SentenceStatus.CONDITION, "xm-36"),
        ("鼓励金融机构围绕", SentenceStatus.DISCRETION, "xm-29"),
        ("发挥科技创新专项", SentenceStatus.COMPUTED, "xm-29"),
        ("对首次被认定为国家", SentenceStatus.COMPUTED, "fz-1-1-b"),
        ("(责任单位：市金融监管局", SentenceStatus.PROCEDURE, "fz-2-2"),
        ("根据上市进程", SentenceStatus.ELSEWHERE, "fz-2-2"),
        ("（责任单位：市商务局", SentenceStatus.PROCEDURE, None), ("本措施的有效期", SentenceStatus.VALIDITY, None),
    ],
)  # fmt: skip
def test_a_sentence_and_what_it_is(
    opening: str, status: SentenceStatus, measure: str | None
) -> None:
    covered = [c for policy in first.TEXTS for c in coverage(policy, DOCS)]
    found = {(c.status, c.measure) for c in covered if c.sentence.startswith(opening)}
    assert found == {(status, measure)}


def test_every_status_is_used_and_named_in_both_languages() -> None:
    assert {c.status for c in ALL} | {SentenceStatus.UNREAD} == set(SentenceStatus) == set(STATUSES)
    for label in STATUSES.values():
        assert label.zh
        assert label.en
        assert not re.search(r"[A-Za-z]", label.zh)


def test_the_sentences_of_a_clause_that_nobody_has_read_say_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    policy = next(
        policy for policy in TEXTS if any(c.measure_id == "xm-34" for c in policy.clauses)
    )
    unread = replace(MEASURES["xm-34"], rule=lambda firm, reading: not_yet_read())
    monkeypatch.setattr("builder.coverage.MEASURES", {**MEASURES, "xm-34": unread})
    own = [each.status for each in coverage(policy, DOCS) if each.measure == "xm-34"]
    assert SentenceStatus.UNREAD in own
    assert SentenceStatus.COMPUTED not in own


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    shutil.copytree(DOCS / "policies", tmp_path / "policies")
    return tmp_path


def edit(docs: Path, name: str, old: str, new: str) -> list[tuple[str, str]]:
    """What is amiss after a change to a file of the Xiamen text: place and words."""
    folder = docs / "policies/xiamen-2024"
    text = (folder / name).read_text("utf-8")
    assert text.count(old) == 1, f"{old} is due once"
    (folder / name).write_text(text.replace(old, new), "utf-8")
    return [(gap.place, gap.words.zh) for gap in gaps(read(folder), docs)]


def test_a_changed_sentence_loses_its_status_and_its_line_is_told(docs: Path) -> None:
    found = edit(
        docs, "zh.md", "本措施由市工信局会同有关部门负责解释。", "本措施由市工信局负责解释。"
    )
    assert found == [
        ("xiamen-2024", UNCLASSIFIED.fill(words="本措施由市工信局负责解释。").zh),
        ("xiamen-2024", ABSENT.fill(words="本措施由市工信局会同有关部门负责解释。").zh),
    ]
    with pytest.raises(TextError, match="本措施由市工信局负责解释"):
        coverage(read(docs / "policies/xiamen-2024"), docs)


def test_an_added_sentence_is_told_at_its_measure(docs: Path) -> None:
    found = edit(docs, "zh.md", "最高1000万元。", "最高1000万元。已获补助的不重复享受。")
    assert found == [("xm-7", UNCLASSIFIED.fill(words="已获补助的不重复享受。").zh)]


def test_a_sentence_that_a_rule_quotes_need_not_be_typed(docs: Path) -> None:
    quoted = "对符合条件的共建联合实验室按照新增研发设备（含软件)非财政资金投入的10%给予补助，最高1000万元。"
    found = edit(docs, "coverage.toml", "background = [\n", f'background = [\n  "{quoted}",\n')
    assert found == [("xm-7", NEEDLESS.fill(words=quoted).zh)]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("contact = [", "computed = [", "computed must be one of"),
        ("contact = [", "kontakt = [", "kontakt must be one of"),
        ("contact = [", "contact = 1\nb = [", "contact must be a list of sentences"),
        ("contact = [", "contact = [1,", "contact must be a list of sentences"),
        ("contact = [", "contact = ", "coverage.toml: "),
        ("contact = [", 'contact = [\n  "由市科技局按规定组织实施。",', "is listed twice"),
    ],
)
def test_a_list_that_cannot_be_read_is_said_so(docs: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(TextError, match=said):
        edit(docs, "coverage.toml", old, new)


def test_a_text_without_its_list_is_said_so(docs: Path) -> None:
    (docs / "policies/fuzhou-2024-draft/coverage.toml").unlink()
    with pytest.raises(TextError, match=r"fuzhou-2024-draft/coverage\.toml is missing"):
        gaps(read(docs / "policies/fuzhou-2024-draft"), docs)
