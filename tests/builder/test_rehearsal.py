"""A rehearsal of the whole way: an amended Xiamen text comes in, the check says what to do, it is done.

One award is raised, one cap changed, one clause repealed (so that those behind it move up), one
added, and the days are moved.
"""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from builder import texts
from builder.amend import Amended, amend, undo
from builder.check.confirmed import confirmation, confirmation_file
from builder.diff import Difference, compare, side
from builder.importing import import_text, prefixes
from builder.texts import TextError
from calculator.parameters import LPR_1Y

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("builder", "calculator", "docs", "tests/cases", "tests/search", "tests/sources")
OLD, NEW = "xiamen-2024", "xiamen-2026"
MODULES, RULES_OF_NEW = "calculator/policies", "xiamen_2026.py"
SENTENCE = "unclassified-sentence"
SINCE, DAY = "2026-10-01", "2026-10-02"
NEW_CLAUSE = "对获评国家级绿色工厂的专精特新企业，给予一次性20万元奖励。由市工信局按规定组织实施。"
UNRELATED = f"parameter-unchecked/lpr_1y/{LPR_1Y.checked}"
"""What the day of the rehearsal brings by itself."""


def replaced(file: Path, *edits: tuple[str, str]) -> None:
    """Replace words in a file, each of which stands there once."""
    text = file.read_text(encoding="utf-8")
    for old, new in edits:
        assert text.count(old) == 1, f"{old}: {text.count(old)} times in {file.name}"
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")


def python(root: Path, code: str, **environment: str) -> Any:
    """What a few lines print as JSON, run on the rehearsed project."""
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(root)!r})\n{code}"],
        cwd=root, env=os.environ | environment, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout.decode().strip().splitlines()[-1])


def findings(root: Path) -> dict[str, str]:
    """What the check says, each finding with what it says to do."""
    return dict(
        python(
            root,
            f"""
import json
from pathlib import Path
from builder.check import check
from calculator.policies import POLICIES
found = check(Path({str(root)!r}), POLICIES, {DAY!r}).findings
print(json.dumps([[each.name, each.todo.zh] for each in found], ensure_ascii=True))
""",
        )
    )


def confirmed(root: Path, *names: str) -> None:
    """Confirm findings as the command does."""
    python(
        root,
        f"""
from pathlib import Path
from builder.check import check
from builder.check.confirmed import confirm
from calculator.policies import POLICIES
checked = check(Path({str(root)!r}), POLICIES, {DAY!r})
named = [each for each in checked.findings if each.name in {list(names)!r}]
confirm(checked.sources, named, "王敏", {DAY!r}, "")
print(0)
""",
    )


