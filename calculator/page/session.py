"""The calculator's page: the worked example it is built with, and its messages.

`shell` is the page as built; `respond` answers the page's script. Both use the same parts.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from calculator import parameters, share_link
from calculator.assessment import Assessment, Result, assess, assess_all
from calculator.curve import curve, movable, sums_at
from calculator.i18n import Lang, Text, capital
from calculator.measure import Measure
from calculator.page import clause_widget, curve_chart, ladder_chart
from calculator.page.banners import as_on_its_days, from_a_link
from calculator.page.browsers import COMPUTING
from calculator.page.form import View, asked, form_html
from calculator.page.html import Html, join_html, tag
from calculator.page.results import YOURS, results_html
from calculator.page.urls import POLICY_OF
from calculator.profile import FACTS
from calculator.sentences import (
    headline,
    headline_figure,
    parts,
    pressing,
    reason,
    standing_in_words,
)
from calculator.summary import summarize
from calculator.typed import KEY, Typed, profile_of, typed

if TYPE_CHECKING:
    from calculator.page import compare

_WITHOUT_SCRIPT = Text(
    "在这里计算需要 JavaScript。例子、条文和全部措施表现在就能看。",
    "Computing here needs JavaScript. The example, the clauses and the table of measures can be "
    "read now.",
)
_FROM_DISK = Text(
    "这一页是从磁盘打开的（file://），浏览器因此不运行计算程序。把文件夹放到网页服务器上，或用 "
    "python3 build_site.py serve 打开，就能计算；例子、条文和全部措施表现在就能看。",
    "This page was opened from disk (file://), where browsers do not run the calculator. Put the folder "
    "on a web server, or open it by python3 build_site.py serve. The example, the clauses and the table "
    "of measures can be read now.",
)
SAYINGS = {
    "start": Text(
        "正在准备计算…可以先填表。", "Preparing the calculator… you can fill in the form."
    ),
    "download": Text(
        "下载中 {loaded} / {total} MB，可以继续填写。",
        "Downloading {loaded} of {total} MB; you can go on filling in the form.",
    ),
    "boot": Text("启动中，可以继续填写。", "Starting; you can go on filling in the form."),
    "ready": Text("已就绪，填写后立即计算。", "Ready: results follow as you type."),
    "slow": Text(
        "网络较慢，仍在下载。例子的结果和条文现在就能看。",
        "The network is slow; still downloading. The example and the clauses can be read now.",
    ),
    "frugal": Text(
        "为节省流量，开始填写后才下载计算程序（约 3 MB）。例子的结果现在就能看。",
        "To save data, the calculator (about 3 MB) is downloaded once you begin to fill in the form. "
        "The example can be read now.",
    ),
    "failed-network": Text(
        "计算程序下载失败。填写的内容还在；例子的结果、条文和全部措施表仍可查看。",
        "The calculator could not be downloaded. What you typed is kept; the example, the clauses "
        "and the table of measures can still be read.",
    ),
    "failed-outdated": Text(
        "网站更新过了，这一页还是旧版，不能再计算。重新加载即可，填写的内容还在。",
        "The site has been updated, and this page is of the version before: it can no longer compute. "
        "Reload it; what you typed is kept.",
    ),
    "failed-wasm": Text(
        "这个浏览器没有 WebAssembly，或者关闭了它，无法在此计算。换一个浏览器打开即可；条文和例子仍可查看。",
        "This browser has no WebAssembly, or has it switched off, so nothing can be computed here. "
        "Another browser will do; the clauses and the example can still be read.",
    ),
    "failed-browser": Text(
        "这个浏览器太旧（内核 {browser}），不能在这里计算，"
        f"要 {COMPUTING.words.zh} 以上。例子、条文、搜索和全部措施表照常可用；"
        "换一个浏览器打开链接，填写的内容会带过去。",
        "This browser is too old to compute here (engine: {browser}); "
        f"{COMPUTING.words.en} or later is needed. The example, the clauses, the search and the table of "
        "measures work as usual, and a link opened in another browser takes along what you typed.",
    ),
    "failed-integrity": Text(
        "下载的计算程序与本站发布的不一致，没有运行。可以重试；条文和例子仍可查看。",
        "The downloaded calculator differs from the one published here and was not run. "
        "You can retry; the clauses and the example can still be read.",
    ),
    "failed-memory": Text(
        "设备内存不足，计算没有启动。关闭其他页面后可以重试；填写的内容还在。",
        "Too little memory to start. Close other pages and retry; what you typed is kept.",
    ),
    "failed-python": Text(
        "计算中断了。填写的内容还在，可以重试。",
        "The calculation stopped. What you typed is kept; you can retry.",
    ),
    "failed-page": Text(
        "页面出错了，显示的结果可能不是最新的。重新加载即可，填写的内容还在。",
        "This page has failed, and the result shown may be out of date. Reload it; what you typed is kept.",
    ),
    "unanswered": Text(
        "有一部分没有显示出来（程序出错）。其余照常可用，填写的内容还在。",
        "One part could not be shown because the program failed. Everything else works, and what you "
        "typed is kept.",
    ),
    "retry": Text("重试", "Retry"),
    "reload": Text("重新加载", "Reload"),
    "amounts": Text("先看各称号的金额", "See the amounts by title"),
    "copy": Text("复制链接，换浏览器打开", "Copy the link for another browser"),
    "copied": Text("链接已复制", "Link copied"),
    "quick-wait": Text(
        "计算程序准备好后就读这一句。", "The sentence is read once the calculator is ready."
    ),
    "entered": Text("已填入表中", "Filled in"),
    "entered-heard": Text("已填入表中，可以撤销。", "Filled in; this can be undone."),
    "undo": Text("撤销", "Undo"),
    "undone": Text("已恢复。", "Restored."),
    "cleared": Text("已清空", "Cleared"),
    "cleared-heard": Text("已清空，可以撤销。", "Cleared; this can be undone."),
    "filled": Text("已填入示例", "Example filled in"),
    "filled-heard": Text("已填入示例，可以撤销。", "Example filled in; this can be undone."),
    "removed": Text("已删除", "Removed"),
    "removed-heard": Text("已删除，可以撤销。", "Removed; this can be undone."),
    "adopted": Text("已改成我的", "Now yours"),
    "adopted-heard": Text("已改成我的，可以撤销。", "Now yours; this can be undone."),
    "replaced": Text("最早的方案已删除", "Oldest scenario removed"),
    "replaced-heard": Text(
        "已留作方案，最早的一个已删除，可以撤销。",
        "Kept; the oldest scenario was removed, which can be undone.",
    ),
}
_BEFORE = Text("约 3 到 5 分钟，不登录，不上传", "3 to 5 minutes, no login, no upload")
_PREPARE = Text(
    "先准备：称号认定时间、贷款合同、设备发票、保单。不确定的可以留空，结果会说明还差什么。这不是申报。",
    "Have at hand: dates of titles, loan contracts, equipment invoices, insurance policies. Leave empty "
    "what you are not sure of: the result says what is still needed. This is not an application.",
)
_SENTENCE = Text("一句话可以这样写：{example}", "A sentence may read: {example}")
_EXAMPLE = Text(
    "例：厦门一家“小巨人”企业，2025 年 5 月首次获得称号，去年设备投入 300 万元，"
    "有一笔 500 万元的专利质押贷款（利率 4.35%，一年）",
    "Example: a little giant in Xiamen, first holding the title since May 2025, with RMB 3 million "
    "(300万元) of equipment last year and a patent-pledge loan of RMB 5 million (500万元) "
    "at 4.35% for a year",
)
EXAMPLE: tuple[tuple[str, str], ...] = (
    ("city", "xiamen"),
    ("date", "2025-06-30"),
    ("titles", "little_giant"),
    ("first_little_giant_title", "true"),
    ("little_giant_title_date", "2025-05-20"),
    ("equipment_projects.0.investment", "300"),
    ("pledge_loans.0.principal", "500"),
    ("pledge_loans.0.rate_pct", "4.35"),
    ("pledge_loans.0.days", "365"),
    ("pledge_loans.0.year", "2025"),
    ("pledge_loans.0.collateral", "patent"),
)
"""A profile as typed into the form, for the answer shown before Python has loaded."""


def shell(lang: Lang, needs: Sequence[compare.ComparedNeed] = (), simple: str = "") -> Html:
    """Return the page as built: the empty form, and the worked example with its answer.

    `needs` are the rows in which cities are compared; `simple` is that of `quick_chips.line`.
    """
    from calculator.page import compare, quick_chips
    from calculator.page.amounts_by_title import at_a_glance, titled  # only the build draws it
    from calculator.page.export_panel import panel

    assessment = assess(profile_of(typed(EXAMPLE)))
    asking = asked(assess({"date": dict(EXAMPLE)["date"]}))  # by today, all may have ended
    before = tag(
        "details",
        tag("summary", _BEFORE(lang)),
        tag("p", _PREPARE(lang)),
        tag("p", _SENTENCE.fill(example=quick_chips.EXAMPLE)(lang)),
        class_="before",
    )
    return _desk(
        lang,
        join_html([quick_chips.line(lang, simple), before]),
        form_html(View(typed(()), lang, asking)),
        tag(
            "p",
            tag("span", _WITHOUT_SCRIPT(lang), class_="without-script"),
            tag("span", _FROM_DISK(lang), class_="from-disk"),
            id="engine",
            role="status",
            aria_atomic="true",
        ),
        from_a_link(lang),
        tag("div", id="notices", role="status"),
        results_html(
            assessment,
            lang,
            _EXAMPLE,
            standings=[titled(policy, lang) for policy in assessment.policies],
        ),
        compare.panel(lang, needs),
        panel(lang),
        at_a_glance(lang),
        data_example=share_link.write_fragment(typed(EXAMPLE)),
    )


def clause_shell(measure: Measure, lang: Lang) -> Html:
    """Return the calculator of a clause's page as built: its questions and first result."""
    from calculator.page.amounts_by_title import as_built  # only the build draws it

    form = typed(())
    return _desk(
        lang,
        None,
        clause_widget.form_html(measure, form, lang),
        tag("p", id="engine", role="status", aria_atomic="true"),
        clause_widget.results_html(
            clause_widget.found(measure, form),
            lang,
            _full(measure, form),
            as_built(POLICY_OF[measure.id], lang),
        ),
        data_measure=measure.id,
    )


