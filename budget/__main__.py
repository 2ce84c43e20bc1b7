"""The command line: what a measure costs over a file of enterprises.

python -m budget run FILE … | check FILE | template OUT | from-table IN OUT | sample OUT
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from calculator import parameters
from calculator.i18n import LANGS, Lang, Text

REFUSED, MISSING = 2, 3
STATUSES = """\
exit status: 0 success; 2 something was refused, with one line per problem on standard error; 3 a
component is missing.
"""
_NO_PARTS = Text(
    '缺少组件 {module}：pip install "calculator[budget]"',
    '{module} is missing: pip install "calculator[budget]"',
)
_FORMS = (".html", ".json", ".xlsx")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status (STATUSES)."""
    options = _parser().parse_args(arguments)
    try:
        from budget.columns import Unreadable
        from budget.variants import Refused
    except ModuleNotFoundError as error:
        _complain([_NO_PARTS.fill(module=error.name or "numpy")], options.lang)
        return MISSING
    try:
        options.run(options)
    except Refused as refused:
        _complain(refused.lines, options.lang)
        return REFUSED
    except Unreadable as error:
        _complain(_unreadable(options.file, error.problems), options.lang)
        return REFUSED
    except OSError as error:
        at = error.filename or getattr(options, "file", "") or options.out
        gone = Text(f"没有这个文件：{at}", f"No such file: {at}")
        shut = Text(f"{at} 读不了或写不了", f"{at} cannot be read or written")
        _complain([gone if isinstance(error, FileNotFoundError) else shut], options.lang)
        return REFUSED
    return 0


def _complain(lines: Iterable[Text], lang: Lang | None) -> None:
    for line in lines:
        said = line(lang) if lang else f"{line.zh} / {line.en}"
        sys.stderr.buffer.write(f"{said}\n".encode("utf-8", "backslashreplace"))
    sys.stderr.buffer.flush()


def _say(line: Text, lang: Lang | None) -> None:
    sys.stdout.buffer.write(f"{line(lang or 'zh')}\n".encode())
    sys.stdout.buffer.flush()


def _unreadable(file: str, problems: Iterable[Any]) -> Iterator[Text]:
    where = Text(
        "{file}，第 {row} 行，列 {column}：{why}", "{file}, row {row}, column {column}: {why}"
    )
    for each in problems:
        yield where.fill(
            file=file, row=str(each.row + 1), column=each.path or "—", why=each.message
        )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m budget",
        description="What a measure costs over all enterprises: the rules run over columns, exactly.",
        epilog=STATUSES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="command")

    def command(
        name: str, said: str, run: Callable[[argparse.Namespace], None]
    ) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=said, description=said)
        added.add_argument("--lang", choices=LANGS, default=None)
        added.set_defaults(run=run)
        return added

    run = command("run", "compute what the measures cost", _run)
    run.add_argument("file", metavar="FILE", help="a Parquet file with an enterprise in each row")
    run.add_argument(
        "--out",
        action="append",
        default=[],
        metavar="OUT",
        help=f"{', '.join(_FORMS)}; may be repeated",
    )
    run.add_argument(
        "--variant",
        action="append",
        default=[],
        metavar="OLD=NEW",
        help="words of the law put otherwise",
    )
    run.add_argument(
        "--curve", metavar="OLD=10,20,50", help="the same words with other figures, as a curve"
    )
    run.add_argument(
        "--repeal", action="append", default=[], metavar="ID", help="without a measure"
    )
    run.add_argument(
        "--reading", action="append", default=[], metavar="ID:CODE", help="under another reading"
    )
    run.add_argument(
        "--version",
        action="append",
        default=[],
        metavar="FILE.py",
        help="another version of a policy",
    )
    run.add_argument(
        "--day", action="append", default=[], metavar="YYYY-MM-DD", help="the rules of another day"
    )
    run.add_argument(
        "--measure", action="append", default=[], metavar="ID", help="only this measure"
    )
    run.add_argument(
        "--by", default="", metavar="title,year,…", help="title, year, city, applicant or a column"
    )
    run.add_argument(
        "--weight", default="", metavar="COLUMN", help="how many enterprises a row stands for"
    )
    run.add_argument(
        "--draw", action="append", default=[], metavar="FACT=0.8..1.2", help="how a fact is drawn"
    )
    run.add_argument("--draws", type=int, default=0, metavar="N", help="how often")
    run.add_argument("--seed", type=int, default=1)
    run.add_argument("--take-up", metavar="60%%", help="the share of the amounts that is claimed")
    run.add_argument("--today", metavar="YYYY-MM-DD", help="the day of rows without a date")
    run.add_argument("--processes", type=int, default=1, metavar="N")
    run.add_argument(
        "--dask", default="", metavar="ADDRESS", help="a Dask scheduler, tcp://host:8786"
    )

    check = command("check", "say what a file holds and lacks, and what cannot be read", _check)
    check.add_argument("file", metavar="FILE")
    template = command("template", "write an empty Parquet file with every column", _template)
    template.add_argument("out", metavar="OUT")
    table = command("from-table", "make a Parquet file from a table of enterprises", _from_table)
    table.add_argument(
        "file", metavar="IN", help="XLSX or CSV, as for `python -m calculator batch`"
    )
    table.add_argument("out", metavar="OUT")
    sample = command("sample", "invent a population to try", _sample)
    sample.add_argument("out", metavar="OUT")
    sample.add_argument("--rows", type=int, default=10_000)
    sample.add_argument("--seed", type=int, default=1)
    return parser


