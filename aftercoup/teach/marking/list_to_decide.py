"""What a person has to decide before the points are final: a table with a row for each remark on an exercise."""

from collections.abc import Iterable, Iterator

from aftercoup.spreadsheets import table
from aftercoup.teach.marking.exercise_result import ExerciseResult, QuestionResult
from aftercoup.teach.marking.gradebook import number

FILE = "to_decide.csv"
COLUMNS = ("student", "name", "exercise", "question", "what", "typed", "points so far", "possible", "file")
BLANK = "nothing is filled in: was the file saved before it was handed in?"


def to_decide(results: Iterable[ExerciseResult]) -> str:
    """The text of to_decide.csv: answers that were not read, cells that were split, text that stands outside of them,
    pictures, essays of a few words, exercises that are blank. typed: the answer as it stands in the file."""
    return table(COLUMNS, (row for result in results for row in _rows(result)))


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
