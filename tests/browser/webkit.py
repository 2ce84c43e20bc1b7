"""The calculator and the search in WebKit, by hand: `python -m tests.browser.webkit [FOLDER]`.

Drives a built site (`site/` where no other is named) in WebKitGTK's MiniBrowser on a screen of its
own, and prints what it saw. Debian has what it takes: `apt-get install webkit2gtk-driver xvfb`. It is
no part of the tests, as other systems have no such driver.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from builder import serve
from calculator.i18n import LANGS
from calculator.page import SAYINGS

ROOT = Path(__file__).resolve().parents[2]
PORT, SCREEN = 4457, ":97"
(BROWSER,) = list(Path("/usr/lib").glob("*/webkit2gtk-4.1/MiniBrowser")) or [Path("MiniBrowser")]
ENTRIES = (
    "#city=xiamen&titles=little_giant&first_little_giant_title=true"
    "&little_giant_title_date=2025-05-20&date=2025-06-30"
)
UNTIL = """
const [given, done] = arguments, look = () => {
  const seen = %s;
  seen ? done(seen) : setTimeout(look, 50);
};
look();
"""


def ask(method: str, path: str, given: object = None) -> Any:
    """One command of WebDriver."""
    data = None if given is None else json.dumps(given).encode()
    request = Request(f"http://127.0.0.1:{PORT}{path}", data, method=method)
    with urlopen(request, timeout=120) as answer:
        return json.load(answer)["value"]


def drive(url: str) -> None:
    """One visit in each language."""
    options = {"binary": os.fspath(BROWSER), "args": ["--automation"]}
    wanted = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
    told = ask("POST", "/session", {"capabilities": wanted})
    session = f"/session/{told['sessionId']}"
    print(f"WebKitGTK {told['capabilities']['browserVersion']}")
    ask("POST", f"{session}/timeouts", {"script": 90_000})

    def until(expression: str, given: object = None) -> object:
        body = {"script": UNTIL % expression, "args": [given]}
        return ask("POST", f"{session}/execute/async", body)

    for lang in LANGS:
        root = url if lang == "zh" else f"{url}en/"
        ask("POST", f"{session}/url", {"url": f"{root}calculator/{ENTRIES}"})
        until(
            "document.querySelector('#engine').textContent.includes(given)", SAYINGS["ready"](lang)
        )
        until("document.querySelector('#f-titles-little_giant')?.checked")
        until("document.querySelector('#results').textContent.includes('1,000,000')")
        print(f"{lang}: the calculator computes")
        field = {"using": "css selector", "value": "input.md-search__input"}
        (handle,) = ask("POST", f"{session}/element", field).values()
        ask("POST", f"{session}/element/{handle}/click", {})
        words = "质押贷款" if lang == "zh" else "pledge loan"
        ask("POST", f"{session}/element/{handle}/value", {"text": words})
        found = until("document.querySelector('.md-search-result__link')?.pathname")
        print(f"{lang}: the search for {words} finds {found}")
    until("navigator.serviceWorker.controller !== null")
    print("the service worker is in charge")
    ask("DELETE", session)


def main() -> None:
    """Start a screen and the driver, drive, and end both."""
    folder = Path(sys.argv[1]) if sys.argv[1:] else ROOT / "site"
    env = os.environ | {"DISPLAY": SCREEN, "LIBGL_ALWAYS_SOFTWARE": "1"}
    if os.geteuid() == 0:
        env["WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS"] = "1"  # there is none for root
    screen = subprocess.Popen(["Xvfb", SCREEN, "-screen", "0", "1280x900x24"])
    driver = subprocess.Popen(["WebKitWebDriver", f"--port={PORT}"], env=env)
    try:
        for _ in range(100):
            try:
                ask("GET", "/status")
                break
            except URLError:
                time.sleep(0.1)
        with serve.running(folder) as url:
            drive(url)
    finally:
        driver.terminate()
        screen.terminate()


if __name__ == "__main__":
    main()
