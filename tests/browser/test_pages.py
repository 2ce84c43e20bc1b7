"""Every kind of page: accessible, at home on every screen, and the same in both languages."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Page, expect

from builder import chromium
from builder.ui_text import HTML_LANG
from calculator.i18n import Lang
from tests.browser.conftest import SIZES
from tests.browser.desk import ROOTS, Desk

pytestmark = pytest.mark.browser

AXE = (Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js").resolve()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
"""Those of them that look at colours."""
CLAUSES = ["xiamen-2024/xm-13/", "xiamen-2024/xm-6/", "fuzhou-2024-draft/fz-1-1-b/"]
"""With readings, without an amount, of a draft."""
WAYS_IN = ["titles/", "departments/", "compare/", "glossary/", "reading/", "calendar/"]
OTHERS = ["calculator/", "about/", "data/", "changes/", "privacy/", "accessibility/"]
OTHERS += ["handbook/", "handbook/clauses/", "python/"]
PAGES = ["", "measures/", "xiamen-2024/", "fuzhou-2024-draft/", *CLAUSES, *WAYS_IN, *OTHERS]
MISSING = "no-such-page/"
NARROW = 320
FRAME = "new Promise((drawn) => requestAnimationFrame(drawn))"

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("dark", "light")
WEARS = "scheme => (document.body.dataset.mdColorScheme === 'slate') === (scheme === 'dark')"


@pytest.fixture
def problems() -> list[str]:
    """The page of a missing address comes with status 404, which the console notes."""

    class Noted(list[str]):
        def append(self, problem: str, /) -> None:
            if "status of 404" not in problem:
                super().append(problem)

    return Noted()


@pytest.mark.parametrize("place", [*PAGES, MISSING])
def test_a_page_is_for_everyone(page: Page, site_url: str, lang: Lang, place: str) -> None:
    """One visit: axe in both schemes on each screen, a narrow screen, and over to the other language."""
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    page.goto(ROOTS[lang] + place)
    assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"
    found = looked_at(page)
    assert not found, "\n".join(found)
    page.set_viewport_size({"width": NARROW, "height": 640})
    shows_everything(page, lang, place)
    if place != MISSING:
        other, size = OVER[lang]
        page.set_viewport_size(SIZES[size])
        changes_language(page, site_url, other, place)
        skips_to_the_content(page)


OVER: dict[Lang, tuple[Lang, str]] = {"zh": ("en", "phone"), "en": ("zh", "desktop")}
"""The other language, and the screen on which one goes there."""


def changes_language(page: Page, site_url: str, other: Lang, place: str) -> None:
    """The other language is the same page and place."""
    page.locator("a[data-same-page]").click()
    expect(page).to_have_url(site_url + ROOTS[other] + place)
    assert page.locator("html").get_attribute("lang") == HTML_LANG(other), page.url


def skips_to_the_content(page: Page) -> None:
    """The first Tab offers it, and the next one is in the content."""
    page.keyboard.press("Tab")
    expect(page.locator("a.md-skip")).to_be_focused()
    page.keyboard.press("Enter")
    target = page.evaluate("document.querySelector(decodeURIComponent(location.hash))?.tagName")
    assert target, f"{page.url}: the skip link leads nowhere"
    # Chromium moves to the target with the frame after next, which no hand outruns.
    page.evaluate(f"{FRAME}.then(() => {FRAME})")
    page.keyboard.press("Tab")
    inside = page.evaluate("!!document.activeElement.closest('main, footer')")
    assert inside, f"{page.url}: the next one is not in the content"


@pytest.mark.parametrize("place", ["xiamen-2024/#xm-13", "xiamen-2024/xm-13/#text"])
def test_the_other_language_is_the_same_place(page: Page, site_url: str, place: str) -> None:
    page.goto(place)
    for other, size in OVER.values():
        page.set_viewport_size(SIZES[size])
        changes_language(page, site_url, other, place)


def looked_at(page: Page) -> list[str]:
    """What axe finds on each size of screen; of what a scheme changes, the colours, in both schemes."""
    found = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(WEARS, arg=scheme)  # it is told at the next frame
        rules = RULES if scheme == "light" else COLOURS
        for size, viewport in SIZES.items():
            page.set_viewport_size(viewport)
            found += [f"{scheme}, {size}: {each}" for each in violations(page, rules)]
    return found


def test_axe_finds_nothing_in_a_filled_form(desk: Desk) -> None:
    page = desk.page
    page.emulate_media(reduced_motion="reduce")
    desk.start(
        "#city=xiamen&date=2025-06-30&titles=little_giant&titles=srdi_sme"
        "&first_little_giant_title=true&little_giant_title_date=2025-05-20&equipment_projects.0.investment=3000000"
        "&pledge_loans.0.principal=x&pledge_loans.1.principal=500&lpr_1y_pct=0.03"
    )
    expect(desk.card("xm-3")).to_be_visible()
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert not looked_at(page)
    page.set_viewport_size({"width": NARROW, "height": 640})
    assert not too_wide(page)


def violations(page: Page, rules: Sequence[str] = RULES) -> list[str]:
    """What axe has against the page as it stands, a line each."""
    if not page.evaluate("'axe' in globalThis"):
        page.evaluate(AXE.read_text("utf-8"))  # the policy of the page lets no tag in
    answer: dict[str, Any] = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", rules
    )
    assert answer["testEngine"]["name"] == "axe-core"
    return [
        f"{page.url}: {each['id']} ({each['help']}): "
        + "; ".join(json.dumps(node["target"], ensure_ascii=False) for node in each["nodes"][:3])
        for each in answer["violations"]
    ]


SPACED = """
  * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
  p { margin-bottom: 2em !important; }