_NOTHING_YET = Text("填写后这里显示结果。", "The result appears here as the form is filled in.")


def framed_shell(lang: Lang) -> Html:
    """Return the page for a frame on another site: a place for the answer, then the form."""
    return _desk(
        lang,
        None,
        form_html(View(typed(()), lang, asked(assess({})))),
        tag("p", _WITHOUT_SCRIPT(lang), id="engine", role="status", aria_atomic="true"),
        tag("div", id="notices", role="status"),
        tag(
            "section",
            tag("h2", YOURS(lang), id="results-title", tabindex="-1"),
            tag("p", _NOTHING_YET(lang), class_="fine"),
            id="results",
            aria_labelledby="results-title",
        ),
        answer_first=True,
    )


def _desk(
    lang: Lang,
    before: Html | None,
    form: Html,
    *answer: Html,
    answer_first: bool = False,
    **marks: str,
) -> Html:
    """Return the form and the answer side by side, with the texts that the page's script uses."""
    says = {f"data-say-{key}": text(lang) for key, text in SAYINGS.items()}
    parts = [tag("div", before, form, class_="asking"), tag("div", answer, class_="answer")]
    return tag(
        "div",
        tag("div", reversed(parts) if answer_first else parts, class_="desk"),
        id="calculator",
        data_lang=lang,
        data_engine="",  # filled in by the build
        **marks,
        **says,
    )


