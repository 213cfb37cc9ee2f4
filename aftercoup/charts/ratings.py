"""Ratings of the evidence against the explanations, and the line of text in which a reader keeps them.

One piece of evidence is written as its id, one code for each explanation ("-" where there is none yet), and,
only where it differs from the table, how sure the reader is and "out" for a piece that is left out:
`v02 I N C C N N; v14 - - - - - - low; v15 - - - - - - out`.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aftercoup import journal, measures, tables
from aftercoup.errors import OneSentence, nearest
from aftercoup.outputs.cards import Card, paragraph, stack, strong, table
from aftercoup.tables import Record

# What one step down in reliability costs: our choice, so that a reader can add up by hand, not Heuer's.
WEIGHTS = {"high": 1, "medium": 0.5, "low": 0.25}
USING = {"mine": "only mine", "rest": "mine, and ours where I have none", "ours": "only ours"}
FILE = Path("my_ratings/ratings.jsonl")  # grows with each rating; of each piece the last line counts
kept: dict[str, Any] = {}  # the reader's pieces of this session, so that the next board begins with them
EXAMPLE = "v02 I N C C N N; v05 I CC N N N C"


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


def explanations() -> tuple[Record, ...]:
    """The records of the rival explanations, in order."""
    return tables.table("hypotheses")


def untouched() -> Piece:
    """A piece of which nothing has been said."""
    return Piece((None,) * len(explanations()))


def ours(evidence_id: str) -> tuple[str, ...]:
    """Our own codes for one piece of evidence, one per explanation."""
    record = tables.record(evidence_id, "evidence")
    return tuple(getattr(record, h.hypothesis_id) for h in explanations())


def read(text: str) -> dict[str, Any]:
    """The pieces that a text names: evidence id -> Piece. RatingsError, with an example, if unreadable."""
    pieces = {}
    for part in filter(None, (part.strip() for part in str(text).replace("\n", ";").split(";"))):
        name, *words = part.replace(",", " ").replace(":", " ").split()
        known = [record.id for record in tables.table("evidence")]
        if name.lower() not in known:
            near = "".join(f" Did you mean {word!r}?" for word in nearest(name, known, n=1))
            raise RatingsError(f"There is no evidence {name!r}.{near} Write for example: {EXAMPLE}")
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
        given = tuple(None if code == "-" else code for code in codes)
        pieces[name.lower()] = Piece(given, sure, "OUT" not in words)
    return pieces


def write(pieces: dict[str, Any]) -> str:
    """The text that `read` reads; pieces of which nothing was said are left away."""
    lines = []
    for evidence_id in sorted(pieces):
        piece = pieces[evidence_id]
        if piece != untouched():
            words = [evidence_id, *(code or "-" for code in piece.codes)]
            words += [piece.sure] if piece.sure else []
            lines.append(" ".join(words if piece.counts else [*words, "out"]))
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
    def weight(self) -> float:
        return WEIGHTS[self.sure]


def rows(pieces: dict[str, Any], using: str = "mine", ids: list[str] | None = None) -> list[Row]:
    """The rows of the board: the reader's pieces and our codes put together, as USING says.

    Doubts and pieces left out are always the reader's. ids: only these pieces of evidence (default: all).
    """
    out = []
    for record in tables.table("evidence"):
        if ids and record.id not in ids:
            continue
        piece, known = pieces.get(record.id, untouched()), ours(record.id)
        codes = {
            "mine": piece.codes,
            "ours": known,
            "rest": tuple(mine or theirs for mine, theirs in zip(piece.codes, known)),
        }[using]
        own = tuple(using != "ours" and code is not None for code in piece.codes)
        out.append(Row(record.id, codes, own, piece.sure or record.reliability, piece.counts))
    return out


def counted(board: list[Row]) -> tuple[list[tuple], list[float]]:
    """The codes and the weights of the rows that count."""
    rows_ = [row for row in board if row.counts]
    return [row.codes for row in rows_], [row.weight for row in rows_]


def sharing_a_source(evidence_id: str) -> list[str]:
    """The ids of the other pieces of evidence that rest on one of the sources of this one."""
    own = set(tables.record(evidence_id, "evidence").sources)
    others = (record for record in tables.table("evidence") if record.id != evidence_id)
    return [other.id for other in others if own & set(other.sources)]


def keep(pieces: dict[str, Any]) -> None:
    """Remember these pieces as the reader's for the rest of the session."""
    kept.clear()
    kept.update(pieces)


