"""What a cell shows of several people's codings: `compare_coders` and `disagreements`.

The measures are those of `reliability`, the pictures those of `charts.coders`. Here they become cards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from glob import glob
from itertools import chain, combinations, compress, product
from pathlib import Path

from aftercoup import measures, tables
from aftercoup.charts import coders
from aftercoup.coding import codebook as codebooks
from aftercoup.coding import codings as loading
from aftercoup.coding import reliability, texts
from aftercoup.coding.coder_file import FOLDER, Coding
from aftercoup.coding.codings import AgreementError, Codings, NoCodings, listed
from aftercoup.coding.forms import LEVELS
from aftercoup.coding.reliability import Column, Comparison, Difference, Place
from aftercoup.lesson import case_in_use
from aftercoup.outputs.cards import Card, folded, inline, listing, paragraph, small, stack, strong, table

PRACTICE = "Code first, or open the made-up readers"
MEMOS_OF = 4  # coders whose memos and pairs are shown
MOST_CODES = 5  # of a variable whose coders are shown side by side in a square
OURS = "our own codes"
_HOW = (
    "The interval is a bootstrap: the places are drawn again and again, with replacement, and alpha is "
    "computed from each draw (Zapf and others 2016). It says how far alpha would move with other places of this kind, "
    "coded by the same people."
)


Source = str | Path


def compare_coders(
    *codings: Source,
    variables: str = "",
    before: int | None = None,
    ours: bool = False,
    otherwise: str = "",
    codebook: Source | None = None,
) -> Card:
    """How far two or more people agree who coded the same text or the same claims.

    codings: files or folders of codings; a name may hold a star (default: the folder of the desk). The text that was
    coded lies beside them. variables: names in the codebook, separated by spaces, to compare only these. before: the
    number of an earlier pass to compare the newest one with, in the places that both have. ours: True adds the codes of our own table as one more coder, for claims. otherwise: codings made up for
    practice, like "practice/myanmar-2021", to show while there are none yet; they stand alone, without
    ours. codebook: a file, if it is not the module's own. Shows the measures for each variable and level of
    judgement, and where the coders differ.
    """
    try:
        if before is not None:
            first, _ = _compared(codings, variables, codebook, pass_=before)
            then, _ = _compared(codings, variables, codebook)
            return _before_and_after(first, then)
        comparison, introduction = _compared(codings, variables, codebook, ours, otherwise)
    except AgreementError as problem:
        return paragraph(str(problem))
    head = f"{len(comparison.coders)} coders, {len(comparison.places)} {_what(comparison)}"
    number = "" if comparison.pass_ == 1 else f" Pass {comparison.pass_}."
    return _shown(
        introduction,
        paragraph(strong(head), f": {listed(comparison.coders)}.{number}"),
        *_side_by_side(comparison),
        _measures(comparison),
        folded("How this is computed", listing([_ITEM if comparison.items else _SENTENCE, *_EXPLAINED])),
        *_notes(comparison.notes),
    )


def disagreements(
    *codings: Source,
    variables: str = "",
    ours: bool = False,
    otherwise: str = "",
    codebook: Source | None = None,
) -> Card:
    """The places that were not coded alike, as a list to discuss: what each side coded, and the rule.

    Up to four coders are shown with what they noted in the memo; a note that repeats the text is left out.
    Arguments as in `compare_coders`.
    """
    try:
        comparison, introduction = _compared(codings, variables, codebook, ours, otherwise)
    except AgreementError as problem:
        return paragraph(str(problem))
    differences = reliability.differences(comparison)
    if not differences:
        agreed = paragraph("There is nothing to discuss: all coders agree.")
        return _shown(introduction, agreed, *_notes(comparison.notes))
    rows = []
    for place in sorted(differences, key=lambda place: -sum(clash.share for clash in differences[place])):
        said = inline(_sides(differences[place]), *_memos(comparison, place))
        rows.append([_where(comparison, place), said])
    caption = f"{len(rows)} of {len(comparison.places)} places are not coded alike; those that differ most come first"
    every = (difference.column for here in differences.values() for difference in here)
    rules = {column.title: column.rule for column in every if column.rule}
    end = (
        "For each: which words of the text, and which part of the rule, led you there? If both readings "
        "fit the rule, change the rule and not the code."
    )
    return _shown(
        introduction,
        table(caption, ["Place", "Coded as"], rows, visible=12),
        folded("What the codebook says", listing(inline(strong(name), f": {rules[name]}") for name in rules)),
        paragraph(end),
        *_notes(comparison.notes),
    )


# ---------------------------------------------------------------- what was given


def _compared(
    sources: Sequence[Source],
    variables: str,
    codebook: Source | None,
    ours: bool = False,
    otherwise: str = "",
    pass_: int | None = None,
) -> tuple[Comparison, list[Card]]:
    """(the Comparison of what was given, what to say before it): where there are no codings yet, that they are those
    to practise with. Arguments as of `compare_coders`; pass_ as of `reliability.compare`."""
    book, introduction = codebooks.load(codebook), list[Card]()
    try:
        codings, text, case = _given(sources, ours)
    except NoCodings as problem:
        if not otherwise:
            raise
        codings, text, case = _given((otherwise,))
        other = "" if case is case_in_use() else f", on another case: {case.about.title}"
        whose = f"Until then it holds codings that we invented for practice{other}."
        introduction = [paragraph(strong("Not your own codings. "), f"{problem} {whose}")]
    return reliability.compare(codings, text, book, pass_, variables.split(), case), introduction


def _shown(introduction: Sequence[Card], *cards: Card) -> Card:
    """A comparison; of codings to practise with, folded, and in plain text closed: they would lead the reader's own."""
    if not introduction:
        return stack(*cards)
    closed = Card(folded(PRACTICE, stack(*cards)).html, f"[{PRACTICE}]")
    return stack(*introduction, closed)


