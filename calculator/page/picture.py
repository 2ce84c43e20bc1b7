"""Pictures of a result, as SVG and as a table that says the same: amounts by clause, a total as it moves."""

from __future__ import annotations

from fractions import Fraction

from calculator import sentences
from calculator.assessment import Assessment, Status
from calculator.curve import Curve, Sums, movable
from calculator.facts import ListOf, facts_of
from calculator.measure import Kind
from calculator.page.markup import Child, Html, tag
from calculator.page.places import link
from calculator.profile import FACTS
from calculator.quantity import Exact, Given
from calculator.text import Lang, Text, grouped, yuan

_BY_CLAUSE = Text("各条的金额", "Amounts by clause")
_ENTRY = Text("{list}第 {n} 项：{label}", "{list}, no. {n}: {label}")
_VALUE = Text("数额", "Amount")
_HERE = Text("当前填写值", "As entered")
_CAPTION = Text(
    "其他各项不变，{label}变动时的合计。适用其他政策的措施不计在内。",
    "The totals as {label} moves and all else stays. Measures that another policy takes over are not "
    "counted.",
)
_TITLE = Text(
    "{label}为 {value} 时，条文写明 {certain}，含上限合计最高 {most}",
    "At {label} of {value}: {certain} fixed by the text, {most} with ceilings",
)
_JUST_BELOW = Text("不到 {value}", "just below {value}")


def bars(assessment: Assessment, lang: Lang) -> Html | None:
    """Each clause that gives money with a bar of its amount; None for fewer than two."""
    paid = [
        (result, result.amount.high)
        for result in assessment.results
        if result.status is Status.ELIGIBLE and result.amount and result.amount.high
    ]
    if len(paid) < 2:
        return None
    longest = max(amount for _, amount in paid)
    rows = [
        tag(
            "tr",
            tag("th", link(result.measure, lang), scope="row"),
            tag("td", _bar(amount / Fraction(longest), ceiling=result.finding.ceiling)),
            tag("td", _kind(result.measure.kind, amount, result.finding.ceiling)(lang)),
        )
        for result, amount in paid
    ]
    return tag(
        "table", tag("caption", _BY_CLAUSE(lang)), tag("tbody", rows), class_="bars", id="bars"
    )


def _kind(kind: Kind, amount: Exact, ceiling: bool) -> Text:
    if kind is Kind.SAVING:
        return Text("{sum}（少付利息）", "{sum} (interest saved)").fill(sum=yuan(amount))
    return sentences.up_to(amount) if ceiling else yuan(amount)


def _bar(share: Fraction, *, ceiling: bool) -> Html:
    width = f"{max(float(share) * 100, 1):.1f}"
    drawn = tag("rect", width=width, height="8", class_="ceiling" if ceiling else "fixed")
    return tag("svg", drawn, viewBox="0 0 100 8", preserveAspectRatio="none", aria_hidden="true")


# --- the curve -------------------------------------------------------------------------------------

_WIDE, _HIGH, _LEFT, _TOP, _RIGHT, _BOTTOM = 360, 220, 8, 30, 352, 184


def chooser(assessment: Assessment, lang: Lang) -> Html | None:
    """What can be moved, and the place of its curve; None where no amount was entered."""
    options = movable(assessment)
    if not options:
        return None
    label = Text("合计怎样随一项变化", "How the totals move with one amount")
    listed = [tag("option", named(given)(lang), value=given.path) for given in options]
    pick = Text("变动的一项", "The amount that moves")
    return tag(
        "details",
        tag("summary", tag("h3", label(lang))),
        tag("label", pick(lang), for_="curve-fact"),
        tag("select", listed, id="curve-fact"),
        tag("div", id="curve-figure", aria_live="off"),
        id="curve",
        class_="group",
    )


def named(given: Given) -> Text:
    """The fact with the entry it is in: 技术改造项目第 1 项：上年度设备投入."""
    name, *rest = given.path.split("/")
    kind = FACTS[name].kind
    if len(rest) == 2 and isinstance(kind, ListOf):
        label = facts_of(kind.entry)[rest[1]].label
        return _ENTRY.fill(list=FACTS[name].label, n=str(int(rest[0]) + 1), label=label)
    return FACTS[name].label


def curve_html(curve: Curve, lang: Lang) -> Html:
    """The curve of both sums, where one is now, and the same as a table."""
    label = named(curve.given)
    return tag(
        "figure",
        _drawing(curve, label, lang),
        tag("figcaption", _CAPTION.fill(label=label)(lang)),
        _table(curve, lang),
    )


