"""A web host as readers have them: its site is replaced, its network fails, and one day it is gone."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any, BinaryIO

from builder import serve


@dataclass(frozen=True)
class Instead:
    """What comes instead of a file: by default a hotel's page to log in, as if it were the file."""

    of: str = ""
    """A pattern of addresses."""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    page: bytes = b"<!doctype html><p>Log in"


@dataclass
class Host:
    """A host of the site in `folder`, who notes what is asked of it."""

    folder: Path
    url: str = ""
    asked: list[str] = field(default_factory=list)
    stalls: re.Pattern[str] | None = None
    """Addresses that are never answered while this is set."""
    instead: Instead | None = None
    plain: bool = False
    """Whether it says no more than the time of each file, as a folder on a simple host does."""
    released: threading.Event = field(default_factory=threading.Event)
    gone: threading.Event = field(default_factory=threading.Event)
    late: list[str] = field(default_factory=list)
    """What was answered after it had gone."""
    server: serve.Server | None = None

    def leave(self) -> None:
        """Go: the door is closed, and whoever is connected is cut off."""
        assert self.server
        self.server.shutdown()
        self.server.server_close()
        self.gone.set()


class Handler(serve.Handler):
    """Answers as its host does just now."""

    def __init__(self, host: Host, *args: Any) -> None:
        self.host = host
        super().__init__(*args)

    def do_GET(self) -> None:  # noqa: N802 (the base class's name)
        self.directory = os.fspath(self.host.folder)
        late = self.host.gone.is_set()
        self.host.asked.append(self.path)
        if self.host.stalls and self.host.stalls.search(self.path):
            self.host.released.wait(60)
        if self.host.instead and re.search(self.host.instead.of, self.path):
            self._answer(self.host.instead)
        else:
            super().do_GET()
        if late:
            self.host.late.append(self.path)

    def do_HEAD(self) -> None:  # noqa: N802 (the base class's name)
        self.directory = os.fspath(self.host.folder)
        self.host.asked.append(f"HEAD {self.path}")
        super().do_HEAD()

    def send_head(self) -> BinaryIO | None:
        if not self.host.plain:
            return super().send_head()
        found: BinaryIO | None = SimpleHTTPRequestHandler.send_head(self)
        return found

    def _answer(self, instead: Instead) -> None:
        self.send_response(instead.status)
        told = {"Content-Type": "text/html", "Content-Length": str(len(instead.page))}
        for name, value in (told | instead.headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(instead.page)


@contextmanager
def hosting(folder: Path, below: str = "") -> Iterator[Host]:
    """A host for the folder; its address ends with `below`. What left answers nothing."""
    host = Host(folder)
    with serve.Server((serve.HOST, 0), partial(Handler, host)) as host.server:
        threading.Thread(target=host.server.serve_forever, args=(0.05,), daemon=True).start()
        host.url = host.server.url + below
        yield host
        host.released.set()
        host.server.shutdown()
    assert not host.late
