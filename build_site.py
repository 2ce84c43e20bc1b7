#!/usr/bin/env python3
"""The project's command: set everything up, then build, serve, test or check the site.

Any Python 3 can start it; it continues in the project's own virtual environment, which it creates.
What the commands do is in `builder/`; here are only their options, output and exit status.
"""

# Keep to syntax that an old Python can parse, so that it can say which one is needed.
from __future__ import annotations

import argparse
import errno
import os
import re
import shutil
import subprocess
import sys
import tempfile
import traceback
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from builder.environment import Trouble

SELF = Path(__file__).resolve()
ROOT = SELF.parent
OLDEST = (3, 11)
FAST = "--fast"
SLOW = ("alone", "browser", "engine", "slow")  # markers of the tests that a fast run leaves out
SOME_FAILED = 1  # pytest's exit status if tests failed
NEWER = ("python3.13", "python3.12", "python3.11")
FULL = ("磁盘已满", "the disk is full")
BARRED = ("没有权限，或正被别的程序占用", "no permission, or another program has it open")
HINDERED = {
    errno.ENOSPC: FULL,
    errno.EACCES: BARRED,
    errno.EPERM: BARRED,
    errno.EBUSY: BARRED,
    errno.EROFS: ("只读，不能写入", "read-only"),
}
CODE = {ROOT / "builder", ROOT / "calculator"}
SOURCES = ("docs", "calculator", "builder", "mkdocs.yml", "mkdocs.en.yml", "package-lock.json")


def main(argv: list[str]) -> int:
    """Run one command; return 0, 1 (the work failed), 2 (usage) or 3 (the machine)."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal without Chinese is no reason to stop
    if sys.version_info < OLDEST:
        return in_newer_python(argv)
    args = parse(argv)

    try:
        from builder.environment import (
            Trouble,
            ensure_node,
            ensure_python,
            inside,
            speak,
            venv_python,
        )
    except Exception as error:
        if not tell_slip(error):
            raise
        return 1

    speak(getattr(args, "lang", None))
    try:
        ensure_python(ROOT)
        if not inside(ROOT):
            return continue_in(str(venv_python(ROOT)), argv)
        ensure_node(ROOT)
        from builder.writing import finish

        finish(ROOT)
        status: int = args.run(args)
        sys.stdout.flush()  # a closed pipe raises here, not at exit
        return status
    except Trouble as trouble:
        print(trouble.lines, file=sys.stderr)
        return trouble.code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # as in `check | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        failure = of_the_machine(error) if isinstance(error, OSError) else of_a_file(error)
        if not failure or sys.flags.dev_mode:  # PYTHONDEVMODE=1 shows the whole traceback
            raise
        print(failure.lines, file=sys.stderr)
        return failure.code


def of_the_machine(error: OSError) -> Trouble | None:
    """Return a failure that no edit fixes, such as a full disk or a missing program, or None."""
    from builder.environment import Trouble

    at, number = error.filename, error.errno
    if isinstance(error, shutil.Error):  # from copying a folder: one reason per file
        _, at, why = error.args[0][0]
        found = re.search(r"\[Errno (\d+)\]", why)
        number = int(found[1]) if found else None
    if number == errno.ENOENT and at and Path(at).name == str(at) and not shutil.which(at):
        return Trouble(
            f"没有 {at} 这个程序，先安装它", f"the program {at} is not installed; install it first"
        )
    if number not in HINDERED:
        return None
    zh, en = HINDERED[number]
    return Trouble(f"{zh}：{at}", f"{en}: {at}")


def of_a_file(error: Exception) -> Trouble | None:
    """Return what is wrong in a file of the project, with the place; None if it is none of them."""
    from builder.environment import Trouble

    own = getattr(error, "said", None)
    if own:  # it names file and line itself
        return Trouble(own.zh, own.en, code=1)
    if isinstance(error, UnicodeDecodeError):
        for file in not_in_utf8():
            return Trouble(
                f"{file} 不是 UTF-8 编码，另存为 UTF-8",
                f"{file} is not in UTF-8: save it as UTF-8",
                code=1,
            )
    said = slip(error)
    return Trouble(*said, code=1) if said else None


def not_in_utf8() -> Iterator[str]:
    """Yield the texts, data files and modules that are not in UTF-8."""
    for source in SOURCES:
        for path in sorted((ROOT / source).rglob("*")) if (ROOT / source).is_dir() else []:
            if path.suffix in (".css", ".js", ".json", ".md", ".py", ".toml") and path.is_file():
                try:
                    path.read_text(encoding="utf-8")
                except UnicodeDecodeError:
                    yield path.relative_to(ROOT).as_posix()


def tell_slip(error: Exception) -> bool:
    """Print a slip of Python in the project's code; return False for any other error."""
    said = slip(error)
    if said:
        print(f"错误：{said[0]} / Error: {said[1]}", file=sys.stderr)
    return said is not None


