"""The content security policy, in every page and as headers for hosts.

A page runs only the site's own scripts, and of inline scripts only the theme's few, by their hash.
The worker in engine/, which runs Python, has a policy of its own: browsers take a worker's policy
from its file.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from calculator.page.html import join_html, tag

HEADERS = "_headers"
"""The file of header rules read by Cloudflare Pages, Netlify and our own server."""

FRAMED = "embed"
"""The folder of pages that other sites may show in a frame."""

_NOT_RUN = re.compile(r'\bsrc=|\btype="?application/(?:ld\+)?json')
_PLACE = re.compile(r'<meta charset="utf-8"\s*/?>')
_OF_THE_THEME = (
    "__md_scope=new URL(",
    "\n  function dress(chosen) {",
    "var target=document.getElementById(location.hash.slice(1));",
    '{"prerender":',
)
"""The beginnings of all allowed inline scripts: two of the theme, one of palette.html, and the rules in
main.html by which a browser prerenders the calculator while the pointer rests on its link."""

_PAGE = {
    "default-src": "'self'",
    "img-src": "'self' data: blob:",
    "object-src": "'none'",
    "frame-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
}
WORKER_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"
_NO_FRAMES = "; frame-ancestors 'none'"  # header only: browsers ignore it in a page
_ANY_FRAME = "; frame-ancestors *"
REFERRER = "no-referrer"
_UNUSED = """accelerometer camera display-capture geolocation gyroscope magnetometer microphone midi
payment usb xr-spatial-tracking"""
_EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": REFERRER,
    "Permissions-Policy": ", ".join(f"{each}=()" for each in _UNUSED.split()),
    "Cross-Origin-Opener-Policy": "same-origin",
}
_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
HASHED = ("assets/javascripts/*", "assets/search/*", "assets/stylesheets/*")
"""Files with a hash in their name; those of engine/ have one as well."""


class SecurityError(ValueError):
    """A page contains a script that the policy does not allow."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Headers for a path below the site, or for every path with that prefix if it ends in `*`."""

    path: str
    headers: Mapping[str, str]

    def holds_for(self, address: str) -> bool:
        """Check whether the rule applies to this address, given without query."""
        if self.path.endswith("*"):
            return address.startswith(self.path[:-1])
        return address == self.path


def seal(out: Path) -> None:
    """Add its policy to every page of the finished site `out`, and write the rules for its host.

    Raises SecurityError for an inline script that is not the theme's.
    """
    hashes = frozenset[str]()
    for path in sorted(out.rglob("*.html")):
        html, found = sealed(path.read_bytes().decode(), path.relative_to(out).as_posix())
        path.write_bytes(html.encode())
        hashes |= found
    lines = []
    for rule in rules(out, policy(hashes)):
        lines += [f"/{rule.path}", *(f"  {name}: {value}" for name, value in rule.headers.items())]
    (out / HEADERS).write_text("\n".join(lines) + "\n", encoding="utf-8")


def sealed(html: str, place: str) -> tuple[str, frozenset[str]]:
    """Return a page with its policy first in the head, and the hashes of its inline scripts."""
    found = set()
    for element in html.split("<script")[1:]:
        attributes, _, rest = element.partition(">")
        if _NOT_RUN.search(attributes):
            continue
        script = rest.partition("</script>")[0]
        if not script.startswith(_OF_THE_THEME):
            raise SecurityError(
                f"{place}: an inline script begins with {script[:60]!r}. Move it into a file, or, "
                "if a new release of the theme brings it, review it and add its beginning to "
                "builder/security.py"
            )
        found.add(_hash(script))
    metas = join_html(
        [
            tag("meta", http_equiv="Content-Security-Policy", content=policy(frozenset(found))),
            tag("meta", name="referrer", content=REFERRER),
        ]
    )
    html, places = _PLACE.subn(lambda place: place[0] + metas, html, count=1)
    if not places:
        raise SecurityError(f'{place}: a page must begin with <meta charset="utf-8">')
    return html, frozenset(found)


@cache
def policy(hashes: frozenset[str]) -> str:
    """Return the policy of a page whose inline scripts have these hashes."""
    scripts = " ".join(["'self'", *(f"'sha256-{each}'" for each in sorted(hashes))])
    return "; ".join(f"{name} {said}" for name, said in (_PAGE | {"script-src": scripts}).items())


def rules(out: Path, page_policy: str) -> Iterator[Rule]:
    """Yield the header rules of the site `out`; at most one with a policy applies to an address.

    Hosts combine the rules of an address, and browsers enforce both of two policies.
    """
    yield Rule("*", _EVERYWHERE)
    for pattern in HASHED:
        yield Rule(pattern, _FOR_EVER)
    yield Rule("engine/*", {"Content-Security-Policy": WORKER_POLICY} | _FOR_EVER)
    for lang in ("", "en/"):
        top = out / lang
        if not top.is_dir():
            continue
        for page in ("", "index.html", "404.html"):
            yield Rule(lang + page, {"Content-Security-Policy": page_policy + _NO_FRAMES})
        for folder in sorted(path for path in top.iterdir() if path.is_dir()):
            if any(folder.rglob("*.html")) and lang + folder.name != "en":
                own = page_policy + (_ANY_FRAME if folder.name == FRAMED else _NO_FRAMES)
                yield Rule(f"{lang}{folder.name}/*", {"Content-Security-Policy": own})


def read_headers(out: Path) -> tuple[Rule, ...]:
    """Read the rules written for the site `out`; none if the file is missing."""
    path = out / HEADERS
    try:
        return _read(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        return ()


@cache
def _read(path: Path, changed: int) -> tuple[Rule, ...]:
    found: list[tuple[str, dict[str, str]]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("/"):
            found.append((line[1:], {}))
        elif line.strip():
            name, _, value = line.strip().partition(": ")
            found[-1][1][name] = value
    return tuple(Rule(path, headers) for path, headers in found)


@cache
def _hash(script: str) -> str:
    return b64encode(sha256(script.encode()).digest()).decode()
