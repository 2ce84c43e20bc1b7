"""The calculator's page: what a form sends comes back as markup that is whole, safe and bilingual."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculator import assess
from calculator.fields import MONEY, Counts, Fact, FieldProblem, ListOf, Number, facts_of
from calculator.i18n import LANGS, Lang, Text
from calculator.measure import Outcome
from calculator.number_parser import Understood
from calculator.page import EXAMPLE, respond, session, shell
from calculator.page.html import VOID, tag
from calculator.phrases import Unit
from calculator.policies import MEASURES
from calculator.profile import CITIES, FACTS, read_profile
from calculator.quantity import Given
from calculator.sentences import BROKEN
from calculator.typed import profile_of, typed
from tests.calculator.firms import assessed, ends

Entries = list[tuple[str, str]]
HAN = re.compile(r"[\u3400-\u9fff]")
FIRM: Entries = [
    ("city", "xiamen"), ("date", "2025-06-30"), ("titles", "little_giant"),
    ("first_little_giant_title", "true"), ("little_giant_title_date", "2025-05-20"),
    ("equipment_projects.0.investment", "300"),
    ("equipment_projects.1.investment", "600万元"), ("digital_level_after", "2"), ("digital_spend", "50"),
    ("pledge_loans.0.principal", "500"), ("pledge_loans.0.rate_pct", "4.35"),
    ("pledge_loans.0.days", "365"), ("pledge_loans.0.year", "2025"), ("pledge_loans.0.collateral", "patent"),
]  # fmt: skip
FUZHOU: Entries = [("city", "fuzhou"), ("titles", "srdi_sme"), ("first_srdi_title", "true"),
                   ("renovation_projects.0.investment_ex_vat", "299")]  # fmt: skip
ORGANISER: Entries = [("city", "fuzhou"), ("applicant", "event_organizer"),
                      ("matchmaking_events.0.enterprises", "30家"), ("matchmaking_events.0.banks", "5")]  # fmt: skip
PROVIDER: Entries = [("city", "xiamen"), ("applicant", "training_provider"),
                     ("training_course_qualified", "true"), ("training_attendance.0", "30")]  # fmt: skip
BAD: Entries = [("city", "xiamen"), ("titles", "none"), ("equipment_projects.0.investment", "三五百万"),
                ("date", "2025-02-29"), ("lpr_1y_pct", "0.031"), ("financing_requested", "1,2")]  # fmt: skip
FORMS: dict[str, Entries] = {
    "empty": [], "firm": FIRM, "doubtful": [*FIRM, ("lpr_1y_pct", "0.031")],
    "fuzhou": FUZHOU, "organiser": ORGANISER, "provider": PROVIDER, "bad": BAD,
}  # fmt: skip

each_lang = pytest.mark.parametrize("lang", LANGS)


def update(entries: Entries, lang: Lang = "zh", action: str | None = None) -> dict[str, str]:
    request = {"op": "update", "lang": lang, "entries": entries, "action": action}
    answer: dict[str, str] = json.loads(respond(json.dumps(request)))
    assert answer.keys() == {"form", "results", "said", "fragment", "profile", "notices"}
    return answer


def opened(fragment: str, lang: Lang = "zh") -> dict[str, str]:
    answer: dict[str, str] = json.loads(
        respond(json.dumps({"op": "open", "lang": lang, "fragment": fragment}))
    )
    return answer


def spaced(markup: str) -> str:
    """The same with usual spaces in its figures."""
    return markup.replace("\xa0", " ")


@dataclass
class Element:
    """A start tag, the language it is in and the text directly inside it."""

    name: str
    attributes: dict[str, str | None]
    lang: str | None
    text: str = ""
    children: list[Element] = field(default_factory=list)


class Page(HTMLParser):
    """The elements of a piece of markup; refuses what is not well formed."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self.open: list[Element] = []
        self.feed(markup)
        self.close()
        assert not self.open, f"left open: {[e.name for e in self.open]}"

    def handle_starttag(self, name: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), f"an attribute of {name} is given twice"
        above = self.open[-1].lang if self.open else None
        element = Element(name, dict(attrs), dict(attrs).get("lang") or above)
        self.elements.append(element)
        if self.open:
            self.open[-1].children.append(element)
        if name not in VOID:
            self.open.append(element)

    def handle_endtag(self, name: str) -> None:
        assert self.open
        assert self.open.pop().name == name

    def handle_data(self, data: str) -> None:
        assert self.open or not data.strip()
        if self.open:
            self.open[-1].text += spaced(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def named(self, name: str) -> list[Element]:
        return [e for e in self.elements if e.attributes.get("name") == name]

    def entries(self) -> Entries:
        """What the form would send, as a browser does."""
        sent: Entries = []
        for e in self.elements:
            name, value = e.attributes.get("name"), e.attributes.get("value") or ""
            if not name:
                continue
            if e.name == "select":
                chosen = next(o for o in e.children if "selected" in o.attributes)
                sent.append((name, chosen.attributes.get("value") or ""))
            elif e.attributes.get("type") not in {"radio", "checkbox"} or "checked" in e.attributes:
                sent.append((name, value))
        return sent


def whole(answer: dict[str, str]) -> Page:
    return Page(f"<main>{answer['form']}{answer['results']}</main>")


def well_formed(page: Page) -> None:
    """Ids are unique and everything that points to one finds it; everything has a name."""
    ids = [e.attributes["id"] for e in page.elements if "id" in e.attributes]
    assert len(set(ids)) == len(ids), sorted({i for i in ids if ids.count(i) > 1 and i})
    for e in page.elements:
        for pointer in ("for", "aria-describedby", "aria-labelledby"):
            for target in (e.attributes.get(pointer) or "").split():
                assert target in ids, f"{e.name} {pointer}={target}"
    labelled = {e.attributes.get("for") for e in page.elements if e.name == "label"}
    wrapped = {id(c) for e in page.elements if e.name == "label" for c in e.children}
    for e in page.elements:
        if e.name in {"input", "select"} and e.attributes.get("type") != "hidden":
            assert e.attributes.get("id") in labelled or id(e) in wrapped, e.attributes
        if e.name in {"button", "label", "legend", "summary", "option", "h2", "h3", "h4"}:
            assert e.text.strip() or e.children, e
        if e.name == "fieldset":
            assert e.children[0].name == "legend"


# Whole and safe.


@each_lang
@pytest.mark.parametrize("form", FORMS)
def test_the_markup_is_well_formed(form: str, lang: Lang) -> None:
    well_formed(whole(update(FORMS[form], lang)))


@each_lang
def test_the_page_as_built_is_well_formed_and_holds_the_answer_of_the_example(lang: Lang) -> None:
    page = Page(shell(lang))
    well_formed(page)
    assert {"zh": "1,000,000 元", "en": "RMB 1,000,000"}[lang] in spaced(shell(lang))
    assert {name for name, text in page.entries() if text} <= {"applicant"}, "the form is empty"


NASTY = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror='x'>",
    "' onfocus='x",
    "&lt;b&gt;",
    "</form>",
    "\0</form>",
    "合同\u3000甲",
    "\u202e",
]


