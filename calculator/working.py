"""The working of a number, as steps a clerk can redo: formula, value and quotations.

A printed formula uses + − × ÷ min max floor, %, ‰ and thousands separators only. Putting its numbers
back gives the printed value; where that is not a whole fen, the step says it was rounded down.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from calculator.i18n import Text, grouped, money, places, plain
from calculator.phrases import SIGNS, Unit, figure
from calculator.quantity import FEN, Exact, Given, Op, Quantity, Quote, Work

AMOUNT, LIMIT = Text("金额", "Amount"), Text("额度", "Limit")


_ALONE = Text("", "")


class Step(NamedTuple):
    """One line of the working of `number`; `value` is in yuan, before rounding down to the fen."""

    label: Text
    formula: str
    value: Exact
    quotes: tuple[str, ...]
    number: Quantity

    @property
    def rounded(self) -> bool:
        return bool((self.value / FEN).denominator != 1)

    @property
    def outside(self) -> bool:
        """Whether a 0 in the formula replaces a given value that the clause does not cover."""
        return _has_outside(self.number)

    def to_dict(self, measure_id: str) -> dict[str, object]:
        return {
            "label": self.label.to_dict(),
            "formula": {"zh": self.formula, "en": self.formula},
            "value": plain(self.value, 2),
            "unit": "yuan",
            "rounding": "down" if self.rounded else None,
            "quotes": [{"measure": measure_id, "text": words} for words in self.quotes],
        }


def steps(amount: Quantity, label: Text = AMOUNT, mark: Text = _ALONE) -> Iterator[Step]:
    """Yield the working of a known amount, its parts first; `mark` distinguishes equal names."""
    inner = amount
    while isinstance(inner.origin, Work) and _is_one(inner.origin):
        mark = next(iter(inner.origin.marks), mark)
        inner = inner.origin.args[0]
        if inner.name and not amount.name:
            yield from steps(inner, label, mark)  # a single part equals the whole
            return
    for part, of in _parts(inner):
        yield from steps(part, AMOUNT, of)
    quotes, formula = tuple(dict.fromkeys(amount.quotes())), _formula(inner, expand=True)
    name = amount.name or label
    if amount.name and mark is not _ALONE:
        name += mark
    yield Step(name, formula, inner.low, quotes, inner)


def _is_one(work: Work) -> bool:
    """Check whether the working shows nothing: it only rounds, or sums one part."""
    return work.op is Op.FEN or (work.op is Op.ADD and len(work.args) == 1)


def _has_outside(number: Quantity) -> bool:
    """Check whether something is left out of this very step."""
    origin = number.origin
    if not isinstance(origin, Work):
        return False
    if origin.op is Op.WHEN:
        return True
    if origin.op is Op.MOST:
        return all(_gives_nothing(part) for part in origin.args)
    return any(_has_outside(part) for part in origin.args if not _is_step(part))


def _parts(number: Quantity) -> Iterator[tuple[Quantity, Text]]:
    """Yield the nearest inner numbers that are steps of their own, with their marks."""
    if not isinstance(number.origin, Work):
        return
    marks = number.origin.marks or (_ALONE,) * len(number.origin.args)
    for arg, mark in zip(number.origin.args, marks, strict=False):
        if _is_step(arg):
            yield arg, mark
        else:
            for part, of in _parts(arg):
                yield part, of if of is not _ALONE else mark


def _is_step(number: Quantity) -> bool:
    """Check whether a number is named or rounded."""
    return bool(number.name) or (isinstance(number.origin, Work) and number.origin.op is Op.FEN)


_SUM, _PRODUCT, _ATOM = 0, 1, 2


def _formula(number: Quantity, *, expand: bool = False) -> str:
    return _show(number, expand)[0]


def _show(number: Quantity, expand: bool = False) -> tuple[str, int]:
    """Return the printed number and how tightly it binds; whole-fen steps print as a value."""
    origin = number.origin
    if not isinstance(origin, Work):
        return as_figure(number), _ATOM
    if not expand and (number.name or origin.op is Op.FEN) and (number.low / FEN).denominator == 1:
        return as_figure(number), _ATOM
    args = origin.args
    match origin.op:
        case Op.ADD:
            return " + ".join(_show(arg)[0] for arg in args) or "0", _SUM if len(
                args
            ) > 1 else _ATOM
        case Op.LESS:
            less = f"{_show(args[0])[0]} − {_bound(args[1], _PRODUCT)}"
            return (less, _SUM) if args[0].low >= args[1].low else (f"max({less}, 0)", _ATOM)
        case Op.TIMES:
            return f"{_bound(args[0], _PRODUCT)} × {_bound(args[1], _PRODUCT)}", _PRODUCT
        case Op.OVER:
            return f"{_bound(args[0], _PRODUCT)} ÷ {_bound(args[1], _ATOM)}", _PRODUCT
        case Op.LEAST:
            return f"min({', '.join(_show(arg)[0] for arg in args)})", _ATOM
        case Op.MOST:
            # Parts whose condition fails are not compared.
            left = [arg for arg in args if not _gives_nothing(arg)] or args[:1]
            if len(left) == 1:
                return _show(left[0])
            return f"max({', '.join(_show(arg)[0] for arg in left)})", _ATOM
        case Op.PORTION:
            limit, rate = args
            return (f"min(1, {as_figure(limit)} ÷ {as_figure(rate)})" if rate.low else "1"), _ATOM
        case Op.WHEN | Op.WITHIN | Op.EITHER:
            return "0", _ATOM  # with a known truth only a failed condition remains
        case Op.COUNT:
            return as_figure(number), _ATOM
        case Op.FULL:
            return f"floor({_bound(args[0], _PRODUCT)} ÷ {_bound(args[1], _ATOM)})", _ATOM
        case Op.FEN | Op.EACH | Op.OF_A_YEAR | Op.EACH_YEAR | Op.OR_MORE:
            return _show(args[0], expand)


def _gives_nothing(number: Quantity) -> bool:
    return isinstance(number.origin, Work) and number.origin.op is Op.WHEN


def _bound(number: Quantity, tightness: int) -> str:
    shown, binds = _show(number)
    return shown if binds >= tightness else f"({shown})"


def as_figure(number: Quantity) -> str:
    """Return a known number as printed: 1,234.5 or 60% or 7‰."""
    sign = SIGNS.get(number.per, "")
    value = number.low * number.per
    if number.unit is Unit.YUAN and value.denominator != 1:
        return grouped(value, 2)
    if number.unit is Unit.CALENDAR_YEAR:
        return plain(value)
    return grouped(value, places(value)) + sign


def general_formula(number: Quantity) -> Text:
    """Return the formula with fact names, for a number about which nothing is known."""
    origin = number.origin
    if isinstance(origin, Given):
        return origin.label
    if isinstance(origin, Quote) and number.unit.is_money:
        return money(number.low) + figure(origin.words).each_in_words
    if not isinstance(origin, Work):
        return Text(as_figure(number), as_figure(number))
    args = [general_formula(arg) for arg in origin.args]
    tight = [_parens(arg, text) for arg, text in zip(origin.args, args, strict=True)]
    match origin.op:
        case Op.ADD:
            return Text(" + ", " + ").join(args)
        case Op.LESS:
            return Text(" − ", " − ").join([args[0], tight[1]])
        case Op.TIMES:
            return Text(" × ", " × ").join(tight)
        case Op.OVER:
            return Text(" ÷ ", " ÷ ").join(tight)
        case Op.LEAST:
            first, *caps = args
            listed = Text("、", ", ").join(caps)
            return Text("（{first}，不超过{caps}）", "({first}, no more than {caps})").fill(
                first=first, caps=listed
            )
        case Op.MOST:
            listed = Text("和", " and ").join(args)
            return Text("{listed}中较大的一项", "the greater of {listed}").fill(listed=listed)
        case Op.PORTION:
            return Text(f"{args[0].zh} 以内的占比", f"the share within {args[0].en}")
        case Op.COUNT:
            return Text("符合条件的数量", "the number that qualify")
        case Op.FULL:
            said = Text("{of}中每满{step}的份数", "the number of full {step} in {of}")
            return said.fill(of=tight[0], step=args[1])
        case Op.EACH | Op.EACH_YEAR:
            return Text(f"各项合计：{args[0].zh}", f"summed over the entries: {args[0].en}")
        case Op.EITHER:
            return Text(f"{args[0].zh}或{args[1].zh}", f"{args[0].en} or {args[1].en}")
        case Op.WHEN | Op.WITHIN | Op.OR_MORE | Op.OF_A_YEAR | Op.FEN:
            return args[0]


def _parens(number: Quantity, text: Text) -> Text:
    loose = isinstance(number.origin, Work) and number.origin.op in (Op.ADD, Op.LESS, Op.EITHER)
    return Text(f"（{text.zh}）", f"({text.en})") if loose else text
