"""A name within a longer phrase: does what surrounds it name the same, or make another person or thing of it?

"the capital, Naypyidaw", "Only Serbia" and "Roubles (RUB)" say the same as the name alone; "adviser to Putin",
"Putin's adviser" and "not Serbia" are somebody or something else. Where it cannot be told, a person decides.
"""

import re
from collections.abc import Callable, Collection, Iterable, Set
from typing import NamedTuple

from aftercoup.answers.language.words import LONGEST, aliases, longest, plain, tidy

SAME, ANOTHER, OPEN = "same", "another", "open"
MOST = 40  # words of a phrase that are looked at
LONGEST_NAME = 7  # words of a name

_NOT = set("not no never without except excluding nor isnt wasnt".split())
# A role (R) of somebody (W), perhaps with what it is for (behind T).
_SORT_OF = dict.fromkeys("the a an my his her its their our".split(), "W")
_SORT_OF |= dict.fromkeys("to of for from on in at".split(), "T")
_ROLE = "(?=R|[^R]*W)[^R]*R+(T.*)?"
_BETWEEN = {"and", "or", "nor", "plus", "versus", "vs"}
_QUOTES = "'’‘ʼ`´"
_TOKEN = re.compile(  # a word, with the 's of one that has something ("Putin's"), or a sign
    rf"(?P<word>[^\W_]+)(?P<own>[{_QUOTES}][sS](?!\w)|(?<=[sS])[{_QUOTES}](?!\w))?|(?P<sign>[^\w\s])"
)


class Word(NamedTuple):
    """One word of a phrase: as typed, its plain letters, where it stands, whether it is one that has something
    ("Putin's"), and the number of its part between commas and brackets."""

    text: str
    plain: str
    start: int
    end: int
    owns: bool
    part: int


