"""How platforms name what was handed in: patterns for each, in which `user` and `name` are the student's.

`order` tells the attempts of one student apart, `when` is a time in words, `group` the id of a group that handed in.
"""

import re
import unicodedata
from typing import NamedTuple

from aftercoup.teach.marking.platforms import times
from aftercoup.teach.marking.platforms.hand_in import GROUP, HandIn, Student

_MOODLE = r"_assignsubmission_(?:file|onlinetext)(?:_[^/]*)?(?:/|$)"
_LONG_ID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_PATTERNS = {  # from the beginning of a path; the first that fits tells, the most unmistakable stand first
    # Jane Doe_123_assignsubmission_file_/file.ipynb: the number is that of the participant in the worksheet
    "moodle": (rf"(?P<name>[^/]+?)_(?P<user>\d+){_MOODLE}", rf"(?P<group>(?P<name>[^/]+?)){_MOODLE}"),
    # gradebook_COURSE_jdoe_attempt_2026-11-28-12-15-00_file.ipynb, with a text beside each attempt
    "blackboard": (
        r"(?P<head>(?:[^_/]*[^\w/]*)?gradebook_[^/]+_(?P<user>[^_/]+))_attempt_(?P<order>\d{4}(?:-\d\d){5})"
        r"(?:_[^/]|(?P<note>\.txt)(?:/|$))",
    ),
    # 123-456 - Jane Doe - Nov 14, 2025 342 PM/file.ipynb: the first number is none of those in its export
    "brightspace": (
        r"(?P<user>\d+)-(?P<order>\d+)\s*-\s*(?P<name>[^/]+?)\s*-\s*(?P<when>[^-/]*\d{4}[^-/]*)/",
    ),
    "nbgrader": (r"(?:.*?/)??submitted/(?P<user>[^/]+)/[^/]+/",),
    # Doe, Anna(adoe)/…, in folders or not, and of groups Team A (its long id)/…
    "sakai": (
        r"(?P<name>[^/(]*,[^/(]*)(?<! )\((?P<user>[^()/]+)\)(?:_[^/]*)?(?:/|$)",
        rf"(?P<group>(?P<name>[^/]+) \({_LONG_ID}\))(?:/|$)",
    ),
    # doejane_LATE_123_456_file.ipynb: the first number is the student's ID in the gradebook's export; and what was typed
    # into the page, or is a link: doejane_123_text.html
    "canvas": (
        r"(?:LATE_)?anon_(?P<user>[^\W_]{4,8})(?:_LATE)?_(?:text|link)\.html$",
        r"(?P<name>[^/]+?)(?:_LATE)?_(?P<user>\d+)_(?:text|link)\.html$",
        r"(?:LATE_)?anon_(?P<user>[^\W_]{4,8})(?:_LATE)?_(?P<order>\d+)_[^/]",
        r"(?P<name>[^/]+?)(?:_LATE)?_(?P<user>\d+)_(?P<order>\d+)_[^/]",
    ),
}
PLATFORMS = tuple(_PATTERNS)
_AGAIN = re.compile(r"(?i)-(\d+)(?=(\.ipynb)(\.\w+)?$)")  # Canvas: a further attempt


def match(platform: str, path: str) -> re.Match[str] | None:
    """How a platform's pattern fits a path, if one does."""
    fits = (re.match(pattern, path) for pattern in _PATTERNS[platform])
    return next(filter(None, fits), None)


class Told(NamedTuple):
    """What the name of a file tells. above: the folders above what the platform named; file: whose it is."""

    above: str
    file: HandIn


def hand_in(platform: str, path: str) -> Told | None:
    """What a platform's way of naming tells of a file; None where the platform does not name files so."""
    parts = path.split("/")
    for depth in range(len(parts)):
        fitting = match(platform, "/".join(parts[depth:]))
        name = fitting["name"].strip(" ,") if fitting and "name" in fitting.re.groupindex else ""
        if fitting and not (platform == "canvas" and name and not _is_word(name)):
            return Told("/".join(parts[:depth]), _told(platform, path, name, fitting))
    return None


def _told(platform: str, path: str, name: str, fitting: re.Match[str]) -> HandIn:
    """Whose a file is by what a platform's pattern found in its path."""
    told = fitting.groupdict("")
    # the number of a group in Moodle is not told from that of a participant: see groups.py
    student = Student(told.get("user") or GROUP + told["group"], name)
    numbers = lambda text: tuple(map(int, re.findall(r"\d+", text)))
    attempt = numbers(told.get("order", ""))
    if platform == "canvas":
        again = _AGAIN.search(path)
        attempt = (int(again[1]) if again else 0, *attempt)
    when = times.iso(*attempt) if platform == "blackboard" else times.in_words(told.get("when", ""))
    if platform == "brightspace" and when:  # its number is that of the folder
        attempt = numbers(when)
    return HandIn(path, student, attempt, platform == "canvas" and "_LATE_" in f"_{fitting[0]}", when=when)


def _is_word(name: str) -> bool:
    """Does Canvas leave all signs of a name in? It takes out what Ruby's [[:word:]] does not know: letters of every
    script with their combining marks, digits and the underscore stay. Python's \\w knows no combining marks."""
    plain = "".join(sign for sign in name if unicodedata.category(sign)[0] != "M")
    return re.fullmatch(r"\w+", plain) is not None


# Canvas knows a page by the two numbers in the downloaded name, which may be that of an archive around the notebook,
# Moodle by the student's folder
_UPLOAD = {
    "canvas": (r"(?i)(?:^|/)([^/]*_\w+_\d+_[^/]+?)(?:\.ipynb(?:\.\w+)?|\.zip)?(?:/|$)", ".html"),
    "moodle": (r"(?:^|/)([^/]+_\d+_assignsubmission_file)[^/]*(?:/|$)", "_/feedback.html"),
}


def upload_name(path: str, platform: str, id_: str) -> str | None:
    """Under which name a platform takes the page of a student with this id back as feedback on a file; None where it
    cannot, or where it would show the page to another one, who handed the file in for a group."""
    pattern, ending = _UPLOAD.get(platform, ("(?!)", ""))
    fitting = re.search(pattern, path)
    return fitting[1] + ending if fitting and f"_{id_}_" in fitting[1] else None
