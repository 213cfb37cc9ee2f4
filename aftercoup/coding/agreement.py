"""How far people agree who coded the same text or the same claims, and where they do not.

`load` takes the codings as they come from a folder or from a learning platform; `compare` puts them side by
side and computes the measures. What is compared is the item (a claim), where items were coded, and otherwise
the sentence: it counts with the coding that covers most of it, and "nothing coded" is a value of its own.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from aftercoup import journal as lines
from aftercoup import measures, tables
from aftercoup.coding import codebook as codebooks
from aftercoup.coding import journal
from aftercoup.coding.case import Copies
from aftercoup.errors import OneSentence
from aftercoup.named import named_tuple

MOST_FILES = 5_000
MOST_BYTES = 20_000_000  # of one file of codings
NOTHING = "nothing coded"
MARKED = "marked"
NAMED = 3  # files that a sentence names before it says how many more there are
_OURS = re.compile(r"\.jsonl(\.txt)?$", re.IGNORECASE)
_NOISE = re.compile(r"(^|/)(__MACOSX|\.[^/]+|Thumbs\.db|desktop\.ini)(/|$)")
_UNREADABLE = (
    OSError,
    zipfile.BadZipFile,
    zlib.error,
    ValueError,
    NotImplementedError,
    RuntimeError,
    EOFError,
)


class AgreementError(OneSentence, ValueError):
    """There is nothing to compare; the message says why and what to do."""


class NoCodings(AgreementError):
    """Nobody has coded anything yet."""


@dataclass(frozen=True)
class Coder:
    """One person's file of codings. name: told apart from all others; path: as people know the file."""

    name: str
    path: str
    journal: journal.Journal


@dataclass(frozen=True)
class Codings:
    """The codings of one text by several coders, sorted by name; notes: sentences on what was left out."""

    coders: tuple
    notes: tuple = ()

    @property
    def text(self):
        """What is known of the text that was coded: a dict with its digest, perhaps a title."""
        return self.coders[0].journal.text


@dataclass(frozen=True)
class Place:
    """What is compared: an item or a sentence. group: its paragraph; words: at most six of a text, or what a
    claim of our own table says."""

    id: str
    group: str
    words: str


@dataclass(frozen=True, eq=False)
class Column:
    """One variable of one unit. codes: for each coder the code of each place, None where there is none;
    labels: code -> what it is called. name is "" for the question whether anything was marked at all."""

    unit: str
    name: str
    title: str
    level: str
    rule: str
    codes: tuple
    labels: dict

    @property
    def coded(self):
        """The codes of places that somebody marked; "nothing coded" counts as missing."""
        return [[None if code == NOTHING else code for code in coder] for coder in self.codes]


@dataclass(frozen=True)
class Result:
    """How far coders agree on one variable. places: those with codes of two coders; share, kappa: means over
    all pairs of coders; alpha, among: Estimates, the second for marked places only; None where there is no
    value."""

    column: Column
    places: int
    share: float | None
    kappa: float | None
    alpha: measures.Estimate
    among: measures.Estimate


@dataclass(frozen=True)
class Difference:
    """A place that was not coded alike. said: (code, names of coders), the most frequent code first; share:
    of the pairs of coders, how many differ."""

    place: Place
    column: Column
    said: tuple
    share: float


@named_tuple
class SideBySide:
    """The codes of several coders, place by place. columns: Columns; items and memos as in a Comparison."""

    places: tuple
    columns: tuple
    items: bool
    pass_: int
    memos: dict


@dataclass(frozen=True)
class Comparison:
    """The codings side by side. items: are items compared, or sentences? levels: level of judgement ->
    (alpha, alpha among marked places) of its variables taken together; memos: id of a place -> coder -> what
    the coder noted there, where it does not repeat the text."""

    coders: tuple
    items: bool
    places: tuple
    results: tuple
    levels: dict
    notes: tuple
    pass_: int
    memos: dict

    @property
    def columns(self):
        """The variables that were coded."""
        return tuple(one.column for one in self.results)


LEVELS = (*codebooks.LEVELS, "")  # from little judgement to much; a question without a level comes last
NO_ALPHA = measures.Estimate(None, None, None)


# ---------------------------------------------------------------- loading


