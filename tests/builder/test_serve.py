"""The server answers as a careful static host would, and rebuilds when a source changes."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from urllib.parse import urlsplit

import pytest

from builder import prefork, serve
from builder.environment import Trouble

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    site = tmp_path / "site"
    for name, content in {
        "index.html": "<p>首页",
        "404.html": "<p>没有这一页",
        "en/404.html": "<p>No such page",
        "xm-2/index.html": "<p>（2）",
        "engine.0a1b2c3d4e.wasm": "wasm",
        "engine.0a1b2c3d4e.wasm.br": "br",
        "engine.0a1b2c3d4e.wasm.gz": "gz",
        "worker.mjs": "1",
        "site.webmanifest": "{}",
    }.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(content, encoding="utf-8")
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    return site


@pytest.fixture
def url(folder: Path) -> Iterator[str]:
    with serve.running(folder) as address:
        yield address


def ask(
    url: str, path: str, method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of exactly this path: no client tidies it up on the way."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
    try:
        connection.request(
            method, path, headers={k.replace("_", "-"): v for k, v in headers.items()}
        )
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/worker.mjs", "text/javascript; charset=utf-8"),
        ("/engine.0a1b2c3d4e.wasm", "application/wasm"),
        ("/site.webmanifest", "application/manifest+json"),
    ],
)
def test_types(url: str, path: str, expected: str) -> None:
    status, headers, _ = ask(url, path)
    assert (status, headers["Content-Type"]) == (200, expected)
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_hashed_files_are_kept_and_pages_asked_for_again(url: str) -> None:
    assert "immutable" in ask(url, "/engine.0a1b2c3d4e.wasm")[1]["Cache-Control"]
    for path in ("/", "/worker.mjs"):
        assert ask(url, path)[1]["Cache-Control"] == "no-cache"


def test_an_unchanged_file_is_not_sent_again(url: str, folder: Path) -> None:
    _, headers, _ = ask(url, "/")
    status, _, body = ask(url, "/", If_None_Match=headers["ETag"])
    assert (status, body) == (304, b"")
    (folder / "index.html").write_text("<p>新的首页", encoding="utf-8")
    assert ask(url, "/", If_None_Match=headers["ETag"])[0] == 200


@pytest.mark.parametrize(
    ("accepted", "encoding", "expected"),
    [
        ("gzip, deflate, br", "br", b"br"),
        ("gzip;q=1.0", "gzip", b"gz"),
        ("identity", None, b"wasm"),
    ],
)
def test_precompressed_siblings(
    url: str, accepted: str, encoding: str | None, expected: bytes
) -> None:
    _, headers, body = ask(url, "/engine.0a1b2c3d4e.wasm", Accept_Encoding=accepted)
    assert (headers.get("Content-Encoding"), body) == (encoding, expected)
    assert headers["Content-Type"] == "application/wasm"
    assert headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("path", "expected"),
    [("/nothing/", "没有这一页"), ("/en/nothing", "No such page"), ("/worker.mjs/", "没有这一页")],
)
def test_what_is_missing_gets_the_sites_own_page(url: str, path: str, expected: str) -> None:
    status, _, body = ask(url, path)
    assert (status, expected in body.decode()) == (404, True)


def test_a_folder_is_opened_with_its_slash_and_query(url: str) -> None:
    status, headers, _ = ask(url, "/xm-2?a=1")
    assert (status, headers["Location"]) == (301, "/xm-2/?a=1")
    assert ask(url, "/xm-2/")[2].decode() == "<p>（2）"


@pytest.mark.parametrize(
    "path", ["/../secret.txt", "/%2e%2e/secret.txt", "/xm-2/..%2f../secret.txt"]
)
def test_nothing_outside_the_folder_is_served(url: str, path: str) -> None:
    status, _, body = ask(url, path)
    assert (status, b"secret" in body) == (404, False)


def test_no_redirect_leaves_the_host(url: str, folder: Path) -> None:
    (folder / "elsewhere.example").mkdir()
    _, headers, _ = ask(url, "//elsewhere.example")
    assert not headers.get("Location", "/").startswith("//")


def test_head_has_the_headers_and_no_body(url: str) -> None:
    status, headers, body = ask(url, "/", method="HEAD")
    assert (status, headers["Content-Length"], body) == (200, str(len("<p>首页".encode())), b"")


def test_pages_reload_only_where_rebuilds_are_announced(folder: Path, url: str) -> None:
    assert serve.RELOAD not in ask(url, "/")[2]
    changes = serve.Changes()
    with serve.open_server(folder, 0, changes) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        assert ask(server.url, "/")[2].endswith(serve.RELOAD)
        assert serve.RELOAD not in ask(server.url, "/worker.mjs")[2]
        listening = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=10)
        listening.request("GET", serve.CHANGES)
        stream = listening.getresponse()
        assert stream.readline() == b":\n"  # connected
        changes.announce()
        assert b"data: rebuilt\n" in [stream.readline() for _ in range(3)]
        listening.close()
        server.shutdown()


def test_once_closed_it_answers_nobody_who_is_still_connected(folder: Path) -> None:
    with serve.running(folder) as url:
        idle = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
        idle.request("GET", "/")
        assert idle.getresponse().read() == "<p>首页".encode()
    idle.request("GET", "/")
    with pytest.raises(ConnectionError):
        idle.getresponse()
    with pytest.raises(ConnectionRefusedError):
        ask(url, "/")


def test_a_port_in_use_is_passed_over_and_said(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server((serve.HOST, 0)) as taken:
        port = taken.getsockname()[1]
        with serve.open_server(folder, port) as server:
            assert server.server_port > port
        assert f"{port} is in use" in capsys.readouterr().out


def test_no_free_port_is_one_clear_sentence(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "PORTS_TRIED", 1)
    with socket.create_server((serve.HOST, 0)) as taken, pytest.raises(Trouble, match="--port"):
        serve.open_server(folder, taken.getsockname()[1])


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(serve, "POLL_SECONDS", 0.01)
    sources = tmp_path / "docs"
    (sources / "policies").mkdir(parents=True)
    (sources / "policies" / "zh.md").write_text("一", encoding="utf-8")
    return sources


@pytest.mark.parametrize(("worked", "announced"), [(True, 1), (False, 0)])
def test_a_change_rebuilds_and_only_a_good_rebuild_is_announced(
    watched: Path, worked: bool, announced: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes, stop, called = serve.Changes(), threading.Event(), threading.Event()
    looked = threading.Event()
    original = serve.snapshot

    def rebuild() -> bool:
        stop.set()  # this is the last round
        called.set()
        return worked

    def look(sources: list[Path]) -> dict[str, tuple[int, int]]:
        found = original(sources)
        looked.set()
        return found

    monkeypatch.setattr(serve, "snapshot", look)
    thread = threading.Thread(target=serve.watch, args=([watched], rebuild, changes, stop))
    thread.start()
    assert looked.wait(10)
    (watched / "policies" / "en.md").write_text("I.", encoding="utf-8")
    assert called.wait(10)
    thread.join(10)
    assert changes.count == announced


MODULE = """
import os, pathlib, part
def main(argv):
    with pathlib.Path(argv[0]).open("a", encoding="utf-8") as told:
        print(os.getppid(), part.SAID, pathlib.Path("text").read_text("utf-8"), file=told)
    return part.STATUS
