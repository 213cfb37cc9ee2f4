"""Folders of no platform: one for each student, also where these lie in the folders of sections, as `group-a/Mia Khin/`.

Which folders are sections is told by how all of them lie together: where most files lie in folders that hold no file
but several folders, of names that are no other folder's, the inner folders are the students'.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable

from aftercoup.teach.marking.hand_in import HandIn, Student, is_notebook, shown
from aftercoup.teach.marking.platforms import other

_ARCHIVE = re.compile(r"(?i)\.zip$")
# What a piece of work is called, and the folders of the course: no student's name
_PIECE = re.compile(
    r"(?i)(?:exercises?|notebooks?|solutions?|lessons?|data|after[ _-]?the[ _-]?coup|weeks?|attempts?|versions?|drafts?|"
    r"submissions?|submitted|final|old|new|copy|(?:my[ _-]?)?work)[ _-]*\d{0,2}"
)


def by_folders(paths: Iterable[str], known: Collection[str] = ()) -> tuple[Callable[[str], HandIn], str]:
    """(the function that tells whose a file is by the first folder that is no section, a sentence on what was taken for
    sections, if anything was). known: folders that are sections for certain."""
    paths = list(paths)
    sections = _sections(path for path in paths if is_notebook(path)) | set(known)
    places = defaultdict(set)  # key of a student's folder -> the sections in which one is called so
    for path in paths:
        above, folder = _student_of(path, sections)
        places[Student(folder).key].add(above)

    def owner(path: str) -> HandIn:
        above, folder = _student_of(path, sections)
        if not folder:
            beside = other.is_beside(path.rpartition("/")[2])
            return HandIn(path, Student(""), "folders") if beside else other.loose(path)
        twice = above and len(places[Student(folder).key]) > 1  # two people may share a name
        return HandIn(path, Student(f"{above} {folder}" if twice else folder), "folders")

    return owner, _said(sections, paths)


def _student_of(path: str, sections: set[str]) -> tuple[str, str]:
    """(sections above a student's folder, its name); the name is "" for a file that lies in none."""
    folders = path.split("/")[:-1]
    depth = 0
    while "/".join(folders[: depth + 1]) in sections and depth < len(folders):
        depth += 1
    if depth and depth < len(folders) and _PIECE.fullmatch(folders[depth]):
        depth -= 1
    above = " ".join(one for one in folders[:depth] if not _PIECE.fullmatch(one))
    return above, _ARCHIVE.sub("", folders[depth]) if depth < len(folders) else ""


def _sections(notebooks: Iterable[str]) -> set[str]:
    """The folders, as paths, that hold the folders of several students and no notebook."""
    inside: dict[str, Counter[str]] = defaultdict(Counter)  # folder -> those in it, with how many notebooks
    holding = set()
    for path in notebooks:
        folders = path.split("/")[:-1]
        holding.add("/".join(folders))
        for depth, name in enumerate(folders):
            inside["/".join(folders[:depth])][name] += 1

    def names(folder: str) -> set[str]:
        """What may be students in a folder that may be a section."""
        if folder in holding or _ARCHIVE.search(folder):
            return set()
        return {Student(name).key for name in inside.get(folder, ()) if not _PIECE.fullmatch(name)}

    found: set[str] = set()
    pending = [""]
    while pending:
        above = pending.pop()
        within = {name: f"{above}/{name}".lstrip("/") for name in inside.get(above, ())}
        times = Counter(one for folder in within.values() for one in names(folder))
        several = [
            name
            for name, folder in within.items()
            if len(here := names(folder)) > 1 and sum(times[one] == 1 for one in here) * 2 > len(here)
        ]
        most = sum(inside[above][name] for name in several) * 2 > inside[above].total()
        new = [
            folder for name, folder in within.items() if names(folder) and (most or _PIECE.fullmatch(name))
        ]
        found.update(new)
        pending += new
    return found


def _said(sections: set[str], paths: Iterable[str]) -> str:
    guessed = sorted(one for one in sections if not _PIECE.fullmatch(one.rpartition("/")[2]))
    if not guessed:
        return ""
    told = [_student_of(path, sections) for path in paths]
    students = dict.fromkeys(folder for above, folder in told if above and folder)
    first, inner = (
        ", ".join(map(shown, several[:3])) + (" …" if len(several) > 3 else "")
        for several in (guessed, [*students])
    )
    return (
        f"{first}: taken for sections, and the folders in them for the students: {inner}. If this is wrong, put each "
        "student's files right into the folder with the student's name, then mark again."
    )