Message = Mapping[str, Any]


def respond(request: str) -> str:
    """Answer a message of the page's scripts, both as JSON; `ANSWERS` maps "op" to functions."""
    message = json.loads(request)
    before = parameters.PREVIEWED.set(str(message.get("today") or ""))
    try:
        return json.dumps(ANSWERS[message["op"]](message), ensure_ascii=False)
    finally:
        parameters.PREVIEWED.reset(before)


def _lang(message: Message) -> Lang:
    return "en" if message.get("lang") == "en" else "zh"


def _entries(message: Message) -> list[tuple[str, str]]:
    return [(str(name), str(text)) for name, text in message.get("entries", ())]


def _open(message: Message) -> dict[str, object]:
    """Answer `{"lang", "fragment", "entries", "measure"}` as `_update` does.

    Adds the link's `scenarios`, `[[fragment, name], …]`; entries override the fragment's.
    """
    entries = _entries(message)
    newer = {name for name, _ in entries}
    found = share_link.read_fragment(message["fragment"])
    entries += [pair for pair in found.entries if pair[0] not in newer]
    notices = share_link.notices(found, typed(found.entries), parameters.today())
    said = [notice(_lang(message)) for notice in notices]
    beside = [
        (share_link.write_fragment(typed(each.entries)), each.name) for each in found.scenarios
    ]
    brought = {"scenarios": beside} if beside else {}
    return _answer(entries, message) | {"notices": said} | brought


