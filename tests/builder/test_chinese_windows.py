"""The commands on a machine like a Chinese Windows: text is GBK where nobody says otherwise, and no fork.

They run in a locale of that encoding, in a folder with a blank and Chinese characters in its name, with
nothing made before; text that names no encoding is an error there.
"""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import signal
import subprocess
import tomllib
import urllib.request
from pathlib import Path
from typing import NamedTuple

import pytest
from filelock import FileLock

from builder.environment import ensure_import
from calculator.policies import xiamen_2024
from tests import project
from tests.conftest import BUILT

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
LOCALE = "zh_CN.GBK"
BEYOND = "𠮷🏭"
"""What GBK cannot write."""
LIKE_WINDOWS = r"""
import os, warnings
del os.fork
ours = r"(__main__|build_site|builder|calculator)\b"
warnings.filterwarnings("error", category=EncodingWarning, module=ours)
# It takes no more than the names of these files.
warnings.filterwarnings("ignore", category=EncodingWarning, module="openpyxl")
"""


class Ended(NamedTuple):
    status: int
    out: str
    err: str


class Machine(NamedTuple):
    """A copy of the project, and what its commands run in."""

    root: Path
    env: dict[str, str]

    def run(self, *words: str, prints: str = "gbk") -> Ended:
        """A command of the project's Python, typed in the encoding of the locale.

        The calculator prints UTF-8 wherever it is, so that what it writes into a file can be read.
        """
        done = subprocess.run(
            [self.python, *(word.encode("gbk") for word in words)],
            cwd=self.root, env=self.env, stdin=subprocess.DEVNULL, capture_output=True, check=False,
        )  # fmt: skip
        ended = Ended(done.returncode, done.stdout.decode(prints), done.stderr.decode(prints))
        assert "Traceback" not in ended.err, ended.err
        return ended

    @property
    def python(self) -> bytes:
        return os.fsencode(self.root / ".venv/bin/python")

    def file(self, name: str) -> Path:
        """The file that has this name for the machine."""
        return self.root / os.fsdecode(name.encode("gbk"))


@pytest.fixture(scope="session")
def locales(shared_folder: Path) -> Path:
    """A folder with the locale, made of the distribution's description of it.

    Where packages can be had and it cannot be made, the tests fail; they are skipped only where there
    are none of Debian's kind.
    """
    folder = shared_folder / "locales"
    with FileLock(shared_folder / "locales.lock"):
        if (folder / LOCALE).is_dir():
            return folder
        folder.mkdir(exist_ok=True)
        described = Path("/usr/share/i18n")
        if not (described / "charmaps/GBK.gz").is_file():
            if shutil.which("apt-get") is None or shutil.which("localedef") is None:
                pytest.skip(f"NOT CHECKED: {LOCALE} is not here, and no apt-get to have it from")
            described = folder / "usr/share/i18n"
            project.unpacked(folder, "locales")
        made = subprocess.run(
            ["localedef", "-i", "zh_CN", "-f", "GBK", str(folder / LOCALE)],
            env=os.environ | {"I18NPATH": str(described)}, capture_output=True, check=False,
        )  # fmt: skip
        assert (folder / LOCALE).is_dir(), made.stderr
    return folder


