"""What a person decided about one student: an appeal, a bonus, an exemption, another file that counts; and the list of
what is to be decided.

`decisions.csv` is written by hand, by the pages with buttons, or from the last three columns of `to_decide.csv`, which a
teacher fills in. A run changes no row of it, so what was decided survives marking again.
"""

import datetime
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from aftercoup.errors import many
from aftercoup.spreadsheets import table
from aftercoup.teach.marking import results_folder, teacher_tables
from aftercoup.teach.marking.answer_keys import AnswerKeys
from aftercoup.teach.marking.exercise_result import ExerciseResult, QuestionResult
from aftercoup.teach.marking.gradebook import many_points, number
from aftercoup.teach.marking.hand_in import HandIn, MarkingError, Student, shown, some
from aftercoup.teach.marking.teacher_tables import exercise_of, student_of
from aftercoup.teach.masters import Master

FILE, LIST = "decisions.csv", "to_decide.csv"
COLUMNS = ("student", "exercise", "question", "points", "reason", "by", "when")
LIST_COLUMNS = (
    *("student", "name", "exercise", "question", "what", "typed", "points so far", "possible", "file"),
    *("points", "reason", "by"),
)
BLANK = "nothing is filled in: was the file saved before it was handed in?"
RARE = "hardly anybody handed in this exercise: is it the wrong sheet?"
_POINTS = re.compile(r"(?i)([+\-−]|plus|minus)?(\d+(?:[.,]\d+)?)")  # a spreadsheet makes 1 of +1
_FILE = re.compile(r"(?i)file:\s*(.+)")


class Decision(NamedTuple):
    """One row. where: its place in words; question: "" for the whole exercise; says: it in a sentence, for student and
    gradebook; one of these holds: points (to be added where `added`), exempt, or file, the end of the path of the file
    that counts."""

    where: str
    student: str
    exercise: str
    question: str
    says: str = ""
    points: float = 0
    added: bool = False
    exempt: bool = False
    file: str = ""


def decision(row: Mapping[str, str], masters: Mapping[str, Master], known: Collection[str]) -> Decision:
    """The Decision of a row with COLUMNS. known: keys of the students of the class. Raises MarkingError."""
    student, exercise = student_of(row, known), exercise_of(row, masters)
    question = "" if row["question"].lower() in ("", "whole") else row["question"].removeprefix("Q")
    rule, asked = row["points"], masters[exercise].exercise
    points, file = _POINTS.fullmatch(rule.replace(" ", "")), _FILE.fullmatch(rule)
    if question and question not in asked.counted:
        ids = ", ".join(asked.counted)
        raise MarkingError(
            f"exercise {exercise} has no question {shown(question)}. It has {ids}; empty means the whole."
        )
    if not (points or file or rule.lower() == "exempt"):
        raise MarkingError(
            f"points {shown(rule)!r} are not read. Write 3, +1, -1, exempt, or file: and the file's name."
        )
    if question and not points:
        raise MarkingError(f"{shown(rule)!r} is about the whole exercise. Leave the question empty.")
    made = Decision(row.get("where", ""), student, exercise, question)
    if points:
        sign, value = (points[1] or "").lower(), float(points[2].replace(",", "."))
        most = asked.counted[question].points if question else asked.points
        if not sign and value > most:
            raise MarkingError(
                f"{many_points(value)} are more than the {number(most)} there are. For a bonus write + and what is added."
            )
        value = -value if sign in ("-", "−", "minus") else value
        made = made._replace(points=value, added=bool(sign))
        what = f"{question and question + ', '}{'+' if sign and value >= 0 else ''}{many_points(value)}"
    elif file:
        made, what = made._replace(file=file[1]), f"{file[1]} counts"
    else:
        made, what = made._replace(exempt=True), "exempt"
    who = ", ".join(filter(None, (row["by"], row["when"])))
    return made._replace(says=f"Decided{f' ({who})' if who else ''}: {what}. {row['reason']}".strip())


def read(
    path: Path, masters: Mapping[str, Master], known: Collection[str]
) -> tuple[list[Decision], list[str]]:
    """The decisions of a file, and a sentence for each row that does not count. known: as in `decision`."""
    rows = teacher_tables.read(path).rows(COLUMNS, ("student", "exercise", "points"))
    return teacher_tables.made(rows, lambda row: decision(row, masters, known))


def add(path: Path, rows: Iterable[Sequence[str]]) -> list[Sequence[str]]:
    """Add rows of COLUMNS, without the day, to decisions.csv; returns those that did not stand there. What stands there
    stays, and so do columns of somebody's own. Raises MarkingError."""
    held = teacher_tables.read(path) if path.exists() else teacher_tables.Table(",".join(COLUMNS), FILE)
    header = [cell.lower() for cell in held.header]
    there = {tuple(row[name] for name in COLUMNS[:-1]) for _, row in held.rows(COLUMNS, ())}
    new = [row for row in rows if tuple(row) not in there]
    if new:
        today = datetime.date.today().isoformat()
        lines = [dict(zip(COLUMNS, (*row, today))) for row in new]
        cells = [cells for _, cells in held.lines] + [
            [line.get(name, "") for name in header] for line in lines
        ]
        results_folder.replace(path, "\ufeff" + table(held.header, cells))
    return new


