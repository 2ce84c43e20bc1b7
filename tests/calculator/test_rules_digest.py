"""The version of the rules follows what they compute by, and nothing that is only said."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

import calculator
from calculator import rules_digest
from calculator.version import DIGEST, RELEASED, rules_version

PACKAGE = Path(calculator.__file__).parent


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return shutil.copytree(
        PACKAGE, tmp_path / "calculator", ignore=shutil.ignore_patterns("__pycache__")
    )


def changed(file: Path, old: str, new: str) -> None:
    """Put words in the place of others, the first time that these stand there."""
    content = file.read_text(encoding="utf-8")
    assert old in content, f"{file.name} has no {old}"
    file.write_text(content.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("policies/xiamen_2024.py", "最高30万元奖励", "最高40万元奖励"),
        ("policies/fuzhou_2024_draft.py", "up_to(", "exactly("),
        ("parameters.toml", "percent = 3.00", "percent = 2.90"),
        ("overlaps.py", "key=left", "key=lost"),
        ("quantity.py", " - ", " + "),
        ("phrases.py", "10_000,", "1_000,"),
    ],
)
def test_a_rule_a_quotation_and_a_dated_figure_are_other_rules(
    package: Path, file: str, old: str, new: str
) -> None:
    before = rules_digest.digest(package)
    changed(package / file, old, new)
    assert rules_digest.digest(package) != before


def test_words_of_ours_are_not(package: Path) -> None:
    """Comments, docstrings, lines broken otherwise, sentences, and what only shows or reads entries."""
    before = rules_digest.digest(package)
    rules = package / "policies/xiamen_2024.py"
    content = rules.read_text(encoding="utf-8")
    content = re.sub('(?s)^""".*?"""', '"""Other words."""  # and a remark', content, count=1)
    content = content.replace("Text(", "Text(  # said otherwise\n").replace("万企业", "的企业")
    rules.write_text(content.replace('Text("', 'Text("另'), encoding="utf-8")
    (package / "page/results.py").write_text("", encoding="utf-8")
    (package / "version.py").write_text("", encoding="utf-8")
    figures = package / "parameters.toml"
    looked_up = figures.read_text(encoding="utf-8").replace("checked = 2026", "checked = 2030")
    figures.write_text(
        looked_up.replace("3.10", "3.1").replace("https:", "http:"), encoding="utf-8"
    )
    assert rules_digest.digest(package) == before


def test_the_hash_is_that_of_every_python(tmp_path: Path) -> None:
    """Written down once: another Python that reads the same code otherwise fails here."""
    (tmp_path / "assessment.py").write_text(
        "from calculator.rates import RATE\n"
        "import calculator.rates as rates\n"
        "from typing import NamedTuple\n\n\n"
        "class Sum(NamedTuple):\n    '''Said.'''\n    a: int = 1\n\n\n"
        "def f(x: int, *, y: str = f'{{a}}{1!r:>4}' 'b') -> Sum | None:\n"
        "    match x:\n        case 1 | 2 if (z := x):\n            return Sum(z)\n"
        "    return (lambda: [*rates.RATE, {**{}}, b'x', 1_000.5, ...])() and None\n",
        encoding="utf-8",
    )
    (tmp_path / "rates.py").write_text("RATE = (3, -1)\n", encoding="utf-8")
    assert rules_digest.digest(tmp_path) == "acb5678d"


def test_the_version_names_the_day_of_the_release_and_the_hash(package: Path) -> None:
    now = rules_digest.digest(package)
    assert rules_version() == f"{RELEASED}-{'' if now == DIGEST else 'dev.'}{now}"
    changed(package / "version.py", f'DIGEST = "{DIGEST}"', f'DIGEST = "{now}"')
    assert rules_digest.version(package) == f"{RELEASED}-{now}"
    rules_digest.version.cache_clear()
    changed(package / "parameters.toml", "percent = 3.00", "percent = 2.90")
    assert rules_digest.version(package) == f"{RELEASED}-dev.{rules_digest.digest(package)}"
