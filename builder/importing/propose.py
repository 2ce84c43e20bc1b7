"""Proposals from the words of a text: figures, dates, agencies, citations, flaws, quotations.

Every proposal needs to be confirmed by a person. What matches no pattern is left open, not guessed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from builder.coverage import SentenceStatus, sentences
from builder.importing.plain import plain
from builder.importing.structure import Noted
from builder.texts import NUMERALS, Clause
from calculator.i18n import Text
from calculator.phrases import QuotationError, Unit, figure


class Cited(NamedTuple):
    """A document that the text names, with its number if given."""

    title: str
    number: str | None


class Dates(NamedTuple):
    """The dates that the text states or implies; None if it gives none."""

    issued: date | None
    valid_from: date | None
    valid_to: date | None


# Figures.

_EXTENT = "不超过|不超|不少于|不低于|不高于|最高|最低|最长|最多|超过|突破|高于|低于|不满|不足|达到?|满|至少"
_UNITS = (
    "万元|亿元|元|%|％|‰|个百分点|倍|家次|家|人次|人|个月|个工作日|工作日|年|日|天|级|件|项|次|场|亩|公顷|平方米|㎡|"
    "吨|台|户|间|千瓦时|度|名|辆|套|万美元|美元"
)
_PER = r"(?:[/／](?:人次|平方米|千瓦时|立方米|[亩人天日夜年月吨度台间户家件]))*"
_SCALED = r"\d+(?:[.,]\d+)*[ \xa0]?[百千万亿]*"
_FIGURE = re.compile(
    rf"(?:{_EXTENT})?[ \xa0]?{_SCALED}(?:(?:{_UNITS})?(?:[～~—–-]{{1,2}}|至(?=\d)){_SCALED})?"
    rf"(?:{_UNITS}|成(?![套果立功])){_PER}(?:（含[^）]*）)?(?:及?以上|以下|以内|以外|起)?"
)
_IN_WORDS = re.compile(
    rf"(?:{_EXTENT})?(?:[一二两三四五六七八九十百千零壹贰叁肆伍陆柒捌玖拾佰仟]+"
    r"(?:[万亿]元|[万亿]?元(?=[^一-龥]|奖|补|资|的)|成(?=[奖补给，。；])|个百分点)"
    r"|[百千万]分之[一二三四五六七八九十\d.]+)(?:及?以上|以下|以内)?"
)
"""Figures written in words: 二十万元, 百分之五十."""
_DAY = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_YEAR_OR_NUMBER = re.compile(
    r"〔\d{4}〕\d+号|\d{1,2}\s*月\s*\d{1,2}\s*日|\d{4}\s*年(?:\s*\d{1,2}\s*月)?(?:\s*\d{1,2}\s*日)?(?:版|度)?"
)


def figures(words: str) -> tuple[str, ...]:
    """Return every figure with its unit, as worded in the text, without dates and document numbers."""
    bare = _YEAR_OR_NUMBER.sub(lambda found: " " * len(found[0]), plain(words))
    spans = sorted(each.span() for each in (*_FIGURE.finditer(bare), *_IN_WORDS.finditer(bare)))
    return tuple(words[start:end].strip() for start, end in spans)


def read_as(words: str) -> str | None:
    """Return the calculator's reading of a figure, or None if it cannot read it."""
    try:
        read = figure(words)
    except QuotationError:
        return None
    low = "" if read.low is None else f"{'≥' if read.low_included else '>'} {read.low}"
    high = "" if read.high is None else f"{'≤' if read.high_included else '<'} {read.high}"
    if read.low == read.high:
        return f"= {read.low} {read.unit.value}"
    return f"{' , '.join(filter(None, (low, high)))} {read.unit.value}"


# Days.

_DIGITS = {sign: str(n % 10) for n, sign in enumerate("〇一二三四五六七八九")} | {
    "○": "0",
    "零": "0",
}
_SPELT = re.compile(
    r"([二〇○零一三四五六七八九]{4})年([一二三四五六七八九十]+)月([一二三四五六七八九十]+)日"
)