class Rehearsal:
    """The project with the amended text in it: what was said at once, and after the edits."""

    def __init__(self, root: Path) -> None:
        self.root = root
        buildable(project(root))
        self.amended = self._taken_in()
        self.said = findings(root)
        self._edited()
        self.left = findings(root)
        confirmed(root, *(name for name in self.left if name != UNRELATED))
        self.after = findings(root)

    def _taken_in(self) -> Amended:
        source = self.root / "amended.txt"
        shutil.copy(self.root / "tests/sources/xiamen-2024.txt", source)
        replaced(
            source,
            ("分别给予一次性50万元奖励", "分别给予一次性60万元奖励"),
            ("每家企业每年补助最高30万元", "每家企业每年补助最高40万元"),
            ("自发布之日起开始实施至2026年12月31日", "自发布之日起开始实施至2027年12月31日"),
            ("于2024年9月11日印发实施", "于2026年10月1日修订实施"),
        )
        text = re.sub(r"（32）[^\n]*\n", "", source.read_text(encoding="utf-8"))
        text = re.sub(r"（(3[3-9]|40)）", lambda found: f"（{int(found[1]) - 1}）", text)
        source.write_text(text.replace("\n六、", f"\n（40）{NEW_CLAUSE}\n六、"), encoding="utf-8")
        done = import_text(source, self.root / "imported", NEW, prefixes(self.root / "docs"))
        return amend(self.root, OLD, done.folder, date.fromisoformat(SINCE))

    def _edited(self) -> None:
        """The edits that the check asks for, file by file."""
        folder, rules = (
            self.root / "docs/policies" / NEW,
            self.root / "calculator/policies/xiamen_2026.py",
        )
        replaced(
            rules,
            ("分别给予一次性50万元奖励", "分别给予一次性60万元奖励"),
            ("每家企业每年补助最高30万元", "每家企业每年补助最高40万元"),
            # what counts from the beginning of the measures goes on doing so
            (
                "\nfrom calculator.quantity",
                "\nfrom calculator.policies import xiamen_2024\nfrom calculator.quantity",
            ),
            ('FIRST_DAY = day("于2024年9月11日印发实施")', "FIRST_DAY = xiamen_2024.FIRST_DAY"),
            ('valid_from="2026-10-01"', 'valid_from=day("于2026年10月1日修订实施")'),
            ("自发布之日起开始实施至2026年12月31日", "自发布之日起开始实施至2027年12月31日"),
            ("\n\nPOLICY = Policy(", f"{ADDED_RULE}\n\nPOLICY = Policy("),
        )
        replaced(
            folder / "en.md",
            ("one-off award of RMB 500,000 (50万元)", "one-off award of RMB 600,000 (60万元)"),
            ("11 September 2024", "1 October 2026"),
            ("31 December 2026", "31 December 2027"),
        )  # fmt: skip
        english = (folder / "en.md").read_text(encoding="utf-8")
        consulting = next(line for line in english.splitlines() if line.startswith("(18) "))
        assert consulting.count("RMB 300,000 (30万元)") == 1
        added = next(line for line in english.splitlines() if line.startswith("(40) "))
        replaced(
            folder / "en.md",
            (consulting, consulting.replace("RMB 300,000 (30万元)", "RMB 400,000 (40万元)")),
            (added, f"(40) {ADDED_ENGLISH}"),
        )
        told = (name.split("/", 2) for name in self.said)
        sentences = [rest[1] for kind, *rest in told if (kind, rest[0]) == (SENTENCE, NEW)]
        assert len(sentences) == 2
        listed = "\n".join(f"  {json.dumps(each, ensure_ascii=False)}," for each in sentences)
        replaced(folder / "coverage.toml", ("validity = [\n", f"validity = [\n{listed}\n"))
        replaced(
            rules,
            ("市、区各 50 万元", "市、区各 60 万元"),
            ("RMB 500,000 each from city", "RMB 600,000 each from city"),
        )
        replaced(
            folder / "summaries.toml",
            ("分别给予一次性50万元奖励", "分别给予一次性60万元奖励"),
            ("award of RMB 500,000 (50万元)", "award of RMB 600,000 (60万元)"),
            (
                "最高补助实际费用总额的50%，每家企业每年最高30万元",
                "最高补助实际费用总额的50%，每家企业每年最高40万元",
            ),
            (
                "subsidized, at most RMB 300,000 (30万元)",
                "subsidized, at most RMB 400,000 (40万元)",
            ),
        )
        with (folder / "summaries.toml").open("a", encoding="utf-8") as summaries:
            summaries.write(ADDED_SUMMARY)


ADDED_RULE = """

@measure(
    Text("绿色工厂奖励", "Green-factory award"), Kind.AWARD, agencies=(BIIT,),
    who=srdi("获评国家级绿色工厂的专精特新企业"),
)
def xm2_40(firm: Facts, reading: str) -> Outcome:
    return exactly(law("给予一次性20万元奖励"))
"""
ADDED_ENGLISH = (
    "SRDI enterprises recognised as national green factories are granted a one-off award of RMB "
    "200,000 (20万元). The Municipal Bureau of Industry and Information Technology organizes "
    "implementation in accordance with the rules."
)
ADDED_SUMMARY = """
[xm2-40]
zh = "获评国家级绿色工厂的专精特新企业，一次性奖励20万元。"
en = "SRDI enterprises recognised as national green factories get RMB 200,000 (20万元) once."
themes = ["title-award"]
payer = "city"
inferred = true
"""


