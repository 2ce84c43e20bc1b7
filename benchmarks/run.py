"""Compare the calculator with publicodes and OpenFisca, and write `results.md`.

    python -m benchmarks.run

In one run all three answer the same random profiles, in turns. A worker is a process that reads
lines `[task, count]` and answers each with a line of JSON: the seconds it took for the first
`count` profiles, or their results.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from benchmarks.profiles import MOST_ENTRIES, Profile, profiles
from builder import engine, site
from builder.node import node, npm
from tests.calculator import by_hand

HERE = Path(__file__).parent
ROOT = HERE.parent
SEED = 20240911
ROUNDS = 7
TIMED = 40  # profiles per round
WARM = 120  # profiles before the first round,
PASSES = 3  # this many times: V8 compiles code that runs often
TOTALS = 20_000
PROCESSES = 10
LIMIT, GATE = "xm-29", "xm-36"
CLAUSES = tuple(f"xm-{n}" for n in (2, 3, 4, 5, 7, 13, 14, 15, 17, 18, 19, 29, 34, 36, 39))
MONEY = tuple(clause for clause in CLAUSES if clause not in (LIMIT, GATE))

Ask = Callable[[str, int], Any]
Times = dict[str, list[float]]
"""Seconds of each round."""
Fen = dict[str, int]
"""What each clause gives, in fen; for the gate 1 or 0."""


class Disagreement(Exception):
    """An engine computes a clause differently from the other engines; the message names the clause."""


# --- the other engines ----------------------------------------------------------------------------


def install() -> Path:
    """Install publicodes and OpenFisca if they are missing; returns the Python that has OpenFisca."""
    if not (HERE / "node_modules/publicodes").is_dir():
        subprocess.run([*npm(), "ci", "--ignore-scripts"], cwd=HERE, check=True)
    return install_openfisca()


def install_openfisca() -> Path:
    """Install OpenFisca if it is missing; returns the Python that has it."""
    python = HERE / ".venv/bin/python"
    locked, installed = HERE / "requirements.txt", HERE / ".venv/installed.txt"
    if not installed.is_file() or installed.read_bytes() != locked.read_bytes():
        venv.create(HERE / ".venv", with_pip=True, clear=True)
        pip: list[str | Path] = [
            python,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ]
        subprocess.run([*pip, "--require-hashes", "-r", locked], check=True)
        shutil.copyfile(locked, installed)
    return python


@contextmanager
def worker(*command: str | Path) -> Iterator[Ask]:
    """Yield a function that sends a task to a worker running `command` and returns its answer."""
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        bufsize=1,
    ) as process:
        assert process.stdin
        assert process.stdout

        def ask(task: str, count: int) -> Any:
            assert process.stdin
            assert process.stdout
            process.stdin.write(json.dumps([task, count]) + "\n")
            line = process.stdout.readline()
            if not line:
                raise RuntimeError(f"{command} ended without an answer to {task}")
            return json.loads(line)

        yield ask
        process.stdin.close()


# --- Pyodide --------------------------------------------------------------------------------------

# The page only asks for HTML, so a copy of the worker gets another entry point.
PAGE = '.pyimport("calculator.page").respond'
DOOR = """
import json
from time import perf_counter
import calculator
def answer(request):
    work, profiles = json.loads(request)
    run = calculator.amounts if work == "amounts" else lambda p: calculator.assess(p).to_dict()
    start = perf_counter()
    for profile in profiles:
        run(profile)
    return json.dumps(perf_counter() - start)
answer
"""


def build_pyodide(folder: Path) -> str:
    """Build the site's engine, made to report times, in `folder`; returns Pyodide's release."""
    built = engine.build(ROOT, folder, ROOT / site.WORK, rehearsal=site.rehearsal())
    script = folder / built.worker
    source = script.read_text("utf-8")
    if source.count(PAGE) != 1:
        raise engine.EngineError(f"the worker must name {PAGE} once")
    script.write_text(source.replace(PAGE, f".runPython({json.dumps(DOOR)})"), "utf-8")
    return built.release


def ask_pyodide(folder: Path, asked: list[Profile]) -> dict[str, float]:
    """Return the seconds per kind of answer, in a new process, after a third as many unmeasured ones."""
    works = ("explained", "amounts")
    warm = [json.dumps([work, asked[: len(asked) // 3]]) for work in works]
    requests = [*warm, *(json.dumps([work, asked]) for work in works)]
    answers = engine.answer_in_pyodide(folder, requests)[len(works) :]
    return {work: float(answer) for work, answer in zip(works, answers, strict=True)}


# --- exactness ------------------------------------------------------------------------------------


def by_hand_of(firm: Profile) -> Fen:
    """Compute the clauses in whole fen, independently of all three engines."""
    amounts = by_hand.AMOUNTS | {
        LIMIT: lambda f: min(by_hand.fen(f["financing_requested"]), 2000 * by_hand.WAN),
        GATE: lambda _: 1,
    }
    return {
        clause: amounts[clause](firm) if by_hand.status(clause, firm) == "eligible" else 0
        for clause in CLAUSES
    }


def in_fen(results: Sequence[float]) -> Fen:
    """Convert another engine's results, in yuan and in the order of the clauses, to fen."""
    return {
        clause: round(value) if clause == GATE else round(value * 100)
        for clause, value in zip(CLAUSES, results, strict=True)
    }


