"""What a cell shows of several people's codings: `compare_coders` and `disagreements`.

The measures are those of `agreement`, the pictures those of `charts.coders`. Here they become cards, and
plain CSV files for whoever wants to go on elsewhere.
"""

from __future__ import annotations

from pathlib import Path

from aftercoup import tables
from aftercoup.cards import Card, folded, inline, listing, paragraph, small, stack, strong, table
from aftercoup.charts import coders
from aftercoup.coding import agreement, journal, texts
from aftercoup.coding import codebook as codebooks
from aftercoup.coding.agreement import AgreementError, NoCodings
from aftercoup.lesson import case_in_use
from aftercoup.spreadsheets import table as csv_text

FOLDER = "my_coding"  # where the desk keeps its files
MEMOS_OF, MEMO = 4, 300  # of so many coders memos are shown, so many signs of each
MOST_ROWS = 60  # of a list to discuss; all of them are in its CSV file
EXPERT = "the expert of this module"
_HOW = (
    "The interval is a bootstrap: the places are drawn again and again, with replacement, and alpha is "
    "computed "
    "from each draw (Zapf and others 2016). It says how far alpha would move with other places of this kind, "
    "coded by the same people."
)


def compare_coders(
    *codings, text=None, variables="", before=None, expert=False, otherwise="", codebook=None, save=None
):
    """How far two or more people agree who coded the same text or the same claims.

    codings: files, folders or zip files of codings; a name may hold a star (default: the folder of the desk).
    text: the text that was coded, as a file, where it does not lie beside the codings; not needed for claims.
    variables: names in the codebook, separated by spaces, to compare only these. before: the codings to
    compare with, an earlier pass (a number) or another folder; then the places are those that both have.
    expert: True adds the codes of our own table as one more coder, for claims. otherwise: codings made up for
    practice, like "practice/myanmar-2021", to show while there are none yet; they stand alone, without the
    expert. codebook: a file, if it is not the module's own. save: name of a CSV file for the numbers. Shows
    the measures for each variable and level of judgement, and where the coders differ.
    """
    try:
        book = _book(codebook)
        if before is not None:
            return _before_and_after(codings, before, text, book, variables.split(), save)
        found, said = _compared_or(otherwise, codings, text, expert, book, variables)
    except AgreementError as problem:
        return paragraph(str(problem))
    kept = [_saved(save, *_numbers(found))] if save else []
    return stack(
        *said,
        _head(found),
        _measures(found),
        _as_card(reliability_chart(found)),
        _as_card(places_chart(found)),
        folded("How this is computed", _explained(found)),
        *_notes(found.notes),
        *kept,
    )


def disagreements(*codings, text=None, variables="", expert=False, otherwise="", codebook=None, save=None):
    """The places that were not coded alike, as a list to discuss: what each side coded, and the rule.

    Up to four coders are shown with what they noted in the memo; a note that repeats the text is left out.

    save: name of a CSV file with all codes, a row for each place and variable, a column for each coder. Other
    arguments as in `compare_coders`.
    """
    try:
        found, said = _compared_or(otherwise, codings, text, expert, _book(codebook), variables)
    except AgreementError as problem:
        return paragraph(str(problem))
    apart = agreement.differences(found)
    kept = [_saved(save, *_all_codes(found))] if save else []
    if not apart:
        agreed = paragraph("There is nothing to discuss: all coders agree.")
        return stack(*said, agreed, *_notes(found.notes), *kept)
    by_place = {}
    for one in apart:
        by_place.setdefault(one.place, []).append(one)
    order = sorted(by_place, key=lambda place: -sum(one.share for one in by_place[place]))
    rows = [
        [_where(found, place), inline(_sides(by_place[place]), *_memos(found, place))]
        for place in order[:MOST_ROWS]
    ]
    caption = f"{len(by_place)} of {len(found.places)} places are not coded alike"
    caption += "; those that differ most come first"
    if len(order) > MOST_ROWS:
        caption += f" (here the first {MOST_ROWS}; save= writes all)"
    rules = {one.column.title: one.column.rule for one in apart if one.column.rule}
    return stack(
        *said,
        table(caption, ["Place", "Coded as"], rows, visible=12),
        folded(
            "What the codebook says",
            listing(inline(strong(name), f": {rule}") for name, rule in rules.items()),
        ),
        paragraph(
            "For each: which words of the text, and which part of the rule, led you there? If both readings "
            "fit "
            "the rule, change the rule and not the code."
        ),
        *_notes(found.notes),
        *kept,
    )


