"""Measure how long a person waits for the search.

    python -m benchmarks.search.browser SITE [RUNS]

In Chromium, the time from a key press to the answer in the page; medians of RUNS (5):

cold    empty cache, slow 4G (1.6 Mbit/s, 150 ms), processor slowed 4 times; the field is
        entered and the first key follows at once
warm    the same page again from the cache, at full speed and slowed 4 times
keys    every further key of that visit: Chinese, English, pinyin and a misspelling

The server slows the line down, because a browser does not slow what its workers fetch. Prints JSON.
"""

from __future__ import annotations

import gzip
import json
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import brotli
from playwright.sync_api import Browser, BrowserContext, Page

from builder import chromium, serve

SECONDS = 0.150
BITS = 1_600_000
PIECE = 1400
SLOWER = 4
TYPED = ("贴息补助", "interest subsidy", "zhiya", "质压融资", "500万元")

# Entered as one input event, like paste and IME. The first answer has arrived once a result shows;
# each further one once the count changes.
ASK = """([words, first]) => new Promise((done) => {
  const field = document.querySelector("[data-md-component=search-query]");
  const list = document.querySelector(".md-search-result__list");
  let start = 0;
  const seen = new MutationObserver(() => { seen.disconnect(); done(performance.now() - start); });
  seen.observe(first ? list : document.querySelector(".md-search-result__meta"),
    { childList: true, characterData: true, subtree: true });
  field.focus();
  setTimeout(() => {
    start = performance.now();
    field.value = words;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
})"""


class SlowLine(serve.Handler):
    """A server that answers late, all its answers sharing the speed of one line."""

    line = threading.Lock()

    def copyfile(self, source: Any, outputfile: Any) -> None:
        """Send in pieces, each of which occupies the line."""
        while piece := source.read(PIECE):
            with self.line:
                time.sleep(len(piece) * 8 / BITS)
                outputfile.write(piece)

    def send_head(self) -> BinaryIO | None:
        """Send status and headers after the latency of the line."""
        time.sleep(SECONDS)
        return super().send_head()


@contextmanager
def served(site: Path, handler: type[serve.Handler]) -> Iterator[str]:
    with serve.Server((serve.HOST, 0), partial(handler, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.url
        server.shutdown()


def visit(context: BrowserContext, url: str, slower: int) -> Page:
    page = context.new_page()
    page.goto(url, wait_until="load")
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    return page


def keys(page: Page) -> list[float]:
    starts = [words[:n] for words in TYPED for n in range(1, len(words) + 1) if words[n - 1] != " "]
    return [float(page.evaluate(ASK, [start, False])) for start in starts]


def measure(browser: Browser, site: Path, runs: int) -> dict[str, Any]:
    cold, warm, warm_slow, quick, slow = [], [], [], [], []
    for _ in range(runs):
        with served(site, SlowLine) as url:
            context = browser.new_context()
            cold.append(float(visit(context, url, SLOWER).evaluate(ASK, ["技", True])))
            context.close()
        with served(site, serve.Handler) as url:
            context = browser.new_context()
            visit(context, url, 1).evaluate(ASK, ["技", True])  # fills the cache
            for factor, first, further in ((1, warm, quick), (SLOWER, warm_slow, slow)):
                page = visit(context, url, factor)
                first.append(float(page.evaluate(ASK, ["技", True])))
                further.append(keys(page))
                page.close()
            context.close()
    return {
        "first, cold, slow 4G, processor / 4": round(statistics.median(cold)),
        "first, warm": round(statistics.median(warm)),
        "first, warm, processor / 4": round(statistics.median(warm_slow)),
        "key": summary(quick),
        "key, processor / 4": summary(slow),
    }


def summary(runs: list[list[float]]) -> dict[str, float]:
    """Summarize the medians of each key."""
    each = sorted(statistics.median(times) for times in zip(*runs, strict=True))
    return {
        "median": round(statistics.median(each), 1),
        "p95": round(each[int(0.95 * len(each))], 1),
        "most": round(each[-1], 1),
    }


def main() -> None:
    site, runs = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 5
    with tempfile.TemporaryDirectory() as folder, chromium.driver() as playwright:
        packed = Path(folder) / "site"
        shutil.copytree(site, packed, ignore=shutil.ignore_patterns("engine", "*.br", "*.gz"))
        for path in [p for p in packed.rglob("*") if p.suffix in {".html", ".js", ".css", ".json"}]:
            data = path.read_bytes()
            path.with_name(path.name + ".gz").write_bytes(gzip.compress(data))
            path.with_name(path.name + ".br").write_bytes(brotli.compress(data, quality=9))
        found = chromium.find_or_install(playwright)
        browser = playwright.chromium.launch(executable_path=found.path, args=chromium.FLAGS)
        print(json.dumps(measure(browser, packed, runs), indent=1))
        browser.close()


if __name__ == "__main__":
    main()