@pytest.fixture(scope="module")
def rehearsal(tmp_path_factory: pytest.TempPathFactory) -> Rehearsal:
    return Rehearsal(tmp_path_factory.mktemp("rehearsal"))


def test_the_clauses_are_matched_by_their_words(rehearsal: Rehearsal) -> None:
    amended = rehearsal.amended
    assert (amended.added, amended.repealed) == (("xm2-40",), ("xm-32",))
    moved = {f"xm2-{n}": f"xm-{n if n < 32 else n + 1}" for n in range(1, 40)}
    assert amended.history == moved


def test_a_version_is_not_taken_in_twice(rehearsal: Rehearsal) -> None:
    with pytest.raises(TextError, match=f"docs/policies/{NEW} already exists"):
        amend(rehearsal.root, OLD, rehearsal.root / "imported" / NEW, date.fromisoformat(SINCE))


def test_the_report_names_exactly_what_the_amendment_touches(rehearsal: Rehearsal) -> None:
    sentences = [name for name in rehearsal.said if name.startswith(SENTENCE)]
    assert [name.split("/")[1] for name in sentences] == [NEW, NEW, "xm2-40"]
    assert set(rehearsal.said) - set(sentences) == {
        # one award raised
        "rule-unconfirmed/xm2-3",
        "lost-quotation/xm2-3/分别给予一次性50万元奖励",
        "unused-figure/xm2-3/60万元",
        "stale-translation/xm2-3",
        "figures-differ/xm2-3",
        "says-otherwise/xm2-3/RMB 500000",
        # one cap changed
        "rule-unconfirmed/xm2-18",
        "lost-quotation/xm2-18/每家企业每年补助最高30万元",
        "unused-figure/xm2-18/40万元",
        "stale-translation/xm2-18",
        "figures-differ/xm2-18",
        "says-otherwise/xm2-18/RMB 300000",
        # one clause added (of the repealed one nothing is left)
        "clause-without-rule/xm2-40",
        "no-translation/xm2-40",
        # the days moved
        f"lost-quotation/{NEW}/于2024年9月11日印发实施",
        f"lost-quotation/{NEW}/自发布之日起开始实施至2026年12月31日",
        f"validity-differs/{NEW}/valid_to",
        f"stale-translation/{NEW}",
        f"figures-differ/{NEW}/三-2",
        f"figures-differ/{NEW}/四-2",
        UNRELATED,
    }  # fmt: skip
    lost = rehearsal.said["lost-quotation/xm2-3/分别给予一次性50万元奖励"]
    assert "分别给予一次性60万元奖励" in lost


def test_after_the_edits_only_confirming_is_left_and_then_nothing(rehearsal: Rehearsal) -> None:
    assert set(rehearsal.left) == {
        "rule-unconfirmed/xm2-3",
        "stale-translation/xm2-3",
        "rule-unconfirmed/xm2-18",
        "stale-translation/xm2-18",
        "rule-unconfirmed/xm2-40",
        "stale-translation/xm2-40",
        f"stale-translation/{NEW}",
        UNRELATED,
    }
    assert set(rehearsal.after) == {UNRELATED}


def test_a_text_of_articles_in_parts_is_amended_too(tmp_path: Path) -> None:
    """The parts of a paragraph keep their English; a draft, which says no first day, is given one."""
    project(tmp_path)
    source = tmp_path / "second.txt"
    shutil.copy(ROOT / "tests/sources/fuzhou-2024-draft.txt", source)
    replaced(source, ("每家给予一次性10万元的奖励", "每家给予一次性20万元的奖励"))
    done = import_text(source, tmp_path / "imported", "fuzhou-2025", prefixes(tmp_path / "docs"))
    amend(tmp_path, "fuzhou-2024-draft", done.folder, date(2025, 6, 1))
    assert set(findings(tmp_path)) == {
        "rule-unconfirmed/fz2-1-1-c",
        "lost-quotation/fz2-1-1-c/给予一次性10万元的奖励",
        "unused-figure/fz2-1-1-c/20万元",
        "stale-translation/fz2-1-1-c",
        "figures-differ/fz2-1-1-c",
        "says-otherwise/fz2-1-1-c/RMB 100000",
        "validity-not-stated/fuzhou-2025/valid_from",
        UNRELATED,
    }


