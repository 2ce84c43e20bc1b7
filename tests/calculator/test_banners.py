"""What is said above a result that is not of today, and what the form asks then."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from calculator.i18n import LANGS, Lang
from calculator.measure import Policy
from calculator.policies import POLICIES
from tests.calculator.firms import FIRST, ends
from tests.calculator.test_page import (
    Entries,
    Page,
    chinese,
    each_lang,
    english,
    opened,
    update,
    well_formed,
    whole,
)


def days_beside(policy: Policy) -> list[tuple[str, str]]:
    """Days outside the validity, each with the day in it that is nearest."""

    def shifted(day: str, days: int) -> str:
        return (date.fromisoformat(day) + timedelta(days=days)).isoformat()

    first, last = ends(policy.place.id)
    return [
        (shifted(last, 1), last), (shifted(last, 400), last), (shifted(first, -1), first),
        ("2001-01-01", first),
    ]  # fmt: skip


OUTSIDE = [(policy, *days) for policy in FIRST for days in days_beside(policy)]
outside = pytest.mark.parametrize(
    ("policy", "day", "nearest"), OUTSIDE, ids=lambda each: getattr(each, "id", each)
)
TITLED: Entries = [
    ("titles", "little_giant"), ("first_little_giant_title", "true"),
    ("little_giant_title_date", "2025-05-20"), ("equipment_projects.0.investment", "300"),
]  # fmt: skip


def entered(policy: Policy, day: str) -> Entries:
    return [("city", policy.place.id), ("date", day), *TITLED]


def asks(form: str) -> set[str]:
    return set(re.findall(r'id="q-([a-z0-9_]+)"', form))


@outside
def test_one_button_takes_the_nearest_day_that_can_be_computed(
    policy: Policy, day: str, nearest: str
) -> None:
    for lang in LANGS:
        answer = update(entered(policy, day), lang)
        buttons = re.findall(r'<button[^>]*data-action="([^"]*)"', answer["results"])
        assert buttons == [f"set:date={nearest}"]
        then = update(whole(answer).entries(), lang, buttons[0])
        assert ("date", nearest) in whole(then).entries()
        assert "set:date" not in then["results"]
        assert nearest in Page(then["results"]).elements[2].text  # of the day of the rules


@outside
def test_the_form_asks_what_it_asks_on_that_day(policy: Policy, day: str, nearest: str) -> None:
    """Nothing typed disappears from sight because of the day."""
    there = update(entered(policy, nearest))["form"]
    here = update(entered(policy, day))["form"]
    assert asks(here) == asks(there)
    assert "equipment_projects" in asks(here) or "renovation_projects" in asks(here)


def test_without_a_day_it_is_so_once_all_have_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    last = max(ends(policy.place.id)[1] for policy in FIRST)
    (after, _), *_ = days_beside(next(p for p in FIRST if ends(p.place.id)[1] == last))
    monkeypatch.setenv("AS_OF", last)
    before = asks(update([])["form"])
    monkeypatch.setenv("AS_OF", after)
    answer = update([])
    assert asks(answer["form"]) == before
    assert answer["results"].count("set:date=") == len({ends(p.place.id)[1] for p in FIRST})


@each_lang
def test_it_is_whole_and_in_its_language_and_no_sum_stands_there(lang: Lang) -> None:
    for policy, day, _ in OUTSIDE:
        answer = opened(f"city={policy.place.id}&date={day}&titles=little_giant", lang)
        page = whole(answer)
        well_formed(page)
        {"en": english, "zh": chinese}[lang](page)
        assert "totals" not in {e.attributes.get("class") for e in page.elements}


def test_on_a_day_in_force_nothing_of_it_is_said() -> None:
    for policy in POLICIES:
        assert "set:date=" not in update(entered(policy, policy.last_day))["results"]
