"""Filling in the form as it is heard: a virtual screen reader reads it, in both languages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from calculator.i18n import capital
from calculator.page import form, quick_chips
from calculator.profile import CITIES, FACTS
from calculator.shared_facts import TITLES, Title
from tests.browser.desk import Desk

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
READER = ROOT / "node_modules/@guidepup/virtual-screen-reader/lib/esm/index.browser.js"
EQUIPMENT = "equipment_projects.0.investment"
CONTROL = re.compile(r"(radio|checkbox|textbox|combobox|button|link), (.*)")
STATES = r"(?:not )?(?:checked|pressed|expanded|collapsed)|placeholder|invalid|position|disabled"


class Reader:
    """A screen reader at the calculator: what it says, step by step."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.route(
            "**/reader.js",
            lambda route: route.fulfill(
                content_type="text/javascript", body=READER.read_text("utf-8")
            ),
        )
        page.evaluate(
            """async () => {
              const url = new URL("/assets/javascripts/reader.js", location.href);
              window.reader = (await import(url.href)).virtual;
            }"""
        )
        self.begin()

    def begin(self) -> None:
        """Start at the beginning."""
        self.do("await reader.stop()")
        self.do("await reader.start({ container: document.getElementById('calculator') })")

    def do(self, script: str, given: object = None) -> Any:
        return self.page.evaluate(f"async (given) => {{ {script} }}", given)

    def on_to(self, beginning: str) -> list[str]:
        """Go on to what begins with these words; return all that was said on the way."""
        said: list[str] = self.do(
            """for (let n = 0; n < 2000; n++) {
                 await reader.next();
                 if ((await reader.lastSpokenPhrase()).startsWith(given)) break;
               }
               const said = await reader.spokenPhraseLog();
               await reader.clearSpokenPhraseLog();
               return said;""",
            beginning,
        )
        assert said[-1].startswith(beginning), (beginning, said[-5:])
        return said

    def announced(self, words: str) -> None:
        """Check that these words come to be said by themselves, politely."""
        self.page.wait_for_function(
            """async (given) => (await reader.spokenPhraseLog())
                 .some((each) => each.startsWith("polite: ") && each.includes(given))""",
            arg=words,
        )


def named(said: list[str]) -> list[tuple[str, str]]:
    """The controls that were met, each with its name."""
    found = [match for each in said if (match := CONTROL.match(each))]
    return [(each[1], re.split(rf", (?:{STATES})\b", each[2])[0]) for each in found]


def test_the_form_is_filled_in_by_ear(desk: Desk) -> None:
    desk.start()
    lang, reader = desk.lang, Reader(desk.page)

    said = reader.on_to(f"radio, {CITIES['xiamen'](lang)}, not checked, position 1")
    assert f"form, {quick_chips.TITLE(lang)}" in said
    assert f"form, {form.NAME(lang)}" in said
    assert said.index(f"form, {form.NAME(lang)}") < said.index(
        f"group, {FACTS['city'].label(lang)}"
    )
    reader.do("await reader.act()")
    desk.address_holds("city=xiamen")
    reader.announced(str(desk.page.locator("#engine .visually-hidden").text_content()))

    title = capital(TITLES[Title.LITTLE_GIANT](lang))
    said += reader.on_to(f"checkbox, {title}, not checked")
    assert any(each.startswith(f"group, {FACTS['titles'].label(lang)}") for each in said)
    reader.do("await reader.act()")
    desk.address_holds("titles=little_giant")

    label = str(desk.page.locator(f'label[for="f-{EQUIPMENT}"]').text_content())
    said += reader.on_to(f"textbox, {label}")
    controls = named(said)
    assert len(controls) > 10
    assert all(name and not name.isspace() for _, name in controls), controls
    assert not [each for each in said if each in {"image", "graphics-document", "img"}]

    desk.type(EQUIPMENT, "x")
    problem = desk.note(EQUIPMENT)
    reader.announced(problem.inner_text())
    reader.begin()
    heard = reader.on_to(f"textbox, {label}")[-1]
    assert "invalid" in heard
    assert problem.inner_text() in heard
    desk.type(EQUIPMENT, "300")
    desk.address_holds(f"{EQUIPMENT}=300")
    reader.announced(str(desk.page.locator("#engine .visually-hidden").text_content()))
