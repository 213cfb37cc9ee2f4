"""Ids and glossary terms in the text are links: one output of a lesson's first cell carries the cards of all records.

The script beside them (`links.js`) marks ids up in the text of the page and opens their cards in place, in
JupyterLab, on a page and in the browser edition. Where scripts do not run, ids stay as they are typed.
"""

from __future__ import annotations

import re

from aftercoup import guessing, tables
from aftercoup.assets import asset, compact, data, packed, script
from aftercoup.cards import Card, paragraph, strong
from aftercoup.charts import style
from aftercoup.coding import codebook
from aftercoup.lesson import case_in_use, record_card

WORDS = (
    "Ids in the text, like c05 or e34, and the terms of the glossary open a card: point at one, or press it."
)
# Besides short ids like c05 the text names coups and resolutions by their keys.
_SHORT_ID, KEYED = re.compile(r"[a-z]\d+"), ("coups", "resolutions")
_STYLE = re.compile(r' style="[^"]*"')  # the card of the page has its own


def links() -> Card:
    """Let ids and glossary terms in the text open their cards; for the first cell of a page."""
    known = cards()
    spec = {
        "css": style.css_variables() + asset("linking/links.css").replace("VAR_FONT", style.FONT),
        "cards": "base64," + packed(compact(known)),
        "guesses": {key: names for key, names in locks().items() if key in known},
    }
    page = f"<p hidden><small>{WORDS}</small></p>"
    code = script(asset("linking/links.js"))
    return Card(f'<div class="aftercoup">{page}{data(spec)}{code}</div>', WORDS)


def cards() -> dict[str, str]:
    """The card of each record and of each term of the glossary: id, or "#" and the term's address, -> HTML."""
    case = case_in_use()
    found: dict[str, str] = {}
    for name, schema in tables.schemas().items():
        rows = tables.table(name, case) if len(schema.key) == 1 else ()
        if rows and (name in KEYED or _SHORT_ID.fullmatch(rows[0].id)):
            coded = coded_fields(name)
            found |= {record.id: record_card(record, case, coded).html for record in rows}
    for term in tables.load().glossary:
        found["#" + address(term.term)] = paragraph(strong(term.term), ": ", term.definition).html
    return {key: _STYLE.sub("", html) for key, html in found.items()}


def address(term: str) -> str:
    """What JupyterLab and pages make alike of a term's address: the former keeps its capitals and signs."""
    return re.sub(r"\W+", "-", term.lower())


def coded_fields(table: str) -> set[str]:
    """The fields of a table that students code or rate themselves; what was checked comes after the codes."""
    if table == "evidence":
        return {*(row.id for row in tables.load().hypotheses), "reason"}
    book = codebook.load()
    unit = book.units.get(table.removesuffix("s"))
    coded = {name for name in unit.variables if book.variables[name].kind == "choice"} if unit else set()
    return coded | ({"verdict", "verdict_note", "check_sources"} if table == "claims" else set())


def locks() -> dict[str, dict[str, str]]:
    """What answers a guess: id -> the guesses to be made before its card opens, each with its lesson."""
    waiting: dict[str, dict[str, str]] = {}
    for asked in guessing.known().values():
        answer = [asked.answer.partition(".")[0]] if isinstance(asked.answer, str) else []
        for key in dict.fromkeys([*answer, *asked.records]):
            waiting.setdefault(key, {})[asked.id] = asked.lesson
    return waiting
