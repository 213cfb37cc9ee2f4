"""What was handed in: every file of a folder or an archive, and whose it is by the platform's own naming.

Archives are read in place and never unpacked to disk. Sizes and depths are bounded. A file that cannot be
used is not dropped: it comes out with a sentence that says why and what to do.
"""

import io
import os
import re
import stat
import unicodedata
from datetime import UTC, datetime
from functools import partial
from typing import NamedTuple
from zoneinfo import ZoneInfo

from aftercoup.errors import OneSentence

MEGABYTE = 2**20
PLAIN_SIZE = 8 * MEGABYTE  # up to here a file is taken as it is
LARGEST_FILE = 2**30  # beyond this a file is refused unread
TIGHTEST = 200  # a large file that is packed more tightly than this holds nothing but repetition
LARGEST_REST = 48 * MEGABYTE  # what may be left of a large file once its long texts are cut
LONG_TEXT = 100_000  # a text inside a large file from which it is cut; no answer is that long
INNER_ARCHIVE = 64 * MEGABYTE  # the largest archive inside an archive
MOST_FILES = 200_000
MOST_NOTEBOOKS_IN_A_HAND_IN = 50
GROUP = "group: "  # begins the id of a group that handed in, so that it is no student's
CUT = b'"(cut: a very long text)"'

_NOISE_FOLDERS = frozenset(("__MACOSX", ".ipynb_checkpoints", ".git", "__pycache__"))
_NOISE_FILES = (".DS_Store", "Thumbs.db", "desktop.ini")
_NOTEBOOK = (".ipynb", ".ipynb.txt", ".json")
_NOT_NOTEBOOKS = {
    "docx": "a Word document", "doc": "a Word document", "odt": "a text document", "pdf": "a PDF",
    "py": "a Python program", "html": "a web page", "htm": "a web page", "txt": "a text file",
    "md": "a text file", "png": "a picture", "jpg": "a picture", "jpeg": "a picture", "heic": "a picture",
    "rar": "a RAR archive", "7z": "a 7z archive", "gz": "a compressed file", "csv": "a table",
}  # fmt: skip
_BESIDE = (".csv", ".txt", ".xlsx", ".xls", ".html", ".md")
_LINK = "it is a link to another place, which is not followed: ask for the file itself"
_ASK = "ask for the notebook file that ends in .ipynb"


class IntakeError(OneSentence, ValueError):
    """The folder or archive as a whole cannot be read; the message says what to do."""


class Student(NamedTuple):
    """Whose a file is. id: the platform's, or the best that names tell; name: as the platform writes it."""

    id: str
    name: str = ""

    @property
    def key(self):
        """The id in one Unicode form and case, by which files of one student are put together."""
        return unicodedata.normalize("NFKC", self.id).casefold().strip()


class HandIn(NamedTuple):
    """One file that was handed in.

    path: where it was found, as shown to people; student; original: the file's own name; attempt: sorts the
    attempts of one student, the last is the greatest; late: the platform marked it so; platform; data: its
    bytes, None when it was refused; refused: why, and what to do ("" when it can be read); notes: sentences;
    when: it was handed in, as ISO time, where the platform's names or notes tell.
    """

    path: str
    student: Student
    original: str
    platform: str
    attempt: tuple = ()
    late: bool = False
    data: bytes | None = None
    refused: str = ""
    notes: tuple = ()
    when: str = ""


class _File(NamedTuple):
    path: str  # with "/" between folders, as found
    open: object  # () -> binary stream
    size: int
    refused: str = ""
    inside: str = ""  # the archive in which it lies, for people


