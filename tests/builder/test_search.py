"""The search finds what people ask for, says so where there is nothing, and stays small and safe."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import brotli
import pytest
from mkdocs.theme import Theme

from builder import search, site_shell
from builder.node import node

ROOT = Path(__file__).resolve().parents[2]
QUERIES = ROOT / "tests/search"
ASK = QUERIES / "ask.mjs"
OPENING = QUERIES / "opening.mjs"
THEME = Path(Theme("material").dirs[0])
NO_ANSWER = json.loads((QUERIES / "no_answer.json").read_text(encoding="utf-8"))
SITES = ("zh", "en")
TUNED = ("queries", "more", "fresh", "asked")
BUDGET = 40 * 1024


def asked(site: Path, lang: str, queries: Sequence[str]) -> list[list[dict[str, Any]]]:
    """What the site's own worker answers, run in Node: for each query the items shown."""
    told = subprocess.run(
        [node(), ASK, site, lang],
        input=json.dumps(queries),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert told.returncode == 0, told.stderr
    return [[item for (item,) in items] for items in json.loads(told.stdout)["answers"]]


@cache
def found(site: Path, lang: str, queries: tuple[str, ...]) -> list[list[str]]:
    """The measures found, best first."""
    return [[measure(item) for item in items] for items in asked(site, lang, queries)]


def measure(item: dict[str, Any]) -> str:
    """What a result opens: a measure, or the name of another page."""
    return re.split("[?#]", str(item["location"]))[0].rstrip("/").rpartition("/")[2]


def judged(name: str) -> list[dict[str, Any]]:
    return list(json.loads((QUERIES / f"{name}.json").read_text(encoding="utf-8")))


def rank(ids: list[str], relevant: list[str]) -> int | None:
    """The place of the first relevant measure, from 1; `fz-1` stands for all of article 1."""
    for place, name in enumerate(ids, 1):
        if any(name == each or name.startswith(f"{each}-") for each in relevant):
            return place
    return None


def own_site(query: dict[str, Any]) -> str:
    return "en" if query["lang"] == "en" else "zh"


@pytest.mark.parametrize("name", TUNED)
def test_judged_queries_find_the_right_measure(built_site: Path, name: str) -> None:
    queries = judged(name)
    for across in (False, True):
        ranks: dict[str, list[int | None]] = {"zh": [], "en": []}
        missed = []
        for side in SITES:
            part = [query for query in queries if own_site(query) == side]
            site = {"zh": "en", "en": "zh"}[side] if across else side
            answers = found(built_site, site, tuple(query["query"] for query in part))
            for query, ids in zip(part, answers, strict=True):
                ranks[side].append(rank(ids, query["relevant"]))
                if ranks[side][-1] != 1:
                    missed.append(f"{query['query']}: {ids[:3]}, not {query['relevant']}")
        everything = ranks["zh"] + ranks["en"]
        report = "\n".join(missed)
        assert everything.count(1) / len(everything) >= 0.95, report
        assert sum(place in (1, 2, 3) for place in everything) / len(everything) >= 0.98, report
        for side in SITES:
            each = [1 / place if place else 0 for place in ranks[side]]
            assert sum(each) / len(each) >= 0.95, f"{side}, across: {across}\n{report}"


@pytest.mark.parametrize("lang", SITES)
def test_no_judged_query_comes_back_empty(built_site: Path, lang: str) -> None:
    queries = tuple(query["query"] for name in TUNED for query in judged(name))
    answers = found(built_site, lang, queries)
    assert [query for query, ids in zip(queries, answers, strict=True) if not ids] == []


@pytest.mark.parametrize(("name", "least"), [("unseen", 0.9), ("untried", 0.93)])
def test_queries_that_nothing_was_tuned_to_do_nearly_as_well(
    built_site: Path, name: str, least: float
) -> None:
    queries = judged(name)
    answers = found(built_site, "zh", tuple(query["query"] for query in queries))
    ranks = [rank(ids, query["relevant"]) for query, ids in zip(queries, answers, strict=True)]
    missed = [query["query"] for query, place in zip(queries, ranks, strict=True) if place != 1]
    assert ranks.count(1) / len(ranks) >= least, missed
    assert sum(place in (1, 2, 3) for place in ranks) / len(ranks) >= 0.94, missed
    assert sum(not ids for ids in answers) / len(ranks) <= 0.04


def test_what_is_out_of_scope_mostly_finds_nothing(built_site: Path) -> None:
    queries = tuple(json.loads((QUERIES / "out_of_scope.json").read_text(encoding="utf-8")))
    answers = dict(zip(queries, found(built_site, "zh", queries), strict=True))
    wrong = {query: ids[:1] for query, ids in answers.items() if ids}
    assert len(wrong) / len(queries) <= 0.15, wrong


@pytest.mark.parametrize("lang", SITES)
def test_what_nothing_answers_finds_nothing(built_site: Path, lang: str) -> None:
    answers = found(built_site, lang, tuple(NO_ANSWER))
    assert sum(not ids for ids in answers) >= len(NO_ANSWER) - 1, dict(
        zip(NO_ANSWER, answers, strict=True)
    )


def test_both_sites_rank_alike(built_site: Path) -> None:
    queries = tuple(query["query"] for query in judged("queries"))
    assert found(built_site, "zh", queries) == found(built_site, "en", queries)


def test_every_alias_finds_what_its_idea_finds(built_site: Path) -> None:
    ideas = search.read_aliases(ROOT / search.ALIASES)["ideas"]
    ideas = [idea.split("|") for idea in ideas]
    words = tuple(word for idea in ideas for word in idea)
    answers = dict(zip(words, found(built_site, "zh", words), strict=True))
    strangers = [w for idea in ideas for w in idea if not {*answers[w]} & {*answers[idea[0]]}]
    assert strangers == []


@pytest.mark.parametrize(
    ("same", "finds"),
    [
        (["50万元", "500,000", "RMB 500,000", "五十万元", "0.5 million", "５０万元"], "xm-3"),
        (["40%", "百分之四十", "40 percent", "４０％"], "xm-39"),
        (["7‰", "千分之七", "7 per mille"], "xm-39"),
        (["第39条", "（39）", "39", "第三十九条", "clause 39", "xm-39"], "xm-39"),
        (["厦门 (39)", "措施39", "XM 39", "xm39", "第（39）条", "art. 39", "no. XXXIX"], "xm-39"),
        (["伍拾万元", "50W", "50万RMB", "half a million", "five hundred thousand"], "xm-3"),
        (["六成", "60个点", "sixty percent", "60%"], "xm-13"),
        (["0.7%", "千分之7", "7‰"], "xm-39"),
        (["厦工信规〔2023〕5号", "厦工信规[2023]5号", "厦工信规2023 5号"], "xm-18"),
        (["質押融資", "质押融资", "质压融资", "zhiya rongzi", "zhiyarongzi"], "xm-13"),
    ],
)
def test_ways_of_writing_one_thing_find_one_thing(
    built_site: Path, same: list[str], finds: str
) -> None:
    answers = dict(zip(same, found(built_site, "zh", tuple(same)), strict=True))
    assert {query: ids[:1] for query, ids in answers.items()} == {query: [finds] for query in same}


@pytest.mark.parametrize(
    ("query", "place", "shown"),
    [
        ("咨询电话", "xiamen-2024/?at=s-viii", "0592-2896792"),
        ("who do I call", "xiamen-2024/?at=s-viii", "0592-2896792"),
        ("哪个部门", "departments/", "责任单位"),
        ("有效期", "calendar/", "起止日期"),
        ("榕政办规〔2024〕21号", "fuzhou-2024-draft/", "征求意见稿"),
    ],
)
def test_what_stands_between_the_measures_is_found(
    built_site: Path, query: str, place: str, shown: str
) -> None:
    ((first, *_),) = asked(built_site, "zh", [query])
    assert first["location"] == place
    assert shown in re.sub("<[^>]*>", "", first["text"])
    page, _, anchor = place.partition("?at=")
    html = (built_site / page / "index.html").read_text(encoding="utf-8")
    assert not anchor or f'id="{anchor}"' in html


def test_a_page_is_named_beside_a_measure_and_a_filter_leaves_it_out(built_site: Path) -> None:
    queries = ("AEO 找哪个部门", "AEO 找哪个部门 城市:厦门")
    beside, filtered = found(built_site, "zh", queries)
    assert beside[:2] == ["xm-38", "departments"]
    assert filtered == ["xm-38"]


def test_another_place_is_not_taken_for_ours(built_site: Path) -> None:
    queries = (
        "深圳小巨人奖励",
        "Shanghai little giant",
        "个人所得税年度汇算",
        "在上海开订货会",
        "深圳企业 厦门奖励",
    )
    *none, there, here = found(built_site, "zh", queries)
    assert none == [[], [], []]
    assert there[:1] == ["xm-34"]
    assert here


def test_filters_leave_out_the_rest(built_site: Path) -> None:
    queries = (
        "技改 城市:福州", "技改 city:fuzhou", "kind:award city:xiamen", "kind:grant city:xiamen",
        "资助 种类：资助", "贴息 种类：贴息",
    )  # fmt: skip
    zh = found(built_site, "zh", queries)
    assert zh[0] == zh[1] == ["fz-3-1"]
    assert zh[2] == ["xm-2", "xm-3"]
    assert zh[3] == zh[4] == ["xm-14", "xm-15"]
    assert zh[5] == ["xm-13"]


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", ["知识产权质押", "厦门", "现行有效", "30万元", "<mark>贴息</mark>"]),
        ("en", ["IP-pledge", "Xiamen", "In force", "RMB 300,000", "<mark>interest subsidy</mark>"]),
    ],
)
@pytest.mark.parametrize("query", ["贴息", "interest subsidy"])
def test_a_result_says_what_matters_in_the_language_of_the_site(
    built_site: Path, query: str, lang: str, said: list[str]
) -> None:
    (items,) = asked(built_site, lang, [query])
    (item,) = (item for item in items if measure(item) == "xm-13")
    shown = item["title"] + item["text"]
    assert [words for words in said if words not in shown] == []


