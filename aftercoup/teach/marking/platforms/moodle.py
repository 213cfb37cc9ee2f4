"""Moodle: `Jane Doe_123_assignsubmission_file_/file.ipynb`. The number is that of the participant in the worksheet."""

import re
from typing import NamedTuple

from aftercoup.teach.marking.grade_export import Export, Row, Table, read_number
from aftercoup.teach.marking.hand_in import GROUP, HandIn, Student, shown
from aftercoup.teach.marking.platforms import times

NAMED = re.compile(
    r"^(?P<name>.+?)(?:_(?P<user>\d+))?_assignsubmission_(?:file|onlinetext)(?:_(?P<original>.*))?$"
)
_PARTICIPANT = re.compile(r"^\D*[^\W\d]\D*(\d+)$")  # a word in any language, and a number
_LATE = re.compile(  # Moodle's string "submittedlateshort" in its language packs; of Polish none was found
    r"(?i)\blate\b|zu spät|en retard|después|de retraso|atrasado|in ritardo|\blaat\b|срок выполнения закончился"
)


def hand_in(path: str) -> HandIn | None:
    """Whose a file is; None where Moodle does not name files so."""
    found = NAMED.match(path.split("/")[0])
    if not found:
        return None
    # a group's file has the number of the group, or none: see groups.py
    return HandIn(path, Student(found["user"] or GROUP + found["name"], found["name"]), "moodle")


def upload_name(path: str) -> str | None:
    """Under which name Moodle takes a page back as feedback on this file: it knows it by the student's folder."""
    found = re.search(r"(?:^|/)([^/]+_\d+_assignsubmission_file)[^/]*(?:/|$)", path)
    return f"{shown(found[1])}_/feedback.html" if found else None


# ---------------------------------------------------------------- its grade export


class Handed(NamedTuple):
    """What the worksheet tells of a hand-in. when: as ISO time, "" where its words are not read; words: those; late:
    Moodle calls it so."""

    when: str
    words: str
    late: bool


def handed_in(table: Table) -> dict[str, Handed]:
    """Number of the participant -> Handed, of those who handed in."""
    (grade,) = _points(table)
    when = table.place("Last modified (submission)")
    when = grade + 3 if when is None else when  # behind the maximum and "can be changed"
    found = {}
    for row in table.rows:
        words = row.get(when).strip()
        if words not in ("", "-"):
            late = any(_LATE.search(row.get(place)) for place in range(2, grade))
            found[_ids(table, row)[0]] = Handed(times.in_words(words), words, late)
    return found


def _ids(table: Table, row: Row) -> list[str]:
    found = _PARTICIPANT.match(row.get(0))
    return [found[1] if found else ""]


def _points(table: Table) -> list[int]:
    """The column before the one that holds the same number for everyone, which is the maximum: the headers are in the
    language of whoever exported it."""
    rows = [row for row in table.rows if any(row.raw)]
    if not rows or not all(_PARTICIPANT.match(row.get(0)) for row in rows):
        return []
    for place in range(2, len(table.header)):
        before = {row.get(place - 1) for row in rows} - {"", "-"}
        same = {row.get(place) for row in rows}
        if len(same) == 1 and all(read_number(value) is not None for value in same | before):
            return [place - 1]
    return []


def _most(table: Table, place: int) -> float | None:
    return read_number(table.rows[0].get(place + 1))


EXPORT = Export(
    lambda table: bool(_points(table)), _ids, lambda table, row: row.get(1).strip(), _points, _most
)
