"""The plain report says what the assessment says, in one language at a time."""

from __future__ import annotations

import re

import pytest

import calculator
from calculator.report import report
from calculator.sentences import STATUSES
from calculator.text import LANGS, Lang
from tests.calculator.firms import DAY, Profile, assessed, fuzhou, xiamen

FIRMS = {
    "xiamen": xiamen(
        "little_giant",
        first_little_giant_title=True,
        equipment_projects=[{"investment": 3_000_000, "ref": "A"}, {"investment": "999999.99"}],
        digital_level_after=2,
        digital_spend="833333.33",
        digital_ref="A",
        pledge_loans=[
            {"principal": 5_000_000, "rate_pct": "4.35", "days": 180, "year": 2025, "collateral": "patent"}
        ],
        tech_fund_loans=[
            {"use": "rnd", "principal": 10**7, "financing_rate_pct": "3.1", "days": 365}
        ],
        financing_requested=10**6,
    ),
    "above": xiamen("srdi_sme", equipment_projects=[{"investment": 5_000_000}]),
    "fuzhou": fuzhou(
        "srdi_sme",
        first_srdi_title=False,
        renovation_projects=[{"investment_ex_vat": 1}],
        digital_level_after=1,
    ),
    "late": xiamen("srdi_sme") | {"date": "2027-01-01"},
    "nobody": {"date": DAY},
}  # fmt: skip

each_firm = pytest.mark.parametrize("firm", FIRMS.values(), ids=FIRMS)
each_lang = pytest.mark.parametrize("lang", LANGS)


@each_firm
@each_lang
def test_every_measure_has_its_place_under_its_status(firm: Profile, lang: Lang) -> None:
    written, answer = report(calculator.assess(firm), lang), assessed(firm)
    for status, label in STATUSES.items():
        count = sum(m["status"] == status.value for m in answer["measures"])
        heading = {"zh": f"== {label.zh}（{count}）\n", "en": f"== {label.en} ({count})\n"}[lang]
        assert (heading in written) == bool(count)
    for measure in answer["measures"]:
        assert len(re.findall(rf"^{measure['id']}  \S", written, re.MULTILINE)) == 1
    assert answer["date"] in written
    assert answer["rules_version"] in written


def test_the_sums_are_those_of_the_assessment() -> None:
    written = report(calculator.assess(FIRMS["xiamen"]), "zh")
    for words in (
        "可确定金额：1,000,000 元", "可少付的利息：110,000 元", "首次“小巨人”奖励：1,000,000 元",
        "数字化改造补助：最高 249,999.99 元", "（舍去不足一分的部分）", "同一项软件或网关只补一次",
        "设备投入100～500万元技改补助：最高 300,000 元", "833,333.33",
    ):  # fmt: skip
        assert words in written, words
    english = report(calculator.assess(FIRMS["xiamen"]), "en")
    assert "up to RMB 249,999.99" in english
    assert "(rounded down to the fen)" in english


@each_firm
def test_each_language_is_itself(firm: Profile) -> None:
    english = re.sub(r"「[^」]*」|[\d.,]*[百千万亿]+元", "", report(calculator.assess(firm), "en"))
    assert not re.search(r"[\u3400-\u9fff，。：；（）、]", english)
    chinese = re.sub(r"「[^」]*」", "", report(calculator.assess(firm), "zh"))
    assert not re.search(r"[\u3400-\u9fff][,:;?!()]|[,:;?!()][\u3400-\u9fff]", chinese)
    for line in (*english.splitlines(), *chinese.splitlines()):
        assert "{" not in line
        assert "None" not in line
