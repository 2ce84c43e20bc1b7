"""The interface texts of the site: pages, page frame and 404 page, each in both languages.

The calculator's own texts are in `calculator/`; theme overrides are here too.
"""

from __future__ import annotations

from calculator import sentences
from calculator.i18n import Text, and_list
from calculator.page import browsers
from calculator.profile import PLACES
from calculator.sentences import DAYS_LEFT as DAYS_LEFT
from calculator.sentences import LAST_DAY as LAST_DAY
from calculator.sentences import NOT_READ as NOT_READ
from calculator.sentences import SOON as SOON
from calculator.sentences import VALID_FOR as VALID_FOR

HTML_LANG = Text("zh-Hans", "en")
SITE_NAME = Text("专精特新政策", "SRDI policies")
_CITIES = and_list(place.full_name for place in PLACES)
SITE_DESCRIPTION = Text(
    "{cities}支持专精特新企业的措施：逐条原文与英译、责任单位、有效期，并按原文计算可以申请的金额。",
    "Measures of {cities} for specialized, refined, distinctive and innovative (SRDI) "
    "enterprises: every clause in Chinese and English, and a calculator that works from its words.",
).fill(cities=_CITIES)
DISCLAIMER = Text(
    "非政府网站。条文以中文原件为准，计算结果以主管部门审核为准。",
    "Not a government site. The Chinese originals prevail; the departments decide.",
)
OTHER_LANGUAGE = Text("English", "中文")
READ_IN_OTHER = Text("Read this page in English", "阅读本页中文版")

# The navigation bar: page and label, before and after those of the texts.
NAV_FIRST: tuple[tuple[str, Text], ...] = (
    ("index.md", Text("首页", "Home")),
    ("calculator.md", Text("计算", "Calculator")),
    ("measures.md", Text("全部措施", "Measures")),
    ("compare.md", Text("各市对照", "Compare")),
)
NAV_OF_TEXT = Text("{city}原文", "{city} text")
NAV_LAST: tuple[tuple[str, Text], ...] = (
    ("about.md", Text("说明", "About")),
    ("handbook/index.md", Text("手册", "Handbook")),
)

# The footer of every page.
FOOTER: tuple[tuple[str, Text], ...] = (
    ("batch/", Text("批量测算", "Many at once")),
    ("titles/", Text("称号一览", "Titles")),
    ("departments/", Text("部门", "Departments")),
    ("calendar/", Text("日期", "Dates")),
    ("glossary/", Text("术语", "Glossary")),
    ("reading/", Text("怎样读条文", "How the text is read")),
    ("data/", Text("开放数据", "Open data")),
    ("changes/", Text("更新", "Changes")),
    ("privacy/", Text("隐私", "Privacy")),
    ("accessibility/", Text("无障碍", "Accessibility")),
)
TEXT_SIZE = Text("字号", "Text size")
TEXT_SIZE_SIGN = Text("大", "A+")
TEXT_SIZES = Text("标准、大、特大", "standard, large, very large")

