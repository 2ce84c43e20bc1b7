"""The calculator for the page of another site, such as a park's or a bank's, in a frame."""

from __future__ import annotations

from builder import ui_text
from builder.pages.html import body
from builder.pages.model import CALCULATOR, EMBED, Page, href
from calculator.i18n import Lang, Text
from calculator.page import framed_shell
from calculator.page.html import tag

TEMPLATE = "embed.html"
_WHOLE = Text("打开完整的计算器", "Open the whole calculator")
_HERE = Text(
    "在浏览器里计算，填写的内容不会发出。",
    "Computed in the browser; what is entered is sent nowhere.",
)

_DESCRIPTION = Text(
    "放在别人网页里的计算器：城市和称号可以预先选好，计算在浏览器里进行。",
    "The calculator for the page of another site: city and title can be chosen beforehand; it "
    "computes in the browser.",
)


def embed(lang: Lang) -> Page:
    """Return the page: the form and its answer alone, with a link to the whole calculator."""
    way = tag("a", _WHOLE(lang), id="whole", href=href(EMBED, CALCULATOR))
    return Page(
        EMBED,
        ui_text.CALCULATOR_TITLE(lang),
        _DESCRIPTION(lang),
        body(tag("p", _HERE(lang), " ", way, class_="framed"), tag("div", framed_shell(lang))),
        template=TEMPLATE,
    )