@pytest.fixture(scope="module")
def machine(locales: Path, tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """It compresses lightly: there is no text in that."""
    with FileLock(locales.parent / "import.lock"):
        ensure_import(ROOT)
    folder = tmp_path_factory.mktemp("windows")
    # Its bytes are characters in both encodings: Windows has one for names and another for text.
    root = folder / "专精特新 网站"
    project.sources(root)
    for name in (".venv", "node_modules"):
        (root / name).symlink_to((ROOT / name).resolve())
    customized = LIKE_WINDOWS + project.COMPRESS_LIGHTLY
    (folder / "sitecustomize.py").write_text(customized, encoding="utf-8")
    of_tests = ("PYTHON", "LC_", "LANG", "AS_OF", "SITE_", "FEEDBACK", "COVERAGE")
    env = {k: v for k, v in os.environ.items() if not k.startswith(of_tests)}
    env |= {
        "LOCPATH": str(locales),
        "LC_ALL": LOCALE,
        "PYTHONUTF8": "0",
        "PYTHONWARNDEFAULTENCODING": "1",
        "PYTHONPATH": str(folder),
        "SOURCE_DATE_EPOCH": BUILT,
    }
    here = Machine(root, env)
    told = here.run(
        "-c",
        "import locale, os, sys; print(locale.getencoding().lower(), sys.stdout.encoding,"
        " hasattr(os, 'fork'), sys.flags.warn_default_encoding)",
    )
    assert told == (0, "gbk gbk False 1\n", "")
    return here


def test_the_site_is_built_as_elsewhere(machine: Machine, built_site: Path) -> None:
    done = machine.run("build_site.py", "build")
    assert (done.status, done.err) == (0, "")
    assert "已生成" in done.out
    made = {
        path.relative_to(machine.root / "site").as_posix(): path
        for path in (machine.root / "site").rglob("*")
        if path.is_file()
    }
    assert "厦门" in made["index.html"].read_text(encoding="utf-8")
    if "SITE_DIR" in os.environ:
        pytest.skip("NOT CHECKED: SITE_DIR names a site of another day to compare with")
    del made["built.txt"]
    due = {path.relative_to(built_site).as_posix(): path for path in built_site.rglob("*")}
    due = {name: path for name, path in due.items() if path.is_file()}
    assert made.keys() == due.keys()
    assert not [name for name in due if made[name].read_bytes() != due[name].read_bytes()]


def test_it_is_built_again_and_served(machine: Machine) -> None:
    with subprocess.Popen(
        [machine.python, "build_site.py", "serve", "--port", "0"],
        cwd=machine.root, env=machine.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        encoding="gbk",
    ) as process:  # fmt: skip
        assert process.stdout
        assert process.stderr
        for line in process.stdout:
            if "http://127.0.0.1" in line:
                url = next(word for word in line.split() if word.startswith("http://127.0.0.1"))
                opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
                page = opener.open(url, timeout=20).read().decode("utf-8")
                process.send_signal(signal.SIGINT)
        said = process.stderr.read()
    assert (process.returncode, said) == (0, "")
    assert "厦门" in page


def test_it_is_checked(machine: Machine) -> None:
    for lang, words in ((None, "没有要处理的"), ("zh", "没有要处理的"), ("en", "Nothing to do")):
        done = machine.run("build_site.py", "check", *(("--lang", lang) if lang else ()))
        assert (done.status, done.err) == (0, "")
        assert words in done.out


@pytest.mark.parametrize("encoding", ["gbk", "utf-8-sig", "utf-8"])
def test_a_table_is_assessed(machine: Machine, encoding: str) -> None:
    firm = "甲" if encoding == "gbk" else f"甲{BEYOND}"
    table = f"企业,城市,称号\n{firm},厦门,小巨人\n"
    machine.file("企业 名单.csv").write_text(table, encoding=encoding)
    batch = ("-m", "calculator", "batch", "企业 名单.csv", "结果.csv")
    done = machine.run(*batch, prints="utf-8")
    assert done == (0, "结果.csv\n", "")
    told = machine.file("结果.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(told)))
    assert [row["企业名称"] for row in rows] == [firm]


def test_a_profile_is_assessed(machine: Machine) -> None:
    profile = {"city": "xiamen", "titles": ["little_giant"], "date": "2026-06-01"}
    machine.file("情况.json").write_text(json.dumps(profile), encoding="utf-8")
    assess = ("-m", "calculator", "assess", "情况.json", "--format", "text")
    done = machine.run(*assess, prints="utf-8")
    assert (done.status, done.err) == (0, "")
    assert "“小巨人”" in done.out


def test_a_release_is_made_and_put_back(machine: Machine) -> None:
    said = ("--zh", "新增一条措施。", "--en", "One more measure.")
    done = machine.run("build_site.py", "release", "9.0.0", *said)
    assert (done.status, done.err) == (0, "")
    news = tomllib.loads((machine.root / "docs/changes.toml").read_text(encoding="utf-8"))
    assert news["change"][0]["words"] == {"zh": said[1], "en": said[3]}
    feed = (machine.root / "releases/site/feed.xml").read_text(encoding="utf-8")
    assert said[1] in feed
    back = machine.run("build_site.py", "release", "9.0.0", "--restore")
    assert (back.status, back.err) == (0, "")


def test_an_amended_text_comes_in_and_is_confirmed(machine: Machine) -> None:
    old, award = "xiamen-2024", "分别给予一次性{}万元奖励".format
    text = (machine.root / "docs/policies" / old / "zh.md").read_text(encoding="utf-8")
    text = text.replace(award(50), award(60)).replace("市工信局中小企业处", f"{BEYOND}中小企业处")
    machine.file("修订 文本.txt").write_text(text, encoding="utf-8")
    taken = machine.run("build_site.py", "import", "修订 文本.txt", "--as", "xiamen-2026")
    assert (taken.status, taken.err) == (0, "")
    amended = machine.run(
        "build_site.py", "amend", old, "imported/xiamen-2026", "--from", "2026-10-01"
    )
    assert (amended.status, amended.err) == (0, "")
    assert f"沿用 {len(xiamen_2024.POLICY.measures)} 条" in amended.out
    kept = (machine.root / "docs/policies/xiamen-2026/zh.md").read_text(encoding="utf-8")
    assert f"{BEYOND}中小企业处" in kept
    checked = machine.run("build_site.py", "check")
    assert (checked.status, checked.err) == (1, "")
    assert "??中小企业处" in checked.out  # what the console cannot show is marked
    confirmed = machine.run("build_site.py", "confirm", "rule-unconfirmed/xm2-3", "--by", "王敏")
    assert (confirmed.status, confirmed.err) == (0, "")
    rows = (machine.root / "docs/policies/xiamen-2026/confirmed.toml").read_text(encoding="utf-8")
    assert 'by = "王敏"' in rows
