"""The roster of a class: a CSV with the columns id and name. It gives names to numbers, and shows who handed in nothing.

Its column variant, where there is one, says whose questions are whose (see `aftercoup.teach.variants`).
"""

from collections.abc import Mapping
from pathlib import Path

from aftercoup.teach.marking import teacher_tables
from aftercoup.teach.marking.hand_in import Student, shown

COLUMNS = ("id", "name", "variant")


def read_roster(path: str | Path) -> dict[str, Student]:
    """The students by key. Raises HandError."""
    rows = (row for _, row in teacher_tables.rows(Path(path), COLUMNS, ("id",)) if row["id"])
    students = (Student(row["id"], row["name"], row["variant"].lower()) for row in rows)
    return {student.key: student for student in students}


def strangers(roster: Mapping[str, Student], came: Mapping[str, Student]) -> str:
    """A sentence where no id of the roster is that of a student who handed in; else "". came: by key."""
    if not roster or not came or not roster.keys().isdisjoint(came):
        return ""
    theirs, ours = (", ".join(shown(one.id) for one in [*several.values()][:3]) for several in (roster, came))
    return (
        f"No id of the roster belongs to a file. The roster has {theirs}; the files have {ours}. In the roster's column "
        "id type the numbers or names by which the files are called; until then everybody of it stands as absent."
    )
