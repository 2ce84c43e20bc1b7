"""The texts that tests were written about, as if no version amended them; others may be there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from builder import editorial, texts
from calculator import policies

DOCS = Path(__file__).resolve().parent.parent / "docs"
IDS = ("xiamen-2024", "fuzhou-2024-draft")
RULES = tuple(replace(each, successor=None) for each in policies.POLICIES if each.id in IDS)
TEXTS = tuple(texts.load(DOCS / "policies" / each.id, each) for each in RULES)
MEASURES = {measure.id for policy in RULES for measure in policy.measures}
EDITORIAL = editorial.load(DOCS, TEXTS)
