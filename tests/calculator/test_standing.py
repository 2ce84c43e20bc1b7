"""What a text is on a day, and that everything made from a result says so where an amount stands."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from calculator import assess, sentences
from calculator.assessment import Answer, Assessment
from calculator.i18n import LANGS, Lang, Text
from calculator.measure import Document, Policy, StandingKind, in_succession, versions_on
from calculator.page import session
from calculator.page.amounts_by_title import at_a_glance
from calculator.policies import POLICIES
from tests.calculator import firms
from tests.calculator.firms import Profile, assessed, found, fuzhou, xiamen
from tests.calculator.surfaces import entries_of, surfaces, taken_away, words
from tests.calculator.test_fuzz import numbered

DRAFTS = [policy for policy in POLICIES if policy.draft]
ISSUED = [policy for policy in POLICIES if not policy.draft]
ALONE = replace(ISSUED[0], successor=None, prolonged=None, repealed=None)
"""A text in force, as if no other had changed it."""
each_lang = pytest.mark.parametrize("lang", LANGS)


def shifted(day: str, by: int) -> str:
    return (date.fromisoformat(day) + timedelta(by)).isoformat()


# What it is.


@pytest.mark.parametrize("policy", ISSUED, ids=lambda policy: policy.id)
def test_a_text_is_in_force_from_its_first_day_to_its_last(policy: Policy) -> None:
    first, last = policy.first_day, policy.last_day
    kinds = [
        policy.standing(day).kind.value for day in (shifted(first, -1), first, shifted(first, 1))
    ]
    assert kinds == ["not_yet", "in_force", "in_force"]
    kinds = [policy.standing(day).kind.value for day in (shifted(last, -1), last, shifted(last, 1))]
    assert kinds == ["in_force", "in_force", "superseded" if policy.successor else "ended"]
    assert policy.standing(first).to_dict() == {"kind": "in_force", "by": None, "until": last}


@pytest.mark.parametrize("policy", DRAFTS, ids=lambda policy: policy.id)
def test_a_draft_is_never_in_force(policy: Policy) -> None:
    days = [policy.first_day, policy.last_day]
    for day in [shifted(each, by) for each in days for by in (-1, 0, 1)]:
        assert policy.standing(day).kind is StandingKind.DRAFT
        assert policy.holds_on(day) == (policy.first_day <= day <= policy.last_day)
        said = sentences.standing_in_words(policy, day)
        assert "没有施行" in said.zh
        assert "not in force" in said.en


def test_the_draft_of_fuzhou_names_the_text_that_was_issued_in_its_place() -> None:
    standing = found(fuzhou("little_giant"), "fz-1-1-b")["standing"]
    assert (standing["kind"], standing["until"]) == ("draft", "2026-12-31")
    assert standing["by"]["number"] == "榕政办规〔2024〕21号"
    for day, status in (("2023-12-31", "not_in_force"), ("2024-01-01", "undetermined")):
        result = found(fuzhou("srdi_sme") | {"date": day}, "fz-1-1-c")
        assert (result["status"], result["standing"]["kind"]) == (status, "draft")


def versions(*begin: str) -> tuple[Policy, ...]:
    """Versions of one text, each of which amends the one before from its first day on."""
    made: list[Policy] = []
    for n, day in enumerate(begin):
        amends = made[-1].id if made else None
        title = Text(f"第 {n} 版", f"Version {n}")
        made.append(
            replace(
                ALONE, id=f"v{n}", title=title, valid_from=day, valid_to="2029-12-31", amends=amends
            )
        )
    return in_succession(*made)


def test_a_version_gives_way_on_the_first_day_of_the_next() -> None:
    first, second, third = versions("2024-01-01", "2025-07-01", "2027-01-01")
    assert (first.last_day, second.last_day, third.last_day) == (
        "2025-06-30",
        "2026-12-31",
        "2029-12-31",
    )
    for day, kinds, current in (
        ("2023-12-31", "not_yet not_yet not_yet", first),
        ("2024-01-01", "in_force not_yet not_yet", first),
        ("2025-06-30", "in_force not_yet not_yet", first),
        ("2025-07-01", "superseded in_force not_yet", second),
        ("2026-12-31", "superseded in_force not_yet", second),
        ("2027-01-01", "superseded superseded in_force", third),
        ("2030-01-01", "superseded superseded ended", third),
    ):
        every = (first, second, third)
        assert [p.standing(day).kind.value for p in every] == kinds.split(), day
        assert versions_on(every, day) == (current,), day
        assert [p.holds_on(day) for p in every] == [k == "in_force" for k in kinds.split()], day
    assert first.standing("2025-07-01").by == Document(second.title)
    assert sentences.standing_in_words(first, "2025-07-01").zh == "已被《第 1 版》取代"
    assert sentences.standing_in_words(second, "2025-06-30").zh == "尚未施行，自 2025-07-01 起"
    assert sentences.standing_in_words(third, "2030-01-01").zh == "已于 2029-12-31 期满"


def test_a_gap_between_versions_is_no_version_of_its_own() -> None:
    first, second = in_succession(
        replace(ALONE, id="a", valid_from="2024-01-01", valid_to="2024-12-31"),
        replace(ALONE, id="b", valid_from="2026-01-01", amends="a"),
    )
    assert first.last_day == "2024-12-31", "its own end comes first"
    assert first.standing("2025-06-30").kind is StandingKind.ENDED
    assert versions_on((first, second), "2025-06-30") == (first,)
    assert first.standing("2026-01-01").kind is StandingKind.SUPERSEDED


def test_every_text_without_another_version_is_for_every_day() -> None:
    every = tuple(replace(policy, successor=None, amends=None) for policy in firms.FIRST)
    for day in ("2000-01-01", "2025-06-30", "2099-12-31"):
        assert versions_on(every, day) == every


# What the sums rest on.


@pytest.mark.parametrize(
    ("firm", "kinds"),
    [
        (xiamen("little_giant_reserve"), ["in_force"]),
        (xiamen(), []),
        (fuzhou("little_giant", first_little_giant_title=True, provincial_little_giant_award=2), ["draft"]),
        (fuzhou("srdi_sme"), []),
        (xiamen("little_giant_reserve") | {"date": shifted(firms.ends("xiamen")[1], 1)}, []),
        (xiamen("srdi_sme", financing_requested=1), ["in_force"]),
    ],
)  # fmt: skip
def test_the_totals_tell_what_the_texts_are_that_they_rest_on(
    firm: Profile, kinds: list[str]
) -> None:
    assert assessed(firm)["totals"]["standing"] == kinds


@pytest.mark.parametrize(
    ("kinds", "zh", "en"),
    [
        ((StandingKind.IN_FORCE,), "可确定金额", "Amounts the text fixes"),
        ((StandingKind.DRAFT,), "按征求意见稿测算的金额", "Amounts by the draft"),
        ((StandingKind.IN_FORCE, StandingKind.DRAFT), "按征求意见稿测算的金额", "Amounts by the draft"),
        *(((kind,), "按未在施行的文本测算的金额", "Amounts by a text that is not in force")
          for kind in (StandingKind.ENDED, StandingKind.NOT_YET, StandingKind.SUPERSEDED)),
    ],
)  # fmt: skip
def test_a_sum_is_called_certain_only_by_texts_in_force(
    kinds: tuple[StandingKind, ...], zh: str, en: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AS_OF", firms.DAY)
    assessment = assess(xiamen("little_giant_reserve"))
    resting = replace(assessment.totals, standing=kinds)
    vars(assessment)["totals"] = resting
    assert sentences.certain(assessment) == Text(zh, en)


def test_where_no_city_is_named_nothing_is_called_by_a_draft_or_certain() -> None:
    assert sentences.certain(assess({"titles": ["srdi_sme"], "date": firms.DAY})) == sentences.FIXED


# How far a measure is settled.


def test_a_measure_fits_or_is_judged_or_is_for_the_government() -> None:
    firm = xiamen("little_giant", equipment_projects=[{"investment": 10**6}])
    for measure, answer in (
        ("xm-6", "fits"), ("xm-5", "fits"), ("xm-12", "judged"), ("xm-27", "judged"), ("xm-28", "judged"),
        ("xm-1", "government_task"), ("xm-32", "government_task"), ("xm-2", None), ("xm-7", None),
    ):  # fmt: skip
        assert found(firm, measure)["answer"] == answer, measure
    settled = firm | {"flexible_talent_agreement_years": 1, "flexible_talent_months_a_year": 2}
    assert found(settled, "xm-27")["answer"] == "fits", "nothing is open any more"


def test_what_is_for_the_government_to_do_is_counted_among_nothing() -> None:
    tasks = {name for name, m in firms.FIRST_MEASURES.items() if m.government_task}
    assert tasks == {
        "xm-1", "xm-9", "xm-16", "xm-20", "xm-21", "xm-24", "xm-32", "fz-1-1-a", "fz-8-1",
    }  # fmt: skip
    for firm in (xiamen("srdi_sme", "innovative_sme"), fuzhou("srdi_sme")):
        totals = assessed(firm)["totals"]
        here = {name for name in tasks if found(firm, name)["status"] == "eligible"}
        assert set(totals["answers"]["government_task"]) == here
        fitting = [*totals["answers"]["fits"], *totals["answers"]["judged"]]
        assert tasks.isdisjoint(fitting)
        assert totals["services"] == len(fitting)


# Every surface says the same.

FIRMS: dict[str, Profile] = {
    "none": xiamen(),
    "sme": xiamen("srdi_sme"),
    "giant": xiamen(
        "little_giant", first_little_giant_title=True, little_giant_title_date="2025-05-20",
        financing_requested=10**6, consulting_fees=[{"year": 2025, "amount": 1000}],
    ),
    "fuzhou": fuzhou("srdi_sme"),
    "fuzhou giant": fuzhou(
        "little_giant", first_little_giant_title=True, provincial_little_giant_award=10**6,
    ),
}  # fmt: skip


@each_lang
@pytest.mark.parametrize("firm", FIRMS.values(), ids=FIRMS)
def test_the_counts_of_what_states_no_amount_are_the_same_everywhere(
    firm: Profile, lang: Lang
) -> None:
    entries = entries_of(firm)
    answers = assessed(firm)["totals"]["answers"]
    told = surfaces(entries, lang)
    for answer, name in sentences.WITHOUT_AMOUNT.items():
        count, label = len(answers[answer.value]), re.escape(name(lang))
        found_ = {
            "page": re.findall(rf"{label}(?:（| \()(\d+)(?:）|\))", told["page"]) or ["0"],
            "report": re.findall(rf"{label}(?:：|: )(\d+)", told["report"]),
            "sheet": re.findall(rf"^{label}\n(\d+)$", told["sheet of sums"], re.MULTILINE),
        }  # fmt: skip
        assert all(each == [str(count)] for each in found_.values()), (name.zh, found_)
        headed = re.findall(rf"-- {label}(?:（| \()(\d+)", told["report"])
        assert headed == ([str(count)] if count else [])
        printed = re.findall(rf"{label}(?:（| \()(\d+)(?:）|\))", told["print"])
        assert printed == ([str(count)] if count else [])


AN_AMOUNT = {"zh": re.compile(r"[1-9][\d,.]* [万亿]?元"), "en": re.compile(r"RMB [1-9]")}
A_DRAFT = {"zh": "征求意见稿", "en": "draft"}


OPEN: Profile = {
    "titles": ["srdi_sme", "little_giant"], "first_little_giant_title": True, "first_srdi_title": True,
    "little_giant_title_date": "2023-07-14", "applicant": "enterprise",
}  # fmt: skip


def drafted(count: int) -> list[Profile]:
    """Profiles of Fuzhou on days on which its draft can be computed; every other one has an award."""
    days = ("2024-01-01", "2024-08-14", "2025-06-30", "2026-11-28", "2026-12-31")
    refs = re.compile(r"(^|_)ref$")
    found_ = []
    for n in range(count):
        firm = {k: v for k, v in numbered(n).items() if not refs.search(k)}
        firm |= OPEN if n % 2 else {}
        found_.append(firm | {"city": "fuzhou", "date": days[n % len(days)]})
    return found_


@pytest.mark.slow
@each_lang
def test_nothing_by_a_draft_is_called_certain_and_no_amount_stands_without_its_standing(
    lang: Lang, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AS_OF", "2024-01-01")
    seen = 0
    for firm in drafted(80):
        entries = entries_of(firm)
        told = surfaces(entries, lang)
        seen += bool(taken_away(entries, lang).assessment.totals.at_most)
        for name, text in told.items():
            assert "可确定" not in text, (name, firm)
            assert not re.search(r"\bfixes\b", text), (name, firm)
            if AN_AMOUNT[lang].search(text) and name != "sheet of entries":
                assert A_DRAFT[lang] in text.lower(), (name, firm)
    assert seen > 10


@each_lang
def test_each_amount_of_a_draft_stands_beside_its_standing(lang: Lang) -> None:
    firm = FIRMS["fuzhou giant"] | {"srdi_title_date": "2025-01-01"}
    final = DRAFTS[0].superseded_by
    assert final
    assert final.number
    number = final.number(lang)

    def says_so(text: str) -> None:
        assert {"zh": "没有施行", "en": "not in force"}[lang] in text
        assert number in text

    told = surfaces(entries_of(firm), lang)
    for name in ("page", "said", "report", "summary", "print", "batch", "scenarios", "cities"):
        assert AN_AMOUNT[lang].search(told[name]) or name == "batch"
        says_so(told[name])
    says_so(told["first sheet"])
    says_so(told["sheet of measures"])
    says_so(told["sheet of notes"])
    cards = words(str(at_a_glance(lang)).split(f"<h3>{DRAFTS[0].place.full_name(lang)}</h3>")[1])
    assert re.search({"zh": "[1-9][0-9.]* 万元", "en": "RMB [1-9]"}[lang], cards)
    says_so(cards)


LEFT = {"zh": "还剩 {n} 天", "en": "{n} days left"}
WITHOUT = {"sheet of sums", "sheet of entries"}
"""What says nothing of a text in force: a column of sums, and what was typed."""


@each_lang
def test_the_days_left_are_told_where_they_are_few(
    lang: Lang, monkeypatch: pytest.MonkeyPatch
) -> None:
    firm = FIRMS["giant"]
    for day, left in (
        ("2026-11-28", 34),
        ("2025-06-30", None),
        ("2026-11-02", 60),
        ("2026-11-01", None),
    ):
        monkeypatch.setenv("AS_OF", day)
        told = surfaces(entries_of(firm | {"date": day}), lang)
        said = LEFT[lang].format(n=left)
        for name, text in told.items():
            if left is None:
                assert "还剩" not in text, name
                assert "days left" not in text, name
            else:
                assert (said in text) == (name not in WITHOUT), (day, name)


@pytest.mark.parametrize(
    ("day", "zh", "en"),
    [
        ("2026-12-30", "还剩 2 天", "2 days left"), ("2026-12-31", "还剩 1 天", "1 day left"),
        ("2026-11-02", "还剩 60 天", "60 days left"),
    ],
)  # fmt: skip
def test_the_last_days_are_counted(
    day: str, zh: str, en: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AS_OF", day)
    said = sentences.standing_in_words(ISSUED[0], day)
    assert said.zh.endswith(zh)
    assert said.en.endswith(en)


@each_lang
def test_a_text_that_has_ended_since_the_day_of_the_rules_is_said_to_have_ended(
    lang: Lang, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everywhere, and no sum by it is called certain; on the day itself it is."""
    last = firms.ends(ISSUED[0].place.id)[1]
    after = (date.fromisoformat(last) + timedelta(days=1)).isoformat()
    entries = entries_of(FIRMS["giant"] | {"date": last})
    ended = {"zh": f"已于 {last} 期满", "en": f"expired on {last}"}[lang]
    for today, over in ((last, False), (after, True)):
        monkeypatch.setenv("AS_OF", today)
        for name, text in surfaces(entries, lang).items():
            said = over and name not in WITHOUT | {"calendar"}  # which holds days to come only
            assert (ended in text.lower()) == said, (today, name)
            certain = re.search("可确定|Amounts the text fixes|现行有效，至|In force until", text)
            assert not (over and certain), (name, certain)


@each_lang
def test_what_is_spoken_of_one_measure_of_a_draft_names_its_standing(lang: Lang) -> None:
    for firm, measure, standing in (
        (
            FIRMS["fuzhou giant"],
            "fz-1-1-b",
            sentences.standing_in_words(DRAFTS[0], firms.DAY)(lang),
        ),
        (FIRMS["giant"], "xm-3", ""),
    ):
        (result,) = [r for r in assess(firm).results if r.measure.id == measure]
        said = session.said_of(result)(lang)
        assert AN_AMOUNT[lang].search(said)
        assert said.startswith(standing)
        assert (A_DRAFT[lang] in said.lower()) == bool(standing)


def test_the_answers_of_the_totals_are_of_every_kind() -> None:
    assessment: Assessment = assess(xiamen("little_giant"))
    assert list(assessment.totals.answers) == list(Answer) == list(sentences.WITHOUT_AMOUNT)
