"""Every form in which a result appears, as plain text, for entries as typed into the form."""

from __future__ import annotations

import json
import re
from html import unescape

from calculator import assess, share_link
from calculator.i18n import Lang, plain
from calculator.page import compare, print_view, session
from calculator.page.results import results_html
from calculator.policies import MEASURES
from calculator.report import report
from calculator.tables import batch, batch_workbook, copied, director_page, export, ics
from calculator.tables.sheet import Money, Sheet, to_csv
from calculator.typed import profile_of, typed
from tests.calculator.firms import Profile

Entries = list[tuple[str, str]]
ADDRESS = "https://site.example/calculator/"
SHEETS = ("first sheet", "sheet of sums", "sheet of measures", "sheet of entries", "sheet of notes")
NEEDS = [compare.ComparedNeed(measure.title, (name,)) for name, measure in MEASURES.items()]
"""A row of the comparison of cities for each measure."""


def entries_of(profile: Profile) -> Entries:
    """Return the profile as it would be typed: amounts in yuan, a choice by its word."""
    found: Entries = []
    for name, value in profile.items():
        if isinstance(value, list):
            for n, each in enumerate(value):
                if isinstance(each, dict):
                    found += [(f"{name}.{n}.{key}", _word(key, v)) for key, v in each.items()]
                elif name == "training_attendance":
                    found.append((f"{name}.{n}", str(each)))
                else:
                    found.append((name, str(each)))
            if not value:
                found.append((name, "none"))
        else:
            found.append((name, _word(name, value)))
    return found


_SUMS = re.compile(
    r"principal|investment|amount|premium_paid|award|spend|received|requested|equipment|money"
)


def _word(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value}元" if _SUMS.search(name) else str(value)


def taken_away(entries: Entries, lang: Lang) -> export.Taken:
    """Return the result of these entries, to take away."""
    form = typed(entries)
    profile = profile_of(form)
    return export.Taken(form, profile, assess(profile), lang, ADDRESS)


def surfaces(entries: Entries, lang: Lang) -> dict[str, str]:
    """Return the text of each form."""
    result = taken_away(entries, lang)
    assessment = result.assessment
    told = {
        "page": words(results_html(assessment, lang)),
        "said": session.said(assessment)(lang),
        "report": report(assessment, lang),
        "summary": copied.copied_text(result, numbers=True),
        "print": words(print_view.report_html(result)),
        "calendar": ics.calendar(export.dates(result)).replace("\r\n ", ""),
        "batch": "\n".join(_cells(_batch(result.profile, lang))),
        "scenarios": words(compare.scenarios(entries, [share_link.Scenario(entries)], lang)),
        "cities": words(compare.cities(entries, NEEDS, lang)),
    }
    sheets = dict(
        zip(SHEETS, [director_page.director_sheet(result), *export.sheets(result)], strict=True)
    )
    return told | {name: "\n".join(_cells(sheet)) for name, sheet in sheets.items()}


def words(markup: object) -> str:
    """Return the readable words of markup, with ordinary spaces."""
    return unescape(re.sub(r"<[^>]*>", " ", str(markup))).replace("\xa0", " ")


def _batch(profile: Profile, lang: Lang) -> Sheet:
    """Return the row of an enterprise in a batch table, with its header."""
    cells = {name: _cell(value) for name, value in profile.items()}
    table = to_csv(Sheet("", [*cells], [tuple(cells.values())], ()))
    (done,) = batch.assessed(batch.opened(table.encode()), lang)
    assert not done.problem, done.problem
    return batch_workbook.sheets([done.row], done.measures, [], lang)[1]


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if not isinstance(value, list):
        return str(value)
    if value and isinstance(value[0], dict):
        return json.dumps(value)
    return ";".join(map(str, value)) or "无"


def _cells(sheet: Sheet) -> list[str]:
    return [
        plain(cell.yuan, 2) if isinstance(cell, Money) else getattr(cell, "text", str(cell))
        for row in ([*sheet.head], *sheet.rows)
        for cell in row
        if cell is not None
    ]