# What it comes to.


@pytest.fixture(scope="module")
def difference(rehearsal: Rehearsal) -> Difference:
    with side(rehearsal.root, OLD) as old, side(rehearsal.root, NEW) as new:
        return compare(rehearsal.root, old, new)


def test_the_words_that_changed_are_told_and_no_others(difference: Difference) -> None:
    places = [
        (each.place, each.was, each.old is None, each.new is None) for each in difference.words
    ]
    assert places == [
        ("xm2-3", "xm-3", False, False),
        ("xm2-18", "xm-18", False, False),
        ("xm2-40", "", True, False),
        ("xm-32", "xm-32", False, True),
        (f"{NEW}/三", "", False, False),
        (f"{NEW}/四", "", False, False),
    ]
    assert difference.words[-1].name.en.endswith(", section IV")


def test_the_money_is_right_to_the_fen(difference: Difference) -> None:
    changes = {(each.who.zh, each.measure): each.change for each in difference.panel if each.change}
    titled = (
        "厦门，专精特新中小企业，小型技改项目",
        "厦门，专精特新中小企业，制定标准、投保信用保险、开拓市场",
        "厦门，“小巨人”后备企业，数字化改造",
        "厦门，首次获得“小巨人”称号，扩产",
        "厦门，持有“小巨人”称号多年，研发投入大",
        "厦门，“小巨人”，各项都到上限",
        "厦门，重点“小巨人”，大额设备",
    )
    assert changes == {
        ("厦门，首次获得“小巨人”称号，扩产", "xm2-3"): 200_000,
        ("厦门，“小巨人”，各项都到上限", "xm2-18"): 100_000,
        **{(who, "xm2-40"): 200_000 for who in titled},
    }
    gone = {each.measure for each in difference.panel if not each.change}
    assert gone == {"xm-32"}
    cases = {each.measure for each in difference.cases}
    assert cases == {"xm2-3", "xm2-18"}


FIRM = {
    "city": "xiamen",
    "titles": ["little_giant"],
    "first_little_giant_title": True,
    "little_giant_title_date": "2024-09-11",
}


@pytest.mark.parametrize(
    ("on", "given"),
    [
        ("2024-09-11", {"xm-3": "1000000.00", "xm2-3": None}),
        ("2026-09-30", {"xm-3": "1000000.00", "xm2-3": None}),
        ("2026-10-01", {"xm-3": None, "xm2-3": "1200000.00"}),
        ("2027-12-31", {"xm-3": None, "xm2-3": "1200000.00"}),
        ("2028-01-01", {"xm-3": None, "xm2-3": None}),
    ],
)
def test_each_version_is_computed_on_its_own_days(
    rehearsal: Rehearsal, on: str, given: dict[str, str | None]
) -> None:
    told = python(
        rehearsal.root,
        f"""
import json, calculator
found = calculator.assess({FIRM | {"date": on}!r}).to_dict()["measures"]
print(json.dumps({{m["id"]: m["amount"] and m["amount"]["max"] for m in found}}))
""",
    )
    assert {name: told[name] for name in given} == given


def test_one_loan_still_counts_once(rehearsal: Rehearsal) -> None:
    loan = {"principal": "1000000", "days": 365, "ref": "a"}
    firm = {
        "city": "xiamen", "date": "2026-10-01", "titles": ["srdi_sme"], "lpr_1y_pct": "3",
        "tech_fund_loans": [loan | {"use": "rnd", "financing_rate_pct": "4"}],
        "pledge_loans": [loan | {"rate_pct": "4", "year": 2026, "collateral": "patent"}],
    }  # fmt: skip
    left_out = python(
        rehearsal.root,
        f"""
import json, calculator
found = calculator.assess({firm!r}).to_dict()["totals"]["excluded"]
print(json.dumps([[each["measure"], each["kept_by"]] for each in found]))
""",
    )
    assert left_out == [["xm2-13", "xm2-4"]]


