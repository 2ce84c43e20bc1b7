"""The formula of an amount in symbols, as MathML, with the meaning of each symbol.

It is derived from the rule, like the formula in words; each named step has a line of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from builder.pages.html import e, prose
from calculator.i18n import Lang, Text
from calculator.page.html import Html, join_html, tag
from calculator.quantity import Given, Op, Quantity, Work
from calculator.working import AMOUNT, as_figure, general_formula

_LETTERS = "xyzuvwpqrst"
_LIMIT, _COUNT = "L", "n"
_SUM, _PRODUCT, _ATOM = 0, 1, 2
_ZERO, _ONE = tag("mn", "0"), tag("mn", "1")


def in_symbols(amount: Quantity, lang: Lang) -> Html:
    """Return the lines of the formula, followed by the meanings of its symbols."""
    lines = _Lines()
    formulas = [tag("math", line, display="block") for line in lines.of(amount)]
    meanings = [
        tag("div", tag("dt", tag("math", symbol)), tag("dd", prose(said, lang)))
        for symbol, said in lines.meanings.items()
    ]
    return tag("div", formulas, tag("dl", meanings), class_="symbols")


class _Lines:
    """The lines of a formula, and the symbols assigned while writing them."""

    def __init__(self) -> None:
        self.meanings: dict[Html, Text] = {}
        self._letters = iter(_LETTERS)
        self._steps: list[tuple[Html, Quantity]] = []

    def of(self, amount: Quantity) -> Iterator[Html]:
        """Yield a line for the amount, then one for every step referred to by an earlier line."""
        self._steps = [(self._symbol("A", amount.name or AMOUNT), amount)]
        for n, (symbol, number) in enumerate(self._steps):  # grows during iteration
            yield tag("mrow", symbol, _mo("="), self._show(_inner(number), nested=n > 0)[0])

    def _symbol(self, letter: str, said: Text) -> Html:
        """Return the symbol with this meaning, or a new one."""
        for symbol, known in self.meanings.items():
            if known == said:
                return symbol
        symbol = tag("mi", letter)
        if taken := sum(symbol in each for each in self.meanings):
            symbol = tag("msub", symbol, tag("mn", str(taken + 1)))
        self.meanings[symbol] = said
        return symbol

    def _step(self, number: Quantity, name: Text, nested: bool) -> tuple[Html, int]:
        symbol = self._symbol("S", name)
        if all(known != symbol for known, _ in self._steps):
            self._steps.append((symbol, number))
        # A step within a step is one of several that are summed there, such as a year's loans.
        return (join_html([_mo("∑"), symbol]), _PRODUCT) if nested else (symbol, _ATOM)

    def _show(self, number: Quantity, *, nested: bool) -> tuple[Html, int]:
        """Return a number in MathML, and how tightly its outermost operator binds."""
        origin = number.origin
        if isinstance(origin, Given):
            return self._symbol(next(self._letters), origin.label), _ATOM
        if not isinstance(origin, Work):
            return tag("mn", e(as_figure(number))), _ATOM
        match origin.op:
            case Op.COUNT:
                return self._symbol(_COUNT, general_formula(number)), _ATOM
            case Op.EITHER:
                return self._symbol(_LIMIT, general_formula(number)), _ATOM
            case Op.EACH:
                return join_html(
                    [_mo("∑"), self._bound(origin.args[0], _PRODUCT, nested)]
                ), _PRODUCT
            case Op.WHEN | Op.WITHIN | Op.FEN:
                return self._named(origin.args[0], nested)
        args = [self._named(arg, nested) for arg in origin.args]
        plain = [shown for shown, _ in args]
        tight = [shown if binds >= _PRODUCT else _brackets(shown) for shown, binds in args]
        match origin.op:
            case Op.ADD:
                return _between(_mo("+"), plain) or _ZERO, _SUM if len(args) > 1 else _ATOM
            case Op.LESS:
                return _of("max", join_html([plain[0], _mo("−"), tight[1]]), _ZERO), _ATOM
            case Op.TIMES:
                factors = [each for each in tight if each != _ONE] or [_ONE]
                return _between(_mo("×"), factors), _PRODUCT
            case Op.OVER:
                return _fraction(*plain), _ATOM
            case Op.PORTION:
                return _of("min", _ONE, _fraction(*plain)), _ATOM
            case Op.FULL:
                return join_html([_mo("⌊"), _fraction(*plain), _mo("⌋")]), _ATOM
            case _:
                return _of("min" if origin.op is Op.LEAST else "max", *plain), _ATOM

    def _named(self, number: Quantity, nested: bool) -> tuple[Html, int]:
        """Return the symbol of a named step, or the expression of any other number."""
        if number.name and isinstance(number.origin, Work):
            return self._step(number, number.name, nested)
        return self._show(number, nested=nested)

    def _bound(self, number: Quantity, tightness: int, nested: bool) -> Html:
        shown, binds = self._named(number, nested)
        return shown if binds >= tightness else _brackets(shown)


def _inner(number: Quantity) -> Quantity:
    """Return the number without the rounding down to the fen that every amount has."""
    while isinstance(number.origin, Work) and number.origin.op is Op.FEN:
        number = number.origin.args[0]
    return number


def _mo(sign: str) -> Html:
    return tag("mo", sign)


def _fraction(over: Html, under: Html) -> Html:
    return tag("mfrac", tag("mrow", over), tag("mrow", under))


def _brackets(inside: Html) -> Html:
    return join_html([_mo("("), inside, _mo(")")])


def _of(name: str, *args: Html) -> Html:
    return join_html([tag("mi", name), _brackets(_between(_mo(","), args))])


def _between(sign: Html, parts: Iterable[Html]) -> Html:
    return Html(sign.join(parts))
