"""The handbook is true: every edit and every command on its pages is carried out, and says what it says.

A page is a walk from its first line to its last, in a copy of the project of its own. Its fenced blocks
are the steps: `diff` an edit (the file, then lines as they stand, go or come), `sh` commands, `text` what
the last commands printed, … standing for anything.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import re
import signal
import subprocess
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest

import build_site
from builder import editorial, texts
from calculator.assessment import assess_one
from calculator.i18n import LANGS, Lang, Text
from calculator.policies import MEASURES, POLICIES
from tests import project

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(path.name for path in (ROOT / "docs/handbook").glob("*.md"))
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
STATUS = re.compile(r"(?:退出码|status) (\d)\n?$")


FIXED = {
    "LANG": "C.UTF-8",
    "SOURCE_DATE_EPOCH": "1796054400",  # 1 December 2026 in China: validity is about to end
    "GIT_AUTHOR_NAME": "a",
    "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_COMMITTER_NAME": "a",
    "GIT_COMMITTER_EMAIL": "a@example.org",
}


class Step(NamedTuple):
    kind: str
    words: str


def steps(page: Path) -> list[Step]:
    return [Step(*found) for found in FENCE.findall(page.read_text(encoding="utf-8"))]


BUILDS = {"expiry.md", "publish.md"}
"""Pages that build the site unchanged, and need not make its engine again."""


@pytest.fixture
def copy(name: str, request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A project of its own, with what is built."""
    if name in BUILDS:
        request.getfixturevalue("built_site")
    root = tmp_path / "project"
    project.copy(root)
    return root


def edit(root: Path, words: str) -> None:
    """Carry out an edit; the lines it stands on are in the file once."""
    name, *lines = words.rstrip("\n").split("\n")
    old = "\n".join(line[1:] for line in lines if line[:1] in " -")
    new = "\n".join(line[1:] for line in lines if line[:1] in " +")
    file = root / name
    before = file.read_text(encoding="utf-8")
    assert before.count(old) == 1, f"{name} has {before.count(old)} times:\n{old}"
    file.write_text(before.replace(old, new), encoding="utf-8")


def run(root: Path, words: str) -> str:
    """Run commands; they end well, or with the status that is written beside them."""
    due = STATUS.search(words)
    env = {k: v for k, v in os.environ.items() if k not in {"SITE_URL", "AS_OF"}} | FIXED
    env |= project.compressing_lightly(root.parent)
    if re.search(r"build_site\.py (serve|preview)", words):
        return serve(root, words, env)
    done = subprocess.run(
        ["bash", "-e", "-c", words], cwd=root, env=env, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == int(due[1] if due else 0), f"{words}\n{done.stdout}"
    return done.stdout


def serve(root: Path, words: str, env: dict[str, str]) -> str:
    """A command that goes on until Ctrl-C: it gets one as soon as it names its address."""
    said = []
    with subprocess.Popen(
        ["bash", "-c", f"exec {words}"], cwd=root, env=env, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
    ) as process:  # fmt: skip
        assert process.stdout
        for line in process.stdout:
            said.append(line)
            if "http://127.0.0.1" in line:
                process.send_signal(signal.SIGINT)
    assert process.returncode == 0, "".join(said)
    return "".join(said)


def missing(printed: str, due: str) -> Iterator[str]:
    """The lines that were not printed."""
    flat = re.sub(r"\s+", " ", printed)
    for line in due.splitlines():
        pattern = ".*".join(re.escape(" ".join(part.split())) for part in line.split("…"))
        if not re.search(pattern, flat):
            yield line


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_what_a_page_says_to_do_is_done(name: str, copy: Path) -> None:
    zh, en = (steps(ROOT / folder / name) for folder in ("docs/handbook", "docs/en/handbook"))
    printed = ""
    for step, other in zip(zh, en, strict=True):
        if step.kind == "diff":
            edit(copy, step.words)
        elif step.kind == "sh":
            printed = run(copy, step.words)
            printed += "".join(
                run(copy, line) for line in other.words.splitlines() if "--lang" in line
            )
        else:
            assert step.kind == "text", f"no step is called {step.kind}"
            assert not [*missing(printed, step.words), *missing(printed, other.words)], printed


@pytest.mark.parametrize("name", PAGES)
def test_both_languages_take_the_same_steps(name: str) -> None:
    """Edits are the same; commands and what they print differ in their language alone."""
    zh, en = (steps(ROOT / folder / name) for folder in ("docs/handbook", "docs/en/handbook"))
    assert [step.kind for step in zh] == [step.kind for step in en]

    def bare(words: str) -> str:
        return re.sub(r"--lang \w+|\s+#.*", "", words)

    for one, other in zip(zh, en, strict=True):
        if one.kind != "text":
            assert bare(one.words) == bare(other.words)


@pytest.mark.parametrize("folder", ["docs/handbook", "docs/en/handbook"])
@pytest.mark.parametrize("name", PAGES)
def test_every_command_named_in_the_text_exists(folder: str, name: str) -> None:
    text = (ROOT / folder / name).read_text(encoding="utf-8")
    named = set(re.findall(r"build_site\.py ([a-z]+)", text))
    for command in named:
        with pytest.raises(SystemExit) as left:
            build_site.parse([command, "--help"])
        assert left.value.code == 0, command


@pytest.mark.parametrize("name", PAGES)
def test_every_walk_has_a_picture_that_is_told_in_words(name: str) -> None:
    """The same in both languages; of decisions there is nothing to draw."""
    shapes = []
    for folder in ("docs/handbook", "docs/en/handbook"):
        text = (ROOT / folder / name).read_text(encoding="utf-8")
        pictures = re.findall(r'<figure class="picture">.*?</figure>', text, re.DOTALL)
        assert len(pictures) == (name != "decisions.md")
        for picture in pictures:
            (title,) = re.findall(r'<title id="([\w-]+)">[^<]{20,}</title>', picture)
            assert f'role="img" aria-labelledby="{title}"' in picture
            assert re.search(r"<figcaption>[^<]+</figcaption>", picture)
        shapes.append([len(re.findall("<rect|<path", picture)) for picture in pictures])
    assert shapes[0] == shapes[1]


def carried_out(code: str, names: dict[str, object]) -> tuple[str, str | None]:
    """Run a cell as a notebook does: what it prints, and what its last expression is."""
    tree, last = ast.parse(code), None
    if isinstance(tree.body[-1], ast.Expr):
        last = ast.Expression(tree.body[-1].value)
        del tree.body[-1]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, "cell", "exec"), names)
        value = eval(compile(last, "cell", "eval"), names) if last else None
    return printed.getvalue(), None if value is None else repr(value)