@pytest.mark.parametrize("nasty", NASTY)
@each_lang
def test_what_is_typed_never_becomes_markup(nasty: str, lang: Lang) -> None:
    names = ["date", "joint_lab_ref", "digital_spend", "pledge_loans.0.principal", "pledge_loans.0.ref",
             "city", "titles", "equipment_projects.0.investment", "training_attendance.0"]  # fmt: skip
    entries = [
        *FIRM[:3],
        *((name, nasty) for name in names),
        (nasty, nasty),
        (f"titles.{nasty}", "x"),
    ]
    answer = update(entries, lang)
    page = whole(answer)
    well_formed(page)
    plain = whole(update([*FIRM[:3], *((name, "typed") for name in names)], lang))
    assert {e.name for e in page.elements} <= {e.name for e in plain.elements}
    allowed = {key for e in plain.elements for key in e.attributes}
    assert {key for e in page.elements for key in e.attributes} <= allowed
    kept = page.named("equipment_projects.0.investment")[0]
    assert kept.attributes["value"] == nasty.replace("\0", "\ufffd")
    assert "<" not in answer["fragment"]
    assert '"' not in answer["fragment"]


def test_an_element_escapes_its_text_and_its_attributes() -> None:
    assert tag("p", "<&>\"'", title="<&>\"'") == (
        '<p title="&lt;&amp;&gt;&quot;&#39;">&lt;&amp;&gt;&quot;&#39;</p>'
    )
    assert tag(
        "p", None, [tag("b", "x")], class_="y", aria_label=None, hidden=True, open=False
    ) == ('<p class="y" hidden><b>x</b></p>')
    assert tag("input", name="a") == '<input name="a">'


