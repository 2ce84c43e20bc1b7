"""Five years of the project: amended, prolonged, corrected, amended again, made final, restructured, repealed.

One copy of the project lives through them. Each year what the check asks for is done and confirmed,
nothing else is touched, and what was true of earlier days stays true.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from builder import texts
from builder.amend import end, undo
from calculator.i18n import Text
from calculator.parameters import LPR_1Y
from tests.builder.test_rehearsal import (
    DRAFT,
    OLD,
    buildable,
    everything,
    loaded,
    project,
    python,
    taken_in,
)
from tests.builder.test_turns import on

pytestmark = pytest.mark.slow

AWARD = "分别给予一次性{}万元奖励"
FIRM = {
    "city": "xiamen", "titles": ["little_giant"], "first_little_giant_title": True,
    "little_giant_title_date": "2025-05-20",
}  # fmt: skip
UNRELATED = {f"parameter-unchecked/lpr_1y/{LPR_1Y.checked}", "validity-ends", "validity-ended"}
"""What a day brings by itself."""
PROLONGED = Text("《关于延长专精特新措施有效期的通知》", "Notice Prolonging the SRDI Measures")
REPEALED = Text("《关于废止部分文件的通知》", "Notice Repealing Certain Documents")

DAYS = {
    "2024-09-10": None,
    "2024-09-11": None,  # before the title
    "2026-12-31": ("xm-3", "1000000.00"),
    "2027-01-01": ("xm2-3", "1200000.00"),
    "2028-12-31": ("xm2-3", "1200000.00"),  # prolonged by a year
    "2029-01-01": ("xm3-3", "1400000.00"),
    "2030-12-31": ("xm3-3", "1400000.00"),
    "2031-01-01": ("xm4-3", "1600000.00"),
    "2031-06-30": ("xm4-3", "1600000.00"),
    "2031-07-01": None,  # repealed
}
"""What the firm gets on each day for its first title, once all has happened, and by which measure."""


@dataclass
class Life:
    """The project, and what each year said: what the check asked for, and what was left in the end."""

    root: Path
    asked: dict[str, set[str]] = field(default_factory=dict)
    left: dict[str, set[str]] = field(default_factory=dict)

    def year(self, day: str, policy: str, *edits: tuple[str, str], follow: bool = False) -> None:
        """Do what the check asks for on a day: edit the version's files alike, list sentences, confirm the
        rest. To `follow` cases and links takes as long again, and is asked for in the last year."""
        folder = self.root / "docs/policies" / policy
        rules = self.root / "calculator/policies" / f"{policy.replace('-', '_')}.py"
        for file in (rules, folder / "en.md", folder / "summaries.toml"):
            content = file.read_text(encoding="utf-8")
            for old, new in edits:
                content = content.replace(old, new)
            file.write_text(content, encoding="utf-8")
        asked, left = python(
            self.root,
            f"""
import json
from pathlib import Path
from builder.check import IssueKind, check
from builder.check.confirmed import confirm
from calculator.policies import POLICIES
root, today = Path({str(self.root)!r}), {day!r}
first = check(root, POLICIES, today, follow=False)
coverage = Path({str(folder / "coverage.toml")!r})
listed = coverage.read_text(encoding="utf-8").splitlines()
rows = [f'  {{json.dumps(name.split("/", 2)[2], ensure_ascii=False)}},'
        for name in (each.name for each in first.findings if each.kind is IssueKind.UNCLASSIFIED)]
if rows:
    at = listed.index("validity = [") + 1
    coverage.write_text("\\n".join([*listed[:at], *rows, *listed[at:], ""]), encoding="utf-8")
