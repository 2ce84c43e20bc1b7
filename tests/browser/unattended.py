"""A Chromium controlled through a pipe and otherwise left alone.

Playwright attaches to pages in a way that keeps browsers from preparing the next one; this does
not.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

FLAGS = ["--headless=new", "--no-sandbox", "--no-first-run", "--disable-gpu", "--mute-audio",
         "--disable-background-networking", "--window-size=1280,900"]  # fmt: skip
SILENT_SECONDS = 60


class Browser:
    """Commands of the DevTools protocol, each answered before the next is sent."""

    def __init__(self, into: int, out: int) -> None:
        self._into, self._out, self._count, self._read = into, out, 0, b""
        self._attached: list[str] = []
        self.prepared: list[str] = []
        """Sessions with pages that are ready to be shown."""

    def send(self, method: str, session: str = "", **params: object) -> dict[str, Any]:
        self._count += 1
        message = {"id": self._count, "method": method, "params": params}
        told = message | ({"sessionId": session} if session else {})
        os.write(self._into, json.dumps(told).encode() + b"\0")
        while True:
            answer = json.loads(self._message())
            told = answer.get("params", {})
            if answer.get("method") == "Target.attachedToTarget":
                ahead = told["targetInfo"].get("subtype") == "prerender"
                (self.prepared if ahead else self._attached).append(told["sessionId"])
            gone = answer.get("method") == "Target.detachedFromTarget" and told.get("sessionId")
            if gone and gone == session:
                raise RuntimeError(f"{method}: the page has gone")
            if answer.get("id") == self._count:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                result: dict[str, Any] = answer["result"]
                return result

    def _message(self) -> bytes:
        while b"\0" not in self._read:
            if not select.select([self._out], [], [], SILENT_SECONDS)[0]:
                raise TimeoutError("the browser says nothing")
            if not (more := os.read(self._out, 65536)):
                raise RuntimeError("the browser has gone")
            self._read += more
        message, _, self._read = self._read.partition(b"\0")
        return message

    def page(self) -> str:
        """Attach to the front page through its tab, or browsers prepare no next page; returns a session."""
        tabs = self.send("Target.getTargets", filter=[{"type": "tab"}])["targetInfos"]
        tab = self.send("Target.attachToTarget", targetId=tabs[0]["targetId"], flatten=True)
        self._attached.clear()
        self.prepared.clear()
        self.send(
            "Target.setAutoAttach", tab["sessionId"], autoAttach=True, waitForDebuggerOnStart=False,
            flatten=True, filter=[{"type": "page"}],
        )  # fmt: skip
        return self._attached[0]

    def evaluate(self, session: str, expression: str) -> Any:
        found = self.send(
            "Runtime.evaluate",
            session,
            expression=expression,
            returnByValue=True,
            awaitPromise=True,
        )
        return found["result"].get("value")

    def until(self, session: str, expression: str, seconds: float = 30) -> Any:
        """Wait until an expression is truthy, and return its value."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with suppress(RuntimeError):  # between two pages there is none
                if found := self.evaluate(session, expression):
                    return found
            time.sleep(0.02)
        raise AssertionError(f"not within {seconds} s: {expression}")

    def running(self, kind: str) -> list[str]:
        """Return the addresses of running targets of a kind: "worker", "shared_worker" and so on."""
        found = self.send("Target.getTargets", filter=[{"type": kind}])["targetInfos"]
        return [each["url"] for each in found]

    def pointer(self, session: str, kind: str, x: float, y: float) -> None:
        pressed = {"button": "left", "clickCount": 1} if kind != "mouseMoved" else {}
        self.send("Input.dispatchMouseEvent", session, type=kind, x=x, y=y, **pressed)


@contextmanager
def browser(program: str) -> Iterator[Browser]:
    """Yield a browser of its own, with an empty profile."""
    to_read, to_write = os.pipe()
    from_read, from_write = os.pipe()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:

        def arrange() -> None:
            os.dup2(to_read, 3)
            os.dup2(from_write, 4)

        process = subprocess.Popen(
            [program, *FLAGS, f"--user-data-dir={Path(profile)}", "--remote-debugging-pipe",
             "about:blank"],
            preexec_fn=arrange, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(to_read)
        os.close(from_write)
        try:
            yield Browser(to_write, from_read)
        finally:
            process.kill()
            process.wait()
            os.close(to_write)
            os.close(from_read)