class Phrase:
    """A text as words, and the names in it that are known by themselves."""

    def __init__(self, text: str, known: Callable[[str], object]) -> None:
        self.text = tidy(text[:LONGEST]).replace("\n", " ; ")
        self.words = _words(self.text)
        few = len(self.words) if len(self.words) <= MOST else 0
        runs = longest(few, LONGEST_NAME, lambda first, last: known(self.piece(first, last)))
        self.names = [(first, last) for first, last, name in runs if name]  # each as long as it can be

    def piece(self, first: int, last: int) -> str:
        """The words from `first` up to `last` as they were typed."""
        return self.text[self.words[first].start : self.words[last - 1].end]

    def runs(self) -> Iterable[tuple[int, int]]:
        """The places of all runs of words that could be a name, the longest first, but not the whole."""
        count = len(self.words)
        if count <= MOST:
            for length in range(min(count - 1, LONGEST_NAME), 0, -1):
                for first in range(count - length + 1):
                    yield first, first + length

    def is_another(self, first: int, last: int) -> bool:
        """Does what stands next to a name make another person or thing of it?"""
        return self._own(last) or bool(self._before(first))

    def is_role(self) -> bool:
        """Is it somebody's adviser or deputy, and names nobody: "Putin's adviser for trade", "a friend of hers"?"""
        sort = lambda word: "R" if word.plain in aliases("relation") else _SORT_OF.get(word.plain, "-")
        sorts = "".join("W" if word.owns else sort(word) for word in self.words)
        return not any(word.part for word in self.words) and bool(re.fullmatch(_ROLE, sorts))

    def _own(self, last: int) -> bool:
        """ "Putin's adviser"; also "Putins adviser", and "Putin adviser Kobyakov"."""
        here = self.words[last - 1]
        following = self.words[last] if last < len(self.words) else None
        if following is None or following.part != here.part:
            return False
        named = any(first == last + 1 for first, _ in self.names)
        return here.owns or following.plain in aliases("relation") and (named or here.plain.endswith("s"))

    def _before(self, first: int) -> set[int]:
        """The words before a name that make it another, as "adviser to" and "not" do; none where it stays the same."""
        part, at = self.words[first].part, first - 1
        while at >= 0 and self.words[at].part == part and self.words[at].plain in aliases("epithet"):
            at -= 1
        if at < 0 or self.words[at].part != part:
            return set()
        word, noun = self.words[at].plain, self.words[at - 1].plain if at else ""
        another = word in _NOT or word == "than" or (noun, word) == ("instead", "of")
        if word in ("in", "at", "on", "by", "with"):
            another = noun in _NOT
        if word in ("of", "to", "for", "from") and at and self.words[at - 1].part == part:
            titles = {self.words[number].plain for number in range(at + 1, first)}
            holds = noun in aliases("office") and noun not in aliases("sort") and titles <= {"the", "a", "an"}
            belongs = noun in aliases("relation") or noun.removesuffix("s") in aliases("relation")
            another = another or holds or belongs
        return set(range(max(at - 1, 0), first)) if another else set()

    def around(self, first: int, last: int, beside: Set[str], may_stand: Callable[[str], bool]) -> str:
        """SAME, ANOTHER or OPEN: what the words around a name make of it.

        beside: words that change nothing; may_stand: whether another name beside this one says no more about it,
        as a country beside a place.
        """
        if self.is_another(first, last):
            return ANOTHER
        left = set(range(len(self.words))) - set(range(first, last))  # words that may say more than the name
        for start, end in self.names:
            within = start <= first and last <= end and (start, end) != (first, last)
            if within and not may_stand(self.piece(start, end)):
                return ANOTHER  # South Sudan is not Sudan
            if start < last and first < end:
                continue
            before = self._before(start)
            if before or self._own(end):  # it is said of somebody else
                left -= before | set(range(start, end))
            elif may_stand(self.piece(start, end)):
                left -= set(range(start, end))
        begins = {word.part: word.plain for word in reversed(self.words)}  # the first word of each part
        denied = {self.words[number].part for number in left if self.words[number].plain in _NOT}
        others = {part for part in denied if begins[part] in _NOT}
        others -= {word.part for word in self.words[first:last]}  # "roubles, not dollars"
        words = [self.words[number] for number in sorted(left) if self.words[number].part not in others]
        if any(word.plain in _BETWEEN for word in words) or any(sign in self.text for sign in "/&+?"):
            return OPEN
        closing = self.words[last - 1]
        behind = [word.plain for word in words if word.part == closing.part and word.start > closing.start]
        if not aliases("relation").keys().isdisjoint(behind):
            return OPEN  # "Putin adviser"
        name = plain(self.piece(first, last)).replace(" ", "")
        names = {self.piece(*run) for run in self.names}
        # In a text of capitals only letters in a part of their own are short for a name: "MYANMAR (MMR)".
        aside = lambda word: word.part != closing.part or not self.text.isupper()
        short = lambda word: word.text not in names and aside(word) and is_short_for(word.text, name)
        return SAME if all(word.plain in beside or short(word) for word in words) else OPEN


def _words(text: str) -> list[Word]:
    words: list[Word] = []
    part = 0
    for match in _TOKEN.finditer(text):
        following = text[match.end() : match.end() + 1]
        if word := match["word"]:
            owns = bool(match["own"]) and not re.search(rf"(?<!\w)[{_QUOTES}]", text[: match.start()])
            words.append(Word(word, plain(word), match.start(), match.end("word"), owns, part))
        elif match["sign"] in ",;:()[]" or match["sign"] == "-" and following == " ":
            part += 1
        elif match["sign"] == "." and following == " " and words and len(words[-1].text) > 3:
            part += 1  # not behind "Gen."
    return words


def is_short_for(short: str, name: str) -> bool:
    """Whether capital letters stand for a name: SRB for Serbia, GNLM for Global New Light of Myanmar."""
    if not (2 <= len(short) <= 6 and short.isupper() and short.isalpha()) or name[:1] != short[0].lower():
        return False
    letters = iter(name)
    return all(letter in letters for letter in short.lower())


def is_denied(words: Collection[str]) -> bool:
    """Whether words of a phrase say that it is not, or only somebody who belongs to, the person that it names."""
    return not _NOT.isdisjoint(words) or any(word in aliases("relation") for word in words)
