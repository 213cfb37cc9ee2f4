"""A page of feedback for each student: what you wrote, how it was read, its points, where to read again.

One HTML file without scripts or anything from elsewhere. Whatever a student wrote is shown as text. The
answers are on it only where the instructor asks for them.
"""

import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import count
from pathlib import Path

from jinja2 import Template
from markupsafe import Markup

from aftercoup.teach.marking.exercise_result import ExerciseResult, QuestionResult
from aftercoup.teach.marking.gradebook import many_points, number
from aftercoup.teach.marking.platforms.hand_in import Student, without_control_signs
from aftercoup.teach.writing.templates import environment

LONGEST = 20_000  # characters of a student's text that are shown
_STATES = {
    "right": "✓ right",
    "read": "✓ coded",
    "partly": "◐ partly",
    "not yet": "✗ not right",
    "by hand": "… to be read",
    "blank": "– left empty",
    "unclear": "? could not be read",
}
Written = dict[tuple[object, ...], Markup]


def page(results: Iterable[ExerciseResult], answers: bool = False, written: Written | None = None) -> str:
    """The feedback page of one student, as HTML text.

    results: the student's ExerciseResults; answers: put the worked answers on it too; written: a dict in which the
    questions of one class are stored, as many students write the same.
    """
    written = {} if written is None else written
    results = sorted(results, key=lambda result: result.exercise)
    exercises = []
    for result in results:
        questions = []
        # without a file nothing is known of its answers
        for question in result.questions if result.path else ():
            typed = tuple(field.typed for field in question.fields)
            key = question.name, typed, question.points, question[3:]
            if key not in written:
                written[key] = _question(question, answers)
            questions.append(written[key])
        exercises.append((result, _notes(result), questions))
    return template("feedback.html").render(name=results[0].student.called, exercises=exercises)


def _notes(result: ExerciseResult) -> list[str]:
    """What is said about the file as a whole."""
    notes = [f"Your file: {result.path}." if result.path else "No file that can be marked was handed in."]
    if result.others:
        notes.append(f"You handed in {len(result.others) + 1} files for this exercise; this one counts.")
    if result.late:
        notes.append("It came late.")
    notes += [*result.decided, *([result.penalty_says] if result.deducted else [])]
    if result.path and result.total != result.points:
        notes.append(f"Your answers have {many_points(result.points)}.")
    ended = (note if note[-1:] in ".?!" else f"{note}." for note in (*notes, *result.notes))
    return [readable(note) for note in ended]


def _question(question: QuestionResult, answers: bool) -> Markup:
    """One question as HTML."""
    asked, right = question.asked, False
    if question.points is None:
        result = "… still to be read"
    else:
        right = question.points >= asked.points
        sign = "✓" if right else "◐" if question.points else "–" if question.blank else "✗"
        result = f"{sign} {number(question.points)} of {many_points(asked.points)}"
    about = {"question": question, "right": right, "result": result}
    made = template("feedback_question.html").render(about, states=_STATES, answers=answers)
    return Markup(made)


def readable(text: str) -> str:
    """Text without signs that steer a terminal or turn the direction, and not endless."""
    if len(text) > LONGEST:
        text = text[:LONGEST] + f" … ({len(text) - LONGEST:,} more characters)"
    return without_control_signs(text, "\n\t")


def _readable_value(value: object) -> object:
    """What a template writes for a value; HTML that is ready stays as it is."""
    return readable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def template(name: str) -> Template:
    """A template of the pages that marking writes: every value is made readable, then escaped."""
    held = environment(Path(__file__).with_name("templates")).overlay(finalize=_readable_value)
    held.filters |= {"number": number, "points": many_points}
    return held.get_template(name)


def file_names(students: Iterable[Student]) -> dict[str, str]:
    """A file name for each student's page, of letters and digits alone, no two equal but for case: key -> name."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for student in sorted(students, key=lambda student: (student.key, student.id)):
        told = [student.name, student.id] if student.name != student.id else [student.id]
        plain = ("".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in text) for text in told)
        stem = "_".join(word for text in plain for word in text[:40].split()) or "student"
        numbered = (f"{stem}_{n}" if n > 1 else stem for n in count(1))
        name = next(name for name in numbered if name.casefold() not in taken)
        taken.add(name.casefold())
        names[student.key] = f"{name}.html"
    return names
