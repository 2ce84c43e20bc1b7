"""Two versions compared: the words that differ, and to the fen what that changes for whom."""

from __future__ import annotations

import itertools
import shutil
import subprocess
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import build_site
import calculator
from builder import diff, editorial, pages, texts
from builder.diff import Difference, DiffError, compare, panel, render, side
from builder.diff.words import ComparedWords, pieces
from builder.environment import Trouble
from builder.texts import TextError
from calculator.catalogue import outline
from calculator.policies import MEASURES, POLICIES

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("builder", "calculator", "docs/policies", "tests/cases")
ZH, EN = "docs/policies/xiamen-2024/zh.md", "docs/policies/xiamen-2024/en.md"
RULES = "calculator/policies/xiamen_2024.py"

DAY = "2026-01-20"

Amended = Callable[..., Path]


@pytest.fixture(scope="module")
def amended(tmp_path_factory: pytest.TempPathFactory) -> Amended:
    """A copy of the project in which words are replaced: (file, old, new) each."""

    def copy(*edits: tuple[str, str, str]) -> Path:
        root = tmp_path_factory.mktemp("amended") / "project"
        for part in PARTS:
            shutil.copytree(ROOT / part, root / part, ignore=shutil.ignore_patterns("__pycache__"))
        for name, old, new in edits:
            file = root / name
            text = file.read_text(encoding="utf-8")
            assert old in text
            file.write_text(text.replace(old, new), encoding="utf-8")
        return root

    return copy


def compared(old: Path | str, new: Path | str, project: Path = ROOT) -> Difference:
    with side(project, str(old)) as before, side(project, str(new)) as after:
        return compare(project, before, after)


RAISED = tuple((file, "一次性50万元奖励", "一次性60万元奖励") for file in (ZH, RULES))
ENGLISH = (EN, "one-off award of RMB 500,000 (50万元)", "one-off award of RMB 600,000 (60万元)")


def test_a_version_does_not_differ_from_itself(amended: Amended) -> None:
    found = compared(ROOT, amended())
    assert (found.words, found.cases, found.panel) == ((), (), ())
    assert found.panel_seen == len(panel(ROOT)) >= 12
    assert found.cases_seen > 100


@pytest.fixture(scope="module")
def difference(amended: Amended) -> Difference:
    return compared(ROOT, amended(*RAISED, ENGLISH))


def test_a_raised_award_is_told_in_words_and_to_the_fen(difference: Difference) -> None:
    found = difference
    (clause,) = found.words
    assert (clause.place, clause.was) == ("xm-3", "xm-3")
    assert [p for p in render.passages(clause, "zh") if not p.same] == [
        ComparedWords("50万元", "60万元")
    ]
    (moved,) = found.panel
    assert (moved.measure, moved.who.zh) == ("xm-3", "厦门，首次获得“小巨人”称号，扩产")
    assert moved.before is not None
    assert moved.after is not None
    assert (moved.before.high, moved.after.high) == (1_000_000, 1_200_000)
    assert moved.change == 200_000
    assert {each.measure for each in found.cases} == {"xm-3"}
    assert {each.change for each in found.cases} == {200_000}


def test_every_change_of_money_is_that_of_the_two_calculators(amended: Amended) -> None:
    cap = ("单家企业最高25万元", "单家企业最高20万元")
    found = compared(ROOT, amended(*((file, *cap) for file in (ZH, RULES))))
    for moved in (*found.panel, *found.cases):
        assert moved.measure == "xm-17"
        assert moved.before is not None
        assert moved.after is not None
        assert moved.before.high is not None
        assert moved.after.high == min(moved.before.high, Fraction(200_000))
    assert {each.who.en for each in found.panel} == {
        "Xiamen, little giant for the first time, expanding",
        "Xiamen, little giant at every cap",
    }


def test_a_limit_on_loans_is_told_apart_from_money_and_so_is_a_passage(amended: Amended) -> None:
    words = ("提供最高2000万元的融资支持", "提供最高2500万元的融资支持")
    around = (ZH, "二、工作目标", "二、主要目标")
    found = compared(ROOT, amended(*((file, *words) for file in (ZH, RULES)), around))
    assert {(each.measure, each.change) for each in found.panel} == {("xm-29", 0)}
    assert {each.limits for each in found.panel} == {5_000_000}
    assert render.standing(found.panel[0].after).en == "may borrow RMB 25,000,000"
    clause, passage = found.words
    assert clause.place == "xm-29"
    assert passage.place == "xiamen-2024/二"
    assert passage.name.zh == "厦门专精特新措施，二"


def test_commits_are_compared_each_by_its_own_code(amended: Amended) -> None:
    root = amended()

    def git(*words: str) -> str:
        settings = [
            "-c",
            "user.name=a",
            "-c",
            "user.email=a@localhost",
            "-c",
            "init.defaultBranch=main",
        ]
        return subprocess.run(
            ["git", "-C", str(root), *settings, *words],
            check=True,
            capture_output=True,
            encoding="utf-8",
        ).stdout.strip()

    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "before")
    for file, old, new in RAISED:
        path = root / file
        path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    git("commit", "-qam", "after")
    shutil.copy(ROOT / "docs/panel.toml", root / "docs")
    found = compared("HEAD~1", "HEAD", root)
    assert [each.measure for each in found.panel] == ["xm-3"]
    for unknown in ("nothing", "--output=x"):
        with pytest.raises(DiffError, match=unknown), side(root, unknown):
            pass