def _drawing(curve: Curve, label: Text, lang: Lang) -> Html:
    right = curve.corners[-1].value
    top = max(s.at_most for c in curve.corners for s in (c.below, c.at)) or 1

    def x(value: Exact) -> str:
        return f"{_LEFT + float(value / Fraction(right)) * (_RIGHT - _LEFT):.1f}"

    def y(value: Exact) -> str:
        return f"{_BOTTOM - float(value / Fraction(top)) * (_BOTTOM - _TOP):.1f}"

    def line(n: int, name: str) -> Html:
        points = [
            f"{x(c.value)},{y(s[n])}" for c in curve.corners for s in dict.fromkeys((c.below, c.at))
        ]
        return tag("polyline", points=" ".join(points), class_=name)

    here, sums = curve.here.value, curve.here.at
    at = x(here)
    middle = float(at) > (_LEFT + _RIGHT) / 2
    said = _TITLE.fill(
        label=label, value=yuan(here), certain=yuan(sums.certain), most=yuan(sums.at_most)
    )
    anchor = "end" if middle else "start"
    parts: list[Child] = [
        tag("title", said(lang), id="curve-title"),
        tag("line", x1=str(_LEFT), x2=str(_RIGHT), y1=str(_BOTTOM), y2=str(_BOTTOM), class_="axis"),
        [
            tag(
                "line",
                x1=x(c.value),
                x2=x(c.value),
                y1=str(_BOTTOM),
                y2=str(_BOTTOM + 4),
                class_="axis",
            )
            for c in curve.corners
        ],
        tag("line", x1=at, x2=at, y1=str(_TOP - 8), y2=str(_BOTTOM), class_="here"),
        line(1, "most"),
        line(0, "certain"),
        tag("circle", cx=at, cy=y(sums.at_most), r="4", class_="most"),
        tag("circle", cx=at, cy=y(sums.certain), r="4", class_="certain"),
        tag("text", _HERE(lang), x=at, y=str(_TOP - 14), text_anchor=anchor),
        _highest(top, lang, right=not middle),
        tag("text", "0", x=str(_LEFT), y=str(_BOTTOM + 18)),
        tag("text", _short(right)(lang), x=str(_RIGHT), y=str(_BOTTOM + 18), text_anchor="end"),
        _key(lang),
    ]
    return tag(
        "svg", parts, viewBox=f"0 0 {_WIDE} {_HIGH}", role="img", aria_labelledby="curve-title"
    )


def _highest(top: Exact, lang: Lang, *, right: bool) -> Html:
    """What the highest point is worth, on the side where one is not."""
    x, anchor = (_RIGHT, "end") if right else (_LEFT, "start")
    return tag("text", _short(top)(lang), x=str(x), y=str(_TOP - 6), text_anchor=anchor)


def _key(lang: Lang) -> list[Child]:
    """Which line is which."""
    low = str(_BOTTOM + 32)
    return [
        tag("line", x1="8", x2="32", y1=str(_BOTTOM + 28), y2=str(_BOTTOM + 28), class_="certain"),
        tag("text", sentences.FIXED(lang), x="38", y=low),
        tag("line", x1="190", x2="214", y1=str(_BOTTOM + 28), y2=str(_BOTTOM + 28), class_="most"),
        tag("text", sentences.AT_MOST(lang), x="220", y=low),
    ]


def _short(value: Exact) -> Text:
    """An amount for a tick: 625 万元 / RMB 6,250,000 (625万元) is too long, so RMB 6.25m."""
    wan, million = Fraction(value, 10**4), Fraction(value, 10**6)
    if value < 10**4:
        return yuan(value)
    return Text(f"{_trim(wan)} 万元", f"RMB {_trim(million)}m" if million >= 1 else yuan(value).en)


def _trim(value: Fraction) -> str:
    return grouped(value, 2).rstrip("0").rstrip(".")


def _table(curve: Curve, lang: Lang) -> Html:
    rows: list[tuple[Text, Sums]] = []
    for corner in curve.corners:
        if corner.below != corner.at:
            rows.append((_JUST_BELOW.fill(value=yuan(corner.value)), corner.below))
        rows.append((yuan(corner.value), corner.at))
    body = [
        tag("tr", tag("th", at(lang), scope="row"), [tag("td", yuan(s)(lang)) for s in sums])
        for at, sums in rows
    ]
    names = (_VALUE, sentences.FIXED, sentences.AT_MOST)
    head = tag("tr", [tag("th", name(lang), scope="col") for name in names])
    return tag("table", tag("thead", head), tag("tbody", body), class_="turns")
