"""Ways the text could be: words put otherwise, a measure repealed, another day, another version.

A variant is checked against the stored words: those of the text must be in a quotation that a rule
reads a figure from, and what is put in their place must give one.
"""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import Path

from budget.program import Asked, Program
from calculator.catalogue import outline, quotations
from calculator.fields import is_day
from calculator.i18n import Text, join_texts
from calculator.measure import Measure, Policy, in_succession
from calculator.phrases import QuotationError, figure
from calculator.policies import POLICIES
from calculator.quantity import UnitError
from calculator.tracing import Untraceable

IN_FORCE = Text("现行条文", "The text in force")


class Refused(Exception):
    """What cannot be done, in both languages: a line for each reason."""

    def __init__(self, *lines: Text) -> None:
        super().__init__("; ".join(line.en for line in lines))
        self.lines = lines


@dataclass(frozen=True)
class Variant:
    """A way the text could be; without any change it is the text in force.

    `words` are the measure, the quotation and what stands in its place. `without` are repealed
    measures, `readings` the codes of readings other than the default. `version` is the path of a
    module with another version of a policy. `date` (YYYY-MM-DD) is that of the rules for all.
    `figure` is that of the cap if it is a point of a curve.
    """

    name: Text = IN_FORCE
    words: tuple[tuple[str, str, str], ...] = ()
    without: tuple[str, ...] = ()
    readings: tuple[tuple[str, str], ...] = ()
    version: str = ""
    date: str = ""
    figure: str = ""

    @property
    def policies(self) -> tuple[Policy, ...]:
        """The policies, with the other version in place of the one it replaces."""
        return _with_version(self.version) if self.version else POLICIES

    def asked(self) -> Iterator[Asked]:
        """Yield every measure that states an amount, as this variant has it."""
        readings = dict(self.readings)
        for policy in self.policies:
            for measure in policy.measures:
                if measure.id in self.without or outline(measure).amount is None:
                    continue
                code = readings.get(measure.id, measure.readings[0].code)
                reading = next(each for each in measure.readings if each.code == code)
                as_is = Asked(policy, measure, reading)
                put = tuple(
                    (old, new)
                    for name, old, new in self.words
                    if name == measure.id or _reaches(as_is, old, new)
                )
                yield replace(as_is, put_otherwise=put)


@lru_cache(maxsize=16)
def _with_version(file: str) -> tuple[Policy, ...]:
    new = _loaded(file)
    replaced = {new.id, new.amends}
    if not any(policy.id in replaced for policy in POLICIES):
        known = join_texts(Text(policy.id, policy.id) for policy in POLICIES)
        said = Text(
            "{file}：其中的 {id} 不是已有的政策（{known}）",
            "{file}: its policy {id} is none of those known ({known})",
        )
        raise Refused(said.fill(file=file, id=new.id, known=known))
    return tuple(new if policy.id in replaced else policy for policy in POLICIES)


def _loaded(file: str) -> Policy:
    path = Path(file)
    spec = importlib.util.spec_from_file_location(f"version_{abs(hash(file))}", path)
    if spec is None or spec.loader is None or not path.is_file():
        raise Refused(Text(f"{file}：没有这个 Python 文件", f"{file}: no such Python file"))
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where a dataclass looks for what its annotations name
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # whatever an unfinished version may raise
        why = f"{type(error).__name__}: {error}"
        raise Refused(
            Text(f"{file}：读不进来（{why}）", f"{file}: cannot be loaded ({why})")
        ) from error
    policy = getattr(module, "POLICY", None)
    if not isinstance(policy, Policy):
        raise Refused(Text(f"{file}：里面没有 POLICY", f"{file}: it has no POLICY"))
    return in_succession(policy)[0]


def stating() -> dict[str, Measure]:
    """Return the measures that state an amount, by id."""
    listed = (measure for policy in POLICIES for measure in policy.measures)
    return {measure.id: measure for measure in listed if outline(measure).amount}


def put_otherwise(said: str) -> Variant:
    """Read a variant: `old=new`, several parted by ；, each after `xm-13:` if it is in several.

    Raises Refused with the nearest words of the text, or with why the new ones give no figure.
    """
    words = [
        each for part in re.split("[;；]", said) if part.strip() for each in _put(part.strip())
    ]
    name = Text("；", "; ").join(Text(f"“{new}”", f"“{new}”") for _, _, new in words)
    return Variant(name, tuple(words))


