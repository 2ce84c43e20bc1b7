"""The result as a page of its own, in the look of the site: nothing in it is fetched from anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from budget.report import (
    CURVE,
    DRAWS,
    GROUP,
    HEAD,
    MEASURE,
    MOVED,
    NEW,
    OLD,
    POINT,
    QUANTILE,
    TITLE,
    VARIANT,
    Report,
    about,
)
from budget.sums import Cell
from calculator.i18n import Lang, Text, grouped
from calculator.page.html import DOCTYPE, Html, in_english, join_html, tag
from calculator.tables import sheet
from calculator.tables.sheet import Hyperlink, Money, Row, Strong

_LIGHT = """--paper:#fbf8f2;--card:#fffdf9;--ink:#1e2a2b;--soft:#566160;--line:#ddd5c5;--teal:#0f5457;
--ochre:#96480f;--pale:#bcd6d2"""
_DARK = """--paper:#11191b;--card:#172224;--ink:#e5e1d8;--soft:#a9b1ae;--line:#2e3d3f;--teal:#86cfc9;
--ochre:#e6ab6b;--pale:#2f5654"""
_STYLE = (
    f":root{{{_LIGHT}}}@media(prefers-color-scheme:dark){{:root{{{_DARK}}}}}"
    """
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);
font:1rem/1.6 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
main{max-width:62rem;margin:0 auto;padding:1.5rem 1rem 4rem}h1{font-size:1.1rem;color:var(--soft);
margin:0 0 .5rem;font-weight:600}.said{font-size:1.45rem;line-height:1.45;margin:0 0 1rem;
font-weight:600;color:var(--teal);overflow-wrap:anywhere}
h2{font-size:1.1rem;margin:2.5rem 0 .5rem}p{margin:.25rem 0;color:var(--soft)}
.wide{overflow-x:auto;border:1px solid var(--line);border-radius:.5rem;background:var(--card)}
table{border-collapse:collapse;width:100%;font-size:.9rem}th,td{padding:.4rem .65rem;text-align:left;
vertical-align:top;border-bottom:1px solid var(--line)}tr:last-child>*{border-bottom:0}th{font-weight:600}
thead th{min-width:6.5rem;color:var(--soft);font-size:.8rem}td.n{text-align:right;white-space:nowrap;
font-variant-numeric:tabular-nums}figure{margin:1rem 0;padding:1rem;border:1px solid var(--line);
border-radius:.5rem;background:var(--card)}figcaption{font-size:.85rem;color:var(--soft)}
svg{display:block;width:100%;height:14px}svg.curve{height:auto;min-width:36rem}.roll{overflow-x:auto}
ul{list-style:none;margin:0;padding:0}li{margin-bottom:.8rem}.bar{display:flex;justify-content:space-between;gap:1rem;
font-size:.9rem}.bar span+span{color:var(--soft);white-space:nowrap}tbody th{min-width:9rem}
svg text{fill:var(--ink);font-size:13px}svg .soft{fill:var(--soft)}
.fixed{fill:var(--teal)}.ceiling{fill:var(--pale)}.open{fill:none;stroke:var(--teal);stroke-dasharray:4 3}
.line{fill:none;stroke:var(--ochre);stroke-width:2.5}.dot{fill:var(--ochre)}.axis{stroke:var(--line)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;font-size:.85rem}dt{color:var(--soft)}
dd{margin:0;overflow-wrap:anywhere}@media(max-width:40rem){dl{grid-template-columns:1fr}dd{margin-bottom:.5rem}
.said{font-size:1.2rem}}@media print{body{background:#fff}.wide{overflow:visible}table{font-size:.7rem}}
"""
)
_BARS = Text(
    "深色：条文写明；浅色：到上限为止；虚线：加上情况不全的企业",
    "Dark: fixed by the text; light: up to the ceilings; dashed: with the undetermined",
)
_BY_VARIANT = Text("各方案：{measure}", "Each variant: {measure}")
_BY_GROUP = Text(
    "各组（前 {n} 组，现行条文）：{measure}", "Each group (the first {n}, text in force): {measure}"
)
_BY_MEASURE = Text(
    "各措施的合计（前 {n} 项，现行条文）", "The sum of each measure (the first {n}, text in force)"
)
_FEW = 12
_WIDTH, _HEIGHT = 720, 260


