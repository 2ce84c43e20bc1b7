"""A new text goes in and comes out as a policy: the two stored ones again, and others as they look."""

from __future__ import annotations

import os
import re
import runpy
import tomllib
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

import build_site
from builder import coverage, texts
from builder.environment import Trouble, ensure_import
from builder.importing import Imported, import_text, prefixes, propose
from builder.importing.read import (
    AUTOMATIC,
    HEADS,
    HIDDEN,
    PAGES,
    REVISED,
    TABLES,
    WRAPPED,
    decoded,
)
from calculator.measure import Policy as Rules
from calculator.places import Level
from calculator.policies import MEASURES
from tests.builder import papers

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
STORED = {policy.id: policy for policy in texts.load_all(ROOT / "docs")}


@pytest.fixture(scope="session", autouse=True)
def readers(shared_folder: Path) -> None:
    """What reads Word, HTML and PDF: not there before it is first asked for."""
    with FileLock(shared_folder / "import.lock"):
        ensure_import(ROOT)


@pytest.fixture(scope="module", params=STORED)
def again(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Imported:
    """A text of the site, imported afresh from its source."""
    source = ROOT / "tests" / "sources" / f"{request.param}.txt"
    return import_text(source, tmp_path_factory.mktemp("imported"), request.param)


@pytest.fixture
def imported(tmp_path: Path) -> Callable[[Callable[[Path], Path], str], Imported]:
    def take(paper: Callable[[Path], Path], name: str) -> Imported:
        return import_text(paper(tmp_path / name), tmp_path / "imported", "new")

    return take


def rules_of(done: Imported) -> Rules:
    policy = runpy.run_path(str(done.folder / "rules.py"))["POLICY"]
    assert isinstance(policy, Rules)
    return policy


def clauses(done: Imported) -> list[tuple[str, str]]:
    return [(clause.measure_id, clause.number.zh) for clause in done.draft.printed.clauses]


# The two texts of the site.


def read(done: Imported) -> texts.PolicyText:
    """Return the text as the site would read it with the rules beside it."""
    return texts.load(done.folder, texts.policy_in(done.folder / "rules.py"))


def test_the_chinese_is_stored_as_it_is_now(again: Imported) -> None:
    stored = ROOT / "docs/policies" / again.draft.id / "zh.md"
    assert (again.folder / "zh.md").read_bytes() == stored.read_bytes()


def test_clauses_headings_and_parts_are_the_present_ones(again: Imported) -> None:
    now, fresh = STORED[again.draft.id], read(again)
    assert [(c.measure_id, c.number.zh, c.text.zh) for c in fresh.clauses] == [
        (c.measure_id, c.number.zh, c.text.zh) for c in now.clauses
    ]
    assert [type(block) for block in fresh.blocks] == [type(block) for block in now.blocks]
    assert [h.line.zh for h in fresh.blocks if isinstance(h, texts.Heading)] == [
        h.line.zh for h in now.blocks if isinstance(h, texts.Heading)
    ]


def test_what_the_text_says_of_itself_is_recognised(again: Imported) -> None:
    now, fresh = STORED[again.draft.id], read(again)
    for name in ("place", "status", "issued", "valid_from", "valid_to"):
        assert getattr(fresh, name) == getattr(now, name), name
    assert (fresh.title.zh, fresh.kind.zh) == (now.title.zh, now.kind.zh)


def test_nothing_is_said_to_be_translated(again: Imported) -> None:
    fresh = read(again)
    assert all(clause.translation_stale for clause in fresh.clauses)
    assert fresh.translation_stale


def test_the_bodies_are_those_of_the_measures(again: Imported) -> None:
    for clause in again.draft.policy.clauses:
        known = [body.zh for body in MEASURES[clause.measure_id].agencies]
        assert list(again.draft.agencies(clause)) == known, clause.measure_id


def test_the_documents_are_those_the_measures_cite(again: Imported) -> None:
    """Except the one that the text names without the marks of a title."""
    for clause in again.draft.policy.clauses:
        known = [
            (document.title.zh, document.number.zh if document.number else None)
            for document in MEASURES[clause.measure_id].cited
            if document.title.zh.startswith("《")
        ]
        assert propose.cited(clause.text.zh) == tuple(known), clause.measure_id


SEEN = {
    "xiamen-2024": {1, 2, 3, 4, 5, 7, 9, 10, 12, 15, 17, 18},
    "fuzhou-2024-draft": {11, 19, 21, 27, 28, 29},
}


def same(one: str | None, other: str | None) -> bool:
    return one == other if one is None or other is None else one in other or other in one


def test_flaws_that_have_a_form_are_seen(again: Imported) -> None:
    """At the least at one place of each; those of the sense are a reader's to find."""
    found = {(flaw.at, flaw.quote) for flaw in again.draft.flaws}
    seen = {
        defect.no
        for defect in STORED[again.draft.id].defects
        for at, quote in found
        if at == defect.at and same(quote, defect.quote)
    }
    assert seen == SEEN[again.draft.id]


def test_the_skeleton_has_every_measure_and_quotes_its_clause(again: Imported) -> None:
    skeleton = rules_of(again)
    said = {clause.measure_id: clause.text.zh for clause in again.draft.policy.clauses}
    assert [measure.id for measure in skeleton.measures] == list(said)
    for clause in again.draft.policy.clauses:
        for quotation in propose.quotations(clause):
            assert said[clause.measure_id].count(quotation.words) == 1
    code = (again.folder / "rules.py").read_text(encoding="utf-8")
    assert code.count("# To be confirmed") == len(said)


def test_every_sentence_is_classified_or_listed(again: Imported) -> None:
    typed = tomllib.loads((again.folder / "coverage.toml").read_text(encoding="utf-8"))
    report = (again.folder / "report.md").read_text(encoding="utf-8")
    proposed = (again.folder / "coverage.toml").read_text(encoding="utf-8")
    listed = {sentence for sentences in typed.values() for sentence in sentences}
    for clause in again.draft.policy.clauses:
        for sentence in coverage.sentences(clause.text.zh):
            known = sentence in listed
            assert known != (f"- {clause.measure_id}：{sentence}\n" in report), sentence
            assert f'"{sentence}",' in proposed, "to be moved, where it is not known"


# Documents of other shapes.

Take = Callable[[Callable[[Path], Path], str], Imported]


def test_rules_by_chapters_and_articles_in_word(imported: Take) -> None:
    done = imported(papers.rules, "rules.docx")
    draft = done.draft
    assert done.problem is None
    assert clauses(done) == [(f"xm-{n}", f"第{s}条") for n, s in enumerate("一二三四五六", start=1)]
    assert draft.printed.clauses[2].text.zh.splitlines()[1:] == papers.RULES[9:12]
    assert [c.path[0].line.zh for c in draft.printed.clauses[1:3]] == [
        "第一章　总　则",
        "第二章　标准和程序",
    ]
    assert (draft.title, draft.kind) == ("厦门市中小企业数字化服务券管理办法", "管理办法")
    assert draft.number == "厦工信规〔2025〕8号"
    assert draft.structure.above == papers.RULES[:2]
    assert [d and d.isoformat() for d in draft.dates] == ["2025-02-10", "2025-03-01", "2028-02-29"]
    assert [
        b.text.zh for b in draft.policy.blocks[-2:] if isinstance(b, texts.Paragraph)
    ] == papers.RULES[-5:-3]
    attached = (done.folder / "attachments.md").read_text(encoding="utf-8").split("\n\n")
    assert attached[:2] == papers.RULES[16:18]
    assert attached[-1] == "企业名称 | 统一社会信用代码\n"


def test_a_notice_with_numbers_made_by_word_and_tracked_changes(imported: Take) -> None:
    done = imported(papers.notice, "notice.docx")
    assert clauses(done) == [("fz-1-1", "一（一）"), ("fz-1-2", "一（二）"), ("fz-2-1", "二（一）")]
    assert {AUTOMATIC, REVISED} <= set(done.draft.source.notes)
    assert done.draft.printed.clauses[2].text.zh.endswith("\n各地要严格审核，确保材料真实。")
    assert done.draft.policy.blocks[-1] == texts.Paragraph(
        texts.Text("2025年4月2日", "Not yet translated."), "closing"
    )
    assert done.problem is not None, "nothing is said of its end, and nothing is made up"
    assert "valid_to" in done.problem.zh
    report = (done.folder / "report.md").read_text(encoding="utf-8")
    assert "截止日期没有认出" in report
    assert 'valid_to="",  # not recognized' in (done.folder / "rules.py").read_text(
        encoding="utf-8"
    )


def test_a_page_of_an_authority_with_its_particulars(imported: Take) -> None:
    done = imported(papers.page, "page.html")
    draft = done.draft
    assert (draft.title, draft.number, draft.issuer) == (
        "泉州市支持专精特新企业若干措施",
        "泉政办规〔2025〕6号",
        "泉州市人民政府办公室",
    )
    stored = (done.folder / "zh.md").read_text(encoding="utf-8")
    assert "首页" not in stored
    assert "版权所有" not in stored
    assert "不是正文" not in stored
    assert clauses(done) == [("qz-1-1", "一（一）"), ("qz-1-2", "一（二)"), ("qz-2-1", "二（一）")]
    assert draft.agencies(draft.printed.clauses[0]) == ("市工信局", "市财政局")
    assert "投入 | 比例\n500万元—1000万元 | 8%\n| 9%" in draft.printed.clauses[1].text.zh
    assert TABLES in draft.source.notes
    assert [d and d.isoformat() for d in draft.dates] == ["2025-05-18", "2025-05-18", "2027-12-31"]
    assert done.problem is None
    rules = (done.folder / "rules.py").read_text(encoding="utf-8")
    assert 'PLACE = Place("quanzhou", Text("泉州", "Quanzhou"))' in rules


def test_steps_under_two_levels_in_gb_18030(imported: Take) -> None:
    done = imported(papers.steps, "steps.txt")
    assert done.problem is None
    assert [name for name, _ in clauses(done)] == [
        "xm-1-1-1", "xm-1-1-2", "xm-1-2-1", "xm-1-2-2", "xm-2-1-1",
    ]  # fmt: skip
    assert [h.text.zh for h in done.draft.printed.clauses[2].path] == ["总体要求", "支持标准"]
    assert [d and d.isoformat() for d in done.draft.dates] == [None, "2025-07-01", "2027-06-30"]


def test_flat_points_broken_at_the_width_of_a_page(imported: Take) -> None:
    done = imported(papers.flat, "flat.txt")
    assert done.problem is None
    assert clauses(done) == [("fz-1", "一"), ("fz-2", "二"), ("fz-3", "三")]
    assert WRAPPED in done.draft.source.notes
    whole = papers.FLAT.replace("，\n", "，").replace("按规\n", "按规").split("\n", 2)[2]
    assert (
        "".join((done.folder / "zh.md").read_text(encoding="utf-8").split("\n\n")[1:])
        == whole.replace("。\n", "。") + "\n"
    )
    assert done.draft.no_measure == ("fz-3",)
    assert {flaw.at for flaw in done.draft.flaws} == {"fz-2", "closing"}


def test_points_of_a_sentence_and_their_units(imported: Take) -> None:
    done = imported(papers.points, "points.txt")
    assert done.problem is None
    assert clauses(done) == [("fz-1", "一"), ("fz-2", "二")]
    first = done.draft.printed.clauses[0]
    assert first.text.zh == "对首次升规的工业企业，给予一次性10万元奖励。"
    assert done.draft.agencies(first) == ("市工信局", "市财政局")


def test_a_pdf_is_put_together_across_lines_and_pages(imported: Take) -> None:
    done = imported(papers.printed, "printed.pdf")
    assert done.problem is None
    assert [name for name, _ in clauses(done)] == ["xm-1", "xm-2", "xm-3", "xm-4"]
    assert done.draft.printed.clauses[1].text.zh.endswith("已获得较低级别奖励的补足差额。")
    head = HEADS.fill(words="厦门市人民政府公报")
    assert {PAGES, WRAPPED, head} <= set(done.draft.source.notes)
    assert "公报" not in (done.folder / "zh.md").read_text(encoding="utf-8")
    code = (done.folder / "rules.py").read_text(encoding="utf-8")
    assert "# Figures: 50万元、20万元" in code, "two sums are no rule yet"


def test_a_notice_that_sends_measures_out(imported: Take) -> None:
    done = imported(papers.forwarded, "forwarded.txt")
    draft = done.draft
    assert (draft.title, draft.kind, draft.number, draft.issuer) == (
        "集美区进一步扶持专精特新企业若干措施",
        "通知",
        "厦集府办规〔2025〕3号",
        "厦门市集美区人民政府办公室",
    )
    assert [d and d.isoformat() for d in draft.dates] == ["2025-03-20", "2025-03-20", "2027-12-31"]
    assert clauses(done) == [
        ("jm-1-1-1", "一（一）1"), ("jm-1-1-2", "一（一）2"), ("jm-2-1", "二（一）"),
    ]  # fmt: skip
    first, second, last = draft.printed.clauses
    assert last.text.zh.endswith("2027年12月31日。"), "what the office prints below is no clause"
    assert [b.place for b in draft.policy.blocks[-2:] if isinstance(b, texts.Paragraph)] == [
        "closing",
        "closing",
    ]
    assert propose.figures(first.text.zh) == ("300万元（含）以上", "2%"), "no 1.年, no 31日"
    assert propose.figures(second.text.zh) == ("30万元",)
    assert done.problem is None


def test_a_signature_with_its_day_spelt_out_and_a_note_on_drafting(imported: Take) -> None:
    done = imported(papers.opinion, "opinion.txt")
    draft = done.draft
    assert draft.printed.clauses[2].text.zh.endswith("止执行。")
    assert draft.issuer == "厦门市人民政府"
    assert [d and d.isoformat() for d in draft.dates] == ["2024-08-15", "2025-01-01", "2025-12-31"]
    attached = (done.folder / "attachments.md").read_text(encoding="utf-8")
    assert attached.startswith("起草说明\n\n一、起草背景")


def test_a_page_laid_out_by_tables(imported: Take) -> None:
    done = imported(papers.layout, "layout.html")
    assert clauses(done) == [("zz-1", "一"), ("zz-2", "二")]
    assert done.draft.agencies(done.draft.printed.clauses[1]) == ("市商务局",)
    stored = (done.folder / "zh.md").read_text(encoding="utf-8")
    assert not any(words in stored for words in ("机构职能", "财政信息", "分享", "上一篇"))
    left_out = [note.zh for note in done.draft.source.notes]
    assert "网页上的“上一篇：关于某事的通知”不是正文，已略去" in left_out


def test_a_call_with_blanks_around_its_figures(imported: Take) -> None:
    """The day below the right-hand signature stands alone; what the attachment repeats stays in it."""
    done = imported(papers.call, "call.txt")
    assert [number for _, number in clauses(done)] == ["一（一）", "一（二）", "二"]
    assert done.draft.issuer == "厦门市工业和信息化局"
    assert str(done.draft.dates.issued) == "2025-03-28"
    stored = (done.folder / "zh.md").read_text(encoding="utf-8")
    assert "\n\n2025 年 3 月 28 日\n\n（此件主动公开）" in stored
    kept = (done.folder / "attachments.md").read_text(encoding="utf-8")
    assert kept.endswith("受理单位：\n\n厦门市工业和信息化局\n\n2025 年 3 月 28 日\n")
    report = (done.folder / "report.md").read_text(encoding="utf-8")
    assert "| 10 万元（= 100000 yuan） |" in report
    assert "| 最高 50 万元（≤ 500000 yuan） |" in report
    assert "- xm-1-1：首次认定的专精特新中小企业，给予一次性 10 万元奖励。\n" in report


def test_steps_with_points_and_what_is_written_in_words(imported: Take) -> None:
    done = imported(papers.nested, "nested.txt")
    assert [number for _, number in clauses(done)] == [
        "一（一）1", "一（一）2", "一（二）1", "二（一）",
    ]  # fmt: skip
    assert done.draft.no_measure == ("fz-2-1",)
    assert done.draft.printed.clauses[1].text.zh.count("\n") == 2
    assert (str(done.draft.dates.valid_from), str(done.draft.dates.valid_to)) == (
        "2025-03-01", "2027-02-28",
    )  # fmt: skip
    report = (done.folder / "report.md").read_text(encoding="utf-8")
    assert "不超过二十万元（≤ 200000 yuan）；百分之五十（= 1/2 ratio）" in report
    assert "读不了的数字" not in report
    assert "２万元（= 20000 yuan）" in report
    assert "30％（= 3/10 ratio）；最高5万元（≤ 50000 yuan）" in report


def test_what_word_has_beside_the_body_is_listed(imported: Take) -> None:
    done = imported(papers.annotated, "annotated.docx")
    assert done.draft.place is not None
    assert (done.draft.place.full_name.zh, done.draft.place.level) == ("厦门集美", Level.DISTRICT)
    first = done.draft.printed.clauses[0].text.zh
    assert first == "对租用厂房的专精特新企业，每家每年补助最高30万元。当年申请。"
    assert done.draft.source.beside == ["集美区政府公报", "含复审通过的企业。"]
    assert done.draft.source.left_out == ["从其规定。"], "what the revisions have taken out"
    assert "- 含复审通过的企业。" in (done.folder / "report.md").read_text(encoding="utf-8")


def test_a_draft_by_its_title_with_dots_for_commas_and_its_office_below(tmp_path: Path) -> None:
    file = tmp_path / "draft.txt"
    file.write_text(
        "厦门市工业和信息化局关于公开征求《厦门市支持专精特新企业若干措施（征求意见稿）》意见的公告\n"
        "一.对营业收入不足1000万元的企业，给予10万元奖励。\n二.对其他企业，给予最高20万元补助。\n"
        "厦门市工业和信息化局办公室　　　2025年1月10日印发\n",
        encoding="utf-8",
    )
    draft = import_text(file, tmp_path / "imported").draft
    assert (draft.draft, draft.title, draft.kind, draft.issuer, str(draft.dates.issued)) == (
        True, "厦门市支持专精特新企业若干措施", "征求意见稿", "厦门市工业和信息化局办公室", "2025-01-10",
    )  # fmt: skip
    assert [clause.number.zh for clause in draft.printed.clauses] == ["一", "二"]
    first = draft.printed.clauses[0].text.zh
    assert [propose.read_as(words) for words in propose.figures(first)] == [
        "< 10000000 yuan", "= 100000 yuan",
    ]  # fmt: skip


def test_lines_as_wide_as_an_official_page_are_joined(imported: Take) -> None:
    done = imported(papers.narrow, "narrow.txt")
    said = [clause.text.zh for clause in done.draft.printed.clauses]
    assert said == [words.partition("　")[2] for words in papers.ARTICLES]
    assert WRAPPED in done.draft.source.notes


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            "一、甲，奖励10万元。\n三、乙，奖励20万元。",
            "「三、乙，奖励20万元。…」此处是 三、，应是第 2 个",
        ),
        ("对甲奖励10万元。", "没有认出编号"),
    ],
)
def test_a_text_that_is_misnumbered_is_told_by_its_words(
    tmp_path: Path, words: str, told: str
) -> None:
    file = tmp_path / "text.txt"
    file.write_text(f"厦门市若干措施\n{words}\n", encoding="utf-8")
    with pytest.raises(Trouble) as caught:
        import_text(file, tmp_path / "imported")
    assert told in caught.value.zh
    assert "tmp" not in caught.value.zh


