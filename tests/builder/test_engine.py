"""The engine's build, tried on a small package of the same shape as the calculator."""

from __future__ import annotations

import inspect
import json
import shutil
import struct
import sys
import zipfile
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from builder import engine
from builder.engine import EngineError, Manifest, answer_in_pyodide, inside

ROOT = Path(__file__).resolve().parents[2]
MAGIC = {"3.13": 3571, "3.14": 3627}  # of the final release, from CPython's list
REHEARSAL = ['{"sum": [1, 2]}', '"lazy"', "no JSON"]
BOOK = '"book"'
PAGE = '''\
"""A page that adds up."""
import json
from fractions import Fraction

def respond(request: str) -> str:
    """Answers."""
    try:
        asked = json.loads(request)
    except ValueError:
        return "not JSON"
    if asked == "lazy":
        import csv
        return csv.__name__
    if asked == "lazier":
        import colorsys
        return colorsys.__name__
    if asked == "book":
        from calculator.tables import book
        return book.NAME
    if asked == "shape":
        own, library = respond, json.dumps
        lines = [bool(each.__code__.co_linetable) for each in (own, library)]
        return json.dumps([*lines, bool(own.__doc__), bool(library.__doc__)])
    return str(sum(map(Fraction, asked["sum"])))
'''

TABLE = """\
from openpyxl.cell import Cell

import wave

NAME = Cell.__name__
"""

pytestmark = pytest.mark.engine


def project(folder: Path) -> Path:
    """A project with a package of one page."""
    (folder / "calculator").mkdir(parents=True)
    (folder / "calculator/__init__.py").write_text('"""A calculator."""\n', encoding="utf-8")
    (folder / "calculator/__main__.py").write_text("import argparse\n", encoding="utf-8")
    (folder / "calculator/version.py").write_text(
        'RELEASED = "1"\nDIGEST = "2"\n', encoding="utf-8"
    )
    shutil.copyfile(ROOT / "calculator/parameters.toml", folder / "calculator/parameters.toml")
    (folder / "calculator/assistant").mkdir()
    (folder / "calculator/assistant/__init__.py").write_text("import mcp\n", encoding="utf-8")
    (folder / "calculator/page.py").write_text(PAGE, encoding="utf-8")
    (folder / "calculator/tables").mkdir()
    (folder / "calculator/tables/__init__.py").write_text("", encoding="utf-8")
    (folder / "calculator/tables/book.py").write_text(TABLE, encoding="utf-8")
    (folder / engine.WORKER).parent.mkdir(parents=True)
    shutil.copyfile(ROOT / engine.WORKER, folder / engine.WORKER)
    shutil.copyfile(ROOT / "pyproject.toml", folder / "pyproject.toml")
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    return folder


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return project(tmp_path_factory.mktemp("engine") / "project")


@pytest.fixture(scope="module")
def built(root: Path) -> Path:
    """The engine of that project."""
    engine.build(root, root / "out", root / "work", rehearsal=REHEARSAL, later=[BOOK])
    return root / "out"


@pytest.fixture
def copy(built: Path, tmp_path: Path) -> Path:
    """That engine, to be spoilt."""
    return shutil.copytree(built, tmp_path / "engine")


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def entries(built: Path, name: str = "") -> dict[str, bytes]:
    """What is in an archive, the one that Python starts from unless it is named."""
    with zipfile.ZipFile(built / (name or engine.read_manifest(built).archive)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def forbid_node(*_: object) -> str:
    raise AssertionError("Node was run")


def test_answers(built: Path) -> None:
    assert answer_in_pyodide(built, ['{"sum": ["1/3", "1/6"]}', "{"]) == ["1/2", "not JSON"]
    assert answer_in_pyodide(built, []) == []


def test_manifest_tells_what_is_there(root: Path, built: Path) -> None:
    manifest: Manifest = engine.read_manifest(built)
    for file in manifest.files:
        content = (built / file.name).read_bytes()
        assert (len(content), sha256(content).hexdigest()) == (file.bytes, file.sha256)
    pinned = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"][
        "pyodide"
    ]
    assert manifest.release == pinned
    assert manifest.lock["packages"] == {}
    later = (built / manifest.later.name).read_bytes()
    assert (len(later), sha256(later).hexdigest()) == (manifest.later.bytes, manifest.later.sha256)
    fetched = {file.name for file in (*manifest.files, manifest.later)}
    assert set(contents(built)) == {*fetched, manifest.worker, "manifest.json", "NOTICE.txt"}
    worker = (built / manifest.worker).read_bytes()
    assert manifest.worker == f"worker-{sha256(worker).hexdigest()[:12]}.js"
    assert not list(root.glob("build")) + list(root.glob("*.egg-info")), "the source stays clean"