"""


@pytest.mark.slow
def test_a_text_is_built_in_a_process_that_is_warm_and_code_in_a_new_one(tmp_path: Path) -> None:
    part, text, told = tmp_path / "part.py", tmp_path / "text", tmp_path / "told"
    (tmp_path / "fake.py").write_text(MODULE, encoding="utf-8")
    part.write_text("SAID, STATUS = 'a', 0", encoding="utf-8")
    text.write_text("one", encoding="utf-8")
    run = prefork.Warm(tmp_path, "fake", [str(told)], [part])
    assert run()
    text.write_text("two", encoding="utf-8")
    assert run()
    part.write_text("SAID, STATUS = 'longer', 1", encoding="utf-8")
    assert not run()
    part.write_text("SAID, STATUS = 'broken", encoding="utf-8")
    assert not run()
    # Of another length: Python keeps bytecode by the second and the size of a file.
    part.write_text("SAID, STATUS = 'mended-again', 0", encoding="utf-8")
    assert run()
    rows = [line.split() for line in told.read_text(encoding="utf-8").splitlines()]
    assert [row[1:] for row in rows] == [
        ["a", "one"],
        ["a", "two"],
        ["longer", "two"],
        ["mended-again", "two"],
    ]
    (first, second, third, _) = (row[0] for row in rows)
    assert first == second != third


@pytest.mark.slow
def test_what_a_run_leaves_to_do_is_waited_for_by_nobody(tmp_path: Path) -> None:
    (tmp_path / "fake.py").write_text(
        "import pathlib, time\nfrom builder.prefork import afterwards\n"
        "def wait():\n    while not pathlib.Path('go').exists(): time.sleep(0.01)\n"
        "    pathlib.Path('done').touch()\n"
        "def main(argv):\n    afterwards(wait)\n    return 0",
        encoding="utf-8",
    )
    run = prefork.Warm(tmp_path, "fake", [], [])
    assert run()
    assert run()
    assert not (tmp_path / "done").exists()
    (tmp_path / "go").touch()
    until = monotonic() + 10
    while not (tmp_path / "done").exists():
        assert monotonic() < until


@pytest.mark.slow
def test_a_slip_in_the_module_that_begins_runs_is_told_too(tmp_path: Path) -> None:
    (tmp_path / "builder").mkdir()
    (tmp_path / "builder/prefork.py").write_text("if True\n    pass\n", encoding="utf-8")
    teller = "def tell_slip(error):\n    print(type(error).__name__)\n    return True\n"
    (tmp_path / "teller.py").write_text(teller, encoding="utf-8")
    command = [sys.executable, "-c", prefork.BEGIN, "teller"]
    done = subprocess.run(
        command, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("SyntaxError\n", "")


@pytest.mark.slow
def test_a_run_that_dies_has_failed(tmp_path: Path) -> None:
    (tmp_path / "fake.py").write_text(
        "import os, pathlib, signal\n"
        "def main(argv):\n    pathlib.Path('fatal').exists() and os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return 0",
        encoding="utf-8",
    )
    run = prefork.Warm(tmp_path, "fake", [], [])
    (tmp_path / "fatal").touch()
    assert not run()
    (tmp_path / "fatal").unlink()
    assert run()


BUILD = """
from pathlib import Path
from builder import site
def main(argv):
    site.build(Path(argv[0]), Path(argv[1]), engine=False)
    return 0