def slip(error: Exception) -> tuple[str, str] | None:
    """Return the error in the project's code that Python stumbled on, with its line; None for others."""
    places = [
        (Path(frame.filename), frame.lineno) for frame in traceback.extract_tb(error.__traceback__)
    ]
    if isinstance(error, SyntaxError) and error.filename:
        places.append((Path(error.filename), error.lineno))
    file, line = next(
        ((file, line) for file, line in reversed(places) if CODE & set(file.parents)), (None, None)
    )
    if file is None:
        return None
    kind, said = type(error).__name__, getattr(error, "msg", str(error))
    at, (zh, en) = f"{file.relative_to(ROOT).as_posix()}:{line}", meant(error, said)
    return (
        f"代码写法有误，{at}：{zh}（{kind}：{said}）",
        f"an error in the code, {at}: {en} ({kind}: {said})",
    )


SLIPS = (
    (
        r"invalid non-printable character",
        "有全角空格或看不见的字符，删去重打",
        "a full-width or invisible character: delete it and type a plain space",
    ),
    (r"was never closed|unmatched|does not match", "括号没有配对", "unmatched brackets"),
    (r"unterminated .*string", "引号没有配对", "unmatched quotation marks"),
    (r"expected ':'", "行末缺冒号", "a colon is missing at the end of the line"),
    (
        r"tabs and spaces|indent",
        "行首空格不齐，或混用了制表符；每层 4 个空格",
        "inconsistent indentation: use four spaces per level, no tabs",
    ),
    (r"forgot a comma", "可能缺一个逗号", "a comma may be missing"),
    (r"keyword argument repeated", "同一项写了两次", "the same argument is given twice"),
    (
        r"is not defined|has no attribute|cannot import",
        "没有这个名称，看是否拼错",
        "there is no such name: check the spelling",
    ),
    (r"division by zero", "除数是零", "division by zero"),
)
"""Patterns of Python's messages for common slips, and what each means, in Chinese and in English."""


def meant(error: Exception, said: str) -> tuple[str, str]:
    """Return what is wrong in plain words, Chinese and English; full-width characters above all."""
    if isinstance(error, SyntaxError) and re.match("[<=>]{7}", (error.text or "").lstrip()):
        return (
            "git 的合并冲突没有处理完：两边选一边，删去标记",
            "an unresolved git merge conflict: keep one side and delete the markers",
        )
    found = re.search(r"invalid character '(.)'", said)
    if found:
        typed = found[1]
        plain = {"“": '"', "”": '"', "‘": "'", "’": "'", "。": ".", "、": ","}.get(
            typed, unicodedata.normalize("NFKC", typed)
        )
        return (
            f"{typed} 是中文标点，代码里写 {plain}",
            f"{typed} is Chinese punctuation; code needs {plain}",
        )
    for pattern, zh, en in SLIPS:
        if re.search(pattern, said):
            return zh, en
    if isinstance(error, SyntaxError):
        return "这一行 Python 读不懂", "Python cannot read this line"
    return "运行到这一行时出错", "this line failed when it ran"


