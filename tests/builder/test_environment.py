"""One command sets everything up: the locks are whole, the steps are right, the help is there."""

from __future__ import annotations

import ast
import errno
import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import build_site
from builder import environment
from builder.environment import Trouble
from builder.site import Report, SiteError
from calculator.i18n import Text

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = ("build", "serve", "test", "import", "release", "check", "setup", "update")
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)", re.MULTILINE)


# What the tools say of the code


@pytest.mark.slow
@pytest.mark.parametrize("tool", [["ruff", "check"], ["mypy"]], ids=["ruff", "mypy"])
def test_the_tools_have_nothing_to_say(tool: list[str]) -> None:
    said = subprocess.run(
        [sys.executable, "-m", *tool], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert said.returncode == 0, said.stdout + said.stderr


# The locks


def pins(lock: Path) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, version in PIN.findall((ROOT / lock).read_text(encoding="utf-8")):
        found.setdefault(canonicalize_name(name), set()).add(version)
    return found


@pytest.mark.parametrize("lock", environment.MADE_FROM)
def test_a_lock_has_hashes_throughout_and_no_address(lock: Path) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE))
    assert len(entries) == len(PIN.findall(text))
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in text
    assert "-index" not in text


def test_the_npm_lock_has_hashes_and_no_address() -> None:
    text = (ROOT / environment.NPM_LOCK).read_text(encoding="utf-8")
    assert '"integrity"' in text
    assert '"resolved"' not in text


def test_the_locks_hold_what_the_project_asks_for() -> None:
    about = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = about["dependency-groups"] | about["project"]["optional-dependencies"]
    for lock, words in environment.MADE_FROM.items():
        locked, names = pins(lock), groups.keys() & set(words)
        assert names, lock
        for wanted in (Requirement(line) for name in names for line in groups[name]):
            versions = locked.get(canonicalize_name(wanted.name), set())
            assert versions, f"{wanted} is not in {lock}: make the lock anew (CONTRIBUTING.md)"
            assert all(wanted.specifier.contains(version) for version in versions), wanted


def test_no_chinese_segmenter_is_about() -> None:
    """Material finds jieba by itself and would build another search index with it."""
    assert "jieba" not in pins(environment.LOCK)
    assert importlib.util.find_spec("jieba") is None


def test_what_runs_here_is_what_is_locked() -> None:
    locked = pins(environment.LOCK)
    running = {
        canonicalize_name(found.metadata["Name"]): found.version
        for found in importlib.metadata.distributions()
    }
    other = {n: v for n, v in running.items() if n in locked and v not in locked[n]}
    assert other == {}, "run: python3 build_site.py setup"


# Setting up


class Machine:
    """Stands in for the system: notes every command; those beginning with `failing` fail."""

    def __init__(self, failing: Sequence[tuple[str, ...]] = ()) -> None:
        self.commands: list[tuple[str, ...]] = []
        self.failing = list(failing)

    def run(
        self, command: Sequence[str], *, cwd: Path | None = None, quiet: bool = False
    ) -> subprocess.CompletedProcess[bytes]:
        words = tuple(command)
        self.commands.append(words)
        if words[1:3] == ("-m", "venv"):
            python = environment.venv_python(Path(words[-1]).parent)
            python.parent.mkdir(parents=True)
            python.touch()
        fails = any(" ".join(start) in " ".join(words) for start in self.failing)
        return subprocess.CompletedProcess(words, int(fails))

    def ran(self, *words: str) -> int:
        return sum(" ".join(words) in " ".join(command) for command in self.commands)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    here = Machine()
    monkeypatch.setattr(environment, "_run", here.run)
    return here


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for lock in (environment.LOCK, environment.NODE_LOCK, environment.NPM_LOCK):
        (tmp_path / lock).parent.mkdir(exist_ok=True)
        (tmp_path / lock).write_text("one", encoding="utf-8")
    return tmp_path


def test_packages_are_installed_once_and_again_when_the_lock_changes(
    root: Path, machine: Machine
) -> None:
    environment.ensure_python(root)
    assert (machine.ran("-m venv"), machine.ran("--require-hashes")) == (1, 1)
    environment.ensure_python(root)
    assert (machine.ran("-m venv"), machine.ran("--require-hashes")) == (1, 1)
    (root / environment.LOCK).write_text("two", encoding="utf-8")
    environment.ensure_python(root)
    assert (machine.ran("-m venv"), machine.ran("--require-hashes")) == (1, 2)


