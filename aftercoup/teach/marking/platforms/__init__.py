"""Whose each file is, by the way in which learning platforms name what was handed in: patterns in `names`.

`folders` is for folders and loose files, `beside` for the notes that platforms put beside hand-ins, `times` for the times
that names, notes and exports tell, `exports` for the tables into which points are filled.
"""

import os
import re
from collections.abc import Callable, Mapping, Sequence

from aftercoup.teach.marking.hand_in import HandIn, Student, is_notebook, some
from aftercoup.teach.marking.platforms import beside, folders, names

Reader = Callable[[str], HandIn | None]  # from a path to whose it is, None where it is not named by the rule
_CODED = (
    r"_\d{2,}_\d{2,}_|_assignsubmission_|gradebook_|(?:^|/)\d+-\d+ *-"  # as platforms name, but for a slip
)


def recognised(files: Sequence[HandIn]) -> tuple[str, list[HandIn], str, Mapping[str, list[Student]]]:
    """(name of the platform, the files with their students and without its own notes, a sentence where most follow no
    platform's names, group -> members where it tells them)."""
    platform, owner, sections = _by_names([one.path for one in files])
    known = [
        owner(one.path)._replace(path=one.path, open=one.open, size=one.size, refused=one.refused)
        for one in files
    ]
    groups = {}
    if platform == "blackboard":
        known = beside.of_blackboard(known)
    elif platform == "sakai":
        groups = beside.members(known)
        known = beside.without_notes(known)
    known = beside.without_receipts(beside.timed(known))
    doubt = " ".join(filter(None, (_doubt(platform, [one.path for one in known]), sections)))
    return platform, known, doubt, groups


def _by_names(paths: Sequence[str]) -> tuple[str, Callable[[str], HandIn], str]:
    """(name of the platform, function from a path to whose it is, a sentence on folders that were taken for sections)."""
    notebooks = [path for path in paths if is_notebook(path)] or paths
    depth = _wrapping(notebooks)
    wrapped = notebooks[0].split("/")[:depth]
    cut = {
        path: "/".join(parts[depth:] if (parts := path.split("/"))[:depth] == wrapped else parts)
        for path in paths
    }
    for platform in names.PLATFORMS:
        read, around = _in_sections(platform, [cut[path] for path in notebooks])
        fitting = sum(read(cut[path]) is not None for path in notebooks)
        if fitting and fitting * 2 >= len(notebooks):
            by_folder, _ = folders.by_folders(cut.values(), around)
            return platform, lambda path: read(cut[path]) or _unnamed(by_folder(cut[path]), platform), ""
    if sum("/" in cut[path] for path in notebooks) * 2 >= len(notebooks):
        by_folder, sections = folders.by_folders(cut.values())
        return "folders", lambda path: by_folder(cut[path]), sections
    alike = folders.alike(cut.values())
    return "loose", lambda path: folders.loose(cut[path], alike), ""


def _in_sections(platform: str, paths: Sequence[str]) -> tuple[Reader, set[str]]:
    """(what reads a path by a platform's names, also below the folders of sections; these folders). They are sections
    where they hold more students than they are themselves, and one that holds all: else they are the students', and what
    lies in them is only called as a platform might call it."""

    def inner(path: str) -> tuple[str, HandIn | None]:
        parts = path.split("/")
        found = (
            ("/".join(parts[:n]), names.hand_in(platform, "/".join(parts[n:]))) for n in range(len(parts))
        )
        return next(((above, one) for above, one in found if one), ("", None))

    seen = [(above, one.student.key) for above, one in map(inner, paths) if one and above]
    sections, students = {above for above, _ in seen}, {student for _, student in seen}
    if len(students) <= len(sections) and len({path.partition("/")[0] for path in paths}) > 1:
        return lambda path: names.hand_in(platform, path), set()
    around = {folder for above in sections for folder in HandIn(f"{above}/").folders if folder}
    return lambda path: inner(path)[1], around


def _unnamed(guessed: HandIn, platform: str) -> HandIn:
    """A file that is not named by the platform's rule, as most of the others are. guessed: whose it is by its folder or
    name."""
    note = (
        f"It is not named as {platform.capitalize()} names files, so the student was guessed from the name."
    )
    return guessed._replace(notes=(note,)) if guessed.student.id else guessed


def _doubt(platform: str, paths: Sequence[str]) -> str:
    """A sentence for the summary where most files follow no platform's way of naming; else ""."""
    paths = [path for path in paths if is_notebook(path)]
    coded = [path for path in paths if re.search(_CODED, path)]
    if platform not in ("loose", "folders") or len(paths) < 2 or platform == "folders" and not coded:
        return ""
    by = "folder" if platform == "folders" else "name"
    return (
        f"{len(paths)} files do not fit the names that a platform gives (Canvas: doejane_123_456_FILE, Moodle: "
        "Jane Doe_123_assignsubmission_file, Blackboard: gradebook_COURSE_jdoe_attempt_DATE_FILE, Brightspace: "
        f"123-456 - Jane Doe - DATE), so the {by} of each tells the student: {some(coded or paths)}. "
        "If this is wrong, mark the zip as the platform gave it, with no file renamed."
    )


def _wrapping(paths: Sequence[str]) -> int:
    """How many outer folders only wrap all the others (a zip often holds one folder that holds the rest)."""
    first = paths[0].split("/")[:-1]
    shared = os.path.commonprefix([path.split("/")[:-2] for path in paths])
    of_sakai = [names.match("sakai", name) is not None for name in first]
    students = (  # folders that are a student's or a group's, and no exercise with such a name
        depth
        for depth, name in enumerate(shared)
        if name == "submitted"
        or name.lower().endswith(".zip")
        or (of_sakai[depth] and not any(of_sakai[depth + 1 :]))
    )
    return next(students, len(shared))
