"""What every kind of answer has in common: its name, its points, its sealed key, and the way to a verdict.

The same code serves the card in the notebook and the marking. What is said about an answer names what is
wrong with it (too coarse, two items exchanged, one missing), never what is right. With a sealed key nothing
more can be said than digests tell: an order is right or not.
"""

import dataclasses
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from aftercoup import tables
from aftercoup.answers.kinds.seal import Key
from aftercoup.answers.language.names import Names, names_of
from aftercoup.answers.language.phrases import SAME
from aftercoup.answers.language.reading import (
    BLANK,
    NOT_SAID,
    NOT_YET,
    PARTLY,
    READ,
    REASONS,
    RIGHT,
    UNCLEAR,
    Reading,
    Verdict,
    verdict,
)
from aftercoup.answers.language.words import (
    NO_THING,
    ONLY_NOT_SAID,
    Unreadable,
    as_text,
    before_why,
    behind_not_said,
    core,
    is_blank,
    is_no_idea,
    is_not_said,
    may_be_not_said,
    words,
)
from aftercoup.errors import OneSentence

_EMPTY = "Leave it empty if you do not know."
_SILENT = "If it is not said there, type: not said"


def option(doc: str, default: Any = dataclasses.MISSING, values: tuple[str, ...] = ()) -> Any:
    """One attribute of a kind: what it means (for docs/keys.md), its default, and the values it may have."""
    metadata = {"doc": doc, "values": values}
    if isinstance(default, dict):
        return dataclasses.field(default_factory=dict, metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True)
class Field:
    """One blank of a question. A kind is a subclass; it must have `value`, and may have `compare`."""

    name: str = option("the word before the colon")
    kind: str = option("the kind of answer", "")
    label: str = option("what is asked, in a few words", "")
    points: float = option("what a right answer is worth", 0)
    unsaid: str = option('how "not said" is read: of the report, or of our records', "not said")
    salt: str = option("sealed key: a text of its own for each field", "")
    right: tuple = option("sealed key: for each item the digests of its right forms", ())
    misses: dict[str, tuple] = option("sealed key: digest of a wrong form -> its share and words", {})

    @property
    def key(self) -> Key | None:
        """The sealed key; None in an edition that has none."""
        return Key(self.right, self.misses, self.salt) if self.right else None

    # Whether an option may itself be worded like "not found", so that it is looked for first.
    options_first: ClassVar[bool] = False
    # What a key has to know: whether a person marks it, whether a right answer has several items, what is to be
    # said of `accepted`, and options that no student's file holds: name -> (type, default, what it means).
    by_hand: ClassVar[bool] = False
    several: ClassVar[bool] = False
    in_accepted: ClassVar[str] = ""
    in_keys: ClassVar[dict[str, tuple[type, Any, str]]] = {}

    @classmethod
    def kind_name(cls) -> str:
        """The word that keys use for this kind."""
        return str(cls.__dataclass_fields__["kind"].default)

    # ------------------------------------------------------------ read

    def read(self, typed: object, names: Names | None = None) -> Reading:
        """The Reading of what was typed. It never raises, whatever was typed.

        typed: text; or, of a key, a number or a list of texts. names: those that answers may hold; without,
        those of the core case.
        """
        try:
            text = as_text(typed)
            if is_blank(text):
                return Reading(BLANK)
            if is_no_idea(text):
                silent = "" if self.options_first or self.by_hand else f" {_SILENT}"
                raise Unreadable(_EMPTY + silent)
            return self.read_text(text, names or names_of(tables.core()))
        except (Unreadable, OneSentence) as problem:  # the second where a table of names cannot be read
            return Reading(UNCLEAR, wants=str(problem))

    def read_text(self, text: str, names: Names) -> Reading:
        """The Reading of text that is not empty. Unreadable, with what to type, where it is no answer."""
        asked = frozenset(self.asked())
        if "#" in text and not self.options_first:
            answer, why = before_why(text)
            text = text if names.anybody_in(why, asked) else answer
        text = core(text)
        silent = is_not_said(text, asked)
        if self.options_first:
            try:
                return self.value(text, names)
            except Unreadable:
                # "it says nothing about threat" may be the option of that name
                if silent and {*words(text)}.isdisjoint(getattr(self, "options", ())):
                    return self.silence()
                raise
        counted = self.kind == "number"
        unclear = _SILENT + (". If there is none, type: 0" if counted else "")
        if counted and NO_THING.fullmatch(" ".join(words(text))):
            raise Unreadable(unclear)
        reason = "" if silent else behind_not_said(text, asked)
        if silent or reason:
            if names.anybody_in(reason, asked):
                raise Unreadable(ONLY_NOT_SAID)
            return self.silence()
        if may_be_not_said(text, counted):
            raise Unreadable(unclear)
        return self.value(text, names)

    def silence(self) -> Reading:
        """The Reading of "not said"."""
        return Reading(READ, self.unsaid, (NOT_SAID,))

    def value(self, text: str, names: Names) -> Reading:
        """The Reading of a value of this kind. Unreadable, with what to type, where the text is none."""
        raise NotImplementedError

    def asked(self) -> set[str]:
        """The words of the label; around an answer they change nothing."""
        return set(words(self.label)) - {"not", "no", "and", "or"}

    # ------------------------------------------------------------ judge

    def judge(self, reading: Reading, key: Key | None = None) -> Verdict:
        """The Verdict on how the field was read.

        reading: what `read` gave; key: a Key, sealed or not, or None where the edition has none (then the
        state is "read" and the share None).
        """
        if reading.state == BLANK:
            return Verdict(BLANK, 0.0 if key else None, "blank", REASONS["blank"])
        if reading.state == UNCLEAR:
            says = REASONS["unclear"].format(wants=reading.wants)
            return Verdict(UNCLEAR, 0.0 if key else None, "unclear", says)
        if key is None:
            return Verdict(READ, None)
        if NOT_SAID in reading.forms or key.which(NOT_SAID) is not None:
            return self._not_said(reading, key)
        return self.compare(reading, key)

    def _not_said(self, reading: Reading, key: Key) -> Verdict:
        """The Verdict where the answer, or a right answer, is that the report does not say."""
        typed = NOT_SAID in reading.forms
        if miss := missed(key, reading.forms):
            return miss
        if len(reading.forms) == 1 and key.which(reading.forms[0]) is not None:
            return verdict(1, "")
        return verdict(0, "not-said" if typed else "said")

    def compare(self, reading: Reading, key: Key) -> Verdict:
        """The Verdict on one value held against the key."""
        same = [form for form, sort in reading.within if sort == SAME]
        whole = reading.forms[:1]
        if any(key.which(form) is not None for form in (*whole, *same)):
            return verdict(1, "")
        if miss := missed(key, (*whole, *same)):
            return miss
        if any(key.which(form) is not None for form, _ in reading.within):
            return Verdict(UNCLEAR, 0.0, "within", REASONS["within"])
        return self.why_wrong(reading, key) or verdict(0, "other")

    def why_wrong(self, reading: Reading, key: Key) -> Verdict | None:
        """The Verdict on a wrong value where this kind can say what is wrong with it; else None."""
        return None

    def result(self, typed: str, names: Names | None = None, key: Key | None = None) -> "FieldResult":
        """What was typed, how it is read, and what it is worth; names as in `read`, key as in `judge`."""
        reading = self.read(typed, names)
        return FieldResult(self, typed, reading, self.judge(reading, key))

    # ------------------------------------------------------------ show

    def show(self, reading: Reading) -> str:
        """How an answer was read, in words for the student: the value, what it needs, or "(empty)"."""
        if reading.state == BLANK:
            return "(empty)"
        if reading.state == UNCLEAR:
            return f"cannot be read. {reading.wants}"
        notes = [note for note in reading.notes if note != f"Read as {reading.said}."]
        return reading.said + (f" ({' '.join(notes)})" if notes else "")


