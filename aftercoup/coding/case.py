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
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from aftercoup import check, tables
from aftercoup.cards import folded, listing, paragraph, stack, strong
from aftercoup.coding import codebook, journal, texts
from aftercoup.errors import OneSentence

FOLDER = "my_coding"  # where the desk keeps codings
MEMORY = "export.json"
RUN = 6  # words in a row of the report that may stand in a cell
UNSPACED = 40  # signs in a row, where a script puts no spaces between words
LETTERS = {"claims": "c", "events": "e", "contacts": "k"}
UNITS = {"claims": "claim", "events": "event", "contacts": "contact"}
NO_EVENT = ("future", "hypothetical", "negated")  # contexts of a deed that did not happen
OWN_WORDS = {"claims": ("claim", "verdict_note"), "events": ("title", "summary"), "briefing": ("retelling",)}
NOT_COMPARED = "Not yet compared with other records"
ABOUT = ("title", "country", "coup", "coup_date", "leader", "counterpart", "publisher", "published", "url")


class ExportError(OneSentence, ValueError):
    """A case cannot be exported; the message says what to do. Nothing was written then."""


@dataclass
class Export:
    """What an export did. rows: table -> how many; kept: cells that keep what was typed by hand; says: what
    the coder should know or mend, one sentence each; problems: what `aftercoup check` finds in the folder."""

    folder: Path
    rows: dict = field(default_factory=dict)
    kept: list = field(default_factory=list)
    says: list = field(default_factory=list)
    problems: list = field(default_factory=list)


def export(path, folder, text=None, book=None, **about):
    """Write a case folder from a coder's file, or bring one up to date. Returns an Export.

    path: the coder's file (NAME.coding.jsonl). folder: the case folder; its name is that of the case. text:
    the report, a file or the text; without it the kept text beside the coder's file is used. book: a codebook
    file other than data/codebook.toml. about: any of ABOUT, for what the codings do not say. Raises
    ExportError.
    """
    path, folder = Path(path), Path(folder)
    unknown = set(about) - set(ABOUT)
    if unknown:
        raise ExportError(f"There is no {min(unknown)!r} here. What can be given: {', '.join(ABOUT)}.")
    if not path.is_file():
        near = [one.name for one in path.parent.glob(f"*{journal.SUFFIX}")] if path.parent.is_dir() else []
        hint = f" There is {', '.join(sorted(near)[:5])}." if near else ""
        raise ExportError(f"There is no file {path.name} in {path.parent.name or 'this folder'}.{hint}")
    if not re.fullmatch("[a-z0-9]+([-.][a-z0-9]+)*", folder.name):
        raise ExportError(
            f"{folder.name!r} cannot be the name of a case. Small letters, digits and hyphens, as in "
            "egypt-2013."
        )
    coded = journal.read(path)
    spans = [one for one in coded.latest() if not one.item]
    if not spans:
        why = "codes a list of items, not a text" if coded.codings else "holds no coding yet"
        raise ExportError(f"{path.name} {why}. Code a report at the desk first.")
    report = _report(coded, path, text)
    told = {name: str(about.get(name) or coded.text.get(name) or "").strip() for name in ABOUT}
    told |= {"title": str(about.get("title") or "").strip(), "called": told["title"]}
    maker = _Maker(spans, report, codebook.load(book), told, folder)
    made = maker.tables()
    done = Export(folder, says=maker.says)
    merged, maker.coding_of = _merge(folder, made, done)
    done.says += maker.copied(merged)
    _write(folder, merged, made)
    done.rows = {name: len(rows) for name, rows in merged.items()}
    done.problems = [
        (sheet.path.name, _row_name(sheet, problem), problem)
        for sheet in check.check_case(folder)
        for problem in sheet.problems
    ]
    return done


def _row_name(sheet, problem):
    """The key of the row in which a problem stands, with its paragraph where it has one."""
    if problem.row not in sheet.numbers:
        return ""
    row = sheet.rows[sheet.numbers.index(problem.row)]
    place = f" (paragraph {row['paragraph']})" if sheet.schema.name == "claims" and row["paragraph"] else ""
    return _key(sheet.schema.name, row) + place