# ---------------------------------------------------------------- what was given


def _compared_or(otherwise, codings, text, expert, book, variables):
    """(the Comparison, what to say before it): of the codings; where there are none yet, of those to practise
    with."""
    try:
        return _compared(codings, text, expert, book, variables), []
    except NoCodings as problem:
        if not otherwise:
            raise
        found = _compared((otherwise,), None, False, book, variables)
        case = tables.case(_case(agreement.load(*_sources((otherwise,)))) or case_in_use())
        other = "" if case is case_in_use() else f", on another case: {case.about.title}"
        whose = f"Until then you see codings that we invented for practice{other}."
        return found, [paragraph(strong("Not your own codings. "), f"{problem} {whose}")]


def _compared(codings, text, expert, book, variables):
    found, text = _load(codings, text, expert)
    return agreement.compare(
        found, text, book, variables=variables.split(), case=_case(found) or case_in_use()
    )


def _case(found):
    """The case by whose codebook the coders coded, whichever is in use now; None where it is none of ours."""
    used = found.coders[0].journal.codebook
    return next((name for name in tables.cases() if codebooks.load(case=name).digest == used), None)


def _sources(codings):
    """The paths that are meant: a name with a star stands for all files that fit."""
    if not codings and not Path(FOLDER).is_dir():
        raise NoCodings(
            f"There is no folder {FOLDER} here yet. Code first; or name the files, for example "
            f'ac.compare_coders("anna{journal.SUFFIX}", "ben{journal.SUFFIX}").'
        )
    found = []
    for one in codings or (FOLDER,):
        fitting = sorted(Path().glob(str(one))) if "*" in str(one) and not Path(one).is_absolute() else [one]
        if not fitting:
            raise AgreementError(f"No file fits {one}. Code first, or look at how the files are called.")
        found += [_ours(name) for name in fitting]
    return found


def _ours(name):
    """A name as given; where nothing is called so, a folder of our own data, like practice/egypt-2013."""
    own = tables.data_folder() / str(name)
    if Path(name).exists() or Path(name).suffix:
        return name
    if not own.is_dir():
        raise NoCodings(f"There are no codings in {name} yet. Code first, then run this cell again.")
    return own


def _load(codings, text=None, expert=False):
    """(Codings, the Text that was coded or None): the text as given, the copy kept beside the codings, or the
    retelling of one of our cases."""
    sources = _sources(codings)
    found = _with_expert(sources) if expert else agreement.load(*sources)
    if text is not None:
        return found, text if isinstance(text, texts.Text) else texts.load(text)
    folders = {path if path.is_dir() else path.parent for path in map(Path, sources)}
    for path in sorted(one for folder in folders for one in folder.glob("*.txt")):
        try:
            kept = texts.of(path.read_bytes().decode("utf-8"), path.stem)
        except (OSError, ValueError):
            continue
        if kept.digest == found.text["digest"]:
            return found, kept
    retold = map(texts.of_case, tables.cases())
    return found, next((one for one in retold if one.digest == found.text["digest"]), None)


def _with_expert(sources):
    """The codings, and the codes of our own table of claims for the same items as one more coder."""
    found = agreement.load(*sources, least=1)
    items = sorted({one.item for coder in found.coders for one in coder.journal.codings if one.item})
    used = {name for coder in found.coders for one in coder.journal.codings for name in one.codes}
    known = []
    for item in items:
        try:
            record = tables.record(item, "claims", _case(found) or case_in_use())
        except tables.UnknownName:
            continue
        codes = {name: record.text(name) for name in used if name in tables.schema("claims").fields}
        known.append(journal.Coding(item, "claim", item=item, codes=codes))
    if not known:
        raise AgreementError(
            "The expert coded the claims of this module, and none of them is in these files."
        )
    every = {one.pass_ for coder in found.coders for one in coder.journal.codings}
    expert = journal.Journal(
        EXPERT,
        found.text,
        found.coders[0].journal.codebook,
        tuple(
            journal.Coding(f"{one.id}-{n}", "claim", item=one.item, codes=one.codes, pass_=n)
            for one in known
            for n in every
        ),
        found.coders[0].journal.passes,
    )
    return agreement.Codings((*found.coders, agreement.Coder(EXPERT, "", expert)), found.notes)


def _book(codebook):
    return codebook if isinstance(codebook, codebooks.Codebook) else codebooks.load(codebook)


# ---------------------------------------------------------------- what is shown


