"""Free text in a few words: a place, a state, an organisation, a sort of thing."""

from dataclasses import dataclass, replace
from typing import Literal

from aftercoup.answers.kinds.field import Field, option
from aftercoup.answers.language.names import Names
from aftercoup.answers.language.reading import Reading


@dataclass(frozen=True, slots=True)
class Text(Field):
    """A few words, compared without differences of spelling; names of the tables are put right."""

    kind: Literal["text"] = option("a few words: a place, a state, an organisation", "text")

    def value(self, text: str, names: Names) -> Reading:
        reading = names.read_item(text)
        return replace(reading, within=names.items_within(reading.said, self.asked()))
