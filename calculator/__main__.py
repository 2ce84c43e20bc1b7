"""The command line of the calculator: assess, batch, template, catalogue, facts, mcp.

python -m calculator assess FILE|- | batch IN|- OUT | template OUT | catalogue | facts | mcp
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor
from contextlib import ExitStack
from fractions import Fraction
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import calculator
from calculator.fields import pointer
from calculator.i18n import Lang, Text
from calculator.profile import read_profile
from calculator.report import report

if TYPE_CHECKING:
    from calculator.tables.batch import FirmTable, Refused
    from calculator.tables.sheet import Sheet

LONGEST_NUMBER = 60
LONGEST_LINE = 1_000_000
"""The longest line in bytes, far more than any profile needs."""

_NO_SDK = Text(
    '缺少组件 {module}：pip install "calculator[mcp]"',
    '{module} is missing: pip install "calculator[mcp]"',
)
_CANCELLED = Text("已取消，没有生成文件", "Cancelled; no file was made")
_TWICE = Text("不能出现两次", "must not be given twice")


REFUSED, MISSING, CANCELLED = 2, 3, 130
STATUSES = """\
exit status: 0 success; 1 the reader of the output has disconnected; 2 something was refused, with one
line per problem on standard error (with JSON Lines and tables the rest is answered, otherwise nothing);
3 a component is missing; 130 interrupted.
"""


class NotJson(Exception):
    """Input that cannot be processed; `lines` are the messages to print."""

    def __init__(self, *lines: Text, status: int = REFUSED) -> None:
        super().__init__(*lines)
        self.lines = lines
        self.status = status


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status (STATUSES)."""
    options = _parser().parse_args(arguments)
    try:
        output = options.run(options)
        if output is not None:
            _write(output)
        sys.stdout.buffer.flush()
    except NotJson as problem:
        _complain(problem.lines, options.lang or "en")
        return problem.status
    except KeyboardInterrupt:
        _complain([_CANCELLED], options.lang or "en")
        return CANCELLED
    except BrokenPipeError:
        os.dup2(
            os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno()
        )  # or Python complains when it exits
        return 1
    return 0


def _write(output: str) -> None:
    # The encoding of a redirected stream may not support Chinese.
    sys.stdout.buffer.write(f"{output}\n".encode())


def _complain(lines: Iterable[Text], lang: Lang) -> None:
    for line in lines:
        sys.stderr.buffer.write(f"{line(lang)}\n".encode("utf-8", "backslashreplace"))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m calculator",
        description=calculator.__doc__,
        epilog=STATUSES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="command")
    assess = commands.add_parser("assess", help="assess a profile, or a JSON array of profiles")
    assess.add_argument("file", metavar="FILE|-", help="a JSON file, or - for standard input")
    assess.add_argument(
        "--format",
        choices=("json", "jsonl", "text"),
        default="json",
        help="jsonl: one profile per line in, one assessment per line out, each at once",
    )
    assess.add_argument("--lang", choices=("zh", "en"), default=None)
    assess.set_defaults(run=_assess)
    batch = commands.add_parser("batch", help="assess a table with an enterprise in each row")
    batch.add_argument("file", metavar="IN|-", help="XLSX, or CSV in UTF-8, UTF-16 or GB18030")
    batch.add_argument("out", metavar="OUT", help="the file for the result: .xlsx or .csv")
    batch.add_argument("--sheet", help="the sheet to read, if several qualify")
    batch.add_argument(
        "--skip-unknown", action="store_true", help="ignore columns that are not recognized"
    )
    batch.add_argument(
        "--seen-only", action="store_true", help="leave out rows that are hidden or filtered out"
    )
    batch.add_argument(
        "--site",
        default="",
        metavar="URL",
        help="the address of the site, to link the clauses to it",
    )
    batch.add_argument(
        "--processes",
        type=_count,
        metavar="N",
        help="how many at once (default: one per processor)",
    )
    batch.add_argument("--lang", choices=("zh", "en"), default="zh")
    batch.set_defaults(run=_batch)
    template = commands.add_parser("template", help="an empty table for batch")
    template.add_argument("out", metavar="OUT", help="the file to write: .xlsx or .csv")
    template.add_argument("--lang", choices=("zh", "en"), default="zh")
    template.set_defaults(run=_template)
    catalogue = commands.add_parser("catalogue", help="every measure as JSON")
    catalogue.set_defaults(run=lambda _: _json(calculator.measures()))
    facts = commands.add_parser("facts", help="the JSON Schema of a profile")
    facts.set_defaults(run=lambda _: _json(calculator.schema()))
    mcp = commands.add_parser("mcp", help="serve an assistant (Model Context Protocol)")
    mcp.set_defaults(run=_mcp, lang=None)
    return parser


