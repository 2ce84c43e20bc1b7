"""Facts drawn from stated distributions: how sure a sum is that rests on figures nobody knows exactly.

A draw is a number made from the seed, the draw, the fact, the enterprise and the entry, not from a
sequence: whichever process or machine reads a row, and in which order, it draws the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from zlib import crc32

import numpy as np

from budget.columns import UNKNOWN, Array, Columns, Numbers
from budget.variants import Refused
from calculator.fields import Number, YesNo
from calculator.i18n import Text
from calculator.profile import FACTS
from calculator.tracing import ENTRY, kind_at

STEPS = 1000
"""A factor is drawn in thousandths, a share in thousandths of all."""


@dataclass(frozen=True)
class Drawn:
    """How a fact (by path) is drawn, in thousandths.

    A number that is known is multiplied by a factor between `low` and `high`, all equally likely. A
    question that is open is answered with yes in `low` of all cases.
    """

    path: str
    low: int
    high: int


def drawn(said: str) -> Drawn:
    """Read `digital_spend=0.8..1.2` or `first_srdi_title=40%`. Raises Refused for anything else."""
    path, _, spread = (each.strip() for each in said.partition("="))
    name, inside, inner = path.partition(ENTRY + "/")
    fact = FACTS.get(name)
    if fact is None or (inside and inner not in fact.kind.facts):
        raise Refused(Text(f"“{path}”：没有这一项", f"“{path}” is not a known fact"))
    kind = kind_at(path)
    if isinstance(kind, YesNo):
        share = re.fullmatch(r"(\d+(?:\.\d)?)%", spread)
        if share and (low := int(Fraction(share[1]) * 10)) <= STEPS:
            return Drawn(path, low, low)
        raise Refused(
            Text(f"“{said}”：写成 {path}=40%，即没有回答的有多大可能为“是”",
                 f"“{said}”: write {path}=40%, how likely an open question is to be a yes")
        )  # fmt: skip
    ends = re.fullmatch(r"(\d+(?:\.\d{1,3})?)\.\.(\d+(?:\.\d{1,3})?)", spread)
    if isinstance(kind, Number) and ends:
        low, high = (int(Fraction(each) * STEPS) for each in ends.groups())
        if low <= high <= 100 * STEPS:
            return Drawn(path, low, high)
    raise Refused(
        Text(f"“{said}”：写成 {path}=0.8..1.2，即所填的数乘以 0.8 到 1.2 之间的任一倍数",
             f"“{said}”: write {path}=0.8..1.2, the number given times a factor from 0.8 to 1.2")
    )  # fmt: skip


def apply(columns: Columns, how: tuple[Drawn, ...], seed: int, draw: int, rows: Array) -> Columns:
    """Return the columns with these facts drawn; `rows` are the numbers of the rows in their file."""
    numbers, codes = dict(columns.numbers), dict(columns.codes)
    for each in how:
        name, inside, _ = each.path.partition(ENTRY + "/")
        of = rows
        if inside:
            entries = columns.lists[name]
            nth = np.arange(len(entries.owner)) - entries.offsets[:-1][entries.owner]
            of = rows[entries.owner] * 16_384 + nth
        if each.path in numbers:
            numbers[each.path] = _times(
                numbers[each.path], each, _uniform(seed, draw, each.path, of)
            )
        elif each.path in codes:
            answers = codes[each.path]
            yes = _uniform(seed, draw, each.path, of) % np.uint64(STEPS) < each.low
            codes[each.path] = np.where(answers == UNKNOWN, yes.astype(answers.dtype), answers)
    return replace(columns, numbers=numbers, codes=codes)


def _times(number: Numbers, how: Drawn, draws: Array) -> Numbers:
    """Return the numbers times their factors, cut to whole numerators and to what can be entered."""
    kind = kind_at(how.path)
    assert isinstance(kind, Number)
    factor = how.low + (draws % np.uint64(how.high - how.low + 1)).astype(np.int64)
    whole, rest = number.values // STEPS, number.values % STEPS
    values = whole * factor + rest * factor // STEPS
    if kind.most is not None:
        values = np.minimum(values, kind.most * 10**kind.places)
    values = np.maximum(values, kind.least * 10**kind.places)
    return number._replace(values=values, most=int(values.max(initial=0)))


def _uniform(seed: int, draw: int, path: str, counters: Array) -> Array:
    """Return 64 random bits for each counter (SplitMix64: Steele, Lea and Flood, 2014)."""
    start = (seed * 0x9E3779B97F4A7C15 + draw * 0xD1B54A32D192ED03 + crc32(path.encode())) % 2**64
    with np.errstate(over="ignore"):
        return _mixed(_mixed(np.full(1, start, np.uint64)) + counters.astype(np.uint64))


def _mixed(bits: Array) -> Array:
    bits = bits + np.uint64(0x9E3779B97F4A7C15)
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(bits ^ (bits >> np.uint64(31)))
