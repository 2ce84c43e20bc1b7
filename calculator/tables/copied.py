"""The result as a few lines for a chat message, saying the same as the one-page summary."""

from __future__ import annotations

from collections.abc import Iterator

from calculator import sentences
from calculator.i18n import Text, brief, capital, join_texts, within_sentence
from calculator.tables.director_page import DirectorPage, director_page
from calculator.tables.export import Taken

MOST_LINES = 8
_NAMED = 2  # measures that get a line of their own

_HEAD = Text("{title}（{who}），{rules}。", "{title} ({who}). {rules}.")
_SUM, _PARTS = Text("{large}{parts}。", "{large}{parts}."), Text("：{parts}", ": {parts}")
_BINDING = Text(
    "以部门审核和年度预算为准。", " The departments’ review and the yearly budget decide."
)
_APART = Text("；", "; ")
_LINE = Text("· {title}：{sum}，{often}，问{agencies}", "· {title}: {sum}, {often}; ask {agencies}")
_OTHERS = Text("· 另 {n} 项共 {sum}：{each}", "· {n} more, {sum} together: {each}")
_OTHER = Text("{title} {sum}", "{title} {sum}")
_MISSING = Text("还差：{missing}", "still missing: {missing}")
_WITHOUT_FIGURES = Text(
    "链接不带填写的金额，打开后要重新填写： {link}",
    "The link leaves out the amounts entered; they have to be filled in again: {link}",
)
_WHOLE = Text("打开这份测算： {link}", "Open this assessment: {link}")


def copied_text(taken: Taken, *, numbers: bool) -> str:
    """Return at most `MOST_LINES` lines: standing, total, the measures that add up to it, link."""
    page = director_page(taken.assessment)
    lines = [line for line in _lines(page, taken) if line.zh]
    link = taken.address_with(numbers=numbers)
    whole = link == taken.address_with(numbers=True)
    lines.append((_WHOLE if whole else _WITHOUT_FIGURES).fill(link=link))
    return "\n".join(Text(line.zh, capital(line.en))(taken.lang) for line in lines)


def _lines(page: DirectorPage, taken: Taken) -> Iterator[Text]:
    """Yield all lines but the link; some may be empty."""
    rules = sentences.rules(taken.assessment.date)
    yield _HEAD.fill(title=sentences.TITLE, who=page.who, rules=rules)
    yield Text("", " ").join((*page.standings, *page.contradictions))
    parts = (
        _PARTS.fill(parts=_APART.join(said for _, said in page.parts))
        if page.parts
        else Text("", "")
    )
    binding = _BINDING if page.summary.at_most or page.summary.open else Text("", "")
    yield _SUM.fill(large=page.large, parts=parts) + binding
    for row in page.rows[:_NAMED]:
        often = within_sentence(row.often)
        title = row.result.measure.title
        yield _LINE.fill(title=title, sum=row.figure, often=often, agencies=row.agencies)
    if rest := page.rows[_NAMED:]:
        each = join_texts([_OTHER.fill(title=r.result.measure.title, sum=r.figure) for r in rest])
        sum_ = sum(row.sum for row in rest)
        yield _OTHERS.fill(n=str(len(rest)), sum=brief(sum_), each=each)
    missing = [_MISSING.fill(missing=each) for each in page.missing[:1]]
    yield _APART.join([*([page.saved] if page.saved else []), *missing])