@pytest.mark.slow
@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.sampled_from([*dict(FIRM), *dict(ORGANISER), *dict(BAD)]) | st.text(),
                       st.sampled_from([*NASTY, "300", "7‰", "2025-06-30", "true", "none"]) | st.text()),
             max_size=8),
    st.sampled_from(LANGS),
)  # fmt: skip
def test_whatever_is_sent_is_answered_with_whole_markup(entries: Entries, lang: Lang) -> None:
    answer = update(entries, lang)
    well_formed(whole(answer))
    assert opened("#" + answer["fragment"], lang)["fragment"] == answer["fragment"]


# What was typed.


@pytest.mark.parametrize("form", FORMS)
def test_the_form_sends_back_what_it_was_drawn_from(form: str) -> None:
    answer = update([("applicant", "enterprise"), *FORMS[form]])
    assert update(Page(answer["form"]).entries()) == answer
    for name, text in FORMS[form]:
        assert (name, text) in Page(answer["form"]).entries()


@each_lang
def test_a_text_that_cannot_be_read_is_kept_with_its_problem(lang: Lang) -> None:
    page = whole(update(BAD, lang))
    for name, label in (
        ("equipment_projects.0.investment", None),
        ("date", None),
        ("financing_requested", None),
    ):
        for box in page.named(name):
            if box.attributes.get("type") == "hidden":
                continue
            assert box.attributes["value"] == dict(BAD)[name]
            assert box.attributes["aria-invalid"] == "true", label
            notes = (box.attributes["aria-describedby"] or "").split()
            problem = next(e for e in page.elements if e.attributes.get("class") == "problem"
                           and e.attributes["id"] in notes)  # fmt: skip
            assert bool(HAN.search(problem.text)) == (lang == "zh")
    profile = profile_of(typed(BAD))
    assert profile.keys() == {"city", "titles", "equipment_projects", "lpr_1y_pct"}


def test_a_doubt_offers_a_text_that_can_be_put_in() -> None:
    entries = FORMS["doubtful"]
    page = whole(update(entries))
    offers = [e.attributes["data-action"] for e in page.elements
              if (e.attributes.get("data-action") or "").startswith("set:lpr_1y_pct=")]  # fmt: skip
    assert offers == ["set:lpr_1y_pct=3.1%"]
    assert "lpr_1y_pct=3.1%25" in update(entries, action=offers[0])["fragment"]


@pytest.mark.parametrize(
    ("name", "usual", "unusual", "offer"),
    [
        ("consulting_fees.0.amount", "4999", "80000", "8万元"),
        ("credit_insurance_policies.0.premium_paid", "30", "35000", "3.5万元"),
        ("equipment_projects.0.investment", "99999", "300000", "30万元"),
        ("pledge_loans.1.principal", "50000", "500000", "50万元"),
    ],
)
def test_a_figure_that_may_be_in_yuan_is_doubted_by_what_it_is_for(
    name: str, usual: str, unusual: str, offer: str
) -> None:
    offers = [f"set:{name}={offer}" in update([(name, text)])["form"] for text in (usual, unusual)]
    assert offers == [False, True]


def test_typed_money_counts_in_wan_and_becomes_yuan() -> None:
    profile = profile_of(typed(FIRM))
    assert update(FIRM)["profile"] == profile
    assert profile["equipment_projects"] == [{"investment": "3000000"}, {"investment": "6000000"}]
    assert profile["digital_level_after"] == 2
    assert profile["first_little_giant_title"] is True
    assert profile["titles"] == ["little_giant"]
    assert assessed(profile)["totals"]["certain"] == "1000000.00"


def test_none_of_these_is_known_and_nothing_ticked_is_not() -> None:
    assert profile_of(typed([("titles", "none"), ("equipment_projects", "none")])) == {
        "titles": [], "equipment_projects": [],
    }  # fmt: skip
    assert (
        profile_of(typed([("titles", ""), ("joint_lab_qualified", ""), ("digital_spend", " ")]))
        == {}
    )
    assert profile_of(typed([("titles", "none"), ("titles", "srdi_sme")]))["titles"] == ["srdi_sme"]
    assert profile_of(typed([("joint_lab_qualified", "false")])) == {"joint_lab_qualified": False}


def test_a_row_or_count_that_cannot_be_read_stays_unknown() -> None:
    rows = [("equipment_projects.0.investment", "300"), ("equipment_projects.1.investment", "abc")]
    assert profile_of(typed(rows))["equipment_projects"] == [{"investment": "3000000"}, {}]
    counts = [("training_attendance.0", "30"), ("training_attendance.1", "abc")]
    assert "training_attendance" not in profile_of(typed(counts))