def export_case(
    coded="",
    folder="",
    text=None,
    *,
    codebook=None,
    title="",
    country="",
    coup="",
    coup_date="",
    leader="",
    counterpart="",
    publisher="",
    published="",
    url="",
):
    """Make a case folder from what was coded at the desk, or bring one up to date; cells typed by hand stay.

    coded: the coder's file, like "my_coding/report.anna.coding.jsonl"; needed where there is more than one.
    folder: the case folder; its name is that of the case, like "egypt-2013". text: the report, where it does
    not lie beside the coder's file. codebook: the file of your own that you coded with. title, country
    (code), coup (in coups.csv), coup_date, leader (of the coup), counterpart (the foreign leader), publisher,
    published, url: what the codings do not say. The report itself is not exported.
    """
    about = {
        "title": title,
        "country": country,
        "coup": coup,
        "coup_date": coup_date,
        "leader": leader,
        "counterpart": counterpart,
        "publisher": publisher,
        "published": published,
        "url": url,
    }
    if not str(folder).strip():
        raise ExportError('Name the case folder, as in ac.export_case(folder="my-case").')
    path = Path(coded) if str(coded).strip() else _only_file(Path(FOLDER))
    return _card(export(path, folder, text, codebook, **about))


def _only_file(folder):
    """The one coder's file of a folder."""
    found = sorted(folder.glob(f"*{journal.SUFFIX}"))
    if len(found) == 1:
        return found[0]
    if not found:
        raise ExportError(f"There is no coder's file in {folder}. Code a report first: ac.code_text().")
    names = ", ".join(f'"{one.as_posix()}"' for one in found[:8])
    raise ExportError(f"There is more than one coder's file. Name one, as in ac.export_case({names}, …).")


def _card(done):
    """What an export did, for a notebook."""
    rows = {name: done.rows[name] for name in ("claims", "events", "contacts", "actors")}
    counted = ", ".join(f"{n} {name if n != 1 else name[:-1]}" for name, n in rows.items())
    kept = f"Kept as you typed it: {'; '.join(done.kept)}." if done.kept else ""
    parts = [paragraph(strong(f"{done.folder.name} holds {counted}. "), kept)]
    if done.says:
        parts.append(_list("To know", done.says))
    if done.problems:
        shown = [
            f"{file}, {key}{', ' * bool(key)}column {problem.column}: {problem.found}. {problem.allowed}"
            if problem.column
            else f"{file}: {problem}"
            for file, key, problem in done.problems
        ]
        parts.append(_list(f"Still missing or wrong: {len(shown)}", shown))
        parts.append(
            paragraph(
                "Fill the cells in a spreadsheet (save as CSV UTF-8), or code them at the desk and export "
                "again; what you typed stays. In a terminal: "
                f"python -m aftercoup check {done.folder.as_posix()}"
            )
        )
    else:
        parts.append(
            paragraph(f'The check has nothing to mend. Look at it: ac.use_case("{done.folder.as_posix()}")')
        )
    return stack(*parts)


def _list(head, says):
    """Sentences under a head; the first eight are open."""
    first, more = says[:8], says[8:]
    parts = [paragraph(strong(head)), listing(first)]
    return stack(*parts, *([folded(f"{len(more)} more", listing(more))] if more else []))


def _report(coded, path, text):
    """The Text that was coded: the one given, or a kept one beside the coder's file."""
    digest = coded.text.get("digest")
    if text is not None:
        found = texts.load(text)
        if found.digest == digest:
            return found
        raise ExportError(
            f"This is not the text that was coded in {path.name}: they differ. Give the file that was coded, "
            "as it was."
        )
    for beside in sorted(path.parent.glob("*.txt")):
        try:
            found = texts.of(beside.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError):
            continue
        if found.digest == digest:
            return found
    raise ExportError(
        f"The text that was coded in {path.name} does not lie beside it. Give it, as in text='report.txt': "
        "the export has to see that no more than six of its words in a row get into the tables."
    )


# ---------------------------------------------------------------- words of the report


