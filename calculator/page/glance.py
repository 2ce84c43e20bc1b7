"""What each title opens, worked out when the site is built: for browsers that cannot compute."""

from __future__ import annotations

from collections.abc import Iterator

from calculator import sentences
from calculator.assessment import Result, Status, assess
from calculator.facts import YesNo
from calculator.measure import Basis, Policy
from calculator.page.markup import Html, join, tag
from calculator.page.places import link
from calculator.policies import POLICIES
from calculator.profile import CITIES, FACTS, TITLES, City, Title
from calculator.text import Lang, Text, yuan
from calculator.text import join as listed

_SUMMARY = Text("不用计算也能看：各称号对应的金额", "Without computing: the amounts by title")
_FIRST = Text("{sum}（{facts}）", "{sum} ({facts})")
_FORMULA = Text("按公式计算", "by formula")
_DEPENDS = Text("取决于{facts}", "depends on: {facts}")
_LOWER = Text("条文给这个称号的金额都没有写明。", "The text states no amount for this title.")


def at_a_glance(lang: Lang) -> Html:
    """For each city and title the clauses that state an amount, with it or with what it depends on."""
    cities = [
        [
            tag("h3", CITIES[city](lang)),
            tag("p", as_built(_policy(city), lang), class_="standing"),
            tag("dl", [_row(city, title, lang) for title in Title]),
        ]
        for city in City
    ]
    return tag("details", tag("summary", tag("h2", _SUMMARY(lang))), cities, id="glance")


def as_built(policy: Policy, lang: Lang) -> Html:
    """What a text is, on a page that is read on any day; its script adds how many days it has left."""
    said = sentences.validity(policy)(lang)
    if policy.draft:
        return join([said])
    runs = tag(
        "span",
        data_until=policy.valid_to,
        data_say=sentences.DAYS_LEFT(lang),
        data_over=sentences.ENDED(lang),
    )
    soon = tag(
        "span", runs, class_="badge badge--soon ends", data_within=str(sentences.SOON), hidden=True
    )
    return join([said, " ", soon])


def titled(policy: Policy, lang: Lang) -> Html:
    """The same with the title of the text."""
    title = Text("《{title}》：", "{title}: ").fill(title=policy.title)
    return join([title(lang), as_built(policy, lang)])


def _policy(city: City) -> Policy:
    return next(policy for policy in POLICIES if policy.city is city)


def _row(city: City, title: Title, lang: Lang) -> Html:
    items = [
        tag("li", link(result.measure, lang), Text("：", ": ")(lang), said(lang))
        for result, said in _open(city, title)
    ]
    listed = tag("ul", items) if items else _LOWER(lang)
    return tag("div", tag("dt", TITLES[title](lang)), tag("dd", listed))


def _open(city: City, title: Title) -> Iterator[tuple[Result, Text]]:
    """The measures open to a title in force, taking every yes-or-no question as answered with yes."""
    day = _policy(city).valid_to
    yes = {name: True for name, fact in FACTS.items() if isinstance(fact.kind, YesNo)}
    profile = {"city": city.value, "date": day, "titles": [title.value]}
    for result in assess(profile | yes).results:
        if result.status not in (Status.ELIGIBLE, Status.UNDETERMINED):
            continue
        if result.basis in (Basis.FIXED, Basis.FORMULA):
            yield result, _amount(result, yes)


def _amount(result: Result, yes: dict[str, bool]) -> Text:
    outcome = result.finding.outcome
    asked = [c.truth.facts for c in outcome.conditions] if outcome else []
    assumed = dict.fromkeys(g.fact for facts in asked for g in facts if g.fact in yes)
    depends = dict.fromkeys([*assumed, *(given.fact for given in result.missing)])
    facts = _DEPENDS.fill(facts=listed([FACTS[name].label for name in depends]))
    if result.amount:
        sum_ = sentences.headline(result.finding) or yuan(result.amount.high)
    elif result.potential_max is None:
        sum_ = _FORMULA
    else:
        sum_ = sentences.up_to(result.potential_max)
    return _FIRST.fill(sum=sum_, facts=facts) if depends else sum_