def parse(argv: list[str]) -> argparse.Namespace:
    """Parse the arguments; exits with status 2 and the usage if they are invalid."""
    parser = argparse.ArgumentParser(
        prog="build_site.py",
        description="自行备好环境，然后生成、预览、测试或核对网站。 / "
        "Sets everything up, then builds, serves, tests or checks the site.",
        epilog="退出码：0 完成，1 有错误，2 用法不对，3 本机缺少所需。 / "
        "Exit status: 0 done, 1 there are errors, 2 usage, 3 the machine lacks something.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令/command")

    def command(name: str, zh: str, en: str, run: object) -> argparse.ArgumentParser:
        words = f"{zh} / {en}"
        added = commands.add_parser(name, help=words, description=words)
        added.set_defaults(run=run)
        return added

    build = command("build", "生成 site/ 文件夹", "build the folder site/", run_build)
    build.add_argument(
        "--out", type=Path, default=ROOT / "site", metavar="DIR", help="写到哪里 / where to write"
    )
    serve = command("serve", "生成并在本机预览", "build and serve on this machine", run_serve)
    serve.add_argument(
        "--port",
        type=port,
        default=8000,
        metavar="N",
        help="端口，默认 8000 / port, 8000 by default",
    )
    serve.add_argument(
        "--no-watch", action="store_true", help="改动后不重新生成 / do not rebuild on change"
    )
    preview = command(
        "preview", "按某一天的样子预览", "serve the site as of another day", run_preview
    )
    as_of(preview)
    preview.add_argument("--port", type=port, default=8000, metavar="N", help="端口 / port")
    differing = command(
        "diff", "两版对照：文字和金额", "compare two versions: words and money", run_diff
    )
    for name in ("old", "new"):
        differing.add_argument(
            name, metavar=name.upper(), help="提交、文件夹或政策 / a commit, a folder or a policy"
        )
    differing.add_argument("--lang", choices=("zh", "en"), help="语言 / language")
    differing.add_argument(
        "--page", metavar="NAME", help="同时做成网站的一页 / make it a page of the site as well"
    )
    amending = command(
        "amend",
        "收入修订后的文本，旧版保留",
        "add an amended text, keep the old version",
        run_amend,
    )
    amending.add_argument(
        "old", type=policy, metavar="POLICY", help="被修订的政策 / the policy it amends"
    )
    amending.add_argument(
        "text",
        type=Path,
        nargs="?",
        metavar="FOLDER",
        help="import 写出的文件夹 / the folder that import wrote",
    )
    amending.add_argument(
        "--from", type=day, dest="since", metavar="YYYY-MM-DD",
        help="新版起始日 / the first day of the new version",
    )  # fmt: skip
    amending.add_argument(
        "--until", type=day, metavar="YYYY-MM-DD",
        help="由另一份文件延长或废止：最后一天 / prolong or repeal: the new last day",
    )  # fmt: skip
    for lang, words in (("zh", "中文 / in Chinese"), ("en", "英文 / in English")):
        amending.add_argument(
            f"--{lang}", metavar="TITLE", help=f"延长或废止它的文件，{words}: the document"
        )
    amending.add_argument(
        "--undo", action="store_true",
        help="撤销 POLICY 的最后一次变动 / undo the last change to POLICY",
    )  # fmt: skip
    budget = command(
        "budget",
        "一条措施要花多少钱：对许多企业一起计算",
        "what a measure costs: compute for many enterprises together",
        run_budget,
    )
    budget.add_argument(
        "words", nargs=argparse.REMAINDER, metavar="…", help="交给 / passed to python -m budget"
    )
    test = command("test", "运行全部测试", "run all tests", run_test)
    test.add_argument(
        "--fast",
        action="store_true",
        help="只运行一分钟内的：不开浏览器，不另开进程 / only those that take a minute: no browser, no process",
    )
    test.add_argument(
        "pytest", nargs="*", metavar="…", help="交给 pytest 的参数 / arguments for pytest"
    )
    checking = command(
        "check",
        "核对原文、规则、译文和数据",
        "check texts, rules, translations and data",
        run_check,
    )
    checking.add_argument(
        "--lang",
        choices=("zh", "en"),
        help="报告的语言，默认随系统 / language, the system’s by default",
    )
    checking.add_argument(
        "--strict", action="store_true", help="有提示也算失败 / fail on warnings as well"
    )
    as_of(checking)
    confirming = command("confirm", "确认一处提示", "confirm a warning of check", run_confirm)
    confirming.add_argument(
        "names",
        nargs="+",
        metavar="NAME",
        help="check 给出的名称，可用 * / the name that check reports; * matches anything",
    )
    confirming.add_argument("--by", required=True, metavar="WHO", help="谁确认 / who confirms")
    confirming.add_argument("--reason", default="", metavar="WHY", help="理由 / the reason")
    new = command(
        "import", "把官方文本变成一份政策", "turn an official text into a policy", run_import
    )
    new.add_argument("file", type=Path, metavar="FILE", help="docx doc txt html pdf")
    new.add_argument(
        "--as",
        type=policy,
        dest="name",
        metavar="ID",
        help="政策的编号，如 / the id, such as xiamen-2027",
    )
    new.add_argument(
        "--to",
        type=Path,
        default=ROOT / "imported",
        metavar="DIR",
        help="写到哪里 / where to write",
    )
    new.add_argument(
        "--split",
        nargs="+",
        default=[],
        metavar="CLAUSE",
        help="按报告的建议拆分的条，可用 * / clauses to split as the report proposes; * matches anything",
    )
    out = command("release", "做出一个可发布的版本", "make a release to publish", run_release)
    out.add_argument("version", metavar="VERSION", help="如 / such as 1.2.0")
    out.add_argument(
        "--zh", metavar="WORDS", help="给读者的一句话，中文 / a sentence for readers, in Chinese"
    )
    out.add_argument(
        "--en", metavar="WORDS", help="给读者的一句话，英文 / a sentence for readers, in English"
    )
    out.add_argument(
        "--today",
        action="store_true",
        help="已有的版本按今天的日期再做一次 / make an existing version again as of today",
    )
    out.add_argument("--restore", action="store_true", help="退回这一版 / go back to this version")
    out.add_argument(
        "--published",
        metavar="URL",
        help="已发布的一版在哪里，它的文件留给开着的页面 / where the release before is published",
    )
    out.add_argument(
        "--to",
        type=Path,
        default=ROOT / "releases",
        metavar="DIR",
        help="写到哪里 / where to write",
    )
    command("update", "更新全部锁定文件", "update all lock files", run_update)
    command("setup", "只备好环境", "only set up the environment", run_setup)

    # pytest has options of its own: everything after `test` is passed on unchanged.
    passes_on = argv[:1] == ["test"] and not {"-h", "--help"} & set(argv)
    args = parser.parse_args(argv[:1] if passes_on else argv)
    if passes_on:
        args.fast = FAST in argv
        args.pytest = [word for word in argv[1:] if word != FAST]
    return args