NUMBERS = [(name, fact) for name, fact in FACTS.items() if isinstance(fact.kind, Number)]


@pytest.mark.parametrize(("name", "fact"), NUMBERS, ids=dict(NUMBERS))
def test_a_number_is_taken_just_as_far_as_its_fact_allows(name: str, fact: Fact) -> None:
    assert isinstance(fact.kind, Number)
    for text in ("0", "1", "1.5", "1.25", "1.00001", "4", "5", "12", "13", "100", "101", "9" * 15):
        form = typed([(name, text)])
        profile = profile_of(form)
        assert (name in profile) == isinstance(form.notes[name], Understood), text
        read_profile(profile)  # raises where the fact would not take it
        asked: list[FieldProblem] = []
        fact.kind.read(text if fact.kind.places else float(text), Given(name, fact.label), asked)
        if fact.kind.unit is not Unit.YUAN:
            assert (name in profile) == (not asked), text


def test_names_that_no_fact_has_are_set_aside() -> None:
    strange = ["nope", "titles.0", "pledge_loans.0", "pledge_loans.0.nope", "pledge_loans.200.days",
               "pledge_loans.x.days", "city.0", "training_attendance.0.persons", "", "a" * 999]  # fmt: skip
    form = typed([(name, "1") for name in strange])
    assert form.unknown == strange
    assert profile_of(form) == {}
    assert update([(name, "1") for name in strange]) == update([])


# Buttons.


def investments(answer: dict[str, str]) -> list[str | None]:
    return [e.attributes["value"] for i in range(9)
            for e in Page(answer["form"]).named(f"equipment_projects.{i}.investment")]  # fmt: skip


def test_rows_are_added_and_removed_where_the_button_stands() -> None:
    entries = [("city", "xiamen"), *((f"equipment_projects.{i}.investment", f"{i}00") for i in range(1, 4)),
               ("equipment_projects.0.investment", "50"), ("equipment_projects.1.ref", "B")]  # fmt: skip
    assert investments(update(entries)) == ["50", "100", "200", "300"]
    assert investments(update(entries, action="add:equipment_projects")) == [
        "50",
        "100",
        "200",
        "300",
        "",
    ]
    removed = update(entries, action="remove:equipment_projects.1")
    assert investments(removed) == ["50", "200", "300"]
    assert "B" not in removed["fragment"]
    assert investments(update(entries, action="remove:equipment_projects.0")) == [
        "100",
        "200",
        "300",
    ]
    assert (
        "equipment_projects.0.ref=B"
        in update(entries, action="remove:equipment_projects.0")["fragment"]
    )
    assert investments(update([("city", "xiamen")], action="add:equipment_projects")) == ["", ""]
    days = update(
        [*PROVIDER, ("training_attendance.1", "20")], action="remove:training_attendance.0"
    )
    assert "training_attendance.0=20" in days["fragment"]
    assert "training_attendance.1" not in days["fragment"]
    assert "training_attendance.1" in update(PROVIDER, action="add:training_attendance")["form"]


def test_the_example_fills_the_form_and_clear_empties_it() -> None:
    assert update(FUZHOU, action="example") == update(list(EXAMPLE))
    assert update(FIRM, action="clear") == update([])


@pytest.mark.slow
def test_every_button_of_the_form_does_something_known() -> None:
    actions = {e.attributes["data-action"] for form in FORMS.values()
               for e in whole(update(form)).elements if "data-action" in e.attributes}  # fmt: skip
    assert {(action or "").partition(":")[0] for action in actions} == {
        "add", "copy", "remove", "set", "example", "clear",
    }  # fmt: skip
    for action in actions:
        well_formed(whole(update(FIRM, action=action)))


def test_an_answer_stays_in_sight_even_if_nothing_depends_on_it_any_more() -> None:
    for entries, question in (
        ([("pledge_loans", "none")], "pledge_loans"),
        ([("joint_lab_qualified", "false")], "joint_lab_qualified"),
        ([("joint_lab_qualified", "false"), ("joint_lab_equipment", "50")], "joint_lab_equipment"),
    ):
        assert f'id="q-{question}"' in update([*FIRM[:3], *entries])["form"]
    refused = update([*FIRM[:3], ("joint_lab_qualified", "false")])["form"]
    assert 'id="q-joint_lab_equipment"' not in refused
    assert 'id="q-joint_lab_equipment"' in update(FIRM[:3])["form"]


