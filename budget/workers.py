"""The parts of a job, one after another, by several processes, or on a Dask cluster.

The sums of each part are kept until all are there, so that a run that was broken off goes on.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from budget.sums import Job, Sums, of_part, parts
from budget.variants import Refused
from calculator.i18n import Text

Told = Callable[[int, int], None]
"""Called with how many parts are done, of how many."""


def total(
    job: Job,
    *,
    processes: int = 1,
    dask: str = "",
    kept: Path | None = None,
    told: Told = lambda done, of: None,
) -> Sums:
    """Return the sums of the whole file.

    Raises Unreadable if a row cannot be read, Refused if the workers cannot be reached or end.
    """
    folder = kept / job.digest if kept else None
    numbers = parts(job)
    done = {n: sums for n in numbers if (sums := _kept(folder, n)) is not None}
    told(len(done), len(numbers))
    for n, sums in _made(job, [n for n in numbers if n not in done], processes, dask):
        done[n] = sums
        _keep(folder, n, sums)
        told(len(done), len(numbers))
    if kept:
        shutil.rmtree(kept, ignore_errors=True)
    return Sums.of(done[n] for n in numbers)


def _made(job: Job, left: list[int], processes: int, dask: str) -> Iterable[tuple[int, Sums]]:
    if dask:
        return _by_dask(job, left, dask)
    if processes > 1 and len(left) > 1:
        return _by_processes(job, left, processes)
    return ((n, of_part(job, n)) for n in left)


def _by_processes(job: Job, left: list[int], processes: int) -> Iterator[tuple[int, Sums]]:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(processes, len(left)), context) as pool:
        running = {pool.submit(of_part, job, n): n for n in left}
        try:
            for future in as_completed(running):
                yield running[future], future.result()
        except BrokenProcessPool as error:
            raise Refused(
                Text(
                    "一个进程中途结束了。算好的部分已保留，再运行一次就接着算",
                    "A process ended midway. What was computed is kept: run the same again to go on",
                )
            ) from error


def _by_dask(job: Job, left: list[int], address: str) -> Iterator[tuple[int, Sums]]:
    try:
        from distributed import CancelledError, Client, KilledWorker
        from distributed import as_completed as completed
    except ModuleNotFoundError as error:
        raise Refused(
            Text(
                '没有装 Dask：pip install "calculator[budget,dask]"',
                'Dask is not installed: pip install "calculator[budget,dask]"',
            )
        ) from error
    try:
        client = Client(address, timeout="20s", set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise Refused(
            Text(f"连不上 {address} 的 Dask", f"No Dask scheduler answers at {address}")
        ) from error
    with client:
        # A worker may be lost: what it had not handed over is computed again by another.
        running = client.map(_of_part, [(job, n) for n in left], pure=False, retries=2)
        try:
            for _, (n, sums) in completed(running, loop=client.loop, with_results=True):
                yield n, Sums.from_json(sums)
        except (CancelledError, KilledWorker, OSError) as error:
            raise Refused(
                Text(
                    f"{address} 的 Dask 中途断了。算好的部分已保留，再运行一次就接着算",
                    f"Dask at {address} ended midway. What was computed is kept: run the same again to go on",
                )
            ) from error


def _of_part(task: tuple[Job, int]) -> tuple[int, dict[str, object]]:
    job, n = task
    return n, of_part(job, n).to_json()


def _kept(folder: Path | None, n: int) -> Sums | None:
    file = folder and folder / f"{n}.json"
    if not file or not file.is_file():
        return None
    return Sums.from_json(json.loads(file.read_text("utf-8")))


def _keep(folder: Path | None, n: int, sums: Sums) -> None:
    """Write the sums of a part whole or not at all."""
    if folder is None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f"{n}.{os.getpid()}.tmp"
    unfinished.write_text(json.dumps(sums.to_json()), encoding="utf-8")
    unfinished.replace(folder / f"{n}.json")