def _given(sources: Sequence[Source], ours: bool = False) -> tuple[Codings, texts.Text | None, tables.Case]:
    """(the codings of files and folders, the text that was coded, the case whose codes were offered). The text is stored
    beside the codings, or is the notes of one of our cases."""
    paths = list(_paths(sources))
    codings = loading.load(*paths, least=1 if ours else 2)
    digest = codings.text["digest"]
    _, _, name = codings.coders[0].codebook.partition(" ")
    case = case_in_use(name if name in tables.cases() else None)
    beside = (texts.beside(path, digest) for path in paths)
    notes = (text for text in map(texts.of_case, tables.cases()) if text.digest == digest)
    text = next(filter(None, chain(beside, notes)), None)
    return _with_ours(codings, case) if ours else codings, text, case


def _paths(sources: Sequence[Source]) -> Iterator[Path]:
    """The paths that are meant: a name with a star means all files that fit, and where nothing is called so it may be
    a folder of our own data, like practice/egypt-2013."""
    for source in map(Path, sources or (FOLDER,)):
        own = tables.data_folder() / source
        fitting = [source] if source.exists() else [*map(Path, sorted(glob(str(source))))]
        if not (fitting or own.is_dir() or source.suffix):
            raise NoCodings(
                f"There are no codings in {source.as_posix()} yet: after your coding the same cell shows yours."
            )
        yield from fitting or [own if own.is_dir() else source]


def _with_ours(codings: Codings, case: tables.Case) -> Codings:
    """The codings, and the codes of our own table of claims for the same items as one more coder."""
    every = [coding for coder in codings.coders for coding in coder.codings]
    used = {name for coding in every for name in coding.codes} & set(tables.schema("claims").fields)
    known = case.index("claims")
    coded = sorted({(coding.item, coding.pass_) for coding in every if coding.item in known})
    if not coded:
        raise AgreementError(
            "Our own codes are for the claims of this module, and none of them is in these files."
        )
    ours = []
    for item, number in coded:
        codes = {name: known[item].text(name) for name in used}
        ours.append(Coding(f"{item}-{number}", "claim", item=item, codes=codes, pass_=number))
    file = replace(codings.coders[0], coder=OURS, codings=tuple(ours), seen={})
    return Codings((*codings.coders, file), codings.notes)


