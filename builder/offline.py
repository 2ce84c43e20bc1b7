"""The site without a network: a list of its files with their hashes, and the service worker.

The worker is docs/assets/service-worker.js; it keeps a file only when it is the one of the list. A
library for this (Workbox) serves what it has kept before it asks the network, and is larger than all
that is needed here. Where `on` is false, the site takes the worker back from browsers that have it.
"""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

from builder.security import HEADERS
from calculator.i18n import LANGS, Lang, Text
from calculator.page.html import DOCTYPE, tag

SOURCE = Path("docs/assets/service-worker.js")
WORKER = "sw.js"
PLACE = "__MADE__"
SITE = "__SITE__"
"""Stands in the page below for the address of the site, which the browser knows."""

DIGITS = 16
"""Of a hash, as the worker has them."""

MOST = 24_000_000
"""Bytes of pages and data that are kept ahead; a larger site keeps what was visited."""

LEFT_OUT = ("sbom.cdx.json", "assets/images/screenshot", "assets/images/previews/")
"""What is for other places: the list of components, and pictures."""

LEFT_OUT_ENDINGS = {".map", ".xml", ".br", ".gz", ".zip", ".txt", ".pdf", ".docx", ".xlsx"}
"""Beside pages: sources, what robots read, and what is taken away rather than looked at."""

RETIRED = """\
// Takes the service worker of this site back, with all that it kept.
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(retire()));

async function retire() {
  const own = (await caches.keys()).filter((each) => each.startsWith(`${registration.scope}#`));
  await Promise.all(own.map((each) => caches.delete(each)));
  await registration.unregister();
}
"""

TITLE = Text("没有网络", "No network")
SAID = Text(
    "这一页还没有存到这台设备上。存下的页面可以照常打开：",
    "This page is not kept on this device yet. Those that are open as usual:",
)
KEPT = (
    ("", Text("首页", "Home")),
    ("calculator/", Text("计算", "Calculator")),
    ("measures/", Text("全部措施", "All measures")),
)
AGAIN = Text("连上网络后，重新加载这一页即可。", "Once there is a network, reload this page.")


class OfflineError(ValueError):
    """The service worker has no place for what is built."""


def write(root: Path, out: Path, on: bool) -> None:
    """Write the service worker for the finished site `out`; nothing may be added to it afterwards.

    `root` is the project. Raises OfflineError where the worker's source lacks its place.
    """
    if not on:
        (out / WORKER).write_text(RETIRED, encoding="utf-8")
        return
    groups = listed(out)
    told = json.dumps(groups, separators=(",", ":"))
    build = _hash(told.encode())
    name = f"assets/offline-{build}.json"
    (out / name).write_text(told, encoding="utf-8")
    source = (root / SOURCE).read_text(encoding="utf-8")
    if source.count(PLACE) != 1:
        raise OfflineError(f"{SOURCE} must name {PLACE} once: what was built goes there")
    made = {"build": build, "list": name, "without": without()}
    script = source.replace(PLACE, json.dumps(made, ensure_ascii=False))
    (out / WORKER).write_text(script, encoding="utf-8")


def listed(out: Path) -> dict[str, dict[str, str]]:
    """The files of the finished site in groups, each an address below it with its hash.

    "now": what every page needs. "ahead": pages and data. "engine": what the calculator runs on.
    "visited": pages and data of a site that is too large to be kept ahead.
    """
    groups: dict[str, dict[str, str]] = {"now": {}, "ahead": {}, "engine": {}, "visited": {}}
    size = 0
    for path in sorted(out.rglob("*"), key=lambda path: (path.suffix != ".html", path)):
        place = path.relative_to(out).as_posix()
        if path.is_file() and (group := _group(place)):
            content = path.read_bytes()
            groups[group][place.removesuffix("index.html")] = _hash(content)
            size += len(content) if group == "ahead" else 0
    if size > MOST:
        groups["visited"], groups["ahead"] = groups["ahead"], {}
    return groups


def without() -> str:
    """The page for an address that is not kept, in both languages."""
    parts = []
    for lang in LANGS:
        first, *more = (
            tag("a", name(lang), href=f"{SITE}{_folder(lang)}{place}") for place, name in KEPT
        )
        parts.append(
            tag(
                "section",
                tag("h1", TITLE(lang)),
                tag("p", SAID(lang)),
                tag("p", first, [[" · ", each] for each in more]),
                tag("p", AGAIN(lang)),
                lang="zh-Hans" if lang == "zh" else lang,
            )
        )
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", http_equiv="Content-Security-Policy", content="default-src 'none'"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", " / ".join(TITLE(lang) for lang in LANGS)),
    )
    return DOCTYPE + tag("html", head, tag("body", tag("main", parts)), lang="zh-Hans")


def _group(place: str) -> str | None:
    """The group of a file; None for one that is not kept."""
    if place.startswith("engine/"):
        return "engine" if place.endswith((".js", ".wasm", ".zip")) else None
    if place.startswith(LEFT_OUT) or place in {WORKER, HEADERS, "404.html", "en/404.html"}:
        return None
    ending = "." + place.rpartition(".")[2]
    if place.startswith(("assets/", "search/", "en/search/")):
        return None if ending in LEFT_OUT_ENDINGS else "now"
    return None if ending in LEFT_OUT_ENDINGS else "ahead"


def _folder(lang: Lang) -> str:
    return "" if lang == "zh" else f"{lang}/"


def _hash(content: bytes) -> str:
    return sha256(content).hexdigest()[:DIGITS]