def _head(found):
    what = "items" if found.items else "sentences"
    return paragraph(
        strong(f"{len(found.coders)} coders, {len(found.places)} {what}"),
        f": {_names(found.coders)}.",
        "" if found.pass_ == 1 else f" Pass {found.pass_}.",
    )


def _names(names, most=8):
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")


def _measures(found):
    rows, more = [], not found.items
    for level in agreement.LEVELS:
        mine = [one for one in found.results if one.column.level == level]
        rows += [
            [
                _variable(one.column.title, level),
                str(one.places),
                _share(one.share),
                coders.said(one.kappa),
                coders.said(one.alpha.value),
                coders.interval(one.alpha),
                *([coders.said(one.among.value)] if more else []),
            ]
            for one in mine
        ]
        if level and len(mine) > 1:
            both, among = found.levels[level]
            rows.append(
                [
                    strong(f"{level}, together"),
                    "",
                    "",
                    "",
                    coders.said(both.value),
                    coders.interval(both),
                    *([coders.said(among.value)] if more else []),
                ]
            )
    return table("Agreement", _columns(found), rows, visible=12, wide=True)


def reliability_chart(found):
    """The chart of alpha, variable by variable, of a Comparison."""
    variables = [coders.Reliability(one.column.title, one.column.level, one.alpha) for one in found.results]
    return coders.reliability(
        variables, {level: alpha for level, (alpha, _) in found.levels.items()}, len(found.coders)
    )


def places_chart(found):
    """The chart of where the coders of a Comparison differ."""
    columns = [(column.title, agreement.by_group(found, column)) for column in found.columns]
    return coders.places(columns, len(found.coders), "item" if found.items else "paragraph")


def _variable(title, level):
    """A variable, and below it how much judgement it takes: in few columns, which a narrow page holds."""
    return inline(title, *([Card("<br>", ", "), small(level)] if level else []))


def _columns(found):
    kappa = "Cohen's kappa" if len(found.coders) == 2 else "Mean kappa of all pairs"
    more = [] if found.items else ["Alpha where marked"]
    return [
        "Variable",
        "Places",
        "Agreement",
        kappa,
        "Krippendorff's alpha",
        "95 percent interval",
        *more,
    ]


def _share(share):
    return "–" if share is None else f"{share:.0%}"


def _explained(found):
    unit = (
        "What is compared is the item: one claim."
        if found.items
        else "What is compared is the sentence. It counts with the coding that covers most of it. A "
        "sentence that a coder looked at and left alone counts as “nothing coded”, a value of its own; one "
        "that the coder did not reach is missing. The last column leaves out what was not marked."
    )
    return listing(
        [
            unit,
            "Agreement is the share of pairs of coders with the same code. Kappa and alpha take out what "
            "chance "
            "alone would give; a code differs or it does not, and no difference counts more than another.",
            "A dash stands where a measure has no value: for alpha, where only one code was used; for the "
            "interval, where too many draws are like that, or where all agree, so that no draw can differ.",
            _HOW + " With a dozen places it is still a little too short.",
            "Below each variable stands its level: how much judgement it takes. "
            "“Together” adds the disagreement of all variables of a level, and what chance would give.",
        ]
    )


def _as_card(chart):
    return Card(f"{chart.figure_html(chart.layers)}{chart.table_html()}", chart.text)


def _notes(notes):
    return [paragraph(strong("Read this too. "), " ".join(notes))] if notes else []


def _where(found, place):
    name = place.id if found.items else f"paragraph {place.id.replace('.', ', sentence ')}"
    return inline(strong(name), f": {place.words}" if place.words else "")


def _sides(apart):
    """What each side coded, a line for each variable."""
    lines = []
    for one in apart:
        sides = "; ".join(
            f"{one.column.labels.get(code, code)} – {f'{len(who)} coders' if len(who) > 4 else _names(who)}"
            for code, who in one.said
        )
        lines += [Card("<br>", "; ")] * bool(lines) + [inline(strong(one.column.title), f": {sides}")]
    return inline(*lines)


def _memos(found, place):
    """What the coders noted at a place, a line each; of many coders there would be too many."""
    noted = found.memos.get(place.id, {}) if len(found.coders) <= MEMOS_OF else {}
    for coder, memo in noted.items():
        memo = memo if len(memo) <= MEMO else f"{memo[:MEMO].rstrip()} …"
        yield from (Card("<br>", "; "), small(f"{coder} noted: “{memo}”"))


# ---------------------------------------------------------------- before and after


