"""The command: what it writes, and what it says to what it cannot do."""

from __future__ import annotations

import builtins
import dataclasses
import json
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import calculator
from benchmarks.profiles import profiles as ordinary
from budget import columns, population, sums, variants, workers
from budget import program as program_module
from budget.__main__ import MISSING, REFUSED, main
from budget.draws import apply, drawn
from budget.evaluate import evaluate
from budget.run import run as run_program
from budget.variants import (
    Refused,
    Variant,
    caps,
    on_day,
    programs,
    put_otherwise,
    read_as,
    repealed,
    version,
)
from calculator.assessment import Amount, Totals, assess_here
from calculator.i18n import Text
from calculator.measure import Kind, Measure, exactly, granted
from calculator.policies import POLICIES
from calculator.quantity import law
from calculator.tables.read_file import read_file
from calculator.tables.template import template
from calculator.tables.workbook_writer import write_workbook
from calculator.tracing import Untraceable

OLD, NEW = "企业一年享受贴息总额最高30万元", "企业一年享受贴息总额最高50万元"
CAP = f"{OLD}={NEW}"
DAY = "2025-06-30"


@pytest.fixture(scope="module")
def firms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of three parts, with a weight and a column of its own."""
    path = tmp_path_factory.mktemp("budget") / "firms.parquet"
    made = pa.Table.from_batches([population.invented(450, 7)])
    weights = pa.array([Decimal(n % 4) / 2 for n in range(450)], pa.decimal128(6, 2))
    sizes = pa.array(["small" if n % 3 else "large" for n in range(450)])
    pq.write_table(
        made.append_column("weight", weights).append_column("size", sizes), path, row_group_size=150
    )
    return path


def run(capfd: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str, str]:
    status = main([str(word) for word in words])
    said = capfd.readouterr()
    return status, said.out, said.err


def job(file: Path, *variants: Variant, **more: Any) -> sums.Job:
    return sums.Job(str(file), (Variant(), *variants), DAY, **more)


# --- what it computes ------------------------------------------------------------------------------


@cache
def totals(file: Path) -> list[Totals]:
    return [assess_here(profile).totals for profile in by_hand(file)]


def by_hand(file: Path) -> list[dict[str, Any]]:
    """The profiles of a file, as the calculator reads them."""
    rows = pq.read_table(file).drop_columns(["weight", "size"]).to_pylist()

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: plain(v) for k, v in value.items() if v is not None}
        if isinstance(value, list):
            return [plain(each) for each in value]
        return value if isinstance(value, bool | int) else str(value)

    return [{k: plain(v) for k, v in row.items() if v is not None} for row in rows]


def test_the_sums_are_those_of_the_calculator_enterprise_by_enterprise(firms: Path) -> None:
    made = workers.total(job(firms))
    found = totals(firms)
    cell = made.cells[0, sums.ALL, sums.ALL]
    assert cell.certain == sum(each.certain for each in found) * 100
    assert cell.amount == sum(each.at_most for each in found) * 100
    amounts = sorted(int(each.at_most * 100) for each in found if each.at_most)
    assert (cell.recipients, cell.largest) == (len(amounts), amounts[-1])
    assert made.median((0, sums.ALL, sums.ALL)) == amounts[(len(amounts) - 1) // 2]


def test_a_weight_counts_a_row_so_many_times(firms: Path) -> None:
    made = workers.total(job(firms, weight="weight", by=("size",)))
    weights = pq.read_table(firms).column("weight").to_pylist()
    found = [each.at_most * 100 for each in totals(firms)]
    scale = job(firms, weight="weight").scale
    cells = {group: made.cells[0, sums.ALL, group] for group in (sums.ALL, "large", "small")}
    assert cells[sums.ALL].amount == sum(
        a * int(w * scale) for a, w in zip(found, weights, strict=True)
    )
    large = sum(
        int(a) * int(w * scale)
        for n, (a, w) in enumerate(zip(found, weights, strict=True))
        if n % 3 == 0
    )
    assert cells["large"].amount == large
    assert cells["large"].amount + cells["small"].amount == cells[sums.ALL].amount


def test_a_higher_cap_costs_what_the_calculator_says_of_the_higher_cap(firms: Path) -> None:
    made = workers.total(job(firms, put_otherwise(CAP)))
    profiles = by_hand(firms)
    before = sum(each.high for p in profiles for each in _interest(p))
    # The cap only cuts: without it a year gives what the loans of the year give.
    after = sum(min(year, 50_000_000) for p in profiles for year in _years(p))
    assert made.cells[0, "xm-13", ""].amount == before * 100
    assert made.cells[1, "xm-13", ""].amount == after
    moved = made.moved[1, ""]
    assert moved.gained == after - before * 100 > 0
    assert (moved.lose, moved.lost) == (0, 0)
    assert moved.gain + moved.same == len(profiles)


def _interest(profile: dict[str, Any]) -> list[Amount]:
    amount = calculator.amounts(profile)["xm-13"]
    return [amount] if amount else []


def _years(profile: dict[str, Any]) -> list[int]:
    """The subsidy of each year before the cap, in fen; the rate is that of the day, 3%."""
    if not _interest(profile):
        return []
    made: dict[int, Fraction] = {}
    for loan in profile["pledge_loans"]:
        if loan["collateral"] in ("patent", "trademark"):
            rate = min(Fraction(loan["rate_pct"]), Fraction(3)) * Fraction(60, 100)
            interest = Fraction(loan["principal"]) * rate * min(loan["days"], 365) / 365
            made[loan["year"]] = made.get(loan["year"], Fraction(0)) + interest
    return [int(amount) for amount in made.values()]


def test_the_curve_of_a_cap_never_falls_and_meets_the_text_in_force(firms: Path) -> None:
    points = caps(f"{OLD}=10,30,50,100")
    made = workers.total(job(firms, *points))
    costs = [made.cells[n, "xm-13", ""].amount for n in range(1, 5)]
    assert costs == sorted(costs)
    assert costs[1] == made.cells[0, "xm-13", ""].amount
    assert costs[0] < costs[1] < costs[2]


def test_a_whole_other_version_is_computed_as_its_words_are(firms: Path, tmp_path: Path) -> None:
    module = Path(calculator.__file__).parent / "policies" / "xiamen_2024.py"
    text = module.read_text("utf-8")
    assert text.count(OLD) == 1
    other = tmp_path / "xiamen_2024.py"
    other.write_text(text.replace(OLD, NEW), encoding="utf-8")
    made = workers.total(job(firms, put_otherwise(CAP), version(str(other))))
    one, two = ({k[1:]: c for k, c in made.cells.items() if k[0] == n} for n in (1, 2))
    assert one == two
    assert one != {k[1:]: c for k, c in made.cells.items() if k[0] == 0}


def test_another_day_another_reading_and_a_repealed_measure(firms: Path) -> None:
    ways = [on_day("2030-01-01"), read_as("xm-5:E"), repealed("xm-5")]
    made = workers.total(job(firms, *ways))
    late, read, gone = ({k[1]: c for k, c in made.cells.items() if k[0] == n} for n in (1, 2, 3))
    before = {k[1]: c for k, c in made.cells.items() if k[0] == 0}
    assert {cell.amount for cell in late.values()} == {0}
    assert {name for name, cell in read.items() if cell != before[name]} == {"xm-5", sums.ALL}
    assert before.keys() - gone.keys() == {"xm-5"}
    assert made.moved[3, ""].lost == before["xm-5"].amount


def test_a_rule_that_looks_at_a_value_is_left_out_and_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    traced = program_module.trace

    def refusing(measure: Any, *more: Any) -> Any:
        if measure.id == "xm-2":
            raise Untraceable("somewhere, line 5")
        return traced(measure, *more)

    monkeypatch.setattr(program_module, "trace", refusing)
    _, (asked,), left_out = programs([Variant()])
    assert "xm-2" not in asked
    assert "xm-3" in asked
    assert [line.en.partition(":")[0] for line in left_out] == ["xm-2"]
    assert "somewhere, line 5" in left_out[0].zh


def test_words_of_a_measure_that_another_matches_change_both(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def made(name: str, rule: Any) -> Measure:
        return Measure(name, Text(name, name), Kind.AWARD, rule, ())

    award = made("made-award", lambda firm, _: exactly(law("一次性10万元奖励")))
    half = made("made-half", lambda firm, _: exactly(law("按50%配套") * granted(award, firm)))
    other = made("made-other", lambda firm, _: exactly(law("一次性10万元奖励")))
    policy = dataclasses.replace(POLICIES[0], measures=(award, half, other))
    monkeypatch.setattr(variants, "POLICIES", (policy,))
    changed = Variant(words=(("made-award", "一次性10万元奖励", "一次性30万元奖励"),))
    program, (before, after), _ = programs([Variant(), changed])
    read = columns.Columns(
        1,
        codes={
            "city": np.zeros(1, np.int8),
            "applicant": np.zeros(1, np.int8),
            "date": np.full(1, 739_400),
        },
    )
    found = run_program(program, read)
    sums_ = [
        [int(found.found(asked[m.id]).low[0]) for m in (award, half, other)]
        for asked in (before, after)
    ]
    assert sums_ == [[10_000_000, 5_000_000, 10_000_000], [30_000_000, 15_000_000, 10_000_000]]


def test_rows_in_columns_come_out_as_the_calculator_has_them() -> None:
    profiles = ordinary(60, 4)
    found = evaluate(population.from_profiles(profiles), today=DAY).to_pylist()
    for profile, row in zip(profiles, found, strict=True):
        want = assess_here(profile).totals
        assert row["amount"] == Decimal(int(want.at_most * 100)) / 100
        assert row["certain"] == Decimal(int(want.certain * 100)) / 100


# --- parts -----------------------------------------------------------------------------------------


def test_a_run_that_was_broken_off_goes_on_where_it_was(
    firms: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = job(firms, put_otherwise(CAP), by=("title",))
    whole = workers.total(asked).digest
    computed: list[int] = []

    def breaking(job: sums.Job, part: int) -> sums.Sums:
        computed.append(part)
        if len(computed) == 2:
            raise KeyboardInterrupt
        return sums.of_part(job, part)

    monkeypatch.setattr(workers, "of_part", breaking)
    with pytest.raises(KeyboardInterrupt):
        workers.total(asked, kept=tmp_path / "kept")
    assert workers.total(asked, kept=tmp_path / "kept").digest == whole
    assert computed == [0, 1, 1, 2], "the first part was not computed again"
    assert not (tmp_path / "kept").exists()


def test_what_was_kept_of_another_job_is_not_taken(firms: Path, tmp_path: Path) -> None:
    first, other = job(firms), job(firms, put_otherwise(CAP))
    kept = tmp_path / "kept"
    workers._keep(kept / first.digest, 0, sums.Sums(rows=5))
    assert workers.total(other, kept=kept).digest == workers.total(other).digest


def test_sums_survive_their_file_form_and_any_order(firms: Path) -> None:
    asked = job(firms, put_otherwise(CAP), by=("title", "size"))
    each = [sums.of_part(asked, n) for n in sums.parts(asked)]
    again = [sums.Sums.from_json(json.loads(json.dumps(part.to_json()))) for part in each]
    assert sums.Sums.of(each).digest == sums.Sums.of(reversed(again)).digest


# --- draws -----------------------------------------------------------------------------------------


def test_draws_depend_on_the_seed_and_not_on_the_split(firms: Path, tmp_path: Path) -> None:
    how = (drawn("pledge_loans/*/principal=0.5..1.5"),)
    other = tmp_path / "other.parquet"
    pq.write_table(pq.read_table(firms), other, row_group_size=70)
    three = [
        workers.total(job(file, drawn=how, draws=3, seed=seed)).draws
        for file, seed in ((firms, 1), (other, 1), (firms, 2))
    ]
    assert three[0] == three[1] != three[2]
    amounts = {amount for _, amount in three[0].values()}
    assert len(amounts) == 3


def test_an_open_question_is_drawn_as_often_as_stated() -> None:
    read = columns.Columns(20_000, codes={"joint_lab_qualified": np.full(20_000, -1, np.int8)})
    made = apply(read, (drawn("joint_lab_qualified=40%"),), 1, 1, np.arange(20_000))
    assert abs(int(made.codes["joint_lab_qualified"].sum()) - 8000) < 300


# --- what it writes and says -----------------------------------------------------------------------


def test_it_writes_the_page_the_workbook_and_json_in_both_languages(
    firms: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for lang, sentence in (("zh", "多约"), ("en", "put as")):
        outs = [tmp_path / f"{lang}.{form}" for form in ("html", "xlsx", "json")]
        words = [word for out in outs for word in ("--out", out)]
        status, out, err = run(
            capfd, "run", firms, "--lang", lang, "--variant", CAP, "--curve", f"{OLD}=10,30,50",
            "--by", "title,size", "--take-up", "60%", "--draw", "pledge_loans/*/principal=0.8..1.2",
            "--draws", "4", "--today", DAY, "--measure", "xm-13", *words,
        )  # fmt: skip
        assert (status, [line for line in err.splitlines() if "weight" not in line]) == (0, [])
        assert sentence in out
        page = outs[0].read_text("utf-8")
        assert page.count("<figure>") == 2
        assert {OLD, NEW} <= {word for word in (OLD, NEW) if word in page}
        data = json.loads(outs[2].read_text("utf-8"))
        assert len(data["variants"]) == 5
        assert data["variants"][1]["words"] == [{"measure": "xm-13", "old": OLD, "new": NEW}]
        cells = {
            cell
            for sheet in read_file(outs[1].read_bytes())
            for line in sheet.lines
            for cell in line.cells
        }
        assert NEW in cells
        assert data["variants"][1]["total"]["amount"] in {c.replace(",", "") for c in cells}


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        (["--variant", "最高31万元=最高50万元"], "最接近的是“最高30万元奖励”", "the nearest are"),
        (["--variant", "最高30万元=最高50万元"], "在几条里都有：xm-2、", "is in several measures"),
        (["--variant", f"{OLD}=封顶"], "读不出能代替", "gives no figure"),
        (["--variant", "最高30万元"], "写成“条文原文=改后的文字”", "words of the text=new words"),
        (["--variant", f"{OLD}=企业一年享受贴息总额最高30.0万元"], "不决定金额", "decides no amount"),
        (["--repeal", "xm-99"], "有金额的措施是", "measures with an amount"),
        (["--reading", "xm-5:Q"], "读法有 xm-5:P", "the readings are xm-5:P"),
        (["--day", "2027-13-01"], "日期写成", "write a date as"),
        (["--version", "nowhere.py"], "没有这个 Python 文件", "no such Python file"),
        (["--by", "titel"], "没有“titel”这一列", "no column “titel”"),
        (["--weight", "w"], "没有“w”这一列", "no column “w”"),
        (["--measure", "xm-1"], "有金额的措施是", "measures with an amount"),
        (["--draw", "digital_spend=1.2", "--draws", "3"], "=0.8..1.2", "=0.8..1.2"),
        (["--draw", "nothing=0.8..1.2"], "没有这一项", "is not a known fact"),
        (["--draws", "5"], "要和 --draw 一起用", "needs --draw"),
        (["--take-up", "0.6"], "写成 60%", "write 60%"),
        (["--curve", f"{OLD}=ten"], "写成“条文原文=几个数”", "words of the text=figures"),
        (["--out", "budget.pdf"], "结尾", "must end in"),
    ],
)  # fmt: skip
def test_what_it_refuses_and_what_would_do(
    firms: Path, capfd: pytest.CaptureFixture[str], words: list[str], zh: str, en: str
) -> None:
    for lang, said in (("zh", zh), ("en", en)):
        status, out, err = run(capfd, "run", firms, "--lang", lang, *words)
        assert (status, out) == (REFUSED, "")
        assert said in err
        assert "Traceback" not in err
    assert " / " in run(capfd, "run", firms, *words)[2], "both languages where none was chosen"


def written(path: Path, **cells: Any) -> Path:
    pq.write_table(pa.table({"city": ["xiamen"] * 3, **cells}), path)
    return path


@pytest.mark.parametrize(
    ("cells", "row", "column", "said"),
    [
        ({"digital_spend": [1.5, 2.345, 3.0]}, 2, "digital_spend", "最多 2 位小数"),
        ({"digital_spend": ["1", "2", "many"]}, 3, "digital_spend", "必须是"),
        ({"digital_spend": [1, -2, 3]}, 2, "digital_spend", "必须是 0 到"),
        ({"titles": [["srdi_sme"], ["giant"], []]}, 2, "titles", "必须是以下之一"),
        ({"applicant": ["enterprise", "bank", None]}, 2, "applicant", "必须是以下之一"),
        ({"date": ["2025-06-30", "30.6.2025", None]}, 2, "date", "写作 2025-06-30"),
        ({"joint_lab_qualified": ["yes", "no", "no"]}, 1, "joint_lab_qualified", "true 或 false"),
        ({"pledge_loans": [[], [{"days": 3}, {"days": -1}], []]}, 2, "pledge_loans/*/days", "不小于 0"),
        ({"pledge_loans": ["a", "b", "c"]}, 1, "pledge_loans", "必须是列表"),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_read_is_named(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], cells: Any, row: int, column: str, said: str
) -> None:
    file = written(tmp_path / "bad.parquet", **cells)
    for command in ("run", "check"):
        status, _, err = run(capfd, command, file, "--lang", "zh")
        assert status == REFUSED
        assert f"bad.parquet，第 {row} 行，列 {column}：" in err
        assert said in err


def test_a_file_that_is_none_is_refused(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.parquet").write_text("city\nxiamen\n", encoding="utf-8")
    assert "from-table" in run(capfd, "run", tmp_path / "a.parquet", "--lang", "en")[2]
    assert "No such file" in run(capfd, "run", tmp_path / "b.parquet", "--lang", "en")[2]
    pq.write_table(pa.table({"a": [1]}), tmp_path / "c.parquet")
    assert (
        "none of its columns is a fact"
        in run(capfd, "run", tmp_path / "c.parquet", "--lang", "en")[2]
    )


def test_what_is_not_known_is_a_range_and_said(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = written(
        tmp_path / "open.parquet", date=[DAY] * 3, titles=[["little_giant"]] * 3,
        digital_spend=["1000000", None, "1000000"], digital_level_after=[3, 3, None],
    )  # fmt: skip
    status, out, _ = run(
        capfd, "run", file, "--measure", "xm-17", "--lang", "en", "--out", tmp_path / "o.json"
    )
    assert status == 0
    assert "1 enterprise can have up to RMB 250,000" in out
    assert "facts that decide are missing for 2 enterprises, at most another RMB 500,000" in out
    total = json.loads((tmp_path / "o.json").read_text("utf-8"))["variants"][0]["total"]
    assert (total["amount"], total["at_most"]) == ("250000.00", "750000.00")
    assert (total["recipients"], total["undetermined"], total["boundless"]) == (1, 2, 0)
    loans = [[{"use": "rnd", "principal": "1", "financing_rate_pct": "3", "days": None}]] * 3
    endless = written(
        tmp_path / "endless.parquet",
        date=[DAY] * 3,
        titles=[["srdi_sme"]] * 3,
        tech_fund_loans=loans,
    )
    out = run(capfd, "run", endless, "--measure", "xm-4", "--lang", "zh")[1]
    assert "3 家情况不全" in out
    assert "其中 3 家没有上限" in out


def test_the_template_has_every_column_and_computes_to_nothing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(capfd, "template", tmp_path / "t.parquet")[0] == 0
    assert pq.read_schema(tmp_path / "t.parquet").names == population.schema().names
    status, out, _ = run(capfd, "run", tmp_path / "t.parquet", "--lang", "en")
    assert (status, "0 enterprises can have" in out) == (0, True)


def test_a_table_of_enterprises_becomes_a_file(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.csv").write_text(
        "企业名称,登记注册的城市,有效期内的称号,数字化改造实际投入\n甲,厦门,专精特新“小巨人”企业,100万元\n乙,厦门,,\n",
        encoding="utf-8",
    )
    assert run(capfd, "from-table", tmp_path / "a.csv", tmp_path / "a.parquet")[0] == 0
    first, second = pq.read_table(tmp_path / "a.parquet").to_pylist()
    assert (first["titles"], first["digital_spend"]) == (["little_giant"], Decimal("1000000.00"))
    assert (second["titles"], second["digital_spend"]) == (None, None)
    (tmp_path / "b.csv").write_text("企业名称,登记注册的城市\n甲,上海\n", encoding="utf-8")
    status, _, err = run(
        capfd, "from-table", tmp_path / "b.csv", tmp_path / "b.parquet", "--lang", "zh"
    )
    assert (status, "第 2 行" in err) == (REFUSED, True)
    (tmp_path / "t.xlsx").write_bytes(write_workbook(template("zh")))
    assert run(capfd, "from-table", tmp_path / "t.xlsx", tmp_path / "t.parquet")[0] == REFUSED


def test_check_says_what_is_there_and_what_each_measure_lacks(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path / "few.parquet", digital_spend=[1, None, 3])
    status, out, _ = run(capfd, "check", file, "--lang", "en")
    assert status == 0
    assert "digital_spend): rows in which it is not given: 1" in out
    assert "xm-17 lacks: digital_level_after" in out


def test_without_its_components_it_says_which_to_install(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = builtins.__import__

    def lacking(name: str, *more: Any) -> Any:
        if name == "budget.columns":
            raise ModuleNotFoundError("no numpy", name="numpy")
        return kept(name, *more)

    monkeypatch.setattr(builtins, "__import__", lacking)
    status, _, err = run(capfd, "check", "x", "--lang", "en")
    assert (status, err.strip()) == (MISSING, 'numpy is missing: pip install "calculator[budget]"')


def test_words_are_found_inside_a_quotation_and_only_in_the_measure_named() -> None:
    variant = put_otherwise("xm-2:最高30万元=最高50万元")
    assert variant.words == (("xm-2", "最高30万元奖励", "最高50万元奖励"),)
    with pytest.raises(Refused):
        put_otherwise("xm-3:最高30万元=最高50万元")
