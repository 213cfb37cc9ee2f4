"""The grade exports that are named after --sheet: for which exercise each is, what it tells, and what is filled in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from aftercoup.errors import OneSentence, many
from aftercoup.teach.marking import grade_exports
from aftercoup.teach.marking.exercise_result import ExerciseResult
from aftercoup.teach.marking.export_table import ExportError
from aftercoup.teach.marking.grade_exports import Filled
from aftercoup.teach.marking.hand_in import Student, shown
from aftercoup.teach.marking.platforms import moodle
from aftercoup.teach.masters import Master

Partial = dict[tuple[str, str], float]  # (student's key, exercise) -> points without texts still to be read


class WantedError(OneSentence, ValueError):
    """An export cannot be read, or it cannot be told for which exercise it is; the message says what to do."""


class Wanted(NamedTuple):
    """One --sheet. exercise: its number, "" for all whose columns the export has."""

    exercise: str
    path: Path

    @classmethod
    def of(cls, words: str | Path) -> "Wanted":
        """From "01=path" or a path."""
        number, equals, path = str(words).partition("=")
        if equals and number.strip().isdigit():
            return cls(number.strip().zfill(2), Path(path))
        return cls("", Path(words))

    def read(self) -> bytes:
        """The bytes of the file. Raises WantedError."""
        try:
            return self.path.read_bytes()
        except OSError as problem:
            raise WantedError(
                f"The sheet {shown(self.path.name)} cannot be read: {problem.strerror}."
            ) from None


def names(wanted: Iterable[Wanted], source: str) -> dict[str, str]:
    """The names that the exports tell, by a student's key. source: the platform of the files."""
    return {
        Student(id_).key: name
        for one in wanted
        for id_, name in grade_exports.names(one.read(), source).items()
    }


def timed(
    results: Sequence[ExerciseResult], wanted: Iterable[Wanted]
) -> tuple[list[ExerciseResult], list[str]]:
    """(the results with the times and the word "late" that Moodle's worksheets tell; sentences on times that are not
    read)."""
    told: dict[tuple[str, str], moodle.Handed] = {}
    problems = []
    for one in wanted:
        handed = grade_exports.handed_in(one.read())
        told |= {(one.exercise, Student(id_).key): seen for id_, seen in handed.items()}
        odd = [seen.words for seen in handed.values() if not seen.when]
        if odd:
            problems.append(
                f"{one.path.name}: {many(len(odd), 'time')} of hand-ins cannot be read, such as {shown(odd[0])!r}. Set "
                "the language of your Moodle profile to English, and download the worksheet again. Until then only what "
                "Moodle calls late there is late."
            )
    found = []
    for result in results:
        key = result.student.key
        known = told.get((result.exercise, key)) or told.get(("", key))
        if known and result.path:
            result = result._replace(when=result.when or known.when, late=result.late or known.late)
        found.append(result)
    return found, problems


@dataclass(slots=True)
class Filler:
    """Fills in the exports of a run. column: where the names of columns do not tell; source: the platform of the files;
    replace: write over other points; without_essays: fill in the points of who has texts still to be read; partial:
    what such a run filled in before; done: the bytes filled in so far, for an export may be named once for each exercise."""

    results: Sequence[ExerciseResult]
    masters: Mapping[str, Master]
    column: str
    source: str
    replace: bool
    without_essays: bool
    partial: Partial
    done: dict[Path, bytes] = field(default_factory=dict)

    def fill(self, one: Wanted) -> list[str]:
        """Fill in one export; returns sentences for the summary. Raises WantedError or ExportError."""
        name = shown(one.path.name)
        if one.path.name in {other.name for other in self.done if other != one.path}:
            raise WantedError(f"Two sheets are called {name}. Rename one of them.")
        there = sorted({result.exercise for result in self.results})
        numbers = [one.exercise] if one.exercise else there
        if one.exercise and one.exercise not in self.masters:
            raise WantedError(f"There is no exercise {one.exercise}. There are {', '.join(self.masters)}.")
        said: list[str] = []
        columns: list[str] = []
        without = []
        for number in numbers:
            try:
                filled = self._filled(one, number, len(numbers) == 1)
            except ExportError:
                if len(numbers) == 1:
                    raise
                without.append(number)
                continue
            columns.append(filled.column)
            self.done[one.path] = filled.data
            said += self._said(one.path.name, filled, number)
        if not columns or len(set(columns)) < len(columns):
            raise WantedError(
                f"For which exercise is {name}? Here are {', '.join(there) or 'none'}, and its "
                f"columns do not tell. Write --sheet {there[0] if there else '01'}={name}."
            )
        if without:
            said.append(f"{one.path.name}: no column is named like exercise {' or '.join(without)}.")
        return said

    def _filled(self, one: Wanted, number: str, alone: bool) -> Filled:
        final = [
            (result.student, result.total)
            for result in self.results
            if result.exercise == number
            and (self.without_essays or not result.waiting)
            and result.total is not None
        ]
        exercise = self.masters[number].exercise
        return grade_exports.fill(
            self.done.get(one.path) or one.read(),
            final,
            exercise.points,
            (number, str(int(number)), exercise.title),
            self.column,
            alone,
            self.source,
            self.replace,
            {student: points for (student, of), points in self.partial.items() if of == number},
        )

    def _said(self, name: str, filled: Filled, number: str) -> list[str]:
        """What the summary says of the points of one exercise."""
        said = [f"{name} ({filled.platform}): {filled.count} cells filled in the column {filled.column}."]
        waiting = sum(bool(one.waiting) for one in self.results if one.exercise == number)
        if waiting and self.without_essays:
            said.append(
                f"Without texts still to be read: the points of {many(waiting, 'student')}. Read them, mark again, and "
                "the rest is added."
            )
        elif waiting:
            said.append(f"Left out of it, with texts still to be read: {many(waiting, 'student')}.")
        if filled.missing:
            strangers = ", ".join(shown(one.name or one.id) for one in filled.missing[:5])
            said.append(
                f"{many(len(filled.missing), 'student')} not in it by id: {strangers}"
                f"{' …' if len(filled.missing) > 5 else ''}. Nobody is guessed by name: look their rows up, and type "
                "the points of the gradebook by hand."
            )
        return said + list(filled.notes)

    def partial_now(self) -> Partial:
        """What exports were filled in with while texts were still to be read, by this run and those before."""
        waiting = [one for one in self.results if one.waiting and one.total is not None]
        now = {(one.student.key, one.exercise): one.total or 0.0 for one in waiting}
        return self.partial | (now if self.without_essays else {})
