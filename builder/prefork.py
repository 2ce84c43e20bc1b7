"""A process with every module loaded that runs a command in a fork of its own each time.

Importing modules is a quarter of what `serve` would wait for after an edit. When code has changed,
a new process is started. Without fork (on Windows) every run is a process of its own.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from builder.serve import snapshot

LOADED = (
    "builder.site",
    "builder.hooks",
    "babel.support",
    "calculator.page.compare",
    "calculator.page.amounts_by_title",
    "markdown.extensions.attr_list",
    "markdown.extensions.codehilite",
    "markdown.extensions.fenced_code",
    "markdown.extensions.tables",
    "material.plugins.search.plugin",
)
"""The modules a build imports; none of them reads a text or a page when it is imported."""

BEGIN = """\
import sys
try:
    from builder.prefork import loop
except Exception as error:
    if not __import__(sys.argv[1]).tell_slip(error):
        raise
else:
    loop(sys.argv[1], sys.argv[2:])
"""
"""What the process does; a slip in this very module is told as any other."""

_later: list[Callable[[], object]] | None = None
"""Work put off until the status of this run has been sent; None if nobody waits for it."""


def afterwards(work: Callable[[], object]) -> None:
    """Run `work` once the status has been sent, or at once if nobody waits for it."""
    if _later is None:
        work()
    else:
        _later.append(work)


class Warm:
    """A callable that runs `main(argv)` of a module at `root` and returns whether it succeeded."""

    def __init__(self, root: Path, module: str, argv: Sequence[str], code: Sequence[Path]) -> None:
        self._root, self._module, self._argv, self._code = root, module, list(argv), list(code)
        self._seen: dict[str, tuple[int, int]] = {}
        self._socket: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def __call__(self) -> bool:
        """Run once, with the code as it is now."""
        if not hasattr(os, "fork"):
            command = [sys.executable, str(self._root / f"{self._module}.py"), *self._argv]
            return subprocess.call(command, stdin=subprocess.DEVNULL) == 0
        now = snapshot(self._code)
        if self._socket is None or now != self._seen:
            self._start()
            self._seen = now
        assert self._socket
        try:
            self._socket.sendall(b"!")
            return self._socket.recv(1) == b"\0"
        except OSError:
            self._socket = None  # the process has died: the next run starts another
            return False

    def _start(self) -> None:
        if self._socket and self._process:
            self._socket.close()  # which ends the process
            self._process.wait()
        self._socket, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, "-c", BEGIN, self._module, *self._argv]
            # Use this builder, wherever the module is.
            path = os.pathsep.join([str(self._root), str(Path(__file__).parents[1])])
            env = os.environ | {"PYTHONPATH": path}
            self._process = subprocess.Popen(
                command, cwd=self._root, stdin=theirs.fileno(), env=env
            )


def loop(module: str, argv: list[str]) -> None:
    """Load the modules, then run in a fork for each byte received and send back its status.

    Returns when the caller closes the socket.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the caller; this ends with it
    for name in LOADED:
        with suppress(Exception):  # the run itself will report it
            __import__(name)
    gc.freeze()
    with socket.socket(fileno=os.dup(0)) as connection:
        while connection.recv(1):
            ours, theirs = os.pipe()
            if not os.fork():
                _run(module, argv, theirs)
            os.close(theirs)
            status = os.read(ours, 1)  # empty if the run has died
            os.close(ours)
            with suppress(OSError):
                connection.sendall(status or b"\1")
            with suppress(ChildProcessError):  # reap runs that have finished
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass


def _run(module: str, argv: list[str], status_fd: int) -> None:
    global _later
    _later = []
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        main: Callable[[list[str]], int] = __import__(module).main
        status = main(argv)
    except BaseException as error:
        sys.excepthook(type(error), error, error.__traceback__)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        os.write(status_fd, bytes([min(status, 1)]))
        for work in _later:
            with suppress(Exception):
                work()
        os._exit(status)
