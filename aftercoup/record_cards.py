"""A record as a card: all its fields in words, with labels for codes and names for ids.

`ac.record` and `ac.show` in a lesson and the pages of the tables show records by these functions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aftercoup import tables
from aftercoup.cards import Card, fields, inline, link, listing

if TYPE_CHECKING:
    from aftercoup.tables import Case, Field, Record

NOTHING = "–"


def record_card(record: Record, case: Case | None = None) -> Card:
    """The card of a record with all its fields; the empty ones are named in its last row."""
    schema = tables.schema(record.table)
    rows = [
        (title(field), face(record, field, case))
        for field in schema.fields.values()
        if field.name not in schema.key
    ]
    shown = [(name, value) for name, value in rows if value != NOTHING]
    empty = [name[:1].lower() + name[1:] for name, value in rows if value == NOTHING]
    if empty:
        shown.append(("Left empty", ", ".join(empty)))
    return fields(f"{record.id}, from the table {record.table}", shown)


def title(field: Field) -> str:
    """The title of a column, as it begins a line."""
    return field.title[:1].upper() + field.title[1:]


def face(record: Record, field: Field, case: Case | None = None, short: bool = False) -> str | Card:
    """How a value is shown: labels for codes, names for ids, words for dates; `short`: in a table's cell."""
    value = getattr(record, field.name)
    if value is None or value == ():
        return NOTHING
    if field.refers_to and field.refers_to[0] == "sources" and not short:
        return listing(_source(source) for source in tables.linked(record, field.name, case))
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


def _name(record: Record) -> str:
    """What a record is called where another record points to it."""
    known = tables.schema(record.table).fields
    return next((getattr(record, name) for name in ("name", "publisher") if name in known), record.id)


def _source(source: Record) -> Card:
    """One source on one line: publisher, what it is, when, and a link where the address was seen."""
    words = f"{source.title_or_description}, {source.published}"
    return inline(f"{source.publisher}: ", link(words, source.url) if source.url else words)