def load(*sources, least=2):
    """The Codings of folders, zip files and single files of codings, in any order.

    Files that cannot be read, that code another text than most, or that are an earlier copy of another one
    are left out, with a sentence. Two coders with one name are told apart by a number. Raises AgreementError
    when fewer than `least` codings are left.
    """
    found, notes, foreign = [], [], []
    for name, data, why in sorted(_all_files(sources), key=lambda one: (one[0].casefold(), one[0])):
        if why:
            notes.append(f"{name} was left out: {why}.")
            continue
        if not _OURS.search(name):
            if not name.lower().endswith(".txt"):  # the desk keeps the text beside the codings
                foreign.append(name)
            continue
        read = journal.of_entries(*lines.entries(data))
        if not read.text.get("digest"):
            notes.append(
                f"{name} was left out: it does not begin as a file of codings does. "
                f"Ask for the file that ends in {journal.SUFFIX}."
            )
        elif not read.codings:
            notes.append(f"{name} was left out: nothing is coded in it yet.")
        else:
            if read.skipped:
                notes.append(
                    f"{name}: {_number(read.skipped, 'line')} could not be read; the rest of it counts."
                )
            found.append(Coder(read.coder or Path(name).name.split(".")[0], name, read))
    if foreign:
        notes.append(f"No files of codings, and left out: {_named(foreign)}.")
    found, left = _without_copies(found)
    kept, others = _one_text(found)
    notes += left + others
    if len(kept) < least:
        said = f"found {kept[0].path} alone" if kept else "found none"
        none = AgreementError if kept else NoCodings
        raise none(" ".join([f"A comparison needs the codings of two people: {said}.", *notes]))
    if len({one.journal.codebook for one in kept}) > 1:
        notes.append("The coders did not all have the same version of the codebook.")
    return Codings(tuple(_told_apart(kept)), tuple(notes))


def _all_files(sources):
    """(name, bytes, "") for each file, or (name, None, why it cannot be read)."""
    for source in sources:
        if isinstance(source, (list, tuple)):
            yield from _all_files(source)
            continue
        path = Path(str(source))
        if path.is_dir():
            paths = [one for one in sorted(path.rglob("*")) if one.is_file()]
            names = [one.relative_to(path).as_posix() for one in paths]
            if len(paths) > MOST_FILES:
                raise AgreementError(f"{path.name} holds {len(paths):,} files. Is it the right folder?")
        else:
            paths, names = [path], [path.name]
        for one, name in zip(paths, names):
            if _NOISE.search(name):
                continue
            try:
                with open(one, "rb") as file:
                    data = file.read(MOST_BYTES + 1) if one.suffix.lower() != ".zip" else file.read()
            except OSError as problem:
                gone = isinstance(problem, FileNotFoundError)
                yield name, None, "there is no such file here" if gone else "it cannot be opened"
                continue
            yield from _in_zip(name, data) if one.suffix.lower() == ".zip" else [_bounded(name, data)]


