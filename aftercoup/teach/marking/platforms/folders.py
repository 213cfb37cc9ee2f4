"""Whose a file is where no platform named it: by the folder of a student, also in folders of sections, or by its name.

Folders are sections where there are more folders in them than of them, most of which are called as no other is: the
inner ones are the students'. So are folders that are called like sections and hold several. A folder that is called
like a piece of work, as `exercise 01`, is nobody's.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable

from aftercoup.teach.marking.hand_in import HandIn, Student, is_notebook, some

_ARCHIVE = re.compile(r"(?i)\.zip$")
# What a piece of work is called, and the folders of the course: no student's name
_PIECE = re.compile(
    r"(?i)(?:exercises?|notebooks?|solutions?|lessons?|data|after[ _-]?the[ _-]?coup|weeks?|attempts?|versions?|drafts?|"
    r"submissions?|submitted|final|old|new|copy|(?:my[ _-]?)?work)[ _-]*\d{0,2}"
)
# What teachers put beside students' folders: nobody's
_BESIDE = (".csv", ".txt", ".xlsx", ".xls", ".html", ".md")
_OURS = re.compile(r"(?i)exercise[ _-]?\d\d")  # as the course names its sheets: no student's name
_SECTION = re.compile(
    r"(?i)(?:groups?|sections?|class|tutorials?|seminars?)[ _-]*\w{1,3}"
)  # as teachers call one
_COUNTED = re.compile(r"(?i)[ _-]*\(\d+\)$|[ _-]+(?:\d{1,3}|copy\d*)$")
_ALIKE = (
    "The file's name does not tell whose it is: several are called the same, or the same but for a number. Give "
    "each student's file a folder with the student's name, then mark again."
)


def by_folders(paths: Iterable[str], known: Collection[str] = ()) -> tuple[Callable[[str], HandIn], str]:
    """(the function that tells whose one of the files is by the first folder that is no section, a sentence on what was
    taken for sections, if anything was). known: folders that are sections for certain."""
    paths = list(paths)
    sections = _sections(path for path in paths if is_notebook(path)) | set(known)
    told = {path: _split(path, sections) for path in paths}
    places = defaultdict(set)  # key of a student's folder -> the sections in which one is called so
    for above, folder in told.values():
        places[Student(folder).key].add(above)

    def owner(path: str) -> HandIn:
        above, folder = told[path]
        if not folder:
            return HandIn(path) if path.lower().endswith(_BESIDE) else loose(path)
        twice = above and len(places[Student(folder).key]) > 1  # two people may share a name
        return HandIn(path, Student(f"{above} {folder}" if twice else folder))

    return owner, _said(sections, [folder for above, folder in told.values() if above and folder])


def _split(path: str, sections: Collection[str]) -> tuple[str, str]:
    """(sections above a student's folder, its name); the name is "" for a file that lies in none."""
    folders = path.split("/")[:-1]
    depth = 0
    while depth < len(folders) and "/".join(folders[: depth + 1]) in sections:
        depth += 1
    if 0 < depth < len(folders) and _PIECE.fullmatch(folders[depth]):
        depth -= 1
    above = " ".join(_ARCHIVE.sub("", one) for one in folders[:depth] if not _PIECE.fullmatch(one))
    return above, _ARCHIVE.sub("", folders[depth]) if depth < len(folders) else ""


def _sections(notebooks: Iterable[str]) -> set[str]:
    """The folders, as paths, that hold the folders of several students and no notebook."""
    inside = defaultdict(set)  # folder -> the names of those in it
    holding = set()
    for path in notebooks:
        folders = path.split("/")[:-1]
        holding.add("/".join(folders))
        for depth, name in enumerate(folders):
            inside["/".join(folders[:depth])].add(name)
    found: set[str] = set()
    pending = [""]
    for above in pending:
        within = [f"{above}/{name}".lstrip("/") for name in inside[above]]
        students = {  # what may be students, in each folder that may be a section
            folder: {Student(name).key for name in inside[folder] if not _PIECE.fullmatch(name)}
            for folder in within
            if folder not in holding
        }
        times = Counter(name for names in students.values() for name in names)
        alone = sum(count == 1 for count in times.values())
        many = times.total() > len(within) and alone * 2 > times.total()
        called = lambda one: len(students[one]) > 1 and _SECTION.fullmatch(one.split("/")[-1])
        new = [one for one, names in students.items() if names and (many or _is_piece(one) or called(one))]
        found.update(new)
        pending += new
    return found


def _is_piece(folder: str) -> bool:
    return _PIECE.fullmatch(folder.rpartition("/")[2]) is not None


def _said(sections: Iterable[str], students: Iterable[str]) -> str:
    guessed = sorted(one for one in sections if not _is_piece(one))
    if not guessed:
        return ""
    return (
        f"{some(guessed)}: taken for sections, and the folders in them for the students: {some(dict.fromkeys(students))}. If this is wrong, put each "
        "student's files right into the folder with the student's name, then mark again."
    )


# ---------------------------------------------------------------- by the name of a file


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
        return HandIn(path, Student(" ".join(folders)))
    return HandIn(path, Student(stem), notes=(_ALIKE,) if names & set(alike) else ())


def _stem(path: str) -> str:
    """The name of a loose file without its ending, or of the archive in which it was handed in."""
    *folders, name = path.split("/")
    name = next((one for one in folders if _ARCHIVE.search(one)), name)
    return re.sub(r"(\.ipynb)?(\.\w{1,5})?$", "", name)


def alike(paths: Iterable[str]) -> set[str]:
    """The names that several loose files share: in other folders, or but for the number that a browser adds to a
    second one."""
    places = Counter(stem for _, stem in {(path.rpartition("/")[0], _stem(path)) for path in paths})
    numbered = {_COUNTED.sub("", stem) for stem in places if _COUNTED.search(stem)}
    return {stem for stem, n in places.items() if n > 1 or stem in numbered}
