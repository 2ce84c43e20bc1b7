"""Build the whole site in one call.

The engine, the pages of both languages, search, open data, notices and the service worker, then a
check of every link. What each of them contains is decided in its own module.
"""

from __future__ import annotations

import gc
import io
import json
import logging
import os
import shutil
import time
import zipfile
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mkdocs.commands.build import build as build_pages
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from builder import (
    clock,
    editorial,
    expiry,
    links,
    llms_txt,
    notices,
    offline,
    opendata,
    pages,
    search,
    security,
    site_shell,
    texts,
    turns,
)
from builder import engine as engines
from builder.check import Issue, check
from calculator.i18n import LANGS, Text
from calculator.page import EXAMPLE, export_panel
from calculator.policies import POLICIES
from calculator.tables.batch import assess_lines
from calculator.tables.sheet import SheetLine
from calculator.tables.template import template
from calculator.tables.workbook_writer import write_workbook

CONFIGS = (("mkdocs.yml", ""), ("mkdocs.en.yml", "en"))
"""The Chinese site comes first: it clears the folder and holds the assets both share."""

ANYWHERE = "http://localhost/"
"""The address assumed without SITE_URL; every link is relative except those of the 404 page."""

ENGINE = "engine"
WORK = Path(".cache/engine")


class SiteError(Exception):
    """The site cannot be built, for each of the `reasons`."""

    def __init__(self, *reasons: Text) -> None:
        super().__init__("\n".join(each.en for each in reasons))
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a build: pages in both languages, files, bytes, and the seconds it took.

    `warnings` are the warnings of `builder.check`, such as a translation older than its Chinese.
    """

    pages: int
    files: int
    bytes: int
    seconds: float
    warnings: tuple[Issue, ...]


def build(root: Path, out: Path, *, engine: bool = True) -> Report:
    """Build the site of the project at `root` into the folder `out`, replacing what is there.

    Without `engine` the calculator's page has no Python, which is quicker while working on pages.

    Raises SiteError if the check finds an error, MkDocs warns or a link is broken, and passes on
    the errors of the texts, the pages and the engine.
    """
    with _keeping_all():
        return _build(root, out, engine=engine)


@contextmanager
def _keeping_all() -> Iterator[None]:
    """Turn off garbage collection during a build.

    Almost nothing is freed before the end, and collecting costs 5% of the time.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _build(root: Path, out: Path, *, engine: bool) -> Report:
    start = time.monotonic()
    checked = check(root, POLICIES, clock.today(), follow=False)
    if errors := checked.errors:
        raise SiteError(
            *(Text(f"{each.where}：", f"{each.where}: ") + each.words for each in errors)
        )
    shutil.rmtree(out, ignore_errors=True)
    ready, worker = root / WORK / "ready", None
    if engine:
        made = engines.build(
            root, ready, root / WORK, rehearsal=rehearsal(), later=rehearsal_of_tables()
        )
        worker = f"{ENGINE}/{made.worker}"
    policies = texts.in_order(each.text for each in checked.sources.policies if each.text)
    today = clock.today()
    every = pages.match(policies, POLICIES)
    written = editorial.load(root / "docs", policies)

    def on_day(day: str) -> pages.Edition:
        shelves, other = pages.of_day(every, day)
        added = expiry.told(written, policies, day)
        return pages.Edition("zh", shelves, day, added, other, os.environ.get("FEEDBACK", ""))

    edition = on_day(today)
    to_come = [on_day(day) for day in turns.days(policies, today)]
    on = [
        _language(root / name, out / folder, edition, to_come, worker) for name, folder in CONFIGS
    ]
    if engine:
        shutil.copytree(ready, out / ENGINE)
    (out / "sitemap.xml.gz").unlink(missing_ok=True)  # contains the time of the build
    home = os.environ.get("SITE_URL")
    home = home.rstrip("/") + "/" if home else None
    _data(root, out, policies, edition, home)
    llms_txt.write(out, edition, home)
    search.build(root, out, policies, POLICIES, edition.today)
    site_shell.drop_unused(out)
    notices.write(notices.HOME, out)
    if found := list(links.problems(out, os.environ.get("SITE_URL", ANYWHERE).rstrip("/") + "/")):
        raise SiteError(*(Text(each, each) for each in found))
    security.seal(out)
    offline.write(root, out, all(on))
    files = [path for path in out.rglob("*") if path.is_file()]
    return Report(
        pages=sum(path.suffix == ".html" for path in files),
        files=len(files),
        bytes=sum(path.stat().st_size for path in files),
        seconds=time.monotonic() - start,
        warnings=checked.findings,
    )


