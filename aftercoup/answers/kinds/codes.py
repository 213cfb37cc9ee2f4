"""One code for each of several variables, as a coder writes them for one sentence."""

import re
from dataclasses import dataclass
from itertools import product
from typing import ClassVar, Literal

from aftercoup.answers.kinds.field import Field, option
from aftercoup.answers.kinds.seal import Key
from aftercoup.answers.language.names import Names
from aftercoup.answers.language.options import AROUND, MOST, match_option
from aftercoup.answers.language.reading import (
    NOT_YET,
    PARTLY,
    READ,
    REASONS,
    RIGHT,
    Reading,
    Verdict,
    verdict,
)
from aftercoup.answers.language.words import Unreadable, plain, words

NONE = "(none)"  # the form of a variable for which nothing was typed
_CODED = Verdict(READ, 1.0, "", "Coded. Ours comes with the feedback.")


@dataclass(frozen=True, slots=True)
class Codes(Field):
    """One code for each variable, in any order; a word that is none of them is asked about."""

    kind: Literal["codes"] = option("one code for each variable of a table", "codes")
    variables: dict[str, dict[str, str]] = option("name of a variable -> its codes and their labels", {})
    open: bool = option("points are for coding, and not for agreeing with our codes", False)
    options_first: ClassVar[bool] = True

    def value(self, text: str, names: Names) -> Reading:
        parts = re.split(r"\s+|[,;/|+&]|\band\b", plain(text))
        left = [word for part in parts for word in words(part)]
        if len(left) > MOST:
            raise Unreadable(self._how())
        beside = {*AROUND, *(word for name in self.variables for word in words(name))}
        code_of: dict[str, str] = {}
        start = 0
        while start < len(left):
            length = self._take(left[start:], code_of)
            if not length and left[start] not in beside:
                raise Unreadable(f"{left[start]!r} is none of the codes. {self._how()}")
            start += length or 1
        if not code_of:
            raise Unreadable(self._how())
        forms = tuple(code_of.get(name, NONE) for name in self.variables)
        missing = [options for name, options in self.variables.items() if name not in code_of]
        notes = tuple(f"One of these is missing: {', '.join(options.values())}." for options in missing)
        said = [options[code] for code, options in zip(forms, self.variables.values()) if code != NONE]
        return Reading(READ, "; ".join(said), forms, notes)

    def _take(self, left: list[str], code_of: dict[str, str]) -> int:
        """Add the code at the beginning of the words that are left; how many words it took, 0 for none."""
        for loose, length in product((False, True), range(min(8, len(left)), 0, -1)):
            piece = " ".join(left[:length])
            tried = {name: match_option(codes, {}, piece, loose) for name, codes in self.variables.items()}
            fits = {name: code for name, code in tried.items() if code is not None}
            free = [name for name in fits if name not in code_of]
            if free:
                code_of[free[0]] = fits[free[0]]
                return length
        return 0

    def _how(self) -> str:
        """What to type: the variables with their codes, in words."""
        offered = {name: ", ".join(codes.values()) for name, codes in self.variables.items()}
        each = "; ".join(f"{name.replace('_', ' ')} ({codes})" for name, codes in offered.items())
        return f"Type one code for each: {each}."

    def ours(self, key: Key) -> str:
        """Our codes in words, from a key in the clear."""
        each = zip(key.items, self.variables.values())
        return ", ".join(options.get(item[0], item[0]) for item, options in each)

    def compare(self, reading: Reading, key: Key) -> Verdict:
        if self.open:
            share = 1 - reading.forms.count(NONE) / len(reading.forms)
            return verdict(share, "missing", counts="One code is missing.") if share < 1 else _CODED
        right = [key.holds(item, form) for item, form in enumerate(reading.forms[: key.size])]
        share = sum(right) / key.size
        if share == 1:
            return Verdict(RIGHT, 1.0, "", REASONS[""])
        missing = NONE in reading.forms
        says = f"{sum(right)} of {key.size} codes are right" + ("; one is missing." if missing else ".")
        says = says if key.size > 1 else REASONS["other"]
        state, reason = PARTLY if share else NOT_YET, "missing" if missing else "other"
        return Verdict(state, round(share, 6), reason, says)
