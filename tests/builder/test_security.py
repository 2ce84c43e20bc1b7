"""The policy in pages and headers: it lets the site's own scripts run, and nothing else."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from html import unescape
from pathlib import Path

import pytest

from builder import security

THEME = "var target=document.getElementById(location.hash.slice(1));"
PAGE = (
    '<!doctype html>\n<html><head><meta charset="utf-8"><script>{script}</script></head>'
    '<body><script src="a.js"></script><script type="application/json">{{}}</script></body></html>'
)
# Where markup runs or looks as its author wants; the policy would stop it, unseen by who wrote it.
INLINE = re.compile(r"<[a-z][^<>]*\s(on[a-z]+|style)=|<style\b|javascript:", re.IGNORECASE)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for place in ("index.html", "calculator/index.html", "en/embed/index.html", "en/index.html"):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(PAGE.format(script=f"{THEME}/*{place}*/"), encoding="utf-8")
    return tmp_path


def told(site: Path, address: str) -> dict[str, str]:
    """What a host says of an address; a header that two rules set would be joined."""
    found: dict[str, str] = {}
    for rule in security.read_headers(site):
        if rule.holds_for(address):
            assert not found.keys() & rule.headers.keys()
            found |= rule.headers
    return found


def test_a_page_runs_its_own_inline_scripts_and_no_others(site: Path) -> None:
    security.seal(site)
    html = (site / "index.html").read_text(encoding="utf-8")
    said = unescape(html.partition('content="')[2].partition('"')[0])
    digest = b64encode(sha256(f"{THEME}/*index.html*/".encode()).digest()).decode()
    assert f"script-src 'self' 'sha256-{digest}'" in said
    assert said.count("sha256-") == 1
    assert "unsafe" not in said
    assert html.index("Content-Security-Policy") < html.index("<script>")


def test_an_inline_script_that_is_not_the_themes_stops_the_build(site: Path) -> None:
    (site / "index.html").write_text(PAGE.format(script="alert(1)"), encoding="utf-8")
    with pytest.raises(security.SecurityError, match=r"index\.html: an inline script begins with"):
        security.seal(site)


def test_a_page_without_its_beginning_stops_the_build(site: Path) -> None:
    (site / "index.html").write_text("<p>", encoding="utf-8")
    with pytest.raises(security.SecurityError, match="must begin with"):
        security.seal(site)


def test_a_host_says_one_policy_of_each_address(site: Path) -> None:
    security.seal(site)
    policies = {
        address: told(site, address).get("Content-Security-Policy", "")
        for address in ("", "404.html", "calculator/", "en/", "en/index.html", "en/embed/",
                        "engine/worker.js", "data/x.json")
    }  # fmt: skip
    for address in ("", "404.html", "calculator/", "en/", "en/index.html"):
        assert policies[address].count("sha256-") == 4
        assert "frame-ancestors 'none'" in policies[address]
    assert policies["en/embed/"].endswith("; frame-ancestors *")
    assert policies["en/embed/"].partition("; frame")[0] == policies[""].partition("; frame")[0]
    assert policies["engine/worker.js"] == security.WORKER_POLICY
    assert "wasm" not in "".join(said for at, said in policies.items() if at != "engine/worker.js")
    assert policies["data/x.json"] == ""
    for address in policies:
        assert told(site, address)["Referrer-Policy"] == "no-referrer"
        assert "camera=()" in told(site, address)["Permissions-Policy"]


def test_a_site_without_rules_has_none(tmp_path: Path) -> None:
    assert security.read_headers(tmp_path) == ()


def test_nothing_in_the_built_pages_would_be_stopped(built_site: Path) -> None:
    pages = list(built_site.rglob("*.html"))
    assert len(pages) > 100
    for page in pages:
        html = page.read_text("utf-8")
        assert html.count('http-equiv="Content-Security-Policy"') == 1, page
        assert not INLINE.search(html), (page, INLINE.search(html))
