"""Split a sentence into what the calculator knows: fact names, figures, denials, the rest.

Nothing is decided here; `calculator.page.quick_entry` decides which fact a figure belongs to.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from typing import NamedTuple

from calculator.fact_names import CALLED
from calculator.fields import Fact, OneOf, SomeOf
from calculator.profile import FACTS


class Sense(NamedTuple):
    """A meaning of a name: a fact (`list.fact` for an entry's), or one `word` of its choice."""

    fact: str
    word: str = ""

    @property
    def holder(self) -> str:
        """The fact of the profile; for an entry's fact, the list."""
        return self.fact.partition(".")[0]


class PieceKind(Enum):
    """The kind of a piece of the sentence."""

    NAME = auto()
    FIGURE = auto()
    NOT = auto()
    WHEN = auto()  # a year, in digits or as "last year"
    OPEN = auto()  # marks what is asked, doubted, planned, over or about each of several
    AND = auto()
    BREAK = auto()
    STOP = auto()
    FILLER = auto()
    STRANGE = auto()


class Of(Enum):
    """The kind of thing that a figure counts."""

    MONEY = auto()
    BARE = auto()
    PERCENT = auto()
    PERMILLE = auto()
    DAYS = auto()
    MONTHS = auto()
    YEARS = auto()
    LEVEL = auto()
    COUNT = auto()
    DATE = auto()
    MONTH = auto()  # with its year, without a day


@dataclass(frozen=True)
class Piece:
    """A piece from `start` to `end` of the folded sentence.

    `text` is a figure as to be entered, a date or month as YYYY-MM(-DD), or a year as YYYY.
    """

    kind: PieceKind
    start: int
    end: int
    senses: frozenset[Sense] = frozenset()
    of: Of | None = None
    text: str = ""


# --- normalization ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Folded:
    """A normalized sentence, and the position of each character in what was typed."""

    typed: str
    plain: str
    at: tuple[int, ...]

    def said(self, start: int, end: int) -> str:
        """Return the words as typed."""
        return self.typed[self.at[start] : self.at[end - 1] + 1].strip() if start < end else ""


_QUOTES = re.compile("[\"'“”‘’「」『』《》\u200b]")
_DASHES = str.maketrans("‐‑‒–—―－", "-------")


def fold(text: str, simple: Mapping[str, str]) -> Folded:
    """Normalize spelling; `simple` maps traditional characters to simplified ones."""
    plain: list[str] = []
    at: list[int] = []
    for place, char in enumerate(text):
        for one in unicodedata.normalize("NFKC", char).lower().translate(_DASHES):
            if not _QUOTES.match(one):
                plain.append(simple.get(one, one))
                at.append(place)
    return Folded(text, "".join(plain), tuple(at))


def _named(words: str) -> str:
    """Return a name as it is in a folded sentence, with hyphens as blanks."""
    return re.sub(r"[\s-]+", " ", fold(words, {}).plain).strip()


# --- names -----------------------------------------------------------------------------------------


@cache
def vocabulary() -> Mapping[str, frozenset[Sense]]:
    """Return every name of a fact or choice, in both languages, with its meanings."""
    names: dict[str, set[Sense]] = {}

    def add(sense: Sense, fact: Fact) -> None:
        known = [fact.label.zh, fact.label.en, *CALLED.get(sense.fact, ())]
        if isinstance(fact.kind, (OneOf, SomeOf)):
            for word, label in fact.kind.words.items():
                if word != fact.default:  # "enterprise" is the default applicant
                    called = CALLED.get(f"{sense.fact}={word}", ())
                    for name in (label.zh, label.en, *called):
                        names.setdefault(_named(name), set()).add(Sense(sense.fact, word))
        for name in known:
            names.setdefault(_named(name), set()).add(sense)

    for name, fact in FACTS.items():
        add(Sense(name), fact)
        for key, each in fact.kind.columns.items():
            add(Sense(f"{name}.{key}"), each)
    return {name: frozenset(senses) for name, senses in names.items()}


def characters() -> str:
    """Return every character of the known words, all of which may be written traditionally."""
    known = [*vocabulary(), *(word for words in _WORDS.values() for word in words)]
    return "".join(sorted({*"".join(known), *_UNITS}))


_UNITS = "万亿元块钱年月日号级个项笔家人天点厘"
_SAID: Mapping[PieceKind, str] = {
    PieceKind.NOT: "不是、不算、并非、并不是、不属于、没有、没、无、未、非、不、否、还没有、还没、没有任何、从未、"
    "尚未、暂无、not、no、never、none、without、isnt、arent、dont、doesnt、didnt、hasnt、havent、wasnt、nil、"
    "non",
    PieceKind.OPEN: "是不是、是否、有没有、能否、能不能、可否、吗、不确定、不知道、不清楚、可能、也许、好像、如果、若、"
    "假如、明年、后年、计划、打算、准备、拟、将、将要、想、希望、预计、争取、申报、正在申报、申请、"
    "申请中、申报中、培育、待认定、曾、曾经、原、已过期、过期、到期、取消、撤销、失效、同行、别人、客户、"
    "竞争对手、各、均、每笔、每个、分别、都、whether、maybe、perhaps、probably、possibly、might、may be、"
    "not sure、unsure、if、unknown、next year、plan、plans、planned、planning、will、would、intend、"
    "hope、want、expect、applying、applied、candidate for、former、formerly、expired、lapsed、used to、"
    "competitor、customer、each、both、respectively、every",
    PieceKind.AND: "和、与、及、以及、and、plus、&、+",
    PieceKind.FILLER: "的、了、是、有、我们、我司、本公司、我公司、我、公司、企业、一家、一笔、一个、一项、一份、这、"
    "那、在、位于、注册于、注册地、注册在、注册、于、为、共、共计、一共、总共、合计、另外、还有、还、另、也、"
    "投入、投入了、投资、投资额、支出、投了、投、花了、花、用了、买了、买、购买、购买了、购置、购入、采购、发生、支付、"
    "支付了、付了、付、交了、交、缴、拿了、拿过、领过、得过、享受过、任何、用于、用在、用、系、属、属于、"
    "做了、做、做过、进行、金额、总额、本金、期限、时间、日期、年、期、贷了、贷、借了、借、到、从、其中、"
    "按、以、上、中、里、内、下、我厂、厂、已、已经、已有、获、被、为期、期间、约定、合同、利用、通过、"
    "取得、实际、目前、现在、今天、首先、然后、并、且、而、等、给、向、银行、该、本、新、新增、元、万元、"
    "您好、你好、老板、谢谢、麻烦、帮我、算一下、帮忙、请问、搞了、搞、弄了、台、批、套、次、a、an、the、"
    "of、for、in、on、at、to、with、we、are、is、have、has、had、our、us、from、by、its、it、was、were、"
    "be、been、got、get、company、firm、enterprise、spent、spend、invested、invest、investment、paid、"
    "pay、bought、buy、took、take、taken、worth、total、my、i、this、that、as、new、also、based、"
    "registered、located、hold、holds、holding、held、held by、became、become、title、status、amount、"
    "period、term、duration、per annum、year、years、any、one、did、do、does、so、far、then、plus、"
    "which、who、during、over、yes、yet、only、just、please、hi、hello、im、were a、cost、costs、"
    "costing、made、make、award、city、province、china、under",
}  # fmt: skip
_WORDS = {kind: tuple(words.split("、")) for kind, words in _SAID.items()}


@cache
def _lexicon() -> tuple[Mapping[str, tuple[PieceKind, frozenset[Sense]]], Mapping[str, int]]:
    """Return every known word with its kind, and the longest word by first character."""
    known: dict[str, tuple[PieceKind, frozenset[Sense]]] = {}
    for kind, words in reversed([*_WORDS.items()]):
        known |= {_named(word): (kind, frozenset()) for word in words if word}
    known |= {name: (PieceKind.NAME, senses) for name, senses in vocabulary().items()}
    known |= {name: (PieceKind.AND, frozenset()) for name in ("、", "和", "与", "及")}
    longest: dict[str, int] = {}
    for word in known:
        longest[word[0]] = max(longest.get(word[0], 0), len(word))
    return known, longest


def _word(plain: str, i: int) -> tuple[int, PieceKind, frozenset[Sense]] | None:
    """Return the longest known word at a place: its end, kind and senses."""
    known, longest = _lexicon()
    for length in range(longest.get(plain[i], 0), 0, -1):
        end = i + length
        found = known.get(plain[i:end]) if end <= len(plain) else None
        if found and _whole(plain, i, end):
            return end, *found
        if found and plain[end : end + 1] == "s" and _whole(plain, i, end + 1):
            return end + 1, *found
    return None


def _whole(plain: str, start: int, end: int) -> bool:
    """Check that an English word is not part of a longer one."""
    inside = plain[start].isascii() and plain[start].isalpha() and _letter(plain, start - 1)
    return not (inside or (_letter(plain, end - 1) and _letter(plain, end)))


def _letter(plain: str, i: int) -> bool:
    return 0 <= i < len(plain) and plain[i].isascii() and plain[i].isalnum()


# --- figures ---------------------------------------------------------------------------------------

_HAN = "零一二两三四五六七八九十百千"
_FORMAL = "壹贰叁肆伍陆柒捌玖拾佰仟"
_P = rf"(?:[0-9]+(?:,[0-9]{{3}})*(?:\.[0-9]+)?[十百千]?(?:[0-9]百)?|[{_HAN}{_FORMAL}]+(?:点[零一二三四五六七八九]+)?)"
_MORE = "[多余几来]?"
_ENDS = "年月日天号级个项笔家人台份次期成季厘"
_ODD = rf"(?:[一二三四五六七八九1-9](?![0-9.%‰{_ENDS}{_HAN}万亿]|,[0-9]))?"
_AMOUNT = (
    rf"(?:{_P}{_MORE} ?亿(?:零?{_P}万)?|{_P}{_MORE} ?万(?:[1-9一二三四五六七八九]千|零{_P})?){_ODD}"
    rf"|{_P}{_MORE}(?: ?(?:thousand|million|billion|mil|mn|bn|[kmwb])(?![a-z]))?"
)
_NEAR = (
    r"(?:大约|大概|约|接近|将近|近|超过|超|至少|不到|不足|最多|差不多|about|around|approximately|approx\.?|roughly|nearly"
    r"|almost|over|more than|less than|up to|at least|[~≈<>≥≤])? ?"
)
_MARK = r"(?:(?:rmb|cny|usd|us\$|hk\$|eur|hkd|gbp|jpy|人民币|[¥$€£]) ?)*"
_YUAN = (
    r"(?: ?(?:元(?:人民币)?|块钱?|rmb|cny|yuan|人民币|美元|美金|港币|港元|欧元|日元|英镑|usd|hkd|eur|gbp|jpy"
    r"|(?:us )?dollars?|euros?)(?![a-z]))?"
)
_AFTER = r"(?:整|正)?(?: ?(?:左右|上下|以上|以下|以内|出头|or so))?"
_MONEY = re.compile(
    rf"{_NEAR}{_MARK}(?:{_AMOUNT})(?: ?(?:-|~|到|至|to) ?{_MARK}(?:{_AMOUNT}))?{_YUAN}{_AFTER}"
)
_OF_MONEY = re.compile(
    "[万亿元块¥$€£]|rmb|cny|usd|hk|eur|gbp|jpy|yuan|dollar|人民币|美|[0-9] ?[kmwb]|illion|thousand"
)
_PER_YEAR = r"(?: ?(?:a year|per year|per annum|p\.?a\.?(?![a-z])|/ ?年|/ ?year|每年|annually))?"
_RATE = re.compile(
    rf"{_NEAR}(?:{_P}(?: ?[-~到至] ?{_P})? ?"
    r"(?P<sign>%|percent|per cent|pct|个点|‰|per mille|permille)(?:左右|多)?"
    rf"|(?P<of>[百千])分之[{_HAN}]+(?:点[{_HAN}]+)?){_PER_YEAR}"
)
_ENGLISH = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "twelve": 12, "半": 0, "half a": 0,
}  # fmt: skip
_SPAN = re.compile(
    rf"(?P<n>{_P}|半|half a|{'|'.join(k for k in _ENGLISH if k.isascii() and k != 'half a')})[ -]?"
    r"(?P<unit>年(?![度初底])期?|个月|天|日|years?|yrs?|months?|days?)(?![a-z])"
)
_DAY = re.compile(
    r"(?P<y>(?:19|20)[0-9]{2})(?:年 ?(?P<m>1[0-2]|0?[1-9])月 ?(?P<d>[0-9]{1,2})[日号]?"
    r"|(?P<s>[-/.])(?P<m2>1[0-2]|0?[1-9])(?P=s)(?P<d2>[0-9]{1,2})|(?P<m3>0[1-9]|1[0-2])(?P<d3>[0-3][0-9]))(?![0-9])"
)
_MONTH = re.compile(
    r"(?P<y>(?:19|20)[0-9]{2})(?:年 ?(?P<m>1[0-2]|0?[1-9])月份?"
    r"|[-/.](?P<m2>1[0-2]|0?[1-9])(?![0-9.,万亿元%wkm]))"
)
_THIS = {"去年": -1, "上年": -1, "上年度": -1, "今年": 0, "本年": 0, "本年度": 0, "前年": -2}
_LAST = {"last year": -1, "this year": 0, "the year before last": -2}
_OWN_MONTH = re.compile(
    rf"(?P<y>{'|'.join(_THIS)})(?P<m>1[0-2]|0?[1-9])月(?:份|(?P<d>[0-9]{{1,2}})[日号])?"
)
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MON = rf"(?P<mon>{'|'.join(_NAMES)})[a-z]*\.?"
_EN_DAY = re.compile(
    rf"(?:(?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)? (?:of )?{_MON},? ?(?P<y>20[0-9]{{2}}))(?![0-9])"
)
_US_DAY = re.compile(rf"{_MON} (?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)?,? (?P<y>20[0-9]{{2}})(?![0-9])")
_EN_MONTH = re.compile(rf"{_MON},? ?(?P<y>20[0-9]{{2}})(?![0-9])")
_YEAR = re.compile(
    r"(?:fy ?)?(?P<y>20[0-9]{2})(?: ?(?:年度|财年|年))?(?![0-9万亿元块%‰]|[.,/-][0-9]| ?(?:million|mn|k|yuan|rmb))"
)
_RELATIVE = re.compile("|".join([*sorted(_THIS, key=len, reverse=True), *_LAST]))
_TIMES = re.compile(
    rf"(?P<n>{_P}) ?(?P<unit>级|家|人次?|名|位|个|项|笔|台|套|份|items?|people|persons)(?![年月万亿元])"
)
_STOPS, _BREAKS, _NOTHING = "。；;!！?？\n", ",，|/", "()[]【】:="