class Intake:
    """What a folder or archive holds, before anything is read. platform: whose way of naming it follows; doubt: a
    sentence where most files follow none; groups: key of a group -> its members, where the platform tells them."""

    def __init__(self, platform, files, owner, doubt="", groups=None):
        self.platform, self.files, self._owner, self.doubt = platform, files, owner, doubt
        self.groups = groups or {}

    def __len__(self):
        return len(self.files)

    def students(self):
        """Whose the files are, by their names."""
        return [self._owner(one.path).student for one in self.files]

    def __iter__(self):
        """Every file as a HandIn, in an order of names, not of the file system; one is read at a time."""
        for one in self.files:
            yield _handed_in(one, self._owner)


def open_submissions(path):
    """The Intake of a folder, a zip archive or a single notebook. IntakeError if there is nothing to read."""
    path = os.fspath(path)
    name = os.path.basename(os.path.abspath(path))
    if not os.path.exists(path):
        raise IntakeError(
            f"There is no file or folder {shown(path)}. Check the name, or drag it onto the terminal."
        )
    if os.path.isdir(path):
        files = _in_folder(path)
    elif name.lower().endswith(".zip") or _is_archive(path):
        try:
            files = _in_archive(_opened(path), "")
        except IntakeError:
            raise
        except _unreadable() as problem:
            raise IntakeError(
                f"{shown(name)} is a damaged zip archive ({_first_line(problem)}). Download it again."
            ) from None
    elif _is_notebook(name):
        files = [_File(name, lambda: open(path, "rb"), os.path.getsize(path))]
    else:
        raise IntakeError(f"{shown(name)} is neither a folder nor a zip archive nor a notebook.")
    files = [one for one in files if not _is_noise(one.path)]
    if not files:
        raise IntakeError(f"{shown(name)} holds no file. Give the folder or the zip as the platform gave it.")
    files.sort(key=lambda one: (_natural(one.path), one.path))
    platform, owner = _platform(files)
    if platform == "blackboard":
        owner = _named_by_descriptions(files, owner)
        files = _without_descriptions(files, owner)
    groups = {}
    if platform == "sakai":
        groups = _sakais_groups(files, owner)
        files = _without_sakais_notes(files)
    files, owner = _without_receipts(files), _timed(files, owner)
    return Intake(platform, files, owner, _doubt(platform, [file.path for file in files]), groups)


def _is_notebook(path):
    return path.lower().endswith(_NOTEBOOK)


def _is_noise(path):
    """Whether a program left this file behind, and no person."""
    *folders, name = path.split("/")
    return name in _NOISE_FILES or name.startswith("._") or not _NOISE_FOLDERS.isdisjoint((*folders, name))


def without_control_signs(text: object) -> str:
    """Text that steers no terminal: control and direction signs stand there as their codes."""
    safe = str(text)
    if safe.isprintable():
        return safe
    steering = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
    return "".join(f"\\u{ord(sign):04x}" if unicodedata.category(sign) in steering else sign for sign in safe)


def shown(text: object) -> str:
    """A name as people may see it: without control and direction signs, at most 200 characters."""
    safe = without_control_signs(text)
    return safe if len(safe) <= 200 else f"{safe[:150]}…{safe[-45:]}"


# ---------------------------------------------------------------- finding the files
# zipfile is imported where there is an archive, and a folder is marked without it.


def _opened(archive):
    from zipfile import ZipFile

    return ZipFile(archive)


def _is_archive(path):
    from zipfile import is_zipfile

    return is_zipfile(path)


def _unreadable():
    """What reading a damaged file or archive may raise."""
    from zipfile import BadZipFile
    from zlib import error

    return BadZipFile, error, OSError, ValueError, NotImplementedError, RuntimeError, EOFError


def _refused(name, why, inside=""):
    return _File(name, None, 0, why, inside)


def _in_folder(folder):
    found, pending = [], [("", folder)]
    while pending:
        above, place = pending.pop()
        with os.scandir(place) as entries:
            for entry in entries:
                name = above + entry.name
                opened = partial(open, entry.path, "rb")
                if entry.is_symlink():
                    found.append(_refused(name, _LINK))
                elif entry.is_dir():
                    pending.append((f"{name}/", entry.path))
                elif not entry.is_file():
                    found.append(_refused(name, "it is no ordinary file"))
                elif name.lower().endswith(".zip"):
                    found += _inner(name, opened, entry.stat().st_size)
                else:
                    found.append(_File(name, opened, entry.stat().st_size))
                if len(found) > MOST_FILES:
                    raise IntakeError(
                        f"This folder holds more than {MOST_FILES:,} files. Is it the right one?"
                    )
    return found