def test_old_word_goes_through_libreoffice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, imported: Take
) -> None:
    """A stand-in for LibreOffice that puts the converted file where it is asked to."""
    ready = papers.rules(tmp_path / "ready.docx")
    program = tmp_path / "bin" / "soffice"
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\n[ "$2 $3" = "--convert-to docx" ] && cp "{ready}" "$5/old.docx"\n',
        encoding="utf-8",
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")

    def old(file: Path) -> Path:
        file.write_bytes(b"\xd0\xcf\x11\xe0")
        return file

    assert len(imported(old, "old.doc").draft.printed.clauses) == 6


def test_a_page_printed_by_a_browser_has_no_page_number_in_its_text(imported: Take) -> None:
    done = imported(papers.from_a_browser, "page.pdf")
    said = [clause.text.zh for clause in done.draft.printed.clauses]
    assert said == [
        "对新建基地，参照其年度地方财政贡献，给予50%的奖励。",
        "对完成评价的企业，单品种最高奖励不超过300万元。",
        "对获评示范基地的，给予20万元奖励。",
    ]
    assert "file:///tmp/a.html 1/2" in done.draft.source.left_out


def test_what_a_page_does_not_show_is_no_text_and_is_listed(imported: Take) -> None:
    done = imported(papers.unseen, "page.html")
    stored = (done.folder / "zh.md").read_text(encoding="utf-8")
    assert "500万元" not in stored
    assert "999元" not in stored
    assert HIDDEN in done.draft.source.notes
    assert {"本页关键词：补助500万元。", "转载请注明出处，违者必究。", "乱码999元"} <= set(
        done.draft.source.beside
    )
    assert done.draft.number == "青政办发〔2025〕9号"
    assert str(done.draft.dates.issued) == "2025-05-06"


