"""The host configurations do what they say: a real nginx, Python's own server, the files for others."""

from __future__ import annotations

import gzip
import json
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import brotli
import pytest
from filelock import FileLock

from builder import hosting, release, security
from builder.serve import TYPES
from tests import project
from tests.hosting.asking import ask, faults, free_port, running

pytestmark = pytest.mark.slow

PAGE = "<!doctype html><title>政策</title>" + "<p>专精特新</p>" * 100

MODULE = hosting.MODULE.removeprefix("/")


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
            project.unpacked(folder, *hosting.PACKAGES)
    return Nginx(str(folder / "usr/sbin/nginx"), folder / MODULE)


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
    rules = [f"/{r.path}\n" + "".join(f"  {k}: {v}\n" for k, v in r.headers.items()) for r in RULES]
    (folder / security.HEADERS).write_text("".join(rules), encoding="utf-8")
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
        for path in ("", "404.html", "en/", "xiamen-2024/*")
    ),
)


def here(conf: str, port: int) -> str:
    """Our configuration for this machine alone, at a port that is free."""
    conf = conf.replace(f"listen {hosting.PORT};", f"listen 127.0.0.1:{port};")
    return re.sub(r"    listen \[::\].*\n", "", conf)


@contextmanager
def nginx(
    found: Nginx, root: Path, work: Path, *, compressed: bool = False, base: str = "/"
) -> Iterator[str]:
    """A real nginx on our configuration; only its port, its folder and its logs are this test's."""
    port = free_port()
    conf = here(hosting.nginx(RULES, base), port).replace("root /srv/site;", f"root {root};")
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
    with running(command, port, work / "log"):
        yield f"http://127.0.0.1:{port}"


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
    """One policy for each address; one that no rule names, as of a later release, has that of pages."""
    addresses = ("", "en/", "xiamen-2024/xm-1/", "engine/python-271c62d97503.zip", "feed.xml")
    (pages,) = (r.headers[hosting.POLICY] for r in RULES if r.path == "404.html")
    for address in (*addresses, "nowhere", "xiamen-2027/xm2-1/"):
        due = [
            r.headers[hosting.POLICY]
            for r in RULES
            if r.holds_for(address) and hosting.POLICY in r.headers
        ]
        said = ask(f"{host}/{address}").headers.get(hosting.POLICY.lower())
        assert [said] == (due or [pages]), address


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
        ("/engine/", ">lost"),  # a folder without a page
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
    with running(command, port, tmp_path / "log"):
        for name, kind in (
            ("", "text/html"), ("xiamen-2024/xm-1/", "text/html"), (HASHED, "text/css"),
            ("engine/pyodide-0.29.5-b8c26f224a94/pyodide.asm.wasm", "application/wasm"),
            ("assets/idiomorph-0123456789ab.mjs", "text/javascript"),
        ):  # fmt: skip
            answer = ask(f"http://127.0.0.1:{port}/{name}")
            assert answer.headers["content-type"].partition(";")[0] == kind


# The container, step by step, without its image; `python -m tests.hosting.container` has that too.


@pytest.mark.parametrize("base", ["/", "/policy/"])
def test_the_container_does_what_its_file_says(
    found: Nginx, site: Path, tmp_path: Path, base: str
) -> None:
    """A folder is the whole system to it, and of that it may write to /tmp alone."""
    if os.geteuid() != 0 or shutil.which("unshare") is None:
        pytest.skip("NOT CHECKED: only root can give a program another root and user")
    if found.brotli is None:
        pytest.skip("NOT CHECKED: the nginx installed here has no brotli_static")
    port = free_port()
    (tmp_path / "site").symlink_to(site)
    (tmp_path / "hosting").mkdir()
    for name, content in hosting.files(RULES, base):
        (tmp_path / "hosting" / name).write_text(here(content, port), encoding="utf-8")
    root, log = tmp_path / "root", tmp_path / "log"
    system(root, found)
    user, command = carried_out(tmp_path, root)
    log.touch()
    os.chown(log, user, user)  # as containers are given theirs
    with running(within(root, user, command), port, log) as process:
        told = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
        assert re.search(rf"^Uid:(\t{user}){{4}}$", told, re.MULTILINE)
        assert re.search("^CapEff:\t0{16}$", told, re.MULTILINE)
        url = f"http://127.0.0.1:{port}{base.rstrip('/')}"
        assert not [*faults(url, site)]
        assert ask(f"{url}/xiamen-2024/xm-1").headers["location"] == f"{base}xiamen-2024/xm-1/"
        process.send_signal(signal.SIGQUIT)
        assert process.wait(10) == 0
    lines = log.read_text(encoding="utf-8").splitlines()
    assert f'"GET {base}xiamen-2024/xm-1 HTTP/1.1" 301' in lines[-1]
    assert all(line.startswith("127.0.0.1 - ") for line in lines), "nothing to complain of"
    owned = {path.relative_to(root).parts[0] for path in root.rglob("*") if owner(path) == user}
    assert owned == {"tmp"}


