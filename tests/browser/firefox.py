"""Firefox, driven by its own protocol (Marionette): commands as JSON over a socket, without a driver."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from builder.environment import apt_install

NAMES = ("firefox-esr", "firefox")
MAC = Path("/Applications/Firefox.app/Contents/MacOS/firefox")
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
"""The key of an element, fixed by the WebDriver standard."""

SECONDS = 60
PREFERENCES = {
    "marionette.port": 0,  # any; the profile tells which
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.shell.checkDefaultBrowser": False,
    "extensions.update.enabled": False,
    "services.settings.server": "data:,",
}


class FirefoxError(Exception):
    """Firefox refused a command; the message is its own."""


@dataclass
class Firefox:
    """An open browser. Every check waits until it is true, or raises after a minute."""

    stream: socket.socket
    version: str = ""

    def __post_init__(self) -> None:
        self._ids = count(1)
        self._read()  # its greeting
        told = self.do("WebDriver:NewSession", capabilities={})
        self.version = told["capabilities"]["browserVersion"]

    def do(self, command: str, **given: Any) -> Any:
        """Send a command and return its result."""
        message = json.dumps([0, next(self._ids), command, given]).encode()
        self.stream.sendall(b"%d:%s" % (len(message), message))
        _, _, error, result = self._read()
        if error:
            raise FirefoxError(f"{command} {given}: {error['message']}")
        return result

    def _read(self) -> Any:
        length = b""
        while (byte := self.stream.recv(1)) != b":":
            if not byte:
                raise FirefoxError("the browser has gone")
            length += byte
        content = bytearray()
        while len(content) < int(length):
            content += self.stream.recv(int(length) - len(content))
        return json.loads(content)

    def go(self, url: str) -> None:
        """Open an address and wait until it is loaded."""
        self.do("WebDriver:Navigate", url=url)

    def run(self, script: str, *given: Any) -> Any:
        """Evaluate an expression in the page, with `given` available; promises are awaited."""
        wrapped = f"return (async (...given) => {{ return {script}; }})(...arguments);"
        return self.do("WebDriver:ExecuteScript", script=wrapped, args=list(given))["value"]

    def until(self, script: str, *given: Any) -> Any:
        """Wait until an expression of the page is true, and return its value."""
        end = monotonic() + SECONDS
        while not (found := self.run(script, *given)):
            if monotonic() > end:
                raise FirefoxError(f"not true within {SECONDS} s: {script}")
            sleep(0.05)
        return found

    def find(self, selector: str) -> str:
        """Return the handle of an element that exists."""
        told = self.do("WebDriver:FindElement", using="css selector", value=selector)
        return str(told["value"][ELEMENT])

    def click(self, selector: str) -> None:
        """Click as a person does: covered or hidden elements are refused."""
        self.do("WebDriver:ElementClick", id=self.find(selector))

    def type(self, selector: str, text: str) -> None:
        """Type into a field."""
        self.do("WebDriver:ElementSendKeys", id=self.find(selector), text=text)


def executable() -> Path:
    """Return an installed Firefox, or the distribution's. Raises `Trouble` if there is none."""
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    if MAC.exists():
        return MAC
    apt_install("firefox-esr")
    return Path(shutil.which("firefox-esr") or "firefox-esr")


@contextmanager
def opened(profile: Path) -> Iterator[Firefox]:
    """Yield a windowless Firefox with an empty profile in that folder."""
    lines = (f"user_pref({json.dumps(k)}, {json.dumps(v)});\n" for k, v in PREFERENCES.items())
    (profile / "user.js").write_text("".join(lines), encoding="utf-8")
    command = [executable(), "--marionette", "--headless", "--no-remote", "--profile", profile]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            with socket.create_connection(
                ("127.0.0.1", _port(profile, process)), SECONDS
            ) as stream:
                yield Firefox(stream)
        finally:
            process.terminate()


def _port(profile: Path, process: subprocess.Popen[bytes]) -> int:
    told, end = profile / "MarionetteActivePort", monotonic() + SECONDS
    while not told.exists() or not told.read_text(encoding="utf-8").strip():
        if process.poll() is not None or monotonic() > end:
            raise FirefoxError(f"it does not start (status {process.returncode})")
        sleep(0.05)
    return int(told.read_text(encoding="utf-8"))
