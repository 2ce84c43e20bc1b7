"""The pictures beside links: of their size, drawn from the words of today, and on every page."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urljoin

import pytest

from builder import previews, site
from calculator.i18n import LANGS, Lang
from calculator.policies import POLICIES

ROOT = Path(__file__).resolve().parents[2]
HOST = "https://example.org/srdi/"


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", previews.pictures())
def test_a_picture_is_drawn_from_the_words_of_today(name: str, lang: Lang) -> None:
    """If not: python -m builder.previews draws them all again."""
    png = (ROOT / "docs" / previews.FOLDER / f"{name}-{lang}.png").read_bytes()
    assert previews.size(png) == (previews.WIDE, previews.HIGH)
    assert previews.told(png) == previews.pictures()[name].words(lang)


def test_the_pictures_are_light() -> None:
    sizes = [file.stat().st_size for file in (ROOT / "docs" / previews.FOLDER).iterdir()]
    assert sum(sizes) < 100_000 * len(sizes)
    assert sum(sizes) < 3_000_000


def test_a_page_without_a_picture_of_its_own_has_that_of_the_site(tmp_path: Path) -> None:
    of_a_policy = f"{POLICIES[0].id}/{POLICIES[0].measures[0].id}/"
    for lang in LANGS:
        assert previews.place(ROOT, of_a_policy, lang).endswith(f"/{POLICIES[0].id}-{lang}.png")
        assert previews.place(ROOT, "measures/", lang).endswith(f"/site-{lang}.png")
        assert previews.place(tmp_path, of_a_policy, lang).endswith(f"/site-{lang}.png")


@pytest.mark.slow
def test_every_page_names_its_picture_by_the_whole_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Crawlers read no relative one; without the address of the site there is none."""
    monkeypatch.setenv("SITE_URL", HOST)
    site.build(ROOT, tmp_path / "site", engine=False)
    seen = set()
    for page in (tmp_path / "site").rglob("*.html"):
        at = page.relative_to(tmp_path / "site").as_posix()
        html = page.read_text(encoding="utf-8")
        if page.name == "404.html" or at.removeprefix("en/").startswith("embed/"):
            continue
        found = re.findall(r'<meta property="og:image" content="([^"]+)"', html)
        lang: Lang = "en" if at.startswith("en/") else "zh"
        assert found == [urljoin(HOST, previews.place(ROOT, at.removeprefix("en/"), lang))], at
        assert (tmp_path / "site" / found[0].removeprefix(HOST)).is_file(), at
        seen |= set(found)
    assert len(seen) == len(LANGS) * len(previews.pictures())


def test_without_the_address_of_the_site_no_page_names_one(built_site: Path) -> None:
    assert not [p for p in built_site.rglob("*.html") if "og:image" in p.read_text("utf-8")]
