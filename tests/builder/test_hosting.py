"""The host configurations do what they say: a real nginx, Python's own server, the files for others."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import brotli
import pytest
import yaml
from filelock import FileLock

import build_site
from builder import hosting, release, security
from builder.serve import TYPES

ROOT = Path(__file__).resolve().parents[2]
WORKFLOW = ROOT / ".github/workflows/pages.yml"
PAGE = "<!doctype html><title>政策</title>" + "<p>专精特新</p>" * 100

PACKAGES = ("nginx", "libnginx-mod-http-brotli-static")
MODULE = "usr/lib/nginx/modules/ngx_http_brotli_static_module.so"


class Nginx(NamedTuple):
    """The program, and its module for the .br files."""

    program: str
    brotli: Path | None


@pytest.fixture(scope="session")
def found(shared_folder: Path) -> Nginx:
    """A real nginx: the one installed, or else the distribution's, unpacked and not installed.

    Where packages can be had and nginx cannot, the tests fail; they are skipped only where there are
    none of Debian's kind.
    """
    if program := shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin"):
        module = Path("/", MODULE)
        return Nginx(program, module if module.is_file() else None)
    if shutil.which("apt-get") is None:
        pytest.skip("NOT CHECKED: there is no nginx here, and no apt-get to have it from")
    folder = shared_folder / "nginx"
    with FileLock(shared_folder / "nginx.lock"):
        if not (folder / MODULE).is_file():
            _unpack(folder)
    return Nginx(str(folder / "usr/sbin/nginx"), folder / MODULE)


def _unpack(folder: Path) -> None:
    """Debian's packages, checked by apt against its signed lists."""
    folder.mkdir(exist_ok=True)

    def apt(*words: str) -> subprocess.CompletedProcess[str]:
        command = ["apt-get", "-qq", *words]
        return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)

    got = apt("download", *PACKAGES)
    if got.returncode:  # a fresh system has no package lists, an old one has stale ones
        apt("update")
        got = apt("download", *PACKAGES)
    assert got.returncode == 0, got.stderr
    for package in folder.glob("*.deb"):
        subprocess.run(["dpkg", "--extract", str(package), str(folder)], check=True)


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


def ask(url: str, accept: str | None = None) -> Answer:
    """One request, no redirect followed."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *args: object) -> None:
            return None

    request = urllib.request.Request(url, headers={"Accept-Encoding": accept} if accept else {})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), Stay)
    try:
        answer = opener.open(request, timeout=10)
    except urllib.error.HTTPError as error:
        answer = error
    with answer:
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return Answer(answer.status, headers, answer.read())


HASHED = "assets/site-0123456789ab.css"
FILES = {
    "index.html": PAGE,
    "404.html": PAGE + "lost",
    "en/index.html": PAGE + "en",
    "en/404.html": PAGE + "en lost",
    "xiamen-2024/xm-1/index.html": PAGE + "xm-1",
    HASHED: "a{color:red}" * 100,
    "engine/pyodide-0.29.5-b8c26f224a94/pyodide.asm.wasm": "wasm" * 1000,
    "engine/python-271c62d97503.zip": "zip",
    "assets/idiomorph-0123456789ab.mjs": "export {}",
    "data/catalogue.json": "[]",
    "feed.xml": "<feed/>",
    "data/xiamen-2024.zh.txt": "原文",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few files of each kind, with their compressed copies, as a release has them."""
    folder = tmp_path_factory.mktemp("host") / "site"
    for name, content in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    release.compress(folder, folder.parent / "cache")
    return folder


