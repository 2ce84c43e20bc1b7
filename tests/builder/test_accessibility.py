"""What the page on accessibility says: every criterion is there, and the tests it names exist and say it."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from calculator.i18n import LANGS, Lang
from calculator.page import shell
from calculator.page.browsers import COMPUTING, READING

ROOT = Path(__file__).resolve().parents[2]
PAGES: dict[Lang, Path] = {
    "zh": ROOT / "docs/accessibility.md",
    "en": ROOT / "docs/en/accessibility.md",
}
CRITERIA = {
    *("1.1.1", "1.2.1", "1.2.2", "1.2.3", "1.2.4", "1.2.5", "1.3.1", "1.3.2", "1.3.3", "1.3.4", "1.3.5"),
    *("1.4.1", "1.4.2", "1.4.3", "1.4.4", "1.4.5", "1.4.10", "1.4.11", "1.4.12", "1.4.13"),
    *("2.1.1", "2.1.2", "2.1.4", "2.2.1", "2.2.2", "2.3.1"),
    *("2.4.1", "2.4.2", "2.4.3", "2.4.4", "2.4.5", "2.4.6", "2.4.7", "2.4.11"),
    *("2.5.1", "2.5.2", "2.5.3", "2.5.4", "2.5.7", "2.5.8"),
    *("3.1.1", "3.1.2", "3.2.1", "3.2.2", "3.2.3", "3.2.4", "3.2.6"),
    *("3.3.1", "3.3.2", "3.3.3", "3.3.4", "3.3.7", "3.3.8", "4.1.2", "4.1.3"),
}  # fmt: skip
"""WCAG 2.2, levels A and AA."""


def rows(lang: Lang) -> list[tuple[list[str], str, list[str]]]:
    """The table of a page: criteria, how they are met, the tests named."""
    lines = PAGES[lang].read_text("utf-8").splitlines()
    cells = [line.strip("| ").split(" | ") for line in lines if re.match(r"\| \d\.", line)]
    return [
        (re.findall(r"\d\.\d\.\d+", first), said, re.findall(r"`(\w+)::(\w+)`", tests))
        for first, said, tests in cells
    ]


@cache
def named_in(module: str) -> frozenset[str]:
    """The tests of the modules of this name."""
    trees = [ast.parse(path.read_text("utf-8")) for path in (ROOT / "tests").rglob(f"{module}.py")]
    return frozenset(
        each.name for tree in trees for each in tree.body if isinstance(each, ast.FunctionDef)
    )


@pytest.mark.parametrize("lang", LANGS)
def test_every_criterion_is_there_once(lang: Lang) -> None:
    listed = [each for criteria, _, _ in rows(lang) for each in criteria]
    assert sorted(listed) == sorted(CRITERIA)


@pytest.mark.parametrize("lang", LANGS)
def test_each_row_names_tests_that_exist(lang: Lang) -> None:
    for criteria, said, tests in rows(lang):
        assert said, criteria
        assert tests, criteria
        for module, name in tests:
            assert name in named_in(module), f"{criteria}: {module}::{name}"


def test_both_languages_say_it_of_the_same() -> None:
    zh, en = ([(criteria, tests) for criteria, _, tests in rows(lang)] for lang in LANGS)
    assert zh == en


@pytest.mark.parametrize("name", ["accessibility.md", "about.md"])
def test_the_oldest_browsers_are_stated(name: str) -> None:
    for folder in ("", "en/"):
        text = (ROOT / "docs" / folder / name).read_text("utf-8")
        for oldest in (READING, COMPUTING):
            for browser in ("chrome", "safari", "firefox"):
                assert f"{browser.title()} {getattr(oldest, browser)}" in text, (folder, browser)


# What is named there and looked at nowhere else.


def test_nothing_personal_is_asked() -> None:
    form = shell("zh", [], "")
    kinds = set(re.findall(r'<input[^>]* type="(\w+)"', form))
    assert kinds <= {"text", "radio", "checkbox", "hidden", "date"}
    assert not re.search(r"autocomplete=\"(?!off)", form)


def test_nothing_sounds_or_moves_by_itself(built_site: Path) -> None:
    for path in built_site.rglob("*.html"):
        found = re.search(
            r"<(?:audio|video|marquee|blink|iframe)\b|http-equiv=\"?refresh",
            path.read_text("utf-8"),
        )
        assert not found, path
    for path in (ROOT / "docs/assets").rglob("*.css"):
        assert "animation" not in path.read_text("utf-8"), path


def test_text_is_no_picture(built_site: Path) -> None:
    """Charts are drawn with letters; a picture is made only to be taken away."""
    for path in built_site.rglob("*.html"):
        assert not re.search(r"<img\b|<image\b", path.read_text("utf-8")), path


def test_every_page_has_the_same_frame(built_site: Path) -> None:
    frames: dict[bool, set[tuple[str, ...]]] = {True: set(), False: set()}
    for path in built_site.rglob("*.html"):
        html = path.read_text("utf-8")
        parts = [html.partition(f'<{part}')[2].partition(end)[0]
                 for part, end in (('nav class="md-tabs"', "</nav>"), ('ul class="foot"', "</ul>"))]  # fmt: skip
        if all(parts):  # not what stands in a frame of another site
            names = [re.sub(r"<[^>]*>", " ", part).split() for part in parts]
            frames[path.is_relative_to(built_site / "en")].add((*names[0], *names[1]))
    assert [len(found) for found in frames.values()] == [1, 1]


def test_what_changes_by_itself_is_read_out(built_site: Path) -> None:
    """The line of the state, what is said of the table, of what is taken away, and of a batch."""
    said = {
        "calculator": ("engine", "take-said", "quick-said"),
        "batch": ("engine", "batch-said"),
        "xiamen-2024/xm-13": ("engine",),
    }
    for place, names in said.items():
        html = (built_site / place / "index.html").read_text("utf-8")
        for name in names:
            (tag,) = re.findall(rf'<[^>]*\bid="{name}"[^>]*>', html)
            assert 'role="status"' in tag, (place, name)
