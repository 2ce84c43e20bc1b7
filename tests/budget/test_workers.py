"""However a job is split and wherever its parts are computed, its sums are the same to the last digit."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from budget import population, sums, workers
from budget.evaluate import evaluate, result_schema
from budget.variants import Refused, Variant, put_otherwise

ROOT = Path(__file__).resolve().parents[2]
CAP = "企业一年享受贴息总额最高30万元=企业一年享受贴息总额最高50万元"
PARTS = 24


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> sums.Job:
    path = tmp_path_factory.mktemp("workers") / "firms.parquet"
    pq.write_table(
        pa.Table.from_batches([population.invented(PARTS * 100, 3)]), path, row_group_size=100
    )
    return sums.Job(str(path), (Variant(), put_otherwise(CAP)), "2026-06-30", by=("title",))


@pytest.mark.slow
def test_several_processes_give_the_same(job: sums.Job) -> None:
    assert workers.total(job, processes=2).digest == workers.total(job).digest


def started(*words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_" + words[0], *words[1:]],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip


@contextmanager
def cluster() -> Iterator[tuple[str, list[subprocess.Popen[str]]]]:
    """A scheduler and two workers on the loopback."""
    loopback = ("--host", "127.0.0.1")
    running = [started("scheduler", *loopback, "--port", "0", "--no-dashboard")]
    try:
        assert running[0].stderr
        address = ""
        for line in running[0].stderr:
            if found := re.search(r"Scheduler at:\s+(tcp://\S+)", line):
                address = found[1]
                break
        assert address
        one = ("--nthreads", "1", "--no-nanny", "--no-dashboard")
        running += [started("worker", address, *loopback, *one) for _ in range(2)]
        yield address, running[1:]
    finally:
        for process in reversed(running):
            process.terminate()
        for process in running:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.mark.slow
def test_dask_gives_the_same_though_a_worker_is_killed_half_way(job: sums.Job) -> None:
    from distributed import Client

    whole = workers.total(job).digest
    with cluster() as (address, both):
        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=120)
        killed: list[int] = []

        def told(done: int, of: int) -> None:
            if not killed and of / 3 < done < of:
                both[0].send_signal(signal.SIGKILL)
                both[0].wait()
                killed.append(done)

        made = workers.total(job, dask=address, told=told)
        assert both[1].poll() is None
    assert killed, "no worker was killed before the end"
    assert made.rows == PARTS * 100
    assert made.digest == whole


def test_a_scheduler_that_does_not_answer_is_named(
    job: sums.Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    import distributed

    def none(address: str, **_: Any) -> None:
        raise OSError(address)

    monkeypatch.setattr(distributed, "Client", none)
    with pytest.raises(Refused) as refused:
        workers.total(job, dask="tcp://127.0.0.1:1")
    assert "tcp://127.0.0.1:1" in refused.value.lines[0].zh


# --- the lines for Spark ---------------------------------------------------------------------------


class Frame:
    """What the lines ask of a frame of Spark: `mapInArrow` hands over batches and takes batches."""

    def __init__(self, batches: list[pa.RecordBatch], columns: str = "") -> None:
        self.batches, self.columns = batches, columns

    def mapInArrow(self, function: Any, columns: str) -> Frame:  # noqa: N802
        return Frame(list(function(iter(self.batches))), columns)

    @property
    def write(self) -> Frame:
        return self

    def parquet(self, name: str) -> None:
        WRITTEN[name] = self


WRITTEN: dict[str, Frame] = {}


@pytest.mark.parametrize("folder", ["docs/handbook", "docs/en/handbook"])
def test_the_lines_for_spark_hand_over_batches_and_name_their_columns(folder: str) -> None:
    """Against a stand-in with Spark's interface; Spark itself is not installed for the tests."""
    text = (ROOT / folder / "budget.md").read_text("utf-8")
    (code,) = re.findall(r"^``` \{ \.python \}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    lines = [line for line in code.splitlines() if "SparkSession" not in line]
    assert len(lines) == len(code.splitlines()) - 2
    batches = [population.invented(50, 3), population.invented(50, 3, 50)]

    class Spark:
        read = type("Reader", (), {"parquet": staticmethod(lambda name: Frame(batches))})

    exec("\n".join(lines), {"spark": Spark})
    made = WRITTEN.pop("amounts")
    assert made.batches == [evaluate(batch, today="2026-06-30") for batch in batches]
    assert re.findall(r"`([^`]+)`", made.columns) == result_schema().names
    assert made.columns.count("decimal(18,2)") == len(result_schema())
