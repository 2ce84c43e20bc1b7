"""The site as it stands on a day: after the end of validity everything says so, and still computes."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import build_site
import calculator
from builder import clock, expiry, site, ui_text
from builder.node import node
from builder.pages import status
from calculator import parameters, sentences
from calculator.i18n import LANGS, Lang
from calculator.measure import StandingKind
from calculator.page import respond
from calculator.policies import MEASURES, POLICIES
from tests import first

ROOT = Path(__file__).resolve().parents[2]
XIAMEN, FUZHOU = first.TEXTS
LAST, AFTER = "2026-12-31", "2027-01-01"


@pytest.fixture(scope="module")
def expired(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site on the first day after the validity of both texts, without Python for the browser."""
    out = tmp_path_factory.mktemp("preview") / "site"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AS_OF", AFTER)
        site.build(ROOT, out, engine=False)
    return out


def pages(folder: Path) -> list[tuple[str, str]]:
    return [
        (file.relative_to(folder).as_posix(), file.read_text("utf-8"))
        for file in sorted(folder.rglob("*.html"))
    ]


# The clock.


def test_the_day_is_the_one_given_else_that_of_the_build_in_beijing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("AS_OF", raising=False)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1798732799")  # 2026-12-31 15:59:59 UTC
    assert clock.today() == LAST
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1798732800")
    assert (clock.today(), clock.as_of()) == (AFTER, None)
    monkeypatch.setenv("AS_OF", "2025-01-01")
    assert clock.today() == clock.as_of() == parameters.today() == "2025-01-01"
    monkeypatch.setenv("AS_OF", "tomorrow")
    with pytest.raises(ValueError, match="tomorrow"):
        clock.today()


@pytest.mark.parametrize("words", ["2027-1-1", "2027-02-30", "tomorrow"])
def test_a_day_that_is_none_is_refused(words: str) -> None:
    with pytest.raises(SystemExit) as left:
        build_site.parse(["preview", "--as-of", words])
    assert left.value.code == 2


# After the end.


def test_the_last_day_is_in_force_and_the_next_is_not() -> None:
    assert [status(policy, LAST)[0] for policy in (XIAMEN, FUZHOU)] == ["in-force", "draft"]
    assert [status(policy, AFTER)[0] for policy in (XIAMEN, FUZHOU)] == ["expired", "draft"]
    assert status(FUZHOU, AFTER) == status(FUZHOU, LAST), (
        "a draft never was in force, and cannot end"
    )


@pytest.mark.slow
def test_every_badge_of_every_page_says_it_is_over(expired: Path) -> None:
    badged = 0
    for place, html in pages(expired):
        assert not re.search(r"badge--(in-force|later)", html), place
        assert 'class="left"' not in html, place
        badged += len(re.findall(r"badge--(?:expired|draft)", html))
    entries = len(MEASURES) + len(POLICIES)
    assert badged >= 2 * 2 * entries  # clauses and rows of the table, whole texts and home


@pytest.mark.slow
def test_every_page_says_it_is_a_preview_and_search_engines_are_told_to_pass(expired: Path) -> None:
    for place, html in pages(expired):
        said = "Preview:" if place.startswith("en/") else "预览："
        assert f'<p class="preview" role="note">{said}' in html, place
        assert '<meta name="robots" content="noindex">' in html, place
        assert f'<meta name="as-of" content="{AFTER}">' in html, place


@pytest.mark.slow
def test_search_feed_and_structured_data_say_it_is_over(expired: Path) -> None:
    (index,) = expired.glob("assets/search/index-*.json")
    told = json.loads(index.read_text("utf-8"))
    assert told["as_of"] == AFTER
    standings = [max(turns, key=lambda turn: turn["since"]) for turns in told["standings"]]
    assert {turn["short"][0] for turn in standings} == {"征求意见稿，已被取代", "已期满"}
    assert all(not turn["until"] and turn["since"] <= AFTER for turn in standings)
    for feed, words in (("feed.xml", "已经结束"), ("en/feed.xml", "ended on 2026-12-31")):
        atom = (expired / feed).read_text("utf-8")
        first = atom[atom.index("<entry>") : atom.index("</entry>")]
        assert words in first
        assert f"<updated>{AFTER}T00:00:00+08:00</updated>" in first
    assert "已经结束" in (expired / "changes/index.html").read_text("utf-8")
    assert "schema.org/InForce" not in "".join(html for _, html in pages(expired))


def test_the_news_of_an_end_come_on_the_day_after_and_not_before() -> None:
    added = first.EDITORIAL
    assert expiry.told(added, (XIAMEN, FUZHOU), LAST).news == added.news
    told = expiry.told(added, (XIAMEN, FUZHOU), AFTER).news
    assert [each.on.isoformat() for each in told[:1]] == [AFTER]
    assert told[1:] == added.news, "a draft never was in force, and its end is no news"


