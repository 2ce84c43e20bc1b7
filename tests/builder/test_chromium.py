"""A browser is looked for in a fixed order, and if there is none every try gives its reason."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from builder import chromium
from builder.environment import Trouble
from calculator.i18n import Text
from tests.browser import shell

STARTS = Path("/good/chromium")
BROKEN = Path("/broken/chromium")


class Chromium:
    """Stands in for Playwright: only `STARTS` starts, and it has fonts or not."""

    def __init__(self, downloaded: Path) -> None:
        self.executable_path = str(downloaded)
        self.without_fonts = False

    def launch(self, *, executable_path: Path, **_: Any) -> Any:
        if executable_path != STARTS:
            raise OSError(f"{executable_path} does not start\nmore words")
        page = SimpleNamespace(evaluate=lambda _: self.without_fonts)
        return SimpleNamespace(new_page=lambda: page, close=lambda: None)


@pytest.fixture
def playwright(tmp_path: Path) -> Any:
    return SimpleNamespace(chromium=Chromium(tmp_path / "absent"))


def gives(path: Path) -> Any:
    return lambda *_: path


def fails(words: str) -> Any:
    def attempt(*_: object) -> Path:
        raise OSError(words)

    return attempt


def test_an_installed_one_comes_first_and_is_named(
    playwright: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chromium, "installed", lambda: [BROKEN, STARTS])
    monkeypatch.setattr(chromium, "_download", fails("nothing may be downloaded"))
    found = chromium.find_or_install(playwright)
    assert (found.path, found.origin.en) == (STARTS, "installed")
    assert f"{STARTS} (installed)" in found.words.en


def test_then_playwrights_download_then_the_distribution(
    playwright: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chromium, "installed", list)
    monkeypatch.setattr(chromium, "_from_distribution", gives(STARTS))
    monkeypatch.setattr(chromium, "_download", gives(STARTS))
    assert chromium.find_or_install(playwright).origin.en == "downloaded by Playwright"
    monkeypatch.setattr(chromium, "_download", gives(BROKEN))
    assert chromium.find_or_install(playwright).origin.en == "the distribution's package"


def test_libraries_are_added_where_the_download_alone_does_not_start(
    playwright: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    downloaded = Path(playwright.chromium.executable_path)

    def download(path: Path) -> Path:
        path.touch()
        return path

    monkeypatch.setattr(chromium, "installed", list)
    monkeypatch.setattr(chromium, "_download", download)
    monkeypatch.setattr(chromium, "_with_libraries", gives(STARTS))
    assert chromium.find_or_install(playwright).origin.en.endswith("libraries added")
    assert downloaded.exists()


def test_without_rights_nothing_is_added_and_the_command_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(chromium, "administrator", lambda: None)
    monkeypatch.setattr(chromium, "_playwright", fails("nothing may run"))
    with pytest.raises(Trouble, match="playwright install-deps chromium"):
        chromium._with_libraries(STARTS)


def test_fonts_are_added_where_chinese_is_drawn_in_boxes(
    playwright: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(chromium, "installed", lambda: [STARTS])
    monkeypatch.setattr(chromium, "apt_install", asked.append)
    chromium.find_or_install(playwright)
    assert not asked
    playwright.chromium.without_fonts = True
    assert chromium.find_or_install(playwright).path == STARTS
    assert asked == [chromium.FONTS]


def test_where_there_is_none_every_try_gives_its_reason(
    playwright: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chromium, "installed", lambda: [BROKEN])
    monkeypatch.setattr(chromium, "_download", fails("no network"))
    monkeypatch.setattr(chromium, "_from_distribution", fails("no rights"))
    with pytest.raises(Trouble) as raised:
        chromium.find_or_install(playwright)
    assert raised.value.en == (
        f"no usable Chromium: installed: {BROKEN} does not start; "
        "downloaded by Playwright: no network; the distribution's package: no rights"
    )


def test_browsers_are_found_on_the_path_and_among_mac_applications(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = tmp_path / "Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge"
    app.parent.mkdir(parents=True)
    app.touch()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(
        "shutil.which", lambda name: "/usr/bin/chromium" if name == "chromium" else None
    )
    found = chromium.installed()
    assert (found[0], app in found) == (Path("/usr/bin/chromium"), True)


@pytest.mark.parametrize("path", [STARTS, shell.INSTALLED])
def test_the_browser_that_was_found_will_do_where_there_is_no_headless_shell(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another browser than Debian's is not looked for at all."""
    asked: list[str] = []

    def refused(command: Sequence[str], **_: Any) -> Any:
        asked.append(command[0])
        raise subprocess.CalledProcessError(100, command)

    monkeypatch.setattr(subprocess, "run", refused)
    found = chromium.Browser(path, Text("本机已装", "installed"))
    assert shell.headless_shell(found, tmp_path) == found
    assert asked == (["dpkg-query"] if path == shell.INSTALLED else [])


def test_a_headless_shell_is_unpacked_once_beside_what_both_have_in_common(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []
    library, folder = tmp_path / "library", tmp_path / "kept"
    library.mkdir()
    (library / "icudtl.dat").touch()
    monkeypatch.setattr(shell, "LIBRARY", library)

    def run(command: Sequence[str], *, cwd: str | None, **_: Any) -> Any:
        ran.append(Path(command[0]).name)
        if command[0] == "apt-get":
            assert command[-1] == "chromium-headless-shell=1.2"
            Path(str(cwd), "a.deb").touch()
        if command[0] == "dpkg":
            program = Path(command[-1], "usr/lib/chromium", shell.PACKAGE)
            program.parent.mkdir(parents=True)
            program.touch()
        return SimpleNamespace(stdout="1.2")

    monkeypatch.setattr(subprocess, "run", run)
    found = chromium.Browser(shell.INSTALLED, Text("本机已装", "installed"))
    first = shell.headless_shell(found, folder)
    assert ran == ["dpkg-query", "apt-get", "dpkg", shell.PACKAGE]
    assert first.path.with_name("icudtl.dat").resolve() == library / "icudtl.dat"
    assert "headless shell" in first.words.en
    assert shell.headless_shell(found, folder) == first
    assert ran[4:] == ["dpkg-query", shell.PACKAGE]
