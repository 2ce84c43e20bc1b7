"""A release is complete, the same whenever it is made, refused half told, and can be taken back."""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import subprocess
import tomllib
from datetime import date, timedelta
from pathlib import Path

import brotli
import pytest

import build_site
from builder import published, release, serve, tested
from builder.environment import Trouble
from calculator import rules_digest
from calculator.i18n import Text

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 12, 1)
NEWS = Text("搜索更快。", "The search is quicker.")
CHANGELOG = """# 更新记录 / Changelog

## [未发布 / Unreleased]

### 新增 / Added

- 搜索更快。
  The search is quicker, by 30% (三成).

### 修正 / Fixed

- 奖励最高30万元。
  The award is at most RMB 300,000 (30万元).
"""
PAGE = "<!doctype html><title>政策</title>" + "<p>专精特新</p>" * 100


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """What a release reads and writes of a project."""
    root = tmp_path / "project"
    (root / "docs").mkdir(parents=True)
    (root / "CHANGELOG.md").write_text(CHANGELOG, encoding="utf-8")
    (root / "pyproject.toml").write_text(
        '[project]\nname = "x"\nversion = "0.1.0"\n', encoding="utf-8"
    )
    (root / "docs/changes.toml").write_text(
        '# News.\n\n[[change]]\non = 2026-11-21\nwords = { zh = "旧", en = "Old" }\n',
        encoding="utf-8",
    )
    (root / "calculator").mkdir()
    (root / "calculator/assessment.py").write_text("RATE = 1\n", encoding="utf-8")
    (root / "calculator/version.py").write_text(
        'RELEASED = "2026.01.01"\nDIGEST = ""\n', encoding="utf-8"
    )
    return root


def build(root: Path, out: Path) -> None:
    """A site of two files, one of which shows the day."""
    (out / "en").mkdir(parents=True)
    (out / "index.html").write_text(PAGE + os.environ["SOURCE_DATE_EPOCH"], encoding="utf-8")
    (out / "en/small.html").write_text("small", encoding="utf-8")


def make(
    project: Path, to: Path, version: str = "0.2.0", news: Text | None = NEWS
) -> release.Released:
    return release.release(project, to, version, news, DAY, build)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def test_a_release_is_whole(project: Path, tmp_path: Path) -> None:
    made = make(project, tmp_path / "out")
    assert sorted(contents(tmp_path / "out")) == [
        "SHA256SUMS",
        "hosting/Containerfile",
        "hosting/container.conf",
        "hosting/nginx.conf",
        "site-0.2.0.tar.gz",
        "site/built.txt",
        "site/en/small.html",
        "site/hashed.txt",
        "site/index.html",
        "site/index.html.br",
        "site/index.html.gz",
        "site/version.txt",
    ]
    page = (made.folder / "index.html").read_bytes()
    assert gzip.decompress((made.folder / "index.html.gz").read_bytes()) == page
    assert brotli.decompress((made.folder / "index.html.br").read_bytes()) == page
    assert page.decode().endswith("1796054400"), "the first moment of the day in China"
    assert (made.folder / "version.txt").read_text(encoding="utf-8") == "0.2.0\n"


def test_whoever_serves_a_release_may_read_it(project: Path, tmp_path: Path) -> None:
    """Made by somebody whose new files are nobody else's business, and put back by them."""
    out, before = tmp_path / "out", os.umask(0o077)
    try:
        made = make(project, out)
        readable = {made.folder, *made.folder.rglob("*"), *(out / "hosting").rglob("*")}
        assert all(
            path.stat().st_mode & 0o055 == (0o055 if path.is_dir() else 0o044) for path in readable
        )
        release.restore(out, "0.2.0")
    finally:
        os.umask(before)
    assert (out / "site/en").stat().st_mode & 0o055 == 0o055


