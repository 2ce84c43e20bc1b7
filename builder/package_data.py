"""What the installed package has beside its code: the texts, for those who have no `docs`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from builder import texts

FILE = "texts.json"


def law_texts(docs: Path) -> dict[str, Any]:
    """Return each policy's words by its id: the whole, and those of each measure with its number."""
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
    """Write the texts of `docs` into the folder of the package."""
    told = json.dumps(law_texts(docs), ensure_ascii=False, indent=1) + "\n"
    (package / FILE).write_bytes(told.encode("utf-8"))
