"""Realistic official documents, invented for the tests: Word, web pages, PDF, plain text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

# A department's measures in chapters and articles, in Word, with what Word adds.

RULES = [
    "厦门市工业和信息化局文件",
    "厦工信规〔2025〕8号",
    "厦门市中小企业数字化服务券",
    "管理办法（试行）",
    "第一章　总　则",
    "第一条　为规范数字化服务券的发放，根据《厦门市中小企业发展专项资金使用管理办法》（厦工信规〔2023〕5号）"
    "，制定本办法。",
    "第二条　本办法所称服务券，是指由市级财政资金安排、用于抵扣数字化服务费用的电子凭证。",
    "第二章　标准和程序",
    "第三条　服务券按下列标准发放：",
    "（一）专精特新中小企业，每家每年不超过5万元；",
    "（二）专精特新“小巨人”企业，每家每年不超过10万元。",
    "前款所列企业同一年度只享受一项。",
    "第四条　企业使用服务券，按合同金额的50%抵扣，单个合同最高3万元。由市工信局会同市财政局组织实施。",
    "第三章　附　则",
    "第五条　本办法由市工信局负责解释。",
    "第六条　本办法自2025年3月1日起施行，有效期3年。",
    "附件：1.服务券申请表",
    "2.服务机构名录",
    "厦门市工业和信息化局",
    "2025年2月10日",
    "附件1",
    "服务券申请表",
    "一、企业基本情况",
]


def rules(file: Path) -> Path:
    """Write a 办法 in Word: chapters, articles with items, a signature, an attachment with a table."""
    import docx

    document = docx.Document()
    for line in RULES:
        document.add_paragraph(line)
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "企业名称", "统一社会信用代码"
    document.save(str(file))
    return file


# A notice with Word's automatic numbers and tracked changes.


def notice(file: Path) -> Path:
    """Write a 通知 in Word: automatic 一、（一） numbers, a word inserted and a word deleted."""
    import docx
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    document = docx.Document()
    numbering = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/>'
        f'<w:lvlText w:val="{shown}"/></w:lvl>'
        for n, shown in enumerate(["%1、", "（%2）"])
    )
    made = f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{levels}</w:abstractNum>'
    numbering.insert(0, parse_xml(made))
    made = f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'
    numbering.append(parse_xml(made))

    def add(words: str, level: int | None = None) -> None:
        paragraph = document.add_paragraph(words)
        if level is not None:
            made = (
                f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="90"/></w:numPr>'
            )
            paragraph._p.get_or_add_pPr().append(parse_xml(made))

    add("福州市工业和信息化局关于开展2025年专精特新企业融资服务的通知")
    add("各县（市）区工信局：")
    add("为加大融资支持，现将有关事项通知如下。")
    add("支持内容", 0)
    add("对取得银行贷款的专精特新企业，按贷款额的1%给予补助，每家最高20万元。", 1)
    add("对首次上市挂牌的企业，给予一次性30万元奖励。", 1)
    add("工作要求", 0)
    add("各地于2025年6月30日前报送名单，联系电话：0591-00000000。", 1)
    revised = document.add_paragraph("各地要严格审核，确保")._p
    for kind, tag, words in (("del", "delText", "资料"), ("ins", "t", "材料")):
        made = f'<w:{kind} {nsdecls("w")} w:id="1" w:author="a"><w:r><w:{tag}>{words}</w:{tag}></w:r></w:{kind}>'
        revised.append(parse_xml(made))
    revised.append(parse_xml(f"<w:r {nsdecls('w')}><w:t>真实。</w:t></w:r>"))
    add("福州市工业和信息化局")
    add("2025年4月2日")
    document.save(str(file))
    return file


# A page of an authority, in the old Chinese encoding.

PAGE = """<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">
<title>泉州市支持专精特新企业若干措施_泉州市工业和信息化局</title>
<meta name="PubDate" content="2025-05-20 09:00"><script>var a = "一、不是正文。";</script></head><body>
<div class="head"><ul><li><a href="/">首页</a></li><li><a href="/zw/">政务公开</a></li></ul></div>
<div class="main"><table class="info"><tr><td>索引号：</td><td>QZ00100-1200-2025-00012</td>
<td>发文字号：</td><td>泉政办规〔2025〕6号</td></tr><tr><td>发文机关：</td><td>泉州市人民政府办公室</td>
<td>成文日期：</td><td>2025年5月18日</td></tr></table>
<h1>泉州市支持专精特新企业若干措施</h1>
<div class="TRS_Editor"><p>　　为培育专精特新企业，制定以下措施。</p>
<p>　　<strong>一、强化培育</strong></p>
<p>　　（一）首次认定奖励。对首次获评的专精特新“小巨人”企业，给予一次性100万元奖励。<br>
　　责任单位：市工信局、市财政局</p>
<p>　　（二)技改补助。对设备投入500万元以上的项目，按投入的8%给予补助，最高300万元。</p>
<table><tr><th>投入</th><th>比例</th></tr><tr><td rowspan="2">500万元—1000万元</td><td>8%</td></tr>
<tr><td>9%</td></tr></table>
<p>　　二、其他</p>
<p>　　（一）本措施自印发之日起施行，有效期至2027年12月31日。</p></div></div>
<div class="foot"><p>主办：泉州市工业和信息化局。版权所有。</p></div></body></html>"""


def page(file: Path) -> Path:
    """Write a web page with particulars in a table, a menu, a footer, and a table in a clause."""
    file.write_bytes(PAGE.encode("gb18030"))
    return file


# Plain text in the old Chinese encoding.

STEPS = """厦门市促进工业企业技术改造实施细则

