"""Whose each file is, by the way in which learning platforms name what was handed in: patterns in `names`.

`folders` is for folders and loose files, `beside` for the notes that platforms put beside hand-ins, `times` for the times
that names, notes and exports tell, `exports` for the tables into which points are filled.
"""

import os
import re
from collections.abc import Collection, Mapping, Sequence

from aftercoup.teach.marking.platforms import beside, folders, names
from aftercoup.teach.marking.platforms.hand_in import HandIn, MarkingError, Student, is_notebook, shown, some

_CODED = (
    r"_\d{2,}_\d{2,}_|_assignsubmission_|gradebook_|(?:^|/)\d+-\d+ *-"  # as platforms name, but for a slip
)

Named = dict[str, tuple[str, HandIn]]  # path -> the folders above what a platform named, whose it is


def recognised(
    files: Sequence[HandIn], ids: Collection[str]
) -> tuple[str, list[HandIn], str, Mapping[str, list[Student]]]:
    """(name of the platform, the files with their students and without its own notes, a sentence where most follow no
    platform's names, group -> members where it tells them). ids: keys of the class, as far as tables tell them."""
    paths = _unwrapped([file.path for file in files])
    every = {platform: _named_by(platform, paths) for platform in names.PLATFORMS}
    _of_one_platform(paths, every)
    platform, whose, sections = _by_names(paths, every, ids)
    known = [
        whose[path]._replace(
            path=file.path, open=file.open, size=file.size, refused=file.refused or whose[path].refused
        )
        for file, path in zip(files, paths)
    ]
    groups = {}
    if platform == "blackboard":
        known = beside.of_blackboard(known)
    elif platform == "sakai":
        groups = beside.members(known)
        known = beside.without_notes(known)
    known = beside.without_receipts(beside.timed(known))
    doubt = " ".join(filter(None, (_doubt(platform, [file.path for file in known]), sections)))
    return platform, known, doubt, groups


def named(paths: Sequence[str]) -> bool:
    """Does a platform name most of the files so?"""
    fitting = (len(_named_by(platform, paths)) for platform in names.PLATFORMS)
    return any(count and count * 2 >= len(paths) for count in fitting)


def _named_by(platform: str, paths: Sequence[str]) -> Named:
    """Those of the paths that a platform names so."""
    return {path: whose for path in paths if (whose := names.hand_in(platform, path))}


def _of_one_platform(paths: Sequence[str], every: Mapping[str, Named]) -> None:
    """MarkingError where the files of two platforms lie together: the ids of one mean nothing in the other."""
    whose: dict[str, dict[str, str]] = {}  # platform -> student -> one of the paths
    for path in paths:
        platform = next((name for name, named in every.items() if path in named), "")
        if platform:
            whose.setdefault(platform, {}).setdefault(every[platform][path][1].student.key, path)
    several = {platform: students for platform, students in whose.items() if len(students) > 1}
    if len(several) > 1:
        kinds = " and ".join(
            f"{name.capitalize()} ({shown(next(iter(paths.values())))})" for name, paths in several.items()
        )
        raise MarkingError(
            f"Here lie hand-ins of several platforms together: {kinds}. Mark the download of each by itself, with a folder "
            "of its own for the results: python start.py mark FOLDER --out marks-a, then the next with --out marks-b."
        )


def _by_names(
    paths: Sequence[str], every: Mapping[str, Named], ids: Collection[str]
) -> tuple[str, dict[str, HandIn], str]:
    """(name of the platform, path -> whose it is, a sentence on folders that were taken for sections). every: platform ->
    the paths that it names so."""
    notebooks = folders.telling(paths) or paths
    for platform, named in every.items():
        in_folders = [named[path] for path in notebooks if path in named and named[path][0]]
        sections, students = {above for above, _ in in_folders}, {file.student.key for _, file in in_folders}
        if len(students) <= len(sections) and len({path.partition("/")[0] for path in notebooks}) > 1:
            # the folders are the students', and what lies in them is only called as the platform might call it
            named, sections = {path: whose for path, whose in named.items() if not whose[0]}, set()
        fitting = sum(path in named for path in notebooks)
        if fitting and fitting * 2 >= len(notebooks):
            note = f"It is not named as {platform.capitalize()} names files, so the student was guessed from the name."
            others, _ = folders.by_folders(paths, ids, sections)
            guessed = {
                path: file._replace(notes=(note,) if file.student.id else ()) for path, file in others.items()
            }
            return platform, guessed | {path: file for path, (_, file) in named.items()}, ""
    if sum("/" in path for path in notebooks) * 2 >= len(notebooks):
        return "folders", *folders.by_folders(paths, ids)
    alike = folders.alike(paths)
    return "loose", {path: folders.loose(path, alike) for path in paths}, ""


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
    outer = notebooks[0].split("/")[:-1]
    of_sakai = [names.match("sakai", name) is not None for name in outer]
    depth = len(os.path.commonprefix([path.split("/")[:-2] for path in notebooks]))
    shared = len(os.path.commonprefix([path.split("/")[:-1] for path in notebooks]))
    if shared == depth + 1 and not any(
        names.match(platform, f"{outer[depth]}/_") for platform in names.PLATFORMS
    ):
        inside = ["/".join(path.split("/")[shared:]) for path in notebooks]
        depth += folders.holds_students(inside)
    for n, name in enumerate(outer[:depth]):
        # a folder that is a student's or a group's, and no exercise with such a name
        of_a_student = of_sakai[n] and not any(of_sakai[n + 1 :])
        if name == "submitted" or name.lower().endswith(".zip") or of_a_student:
            depth = n
            break
    wrap = "".join(f"{name}/" for name in outer[:depth])
    return [path.removeprefix(wrap) for path in paths]
