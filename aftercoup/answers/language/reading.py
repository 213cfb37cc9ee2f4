"""The two things that are said about an answer: how it was read (Reading), and what it is worth (Verdict).

A form is text that two right answers share: of a date the ISO text, of a number its digits, of a choice its
code, of text what remains without differences of spelling. An order is one form, "c > a > b"; choices, set
and codes have one form for each item. "Not said" is the form NOT_SAID in every kind.
"""

from dataclasses import dataclass

NOT_SAID = "(not said)"  # the form of "the report does not say", "cannot be known" and the like

# Reading.state
BLANK, READ, UNCLEAR = "blank", "read", "unclear"
# Verdict.state
RIGHT, PARTLY, NOT_YET, BY_HAND = "right", "partly", "not yet", "by hand"

A_ROLE = "The name of a person is asked, and this is none."  # of "the general", "he"
# reason -> what a student is told; "{…}" is filled in.
REASONS = {
    "": "Right.",
    "blank": "Not answered yet.",
    "unclear": "{wants}",
    "other": "Not yet: another answer is right.",
    "coarser": "Not yet: say it more exactly.",
    "finer": "Not yet: this is more exact than the question or its source allows.",
    "missing": "{counts}",
    "extra": "{counts}",
    "missing and extra": "{counts}",
    "swapped": "Not yet: some of it stands in the wrong place.",
    "rounding": "Not yet: this is close. Calculate with all decimals and round only at the end{step}.",
    "scale": "Not yet: {scale}",
    "whole": "Not yet: a whole number is asked.",
    "role": "Not yet: this is no name.",
    "not-said": "Not yet: this can be found.",
    "said": "Not yet: is this really said? Look for the sentence or the record that says it.",
    "miss": "Not yet: {words}",
    "within": "This is close to an accepted answer, but is not one: type the answer alone, spelt as in the report or the table.",
    "by hand": "Your teacher reads this answer.",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """How one field was read.

    state: blank, read, or unclear (it cannot be read, or only as one of several things). said: the value in
    words ("7 September 2022, a Wednesday"). forms: its canonical forms, one for kinds with one value, one per
    item for kinds with several, () unless read. within: (form, "same" or "open") of names that a longer text
    may hold, and whether its other words leave them the same (see phrases.py). notes: sentences on how it was read where that is not
    obvious. wants: when unclear, the one sentence that says what to type.
    """

    state: str
    said: str = ""
    forms: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    wants: str = ""
    within: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answer is worth.

    state: right, partly, not yet, by hand (a person decides), blank, unclear, or read (there is no key).
    share: part of the field's points, 0 to 1; None when by hand or without a key. reason: a key of REASONS.
    says: one sentence for the student; it never holds the answer.
    """

    state: str
    share: float | None
    reason: str = ""
    says: str = ""


def verdict(share: float, reason: str, **fill: str) -> Verdict:
    """The Verdict of a share and a reason; fill: the words for "{…}" in the sentence of the reason."""
    share = round(min(1.0, max(0.0, float(share))), 6)
    state = RIGHT if share == 1 else PARTLY if share else NOT_YET
    says = REASONS[reason].format(**fill)
    if state == PARTLY:
        says = says.replace("Not yet:", "Partly right:")
    return Verdict(state, share, reason, says)
