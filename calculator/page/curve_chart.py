"""The totals as one amount varies: a chart with a movable point, its corners, and a table.

Also a small version for every amount, to choose from.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import NamedTuple

from calculator import sentences
from calculator.assessment import Assessment
from calculator.curve import Corner, Curve, Sums, Turn, Turning, movable, weight
from calculator.i18n import Lang, Text, brief, grouped, yuan
from calculator.page.html import Child, Html, bound, tag
from calculator.page.urls import link
from calculator.profile import FACTS
from calculator.quantity import Exact, Given
from calculator.what_if import may_choose

_HEADING = Text("合计怎样随一项变化", "How the totals move with one amount")
_CHOOSE = Text("变动的一项", "The amount that moves")
_MOST_TILES = 8
_NONE_MOVES = Text(
    "已填的各项，无论多少，合计都不变。",
    "Whatever the amounts entered are, the totals stay the same.",
)
_PART = Text("{list}：{part}", "{list}: {part}")
_APART = Text("相差 {sum}", "{sum} apart")
_VALUE = Text("数额", "Amount")
_NOW = Text("现在", "now")
_TITLE = Text(
    "{label}从 0 到 {end} 时的合计，现在是 {here}",
    "The totals as {label} goes from 0 to {end}; it is {here} now",
)
_OTHERS_STAY = Text(
    "其他各项不变。适用其他政策的措施不计在内。",
    "All else stays. Measures that another policy takes over are not counted.",
)
_SAME = Text("{name}：{sum}，不变", "{name}: {sum} throughout")
_SLIDER = Text("移动这一项：{label}", "Move this amount: {label}")
_IF = Text("如果是 {value}", "If it were {value}")
_HERE = Text("现在是 {value}", "Now {value}")
_AS_TABLE = Text("同样内容的表格", "The same as a table")
_JUST_BELOW = Text("不到 {value}", "just below {value}")
_BACK = Text("回到 {value}", "Back to {value}")
_ENTER = Text("填入 {value}", "Enter {value}")
_MORE_THAN_NOW = Text("比现在 {change}", "{change} against now")
_SIGNED = Text("{sign}{sum}", "{sign}{sum}")
_PAIR = Text("{name} {sum}", "{name}: {sum}")
_CORNER = Text("{value}：{said}", "{value}: {said}")
_COMMA, _SEMICOLON = Text("，", ", "), Text("；", "; ")
_TOTAL = Text("合计", "Total")
_COUNTED = Text("{what}（{unit}）", "{what} ({unit})")
_NAMES = (sentences.FIXED, sentences.AT_MOST, sentences.SAVING)
_KINDS = ("certain", "most", "saved")
"""The CSS classes of the three sums in _NAMES."""


def chooser(assessment: Assessment, lang: Lang) -> Html | None:
    """Return the place of the chart, drawn when opened, or None if no amount was entered."""
    if not movable(assessment):
        return None
    return tag(
        "details",
        tag("summary", tag("h3", _HEADING(lang))),
        tag(
            "div",
            tag("div", id="curve-tiles", role="group", aria_label=_CHOOSE(lang)),
            tag("div", id="curve-figure", data_none=_NONE_MOVES(lang)),
            id="curve-drawn",
        ),
        id="curve",
        class_="group",
    )


def _row(assessment: Assessment, given: Given) -> Text:
    """Return the list of an amount, numbered if it has several entries: 技术改造项目 2."""
    label = FACTS[given.fact].label
    entries = {
        g.path.split("/")[1] for g in movable(assessment) if g.fact == given.fact and "/" in g.path
    }
    if not entries:
        return label
    n = f" {int(given.path.split('/')[1]) + 1}" if len(entries) > 1 else ""
    zh, en = (re.sub(r"（.*）| \(.*\)", "", each) for each in (label.zh, label.en))
    return Text(zh + n, en + n)


def _full_name(assessment: Assessment, given: Given) -> Text:
    """Return the list with the field of the entry: 技术改造项目 2：上年度设备投入."""
    row = _row(assessment, given)
    return _PART.fill(list=row, part=given.label) if "/" in given.path else row


def _short_name(assessment: Assessment, given: Given) -> Text:
    """Return as much of the full name as distinguishes the amount."""
    row = _row(assessment, given)
    alike = [g for g in movable(assessment) if _row(assessment, g) == row]
    return _full_name(assessment, given) if len(alike) > 1 else row


def heaviest(assessment: Assessment) -> list[Given]:
    """Return the amounts to draw in small: those with most effect on the totals, largest first."""
    return sorted(movable(assessment), key=lambda g: -weight(assessment, g))[:_MOST_TILES]


def tile(assessment: Assessment, curve: Curve, lang: Lang) -> Html:
    """Return the small chart of a curve, as a button that selects it."""
    plot = _Plot.of(curve, _TINY)
    lines = [plot.line(curve, n) for n in plot.moving]
    x, y = plot.x(curve.here.value), plot.y(curve.here.at[plot.moving[-1]])
    here = tag("path", d=f"M{x} {y}h0", class_="dot")  # stays round when stretched
    size = f"0 0 {_TINY.wide} {_TINY.high}"
    return tag(
        "button",
        tag("svg", lines, here, viewBox=size, preserveAspectRatio="none", aria_hidden="true"),
        tag("span", _short_name(assessment, curve.given)(lang)),
        tag("span", _APART.fill(sum=brief(_nearest(curve.swing)))(lang), class_="swing"),
        type="button",
        aria_pressed="false",
        data_curve=curve.given.path,
    )


def curve_html(assessment: Assessment, curve: Curve, lang: Lang) -> Html:
    """Return the chart of the sums that vary, with its point, corners and table."""
    label, here = _full_name(assessment, curve.given), curve.here.value
    field = curve.given.path.replace("/", ".")
    return tag(
        "figure",
        tag("figcaption", label(lang), class_="what"),
        [
            tag("p", said(lang), class_="standing")
            for said in sentences.pressing(assessment.policies, assessment.date)
        ],
        _key(curve, lang),
        tag("div", _drawing(curve, label, lang), _slider(curve, label, lang), class_="plot"),
        tag(
            "p",
            tag("output", _HERE.fill(value=yuan(here))(lang), class_="at"),
            tag("span", _totals(curve, lang), class_="sums"),
            class_="point",
        ),
        tag("p", class_="crossing", hidden=True),
        tag(
            "p",
            tag("button", _BACK.fill(value=brief(here))(lang), type="button", data_move="back"),
            tag("button", type="button", data_move="enter", data_field=field)
            if may_choose(assessment.firm, curve.given)
            else None,
            class_="acts",
            hidden=True,
        ),
        _corners(curve, lang),
        tag("p", _OTHERS_STAY(lang), class_="fine"),
        tag("details", tag("summary", _AS_TABLE(lang)), _table(curve, lang)),
        data_say=json.dumps(_words(curve, lang), ensure_ascii=False),
        data_corners=json.dumps([_in_fen(corner) for corner in curve.corners]),
        data_here=json.dumps(_in_fen(curve.here)),
    )


_BRIEF: dict[Lang, tuple[tuple[int, str], ...]] = {
    "zh": ((10**8, "{sum}\xa0亿元"), (10**4, "{sum}\xa0万元"), (1, "{sum}\xa0元")),
    "en": ((10**9, "RMB\xa0{sum} billion"), (10**6, "RMB\xa0{sum} million"), (1, "RMB\xa0{sum}")),
}
"""The scales of `brief`, for the panel's headline as it follows the point."""