def mine() -> dict[str, Piece]:
    """The reader's pieces: those of this session, else those that were saved on another day."""
    if not kept:
        entries, _ = journal.entries(journal.held(FILE))
        for entry in entries:
            try:
                kept.update(read(str(entry.get("rated", ""))))
            except RatingsError:  # a line that somebody changed by hand
                continue
    return kept


def save(evidence_id: str, piece: Piece) -> str:
    """Add what a reader now says about one piece of evidence to the file; returns a sentence about it."""
    line = write({evidence_id: piece}) or " ".join([evidence_id, *"-" * len(piece.codes)])
    entry = {"rated": line, "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}
    try:
        FILE.parent.mkdir(exist_ok=True)
        ignore = FILE.parent / ".gitignore"
        if not ignore.exists():
            ignore.write_text("# ratings stay on this computer\n*\n", encoding="utf-8")
        journal.append(FILE, journal.line(entry))
    except OSError as problem:
        return f"Not saved: {FILE.as_posix()} cannot be written ({problem.strerror})."
    return f"Saved in {FILE.as_posix()}."


def pairs_with_ours(pieces: dict[str, Any]) -> tuple[list[str], list[str]]:
    """All cells that a reader rated, as two lists of codes: the reader's and ours."""
    cells = [
        (code, known)
        for evidence_id, piece in pieces.items()
        for code, known in zip(piece.codes, ours(evidence_id))
        if code
    ]
    return [mine for mine, _ in cells], [known for _, known in cells]


def compare_ratings(**readers: str) -> Card:
    """Compare the ratings of one or more readers with ours.

    readers: a name and the text that the board prints, as `ana="v02 I N C C N N; v05 I CC N N N C"`; your own ratings
    of this session join in as "you". Shows for each reader the share of equal ratings and Cohen's kappa with ours,
    for all together Krippendorff's alpha (ordinal), and the ratings that lie furthest apart.
    """
    by_reader = {name: read(text) for name, text in readers.items()}
    if mine() and "you" not in by_reader:
        by_reader["you"] = dict(kept)
    pairs = {name: pairs_with_ours(pieces) for name, pieces in by_reader.items()}
    pairs = {name: pair for name, pair in pairs.items() if pair[0]}
    if not pairs:
        return paragraph(
            strong("No ratings yet. "),
            "Rate a few pieces of evidence on the board above, or give the ratings "
            f'of somebody as text: compare_ratings(ana="{EXAMPLE}").',
        )

    told = lambda value: "cannot be computed" if value is None else f"{value:.2f}"
    rows_ = []
    for name, (theirs, known) in pairs.items():
        share = f"{measures.agreement_share(theirs, known):.0%}"
        rows_.append([name, len(theirs), share, told(measures.cohens_kappa(theirs, known))])
    heads = ["Reader", "Ratings", "The same as ours", "Cohen's kappa"]
    compared = table("Each reader's ratings and ours", heads, rows_)
    cells = [
        (
            record,
            h,
            {name: by_reader[name].get(record.id, untouched()).codes[k] for name in pairs}
            | {"our rating": code},
        )
        for record in tables.table("evidence")
        for k, (h, code) in enumerate(zip(explanations(), ours(record.id)))
    ]
    columns = list(zip(*(codes.values() for *_, codes in cells)))
    alpha = measures.krippendorff_alpha(columns, "ordinal", list(measures.RATINGS)[::-1])
    split = []
    for record, h, codes in cells:
        given = {name: code for name, code in codes.items() if code}
        apart = measures.diagnosticity(list(given.values()))
        if apart and apart > 1:
            words = ", ".join(f"{name} {code}" for name, code in given.items())
            split.append((apart, [record.id, record.short_name, h.short_name, words]))
    split.sort(key=lambda item: -item[0])
    together = paragraph(
        strong(f"All together: Krippendorff's alpha {told(alpha)}. "),
        "1 would be full agreement, 0 what chance alone would give. Our ratings are one more reading here, not the truth.",
    )
    widest = paragraph("No two ratings of the same cell lie two steps or more apart.")
    if split:
        caption = "Where the ratings lie at least two steps apart, the widest first"
        widest = table(caption, ["Evidence", "What", "Explanation", "Ratings"], [row for _, row in split])
    return stack(compared, together, widest)
