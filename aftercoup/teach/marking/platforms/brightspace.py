"""Brightspace: folders `123-456 - Jane Doe - Nov 14, 2025 342 PM`. The first number is none of those in its export."""

import re

from aftercoup.teach.marking.grade_export import Export, Table, in_columns, joined, most_in_name, named
from aftercoup.teach.marking.hand_in import HandIn, Student
from aftercoup.teach.marking.platforms import times

_NAMED = re.compile(r"^(?P<user>\d+)-(?P<folder>\d+)\s*-\s*(?P<name>.+?)\s*-\s*(?P<when>[^/]*\d{4}[^/]*)$")


def hand_in(path: str) -> HandIn | None:
    """Whose a file is; None where Brightspace does not name folders so."""
    first, *rest = path.split("/")
    found = _NAMED.match(first)
    if not rest or not found:
        return None
    student, when = Student(found["user"], found["name"]), times.in_words(found["when"])
    return HandIn(path, student, "brightspace", (int(found["folder"]),), when=when)


# ---------------------------------------------------------------- its grade export


def _is_export(table: Table) -> bool:
    return not {"orgdefinedid", "end-of-line indicator"}.isdisjoint(name.casefold() for name in table.header)


EXPORT = Export(
    _is_export,
    in_columns("OrgDefinedId", "Username"),
    joined("First Name", "Last Name"),
    named("(?i)points grade"),
    most_in_name(r"(?i)maxpoints:?\s*"),
)
