"""Whose a file is where no platform named it: by the folder of a student, also in folders of sections, or by its name.

A roster or a grade export tells, where it has the name of a folder or of those in it. Else folders are sections where half of
those in one place hold folders of several students, where none of them all holds work of its own (more than half where one
does, one more where all that hold folders do), or where they are called like sections. So a file is rather a hand-in too many than one of somebody else, and the summary says what was taken for what.
A folder that is called like a piece of work, as `exercise 01`, is nobody's.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise

from aftercoup.teach.marking.platforms.hand_in import HandIn, Student, is_notebook, some

_ARCHIVE = re.compile(r"(?i)\.zip$")
# What a piece of work is called, and the folders of the course: no student's name
_PIECE = re.compile(
    r"(?i)(?:exercises?|notebooks?|solutions?|lessons?|data|after[ _-]?the[ _-]?coup|weeks?|attempts?|versions?|drafts?|"
    r"submissions?|submitted|final|old|new|copy|(?:my[ _-]?)?work)[ _-]*\d{0,2}"
)
# What teachers put beside students' folders: nobody's
_BESIDE = (".csv", ".txt", ".xlsx", ".xls", ".html", ".md", ".db")
_OURS = re.compile(r"(?i)exercise[ _-]?\d\d")  # as the course names its sheets: no student's name
# What teachers call a section
_SECTION = re.compile(r"(?i)(?:groups?|sections?|class|tutorials?|seminars?)[ _-]*\w{1,3}")
_COUNTED = re.compile(r"(?i)[ _-]*\(\d+\)$|[ _-]+(?:\d{1,3}|copy\d*)$")  # "name (2)", "name copy"
_IN_NONE = "It lies in no student's folder, so the student was guessed from its name."
_NOBODYS = (
    "it lies in no student's folder, and its name tells nobody. If it is a student's, put it into a folder with the "
    "student's name, then mark again"
)
_ALIKE = (
    "The file's name does not tell whose it is: several are called the same, or the same but for a number. Give "
    "each student's file a folder with the student's name, then mark again."
)


def by_folders(
    paths: Sequence[str], ids: Collection[str], known: Collection[str] = ()
) -> tuple[dict[str, HandIn], str]:
    """(path -> whose it is by the first folder that is no section, a sentence on what was taken for sections, if anything
    was). ids: keys of the class; known: folders that are sections for certain, also those around them."""
    placed = telling(paths)
    settings = {path for path in paths if is_notebook(path)}.difference(placed)
    sections, both = _sections(placed, {*ids})
    sections |= {folder for section in known for folder in HandIn(f"{section}/").folders if folder}
    places = {path: _split(path, sections) for path in paths}
    where = defaultdict(set)  # key of a student's folder -> the sections in which one is called so
    for above, folder in places.values():
        where[Student(folder).key].add(above)
    whose = {}
    for path, (above, folder) in places.items():
        if folder:  # two people may share a name
            alone = len(where[Student(folder).key]) > 1 or not both.isdisjoint(HandIn(path).folders)
            whose[path] = HandIn(path, Student(f"{above} {folder}" if above and alone else folder))
        elif path.lower().endswith(_BESIDE):
            whose[path] = HandIn(path)
        elif path in settings or _PIECE.fullmatch(_stem(path)) and not _OURS.match(_stem(path)):
            whose[path] = HandIn(path, refused=_NOBODYS)
        else:
            whose[path] = loose(path)._replace(notes=(_IN_NONE,))
    guessed = sorted(section for section in sections if not _is_piece(section))
    students = dict.fromkeys(folder for above, folder in places.values() if above and folder)
    several = [folder for folder in students if len(where[Student(folder).key]) > 1]
    twice = f" In several of them: {some(several)}; each stands by itself." if several else ""
    said = (
        f"{some(guessed)}: taken for sections, and the folders in them for the students: {some(students)}.{twice} If this is "
        "wrong, name a roster whose ids are the names of the students' folders (--roster), or put each student's files right "
        "into one folder with the student's name; then mark again."
    )
    return whose, said if guessed else ""


def telling(paths: Iterable[str]) -> list[str]:
    """The notebooks, whose places tell how folders are laid out: without a .json beside folders that hold notebooks, which
    is rather a list or settings of the teacher's."""
    notebooks = [path for path in paths if is_notebook(path)]
    above = {folder for path in notebooks for folder in HandIn(path).folders[1:]}
    return [
        path
        for path in notebooks
        if not (path.lower().endswith(".json") and path.rpartition("/")[0] in above)
    ]


