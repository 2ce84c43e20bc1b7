"""The release before: what of it the next one keeps, from a folder or from where it is published."""

from __future__ import annotations

import http.client
import re
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from builder.serve import HASHED

VERSION, FILES, KEPT = "version.txt", "hashed.txt", "kept.txt"
"""In a release: its version and commit, its own hashed files, and those of the release before."""

SECONDS = 30
_PLAIN = re.compile(r"(?:[\w-][\w.-]*/)*[\w-][\w.-]*")
_VERSION = re.compile(r"\d+\.\d+\.\d+")


class Unreachable(Exception):
    """An error of fetching what is published."""


@dataclass(frozen=True, slots=True)
class PublishedRelease:
    """A release: its version, its hashed files, those it kept, and how to read one."""

    version: str
    own: tuple[str, ...]
    kept: tuple[str, ...]
    read: Callable[[str], bytes]


def in_folder(site: Path) -> PublishedRelease | None:
    """Return the release in a folder, or None if there is none."""
    return _release(lambda name: (site / name).read_bytes() if (site / name).is_file() else None)


def at(address: str) -> PublishedRelease | None:
    """Return the release that is published at an address, or None if there is none yet.

    Raises Unreachable if the host does not answer.
    """
    base = address.rstrip("/") + "/"
    return _release(lambda name: _fetched(base + name))


def _release(read: Callable[[str], bytes | None]) -> PublishedRelease | None:
    def lines(name: str) -> list[str]:
        return (read(name) or b"").decode("utf-8", "replace").split("\n")

    def found(name: str) -> bytes:
        content = read(name)
        if content is None:
            raise Unreachable(name)
        return content

    version = lines(VERSION)[0]
    if not _VERSION.fullmatch(version):
        return None
    own, kept = ([each for each in lines(name) if _is_hashed(each)] for name in (FILES, KEPT))
    return PublishedRelease(version, tuple(own), tuple(kept), found)


def _is_hashed(name: str) -> bool:
    """Check that a name, which another machine states, is that of a hashed file within the site."""
    return bool(HASHED.search(name) and _PLAIN.fullmatch(name))


def _fetched(address: str) -> bytes | None:
    try:
        with urllib.request.urlopen(address, timeout=SECONDS) as answer:
            content: bytes = answer.read()
            return content
    except urllib.error.HTTPError as error:
        if error.code == http.client.NOT_FOUND:
            return None
        raise Unreachable(f"{address}: {error.code}") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreachable(f"{address}: {error}") from error
