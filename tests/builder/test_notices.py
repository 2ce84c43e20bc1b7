"""Whatever of others is shipped has its licence in the site, and is in the list of components."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from builder import notices, site_shell

ROOT = Path(__file__).resolve().parents[2]
OF_OTHERS = {
    "bundle": "mkdocs-material",
    "main": "mkdocs-material",
    "palette": "mkdocs-material",
    "idiomorph": "idiomorph",
    "uqr": "uqr",
    "pyodide": "pyodide",
    "pyodide.asm": "pyodide",
    "python": "cpython",
    "workbooks": "openpyxl",
}
"""Files of the site that are not made from docs/assets, by what stands before hash and ending."""


def root_with(tmp_path: Path, package: dict[str, str], licence: str | None) -> Path:
    """A project that ships one package more."""
    root = tmp_path / "project"
    told = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    told["dependencies"] = {"pyodide": "", package["name"]: package["version"]}
    for name in ("package.json", "pyodide-lock.json"):
        place = root / "node_modules/pyodide" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / "node_modules/pyodide" / name, place)
    folder = root / "node_modules" / package["name"]
    folder.mkdir(parents=True)
    (folder / "package.json").write_text(json.dumps(package), encoding="utf-8")
    if licence is not None:
        (folder / "LICENSE").write_text(licence, encoding="utf-8")
    (root / "package.json").write_text(json.dumps(told), encoding="utf-8")
    shutil.copytree(ROOT / notices.TEXTS, root / notices.TEXTS)
    shutil.copyfile(ROOT / "pyproject.toml", root / "pyproject.toml")
    return root


def test_every_package_for_browsers_is_noticed_with_its_text(tmp_path: Path) -> None:
    found = {each.name: each for each in notices.components(ROOT, tmp_path)}
    named = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    others = {"cpython", "openpyxl", "et_xmlfile", "mkdocs-material", "material-design-icons"}
    assert {*named, *others} <= found.keys()
    for name, version in named.items():
        assert found[name].version == version
    told = notices.notice(found.values())
    for each in found.values():
        assert each.text.strip() in told


@pytest.mark.parametrize(
    ("licence", "text"),
    [("", "Permission is granted"), ("MIT", None), ("MIT", " \n"), ("BUSL-1.1", None)],
)
def test_a_package_without_a_licence_stops_the_build(
    tmp_path: Path, licence: str, text: str | None
) -> None:
    package = {"name": "new", "version": "1.0.0", "license": licence}
    with pytest.raises(notices.NoticeError, match="the licence of new, which is shipped"):
        notices.write(root_with(tmp_path, package, text), tmp_path)


def test_a_new_package_with_its_licence_is_noticed(tmp_path: Path) -> None:
    package = {"name": "@a/new", "version": "1.2.3", "license": "ISC", "repository": "github:a/new"}
    root = root_with(tmp_path, package, "Copyright A, may be used")
    notices.write(root, tmp_path)
    told = (tmp_path / notices.NOTICE).read_text(encoding="utf-8")
    assert "@a/new 1.2.3: ISC, https://github.com/a/new\n" in told
    assert "Copyright A, may be used" in told
    listed = json.loads((tmp_path / notices.SBOM).read_text(encoding="utf-8"))["components"]
    assert "pkg:npm/%40a/new@1.2.3" in {each["purl"] for each in listed}


def test_what_the_theme_contains_needs_a_licence_too(tmp_path: Path) -> None:
    place = tmp_path / "assets/javascripts/bundle.js.map"
    place.parent.mkdir(parents=True)
    sources = ["src/own.ts", "node_modules/rxjs/dist/a.js", "../node_modules/@a/b/c.js"]
    place.write_text(json.dumps({"sources": sources[:2]}), encoding="utf-8")
    assert "rxjs" in {each.name for each in notices.components(ROOT, tmp_path)}
    place.write_text(json.dumps({"sources": sources}), encoding="utf-8")
    with pytest.raises(notices.NoticeError, match="@a/b is bundled with the theme"):
        notices.components(ROOT, tmp_path)


def test_the_list_has_what_cyclonedx_requires_and_is_the_same_again(tmp_path: Path) -> None:
    found = notices.components(ROOT, tmp_path)
    listed = notices.sbom(ROOT, found)
    assert (listed["bomFormat"], listed["specVersion"]) == ("CycloneDX", "1.6")
    assert isinstance(listed["version"], int)
    for each in (listed["metadata"]["component"], *listed["components"]):
        assert each["type"] in {"application", "library"}
        assert each["name"]
    refs = [each["bom-ref"] for each in listed["components"]]
    assert len(refs) == len(set(refs)) == len(found)
    assert all(re.fullmatch(r"pkg:[a-z]+/[^ @]+(@[\w.+-]+)?", ref) for ref in refs)
    assert all(each["licenses"][0]["license"]["id"] for each in listed["components"])
    assert notices.sbom(ROOT, notices.components(ROOT, tmp_path)) == listed


def test_every_script_and_style_of_the_site_is_ours_or_noticed(built_site: Path) -> None:
    told = (built_site / notices.NOTICE).read_text(encoding="utf-8")
    ours = {path.stem for path in (ROOT / "docs/assets").rglob("*.*")} | {"worker", "sw"}
    shipped = [
        path
        for path in built_site.rglob("*")
        if path.suffix in {".js", ".mjs", ".css", ".wasm", ".zip"}
    ]
    assert shipped
    for path in shipped:
        name = re.sub(r"(-[0-9a-f]{12,16}|\.[0-9a-f]{8}\.min)?\.\w+$", "", path.name)
        if name not in ours:
            assert re.search(rf"(?m)^{OF_OTHERS[name]} [\d.]+: ", told), path
    assert "\nminisearch " in told, "the engine of the search contains it"


def test_the_site_ships_nothing_for_a_search_that_it_has_not(built_site: Path) -> None:
    for place in site_shell.UNUSED:
        assert not (built_site / place).exists()
    for page in ("index.html", "en/index.html", "404.html"):
        text = (built_site / page).read_text(encoding="utf-8")
        assert not any(place in text for place in site_shell.UNUSED)


@pytest.mark.parametrize("page", ["about", "en/about"])
def test_a_reader_finds_the_licences(built_site: Path, page: str) -> None:
    html = (built_site / page / "index.html").read_text(encoding="utf-8")
    (link,) = re.findall(r'href="([^"]*licences\.txt)"', html)
    assert (built_site / page / link).resolve() == (built_site / notices.NOTICE).resolve()