一、总体要求
（一）支持对象
1.在厦门市登记的专精特新企业；技术改造项目已备案。
2.项目设备投入不低于200万元。
（二）支持标准
1.按设备投入的10%给予补助，单个项目最高500万元。由市工信局按规定组织实施。
2.贷款项目按贷款额度的2%贴息，期限最长3年。
二、附则
（一）施行
1.本细则自2025年7月1日起实施，至2027年6月30日止。
"""


def steps(file: Path) -> Path:
    """Write a text whose clauses are 1. 2. under each （一）, in GB 18030."""
    file.write_bytes(STEPS.encode("gb18030"))
    return file


FLAT = """福州市支持首台（套）技术装备推广应用的意见

为支持首台（套）技术装备推广应用，提出如下意见。
一、对列入国家目录的首台（套）技术装备，按销售价格的10%给予研制单位补助，单台最高500万元，
同一企业每年累计不超过1000万元。
二、对投保首台（套）保险的企业，在上级补助的基础上，按实际保费的20%给予补助。由市工信局根据按规
定组织实施。
三、本意见自2025年1月1日起执行，有效期截止至2026年12月31日。
"""


def flat(file: Path) -> Path:
    """Write a text of points 一、二、三 without levels, wrapped at page width, in UTF-8 with a byte order mark."""
    file.write_text(FLAT, encoding="utf-8-sig")
    return file


POINTS = """福州市工业企业稳增长若干措施
一、对首次升规的工业企业，给予一次性10万元奖励。（责任单位：市工信局、市财政局）
二、支持企业扩大生产。对年产值增长10%以上的企业，给予最高50万元奖励。（责任单位：市工信局）
本措施自2025年1月1日起施行，有效期至2025年12月31日。
"""


def points(file: Path) -> Path:
    """Write points that end with their responsible units, some of a single sentence."""
    file.write_text(POINTS, encoding="utf-8")
    return file


# A district's notice that distributes measures, with what an office prints around them.

FORWARDED = """厦门市集美区人民政府办公室文件
厦集府办规〔2025〕3号

厦门市集美区人民政府办公室关于印发集美区进一步
扶持专精特新企业若干措施的通知