# ---------------------------------------------------------------- what is shown


def _what(comparison: Comparison) -> str:
    return "items" if comparison.items else "sentences"


def _side_by_side(comparison: Comparison) -> Iterator[Card]:
    """For items: each pair of coders in a square, the items in its cells, and what chance alone would give them.

    The first pair is in sight, the others open on request, and so does each variable where there are several. One
    of many codes has no square.
    """
    pairs = [*combinations(range(min(len(comparison.coders), MEMOS_OF)), 2)] if comparison.items else []
    for column in comparison.columns:
        used = set(chain(*column.codes)) - {None}
        known = [code for code in column.labels if code != reliability.NOTHING]
        codes = known if len(known) <= MOST_CODES else [code for code in known if code in used]
        if not pairs or len(codes) > MOST_CODES or used - {*codes}:
            continue
        first, *others = (_square(comparison, column, codes, a, b) for a, b in pairs)
        shown = [first]
        both = [(a, b) for a, b in zip(column.codes[0], column.codes[1]) if a and b]
        if len({code for pair in both for code in pair}) > 1:
            chart = coders.by_chance(column.title, [a for a, _ in both], [b for _, b in both], column.unit)
            shown.append(Card(chart.html("kappa"), chart.text))
        if others:
            shown.append(folded("The other pairs of coders", stack(*others)))
        card = stack(*shown)
        yield card if len(comparison.columns) == 1 else folded(f"{column.title}: side by side", card)


def _square(comparison: Comparison, column: Column, codes: Sequence[str], a: int, b: int) -> Card:
    """What two coders made of each item: rows are the codes of one, columns those of the other."""
    items: dict[tuple[str | None, str | None], list[str]] = {}  # codes of both -> items
    for place, mine, theirs in zip(comparison.places, column.codes[a], column.codes[b]):
        items.setdefault((mine, theirs), []).append(place.id)
    rows: list[list[str | Card]] = []
    for mine in codes:
        ids = {theirs: " ".join(items.get((mine, theirs), [])) or "–" for theirs in codes}
        rows.append(
            [column.labels[mine], *(strong(ids[code]) if code == mine else ids[code] for code in codes)]
        )
    first, second = comparison.coders[a], comparison.coders[b]
    where = f"in the rows {first}, in the columns {second}; bold where both gave the same code"
    heads = [first, *(column.labels[code] for code in codes)]
    return table(f"{column.title}: {where}", heads, rows, wide=True)


def _measures(comparison: Comparison) -> Card:
    rows = []
    for column in comparison.columns:
        share, kappa = column.share_and_kappa
        # below its name stands how much judgement it takes: in few columns, which a narrow page holds
        level = [Card("<br>", ", "), small(LEVELS[column.level].partition(" (")[0])] if column.level else []
        cells = [inline(column.title, *level), str(column.places), coders.percent(share)]
        numbers = [coders.said(kappa), coders.said(column.alpha.value), coders.interval(column.alpha)]
        rows.append([*cells, *numbers])
    kappa_of = "Cohen's kappa" if len(comparison.coders) == 2 else "Mean kappa of all pairs"
    columns = ["Variable", "Places", "Agreement", kappa_of, "Krippendorff's alpha", "95 percent interval"]
    return table("Agreement", columns, rows, visible=12, wide=True)


