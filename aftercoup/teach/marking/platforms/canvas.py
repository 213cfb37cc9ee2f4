"""Canvas: `doejane_LATE_123_456_file.ipynb`. The first number is the student's ID in the gradebook's export."""

import re
import unicodedata

from aftercoup.teach.marking.grade_export import (
    Export,
    ExportError,
    Table,
    in_columns,
    joined,
    named,
    read_number,
)
from aftercoup.teach.marking.hand_in import HandIn, Student, shown

NAMED = re.compile(r"^(?P<name>[^/]+?)(?P<late>_LATE)?_(?P<user>\d+)_(?P<file>\d+)_(?P<original>.+)$")
_ANONYMOUS = re.compile(r"^anon_(?P<user>\w{4,8})(?P<late>_LATE)?_(?P<file>\d+)_(?P<original>.+)$")
_AGAIN = re.compile(r"(?i)-(\d+)(?=(\.ipynb)(\.\w+)?$)")


def hand_in(path: str) -> HandIn | None:
    """Whose a file is; None where Canvas does not name files so."""
    name = re.sub(r"^LATE_(anon_[^\W_]+)_", r"\1_LATE_", path.split("/")[0])  # where no name stands before
    anonymous = name.startswith("anon_")
    found = _ANONYMOUS.match(name) or NAMED.match(name)
    if not found or not anonymous and not _is_word(found["name"]):
        return None
    again = _AGAIN.search(path.split("/")[-1])
    return HandIn(
        path,
        Student(found["user"], "" if anonymous else found["name"]),
        "canvas",
        (int(again[1]) if again else 0, int(found["file"])),
        bool(found["late"]),
    )


def _is_word(name: str) -> bool:
    """Does Canvas leave all signs of a name in? It takes out what Ruby's [[:word:]] does not know: letters of every
    script with their combining marks, digits and the underscore stay. Python's \\w knows no combining marks."""
    return all(
        unicodedata.category(sign)[0] in "LM" or unicodedata.category(sign) in ("Nd", "Pc") for sign in name
    )


def upload_name(path: str) -> str:
    """Under which name Canvas takes a page back as feedback on this file: it knows it by the two numbers in the
    downloaded name, which may be that of an archive around the notebook."""
    parts = path.split("/")
    named = next((part for part in parts if re.search(r"_\w+_\d+_.", part)), parts[-1])
    return re.sub(r"(\.ipynb(\.\w+)?|\.zip)$", "", named, flags=re.IGNORECASE) + ".html"


# ---------------------------------------------------------------- its grade export


def _is_export(table: Table) -> bool:
    names = [name.casefold() for name in table.header]
    return names[0] == "student" and "section" in names and not {"id", "sis login id"}.isdisjoint(names)


def _most(table: Table, place: int) -> float | None:
    for row in table.rows[:2]:
        if "points possible" in row.get(0).casefold():
            if "read only" in row.get(place).casefold():
                raise ExportError(f"Canvas marks the column {shown(table.header[place])} as read only.")
            return read_number(row.get(place))
    return None


EXPORT = Export(
    _is_export, in_columns("ID", "SIS User ID", "SIS Login ID"), joined("Student"), named(r"\(\d+\)$"), _most
)