def page(report: Report, lang: Lang) -> str:
    """Return the page in one language."""
    html = tag(
        "html",
        tag(
            "head",
            tag("meta", charset="utf-8"),
            tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
            tag("title", TITLE(lang)),
            tag("style", Html(_STYLE)),
        ),
        tag("body", tag("main", *_parts(report, lang))),
        lang="zh-Hans" if lang == "zh" else "en",
    )
    return DOCTYPE + html


def _parts(report: Report, lang: Lang) -> Iterable[Html]:
    yield tag("h1", TITLE(lang))
    for each in report.sentences:
        yield tag("p", _marked(each(lang), lang), class_="said")
    yield from (tag("p", _marked(each(lang), lang)) for each in report.remarks)
    words = list(report.words(lang))
    if words:
        yield from _table(Text("改动的文字", "The words changed"), (MEASURE, OLD, NEW), words, lang)
    bars = [
        (report.name(v), report.cell(v, report.focus))
        for v in report.variants
        if v not in report.curve
    ]
    yield _bars(_BY_VARIANT.fill(measure=report.measure(report.focus)), report, bars, lang)
    yield _second(report, lang)
    yield from _table(Text("合计", "Sums"), (VARIANT, *HEAD), list(report.by_variant(lang)), lang)
    if report.sums.moved:
        head = (VARIANT, GROUP, *MOVED)
        yield from _table(
            Text("谁多谁少", "Who gains and who loses"), head, list(report.who_moves(lang)), lang
        )
    if report.curve:
        yield from _table(CURVE, POINT, list(report.points(lang)), lang)
    if report.job.draws:
        yield from _table(DRAWS, QUANTILE, list(report.quantiles(lang)), lang)
    by_measure = Text("各措施", "Each measure")
    yield from _table(by_measure, (MEASURE, VARIANT, *HEAD), list(report.by_measure(lang)), lang)
    if report.groups:
        by_group = Text("各组", "Each group")
        yield from _table(by_group, (GROUP, VARIANT, *HEAD), list(report.by_group(lang)), lang)
    yield tag("h2", Text("依据", "What this rests on")(lang))
    yield tag(
        "dl", [(tag("dt", _said(a)), tag("dd", _said(b))) for a, b in report.provenance(lang)]
    )


def _marked(text: str, lang: Lang) -> str:
    return in_english(text) if lang == "en" else text


def _said(cell: sheet.Cell) -> str:
    match cell:
        case None:
            return ""
        case Money(amount):
            return grouped(amount, 2)
        case int():
            return grouped(cell)
        case Strong(text, _) | Hyperlink(text, _):
            return text
        case _:
            return cell


def _table(title: Text, head: Sequence[Text], rows: Sequence[Row], lang: Lang) -> Iterable[Html]:
    def cell(value: sheet.Cell, first: bool) -> Html:
        if first:
            return tag("th", _marked(_said(value), lang), scope="row")
        number = isinstance(value, Money | int)
        return tag("td", _marked(_said(value), lang), class_="n" if number else None)

    yield tag("h2", title(lang))
    yield tag(
        "div",
        tag(
            "table",
            tag("thead", tag("tr", [tag("th", each(lang), scope="col") for each in head])),
            tag("tbody", [tag("tr", [cell(c, n == 0) for n, c in enumerate(row)]) for row in rows]),
        ),
        class_="wide",
        tabindex="0",
        role="region",
        aria_label=title(lang),
    )