def _assess(options: argparse.Namespace) -> str | None:
    if options.format == "jsonl":
        _assess_lines(options)
        return None
    raw = _load(_read(options.file))
    profiles = raw if isinstance(raw, list) else [raw]
    lines: list[Text] = []
    for index, profile in enumerate(profiles):
        lines += _problems(profile, f"{index}" if isinstance(raw, list) else "")
    if lines:
        raise NotJson(*lines)
    done = [calculator.assess(profile) for profile in profiles]
    if options.format == "text":
        lang: Lang = options.lang or "zh"
        return "\n\n".join(report(assessment, lang) for assessment in done)
    answers = [assessment.to_dict() for assessment in done]
    return _json(answers if isinstance(raw, list) else answers[0])


def _problems(profile: object, start: str) -> Iterator[Text]:
    """Yield a line for each problem of a profile, its place after `start`."""
    for path in _repeated(profile, start):
        yield _message_at(path, _TWICE)
    try:
        read_profile(profile)
    except calculator.ProfileError as error:
        for problem in error.problems:
            yield _message_at(start + problem.path, problem.message)


def _assess_lines(options: argparse.Namespace) -> None:
    """Answer each line before reading the next; a refused line is answered with its problems."""
    refused = False
    for number, line in _lines(options.file):
        try:
            profile = _load(_decoded(line.strip(), f"{number}"), f"{number}: ")
            if problems := list(_problems(profile, f"{number}")):
                raise NotJson(*problems)
            answer = calculator.assess(profile).to_dict()
        except NotJson as problem:
            refused = True
            _complain(problem.lines, options.lang or "en")
            answer = {"line": number, "problems": [said.to_dict() for said in problem.lines]}
        _write(json.dumps(answer, ensure_ascii=False, separators=(",", ":")))
        sys.stdout.buffer.flush()
    if refused:
        raise NotJson()


def _lines(file: str) -> Iterator[tuple[int, bytes]]:
    """Yield the non-blank lines with their numbers; one that is too long is cut, so that it is not JSON."""
    try:
        with ExitStack() as stack:
            source = sys.stdin.buffer if file == "-" else stack.enter_context(Path(file).open("rb"))
            number = 0
            while line := source.readline(LONGEST_LINE):
                number += 1
                rest = line
                while len(rest) == LONGEST_LINE and not rest.endswith(b"\n"):
                    rest = source.readline(LONGEST_LINE)
                if line.strip():
                    yield number, line
    except OSError as error:
        raise NotJson(_system(file, error)) from error


def _template(options: argparse.Namespace) -> str:
    from calculator.tables.template import csv_template, template

    if Path(options.out).suffix.lower() == ".csv":
        return _save(options.out, [csv_template(options.lang)])
    return _save(options.out, template(options.lang))