def day(words: str) -> date | None:
    """Return the first date in `words`: 2024年9月11日, 二〇二四年九月十一日, 2024-09-11."""
    if spelt := _SPELT.search(words):
        year = int("".join(_DIGITS[sign] for sign in spelt[1]))
        with suppress(KeyError, ValueError):  # 四十月
            return date(year, NUMERALS["zh"][spelt[2]], NUMERALS["zh"][spelt[3]])
        return None
    found = _DAY.search(words) or re.search(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", words)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


_ON = r"(\d{4}年\d{1,2}月\d{1,2}日)"


def dates(text: str, said_issued: str | None) -> Dates:
    """Return the dates of a text; `said_issued` is the issue date given on the page around it."""
    text = _in_digits(plain(text))
    found = re.search(rf"于{_ON}印发|(?m:^\S+[ \u3000]+{_ON}印发$)", text) or re.search(
        rf"(?m)^（(?:{_ON}|[^（）\n]*{_ON}[^（）\n]*(?:印发|发布|公布|通过)[^（）\n]*)）$", text
    )
    signed = re.findall(rf"(?m)^{_ON}$", text)
    issued = day(found[0]) if found else day(said_issued) if said_issued else None
    if issued is None and signed:
        issued = day(signed[-1])
    begins = re.search(rf"自{_ON}起?(?:正式)?(?:施行|实施|执行|生效|至)", text)
    from_issue = re.search(r"自(?:发布|印发|公布)之日起", text)
    valid_from = day(begins[1]) if begins else issued if from_issue else None
    until = re.search(
        rf"(?:有效期|施行|实施|执行|本\w{{2}}自\d{{4}}年\d+月\d+日)[^。；]{{0,12}}至{_ON}", text
    )
    valid_to = day(until[1]) if until else None
    years = re.search(
        r"(?:有效期|试行期?)(?:暂定)?(?:为|限)?([\d一二两三四五])年|暂定(?:为)?([\d一二两三四五])年",
        text,
    )
    if valid_to is None and valid_from and years:
        said = years[1] or years[2]
        count = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5}.get(said) or int(said)
        valid_to = _same_day(valid_from, count) - timedelta(days=1)
    return Dates(issued, valid_from, valid_to)


def _in_digits(text: str) -> str:
    """Write dates as 2025年3月1日, whether they are spelt out or contain spaces."""
    text = re.sub(
        r"(?<=[\u4e00-\u9fff])[ \xa0]+(?=\d)|(?<=\d)[ \xa0]+(?=[\u4e00-\u9fff])", "", text
    )
    for pattern in (_SPELT, _DAY):
        text = pattern.sub(lambda found: _shown(day(found[0])) or found[0], text)
    return text


def _shown(on: date | None) -> str:
    return f"{on.year}年{on.month}月{on.day}日" if on else ""


def _same_day(start: date, years: int) -> date:
    try:
        return start.replace(year=start.year + years)
    except ValueError:  # 29 February
        return date(start.year + years, 3, 1)


# Responsible bodies.

_LISTED = re.compile(
    r"(?:责任|牵头|配合|负责|主管|实施)(?:单位|部门)：((?:[^（）。；\n]|（[^（）]*）)+)"
)
_ENTRUSTED = re.compile(
    r"(?:^|[。；，]|资金|工作|事项|具体)由((?:[^，。；《]){2,60}?)(?=按规定|按照|根据|参照|制定|组织|予以|负责(?!解释)|牵头|出台|推动|开展|执行|受理|会商)"
)
_BODY = re.compile(
    r"(?:局|委|办|厅|部|政府|海关|管委会|委员会|办公室|中心|银行|单位|开发区|高新区)$"
)


def agencies(words: str) -> tuple[str, ...]:
    """Return the responsible bodies that a clause names, as worded and in its order."""
    said = plain(words)
    listed = [*_LISTED.finditer(said)] or [*_ENTRUSTED.finditer(said)][-1:]
    found = []
    for names in listed:
        bare = re.sub(r"按(?:照)?(?:各自)?职责.*$", "", names[1])
        # Brackets do not contain a list: 各县（市、区）人民政府.
        outside = re.sub(r"（[^（）]*）", lambda inner: "（" * len(inner[0]), bare)
        ends = [(0, 0), *(each.span() for each in _PARTED.finditer(outside)), (len(bare), 0)]
        for (_, start), (end, _) in pairwise(ends):
            name = words[names.start(1) + start : names.start(1) + end].strip()
            if _BODY.search(plain(name)) or name.startswith("各"):
                found.append(name)
    return tuple(dict.fromkeys(found))