def test_an_attachment_in_word_with_its_table(imported: Take) -> None:
    done = imported(papers.tabled, "tabled.docx")
    assert [clause.text.zh for clause in done.draft.printed.clauses] == [
        "对合作社(含家庭农场)，按附件的标准奖励。", "对示范社，给予3万元奖励。",
    ]  # fmt: skip
    kept = (done.folder / "attachments.md").read_text(encoding="utf-8")
    assert kept == "附件1 奖励标准表\n\n级别 | 奖励\n\n国家级 | 5万元\n"


# Nothing is lost and nothing invented.

PAPERS = {
    "rules.docx": papers.rules, "notice.docx": papers.notice, "annotated.docx": papers.annotated,
    "tabled.docx": papers.tabled, "page.html": papers.page, "layout.html": papers.layout,
    "unseen.html": papers.unseen, "steps.txt": papers.steps, "flat.txt": papers.flat,
    "points.txt": papers.points, "forwarded.txt": papers.forwarded, "opinion.txt": papers.opinion,
    "call.txt": papers.call, "nested.txt": papers.nested, "narrow.txt": papers.narrow,
    "printed.pdf": papers.printed, "browser.pdf": papers.from_a_browser,
}  # fmt: skip


def characters(file: Path) -> Counter[str]:
    """Every character that a file holds, but blanks and what a program reads."""
    match file.suffix:
        case ".txt":
            words = re.sub(r"\[bookmark: [^\]]*\]", "", decoded(file.read_bytes()))
        case ".html":
            import lxml.html

            content = file.read_bytes()
            declared = re.search(rb"charset=([\w-]+)", content)
            page = lxml.html.document_fromstring(
                decoded(content, declared[1].decode() if declared else None)
            )
            for each in list(page.iter("script", "style", lxml.html.etree.Comment)):
                each.drop_tree()
            words = page.text_content()
        case ".pdf":
            import pypdfium2

            pages = pypdfium2.PdfDocument(str(file))
            words = "".join(page.get_textpage().get_text_range() for page in pages)
        case _:
            with zipfile.ZipFile(file) as package:
                parts = [
                    package.read(name).decode()
                    for name in package.namelist()
                    if re.search(r"word/(document|header\d*|footer\d*|footnotes)\.xml$", name)
                ]
            words = "".join(re.findall(r"<w:(?:t|delText)(?: [^>]*)?>([^<]*)<", "".join(parts)))
    return Counter(re.sub(r"[\s\u200b-\u200f\u2060\ufeff]", "", words))


