"""A case folder that is brought up to date: what was typed into it by hand stays.

A cell that somebody has filled or changed keeps what was typed: FOLDER/export.json remembers what the last export
had written. All files are written under other names first, so that a folder is never half new.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from aftercoup import check, tables
from aftercoup.coding.case_rows import LETTERS, Row, Tables, when
from aftercoup.coding.coder_file import Coding
from aftercoup.errors import OneSentence

MEMORY = "export.json"
TABLES = (*LETTERS, "actors", "sources", "categories", "case", "briefing")
ANEW = ("briefing", "claim_ids")  # the one column that is always written anew: it follows from claims.csv


class ExportError(OneSentence, ValueError):
    """A case cannot be exported; the message says what to do. Nothing was written then."""


class Merger:
    """Brings the tables of a folder up to date; a cell changed by hand wins.

    unchanged: cells that keep what was typed by hand; notes: rows that stay although their coding is gone.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.before, self.remembered = {name: _before(folder, name) for name in TABLES}, _memory(folder)
        self.unchanged: list[str] = []
        self.notes: list[str] = []
        if any(self.before.values()) and not self.remembered:
            raise ExportError(
                f"The folder {folder.name} holds tables that were not exported from codings. Choose a new "
                "folder; nothing was changed."
            )

    def names(self, codings: dict[str, list[Coding]]) -> dict[str, str]:
        """Coding -> the id of its row: the one that it had, or the next number."""
        names: dict[str, str] = {}
        for table, letter in LETTERS.items():
            remembered = self.remembered.get(table, {})
            names |= {entry["coding"]: name for name, entry in remembered.items() if entry.get("coding")}
            taken = remembered.keys() | self.before[table].keys()
            number = max((int(name[1:]) for name in taken if name[1:].isdigit()), default=0)
            new = [coding.id for coding in codings[table] if coding.id not in names]
            names |= {coding: f"{letter}{at:02d}" for at, coding in enumerate(new, number + 1)}
        return names

    def update(self, made: Tables, names: dict[str, str]) -> Tables:
        """Write the tables with what was typed by hand, and what the next export has to remember; returns the tables.

        made: the rows as they follow from the codings, names: coding -> id of its row.
        """
        coding_of = {name: coding for coding, name in names.items()}
        merged: Tables = {}
        memory: dict[str, dict[str, Any]] = {}
        for table in TABLES:
            rows = made[table] if table in made else _briefing(merged["claims"])
            by_key = {row_key(table, row): row for row in rows}
            memory[table] = {
                key: {"coding": coding_of.get(key, ""), "cells": row} for key, row in by_key.items()
            }
            merged[table] = list(self._merged(table, by_key))
        start = lambda row: known.start if (known := when(row["start"])) else date.max
        merged["events"].sort(key=start)
        files = {tables.schema(table).file: _as_csv(table, rows) for table, rows in merged.items()}
        content = {"format": "aftercoup-export", "version": 1, "tables": memory}
        self._write(files | {MEMORY: json.dumps(content, ensure_ascii=False)})
        return merged

    def _merged(self, table: str, made: dict[str, Row]) -> Iterator[Row]:
        """The rows of one table: those of the codings, with cells typed by hand; then rows added or changed by hand."""
        remembered = self.remembered.get(table, {})
        rows: dict[str, Row] = {key: {} for key in made}
        for key, now in (rows | self.before[table]).items():
            row, last = made.get(key), remembered.get(key, {}).get("cells", {})
            if row is None and key in remembered:
                if all(now.get(column, text) == text for column, text in last.items()):
                    continue  # its coding is gone, and nobody changed it
                self.notes.append(f"The coding of {key} is gone; its row was changed by hand, so it stays.")
            elif row is None:
                self.unchanged.append(f"{key}, a row of your own")
            else:
                typed = {
                    column: text
                    for column, text in now.items()
                    if column in row
                    and text not in (last.get(column, ""), row[column])
                    and (table, column) != ANEW
                }
                self.unchanged += [f"{key}, {column}" for column in typed]
                now = row | typed
            yield now

    def _write(self, files: dict[str, str]) -> None:
        """Write all files under other names first, then give them their own."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for name, text in files.items():
                (self.folder / f"{name}.new").write_text(text, encoding="utf-8", newline="\n")
            for name in files:
                (self.folder / f"{name}.new").replace(self.folder / name)
        except OSError as problem:
            raise ExportError(
                f"{self.folder.name} cannot be written ({problem.strerror}). Close its files in other programs, then "
                "export again."
            ) from None


def _briefing(claims: list[Row]) -> Iterator[Row]:
    """A row for each paragraph that carries claims; until somebody notes it down, the claims one by one."""
    order = lambda name: ("HDC".find(name) if name in "HDC" else 3, int(name) if name.isdigit() else 0)
    for name in sorted({row["paragraph"] for row in claims if row["paragraph"]}, key=order):
        here = [row for row in claims if row["paragraph"] == name]
        words = " ".join(f"{row['claim'].rstrip('.')}." for row in here if row["claim"])
        ids = "; ".join(row["claim_id"] for row in here)
        cells = dict.fromkeys(tables.schema("briefing").fields, "")
        yield cells | {"paragraph": name, "notes": words, "claim_ids": ids}


def row_key(table: str, row: Row) -> str:
    """What tells a row from all others of its table."""
    return "/".join(row.get(name, "") for name in tables.schema(table).key)


def _before(folder: Path, table: str) -> dict[str, Row]:
    """A table as it is in the folder, by its primary key. ExportError for a file that cannot be read."""
    schema = tables.schema(table)
    path = folder / schema.file
    if not path.is_file():
        return {}
    checked = check.read_table(schema, path)
    if checked.problems and not checked.problems[0].found.startswith("no rows below"):
        raise ExportError(f"{path.name}, {checked.problems[0]} Mend it first; nothing was changed.")
    return {row_key(table, row): row for row in checked.rows}


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


def _as_csv(table: str, rows: list[Row]) -> str:
    text = io.StringIO(newline="")
    columns = list(tables.schema(table).fields)
    writer = csv.DictWriter(text, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
