"""What was handed in: every file of a folder or an archive, and whose it is by the platform's own naming.

Archives are read in place and never unpacked to disk. Sizes and depths are bounded. A file that cannot be
used is not dropped: it comes out with a sentence that says why and what to do.
"""

import html
import io
import re
import stat
import textwrap
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO
from zipfile import ZipFile, ZipInfo, is_zipfile

from aftercoup.answers.file_cells import FILE, is_script
from aftercoup.errors import OneSentence
from aftercoup.teach.marking import platforms
from aftercoup.teach.marking.platforms.hand_in import (
    ASK,
    NOTEBOOK,
    UNREADABLE,
    HandIn,
    MarkingError,
    is_notebook,
    shown,
)

MEGABYTE = 2**20
LARGEST = FILE  # bytes; a larger file is refused unread
TIGHTEST = 200  # a large file that is packed more tightly than this holds nothing but repetition
INNER_ARCHIVE = 64 * MEGABYTE  # the largest archive inside an archive
DEEPEST = 2  # archives in an archive that are opened: a section's, and in that of a platform a student's
MOST_FILES = 200_000
LONGEST_NAME = 2_000  # with its folders; no system writes a longer one, and it is slow to recognise

_COPIES = ".ipynb_checkpoints"
_A_COPY = f"it is the copy that Jupyter keeps in the hidden folder {_COPIES}, and nothing else was handed in"
_NOISE_FOLDERS = frozenset(("__MACOSX", _COPIES, ".git", "__pycache__"))
_NOISE_FILES = (".DS_Store", "Thumbs.db", "desktop.ini")
_DOCUMENTS = (".docx", ".doc", ".odt", ".pdf", ".pages")  # in an archive they may be somebody's answers
_TEXTS = ("html", "htm", "txt", "md")  # whose first words are shown: typed into the platform, perhaps
_SCRIPTS = (".py", ".ipy", ".md", ".qmd", ".rmd", ".txt")  # as which programs save a notebook
_LINK = "it is a link to another place, which is not followed: ask for the file itself"
Opened = Callable[[], IO[bytes]]
Again = Callable[[], io.BytesIO | Path]


@dataclass(frozen=True, slots=True)
class Intake:
    """What a folder or archive holds, before anything is read. platform: whose way of naming it follows; doubt: a
    sentence where most files follow none."""

    platform: str
    files: list[HandIn]
    doubt: str

    def __iter__(self) -> Iterator[HandIn]:
        """Every file with its bytes, in an order of names, not of the file system; one is read at a time."""
        have = {file.student.key for file in self.files if is_notebook(file.path) and not file.refused} | {""}
        for file in self.files:
            alone = file.student.key not in have
            if alone or not file.refused.startswith(_A_COPY):
                yield _read(file, alone)


def open_submissions(path: Path, ids: Collection[str] = ()) -> Intake:
    """The Intake of a folder, a zip archive or a single notebook. ids: keys of the class, as far as tables tell them.
    MarkingError if there is nothing to read."""
    name = shown(path.absolute().name)
    if not path.exists():
        raise MarkingError(
            f"There is no file or folder {shown(path)}. Check the name, or drag it onto the terminal."
        )
    if path.is_dir():
        files = _in_folder(path)
    elif _is_archive(path.name) or is_zipfile(path):
        try:
            files = _in_archive(ZipFile(path))
        except MarkingError:
            raise
        except UNREADABLE as problem:
            raise MarkingError(
                f"{name} is a damaged zip archive ({_first_line(problem)}). Download it again."
            ) from None
    elif is_notebook(path.name):
        files = [HandIn(path.name, open=_opening(path), size=path.stat().st_size)]
    else:
        raise MarkingError(f"{name} is neither a folder nor a zip archive nor a notebook.")
    files = _without_noise(files)
    if not files:
        raise MarkingError(f"{name} holds no file. Give the folder or the zip as the platform gave it.")
    files.sort(key=lambda file: (_natural(file.path), file.path))
    platform, files, doubt = platforms.recognised(files, ids)
    return Intake(platform, _told_apart(files), doubt)


def _is_noise(path: str) -> bool:
    """Whether a program left this file behind, and no person."""
    *folders, name = path.split("/")
    return name in _NOISE_FILES or name.startswith("._") or not _NOISE_FOLDERS.isdisjoint((*folders, name))