def _second(report: Report, lang: Lang) -> Html:
    """Return the second chart: the curve if there is one, else the groups, else the measures."""
    of = report.focus
    if len(report.curve) > 1:
        return _curve(report, lang)
    if report.groups:
        ranked = sorted(report.groups, key=lambda g: -report.cell(0, of, g).at_most)[:_FEW]
        some = [g for g in ranked if report.cell(0, of, g).at_most]
        title = _BY_GROUP.fill(n=str(len(some)), measure=report.measure(of))
        return _bars(title, report, [(report.group(g), report.cell(0, of, g)) for g in some], lang)
    best = sorted(report.measures, key=lambda m: -report.cell(0, m).at_most)[:_FEW]
    title = _BY_MEASURE.fill(n=str(len(best)))
    return _bars(title, report, [(report.measure(m), report.cell(0, m)) for m in best], lang)


def _bars(title: Text, report: Report, bars: Sequence[tuple[Text, Cell]], lang: Lang) -> Html:
    """Return horizontal bars, each with its name and sum above it."""
    most = max((cell.at_most for _, cell in bars), default=0) or 1
    drawn = []
    for name, cell in bars:
        kinds = [(cell.amount, "ceiling"), (cell.certain, "fixed")]
        if cell.at_most > cell.amount:
            kinds.append((cell.at_most, "open"))
        rects = [
            tag("rect", x="0", y="0", width=str(amount * _WIDTH // most), height="14", class_=kind)
            for amount, kind in kinds
        ]
        line = tag(
            "svg",
            *rects,
            viewBox=f"0 0 {_WIDTH} 14",
            preserveAspectRatio="none",
            aria_hidden="true",
        )
        sums = about(report.yuan(cell.amount))(lang)
        said = tag("div", tag("span", _marked(name(lang), lang)), tag("span", sums), class_="bar")
        drawn.append(tag("li", said, line))
    chart = tag("figure", tag("ul", drawn), tag("figcaption", _BARS(lang)))
    return join_html([tag("h2", _marked(title(lang), lang)), chart])


def _curve(report: Report, lang: Lang) -> Html:
    """Return the cost at each figure of the cap; steps are drawn evenly, as they were asked for."""
    costs = [report.cell(v, report.focus).amount for v in report.curve]
    low, high = min(costs), max(costs)
    span = (high - low) or 1
    step = (_WIDTH - 120) / (len(costs) - 1)
    at = [
        (60 + n * step, _HEIGHT - 60 - (c - low) * (_HEIGHT - 110) // span)
        for n, c in enumerate(costs)
    ]
    drawn = [
        tag("path", d=f"M0 {_HEIGHT - 40}H{_WIDTH}", class_="axis"),
        tag("path", d="M" + "L".join(f"{x:.1f} {y}" for x, y in at), class_="line"),
    ]
    for n, ((x, y), variant, cost) in enumerate(zip(at, report.curve, costs, strict=True)):
        label, below = report.job.variants[variant].figure, "" if n else "under"
        drawn += [
            tag("circle", cx=f"{x:.1f}", cy=str(y), r="4.5", class_="dot"),
            tag(
                "text",
                label,
                x=f"{x:.1f}",
                y=str(_HEIGHT - 18),
                text_anchor="middle",
                class_="soft",
            ),
            tag(
                "text",
                about(report.yuan(cost))(lang),
                x=f"{x + 10 if below else x - 6:.1f}",
                y=str(y + 20 if below else y - 10),
                text_anchor="start" if below else "end" if n < len(costs) - 1 else "middle",
            ),
        ]
    said = Text("上限取不同的数时：{measure}", "At different figures of the cap: {measure}")
    picture = tag(
        "svg",
        tag("title", CURVE(lang)),
        *drawn,
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
        role="img",
        class_="curve",
    )
    caption = tag(
        "figcaption", _marked(said.fill(measure=report.measure(report.focus))(lang), lang)
    )
    return join_html(
        [tag("h2", CURVE(lang)), tag("figure", tag("div", picture, class_="roll"), caption)]
    )
