"""The search as a person uses it: typed, pasted, composed, by keyboard, in both languages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from builder.search import FAILURES
from builder.ui_text import THEME
from calculator.i18n import Lang
from tests.browser.desk import ROOTS
from tests.browser.test_pages import SCHEMES, SIZES, Scheme, violations

pytestmark = pytest.mark.browser

QUERIES = Path(__file__).resolve().parents[1] / "search"
FIELD = "[data-md-component=search-query]"
RESULT = ".md-search-result__item"
COUNT = ".md-search-result__meta"
COMPLETION = ".md-search__suggest"
DATA = re.compile(r"/assets/search/(?:engine|index)-")
WORKER, ENGINE, INDEX = (re.compile(rf"/assets/search/{n}-") for n in ("worker", "engine", "index"))
SETTINGS = re.compile(r"/search/search_index\.json")

# Enters each query as a paste does and waits until the count is written, which every answer does.
ASK = """async (queries) => {
  const field = document.querySelector("[data-md-component=search-query]");
  const list = document.querySelector(".md-search-result__list");
  const enter = (words) => new Promise((done) => {
    const seen = new MutationObserver(() => { seen.disconnect(); done(); });
    seen.observe(document.querySelector(".md-search-result__meta"),
      { childList: true, characterData: true, subtree: true });
    field.value = words;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  const answers = [];
  for (const query of queries) {
    await enter(query);
    answers.push([...list.querySelectorAll("a")].map((a) => a.pathname));
  }
  return answers;
}"""


def open_search(page: Page, place: str = "") -> None:
    page.goto(place)
    page.locator(FIELD).focus()
    expect(page.locator(".search-bar")).to_be_visible()


def typed(page: Page, words: str) -> None:
    page.locator(FIELD).fill(words)
    expect(page.locator(RESULT).first).to_be_visible()


@pytest.mark.parametrize("side", ["zh", "en"])
def test_judged_queries_through_the_interface(page: Page, side: str) -> None:
    queries: list[dict[str, Any]] = json.loads((QUERIES / "queries.json").read_text("utf-8"))
    queries = [query for query in queries if (query["lang"] == "en") == (side == "en")]
    open_search(page, "" if side == "zh" else "en/")
    typed(page, "AEO")  # from here on every query has one answer
    answers = page.evaluate(ASK, [query["query"] for query in queries])
    first = top = 0
    missed = []
    for query, paths in zip(queries, answers, strict=True):
        ids = [path.rstrip("/").rpartition("/")[2] for path in paths]
        right = [
            any(name == each or name.startswith(f"{each}-") for each in query["relevant"])
            for name in ids
        ]
        first += any(right[:1])
        top += any(right[:3])
        if not any(right[:1]):
            missed.append(f"{query['query']}: {ids[:3]}, not {query['relevant']}")
    assert first / len(queries) >= 0.95, missed
    assert top / len(queries) >= 0.98, missed


@pytest.mark.parametrize(
    ("place", "query", "said"),
    [
        ("", "技改", ["技改补助", "厦门", "现行有效", "最高为上年度设备投入的10%"]),
        ("en/", "质押", ["IP-pledge loan interest subsidy", "Xiamen", "In force", "RMB 300,000"]),
    ],
)
def test_a_result_shows_title_city_status_amount_and_words(
    page: Page, place: str, query: str, said: list[str]
) -> None:
    open_search(page, place)
    typed(page, query)
    first = page.locator(RESULT).first
    for words in said:
        expect(first).to_contain_text(words)
    expect(first.locator("p mark").first).to_be_visible()


DRAFT = {
    "zh": "征求意见稿，没有施行，已被榕政办规〔2024〕21号取代",
    "en": "Draft, not in force; superseded by Rong Zheng Ban Gui [2024] No. 21",
}
LAST = {"zh": "现行有效，至 2026年12月31日", "en": "In force until 31 December 2026"}


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (
            "2024-09-10T23:59",
            {
                "zh": "尚未施行，自 2024年9月11日 起",
                "en": "Not yet in force: from 11 September 2024",
            },
        ),
        ("2024-09-11T00:01", LAST),
        ("2026-11-01T23:59", LAST),
        (
            "2026-11-02T00:01",
            {"zh": f"{LAST['zh']}|还剩 60 天", "en": f"{LAST['en']}|60 days left"},
        ),
        (
            "2026-12-31T23:59",
            {"zh": f"{LAST['zh']}|今天是最后一天", "en": f"{LAST['en']}|Last day today"},
        ),
        (
            "2027-01-01T00:01",
            {"zh": "已于 2026年12月31日 期满", "en": "Expired on 31 December 2026"},
        ),
    ],
)
@pytest.mark.parametrize("size", SIZES)
def test_a_result_says_how_its_text_stands_on_the_day_of_the_visit(
    page: Page, lang: Lang, size: str, now: str, said: dict[str, str]
) -> None:
    page.set_viewport_size(SIZES[size])
    day = f"Date.now = () => Date.parse('{now}:00+08:00');\n"  # a worker has a clock of its own
    page.context.route(WORKER, changed(before=day))
    open_search(page, ROOTS[lang])
    typed(page, "技改")
    # City, how the text stands, and (or not) the days left; the amount comes last.
    told = [
        item.locator(".search-about span").all_text_contents()[1:-1]
        for item in page.locator(RESULT).all()
    ]
    ours = page.locator(".search-about span:first-child").all_text_contents()
    xiamen = [words for city, words in zip(ours, told, strict=True) if city in ("厦门", "Xiamen")]
    fuzhou = [words for city, words in zip(ours, told, strict=True) if city in ("福州", "Fuzhou")]
    assert xiamen
    assert all(words == said[lang].split("|") for words in xiamen)
    assert fuzhou
    assert all(words == [DRAFT[lang]] for words in fuzhou)
    assert page.locator(".search-about").first.evaluate("e => e.scrollWidth <= e.clientWidth")


@pytest.mark.parametrize(
    ("place", "query", "clause", "sentence"),
    [
        ("", "厦财规〔2024〕2号", "xm-4", "由市工信局根据"),
        ("en/", "direct-link mechanism", "fz-2-2", "through the direct-link mechanism"),
    ],
)
def test_a_result_opens_at_its_sentence_with_the_words_marked(
    page: Page, place: str, query: str, clause: str, sentence: str
) -> None:
    page.set_viewport_size({"width": 390, "height": 500})
    page.goto(f"{place}?q={query}")
    expect(page.locator(RESULT).first).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"/{clause}/"))
    column = page.locator(f".column--{'en' if place else 'zh'}")
    expect(column).to_contain_text(sentence)
    expect(page.locator("blockquote mark[data-md-highlight]").first).to_be_visible()
    middle = page.evaluate(
        """(words) => {
          const walker = document.createTreeWalker(document.querySelector(".parallel"), 4);
          let text = "", nodes = [];
          for (let n = walker.nextNode(); n; n = walker.nextNode()) {
            for (let i = 0; i < n.textContent.length; i++) nodes.push([n, i]);
            text += n.textContent;
          }
          const range = document.createRange();
          range.setStart(...nodes[text.indexOf(words)]);
          range.setEnd(...nodes[text.indexOf(words) + words.length - 1]);
          return range.getBoundingClientRect().top / innerHeight;
        }""",
        sentence,
    )
    assert 0.1 < middle < 0.9


def test_a_section_between_the_measures_opens_where_it_stands(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 500})
    open_search(page)
    typed(page, "咨询电话")
    first = page.locator(RESULT).first
    for words in ("联系方式", "厦门", "现行有效", "0592-2896792"):
        expect(first).to_contain_text(words)
    first.locator("a").click()
    page.wait_for_url(re.compile("/xiamen-2024/"))
    expect(page.locator("#s-viii")).to_be_in_viewport()
    expect(page.locator("mark[data-md-highlight]").first).to_be_in_viewport()


def test_nothing_is_fetched_before_the_field_is_entered(page: Page) -> None:
    fetched: list[str] = []
    page.context.on("request", lambda request: fetched.append(request.url))
    page.goto("")
    page.wait_for_load_state("networkidle")
    assert [url for url in fetched if DATA.search(url)] == []
    with page.expect_request(DATA):
        page.locator(FIELD).focus()


def test_paste_voice_and_composition_search(page: Page) -> None:
    open_search(page)
    page.keyboard.insert_text("贴息")  # one input event and no key, as paste and voice give
    expect(page.locator(RESULT)).to_have_count(2)
    page.locator(FIELD).fill("")
    expect(page.locator(RESULT)).to_have_count(0)
    ime = page.context.new_cdp_session(page)
    ime.send("Input.imeSetComposition", {"text": "jigai", "selectionStart": 5, "selectionEnd": 5})
    expect(page.locator(FIELD)).to_have_value("jigai")
    here = page.url
    page.evaluate(
        """() => document.activeElement.dispatchEvent(new KeyboardEvent("keydown",
          { key: "Enter", bubbles: true, isComposing: true }))"""
    )
    page.evaluate(
        """() => document.activeElement.dispatchEvent(new KeyboardEvent("keyup",
          { key: "i", bubbles: true, isComposing: true }))"""
    )
    expect(page.locator(RESULT)).to_have_count(0)
    ime.send("Input.insertText", {"text": "技改"})
    expect(page.locator(RESULT).first).to_be_visible()
    # Safari sends the Enter that ends a composition once it is over.
    enter = """(keyCode) => document.activeElement.dispatchEvent(new KeyboardEvent("keydown",
      { key: "Enter", code: "Enter", bubbles: true, keyCode }))"""
    page.evaluate(enter, 229)
    page.wait_for_timeout(300)
    assert page.url == here
    page.evaluate(enter, 13)
    page.wait_for_url(re.compile("/xm-5/"))


def test_keyboard_alone(page: Page) -> None:
    page.goto("")
    page.keyboard.press("/")
    expect(page.locator(".search-bar")).to_be_visible()
    typed(page, "技改")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator(f"{RESULT} a").nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator(FIELD)).to_be_focused()
    for name in ("city", "kind"):
        for _ in range(3):  # the theme's scrolling box takes the focus as well
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.name") == name:
                break
        expect(page.locator(f"select[name={name}]")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.locator("select[name=city]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#__search")).not_to_be_checked()
    page.keyboard.press("/")
    expect(page.locator("#__search")).to_be_checked()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/xm-5/"))


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_axe_finds_nothing_in_open_results(page: Page, lang: Lang, scheme: Scheme) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(ROOTS[lang])
    page.evaluate("__md_set('searches', ['贴息', 'trade fair'])")
    found = []
    for size, viewport in SIZES.items():
        page.set_viewport_size(viewport)
        page.goto(ROOTS[lang])
        page.locator(FIELD).focus()
        expect(page.locator(".search-recent")).to_be_visible()
        found += [f"{size}, recent: {each}" for each in violations(page)]
        typed(page, "技改 乙")  # marks, and a word that is missing
        found += [f"{size}, results: {each}" for each in violations(page)]
        page.locator(FIELD).fill("养老金")
        expect(page.locator(RESULT)).to_have_count(0)
        found += [f"{size}, none: {each}" for each in violations(page)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("place", "query", "whole"), [("", "贴", "贴息"), ("en/", "interest s", "interest subsidy")]
)
def test_a_word_is_completed_by_the_arrow_to_the_right(
    page: Page, place: str, query: str, whole: str
) -> None:
    open_search(page, place)
    page.keyboard.insert_text(query)  # as paste and IME give it
    expect(page.locator(COMPLETION)).to_have_text(whole)
    expect(page.locator(COMPLETION)).to_have_attribute("aria-hidden", "true")
    page.keyboard.press("ArrowRight")
    expect(page.locator(FIELD)).to_have_value(whole)
    page.locator(FIELD).fill("<b>贴")
    expect(page.locator(COMPLETION)).to_have_text("")
    page.locator(FIELD).fill("<b> 贴")
    expect(page.locator(COMPLETION)).to_have_text("<b> 贴息")


def test_the_count_is_announced(page: Page) -> None:
    open_search(page)
    expect(page.locator(COUNT)).to_have_role("status")
    typed(page, "贴息")
    expect(page.locator(COUNT)).to_contain_text("2")
    page.locator(FIELD).fill("养老金")
    expect(page.locator(COUNT)).to_have_text("没有找到。这里只有厦门、福州的专精特新措施")


@pytest.mark.parametrize(
    ("place", "city", "op"), [("", "福州", "城市:福州"), ("en/", "Fuzhou", "city:fuzhou")]
)
def test_filters_by_city_and_kind(page: Page, place: str, city: str, op: str) -> None:
    open_search(page, place)
    typed(page, "技改")
    page.locator("select[name=city]").select_option(label=city)
    expect(page.locator(FIELD)).to_have_value(f"技改 {op}")
    expect(page.locator(RESULT)).to_have_count(1)
    expect(page.locator(RESULT)).to_contain_text(city)
    page.locator("select[name=kind]").select_option("award")
    expect(page.locator(RESULT)).to_have_count(0)
    page.locator("select[name=kind]").select_option("")
    page.locator("select[name=city]").select_option("")
    expect(page.locator(FIELD)).to_have_value("技改")
    expect(page.locator(RESULT)).to_have_count(3)
    page.locator(FIELD).fill(f"技改 {op}")
    expect(page.locator("select[name=city]")).to_have_value("fuzhou")


def test_recent_searches_stay_on_the_device_and_can_be_cleared(page: Page) -> None:
    open_search(page)
    expect(page.locator(".search-recent")).to_be_hidden()
    typed(page, "贴息")
    page.locator(f"{RESULT} a").first.click()
    page.wait_for_url(re.compile("/xm-"))
    open_search(page)
    page.get_by_role("button", name="贴息").click()
    expect(page.locator(RESULT)).to_have_count(2)
    assert not page.context.cookies()
    page.locator(FIELD).fill("")
    page.get_by_role("button", name="清除记录").click()
    expect(page.locator(".search-recent")).to_be_hidden()
    open_search(page)
    expect(page.locator(".search-recent")).to_be_hidden()


def test_markup_in_a_query_stays_text(page: Page) -> None:
    hostile = '<img src=x onerror="document.title=1"> 技改'
    open_search(page)
    page.locator(FIELD).fill(hostile)
    expect(page.locator(RESULT).first).to_be_visible()
    assert page.locator(".md-search-result img").count() == 0
    page.locator(f"{RESULT} a").first.click()
    page.wait_for_url(re.compile("h="))
    open_search(page)
    expect(page.locator(".search-recent")).to_contain_text(hostile)
    assert page.locator(".search-bar img").count() == 0
    assert page.title() != "1"


Tamper = Callable[[Route], None]


def changed(*, before: str = "", after: str = "", whole: str | None = None) -> Tamper:
    """A file with something before or after it, or something else altogether."""

    def tampered(route: Route) -> None:
        response = route.fetch()
        body = before + response.text() + after if whole is None else whole
        route.fulfill(response=response, body=body)

    return tampered


def cut(route: Route) -> None:
    route.abort()


def gone(route: Route) -> None:
    route.fulfill(status=404, content_type="text/html", body="<p>404")


THROW = "() => { throw new TypeError('x.at is not a function'); }"
# Each stage at which the search can fail, and which failure it is.
STAGES: dict[str, tuple[re.Pattern[str], Tamper, str]] = {
    "engine not reached": (ENGINE, cut, "missing"),
    "engine not there": (ENGINE, gone, "missing"),
    "index not reached": (INDEX, cut, "missing"),
    "index not there": (INDEX, gone, "missing"),
    "index is a page": (INDEX, changed(whole="<p>Log in"), "missing"),
    "engine not understood": (ENGINE, changed(whole="class {"), "broken"),
    "engine throws": (ENGINE, changed(after="\nnull.at(0);"), "broken"),
    "index not as expected": (INDEX, changed(whole="{}"), "broken"),
    "opening throws": (ENGINE, changed(after=f"\nsearch.open = {THROW};"), "broken"),
    "answering throws": (ENGINE, changed(after=f"\nsearch.open = () => {THROW};"), "broken"),
}


@pytest.mark.parametrize(("pattern", "tamper", "failure"), STAGES.values(), ids=STAGES)
def test_a_failure_at_any_stage_says_so_and_is_no_empty_answer(
    page: Page,
    problems: list[str],
    lang: Lang,
    pattern: re.Pattern[str],
    tamper: Tamper,
    failure: str,
) -> None:
    title, text = (words(lang) for words in FAILURES[failure])
    page.context.route(pattern, tamper)
    open_search(page, ROOTS[lang])
    typed(page, "贴息")
    only = page.locator(RESULT)
    expect(only).to_have_count(1)
    expect(only).to_contain_text(title)
    expect(only).to_contain_text(text)
    expect(page.locator(COUNT)).to_have_text(title)  # this is announced, and there is no "1 result"
    only.locator("a").first.click()
    page.wait_for_url(re.compile(f"/{ROOTS[lang]}measures/"))
    expect(page.locator("form.facets")).to_be_visible()
    problems.clear()  # the browser reports what failed


@pytest.mark.parametrize(
    ("pattern", "tamper"),
    [(WORKER, gone), (WORKER, changed(whole="a ??= ;")), (SETTINGS, gone), (SETTINGS, cut)],
    ids=["worker not there", "worker not understood", "settings not there", "settings cut off"],
)
def test_a_search_that_never_comes_is_not_prepared_for_ever(
    page: Page, problems: list[str], lang: Lang, pattern: re.Pattern[str], tamper: Tamper
) -> None:
    page.clock.install()
    page.context.route(pattern, tamper)
    page.goto(ROOTS[lang])
    page.locator(FIELD).focus()
    page.locator(FIELD).fill("贴息")
    expect(page.locator(COUNT)).to_have_text(THEME["search.result.initializer"](lang))
    page.clock.fast_forward(9000)
    expect(page.locator(COUNT)).to_contain_text(THEME["search.late"](lang))
    page.context.unroute(pattern)
    page.locator(COUNT).get_by_role("link", name=THEME["search.late.instead"](lang)).click()
    page.wait_for_url(re.compile(f"/{ROOTS[lang]}measures/"))
    problems.clear()


def test_a_search_that_is_there_is_not_called_late(page: Page) -> None:
    page.clock.install()
    open_search(page)
    expect(page.locator(COUNT)).to_have_text(THEME["search.result.placeholder"].zh)
    page.clock.fast_forward(60_000)
    expect(page.locator(COUNT)).to_have_text(THEME["search.result.placeholder"].zh)


OLD = """
for (const [owner, names] of [
  [Array.prototype, ["at", "findLast", "findLastIndex", "toSorted", "toReversed", "toSpliced", "with"]],
  [String.prototype, ["at", "isWellFormed", "toWellFormed"]],
  [Object, ["hasOwn", "groupBy"]], [Map, ["groupBy"]], [Promise, ["withResolvers"]], [Array, ["fromAsync"]],
  [URLSearchParams.prototype, ["size"]], [globalThis, ["structuredClone"]],
]) for (const name of names) delete owner[name];
"""
"""A browser of 2021."""


@pytest.mark.parametrize("query", ["质押贷款", "pledge loan", "half a million", "zhiya", "xm17"])
def test_an_older_browser_finds_as_much(page: Page, lang: Lang, query: str) -> None:
    open_search(page, ROOTS[lang])
    typed(page, query)
    found = page.locator(f"{RESULT} a").evaluate_all("all => all.map(each => each.href)")
    page.context.route(WORKER, changed(before=OLD))
    page.add_init_script(OLD)
    open_search(page, ROOTS[lang])
    typed(page, query)
    assert page.locator(f"{RESULT} a").evaluate_all("all => all.map(each => each.href)") == found


def test_an_older_browser_filters_sorts_and_keeps_it_in_the_address(page: Page, lang: Lang) -> None:
    page.add_init_script(OLD)
    page.goto(f"{ROOTS[lang]}measures/")
    assert page.evaluate("[[].at, [].toSorted, new URLSearchParams('a').size]") == [
        None,
        None,
        None,
    ]
    rows, shown = page.locator("tbody tr"), page.locator("tbody tr:visible")
    every = rows.count()
    page.locator("select[name=city]").select_option("xiamen")
    page.locator("select[name=sort]").select_option(index=1)
    expect(page).to_have_url(re.compile(r"\?city=xiamen&sort="))
    some = shown.count()
    assert 0 < some < every
    amounts = shown.evaluate_all("all => all.map(each => Number(each.dataset.yuan))")
    assert amounts == sorted(amounts, reverse=True)
    page.reload()
    expect(page.locator("select[name=city]")).to_have_value("xiamen")
    assert shown.evaluate_all("all => all.map(each => Number(each.dataset.yuan))") == amounts
    page.locator("form.facets").get_by_role("button").first.click()
    expect(shown).to_have_count(every)
    assert "?" not in page.url


def test_a_failure_says_so_and_the_next_key_tries_again(page: Page, problems: list[str]) -> None:
    page.context.route(DATA, cut)
    open_search(page)
    page.locator(FIELD).press_sequentially("贴")
    first = page.locator(RESULT).first
    expect(first).to_contain_text("搜索数据没有加载成功")
    page.context.unroute(DATA, cut)
    page.locator(FIELD).press_sequentially("息")
    expect(first).to_contain_text("厦门")
    problems.clear()  # the browser reports what was cut
