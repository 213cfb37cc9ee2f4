"""Sakai: folders `Doe, Anna(adoe)` of students, and `Team A (its long id)` of groups."""

import re
from collections.abc import Iterable, Sequence

from aftercoup.teach.marking.hand_in import GROUP, File, HandIn, Owner, Student

_STUDENT = re.compile(r"^(?P<name>[^/(]*,[^/(]*)(?<! )\((?P<user>[^()/]+)\)(?:_.*)?$")  # in folders, or not
_GROUP = re.compile(r"^(?P<name>[^/]+) \((?P<user>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\)$")
_MEMBERS = "members.txt"
_NOTES = (f"/{_MEMBERS}", "/comments.txt", "/feedbackText.html")
_TYPED = "_submissionText.html"


def hand_in(path: str) -> HandIn | None:
    """Whose a file is; None where Sakai does not name folders so."""
    first = path.split("/")[0]
    found = _STUDENT.match(first) or _GROUP.match(first)
    if not found:
        return None
    name = found["name"].strip(" ,")
    id_ = found["user"] if "," in found["name"] else f"{GROUP}{name} ({found['user']})"
    return HandIn(path, Student(id_, name), "sakai")


def is_student(folders: Sequence[str]) -> bool:
    """Is the first of these folders that of a student, and not an exercise with such a name?"""
    fits = [_STUDENT.match(name) or _GROUP.match(name) for name in folders]
    return bool(fits[0]) and not any(fits[1:])


def groups(files: Iterable[File], owner: Owner) -> dict[str, list[Student]]:
    """group -> its members, as members.txt beside a group's files tells them."""
    found = {}
    for one in files:
        if one.path.endswith(f"/{_MEMBERS}"):
            members = re.findall(r"([^;]+)\(([^()]+)\)", one.beginning())
            found[owner(one.path).student.key] = [Student(id_, name.strip(" ,")) for name, id_ in members]
    return found


def without_notes(files: Iterable[File]) -> list[File]:
    """Without what Sakai and teachers put beside hand-ins; a text that a student typed there stays."""
    return [
        one for one in files if not one.path.endswith(_NOTES) and (one.size or not one.path.endswith(_TYPED))
    ]
