"""The calendar of money: bands end on the last day of the text, yearly ones fall into years, drafts have none."""

from __future__ import annotations

import re
from datetime import date

import pytest

from calculator import assess
from calculator.i18n import LANGS, Lang
from calculator.page.money_calendar import money_calendar
from calculator.policies import POLICIES
from calculator.summary import summarize
from tests.calculator.firms import Profile
from tests.calculator.surfaces import words

FIRM: Profile = {
    "city": "xiamen", "titles": ["little_giant"], "first_little_giant_title": True,
    "little_giant_title_date": "2025-05-20", "equipment_projects": [{"investment": "3000000"}],
}  # fmt: skip
XIAMEN = next(policy for policy in POLICIES if policy.place.id == "xiamen")
LINE = re.compile(r'<line x1="([0-9.]+)%" x2="([0-9.]+)%"[^>]* class="(\w+)"')


def drawn(day: str, lang: Lang = "zh", **known: object) -> str:
    assessment = assess(FIRM | known | {"date": day})
    return str(money_calendar(assessment, summarize(assessment), lang) or "")


def lines(html: str) -> dict[str, list[tuple[str, float, float]]]:
    """Of each measure its strokes: the kind, where they begin and end, in percent of the time."""
    rows = re.findall(r"<tr><th scope=\"row\">(.*?)<small>.*?</small></th>(.*?)</tr>", html)
    return {
        title: [(kind, float(x1), float(x2)) for x1, x2, kind in LINE.findall(row)]
        for title, row in rows
    }


def test_the_time_to_apply_ends_on_the_last_day_of_the_text() -> None:
    """Two years from the first of the month on, as the last day is more than one off."""
    found = lines(drawn("2025-06-30"))
    once, yearly = (found[title] for title in list(found)[:2])
    first, whole = date(2025, 6, 1), (date(2027, 6, 1) - date(2025, 6, 1)).days

    def at(day: date) -> float:
        return round((day - first).days / whole * 100, 2)

    begins, new_year, after = date(2025, 6, 30), date(2026, 1, 1), date(2027, 1, 1)
    assert once == [("open", at(begins), at(after)), ("last", at(after), at(after))]
    assert yearly == [
        ("open", at(begins), at(new_year)),
        ("open", at(new_year), at(after)),
        ("last", at(after), at(after)),
    ]


def test_in_the_last_year_a_year_is_drawn() -> None:
    html = drawn(XIAMEN.valid_to)
    assert re.findall(r"<text[^>]*>([0-9-]+)</text>", html) == ["2026-12", "2027-04", "2027-08"]
    for strokes in lines(html).values():
        assert [kind for kind, *_ in strokes] == ["open", "last"]


@pytest.mark.parametrize("lang", LANGS)
def test_a_voice_says_what_is_drawn(lang: Lang) -> None:
    told = words(drawn("2026-01-20", lang))
    said = {
        "zh": "2026-01-20 至 2026-12-31，申报时间未公布",
        "en": "2026-01-20 to 2026-12-31, application window not published",
    }
    assert told.count(said[lang]) == 2
    assert {"zh": "1,000,000 元，一次性", "en": "RMB 1,000,000, once"}[lang] in told
    assert {"zh": "最高 300,000 元，每年", "en": "up to RMB 300,000, yearly"}[lang] in told


def test_a_text_that_is_not_in_force_has_no_days_to_apply() -> None:
    draft = {"titles": ["srdi_sme"], "first_srdi_title": True, "srdi_title_date": "2025-03-01"}
    firm = draft | {"city": "fuzhou", "industry_and_it_enterprise": True}
    assert summarize(assess(FIRM | firm | {"date": "2025-06-30"})).lines
    assert drawn("2025-06-30", **firm) == ""
    assert drawn("2025-06-30", titles=[]) == ""