_PARTED = re.compile(r"[、，,\s]|联合|会同|配合|(?<=[局办委])(?:和|与)")


def completed(names: Iterable[str], known: frozenset[str]) -> tuple[str, ...]:
    """Complete abbreviated names: 工信局 after 市资源规划局、 is 市工信局 if the text also uses that name."""
    return tuple(f"市{name}" if f"市{name}" in known else name for name in names)


# Citations.


def cited(words: str) -> tuple[Cited, ...]:
    """Return the documents between 《 and 》, with nested titles, and the numbers that follow them.

    A defined short name does not count: 《…》（…号，以下简称《办法》）.
    """
    found: list[Cited] = []
    depth, start = 0, 0
    for at, sign in enumerate(words):
        if sign == "《":
            start = at if not depth else start
            depth += 1
        elif sign == "》" and depth:
            depth -= 1
            if not depth:
                number = re.match(
                    r"[（(]([^（）()，,]*[〔\[]\d{4}[〕\]]\s*\d+号)[，,）)]", words[at + 1 :]
                )
                found.append(Cited(words[start : at + 1], number[1] if number else None))
    short = set(re.findall(r"(?:以下简称|简称)[：:“]?(《[^《》]*》)", words))
    return tuple(each for each in dict.fromkeys(found) if each.title not in short)


# Flaws.

_DOUBLED = {
    "根据按": "“根据”与“按”重复。|\"根据\" and \"按\" say \"in accordance with\" twice.",
    "按照根据": "“按照”与“根据”重复。|\"按照\" and \"根据\" say \"in accordance with\" twice.",
    "截止至": "“截止至”重复，应为“截至”。|\"截止至\" says \"until\" twice.",
    "的的": "“的”字重复。|The particle \"的\" occurs twice.",
}  # fmt: skip
_SIGNS = {
    r"（[^（）()]*\)|\([^（）()]*）": "左右括号一个全角、一个半角。|One bracket is full-width, the other half-width.",
    r"《[ \u3000][^》]*》": "左书名号后多一空格。|A stray space follows the opening mark.",
    r"(?:[\u4e00-\u9fff] ){2,}[\u4e00-\u9fff]：?": "字间空格用于对齐。|The characters are spaced out for alignment.",
    r"[\u4e00-\u9fff]+[ \u3000]{2,}[\u4e00-\u9fff]+(?=关于)": "两个联合发文机关之间空两格，属公文惯例，照录。|"
    "Two spaces separate the joint issuers, as is usual in official documents; they are kept.",
    r"[IVX]+类[\u4e00-\u9fff]{2}": "用拉丁字母代替罗马数字。|A Latin letter is used for the Roman numeral.",
    r"“[^”]*‘[^’]*’[^”]*”": "引号套引号。|Quotation marks are nested.",
    r"[，。；、]{2,}": "标点重复。|Punctuation is doubled.",
}  # fmt: skip


def flaws(places: Iterable[tuple[str, str]]) -> Iterator[Noted]:
    """Yield apparent flaws in the wording of each place (its name, its words), in order."""
    rows = list(places)
    for at, words in rows:
        for pattern, said in {**{re.escape(k): v for k, v in _DOUBLED.items()}, **_SIGNS}.items():
            for found in re.finditer(pattern, words):
                yield Noted(at, _around(words, found.start(), found.end()), _pair(said))
        yield from _bands(at, words)
        yield from _above_beside_and_above(at, words)
        yield from _unbalanced(at, words)
    yield from _half_width(rows)
    yield from _two_numbers(rows)
    yield from _two_names(rows)
    yield from _quoted_now_and_then(rows)
    yield from _shortened(rows)


def _pair(said: str) -> Text:
    zh, en = said.split("|")
    return Text(zh, en)


def _around(words: str, start: int, end: int) -> str:
    """Return enough words to locate a passage: up to the nearest punctuation."""
    left = max(words.rfind(sign, 0, start) + 1 for sign in "，。；：\n")
    right = min(
        [at for sign in "，。；：\n" if (at := words.find(sign, end)) >= 0], default=len(words)
    )
    return words[left:right]


