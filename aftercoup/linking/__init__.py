"""Ids and glossary terms in the text are links: one output of a lesson's first cell carries the cards of all records.

The script beside them (`links.js`) marks ids up in the text of the page and opens their cards in place, in
JupyterLab, on a page and in the browser edition. Where scripts do not run, ids stay as they are typed.
"""

from __future__ import annotations

import re
from collections import Counter

from aftercoup import guessing, tables
from aftercoup.charts.machinery import style
from aftercoup.coding import codebook
from aftercoup.lesson import case_in_use, record_card, source_line
from aftercoup.outputs.assets import asset, compact, data, packed, script
from aftercoup.outputs.cards import Card, fields, inline, listing, paragraph, strong
from aftercoup.tables import Record

WORDS = (
    "Ids in the text, like c05 or e34, and the terms of the glossary open a card: point at one, or press it."
)
# Besides short ids like c05 the text names coups and resolutions by their keys.
_SHORT_ID, KEYED = re.compile(r"[a-z]\d+"), ("coups", "resolutions")
_STYLE = re.compile(r' style="[^"]*"')  # the card of the page has its own
# What cards share: a source on its line, and the tags and names of rows between two values.
_PIECE = re.compile(r'<li>.*?</li>|(?:, from the table \w+)?(?:<(?!li|a )[^>]*>(?:(?<=row">)[^<]+)?)+')
_FIRST = 0xE000  # of the letters for private use, which no text has


def links() -> Card:
    """Let ids and glossary terms in the text open their cards; for the first cell of a page."""
    known = cards()
    spec = {
        "css": style.css_variables() + asset("linking/links.css").replace("VAR_FONT", style.FONT),
        "cards": "base64," + packed(compact(shared(known))),
        "guesses": {key: names for key, names in locks().items() if key in known},
    }
    page = f"<p hidden><small>{WORDS}</small></p>"
    code = script(asset("linking/links.js"))
    return Card(f'<div class="aftercoup">{page}{data(spec)}{code}</div>', WORDS)


def cards() -> dict[str, str]:
    """The card of each record and of each term of the glossary: id, or "#" and the term's address, -> HTML.

    A source has one unless it is named only in tables whose records have none.
    """
    case = case_in_use()
    pages: dict[str, str] = {}
    behind: set[Record] = set()
    elsewhere: set[Record] = set()
    for name, schema in tables.schemas().items():
        rows = tables.table(name, case)
        named = {source for row in rows for source in tables.sources_of(row, case)}
        if len(schema.key) == 1 and rows and (name in KEYED or _SHORT_ID.fullmatch(rows[0].id)):
            coded = coded_fields(name)
            pages |= {record.id: record_card(record, case, coded).html for record in rows}
            behind |= named
        else:
            elsewhere |= named
    for source in tables.table("sources", case):
        if source in behind or source not in elsewhere:
            pages[source.id] = source_card(source).html
    for term in tables.load().glossary:
        pages["#" + address(term.term)] = paragraph(strong(term.term), ": ", term.definition).html
    return {key: _STYLE.sub("", html) for key, html in pages.items()}


def source_card(source: Record) -> Card:
    """The card of a source; the page writes its address, which stands in the link of its line, once more."""
    rows = [("Source", listing([source_line(source)]))]
    rows += [("Address", Card("<span></span>", source.url))] if source.url else []
    rows.append(("Kind", inline(tables.label("sources", "kind", source.kind))))
    rows.append(("Terms", inline(source.licence_or_terms or "not stated")))
    rows += [("Note", inline(source.note))] if source.note else []
    return fields(f"{source.id}, from the table sources", rows)


def shared(known: dict[str, str]) -> dict[str, object]:
    """The cards, with a letter in the place of each piece that several have: one notebook holds them all."""
    times = Counter(piece for page in known.values() for piece in _PIECE.findall(page))
    pieces = [piece for piece, often in times.items() if often > 1]
    letters = {piece: chr(_FIRST + number) for number, piece in enumerate(pieces)}
    put = {key: _PIECE.sub(lambda m: letters.get(m[0], m[0]), page) for key, page in known.items()}
    return {"cards": put, "pieces": pieces}


def address(term: str) -> str:
    """What JupyterLab and pages make alike of a term's address: the former keeps its capitals and signs."""
    return re.sub(r"\W+", "-", term.lower())


def coded_fields(table: str) -> set[str]:
    """The fields of a table that students code or rate themselves; what was worked out and checked comes after the codes."""
    if table == "evidence":
        return {*(row.id for row in tables.load().hypotheses), "reason"}
    book = codebook.load()
    unit = book.units.get(table.removesuffix("s"))
    coded = {name for name in unit.variables if book.variables[name].kind == "choice"} if unit else set()
    return coded | ({"date", "verdict", "verdict_note", "check_sources"} if table == "claims" else set())


def locks() -> dict[str, dict[str, str]]:
    """What answers a guess: id -> the guesses to be made before its card opens, each with its lesson."""
    waiting: dict[str, dict[str, str]] = {}
    for asked in filter(guessing.asks_here, guessing.known().values()):
        words = asked.answer if isinstance(asked.answer, str) and asked.kind != "choice" else ""
        answer = [words.partition(".")[0]] * bool(words)  # an option may be called as a record is
        for key in dict.fromkeys([*answer, *asked.records] if asked.cards is None else asked.cards):
            waiting.setdefault(key, {})[asked.id] = asked.lesson
    return waiting
