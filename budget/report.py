"""The result of a job: its sentence, tables and provenance, for the page, the workbook and JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from budget.population import INVENTED
from budget.sums import ALL, SEPARATOR, Cell, Job, Moved, Sums, file_digest
from calculator.i18n import Lang, Text, grouped, join_texts, plain, yuan
from calculator.measured import plural
from calculator.profile import FACTS
from calculator.tables.sheet import Money, Row, Sheet, Strong
from calculator.version import rules_version

QUANTILES = (5, 25, 50, 75, 95)

TOTAL = Text("合计（不含少付的利息）", "Sum (without interest saved)")
TITLE = Text("措施要花多少钱", "What the measures cost")
HEAD = (
    Text("条文写明（元）", "Fixed by the text (RMB)"),
    Text("含上限（元）", "With ceilings (RMB)"),
    Text("加上情况不全的，最多（元）", "With the undetermined, at most (RMB)"),
    Text("得到的企业（家）", "Recipients"),
    Text("平均（元）", "Mean (RMB)"),
    Text("中位数（元）", "Median (RMB)"),
    Text("最大一家（元）", "Largest (RMB)"),
    Text("情况不全（家）", "Undetermined"),
    Text("其中没有上限（家）", "Of these without an upper end"),
)
VARIANT, MEASURE, GROUP = Text("方案", "Variant"), Text("措施", "Measure"), Text("分组", "Group")
MOVED = (
    Text("多得（家）", "Gain"), Text("少得（家）", "Lose"), Text("不变（家）", "Unchanged"),
    Text("多出（元）", "More (RMB)"), Text("减少（元）", "Less (RMB)"),
)  # fmt: skip
OLD, NEW = Text("现行文字", "Words in force"), Text("改为", "Put otherwise")
_NONE, _UNKNOWN = Text("没有称号", "no title"), Text("没有填", "not given")


@dataclass(frozen=True)
class Report:
    """A job and its sums. `curve` are the variants that are points of a curve, in its order.

    `take_up` is the share of those entitled who are taken to claim; `left_out` cannot be computed.
    """

    job: Job
    sums: Sums
    left_out: tuple[Text, ...] = ()
    curve: tuple[int, ...] = ()
    take_up: Fraction | None = None

    @property
    def variants(self) -> range:
        return range(len(self.job.variants))

    def name(self, variant: int) -> Text:
        return self.job.variants[variant].name

    def cell(self, variant: int, measure: str = ALL, group: str = ALL) -> Cell:
        return self.sums.cells.get((variant, measure, group), Cell())

    def yuan(self, fen: int) -> Fraction:
        """Return a sum of fen times weight in yuan, cut to the fen."""
        return Fraction(fen // self.job.scale, 100)

    def count(self, weight: int) -> Fraction:
        return Fraction(weight, self.job.scale)

    @cached_property
    def measures(self) -> tuple[str, ...]:
        """The measures from which anyone has anything, or could have, under any variant."""
        names = dict.fromkeys(name for _, name, _ in self.sums.cells if name)
        return tuple(
            name
            for name in names
            if any(
                self.cell(v, name).at_most or self.cell(v, name).boundless for v in self.variants
            )
        )

    @cached_property
    def groups(self) -> tuple[str, ...]:
        return tuple(sorted({group for _, _, group in self.sums.cells if group}))

    def measure(self, name: str) -> Text:
        return Text(f"{name} ", f"{name} ") + self._titles[name] if name else TOTAL

    @cached_property
    def _titles(self) -> Mapping[str, Text]:
        policies = (policy for variant in self.job.variants for policy in variant.policies)
        return {measure.id: measure.title for policy in policies for measure in policy.measures}

    def group(self, key: str) -> Text:
        """Return the name of a group."""
        parts = key.split(SEPARATOR)
        return Text(" · ", " · ").join(
            _label(by, part) for by, part in zip(self.job.by, parts, strict=True)
        )

    @cached_property
    def focus(self) -> str:
        """The measure that all variants are about, if there is just one; else all measures."""
        names: set[str] = set(self.job.measures)
        for variant in self.job.variants:
            if variant.version or variant.date:
                return ALL
            names |= {name for name, _, _ in variant.words} | {*variant.without}
            names |= {name for name, _ in variant.readings}
        return names.pop() if len(names) == 1 else ALL

    def changed(self, variant: int) -> int:
        """Return what a variant costs more than the text in force, interest saved included, in fen."""
        moved = self.sums.moved.get((variant, ALL), Moved())
        return moved.gained - moved.lost

    # the sentence

    @cached_property
    def sentences(self) -> tuple[Text, ...]:
        """The result in a sentence for each variant, or for the text in force if there is none."""
        base = self.cell(0, self.focus)
        others = [v for v in self.variants if v and v not in self.curve]
        first, *more = [self._varied(v, base) for v in others] or [self._in_force(base)]
        stop = Text("。", ".")
        return tuple(_tidy(each + stop) for each in (first + self._missing(base), *more))

    @property
    def sentence(self) -> Text:
        """The first of the sentences."""
        return self.sentences[0]

    def _missing(self, base: Cell) -> Text:
        """Return what is said of enterprises that lack facts."""
        if not base.undetermined and not base.boundless:
            return Text("", "")
        said = Text(
            "；{n} 家情况不全，最多再加 {sum}",
            "; facts that decide are missing for {n}, at most another {sum}",
        ).fill(
            n=_firms(self.count(base.undetermined)),
            sum=about(self.yuan(base.at_most - base.amount)),
        )
        if not base.boundless:
            return said
        open_ = Text("（其中 {n} 家没有上限）", " ({n} of them without an upper end)")
        return said + open_.fill(n=_count(self.count(base.boundless)))

    def _in_force(self, base: Cell) -> Text:
        return Text(
            "按现行条文，{n} 家最高共得 {sum}，其中条文写明 {certain}",
            "Under the text in force {n} can have up to {sum}, of which {certain} is fixed by the text",
        ).fill(
            n=_firms(self.count(base.recipients)),
            sum=about(self.yuan(base.amount)),
            certain=about(self.yuan(base.certain)),
        )

    def _varied(self, variant: int, base: Cell) -> Text:
        moved = self.sums.moved.get((variant, ALL), Moved())
        change = self.changed(variant)
        more = Text("多 {sum}", "{sum} more") if change >= 0 else Text("少 {sum}", "{sum} less")
        return Text(
            "{variant}：{more}；{measure}最高由 {before} 到 {after}；{gain} 家多得，{lose} 家少得，{same} 家不变",
            "{variant}: {more}; {measure} goes from up to {before} to up to {after}; enterprises better "
            "off: {gain}, worse off: {lose}, unchanged: {same}",
        ).fill(
            variant=self._changes(variant),
            measure=self.measure(self.focus) if self.focus else Text("合计", "the sum"),
            more=more.fill(sum=about(self.yuan(abs(change)))),
            before=about(self.yuan(base.amount)),
            after=about(self.yuan(self.cell(variant, self.focus).amount)),
            gain=_count(self.count(moved.gain)),
            lose=_count(self.count(moved.lose)),
            same=_count(self.count(moved.same)),
        )

    def _changes(self, variant: int) -> Text:
        """Return a variant in words, those of the text before those put in their place."""
        words = {(old, new) for _, old, new in self.job.variants[variant].words}
        if not words:
            return self.name(variant)
        return Text("，", ", ").join(
            Text(f"“{old}”改为“{new}”", f"“{old}” put as “{new}”") for old, new in sorted(words)
        )

    # tables

    def row(
        self, variant: int, measure: str = ALL, group: str = ALL
    ) -> tuple[int | Money | str, ...]:
        """Return the figures of `HEAD`."""
        cell = self.cell(variant, measure, group)
        median = self.sums.median((variant, measure, group))
        mean = cell.amount // cell.recipients if cell.recipients else None
        return (
            Money(self.yuan(cell.certain)),
            Money(self.yuan(cell.amount)),
            Money(self.yuan(cell.at_most)),
            self._number(cell.recipients),
            "" if mean is None else Money(Fraction(mean, 100)),
            "" if median is None else Money(Fraction(median, 100)),
            Money(Fraction(cell.largest, 100)),
            self._number(cell.undetermined),
            self._number(cell.boundless),
        )

    def _number(self, weight: int) -> int | str:
        count = self.count(weight)
        return count.numerator if count.denominator == 1 else plain(count)

    @property
    def apart(self) -> list[int]:
        """The text in force and the variants that are no points of the curve; those have a table of their own."""
        return [variant for variant in self.variants if variant not in self.curve]

    def by_variant(self, lang: Lang) -> Iterator[Row]:
        for variant in self.apart:
            yield [self.name(variant)(lang), *self.row(variant)]

    def by_measure(self, lang: Lang) -> Iterator[Row]:
        """Yield a row for each measure and variant; variants that change nothing of it are left out."""
        for name in self.measures:
            for variant in self.apart:
                if not variant or self.cell(variant, name) != self.cell(0, name):
                    yield [
                        self.measure(name)(lang),
                        self.name(variant)(lang),
                        *self.row(variant, name),
                    ]

    def by_group(self, lang: Lang) -> Iterator[Row]:
        for group in self.groups:
            for variant in self.apart:
                yield [
                    self.group(group)(lang),
                    self.name(variant)(lang),
                    *self.row(variant, ALL, group),
                ]

    def who_moves(self, lang: Lang) -> Iterator[Row]:
        """Yield who gains and who loses by each variant, of all and of each group."""
        there = (each for each in sorted(self.sums.moved.items()) if each[0][0] in self.apart)
        for (variant, group), moved in there:
            yield [
                self.name(variant)(lang),
                self.group(group)(lang) if group else Text("全部", "All")(lang),
                *(self._number(each) for each in moved[:3]),
                *(Money(self.yuan(each)) for each in moved[3:]),
            ]

    def points(self, lang: Lang) -> Iterator[Row]:
        """Yield the points of the curve: the words, the cost, and what a step costs more."""
        before: int | None = None
        for variant in self.curve:
            cost = self.cell(variant, self.focus).amount
            step = "" if before is None else Money(self.yuan(cost) - self.yuan(before))
            yield [self.name(variant)(lang), Money(self.yuan(cost)), step]
            before = cost

    def quantiles(self, lang: Lang) -> Iterator[Row]:
        """Yield for each variant the amounts that so many percent of the draws do not exceed."""
        for variant in self.apart if self.job.draws else ():
            amounts = sorted(self.sums.draws[variant, d][1] for d in range(1, self.job.draws + 1))
            yield [
                self.name(variant)(lang),
                *(Money(self.yuan(_quantile(amounts, q))) for q in QUANTILES),
            ]

    def words(self, lang: Lang) -> Iterator[Row]:
        """Yield the words of the text that variants put otherwise."""
        shown = [v for v in self.apart if v] or self.variants
        rows = dict.fromkeys(w for v in shown for w in self.job.variants[v].words)
        for name, old, new in rows:
            yield [self.measure(name)(lang), old, new]

    def provenance(self, lang: Lang) -> Iterator[Row]:
        """Yield on which rules and data the result rests, so that it can be made again."""
        facts: list[tuple[Text, str]] = [
            (Text("规则版本", "Version of the rules"), rules_version()),
            (
                Text("数据", "Data"),
                f"{Path(self.job.file).name}, SHA-256 {file_digest(self.job.file)}",
            ),
            (Text("企业", "Enterprises"), f"{self.sums.rows:,}"),
            (Text("没有写日期的按", "Rows without a date are of"), self.job.today),
            (Text("随机种子", "Seed"), str(self.job.seed) if self.job.draws else "—"),
            (Text("抽取次数", "Draws"), str(self.job.draws)),
            (Text("结果摘要", "Digest of the sums"), self.sums.digest),
            (
                Text("用任意长度的整数重算的行", "Rows computed again in integers of any size"),
                f"{self.sums.exact:,}",
            ),
        ]
        if self.job.weight:
            facts.append((Text("权数", "Weight"), self.job.weight))
        for label, said in facts:
            yield [label(lang), said]
        for each in self.left_out:
            yield [Text("没有计算", "Not computed")(lang), each(lang)]

    @cached_property
    def invented(self) -> bool:
        """Whether the file says that its enterprises are invented."""
        metadata = pq.ParquetFile(self.job.file).schema_arrow.metadata or {}
        return INVENTED in metadata

    @property
    def remarks(self) -> tuple[Text, ...]:
        """What has to be known to read the result."""
        said = [
            Text(
                "“含上限”按条文的上限计算，实际金额由主管部门在上限内确定；同一笔支出只计一次。",
                "“With ceilings” takes each ceiling of the text; the department decides within it. The "
                "same outlay counts once.",
            )
        ]
        if self.invented:
            said.insert(
                0,
                Text("数据是虚构的，只供试用。", "The enterprises are invented, for trying only."),
            )
        if self.take_up is not None:
            share = Text(f"{plain(self.take_up * 100)}%", f"{plain(self.take_up * 100)}%")
            sums = join_texts(
                Text("{variant} {sum}", "{variant} {sum}").fill(
                    variant=self.name(v),
                    sum=about(self.yuan(int(self.cell(v, self.focus).amount * self.take_up))),
                )
                for v in self.variants
                if v not in self.curve
            )
            claimed = Text(
                "假定符合条件的金额有 {share} 被申领：{sums}。",
                "Taking {share} of the amounts to be claimed: {sums}.",
            )
            said.append(_tidy(claimed.fill(share=share, sums=sums)))
        return tuple(said)

    # forms

    def sheets(self, lang: Lang) -> list[Sheet]:
        """Return the workbook."""
        wide = (30, *(18,) * len(HEAD))
        head = [each(lang) for each in HEAD]

        def sheet(
            name: Text, columns: Sequence[Text], rows: Iterator[Row], extra: bool = True
        ) -> Sheet:
            titles = [each(lang) for each in columns] + (head if extra else [])
            widths = (*(30,) * len(columns), *wide[1:]) if extra else (30,) * len(columns)
            return Sheet(name(lang), tuple(titles), tuple(rows), tuple(widths))

        top = Sheet(
            Text("总览", "Overview")(lang),
            (TITLE(lang),),
            (
                *((Strong(each(lang)),) for each in self.sentences),
                *((each(lang),) for each in self.remarks),
                *self.provenance(lang),
            ),
            (36, 80),
            page=True,
        )
        made = [top, sheet(VARIANT, (VARIANT,), self.by_variant(lang))]
        made.append(sheet(MEASURE, (MEASURE, VARIANT), self.by_measure(lang)))
        if self.groups:
            made.append(sheet(GROUP, (GROUP, VARIANT), self.by_group(lang)))
        if self.sums.moved:
            moved = Text("谁多谁少", "Who gains")
            made.append(sheet(moved, (VARIANT, GROUP, *MOVED), self.who_moves(lang), extra=False))
        if self.curve:
            made.append(sheet(CURVE, POINT, self.points(lang), extra=False))
        if self.job.draws:
            made.append(sheet(DRAWS, QUANTILE, self.quantiles(lang), extra=False))
        if any(variant.words for variant in self.job.variants):
            made.append(
                sheet(Text("文字", "Words"), (MEASURE, OLD, NEW), self.words(lang), extra=False)
            )
        return made

    def to_json(self) -> dict[str, Any]:
        """Return the result as JSON-ready data; money in yuan."""

        def cell(variant: int, measure: str, group: str) -> dict[str, Any]:
            names = (
                "certain", "amount", "at_most", "recipients", "mean", "median", "largest",
                "undetermined", "boundless",
            )  # fmt: skip
            figures = (
                plain(each.yuan, 2) if isinstance(each, Money) else each
                for each in self.row(variant, measure, group)
            )
            return dict(zip(names, figures, strict=True))

        return {
            "sentences": [each.to_dict() for each in self.sentences],
            "remarks": [each.to_dict() for each in self.remarks],
            "variants": [
                {
                    "name": variant.name.to_dict(),
                    "words": [
                        {"measure": m, "old": old, "new": new} for m, old, new in variant.words
                    ],
                    "total": cell(n, ALL, ALL),
                    "measures": {name: cell(n, name, ALL) for name in self.measures},
                    "groups": {group: cell(n, self.focus, group) for group in self.groups},
                    "moved": {
                        group: dict(zip(Moved._fields, moved, strict=True))
                        for (v, group), moved in self.sums.moved.items()
                        if v == n
                    },
                }
                for n, variant in enumerate(self.job.variants)
            ],
            "curve": list(self.curve),
            "draws": [
                [str(each.yuan) if isinstance(each, Money) else str(each) for each in row]
                for row in self.quantiles("en")
            ],
            "provenance": {str(label): str(said) for label, said in self.provenance("en")},
        }


CURVE = Text("上限与费用", "Cap and cost")
POINT = (
    Text("文字", "Words"),
    Text("含上限合计（元）", "Sum with ceilings (RMB)"),
    Text("比前一档多（元）", "More than the step before (RMB)"),
)
DRAWS = Text("抽取结果", "Draws")
QUANTILE = (
    VARIANT,
    *(Text(f"{q}% 的抽取不超过（元）", f"Not exceeded in {q}% of draws (RMB)") for q in QUANTILES),
)


def about(amount: Fraction) -> Text:
    """Return an amount for a sentence, cut to two decimals of 亿 or 万, or of a million or billion."""
    if amount < 10_000:
        return yuan(amount)
    zh, han = (10**8, "亿元") if amount >= 10**8 else (10**4, "万元")
    en, word = (10**9, " billion") if amount >= 10**9 else (10**6, " million")
    if amount < 10**6:
        en, word = 1, ""
    english = grouped(amount / en, 0 if en == 1 else 2)
    exact = (amount * 100 / zh).denominator == 1
    return Text(
        f"{'' if exact else '约 '}{grouped(amount / zh, 2)} {han}",
        f"{'' if exact else 'about '}RMB {english}{word}",
    )


def _tidy(said: Text) -> Text:
    """Return a sentence without spaces before 约, which stands between Chinese characters."""
    return Text(said.zh.replace(" 约", "约"), said.en)


def _quantile(amounts: Sequence[int], percent: int) -> int:
    """Return the least of the sorted amounts that so many percent of them do not exceed."""
    return amounts[max(-(-len(amounts) * percent // 100) - 1, 0)]


def _firms(count: Fraction) -> Text:
    """Return how many enterprises; in Chinese the number alone."""
    number = _count(count)
    return Text(number, plural(int(count), "家", "enterprise").en)


def _count(count: Fraction) -> str:
    return grouped(int(count))


def _label(by: str, word: str) -> Text:
    if word == "unknown":
        return _UNKNOWN
    if word == "none" and by == "title":
        return _NONE
    options: Mapping[str, Text] = (
        FACTS[_FACT_OF.get(by, by)].kind.words if _FACT_OF.get(by, by) in FACTS else {}
    )
    return options.get(word, Text(word, word))


_FACT_OF = {"title": "titles"}