def test_the_site_shows_the_new_version_and_keeps_the_old_one(rehearsal: Rehearsal) -> None:
    root = rehearsal.root
    python(
        root,
        f"""
from pathlib import Path
from builder import site
site.build(Path({str(root)!r}), Path({str(root / "site")!r}), engine=False)
print(0)
""",
        AS_OF=DAY,
    )

    def page(place: str) -> str:
        return (root / "site" / place / "index.html").read_text(encoding="utf-8")

    new, old = page(f"{NEW}/xm2-3"), page(f"{OLD}/xm-3")
    assert "<del>50万元</del><ins>60万元</ins>" in new
    assert f'href="../../{OLD}/xm-3/"' in new
    assert "已修订，2026年10月1日起执行新版" in old
    assert old.count(f'href="../../{NEW}/xm2-3/"') == 2  # at the head, and in the history
    assert f'href="../{NEW}/" class="md-tabs__link"' in page("measures")
    assert "新增的一条" in page(f"{NEW}/xm2-40")
    assert "删去了这一条" in page(f"{OLD}/xm-32")
    assert f'href="../{OLD}/"' in page(NEW)
    table = page("measures")
    assert "xm2-3<" in table
    assert ">xm-3<" not in table
    (index,) = (root / "site/assets/search").glob("index-*.json")
    found = json.loads(index.read_text(encoding="utf-8"))["entries"]
    assert {"xm2-3", "xm2-40"} <= set(found["id"])
    assert f"{NEW}/#s-viii" in found["url"]  # the telephone: what led to the old text
    assert not any(url.startswith(f"{OLD}/") for url in found["url"])


# A version after a version.

LATER, DRAFT, FINAL = "xiamen-2028", "fuzhou-2024-draft", "fuzhou-2026"
FLAW = "联 系 人："


def project(root: Path, of: Path = ROOT) -> Path:
    """A copy of what an amendment touches."""
    for part in COPIED:
        shutil.copytree(of / part, root / part, ignore=shutil.ignore_patterns("__pycache__"))
    return root


def loaded(root: Path) -> tuple[texts.PolicyText, ...]:
    """Return the texts of a copy with its own rules."""
    rules = map(texts.policy_in, (root / "calculator/policies").glob("[a-z]*.py"))
    return texts.load_all(root / "docs", [*rules])


def buildable(root: Path) -> Path:
    """The same with what a site is built with besides."""
    for name in ("mkdocs.yml", "mkdocs.en.yml", "package.json", "pyproject.toml"):
        shutil.copy(ROOT / name, root)
    (root / "node_modules").symlink_to(ROOT / "node_modules")
    return root


