"""The two things that are said about an answer: how it was read (Reading), and what it is worth (Verdict)."""

from aftercoup.named import named_tuple

NOT_SAID = "(not said)"  # the form of "the report does not say", "cannot be known" and the like

# Reading.state
BLANK, READ, UNCLEAR = "blank", "read", "unclear"
# Verdict.state
RIGHT, PARTLY, NOT_YET, BY_HAND = "right", "partly", "not yet", "by hand"


@named_tuple
class Reading:
    """How one field was read.

    state: blank, read, or unclear (it cannot be read, or only as one of several things). said: the value in
    words ("7 September 2022, a Wednesday"). forms: its canonical forms, one for kinds with one value, one per
    item for kinds with several, () unless read. notes: sentences on how it was read where that is not
    obvious. wants: when unclear, the one sentence that says what to type.
    """

    state: str
    said: str = ""
    forms: tuple = ()
    notes: tuple = ()
    wants: str = ""


@named_tuple
class Verdict:
    """What an answer is worth.

    state: right, partly, not yet, by hand (a person decides), blank or unclear. share: part of the field's
    points, 0 to 1; None when by hand. reason: a key of `judge.REASONS`. says: one sentence for the
    student; it never holds the answer. items: for kinds with several values, form -> True or False.
    """

    state: str
    share: float | None
    reason: str = ""
    says: str = ""
    items: tuple = ()