def _in_archive(archive, inside, again=None):
    """The files of an open archive. again: opens it anew when a file is read (else it stays open)."""
    infos = archive.infolist()
    if len(infos) > MOST_FILES:
        raise IntakeError(f"This archive holds more than {MOST_FILES:,} files. Is it the right one?")
    found = []
    for info in infos:
        name = _named_in_archive(info).replace("\\", "/")
        if info.is_dir() or name.endswith("/"):
            continue
        opened = partial(_open_inside, again, info) if again else partial(archive.open, info)
        if stat.S_ISLNK(info.external_attr >> 16):
            found.append(_refused(name, _LINK, inside))
        elif info.flag_bits & 1:
            found.append(_refused(name, "it is locked with a password: ask for it without one", inside))
        elif info.file_size > max(LARGEST_REST, TIGHTEST * info.compress_size):
            why = (
                f"it unpacks to {info.file_size / MEGABYTE:,.0f} MB of repetition, so it is not read: {_ASK}"
            )
            found.append(_refused(name, why, inside))
        elif name.lower().endswith(".zip") and inside:
            found.append(
                _refused(name, f"it is an archive inside an archive inside an archive: {_ASK}", inside)
            )
        elif name.lower().endswith(".zip"):
            found += _inner(name, opened, info.file_size)
        else:
            found.append(_File(name, opened, info.file_size, inside=inside))
    return found


def _named_in_archive(info):
    """The name of a file in an archive. Some programs (those of macOS, zip on Linux) write UTF-8 and do not
    say so; zipfile then reads the code page of the first PCs, in which hardly any name is UTF-8 by chance."""
    said = info.flag_bits & 0x800
    if not said and not info.filename.isascii():
        try:
            return info.filename.encode("cp437").decode("utf-8")
        except UnicodeError:
            pass
    return info.filename


def _open_inside(again, info):
    return _opened(again()).open(info)


def _inner(name, opened, size):
    """The files of an archive that one student handed in; they lie in a folder with the archive's name."""
    if size > INNER_ARCHIVE:
        most = INNER_ARCHIVE // MEGABYTE
        why = f"it is an archive of {size / MEGABYTE:,.0f} MB, and up to {most} are opened: {_ASK}"
        return [_refused(name, why)]
    again = partial(_copied, opened)
    try:
        files = _in_archive(_opened(again()), name, again)
    except OneSentence as problem:
        return [_refused(name, f"it is an archive that is not opened. {problem}")]
    except _unreadable() as problem:
        return [_refused(name, f"it is an archive that cannot be opened ({_first_line(problem)}): {_ASK}")]
    notebooks = [one for one in files if _is_notebook(one.path) and not _is_noise(one.path)]
    if not notebooks:
        return [_refused(name, f"it is an archive without a notebook in it: {_ASK}")]
    if len(notebooks) > MOST_NOTEBOOKS_IN_A_HAND_IN:
        return [_refused(name, f"it is an archive with {len(notebooks)} notebooks: {_ASK}")]
    return [one._replace(path=f"{name}/{one.path.rsplit('/', 1)[-1]}") for one in notebooks]


def _copied(opened):
    """An archive inside another, as bytes in memory."""
    with opened() as stream:
        data = stream.read(INNER_ARCHIVE + 1)
    if len(data) > INNER_ARCHIVE:
        raise IntakeError("It unpacks to far more than it says.")
    return io.BytesIO(data)


def _first_line(problem):
    return (str(problem).splitlines() or [type(problem).__name__])[0][:120]