# Labels that replace or complete the theme's own.
THEME: dict[str, Text] = {
    "language": HTML_LANG,
    "action.skip": Text("跳到正文", "Skip to content"),
    "footer": Text("页脚", "Footer"),
    "header": Text("页眉", "Header"),
    "nav": Text("导航", "Navigation"),
    "tabs": Text("栏目", "Sections"),
    "toc": Text("本页目录", "On this page"),
    "top": Text("回到顶部", "Back to top"),
    "menu": Text("菜单", "Menu"),
    "search": Text("搜索", "Search"),
    "search.results": Text("搜索结果", "Search results"),
    "search.placeholder": Text("搜索措施、部门、文号", "Search measures, departments, numbers"),
    "search.reset": Text("清空", "Clear"),
    "search.result.initializer": Text("正在准备搜索", "Preparing the search"),
    "search.result.placeholder": Text("输入要找的词", "Type what to look for"),
    "search.result.none": Text(
        "没有找到。这里只有{cities}的专精特新措施",
        "Nothing found. This site has only the SRDI measures of {cities}",
    ).fill(cities=_CITIES),
    "search.result.one": Text("找到 1 条", "1 result"),
    "search.result.other": Text("找到 # 条", "# results"),
    "search.result.more.one": Text("该页还有 1 处", "1 more on this page"),
    "search.result.more.other": Text("该页还有 # 处", "# more on this page"),
    "search.result.term.missing": Text("未含", "Missing"),
    "browser_old": Text(
        "这个浏览器太旧（内核 {browser}）：搜索和筛选要 "
        f"{browsers.READING.words.zh} 以上，计算要 {browsers.COMPUTING.words.zh} 以上。条文、例子和全部措施表照常可读；"
        "用较新的浏览器打开同一网址，就都能用。",
        "This browser is too old (engine: {browser}). Search and filters need "
        f"{browsers.READING.words.en} or later, the calculator {browsers.COMPUTING.words.en} or later. "
        "The clauses, the examples and the table of measures can be read as usual; everything works at the "
        "same address in a newer browser.",
    ),
    "script_missing": Text(
        "这一页有一段程序没有下载下来，计算、筛选等功能可能用不了。重新加载可以再试；"
        "条文、例子和全部措施表照常可读。",
        "Part of this page’s program was not downloaded, so the calculator or the filters may not work. "
        "Reload to try again; the clauses, the examples and the table of measures can be read as usual.",
    ),
    "outdated": Text(
        "网站更新过了，浏览器显示的是存下的旧页面。",
        "The site has been updated; this is an older page that the browser kept.",
    ),
    "reload": Text("重新加载", "Reload"),
    "search.late": Text("搜索还没有准备好。", "The search is not ready yet."),
    "search.late.instead": Text("查看全部措施", "See all measures"),
}
IN_THE_MENU = Text("（菜单）", " (menu)")
SCHEMES = (
    Text("现随系统；切换到浅色", "As the system; switch to light"),
    Text("切换到深色", "Switch to dark"),
    Text("改为随系统", "Follow the system"),
)

# Home.
HOME_TITLE_ENDED = Text("{cities}的专精特新政策", "SRDI policies of {cities}").fill(cities=_CITIES)
HOME_TITLE = Text(
    "专精特新企业在{cities}能得到什么支持", "What SRDI enterprises can get in {cities}"
).fill(cities=_CITIES)
HOME_LEAD = Text(
    "{count} 条措施，逐条对照原文：条件满足几项，金额多少，依据哪句话。",
    "{count} measures beside their official words: which conditions are met, how much they give, and "
    "on which sentence it rests.",
)
HOME_LADDER = Text("{city}：每升一级，多出什么", "{city}: what each title adds")
HOME_LADDERS = Text("各份文件的阶梯和全部条件", "The ladder of each text, with all conditions")
HOME_SRDI = Text(
    "专精特新：专业化、精细化、特色化、新颖化。",
    "SRDI (专精特新): specialized, refined, distinctive and innovative, a title for smaller firms.",
)
HOME_CALCULATE = Text("开始计算", "Start calculating")
HOME_BROWSE = Text("查看全部措施", "See all measures")
HOME_PRIVATE = Text(
    "免登录，免上传，数据不离开浏览器。",
    "No login, no upload: what you enter stays in the browser.",
)
BY_CITY = Text("按城市", "By city")
BY_TITLE = Text("按称号", "By title held")
BY_NEED = Text("按需要", "By need")
COUNT_MEASURES = Text("{count} 条", "{count} measures")
COUNT_MEASURE = Text("{count} 条", "{count} measure")

