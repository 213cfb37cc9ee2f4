"""One of several options, chosen by its letter, its code or its words."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from aftercoup.answers.kinds.field import Field, option
from aftercoup.answers.language.names import Names
from aftercoup.answers.language.options import letters_of, match_option, offer
from aftercoup.answers.language.reading import READ, Reading
from aftercoup.answers.language.words import Unreadable, is_not_said


@dataclass(frozen=True, slots=True)
class Choice(Field):
    """One option, by letter, code or label."""

    kind: Literal["choice"] = option("one of several options", "choice")
    options: dict[str, str] = option("code -> label, in the order of the letters a, b, c", {})
    options_first: ClassVar[bool] = True
    in_accepted: ClassVar[str] = "`accepted` holds codes of options."

    def value(self, text: str, names: Names) -> Reading:
        code = match_option(self.options, letters_of(self.options), text)
        if code is None:
            raise Unreadable(f"Type one of these: {offer(self.options)}.")
        return Reading(READ, self.options[code], (code,))

    def silence(self) -> Reading:
        """The one option that says just that, as "our table cannot tell", or the usual reading."""
        same = [code for code, label in self.options.items() if is_not_said(label)]
        if len(same) == 1:
            return Reading(READ, self.options[same[0]], (same[0],))
        return Field.silence(self)
