"""The JSON-LD of a page, in the vocabulary of schema.org."""

from __future__ import annotations

import json
from typing import Any

from builder import texts, ui_text
from builder.pages.formatting import city, status
from builder.pages.model import ClauseAndRule
from calculator.i18n import Lang, Text
from calculator.measure import KINDS


def measure(lang: Lang, entry: ClauseAndRule, summary: Text, today: str) -> str:
    """Return the clause as legislation and what it grants as a government service."""
    area = {"@type": "City", "name": city(entry.policy)(lang)}
    clause = legislation(lang, entry.policy, today) | {
        "@type": "Legislation",
        "legislationIdentifier": entry.measure.id,
        "name": entry.measure.title(lang),
        "text": entry.clause.whole(lang),
        "isPartOf": legislation(lang, entry.policy, today),
    }
    service = {
        "@type": "GovernmentService",
        "name": entry.measure.title(lang),
        "description": summary(lang),
        "serviceType": KINDS[entry.measure.kind](lang),
        "areaServed": area,
        "provider": [
            {"@type": "GovernmentOrganization", "name": agency(lang)}
            for agency in entry.measure.agencies
        ],
    }
    return graph(clause, service)


def legislation(lang: Lang, policy: texts.PolicyText, today: str) -> dict[str, Any]:
    """Return a text as legislation, in force or not on a day (YYYY-MM-DD)."""
    force = "InForce" if status(policy, today)[0] == "in-force" else "NotInForce"
    known = {
        "@type": "Legislation",
        "name": policy.title(lang),
        "inLanguage": ui_text.HTML_LANG(lang),
        "legislationType": policy.kind(lang),
        "legislationJurisdiction": {"@type": "City", "name": city(policy)(lang)},
        "legislationLegalForce": f"https://schema.org/{force}",
        "temporalCoverage": f"{policy.valid_from or '..'}/{policy.ends}",
    }
    return known | ({"legislationDate": policy.issued.isoformat()} if policy.issued else {})


def graph(*nodes: dict[str, Any]) -> str:
    """Return JSON-LD that is safe inside a script element."""
    data = {"@context": "https://schema.org", "@graph": list(nodes)}
    return json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
