"""Punctuation of the finished pages: full-width in Chinese, half-width in English, 〔〕 in numbers.

Official words are verbatim, their slips included; everything else keeps to its language.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from builder import texts
from builder.ui_text import HTML_LANG

ROOT = Path(__file__).parents[2]
OFFICIAL = "".join(
    re.sub(r"\s", "", (ROOT / "docs/policies" / policy.id / "zh.md").read_text("utf-8"))
    for policy in texts.load_all(ROOT / "docs")
)
VOID = {"br", "circle", "col", "hr", "img", "input", "line", "link", "meta", "path", "rect", "wbr"}
INLINE = {"a", "b", "code", "i", "mark", "q", "span", "strong", "sub", "sup", "time", "u"}
SAID = {"aria-label", "title", "placeholder", "alt", "content", "label"}
SILENT = {"script", "style", "code", "template"}
NAMES = {"viewport", "generator", "theme-color"}

HAN = "[\u3400-\u9fff]"
IN_CHINESE = re.compile(
    rf"(?<={HAN})[ ]?[,;:?!()](?!//)|[,;:?!()][ ]?(?={HAN})|(?<={HAN})\.(?={HAN}|\s)|\.\.\.|【|】"
    rf"|(?<={HAN})[\[［(（]20\d\d[\]］)）]\s?\d+\s?号"
)
IN_ENGLISH = re.compile("[，。；：？！（）、〔〕《》]")
QUOTED = re.compile(
    rf"\([^()]*{HAN}[^()]*\)|《[^》]*》|[\d%‰.～—，。；：？！（）、〔〕“”]*{HAN}[{HAN[1:-1]}\d%‰.～—，。；：？！（）、〔〕“”]*"
)
"""Chinese words in English: those for what has just been said, and those that are talked about."""


class Said(HTMLParser):
    """What a page says in each language, in its text and in the attributes that are read out."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self._open: list[tuple[str, str]] = [("", "")]
        self.by_lang: dict[str, list[str]] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        lang = given.get("lang") or self._open[-1][1]
        heard = self.by_lang.setdefault(lang, [])
        if tag not in INLINE:
            heard.append("\n")
        if tag != "meta" or given.get("name", given.get("property")) not in NAMES:
            heard += [f"\n{given[name]}\n" for name in given if name in SAID and given[name]]
        if tag not in VOID:
            self._open.append((tag, lang))

    def handle_endtag(self, tag: str) -> None:
        while tag not in VOID and len(self._open) > 1:
            if self._open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        if not any(tag in SILENT for tag, _ in self._open):
            self.by_lang.setdefault(self._open[-1][1], []).append(data)

    def text(self, lang: str) -> str:
        return "".join(self.by_lang.get(lang, []))


def problems(page: str) -> list[str]:
    """Each sign that belongs to the other language, with the words around it."""
    said = Said(page)
    chinese, english = said.text(HTML_LANG.zh), QUOTED.sub("", said.text(HTML_LANG.en))
    wrong = [
        (chinese, found)
        for found in IN_CHINESE.finditer(chinese)
        if not any(
            re.sub(r"\s", "", chinese[a:b]) in OFFICIAL
            for a, b in ((found.start() - 3, found.end()), (found.start(), found.end() + 3))
        )
    ]
    wrong += [(english, found) for found in IN_ENGLISH.finditer(english)]
    return [text[max(m.start() - 12, 0) : m.end() + 12].replace("\n", " ") for text, m in wrong]


def test_each_language_keeps_to_its_punctuation(built_site: Path) -> None:
    found = []
    for file in sorted(built_site.rglob("*.html")):
        place = file.relative_to(built_site).as_posix()
        found += [f"{place}: {each}" for each in problems(file.read_text("utf-8"))]
    assert not found, "\n".join(found[:30])


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh-Hans", "先填数字,再看结果"),
        ("zh-Hans", "金额(不含税)"),
        ("zh-Hans", "闽政办[2024]23号"),
        ("zh-Hans", "正在准备..."),
        ("zh-Hans", '<a title="金额: 五万元">五万元</a>'),
        ("en", "Up to RMB 300，000"),
        ("en", "A ceiling（included）"),
        ("en", "Min Zheng Ban 〔2024〕 No. 23"),
    ],
)
def test_a_sign_of_the_other_language_is_told(lang: str, words: str) -> None:
    assert problems(f'<html lang="{lang}"><p>{words}</p></html>')


def test_official_slips_and_glosses_are_left_alone() -> None:
    zh = '<html lang="zh-Hans"><p>新增研发设备（含软件)非财政资金投入</p></html>'
    en = '<html lang="en"><p>RMB 300,000 (30万元), No. 23 (闽政办〔2024〕23号)</p></html>'
    assert not problems(zh) + problems(en)
