"""A small web server for the finished folder, for `serve` and for tests of the built site.

It responds as a careful static host would (types, caching, precompressed siblings, the site's own
404 page), on this machine only.
"""

from __future__ import annotations

import io
import mimetypes
import os
import re
import signal
import socket
import socketserver
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import BaseRequestHandler
from typing import Any, BinaryIO
from urllib.parse import urlsplit, urlunsplit

from builder import offline, security
from builder.environment import Trouble, say
from calculator.page.html import tag

HOST = "127.0.0.1"
NAMES = frozenset({HOST, "localhost", "::1"})
"""What this machine calls itself; a server answers to nothing else."""
FIRST_PORT = 8000
PORTS_TRIED = 20
POLL_SECONDS = 0.1
"""The interval of polling the sources, which works on every file system."""

# Defined here, because the system's own table differs from machine to machine.
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".ics": "text/calendar; charset=utf-8",
    ".ipynb": "application/x-ipynb+json",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".md": "text/markdown; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".whl": "application/zip",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
    ".zip": "application/zip",
}
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
HASHED = re.compile(r"[.-][0-9a-f]{8,64}[./]")
"""A hash in the address of a file that never changes: its own, or its folder's."""

CHANGES = "/-/changes"
"""Where an open page is notified of rebuilds (server-sent events)."""
RELOADER = "/-/reload.js"
RELOADS = f"new EventSource('{CHANGES}').onmessage=()=>location.reload()".encode()
RELOAD = tag("script", src=RELOADER).encode()


SCRIPTS = {
    RELOADER: RELOADS,
    f"/{offline.WORKER}": offline.RETIRED.encode(),  # pages that keep changing are not stored
}


class Changes:
    """A counter of rebuilds, for pages that wait for the next one."""

    def __init__(self) -> None:
        self.count = 0
        self._changed = threading.Condition()

    def announce(self) -> None:
        """Count a rebuild, and wake all who wait."""
        with self._changed:
            self.count += 1
            self._changed.notify_all()

    def wait(self, seen: int, seconds: float) -> bool:
        """Wait up to `seconds` for a count other than `seen`; return whether it came."""
        with self._changed:
            return self._changed.wait_for(lambda: self.count != seen, seconds)


class Handler(SimpleHTTPRequestHandler):
    """A handler of requests; with `changes`, pages reload themselves after a rebuild."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *args: Any, changes: Changes | None = None, **kwargs: Any) -> None:
        self.changes = changes
        super().__init__(*args, **kwargs)

    def do_GET(self) -> None:
        """Answer a request, or keep notifying an open page of rebuilds."""
        if not self._ours():
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
        elif self.changes is not None and self.path == CHANGES:
            self._notify(self.changes)
        elif self.changes is not None and self.path in SCRIPTS:
            self._script(SCRIPTS[self.path])
        else:
            super().do_GET()

    def do_HEAD(self) -> None:
        """Answer as to GET, without the body."""
        if not self._ours():
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
        elif self.changes is not None and self.path in SCRIPTS:
            self._script(SCRIPTS[self.path])
        else:
            super().do_HEAD()

    def _ours(self) -> bool:
        """Check that the request is for this machine by name: another name may be a trap to read drafts."""
        host = urlsplit(f"//{self.headers.get('Host', HOST)}").hostname
        return host in NAMES

    def send_head(self) -> BinaryIO | None:
        """Send status and headers; return the body, or None if there is none."""
        url = urlsplit(self.path)
        path = Path(self.translate_path(self.path))
        if path.is_dir():
            if not url.path.endswith("/"):
                # Path and query only: "//host" must not redirect to another host.
                place = urlunsplit(("", "", "/" + url.path.lstrip("/") + "/", url.query, ""))
                self._redirect(place)
                return None
            path /= "index.html"
        elif url.path.endswith("/"):
            path = path / "index.html"
        if path.is_file() and path.name != security.HEADERS:
            return self._file(path, HTTPStatus.OK)
        return self._missing(url.path)

    def _file(self, path: Path, status: HTTPStatus) -> BinaryIO | None:
        reloads = self.changes is not None and path.suffix == ".html"
        served, encoding = (path, None) if reloads else self._smallest(path)
        stat = served.stat()
        tag = f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"'
        fresh = status is HTTPStatus.OK and self.headers.get("If-None-Match") == tag
        self.send_response(HTTPStatus.NOT_MODIFIED if fresh else status)
        self.send_header("ETag", tag)
        self.send_header("Vary", "Accept-Encoding")
        address = urlsplit(self.path).path
        forever = HASHED.search(address) and path.suffix != ".html"
        kept = "public, max-age=31536000, immutable" if forever else "no-cache"
        for name, value in self._rules(address).items() | {("Cache-Control", kept)}:
            self.send_header(name, value)
        if fresh:
            self.end_headers()
            return None
        body = served.read_bytes() + (RELOAD if reloads else b"")
        self.send_header("Content-Type", content_type(path))
        self.send_header("Content-Length", str(len(body)))
        if encoding:
            self.send_header("Content-Encoding", encoding)
        self.end_headers()
        return io.BytesIO(body)

    def _rules(self, address: str) -> dict[str, str]:
        """Return the headers that the site prescribes for an address."""
        headers = {"X-Content-Type-Options": "nosniff"}
        for rule in security.read_headers(Path(self.directory)):
            if rule.holds_for(address.lstrip("/")):
                headers |= rule.headers
        headers.pop("Cache-Control", None)  # sent for every file
        return headers

    def _script(self, content: bytes) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", TYPES[".js"])
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _smallest(self, path: Path) -> tuple[Path, str | None]:
        """Return the precompressed sibling that this browser accepts, or the file itself."""
        offered = self.headers.get("Accept-Encoding", "").split(",")
        accepted = {one.partition(";")[0].strip() for one in offered}
        for encoding, suffix in ENCODINGS:
            sibling = path.with_name(path.name + suffix)
            if encoding in accepted and sibling.is_file():
                return sibling, encoding
        return path, None

    def _missing(self, url_path: str) -> BinaryIO | None:
        root = Path(self.directory)
        page = root / ("en/404.html" if url_path.startswith("/en/") else "404.html")
        if page.is_file():
            return self._file(page, HTTPStatus.NOT_FOUND)
        self.send_error(HTTPStatus.NOT_FOUND)
        return None

    def _redirect(self, place: str) -> None:
        self.send_response(HTTPStatus.MOVED_PERMANENTLY)
        self.send_header("Location", place)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _notify(self, changes: Changes) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        seen, words = changes.count, b":\n\n"
        while True:
            # The comment line detects whether the page is still there.
            self.wfile.write(words)
            self.wfile.flush()
            rebuilt = changes.wait(seen, 15)
            seen, words = changes.count, b"data: rebuilt\n\n" if rebuilt else b":\n\n"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the base class's name)
        """Log nothing: the terminal shows the messages of the build."""


class Server(ThreadingHTTPServer):
    """A server that stops at once with all its connections, and tolerates disconnecting browsers."""

    daemon_threads = True

    def __init__(
        self, address: tuple[str, int], handler: Callable[..., BaseRequestHandler]
    ) -> None:
        self._connections: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__(address, handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection, which browsers keep open for more requests."""
        with self._lock:
            self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget a connection that has ended."""
        with self._lock:
            self._connections.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        """Close the server and every connection, so that nothing more is answered."""
        super().server_close()
        with self._lock:
            for connection in self._connections:
                with suppress(OSError):  # the browser has disconnected already
                    connection.shutdown(socket.SHUT_RDWR)

    def server_bind(self) -> None:
        """Bind without looking up the host name."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, self.server_address[1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore a closed connection or a file just replaced; report other errors."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)

    @property
    def url(self) -> str:
        """The server's address."""
        return f"http://{HOST}:{self.server_port}/"