def _figure(plain: str, i: int, this_year: int) -> Piece | None:
    """Return the figure, year or date at a place, or None."""
    if i and (plain[i].isdigit() or plain[i] == ".") and plain[i - 1].isdigit():
        return None
    if dated := _dated(plain, i, this_year):
        return dated
    if match := _RELATIVE.match(plain, i):
        years = _THIS.get(match[0], _LAST.get(match[0]))
        return Piece(PieceKind.WHEN, i, match.end(), text=str(this_year + (years or 0)))
    if match := _YEAR.match(plain, i):
        return Piece(PieceKind.WHEN, i, match.end(), text=match["y"])
    if match := _RATE.match(plain, i):
        per_mille = match["of"] == "千" or match["sign"] in ("‰", "per mille", "permille")
        text = re.sub(rf"{_PER_YEAR}$", "", match[0]).replace("个点", "%")
        return _counted(Of.PERMILLE if per_mille else Of.PERCENT, match, text.strip())
    if (match := _SPAN.match(plain, i)) and _whole(plain, i, match.end()):
        unit = match["unit"][0]
        of = {"年": Of.YEARS, "y": Of.YEARS, "个": Of.MONTHS, "m": Of.MONTHS}.get(unit, Of.DAYS)
        n = _ENGLISH.get(match["n"])
        return _counted(of, match, match["n"] if n is None else str(n or "半"))
    if match := _TIMES.match(plain, i):
        return _counted(Of.LEVEL if match["unit"] == "级" else Of.COUNT, match, match["n"])
    match = _MONEY.match(plain, i)
    if not match or re.match("[十百千][0-9]", plain[match.end() - 1 : match.end() + 1]):
        return None
    text = match[0].strip()
    known = _OF_MONEY.search(text)
    if not known and not re.search("[0-9]", text):
        return None  # 一 or 十 alone is not a figure here
    return _counted(Of.MONEY if known else Of.BARE, match, text)


