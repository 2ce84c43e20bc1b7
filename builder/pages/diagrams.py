"""Diagrams as SVG: drawn from the same data as the tables, named and described for those who hear them."""

from __future__ import annotations

from builder.editorial import PAYERS
from builder.pages.formatting import city
from builder.pages.html import e
from builder.pages.model import Edition
from calculator.i18n import Lang, Text, capital

PAYERS_NAME = Text("各付款方的措施条数", "Measures by payer")
WIDTH = 420
"""Of a diagram, in units that are pixels on a wide screen; a phone shows them smaller."""
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