def save(folder: Path, row: Sequence[str]) -> str:
    """Check a row of COLUMNS, without the day, and add it to the decisions in a folder of results; returns a sentence.
    Raises MarkingError."""
    student, *_, reason, by = row
    if not reason or not by:
        raise MarkingError("A decision has a reason, and somebody who decided: fill in both fields.")
    made = decision(dict(zip(COLUMNS, (*row, ""))), AnswerKeys(), [Student(student).key])
    add(folder / FILE, [row])
    return f"Saved in {FILE}: {made.question or f'exercise {made.exercise}'}, {row[3]}. It counts when you mark again."


def apply(
    results: Iterable[ExerciseResult],
    decisions: Iterable[Decision],
    masters: Mapping[str, Master],
    people: Mapping[str, Student],
) -> list[ExerciseResult]:
    """The results with what was decided. Who handed in nothing gets a result by points or an exemption. people: by key."""
    held = {(one.student.key, one.exercise): one for one in results}
    for one in decisions:
        place = one.student, one.exercise
        if place not in held and not one.file:
            sheet = masters[one.exercise].exercise
            questions = tuple(QuestionResult(asked, 0.0) for asked in sheet.counted.values())
            held[place] = ExerciseResult(people[one.student], sheet.number, sheet.title, "", questions)
        if place in held:
            result = held[place]._replace(decided=(*held[place].decided, one.says))
            held[place] = _about_a_question(result, one) if one.question else _about_the_whole(result, one)
    return [held[place] for place in sorted(held)]


def _about_the_whole(result: ExerciseResult, one: Decision) -> ExerciseResult:
    if one.file:  # see attempts.py
        return result
    if one.added:
        return result._replace(added=result.added + one.points)
    questions = tuple(question._replace(flags=()) for question in result.questions)
    fixed = None if one.exempt else one.points
    return result._replace(exempt=one.exempt, fixed=fixed, flags=(), questions=questions)


def _about_a_question(result: ExerciseResult, one: Decision) -> ExerciseResult:
    question = next(question for question in result.questions if question.id == one.question)
    question = question._replace(notes=(*question.notes, one.says))
    if not one.added:
        return result.with_question(question._replace(points=one.points, flags=(), decided=True))
    if question.points is None:  # for a reader: what is added counts with the whole
        return result.with_question(question)._replace(added=result.added + one.points)
    return result.with_question(question._replace(points=max(0.0, question.points + one.points)))


# ---------------------------------------------------------------- the list to decide


def to_decide(results: Sequence[ExerciseResult], unread: Iterable[HandIn] = ()) -> str:
    """The text of to_decide.csv: answers that were not read, cells that were split, text that stands outside of them,
    pictures, essays of a few words, exercises that are blank, files that are not read. typed: the answer as it stands in
    the file; points, reason, by: empty, to be filled in."""
    rows: list[list[str]] = []
    for one in results:
        who = [one.student.id, one.student.name, one.exercise]
        points = [number(one.points), number(one.possible)]
        rows += [[*who, "", what.rstrip("."), "", *points, one.path] for what in one.flags]
        for question in one.questions:
            points = [number(question.points), number(question.asked.points)]
            told = [_typed(question), *points, one.path]
            rows += [[*who, question.id, what.rstrip("."), *told] for what in question.flags]
    settled = {one.student.key for one in results if one.settled}
    exercises = {one.exercise for one in results}
    only = exercises.pop() if len(exercises) == 1 else ""  # else the file does not tell which it should be
    for file in unread:
        if file.student.id and file.student.key not in settled:
            rows.append([file.student.id, file.student.name, only, "", file.refused, "", "", "", file.path])
    return table(LIST_COLUMNS, ([*row, "", "", ""] for row in rows))


def _typed(question: QuestionResult) -> str:
    """All that was typed into one question, one field a line."""
    if not question.fields:
        return question.text
    return "\n".join(f"{field.asked.name}: {field.typed}" for field in question.fields if field.typed)


def take_over(path: Path, decided: Path) -> list[str]:
    """Add the rows that a teacher filled in to decisions.csv; returns a sentence that says which, if any. Where no
    reason was given, the remark is the reason, but not of a file that counts: it said which counted before."""
    rows = []
    for _, row in teacher_tables.read(path).rows(LIST_COLUMNS, ()):
        remark = "" if _FILE.fullmatch(row["points"]) else row["what"]
        if row["points"]:
            place = row["student"], row["exercise"], row["question"]
            rows.append([*place, row["points"], row["reason"] or remark, row["by"]])
    new = add(decided, rows)
    if not new:
        return []
    first = some((f"{row[0]}, {row[2] or row[1]}: {row[3]}" for row in new), 5, "; ")
    return [f"Taken over from {LIST} into {decided.name}: {many(len(new), 'decision')} ({first})."]
