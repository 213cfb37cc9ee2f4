"""Filling in the grade exports that are named after --sheet, and leaving everything else in them as it is.

What each platform's export looks like stands in `platforms.exports`. A row is
filled through the student's own id alone: names are never compared, for two students may share one.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from aftercoup.answers.exercise import Exercise
from aftercoup.errors import many
from aftercoup.teach.content.masters import Master
from aftercoup.teach.marking.asked import Asked
from aftercoup.teach.marking.exercise_result import ExerciseResult
from aftercoup.teach.marking.gradebook import number
from aftercoup.teach.marking.platforms.exports import Export, Handed, Row, read, read_number
from aftercoup.teach.marking.platforms.hand_in import MarkingError, Student, shown, some
from aftercoup.teach.marking.platforms.names import PLATFORMS

Partial = dict[tuple[str, str], float]  # (student's key, exercise) -> points without texts still to be read
_SAID = {  # what is said of students, in this order; who: how many they are, and the first of their names
    "partly": "Without texts still to be read: the points of {who}. Read them, mark again, and the rest is added.",
    "waiting": "Left out of it, with texts still to be read: {who}.",
    "undecided": "Left out, with 0 points and something open in to_decide.csv: {who}. Decide there, and mark again.",
    "open": "Filled in, with something open in to_decide.csv: {who}. Their points may change.",
    "over": "More than the {limit} points there are: {who}. See whether the platform takes them, or raise its maximum.",
    "cut": "More than the {limit} points there are: {who}. Moodle leaves out such a grade without a word, so {limit} was "
    "filled in. To give more, raise the maximum in Moodle, download the worksheet anew, and mark again with --replace.",
    "missing": "Not in it by id: {who}. Nobody is guessed by name: look their rows up, and type the points of the "
    "gradebook by hand.",
}


def fill(
    export: Export,
    exercise: Exercise,
    results: Sequence[ExerciseResult],
    asked: Asked,
    *,
    alone: bool = True,
    source: str = "",
    partial: Partial | None = None,
) -> tuple[str, list[str]]:
    """Fill the points of one exercise into an export; returns the header of the column and sentences for the teacher, the
    first on how many cells were filled.

    alone: as in `_column`; source: the platform from which the files came, which tells of what kind their ids are;
    partial: what an earlier run filled in while texts were still to be read, which more points may replace. Raises
    MarkingError, and then nothing was filled in.
    """
    index = _column(export, exercise, asked.column, alone)
    most, rows, moodle = export.most(index), rows_by_id(export, source), export.platform == "moodle"
    comma = moodle and any("," in row.get(index + 1) for row in export.rows)
    limit = max(most or 0, exercise.points)
    notes = []
    if most is not None and abs(most - exercise.points) > 0.005:
        notes.append(
            f"The platform's column allows {most:g} points and the exercise has {exercise.points:g}: set the maximum "
            f"on the platform to {exercise.points:g} before you upload."
        )
    known = [result for result in results if result.total is not None]
    known = [result for result in known if asked.without_essays or not result.waiting]
    there = [result for result in known if result.student.key in rows]
    filled = [result for result in there if not _undecided(result)]
    cells = 0
    for result in filled:
        row, value = rows[result.student.key], result.total or 0.0
        value = min(value, limit) if moodle else value
        earlier = (partial or {}).get((result.student.key, exercise.number))
        write, note = _may_write(row.get(index).strip(), value, asked.replace, earlier)
        if note:
            notes.append(f"{shown(result.student.called)} {note}.")
        if write:
            points = number(value)
            row.put(index, points.replace(".", ",") if comma else points, export.delimiter)
            cells += 1
    of = {
        "partly" if asked.without_essays else "waiting": [result for result in results if result.waiting],
        "undecided": [result for result in there if _undecided(result)],
        "open": [result for result in filled if result.reasons],
        "cut" if moodle else "over": [result for result in filled if (result.total or 0) > limit],
        "missing": [result for result in known if result.student.key not in rows],
    }
    said = [f"{many(cells, 'cell')} filled in the column {export.header[index]}."]
    for kind, words in _SAID.items():
        if called := [result.student.called for result in of.get(kind, ())]:
            who = f"{many(len(called), 'student')} ({some(called, 10)})"
            said.append(words.format(who=who, limit=number(limit)))
    return export.header[index], [*said, *notes]


def _undecided(result: ExerciseResult) -> bool:
    """Has a student no points while something is open? A 0 at which nobody looked decides nothing."""
    return bool(result.reasons) and not (result.points or result.added)


def _may_write(before: str, value: float, replace: bool, earlier: float | None) -> tuple[bool, str]:
    """(whether points may take the place of what stands in a cell, what is said where something stands there).
    earlier: what a run without essays filled in."""
    if before.upper() == "EX":
        return False, "is excused (EX) on the platform and stays so"
    stood = read_number(before)
    if before in ("", "-") or stood is not None and abs(stood - value) < 0.005:
        return before in ("", "-"), ""
    raised = earlier is not None and stood is not None and abs(stood - earlier) < 0.005 and value > stood
    if replace or raised:
        return True, f"had {shown(before)} in the export, which was replaced by {number(value)}"
    return False, f"has {shown(before)} in the export, which stays; here it is {number(value)}"


def _column(export: Export, exercise: Exercise, wanted: str, alone: bool) -> int:
    """The index of the column to fill in: of those that take points the one that has the number or the title of the exercise
    in its name. wanted: its header, where the names do not tell; alone: the export is for one exercise only, so its only
    column is the right one."""
    graded, number = export.graded, exercise.number
    if wanted:
        graded = [*range(len(export.header))]
        fitting = [index for index in graded if export.header[index] == wanted.strip()]
    else:
        hints = number, str(int(number)), exercise.title
        fitting = [index for index in graded if any(_named(export.header[index], hint) for hint in hints)]
        fitting = fitting or (graded if alone and len(graded) == 1 else [])
    if len(fitting) == 1:
        return fitting[0]
    columns = "; ".join(export.header[index] for index in fitting or graded)
    raise MarkingError(
        f"The grade export has {'more than one' if fitting else 'no'} column {shown(wanted) or f'for exercise {number}'}. Name "
        f"it with --column. There are: {shown(columns) or 'none'}."
    )


def _named(name: str, hint: str) -> bool:
    words = re.sub(r"[\W_]+", " ", name.casefold())
    hint = re.sub(r"[\W_]+", " ", hint.casefold()).strip()
    return bool(hint) and re.search(rf"(?<!\w){re.escape(hint)}(?!\w)", words) is not None


def rows_by_id(export: Export, source: str) -> dict[str, Row]:
    """A student's key -> the row. An id that leads to two rows leads to none.

    Where a platform named the files, their ids are those of the first id column of its own export, and no other column
    is looked at: the same id may be another student's there. Else any id column may hold them.
    """
    if not _tells_of(export, source):
        return {}
    by_id: dict[str, list[Row]] = {}
    for row in export.rows:
        ids = export.ids(row)[: 1 if source == export.platform else None]
        for id_ in {Student(typed).key for typed in ids} - {""}:
            by_id.setdefault(id_, []).append(row)
    return {id_: rows[0] for id_, rows in by_id.items() if len(rows) == 1}


def _tells_of(export: Export, source: str) -> bool:
    """Can an export hold the ids of files that a platform named? No export of Brightspace has the numbers in the names of
    its folders."""
    return source not in PLATFORMS or source == export.platform != "brightspace"


# ---------------------------------------------------------------- the exports of a run


class Exports:
    """The exports of a run. source: the platform of the files; by_path: each as filled in so far, for one may be named
    once for each exercise. Raises MarkingError where one cannot be read."""

    def __init__(self, exports: Iterable[str | Path], source: str = "") -> None:
        self.source = source
        self.wanted: list[tuple[str, Path]] = []  # exercise ("" for all whose columns it has) and path
        self.by_path: dict[Path, Export] = {}
        self.tells_times = False  # see `timed`
        for words in map(str, exports):
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

    def ids(self) -> set[str]:
        """The keys of all who are in them, by any of their ids."""
        rows = ((export, row) for export in self.by_path.values() for row in export.rows)
        return {Student(id_).key for export, row in rows for id_ in export.ids(row)} - {""}

    def people(self) -> dict[str, Student]:
        """The students whose rows can be filled in, by key; some have no name there."""
        return {
            key: Student(key, export.name(row))
            for export in self.by_path.values()
            for key, row in rows_by_id(export, self.source).items()
        }

    def names(self) -> dict[str, str]:
        """The names that the exports tell, by a student's key."""
        return {key: student.name for key, student in self.people().items() if student.name}

    def timed(self, results: Sequence[ExerciseResult]) -> tuple[list[ExerciseResult], list[str]]:
        """(the results with the times and the word "late" that Moodle's worksheets tell; sentences on times that are not
        read)."""
        told: dict[tuple[str, str], Handed] = {}
        problems = []
        for exercise, path in self.wanted:
            export = self.by_path[path]
            handed = export.handed_in() if _tells_of(export, self.source) else {}
            told |= {(exercise, Student(id_).key): seen for id_, seen in handed.items()}
            odd = [seen.words for seen in handed.values() if not seen.when]
            if odd:
                problems.append(
                    f"{path.name}: {many(len(odd), 'time')} of hand-ins cannot be read, such as {shown(odd[0])!r}. Set "
                    "the language of your Moodle profile to English, and download the worksheet again. Until then only "
                    "what Moodle calls late there is late."
                )
        self.tells_times = any(seen.when or seen.late for seen in told.values())
        with_times = []
        for result in results:
            # a member's file came when another handed it in; that of a group of Moodle has its time in the members' rows
            whose = result.owner or result.student.key, result.student.key
            times = (told.get((exercise, key)) for key in whose for exercise in (result.exercise, ""))
            known = next(filter(None, times), None)
            if known and result.path:
                result = result._replace(when=result.when or known.when, late=result.late or known.late)
            with_times.append(result)
        return with_times, problems

    def fill(
        self,
        results: Sequence[ExerciseResult],
        masters: Mapping[str, Master],
        asked: Asked,
        partial: Partial,
    ) -> list[str]:
        """Fill in all of them; returns sentences for the summary. partial: as in `fill`. Raises MarkingError."""
        there = sorted({result.exercise for result in results})
        said: list[str] = []
        for wanted, path in self.wanted:
            if wanted and wanted not in masters:
                raise MarkingError(f"There is no exercise {wanted}. There are {', '.join(masters)}.")
            exercises = [wanted] if wanted else there
            export, alone = self.by_path[path], len(exercises) == 1
            filled: dict[str, str] = {}  # exercise -> the header of its column
            for exercise in exercises:
                mine = [result for result in results if result.exercise == exercise]
                of = masters[exercise].exercise
                try:
                    filled[exercise], (cells, *more) = fill(
                        export, of, mine, asked, alone=alone, source=self.source, partial=partial
                    )
                except MarkingError:
                    if alone:
                        raise
                    continue
                said += [f"{path.name} ({export.platform}): {cells}", *more]
            if not filled or len({*filled.values()}) < len(filled):
                name, every = shown(path.name), [result.exercise for result in results]
                raise MarkingError(
                    f"For which exercise is {name}? Here are {', '.join(there) or 'none'}, and its "
                    f"columns do not tell. Write --sheet {max(there, key=every.count, default='01')}={name}."
                )
            if without := [exercise for exercise in exercises if exercise not in filled]:
                said.append(f"{path.name}: no column is named like exercise {' or '.join(without)}.")
        return said