def system(root: Path, found: Nginx) -> None:
    """Of what the container's image has, what its steps need: nginx, a shell, and their libraries."""
    for name in ("bin", "sbin", "lib", "lib64"):
        (root / "usr" / name).mkdir(parents=True)
        (root / name).symlink_to(f"usr/{name}")
    for name in ("etc", "dev", "proc", "tmp"):
        (root / name).mkdir()
    (root / "tmp").chmod(0o1777)
    (root / "dev/stdout").symlink_to("/proc/self/fd/1")
    assert found.brotli
    placed = {found.program: "/usr/sbin/nginx", str(found.brotli): hosting.MODULE}
    for name in ("sh", "rm"):
        placed[f"/bin/{name}"] = f"/bin/{name}"
    for file in list(placed):
        linked = subprocess.run(
            ["ldd", file], capture_output=True, check=True, encoding="utf-8"
        ).stdout
        placed |= {each: each for each in re.findall(r"(/\S+) \(0x", linked)}
    for name in ("passwd", "group"):
        placed[f"/etc/{name}"] = f"/etc/{name}"
    for file, place in placed.items():
        (root / place[1:]).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, root / place[1:])


def carried_out(releases: Path, root: Path) -> tuple[int, list[str]]:
    """Take every step of a Containerfile in `root`; the user that it ends with, and the command."""
    words = (releases / "hosting/Containerfile").read_text(encoding="utf-8").replace("\\\n", "")
    user, command = 0, list[str]()
    for line in words.splitlines():
        match line.split(" ", 1):
            case ["COPY", said]:
                source, target = said.split()
                place = root / target[1:]
                place.parent.mkdir(parents=True, exist_ok=True)
                copied = shutil.copytree if (releases / source).is_dir() else shutil.copyfile
                copied(releases / source, place)
            case ["RUN", said] if "apt-get" in said:
                assert set(hosting.PACKAGES) < set(said.split()), "which `system` has put there"
            case ["RUN", said]:
                subprocess.run(within(root, user, ["sh", "-c", said]), check=True)
            case ["USER", said]:
                user, group = map(int, said.split(":"))
                assert pwd.getpwuid(user)[:4] == ("www-data", "x", user, group)
            case ["CMD", said]:
                command = json.loads(said)
            case ["STOPSIGNAL", said]:
                assert said == "SIGQUIT"
            case ["EXPOSE", said]:
                assert int(said) == hosting.PORT
            case ["FROM", said]:
                assert said == hosting.IMAGE
            case _:
                assert not line or line.startswith("#"), f"an unknown step: {line}"
    return user, command


def within(root: Path, user: int, command: list[str]) -> list[str]:
    """The command for which `root` is /, run as `user`."""
    whose = [f"--setgid={user}", f"--setuid={user}"]
    return ["unshare", "--mount", "--mount-proc", f"--root={root}", *whose, *command]


def owner(path: Path) -> int:
    return path.lstat().st_uid


def test_every_kind_of_file_of_the_site_has_a_type(built_site: Path) -> None:
    kinds = {path.suffix for path in built_site.rglob("*") if path.is_file()}
    assert kinds - TYPES.keys() <= {""}
