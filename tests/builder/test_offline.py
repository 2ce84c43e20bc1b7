"""The list of what is kept, and the worker that keeps it."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest

from builder import offline

ROOT = Path(__file__).resolve().parents[2]
FILES = {
    "index.html": "home",
    "404.html": "not kept: it answers for every address",
    "en/measures/index.html": "table",
    "assets/stylesheets/site-0123456789ab.css": "style",
    "assets/javascripts/bundle.01234567.min.js.map": "not kept",
    "sbom.cdx.json": "not kept",
    "search/search_index.json": "index",
    "engine/python-0123456789ab.zip": "python",
    "engine/workbooks-0123456789ab.zip": "kept once it was used",
    "engine/manifest.json": "not kept",
    "data/catalogue.json": "data",
    "sitemap.xml": "not kept",
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for place, content in FILES.items():
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(content, encoding="utf-8")
    return tmp_path


def places(groups: dict[str, dict[str, str]]) -> dict[str, set[str]]:
    return {group: set(files) for group, files in groups.items()}


def test_each_file_is_in_its_group_with_its_hash(site: Path) -> None:
    groups = offline.listed(site)
    assert places(groups) == {
        "now": {"assets/stylesheets/site-0123456789ab.css", "search/search_index.json"},
        "ahead": {"", "en/measures/", "data/catalogue.json"},
        "engine": {"engine/python-0123456789ab.zip"},
        "visited": {"engine/workbooks-0123456789ab.zip"},
    }
    assert groups["ahead"][""] == sha256(b"home").hexdigest()[:16]


def test_a_large_site_keeps_what_was_visited(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offline, "MOST", 10)
    groups = places(offline.listed(site))
    assert groups["ahead"] == set()
    books = "engine/workbooks-0123456789ab.zip"
    assert groups["visited"] == {"", "en/measures/", "data/catalogue.json", books}
    assert len(groups["now"]) == 2


def test_the_worker_changes_with_every_file(site: Path) -> None:
    offline.write(ROOT, site, True)
    before = (site / "sw.js").read_text(encoding="utf-8")
    (name,) = site.glob("assets/offline-*.json")
    assert json.loads(name.read_text(encoding="utf-8")).keys() == {
        "now",
        "ahead",
        "engine",
        "visited",
    }
    name.unlink()
    offline.write(ROOT, site, True)
    assert (site / "sw.js").read_text(encoding="utf-8") == before
    next(site.glob("assets/offline-*.json")).unlink()
    (site / "index.html").write_text("another home", encoding="utf-8")
    offline.write(ROOT, site, True)
    assert (site / "sw.js").read_text(encoding="utf-8") != before


def test_switched_off_it_takes_itself_back(site: Path) -> None:
    offline.write(ROOT, site, False)
    assert "unregister()" in (site / "sw.js").read_text(encoding="utf-8")
    assert not list(site.glob("assets/offline-*"))


def test_a_worker_without_its_place_stops_the_build(site: Path, tmp_path: Path) -> None:
    source = tmp_path / "root" / offline.SOURCE
    source.parent.mkdir(parents=True)
    source.write_text("// nothing", encoding="utf-8")
    with pytest.raises(offline.OfflineError, match="must contain __MADE__ once"):
        offline.write(tmp_path / "root", site, True)