# Status and dates.
DRAFT_SHORT = Text("征求意见稿", "Draft")
SUPERSEDED_DRAFT_SHORT = Text("征求意见稿，已被取代", "Draft, superseded")
IN_FORCE_SHORT = Text("现行有效", "In force")
NOT_YET_SHORT = Text("尚未施行", "Not yet in force")
EXPIRED_SHORT = sentences.ENDED
REPLACED = Text("已修订，{since}起执行新版", "Amended: another version holds from {since}")
REPLACED_SHORT = Text("已修订", "Amended")
REPEALED = Text("已废止，施行到{until}", "Repealed; in force until {until}")
REPEALED_SHORT = Text("已废止", "Repealed")
PROLONGED_BY = Text("延长", "Prolonged")
REPEALED_BY = Text("废止", "Repealed")
LAST_DAY_BY = Text("有效期至{to}，依据{by}", "Validity until {to}, by {by}")
PREVIEW = Text(
    "预览：这是 {day} 的样子，没有发布。", "Preview: the site as it stands on {day}; not published."
)
FROM_TO = Text("{since}至{to}（首尾两日在内）", "{since} to {to}, both days included")
ONLY_TO = Text("至{to}；未写明起始日", "Until {to}; no first day is stated")
SUPERSEDED = Text(
    "本页依据征求意见稿。正式文件为{by}，内容可能不同，以正式文件为准。",
    "This page follows the draft for comment. The final text is {by}; it may differ, and it prevails.",
)
ENDS_SOON = Text(
    "有效期还剩 {days} 天，到{to}为止。到期后如何衔接，文件没有规定。",
    "In force for {days} more days, until {to}; the text does not say what follows.",
)
ENDS_TODAY = Text(
    "今天是有效期的最后一天。到期后如何衔接，文件没有规定。",
    "Today is the last day in force; the text does not say what follows.",
)
NONE_IN_FORCE = Text(
    "这里收录的文件，现在没有一份在施行。", "None of the texts held here is in force at present."
)
OF_A_TEXT = Text("{title}：{status}", "{title}: {status}")
STILL_HERE = Text(
    "条文仍可查看，有效期内的日期仍可{compute}。",
    "The words can still be read, and days within their validity can still be {compute}.",
)
COMPUTED = Text("计算", "computed")
WHAT_FOLLOWS = Text(
    "是否延续、有没有新文件，向主管部门了解：{contact}。本站收录了新文件，就列在下面。",
    "Ask the authority whether there is a renewal or a new document: {contact}. A new document will be "
    "listed below once this site has it.",
)
SUCCEEDED_SOON = Text(
    "这一版还施行 {days} 天，到{to}为止；{since}起执行修订后的版本。",
    "This version is in force for {days} more days, until {to}; an amended version from {since}.",
)
SUCCEEDED_TODAY = Text(
    "今天是这一版施行的最后一天；{since}起执行修订后的版本。",
    "Today is the last day of this version; an amended version is in force from {since}.",
)
ENDED = Text(
    "有效期已于{to}结束。条文仍可查看；是否延续或修订，向责任单位了解。",
    "Its validity ended on {to}. The words can still be read; whether it was prolonged or amended, the "
    "departments can tell.",
)
AS_OF = Text("有效状态按{day}列出。", "Status as of {day}.")

# Amounts.
UP_TO = Text("最高{amount}", "Up to {amount}")
SHARE = Text("{base}的{rate}", "{rate} of the {base}")
UP_TO_SHARE = Text("最高为{base}的{rate}", "up to {rate} of the {base}")
RATE = Text("比例{rate}", "a rate of {rate}")
UP_TO_RATE = Text("比例最高{rate}", "a rate of up to {rate}")
AT_MOST = Text("{each}最高{amount}", "up to {amount}{each}")
NO_MORE_THAN = Text("{each}不超过{amount}", "no more than {amount}{each}")
LESS = Text("{whole}减去{part}后", "{whole} less the {part}")
LIMIT = Text("可融资最高{amount}（不是补贴）", "Borrowing limit {amount} (not a grant)")
LIMITS = Text("可融资最高（不是补贴），{amount}", "Borrowing limit (not a grant) for {amount}")
LIMIT_FOR_USE = Text("{use}{amount}", "{amount} for {use}")
LIMIT_INFERRED = Text("（推定）", " (inferred)")
CREDIT_USES = {
    "fixed_asset": Text("固定资产贷款", "fixed-asset loans"),
    "rnd": Text("研发贷款", "R&D loans"),
}
OF_CASE = Text("{of}：{amount}", "{of}: {amount}")
OTHERS = Text("其他", "others")
BY_FORMULA = Text("按公式计算", "By formula")
BY_FORMULA_UP_TO = Text("按公式计算，条文上限{amount}", "By formula; cap in the text {amount}")
UP_TO_EACH = Text("{each}最高{amount}", "Up to {amount}{each}")
EACH = Text("{each}{amount}", "{amount}{each}")
COUNTED_BY: tuple[tuple[str, Text], ...] = (
    ("每天每人次", Text("每人每天", " per person per day")),
    ("每场次", Text("每场", " per event")),
    ("项目给予", Text("每个项目", " per project")),
    ("每年", Text("每年", " a year")),
    ("一年", Text("每年", " a year")),
)
"""The unit an amount is counted by, by the words of the law before the amount."""
ELSEWHERE = Text("数额见其他文件", "Amount in another document")
NOT_STATED = Text("条文没有写数额", "The clause states no figure")
NO_AMOUNT = Text("条文没有写金额", "The clause states no amount")