def _natural(text):
    """Sorts file-2 before file-10, whatever the case."""
    return [
        (0, int(part), "") if part.isdecimal() else (1, 0, part)
        for part in re.split(r"(\d+)", text.casefold())
    ]


# ---------------------------------------------------------------- reading one


def _handed_in(one, owner):
    hand_in = owner(one.path)
    place = shown(one.path)
    if one.refused:
        return hand_in._replace(path=place, refused=one.refused)
    ending = one.path.rsplit(".", 1)[-1].lower() if "." in one.path.rsplit("/", 1)[-1] else ""
    if not _is_notebook(one.path):
        what = _NOT_NOTEBOOKS.get(
            ending, f"a file of another kind (.{ending})" if ending else "a file without an ending"
        )
        return hand_in._replace(path=place, refused=f"it is {shown(what)}, not a notebook: {_ASK}")
    try:
        data, notes = _bytes(one)
    except OneSentence as problem:
        return hand_in._replace(path=place, refused=str(problem))
    except _unreadable() as problem:
        why = f"it cannot be read ({_first_line(problem)}): {_ASK} again"
        return hand_in._replace(path=place, refused=why)
    if not data.strip():
        return hand_in._replace(path=place, refused=f"it is empty: {_ASK} again")
    return hand_in._replace(path=place, data=data, notes=hand_in.notes + notes)


def _bytes(one):
    if one.size > LARGEST_FILE:
        raise IntakeError(_too_large(one.size))
    with one.open() as stream:
        said = min(one.size, PLAIN_SIZE)
        data = stream.read(said + 1)  # to ask for the most at once would reserve as much for each file
        if len(data) > said:  # what an archive says of a size may be wrong
            data += stream.read(PLAIN_SIZE + 1)
        if len(data) <= PLAIN_SIZE:
            return data, ()
        return shrunk(data, stream), ("It is very large; its long outputs were left out while reading.",)


def _too_large(size):
    return (
        f"it has {size / MEGABYTE:,.0f} MB: ask the student to choose Edit, Clear Outputs of All Cells, "
        "save, and hand it in again"
    )


_TEXT = rb'(?s)"[^"\\]*(?:\\.[^"\\]*)*"'
_REST_OF_TEXT = rb'(?s)[^"\\]*(?:\\.[^"\\]*)*'


def shrunk(start, stream):
    """The bytes of a large JSON file with every text longer than LONG_TEXT cut; memory stays bounded.

    start: bytes already read; stream: the rest. IntakeError when it is larger than LARGEST_FILE, or when what
    is left is still larger than LARGEST_REST. What is no JSON comes out in some form; its reader says so.
    """
    kept, waiting, seen, cutting = bytearray(), start, len(start), False
    chunk = start
    while True:
        place = 0
        if cutting:  # inside a text that is cut: look for its end
            place = re.match(_REST_OF_TEXT, waiting).end()
            if waiting[place : place + 1] == b'"':
                kept += CUT
                cutting, place = False, place + 1
        if not cutting:
            copied = place
            for found in re.compile(_TEXT).finditer(waiting, place):
                place = found.end()
                if place - found.start() > LONG_TEXT:
                    kept += waiting[copied : found.start()] + CUT
                    copied = place
            opened = waiting.find(b'"', place)  # a text that has no end yet
            place = opened if opened >= 0 else len(waiting)
            kept += waiting[copied:place]
            if len(waiting) - place > LONG_TEXT:
                cutting, place = True, place + 1
        if len(kept) > LARGEST_REST:
            raise IntakeError(_too_large(seen))
        waiting = waiting[place:]
        chunk = stream.read(MEGABYTE)
        if not chunk:
            return bytes(kept + (b"" if cutting else waiting))
        seen += len(chunk)
        if seen > LARGEST_FILE:
            raise IntakeError(_too_large(seen))
        waiting += chunk


