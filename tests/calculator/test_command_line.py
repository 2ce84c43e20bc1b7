"""The command line: three commands, and every refusal one line a problem with nothing computed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import calculator
from tests.calculator.commands import run
from tests.calculator.firms import assessed, xiamen

pytestmark = pytest.mark.slow

FIRM = xiamen("little_giant", first_little_giant_title=True, little_giant_title_date="2025-05-20")


def refused(text: str | bytes, *options: str) -> list[str]:
    """The lines of the refusal."""
    done = run("assess", "-", *options, text=text)
    assert done.code == 2
    assert done.out == ""
    assert done.err.endswith("\n")
    assert "Traceback" not in done.err
    lines = done.err.splitlines()
    assert lines
    assert all(line.isprintable() and line.strip() for line in lines)
    return lines


def test_assess_prints_the_assessment(tmp_path: Path) -> None:
    file = tmp_path / "profile.json"
    file.write_text(json.dumps(FIRM), "utf-8")
    from_file, piped = run("assess", str(file)), run("assess", "-", text=json.dumps(FIRM))
    assert from_file == piped
    assert (from_file.code, from_file.err) == (0, "")
    assert json.loads(from_file.out) == assessed(FIRM)


def test_assess_takes_a_byte_order_mark_and_names_escaped_in_json() -> None:
    text = "\ufeff" + json.dumps(FIRM).replace("xiamen", "\\u0078iamen")
    assert json.loads(run("assess", "-", text=text).out) == assessed(FIRM)


def test_an_array_gives_an_array_in_its_order() -> None:
    firms = [FIRM, xiamen(), {"date": "2025-06-30"}]
    answers = json.loads(run("assess", "-", text=json.dumps(firms)).out)
    assert answers == [assessed(firm) for firm in firms]
    assert json.loads(run("assess", "-", text="[]").out) == []


def test_text_comes_in_two_languages() -> None:
    zh, en = (run("assess", "-", "--format", "text", *lang, text=json.dumps(FIRM))
              for lang in ((), ("--lang", "en")))  # fmt: skip
    assert "1,000,000 元" in zh.out
    assert "RMB 1,000,000" in en.out
    assert "首次获得专精特新“小巨人”称号" in zh.out
    assert zh.code == en.code == 0
    two = run("assess", "-", "--format", "text", text=json.dumps([FIRM, FIRM]))
    assert two.out.count("1,000,000 元") == 2 * zh.out.count("1,000,000 元")


def test_catalogue_and_facts_are_those_of_the_package() -> None:
    assert json.loads(run("catalogue").out) == json.loads(json.dumps(calculator.measures()))
    assert json.loads(run("facts").out) == json.loads(json.dumps(calculator.schema()))


def test_the_answer_is_utf_8_whatever_the_console() -> None:
    for encoding in ("cp1252", "ascii", "utf-8"):
        answer = run("assess", "-", text=json.dumps(FIRM), encoding=encoding)
        assert (answer.code, answer.err) == (0, "")
        assert json.loads(answer.out) == assessed(FIRM)


@pytest.mark.parametrize(
    ("arguments"), [(), ("asses",), ("assess",), ("assess", "-", "--format", "html"), ("assess", "-", "--lang", "fr")]
)  # fmt: skip
def test_what_is_no_command_is_refused(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert (done.code, done.out) == (2, "")
    assert "usage:" in done.err


def test_the_line_of_the_contract() -> None:
    assert refused('{"pledge_loans": [{"days": 1.5}]}') == [
        "/pledge_loans/0/days: must be an integer ≥ 0"
    ]


BAD = [
    ('{"joint_lab_equipment": NaN}', "/joint_lab_equipment"),
    ('{"joint_lab_equipment": Infinity}', "/joint_lab_equipment"),
    ('{"joint_lab_equipment": -Infinity}', "/joint_lab_equipment"),
    ('{"joint_lab_equipment": 1e400}', "/joint_lab_equipment"),
    ('{"joint_lab_equipment": 1E999999999}', "/joint_lab_equipment"),
    ('{"joint_lab_equipment": 1e-999999999}', "/joint_lab_equipment"),
    ('{"joint_lab_equipment": 1e-400}', "/joint_lab_equipment"),
    (f'{{"joint_lab_equipment": {"9" * 4000}}}', "/joint_lab_equipment"),
    (f'{{"joint_lab_equipment": "{"9" * 4000}"}}', "/joint_lab_equipment"),
    (f'{{"group_exhibition_manufacturers": {"9" * 4000}}}', "/group_exhibition_manufacturers"),
    ('{"joint_lab_equipment": 1000000000000.01}', "/joint_lab_equipment"),
    ('{"joint_lab_equipment": -0.01}', "/joint_lab_equipment"),
    ('{"joint_lab_equipment": "-1"}', "/joint_lab_equipment"),
    ('{"joint_lab_equipment": 0.001}', "/joint_lab_equipment"),
    ('{"joint_lab_equipment": "0.001"}', "/joint_lab_equipment"),
    ('{"joint_lab_equipment": "１２３"}', "/joint_lab_equipment"),
    ('{"joint_lab_equipment": "1,000"}', "/joint_lab_equipment"),
    ('{"joint_lab_equipment": "1e3"}', "/joint_lab_equipment"),
    ('{"joint_lab_equipment": " 1"}', "/joint_lab_equipment"),
    ('{"joint_lab_equipment": "1\\n"}', "/joint_lab_equipment"),
    ('{"joint_lab_equipment": ""}', "/joint_lab_equipment"),
    ('{"joint_lab_equipment": true}', "/joint_lab_equipment"),
    ('{"joint_lab_equipment": [1]}', "/joint_lab_equipment"),
    ('{"lpr_1y_pct": 100.0001}', "/lpr_1y_pct"),
    ('{"lpr_1y_pct": 3.00001}', "/lpr_1y_pct"),
    ('{"digital_level_after": 5}', "/digital_level_after"),
    ('{"digital_level_after": "2"}', "/digital_level_after"),
    ('{"digital_level_after": true}', "/digital_level_after"),
    ('{"group_exhibition_manufacturers": -1}', "/group_exhibition_manufacturers"),
    ('{"group_exhibition_manufacturers": 1000000000000000}', "/group_exhibition_manufacturers"),
    ('{"joint_lab_qualified": 1}', "/joint_lab_qualified"),
    ('{"joint_lab_qualified": "true"}', "/joint_lab_qualified"),
    ('{"city": "Xiamen"}', "/city"),
    ('{"city": ["xiamen"]}', "/city"),
    ('{"city": {}}', "/city"),
    ('{"date": "2025-02-29"}', "/date"),
    ('{"date": "2025-2-1"}', "/date"),
    ('{"date": "２０２５-01-01"}', "/date"),
    ('{"date": 20250101}', "/date"),
    ('{"titles": "srdi_sme"}', "/titles"),
    ('{"titles": {"srdi_sme": true}}', "/titles"),
    ('{"titles": ["srdi"]}', "/titles/0"),
    ('{"titles": ["srdi_sme", "srdi_sme"]}', "/titles/1"),
    ('{"titles": [null]}', "/titles/0"),
    ('{"pledge_loans": {}}', "/pledge_loans"),
    ('{"pledge_loans": [[]]}', "/pledge_loans/0"),
    ('{"pledge_loans": [{}, 5]}', "/pledge_loans/1"),
    ('{"pledge_loans": [{"year": 1999}]}', "/pledge_loans/0/year"),
    ('{"pledge_loans": [{"year": 2101}]}', "/pledge_loans/0/year"),
    ('{"pledge_loans": [{"year": "2025"}]}', "/pledge_loans/0/year"),
    ('{"pledge_loans": [{"ref": ""}]}', "/pledge_loans/0/ref"),
    ('{"pledge_loans": [{"ref": 5}]}', "/pledge_loans/0/ref"),
    ('{"credit_insurance_policies": [{"rate_permille": 1000.0001}]}',
     "/credit_insurance_policies/0/rate_permille"),
    ('{"training_attendance": [1, 2.5]}', "/training_attendance/1"),
    ('{"training_attendance": 5}', "/training_attendance"),
    ('{"lang": "zh"}', "/lang"),
    ('{"": 1}', "/"),
    ('"xiamen"', "/"), ("null", "/"), ("5", "/"), ("NaN", "/"),
]  # fmt: skip
"""Texts of one profile each, and the place of the one thing that is wrong."""


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_bad_value_is_refused_at_its_place(lang: str) -> None:
    lines = refused(f"[{', '.join(text for text, _ in BAD)}]", "--lang", lang)
    assert len(lines) == len(BAD)
    for i, (line, (_, place)) in enumerate(zip(lines, BAD, strict=True)):
        assert line.startswith(f"{i}{place}: ")
        assert line.isascii() == (lang == "en") or "≥" in line


@pytest.mark.parametrize("text", ["5", "null", "NaN", '{"city": "x"}'])
def test_a_profile_by_itself_has_no_index(text: str) -> None:
    assert refused(text)[0].startswith("/")


@pytest.mark.parametrize(
    "text",
    ["", " ", "{", '{"city": "xiamen"} x', "{'city': 1}", "[1,]", '{"city": .5}', "\x00", "[" * 100_000,
     '{"a":' * 100_000, b"\xff\xfe", "厦门".encode("gbk"), '{"city": "xiamen", "city": "xiamen"}'],
    ids=lambda each: repr(each[:12]),
)  # fmt: skip
def test_what_is_not_json_is_refused_in_a_line_of_either_language(text: str | bytes) -> None:
    (english,), (chinese,) = refused(text), refused(text, "--lang", "zh")
    assert english.isascii()
    assert not chinese.isascii()


def test_a_misspelt_fact_is_told_the_nearest_one() -> None:
    assert refused('{"titels": []}') == ["/titels: is not a known fact; did you mean titles?"]
    assert "days" in refused('{"pledge_loans": [{"dais": 1}]}')[0].partition(": ")[2]
    assert refused('{"qqq": 1}') == ["/qqq: is not a known fact"]


def test_every_problem_has_its_line_and_in_an_array_its_index() -> None:
    assert refused('{"city": "x", "titles": 5, "nope": 1}') == sorted(
        refused('{"city": "x", "titles": 5, "nope": 1}'), key=lambda line: "/nope" not in line
    )
    lines = refused('[{}, {"city": "x", "titles": 5}, {}, [], {"date": 1}]')
    places = [line.partition(": ")[0] for line in lines]
    assert sorted(places) == ["1/city", "1/titles", "3/", "4/date"]
    assert refused('[{}, {"city": "xiamen", "city": "xiamen"}]')[0].startswith("1/city: ")
    assert refused('[{"pledge_loans": [{}, {"days": 1, "days": 1}]}]')[0].startswith(
        "0/pledge_loans/1/days: "
    )


def test_megabytes_are_refused_and_not_searched_through() -> None:
    for name, entry in (("pledge_loans", "{}"), ("training_attendance", "1"), ("titles", '"x"')):
        many = ", ".join([entry] * 10_001)
        assert refused(f'{{"{name}": [{many}]}}') == [f"/{name}: must have at most 10000 entries"]
    assert len(refused('{"city": "' + "x" * 10_000_000 + '"}')) == 1
    misspelt = refused("{" + ", ".join(f'"titles{i}": 1' for i in range(150)) + "}")
    assert ["did you mean" in line for line in misspelt] == [True] * 100 + [False] * 50


def test_a_problem_is_one_line_whatever_the_key() -> None:
    keys = ["a\\nb", "a\\rb", "a\\u2028b", "a\\u001b[31mb", "\\ud800", "\\u0000"]
    assert len(refused("[" + ", ".join(f'{{"{key}": 1}}' for key in keys) + "]")) == len(keys)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.json", tmp_path):
        done = run("assess", str(path))
        assert (done.code, done.out) == (2, "")
        assert len(done.err.splitlines()) == 1
        assert done.err.startswith(f"{path}: ")


def test_numbers_are_exact_however_they_are_written() -> None:
    for written in (
        "12345678.95",
        '"12345678.95"',
        "1.234567895e7",
        "1234567895E-2",
        '"12345678.950"',
    ):
        text = json.dumps(xiamen("srdi_sme", joint_lab_qualified=True))[:-1]
        done = run("assess", "-", text=f'{text}, "joint_lab_equipment": {written}}}')
        if written == '"12345678.950"':  # more than two decimals, or the same number: never another
            assert done.code == 2 or "1234567.89" in done.out
        else:
            assert '"max": "1234567.89"' in done.out