def test_a_side_that_cannot_run_is_said_so(amended: Amended) -> None:
    root = amended((RULES, 'PROVINCES["fujian"]', 'PROVINCES["harbin"]'))
    with pytest.raises(DiffError, match="harbin"), side(ROOT, str(root)) as broken:
        broken.told({})


# The panel.


def test_the_panel_reaches_every_amount_and_limit_of_the_texts() -> None:
    paid: set[str] = set()
    for firm in panel(ROOT):
        for result in calculator.assess(firm.profile).to_dict()["measures"]:
            amount = result["amount"]
            if (amount and amount["max"] != "0.00") or result["credit"]:
                paid.add(result["id"])
    stating = {name for name, m in MEASURES.items() if outline(m).amount or outline(m).credit}
    assert paid == stating


def test_a_panel_with_anything_else_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/panel.toml").write_text('[[enterprise]]\nid = "a"\n', "utf-8")
    with pytest.raises(TextError, match=r"panel\.toml"):
        panel(tmp_path)


# Words.

signs = st.text(alphabet="一二万元5 0%ab，。", max_size=30)


@given(signs, signs)
def test_the_passages_put_together_are_both_texts(old: str, new: str) -> None:
    found = pieces(old, new)
    assert "".join(piece.old for piece in found) == old
    assert "".join(piece.new for piece in found) == new
    for first, second in itertools.pairwise(found):
        assert first.same != second.same


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("最高30万元。", "最高300万元。", [("30万元", "300万元")]),
        ("由市科技局组织", "由市工信局组织", [("科技", "工信")]),
        ("a subsidy of 10% of", "a grant of 12% of", [("subsidy of 10%", "grant of 12%")]),
        ("每年补助", "补助", [("每年", "")]),
    ],
)
def test_words_change_as_wholes(old: str, new: str, changed: list[tuple[str, str]]) -> None:
    assert [(p.old, p.new) for p in pieces(old, new) if not p.same] == changed


# How it is told.


def test_it_is_printed_in_either_language(difference: Difference) -> None:
    zh, en = ("\n".join(render.lines(difference, lang)) for lang in ("zh", "en"))
    assert "[-50万元-]{+60万元+}" in zh
    assert "xm-3  首次“小巨人”奖励：1,000,000 元 → 1,200,000 元  +200,000 元" in zh
    assert "[-50万元-]{+60万元+}" in en
    assert "xm-3  First-time little-giant award: RMB 1,000,000 → RMB 1,200,000  +RMB 200,000" in en


def test_it_is_kept_as_data_without_loss(difference: Difference) -> None:
    assert render.load(render.dump(difference)) == difference


def test_it_becomes_a_page_in_both_languages(difference: Difference, tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    shutil.copytree(ROOT / "docs", docs)
    (docs / "differences").mkdir()
    (docs / "differences/2026-12.json").write_text(render.dump(difference), "utf-8")
    policies = texts.load_all(docs)
    added = editorial.load(docs, policies)
    for lang, said in (("zh", "+200,000 元"), ("en", "+RMB 200,000")):
        every = pages.pages("zh" if lang == "zh" else "en", policies, POLICIES, added, DAY, "")
        made = {page.uri: page for page in every}
        page = made["changes/2026-12.md"]
        assert "<del>" in page.html
        assert "60万元" in page.html
        assert said in page.html
        assert 'href="../../xiamen-2024/xm-3/"' in page.html
        assert 'href="2026-12/"' in made["changes.md"].html


def test_a_difference_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    shutil.copytree(ROOT / "docs", docs)
    (docs / "differences").mkdir()
    (docs / "differences/spoilt.json").write_text('{"old": 1}', "utf-8")
    with pytest.raises(TextError, match=r"differences/spoilt\.json"):
        editorial.load(docs, texts.load_all(docs))


def test_the_command_prints_and_keeps_it(
    amended: Amended, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = amended(*RAISED)
    shutil.copy(ROOT / "docs/panel.toml", root / "docs")
    monkeypatch.setattr(build_site, "ROOT", root)

    def run(*args: str) -> int:
        parsed = build_site.parse(["diff", str(ROOT), str(root), "--lang", "en", *args])
        return int(build_site.run_diff(parsed))

    assert run("--page", "2026-12") == 0
    assert "RMB 1,200,000" in capsys.readouterr().out
    kept = (root / "docs/differences/2026-12.json").read_text("utf-8")
    assert [each.measure for each in render.load(kept).panel] == ["xm-3"]
    with pytest.raises(Trouble):
        run("--page", "../x")


def test_the_panel_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(TextError, match=r"docs/panel\.toml"):
        diff.panel(tmp_path)
