"""WebKitGTK's MiniBrowser, driven by WebKitWebDriver on a screen of its own.

Debian has both: `apt-get install webkit2gtk-driver xvfb`. They are used where they are installed.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

NEEDED = ("WebKitWebDriver", "Xvfb")
BROWSERS = "webkit2gtk-4.1/MiniBrowser"
INSTALL = "apt-get install webkit2gtk-driver xvfb"
SECONDS = 60


class WebKitError(Exception):
    """WebKit refused a command, or what was waited for did not come; the message says which."""


@dataclass(frozen=True)
class WebKit:
    """An open browser, by the address of its session. Every check waits until it is true, or raises."""

    session: str
    version: str

    def do(self, method: str, path: str, given: object = None) -> Any:
        """Send one command of WebDriver and return its result."""
        return _ask(method, f"{self.session}{path}", given)

    def go(self, url: str) -> None:
        """Open an address and wait until it is loaded."""
        self.do("POST", "/url", {"url": url})

    def run(self, script: str, *given: Any) -> Any:
        """Evaluate an expression in the page, with `given` available; promises are awaited."""
        wrapped = (
            "const [given, done] = arguments;"
            f"(async () => {{ return {script}; }})().then((it) => done([it]), (no) => done(String(no)));"
        )
        told = self.do("POST", "/execute/async", {"script": wrapped, "args": [list(given)]})
        if isinstance(told, str):
            raise WebKitError(f"{told}: {script}")
        return told[0] if told else None

    def until(self, script: str, *given: Any) -> Any:
        """Wait until an expression of the page is true, and return its value."""
        end = time.monotonic() + SECONDS
        while not (found := self.run(script, *given)):
            if time.monotonic() > end:
                raise WebKitError(f"not true within {SECONDS} s: {script} {given}")
            time.sleep(0.05)
        return found

    def _find(self, selector: str) -> str:
        wanted = {"using": "css selector", "value": selector}
        (handle,) = self.do("POST", "/element", wanted).values()
        return str(handle)

    def click(self, selector: str) -> None:
        """Click as a person does: covered or hidden elements are refused."""
        self.do("POST", f"/element/{self._find(selector)}/click", {})

    def type(self, selector: str, text: str) -> None:
        """Type into a field."""
        self.do("POST", f"/element/{self._find(selector)}/value", {"text": text})


def missing() -> str | None:
    """Return what to install, or None where all is there."""
    found = all(map(shutil.which, NEEDED)) and list(Path("/usr/lib").glob(f"*/{BROWSERS}"))
    return None if found else INSTALL


def _ask(method: str, address: str, given: object = None) -> Any:
    data = None if given is None else json.dumps(given).encode()
    try:
        with urlopen(Request(address, data, method=method), timeout=2 * SECONDS) as answer:
            return json.load(answer)["value"]
    except HTTPError as error:
        raise WebKitError(f"{method} {address} {given}: {error.read().decode()[:300]}") from None


@contextmanager
def opened() -> Iterator[WebKit]:
    """Yield a browser on a screen of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    reading, writing = os.pipe()
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x900x24"], pass_fds=[writing]
    )
    os.close(writing)
    with os.fdopen(reading, encoding="ascii") as told:
        display = f":{told.readline().strip()}"  # the first that is free
    env = os.environ | {"DISPLAY": display, "LIBGL_ALWAYS_SOFTWARE": "1"}
    if os.geteuid() == 0:
        env["WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS"] = "1"  # there is none for root
    driver = subprocess.Popen(["WebKitWebDriver", f"--port={port}"], env=env)
    try:
        at, end = f"http://127.0.0.1:{port}", time.monotonic() + SECONDS
        while True:
            try:
                _ask("GET", f"{at}/status")
                break
            except URLError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)
        (binary,) = Path("/usr/lib").glob(f"*/{BROWSERS}")
        options = {"binary": os.fspath(binary), "args": ["--automation"]}
        wanted = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
        made = _ask("POST", f"{at}/session", {"capabilities": wanted})
        browser = WebKit(
            f"{at}/session/{made['sessionId']}", made["capabilities"]["browserVersion"]
        )
        browser.do("POST", "/timeouts", {"script": SECONDS * 1000})
        yield browser
        browser.do("DELETE", "")
    finally:
        for process in (driver, screen):
            process.terminate()
            process.wait()
