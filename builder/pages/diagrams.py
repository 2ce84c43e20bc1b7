"""Diagrams as SVG, drawn from the same data as the tables, with a name and a description."""

from __future__ import annotations

from builder.editorial import PAYERS
from builder.pages.formatting import city
from builder.pages.html import e
from builder.pages.model import Edition
from calculator.i18n import Lang, Text, capital
from calculator.page.html import Child, Html, tag

PAYERS_NAME = Text("各付款方的措施条数", "Measures by payer")
WIDTH = 420
"""The width of a diagram in SVG units: pixels on a wide screen, less on a phone."""
_BAR, _ROW, _GROUP = 12, 46, 36


def _figure(
    name: Text, said: Text, lang: Lang, kind: str, size: tuple[int, int], inside: Child
) -> Html:
    """Return a drawing with its name, and its description `said` as a caption."""
    width, height = size
    name_id, said_id = f"{kind}-name", f"{kind}-said"
    drawing = tag(
        "svg",
        tag("title", e(name(lang)), id=name_id),
        inside,
        viewBox=f"0 0 {width} {height}",
        role="img",
        aria_labelledby=name_id,
        aria_describedby=said_id,
    )
    return tag("figure", drawing, tag("figcaption", e(said(lang)), id=said_id), class_="diagram")


def payers(edition: Edition) -> Html:
    """Draw how many measures each payer pays, city by city."""
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
    most, rows, captions, y = max(n for _, by in found for n in by.values()), [], [], 0
    for name, by in found:
        rows.append(tag("text", e(name(lang)), class_="group", x="0", y=str(y + 20)))
        y += _GROUP
        for key, n in by.items():
            if n:
                width = n * (WIDTH - 40) // most
                label = capital(PAYERS[key](lang))
                rows += [
                    tag("text", e(label), x="0", y=str(y + 14)),
                    tag("rect", x="0", y=str(y + 22), width=str(width), height=str(_BAR), rx="3"),
                    tag("text", str(n), class_="n", x=str(width + 8), y=str(y + 33)),
                ]
                y += _ROW
        y += 10
        listed = Text(
            "，".join(f"{PAYERS[key].zh} {n} 条" for key, n in by.items() if n),
            ", ".join(f"{PAYERS[key].en} {n}" for key, n in by.items() if n),
        )
        captions.append(
            Text("{city}：{listed}。", "{city}: {listed}. ").fill(city=name, listed=listed)
        )
    said = Text("".join(t.zh for t in captions), "".join(t.en for t in captions).strip())
    return _figure(PAYERS_NAME, said, lang, "payers", (WIDTH, y), rows)
