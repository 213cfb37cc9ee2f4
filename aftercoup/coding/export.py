"""From codings to a case folder, written from a coder's file; what is filled in by hand stays.

`export` writes what was coded in the coder's own words. The report itself stays where it is: no cell holds
more than six words in a row of it, apart from names. What a coder does not know, such as a rank or the day of
the coup, stays empty; `aftercoup check` then says which cell is missing. Exported again, a cell that
somebody has filled or changed by hand keeps what was typed: FOLDER/export.json remembers what the last export
had written.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from aftercoup import check, errors, tables
from aftercoup.cards import Card, folded, listing, paragraph, stack, strong
from aftercoup.coding import codebook as codebooks
from aftercoup.coding import coder_file, texts
from aftercoup.coding.codebook import Codebook
from aftercoup.coding.coder_file import FOLDER, SUFFIX, CoderFile, Coding
from aftercoup.coding.texts import RUN
from aftercoup.errors import OneSentence

MEMORY = "export.json"
LETTERS = {"claims": "c", "events": "e", "contacts": "k"}
UNITS = {"claims": "claim", "events": "event", "contacts": "contact"}
CODES = "attributed_to claim_type measurement_level alignment_signal checkability".split()  # taken over
NO_EVENT = ("future", "hypothetical", "negated")  # contexts of a deed that did not happen
OWN_WORDS = {"claims": ("claim", "verdict_note"), "events": ("title", "summary"), "briefing": ("notes",)}
NOT_COMPARED = "Not yet compared with other records"
ABOUT = ("title", "country", "coup", "coup_date", "leader", "counterpart", "publisher", "published", "url")

Row = dict[str, str]  # column -> text of the cell
Tables = dict[str, list[Row]]


class ExportError(OneSentence, ValueError):
    """A case cannot be exported; the message says what to do. Nothing was written then."""


class Made(NamedTuple):
    """A row as it follows from the codings; coding: the id of the one it is made from, or ""."""

    coding: str
    cells: dict[str, Any]


class Trouble(NamedTuple):
    """Something that `aftercoup check` finds in an exported folder; key: of the row, or ""."""

    file: str
    key: str
    problem: check.Problem


@dataclass(slots=True)
class Export:
    """What an export did.

    rows: table -> how many; unchanged: cells that keep what was typed by hand; notes: what the coder should
    know or mend, one sentence each; troubles: what is still missing or wrong; is_checked: whether the check
    could look.
    """

    folder: Path
    rows: dict[str, int] = field(default_factory=dict)
    unchanged: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    is_checked: bool = True


def export(
    path: str | Path,
    folder: str | Path,
    text: str | Path | None = None,
    book: str | Path | None = None,
    **about: str,
) -> Export:
    """Write a case folder from a coder's file, or bring one up to date.

    path: the coder's file (NAME.coding.jsonl). folder: the case folder; its name is that of the case. text:
    the report, a file or the text; without it the text that is stored beside the coder's file is used. book:
    a codebook file other than data/codebook.toml. about: any of ABOUT, for what the codings do not say.
    Raises ExportError.
    """
    path, folder = Path(path), Path(folder)
    unknown = set(about) - set(ABOUT)
    if unknown:
        hint = errors.did_you_mean(min(unknown), ABOUT, like="{}=")
        raise ExportError(f"There is no {min(unknown)!r} here.{hint} What can be given: {', '.join(ABOUT)}.")
    if not path.is_file():
        near = [file.name for file in path.parent.glob(f"*{SUFFIX}")] if path.parent.is_dir() else []
        hint = f" There is {', '.join(sorted(near)[:5])}." if near else ""
        raise ExportError(f"There is no file {path.name} in {path.parent.name or 'this folder'}.{hint}")
    if not re.fullmatch("[a-z0-9]+([-.][a-z0-9]+)*", folder.name):
        raise ExportError(
            f"{folder.name!r} cannot be the name of a case. Small letters, digits and hyphens, as in "
            "egypt-2013."
        )
    coded = coder_file.read(path)
    spans = [coding for coding in coded.latest() if not coding.item]
    if not spans:
        why = "codes a list of items, not a text" if coded.codings else "holds no coding yet"
        raise ExportError(f"{path.name} {why}. Code a report at the desk first.")
    report = _report(coded, path, text)
    known = {name: str(about.get(name) or coded.text.get(name) or "").strip() for name in ABOUT}
    called = known["title"]
    known["title"] = str(about.get("title") or "").strip()
    maker = _CaseMaker(spans, report, codebooks.load(book), known | {"called": called}, folder)
    made = maker.tables()
    done = Export(folder, notes=maker.notes)
    merger = _Merger(folder, made, done)
    merged = merger.tables()
    done.notes += maker.copied(merged, {name: coding for coding, name in merger.names.items()})
    _write(folder, merged, merger.memory())
    done.rows = {name: len(rows) for name, rows in merged.items()}
    try:
        checked_tables = check.check_case(folder)
    except ModuleNotFoundError as missing:  # the page in the browser
        done.is_checked = False
        done.notes.append(
            f"The tables were not checked: that needs the package {missing.name}, which is not here. Take the "
            f"folder {folder.name} to a computer that has the module, and run python start.py check there."
        )
        return done
    done.troubles = [
        Trouble(checked.path.name, _row_name(checked, problem), problem)
        for checked in checked_tables
        for problem in checked.problems
    ]
    return done


def _row_name(checked: check.CheckedTable, problem: check.Problem) -> str:
    """The key of the row that has a problem, with its paragraph where it has one."""
    if problem.row not in checked.numbers:
        return ""
    row = checked.rows[checked.numbers.index(problem.row)]
    is_claim = checked.schema.name == "claims" and row["paragraph"]
    return _key(checked.schema.name, row) + (f" (paragraph {row['paragraph']})" if is_claim else "")


def export_case(
    coded: str | Path = "",
    folder: str | Path = "",
    text: str | Path | None = None,
    *,
    codebook: str | Path | None = None,
    **about: str,
) -> Card:
    """Make a case folder from what was coded at the desk, or bring one up to date; cells typed by hand stay.

    coded: the coder's file, like "my_coding/report.anna.coding.jsonl"; needed where there is more than one.
    folder: the case folder; its name is that of the case, like "egypt-2013". text: the report, where it does
    not lie beside the coder's file. codebook: the file of your own that you coded with. about: what the codings
    do not say, each between quotation marks: title, country (code), coup (in coups.csv), coup_date, leader (of
    the coup), counterpart (the foreign leader), publisher, published, url. The report itself is not exported.
    """
    if not str(folder).strip():
        raise ExportError('Name the case folder, as in ac.export_case(folder="my-case").')
    path = Path(coded) if str(coded).strip() else _only_file(Path(FOLDER))
    return _card(export(path, folder, text, codebook, **about))


def _only_file(folder: Path) -> Path:
    """The one coder's file of a folder."""
    paths = sorted(folder.glob(f"*{SUFFIX}"))
    if len(paths) == 1:
        return paths[0]
    if not paths:
        raise ExportError(f"There is no coder's file in {folder}. Code a report first: ac.code_text().")
    names = ", ".join(f'"{path.as_posix()}"' for path in paths[:8])
    raise ExportError(f"There is more than one coder's file. Name one, as in ac.export_case({names}, …).")


