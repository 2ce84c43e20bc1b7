"""Wherever an amount of a text is shown that is not in force, or about to end, that is said beside it.

A walk over every page finds the figures of money and, by the links to measures around each, whose
they are. What tells of the text is looked for in the figure's own entry, in whatever else is of this
text alone, in the heading of its column and in that of its section. Every fold counts as closed but
those that the figure itself lies in: what is in another is not beside it.
"""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from builder import search, ui_text
from builder.pages import day as day_in_words
from builder.pages import status
from builder.texts import load_all
from calculator import sentences
from calculator.i18n import LANGS, Lang, Text
from calculator.measure import Policy, StandingKind
from calculator.page.clause_widget import boxed
from calculator.policies import POLICIES
from calculator.shared_facts import Title
from tests.browser.desk import ROOTS, Desk, stop_clock
from tests.browser.test_search import WORKER, changed, open_search, typed

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]

QUIET = "2026-01-20"
"""A day on which no text in force is about to end."""
DAYS = ("2026-11-28", "2026-12-31", "2027-01-15")
"""Days near the end of a text in force, its last, and after it."""

ROWS = Text("文本状态", "Standing of the text")
"""What a row of a comparison is called that says how the text of each column stands."""

WRITTEN = ("about/", "batch/", "calendar/", "changes/", "data/", "handbook/")
"""Pages whose figures are examples and news, not amounts listed with their measures."""

FIGURE = r"\d[\d,.]*\s*[万亿]?元|RMB\s*\d"
ENTRIES = ":is(article.md-content__inner, main.md-content:not(:has(article)))"

# What stands on a page for each figure: whether it needs to be said how its text stands, and is not.
WALK = """([root, figure, told, rows]) => {
  const policies = Object.keys(told), whole = document.querySelector(root);
  const within = new RegExp(`/(${policies.join("|")})/`), way = new RegExp(`${within.source}[^/]+/$`);
  const own = within.exec(location.pathname)?.[1];
  // Words of the law, what is typed, and the names of measures are no amounts of ours.
  const other = "blockquote, q, .passage, .sentences, form, script, style, textarea";
  const headings = "h1, h2, h3, h4, h5";
  for (const fold of document.querySelectorAll("details")) fold.open = true;

  const nodes = function* (place) {
    const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    for (let n = walker.nextNode(); n; n = walker.nextNode()) if (n.data.trim()) yield n;
  };
  const seen = (node) => {
    const at = node.parentElement, range = document.createRange();
    range.selectNodeContents(node);
    const { width, height } = range.getBoundingClientRect();
    return width > 1 && height > 1 && !at.closest(".visually-hidden")
      && at.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true });
  };
  const folds = (node) => {
    const found = new Set();
    for (let at = node.parentElement; at; at = at.parentElement)
      if (at.tagName === "DETAILS" && !at.querySelector(":scope > summary")?.contains(node)) found.add(at);
    return found;
  };
  const known = new Map();
  const of = (place) => {
    if (!known.has(place)) {
      const links = [place.closest("a[href]"), ...place.querySelectorAll("a[href]")].filter(Boolean);
      known.set(place, new Set(links.map((a) => way.exec(a.pathname)?.[1]).filter(Boolean)));
    }
    return known.get(place);
  };
  const only = (place, policy) => [...of(place)].every((each) => each === policy);
  const words = (place, open) => [...nodes(place)]
    .filter((n) => seen(n) && [...folds(n)].every((fold) => open.has(fold)))
    .map((n) => n.data).join("").replace(/\\s+/g, " ");

  /** What heads the section of a place: from its heading to the place, what is not of another text. */
  const section = (place, policy, open) => {
    let said = "";
    for (let at = place; at && at !== whole; at = at.parentElement)
      for (let before = at.previousElementSibling; before; before = before.previousElementSibling) {
        if (only(before, policy)) said += ` ${words(before, open)}`;
        if (before.matches(headings)) return said;
      }
    return said;
  };
  const column = (cell) => [...cell.closest("table").rows]
    .map((row) => row.cells[cell.cellIndex]).filter((each) => each && each !== cell);
  /** What heads the column of a cell: the table's head, the group of rows, the rows that are of texts. */
  const head = (cell, open) => {
    const heading = (each) => each.closest("thead")
      || each.closest("tr").cells[0].textContent.trim() === rows;
    const group = cell.closest("tbody")?.querySelector("th[scope=rowgroup]");
    return [...column(cell).filter(heading), ...(group ? [group] : [])].map((each) => words(each, open)).join(" ");
  };

  const answer = { figures: 0, needed: 0, amiss: [], nobodys: [] };
  for (const node of nodes(whole)) {
    if (!new RegExp(figure).test(node.data) || node.parentElement.closest(other) || !seen(node)) continue;
    const name = node.parentElement.closest("a[href]");
    if (name && !name.childElementCount && way.test(name.pathname)) continue;
    answer.figures += 1;
    const open = folds(node), said = node.data.trim().slice(0, 80);
    let at = node.parentElement;
    while (at !== whole && !of(at).size) at = at.parentElement;
    let whose = at === whole && own ? new Set([own]) : of(at);
    const cell = node.parentElement.closest("td, th");
    if (cell && !cell.closest("tr").contains(at)) {
      const across = new Set(column(cell).flatMap((each) => [...of(each)]));
      if (across.size) whose = across;
    }
    if (at === whole && whose.size !== 1) {
      answer.nobodys.push(said);
      continue;
    }
    for (const policy of whose) {
      if (!told[policy]) continue;
      answer.needed += 1;
      let around = at;
      while (around !== whole && around.parentElement !== whole && only(around.parentElement, policy))
        around = around.parentElement;
      if (only(whole, policy) || own === policy && at === whole) around = whole;
      const beside = words(around, open) + section(around, policy, open) + (cell ? ` ${head(cell, open)}` : "");
      if (!new RegExp(told[policy]).test(beside)) answer.amiss.push(`${policy}: ${said}`);
    }
  }
  return answer;
}"""