# The address.


@pytest.mark.parametrize("form", FORMS)
def test_the_address_brings_the_form_back(form: str) -> None:
    answer = update(FORMS[form])
    assert opened("#" + answer["fragment"]) == answer
    assert re.fullmatch(r"[A-Za-z0-9_.~=&%-]*", answer["fragment"])


def test_the_address_keeps_any_text_and_does_not_depend_on_the_order() -> None:
    texts = ["a=b&c#d?e", "%41", "+ +", "厦门 ‰", "é\u0301", "😀", "100%"]
    for text in texts:
        entries = [("joint_lab_ref", text), ("city", "xiamen")]
        answer = update(entries)
        assert answer == update(entries[::-1])
        assert opened(answer["fragment"]) == answer
        assert profile_of(typed(entries))["joint_lab_ref"] == text.strip()


@pytest.mark.parametrize("fragment", ["", "#", "#=", "#&&&", "#city", "#%", "#%FF=%FE", "#city=%zz", "#a=b=c",
                                      "#__class__=1", "&".join(["titles=srdi_sme"] * 9000)])  # fmt: skip
def test_a_mangled_address_is_answered(fragment: str) -> None:
    well_formed(whole(opened(fragment)))


# The words.


def visible(page: Page) -> list[tuple[Element, str]]:
    """The texts a person reads or hears, with the element they stand in."""
    heard = ("aria-label", "title", "alt", "placeholder")
    return [
        (e, text)
        for e in page.elements
        for text in [e.text, *((e.attributes.get(key) or "") for key in heard)]
        if text.strip()
    ]


def english(page: Page) -> None:
    for element, text in visible(page):
        if element.lang == "zh-Hans" or element.attributes.get("lang") == "":  # somebody's own
            continue
        assert not HAN.search(re.sub(r"[\d.,]*[百千万亿]+元", "", text)), text
        assert not re.search(r"[，。：；（）、！？]", text), text
        assert not re.search(r"\bplease\b|\bsorry\b", text, re.IGNORECASE), text


def chinese(page: Page) -> None:
    for _, text in visible(page):
        assert not re.search(r"[\u3400-\u9fff][,:;?!()]|[,:;?!()][\u3400-\u9fff]", text), text
        assert not re.search(r"(?<!申)请|抱歉|可领|到账", text), text


@pytest.mark.parametrize("form", sorted(FORMS))
def test_english_is_english_and_chinese_is_chinese(form: str) -> None:
    en, zh = update(FORMS[form], "en"), update(FORMS[form], "zh")
    english(whole(en))
    chinese(whole(zh))
    assert not HAN.search(en["said"])
    assert HAN.search(zh["said"])
    # Same questions and same cards in either language.
    for part in ("form", "results"):
        ids = [[e.attributes.get("id") for e in Page(a[part]).elements] for a in (en, zh)]
        named = [[each for each in one if each] for one in ids]
        assert named[0] == named[1]


@each_lang
def test_the_page_as_built_speaks_its_language(lang: Lang) -> None:
    page = Page(shell(lang))
    {"en": english, "zh": chinese}[lang](page)
    for key, text in page.elements[0].attributes.items():
        if key.startswith("data-say-"):
            assert text
            assert bool(HAN.search(text)) == (lang == "zh")


def test_every_name_of_a_fact_is_in_the_language_it_claims() -> None:
    def check(fact: Any) -> None:
        for text in (fact.label, fact.hint):
            if text:
                assert HAN.search(text.zh)
                assert not HAN.search(text.en)

    for fact in FACTS.values():
        check(fact)
        if isinstance(fact.kind, ListOf):
            for inner in facts_of(fact.kind.entry).values():
                check(inner)


def test_every_fact_can_be_answered_in_some_form() -> None:
    names: set[str] = set()
    for city in ("xiamen", "fuzhou"):
        for who in (
            "enterprise",
            "cluster_operator",
            "training_provider",
            "event_organizer",
            "county_unit",
        ):
            entries = [("city", city), ("applicant", who), ("titles", "little_giant"),
                       ("titles", "srdi_sme"), ("titles", "little_giant_reserve"),
                       ("first_little_giant_title", "true"), ("first_srdi_title", "true")]  # fmt: skip
            boxes = Page(update(entries)["form"]).elements
            names |= {(e.attributes.get("name") or "").partition(".")[0] for e in boxes
                      if e.attributes.get("type") != "hidden"}  # fmt: skip
    lists = {n for n, f in FACTS.items() if isinstance(f.kind, ListOf | Counts)}
    assert lists <= names
    assert set(FACTS) - names <= {"joint_lab_ref", "digital_ref"}