def _put(said: str) -> list[tuple[str, str, str]]:
    old, equals, new = said.partition("=")
    named, colon, rest = old.partition(":")
    measure = named.strip() if colon and named.strip() in stating() else ""
    old, new = (rest if measure else old).strip(), new.strip()
    if not equals or not old or not new:
        raise Refused(
            Text(
                f"“{said}”：写成“条文原文=改后的文字”，如“最高30万元=最高50万元”",
                f"“{said}”: write “words of the text=new words”, as in 最高30万元=最高50万元",
            )
        )
    found = [
        (name, quotation, quotation.replace(old, new))
        for name, quotation in _quotations()
        if old in quotation and measure in ("", name)
    ]
    if not found:
        raise Refused(_nowhere(old, measure))
    names = dict.fromkeys(name for name, _, _ in found)
    if len(names) > 1:
        first = next(iter(names))
        raise Refused(
            Text(
                f"“{old}”在几条里都有：{'、'.join(names)}；在前面写明是哪一条，如“{first}:{said}”",
                f"“{old}” is in several measures: {', '.join(names)}; say which, as in “{first}:{said}”",
            )
        )
    (name,) = names
    decides = [each for each in found if _decides(each)]
    if not decides:
        raise Refused(
            Text(
                f"“{old}”在 {name} 里，但这几个字不决定金额，换成“{new}”算不出差别",
                f"“{old}” is in {name} but decides no amount: “{new}” in its place changes nothing",
            )
        )
    return decides


def _quotations() -> list[tuple[str, str]]:
    return [(name, q.words) for name, measure in stating().items() for q in quotations(measure)]


def _nowhere(old: str, measure: str) -> Text:
    words = dict.fromkeys(
        q for name, q in _quotations() if measure in ("", name) and _has_figure(q)
    )
    near = sorted(words, key=lambda q: SequenceMatcher(None, old, q).ratio(), reverse=True)[:3]
    listed = join_texts(Text(f"“{q}”", f"“{q}”") for q in near)
    said = Text("规则引用的条文里没有“{old}”；最接近的是{near}",
                "“{old}” is in no words that a rule quotes; the nearest are {near}")  # fmt: skip
    return said.fill(old=old, near=listed)


def _has_figure(words: str) -> bool:
    try:
        return bool(figure(words))
    except QuotationError:
        return False


def _decides(put: tuple[str, str, str]) -> bool:
    """Check whether other words change what a rule does. Raises Refused if they give no figure."""
    name, old, new = put
    measure = stating()[name]
    policy = next(policy for policy in POLICIES if measure in policy.measures)
    try:
        return any(_differs(Asked(policy, measure, each), old, new) for each in measure.readings)
    except Untraceable as error:
        said = Text("{id} 的规则不能对许多企业一起计算", "The rule of {id} cannot be run for many")
        raise Refused(said.fill(id=name)) from error
    except (QuotationError, UnitError, ValueError) as error:
        raise Refused(
            Text(
                f"“{new}”里读不出能代替“{old}”的数字：要有一个数，单位相同，方向（以上、最高等）看得懂",
                f"“{new}” gives no figure that could replace that of “{old}”: it needs one figure, of "
                "the same unit, with a direction (以上, 最高 …) that is understood",
            )
        ) from error


@lru_cache(maxsize=4096)
def _reaches(asked: Asked, old: str, new: str) -> bool:
    """Check whether a measure rests on another of which these are the words: matches or deducts it."""
    if any(each.words == old for each in quotations(asked.measure)):
        return False  # its own words, of which nothing was said
    try:
        return _differs(asked, old, new)
    except (QuotationError, UnitError, ValueError, Untraceable):
        return False


def _differs(asked: Asked, old: str, new: str) -> bool:
    """Check whether other words change what a rule does."""
    before, after = Program(), Program()
    before.add(asked)
    after.add(replace(asked, put_otherwise=((old, new),)))
    return before.steps != after.steps


def repealed(name: str) -> Variant:
    """Return the text without a measure. Raises Refused if there is none of that id."""
    _known(name)
    return Variant(Text(f"不设 {name}", f"Without {name}"), without=(name,))