# ---------------------------------------------------------------- whose it is, by platform
# These patterns are compiled by re where one is first used: a run meets the names of one platform.

_CANVAS = r"^(?P<name>[^/]+?)(?P<late>_LATE)?_(?P<user>\d+)_(?P<file>\d+)_(?P<original>.+)$"
_CANVAS_ANONYMOUS = r"^anon_(?P<user>\w{4,8})(?P<late>_LATE)?_(?P<file>\d+)_(?P<original>.+)$"
_AGAIN = r"(?i)-(\d+)(?=(\.ipynb)(\.\w+)?$)"
_MOODLE = r"^(?P<name>.+?)(?:_(?P<user>\d+))?_assignsubmission_(?:file|onlinetext)(?:_(?P<original>.*))?$"
_BLACKBOARD = (
    r"^(?:[^_]*[^\w]*)?gradebook_(?P<course>.+)_(?P<user>[^_]+)_attempt_(?P<when>\d{4}(?:-\d\d){5})"
    r"(?:_(?P<original>.+)|\.txt)$"
)
_COUNTED = r"(?i)[ _-]*\(\d+\)$|[ _-]+(?:\d{1,3}|copy\d*)$"
_ALIKE = (
    "The file's name does not tell whose it is: several are called the same but for a number. Give each "
    "student's file a folder with the student's name, then mark again."
)
_CODED = (
    r"_\d{2,}_\d{2,}_|_assignsubmission_|gradebook_|(?:^|/)\d+-\d+ *-"  # as platforms name, but for a slip
)
_BRIGHTSPACE = r"^(?P<user>\d+)-(?P<folder>\d+)\s*-\s*(?P<name>.+?)\s*-\s*(?P<when>[^/]*\d{4}[^/]*)$"
_SAKAI = r"^(?P<name>[^/(]*,[^/(]*)(?<! )\((?P<user>[^()/]+)\)(?:_.*)?$"  # in folders, or not
_SAKAI_GROUP = r"^(?P<name>[^/]+) \((?P<user>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\)$"
_SAKAI_NOTES = ("members.txt", "comments.txt", "feedbackText.html")


def _platform(files):
    """(name of the platform, function from a path to a HandIn without data)."""
    paths = [one.path for one in files]
    notebooks = [path for path in paths if _is_notebook(path)] or paths
    depth = _wrapping(notebooks)
    wrapped = notebooks[0].split("/")[:depth]
    cut = {
        path: "/".join(parts[depth:] if (parts := path.split("/"))[:depth] == wrapped else parts)
        for path in paths
    }
    for platform, read in _PLATFORMS.items():
        fitting = sum(read(cut[path]) is not None for path in notebooks)
        if fitting and fitting * 2 >= len(notebooks):
            return platform, lambda path: read(cut[path]) or _unnamed(cut[path], platform)
    in_folders = sum("/" in cut[path] for path in notebooks) * 2 >= len(notebooks)
    if in_folders:
        return "folders", lambda path: _by_folder(cut[path])
    alike = _alike(cut.values())
    return "loose", lambda path: _loose(cut[path], alike)


def _doubt(platform: str, paths: list[str]) -> str:
    """A sentence for the summary where most files follow no platform's way of naming; else ""."""
    paths = [path for path in paths if _is_notebook(path)]
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


def _wrapping(paths):
    """How many outer folders only wrap all the others (a zip often holds one folder that holds the rest)."""
    depth = 0
    split = [path.split("/")[:-1] for path in paths]
    while (
        all(len(folders) > depth + 1 for folders in split) and len({folders[depth] for folders in split}) == 1
    ):
        if split[0][depth] == "submitted" or _is_sakais(split[0][depth:]):
            break
        depth += 1
    if (
        all(folders[depth : depth + 1] for folders in split)
        and len({folders[depth] for folders in split}) == 1
    ):
        last = split[0][depth]
        names = [path.split("/")[-1] for path in paths]
        coded = sum(
            any(re.match(pattern, name) for pattern in (_CANVAS, _MOODLE, _BLACKBOARD)) for name in names
        )
        if coded * 2 >= len(names) and not re.match(_MOODLE, last):
            depth += 1
    return depth


