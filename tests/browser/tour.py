"""One tour through the site for every browser that can be driven: Chromiums, Firefox, WebKit."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

from builder.pages.batch import SAYINGS as BATCH
from calculator.i18n import Lang
from calculator.page import SAYINGS
from tests.browser.host import Host
from tests.browser.test_offline import list_of

CLAUSE = "xiamen-2024/xm-13/"
FIRM = (
    "#city=xiamen&date=2025-06-30&titles=little_giant&first_little_giant_title=true"
    "&little_giant_title_date=2025-05-20"
)
TABLE = "企业名称,城市\n甲,厦门\n"


class Visitor(Protocol):
    """A browser that is driven: Chromium, Firefox, WebKit."""

    def go(self, url: str) -> None: ...
    def run(self, script: str, *given: Any) -> Any: ...
    def until(self, script: str, *given: Any) -> Any: ...
    def click(self, selector: str) -> None: ...
    def type(self, selector: str, text: str) -> None: ...


def reads(visitor: Visitor, root: str, lang: Lang) -> None:
    """Home, light and dark, the table, a clause with a term, the search in both languages."""
    visitor.go(root)
    dark = "document.body.dataset.mdColorScheme"
    before = visitor.run(dark)
    for _ in range(2):  # as the system, then one of the two
        visitor.click("button.scheme:not([hidden])")
    changed = visitor.run(dark)
    visitor.go(f"{root}measures/")
    assert visitor.until(dark) == changed
    assert {before, changed} == {"default", "slate"}
    visitor.until("!document.querySelector('form.facets').hidden")
    visitor.run(
        """[["city", "xiamen"], ["sort", "amount"]].forEach(([name, value]) => {
          const field = document.querySelector(`select[name=${name}]`);
          field.value = value;
          field.dispatchEvent(new Event("change", { bubbles: true }));
        })"""
    )
    visitor.until("location.search === '?city=xiamen&sort=amount'")
    rows = "[...document.querySelectorAll('tbody tr')].filter((row) => !row.hidden)"
    yuan = visitor.run(f"{rows}.map((row) => Number(row.dataset.yuan))")
    assert len(yuan) > 1
    assert yuan == sorted(yuan, reverse=True)
    visitor.go(f"{root}measures/?city=xiamen&sort=amount")
    visitor.until(f"{rows}.length === given[0]", len(yuan))
    visitor.go(f"{root}{CLAUSE}")
    visitor.click(f".column--{lang} a.term")
    assert visitor.until("document.querySelector('.bubble')?.textContent")
    visitor.go(root)
    for words in ("质押贷款", "pledge loan"):
        visitor.run("document.querySelector('input.md-search__input').value = ''")
        visitor.type("input.md-search__input", words)
        visitor.until("/xm-13/.test(document.querySelector('.md-search-result__link')?.pathname)")


def computes(visitor: Visitor, root: str, lang: Lang) -> None:
    """The calculator, and a table of enterprises."""
    visitor.go(f"{root}calculator/{FIRM}")
    visitor.until(
        "document.querySelector('#engine')?.textContent.includes(given[0])", SAYINGS["ready"](lang)
    )
    visitor.until("document.querySelector('#results').textContent.includes('1,000,000')")
    visitor.run("document.getElementById('part-equipment').open = true")
    visitor.type("[id='f-equipment_projects.0.investment']", "300")
    visitor.until("document.querySelector('#results').textContent.includes('300,000')")
    visitor.until("location.hash.includes('investment=300')")
    visitor.go(f"{root}batch/")
    visitor.run(
        """(() => {
          const field = document.getElementById("batch-file"), files = new DataTransfer();
          files.items.add(new File([given[0]], "a.csv"));
          field.files = files.files;
          field.dispatchEvent(new Event("change"));
        })()""",
        TABLE,
    )
    done = BATCH["done"].fill(total="1", bad="0")(lang)
    visitor.until("document.getElementById('batch-said').textContent === given[0]", done)


HOLDS = """(async () => {
  const [name] = await caches.keys(), kept = name ? await (await caches.open(name)).keys() : [];
  return navigator.serviceWorker.controller && kept.length >= given[0];
})()"""


def goes_offline(visitor: Visitor, host: Host, folder: Path, root: str) -> None:
    """After the visit all that was listed is there, the calculator as well, without a host."""
    groups = list_of(folder)
    visitor.until(HOLDS, sum(len(groups[each]) for each in ("now", "ahead", "engine")))
    host.leave()
    visitor.go(f"{root}calculator/{FIRM}")
    visitor.until("document.querySelector('#results').textContent.includes('1,000,000')")
