"""The answers that a result lists beside its amounts."""

from __future__ import annotations

from calculator.answers import entered
from calculator.typed import typed


def test_the_answer_that_absence_stands_for_is_not_listed() -> None:
    """A form sends it along, a link leaves it out: both list the same."""
    listed = entered(typed([("applicant", "enterprise"), ("city", "xiamen")]))
    assert [each.field for each in listed] == ["city"]


def test_another_answer_to_the_same_question_is_listed() -> None:
    listed = entered(typed([("applicant", "training_provider"), ("city", "xiamen")]))
    assert {each.field for each in listed} == {"applicant", "city"}