def _is_sakais(folders):
    """Is the first of these folders that of a student, and not an exercise with such a name?"""
    fits = [re.match(_SAKAI, name) or re.match(_SAKAI_GROUP, name) for name in folders]
    return bool(fits[0]) and not any(fits[1:])


def _canvas(path):
    name = re.sub(r"^LATE_(anon_[^\W_]+)_", r"\1_LATE_", path.split("/")[0])  # where no name stands before
    found = "_" in name and (re.match(_CANVAS_ANONYMOUS, name) or re.match(_CANVAS, name))
    if not found or not name.startswith("anon_") and not _is_word(found["name"]):
        return None
    original = path.split("/")[-1] if "/" in path else found["original"]
    again = re.search(_AGAIN, original)
    return HandIn(
        path,
        Student(found["user"], "" if name.startswith("anon_") else found["name"]),
        re.sub(_AGAIN, "", original),
        "canvas",
        (int(again[1]) if again else 0, int(found["file"])),
        bool(found["late"]),
    )


def _is_word(name: str) -> bool:
    """Does Canvas leave all signs of a name in? It takes out what Ruby's [[:word:]] does not know: letters of every
    script with their combining marks, digits and the underscore stay. Python's \\w knows no combining marks."""
    return all(
        unicodedata.category(sign)[0] in "LM" or unicodedata.category(sign) in ("Nd", "Pc") for sign in name
    )


def _moodle(path):
    first, *rest = path.split("/")
    found = "_assignsubmission_" in first and re.match(_MOODLE, first)
    if not found:
        return None
    original = rest[-1] if rest else found["original"] or first
    # a group's file has the number of the group, or none: see groups.py
    return HandIn(path, Student(found["user"] or GROUP + found["name"], found["name"]), original, "moodle")


def _blackboard(path):
    name = path.split("/")[0]
    found = "gradebook_" in name and re.match(_BLACKBOARD, name)
    if not found:
        return None
    original = path.split("/")[-1] if "/" in path else found["original"] or name
    when = tuple(int(part) for part in found["when"].split("-"))
    return HandIn(path, Student(found["user"]), original, "blackboard", when, when=_iso(when))


def _brightspace(path):
    first, *rest = path.split("/")
    found = rest and "-" in first and re.match(_BRIGHTSPACE, first)
    if not found:
        return None
    student, when = Student(found["user"], found["name"]), time_in_words(found["when"])
    return HandIn(path, student, rest[-1], "brightspace", (int(found["folder"]),), when=when)


def time_in_words(words: str) -> str:
    """A time such as "Nov 14, 2025 342 PM" or "Friday, 14 November 2025, 15:42", as ISO time; "" where it has another
    form."""
    words = re.sub(r"^[^\W\d]+day\b|[,:.]", "", words)
    words = re.sub(r"\b(\d)(\d\d)(?= *[AP]M|$)", r"0\1\2", words)  # 342 is 03 42
    for form in (
        "%b %d %Y %I%M %p",
        "%B %d %Y %I%M %p",
        "%d %B %Y %I%M %p",
        "%d %B %Y %H%M",
        "%d %b %Y %H%M",
    ):
        try:
            return str(datetime.strptime(" ".join(words.split()), form))
        except ValueError:
            continue
    return ""


def _sakai(path):
    """A folder of Sakai: "Doe, Anna(adoe)", or a group's: "Team A (its long id)"."""
    first, *rest = path.split("/")
    found = re.match(_SAKAI, first) or re.match(_SAKAI_GROUP, first)
    if not found:
        return None
    name = found["name"].strip(" ,")
    id_ = found["user"] if "," in found["name"] else f"{GROUP}{name} ({found['user']})"
    return HandIn(path, Student(id_, name), rest[-1] if rest else first, "sakai")


