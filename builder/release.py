"""Make a release of the site: built twice and compared, compressed, archived, with checksums; restore one.

A release is a folder: hosts serve `site/`, `hosting/` has their configurations,
`site-<version>.tar.gz` is kept for every version, and SHA256SUMS lists every file (`sha256sum -c
SHA256SUMS`).
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import shutil
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path
from urllib.parse import urlsplit

import brotli

from builder import hosting, output, security
from builder.environment import Trouble
from builder.published import FILES, KEPT, VERSION, PublishedRelease, Unreachable, in_folder
from builder.serve import HASHED
from builder.writing import together
from calculator import rules_digest
from calculator.i18n import Text

CHANGELOG, NEWS, PROJECT = Path("CHANGELOG.md"), Path("docs/changes.toml"), Path("pyproject.toml")
FRAGMENTS = Path("changelog.d")
"""One file per changelog entry, so that contributors do not edit the same lines."""

SECTIONS = {
    "added": "### 新增 / Added",
    "changed": "### 改动 / Changed",
    "fixed": "### 修正 / Fixed",
    "removed": "### 移除 / Removed",
}
"""Headings by the section in a fragment's name, `<matter>.<section>.md`."""

SITE, HOSTING, SUMS = "site", "hosting", "SHA256SUMS"

CACHE = Path(".cache/compressed")

COMPRESSED = {
    ".css",
    ".csv",
    ".html",
    ".ics",
    ".ipynb",
    ".js",
    ".json",
    ".md",
    ".mjs",
    ".svg",
    ".txt",
    ".wasm",
    ".xml",
    ".zip",  # the engine's, stored uncompressed so that it compresses here
}
SMALLEST = 512
"""The size in bytes below which a compressed copy is not worthwhile."""

_CHINA = timezone(timedelta(hours=8))
_VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)")
_UNRELEASED = "## [未发布 / Unreleased]"
_HEADING = re.compile(r"^## \[(\d+\.\d+\.\d+)\] - (\d{4}-\d{2}-\d{2})$", re.MULTILINE)
_HAN = re.compile(r"[\u3400-\u9fff]")

Build = Callable[[Path, Path], object]


@dataclass(frozen=True, slots=True)
class Released:
    """The release made; `news` is whether it has just closed a section of the changelog.

    `lost` are the files of the release before that could not be fetched and are not kept.
    """

    version: str
    on: date
    folder: Path
    files: int
    bytes: int
    news: bool
    lost: tuple[str, ...] = ()


