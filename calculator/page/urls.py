"""Addresses of the site's pages, relative to the calculator's."""

from __future__ import annotations

from calculator.i18n import Lang, Text
from calculator.measure import Measure
from calculator.page.html import Html, tag
from calculator.policies import POLICIES

POLICY_OF = {measure.id: policy for policy in POLICIES for measure in policy.measures}


def link(
    measure: Measure, lang: Lang, words: Text | None = None, place: str = "", root: str = "../"
) -> Html:
    """Return a link to a clause's page, or to a `#place` on it, by its title or other words.

    `root` is the path from the current page to the first page of its language.
    """
    page = f"{root}{POLICY_OF[measure.id].id}/{measure.id}/"
    return tag("a", (words or measure.title)(lang), href=page + place)