各镇（街）人民政府（办事处），区直各办、局：
　　《集美区进一步扶持专精特新企业若干措施》已经区政府研究同意，现印发给你们，请认真组织实施。

　　　　　　　　　　　　厦门市集美区人民政府办公室
　　　　　　　　　　　　　　　　2025年3月20日
（此件主动公开）

集美区进一步扶持专精特新企业若干措施

　　一、扶持措施
　　（一）研发奖励
　　1.年度研发费用300万元（含）以上的，按研发费用的2%给予奖励，每年3月31日前申请。
　　2.设立工作站的，一次性奖励30万元。
　　二、附则
　　（一）本措施自印发之日起施行，有效期至2027年12月31日。

抄送：区委各部门，区人大办，区政协办，区法院，区检察院。
厦门市集美区人民政府办公室　　　　2025年3月20日印发
"""


def forwarded(file: Path) -> Path:
    """Write a 通知 whose title contains the name of the measures, signed above them, with 抄送 below."""
    file.write_text(FORWARDED, encoding="utf-8")
    return file


OPINION = """厦门市促进民营经济发展的意见
1.加大财政支持。对首次升规的企业，给予10万元奖励。
2.优化服务。推行“一网通办”。
3.施行。本意见自2025年1月1日起至2025年12月31日止执行。
厦门市人民政府
二〇二四年八月十五日
起草说明
一、起草背景
为落实上级要求，起草本意见。
"""


def opinion(file: Path) -> Path:
    """Write points 1. 2. 3., a signature with its date spelt out, and a drafting note."""
    file.write_text(OPINION, encoding="utf-8")
    return file


LAYOUT = """<html><head><meta charset="utf-8">
<meta name="ArticleTitle" content="漳州市人民政府办公室关于印发漳州市促进专精特新企业发展若干措施的通知"></head><body>
<table width="1000"><tr><td width="200"><ul><li>机构职能</li><li>财政信息。</li></ul></td><td>
<table><tr><td><p>漳政办规〔2025〕4号</p><p>漳州市人民政府办公室</p><p>2025年6月10日</p>
<p>　　一、<b>加大认定奖励。</b>对首次认定的“小巨人”企业，给予一次性奖励80万元。</p><p>责任单位：市工信局</p>
<p>　　二、<b>拓展市场。</b>每个展位补助3万元。</p><p>责任单位：市商务局</p>
<p>　　本措施自印发之日起施行，有效期至2027年12月31日。</p>
<div>分享到：微信 微博 【打印本页】</div><div>上一篇：关于某事的通知</div></td></tr>
</table></td></tr></table></body></html>"""


def layout(file: Path) -> Path:
    """Write a web page laid out by tables, with what such pages put around a text."""
    file.write_text(LAYOUT, encoding="utf-8")
    return file


# An office's notice, its signature aligned to the right and repeated in the attachment.

CALL = """厦门市工业和信息化局文件
厦工信企业〔2025〕77号

厦门市工业和信息化局关于组织申报专精特新奖励资金的通知

各区工信局，火炬管委会，各有关企业：
    为进一步支持专精特新中小企业发展，根据《厦门市进一步支持中小企业发展的若干措施》（厦府办规〔2024〕5号）文件精神，现就组织申报有关事项通知如下：
    一、奖励标准
    （一）首次认定的专精特新中小企业，给予一次性 10 万元奖励。
    （二）首次认定的专精特新“小巨人”企业，给予最高 50 万元奖励；已获奖励的，按差额补足。
    二、申报时间
    请于 2025 年 4 月 30 日前将材料报送所在区工信局，逾期不予受理。

    附件：1. 奖励资金申请表

                          厦门市工业和信息化局
                            2025 年 3 月 28 日
（此件主动公开）

