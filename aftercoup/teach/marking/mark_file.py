"""Marking one file: what its answers are worth by the key. Nothing in the file is ever run.

Reading, kinds, partial credit and words come from `aftercoup.answers`, as on the student's own card, so both
always say the same. What cannot be known from the file waits for a person; it is never silently zero.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache, partial
from hashlib import blake2b
from typing import Any

from aftercoup import tables
from aftercoup.answers.cell_text import FLAGS, PICTURE, remembered, shown
from aftercoup.answers.exercise import Exercise, Question, exercise_numbered, file_of
from aftercoup.answers.file_cells import read_cells
from aftercoup.answers.kinds.codes import Codes
from aftercoup.answers.kinds.field import FieldResult
from aftercoup.answers.language.reading import BY_HAND, READ, RIGHT, UNCLEAR
from aftercoup.answers.language.words import count_words
from aftercoup.answers.notebook import Submission, line_digest, read_notebook
from aftercoup.errors import many
from aftercoup.teach.content import keys
from aftercoup.teach.content.masters import SOLUTIONS, Master
from aftercoup.teach.marking.essay_pictures import pictures
from aftercoup.teach.marking.exercise_result import ExerciseResult, QuestionResult
from aftercoup.teach.marking.platforms.hand_in import HandIn

# Flags of `answers.notebook` that only tell the student something; after every other one a person has to decide.
NO_LOOK = frozenset(("not a notebook", "not code", "misspelt", "field renamed", "no field", "lost", "moved"))
# After these a person has to decide only where the question brings points.
ONLY_READ = frozenset(("no id", "no variant", "read with care", "split", "twice"))
SHOWN_AT_DESK = "holds a picture: the desk shows it below the text"
SOME_AT_DESK = "its file holds {} pictures, of which the desk shows {}: open the file for the others"
SHORT_ESSAY = 10  # an essay of fewer words may be a slip: half a sentence, or a picture


class AnswerKeys(dict[str, Any]):
    """number -> Master of every exercise that has an answer key; None before it is asked for.

    problems: all that is to be mended in those that cannot be read, one sentence each.
    """

    def __init__(self) -> None:
        super().__init__(dict.fromkeys(keys.numbers(keys.SOLUTIONS)))
        self.problems: list[str] = []

    def __getitem__(self, number: str) -> Master:
        master: Master | bool | None = super().__getitem__(number)
        if master is None:
            try:
                master = keys.load(number, keys.SOLUTIONS)
            except (keys.KeyProblem, tables.TableError) as problem:
                master = False
                self.problems += getattr(problem, "problems", [str(problem)])
            self[number] = master
        if isinstance(master, bool):
            raise keys.KeyProblem(self.problems)
        return master


def mark_file(hand_in: HandIn, masters: Mapping[str, Master]) -> tuple[ExerciseResult | None, str]:
    """(the result of a file that was handed in, ""); (None, a sentence that says why and what to do) where it is no
    notebook, or answers no sheet of ours."""
    submission = read_notebook(hand_in.data or b"", numbered=partial(_exercise, masters), lines=_lines)
    if submission.exercise is None or submission.exercise.number not in masters:
        return None, _why_not(submission, masters)
    whole = masters[submission.exercise.number]
    asked = submission.exercise.questions.values()
    master = _drawn(whole, tuple((question.id, question.variant) for question in asked if question.variant))
    questions = tuple(
        _question(question, submission, master, hand_in.data or b"")
        for question in master.exercise.counted.values()
    )
    if not all(question.blank for question in questions):
        letter = hand_in.student.variant
        questions = tuple(_of_this_student(question, whole, letter) for question in questions)
        questions = _of_another_variant(questions, whole)
    about = [flag for flag in submission.flags if flag.question not in master.exercise.counted]
    about = [flag for flag in about if not flag.question or flag.code not in NO_LOOK | ONLY_READ]
    result = ExerciseResult(
        hand_in.student,
        master.exercise.number,
        master.exercise.title,
        hand_in.path,
        questions,
        hand_in.attempt,
        hand_in.late,
        flags=hand_in.notes
        + tuple(dict.fromkeys(f"{flag.question}: {flag.short}".removeprefix(": ") for flag in about)),
        notes=tuple(dict.fromkeys(flag.says for flag in about)),
        digest=blake2b(hand_in.data or b"", digest_size=8).hexdigest(),
        when=hand_in.when,
    )
    return result, ""


@lru_cache
def _drawn(master: Master, letters: tuple[tuple[str, str], ...]) -> Master:
    """The Master with the variants that a file holds. letters: (question, letter) of each."""
    return master.drawn(dict(letters))


def _of_this_student(question: QuestionResult, master: Master, letter: str) -> QuestionResult:
    """The result with a reason to look, where another student has this variant. letter: by the roster, "" without."""
    there = master.answers[question.id].variants
    held, wanted = question.asked.variant or "a", master.letter(letter) if letter else ""
    if not letter or not there or held == wanted:
        return question
    is_ = f"it is variant {held}" if question.asked.variant else f"it names no variant and is read as {held}"
    return question._replace(flags=(*question.flags, f"{is_}; by the roster it should be {wanted}"))


def _of_another_variant(questions: Iterable[QuestionResult], master: Master) -> tuple[QuestionResult, ...]:
    """The results with a reason to look, where all that was typed into one is right for another variant. A single field
    may be so by chance."""
    looked_at = []
    for question in questions:
        letters = {"a", *master.answers[question.id].variants} - {question.asked.variant or "a"}
        judged = [field for field in question.fields if field.points is not None]
        wrong = any(field.verdict.state != RIGHT for field in judged)
        for letter in sorted(letters) if wrong and len(judged) > 1 else ():
            other = _drawn(master, ((question.id, letter),))
            anew = (_field(field.typed, other, question.id, field.asked.name) for field in judged)
            if all(field.verdict.state == RIGHT for field in anew):
                words = f"all its answers are right for variant {letter}, and not for variant {question.asked.variant or 'a'}"
                question = question._replace(flags=(*question.flags, words))
                break
        looked_at.append(question)
    return tuple(looked_at)


def _exercise(masters: Mapping[str, Master], number: str) -> Exercise | None:
    return masters[number].exercise if number in masters else exercise_numbered(number)


@lru_cache
def _lines(number: str) -> tuple[str, ...]:
    """The lines of an exercise that students read, as its master has them; none where there is no master."""
    path, exercise = SOLUTIONS / file_of(number), exercise_numbered(number)
    if exercise is None or not path.is_file():
        return ()
    cells, _ = read_cells(path.read_bytes())
    lines = [line for kind, source in cells if kind == "markdown" for line in source.split("\n")]
    own = [line.strip() for line in lines if line.strip() and line_digest(line) in exercise.own]
    return tuple(dict.fromkeys(own))


def _why_not(submission: Submission, masters: Mapping[str, Master]) -> str:
    if submission.exercise is not None:
        known = ", ".join(sorted(masters)) or "none"
        return f"It is exercise {submission.exercise.number}, and there is no key for it, only for: {known}."
    flags = dict.fromkeys(flag for flag in submission.flags if not flag.question)
    why = "; ".join(flag.seen if flag.code == "not a notebook" else flag.short for flag in flags)
    why = why or "no question of a sheet is answered"
    return f"{why}. Ask for the file of the sheet, which ends in .ipynb."


def _question(question: Question, submission: Submission, master: Master, data: bytes) -> QuestionResult:
    """The QuestionResult of one question. data: of the file, for pictures in what a person reads."""
    flags = [flag for flag in submission.flags if flag.question == question.id]
    typed = submission.answers.get(question.id, {})
    fields = tuple(_field(typed.get(name, ""), master, question.id, name) for name in question.fields)
    look = [*dict.fromkeys(flag.short for flag in flags if flag.code not in NO_LOOK)]
    if question.essay:
        text = submission.essays.get(question.id, "").strip()
        points = None if text else 0.0
        words = count_words(text.replace(PICTURE, ""))
        look += [f"an essay of {many(words, 'word')}"] if text and words < SHORT_ESSAY else []
    else:
        text = "\n".join(field.typed for field in fields if field.verdict.state == BY_HAND)
        known = [field.points for field in fields if field.points is not None]
        points = sum(known) if len(known) == len(fields) else None
        unclear = [field for field in fields if field.verdict.state == UNCLEAR]
        how = {READ: "can be read in two ways"}
        says = [
            f"{field.asked.name} {how.get(field.reading.state, 'cannot be read')}: {shown(field.typed)}"
            for field in unclear
        ]
        look += says if len(says) < 3 else [f"{says[0]}, and {len(says) - 1} more fields"]
        # a date such as 9/6/2022, whose other reading is the right one
        look += [
            f"{field.asked.name} can be read in two ways: {shown(field.typed)}, read as {field.reading.said}"
            for field in fields
            if field.asked.kind == "date" and field.verdict.reason == "swapped" and field.reading.notes
        ]
    held, there = pictures(data) if PICTURE in text else ((), 0)
    if held:
        all_or_some = SHOWN_AT_DESK if len(held) == there else SOME_AT_DESK.format(there, len(held))
        look = [words.replace(FLAGS["picture"], all_or_some) for words in look]
    return QuestionResult(
        *(question, points, fields, text, tuple(look)),
        notes=tuple(dict.fromkeys(flag.says for flag in flags)),
        pictures=held,
        gone=any(flag.code in ("missing", "lost", "perhaps") for flag in flags),
    )


@remembered
def _field(typed: str, master: Master, question: str, name: str) -> FieldResult:
    """The FieldResult of one field."""
    field, key = master.exercise.questions[question].fields[name], master.key(question, name)
    result = field.result(typed, master.exercise.names, key)
    if isinstance(field, Codes) and field.open and key and result.reading.state == READ:
        return result._replace(verdict=replace(result.verdict, says=f"Ours: {field.ours(key)}."))
    return result
