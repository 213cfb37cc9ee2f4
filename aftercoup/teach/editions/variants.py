"""Who has which variant of the exercises: a column of the roster, drawn where the teacher has not filled it."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from aftercoup.spreadsheets import table
from aftercoup.teach.marking.platforms.hand_in import MarkingError
from aftercoup.teach.marking.teacher_tables import read

COLUMN = "variant"


def drawn(of: str, letters: Sequence[str]) -> str:
    """The letter that an id or the name of a group draws: always the same."""
    digest = hashlib.sha256(of.casefold().strip().encode()).digest()
    return letters[int.from_bytes(digest[:8], "big") % len(letters)]


def completed(roster: Path, letters: Sequence[str]) -> tuple[str, set[str]]:
    """(the roster as CSV text, with a letter for everybody; the letters that somebody has).

    The header stays as it was typed, and so does what stands in the column variant. Else it is drawn by the column group, where it is filled, or by id.
    """
    given = {}
    held = read(roster)
    for where, row in held.rows(("id", "name", "group", COLUMN), ("id",)):
        student = row["id"] or row["name"]
        letter = row[COLUMN].lower() or drawn(row["group"] or student, letters)
        if letter not in letters:
            raise MarkingError(
                f"{where}: there is no variant {row[COLUMN]!r}. There are {', '.join(letters)}; an empty cell is drawn."
            )
        given[student] = letter
    header = [cell.lower() for cell in held.header]
    index = header.index(COLUMN) if COLUMN in header else len(header)
    for _, cells in held.lines:
        cells += [""] * (len(header) - len(cells))
        row = dict(zip(header, cells))
        cells[index : index + 1] = [given.get(row["id"] or row.get("name", ""), "")]
    text = table(
        held.header if COLUMN in header else [*held.header, COLUMN], (cells for _, cells in held.lines)
    )
    return text, set(given.values())