def test_archive_is_stored_bytecode_for_that_python(built: Path) -> None:
    with zipfile.ZipFile(built / engine.read_manifest(built).archive) as archive:
        assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_STORED}
    python = engine.read_manifest(built).lock["info"]["python"].rpartition(".")[0]
    headers = {struct.unpack("<HHI", content[:8]) for content in entries(built).values()}
    assert headers == {(MAGIC[python], 0x0A0D, 0b01)}
    assert {name[-4:] for name in entries(built)} == {".pyc"}


def test_archive_holds_what_is_imported_and_no_more(built: Path) -> None:
    names = set(entries(built))
    assert {"calculator/__init__.pyc", "calculator/page.pyc", "fractions.pyc", "csv.pyc"} <= names
    assert {f"{name}c" for name in inside.ALWAYS} <= names
    assert not names & {"calculator/__main__.pyc", "argparse.pyc", "colorsys.pyc", "os.pyc"}
    others = ("rich/", "pyodide_build/", "calculator/assistant/", "openpyxl/")
    assert not [name for name in names if name.startswith(others)]


def test_what_a_request_needs_of_others_comes_when_it_is_asked(built: Path) -> None:
    manifest = engine.read_manifest(built)
    assert "calculator" in manifest.later.packages
    later, first = set(entries(built, manifest.later.name)), set(entries(built))
    assert {"calculator/tables/book.pyc", "openpyxl/cell/cell.pyc", "wave.pyc"} <= later
    assert not later & first
    assert answer_in_pyodide(built, [BOOK, '{"sum": [1]}', BOOK]) == ["Cell", "1", "Cell"]


def test_where_that_cannot_be_had_the_rest_is_answered(copy: Path) -> None:
    (copy / engine.read_manifest(copy).later.name).unlink()
    assert answer_in_pyodide(copy, ['{"sum": [1]}']) == ["1"]
    with pytest.raises(EngineError, match=r'no answer \(network\) to "book"'):
        answer_in_pyodide(copy, [BOOK])


def test_line_numbers_and_docstrings_are_dropped(built: Path) -> None:
    assert answer_in_pyodide(built, ['"shape"']) == ["[false, false, false, false]"]


def test_a_module_no_rehearsal_imported_is_missed_by_name(built: Path) -> None:
    with pytest.raises(EngineError, match="No module named 'colorsys'"):
        answer_in_pyodide(built, ['"lazier"'])


def test_a_second_build_gives_the_same_bytes(built: Path, tmp_path: Path) -> None:
    again = project(tmp_path / "project")
    engine.build(again, tmp_path / "out", tmp_path / "work", rehearsal=REHEARSAL, later=[BOOK])
    assert contents(tmp_path / "out") == contents(built)