def _in_zip(name, data, deep=False):
    """The files of an archive, read in memory; an archive in it is opened too, one in that is not."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        infos = [info for info in archive.infolist() if not info.is_dir()]
    except _UNREADABLE:
        yield name, None, "it cannot be opened as a zip file: download it again"
        return
    if len(infos) > MOST_FILES:
        yield name, None, f"it holds {len(infos):,} files"
        return
    for info in infos:
        inner = info.filename.replace("\\", "/")
        if _NOISE.search(inner):
            continue
        inner = f"{name}/{inner}" if deep else inner
        try:
            with archive.open(info) as file:
                held = file.read(MOST_BYTES + 1)
        except _UNREADABLE:
            yield inner, None, "it cannot be unpacked; if it has a password, ask for it without one"
            continue
        if inner.lower().endswith(".zip") and not deep and len(held) <= MOST_BYTES:
            yield from _in_zip(inner, held, deep=True)
        else:
            yield _bounded(inner, held)


def _bounded(name, data):
    if len(data) > MOST_BYTES:
        return name, None, f"it is larger than {MOST_BYTES // 10**6} MB, which no file of codings is"
    return name, data, ""


def _without_copies(coders):
    """Each file once: where all steps of one stand in another one too, it is an earlier copy of it."""
    kept, notes = [], []
    for one in sorted(coders, key=lambda one: (-len(one.journal.ops), one.path)):
        whole = next((k for k in kept if one.journal.ops and one.journal.ops <= k.journal.ops), None)
        if whole:
            notes.append(f"{one.path} was left out: it is an earlier copy of {whole.path}.")
        else:
            kept.append(one)
    return sorted(kept, key=lambda one: one.path), notes


def _one_text(coders):
    """(those who coded the text that most coded, sentences about the others)."""
    digests = Counter(one.journal.text["digest"] for one in coders)
    most = max(digests.values(), default=0)
    if sum(count == most for count in digests.values()) > 1:
        told = "; ".join(
            f"{_named([one.path for one in coders if one.journal.text['digest'] == digest])} "
            f"{'codes' if count == 1 else 'code'} {_title(digest, coders)}"
            for digest, count in sorted(digests.items(), key=lambda item: _title(item[0], coders))
        )
        raise AgreementError(
            f"These files code different texts, so they cannot be compared: {told}. Even a text that was "
            "copied twice can differ by a sign. Give all coders the same file."
        )
    kept = [one for one in coders if digests[one.journal.text["digest"]] == most]
    return kept, [
        f"{one.path} was left out: it codes another text, {_title(one.journal.text['digest'], coders)}."
        for one in coders
        if one not in kept
    ]


def _title(digest, coders):
    about = next(one.journal.text for one in coders if one.journal.text["digest"] == digest)
    return f"“{str(about.get('title') or 'without a title')[:60]}” (digest {digest.partition(':')[2][:8]})"


def _told_apart(coders):
    """Sorted by name; a name that stands in several files gets numbers, in the order of their paths."""
    same = Counter(one.name.casefold() for one in coders)
    seen = Counter()
    for one in sorted(coders, key=lambda one: (one.name.casefold(), one.path)):
        seen[one.name.casefold()] += 1
        number = f" ({seen[one.name.casefold()]})" if same[one.name.casefold()] > 1 else ""
        yield Coder(one.name + number, one.path, one.journal)


def _named(names):
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")


def _number(count, word):
    return f"{count} {word}{'' if count == 1 else 's'}"


# ---------------------------------------------------------------- comparing


def compare(codings, text=None, codebook=None, pass_=None, only=None, variables=(), case=None):
    """The Comparison of several codings.

    codings: what `load` gives; text: the `texts.Text` that was coded, needed where spans were marked;
    codebook: a `codebook.Codebook` (default: the module's); pass_: which pass (default: the newest that all
    coders have); only: ids of places, to compare only these; variables: names, to compare only these; case: whose
    claims and labels are meant (default: the core case). Raises AgreementError where there is nothing to compare.
    """
    laid = side_by_side(codings, text, codebook, pass_, only, variables, case)
    results = tuple(filter(None, (_result(column) for column in laid.columns)))
    if not results:
        raise AgreementError("No two coders have coded the same place, so there is nothing to compare.")
    levels = {}
    for level in codebooks.LEVELS:
        mine = [one.column for one in results if one.column.level == level]
        if mine:  # with one variable it is the same as that of the variable
            levels[level] = (
                _estimate([one.codes for one in mine]),
                _estimate([one.coded for one in mine]),
            )
    names = tuple(one.name for one in codings.coders)
    return Comparison(names, laid.items, laid.places, results, levels, codings.notes, laid.pass_, laid.memos)


def side_by_side(codings, text=None, codebook=None, pass_=None, only=None, variables=(), case=None):
    """The SideBySide of several codings: codes without any measure. Arguments and errors: see `compare`."""
    book = codebook or codebooks.load()
    number = pass_ or min(one.journal.passes[-1] for one in codings.coders)
    made = [one.journal.of_pass(number) for one in codings.coders]
    if not any(made):
        raise AgreementError(f"Nobody has coded anything in pass {number}.")
    items = any(one.item for codes in made for one in codes)
    if items:
        places, read = _items(made, case)
    else:
        places, read = _sentences(codings, made, text, number)
    wanted = [n for n, place in enumerate(places) if only is None or place.id in only]
    places = tuple(places[n] for n in wanted)
    columns, units, memos = [], _units(made, book), {}
    names = tuple(one.name for one in codings.coders)
    known = {name for names in units.values() for name in names}
    for name in variables:
        if name not in known:
            near = tables.nearest(name, known, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(sorted(known))}."
            raise AgreementError(f"Nobody coded a variable {name!r}. {hint}")
    alone = items and len(units) == 1
    for unit, asked in units.items():
        by_coder = [[coder[n] for n in wanted] for coder in read(unit)]
        asked = [name for name in asked if (name in variables if variables else not _own_words(book, name))]
        if asked and not items:
            columns.append(_column(unit, "", book, by_coder, False, case))
        columns += [_column(unit, name, book, by_coder, alone, case) for name in asked]
        _add_memos(memos, names, by_coder, places, None if items else text)
    columns.sort(key=lambda one: LEVELS.index(one.level))
    return SideBySide(places, tuple(columns), items, number, memos)


def _add_memos(memos, coders, by_coder, places, text):
    """What coders noted at each place; a note that repeats the text that was coded stays with its coder."""
    copies = Copies(text.text) if text else None
    for coder, codes in zip(coders, by_coder):
        for place, one in zip(places, codes):
            memo = " ".join(one.memo.split()) if isinstance(one, journal.Coding) else ""
            if memo and not (copies and copies.run(memo)):
                memos.setdefault(place.id, {})[coder] = memo


def _items(made, case):
    """(places, function from a unit to what each coder coded at each place) for items."""
    ids = sorted({one.item for codes in made for one in codes if one.item}, key=_natural)
    places = tuple(Place(one, one, _claim(one, case)) for one in ids)

    def read(unit):
        for codes in made:
            mine = {one.item: one for one in codes if one.unit == unit}
            yield [mine.get(one) for one in ids]

    return places, read


def _claim(item, case):
    """What a claim of our own table says, in our words; "" for an item that is none."""
    try:
        return tables.record(item, "claims", case).claim
    except tables.UnknownName:
        return ""


def _natural(name):
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in re.split(r"(\d+)", name)]


def _sentences(codings, made, text, number):
    """The same for sentences. A sentence that a coder has not seen is missing; without any word on what was
    seen, all were."""
    if text is None:
        raise AgreementError(
            "These are codings of a text. Give the text as well, exactly as it was coded, for example "
            'ac.compare_coders("codings", text="report.txt").'
        )
    if text.digest != codings.text["digest"]:
        raise AgreementError(
            "This is not the text that was coded: its digest differs. Give the file that the coders had."
        )
    spans = text.sentences
    starts = [one.start for one in spans]
    firsts = {}
    for one in spans:
        firsts.setdefault(one.paragraph, one.number)
    places = tuple(
        Place(
            f"{one.paragraph + 1}.{one.number - firsts[one.paragraph] + 1}",
            str(one.paragraph + 1),
            text.words(one.start, one.end),
        )
        for one in spans
    )

    def read(unit):
        for coder, codes in zip(codings.coders, made):
            seen = coder.journal.seen.get(number, ())
            best = [(0, NOTHING if not seen or n in seen else None) for n in range(len(spans))]
            for one in codes:
                if one.unit != unit or one.start is None:
                    continue
                for n in range(max(0, bisect_right(starts, one.start) - 1), len(spans)):
                    if spans[n].start >= one.end:
                        break
                    covered = min(one.end, spans[n].end) - max(one.start, spans[n].start)
                    if covered > best[n][0]:
                        best[n] = covered, one
            yield [coded for _, coded in best]

    return places, read


def _units(made, book):
    """unit -> names of its variables that somebody coded, in the order of the codebook."""
    used = {}
    for codes in made:
        for one in codes:
            used.setdefault(one.unit, set()).update(one.codes)
    order = [*(name for name in book.units if name in used), *sorted(set(used) - set(book.units))]
    return {
        unit: [
            *(
                name
                for name in (book.units[unit].variables if unit in book.units else ())
                if name in used[unit]
            ),
            *sorted(used[unit] - set(book.units[unit].variables if unit in book.units else ())),
        ]
        for unit in order
    }


def _own_words(book, name):
    """Is a variable a text in a coder's own words, in which no two coders can be expected to agree?"""
    variable = book.variables.get(name)
    return variable is not None and variable.kind == "text" and variable.level != "indicator"