def _card(done: Export) -> Card:
    """What an export did, for a notebook."""
    rows = {name: done.rows[name] for name in ("claims", "events", "contacts", "actors")}
    counted = ", ".join(errors.many(number, name[:-1]) for name, number in rows.items())
    typed = f"Kept as you typed it: {'; '.join(done.unchanged)}." if done.unchanged else ""
    parts = [paragraph(strong(f"{done.folder.name} holds {counted}. "), typed)]
    if done.notes:
        parts.append(_list("To know", done.notes))
    if done.troubles:
        shown = [
            f"{file}, {key}{', ' * bool(key)}column {problem.column}: {problem.found}. {problem.allowed}"
            if problem.column
            else f"{file}: {problem}"
            for file, key, problem in done.troubles
        ]
        parts.append(_list(f"Still missing or wrong: {len(shown)}", shown))
        parts.append(
            paragraph(
                "Fill the cells in a spreadsheet (save as CSV UTF-8), or code them at the desk and export "
                "again; what you typed stays. In a terminal: "
                f"python -m aftercoup check {done.folder.as_posix()}"
            )
        )
    elif done.is_checked:
        parts.append(
            paragraph(f'The check has nothing to mend. Look at it: ac.use_case("{done.folder.as_posix()}")')
        )
    return stack(*parts)


