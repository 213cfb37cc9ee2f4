"""All options put in order."""

import re
from dataclasses import dataclass
from itertools import combinations
from typing import ClassVar, Literal

from aftercoup.answers.kinds.field import Field, option
from aftercoup.answers.kinds.seal import Key
from aftercoup.answers.language.names import Names
from aftercoup.answers.language.options import list_options
from aftercoup.answers.language.reading import READ, Reading, Verdict, verdict
from aftercoup.answers.language.words import Unreadable, plain


@dataclass(frozen=True, slots=True)
class Order(Field):
    """An order of all options. Part of the points is earned by Kendall's tau, where the key is in the clear."""

    kind: Literal["order"] = option("all options in the right order", "order")
    options: dict[str, str] = option("code -> label, in the order of the letters a, b, c", {})
    options_first: ClassVar[bool] = True
    in_accepted: ClassVar[str] = "`accepted` holds the codes in the right order, or several such lists."

    def value(self, text: str, names: Names) -> Reading:
        text = _by_rank(plain(text))
        # "2) guests, 1) polls": numbers of lines, each with its label
        numbered = re.findall(r"(?:^|[\s,;])\(?(\d\d?)[.):]\s*([^\d]+?)(?=[\s,;]+\(?\d\d?[.):]\s|$)", text)
        if len(numbered) > 1 and len({number for number, _ in numbered}) == len(numbered):
            text = "; ".join(label for _, label in sorted(numbered, key=lambda pair: int(pair[0])))
        if "=" in re.sub(r"=+>", "", text):
            raise Unreadable(
                "Type each option in a place of its own, as in b, a, c: two cannot share a place."
            )
        codes = list_options(self.options, text)
        if len(set(codes)) < len(codes):
            raise Unreadable("One option stands there twice. Type each once, as in b, a, c.")
        said = " > ".join(self.options[code] for code in codes)
        some = len(codes) < len(self.options)
        notes = (f"{len(codes)} of {len(self.options)} are put in order: name each once.",) if some else ()
        return Reading(READ, said, (" > ".join(codes),), notes)

    def why_wrong(self, reading: Reading, key: Key) -> Verdict:
        typed = reading.forms[0].split(" > ")
        reason = "missing" if len(typed) < len(self.options) else "swapped"
        counts = f"Not yet: {len(typed)} of {len(self.options)} are put in order; name each once."
        share = 0.0
        if not key.salt:
            share = max((_tau(typed, right.split(" > ")) for item in key.items for right in item), default=0)
        return verdict(share, reason, counts=counts)


def _by_rank(text: str) -> str:
    """The letters of "1e 2b 3f" or "e1, b2, f3" in the order of their numbers; any other text as it is."""
    rank, letter = r"(?P<rank>\d\d?)", r"(?P<letter>[a-z])"
    for pattern in (rf"{rank} ?[.):=-]? ?{letter}", rf"{letter} ?[.):=-]? ?{rank}"):
        if re.fullmatch(rf"\W*(?:{pattern}\b\W*)+", text):
            ranked = sorted((int(pair["rank"]), pair["letter"]) for pair in re.finditer(pattern, text))
            if [number for number, _ in ranked] == list(range(1, len(ranked) + 1)):
                return ", ".join(code for _, code in ranked)
    return text


def _tau(typed: list[str], right: list[str]) -> float:
    """Kendall's tau of a typed order, at least 0; a pair of which one is missing counts as neither."""
    rank = {code: number for number, code in enumerate(typed)}
    pairs = list(combinations(right, 2))
    agree = sum((rank[a] < rank[b]) - (rank[a] > rank[b]) for a, b in pairs if a in rank and b in rank)
    return max(0, agree / len(pairs)) if pairs else 0