def _words(text):
    """The words of a text, folded, without the signs around them."""
    return [word for word in (re.sub(r"^\W+|\W+$", "", part) for part in text.casefold().split()) if word]


class Copies:
    """Finds runs of words that a cell shares with a report."""

    def __init__(self, report):
        words = _words(report)
        self._runs = {tuple(words[i : i + RUN + 1]) for i in range(len(words) - RUN)}
        self._signs = "".join(words)
        self._unspaced = bool(words) and len(self._signs) / len(words) > 15

    def run(self, own):
        """The first words of a run that is too long, for a sentence; "" when there is none."""
        words = _words(own)
        for i in range(len(words) - RUN):
            if tuple(words[i : i + RUN + 1]) in self._runs:
                return " ".join(words[i : i + 4]) + " …"
        if self._unspaced:
            signs = "".join(words)
            for i in range(len(signs) - UNSPACED + 1):
                if signs[i : i + UNSPACED] in self._signs:
                    return signs[i : i + 12] + "…"
        return ""


# ---------------------------------------------------------------- the tables as they follow from the codings


class _Maker:
    """Makes the rows of a case from codings: table -> list of (coding's id or "", cells)."""

    def __init__(self, spans, report, book, about, folder):
        self.spans, self.report, self.book, self.about, self.folder = spans, report, book, about, folder
        self.copies, self.says = Copies(report.text), []
        self.copies_of, self.coding_of = {}, {}  # coding -> run of copied words; row -> coding
        self.paragraphs = _names(report)
        self.actors, self.source = {}, _slug(f"{about['publisher'] or 'report'}-{about['published']}")

    def tables(self):
        of = {name: [one for one in self.spans if one.unit == unit] for name, unit in UNITS.items()}
        foreign = {one.unit for one in self.spans} - set(UNITS.values())
        if foreign:
            self.says.append(f"Codings of {', '.join(sorted(foreign))} have no table in a case: left out.")
        made = {
            "claims": [(one.id, self._claim(one)) for one in of["claims"]],
            "events": [(one.id, self._event(one)) for one in of["events"] if self._happened(one)],
            "contacts": [(one.id, self._contact(one)) for one in of["contacts"]],
        }
        made["case"] = [("", self._case())]
        made["sources"] = [("", self._source())]
        made["categories"] = [("", row) for row in self._categories(of)]
        made["actors"] = [("", row) for row in self.actors.values()]
        return made

    def _where(self, one):
        return f"{one.unit} in paragraph {self._paragraph(one)}"

    def _paragraph(self, one):
        for span in self.report.paragraphs:
            if one.start < span.end:
                return self.paragraphs[span.number]
        return self.paragraphs[self.report.paragraphs[-1].number]

    def _own(self, one, *names):
        """The coder's own words for a cell: the first variable that has some, then the memo."""
        for name in (*names, None):
            words = " ".join((one.codes.get(name, "") if name else one.memo).split())
            if not words:
                continue
            run = self.copies.run(words)
            if not run:
                return words
            self.copies_of[one.id] = run
            return ""
        return ""

    def copied(self, merged):
        """Sentences about words of the report: cells left empty for them, and cells that somebody typed."""
        for table, columns in OWN_WORDS.items():
            for row in merged[table]:
                name = row[tables.schema(table).key[0]]
                place = f"{tables.schema(table).file}, {name}, column"
                for column in columns:
                    run = self.copies.run(row[column])
                    if run:
                        yield (
                            f"{place} {column} repeats more than {RUN} words of the report (“{run}”). Say it "
                            "in your own words before you give the table to anybody."
                        )
                run = self.copies_of.get(self.coding_of.get(name))
                if run and not row[columns[0]]:
                    yield (
                        f"{place} {columns[0]} is empty, for the coding repeats more than {RUN} words of the "
                        f"report (“{run}”). Say it in your own words at the desk, or type it into the table."
                    )

    def _short(self, one, name):
        """A cell that may hold a few words of the report."""
        words = one.codes.get(name, "").split()
        if len(words) > RUN:
            self.says.append(f"The {self._where(one)}: {name} was shortened to {RUN} words.")
        return " ".join(words[:RUN])

    def _happened(self, one):
        context = one.codes.get("context", "")
        if context in NO_EVENT:
            self.says.append(f"The {self._where(one)} is coded {context}, so it is left out.")
        return context not in NO_EVENT

    def _who(self, one, *names, level=None):
        """Ids of the actors that variables name. New ones get a row, with what is not known left empty."""
        found = []
        for name in names:
            for said in one.codes.get(name, "").split(";"):
                if said.strip():
                    found.append(self._actor(" ".join(said.split()), level))
        return list(dict.fromkeys(found))

    def _actor(self, said, level=None):
        known = self._known(said)
        if known:
            return known
        name = _slug(said)
        empty = dict.fromkeys(tables.schema("actors").fields, "")
        row = self.actors.setdefault(name, empty | {"actor_id": name, "name": said})
        row["seniority"] = row["seniority"] or (level or "")
        return name

    def _known(self, said):
        """The shared actor that a name means: by its id, its whole name, or as the only person so called."""
        shared, words = tables.load().actors, set(_words(said))
        found = [row for row in shared if said.casefold() in (row.id, row.name.casefold())]
        found = found or [
            row for row in shared if row.kind == "person" and words and words <= set(_words(row.name))
        ]
        if len(found) != 1:
            return ""
        if said.casefold() != found[0].name.casefold():
            says = f"{said} was taken for {found[0].name} ({found[0].id} in the shared table)."
            self.says += [says] * (says not in self.says)
        return found[0].id

    def _date(self, one):
        return one.codes.get("date", "").strip()

    def _claim(self, one):
        date = self._date(one)
        return {
            "paragraph": self._paragraph(one),
            "claim": self._own(one, "claim"),
            "actors": self._who(one, "actors"),
            "place": self._short(one, "place"),
            "date_stated": self._short(one, "date_stated"),
            "date": date,
            "date_precision": _precision(date),
            "date_basis": one.codes.get("date_basis", "") if date else "",
            **{
                name: one.codes.get(name, "")
                for name in (
                    "attributed_to",
                    "claim_type",
                    "measurement_level",
                    "alignment_signal",
                    "checkability",
                )
            },
            "verdict": "not checked",
            "verdict_note": NOT_COMPARED,
            "check_sources": [],
        }

    def _event(self, one):
        start, _, end = self._date(one).partition("/")
        title = self._own(one, "title")
        if len(title) > 60:
            self.says.append(f"The {self._where(one)}: its title was cut to 60 characters.")
        return {
            "start": start,
            "end": end,
            "precision": _precision(self._date(one)),
            "lane": one.codes.get("lane", ""),
            "title": title[:60].rstrip(),
            "summary": self._own(one, "summary") if one.codes.get("summary") else title,
            "actors": self._who(one, "source_actor", "recipient"),
            "place": self._short(one, "place"),
            "in_article": "yes",
            "claim_ids": [other.id for other in self.spans if other.unit == "claim" and _touch(one, other)],
            "sources": [self.source],
            "confidence": "medium",
        }

    def _contact(self, one):
        level = one.codes.get("counterpart_level", "")
        own, met = self._who(one, "own_actor"), self._who(one, "counterpart", level=level)
        if len(own) > 1:
            self.says.append(f"The {self._where(one)}: of the own side only {own[0]} has room in a row.")
        states = [getattr(row, "state", "") for row in tables.load().actors if row.id in met]
        return {
            "date": self._date(one),
            "place": self._short(one, "place"),
            "own_actor": own[0] if own else "",
            "counterpart": met,
            "counterpart_state": list(dict.fromkeys(filter(None, states))),
            "counterpart_level": level,
            "format": one.codes.get("format", ""),
            "direction": one.codes.get("direction", ""),
            "in_article": "yes",
            "sources": [self.source],
            "confidence": "medium",
            "note": "",
        }

    def _case(self):
        about = self.about
        return {
            "case_id": self.folder.name,
            "title": " ".join((about["title"] or self._headline()).split()[:RUN]),
            **{name: about[name] for name in ("country", "coup", "coup_date")},
            "leader": self._actor(about["leader"]) if about["leader"] else "",
            "counterpart": self._actor(about["counterpart"]) if about["counterpart"] else "",
            "counterpart_number": "",
            "article": self.source,
            "published": about["published"],
            "url": about["url"],
            "note": "",
        }

    def _headline(self):
        """The headline of the report, of which a title takes the first words; or what the desk calls it."""
        first = self.report.paragraphs[0]
        named = self.paragraphs[first.number] == "H"
        return self.report.text[first.start : first.end] if named else self.about["called"]

    def _source(self):
        return {
            "source_id": self.source,
            "publisher": self.about["publisher"],
            "title_or_description": "The report of this case",
            "published": self.about["published"],
            "kind": "newspaper",
            "url": self.about["url"],
            "licence_or_terms": "all rights reserved; facts retold, text not reproduced",
            "note": "",
        }

    def _categories(self, of):
        for table, column in (("claims", "attributed_to"), ("events", "lane")):
            variable = self.book.variables.get(column)
            known = variable.values if variable else {}
            for value in dict.fromkeys(one.codes.get(column, "") for one in of[table]):
                if value:
                    entry = known.get(value)
                    label = entry.title if entry else value.replace("-", " ")
                    meaning = (entry.definition or entry.title) if entry else ""
                    row = {"field": f"{table}.{column}", "value": value, "label": label[:28]}
                    yield row | {"meaning": meaning}


