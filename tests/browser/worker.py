"""The calculator's worker with Python of this machine behind it, for tests of what is not Pyodide.

A page of the served site starts a worker as ever. It says the same as docs/assets/engine-worker.js,
but has nothing to download: each call goes to a Python that runs here and has the package loaded. The
clock that Python reads is the worker's own, as in Pyodide. Nothing of a call is left for the next one
but the package's caches, whose answers do not depend on anything else.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TextIO

from builder import serve

ROOT = Path(__file__).parents[2]
WORKER = re.compile(r"/engine/worker-[0-9a-f]+\.js")
SCRIPT = """
const shared = "onconnect" in self;
let answered = Promise.resolve(); // one after the other
const serve = (page) => {
  if (!shared) page.postMessage({ type: "progress", stage: "start", loaded: 1, total: 1 });
  page.postMessage({ type: "ready", ms: Math.round(performance.now()) });
  page.addEventListener("message", ({ data: { id, call } }) => {
    answered = answered.then(async () => {
      const body = JSON.stringify({ call, now: Date.now() });
      const answer = await (await fetch("/-/answer", { method: "POST", body })).json();
      if (answer.error) console.error(answer.error);
      page.postMessage({ type: "answer", id, ...answer.message });
    });
  });
  page.start?.();
};
if (shared) addEventListener("connect", ({ ports: [page] }) => serve(page));
else serve(self);
"""


class Python:
    """A process that answers calls, one at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-X", "utf8", "-m", "tests.browser.worker"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8",
        )  # fmt: skip

    def answer(self, asked: str) -> str:
        """Answer a line with a line."""
        assert self._process.stdin
        assert self._process.stdout
        with self._lock:
            self._process.stdin.write(asked + "\n")
            self._process.stdin.flush()
            return self._process.stdout.readline()

    def close(self) -> None:
        """End it."""
        self._process.communicate()


class Handler(serve.Handler):
    """The site's server, with another worker and its answers."""

    def __init__(self, python: Python, *args: Any, **kwargs: Any) -> None:
        self.python = python
        super().__init__(*args, **kwargs)

    def do_GET(self) -> None:  # noqa: N802 (the base class's name)
        """Answer a request, that for the worker with ours."""
        if WORKER.fullmatch(self.path):
            self._script(SCRIPT.encode())
        else:
            super().do_GET()

    def do_POST(self) -> None:  # noqa: N802 (the base class's name)
        """Answer a call of the worker."""
        asked = self.rfile.read(int(self.headers["Content-Length"])).decode()
        body = self.python.answer(asked).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """Serve the site in `folder` with this worker; yields its address."""
    python = Python()
    handler = partial(Handler, python, directory=os.fspath(folder))
    with serve.Server((serve.HOST, 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server.url
        server.shutdown()
    python.close()


def answered(call: str, now: int) -> dict[str, Any]:
    """Answer a call at a time (milliseconds since 1970) as the worker would; `error` is its console's."""
    from calculator import parameters
    from calculator.page import respond

    os.environ.pop(parameters.AS_OF, None)
    time.time = lambda: now / 1000
    try:
        return {"message": {"ok": True, "text": respond(call)}}
    except Exception as error:
        reason = "memory" if isinstance(error, MemoryError) else "python"
        return {"message": {"ok": False, "reason": reason}, "error": traceback.format_exc()}


def main(asked: TextIO, told: TextIO) -> None:
    """Answer each line with a line, until there are no more."""
    import calculator.page  # noqa: F401 (before the first call comes)

    for line in asked:
        told.write(json.dumps(answered(**json.loads(line))) + "\n")
        told.flush()


if __name__ == "__main__":
    main(sys.stdin, sys.stdout)
