"""Set up the environment of the commands: a virtual environment, Python and Node packages.

Standard library only, since the bare system Python runs it; everything else is installed by it.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

LOCK = Path("requirements/lock.txt")
NODE_LOCK = Path("requirements/node.txt")
IMPORT_LOCK = Path("requirements/import.txt")
MCP_LOCK = Path("requirements/mcp.txt")
BUDGET_LOCK = Path("requirements/budget.txt")
NPM_LOCK = Path("package-lock.json")
STAMP = ".lock-sha256"
MADE_FROM = {
    LOCK: ("--group", "site", "--group", "test"),
    NODE_LOCK: ("--group", "node"),
    IMPORT_LOCK: ("--group", "import"),
    MCP_LOCK: ("pyproject.toml", "--extra", "mcp"),
    BUDGET_LOCK: (
        *("pyproject.toml", "--extra", "budget", "--extra", "dask"),
        *("--constraint", LOCK.as_posix()),  # both are installed into one environment
    ),
}
"""The sources of each lock, as arguments for uv: dependency groups and extras of pyproject.toml."""

MCP = Path(".cache/mcp")
"""A separate folder for the Model Context Protocol SDK, which needs another pydantic than Pyodide's tools."""

PIP = ("--quiet", "--no-input", "--disable-pip-version-check", "--no-user")
COMPILE = (
    *("--quiet", "--universal", "--python-version", "3.11", "--generate-hashes"),
    *("--no-emit-index-url", "--no-emit-find-links", "--no-header", "--upgrade"),
)


class Trouble(Exception):
    """A foreseeable failure that the person at the keyboard can act on.

    Shown as one line, never as a traceback, and a line for each of the `reasons` (Chinese, English).
    `code` is the exit status: 1 the work itself failed, 2 usage, 3 the machine lacks something.
    """

    def __init__(
        self, zh: str, en: str, *, code: int = 3, reasons: Sequence[tuple[str, str]] = ()
    ) -> None:
        super().__init__("\n".join(f"{each[0]} / {each[1]}" for each in ((zh, en), *reasons)))
        self.zh, self.en, self.code, self.reasons = zh, en, code, tuple(reasons)

    @property
    def lines(self) -> str:
        """The message to print: in the requested language, or in both if none was requested."""
        first = both(f"错误：{self.zh}", f"Error: {self.en}")
        return "\n".join([first, *(f"  {both(*each)}" for each in self.reasons)])


def speak(lang: str | None) -> None:
    """Set the language of all further messages, "zh" or "en"; None means both."""
    global _lang
    _lang = lang


_lang: str | None = None


def both(zh: str, en: str) -> str:
    """Return a sentence in both languages, or in the requested one; if both are the same, once."""
    if _lang or zh == en:
        return en if _lang == "en" else zh
    return f"{zh} / {en}"


def say(zh: str, en: str) -> None:
    """Print one line, at once even into a pipe."""
    print(both(zh, en), flush=True)


def venv_python(root: Path) -> Path:
    """Return the Python of the project's own virtual environment."""
    windows = os.name == "nt"
    return root / ".venv" / ("Scripts/python.exe" if windows else "bin/python")


def inside(root: Path) -> bool:
    """Check whether this process runs in the project's own virtual environment."""
    return Path(sys.prefix).resolve() == (root / ".venv").resolve()


def ensure_python(root: Path) -> None:
    """Install exactly the locked packages into `.venv`, unless its stamp is current.

    Raises `Trouble` if this Python cannot create virtual environments and its package cannot be
    installed, or if pip fails.
    """
    python = venv_python(root)
    # Only from outside: a system upgrade can leave an environment whose Python is gone.
    if not inside(root) and not _works(python):
        _create_venv(root)
    with _stamped(root / ".venv" / STAMP, [root / LOCK]) as stale:
        if stale:
            say(
                "正在安装 Python 依赖（只需一次，约一两分钟）……",
                "Installing Python packages (once, a minute or two) …",
            )
            start = time.monotonic()
            pip_install(python, root / LOCK)
            took = time.monotonic() - start
            say(f"已装好（{took:.0f} 秒）。", f"Installed ({took:.0f} s).")


