"""What platforms put beside hand-ins: notes that tell names and times, and are no hand-ins."""

import os
import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from aftercoup.teach.marking.platforms import names, times
from aftercoup.teach.marking.platforms.hand_in import ASK, HandIn, Student, is_notebook, shown

_WHO = re.compile(r"(?m)^[^\n:]{1,40}: *(?P<name>[^\n]+?) *\((?P<user>[^()\s]+)\) *$")
_STAMP_FILE = "timestamp.txt"  # of nbgrader and Sakai
_STAMP = re.compile(r"\s*(\d{4})-?(\d\d)-?(\d\d)[ T]?(\d\d):?(\d\d):?(\d\d)[.,]?\d*\s*(\S*)")
_RECEIPTS = (_STAMP_FILE, "submission_secret.txt")
_OF_SAKAI = ("members.txt", "comments.txt", "feedbackText.html")
_TYPED = "_submissionText.html"


def of_blackboard(files: Sequence[HandIn]) -> list[HandIn]:
    """The files with the user names as Blackboard's texts beside the attempts tell them, and without these texts; one
    beside no file stays, and says so.

    A file's name alone does not say where a user name with "_" begins. Where two are cut to the same word and
    no text tells, what their names do not share stays, so that no two students become one.
    """
    matches = []  # of each file the folder or name that Blackboard gave, if it gave one
    for file in files:
        fits = (names.match("blackboard", part) for part in file.path.split("/"))
        matches.append(next(filter(None, fits), None))
    users = {match["head"]: match["user"] for match in matches if match}  # course and user name -> user name
    told = {}
    for file, match in zip(files, matches):
        if match and match["note"] and not file.refused:
            who = _WHO.search(file.beginning())
            if who and f"_{match['head']}".casefold().endswith(f"_{who['user']}".casefold()):
                told[match["head"]] = Student(who["user"], shown(who["name"].strip()))
    often = Counter(user for head, user in users.items() if head not in told)
    same = len(os.path.commonprefix([*users]).rpartition("_")[0]) + 1  # signs of the course, before each name
    for head, user in users.items():
        if often[user] > 1:
            told.setdefault(head, Student(head[same:]))
    known = [
        file._replace(student=told.get(match["head"], file.student)) if match else file
        for file, match in zip(files, matches)
    ]
    notes = [match is not None and match["note"] is not None for match in matches]
    attempts = {(file.student.key, file.attempt) for file, note in zip(known, notes) if not note}
    why = f"it is Blackboard's note on an attempt without a file: {ASK}"
    return [
        file._replace(refused=why) if note else file
        for file, note in zip(known, notes)
        if not note or (file.student.key, file.attempt) not in attempts
    ]


def without_notes(files: Sequence[HandIn]) -> list[HandIn]:
    """Without what Sakai and teachers put beside hand-ins; a text that a student typed there stays."""
    files = [file for file in files if file.name not in _OF_SAKAI]
    return [file for file in files if file.size or not file.name.endswith(_TYPED)]


def timed(files: Sequence[HandIn]) -> list[HandIn]:
    """The files with the times that nbgrader and Sakai note in timestamp.txt beside, or above, what was handed in."""
    noted = {}
    for file in files:
        stamp = _STAMP.match(file.beginning()) if file.name == _STAMP_FILE and not file.refused else None
        if stamp:
            *parts, zone = stamp.groups()
            noted[file.folders[0]] = _here(times.iso(*map(int, parts)), zone)
    return [
        file._replace(when=file.when or next((noted[above] for above in file.folders if above in noted), ""))
        for file in files
    ]


def _here(when: str, zone: str) -> str:
    """A time on this computer's clock, as deadlines are written. zone: of the note, as "America/Lima"; Sakai's Z, and
    none, are UTC."""
    try:
        time_zone = UTC if zone in ("", "Z", "UTC") else ZoneInfo(zone)
        return str(datetime.fromisoformat(when).replace(tzinfo=time_zone).astimezone().replace(tzinfo=None))
    except (ValueError, KeyError, OSError):  # no time, or no such zone here
        return when


def without_receipts(files: Sequence[HandIn]) -> list[HandIn]:
    """Without the notes of nbgrader and Sakai on a submission; where they lie alone they stay: nothing was handed in."""
    folders = {above for file in files if is_notebook(file.path) for above in file.folders}
    return [file for file in files if file.name not in _RECEIPTS or file.folders[0] not in folders]
