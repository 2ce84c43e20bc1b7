"""The workflow for GitHub Pages: its commands are run as there, and what it uploads is a site that works.

What GitHub does itself (the checkout of a tag, the archive, a host that knows no headers) is done here
as its actions do it; only handing the archive over to GitHub is not.
"""

from __future__ import annotations

import os
import re
import subprocess
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from playwright.sync_api import Browser, Response, expect

from builder import release
from calculator.i18n import Text
from calculator.shared_facts import Title
from tests import project
from tests.browser.desk import ROOTS, Desk

FLOW = yaml.safe_load((project.ROOT / ".github/workflows/pages.yml").read_text(encoding="utf-8"))
BUILD, PUBLISH = FLOW["jobs"]["build"], FLOW["jobs"]["publish"]

ACTIONS: dict[str, set[str]] = {
    "actions/checkout": {"fetch-depth", "fetch-tags", "persist-credentials", "ref"},
    "actions/configure-pages": {"enablement", "static_site_generator", "token"},
    "actions/upload-pages-artifact": {"include-hidden-files", "name", "path", "retention-days"},
    "actions/deploy-pages": {"artifact_name", "error_count", "preview", "timeout", "token"},
}
"""What may be said to them, as read in their action.yml; runners have no Node 20 since September
2026, and with it no major version before those that are pinned."""

HOME = "https://octocat.github.io/policy"
"""As configure-pages says it: without a slash at its end."""


class Published(NamedTuple):
    """The working copy after its steps, and the folder that a host has unpacked."""

    checkout: Path
    site: Path


def filled(words: str, version: str) -> str:
    """A value of the workflow, its expressions evaluated."""
    known = {
        "inputs.version || github.ref_name": f"v{version}",
        "steps.pages.outputs.base_url": HOME,
    }
    return re.sub(r"\$\{\{ (.+?) \}\}", lambda found: known[found[1]], words)


def git(root: Path, *words: str) -> str:
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    command = ["git", *who, *words]
    return subprocess.run(
        command, cwd=root, capture_output=True, check=True, encoding="utf-8"
    ).stdout


def newest(root: Path) -> str:
    """The version that the maintainer has made last; the first one is made now, of a page only."""

    def build(_: Path, out: Path) -> None:
        out.mkdir()
        (out / "index.html").touch()

    done = re.findall(r"(?m)^## \[([\d.]+)\]", (root / release.CHANGELOG).read_text("utf-8"))
    if not done:
        news = Text("第一版。", "The first version.")
        release.release(root, root / "releases", "1.0.0", news, date(2026, 12, 1), build)
    return done[0] if done else "1.0.0"


@pytest.fixture(scope="module")
def published(built_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Published:
    """What the workflow makes of a tag, in a clone as shallow as that of actions/checkout."""
    folder = tmp_path_factory.mktemp("workflow")
    origin, checkout, site = (folder / name for name in ("origin", "checkout", "host/policy"))
    project.sources(origin)
    version = newest(origin)
    git(origin, "init", "--quiet")
    git(origin, "add", "--all")
    git(origin, "commit", "--quiet", "--message", version)
    git(origin, "tag", f"v{version}")
    git(
        folder, "clone", "--quiet", "--depth=1", f"--branch=v{version}", origin.as_uri(), "checkout"
    )
    project.furnish(checkout)
    env = {k: v for k, v in os.environ.items() if k not in {"AS_OF", "SOURCE_DATE_EPOCH"}}
    env |= project.compressing_lightly(folder)
    for step in BUILD["steps"]:
        own = {name: filled(said, version) for name, said in step.get("env", {}).items()}
        if "run" in step and "== 'schedule'" not in step.get("if", ""):
            done = subprocess.run(
                ["bash", "-e", "-c", step["run"]], cwd=checkout, env=env | {"CI": "true"} | own,
                stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False,
            )  # fmt: skip
            assert done.returncode == 0, done.stdout + done.stderr
    uploaded = next(
        step["with"]["path"] for step in BUILD["steps"] if "path" in step.get("with", {})
    )
    archive = folder / "artifact.tar"
    packing = [
        "tar",
        "--dereference",
        "--hard-dereference",
        "--directory",
        str(checkout / uploaded),
    ]
    hidden = ["--exclude=.git", "--exclude=.github", "--exclude=.[^/]*"]
    subprocess.run([*packing, "-cf", str(archive), *hidden, "."], check=True)
    with tarfile.open(archive) as packed:
        assert all(entry.isdir() or entry.isreg() for entry in packed), "as GitHub demands"
        assert all(entry.mode & 0o044 == 0o044 for entry in packed)
        packed.extractall(site, filter="data")
    return Published(checkout, site)


class Pages(SimpleHTTPRequestHandler):
    """A host like GitHub's: no headers of ours, and for what is lost the page 404.html of the site."""

    def send_head(self) -> Any:
        if Path(self.translate_path(self.path)).exists():
            return super().send_head()
        page = Path(self.directory, "policy/404.html")
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(page.stat().st_size))
        self.end_headers()
        return page.open("rb")

    def log_message(self, *args: object) -> None: ...