def rehearsal() -> list[str]:
    """Return one request of each kind the page makes, as JSON.

    Whatever answering them imports is packed into the archive for the browser.
    """
    update: dict[str, object] = {"op": "update", "entries": [], "action": None}
    row = ["equipment_projects.0.investment", "300"]
    kinds: list[dict[str, object]] = [
        update,
        update | {"action": "example"},
        update | {"action": "clear"},
        update | {"entries": [row], "action": "add:equipment_projects"},
        update | {"entries": [row], "action": "remove:equipment_projects.0"},
        update
        | {"entries": [["unheard_of", "1"], ["date", "2025-02-30"], ["digital_spend", "abc"]]},
        {"op": "open", "fragment": "city=xiamen&lpr_1y_pct=3%25&digital_spend=5000000"},
        update | {"measure": "xm-5", "entries": [row]},
        {
            "op": "quick",
            "text": "约3万，首次，2025年5月，贷款800万，费率0.5",
            "simple": "",
            "entries": [],
        },
        update | {"action": "paste:pledge_loans.0.principal=1%092%0A3%09x"},
        update | {"action": "enter:city=xiamen&equipment_projects.0.investment=300"},
        {"op": "compare", "entries": [row], "kept": [["city=xiamen", "A"]], "needs": []},
        {"op": "ladder", "profile": {"city": "xiamen"}},
        {"op": "totals", "profile": {"city": "xiamen"}},
        {"op": "curve", "profile": {"digital_spend": 500000}},
        {"op": "curve", "profile": {"digital_spend": 500000}, "fact": "digital_spend", "at": "1"},
        {"op": "curve", "profile": {"digital_spend": 500000}, "fact": "digital_spend"},
    ]
    taken = {"op": "take", "entries": EXAMPLE, "address": "", "numbers": True}
    taken["scenarios"] = [["city=xiamen", ""]]
    kinds += [taken | {"what": what} for what in export_panel.WHAT if what != "xlsx"]
    return [json.dumps(kind | {"lang": lang}) for lang in LANGS for kind in kinds]


def _zipped() -> bytes:
    """Return an archive that is not a workbook."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("a.txt"), "a", zipfile.ZIP_DEFLATED)
    return data.getvalue()


def rehearsal_of_tables() -> list[str]:
    """Return one request of each kind about tables and workbooks, as JSON.

    Whatever only these import is packed into the archive that is fetched when needed.
    """
    table = "企业,城市,称号,贷款\n甲,厦门,小巨人,\n"
    opened = [each.encode("gb18030") for each in (table.replace(",贷款", ""), table)]
    opened += [b"%PDF", b"PK", b"\xd0\xcf\x11\xe0", b"<html>", _zipped()]
    opened.append(write_workbook(template("zh")))
    several: dict[str, object] = {"op": "batch"}
    kinds = [several | {"what": "open", "base64": b64encode(each).decode()} for each in opened]
    kinds += [several | {"what": "template", "kind": kind} for kind in ("csv", "xlsx")]
    head = ["城市", "规则日期", "称号", "数字化改造实际投入"]
    firms = (["厦门", "2025-06-30", "小巨人", "1"], ["x"], ["福州", "2025-06-30", "小巨人", ""])
    lines = [SheetLine(n, list(cells)) for n, cells in enumerate(firms, 2)]
    done = assess_lines(head, lines, "zh")
    taken = {"op": "take", "what": "xlsx", "entries": EXAMPLE, "address": "", "numbers": True}
    kinds += [
        several | {"what": "rows", "head": head, "lines": lines},
        several | {"what": "list", "firms": done["firms"]},
        several | {"what": "pages", "firms": done["firms"], "site": "https://site.example/"},
        several | {"what": "pages", "pages": [""]},
        several | {"what": "workbook", "site": "https://site.example/"} | done,
        taken | {"scenarios": [["city=xiamen", ""]]},
    ]
    return [json.dumps(kind | {"lang": lang}) for lang in LANGS for kind in kinds]


class _Warnings(logging.Handler):
    """A log handler that keeps MkDocs' warnings, so that they can be reported as one error."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def _language(
    config: Path, out: Path, edition: pages.Edition, later: list[pages.Edition], worker: str | None
) -> bool:
    """Build one language; return whether the site is to work offline."""
    handler, log = _Warnings(), logging.getLogger("mkdocs")
    log.addHandler(handler)
    log.propagate = False
    try:
        settings = load_config(str(config), site_dir=str(out))
        settings.extra |= {"edition": edition, "later": later, "worker": worker}
        build_pages(settings)
        return bool(settings.extra["offline"] and not settings.extra.get("as_of"))
    except Abort as aborted:
        messages = handler.lines or [str(aborted)]
        raise SiteError(*(Text(each, each) for each in messages)) from None
    finally:
        log.removeHandler(handler)
        log.propagate = True


def _data(
    root: Path,
    out: Path,
    policies: tuple[texts.PolicyText, ...],
    edition: pages.Edition,
    home: str | None,
) -> None:
    opendata.write(
        out,
        root / "docs",
        policies,
        edition.editorial,
        pages.amounts(edition),
        pages.days(edition),
        {
            shelf.policy.id: shelf.rules.standing(edition.today)
            for shelf in (*edition.shelves, *edition.other)
        },
        edition.today,
        home,
    )
