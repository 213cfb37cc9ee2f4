"""Tables that a person writes by hand for a run: decisions, deadlines, groups. What is wrong in one is told in a
sentence with file and row, and the rest of it counts."""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from aftercoup.errors import OneSentence
from aftercoup.spreadsheets import SAVE, cut_sep, delimiter_of
from aftercoup.teach.marking.hand_ins import shown


class HandError(OneSentence, ValueError):
    """A table cannot be read as a whole; the message says what to do."""


def rows(path: Path, columns: Sequence[str], needed: Sequence[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """(place in words, column -> cell) of each row that is not empty. columns: all that are read, of which those in
    `needed` have to be there; others are left alone."""
    name = shown(path.name)
    try:
        _, text = cut_sep(path.read_bytes().decode("utf-8-sig"))
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text))
        header = [cell.strip().lower() for cell in next(lines, [])]
        found = [(lines.line_num, cells) for cells in lines]
    except OSError as problem:
        raise HandError(f"{name} cannot be read: {problem.strerror}. Check its name.") from None
    except (UnicodeDecodeError, csv.Error):
        raise HandError(f"{name} cannot be read as a table. {SAVE}") from None
    missing = [column for column in needed if column not in header]
    if missing:
        raise HandError(f"{name} has no column {missing[0]}. Its first line names: {', '.join(columns)}.")
    for line, cells in found:
        row = dict.fromkeys(columns, "") | {
            column: cell.strip().removeprefix("'") for column, cell in zip(header, cells) if column in columns
        }
        if any(row.values()):
            yield f"{name}, line {line}", row