# Take out of a page whatever tells how a text stands: the smallest elements that do.
SILENCE = """([root, , told]) => {
  for (const each of Object.values(told).filter(Boolean)) {
    const tells = (place) => new RegExp(each).test(place.textContent.replace(/\\s+/g, " "));
    for (const place of [...document.querySelectorAll(`${root} *`)].reverse())
      if (!/^(SCRIPT|STYLE)$/.test(place.tagName) && tells(place)) place.textContent = "";
  }
}"""


def told(policy: Policy, day: str, lang: Lang) -> str:
    """The words that say how a text stands on a day, as a pattern; none where nothing need be said."""
    now = policy.standing(day)
    match now.kind:
        case StandingKind.DRAFT:
            short = ui_text.SUPERSEDED_DRAFT_SHORT if now.by else ui_text.DRAFT_SHORT
            said = [short, sentences.SUPERSEDED_DRAFT if now.by else sentences.STANDINGS[now.kind]]
        case StandingKind.NOT_YET:
            said = [ui_text.NOT_YET_SHORT, sentences.STANDINGS[now.kind]]
        case StandingKind.ENDED:
            said = [ui_text.EXPIRED_SHORT, sentences.STANDINGS[now.kind]]
        case StandingKind.SUPERSEDED:
            said = [ui_text.REPLACED_SHORT, ui_text.REPLACED]
        case StandingKind.IN_FORCE:
            left = datetime.date.fromisoformat(now.until) - datetime.date.fromisoformat(day)
            if left.days >= ui_text.SOON:
                return ""
            days = str(left.days + 1)  # the last one included
            of_search = search.DAYS_LEFT if left.days else search.LAST_DAY
            said = [ui_text.VALID_FOR, ui_text.DAYS_LEFT, ui_text.ENDS_SOON, of_search]
            if not left.days:
                said = [ui_text.LAST_DAY, ui_text.ENDS_TODAY, of_search]
            said = [Text(*(each(lang).replace("{days}", days) for lang in LANGS)) for each in said]
    said += [sentences.standing_in_words(policy, day, whole=whole) for whole in (False, True)]
    return "|".join(_pattern(each(lang)) for each in said)


def _pattern(template: str) -> str:
    """Words with blanks to be filled, each by anything short."""
    return ".{1,60}?".join(map(_escaped, re.split(r"\{\w+\}", template)))


def _escaped(literal: str) -> str:
    return re.sub(r"([.*+?^${}()|[\]\\])", r"\\\1", literal)


def walk(page: Page, day: str, lang: Lang, root: str = ENTRIES) -> Any:
    """Look at every figure below a place, then once more with the words taken out, which is noticed."""
    patterns = {policy.id: told(policy, day, lang) for policy in POLICIES}
    asked = [root, FIGURE, patterns, ROWS(lang)]
    # At one stroke: an answer of Python would put the words back.
    seen, silent = page.evaluate(
        f"asked => [({WALK})(asked), ({SILENCE})(asked), ({WALK})(asked)].filter(Boolean)", asked
    )
    assert len(silent["amiss"]) == silent["needed"], "what was taken out is not missed"
    assert bool(silent["needed"]) == bool(seen["needed"])
    return seen


BADGES = """() => [...document.querySelectorAll(".badge--in-force, .badge--later, .badge--expired, .badge--draft")]
  .map((each) => each.textContent)"""


def contrary(page: Page, day: str, lang: Lang) -> list[str]:
    """Return the badges that say of a text what it is not on a day, and a footer of another day."""
    right = {words(lang) for policy in load_all(ROOT / "docs") for words in status(policy, day)[1:]}
    as_of = ui_text.AS_OF.fill(day=day_in_words(datetime.date.fromisoformat(day)))(lang)
    said = page.locator("[data-today]").all_text_contents()
    return [each for each in page.evaluate(BADGES) if each not in right] + [
        each for each in said if each != as_of
    ]