def test_a_result_names_the_place_of_its_sentence(built_site: Path) -> None:
    index = json.loads(served(built_site, "index-").read_text(encoding="utf-8"))
    columns = index["entries"]
    text = [side[columns["id"].index("xm-4")] for side in columns["text"]]
    for lang, n, query, begins in (
        ("zh", 0, "厦财规〔2024〕2号", "由市工信局根据"),
        ("en", 1, "厦财规〔2024〕2号", "The Municipal Bureau of Industry"),
    ):
        (items,) = asked(built_site, lang, [query])
        at = int(items[0]["location"].partition("?at=")[2])
        assert measure(items[0]) == "xm-4"
        assert text[n][at:].startswith(begins), text[n][at : at + 40]


def test_a_word_that_is_missing_is_named(built_site: Path) -> None:
    (items,) = asked(built_site, "zh", ["管理咨询 月球"])
    assert measure(items[0]) == "xm-18"
    assert [word for word, met in items[0]["terms"].items() if not met] == ["月球"]


HOSTILE = '<img src=x onerror="document.title=1">'
SAFE = re.compile(r"</?(?:mark|p|span)>|<p class=\"search-about\">")


def test_markup_in_texts_and_queries_stays_text(built_site: Path, tmp_path: Path) -> None:
    for name in ("assets/search", "search"):
        shutil.copytree(built_site / name, tmp_path / name)
    shutil.copy(built_site / "index.html", tmp_path)
    place = served(tmp_path, "index-")
    index = json.loads(place.read_text(encoding="utf-8"))
    for key in ("title", "text", "amount"):
        index["entries"][key] = [
            [f"{words}{HOSTILE}技改" for words in side] for side in index["entries"][key]
        ]
    for turn in (turn for turns in index["standings"] for turn in turns):
        turn["full"] = turn["short"] = [f"{words}{HOSTILE}" for words in turn["full"]]
    place.write_text(json.dumps(index), encoding="utf-8")
    answers = asked(
        tmp_path, "zh", ["技改", HOSTILE, "<b>贴息</b>", "onerror", "&lt;img", "a" * 5000]
    )
    assert answers[0]
    assert answers[2]
    for item in (item for items in answers for item in items):
        for shown in (item["title"], item["text"]):
            assert not re.search(r"[<>]", SAFE.sub("", shown)), shown


