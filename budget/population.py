"""The files that the budget reads: their columns, made from profiles, and an invented population."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa

from calculator.fields import CalendarDay, Counts, FieldKind, ListOf, Number, SomeOf, YesNo
from calculator.profile import FACTS

ROW_GROUP = 16_384
"""The rows of a part of a file: what a processor's cache holds, and what is repeated if a run breaks off."""


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
