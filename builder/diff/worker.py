"""Dump one revision's texts and results with its own code: `python -I worker.py ROOT`.

Stdin: a JSON object of profiles by name. Stdout: the policies with their words, and the results of
each profile. Uses only what every version of the project has: `builder.texts.load_all` and the
contract of `calculator.assess`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(sys.argv[1])
sys.path.insert(0, str(ROOT))

import calculator  # noqa: E402 (found below ROOT only now)
from builder import texts  # noqa: E402
from calculator.policies import POLICIES  # noqa: E402


def policy(text: Any) -> dict[str, Any]:
    """Return a text's clauses, and its other passages by section."""
    around: dict[str, list[dict[str, str]]] = {}
    clauses = []
    for block in text.blocks:
        if hasattr(block, "clauses"):
            clauses += [
                {"id": c.measure_id, "number": c.number.to_dict(), "words": c.whole.to_dict()}
                for c in block.clauses
            ]
        else:
            words = block.line if hasattr(block, "line") else block.text
            around.setdefault(getattr(block, "place", "title"), []).append(words.to_dict())
    return {
        "id": text.id,
        "title": text.short_title.to_dict(),
        "valid_from": text.valid_from.isoformat() if text.valid_from else None,
        "valid_to": text.until.isoformat(),
        "history": dict(getattr(text, "history", {})),
        "clauses": clauses,
        "around": [
            {
                "id": place,
                "words": {lang: "\n".join(w[lang] for w in words) for lang in ("zh", "en")},
            }
            for place, words in around.items()
        ],
    }


def given(profile: object) -> dict[str, Any]:
    """Return status, amount and limits of every measure, and the totals; or the profile's error."""
    try:
        found = calculator.assess(profile).to_dict()
    except calculator.ProfileError as error:
        return {"amiss": str(error), "measures": {}, "totals": {}}
    return {
        "measures": {
            each["id"]: {key: each[key] for key in ("status", "amount", "credit")}
            for each in found["measures"]
        },
        "totals": {key: found["totals"][key] for key in ("certain", "at_most")},
    }


profiles = json.loads(sys.stdin.read())
answer = {
    "policies": [policy(text) for text in texts.load_all(ROOT / "docs")],
    "titles": {m.id: m.title.to_dict() for rules in POLICIES for m in rules.measures},
    "policy_of": {m.id: rules.id for rules in POLICIES for m in rules.measures},
    "given": {name: given(profile) for name, profile in profiles.items()},
}
sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode())
