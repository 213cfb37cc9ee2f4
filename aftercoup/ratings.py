"""Ratings of the evidence against the explanations, and the line of text in which a reader keeps them.

One piece of evidence is written as its id, one code for each explanation ("-" where there is none yet), and,
only where it differs from the table, how sure the reader is and "out" for a piece that is left out:
`v02 I N C C N; v14 - - - - - low; v15 - - - - - out`.
"""

from __future__ import annotations

from dataclasses import dataclass

from aftercoup import measures, tables
from aftercoup.errors import OneSentence
from aftercoup.wording import nearest

# What one step down in reliability costs: our choice, so that a reader can add up by hand, not Heuer's.
WEIGHTS = {"high": 1, "medium": 0.5, "low": 0.25}
USING = {
    "mine": "only mine",
    "rest": "mine, and the expert's where I have none",
    "expert": "only the expert's",
}
kept = {}  # the reader's pieces of this session, so that the next board begins with them
EXAMPLE = "v02 I N C C N; v05 I CC N N N"


class RatingsError(OneSentence, ValueError):
    """A text of ratings cannot be read; the message says where and how to write it."""


@dataclass(frozen=True)
class Piece:
    """What a reader says about one piece of evidence. codes: one per explanation, None where not rated.

    sure: "high", "medium", "low", or None for what the table says; counts: False when it is left out.
    """

    codes: tuple
    sure: str | None = None
    counts: bool = True


def explanations():
    """The records of the rival explanations, in order."""
    return tables.table("hypotheses")


def untouched():
    """A piece of which nothing has been said."""
    return Piece((None,) * len(explanations()))


def expert(evidence_id):
    """The codes of the expert for one piece of evidence, one per explanation."""
    record = tables.record(evidence_id, "evidence")
    return tuple(getattr(record, h.hypothesis_id) for h in explanations())


def read(text):
    """The pieces that a text names: evidence id -> Piece. RatingsError, with an example, if unreadable."""
    pieces = {}
    for part in filter(None, (part.strip() for part in str(text).replace("\n", ";").split(";"))):
        name, *words = part.replace(",", " ").replace(":", " ").split()
        known = [record.id for record in tables.table("evidence")]
        if name.lower() not in known:
            near = nearest(name, known, n=1)
            raise RatingsError(
                f"There is no evidence {name!r}."
                + (f" Did you mean {near[0]!r}?" if near else "")
                + f" Write for example: {EXAMPLE}"
            )
        words = [word.upper() for word in words]
        sure = next((level for level in WEIGHTS if level.upper() in words), None)
        codes = [word for word in words if word not in (*map(str.upper, WEIGHTS), "OUT")]
        wrong = [code for code in codes if code != "-" and code not in measures.RATINGS]
        if wrong or len(codes) != len(explanations()):
            raise RatingsError(
                f"{name} needs {len(explanations())} ratings, one for each explanation, out of "
                f"{', '.join(measures.RATINGS)} or - for none yet; found {' '.join(codes) or 'none'}. "
                f"Write for example: {EXAMPLE}"
            )
        pieces[name.lower()] = Piece(
            tuple(None if code == "-" else code for code in codes), sure, "OUT" not in words
        )
    return pieces


def write(pieces):
    """The text that `read` reads; pieces of which nothing was said are left away."""
    lines = []
    for evidence_id in sorted(pieces):
        piece = pieces[evidence_id]
        if piece != untouched():
            words = [evidence_id, *(code or "-" for code in piece.codes)]
            lines.append(
                " ".join(words + ([piece.sure] if piece.sure else []) + ([] if piece.counts else ["out"]))
            )
    return "; ".join(lines)


@dataclass(frozen=True)
class Row:
    """One piece of evidence as it is weighed. own: for each code, whether it is the reader's."""

    id: str
    codes: tuple
    own: tuple
    sure: str
    counts: bool

    @property
    def weight(self):
        return WEIGHTS[self.sure]


def rows(pieces, using="mine", ids=None):
    """The rows of the board: the reader's pieces and the expert's codes put together, as USING says.

    Doubts and pieces left out are always the reader's. ids: only these pieces of evidence (default: all).
    """
    out = []
    for record in tables.table("evidence"):
        if ids and record.id not in ids:
            continue
        piece, known = pieces.get(record.id, untouched()), expert(record.id)
        codes = {
            "mine": piece.codes,
            "expert": known,
            "rest": tuple(mine or theirs for mine, theirs in zip(piece.codes, known)),
        }[using]
        own = tuple(using != "expert" and code is not None for code in piece.codes)
        out.append(Row(record.id, codes, own, piece.sure or record.reliability, piece.counts))
    return out


def counted(board):
    """The codes and the weights of the rows that count."""
    rows_ = [row for row in board if row.counts]
    return [row.codes for row in rows_], [row.weight for row in rows_]


def sharing_a_source(evidence_id):
    """The ids of the other pieces of evidence that rest on one of the sources of this one."""
    own = set(tables.record(evidence_id, "evidence").sources)
    return [
        other.id for other in tables.table("evidence") if other.id != evidence_id and own & set(other.sources)
    ]


def keep(pieces):
    """Remember these pieces as the reader's for the rest of the session."""
    kept.clear()
    kept.update(pieces)


def pairs_with_expert(pieces):
    """All cells that a reader rated, as two lists of codes: the reader's and the expert's."""
    cells = [
        (code, known)
        for evidence_id, piece in pieces.items()
        for code, known in zip(piece.codes, expert(evidence_id))
        if code
    ]
    return [mine for mine, _ in cells], [known for _, known in cells]