class FieldResult(NamedTuple):
    """One answer: what is asked, what the student typed, how that was read, and what it is worth."""

    asked: Field
    typed: str
    reading: Reading
    verdict: Verdict

    @property
    def points(self) -> float | None:
        """The points; None while a person has to decide, and without a key."""
        if self.reading.state == BLANK:
            return 0.0
        return None if self.verdict.share is None else round(self.verdict.share * self.asked.points, 4)


def missed(key: Key, forms: tuple[str, ...]) -> Verdict | None:
    """The Verdict of the first form for which the key has words of its own; None if there is none."""
    miss = next(filter(None, map(key.miss, forms)), None)
    return verdict(miss[0], "miss", words=miss[1]) if miss else None


def compare_several(reading: Reading, key: Key) -> Verdict:
    """The Verdict on several values: a right one earns its part, one too many costs as much."""
    item_of = {form: key.which(form) for form in reading.forms}
    hit = {item for item in item_of.values() if item is not None}
    wrong = [form for form, item in item_of.items() if item is None]
    misses = [miss for form in wrong if (miss := key.miss(form))]
    extra = len(wrong) - sum(1 for share, _ in misses if share)
    share = (len(hit) + sum(share for share, _ in misses) - extra) / key.size
    share = round(min(1.0, max(0.0, share)), 6)
    lacking = key.size - len(hit)
    if not lacking and not wrong:
        return Verdict(RIGHT, 1.0, "", REASONS[""])
    reason = " and ".join(name for name, many in (("missing", lacking), ("extra", len(wrong))) if many)
    if misses and not hit and len(wrong) == len(misses) == len(reading.forms):
        reason = "miss"
    # "2 found, more are missing, 1 does not belong." How many there are is part of the question, and not told.
    so_far = f"{len(hit)} found, more are missing" if lacking else "All found"
    extras = f", {len(wrong)} {'does' if len(wrong) == 1 else 'do'} not belong" if wrong else ""
    says = " ".join([f"{so_far if hit else 'None found yet'}{extras}.", *(text for _, text in misses)])
    return Verdict(PARTLY if share else NOT_YET, min(share, 0.999999), reason, says)