def ensure_node(root: Path) -> None:
    """Provide Node and the packages of `package-lock.json`, unless the stamp is current.

    Must be called inside the virtual environment. Raises `Trouble` if npm fails.
    """
    from builder.node import NodeMissing, npm

    try:
        npm()
    except NodeMissing:
        say(
            "本机没有可用的 Node 和 npm，正在安装它们的 Python 包……",
            "No usable Node and npm here; installing their Python package …",
        )
        pip_install(venv_python(root), root / NODE_LOCK)
    with _stamped(root / "node_modules" / STAMP, [root / NPM_LOCK]) as stale:
        if stale:
            say("正在安装网页端组件……", "Installing the components that run in the browser …")
            try:
                command = [*npm(), "ci", "--no-audit", "--no-fund", "--loglevel=error"]
            except NodeMissing as error:
                raise Trouble(f"没有可用的 Node：{error}", f"No usable Node: {error}") from None
            if _run(command, cwd=root).returncode:
                raise Trouble("npm 未装完，原因见上。", "npm failed; see above for the reason.")


def ensure_import(root: Path) -> None:
    """Install what reads Word, HTML and PDF files, unless the stamp is current.

    Must be called inside the virtual environment. Raises `Trouble` if pip fails.
    """
    with _stamped(root / ".venv" / f"import{STAMP}", [root / IMPORT_LOCK]) as stale:
        if stale:
            say(
                "正在安装读取 Word、HTML、PDF 的组件（只需一次）……",
                "Installing the readers of Word, HTML and PDF files (once) …",
            )
            pip_install(venv_python(root), root / IMPORT_LOCK)


def ensure_budget(root: Path) -> None:
    """Install what computes over columns (NumPy, pyarrow, Dask), unless the stamp is current.

    Must be called inside the virtual environment. Raises `Trouble` if pip fails.
    """
    with _stamped(root / ".venv" / f"budget{STAMP}", [root / BUDGET_LOCK]) as stale:
        if stale:
            say(
                "正在安装 NumPy、pyarrow 和 Dask（只需一次）……",
                "Installing NumPy, pyarrow and Dask (once) …",
            )
            pip_install(venv_python(root), root / BUDGET_LOCK)


def ensure_mcp(root: Path) -> Path:
    """Install the Model Context Protocol SDK; returns the folder to put first in PYTHONPATH.

    Raises `Trouble` if pip fails.
    """
    folder = root / MCP
    with _stamped(folder.with_suffix(STAMP), [root / MCP_LOCK]) as stale:
        if stale:
            shutil.rmtree(folder, ignore_errors=True)
            pip_install(venv_python(root), root / MCP_LOCK, folder)
    return folder


def pip_install(python: Path, lock: Path, folder: Path | None = None) -> None:
    """Install a lock file, checking every hash, into the environment or a `folder` beside it.

    Raises `Trouble` after pip's own message.
    """
    # The lock is complete, so nothing is resolved and nothing else can slip in.
    exact = ["--no-deps", "--require-hashes", "--requirement", str(lock)]
    where = ["--target", str(folder)] if folder else []
    if _run([str(python), "-m", "pip", "install", *PIP, *exact, *where]).returncode:
        raise Trouble("pip 未装完，原因见上。", "pip failed; see above for the reason.")


def update_locks(root: Path) -> list[Path]:
    """Update every lock file to the newest allowed versions; return those that changed.

    pyproject.toml and package.json define what is allowed. Nothing is written unless every lock
    file could be made. Raises `Trouble` if pip, uv or npm fails.
    """
    from builder.node import npm
    from builder.writing import together

    with tempfile.TemporaryDirectory() as scratch:
        tools, made = Path(scratch, "tools"), Path(scratch, "made")
        (made / LOCK.parent).mkdir(parents=True)
        for name in ("pyproject.toml", "package.json", ".npmrc"):
            shutil.copyfile(root / name, made / name)
        _must([sys.executable, "-m", "pip", "install", *PIP, "--target", str(tools), "uv"], made)
        uv = shutil.which("uv", path=str(tools / "bin"))
        for lock, chosen in MADE_FROM.items():
            _must([uv or "uv", "pip", "compile", *COMPILE, *chosen, "-o", lock.as_posix()], made)
        _must([*npm(), "install", "--package-lock-only", "--loglevel=error"], made)
        changed = [
            lock
            for lock in (*MADE_FROM, NPM_LOCK)
            if (made / lock).read_bytes() != (root / lock).read_bytes()
        ]
        together(root, {root / lock: (made / lock).read_bytes().decode() for lock in changed})
    return changed