def test_an_installation_that_failed_is_tried_again(root: Path, machine: Machine) -> None:
    machine.failing = [("-m", "pip", "install")]
    for _ in range(2):
        with pytest.raises(Trouble, match="pip failed"):
            environment.ensure_python(root)
    assert machine.ran("--require-hashes") == 2


def test_an_environment_whose_python_is_gone_is_made_anew(root: Path, machine: Machine) -> None:
    environment.ensure_python(root)
    environment.venv_python(root).unlink()
    environment.venv_python(root).parent.rmdir()
    environment.ensure_python(root)
    assert machine.ran("-m venv --clear") == 2


def test_npm_packages_are_installed_once(
    root: Path, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("builder.node.npm", lambda: ["npm"])
    (root / "node_modules").mkdir()
    environment.ensure_node(root)
    environment.ensure_node(root)
    assert machine.ran("npm ci") == 1
    assert machine.ran("pip install") == 0


def test_node_comes_as_a_python_package_where_there_is_none(
    root: Path, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    from builder.node import NodeMissing

    def npm() -> list[str]:
        if not machine.ran(environment.NODE_LOCK.name):
            raise NodeMissing("none was found")
        return ["npm"]

    monkeypatch.setattr("builder.node.npm", npm)
    (root / "node_modules").mkdir()
    environment.ensure_node(root)
    assert machine.ran("npm ci") == 1


@pytest.fixture
def debian(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Debian without its venv package."""
    original = importlib.util.find_spec
    monkeypatch.setattr(
        "importlib.util.find_spec", lambda name: None if name == "ensurepip" else original(name)
    )
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")


PACKAGE = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"


@pytest.mark.usefixtures("debian")
@pytest.mark.parametrize(("user", "by"), [(0, "env"), (1000, "sudo -n env")])
def test_a_missing_venv_is_installed(
    root: Path, machine: Machine, monkeypatch: pytest.MonkeyPatch, user: int, by: str
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: user, raising=False)
    environment.ensure_python(root)
    (command,) = [" ".join(words) for words in machine.commands if PACKAGE in words]
    assert command.startswith(f"{by} DEBIAN_FRONTEND=noninteractive apt-get")
    assert command.endswith(f"install {PACKAGE}")


@pytest.mark.usefixtures("debian")
def test_package_lists_are_fetched_where_they_are_missing(
    root: Path, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    machine.failing = [("install", PACKAGE)]
    with pytest.raises(Trouble, match="failed"):
        environment.ensure_python(root)
    assert (machine.ran("apt-get -qq -y update"), machine.ran("install", PACKAGE)) == (1, 2)


@pytest.mark.usefixtures("debian")
def test_without_rights_it_says_which_command_to_run(
    root: Path, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    machine.failing = [("sudo", "-n", "true")]
    with pytest.raises(Trouble, match=f"sudo apt-get install -y {PACKAGE}"):
        environment.ensure_python(root)
    assert machine.ran("-m venv") == 0


@pytest.mark.slow
def test_a_command_that_does_not_exist_counts_as_failed() -> None:
    assert environment._run(["no-such-command-anywhere"]).returncode == 127


# The command line


def command_line(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "build_site.py", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONUTF8": "1", "COLUMNS": "200"} | environment,
        check=False,
    )


@pytest.mark.slow
def test_help_is_in_both_languages() -> None:
    said = command_line("--help")
    assert said.returncode == 0
    for name in COMMANDS:
        line = next(line for line in said.stdout.splitlines() if line.split()[:1] == [name])
        zh, _, en = line.strip().removeprefix(name).partition(" / ")
        assert re.search("[一-鿿]", zh), line
        assert re.fullmatch("[ -~]+", en), line


@pytest.mark.slow
@pytest.mark.parametrize("words", [[], ["biuld"], ["serve", "--port", "x"], ["build", "extra"]])
def test_a_command_that_makes_no_sense_is_usage(words: list[str]) -> None:
    said = command_line(*words)
    assert (said.returncode, said.stdout) == (2, "")
    assert "Traceback" not in said.stderr


@pytest.mark.parametrize(
    ("typed", "fast", "passed_on"),
    [
        (["test"], False, []),
        (
            ["test", "-k", "ceiling", "tests/calculator", "-x"],
            False,
            ["-k", "ceiling", "tests/calculator", "-x"],
        ),
        (["test", "--fast"], True, []),
        (["test", "-x", "--fast", "tests/calculator"], True, ["-x", "tests/calculator"]),
    ],
)
def test_what_follows_test_goes_to_pytest(
    typed: list[str], fast: bool, passed_on: list[str]
) -> None:
    args = build_site.parse(typed)
    assert (args.fast, args.pytest) == (fast, passed_on)


def test_an_old_python_can_read_the_command_and_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ast.parse((ROOT / "build_site.py").read_text(encoding="utf-8"), feature_version=(3, 7))
    monkeypatch.setattr(build_site, "OLDEST", (99, 0))
    monkeypatch.setenv("PATH", "")
    assert build_site.main(["serve"]) == 3
    assert "Python 99.0" in capsys.readouterr().err


def test_trouble_is_one_line_and_its_own_status(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(root: Path) -> None:
        raise Trouble("没有网络。", "No network.", code=3)

    monkeypatch.setattr(environment, "ensure_python", fails)
    assert build_site.main(["setup"]) == 3
    assert capsys.readouterr().err == "错误：没有网络。 / Error: No network.\n"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (
            None,
            "错误：未完成。 / Error: not done.\n  第1行：缺号 / line 1: a number lacks\n  x.html: gone\n",
        ),
        ("zh", "错误：未完成。\n  第1行：缺号\n  x.html: gone\n"),
        ("en", "Error: not done.\n  line 1: a number lacks\n  x.html: gone\n"),
    ],
)
def test_each_reason_is_told_once_in_the_language_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], asked: str, told: str
) -> None:
    def fails(root: Path) -> None:
        with build_site.told_in_a_line():
            raise SiteError(
                Text("第1行：缺号", "line 1: a number lacks"), Text("x.html: gone", "x.html: gone")
            )

    monkeypatch.setattr(environment, "_lang", None)  # and so it will be again
    monkeypatch.setattr(environment, "ensure_python", fails)
    assert build_site.main(["check", *(["--lang", asked] if asked else [])]) == 1
    assert capsys.readouterr().err == told


@pytest.mark.parametrize(
    "words",
    [
        ["import", "x.docx", "--as", "../../evil"],
        ["import", "x.docx", "--as", "a b"],
        ["import", "x.docx", "--as", "XIAMEN"],
        ["amend", "../xiamen-2024", "imported/x", "--from", "2027-01-01"],
    ],
)
def test_an_id_is_no_path(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        build_site.parse(words)
    assert left.value.code == 2
    assert "小写字母、数字和连字符" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(errno.ENOSPC, "", "docs/a"), "磁盘已满：docs/a / Error: the disk is full: docs/a"),
        (
            shutil.Error([("a", "out/a", "[Errno 28] No space left on device: 'out/a'")]),
            "磁盘已满：out/a / Error: the disk is full: out/a",
        ),
        (
            PermissionError(errno.EACCES, "", "site"),
            "没有权限，或正被别的程序占用：site / "
            "Error: no permission, or another program has it open: site",
        ),
        (OSError(errno.EROFS, "", "docs/a"), "只读，不能写入：docs/a / Error: read-only: docs/a"),
        (
            FileNotFoundError(errno.ENOENT, "", "no-such-program"),
            "没有 no-such-program 这个程序，先安装它 / "
            "Error: the program no-such-program is not installed; install it first",
        ),
    ],
)
def test_what_the_machine_lacks_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: OSError, told: str
) -> None:
    def fails(root: Path) -> None:
        raise error

    monkeypatch.setattr(environment, "ensure_python", fails)
    assert build_site.main(["setup"]) == 3
    assert capsys.readouterr().err == f"错误：{told}\n"


def test_a_file_of_ours_that_is_missing_is_no_trouble_of_the_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fails(root: Path) -> None:
        (root / "no-such-file").read_bytes()

    monkeypatch.setattr(environment, "ensure_python", fails)
    with pytest.raises(FileNotFoundError):
        build_site.main(["setup"])


@pytest.mark.slow
def test_a_comparison_without_git_says_what_is_missing(tmp_path: Path) -> None:
    node = shutil.which("node")
    assert node
    said = command_line("diff", "HEAD", "HEAD~1", PATH=str(tmp_path), NODE=node)
    assert (said.returncode, said.stdout) == (3, "")
    assert said.stderr.startswith("错误：没有 git 这个程序")
    assert said.stderr.count("\n") == 1


@pytest.mark.slow
def test_a_reader_that_has_had_enough_is_no_error() -> None:
    with subprocess.Popen(
        [sys.executable, "build_site.py", "setup"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1


def test_a_failed_build_leaves_the_old_site_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "site"

    def build(words: str, *, fails: bool = False) -> None:
        def write(root: Path, folder: Path) -> Report:
            folder.mkdir()
            (folder / "index.html").write_text(words, encoding="utf-8")
            if fails:
                raise SiteError(Text("引文不在条文里", "a quotation is not in its clause"))
            return Report(pages=1, files=1, bytes=len(words), seconds=0.0, warnings=())

        monkeypatch.setattr("builder.site.build", write)
        build_site.run_build(build_site.parse(["build", "--out", str(out)]))

    build("first")
    build("second")
    with pytest.raises(Trouble, match="a quotation is not in its clause") as raised:
        build("third", fails=True)
    assert raised.value.code == 1
    assert (out / "index.html").read_text(encoding="utf-8") == "second"


# The papers


@pytest.mark.parametrize("paper", ["README.md", "CONTRIBUTING.md", ".ci/run"])
def test_the_papers_name_the_test_command(paper: str) -> None:
    assert "python3 build_site.py test" in (ROOT / paper).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("paper", "times"),
    [("README.md", 2), ("docs/handbook/index.md", 1), ("docs/en/handbook/index.md", 1)],
)
def test_the_papers_say_what_to_type_on_windows(paper: str, times: int) -> None:
    said = (ROOT / paper).read_text(encoding="utf-8")
    assert said.count("`py build_site.py serve`") == times


def test_every_command_a_paper_shows_exists() -> None:
    for paper in ("README.md", "CONTRIBUTING.md"):
        shown = re.findall(r"build_site\.py (\w+)", (ROOT / paper).read_text(encoding="utf-8"))
        assert shown
        assert set(shown) <= set(COMMANDS), paper


# Making the locks anew


class Maker(Machine):
    """Writes the lock that a command is asked for: a line that tells how it was made."""

    def run(
        self, command: Sequence[str], *, cwd: Path | None = None, quiet: bool = False
    ) -> subprocess.CompletedProcess[bytes]:
        done = super().run(command, cwd=cwd, quiet=quiet)
        assert cwd
        if "compile" in command:
            (cwd / command[-1]).write_text(" ".join(command[1:-2]), encoding="utf-8")
        elif "--package-lock-only" in command:
            assert (cwd / "package.json").is_file()
            assert (cwd / ".npmrc").is_file()
            (cwd / environment.NPM_LOCK).write_text("{}", encoding="utf-8")
        return done


@pytest.fixture
def locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Maker]:
    maker = Maker()
    monkeypatch.setattr(environment, "_run", maker.run)
    monkeypatch.setattr("builder.node.npm", lambda: ["npm"])
    for name in ("pyproject.toml", "package.json", ".npmrc"):
        shutil.copyfile(ROOT / name, tmp_path / name)
    (tmp_path / "requirements").mkdir()
    for lock in (*environment.MADE_FROM, environment.NPM_LOCK):
        (tmp_path / lock).write_text("old", encoding="utf-8")
    return tmp_path, maker


def test_one_command_makes_every_lock_anew(locked: tuple[Path, Maker]) -> None:
    root, _ = locked
    assert environment.update_locks(root) == [*environment.MADE_FROM, environment.NPM_LOCK]
    for lock, words in environment.MADE_FROM.items():
        made = (root / lock).read_text(encoding="utf-8")
        assert " ".join(words) in made
        assert {"--upgrade", "--generate-hashes", "--no-emit-index-url"} <= set(made.split())
    assert (root / environment.NPM_LOCK).read_text(encoding="utf-8") == "{}"
    assert environment.update_locks(root) == []


def test_every_lock_of_the_project_is_made_anew() -> None:
    assert set(environment.MADE_FROM) == {
        path.relative_to(ROOT) for path in (ROOT / "requirements").glob("*.txt")
    }
    about = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    used = {word for words in environment.MADE_FROM.values() for word in words}
    extras = about["project"]["optional-dependencies"]
    assert used - extras.keys() == {
        *about["dependency-groups"], "--group", "--extra", "pyproject.toml",
        "--constraint", environment.LOCK.as_posix(),
    }  # fmt: skip
    locked = {name for lock in environment.MADE_FROM for name in pins(lock)}
    assert {canonicalize_name(Requirement(w).name) for ws in extras.values() for w in ws} <= locked


@pytest.mark.parametrize(
    "failing", [("pip", "install"), ("--group", "import"), ("--package-lock",)]
)
def test_where_one_lock_cannot_be_made_none_is_touched(
    locked: tuple[Path, Maker], failing: tuple[str, ...]
) -> None:
    root, maker = locked
    maker.failing = [failing]
    with pytest.raises(Trouble, match="No lock file was changed"):
        environment.update_locks(root)
    for lock in (*environment.MADE_FROM, environment.NPM_LOCK):
        assert (root / lock).read_text(encoding="utf-8") == "old"