# --- run -------------------------------------------------------------------------------------------


def _run(options: argparse.Namespace) -> None:
    from budget import workers
    from budget.draws import drawn
    from budget.report import Report
    from budget.sums import Job, plans
    from budget.variants import Variant

    for out in options.out:
        _form(out)
    variants, curve = _variants(options)
    job = Job(
        _parquet(options.file),
        (Variant(), *variants),
        _day(options.today) if options.today else parameters.today(),
        tuple(options.measure),
        tuple(each.strip() for each in options.by.split(",") if each.strip()),
        options.weight,
        tuple(drawn(each) for each in options.draw),
        options.draws if options.draw else 0,
        options.seed,
    )
    _checked(options, job)
    kept = Path(f"{options.out[0] if options.out else options.file}.parts")
    sums = workers.total(
        job, processes=options.processes, dask=options.dask, kept=kept, told=_progress(options.lang)
    )
    report = Report(job, sums, plans(job)[1], curve, _share(options.take_up))
    for out in options.out:
        _write(report, out, options.lang or "zh")
    for line in (*report.sentences, *report.remarks):
        _say(line, options.lang)


def _variants(options: argparse.Namespace) -> tuple[list[Any], tuple[int, ...]]:
    """Return the variants asked for, and which of them (counted from 1) are points of a curve."""
    from budget import variants as ways

    made = [ways.put_otherwise(each) for each in options.variant]
    made += [ways.repealed(each) for each in options.repeal]
    made += [ways.read_as(each) for each in options.reading]
    made += [ways.version(each) for each in options.version]
    made += [ways.on_day(each) for each in options.day]
    points = ways.caps(options.curve) if options.curve else []
    return [*made, *points], tuple(range(len(made) + 1, len(made) + len(points) + 1))