@pytest.mark.parametrize(
    "changed", ["calculator/page.py", "calculator/new.py", "pyproject.toml", "rehearsal"]
)
def test_node_runs_only_when_something_changed(
    changed: str, built: Path, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_run", forbid_node)
    other = shutil.copytree(root, tmp_path / "project", symlinks=True)
    engine.build(other, tmp_path / "out", root / "work", rehearsal=REHEARSAL, later=[BOOK])
    assert contents(tmp_path / "out") == contents(built)

    rehearsal = list(REHEARSAL)
    if changed == "rehearsal":
        rehearsal.append('{"sum": []}')
    else:
        with (other / changed).open("a", encoding="utf-8") as file:
            file.write("\n# changed\n")
    with pytest.raises(AssertionError, match="Node was run"):
        engine.build(other, tmp_path / "out", root / "work", rehearsal=rehearsal, later=[BOOK])


def test_a_changed_worker_keeps_the_archive_and_replaces_the_old_one(
    built: Path, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_run", forbid_node)
    other = shutil.copytree(root, tmp_path / "project", symlinks=True)
    old = engine.build(other, tmp_path / "out", root / "work", rehearsal=REHEARSAL, later=[BOOK])
    with (other / engine.WORKER).open("a", encoding="utf-8") as file:
        file.write("self.changed = true;\n")
    new = engine.build(other, tmp_path / "out", root / "work", rehearsal=REHEARSAL, later=[BOOK])
    assert (new.files, new.worker != old.worker) == (old.files, True)
    assert [path.name for path in (tmp_path / "out").glob("worker-*")] == [new.worker]


def test_the_cache_stays_small(built: Path, root: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    for number in range(2 * engine.KEPT):
        (work / f"python-{number}.zip").touch()
    engine.build(root, tmp_path / "out", work, rehearsal=[])
    assert len(list(work.glob("python-*"))) == engine.KEPT
    assert len(list(work.glob("later-*"))) == 1
    made = entries(tmp_path / "out")
    assert "csv.pyc" not in made
    assert "calculator/page.pyc" in made


def test_a_rehearsal_without_answer_stops_the_build(root: Path, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="KeyError: 'sum'"):
        engine.build(root, tmp_path / "out", tmp_path / "work", rehearsal=["{}"])
    assert not (tmp_path / "out").exists()
    assert not list((tmp_path / "work").iterdir())


def test_a_machine_too_busy_to_rehearse_is_told_so(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "LONGEST_SECONDS", 0.01)
    with pytest.raises(EngineError, match=r"did not finish within 0\.01 s; if the machine is busy"):
        engine.build(root, tmp_path / "out", tmp_path / "work", rehearsal=['{"sum": [1, 3]}'])


@pytest.mark.parametrize(
    "broken", ["[build-system", '[build-system]\nrequires = []\nbuild-backend = "none"\n']
)
def test_a_package_that_gives_no_wheel_stops_the_build(
    broken: str, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_run", forbid_node)
    other = shutil.copytree(root, tmp_path / "project", symlinks=True)
    (other / "pyproject.toml").write_text(broken, encoding="utf-8")
    with pytest.raises(EngineError, match="the wheel of calculator cannot be built"):
        engine.build(other, tmp_path / "out", tmp_path / "work")


def test_a_folder_of_other_things_is_left_alone(built: Path, root: Path, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("mine", encoding="utf-8")
    with pytest.raises(EngineError, match="something other"):
        engine.build(root, tmp_path, root / "work", rehearsal=REHEARSAL, later=[BOOK])
    assert (tmp_path / "index.html").read_text(encoding="utf-8") == "mine"


def spoil_wasm(copy: Path, content: bytes) -> None:
    """Replace the wasm and every trace of its size and hash, as a bad release would."""
    manifest = engine.read_manifest(copy)
    wasm = next(file for file in manifest.files if file.name.endswith(".wasm"))
    (copy / wasm.name).write_bytes(content)
    worker = (copy / manifest.worker).read_text(encoding="utf-8")
    worker = worker.replace(wasm.sha256, sha256(content).hexdigest())
    (copy / manifest.worker).write_text(
        worker.replace(str(wasm.bytes), str(len(content))), encoding="utf-8"
    )


@pytest.mark.parametrize("ending", ["/pyodide.js", "js", ".wasm", ".zip"])
def test_each_file_that_is_missing_or_spoilt_fails_with_its_reason(ending: str, copy: Path) -> None:
    name = [file.name for file in engine.read_manifest(copy).files if file.name.endswith(ending)][
        -1
    ]
    content = (copy / name).read_bytes()
    middle = len(content) // 2
    flipped = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
    for spoilt in (content[:-1], content + b"\0", flipped, b"<!doctype html>"):
        (copy / name).write_bytes(spoilt)
        with pytest.raises(EngineError, match="the engine failed: integrity"):
            answer_in_pyodide(copy, [])
    (copy / name).unlink()
    with pytest.raises(EngineError, match="the engine failed: network"):
        answer_in_pyodide(copy, [])


def test_wasm_without_its_magic_bytes_fails_whatever_the_hash(copy: Path) -> None:
    spoil_wasm(copy, b"<!doctype html>")
    with pytest.raises(EngineError, match="the engine failed: integrity"):
        answer_in_pyodide(copy, [])


def test_wasm_the_browser_refuses_fails_and_does_not_hang(copy: Path) -> None:
    spoil_wasm(copy, b"\0asm\1\0\0\0" + b"\xff" * 100)
    with pytest.raises(EngineError, match="the engine failed: wasm"):
        answer_in_pyodide(copy, [])


def test_memory_that_is_refused_is_named(copy: Path) -> None:
    worker = copy / engine.read_manifest(copy).worker
    refused = "WebAssembly.Memory = class { constructor() { throw new RangeError('could not allocate'); } };"
    worker.write_text(f"{refused}\n{worker.read_text(encoding='utf-8')}", encoding="utf-8")
    with pytest.raises(EngineError, match="the engine failed: memory"):
        answer_in_pyodide(copy, [])


def test_a_browser_without_webassembly(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NODE_OPTIONS", "--jitless")
    with pytest.raises(EngineError, match="the engine failed: wasm"):
        answer_in_pyodide(built, [])


def test_the_worker_has_one_place_for_its_manifest(built: Path, root: Path, tmp_path: Path) -> None:
    other = shutil.copytree(root, tmp_path / "project", symlinks=True)
    (other / engine.WORKER).write_text("// nothing\n", encoding="utf-8")
    with pytest.raises(EngineError, match="must contain __MANIFEST__ once"):
        engine.build(other, tmp_path / "out", root / "work", rehearsal=REHEARSAL, later=[BOOK])


def test_pyodide_build_still_has_the_function_that_is_called() -> None:
    try:
        from pyodide_build._py_compile import _py_compile_archive
    except ImportError:
        pytest.fail(inside.MOVED)
    accepted = set(inspect.signature(_py_compile_archive).parameters)
    assert {"keep", "verbose", "compression_level"} <= accepted, inside.MOVED


@pytest.mark.parametrize("there", [{}, {"_py_compile_archive": lambda path: path}])
def test_when_that_function_has_moved_the_build_says_what_to_do(
    there: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    module = ModuleType("pyodide_build._py_compile")
    module.__dict__.update(there)
    monkeypatch.setitem(sys.modules, "pyodide_build._py_compile", module)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")  # so that what the call sets is taken back
    with pytest.raises(RuntimeError, match="call there what the command `pyodide py-compile`"):
        inside.compile_wheel(Path("some.whl"))


def test_packages_are_pinned_by_hash_and_name_no_registry() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert lock[""]["dependencies"] == wanted
    for name, pinned in wanted.items():
        assert lock[f"node_modules/{name}"]["version"] == pinned
    parts: Sequence[dict[str, Any]] = [part for name, part in lock.items() if name]
    assert all(part["integrity"].startswith("sha512-") for part in parts)
    assert not [part for part in parts if "resolved" in part]
