"""The gradebook: one row for each student and exercise, one column for each question, as a plain CSV file."""

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from aftercoup.spreadsheets import table
from aftercoup.teach.marking.exercise_result import ExerciseResult, QuestionResult
from aftercoup.teach.marking.platforms.hand_in import HandIn, Student

FEW = 10  # an exercise that less than one in so many handed in is asked of nobody
COLUMNS: dict[str, Callable[[ExerciseResult], str]] = {
    "student": lambda result: result.student.id,
    "name": lambda result: result.student.name,
    "exercise": lambda result: result.exercise,
    "points": lambda result: number(result.points),
    "possible": lambda result: number(result.possible),
    "deducted": lambda result: number(result.deducted or None),
    "total": lambda result: "exempt" if result.exempt else number(result.total),
    "still to read": lambda result: " ".join(column(question.id) for question in result.waiting),
    "to look at": lambda result: result.to_look_at,
    "late": lambda result: "late" if result.late else "",
    "decided": lambda result: " ".join(result.decided),
    "attempts": lambda result: str(len(result.others) + bool(result.path)),
    "file": lambda result: result.path,
}


def gradebook(
    results: Sequence[ExerciseResult],
    roster: Sequence[Student] = (),
    unread: Sequence[HandIn] = (),
) -> str:
    """The text of gradebook.csv. unread: the files that could not be read or marked, each with the sentence on it.

    A question that waits for a person has the points that are certain, so that the columns add up to the points; where
    there are none, or the exercise does not have it, it is left empty. A student of the roster
    has a row without points for each exercise not handed in; a student without a roster has one where a file
    could not be read. Rows are sorted by exercise and student.
    """
    ids = {question.id for result in results for question in result.questions}
    header = [*COLUMNS, *map(column, sorted(ids, key=lambda id_: [int(part) for part in id_.split(".")]))]
    rows = [
        {name: cell(result) for name, cell in COLUMNS.items()}
        | {column(question.id): so_far(question) for question in result.questions}
        for result in results
    ]
    rows += [
        {"student": who.id, "name": who.name, "exercise": exercise, "to look at": why, "attempts": "0"}
        for who, exercise, why in _absent(results, roster, unread)
    ]

    def order(row: dict[str, str]) -> tuple[bool, str, str, str]:
        name = unicodedata.normalize("NFKD", row["name"] or row["student"]).casefold()
        return row["exercise"] == "", row["exercise"], name, row["student"]

    return table(header, ([row.get(name, "") for name in header] for row in sorted(rows, key=order)))


def so_far(question: QuestionResult) -> str:
    """The points of a question, or those that are certain where a person has to read some of it; "" where none are."""
    return number(question.certain or None if question.points is None else question.points)


def column(question: str) -> str:
    """The name of a question's column: "Q1.10", as spreadsheet programs make 1.1 of 1.10."""
    return f"Q{question}"


def _absent(
    results: Sequence[ExerciseResult], roster: Sequence[Student], unread: Sequence[HandIn]
) -> Iterator[tuple[Student, str, str]]:
    """(Student, exercise, why) where none could be marked. An exercise that few handed in, perhaps by mistake,
    is asked of nobody."""
    there = {(result.student.key, result.exercise) for result in results}
    asked = sorted({exercise for _, exercise in there} - rare_exercises(results)) or [""]
    broken: dict[str, list[str]] = {}
    for file in unread:
        broken.setdefault(file.student.key, []).append(file.refused)
    people = {who.key: who for who in (*roster, *(file.student for file in unread)) if who.key}
    for key, student in people.items():
        for exercise in asked:
            if (key, exercise) not in there:
                yield student, exercise, "; ".join(broken.get(key, ["nothing handed in"]))


def rare_exercises(results: Iterable[ExerciseResult]) -> set[str]:
    """The numbers of the exercises that so few handed in, beside others, that it may be a mistake."""
    handed_in = {(result.student.key, result.exercise) for result in results}
    came = len({key for key, _ in handed_in})
    counts = Counter(exercise for _, exercise in handed_in)
    rare = {exercise for exercise, count in counts.items() if count * FEW < came}
    return rare if len(rare) < len(counts) else set()


def number(value: float | None) -> str:
    """Points as they are written: at most two decimals, no needless zeros; empty where there are none."""
    return "" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")


def many_points(value: float) -> str:
    """Points with the word: "1 point", "0.5 points"."""
    return f"{number(value)} point{'' if abs(value) == 1 else 's'}"