@pytest.mark.slow
def test_the_sums_are_what_sha256sum_checks(project: Path, tmp_path: Path) -> None:
    make(project, tmp_path / "out")
    checked = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"],
        cwd=tmp_path / "out", capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert checked.stdout.count(": OK") == len(contents(tmp_path / "out")) - 1


def test_the_changelog_the_feed_and_the_number_are_closed(project: Path, tmp_path: Path) -> None:
    assert make(project, tmp_path / "out").news
    changelog = (project / "CHANGELOG.md").read_text(encoding="utf-8")
    heading = "## [未发布 / Unreleased]\n\n## [0.2.0] - 2026-12-01\n\n### 新增 / Added\n"
    assert heading in changelog
    assert (
        tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"][
            "version"
        ]
        == "0.2.0"
    )
    told = tomllib.loads((project / "docs/changes.toml").read_text(encoding="utf-8"))["change"]
    assert told[0] == {"on": DAY, "words": {"zh": NEWS.zh, "en": NEWS.en}}
    assert len(told) == 2


def test_the_same_version_is_made_again_to_the_byte(project: Path, tmp_path: Path) -> None:
    """On another day, in another place, without the news: the changelog has the version already."""
    make(project, tmp_path / "one")
    sources = contents(project)
    again = release.release(project, tmp_path / "two", "v0.2.0", None, date(2027, 3, 1), build)
    assert not again.news
    assert contents(project) == sources
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


@pytest.mark.parametrize(
    ("version", "news", "spoil", "why"),
    [
        ("0.2", NEWS, ("", ""), "The version must have the form"),
        ("0.2.0", None, ("", ""), "--zh and --en"),
        ("0.2.0", Text("只有中文", "只有中文"), ("", ""), "--zh and --en"),
        (
            "0.2.0",
            NEWS,
            ("  The search is quicker, by 30% (三成).\n", ""),
            "lacks the other language: 搜索",
        ),
        (
            "0.2.0",
            NEWS,
            ("- 奖励最高30万元。\n  The", "- The"),
            "lacks the other language: The award",
        ),
        (
            "0.2.0",
            NEWS,
            ("## [未发布", "## [0.2.1] - 2026-01-01\n\n## [未发布"),
            "higher than 0.2.1",
        ),
    ],
)
def test_a_release_half_told_is_refused_and_nothing_is_touched(
    project: Path, tmp_path: Path, version: str, news: Text | None, spoil: tuple[str, str], why: str
) -> None:
    if spoil[0]:
        (project / "CHANGELOG.md").write_text(CHANGELOG.replace(*spoil), encoding="utf-8")
    before = contents(project)
    with pytest.raises(Trouble, match=why):
        make(project, tmp_path / "out", version, news)
    assert contents(project) == before
    assert not (tmp_path / "out").exists()


def test_two_builds_that_differ_are_no_release(project: Path, tmp_path: Path) -> None:
    def unsteady(root: Path, out: Path) -> None:
        build(root, out)
        (out / "index.html").write_text(str(out), encoding="utf-8")

    with pytest.raises(Trouble, match=r"Two builds differ: index\.html"):
        release.release(project, tmp_path / "out", "0.2.0", NEWS, DAY, unsteady)
    assert not (tmp_path / "out/site").exists()