def read_as(said: str) -> Variant:
    """Return the text under another reading, `xm-5:E`. Raises Refused if there is none."""
    name, _, code = said.partition(":")
    codes = [reading.code for reading in _known(name).readings]
    if code not in codes:
        listed = "、".join(f"{name}:{each}" for each in codes)
        raise Refused(
            Text(
                f"“{said}”：读法有 {listed}",
                f"“{said}”: the readings are {listed.replace('、', ', ')}",
            )
        )
    return Variant(
        Text(f"{name} 按读法 {code}", f"{name} under reading {code}"), readings=((name, code),)
    )


def on_day(day: str) -> Variant:
    """Return the text on another day. Raises Refused unless it is written YYYY-MM-DD."""
    if not is_day(day):
        raise Refused(Text(f"“{day}”：日期写成 2027-01-01", f"“{day}”: write a date as 2027-01-01"))
    return Variant(Text(f"按 {day} 的规则", f"The rules of {day}"), date=day)


def version(file: str) -> Variant:
    """Return another version of a policy. Raises Refused if the file has none."""
    made = Variant(
        Text(f"另一版 {Path(file).name}", f"The version {Path(file).name}"), version=file
    )
    _ = made.policies
    return made


def _known(name: str) -> Measure:
    if name not in stating():
        listed = ", ".join(stating())
        raise Refused(
            Text(
                f"“{name}”：有金额的措施是 {listed}",
                f"“{name}”: the measures with an amount are {listed}",
            )
        )
    return stating()[name]


def caps(said: str) -> list[Variant]:
    """Return the points of a curve: words of the text, =, and other figures for theirs: 10,20,50.

    Raises Refused as `put_otherwise` does.
    """
    old, _, listed = said.partition("=")
    figures = [each.strip() for each in listed.split(",") if each.strip()]
    if not figures or not all(re.fullmatch(r"\d+(\.\d+)?", each) for each in figures):
        raise Refused(
            Text(
                f"“{said}”：写成“条文原文=几个数”，如“最高30万元=10,20,30,50”",
                f"“{said}”: write “words of the text=figures”, as in 最高30万元=10,20,30,50",
            )
        )
    found = re.findall(r"(?<![-\d.])\d+(?:\.\d+)?", old.partition(":")[2] or old)
    if len(found) != 1:
        raise Refused(Text(f"“{old}”里应当只有一个数", f"there must be one figure in “{old}”"))
    at = old.rindex(found[0])
    made = []
    for each in sorted(figures, key=float):
        new = (old[:at] + each + old[at + len(found[0]) :]).rpartition(":")[2]
        if each == found[0]:
            now = Variant(Text(f"“{new}”（现行）", f"“{new}” (in force)"))
        else:
            now = put_otherwise(f"{old}={new}")
        made.append(replace(now, figure=each))
    return made


def programs(
    variants: Iterable[Variant], measures: Collection[str] = ()
) -> tuple[Program, list[Mapping[str, Asked]], list[Text]]:
    """Return one program for all variants, what each asks of it, and what cannot be computed.

    A rule that looks at values is left out and named; so are others than the `measures`, if any.
    """
    program, left_out = Program(), []
    asked: list[Mapping[str, Asked]] = []
    for variant in variants:
        there: dict[str, Asked] = {}
        for each in variant.asked():
            if measures and each.measure.id not in measures:
                continue
            try:
                program.add(each)
                there[each.measure.id] = each
            except Untraceable as error:
                left_out.append(
                    Text(
                        f"{each.measure.id}：规则看了一个数的值，不能对许多企业一起计算（{error}）",
                        f"{each.measure.id}: its rule looks at a value and cannot be run for many ({error})",
                    )
                )
        asked.append(there)
    return program, asked, left_out


def together(variants: Sequence[Variant]) -> Variant:
    """Return one variant with the changes of several."""
    name = Text("，", ", ").join(each.name for each in variants)
    return Variant(
        name,
        tuple(w for each in variants for w in each.words),
        tuple(w for each in variants for w in each.without),
        tuple(w for each in variants for w in each.readings),
        next((each.version for each in variants if each.version), ""),
        next((each.date for each in variants if each.date), ""),
    )
