"""What a sheet asks: its questions, their fields, and the key against which an answer is held.

A sheet's public half is the check file exercises/checks/NN.json, derived from solutions/ by
`aftercoup build`. It says of what kind each field is; it never holds an answer in the clear.
"""

import json
import os
from dataclasses import fields
from functools import cache
from typing import NamedTuple

from aftercoup import places
from aftercoup.answers.kinds import KINDS, Field
from aftercoup.errors import OneSentence

EDITIONS = {
    "class": "says at once what is right and what is not yet, and keeps the answers back",
    "self-study": "says the same, with hints, rules and worked answers on request",
    "exam": "only says how each answer was read",
}


class NoSuchQuestion(OneSentence, KeyError):
    """A question, field or sheet that does not exist; the message names the nearest right one."""

    __str__ = Exception.__str__


class Question(NamedTuple):
    """One question: its fields by name, and what may be said when an answer is not right yet.

    essay: True when the answer is a Markdown cell below a marker line. reread: the lesson and heading to go
    back to. rule and worked are empty outside the self-study edition.
    """

    id: str
    title: str
    points: float
    minutes: float
    fields: dict
    essay: bool = False
    words: tuple = ()
    hint: str = ""
    reread: str = ""
    rule: str = ""
    worked: str = ""


class Sheet(NamedTuple):
    """One sheet of one edition: number ("01"), title, file name of its notebook, its questions by id.

    case: the name of the case whose people and places its answers name; "" is the default case.
    own: digests of the lines that are the exercise's own (see `notebook.line_digest`).
    """

    number: str
    title: str
    notebook: str
    edition: str
    questions: dict
    case: str = ""
    own: tuple = ()

    @property
    def points(self):
        """The points of all questions together."""
        return sum(question.points for question in self.questions.values())


def case_of(sheet):
    """A context in which answers are read with the names of the sheet's case, whichever case is in use."""
    from aftercoup import tables

    return tables.using(sheet.case if sheet and sheet.case else tables.core())


def folder():
    """The folder of the check files: inside an installed package, or beside it in the project."""
    return places.part("checks", os.path.join("exercises", "checks"))


def read_sheet(data):
    """The Sheet of a check file's data (what `json.loads` gives of it)."""
    questions = {}
    for entry in data["questions"]:
        blanks = {blank["name"]: _field(blank) for blank in entry.get("fields", ())}
        questions[entry["id"]] = _made(Question, {**entry, "fields": blanks})
    return _made(Sheet, {**data, "questions": questions})


@cache
def sheet_numbered(number):
    """The Sheet of a number like "01"; None where there is no check file for it."""
    path = os.path.join(folder(), f"{number}.json")
    if not os.path.isfile(path):
        return None
    with open(path, encoding="utf-8") as file:
        return read_sheet(json.load(file))


@cache
def sheets():
    """All sheets whose check file is here: number -> Sheet."""
    here = os.listdir(folder()) if os.path.isdir(folder()) else ()
    numbers = sorted(name[:2] for name in here if name[2:] == ".json" and name[:2].isdecimal())
    return {number: sheet_numbered(number) for number in numbers}


def sheet_of(question_id):
    """The Sheet of a question id like "1.2", by the number before the point; None if there is none."""
    number = str(question_id).partition(".")[0].strip()
    return sheet_numbered(number.zfill(2)) if number.isdecimal() else None


def _field(entry: dict) -> Field:
    """The Field of its entry in a check file. ValueError for a kind or an option that does not exist."""
    if entry.get("kind") not in KINDS:
        raise ValueError(f"a check file has the kind {entry.get('kind')!r}, which does not exist")
    kind = KINDS[entry["kind"]]
    unknown = set(entry) - {option.name for option in fields(kind)}
    if unknown:
        raise ValueError(
            f"a check file has {min(unknown)!r}, which a field of the kind {kind.kind_name()} does not know"
        )
    return kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()})


def _made(kind, entry):
    """A frozen record from JSON: lists become tuples, and a key that the record does not have is an error."""
    unknown = set(entry) - set(kind._fields)
    if unknown:
        raise ValueError(f"a check file has {min(unknown)!r}, which a {kind.__name__} does not know")
    return kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()})
