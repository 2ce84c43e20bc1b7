"""Enterprise by enterprise: columns in, amounts out, for any engine that hands over Arrow."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from budget.columns import Array
from budget.program import Asked, Program
from budget.totals import Counted, Rows, counted, evaluated, paths
from budget.variants import Variant, programs
from calculator import parameters
from calculator.measure import Kind

MONEY = pa.decimal128(18, 2)


def result_schema(variant: Variant | None = None) -> pa.Schema:
    """Return the columns that `evaluate` returns."""
    _, asked = _program(variant or Variant())
    sums = [pa.field(name, MONEY) for name in ("certain", "amount", "interest_saved")]
    return pa.schema([*sums, *(pa.field(name, MONEY) for name in asked)])


def evaluate(
    batch: pa.RecordBatch, variant: Variant | None = None, today: str = ""
) -> pa.RecordBatch:
    """Return what each row of facts gets, in yuan to the fen, each object counted once.

    `certain` is what the texts fix, `amount` the whole with ceilings, `interest_saved` stands apart.
    Each measure has a column by its id, null where it is closed or cannot be determined. Rows without
    a date are of `today`, by default of today. Raises Unreadable.

    Examples:
        >>> import pyarrow as pa
        >>> firms = pa.RecordBatch.from_pylist([
        ...     {"city": "xiamen", "date": "2025-06-30", "titles": ["srdi_sme"],
        ...      "equipment_projects": [{"investment": "1000000.55"}]},
        ... ])
        >>> print(evaluate(firms).column("xm-5")[0])
        100000.05
    """
    program, asked = _program(variant or Variant())
    rows = Rows(batch, today or parameters.today(), day=(variant or Variant()).date)
    columns = rows.read(paths(program))
    found, _ = evaluated(program, rows, columns)
    table = counted(asked, found, rows, columns)
    saving = {name for name, each in asked.items() if each.measure.kind is Kind.SAVING}
    cash = [each for name, each in table.items() if name not in saving]
    zero = np.zeros(batch.num_rows, np.int64)
    made = [
        _money(sum((each.certain for each in cash), zero)),
        _money(sum((each.amount for each in cash), zero)),
        _money(sum((table[name].certain for name in saving), zero)),
        *(_amount(table[name]) for name in asked),
    ]
    return pa.RecordBatch.from_arrays(made, schema=result_schema(variant))


@lru_cache(maxsize=16)
def _program(variant: Variant) -> tuple[Program, dict[str, Asked]]:
    program, (asked,), _ = programs([variant])
    return program, dict(asked)


def _amount(counts: Counted) -> pa.Array:
    return _money(counts.amount, np.asarray(~counts.eligible))


def _money(fen: Array, null: Array | None = None) -> pa.Array:
    """Return fen as decimals of yuan, without a detour over floats."""
    words = np.zeros((len(fen), 2), np.int64)
    words[:, 0] = fen
    made = pa.Array.from_buffers(MONEY, len(fen), [None, pa.py_buffer(words.tobytes())])
    return made if null is None else pc.if_else(pa.array(null), pa.scalar(None, MONEY), made)
