"""The page for many enterprises: a table goes in, a table comes out, in the browser."""

from __future__ import annotations

from builder import ui_text
from builder.pages.html import body, bullets, crumbs, e, top
from builder.pages.model import BATCH, CALCULATOR, Page, PageHeading
from calculator.i18n import Lang, Text
from calculator.page import SAYINGS as ENGINE
from calculator.page.browsers import COMPUTING
from calculator.page.html import Html, tag
from calculator.page.one_pagers import MOST_PAGES
from calculator.tables.batch import CONTRADICTORY, DOUBTFUL, WITHOUT_CITY
from calculator.tables.columns import MOST_ITEMS
from calculator.tables.read_file import MOST_BYTES
from calculator.tables.sheet import MOST_ROWS, MOST_ROWS_ON_PAGE

TITLE = Text("批量测算", "Many enterprises at once")
LEAD = Text(
    "把许多家企业填进一张表，一次算完，结果还是一张表。表格在浏览器里打开和计算，不上传。",
    "Put many enterprises into one table, have them all assessed at once, and get a table back. "
    "The table is opened and computed in the browser; it is not uploaded.",
)
STEP_1, STEP_2 = (
    Text("一、填表", "1. Fill in the table"),
    Text("二、选择填好的表", "2. Choose the table"),
)
TEMPLATE = Text("下载模板：", "Download the template: ")
KINDS = (
    ("xlsx", Text("Excel 模板（XLSX，附填写说明）", "Excel template (XLSX, with instructions)")),
    ("csv", Text("CSV 模板", "CSV template")),
)
FILE = Text("选择 XLSX 或 CSV 文件", "Choose an XLSX or CSV file")
LIMITS = Text(
    f"最多 {MOST_ROWS_ON_PAGE:,} 行、{MOST_BYTES // 10**6} MB",
    f"up to {MOST_ROWS_ON_PAGE:,} rows and {MOST_BYTES // 10**6} MB",
)
CANCEL, SAVE = Text("取消", "Cancel"), Text("保存结果（XLSX）", "Save the result (XLSX)")
PRINT = Text("打印各家一页纸", "Print one page for each")
PRINT_SAID = Text(
    f"只印下表里看得见的，次序相同；一次最多 {MOST_PAGES} 家",
    f"those shown in the table below, in its order; up to {MOST_PAGES} at once",
)
WITHOUT = Text("略过这些列，照算", "Go on without these columns")
SEEN_ONLY = Text("只算看得见的行", "Leave the hidden rows out")
READ = Text("读了什么", "What was read")
BAD_ROWS = Text("没有计算的行", "Rows that were not assessed")
WITHOUT_SCRIPT = Text(
    "在网页里批量计算需要 JavaScript；也可以用下面的命令。",
    "Assessing a table on this page needs JavaScript; the command below does not.",
)
SAYINGS = ENGINE | {
    "start": Text("正在准备计算…", "Preparing the calculator…"),
    "download": Text("下载中 {loaded} / {total} MB。", "Downloading {loaded} of {total} MB."),
    "boot": Text("启动中…", "Starting…"),
    "ready": Text("已就绪。", "Ready."),
    "slow": Text(
        "网络或电脑较慢，仍在进行。", "The network or the computer is slow; still working."
    ),
    "failed-network": Text(
        "计算程序下载失败，可以重试。", "The calculator could not be downloaded; you can retry."
    ),
    "failed-outdated": Text(
        "网站更新过了，这一页还是旧版，不能再计算。重新加载，再打开表格即可。",
        "The site has been updated, and this page is of the version before: it can no longer compute. "
        "Reload it and open the table again.",
    ),
    "failed-browser": Text(
        "这个浏览器太旧（内核 {browser}），不能在这里计算，"
        f"要 {COMPUTING.words.zh} 以上。换一个浏览器打开这一页，或者用下面的命令。",
        "This browser is too old to compute here (engine: {browser}); "
        f"{COMPUTING.words.en} or later is needed. Open this page in another browser, or use the command "
        "below.",
    ),
    "failed-memory": Text(
        "设备内存不足，计算没有启动。关闭其他页面后可以重试。",
        "Not enough memory to start. Close other pages and retry.",
    ),
    "failed-python": Text("计算中断了，可以重试。", "The calculation stopped; you can retry."),
    "reading": Text("正在打开表格…", "Opening the table…"),
    "rows": Text("正在计算，共 {total} 行。", "Assessing {total} rows."),
    "counted": Text("{done} / {total} 行", "{done} of {total} rows"),
    "half": Text("已算一半。", "Half of them are done."),
    "packing": Text("正在生成结果…", "Making the result…"),
    "done": Text(
        "完成：{total} 行，{bad} 行没有计算。", "Done: {total} rows, {bad} of them not assessed."
    ),
    "refused": Text("这张表没有计算：", "This table was not assessed:"),
    "doubtful": DOUBTFUL,
    "contradictory": CONTRADICTORY,
    "without-city": WITHOUT_CITY,
    "unknown": Text(
        "这些列不认得，怎么办？", "These columns are not recognized. What should be done?"
    ),
    "which-sheet": Text("读哪一张工作表？", "Which sheet should be read?"),
    "without": WITHOUT,
    "more": Text("其余 {n} 行见结果文件。", "{n} more in the result file."),
    "cancelled": Text("已取消，没有生成文件。", "Cancelled; no file was made."),
    "failed": Text(
        "出错了：这张表没有算完，没有生成文件。可以再选一次文件，或者用下面的命令计算。",
        "Something failed: the table was not finished, and no file was made. Choose the file again, or "
        "use the command below.",
    ),
    "not-listed": Text(
        "结果文件已经做好，可以保存；这一页没有列完。",
        "The result file is ready to be saved; the list on this page is not complete.",
    ),
    "unreadable": Text(
        "浏览器读不出这个文件：它可能正被别的程序占用，或者已经移走。",
        "The browser cannot read this file: another program may have it open, or it has been moved.",
    ),
    "no-template": Text(
        "模板没有生成。可以再点一次，或者用下面的命令生成。",
        "No template was made. Press the button again, or make it with the command below.",
    ),
    "not-saved": Text(
        "浏览器没有保存文件。可以再点一次，或者换一个浏览器。",
        "The browser did not save the file. Press the button again, or use another browser.",
    ),
    "not-printed": Text(
        "一企一页没有做成。结果文件仍可以保存。",
        "The pages for printing could not be made. The result file can still be saved.",
    ),
    "too-large": Text(
        f"文件太大：最多 {MOST_BYTES // 10**6} MB。",
        f"The file is too large: at most {MOST_BYTES // 10**6} MB.",
    ),
    "pages": Text("正在准备 {total} 家的单页…", "Preparing the pages of {total} enterprises…"),
    "pages-ready": Text(
        "{total} 家的单页已准备好。", "The pages of {total} enterprises are ready."
    ),
    "too-many-pages": Text(
        f"表里有 {{total}} 家，一次最多打印 {MOST_PAGES} 家：先用名称筛选。",
        f"The table shows {{total}} enterprises; up to {MOST_PAGES} can be printed at once: filter by "
        "name first.",
    ),
    "qr-alt": Text("打开这份测算的二维码", "QR code that opens this assessment"),
    "in-wechat": Text(
        "微信里不能保存文件：点右上角“···”，选“在浏览器打开”。",
        "WeChat cannot save files: tap “···” at the top right and choose “Open in browser”.",
    ),
}
HOW = Text("表格要求", "Table format")
RULES = (
    Text(
        "一行一家企业。列名用中文、英文或数据名（如 pledge_loans.0.principal）都可以；上面有大标题、分两层、"
        "不在第一张工作表，也能找到。读了哪张表、哪些行，算完会写明；不止一张像，会先问。",
        "One row per enterprise. Column titles may be in Chinese or English, or be data names (such as "
        "pledge_loans.0.principal); they are found below a heading, on two levels, and on any sheet. The "
        "result states which sheet and rows were read; if several sheets qualify, you are asked first.",
    ),
    Text(
        "空格表示不知道，不是 0。金额不写单位就是元；列名里写“（万元）”的按万元，格子里也可以写 300万。",
        "Empty means unknown, not 0. Amounts are in yuan, or in 10,000 yuan if the title says “(万元)”; a "
        "cell may also say 300万.",
    ),
    Text(
        f"一类有几笔时用编号的列，如“知识产权质押贷款2：贷款本金（元）”，最多 {MOST_ITEMS} 笔；"
        "也可以用一列放 JSON 列表。",
        "Several of a kind go into numbered columns, such as “Loans on pledged intellectual property 2: "
        f"Loan principal (RMB)”, up to {MOST_ITEMS}, or into one column as a JSON list.",
    ),
    Text(
        "什么都不会被悄悄略过：不认得的列会列出来，问要不要略过；合计、填表人、隐藏的行、没有读的工作表都会写明。"
        "列名前加 # 表示略过。",
        "Nothing is skipped silently: unrecognized columns are listed, and you are asked whether to skip "
        "them; totals, signatures, hidden rows and unread sheets are reported. Put # before a title to "
        "skip its column.",
    ),
    Text(
        "一行有一格读不懂，这一行就不计算，但仍在结果里，写明原因；其他行照算。",
        "If a cell cannot be read, its row is not assessed, but is in the result with the reason; the "
        "other rows are assessed.",
    ),
    Text(
        "格子按显示的样子读：数字格式里的万元、￥、% 都算，显示几位小数就读几位。没有列名的格子、还没有算出结果的公式、"
        "显示成另一个数的格式、合并成一格的金额，这一行不计算。",
        "A cell is read as displayed, with the 万元, ￥ or % and the decimals of its number format. A row is "
        "not assessed if it has a cell without a column title, a formula without a result, a format that "
        "shows a different number, or an amount merged over several rows.",
    ),
    Text(
        f"CSV 的编码可以是 UTF-8、UTF-16 或 GB18030（Excel 在中文系统里的存法）。"
        f"网页上最多 {MOST_ROWS_ON_PAGE:,} 行，用命令最多 {MOST_ROWS:,} 行；文件最大 {MOST_BYTES // 10**6} MB。",
        "CSV may be in UTF-8, UTF-16 or GB18030 (as Excel saves it on a Chinese system). "
        f"At most {MOST_ROWS_ON_PAGE:,} rows on this page and {MOST_ROWS:,} on the command line, and "
        f"{MOST_BYTES // 10**6} MB.",
    ),
)
COMMAND = Text("用命令计算", "On the command line")
COMMAND_SAID = Text(
    "同样的计算也可以在自己的电脑上用一条命令完成，只要有 Python；读写 .xlsx 还要先装 openpyxl：",
    "You can do the same on your own computer; all you need is Python, and openpyxl to read and write "
    ".xlsx:",
)
COMMANDS = """\
python -m pip install openpyxl
python -m calculator template table.xlsx
python -m calculator batch table.xlsx result.xlsx"""