def test_what_is_in_force_comes_before_what_is_not(built_site: Path, tmp_path: Path) -> None:
    """Of two clauses of the same words the one in force is first, whichever was written first."""
    shares = {}
    for name, ended in (("now", ""), ("over", "xiamen")):
        site = tmp_path / name
        for part in ("assets/search", "search"):
            shutil.copytree(built_site / part, site / part)
        shutil.copy(built_site / "index.html", site)
        place = served(site, "index-")
        index = json.loads(place.read_text(encoding="utf-8"))
        for city, standing in zip(
            index["entries"]["city"], index["entries"]["standing"], strict=True
        ):
            if city == ended and standing is not None:
                for turn in index["standings"][standing]:
                    turn["until"] = ""
        place.write_text(json.dumps(index), encoding="utf-8")
        (items,) = asked(site, "zh", ["小巨人首次奖励"])
        score = {measure(item): item["score"] for item in items}
        shares[name] = score["fz-1-1-b"] / score["xm-3"]
    assert shares["now"] < shares["over"]


@pytest.mark.parametrize("query", [" ", "。", "()", "—", "?", "[", "*", "a", "的", "🙂", "%", "0"])
def test_odd_queries_are_answered(built_site: Path, query: str) -> None:
    for lang in SITES:
        for items in asked(built_site, lang, [query]):
            assert all(measure(item) != "measures" for item in items)


