"""Several of the options on offer, by their letters, codes or words."""

import re
from dataclasses import dataclass
from typing import ClassVar, Literal

from aftercoup.answers.kinds.field import Field, compare_several, option
from aftercoup.answers.kinds.seal import Key
from aftercoup.answers.language.names import Names
from aftercoup.answers.language.options import list_options
from aftercoup.answers.language.reading import READ, Reading, Verdict
from aftercoup.answers.language.words import plain

_EVERY = (  # "all", "all of them", "all but a and c", whose group is what is left out
    r"(?:all|every one|everything|each)(?: of (?:them|these|the \w+))?"
    r"(?:,? (?:but|except|except for|without|apart from|not|minus) (.+))?"
)


@dataclass(frozen=True, slots=True)
class Choices(Field):
    """Several options; "all but a and c" is read, too."""

    kind: Literal["choices"] = option("several of the options", "choices")
    options: dict[str, str] = option("code -> label, in the order of the letters a, b, c", {})
    options_first: ClassVar[bool] = True
    several: ClassVar[bool] = True
    in_accepted: ClassVar[str] = (
        '`accepted` holds the codes of all that are right; a list, as in ["guests", "polls"], is one that either meets.'
    )

    def value(self, text: str, names: Names) -> Reading:
        every = re.fullmatch(_EVERY, plain(text).strip(" ."))
        rest = every[1] if every else text  # of "all but a and c", what is left out
        listed = set(list_options(self.options, rest)) if rest else set()
        codes = tuple(code for code in self.options if (code in listed) != bool(every))
        return Reading(READ, "; ".join(self.options[code].rstrip(".") for code in codes), codes)

    def compare(self, reading: Reading, key: Key) -> Verdict:
        return compare_several(reading, key)