def _update(message: Message) -> dict[str, object]:
    """Answer `{"lang", "entries", "action", "answers", "skipped", "measure"}`.

    `entries` is `[[name, text], …]` as typed; `action` is a button, or `paste:FIELD=TEXT` for cells
    pasted from a table. `answers` replace entries of the same name: a question answered beside the
    result; the questions `skipped` there come last. With a `measure`, only its calculator on the
    clause's page is answered.
    """
    answers = _entries({"entries": message.get("answers", ())})
    answered = {name for name, _ in answers}
    entries = [pair for pair in _entries(message) if pair[0] not in answered] + answers
    action = str(message.get("action") or "")
    if not action.startswith("paste:"):
        return _answer(_act(entries, action), message)
    from calculator.page.pasted import paste

    field, text = next(
        iter(share_link.read_fragment(action.removeprefix("paste:")).entries), ("", "")
    )
    entries, said = paste(entries, field, text)
    return _answer(entries, message) | {"notices": [each(_lang(message)) for each in said]}


def _answer(entries: list[tuple[str, str]], message: Message) -> dict[str, object]:
    lang = _lang(message)
    if measure := clause_widget.boxed(message.get("measure")):
        return _answer_of_clause(measure, typed(clause_widget.own(measure, entries)), lang)
    form = typed(entries)
    profile = profile_of(form)
    assessment, broken = assess_all(profile)
    view = View(form, lang, asked(as_on_its_days(assessment, profile), profile))
    skipped = [str(path) for path in message.get("skipped", ())]
    return {
        "form": form_html(view),
        "results": results_html(assessment, lang, broken=broken, view=view, skipped=skipped),
        "said": said(assessment)(lang),
        "fragment": share_link.write_fragment(form),
        "profile": profile,
        "notices": [],
    }


def _answer_of_clause(measure: Measure, form: Typed, lang: Lang) -> dict[str, object]:
    result = clause_widget.found(measure, form)
    return {
        "form": clause_widget.form_html(measure, form, lang),
        "results": clause_widget.results_html(
            result,
            lang,
            _full(measure, form),
            standing_in_words(result.policy, parameters.today())(lang),
        ),
        "said": said_of(result)(lang),
        "fragment": share_link.write_fragment(form),
        "profile": profile_of(form),
        "notices": [],
    }


def _full(measure: Measure, form: Typed) -> str:
    """Return the fragment for continuing from a clause in the full calculator."""
    pairs = [(name, text) for name, texts in form.texts.items() for text in texts]
    return share_link.write_fragment(typed([*pairs, *clause_widget.given(measure)]), within=True)


def _curve(message: Message) -> dict[str, object]:
    """Answer `{"lang", "profile", "fact", "at"}`: the totals as the amount `fact` varies.

    Without a fact, the amounts there are, `{"facts"}`, largest effect first; with one its curve,
    `{"tile", "figure", "swing"}`, or nothing for an unknown fact; with `at`, the sums there,
    `{"sums"}`, in fen.
    """
    assessment, lang = assess(message["profile"]), _lang(message)
    if not (path := message.get("fact")):
        return {"facts": [given.path for given in curve_chart.heaviest(assessment)]}
    fact = next((g for g in movable(assessment) if g.path == path), None)
    if not fact:
        return {}
    if at := message.get("at"):
        return {"sums": [*map(curve_chart.fen, sums_at(assessment, fact, int(at)))]}
    drawn = curve(assessment, fact)
    return {
        "tile": curve_chart.tile(assessment, drawn, lang),
        "figure": curve_chart.curve_html(assessment, drawn, lang),
        "swing": curve_chart.fen(drawn.swing),
    }


def _totals(message: Message) -> dict[str, object]:
    """Answer `{"profile"}` with `{"totals", "date", "city", "rules_version"}`, without the entries."""
    answer = assess(message["profile"]).to_dict()
    return {name: answer[name] for name in ("totals", "date", "city", "rules_version")}


def _ladder(message: Message) -> dict[str, object]:
    """Answer `{"lang", "profile"}` with the same facts at each title, `{"ladder"}`."""
    return {"ladder": ladder_chart.ladder_html(assess(message["profile"]), _lang(message))}


def _compare(message: Message) -> dict[str, object]:
    """Answer `{"lang", "entries", "kept", "needs"}` with scenarios side by side, `{"table"}`.

    `kept` is `[[fragment, name], …]`. With `needs`, the rows of the comparison, the same enterprise
    in each city is added.
    """
    from calculator.page import compare

    entries, lang = _entries(message), _lang(message)
    tables = [compare.scenarios(entries, share_link.kept(message.get("kept", ())), lang)]
    if needs := message.get("needs"):
        tables.append(compare.cities(entries, compare.needs(needs), lang))
    return {"table": "".join(tables)}