def _words(curve: Curve, lang: Lang) -> dict[str, object]:
    """Return the texts the page's script uses while the point moves."""
    return {
        "yuan": Text("{sum}\xa0元", "RMB\xa0{sum}")(lang),
        "if": _IF(lang),
        "here": _HERE(lang),
        "enter": _ENTER(lang),
        "change": _MORE_THAN_NOW(lang),
        "names": [name(lang) for name in _NAMES],
        "pair": _PAIR(lang),
        "and": _COMMA(lang),
        "corner": _CORNER(lang),
        "large": bound(brief(curve.here.at.at_most)(lang)),
        "brief": [(str(scale), said) for scale, said in _BRIEF[lang]],
    }


def fen(value: Exact) -> str:
    """Return an amount in fen as a string, for the page's script, which uses BigInt."""
    return str(int(value * 100))


def _in_fen(corner: Corner) -> list[object]:
    return [fen(corner.value), [*map(fen, corner.below)], [*map(fen, corner.at)]]


def _totals(curve: Curve, lang: Lang) -> str:
    """Return the sums that vary, at the current value."""
    sums = [
        _PAIR.fill(name=name, sum=yuan(value))
        for name, value, swing in zip(_NAMES, curve.here.at, curve.swings, strict=True)
        if swing
    ]
    return _COMMA.join(sums)(lang)


