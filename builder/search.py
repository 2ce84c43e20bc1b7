"""The search: an index of both languages, and our worker behind the interface of the theme.

Words people use come from docs/search/aliases.toml; the engine is docs/assets/search/engine/. From
about 400 measures on, where the index is no longer a small file, `build` is the place at which
Pagefind takes over: it makes an index in pieces, and a worker that asks it can answer just as ours.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

from builder import pages, texts, words
from calculator.measure import KINDS
from calculator.measure import Policy as Rules
from calculator.profile import CITIES
from calculator.text import LANGS, Lang, Text

ASSETS = "assets/search"
WORKER = f"{ASSETS}/worker.js"
SHIM = f"{ASSETS}/search.js"
STYLE = f"{ASSETS}/search.css"
ALIASES = Path("docs/search/aliases.toml")
PARTS = ("text", "ideas", "sounds", "query", "show", "open")
"""The files of the engine, each after those it uses."""
DATA = Path(__file__).parent / "data"
MINISEARCH = Path("node_modules/minisearch/dist/umd/index.js")
SETTINGS = "search/search_index.json"
"""What the theme fetches with every page and hands to the worker."""

HIGHLIGHT_SEPARATOR = "，"
"""Parts the words that a page is to mark; the theme splits by it."""

COMMENT = re.compile(r"^\s*(?:/\*(?:(?!\*/).)*\*/|//.*?)\n", re.DOTALL | re.MULTILINE)
"""Whole lines of comment: half of what would be fetched, and of use to nobody there."""

SEAM = re.compile(r"assets/javascripts/workers/search\.[0-9a-f]{8}\.min\.js")

# What the search says; the theme's own words for it are in builder/words.py.
WORDS: dict[str, Text] = {
    "city": Text("城市", "City"),
    "kind": Text("种类", "Kind"),
    "all": Text("全部", "All"),
    "recent": Text("最近搜索", "Recent searches"),
    "forget": Text("清除记录", "Clear history"),
}
FAILED = Text("搜索数据没有加载成功", "The search data did not load")
FAILED_TEXT = Text(
    "检查网络后再输入，或查看全部措施。",
    "Check the connection and type again, or see all measures.",
)


class SearchError(ValueError):
    """The search cannot be built: the theme has changed, or the aliases are amiss."""


def own_worker(html: str, worker: str) -> str:
    """A page of the theme with our worker, an address below the root like the theme's own.

    Raises SearchError where the theme names its worker otherwise than once: the protocol that
    docs/assets/search/worker.js speaks must then be compared with the theme's.
    """
    html, count = SEAM.subn(lambda _: worker, html)
    if count != 1:
        raise SearchError(
            f"the theme names its search worker {count} times, not once as {SEAM.pattern}: "
            "see how it starts its search, and whether messages 0 to 3 are as in worker.js"
        )
    return html


def build(
    root: Path, out: Path, policies: Iterable[texts.Policy], rules: Iterable[Rules], today: str
) -> None:
    """Write the engine and the index into the finished site, and the settings of either language.

    `root` is the project, `out` the site with both languages, `today` (YYYY-MM-DD) the day whose
    status the results show. Raises SearchError where the aliases are amiss or the theme wrote no
    index of its own, and PageError as `builder.pages` does.
    """
    listed, _ = pages.of_day(pages.match(policies, rules), today)
    content = index(listed, root / ALIASES, today)
    told = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    settings = {
        "engine": _hashed(out / ASSETS, "engine.js", engine(root)),
        "index": _hashed(out / ASSETS, "index.json", told),
    }
    for lang, folder in zip(LANGS, (out, out / "en"), strict=True):
        place = folder / SETTINGS
        if not place.is_file():
            raise SearchError(f"{place}: the theme no longer writes its index here, or fetches it")
        config = {
            "lang": [lang],
            "separator": HIGHLIGHT_SEPARATOR,
            "pipeline": [],
            "fields": {},
            **settings,
            **_words(lang),
        }
        _write(place, json.dumps({"config": config, "docs": []}, ensure_ascii=False))


def engine(root: Path) -> str:
    """MiniSearch under its licence, and the parts of our engine, as one script: `search.open`."""
    library = (root / MINISEARCH).read_text(encoding="utf-8")
    folder = root / "docs" / ASSETS / "engine"
    parts = "\n".join((folder / f"{part}.js").read_text(encoding="utf-8") for part in PARTS)
    # `var`, for a second try may load this again.
    script = f"{library}\nvar search = (() => {{\n{parts}\nreturn {{ open }};\n}})();\n"
    licence = (root / MINISEARCH.parents[2] / "LICENSE.txt").read_text(encoding="utf-8")
    return f"/*! MiniSearch\n{licence.strip()}\n*/\n{COMMENT.sub('', script)}"


def index(shelves: Iterable[pages.Shelf], aliases: Path, today: str) -> dict[str, Any]:
    """Everything the search knows, in both languages, as JSON.

    Raises SearchError where the aliases are amiss.
    """
    entries = [_entry(entry, today) for shelf in shelves for entry in shelf.entries]
    known = read_aliases(aliases)
    used = set(json.dumps([entries, known], ensure_ascii=False))
    return {
        "entries": entries,
        "over": _pair(words.EXPIRED_SHORT),
        "cities": {city.value: _pair(name) for city, name in CITIES.items()},
        "kinds": {
            kind.value: _pair(name)
            for kind, name in KINDS.items()
            if any(entry["kind"] == kind.value for entry in entries)
        },
        **known,
        "traditional": [row for row in _rows("traditional.txt") if row[0] in used],
        "pinyin": [
            f"{sound} {kept}"
            for sound, chars in (row.split(" ") for row in _rows("pinyin.txt"))
            if (kept := "".join(c for c in chars if c in used or _common(c)))
        ],
    }


def _entry(entry: pages.Entry, today: str) -> dict[str, Any]:
    _, short, _ = pages.status(entry.policy, today)
    return {
        "id": entry.measure.id,
        "url": pages.url(entry.uri),
        "city": entry.policy.city,
        "kind": entry.measure.kind.value,
        "title": _pair(entry.measure.title),
        "text": _pair(entry.clause.whole),
        "status": _pair(short),
        "until": entry.policy.ends.isoformat(),
        "amount": _pair(pages.amount(entry)),
    }


def read_aliases(path: Path) -> dict[str, Any]:
    """The ideas with their words, the words that lead to ideas, the words that say nothing.

    Raises SearchError for a word that stands in two ideas, or leads where there is none.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SearchError(f"{path}: {error}") from None
    if unknown := table.keys() ^ {"same", "leads", "weak"}:
        raise SearchError(f"{path}: same, leads and weak are due; see {sorted(unknown)}")
    ideas = [[name, *others] for name, others in table["same"].items()]
    place: dict[str, int] = {}
    for n, idea in enumerate(ideas):
        for word in idea:
            if place.setdefault(word.lower(), n) != n:
                raise SearchError(f"{path}: {word} stands in two lines of [same]")
    leads: dict[str, list[int]] = {}
    for word, targets in table["leads"].items():
        if lost := [target for target in targets if target.lower() not in place]:
            raise SearchError(f"{path}: {word} leads to {', '.join(lost)}, which is not in [same]")
        leads[word] = [place[target.lower()] for target in targets]
    return {"ideas": ideas, "leads": leads, "weak": table["weak"]}


def _rows(name: str) -> list[str]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def _common(char: str) -> bool:
    """Whether this is of the first level of GB 2312: with it one spells, and misspells."""
    return char.encode("gb2312") < b"\xd8"


def _words(lang: Lang) -> dict[str, Any]:
    failed = {"title": FAILED(lang), "text": FAILED_TEXT(lang), "url": pages.url(pages.MEASURES)}
    kinds = {kind.value: name(lang) for kind, name in KINDS.items()}
    cities = {city.value: name(lang) for city, name in CITIES.items()}
    return {
        "failed": failed,
        "words": {key: text(lang) for key, text in WORDS.items()},
        "choices": {"city": cities, "kind": kinds},
    }


def _pair(text: Text) -> list[str]:
    return [text.zh, text.en]


def _hashed(folder: Path, name: str, content: str) -> str:
    """Write under a name with the content's hash, and return that name."""
    stem, dot, ending = name.rpartition(".")
    served = f"{stem}-{sha256(content.encode()).hexdigest()[:12]}{dot}{ending}"
    _write(folder / served, content)
    return served


def _write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8", newline="\n")
