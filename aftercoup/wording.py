"""Small helps for sentences and names: a number with its noun, the names that look like one that is not there."""

import re
import unicodedata
from collections.abc import Iterable


def many(number: float, noun: str) -> str:
    """A number with what it counts: "1 claim", "2.5 points", "1,006 orders"."""
    number = int(number) if number == int(number) else number
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def nearest(name: object, known: Iterable[object], n: int = 3) -> list[str]:
    """Up to n names of `known` that look like `name`, best first; case and outer spaces do not count."""
    from difflib import get_close_matches

    folded: dict[str, str] = {}
    for word in known:
        folded.setdefault(str(word).casefold(), str(word))
    return [folded[word] for word in get_close_matches(str(name).strip().casefold(), folded, n=n, cutoff=0.6)]


def ascii_name(text: str) -> str:
    """A text as a name of small letters, digits and hyphens; "" where it has no Latin letter or digit."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