def _checked(options: argparse.Namespace, job: Any) -> None:
    """Raise Refused for a measure, group or weight that is not there, or draws of nothing."""
    import pyarrow.parquet as pq

    from budget.sums import GROUPS
    from budget.variants import Refused, stating
    from calculator.profile import FACTS

    there = pq.ParquetFile(job.file).schema_arrow.names
    for name in job.measures:
        if name not in stating():
            known = ", ".join(stating())
            raise Refused(
                Text(
                    f"“{name}”：有金额的措施是 {known}",
                    f"“{name}”: measures with an amount are {known}",
                )
            )
    for name in job.by:
        if name not in GROUPS and name not in there:
            raise Refused(_no_column(options.file, name, there, GROUPS))
    if job.weight and job.weight not in there:
        raise Refused(_no_column(options.file, job.weight, there))
    unknown = [name for name in there if name not in {*FACTS, job.weight, *job.by}]
    if not any(name in FACTS for name in there):
        raise Refused(
            Text(f"{options.file}：没有一列是填写的项目；`python -m budget template` 写出全部列名",
                 f"{options.file}: none of its columns is a fact; `python -m budget template` writes all")
        )  # fmt: skip
    if unknown:
        said = Text("{file}：没有用到的列 {names}", "{file}: columns not used {names}")
        _complain([said.fill(file=options.file, names=", ".join(unknown))], options.lang)
    if options.draws < 0 or (options.draws and not options.draw):
        raise Refused(
            Text("--draws 要和 --draw 一起用，如 --draw digital_spend=0.8..1.2",
                 "--draws needs --draw, as in --draw digital_spend=0.8..1.2")
        )  # fmt: skip


def _no_column(file: str, name: str, there: Iterable[str], also: Iterable[str] = ()) -> Text:
    known = ", ".join([*also, *there])
    return Text(
        f"{file}：没有“{name}”这一列；可用的有 {known}",
        f"{file}: no column “{name}”; there are {known}",
    )


def _parquet(file: str) -> str:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from budget.variants import Refused

    try:
        pq.ParquetFile(file).close()
    except (pa.ArrowException, ValueError) as error:
        raise Refused(
            Text(f"{file}：不是 Parquet 文件；表格先用 `python -m budget from-table` 转换",
                 f"{file}: not a Parquet file; `python -m budget from-table` makes one from a table")
        ) from error  # fmt: skip
    return str(Path(file).resolve())


def _day(said: str) -> str:
    from budget.variants import on_day

    return on_day(said).date


def _share(said: str | None) -> Fraction | None:
    from budget.variants import Refused

    if said is None:
        return None
    if not re.fullmatch(r"\d+(\.\d+)?%", said) or Fraction(said[:-1]) > 100:
        raise Refused(Text(f"--take-up “{said}”：写成 60%", f"--take-up “{said}”: write 60%"))
    return Fraction(said[:-1]) / 100


def _form(out: str) -> str:
    from budget.variants import Refused

    if Path(out).suffix.lower() not in _FORMS:
        listed = "、".join(_FORMS)
        raise Refused(
            Text(
                f"{out}：结果的文件名以 {listed} 之一结尾",
                f"{out}: the result must end in {', '.join(_FORMS)}",
            )
        )
    return Path(out).suffix.lower()


def _progress(lang: Lang | None) -> Callable[[int, int], None]:
    def told(done: int, of: int) -> None:
        if sys.stderr.isatty():
            said = Text(f"\r{done}/{of} 部分", f"\r{done} of {of} parts")
            sys.stderr.write(said(lang or "zh") + ("\n" if done == of else ""))
            sys.stderr.flush()

    return told


def _write(report: Any, out: str, lang: Lang) -> None:
    match _form(out):
        case ".html":
            from budget.page import page

            Path(out).write_text(page(report, lang), encoding="utf-8")
        case ".json":
            made = json.dumps(report.to_json(), ensure_ascii=False, indent=1)
            Path(out).write_text(made + "\n", encoding="utf-8")
        case _:
            from calculator.tables.workbook_writer import write_workbook

            Path(out).write_bytes(write_workbook(report.sheets(lang)))


# --- the other commands ----------------------------------------------------------------------------


