"""The result for many enterprises on the page: the totals, whom to ask first, and a row for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from calculator import parameters, sentences, share_link
from calculator.call_list import Call, call_list, question
from calculator.i18n import Lang, Text, brief, capital, join_texts, plain
from calculator.page.html import Html, tag
from calculator.page.panel import sum_bar
from calculator.policies import POLICIES
from calculator.profile import may_apply
from calculator.tables.batch import Listed, listed

_HEADLINE = Text("{n} 家企业，按条文最多 {sum}", "{n} enterprises: at most {sum} by the texts")
_FIXED = Text("条文写明 {sum}", "fixed by the texts: {sum}")
_CAPPED = Text("上限内 {sum}，由部门核定", "within ceilings, for departments to decide: {sum}")
_OPEN = Text(
    "还有最多 {sum} 取决于没有填的情况", "At most {sum} more depends on what was not filled in"
)
_FIRST = Text("先问谁", "Whom to ask first")
_CALL = Text(
    "打 {n} 个电话，最多问清 {sum}：{question}？", "{n} calls settle up to {sum}: {question}?"
)
_ONE_CALL = Text(
    "打 1 个电话，最多问清 {sum}：{question}？", "One call settles up to {sum}: {question}?"
)
_AND_MORE = Text("{names} 等 {n} 家", "{names} and others, {n} in all")
_MEAN = Text("平均问清 {sum}", "on average {sum}")
_ROW = Text("第 {n} 行", "row {n}")
_EACH = Text("各家企业", "Each enterprise")
_FIND = Text("只看名称含有", "Only names with")
_HEAD = (
    ("n", Text("行", "Row")),
    ("name", Text("企业", "Enterprise")),
    ("fixed", Text("条文写明（元）", "Fixed by the text (RMB)")),
    ("most", Text("最多（元）", "At most (RMB)")),
    ("open", Text("还可能增加（元）", "May be added (RMB)")),
    ("ask", Text("先问什么", "What to ask first")),
    ("worth", Text("这一题最多问清（元）", "Its answer settles up to (RMB)")),
)
_SORTS = Text("按“{title}”排列", "Sort by “{title}”")
_MOST_CALLS, _MOST_NAMES = 5, 12


def answer_list(message: Mapping[str, Any], lang: Lang) -> dict[str, object]:
    """Answer `{"op": "batch", "what": "list", "firms"}` with the result of many, `{"html"}`."""
    return {"html": list_html([listed(each) for each in message["firms"]], lang)}


def list_html(firms: Sequence[Listed], lang: Lang) -> Html:
    """Return the whole result: totals with their bar, the questions to ask, and the table."""
    fixed, most, open_ = (
        sum((Fraction(getattr(each, name)) for each in firms), Fraction(0))
        for name in ("fixed", "at_most", "open")
    )
    parts = [("fixed", _FIXED, fixed), ("capped", _CAPPED, most - fixed)]
    calls = call_list([each.settles for each in firms])[:_MOST_CALLS]
    return tag(
        "section",
        tag("p", _HEADLINE.fill(n=str(len(firms)), sum=brief(most))(lang), class_="large"),
        sum_bar(fixed, most),
        [
            tag("p", text.fill(sum=brief(n))(lang), class_=f"part-of-sum {name}")
            for name, text, n in parts
            if n
        ],
        tag("p", _OPEN.fill(sum=brief(open_))(lang)) if open_ else None,
        [tag("p", told(lang), class_="fine") for told in _standings(firms)],
        _calls(calls, firms, lang) if calls else None,
        _table(firms, lang),
        class_="call-list",
    )


def _standings(firms: Sequence[Listed]) -> list[Text]:
    """Return the standing of the texts on which the totals rest."""
    cities: set[Any] = {each.profile.get("city") for each in firms}
    here = [policy for policy in POLICIES if any(may_apply(policy.place, city) for city in cities)]
    return [
        Text("{title}：{said}", "{title}: {said}").fill(
            title=policy.title, said=sentences.standing_in_words(policy, parameters.today())
        )
        for policy in here
    ]


def _calls(calls: Sequence[Call], firms: Sequence[Listed], lang: Lang) -> list[Html]:
    return [
        tag("h3", _FIRST(lang)),
        tag("ol", [_call(call, firms, lang) for call in calls], class_="calls"),
    ]


def _call(call: Call, firms: Sequence[Listed], lang: Lang) -> Html:
    said = _ONE_CALL if len(call.asked) == 1 else _CALL
    line = said.fill(n=str(len(call.asked)), sum=brief(call.most), question=question(call.fact))
    shown = [firms[n] for n in call.asked[:_MOST_NAMES]]
    names = join_texts([_called(each) for each in shown])
    if len(call.asked) > len(shown):
        names = _AND_MORE.fill(names=names, n=str(len(call.asked)))
    mean = _MEAN.fill(sum=brief(Fraction(int(call.mean))))
    average = (
        Text("（{mean}）", " ({mean})").fill(mean=mean) if call.mean != call.most else Text("", "")
    )
    return tag("li", tag("strong", line(lang)), average(lang), tag("br"), names(lang))


def _called(each: Listed) -> Text:
    return Text(each.name, each.name) if each.name else _ROW.fill(n=str(each.number))


def _table(firms: Sequence[Listed], lang: Lang) -> list[Html]:
    head = [
        tag(
            "th",
            tag(
                "button",
                title(lang),
                type="button",
                data_sort=name,
                aria_label=_SORTS.fill(title=title)(lang),
            ),
            scope="col",
        )
        for name, title in _HEAD
    ]
    return [
        tag("h3", _EACH(lang)),
        tag("p", tag("label", _FIND(lang), " ", tag("input", type="search", data_batch="find"))),
        tag(
            "div",
            tag(
                "table",
                tag("thead", tag("tr", head)),
                tag("tbody", [_row(each, lang) for each in firms]),
            ),
            class_="scrolled",
            tabindex="0",
            role="region",
            aria_label=_EACH(lang),
        ),
    ]


def _row(each: Listed, lang: Lang) -> Html:
    first = each.settles[0] if each.settles else None
    target = f"../calculator/#{share_link.fragment_of(each.profile)}"
    sums = (each.fixed, each.at_most, each.open)
    return tag(
        "tr",
        tag("td", str(each.number), data_value=str(each.number)),
        tag("th", tag("a", _called(each)(lang), href=target), scope="row"),
        [_money(n) for n in sums],
        tag("td", capital(question(first.fact)(lang)) if first else None),
        _money(first.most) if first else tag("td", data_value="0"),
    )


def _money(value: Fraction | int) -> Html:
    figure = plain(value, 0 if Fraction(value).denominator == 1 else 2)
    whole, point, rest = figure.partition(".")
    return tag("td", f"{int(whole):,}{point}{rest}", class_="figure", data_value=figure)
