"""Checks outside the clauses: parameters, search aliases, worked cases, data files, links."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import calculator
from builder import coverage, editorial, notices, opendata, pages, search, texts
from builder.check.clauses import left_out
from builder.check.findings import Issue, IssueKind
from builder.check.sources import Sources, place, place_told
from builder.highlight import MarkError
from builder.pages import reference
from calculator import parameter_table, parameters
from calculator.assessment import assess_one
from calculator.i18n import LANGS, Lang, Text
from calculator.measure import Policy as Rules
from calculator.page import shell
from calculator.policies import MEASURES, POLICIES

CASES = Path("tests/cases/worked.json")
QUERIES = (Path("tests/search/queries.json"), Path("tests/search/more.json"))


def findings(everything: Sources, today: str, *, follow: bool) -> Iterator[Issue]:
    """Yield findings on parameters, cases and aliases; with `follow` also on results and links."""
    yield from _parameters(everything.root, today)
    yield from _cases(everything, follow=follow)
    yield from _queries(everything)
    yield from _aliases(everything)
    if follow and everything.readable:
        yield from _pages(everything, today)


def _parameters(root: Path, today: str) -> Iterator[Issue]:
    file = root / "calculator" / parameter_table.FILE
    for name, series in parameters.SERIES.items():
        # Days before the newest row can be previewed, too; whether a day is in the future depends on the real clock.
        wrong = list(_wrong(series, max(today, parameters.today())))
        for where, told in wrong:
            words = series.name + Text("：", ": ") + told
            yield Issue.of(IssueKind.PARAMETER, name, place(root, file, where), where, words=words)
        if not wrong and series.due(today):
            day = series.checked
            at = place(root, file, f"checked = {day}")
            words = series.name
            yield Issue.of(IssueKind.UNCHECKED, name, at, day, words=words, checked=day)


def _wrong(series: parameters.Series, today: str) -> Iterator[tuple[str, Text]]:
    """Yield the impossible days and values in a series of dated figures, with their lines in the table."""
    before = ""
    for row in series.rows:
        where, said = f"since = {row.since}", None
        if row.since > today:
            said = Text("日期在今天以后：{day}", "{day} is in the future")
        elif row.since <= before:
            said = Text("日期没有按先后排列：{day}", "{day} is out of order")
        if said:
            yield where, said.fill(day=row.since)
        if not series.least <= row.value <= series.most:
            said = Text(
                "数值 {value} 太小或太大，应在 {least} 到 {most} 之间",
                "the value {value} is too low or too high; it must be from {least} to {most}",
            )
            yield (
                where,
                said.fill(
                    value=series.shown(row.value),
                    least=series.shown(series.least),
                    most=series.shown(series.most),
                ),
            )
        if not row.source.startswith(("http://", "https://")):
            said = Text("{day} 的一行没有写出处的网址", "the row for {day} has no source address")
            yield where, said.fill(day=row.since)
        before = row.since
    if not before <= series.checked <= today:
        said = Text(
            "核对日期 {day} 应在最后一行以后、今天以前",
            "the day it was checked, {day}, is in the future or before its last row",
        )
        yield f"checked = {series.checked}", said.fill(day=series.checked)


def _cases(everything: Sources, *, follow: bool) -> Iterator[Issue]:
    """Check that each worked case has a measure and, with `follow`, the expected result."""
    file = everything.root / CASES
    if not file.is_file():
        return
    for case in json.loads(file.read_text(encoding="utf-8")):
        at = place(everything.root, file, f'"id": "{case["id"]}"')
        if case["measure"] not in everything.measures:
            yield Issue.of(
                IssueKind.POINTS_NOWHERE, case["measure"], at, case["id"], words=case["measure"]
            )
        elif follow and (differing := _differing(case)):
            yield Issue.of(IssueKind.CASE_DIFFERS, case["measure"], at, case["id"], words=differing)


_CASE = Text(
    "{case}，{key}应为 {due}，算得 {given}",
    "{case}: the {key} should be {due}, the rule gives {given}",
)
_KEYS = {
    "profile": Text("填写的情况", "profile"),
    "reading": Text("读法", "reading"),
    "status": Text("结果", "status"),
    "amount": Text("金额", "amount"),
}


def _differing(case: dict[str, Any]) -> Text | None:
    """Return how the rule's result differs from the status or amount a case expects, or None."""
    policy = next((p for p in POLICIES if case["measure"] in {m.id for m in p.measures}), None)
    if policy is None:
        return None  # the rule is still to be written
    try:
        result = assess_one(case["profile"], policy, MEASURES[case["measure"]]).to_dict()
    except calculator.ProfileError as error:
        return _CASE.fill(case=case["id"], key=_KEYS["profile"], due="JSON", given=str(error))
    named = case.get("reading", result["reading"])
    read = next(
        (each for each in (result, *result["alternatives"]) if each["reading"] == named), None
    )
    if read is None:
        return _CASE.fill(
            case=case["id"], key=_KEYS["reading"], due=str(named), given=result["reading"]
        )
    for key in ("status", "amount"):
        due, given = case["expect"].get(key), read[key]
        if key in case["expect"] and due != given:
            return _CASE.fill(case=case["id"], key=_KEYS[key], due=_short(due), given=_short(given))
    return None


