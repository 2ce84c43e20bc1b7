"""The site without a network: kept after one visit, never mixed from two builds, given back."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from email.utils import formatdate
from pathlib import Path
from time import time
from urllib.parse import urlsplit

import brotli
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from builder import chromium, engine, offline, ui_text
from calculator.i18n import LANGS, Lang
from calculator.shared_facts import Title
from tests.browser.desk import ROOTS, Desk
from tests.browser.host import Host, Instead, hosting

pytestmark = [pytest.mark.browser, pytest.mark.pyodide]

NEW = "of the newer build"
"""Words that only the newer build has."""

ROOT = Path(__file__).resolve().parents[2]
CLAUSE = "xiamen-2024/xm-3/"
FRUGAL = "Object.defineProperty(Navigator.prototype, 'connection', {get: () => (%s)})"


@pytest.fixture
def host(built_site: Path) -> Iterator[Host]:
    with hosting(built_site) as running:
        yield running


@pytest.fixture
def context(browser: Browser, host: Host) -> Iterator[BrowserContext]:
    """A fresh profile, with service workers."""
    opened = browser.new_context(base_url=host.url)
    opened.set_default_timeout(30_000)
    yield opened
    host.released.set()
    opened.close()


def list_of(folder: Path) -> dict[str, dict[str, str]]:
    """The list of a built site."""
    told = (folder / f"assets/offline-{build_of(folder)}.json").read_text("utf-8")
    groups: dict[str, dict[str, str]] = json.loads(told)
    return groups


def kept(page: Page) -> dict[str, list[str]]:
    """What each cache holds, by addresses below the site."""
    found: dict[str, list[str]] = page.evaluate(
        """async () => {
          const found = {};
          for (const name of await caches.keys()) {
            const site = name.split("#")[0], requests = await (await caches.open(name)).keys();
            found[name.split("#")[1]] = requests.map(({ url }) => url.slice(site.length)).sort();
          }
          return found;
        }"""
    )
    return found


POLL = """async (given) => {
  const found = %s;
  for (let round = 0; round < 900; round++) {
    if (await found(given)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("not within 90 s");
}"""
HOLDS = """async ([build, files]) => {
  const { installing, waiting } = (await navigator.serviceWorker.getRegistration()) ?? {};
  if (installing || waiting) return false;
  const name = (await caches.keys()).find((each) => each.endsWith(`#${build}`));
  if (!name) return false;
  const kept = new Set((await (await caches.open(name)).keys()).map(({ url }) => url));
  return files.every((each) => kept.has(name.split("#")[0] + each));
}"""
GONE = "async () => !(await navigator.serviceWorker.getRegistrations()).length"


def build_of(folder: Path) -> str:
    """The hash of a built site."""
    (path,) = folder.glob("assets/offline-*.json")
    return path.stem.removeprefix("offline-")


def wait_for(page: Page, folder: Path, *groups: str, but: str | None = None) -> None:
    """Wait until all files (but one) of these groups of the site in `folder` are kept."""
    files = [place for group in groups for place in list_of(folder)[group] if place != but]
    page.evaluate(POLL % HOLDS, [build_of(folder), files])


def little_giant(desk: Desk) -> None:
    """Fill in the form and see the answer."""
    desk.is_enterprise("xiamen", Title.LITTLE_GIANT)
    desk.is_first_time()
    desk.totals_are("1,000,000")


def all_works(page: Page, host: Host, lang: Lang) -> None:
    """Every page opens, the search finds, the calculator computes."""
    for place in ("", "measures/", CLAUSE, "xiamen-2024/", "about/"):
        answer = page.goto(ROOTS[lang] + place)
        assert answer
        assert answer.ok
        file = host.folder / urlsplit(host.url).path[1:] / ROOTS[lang] / place / "index.html"
        assert answer.text() == file.read_text("utf-8")
        assert page.evaluate("[...document.styleSheets].every(sheet => sheet.cssRules.length)")
    page.locator("input.md-search__input").fill("质押" if lang == "zh" else "pledge")
    expect(page.locator(".md-search-result__link").first).to_have_attribute(
        "href", re.compile("xm-13")
    )
    desk = Desk(page, lang)
    desk.start()
    little_giant(desk)


@pytest.mark.parametrize(("lang", "below"), [("zh", ""), ("en", "policy/")])
def test_after_one_visit_all_works_without_a_network(
    browser: Browser, built_site: Path, tmp_path: Path, lang: Lang, below: str
) -> None:
    folder = built_site
    if below:
        folder = tmp_path / "root"
        shutil.copytree(built_site, folder / below, copy_function=os.link)
    with hosting(folder, below) as host, browser.new_context(base_url=host.url) as context:
        page = context.new_page()
        Desk(page, lang).start()
        wait_for(page, folder / below, "now", "ahead", "engine")
        host.leave()
        context.new_cdp_session(page).send("Network.clearBrowserCache")  # what is kept is enough
        all_works(page, host, lang)
        for other in LANGS:
            answer = page.goto(ROOTS[other] + "glossary/")
            assert answer
            assert answer.ok
        groups = list_of(folder / below)
        lost: list[str] = page.evaluate(
            """async ([site, places]) => {
              const asked = places.map((each) => fetch(site + each).then(({ ok }) => ok, () => false));
              return (await Promise.all(asked)).flatMap((ok, at) => ok ? [] : places[at]);
            }""",
            [host.url, [*groups["now"], *groups["ahead"]]],
        )
        assert not lost


def test_every_page_is_listed(built_site: Path) -> None:
    groups = list_of(built_site)
    places = {p.relative_to(built_site).as_posix() for p in built_site.rglob("*.html")}
    wanted = {p.removesuffix("index.html") for p in places if not p.endswith("404.html")}
    assert wanted <= groups["ahead"].keys()
    names = {f"engine/{each.name}" for each in engine.read_manifest(built_site / "engine").files}
    assert names < groups["engine"].keys()


def test_the_engine_is_fetched_once(
    context: BrowserContext, host: Host, built_site: Path, tmp_path: Path
) -> None:
    """As hosts send it, compressed: the browser's own cache takes it then, even without a disk."""
    host.folder = shutil.copytree(built_site, tmp_path / "site", copy_function=os.link)
    (wasm,) = host.folder.glob("engine/*/*.wasm")
    wasm.with_name(f"{wasm.name}.br").write_bytes(brotli.compress(wasm.read_bytes(), quality=4))
    page = context.new_page()
    Desk(page, "zh").start()
    wait_for(page, host.folder, "engine")
    files = [each for each in host.asked if each.startswith("/engine/")]
    assert sorted(files) == sorted(set(files))
    page.reload()
    Desk(page, "zh").ready()
    assert [each for each in host.asked if each.startswith("/engine/")] == files


def test_python_is_compiled_on_the_first_visit_only(
    playwright: Playwright, browser: Browser, built_site: Path, site_url: str, tmp_path: Path
) -> None:
    """The browser keeps the machine code, once it has not grown for two seconds; V8 says of its use."""
    with playwright.chromium.launch_persistent_context(
        tmp_path,
        base_url=site_url,
        executable_path=chromium.find_or_install(playwright).path,
        args=list(chromium.FLAGS),
    ) as context:
        page, uses = context.new_page(), list[bool]()
        while not any(uses) and len(uses) < 4:
            assert context.browser
            context.browser.start_tracing(page=page, categories=["v8.wasm"])
            page.goto("calculator/")
            Desk(page, "zh").ready()
            uses.append(b'"wasm.Deserialize"' in context.browser.stop_tracing())
            wait_for(
                page, built_site, "engine"
            )  # by the service worker, which answers from then on
            page.wait_for_timeout(2500)
            page.goto("about:blank")
        assert not uses[0]
        assert uses[-1], uses


@pytest.mark.parametrize(("lang", "without"), [("zh", ""), ("en", "delete window.SharedWorker;")])
def test_a_clause_page_asks_for_the_engine_on_intent_only(
    context: BrowserContext, host: Host, lang: Lang, without: str
) -> None:
    """To start it, or to keep it where a page cannot share it with the next."""
    context.add_init_script(without)
    page = context.new_page()
    page.goto(ROOTS[lang] + CLAUSE)
    wait_for(page, host.folder, "now", "ahead")
    assert not [each for each in host.asked if each.startswith("/engine/")]
    page.locator('article a[href*="calculator/"]').first.focus()
    wait_for(page, host.folder, "engine")


@pytest.mark.parametrize("connection", ["{saveData: true}", "{effectiveType: '2g'}"])
def test_nothing_is_fetched_ahead_where_data_are_dear(
    context: BrowserContext, host: Host, connection: str
) -> None:
    context.add_init_script(FRUGAL % connection)
    page = context.new_page()
    page.goto(CLAUSE)
    page.locator('article a[href*="calculator/"]').first.focus()
    page.wait_for_load_state("networkidle")
    # What comes after the page is asked for when it is idle; this is asked for later still.
    page.evaluate("new Promise(resolve => requestIdleCallback(() => requestIdleCallback(resolve)))")
    assert page.evaluate("navigator.serviceWorker.getRegistration().then(found => !found)")
    assert not [each for each in host.asked if "sw.js" in each or each.startswith("/engine/")]


def rebuilt(built_site: Path, folder: Path, change: Callable[[Path], None]) -> Path:
    """Another build of the site, changed."""
    shutil.copytree(built_site, folder)
    for old in folder.glob("assets/offline-*.json"):
        old.unlink()
    change(folder)
    offline.write(ROOT, folder, True)
    return folder


def new_rule(folder: Path) -> None:
    """Another worker for the calculator, and a page that says so."""
    (old,) = folder.glob("engine/worker-*.js")
    new = old.with_name("worker-0123456789ab.js")
    new.write_text(old.read_text("utf-8") + "\n// new\n", "utf-8")
    old.unlink()
    for lang in LANGS:
        for path in (folder / ROOTS[lang]).glob("*/index.html"):
            path.write_text(path.read_text("utf-8").replace(old.name, new.name), "utf-8")
        path = folder / ROOTS[lang] / CLAUSE / "index.html"
        path.write_text(
            path.read_text("utf-8").replace("</article>", f"<p>{NEW}</p></article>"),
            encoding="utf-8",
        )


@pytest.fixture
def newer(built_site: Path, tmp_path: Path) -> Path:
    return rebuilt(built_site, tmp_path / "newer", new_rule)


def test_a_new_build_is_there_at_once_and_later_without_a_network(
    context: BrowserContext, host: Host, newer: Path
) -> None:
    page = context.new_page()
    desk = Desk(page, "zh")
    desk.start()
    wait_for(page, host.folder, "now", "ahead", "engine")
    host.folder = newer
    page.goto(CLAUSE)
    expect(page.locator("#content")).to_contain_text(NEW)
    desk.start()
    assert "/engine/worker-0123456789ab.js" in host.asked
    wait_for(page, newer, "now", "ahead", "engine")
    host.leave()
    page.goto(CLAUSE)
    expect(page.locator("#content")).to_contain_text(NEW)
    desk.start()
    little_giant(desk)
    place = desk.page.locator("[data-engine]").first.get_attribute("data-engine")
    assert "worker-0123456789ab.js" in str(place)


def test_unchanged_files_are_not_fetched_again(
    context: BrowserContext, host: Host, newer: Path, built_site: Path
) -> None:
    page = context.new_page()
    page.goto(CLAUSE)
    wait_for(page, host.folder, "now", "ahead")
    host.asked.clear()
    host.folder = newer
    page.goto(CLAUSE)
    wait_for(page, newer, "now", "ahead")
    fetched = {each.lstrip("/") for each in host.asked}
    same = list_of(built_site)["ahead"].items() & list_of(newer)["ahead"].items()
    assert len(same) > 50
    assert not fetched & ({place for place, _ in same} - {CLAUSE})


def test_a_page_of_another_build_is_never_kept(
    context: BrowserContext, host: Host, newer: Path, built_site: Path, tmp_path: Path
) -> None:
    """The host has the new list, and still the old page: half of a release."""
    half = shutil.copytree(newer, tmp_path / "half")
    shutil.copyfile(built_site / CLAUSE / "index.html", half / CLAUSE / "index.html")
    page = context.new_page()
    page.goto("")
    wait_for(page, host.folder, "now", "ahead")
    host.folder = half
    page.goto("")
    page.goto(CLAUSE)
    wait_for(page, newer, "now")
    wait_for(page, newer, "ahead", but=CLAUSE)
    assert CLAUSE not in kept(page)[build_of(newer)]
    host.leave()
    page.goto(CLAUSE)
    expect(page.locator("h1").last).to_have_text("No network")


def test_a_page_of_another_build_is_given_nothing_that_is_kept(
    context: BrowserContext, host: Host, newer: Path
) -> None:
    """The page is new, and its service worker has not come yet."""
    page = context.new_page()
    page.goto("")
    wait_for(page, host.folder, "now", "ahead")
    host.stalls = re.compile(r"sw\.js")
    host.folder = newer
    page.goto(CLAUSE)
    expect(page.locator("#content")).to_contain_text(NEW)
    settings = "fetch('../../search/search_index.json').then(({ ok }) => ok, () => false)"
    host.instead = Instead(status=503)
    assert page.evaluate(settings) is False
    host.leave()
    assert page.evaluate(settings) is False
    page.goto("measures/")
    assert page.evaluate(settings.replace("../../", "../")) is True


def test_a_release_that_cannot_be_installed_leaves_the_one_before(
    context: BrowserContext, host: Host, newer: Path
) -> None:
    (newer / next(iter(list_of(newer)["now"]))).write_text("not this", encoding="utf-8")
    page = context.new_page()
    page.goto(CLAUSE)
    wait_for(page, host.folder, "now", "ahead")
    host.folder = newer
    answer = page.goto(CLAUSE)
    assert answer
    assert answer.ok
    expect(page.locator("#content")).to_contain_text(NEW)  # the network comes first
    page.evaluate(
        "navigator.serviceWorker.getRegistration().then(found => found.update()).catch(String)"
    )
    host.leave()
    page.goto("measures/")
    expect(page.locator("h1")).to_be_visible()
    assert page.locator("h1").inner_text() != "没有网络"


def test_preloading_that_an_older_worker_asked_for_is_undone(
    context: BrowserContext, host: Host, newer: Path
) -> None:
    page = context.new_page()
    page.goto("")
    wait_for(page, host.folder, "now")
    registered = "navigator.serviceWorker.ready.then(({ navigationPreload: it }) => it.%s)"
    page.evaluate(registered % "enable()")
    host.folder = newer
    page.goto(CLAUSE)
    wait_for(page, newer, "now")
    off = registered % "getState().then(({ enabled }) => !enabled)"
    page.evaluate(POLL % f"() => {off}")


DAY = 86_400


def aged(folder: Path, days: int) -> Path:
    """The site, its files so many days old."""
    then = time() - days * DAY
    for path in folder.rglob("*"):
        os.utime(path, (then, then))
    return folder


@pytest.fixture
def old_and_new(host: Host, newer: Path, tmp_path: Path) -> tuple[Path, Path]:
    """Two builds; browsers ask for the first one's files after ten days, unless they are told."""
    host.plain = True
    host.folder = aged(shutil.copytree(host.folder, tmp_path / "older"), 100)
    return host.folder, aged(newer, 50)


def test_a_host_that_says_nothing_of_keeping_shows_a_new_build_at_once(
    context: BrowserContext, host: Host, old_and_new: tuple[Path, Path]
) -> None:
    older, newer = old_and_new
    page = context.new_page()
    page.goto("")
    wait_for(page, older, "now", "ahead")
    changed = (
        "fetch('../../data/catalogue.json').then(({ headers }) => headers.get('Last-Modified'))"
    )
    page.goto(CLAUSE)
    expect(page.locator("#content")).not_to_contain_text(NEW)
    before = page.evaluate(changed)
    page.goto("")
    host.folder = newer
    page.goto(CLAUSE)
    expect(page.locator("#content")).to_contain_text(NEW)
    assert page.evaluate(changed) != before
    page.goto("calculator/")
    place = page.locator("[data-engine]").first.get_attribute("data-engine")
    assert "worker-0123456789ab.js" in str(place)


def test_without_a_worker_an_outdated_page_says_so_and_is_loaded_anew(
    browser: Browser, host: Host, old_and_new: tuple[Path, Path], lang: Lang
) -> None:
    older, newer = old_and_new
    with browser.new_context(base_url=host.url, service_workers="block") as context:
        page = context.new_page()
        banner = page.get_by_role("status").filter(has=page.get_by_role("button"))
        for folder in (older, newer):
            host.folder = folder
            page.goto(ROOTS[lang] + CLAUSE)
            expect(page.locator("#content")).not_to_contain_text(NEW)
            page.goto(ROOTS[lang])
        page.goto(ROOTS[lang] + CLAUSE)
        expect(banner).to_contain_text(ui_text.THEME["outdated"](lang))
        banner.get_by_role("button", name=ui_text.THEME["reload"](lang)).click()
        expect(page.locator("#content")).to_contain_text(NEW)
        expect(banner).to_have_count(0)
        assert f"HEAD /{ROOTS[lang]}{CLAUSE}" in host.asked


def test_a_page_that_was_asked_for_is_not_asked_about(browser: Browser, host: Host) -> None:
    with browser.new_context(base_url=host.url, service_workers="block") as context:
        page = context.new_page()
        for place in (CLAUSE, "", CLAUSE):
            page.goto(place)
            page.wait_for_load_state("networkidle")
    assert not [each for each in host.asked if each.startswith("HEAD")]


def a_login_page_came_once(page: Page, host: Host, instead: Instead) -> None:
    """Visit a page where it comes for one file, the calculator for one of its own, and leave."""
    host.instead = instead
    page.goto("calculator/" if re.match("/engine/|/assets/stylesheets/", instead.of) else "")
    while not any(re.search(instead.of, each) for each in host.asked):
        page.wait_for_timeout(50)
    page.wait_for_timeout(1000)  # for what is made of it
    host.instead = None
    page.goto("about:blank")


LIST, KEPT = r"/assets/offline-[0-9a-f]+\.json$", {"Cache-Control": "max-age=3600"}


@pytest.mark.parametrize(
    ("file", "keeps"),
    [
        # Every kind of file with what browsers keep longest; the list of all files whatever is said.
        (r"/sw\.js$", KEPT),
        (LIST, KEPT),
        (LIST, {}),
        (LIST, {"Last-Modified": ""}),
        (r"/assets/stylesheets/take-", KEPT),
        (r"/about/$", KEPT),
        (r"/engine/worker-", KEPT),
        (r"/engine/.*\.wasm$", KEPT),
    ],
)
def test_a_login_page_instead_of_one_file_is_made_good_at_the_next_visit(
    context: BrowserContext, host: Host, file: str, keeps: dict[str, str]
) -> None:
    """Whatever it says of keeping, on a host that compares no more than times."""
    host.plain = True
    page = context.new_page()
    dated = {name: value or formatdate(usegmt=True) for name, value in keeps.items()}
    a_login_page_came_once(page, host, Instead(file, headers=dated))
    Desk(page, "zh").start()
    wait_for(page, host.folder, "now", "ahead", "engine")
    host.leave()
    page.goto("about/")
    expect(page.locator("#content")).to_be_visible()
    desk = Desk(page, "zh")
    desk.start()
    little_giant(desk)


def test_a_list_that_was_kept_broken_is_fetched_anew(context: BrowserContext, host: Host) -> None:
    page = context.new_page()
    page.goto("")
    wait_for(page, host.folder, "now")
    page.evaluate(
        """async (list) => {
          const cache = await caches.open((await caches.keys())[0]);
          for (const request of await cache.keys()) await cache.delete(request);
          await cache.put(list, new Response("<!doctype html>"));
          await (await navigator.serviceWorker.ready).unregister();
        }""",
        f"{host.url}assets/offline-{build_of(host.folder)}.json",
    )
    page.goto("")
    wait_for(page, host.folder, "now", "ahead")


BREAK = "if (data.breaks) CacheStorage.prototype.open = () => Promise.reject(new Error('broken'));"


def test_where_storage_breaks_the_network_answers(
    context: BrowserContext, host: Host, built_site: Path, tmp_path: Path
) -> None:
    host.folder = shutil.copytree(built_site, tmp_path / "site", copy_function=os.link)
    worker = host.folder / offline.WORKER
    script = worker.read_text("utf-8")
    worker.unlink()
    worker.write_text(
        f"{script}\naddEventListener('message', ({{ data }}) => {{ {BREAK} }});", "utf-8"
    )
    page = context.new_page()
    page.goto("")
    wait_for(page, host.folder, "now", "ahead")
    page.evaluate("navigator.serviceWorker.controller.postMessage({ breaks: true })")
    page.goto(CLAUSE)
    expect(page.locator("#content")).to_be_visible()
    assert page.evaluate("[...document.styleSheets].every(sheet => sheet.cssRules.length)")


def test_the_site_takes_its_worker_back(
    context: BrowserContext, host: Host, built_site: Path, tmp_path: Path
) -> None:
    page = context.new_page()
    page.goto(CLAUSE)
    wait_for(page, host.folder, "now", "ahead")
    page.evaluate("caches.open('not ours')")
    retired = shutil.copytree(built_site, tmp_path / "retired", copy_function=os.link)
    (retired / offline.WORKER).unlink()
    offline.write(ROOT, retired, False)
    context.route("**/offline-*.js", lambda route: route.abort())  # pages no longer name it
    host.folder = retired
    page.goto("")
    page.evaluate(POLL % GONE)
    assert page.evaluate("caches.keys()") == ["not ours"]
    answer = page.goto(CLAUSE)
    assert answer
    assert answer.ok


def test_an_address_that_is_not_kept_says_so_in_both_languages(
    context: BrowserContext, host: Host
) -> None:
    page = context.new_page()
    page.goto("")
    wait_for(page, host.folder, "now", "ahead")
    host.leave()
    page.goto("no-such-page/")
    expect(page.locator("h1")).to_have_text(["没有网络", "No network"])
    page.get_by_role("link", name="All measures").click()
    expect(page).to_have_url(f"{host.url}en/measures/")


def test_a_server_in_trouble_and_a_slow_one_are_stood_in_for(
    context: BrowserContext, host: Host
) -> None:
    page = context.new_page()
    page.goto("")
    wait_for(page, host.folder, "now", "ahead")
    host.instead = Instead(status=503)
    answer = page.goto(CLAUSE)
    assert answer
    assert (answer.status, answer.from_service_worker) == (200, True)
    expect(page.locator("#content")).to_be_visible()
    page.goto("")
    host.stalls, host.instead = re.compile(CLAUSE), None
    answer = page.goto(CLAUSE)
    assert answer
    assert answer.from_service_worker
    expect(page.locator("#content")).to_be_visible()


def test_a_hotels_login_page_is_shown_and_not_kept(context: BrowserContext, host: Host) -> None:
    page = context.new_page()
    page.goto("")
    wait_for(page, host.folder, "now", "ahead")
    before = kept(page)
    host.instead = Instead()
    page.goto(CLAUSE)
    expect(page.locator("p")).to_have_text("Log in")
    host.instead = None
    page.goto("")
    assert kept(page) == before
    host.leave()
    page.goto(CLAUSE)
    expect(page.locator("#content")).to_be_visible()


def test_a_broken_file_that_was_kept_is_fetched_anew(context: BrowserContext, host: Host) -> None:
    page = context.new_page()
    desk = Desk(page, "zh")
    desk.start()
    wait_for(page, host.folder, "engine")
    page.evaluate(
        """async () => {
          const cache = await caches.open((await caches.keys())[0]);
          for (const request of await cache.keys())
            if (request.url.endsWith(".zip")) await cache.put(request, new Response("broken"));
        }"""
    )
    page.reload()
    desk.ready()
    little_giant(desk)
    host.leave()
    page.reload()
    desk.ready()


def test_without_a_network_a_broken_file_of_the_browser_is_made_good_by_the_kept_one(
    playwright: Playwright, host: Host, tmp_path: Path
) -> None:
    """On a disk, as files of this size are not cached in memory."""
    with playwright.chromium.launch_persistent_context(
        tmp_path / "profile",
        base_url=host.url,
        executable_path=chromium.find_or_install(playwright).path,
        args=list(chromium.FLAGS),
    ) as context:
        page = context.new_page()
        desk = Desk(page, "zh")
        desk.start()
        wait_for(page, host.folder, "engine")
        broken = tmp_path / "site"
        shutil.copytree(host.folder, broken, copy_function=os.link)
        (wasm,) = broken.glob("engine/*/*.wasm")
        place, good = wasm.relative_to(broken).as_posix(), wasm.read_bytes()
        wasm.unlink()  # the file of the built site is the same one
        wasm.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
        host.folder = broken
        last = """async ([url, cache]) => {
          const found = await (await fetch(url, {cache, mode: "same-origin"})).arrayBuffer();
          return new Uint8Array(found).at(-1);
        }"""
        assert page.evaluate(last, [f"/{place}", "reload"]) == good[-1] ^ 1
        host.leave()
        assert page.evaluate(last, [f"/{place}", "only-if-cached"]) == good[-1] ^ 1
        page.reload()
        desk.ready()
        little_giant(desk)
