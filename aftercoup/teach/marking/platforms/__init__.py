"""How each learning platform names what was handed in and what its grade export looks like: a file for each of them.

`folders` and `other` are for folders and loose files, `times` for the times that names, notes and exports tell. A platform that
comes in needs a line in `_READERS` and, where it has an export, one in `EXPORTS`.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from aftercoup.teach.marking.hand_in import File, HandIn, Owner, Student, is_notebook, shown
from aftercoup.teach.marking.platforms import (
    blackboard,
    brightspace,
    canvas,
    folders,
    moodle,
    nbgrader,
    other,
    sakai,
    times,
)

Reader = Callable[[str], HandIn | None]  # from a path to whose it is, None where it is not named by the rule
_READERS: dict[str, Reader] = {
    "canvas": canvas.hand_in,
    "moodle": moodle.hand_in,
    "blackboard": blackboard.hand_in,
    "brightspace": brightspace.hand_in,
    "nbgrader": nbgrader.hand_in,
    "sakai": sakai.hand_in,
}
EXPORTS = {  # the first that knows a table has made it
    "canvas": canvas.EXPORT,
    "brightspace": brightspace.EXPORT,
    "blackboard": blackboard.EXPORT,
    "moodle": moodle.EXPORT,
}
_UPLOAD: dict[str, Callable[[str], str | None]] = {
    "canvas": canvas.upload_name,
    "moodle": moodle.upload_name,
}
_CODED = (
    r"_\d{2,}_\d{2,}_|_assignsubmission_|gradebook_|(?:^|/)\d+-\d+ *-"  # as platforms name, but for a slip
)


def upload_name(path: str, platform: str) -> str | None:
    """Under which name a platform takes a page back as feedback on this file; None where it cannot."""
    return _UPLOAD[platform](path) if platform in _UPLOAD else None


def recognised(files: Sequence[File]) -> tuple[str, list[File], Owner, str, Mapping[str, list[Student]]]:
    """(name of the platform, the files without its own notes, whose each is, a sentence where most follow no
    platform's names, group -> members where it tells them)."""
    platform, owner, sections = _by_names([one.path for one in files])
    files = list(files)
    groups = {}
    if platform == "blackboard":
        owner = blackboard.named_by_descriptions(files, owner)
        files = blackboard.without_descriptions(files, owner)
    elif platform == "sakai":
        groups = sakai.groups(files, owner)
        files = sakai.without_notes(files)
    owner = times.by_stamps(files, owner)
    files = nbgrader.without_receipts(files)
    doubt = " ".join(filter(None, (_doubt(platform, [file.path for file in files]), sections)))
    return platform, files, owner, doubt, groups


def _by_names(paths: Sequence[str]) -> tuple[str, Owner, str]:
    """(name of the platform, function from a path to a HandIn without data, a sentence on folders that were taken for
    sections)."""
    notebooks = [path for path in paths if is_notebook(path)] or paths
    depth = _wrapping(notebooks)
    wrapped = notebooks[0].split("/")[:depth]
    cut = {
        path: "/".join(parts[depth:] if (parts := path.split("/"))[:depth] == wrapped else parts)
        for path in paths
    }
    for platform, read in _READERS.items():
        inside, around = _in_sections(read, [cut[path] for path in notebooks])
        fitting = sum(inside(cut[path]) is not None for path in notebooks)
        if fitting and fitting * 2 >= len(notebooks):
            by_folder, _ = folders.by_folders(cut.values(), around)
            return (
                platform,
                lambda path: inside(cut[path]) or other.unnamed(by_folder(cut[path]), platform),
                "",
            )
    in_folders = sum("/" in cut[path] for path in notebooks) * 2 >= len(notebooks)
    if in_folders:
        by_folder, sections = folders.by_folders(cut.values())
        return "folders", lambda path: by_folder(cut[path]), sections
    alike = other.alike(cut.values())
    return "loose", lambda path: other.loose(cut[path], alike), ""


def _in_sections(read: Reader, paths: Sequence[str]) -> tuple[Reader, set[str]]:
    """(`read` that also looks below the folders of sections, these folders). They are sections where they hold more
    students than they are themselves: else they are the students', and what lies in them is only called as a platform
    might call it."""

    def inner(path: str) -> tuple[str, HandIn | None]:
        parts = path.split("/")
        found = ((parts[:depth], read("/".join(parts[depth:]))) for depth in range(len(parts)))
        return next((("/".join(above), one) for above, one in found if one), ("", None))

    seen = [(above, one.student.key) for above, one in map(inner, paths) if one and above]
    sections, students = {above for above, _ in seen}, {student for _, student in seen}
    if len(students) <= len(sections):
        return read, set()
    return lambda path: inner(path)[1], sections | {up for one in sections for up in _above(one)}


def _above(folder: str) -> Iterator[str]:
    """The folders around a folder."""
    while folder := folder.rpartition("/")[0]:
        yield folder


def _doubt(platform: str, paths: list[str]) -> str:
    """A sentence for the summary where most files follow no platform's way of naming; else ""."""
    paths = [path for path in paths if is_notebook(path)]
    coded = [path for path in paths if re.search(_CODED, path)]
    if platform not in ("loose", "folders") or len(paths) < 2 or platform == "folders" and not coded:
        return ""
    by = "folder" if platform == "folders" else "name"
    first = ", ".join(shown(path) for path in (coded or paths)[:3])
    return (
        f"{len(paths)} files do not fit the names that a platform gives (Canvas: doejane_123_456_FILE, Moodle: "
        "Jane Doe_123_assignsubmission_file, Blackboard: gradebook_COURSE_jdoe_attempt_DATE_FILE, Brightspace: "
        f"123-456 - Jane Doe - DATE), so the {by} of each tells the student: {first}{' …' if len(paths) > 3 else ''}. "
        "If this is wrong, mark the zip as the platform gave it, with no file renamed."
    )


def _wrapping(paths: Sequence[str]) -> int:
    """How many outer folders only wrap all the others (a zip often holds one folder that holds the rest)."""
    depth = 0
    split = [path.split("/")[:-1] for path in paths]
    while (
        all(len(folders) > depth + 1 for folders in split) and len({folders[depth] for folders in split}) == 1
    ):
        if split[0][depth] == "submitted" or sakai.is_student(split[0][depth:]):
            break
        depth += 1
    if (
        all(folders[depth : depth + 1] for folders in split)
        and len({folders[depth] for folders in split}) == 1
    ):
        names = [path.split("/")[-1] for path in paths]
        patterns = canvas.NAMED, moodle.NAMED, blackboard.NAMED
        coded = sum(any(pattern.match(name) for pattern in patterns) for name in names)
        if coded * 2 >= len(names) and not moodle.NAMED.match(split[0][depth]):
            depth += 1
    return depth