@pytest.mark.parametrize("folder", ["docs/handbook", "docs/en/handbook"])
def test_a_notebook_says_what_its_cells_do(folder: str) -> None:
    (notebook,) = (ROOT / folder).glob("*.ipynb")
    names: dict[str, object] = {}
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    assert sum(bool(cell.get("outputs")) for cell in cells) > 2
    for cell in (cell for cell in cells if cell["cell_type"] == "code"):
        printed, value = carried_out("".join(cell["source"]), names)
        kept = {each["output_type"]: each for each in cell["outputs"]}
        assert "".join(kept.get("stream", {}).get("text", [])) == printed
        told = kept.get("execute_result", {"data": {"text/plain": [None]}})["data"]["text/plain"]
        assert told == [value]


def test_both_languages_have_the_same_notebook() -> None:
    code = []
    for folder in ("docs/handbook", "docs/en/handbook"):
        (notebook,) = (ROOT / folder).glob("*.ipynb")
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        code.append([cell["source"] for cell in cells if cell["cell_type"] == "code"])
        assert [cell["cell_type"] for cell in cells] == ["markdown", "code"] * (len(cells) // 2)
    assert code[0] == code[1]


def test_both_languages_have_the_same_pages() -> None:
    assert sorted(path.name for path in (ROOT / "docs/en/handbook").glob("*.md")) == PAGES
    assert PAGES


def test_a_default_that_gives_more_than_another_reading_has_its_reason_told() -> None:
    """As far as the worked cases and examples know any, in both languages."""
    texts_ = texts.load_all(ROOT / "docs")
    named = {
        clause.measure_id: policy.place.full_name + Text("", " ") + clause.number
        for policy in texts_
        for clause in policy.clauses
    }
    pages = {lang: folder / "handbook/reading.md" for lang, folder in FOLDERS.items()}
    told = {lang: page.read_text(encoding="utf-8") for lang, page in pages.items()}
    more = set(_more(texts_))
    assert more
    for measure in more:
        for lang in LANGS:
            assert f"| {named[measure](lang)} |" in told[lang], measure


FOLDERS: dict[Lang, Path] = {"zh": ROOT / "docs", "en": ROOT / "docs/en"}


def _more(held: tuple[texts.PolicyText, ...]) -> Iterator[str]:
    """The measures of which another reading gives less to one of the profiles."""
    cases = json.loads((ROOT / "tests/cases/worked.json").read_text(encoding="utf-8"))
    given = [(case["measure"], case["profile"]) for case in cases]
    examples = editorial.load(ROOT / "docs", held).examples
    given += [(name, dict(each.profile)) for name, listed in examples.items() for each in listed]
    policies = {measure.id: policy for policy in POLICIES for measure in policy.measures}
    for name, profile in given:
        result = assess_one(profile, policies[name], MEASURES[name]).to_dict()
        if result["status"] != "eligible" or not result["amount"]:
            continue
        for other in result["alternatives"]:
            nothing = other["status"] in ("ineligible", "other_policy")
            amount = "0" if nothing else (other["amount"] or {}).get("max")
            settled = nothing or other["status"] == "eligible"
            if settled and amount and Decimal(amount) < Decimal(result["amount"]["max"]):
                yield name
