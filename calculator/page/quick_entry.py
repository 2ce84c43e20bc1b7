"""Read one sentence as form entries: 厦门小巨人，首次，去年设备320万 / Xiamen little giant, ….

A figure belongs to the fact named beside it. If two facts are possible, or a day is missing, the
chip asks; what is denied is entered as denied or left out; what is doubted, planned or unknown is
left over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise, product

from calculator.catalogue import facts_needed
from calculator.fields import (
    COUNT,
    DAYS,
    LEVEL,
    MONEY,
    MONTHS,
    PERCENT,
    PERMILLE,
    YEAR,
    YEARS,
    Counts,
    Fact,
    FieldKind,
    Number,
    SomeOf,
    YesNo,
)
from calculator.i18n import Text
from calculator.number_parser import Scale, Understood, money
from calculator.page.quick_words import Folded, Of, Piece, PieceKind, Sense, fold, pieces
from calculator.policies import POLICIES
from calculator.profile import FACTS, may_apply
from calculator.typed import Typed, doubtful_from

Entry = tuple[str, str]

_FITS: Mapping[Of, tuple[object, ...]] = {
    Of.MONEY: (MONEY,),
    Of.BARE: (MONEY, PERCENT, PERMILLE, DAYS, LEVEL, COUNT, YEARS, MONTHS),
    Of.PERCENT: (PERCENT, PERMILLE),
    Of.PERMILLE: (PERMILLE,),
    Of.DAYS: (DAYS,),
    Of.MONTHS: (MONTHS, DAYS),
    Of.YEARS: (YEARS, DAYS),
    Of.LEVEL: (LEVEL,),
    Of.COUNT: (COUNT,),
}
"""The kinds of facts that a figure may be, by what it counts."""
_OF_LAST_YEAR = frozenset({"equipment_projects.investment"})
"""Facts about last year, which take no other year's figure."""
_DATE_OF = {"little_giant": "little_giant_title_date", "srdi_sme": "srdi_title_date"}
_FIRST_OF = {"little_giant": "first_little_giant_title", "srdi_sme": "first_srdi_title"}
_OF_TITLES = frozenset({*_DATE_OF.values(), *_FIRST_OF.values(), "titles"})
_NONE = "none"
_MOST_STANDARDS = 20


@dataclass(frozen=True)
class Chip:
    """Something understood, with the words it was read from.

    It has entries, or `choices` of entries if it is ambiguous, or `within`, the month or year
    (YYYY-MM, YYYY) of a day to be completed. An entry without text is also to be completed.
    """

    said: str
    entries: tuple[Entry, ...] = ()
    choices: tuple[tuple[Entry, ...], ...] = ()
    within: str = ""