def as_of(command: argparse.ArgumentParser) -> None:
    """Add the option --as-of, the day for which the site is built or checked."""
    command.add_argument(
        "--as-of",
        type=day,
        metavar="YYYY-MM-DD",
        help="按哪一天，默认今天 / the day, today by default",
    )


def day(text: str) -> str:
    """Parse a date; argparse names the option if it is not one."""
    return date.fromisoformat(text).isoformat()


def policy(text: str) -> str:
    """Check that a policy's id is a valid name of a folder; argparse names the argument if not."""
    if not re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", text):
        raise argparse.ArgumentTypeError(
            "小写字母、数字和连字符，如 xiamen-2027 / a-z, 0-9 and - only, such as xiamen-2027"
        )
    return text


def port(text: str) -> int:
    """Parse a port number; argparse names the option if it is not one."""
    number = int(text)
    if not 0 <= number <= 65535:
        raise ValueError(text)
    return number


def run_setup(args: argparse.Namespace) -> int:
    """Report that the environment is ready; `main` has set it up."""
    from builder.environment import say

    say("环境已就绪。", "The environment is ready.")
    return 0


def run_update(args: argparse.Namespace) -> int:
    """Update all lock files; the next command installs them."""
    from builder.environment import say, update_locks

    changed = ", ".join(lock.as_posix() for lock in update_locks(ROOT))
    if changed:
        say(f"已更新：{changed}。接着运行全部测试。", f"Updated: {changed}. Run all tests next.")
    else:
        say("锁定文件都是最新的。", "All lock files are up to date.")
    return 0