SOURCES = [*PAPERS, *(f"{name}.txt" for name in STORED)]


@pytest.mark.parametrize("name", SOURCES)
def test_every_character_is_in_the_draft_or_listed_and_none_is_added(
    tmp_path: Path, name: str
) -> None:
    file = tmp_path / name
    if name in PAPERS:
        PAPERS[name](file)
    else:
        file.write_bytes((ROOT / "tests" / "sources" / name).read_bytes())
    done = import_text(file, tmp_path / "to", "new")
    attached = done.folder / "attachments.md"
    stored = (done.folder / "zh.md").read_text(encoding="utf-8")
    stored += attached.read_text(encoding="utf-8") if attached.exists() else ""
    source = done.draft.source
    listed = [*done.draft.structure.above, *source.beside, *source.left_out]
    report = (done.folder / "report.md").read_text(encoding="utf-8")
    assert all(line.strip().replace("\n", " ⏎ ") in report for line in listed)
    there, kept = characters(file), Counter(re.sub(r"\s", "", stored))
    lost = there - kept - Counter(re.sub(r"\s", "", "".join(listed)))
    assert not lost, "lost"
    # Numbers that a list prints, what parts the cells of a table, and a title that only <meta> has.
    told = "".join(source.about.values()) if file.suffix == ".html" else ""
    added = kept - there - Counter(re.sub(r"\s", "", told))
    assert set(added) <= set("一二三、（）.|0123456789"), added