@dataclass(frozen=True)
class Understanding:
    """The content of a sentence: chips in order, and the words that were not understood."""

    chips: tuple[Chip, ...]
    left: tuple[str, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries that are certain and complete."""
        sure = (chip for chip in self.chips if not chip.choices and not chip.within)
        return tuple(pair for chip in sure for pair in chip.entries if pair[1])


def read_sentence(text: str, simple: Mapping[str, str], known: Typed, today: str) -> Understanding:
    """Read a sentence, given what is `known` from the form; `simple` as in `fold`."""
    folded = fold(text, simple)
    return _Reading(folded, [*pieces(folded, int(today[:4]))], known, today).found()


@dataclass
class _Figure:
    """A figure and the facts it may be; `at` are its pieces, `when` the piece with its year."""

    facts: frozenset[str]
    text: str
    of: Of
    place: int
    at: set[int]
    when: int | None = None

    @property
    def lists(self) -> frozenset[str]:
        return frozenset(fact.partition(".")[0] for fact in self.facts if "." in fact)


@dataclass
class _Item:
    """An entry of a list, as far as described: its figures, its choices and their pieces."""

    figures: list[_Figure] = field(default_factory=list)
    words: dict[Sense, int] = field(default_factory=dict)

    @property
    def lists(self) -> frozenset[str]:
        """The lists it may belong to."""
        lists = [figure.lists for figure in self.figures]
        lists += [frozenset({sense.holder}) for sense in self.words]
        return frozenset[str].intersection(*lists) if lists else frozenset()

    def takes(self, figure: _Figure) -> bool:
        """Check whether a figure may fill a fact this entry still lacks."""
        shared = self.lists & figure.lists
        free = {f for f in figure.facts if f.partition(".")[0] in shared}
        return bool(free) and not any(free & each.facts for each in self.figures)


class _Reading:
    """One reading of one sentence, clause by clause."""

    def __init__(self, folded: Folded, all_: list[Piece], known: Typed, today: str) -> None:
        self.folded, self.all, self.today = folded, all_, today
        self.taken: set[int] = set()
        self.chips: list[tuple[int, Chip]] = []
        self.items: list[_Item] = []
        self.city = known.first("city")
        self.titles = [word for word in known.texts.get("titles", []) if word]
        self.clauses = self._clauses()
        self.open = {i for clause in self.clauses if self._is_open(clause) for i in clause}
        self.denied = self._denied()

    def found(self) -> Understanding:
        """Read the sentence; who the applicant is comes first, since it decides the rest."""
        settled = [clause for clause in self.clauses if not self.open & {*clause}]
        for clause in settled:
            self._who(clause)
        loose: list[int] = []
        for clause in settled:
            self._standards(clause)
            loose = self._figures(clause, loose)
            self._yes_or_no(clause)
        self._none()
        for item in self.items:
            self._settle(item)
        chips = [chip for _, chip in sorted(self.chips, key=lambda each: each[0])]
        return Understanding(tuple(_agreed(chips)), tuple(self._left()))

    # --- parts of the sentence

    def _clauses(self) -> list[list[int]]:
        clauses: list[list[int]] = [[]]
        for i, piece in enumerate(self.all):
            if piece.kind in (PieceKind.BREAK, PieceKind.STOP):
                clauses.append([])
            else:
                clauses[-1].append(i)
        return [clause for clause in clauses if clause]

    def _is_open(self, clause: list[int]) -> bool:
        """Check whether a clause asks, doubts, plans, denies twice, or covers several loans."""
        content = self._content(clause)
        kinds = [self.all[i].kind for i in content]
        twice = any(a is b is PieceKind.NOT for a, b in pairwise(kinds))
        asked = self.folded.plain[self.all[clause[-1]].end :].lstrip()[:1] in ("?", "？")
        several = any(
            self.all[i].of is Of.COUNT
            and self._plain(i).endswith("笔")
            and self.all[i].text not in "1一"
            for i in clause
        )
        return PieceKind.OPEN in kinds or twice or asked or several

    def _content(self, clause: list[int]) -> list[int]:
        return [i for i in clause if self.all[i].kind is not PieceKind.FILLER]

    def _plain(self, i: int) -> str:
        return self.folded.plain[self.all[i].start : self.all[i].end]

    def _typed(self, at: Iterable[int]) -> str:
        places = [self.all[i] for i in at]
        return self.folded.said(min(p.start for p in places), max(p.end for p in places))

    def _senses(self, i: int) -> frozenset[Sense]:
        """Return the senses of a name; if ambiguous, those asked for in a known city."""
        senses = self.all[i].senses
        return frozenset(s for s in senses if s.holder in _asked_in(self.city)) or senses

    def _is_part(self, i: int) -> bool:
        """Check whether a name is the end of a longer unknown word."""
        before = self.all[i - 1] if i else None
        joined = before and before.kind is PieceKind.STRANGE and before.end == self.all[i].start
        return bool(joined) and not self._plain(i)[0].isascii()

    def _chip(self, at: Iterable[int], *pairs: Entry, within: str = "") -> None:
        at = {*at}
        self.taken |= at
        self.chips.append((min(at), Chip(self._typed(at), pairs, within=within)))

    def _ask(self, at: Iterable[int], choices: Iterable[tuple[Entry, ...]]) -> None:
        at = {*at}
        self.taken |= at
        self.chips.append((min(at), Chip(self._typed(at), choices=tuple(choices))))

    # --- who the applicant is

    def _who(self, clause: list[int]) -> None:
        clusters = any(
            s == Sense("clusters_recognised") for i in clause for s in self.all[i].senses
        )
        for i in clause:
            if i in self.denied or self._is_part(i):
                continue
            for sense in self.all[i].senses:
                kind = FACTS[sense.holder].kind
                if not sense.word or kind.columns:
                    continue
                if sense.fact == "clusters_recognised" and not clusters:
                    continue  # 国家级 describes many other things
                self._chip([i], sense)
                if sense.fact == "city":
                    self.city = sense.word
                elif sense.fact == "titles":
                    self.titles.append(sense.word)
        if clusters:
            self.taken |= {i for i in clause if Sense("clusters_recognised") in self.all[i].senses}

    def _title_of(self, i: int, clause: list[int], facts: Mapping[str, str]) -> list[str]:
        """Return the facts meant at a place, one per possible title, nearest title first."""
        here = [k for k in clause if k <= i][::-1] + [k for k in clause if k > i]
        before = [k for k in range(min(clause)) if k not in self.open][::-1]
        for k in (*here, *before):
            for sense in self.all[k].senses if k in self.taken else ():
                if sense.fact == "titles" and sense.word in facts:
                    return [facts[sense.word]]
        held = [facts[title] for title in dict.fromkeys(self.titles) if title in facts]
        return held or list(facts.values())

    # --- what is denied

    def _denied(self) -> dict[int, int]:
        """Map denied names to the denying piece, -1 if a figure after it contradicts that."""
        denied: dict[int, int] = {}
        for clause in self.clauses:
            content = self._content(clause)
            for n, i in enumerate(content):
                if self.all[i].kind is not PieceKind.NOT:
                    continue
                run = self._run(content[n + 1 :])
                after = content[n + 1 + len(run) :][:1]
                contradicted = run and any(self.all[k].kind is PieceKind.FIGURE for k in after)
                if not run and n and self.all[content[n - 1]].kind is PieceKind.NAME:
                    run = [content[n - 1]]
                denied |= dict.fromkeys(run, -1 if contradicted else i)
                if contradicted:
                    denied |= dict.fromkeys(after, -1)
        return denied

    def _run(self, content: list[int]) -> list[int]:
        """Return the consecutive names from a place, up to the first yes-or-no fact."""
        run: list[int] = []
        for i in content:
            if self.all[i].kind is not PieceKind.NAME:
                break
            run.append(i)
            if any(_is_yes_no(sense) for sense in self.all[i].senses):
                break
        return run

    def _none(self) -> None:
        """Enter what is denied as none or zero, unless it says more."""
        runs: dict[int, list[int]] = {}
        for i, by in self.denied.items():
            if by >= 0 and i not in self.open and i not in self.taken:
                runs.setdefault(by, []).append(i)
        for by, run in runs.items():
            senses = [self._senses(i) for i in run]
            if self._is_part(run[0]) or any(s.word for each in senses for s in each):
                continue  # only part of the list
            each = (frozenset(sense.holder for sense in one) for one in senses)
            names = frozenset[str].intersection(*each)
            pairs = [pair for name in FACTS if name in names and (pair := _nothing(name))]
            for pair in pairs:
                self._chip([by, *run], pair)

    # --- yes or no

    def _yes_or_no(self, clause: list[int]) -> None:
        for i in clause:
            facts = [sense.fact for sense in self.all[i].senses if _is_yes_no(sense)]
            by = self.denied.get(i)
            if not facts or by == -1 or self._is_part(i):
                continue
            if {*facts} == {*_FIRST_OF.values()}:
                facts = self._title_of(i, clause, _FIRST_OF)
            answer, at = ("true", [i]) if by is None else ("false", [by, i])
            if len(facts) == 1:
                self._chip(at, (facts[0], answer))
            else:
                self._ask(at, [((fact, answer),) for fact in facts])

    # --- days

    def _day(self, clause: list[int], n: int) -> bool:
        """Take a day, month or year that belongs to a title or to the rules; return whether."""
        content = self._content(clause)
        i, k = clause[n], content.index(clause[n])
        before = content[k - 1] if k else None
        after = content[k + 1] if k + 1 < len(content) else None
        whole = self.all[i].kind is PieceKind.FIGURE
        beside = [before, after] if whole else [after, before if after is None else None]
        near = next((each for each in beside if each is not None and self._of_title(each)), None)
        if near is None:
            others = [each for each in content if each != i and not self._of_title(each)]
            if not whole or others:
                return False
        if near is not None and Sense("date") in self.all[near].senses:
            facts = ["date"]
        elif any(self._of_title(each) for each in self.denied):
            return False
        else:
            facts = self._title_of(i if near is None else near, clause, _DATE_OF)
        if len(facts) > 1:
            return False
        at = [i] if facts != ["date"] or near is None else [i, near]
        day = self.all[i].text
        if self.all[i].of is Of.DATE:
            self._chip(at, (facts[0], day))
        else:
            self._chip(at, (facts[0], ""), within=day)
        return True

    def _of_title(self, i: int) -> bool:
        return any(s.fact in _OF_TITLES or s == Sense("date") for s in self.all[i].senses)

    # --- figures

    def _figures(self, clause: list[int], loose: list[int]) -> list[int]:
        """Assign each figure of a clause to a fact.

        `loose` are earlier names without a figure; return those left after the clause.
        """
        names: list[int] = []
        waiting: list[int] = []
        when: int | None = None
        last: _Figure | None = None
        for n, i in enumerate(clause):
            piece = self.all[i]
            if i in self.denied or i in self.taken:
                continue
            if piece.kind is PieceKind.NAME:
                names.append(i)
            elif piece.kind is PieceKind.WHEN or piece.of in (Of.DATE, Of.MONTH):
                if self._day(clause, n):
                    continue
                if last and last.when is None and self._follows(clause, n):
                    last.when = i
                else:
                    when = i
            elif piece.kind is PieceKind.FIGURE:
                figure = self._figure(clause, n, names, loose)
                if figure is None:
                    waiting.append(i)
                    continue
                if self._is_broken(figure):
                    names = []
                    continue
                figure.when, when, last = when, None, figure
                self._join(figure, names)
                names = [k for k in names if k not in figure.at]
                loose = [k for k in loose if k not in figure.at]
        if when is not None:
            figures = (
                [last] if last else [each for item in self.items[-1:] for each in item.figures]
            )
            for figure in figures[:1]:
                figure.when = when if figure.when is None else figure.when
        known = all(self.all[i].kind is not PieceKind.STRANGE for i in clause)
        for i in waiting if known else ():
            self._continue(i)
        return self._describe(names)

    def _follows(self, clause: list[int], n: int) -> bool:
        """Check for an English year right after a figure: 3.2m last year, 400k in 2025."""
        before = self._content(clause[:n])[-1:]
        of_english = all(self._plain(i)[-1:].isascii() for i in (clause[n], *before))
        return of_english and any(self.all[i].kind is PieceKind.FIGURE for i in before)

    def _figure(
        self, clause: list[int], n: int, names: list[int], loose: list[int]
    ) -> _Figure | None:
        """Return a figure with the facts it may be, or None.

        Names before it count first, then names after it, then those of the previous clause.
        """
        i = clause[n]
        piece = self.all[i]
        assert piece.of
        ends = [k for k in clause[:n] if self.all[k].kind is PieceKind.AND]
        near = [k for k in names if not ends or k > ends[-1]]
        ahead: list[int] = []
        for k in clause[n + 1 :] if piece.of is not Of.LEVEL else ():
            if self.all[k].kind in (PieceKind.FIGURE, PieceKind.AND, PieceKind.NOT):
                break
            if self.all[k].kind is PieceKind.NAME and k not in self.taken and k not in self.denied:
                ahead.append(k)
        for window in ([*near[::-1], *loose[::-1]], names[::-1], ahead):
            facts, at = self._candidates(window, piece.of)
            if facts:
                return _Figure(facts, self._text(i), piece.of, i, {i, *at})
        return None

    def _text(self, i: int) -> str:
        """Return a figure as it is entered; an amount stays as typed."""
        piece = self.all[i]
        return self._typed([i]) if piece.of in (Of.MONEY, Of.BARE) else piece.text

    def _candidates(self, window: list[int], of: Of) -> tuple[frozenset[str], set[int]]:
        """Return the facts that a window's names have in common, and which names count."""
        facts: frozenset[str] = frozenset()
        at: set[int] = set()
        for i in window:
            found = frozenset(f for sense in self._senses(i) for f in _fitting(sense, of))
            holders = {s.holder for s in self._senses(i) if FACTS[s.holder].kind.columns}
            shared = facts & found or frozenset(f for f in facts if f.partition(".")[0] in holders)
            if not facts and found:
                facts, at = found, {i}
            elif shared:
                facts = shared
                at.add(i)
            elif found and len(found) < len(facts):
                facts = found  # the more specific name
                at.add(i)
        for i in window if facts else ():  # choices such as the pledge only narrow
            lists = {sense.holder for sense in self.all[i].senses if sense.word}
            if narrowed := frozenset(f for f in facts if f.partition(".")[0] in lists):
                facts = narrowed
                at.add(i)
        return facts, at

    def _is_broken(self, figure: _Figure) -> bool:
        """Check whether an unknown word separates name and figure or is part of one."""
        named = figure.at - {figure.place}
        if not named:
            return False
        nearest = min(named, key=lambda k: abs(k - figure.place))
        between = range(min(nearest, figure.place) + 1, max(nearest, figure.place))
        after = max(nearest, figure.place) + 1
        joined = (
            after < len(self.all)
            and self.all[after].kind is PieceKind.STRANGE
            and self.all[after].start == self.all[after - 1].end
        )
        odd = any(self.all[k].kind is PieceKind.STRANGE for k in between)
        return odd or joined or any(self._is_part(k) for k in named)

    def _join(self, figure: _Figure, names: list[int]) -> None:
        """Add a figure to the nearest entry that lacks it, or start a new one."""
        if not figure.lists:
            self.items.append(_Item([figure]))
            return
        item = next((each for each in self.items[::-1] if each.takes(figure)), None)
        if item is None:
            item = _Item()
            self.items.append(item)
        item.figures.append(figure)
        self._choose(item, figure.at)

    def _choose(self, item: _Item, at: Iterable[int]) -> set[int]:
        """Apply choices named for an entry, such as the pledge; return the places used."""
        chosen: set[int] = set()
        for i in sorted(at):
            for sense in self.all[i].senses:
                free = all(sense.fact != other.fact for other in item.words)
                if sense.word and sense.holder in item.lists and free:
                    item.words[sense] = i
                    chosen.add(i)
        return chosen

    def _continue(self, i: int) -> None:
        """Add an unnamed rate, period or amount to the nearest entry that lacks it."""
        of, text = self.all[i].of, self._text(i)
        if of is None or of is Of.BARE:
            return
        and_ = self.all[i - 1].kind is PieceKind.AND
        for item in self.items[::-1]:
            facts = frozenset(f for name in item.lists for f in _fitting(Sense(name), of))
            figure = _Figure(facts, text, of, i, {i})
            if facts and item.takes(figure):
                item.figures.append(figure)
                return
            if and_ and any(each.place == i - 2 and each.of is of for each in item.figures):
                self.items.append(_Item([figure], dict(item.words)))
                return

    def _describe(self, names: list[int]) -> list[int]:
        """Apply names without a figure to the last entry; return those left over."""
        item = self.items[-1] if self.items else None
        if item is None:
            return names
        loose: list[int] = []
        for i in names:
            lists = frozenset(sense.holder for sense in self.all[i].senses)
            if self._choose(item, [i]):
                continue
            if len(item.lists) > 1 and item.lists & lists and not item.lists <= lists:
                first = item.figures[0]
                first.facts = frozenset(f for f in first.facts if f.partition(".")[0] in lists)
                first.at.add(i)
            elif item.figures and item.lists and item.lists <= lists:
                self.taken.add(i)  # repeated, or more precise
            else:
                loose.append(i)
        return loose

    # --- standards, which have no figures

    def _standards(self, clause: list[int]) -> None:
        role: Sense | None = None
        at: list[int] = []
        for n, i in enumerate(clause):
            piece = self.all[i]
            if i in self.denied:
                continue
            for sense in piece.senses:
                if sense.fact == "standards.role" and sense.word:
                    role, at = sense, [i]
                if sense.fact == "standards.kind" and sense.word:
                    ahead = [k for k in clause[n + 1 :] if self.all[k].kind is not PieceKind.FILLER]
                    more = self.all[ahead[0]] if ahead else None
                    times = 1
                    said = [*at, i]
                    if more and more.of is Of.COUNT and more.text.translate(_DIGITS).isdecimal():
                        times = min(int(more.text.translate(_DIGITS)), _MOST_STANDARDS)
                        said.append(ahead[0])
                    words = {sense: i} | ({role: at[0]} if role else {})
                    for _ in range(times):
                        self.items.append(_Item([], dict(words)))
                    self.taken |= {*said}
        if any(s.holder == "standards" and s.word for i in clause for s in self.all[i].senses):
            self.taken |= {i for i in clause if Sense("standards") in self.all[i].senses}

    # --- from items to form entries

    def _settle(self, item: _Item) -> None:
        """Enter what is certain about an item, and ask about the rest."""
        self._by_year(item)
        if not item.figures and not item.words:
            return
        lists = sorted(item.lists, key=list(FACTS).index)
        if len(lists) > 1:
            at = {i for figure in item.figures for i in figure.at} | {*item.words.values()}
            self._ask(at, [each for name in lists for each in self._pairs(item, name)])
            return
        index = self._next(lists[0]) if lists else 0
        for figure in item.figures:
            self._enter(figure, lists[0] if lists else "", index)
        for sense, i in item.words.items():
            self._chip([i], (_at(sense.fact, index), sense.word))

    def _by_year(self, item: _Item) -> None:
        """Apply the year given for a figure: it selects the fact, is entered, or excludes it."""
        for figure in [*item.figures]:
            if figure.when is None:
                continue
            year = self.all[figure.when].text[:4]
            was = int(year) == int(self.today[:4]) - 1
            fits = figure.facts & _OF_LAST_YEAR if was else figure.facts - _OF_LAST_YEAR
            if figure.facts & _OF_LAST_YEAR and (fits or not was):
                figure.facts = fits
                if was:
                    figure.at.add(figure.when)
                if not fits:
                    item.figures.remove(figure)
                    continue
            years = {
                f"{name}.{key}"
                for name in item.lists
                for key, fact in FACTS[name].kind.columns.items()
                if fact.kind is YEAR
            }
            named = frozenset(years)
            if named and not any(named & each.facts for each in item.figures):
                item.figures.append(_Figure(named, year, Of.BARE, figure.when, {figure.when}))

    def _pairs(self, item: _Item, name: str) -> Iterator[tuple[Entry, ...]]:
        """Yield an item as entries of one list, once for each possible amount."""
        index = self._next(name)
        of_list = {figure.place: self._own(figure, name) for figure in item.figures}
        texts = [
            [(_at(fact, index), text) for text in _texts(fact, figure)]
            for figure in item.figures
            for fact in of_list[figure.place][:1]
        ]
        words = [
            (_at(sense.fact, index), sense.word) for sense in item.words if sense.holder == name
        ]
        for figures in product(*texts):
            yield (*figures, *words)

    def _own(self, figure: _Figure, name: str) -> list[str]:
        """Return the facts of a list that a figure may be, in order."""
        facts = [f"{name}.{key}" for key in FACTS[name].kind.columns] if name else list(FACTS)
        return [fact for fact in facts if fact in figure.facts]

    def _enter(self, figure: _Figure, name: str, index: int) -> None:
        facts = self._own(figure, name)
        choices = [(_at(fact, index), text) for fact in facts for text in _texts(fact, figure)]
        if len(choices) == 1:
            self._chip(figure.at, choices[0])
        else:
            self._ask(figure.at, [(each,) for each in choices])

    def _next(self, name: str) -> int:
        """Return the index of the next entry of a list."""
        pairs = [
            p for _, c in self.chips for p in (*c.entries, *(q for each in c.choices for q in each))
        ]
        used = [int(n.split(".")[1]) for n, _ in pairs if n.startswith(f"{name}.")]
        return max(used, default=-1) + 1

    # --- what was not understood

    def _left(self) -> Iterator[str]:
        for clause in self.clauses:
            if self.open & {*clause}:
                yield self._typed(clause)
                continue
            run: list[int] = []
            for i in clause:
                if i in self.taken or self._is_silent(i):
                    if run and i in self.taken:
                        yield self._typed(run)
                        run = []
                else:
                    if not run and i - 1 in clause and self._is_head(i - 1):
                        run.append(i - 1)
                    run.append(i)
            if run:
                yield self._typed(run)

    def _is_head(self, i: int) -> bool:
        """Check whether a particle starts an unknown word, as 里 does in 里程碑."""
        piece, after = self.all[i], self.all[i + 1]
        joined = piece.end == after.start and after.kind is PieceKind.STRANGE
        return joined and piece.kind is PieceKind.FILLER and piece.end - piece.start == 1

    def _is_silent(self, i: int) -> bool:
        """Check whether a piece adds nothing: 的, and, or 认定 without a figure."""
        piece = self.all[i]
        soft = {Sense("titles"), Sense("date"), *(Sense(name) for name in _DATE_OF.values())}
        named = piece.kind is PieceKind.NAME and piece.senses <= soft and i not in self.denied
        return piece.kind in (PieceKind.FILLER, PieceKind.AND) or named


_DIGITS = str.maketrans("一二两三四五六七八九", "1223456789")


def _is_yes_no(sense: Sense) -> bool:
    return "." not in sense.fact and isinstance(FACTS[sense.fact].kind, YesNo)


def _kind(fact: str) -> FieldKind:
    name, _, key = fact.partition(".")
    return FACTS[name].kind.columns[key].kind if key else FACTS[name].kind


def _fitting(sense: Sense, of: Of) -> Iterator[str]:
    """Yield the facts of a name that a figure may be; a bare figure in a list is only money."""
    kind = _kind(sense.fact)
    if sense.word:
        return
    if kind.columns:
        for key, fact in kind.columns.items():
            if fact.kind in (_FITS[of] if of is not Of.BARE else (MONEY,)):
                yield f"{sense.fact}.{key}"
    elif isinstance(kind, Counts):
        if of in (Of.COUNT, Of.BARE):
            yield sense.fact
    elif kind in _FITS[of]:
        yield sense.fact


def _at(fact: str, index: int) -> str:
    """Return the name of a field, with the entry's index for a list."""
    name, _, key = fact.partition(".")
    if isinstance(FACTS[name].kind, Counts):
        return f"{name}.{index}"
    return f"{name}.{index}.{key}" if key else name


def _texts(fact: str, figure: _Figure) -> list[str]:
    """Return how a figure may be entered: several possible amounts, or "" if it is incomplete."""
    kind, text = _kind(fact), figure.text
    if kind is MONEY and figure.of is Of.BARE:
        if not re.search("[1-9一-九]", text):
            return ["0"]
        read = money(f"{text}万元", Scale.WAN, Text("", ""))
        likely = isinstance(read, Understood) and read.value < 100 * doubtful_from(fact)
        return [f"{text}万元", f"{text}元"] if likely else [f"{text}元"]
    if kind is DAYS and figure.of in (Of.YEARS, Of.MONTHS):
        whole = {Of.YEARS: ("1", "一"), Of.MONTHS: ("12", "十二")}[figure.of]
        return ["365" if text in whole else ""]
    return [text.translate(_DIGITS)] if kind is LEVEL else [text]


def _nothing(name: str) -> Entry | None:
    """Return the entry for having none of something, or None."""
    fact: Fact = FACTS[name]
    if fact.kind.columns or isinstance(fact.kind, SomeOf):
        return name, _NONE
    return (name, "0") if isinstance(fact.kind, Number) and fact.zero else None


@cache
def _asked_in(city: str) -> frozenset[str]:
    """Return the facts used by the measures of a city, or all facts for an unknown one."""
    asked = {
        name
        for policy in POLICIES
        if may_apply(policy.place, city)
        for measure in policy.measures
        for name in facts_needed(measure)
    }
    return frozenset(asked) or frozenset(FACTS)


def _agreed(chips: list[Chip]) -> Iterator[Chip]:
    """Yield the chips without duplicates; contradicting ones become a question."""
    said: dict[str, list[Chip]] = {}
    for chip in chips:
        key = chip.entries[0][0] if chip.entries and not chip.within else ""
        several = not key or (key in FACTS and isinstance(FACTS[key].kind, SomeOf))
        said.setdefault(
            f"{chip.entries or chip.choices}{chip.within}" if several else key, []
        ).append(chip)
    for same in said.values():
        different = list(dict.fromkeys(chip.entries for chip in same))
        if len(different) > 1:
            words = "；".join(dict.fromkeys(chip.said for chip in same))
            yield Chip(words, choices=tuple(different))
        else:
            yield same[0]
