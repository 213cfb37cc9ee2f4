"""What a sheet and its key come to, once they are read: the Master of a sheet.

`keys` reads it from a key file.
"""

import os

from aftercoup import places
from aftercoup.answers.kinds import Field
from aftercoup.answers.names import Names
from aftercoup.answers.seal import Key
from aftercoup.answers.sheet import Sheet
from aftercoup.named import named_tuple


@named_tuple
class Answer:
    """The right answer of one field, in the clear.

    key: what the form of an answer is held against; None when a person marks it. typed: right answers as
    somebody would type them. records: ids that prove it. computed: how it follows from the tables, or "".
    judgement: several experts could differ, and no record holds it.
    """

    field: Field
    key: Key | None
    typed: tuple
    records: tuple = ()
    computed: str = ""
    judgement: bool = False
    not_said: bool = False


@named_tuple
class Level:
    """One level of a criterion: its points, what such an essay does, and an example of our own."""

    points: float
    says: str
    anchor: str


@named_tuple
class Criterion:
    """One line of an essay's rubric; its levels go up."""

    name: str
    levels: tuple


@named_tuple
class Answers:
    """What a teacher knows about one question: its level, traits and objective, and its answers by field."""

    level: str
    traits: tuple
    objective: str
    fields: dict
    criteria: tuple = ()


@named_tuple
class Master:
    """One sheet with its key: sheet is what the self-study edition may show; answers: question -> Answers;
    names: those by which its answers are read; digest: of the key's file, by which a report of marking names
    the key."""

    sheet: Sheet
    answers: dict
    names: Names | None = None
    digest: str = ""

    def key(self, question, field):
        """The Key in the clear of one field; None when a person marks it."""
        return self.answers[question].fields[field].key


def numbers(folder=places.SOLUTIONS):
    """The numbers of the sheets that have a key: ["01", …]."""
    names = os.listdir(folder) if os.path.isdir(folder) else ()
    return sorted(name[:2] for name in names if name[2:] == "_key.toml" and name[:2].isdecimal())