def holds_students(inside: Sequence[str]) -> bool:
    """Is a folder that is around all others one of a class, though loose files lie in it? inside: the notebooks by their
    paths in it. It is where it holds more folders than loose files, none of which has the name that the course gave it."""
    alone = [_stem(path) for path in inside if "/" not in path]
    students = {path.partition("/")[0] for path in inside if "/" in path}
    students = {folder for folder in students if not _is_piece(folder)}
    return len(students) > max(1, len(alone)) and not any(map(_OURS.match, alone))


def _split(path: str, sections: Collection[str]) -> tuple[str, str]:
    """(sections above a student's folder, its name); the name is "" for a file that lies in none."""
    folders = path.split("/")[:-1]
    depth = 0
    while depth < len(folders) and "/".join(folders[: depth + 1]) in sections:
        depth += 1
    if 0 < depth < len(folders) and _PIECE.fullmatch(folders[depth]):
        depth -= 1
    above = " ".join(_ARCHIVE.sub("", folder) for folder in folders[:depth] if not _PIECE.fullmatch(folder))
    return above, _ARCHIVE.sub("", folders[depth]) if depth < len(folders) else ""


def _sections(notebooks: Sequence[str], ids: set[str]) -> tuple[set[str], set[str]]:
    """(the folders, as paths, that hold those of students; those of them that are called like a student of the class too).
    ids: keys of the class, which tell more than any name."""
    inside: dict[str, set[str]] = defaultdict(set)  # folder -> the folders in it
    for path in notebooks:
        for folder, outer in pairwise(HandIn(path).folders):
            inside[outer].add(folder)
    holding = {path.rpartition("/")[0] for path in notebooks}
    pending, both = [""], set()
    for above in pending:
        students = {  # what may be students in each folder that may be a section
            folder: {Student(_name(below)).key for below in inside[folder] if not _is_piece(below)}
            for folder in inside[above]
        }
        in_class = {folder for folder in students if Student(_name(folder)).key in ids}
        around = {folder for folder, names in students.items() if names & ids}
        if in_class or around:
            sections = {*students} - holding - in_class if around else set()
        else:
            sections = _by_numbers(students, holding)
        sections |= around | {folder for folder in students if _is_piece(folder)} - holding
        both |= around & in_class
        pending += sorted(folder for folder in sections if students[folder])
    return {*pending[1:]}, both


def _by_numbers(students: Mapping[str, set[str]], holding: set[str]) -> set[str]:
    """Which of the folders in one place are sections. students: folder -> names of the folders in it; holding: folders with
    notebooks."""
    several = {folder for folder, names in students.items() if len(names) > 1}
    called_so = {folder for folder in students if _SECTION.fullmatch(_name(folder))}
    has_own_work = any(folder in holding or not names for folder, names in students.items())
    all_hold_work = several <= holding
    # half of them are enough; each of the two, which speak for students, asks for more
    if 2 * len(several) >= len(students) + has_own_work + all_hold_work:
        return several | called_so | {*students} - holding
    return called_so if called_so & several else set()


def _name(folder: str) -> str:
    return folder.rpartition("/")[2]


def _is_piece(folder: str) -> bool:
    return _PIECE.fullmatch(_name(folder)) is not None


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
    name = next((folder for folder in folders if _ARCHIVE.search(folder)), name)
    return re.sub(r"(\.ipynb)?(\.\w{1,5})?$", "", name)


def alike(paths: Iterable[str]) -> set[str]:
    """The names that several loose files share: in other folders, or but for the number that a browser adds to a
    second one."""
    places = Counter(stem for _, stem in {(path.rpartition("/")[0], _stem(path)) for path in paths})
    numbered = {_COUNTED.sub("", stem) for stem in places if _COUNTED.search(stem)}
    return {stem for stem, n in places.items() if n > 1 or stem in numbered}