def _column(unit, name, book, by_coder, alone, case):
    variable, about = book.variables.get(name), book.units.get(unit)
    title = about.title if about else unit
    called = variable.title if variable else name
    kind = variable.kind if variable else "text"
    codes = [tuple(_code(coded, name, kind) for coded in coder) for coder in by_coder]
    if name:  # who never gave a value did not code this variable, and does not differ on it
        codes = [one if set(one) - {None, NOTHING} else (None,) * len(one) for one in codes]
    codes = tuple(codes)
    if not name:
        rule = about.rule if about else ""
        return Column(
            unit, "", f"{title}: marked or not", "", rule, codes, {MARKED: MARKED, NOTHING: NOTHING}
        )
    labels = {value: one.title for value, one in variable.values.items()} if variable else {}
    if variable and variable.from_case:
        labels |= tables.labels(*variable.from_case.split("."), case)
    return Column(
        unit,
        name,
        called if alone else f"{title}: {called}",
        variable.level if variable else "",
        variable.rule if variable else "",
        codes,
        labels | {NOTHING: NOTHING},
    )


def _code(coded, name, kind):
    """The code of a place in the form in which codes are compared; coded: a Coding, NOTHING or None."""
    if not isinstance(coded, journal.Coding):
        return coded
    if not name:
        return MARKED
    value = coded.codes.get(name, "").strip()
    if kind == "text":
        value = " ".join(value.split()).casefold()
    elif kind == "actors":
        value = "; ".join(sorted({" ".join(one.split()).casefold() for one in value.split(";")} - {""}))
    elif kind == "number":
        value = value.replace(",", ".")
    return value or None


