"""What an exercise asks: its questions, their fields, and the key against which an answer is held.

The public half of an exercise is the check file exercises/checks/NN.json, derived from solutions/ by
`aftercoup build`. It says of what kind each field is; it never holds an answer in the clear.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from aftercoup import tables
from aftercoup.answers.kinds import KINDS, Field
from aftercoup.answers.language.names import Names, names_of

EDITIONS = {
    "class": "says at once what is right and what is not yet, and keeps the answers back",
    "self-study": "says the same, with hints, rules and worked answers on request",
    "exam": "only says how each answer was read",
}


class Question(NamedTuple):
    """One question: its fields by name, and what may be said when an answer is not right yet.

    essay: whether it is written as a whole, below %%essay. reread: the lesson and heading to go
    back to. rule and worked are empty outside the self-study edition. variant: its letter, where it stands in the place
    of the question that everybody has; variants: letter -> such a question.
    """

    id: str
    title: str
    points: float
    minutes: float
    fields: dict[str, Field]
    essay: bool = False
    words: tuple[int, ...] = ()
    hint: str = ""
    reread: str = ""
    rule: str = ""
    worked: str = ""
    variant: str = ""
    variants: dict[str, "Question"] = {}

    def __hash__(self) -> int:
        return hash(self.id)  # so that what was read for a question can be remembered

    def drawn(self, letter: str) -> "Question":
        """The variant of this letter; the question itself where it has none."""
        return self.variants.get(letter, self)

    @property
    def first_line(self) -> str:
        """The first line of its cell."""
        return f"%%{'essay' if self.essay else 'answer'} {self.id}"

    @property
    def optional(self) -> bool:
        """Whether it brings no points: it is read on its card, and neither counted nor marked."""
        return not self.points


class Exercise(NamedTuple):
    """One exercise of one edition: number ("01"), title, file name of its notebook, its questions by id.

    case: the name of the case whose people and places its answers name; "" is the default case.
    own: digests of the lines that are the exercise's own (see `notebook.line_digest`). choice_tries: after so many
    different tries at a choice its card says nothing of it until another question was tried; 0: it always does.
    """

    number: str
    title: str
    notebook: str
    edition: str
    questions: dict[str, Question]
    case: str = ""
    own: frozenset[str] = frozenset()
    choice_tries: int = 0

    def __hash__(self) -> int:
        return hash(self.number)

    @property
    def points(self) -> float:
        """The points of all questions together."""
        return sum(question.points for question in self.questions.values())

    def drawn(self, letters: Mapping[str, str]) -> "Exercise":
        """The exercise with another variant of some questions. letters: question -> letter."""
        questions = {id_: asked.drawn(letters.get(id_, "")) for id_, asked in self.questions.items()}
        return self._replace(questions=questions) if questions != self.questions else self

    @property
    def counted(self) -> dict[str, Question]:
        """The questions that bring points, by id: what is marked, and what is to be done."""
        return {id_: question for id_, question in self.questions.items() if not question.optional}

    @property
    def minutes(self) -> float:
        """How long they take together."""
        return sum(question.minutes for question in self.counted.values())

    @property
    def names(self) -> Names:
        """The names that its answers may hold."""
        return names_of(tables.case(self.case or None))


def folder() -> Path:
    """The folder of the check files: inside an installed package, or beside it in the project."""
    return tables.part_of("checks", "exercises/checks")


def read_exercise(data: Mapping[str, Any]) -> Exercise:
    """The Exercise of a check file's data (what `json.loads` gives of it)."""
    questions = {entry["id"]: _question(entry) for entry in data["questions"]}
    own = frozenset(data.get("own", ()))
    return Exercise(**_tuples({**data, "questions": questions, "own": own}))


def file_of(number: str) -> str:
    """The file name of an exercise, and of its master. No lesson has this name: the two are open side by side."""
    return f"exercise_{number}.ipynb"


@cache
def exercise_numbered(number: str) -> Exercise | None:
    """The Exercise of a number like "01"; None where there is no check file for it."""
    path = folder() / f"{number}.json"
    return read_exercise(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None


@cache
def exercises() -> dict[str, Exercise]:
    """All exercises whose check file is here: number -> Exercise."""
    numbers = sorted(path.stem for path in folder().glob("[0-9][0-9].json"))
    return {number: exercise for number in numbers if (exercise := exercise_numbered(number))}


def exercise_of(question_id: str) -> Exercise | None:
    """The Exercise of a question id like "1.2", by the number before the point; None if there is none."""
    number = str(question_id).partition(".")[0].strip()
    return exercise_numbered(number.zfill(2)) if number.isdecimal() else None


def _question(entry: Mapping[str, Any]) -> Question:
    """The Question of its entry in a check file."""
    blanks = {blank["name"]: KINDS[blank["kind"]](**_tuples(blank)) for blank in entry.get("fields", ())}
    others = [{**entry, "variants": (), **variant} for variant in entry.get("variants", ())]
    variants = {variant["variant"]: _question(variant) for variant in others}
    return Question(**_tuples({**entry, "fields": blanks, "variants": variants}))


def _tuples(entry: Mapping[str, Any]) -> dict[str, Any]:
    """An entry with tuples for the lists of JSON."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()}