"""
"""What a reader may ask for by WCAG 1.4.12."""


ITALIC = r"""() => [...document.querySelectorAll("body *")]
  .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && /[\u3400-\u9fff]/.test(n.data)))
  .filter(e => getComputedStyle(e).fontStyle !== "normal").map(e => e.outerHTML.slice(0, 80))"""

CUT = """() => [...document.querySelectorAll("main *, footer *")].filter(e => {
  const style = getComputedStyle(e);
  return e.checkVisibility() && style.clipPath === "none"
    && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())
    && (style.overflowX === "hidden" && e.scrollWidth > e.clientWidth + 1
      || style.overflowY === "hidden" && e.scrollHeight > e.clientHeight + 1);
}).map(e => `${e.tagName} ${e.className} ${e.textContent.trim().slice(0, 40)}`)"""


def shows_everything(page: Page, lang: Lang, place: str) -> None:
    """All of the page, in its language, and in wider spacing too."""
    assert not too_wide(page), "sideways scrolling"
    assert not page.evaluate(ITALIC), "Chinese in italics"
    assert page.locator("html").get_attribute("lang") == HTML_LANG(lang)
    assert page.title().strip()
    other = page.locator("a[data-same-page]")
    assert other.get_attribute("lang") == HTML_LANG("en" if lang == "zh" else "zh")
    # Han on an English page is marked as Chinese; 万元 and the like are units.
    if place in CLAUSES:
        original = page.locator("blockquote:lang(zh-Hans)")
        assert re.search(r"[\u4e00-\u9fff]{10}", original.text_content() or "")
        translation = page.locator("blockquote:lang(en)").text_content() or ""
        assert not re.search(r"[\u4e00-\u9fff]{10}", translation)
    page.evaluate(
        """css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);
          document.adoptedStyleSheets.push(sheet); }""",
        SPACED,
    )
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).letterSpacing") != "normal"
    assert not too_wide(page), "sideways scrolling in wider spacing"
    assert not page.evaluate(CUT), "hidden in wider spacing"


@pytest.mark.parametrize("place", ["", "measures/", CLAUSES[0], "calculator/"])
def test_with_colours_of_the_system_marks_and_controls_can_be_told(
    page: Page, lang: Lang, place: str
) -> None:
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    page.goto(ROOTS[lang] + place)
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    flat = page.evaluate(
        """[...document.querySelectorAll("mark, .md-button, .badge, main select, main input, main button")]
          .filter(e => e.checkVisibility()).filter(e => {
            const style = getComputedStyle(e), behind = getComputedStyle(document.body);
            return style.backgroundColor === behind.backgroundColor
              && (parseFloat(style.borderTopWidth) === 0 || style.borderTopStyle === "none")
              && !(e.matches("input") && style.appearance !== "none");
          }).map(e => e.outerHTML.slice(0, 80))"""
    )
    assert not flat
    if place in CLAUSES:
        page.set_viewport_size(SIZES["phone"])
        shown, other = page.locator(".sides span").all()
        colour = "label => getComputedStyle(label).backgroundColor"
        assert shown.evaluate(colour) != other.evaluate(colour)


def too_wide(page: Page) -> list[str]:
    """What makes the page wider than the screen, or sticks out of it where nobody can scroll."""
    found: list[str] = page.evaluate(
        """() => {
          const root = document.documentElement, width = root.clientWidth;
          const scrolls = e => e && e !== root && (/auto|scroll/.test(getComputedStyle(e).overflowX)
            || scrolls(e.parentElement));
          const out = [...document.querySelectorAll("main *")].filter(e => e.checkVisibility()
            && e.getBoundingClientRect().right > width + 1 && !e.closest(".md-sidebar")
            && !scrolls(e.parentElement));
          const names = out.map(e => `${e.tagName} ${e.textContent.trim().slice(0, 40)}`);
          if (root.scrollWidth > width) names.push(`the page is ${root.scrollWidth} wide`);
          return names;
        }"""
    )
    return found


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", "贴息"), ("zh", "技术改造"), ("en", "interest subsidy")]
)
def test_the_keyboard_searches(page: Page, lang: Lang, words: str) -> None:
    page.set_viewport_size(SIZES["desktop"])
    page.goto(ROOTS[lang])
    query = page.locator("[data-md-component=search-query]")
    for _ in range(15):
        page.keyboard.press("Tab")
        if query.evaluate("box => box === document.activeElement"):
            break
    expect(query).to_be_focused()
    page.keyboard.insert_text(words)  # as an input method does, without single keys
    first = page.locator(".md-search-result__list a").first
    expect(first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/{ROOTS[lang]}(xiamen|fuzhou)[^/]*/(xm|fz)-"))
    for word in words.split():
        expect(page.locator("main")).to_contain_text(word)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_clause_can_be_printed(page: Page, lang: Lang, scheme: Scheme) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{ROOTS[lang]}xiamen-2024/xm-13/")
    page.emulate_media(media="print", color_scheme=scheme)
    clause = page.locator("blockquote:lang(zh-Hans)")
    expect(clause).to_be_visible()
    expect(clause).to_contain_text("企业一年享受贴息总额最高30万元")
    expect(page.locator("blockquote:lang(en)")).to_be_visible()
    for part in (".md-header", ".md-tabs", ".md-footer", "nav.steps", "#calculator"):
        expect(page.locator(part)).to_be_hidden()
    # Printers leave backgrounds out: the ink has to be dark.
    for ink in page.locator("h1, blockquote, .facts dd").evaluate_all(
        "found => found.map(each => getComputedStyle(each).color.match(/[0-9.]+/g).map(Number))"
    ):
        assert sum(ink[:3]) < 3 * 128, f"{ink} on white paper"


def test_two_characters_are_drawn_alike_only_without_a_font(page: Page) -> None:
    assert page.evaluate(chromium.DRAWN_ALIKE) is False
    nowhere = chromium.DRAWN_ALIKE.replace("厦", "\U000e0fff").replace("福", "\U000e0ffe")
    assert page.evaluate(nowhere) is True


SEEN = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect();
  const ring = (each) => each && getComputedStyle(each).outlineStyle !== "none";
  const inside = box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight;
  return [inside && [at, at.parentElement, at.nextElementSibling].some(ring), at.outerHTML.slice(0, 120)];
}"""
"""Whether what has the focus is on the screen and shows it, itself or by its label."""


