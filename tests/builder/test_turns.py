"""What a page says from a later day on goes along with it, and comes to the page as made on that day."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from builder import editorial, expiry, pages, texts, turns
from builder.pages import Page
from calculator.i18n import LANGS, Lang
from calculator.page.html import Html
from calculator.parameters import PREVIEWED
from calculator.policies import POLICIES
from tests import first

ROOT = Path(__file__).resolve().parents[2]
BUILT = "2026-11-29"


def on(html: str, day: str) -> str:
    """What day.js makes of a page on a day."""
    if 'class="turns"' not in html:
        return html
    page, _, later = html.rpartition("\n")
    (div,) = turns._parsed(later).inside
    days = div.own[0].partition('data-days="')[2].partition('"')[0].split()
    since = max((each for each in days if each <= day), default=None)
    exchanged = dict[str, str]()
    for each in div.inside:
        head = later[each.start : each.opened]
        content = each.whole.removeprefix(head).removesuffix("</template>")
        if f'data-since="{since}"' in head:
            exchanged[head.partition('data-later="')[2].partition('"')[0]] = content
    if turns.EVERYTHING in exchanged:
        return exchanged[turns.EVERYTHING]

    def written(element: turns.Element) -> str:
        head = page[element.start : element.opened]
        (name,) = re.findall(r" data-later=(\d+)", head) or [""]
        if name in exchanged:
            return exchanged[name]
        parts, at = [re.sub(r" data-later=\d+", "", head)], element.opened
        for inner in element.inside:
            parts += [page[at : inner.start], written(inner)]
            at = inner.end
        return "".join([*parts, page[at : element.end]])

    return written(turns._parsed(page))


def page(*blocks: str) -> Page:
    return Page("a.md", "A", "", tuple(map(Html, blocks)))


BEFORE = '<p>In <b class="x">force</b>, <i>so</i></p><ul><li>a</li><li>b<br>c</li></ul>'


@pytest.mark.parametrize(
    "after",
    [
        BEFORE.replace("force", "the past"),
        BEFORE.replace('"x"', '"y"'),
        BEFORE.replace("so", "not"),
        BEFORE.replace("In ", "No longer in "),
        BEFORE.replace("<li>a</li>", ""),
        BEFORE.replace("c</li>", "c</li><li>d</li>"),
        BEFORE.replace("<br>c", ""),
        f"{BEFORE}<p>more</p>",
        "",
    ],
)
def test_whatever_differs_is_exchanged_on_its_day(after: str) -> None:
    turned = turns.following(page(BEFORE), {"2027-01-01": page(after)}).html
    assert on(turned, "2026-12-31") == BEFORE
    assert on(turned, "2027-01-01") == on(turned, "2030-01-01") == after


def test_a_page_that_stays_the_same_is_left_alone() -> None:
    same = page(BEFORE)
    assert turns.following(same, {"2027-01-01": page(BEFORE)}) is same


def test_each_day_has_its_own_words_and_a_page_may_go_back() -> None:
    then = [BEFORE.replace("force", word) for word in ("one", "two", "two", "force", "three")]
    days = [f"2027-0{n}-01" for n in range(1, 6)]
    later = {day: page(html) for day, html in zip(days, then, strict=True)}
    turned = turns.following(page(BEFORE), later).html
    assert on(turned, "2026-12-31") == BEFORE
    for day, html in zip(days, then, strict=True):
        assert on(turned, day) == html
    assert on(turned, "2027-03-15") == then[2]


def test_what_is_alike_is_there_once() -> None:
    badge = '<span class="badge">in force</span>'
    turned = turns.following(
        page(badge * 50), {"2027-01-01": page(badge.replace("in force", "over") * 50)}
    ).html
    assert turned.count("over") == 1
    assert on(turned, "2027-01-01") == badge.replace("in force", "over") * 50


def test_the_days_are_those_on_which_a_text_begins_or_ends() -> None:
    policies = first.TEXTS
    ends = {policy.ends for policy in policies}
    assert turns.days(policies, BUILT) == ["2027-01-01"]
    assert turns.days(policies, "2024-01-01")[0] == "2024-09-11"
    assert turns.days(policies, max(ends).isoformat())
    assert turns.days(policies, "2027-01-01") == []


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGS)
def test_every_page_of_the_site_comes_to_that_of_the_day(lang: Lang) -> None:
    policies = texts.load_all(ROOT / "docs")
    written = editorial.load(ROOT / "docs", policies)

    def made(day: str) -> dict[str, Page]:
        token = PREVIEWED.set(day)
        added = expiry.told(written, policies, day)
        found = {
            p.uri: p
            for p in pages.pages(lang, policies, POLICIES, added, day, Html("<form></form>"))
        }
        PREVIEWED.reset(token)
        return found

    days = turns.days(policies, BUILT)
    before, later = made(BUILT), {day: made(day) for day in days}
    changed = 0
    for uri, was in before.items():
        turned = turns.following(was, {day: each[uri] for day, each in later.items()}).html
        assert on(turned, BUILT) == was.html, uri
        for day in days:
            assert on(turned, day) == later[day][uri].html, uri
        changed += turned != was.html
        assert f'data-later="{turns.EVERYTHING}"' not in turned, f"{uri} has other sections"
    assert changed > len(before) / 2
