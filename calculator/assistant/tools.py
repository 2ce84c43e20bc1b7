"""The tools for assistants: each answers within size limits, or refuses and says what to do instead.

An answer is JSON. It contains the version of the rules, the date, and an id that depends only on
the question: the same case has the same id, however its numbers were written.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from hashlib import sha256
from typing import Any

import calculator
from calculator import parameters
from calculator.assessment import Assessment, Result, Status
from calculator.fields import ProfileError, canonical, is_day
from calculator.i18n import Lang, Text, plain
from calculator.measure import Measure, Policy
from calculator.policies import POLICIES
from calculator.profile import CITIES, FACTS, may_apply
from calculator.sentences import standing_in_words
from calculator.summary import Question, summarize

LONGEST_PROFILE = 20_000
"""The most characters of a profile as JSON: more than any single enterprise needs."""

MOST_FOUND = 20
"""The most measures that a search returns in full; of the others only the ids."""

MOST_TOLD = 40
"""The most measures that an assessment describes; of the others only the ids."""

MOST_QUESTIONS = 10
MOST_DETAILED = 5

_DIGITS = 16  # hexadecimal digits of the hash in an id

_NOT_A_MEASURE = Text(
    "没有编号为 {id} 的措施{near}。用 search_measures 按内容查找，或不填 query 列出全部。",
    "There is no measure {id}{near}. Search by content with search_measures, or list all measures with "
    "an empty query.",
)
_NEAR = Text("（编号相近的：{near}）", " (similar: {near})")
_NOTHING_FOUND = Text(
    "没有措施含有这些字。换一个条文会用的词（如“贷款”“展会”“设备”），或不填 query 列出全部。",
    "No measure contains these words. Try a word that a text would use (loan, exhibition, equipment), or "
    "list all measures with an empty query.",
)
_NOT_A_DAY = Text(
    "date 须写作 2025-06-30，或不填（今天）",
    "date must have the form 2025-06-30; leave it out for today",
)
_NOT_A_CITY = Text(
    "city 须是 {cities} 之一，或不填", "city must be one of {cities}; leave it out for all"
)
_TOO_LONG = Text(
    "profile 太长：最多 {n} 个字符。只填一家企业；许多家用 python -m calculator batch。",
    "The profile is too long: at most {n} characters. Describe one enterprise; for many, use "
    "python -m calculator batch.",
)
_TOO_MANY = Text(
    "measures 最多 {n} 条；分几次问。",
    "measures takes at most {n} ids; split them over several calls.",
)
_SEE_SCHEMA = Text(
    "用 profile_schema 查看每一项接受什么；不知道的项不要填。",
    "See profile_schema for what each fact accepts; leave out unknown facts.",
)


class ToolRefused(Exception):
    """A request that cannot be answered as it stands; the message says what to do instead."""


@dataclass(frozen=True)
class LawText:
    """The wording of a policy: the whole text, and each measure's words and printed number."""

    title: Text
    whole: Text
    clauses: Mapping[str, Text]
    numbers: Mapping[str, Text]

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> LawText:
        """Build a text from its entry in the package's data."""
        clauses = stored["clauses"].items()
        return cls(
            Text(**stored["title"]),
            Text(**stored["whole"]),
            {name: Text(**each["text"]) for name, each in clauses},
            {name: Text(**each["number"]) for name, each in clauses},
        )