def _batch(options: argparse.Namespace) -> str:
    """Assess a table into a file; rows that could not be assessed are also listed on stderr."""
    # slow to import, and not needed for a single profile
    from calculator.tables import batch as many
    from calculator.tables.batch_workbook import sheets
    from calculator.tables.parallel import assess_table, processors

    lang: Lang = options.lang
    if options.file != "-" and Path(options.file).resolve() == Path(options.out).resolve():
        raise NotJson(
            _message_at(
                options.out, Text("不能与读入的是同一个文件", "must not be the same file as IN")
            )
        )
    _check_out(options.out)  # before the work
    try:
        table = _opened(options)
    except many.Refused as refused:
        raise NotJson(*refused.lines, *_ways_on(refused)) from refused
    if len(table.account) > 1:  # more than the location of the rows
        for line in table.account:
            _print_note(line(lang))
    site = _of_language(options.site, lang)
    processes = options.processes or processors()
    try:
        with ExitStack() as files:
            done = assess_table(table, lang, processes, files, _progress(len(table.lines)))
            made = sheets(done.rows, done.measures, done.calls, lang, site)
            written = _save(options.out, made)
    except BrokenExecutor as error:
        raise NotJson(_STOPPED) from error
    except OSError as error:  # no room for what is kept on disk
        raise NotJson(_system(tempfile.gettempdir(), error)) from error
    for note in many.notes(done.noted, lang):
        _print_note(note)
    if done.problems:
        raise NotJson(*(Text(each, each) for each in done.problems))
    return written


_STOPPED = Text(
    "系统停掉了一个计算进程，可能是内存不够：加 --processes 1 再试",
    "The system stopped one of the processes, perhaps for lack of memory: try again with --processes 1",
)


def _progress(total: int) -> Callable[[int], None]:
    """Return what shows on a terminal how many of the rows are done."""

    def show(done: int) -> None:
        if sys.stderr.isatty():
            end = "\r" if done < total else "\n"
            print(f"{done:,} / {total:,}", end=end, file=sys.stderr, flush=True)

    return show


def _of_language(site: str, lang: Lang) -> str:
    """Return the address of the pages in a language, from that of the site."""
    return site and f"{site.rstrip('/')}/{'en/' if lang == 'en' else ''}"


def _count(text: str) -> int:
    """Read a number of processes. Raises ArgumentTypeError if it is none."""
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError("must be a whole number, 1 or more")
    return int(text)


def _mcp(_: argparse.Namespace) -> None:
    """Answer requests until standard input is closed."""
    from calculator.assistant.tools import LawText

    try:
        from calculator.assistant.server import serve
    except ModuleNotFoundError as error:
        said = _NO_SDK.fill(module=error.name or "mcp")
        raise NotJson(said, status=MISSING) from error
    serve({policy: LawText.of(stored) for policy, stored in _law_texts().items()})


def _law_texts() -> dict[str, Any]:
    """Return the texts that come with the package; in a checkout, those of its folder docs."""
    packed = resources.files(calculator) / "texts.json"
    if packed.is_file():
        found: dict[str, Any] = json.loads(packed.read_text(encoding="utf-8"))
        return found
    from builder.package_data import law_texts

    return law_texts(Path(calculator.__file__).parents[1] / "docs")


_NEEDS_OPENPYXL = Text(
    "读写 .xlsx 需要 openpyxl：python -m pip install openpyxl（.csv 不需要）",
    "Reading and writing .xlsx needs openpyxl: python -m pip install openpyxl (.csv does not)",
)
_CAN_SKIP = Text("加 --skip-unknown 略过这些列，照算", "add --skip-unknown to ignore these columns")
_CAN_CHOOSE = Text("用 --sheet 指明一张", "Choose one with --sheet")


def _opened(options: argparse.Namespace) -> FirmTable:
    from calculator.tables.batch import Refused, opened

    data, without = _bytes(options.file), tuple[str, ...]()
    try:
        for _ in range(2):
            try:
                return opened(data, without, options.sheet, unseen=not options.seen_only)
            except Refused as refused:
                if not (options.skip_unknown and refused.unknown) or without:
                    raise
                without = refused.unknown
        raise AssertionError("a table without its unknown columns has no unknown columns")
    except ImportError as error:
        raise NotJson(_NEEDS_OPENPYXL) from error


def _ways_on(refused: Refused) -> Iterator[Text]:
    """Yield what the user can do about it on the command line."""
    if refused.unknown:
        yield _CAN_SKIP
    if refused.sheets:
        yield _CAN_CHOOSE


def _print_note(line: str) -> None:
    sys.stderr.buffer.write(f"{line}\n".encode("utf-8", "backslashreplace"))
    sys.stderr.buffer.flush()