# --- the picture -----------------------------------------------------------------------------------


class _Frame(NamedTuple):
    """The size of a picture and the margins of its plot, in SVG units."""

    wide: int
    high: int
    left: int
    top: int
    right: int
    bottom: int


_FULL = _Frame(480, 300, 62, 44, 16, 58)
_TINY = _Frame(96, 40, 4, 5, 4, 5)
_LABEL_ROOM = 22
"""The least distance between two corner numbers in one row."""


class _Plot(NamedTuple):
    """A mapping of amounts into a frame: 0 to `end` across, `low` to `high` upwards."""

    frame: _Frame
    end: Exact
    low: Exact
    high: Exact
    moving: tuple[int, ...]

    @classmethod
    def of(cls, curve: Curve, frame: _Frame) -> _Plot:
        """Return the plot in which the varying sums fill the frame, from zero if that is near."""
        moving = tuple(n for n, swing in enumerate(curve.swings) if swing) or (1,)
        seen = [s[n] for c in curve.corners for s in (c.below, c.at) for n in moving]
        low = min(seen) if min(seen) * 3 > max(seen) else 0
        high = max(seen) if max(seen) > low else low + 1
        unit = _nice(Fraction(high - low, 4))
        return cls(
            frame, curve.corners[-1].value, low // unit * unit, -(-high // unit) * unit, moving
        )

    def x(self, value: Exact) -> str:
        f = self.frame
        return f"{f.left + float(value / Fraction(self.end)) * (f.wide - f.left - f.right):.1f}"

    def y(self, value: Exact) -> str:
        f, share = self.frame, float((value - self.low) / Fraction(self.high - self.low))
        return f"{f.high - f.bottom - share * (f.high - f.top - f.bottom):.1f}"

    def line(self, curve: Curve, n: int) -> list[Child]:
        """Return the line of one sum, with a thin vertical at each step."""
        steps = [c for c in curve.corners if c.below[n] != c.at[n]]
        pieces: list[list[str]] = [[]]
        for corner in curve.corners:
            pieces[-1].append(f"{self.x(corner.value)},{self.y(corner.below[n])}")
            if corner in steps:
                pieces.append([f"{self.x(corner.value)},{self.y(corner.at[n])}"])
        return [
            [tag("polyline", points=" ".join(each), class_=_KINDS[n]) for each in pieces],
            [_upright(self.x(c.value), self.y(c.below[n]), self.y(c.at[n]), "drop") for c in steps],
        ]


def _drawing(curve: Curve, label: Text, lang: Lang) -> Html:
    plot, here = _Plot.of(curve, _FULL), curve.here
    said = _TITLE.fill(label=label, end=yuan(plot.end), here=yuan(here.value))
    at = plot.x(here.value)
    top, bottom = str(_FULL.top), str(_FULL.high - _FULL.bottom)
    far = float(at) > _FULL.wide * 0.8
    parts: list[Child] = [
        tag("title", said(lang), id="curve-title"),
        _axes(plot, curve.given.label, lang),
        _flags(curve, plot),
        _upright(at, top, bottom, "here"),
        tag(
            "text", _NOW(lang), x=at, y=str(_FULL.top - 6), class_="now",
            text_anchor="end" if far else "start", dx="-4" if far else "4",
        ),
        [plot.line(curve, n) for n in plot.moving],
        tag(
            "g",
            _upright(at, top, bottom, "moved"),
            [
                tag("circle", cx=at, cy=plot.y(here.at[n]), r="6", class_=_KINDS[n], data_sum=str(n))
                for n in plot.moving
            ],
            class_="handle",
        ),
    ]  # fmt: skip
    return tag(
        "svg", parts, viewBox=f"0 0 {_FULL.wide} {_FULL.high}", role="img",
        aria_labelledby="curve-title", data_plot=json.dumps(
            [_FULL.left, _FULL.wide - _FULL.right, _FULL.high - _FULL.bottom, _FULL.top,
             *map(fen, (plot.end, plot.low, plot.high))]
        ),
    )  # fmt: skip


