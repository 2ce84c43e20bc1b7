"""Python for the browser: the pinned Pyodide, one archive of what it imports, and the worker.

    calculator/ -> pure wheel -> inside the pinned Pyodide, under Node (inside.mjs, inside.py):
                   walk every path of the page, compile what was imported -> one stored archive
    openpyxl -> in the same run: what the paths take that read or write a workbook -> another archive,
                   which the worker fetches when a request needs it
    node_modules/pyodide -> wasm as released, scripts in older syntax (builder/lower.py)
    docs/assets/engine-worker.js + the manifest of it all -> the worker

Only documented options of Pyodide are used; its release is the line "pyodide" in package.json.
Every name except `manifest.json` contains a hash of its content (or of its folder's), so that all
of it can be cached for ever.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from build import BuildBackendException, BuildException, ProjectBuilder
from pyproject_hooks import quiet_subprocess_runner

from builder.lower import lowered
from builder.node import node
from calculator import parameter_table
from calculator.page.browsers import COMPUTING
from calculator.rules_digest import NAMED, version

PACKAGE = "calculator"
NOT_IN_BROWSER = ("__main__.py", "assistant", "parallel.py", "rules_digest.py", "tracing.py")
"""The command line, what only it offers, what reads sources, and what the budget alone needs."""
LATER = ("openpyxl", "et_xmlfile")
"""Third-party packages that a request may need, by distribution name."""
HERE = Path(__file__).parent
WORKER = Path("docs/assets/engine-worker.js")
PLACE = "__MANIFEST__"
# In the order the worker needs them; the glue is a script up to Pyodide 0.29, a module from 314.
RUNTIME = ("pyodide.mjs", "pyodide.asm.js", "pyodide.asm.mjs", "pyodide.asm.wasm")
# Many servers send no type for .mjs, and browsers insist on one.
SERVED = {"pyodide.mjs": "pyodide.js"}
NOTICE = """\
Pyodide {release}, Mozilla Public License 2.0, source: https://github.com/pyodide/pyodide
Its scripts are as released, but written in older syntax by esbuild.
It contains CPython, Python Software Foundation License 2: https://github.com/python/cpython
"""
VERSIONED = """\
def rules_version() -> str:
    return {!r}