# What cannot be read is told in a line.


def bomb(file: Path) -> Path:
    """A Word file that would fill the memory when unpacked."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for n in range(3):
            package.writestr(f"word/{n}.xml", bytes(80 * 2**20))
    return file


def nested_page(file: Path) -> Path:
    """A page whose elements are nested a hundred thousand deep."""
    file.write_text(f"<html><body>{'<div>' * 100_000}第一条 奖励5万元。</body></html>", "utf-8")
    return file


def endless(file: Path) -> Path:
    """Many more characters than any document has."""
    file.write_text("青禾县若干措施\n" + "一、对企业奖励5万元。\n" * 200_000, encoding="utf-8")
    return file


def entities(file: Path) -> Path:
    """A Word file with entities that expand to very many."""
    papers.tabled(file)
    made = file.with_suffix(".bomb")
    rows = "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' if n else '<!ENTITY a0 "元元元元元元">'
        for n in range(9)
    )
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(made, "w") as new:
        for each in old.namelist():
            content = old.read(each)
            if each == "word/document.xml":
                head, body = content.split(b"?>", 1)
                content = (
                    head
                    + f"?><!DOCTYPE w [{rows}]>".encode()
                    + body.replace(b"</w:t>", b"&a8;</w:t>", 1)
                )
            new.writestr(each, content)
    made.replace(file)
    return file


@pytest.mark.parametrize(
    ("name", "make"),
    [("a.docx", bomb), ("a.html", nested_page), ("a.txt", endless), ("b.docx", entities)],
)
def test_what_would_fill_the_memory_is_refused_in_a_line(
    tmp_path: Path, name: str, make: Callable[[Path], Path]
) -> None:
    with pytest.raises(Trouble) as caught:
        import_text(make(tmp_path / name), tmp_path / "to")
    assert "\n" not in caught.value.en
    assert not (tmp_path / "to").exists()


def test_without_libreoffice_old_word_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    with pytest.raises(Trouble, match="LibreOffice"):
        import_text(tmp_path / "old.doc", tmp_path)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.odt", b"", "can be read"),
        ("a.docx", b"no zip", "not a Word file"),
        ("a.pdf", b"no pdf", "not a readable PDF"),
        ("a.html", b"", "contains no web page"),
        ("a.html", b"<!-- -->", "contains no web page"),
        ("a.txt", b"\xff\x00\xff", "neither UTF-8 nor GB 18030"),
        ("a.txt", "没有编号的文字。".encode(), "the clauses cannot be read"),
        ("a.txt", "某市若干措施\n一、甲。奖励。\n三、乙。奖励。\n".encode(), "a number is missing"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, name: str, content: bytes, why: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Trouble, match=why):
        import_text(tmp_path / name, tmp_path / "to")
    assert not (tmp_path / "to").exists()


def test_a_folder_that_exists_is_left_alone(tmp_path: Path) -> None:
    source = papers.steps(tmp_path / "steps.txt")
    import_text(source, tmp_path, "new")
    (tmp_path / "new/report.md").write_text("read", encoding="utf-8")
    with pytest.raises(Trouble, match="exists"):
        import_text(source, tmp_path, "new")
    assert (tmp_path / "new/report.md").read_text(encoding="utf-8") == "read"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_the_encodings_of_official_texts(encoding: str) -> None:
    assert decoded("〔2024〕专精特新".encode(encoding)) == "〔2024〕专精特新"


def test_no_id_of_a_measure_is_given_twice(tmp_path: Path) -> None:
    """A text of the site keeps its prefix, a new one of the same city gets another."""
    taken = prefixes(ROOT / "docs")
    assert taken == {"xiamen-2024": "xm", "fuzhou-2024-draft": "fz"}
    source = papers.steps(tmp_path / "steps.txt")
    made = [
        import_text(source, tmp_path / n, n, taken).draft.prefix for n in ("xiamen-2024", "new")
    ]
    assert made == ["xm", "xm2"]


def test_the_command_writes_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = papers.steps(tmp_path / "steps.txt")
    args = build_site.parse(["import", str(source), "--to", str(tmp_path / "to"), "--as", "mine"])
    assert args.run(args) == 0
    said = capsys.readouterr().out
    assert f"{tmp_path / 'to' / 'mine'}：5 条" in said
    assert "report.md" in said
