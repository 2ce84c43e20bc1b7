"""Data that ships in the installed package: the texts, for installations without the folder docs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from builder import texts

FILE = "texts.json"


def law_texts(docs: Path) -> dict[str, Any]:
    """Return each policy's wording by id: the whole text, and each measure's words and number."""
    return {
        policy.id: {
            "title": policy.title.to_dict(),
            "whole": {
                lang: (docs / "policies" / policy.id / f"{lang}.md").read_text(encoding="utf-8")
                for lang in ("zh", "en")
            },
            "clauses": {
                clause.measure_id: {
                    "number": clause.number.to_dict(),
                    "text": clause.whole.to_dict(),
                }
                for clause in policy.clauses
            },
        }
        for policy in texts.load_all(docs)
    }


def write(docs: Path, package: Path) -> None:
    """Write the texts in `docs` into the folder of the package."""
    content = json.dumps(law_texts(docs), ensure_ascii=False, indent=1) + "\n"
    (package / FILE).write_bytes(content.encode("utf-8"))