def run_build(args: argparse.Namespace) -> int:
    """Build beside the old folder and swap, so that a failed build leaves the old one intact."""
    from builder import output
    from builder.environment import say
    from builder.prefork import afterwards
    from builder.site import build

    out = output.claim(args.out, ROOT)
    aside, clear = output.aside(out)
    try:
        with told_in_a_line():
            report = build(ROOT, aside / "next")
        output.mark(aside / "next")
        if out.exists():
            out.rename(aside / "old")
        (aside / "next").rename(out)
    finally:
        afterwards(clear)
    for each in report.warnings:
        say(f"提示：{each.where}：{each.words.zh}", f"warning: {each.words.en}")
    say(
        f"已生成 {out}：{report.pages} 页，{report.seconds:.1f} 秒。",
        f"Built {out}: {report.pages} pages, {report.seconds:.1f} s.",
    )
    return 0


def run_serve(args: argparse.Namespace) -> int:
    """Build, then serve until Ctrl-C."""
    return built_and_served(ROOT / "site", args.port, watch=not args.no_watch)


def run_preview(args: argparse.Namespace) -> int:
    """Build and serve the site for another day, beside the one to be published."""
    if args.as_of:
        os.environ["AS_OF"] = args.as_of
    return built_and_served(ROOT / ".cache" / "preview", args.port, watch=True)


def built_and_served(folder: Path, at: int, *, watch: bool) -> int:
    """Build into a folder and serve it; each rebuild uses the code as it is by then."""
    from builder import output
    from builder.prefork import Warm
    from builder.serve import serve

    output.claim(folder, ROOT)
    code = [ROOT / source for source in SOURCES if source != "docs"]
    rebuild = Warm(ROOT, SELF.stem, ["build", "--out", str(folder)], [*code, SELF])
    if not rebuild():
        return 1
    serve(folder, at, [ROOT / source for source in SOURCES], rebuild if watch else None)
    return 0


def run_test(args: argparse.Namespace) -> int:
    """Run all tests in parallel and then the timing tests; or the fast ones; or as asked.

    Tests that failed in parallel are run once more by themselves, to tell a page that was merely
    slow on a busy machine from one that is wrong; the first report stays on the screen.
    """
    from builder.environment import ensure_budget, say
    from builder.tested import record

    ensure_budget(ROOT)
    commit = "" if args.pytest else clean_commit()  # a part of the tests says nothing
    pytest = [sys.executable, "-m", "pytest"]
    # Opening text without an encoding is an error; what is compiled serves every process of the run.
    env = os.environ | {"PYTHONWARNDEFAULTENCODING": "1"}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    if args.fast:
        chosen = ["-m", f"not ({' or '.join(SLOW)})", "-n", "auto", *args.pytest]
        status = subprocess.call([*pytest, *chosen], cwd=ROOT, env=env)
        if status == 0 and commit and commit == clean_commit():
            record(ROOT, commit)
        return status
    if args.pytest:
        return subprocess.call([*pytest, *args.pytest], cwd=ROOT, env=env)
    # Twice as many as there are processors: page tests often wait for the browser.
    processes = str(min((os.cpu_count() or 1) * 2, 6))
    together = ["-m", "not alone", "-n", processes, "--dist", "loadfile"]
    together += ["--no-loadscope-reorder"]  # tests/conftest.py sets the order
    again = ["-m", "not alone", "--last-failed", "--last-failed-no-failures", "none"]
    with tempfile.TemporaryDirectory() as kept:  # for the site, which is built once
        shared = env | {"SITE_KEPT": kept}

        def run(words: list[str]) -> int:
            return subprocess.call([*pytest, *words], cwd=ROOT, env=shared)

        status = run(together)
        if status == SOME_FAILED:
            say("未通过的测试单独再跑一次……", "Running the failed tests once more, by themselves …")
            status = run(again)
        status = max(status, run(["-m", "alone", "tests/lighthouse"]))
    if status == 0 and commit and commit == clean_commit():
        record(ROOT, commit)
    return status


