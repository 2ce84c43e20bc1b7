"""The files that the budget reads: their columns, made from profiles, and an invented population."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from budget.columns import Array
from calculator.fields import CalendarDay, Counts, FieldKind, ListOf, Number, SomeOf, YesNo
from calculator.i18n import plain
from calculator.profile import CITIES, FACTS

ROW_GROUP = 16_384
"""The rows of a part of a file: what a processor's cache holds, and what is repeated if a run breaks off."""


INVENTED = b"invented"
"""The key in a file's metadata that says its enterprises are invented, and from which seed."""


def arrow_type(kind: FieldKind) -> pa.DataType:
    """Return the type of the column of a fact."""
    match kind:
        case Number() if kind.places:
            return pa.decimal128(18, kind.places)
        case Number():
            return pa.int64()
        case YesNo():
            return pa.bool_()
        case CalendarDay():
            return pa.date32()
        case SomeOf():
            return pa.list_(pa.string())
        case Counts():
            return pa.list_(pa.int64())
        case ListOf():
            inner = [pa.field(name, arrow_type(each.kind)) for name, each in kind.facts.items()]
            return pa.list_(pa.struct(inner))
        case _:
            return pa.string()


def schema() -> pa.Schema:
    """Return the columns of a file that holds every fact."""
    return pa.schema([pa.field(name, arrow_type(fact.kind)) for name, fact in FACTS.items()])


def from_profiles(profiles: Iterable[Mapping[str, object]]) -> pa.RecordBatch:
    """Return profiles (JSON data that the calculator accepts) as a part of a file."""
    rows = [
        {name: _cell(fact.kind, profile.get(name)) for name, fact in FACTS.items()}
        for profile in profiles
    ]
    return pa.RecordBatch.from_pylist(rows, schema())


def _cell(kind: FieldKind, raw: Any) -> Any:
    if raw is None:
        return None
    match kind:
        case Number() if kind.places:
            if isinstance(raw, Fraction):
                raw = plain(raw)
            return Decimal(raw if isinstance(raw, str) else repr(raw))
        case CalendarDay():
            return date.fromisoformat(raw)
        case ListOf():
            return [
                {name: _cell(each.kind, entry.get(name)) for name, each in kind.facts.items()}
                for entry in raw
            ]
        case _:
            return raw


# --- an invented population ------------------------------------------------------------------------

_FIGURES = np.array([0, 10, 25, 30, 60, 100, 200, 500, 2000], np.int64) * 1_000_000
"""Amounts at which a clause turns, in fen."""
_TITLES: tuple[list[str], ...] = (
    ["srdi_sme"], ["srdi_sme", "little_giant_reserve"], ["little_giant"], ["key_little_giant"],
    ["innovative_sme"], [],
)  # fmt: skip
_SHARES = (0.46, 0.1, 0.1, 0.02, 0.3, 0.02)
_DAY = "2025-06-30"


def invented(rows: int, seed: int, first: int = 0) -> pa.RecordBatch:
    """Return enterprises that nobody has: sizes, loans and purchases in round proportions.

    One amount in four stands at a figure of the text or a fen beside it. The same rows for the same
    seed and `first`, the number of the first.
    """
    draw = np.random.default_rng([seed, first])
    of = _Draw(draw, rows)
    size = draw.choice(np.array([1, 3, 10], np.int64), rows, p=[0.6, 0.3, 0.1])
    titles = draw.choice(len(_TITLES), rows, p=_SHARES)
    made: dict[str, pa.Array] = {
        "city": pa.array(draw.choice(list(CITIES), rows, p=[0.6, 0.4])),
        "applicant": pa.array(np.full(rows, "enterprise")),
        "date": pa.array(np.full(rows, _DAY, "datetime64[D]")),
        "titles": pa.array([_TITLES[n] for n in titles.tolist()], pa.list_(pa.string())),
        "first_little_giant_title": of.yes(0.8),
        "little_giant_title_date": of.days("2023-07-01", "2025-06-30"),
        "first_srdi_title": of.yes(0.9),
        "srdi_title_date": of.days("2023-07-01", "2025-06-30"),
        "industry_and_it_enterprise": of.yes(0.8),
        "joint_lab_qualified": of.yes(0.15),
        "joint_lab_equipment": of.money(20_000_000, size),
        "digital_spend": of.money(800_000, size),
        "digital_level_after": pa.array(draw.integers(0, 5, rows)),
        "provincial_little_giant_award": of.money(1_000_000, size),
        "reserve_award_received": of.money(300_000, size),
        "tech_fund_loans": of.entries(
            0.2,
            use=lambda n: of.word(n, ["fixed_asset", "rnd"]),
            principal=lambda n: of.money(20_000_000, draw.choice(size, n)),
            financing_rate_pct=lambda n: of.rate(n, 15_000, 60_000),
            days=lambda n: pa.array(draw.integers(1, 401, n)),
        ),
        "equipment_projects": of.entries(
            0.8, investment=lambda n: of.money(3_000_000, draw.choice(size, n))
        ),
        "pledge_loans": of.entries(
            0.5,
            principal=lambda n: of.money(8_000_000, draw.choice(size, n)),
            rate_pct=lambda n: of.rate(n, 25_000, 60_000),
            days=lambda n: pa.array(draw.integers(1, 401, n)),
            year=lambda n: pa.array(draw.integers(2024, 2027, n)),
            collateral=lambda n: of.word(n, ["patent", "patent", "trademark", "other"]),
        ),
        "standards": of.entries(
            0.3,
            kind=lambda n: of.word(n, ["international", "national", "industry", "association"]),
            role=lambda n: of.word(n, ["main_drafter", "participant", "participant"]),
        ),
        "consulting_fees": of.entries(
            0.5,
            year=lambda n: pa.array(draw.integers(2024, 2027, n)),
            amount=lambda n: of.money(300_000, draw.choice(size, n)),
        ),
        "venue_rents": of.entries(
            0.4,
            year=lambda n: pa.array(draw.integers(2024, 2027, n)),
            amount=lambda n: of.money(80_000, draw.choice(size, n)),
            place=lambda n: of.word(n, ["mainland", "mainland", "hk_mo_tw", "overseas"]),
        ),
        "credit_insurance_policies": of.entries(
            0.3,
            premium_paid=lambda n: of.money(200_000, draw.choice(size, n)),
            rate_permille=lambda n: of.rate(n, 20_000, 120_000),
            insured_amount=lambda n: of.money(50_000_000, draw.choice(size, n)),
            year=lambda n: pa.array(draw.integers(2024, 2027, n)),
            kind=lambda n: of.word(n, ["domestic", "domestic", "export"]),
        ),
    }
    fields = [field for field in schema() if field.name in made]
    arrays = [_typed(made[field.name], field.type) for field in fields]
    metadata = {INVENTED: f"seed {seed}".encode()}
    return pa.RecordBatch.from_arrays(arrays, schema=pa.schema(fields, metadata))


