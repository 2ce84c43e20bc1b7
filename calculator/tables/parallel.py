"""Assess large tables on the command line: on several processors, with the results on disk.

The answers are those of the page, part by part; only these parts are in memory.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import tempfile
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import IO, Any

from calculator import parameters
from calculator.call_list import Call, Settles, call_list
from calculator.i18n import Lang
from calculator.tables.batch import FirmTable, assess_lines, from_json, listed
from calculator.tables.sheet import Cell, SheetLine

AT_ONCE = 25
"""The rows of a part: a few tenths of a second."""
FEW = 200
"""With no more rows than this, starting other processes takes longer than it saves."""
_AHEAD = 3  # parts for each process that are begun before they are needed


class RowsOnDisk:
    """Rows for a workbook, kept in a file; they can be gone through as often as needed."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def add(self, rows: Sequence[object]) -> None:
        """Add rows as JSON."""
        self._file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)

    def __iter__(self) -> Iterator[list[Cell]]:
        """Yield the rows."""
        self._file.seek(0)
        for line in self._file:
            yield from_json(json.loads(line))
        self._file.seek(0, os.SEEK_END)


@dataclass
class AssessedTable:
    """The result of a table: its rows and those of their measures, and what is to be said of them."""

    rows: RowsOnDisk
    measures: RowsOnDisk
    problems: list[str] = field(default_factory=list)
    noted: dict[str, list[int]] = field(default_factory=dict)
    settled: list[Sequence[Settles]] = field(default_factory=list)

    @property
    def calls(self) -> list[Call]:
        """The questions to ask, those that settle most first."""
        return call_list(self.settled)


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def assess_table(
    table: FirmTable,
    lang: Lang,
    processes: int,
    files: ExitStack,
    progress: Callable[[int], None] = lambda _: None,
) -> AssessedTable:
    """Assess the rows of a table; the result is the same for any number of processes.

    `progress` is told how many rows are done. The files in which the result is kept are closed with
    `files`.
    """
    rows, measures = (
        RowsOnDisk(files.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8")))  # noqa: SIM115
        for _ in range(2)
    )
    done = AssessedTable(rows, measures)
    count = 0
    for answer in _answers(table, lang, processes):
        done.rows.add(answer["rows"])
        done.measures.add(answer["measures"])
        done.problems += answer["problems"]
        for name, numbers in answer["noted"].items():
            done.noted.setdefault(name, []).extend(numbers)
        done.settled += [listed(each).settles for each in answer["firms"]]
        count += len(answer["rows"])
        progress(count)
    return done


def _answers(table: FirmTable, lang: Lang, processes: int) -> Iterator[dict[str, Any]]:
    """Yield the answers to the parts of a table, in order."""
    parts = (table.lines[at : at + AT_ONCE] for at in range(0, len(table.lines), AT_ONCE))
    if processes < 2 or len(table.lines) <= FEW:
        for part in parts:
            yield assess_lines(table.head, part, lang)
        return
    context = multiprocessing.get_context("spawn")  # the same on every system
    # The process that started the others ends them when it is interrupted.
    pool = ProcessPoolExecutor(processes, context, signal.signal, (signal.SIGINT, signal.SIG_IGN))
    waiting: deque[Future[dict[str, Any]]] = deque()
    today = parameters.today()
    try:
        for part in parts:
            waiting.append(pool.submit(_assess, table.head, part, lang, today))
            if len(waiting) > processes * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _assess(
    head: Sequence[str], part: Sequence[SheetLine], lang: Lang, today: str
) -> dict[str, Any]:
    parameters.PREVIEWED.set(today)  # the work may last past midnight
    return assess_lines(head, part, lang)