@pytest.mark.parametrize(("lang", "place"), [("zh", CLAUSES[0]), ("en", "measures/")])
def test_on_a_narrow_screen_the_focus_is_always_seen(page: Page, lang: Lang, place: str) -> None:
    page.set_viewport_size(SIZES["phone"])
    page.goto(ROOTS[lang] + place)
    menu, drawer = page.locator("button.menu"), page.locator(".md-sidebar--primary")
    for _ in range(30):
        page.keyboard.press("Tab")
        seen, which = page.evaluate(SEEN)
        assert seen, which
        if page.evaluate("document.activeElement.type === 'text'"):  # the search opens: past it
            page.keyboard.press("Escape")
            page.locator("#content").focus()
    menu.focus()
    page.keyboard.press("Enter")
    expect(drawer.locator("a:focus")).to_be_in_viewport()
    expect(menu).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    expect(menu).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Enter")
    for _ in range(20):
        page.keyboard.press("Tab")
    expect(drawer).to_be_hidden()  # left by Tab it is closed


def test_the_marks_of_notes_are_large_enough_for_a_finger(page: Page) -> None:
    page.set_viewport_size(SIZES["phone"])
    page.goto(CLAUSES[0])
    mark = page.locator(".column--zh a.why").first
    mark.scroll_into_view_if_needed()
    hit = """each => {
      const { left, top, width, height } = each.getBoundingClientRect();
      return [[-12, 0], [12, 0], [0, -12], [0, 12]].every(([x, y]) =>
        document.elementFromPoint(left + width / 2 + x, top + height / 2 + y)?.closest("a.why") === each);
    }"""
    assert mark.evaluate(hit)
