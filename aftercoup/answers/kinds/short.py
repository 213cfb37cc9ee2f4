"""A sentence or two in the student's own words, which a person reads."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from aftercoup.answers.kinds.field import Field, option
from aftercoup.answers.kinds.seal import Key
from aftercoup.answers.language.names import Names
from aftercoup.answers.language.reading import BLANK, BY_HAND, READ, REASONS, UNCLEAR, Reading, Verdict
from aftercoup.answers.language.words import is_not_said, tidy


@dataclass(frozen=True, slots=True)
class Short(Field):
    """Own words; they are shown as typed and marked by hand."""

    kind: Literal["short"] = option("a sentence or two, marked by hand", "short")
    words: tuple[int, ...] = option("the fewest and the most words, as in [5, 40]", ())
    by_hand: ClassVar[bool] = True
    in_accepted: ClassVar[str] = "A person marks it, so it has no answer in the key."

    def read_text(self, text: str, names: Names) -> Reading:
        return self.silence() if is_not_said(text) else self.value(text, names)

    def value(self, text: str, names: Names) -> Reading:
        said = tidy(text).replace("\n", " ")
        return Reading(READ, said, (said,))

    def judge(self, reading: Reading, key: Key | None = None) -> Verdict:
        if reading.state in (BLANK, UNCLEAR):
            return Field.judge(self, reading, key)
        return Verdict(BY_HAND, None, "by hand", REASONS["by hand"])
