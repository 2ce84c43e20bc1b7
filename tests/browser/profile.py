"""A browser profile and its page, handed on from test to test while they can be restored.

Opening them takes longer than most pages. Whatever a test stores, shows, sets, opens, answers or
listens to is undone; if that is impossible, as with a stopped clock, the profile is closed instead.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Request

Undo = Callable[[], object]

HARMLESS = {
    "browser",
    "clear_cookies",
    "clear_permissions",
    "clock",
    "close",
    "cookies",
    "expect_console_message",
    "expect_event",
    "expect_page",
    "is_closed",
    "remove_listener",
    "unroute",
    "unroute_all",
    "wait_for_event",
}
HARMLESS |= {"background_pages", "grant_permissions", "new_page", "pages", "request"}
HARMLESS |= {"service_workers", "storage_state"}
"""What may be asked of a profile that is handed on."""

FOR_GOOD = {"add_init_script", "add_locator_handler", "close", "expose_binding", "expose_function"}
FOR_GOOD |= {"on", "once", "route", "route_from_har", "route_web_socket", "set_extra_http_headers"}
FOR_GOOD |= {"set_default_navigation_timeout", "set_default_timeout"}
"""What a page is not rid of by showing another."""

UNDONE: dict[str, Callable[[Any, tuple[Any, ...], Any], Undo]] = {
    "add_init_script": lambda used, given, done: done.close,
    "new_cdp_session": lambda used, given, done: done.detach,
    "on": lambda used, given, done: partial(used.remove_listener, *given),
    "route": lambda used, given, done: partial(used.unroute_all, behavior="ignoreErrors"),
    "set_offline": lambda used, given, done: partial(used.set_offline, False),
}
"""How to take back the use of a method, by what was used and given, and by what came of it."""

EMPTY = "datapackage.json"
"""A file of the site that is no page: nothing runs there that would store something."""

CLEARED = """async () => {
  localStorage.clear();
  sessionStorage.clear();
  window.name = "";
  return (await caches.keys()).length > 0 || (await indexedDB.databases()).length > 0;
}"""
"""Clear what the site has stored; whether there is more of it."""


class Profile:
    """A profile with one page; `problems` is what has gone wrong in it since it was handed on."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.address = address
        self.problems: list[str] = []
        self.as_new = True
        self._undo: list[Undo] = []
        self._answered = False
        # What a service worker answers cannot be tampered with; tests of it have a profile of their own.
        self.context = browser.new_context(base_url=address, service_workers="block")
        self.context.set_default_timeout(30_000)
        self.context.on("request", self._asked)
        self.context.on(
            "weberror", lambda error: self.problems.append(f"page error: {error.error}")
        )
        self.context.on("console", self._told)
        self.page = self.context.new_page()
        # Where a renewed one is: in the site's own process, the mouse in no corner of the page.
        self.page.goto(EMPTY)
        self.page.mouse.move(-1, -1)
        context = {name for name in dir(self.context) if not name.startswith("_")} - HARMLESS
        clock = {name for name in dir(self.page.clock) if not name.startswith("_")}
        for used, names in (
            (self.context, context),
            (self.page, FOR_GOOD),
            (self.page.clock, clock),
        ):
            self._note_use(used, names)

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        here = urlsplit(self.address).netloc
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != here:
            self.problems.append(f"request to another host: {request.url}")

    def _told(self, message: ConsoleMessage) -> None:
        icon = message.location["url"].endswith(
            "/favicon.ico"
        )  # asked for by EMPTY, which names none
        if message.type == "error" and not icon:
            self.problems.append(f"console error: {message.text}")

    def _note_use(self, used: Any, names: set[str]) -> None:
        """Record the use of these methods, to be undone after the test or to close the profile."""

        def noting(name: str, method: Callable[..., Any]) -> Callable[..., Any]:
            @wraps(method)
            def noted(*given: Any, **named: Any) -> Any:
                done = method(*given, **named)
                self._answered = self._answered or name == "route"
                if name in UNDONE:
                    self._undo.append(UNDONE[name](used, given, done))
                else:
                    self.as_new = False
                return done

            return noted

        for name in names:
            method = getattr(type(used), name)
            if callable(method):
                setattr(used, name, noting(name, getattr(used, name)))

    def renew(self) -> bool:
        """Undo what a test has done; return False if that is impossible and the profile is closed."""
        try:
            self.as_new = self.as_new and not self.page.is_closed() and self._renewed()
        except Error:
            self.as_new = False
        if not self.as_new:
            self.context.close()
        return self.as_new

    def _renewed(self) -> bool:
        page = self.page
        for other in self.context.pages:
            if other != page:
                other.close()
        for undo in tuple(self._undo):  # which may note the like
            undo()
        self._undo.clear()
        page.goto(EMPTY)  # of the same site, or Chromium would start a process for the next page
        if self._answered:
            self._forget_answers()
        kept: bool = page.evaluate(CLEARED)
        self.context.clear_cookies()
        self.context.clear_permissions()
        page.emulate_media(
            media="null", color_scheme="null", reduced_motion="null", forced_colors="null", contrast="null"
        )  # fmt: skip
        page.set_viewport_size({"width": 1280, "height": 720})
        page.mouse.move(-1, -1)
        return not kept

    def _forget_answers(self) -> None:
        """Have files fetched anew that a test answered for: a page keeps them in its memory."""
        session = BrowserContext.new_cdp_session(self.context, self.page)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})  # and so emptied
        session.detach()
        self._answered = False
