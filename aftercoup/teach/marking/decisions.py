"""What a person decided about one student: an appeal, a bonus, an exemption, another file that counts; and the list of
what is to be decided.

`decisions.csv` is written by hand, by the pages with buttons, or from the last three columns of `to_decide.csv`, which a
teacher fills in. A run changes no row of it, so what was decided survives marking again.
"""

import datetime
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
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
    says: str
    points: float = 0
    added: bool = False
    exempt: bool = False
    file: str = ""


def decision(row: Mapping[str, str], masters: Mapping[str, Master], known: Collection[str]) -> Decision:
    """The Decision of a row with COLUMNS. known: keys of the students of the class. Raises MarkingError."""
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
        raise MarkingError(
            f"exercise {exercise} has no question {shown(question)}. It has {ids}; empty means the whole."
        )
    if not (points or file or exempt):
        raise MarkingError(
            f"points {shown(rule)!r} are not read. Write 3, +1, -1, exempt, or file: and the file's name."
        )
    if question and not points:
        raise MarkingError(f"{shown(rule)!r} is about the whole exercise. Leave the question empty.")
    sign, value = ((points[1] or "").lower(), float(points[2].replace(",", "."))) if points else ("", 0.0)
    most = asked.counted[question].points if question else asked.points
    if not sign and value > most:
        raise MarkingError(
            f"{many_points(value)} are more than the {number(most)} there are. For a bonus write + and what is added."
        )
    value = -value if sign in ("-", "−", "minus") else value
    counts = f"{file[1]} counts" if file else "exempt" if exempt else many_points(value)
    what = f"{question and question + ', '}{'+' if sign and value >= 0 else ''}{counts}"
    who = ", ".join(filter(None, (row["by"], row["when"])))
    says = f"Decided{f' ({who})' if who else ''}: {what}. {row['reason']}".strip()
    file_name = file[1] if file else ""
    return Decision(
        row.get("where", ""), student, exercise, question, says, value, bool(sign), exempt, file_name
    )


def read(
    path: Path, masters: Mapping[str, Master], known: Collection[str]
) -> tuple[list[Decision], list[str]]:
    """The decisions of a file, and a sentence for each row that does not count. known: as in `decision`."""
    rows = teacher_tables.rows(path, COLUMNS, ("student", "exercise", "points"))
    return teacher_tables.made(rows, lambda row: decision(row, masters, known))


def add(path: Path, rows: Iterable[Sequence[str]]) -> list[Sequence[str]]:
    """Add rows of COLUMNS, without the day, to decisions.csv; returns those that did not stand there. What stands there
    stays, and so do columns of somebody's own. Raises MarkingError."""
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
        if place not in held and one.file:
            continue
        if place not in held:
            sheet = masters[one.exercise].exercise
            questions = tuple(QuestionResult(asked, 0.0) for asked in sheet.counted.values())
            held[place] = ExerciseResult(people[one.student], sheet.number, sheet.title, "", questions)
        held[place] = _with(held[place], one)
    return [held[place] for place in sorted(held)]


def _with(result: ExerciseResult, one: Decision) -> ExerciseResult:
    result = result._replace(decided=(*result.decided, one.says))
    if one.file:
        return result
    if not one.question:
        if one.added:
            return result._replace(added=result.added + one.points)
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
    return result.with_question(settled)._replace(added=result.added + (one.points if waits else 0))


# ---------------------------------------------------------------- the list to decide


def to_decide(results: Iterable[ExerciseResult], unread: Iterable[HandIn] = ()) -> str:
    """The text of to_decide.csv: answers that were not read, cells that were split, text that stands outside of them,
    pictures, essays of a few words, exercises that are blank, files that are not read. typed: the answer as it stands in
    the file; points, reason, by: empty, to be filled in."""
    results = list(results)
    settled = {one.student.key for one in results if one.settled}
    exercises = {one.exercise for one in results}
    only = exercises.pop() if len(exercises) == 1 else ""  # else the file does not tell which it should be
    rows = [row for result in results for row in _rows(result)]
    rows += [
        [one.student.id, one.student.name, only, "", one.refused, "", "", "", one.path]
        for one in unread
        if one.student.id and one.student.key not in settled
    ]
    return table(LIST_COLUMNS, ([*row, "", "", ""] for row in rows))


def _rows(result: ExerciseResult) -> Iterator[list[str]]:
    who = [result.student.id, result.student.name, result.exercise]
    for what in result.flags:
        yield [*who, "", what.rstrip("."), "", number(result.points), number(result.possible), result.path]
    for question in result.questions:
        for what in question.flags:
            points = [number(question.points), number(question.asked.points)]
            yield [*who, question.id, what.rstrip("."), _typed(question), *points, result.path]


def _typed(question: QuestionResult) -> str:
    """All that was typed into one question, one field a line."""
    if not question.fields:
        return question.text
    return "\n".join(f"{field.asked.name}: {field.typed}" for field in question.fields if field.typed)


def take_over(path: Path, decided: Path) -> list[str]:
    """Add the rows that a teacher filled in to decisions.csv; returns a sentence that says which, if any. Where no
    reason was given, the remark is the reason, but not of a file that counts: it said which counted before."""
    rows = []
    for _, row in teacher_tables.rows(path, LIST_COLUMNS, ()):
        remark = "" if _FILE.fullmatch(row["points"]) else row["what"]
        if row["points"]:
            place = row["student"], row["exercise"], row["question"]
            rows.append([*place, row["points"], row["reason"] or remark, row["by"]])
    new = add(decided, rows)
    if not new:
        return []
    first = some((f"{row[0]}, {row[2] or row[1]}: {row[3]}" for row in new), 5, "; ")
    return [f"Taken over from {LIST} into {decided.name}: {many(len(new), 'decision')} ({first})."]