"""
STATING = Path(parameter_table.__file__).name
STATED = """\
TABLE = {!r}
UNITS = {!r}
"""
KEPT = 8  # archives in the cache, the newest
DIGITS = 12  # of a hash, in a file name
LONGEST_SECONDS = 300  # for Node to compile, or to run every path once


class EngineError(Exception):
    """The engine cannot be built or does not answer; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class File:
    """A file the browser fetches: path below the engine's folder, bytes, SHA-256 in hex."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Later(File):
    """The archive that is fetched when it is needed, with more modules of these `packages`."""

    packages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """The built engine. `files` are those the worker fetches, in the order it needs them.

    `release` is Pyodide's; `folder` holds its files, `archive` is the Python it starts from, `lock`
    its lock without packages; `worker` is the file to start; `later` is the archive it fetches when a
    request needs a package that is in there. All paths are below the engine's folder.
    """

    release: str
    worker: str
    folder: str
    archive: str
    lock: Mapping[str, Any]
    files: tuple[File, ...]
    later: Later


def build(
    root: Path, out: Path, work: Path, *, rehearsal: Sequence[str] = (), later: Sequence[str] = ()
) -> Manifest:
    """Build the engine of the project at `root` into the folder `out`, replacing what is there.

    `rehearsal` holds requests as the page makes them, at least one of each kind: the archive
    contains what answering them imports, and the second archive what those of `later` import besides.
    `work` keeps archives by the hash of everything they are made from; without Node no new archive
    can be made.

    Raises EngineError, or NodeMissing if Node is needed and absent.
    """
    pyodide = root / "node_modules/pyodide"
    if not pyodide.is_dir():
        raise EngineError(f"{pyodide} is missing: run `npm ci`")
    key = _key(root, pyodide, [*rehearsal, "later", *later])
    archive, more = work / f"python-{key}.zip", work / f"later-{key}.zip"
    if archive.exists() and more.exists():
        archive.touch()
        more.touch()
    else:
        work.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=work) as scratch:
            packed = _pack(root, pyodide, rehearsal, later, Path(scratch))
            trial = Path(scratch, "engine")
            _place(root, pyodide, packed, trial)
            # A missing module comes to light here.
            answer_in_pyodide(trial, [*rehearsal, *later])
            for made, kept in zip(packed, (archive, more), strict=True):
                made.replace(kept)
        for kind in ("python", "later"):
            found = sorted(work.glob(f"{kind}-*.zip"), key=lambda path: path.stat().st_mtime)
            for old in found[:-KEPT]:
                old.unlink(missing_ok=True)
    return _place(root, pyodide, (archive, more), out)


def read_manifest(engine: Path) -> Manifest:
    """Read the manifest of an engine built into the folder `engine`."""
    data = _json(engine / "manifest.json")
    files = tuple(File(**each) for each in data["files"])
    later = data["later"] | {"packages": tuple(data["later"]["packages"])}
    return Manifest(**data | {"files": files, "later": Later(**later)})


def answer_in_pyodide(engine: Path, requests: Sequence[str]) -> list[str]:
    """Return the engine's answers to the requests, run under Node, one for each.

    Raises EngineError with Python's message if one of them has no answer.
    """
    answers: list[str] = json.loads(_run("answer.mjs", list(requests), str(engine)))
    return answers


def _key(root: Path, pyodide: Path, rehearsal: Sequence[str]) -> str:
    """Return the hash of everything an archive is made from."""
    sources = [
        *(pyodide / name for name in ("package.json", "python_stdlib.zip")),
        *_runtime(pyodide),
        *sorted(path for path in HERE.iterdir() if path.is_file()),
        root / "pyproject.toml",
        root / PACKAGE / parameter_table.FILE,
    ]
    parts = [
        metadata.version("pyodide-build"),
        *(f"{name} {metadata.version(name)}" for name in LATER),
        json.dumps(list(rehearsal)),
        *(_sha256(path) for path in sources),
        *(f"{name} {_sha256(path)}" for name, path in _modules(root).items()),
    ]
    return sha256("\n".join(parts).encode()).hexdigest()[:DIGITS]


def _runtime(pyodide: Path) -> list[Path]:
    return [path for name in RUNTIME if (path := pyodide / name).is_file()]


def _modules(root: Path) -> dict[str, Path]:
    """Return every module by its dotted name, except those that are not for the browser."""
    modules = {}
    for path in sorted(root.glob(f"{PACKAGE}/**/*.py")):
        if set(path.relative_to(root / PACKAGE).parts).isdisjoint(NOT_IN_BROWSER):
            name = ".".join(path.relative_to(root).with_suffix("").parts)
            modules[name.removesuffix(".__init__")] = path
    return modules


Packed = tuple[Path, Path]
"""The archive that Python starts from, and the one fetched when needed."""


def _pack(
    root: Path, pyodide: Path, rehearsal: Sequence[str], later: Sequence[str], job: Path
) -> Packed:
    """Make both archives in the folder `job`, with one run of the stock Pyodide."""
    name = wheel(root, job)
    shutil.copyfile(HERE / "inside.py", job / "inside.py")
    for package in LATER:
        _copy_package(package, job / "packages")
    spec = find_spec("pyodide_build")
    if spec is None or spec.origin is None:
        raise EngineError("pyodide-build is not installed")
    _run(
        "inside.mjs",
        {
            "wheel": name,
            "modules": list(_modules(root)),
            "requests": list(rehearsal),
            "later": list(later),
        },
        *map(str, (pyodide, Path(spec.origin).parents[1], job)),
    )
    return job / "python.zip", job / "later.zip"


def _copy_package(name: str, folder: Path) -> None:
    """Copy the modules of an installed distribution to a folder."""
    found = metadata.distribution(name)
    for file in found.files or ():
        if file.suffix == ".py" and ".." not in file.parts:
            target = folder / file
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(Path(str(found.locate_file(file))), target)


def wheel(root: Path, job: Path) -> str:
    """Build the pure wheel of what the browser needs of the package, and return its file name.

    From a copy, `job`/source: setuptools leaves folders behind and puts what it finds in them into wheels.
    In it the version of the rules and the table of dated figures are written out.
    """
    source = job / "source"
    ignored = shutil.ignore_patterns("__pycache__", *NOT_IN_BROWSER)
    shutil.copytree(root / PACKAGE, source / PACKAGE, ignore=ignored)
    (source / PACKAGE / NAMED).write_text(
        VERSIONED.format(version(root / PACKAGE)), encoding="utf-8"
    )
    table = parameter_table.read(
        (root / PACKAGE / parameter_table.FILE).read_text(encoding="utf-8-sig")
    )
    (source / PACKAGE / STATING).write_text(
        STATED.format(table, parameter_table.UNITS), encoding="utf-8"
    )
    for path in [root / "pyproject.toml", *root.glob("README*"), *root.glob("LICENSE*")]:
        shutil.copyfile(path, source / path.name)
    try:
        builder = ProjectBuilder(source, runner=quiet_subprocess_runner)
        name = Path(builder.build("wheel", job)).name
    except (BuildException, BuildBackendException) as error:
        raise EngineError(f"the wheel of {PACKAGE} cannot be built: {error}") from error
    if not name.endswith("-py3-none-any.whl"):
        raise EngineError(f"{name} is not a pure wheel: {PACKAGE} must be Python alone")
    return name


def _place(root: Path, pyodide: Path, archives: Packed, out: Path) -> Manifest:
    """Write the engine that starts from the first archive into the folder `out`."""
    if out.exists() and any(out.iterdir()):
        if not (out / "manifest.json").is_file():
            raise EngineError(f"{out} contains something other than an engine")
        shutil.rmtree(out)
    release = _json(pyodide / "package.json")["version"]
    runtime = {SERVED.get(path.name, path.name): path for path in _runtime(pyodide)}
    glue = {
        served: path.read_text(encoding="utf-8")
        for served, path in runtime.items()
        if path.suffix != ".wasm"
    }
    files = {served: path.read_bytes() for served, path in runtime.items()}
    files |= {
        served: script.encode()
        for served, script in lowered(root, glue, COMPUTING, minify=True).items()
    }
    hashes = "".join(sha256(content).hexdigest() for content in files.values())
    folder = f"pyodide-{release}-{sha256(hashes.encode()).hexdigest()[:DIGITS]}"
    (out / folder).mkdir(parents=True)
    for served, content in files.items():
        (out / folder / served).write_bytes(content)
    archive, more = archives
    packed, later = (
        f"{name}-{_sha256(path)[:DIGITS]}.zip"
        for name, path in (("python", archive), ("workbooks", more))
    )
    shutil.copyfile(archive, out / packed)
    shutil.copyfile(more, out / later)
    (out / "NOTICE.txt").write_text(NOTICE.format(release=release), encoding="utf-8")

    names = [*(f"{folder}/{served}" for served in runtime), packed]
    inlined = {
        "folder": folder,
        "archive": packed,
        "lock": {"info": _json(pyodide / "pyodide-lock.json")["info"], "packages": {}},
        "files": [_file(out, name) for name in names],
        "later": _file(out, later) | {"packages": _packages(archive, more)},
    }
    source = (root / WORKER).read_text(encoding="utf-8")
    if source.count(PLACE) != 1:
        raise EngineError(f"{WORKER} must contain {PLACE} once, where the list of its files goes")
    script = source.replace(PLACE, json.dumps(inlined))
    script = lowered(root, {WORKER.name: script}, COMPUTING)[WORKER.name]
    worker = f"worker-{sha256(script.encode()).hexdigest()[:DIGITS]}.js"
    (out / worker).write_text(script, encoding="utf-8", newline="\n")
    (out / "manifest.json").write_text(
        json.dumps({"release": release, "worker": worker} | inlined, indent=1), encoding="utf-8"
    )
    return read_manifest(out)


def _packages(archive: Path, later: Path) -> list[str]:
    """Return the packages of which the archive has some modules and the later one more."""
    both = set.intersection(*(_folders(path) for path in (archive, later)))
    return sorted(each.replace("/", ".") for each in both if each)


def _folders(archive: Path) -> set[str]:
    with zipfile.ZipFile(archive) as found:
        return {name.rpartition("/")[0] for name in found.namelist()}


def _file(out: Path, name: str) -> dict[str, object]:
    path = out / name
    return {"name": name, "bytes": path.stat().st_size, "sha256": _sha256(path)}


def _run(script: str, given: object, *arguments: str) -> str:
    """Run a script of this folder under Node with `given` as JSON; return what it prints.

    Folders are passed as arguments: they are in the system's encoding, which may differ from
    Node's.
    """
    try:
        done = subprocess.run(
            [node(), HERE / script, *arguments],
            input=json.dumps(given),
            capture_output=True,
            encoding="utf-8",
            timeout=LONGEST_SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        said = (
            f"{script} did not finish within {LONGEST_SECONDS} s; if the machine is busy, try again"
        )
        raise EngineError(said) from error
    if done.returncode:
        raise EngineError(f"{script} failed under Node:\n{done.stderr.strip()}")
    return done.stdout


def _sha256(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