def _without_noise(files: Sequence[HandIn]) -> list[HandIn]:
    """The files that a person put there; and Jupyter's own copy of a notebook where its folder holds nothing else."""
    real = [file for file in files if not _is_noise(file.path)]
    there = {folder for file in real for folder in file.folders}
    for file in files:
        folder, _, copy = file.path.partition(f"/{_COPIES}/")
        if is_notebook(copy) and folder not in there and not _is_noise(folder):
            there.add(folder)
            real.append(HandIn(f"{folder}/{copy}", refused=f"{_A_COPY}: {ASK}"))
    return real


def _told_apart(files: Sequence[HandIn]) -> list[HandIn]:
    """The files under paths as people may see them, no two of which are the same."""
    by_path: dict[str, HandIn] = {}
    for number, file in enumerate(files, 1):
        path = shown(file.path)
        while path in by_path:
            folder, slash, name = path.rpartition("/")
            stem, dot, ending = name.partition(".")  # which says what kind of file it is
            path = f"{folder}{slash}{stem} ({number}){dot}{ending}"
        by_path[path] = file._replace(path=path)
    return [*by_path.values()]


# ---------------------------------------------------------------- finding the files


def _opening(path: Path) -> Opened:
    return lambda: path.open("rb")


def _in_folder(folder: Path) -> list[HandIn]:
    files: list[HandIn] = []
    pending = [folder]
    while pending:
        for entry in pending.pop().iterdir():
            name = entry.relative_to(folder).as_posix()
            if entry.is_symlink():
                files.append(HandIn(name, refused=_LINK))
            elif entry.is_dir():
                pending.append(entry)
            elif not entry.is_file():
                files.append(HandIn(name, refused="it is no ordinary file"))
            elif _is_archive(name):
                files += _inner(name, partial(Path, entry))
            else:
                files.append(HandIn(name, open=_opening(entry), size=entry.stat().st_size))
            if len(files) > MOST_FILES:
                raise MarkingError(f"This folder holds more than {MOST_FILES:,} files. Is it the right one?")
    return files


def _is_archive(name: str) -> bool:
    return name.lower().endswith(".zip")


def _in_archive(archive: ZipFile, again: Again | None = None, deeper: int = DEEPEST) -> list[HandIn]:
    """The files of an open archive. again: gives one that lies in another, or in a folder, anew when a file is read (else
    it stays open); deeper: how many archives are still opened, one in another."""
    infos = archive.infolist()
    if len(infos) > MOST_FILES:
        raise MarkingError(f"This archive holds more than {MOST_FILES:,} files. Is it the right one?")
    files: list[HandIn] = []
    for info in infos:
        name = _named_in_archive(info).replace("\\", "/")
        opened = partial(_open_inside, again, info) if again else partial(archive.open, info)
        if info.is_dir() or name.endswith("/"):
            continue
        if why := _not_opened(info, name, deeper):
            files.append(HandIn(name[:LONGEST_NAME], refused=why))
        elif _is_archive(name):
            files += _inner(name, partial(_copied, opened), deeper - 1)
        else:
            files.append(HandIn(name, open=opened, size=info.file_size))
    return files


def _not_opened(info: ZipInfo, name: str, deeper: int) -> str:
    """Why a file in an archive is not opened; "" where it is. deeper: as in `_in_archive`."""
    if len(name) > LONGEST_NAME:
        return f"its name has {len(name):,} characters: {ASK}"
    if stat.S_ISLNK(info.external_attr >> 16):
        return _LINK
    if info.flag_bits & 1:
        return "it is locked with a password: ask for it without one"
    if info.file_size > max(LARGEST, TIGHTEST * info.compress_size):
        return f"it unpacks to {info.file_size / MEGABYTE:,.0f} MB of repetition, so it is not read: {ASK}"
    if not deeper and _is_archive(name):
        return f"it is an archive inside a student's archive: {ASK}"
    return ""


def _named_in_archive(info: ZipInfo) -> str:
    """The name of a file in an archive. Some programs (those of macOS, zip on Linux) write UTF-8 and do not
    say so; zipfile then reads the code page of the first PCs, in which hardly any name is UTF-8 by chance."""
    said = info.flag_bits & 0x800
    if not said and not info.filename.isascii():
        try:
            return info.filename.encode("cp437").decode("utf-8")
        except UnicodeError:
            pass
    return info.filename


def _open_inside(again: Again, info: ZipInfo) -> IO[bytes]:
    return ZipFile(again()).open(info)


