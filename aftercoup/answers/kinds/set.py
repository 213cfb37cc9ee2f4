"""Several items in any order: states, organisations, or people."""

from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Literal

from aftercoup.answers.kinds.field import Field, compare_several, option
from aftercoup.answers.kinds.seal import Key
from aftercoup.answers.language.names import Names, list_items
from aftercoup.answers.language.reading import READ, REASONS, UNCLEAR, Reading, Verdict
from aftercoup.answers.language.words import Unreadable

_COMMA = "Type a comma between two names."


@dataclass(frozen=True, slots=True)
class Set(Field):
    """Several items; each right one earns its part, each wrong one costs as much."""

    kind: Literal["set"] = option("several items in any order, with commas between them", "set")
    people: bool = option("true where the items are persons", False)
    several: ClassVar[bool] = True
    in_accepted: ClassVar[str] = (
        '`accepted` holds for each item a list of all ways to type it: [["Russia", "Russian Federation"], ["China"]].'
    )

    def value(self, text: str, names: Names) -> Reading:
        read_one = partial(names.read_person, several=_COMMA) if self.people else names.read_listed_item
        known = names.person if self.people else names.knows_item
        said_of: dict[str, str] = {}
        notes: list[str] = []
        within: list[tuple[str, str]] = []
        for piece in list_items(text, known):
            asides, nobody = names.asides(piece) if self.people else ([], False)
            if said_of or not nobody:
                notes += [f"“{part}” names nobody and was left out." for part in asides]
            if said_of and nobody:
                continue
            item = read_one(piece)
            said_of.setdefault(item.forms[0], item.said)
            notes += (note.replace("this is", f"“{item.said}” is") for note in item.notes)
            within += item.within
        if not said_of:
            raise Unreadable("Type the items with a comma between them.")
        said, forms = "; ".join(said_of.values()), tuple(said_of)
        return Reading(READ, said, forms, tuple(dict.fromkeys(notes)), within=tuple(within))

    def compare(self, reading: Reading, key: Key) -> Verdict:
        judged = compare_several(reading, key)
        hit = {key.which(form) for form in reading.forms}
        if any(key.which(form) not in (*hit, None) for form, _ in reading.within):
            return Verdict(UNCLEAR, judged.share, "within", REASONS["within"])
        return judged
