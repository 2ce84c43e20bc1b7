"""The section for exporting a result; everything is made in the browser."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import Any

from calculator import parameters, share_link
from calculator.assessment import assess
from calculator.i18n import Lang, Text
from calculator.page.html import Html, tag
from calculator.page.print_view import report_html
from calculator.page.scenarios_sheet import scenarios_sheet
from calculator.page.share_picture import share_picture
from calculator.tables import ics
from calculator.tables.copied import copied_text
from calculator.tables.director_page import director_sheet
from calculator.tables.export import Taken, as_json, cases, dates, measures, sheets
from calculator.tables.sheet import WORKBOOK, to_csv
from calculator.typed import profile_of, typed

_TAKE = Text("导出结果", "Take it away")
_ALL_HERE = Text(
    "全部在浏览器里生成，什么都不上传。", "Everything is made in the browser; nothing is uploaded."
)
_WITH_NUMBERS = Text("带上填写的金额和数字", "Include the amounts and figures entered")
_WHO_SEES = Text(
    "不勾选时，链接只带城市、日期、称号和选择。拿到链接的人能看到其中的内容。",
    "Unticked, the link holds only city, dates, titles and choices. Whoever has it can read what is in it.",
)
BUTTONS: tuple[tuple[Text, tuple[tuple[str, Text], ...]], ...] = (
    (
        Text("发给别人", "Send"),
        (
            ("link", Text("复制链接", "Copy link")),
            ("qr", Text("二维码", "QR code")),
            ("picture", Text("分享图片", "Picture to share")),
            ("summary", Text("复制文字摘要", "Copy a short text")),
        ),
    ),
    (
        Text("存成文件", "Save"),
        (
            ("print", Text("打印或存 PDF", "Print or PDF")),
            ("xlsx", Text("Excel 表格", "Excel")),
            ("csv", Text("CSV 表格", "CSV")),
            ("ics", Text("日历", "Calendar dates")),
        ),
    ),
    (
        Text("核对和复算", "Check and recompute"),
        (
            ("json", Text("JSON 数据", "JSON")),
            ("case", Text("复制为测试用例", "Copy as test cases")),
        ),
    ),
)
_MANY = Text("一次算许多家企业", "Assess many enterprises at once")
SAYINGS = {
    "copied": Text("已复制。", "Copied."),
    "copy-by-hand": Text(
        "浏览器不允许自动复制：内容已选中，按 Ctrl+C，或长按后选“复制”。",
        "This browser does not copy by itself: the text is selected, press Ctrl+C or hold and choose Copy.",
    ),
    "saved": Text("已生成文件 {name}。", "The file {name} is ready."),
    "no-dates": Text(
        "文件里没有将来的日期；申报窗口未公布。",
        "The texts name no day to come; application windows are not published.",
    ),
    "qr-shown": Text(
        "二维码已显示，扫码打开同一个链接。", "The QR code is shown; it opens the same link."
    ),
    "qr-alt": Text("二维码，内容是下面的链接", "QR code of the link below"),
    "qr-too-long": Text(
        "内容太多，二维码放不下。不带数字，或改用“复制链接”。",
        "Too much for a QR code. Leave the figures out, or copy the link.",
    ),
    "picture-shown": Text(
        "图片已生成，长按或右键也可以保存。",
        "The picture is ready; hold or right-click it to save it too.",
    ),
    "save-picture": Text("保存图片", "Save the picture"),
    "share-picture": Text("分享", "Share"),
    "failed": Text(
        "出错了，没有生成。结果还在这一页上；可以再试一次，或者换一种带走的方式。",
        "Something failed, and nothing was made. The result is still on this page: try again, or take it "
        "away in another form.",
    ),
    "in-wechat": Text(
        "微信里不能保存文件：点右上角“···”，选“在浏览器打开”。复制链接和文字摘要可以直接用。",
        "WeChat cannot save files: tap “···” at the top right and choose “Open in browser”. "
        "Copying the link or the short text works here.",
    ),
}
WHAT = tuple(what for _, buttons in BUTTONS for what, _ in buttons if what != "qr")
"""The outputs that Python makes; the QR code is drawn from the link."""


def panel(lang: Lang) -> Html:
    """Return the export section; the page's script shows it once there is a result."""
    says = {f"data-say-{key}": text(lang) for key, text in SAYINGS.items()}
    groups = [
        tag(
            "div",
            tag("h3", title(lang)),
            tag("p", [_button(what, text, lang) for what, text in buttons], class_="take-buttons"),
            [_numbers(lang)] if buttons[0][0] == "link" else None,
            class_="take-group",
        )
        for title, buttons in BUTTONS
    ]
    return tag(
        "section",
        tag("h2", _TAKE(lang), id="take-title"),
        tag("p", _ALL_HERE(lang), class_="fine"),
        groups,
        tag("p", tag("a", _MANY(lang), href="../batch/"), class_="many"),
        tag("p", id="take-said", role="status"),
        tag("div", id="take-shown"),
        id="take",
        data_take="",
        aria_labelledby="take-title",
        hidden=True,
        **says,
    )


