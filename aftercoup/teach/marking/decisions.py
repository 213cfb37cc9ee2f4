"""What a person decided about one student: an appeal, a bonus, an exemption, another file that counts.

`decisions.csv` is written by hand, by the pages with buttons, or from the columns of to_decide.csv that a teacher filled
in. A run changes no row of it, so what was decided survives marking again.
"""

import datetime
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from aftercoup.spreadsheets import table
from aftercoup.teach.marking import results_folder, teacher_tables
from aftercoup.teach.marking.answer_keys import AnswerKeys
from aftercoup.teach.marking.exercise_result import Adjustment, ExerciseResult, QuestionResult
from aftercoup.teach.marking.gradebook import many_points, number
from aftercoup.teach.marking.hand_in import Student, shown
from aftercoup.teach.marking.teacher_tables import RowError, exercise_of, student_of
from aftercoup.teach.masters import Master

FILE = "decisions.csv"
COLUMNS = ("student", "exercise", "question", "points", "reason", "by", "when")
_POINTS = re.compile(r"(?i)([+\-−]|plus|minus)?(\d+(?:[.,]\d+)?)")  # a spreadsheet makes 1 of +1
_FILE = re.compile(r"(?i)file:\s*(.+)")


def names_a_file(points: str) -> bool:
    """Does the cell points name the file that counts?"""
    return _FILE.fullmatch(points.strip()) is not None


class Decision(NamedTuple):
    """One row. where: its place in words; question: "" for the whole exercise; one of these holds: points (to be
    added where `added`), exempt, or file, the end of the path of the file that counts."""

    where: str
    student: str
    exercise: str
    question: str
    reason: str
    by: str
    when: str
    points: float = 0
    added: bool = False
    exempt: bool = False
    file: str = ""

    @property
    def says(self) -> str:
        """It in a sentence, for student and gradebook."""
        points = f"{'+' if self.added and self.points >= 0 else ''}{many_points(self.points)}"
        what = "exempt" if self.exempt else f"{self.file} counts" if self.file else points
        who = ", ".join(filter(None, (self.by, self.when)))
        return f"Decided{f' ({who})' if who else ''}: {self.question and self.question + ', '}{what}. {self.reason}".strip()


def decision(row: Mapping[str, str], masters: Mapping[str, Master], known: Collection[str]) -> Decision:
    """The Decision of a row with COLUMNS. known: keys of the students of the class. Raises RowError."""
    student, exercise = student_of(row, known), exercise_of(row, masters)
    question = "" if row["question"].lower() in ("", "whole") else row["question"].removeprefix("Q")
    rule, asked = row["points"].strip(), masters[exercise].exercise
    points, file, exempt = (
        _POINTS.fullmatch(rule.replace(" ", "")),
        _FILE.fullmatch(rule),
        rule.lower() == "exempt",
    )
    if question and question not in asked.counted:
        ids = ", ".join(asked.counted)
        raise RowError(
            f"exercise {exercise} has no question {shown(question)}. It has {ids}; empty means the whole."
        )
    if not (points or file or exempt):
        raise RowError(
            f"points {shown(rule)!r} are not read. Write 3, +1, -1, exempt, or file: and the file's name."
        )
    if question and not points:
        raise RowError(f"{shown(rule)!r} is about the whole exercise. Leave the question empty.")
    sign, value = ((points[1] or "").lower(), float(points[2].replace(",", "."))) if points else ("", 0.0)
    most = asked.counted[question].points if question else asked.points
    if not sign and value > most:
        raise RowError(
            f"{many_points(value)} are more than the {number(most)} there are. For a bonus write + and what is added."
        )
    return Decision(
        row.get("where", ""),
        student,
        exercise,
        question,
        row["reason"],
        row["by"],
        row["when"],
        -value if sign in ("-", "−", "minus") else value,
        bool(sign),
        exempt,
        file[1] if file else "",
    )


def read(
    path: Path, masters: Mapping[str, Master], known: Collection[str]
) -> tuple[list[Decision], list[str]]:
    """The decisions of a file, and a sentence for each row that does not count. known: as in `decision`."""
    rows = teacher_tables.rows(path, COLUMNS, ("student", "exercise", "points"))
    return teacher_tables.made(rows, lambda row: decision(row, masters, known))


def add(path: Path, rows: Iterable[Sequence[str]]) -> list[Sequence[str]]:
    """Add rows of COLUMNS, without the day, to decisions.csv; returns those that did not stand there. What stands there
    stays, and so do columns of somebody's own. Raises HandError."""
    typed, held = teacher_tables.read(path) if path.exists() else ([*COLUMNS], [])
    header = [cell.lower() for cell in typed]
    there = {tuple(dict(zip(header, cells)).get(name, "") for name in COLUMNS[:-1]) for _, cells in held}
    new = [row for row in rows if tuple(row) not in there]
    if new:
        today = datetime.date.today().isoformat()
        lines = [dict(zip(COLUMNS, (*row, today))) for row in new]
        cells = [cells for _, cells in held] + [[line.get(name, "") for name in header] for line in lines]
        results_folder.replace(path, "\ufeff" + table(typed, cells))
    return new


def save(folder: Path, row: Sequence[str]) -> str:
    """Check a row of COLUMNS, without the day, and add it to the decisions in a folder of results; returns a sentence.
    Raises RowError."""
    student, *_, reason, by = row
    if not reason or not by:
        raise RowError("A decision has a reason, and somebody who decided: fill in both fields.")
    made = decision(dict(zip(COLUMNS, (*row, ""))), AnswerKeys(), [Student(student).key])
    add(folder / FILE, [row])
    return f"Saved in {FILE}: {made.question or f'exercise {made.exercise}'}, {row[3]}. It counts when you mark again."


def apply(
    results: Iterable[ExerciseResult],
    decisions: Iterable[Decision],
    masters: Mapping[str, Master],
    people: Mapping[str, Student],
) -> list[ExerciseResult]:
    """The results with what was decided. Who handed in nothing gets a result only by a decision on the whole.
    people: by key."""
    held = {(one.student.key, one.exercise): one for one in results}
    for one in decisions:
        place = one.student, one.exercise
        if place not in held:
            held[place] = _nothing(people[one.student], masters[one.exercise])
        held[place] = _with(held[place], one)
    return [held[place] for place in sorted(held)]


def _nothing(student: Student, master: Master) -> ExerciseResult:
    """The result of who handed in no file."""
    sheet = master.exercise
    questions = tuple(QuestionResult(one.id, one.title, one.points, 0.0) for one in sheet.counted.values())
    return ExerciseResult(student, sheet.number, sheet.title, "", questions)


def _with(result: ExerciseResult, one: Decision) -> ExerciseResult:
    result = result._replace(decided=(*result.decided, one.says))
    if one.file:
        return result
    if not one.question:
        if one.added:
            return result._replace(adjusted=(*result.adjusted, Adjustment(one.points, one.says)))
        questions = tuple(question._replace(flags=()) for question in result.questions)
        fixed = None if one.exempt else one.points
        return result._replace(exempt=one.exempt, fixed=fixed, flags=(), questions=questions)
    question = next(question for question in result.questions if question.id == one.question)
    points = max(0.0, question.certain + one.points) if one.added else one.points
    waits = one.added and question.points is None  # for a reader: what is added counts with the whole
    settled = question._replace(
        points=None if waits else points,
        flags=question.flags if one.added else (),
        notes=(*question.notes, one.says),
    )
    more = (Adjustment(one.points, one.says),) if waits else ()
    return result.with_question(settled)._replace(adjusted=(*result.adjusted, *more))