class _Draw:
    """Columns of so many rows, drawn at random."""

    def __init__(self, draw: np.random.Generator, rows: int) -> None:
        self.draw, self.rows = draw, rows

    def yes(self, share: float) -> pa.Array:
        return pa.array(self.draw.random(self.rows) < share)

    def days(self, first: str, last: str) -> pa.Array:
        ends = np.array([first, last], "datetime64[D]").astype(np.int64)
        return pa.array(self.draw.integers(ends[0], ends[1] + 1, self.rows).astype("datetime64[D]"))

    def money(self, most: int, size: Array) -> pa.Array:
        """Return yuan to the fen, up to `most` times the size of the enterprise."""
        n = len(size)
        usual = self.draw.integers(0, most * 100, n) * size // 10
        beside = self.draw.choice(_FIGURES, n) + self.draw.integers(-1, 2, n)
        return _hundredths(np.where(self.draw.random(n) < 0.25, np.maximum(beside, 0), usual), 2)

    def rate(self, n: int, least: int, most: int) -> pa.Array:
        """Return a rate in ten-thousandths of its unit, mostly to two decimals."""
        rates = self.draw.integers(least, most, n)
        return _hundredths(np.where(self.draw.random(n) < 0.7, rates // 100 * 100, rates), 4)

    def word(self, n: int, words: Sequence[str]) -> pa.Array:
        return pa.array(self.draw.choice(list(words), n))

    def entries(self, share: float, **fields: Callable[[int], pa.Array]) -> pa.Array:
        """Return lists of up to three entries; a `share` of the enterprises has any."""
        counts = np.where(
            self.draw.random(self.rows) < share, self.draw.integers(1, 4, self.rows), 0
        )
        offsets = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
        made = [field(int(offsets[-1])) for field in fields.values()]
        inner = pa.StructArray.from_arrays(made, list(fields))
        return pa.ListArray.from_arrays(pa.array(offsets), inner)


def _hundredths(values: Array, places: int) -> pa.Array:
    """Return whole numbers as decimals of so many places, without a detour over floats."""
    words = np.zeros((len(values), 2), np.int64)
    words[:, 0] = values
    return pa.Array.from_buffers(
        pa.decimal128(18, places), len(values), [None, pa.py_buffer(words.tobytes())]
    )


def _typed(column: pa.Array, wanted: pa.DataType) -> pa.Array:
    """Return a column in its type; entries lack the facts that are not drawn."""
    if not pa.types.is_list(wanted) or not pa.types.is_struct(wanted.value_type):
        return column.cast(wanted)
    flat = column.flatten()
    there = {flat.type.field(n).name: flat.field(n) for n in range(flat.type.num_fields)}
    fields = list(wanted.value_type)
    arrays = [
        there[f.name].cast(f.type) if f.name in there else pa.nulls(len(flat), f.type)
        for f in fields
    ]
    return pa.ListArray.from_arrays(
        column.offsets, pa.StructArray.from_arrays(arrays, fields=fields)
    )


def write(path: Path, batches: Iterator[pa.RecordBatch], empty: pa.Schema | None = None) -> int:
    """Write a Parquet file whose row groups are parts of a run; return the number of rows."""
    first = next(batches, None)
    columns = first.schema if first is not None else empty or schema()
    rows = 0
    with pq.ParquetWriter(path, columns, compression="zstd") as file:
        while first is not None:
            file.write_batch(first, row_group_size=ROW_GROUP)
            rows += first.num_rows
            first = next(batches, None)
    return rows


def sample(path: Path, rows: int, seed: int) -> int:
    """Write an invented population."""
    starts = range(0, rows, ROW_GROUP)
    return write(path, (invented(min(ROW_GROUP, rows - first), seed, first) for first in starts))
