"""How far people agree who coded the same text or the same claims, and where they do not.

`compare` puts codings side by side and computes the measures. What is compared is the item (a claim), where items were
coded, and otherwise the sentence: it counts with the coding that covers most of it, and "nothing coded" is a value of
its own.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, groupby
from math import comb
from typing import NamedTuple

from aftercoup import measures, tables
from aftercoup.coding import codebook as codebooks
from aftercoup.coding import forms, texts
from aftercoup.coding.codebook import Codebook, Variable
from aftercoup.coding.coder_file import Coding
from aftercoup.coding.codings import AgreementError, Codings
from aftercoup.errors import did_you_mean
from aftercoup.measures import Estimate

NOTHING = "nothing coded"
MARKED = "marked"
LEVELS = (*forms.LEVELS, "")  # from little judgement to much; a question without a level comes last

Codes = tuple[str | None, ...]  # the codes that one coder gave, place by place; None where there is none
Coded = Coding | str | None  # what a coder made of a place: a Coding, NOTHING, or None if it was not reached
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
    if not any(made):
        raise AgreementError(f"Nobody has coded anything in pass {number}.")
    units = _units(made, book)
    coded = {name for names in units.values() for name in names}
    for name in variables:
        if name not in coded:
            hint = did_you_mean(name, coded, f"There are: {', '.join(sorted(coded))}.")
            raise AgreementError(f"Nobody coded a variable {name!r}.{hint}")
    items = any(coding.item for codes in made for coding in codes)
    if items:
        text, places = None, _items(made, case)
    elif text:
        places = _sentences(text)
    else:
        raise AgreementError(
            "The text that was coded is missing. Its file ends in .txt and lies in the folder in which it was "
            "coded: put it beside the codings, as it is."
        )
    # texts in a coder's own words, in which no two coders can be expected to agree
    free_texts = [variable for variable in book.variables.values() if variable.kind == "text"]
    own_words = {variable.name for variable in free_texts if variable.level != "indicator"}
    columns: list[Column] = []
    memos: dict[str, dict[str, str]] = {}
    copies = texts.Copies(text.text if text else "")
    for unit, names in units.items():
        by_coder = []
        for coder, codes in zip(codings.coders, made):
            here = [coding for coding in codes if coding.unit == unit]
            seen = coder.seen.get(number)
            by_coder.append(_at_sentences(text, here, seen) if text else _at_items(places, here))
            for place, coding in zip(places, by_coder[-1]):
                memo = " ".join(coding.memo.split()) if isinstance(coding, Coding) else ""
                if memo and not copies.run(memo):
                    memos.setdefault(place.id, {})[coder.coder] = memo
        asked = [name for name in names if name in variables or not variables and name not in own_words]
        before = (
            "" if items and len(units) == 1 else f"{book.units[unit].title if unit in book.units else unit}: "
        )
        if asked and text:
            columns.append(_marked(unit, before, book, by_coder))
        columns += [_column(unit, name, before, book, by_coder, case) for name in asked]
    columns.sort(key=lambda column: LEVELS.index(column.level))
    comparable = tuple(column for column in columns if column.places)
    if not comparable:
        raise AgreementError("No two coders have coded the same place, so there is nothing to compare.")
    coders = tuple(coder.coder for coder in codings.coders)
    return Comparison(coders, items, places, comparable, codings.notes, number, memos)


# ---------------------------------------------------------------- places

Made = Sequence[Sequence[Coding]]  # the codings of each coder


def _items(made: Made, case: Case) -> tuple[Place, ...]:
    """The items that were coded; those with numbers in the order of these. With what a claim of our own table says."""
    ids = {coding.item for codes in made for coding in codes if coding.item}
    parts = lambda item: [int(part) if part.isdecimal() else part for part in re.split(r"(\d+)", item)]
    claims = tables.case(case).index("claims")
    return tuple(
        Place(item, claims[item].text("claim") if item in claims else "") for item in sorted(ids, key=parts)
    )


def _at_items(places: Sequence[Place], codes: Iterable[Coding]) -> list[Coded]:
    """What one coder made of each item."""
    by_item = {coding.item: coding for coding in codes}
    return [by_item.get(place.id) for place in places]


def _sentences(text: texts.Text) -> tuple[Place, ...]:
    """The sentences of a text, counted in each paragraph."""
    places = []
    for paragraph, spans in groupby(text.sentences, lambda span: span.paragraph or 0):
        for number, span in enumerate(spans, start=1):
            places.append(Place(f"{paragraph + 1}.{number}", text.words(span.start, span.end)))
    return tuple(places)


def _at_sentences(text: texts.Text, codes: Iterable[Coding], seen: set[int] | None) -> list[Coded]:
    """What one coder made of each sentence. One that was not seen is missing; without a word on that, all were."""
    spans = text.sentences
    best: list[Coded] = [NOTHING if not seen or span.number in seen else None for span in spans]
    covered = [0] * len(spans)
    for coding in codes:
        first = bisect_right(spans, coding.start, key=lambda span: span.start) - 1
        for span in spans[max(0, first) :]:
            if span.start >= coding.end:
                break
            length = min(coding.end, span.end) - max(coding.start, span.start)
            if length > covered[span.number]:
                covered[span.number], best[span.number] = length, coding
    return best


# ---------------------------------------------------------------- variables


def _units(made: Made, book: Codebook) -> dict[str, list[str]]:
    """unit -> names of its variables that somebody coded, in the order of the codebook."""
    used: dict[str, set[str]] = {}
    for coding in chain(*made):
        used.setdefault(coding.unit, set()).update(coding.codes)
    asked = {unit: book.units[unit].variables if unit in book.units else () for unit in used}
    return {unit: _in_order(asked[unit], used[unit]) for unit in _in_order(book.units, used)}


def _in_order(known: Iterable[str], used: Iterable[str]) -> list[str]:
    """The names that are used: those known in their order, then the others."""
    rank = {name: number for number, name in enumerate(known)}
    return sorted(used, key=lambda name: (rank.get(name, len(rank)), name))


def _marked(unit: str, before: str, book: Codebook, by_coder: list[list[Coded]]) -> Column:
    """The question whether a place was marked at all."""
    rule = book.units[unit].rule if unit in book.units else ""
    codes = (tuple(MARKED if isinstance(code, Coding) else code for code in codes) for codes in by_coder)
    labels = {MARKED: MARKED, NOTHING: NOTHING}
    return Column(unit, "", f"{before}marked or not", "", rule, tuple(codes), labels)


def _column(
    unit: str, name: str, before: str, book: Codebook, by_coder: list[list[Coded]], case: Case
) -> Column:
    """One variable. before: the name of its unit, where its own needs that."""
    variable = book.variables.get(name) or Variable(name=name, title=name, level="", kind="text")
    labels = {value: entry.title for value, entry in variable.values.items()}
    if variable.from_case:
        table_name, _, field_name = variable.from_case.partition(".")
        labels |= tables.labels(table_name, field_name, case)
    codes = []
    for coder in by_coder:
        given = tuple(_code(coding, name, variable.kind) for coding in coder)
        # who never gave a value did not code this variable, and does not differ on it
        codes.append(given if set(given) - {None, NOTHING} else (None,) * len(given))
    labels |= {NOTHING: NOTHING}
    return Column(unit, name, before + variable.title, variable.level, variable.rule, tuple(codes), labels)


def _code(coding: Coded, name: str, kind: str) -> str | None:
    """The code of a place in the form in which codes are compared."""
    if not isinstance(coding, Coding):
        return coding
    value = coding.codes.get(name, "").strip()
    if kind == "text":
        value = _folded(value)
    elif kind == "actors":
        value = "; ".join(sorted({_folded(actor) for actor in value.split(";")} - {""}))
    elif kind == "number":
        value = value.replace(",", ".")
    return value or None


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


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