def _bands(at: str, words: str) -> Iterator[Noted]:
    """Yield pairs of bands that both include the figure between them."""
    for found in re.finditer(r"\d+[～~—-](\d+)([万亿]?元)", words):
        if again := re.search(rf"(?<!\d){found[1]}{found[2]}(?:（含）)?(?:及?以上|以下)", words):
            said = "两段都写到{0}{1}，归哪一段看“（含）”等字。|Both bands include {0}{1}; “（含）” and the like decide."
            yield Noted(at, found[0], _pair(said.format(found[1], found[2])))
            yield Noted(at, again[0], _pair(said.format(found[1], found[2])))


def _above_beside_and_above(at: str, words: str) -> Iterator[Noted]:
    """Yield bands that use 及以上 beside 以上, in which 以上 excludes the figure."""
    if both := re.search(
        r"\d[^，。；、]{0,6}及以上至[^。；]*?(\d[^，。；、]{0,6}(?<!及)以上)", words
    ):
        said = (
            "此处“及以上”与“以上”并用，“以上”似不含本数。"
            "|及以上 is used beside 以上, which therefore seems to exclude the figure."
        )
        yield Noted(at, both[1], _pair(said))


def _unbalanced(at: str, words: str) -> Iterator[Noted]:
    for opening, closing in ("（(", "）)"), ("《", "》"), ("“", "”"), ("〔", "〕"):
        left, right = (sum(words.count(sign) for sign in signs) for signs in (opening, closing))
        if left != right:
            said = f"“{opening[0]}”与“{closing[0]}”不成对。|“{opening[0]}” and “{closing[0]}” do not match up."
            yield Noted(at, None, _pair(said))


def _half_width(rows: list[tuple[str, str]]) -> Iterator[Noted]:
    """Yield half-width brackets in Chinese, as one flaw however often they occur."""
    found = [
        (at, bracket)
        for at, words in rows
        for bracket in re.findall(r"\([^()]*[\u4e00-\u9fff][^()]*\)", words)
    ]
    if found:
        at, bracket = found[0]
        said = "此处用半角括号。|The brackets here are half-width."
        if len(found) > 1:
            said = (
                "文中多处用半角括号，这里是第一处。"
                "|The text has half-width brackets in several places; this is the first."
            )
        yield Noted(at, bracket, _pair(said))


def _two_numbers(rows: list[tuple[str, str]]) -> Iterator[Noted]:
    """Yield titles with two numbers, and numbers with two titles."""
    numbers: dict[str, dict[str, str]] = defaultdict(dict)
    titles: dict[str, dict[str, str]] = defaultdict(dict)
    for at, words in rows:
        for document in cited(words):
            if document.number:
                numbers[document.title].setdefault(document.number, at)
                titles[document.number].setdefault(document.title, at)
    for found, said in (
        (numbers, "同一文件在文中有不同文号。|The text gives one document several numbers."),
        (titles, "同一文号在文中有不同标题。|The text gives one number several titles."),
    ):
        for variants in found.values():
            if len(variants) > 1:
                yield from (Noted(at, words, _pair(said)) for words, at in variants.items())


def _two_names(rows: list[tuple[str, str]]) -> Iterator[Noted]:
    """Yield different names for one document, such as 本方案 and 本措施."""
    said = defaultdict(list)
    for at, words in rows:
        for name in dict.fromkeys(
            re.findall(r"本(措施|办法|方案|细则|意见|规定|政策|通知)(?!第)", words)
        ):
            said[name].append(at)
    names = sorted(said, key=lambda name: len(said[name]))
    if len(names) > 1:
        listed = "、".join(f"“本{name}”" for name in names)
        for name in names:
            note = f"{listed}似指同一文件。|{listed} seem to mean the same document."
            yield Noted(said[name][0], f"本{name}", _pair(note))


def _quoted_now_and_then(rows: list[tuple[str, str]]) -> Iterator[Noted]:
    """Yield terms quoted inconsistently: “专精特新”中小企业 here, 专精特新中小企业 there."""
    whole = "\n".join(words for _, words in rows)
    for term, after in dict.fromkeys(
        re.findall(r"“([\u4e00-\u9fff]{2,6})”([\u4e00-\u9fff]{2,4}?企业)", whole)
    ):
        bare = rf"(?<![“\u4e00-\u9fff]){term}{after}|(?<=[对为])(?<!“){term}{after}"
        if not re.search(bare, whole):
            continue
        for at, words in rows:
            if f"“{term}”{after}" in words:
                said = f'“{term}”有时加引号，有时不加。|"{term}" occurs both with and without quotation marks.'
                yield Noted(at, f"“{term}”{after}", _pair(said))