def run_budget(args: argparse.Namespace) -> int:
    """Run `python -m budget` with its components installed."""
    from builder.environment import ensure_budget

    ensure_budget(ROOT)
    from budget.__main__ import main as budget

    return budget(args.words)


def run_import(args: argparse.Namespace) -> int:
    """Import an official text into a folder to review; return 1 if the site cannot read it yet."""
    from builder.environment import ensure_import, say

    ensure_import(ROOT)
    from builder.importing import import_text, last_defect, prefixes, summary

    docs = ROOT / "docs"
    done = import_text(
        args.file,
        args.to.resolve(),
        args.name,
        prefixes(docs),
        split=args.split,
        defects=last_defect(docs),
    )
    for said in summary(done):
        say(said.zh, said.en)
    return int(done.problem is not None)


def run_release(args: argparse.Namespace) -> int:
    """Make the folder of a release, or restore one; nothing is published from here."""
    from datetime import date

    from builder import clock, output, published, tested
    from builder.environment import Trouble, say
    from builder.release import SITE, release, restore
    from builder.site import build
    from calculator.i18n import Text

    to, words = output.place(args.to, ROOT), Text(args.zh, args.en) if args.zh and args.en else None
    output.claim(to / SITE, ROOT)
    if clock.as_of():
        raise Trouble(
            "环境变量 AS_OF 设着，做出的会是某一天的预览；去掉它再发布。",
            "AS_OF is set, which makes a preview: unset it before a release.",
            code=2,
        )
    if args.restore:
        restore(to, args.version)
        say(f"{to / SITE} 已退回 {args.version}。", f"{to / SITE} is back at {args.version}.")
        return 0
    commit, today = committed(), date.fromisoformat(clock.today())
    if commit and not tested.passed(ROOT, commit) and tag_of(args.version) not in tags():
        raise Trouble(
            "这一提交没有通过测试的记录，什么也没有动；先运行 build_site.py test（或 test --fast，约一分钟）。",
            "There is no record that this commit has passed the tests; nothing was changed. Run "
            "build_site.py test first (or test --fast, about a minute).",
            code=1,
        )
    before, lost = None, ""
    try:
        before = published.at(args.published) if args.published else None
    except published.Unreachable as error:
        lost = str(error)
    say("正在生成两次，逐字节比较……", "Building twice, to compare byte for byte …")
    with told_in_a_line():
        made = release(
            ROOT, to, args.version, words, today, build,
            commit=commit, of_today=args.today, before=before,
        )  # fmt: skip
    lost = lost or ", ".join(made.lost)
    if lost:
        say(
            f"已发布的一版有文件取不到，没有留在这一版里（{lost}）；发布时开着的页面要重新加载。",
            f"Files of the published release cannot be fetched and are not kept ({lost}): pages that are open "
            "will have to reload.",
        )
    say(
        f"{made.folder}：{made.version}，{made.files} 个文件，两次生成逐字节一致。",
        f"{made.folder}: {made.version}, {made.files} files, two builds identical byte for byte.",
    )
    return 0


OF_A_RELEASE = ("CHANGELOG.md", "changelog.d/", "docs/changes.toml", "pyproject.toml")
RULES_STAMP = "calculator/version.py"


