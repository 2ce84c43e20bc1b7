"""Texts as real ones are shaped, each as a small invented one: what is read, told and left out."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder import texts
from builder.environment import Trouble
from builder.importing import Imported, import_text, propose, write
from builder.importing.structure import TITLE_DUE
from builder.texts import Heading, Paragraph

Take = Callable[..., Imported]


@pytest.fixture
def take(tmp_path: Path) -> Take:
    """Import plain text."""

    def imported(words: str, *, split: tuple[str, ...] = (), defects: int = 0) -> Imported:
        file = tmp_path / "text.txt"
        file.write_text(words, encoding="utf-8")
        done = import_text(file, tmp_path / "to", "new", split=split, defects=defects)
        nothing_is_lost(words, done)
        return done

    return imported


def nothing_is_lost(words: str, done: Imported) -> None:
    """Every character is in the draft or in a list, and none is added but a title that is due."""
    attached = done.folder / "attachments.md"
    stored = (done.folder / "zh.md").read_text("utf-8").removeprefix(TITLE_DUE)
    stored += attached.read_text("utf-8") if attached.exists() else ""
    source = done.draft.source
    listed = "".join([*done.draft.structure.above, *source.beside, *source.left_out])
    there, kept, told = (Counter(re.sub(r"\s", "", each)) for each in (words, stored, listed))
    assert not there - kept - told, "lost"
    assert not kept - there, "added"
    ids = [clause.measure_id for clause in done.draft.printed.clauses]
    assert len(set(ids)) == len(ids)


LINES = """\
青禾县支持企业若干措施
青禾县人民政府文件
青政办发〔2025〕7号
各镇人民政府:
文号：青政〔2025〕7号 发布日期：2025-01-02
为推动发展，根据《某市办法》（某府〔2024〕2号），制定本措施。
一、总体要求
一、
二、奖励标准
三、附则
(一)研发奖励
（二）上市奖励
1.对甲类企业，奖励5万元。
2 .对乙类企业，按10%补助，最高20万元；对丙类企业，奖励3万元。
(1)国家级；
(2)省级。
第一条 对企业给予奖励，最高不超过300万
元。
第 2 条 每亩补助 200 元。
第三条
本措施自2025年1月1日起施行。
责任单位：县经信局
附件1 标准表
级别 | 奖励
附件：1.申请表
青禾县经信局
2025年3月1日
（此件主动公开）
- 2 -
第 1 页 共 3 页
對農戶，獎勵3萬元。
""".splitlines()
"""What the lines of such texts are like."""


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(LINES), min_size=2, max_size=14))
def test_of_any_text_nothing_is_lost_or_it_is_refused_in_a_line(lines: list[str]) -> None:
    words = "\n".join(lines)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "text.txt"
        file.write_text(words, encoding="utf-8")
        try:
            done = import_text(file, Path(folder) / "to", "new")
        except Trouble:
            return  # no numbers, or out of order: told in a line, as other tests see
        nothing_is_lost(words, done)


def clauses(done: Imported) -> list[tuple[str, str]]:
    return [(clause.number.zh, clause.text.zh) for clause in done.draft.printed.clauses]


def headings(done: Imported) -> list[str]:
    return [block.line.zh for block in done.draft.printed.blocks if isinstance(block, Heading)]


# Numbers and what stands around them.


def test_blanks_that_a_conversion_left_inside_numbers_and_sentences(take: Take) -> None:
    done = take(
        "青禾县支持种植业的若干措施\n一 、支持范围\n"
        "第 1 条 对新建 中药材基地 ，每亩给予 200 元补助。\n第 2 条 对购置 烘干设备的，给予30 %补助。\n"
        "二 、 其他\n第 3 条 本措施自 2025年1月1日起施行 ，有效期三 年。\n"
    )
    assert [number for number, _ in clauses(done)] == ["第1条", "第2条", "第3条"]
    assert clauses(done)[0][1] == "对新建中药材基地，每亩给予200元补助。"
    assert headings(done) == ["一、支持范围", "二、 其他"]
    assert str(done.draft.dates.valid_to) == "2027-12-31"


def test_a_number_of_two_digits_with_a_blank_between(take: Take) -> None:
    rows = "".join(
        f"第 {' '.join(str(n))} 条 对第{n}类企业，给予{n}万元奖励。\n" for n in range(1, 12)
    )
    done = take(f"青禾县若干措施\n{rows}")
    assert [number for number, _ in clauses(done)] == [f"第{n}条" for n in range(1, 12)]


BETWEEN = """青禾县支持产业发展的实施意见
一、政策支持
（一）技术改造
第1条 对设备投入500万元以上的，给予10%补助。
第2条 对获评示范工厂的，给予20万元奖励：
（1）国家级；
（2）省级。
（二）总部经济
第3条 对总部企业，给予30万元奖励。
二、组织保障
第4条 成立领导小组，统筹推进。
"""


def test_headings_between_articles_are_headings_and_no_part_of_the_one_before(take: Take) -> None:
    done = take(BETWEEN)
    assert [number for number, _ in clauses(done)] == ["第1条", "第2条", "第3条", "第4条"]
    assert clauses(done)[1][1] == "对获评示范工厂的，给予20万元奖励：\n（1）国家级；\n（2）省级。"
    assert headings(done) == ["一、政策支持", "（一）技术改造", "（二）总部经济", "二、组织保障"]
    assert 'headings = ["一、", "（一）"]' in (done.folder / "policy.toml").read_text("utf-8")


def test_items_within_articles_are_no_headings(take: Take) -> None:
    done = take(
        "青禾县若干措施\n第一条 下列企业，给予5万元奖励：\n（一）首次上规模的；\n（二）首次出口的。\n"
        "第二条 对其他企业，给予1万元奖励。\n（一）当年申报。\n（二）次年兑现。\n"
    )
    assert headings(done) == []
    assert [words.count("\n") for _, words in clauses(done)] == [2, 2]


def test_headings_between_articles_may_have_words_of_their_own(take: Take) -> None:
    done = take(
        "青禾县旅游奖励办法\n一、支持范围\n在本县注册的旅游企业。\n二、奖励标准\n"
        "第一条 每间客房补助2000元，最高不超过一万元。\n第二条 对旅行社，按5元/人/夜奖励。\n"
        "三、附则\n第三条 本办法自2025年5月1日起施行。\n"
    )
    assert headings(done) == ["二、奖励标准", "三、附则"]
    assert [number for number, _ in clauses(done)] == ["一", "二第一条", "二第二条", "三第三条"]
    assert done.draft.no_measure == ("qh-1", "qh-3-3")


MIXED = """青禾县旅游奖励办法
一、景区奖励
对新评为国家级景区的，一次性奖励50万元。
二、住宿奖励
（一）星级饭店
1.对新评为五星级的，奖励30万元。
2.对新评为四星级的，奖励10万元。
（二）民宿
1.每间客房补助2000元。
三、营销奖励。对组织包机的，每架次奖励1万元。
四、兑现程序
由县文旅局受理审核。
"""


def test_plain_paragraphs_under_one_number_and_numbered_ones_under_the_next(take: Take) -> None:
    done = take(MIXED)
    assert [number for number, _ in clauses(done)] == [
        "一", "二（一）1", "二（一）2", "二（二）1", "三", "四",
    ]  # fmt: skip
    assert clauses(done)[0][1] == "景区奖励\n对新评为国家级景区的，一次性奖励50万元。"
    assert clauses(done)[4][1] == "营销奖励。对组织包机的，每架次奖励1万元。"
    assert done.draft.no_measure == ("qh-4",)


def test_points_may_go_on_under_the_next_heading_and_start_again_further_on(take: Take) -> None:
    done = take(
        "青禾县若干措施\n一、培育\n（一）研发\n1.对甲，奖励1万元。\n2.对乙，奖励2万元。\n（二）上市\n3.对丙，奖励3万元。\n"
        "二、引进\n（一）招商\n1.对丁，奖励4万元。\n"
    )
    assert [c.measure_id for c in done.draft.printed.clauses] == [
        "qh-1-1-1", "qh-1-1-2", "qh-1-2-3", "qh-2-1-1",
    ]  # fmt: skip


def test_a_number_alone_on_its_line_goes_with_the_next(take: Take) -> None:
    done = take(
        "青禾县若干政策\n第一条\n\n培育领军企业。\n\n对总产值首次超过1亿元的，奖励10万元。\n"
        "    第二条\n\n培育骨干企业。\n\n对总产值首次超过5000万元的，奖励5万元。\n"
    )
    assert clauses(done) == [
        ("第一条", "培育领军企业。\n对总产值首次超过1亿元的，奖励10万元。"),
        ("第二条", "培育骨干企业。\n对总产值首次超过5000万元的，奖励5万元。"),
    ]


# Signs.


def test_half_width_signs_are_one_flaw_and_are_read_like_others(take: Take) -> None:
    done = take(
        "青禾县若干措施\n一、对投资(含设备)500万元(含)以上的,给予5%补助,总额不超过50万元。(责任单位:县经信局,县财政局)\n"
        "二、对上市(含挂牌)企业,给予100万元奖励(分两年)。(责任单位:各镇(街道)人民政府、县经信局)\n"
    )
    first, second = done.draft.printed.clauses
    half = [flaw for flaw in done.draft.flaws if "半角" in flaw.said.zh]
    assert len(half) == 1
    assert (done.folder / "policy.toml").read_text("utf-8").count("半角") == 1
    assert done.draft.agencies(first) == ("县经信局", "县财政局")
    assert done.draft.agencies(second) == ("各镇(街道)人民政府", "县经信局")
    assert [propose.read_as(words) for words in propose.figures(first.text.zh)] == [
        "≥ 5000000 yuan", "= 1/20 ratio", "≤ 500000 yuan",
    ]  # fmt: skip


def test_above_beside_and_above_is_told(take: Take) -> None:
    done = take(
        "青禾县若干措施\n一、对贡献1000万元及以上至2000万元、2000万元以上的，分别给予70%、80%奖励。\n二、对500亩以上的，奖励5万元。\n"
    )
    (told,) = (flaw for flaw in done.draft.flaws if "以上" in flaw.said.zh)
    assert (told.at, told.quote) == ("qh-1", "2000万元以上")


def test_traditional_characters_are_read_and_kept(take: Take) -> None:
    done = take(
        "青禾縣支持企業若干措施\n第一條 對首次上規模的企業，給予一次性5萬元獎勵。責任單位：縣經信局\n"
        "第二條 對營業收入超過2000萬元的，獎勵3萬元。責任單位：縣財政局\n"
    )
    first, second = done.draft.printed.clauses
    assert first.number.zh == "第一條"
    assert propose.figures(second.text.zh) == ("超過2000萬元", "3萬元")
    assert [propose.read_as(words) for words in propose.figures(second.text.zh)] == [
        "> 20000000 yuan", "= 30000 yuan",
    ]  # fmt: skip
    assert [q.words for q in propose.quotations(first)] == ["給予一次性5萬元獎勵"]
    assert done.draft.agencies(second) == ("縣財政局",)


def test_titles_units_and_attachments_in_traditional_characters(take: Take) -> None:
    done = take(
        "青禾縣人民政府關於支持企業的實施辦法\n一、培育企業。對首次上規模的，給予5萬元獎勵。(責任單位:縣經信局、縣財政局)\n"
        "二、開拓市場。對首次出口的，獎勵3萬元。(責任單位:縣商務局)\n附件：獎勵標準\n國家級 | 5萬元\n"
    )
    assert done.draft.title == "青禾縣人民政府關於支持企業的實施辦法"
    assert done.draft.issuer == "青禾縣人民政府"
    assert [done.draft.agencies(c) for c in done.draft.printed.clauses] == [
        ("縣經信局", "縣財政局"), ("縣商務局",),
    ]  # fmt: skip
    assert (done.folder / "attachments.md").exists()


# Around the text.

LETTER = """青禾县人民政府办公室关于印发《青禾县产业政策》的通知
青政办发〔2025〕7号
发布日期：2025-03-04 来源：县政府办
各镇人民政府（街道办事处），县政府各部门：
《青禾县产业政策》已经县政府同意，现印发给你们，请遵照执行。
青禾县人民政府办公室
2025年3月1日
一、对首次上规模的企业，给予5万元奖励。
二、对首次出口的企业，给予3万元奖励。
"""


def test_a_letter_with_its_number_its_day_and_whom_it_is_for(take: Take) -> None:
    draft = take(LETTER).draft
    assert (draft.title, draft.kind, draft.number, draft.issuer) == (
        "青禾县产业政策", "通知", "青政办发〔2025〕7号", "青禾县人民政府办公室",
    )  # fmt: skip
    assert str(draft.dates.issued) == "2025-03-01"
    assert draft.source.beside == ["发布日期：2025-03-04 来源：县政府办"]
    assert draft.source.about["published"] == "2025-03-04"


def test_the_day_below_the_title_and_its_issuer(take: Take) -> None:
    draft = take(
        "中共青禾县委 青禾县人民政府\n关于支持产业发展的意见\n(2025年2月8日)\n"
        "第一条 对首次上规模的企业，给予5万元奖励。\n第二条 本意见自发布之日起施行，暂定三年有效期。\n"
    ).draft
    assert draft.issuer == "中共青禾县委 青禾县人民政府"
    assert [str(day) for day in draft.dates] == ["2025-02-08", "2025-02-08", "2028-02-07"]


def test_a_document_that_is_cited_is_never_the_title(take: Take) -> None:
    done = take(
        "为推动发展，根据《中共青禾县委 青禾县人民政府关于促进发展的意见》(青发〔2025〕2号),制定如下政策。\n"
        "一、对首次上规模的企业，给予5万元奖励。\n二、对首次出口的企业，给予3万元奖励。\n"
    )
    assert (done.draft.title, done.draft.kind) == (TITLE_DUE, "文件")
    assert "标题没有认出" in (done.folder / "report.md").read_text("utf-8")
    (preamble,) = (b for b in done.draft.policy.blocks if isinstance(b, Paragraph))
    assert preamble.text.zh.startswith("为推动发展")


def test_the_text_below_a_letter_has_its_own_title(take: Take) -> None:
    done = take(
        "各有关单位:\n为落实《青禾县关于支持企业的意见》(青府〔2025〕3号)，制定本规程，现予印发。\n青禾县经济和信息化局\n"
        "2025年6月22日\n青禾县项目扶持计划操作规程\n第一条 对贷款，给予2%贴息。\n第二条 对设备，给予10%补助。\n"
    )
    assert (done.draft.title, done.draft.kind) == ("青禾县项目扶持计划操作规程", "操作规程")
    assert str(done.draft.dates.issued) == "2025-06-22"
    assert "- 各有关单位:" in (done.folder / "report.md").read_text("utf-8")


def test_the_number_of_a_cited_document_and_its_short_name(take: Take) -> None:
    done = take(
        "青禾县若干措施\n一、按《青禾县资金管理办法》(青财规〔2024〕2号,以下简称《办法》)，给予5万元奖励。\n"
        "二、按《办法》，给予3万元奖励。\n"
    )
    assert propose.cited(done.draft.printed.clauses[0].text.zh) == (
        propose.Cited("《青禾县资金管理办法》", "青财规〔2024〕2号"),
    )


def test_an_attachment_without_a_colon_and_its_table(take: Take) -> None:
    done = take(
        "青禾县若干措施\n第一条 对企业，按附件标准给予奖励，最高5万元。\n第二条 本措施自2025年1月1日起施行。\n"
        "附件1 奖励标准表\n级别 | 奖励\n国家级 | 5万元\n"
    )
    assert "附件" not in clauses(done)[1][1]
    kept = (done.folder / "attachments.md").read_text("utf-8")
    assert kept == "附件1 奖励标准表\n\n级别 | 奖励\n\n国家级 | 5万元\n"


def test_a_figure_that_the_end_of_a_line_cut_is_whole_again(take: Take) -> None:
    done = take(
        "青禾县若干措施\n一、对完成评价的企业给予奖励，最高不超过300万\n元。\n- 1 -\n二、按投入的15\n%补助。\n"
    )
    assert [words for _, words in clauses(done)] == [
        "对完成评价的企业给予奖励，最高不超过300万元。", "按投入的15%补助。",
    ]  # fmt: skip
    assert done.draft.source.left_out == ["- 1 -"]


# What is proposed.

AWARDS = """青禾县若干措施
第一条 支持创新。(1)对首次认定的高新技术企业，奖励20万元。(2)对省级研发中心，奖励10万元，单个企业不超过30万元。
第二条 支持上市。对在主板上市的企业，奖励300万元；对在新三板挂牌的企业，奖励100万元。
第三条 对参展企业，按展位费的50%补助，每个展位不超过1万元。
"""


def test_a_clause_with_several_awards_is_divided_where_a_person_asks_for_it(take: Take) -> None:
    done = take(AWARDS)
    assert {name: len(pieces) for name, pieces in done.draft.proposed.items()} == {
        "qh-1": 2, "qh-2": 2,
    }  # fmt: skip
    assert "qh-1（2）：" in (done.folder / "report.md").read_text("utf-8")
    assert [c.measure_id for c in done.draft.policy.clauses] == ["qh-1", "qh-2", "qh-3"]


def test_the_division_is_that_of_the_words(take: Take) -> None:
    done = take(AWARDS, split=("qh-*",))
    assert [c.measure_id for c in done.draft.policy.clauses] == [
        "qh-1-a", "qh-1-b", "qh-2-a", "qh-2-b", "qh-3",
    ]  # fmt: skip
    parts = {c.measure_id: c.text.zh for c in done.draft.policy.clauses}
    assert parts["qh-1-b"] == "(2)对省级研发中心，奖励10万元，单个企业不超过30万元。"
    assert parts["qh-2-b"] == "对在新三板挂牌的企业，奖励100万元。"


def test_a_clause_of_several_paragraphs_is_divided_too(take: Take) -> None:
    done = take(
        "青禾县若干措施\n第一条 对工业项目，按投资的5%奖励。\n对服务业项目，按投资的3%奖励。\n"
        "第二条 对其他项目，奖励1万元。\n",
        split=("qh-1",),
    )
    assert [c.text.zh for c in done.draft.policy.clauses] == [
        "对工业项目，按投资的5%奖励。", "对服务业项目，按投资的3%奖励。", "对其他项目，奖励1万元。",
    ]  # fmt: skip


def test_what_is_no_measure_is_marked_and_printed_all_the_same(take: Take) -> None:
    done = take(BETWEEN)
    assert done.draft.no_measure == ("qh-4",)
    assert [c.measure_id for c in done.draft.policy.clauses] == ["qh-1", "qh-2", "qh-3"]
    (printed,) = (b for b in done.draft.policy.blocks if isinstance(b, Paragraph))
    assert printed.text.zh == "第4条 成立领导小组，统筹推进。"
    assert "def new_4" not in (done.folder / "rules.py").read_text("utf-8")
    assert '  "第4条 成立领导小组，统筹推进。",' in (done.folder / "coverage.toml").read_text(
        "utf-8"
    )


def test_a_text_of_provisions_alone_keeps_its_clauses(take: Take) -> None:
    assert (
        take(
            "青禾县办法\n第一条 为规范管理，制定本办法。\n第二条 本办法适用于企业。\n"
        ).draft.no_measure
        == ()
    )


def test_no_rule_is_put_by_a_machine(take: Take) -> None:
    code = (take(AWARDS).folder / "rules.py").read_text("utf-8")
    assert code.count("return not_yet_read()") == 3
    assert not any(
        f"return {verb}" in code for verb in ("exactly", "up_to", "elsewhere", "service")
    )


def test_a_negation_is_never_cut_off_a_quotation(take: Take) -> None:
    done = take(
        "青禾县若干措施\n一、每增100万元奖励100元(不足100万元部分不予奖励)，总额不超过100万元。\n二、奖励5万元。\n"
    )
    words = [q.words for q in propose.quotations(done.draft.printed.clauses[0])]
    assert not any(each.startswith("足") for each in words)


def test_what_a_sum_is_paid_by_is_never_cut_off_a_quotation(take: Take) -> None:
    done = take(
        "青禾县若干措施\n一、对基地，给予200元/亩奖励。\n二、对旅行社，按5元/人/夜给予奖励。\n"
    )
    words = [q.words for c in done.draft.printed.clauses for q in propose.quotations(c)]
    assert words == ["给予200元/亩奖励", "5元/人/夜"]
    code = (done.folder / "rules.py").read_text("utf-8")
    assert "Perhaps" not in code, "a sum per something is no rule by itself"


def test_a_quota_and_one_case_at_a_time_are_proposed_as_notes(take: Take) -> None:
    done = take(
        "青禾县若干措施\n一、对示范企业，奖励5万元，每年不超过10家，择优确定。\n二、对重大项目，实行“一事一议”，最高100万元。\n"
    )
    code = (done.folder / "rules.py").read_text("utf-8")
    for words in ("每年不超过10家", "择优确定", "实行“一事一议”"):
        assert f'limited("{words}")' in code


def test_flaws_are_counted_on_from_those_of_other_texts(take: Take) -> None:
    about = (
        take("青禾县若干措施\n一、对(甲)奖励5万元。\n二、对(乙)奖励3万元。\n", defects=31).folder
        / "policy.toml"
    ).read_text("utf-8")
    assert "no = 32" in about


def test_units_of_many_kinds_are_told_with_what_they_are_paid_by(take: Take) -> None:
    done = take(
        "青禾县若干措施\n一、对基地100亩及以上的，给予200元/亩补助。\n二、对游客，给予5元/人/夜奖励，人次达到500人次。\n"
    )
    assert [
        propose.read_as(words)
        for clause in done.draft.printed.clauses
        for words in propose.figures(clause.text.zh)
    ] == ["≥ 100 mu", "= 200 yuan/mu", "= 5 yuan/count/day", "≥ 500 count"]


# The stored text.


def test_what_is_written_is_read_back_as_it_was_read(take: Take) -> None:
    done = take(MIXED)
    policy = texts.load(done.folder, write.unread(done.draft.title))
    assert [(c.measure_id, c.text.zh) for c in policy.clauses] == [
        (c.measure_id, c.text.zh) for c in done.draft.policy.clauses
    ]


def test_no_two_clauses_have_one_id(take: Take) -> None:
    """An article above every heading, and a heading that is a clause: either would be the first."""
    done = take("青禾县若干措施\n第一条 奖励1万元。\n第二条 奖励2万元。\n")
    for name, heading, words in (
        ("zh.md", "一、", "奖励。"),
        ("en.md", "I. ", "Not yet translated."),
    ):
        file = done.folder / name
        file.write_text(f"{file.read_text('utf-8')}\n{heading}{words}\n{words}\n", encoding="utf-8")
    toml = done.folder / "policy.toml"
    toml.write_text(f'headings = ["一、"]\n{toml.read_text("utf-8")}', encoding="utf-8")
    with pytest.raises(texts.TextError, match="two clauses are qh-1"):
        texts.load(done.folder, write.unread(done.draft.title))


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ('headings = ["第二条"]', "headings must list"),
        ('headings = ["（一）"]', "headings must list"),
        ('no_measure = ["qh-9"]', "no_measure lists qh-9"),
    ],
)
def test_a_way_of_numbering_that_cannot_be_is_refused(take: Take, rows: str, why: str) -> None:
    done = take("青禾县若干措施\n（一）奖励5万元。\n（二）奖励3万元。\n")
    toml = done.folder / "policy.toml"
    toml.write_text(f"{rows}\n{toml.read_text('utf-8')}", encoding="utf-8")
    with pytest.raises(texts.TextError, match=why):
        texts.load(done.folder, write.unread(done.draft.title))