def _quick(message: Message) -> dict[str, object]:
    """Answer `{"lang", "text", "simple", "entries"}`: read a sentence beside the form's entries."""
    from calculator.page import quick_chips  # imported on first use

    text, simple = str(message.get("text", "")), str(message.get("simple", ""))
    return quick_chips.answer_sentence(text, simple, _entries(message), _lang(message))


def _take(message: Message) -> dict[str, object]:
    """Answer a request for an export; see `calculator.page.export_panel`."""
    from calculator.page import export_panel  # imported on first use, to keep the first answer fast

    return export_panel.answer_export(message, _lang(message))


def _batch(message: Message) -> dict[str, object]:
    """Answer a request on many enterprises; see `calculator.tables.batch`, `call_list_view`, `one_pagers`."""
    from calculator.tables import batch

    if message["what"] == "list":
        from calculator.page import call_list_view

        return call_list_view.answer_list(message, _lang(message))
    if message["what"] == "pages":
        from calculator.page import one_pagers

        return one_pagers.answer_pages(message, _lang(message))
    return batch.answer_batch(message, _lang(message))


ANSWERS: Mapping[str, Callable[[Message], dict[str, object]]] = {
    "open": _open,
    "update": _update,
    "curve": _curve,
    "ladder": _ladder,
    "totals": _totals,
    "compare": _compare,
    "quick": _quick,
    "take": _take,
    "batch": _batch,
}


_SEMICOLON = Text("；", "; ")
_OPEN = Text("{n} 项信息不足", "more information needed for {n}")


def said(assessment: Assessment) -> Text:
    """Return the one sentence a screen reader announces when the result changes."""
    summary, totals = summarize(assessment), assessment.totals
    clauses = [headline_figure(assessment, summary)]
    if totals.standing or summary.open:
        clauses = [*pressing(assessment.policies, assessment.date), *clauses]
    if summary.fixed and summary.within_caps:
        clauses.append(dict(parts(summary))["fixed"])
    if totals.undetermined:
        clauses.append(_OPEN.fill(n=str(len(totals.undetermined))))
    return _SEMICOLON.join(clauses) + Text("。", ".")


def said_of(result: Result) -> Text:
    """Return the sentence a screen reader announces for a single measure."""
    amount = headline(result.finding)
    if not amount:
        return reason(result)
    sentence = Text(f"{amount.zh}。", f"{capital(amount.en)}.")
    return _SEMICOLON.join([*pressing([result.policy], result.date), sentence])


def _act(entries: list[tuple[str, str]], action: str) -> list[tuple[str, str]]:
    """Return the entries after a button.

    Actions: add:LIST, copy:LIST.N, remove:LIST.N, set:NAME=TEXT, example, clear, and enter:FRAGMENT
    for what a sentence or pasted rows contain.
    """
    verb, _, object_ = action.partition(":")
    match verb:
        case "clear":
            return []
        case "example":
            return list(EXAMPLE)
        case "set":
            name, _, text = object_.partition("=")
            return [*(pair for pair in entries if pair[0] != name), (name, text)]
        case "enter":
            from calculator.page.quick_chips import with_sentence

            return with_sentence(entries, object_)
        case "add":
            form = typed(entries)
            kind = FACTS[object_].kind if object_ in FACTS else None
            last = max(form.lengths.get(object_, 0), 1)
            key = next(iter(kind.columns), "") if kind else ""
            return [*entries, (f"{object_}.{last}.{key}".rstrip("."), "")]
        case "copy":
            name, _, index = object_.partition(".")
            return [*entries, *_copied(entries, name, index)]
        case "remove":
            name, _, index = object_.partition(".")
            return list(_without(entries, name, int(index))) if index.isdecimal() else entries
        case _:
            return entries


def _copied(entries: list[tuple[str, str]], name: str, index: str) -> Iterable[tuple[str, str]]:
    """Yield the entries of a row again, as a row after the last."""
    last = typed(entries).lengths.get(name, 0)
    for key, text in entries:
        match = KEY.match(key)
        if match and (match[1], match[2]) == (name, index):
            yield f"{name}.{last}" + (f".{match[3]}" if match[3] else ""), text


def _without(entries: list[tuple[str, str]], name: str, index: int) -> Iterable[tuple[str, str]]:
    for key, text in entries:
        match = KEY.match(key)
        if match is None or match[1] != name or match[2] is None:
            yield key, text
        elif int(match[2]) != index:
            place = int(match[2]) - (int(match[2]) > index)
            yield f"{name}.{place}" + (f".{match[3]}" if match[3] else ""), text
