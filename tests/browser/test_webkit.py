"""The tour in WebKit, the engine of Safari and of every browser on iOS; offline too."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser import webkit
from tests.browser.host import hosting
from tests.browser.tour import computes, goes_offline, reads

pytestmark = [pytest.mark.browser, pytest.mark.pyodide]


def test_a_tour(built_site: Path) -> None:
    if needed := webkit.missing():
        pytest.skip(f"NOT RUN in WebKit: {needed}")
    with hosting(built_site) as host, webkit.opened() as visitor:
        reads(visitor, f"{host.url}en/", "en")
        computes(visitor, host.url, "zh")
        goes_offline(visitor, host, built_site, host.url)
