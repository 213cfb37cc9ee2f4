"""The report on a class: one page, without scripts or anything from elsewhere, for the person who teaches it.

Charts are bars in tables, each with a sentence that says what it shows. A cell of a table is text, or has a bar before
it: (share of the full length, text).
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import median
from typing import NamedTuple

from aftercoup import measures
from aftercoup.answers.kinds.codes import Codes
from aftercoup.answers.language.reading import NOT_YET, PARTLY
from aftercoup.errors import many
from aftercoup.teach.content.masters import Master
from aftercoup.teach.marking.exercise_result import ExerciseResult
from aftercoup.teach.marking.feedback import template
from aftercoup.teach.marking.gradebook import number, rare_exercises
from aftercoup.teach.marking.platforms.hand_in import Student, some
from aftercoup.teach.marking.similar_texts import Alike, Pair

FEW = 5  # a wrong reading is listed from this many students on, or from a tenth of them
SHOWN = 12  # wrong answers that are shown at once
ENOUGH = 20  # students from whom on discrimination is worth a verdict
HARD, EASY, FLAT = 0.25, 0.95, 0.1  # below, above, below: a question to rethink


def page(
    results: Sequence[ExerciseResult],
    masters: Mapping[str, Master],
    same: Sequence[Pair],
    same_files: Sequence[Alike],
    fates: Mapping[str, str],
) -> str:
    """The report as HTML text. results: those that count, of nobody who is exempt; same: pairs of them whose texts overlap; same_files: those that are the same otherwise; fates: path -> what
    happened to the file."""
    rare = rare_exercises(results)
    exercises: list[dict[str, object]] = []
    for number_ in sorted({result.exercise for result in results}, key=lambda n: (n in rare, n)):
        mine = [result for result in results if result.exercise == number_]
        exercises.append(_exercise(mine, masters[number_], number_ in rare))
    every = sorted(fates.items())
    doubtful = [result for result in results if result.reasons]
    return template("class_report.html").render(
        unread=[pair for pair in every if pair[1].startswith("not ")],
        beside=[pair for pair in every if pair[1] != "marked" and not pair[1].startswith("not ")],
        remarks=[(_called(result.student), result.exercise, result.to_look_at) for result in doubtful],
        same=[
            (first.exercise, _called(first.student), _called(second.student), f"{share:.0%}")
            for first, second, share in same
        ],
        alike=[
            (several[0].exercise, some([_called(result.student) for result in several], None), what)
            for several, what in same_files
        ],
        exercises=exercises,
        enough=ENOUGH,
        shown_at_once=SHOWN,
    )


def _called(student: Student) -> str:
    """What a student is called here: the name, with the id, as two may share a name."""
    return f"{student.name} ({student.id})" if student.name not in ("", student.id) else student.id


def _exercise(results: Sequence[ExerciseResult], master: Master, rare: bool) -> dict[str, object]:
    """What the report says of one exercise. rare: hardly anybody handed it in."""
    about = {"number": master.exercise.number, "title": master.exercise.title, "rare": rare}
    if rare:
        return about
    questions = items(results, master)
    least = max(2, min(FEW, math.ceil(len(results) / 10)))
    return about | {
        "waiting": sum(len(result.waiting) for result in results),
        "distribution": distribution([result.total or 0 for result in results], master.exercise.points),
        "questions": [
            (
                f"{item.id} {item.title}",
                str(item.answered),
                "–" if item.difficulty is None else (item.difficulty, f"{item.difficulty:.0%}"),
                "–" if item.discrimination is None else f"{item.discrimination:.2f}",
                item.verdict,
            )
            for item in questions
        ],
        "least": least,
        "wrong": _wrong(results, least),
        "codes": _codes(results, master),
    }


def distribution(points: Sequence[float], possible: float) -> tuple[str, list[tuple]]:
    """(a sentence; at most ten rows (points, students)) on how many students have how many points. points: one number per
    student. Each row begins at a whole number of points."""
    width = max(1, math.ceil(possible / 10))
    bins = math.ceil(possible / width)
    counts = Counter(min(bins - 1, int(value / width + 1e-9)) for value in points)
    full = max(counts.values())
    rows = []
    for index in range(bins):
        below = "below " if index + 1 < bins else ""
        end = number(min(possible, (index + 1) * width))
        rows.append((f"{index * width} to {below}{end}", (counts[index] / full, counts[index])))
    ordered = sorted(points)
    says = (
        f"Points of {many(len(points), 'student')}, of {number(possible)} possible: from {number(ordered[0])} to "
        f"{number(ordered[-1])}, half of them {number(median(points))} or less."
    )
    return says, rows


class Item(NamedTuple):
    """What the class made of one question: how many answered, difficulty and discrimination (see `measures`),
    and why one might rethink it."""

    id: str
    title: str
    answered: int
    difficulty: float | None
    discrimination: float | None
    verdict: str


def items(results: Sequence[ExerciseResult], master: Master) -> list[Item]:
    """An Item for each question of a sheet. results: its ExerciseResults."""
    judged = []
    totals = [result.points for result in results]
    enough = len(results) >= ENOUGH
    for index, question in enumerate(master.exercise.counted.values()):
        mine = [result.questions[index] for result in results]
        points = [answer.points for answer in mine]
        answered = sum(not answer.blank for answer in mine)
        to_read = sum(value is None for value in points)
        if to_read * 10 > answered:  # those who left it empty say nothing about the others
            judged.append(Item(question.id, question.title, answered, None, None, f"{to_read} to be read"))
            continue
        # what a decision gave beyond the most points says nothing about the question
        earned = [None if value is None else min(value, question.points) for value in points]
        typed = [value for value, answer in zip(earned, mine) if not answer.blank]
        easy, of_answered = (measures.item_difficulty(values, question.points) for values in (earned, typed))
        tells = measures.item_discrimination(points, totals)
        verdicts = {
            f"{to_read} to be read": to_read,
            "left empty by most": answered * 2 < len(results),
            "very hard": of_answered is not None and of_answered < HARD,
            "nearly everybody has it": easy is not None and easy > EASY,
            "does not tell strong from weak": enough and tells is not None and tells < FLAT,
        }
        why = [words for words, holds in verdicts.items() if holds]
        judged.append(Item(question.id, question.title, answered, easy, tells, ", ".join(why)))
    return judged


def _wrong(results: Sequence[ExerciseResult], least: int) -> list[tuple[str, str, str, str]]:
    """Rows (field, read as, students, what the student is told) of the wrong readings that at least so many share.

    Tables of codes have their own part of the report.
    """
    wrong: Counter[tuple[str, str, str]] = Counter()
    told = {}
    for result in results:
        for question in result.questions:
            for field in question.fields:
                said, verdict = field.reading.said, field.verdict
                if said and verdict.state in (NOT_YET, PARTLY) and field.asked.kind != "codes":
                    key = question.name, field.asked.name, said
                    wrong[key] += 1
                    told[key] = "" if verdict.reason == "other" else verdict.says.removeprefix("Not yet: ")
    many_gave = sorted((-count, key) for key, count in wrong.items() if count >= least)
    return [(f"{key[0]} {key[1]}", key[2][:300], str(-count), told[key]) for count, key in many_gave]


def _codes(results: Sequence[ExerciseResult], master: Master) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """(question, rows (variable, students, alpha)) for each table of codes: how far the students agree among themselves."""
    tables = []
    for question in master.exercise.counted.values():
        asked = next((field.variables for field in question.fields.values() if isinstance(field, Codes)), {})
        rows = []
        for index, (variable, labels) in enumerate(asked.items()):
            codings = []  # of each student, for each item
            for result in results:
                forms = [field.reading.forms[index:] for field in result.question(question.id).fields]
                codings.append([code[0] if code and code[0] in labels else None for code in forms])
            given = [student for student in codings if any(student)]
            alpha = agreement(given)
            rows.append((variable, str(len(given)), "–" if alpha is None else f"{alpha:.2f}"))
        tables += [(question.id, rows)] if rows else []
    return tables


def agreement(codings: Sequence[Sequence[object]], level: str = "nominal") -> float | None:
    """Krippendorff's alpha, None where it has no value."""
    try:
        return measures.krippendorff_alpha(codings, level)
    except measures.MeasureError:
        return None
