"""Names of no platform: loose files whose names tell the student (folders for students: see `folders`)."""

import re
from collections import Counter
from collections.abc import Collection, Iterable

from aftercoup.teach.marking.hand_in import HandIn, Student

_BESIDE = (".csv", ".txt", ".xlsx", ".xls", ".html", ".md")
_OURS = re.compile(r"(?i)exercise[ _-]?\d\d")  # as the course names its sheets: no student's name
_COUNTED = re.compile(r"(?i)[ _-]*\(\d+\)$|[ _-]+(?:\d{1,3}|copy\d*)$")
_ALIKE = (
    "The file's name does not tell whose it is: several are called the same, or the same but for a number. Give "
    "each student's file a folder with the student's name, then mark again."
)


def is_beside(name: str) -> bool:
    """Is it a table or note that a platform or a teacher put beside the students' folders? It is no student's."""
    return name.lower().endswith(_BESIDE)


def of_members(paths: Iterable[str], ids: Collection[str]) -> dict[str, Student]:
    """Path -> student, for the files of a folder that holds those of several students: each is called like another id.
    ids: keys of the roster."""
    folders: dict[str, dict[str, Student]] = {}
    for path in paths:
        folders.setdefault(path.rpartition("/")[0], {})[path] = Student(_stem(path))
    return {
        path: student
        for files in folders.values()
        if len({student.key for student in files.values()} & set(ids)) == len(files) > 1
        for path, student in files.items()
    }


def loose(path: str, alike: Collection[str] = ()) -> HandIn:
    """Whose a file is by its own name, or by its folders where it has only the name that the course gave it. alike:
    names that several share, which tell nothing."""
    stem, folders = _stem(path), path.split("/")[:-1]
    names = {stem, _COUNTED.sub("", stem)}
    if folders and any(map(_OURS.fullmatch, names)):
        return HandIn(path, Student(" ".join(folders)), "loose")
    return HandIn(path, Student(stem), "loose", notes=(_ALIKE,) if names & set(alike) else ())


def _stem(path: str) -> str:
    """The name of a loose file without its ending, or of the archive in which it was handed in."""
    *folders, name = path.split("/")
    name = next((one for one in folders if one.lower().endswith(".zip")), name)
    return re.sub(r"(\.ipynb)?(\.\w{1,5})?$", "", name)


def alike(paths: Iterable[str]) -> set[str]:
    """The names that several loose files share: in other folders, or but for the number that a browser adds to a
    second one."""
    places = Counter(stem for _, stem in {(path.rpartition("/")[0], _stem(path)) for path in paths})
    numbered = {_COUNTED.sub("", stem) for stem in places if _COUNTED.search(stem)}
    return {stem for stem, n in places.items() if n > 1 or stem in numbered}


def unnamed(guessed: HandIn, platform: str) -> HandIn:
    """A file that is not named by the platform's rule, as most of the others are. guessed: whose it is by its folder or
    name."""
    if not guessed.student.id:
        return guessed._replace(platform=platform)
    note = (
        f"It is not named as {platform.capitalize()} names files, so the student was guessed from the name."
    )
    return guessed._replace(platform=platform, notes=(note,))
