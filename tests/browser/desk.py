"""The calculator's page as a person uses it: its fields, totals and cards."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from playwright.sync_api import Locator, Page, expect

from calculator.i18n import Lang, Text, brief
from calculator.page import SAYINGS
from calculator.profile import CITIES, FACTS
from calculator.shared_facts import TITLES, Title

ROOTS: dict[Lang, str] = {"zh": "", "en": "en/"}
YES = Text("是", "Yes")
_SUM = {
    True: Text("可确定 {sum}", "{sum}, fixed by the text"),
    False: Text("最多 {sum}", "Up to {sum}"),
}
_BY_THE_DRAFT = {
    True: Text("按征求意见稿 {sum}", "By the draft: {sum}"),
    False: Text("按征求意见稿最多 {sum}", "By the draft: up to {sum}"),
}
_FIXED = Text("条文写明 {sum}", "{sum} fixed by the text")


def stop_clock(page: Page, moment: str) -> None:
    """Stop the page's clock at a moment, from its next load on; that of its workers runs on.

    Unlike Playwright's clock it can be taken back, so that the page is handed on to the next test.
    """
    page.add_init_script(f"{{ const now = Date.parse('{moment}'); Date.now = () => now; }}")


@dataclass(frozen=True, slots=True)
class Desk:
    """The page in one language. Every check waits until it is true, or fails after the timeout."""

    page: Page
    lang: Lang

    @property
    def path(self) -> str:
        return f"{ROOTS[self.lang]}calculator/"

    def open(self, fragment: str = "") -> None:
        """Open the page without waiting for Python."""
        self.page.goto(self.path + fragment)

    def start(self, fragment: str = "") -> None:
        """Open the page and wait for Python."""
        self.open(fragment)
        self.ready()

    def ready(self) -> None:
        """Wait for Python, and for its answer to the entries in the address."""
        self.says("ready", ms=60_000)  # beside other work Python takes its time
        expect(self.page.locator("#calculator[data-opening]")).to_have_count(0)

    def says(self, key: str, *, ms: float | None = None) -> None:
        """Check that the status line shows this message of the page, up to its first blank to fill."""
        words = SAYINGS[key](self.lang).partition("{")[0]
        expect(self.status).to_contain_text(words, timeout=ms)

    @property
    def status(self) -> Locator:
        return self.page.locator("#engine")

    # Actions.

    def choose(self, name: str, words: Text) -> None:
        """Tick an answer to a question, both found by their labels."""
        answer = re.compile(f"^\\s*{re.escape(words(self.lang))}\\s*$", re.IGNORECASE)
        self.turn_to(self.page.locator(f"#q-{name}"))
        form = self.page.locator("#questions")
        question = form.get_by_role("group", name=FACTS[name].label(self.lang), exact=True)
        question.get_by_label(answer).check()

    def is_enterprise(self, city: str, title: Title, day: str = "2025-06-30") -> None:
        """Enter a city, a title held for the first time, and its date."""
        self.choose("city", CITIES[city])
        self.type("date", day)
        self.choose("titles", TITLES[title])

    def is_first_time(self, day: str = "2025-05-20") -> None:
        """Enter that the little-giant title is held for the first time, and since when."""
        self.choose("first_little_giant_title", YES)
        self.type("little_giant_title_date", day)

    def unfold(self, part: str) -> None:
        """Open a part of the form, if it is closed."""
        self.turn_to(self.page.locator(f"#part-{part}"))
        if self.page.locator(f"#part-{part}").get_attribute("open") is None:
            self.page.locator(f"#part-{part} > summary").click()

    def turn_to(self, place: Locator) -> None:
        """Go forward or back, step by step, to the one that contains this place (on a phone)."""
        wanted = place.evaluate("each => each.closest('.step')?.id.at(-1)")
        for _ in range(4):
            turns = self.page.locator(".turn button:visible")
            shown = self.page.locator("#calculator").get_attribute("data-step") or ""
            if not turns.count() or shown == wanted:
                return
            (turns.last if shown < wanted else turns.first).click()

    def box(self, name: str) -> Locator:
        return self.page.locator(f'[id="f-{name}"]')

    def type(self, name: str, text: str) -> None:
        """Click into a field, replace what is there key by key, and leave it."""
        self.turn_to(self.box(name))
        folded = self.page.locator("details:not([open])", has=self.box(name)).last
        while folded.count():
            folded.locator("> summary").click()
        self.box(name).click()
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.type(text) if text else self.page.keyboard.press("Delete")
        self.page.keyboard.press("Tab")

    def button(self, action: str) -> Locator:
        return self.page.locator(f'#calculator button[data-action="{action}"]')

    def loan(self, row: int, principal: str, rate: str) -> None:
        """Fill in one row of the patent-pledge loans: a year of interest in 2025."""
        for key, text in {
            "principal": principal,
            "rate_pct": rate,
            "days": "365",
            "year": "2025",
        }.items():
            self.type(f"pledge_loans.{row}.{key}", text)
        self.box(f"pledge_loans.{row}.collateral").select_option("patent")

    # Observations.

    def note(self, name: str) -> Locator:
        """Return the echo or the problem below a field."""
        return self.page.locator(f'[id="n-{name}"]')

    def card(self, measure: str) -> Locator:
        return self.page.locator(f"#r-{measure}")

    def amount(self, measure: str) -> Locator:
        """Return the amount of a measure, absent if it is unknown."""
        return self.card(measure).locator(".figure:not(.potential), .amount")

    def opened(self, measure: str) -> Locator:
        """Return the card of a measure, unfolded."""
        card = self.card(measure)
        if card.get_attribute("open") is None:
            card.locator("summary").first.click()
        return card

    @property
    def sum(self) -> Locator:
        """The large line with the total."""
        return self.page.locator("#sum")

    def totals_are(self, certain: str, at_most: str | None = None, *, draft: bool = False) -> None:
        """Check the cash totals, as figures with commas: the fixed one, and the higher one if any."""
        fixed, most = (brief(int(each.replace(",", ""))) for each in (certain, at_most or certain))
        name = (_BY_THE_DRAFT if draft else _SUM)[at_most is None]
        expect(self.sum).to_have_text(name.fill(sum=most)(self.lang))
        part = self.page.locator("#results .part-of-sum").first
        if at_most:
            expect(part).to_have_text(_FIXED.fill(sum=fixed)(self.lang))

    def yuan(self, figure: str) -> str:
        return f"{figure} 元" if self.lang == "zh" else f"RMB {figure}"

    def up_to(self, figure: str) -> str:
        return ("最高 " if self.lang == "zh" else "up to ") + self.yuan(figure)

    @property
    def fragment(self) -> str:
        return unquote(self.page.url.partition("#")[2])

    def address_holds(self, *pairs: str) -> None:
        """Check that the address comes to contain these entries, as `name=text`."""
        for pair in pairs:
            name, _, text = pair.partition("=")
            encoded = "".join(
                c if c.isascii() else "".join(f"%{b:02X}" for b in c.encode()) for c in text
            )
            expect(self.page).to_have_url(re.compile(f"[#&]{re.escape(f'{name}={encoded}')}(&|$)"))
