"""The texts are the official ones, their translation says the same, and the splitter finds both."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from builder.pages.formatting import in_full
from builder.texts import (
    Clause,
    Heading,
    Paragraph,
    Passage,
    PolicyText,
    TextError,
    TitleLine,
    fingerprint,
    load,
    load_all,
)
from calculator import policies
from calculator.i18n import LANGS, Lang, Text
from tests import first

ROOT = Path(__file__).parents[2]
POLICIES = load_all(ROOT / "docs")
RULES = {rules.id: rules for rules in policies.POLICIES}
XIAMEN, FUZHOU = first.TEXTS
CLAUSES = [clause for policy in POLICIES for clause in policy.clauses]
CHINESE = re.compile(r"[\u3007\u3400-\u9fff]+")
# The Chinese of a term or a figure, kept in the English: in brackets, which may hold others.
GLOSS = re.compile(r"\([^()]*[\u3400-\u9fff‰][^()]*\)")

each_clause = pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause.measure_id)
each_policy = pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.id)


def printed(policy: PolicyText) -> Iterator[Text]:
    """The text put together again from its blocks, line by line."""
    for block in policy.blocks:
        if isinstance(block, Passage):
            words = block.clauses[0].text
            for clause in block.clauses[1:]:
                words += Text("", " ") + clause.text
            if block.number:
                words = block.number + Text("", " ") + words
            yield words + Text("", " ") + block.agencies if block.agencies else words
        else:
            yield block.line if isinstance(block, Heading) else block.text


def bare(words: str) -> str:
    return re.sub(r"\s", "", words)


# The words.


@pytest.mark.parametrize("policy", first.TEXTS, ids=lambda policy: policy.id)
def test_the_chinese_is_the_official_text_character_by_character(policy: PolicyText) -> None:
    source = (ROOT / "tests" / "sources" / f"{policy.id}.txt").read_text("utf-8")
    official = bare(source.replace("[bookmark: _GoBack]", ""))
    assert bare((ROOT / "docs/policies" / policy.id / "zh.md").read_text("utf-8")) == official
    assert bare("".join(text.zh for text in printed(policy))) == official


@each_policy
def test_splitting_loses_no_english_word(policy: PolicyText) -> None:
    stored = (ROOT / "docs/policies" / policy.id / "en.md").read_text("utf-8")
    assert " ".join(text.en for text in printed(policy)).split() == stored.split()


@each_policy
@pytest.mark.parametrize("lang", LANGS)
def test_quotes_and_brackets_balance(policy: PolicyText, lang: Lang) -> None:
    for text in printed(policy):
        words = text(lang)
        assert words.count('"') % 2 == 0, words
        for opening, closing in ("“”", "‘’", "《》", "[]", "〔〕"):
            assert words.count(opening) == words.count(closing), words
        # One Chinese bracket opens full-width and closes half-width, so they count together.
        assert len(re.findall("[（(]", words)) == len(re.findall("[）)]", words)), words


@each_policy
def test_chinese_in_the_english_is_bracketed_and_quotes_the_chinese(policy: PolicyText) -> None:
    for text in printed(policy):
        assert not re.search(
            r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef“”‘’]", GLOSS.sub("", text.en)
        )
        for gloss in GLOSS.findall(text.en):
            for words in CHINESE.findall(gloss):
                assert words in text.zh, gloss


@each_policy
def test_srdi_is_spelt_out_once(policy: PolicyText) -> None:
    english = "\n".join(text.en for text in printed(policy))
    assert english.count("specialized, refined, distinctive and innovative") == 1


@each_clause
def test_english_clauses_are_whole_sentences(clause: Clause) -> None:
    assert re.fullmatch(r'[A-Z].*[.]"?', clause.text.en)
    for sentence in re.split(r"(?<!No)\. (?=[A-Z])", clause.text.en):
        assert re.search(r"\b(is|are|may|must|grants?|carr(y|ies)|works|Strengthen|Support"
                         r"|Encourage|Promote|organizes?|takes?|rises|draws|pay|issues)\b", sentence)  # fmt: skip


# The figures.

MONTHS = "January February March April May June July August September October November December"
NUMERALS = {"一": 1, "二": 2, "三": 3, "八": 8, "二十": 20}
ENGLISH_NUMERALS = {"one": 1, "two": 2, "three": 3, "eight": 8}
SCALES = {"": 1, "万": 10**4, "亿": 10**8, " million": 10**6, " billion": 10**9}
CHINESE_FIGURE = re.compile(
    r"(?P<from>[\d.]+)～(?P<to>[\d.]+)(?P<span>[万亿]?)元"
    r"|(?P<money>[\d.]+)(?P<scale>[万亿]?)元"
    r"|(?P<rate>[\d.]+)(?P<unit>[%‰])|(?P<number>\d+)"
    r"|(?P<word>二十(?=大)|[一二三八](?=年期|年享|级|部门))"
)
ENGLISH_FIGURE = re.compile(
    r"RMB (?P<money>[\d.,]*\d)(?P<scale>(?: million| billion)?)"
    r"|(?P<rate>[\d.]+)(?P<unit>%| per mille)|(?P<number>\d+)"
    rf"|(?P<month>{MONTHS.replace(' ', '|')})"
    r"|(?P<word>(?i:one|two|three|eight))(?=[- ](?:year|departments)\b|-year|(?i: departments))"
)


def chinese_figures(words: str) -> Counter[str]:
    figures: Counter[str] = Counter()
    for found in CHINESE_FIGURE.finditer(words):
        if found["from"]:
            for end in (found["from"], found["to"]):
                figures[f"RMB {(Decimal(end) * SCALES[found['span']]).normalize():f}"] += 1
        elif found["money"]:
            figures[f"RMB {(Decimal(found['money']) * SCALES[found['scale']]).normalize():f}"] += 1
        elif found["rate"]:
            figures[found["rate"] + found["unit"]] += 1
        else:
            figures[str(int(found["number"] or NUMERALS[found["word"]]))] += 1
    return figures


def english_figures(words: str) -> Counter[str]:
    figures: Counter[str] = Counter()
    for found in ENGLISH_FIGURE.finditer(GLOSS.sub("", words)):
        if found["money"]:
            amount = Decimal(found["money"].replace(",", "")) * SCALES[found["scale"]]
            figures[f"RMB {amount.normalize():f}"] += 1
        elif found["rate"]:
            figures[found["rate"] + found["unit"].replace(" per mille", "‰")] += 1
        elif found["month"]:
            figures[str(MONTHS.split().index(found["month"]) + 1)] += 1
        else:
            figures[str(int(found["number"] or ENGLISH_NUMERALS[found["word"].lower()]))] += 1
    return figures


@each_policy
def test_both_languages_have_the_same_figures(policy: PolicyText) -> None:
    for block in policy.blocks:
        texts = [c.whole for c in block.clauses] if isinstance(block, Passage) else [
            block.line if isinstance(block, Heading) and block.level == 3 else block.text
        ]  # fmt: skip
        for text in texts:
            assert english_figures(text.en) == chinese_figures(text.zh), text


@each_clause
def test_every_english_amount_is_followed_by_the_chinese_one(clause: Clause) -> None:
    for found in re.finditer(
        r"RMB [\d.,]+(?: [mb]illion)?( to RMB [\d.,]+ million)?", clause.text.en
    ):
        gloss = re.match(r" \(([^()]+)\)", clause.text.en[found.end() :])
        assert gloss, found[0]
        assert chinese_figures(gloss[1]) == english_figures(found[0])


def test_the_figures_are_read_as_meant() -> None:
    assert chinese_figures("100～500万元的10%，二级，7‰，1亿元") == Counter(
        ["RMB 1000000", "RMB 5000000", "10%", "2", "7‰", "RMB 100000000"]
    )
    assert english_figures("RMB 1.5 billion (15亿元), 7 per mille (7‰), 11 May") == Counter(
        ["RMB 1500000000", "7‰", "11", "5"]
    )


# The terms: one rendering each.

TERMS = {
    "专精特新企业": "SRDI enterprise",
    "专精特新中小企业": "SRDI SME",
    "专精特新“小巨人”企业": 'SRDI "little giant" enterprise',
    "专精特新重点“小巨人”": 'SRDI "key little giant"',
    "专精特新“小巨人”后备企业": "SRDI little-giant reserve enterprise",
    "创新型中小企业": "innovative SME",
    "制造业单项冠军": "manufacturing single-product champion",
    "梯度培育": "tiered cultivation",
    "优质中小企业": "high-quality SME",
    "揭榜挂帅": "open-challenge competition",
    "首台（套）": "first (set of) [major] technical equipment",
    "首购、订购": "first purchase, commissioned purchase",
    "先试首用": "trial and first use",
    "财政贴息": "interest subsidy",
    "贷款市场报价利率": "loan prime rate (LPR)",
    "质押融资": "pledge financing",
    "增信子基金": "credit-enhancement sub-fund",
    "技术创新基金": "Technology Innovation Fund",
    "固定融资成本": "fixed financing cost",
    "增资扩产": "capital increase and capacity expansion",
    "技术改造": "technical renovation",
    "设备投入": "equipment investment",
    "固投补助": "fixed-asset investment subsidy",
    "联合实验室": "joint laborator",
    "中试平台": "pilot-scale testing platform",
    "新质生产力": "new quality productive forces",
    "低空经济": "low-altitude economy",
    "产学研": "industry–university–research",
    "创新引领工程": "Innovation-Leading Programme",
    "知识产权": ("intellectual property", "Class I IP"),
    "主要起草单位": "main drafting unit",
    "集群运营单位": "cluster operator",
    "特色产业集群": "SME specialty industry cluster",
    "产业特色集群": "SME specialty industry cluster",
    "数字化水平": "digital level",
    "管理咨询": "management consulting",
    "每天每人次": "per person per day",
    "“出海”": '"going overseas"',
    "政府购买服务": "government procurement of services",
    "补短板": "shoring up weak points",
    "经营场地": "business premises",
    "通用厂房": "general-purpose plant",
    "标准厂房": "standard plant",
    "弹性年限出让": "flexible-term land grant",
    "高层次人才": "high-level talent",
    "柔性引进": "flexible engagement",
    "高级职称": "senior professional title",
    "继续教育": "continuing education",
    "产业引导基金": "industrial guidance fund",
    "国家中小企业发展基金": "National SME Development Fund",
    "科创风投基金": "science and innovation venture fund",
    "两岸股权交易中心": "Cross-Straits Equity Exchange",
    "海峡股权交易中心": "Haixia (Straits) Equity Exchange",
    "全国股转公司": "National Equities Exchange and Quotations (NEEQ)",
    "北交所": "Beijing Stock Exchange",
    "直连机制": "direct-link mechanism",
    "上市后备企业": "listing-reserve enterprise",
    "场租": "venue rent",
    "展位费": "booth fee",
    "境外参展": "exhibiting overseas",
    "抱团参展": "group exhibiting",
    "国内贸易信用保险": "domestic trade credit insurance",
    "单张保单": "each single policy",
    "实缴保险费用": "premium actually paid",
    "APEC商务旅行卡": "APEC Business Travel Card",
    "经认证的经营者": "Authorized Economic Operator",
    "研发加计扣除": "R&D super-deduction",
    "工信企业，": "industry-and-IT-sector enterprise",
    "规上工业企业": "industrial enterprises above designated size",
    "政企直通车": "Government–Enterprise Direct Line",
    "奖励": "award",
    "补助": "subsid",
    "补贴": "subsidy",
    "资助": "grant",
    "配套奖励": "matching award",
    "一次性": "one-off",
    "最高": "up to",
    "不超过": ("not exceeding", "capped at"),
    "（含）": "inclusive",
    "分别": ("respectively", "each"),
    "绩效考核": "performance assessment",
    "首次": "for the first time",
    "非财政资金投入": "non-fiscal investment",
    "按规定": "in accordance with the rules",
    "参照": "with reference to",
    "会同": "together with",
    "各县（市）区": "counties, county-level cities and districts",
    "市工信局": "Municipal Bureau of Industry and Information Technology",
    "市财政局": "Municipal Bureau of Finance",
    "市科技局": "Municipal Bureau of Science and Technology",
    "市市场监管局": "Municipal Administration for Market Regulation",
    "市商务局": "Municipal Bureau of Commerce",
    "市人社局": "Municipal Bureau of Human Resources and Social Security",
    "市委人才办": "Talent Work Office of the CPC Xiamen Municipal Committee",
    "市委金融办": "Office of the Financial Commission of the CPC Xiamen Municipal Committee",
    "厦门证监局": "Xiamen Bureau of the China Securities Regulatory Commission",
    "厦门金融监管局": "Xiamen Bureau of the National Financial Regulatory Administration",
    "市金融监管局": "Municipal Local Financial Regulation Bureau",
    "火炬管委会": "Administrative Committee of Xiamen Torch Development Zone for High Technology",
    "高新区管委会": "Administrative Committee of Fuzhou High-tech Zone",
    "闽政办〔2024〕23号": "Min Zheng Ban [2024] No. 23 (闽政办〔2024〕23号)",
    "闽工信规〔2023〕11号": "Min Gong Xin Gui [2023] No. 11 (闽工信规〔2023〕11号)",
    "厦财规〔2024〕2号": "Xia Cai Gui [2024] No. 2 (厦财规〔2024〕2号)",
    "厦府规〔2024〕2号": "Xia Fu Gui [2024] No. 2 (厦府规〔2024〕2号)",
    "厦工信规〔2023〕2号": "Xia Gong Xin Gui [2023] No. 2 (厦工信规〔2023〕2号)",
    "厦工信规〔2023〕5号": "Xia Gong Xin Gui [2023] No. 5 (厦工信规〔2023〕5号)",
    "厦工信规〔2024〕2号": "Xia Gong Xin Gui [2024] No. 2 (厦工信规〔2024〕2号)",
}  # fmt: skip


@pytest.mark.parametrize("chinese", TERMS)
def test_each_term_has_one_rendering(chinese: str) -> None:
    renderings = TERMS[chinese]
    options = (renderings,) if isinstance(renderings, str) else renderings
    texts = [text for policy in POLICIES for text in printed(policy)]
    # Both texts write 专精特新 with and without quotation marks, meaning the same.
    using = [t for t in texts if chinese in t.zh.replace("“专精特新”", "专精特新")]
    assert using
    for text in using:
        assert any(option.lower() in text.en.lower() for option in options), text


# The measures.


def test_the_measures_of_xiamen_are_numbered_through_to_the_last() -> None:
    last = XIAMEN.clauses[-1]
    numbers = range(1, len(XIAMEN.clauses) + 1)
    assert [c.measure_id for c in XIAMEN.clauses] == [f"xm-{n}" for n in numbers]
    assert last.number == Text("（40）", "(40)")
    assert [h.line for h in last.path] == [
        Text("五、主要内容", "V. Main Content"),
        Text("（六）助力市场开拓", "(VI) Helping Enterprises Open Up Markets"),
        Text("15.支持国内市场开拓", "15. Supporting the Development of the Domestic Market"),
    ]
    assert last.agencies is None
    assert last.whole == last.text


def test_the_measures_of_fuzhou_are_named_by_article_and_paragraph() -> None:
    paragraphs = "1-1-a 1-1-b 1-1-c 1-1-d 2-1 2-2 3-1 3-2 3-3 4-1 5-1 6-1-a 6-1-b 6-1-c 7-1 8-1 9-1"
    assert [c.measure_id for c in FUZHOU.clauses] == [
        f"fz-{paragraph}" for paragraph in f"{paragraphs} 10-1".split()
    ]
    by_id = {c.measure_id: c for c in FUZHOU.clauses}
    assert by_id["fz-1-1-b"].number == Text("第一条（b）", "Article 1 (b)")
    assert by_id["fz-3-2"].number == Text("第三条第二款", "Article 3, paragraph 2")
    assert by_id["fz-10-1"].number == Text("第十条", "Article 10")
    match = by_id["fz-1-1-b"]
    assert match.text.zh == (
        "对首次被认定为国家专精特新“小巨人”企业，在省级财政奖励的基础上市级配套奖励50%。"
    )
    assert match.whole.zh.endswith("市工信局、市财政局按职责分工负责）")
    assert by_id["fz-6-1-c"].text.zh.startswith("组织5家以上")
    assert by_id["fz-6-1-c"].agencies == by_id["fz-6-1-a"].agencies


def test_blocks_keep_what_grants_nothing() -> None:
    assert [b.text.zh for b in FUZHOU.blocks if isinstance(b, TitleLine)] == [
        "福州市支持专精特新中小企业高质量发展的若干措施",
        "（征求意见稿）",
    ]
    places = [b.place for b in FUZHOU.blocks if isinstance(b, Paragraph)]
    assert places == ["preamble", "closing"]
    assert [b.place for b in XIAMEN.blocks if isinstance(b, Paragraph)] == list("一二三四六七八")
    run_in = [b.number.zh for b in FUZHOU.blocks if isinstance(b, Heading) and not b.run_in]
    assert run_in == ["二、", "三、"]


@each_policy
def test_no_translation_is_stale(policy: PolicyText) -> None:
    stale = [c.measure_id for c in policy.clauses if c.translation_stale]
    assert stale == []
    assert not policy.translation_stale


def test_every_known_defect_is_noted() -> None:
    numbers = {d.no for policy in POLICIES for d in policy.defects}
    assert numbers == set(range(1, len(numbers) + 1))
    for policy in POLICIES:
        whole = (ROOT / "docs/policies" / policy.id / "zh.md").read_text("utf-8")
        for defect in policy.defects:
            assert defect.quote is None or defect.quote in whole
    unquoted = {d.no for policy in POLICIES for d in policy.defects if d.quote is None}
    assert unquoted == {1, 2, 19, 28}


def test_status_and_validity() -> None:
    assert (XIAMEN.place.id, FUZHOU.place.id) == ("xiamen", "fuzhou")
    assert (XIAMEN.status, FUZHOU.status) == ("in_force", "draft")
    assert (str(XIAMEN.valid_from), str(XIAMEN.valid_to)) == ("2024-09-11", "2026-12-31")
    assert (FUZHOU.valid_from, str(FUZHOU.valid_to)) == (None, "2026-12-31")
    assert FUZHOU.superseded_by
    assert "榕政办规〔2024〕21号" in in_full(FUZHOU.superseded_by).zh
    assert XIAMEN.contact
    assert "0592-2896792" in XIAMEN.contact.en


# What the splitter refuses.


def edited(folder: Path, policy: PolicyText, *edits: tuple[str, str, str]) -> PolicyText:
    """The policy loaded from a copy where, in each file named, one string becomes another."""
    copy = folder / policy.id
    shutil.copytree(ROOT / "docs/policies" / policy.id, copy)
    for file, old, new in edits:
        words = (copy / file).read_text("utf-8")
        assert words.count(old) == 1, f"{old} stands {words.count(old)} times in {file}"
        (copy / file).write_text(words.replace(old, new), "utf-8")
    return load(copy, RULES[policy.id])


def test_a_changed_clause_makes_its_translation_stale(tmp_path: Path) -> None:
    policy = edited(tmp_path, XIAMEN, ("zh.md", "给予最高30万元奖励", "给予最高40万元奖励"))
    assert [c.measure_id for c in policy.clauses if c.translation_stale] == ["xm-2"]
    assert not policy.translation_stale


def test_a_changed_word_outside_the_clauses_is_noticed(tmp_path: Path) -> None:
    policy = edited(tmp_path, FUZHOU, ("zh.md", "有效期截止至", "有效期截至"),
                    ("policy.toml", 'quote = "有效期截止至', 'quote = "有效期截至'))  # fmt: skip
    assert policy.translation_stale
    assert not any(c.translation_stale for c in policy.clauses)


def test_fingerprints_tell_any_character() -> None:
    assert fingerprint("30万元") != fingerprint("31万元")
    assert re.fullmatch(r"[0-9a-f]{16}", fingerprint("30万元"))
    clauses = [clause for policy in first.TEXTS for clause in policy.clauses]
    assert len({c.fingerprint for c in clauses}) == len(clauses)


REFUSED = {
    "gap": (XIAMEN, [("zh.md", "（13）", "（14）"), ("zh.md", "（14）支持", "（15）支持"),
                     ("zh.md", "（15）打造", "（16）打造")],
            "zh.md, line 61: found （14） where number 13 was expected: a number is missing"),
    "gap in English": (FUZHOU, [("en.md", "V. Strengthen int", "XII. Strengthen int")],
                       "en.md, line 25: found XII. where number 5 was expected: a number is missing"),
    "duplicate": (XIAMEN, [("zh.md", "（14）", "（13）")],
                  "found （13） where number 14 was expected: this number is already used"),
    "out of order": (XIAMEN, [("zh.md", "（8）", "（a）"), ("zh.md", "（9）", "（8）"),
                              ("zh.md", "（a）", "（9）")],
                     "found （9） where number 8 was expected: the numbers are out of order"),
    "heading duplicate": (XIAMEN, [("zh.md", "（三）提质", "（二）提质")],
                          "found （二） where number 3 was expected: this number is already used"),
    "not a number": (FUZHOU, [("zh.md", "九、打造", "十十、打造")],
                     "十十、 cannot be read as a number"),
    "clause in two": (XIAMEN, [("zh.md", "（2）支持专精特新“小巨人”后备企业创新发展，",
                                "（2）支持专精特新“小巨人”后备企业创新发展，\n\n"),
                               ("en.md", "steadily releasing", "steadily\n\nreleasing")],
                      "a clause is a single paragraph, so this one must have a number"),
    "paragraph missing in English": (
        FUZHOU, [("en.md", "(Draft for Comment)", "")],
        "both languages must have the same paragraphs with the same numbers; "
        "paragraphs in Chinese: 27, in English: 26"),
    "clause missing in English": (
        XIAMEN, [("en.md", "(40) Government", "Government")],
        "zh.md, line 141 (（40）) is paired with xiamen-2024/en.md, line 141 (Government first pur"),
    "units in one language": (
        FUZHOU, [("en.md", "(Responsible units: the Municipal Administration", "(The Municipal")],
        "only one of them ends with its responsible units"),
    "units missing": (
        FUZHOU, [("zh.md", "为专精特新企业提供知识产权服务", "为专精特新企业提供知识产权服务。\n\n对"),
                 ("en.md", "(IP) services. SRDI", "(IP) services.\n\nSRDI")],
        "the paragraph must end with （责任单位：…）"),
    "part opening missing": (
        FUZHOU, [("zh.md", "鼓励各县（市）区对专精特新", "支持各县（市）区对专精特新")],
        "part d must begin with “鼓励各县（市）区”, which occurs 0 times here instead of once"),
    "part opening missing in English": (
        FUZHOU, [("en.md", "Where 5 or more", "When 5 or more")],
        "en.md, line 27: part c must begin with “Where 5 or more manufacturing enterprises”"),
    "parts out of order": (
        FUZHOU, [("policy.toml", "对首次被认定为国家", "结合"),
                 ("zh.md", "按照“储备一批", "结合按照“储备一批")],
        "parts a, b, c, d must be in this order, starting with the first word"),
    "parts of nothing": (
        FUZHOU, [("policy.toml", 'paragraph = "fz-6-1"\nletter = "c"',
                  'paragraph = "fz-11-1"\nletter = "c"')],
        "[[parts]] lists fz-11-1, which is not in the text"),
    "defect misquoted": (XIAMEN, [("policy.toml", "由市工信局根据按规定", "由市工信局按规定")],
                         "defect 5 quotes words that are not in xm-34"),
    "defect misplaced": (XIAMEN, [("policy.toml", 'at = "xm-7"', 'at = "xm-77"')],
                         "defect 4 is at xm-77, which is not in the text"),
    "unknown key": (XIAMEN, [("policy.toml", "prefix =", 'colour = "red"\nprefix =')],
                    "policy.toml: unknown key: colour"),
    "fingerprint missing": (XIAMEN, [("policy.toml", "xm-40 =", "xm-41 =")],
                            "policy.toml, translation: xm-40 = "),
    "half a pair": (XIAMEN, [("policy.toml", 'en = "Xiamen SRDI measures"', "")],
                    "policy.toml, short_title: en is missing; it must be text"),
    "wrong title": (XIAMEN, [("zh.md", "《厦门市支持专精特新企业高质量发展的若干措施》政策解读", "《厦门市若干措施》")],
                    "must stand in the first lines of the text"),
    "broken table": (XIAMEN, [("policy.toml", "[short_title]", "[short_title")], "policy.toml: "),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_text_amiss_is_refused_with_its_place(case: str, tmp_path: Path) -> None:
    policy, edits, message = REFUSED[case]
    with pytest.raises(TextError) as refused:
        edited(tmp_path, policy, *edits)
    assert message in str(refused.value)
    assert str(refused.value).startswith(policy.id)


def test_a_measure_that_leaves_the_text_is_noticed(tmp_path: Path) -> None:
    copy = tmp_path / XIAMEN.id
    shutil.copytree(ROOT / "docs/policies" / XIAMEN.id, copy)
    for lang, mark in (("zh", "（40）"), ("en", "(40) ")):
        paragraphs = (copy / f"{lang}.md").read_text("utf-8").split("\n\n")
        left = [words for words in paragraphs if not words.startswith(mark)]
        assert len(left) == len(paragraphs) - 1
        (copy / f"{lang}.md").write_text("\n\n".join(left), "utf-8")
    with pytest.raises(TextError, match=r"policy\.toml, translation: unknown key: xm-40"):
        load(copy, RULES[XIAMEN.id])


@pytest.mark.parametrize("file", ["zh.md", "en.md", "policy.toml"])
def test_a_missing_file_is_named(file: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "docs/policies" / XIAMEN.id, tmp_path / XIAMEN.id)
    (tmp_path / XIAMEN.id / file).unlink()
    with pytest.raises(TextError, match=f"xiamen-2024/{file} is missing"):
        load(tmp_path / XIAMEN.id, RULES[XIAMEN.id])


def test_an_empty_text_is_refused(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "docs/policies" / XIAMEN.id, tmp_path / XIAMEN.id)
    (tmp_path / XIAMEN.id / "zh.md").write_text("\n \n", "utf-8")
    with pytest.raises(TextError, match=r"zh\.md: the file is empty"):
        load(tmp_path / XIAMEN.id, RULES[XIAMEN.id])


# Texts that are numbered in other ways.

ABOUT = """
prefix = "t"
clauses = "{clauses}"
short_title = {{ zh = "某办法", en = "Rules" }}
issuer = {{ zh = "某局", en = "A bureau" }}
number = {{ zh = "无", en = "None" }}
kind = {{ zh = "办法", en = "Rules" }}
"""


OF_THE_RULES = replace(
    RULES[XIAMEN.id], title=Text("某办法", "Rules"), valid_from=None, valid_to="2027-12-31"
)


def numbered(folder: Path, clauses: str, zh: str, en: str) -> PolicyText:
    """The text as stored, every fingerprint of its translation as the error names it."""
    folder.mkdir(exist_ok=True)
    (folder / "zh.md").write_text(zh, encoding="utf-8")
    (folder / "en.md").write_text(en, encoding="utf-8")
    ids = ["t-1", "t-2", "t-3", "t-1-1", "t-1-2", "t-2-1", "other"]
    made = "\n".join(f'{each} = "of another Chinese"' for each in ids)
    for _ in ids:
        about = f"{ABOUT.format(clauses=clauses)}\n[translation]\n{made}\n"
        (folder / "policy.toml").write_text(about, encoding="utf-8")
        try:
            return load(folder, OF_THE_RULES)
        except TextError as error:
            unknown = re.search(r"translation: unknown key: (.+)", str(error))
            if not unknown:
                raise
            keep = set(ids) - set(unknown[1].split(", "))
            made = "\n".join(f'{each} = "of another Chinese"' for each in ids if each in keep)
    raise AssertionError(made)


def test_articles_in_chapters_may_have_paragraphs(tmp_path: Path) -> None:
    policy = numbered(
        tmp_path / "t",
        "第一条",
        "某办法\n\n第一章 总则\n\n第一条 为了甲。\n\n第二条 给予奖励：\n（一）甲10万元；\n（二）乙5万元。\n\n"
        "第二章　附则\n\n第三条　本办法自发布之日起施行。\n\n某局\n",
        "Rules\n\nChapter 1. General\n\nArticle 1. For A.\n\nArticle 2. Awards:\n(I) A;\n(II) B.\n\n"
        "Chapter 2. Closing\n\nArticle 3. In force from issue.\n\nA bureau\n",
    )
    assert [(c.measure_id, c.number.zh, c.path[0].text.zh) for c in policy.clauses] == [
        ("t-1", "第一条", "总则"),
        ("t-2", "第二条", "总则"),
        ("t-3", "第三条", "附则"),
    ]
    assert policy.clauses[1].text.zh == "给予奖励：\n（一）甲10万元；\n（二）乙5万元。"
    assert policy.clauses[1].text.en == "Awards:\n(I) A;\n(II) B."
    assert policy.blocks[-1] == Paragraph(Text("某局", "A bureau"), "closing")
    assert [b.number.zh for b in policy.blocks if isinstance(b, Heading)] == ["第一章 ", "第二章　"]


def test_clauses_that_begin_again_under_each_heading_carry_its_number(tmp_path: Path) -> None:
    policy = numbered(
        tmp_path / "t",
        "（一）",
        "某办法\n\n一、甲\n\n（一）奖励。\n\n(二）补助。\n\n二、乙\n\n（一）其他。\n",
        "Rules\n\nI. A\n\n(I) Award.\n\n(II) Subsidy.\n\nII. B\n\n(I) Others.\n",
    )
    assert [(c.measure_id, c.number) for c in policy.clauses] == [
        ("t-1-1", Text("一（一）", "I (I)")),
        ("t-1-2", Text("一(二）", "I (II)")),
        ("t-2-1", Text("二（一）", "II (I)")),
    ]
    with pytest.raises(TextError, match="this number is already used"):
        numbered(
            tmp_path / "t",
            "（一）",
            "某办法\n\n一、甲\n\n（一）奖励。\n\n（一）补助。\n",
            "Rules\n\nI. A\n\n(I) Award.\n\n(I) Subsidy.\n",
        )