chosen = (IssueKind.UNCONFIRMED, IssueKind.STALE_TRANSLATION, IssueKind.NOT_STATED)
read = [each for each in first.findings if each.kind in chosen]
confirm(first.sources, read, "王敏", today, "对照印发的文件看过")
last = check(root, POLICIES, today, follow={follow})
print(json.dumps([[each.name for each in found] for found in (first.findings, last.findings)]))
""",
        )
        self.asked[day], self.left[day] = set(asked), set(left)


def _dated(year: int, last: str, was: int, last_was: str) -> tuple[tuple[str, str], ...]:
    """The edits of a text that begins on the first day of a year."""
    began = "于2024年9月11日印发实施" if was == 2024 else f"于{was}年1月1日修订实施"
    return (
        (began, f"于{year}年1月1日修订实施"),
        (f"自发布之日起开始实施至{last_was}", f"自发布之日起开始实施至{last}"),
    )


def _english(year: int, last: int, was: str, last_was: int) -> tuple[tuple[str, str], ...]:
    return (
        (was, f"1 January {year}"),
        (f"31 December {last_was}", f"31 December {last}"),
        (f'valid_from="{year}-01-01"', f'valid_from=day("于{year}年1月1日修订实施")'),
    )


def _award(was: int, now: int) -> tuple[tuple[str, str], ...]:
    """The award in the words of the law, of a reading, and of the English."""
    return (
        (AWARD.format(was), AWARD.format(now)),
        (f"市、区各 {was} 万元", f"市、区各 {now} 万元"),
        (f"RMB {was}0,000 each from city", f"RMB {now}0,000 each from city"),
        (f"RMB {was}0,000 ({was}万元)", f"RMB {now}0,000 ({now}万元)"),
    )


def _restructured(text: str) -> str:
    """The same text a level of headings less deep, two clauses the other way round."""
    text = re.sub(r"^\d+\..*\n\n?", "", text, flags=re.MULTILINE)
    fourth, fifth = (re.findall(rf"^（{n}）.*\n\n?", text, re.MULTILINE)[0] for n in (4, 5))
    swapped = fifth.replace("（5）", "（4）", 1) + fourth.replace("（4）", "（5）", 1)
    return text.replace(fourth + fifth, swapped)


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Life:
    root = buildable(project(tmp_path_factory.mktemp("life")))
    life = Life(root)
    # 2027: the award is raised, the validity ends a year later.
    words = _dated(2027, "2027年12月31日", 2024, "2026年12月31日")
    raised = _award(50, 60)
    taken_in(root, OLD, "xiamen-2027", "2027-01-01", raised[0], *words)
    english = _english(2027, 2027, "11 September 2024", 2026)
    kept = ('FIRST_DAY = day("于2024年9月11日印发实施")', "FIRST_DAY = xiamen_2024.FIRST_DAY")
    profile = "\nfrom calculator.quantity"
    imported = (profile, f"\nfrom calculator.policies import xiamen_2024{profile}")
    life.year("2027-01-02", "xiamen-2027", imported, kept, *raised, *words, *english)
    # 2028: another document prolongs it by a year.
    end(root, "xiamen-2027", date(2028, 12, 31), PROLONGED)
    life.year("2028-01-02", "xiamen-2027")
    # 2029: amended again, and a slip of the new version is corrected.
    words = _dated(2029, "2030年12月31日", 2027, "2027年12月31日")
    raised = _award(60, 70)
    taken_in(root, "xiamen-2027", "xiamen-2029", "2029-01-01", raised[0], *words)
    life.year(
        "2029-01-02", "xiamen-2029", *raised, *words, *_english(2029, 2030, "1 January 2027", 2027)
    )
    zh = root / "docs/policies/xiamen-2029/zh.md"
    slip = ("支持龙头企业联合专精特新企业", "支持龙头企业携手专精特新企业")
    content = zh.read_text(encoding="utf-8")
    assert content.count(slip[0]) == 1
    zh.write_text(content.replace(*slip), encoding="utf-8")
    life.year("2029-03-01", "xiamen-2029", slip)
    # 2030: the draft of the other city becomes final.
    taken_in(
        root, DRAFT, "fuzhou-2030", "2030-01-01",
        ("（征求意见稿）", ""), ("截止至2026年12月31日", "截止至2031年12月31日"),
    )  # fmt: skip
    final = ("截止至2026年12月31日", "截止至2031年12月31日")
    life.year("2030-01-02", "fuzhou-2030", final, *_english(2030, 2031, "-", 2026)[1:2])
    # 2031: a text of another structure, and both are repealed in the middle of the year.
    words = _dated(2031, "2032年12月31日", 2029, "2030年12月31日")
    raised = _award(70, 80)
    stored = (root / "docs/policies/xiamen-2029/zh.md").read_text(encoding="utf-8")
    (root / "restructured.txt").write_text(_restructured(stored), encoding="utf-8")
    taken_in(
        root,
        "xiamen-2029",
        "xiamen-2031",
        "2031-01-01",
        raised[0],
        *words,
        of=root / "restructured.txt",
    )
    life.year(
        "2031-01-02", "xiamen-2031", *raised, *words, *_english(2031, 2032, "1 January 2029", 2030)
    )
    for policy in ("xiamen-2031", "fuzhou-2030"):
        end(root, policy, date(2031, 6, 30), REPEALED)
    life.year("2031-07-01", "xiamen-2031", follow=True)
    return life


def test_every_year_asks_for_what_it_touches_and_ends_clean(life: Life) -> None:
    for day, left in life.left.items():
        assert {
            name for name in left if not any(name.startswith(each) for each in UNRELATED)
        } == set(), day
    assert any(name.startswith("rule-unconfirmed/xm2-3") for name in life.asked["2027-01-02"])


def test_each_day_is_computed_by_the_version_of_that_day(life: Life) -> None:
    told = python(
        life.root,
        f"""
