"""The part of the engine's build that runs inside the pinned Pyodide, for its own bytecode.

By then `inside.mjs` has run every path of the page; it hands over the modules that were loaded.
"""

from __future__ import annotations

import importlib.util
import io
import marshal
import os
import sys
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import CodeType, ModuleType

STDLIB = "/lib/python{}{}.zip".format(*sys.version_info)
# Imported by name only when a text is decoded, so a run may not have loaded them.
ALWAYS = tuple(
    f"encodings/{name}.py" for name in ("__init__", "aliases", "utf_8", "ascii", "latin_1")
)
EPOCH = (1980, 1, 1, 0, 0, 0)
UNCHECKED = (0b01).to_bytes(4, "little")  # PEP 552: hash-based, unchecked
MOVED = (
    "pyodide-build no longer compiles wheels the way this build asks it to. builder/engine/inside.py"
    " calls pyodide_build._py_compile._py_compile_archive(wheel, keep=, verbose=,"
    " compression_level=) in one place, compile_wheel(): call there what the command"
    " `pyodide py-compile` calls now, or go back to the previous release of pyodide-build."
)


def compiled(wheel: str) -> dict[str, bytes]:
    """Return the bytecode of every module of a pure wheel, by file name."""
    return package(compile_wheel(Path(wheel)))


def pack(
    loaded: Mapping[str, ModuleType],
    own: Mapping[str, bytes],
    target: str,
    without: Sequence[str] = (),
) -> None:
    """Write the archive that Python starts from.

    It contains the library modules in `loaded`, and our `own` except the modules `without`, which
    come later. All entries are stored uncompressed, so that the server can compress the archive as
    a whole, and the same input always gives the same bytes.
    """
    left = _of_modules(own, without)
    _write({**library(loaded), **{n: code for n, code in own.items() if n not in left}}, target)


def _of_modules(compiled: Mapping[str, bytes], modules: Sequence[str]) -> dict[str, bytes]:
    """Return the entries of a compiled wheel that are these modules, packages among them."""
    names = {name.replace(".", "/") for name in modules}
    return {
        name: code
        for name, code in compiled.items()
        if name.removesuffix(".pyc").removesuffix("/__init__") in names
    }


def pack_later(
    before: Mapping[str, ModuleType],
    loaded: Mapping[str, ModuleType],
    packages: str,
    own: Mapping[str, bytes],
    needing: Sequence[str],
    target: str,
) -> None:
    """Write the archive that is fetched only when it is needed.

    It contains the modules of our `own` that need (`needing`) the packages in the folder `packages`,
    the modules of these that are in `loaded`, and the library modules they use that are not in
    `before`.
    """
    taken = {name: module for name, module in loaded.items() if name not in before}
    origins = (getattr(module.__spec__, "origin", None) or "" for module in taken.values())
    names = sorted(origin for origin in origins if origin.startswith(f"{packages}/"))
    third = {
        f"{name.removeprefix(f'{packages}/')}c": bytecode(Path(name).read_bytes(), name)
        for name in names
    }
    known = library(before)
    more = {name: code for name, code in library(taken).items() if name not in known}
    _write({**more, **third, **_of_modules(own, needing)}, target)


def _write(entries: Mapping[str, bytes], target: str) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(entries):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, entries[name])


def library(loaded: Mapping[str, ModuleType]) -> dict[str, bytes]:
    """Return the bytecode of the standard-library modules in `loaded` that are not frozen."""
    origins = (getattr(module.__spec__, "origin", None) or "" for module in loaded.values())
    names = {name.removeprefix(f"{STDLIB}/") for name in origins if name.startswith(f"{STDLIB}/")}
    with zipfile.ZipFile(STDLIB) as archive:
        return {f"{name}c": bytecode(archive.read(name), name) for name in names.union(ALWAYS)}


def bytecode(source: bytes, name: str) -> bytes:
    """Compile `source` into the content of a .pyc, without assertions, docstrings and lines."""
    code = compile(source, f"{STDLIB}/{name}", "exec", dont_inherit=True, optimize=2)
    return b"".join(
        (
            importlib.util.MAGIC_NUMBER,
            UNCHECKED,
            importlib.util.source_hash(source),
            marshal.dumps(without_lines(code)),
        )
    )


def without_lines(code: CodeType) -> CodeType:
    """Return `code` and its functions without line numbers, a tenth of its size."""
    constants = tuple(
        without_lines(each) if isinstance(each, CodeType) else each for each in code.co_consts
    )
    return code.replace(co_linetable=b"", co_consts=constants)


def compile_wheel(wheel: Path) -> Path:
    """Compile the modules of a wheel for this interpreter; return the new wheel beside it.

    Raises RuntimeError with instructions if pyodide-build's private function has moved.
    """
    os.environ["SOURCE_DATE_EPOCH"] = "315532800"  # makes py_compile write hashes, not times
    try:
        from pyodide_build._py_compile import _py_compile_archive

        compiled = _py_compile_archive(wheel, keep=True, verbose=False, compression_level=0)
    except (ImportError, TypeError) as error:
        raise RuntimeError(MOVED) from error
    if compiled is None:
        raise RuntimeError(MOVED)
    return Path(compiled)


def package(wheel: Path) -> dict[str, bytes]:
    """Return the modules of a compiled wheel without metadata and line numbers."""
    with zipfile.ZipFile(io.BytesIO(wheel.read_bytes())) as archive:
        compiled = {
            name: archive.read(name) for name in archive.namelist() if name.endswith(".pyc")
        }
    return {
        name: content[:4]
        + UNCHECKED
        + content[8:16]
        + marshal.dumps(without_lines(marshal.loads(content[16:])))
        for name, content in compiled.items()
    }