附件1
奖励资金申请表
受理单位：
厦门市工业和信息化局
2025 年 3 月 28 日
"""


def call(file: Path) -> Path:
    """Write a 通知 that calls for applications, with spaces around figures, as word processors put them."""
    file.write_text(CALL, encoding="utf-8")
    return file


# Measures with nested steps, and dates and amounts in words.

NESTED = """福州市加快专精特新企业培育的若干政策措施
一、加大梯度培育
（一）认定奖励
1.对新认定的创新型中小企业，奖励２万元。
2.对新认定的专精特新中小企业，每家奖励不超过二十万元，其中百分之五十由县区承担。
（1）首次认定的，全额奖励；
（2）复核通过的，减半奖励。
（二）入规奖励
1.首次入规的，按投入的30％补助，最高5万元。
二、附则
（一）本措施自二〇二五年三月一日起施行，试行两年，由市工信局负责解释。
"""


def nested(file: Path) -> Path:
    """Write clauses 1. that restart under every （一）, one of them with points （1）（2）."""
    file.write_text(NESTED, encoding="utf-8")
    return file


# Word with content outside its body.


def annotated(file: Path) -> Path:
    """Write a 办法 in Word with a page header, a footnote and a moved passage."""
    import docx
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "集美区政府公报"
    for words in (
        "集美区专精特新企业房租补助办法",
        "第一条 对租用厂房的专精特新企业，每家每年补助最高30万元。",
        "第二条 本办法自2025年8月1日起施行，有效期两年。",
        "厦门市集美区工业和信息化局",
        "2025年7月20日",
    ):
        document.add_paragraph(words)
    first = document.paragraphs[1]._p
    for kind, words in (("moveFrom", "从其规定。"), ("moveTo", "当年申请。")):
        made = f'<w:{kind} {nsdecls("w")} w:id="9" w:author="a"><w:r><w:t>{words}</w:t></w:r></w:{kind}>'
        first.append(parse_xml(made))
    first.append(parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="2"/></w:r>'))
    note = '<w:footnote w:id="2"><w:p><w:r><w:t>含复审通过的企业。</w:t></w:r></w:p></w:footnote>'
    notes = f"<w:footnotes {nsdecls('w')}>{note}</w:footnotes>".encode()
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, notes, document.part.package)
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    document.part.relate_to(part, relation)
    document.save(str(file))
    return file


# A page with hidden text, and a line of particulars above the text.

UNSEEN = """<html><head><meta charset="utf-8"><title>青禾县人民政府</title></head><body>
<header>青禾县人民政府门户</header><nav>首页 政务公开</nav><div><h1>青禾县支持种植业若干措施</h1>
<p>发文字号：青政办发〔2025〕9号　发布日期：2025-05-06　浏览次数：12</p>
<p style="display:none">本页关键词：补助500万元。</p><div hidden>转载请注明出处，违者必究。</div>
<p>第一条 对新建基地，每亩补助200元。<span style="font-size:0">乱码999元</span></p>
<p>第二条 对烘干设备，按30%补助；单户最高5万元。</p></div>
<footer>版权所有</footer></body></html>"""


def unseen(file: Path) -> Path:
    """Write a web page with words that a browser does not show."""
    file.write_text(UNSEEN, encoding="utf-8")
    return file


def tabled(file: Path) -> Path:
    """Write articles in Word with an attachment without a colon: its title and its table."""
    import docx

    document = docx.Document()
    for words in (
        "青禾县支持种植业若干措施",
        "第一条 对合作社(含家庭农场)，按附件的标准奖励。",
        "第二条 对示范社，给予3万元奖励。",
        "附件1 奖励标准表",
    ):
        document.add_paragraph(words)
    table = document.add_table(rows=2, cols=2)
    for row, cells in zip(table.rows, (("级别", "奖励"), ("国家级", "5万元")), strict=True):
        for cell, words in zip(row.cells, cells, strict=True):
            cell.text = words
    document.save(str(file))
    return file


# Plain text in lines as wide as an official page: 28 characters.


ARTICLES = (
    "第一条　对首次认定的专精特新“小巨人”企业，给予一次性20万元奖励；对首次认定的专精特新中小企业，给予5万元奖励。",
    "第二条　本办法自2025年11月1日起施行，有效期至2027年10月31日。",
)


def narrow(file: Path) -> Path:
    """Write articles wrapped every 28 characters, in GBK."""
    lines = ["厦门市软件园专精特新企业扶持办法"]
    for words in ARTICLES:
        indented = f"　　{words}"
        lines += [indented[at : at + 28] for at in range(0, len(indented), 28)]
    file.write_text("\n".join(lines), encoding="gbk")
    return file


# A PDF: two pages, lines broken by the page, its name at the head and its number at the foot of each.

PAGES = [
    [
        (220, "厦门市人民政府公报"),
        (180, "厦门市绿色制造奖励办法"),
        (104, "第一条　为推动绿色制造，制定本办法。"),
        (104, "第二条　对获评国家级绿色工厂的企业，给予一次性50万元奖"),
        (72, "励；对获评省级绿色工厂的企业，给予一次性20万元奖励。同一企业"),
        (72, "获评多个级别的，按就高原则给予奖励，已获得较低级别奖励的补足差"),
        (290, "- 1 -"),
    ],
    [
        (220, "厦门市人民政府公报"),
        (72, "额。"),
        (104, "第三条　奖励资金由市工信局会同市财政局组织兑现。"),
        (104, "第四条　本办法自2025年9月1日起施行，有效期2年。"),
        (290, "第 2 页 共 2 页"),
    ],
]


def printed(file: Path) -> Path:
    """Write a PDF with its text in 16-point lines of 30 characters."""
    return pdf(file, PAGES)


# The same, printed by a browser: its header and footer, and a figure split by a line break.

FROM_A_BROWSER = [
    [
        (40, "11/28/26, 7:58 PM 县政策"),
        (180, "青禾县支持种植业若干措施"),
        (104, "第一条　对新建基地，参照其年度地方财政贡献，给予"),
        (560, "file:///tmp/a.html 1/2"),
    ],
    [
        (40, "11/28/26, 7:58 PM 县政策"),
        (72, "50%的奖励。"),
        (104, "第二条　对完成评价的企业，单品种最高奖励不超过300万"),
        (72, "元。"),
        (104, "第三条　对获评示范基地的，给予20万元奖励。"),
        (560, "file:///tmp/a.html 2/2"),
    ],
]


def from_a_browser(file: Path) -> Path:
    """Write a PDF printed from a web page, with date, address and page number at its edges."""
    return pdf(file, FROM_A_BROWSER)


def pdf(file: Path, pages: Sequence[Sequence[tuple[int, str]]]) -> Path:
    """Write a PDF of these pages: lines, and their distance from the left, in points."""
    objects = ["<</Type/Catalog/Pages 2 0 R>>", "", FONT, DESCENDANT]
    kids = []
    for lines in pages:
        shown = "".join(
            f"BT /F 15 Tf {x} {760 - 30 * n} Td <{words.encode('utf-16-be').hex()}> Tj ET\n"
            for n, (x, words) in enumerate(lines)
        )
        objects.append(f"<</Length {len(shown)}>>stream\n{shown}endstream")
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>"
            f"/Contents {len(objects)} 0 R>>"
        )
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>"
    body, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj{content}endobj\n"
    rows = "".join(f"{place:010} 00000 n \n" for place in places)
    body += (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{rows}"
        f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(body)}\n%%EOF"
    )
    file.write_bytes(body.encode("ascii"))
    return file


FONT = "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UTF16-H/DescendantFonts[4 0 R]>>"
DESCENDANT = (
    "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000"
    "/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>"
    "/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[0 -200 1000 900]"
    "/ItalicAngle 0/Ascent 800/Descent -200/CapHeight 700/StemV 80>>>>"
)