def _list(head: str, sentences: list[str]) -> Card:
    """Sentences under a head; the first eight are open."""
    first, more = sentences[:8], sentences[8:]
    parts = [paragraph(strong(head)), listing(first)]
    return stack(*parts, *([folded(f"{len(more)} more", listing(more))] if more else []))


def _report(coded: CoderFile, path: Path, text: str | Path | None) -> texts.Text:
    """The Text that was coded: the one given, or the one that is stored beside the coder's file."""
    digest = coded.text.get("digest")
    report = texts.beside(path.parent, digest) if text is None else texts.load(text)
    if report is None:
        raise ExportError(
            f"The text that was coded in {path.name} is not beside it. Give it, as in text='report.txt': "
            "the export has to see that no more than six of its words in a row get into the tables."
        )
    if report.digest != digest:
        raise ExportError(
            f"This is not the text that was coded in {path.name}: they differ. Give the file that was coded, "
            "as it was."
        )
    return report


# ---------------------------------------------------------------- the tables as they follow from the codings


class _CaseMaker:
    """Makes the rows of a case from codings."""

    def __init__(
        self, spans: list[Coding], report: texts.Text, book: Codebook, about: Row, folder: Path
    ) -> None:
        self.spans, self.report, self.book, self.about, self.folder = spans, report, book, about, folder
        self.notes: list[str] = []
        self.copies = texts.Copies(report.text)
        self.copies_of: dict[str, str] = {}  # coding -> run of copied words
        self.paragraphs = _paragraph_names(report)
        self.actors: dict[str, Row] = {}
        self.source = _id(f"{about['publisher'] or 'report'}-{about['published']}")

    def tables(self) -> dict[str, list[Made]]:
        """Table -> its rows."""
        of = {name: [coding for coding in self.spans if coding.unit == unit] for name, unit in UNITS.items()}
        foreign = {coding.unit for coding in self.spans} - set(UNITS.values())
        if foreign:
            self.notes.append(f"Codings of {', '.join(sorted(foreign))} have no table in a case: left out.")
        made = {
            "claims": [Made(coding.id, self._claim(coding)) for coding in of["claims"]],
            "events": [
                Made(coding.id, self._event(coding)) for coding in of["events"] if self._happened(coding)
            ],
            "contacts": [Made(coding.id, self._contact(coding)) for coding in of["contacts"]],
        }
        others = {"case": [self._case()], "sources": [self._source()], "categories": self._categories(of)}
        others["actors"] = self.actors.values()  # who was met above
        return made | {table: [Made("", row) for row in rows] for table, rows in others.items()}

    def _where(self, coding: Coding) -> str:
        return f"{coding.unit} in paragraph {self._paragraph(coding)}"

    def _paragraph(self, coding: Coding) -> str:
        behind = (span.number for span in self.report.paragraphs if coding.span[0] < span.end)
        return self.paragraphs[next(behind, self.report.paragraphs[-1].number)]

    def _own(self, coding: Coding, *variables: str) -> str:
        """The coder's own words for a cell: the first variable that has some, then the memo."""
        said = (*(coding.codes.get(variable, "") for variable in variables), coding.memo)
        words = " ".join(next((words for words in said if words.strip()), "").split())
        run = self.copies.run(words)
        if run:
            self.copies_of[coding.id] = run
        return "" if run else words

    def copied(self, merged: Tables, coding_of: dict[str, str]) -> Iterator[str]:
        """Sentences about words of the report: cells left empty for them, and cells that somebody typed.

        coding_of: id of a row -> id of its coding.
        """
        for table, columns in OWN_WORDS.items():
            schema = tables.schema(table)
            for row in merged[table]:
                name = row[schema.key[0]]
                where = f"{schema.file}, {name}, column"
                for column in columns:
                    run = self.copies.run(row[column])
                    if run:
                        yield (
                            f"{where} {column} repeats more than {RUN} words of the report (“{run}”). Say it "
                            "in your own words before you give the table to anybody."
                        )
                run = self.copies_of.get(coding_of.get(name, ""), "")
                if run and not row[columns[0]]:
                    yield (
                        f"{where} {columns[0]} is empty, for the coding repeats more than {RUN} words of the "
                        f"report (“{run}”). Say it in your own words at the desk, or type it into the table."
                    )

    def _short(self, coding: Coding, name: str) -> str:
        """A cell that may hold a few words of the report."""
        words = coding.codes.get(name, "").split()
        if len(words) > RUN:
            self.notes.append(f"The {self._where(coding)}: {name} was shortened to {RUN} words.")
        return " ".join(words[:RUN])

    def _happened(self, coding: Coding) -> bool:
        context = coding.codes.get("context", "")
        if context in NO_EVENT:
            self.notes.append(f"The {self._where(coding)} is coded {context}, so it is left out.")
        return context not in NO_EVENT

    def _who(self, coding: Coding, *variables: str, level: str = "") -> list[str]:
        """Ids of the actors that variables name. New ones get a row, with what is not known left empty."""
        names = [name for variable in variables for name in coding.codes.get(variable, "").split(";")]
        return list(
            dict.fromkeys(self._actor(" ".join(name.split()), level) for name in names if name.strip())
        )

    def _actor(self, said: str, level: str = "") -> str:
        known = self._known(said)
        if known:
            return known
        name = _id(said)
        row = self.actors.setdefault(name, {"actor_id": name, "name": said, "seniority": ""})
        row["seniority"] = row["seniority"] or level
        return name

    def _known(self, said: str) -> str:
        """The shared actor that a name means: by its id, its whole name, or as the only person so called."""
        shared, words = tables.load().actors, set(texts.words_of(said))
        meant = [row for row in shared if said.casefold() in (row.id, row.name.casefold())]
        meant = meant or [
            row for row in shared if row.kind == "person" and words and words <= set(texts.words_of(row.name))
        ]
        if len(meant) != 1:
            return ""
        (actor,) = meant
        if said.casefold() != actor.name.casefold():
            note = f"{said} was taken for {actor.name} ({actor.id} in the shared table)."
            self.notes += [note] * (note not in self.notes)
        return str(actor.id)

    def _date(self, coding: Coding) -> str:
        return coding.codes.get("date", "").strip()

    def _claim(self, coding: Coding) -> dict[str, Any]:
        date = self._date(coding)
        return {
            "paragraph": self._paragraph(coding),
            "claim": self._own(coding, "claim"),
            "actors": self._who(coding, "actors"),
            "place": self._short(coding, "place"),
            "date_stated": self._short(coding, "date_stated"),
            "date": date,
            "date_precision": _precision(date),
            "date_basis": coding.codes.get("date_basis", "") if date else "",
            **{name: coding.codes.get(name, "") for name in CODES},
            "verdict": "not checked",
            "verdict_note": NOT_COMPARED,
        }

    def _event(self, coding: Coding) -> dict[str, Any]:
        start, _, end = self._date(coding).partition("/")
        title = self._own(coding, "title")
        if len(title) > 60:
            self.notes.append(f"The {self._where(coding)}: its title was cut to 60 characters.")
        return {
            "start": start,
            "end": end,
            "precision": _precision(self._date(coding)),
            "lane": coding.codes.get("lane", ""),
            "title": title[:60].rstrip(),
            "summary": self._own(coding, "summary") if coding.codes.get("summary") else title,
            "actors": self._who(coding, "source_actor", "recipient"),
            "place": self._short(coding, "place"),
            "in_article": "yes",
            "claim_ids": [
                other.id for other in self.spans if other.unit == "claim" and _overlap(coding, other)
            ],
            "sources": [self.source],
            "confidence": "medium",
        }

    def _contact(self, coding: Coding) -> dict[str, Any]:
        level = coding.codes.get("counterpart_level", "")
        own, met = self._who(coding, "own_actor"), self._who(coding, "counterpart", level=level)
        if len(own) > 1:
            self.notes.append(f"The {self._where(coding)}: of the own side only {own[0]} has room in a row.")
        states = [getattr(row, "state", "") for row in tables.load().actors if row.id in met]
        return {
            "date": self._date(coding),
            "place": self._short(coding, "place"),
            "own_actor": own[0] if own else "",
            "counterpart": met,
            "counterpart_state": list(dict.fromkeys(filter(None, states))),
            "counterpart_level": level,
            "format": coding.codes.get("format", ""),
            "direction": coding.codes.get("direction", ""),
            "in_article": "yes",
            "sources": [self.source],
            "confidence": "medium",
        }

    def _case(self) -> Row:
        about = self.about
        return {
            "case_id": self.folder.name,
            "title": " ".join((about["title"] or self._headline()).split()[:RUN]),
            **{name: about[name] for name in ("country", "coup", "coup_date")},
            "leader": self._actor(about["leader"]) if about["leader"] else "",
            "counterpart": self._actor(about["counterpart"]) if about["counterpart"] else "",
            "article": self.source,
            "published": about["published"],
            "url": about["url"],
        }

    def _headline(self) -> str:
        """The headline of the report, of which a title takes the first words; or what the desk calls it."""
        first = self.report.paragraphs[0]
        named = self.paragraphs[first.number] == "H"
        return self.report.text[first.start : first.end] if named else self.about["called"]

    def _source(self) -> Row:
        return {
            "source_id": self.source,
            "publisher": self.about["publisher"],
            "title_or_description": "The report of this case",
            "published": self.about["published"],
            "kind": "newspaper",
            "url": self.about["url"],
            "licence_or_terms": "all rights reserved; text not reproduced",
        }

    def _categories(self, of: dict[str, list[Coding]]) -> Iterator[Row]:
        for table, column in (("claims", "attributed_to"), ("events", "lane")):
            variable = self.book.variables.get(column)
            known = variable.values if variable else {}
            for value in dict.fromkeys(coding.codes.get(column, "") for coding in of[table]):
                if value:
                    entry = known.get(value)
                    label = entry.title if entry else value.replace("-", " ")
                    meaning = (entry.definition or entry.title) if entry else ""
                    row = {"field": f"{table}.{column}", "value": value, "label": label[:28]}
                    yield row | {"meaning": meaning}


