"""Answer the benchmark with the calculator; `benchmarks/run.py` describes the messages."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from time import perf_counter
from typing import Any

import calculator

Profile = dict[str, Any]


def seconds(work: Callable[[Profile], object], profiles: list[Profile]) -> float:
    """Return the wall time of `work` over the profiles, in seconds."""
    start = perf_counter()
    for profile in profiles:
        work(profile)
    return perf_counter() - start


def explained(profile: Profile) -> object:
    """Return all 58 measures with conditions, steps, readings and quotations, in both languages."""
    return calculator.assess(profile).to_dict()


def fen(profile: Profile) -> dict[str, int]:
    """Return the amounts that `amounts` gives, at their maximum, in fen."""
    found = calculator.amounts(profile)
    return {name: whole(each.high * 100) for name, each in found.items() if each}


def whole(number: int | Fraction) -> int:
    """Return the number as an integer; raises AssertionError if it is not whole."""
    assert number.denominator == 1, number
    return number.numerator


def main() -> None:
    """Answer each line of standard input until it ends."""
    profiles: list[Profile] = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    tasks: dict[str, Callable[[int], object]] = {
        "explained": lambda count: seconds(explained, profiles[:count]),
        "amounts": lambda count: seconds(calculator.amounts, profiles[:count]),
        "results": lambda count: [fen(profile) for profile in profiles[:count]],
        "assessments": lambda count: [explained(profile) for profile in profiles[:count]],
    }
    for line in sys.stdin:
        task, count = json.loads(line)
        print(json.dumps(tasks[task](count)), flush=True)


if __name__ == "__main__":
    main()