def taken_in(
    root: Path, old: str, new: str, since: str, *edits: tuple[str, str], of: Path | None = None
) -> Amended:
    """The text of `old`, or the one in the file `of`, with edits, imported and taken in after it."""
    source = root / f"{new}.txt"
    shutil.copy(of or root / "docs/policies" / old / "zh.md", source)
    replaced(source, *edits)
    done = import_text(source, root / "imported", new, prefixes(root / "docs"))
    return amend(root, old, done.folder, date.fromisoformat(since))


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two amendments of one text, one of the other: a draft that has become final."""
    root = project(tmp_path_factory.mktemp("versions"))
    award = "分别给予一次性{}万元奖励".format
    taken_in(root, OLD, NEW, SINCE, (award(50), award(60)), (FLAW, "联系人："))
    taken_in(root, NEW, LATER, "2026-11-01", (award(60), award(70)))
    taken_in(
        root, DRAFT, FINAL, "2026-09-01",
        ("（征求意见稿）", ""), ("截止至2026年12月31日", "截止至2028年12月31日"),
    )  # fmt: skip
    return root


def test_a_version_of_a_version_asks_for_what_its_amendment_touches(versions: Path) -> None:
    told = set(findings(versions))
    line, sum_ = "联系人：市工信局中小企业处  联系电话：0592-2896792", "分别给予一次性50万元奖励"
    for policy, clause, figure in ((NEW, "xm2-3", 60), (LATER, "xm3-3", 70)):
        due = {
            f"rule-unconfirmed/{clause}",
            f"lost-quotation/{clause}/{sum_}",
            f"unused-figure/{clause}/{figure}万元",
            f"says-otherwise/{clause}/RMB 500000",
            f"stale-translation/{clause}",
            f"figures-differ/{clause}",
            f"stale-translation/{policy}",
            f"unclassified-sentence/{policy}/{line}",
            f"validity-differs/{policy}/valid_from",
        }
        of_this = {name for name in told if name.split("/")[1] in {policy, clause}}
        assert of_this == due
    assert {name.split("/")[1] for name in told} == {
        NEW, "xm2-3", LATER, "xm3-3", FINAL, UNRELATED.split("/")[1],
    }  # fmt: skip


def test_what_a_version_says_of_itself_is_its_own(versions: Path) -> None:
    first, second, third = loaded(versions)[:3]
    assert [policy.id for policy in (first, second, third)] == [OLD, NEW, LATER]
    assert (second.amends, third.amends) == (OLD, NEW)
    assert third.history == {f"xm3-{n}": f"xm2-{n}" for n in range(1, len(third.clauses) + 1)}
    assert third.short_title.zh == f"{first.short_title.zh}（2026年修订）"
    assert third.short_title.en == f"{first.short_title.en} (amended 2026)"
    assert (third.number, third.kind, third.notes) == (first.number, first.kind, first.notes)
    gone = {flaw.no for flaw in first.defects} - {flaw.no for flaw in third.defects}
    assert gone == {flaw.no for flaw in first.defects if flaw.quote == FLAW}
    told = (third_file := versions / "docs/policies" / LATER / "policy.toml").read_text("utf-8")
    for once in ("[history]", "# The Chinese", "# The clause of the earlier"):
        assert told.count(once) == 1, f"{once} in {third_file.name}"


def test_a_draft_that_has_become_final_is_no_draft(versions: Path) -> None:
    held = {policy.id: policy for policy in loaded(versions)}
    draft, final = held[DRAFT], held[FINAL]
    assert (draft.status, final.status, final.superseded_by) == ("draft", "in_force", None)
    assert draft.superseded_by
    assert "closing" in {flaw.at for flaw in draft.defects} - {flaw.at for flaw in final.defects}
    shown = (final.title, final.short_title, final.number, final.kind, final.issuer, *final.notes)
    assert not [each for each in shown if draft.kind.zh in each.zh or "draft" in each.en.lower()]
    rules = python(
        versions,
        f"""