def _paragraph_names(report: texts.Text) -> dict[int, str]:
    """What each paragraph of a text is called: H for a headline at its top, then 1, 2, 3 …"""
    first = report.text[report.paragraphs[0].start : report.paragraphs[0].end]
    headline = len(report.paragraphs) > 1 and len(first.split()) <= 20 and first[-1] not in ".!?…။؟"
    return {
        span.number: "H" if headline and not index else str(index + 1 - headline)
        for index, span in enumerate(report.paragraphs)
    }


def _precision(date: str) -> str:
    try:
        return str(tables.When.parse(date).precision) if date else ""
    except ValueError:
        return ""


def _overlap(coding: Coding, other: Coding) -> bool:
    return coding.span[0] < other.span[1] and other.span[0] < coding.span[1]


def _id(name: str) -> str:
    """A name as an id: small letters, digits and hyphens; the signs' numbers where it has no Latin letter."""
    return errors.ascii_name(name) or "x" + "".join(f"{ord(sign):x}" for sign in name[:6])


# ---------------------------------------------------------------- with what was typed by hand


class _Merger:
    """Brings the tables of a folder up to date; a cell changed by hand wins."""

    def __init__(self, folder: Path, made: dict[str, list[Made]], done: Export) -> None:
        self.before, self.remembered, self.done = _before(folder), _memory(folder), done
        if self.before and not self.remembered:
            raise ExportError(
                f"The folder {folder.name} holds tables that were not exported from codings. Choose a new "
                "folder; nothing was changed."
            )
        self.names = self._names(made)
        # table -> primary key -> the row as it follows from the codings
        self.fresh = {table: dict(map(self._named(table), rows)) for table, rows in made.items()}

    def _names(self, made: dict[str, list[Made]]) -> dict[str, str]:
        """Coding -> the id of its row: the one that it had, or the next number."""
        names: dict[str, str] = {}
        for table, letter in LETTERS.items():
            remembered = self.remembered.get(table, {})
            taken = {row[f"{UNITS[table]}_id"] for row in self.before.get(table, [])} | set(remembered)
            had = {entry["coding"]: name for name, entry in remembered.items() if entry.get("coding")}
            number = max((int(name[1:]) for name in taken if name[1:].isdigit()), default=0)
            for row in made[table]:
                if row.coding not in had:
                    number += 1
                    had[row.coding] = f"{letter}{number:02d}"
                names[row.coding] = had[row.coding]
        return names

    def _named(self, table: str) -> Callable[[Made], tuple[str, Made]]:
        """A function from a row to its primary key and the row with its id, all cells as text."""

        def named(row: Made) -> tuple[str, Made]:
            cells = dict.fromkeys(tables.schema(table).fields, "")
            cells |= {f"{UNITS[table]}_id": self.names[row.coding]} if row.coding else {}
            cells |= {column: self._cell(value) for column, value in row.cells.items()}
            return _key(table, cells), Made(row.coding, cells)

        return named

    def _cell(self, value: str | list[str]) -> str:
        if isinstance(value, list):
            return "; ".join(self.names.get(part, part) for part in value)
        return value

    def tables(self) -> Tables:
        """Table -> its rows, with what was typed by hand."""
        merged = {}
        for table in ("claims", "events", "contacts", "actors", "sources", "categories", "case"):
            remembered = {key: entry["cells"] for key, entry in self.remembered.get(table, {}).items()}
            merged[table] = self._merged(table, self.before.get(table, []), remembered)
        merged["events"].sort(key=_time)
        self.fresh["briefing"] = _briefing(merged["claims"])
        # the list of claims always follows from the claims, so a change of it by hand does not count
        told = self.remembered.get("briefing", {})
        last = {key: entry["cells"] | {"claim_ids": ""} for key, entry in told.items()}
        old = [row | {"claim_ids": ""} for row in self.before.get("briefing", [])]
        old = [row for row in old if row["paragraph"] in self.fresh["briefing"]]
        merged["briefing"] = self._merged("briefing", old, last)
        return merged

    def _merged(self, table: str, before: list[Row], remembered: dict[str, Row]) -> list[Row]:
        """The rows of one table: those of the codings, with cells typed by hand; then rows added by hand."""
        there = {_key(table, row): row for row in before}
        rows = []
        for key, made in self.fresh[table].items():
            row, last = made.cells, remembered.get(key, {})
            for column, typed in there.pop(key, {}).items():
                if column in row and typed != last.get(column, "") and typed != row[column]:
                    self.done.unchanged.append(f"{key}, {column}")
                    row = row | {column: typed}
            rows.append(row)
        for key, row in there.items():
            if key not in remembered:
                self.done.unchanged.append(f"{key}, a row of your own")
                rows.append(row)
            elif any(row.get(column, value) != value for column, value in remembered[key].items()):
                self.done.notes.append(
                    f"The coding of {key} is gone; its row was changed by hand, so it stays."
                )
                rows.append(row)
        return rows

    def memory(self) -> dict[str, Any]:
        """What the next export has to know of this one."""
        return {
            table: {key: {"coding": row.coding, "cells": row.cells} for key, row in rows.items()}
            for table, rows in self.fresh.items()
        }