FIRM = {
    "city": "xiamen",
    "titles": ["little_giant"],
    "first_little_giant_title": True,
    "little_giant_title_date": "2025-05-20",
}


@pytest.mark.parametrize(
    ("today", "status_", "amount"),
    [(LAST, "eligible", "1000000.00"), (AFTER, "not_in_force", None)],
)
def test_the_calculator_goes_by_the_same_day(
    monkeypatch: pytest.MonkeyPatch, today: str, status_: str, amount: str | None
) -> None:
    monkeypatch.setenv("AS_OF", today)
    found = calculator.assess(FIRM).to_dict()
    assert found["date"] == today
    measure = next(m for m in found["measures"] if m["id"] == "xm-3")
    assert (measure["status"], measure["amount"] and measure["amount"]["max"]) == (status_, amount)


def test_days_within_the_validity_can_still_be_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AS_OF", AFTER)
    found = calculator.assess(FIRM | {"date": LAST}).to_dict()
    assert found["totals"]["certain"] == "1000000.00"


def test_a_previewing_page_tells_python_its_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AS_OF", LAST)  # so that what the page sets is taken back
    fragment = "city=xiamen&titles=little_giant&first_little_giant_title=true&little_giant_title_date=2025-05-20"
    asked = {"op": "open", "lang": "en", "fragment": fragment, "entries": [], "today": AFTER}
    answer = json.loads(respond(json.dumps(asked)))
    assert AFTER in answer["results"]
    assert "RMB 1,000,000" not in answer["results"]


# A visitor later than the build.


def test_a_search_after_the_end_says_so_on_a_site_built_before(built_site: Path) -> None:
    def told(now: str) -> str:
        setting = f"data:text/javascript,Date.now=()=>Date.parse('{now}')"
        command = [str(node()), "--import", setting, str(ROOT / "tests/search/ask.mjs")]
        done = subprocess.run(
            [*command, str(built_site), "zh"], input='["小巨人奖励"]', capture_output=True, check=True,
            text=True, encoding="utf-8",
        )  # fmt: skip
        items = json.loads(done.stdout)["answers"][0]
        return str(items[0])

    assert "已于 2026年12月31日 期满" not in told("2026-12-31T23:59:59+08:00")
    assert "已于 2026年12月31日 期满" in told("2027-01-01T00:00:00+08:00")


def test_a_search_finds_the_version_of_the_day_on_a_site_built_before(
    built_site: Path, tmp_path: Path
) -> None:
    """The index says from when on a text stands aside for another."""
    site_ = tmp_path / "site"
    for part in ("assets/search", "search", "index.html"):
        copy = shutil.copytree if (built_site / part).is_dir() else shutil.copyfile
        (site_ / part).parent.mkdir(parents=True, exist_ok=True)
        copy(built_site / part, site_ / part)
    (file,) = (site_ / "assets/search").glob("index-*.json")
    index = json.loads(file.read_text("utf-8"))
    xiamen = index["standings"][index["entries"]["standing"][index["entries"]["id"].index("xm-3")]]
    xiamen.append(xiamen[-1] | {"since": "2029-01-01", "aside": True})
    file.write_text(json.dumps(index), encoding="utf-8")

    def first(now: str) -> str:
        setting = f"data:text/javascript,Date.now=()=>Date.parse('{now}')"
        done = subprocess.run(
            [str(node()), "--import", setting, str(ROOT / "tests/search/ask.mjs"), str(site_), "zh"],
            input='["小巨人首次奖励"]', capture_output=True, check=True, text=True, encoding="utf-8",
        )  # fmt: skip
        return str(json.loads(done.stdout)["answers"][0])

    assert "xm-3" in first("2028-12-31T12:00:00+08:00")
    assert "xm-3" not in first("2029-01-01T12:00:00+08:00")


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGS)
def test_home_says_that_nothing_is_in_force_any_more_whom_to_ask_and_what_is_left(
    expired: Path, lang: Lang
) -> None:
    home = (expired / ("en" if lang == "en" else "") / "index.html").read_text("utf-8")
    notice = home.partition('<div class="warning">')[2].partition("</div>")[0]
    assert ui_text.NONE_IN_FORCE(lang) in notice
    assert XIAMEN.short_title(lang) in notice
    assert status(XIAMEN, AFTER)[2](lang) in notice
    assert status(FUZHOU, AFTER)[2](lang) in notice
    assert 'href="tel:+86-592-2896792"' in notice
    assert 'href="calculator/"' in notice
    assert f'<span class="where">{sentences.BY_A_TEXT[StandingKind.ENDED](lang)} · ' in home