FOLLOWING = [(name, fact.follows) for name, fact in FACTS.items() if fact.follows]


@pytest.mark.parametrize(("name", "first"), FOLLOWING)
def test_a_question_that_follows_another_is_asked_once_that_is_answered_with_yes(
    name: str, first: str
) -> None:
    assert list(FACTS).index(first) < list(FACTS).index(name)

    def shown(*more: tuple[str, str]) -> set[str]:
        boxes: set[str] = set()
        for city in CITIES:
            titles = [("titles", "little_giant"), ("titles", "srdi_sme")]
            page = Page(update([("city", city), ("date", "2025-06-30"), *titles, *more])["form"])
            boxes |= {
                e.attributes.get("name") or ""
                for e in page.elements
                if e.name in {"input", "select"} and e.attributes.get("type") != "hidden"
            }
        return boxes

    assert first in shown()
    assert name not in shown()
    assert name not in shown((first, "false"))
    assert name in shown((first, "true"))
    assert name in shown((first, "true"), (name, "2025-05-20"))
    assert name in shown((name, "2025-05-20")), "an answer stays in sight"
    for lang in LANGS:
        ways = update(
            [("city", "xiamen"), ("date", "2025-06-30"), ("titles", "little_giant")], lang
        )
        assert f'href="#q-{name}"' not in ways["results"]


def test_the_published_award_is_offered_with_its_source_and_entered_by_a_button() -> None:
    entries = [
        ("city", "fuzhou"),
        ("titles", "little_giant"),
        ("first_little_giant_title", "true"),
        ("provincial_little_giant_award", ""),
        ("date", "2025-06-30"),
    ]
    for lang, said in (("zh", "填入 1,000,000 元"), ("en", "Enter RMB 1,000,000")):
        form = unescape(update(entries, lang)["form"])
        assert said in spaced(form)
        assert "https://fdi.swt.fujian.gov.cn/en/show-21616.html" in form
    (action,) = re.findall(r'data-action="(set:provincial[^"]+)"', form)
    after = update(entries, action=action)
    assert "provincial_little_giant_award=100" in after["fragment"]
    assert "500,000 元" in spaced(after["results"])
    assert 'data-action="set:provincial' not in after["form"]
    before = [*entries[:-1], ("date", "2020-01-01")]
    assert "set:provincial" not in update(before)["form"]


# When a rule is wrong.


@pytest.fixture
def wrong_rule() -> Iterator[str]:
    """A measure whose rule fails."""
    measure = MEASURES["xm-3"]
    rule = measure.rule

    def fails(firm: object, code: str) -> Outcome:
        raise ZeroDivisionError

    object.__setattr__(measure, "rule", fails)
    yield measure.id
    object.__setattr__(measure, "rule", rule)


@each_lang
def test_a_clause_that_cannot_be_computed_is_named_and_the_others_are(
    wrong_rule: str, lang: Lang
) -> None:
    answer = update(FIRM, lang)
    page = whole(answer)
    well_formed(page)
    (card,) = [e for e in page.elements if e.attributes.get("id") == f"r-{wrong_rule}"]
    assert card.children[0].text == BROKEN(lang)
    assert [e for e in page.elements if e.attributes.get("class") == "incomplete"]
    assert {"zh": "最高 300,000 元", "en": "up to RMB 300,000"}[lang] in spaced(answer["results"])
    assert "Error" not in answer["results"]
    assert "Traceback" not in answer["results"]


def test_nothing_is_said_to_be_incomplete_when_all_can_be_computed() -> None:
    assert "incomplete" not in update(FIRM)["results"]


@pytest.mark.parametrize("who", ["cluster_operator", "training_provider", "county_unit"])
def test_a_title_is_asked_for_only_where_one_matters(who: str) -> None:
    day = ("date", "2025-06-30")
    for city in ("xiamen", "fuzhou"):
        other = update([("city", city), day, ("applicant", who), ("titles", "srdi_sme")])["form"]
        assert 'id="q-titles"' not in other
        assert 'type="hidden" name="titles" value="srdi_sme"' in other  # kept
    none = update([("city", "xiamen"), day, ("titles", "none")])["form"]
    assert 'id="q-titles"' in none  # all refused by it
    assert 'id="why-titles"' in none


