"""Blackboard: `gradebook_COURSE_jdoe_attempt_2026-11-28-12-15-00_file.ipynb`, with a text beside each attempt."""

import os
import re
from collections.abc import Sequence

from aftercoup.teach.marking.grade_export import Export, Table, in_columns, joined, most_in_name, named
from aftercoup.teach.marking.hand_in import ASK, File, HandIn, Owner, Student, shown
from aftercoup.teach.marking.platforms import times

NAMED = re.compile(
    r"^(?:[^_]*[^\w]*)?gradebook_(?P<course>.+)_(?P<user>[^_]+)_attempt_(?P<when>\d{4}(?:-\d\d){5})"
    r"(?:_(?P<original>.+)|\.txt)$"
)
_WHO = re.compile(r"(?m)^[^\n:]{1,40}: *(?P<name>[^\n]+?) *\((?P<user>[^()\s]+)\) *$")


def hand_in(path: str) -> HandIn | None:
    """Whose a file is; None where Blackboard does not name files so."""
    found = NAMED.match(path.split("/")[0])
    if not found:
        return None
    when = tuple(map(int, found["when"].split("-")))
    return HandIn(path, Student(found["user"]), "blackboard", when, when=times.iso(*when))


def _head(name: str) -> str:
    """What stands before the attempt in one of Blackboard's names: course, exercise and user."""
    found = NAMED.match(name)
    return name[: found.start("when") - len("_attempt_")] if found else ""


def _is_description(name: str) -> bool:
    found = NAMED.match(name)
    return found is not None and not found["original"]


def named_by_descriptions(files: Sequence[File], owner: Owner) -> Owner:
    """`owner` with the user names as Blackboard's texts beside the attempts tell them.

    A file's name alone does not say where a user name with "_" begins. Where two are cut to the same word and
    no text tells, what their names do not share stays, so that no two students become one.
    """
    heads = {head for head in (_head(one.name) for one in files) if head}
    told = {}
    for one in files:
        found = _is_description(one.name) and not one.refused and _WHO.search(one.beginning())
        if found and f"_{_head(one.name)}".casefold().endswith(f"_{found['user']}".casefold()):
            told[_head(one.name)] = Student(found["user"], shown(found["name"].strip()))
    cut = {head: head.rpartition("_")[2] for head in heads - set(told)}
    shared = len(os.path.commonprefix(sorted(heads)).rpartition("_")[0]) + 1
    for head, user in cut.items():
        if list(cut.values()).count(user) > 1:
            told[head] = Student(head[shared:])

    def told_by(path: str) -> HandIn:
        student = next((told[head] for part in path.split("/") if (head := _head(part)) in told), None)
        return owner(path)._replace(student=student) if student else owner(path)

    return told_by


def without_descriptions(files: Sequence[File], owner: Owner) -> list[File]:
    """Without the text that Blackboard puts beside each attempt. One beside no file stays, and says so."""

    def attempt(one: File) -> tuple[str, tuple[int, ...]]:
        hand_in = owner(one.path)
        return hand_in.student.key, hand_in.attempt

    known = {attempt(one) for one in files if not _is_description(one.name)}
    why = f"it is Blackboard's note on an attempt without a file: {ASK}"
    stay = []
    for one in files:
        if not _is_description(one.name):
            stay.append(one)
        elif attempt(one) not in known:
            stay.append(one._replace(refused=why))
    return stay


# ---------------------------------------------------------------- its grade export


def _is_export(table: Table) -> bool:
    names = [name.casefold() for name in table.header]
    return "username" in names and any("|" in name or "total pts" in name for name in names)


EXPORT = Export(
    _is_export,
    in_columns("Username", "Student ID"),
    joined("First Name", "Last Name"),
    named(r"\|"),
    most_in_name(r"(?i)total pts:?\s*(?:up to\s*)?"),
)
