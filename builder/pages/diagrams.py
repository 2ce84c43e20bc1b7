"""Diagrams as SVG: drawn from the same data as the tables, named and described for those who hear them."""

from __future__ import annotations

from collections.abc import Iterable

from builder.editorial import PAYERS
from builder.pages.html import e
from builder.pages.shelf import Edition
from builder.pages.values import city
from calculator.profile import TITLES, Title
from calculator.text import Lang, Text, capital

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
RESERVE_NOTE = Text("厦门选出，不是国家称号", "Xiamen’s own, not national")
PAYERS_NAME = Text("各付款方的措施条数", "Measures by payer")
WIDTH, STEP, RISE, HEIGHT = 420, 270, 78, 54
"""Of a diagram and of a step, in units that are pixels on a wide screen; a phone shows them smaller."""
_BAR, _ROW, _GROUP = 12, 46, 36


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


def _box(x: int, y: int, lines: Iterable[str], kind: str) -> str:
    texts = "".join(
        f'<text x="{x + STEP // 2}" y="{y + 23 + 19 * n}" class="line-{n}">{e(line)}</text>'
        for n, line in enumerate(lines)
    )
    return (
        f'<g class="{kind}"><rect x="{x}" y="{y}" width="{STEP}" height="{HEIGHT}" rx="6"/>'
        f"{texts}</g>"
    )


def ladder(lang: Lang) -> str:
    """The titles as steps from below, and the reserve beside the way from the second to the third."""
    innovative, srdi, giant, key = (
        (capital(TITLES[title](lang)), note(lang)) for title, note in RECOGNISED.items()
    )
    # Words, kind, place from the left, row from below.
    steps = (
        (innovative, "step first", 0, 0),
        (srdi, "step", 36, 1),
        ((capital(RESERVE(lang)), RESERVE_NOTE(lang)), "step beside", WIDTH - STEP - 2, 2),
        (giant, "step", 72, 3),
        (key, "step", 108, 4),
    )
    top = [4 + (4 - row) * RISE for row in range(5)]
    boxes = "".join(_box(x + 1, top[row], lines, kind) for lines, kind, x, row in steps)
    ways = (
        f"M18 {top[0]} V{top[1] + HEIGHT // 2} H35",
        f"M54 {top[1]} V{top[3] + HEIGHT // 2} H71",
        f"M90 {top[3]} V{top[4] + HEIGHT // 2} H107",
        f"M240 {top[1]} V{top[2] + HEIGHT + 2}",
        f"M240 {top[2]} V{top[3] + HEIGHT + 2}",
    )
    paths = "".join(f'<path class="up" d="{way}"/>' for way in ways)
    size = (WIDTH, top[0] + HEIGHT + 4)
    return _figure(LADDER_NAME, LADDER_SAYS, lang, "ladder", size, paths + boxes)


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
    most, rows, told, y = max(n for _, by in found for n in by.values()), [], [], 0
    for name, by in found:
        rows.append(f'<text class="group" x="0" y="{y + 20}">{e(name(lang))}</text>')
        y += _GROUP
        for key, n in by.items():
            if n:
                width = n * (WIDTH - 40) // most
                label = capital(PAYERS[key](lang))
                rows.append(
                    f'<text x="0" y="{y + 14}">{e(label)}</text>'
                    f'<rect x="0" y="{y + 22}" width="{width}" height="{_BAR}" rx="3"/>'
                    f'<text class="n" x="{width + 8}" y="{y + 33}">{n}</text>'
                )
                y += _ROW
        y += 10
        listed = Text(
            "，".join(f"{PAYERS[key].zh} {n} 条" for key, n in by.items() if n),
            ", ".join(f"{PAYERS[key].en} {n}" for key, n in by.items() if n),
        )
        told.append(Text("{city}：{listed}。", "{city}: {listed}. ").fill(city=name, listed=listed))
    said = Text("".join(t.zh for t in told), "".join(t.en for t in told).strip())
    return _figure(PAYERS_NAME, said, lang, "payers", (WIDTH, y), "".join(rows))