PAGES_MAY = "default-src 'self'; script-src 'self' 'sha256-abc='"
RULES = (
    security.Rule(
        "*",
        {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "A": "b", "C": "d"},
    ),
    security.Rule("engine/*", {hosting.POLICY: security.WORKER_POLICY}),
    *(
        security.Rule(path, {hosting.POLICY: f"{PAGES_MAY}; frame-ancestors 'none'"})
        for path in ("", "en/", "xiamen-2024/*")
    ),
)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def running(command: list[str], port: int, log: Path) -> Iterator[str]:
    """A server started and, at the end, ended; its words are shown where it does not start."""
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
    try:
        while not listens(port):
            with suppress(subprocess.TimeoutExpired):
                process.wait(0.02)
                pytest.fail(log.read_text(encoding="utf-8"))
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def nginx(
    found: Nginx, root: Path, work: Path, *, compressed: bool = False, base: str = "/"
) -> Iterator[str]:
    """A real nginx on our configuration; only its port, its folder and its logs are this test's."""
    port = free_port()
    conf = hosting.nginx(RULES, base).replace("root /srv/site;", f"root {root};")
    conf = conf.replace(f"listen {hosting.PORT};", f"listen 127.0.0.1:{port};")
    conf = re.sub(r"    listen \[::\].*\n", "", conf)
    load = ""
    if compressed:
        conf = conf.replace("# brotli_static on;", "brotli_static on;")
        load = f"load_module {found.brotli};\n"
    work.mkdir(parents=True, exist_ok=True)
    temporary = "".join(
        f"{name}_temp_path {work}/{name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = (
        f"{load}daemon off;\nmaster_process off;\npid {work}/pid;\nerror_log stderr;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{temporary}{conf}}}\n"
    )
    (work / "nginx.conf").write_text(whole, encoding="utf-8")
    command = [found.program, "-p", str(work), "-c", str(work / "nginx.conf"), "-e", "stderr"]
    with running(command, port, work / "log") as url:
        yield url


@pytest.fixture(scope="module")
def host(found: Nginx, site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with nginx(found, site, tmp_path_factory.mktemp("nginx")) as url:
        yield url


@pytest.mark.parametrize("name", FILES)
def test_nginx_sends_the_type_of_each_file(host: str, name: str) -> None:
    answer = ask(f"{host}/{name}")
    assert answer.status == 200
    assert answer.body.decode() == FILES[name]
    kind, _, charset = TYPES[Path(name).suffix].partition("; ")
    said, _, said_charset = answer.headers["content-type"].partition("; ")
    assert said == kind
    assert said_charset == charset


@pytest.mark.parametrize("name", FILES)
def test_nginx_lets_browsers_keep_what_is_named_for_its_content(host: str, name: str) -> None:
    kept = ask(f"{host}/{name}").headers["cache-control"]
    forever = name.startswith("engine/") or "-0123456789ab." in name
    assert kept == (hosting.FOREVER if forever else hosting.ASK)
    assert kept == hosting.caching(name)


def test_nginx_hands_out_the_compressed_copies(host: str) -> None:
    for name in (HASHED, "engine/pyodide-0.29.5-b8c26f224a94/pyodide.asm.wasm"):
        answer = ask(f"{host}/{name}", "gzip")
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.headers["vary"] == "Accept-Encoding"
        assert (
            answer.headers["content-type"].partition(";")[0]
            == TYPES[Path(name).suffix].partition(";")[0]
        )
        assert gzip.decompress(answer.body).decode() == FILES[name]
    assert "content-encoding" not in ask(f"{host}/{HASHED}").headers


def test_nginx_hands_out_brotli_where_it_has_the_module(
    found: Nginx, site: Path, tmp_path: Path
) -> None:
    if found.brotli is None:
        pytest.skip("NOT CHECKED: the nginx installed here has no brotli_static")
    with nginx(found, site, tmp_path / "nginx", compressed=True) as url:
        answer = ask(f"{url}/{HASHED}", "gzip, br")
        assert answer.headers["content-encoding"] == "br"
        assert brotli.decompress(answer.body).decode() == FILES[HASHED]
        assert ask(f"{url}/{HASHED}", "gzip").headers["content-encoding"] == "gzip"


@pytest.mark.parametrize("name", ["", "nowhere", HASHED])
def test_nginx_adds_the_headers_to_every_answer(host: str, name: str) -> None:
    headers = ask(f"{host}/{name}").headers
    everywhere = next(rule.headers for rule in RULES if rule.path == "*")
    assert len(everywhere) > 3
    for header, value in everywhere.items():
        assert headers[header.lower()] == value
    assert headers["server"] == "nginx", "its version is nobody's business"


def test_nginx_tells_pages_and_the_worker_what_they_may_run(host: str) -> None:
    """One policy for each address, the one that our own server sends."""
    for address in ("", "en/", "xiamen-2024/xm-1/", "engine/python-271c62d97503.zip", "feed.xml"):
        due = [
            r.headers[hosting.POLICY]
            for r in RULES
            if r.holds_for(address) and hosting.POLICY in r.headers
        ]
        said = ask(f"{host}/{address}").headers.get(hosting.POLICY.lower())
        assert [said] == (due or [None]), address


def test_nginx_revalidates_instead_of_sending_again(host: str) -> None:
    tag = ask(f"{host}/index.html").headers["etag"]
    request = urllib.request.Request(f"{host}/index.html", headers={"If-None-Match": tag})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with pytest.raises(urllib.error.HTTPError) as caught:
        opener.open(request, timeout=10)
    caught.value.close()
    assert caught.value.code == 304


def test_nginx_finds_folders_and_says_what_is_lost_in_its_language(host: str) -> None:
    assert ask(f"{host}/xiamen-2024/xm-1/").body.decode().endswith("xm-1")
    moved = ask(f"{host}/xiamen-2024/xm-1")
    assert (moved.status, moved.headers["location"]) == (301, "/xiamen-2024/xm-1/")
    for place, words in (
        ("/nowhere", ">lost"),
        ("/en/nowhere", "en lost"),
        ("/en/a/b/", "en lost"),
    ):
        lost = ask(host + place)
        assert lost.status == 404
        assert lost.body.decode().endswith(words)
        assert lost.headers["cache-control"] == hosting.ASK


def test_nginx_serves_below_a_path(found: Nginx, site: Path, tmp_path: Path) -> None:
    (tmp_path / "srv").mkdir()
    (tmp_path / "srv/policy").symlink_to(site)
    with nginx(found, tmp_path / "srv", tmp_path / "nginx", base="/policy/") as url:
        policy = ask(f"{url}/policy/xiamen-2024/xm-1/").headers[hosting.POLICY.lower()]
        assert policy == PAGES_MAY + "; frame-ancestors 'none'"
        assert ask(f"{url}/policy/xiamen-2024/xm-1/").body.decode().endswith("xm-1")
        assert ask(f"{url}/policy/{HASHED}").headers["cache-control"] == hosting.FOREVER
        assert ask(f"{url}/policy/en/nowhere").body.decode().endswith("en lost")


def test_python_serves_the_plain_folder(site: Path, tmp_path: Path) -> None:
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "http.server",
        str(port),
        "--bind",
        "127.0.0.1",
        "-d",
        str(site),
    ]
    with running(command, port, tmp_path / "log") as url:
        for name, kind in (
            ("", "text/html"), ("xiamen-2024/xm-1/", "text/html"), (HASHED, "text/css"),
            ("engine/pyodide-0.29.5-b8c26f224a94/pyodide.asm.wasm", "application/wasm"),
            ("assets/idiomorph-0123456789ab.mjs", "text/javascript"),
        ):  # fmt: skip
            assert ask(f"{url}/{name}").headers["content-type"].partition(";")[0] == kind


