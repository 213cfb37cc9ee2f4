"""Filling in the grade export of a learning platform, and leaving everything else in it as it is.

What each platform's export looks like stands in its file of `platforms`. A row is filled through the student's own id
alone: names are never compared, for two students may share one.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aftercoup.teach.marking.export_table import ExportError, Row, Table, number
from aftercoup.teach.marking.gradebook import number as in_words
from aftercoup.teach.marking.hand_in import Student, shown
from aftercoup.teach.marking.platforms import EXPORTS, moodle


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled-in export. data: its bytes; platform; column: the header of what was filled in; count: how many
    cells; missing: students of ours that it does not name; notes: sentences for the instructor."""

    data: bytes
    platform: str
    column: str
    count: int
    missing: tuple[Student, ...]
    notes: tuple[str, ...]


def names(data: bytes, source: str = "") -> dict[str, str]:
    """id -> name of the students that a grade export lists; {} where it does not tell. source: as in `fill`."""
    table = Table(data)
    platform = _platform(table)
    if not platform:
        return {}
    every = {
        id_: EXPORTS[platform].name(table, row) for id_, row in _rows_by_id(table, platform, source).items()
    }
    return {id_: name for id_, name in every.items() if name}


def handed_in(data: bytes) -> dict[str, moodle.Handed]:
    """id -> when a student handed in, as Moodle's worksheet tells; {} for other exports."""
    table = Table(data)
    return moodle.handed_in(table) if _platform(table) == "moodle" else {}


def fill(
    data: bytes,
    points: Sequence[tuple[Student, float]],
    possible: float,
    hints: Sequence[str] = (),
    column: str = "",
    alone: bool = True,
    source: str = "",
    replace: bool = False,
    partial: Mapping[str, float] | None = None,
) -> Filled:
    """Fill the points of one exercise into a platform's grade export.

    data: the bytes of the export; points: [(Student, number), …]; possible: the most points there are;
    hints: words by which the column may be named (number and title of the exercise); column: the exact
    header, where the hints do not tell; alone: the export is for this exercise only, so its only column is the
    right one; source: the platform from which the files came, which tells of what kind their ids are; replace:
    write over other points that stand there; partial: by a student's key, what an earlier run filled in while texts
    were still to be read, which more points may replace. Raises ExportError.
    """
    table = Table(data)
    platform = _platform(table)
    if not platform:
        raise ExportError(
            "This is not a grade export of Canvas, Moodle, Blackboard or Brightspace: its first "
            f"line reads {shown(' | '.join(table.header)[:120])}. Export it anew and do not save it from a "
            "spreadsheet program."
        )
    place = _column(table, EXPORTS[platform].points(table), hints, column, alone)
    notes: list[str] = []
    missing, written = [], 0
    most = EXPORTS[platform].most(table, place)
    if most is not None and abs(most - possible) > 0.005:
        notes.append(
            f"The platform's column allows {most:g} points and the exercise has {possible:g}: set the maximum "
            f"on the platform to {possible:g} before you upload."
        )
    comma = platform == "moodle" and any("," in row.get(place + 1) for row in table.rows)
    rows = _rows_by_id(table, platform, source)
    for student, value in points:
        row = rows.get(_same(student.id))
        if row is None:
            missing.append(student)
            continue
        words, before = in_words(value), row.get(place).strip()
        earlier = (partial or {}).get(student.key)
        write, note = _may_write(shown(student.name or student.id), before, value, replace, earlier)
        notes += [note] if note else []
        if write:
            row.put(place, words.replace(".", ",") if comma else words)
            written += 1
    return Filled(table.written(), platform, table.header[place], written, tuple(missing), tuple(notes))


def _may_write(
    name: str, before: str, value: float, replace: bool, earlier: float | None
) -> tuple[bool, str]:
    """(whether points may take the place of what stands in a cell, a sentence where something stands there).
    earlier: what a run without essays filled in."""
    if before.upper() == "EX":
        return False, f"{name} is excused (EX) on the platform and stays so."
    if before in ("", "-"):
        return True, ""
    stood = number(before)
    if stood is not None and abs(stood - value) < 0.005:
        return False, ""
    raised = earlier is not None and stood is not None and abs(stood - earlier) < 0.005 and value > stood
    if replace or raised:
        return True, f"{name}: {shown(before)} in the export was replaced by {in_words(value)}."
    return False, f"{name} has {shown(before)} in the export, which stays; here it is {in_words(value)}."


def _platform(table: Table) -> str:
    """Whose export it is, "" where nobody's."""
    return next((name for name, export in EXPORTS.items() if export.knows(table)), "")


def _column(table: Table, graded: Sequence[int], hints: Sequence[str], wanted: str, alone: bool) -> int:
    """The place of the column to fill in. graded: those of all that take points."""
    if wanted:
        exact = [place for place, name in enumerate(table.header) if name == wanted.strip()]
        if len(exact) != 1:
            raise ExportError(
                f"The sheet has {'no' if not exact else 'more than one'} column {shown(wanted)!r}. "
                f"Its columns are: {shown('; '.join(table.header))}."
            )
        return exact[0]
    fitting = [place for place in graded if any(_named(table.header[place], hint) for hint in hints)]
    if not fitting and len(graded) == 1 and alone:
        fitting = list(graded)
    if len(fitting) != 1:
        columns = "; ".join(table.header[place] for place in fitting or graded)
        raise ExportError(
            f"Which column is for {' or '.join(hints) or 'this sheet'}? Name it with --column. There are: "
            f"{shown(columns) or 'none'}."
        )
    return fitting[0]


def _named(name: str, hint: str) -> bool:
    words = re.sub(r"[\W_]+", " ", name.casefold())
    hint = re.sub(r"[\W_]+", " ", hint.casefold()).strip()
    return bool(hint) and re.search(rf"(?<!\w){re.escape(hint)}(?!\w)", words) is not None


def _rows_by_id(table: Table, platform: str, source: str) -> dict[str, Row]:
    """id -> row of its student. An id that leads to two rows leads to none.

    Where the files came from the same platform their ids are those of its first id column, and no other column
    is looked at: the same number may be another student's there. Else any id column may hold them.
    """
    found: dict[str, list[Row]] = {}
    for row in table.rows:
        ids = EXPORTS[platform].ids(table, row)[: 1 if source == platform else None]
        for id_ in {_same(one) for one in ids} - {""}:
            found.setdefault(id_, []).append(row)
    return {id_: rows[0] for id_, rows in found.items() if len(rows) == 1}


def _same(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()