def test_the_old_version_is_kept_and_comes_back(project: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    make(project, out)
    old = contents(out / "site")
    changelog = (project / "CHANGELOG.md").read_text(encoding="utf-8")
    more = "## [未发布 / Unreleased]\n\n- 又一项。\n  One more.\n"
    (project / "CHANGELOG.md").write_text(
        changelog.replace("## [未发布 / Unreleased]\n", more), encoding="utf-8"
    )

    def other(root: Path, out: Path) -> None:
        out.mkdir()
        (out / "index.html").write_text("new", encoding="utf-8")

    release.release(project, out, "0.3.0", Text("又一项。", "One more."), DAY, other)
    assert contents(out / "site").keys() == {"built.txt", "hashed.txt", "index.html", "version.txt"}
    release.restore(out, "0.2.0")
    assert contents(out / "site") == old
    release.restore(out, "0.3.0")
    assert (out / "site/index.html").read_text(encoding="utf-8") == "new"


def test_a_version_without_an_archive_gets_one_before_it_goes(
    project: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    make(project, out)
    shutil.copytree(out / "site", tmp_path / "old")
    (out / "site-0.2.0.tar.gz").rename(out / "site-0.0.9.tar.gz")
    release.sum_up(out)
    (out / "site/version.txt").write_text("0.1.9\n", encoding="utf-8")
    release.restore(out, "0.0.9")
    assert (out / "site-0.1.9.tar.gz").is_file()


@pytest.mark.parametrize("wrong", ["missing", "changed", "without sums"])
def test_an_archive_that_is_not_the_one_is_not_put_back(
    project: Path, tmp_path: Path, wrong: str
) -> None:
    out = tmp_path / "out"
    make(project, out)
    archive = out / "site-0.2.0.tar.gz"
    if wrong == "missing":
        archive.unlink()
    elif wrong == "without sums":
        (out / "SHA256SUMS").unlink()
    else:
        archive.write_bytes(archive.read_bytes()[:-1] + b"x")
    before = contents(out / "site")
    with pytest.raises(Trouble, match="There is no" if wrong == "missing" else "does not match"):
        release.restore(out, "0.2.0")
    assert contents(out / "site") == before


def test_what_was_compressed_is_not_compressed_twice(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    page = tmp_path / "site/index.html"
    page.write_text(PAGE, encoding="utf-8")
    release.compress(tmp_path / "site", tmp_path / "cache")
    kept = tmp_path / "cache" / f"{hashlib.sha256(page.read_bytes()).hexdigest()}.gz"
    kept.write_bytes(b"from the cache")
    release.compress(tmp_path / "site", tmp_path / "cache")
    assert (tmp_path / "site/index.html.gz").read_bytes() == b"from the cache"


def test_the_command_says_what_it_made(
    project: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(build_site, "ROOT", project)
    monkeypatch.setattr("builder.site.build", build)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1796054400")
    words = ["--zh", NEWS.zh, "--en", NEWS.en, "--to", str(tmp_path / "out")]
    args = build_site.parse(["release", "0.2.0", *words])
    assert args.run(args) == 0
    assert "0.2.0，7 个文件，两次生成逐字节一致" in capsys.readouterr().out
    args = build_site.parse(["release", "0.2.0", "--restore", "--to", str(tmp_path / "out")])
    assert args.run(args) == 0
    assert os.environ["SOURCE_DATE_EPOCH"] == "1796054400"


def test_the_rules_are_named_for_the_release_that_last_changed_them(
    project: Path, tmp_path: Path
) -> None:
    package = project / "calculator"

    def released(version: str, on: date) -> str:
        fragment(project, f"{version}.fixed.md", "改了。\nMended.")
        release.release(project, tmp_path / "out", version, NEWS, on, build)
        return rules_digest.version(package)

    first = released("0.2.0", date(2026, 12, 1))
    assert first == f"2026.12.01-{rules_digest.digest(package)}"
    assert released("0.3.0", date(2026, 12, 5)) == first, "the rules are the same"
    (package / "assessment.py").write_text("RATE = 2\n", encoding="utf-8")
    assert released("0.4.0", date(2026, 12, 9)) == f"2026.12.09-{rules_digest.digest(package)}"


def test_a_day_alone_can_be_released(project: Path, tmp_path: Path) -> None:
    """As after the end of a text: what subscribers are told is the entry of the changelog."""
    make(project, tmp_path / "out")
    told = Text("厦门措施已期满。", "The measures of Xiamen have ended.")
    make(project, tmp_path / "out", "0.2.1", told)
    written = (project / "CHANGELOG.md").read_text(encoding="utf-8")
    entry = f"### 改动 / Changed\n\n- {told.zh}\n  {told.en}\n"
    assert f"## [0.2.1] - 2026-12-01\n\n{entry}" in written
    assert make(project, tmp_path / "again", "0.2.1", None).version == "0.2.1"


def test_a_version_is_made_again_as_of_today(project: Path, tmp_path: Path) -> None:
    make(project, tmp_path / "one")
    sources = contents(project)
    later = release.release(
        project, tmp_path / "two", "0.2.0", None, date(2027, 1, 1), build, of_today=True
    )
    assert (later.version, later.on) == ("0.2.0", date(2027, 1, 1))
    now = contents(project)
    assert {name: now[name] for name in now if not name.startswith(".cache/")} == {
        name: each for name, each in sources.items() if not name.startswith(".cache/")
    }
    pages = [(tmp_path / name / "site/index.html").read_bytes() for name in ("one", "two")]
    assert pages[0] != pages[1]


def test_the_commit_stands_in_the_release(project: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    release.release(project, out, "0.2.0", NEWS, DAY, build, commit="1f56916")
    assert (out / "site/version.txt").read_text("utf-8") == "0.2.0\n1f56916\n"
    fragment(project, "x.fixed.md", "改了。\nMended.")
    make(project, out, "0.3.0")
    assert (out / "site-0.2.0.tar.gz").is_file()
    assert (out / "site/version.txt").read_text("utf-8") == "0.3.0\n"


def hashed(name: str) -> release.Build:
    """A build with a file that is named for its content."""

    def written(root: Path, out: Path) -> None:
        build(root, out)
        (out / "engine").mkdir()
        (out / f"engine/worker-{name * 8}.js").write_text(name * 1000, encoding="utf-8")

    return written


def test_hashed_files_of_the_release_before_are_kept_and_no_older_ones(
    project: Path, tmp_path: Path
) -> None:
    """For pages of it that are open; also when the release is made again, and summed with the rest."""
    out = tmp_path / "out"
    seen = []
    for n, name in enumerate("abc"):
        fragment(project, f"{name}.fixed.md", "改了。\nMended.")
        for _ in range(2):
            release.release(project, out, f"0.{n + 2}.0", NEWS, DAY, hashed(name))
            seen.append({path.name[7] for path in (out / "site/engine").glob("worker-*.js")})
    assert seen == [{"a"}, {"a"}, {"a", "b"}, {"a", "b"}, {"b", "c"}, {"b", "c"}]
    assert (out / "site/engine/worker-bbbbbbbb.js.gz").is_file()
    kept = (out / "site/kept.txt").read_text("utf-8").split()
    assert kept == [f"engine/worker-bbbbbbbb.js{ending}" for ending in ("", ".br", ".gz")]
    assert "engine/worker-bbbbbbbb.js" in (out / "SHA256SUMS").read_text("utf-8")


def test_a_version_made_again_on_another_day_keeps_the_files_of_the_day_before(
    project: Path, tmp_path: Path
) -> None:
    """A search index of the eve, say, for pages that are open over midnight."""
    out, seen = tmp_path / "out", []
    for day, name in enumerate("abb"):
        today = DAY + timedelta(days=day)
        release.release(project, out, "0.2.0", NEWS, today, hashed(name), of_today=True)
        seen.append({path.name[7] for path in (out / "site/engine").glob("worker-*.js")})
    assert seen == [{"a"}, {"a", "b"}, {"a", "b"}]


def test_on_a_fresh_machine_the_files_of_the_published_release_are_fetched_and_kept(
    project: Path, tmp_path: Path
) -> None:
    release.release(project, tmp_path / "one", "0.2.0", NEWS, DAY, hashed("a"))
    site = tmp_path / "one/site"
    listed = (site / "hashed.txt").read_text("utf-8")
    hostile = [
        "../version-aaaaaaaa.txt",
        "/etc/x-aaaaaaaa.js",
        "a/../../x-aaaaaaaa.js",
        "index.html",
    ]
    (site / "hashed.txt").write_text("\n".join([listed, *hostile, "gone-aaaaaaaa.js"]), "utf-8")
    fragment(project, "x.fixed.md", "改了。\nMended.")
    with serve.running(site) as url:
        made = release.release(
            project, tmp_path / "two", "0.3.0", NEWS, DAY, hashed("b"), before=published.at(url)
        )
    for ending in ("", ".br", ".gz"):
        name = f"engine/worker-aaaaaaaa.js{ending}"
        assert (made.folder / name).read_bytes() == (site / name).read_bytes()
    assert made.lost == ("gone-aaaaaaaa.js",)
    assert not [path for path in tmp_path.rglob("*-aaaaaaaa.*") if path.parent.name != "engine"]


def test_where_nothing_is_published_yet_nothing_is_kept(tmp_path: Path) -> None:
    """A host may answer to any address with a page of its own."""
    with serve.running(tmp_path) as url:
        assert published.at(url) is None
        (tmp_path / "version.txt").write_text("<!doctype html>", encoding="utf-8")
        assert published.at(url) is None
    with pytest.raises(published.Unreachable):
        published.at(url)


def test_going_back_brings_the_configuration_of_hosts_back(project: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    make(project, out)
    before = contents(out / "hosting")
    (out / "hosting/nginx.conf").write_text("of a later version", encoding="utf-8")
    release.restore(out, "0.2.0")
    assert contents(out / "hosting") == before


def test_a_preview_is_not_released(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build_site, "ROOT", project)
    monkeypatch.setenv("AS_OF", "2027-03-01")
    before = contents(project)
    args = build_site.parse(
        ["release", "0.2.0", "--zh", NEWS.zh, "--en", NEWS.en, "--to", str(tmp_path / "out")]
    )
    with pytest.raises(Trouble, match="AS_OF is set"):
        args.run(args)
    assert contents(project) == before


@pytest.mark.slow
def test_what_is_not_committed_is_not_released(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """But for what a release writes itself; where git does not know the project, nothing is asked."""
    monkeypatch.setattr(build_site, "ROOT", project)
    monkeypatch.setattr("builder.environment.ensure_budget", Path)
    assert build_site.committed() == ""
    (project / ".gitignore").write_text(".cache/\nreleases/\n", encoding="utf-8")

    def git(*words: str) -> str:
        who = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
        command = ["git", "-C", str(project), *who, *words]
        done = subprocess.run(command, capture_output=True, check=True, encoding="utf-8")
        return done.stdout.strip()

    git("init", "--quiet")
    git("add", "--all")
    git("commit", "--quiet", "--message", "One")
    commit = git("rev-parse", "HEAD")
    assert build_site.committed() == commit
    monkeypatch.setattr("builder.site.build", build)
    args = build_site.parse(["release", "0.2.0", "--zh", NEWS.zh, "--en", NEWS.en])
    before = contents(project)
    with pytest.raises(Trouble, match="no record that this commit has passed the tests"):
        args.run(args)
    assert contents(project) == before
    passes = build_site.parse(["test", "--fast"])
    monkeypatch.setattr(build_site.sys, "executable", shutil.which("false"))
    passes.run(passes)
    assert not tested.passed(project, commit)
    monkeypatch.setattr(build_site.sys, "executable", shutil.which("true"))
    for words in (["test", "tests/builder"], ["test", "--fast", "-x"]):
        part = build_site.parse(words)
        part.run(part)
    assert not tested.passed(project, commit), "a part of the tests says nothing"
    passes.run(passes)
    assert tested.passed(project, commit)
    assert args.run(args) == 0
    assert (project / "releases/site/version.txt").read_text("utf-8") == f"0.2.0\n{commit}\n"
    git("checkout", "--quiet", "--", ".")
    release._close(project, "0.2.0", [], NEWS, DAY)
    assert build_site.committed() == git("rev-parse", "HEAD")
    (project / "calculator/assessment.py").write_text("RATE = 3\n", encoding="utf-8")
    with pytest.raises(Trouble, match=r"uncommitted changes \(calculator/assessment.py\)"):
        build_site.committed()
    git("commit", "--quiet", "--all", "--message", "Two")
    (project / tested.FILE).unlink()
    git("tag", "v0.3.0")  # which a commit gets once it has passed
    args = build_site.parse(["release", "0.3.0", "--zh", NEWS.zh, "--en", NEWS.en])
    assert args.run(args) == 0


def fragment(project: Path, name: str, words: str) -> Path:
    path = project / release.FRAGMENTS / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(words, encoding="utf-8")
    return path


def test_fragments_go_into_their_sections_and_away(project: Path, tmp_path: Path) -> None:
    """After what stands there already, in the order of their names, whoever wrote them first."""
    named = ("b.fixed.md", "a.fixed.md", "c.changed.md")
    made = [fragment(project, name, f"改了{name}。\nMended {name}.\n") for name in named]
    readme = fragment(project, "README.md", "说明")
    make(project, tmp_path / "out")
    _, _, closed = (project / "CHANGELOG.md").read_text("utf-8").partition("2026-12-01\n")
    assert closed.rstrip("\n") == (
        "\n### 新增 / Added\n\n"
        "- 搜索更快。\n  The search is quicker, by 30% (三成).\n\n"
        "### 修正 / Fixed\n\n"
        "- 奖励最高30万元。\n  The award is at most RMB 300,000 (30万元).\n"
        "- 改了a.fixed.md。\n  Mended a.fixed.md.\n"
        "- 改了b.fixed.md。\n  Mended b.fixed.md.\n\n"
        "### 改动 / Changed\n\n"
        "- 改了c.changed.md。\n  Mended c.changed.md."
    )
    assert not any(path.exists() for path in made)
    assert readme.exists()


def test_fragments_alone_make_a_release(project: Path, tmp_path: Path) -> None:
    bare = "# 更新记录 / Changelog\n\n## [未发布 / Unreleased]\n\n## [0.1.0] - 2026-01-01\n\n- 旧。\n  Old.\n"
    (project / "CHANGELOG.md").write_text(bare, encoding="utf-8")
    fragment(project, "search.added.md", "能搜拼音。\nPinyin is found.")
    make(project, tmp_path / "out")
    assert (
        "## [0.2.0] - 2026-12-01\n\n### 新增 / Added\n\n- 能搜拼音。\n  Pinyin is found.\n\n"
        "## [0.1.0] - 2026-01-01\n"
    ) in (project / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "words", "why"),
    [
        ("x.md", "改了。\nMended.", "the name must end in one of"),
        ("x.mended.md", "改了。\nMended.", "the name must end in one of"),
        ("x.fixed.md", "只有中文。", "lacks the other language: 只有中文"),
        ("x.fixed.md", "", "lacks the other language"),
    ],
)
def test_a_fragment_amiss_is_refused_and_nothing_is_touched(
    project: Path, tmp_path: Path, name: str, words: str, why: str
) -> None:
    fragment(project, "fine.added.md", "新的。\nSomething new.")
    fragment(project, name, words)
    before = contents(project)
    with pytest.raises(Trouble, match=why):
        make(project, tmp_path / "out")
    assert contents(project) == before


def test_the_changelog_of_the_project_could_be_released() -> None:
    """Every entry stands in both languages, those in fragments as well."""
    entries = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    for path in (ROOT / release.FRAGMENTS).glob("*.md"):
        if path.name != "README.md":
            entries = release._with(entries, path)
    assert list(release._one_sided(entries)) == []
