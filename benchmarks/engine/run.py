"""Compare our engine with the documented way to use Pyodide; updates results.md and the handbook.

    python -m benchmarks.engine.run [--rounds N] [--keep]

Measures the time from navigation to Python's first answer, in Chromium, in turns: on a first visit,
on a second one, and on one after the browser was closed. The server slows the network down, equally
for pages, workers and the service worker. `--keep` adds rounds to those measured before.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any, BinaryIO

from playwright.sync_api import Browser, BrowserContext, Playwright

from builder import chromium, engine, release, serve
from builder.site import build
from calculator.i18n import LANGS, Lang, Text

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
RESULTS, RAW = HERE / "results.md", HERE / "results.json"
ENTRIES = (
    "#city=xiamen&titles=little_giant&first_little_giant_title=true"
    "&little_giant_title_date=2025-05-20&date=2025-06-30"
)
HANDBOOK: dict[Lang, Path] = {
    "zh": ROOT / "docs/handbook/decisions.md",
    "en": ROOT / "docs/en/handbook/decisions.md",
}
PLACE = re.compile(r"(?<=<!-- engine: measured -->\n).*?(?=<!-- engine: end -->)", re.DOTALL)
"""Where the handbook has the table; the rest of those pages is written by hand."""

STAY_MS = 3000
"""How long a visit lasts after the answer. People stay; browsers keep machine code while they do."""

WAYS = {
    "stock": ("stock/stock.html", "documented way: `loadPyodide()` on the page, package unpacked"),
    "bare": ("bare.html", "our engine on a page with nothing else"),
    "page": ("calculator/", "our engine on the calculator's page, with all that is on it"),
}
ANSWERED = """
document.addEventListener("calculator:result", () => globalThis.answered ??= performance.now());
"""
TRACED = ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline", "__metadata"]
WAIT = """async () => {
  while (!globalThis.answered) await new Promise((resolve) => setTimeout(resolve, 20));
  return answered;
}"""
KEPT = """async () => {
  for (let round = 0; round < 600; round++) {
    for (const name of await caches.keys()) {
      const kept = (await (await caches.open(name)).keys()).map(({ url }) => url);
      if (kept.some((url) => url.endsWith(".wasm")) && kept.some((url) => url.endsWith(".zip"))) return;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}"""


@dataclass(frozen=True)
class Network:
    """A network: bytes per second of all connections together, and seconds per round trip."""

    name: str
    rate: float
    trip: float


NETWORKS = (
    Network("unthrottled", float("inf"), 0),
    Network("Fast 4G (9 Mbit/s, 60 ms)", 9e6 / 8, 0.060),
    Network("Slow 4G (1.6 Mbit/s, 150 ms)", 1.6e6 / 8, 0.150),
)
VISITS = {
    "first": Text("第一次", "first"),
    "second": Text("第二次", "second"),
    "restart": Text("关掉浏览器再来", "after a restart"),
}
SAID = {
    "unthrottled": Text("不限速", "unthrottled"),
    "Fast 4G (9 Mbit/s, 60 ms)": Text("较快的4G（9 Mbit/s，60 毫秒）", "Fast 4G (9 Mbit/s, 60 ms)"),
    "Slow 4G (1.6 Mbit/s, 150 ms)": Text(
        "较慢的4G（1.6 Mbit/s，150 毫秒）", "Slow 4G (1.6 Mbit/s, 150 ms)"
    ),
}
HEAD = Text(
    "| 网络 | 访问 | 通常做法 | 本站的引擎 | 计算器整页 |",
    "| network | visit | documented way | our engine | the whole calculator page |",
)


@dataclass
class Line:
    """The line to the host, on which all traffic queues."""

    network: Network = NETWORKS[0]
    sent: int = 0
    free: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, size: int) -> None:
        """Wait until this many bytes have gone over the line."""
        with self.lock:
            self.sent += size
            self.free = max(self.free, time.monotonic()) + size / self.network.rate
            left = self.free - time.monotonic()
        if left > 0:
            time.sleep(left)


class Handler(serve.Handler):
    """A server behind the line; a new connection costs a round trip, and so does each request."""

    def __init__(self, line: Line, *args: Any, **kwargs: Any) -> None:
        self.line = line
        super().__init__(*args, **kwargs)

    def setup(self) -> None:
        super().setup()
        time.sleep(self.line.network.trip)

    def send_head(self) -> BinaryIO | None:
        time.sleep(self.line.network.trip)
        return super().send_head()

    def copyfile(self, source: Any, outputfile: Any) -> None:
        while chunk := source.read(16_384):
            self.line.send(len(chunk))
            outputfile.write(chunk)


@contextmanager
def hosted(folder: Path, line: Line) -> Iterator[str]:
    """Serve the folder behind the line; yields its address."""
    with serve.Server(
        (serve.HOST, 0), partial(Handler, line, directory=os.fspath(folder))
    ) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.url
        server.shutdown()


def prepare(folder: Path) -> Path:
    """Build the site, put the two other pages beside it, and compress all of it as for a release."""
    site = folder / "site"
    build(ROOT, site)
    stock = site / "stock"
    stock.mkdir()
    for name in (
        "pyodide.mjs",
        "pyodide.asm.js",
        "pyodide.asm.wasm",
        "python_stdlib.zip",
        "pyodide-lock.json",
    ):
        shutil.copyfile(ROOT / "node_modules/pyodide" / name, stock / name)
    job = folder / "wheel"
    job.mkdir()
    shutil.copyfile(job / engine.wheel(ROOT, job), stock / "calculator.zip")
    shutil.copyfile(HERE / "stock.html", stock / "stock.html")
    shutil.copyfile(HERE / "bare.html", site / "bare.html")
    release.compress(site, ROOT / release.CACHE)
    return site


def visit(context: BrowserContext, address: str, line: Line) -> dict[str, float]:
    """Make one visit; returns the milliseconds to the answer and the bytes sent."""
    page = context.new_page()
    line.sent = 0
    page.goto(address)
    seen = {"ms": float(page.evaluate(WAIT)), "bytes": float(line.sent)}
    if "calculator/" in address:
        page.evaluate(KEPT)
    page.wait_for_timeout(STAY_MS)
    page.close()
    return seen


def longest_task(browser: Browser, address: str) -> float:
    """Return the longest task on the page's own thread before the answer, in ms of processor time."""
    context = browser.new_context()
    context.add_init_script(ANSWERED)
    page = context.new_page()
    browser.start_tracing(page=page, categories=TRACED)
    page.goto(address)
    page.evaluate(WAIT)
    events = json.loads(browser.stop_tracing())["traceEvents"]
    context.close()
    threads = {
        (each["pid"], each["tid"]): each["args"]["name"]
        for each in events
        if each.get("name") == "thread_name"
    }
    return max(
        float(each.get("tdur", 0)) / 1000
        for each in events
        if each.get("name", "").endswith("RunTask")
        and threads.get((each["pid"], each["tid"])) == "CrRendererMain"
    )


def measure(
    playwright: Playwright, found: chromium.Browser, url: str, line: Line, turn: int
) -> list[dict[str, Any]]:
    """Measure one round: every way over every network, on all three visits, the order rotated by round."""
    rows: list[dict[str, Any]] = [
        {"load": os.getloadavg()[0], "day": datetime.now(UTC).date().isoformat()}
    ]
    ways = [*WAYS][turn % len(WAYS) :] + [*WAYS][: turn % len(WAYS)]
    opened = playwright.chromium.launch(executable_path=found.path, args=chromium.FLAGS)
    line.network = NETWORKS[0]
    for way in ways:
        rows.append({"way": way, "longest": longest_task(opened, url + WAYS[way][0] + ENTRIES)})
        print(rows[-1], flush=True)
    opened.close()
    for network in NETWORKS:
        for way in ways:
            with tempfile.TemporaryDirectory() as profile:
                for visits in (("first", "second"), ("restart",)):
                    context = playwright.chromium.launch_persistent_context(
                        profile, executable_path=found.path, args=list(chromium.FLAGS)
                    )
                    context.set_default_timeout(120_000)
                    context.set_default_navigation_timeout(120_000)
                    context.add_init_script(ANSWERED)
                    for name in visits:
                        line.network = network
                        seen = visit(context, url + WAYS[way][0] + ENTRIES, line)
                        rows.append({"network": network.name, "way": way, "visit": name, **seen})
                        told = (f"{value:,.0f}" for value in seen.values())
                        print(network.name, way, name, *told, flush=True)
                    context.close()
    return rows


class Rounds:
    """The measurements of all rounds together."""

    def __init__(self, rounds: list[list[dict[str, Any]]]) -> None:
        self.count = len(rounds)
        self.before = [row for rows in rounds for row in rows if "load" in row]
        self._values: dict[tuple[str, str, str, str], list[float]] = defaultdict(list)
        for row in (row for rows in rounds for row in rows if "way" in row):
            for what in row.keys() & {"ms", "bytes", "longest"}:
                place = row.get("network", ""), row["way"], row.get("visit", ""), what
                self._values[place].append(row[what])

    def median(self, network: str, way: str, visit: str, what: str = "ms") -> float:
        """Return the median over the rounds."""
        return median(self._values[network, way, visit, what])

    def cell(self, network: str, way: str, visit: str) -> str:
        """Return the milliseconds, and their share of the documented way's."""
        ms = self.median(network, way, visit)
        share = ms / self.median(network, "stock", visit)
        return f"{ms:,.0f}" + ("" if way == "stock" else f" ({share:.2f})")

    def conditions(self) -> tuple[str, str]:
        """Return the dates of the first and the last round, and the load before each."""
        days = sorted(row["day"] for row in self.before)
        loads = ", ".join(f"{row['load']:.1f}" for row in self.before)
        return "/".join(dict.fromkeys((days[0], days[-1]))), loads

    def spread(self, network: str, way: str, visit: str) -> str:
        """Return the minimum and the maximum over the rounds."""
        values = self._values[network, way, visit, "ms"]
        return f"{min(values):,.0f} to {max(values):,.0f}"


def table(rounds: Rounds, version: str, lang: Lang) -> str:
    """Return the table for the handbook."""
    days, loads = rounds.conditions()
    told = Text(
        f"{days}，Pyodide {pinned()}，Chromium {version}，{os.cpu_count()} 核；{rounds.count} 轮的中位数，"
        f"毫秒，括号里是与通常做法之比；每轮开始前机器的负载：{loads.replace(', ', '、')}。",
        f"{days}, Pyodide {pinned()}, Chromium {version}, {os.cpu_count()} cores; medians of {rounds.count} "
        "rounds, milliseconds, with the share of the documented way in brackets; load of the machine "
        f"before each round: {loads}.",
    )
    lines = ["", told(lang), "", HEAD(lang), "|---|---|---|---|---|"]
    for network, name in SAID.items():
        for visit, told in VISITS.items():
            cells = (rounds.cell(network, way, visit) for way in WAYS)
            lines.append(f"| {name(lang)} | {told(lang)} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def pinned() -> str:
    """Return the pinned release of Pyodide."""
    return str(
        json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]["pyodide"]
    )


def report(rounds: Rounds, version: str) -> str:
    """Return `results.md` as Markdown."""
    days, loads = rounds.conditions()
    lines = [
        "# From navigation to the first answer by Python",
        "",
        f"{days}, Pyodide {pinned()}, Chromium {version}, "
        f"{os.cpu_count()} cores, {platform.system()}; medians of {rounds.count} rounds in turns, "
        "milliseconds; in brackets the share of the documented way. Load of the machine before each "
        f"round: {loads}.",
        "",
    ]
    for network in NETWORKS:
        lines += [
            f"## {network.name}",
            "",
            "| way | first visit | second visit | after a restart | MB, first visit |",
            "|---|---|---|---|---|",
        ]
        for way, (_, told) in WAYS.items():
            cells = [rounds.cell(network.name, way, visit) for visit in VISITS]
            size = rounds.median(network.name, way, "first", "bytes") / 1e6
            lines.append(f"| {told} | {' | '.join(cells)} | {size:.2f} |")
        lines.append("")
    lines += [
        "## The least and the most of the rounds",
        "",
        "| network | way | first visit | second visit | after a restart |",
        "|---|---|---|---|---|",
    ]
    for network in NETWORKS:
        for way in WAYS:
            cells = [rounds.spread(network.name, way, visit) for visit in VISITS]
            lines.append(f"| {network.name} | {way} | {' | '.join(cells)} |")
    lines += [
        "",
        "## How long the page itself is blocked",
        "",
        "The longest task of the page's own thread until the answer is there, in milliseconds of processor",
        "time; on the calculator's page it is the theme's, or the first layout.",
        "",
        "| way | longest task |",
        "|---|---|",
    ]
    for way, (_, told) in WAYS.items():
        lines.append(f"| {told} | {rounds.median('', way, '', 'longest'):,.0f} |")
    return "\n".join(lines) + "\n"


def write(rounds: list[list[dict[str, Any]]], version: str) -> None:
    """Save the measurements, and put the tables into the files that show them."""
    RAW.write_text(json.dumps(rounds), encoding="utf-8")
    found = Rounds(rounds)
    RESULTS.write_text(report(found, version), encoding="utf-8")
    for lang in LANGS:
        page = HANDBOOK[lang].read_text(encoding="utf-8")
        shown = table(found, version, lang) + "\n"
        HANDBOOK[lang].write_text(PLACE.sub(lambda _, shown=shown: shown, page), encoding="utf-8")


def main() -> None:
    """Measure the requested rounds, and write the results of all rounds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--keep", action="store_true")
    args = parser.parse_args()
    kept = args.keep and RAW.exists()
    rounds: list[list[dict[str, Any]]] = json.loads(RAW.read_text(encoding="utf-8")) if kept else []
    line = Line()
    with (
        tempfile.TemporaryDirectory() as folder,
        hosted(prepare(Path(folder)), line) as url,
        chromium.driver() as playwright,
    ):
        found = chromium.find_or_install(playwright)
        opened = playwright.chromium.launch(executable_path=found.path)
        version = opened.version
        opened.close()
        for _ in range(args.rounds):
            start = time.monotonic()
            rounds.append(measure(playwright, found, url, line, len(rounds)))
            write(rounds, version)
            print(f"round {len(rounds)}: {time.monotonic() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main()
