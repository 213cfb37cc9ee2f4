"""What a person decided about one student: an appeal, a bonus, an exemption, another file that counts.

`decisions.csv` is written by hand or by the answers page, and never by a run; so it survives marking again.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from aftercoup.teach.marking import teacher_tables
from aftercoup.teach.marking.exercise_result import Adjustment, ExerciseResult, QuestionResult
from aftercoup.teach.marking.gradebook import number
from aftercoup.teach.marking.hand_ins import Student, shown
from aftercoup.teach.masters import Master

FILE = "decisions.csv"
COLUMNS = ("student", "exercise", "question", "points", "reason", "by", "when")
_POINTS = re.compile(r"([+\-−])?(\d+(?:[.,]\d+)?)")
_FILE = re.compile(r"(?i)file:\s*(.+)")


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
        points = f"{self.points:+g}" if self.added else number(self.points)
        what = "exempt" if self.exempt else f"{self.file} counts" if self.file else f"{points} points"
        who = ", ".join(filter(None, (self.by, self.when)))
        return f"Decided{f' ({who})' if who else ''}: {self.question and self.question + ', '}{what}. {self.reason}".strip()


def read(
    path: Path, masters: Mapping[str, Master], known: Collection[str]
) -> tuple[list[Decision], list[str]]:
    """The decisions of a file, and a sentence for each row that does not count. known: keys of the students of the
    class; a person who is not among them is never guessed."""
    found, problems = [], []
    for where, row in teacher_tables.rows(path, COLUMNS, ("student", "exercise", "points")):
        student, exercise = Student(row["student"]).key, row["exercise"].zfill(2)
        question = "" if row["question"].lower() in ("", "whole") else row["question"].removeprefix("Q")
        rule = row["points"]
        points, file = _POINTS.fullmatch(rule.replace(" ", "")), _FILE.fullmatch(rule)
        if student not in known:
            why = f"nobody of the class has the id {shown(row['student'])!r}. Write it as the gradebook does"
        elif exercise not in masters:
            why = f"there is no exercise {shown(exercise)}. There are {', '.join(masters)}"
        elif question and question not in masters[exercise].exercise.counted:
            ids = ", ".join(masters[exercise].exercise.counted)
            why = (
                f"exercise {exercise} has no question {shown(question)}. It has {ids}; empty means the whole"
            )
        elif not points and rule.lower() != "exempt" and not file:
            why = (
                f"points {shown(rule)!r} are not read. Write 3, +1, -1, exempt, or file: and the file's name"
            )
        elif question and not points:
            why = f"{shown(rule)!r} is about the whole exercise. Leave the question empty"
        else:
            value = float(points[2].replace(",", ".")) if points else 0.0
            sign = (points[1] or "") if points else ""
            most = (
                masters[exercise].exercise.questions[question].points
                if question
                else masters[exercise].exercise.points
            )
            if not sign and value > most:
                problems.append(
                    f"{where}: {number(value)} points are more than the {number(most)} there are. For a bonus write "
                    f"+ and what is added. The row does not count."
                )
                continue
            found.append(
                Decision(
                    where,
                    student,
                    exercise,
                    question,
                    row["reason"],
                    row["by"],
                    row["when"],
                    -value if sign in ("-", "−") else value,
                    bool(sign),
                    rule.lower() == "exempt",
                    file[1] if file else "",
                )
            )
            continue
        problems.append(f"{where}: {why}. The row does not count.")
    return found, problems


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
    if one.exempt:
        return result._replace(exempt=True)
    if one.file:
        return result
    if not one.question:
        if one.added:
            return result._replace(adjusted=(*result.adjusted, Adjustment(one.points, one.says)))
        return result._replace(fixed=one.points)
    question = next(question for question in result.questions if question.id == one.question)
    points = max(0.0, question.certain + one.points) if one.added else one.points
    settled = question._replace(
        points=question.points if one.added and question.points is None else points,
        flags=question.flags if one.added else (),
        notes=(*question.notes, one.says),
    )
    if (
        one.added and question.points is None
    ):  # a text is still to be read: what is added counts with the whole
        return result.with_question(settled)._replace(
            adjusted=(*result.adjusted, Adjustment(one.points, one.says))
        )
    return result.with_question(settled)
