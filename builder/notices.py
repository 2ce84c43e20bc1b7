"""Third-party components shipped to browsers: licence notice and CycloneDX list (SBOM).

    package.json, the theme's package, its source maps -> licences.txt, sbom.cdx.json

A component without a known licence stops the build.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from builder.engine import LATER

HOME = Path(__file__).resolve().parents[1]
"""The project whose packages are shipped, wherever the texts come from."""

NOTICE, SBOM = "licences.txt", "sbom.cdx.json"
TEXTS = Path("builder/data/licences")
THEME = "mkdocs-material"
ICONS = "material/templates/.icons/material/LICENSE"
_WITHIN = re.compile(r"(?:^|/)node_modules/((?:@[^/]+/)?[^/]+)/")
_HEAD = """\
本站文件中他人的组件及其许可。本站自己的代码和文字见源代码的 LICENSE。
Third-party components in the files of this site, and their licences. For the site's own code and
text see LICENSE in its source.
"""


class NoticeError(Exception):
    """A shipped component has no known licence; the message names it."""


@dataclass(frozen=True, slots=True)
class Component:
    """A third-party component; `licence` is an SPDX id, `version` is empty if unknown."""

    name: str
    version: str
    licence: str
    source: str
    text: str
    kind: str  # the package type of its purl


def components(root: Path, site: Path) -> list[Component]:
    """Return every third-party component of the finished site, sorted by name.

    Raises NoticeError if a component has no licence or the licence's text is missing.
    """
    found = [*_of_npm(root), *_of_python(root), *_of_theme(), *_within(root, site)]
    for each in found:
        if not each.licence or not each.text.strip():
            raise NoticeError(f"the licence of {each.name}, which is shipped, is not known")
    return sorted(found, key=lambda each: each.name)


def write(root: Path, site: Path) -> None:
    """Write the notice and the list of components into the finished site."""
    found = components(root, site)
    (site / NOTICE).write_text(notice(found), encoding="utf-8", newline="\n")
    listed = json.dumps(sbom(root, found), ensure_ascii=False, indent=1) + "\n"
    (site / SBOM).write_text(listed, encoding="utf-8", newline="\n")


def notice(found: Iterable[Component]) -> str:
    """Return the notice: the list of components, then the licence of each."""
    found = list(found)
    listed = [f"{_named(each)}: {each.licence}, {each.source}" for each in found]
    texts = [f"{'=' * 78}\n{_named(each)}\n\n{each.text.strip()}\n" for each in found]
    return "\n".join([_HEAD, *listed, "", *texts])


def sbom(root: Path, found: Iterable[Component]) -> dict[str, Any]:
    """Return the components as a CycloneDX document, without date or serial number.

    The same files always give the same document.
    """
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
    """Yield the packages that package.json lists for browsers."""
    for name in json.loads((root / "package.json").read_text(encoding="utf-8"))["dependencies"]:
        folder = root / "node_modules" / name
        manifest = json.loads((folder / "package.json").read_text(encoding="utf-8"))
        licence = manifest.get("license", "")
        own = sorted(folder.glob("LICEN[CS]E*"))
        common = root / TEXTS / f"{licence}.txt"
        # MIT and 0BSD name the copyright holder, so a generic text would not do.
        path = own[0] if own else common if licence == "MPL-2.0" else None
        text = path.read_text(encoding="utf-8") if path else ""
        yield Component(name, manifest["version"], licence, _address(name, manifest), text, "npm")


def _address(name: str, manifest: dict[str, Any]) -> str:
    said = manifest.get("repository", "")
    url = said["url"] if isinstance(said, dict) else said
    found = re.search(r"(?:github\.com[/:]|^github:)([\w.-]+/[\w.-]+?)(?:\.git)?$", url)
    return f"https://github.com/{found[1]}" if found else f"https://www.npmjs.com/package/{name}"


def _of_python(root: Path) -> Iterable[Component]:
    """Yield CPython, which Pyodide contains, and the packages that read and write workbooks."""
    lock = json.loads((root / "node_modules/pyodide/pyodide-lock.json").read_text("utf-8"))
    text = (root / TEXTS / "CPython.txt").read_text(encoding="utf-8")
    source = "https://github.com/python/cpython"
    yield Component("cpython", lock["info"]["python"], "Python-2.0.1", source, text, "generic")
    for name in LATER:
        found = distribution(name)
        metadata = found.metadata
        texts = [f for f in found.files or () if re.search(r"dist-info/.*LICEN[CS]E", str(f))]
        text = "\n\n".join(f.read_text(encoding="utf-8") for f in texts)
        yield Component(
            name, found.version, metadata["License"], metadata["Home-page"], text, "pypi"
        )


def _of_theme() -> Iterable[Component]:
    """Yield the theme and its icon set, of which pages contain some icons."""
    theme = distribution(THEME)
    metadata = theme.metadata
    own = next(f for f in theme.files or () if re.search(r"dist-info/.*LICENSE", str(f)))
    source = "https://github.com/squidfunk/mkdocs-material"
    text = own.read_text(encoding="utf-8")
    yield Component(
        THEME, theme.version, metadata["License-Expression"] or "", source, text, "pypi"
    )
    icons = Path(str(theme.locate_file(ICONS))).read_text(encoding="utf-8")
    source = "https://github.com/Templarian/MaterialDesign"
    yield Component("material-design-icons", "", "Apache-2.0", source, icons, "generic")


def _within(root: Path, site: Path) -> Iterable[Component]:
    """Yield the libraries bundled in the theme's own files, found in their source maps."""
    names = {
        found[1]
        for path in (site / "assets").rglob("*.map")
        for source in json.loads(path.read_text(encoding="utf-8"))["sources"]
        if (found := _WITHIN.search(source))
    }
    known = {each["name"]: each for each in _toml(root / TEXTS / "within.toml")["within"]}
    for name in sorted(names):
        if name not in known:
            raise NoticeError(f"{name} is bundled with the theme: add its licence to within.toml")
        entry = known[name]
        text = (root / TEXTS / entry["text"]).read_text(encoding="utf-8")
        text = f"{entry['copyright']}\n\n{text}"
        yield Component(name, "", entry["licence"], entry["source"], text, "npm")


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