_ITEM = "What is compared is the item: one claim."
_SENTENCE = (
    "What is compared is the sentence. It counts with the coding that covers most of it. A sentence that was in sight "
    "and is not coded counts as “nothing coded”, a value of its own; one that was not in sight is missing."
)
_EXPLAINED = (
    "Agreement is the share of pairs of coders with the same code. Kappa and alpha take out what "
    "chance alone would give; a code differs or it does not, and no difference counts more than another.",
    "A dash stands where a measure has no value: for alpha, where only one code was used; for the "
    "interval, where too many draws are like that, or where all agree, so that no draw can differ.",
    _HOW + " With a dozen places it is still a little too short.",
    "Below each variable stands how much judgement it takes to code it.",
)


def _notes(notes: Iterable[str]) -> list[Card]:
    words = " ".join(notes)
    return [paragraph(strong("Read this too. "), words)] if words else []


def _where(comparison: Comparison, place: Place) -> Card:
    name = place.id if comparison.items else f"paragraph {place.id.replace('.', ', sentence ')}"
    return inline(strong(name), f": {place.words}" if place.words else "")


def _sides(differences: Sequence[Difference]) -> Card:
    """What each side coded, a line for each variable."""
    lines: list[Card] = []
    for difference in differences:
        column = difference.column
        named = lambda who: f"{len(who)} coders" if len(who) > 4 else ", ".join(who)
        sides = "; ".join(f"{column.labels.get(code, code)} – {named(who)}" for code, who in difference.said)
        lines += [Card("<br>", "; ")] * bool(lines) + [inline(strong(column.title), f": {sides}")]
    return inline(*lines)


def _memos(comparison: Comparison, place: Place) -> Iterator[Card]:
    """What the coders noted at a place, a line each; of many coders there would be too many."""
    noted = comparison.memos.get(place.id, {}) if len(comparison.coders) <= MEMOS_OF else {}
    for coder, memo in noted.items():
        yield from (Card("<br>", "; "), small(f"{coder} noted: “{memo}”"))


# ---------------------------------------------------------------- before and after


def _before_and_after(first: Comparison, then: Comparison) -> Card:
    before = first.pass_
    if then.pass_ <= before:
        raise AgreementError(
            f"Nothing is coded after pass {before} by all coders. Begin pass {before + 1} at the desk, code a "
            "sample again by the new rule, and run this cell again."
        )
    rows, every = [], set[str]()
    for old, new in product(first.columns, then.columns):
        was, now = _codes(first, old), _codes(then, new)
        both = [place for place in was if place in now and (old.unit, old.name) == (new.unit, new.name)]
        if both:
            earlier = replace(old, codes=tuple(zip(*(was[place] for place in both))))
            newer = replace(new, codes=tuple(zip(*(now[place] for place in both))))
            change = measures.alpha_change(earlier.codes, newer.codes)
            alphas = [coders.said(alpha.value) for alpha in (earlier.alpha, newer.alpha, change)]
            rows.append([old.title, str(len(both)), *alphas, coders.interval(change)])
            every |= {*both}
    if not every:
        raise AgreementError("No place was coded by two coders both before and after.")
    columns = ["Variable", "Places", f"Alpha, pass {before}", f"Alpha, pass {then.pass_}", "Change"]
    head = (
        f": {listed(then.coders)}. A rule got clearer where alpha rises, and where the interval "
        "of the change lies above 0."
    )
    end = (
        f"{_HOW} The same draws are used before and after. Whoever codes a second time also remembers, so "
        "a rise is no proof that the new rule did it: let somebody new code by it as well."
    )
    return stack(
        paragraph(strong(f"{len(every)} {_what(then)}, coded before and after"), head),
        table("Krippendorff's alpha", [*columns, "95 percent interval of the change"], rows, wide=True),
        paragraph(small(end)),
        *_notes(first.notes),
    )


def _codes(comparison: Comparison, column: Column) -> dict[str, tuple[str | None, ...]]:
    """Place -> what each coder gave there, where two coders coded it."""
    codes = zip((place.id for place in comparison.places), zip(*column.codes))
    return dict(compress(codes, column.compared))