def _names(report):
    """What each paragraph of a text is called: H for a headline at its top, then 1, 2, 3 …"""
    first = report.text[report.paragraphs[0].start : report.paragraphs[0].end]
    headline = len(report.paragraphs) > 1 and len(first.split()) <= 20 and first[-1] not in ".!?…။؟"
    return {
        span.number: "H" if headline and not place else str(place + 1 - headline)
        for place, span in enumerate(report.paragraphs)
    }


def _precision(date):
    try:
        return tables.When.parse(date).precision if date else ""
    except ValueError:
        return ""


def _touch(one, other):
    return one.start < other.end and other.start < one.end


def _slug(name):
    """A name as an id: small letters, digits and hyphens."""
    import unicodedata

    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    plain = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if plain:
        return plain
    return "x" + "".join(f"{ord(sign):x}" for sign in name[:6])  # a name without Latin letters


# ---------------------------------------------------------------- with what was typed by hand


def _merge(folder, made, done):
    """Bring the tables of a folder up to date; a cell changed by hand wins.

    Returns table -> rows as text, and the coding of each row that has one.
    """
    before, memory = _before(folder), _memory(folder)
    if before and not memory:
        raise ExportError(
            f"The folder {folder.name} holds tables that were not exported from codings. Choose a new "
            "folder; nothing was changed."
        )
    named = {}  # coding -> the id of its row
    for table, letter in LETTERS.items():
        taken = {row[f"{UNITS[table]}_id"] for row in before.get(table, [])} | set(memory.get(table, {}))
        of = {entry["coding"]: name for name, entry in memory.get(table, {}).items() if entry.get("coding")}
        numbers = [int(name[1:]) for name in taken if name[1:].isdigit()]
        number = max(numbers, default=0)
        for coding, _ in made[table]:
            if coding not in of:
                number += 1
                of[coding] = f"{letter}{number:02d}"
            named[coding] = of[coding]
    merged = {}
    for table in ("claims", "events", "contacts", "actors", "sources", "categories", "case"):
        fresh = {}
        for coding, row in made[table]:
            key = {f"{UNITS[table]}_id": named[coding]} if coding else {}
            row = key | {name: _cell(value, named) for name, value in row.items()}
            fresh[_key(table, row)] = (coding, row)
        merged[table] = _merged(table, before.get(table, []), memory.get(table, {}), fresh, done)
        made[table] = fresh
    merged["events"].sort(key=_time)
    merged["briefing"] = _briefing(merged["claims"], before, memory, made, done)
    return merged, {name: coding for coding, name in named.items()}