def _upright(x: str, y1: str, y2: str, name: str) -> Html:
    return tag("line", x1=x, x2=x, y1=y1, y2=y2, class_=name)


def _axes(plot: _Plot, label: Text, lang: Lang) -> list[Child]:
    """Return both axes with ticks, labels and units."""
    left, right = str(_FULL.left), str(_FULL.wide - _FULL.right)
    bottom = _FULL.high - _FULL.bottom
    (across, of_x), (up, of_y) = _unit(plot.end, lang), _unit(plot.high, lang)
    return [
        [
            [
                tag("line", x1=left, x2=right, y1=plot.y(tick), y2=plot.y(tick), class_="grid"),
                tag("text", _trim(Fraction(tick, up)), x=str(_FULL.left - 6), y=plot.y(tick), dy="0.35em",
                    text_anchor="end"),
            ]
            for tick in _ticks(plot.low, plot.high, 4)
        ],
        tag("line", x1=left, x2=right, y1=str(bottom), y2=str(bottom), class_="axis"),
        [
            [
                _upright(plot.x(tick), str(bottom), str(bottom + 5), "axis"),
                tag("text", _trim(Fraction(tick, across)), x=plot.x(tick), y=str(bottom + 20),
                    text_anchor="middle"),
            ]
            for tick in _ticks(0, plot.end, 6)
        ],
        tag("text", _COUNTED.fill(what=_TOTAL, unit=of_y)(lang), x="2", y="14", class_="unit"),
        tag("text", _COUNTED.fill(what=label, unit=of_x)(lang), x=right, y=str(_FULL.high - 8), class_="unit",
            text_anchor="end"),
    ]  # fmt: skip


_UNITS: dict[Lang, tuple[tuple[int, str], ...]] = {
    "zh": ((10**8, "亿元"), (10**4, "万元"), (1, "元")),
    "en": ((10**9, "RMB billion"), (10**6, "RMB million"), (10**3, "RMB thousand"), (1, "RMB")),
}


def _unit(most: Exact, lang: Lang) -> tuple[int, str]:
    """Return the unit that keeps the ticks of an axis up to `most` short, in yuan, and its name."""
    return next((unit for unit in _UNITS[lang] if most >= 2 * unit[0]), _UNITS[lang][-1])


def _nice(least: Exact) -> Exact:
    """Return the smallest of 1, 2, 5, 10, 20, 50, … that is at least `least`."""
    power = 1
    while True:
        for digit in (1, 2, 5):
            if digit * power >= least:
                return digit * power
        power *= 10