def batch(lang: Lang) -> Page:
    """Return the page: template, file, progress and result, then the rules of the table."""
    return Page(
        BATCH,
        TITLE(lang),
        LEAD(lang),
        body(
            crumbs(
                lang,
                BATCH,
                [(ui_text.HOME(lang), "index.md"), (ui_text.CALCULATOR_TITLE(lang), CALCULATOR)],
            ),
            top(TITLE(lang)),
            tag("p", e(LEAD(lang))),
            _desk(lang),
            PageHeading(2, HOW(lang), "table"),
            bullets(e(rule(lang)) for rule in RULES),
            PageHeading(2, COMMAND(lang), "command"),
            tag("p", COMMAND_SAID(lang)),
            tag("pre", tag("code", COMMANDS)),
        ),
    )


def _desk(lang: Lang) -> Html:
    says = {f"data-say-{key}": text(lang) for key, text in SAYINGS.items()}
    return tag(
        "div",
        tag("h2", STEP_1(lang), id="template"),
        tag("p", TEMPLATE(lang), [_button(f"template-{k}", text, lang) for k, text in KINDS]),
        tag("h2", STEP_2(lang), id="file"),
        tag(
            "p",
            # The native button would be in the browser's language.
            tag(
                "input",
                type="file",
                id="batch-file",
                class_="visually-hidden",
                accept=".xlsx,.csv",
                disabled=True,
            ),
            tag("label", FILE(lang), for_="batch-file", class_="md-button"),
            tag("span", LIMITS(lang), class_="fine"),
            tag("span", id="batch-chosen"),
            _button("cancel", CANCEL, lang, hidden=True),
        ),
        tag("p", id="engine", role="status"),
        tag(
            "p",
            tag("progress", id="batch-progress", max="1", value="0", aria_label=TITLE(lang)),
            tag("span", id="batch-counted", aria_hidden="true"),
            hidden=True,
        ),
        tag("p", WITHOUT_SCRIPT(lang), id="batch-said", role="status"),
        tag("p", _button("save", SAVE, lang), hidden=True),
        tag(
            "p",
            _button("print", PRINT, lang),
            tag("span", PRINT_SAID(lang), class_="fine"),
            hidden=True,
        ),
        tag("div", id="batch-list"),
        tag(
            "section",
            tag("h3", READ(lang)),
            tag("ul"),
            _button("seen", SEEN_ONLY, lang),
            id="batch-read",
            hidden=True,
        ),
        tag(
            "section",
            tag("h3", BAD_ROWS(lang)),
            tag("ul"),
            tag("p"),
            tag("p", data_batch="ways"),
            id="batch-bad",
            hidden=True,
        ),
        id="batch",
        data_lang=lang,
        data_engine="",  # filled in by the build
        data_most_pages=str(MOST_PAGES),
        **says,
    )


def _button(what: str, text: Text, lang: Lang, *, hidden: bool = False) -> Html:
    return tag(
        "button", text(lang), type="button", data_batch=what, class_="md-button", hidden=hidden
    )