def _button(what: str, text: Text, lang: Lang) -> Html:
    return tag("button", text(lang), type="button", data_take=what, class_="quiet")


def _numbers(lang: Lang) -> Html:
    box = tag("input", type="checkbox", id="take-numbers", aria_describedby="take-who")
    return Html(
        tag("label", box, " " + _WITH_NUMBERS(lang), class_="choice")
        + tag("p", _WHO_SEES(lang), class_="fine", id="take-who")
    )


# --- messages --------------------------------------------------------------------------------------

_MIME = {
    "csv": "text/csv;charset=utf-8",
    "xlsx": WORKBOOK,
    "json": "application/json",
    "ics": "text/calendar;charset=utf-8",
}


def answer_export(message: Mapping[str, Any], lang: Lang) -> dict[str, object]:
    """Answer `{"op": "take", "what", "entries", "address", "numbers", "scenarios"}`.

    `link`, `summary` and `case` give `{"text"}` to copy; `csv`, `xlsx`, `json` and `ics` a file,
    `{"name", "type", "text" or "base64"}`, an `ics` without dates `{}`; `print` gives `{"html", "title"}`,
    `picture` the words of one.
    """
    form = typed((str(name), str(text)) for name, text in message["entries"])
    profile = profile_of(form)
    kept = tuple(share_link.kept(message.get("scenarios", ())))
    taken = Taken(form, profile, assess(profile), lang, str(message["address"]), kept)
    what, numbers = str(message["what"]), bool(message.get("numbers"))
    texts: dict[str, Callable[[], str]] = {
        "link": lambda: taken.address_with(numbers=numbers, scenarios=True),
        "summary": lambda: copied_text(taken, numbers=numbers),
        "case": lambda: cases(taken),
    }
    if what in texts:
        return {"text": texts[what]()}
    if what == "print":
        return {"html": report_html(taken, numbers=numbers), "title": taken.name}
    if what == "picture":
        return share_picture(taken, numbers=numbers)
    if what == "ics" and not dates(taken):
        return {}
    return {"name": f"{taken.name}.{what}", "type": _MIME[what]} | _file(
        taken, what, numbers=numbers
    )


def _file(taken: Taken, what: str, *, numbers: bool) -> dict[str, object]:
    match what:
        case "xlsx":
            from calculator.tables.workbook_writer import write_workbook  # openpyxl when needed

            made = [director_sheet(taken, numbers=numbers), *sheets(taken), *scenarios_sheet(taken)]
            return {"base64": b64encode(write_workbook(made)).decode()}
        case "csv":
            return {"text": "\ufeff" + to_csv(measures(taken))}
        case "json":
            return {"text": as_json(taken)}
        case _:
            return {"text": ics.calendar(dates(taken), parameters.today())}
