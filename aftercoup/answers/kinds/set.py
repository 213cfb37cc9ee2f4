"""Several items in any order: states, organisations, or people."""

from dataclasses import dataclass
from typing import Literal

from aftercoup.answers.kinds.field import Field, compare_several, option
from aftercoup.answers.names import is_known_item, is_known_person, list_items, read_item, read_person
from aftercoup.answers.reading import READ, Reading, Verdict
from aftercoup.answers.seal import Key
from aftercoup.answers.words import Unreadable


@dataclass(frozen=True, slots=True)
class Set(Field):
    """Several items; each right one earns its part, each wrong one costs as much."""

    kind: Literal["set"] = option("several items in any order, with commas between them", "set")
    count: int | None = option("how many are asked for; left out where that is part of the question", None)
    people: bool = option("true where the items are persons", False)

    def value(self, text: str) -> Reading:
        read_one = read_person if self.people else read_item
        said_of: dict[str, str] = {}
        notes: list[str] = []
        for piece in list_items(text, is_known_person if self.people else is_known_item):
            said, form, more = read_one(piece)
            said_of.setdefault(form, said)
            notes += more
        if not said_of:
            raise Unreadable("Type the items with a comma between them.")
        return Reading(READ, "; ".join(said_of.values()), tuple(said_of), tuple(dict.fromkeys(notes)))

    def compare(self, reading: Reading, key: Key) -> Verdict:
        return compare_several(reading, key, self.count)