def _briefing(claims: list[Row]) -> dict[str, Made]:
    """A row for each paragraph that carries claims; until somebody notes it down, the claims one by one."""
    rows = {}
    for name in sorted({row["paragraph"] for row in claims if row["paragraph"]}, key=_paragraph_order):
        here = [row for row in claims if row["paragraph"] == name]
        words = " ".join(f"{row['claim'].rstrip('.')}." for row in here if row["claim"])
        listed = "; ".join(row["claim_id"] for row in here)
        rows[name] = Made("", {"paragraph": name, "notes": words, "claim_ids": listed})
    return rows


def _key(table: str, row: Row) -> str:
    names = tables.schema(table).key
    return "/".join(row.get(name, "") for name in names)


def _paragraph_order(name: str) -> tuple[int, int]:
    return ("HDC".find(name) if name in "HDC" else 3, int(name) if name.isdigit() else 0)


def _time(row: Row) -> int:
    try:
        return int(tables.When.parse(row["start"]).start.toordinal())
    except ValueError:
        return 10**7


# ---------------------------------------------------------------- the folder


def _before(folder: Path) -> Tables:
    """The tables as they are in the folder. ExportError for a file that cannot be read."""
    before = {}
    for table in (*LETTERS, "actors", "sources", "categories", "case", "briefing"):
        schema = tables.schema(table)
        path = folder / schema.file
        if not path.is_file():
            continue
        checked = check.read_table(schema, path)
        if checked.problems and not checked.problems[0].found.startswith("no rows below"):
            raise ExportError(f"{path.name}, {checked.problems[0]} Mend it first; nothing was changed.")
        before[table] = checked.rows
    return before


