"""What a person has to decide before the points are final: a table with a row for each remark on an exercise, and for
each file that could not be read.

Its last three columns are a teacher's: what is filled in there is taken over into decisions.csv by the next run.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from aftercoup.errors import many
from aftercoup.spreadsheets import table
from aftercoup.teach.marking import decisions, teacher_tables
from aftercoup.teach.marking.exercise_result import ExerciseResult, QuestionResult
from aftercoup.teach.marking.gradebook import number
from aftercoup.teach.marking.hand_in import HandIn, shown

FILE = "to_decide.csv"
COLUMNS = (
    *("student", "name", "exercise", "question", "what", "typed", "points so far", "possible", "file"),
    *("points", "reason", "by"),
)
BLANK = "nothing is filled in: was the file saved before it was handed in?"
RARE = "hardly anybody handed in this exercise: is it the wrong sheet?"


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
    return table(COLUMNS, ([*row, "", "", ""] for row in rows))


def _rows(result: ExerciseResult) -> Iterator[list[str]]:
    who = [result.student.id, result.student.name, result.exercise]
    for what in result.flags:
        yield [*who, "", what.rstrip("."), "", number(result.points), number(result.possible), result.path]
    for question in result.questions:
        for what in question.flags:
            points = [number(question.points), number(question.possible)]
            yield [*who, question.id, what.rstrip("."), _typed(question), *points, result.path]


def _typed(question: QuestionResult) -> str:
    """All that was typed into one question, one field a line."""
    if not question.fields:
        return question.text
    return "\n".join(f"{field.name}: {field.typed}" for field in question.fields if field.typed)


def take_over(path: Path, decided: Path) -> list[str]:
    """Add the rows that a teacher filled in to decisions.csv; returns a sentence that says which, if any. Where no
    reason was given, the remark is the reason, but not of a file that counts: it said which counted before."""
    rows = []
    for _, row in teacher_tables.rows(path, COLUMNS, ()):
        remark = "" if decisions.names_a_file(row["points"]) else row["what"]
        if row["points"]:
            place = row["student"], row["exercise"], row["question"]
            rows.append([*place, row["points"], row["reason"] or remark, row["by"]])
    new = decisions.add(decided, rows)
    if not new:
        return []
    first = "; ".join(f"{shown(row[0])}, {row[2] or row[1]}: {shown(row[3])}" for row in new[:5])
    more = " …" if len(new) > 5 else ""
    return [f"Taken over from {FILE} into {decided.name}: {many(len(new), 'decision')} ({first}{more})."]