def _shortened(rows: list[tuple[str, str]]) -> Iterator[Noted]:
    """Yield names without their 市, such as 工信局 in 市资源规划局、工信局."""
    known = frozenset(name for _, words in rows for name in agencies(words))
    for at, words in rows:
        for name in agencies(words):
            if f"市{name}" in known:
                said = f'“{name}”前省略“市”字。|"{name}" lacks "市" (municipal).'
                yield Noted(at, name, _pair(said))


# Several measures in one paragraph.

_GRANTS = re.compile(
    r"(?:给予|予以|享受|配套|按[^，。；]*给)[^，。；]*(?:奖励|补助|补贴|资助|奖补|贴息)|配套奖励|奖励\d"
)
_RECIPIENTS = re.compile(
    r"小巨人|单项冠军|创新型中小企业|“?专精特新”?中小企业|各县|各区|牵头|运营单位|制造业企业|参展企业|工信企业|专精特新企业"
)


def parts(words: str) -> tuple[str, ...]:
    """Split a paragraph that grants to several recipients where each next one begins.

    A single recipient makes one part.
    """
    pieces = [
        piece for sentence in sentences(words) for piece in re.split(r"(?<=；)", sentence) if piece
    ]
    groups: list[tuple[frozenset[str], list[str]]] = []
    leading: list[str] = []
    for piece in pieces:
        who = frozenset(found.strip("“”") for found in _RECIPIENTS.findall(piece))
        if not _GRANTS.search(piece) or (groups and not who):
            (groups[-1][1] if groups else leading).append(piece)
        elif groups and who == groups[-1][0]:
            groups[-1][1].append(piece)
        else:
            groups.append((who, [piece]))
    if len(groups) < 2:
        return (words,)
    heads = ["".join(leading)] if leading else []
    return (*heads, *("".join(group) for _, group in groups))


_ITEM = re.compile(
    r"(?:^|(?<=[。；：\n]))[ \u3000]*(?:（[一二三四五六七八九十\d]+）|[①-⑳]|\d+[.．、](?!\d)|"
    r"[一二三四五六七八九十]是)"
)


_AWARDED = re.compile(
    r"\s*(?:（[^（）]*）|[①-⑳]|\d+[.．、])?\s*"
    "(?:对|给|鼓励|支持|推动|大力|积极|加快|引导|加大|新|首次|企业|获)"
)
"""The beginning of an award; words such as 单个项目不超过… continue the previous one."""


def awards(words: str) -> tuple[str, ...]:
    """Split a clause with several awards where each begins: at its items, or else at its ；.

    Words before the first award belong to it. An item that grants nothing belongs to the one before
    it. A single award makes one part.
    """
    said = plain(words)
    starts = [found.start() for found in _ITEM.finditer(said)]
    if len(starts) < 2:
        starts = [0, *(found.end() for found in re.finditer("[；。\n]", said))]
    pieces = [words[a:b] for a, b in pairwise([*starts, len(words)]) if b > a]
    pieces[0] = words[: starts[0]] + pieces[0]
    joined: list[str] = []
    for piece in pieces:
        begins = _ITEM.match(piece) or _AWARDED.match(plain(piece))
        if joined and not (begins and _grants(piece) and _grants(joined[-1])):
            joined[-1] += piece
        else:
            joined.append(piece)
    return tuple(joined)


_PROCEDURAL = re.compile(
    "组织(?:保障|实施|领导|管理)|保障措施|政策兑现|程序|[附总]　?则|其他|监督|资金管理|申报|审核|实施程序|工作要求"
)
_PROVISION = re.compile(
    "之日起|有效期|废止|负责解释|领导小组|抵触|不一致|就高|不重复|追回|是指|所称|适用于|总体要求|指导思想|"
    "工作目标|加强领导|统筹协调|为了|为贯彻|制定本"
)
_SCOPE = re.compile("(?:支持|扶持|适用|奖励)(?:范围|对象)")
_FUND = re.compile("设立[^。；]{0,20}(?:资金|基金)[^。；]{0,12}(?:列入|纳入|预算)")


