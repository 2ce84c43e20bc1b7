"""Time the budget's run over columns: python -m benchmarks.columns.ours FILE MEASURES.

Prints the processor seconds of reading the Parquet file, of making columns from Arrow, of the rules and
of the rules with one more variant, the rows computed again in integers of any size, and the greatest
memory in MB.
"""

from __future__ import annotations

import resource
import sys
from time import process_time

from budget import sums, totals
from budget.run import run
from budget.variants import Variant, programs, put_otherwise

CAP = "企业一年享受贴息总额最高30万元=企业一年享受贴息总额最高50万元"
DAY = "2025-06-30"


def main() -> None:
    """Print the times of one pass over the file."""
    file, measures = sys.argv[1], tuple(sys.argv[2].split(","))
    job = sums.Job(file, (Variant(),), DAY, measures)
    (one, *_), (two, *_) = (
        programs([Variant()], measures),
        programs([Variant(), put_otherwise(CAP)], measures),
    )
    spent = [0.0] * 4
    doubtful = 0
    for part in sums.parts(job):
        start = process_time()
        batches = list(sums.batches(job, part))
        spent[0] += process_time() - start
        for first, batch in batches:
            start = process_time()
            columns = totals.Rows(batch, DAY, first).read(two.facts)
            spent[1] += process_time() - start
            start = process_time()
            doubtful += int(run(one, columns).doubtful.sum())
            spent[2] += process_time() - start
            start = process_time()
            run(two, columns)
            spent[3] += process_time() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(*spent, len(one.outputs), doubtful, memory)


if __name__ == "__main__":
    main()