@contextmanager
def hosted(root: Path) -> Iterator[str]:
    """The address of the host."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Pages, directory=str(root))) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_what_is_uploaded_is_the_release_and_nothing_else(published: Published) -> None:
    def contents(folder: Path) -> dict[str, bytes]:
        found = (path for path in folder.rglob("*") if path.is_file())
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}

    made = contents(published.checkout / "releases/site")
    assert contents(published.site) == made
    assert {"index.html", "en/index.html", "404.html", "sw.js", "version.txt"} <= made.keys()
    assert HOME.encode() in made["sitemap.xml"]
    assert git(published.checkout, "status", "--porcelain", "-uno") == "", (
        "the tag said it all before"
    )


@pytest.mark.browser
def test_what_is_uploaded_works_below_its_path(published: Published, browser: Browser) -> None:
    """The calculator computes, the search finds, and a page that is lost has its looks, at any depth."""
    asked: list[Response] = []
    with (
        hosted(published.site.parent) as home,
        browser.new_context(base_url=f"{home}policy/") as context,
    ):
        context.set_default_timeout(30_000)
        context.on("response", lambda answer: asked.append(answer))
        page = context.new_page()
        desk = Desk(page, "zh")
        desk.start()
        desk.is_enterprise("xiamen", Title.LITTLE_GIANT)
        desk.is_first_time()
        desk.totals_are("1,000,000")
        page.goto(ROOTS["en"])
        page.locator("[data-md-component=search-query]").fill("xm-13")
        link = page.locator(".md-search-result__link").first
        expect(link).to_have_attribute("href", re.compile("xm-13"))
        lost = page.goto("en/not/there/")
        assert lost
        assert lost.status == 404
        assert (
            page.locator("header").evaluate("each => getComputedStyle(each).position") == "sticky"
        )
    paths = {answer.url.removeprefix(home): answer.status for answer in asked}
    assert {place for place, status in paths.items() if status >= 400} == {"policy/en/not/there/"}
    assert all(place.startswith("policy/") for place in paths)
    assert any(re.match(r"policy/engine/.*\.wasm$", place) for place in paths)


def test_the_actions_are_told_what_they_understand() -> None:
    for job in (BUILD, PUBLISH):
        for step in job["steps"]:
            if "run" not in step:
                name, _, _ = step["uses"].partition("@")
                assert step.get("with", {}).keys() <= ACTIONS[name]


def test_a_job_may_do_what_its_actions_do_and_no_more() -> None:
    """`on` is a word to YAML 1.1, and means True."""
    assert FLOW[True]["push"]["tags"] == ["v*.*.*"]
    assert FLOW["permissions"] == {"contents": "read"}
    assert BUILD["permissions"] == {"contents": "read", "pages": "read"}
    assert PUBLISH["permissions"] == {"pages": "write", "id-token": "write"}


def test_only_what_has_passed_all_tests_is_published() -> None:
    """Or, by the schedule, what is tagged: it had passed them."""
    by_day = "github.event_name == 'schedule'"
    assert FLOW["jobs"]["test"] == {
        "if": "github.event_name != 'schedule'",
        "uses": "./.github/workflows/whole.yml",
    }
    assert BUILD["needs"] == "test"
    assert BUILD["if"] == f"always() && (needs.test.result == 'success' || {by_day})"
    assert PUBLISH["needs"] == "build"
    assert PUBLISH["if"] == "always() && needs.build.result == 'success'"
    tagged = [step["run"] for step in BUILD["steps"] if step.get("if") == by_day]
    assert all("git describe --tags" in each for each in tagged)
    assert len(tagged) == 2
