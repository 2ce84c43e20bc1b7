"""The search: an index of both languages, and our worker behind the theme's interface.

The words people use are in docs/search/aliases.toml, the engine in docs/assets/search/engine/. From
about 400 measures on, when the index is no longer small, `build` is the place to switch to
Pagefind, which splits its index; a worker that queries it can answer in the same form as ours.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any

from builder import clock, pages, texts, toml_reader
from builder.lower import lowered
from builder.pages.full_text import slug
from calculator.fact_names import CALLED
from calculator.i18n import LANGS, Lang, Text
from calculator.measure import KINDS
from calculator.measure import Policy as Rules
from calculator.page.browsers import READING
from calculator.profile import PLACES
from calculator.sentences import SOON

ASSETS = "assets/search"
WORKER = f"{ASSETS}/worker.js"
SHIM = f"{ASSETS}/search.js"
STYLE = f"{ASSETS}/search.css"
ALIASES = Path("docs/search/aliases.toml")
PARTS = ("text", "ideas", "sounds", "query", "show", "terms", "open")
"""The source files of the engine, each after those it uses."""
TABLES = {"same", "leads", "weak", "pages", "elsewhere"}
DATA = Path(__file__).parent / "data"
MINISEARCH = Path("node_modules/minisearch/dist/umd/index.js")
SETTINGS = "search/search_index.json"
"""The file that the theme fetches with every page and passes to the worker."""

COMMON = "".join(
    bytes((row, cell)).decode("gb2312")
    for row in range(0xB0, 0xD8)
    for cell in range(0xA1, 0xFF if row < 0xD7 else 0xFA)
)
"""The characters of GB 2312 level 1, in order."""

HIGHLIGHT_SEPARATOR = "，"
"""Separates the words to highlight on a page; the theme splits at it."""

HEADLINE = r"<h1[^>]*>(.*?)</h1>"
DESCRIPTION = r'<meta name="description" content="([^"]*)"'

# Labels of our own; those of the theme are in builder/ui_text.py.
WORDS: dict[str, Text] = {
    "city": Text("城市", "City"),
    "kind": Text("种类", "Kind"),
    "all": Text("全部", "All"),
    "recent": Text("最近搜索", "Recent searches"),
    "forget": Text("清除记录", "Clear history"),
}
PAGE = Text("本站页面", "A page of this site")
DAYS_LEFT = Text("还剩 {days} 天", "{days} days left")
LAST_DAY = Text("今天是最后一天", "Last day today")
FAILURES = {
    "missing": (
        Text("搜索数据没有加载成功", "The search data did not load"),
        Text(
            "检查网络后再输入，或查看全部措施。",
            "Check the connection and type again, or see all measures.",
        ),
    ),
    "broken": (
        Text("搜索在这里出了错", "The search failed here"),
        Text(
            "全部措施表仍可查看和筛选，也可以按称号、部门查找。",
            "The table of all measures can still be read and filtered; they are also listed by title "
            "and by department.",
        ),
    ),
}
"""Messages in place of an answer, shown with a link to all measures: title and sentence."""


class SearchError(toml_reader.TextError):
    """The search cannot be built: the theme has changed, or the aliases are wrong."""


def build(
    root: Path, out: Path, policies: Iterable[texts.PolicyText], rules: Iterable[Rules], today: str
) -> None:
    """Write the engine and the index into the finished site, and the settings of each language.

    `root` is the project, `out` the site with both languages, `today` (YYYY-MM-DD) the day whose
    status the results show. Raises SearchError if the aliases are wrong or the theme wrote no index
    of its own, and PageError as `builder.pages` does.
    """
    listed, others = pages.of_day(pages.match(policies, rules), today)
    heirs = {each.policy.id: each.policy.replaced.by for each in others if each.policy.replaced}
    content = index(searched(listed, others, today), heirs, root / ALIASES, out)
    serialized = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    settings = {
        "engine": _hashed(out / ASSETS, "engine.js", engine(root)),
        "index": _hashed(out / ASSETS, "index.json", serialized),
    }
    for lang, folder in zip(LANGS, (out, out / "en"), strict=True):
        place = folder / SETTINGS
        if not place.is_file():
            said = (
                "主题不再把索引写在这里，也不再读取",
                "the theme no longer writes its index here, or no longer fetches it",
            )
            raise SearchError.at(str(place), Text(*said))
        config = {
            "lang": [lang],
            "separator": HIGHLIGHT_SEPARATOR,
            "pipeline": [],
            "fields": {},
            **settings,
            **_words(lang),
        }
        _write(place, json.dumps({"config": config, "docs": []}, ensure_ascii=False))


def searched(
    listed: Iterable[pages.Shelf], others: Iterable[pages.Shelf], today: str
) -> list[pages.Shelf]:
    """Return the texts that the search finds, on the day of the build or on a later one."""
    return [*listed, *(each for each in others if _aside(each.policy, today, replaced=False))]


def engine(root: Path) -> str:
    """Return MiniSearch with its licence and our engine as one script defining `search.open`."""
    library = (root / MINISEARCH).read_text(encoding="utf-8")
    folder = root / "docs" / ASSETS / "engine"
    parts = "\n".join((folder / f"{part}.js").read_text(encoding="utf-8") for part in PARTS)
    # `var`, because a retry may load this again.
    script = f"{library}\nvar search = (() => {{\n{parts}\nreturn {{ open }};\n}})();\n"
    script = lowered(root, {"search": script}, READING, minify=True)["search"]
    licence = (root / MINISEARCH.parents[2] / "LICENSE.txt").read_text(encoding="utf-8")
    return f"/*! MiniSearch\n{licence.strip()}\n*/\n{script}"


def index(
    shelves: Sequence[pages.Shelf], heirs: Mapping[str, str], aliases: Path, out: Path
) -> dict[str, Any]:
    """Return the whole search index of both languages as JSON-ready data.

    It contains the measures and, as far as the aliases name them, the other passages of the texts
    and the pages of the finished site `out`. `heirs` maps the id of an earlier version to the
    version that replaced it; what leads to the earlier one leads to its heir. Raises SearchError if
    the aliases are wrong.
    """
    known = read_aliases(aliases)
    idea_of = known.pop("pages")
    entries: list[dict[str, Any]] = []
    between: dict[str, dict[str, Any]] = {}
    standings: list[list[dict[str, Any]]] = []
    for n, shelf in enumerate(shelves):
        standings.append(_standing(shelf.policy))
        entries += [_entry(entry, n) for entry in shelf.entries]
        between |= {entry["url"]: entry for entry in _between(shelf.policy, n)}
    places = {shelf.policy.id: (n, shelf.policy) for n, shelf in enumerate(shelves)}
    for named, idea in idea_of.items():
        policy, _, rest = named.partition("/")
        if policy in heirs:
            while policy in heirs:
                policy = heirs[policy]
            rest = rest if f"{policy}/{rest}" in between else ""  # its order may differ
        url = f"{policy}/{rest}"
        entry = between.get(url) or _page(out, url)
        entries.append({**entry, "idea": idea})
        at = places.get(policy)
        while at and at[1].replaced and at[1].replaced.by in places:  # from a later day on
            entries[-1]["standing"] = at[0]
            at = places[at[1].replaced.by]
            entry = between.get(f"{at[1].id}/{rest}") or _page(out, f"{at[1].id}/")
            entries.append({**entry, "idea": idea, "standing": at[0]})
    used = set(json.dumps([entries, known], ensure_ascii=False))
    return {
        # Similar values next to each other compress best.
        "pinyin": _pinyin(used),
        "traditional": [row for row in _rows("traditional.txt") if row[0] in used],
        **known,
        "entries": {key: _column([entry[key] for entry in entries]) for key in entries[0]},
        "standings": standings,
        "as_of": clock.as_of() or "",
        "soon": SOON,
        "left": _pair(DAYS_LEFT),
        "last": _pair(LAST_DAY),
        "page": _pair(PAGE),
        "cities": {place.id: _pair(place.full_name) for place in PLACES},
        "kinds": {
            kind.value: _pair(name)
            for kind, name in KINDS.items()
            if any(entry["kind"] == kind.value for entry in entries)
        },
    }


def _column(values: list[Any]) -> list[Any]:
    """Return one field of all entries; pairs become all Chinese, then all English."""
    return (
        [list(side) for side in zip(*values, strict=True)]
        if isinstance(values[0], list)
        else values
    )


def _standing(policy: texts.PolicyText) -> list[dict[str, Any]]:
    """Return the status of a text from each day on which it changes.

    `until` is the last day in force, "" for any other status; from an `aside` turn on another version
    is found in its place.
    """
    days = {date.min, policy.valid_from or date.min, policy.ends + timedelta(days=1)}
    days |= {policy.replaced.on} if policy.replaced else set()
    turns: list[dict[str, Any]] = []
    for since in (day.isoformat() for day in sorted(days)):
        kind, short, full = pages.status(policy, since)
        until = policy.ends.isoformat() if kind == "in-force" else ""
        said: dict[str, Any] = {"short": _pair(short), "full": _pair(full), "until": until}
        said |= {"aside": True} if _aside(policy, since) else {}
        if not turns or {"since": turns[-1]["since"], **said} != turns[-1]:
            turns.append({"since": since, **said})
    return turns


def _aside(policy: texts.PolicyText, day: str, *, replaced: bool = True) -> bool:
    """Check whether another version is listed on a day: an earlier one or, with `replaced`, a later one."""
    if policy.replaced and policy.replaced.on.isoformat() <= day:
        return replaced
    return bool(policy.amends and policy.valid_from and day < policy.valid_from.isoformat())


def _entry(entry: pages.ClauseAndRule, standing: int) -> dict[str, Any]:
    return {
        "id": entry.measure.id,
        "url": pages.url(entry.uri),
        "city": entry.policy.place.id,
        "kind": entry.measure.kind.value,
        "title": _pair(entry.measure.title),
        "under": _headings(entry),
        "text": _pair(entry.clause.whole),
        "standing": standing,
        "amount": _pair(pages.amount(entry)),
        "idea": None,
    }


def _headings(entry: pages.ClauseAndRule) -> str:
    """Return the official headings above a clause, except those above every clause.

    In Chinese only: the aliases lead English words to it.
    """
    clauses = entry.policy.clauses
    above = (
        heading.text.zh
        for heading in entry.clause.path
        if not all(heading in clause.path for clause in clauses)
    )
    return "，".join(above)


def _between(policy: texts.PolicyText, standing: int) -> Iterator[dict[str, Any]]:
    """Yield the passages of a text that belong to no measure, by section: validity, contact."""
    anchors = list[str]()
    heading: texts.Heading | None = None
    sections: dict[str, tuple[Text, list[Text]]] = {}
    for block in policy.blocks:
        if isinstance(block, texts.Heading):
            anchors, heading = [*anchors[: block.level - 1], slug(block.number.en)], block
        elif isinstance(block, texts.Paragraph):
            inside = heading is not None and block.place not in {"preamble", "closing"}
            anchor = "#" + "-".join(["s", *anchors]) if inside else ""
            name = heading.text if heading and inside else policy.kind
            sections.setdefault(anchor, (name, []))[1].append(block.text)
    for anchor, (name, said) in sections.items():
        yield {
            "id": policy.id,
            "url": f"{pages.url(f'{policy.id}/index.md')}{anchor}",
            "city": policy.place.id,
            "kind": "",
            "title": [
                f"{name.zh} · {policy.short_title.zh}",
                f"{name.en} · {policy.short_title.en}",
            ],
            "under": "",
            "text": ["".join(t.zh for t in said), " ".join(t.en for t in said)],
            "standing": standing,
            "amount": ["", ""],
        }


def _page(out: Path, url: str) -> dict[str, Any]:
    """Return a page of the site by its own title and description, in both languages."""
    said = []
    for folder in (out, out / "en"):
        place = folder / url / "index.html"
        if not place.is_file():
            nowhere = Text("没有 {url} 这一页", "there is no page {url}").fill(url=url)
            raise SearchError.at(ALIASES.name, nowhere)
        html = place.read_text(encoding="utf-8")
        found = [re.search(pattern, html, re.DOTALL) for pattern in (HEADLINE, DESCRIPTION)]
        said.append(
            [re.sub("<[^>]*>", "", unescape(hit[1])).strip() if hit else "" for hit in found]
        )
    (zh, about_zh), (en, about_en) = said
    return {
        "id": url.strip("/"),
        "url": url,
        "city": "",
        "kind": "",
        "title": [zh, en],
        "under": "",
        "text": [about_zh, about_en],
        "standing": None,
        "amount": ["", ""],
    }


def read_aliases(path: Path) -> dict[str, Any]:
    """Read the ideas, the words leading to them, weak words, pages and matters elsewhere.

    An idea also gets the other names of the fact or choice of the same name in the calculator.
    Raises SearchError if a word belongs to two ideas or leads to none.
    """
    try:
        table = tomllib.loads(toml_reader.content(path))
    except tomllib.TOMLDecodeError as error:
        raise SearchError(toml_reader.not_toml(toml_reader.name(path), error).said) from None

    def invalid(zh: str, en: str, **parts: str) -> SearchError:
        return SearchError.at(toml_reader.name(path), Text(zh, en).fill(**parts))

    if unknown := table.keys() ^ TABLES:
        all_, differing = ", ".join(sorted(TABLES)), ", ".join(sorted(unknown))
        raise invalid(
            "应有 {all} 各节；看 {unknown}",
            "the tables must be {all}; check {unknown}",
            all=all_,
            unknown=differing,
        )
    same, elsewhere = table["same"], table["elsewhere"]
    own = {word.lower() for name, others in same.items() for word in (name, *others)}
    also: dict[str, list[str]] = {}
    for name, *names in CALLED.values():
        if twice := [word for word in names if word in same.get(name, ())]:
            raise invalid(
                "“{word}”已在 calculator/fact_names.py 里",
                "{word} is already in calculator/fact_names.py",
                word=", ".join(twice),
            )
        also.setdefault(name, []).extend(word for word in names if word.lower() not in own)
    same = {name: [*others, *dict.fromkeys(also.get(name, ()))] for name, others in same.items()}
    ideas = [[name, *others] for name, others in same.items()] + list(table["pages"].values())
    place: dict[str, int] = {}
    for n, idea in enumerate(ideas):
        for word in idea:
            if place.setdefault(word.lower(), n) != n:
                raise invalid("“{word}”出现在两行里", "{word} is in two lines", word=word)

    def targets(word: str, names: list[str]) -> list[int]:
        if lost := [name for name in names if name.lower() not in place]:
            raise invalid(
                "“{word}”指向“{lost}”，[same] 里没有",
                "{word} leads to {lost}, which is not in [same]",
                word=word, lost=", ".join(lost),
            )  # fmt: skip
        return [place[name.lower()] for name in names]

    return {
        "ideas": ["|".join(idea) for idea in ideas],
        "leads": {word: targets(word, names) for word, names in table["leads"].items()},
        "weak": table["weak"],
        "pages": {url: len(same) + n for n, url in enumerate(table["pages"])},
        "matters": elsewhere["matters"],
        "places": elsewhere["places"],
        "there": targets("there", elsewhere["there"]),
    }


def _rows(name: str) -> list[str]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def simplified(used: str) -> str:
    """Return every traditional form of the characters in `used`, each followed by its character."""
    return "".join(
        f"{traditional}{row[0]}"
        for row in _rows("traditional.txt")
        if row[0] in used
        for traditional in row[1:]
    )


def spelled(words: str) -> str:
    """Return Chinese words in pinyin without tones, each character in its commonest sound."""
    _, ordered = _common_sounds()
    other = {char: sound for sound, chars in _sounds() for char in chars}
    return "".join(ordered.get(char) or other.get(char, "") for char in words)


def _sounds() -> list[list[str]]:
    """Return each sound and the characters that have it."""
    return [row.split(" ") for row in _rows("pinyin.txt")]


@cache
def _common_sounds() -> tuple[list[tuple[str, int]], dict[str, str]]:
    """Return the runs of one sound in GB 2312 level 1, and the sound of each of its characters."""
    sounds: dict[str, list[str]] = {}
    for sound, chars in _sounds():
        for char in chars:
            sounds.setdefault(char, []).append(sound)
    runs: list[tuple[str, int]] = []
    ordered: dict[str, str] = {}
    for char in COMMON:
        last, count = runs[-1] if runs else ("", 0)
        if last in sounds[char]:
            runs[-1] = last, count + 1
        else:
            later = [sound for sound in sounds[char] if sound > last]
            runs.append((min(later or sounds[char]), 1))
        ordered[char] = runs[-1][0]
    return runs, ordered


def _pinyin(used: set[str]) -> dict[str, Any]:
    """Return the pinyin of GB 2312 level 1, used to spell and misspell, and of the others used.

    Level 1 is ordered by sound: `common` gives each sound and how many characters in a row have it,
    so that the characters themselves need not be fetched.
    """
    runs, ordered = _common_sounds()
    others = (
        (
            sound,
            "".join(c for c in chars if (c in ordered or c in used) and ordered.get(c) != sound),
        )
        for sound, chars in _sounds()
    )
    return {
        "common": "".join(f"{sound}{count}" for sound, count in runs),
        "others": [f"{sound} {chars}" for sound, chars in others if chars],
    }


def _words(lang: Lang) -> dict[str, Any]:
    instead = pages.url(pages.MEASURES)
    failures = {
        name: {"title": title(lang), "text": text(lang), "url": instead}
        for name, (title, text) in FAILURES.items()
    }
    kinds = {kind.value: name(lang) for kind, name in KINDS.items()}
    cities = {place.id: place.full_name(lang) for place in PLACES}
    return {
        "failures": failures,
        "words": {key: text(lang) for key, text in WORDS.items()},
        "choices": {"city": cities, "kind": kinds},
    }


def _pair(text: Text) -> list[str]:
    return [text.zh, text.en]


def _hashed(folder: Path, name: str, content: str) -> str:
    """Write a file under a name with its content's hash; return that name."""
    stem, dot, ending = name.rpartition(".")
    served = f"{stem}-{sha256(content.encode()).hexdigest()[:12]}{dot}{ending}"
    _write(folder / served, content)
    return served


def _write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8", newline="\n")
