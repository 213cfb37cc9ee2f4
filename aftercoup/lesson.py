"""What the cells of a lesson call to read the tables: notes on the report, records, tables, the case in use.

All but `frame` return a Card, which shows itself as HTML and as plain text. A name or value that does not
exist raises Hint: one friendly sentence with the nearest right name and an example.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aftercoup import tables
from aftercoup.errors import OneSentence, did_you_mean, listed
from aftercoup.outputs.cards import (
    Card,
    fields,
    folded,
    inline,
    link,
    listing,
    paragraph,
    small,
    stack,
    strong,
    table,
)
from aftercoup.tables import Case, Field, Record

PARTS = {"H": "Headline", "D": "Subheading", "C": "Photo caption"}
_chosen: tables.Case | None = None  # with use_case; None: the core case


class Hint(OneSentence, ValueError):
    """A name or value that does not exist, said in one friendly sentence."""


@contextmanager
def _example(call: str) -> Iterator[None]:
    """Of a function that looks names up: for one that is unknown a Hint, with the nearest one and an example."""
    try:
        yield
    except tables.UnknownName as problem:
        raise Hint(f"{problem} For example: {call}") from None


# ---------------------------------------------------------------- the case in use


def case_in_use(case: tables.Case | str | Path | None = None) -> tables.Case:
    """The case given; where none is given, the one that a reader chose with `use_case`, at first the core case.

    What cells of a lesson call asks here, and hands the Case on: nothing below knows of the choice.
    """
    return tables.case(case) if case else _chosen or tables.core()


def runs_on_any_case(function: Callable[..., Any]) -> Callable[..., Any]:
    """Let a function that cells of a lesson call show a problem as a card while another case is in use.

    So a lesson that names ids of its own case runs to its end. With the core case the error is raised.
    """

    @functools.wraps(function)
    def run(*values: Any, **named: Any) -> Any:
        try:
            return function(*values, **named)
        except OneSentence as problem:
            if (case := case_in_use()) is tables.core():
                raise
            back = "ac.use_case() goes back to the lesson's own."
            return paragraph(f"{problem} ", small(f"The case in use is {case.name}; {back}"))

    return run


@_example('ac.use_case("egypt-2013")')
def use_case(name: str = "") -> Card:
    """Choose the case that briefing, show, the explorers and the rest work with.

    name: of a folder under data/cases, like "egypt-2013", or the path of a case folder of your own; without a
    name the lessons' own case comes back. Choose before you guess: guesses are forgotten.
    """
    global _chosen
    found = tables.case(str(name).strip())
    _chosen = case = found if found is tables.core() else Case(found.folder)  # its owner may have changed it
    about = case.about
    held = ", ".join(tables.many(len(case.index(f"{noun}s")), noun) for noun in ("claim", "event", "contact"))
    card = paragraph(strong(f"The case in use: {about.title} ({case.name}). "), f"{held}.")
    if case is tables.core():
        return card
    told = (
        f"Lessons and sheets are about “{tables.core().about.title}” ({tables.core().name}) unless "
        "their words say otherwise, and so are their answers; the cells now show this case. "
        "Run them again from the top. ac.use_case() goes back."
    )
    return stack(card, paragraph(told))


@runs_on_any_case
def briefing(*paragraphs: int | str | None) -> Card:
    """Notes on the report, in our own words: on all of it, or on the paragraphs named.

    paragraphs: numbers from 1, or "H" (headline), "D" (subheading), "C" (photo caption). Link and day of the
    original are always shown. The claims of each paragraph open on request, without their codes and verdicts.
    """
    case = case_in_use()
    notes, about = case.index("briefing"), case.about
    publisher = tables.linked(about, "article", case)[0].publisher
    top = paragraph(
        small(
            f"From a report by {publisher}, published on {about.published.weekday}, {about.published}: ",
            link("read the original", about.url),
            ". Read it first. These are notes on it, a private study aid: its claims in its order, "
            "with its silences and its mistakes, because you are going to look for them.",
        )
    )
    chosen = [notes[_paragraph_key(name, notes)] for name in paragraphs or notes]
    note = [paragraph(small(f"{about.note}."))] if about.note and chosen[0].paragraph == "H" else []
    return stack(top, *note, *(_noted(record_, case) for record_ in chosen))


@runs_on_any_case
@_example('ac.record("c16")')
def record(record_id: str = "") -> Card:
    """All that the tables hold about one record, as a card.

    record_id: the short name that stands in brackets in a lesson, like "c16" or "e37".
    """
    record_id, case = str(record_id).strip(), case_in_use()
    if not record_id or record_id.isdigit():
        kinds = "c16 of a claim, e16 of an event, k16 of a contact"
        raise Hint(f'Type an id, a letter and a number: {kinds}. For example: ac.record("c16")')
    bare = re.sub(r"[\s()\[\]]", "", record_id).lower()
    record_id = bare if re.fullmatch(r"[a-z]\d+", bare) else record_id  # C16, (c16) and c 16 are c16
    return record_card(tables.record(record_id, case=case), case)


def frame(table_name: str) -> Any:
    """A table of the case in use, or a shared one, as a pandas DataFrame (see `tables.frame`)."""
    return tables.frame(table_name, case_in_use())


@runs_on_any_case
@_example('ac.show("claims", paragraph="5", columns="paragraph claim")')
def show(table_name: str = "", columns: str = "", **wanted: Any) -> Card:
    """A table, or the rows of it that have the values named.

    table_name: "claims", "events", … ; columns: names of columns, separated by spaces (the key always
    comes first); wanted: field="value", or field=["value", "other value"]; a value may be the
    code or its label; for dates the beginning is enough ("2022-09"). The first eight
    rows are visible, the others open on request.
    """
    if not table_name:
        raise Hint(f'Name a table: {", ".join(tables.schemas())}. For example: ac.show("claims")')
    schema = tables.schema(str(table_name))
    names = list(columns) if isinstance(columns, (list, tuple)) else str(columns).replace(",", " ").split()
    names = names or schema.schema.get("shownColumns", list(schema.fields)[:6])
    picked = [schema.field(name) for name in dict.fromkeys([*schema.key, *names])]
    case = case_in_use()
    rows = everything = tables.table(schema.name, case)
    said = []
    for name, values in wanted.items():
        field = schema.field(name)
        given = values if isinstance(values, (list, tuple, set)) else [values]
        values = [{True: "yes", False: "no"}[v] if isinstance(v, bool) else str(v).strip() for v in given]
        for value in values:
            if not any(_fits(row, field, value, case) for row in everything):
                raise _no_such_value(field, value, everything, case)
        rows = tuple(row for row in rows if any(_fits(row, field, value, case) for value in values))
        named = [_in_words(schema.name, field, value, case) for value in values]
        said.append(f"“{field.title}” is {listed(named, 'or') or 'none'}")
    where = f", where {' and '.join(said)}" if said else ""
    caption = f"{schema.title}: {len(rows)} of {len(everything)} rows{where}"
    if not rows:
        return paragraph(f"{caption}. Each of these values exists, but no row has all of them.")
    cells = [[face(row, field, case, short=True) for field in picked] for row in rows]
    return table(caption, list(map(title, picked)), cells)


# ---------------------------------------------------------------- reading what was typed


def _paragraph_key(name: int | str | None, notes: dict[str, Record]) -> str:
    """The key of a paragraph for 5, "5", "paragraph 5", "H" or "headline"."""
    typed = re.sub(r"^p(ar(agraph)?)?[. ]*(?=\d)", "", str(name).strip(), flags=re.IGNORECASE).casefold()
    words = {word: key for key in notes for word in (key.casefold(), part_name(key).casefold())}
    if typed in words:
        return words[typed]
    numbers = [key for key in notes if key.isdigit()]
    parts = [f'"{key}" ({part.lower()})' for key, part in PARTS.items() if key in notes]
    there = listed([f"{numbers[0]} to {numbers[-1]}", *parts])
    raise Hint(
        f"There is no paragraph {str(name)!r}. There are {there}. For example: ac.briefing({numbers[:5][-1]})"
    )


def part_name(key: str) -> str:
    """How a reader calls a part of the report: "Headline", "Paragraph 5"."""
    return PARTS.get(key, f"Paragraph {key}")


def _words(row: Record, field: Field, case: Case) -> list[str]:
    """All words by which a value can be asked for: the cell, its items, its label, names of records."""
    value, words = getattr(row, field.name), [row.text(field.name)]
    if isinstance(value, tuple):
        words += map(str, value)
    else:
        words.append(tables.label(row.table, field.name, value, case))  # of a date: its words
    if field.refers_to and field.refers_to[0] == "actors":
        words += [actor.name for actor in tables.linked(row, field.name, case)]
    return words


def _fits(row: Record, field: Field, wanted: str, case: Case) -> bool:
    words = {word.casefold() for word in _words(row, field, case)}
    if field.type == "when" and re.match(r"\d{4}", wanted):
        return row.text(field.name).startswith(wanted)
    return not words.isdisjoint(tables.called(wanted))


def _no_such_value(field: Field, value: str, rows: tuple[Record, ...], case: Case) -> Hint:
    cells = [getattr(row, field.name) if field.type == "list" else [row.text(field.name)] for row in rows]
    codes = dict.fromkeys(str(item) for items in cells for item in items if item != "")
    words = dict.fromkeys(word for row in rows for word in _words(row, field, case) if word)
    some = f"There are: {', '.join(codes)}." if codes else "The column is empty."
    some = some if len(codes) <= 20 else f"Examples: {', '.join(list(codes)[:4])}."
    return Hint(f"No row has {field.name}={value!r}.{did_you_mean(value, words, some, like='{!r}', n=3)}")


# ---------------------------------------------------------------- showing records


def _noted(record_: Record, case: Case) -> Card:
    """The notes on one paragraph, with the ids of its claims and, on request, the claims."""
    key = record_.paragraph
    claims = tables.linked(record_, "claim_ids", case)
    head = strong(part_name(key))
    return stack(
        paragraph(head, " ", small(f"({', '.join(record_.claim_ids)})"), Card("<br>", "\n"), record_.notes),
        folded(
            f"{'The claim' if len(claims) == 1 else f'The {len(claims)} claims'} in this part",
            listing(inline(strong(claim.id), f" {claim.claim}") for claim in claims),
        ),
    )


# ---------------------------------------------------------------- a record as a card

NOTHING = "–"


def record_card(record: Record, case: Case | None = None, on_request: Collection[str] = ()) -> Card:
    """The card of a record with all its fields; the empty ones are named in its last row.

    on_request: fields that stand in a fold, because a student codes them too.
    """
    schema = tables.schema(record.table)
    shown: list[tuple[str, Card | str]] = []
    coded: list[tuple[str, Card | str]] = []
    empty = []
    for field in schema.fields.values():
        if field.name in schema.key:
            continue
        name, value = title(field), face(record, field, case)
        if value == NOTHING:
            empty.append(name if name[1:2].isupper() else name[:1].lower() + name[1:])
        else:
            (coded if field.name in on_request else shown).append((name, value))
    if empty:
        shown.append(("Left empty", ", ".join(empty)))
    card = fields(f"{record.id}, from the table {record.table}", shown)
    return stack(card, folded("How we coded it", fields("Our codes", coded))) if coded else card


def title(field: Field) -> str:
    """The title of a column, as it begins a line."""
    return field.title[:1].upper() + field.title[1:]


def face(record: Record, field: Field, case: Case | None = None, short: bool = False) -> str | Card:
    """How a value is shown: labels for codes, names for ids, words for dates; `short`: in a table's cell."""
    value = getattr(record, field.name)
    if value is None or value == ():
        return NOTHING
    if field.refers_to and field.refers_to[0] == "sources" and not short:
        return listing(source_line(source) for source in tables.linked(record, field.name, case))
    if field.refers_to:
        return ", ".join(_name(other) for other in tables.linked(record, field.name, case))
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    if isinstance(value, tables.When):
        weekday = f"{value.weekday}, " if value.weekday and not short else ""
        return f"{weekday}{value}"
    if field.type == "number":
        return f"{value:g}"
    if isinstance(value, str) and value.startswith(("https://", "http://")):
        return link(value, value)
    label = tables.label(record.table, field.name, value, case)
    if short or isinstance(value, (bool, int)) or label.casefold() == str(value).casefold():
        return label
    return f"{label} ({value})"


def _in_words(table_name: str, field: Field, value: str, case: Case) -> str:
    """A value that was typed as a caption has it: a label for a code, a name for the id of another table."""
    named = tables.table(field.refers_to[0], case) if field.refers_to else ()
    names = (_name(row) for row in named if row.id.casefold() == value.casefold())
    return next(names, tables.label(table_name, field.name, value, case))


def _name(record: Record) -> str:
    """What a record is called where another record points to it."""
    known = tables.schema(record.table).fields
    return next((getattr(record, name) for name in ("name", "publisher") if name in known), record.id)


def source_words(source: Record) -> str:
    """What a source is, and when it came out, once."""
    what, when = source.title_or_description, str(source.published)
    return what if what.endswith(f", {when}") else f"{what}, {when}"


def source_line(source: Record) -> Card:
    """One source on one line: publisher, what it is, when, and a link where the address was seen."""
    words = source_words(source)
    return inline(f"{source.publisher}: ", link(words, source.url) if source.url else words)
