"""When the calculator's Python is late or does not come: what is said, what works, what is kept."""

from __future__ import annotations

import os
import re
import shutil
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, Route, expect

from builder import chromium, engine, serve
from calculator import sentences
from calculator.i18n import Lang, Text
from calculator.page import SAYINGS
from calculator.shared_facts import TITLES, Title
from tests.browser.conftest import SIZES
from tests.browser.desk import YES, Desk

pytestmark = [pytest.mark.browser, pytest.mark.pyodide]

EQUIPMENT = "equipment_projects.0.investment"
LOADER = "**/engine/**/pyodide.js"
ARCHIVE, WASM, GLUE = "**/engine/python-*.zip", "**/engine/**/*.wasm", "**/engine/**/pyodide.asm.js"
WORKER = "**/engine/worker-*.js"


class Provoked(list[str]):
    """Leaves out what the console hears of a missing or broken engine: it was asked for here."""

    def append(self, problem: str, /) -> None:
        if not problem.startswith("console error: "):
            super().append(problem)


@pytest.fixture
def problems() -> list[str]:
    return Provoked()


Tamper = Callable[[Route], None]


def missing(route: Route) -> None:
    route.fulfill(status=404, content_type="text/html", body="<p>404")


def unreachable(route: Route) -> None:
    route.abort("connectionreset")


def captive(route: Route) -> None:
    """What a hotel's network says instead."""
    route.fulfill(status=200, content_type="text/html", body="<p>Log in")


def changed(route: Route) -> None:
    """One bit is another."""
    body = route.fetch().body()
    middle = len(body) // 2
    route.fulfill(status=200, body=body[:middle] + bytes([body[middle] ^ 1]) + body[middle + 1 :])


def cut(route: Route) -> None:
    route.fulfill(status=200, body=route.fetch().body()[:-100])


def mistyped(route: Route) -> None:
    """As a server sends it that has never heard of such a file."""
    route.fulfill(status=200, content_type="text/plain", body=route.fetch().body())


def worker_with(before: str = "", old: str = "", new: str = "") -> Tamper:
    """The worker as built, except for this."""

    def tampered(route: Route) -> None:
        source = route.fetch().text()
        assert source.count(old) == 1 or not old, (
            f"the worker holds {old} {source.count(old)} times"
        )
        body = before + (source.replace(old, new) if old else source)
        route.fulfill(status=200, content_type="text/javascript", body=body)

    return tampered


FULL = """
const { instantiate } = WebAssembly;
WebAssembly.instantiate = async (given, ...more) => {
  if (given instanceof WebAssembly.Module) throw new RangeError("Out of memory");
  return instantiate(given, ...more);
};
"""
ANSWER = "await answer(respond, call)"
# What is no matter of one file alone; below, each file in each way.
CAUSES: dict[str, tuple[str, Tamper, str]] = {
    "wasm unreachable": (WASM, unreachable, "network"),
    "glue unreachable": (GLUE, unreachable, "network"),
    "archive changed": (ARCHIVE, changed, "integrity"),
    "script changed": (GLUE, changed, "integrity"),
    "wasm is a page": (WASM, captive, "integrity"),
    "no WebAssembly": (WORKER, worker_with(before="delete globalThis.WebAssembly;"), "wasm"),
    "no memory": (WORKER, worker_with(before=FULL), "memory"),
    "Python stops": (
        WORKER,
        worker_with(old=ANSWER, new='await answer(respond, call + "x")'),
        "python",
    ),
}


# Each file of the engine, in each way it can be amiss, with what is said of it; "" where it does no harm.
FILES = {
    "worker": (WORKER, ("network", "network", "network")),
    "loader": (LOADER, ("network", "integrity", "network")),
    "glue": (GLUE, ("network", "integrity", "network")),
    "wasm": (WASM, ("network", "integrity", "")),
    "archive": (ARCHIVE, ("network", "integrity", "")),
}
WAYS: tuple[Tamper, ...] = (missing, cut, mistyped)