import json, calculator
answers = {{}}
for day in {list(DAYS)!r}:
    found = calculator.assess({FIRM!r} | {{"date": day}}).to_dict()["measures"]
    answers[day] = [[m["id"], m["amount"]["max"]] for m in found if m["amount"] and m["id"].endswith("-3")]
print(json.dumps(answers))
""",
    )
    expected = {day: [list(given)] if given else [] for day, given in DAYS.items()}
    assert told == expected


def test_each_step_of_the_last_year_is_undone_by_one_command(life: Life, tmp_path: Path) -> None:
    root = project(tmp_path, of=life.root)
    rules = root / "calculator/policies/xiamen_2031.py"
    assert texts.policy_in(rules).repealed
    undo(root, "xiamen-2031")
    assert texts.policy_in(rules).repealed is None
    assert undo(root, "xiamen-2031").kept
    assert not (root / "docs/policies/xiamen-2031").exists()
    end(root, "xiamen-2029", date(2031, 12, 31), PROLONGED)
    before = everything(root)
    end(root, "xiamen-2029", date(2031, 3, 31), REPEALED)
    undo(root, "xiamen-2029")
    assert everything(root) == before


@pytest.fixture(scope="module")
def built(life: Life) -> Path:
    """The site of the last day, without Python for the browser."""
    python(
        life.root,
        f"""
from pathlib import Path
from builder import site
site.build(Path({str(life.root)!r}), Path({str(life.root / "site")!r}), engine=False)
print(0)
""",
        AS_OF="2031-07-01",
    )
    return life.root / "site"


def test_old_addresses_history_and_feed_tell_the_whole_life(built: Path) -> None:
    def page(place: str) -> str:
        return (built / place / "index.html").read_text(encoding="utf-8")

    lines: dict[str, list[str]] = {
        "xm": [OLD, "xiamen-2027", "xiamen-2029", "xiamen-2031"], "fz": [DRAFT, "fuzhou-2030"],
    }  # fmt: skip
    for policies in lines.values():
        for earlier, later in pairwise(policies):
            assert f'href="../{later}/"' in page(earlier)
            assert f'href="../{earlier}/"' in page(later)
    for policy, clause, award in (
        (OLD, "xm-3", 50), ("xiamen-2027", "xm2-3", 60), ("xiamen-2029", "xm3-3", 70),
        ("xiamen-2031", "xm4-3", 80),
    ):  # fmt: skip
        assert f"{award}万元" in page(f"{policy}/{clause}")
    whole = page("xiamen-2027")
    assert PROLONGED.zh in whole
    assert "2028年12月31日" in whole
    for policy in ("xiamen-2031", "fuzhou-2030"):
        assert REPEALED.zh in page(policy)
        assert "已废止，施行到2031年6月30日" in page(policy)
    feed = (built / "feed.xml").read_text(encoding="utf-8")
    entries = re.findall("(?s)<entry>.*?</entry>", feed)
    assert sum(f"已由{REPEALED.zh}废止，施行到 2031-06-30" in each for each in entries) == 2
    assert sum("此后执行修订后的版本" in each for each in entries) == 3, (
        "the end of a draft is no news"
    )


def test_the_money_of_two_versions_is_compared(life: Life) -> None:
    told: Any = python(
        life.root,
        f"""
import json
from pathlib import Path
from builder.diff import compare, side
root = Path({str(life.root)!r})
with side(root, "xiamen-2027") as old, side(root, "xiamen-2029") as new:
    found = compare(root, old, new)