# What cannot be run here is read closely.


def test_the_container_copies_what_a_release_has() -> None:
    """It is read, not built: that takes the images of a registry."""
    made = dict(hosting.files(RULES, "/"))
    lines = made["Containerfile"].splitlines()
    copied = [line.split()[1] for line in lines if line.startswith("COPY")]
    assert copied == ["hosting/nginx.conf", "site"]
    assert "nginx.conf" in made
    target = next(line.split()[2] for line in lines if line.startswith("COPY site"))
    assert f"root {target};" in made["nginx.conf"]
    assert f"EXPOSE {hosting.PORT}" in lines
    assert f"listen {hosting.PORT};" in made["nginx.conf"]


def test_the_workflow_runs_commands_there_are() -> None:
    """It is read, not run: that takes GitHub. `yes` and `on` are words to YAML 1.1."""
    flow = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    assert set(flow) == {"name", True, "permissions", "concurrency", "jobs"}
    assert flow[True]["push"]["tags"] == ["v*.*.*"]
    build, publish = flow["jobs"]["build"], flow["jobs"]["publish"]
    assert publish["needs"] == "build"
    assert publish["permissions"] == {"pages": "write", "id-token": "write"}
    runs = [step["run"] for step in build["steps"] if "run" in step]
    assert runs
    for run in runs:
        command = run.replace('"$VERSION"', "v1.2.3").split()
        assert command[:2] == ["python3", "build_site.py"]
        assert build_site.parse(command[2:]).command == command[2]
    uploaded = next(step for step in build["steps"] if "upload" in step.get("uses", ""))
    default = build_site.parse(["release", "1.2.3"]).to / release.SITE
    assert ROOT / uploaded["with"]["path"] == default
    for job in (build, publish):
        for step in job["steps"]:
            assert "run" in step or re.fullmatch(r"actions/[a-z-]+@v\d+", step["uses"])