def git(*words: str) -> str:
    """Return what git prints about the project; "" if it fails."""
    command = ["git", "-C", str(ROOT), *words]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    return "" if done.returncode else done.stdout.rstrip("\n")


def tags() -> list[str]:
    """Return the tags of the commit that is checked out."""
    return git("tag", "--points-at", "HEAD").split("\n")


def tag_of(version: str) -> str:
    """Return the tag of a version; it is given to what has passed all tests."""
    return f"v{version.removeprefix('v')}"


def committed() -> str:
    """Return the commit that is checked out; "" if the project is not in git.

    Raises `Trouble` if there are uncommitted changes other than those a release makes.
    """
    from builder.environment import Trouble

    if not (ROOT / ".git").exists() or not shutil.which("git"):
        return ""
    changes = [line[3:] for line in git("status", "--porcelain").split("\n") if line]
    own = (*OF_A_RELEASE, RULES_STAMP, ".venv", "node_modules")
    others = [name for name in changes if not name.strip('"').startswith(own)]
    if others:
        listed = "、".join(others[:3]), ", ".join(others[:3])
        raise Trouble(
            f"有没有提交的改动（{listed[0]}），版本对不上提交；先提交，或移走它们。",
            f"There are uncommitted changes ({listed[1]}), so the release would not match any commit: "
            "commit or stash them.",
            code=1,
        )
    return git("rev-parse", "HEAD")


def clean_commit() -> str:
    """Return the commit that is checked out; "" if there is none, or if anything else has changed."""
    from builder.environment import Trouble

    try:
        return committed()
    except Trouble:
        return ""


def run_check(args: argparse.Namespace) -> int:
    """Print the report by clause; return 1 on an error or, with --strict, on any finding."""
    from builder import clock
    from builder.check import check
    from builder.check.report import lang_of_locale, lines
    from calculator.policies import POLICIES

    with told_in_a_line():
        checked = check(ROOT, POLICIES, args.as_of or clock.today())
    for line in lines(checked, args.lang or lang_of_locale()):
        print(line)
    return int(checked.failed or (args.strict and bool(checked.findings)))


def run_amend(args: argparse.Namespace) -> int:
    """Add an amended text as a new version, prolong or repeal one, or undo; `check` lists what is left."""
    from builder.amend import amend, end, undo
    from builder.environment import Trouble, say
    from calculator.i18n import Text

    ways = ((args.text, args.since), (args.until, args.zh, args.en), (args.undo,))
    begun = [way for way in ways if any(way)]
    if len(begun) != 1 or not all(begun[0]):
        raise Trouble(
            "三种写法：amend 旧版 文件夹 --from 起始日；amend 政策 --until 最后一天 --zh 《文件》 "
            "--en 英文名；amend 政策 --undo。",
            "one of: amend OLD FOLDER --from DAY; amend POLICY --until DAY --zh TITLE --en TITLE; "
            "amend POLICY --undo.",
            code=2,
        )
    if args.undo:
        with told_in_a_line():
            undone = undo(ROOT, args.old)
        zh, en = f"，文件在 {undone.kept}", f"; its files are in {undone.kept}"
        say(
            f"已撤销 {undone.policy} 的最后一次变动{zh if undone.kept else ''}。接着运行 check。",
            f"the last change to {undone.policy} is undone{en if undone.kept else ''}. Run check next.",
        )
        return 0
    if args.until:
        with told_in_a_line():
            way = end(ROOT, args.old, date.fromisoformat(args.until), Text(args.zh, args.en))
        word = {"prolonged": "延长", "repealed": "废止"}[way]
        say(
            f"{args.old}：已写明{word}，最后一天 {args.until}。接着运行 check。",
            f"{args.old}: {way}, the last day is {args.until}. Run check next.",
        )
        return 0
    with told_in_a_line():
        done = amend(ROOT, args.old, args.text, date.fromisoformat(args.since))
    say(
        f"{done.folder.name}：沿用 {len(done.history)} 条；新增 {'、'.join(done.added) or '无'}；"
        f"删去 {'、'.join(done.repealed) or '无'}。接着运行 check。",
        f"{len(done.history)} clauses carried over; added: {', '.join(done.added) or 'none'}; "
        f"repealed: {', '.join(done.repealed) or 'none'}. Run check next.",
    )
    return 0


