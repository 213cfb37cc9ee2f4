"""Keys against which the form of an answer is held: in the clear for marking, sealed for the self-check.

A key is a list of items. A kind with one value has one item, a kind with several values one item for each;
an item is the set of all forms that are right for it. A miss is a wrong form with words of its own.
"""

import hashlib
from collections.abc import Iterable, Mapping

# (share of the points, what to say) for a wrong form that somebody may well give
Miss = tuple[float, str]


def seal(form: str, salt: str) -> str:
    """The digest of a form: hexadecimal text, 32 characters. salt: text, another for each field.

    It keeps an answer from being read by accident; it is no lock, for whoever wants can try all answers.
    """
    return hashlib.sha256(f"{salt}\n{form}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


class Key:
    """A key. items: for each item its right forms; misses: form -> (share, words); salt: "" for a key in the clear,
    else all forms are digests with this salt, and the key answers as the one in the clear does."""

    def __init__(
        self, items: Iterable[Iterable[str]], misses: Mapping[str, Miss] | None = None, salt: str = ""
    ) -> None:
        self.items = tuple(tuple(item) for item in items)
        self.misses = dict(misses or {})
        self.salt = salt

    @property
    def size(self) -> int:
        """How many items the right answer has."""
        return len(self.items)

    def which(self, form: str) -> int | None:
        """The place of the item for which this form is right; None if for none."""
        form = self._same(form)
        return next((index for index, item in enumerate(self.items) if form in item), None)

    def holds(self, index: int, form: str) -> bool:
        """Whether this form is right for the item at this place."""
        return self._same(form) in self.items[index]

    def miss(self, form: str) -> Miss | None:
        """(share, words) for a wrong form that has words of its own; None for others."""
        return self.misses.get(self._same(form))

    def _same(self, form: str) -> str:
        return seal(form, self.salt) if self.salt else form

    def sealed(self, salt: str) -> "Key":
        """The same key as a sealed one, as a check file ships it."""
        items = [[seal(form, salt) for form in item] for item in self.items]
        return Key(items, {seal(form, salt): miss for form, miss in self.misses.items()}, salt)