def _counted(of: Of, match: re.Match[str], text: str) -> Piece:
    return Piece(PieceKind.FIGURE, match.start(), match.end(), of=of, text=text)


def _dated(plain: str, i: int, this_year: int) -> Piece | None:
    for pattern in (_DAY, _EN_DAY, _US_DAY, _OWN_MONTH, _MONTH, _EN_MONTH):
        match = pattern.match(plain, i)
        if not match or _letter(plain, i - 1):
            continue
        found = match.groupdict()
        month = next((found[k] for k in ("m", "m2", "m3") if found.get(k)), "")
        month = month or str(_NAMES.index(found["mon"]) + 1)
        year = str(this_year + _THIS[found["y"]]) if found["y"] in _THIS else found["y"]
        day = next((found[k] for k in ("d", "d2", "d3") if found.get(k)), "")
        text = f"{year}-{int(month):02}" + (f"-{int(day):02}" if day else "")
        return _counted(Of.DATE if day else Of.MONTH, match, text)
    return None


def pieces(folded: Folded, this_year: int) -> Iterator[Piece]:
    """Yield the pieces of a sentence in order, without blanks."""
    plain = re.sub(r"(?<=[a-z])-(?=[a-z])", " ", folded.plain)
    i = 0
    while i < len(plain):
        if plain[i] in _STOPS or (plain[i] == "." and not plain[i + 1 : i + 2].isdigit()):
            yield Piece(PieceKind.STOP, i, i + 1)
            i += 1
        elif plain[i] in _BREAKS:
            yield Piece(PieceKind.BREAK, i, i + 1)
            i += 1
        elif plain[i].isspace() or plain[i] in _NOTHING:
            i += 1
        else:
            piece = _piece(plain, i, this_year)
            yield piece
            i = piece.end


def _piece(plain: str, i: int, this_year: int) -> Piece:
    word, figure = _word(plain, i), _figure(plain, i, this_year)
    if figure and (word is None or figure.end >= word[0] or word[1] is PieceKind.FILLER):
        return figure
    if word:
        return Piece(word[1], i, word[0], word[2])
    end = i + 1
    while _letter(plain, i) and _letter(plain, end):
        end += 1
    return Piece(PieceKind.STRANGE, i, end)