def places(site: Path, lang: Lang) -> list[str]:
    """The pages of a language that hold a figure of money."""
    root = site / ROOTS[lang]
    found = [page.parent for page in root.rglob("index.html")]
    if lang == "zh":
        found = [place for place in found if site / "en" not in (place, *place.parents)]
    return [
        f"{place.relative_to(site).as_posix()}/".removeprefix("./")
        for place in sorted(found)
        if re.search(FIGURE, (place / "index.html").read_text(encoding="utf-8"))
    ]


# The page as it was sent, with what its own module makes of that on a day.
TURN = """async ([sent, moment]) => {
  document.body.replaceWith(new DOMParser().parseFromString(sent, "text/html").body);
  Date.now = () => Date.parse(moment);
  const { name } = performance.getEntriesByType("resource").find((each) => /[/]day-\\w+[.]js$/.test(each.name));
  await import(`${name}?${moment}`);
}"""


def noon(day: str) -> str:
    return f"{day}T12:00:00+08:00"


def test_the_pages_tell_how_a_text_stands(page: Page, built_site: Path, lang: Lang) -> None:
    """Each page is loaded once, after the end of a text, and then turned to each of the other days."""
    *others, visited = QUIET, *DAYS
    stop_clock(page, noon(visited))
    needed, amiss = dict.fromkeys([visited, *others], 0), list[str]()
    for place in places(built_site, lang):
        page.goto(place, wait_until="load")
        sent = (built_site / place / "index.html").read_text(encoding="utf-8")
        for day in needed:
            if day != visited:
                page.evaluate(TURN, [sent, noon(day)])
            amiss += [f"{place}, {day}: {each}" for each in contrary(page, day, lang)]
            seen = walk(page, day, lang)
            needed[day] += seen["needed"]
            amiss += [f"{place}, {day}: {each}" for each in seen["amiss"]]
            if not place.removeprefix(ROOTS[lang]).startswith(WRITTEN):
                amiss += [f"{place}, {day}: whose? {each}" for each in seen["nobodys"]]
    assert not amiss, "\n".join(amiss)
    assert all(needed.values()), needed


QUERIES = {"zh": ("补助", "奖励", "贷款"), "en": ("award", "loan", "interest")}


@pytest.mark.parametrize("day", [QUIET, *DAYS])
def test_the_search_tells_how_a_text_stands(page: Page, lang: Lang, day: str) -> None:
    now = f"Date.now = () => Date.parse('{day}T12:00:00+08:00');\n"
    page.context.route(WORKER, changed(before=now))
    needed = 0
    for query in QUERIES[lang]:
        open_search(page, ROOTS[lang])
        typed(page, query)
        seen = walk(page, day, lang, ".md-search-result__list")
        needed += seen["needed"]
        assert not seen["amiss"], query
        assert not seen["nobodys"], query
    assert needed


FACTS = (
    "first_little_giant_title=true&little_giant_title_date=2025-05-20"
    "&provincial_little_giant_award=50&equipment_projects.0.investment=300"
    "&pledge_loans.0.principal=500&pledge_loans.0.rate_pct=4.35&pledge_loans.0.days=365"
    "&pledge_loans.0.year=2025&pledge_loans.0.collateral=patent"
)


@pytest.mark.parametrize("day", [QUIET, *DAYS])
@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.id)
def test_a_result_tells_how_its_text_stands(
    page: Page, lang: Lang, policy: Policy, day: str
) -> None:
    """The result, the line that sums it up on a phone, and the comparisons."""
    page.set_viewport_size({"width": 390, "height": 844})
    desk = Desk(page, lang)
    desk.open(f"#city={policy.place.id}&date={day}&titles={Title.LITTLE_GIANT.value}&{FACTS}")
    expect(page.locator("#results .asof")).to_contain_text(day)
    pattern = told(policy, day, lang)
    line = page.locator("#engine")
    if policy.holds_on(day):
        expect(line).to_contain_text(re.compile(FIGURE))
        expect(line).to_contain_text(re.compile(pattern or FIGURE))
    page.locator("[data-scenario=keep]").click()
    page.locator("#both-cities").check()
    expect(page.locator("#comparison table")).to_have_count(2)
    for root in ("#comparison", "#results"):
        seen = walk(page, day, lang, root)
        assert not seen["amiss"], root
        assert not seen["nobodys"], root
        assert not pattern or seen["needed"] or not policy.holds_on(day), root


@pytest.mark.parametrize(
    "policy", [p for p in POLICIES if told(p, QUIET, "zh")], ids=lambda policy: policy.id
)
def test_the_box_of_a_clause_tells_how_its_text_stands(
    page: Page, lang: Lang, policy: Policy
) -> None:
    """In the box itself, once it has answered, without what the page says above it."""
    desk, needed = Desk(page, lang), 0
    for measure in filter(boxed, (each.id for each in policy.measures)):
        page.goto(f"{ROOTS[lang]}{policy.id}/{measure}/#titles={Title.LITTLE_GIANT.value}&{FACTS}")
        desk.ready()
        seen = walk(page, QUIET, lang, "#results")
        needed += seen["needed"]
        assert not seen["amiss"], measure
    assert needed