def run_diff(args: argparse.Namespace) -> int:
    """Print what changes from one version to another; with --page also save it for the site."""
    from builder.check.report import lang_of_locale
    from builder.diff import compare, render, side
    from builder.environment import Trouble, say

    if args.page and not render.NAME.fullmatch(args.page):
        raise Trouble("--page 只用小写字母、数字和连字符", "--page: a-z, 0-9 and - only", code=2)
    with told_in_a_line(), side(ROOT, args.old) as old, side(ROOT, args.new) as new:
        found = compare(ROOT, old, new)
    for line in render.lines(found, args.lang or lang_of_locale()):
        print(line)
    if args.page:
        file = ROOT / "docs" / "differences" / f"{args.page}.json"
        file.parent.mkdir(exist_ok=True)
        file.write_text(render.dump(found), encoding="utf-8", newline="\n")
        say(f"已写入 {file}，随下次生成上网站。", f"Saved in {file} for the next build.")
    return 0


def run_confirm(args: argparse.Namespace) -> int:
    """Record who reviewed the named warnings; raises Trouble for a name not reported."""
    from builder import clock
    from builder.check import check
    from builder.check.confirmed import confirm, named, signature
    from builder.environment import say
    from calculator.policies import POLICIES

    with told_in_a_line():
        by = signature(args.by)
        checked = check(ROOT, POLICIES, clock.today())
        chosen = named(checked.findings, args.names)
        files = confirm(checked.sources, chosen, by, clock.today(), args.reason)
    for finding, file in zip(chosen, files, strict=True):
        say(f"{finding.name}：已记入 {file.name}", f"recorded in {file.name}")
    return 0


@contextmanager
def told_in_a_line() -> Iterator[None]:
    """Turn the expected errors of texts, rules and pages into `Trouble`, without traceback."""
    from mkdocs.exceptions import MkDocsException

    from builder.engine import EngineError
    from builder.environment import Trouble
    from builder.highlight import MarkError
    from builder.node import NodeMissing
    from builder.offline import OfflineError
    from builder.pages import PageError
    from builder.security import SecurityError
    from builder.site import SiteError
    from builder.texts import TextError

    try:
        yield
    except TextError as error:
        raise Trouble(f"未完成：{error.said.zh}", f"failed: {error.said.en}", code=1) from error
    except SiteError as error:
        reasons = [(each.zh, each.en) for each in error.reasons]
        raise Trouble("未完成。", "not done.", code=1, reasons=reasons) from error
    except (
        EngineError,
        MarkError,
        MkDocsException,
        NodeMissing,
        OfflineError,
        PageError,
        SecurityError,
    ) as error:
        said = str(error)
        raise Trouble("未完成。", "not done.", code=1, reasons=[(said, said)]) from error


def in_newer_python(argv: list[str]) -> int:
    """Start again in a newer Python if there is one."""
    for name in NEWER:
        found = shutil.which(name)
        if found:
            return continue_in(found, argv)
    needed = ".".join(map(str, OLDEST))
    print(
        f"错误：需要 Python {needed} 或更新版本。 / Error: this needs Python {needed} or newer.",
        file=sys.stderr,
    )
    return 3


def continue_in(python: str, argv: list[str]) -> int:
    """Continue in another Python, replacing this process where the system allows it."""
    # These two would point a virtual environment's Python at another installation.
    for name in ("PYTHONHOME", "__PYVENV_LAUNCHER__"):
        os.environ.pop(name, None)
    command = [python, str(SELF), *argv]
    if os.name != "nt":
        sys.stdout.flush()
        os.execv(python, command)
    return subprocess.call(command)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
