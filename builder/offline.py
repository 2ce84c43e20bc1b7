"""The site offline: a list of its files with their hashes, and the service worker.

The worker's source is docs/assets/service-worker.js; it keeps a file only if its hash is the one in
the list. A library such as Workbox serves its copy before asking the network, and is larger than
everything needed here. With `on` false, the site removes the worker from browsers that have it.
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
"""Placeholder for the address of the site, which only the browser knows."""

DIGITS = 16
"""Digits of a hash in the worker's list."""

MOST = 24_000_000
"""Bytes of pages and data that are stored in advance; a larger site stores visited pages only."""

LEFT_OUT = ("sbom.cdx.json", "assets/images/screenshot", "assets/images/previews/")
"""Files not needed offline: the list of components and preview pictures."""

LEFT_OUT_ENDINGS = {
    *(".map", ".xml", ".br", ".gz", ".zip", ".txt", ".md", ".ipynb", ".pdf", ".docx", ".xlsx")
}
"""Endings not needed offline: source maps, files for robots and programs, and downloads."""

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
    """The service worker's source lacks its placeholder."""


def write(root: Path, out: Path, on: bool) -> None:
    """Write the service worker for the finished site `out`; no file may be added after this.

    `root` is the project. Raises OfflineError if the worker's source lacks its placeholder.
    """
    if not on:
        (out / WORKER).write_text(RETIRED, encoding="utf-8")
        return
    groups = listed(out)
    content = json.dumps(groups, separators=(",", ":"))
    build = _hash(content.encode())
    name = f"assets/offline-{build}.json"
    (out / name).write_text(content, encoding="utf-8")
    source = (root / SOURCE).read_text(encoding="utf-8")
    if source.count(PLACE) != 1:
        raise OfflineError(f"{SOURCE} must contain {PLACE} once, where the list of files goes")
    made = {"build": build, "list": name, "without": without()}
    script = source.replace(PLACE, json.dumps(made, ensure_ascii=False))
    (out / WORKER).write_text(script, encoding="utf-8")


def listed(out: Path) -> dict[str, dict[str, str]]:
    """Return the hashes of the finished site's files by group and address below the site.

    "now": what every page needs. "ahead": pages and data. "engine": the calculator's Python.
    "visited": stored once used: Python for workbooks, and the pages and data of a site too large to be
    stored in advance.
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
        groups["visited"] |= groups["ahead"]
        groups["ahead"] = {}
    return groups


def without() -> str:
    """Return the page shown for an address that is not stored, in both languages."""
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
    """Return the group of a file, or None if it is not stored."""
    if place.startswith("engine/workbooks-"):
        return "visited"
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
