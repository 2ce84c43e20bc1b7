"""Link preview pictures: one for the site, one for each policy, in each language.

`python -m builder.previews` draws them into the project, because the machine that builds the site
may lack Chinese fonts. Each contains the words it was drawn from, so that a test can tell when they
have changed.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from builder import chromium, ui_text
from calculator.i18n import LANGS, Lang, Text
from calculator.page.html import DOCTYPE, Html, tag
from calculator.policies import POLICIES
from calculator.profile import PLACES
from calculator.sentences import validity

FOLDER = "assets/images/previews"
WIDE, HIGH = 1200, 630
_SITE = "site"
_BEGINS = b"\x89PNG\r\n\x1a\n"
_KEY = b"Description\0\0\0\0\0"  # keyword of an iTXt chunk, uncompressed, no language

_LEAD = Text(
    "逐条原文与英译，按原文算金额", "Every clause in Chinese and English, and what it comes to"
)
_MEASURES = Text(
    "{n} 条措施：条件、金额、原文、责任单位",
    "{n} measures: conditions, amounts, words, departments",
)
_STYLE = """
  * { margin: 0 }
  body { background: #0f4d50; box-sizing: border-box; color: #fbf8f2; display: flex; flex-direction: column;
    font: 36px/1.4 "PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif;
    height: 630px; justify-content: center; padding: 0 96px; width: 1200px }
  :lang(en) { font-family: "Liberation Sans", Arial, "Helvetica Neue", sans-serif }
  svg { height: 76px; margin-bottom: 36px; width: 76px }
  h1 { font-size: 76px; line-height: 1.2; margin-bottom: 20px }
  p + p { color: #dfe9e6; font-size: 32px; margin-top: 18px }
  p.validity { border-left: 8px solid #f1c183; color: #f1c183; font-weight: 700; margin-top: 30px; padding-left: 20px }
"""


class Picture(NamedTuple):
    """The texts of a picture: heading, subject, validity ("" for the site) and contents."""

    heading: Text
    of: Text
    holds: Text
    there: Text

    def words(self, lang: Lang) -> str:
        """Return everything written on it, one line each."""
        return "\n".join(each(lang) for each in self if each(lang))


def pictures() -> dict[str, Picture]:
    """Return each picture by name: "site", or the id of a policy."""
    made = {
        _SITE: Picture(
            ui_text.SITE_NAME,
            Text("、", ", ").join(place.full_name for place in PLACES),
            Text("", ""),
            _LEAD,
        )
    }
    for policy in POLICIES:
        there = _MEASURES.fill(n=str(len(policy.measures)))
        made[policy.id] = Picture(
            policy.place.full_name, policy.full_title, validity(policy), there
        )
    return made


def place(root: Path, page: str, lang: Lang) -> str:
    """Return the path of a page's picture below the site; the site's own if it has none."""
    own = f"{FOLDER}/{page.partition('/')[0]}-{lang}.png"
    return own if (root / "docs" / own).is_file() else f"{FOLDER}/{_SITE}-{lang}.png"


def told(png: bytes) -> str:
    """Return the words a picture was drawn from, or "" if it contains none."""
    for kind, content in _chunks(png):
        if kind == b"iTXt" and content.startswith(_KEY):
            return content[len(_KEY) :].decode()
    return ""


def size(png: bytes) -> tuple[int, int]:
    """Return the width and height of a picture in pixels."""
    wide, high = struct.unpack(">II", next(_chunks(png))[1][:8])
    return wide, high


def draw(root: Path) -> None:
    """Draw every picture into the sources of the project `root`."""
    folder = root / "docs" / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with chromium.driver() as playwright:
        found = chromium.find_or_install(playwright)
        browser = playwright.chromium.launch(executable_path=found.path, args=chromium.FLAGS)
        page = browser.new_page(viewport={"width": WIDE, "height": HIGH})
        for name, picture in pictures().items():
            for lang in LANGS:
                page.set_content(_html(picture, lang))
                drawn = _telling(page.screenshot(type="png"), picture.words(lang))
                (folder / f"{name}-{lang}.png").write_bytes(drawn)
        browser.close()


def _html(picture: Picture, lang: Lang) -> str:
    heading, of, holds, there = (each(lang) for each in picture)
    sign = (Path(__file__).parents[1] / "docs/assets/images/favicon.svg").read_text("utf-8")
    body = tag(
        "body",
        Html(sign),
        tag("h1", heading),
        tag("p", of),
        tag("p", holds, class_="validity") if holds else None,
        tag("p", there),
    )
    return DOCTYPE + tag("html", tag("style", Html(_STYLE)), body, lang=ui_text.HTML_LANG(lang))


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_BEGINS)
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += 12 + length


def _telling(png: bytes, said: str) -> bytes:
    """Return the picture with the words inserted after its first chunk."""
    content = b"iTXt" + _KEY + said.encode()
    chunk = struct.pack(">I", len(content) - 4) + content + struct.pack(">I", zlib.crc32(content))
    head = len(_BEGINS) + 12 + 13
    return png[:head] + chunk + png[head:]


if __name__ == "__main__":
    draw(Path(__file__).parents[1])