def content_type(path: Path) -> str:
    """Return the media type of a file by its name."""
    guessed, _ = mimetypes.guess_type(path.name)
    return TYPES.get(path.suffix.lower(), guessed or "application/octet-stream")


def open_server(folder: Path, port: int, changes: Changes | None = None) -> Server:
    """Open a server for `folder` on `port` (0: any) or, with a message, on the next free one.

    Raises `Trouble` if none of the next ports is free.
    """
    handler = partial(Handler, directory=os.fspath(folder), changes=changes)
    for candidate in range(port, min(port + PORTS_TRIED, 65536)):
        with suppress(OSError):
            server = Server((HOST, candidate), handler)
            if candidate != port:
                say(
                    f"端口 {port} 已被占用，改用 {candidate}。",
                    f"Port {port} is in use; using {candidate}.",
                )
            return server
    raise Trouble(
        f"端口 {port} 起的 {PORTS_TRIED} 个端口都不可用，可用 --port 另选。",
        f"None of the {PORTS_TRIED} ports from {port} is free; choose another with --port.",
    )


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """Serve `folder` in the background on any free port; yields its address."""
    with open_server(folder, 0) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server.url
        finally:
            server.shutdown()


def serve(
    folder: Path, port: int, sources: Sequence[Path], rebuild: Callable[[], bool] | None
) -> None:
    """Serve until Ctrl-C or SIGTERM; must be called in the main thread.

    `rebuild`, if given, is called whenever something under `sources` changes, and returns whether
    it succeeded; open pages then reload.
    """
    changes = Changes() if rebuild else None
    stop = threading.Event()
    # A shell may have made this process ignore Ctrl-C; a supervisor sends SIGTERM.
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.default_int_handler)
    with open_server(folder, port, changes) as server:
        if rebuild and changes:
            round_by_round = (sources, rebuild, changes, stop)
            threading.Thread(target=watch, args=round_by_round, daemon=True).start()
        try:
            say(
                f"网站在这里：{server.url}（按 Ctrl-C 结束）",
                f"The site is at {server.url} (press Ctrl-C to stop)",
            )
            server.serve_forever()
        except KeyboardInterrupt:
            say("已结束。", "Stopped.")
        finally:
            stop.set()


def watch(
    sources: Sequence[Path], rebuild: Callable[[], bool], changes: Changes, stop: threading.Event
) -> None:
    """Rebuild on every change until `stop`; a change during a rebuild starts the next."""
    seen = snapshot(sources)
    while not stop.wait(POLL_SECONDS):
        now = snapshot(sources)
        if now != seen:
            seen = now
            if rebuild():
                changes.announce()


def snapshot(sources: Sequence[Path]) -> dict[str, tuple[int, int]]:
    """Return the time and size of every source file, without Python's caches."""
    found: dict[str, tuple[int, int]] = {}
    folders = [os.fspath(source) for source in sources if source.is_dir()]

    def note(file: Path | os.DirEntry[str]) -> None:
        with suppress(FileNotFoundError):
            stat = file.stat()
            found[os.fspath(file)] = (stat.st_mtime_ns, stat.st_size)

    for source in sources:
        if source.is_file():
            note(source)
    while folders:
        with suppress(FileNotFoundError), os.scandir(folders.pop()) as entries:
            for entry in entries:
                if not entry.is_dir():
                    note(entry)
                elif entry.name != "__pycache__":
                    folders.append(entry.path)
    return found
