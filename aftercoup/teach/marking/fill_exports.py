"""Filling in the grade exports that are named after --sheet, and leaving everything else in them as it is.

What each platform's export looks like stands in `platforms.exports`. A row is
filled through the student's own id alone: names are never compared, for two students may share one.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from aftercoup.errors import many
from aftercoup.teach.marking.asked import Asked
from aftercoup.teach.marking.exercise_result import ExerciseResult
from aftercoup.teach.marking.gradebook import number
from aftercoup.teach.marking.hand_in import MarkingError, Student, shown, some
from aftercoup.teach.marking.platforms.exports import Export, Handed, Row, read, read_number
from aftercoup.teach.masters import Master

Partial = dict[tuple[str, str], float]  # (student's key, exercise) -> points without texts still to be read


class Filled(NamedTuple):
    """What was filled in. column: its header; cells: how many; missing: students of ours that the export does not
    name; notes: sentences for the teacher."""

    column: str
    cells: int
    missing: list[Student]
    notes: list[str]


def fill(
    export: Export,
    points: Sequence[tuple[Student, float]],
    possible: float,
    hints: Sequence[str] = (),
    column: str = "",
    alone: bool = True,
    source: str = "",
    replace: bool = False,
    partial: Mapping[str, float] | None = None,
) -> Filled:
    """Fill the points of one exercise into a platform's grade export.

    points: [(Student, number), …]; possible: the most points there are;
    hints: words by which the column may be named (number and title of the exercise); column: the exact
    header, where the hints do not tell; alone: the export is for this exercise only, so its only column is the
    right one; source: the platform from which the files came, which tells of what kind their ids are; replace:
    write over other points that stand there; partial: by a student's key, what an earlier run filled in while texts
    were still to be read, which more points may replace. Raises MarkingError, and then nothing was filled in.
    """
    if not export.platform:
        raise MarkingError(
            "This is not a grade export of Canvas, Moodle, Blackboard or Brightspace: its first "
            f"line reads {shown(' | '.join(export.header)[:120])}. Export it anew and do not save it from a "
            "spreadsheet program."
        )
    place = _column(export, hints, column, alone)
    filled = Filled(export.header[place], 0, [], [])
    most = export.most(place)
    if most is not None and abs(most - possible) > 0.005:
        filled.notes.append(
            f"The platform's column allows {most:g} points and the exercise has {possible:g}: set the maximum "
            f"on the platform to {possible:g} before you upload."
        )
    comma = export.platform == "moodle" and any("," in row.get(place + 1) for row in export.rows)
    rows = rows_by_id(export, source)
    written = 0
    for student, value in points:
        row = rows.get(student.key)
        if row is None:
            filled.missing.append(student)
            continue
        earlier = (partial or {}).get(student.key)
        write, note = _may_write(shown(student.called), row.get(place).strip(), value, replace, earlier)
        filled.notes.extend([note] if note else [])
        if write:
            row.put(place, number(value).replace(".", ",") if comma else number(value), export.delimiter)
            written += 1
    return filled._replace(cells=written)


def _may_write(
    name: str, before: str, value: float, replace: bool, earlier: float | None
) -> tuple[bool, str]:
    """(whether points may take the place of what stands in a cell, a sentence where something stands there).
    earlier: what a run without essays filled in."""
    if before.upper() == "EX":
        return False, f"{name} is excused (EX) on the platform and stays so."
    if before in ("", "-"):
        return True, ""
    stood = read_number(before)
    if stood is not None and abs(stood - value) < 0.005:
        return False, ""
    raised = earlier is not None and stood is not None and abs(stood - earlier) < 0.005 and value > stood
    if replace or raised:
        return True, f"{name}: {shown(before)} in the export was replaced by {number(value)}."
    return False, f"{name} has {shown(before)} in the export, which stays; here it is {number(value)}."


def _column(export: Export, hints: Sequence[str], wanted: str, alone: bool) -> int:
    """The place of the column to fill in."""
    if wanted:
        exact = [place for place, name in enumerate(export.header) if name == wanted.strip()]
        if len(exact) != 1:
            raise MarkingError(
                f"The grade export has {'no' if not exact else 'more than one'} column {shown(wanted)!r}. "
                f"Its columns are: {shown('; '.join(export.header))}."
            )
        return exact[0]
    graded = export.graded
    fitting = [place for place in graded if any(_named(export.header[place], hint) for hint in hints)]
    if not fitting and len(graded) == 1 and alone:
        fitting = graded
    if len(fitting) != 1:
        columns = "; ".join(export.header[place] for place in fitting or graded)
        raise MarkingError(
            f"Which column is for {' or '.join(hints) or 'this exercise'}? Name it with --column. There are: "
            f"{shown(columns) or 'none'}."
        )
    return fitting[0]


def _named(name: str, hint: str) -> bool:
    words = re.sub(r"[\W_]+", " ", name.casefold())
    hint = re.sub(r"[\W_]+", " ", hint.casefold()).strip()
    return bool(hint) and re.search(rf"(?<!\w){re.escape(hint)}(?!\w)", words) is not None


def rows_by_id(export: Export, source: str) -> dict[str, Row]:
    """A student's key -> the row. An id that leads to two rows leads to none.

    Where the files came from the same platform their ids are those of its first id column, and no other column
    is looked at: the same number may be another student's there. Else any id column may hold them.
    """
    found: dict[str, list[Row]] = {}
    for row in export.rows:
        ids = export.ids(row)[: 1 if source == export.platform else None]
        for id_ in {Student(one).key for one in ids} - {""}:
            found.setdefault(id_, []).append(row)
    return {id_: rows[0] for id_, rows in found.items() if len(rows) == 1}


# ---------------------------------------------------------------- the exports of a run


class Exports:
    """The exports of a run. source: the platform of the files; by_path: each as filled in so far, for one may be named
    once for each exercise. Raises MarkingError where one cannot be read."""

    def __init__(self, sheets: Iterable[str | Path], source: str) -> None:
        self.source = source
        self.wanted: list[tuple[str, Path]] = []  # exercise ("" for all whose columns it has) and path
        self.by_path: dict[Path, Export] = {}
        for words in map(str, sheets):
            exercise, equals, rest = words.partition("=")
            named = bool(equals) and exercise.strip().isdigit()
            path = Path(rest if named else words)
            self.wanted.append((exercise.strip().zfill(2) if named else "", path))
            try:
                self.by_path[path] = read(path.read_bytes())
            except OSError as problem:
                why = f"The grade export {shown(path.name)} cannot be read: {problem.strerror}."
                raise MarkingError(why) from None
            if path.name in {other.name for other in self.by_path if other != path}:
                raise MarkingError(f"Two grade exports are called {shown(path.name)}. Rename one of them.")

    def names(self) -> dict[str, str]:
        """The names that the exports tell, by a student's key."""
        return {
            key: name
            for export in self.by_path.values()
            for key, row in rows_by_id(export, self.source).items()
            if (name := export.name(row))
        }

    def timed(self, results: Sequence[ExerciseResult]) -> tuple[list[ExerciseResult], list[str]]:
        """(the results with the times and the word "late" that Moodle's worksheets tell; sentences on times that are not
        read)."""
        told: dict[tuple[str, str], Handed] = {}
        problems = []
        for exercise, path in self.wanted:
            handed = self.by_path[path].handed_in()
            told |= {(exercise, Student(id_).key): seen for id_, seen in handed.items()}
            odd = [seen.words for seen in handed.values() if not seen.when]
            if odd:
                problems.append(
                    f"{path.name}: {many(len(odd), 'time')} of hand-ins cannot be read, such as {shown(odd[0])!r}. Set "
                    "the language of your Moodle profile to English, and download the worksheet again. Until then only "
                    "what Moodle calls late there is late."
                )
        found = []
        for result in results:
            key = result.student.key
            known = told.get((result.exercise, key)) or told.get(("", key))
            if known and result.path:
                result = result._replace(when=result.when or known.when, late=result.late or known.late)
            found.append(result)
        return found, problems

    def fill(
        self,
        results: Sequence[ExerciseResult],
        masters: Mapping[str, Master],
        asked: Asked,
        partial: Partial,
    ) -> list[str]:
        """Fill in all of them; returns sentences for the summary. partial: what earlier runs filled in while texts were
        still to be read. Raises MarkingError."""
        there = sorted({result.exercise for result in results})
        said: list[str] = []
        for wanted, path in self.wanted:
            if wanted and wanted not in masters:
                raise MarkingError(f"There is no exercise {wanted}. There are {', '.join(masters)}.")
            exercises = [wanted] if wanted else there
            columns: list[str] = []
            without = []
            for exercise in exercises:
                mine = [one for one in results if one.exercise == exercise]
                final = [
                    (one.student, one.total)
                    for one in mine
                    if one.total is not None and (asked.without_essays or not one.waiting)
                ]
                earlier = {student: points for (student, of), points in partial.items() if of == exercise}
                of, alone = masters[exercise].exercise, len(exercises) == 1
                hints = exercise, str(int(exercise)), of.title
                given = asked.column, alone, self.source, asked.replace, earlier
                try:
                    filled = fill(self.by_path[path], final, of.points, hints, *given)
                except MarkingError:
                    if alone:
                        raise
                    without.append(exercise)
                    continue
                columns.append(filled.column)
                said.append(
                    f"{path.name} ({self.by_path[path].platform}): {filled.cells} cells filled in the column {filled.column}."
                )
                said += _said(filled, mine, asked.without_essays)
            if not columns or len(set(columns)) < len(columns):
                name = shown(path.name)
                raise MarkingError(
                    f"For which exercise is {name}? Here are {', '.join(there) or 'none'}, and its "
                    f"columns do not tell. Write --sheet {there[0] if there else '01'}={name}."
                )
            if without:
                said.append(f"{path.name}: no column is named like exercise {' or '.join(without)}.")
        return said


def _said(filled: Filled, results: Iterable[ExerciseResult], without_essays: bool) -> list[str]:
    """What the summary says of points of one exercise that were not filled in as they are."""
    said = []
    waiting = sum(bool(one.waiting) for one in results)
    if waiting and without_essays:
        said.append(
            f"Without texts still to be read: the points of {many(waiting, 'student')}. Read them, mark again, and "
            "the rest is added."
        )
    elif waiting:
        said.append(f"Left out of it, with texts still to be read: {many(waiting, 'student')}.")
    if filled.missing:
        strangers = some((one.called for one in filled.missing), 5)
        said.append(
            f"{many(len(filled.missing), 'student')} not in it by id: {strangers}. Nobody is guessed by name: look their "
            "rows up, and type the points of the gradebook by hand."
        )
    return said + filled.notes
