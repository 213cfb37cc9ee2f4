"""The rows of a case's tables as they follow from codings, in the coder's own words.

No cell holds more than six words in a row of the report, apart from names. What a coder does not know, such as a
rank or the day of the coup, stays empty; `aftercoup check` then says which cell is missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from aftercoup import tables
from aftercoup.coding import texts
from aftercoup.coding.codebook import Codebook
from aftercoup.coding.coder_file import Coding
from aftercoup.coding.texts import RUN

LETTERS = {"claims": "c", "events": "e", "contacts": "k"}  # table of a unit -> how the ids of its rows begin
NO_EVENT = ("future", "hypothetical", "negated")  # contexts of a deed that did not happen
OWN_WORDS = {"claims": ("claim", "verdict_note"), "events": ("title", "summary"), "briefing": ("notes",)}
MOST_OF_LABEL = 28  # characters
NOT_COMPARED = "Not yet compared with other records"

Row = dict[str, str]  # column -> text of the cell
Tables = dict[str, list[Row]]


class CaseMaker:
    """Makes the rows of a case from codings. A column takes the code of the same name, if it is no free text and no
    method here says more."""

    def __init__(
        self, spans: list[Coding], report: texts.Text, book: Codebook, about: Row, folder: Path
    ) -> None:
        self.spans, self.report, self.book, self.about, self.folder = spans, report, book, about, folder
        self.notes: list[str] = []
        self.copies = texts.Copies(report.text)
        self.paragraphs = _paragraph_names(report)
        self.actors: dict[str, Row] = {}
        self.source = texts.slug(f"{about['publisher'] or 'report'}-{about['published']}", "report")
        foreign = sorted({coding.unit for coding in spans} - {table[:-1] for table in LETTERS})
        if foreign:
            self.notes.append(f"Codings of {', '.join(foreign)} have no table in a case: left out.")
        # table -> the codings that its rows are made of
        self.codings = {table: [coding for coding in spans if coding.unit == table[:-1]] for table in LETTERS}
        self.codings["events"] = list(filter(self._happened, self.codings["events"]))

    def tables(self, names: dict[str, str]) -> Tables:
        """Table -> its rows. names: coding -> id of its row."""
        self.names = names
        made = {
            table: [self._row(table, coding) for coding in codings] for table, codings in self.codings.items()
        }
        made |= {"case": [self._case()], "sources": [self._source()], "categories": list(self._categories())}
        made["actors"] = list(self.actors.values())  # who was met above
        return {
            table: [dict.fromkeys(tables.schema(table).fields, "") | row for row in rows]
            for table, rows in made.items()
        }

    def _row(self, table: str, coding: Coding) -> Row:
        fields = tables.schema(table).fields
        codes = {name for name, variable in self.book.variables.items() if variable.kind != "text"}
        row = {name: coding.codes.get(name, "").strip() for name in codes & fields.keys()}
        row |= {name: self._own(coding, name) for name in ("place", "date_stated") if name in fields}
        row[f"{table[:-1]}_id"] = self.names[coding.id]
        if "in_article" in fields:
            row |= {"in_article": "yes", "sources": self.source, "confidence": "medium"}
        return row | {"claims": self._claim, "events": self._event, "contacts": self._contact}[table](coding)

    def _note(self, coding: Coding, said: str) -> None:
        self.notes.append(f"The {coding.unit} in paragraph {self._paragraph(coding)}{said}")

    def _paragraph(self, coding: Coding) -> str:
        named = zip(self.report.paragraphs, self.paragraphs)
        behind = (name for span, name in named if coding.start < span.end)
        return next(behind, self.paragraphs[-1])

    def _own(self, coding: Coding, variable: str, otherwise: str = "") -> str:
        """The coder's own words for a cell, or those of a memo."""
        words = " ".join((coding.codes.get(variable, "").strip() or otherwise).split())
        run = self.copies.run(words)
        if run:
            own = "so it is not in the table. Say it in other words at the desk, or type it there."
            self._note(
                coding,
                f": your text for {variable} repeats more than {RUN} words of the report (“{run}”), {own}",
            )
        return "" if run else words

    def copied(self, merged: Tables) -> Iterator[str]:
        """Sentences about words of the report that somebody typed into a table."""
        for table, columns in OWN_WORDS.items():
            schema = tables.schema(table)
            for row in merged[table]:
                for column in columns:
                    if run := self.copies.run(row[column]):
                        where = f"{schema.file}, {row[schema.key[0]]}, column {column}"
                        own = "Say it in your own words before you give the table to anybody."
                        yield f"{where} repeats more than {RUN} words of the report (“{run}”). {own}"

    def _happened(self, coding: Coding) -> bool:
        context = coding.codes.get("context", "")
        if context in NO_EVENT:
            self._note(coding, f" is coded {context}, so it is left out.")
        return context not in NO_EVENT

    def _who(self, coding: Coding, *variables: str, level: str = "") -> list[str]:
        """Ids of the actors that variables name. New ones get a row, with what is not known left empty."""
        names = ";".join(coding.codes.get(variable, "") for variable in variables).split(";")
        said = [" ".join(name.split()) for name in names if name.strip()]
        return list(dict.fromkeys(self._actor(name, level) for name in said))

    def _actor(self, said: str, level: str = "") -> str:
        """The id of who is named: of the shared table, by id, whole name, or as the only person so called; or a new one."""
        shared, words = tables.load().actors, set(texts.words_of(said))
        meant = [row for row in shared if said.casefold() in (row.id, row.name.casefold())]
        if not meant and words:
            people = [row for row in shared if row.kind == "person"]
            meant = [row for row in people if words <= set(texts.words_of(row.name))]
        if len(meant) == 1:
            (actor,) = meant
            note = f"{said} was taken for {actor.name} ({actor.id} in the shared table)."
            if said.casefold() != actor.name.casefold() and note not in self.notes:
                self.notes.append(note)
            return str(actor.id)
        name = texts.slug(said, "x")
        row = self.actors.setdefault(name, {"actor_id": name, "name": said, "seniority": ""})
        row["seniority"] = row["seniority"] or level
        return name

    def _claim(self, coding: Coding) -> Row:
        date = coding.codes.get("date", "").strip()
        return {
            "paragraph": self._paragraph(coding),
            "claim": self._own(coding, "claim", coding.memo),
            "actors": "; ".join(self._who(coding, "actors")),
            "date_precision": _precision(date),
            "date_basis": coding.codes.get("date_basis", "") if date else "",
            "verdict": "not checked",
            "verdict_note": NOT_COMPARED,
        }

    def _event(self, coding: Coding) -> Row:
        date = coding.codes.get("date", "").strip()
        start, _, end = date.partition("/")
        overlapping = lambda other: coding.start < other.end and other.start < coding.end
        claims = filter(overlapping, self.codings["claims"])
        title = self._own(coding, "title", coding.memo)
        return {
            "start": start,
            "end": end,
            "precision": _precision(date),
            "title": title,
            "summary": self._own(coding, "summary", title),
            "actors": "; ".join(self._who(coding, "source_actor", "recipient")),
            "claim_ids": "; ".join(self.names[claim.id] for claim in claims),
        }

    def _contact(self, coding: Coding) -> Row:
        level = coding.codes.get("counterpart_level", "")
        own, met = self._who(coding, "own_actor"), self._who(coding, "counterpart", level=level)
        if len(own) > 1:
            self._note(coding, f": of the rulers' side only {own[0]} has room in a row.")
        states = [getattr(row, "state", "") for row in tables.load().actors if row.id in met]
        return {
            "own_actor": own[0] if own else "",
            "counterpart": "; ".join(met),
            "counterpart_state": "; ".join(dict.fromkeys(filter(None, states))),
        }

    def _case(self) -> Row:
        about = self.about
        return {
            "case_id": self.folder.name,
            "title": " ".join(about["title"].split()[:RUN]),
            **{name: about[name] for name in ("country", "coup", "coup_date", "published", "url")},
            **{name: self._actor(about[name]) for name in ("leader", "counterpart") if about[name]},
            "article": self.source,
        }

    def _source(self) -> Row:
        return {
            "source_id": self.source,
            **{name: self.about[name] for name in ("publisher", "published", "url")},
            "title_or_description": "The report of this case",
            "kind": "newspaper",
            "licence_or_terms": "all rights reserved; text not reproduced",
        }

    def _categories(self) -> Iterator[Row]:
        for table, column in (("claims", "attributed_to"), ("events", "lane")):
            known = self.book.variables[column].values if column in self.book.variables else {}
            codings = [coding for coding in self.spans if coding.unit == table[:-1]]
            for value in filter(None, dict.fromkeys(coding.codes.get(column, "") for coding in codings)):
                entry = known.get(value)
                label = entry.title if entry else value.replace("-", " ")
                meaning = (entry.definition or entry.title) if entry else ""
                row = {"field": f"{table}.{column}", "value": value, "label": label[:MOST_OF_LABEL]}
                yield row | {"meaning": meaning}


def _paragraph_names(report: texts.Text) -> list[str]:
    """What each paragraph of a text is called: H for a headline at its top, then 1, 2, 3 …"""
    first = report.text[report.paragraphs[0].start : report.paragraphs[0].end]
    headline = len(report.paragraphs) > 1 and len(first.split()) <= 20 and first[-1] not in ".!?…။؟"
    numbers = [str(number) for number in range(1, len(report.paragraphs) + 1)]
    return ["H", *numbers[:-1]] if headline else numbers


def when(date: str) -> tables.When | None:
    """A date as it was typed; None where it is none."""
    try:
        return tables.When.parse(date) if date else None
    except ValueError:
        return None


def _precision(date: str) -> str:
    known = when(date)
    return str(known.precision) if known else ""