def release(
    root: Path,
    to: Path,
    version: str,
    news: Text | None,
    today: date,
    build: Build,
    *,
    commit: str = "",
    of_today: bool = False,
    before: PublishedRelease | None = None,
) -> Released:
    """Make the release `version` of the project at `root` in the folder `to`.

    The unreleased changelog is closed under that version, with `news` as its entry in the feed. If
    the changelog has the version already, the same release is made again, or with `of_today` the
    same as of today. `build(root, out)` builds the site. `commit` is the commit it is built from,
    which it records. `before` is the release that is published, if it is not the one in `to`. Raises
    `Trouble` if an entry lacks a language, the version is not new, or two
    builds differ.
    """
    version = version.removeprefix("v")  # as in tags
    done = dict(_HEADING.findall((root / CHANGELOG).read_text(encoding="utf-8")))
    if version in done:
        on = today if of_today else date.fromisoformat(done[version])
    else:
        on = today
        _close(root, version, list(done), news, on)
    to.mkdir(parents=True, exist_ok=True)
    fresh, again = to / f"{SITE}.next", to / f"{SITE}.again"
    with _at(on):
        for folder in (fresh, again):
            build(root, folder)
    _same(fresh, again)
    shutil.rmtree(again)
    named = "".join(f"{line}\n" for line in (version, commit) if line)
    (fresh / VERSION).write_text(named, encoding="utf-8")
    compress(fresh, root / CACHE)
    _list_hashed(fresh)
    old = before or in_folder(to / SITE)
    lost = _keep_hashed(old, fresh) if old else ()
    output.mark(fresh)
    _keep_old(to, version)
    _swap(to / SITE, fresh)
    pack(to / SITE, to / f"{SITE}-{version}.tar.gz", on)
    _host(to)
    files = [path for path in (to / SITE).rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    return Released(version, on, to / SITE, len(files), size, version not in done, lost)


def _host(to: Path) -> None:
    """Write the hosts' configuration for the present site, and the checksums of everything."""
    (to / HOSTING).mkdir(exist_ok=True)
    for name, content in hosting.files(security.read_headers(to / SITE), _base()):
        (to / HOSTING / name).write_text(content, encoding="utf-8")
    _readable(to / SITE)
    _readable(to / HOSTING)
    sum_up(to)


def _list_hashed(site: Path) -> None:
    """List the files that are named for their content, for the release after this one."""
    names = (path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
    listed = sorted(name for name in names if HASHED.search(name))
    (site / FILES).write_text("\n".join([*listed, ""]), encoding="utf-8")


def _keep_hashed(old: PublishedRelease, fresh: Path) -> tuple[str, ...]:
    """Keep the hashed files of the release before, for its pages that are still open; return those lost.

    Files that it had kept itself are not; if the same version is made again, what it kept stays.
    """
    kept, lost = [], []
    again = old.version == _version_of(fresh)
    for name in (*old.kept, *old.own) if again else old.own:
        if (fresh / name).exists():
            continue
        try:
            content = old.read(name)
        except Unreachable:
            lost.append(name)
            continue
        (fresh / name).parent.mkdir(parents=True, exist_ok=True)
        (fresh / name).write_bytes(content)
        kept.append(name)
    if kept:
        (fresh / KEPT).write_text("\n".join([*kept, ""]), encoding="utf-8")
    return tuple(lost)


def _version_of(site: Path) -> str:
    return (site / VERSION).read_text(encoding="utf-8").split("\n")[0]


def restore(to: Path, version: str) -> None:
    """Restore an earlier version from its archive.

    Raises `Trouble` if the archive is missing or does not match its checksum.
    """
    archive = to / f"{SITE}-{version}.tar.gz"
    if not archive.is_file():
        kept = "、".join(sorted(p.name for p in to.glob(f"{SITE}-*.tar.gz"))) or "-"
        raise Trouble(
            f"没有 {archive.name}；现有：{kept}",
            f"There is no {archive.name}; available: {kept}",
            code=2,
        )
    listed = (to / SUMS).read_text("utf-8") if (to / SUMS).is_file() else ""
    sums = dict(line.split("  ", 1)[::-1] for line in listed.splitlines())
    if sums.get(archive.name) != _sum(archive):
        raise Trouble(
            f"{archive.name} 与 {SUMS} 不符。", f"{archive.name} does not match {SUMS}.", code=1
        )
    fresh = to / f"{SITE}.next"
    shutil.rmtree(fresh, ignore_errors=True)
    with tarfile.open(archive) as packed:
        # The filter came with Python 3.11.4; without it, only the checksum protects.
        if hasattr(tarfile, "data_filter"):
            packed.extraction_filter = tarfile.data_filter
        packed.extractall(fresh)
    output.mark(fresh / SITE)  # older archives have no mark
    _keep_old(to, version)
    _swap(to / SITE, fresh / SITE)
    fresh.rmdir()
    _host(to)


# The changelog, the feed and the version.


def _close(root: Path, version: str, done: list[str], news: Text | None, on: date) -> None:
    """Turn the unreleased entries into a version. Writes nothing if anything is wrong."""
    if not _VERSION.fullmatch(version) or any(_number(old) >= _number(version) for old in done):
        newest = max(done, key=_number, default="0.0.0")
        raise Trouble(
            f"版本号要写成 1.2.3，并且大于 {newest}。",
            f"The version must have the form 1.2.3 and be higher than {newest}.",
            code=2,
        )
    if news is None or not (_HAN.search(news.zh) and news.en and not _HAN.search(news.en)):
        raise Trouble(
            "用 --zh 和 --en 各写一句读者看得到的变化。",
            "Use --zh and --en to say in one sentence each what changes for readers.",
            code=2,
        )
    changelog = (root / CHANGELOG).read_text(encoding="utf-8")
    before, found, rest = changelog.partition(_UNRELEASED)
    entries, rest = _until_next(rest)
    fragments = sorted(set((root / FRAGMENTS).glob("*.md")) - {root / FRAGMENTS / "README.md"})
    for fragment in fragments:
        entries = _with(entries, fragment)
    if not re.search("^- ", entries, re.MULTILINE):  # only the date changes
        told = f"- {news.zh}\n  {news.en}"
        entries = f"{entries.rstrip()}\n\n{SECTIONS['changed']}\n\n{told}\n\n"
    if not found or not re.search("^- ", entries, re.MULTILINE):
        raise Trouble(
            f"{CHANGELOG} 的“未发布”一节和 {FRAGMENTS}/ 没有条目。",
            f"{CHANGELOG} and {FRAGMENTS}/ have no unreleased entries.",
            code=1,
        )
    for line in _one_sided(entries):
        raise Trouble(
            f"{CHANGELOG} 缺另一种语言：{line}",
            f"An entry of {CHANGELOG} lacks the other language: {line}",
            code=1,
        )
    project = (root / PROJECT).read_text(encoding="utf-8")
    numbered, count = re.subn(r'(?m)^version = ".+"$', f'version = "{version}"', project, count=1)
    if not count:
        raise Trouble(f"{PROJECT} 没有 version。", f"{PROJECT} has no version.", code=1)
    told = (root / NEWS).read_text(encoding="utf-8")
    head, change, older = told.partition("[[change]]")
    said = ", ".join(
        f"{k} = {json.dumps(v, ensure_ascii=False)}" for k, v in news.to_dict().items()
    )
    entry = f"[[change]]\non = {on.isoformat()}\nwords = {{ {said} }}\n\n"
    closed = f"{before}{_UNRELEASED}\n\n## [{version}] - {on.isoformat()}{entries}{rest}"
    together(
        root,
        {
            root / CHANGELOG: closed,
            root / PROJECT: numbered,
            root / NEWS: head + entry + change + older,
            **dict.fromkeys(fragments),
            **_rules(root, on),
        },
    )
    rules_digest.version.cache_clear()


def _rules(root: Path, on: date) -> dict[Path, str]:
    """Return the file that names the rules' version, if they have changed since the last release."""
    file = root / "calculator" / rules_digest.NAMED
    now, content = rules_digest.digest(file.parent), file.read_text(encoding="utf-8")
    if f'DIGEST = "{now}"' in content:
        return {}
    for name, value in (("RELEASED", f"{on:%Y.%m.%d}"), ("DIGEST", now)):
        content = re.sub(rf'^{name} = ".*"$', f'{name} = "{value}"', content, flags=re.MULTILINE)
    return {file: content}


def _number(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def _until_next(rest: str) -> tuple[str, str]:
    at = _HEADING.search(rest)
    return (rest[: at.start()], rest[at.start() :]) if at else (rest, "")


def _with(entries: str, fragment: Path) -> str:
    """Add a fragment's entry to the unreleased entries, at the end of its section."""
    heading = SECTIONS.get(fragment.stem.rpartition(".")[2])
    if heading is None:
        raise Trouble(
            f"{FRAGMENTS}/{fragment.name} 的名称要以 {'、'.join(SECTIONS)} 之一结尾，如 x.fixed.md。",
            f"{FRAGMENTS}/{fragment.name}: the name must end in one of {', '.join(SECTIONS)}, as in x.fixed.md.",
            code=1,
        )
    lines = fragment.read_text(encoding="utf-8").strip().splitlines()
    entry = "- " + "\n  ".join(line.strip() for line in lines)
    if f"{heading}\n" not in entries:
        return f"{entries.rstrip()}\n\n{heading}\n\n{entry}\n\n"
    before, own, after = entries.partition(f"{heading}\n")
    section, later, others = after.partition("\n### ")
    end = section[len(section.rstrip()) :]
    return f"{before}{own}{section.rstrip()}\n{entry}{end}{later}{others}"


def _one_sided(entries: str) -> Iterator[str]:
    """Yield the first line of every entry that is not in Chinese followed by English."""
    for entry in re.split(r"(?m)^- ", entries)[1:]:
        zh, _, en = re.split(r"(?m)^#", entry)[0].strip().partition("\n")
        if (
            not _HAN.search(zh)
            or not re.search("[A-Za-z]{3}", en)
            or len(_HAN.findall(en)) > len(en) / 4
        ):
            yield zh


# The build.


def _base() -> str:
    """Return the site's path on its host, according to SITE_URL."""
    return urlsplit(os.environ.get("SITE_URL", "")).path.rstrip("/") + "/"


@contextmanager
def _at(on: date) -> Iterator[None]:
    """Build as of the first moment of the day in China, whatever the time is."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = str(_moment(on))
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before


def _moment(on: date) -> int:
    return int(datetime.combine(on, time(), _CHINA).astimezone(UTC).timestamp())


def _same(one: Path, other: Path) -> None:
    left, right = (
        {
            path.relative_to(folder).as_posix(): _sum(path)
            for path in folder.rglob("*")
            if path.is_file()
        }
        for folder in (one, other)
    )
    if differing := sorted(name for name in left | right if left.get(name) != right.get(name)):
        listed = ", ".join(differing[:5])
        raise Trouble(f"两次生成的结果不同：{listed}", f"Two builds differ: {listed}", code=1)


def compress(site: Path, cache: Path) -> None:
    """Put a .gz and a .br beside every file that shrinks. `cache` keeps the results."""
    cache.mkdir(parents=True, exist_ok=True)
    for path in sorted(site.rglob("*")):
        if path.suffix not in COMPRESSED or not path.is_file() or path.stat().st_size < SMALLEST:
            continue
        content = path.read_bytes()
        for ending, shrink in (("gz", _gz), ("br", brotli.compress)):
            kept = cache / f"{hashlib.sha256(content).hexdigest()}.{ending}"
            if not kept.is_file():
                part = kept.with_suffix(".part")
                part.write_bytes(shrink(content))
                part.replace(kept)
            if kept.stat().st_size < len(content):
                shutil.copyfile(kept, path.with_name(f"{path.name}.{ending}"))


def _gz(content: bytes) -> bytes:
    return gzip.compress(content, compresslevel=9, mtime=0)


def pack(site: Path, archive: Path, on: date) -> None:
    """Archive the folder, byte for byte the same whenever and wherever it is packed."""
    with (
        archive.open("wb") as out,
        gzip.GzipFile("", "wb", 6, out, mtime=0) as zipped,
        tarfile.open(fileobj=zipped, mode="w", format=tarfile.PAX_FORMAT) as packed,
    ):
        for path in sorted(site.rglob("*")):
            if path.is_file():
                entry = tarfile.TarInfo(f"{SITE}/{path.relative_to(site).as_posix()}")
                entry.size, entry.mtime, entry.mode = path.stat().st_size, _moment(on), 0o644
                with path.open("rb") as content:
                    packed.addfile(entry, content)


def sum_up(to: Path) -> None:
    """Write SHA256SUMS of everything in the folder, for `sha256sum -c`."""
    paths = sorted(path for path in to.rglob("*") if path.is_file() and path.name != SUMS)
    rows = [f"{_sum(path)}  {path.relative_to(to).as_posix()}\n" for path in paths]
    (to / SUMS).write_text("".join(rows), encoding="utf-8")


def _sum(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _keep_old(to: Path, version: str) -> None:
    """Archive the present version before it is replaced, unless it is archived already."""
    named = to / SITE / VERSION
    if not named.is_file():
        return
    old = _version_of(to / SITE)
    archive = to / f"{SITE}-{old}.tar.gz"
    if old != version and not archive.is_file():
        stamp = datetime.fromtimestamp(named.stat().st_mtime, _CHINA).date()
        pack(to / SITE, archive, stamp)


def _swap(old: Path, fresh: Path) -> None:
    """Replace a folder by another."""
    away = old.with_name(f"{old.name}.old")
    shutil.rmtree(away, ignore_errors=True)
    if old.exists():
        old.rename(away)
    fresh.rename(old)
    shutil.rmtree(away, ignore_errors=True)


def _readable(folder: Path) -> None:
    """Make everything readable to all: the server rarely runs as the user who built the site."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
