"""Whose each file is, by the way in which learning platforms name what was handed in: patterns in `names`.

`folders` is for folders and loose files, `beside` for the notes that platforms put beside hand-ins, `times` for the times
that names, notes and exports tell, `exports` for the tables into which points are filled.
"""

import os
import re
from collections.abc import Collection, Sequence

from aftercoup.teach.marking.platforms import beside, folders, names
from aftercoup.teach.marking.platforms.hand_in import HandIn, MarkingError, is_notebook, shown, some

# Names as platforms give them, but for a slip
_CODED = r"_\d{2,}_\d{2,}_|_assignsubmission_|gradebook_|(?:^|/)\d+-\d+ *-"

Named = dict[str, names.Told]  # path -> what its name tells


def recognised(files: Sequence[HandIn], ids: Collection[str]) -> tuple[str, list[HandIn], str]:
    """(name of the platform, the files with their students and without its own notes, a sentence where most follow no
    platform's names). ids: keys of the class, as far as tables tell them."""
    paths = _unwrapped([file.path for file in files])
    platform, whose, sections = _by_names(paths, ids)
    known = [
        whose[path]._replace(
            path=file.path, open=file.open, size=file.size, refused=file.refused or whose[path].refused
        )
        for file, path in zip(files, paths)
    ]
    if platform == "blackboard":
        known = beside.of_blackboard(known)
    elif platform == "sakai":
        known = beside.without_notes(known)
    known = beside.without_receipts(beside.timed(known))
    return platform, known, f"{_doubt(platform, [file.path for file in known])} {sections}".strip()


def named(paths: Sequence[str]) -> bool:
    """Does a platform name most of the files so?"""
    fitting = (len(_named_by(platform, paths)) for platform in names.PLATFORMS)
    return any(count and count * 2 >= len(paths) for count in fitting)


def _named_by(platform: str, paths: Sequence[str]) -> Named:
    """Those of the paths that a platform names so."""
    return {path: told for path in paths if (told := names.hand_in(platform, path))}


def _by_names(paths: Sequence[str], ids: Collection[str]) -> tuple[str, dict[str, HandIn], str]:
    """(name of the platform, path -> whose it is, a sentence on folders that were taken for sections)."""
    notebooks = folders.telling(paths) or paths
    _of_one_platform(paths)
    for platform in names.PLATFORMS:
        named = _named_by(platform, paths)
        in_folders = [named[path] for path in notebooks if path in named and named[path].above]
        sections, students = {one.above for one in in_folders}, {one.file.student.key for one in in_folders}
        if len(students) <= len(sections) and len({path.partition("/")[0] for path in notebooks}) > 1:
            # the folders are the students', and what lies in them is only called as the platform might call it
            named, sections = {path: told for path, told in named.items() if not told.above}, set()
        fitting = sum(path in named for path in notebooks)
        if fitting and fitting * 2 >= len(notebooks):
            note = f"It is not named as {platform.capitalize()} names files, so the student was guessed from the name."
            others, _ = folders.by_folders(paths, ids, sections)
            guessed = {
                path: file._replace(notes=(note,) if file.student.id else ()) for path, file in others.items()
            }
            return platform, guessed | {path: told.file for path, told in named.items()}, ""
    if sum("/" in path for path in notebooks) * 2 >= len(notebooks):
        return "folders", *folders.by_folders(paths, ids)
    alike = folders.alike(paths)
    return "loose", {path: folders.loose(path, alike) for path in paths}, ""


def _of_one_platform(paths: Sequence[str]) -> None:
    """MarkingError where the files of several platforms lie together: the ids of one mean nothing in the other."""
    kinds = []
    for platform in names.PLATFORMS:
        named = _named_by(platform, paths)
        paths = [path for path in paths if path not in named]
        if len({told.file.student.key for told in named.values()}) > 1:
            kinds.append(f"{platform.capitalize()} ({shown(next(iter(named)))})")
    if len(kinds) > 1:
        raise MarkingError(
            f"Here lie hand-ins of several platforms together: {' and '.join(kinds)}. Mark the download of each by itself, with "
            "a folder of its own for the results: python start.py mark FOLDER --out marks-a, then the next with --out marks-b."
        )


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


def _unwrapped(paths: Sequence[str]) -> list[str]:
    """The paths without the outer folders that only wrap all others (a zip often holds one folder that holds the rest)."""
    notebooks = folders.telling(paths) or paths
    outer = list(os.path.commonprefix([path.split("/")[:-1] for path in notebooks]))
    inside = [path.split("/", len(outer))[-1] for path in notebooks]
    if outer and any("/" not in path for path in inside) and not folders.holds_students(inside):
        outer.pop()  # a student's
    by_platform = [any(names.match(platform, f"{name}/_") for platform in names.PLATFORMS) for name in outer]
    for n, name in enumerate(outer):
        # a folder that is a student's or a group's, and no exercise with such a name
        of_a_student = by_platform[n] and not any(by_platform[n + 1 :])
        if name == "submitted" or name.lower().endswith(".zip") or of_a_student:
            outer = outer[:n]
            break
    wrap = "".join(f"{name}/" for name in outer)
    return [path.removeprefix(wrap) for path in paths]
