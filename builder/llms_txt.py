"""The finished site for programs that read: each page as Markdown beside it, and lists of these.

An `index.md` beside every `index.html` has the page's content, headed by the date and the standing
of each text on it. `llms.txt` (llmstxt.org) lists these files; `llms-full.txt` joins those of texts
and measures.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import html

import calculator
from builder import opendata, texts, ui_text
from builder.html_to_markdown import markdown
from builder.pages import Edition, Shelf, status, url
from builder.pages.reference import LISTS
from calculator.i18n import LANGS, Lang, Text

PAGE, COPY = "index.html", "index.md"
LIST, WHOLE = LISTS.values()
HANDBOOK = "handbook/"

_CALCULATOR = Text("在网页上计算", "Open the calculator")
_HOW = Text(
    "每一页都有 Markdown 版：index.md，在网页旁边。英文是译文，以中文为准。金额不要凭记忆推算：可以把情况写进"
    "计算器的网址，或在本机运行 python -m calculator（assess 计算一家，mcp 供助手调用）。不知道的留空，不要写成零。",
    "Every page has a Markdown version beside it, index.md. The English is a translation; the Chinese "
    "prevails. Do not work out amounts from memory: put the facts into the calculator's address, or "
    "run python -m calculator locally (assess for one enterprise, mcp for an assistant). Leave out "
    "what you do not know; unknown is not zero.",
)
_AS_OF = Text("{day}的情况，规则版本 {version}。", "As of {day}, rules version {version}.")
_TEXTS = Text("条文全文", "Full texts")
_DATA = Text("数据", "Data")
_OTHER = Text("其他页面", "Other pages")
_OPTIONAL = "Optional"  # prescribed by the format: a section that may be skipped
_ALL = Text("全部条文和措施合为一份", "All texts and measures in one file")
_IN_OTHER = Text("English", "中文")


@dataclass(frozen=True, slots=True)
class Copy:
    """A page as Markdown. `place` is its folder below the root of its language, "" for the home page."""

    place: str
    title: str
    description: str
    head: Mapping[str, Any]
    body: str

    @property
    def text(self) -> str:
        """Return the whole file: what is known of the page, as YAML, and what it says."""
        # JSON is YAML as well, and quotes whatever needs it.
        known = "\n".join(f"{k}: {json.dumps(v, ensure_ascii=False)}" for k, v in self.head.items())
        return f"---\n{known}\n---\n\n{self.body}"


def write(out: Path, edition: Edition, home: str | None) -> None:
    """Write the copies and the lists for the finished site `out`, in both languages.

    `edition` may be of either language. `home` is the site's address, None if unknown.
    """
    for lang in LANGS:
        top = out / ("" if lang == "zh" else lang)
        copies = {copy.place: copy for copy in _copies(top, lang, edition, home)}
        for copy in copies.values():
            _write(top / copy.place / COPY, copy.text)
        _write(top / LIST, listed(copies, lang, edition, home))
        _write(top / WHOLE, whole(copies, edition))


def _copies(top: Path, lang: Lang, edition: Edition, home: str | None) -> Iterator[Copy]:
    places = {
        path.parent.relative_to(top).as_posix().removeprefix(".")
        for path in top.rglob(PAGE)
        if lang == "en" or path.relative_to(top).parts[0] != "en"
    }
    pages = {f"{place}/" if place else "" for place in places}
    for place in sorted(pages):
        page = html.document_fromstring((top / place / PAGE).read_text(encoding="utf-8"))
        article = page.find(".//article[@id='content']")
        if article is not None:  # a page made for another site's frame has no content
            yield _copy(page, article, place, pages, lang, edition, home)


def _copy(
    page: Any,
    article: Any,
    place: str,
    pages: set[str],
    lang: Lang,
    edition: Edition,
    home: str | None,
) -> Copy:
    for form in article.xpath(".//div[@id='calculator']"):
        way = html.Element("p")
        link = html.Element("a", href=f"./{PAGE}#calculator")
        link.text = _CALCULATOR(lang)
        way.append(link)
        way.tail = form.tail
        form.getparent().replace(form, way)
    heading = article.find(".//h1")
    title = " ".join(heading.text_content().split()) if heading is not None else ""
    (description,) = page.xpath("//meta[@name='description']/@content")
    shelves = (*edition.shelves, *edition.other)
    own = [shelf for shelf in shelves if place.startswith(f"{shelf.policy.id}/")]
    head: dict[str, Any] = {
        "title": title,
        "language": ui_text.HTML_LANG(lang),
        "as_of": edition.today,
        "rules_version": calculator.rules_version(),
        "texts": [_standing(shelf, lang, edition.today) for shelf in own or edition.shelves],
    }
    if home:
        head["url"] = home + _up(lang) + place
    body = markdown(article, lambda to: address(to, place, pages))
    return Copy(place, title, str(description), head, body)


def address(to: str, place: str, pages: set[str]) -> str:
    """Return the target of a link in the copy of the page at `place`: a copy, if there is one.

    Returns "" for a target within the page. A link to a pre-filled calculator still leads to the
    page.
    """
    path, _, fragment = to.partition("#")
    if not path or "=" in fragment or ":" in path:
        return to if path else ""
    target = posixpath.normpath(posixpath.join("/", place, path)).strip("/")
    folder = f"{target}/" if target else ""
    if path.endswith("/") and folder in pages:
        return path.removeprefix("./") + COPY
    return to


def _standing(shelf: Shelf, lang: Lang, today: str) -> dict[str, Any]:
    return {
        "id": shelf.policy.id,
        "title": shelf.policy.title(lang),
        "standing": shelf.rules.standing(today).kind.value,
        "said": status(shelf.policy, today)[2](lang),
    }


def listed(copies: Mapping[str, Copy], lang: Lang, edition: Edition, home: str | None) -> str:
    """Return llms.txt: what the site is, the standing of each text, and where everything is."""
    root = home or ("" if lang == "zh" else "../")
    own = root + _up(lang) if home else ""
    summaries, left = edition.editorial.summaries, dict(copies)

    def entry(place: str, more: str = "") -> str:
        copy = left.pop(place)
        colon = "：" if lang == "zh" else ": "
        return f"- [{copy.title}]({own}{place}{COPY}){colon}{more or copy.description}"

    parts = [
        f"# {ui_text.SITE_NAME(lang)}",
        f"> {ui_text.SITE_DESCRIPTION(lang)}",
        _AS_OF.fill(day=edition.today, version=calculator.rules_version())(lang)
        + ("" if lang == "zh" else " ")
        + ui_text.DISCLAIMER(lang),
        _HOW(lang),
        f"## {_TEXTS(lang)}",
        "\n".join(
            entry(f"{shelf.policy.id}/", status(shelf.policy, edition.today)[2](lang))
            for shelf in edition.shelves
        ),
    ]
    for shelf in edition.shelves:
        said = status(shelf.policy, edition.today)[1](lang)
        parts += [
            f"## {shelf.policy.short_title(lang)}"
            + (f"（{said}）" if lang == "zh" else f" ({said})"),
            "\n".join(
                entry(url(each.uri), summaries[each.measure.id].words(lang))
                for each in shelf.entries
            ),
        ]
    other = f"{root}{_up('en' if lang == 'zh' else 'zh')}{LIST}"
    files = [(f"{own}{WHOLE}", _ALL), (other, _IN_OTHER)]
    files += [(root + path, said) for path, said in opendata.files(_texts(edition))]
    optional = [place for place in left if place.startswith(HANDBOOK)]
    parts += [
        f"## {_DATA(lang)}",
        "\n".join(f"- [{posixpath.basename(path)}]({path}): {said(lang)}" for path, said in files),
        f"## {_OTHER(lang)}",
        "\n".join(entry(place) for place in list(left) if place not in optional),
        f"## {_OPTIONAL}",
        "\n".join(entry(place) for place in optional),
    ]
    return "\n\n".join(parts) + "\n"


def whole(copies: Mapping[str, Copy], edition: Edition) -> str:
    """Return llms-full.txt: each text in full, followed by its measures."""
    places = (
        place
        for shelf in edition.shelves
        for place in (f"{shelf.policy.id}/", *(url(entry.uri) for entry in shelf.entries))
    )
    return "\n".join(_from_root(copies[place]) for place in places)


_LINK = re.compile(r"(?<=\]\()(?![a-z]+:)([^)\s#]+)")


def _from_root(copy: Copy) -> str:
    """Return a copy with links relative to the root of its language."""

    def moved(link: re.Match[str]) -> str:
        to = posixpath.normpath(posixpath.join(copy.place, link[1]))
        return f"{to}/" if link[1].endswith("/") else to

    return _LINK.sub(moved, copy.text)


def _texts(edition: Edition) -> Iterable[texts.PolicyText]:
    return (shelf.policy for shelf in (*edition.shelves, *edition.other))


def _up(lang: Lang) -> str:
    return "" if lang == "zh" else "en/"


def _write(path: Path, content: str) -> None:
    path.write_bytes(content.encode("utf-8"))
