"""Find a Chromium for the tests: one installed, Playwright's own, or the distribution's.

In that order; a browser counts once it has really started and can draw Chinese. If there is none,
`Trouble` says why each attempt failed: tests that need a browser then fail, they are never skipped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from playwright.sync_api import Error, Playwright, sync_playwright

from builder.environment import Trouble, administrator, apt_install, say
from builder.node import node
from calculator.i18n import Text

NAMES = (
    "google-chrome",
    "google-chrome-stable",
    "chromium",
    "chromium-browser",
    "microsoft-edge",
    "microsoft-edge-stable",
)
MAC_APPS = ("Google Chrome", "Chromium", "Microsoft Edge")

# Only this machine resolves, and the browser makes no requests of its own.
FLAGS = (
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-gpu",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
)

FONTS = "fonts-noto-cjk"
"""Debian's Chinese fonts: without them pages are laid out differently and print without text."""
DRAWN_ALIKE = """() => {
  const drawn = (character) => {
    const canvas = document.createElement("canvas");
    const pen = canvas.getContext("2d");
    pen.font = "32px sans-serif";
    pen.fillText(character, 0, 32);
    return canvas.toDataURL();
  };
  return drawn("厦") === drawn("福");
}"""
"""Script that checks whether two characters look the same, as they do without a font."""

PLAYWRIGHT_SECONDS = 300
"""The longest a download by Playwright may take."""
SILENCE_MS = 15_000
"""The longest its server may stay silent, so that a closed network is noticed in seconds."""


@dataclass(frozen=True)
class Browser:
    """An executable that starts, and where it comes from."""

    path: Path
    origin: Text

    @property
    def words(self) -> Text:
        """The line that says which browser is used."""
        return Text(
            f"测试用浏览器：{self.path}（{self.origin.zh}）",
            f"Browser for the tests: {self.path} ({self.origin.en})",
        )


@contextmanager
def driver() -> Iterator[Playwright]:
    """Start Playwright with its own Node or, if that one does not start, with ours.

    Its own needs libatomic, which a small Debian lacks. Raises `Trouble` if neither starts.
    """
    if not _driver_starts():
        os.environ["PLAYWRIGHT_NODEJS_PATH"] = str(node())
        if not _driver_starts():
            by_hand = "sudo apt-get install -y libatomic1"
            raise Trouble(
                f"Playwright 无法启动，先运行：{by_hand}",
                f"Playwright does not start; run this first: {by_hand}",
            )
    with sync_playwright() as started:
        yield started


def find_or_install(playwright: Playwright) -> Browser:
    """Return the first browser that starts, installing one if need be.

    Raises `Trouble` with the reason of each failed attempt.
    """
    reasons: list[Text] = []
    for origin, attempt in _attempts(playwright):
        try:
            path = attempt()
            if not _draws_chinese(playwright, path):
                say("正在安装中文字体……", "Installing Chinese fonts …")
                apt_install(FONTS)
        except (Trouble, Error, OSError) as error:
            reasons.append(_reason(origin, error))
            continue
        return Browser(path, origin)
    raise Trouble(
        "没有可用的 Chromium：" + "；".join(reason.zh for reason in reasons),
        "no usable Chromium: " + "; ".join(reason.en for reason in reasons),
    )


def _attempts(playwright: Playwright) -> Iterator[tuple[Text, Callable[[], Path]]]:
    """Yield each way of getting a browser, named; the costly ones do nothing until called."""
    for path in installed():
        yield Text("本机已装", "installed"), partial(Path, path)
    own = Path(playwright.chromium.executable_path)
    if own.exists():
        yield Text("Playwright 此前下载", "downloaded by Playwright earlier"), partial(Path, own)
    yield Text("Playwright 下载", "downloaded by Playwright"), partial(_download, own)
    if own.exists():
        both = Text("Playwright 下载，补装系统库", "downloaded by Playwright, libraries added")
        yield both, partial(_with_libraries, own)
    yield Text("发行版软件包", "the distribution's package"), _from_distribution


def installed() -> list[Path]:
    """Return Chrome, Chromium and Edge from where Linux and macOS install them."""
    on_path = [Path(found) for name in NAMES if (found := shutil.which(name))]
    folders = (Path("/Applications"), Path.home() / "Applications")
    apps = [folder / f"{app}.app/Contents/MacOS/{app}" for app in MAC_APPS for folder in folders]
    return on_path + [app for app in apps if app.exists()]


def _download(expected: Path) -> Path:
    say("正在下载 Playwright 自带的 Chromium……", "Downloading Playwright's own Chromium …")
    _playwright("install", "chromium", "--no-shell")
    return expected


def _with_libraries(downloaded: Path) -> Path:
    """Install the system libraries that a downloaded browser lacks."""
    if administrator() is None:
        by_hand = f"sudo {sys.executable} -m playwright install-deps chromium"
        raise Trouble(f"需要先运行：{by_hand}", f"Run this first: {by_hand}")
    _playwright("install-deps", "chromium")
    return downloaded


def _playwright(*words: str) -> None:
    """Run Playwright's command line. Raises OSError with its first error message."""
    env = os.environ | {
        "PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": str(SILENCE_MS),
        "NODE_USE_SYSTEM_CA": "1",
    }
    try:
        done = subprocess.run(
            [sys.executable, "-m", "playwright", *words],
            env=env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",  # Python prints in the system's encoding
            timeout=PLAYWRIGHT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise OSError(f"not finished after {PLAYWRIGHT_SECONDS} s") from None
    if done.returncode:
        errors = [line for line in done.stderr.splitlines() if "Error" in line]
        raise OSError(errors[0] if errors else f"exit status {done.returncode}")


def _from_distribution() -> Path:
    say("正在安装发行版的 chromium……", "Installing the distribution's chromium …")
    apt_install("chromium")
    found = shutil.which("chromium")
    if found is None:
        raise OSError("installed, but there is no command `chromium`")
    return Path(found)


def _draws_chinese(playwright: Playwright, path: Path) -> bool:
    """Start the browser and check that it draws Chinese; raises what the start raises."""
    started = playwright.chromium.launch(executable_path=path, args=FLAGS, timeout=30_000)
    try:
        return not started.new_page().evaluate(DRAWN_ALIKE)
    finally:
        started.close()


def _driver_starts() -> bool:
    command = [sys.executable, "-m", "playwright", "--version"]
    return not subprocess.run(command, capture_output=True, check=False).returncode


def _reason(origin: Text, error: Exception) -> Text:
    """Return why an attempt failed: the first line of its error."""
    if isinstance(error, Trouble):
        return Text(f"{origin.zh}：{error.zh}", f"{origin.en}: {error.en}")
    line = str(error).strip().partition("\n")[0]
    return Text(f"{origin.zh}：{line}", f"{origin.en}: {line}")