def _sakais_groups(files, owner):
    """group -> its members, as Sakai's members.txt beside a group's files tells them."""
    groups = {}
    for one in files:
        if one.path.endswith(f"/{_SAKAI_NOTES[0]}"):
            found = re.findall(r"([^;]+)\(([^()]+)\)", _beginning(one))
            groups[owner(one.path).student.key] = [Student(id_, name.strip(" ,")) for name, id_ in found]
    return groups


def _without_sakais_notes(files):
    """Without what Sakai and teachers put beside hand-ins; a text that a student typed there stays."""
    names = ("_submissionText.html", *(f"/{name}" for name in _SAKAI_NOTES))
    return [one for one in files if not one.path.endswith(names) or one.path.endswith(names[0]) and one.size]


def _iso(parts: tuple) -> str:
    """Year, month, day, hour, minute, second as ISO time; "" where there is no such time."""
    try:
        return str(datetime(*parts))
    except ValueError:
        return ""


def _nbgrader(path):
    parts = path.split("/")
    if "submitted" not in parts[:-3]:
        return None
    place = parts.index("submitted")
    return HandIn(path, Student(parts[place + 1]), parts[-1], "nbgrader")


_PLATFORMS = {
    "canvas": _canvas,
    "moodle": _moodle,
    "blackboard": _blackboard,
    "brightspace": _brightspace,
    "nbgrader": _nbgrader,
    "sakai": _sakai,
}


def _is_beside(path: str) -> bool:
    """Is it a table or note that a platform or a teacher put beside the students' folders? It is no student's."""
    return "/" not in path and path.lower().endswith(_BESIDE)


def _by_folder(path):
    if _is_beside(path):
        return HandIn(path, Student(""), path, "folders")
    first, *rest = path.split("/")
    student = Student(re.sub(r"(?i)\.zip$", "", first))
    return HandIn(path, student, rest[-1], "folders") if rest else _loose(path)


def _loose(path, alike=()):
    name = path.split("/")[-1]
    stem = _stem(path)
    notes = (_ALIKE,) if stem in alike or re.sub(_COUNTED, "", stem) in alike else ()
    return HandIn(path, Student(stem), name, "loose", notes=notes)


def _stem(path):
    """The name of a loose file without its ending, or of the archive in which it was handed in."""
    *folders, name = path.split("/")
    name = next((one for one in folders if one.lower().endswith(".zip")), name)
    return re.sub(r"(\.ipynb)?(\.\w{1,5})?$", "", name)


def _alike(paths):
    """The names that several loose files share, but for the number that a browser adds to a second one."""
    stems = set(map(_stem, paths))
    return stems & {re.sub(_COUNTED, "", stem) for stem in stems if re.search(_COUNTED, stem)}


def _named_by_descriptions(files, owner):
    """`owner` with the user names as Blackboard's texts beside the attempts tell them.

    A file's name alone does not say where a user name with "_" begins. Where two are cut to the same word and
    no text tells, what their names do not share stays, so that no two students become one.
    """
    names = {one.path.split("/")[-1] for one in files}
    heads = {head for head in map(_blackboard_head, names) if head}
    told = {}
    for one in files:
        name = one.path.split("/")[-1]
        found = _is_description(name) and not one.refused and re.search(_NAMED, _beginning(one))
        if found and f"_{_blackboard_head(name)}".casefold().endswith(f"_{found['user']}".casefold()):
            told[_blackboard_head(name)] = Student(found["user"], shown(found["name"].strip()))
    cut = {head: head.rpartition("_")[2] for head in heads - set(told)}
    shared = len(os.path.commonprefix(sorted(heads)).rpartition("_")[0]) + 1
    for head, user in cut.items():
        if list(cut.values()).count(user) > 1:
            told[head] = Student(head[shared:])

    def named(path):
        hand_in = owner(path)
        student = told.get(_blackboard_head(path.split("/")[-1])) or told.get(
            _blackboard_head(path.split("/")[0])
        )
        return hand_in._replace(student=student) if student else hand_in

    return named