def test_no_line_ends_between_a_figure_and_its_unit() -> None:
    shown = tag("p", "多 300 万元，第 3 项 gives RMB 5,000 to 2 firms", title="300 万元")
    assert (
        shown == '<p title="300 万元">多 300\xa0万元，第 3\xa0项 gives RMB\xa05,000 to 2 firms</p>'
    )
    results = update(FIRM)["results"] + update(FIRM, "en")["results"]
    assert "300,000\xa0元" in results
    assert "RMB\xa0300,000" in results
    assert not re.search(r">[^<]*[0-9] [元万亿]|>[^<]*RMB [0-9]", results)


def test_every_answer_begins_with_a_capital_in_english() -> None:
    for entries in FORMS.values():
        page = Page(update(entries, "en")["form"])
        words = [e.text.strip() for e in page.elements if e.name in ("option", "label")]
        assert words
        assert not [each for each in words if each.lstrip("“")[:1].islower()]


def test_the_totals_for_another_page_hold_nothing_that_was_entered() -> None:
    firm = {
        "city": "xiamen",
        "date": "2025-06-30",
        "digital_spend": "123456.78",
        "digital_ref": "x",
    }
    answer = json.loads(respond(json.dumps({"op": "totals", "lang": "zh", "profile": firm})))
    due = assess(firm).to_dict()
    assert answer == {name: due[name] for name in ("totals", "date", "city", "rules_version")}
    assert "123456" not in json.dumps(answer)


def test_the_day_of_a_preview_is_that_of_its_messages_alone() -> None:
    request = {"op": "open", "lang": "zh", "fragment": "city=xiamen", "entries": []}
    before = respond(json.dumps(request))
    previewed = respond(json.dumps(request | {"today": "2025-06-30"}))
    assert "按 2025-06-30 的规则" in json.loads(previewed)["results"]
    with pytest.raises(KeyError):
        respond(json.dumps({"op": "no such thing", "today": "2025-06-30"}))
    assert respond(json.dumps(request)) == before


@pytest.mark.parametrize("day", ["2026-11-22", "2027-01-01"])
def test_every_way_to_a_question_leads_to_one(monkeypatch: pytest.MonkeyPatch, day: str) -> None:
    """On the day after the policies have ended as well: the example is of a day before."""
    monkeypatch.setenv("AS_OF", day)
    html = str(shell("zh"))
    asked = set(re.findall(r'href="#(q-[^"]+)"', html))
    assert asked
    assert asked <= set(re.findall(r'id="(q-[^"]+)"', html))


@pytest.mark.parametrize(
    ("lang", "label"),
    [("zh", "知识产权质押贷款第 1 项：质押物"),
     ("en", "Loans on pledged intellectual property, no. 1: What is pledged")],
)  # fmt: skip
def test_an_item_that_was_begun_says_what_it_lacks_and_leads_there(lang: Lang, label: str) -> None:
    begun = [("city", "xiamen"), ("date", "2025-06-30"), ("titles", "little_giant"),
             ("pledge_loans.0.principal", "100")]  # fmt: skip
    answer = update(begun, lang)
    results = answer["results"].replace("\xa0", " ")
    assert f'href="#f-pledge_loans.0.collateral" data-goto>{label}</a>' in results
    assert 'id="f-pledge_loans.0.collateral"' in answer["form"]
    assert 'href="#q-tech_fund_loans"' in answer["results"]  # nothing of these was entered


def test_a_policy_that_is_not_in_force_is_said_to_be_so_once() -> None:
    first, last = ends("xiamen")
    before, after = (
        (date.fromisoformat(day) + timedelta(days=by)).isoformat()
        for day, by in ((first, -1), (last, 1))
    )
    for day, said in ((after, 1), (last, 0), (before, 1)):
        answer = update([("city", "xiamen"), ("date", day)])["results"]
        assert answer.count(f"{day} 不在《") == said
        english = update([("city", "xiamen"), ("date", day)], "en")["results"]
        assert english.count(f"{day} is not among the days") == said
        # The text does not say whether costs of its last year may still be claimed: told, not refused.
        ended, year = day > last, last[:4]
        assert (f"{year} 年发生的费用到期后能否再申报" in spaced(answer)) == ended
        assert (f"costs of {year} may still be claimed" in spaced(english)) == ended


AWARD = {"titles": ["little_giant"], "first_little_giant_title": True,
         "little_giant_title_date": "2025-05-20"}  # fmt: skip
