"""Tables that a person writes by hand for a run: roster, decisions, deadlines, groups. What is wrong in a row is told in
a sentence with file and row, and the rest of the table counts."""

import csv
import io
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from aftercoup.spreadsheets import SAVE, cut_sep, damage, delimiter_of
from aftercoup.teach.content.masters import Master
from aftercoup.teach.marking.platforms.exports import decoded
from aftercoup.teach.marking.platforms.hand_in import MarkingError, Student, shown, some

Made = TypeVar("Made")


class Table:
    """A table as spreadsheet programs save it. header: as it was typed; lines: (number of the row, cells) of each row. One that
    was not saved as Unicode is refused: its letters cannot be told. Raises MarkingError."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        _, encoding, text = decoded(data)
        if not encoding.startswith("utf"):
            raise MarkingError(f"{name} cannot be read as a table: it was not saved as Unicode. {SAVE}")
        sep, text = cut_sep(text)
        try:
            lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text))
            self.header = [cell.strip() for cell in next(lines, [])]
            cells = [[cell.strip().removeprefix("'") for cell in row] for row in lines]
        except csv.Error:
            raise MarkingError(f"{name} cannot be read as a table. {SAVE}") from None
        self.lines = list(enumerate(cells, 3 if sep else 2))

    def rows(
        self, columns: Sequence[str], needed: Sequence[str], whole: Sequence[str] = ()
    ) -> Iterator[tuple[str, dict[str, str]]]:
        """(place in words, column -> cell) of each row that is not empty. columns: all that are read, of which those in
        `needed` have to be there; others are left alone; whole: in which a broken cell stops all. Raises MarkingError."""
        header = [cell.lower() for cell in self.header]
        missing = [column for column in needed if column not in header]
        if missing:
            others = ", ".join(column for column in columns if column not in needed)
            raise MarkingError(
                f"{self.name} has no column {missing[0]}; its first line is {some(self.header, 6) or 'empty'}. It has to "
                f"name {', '.join(needed)}{others and ', and may name '}{others}: see docs/marking.md."
            )
        for line, row in self.lines:
            held = {column: cell for column, cell in zip(header, row) if column in columns}
            if any(held.values()):
                where, cells = f"{self.name}, line {line}", dict.fromkeys(columns, "") | held
                look_for_damage(cells, whole, f"{where}, ")
                yield where, cells


def read(path: str | Path) -> Table:
    """The table in a file. Raises MarkingError."""
    name = shown(Path(path).name)
    try:
        return Table(Path(path).read_bytes(), name)
    except OSError as problem:
        raise MarkingError(f"{name} cannot be read: {problem.strerror}. Check its name.") from None


def written_anew(
    data: bytes, name: str, columns: Sequence[str], needed: Sequence[str], whole: Sequence[str] = ()
) -> list[tuple[str, dict[str, str]]]:
    """The rows of a table that is written anew after the run. What stands in a column of another name would be lost, so nothing
    is taken from one that has to be mended. columns, needed, whole: as in `Table.rows`. Raises MarkingError."""
    try:
        held = Table(data, name)
        rows = [*held.rows(columns, needed, whole)]
        if other := next((cell for cell in held.header if cell and cell.lower() not in columns), ""):
            raise MarkingError(f"{name} has a column {shown(other)!r}. Its columns are {', '.join(columns)}.")
    except MarkingError as problem:
        raise MarkingError(f"{problem} Nothing was taken from the table: mend it, and mark again.") from None
    return rows


def made(
    rows: Iterable[tuple[str, dict[str, str]]], make: Callable[[dict[str, str]], Made], problems: list[str]
) -> list[Made]:
    """What `make` made of each row that counts. make: raises MarkingError; problems: gets a sentence on each of the others."""
    records = []
    for where, row in rows:
        try:
            records.append(make(row | {"where": where}))
        except MarkingError as problem:
            problems.append(f"{where}: {problem} The row does not count.")
    return records


def look_for_damage(row: Mapping[str, str], columns: Iterable[str], where: str = "") -> None:
    """MarkingError where a spreadsheet program or a wrong encoding broke a cell in one of the columns. where: the row is."""
    for column in columns:
        if problem := damage(row[column]):
            raise MarkingError(f"{where}{column}: found {shown(row[column])!r}. {problem}")


def exercise_of(row: Mapping[str, str], masters: Mapping[str, Master]) -> str:
    """The number of the exercise of a row. Raises MarkingError."""
    exercise = row["exercise"].zfill(2)
    if exercise not in masters:
        asked = f"there is no exercise {shown(exercise)}" if row["exercise"] else "it names no exercise"
        raise MarkingError(f"{asked}. Type into the column exercise which it is: {', '.join(masters)}.")
    return exercise


def student_of(row: Mapping[str, str], known: Collection[str]) -> str:
    """The key of the student of a row. known: keys of the class; a person who is not among them is never guessed. Raises
    MarkingError."""
    student = Student(row["student"]).key
    if not student or student not in known:
        raise MarkingError(
            f"nobody of the class has the id {shown(row['student'])!r}. Write it as the gradebook does."
        )
    return student


# ---------------------------------------------------------------- the roster


ROSTER = ("id", "name", "variant")


def read_roster(path: str | Path) -> dict[str, Student]:
    """The students of a roster by key: it gives names to numbers, shows who handed in nothing, and says in its column
    variant, where there is one, whose questions are whose (see `aftercoup.teach.editions.variants`). Who has no id yet stands
    there by name. Raises MarkingError."""
    students = {}
    for where, row in read(path).rows(ROSTER, ("id",), ("id", "name")):
        student = Student(row["id"] or row["name"], row["name"], row["variant"].lower())
        if len(student.variant) > 1:
            raise MarkingError(f"{where}: the variant {shown(row['variant'])!r} is no letter, as b.")
        if student.id:
            students[student.key] = student
    return students


def strangers(roster: Mapping[str, Student], came: Mapping[str, Student]) -> str:
    """A sentence where no id of the roster is that of a student who handed in; else "". came: by key."""
    if not roster or not came or not roster.keys().isdisjoint(came):
        return ""
    theirs, ours = (some(student.id for student in several.values()) for several in (roster, came))
    return (
        f"No id of the roster belongs to a file. The roster has {theirs}; the files have {ours}. In the roster's column "
        "id type the numbers or names by which the files are called; until then everybody of it stands as absent."
    )