def _must(command: Sequence[str], folder: Path) -> None:
    if _run(command, cwd=folder).returncode:
        name = Path(command[0]).stem
        raise Trouble(
            f"{name} 未完成，原因见上；锁定文件没有改动。",
            f"{name} failed; see above for the reason. No lock file was changed.",
            code=1,
        )


def apt_install(package: str) -> None:
    """Install a Debian or Ubuntu package as root or by password-less sudo.

    Raises `Trouble` with the command to run by hand, or the reason of the failure.
    """
    by_hand = f"sudo apt-get install -y {package}"
    if shutil.which("apt-get") is None:
        raise Trouble(
            f"本机没有 apt-get，无法自行安装 {package}。",
            f"There is no apt-get here to install {package}.",
        )
    rights = administrator()
    if rights is None:
        raise Trouble(f"需要先运行：{by_hand}", f"Run this first: {by_hand}")
    apt = [*rights, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-y"]
    # A freshly started machine is often busy updating itself; wait for the lock.
    install = [*apt, "-o", "DPkg::Lock::Timeout=300", "--no-install-recommends", "install", package]
    # A fresh system has no package lists, an old one stale ones: update them if need be.
    if _run(install, quiet=True).returncode and (
        _run([*apt, "update"], quiet=True).returncode or _run(install).returncode
    ):
        raise Trouble(f"安装 {package} 失败：{by_hand}", f"Installing {package} failed: {by_hand}")


def administrator() -> list[str] | None:
    """Return the prefix for commands that change the system, or None if there are no rights to."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return []
    sudo = ["sudo", "-n"]
    return None if _run([*sudo, "true"], quiet=True).returncode else sudo


def _create_venv(root: Path) -> None:
    if importlib.util.find_spec("ensurepip") is None:
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        say(
            f"系统的 Python 缺少 venv，正在安装 {package}……",
            f"This Python lacks venv; installing {package} …",
        )
        apt_install(package)
    say("正在建立虚拟环境 .venv……", "Creating the virtual environment .venv …")
    made = _run([sys.executable, "-m", "venv", "--clear", str(root / ".venv")])
    if made.returncode or not _works(venv_python(root)):
        raise Trouble(
            "虚拟环境 .venv 未能建成，原因见上。",
            "The virtual environment .venv could not be created; see above for the reason.",
        )


def _works(python: Path) -> bool:
    """Check whether this Python starts and finds its own pip."""
    return python.exists() and not _run([str(python), "-c", "import pip"], quiet=True).returncode


@contextmanager
def _stamped(stamp: Path, sources: Sequence[Path]) -> Iterator[bool]:
    """Yield whether `sources` changed since the body last succeeded; then store their hash."""
    digest = hashlib.sha256(b"\0".join(source.read_bytes() for source in sources)).hexdigest()
    stale = not stamp.exists() or stamp.read_text(encoding="utf-8") != digest
    yield stale
    if stale:
        stamp.write_text(digest, encoding="utf-8")


def _run(
    command: Sequence[str], *, cwd: Path | None = None, quiet: bool = False
) -> subprocess.CompletedProcess[bytes]:
    """Run a command without stdin or stdout; stderr is shown unless `quiet`.

    A command that does not exist counts as failed (127).
    """
    # These two would point the environment's Python at another installation.
    env = {k: v for k, v in os.environ.items() if k not in {"PYTHONHOME", "__PYVENV_LAUNCHER__"}}
    # Behind an inspecting proxy Node, like pip, has to trust the system's certificates.
    env.setdefault("NODE_USE_SYSTEM_CA", "1")
    try:
        return subprocess.run(
            command,
            cwd=cwd,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL if quiet else None,
            check=False,
        )
    except FileNotFoundError:
        return subprocess.CompletedProcess(command, 127)