def _short(value: Any) -> str:
    """Return a status, or the maximum of an amount."""
    return str(value["max"]) if isinstance(value, dict) else str(value)


def _queries(everything: Sources) -> Iterator[Issue]:
    """Check that every expected search result exists; "fz-1" stands for all its paragraphs."""
    known = everything.measures
    for name in QUERIES:
        file = everything.root / name
        for row in json.loads(file.read_text(encoding="utf-8")) if file.is_file() else ():
            for target in row["relevant"]:
                if target not in known and not any(each.startswith(f"{target}-") for each in known):
                    at = place(everything.root, file, f'"{row["query"]}"')
                    yield Issue.of(IssueKind.POINTS_NOWHERE, name.name, at, target, words=target)


def _aliases(everything: Sources) -> Iterator[Issue]:
    """Check that each idea, except pages, has a word that texts, titles or summaries use."""
    root, file = everything.root, everything.root / search.ALIASES
    try:
        known = search.read_aliases(file)
    except search.SearchError as error:
        at = place_told(root, file, error.said.en)
        yield Issue.of(IssueKind.UNREADABLE, "aliases", at, error=error.said)
        return
    if not all(source.text for source in everything.policies):
        return  # the words of an unreadable text are unknown
    said = "\n".join(_words(everything)).lower()
    pages = set(known["pages"].values())
    ideas = (idea.split("|") for n, idea in enumerate(known["ideas"]) if n not in pages)
    for name, *others in ideas:
        if not any(word.lower() in said for word in (name, *others)):
            yield Issue.of(
                IssueKind.ALIAS_NOWHERE, "aliases", place(root, file, f'"{name}"'), name, words=name
            )


def _words(everything: Sources) -> Iterator[str]:
    for source in everything.policies:
        for each in source.pairs:
            if each.clause:
                yield from each.clause.whole.to_dict().values()
                yield from (
                    words for above in each.clause.path for words in above.text.to_dict().values()
                )
            if each.measure:
                yield from each.measure.title.to_dict().values()
                yield from (
                    w for agency in each.measure.agencies for w in agency.to_dict().values()
                )


# Checks on the generated pages, before the theme is applied.


def _pages(everything: Sources, today: str) -> Iterator[Issue]:
    docs = everything.root / "docs"
    policies = tuple(source.text for source in everything.policies if source.text)
    rules = tuple(source.rules for source in everything.policies if source.rules)
    try:
        added = editorial.load(docs, policies)
        made = {lang: _made(docs, lang, policies, rules, added, today) for lang in LANGS}
    except texts.TextError as error:
        if not any(coverage.gaps(policy, docs) for policy in policies):  # reported separately
            at = _data_file(docs, str(error))
            yield Issue.of(IssueKind.UNREADABLE, "docs", at, error=error.said)
        return
    except MarkError:
        return  # a lost quotation, reported separately
    except pages.PageError as error:
        yield Issue.of(IssueKind.UNREADABLE, "docs", "docs", error=str(error))
        return
    yield from _key_amounts(everything, policies, rules)
    files = {notices.NOTICE, *reference.LISTS.values()} | {
        path for path, _ in opendata.files(policies)
    }
    for kind in ("assets/**/*.*", "*.ipynb"):
        files |= {file.relative_to(docs).as_posix() for file in docs.rglob(kind)}
    for lang, written in made.items():
        anchors = {uri: frozenset(_ANCHOR.findall(words)) for uri, (words, _) in written.items()}
        for uri, (words, at) in written.items():
            for link in sorted(set(_links(words))):
                if not _leads(uri, link, anchors, files):
                    where = place(everything.root, everything.root / at, link) if at else uri
                    name = uri if lang == "zh" else f"en/{uri}"
                    yield Issue.of(IssueKind.BROKEN_LINK, name, where, link, words=link)
        if lang == "zh":
            yield from _led_to(everything, anchors)


