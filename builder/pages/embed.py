"""The calculator for the page of another site, such as a park's or a bank's, in a frame."""

from __future__ import annotations

from builder import ui_text
from builder.pages.html import body
from builder.pages.model import CALCULATOR, EMBED, Page, href
from calculator.i18n import Lang, Text
from calculator.page import framed_shell
from calculator.page.html import Html, tag

TEMPLATE = "embed.html"
_WHOLE = Text("打开完整的计算器", "Open the whole calculator")
_HERE = Text(
    "在浏览器里计算，填写的内容不会发出。",
    "Computed in the browser; what is entered is sent nowhere.",
)

_ASKS = Text(
    "{site} 想知道测算的总额，用在它的网页里。所填内容不会给出。",
    "{site} asks for the totals of this assessment, to use on its page. Your entries are not passed on.",
)
_AGREE, _REFUSE = Text("同意", "Agree"), Text("不同意", "Refuse")
_GIVEN = Text("{site} 会收到测算的总额。", "{site} receives the totals of this assessment.")
_STOP = Text("停止", "Stop")
_REQUEST = Text("网页的请求", "A request from the page")

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
        body(
            tag("p", _HERE(lang), " ", way, class_="framed"),
            _request(lang),
            tag("div", framed_shell(lang)),
        ),
        template=TEMPLATE,
    )


def _request(lang: Lang) -> Html:
    """Return what is shown when the page around the frame asks for the totals."""
    buttons = [
        tag("button", said(lang), type="button", value=value)
        for value, said in (("agree", _AGREE), ("refuse", _REFUSE), ("stop", _STOP))
    ]
    return tag(
        "div",
        tag("p", role="status", data_asks=_ASKS(lang), data_given=_GIVEN(lang)),
        buttons,
        id="request",
        role="group",
        aria_label=_REQUEST(lang),
        hidden=True,
    )
