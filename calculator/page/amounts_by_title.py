"""The amounts each title opens, computed at build time for browsers that cannot run Python."""

from __future__ import annotations

from calculator import parameters, sentences
from calculator.i18n import Lang, Text
from calculator.measure import Policy, versions_on
from calculator.page.html import Html, join_html, tag
from calculator.page.ladder_chart import ladder_of, note
from calculator.policies import POLICIES

_SUMMARY = Text("不用计算也能看：各称号对应的金额", "Without computing: the amounts by title")


def at_a_glance(lang: Lang) -> Html:
    """Return the ladder of each text, with the text's standing."""
    parts = [
        [
            tag("h3", policy.place.full_name(lang)),
            tag("p", as_built(policy, lang), class_="standing"),
            ladder_of(policy, lang),
        ]
        for policy in versions_on(POLICIES, parameters.today())
    ]
    assumed = tag("p", note(lang), class_="fine")
    return tag("details", tag("summary", tag("h2", _SUMMARY(lang))), parts, assumed, id="glance")


def as_built(policy: Policy, lang: Lang) -> Html:
    """Return a text's standing for a static page; its script adds the days left."""
    said = sentences.validity(policy)(lang)
    if policy.draft:
        return join_html([said])
    runs = tag(
        "span",
        data_until=policy.last_day,
        data_say=sentences.DAYS_LEFT(lang),
        data_last=sentences.LAST_DAY(lang),
        data_over=sentences.ENDED(lang),
    )
    soon = tag(
        "span", runs, class_="badge badge--soon ends", data_within=str(sentences.SOON), hidden=True
    )
    return join_html([said, " ", soon])


def titled(policy: Policy, lang: Lang) -> Html:
    """Return a text's title with its standing, for a static page."""
    title = Text("《{title}》：", "{title}: ").fill(title=policy.full_title)
    return join_html([title(lang), as_built(policy, lang)])