def _merged(table, before, memory, fresh, done):
    """The rows of one table: those of the codings, with cells typed by hand; then rows added by hand."""
    there = {_key(table, row): row for row in before}
    rows = []
    for key, (_, row) in fresh.items():
        old, last = there.pop(key, {}), memory.get(key, {}).get("cells", {})
        for column, typed in old.items():
            if column in row and typed != last.get(column, "") and typed != row[column]:
                done.kept.append(f"{key}, {column}")
                row = row | {column: typed}
        rows.append(row)
    for key, row in there.items():
        last = memory.get(key)
        changed = last is None or any(row.get(name, value) != value for name, value in last["cells"].items())
        if changed:
            rows.append(row)
            if last is not None:
                done.says.append(f"The coding of {key} is gone; its row was changed by hand, so it stays.")
            else:
                done.kept.append(f"{key}, a row of your own")
    return rows


def _briefing(claims, before, memory, made, done):
    """A row for each paragraph that carries claims; until somebody retells it, the claims one by one."""
    fresh = {}
    for name in sorted({row["paragraph"] for row in claims if row["paragraph"]}, key=_place):
        here = [row for row in claims if row["paragraph"] == name]
        words = " ".join(f"{row['claim'].rstrip('.')}." for row in here if row["claim"])
        listed = "; ".join(row["claim_id"] for row in here)
        fresh[name] = ("", {"paragraph": name, "retelling": words, "claim_ids": listed})
    made["briefing"] = fresh
    # the list of claims always follows from the claims, so a change of it by hand does not count
    told = memory.get("briefing", {})
    last = {key: {"cells": entry["cells"] | {"claim_ids": ""}} for key, entry in told.items()}
    old = [row | {"claim_ids": ""} for row in before.get("briefing", []) if row["paragraph"] in fresh]
    return _merged("briefing", old, last, fresh, done)