@pytest.mark.parametrize("lang", ["zh"])
@pytest.mark.parametrize(("pattern", "reasons"), FILES.values(), ids=FILES)
def test_each_file_that_is_amiss_is_survived(
    desk: Desk, pattern: str, reasons: tuple[str, str, str]
) -> None:
    """In one way after the other: each is named as what it is, and trying again helps."""
    context = desk.page.context
    retry = desk.status.get_by_role("button", name=SAYINGS["retry"](desk.lang))
    for n, (tamper, reason) in enumerate(zip(WAYS, reasons, strict=True)):
        asked = list[str]()
        context.route(pattern, noting(asked, tamper))
        if n:
            retry.click()
        else:
            desk.open()
            desk.choose("titles", TITLES[Title.LITTLE_GIANT])
        while not asked:  # from then on what is said is not of the time before
            desk.page.wait_for_timeout(20)
        desk.says(f"failed-{reason}" if reason else "ready")
        context.unroute(pattern)
    if reasons[-1]:
        retry.click()
    desk.is_enterprise("xiamen", Title.LITTLE_GIANT)
    desk.is_first_time()
    desk.totals_are("1,000,000")
    expect(desk.box("titles-little_giant")).to_be_checked()


def noting(asked: list[str], tamper: Tamper) -> Tamper:
    """Note what is asked for, then tamper with it."""

    def noted(route: Route) -> None:
        asked.append(route.request.url)
        tamper(route)

    return noted


def test_a_page_of_the_version_before_offers_to_reload_and_loses_nothing(desk: Desk) -> None:
    """Its engine is gone from the host, whose page names another one by now."""
    context = desk.page.context

    def newer(route: Route) -> None:
        if route.request.resource_type != "fetch":
            return route.continue_()
        page = route.fetch().text()
        return route.fulfill(body=re.sub(r"worker-[0-9a-f]+\.js", "worker-0123456789ab.js", page))

    context.route(WORKER, missing)
    context.route(re.compile(r"/calculator/$"), newer)
    desk.open()
    desk.choose("titles", TITLES[Title.LITTLE_GIANT])
    desk.says("failed-outdated")
    expect(desk.status.get_by_role("button", name=SAYINGS["retry"](desk.lang))).to_have_count(0)
    context.unroute(WORKER)
    context.unroute(re.compile(r"/calculator/$"))
    desk.status.get_by_role("button", name=SAYINGS["reload"](desk.lang)).click()
    desk.ready()  # what was ticked comes back with the first answer
    desk.is_enterprise("xiamen", Title.LITTLE_GIANT)
    desk.is_first_time()
    desk.totals_are("1,000,000")
    expect(desk.box("titles-little_giant")).to_be_checked()


# Every cause once, and every reason in both languages.
FIRST = {reason: cause for cause, (_, _, reason) in reversed(CAUSES.items())}
LOOKED_AT = [(cause, "zh") for cause in CAUSES] + [(cause, "en") for cause in FIRST.values()]


@pytest.mark.parametrize(("cause", "lang"), LOOKED_AT)
def test_it_says_why_keeps_all_and_tries_again(desk: Desk, cause: str) -> None:
    page, context = desk.page, desk.page.context
    pattern, tamper, reason = CAUSES[cause]
    context.route(pattern, tamper)
    desk.open()
    desk.choose("titles", TITLES[Title.LITTLE_GIANT])
    desk.says(f"failed-{reason}")
    retry = desk.status.get_by_role("button", name=SAYINGS["retry"](desk.lang))
    expect(retry).to_be_visible()

    # What still works: the form, the example with its answer, the links.
    desk.totals_are("1,000,000", "1,390,000")
    desk.is_enterprise("xiamen", Title.LITTLE_GIANT)
    desk.choose("first_little_giant_title", YES)
    desk.unfold("equipment")
    desk.type(EQUIPMENT, "３００")
    assert page.request.get(str(desk.card("xm-3").locator(".onward a").evaluate("a => a.href"))).ok

    context.unroute(pattern)
    retry.click()
    desk.type("little_giant_title_date", "2025-05-20")
    desk.totals_are("1,000,000", "1,300,000")
    expect(retry).to_have_count(0)
    expect(desk.box(EQUIPMENT)).to_have_value("３００")
    expect(desk.box("titles-little_giant")).to_be_checked()


