"""A city and a district of it that the project has never heard of: a folder and a module each, no more."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Page, expect

from builder import serve
from builder.environment import ensure_import
from builder.importing import import_text
from calculator.i18n import LANGS, Lang
from tests import project

pytestmark = pytest.mark.slow

DROPPED = Path(__file__).resolve().parents[1] / "third_policy"
FIRM = {
    "city": "linxi", "district": "dongling", "date": "2026-01-01", "titles": ["little_giant"],
    "first_little_giant_title": True, "little_giant_title_date": "2025-05-01",
    "technology_centre": "provincial", "sales": "125999999.99", "sales_before": "100000000",
    "industrial_land": "60.5", "masters_hired": 12, "led_national_standard": True,
    "lines_of_equipment": [{"paid": "4000000"}, {"paid": "2000000"}],
}  # fmt: skip
FASTEST = ("calculator/test_catalogue.py", "calculator/test_quotations.py")


class Grown(NamedTuple):
    """A copy of the project with the new places."""

    root: Path

    def run(self, *words: str, text: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *words], cwd=self.root, input=text, capture_output=True,
            encoding="utf-8", check=False,
        )  # fmt: skip

    def assessed(self, **facts: Any) -> dict[str, Any]:
        """The measures of the new places, by id, and the totals."""
        done = self.run("-m", "calculator", "assess", "-", text=json.dumps(FIRM | facts))
        assert not done.returncode, done.stderr
        answer = json.loads(done.stdout)
        measures = {each["id"]: each for each in answer["measures"]}
        return {name: measures[name] for name in measures if name[:2] in ("lx", "dl")} | {
            "totals": answer["totals"]
        }


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Grown:
    root = tmp_path_factory.mktemp("grown") / "project"
    project.copy(root)
    for part in ("calculator", "docs"):
        shutil.copytree(DROPPED / part, root / part, dirs_exist_ok=True)
    return Grown(root)


def test_a_folder_and_a_module_are_all_that_a_place_takes(grown: Grown) -> None:
    """`check` finds nothing to mend, and nothing else was touched."""
    told = grown.run("build_site.py", "check", "--lang", "en").stdout
    assert "Errors: 0;" in told
    assert not [line for line in told.splitlines() if "linxi" in line or "dongling" in line]
    dropped = {
        each.relative_to(DROPPED).parts[:3] for each in DROPPED.glob("*/**/*") if each.is_file()
    }
    assert dropped == {
        ("calculator", "policies", "linxi_2025.py"),
        ("calculator", "policies", "dongling_2025.py"),
        ("docs", "policies", "linxi-2025"),
        ("docs", "policies", "dongling-2025"),
    }


@pytest.mark.parametrize(
    ("source", "policy"), [("linxi", "linxi-2025"), ("dongling", "dongling-2025")]
)
def test_the_import_gives_the_stored_text_and_place(
    tmp_path: Path, source: str, policy: str
) -> None:
    ensure_import(project.ROOT)
    done = import_text(DROPPED / f"{source}.txt", tmp_path)
    stored = DROPPED / "docs/policies" / policy / "zh.md"
    assert (done.folder.name, done.problem) == (policy, None)
    assert (done.folder / "zh.md").read_text("utf-8") == stored.read_text("utf-8")
    assert done.draft.place is not None
    assert done.draft.place.id == source


def test_every_shape_of_rule_gives_what_its_article_says(grown: Grown) -> None:
    found = grown.assessed()
    amounts = {name: each["amount"] for name, each in found.items() if name != "totals"}
    assert {
        name: amount and (amount["min"], amount["max"]) for name, amount in amounts.items()
    } == {
        "lx-2": ("600000.00", "600000.00"),
        "lx-3": ("300000.00", "300000.00"),  # one level, never both
        "lx-4": ("125000.00", "125000.00"),  # 25 full millions, not 26
        "lx-5": ("121000.00", "121000.00"),  # 60.5 mu
        "lx-6": ("100000.00", "100000.00"),  # ten persons' worth
        "lx-7": ("330000.00", "330000.00"),  # 5 % of five million, 8 % of the sixth
        "lx-8": ("100000.00", "300000.00"),  # a range
        "dl-1": ("200000.00", "200000.00"),  # half of 600,000, at most 200,000
    }
    (excluded,) = found["totals"]["excluded"]
    assert (excluded["measure"], excluded["kept_by"], excluded["cost"]) == (
        "lx-3",
        "lx-2",
        "300000.00",
    )
    assert found["totals"]["certain"] == "1576000.00"
    assert found["totals"]["at_most"] == "1776000.00"


def test_growth_over_nothing_or_something_unknown_is_unknown(grown: Grown) -> None:
    for before in (None, "0"):
        found = grown.assessed(sales_before=before)["lx-4"]
        assert (found["status"], found["missing"]) == ("undetermined", ["sales_before"])
    assert grown.assessed(sales="119999999.99")["lx-4"]["status"] == "ineligible"
    assert grown.assessed(sales="120000000")["lx-4"]["amount"]["max"] == "100000.00"


def test_a_district_asks_for_the_district_and_matches_what_the_city_grants(grown: Grown) -> None:
    match = grown.assessed(district=None)["dl-1"]
    assert (match["status"], match["missing"]) == ("undetermined", ["district"])
    assert grown.assessed(district="other")["dl-1"]["status"] == "ineligible"
    refused = grown.assessed(first_little_giant_title=False)
    assert (refused["lx-2"]["status"], refused["dl-1"]["status"]) == ("ineligible", "ineligible")
    words = {
        quote["text"] for step in grown.assessed()["dl-1"]["steps"] for quote in step["quotes"]
    }
    assert words == {"按市级奖励的50%给予配套", "最高20万元"}, (
        "the city's words are not the district's"
    )


def test_what_tests_ask_of_every_policy_holds_for_the_new_ones(grown: Grown) -> None:
    files = [f"tests/{name}" for name in FASTEST]
    done = grown.run("-m", "pytest", "-q", "-n", "0", "-m", "not slow", *files)
    assert not done.returncode, done.stdout[-3000:]


@pytest.fixture(scope="module")
def site_url(grown: Grown) -> Iterator[str]:
    done = grown.run("build_site.py", "build")
    assert not done.returncode, done.stdout + done.stderr
    with serve.running(grown.root / "site") as url:
        yield url


@pytest.mark.parametrize("lang", LANGS)
def test_its_calculator_works_in_the_browser(page: Page, site_url: str, lang: Lang) -> None:
    root = site_url + ("en/" if lang == "en" else "")
    page.goto(
        f"{root}calculator/#city=linxi&date=2026-01-01&titles=little_giant&first_little_giant_title=true"
    )
    expect(page.locator("#q-district")).to_be_visible()
    expect(page.locator("#q-industrial_land")).to_have_count(1)
    expect(page.locator("#q-equipment_projects")).to_have_count(0)  # Xiamen's
    page.locator("#q-district").get_by_label(
        {"zh": "临溪东岭", "en": "Dongling, Linxi"}[lang]
    ).check()
    expect(page.locator("#results")).to_contain_text("200,000")
    page.goto(f"{root}linxi-2025/lx-5/")
    expect(page.locator("h1")).to_contain_text({"zh": "工业用地", "en": "land"}[lang])
    page.goto(f"{root}compare/")
    expect(page.locator("thead")).to_contain_text({"zh": "临溪", "en": "Linxi"}[lang])