def _key(table, row):
    names = tables.schema(table).key
    return "/".join(row.get(name, "") for name in names)


def _place(paragraph):
    return ("HDC".find(paragraph) if paragraph in "HDC" else 3, int(paragraph) if paragraph.isdigit() else 0)


def _time(row):
    try:
        return tables.When.parse(row["start"]).start.toordinal()
    except ValueError:
        return 10**7


def _cell(value, named):
    if isinstance(value, list):
        return "; ".join(str(named.get(one, one)) for one in value)
    return str(value)


# ---------------------------------------------------------------- the folder


def _before(folder):
    """The tables as they stand in the folder: name -> rows. ExportError for a file that cannot be read."""
    found = {}
    for table in (*LETTERS, "actors", "sources", "categories", "case", "briefing"):
        path = folder / tables.schema(table).file
        if not path.is_file():
            continue
        sheet = check.read_table(tables.schema(table), path)
        if sheet.problems and not sheet.problems[0].found.startswith("no rows below"):
            raise ExportError(f"{path.name}, {sheet.problems[0]} Mend it first; nothing was changed.")
        found[table] = sheet.rows
    return found


def _memory(folder):
    """What the last export wrote: table -> key -> {"coding", "cells"}."""
    try:
        told = json.loads((folder / MEMORY).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        raise ExportError(
            f"{MEMORY} in {folder.name} cannot be read; it remembers what was exported. Choose a new folder."
        ) from None
    return told.get("tables", {}) if isinstance(told, dict) else {}


def _write(folder, merged, made):
    """Write all files beside their places first, then move them there."""
    memory = {
        table: {key: {"coding": coding, "cells": row} for key, (coding, row) in fresh.items()}
        for table, fresh in made.items()
    }
    files = {}
    for table, rows in merged.items():
        columns, text = list(tables.schema(table).fields), io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([[row.get(name, "") for name in columns] for row in rows])
        files[tables.schema(table).file] = text.getvalue()
    told = {"format": "aftercoup-export", "version": 1, "tables": memory}
    files[MEMORY] = json.dumps(told, ensure_ascii=False)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / f"{name}.new").write_text(text, encoding="utf-8", newline="\n")
        for name in files:
            os.replace(folder / f"{name}.new", folder / name)
    except OSError as problem:
        raise ExportError(
            f"{folder.name} cannot be written ({problem.strerror}). Close its files in other programs, then "
            "export again."
        ) from None
