"""Diagrams as SVG: drawn from the same data as the tables, named and described for those who hear them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count

from builder.editorial import PAYERS
from builder.pages.html import capital, e
from builder.pages.shelf import Edition
from builder.pages.values import city
from calculator.profile import TITLES, Title
from calculator.text import Lang, Text

LADDER_NAME = Text("称号阶梯", "The ladder of titles")
LADDER_SAYS = Text(
    "四级阶梯，从低到高：创新型中小企业，专精特新中小企业，“小巨人”企业，重点“小巨人”企业。"
    "第二级旁边是厦门的“小巨人”后备企业，从第二级中选出，通向第三级。"
    "第一级不属于专精特新企业。",
    "Four steps, from low to high: innovative SME, SRDI SME, little giant, key little giant. Beside "
    "the second stands Xiamen’s little-giant reserve, picked from it and leading to the third. The "
    "first step is not yet an SRDI enterprise.",
)
RECOGNISED = {
    Title.INNOVATIVE_SME: Text("不属于专精特新企业", "not yet SRDI"),
    Title.SRDI_SME: Text("省级认定", "provincial title"),
    Title.LITTLE_GIANT: Text("国家级称号", "national title"),
    Title.KEY_LITTLE_GIANT: Text("中央财政重点支持", "backed by central funds"),
}
RESERVE = Text("“小巨人”后备企业", "little-giant reserve")
RESERVE_NOTE = Text("厦门选出，不是国家称号", "picked in Xiamen, not a national title")
PAYERS_NAME = Text("各付款方的措施条数", "Measures by payer")
STEP_WIDTH, STEP_HEIGHT, RISE = 192, 62, 58
_BAR, _ROW, _LEFT = 15, 30, 168


def _figure(
    name: Text, said: Text, lang: Lang, kind: str, size: tuple[int, int], inside: str
) -> str:
    """`said` stands below for everyone who does not see the picture, and for print."""
    width, height = size
    return (
        f'<figure class="diagram"><svg viewBox="0 0 {width} {height}" role="img" '
        f'aria-labelledby="{kind}-name" aria-describedby="{kind}-said">'
        f'<title id="{kind}-name">{e(name(lang))}</title>{inside}</svg>'
        f'<figcaption id="{kind}-said">{e(said(lang))}</figcaption></figure>'
    )


def _box(x: int, y: int, lines: Iterable[str], kind: str, size: tuple[int, int]) -> str:
    width, height = size
    texts = "".join(
        f'<text x="{x + width // 2}" y="{y + 25 + 19 * n}" class="line-{n}">{e(line)}</text>'
        for n, line in enumerate(lines)
    )
    return f'<g class="{kind}"><rect x="{x}" y="{y}" width="{width}" height="{height}" rx="6"/>{texts}</g>'


def ladder(lang: Lang) -> str:
    """The titles as steps, and the reserve beside them."""
    steps = tuple(RECOGNISED)
    size, parts = (STEP_WIDTH, STEP_HEIGHT), []
    for n, title in enumerate(steps):
        x, y = n * (STEP_WIDTH + 14), (len(steps) - 1 - n) * RISE + 4
        name = (
            capital(TITLES[title](lang)).removeprefix("专精特新")
            if title not in (Title.INNOVATIVE_SME, Title.SRDI_SME)
            else capital(TITLES[title](lang))
        )
        kind = "step first" if n == 0 else "step"
        parts.append(_box(x, y, (name, RECOGNISED[title](lang)), kind, size))
        if n:
            parts.append(
                f'<path class="up" d="M{x - 46} {y + RISE} v{-RISE + STEP_HEIGHT // 2} h42"/>'
            )
    x, y = STEP_WIDTH + 14, 3 * RISE + 20
    parts.append(
        _box(x, y, (capital(RESERVE(lang)), RESERVE_NOTE(lang)), "step beside", (216, STEP_HEIGHT))
    )
    parts.append(f'<path class="up" d="M{x + 40} {y} v-14"/>')
    parts.append(
        f'<path class="up" d="M{x + 216} {y + 31} h52 v{-(y + 31 - RISE - STEP_HEIGHT - 8)}"/>'
    )
    width = len(steps) * (STEP_WIDTH + 14)
    return _figure(
        LADDER_NAME, LADDER_SAYS, lang, "ladder", (width, y + STEP_HEIGHT + 6), "".join(parts)
    )


def payers(edition: Edition) -> str:
    """How many measures each payer pays, city by city."""
    lang, summaries = edition.lang, edition.editorial.summaries
    found = [
        (
            city(shelf.policy),
            {
                key: sum(summaries[each.measure.id].payer == key for each in shelf.entries)
                for key in PAYERS
            },
        )
        for shelf in edition.shelves
    ]
    most, rows, told, at = max(n for _, by in found for n in by.values()), [], [], count()
    for name, by in found:
        rows.append(f'<text class="group" x="0" y="{next(at) * _ROW + 20}">{e(name(lang))}</text>')
        for key, n in by.items():
            if n:
                y, width = next(at) * _ROW, n * 330 // most
                label = capital(PAYERS[key](lang))
                rows.append(
                    f'<text class="label" x="{_LEFT * 2 - 8}" y="{y + 17}">{e(label)}</text>'
                    f'<rect x="{_LEFT * 2}" y="{y + 5}" width="{width}" height="{_BAR}" rx="3"/>'
                    f'<text class="n" x="{_LEFT * 2 + width + 8}" y="{y + 17}">{n}</text>'
                )
        listed = Text(
            "，".join(f"{PAYERS[key].zh} {n} 条" for key, n in by.items() if n),
            ", ".join(f"{PAYERS[key].en} {n}" for key, n in by.items() if n),
        )
        told.append(Text("{city}：{listed}。", "{city}: {listed}. ").fill(city=name, listed=listed))
    said = Text("".join(t.zh for t in told), "".join(t.en for t in told).strip())
    return _figure(PAYERS_NAME, said, lang, "payers", (720, next(at) * _ROW + 4), "".join(rows))