@dataclass(frozen=True)
class Tools:
    """The tools, which answer from the rules and from the texts (keyed by policy id)."""

    texts: Mapping[str, LawText]

    def search_measures(
        self, query: str = "", city: str | None = None, date: str | None = None, lang: Lang = "zh"
    ) -> dict[str, Any]:
        """Return the measures whose title, words or departments match the query, best match first.

        An empty query lists all of them, in the order of the texts. `city` restricts the search to
        one city. `date` (YYYY-MM-DD, default today) is the date for which each text's standing is
        given.
        """
        if city is not None and city not in CITIES:
            raise ToolRefused(_NOT_A_CITY.fill(cities=", ".join(CITIES))(lang))
        day = _day(date, lang)
        asked = _words(query)
        scored = [
            (self._score(asked, policy, measure), policy, measure)
            for policy, measure in _measures()
            if may_apply(policy.place, city)
        ]
        found = [each for each in scored if each[0] or not asked]
        found.sort(key=lambda each: -each[0])
        if not found:
            raise ToolRefused(_NOTHING_FOUND(lang))
        body = {
            "found": [self._found(*each[1:], day, lang) for each in found[:MOST_FOUND]],
            "more": [measure.id for _, _, measure in found[MOST_FOUND:]],
        }
        return _answer(day, {"query": query, "city": city}, body)

    def _score(self, asked: Counter[str], policy: Policy, measure: Measure) -> int:
        """Return 3 for each query word in the title, and 1 for each in the text or a department's name."""
        words = self.texts[policy.id].clauses[measure.id]
        inside = _words(
            " ".join([words.zh, words.en, *(f"{a.zh} {a.en}" for a in measure.agencies)])
        )
        title = _words(f"{measure.title.zh} {measure.title.en}")
        return sum(3 * (word in title) + (word in inside) for word in asked)

    def _found(self, policy: Policy, measure: Measure, day: str, lang: Lang) -> dict[str, Any]:
        return {
            "id": measure.id,
            "title": measure.title(lang),
            "city": policy.place.id,
            "standing": standing_in_words(policy, day)(lang),
            "text": self.texts[policy.id].clauses[measure.id].zh,
        }

    def get_measure(
        self, measure: str, date: str | None = None, lang: Lang = "zh"
    ) -> dict[str, Any]:
        """Return everything known about a measure.

        That is its words in both languages, who may claim it, what it pays, the quotations its rule
        rests on, the facts it needs, and the standing of its text. `date` is YYYY-MM-DD, default
        today; `lang` is the language of error messages.
        """
        day = _day(date, lang)
        policy, found = _measure(measure, lang)
        law = self.texts[policy.id]
        (entry,) = (each for each in calculator.measures() if each["id"] == found.id)
        body = {
            "measure": entry,
            "from": law.title.to_dict(),
            "number": law.numbers[found.id].to_dict(),
            "text": law.clauses[found.id].to_dict(),
            "standing": _standing(policy, day),
        }
        return _answer(day, {"measure": found.id}, body)

    def profile_schema(self, measures: Sequence[str] = (), lang: Lang = "zh") -> dict[str, Any]:
        """Return the JSON Schema of a profile, or only of the facts that the given measures (ids) need."""
        known = {each["id"]: each["facts"] for each in calculator.measures()}
        for name in measures:
            _measure(name, lang)
        wanted = {"city", "date", "applicant", *(fact for name in measures for fact in known[name])}
        schema = calculator.schema()
        schema["properties"] = {
            name: described
            for name, described in schema["properties"].items()
            if name in wanted or not measures
        }
        return _answer(
            parameters.today(), {"measures": list(measures)}, {"schema": _in(schema, lang)}
        )

    def assess(
        self, profile: Mapping[str, Any], measures: Sequence[str] = (), lang: Lang = "zh"
    ) -> dict[str, Any]:
        """Assess an enterprise: what it can get, what is still open, and what to ask next.

        The answer has totals by kind of support, each measure that is open or lacks a fact, with
        its quotations, and the question on which the most money depends. `profile` follows
        profile_schema; leave out what is not known. `measures` (ids, at most 5) are reported in
        full, whatever their status: every condition and step with its quotation.
        """
        if len(measures) > MOST_DETAILED:
            raise ToolRefused(_TOO_MANY.fill(n=str(MOST_DETAILED))(lang))
        for name in measures:
            _measure(name, lang)
        assessment = _assessed(profile, lang)
        return _answer(
            assessment.date, canonical(FACTS, profile), self._assessment(assessment, measures, lang)
        )

    def _assessment(
        self, assessment: Assessment, measures: Sequence[str], lang: Lang
    ) -> dict[str, Any]:
        summary = summarize(assessment)
        shown = [r for r in assessment.here if r.status in (Status.ELIGIBLE, Status.UNDETERMINED)]
        # Money first, then what lacks a fact; otherwise in the order of the text.
        shown.sort(key=lambda r: (r.without_amount, r.status is Status.UNDETERMINED))
        others: dict[str, list[str]] = {}
        for result in assessment.here:
            if result not in shown:
                others.setdefault(result.status.value, []).append(result.measure.id)
        questions = summary.questions
        return {
            "city": assessment.city,
            "texts": [_standing(policy, assessment.date) for policy in assessment.policies],
            "totals": assessment.totals.to_dict(),
            "still_open": {"at_most": plain(summary.open, 2), "without_limit": summary.boundless},
            "measures": [_brief(result, lang) for result in shown[:MOST_TOLD]],
            "more": [result.measure.id for result in shown[MOST_TOLD:]],
            "others": others,
            "in_full": [
                result.to_dict() | {"text": self._text(result).to_dict()}
                for result in assessment.results
                if result.measure.id in measures
            ],
            "next_question": _question(questions[0], lang) if questions else None,
            "missing": [_question(each, lang) for each in questions[1:MOST_QUESTIONS]],
            "contradictions": [each.to_dict() for each in assessment.contradictions],
        }

    def _text(self, result: Result) -> Text:
        return self.texts[result.policy.id].clauses[result.measure.id]

    def compare_places(self, profile: Mapping[str, Any], lang: Lang = "zh") -> dict[str, Any]:
        """Assess the same enterprise in each city, side by side; a city in `profile` is ignored."""
        places = []
        for city in CITIES:
            assessment = _assessed({**profile, "city": city}, lang)
            summary = summarize(assessment)
            places.append(
                {
                    "city": city,
                    "name": CITIES[city](lang),
                    "texts": [_standing(policy, assessment.date) for policy in assessment.policies],
                    "totals": assessment.totals.to_dict(),
                    "still_open": {
                        "at_most": plain(summary.open, 2),
                        "without_limit": summary.boundless,
                    },
                    "gives": [_brief(line.result, lang) for line in summary.lines[:MOST_TOLD]],
                    "next_question": _question(summary.questions[0], lang)
                    if summary.questions
                    else None,
                }
            )
        entries = canonical(FACTS, {k: v for k, v in profile.items() if k != "city"})
        return _answer(assessment.date, entries, {"places": places})