def _check(options: argparse.Namespace) -> None:
    """Print what each column holds and which facts each measure lacks; refuse unreadable cells."""
    from budget.columns import Unreadable
    from budget.sums import Job, batches, parts, plans
    from budget.totals import Rows, paths
    from budget.variants import Variant

    job = Job(_parquet(options.file), (Variant(),), parameters.today())
    program = plans(job)[0][0].program
    wanted, empty, rows = paths(program), dict[str, int](), 0
    problems: list[Any] = []
    for part in parts(job):
        for first, batch in batches(job, part):
            rows += batch.num_rows
            for name in batch.schema.names:
                empty[name] = empty.get(name, 0) + batch.column(name).null_count
            try:
                Rows(batch, job.today).read(wanted)
            except Unreadable as error:
                problems += (each._replace(row=each.row + first) for each in error.problems)
    _say(Text(f"{rows:,} 家企业", f"Enterprises: {rows:,}"), options.lang)
    _say_holes(empty, rows, options.lang)
    _say_lacking(job, empty, rows, options.lang)
    if problems:
        raise Unreadable(problems)


def _say_holes(empty: dict[str, int], rows: int, lang: Lang | None) -> None:
    from calculator.profile import FACTS

    for name, holes in empty.items():
        label = FACTS[name].label if name in FACTS else Text(name, name)
        said = Text(
            "{label}（{name}）：{n} 行没有填",
            "{label} ({name}): rows in which it is not given: {n}",
        )
        if holes:
            _say(said.fill(label=label, name=name, n=f"{holes:,}"), lang)


def _say_lacking(job: Any, empty: dict[str, int], rows: int, lang: Lang | None) -> None:
    from calculator.catalogue import conditions, outline
    from calculator.profile import FACTS

    for each in job.variants[0].asked():
        outcome = outline(each.measure)
        used = [given.fact for c in conditions(outcome) for given in c.truth.facts]
        used += [given.fact for given in outcome.amount.facts()] if outcome.amount else []
        lacking = [
            name
            for name in dict.fromkeys(used)
            if empty.get(name, rows) == rows and not (FACTS[name].zero or FACTS[name].on_file)
        ]
        if lacking and rows:
            said = Text("{measure} 缺少：{names}", "{measure} lacks: {names}")
            _say(said.fill(measure=each.measure.id, names=", ".join(lacking)), lang)


def _template(options: argparse.Namespace) -> None:
    from budget.population import write

    write(Path(options.out), iter(()))
    _say(
        Text(f"已写入 {options.out}，只有列名", f"{options.out} written, columns alone"),
        options.lang,
    )


def _from_table(options: argparse.Namespace) -> None:
    """Write the enterprises of a table; rows that cannot be read are refused, all at once."""
    from budget.population import from_profiles, write
    from budget.variants import Refused
    from calculator.fields import ProfileError
    from calculator.profile import read_profile
    from calculator.tables import batch, columns

    try:
        table = batch.opened(Path(options.file).read_bytes())
    except batch.Refused as refused:
        raise Refused(*refused.lines) from refused
    profiles: list[dict[str, object]] = []
    problems: list[Text] = []
    for line in table.lines:
        firm = columns.read_firms(table.columns, line)
        try:
            read_profile(firm.profile)
        except ProfileError as error:
            firm.problems += [Text(p.line("zh"), p.line("en")) for p in error.problems]
        if firm.problems:
            problems += [
                Text(f"第 {line.number} 行：", f"Row {line.number}: ") + each
                for each in firm.problems
            ]
        else:
            profiles.append(firm.profile)
    if problems:
        raise Refused(*problems)
    rows = write(Path(options.out), iter([from_profiles(profiles)]))
    _say(
        Text(f"已写入 {options.out}：{rows} 家企业", f"{options.out} written; enterprises: {rows}"),
        options.lang,
    )


def _sample(options: argparse.Namespace) -> None:
    from budget.population import sample

    rows = sample(Path(options.out), options.rows, options.seed)
    _say(
        Text(
            f"已写入 {options.out}：{rows:,} 家虚构的企业",
            f"{options.out} written; invented enterprises: {rows:,}",
        ),
        options.lang,
    )


if __name__ == "__main__":
    sys.exit(main())