"""


@pytest.mark.slow
def test_a_site_rebuilt_after_edits_is_the_one_a_clean_build_makes(tmp_path: Path) -> None:
    project, live, clean = (tmp_path / name for name in ("project", "live", "clean"))
    project.mkdir()
    for name in ("builder", "calculator", "node_modules", "mkdocs.yml", "mkdocs.en.yml"):
        (project / name).symlink_to(ROOT / name)
    shutil.copytree(ROOT / "docs", project / "docs")
    (tmp_path / "fake.py").write_text(BUILD, encoding="utf-8")
    run = prefork.Warm(tmp_path, "fake", [str(project), str(live)], [])

    def edit(name: str, old: str, new: str) -> None:
        file = project / "docs" / name
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

    was, then = (f"支持龙头企业{how}专精特新企业" for how in ("联合", "携手"))
    edit("policies/xiamen-2024/zh.md", was, then)
    assert run()
    assert then in (live / "xiamen-2024/xm-8/index.html").read_text(encoding="utf-8")
    edit("policies/xiamen-2024/zh.md", then, was)
    edit("glossary.toml", "一处办齐", "一处办妥")
    edit("en/about.md", "# About", "# About this")
    assert run()
    build = [sys.executable, "-c", f"{BUILD}\nmain({[str(project), str(clean)]!r})"]
    subprocess.run(build, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=True)
    made, due = (
        {path.relative_to(site): path.read_bytes() for path in site.rglob("*") if path.is_file()}
        for site in (live, clean)
    )
    assert made.keys() == due.keys()
    assert not [place for place, content in due.items() if made[place] != content]


def test_what_python_leaves_behind_is_no_source(watched: Path) -> None:
    before = serve.snapshot([watched])
    assert len(before) == 1
    (watched / "__pycache__").mkdir()
    (watched / "__pycache__" / "x.pyc").write_text("", encoding="utf-8")
    assert serve.snapshot([watched, watched / "absent.yml"]) == before
    (watched / "policies" / "zh.md").unlink()
    assert serve.snapshot([watched]) == {}


@pytest.mark.slow
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_it_prints_its_address_and_ends_cleanly(folder: Path, ending: signal.Signals) -> None:
    code = (
        "import sys, pathlib, builder.serve as s; s.serve(pathlib.Path(sys.argv[1]), 0, [], None)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(folder)],
        cwd=ROOT,
        env={"PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        assert process.stdout
        first = process.stdout.readline()
        address = next(word for word in first.split() if word.startswith("http://127.0.0.1:"))
        assert ask(address, "/")[0] == 200
        process.send_signal(ending)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (0, "")
    assert "Stopped." in out


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1", 200),
        ("127.0.0.1:8000", 200),
        ("localhost:8000", 200),
        ("[::1]:8000", 200),
        ("evil.example", 421),
        ("evil.example:8000", 421),
        ("127.0.0.1.evil.example", 421),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_only_the_names_of_this_machine_are_answered(
    url: str, method: str, host: str, status: int
) -> None:
    """A page elsewhere whose name leads here could read what is not published."""
    assert ask(url, "/", method, Host=host)[0] == status


def test_the_list_of_headers_is_for_hosts(folder: Path, url: str) -> None:
    (folder / "_headers").write_text("/*\n  X-Frame-Options: DENY\n", encoding="utf-8")
    assert ask(url, "/_headers")[0] == 404


def test_the_reloader_has_a_head(folder: Path) -> None:
    with serve.open_server(folder, 0, serve.Changes()) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        answers = [ask(server.url, serve.RELOADER, method) for method in ("GET", "HEAD")]
        server.shutdown()
    assert [status for status, _, _ in answers] == [200, 200]
    assert answers[0][2] == serve.RELOADS
    assert answers[1][2] == b""