# A measure's page.
HOME = Text("首页", "Home")
YOU_ARE_HERE = Text("当前位置", "You are here")
FACTS = Text("要点", "At a glance")
WHO = Text("谁可以申请", "Who may apply")
FOR_WHOM = Text("面向谁", "For whom")
WHAT = Text("支持方式", "Kind of support")
HOW_MUCH = Text("金额", "Amount")
WHO_DECIDES = Text("责任单位", "Departments")
VALIDITY = Text("有效期", "Validity")
CITED = Text("引用的文件", "Documents cited")
SOURCE = Text("出处", "Source")
ANY_TITLE = Text("条文没有限定称号", "The clause names no title")
INFERRED = Text("推定", "inferred")
INFERRED_NOTE = Text(
    "“推定”：条文没有写明，由上下文得出。", "“Inferred”: not written, but it follows from the text."
)
CALCULATE_THIS = Text("计算我的企业", "Calculate for my enterprise")
CALCULATE_CLAUSE = Text("测算这一条", "Try this clause")
THE_TEXT = Text("条文", "The clause")
ORIGINAL = Text("中文原文", "Chinese original")
TRANSLATION = Text("英译", "English translation")
PREVAILS = Text("英译供参考，以中文为准。", "Unofficial translation; the Chinese text prevails.")
STALE = Text(
    "中文有改动，译文尚未更新。", "The Chinese has changed; this translation is not yet updated."
)
NOTES_ON_SOURCE = Text("原文疑点", "Notes on the source")
READINGS = Text("读法", "Readings")
READINGS_INTRO = Text(
    "这段文字可以有 {count} 种读法。计算器采用第一种，并列出其他读法的结果。",
    "The words can be read in {count} ways. The calculator uses the first and shows what the others give.",
)
READING = Text("读法 {code}", "Reading {code}")
DEFAULT = Text("采用", "used")
PUBLISHED = Text("公开的做法", "Published practice")
PUBLISHED_FACTS = Text("公开的信息", "Published elsewhere")
OTHER_NOTES = Text("说明", "Notes")
PREVIOUS = Text("上一条", "Previous")
NEXT = Text("下一条", "Next")
STEPS = Text("前后条", "Previous and next")

# The whole text of a policy.
ISSUER = Text("发文机关", "Issuer")
NUMBER = Text("文号", "Number")
DOCUMENT_KIND = Text("文件种类", "Kind of document")
ISSUED = Text("印发日期", "Issued")
STATUS_EXPLAINED = Text("所解读的措施", "The measures it explains")
ISSUED_EXPLAINED = Text("措施印发日期", "Measures issued")
CONTACT = Text("联系方式", "Contact")
PLAIN_TEXT = Text("纯文本", "Plain text")
CHINESE, ENGLISH = Text("中文", "Chinese"), Text("英文", "English")
SUPERSEDED_BY = Text("正式文件", "Final text")
MEASURE_PAGE = Text("本条详解", "About this measure")
EDITORS_NOTES = Text("编者说明", "Editor’s notes")
PLACE_TITLE = Text("标题", "Title")
PLACE_PREAMBLE = Text("引言", "Preamble")
PLACE_CLOSING = Text("文末", "Closing")
PLACE_SECTION = Text("第{place}部分", "Section {place}")

# The table of all measures.
MEASURES_TITLE = Text("全部措施", "All measures")
MEASURES_LEAD = Text("{counts}，按原文次序。", "{counts}, in the order of the texts.")
MEASURES_OF_CITY = Text("{city} {n} 条", "{n} in {city}")
MEASURE = Text("措施", "Measure")
CITY = Text("城市", "City")
STATUS = Text("状态", "Status")

# The calculator's page.
CALCULATOR_TITLE = Text("计算可以申请的支持", "Calculate the support to apply for")
CALCULATOR_TITLE_ENDED = Text("按条文计算支持", "Calculate support by the texts")
"""The heading while no text is in force."""
CALCULATOR_DESCRIPTION = Text(
    "填写企业情况，在浏览器里按条文原文逐条计算：哪些条件已满足、金额多少、依据哪句话。数据不外传。",
    "Enter the facts of an enterprise and compute, in the browser, which conditions are met, how "
    "much they give and the words behind each figure. Nothing is sent anywhere.",
)

# 404.
NOT_FOUND = Text("没有这个页面", "There is no such page")
NOT_FOUND_BODY = Text(
    "地址可能有误，或页面已经移动。", "The address may be wrong, or the page has moved."
)
NOT_FOUND_HOME = Text("回到首页", "Go to the home page")
NOT_FOUND_MEASURES = Text("查看全部措施", "See all measures")
NEWS_TITLE = Text("更新", "Changes")