@pytest.mark.parametrize("lang", ["zh"])
def test_one_clause_that_fails_leaves_the_others(desk: Desk) -> None:
    wrong = "import calculator.policies as p; object.__setattr__(p.MEASURES['xm-3'], 'rule', None)"
    last = 'return pyodide.pyimport("calculator.page").respond;'
    desk.page.context.route(
        WORKER, worker_with(old=last, new=f"pyodide.runPython(`{wrong}`); {last}")
    )
    desk.start(f"#city=xiamen&date=2025-06-30&titles=little_giant&{EQUIPMENT}=300")
    expect(desk.card("xm-3").locator(".state")).to_have_text(sentences.BROKEN(desk.lang))
    expect(desk.amount("xm-5")).to_have_text(desk.up_to("300,000"))
    expect(desk.page.locator("#results .incomplete")).to_be_visible()


def test_without_python_the_amounts_by_title_can_be_read(desk: Desk) -> None:
    desk.page.context.route(WORKER, worker_with(before="delete globalThis.WebAssembly;"))
    desk.open()
    desk.says("failed-wasm")
    glance = desk.page.locator("#glance")
    sum_ = Text("100\xa0万元", "RMB 1 million")
    expect(glance.get_by_text(sum_(desk.lang)).first).to_be_visible()
    expect(glance.get_by_role("link").first).to_be_visible()


@pytest.mark.parametrize("lang", ["zh"])
def test_what_is_typed_without_python_goes_along(desk: Desk) -> None:
    page = desk.page
    page.context.route(WORKER, worker_with(before="delete globalThis.WebAssembly;"))
    desk.open()
    desk.says("failed-wasm")
    desk.is_enterprise("xiamen", Title.LITTLE_GIANT)
    desk.unfold("equipment")
    desk.type(EQUIPMENT, "３百万 & 元")
    page.reload()
    desk.says("failed-wasm")
    expect(desk.box(EQUIPMENT)).to_have_value("３百万 & 元")
    page.locator("a[data-same-page]").click()
    other = Desk(page, "en")
    other.says("failed-wasm")
    expect(other.box(EQUIPMENT)).to_have_value("３百万 & 元")
    expect(other.box("titles-little_giant")).to_be_checked()
    other.button("clear").click()
    expect(other.box(EQUIPMENT)).to_have_value("")
    expect(page).not_to_have_url(re.compile("little_giant"))


