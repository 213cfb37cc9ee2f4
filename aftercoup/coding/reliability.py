"""How far people agree who coded the same text or the same claims, and where they do not.

`compare` puts codings side by side and computes the measures. What is compared is the item (a claim), where items were
coded, and otherwise the sentence: it counts with the coding that covers most of it, and "nothing coded" is a value of
its own.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from math import comb
from typing import NamedTuple

from aftercoup import measures, tables
from aftercoup.coding import codebook as codebooks
from aftercoup.coding import forms, texts
from aftercoup.coding.codebook import Codebook, Value, Variable
from aftercoup.coding.coder_file import Coding
from aftercoup.coding.codings import AgreementError, Codings
from aftercoup.errors import did_you_mean
from aftercoup.measures import Estimate

NOTHING = "nothing coded"
MARKED = "marked"
LEVELS = (*forms.LEVELS, "")  # from little judgement to much; a question without a level comes last

Codes = tuple[str | None, ...]  # the codes that one coder gave, place by place; None where there is none
Coded = Coding | str | None  # what a coder made of a place: a Coding, NOTHING, or None if it was not in sight
Case = tables.Case | str | None  # the case that the codes are of; None for the core case


class Place(NamedTuple):
    """What is compared: an item or a sentence. words: at most six of a text, or what a claim of our own table says."""

    id: str
    words: str


@dataclass(frozen=True, eq=False)
class Column:
    """One variable of one unit, and how far the coders agree on it.

    codes: for each coder; labels: code -> what it is called; name is "" for the question whether anything was
    marked at all. The measures are computed when they are asked for.
    """

    unit: str
    name: str
    title: str
    level: str
    rule: str
    codes: tuple[Codes, ...]
    labels: dict[str, str]

    @cached_property
    def compared(self) -> list[bool]:
        """For each place whether two coders coded it."""
        return [sum(code is not None for code in codes) > 1 for codes in zip(*self.codes)]

    @property
    def places(self) -> int:
        """How many places two coders coded."""
        return sum(self.compared)

    @cached_property
    def share_and_kappa(self) -> tuple[float | None, float | None]:
        """Means over all pairs of coders; None where there is no value."""
        return measures.mean_of_pairs(self.codes)

    @cached_property
    def alpha(self) -> Estimate:
        """Krippendorff's alpha; without a value where it has none."""
        try:
            return measures.alpha_estimate(self.codes)
        except measures.MeasureError:
            return Estimate(None, None, None)


class Difference(NamedTuple):
    """A variable that was not coded alike at a place. said: (code, names of coders), the most frequent code first;
    share: of the pairs of coders, how many differ."""

    column: Column
    said: tuple[tuple[str, list[str]], ...]
    share: float


@dataclass(frozen=True, eq=False)
class Comparison:
    """The codings side by side.

    coders: their names; items: are items compared, or sentences? columns: the variables on which two coders can
    be compared; memos: id of a place -> coder -> what the coder noted there, where it does not repeat the text.
    """

    coders: tuple[str, ...]
    items: bool
    places: tuple[Place, ...]
    columns: tuple[Column, ...]
    notes: tuple[str, ...]
    pass_: int
    memos: dict[str, dict[str, str]]


def compare(
    codings: Codings,
    text: texts.Text | None = None,
    codebook: Codebook | None = None,
    pass_: int | None = None,
    variables: Sequence[str] = (),
    case: Case = None,
) -> Comparison:
    """The Comparison of several codings.

    codings: what `codings.load` gives; text: the text that was coded, needed where spans were marked;
    codebook: default the module's; pass_: which pass (default: the newest that all coders have);
    variables: names, to compare only these; case: whose claims and categories were coded. Raises AgreementError
    where there is nothing to compare.
    """
    book = codebook or codebooks.load()
    number = pass_ or min(coder.passes[-1] for coder in codings.coders)
    made = [coder.of_pass(number) for coder in codings.coders]
    every = [coding for codes in made for coding in codes]
    if not every:
        raise AgreementError(f"Nobody has coded anything in pass {number}.")
    coded = {name for coding in every for name in coding.codes}
    for name in variables:
        if name not in coded:
            hint = did_you_mean(name, coded, f"There are: {', '.join(sorted(coded))}.")
            raise AgreementError(f"Nobody coded a variable {name!r}.{hint}")
    text = None if any(coding.item for coding in every) else text
    places = _sentences(text) if text else _items(every, case)
    units = _in_order(book.units, {coding.unit for coding in every})
    columns: list[Column] = []
    memos: dict[str, dict[str, str]] = {}
    copies = texts.Copies(text.text if text else "")
    for unit in units:
        by_coder = []
        for coder, codes in zip(codings.coders, made):
            here = [coding for coding in codes if coding.unit == unit]
            seen = coder.seen.get(number)
            by_coder.append(_at_sentences(text, here, seen) if text else _at_items(places, here))
            for place, coding in zip(places, by_coder[-1]):
                memo = " ".join(coding.memo.split()) if isinstance(coding, Coding) else ""
                if memo and not copies.run(memo):
                    memos.setdefault(place.id, {})[coder.coder] = memo
        known = book.units.get(unit)
        before = f"{known.title if known else unit}: " if text or len(units) > 1 else ""
        used = {name for coding in every if coding.unit == unit for name in coding.codes}
        asked = [one for one in _used(book, unit, used) if _is_compared(one, variables)]
        if asked and text:
            asked = [_marked(known.rule if known else ""), *asked]
        columns += [_column(unit, variable, before, by_coder, case) for variable in asked]
    columns.sort(key=lambda column: LEVELS.index(column.level))
    comparable = tuple(column for column in columns if column.places)
    if not comparable:
        raise AgreementError("No two coders have coded the same place, so there is nothing to compare.")
    coders = tuple(coder.coder for coder in codings.coders)
    return Comparison(coders, not text, places, comparable, codings.notes, number, memos)


