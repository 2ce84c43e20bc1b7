"""The formula of an amount in symbols, as MathML, and what each symbol stands for.

It is read off the rule like the formula in words; a step that the rule names has a line of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from builder.pages.html import e, prose
from calculator.i18n import Lang, Text
from calculator.quantity import Given, Op, Quantity, Work
from calculator.working import AMOUNT, as_figure, general_formula

_LETTERS = "xyzuvwpqrst"
_LIMIT, _COUNT = "L", "n"
_SUM, _PRODUCT, _ATOM = 0, 1, 2
_ONE = "<mn>1</mn>"


def in_symbols(amount: Quantity, lang: Lang) -> str:
    """The lines of the formula, and below them the symbols."""
    lines = _Lines()
    told = "".join(f'<math display="block">{line}</math>' for line in lines.of(amount))
    meanings = "".join(
        f"<div><dt><math>{symbol}</math></dt><dd>{prose(said, lang)}</dd></div>"
        for symbol, said in lines.meanings.items()
    )
    return f'<div class="symbols">{told}<dl>{meanings}</dl></div>'


class _Lines:
    """Gives out symbols while the lines are written."""

    def __init__(self) -> None:
        self.meanings: dict[str, Text] = {}
        self._letters = iter(_LETTERS)
        self._steps: list[tuple[str, Quantity]] = []

    def of(self, amount: Quantity) -> Iterator[str]:
        """A line for the amount, then one for every step that a line before speaks of."""
        self._steps = [(self._symbol("A", amount.name or AMOUNT), amount)]
        for n, (symbol, number) in enumerate(self._steps):  # grows on the way
            yield f"<mrow>{symbol}{_mo('=')}{self._show(_inner(number), nested=n > 0)[0]}</mrow>"

    def _symbol(self, letter: str, said: Text) -> str:
        """The symbol of these words: the one they have, or a new one."""
        for symbol, known in self.meanings.items():
            if known == said:
                return symbol
        symbol = f"<mi>{letter}</mi>"
        taken = sum(each.startswith((symbol, f"<msub>{symbol}")) for each in self.meanings)
        if taken:
            symbol = f"<msub>{symbol}<mn>{taken + 1}</mn></msub>"
        self.meanings[symbol] = said
        return symbol

    def _step(self, number: Quantity, name: Text, nested: bool) -> tuple[str, int]:
        symbol = self._symbol("S", name)
        if all(known != symbol for known, _ in self._steps):
            self._steps.append((symbol, number))
        # A step within a step is one of several that come together there: the loans of a year.
        return (f"{_mo('∑')}{symbol}", _PRODUCT) if nested else (symbol, _ATOM)

    def _show(self, number: Quantity, *, nested: bool) -> tuple[str, int]:
        """The number in MathML, and how tightly it binds."""
        origin = number.origin
        if isinstance(origin, Given):
            return self._symbol(next(self._letters), origin.label), _ATOM
        if not isinstance(origin, Work):
            return f"<mn>{e(as_figure(number))}</mn>", _ATOM
        match origin.op:
            case Op.COUNT:
                return self._symbol(_COUNT, general_formula(number)), _ATOM
            case Op.EITHER:
                return self._symbol(_LIMIT, general_formula(number)), _ATOM
            case Op.EACH:
                return f"{_mo('∑')}{self._bound(origin.args[0], _PRODUCT, nested)}", _PRODUCT
            case Op.WHEN | Op.FEN:
                return self._named(origin.args[0], nested)
        args = [self._named(arg, nested) for arg in origin.args]
        plain = [shown for shown, _ in args]
        tight = [shown if binds >= _PRODUCT else _brackets(shown) for shown, binds in args]
        match origin.op:
            case Op.ADD:
                return _mo("+").join(plain) or "<mn>0</mn>", _SUM if len(args) > 1 else _ATOM
            case Op.LESS:
                return _of("max", f"{plain[0]}{_mo('−')}{tight[1]}", "<mn>0</mn>"), _ATOM
            case Op.TIMES:
                factors = [each for each in tight if each != _ONE] or [_ONE]
                return _mo("×").join(factors), _PRODUCT
            case Op.OVER:
                return f"<mfrac><mrow>{plain[0]}</mrow><mrow>{plain[1]}</mrow></mfrac>", _ATOM
            case Op.PORTION:
                share = f"<mfrac><mrow>{plain[0]}</mrow><mrow>{plain[1]}</mrow></mfrac>"
                return _of("min", _ONE, share), _ATOM
            case _:
                return _of("min" if origin.op is Op.LEAST else "max", *plain), _ATOM

    def _named(self, number: Quantity, nested: bool) -> tuple[str, int]:
        """A step by its symbol, anything else as it is."""
        if number.name and isinstance(number.origin, Work):
            return self._step(number, number.name, nested)
        return self._show(number, nested=nested)

    def _bound(self, number: Quantity, tightness: int, nested: bool) -> str:
        shown, binds = self._named(number, nested)
        return shown if binds >= tightness else _brackets(shown)


def _inner(number: Quantity) -> Quantity:
    """Without the rounding down to the fen, which every amount has."""
    while isinstance(number.origin, Work) and number.origin.op is Op.FEN:
        number = number.origin.args[0]
    return number


def _mo(sign: str) -> str:
    return f"<mo>{sign}</mo>"


def _brackets(inside: str) -> str:
    return f"{_mo('(')}{inside}{_mo(')')}"


def _of(name: str, *args: str) -> str:
    return f"<mi>{name}</mi>{_brackets(_mo(',').join(args))}"