def _ticks(low: Exact, high: Exact, at_most: int) -> Iterator[Exact]:
    unit = _nice(Fraction(high - low, at_most))
    tick = -(-low // unit) * unit
    while tick <= high:
        yield tick
        tick += unit


def _flags(curve: Curve, plot: _Plot) -> Iterator[Html]:
    """Yield a number above each corner, for the list below; staggered if they are close."""
    last, lifted = -_LABEL_ROOM, False
    for n, corner in enumerate(_turning(curve), 1):
        x = float(plot.x(corner.value))
        lifted = x - last < _LABEL_ROOM and not lifted
        y = _FULL.top - (26 if lifted else 8)
        last = int(x)
        yield tag(
            "g",
            _upright(f"{x}", str(y + 8), str(_FULL.high - _FULL.bottom), "guide"),
            tag("circle", cx=f"{x}", cy=str(y), r="9"),
            tag("text", str(n), x=f"{x}", y=str(y), dy="0.35em", text_anchor="middle"),
            class_="flag",
        )


def _turning(curve: Curve) -> list[Corner]:
    """Return the corners at which a measure turns."""
    return [corner for corner in curve.corners if corner.turns]


def _key(curve: Curve, lang: Lang) -> Html:
    """Return the legend of the lines, and the sums that do not vary."""
    rows: list[Child] = []
    for n, (name, value) in enumerate(zip(_NAMES, curve.here.at, strict=True)):
        if curve.swings[n]:
            line = tag("line", x1="0", x2="24", y1="4", y2="4", class_=_KINDS[n])
            rows.append(
                tag("li", tag("svg", line, viewBox="0 0 24 8", aria_hidden="true"), name(lang))
            )
        elif value:
            rows.append(tag("li", _SAME.fill(name=name, sum=yuan(value))(lang)))
    return tag("ul", rows, class_="key")


def _slider(curve: Curve, label: Text, lang: Lang) -> Html:
    """Return the slider over the whole plot that moves the point by finger, mouse and keys."""
    here, end = curve.here.value, curve.corners[-1].value
    return tag(
        "div",
        role="slider",
        tabindex="0",
        aria_label=_SLIDER.fill(label=label)(lang),
        aria_valuemin="0",
        aria_valuemax=str(int(end)),
        aria_valuenow=str(int(here)),
        aria_valuetext=yuan(here)(lang),
        data_step=fen(_nice(Fraction(end, 100))),
    )


# --- the corners in words --------------------------------------------------------------------------

_TURNS = {
    Turning.OPENS: Text(
        "{title}：开始符合，{step}", "{title}: its conditions fit from here, {step}"
    ),
    Turning.CLOSES: Text("{title}：不再符合，{step}", "{title}: no longer fits, {step}"),
    Turning.HANDED_OVER: Text("{why}；{title}归零，{step}", "{why}; {title} falls to zero, {step}"),
    Turning.CAPPED: Text(
        "{title}：到上限，共 {sum}，不再增加", "{title}: at its limit, {sum} in all"
    ),
    Turning.GROWS: Text("{title}：从这里起增加", "{title}: grows from here"),
    Turning.BENDS: Text("{title}：从这里起增幅改变", "{title}: grows at another rate from here"),
    Turning.STEPS: Text("{title}：{step}", "{title}: {step}"),
    Turning.TAKES_OVER: Text(
        "同一笔支出从这里起计入{title}", "From here the same outlay counts under {title}"
    ),
}


def _corners(curve: Curve, lang: Lang) -> Html | None:
    """Return the list of corners with the measures that turn there; each has a button."""
    rows = [
        tag(
            "li",
            tag("button", brief(corner.value)(lang), type="button", data_move=fen(corner.value)),
            tag("span", _joined([_turn(turn, lang) for turn in corner.turns], lang), class_="said"),
        )
        for corner in _turning(curve)
    ]
    return tag("ol", rows, class_="corners") if rows else None


def _turn(turn: Turn, lang: Lang) -> list[Child]:
    outcome, amount = turn.result.finding.outcome, turn.result.amount
    gone = outcome.other_policy if outcome else None
    said = _TURNS[turn.turning].fill(
        title="\0",
        step=_signed(turn.step),
        sum=yuan(amount.high) if amount else "",
        why=gone.label if gone else "",
    )(lang)
    before, _, after = said.partition("\0")
    return [before, link(turn.result.measure, lang), after]


def _joined(parts: Iterable[list[Child]], lang: Lang) -> list[Child]:
    """Join parts by semicolons."""
    listed: list[Child] = []
    for part in parts:
        listed += [_SEMICOLON(lang) if listed else "", part]
    return listed


def _signed(value: Exact) -> Text:
    """Return a change rounded to yuan, with its sign."""
    whole = _nearest(value)
    return _SIGNED.fill(sign="−" if whole < 0 else "+", sum=yuan(abs(whole)))


def _nearest(value: Exact) -> int:
    """Round to the nearest yuan: a fen below a step a sum is a fen short of its limit."""
    return int((Fraction(value) * 2 + 1) // 2)


def _trim(value: Fraction) -> str:
    written = grouped(value, 2)
    return written.rstrip("0").rstrip(".")


def _table(curve: Curve, lang: Lang) -> Html:
    columns = [n for n in range(len(_NAMES)) if n < 2 or curve.swings[n]]
    rows: list[tuple[Text, Sums]] = []
    for corner in curve.corners:
        if corner.below != corner.at:
            rows.append((_JUST_BELOW.fill(value=yuan(corner.value)), corner.below))
        rows.append((yuan(corner.value), corner.at))
    body = [
        tag(
            "tr",
            tag("th", at(lang), scope="row"),
            [tag("td", yuan(sums[n])(lang)) for n in columns],
        )
        for at, sums in rows
    ]
    names = (_VALUE, *(_NAMES[n] for n in columns))
    head = tag("tr", [tag("th", name(lang), scope="col") for name in names])
    return tag("table", tag("thead", head), tag("tbody", body), class_="turns")
