"""Buttons can be read while they are pointed at, pressed or focused, by day and by night."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from playwright.sync_api import CDPSession, Error, Page, expect

from calculator.i18n import Lang
from tests.browser.conftest import SIZES
from tests.browser.desk import ROOTS, Desk
from tests.browser.test_pages import SCHEMES, WEARS, Scheme

pytestmark = pytest.mark.browser

LEAST = 4.5
STATES = (
    (),
    ("hover",),
    ("focus", "focus-visible"),
    ("hover", "focus", "active"),
    ("hover", "focus"),
)
"""As it lies there, pointed at, reached by key, held down, and after a tap, when both stay."""

BUTTONS = "button, .md-button, a.language, a[data-same-page], [role=button], input[type=submit]"

CONTRAST = """(element) => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3]));
  const light = (color) => {
    const [r, g, b] = color.map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const layers = [];
  for (let at = element; at; at = at.parentElement) layers.unshift(rgba(getComputedStyle(at).backgroundColor));
  const ground = layers.reduce((below, top) => over(top, below), [255, 255, 255]);
  const words = light(over(rgba(getComputedStyle(element).color), ground)), behind = light(ground);
  const [one, other] = [words, behind].sort((a, b) => b - a);
  return (one + 0.05) / (other + 0.05);
}"""

STYLED = """(rules) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules);
  document.adoptedStyleSheets.push(sheet);
}"""

SEEN = """(element) => {
  const text = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  return text && element.checkVisibility({ visibilityProperty: true }) && !element.disabled;
}"""

READ = f"""(buttons) => [...document.querySelectorAll(buttons)].map((element) =>
  ({SEEN})(element) ? [element.textContent.trim(), ({CONTRAST})(element)] : null)"""


def unreadable(
    page: Page, schemes: Sequence[Scheme] = SCHEMES, tries: int = 5
) -> tuple[int, list[str]]:
    """How many buttons were looked at, and those whose words are too faint in some state."""
    try:
        return _unreadable(page, schemes)
    except Error as error:
        if tries and "node with given id" in error.message:  # the page drew it anew meanwhile
            return unreadable(page, schemes, tries - 1)
        raise


def _unreadable(page: Page, schemes: Sequence[Scheme]) -> tuple[int, list[str]]:
    page.evaluate(STYLED, "*, ::before, ::after { transition: none !important; }")
    session = page.context.new_cdp_session(page)
    try:
        return _in_all_states(page, session, schemes)
    finally:
        session.detach()  # and no state is forced any longer


def _in_all_states(
    page: Page, session: CDPSession, schemes: Sequence[Scheme]
) -> tuple[int, list[str]]:
    """Raises Error where a button has gone meanwhile, so that it was in no state."""
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    nodes = session.send("DOM.querySelectorAll", {"nodeId": root, "selector": BUTTONS})["nodeIds"]

    def put(state: Sequence[str]) -> None:
        for node in nodes:
            forced = {"nodeId": node, "forcedPseudoClasses": list(state)}
            session.send("CSS.forcePseudoState", forced)

    seen, faint = set[int](), list[str]()
    for state in STATES:
        put(state)
        for scheme in schemes:
            page.emulate_media(color_scheme=scheme)
            page.wait_for_function(WEARS, arg=scheme)
            read = page.evaluate(READ, BUTTONS)
            if len(read) != len(nodes):
                raise Error("there is another node with given id")
            for n, (name, ratio) in ((n, each) for n, each in enumerate(read) if each):
                seen.add(n)
                if ratio < LEAST:
                    faint.append(f"{name} {'+'.join(state) or 'at rest'}, {scheme}: {ratio:.2f}")
    put(())
    return len(seen), faint


@pytest.mark.parametrize("size", SIZES)
def test_every_button_can_be_read_in_every_state(page: Page, lang: Lang, size: str) -> None:
    """Each in both colour schemes."""
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size(SIZES[size])
    found: dict[str, tuple[int, list[str]]] = {}

    desk = Desk(page, lang)
    desk.start(
        "#city=xiamen&date=2025-06-30&titles=little_giant&equipment_projects.0.investment=3000000"
    )
    expect(page.locator("#take")).to_be_visible()
    page.locator("[data-scenario=keep]").click()
    expect(page.locator("[data-scenario='drop:0']")).to_be_visible()
    if size == "phone":
        page.locator("[data-turn='2']:visible").click()
        found["second step"] = unreadable(page)
        page.locator("[data-turn=all]").click()
    found["calculator"] = unreadable(page)
    page.goto(f"{ROOTS[lang]}xiamen-2024/xm-13/")
    found["clause"] = unreadable(page)
    page.goto(f"{ROOTS[lang]}batch/")
    found["batch"] = unreadable(page)
    page.goto(f"{ROOTS[lang]}measures/")
    found["table"] = unreadable(page)
    page.goto(ROOTS[lang])
    page.evaluate("__md_set('searches', ['贴息'])")
    page.reload()
    page.locator("[data-md-component=search-query]").focus()
    expect(page.locator(".search-recent")).to_be_visible()
    found["home and search"] = unreadable(page)

    assert all(seen for seen, _ in found.values()), found
    assert found["calculator"][0] > 20
    faint = [f"{place}: {each}" for place, (_, all_) in found.items() for each in all_]
    assert not faint, "\n".join(faint)


def test_what_is_faint_is_noticed(page: Page) -> None:
    page.goto("")
    page.evaluate(
        "document.body.innerHTML = '<button id=one>one</button><button id=two>two</button>'"
    )
    page.evaluate(
        STYLED,
        """body { background: #fff } #one { background: #0f5457; color: #fbf8f2 } #two { color: #000 }
        button:hover { background: color-mix(in srgb, #0f5457 10%, transparent) !important }""",
    )
    seen, faint = unreadable(page, ["light"])
    assert seen == 2
    assert [each.split(",")[0] for each in faint] == [
        "one hover", "one hover+focus+active", "one hover+focus"
    ]  # fmt: skip