def check(name: str, found: Sequence[Fen], right: Sequence[Fen], firms: Sequence[Profile]) -> None:
    """Raise Disagreement if a clause is off by more than one fen per rounding."""
    for got, want, firm in zip(found, right, firms, strict=False):
        for clause, value in got.items():
            if abs(value - want[clause]) > MOST_ENTRIES:
                raise Disagreement(f"{name}, {clause}: {value}, not {want[clause]}, for {firm}")


def assessed(assessment: dict[str, Any]) -> Fen:
    """Return the clauses of an assessment by the calculator, in fen."""
    fen: Fen = {}
    for each in assessment["measures"]:
        if each["id"] in CLAUSES:
            eligible = each["status"] == "eligible"
            if each["id"] == GATE:
                fen[GATE] = int(eligible)
            elif each["id"] == LIMIT:
                fen[LIMIT] = by_hand.fen(each["credit"][0]["limit"]) if eligible else 0
            else:
                fen[each["id"]] = by_hand.fen(each["amount"]["max"]) if each["amount"] else 0
    return fen


def total(fen: Fen) -> int:
    """Add up the thirteen clauses that pay money, saved interest included."""
    return sum(fen.get(clause, 0) for clause in MONEY)


def wrong(found: Sequence[int], right: Sequence[int]) -> str:
    """Return the cells of the exactness table."""
    off = [abs(got - want) for got, want in zip(found, right, strict=True)]
    share = sum(map(bool, off)) / len(off)
    much = sum(each > 100 for each in off) / len(off)
    return f"{share:.3%} | {much:.3%} | {max(off) / 100:,.2f}"


# --- time -----------------------------------------------------------------------------------------


def started(command: Sequence[str | Path], given: str = "") -> float:
    """Return the seconds that a whole process takes."""
    start = perf_counter()
    subprocess.run(
        command, cwd=ROOT, input=given, encoding="utf-8", stdout=subprocess.DEVNULL, check=True
    )
    return perf_counter() - start


IMPORT = "from time import perf_counter as t; s = t(); import calculator; print(t() - s)"