def served(site: Path, start: str) -> Path:
    (place,) = (site / search.ASSETS).glob(f"{start}*")
    return place


def test_the_index_of_both_languages_is_small(built_site: Path) -> None:
    content = served(built_site, "index-").read_bytes()
    assert len(brotli.compress(content)) <= BUDGET
    assert [(built_site / lang / search.SETTINGS).stat().st_size < 2000 for lang in ("", "en")]


def test_the_first_answer_waits_for_no_more_than_it_needs(built_site: Path) -> None:
    run = subprocess.run(
        [node(), OPENING, built_site], capture_output=True, encoding="utf-8", check=False
    )
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    assert told["filled"] == 0, "MiniSearch takes in whole documents: half of the time to open"
    assert told["opened"] == 0, "what only some queries need is made before the first answer"
    assert told["entered"] == told["again"] == 1, "what a slip needs waits for the slip"
    assert told["steps"] > 50, "a key that comes while the rest is made waits for too much of it"
    assert all(0 < terms <= 40 for terms in told["handed"].values()), told["handed"]


def test_the_engine_carries_the_licence_of_what_it_rests_on(built_site: Path) -> None:
    script = served(built_site, "engine-").read_text(encoding="utf-8")
    assert "Permission is hereby granted" in script
    assert "@param" not in script


def test_every_traditional_and_every_sound_is_of_use() -> None:
    for name, shape in (("traditional.txt", r"\S{2,}"), ("pinyin.txt", r"[a-z]+ \S+")):
        rows = search._rows(name)
        assert rows
        assert [row for row in rows if not re.fullmatch(shape, row)] == []


def test_five_thousand_clauses_are_searched_between_two_keys(built_site: Path) -> None:
    run = subprocess.run(
        [node(), ROOT / "benchmarks/search/run.mjs", built_site, "5000"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    assert told["clauses"] == 5000
    assert told["p95"] <= 100, told


# The seam: what the theme must go on doing.


def test_the_theme_starts_its_worker_where_ours_takes_its_place() -> None:
    base = (THEME / "base.html").read_text(encoding="utf-8")
    worker = site_shell.SEAM.findall(base)
    assert len(worker) == 1, "the theme names its search worker otherwise: see builder/search.py"
    assert (THEME / worker[0]).is_file()


def test_the_theme_speaks_the_protocol_of_our_worker() -> None:
    (bundle,) = (THEME / "assets/javascripts").glob("bundle.*.min.js")
    script = bundle.read_text(encoding="utf-8")
    for words in (
        r'"search/search_index\.json"',
        r"type:0,data:\{config:",
        r"type:2,data:",
        r"\.type===1\}",
        r"\.type===3\}",
        r"\{suggest:",
    ):
        assert re.search(words, script), (
            f"the theme's script no longer has {words}: compare how it talks to its search worker "
            "with docs/assets/search/worker.js"
        )


@pytest.mark.parametrize("count", [0, 2])
def test_a_page_with_another_worker_is_refused(count: int) -> None:
    page = '"search": "../assets/javascripts/workers/search.a7633da7.min.js"' * count
    with pytest.raises(site_shell.ThemeError, match=f"{count} times"):
        site_shell.own_worker(page, "assets/search/worker-1.js")


def test_every_page_has_our_worker(built_site: Path) -> None:
    pages = list(built_site.rglob("*.html"))
    assert pages
    ours = served(built_site, "worker-").name
    without = [page for page in pages if f"assets/search/{ours}" not in page.read_text("utf-8")]
    framed = [built_site / root / "embed/index.html" for root in ("", "en")]  # has no search
    assert sorted(without) == sorted(framed)


# The aliases.


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("[same]\na = ['b']\nB = ['c']\n[leads]\n", "b is in two|B is in two"),
        ("[same]\na = ['b']\n[pages]\n'x/' = ['b']\n[leads]\n", "b is in two"),
        ("[same]\na = ['b']\n[leads]\nx = ['c']\n", "x leads to c"),
        ("[same]\na = ['b']\n", "leads"),
        ("[same\n", "aliases.toml"),
    ],
)
def test_amiss_aliases_are_refused(tmp_path: Path, content: str, complaint: str) -> None:
    place = tmp_path / "aliases.toml"
    rest = "[elsewhere]\nmatters = []\nplaces = []\nthere = []\n"
    rest += "" if "[pages]" in content else "[pages]\n"
    place.write_text(f"weak = []\n{content}{rest}", encoding="utf-8")
    with pytest.raises(search.SearchError, match=complaint):
        search.read_aliases(place)


def test_a_page_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(search.SearchError, match="no page nowhere/"):
        search._page(tmp_path, "nowhere/")
