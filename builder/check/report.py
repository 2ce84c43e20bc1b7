"""The report of a check for the terminal: findings by clause, in one language."""

from __future__ import annotations

import locale
import os
from collections.abc import Iterator

from builder.check import Checked
from builder.check.findings import ERRORS, Issue
from calculator.i18n import Lang, Text

ERROR, WARNING = Text("错误", "error"), Text("提示", "warning")
_TEXT = Text("政策", "Policy")
COUNTS = Text(
    "{measures} 条措施、{quotations} 处引文：{errors} 处错误，{warnings} 处提示，{confirmed} 处已确认。",
    "{measures} measures, {quotations} quotations. Errors: {errors}; warnings: {warnings}; "
    "confirmed: {confirmed}.",
)
CLEAN = Text("没有要处理的。", "Nothing to do.")
CONFIRM = Text(
    "看过而不必改的提示：build_site.py confirm 名称 --by 姓名 --reason 理由",
    "To accept a warning: build_site.py confirm NAME --by WHO --reason WHY",
)


def lang_of_locale() -> Lang:
    """Return "zh" if the system's locale is Chinese, else "en"."""
    names = [os.environ.get(key) for key in ("LC_ALL", "LC_MESSAGES", "LANG")]
    name = next((each for each in names if each), None) or locale.getlocale()[0] or ""
    return "zh" if name.lower().startswith(("zh", "chinese")) else "en"


def lines(checked: Checked, lang: Lang) -> Iterator[str]:
    """Yield the lines of the report."""
    grouped: dict[str, list[Issue]] = {}
    for finding in checked.findings:
        grouped.setdefault(finding.place, []).append(finding)
    for place, group in grouped.items():
        yield _heading(checked, place, lang)
        for finding in group:
            yield from _finding(finding, lang)
        yield ""
    warnings = len(checked.findings) - len(checked.errors)
    yield COUNTS.fill(
        measures=str(checked.measures),
        quotations=str(checked.quotations),
        errors=str(len(checked.errors)),
        warnings=str(warnings),
        confirmed=str(len(checked.confirmed)),
    )(lang)
    if not checked.findings:
        yield CLEAN(lang)
    elif warnings:
        yield CONFIRM(lang)


def _finding(finding: Issue, lang: Lang) -> Iterator[str]:
    kind = ERROR if finding.kind in ERRORS else WARNING
    colon = "：" if lang == "zh" else ": "
    yield f"  {kind(lang)}{colon}{finding.words(lang)}"
    yield f"    {finding.where}  {finding.name}"
    yield f"    → {finding.todo(lang)}"


def _heading(checked: Checked, place: str, lang: Lang) -> str:
    """Return a clause's number and title, a policy's short title, or any other place's name."""
    for source in checked.sources.policies:
        short = source.text.short_title(lang) if source.text else _TEXT(lang)
        if place == source.id:
            return f"{short}  {place}"
        for each in source.pairs:
            if each.id == place:
                number = each.clause.number(lang) if each.clause else ""
                title = each.measure.title(lang) if each.measure else ""
                return "  ".join(
                    part for part in (f"{short} {number}".strip(), title, place) if part
                )
    return f"{_PLACES[place](lang)}  {place}" if place in _PLACES else place


_PLACES = {
    "LPR_1Y": Text("贷款市场报价利率", "Loan prime rate"),
    "PROVINCIAL_AWARD": Text("省级奖励", "Provincial award"),
    "aliases": Text("搜索用词", "Search aliases"),
    "docs": Text("说明、算例、术语等数据", "Summaries, examples, terms and other data"),
    "more.json": Text("搜索的测试", "Tests of the search"),
    "queries.json": Text("搜索的测试", "Tests of the search"),
}
"""Names of the places of findings that concern no clause."""
