"""HTML of the pages as Markdown: words stay, what is for hands and eyes goes."""

from __future__ import annotations

import pytest
from lxml import html

from builder.html_to_markdown import markdown


def made(inside: str) -> str:
    return markdown(html.fragment_fromstring(inside, create_parent="div"), lambda to: to)


@pytest.mark.parametrize(
    ("given", "due"),
    [
        ("<h2 id='a'>A <b>B</b></h2><p>c\n d</p>", "## A **B**\n\nc d"),
        ("loose <p>one</p> more", "loose\n\none\n\nmore"),
        ("<p><a href='../x/'>to <em>x</em></a><br>next</p>", "[to *x*](../x/)  \nnext"),
        ("<p>2 * 3 &lt; 7, `x`</p>", "2 \\* 3 \\< 7, \\`x\\`"),
        ("<ul><li>a<li>b<ol><li>c<li>d</ol></ul>", "- a\n- b\n  1. c\n  2. d"),
        ("<ul><li><p>a</p><p>b</p></li></ul>", "- a\n\n  b"),
        ("<dl><dt>T</dt><dd>said</dd></dl>", "- **T** said"),
        ("<dl><dt>T</dt><dd><ul><li>x</ul></dd></dl>", "- **T**\n  - x"),
        (
            "<table><caption>C</caption><thead><tr><th>a<th>b</thead><tr><td>1|2<td><p>x</p><p>y</p></table>",
            "C\n\n| a | b |\n| --- | --- |\n| 1\\|2 | x; y |",
        ),
        ("<table><tr><th>a</th><td>1</td></tr></table>", "|  |  |\n| --- | --- |\n| a | 1 |"),
        ("<pre><code class='language-sh'>a &lt; b\n</code></pre>", "```sh\na < b\n```"),
        ("<p>call <code>a * b</code></p>", "call `a * b`"),
        ("<details><summary>S</summary><p>x</p></details>", "**S**\n\nx"),
        ("<p class='badges'><span>a</span> <span>b</span></p>", "a · b"),
        ("<p>甲 <span class='inferred'>推定</span></p>", "甲 （推定）"),
        ("<p>A <span class='inferred'>inferred</span></p>", "A (inferred)"),
        ("<p>a<button>go</button><span hidden>no</span><svg><text>1</text></svg>b</p>", "ab"),
        ("<form><p>x</p></form><nav>n</nav><p>y</p><!-- z -->", "y"),
    ],
)
def test_an_element_comes_out_as_markdown(given: str, due: str) -> None:
    assert made(given) == due + "\n"


def test_words_of_the_law_come_out_as_they_stand() -> None:
    """Neither a link nor a mark nor a note gets in between."""
    clause = (
        "<blockquote lang='zh-Hans'><p><b class='number'>（3）</b> 对<mark>首次<a href='../g/#t'>获得</a></mark>"
        "<a class='why' href='#why-1'>1</a>称号的企业，<em>一次性</em>50万元。</p></blockquote>"
    )
    assert made(clause) == "> （3） 对首次获得称号的企业，一次性50万元。\n"
    assert made("<blockquote><p>《甲局  乙局》 </p></blockquote>") == "> 《甲局  乙局》\n"
    assert made("<p><q lang='zh-Hans'>最高<b>60%</b></q></p>") == "「最高60%」\n"
    assert made("<p><q>at most</q></p>") == "“at most”\n"


def test_a_link_that_leads_nowhere_leaves_its_words() -> None:
    element = html.fragment_fromstring("<p><a href='#x'>here</a> <a href='y'>there</a></p>")
    assert (
        markdown(element, lambda to: "" if to.startswith("#") else f"{to}.md")
        == "here [there](y.md)\n"
    )