def _memory(folder: Path) -> dict[str, dict[str, Any]]:
    """What the last export wrote: table -> key -> {"coding", "cells"}."""
    try:
        content = json.loads((folder / MEMORY).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        raise ExportError(
            f"{MEMORY} in {folder.name} cannot be read; it remembers what was exported. Choose a new folder."
        ) from None
    return content.get("tables", {}) if isinstance(content, dict) else {}


def _write(folder: Path, merged: Tables, memory: dict[str, Any]) -> None:
    """Write all files under other names first, then give them their own."""
    files = {tables.schema(table).file: _as_csv(table, rows) for table, rows in merged.items()}
    content = {"format": "aftercoup-export", "version": 1, "tables": memory}
    files[MEMORY] = json.dumps(content, ensure_ascii=False)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / f"{name}.new").write_text(text, encoding="utf-8", newline="\n")
        for name in files:
            (folder / f"{name}.new").replace(folder / name)
    except OSError as problem:
        raise ExportError(
            f"{folder.name} cannot be written ({problem.strerror}). Close its files in other programs, then "
            "export again."
        ) from None


def _as_csv(table: str, rows: Iterable[Row]) -> str:
    columns, text = list(tables.schema(table).fields), io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([[row.get(name, "") for name in columns] for row in rows])
    return text.getvalue()