import json
from calculator.policies import POLICIES
rules = next(policy for policy in POLICIES if policy.id == {FINAL!r})
words = [rules.title, *rules.notes]
days = [rules.drafted, rules.valid_from]
print(json.dumps([rules.draft, rules.superseded_by, rules.amends, *days, [each.zh for each in words]]))
""",
    )
    assert rules == [False, None, DRAFT, "", "2026-09-01", [final.title.zh]]


def everything(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.mark.parametrize(
    ("old", "since", "told"),
    [
        (OLD, "2026-12-01", f"{OLD} has already been amended by {NEW}"),
        (NEW, "2026-12-01", f"{NEW} has already been amended by {LATER}"),
        (LATER, "2026-11-01", f"--from must be later than 2026-11-01, the first day of {LATER}"),
        (LATER, "2024-01-01", "--from must be later than 2026-11-01"),
    ],
)
def test_versions_follow_one_another_in_a_line(
    versions: Path, old: str, since: str, told: str
) -> None:
    folder = versions / "imported/another"
    if not folder.exists():
        source = versions / "another.txt"
        shutil.copy(versions / "docs/policies" / LATER / "zh.md", source)
        import_text(source, versions / "imported", "another", prefixes(versions / "docs"))
    before = everything(versions)
    with pytest.raises(TextError, match=told):
        amend(versions, old, folder, date.fromisoformat(since))
    assert everything(versions) == before


@pytest.mark.parametrize("failing", ["worked.json", "summaries.toml.part", f"{RULES_OF_NEW}.part"])
def test_an_amendment_that_fails_on_the_way_leaves_all_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    """A file that is not there; a disk that is full while one is written, while one is put in place."""
    root = project(tmp_path)
    source = root / "same.txt"
    shutil.copy(root / "docs/policies" / OLD / "zh.md", source)
    text = import_text(source, root / "imported", NEW, prefixes(root / "docs")).folder
    if failing == "worked.json":
        (root / "tests/cases/worked.json").unlink()
    really = {name: getattr(Path, name) for name in ("write_bytes", "replace")}

    def full(name: str) -> Callable[[Path, Any], Any]:
        def write(path: Path, given: Any) -> Any:
            if path.name == failing and (name == "replace") == (failing != "summaries.toml.part"):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
            return really[name](path, given)

        return write

    for name in really:
        monkeypatch.setattr(Path, name, full(name))
    before = everything(root)
    with pytest.raises(OSError, match=r"No space|No such file"):
        amend(root, OLD, text, date.fromisoformat(SINCE))
    assert everything(root) == before
    assert not (root / "docs/policies" / NEW).exists()


@pytest.mark.parametrize("policy", [NEW, FINAL])
def test_an_amendment_is_undone_by_one_command(tmp_path: Path, policy: str) -> None:
    """To the byte, also where it was edited since; what was edited is kept."""
    root = project(tmp_path)
    before = everything(root)
    if policy == NEW:
        taken_in(root, OLD, NEW, SINCE, ("分别给予一次性50万元奖励", "分别给予一次性60万元奖励"))
        confirm_in(root, "unused-figure/xm2-15/3年", "says-otherwise/xm2-5/RMB 1")
    else:
        taken_in(root, DRAFT, FINAL, "2026-09-01", ("（征求意见稿）", ""))
    rules = root / "calculator/policies" / f"{policy.replace('-', '_')}.py"
    rules.write_text(rules.read_text("utf-8") + "# an edit\n", encoding="utf-8")
    done = undo(root, policy)
    after = everything(root)
    kept = {name for name in after if name.startswith("imported/") or name == f"{policy}.txt"}
    assert {name: after[name] for name in after.keys() - kept} == before
    assert not (root / "docs/policies" / policy).exists()
    assert done.kept.parent == root / "imported"
    assert (done.kept / rules.name).read_text("utf-8").endswith("# an edit\n")


def confirm_in(root: Path, *names: str) -> None:
    for name in names:
        said = confirmation(name, "王敏", SINCE, "看过")
        confirmation_file(root, name).write_text(said, encoding="utf-8")


def test_only_the_last_version_of_a_text_is_undone(versions: Path) -> None:
    before = everything(versions)
    for policy, told in (
        (NEW, f"already been amended by {LATER}"),
        (OLD, "does not amend another text"),
    ):
        with pytest.raises(TextError, match=told):
            undo(versions, policy)
    assert everything(versions) == before


def test_cautions_and_cases_go_along_and_what_was_expected_after_the_end_stays(
    versions: Path,
) -> None:
    cautioned = {}
    for policy in (OLD, NEW, LATER):
        rules = texts.policy_in(versions / MODULES / f"{policy.replace('-', '_')}.py")
        cautioned[policy] = [name for each in rules.cautions for name in each.measures]
    for name in cautioned[OLD]:
        assert name.replace("xm-", "xm2-") in cautioned[NEW], "unless the clause was repealed"
        assert name.replace("xm-", "xm3-") in cautioned[LATER]
    cases = json.loads((versions / "tests/cases/worked.json").read_text("utf-8"))
    late = [each for each in cases if each["profile"].get("date", "") >= "2026-11-01"]
    assert {each["expect"]["status"] == "not_in_force" for each in late} == {True, False}
    for each in late:
        first = each["measure"].partition("-")[0]
        if first in {"xm", "xm2", "xm3"}:
            assert first == ("xm" if each["expect"]["status"] == "not_in_force" else "xm3")