def _check_out(out: str) -> None:
    """Check that a table can be written to this file. Raises NotJson otherwise."""
    if Path(out).suffix.lower() not in (".xlsx", ".csv"):
        raise NotJson(
            _message_at(out, Text("须以 .xlsx 或 .csv 结尾", "must end in .xlsx or .csv"))
        )
    if not Path(out).absolute().parent.is_dir():
        raise NotJson(_message_at(out, Text("没有这个文件夹", "there is no such folder")))


def _save(out: str, made: list[Sheet]) -> str:
    """Write a workbook, or its first table as CSV; return the file's name."""
    from calculator.tables.sheet import to_csv

    _check_out(out)
    with tempfile.SpooledTemporaryFile(10_000_000) as content:
        if Path(out).suffix.lower() == ".xlsx":
            try:
                from calculator.tables.workbook_writer import save_workbook
            except ImportError as error:
                raise NotJson(_NEEDS_OPENPYXL) from error
            save_workbook(made, content)
        else:
            table = next(each for each in made if not each.page)
            content.write(to_csv(table).encode("utf-8-sig"))
        content.seek(0)
        try:
            with Path(out).open("wb") as file:
                shutil.copyfileobj(content, file)
        except OSError as error:
            raise NotJson(_system(out, error)) from error
    return out


def _bytes(file: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise NotJson(_system(file, error)) from error


def _read(file: str) -> str:
    return _decoded(_bytes(file), file)


def _decoded(content: bytes, place: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotJson(
            _message_at(place, Text("必须是 UTF-8 文本", "must be UTF-8 text"))
        ) from error


def _load(text: str, start: str = "") -> object:
    """Parse JSON with exact numbers; `start` precedes any message."""
    try:
        return json.loads(
            text,
            parse_int=_number,
            parse_float=_number,
            parse_constant=lambda name: float(name.replace("Infinity", "inf")),
            object_pairs_hook=_object,
        )
    except json.JSONDecodeError as error:
        place = Text(
            f"第 {error.lineno} 行第 {error.colno} 列：必须是 JSON",
            f"line {error.lineno}, column {error.colno}: must be JSON",
        )
        if start:
            place = Text(
                f"{start}第 {error.colno} 列：必须是 JSON",
                f"{start}column {error.colno}: must be JSON",
            )
        raise NotJson(place) from error
    except RecursionError as error:
        raise NotJson(Text(f"{start}嵌套太深", f"{start}must not be nested so deeply")) from error


def _message_at(place: str, message: Text) -> Text:
    return Text(f"{place}: {message.zh}", f"{place}: {message.en}")


def _system(file: str, error: OSError) -> Text:
    """Return the system's own message about a file, in the system's language."""
    return Text(f"{file}: {error.strerror}", f"{file}: {error.strerror}")


def _number(literal: str) -> object:
    # Exact, unlike a float; a number too long for any fact is refused as NaN.
    mantissa, _, exponent = literal.lower().partition("e")
    if len(mantissa) > LONGEST_NUMBER or len(exponent) > 3:
        return float("nan")
    if mantissa == literal and "." not in mantissa:
        return int(mantissa)
    value = Fraction(mantissa) * Fraction(10) ** int(exponent or 0)
    return int(value) if value.denominator == 1 else value


class _Repeated(dict[str, Any]):
    """A JSON object in which a key occurs more than once."""

    key = ""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    seen: dict[str, Any] = {}
    for key, value in pairs:
        if key in seen:
            repeated = _Repeated(pairs)
            repeated.key = key
            return repeated
        seen[key] = value
    return seen


def _repeated(raw: object, path: str) -> Iterator[str]:
    """Yield the JSON pointers of repeated keys, at any depth."""
    todo = [(raw, path)]
    while todo:
        value, place = todo.pop()
        if isinstance(value, _Repeated):
            yield f"{place}/{pointer(value.key)}"
        if isinstance(value, dict):
            todo += [(each, f"{place}/{pointer(key)}") for key, each in value.items()]
        elif isinstance(value, list):
            todo += [(each, f"{place}/{i}") for i, each in enumerate(value)]


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2)


if __name__ == "__main__":
    sys.exit(main())
