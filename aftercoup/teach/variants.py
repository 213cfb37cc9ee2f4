"""Who has which variant of the exercises: a column of the roster, drawn where the teacher has not filled it."""

import csv
import hashlib
import io
from collections.abc import Sequence
from pathlib import Path

from aftercoup.spreadsheets import cut_sep, delimiter_of, table
from aftercoup.teach.marking.teacher_tables import HandError, rows

COLUMN = "variant"


def drawn(of: str, letters: Sequence[str]) -> str:
    """The letter that an id or the name of a group draws: always the same."""
    digest = hashlib.sha256(of.casefold().strip().encode()).digest()
    return letters[int.from_bytes(digest[:8], "big") % len(letters)]


def completed(roster: Path, letters: Sequence[str]) -> tuple[str, set[str]]:
    """(the roster as CSV text, with a letter for everybody; the letters that somebody has).

    What stands in the column variant stays. Else it is drawn by the column group, where it is filled, or by id.
    """
    text = cut_sep(roster.read_bytes().decode("utf-8-sig"))[1] if roster.is_file() else ""
    found = list(rows(roster, ("id", "group", COLUMN), ("id",)))
    header, *lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text))
    names = [name.strip().lower() for name in header]
    place = names.index(COLUMN) if COLUMN in names else len(header)
    given = {}
    for where, row in found:
        letter = row[COLUMN].lower() or drawn(row["group"] or row["id"], letters)
        if letter not in letters:
            raise HandError(
                f"{where}: there is no variant {row[COLUMN]!r}. There are {', '.join(letters)}; an empty cell is drawn."
            )
        given[row["id"]] = letter
    for cells in lines:
        cells += [""] * (len(header) - len(cells))
        cells[place : place + 1] = [given.get(cells[names.index("id")].strip().removeprefix("'"), "")]
    header[place : place + 1] = header[place : place + 1] or [COLUMN]
    return table(header, lines), set(given.values())
