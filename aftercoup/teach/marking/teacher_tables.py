"""Tables that a person writes by hand for a run: decisions, deadlines, groups. What is wrong in one is told in a
sentence with file and row, and the rest of it counts."""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from aftercoup.errors import OneSentence
from aftercoup.spreadsheets import SAVE, cut_sep, delimiter_of
from aftercoup.teach.marking.hand_in import shown


class HandError(OneSentence, ValueError):
    """A table cannot be read as a whole; the message says what to do."""


def cells(text: str, name: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """(the header as it was typed, number of the row and cells of each row) of a table called `name`, as spreadsheet
    programs save it. Raises HandError."""
    sep, text = cut_sep(text)
    try:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text))
        header = [cell.strip() for cell in next(lines, [])]
        rows = [[cell.strip().removeprefix("'") for cell in row] for row in lines]
    except csv.Error:
        raise HandError(f"{name} cannot be read as a table. {SAVE}") from None
    return header, list(enumerate(rows, 3 if sep else 2))


def read(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The header and rows of a file, as `cells` gives them. Raises HandError."""
    try:
        return cells(path.read_bytes().decode("utf-8-sig"), shown(path.name))
    except OSError as problem:
        raise HandError(f"{shown(path.name)} cannot be read: {problem.strerror}. Check its name.") from None
    except UnicodeDecodeError:
        raise HandError(f"{shown(path.name)} cannot be read as a table. {SAVE}") from None


def rows(path: Path, columns: Sequence[str], needed: Sequence[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """(place in words, column -> cell) of each row that is not empty. columns: all that are read, of which those in
    `needed` have to be there; others are left alone."""
    name = shown(path.name)
    typed, found = read(path)
    header = [cell.lower() for cell in typed]
    missing = [column for column in needed if column not in header]
    if missing:
        there = ", ".join(shown(cell) for cell in typed[:6]) + (" …" if len(typed) > 6 else "")
        others = ", ".join(column for column in columns if column not in needed)
        raise HandError(
            f"{name} has no column {missing[0]}; its first line is {there}. It has to name {', '.join(needed)}, and may name "
            f"{others}: see docs/marking.md."
        )
    for line, row in found:
        held = {column: cell for column, cell in zip(header, row) if column in columns}
        if any(held.values()):
            yield f"{name}, line {line}", dict.fromkeys(columns, "") | held
