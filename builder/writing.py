"""Files that are written together: all of them, or none."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def together(files: Mapping[Path, str]) -> None:
    """Write every file; where one cannot be written, leave all as they were."""
    before = {file: file.read_bytes() if file.exists() else None for file in files}
    parts = {file: file.with_name(f"{file.name}.part") for file in files}
    folders = [folder for file in files for folder in file.parents if not folder.exists()]
    try:
        for folder in reversed(dict.fromkeys(folders)):
            folder.mkdir()
        for file, content in files.items():
            parts[file].write_bytes(content.encode())
        for file, part in parts.items():
            part.replace(file)
    except BaseException:
        for file, was in before.items():
            parts[file].unlink(missing_ok=True)
            if was is None:
                file.unlink(missing_ok=True)
            elif file.read_bytes() != was:
                file.write_bytes(was)
        for folder in dict.fromkeys(folders):
            if folder.exists():
                folder.rmdir()
        raise