def test_a_broken_file_in_the_cache_is_fetched_anew(
    browser: Browser, built_site: Path, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    shutil.copytree(built_site, site, copy_function=os.link)
    (archive,) = site.glob("engine/python-*.zip")
    good = archive.read_bytes()
    archive.unlink()  # the file of the built site is the same one
    archive.write_bytes(good[:5000] + bytes([good[5000] ^ 1]) + good[5001:])
    with serve.running(site) as url, browser.new_context(base_url=url) as context:
        desk = Desk(context.new_page(), "zh")
        desk.open()
        desk.says("failed-integrity")
        archive.write_bytes(good)
        desk.status.get_by_role("button", name=SAYINGS["retry"](desk.lang)).click()
        desk.ready()
        desk.page.reload()
        desk.ready()


def test_the_form_is_of_use_while_python_loads(sized_desk: Desk) -> None:
    desk, held = sized_desk, list[Route]()
    desk.page.context.route(WASM, lambda route: held.append(route))
    desk.open()
    expect(desk.status).to_have_text(re.compile(said(desk.lang, "start", "download")))
    desk.is_enterprise("xiamen", Title.LITTLE_GIANT)
    desk.choose("first_little_giant_title", YES)
    desk.unfold("equipment")
    desk.type(EQUIPMENT, "500")
    desk.type(EQUIPMENT, "499.99万元")
    desk.totals_are("1,000,000", "1,390,000")  # still the example
    expect(desk.status).to_have_text(re.compile(said(desk.lang, "download")))
    (route,) = held
    route.continue_()
    desk.type("little_giant_title_date", "2025-05-20")
    desk.totals_are("1,000,000", "1,499,990")
    expect(desk.box(EQUIPMENT)).to_have_value("499.99万元")
    desk.address_holds(f"{EQUIPMENT}=499.99万元")


def said(lang: Lang, *keys: str) -> str:
    """A pattern for any of the page's own sentences, up to the first blank to be filled."""
    return "|".join(re.escape(SAYINGS[key](lang).partition("{")[0]) for key in keys)


@pytest.mark.parametrize("lang", ["zh"])
def test_what_is_typed_over_an_address_wins(desk: Desk) -> None:
    held = list[Route]()
    desk.page.context.route(WASM, lambda route: held.append(route))
    desk.open("#city=xiamen&date=2025-06-30")
    desk.says("download")
    desk.choose("titles", TITLES[Title.LITTLE_GIANT])
    desk.choose("first_little_giant_title", YES)
    desk.address_holds("city=xiamen", "titles=little_giant", "first_little_giant_title=true")
    held.pop().continue_()
    desk.type("little_giant_title_date", "2025-05-20")
    desk.totals_are("1,000,000")
    expect(desk.box("titles-little_giant")).to_be_checked()
    expect(desk.box("city-xiamen")).to_be_checked()
    desk.address_holds("city=xiamen", "date=2025-06-30", "titles=little_giant")


def test_a_slow_network_is_named_with_what_one_can_do_meanwhile(desk: Desk) -> None:
    page, held = desk.page, list[Route]()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.clock.install()
    page.context.route(WASM, lambda route: held.append(route))
    desk.open()
    desk.says("download")
    desk.choose("titles", TITLES[Title.LITTLE_GIANT])
    page.clock.fast_forward(21_000)
    desk.says("slow")
    for size in SIZES.values():
        page.set_viewport_size(size)
        for key in ("retry", "amounts", "copy"):
            button = desk.status.get_by_role("button", name=SAYINGS[key](desk.lang))
            expect(button).to_be_in_viewport(ratio=1)
    desk.status.get_by_role("button", name=SAYINGS["copy"](desk.lang)).click()
    expect(desk.status.get_by_role("button", name=SAYINGS["copied"](desk.lang))).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    desk.status.get_by_role("button", name=SAYINGS["amounts"](desk.lang)).click()
    expect(page.locator("#glance ol").first).to_be_in_viewport()
    # Where the clipboard is closed, there is the link to be copied by hand.
    page.evaluate("document.execCommand = () => false; delete window.ClipboardItem")
    desk.status.get_by_role("button", name=SAYINGS["copied"](desk.lang)).click()
    expect(desk.status.locator("textarea")).to_have_value(page.url)
    held.pop().continue_()
    desk.ready()
    expect(desk.status.get_by_role("button")).to_have_count(0)


class Halting(serve.Handler):
    """Sends half of each of the engine's files, and then nothing more."""

    halting = threading.Event()
    over = threading.Event()

    def copyfile(self, source: Any, outputfile: Any) -> None:
        if not self.halting.is_set() or not self.path.endswith(ENGINE_FILES):
            super().copyfile(source, outputfile)
            return
        content = source.read()
        outputfile.write(content[: len(content) // 2])
        outputfile.flush()
        self.over.wait(60)
        self.close_connection = True


ENGINE_FILES = (".wasm", ".zip", "/pyodide.js", "/pyodide.asm.js")


@pytest.mark.parametrize("lang", ["en"])
def test_files_that_stop_half_way_can_be_asked_for_again(
    browser: Browser, built_site: Path, lang: Lang
) -> None:
    """Nothing more comes of any of them: that is said, and trying again helps."""
    total = sum(each.bytes for each in engine.read_manifest(built_site / "engine").files)
    figures = {f"{figure / 1e6:.1f}" for figure in range(total * 48 // 100, total // 2, 10_000)}
    Halting.halting.set()
    Halting.over.clear()
    with (
        serve.Server((serve.HOST, 0), partial(Halting, directory=os.fspath(built_site))) as server,
        browser.new_context(base_url=server.url, service_workers="block") as context,
    ):
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        desk = Desk(context.new_page(), lang)
        desk.page.clock.install()
        desk.open()
        desk.choose("titles", TITLES[Title.LITTLE_GIANT])
        expect(desk.status).to_contain_text(re.compile("|".join(map(re.escape, figures))))
        desk.page.clock.fast_forward(21_000)
        desk.says("slow")
        Halting.halting.clear()
        desk.status.get_by_role("button", name=SAYINGS["retry"](desk.lang)).click()
        desk.ready()
        expect(desk.box("titles-little_giant")).to_be_checked()
        expect(desk.status.get_by_role("button")).to_have_count(0)
        Halting.over.set()
        server.shutdown()


def test_a_device_with_little_memory_says_so_and_keeps_what_was_typed(
    playwright: Playwright, site_url: str
) -> None:
    """WebAssembly may have less than Python starts with; with more of it, the same page computes."""
    path, typed = chromium.find_or_install(playwright).path, "３００"
    kept = ""
    for pages in ("200", "65536"):
        flags = [*chromium.FLAGS, f"--js-flags=--wasm-max-mem-pages={pages} --liftoff-only"]
        launched = playwright.chromium.launch(executable_path=path, args=flags)
        with launched, launched.new_context(base_url=site_url, service_workers="block") as context:
            desk = Desk(context.new_page(), "zh")
            desk.open(kept)
            if pages == "200":
                desk.says("failed-memory")
                desk.is_enterprise("xiamen", Title.LITTLE_GIANT)
                desk.unfold("equipment")
                desk.type(EQUIPMENT, typed)
                desk.address_holds("city=xiamen", "titles=little_giant")
                kept = f"#{desk.page.url.partition('#')[2]}"
                desk.page.reload()
                desk.says("failed-memory")
            else:
                desk.ready()
                expect(desk.amount("xm-5")).to_have_text(desk.up_to("300,000"))
            expect(desk.box(EQUIPMENT)).to_have_value(typed)
            expect(desk.box("titles-little_giant")).to_be_checked()


HERE = 'post({ type: "progress", stage: "start", loaded: total, total })'
DEATHS = {
    "while it starts": ("boot", HERE, f"[{HERE}, self.close()]"),
    "owing an answer": ("ready", ANSWER, "(self.close(), await new Promise(() => 0))"),
}


@pytest.mark.parametrize("lang", ["zh"])
@pytest.mark.parametrize(("last", "old", "new"), DEATHS.values(), ids=DEATHS)
def test_a_worker_that_dies_without_a_word_is_noticed(
    desk: Desk, last: str, old: str, new: str
) -> None:
    """A minute later one can try again, and what was typed is there."""
    desk.page.clock.install()
    desk.page.context.route(WORKER, worker_with(old=old, new=new))
    desk.open()
    desk.says(last)
    desk.choose("titles", TITLES[Title.LITTLE_GIANT])
    desk.page.clock.run_for(1000)  # what is typed is on its way
    desk.page.clock.fast_forward(61_000)
    desk.says("failed-python")
    desk.page.context.unroute(WORKER)
    desk.status.get_by_role("button", name=SAYINGS["retry"](desk.lang)).click()
    desk.ready()
    desk.is_enterprise("xiamen", Title.LITTLE_GIANT)
    desk.is_first_time()
    desk.page.clock.run_for(2000)
    desk.totals_are("1,000,000")


@pytest.mark.parametrize(
    ("connection", "lang"), [("{saveData: true}", "zh"), ("{effectiveType: '2g'}", "en")]
)
def test_where_data_are_dear_nothing_is_downloaded_before_it_is_wanted(
    desk: Desk, connection: str
) -> None:
    asked = list[str]()
    desk.page.on("request", lambda request: asked.append(request.url))
    desk.page.add_init_script(
        f"Object.defineProperty(Navigator.prototype, 'connection', {{get: () => ({connection})}})"
    )
    desk.open()
    desk.says("frugal")
    desk.totals_are("1,000,000", "1,390,000")  # the example is there
    desk.page.goto(desk.path.replace("calculator/", "xiamen-2024/xm-3/"))
    desk.box("first_little_giant_title-true").focus()
    desk.page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "/engine/" in url]
    desk.open()
    desk.choose("titles", TITLES[Title.LITTLE_GIANT])
    desk.ready()


@pytest.mark.parametrize("lang", ["zh"])
def test_a_clause_starts_python_when_its_box_is_turned_to(desk: Desk) -> None:
    asked = list[str]()
    desk.page.on("request", lambda request: asked.append(request.url))
    desk.page.goto(desk.path.replace("calculator/", "xiamen-2024/xm-3/"))
    desk.page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "/engine/" in url]
    desk.box("first_little_giant_title-true").focus()
    desk.ready()