def _answer(day: str, asked: Mapping[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
    question = json.dumps(asked, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return {
        "id": sha256(question.encode()).hexdigest()[:_DIGITS],
        "date": day,
        "rules_version": calculator.rules_version(),
        **body,
    }


def _assessed(profile: Mapping[str, Any], lang: Lang) -> Assessment:
    if len(json.dumps(profile, ensure_ascii=False, default=str)) > LONGEST_PROFILE:
        raise ToolRefused(_TOO_LONG.fill(n=f"{LONGEST_PROFILE:,}")(lang))
    try:
        return calculator.assess(profile)
    except ProfileError as error:
        lines = [problem.line(lang) for problem in error.problems[:MOST_QUESTIONS]]
        raise ToolRefused("\n".join([*lines, _SEE_SCHEMA(lang)])) from error


def _measures() -> Iterator[tuple[Policy, Measure]]:
    return ((policy, measure) for policy in POLICIES for measure in policy.measures)


def _measure(name: str, lang: Lang) -> tuple[Policy, Measure]:
    known = {measure.id: (policy, measure) for policy, measure in _measures()}
    if name in known:
        return known[name]
    near = get_close_matches(name[:40], known, 3)
    said = _NEAR.fill(near=", ".join(near)) if near else Text("", "")
    raise ToolRefused(_NOT_A_MEASURE.fill(id=name[:40], near=said)(lang))


def _day(date: str | None, lang: Lang) -> str:
    if date is None:
        return parameters.today()
    if not is_day(date):
        raise ToolRefused(_NOT_A_DAY(lang))
    return date


def _standing(policy: Policy, day: str) -> dict[str, Any]:
    said = standing_in_words(policy, day, whole=True).to_dict()
    return {
        "policy": policy.id,
        "title": policy.title.to_dict(),
        **policy.standing(day).to_dict(),
        "said": said,
    }


def _brief(result: Result, lang: Lang) -> dict[str, Any]:
    """Return a measure in brief: what it gives or lacks, and its quotations."""
    steps = result.steps
    quotes = [c.quote for c in result.finding.conditions if c.quote]
    quotes += [words for step in steps for words in step.quotes]
    brief: dict[str, Any] = {
        "id": result.measure.id,
        "title": result.measure.title(lang),
        "status": result.status.value,
        "answer": result.answer.value if result.answer else None,
        "standing": result.standing.kind.value,
        "amount": result.finding.amount_dict(),
        "potential_max": None if result.potential_max is None else plain(result.potential_max, 2),
        "basis": result.basis.value,
        "quotes": list(dict.fromkeys(quotes)),
        "working": [
            f"{step.label(lang)}: {step.formula} = {plain(step.value, 2)}" for step in steps
        ],
        "missing": ["/" + given.path for given in result.missing],
        "assumed": [f"{g.label(lang)}: {g.assumed(lang)}" for g in result.assumptions if g.assumed],
    }
    brief = {key: value for key, value in brief.items() if value not in (None, [])}
    if result.others:
        brief["reading"] = result.finding.reading.label(lang)
        brief["other_readings"] = [
            {
                "reading": other.reading.label(lang),
                "status": other.status.value,
                "amount": None if other.gives_nothing else other.amount_dict(),
            }
            for other in result.others
        ]
    return brief


def _question(question: Question, lang: Lang) -> dict[str, Any]:
    """Return a fact to ask for: its label, what it accepts, and what depends on it."""
    fact = FACTS[question.fact]
    return {
        "path": "/" + question.path,
        "label": fact.label(lang),
        "help": fact.hint(lang) if fact.hint else None,
        "accepts": _in(fact.kind.schema(), lang),
        "measures": [result.measure.id for result in question.results],
        "at_most": plain(question.at_most, 2),
        "without_limit": question.boundless,
    }


def _in(schema: Any, lang: Lang) -> Any:
    """Return a schema with labels and help in one language, without the null that stands for unknown."""
    if isinstance(schema, list):
        return [_in(each, lang) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.keys() == {"zh", "en"}:
        return schema[lang]
    inner = {k: _in(v, lang) for k, v in schema.items() if k != "title" or not isinstance(v, str)}
    match inner.get("anyOf"):
        case [one, {"type": "null"}]:
            return {k: v for k, v in inner.items() if k != "anyOf"} | one
    return inner


_HAN = re.compile(r"[\u3400-\u9fff]+")
_LATIN = re.compile(r"[a-z0-9]+")


def _words(text: str) -> Counter[str]:
    """Count the pairs of Han characters (a lone one by itself) and the Latin words, without plural s."""
    runs = _HAN.findall(text)
    pairs = (run[n : n + 2] for run in runs for n in range(max(len(run) - 1, 1)))
    latin = (word.removesuffix("s") for word in _LATIN.findall(text.lower()))
    return Counter((*pairs, *latin))