def is_no_measure(clause: Clause) -> bool:
    """Check whether a clause grants nothing but states responsibilities, payment or validity."""
    words = plain(clause.text.zh)
    first = re.split("[。\n]", words)[0]
    heads = "".join(
        [*(plain(above.text.zh) for above in clause.path), first if len(first) < 12 else ""]
    )
    if _FUND.search(words) or _SCOPE.fullmatch(first):
        return True
    if _grants(words):
        return bool(_PROCEDURAL.search(heads)) and not re.search(r"\d[万亿]?元", words)
    return bool(_PROCEDURAL.search(heads) or _PROVISION.search(words))


def _grants(words: str) -> bool:
    """Check whether the words seem to grant an amount or a share."""
    said = plain(words)
    sums = [w for w in figures(said) if re.search("[元%％‰成]|分之|百分点", w)]
    return bool(sums and re.search("奖|补|资助|贴息|配套|支持|减免|返还|给予|予以", said))


# Quotations for a rule.

_PAID = re.compile(
    r"(?:给予|配套奖励|奖励)?(?:每家|每个|每场)?(?:不超过|最高不超过|最高|一次性)*"
    r"(?<![\d.～~—-])(?<!低于)(?<!不少于)[ \xa0]?"
    rf"\d[\d.]*[ \xa0]?[万亿]?(?:元|[%％]|‰){_PER}"
    r"(?!(?:（含）)?(?:及?以上|以下|以内)|[～~—–-])(?:的?(?:一次性)?(?:资金)?(?:奖励|补助|补贴|资助|支持))?"
)


class ProposedQuotation(NamedTuple):
    """Words of a clause that contain one figure; `ceiling` if they set a maximum."""

    words: str
    unit: Unit
    ceiling: bool


_APART = re.compile(r"[，。；：、\n]|[\d.]+[百千万亿]*[元%‰家年级]?")


def quotations(clause: Clause) -> tuple[ProposedQuotation, ...]:
    """Return the amounts and rates of a clause in words that a rule can quote.

    Each quotation contains one figure and occurs once in the clause.
    """
    words, found = clause.text.zh, []
    for each in _PAID.finditer(plain(words)):
        start, quoted = each.start(), words[each.start() : each.end()]
        while words.count(quoted) > 1 and start and words[start - 1] != "\n":
            start -= 1
            quoted = words[start : each.end()]
        before = _APART.split(words[:start])[-1][-6:]
        after = _APART.split(words[each.end() :])[0][:6]
        try:
            read, whole = figure(quoted), figure(before + quoted + after)
        except QuotationError:
            continue
        if (
            words.count(quoted) == 1 and read == whole
        ):  # not 足100万元 of 不足100万元, nor 200元 of 200元/亩
            ceiling = read.low is None
            found.append(ProposedQuotation(quoted, read.unit, ceiling))
    return tuple(found)


_LIMITED = re.compile(
    r"[^，。；\n]*(?:一事一议|择优|名额|排名|总量控制|额度内|(?:不超过|限|前)\d+(?:家|个|名|项))[^，。；\n]*"
)


def limits(words: str) -> tuple[str, ...]:
    """Return the words that limit how many are chosen: a quota, a ranking, one case at a time."""
    return tuple(words[found.start() : found.end()] for found in _LIMITED.finditer(plain(words)))


# Kinds of sentences.

_STATUS = {
    SentenceStatus.PROCEDURE: r"^[（(]?(?:责任|牵头|配合|实施)单位|^[（(]?此件|^各.*[:：]$|^完成时间"
    r"|^由[^，；]*(?:组织实施|执行|开展|制定|落实|办法)[^，；]*。?$|负责解释。?$",
    SentenceStatus.VALIDITY: r"^[（(]?\d{4}年\d+月\d+日[）)]?$"
    r"|有效期|之日起(?:施行|实施|开始)|^本\w{2}自\d|不一致的，以",
    SentenceStatus.DEFINITION: r"是指|指的是|^本\w{2}所称",
    SentenceStatus.TARGET: r"^力争|目标",
    SentenceStatus.CONTACT: r"联\s*系\s*(?:人|电话)",
    SentenceStatus.BACKGROUND: r"现印发给|^为.{2,40}，制定本|^为(?:深入|全面|进一步|了|贯彻)|^根据《.*制定",
}


def status(sentence: str) -> SentenceStatus | None:
    """Return what a sentence is, judging by its form, or None if the form does not show it."""
    for status, pattern in _STATUS.items():
        if re.search(pattern, sentence):
            return status
    return None
