"""Filmed on a slow processor: a dark page is dark from its first frame."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

SLOWER = 6
DARK = 80
"""Of 255; light paper is above 240."""

BRIGHTNESS = """async (frames) => {
  const each = async (frame) => {
    const image = new Image();
    image.src = `data:image/jpeg;base64,${frame}`;
    await image.decode();
    const pen = Object.assign(document.createElement("canvas"), { width: 32, height: 32 }).getContext("2d");
    pen.drawImage(image, 0, 0, 32, 32);
    const seen = pen.getImageData(0, 0, 32, 32).data.filter((_, n) => n % 4 < 3);
    return seen.reduce((sum, one) => sum + one, 0) / seen.length;
  };
  return Promise.all(frames.map(each));
}"""
PLACES = ("calculator/", "", "en/xiamen-2024/xm-13/", "measures/", "embed/")


@pytest.mark.parametrize(("system", "chosen"), [("dark", None), ("light", 2)])
def test_no_light_frame_on_the_way_from_page_to_page(
    browser: Browser, site_url: str, system: str, chosen: int | None
) -> None:
    """Dark as the system, or as chosen against it."""
    with browser.new_context(
        base_url=site_url,
        color_scheme="dark" if system == "dark" else "light",
        service_workers="block",
        viewport={"width": 640, "height": 480},
    ) as context:
        page: Page = context.new_page()
        page.goto("about/")
        page.evaluate("chosen => chosen && __md_set('__palette', { index: chosen })", chosen)
        page.goto("glossary/")
        frames: list[str] = []
        session = context.new_cdp_session(page)

        def filmed(told: dict[str, str]) -> None:
            frames.append(told["data"])
            session.send("Page.screencastFrameAck", {"sessionId": told["sessionId"]})

        session.on("Page.screencastFrame", filmed)
        session.send("Page.startScreencast", {"format": "jpeg", "quality": 30})
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        for place in PLACES:
            before = len(frames)
            page.goto(place)
            page.evaluate(
                "new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)))"
            )
            assert len(frames) > before, place
        session.send("Page.stopScreencast")
        session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
        page.goto("about:blank")
        assert max(page.evaluate(BRIGHTNESS, frames)) < DARK