def _inner(name: str, again: Again, deeper: int = DEEPEST) -> list[HandIn]:
    """The files of an archive that lies in a folder or in another, in a folder with its name. Of a platform's download
    these are all, also those of archives in it. Of any other they are notebooks, and what may have been meant as one:
    what else a student packed with them is passed over. deeper: as in `_in_archive`."""
    try:
        archive = ZipFile(again())
        whole = platforms.named([_named_in_archive(info) for info in archive.infolist() if not info.is_dir()])
        files = _without_noise(_in_archive(archive, again, deeper if whole else 0))
    except OneSentence as problem:
        return [HandIn(name, refused=f"it is an archive that is not opened. {problem}")]
    except UNREADABLE as problem:
        why = f"it is an archive that cannot be opened ({_first_line(problem)}): {ASK}"
        return [HandIn(name, refused=why)]
    notebooks = any(is_notebook(file.path) for file in files)
    scripts = [] if whole or notebooks else [file for file in files if _is_script(file)]
    if not (whole or notebooks or scripts or any(file.refused for file in files)):
        return [HandIn(name, refused=f"it is an archive without a notebook in it: {ASK}")]
    meant = (*NOTEBOOK, *_DOCUMENTS)
    return [
        file._replace(path=f"{name}/{file.path}")
        for file in files
        if whole or file.refused or file in scripts or file.path.lower().endswith(meant)
    ]


def _copied(opened: Opened) -> io.BytesIO:
    """An archive inside another, as bytes in memory."""
    with opened() as stream:
        data = stream.read(INNER_ARCHIVE + 1)
    if len(data) > INNER_ARCHIVE:
        raise MarkingError(f"It has more than {INNER_ARCHIVE // MEGABYTE} MB: {ASK}.")
    return io.BytesIO(data)


def _first_line(problem: BaseException) -> str:
    return (str(problem).splitlines() or [type(problem).__name__])[0][:120]


def _natural(text: str) -> list[str | int]:
    """Sorts file-2 before file-10, whatever the case."""
    words_and_numbers = enumerate(re.split(r"(\d+)", text.casefold()))
    return [int(part) if index % 2 else part for index, part in words_and_numbers]


# ---------------------------------------------------------------- reading a file


def _is_script(file: HandIn) -> bool:
    """Is a file no notebook by its name, but an exercise by what stands in it?"""
    try:
        return file.path.lower().endswith(_SCRIPTS) and not file.refused and is_script(_bytes(file))
    except (OneSentence, *UNREADABLE):
        return False


def _read(file: HandIn, alone: bool = False) -> HandIn:
    """A file with its bytes, or with why it is not read. alone: whether its student handed in no notebook."""
    if file.refused:
        return file
    if not (is_notebook(file.path) or alone and _is_script(file)):
        ending = file.name.rpartition(".")[2].lower() if "." in file.name else ""
        what = shown(f"a file of another kind (.{ending})" if ending else "a file without an ending")
        words = _first_words(file) if ending in _TEXTS else ""
        said = f" It says: {words}" if words else ""
        return file._replace(refused=f"it is {what}, not a notebook: {ASK}.{said}".removesuffix("."))
    try:
        data = _bytes(file)
    except OneSentence as problem:
        return file._replace(refused=str(problem))
    except UNREADABLE as problem:
        return file._replace(refused=f"it cannot be read ({_first_line(problem)}): {ASK} again")
    if not data.strip():
        return file._replace(refused=f"it is empty: {ASK} again")
    return file._replace(data=data)


def _first_words(file: HandIn) -> str:
    """How a text or a web page begins, in quotation marks; "" where no words stand there."""
    text = re.sub(r"(?is)<(head|style|script)\b.*?(?:</\1>|$)|<[^>]*(?:>|$)", " ", file.beginning())
    words = " ".join(html.unescape(text).split())
    return f"“{shown(textwrap.shorten(words, 160, placeholder=' …'))}”" if words else ""


def _bytes(file: HandIn) -> bytes:
    """The bytes of a file. MarkingError where there are more than are read, whatever an archive says of its size."""
    data = b""
    if file.size <= LARGEST:
        with file.open() as stream:
            data = stream.read(file.size + 1)  # the most at once would be reserved for each file
            data += stream.read(LARGEST) if len(data) > file.size else b""
    if max(len(data), file.size) > LARGEST:
        raise MarkingError(
            f"it has more than {LARGEST / MEGABYTE:,.0f} MB: ask the student to choose Edit, Clear Outputs of All Cells, "
            "save, and hand it in again"
        )
    return data