print(json.dumps([[each.place for each in found.words], sorted({{int(each.change) for each in found.panel}})]))
""",
    )
    places, changes = told
    assert "xm3-3" in places
    assert "xm3-8" in places
    assert changes == [200_000]


def test_what_is_stored_of_every_version_can_be_read(life: Life) -> None:
    stored = loaded(life.root)
    assert [policy.id for policy in stored if policy.amends is None] == [OLD, DRAFT]
    for policy in stored:
        later = [each for each in stored if each.amends == policy.id]
        assert [policy.replaced.by if policy.replaced else None] == [later[0].id if later else None]
    assert (stored_ := next(each for each in stored if each.id == "xiamen-2031")).history[
        "xm4-4"
    ] == "xm3-5"
    assert stored_.history["xm4-5"] == "xm3-4"
    assert json.loads((life.root / "tests/cases/worked.json").read_text(encoding="utf-8"))


def test_a_site_built_on_the_eve_says_on_each_later_day_what_that_day_says(
    life: Life, built: Path
) -> None:
    """A version that begins, one that is repealed: lists, banners, ways to the text that holds."""
    eve, days = "2028-12-31", ["2029-01-01", "2031-01-01", "2031-07-01"]
    file = life.root / "turned.json"
    python(
        life.root,
        f"""
import json
from pathlib import Path
from builder import editorial, expiry, pages, search, texts, turns
from calculator.page.html import Html
from calculator.parameters import PREVIEWED
from calculator.policies import POLICIES
docs = Path({str(life.root / "docs")!r})
policies = texts.load_all(docs)
written = editorial.load(docs, policies)
def made(day):
    PREVIEWED.set(day)
    added = expiry.told(written, policies, day)
    return {{p.uri: p for p in pages.pages("zh", policies, POLICIES, added, day, Html(""))}}
before, later = made({eve!r}), {{day: made(day) for day in {days!r}}}
assert set({days!r}) <= set(turns.days(policies, {eve!r}))
every = pages.match(policies, POLICIES)
editions = [pages.Edition("zh", *split[:1], day, written, *split[1:])
            for day in ({eve!r}, *{days!r}) for split in [pages.of_day(every, day)]]
tabs = pages.successions(editions[0], editions[1:])
turned = {{uri: turns.following(page, {{day: each[uri] for day, each in later.items()}}).html
          for uri, page in before.items()}}
told = {{uri: [page.html, turned[uri], {{day: each[uri].html for day, each in later.items()}}]
        for uri, page in before.items()}}
listed, others = pages.of_day(pages.match(policies, POLICIES), {eve!r})
out = Path({str(built)!r})
heirs = {{each.policy.id: each.policy.replaced.by for each in others if each.policy.replaced}}
shown = search.searched(listed, others, {eve!r})
index = search.index(shown, heirs, docs.parent / search.ALIASES, out)
found = [index["entries"][key] for key in ("id", "standing", "url")]
aside = [[turn["since"] for turn in turns if "aside" in turn] for turns in index["standings"]]
Path({str(file)!r}).write_text(json.dumps([told, [found, aside], tabs]), encoding="utf-8")
print(0)
""",
    )
    told, searched, tabs = json.loads(file.read_text(encoding="utf-8"))
    assert [each for each in tabs if each.startswith("xiamen")] == [
        "xiamen-2027/ xiamen-2029/ 2029-01-01",
        "xiamen-2029/ xiamen-2031/ 2031-01-01",
    ]
    for uri, (before, turned, later) in told.items():
        assert on(turned, eve) == before, uri
        for day in days:
            assert on(turned, day) == later[day], f"{uri} on {day}"
    (ids, standing, urls), aside = searched
    turns_of = {name: aside[n] for name, n in zip(ids, standing, strict=True) if n is not None}
    assert turns_of["xm2-3"] == ["0001-01-01", "2029-01-01"]
    assert turns_of["xm3-3"] == ["0001-01-01", "2031-01-01"]
    assert turns_of["xm4-3"] == ["0001-01-01"]
    assert "xm-3" not in ids
    assert {"xiamen-2027/#s-viii", "xiamen-2029/#s-viii"} <= set(urls), "where the telephone stands"
    home = told["index.md"][1]
    assert 'href="xiamen-2027/"' in on(home, eve)
    assert 'href="xiamen-2029/"' in on(home, "2029-01-01")
    assert "尚未施行" not in on(told["xiamen-2029/xm3-3.md"][1], "2029-01-01")
    assert "文件没有规定" not in on(told["xiamen-2027/xm2-3.md"][1], eve), "its successor is here"
    assert "2029年1月1日起执行修订后的版本" in on(told["xiamen-2027/xm2-3.md"][1], eve)
