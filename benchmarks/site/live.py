"""Measure how soon an edit of a text shows in the browser under `build_site.py serve`.

    python -m benchmarks.site.live

In a copy of the project a word of a clause that is open in Chromium is changed and saved; the time
runs from the save until the page shows the new word. On a busy machine it means little, so the load
is printed with it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter, sleep

from builder import chromium
from tests import project

TEXT, PAGE = Path("docs/policies/xiamen-2024/zh.md"), "xiamen-2024/xm-8/"
WORDS, EDITS = "支持龙头企业{}专精特新企业", ("联手", "携手", "协同", "会同", "联合")


def main() -> None:
    """Print the seconds that each edit takes."""
    with tempfile.TemporaryDirectory() as folder, chromium.driver() as playwright:
        root = Path(folder, "project")
        project.copy(root)
        text = (root / TEXT).read_text(encoding="utf-8")
        command = [sys.executable, "build_site.py", "serve", "--port", "8100"]
        with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, encoding="utf-8") as serving:
            assert serving.stdout
            line = next(line for line in serving.stdout if "http://" in line)
            url = next(word for word in line.split() if word.startswith("http://")).split("（")[0]
            browser = playwright.chromium.launch(
                executable_path=chromium.find_or_install(playwright).path, args=chromium.FLAGS
            )
            page = browser.new_page()
            page.goto(url + PAGE)
            for edit in EDITS:
                sleep(1)
                start = perf_counter()
                changed = text.replace(WORDS.format("联合"), WORDS.format(edit))
                (root / TEXT).write_text(changed, encoding="utf-8")
                page.get_by_text(WORDS.format(edit)).first.wait_for(timeout=60_000)
                took = perf_counter() - start
                print(f"{took:.2f} s, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
            browser.close()
            serving.send_signal(signal.SIGINT)
            serving.wait()


if __name__ == "__main__":
    main()