PROJECT = {"titles": ["srdi_sme"], "equipment_projects": [{"investment": "3000000.00"}]}


@pytest.mark.parametrize(
    ("facts", "zh", "en"),
    [
        ({}, "还不能确定，可能超过 1,195 万元", "Not known yet; could exceed RMB 11.95 million"),
        (AWARD, "可确定 100 万元", "RMB 1 million, fixed by the text"),
        (PROJECT, "最多 30 万元", "Up to RMB 300,000"),
        (AWARD | PROJECT | {"titles": ["little_giant"]},
         "最多 130 万元；条文写明 100 万元",
         "Up to RMB 1.3 million; RMB 1 million fixed by the text"),
    ],
)  # fmt: skip
def test_the_sentence_to_announce_names_each_sum_once(
    facts: dict[str, Any], zh: str, en: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AS_OF", "2025-06-30")
    said = session.said(assess({"city": "xiamen", "date": "2025-06-30"} | facts))
    open_ = said.zh.removeprefix(zh)
    assert re.fullmatch(r"；\d+ 项信息不足。", open_)
    assert said.en == f"{en}; more information needed for {re.sub(r'[^0-9]', '', open_)}."


def test_the_fees_that_are_doubted_sooner_are_amounts_that_are_asked_for() -> None:
    lists = {name: fact.kind for name, fact in FACTS.items() if isinstance(fact.kind, ListOf)}
    asked = dict(FACTS) | {
        f"{name}.{key}": fact
        for name, kind in lists.items()
        for key, fact in facts_of(kind.entry).items()
    }
    usual = Fact(MONEY, Text("", "")).doubted_from
    for name in (name for name, each in asked.items() if each.doubted_from != usual):
        kind = asked[name].kind
        assert isinstance(kind, Number), name
        assert kind.unit is Unit.YUAN, name


@pytest.mark.parametrize(
    ("name", "typed_", "doubted"),
    [
        ("equipment_projects.0.investment", "50000", True),
        ("equipment_projects.0.investment", "9999", False),
        ("pledge_loans.0.principal", "10000", True),
        ("pledge_loans.0.principal", "5000", False),
        ("tech_fund_loans.0.principal", "50000", False),
        ("tech_fund_loans.0.principal", "100000", True),
        ("digital_spend", "5000", True),
        ("equipment_projects.0.investment", "50000万元", False),
    ],
)
def test_a_bare_figure_that_is_likely_in_yuan_has_a_way_back(
    name: str, typed_: str, doubted: bool
) -> None:
    form = typed([(name, typed_)])
    profile_of(form)
    note = form.notes[name]
    assert isinstance(note, Understood)
    assert (note.doubt is not None) == doubted
    if note.doubt:
        again = typed([(name, note.doubt.replacement)])
        profile_of(again)
        mended = again.notes[name]
        assert isinstance(mended, Understood)
        assert mended.doubt is None
        assert mended.value * 10_000 == note.value


def test_none_is_an_answer_to_every_list() -> None:
    for name, fact in FACTS.items():
        if fact.kind.facts:
            assert profile_of(typed([(name, "none")])) == {name: []}, name
            assert profile_of(typed([(f"{name}.0{_first_key(fact)}", " ")])) == {}, name


def _first_key(fact: Fact) -> str:
    key = next(iter(fact.kind.facts))
    return f".{key}" if key else ""


@pytest.mark.parametrize("lang", LANGS)
def test_each_answer_is_told_beside_the_result_with_the_way_to_change_it(lang: Lang) -> None:
    entries = [*typed_example(), ("pledge_loans.0.principal", "800"), ("titles", "little_giant")]
    answer = respond_to("update", lang, entries)
    told = answer["results"].split('class="missing answered"')[1].split("</details>")[0]
    fields = re.findall(r'<a href="#([^"]+)" data-goto', told)
    assert len(fields) == len({name for name, _ in entries})
    for place in fields:
        assert f'id="{place}"' in answer["form"], f"{place} is nowhere in the form"
    nothing = respond_to("update", lang, [])
    assert "answered" not in nothing["results"]


def typed_example() -> list[tuple[str, str]]:
    return [pair for pair in EXAMPLE if pair[0] not in ("titles", "pledge_loans.0.principal")]


def respond_to(op: str, lang: Lang, entries: list[tuple[str, str]]) -> dict[str, str]:
    said = respond(json.dumps({"op": op, "lang": lang, "entries": entries}))
    return dict(json.loads(said))