# ---------------------------------------------------------------- places


def _items(every: Sequence[Coding], case: Case) -> tuple[Place, ...]:
    """The items that were coded, with what a claim of our own table says. AgreementError where spans were coded."""
    ids = {coding.item for coding in every if coding.item}
    if not ids:
        raise AgreementError(
            "The text that was coded is missing. Its file ends in .txt and lies in the folder in which it was "
            "coded: put it beside the codings, as it is."
        )
    claims = tables.case(case).index("claims")
    in_order = sorted(ids, key=lambda item: (item[:1], len(item), item))  # c9 before c10
    return tuple(Place(item, claims[item].text("claim") if item in claims else "") for item in in_order)


def _at_items(places: Sequence[Place], codes: Iterable[Coding]) -> list[Coded]:
    """What one coder made of each item."""
    by_item = {coding.item: coding for coding in codes}
    return [by_item.get(place.id) for place in places]


def _sentences(text: texts.Text) -> tuple[Place, ...]:
    """The sentences of a text, counted in each paragraph."""
    places = []
    for paragraph, spans in groupby(text.sentences, lambda span: span.paragraph):
        for number, span in enumerate(spans, start=1):
            places.append(Place(f"{paragraph + 1}.{number}", text.words(span.start, span.end)))
    return tuple(places)


def _at_sentences(text: texts.Text, codes: Iterable[Coding], seen: set[int] | None) -> list[Coded]:
    """What one coder made of each sentence. One that was not in sight is missing; without a word on that, all were."""
    spans = text.sentences
    starts = [span.start for span in spans]
    best: list[Coded] = [NOTHING if not seen or number in seen else None for number in range(len(spans))]
    covered = [0] * len(spans)
    for coding in codes:
        first = max(0, bisect_right(starts, coding.start) - 1)
        for number in range(first, bisect_left(starts, coding.end)):
            length = min(coding.end, spans[number].end) - max(coding.start, spans[number].start)
            if length > covered[number]:
                covered[number], best[number] = length, coding
    return best


# ---------------------------------------------------------------- variables


def _in_order(known: Iterable[str], used: set[str]) -> list[str]:
    """The names that are used: those known in their order, then the others."""
    return [name for name in dict.fromkeys([*known, *sorted(used)]) if name in used]


def _used(book: Codebook, unit: str, names: set[str]) -> list[Variable]:
    """The variables with these names, those that the codebook has for the unit first."""
    known = book.units[unit].variables if unit in book.units else ()
    free = lambda name: Variable(name=name, title=name, level="", kind="text")  # of no codebook
    return [book.variables.get(name) or free(name) for name in _in_order(known, names)]


def _marked(rule: str) -> Variable:
    """The question whether anything of a unit was marked at all."""
    values = {MARKED: Value(name=MARKED, title=MARKED)}
    return Variable(name="", title="marked or not", level="", kind="choice", rule=rule, values=values)


def _is_compared(variable: Variable, variables: Sequence[str]) -> bool:
    """Whether it was asked for; of all, whether it is no text in a coder's own words, in which no two can agree."""
    own_words = variable.kind == "text" and variable.level in ("manifest", "evaluative")
    return variable.name in variables if variables else not own_words


def _column(unit: str, variable: Variable, before: str, by_coder: list[list[Coded]], case: Case) -> Column:
    """One variable. before: the name of its unit, where its own needs that."""
    labels = {value: entry.title for value, entry in variable.values.items()}
    if variable.from_case:
        table_name, _, field_name = variable.from_case.partition(".")
        labels |= tables.labels(table_name, field_name, case)
    codes = []
    for coder in by_coder:
        given = tuple(_code(coding, variable) for coding in coder)
        # who never gave a value did not code this variable, and does not differ on it
        is_coded = not variable.name or set(given) - {None, NOTHING}
        codes.append(given if is_coded else (None,) * len(given))
    labels |= {NOTHING: NOTHING}
    title = before + variable.title
    return Column(unit, variable.name, title, variable.level, variable.rule, tuple(codes), labels)


def _code(coding: Coded, variable: Variable) -> str | None:
    """The code of a place in the form in which codes are compared."""
    if not isinstance(coding, Coding):
        return coding
    value = coding.codes.get(variable.name, "").strip() if variable.name else MARKED
    if variable.kind in ("text", "actors"):
        parts = value.split(";") if variable.kind == "actors" else [value]
        value = "; ".join(sorted({" ".join(part.split()).casefold() for part in parts} - {""}))
    elif variable.kind == "number":
        value = value.replace(",", ".")
    return value or None


# ---------------------------------------------------------------- measures and differences


def differences(comparison: Comparison) -> dict[Place, list[Difference]]:
    """The Differences of a Comparison: place -> those at it, as in the text."""
    differing: dict[Place, list[Difference]] = {}
    for index, place in enumerate(comparison.places):
        for column in comparison.columns:
            said: dict[str, list[str]] = {}
            for coder, codes in zip(comparison.coders, column.codes):
                if (code := codes[index]) is not None:
                    said.setdefault(code, []).append(coder)
            if len(said) > 1:
                ordered = sorted(said.items(), key=lambda item: (-len(item[1]), item[0]))
                alike = sum(comb(len(coders), 2) for coders in said.values())
                pairs = comb(sum(map(len, said.values())), 2)
                difference = Difference(column, tuple(ordered), 1 - alike / pairs)
                differing.setdefault(place, []).append(difference)
    return differing
