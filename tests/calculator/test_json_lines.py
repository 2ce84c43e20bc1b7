"""JSON Lines on the command line: each line answered before the next is read, in memory that does not grow."""

from __future__ import annotations

import gc
import io
import json
import tracemalloc
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from calculator import __main__ as command
from tests.calculator.firms import assessed, fuzhou, xiamen

FIRMS = [xiamen("srdi_sme", equipment_projects=[{"investment": "3000000.01"}]), fuzhou(), {}]


class Fed:
    """A standard input that is made as it is read, and a standard output that counts the answers."""

    def __init__(self, lines: Iterable[bytes], *, keep: bool = True) -> None:
        self.lines: Iterator[bytes] = iter(lines)
        self.left = b""
        self.read = self.answered = 0
        self.keep = keep
        self.out: list[bytes] = []

    def readline(self, most: int) -> bytes:
        if not self.left:
            assert self.answered == self.read, "a line was read before the one above was answered"
            self.left = next(self.lines, b"")
            self.read += bool(self.left)
        line, self.left = self.left[:most], self.left[most:]
        return line

    def write(self, answer: bytes) -> None:
        self.answered += answer.count(b"\n")
        if self.keep:
            self.out.append(answer)

    def flush(self) -> None:
        pass


def run(monkeypatch: pytest.MonkeyPatch, fed: Fed, *options: str) -> tuple[int, list[str]]:
    """Run the command on what is fed; its status and the lines of its complaints."""
    told = io.BytesIO()
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=fed))
    monkeypatch.setattr("sys.stdout", SimpleNamespace(buffer=fed))
    monkeypatch.setattr("sys.stderr", SimpleNamespace(buffer=told))
    status = command.main(["assess", "-", "--format", "jsonl", *options])
    return status, told.getvalue().decode().splitlines()


def line(profile: object) -> bytes:
    return json.dumps(profile).encode() + b"\n"


def test_each_line_is_answered_before_the_next_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    fed = Fed(map(line, FIRMS))
    assert run(monkeypatch, fed) == (0, [])
    assert [json.loads(answer) for answer in fed.out] == [assessed(firm) for firm in FIRMS]
    assert all(answer.count(b"\n") == 1 for answer in fed.out)


def test_a_line_that_is_refused_has_its_problems_in_its_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wrong = [
        b'{"city": "beijing"}\n',
        b"{\n",
        b"\xff\n",
        b"[1]\n",
        b'{"city": "xiamen", "city": "fuzhou"}\n',
        b'{"digital_ref": "' + b"x" * command.LONGEST_LINE + b'"}\n',
    ]
    fed = Fed([line(FIRMS[0]), *wrong, line(FIRMS[1])])
    status, said = run(monkeypatch, fed, "--lang", "en")
    assert status == 2
    assert said[:5] == [
        "2/city: must be one of xiamen, fuzhou",
        "3: column 2: must be JSON",
        "4: must be UTF-8 text",
        "5/: must be an object",
        "6/city: must not be given twice",
    ]
    assert said[5].startswith("7: column ")
    assert len(said) == len(wrong)
    answers = [json.loads(answer) for answer in fed.out]
    assert answers[0] == assessed(FIRMS[0])
    assert answers[-1] == assessed(FIRMS[1])
    assert [each["line"] for each in answers[1:-1]] == [2, 3, 4, 5, 6, 7]
    assert answers[1]["problems"][0]["zh"] == "2/city: 必须是以下之一：xiamen、fuzhou"


def test_blank_lines_and_a_last_line_without_an_end_are_taken(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "firms.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" + line(FIRMS[0]) + b"\n  \n" + line(FIRMS[1]).rstrip())
    out = Fed([])
    monkeypatch.setattr("sys.stdout", SimpleNamespace(buffer=out))
    assert command.main(["assess", str(file), "--format", "jsonl"]) == 0
    assert [json.loads(answer) for answer in out.out] == [assessed(firm) for firm in FIRMS[:2]]


def test_memory_does_not_grow_with_the_number_of_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    def counted() -> Iterator[bytes]:
        for n in range(14):
            if n == 2:
                tracemalloc.start()
            elif n in (4, 13):  # the answer of the line above is still there, each time
                gc.collect()
                kept.append(tracemalloc.get_traced_memory()[0])
            yield line(xiamen("srdi_sme", equipment_projects=[{"investment": 1_000_000 + n}]))

    kept: list[int] = []
    assert run(monkeypatch, Fed(counted(), keep=False)) == (0, [])
    tracemalloc.stop()
    before, after = kept
    assert after - before < 100_000, "some of each assessment is kept"


def test_a_reader_that_goes_away_ends_it_quietly(monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone(Fed):
        def write(self, answer: bytes) -> None:
            raise BrokenPipeError

    moved: list[object] = []
    monkeypatch.setattr("os.dup2", lambda *handles: moved.append(handles))
    fed = Gone([line({})])
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=fed))
    monkeypatch.setattr("sys.stdout", SimpleNamespace(buffer=fed, fileno=lambda: 1))
    assert command.main(["assess", "-", "--format", "jsonl"]) == 1
    assert moved
    assert fed.read == 1


def test_a_file_that_is_not_there_is_named(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert command.main(["assess", "no-such.jsonl", "--format", "jsonl"]) == 2
    assert b"no-such.jsonl: " in capfdbinary.readouterr().err


def test_the_statuses_are_documented(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.main(["--help"])
    told = capsys.readouterr().out
    assert command.STATUSES.strip() in told
    for status, what in (
        (0, "success"),
        (1, "the reader"),
        (command.REFUSED, "something"),
        (command.MISSING, "a component"),
    ):
        assert f"{status} {what}" in told
