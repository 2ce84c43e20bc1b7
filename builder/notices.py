"""What of others is shipped to browsers: a notice of licences, and a list of components (CycloneDX).

    package.json, the theme's package, its source maps -> licences.txt, sbom.cdx.json

A component without a licence stops the build.
"""

from __future__ import annotations

import json
import re
import shutil
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

HOME = Path(__file__).resolve().parents[1]
"""Where the packages are that the code ships, whichever texts it builds from."""

NOTICE, SBOM = "licences.txt", "sbom.cdx.json"
TEXTS = Path("builder/data/licences")
THEME = "mkdocs-material"
ICONS = "material/templates/.icons/material/LICENSE"
UNUSED = ("assets/javascripts/lunr", "assets/javascripts/workers")
"""What the theme has for its own search, in whose place is ours: no page asks for it."""

_WITHIN = re.compile(r"(?:^|/)node_modules/((?:@[^/]+/)?[^/]+)/")
_HEAD = """\
本站文件中他人的组件及其许可。本站自己的代码和文字见源代码的 LICENSE。
Components of others in the files of this site, and their licences. For the site's own code and text
see LICENSE in its source.
"""


class NoticeError(Exception):
    """Something is shipped whose licence is not known; the message names it."""


@dataclass(frozen=True, slots=True)
class Component:
    """One work of others. `licence` is an SPDX id; `version` is empty where its bearer does not say."""

    name: str
    version: str
    licence: str
    source: str
    text: str
    kind: str  # of package, as in a purl


def components(root: Path, site: Path) -> list[Component]:
    """Everything of others in the finished site, by name.

    Raises NoticeError where a component has no licence, or its text is missing.
    """
    found = [*_of_npm(root), *_of_python(root), *_of_theme(), *_within(root, site)]
    for each in found:
        if not each.licence or not each.text.strip():
            raise NoticeError(f"{each.name} is shipped, and its licence is not known")
    return sorted(found, key=lambda each: each.name)


def drop_unused(site: Path) -> None:
    """Take away what the theme brings and no page asks for."""
    for place in UNUSED:
        shutil.rmtree(site / place, ignore_errors=True)


def write(root: Path, site: Path) -> None:
    """Write both files into the finished site."""
    found = components(root, site)
    (site / NOTICE).write_text(notice(found), encoding="utf-8", newline="\n")
    listed = json.dumps(sbom(root, found), ensure_ascii=False, indent=1) + "\n"
    (site / SBOM).write_text(listed, encoding="utf-8", newline="\n")


def notice(found: Iterable[Component]) -> str:
    """The names first, then each with its text."""
    found = list(found)
    listed = [f"{_named(each)}: {each.licence}, {each.source}" for each in found]
    texts = [f"{'=' * 78}\n{_named(each)}\n\n{each.text.strip()}\n" for each in found]
    return "\n".join([_HEAD, *listed, "", *texts])


def sbom(root: Path, found: Iterable[Component]) -> dict[str, Any]:
    """The components as CycloneDX has them, without a day or a serial: the same for the same files."""
    project = _toml(root / "pyproject.toml")["project"]
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "name": project["name"],
                "version": project["version"],
            }
        },
        "components": [_listed(each) for each in found],
    }


def _listed(each: Component) -> dict[str, Any]:
    at = f"@{each.version}" if each.version else ""
    purl = f"pkg:{each.kind}/{each.name.replace('@', '%40')}{at}"
    return {
        "type": "library",
        "bom-ref": purl,
        "name": each.name,
        **({"version": each.version} if each.version else {}),
        "licenses": [{"license": {"id": each.licence}}],
        "purl": purl,
        "externalReferences": [{"type": "website", "url": each.source}],
    }


def _named(each: Component) -> str:
    return f"{each.name} {each.version}".strip()


def _of_npm(root: Path) -> Iterable[Component]:
    """The packages that package.json names for browsers."""
    for name in json.loads((root / "package.json").read_text(encoding="utf-8"))["dependencies"]:
        folder = root / "node_modules" / name
        told = json.loads((folder / "package.json").read_text(encoding="utf-8"))
        licence = told.get("license", "")
        own = sorted(folder.glob("LICEN[CS]E*"))
        common = root / TEXTS / f"{licence}.txt"
        # MIT and 0BSD name whose work it is: there a text that is common to all will not do.
        path = own[0] if own else common if licence == "MPL-2.0" else None
        text = path.read_text(encoding="utf-8") if path else ""
        yield Component(name, told["version"], licence, _address(name, told), text, "npm")


def _address(name: str, told: dict[str, Any]) -> str:
    said = told.get("repository", "")
    url = said["url"] if isinstance(said, dict) else said
    found = re.search(r"(?:github\.com[/:]|^github:)([\w.-]+/[\w.-]+?)(?:\.git)?$", url)
    return f"https://github.com/{found[1]}" if found else f"https://www.npmjs.com/package/{name}"


def _of_python(root: Path) -> Iterable[Component]:
    """CPython, which Pyodide contains."""
    lock = json.loads((root / "node_modules/pyodide/pyodide-lock.json").read_text("utf-8"))
    text = (root / TEXTS / "CPython.txt").read_text(encoding="utf-8")
    source = "https://github.com/python/cpython"
    yield Component("cpython", lock["info"]["python"], "Python-2.0.1", source, text, "generic")


def _of_theme() -> Iterable[Component]:
    """The theme, and the icons of which it puts some into pages."""
    theme = distribution(THEME)
    told = theme.metadata
    own = next(f for f in theme.files or () if re.search(r"dist-info/.*LICENSE", str(f)))
    source = "https://github.com/squidfunk/mkdocs-material"
    text = own.read_text(encoding="utf-8")
    yield Component(THEME, theme.version, told["License-Expression"] or "", source, text, "pypi")
    icons = Path(str(theme.locate_file(ICONS))).read_text(encoding="utf-8")
    source = "https://github.com/Templarian/MaterialDesign"
    yield Component("material-design-icons", "", "Apache-2.0", source, icons, "generic")


def _within(root: Path, site: Path) -> Iterable[Component]:
    """What the theme's own files contain, as their source maps say."""
    names = {
        found[1]
        for path in (site / "assets").rglob("*.map")
        for source in json.loads(path.read_text(encoding="utf-8"))["sources"]
        if (found := _WITHIN.search(source))
    }
    known = {each["name"]: each for each in _toml(root / TEXTS / "within.toml")["within"]}
    for name in sorted(names):
        if name not in known:
            raise NoticeError(
                f"{name} is shipped within the theme: tell its licence in within.toml"
            )
        told = known[name]
        text = (root / TEXTS / told["text"]).read_text(encoding="utf-8")
        text = f"{told['copyright']}\n\n{text}"
        yield Component(name, "", told["licence"], told["source"], text, "npm")


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
