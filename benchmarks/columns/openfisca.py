"""Time OpenFisca's vectorised run: python openfisca.py PROFILES ROWS, with its packages installed.

Prints the processor seconds of one calculation of all its clauses; arrays are made before.
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).parents[1] / "openfisca"))

rows = int(sys.argv[2])
sys.argv = [sys.argv[0], sys.argv[1]]
sys.stdin.close()
sys.stdin = open("/dev/null", encoding="utf-8")  # noqa: PTH123, SIM115 the worker reads no tasks

import json  # noqa: E402

import numpy  # noqa: E402
import worker  # noqa: E402

profiles = json.loads(Path(sys.argv[1]).read_text("utf-8"))
given = worker.columns(profiles)
times = rows // len(profiles)


def tiled(values: object) -> object:
    made = numpy.tile(values, times)
    return made.view(type(values)) if hasattr(values, "possible_values") else made


given = {name: tiled(values) for name, values in given.items()}
spent = []
for _ in range(2):
    start = process_time()
    worker.calculate(worker.empty(rows), given)
    spent.append(process_time() - start)
print(min(spent), len(worker.MEASURES))