_NAMED = r"(?m)^[^\n:]{1,40}: *(?P<name>[^\n]+?) *\((?P<user>[^()\s]+)\) *$"


def _blackboard_head(name):
    """What stands before the attempt in one of Blackboard's names: course, exercise and user."""
    found = re.match(_BLACKBOARD, name)
    return name[: found.start("when") - len("_attempt_")] if found else ""


def _beginning(one):
    """The first lines of a text file."""
    try:
        with one.open() as stream:
            return stream.read(2000).decode("utf-8-sig", "replace").replace("\r\n", "\n")
    except _unreadable():
        return ""


def _without_descriptions(files, owner):
    """Without the text that Blackboard puts beside each attempt. One beside no file stays, and says so."""

    def attempt(one):
        hand_in = owner(one.path)
        return hand_in.student.key, hand_in.attempt

    about = [one for one in files if _is_description(one.path)]
    known = {attempt(one) for one in files if not _is_description(one.path)}
    why = f"it is Blackboard's note on an attempt without a file: {_ASK}"
    lone = {one: one._replace(refused=why) for one in about if attempt(one) not in known}
    return [lone.get(one, one) for one in files if not _is_description(one.path) or one in lone]


_RECEIPTS = ("timestamp.txt", "submission_secret.txt")  # nbgrader puts them beside what it collects


def _without_receipts(files):
    """Without nbgrader's own notes on a submission; where they lie alone they stay: nothing was handed in."""
    receipts = {one.path for one in files if one.path.rpartition("/")[2] in _RECEIPTS}
    if not receipts:
        return files
    folders = set()
    for one in files:
        if _is_notebook(one.path):
            folder = one.path
            while "/" in folder:
                folder = folder.rpartition("/")[0]
                folders.add(folder)
    return [one for one in files if one.path not in receipts or one.path.rpartition("/")[0] not in folders]


_STAMP = r"\s*(\d{4})-?(\d\d)-?(\d\d)[ T]?(\d\d):?(\d\d):?(\d\d)[.,]?\d*\s*(\S*)"


def _timed(files, owner):
    """`owner` with the times that nbgrader and Sakai note in timestamp.txt beside, or above, what was handed in."""
    times = {}
    for one in files:
        folder, _, name = one.path.rpartition("/")
        found = name == _RECEIPTS[0] and not one.refused and re.match(_STAMP, _beginning(one))
        if found:
            *parts, zone = found.groups()
            times[folder] = _here(_iso(tuple(map(int, parts))), zone)

    def timed(path):
        hand_in, folder = owner(path), path.rpartition("/")[0]
        while folder and folder not in times:
            folder = folder.rpartition("/")[0]
        return hand_in._replace(when=hand_in.when or times.get(folder, ""))

    return timed if times else owner


def _here(when: str, zone: str) -> str:
    """A time on this computer's clock, as deadlines are written. zone: of the note, as "America/Lima"; Sakai's Z, and
    none, are UTC."""
    try:
        place = UTC if zone in ("", "Z", "UTC") else ZoneInfo(zone)
        return str(datetime.fromisoformat(when).replace(tzinfo=place).astimezone().replace(tzinfo=None))
    except (ValueError, KeyError, OSError):  # no time, or no such zone here
        return when


def _is_description(path):
    found = re.match(_BLACKBOARD, path.split("/")[-1])
    return found is not None and not found["original"]


def _unnamed(path, platform):
    if _is_beside(path):
        return HandIn(path, Student(""), path, platform)
    hand_in = _by_folder(path) if "/" in path else _loose(path)
    note = (
        f"It is not named as {platform.capitalize()} names files, so the student was guessed from the name."
    )
    return hand_in._replace(platform=platform, notes=(note,))
