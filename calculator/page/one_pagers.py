"""A page for each of many enterprises, to be printed as one document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from calculator import parameters, share_link
from calculator.assessment import assess_here
from calculator.i18n import Lang, Text
from calculator.page.print_view import director_html, pages_html
from calculator.tables.batch import Listed, listed
from calculator.tables.export import Taken
from calculator.typed import typed

MOST_PAGES = 500
"""The most pages at once, which a browser can still print."""
_TITLE = Text("专精特新测算-各家一页-{date}", "srdi-one-page-each-{date}")
_ROW = Text("第 {n} 行", "Row {n}")


def answer_pages(message: Mapping[str, Any], lang: Lang) -> dict[str, object]:
    """Answer `{"op": "batch", "what": "pages", "firms", "site"}` with the pages of some, `{"pages"}`.

    With all these `pages` instead of firms, the document that they make, `{"html", "title"}`.
    """
    if "pages" in message:
        html = pages_html(map(str, message["pages"]), lang)
        return {"html": html, "title": _TITLE.fill(date=parameters.today())(lang)}
    address = f"{message['site']}calculator/"
    return {"pages": [_page(listed(each), lang, address) for each in message["firms"]]}


def _page(firm: Listed, lang: Lang, address: str) -> str:
    form = typed(share_link.read_fragment(share_link.fragment_of(firm.profile)).entries)
    profile = dict(firm.profile)
    taken = Taken(form, profile, assess_here(profile), lang, address)
    return director_html(taken, name=firm.name or _ROW.fill(n=str(firm.number))(lang))
