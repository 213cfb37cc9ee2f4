"""Paragraphs of the article, by their numbers: 2, 5-7, H for the headline."""

import re
from dataclasses import dataclass
from typing import Literal

from aftercoup.answers.kinds.field import Field, compare_several, option
from aftercoup.answers.names import Names
from aftercoup.answers.reading import READ, Reading, Verdict
from aftercoup.answers.seal import Key
from aftercoup.answers.words import Unreadable, aliases, counted, plain, spelled

_PARTS = {
    "H": "h headline title heading",
    "D": "d subheading subheadline subtitle standfirst deck dek",
    "C": "c caption photo",
}
_PARTS = {word: letter for letter, names in _PARTS.items() for word in names.split()}
_HOW = (
    "Type numbers of paragraphs (1, 3-4), or H for the headline, D for the line under it, C for the caption."
)


@dataclass(frozen=True, slots=True)
class Span(Field):
    """Numbers of paragraphs, single or as ranges, and letters for headline, subheading and caption."""

    kind: Literal["span"] = option("paragraphs of the article", "span")
    count: int | None = option("how many are asked for; left out where that is part of the question", None)

    def value(self, text: str, names: Names) -> Reading:
        tokens = _tokens(text)
        letters: set[str] = set()
        numbers: set[int] = set()
        index = 0
        while index < len(tokens):
            token, following = tokens[index], tokens[index + 1 : index + 3]
            if token.isdigit() and len(following) == 2 and following[0] == "-":
                low, high = sorted((_paragraph(token), _paragraph(following[1])))
                numbers |= set(range(low, high + 1))
                index += 3
                continue
            if token.isdigit():
                numbers.add(_paragraph(token))
            elif token in _PARTS:
                letters.add(_PARTS[token])
            else:
                raise Unreadable(_HOW)
            index += 1
        if not letters and not numbers:
            raise Unreadable(_HOW)
        named, counted_ = [letter for letter in "HDC" if letter in letters], sorted(numbers)
        return Reading(READ, ", ".join(named + _ranges(counted_)), (*named, *map(str, counted_)))

    def compare(self, reading: Reading, key: Key) -> Verdict:
        return compare_several(reading, key, self.count)


def _tokens(text: str) -> list[str]:
    """Numbers, words and "-" of a typed span, without words such as "paragraph"."""
    text = re.sub(r"\bthrough\b|\bto\b|\buntil\b|\btill\b", "-", plain(text).replace("sub-", "sub"))
    text = re.sub(r"[§¶,;&+/\n().#:]|(?<!\d)\.(?!\d)", " ", re.sub(r"(?<=[a-z])(?=\d)", " ", text))
    tokens = spelled(re.findall(r"\d+(?:st|nd|rd|th)?|[^\W\d_]+|-|\S", text))
    tokens = [str(counted(token)) if re.fullmatch(r"\d+(st|nd|rd|th)", token) else token for token in tokens]
    return [token for token in tokens if token not in aliases("paragraph-filler")]


def _paragraph(text: str) -> int:
    if not text.isdigit() or len(text) > 3 or not 1 <= int(text) <= 200:
        raise Unreadable(_HOW)
    return int(text)


def _ranges(numbers: list[int]) -> list[str]:
    """Sorted numbers in words: 1, 2, 3, 7 as "1-3" and "7"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return [str(low) if low == high else f"{low}-{high}" for low, high in runs]