def _key_amounts(
    everything: Sources, policies: tuple[texts.PolicyText, ...], rules: tuple[Rules, ...]
) -> Iterator[Issue]:
    """Check that the amount among a measure's key facts states its rate and its cap."""
    at = {each.id: source for source in everything.policies for each in source.pairs}
    for shelf in pages.match(policies, rules):
        for entry in shelf.entries:
            where = at[entry.measure.id].at_rule(entry.measure.title.zh)
            yield from left_out(entry.measure, "key-amount", pages.amount(entry), where)


def _led_to(everything: Sources, anchors: dict[str, frozenset[str]]) -> Iterator[Issue]:
    """Check that the pages the search aliases lead to exist."""
    file = everything.root / search.ALIASES
    try:
        led = search.read_aliases(file)["pages"]
    except search.SearchError:
        return  # reported with the aliases
    for url in led:
        if not _leads("index.md", url, anchors, ()):
            at = place(everything.root, file, f'"{url}"')
            yield Issue.of(IssueKind.POINTS_NOWHERE, "aliases", at, url, words=url)


def _made(
    docs: Path,
    lang: Lang,
    policies: tuple[texts.PolicyText, ...],
    rules: tuple[Rules, ...],
    added: editorial.Editorial,
    today: str,
) -> dict[str, tuple[str, str]]:
    """Return every page of a language by its path: its content, and its file if it has one."""
    generated = pages.pages(lang, policies, rules, added, today, shell(lang))
    folder = docs if lang == "zh" else docs / "en"
    own = {
        file.relative_to(folder).as_posix(): (
            file.read_text(encoding="utf-8"),
            file.relative_to(docs.parent).as_posix(),
        )
        for file in folder.rglob("*.md")
        if not {"policies", "overrides", *(["en"] if lang == "zh" else [])}
        & set(file.relative_to(folder).parts[:1])
    }
    return {page.uri: (page.html, "") for page in generated} | own


def _data_file(docs: Path, error: str) -> str:
    """Return the file:line that an error about data names: 「xiamen-2024/summaries.toml, xm-3」."""
    name = re.match(r"[\w.-]+/[\w.]+", error)
    found = [
        file for file in docs.rglob("*.toml") if name and file.as_posix().endswith(f"/{name[0]}")
    ]
    return place_told(docs.parent, found[0], error) if found else "docs"


_ANCHOR = re.compile(r'(?:\bid="|\{ #)([^" }]+)')
_LINK = re.compile(
    r'\b(?:href|src)="([^"]+)"|\[[^\]]*\]\(([^)\s]+)[^)]*\)|^ {0,3}\[[^\]]+\]: *(\S+)', re.MULTILINE
)


def _links(words: str) -> Iterator[str]:
    for link in map("".join, _LINK.findall(words)):
        if not re.match(r"[a-z]+:|//", link):
            yield link


def _leads(uri: str, link: str, anchors: dict[str, frozenset[str]], files: Iterable[str]) -> bool:
    """Check whether a link leads to a page, to an anchor in one, or to a file of the site."""
    address, _, anchor = link.partition("#")
    path = address.partition("?")[0]
    here = posixpath.dirname(uri) if path.endswith(".md") else pages.url(uri)
    target = posixpath.normpath(posixpath.join("/", here, path)).strip("/") if path else None
    found = uri if target is None else _page(target, anchors)
    if found is None:
        # Relative paths start from the page's file in Markdown, from its address in HTML.
        beside = (posixpath.join(base, path) for base in (pages.url(uri), posixpath.dirname(uri)))
        return any(posixpath.normpath(each).removeprefix("../") in files for each in beside)
    known = anchors[found]
    return not anchor or "=" in anchor or anchor in known or (bool(path) and not known)


def _page(target: str, anchors: dict[str, frozenset[str]]) -> str | None:
    options = (target, f"{target}.md", f"{target}/index.md".lstrip("/"))
    return next((option for option in options if option in anchors), None)
