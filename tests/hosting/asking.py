"""Servers under test: started, asked for every file of a release, ended."""

from __future__ import annotations

import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import pytest

from builder import hosting, security
from builder.serve import TYPES

ENCODINGS = {"br": "br, gzip", "gz": "gzip"}
"""What a browser accepts to be sent the copy with this ending."""


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


def ask(url: str, accept: str | None = None) -> Answer:
    """One request, no redirect followed."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *args: object) -> None:
            return None

    request = urllib.request.Request(url, headers={"Accept-Encoding": accept} if accept else {})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), Stay)
    try:
        answer = opener.open(request, timeout=10)
    except urllib.error.HTTPError as error:
        answer = error
    with answer:
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return Answer(answer.status, headers, answer.read())


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def running(command: Sequence[str], port: int, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A server started and, at the end, ended; its words are shown where it does not start."""
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
    try:
        while not listens(port):
            with suppress(subprocess.TimeoutExpired):
                process.wait(0.02)
                pytest.fail(log.read_text(encoding="utf-8"))
        yield process
    finally:
        process.terminate()
        process.wait(10)


def faults(url: str, site: Path) -> Iterator[str]:
    """Where a server of ours at `url` does not send the release `site` as our configuration says.

    Every file is asked for as it is and in each of its compressed copies; then what is lost.
    """
    rules = security.read_headers(site)
    pages = next((r.headers[hosting.POLICY] for r in rules if r.path == "404.html"), None)
    names = sorted(
        path.relative_to(site).as_posix()
        for path in site.rglob("*")
        if path.is_file() and path.suffix not in {".br", ".gz"}
    )
    for name in names:
        address = name.removesuffix("index.html") if f"/{name}".endswith("/index.html") else name
        due = {
            "server": "nginx",
            "content-type": TYPES.get(Path(name).suffix, "application/octet-stream"),
            "content-encoding": None,
            hosting.POLICY.lower(): pages,
        }
        for rule in rules:
            if rule.holds_for(address):
                due |= {header.lower(): value for header, value in rule.headers.items()}
        due["cache-control"] = hosting.caching(name)
        yield from differing(f"{url}/{address}", None, due, (site / name).read_bytes())
        for ending, accept in ENCODINGS.items():
            copy = site / f"{name}.{ending}"
            if copy.is_file():
                shrunk = due | {
                    "content-encoding": accept.partition(",")[0],
                    "vary": "Accept-Encoding",
                }
                yield from differing(f"{url}/{address}", accept, shrunk, copy.read_bytes())
    for place in ("nowhere", "a/b/nowhere", "en/nowhere", "en/a/b/"):
        page = site / ("en/404.html" if place.startswith("en/") else "404.html")
        answer = ask(f"{url}/{place}")
        if (answer.status, answer.body) != (404, page.read_bytes()):
            yield f"{place}: {answer.status}, and not the page for what is lost"


def differing(
    url: str, accept: str | None, due: dict[str, str | None], body: bytes
) -> Iterator[str]:
    answer = ask(url, accept)
    if answer.status != 200:
        yield f"{url} ({accept}): {answer.status}"
    elif answer.body != body:
        yield f"{url} ({accept}): another content"
    for header, value in due.items():
        if answer.headers.get(header) != value:
            yield f"{url} ({accept}): {header} is {answer.headers.get(header)}, due {value}"
