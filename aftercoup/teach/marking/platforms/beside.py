"""What platforms put beside hand-ins: notes that tell names, times and members of groups, and are no hand-ins."""

import os
import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from aftercoup.teach.marking.hand_in import ASK, HandIn, Student, is_notebook, shown
from aftercoup.teach.marking.platforms import names, times

_WHO = re.compile(r"(?m)^[^\n:]{1,40}: *(?P<name>[^\n]+?) *\((?P<user>[^()\s]+)\) *$")
_STAMP_FILE = "timestamp.txt"  # of nbgrader and Sakai
_STAMP = re.compile(r"\s*(\d{4})-?(\d\d)-?(\d\d)[ T]?(\d\d):?(\d\d):?(\d\d)[.,]?\d*\s*(\S*)")
_RECEIPTS = (_STAMP_FILE, "submission_secret.txt")
_MEMBERS = "members.txt"
_OF_SAKAI = (_MEMBERS, "comments.txt", "feedbackText.html")
_TYPED = "_submissionText.html"


def of_blackboard(files: Sequence[HandIn]) -> list[HandIn]:
    """The files with the user names as Blackboard's texts beside the attempts tell them, and without these texts; one
    beside no file stays, and says so.

    A file's name alone does not say where a user name with "_" begins. Where two are cut to the same word and
    no text tells, what their names do not share stays, so that no two students become one.
    """
    found = [
        next((match for part in one.path.split("/") if (match := names.match("blackboard", part))), None)
        for one in files
    ]
    users = {match["head"]: match["user"] for match in found if match}
    told = {}
    for one, match in zip(files, found):
        if match and match["note"] and not one.refused:
            who = _WHO.search(one.beginning())
            if who and f"_{match['head']}".casefold().endswith(f"_{who['user']}".casefold()):
                told[match["head"]] = Student(who["user"], shown(who["name"].strip()))
    times = Counter(user for head, user in users.items() if head not in told)
    shared = len(os.path.commonprefix([*users]).rpartition("_")[0]) + 1
    for head, user in users.items():
        if times[user] > 1:
            told.setdefault(head, Student(head[shared:]))
    known = [
        (one._replace(student=told.get(match["head"], one.student)), bool(match["note"]))
        if match
        else (one, False)
        for one, match in zip(files, found)
    ]
    attempts = {(one.student.key, one.attempt) for one, note in known if not note}
    why = f"it is Blackboard's note on an attempt without a file: {ASK}"
    return [
        one._replace(refused=why) if note else one
        for one, note in known
        if not note or (one.student.key, one.attempt) not in attempts
    ]


def members(files: Sequence[HandIn]) -> dict[str, list[Student]]:
    """group -> its members, as Sakai's members.txt beside a group's files tells them."""
    found = {}
    for one in files:
        if one.name == _MEMBERS:
            listed = re.findall(r"([^;]+)\(([^()]+)\)", one.beginning())
            found[one.student.key] = [Student(id_, name.strip(" ,")) for name, id_ in listed]
    return found


def without_notes(files: Sequence[HandIn]) -> list[HandIn]:
    """Without what Sakai and teachers put beside hand-ins; a text that a student typed there stays."""
    return [one for one in files if one.name not in _OF_SAKAI and (one.size or not one.name.endswith(_TYPED))]


def timed(files: Sequence[HandIn]) -> list[HandIn]:
    """The files with the times that nbgrader and Sakai note in timestamp.txt beside, or above, what was handed in."""
    noted = {}
    for one in files:
        found = _STAMP.match(one.beginning()) if one.name == _STAMP_FILE and not one.refused else None
        if found:
            *parts, zone = found.groups()
            noted[one.folders[0]] = _here(times.iso(*map(int, parts)), zone)
    return [
        one._replace(when=one.when or next((noted[above] for above in one.folders if above in noted), ""))
        for one in files
    ]


def _here(when: str, zone: str) -> str:
    """A time on this computer's clock, as deadlines are written. zone: of the note, as "America/Lima"; Sakai's Z, and
    none, are UTC."""
    try:
        place = UTC if zone in ("", "Z", "UTC") else ZoneInfo(zone)
        return str(datetime.fromisoformat(when).replace(tzinfo=place).astimezone().replace(tzinfo=None))
    except (ValueError, KeyError, OSError):  # no time, or no such zone here
        return when


def without_receipts(files: Sequence[HandIn]) -> list[HandIn]:
    """Without the notes of nbgrader and Sakai on a submission; where they lie alone they stay: nothing was handed in."""
    folders = {above for one in files if is_notebook(one.path) for above in one.folders}
    return [one for one in files if one.name not in _RECEIPTS or one.folders[0] not in folders]