def _before_and_after(codings, before, text, book, variables, save):
    after, text = _load(codings, text)
    by_pass = isinstance(before, int)
    earlier = after if by_pass else agreement.load(before)
    case = _case(earlier) or case_in_use()
    first = agreement.compare(
        earlier, text, book, before if by_pass else None, variables=variables, case=case
    )
    then = agreement.compare(after, text, book, variables=variables, case=case)
    if by_pass and then.pass_ <= before:
        raise AgreementError(
            f"Nothing is coded after pass {before} by all coders. Begin pass {before + 1} at the desk, code "
            "a "
            "sample again by the new rule, and run this cell again."
        )
    both = [place.id for place in first.places if place.id in _twice_coded(first) & _twice_coded(then)]
    if not both:
        raise AgreementError("No place was coded by two coders both before and after.")
    first, then = (
        agreement.compare(earlier, text, book, first.pass_, both, variables, case),
        agreement.compare(after, text, book, then.pass_, both, variables, case),
    )
    found = agreement.changes(first, then)
    names = (f"pass {before}", f"pass {then.pass_}") if by_pass else ("the first codings", "the new codings")
    what = "items" if then.items else "sentences"
    kept = [_saved(save, *_changed_numbers(found))] if save else []
    return stack(
        paragraph(
            strong(f"{len(both)} {what}, coded before and after"),
            f": {_names(then.coders)}. A rule got clearer where alpha rises, and where the interval of the "
            "change "
            "lies above 0.",
        ),
        _as_card(
            coders.changed(
                [
                    coders.Change(
                        one.before.column.title,
                        one.before.places,
                        one.before.alpha,
                        one.after.alpha,
                        one.change,
                    )
                    for one in found
                ],
                *names,
            )
        ),
        paragraph(
            small(
                _HOW
                + " The same draws are used before and after. Whoever codes a second time also remembers, so "
                "a rise is no proof that the new rule did it: let somebody new code by it as well."
            )
        ),
        *_notes(dict.fromkeys((*first.notes, *then.notes))),
        *kept,
    )


def _twice_coded(found):
    return {
        place.id
        for n, place in enumerate(found.places)
        if any(sum(coder[n] is not None for coder in column.codes) > 1 for column in found.columns)
    }


# ---------------------------------------------------------------- CSV files


def _numbers(found):
    columns = ["variable", "unit", "title", "level", "places", "agreement", "kappa", "alpha", "low", "high"]
    rows = [
        [
            one.column.name or "marked",
            one.column.unit,
            one.column.title,
            one.column.level,
            one.places,
            *map(_exact, (one.share, one.kappa, one.alpha.value, one.alpha.low, one.alpha.high)),
        ]
        for one in found.results
    ]
    rows += [
        ["together", "", level, level, "", "", "", *map(_exact, (both[0].value, both[0].low, both[0].high))]
        for level, both in found.levels.items()
    ]
    return columns, rows


def _changed_numbers(found):
    columns = ["variable", "unit", "places", "alpha before", "alpha after", "change", "low", "high"]
    return columns, [
        [
            one.before.column.name or "marked",
            one.before.column.unit,
            one.before.places,
            *map(
                _exact,
                (
                    one.before.alpha.value,
                    one.after.alpha.value,
                    one.change.value,
                    one.change.low,
                    one.change.high,
                ),
            ),
        ]
        for one in found
    ]


def _all_codes(found):
    columns = ["place", "words", "unit", "variable", *found.coders]
    return columns, [
        [place.id, place.words, column.unit, column.name or "marked", *codes]
        for column in found.columns
        for place, codes in zip(found.places, zip(*column.codes))
    ]


def _exact(value):
    return "" if value is None else f"{value:.4f}"


def _saved(name, columns, rows):
    """Write a CSV file; one of another kind is never written over."""
    path = Path(str(name))
    if path.suffix.lower() != ".csv":
        path = path.with_name(f"{path.name}.csv")
    text = csv_text(columns, rows)
    start = ",".join(columns[:3])
    try:
        if path.exists() and not path.read_text(encoding="utf-8-sig", errors="replace").startswith(start):
            return paragraph(f"{path.name} holds something else and was left as it is. Choose another name.")
        path.write_text("\ufeff" + text, encoding="utf-8", newline="")
    except OSError as problem:
        return paragraph(f"{path.name} cannot be written ({problem.strerror}). Choose another place.")
    return paragraph(f"Saved: {path.name}, {len(rows)} rows.")