def imported() -> float:
    """Return the seconds of `import calculator` in a new process with cached bytecode."""
    done = subprocess.run(
        [sys.executable, "-c", IMPORT], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    return float(done.stdout)


def row(name: str, seconds: Sequence[float]) -> str:
    """Return a table row: the median and the fastest time, in milliseconds."""
    return f"| {name} | {_digits(1000 * median(seconds))} | {_digits(1000 * min(seconds))} |"


def _digits(ms: float) -> str:
    return f"{ms:.3g}" if ms < 100 else f"{ms:.0f}"


def ratio(slow: Sequence[float], quick: Sequence[float]) -> str:
    """Return how many times as long `slow` takes as `quick`."""
    return f"{median(slow) / median(quick):.1f} × by medians, {min(slow) / min(quick):.1f} × by fastest rounds"


def load() -> str:
    """Return the load average, if the system reports one."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


# --- the run --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Commands:
    """The commands that start a worker of each engine; the path of the profiles is appended."""

    calculator: tuple[str | Path, ...]
    publicodes: tuple[str | Path, ...]
    openfisca: tuple[str | Path, ...]


def exactness(
    commands: Commands, path: Path, asked: list[Profile], right: list[Fen]
) -> dict[str, list[int]]:
    """Return each engine's totals in fen, having checked that all compute the same clauses."""
    found: dict[str, list[int]] = {}
    with worker(*commands.calculator, path) as ask:
        explained = [assessed(each) for each in ask("assessments", WARM)]
        check("calculator", explained, right, asked)
        found["calculator"] = [total(each) for each in ask("results", TOTALS)]
        if found["calculator"][:WARM] != [total(each) for each in explained]:
            raise Disagreement("calculator: the amounts alone are not those of the assessment")
    with worker(*commands.publicodes, path) as ask:
        check("publicodes", [in_fen(each) for each in ask("results", WARM)], right, asked)
        for name, task in (
            ("publicodes, rounded down by half a fen less", "totals"),
            ("publicodes, rounded by `arrondi`, to the nearest fen", "totals to the nearest fen"),
        ):
            found[name] = [round(yuan * 100) for yuan in ask(task, TOTALS)]
    for name, options in (
        ("OpenFisca", ()),
        ("OpenFisca, a table inside it changed to floats of 64 bits", ("--double",)),
    ):
        with worker(*commands.openfisca, path, *options) as ask:
            results = [in_fen(each) for each in ask("results", TOTALS)]
            if options:
                check(name, results, right, asked)
            if results[:WARM] != [in_fen(each) for each in ask("results one by one", WARM)]:
                raise Disagreement(f"{name}: one by one and together differ")
            found[name] = [total(each) for each in results]
    return found


def answer_times(
    commands: Commands, many: Path, few: Path, asked: list[Profile], pyodide: Path
) -> Times:
    """Return the seconds per round of warm engines, in turns, one profile after another.

    Only the worker that takes all profiles at once holds many: a large heap slows a garbage
    collector down.
    """
    with (
        worker(*commands.calculator, few) as ours,
        worker(*commands.publicodes, few) as publicodes,
        worker(*commands.openfisca, few) as openfisca,
        worker(*commands.openfisca, many) as vectorised,
    ):
        tasks = {
            "calculator explained": (ours, "explained", TIMED),
            "calculator amounts": (ours, "amounts", TIMED),
            "publicodes explained": (publicodes, "explained", TIMED),
            "publicodes amounts": (publicodes, "amounts", TIMED),
            "publicodes total": (publicodes, "total", TIMED),
            "openfisca explained": (openfisca, "explained", TIMED),
            "openfisca single": (openfisca, "single", TIMED),
            "openfisca vectorised": (vectorised, "vectorised", TOTALS),
        }
        times: Times = {name: [] for name in tasks}
        times |= {"pyodide explained": [], "pyodide amounts": []}
        for ask, task, count in tasks.values():
            for _ in range(PASSES):
                ask(task, max(count, WARM))
        for _ in range(ROUNDS):
            for name, (ask, task, count) in tasks.items():
                times[name].append(ask(task, count) / count)
            for name, seconds in ask_pyodide(pyodide, asked[:TIMED]).items():
                times[f"pyodide {name}"].append(seconds / TIMED)
    return times


def process_times(commands: Commands, one: Path, single: Path) -> Times:
    """Return the seconds from the start of a process to its exit, in turns."""
    processes: dict[str, tuple[Sequence[str | Path], str]] = {
        "bare Python": ([sys.executable, "-c", ""], ""),
        "calculator, the whole assessment as JSON": (
            [sys.executable, "-m", "calculator", "assess", single],
            "",
        ),
        "bare Node": ([node(), "-e", ""], ""),
        "publicodes, fifteen clauses": ([*commands.publicodes, one], '["amounts", 1]\n'),
        "OpenFisca, fifteen clauses": ([*commands.openfisca, one], '["single", 1]\n'),
    }
    times: Times = {name: [] for name in processes}
    for n in range(ROUNDS + 1):
        for name, (command, given) in processes.items():
            took = started(command, given)
            if n:  # the first one only fills the caches
                times[name].append(took)
    return times


def run(scratch: Path) -> str:
    """Run the whole benchmark; returns the text of `results.md`."""
    # Whatever this shell's settings, keep bytecode, as for anyone who starts a program twice.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(scratch / "bytecode")
    fisca = install()
    commands = Commands(
        (sys.executable, "-m", "benchmarks.ours"),
        (node(), HERE / "publicodes/worker.mjs"),
        (fisca, HERE / "openfisca/worker.py"),
    )
    asked = profiles(TOTALS, SEED)
    many, few, one, single = (scratch / f"{name}.json" for name in ("many", "few", "one", "single"))
    many.write_text(json.dumps(asked), encoding="utf-8")
    few.write_text(json.dumps(asked[:WARM]), encoding="utf-8")
    one.write_text(json.dumps(asked[:1]), encoding="utf-8")
    single.write_text(json.dumps(asked[0]), encoding="utf-8")
    release = build_pyodide(scratch / "engine")

    print("time", flush=True)
    began = load()
    times = answer_times(commands, many, few, asked, scratch / "engine")
    processes = process_times(commands, one, single)
    imports = [imported() for _ in range(PROCESSES + 1)][1:]
    ended = load()
    print(f"exactness of {TOTALS:,} totals", flush=True)
    right = [by_hand_of(firm) for firm in asked]
    exact = exactness(commands, many, asked, right)

    machine = (
        f"{datetime.now(UTC):%Y-%m-%d}, {platform.system()} on {platform.machine()}, "
        f"{os.cpu_count()} cores shared with other work (load average {began} before the times were "
        f"taken, {ended} after; the benchmark alone makes about 1). "
        f"CPython {platform.python_version()}; Node {said(node(), '--version').lstrip('v')}; "
        f"Pyodide {release} and publicodes {publicodes_release()} under that Node; openfisca-core "
        f"{said(fisca, '-c', RELEASE)} under that CPython. {ROUNDS} rounds in turns, {TIMED} profiles "
        f"a round, seed {SEED}, at most {MOST_ENTRIES} entries a list."
    )
    return report(machine, times, processes, imports, exact, [total(each) for each in right])


RELEASE = "from importlib.metadata import version; print(version('openfisca-core'))"


def said(*command: str | Path) -> str:
    """Return what a command prints."""
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout.strip()


def publicodes_release() -> str:
    """Return the installed release of publicodes."""
    about = json.loads((HERE / "node_modules/publicodes/package.json").read_text("utf-8"))
    return str(about["version"])


def report(
    machine: str,
    times: Times,
    processes: Times,
    imports: Sequence[float],
    exact: Mapping[str, Sequence[int]],
    right: Sequence[int],
) -> str:
    """Return `results.md` as Markdown."""

    def table(head: str, rows: Mapping[str, Sequence[float]]) -> list[str]:
        lines = (row(name, seconds) for name, seconds in rows.items())
        return [f"| {head} | median | fastest |", "|---|--:|--:|", *lines, ""]

    explained = {
        "calculator, CPython: 58 measures, both languages": times["calculator explained"],
        "calculator, Pyodide: the same": times["pyodide explained"],
        "publicodes: 15 clauses, names and values of the rules": times["publicodes explained"],
        "OpenFisca: 15 clauses, names and values of the variables": times["openfisca explained"],
    }
    amounts = {
        "calculator, CPython: `amounts`": times["calculator amounts"],
        "calculator, Pyodide: the same": times["pyodide amounts"],
        "publicodes: 15 clauses": times["publicodes amounts"],
        "publicodes: the total of 13 alone, one evaluation": times["publicodes total"],
        "OpenFisca: 15 clauses, one enterprise at a time": times["openfisca single"],
        f"OpenFisca: 15 clauses, {TOTALS:,} enterprises at once, each": times[
            "openfisca vectorised"
        ],
    }
    quicker = (
        f"Times as long as the calculator in CPython, publicodes: with explanations "
        f"{ratio(times['publicodes explained'], times['calculator explained'])}; amounts only "
        f"{ratio(times['publicodes amounts'], times['calculator amounts'])}; for its total alone "
        f"{ratio(times['publicodes total'], times['calculator amounts'])}. Above 1, the calculator is quicker."
    )
    return "\n".join(
        [
            "# Results",
            "",
            "Written by `python -m benchmarks.run`. What is compared, and what cannot be: "
            "[README.md](README.md).",
            "",
            machine,
            "",
            "## One profile, in milliseconds",
            "",
            *table("With explanations", explained),
            *table("Amounts only", amounts),
            quicker,
            "",
            "## A whole process, in milliseconds",
            "",
            *table("From start to exit, one profile", processes),
            f"`import calculator` in a new CPython: {1000 * min(imports):.0f} ms (fastest of "
            f"{PROCESSES}; median {1000 * median(imports):.0f}).",
            "",
            "## Exactness",
            "",
            f"{TOTALS:,} random totals of the 13 clauses with money, against whole fen worked out "
            "independently in `tests/calculator/by_hand.py`.",
            "",
            "| | totals wrong | by more than 1 yuan | largest error, yuan |",
            "|---|--:|--:|--:|",
            *(f"| {name} | {wrong(found, right)} |" for name, found in exact.items()),
            "",
        ]
    )


def main() -> None:
    scratch = Path(tempfile.mkdtemp())
    try:
        text = run(scratch)
    finally:
        shutil.rmtree(scratch)
    (HERE / "results.md").write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()
