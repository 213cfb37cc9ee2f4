"""The name of one person, without titles, its words in any order."""

from dataclasses import dataclass
from typing import Literal

from aftercoup.answers.kinds.field import Field, option
from aftercoup.answers.kinds.seal import Key
from aftercoup.answers.language.names import Names
from aftercoup.answers.language.reading import A_ROLE, Reading, Verdict, verdict


@dataclass(frozen=True, slots=True)
class Name(Field):
    """A person: titles are left out, and a surname is enough where only one person of the tables has it."""

    kind: Literal["name"] = option("the name of one person", "name")

    def value(self, text: str, names: Names) -> Reading:
        return names.read_person(text, self.asked())

    def why_wrong(self, reading: Reading, key: Key) -> Verdict | None:
        """A role, a title or "he" in the place of a name; None for other persons."""
        return verdict(0, "role") if A_ROLE in reading.notes else None
