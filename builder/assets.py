"""The site's own styles and scripts, each served under a name with its hash."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from builder import search
from builder.lower import lowered
from calculator.page.browsers import READING

# Our own, by the names used in pages and templates.
STYLES = (
    "assets/stylesheets/site.css",
    search.STYLE,
    "assets/stylesheets/calculator.css",
    "assets/stylesheets/take.css",
    "assets/stylesheets/charts.css",
    "assets/stylesheets/embed.css",
)
SCRIPTS = (  # each after those it imports
    "assets/javascripts/browser-support.js",
    "assets/javascripts/day.js",
    "assets/javascripts/site.js",
    "assets/javascripts/network.js",
    "assets/javascripts/shared-engine.js",
    "assets/javascripts/intent.js",
    "assets/javascripts/offline.js",
    "assets/javascripts/engine.js",
    "assets/javascripts/engine-start.js",
    "assets/javascripts/take-out.js",
    "assets/javascripts/status.js",
    "assets/javascripts/undo.js",
    "assets/javascripts/curve-point.js",
    "assets/javascripts/curve.js",
    "assets/javascripts/ladder.js",
    "assets/javascripts/steps.js",
    "assets/javascripts/quick-entry.js",
    "assets/javascripts/kept.js",
    "assets/javascripts/calculator.js",
    "assets/javascripts/take-qr.js",
    "assets/javascripts/take-picture.js",
    "assets/javascripts/shared-link.js",
    "assets/javascripts/scenarios.js",
    "assets/javascripts/take.js",
    "assets/javascripts/batch.js",
    "assets/javascripts/table.js",
    "assets/javascripts/embed.js",
    search.SHIM,
    search.WORKER,
)
MORPH = "node_modules/idiomorph/dist/idiomorph.min.js"
QR = "node_modules/uqr/dist/index.mjs"
SHARED = "assets/"
"""The folder of the assets both languages use; it is part of the Chinese site."""


def assets(root: Path) -> dict[str, tuple[str, str]]:
    """Map each asset's name to (name with hash, content); imports use the names with hashes.

    Scripts are lowered to the oldest browsers that the site is for.
    """
    made: dict[str, tuple[str, str]] = {}
    # The script, because its module version is not minified.
    library = (root / MORPH).read_text(encoding="utf-8")
    contents = {
        name: (root / "docs" / name).read_text(encoding="utf-8") for name in (*STYLES, *SCRIPTS)
    }
    scripts = {name: contents[name] for name in SCRIPTS}
    scripts["idiomorph"] = f"{library}\nexport {{ Idiomorph }};\n"
    scripts["uqr"] = (root / QR).read_text(encoding="utf-8")
    contents |= lowered(root, scripts, READING)
    made["idiomorph"] = morph = _hashed(
        "assets/javascripts/idiomorph.js", contents.pop("idiomorph")
    )
    made["uqr"] = qr = _hashed("assets/javascripts/uqr.js", contents.pop("uqr"))
    for name, content in contents.items():
        content = content.replace('from "idiomorph"', f'from "./{Path(morph[0]).name}"')
        content = content.replace('from "uqr"', f'from "./{Path(qr[0]).name}"')
        for other, (served, _) in made.items():
            content = content.replace(f'"./{Path(other).name}"', f'"./{Path(served).name}"')
        made[name] = _hashed(name, content)
    return made


def _hashed(name: str, content: str) -> tuple[str, str]:
    stem, dot, ending = name.rpartition(".")
    return f"{stem}-{sha256(content.encode()).hexdigest()[:12]}{dot}{ending}", content