def _result(column):
    """The Result of a column; None where no place has codes of two coders."""
    places = sum(sum(code is not None for code in place) > 1 for place in zip(*column.codes))
    if not places:
        return None
    share, kappa = measures.mean_of_pairs(column.codes)
    return Result(column, places, share, kappa, _estimate([column.codes]), _estimate([column.coded]))


def _estimate(variables):
    try:
        return measures.alpha_estimate(*variables)
    except measures.MeasureError:
        return NO_ALPHA


def differences(comparison):
    """The Differences of a Comparison, place by place as in the text."""
    found = []
    for n, place in enumerate(comparison.places):
        for column in comparison.columns:
            codes = [coder[n] for coder in column.codes]
            said = {}
            for coder, code in zip(comparison.coders, codes):
                if code is not None:
                    said.setdefault(code, []).append(coder)
            if len(said) > 1:
                ordered = sorted(said.items(), key=lambda item: (-len(item[1]), item[0]))
                found.append(Difference(place, column, tuple(ordered), 1 - _alike(map(len, said.values()))))
    return found


def _alike(counts):
    """Of all pairs of coders, the share with the same code, from how many gave each code."""
    counts = list(counts)
    n = sum(counts)
    return sum(count * (count - 1) for count in counts) / (n * (n - 1))


def by_group(comparison, column):
    """group (paragraph or item) -> share of pairs of coders that differ there, None where none can."""
    pairs, apart = Counter(), Counter()
    for place, codes in zip(comparison.places, zip(*column.codes)):
        counts = Counter(code for code in codes if code is not None)
        n = counts.total()
        if n > 1:
            pairs[place.group] += n * (n - 1)
            apart[place.group] += n * (n - 1) * (1 - _alike(counts.values()))
    groups = dict.fromkeys(place.group for place in comparison.places)
    return {group: apart[group] / pairs[group] if pairs[group] else None for group in groups}


@dataclass(frozen=True)
class Change:
    """One variable before and after. before, after: Results over the same places; change: an Estimate of the
    difference of their alphas, None without a value for both."""

    before: Result
    after: Result
    change: measures.Estimate


def changes(before, after):
    """A tuple of Change, one for each variable that two Comparisons share; both have the same places."""
    then = {(one.column.unit, one.column.name): one for one in after.results}
    found = []
    for one in before.results:
        other = then.get((one.column.unit, one.column.name))
        if other:
            found.append(Change(one, other, measures.alpha_change([one.column.codes], [other.column.codes])))
    return tuple(found)
